"""Sensitivity indices of any function of a unit cube, through SALib: Morris, Sobol; and PAWN of draws that are there.

A factor is what moves as one: a name and some columns of the cube, independent of those of all other factors. Nothing
here knows the model. What SALib takes without a word is refused: results that are not finite (it gives zeros), a number
of points that is no power of two; a seed of 0 is a seed (there it means none).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, check_number, unknown

if TYPE_CHECKING:
    import pandas as pd

    Factors = Mapping[str, Sequence[int]]
    Function = Callable[[np.ndarray], np.ndarray]

LEVEL = 0.95  # of every interval
RESAMPLES = 500  # behind an interval of Morris
BLOCKS = 16  # of Sobol points, each scrambled by itself
MOST_FACTORS = 10  # of Sobol indices
LEVELS = 4  # of the Morris grid
BETWEEN = (0.025, 0.975)  # of the Morris grid: a quantile function has no value at 0 and 1
SLICES, FEWEST_IN_SLICE = 10, 10  # of PAWN
DUMMIES = 100  # parameters of chance alone
FLOOR = 0.95  # of the dummies


def problem_spec(factors: Factors, between: tuple[float, float] = (0.0, 1.0)) -> dict[str, Any]:
    """The problem as SALib writes it, for calls of your own: columns in the order of the factors, each in the unit interval."""
    columns = columns_of(factors)
    groups = [name for name, members in factors.items() for _ in members]
    return {
        "num_vars": len(columns), "names": [f"x{k}" for k in columns], "groups": groups, "bounds": [list(between)] * len(columns),
    }  # fmt: skip


def columns_of(factors: Factors) -> list[int]:
    """Columns in the order of the factors; every column of the cube belongs to one of them."""
    columns = [int(k) for members in factors.values() for k in members]
    if not factors or any(not len(members) for members in factors.values()):
        raise InputError("every factor needs at least one column of the cube")
    if sorted(columns) != list(range(len(columns))):
        raise InputError("the columns of the factors must be those of the cube, from 0 on, each of them once")
    return columns


def evaluate(function: Function, sample: np.ndarray, columns: list[int]) -> np.ndarray:
    """Values at the points of SALib's sample, whose columns stand in the order of the factors."""
    points = np.empty_like(sample)
    points[:, columns] = sample
    return finite(function(points), len(points))


def finite(values, count: int) -> np.ndarray:
    """Checked results, (count,): indices of what is not finite would be zeros."""
    try:
        found = np.asarray(values, float)
    except (TypeError, ValueError):
        raise InputError("results must be numbers, one for each point") from None
    if found.shape != (count,):
        raise InputError(f"results must be one for each of {count} points, not of shape {found.shape}")
    wrong = np.flatnonzero(~np.isfinite(found))
    if len(wrong):
        raise InputError(
            f"{len(wrong)} of {count} results are not finite, the first at point {wrong[0]}: no index of them"
        )
    if np.ptp(found) == 0.0:
        raise InputError(f"nothing that moves changes the result, which is {found[0]:g} at every point")
    return found


