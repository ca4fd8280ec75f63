"""Run a small analysis in spawned processes, for a test that kills it: `python psa_elsewhere.py FOLDER`.

Prints the process id of its worker first.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import heckman_nl as hn

SMALL = {"draws": 40, "batch": 4, "recalibrate": False, "pairs": 1000, "progress": False}


def small(path=None, executor=None):
    """The analysis, the same wherever it is run."""
    scenario = hn.Scenario("BoekStart", [hn.interventions.load("boekstart")])
    return hn.Model().psa(hn.Cohort.births(170_000), scenario, path=path, executor=executor, **SMALL)


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        try:
            small(sys.argv[1], pool)
        except hn.HeckmanError as error:
            sys.exit(f"refused: {error}")
