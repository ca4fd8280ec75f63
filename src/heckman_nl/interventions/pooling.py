"""Pool a user's own studies: random effects, with the interval of Hartung and Knapp and the interval of a next study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

from ..errors import InputError


class Pooled(NamedTuple):
    """The mean over studies, in their own measure, with 95% intervals."""

    value: float
    low: float
    high: float
    tau: float  # spread between studies, on the scale of pooling (logarithms of ratios)
    next_low: float  # interval of the effect in a next study; nan with fewer than three
    next_high: float
    weights: tuple[float, ...]


def pool(values: Sequence[float], lows: Sequence[float], highs: Sequence[float], ratio: bool) -> Pooled:
    """Random-effects mean of two or more studies.

    The spread between studies is that of DerSimonian and Laird (1986); the interval of the mean that of Hartung and
    Knapp (2001), with k - 1 degrees of freedom and never narrower than that of the common formula; the interval of a
    next study that of Higgins, Thompson and Spiegelhalter (2009), with k - 2.

    Parameters
    ----------
    values, lows, highs : (studies,)
        Effects with their 95% intervals.
    ratio : bool
        Odds, hazard or risk ratios, which are pooled as logarithms.
    """
    y, low, high = (np.asarray(x, float) for x in (values, lows, highs))
    if not (len(y) == len(low) == len(high) >= 2):
        raise InputError(f"pool two studies or more, with an interval each, not {len(y)}, {len(low)} and {len(high)}")
    if ratio and not (np.concatenate([y, low, high]) > 0).all():
        raise InputError("a ratio is above 0")
    if not ((low <= y) & (y <= high) & (low < high)).all():
        raise InputError("an effect lies outside its interval, or its interval has no width")
    if ratio:
        y, low, high = np.log(y), np.log(low), np.log(high)
    variance = ((high - low) / (2 * norm.ppf(0.975))) ** 2
    fixed, k = 1.0 / variance, len(y)
    q = np.sum(fixed * (y - np.average(y, weights=fixed)) ** 2)
    tau2 = max(0.0, (q - (k - 1)) / (fixed.sum() - np.sum(fixed**2) / fixed.sum()))
    weights = 1.0 / (variance + tau2)
    mean = np.average(y, weights=weights)
    spread = np.sum(weights * (y - mean) ** 2) / ((k - 1) * weights.sum())
    se = np.sqrt(max(spread, 1.0 / weights.sum()))
    half = t.ppf(0.975, k - 1) * se
    ahead = t.ppf(0.975, k - 2) * np.sqrt(tau2 + se**2) if k > 2 else np.nan
    out = np.array([mean, mean - half, mean + half, mean - ahead, mean + ahead])
    value, least, most, next_least, next_most = np.exp(out) if ratio else out
    return Pooled(value, least, most, float(np.sqrt(tau2)), next_least, next_most, tuple(weights / weights.sum()))
