"""Run in a process of its own: lives of chosen persons with and without VoorZorg, written to a file."""

import sys

import numpy as np
from lives import Lives

import heckman_nl as hn


def main(path: str, persons: list[int]) -> None:
    voorzorg = hn.interventions.load("voorzorg")
    lives = Lives(hn.Model(), hn.Cohort.births(100_000), hn.Scenario("VoorZorg", [voorzorg]))
    with np.errstate(over="ignore"):  # without the compiler, 64-bit words that wrap round would warn
        found = {}
        for arm in ("baseline", "scenario"):
            states = lives.states(persons, arm)
            found[f"states_{arm}"] = states.view(np.uint64).reshape(len(states), -1)
            found[f"ledgers_{arm}"] = lives.ledgers(persons, arm)
    np.savez(path, **found)


if __name__ == "__main__":
    main(sys.argv[1], [int(person) for person in sys.argv[2:]])
