"""Run in a process of its own: lives of chosen persons and of their children with and without VoorZorg, to a file.

The packed parameters come from a file, so that a baseline that has to be solved is solved once, with the compiler.
"""

import sys
from types import SimpleNamespace

import numpy as np
from lives import Lives
from records import read_quickly

import heckman_nl as hn


def main(packed: str, path: str, persons: list[int]) -> None:
    voorzorg, parameters = hn.interventions.load("voorzorg"), hn.ParameterSet.read()
    model = SimpleNamespace(parameters=parameters)
    lives = Lives(model, hn.Cohort.births(100_000), hn.Scenario("VoorZorg", [voorzorg]), generations=2)
    lives.live_with(np.fromfile(packed, parameters.dtype).view(np.recarray))
    with np.errstate(over="ignore"):  # without the compiler, 64-bit words that wrap round would warn
        found = {}
        for arm in ("baseline", "scenario"):
            states, ledgers = zip(*(lives.life(person, arm) for person in persons), strict=True)
            found[f"states_{arm}"] = np.array(states).view(np.uint64).reshape(len(states), -1)
            found[f"ledgers_{arm}"] = np.array(ledgers)
    np.savez_compressed(path, **found)


if __name__ == "__main__":
    read_quickly()
    main(sys.argv[1], sys.argv[2], [int(person) for person in sys.argv[3:]])