def morris(function: Function, factors: Factors, trajectories: int = 10, seed: int = 1) -> pd.DataFrame:
    """Screening by elementary effects (Morris 1991; of groups Campolongo, Cariboni and Saltelli 2007).

    Parameters
    ----------
    function : callable
        (points, columns) of the unit cube -> (points,) results.
    factors : dict
        Name -> columns of the cube that move together; every column in one factor.
    trajectories : int
        Walks through the grid; each takes one point more than there are factors.
    seed : int

    Returns
    -------
    DataFrame
        By factor, the most influential first: `mu_star`, the mean of the absolute effect of going all the way from the 2.5%
        to the 97.5% point (a step is two thirds of it, each member of a factor in a direction of its own), half its 95%
        interval `mu_star_ci`, and, of a factor of one column, `mu` with its sign and `sigma`, the spread of the effect,
        which is 0 where it is a straight line without interactions.
    """
    import pandas as pd
    from SALib.analyze.morris import analyze
    from SALib.sample.morris import sample

    trajectories = check_number("trajectories", trajectories, 2, 100_000, whole=True)
    rng = np.random.default_rng(check_number("seed", seed, 0, whole=True))
    columns, problem = columns_of(factors), problem_spec(factors, BETWEEN)
    points = sample(problem, trajectories, num_levels=LEVELS, seed=rng)
    values = evaluate(function, points, columns)
    found = analyze(problem, points, values, num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=LEVELS, seed=rng)
    alone = np.array([len(factors[name]) == 1 for name in found["names"]])
    table = {
        "mu_star": found["mu_star"], "mu_star_ci": found["mu_star_conf"], "mu": np.where(alone, as_floats(found["mu"]), np.nan),
        "sigma": np.where(alone, as_floats(found["sigma"]), np.nan),
    }  # fmt: skip
    frame = pd.DataFrame(table, index=pd.Index(list(found["names"]), name="factor"), dtype=float)
    frame = frame.sort_values("mu_star", ascending=False, kind="stable")
    frame.attrs |= {"method": "Morris", "points": len(points), "trajectories": trajectories, "between": BETWEEN}
    frame.attrs["units"] = {"all": "that of the result, from the 2.5% to the 97.5% point"}
    return frame


def as_floats(values) -> np.ndarray:
    """SALib leaves out (None, or masked) what it cannot give of a group."""
    return np.array([np.nan if value is None or np.ma.is_masked(value) else value for value in values], float)


