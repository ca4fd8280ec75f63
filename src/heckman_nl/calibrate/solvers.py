"""Solve an intercept, cut, normaliser or loading on a mean probability.

All functions take the scores of the persons at risk (`eta`), their weights, and the mean that the target asks for.
Where no value within bounds reaches the target a CalibrationError says so.
"""

import math

import numpy as np
from scipy.optimize import brentq, root
from scipy.special import expit

from ..engine.jit import entry_point
from ..errors import CalibrationError

BOUND = 40.0  # intercepts beyond this would mean a probability of 0 or 1
LOADING_BOUND = (
    3.0  # in standard deviations of a decision's own noise: V then makes nine tenths of what the score leaves open
)
BINS = 400
TOLERANCE = 1e-11  # relative to the target
SQRT_HALF, DENSITY = math.sqrt(0.5), 1.0 / math.sqrt(2.0 * math.pi)


def solve(function, low, high, what):
    """Root of an increasing function between `low` and `high`, or a CalibrationError."""
    at_low, at_high = function(low), function(high)
    if at_low > 0 or at_high < 0 or not np.isfinite([at_low, at_high]).all():
        raise CalibrationError(
            f"{what}: no value between {low:g} and {high:g} reaches its target (misses by {at_low:g} and {at_high:g})"
        )
    return brentq(function, low, high, xtol=1e-9, rtol=1e-11)


def solve_pair(kind, miss, start, what):
    """Two unknowns, the second a loading; `miss(first, loading)` gives two relative misses, or a CalibrationError."""
    found, most = root(lambda x: miss(*x), start, method="hybr", tol=1e-11), most_loading(kind)
    if not np.isfinite(found.x).all() or np.abs(found.fun).max() > 1e-6 or abs(found.x[1]) > most:
        raise CalibrationError(
            f"{what}: no loading within {most:.3g} reproduces the gradient (best {found.x}, misses {found.fun})"
        )
    return tuple(float(x) for x in found.x)


def dot(values, weight):
    """Sum of products. Not `np.dot`, whose threads wait for each other where the processors are busy."""
    return float(np.einsum("i,i", values, weight))


def mean(values, weight):
    return dot(values, weight) / weight.sum()


LOGIT, PROBIT, HAZARD = (
    np.int64(k) for k in range(3)
)  # of an event given its score: logistic, normal, accumulated hazard
NOISE = {LOGIT: math.pi / math.sqrt(3.0), PROBIT: 1.0, HAZARD: math.pi / math.sqrt(6.0)}  # its standard deviation


def most_loading(kind) -> float:
    """The largest loading on V of a decision of this kind: as much against its noise for each kind."""
    return LOADING_BOUND * NOISE[kind]


@entry_point
def squeeze(eta, weight):
    """The same distribution on at most BINS points: each person is split over the two nearest, so its mean is kept.

    The error of a mean probability is second order in the width of a bin (below 1e-4 of it), a hundredth of the noise
    of 20,000 births.
    """
    n = len(eta)
    if n <= BINS:
        return eta.copy(), weight.copy()
    low, high = math.inf, -math.inf
    for i in range(n):
        low, high = min(low, eta[i]), max(high, eta[i])
    if high - low < 1e-12:
        return np.array([low]), np.array([weight.sum()])
    mass, width = np.zeros(BINS), (high - low) / (BINS - 1)
    for i in range(n):
        place = (eta[i] - low) / width
        left = min(int(place), BINS - 2)
        right_part = weight[i] * (place - left)
        mass[left] += weight[i] - right_part
        mass[left + 1] += right_part
    filled = np.flatnonzero(mass > 0)
    return low + width * filled, mass[filled]


@entry_point
def chance_and_slope(kind, x):
    """Probability of an event at score `x`, and its derivative."""
    if kind == LOGIT:
        p = 1.0 / (1.0 + math.exp(-x))
        return p, p * (1.0 - p)
    if kind == PROBIT:
        return 0.5 * math.erfc(-x * SQRT_HALF), math.exp(-0.5 * x * x) * DENSITY
    hazard = math.exp(min(x, 50.0))
    return -math.expm1(-hazard), hazard * math.exp(-hazard)


