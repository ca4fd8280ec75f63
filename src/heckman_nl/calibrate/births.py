"""Which births a quick solution is made on.

Some thousand births are not the population: by chance women's schooling may say less about their families in one set than
in another, and a gradient is then out of reach. So a few sets are solved for the parameters as they are, and the one whose
loadings come nearest to those that were solved on a million births is used for every draw (rejective sampling: Fuller 2009,
Biometrika 96:933-944).
"""

from __future__ import annotations

import threading

import numpy as np

from ..errors import CalibrationError
from ..parameters import ParameterSet
from .baseline import solve_baseline
from .fitted import LOADINGS, SEED

SETS = 8
ENOUGH = 100_000  # births of which no set has to be chosen

_chosen: dict[tuple[str, int], int] = {}
_one_at_a_time = threading.Lock()


def representative(parameters: ParameterSet, births: int) -> int:
    """Seed of the set of births, of the first eight, whose own loadings are nearest to those of `parameters`.

    Near is measured in standard deviations over the sets, squared and summed over the loadings. Raises CalibrationError
    where none of the sets can be solved. Solving eight sets takes as long as eight draws; it is done once per process.
    """
    if births >= ENOUGH:
        return SEED
    key = (parameters.fingerprint, births)
    with _one_at_a_time:
        if key not in _chosen:
            found = {
                seed: loadings
                for seed in range(1, SETS + 1)
                if (loadings := solved(parameters, births, seed)) is not None
            }
            if not found:
                raise CalibrationError(f"none of {SETS} sets of {births:,} births can be solved: take more births")
            _chosen[key] = nearest(found, loadings_of(parameters))
        return _chosen[key]


def nearest(found: dict[int, np.ndarray], wanted: np.ndarray) -> int:
    """The key whose values are nearest to `wanted`, each measured in its standard deviation over the keys."""
    values = np.array(list(found.values()))
    spread = values.std(axis=0)
    moves = spread > 0.0  # a loading that is an assumption is the same in every set
    distance = (((values[:, moves] - wanted[moves]) / spread[moves]) ** 2).sum(axis=1)
    return list(found)[int(distance.argmin())]


def loadings_of(parameters: ParameterSet) -> np.ndarray:
    """All that is solved on a gradient or on what two outcomes share, one after the other."""
    return np.concatenate([np.atleast_1d(parameters.value(key)) for key in LOADINGS])


def solved(parameters: ParameterSet, births: int, seed: int) -> np.ndarray | None:
    """The loadings of one set, or None where it cannot be solved."""
    try:
        return loadings_of(solve_baseline(parameters, births, seed))
    except CalibrationError:
        return None
