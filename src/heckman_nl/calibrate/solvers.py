"""Solve an intercept, cut, normaliser or loading on a mean probability.

All functions take the scores of the persons at risk (`eta`), their weights, and the mean that the target asks for.
Where no value within bounds reaches the target a CalibrationError says so.
"""

import numpy as np
from scipy.optimize import brentq, root
from scipy.special import expit, ndtr

from ..errors import CalibrationError

BOUND = 40.0  # intercepts beyond this would mean a probability of 0 or 1
LOADING_BOUND = 3.0
BINS = 400
TOLERANCE = 1e-8  # relative to the target


def solve(function, low, high, what):
    """Root of an increasing function between `low` and `high`, or a CalibrationError."""
    at_low, at_high = function(low), function(high)
    if at_low > 0 or at_high < 0 or not np.isfinite([at_low, at_high]).all():
        raise CalibrationError(
            f"{what}: no value between {low:g} and {high:g} reaches its target (misses by {at_low:g} and {at_high:g})"
        )
    return brentq(function, low, high, xtol=1e-9, rtol=1e-11)


def solve_pair(miss, start, what):
    """Two unknowns, the second a loading; `miss(first, loading)` gives two relative misses, or a CalibrationError."""
    found = root(lambda x: miss(*x), start, method="hybr", tol=1e-11)
    if not np.isfinite(found.x).all() or np.abs(found.fun).max() > 1e-6 or abs(found.x[1]) > LOADING_BOUND:
        raise CalibrationError(
            f"{what}: no loading within {LOADING_BOUND:g} reproduces the gradient (best {found.x}, misses {found.fun})"
        )
    return tuple(float(x) for x in found.x)


def mean(values, weight):
    return float(np.dot(values, weight) / weight.sum())


def squeeze(eta, weight):
    """The same distribution on at most BINS points: each person is split over the two nearest, so its mean is kept.

    The error of a mean probability is second order in the width of a bin (below 1e-4 of it), a hundredth of the noise
    of 20,000 births.
    """
    if len(eta) <= BINS:
        return eta, weight
    low, high = eta.min(), eta.max()
    if high - low < 1e-12:
        return np.array([low]), np.array([weight.sum()])
    place = (eta - low) * ((BINS - 1) / (high - low))
    left = np.minimum(place.astype(np.intp), BINS - 2)
    right_part = weight * (place - left)
    mass = np.bincount(left, weight - right_part, BINS)
    mass[1:] += np.bincount(left, right_part, BINS)[:-1]
    filled = mass > 0
    return np.linspace(low, high, BINS)[filled], mass[filled]


def logit_intercept(eta, weight, target, what):
    """a such that the weighted mean of expit(a + eta) is `target`."""
    eta, weight = squeeze(eta, weight)
    return solve(lambda a: mean(expit(a + eta), weight) - target, -BOUND, BOUND, what)


def logit_loading(reading, v, member, everyone, of_group, base, what):
    """Intercept and loading on V of a logit decision, from the mean of everyone and of one group.

    reading : (eta, weight) of those at risk; member : True for the group; base : what a target is a share of, per
    person (1 for a share of all births, the weight for a share of those at risk).
    """
    eta, weight = reading
    total, total_group = base.sum(), base[member].sum()

    def miss(a, loading):
        happens = weight * expit(a + eta + loading * v)
        return happens.sum() / total / everyone - 1.0, happens[member].sum() / total_group / of_group - 1.0

    start = logit_intercept(eta, weight, everyone * total / weight.sum(), what)
    return solve_pair(miss, (start, 0.0), what)


def probit_cut(eta, weight, target, what):
    """c such that the weighted mean of Phi(eta - c) is `target` (the share beyond the cut); BOUND where no one is."""
    if target == 0.0:
        return BOUND
    eta, weight = squeeze(eta, weight)
    return -solve(lambda a: mean(ndtr(eta + a), weight) - target, -BOUND, BOUND, what)


def hazard_normaliser(eta, weight, already, target, what):
    """h such that `already` (mean) plus the weighted mean of 1 - exp(-h exp(eta)) is `target`; 0 if `already` is beyond it.

    `weight` sums to the share at risk, so that both parts are shares of the same total.
    """
    if already >= target:
        return 0.0
    eta, weight = squeeze(eta, weight)
    risk = np.exp(eta)
    need = target - already
    if need >= weight.sum():
        raise CalibrationError(f"{what}: {need:g} is asked of {weight.sum():g} at risk")
    log_h = solve(lambda x: float(np.dot(-np.expm1(-np.exp(x) * risk), weight)) - need, -30.0, 10.0, what)
    return float(np.exp(log_h))