def sobol(function: Function, factors: Factors, n: int = 256, seed: int = 1) -> pd.DataFrame:
    """First-order and total Sobol indices (Saltelli et al. 2010) from `n` × (factors + 2) scrambled Sobol points.

    Parameters
    ----------
    function : callable
        (points, columns) of the unit cube -> (points,) results.
    factors : dict
        Name -> columns of the cube that move together; every column in one factor, at most ten of them. The indices
        presume that factors are independent: put what is correlated in one.
    n : int
        A power of two, at least 16.
    seed : int

    Returns
    -------
    DataFrame
        By factor: `first` (the share of the variance that would go if the factor were known, apart from interactions) and
        `total` (the share that would stay if all others were known), each with its 95% interval `_low`, `_high`, by
        the jackknife over 16 blocks of points that were scrambled apart from one another. An index a little below 0 is
        sampling error and is left as it is. `.attrs`: points, mean and sd of the results.
    """
    import pandas as pd
    from SALib.sample.sobol import sample
    from scipy.special import stdtrit

    n = check_number("n", n, BLOCKS, 2**20, whole=True)
    if n & (n - 1):
        raise InputError(
            f"n must be a power of two, such as {1 << (n.bit_length() - 1)} or {1 << n.bit_length()}, not {n}"
        )
    if len(factors) > MOST_FACTORS:
        raise InputError(
            f"{len(factors)} factors: of more than {MOST_FACTORS} the indices drown in their error. Screen with Morris, "
            "and bundle what matters little"
        )
    rng = np.random.default_rng(check_number("seed", seed, 0, whole=True))
    columns, problem = columns_of(factors), problem_spec(factors)
    blocks = [sample(problem, n // BLOCKS, calc_second_order=False, seed=rng) for _ in range(BLOCKS)]
    values = evaluate(function, np.concatenate(blocks), columns)
    whole = first_and_total(problem, values)
    by_block = values.reshape(BLOCKS, -1)
    left_out = np.stack([first_and_total(problem, np.delete(by_block, k, 0).ravel()) for k in range(BLOCKS)])
    se = np.sqrt((BLOCKS - 1) * left_out.var(0))
    half = stdtrit(BLOCKS - 1, 0.5 + LEVEL / 2) * se
    table = {}
    for k, name in enumerate(("first", "total")):
        table |= {name: whole[k], f"{name}_low": whole[k] - half[k], f"{name}_high": whole[k] + half[k]}
    frame = pd.DataFrame(table, index=pd.Index(list(factors), name="factor"))
    facts = {"points": len(values), "n": n, "mean": float(values.mean()), "sd": float(values.std())}
    frame.attrs |= {"method": "Sobol", **facts}
    frame.attrs["units"] = {"all": "share of the variance"}
    return frame.sort_values("total", ascending=False, kind="stable")


def first_and_total(problem: dict[str, Any], values: np.ndarray) -> np.ndarray:
    """Indices by SALib, (2, factors). Its bootstrap is not used: it takes Sobol points for independent ones."""
    from SALib.analyze.sobol import analyze

    if np.ptp(values) == 0.0:
        raise InputError("nearly every point has one result: the variance comes from a few of them; take a larger n")
    found = analyze(problem, values, calc_second_order=False, num_resamples=2, seed=1)
    return np.array([found["S1"], found["ST"]], float)


def pawn(parameters: pd.DataFrame, result, slices: int = SLICES, seed: int = 1) -> pd.DataFrame:
    """PAWN indices (Pianosi and Wagener 2015, 2018) from draws: how far knowing a parameter moves the distribution of a result.

    It needs no sample of its own and no independence: what goes together with something that matters shows as well.

    Parameters
    ----------
    parameters : DataFrame, (draws, names)
    result : array_like, (draws,)
    slices : int
        Intervals, equally full, in which a parameter is held; at least ten draws in each.
    seed : int
        Of the parameters of chance alone that show what an index is worth.

    Returns
    -------
    DataFrame
        By parameter, the most influential first: `median` and `highest` Kolmogorov-Smirnov distance over the slices, and
        whether the median is `above_noise`, that is, above `.attrs["noise"]`, under which 95% of a hundred parameters of
        chance alone stay (so one in twenty that does not matter stands above it). One that does not vary has 0.
    """
    import pandas as pd
    from SALib.analyze.pawn import analyze

    frame = pd.DataFrame(parameters)
    values = finite(result, len(frame))
    slices = check_number("slices", slices, 2, 1000, whole=True)
    seed = check_number("seed", seed, 0, whole=True)
    if len(frame) < FEWEST_IN_SLICE * slices:
        raise InputError(
            f"{len(frame)} draws are too few for {slices} slices of at least {FEWEST_IN_SLICE}: draw more, or take fewer slices"
        )
    if frame.columns.duplicated().any():
        raise InputError(f"a parameter occurs twice: {sorted(set(frame.columns[frame.columns.duplicated()]))}")
    x = frame.to_numpy(float)
    if not np.isfinite(x).all():
        raise InputError(f"parameter {frame.columns[~np.isfinite(x).all(0)][0]!r} must be finite numbers")
    moves = np.ptp(x, axis=0) > 0
    dummies = np.random.default_rng(seed).random((len(x), DUMMIES))
    both = np.hstack([x[:, moves], dummies])
    problem = {
        "num_vars": both.shape[1],
        "names": [f"x{k}" for k in range(both.shape[1])],
        "bounds": [[0.0, 1.0]] * both.shape[1],
    }
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", RuntimeWarning
        )  # of p-values, which are not used; slices of one value are empty
        found = analyze(problem, both, values, S=slices)
    median, highest = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    count = int(moves.sum())
    median[moves], highest[moves] = found["median"][:count], found["maximum"][:count]
    noise = float(np.quantile(found["median"][count:], FLOOR))
    table = pd.DataFrame(
        {"median": median, "highest": highest, "above_noise": median > noise},
        index=pd.Index(frame.columns, name="parameter"),
    )
    table.attrs |= {"method": "PAWN", "draws": len(x), "slices": slices, "noise": noise}
    table.attrs["units"] = {"median": "Kolmogorov-Smirnov distance", "highest": "Kolmogorov-Smirnov distance"}
    return table.sort_values("median", ascending=False, kind="stable")


def among(names: Sequence[str], patterns: Sequence[str]) -> dict[str, list[int]]:
    """Per pattern (a name, or `*` for a part of it) the places of the names that fit; a pattern that none fits is refused."""
    from fnmatch import fnmatchcase

    found = {}
    for pattern in patterns:
        found[pattern] = [k for k, name in enumerate(names) if fnmatchcase(name, pattern)]
        if not found[pattern]:
            raise unknown("uncertain number, or pattern of such,", pattern, names)
    return found