@entry_point
def newton(kind, eta, weight, least, target, start):
    """a such that sum weight · max(least, chance(a + eta)) is `target`; NaN where no a within BOUND reaches it.

    Newton's steps, kept within a bracket that halves where they leave it.
    """
    low, high, a = -BOUND, BOUND, start
    for _ in range(200):
        total, slope = 0.0, 0.0
        for k in range(len(eta)):
            p, d = chance_and_slope(kind, a + eta[k])
            total += weight[k] * max(least[k], p)
            slope += weight[k] * d * (p > least[k])
        miss = total - target
        if abs(miss) <= TOLERANCE * target:
            return a
        low, high = (a, high) if miss < 0.0 else (low, a)
        if high - low < 1e-13:
            break
        step = a - miss / slope if slope > 0.0 else math.inf
        a = step if low < step < high else 0.5 * (low + high)
    return math.nan


def solve_mean(kind, eta, weight, target, what, least=None, start=0.0):
    """a such that the sum of weight · chance(a + eta) is `target`, or a CalibrationError.

    `eta` and `weight` are those of persons or of points (see `squeeze`); `least` is the lowest chance of each.
    """
    a = newton(kind, eta, weight, np.zeros(len(eta)) if least is None else least, float(target), start)
    if not np.isfinite(a):
        raise CalibrationError(
            f"{what}: no value between {-BOUND:g} and {BOUND:g} reaches its target ({target:g} of {weight.sum():g} at risk)"
        )
    return a


def logit_intercept(eta, weight, target, what, start=0.0):
    """a such that the weighted mean of expit(a + eta) is `target`."""
    return solve_mean(LOGIT, *squeeze(eta, weight), target * weight.sum(), what, start=start)


def logit_loading(reading, v, member, everyone, of_group, base, what):
    """Intercept and loading on V of a logit decision, from the mean of everyone and of one group.

    reading : (eta, weight) of those at risk; member : True for the group; base : what a target is a share of, per
    person (1 for a share of all births, the weight for a share of those at risk).
    """

    def gradient(happens):
        return happens[member].sum() / base[member].sum() / of_group - 1.0

    return logit_pair(reading, v, gradient, everyone, base, what)


def logit_ratio(reading, v, groups, everyone, base, what):
    """Intercept and loading on V of a logit decision, from the mean of everyone and the ratio of two groups.

    groups : (ratio, first, second), masks of persons; the others as in `logit_loading`.
    """
    ratio, first, second = groups

    def gradient(happens):
        share = [happens[group].sum() / base[group].sum() for group in (first, second)]
        return share[0] / share[1] / ratio - 1.0

    return logit_pair(reading, v, gradient, everyone, base, what)


def logit_pair(reading, v, gradient, everyone, base, what):
    """Intercept and loading of a logit decision; `gradient` gives the relative miss of the second from what happens."""
    eta, weight = reading

    def miss(a, loading):
        happens = weight * expit(a + eta + loading * v)
        return happens.sum() / base.sum() / everyone - 1.0, gradient(happens)

    start = logit_intercept(eta, weight, everyone * base.sum() / weight.sum(), what)
    return solve_pair(LOGIT, miss, (start, 0.0), what)


def probit_cut(eta, weight, target, what, start=0.0):
    """c such that the weighted mean of Phi(eta - c) is `target` (the share beyond the cut); BOUND where no one is."""
    if target == 0.0:
        return BOUND
    return -solve_mean(PROBIT, *squeeze(eta, weight), target * weight.sum(), what, start=-start)


def quantile_cut(latent, target):
    """c such that the share `target` of persons lies beyond it; BOUND where no one does."""
    beyond = round(target * len(latent))
    if beyond == 0:
        return BOUND
    place = len(latent) - beyond
    ordered = np.partition(latent, place)  # of one place: with two it takes five times as long
    return 0.5 * (ordered[: max(place, 1)].max() + ordered[place])


def hazard_normaliser(eta, weight, already, target, what, start=None):
    """h such that `already` (mean) plus the weighted mean of 1 - exp(-h exp(eta)) is `target`; 0 if `already` is beyond it.

    `weight` sums to the share at risk, so that both parts are shares of the same total.
    """
    if already >= target:
        return 0.0
    need = target - already
    if need >= weight.sum():
        raise CalibrationError(f"{what}: {need:g} is asked of {weight.sum():g} at risk")
    guess = np.log(need / weight.sum()) - np.max(eta) if start is None or start <= 0.0 else np.log(start)
    return float(np.exp(solve_mean(HAZARD, *squeeze(eta, weight), need, what, start=guess)))
