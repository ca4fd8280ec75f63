"""Measures of a distribution, of an association or of a contrast, each with its Monte-Carlo error.

The error is a jackknife that leaves out one of 64 batches of persons at a time. What follows from sums is worked out from
the sums of the batches; what needs the order of the values from values that are sorted once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..estimate import FEWEST_BATCHES, Estimate, estimate

SUMS = 6  # per sample: n, x, x², y, y², xy


@dataclass(frozen=True)
class Sample:
    """Values of persons (or person-years), with the batch that each belongs to; `y` for a second field. (n,) each.

    Where ages are compared with the whole of a life, x is (n, ages).
    """

    x: np.ndarray
    batch: np.ndarray
    y: np.ndarray | None = None

    def finite(self) -> Sample:
        """Without what is not a number."""
        keep = np.isfinite(self.x)
        if keep.ndim > 1:
            keep = keep.all(axis=1)
        if self.y is not None:
            keep &= np.isfinite(self.y)
        return Sample(self.x[keep], self.batch[keep], None if self.y is None else self.y[keep])

    def sums(self, batches: int) -> np.ndarray:
        """(batches, SUMS): n, x, x², y, y², xy."""
        x, y = self.x, np.zeros_like(self.x) if self.y is None else self.y
        parts = (None, x, x * x, y, y * y, x * y)
        return np.stack([np.bincount(self.batch, part, batches) for part in parts], axis=-1).astype(float)


# figures of sums: (..., SUMS) of one sample, or (..., 2 * SUMS) of two


def mean(m: np.ndarray) -> np.ndarray:
    return m[..., 1] / m[..., 0]


def variance(m: np.ndarray) -> np.ndarray:
    return np.maximum(m[..., 2] / m[..., 0] - mean(m) ** 2, 0.0)


def sd(m: np.ndarray) -> np.ndarray:
    return np.sqrt(variance(m))


def cv(m: np.ndarray) -> np.ndarray:
    return sd(m) / mean(m)


def correlation(m: np.ndarray) -> np.ndarray:
    n, x, xx, y, yy, xy = np.moveaxis(m, -1, 0)
    return (xy / n - x * y / n**2) / np.sqrt((xx / n - (x / n) ** 2) * (yy / n - (y / n) ** 2))


def difference(m: np.ndarray) -> np.ndarray:
    return mean(m[..., :SUMS]) - mean(m[..., SUMS:])


def ratio(m: np.ndarray) -> np.ndarray:
    return mean(m[..., :SUMS]) / mean(m[..., SUMS:])


def log_ratio(m: np.ndarray) -> np.ndarray:
    return np.log(ratio(m))


def odds_ratio(m: np.ndarray) -> np.ndarray:
    one, other = mean(m[..., :SUMS]), mean(m[..., SUMS:])
    return one / (1.0 - one) / (other / (1.0 - other))


def standardised(m: np.ndarray) -> np.ndarray:
    """Difference in standard deviations, pooled over the two samples."""
    one, other = m[..., :SUMS], m[..., SUMS:]
    within = one[..., 0] * variance(one) + other[..., 0] * variance(other)
    return difference(m) / np.sqrt(within / (one[..., 0] + other[..., 0]))


# figures of ordered values


def gini(x: np.ndarray) -> float:
    """Gini coefficient of sorted values, (n,)."""
    n = len(x)
    return float(2.0 * np.dot(np.arange(1, n + 1), x) / (n * x.sum()) - (n + 1) / n)


def quantile_ratio(x: np.ndarray, above: float = 0.9, below: float = 0.1) -> float:
    """One quantile over another of sorted values, (n,)."""
    return quantile(x, above) / quantile(x, below)


def quantile(x: np.ndarray, p: float) -> float:
    """A quantile of sorted values, on the line between its neighbours."""
    place = p * (len(x) - 1)
    below = int(place)
    above = min(below + 1, len(x) - 1)
    return float(x[below] + (place - below) * (x[above] - x[below]))


class Ranked:
    """Values in groups of ties, whose mean ranks can be worked out again without a batch."""

    def __init__(self, values: np.ndarray):
        values, self.group = np.unique(values, return_inverse=True)
        self.groups = len(values)

    def ranks(self, keep: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Mean rank among those to keep, of each of them; from 1 on."""
        group = self.group[keep]
        count = np.bincount(group, minlength=self.groups)
        return (np.cumsum(count) - 0.5 * (count - 1.0))[group]


def slope(x: np.ndarray, y: np.ndarray) -> float:
    """Slope of the line of `y` on `x`, (n,) each."""
    dx = x - x.mean()
    return float(np.dot(dx, y) / np.dot(dx, dx))


@dataclass(frozen=True)
class Measure:
    """A measure: how many samples it compares, whether of pairs of fields, and whether it scales with prices."""

    samples: tuple[int, ...]
    pairs: bool
    money: bool
    of: Callable[..., Estimate]  # (samples, births by batch) -> Estimate


def of_sums(figure: Callable) -> Callable[..., Estimate]:
    """A measure from a figure of sums."""

    def measure(samples: list[Sample], births: np.ndarray) -> Estimate:
        sums = np.concatenate([sample.sums(len(births)) for sample in samples], axis=-1)
        if not sums[:, ::SUMS].sum(0).all():
            return Estimate(None, None)
        return estimate(sums, births, 1.0, figure)

    return measure


def of_order(figure: Callable) -> Callable[..., Estimate]:
    """A measure from a figure of sorted values of one sample."""

    def measure(samples: list[Sample], births: np.ndarray) -> Estimate:
        (sample,) = samples
        order = np.argsort(sample.x)
        x, batch = sample.x[order], sample.batch[order]
        return left_out(lambda b: figure(x if b is None else x[batch != b]), sample, births)

    return measure


def quantile_ratios(quantiles: tuple[float, float]) -> Callable[..., Estimate]:
    """The measure `quantile ratio` for two quantiles."""
    return of_order(lambda x: quantile_ratio(x, *quantiles))


def rank_slope(samples: list[Sample], births: np.ndarray) -> Estimate:
    """Slope of the rank of x on the rank of y; equal values share their mean rank."""
    (sample,) = samples
    x, y = Ranked(sample.x), Ranked(sample.y)

    def figure(b):
        keep = slice(None) if b is None else sample.batch != b
        return slope(y.ranks(keep), x.ranks(keep))

    return left_out(figure, sample, births)


def lasting_gini(samples: list[Sample], births: np.ndarray) -> Estimate:
    """Gini coefficient of what persons have on average over the ages, over the mean one of the single ages: what lasts of
    the inequality of a year."""
    (sample,) = samples
    if not len(sample.x):
        return Estimate(None, None)
    columns = [*sample.x.T, sample.x.mean(axis=1)]
    ordered = [(column[order], sample.batch[order]) for column in columns for order in [np.argsort(column)]]

    def figure(b):
        *years, life = (gini(x if b is None else x[batch != b]) for x, batch in ordered)
        return life / np.mean(years)

    return left_out(figure, sample, births)


def left_out(figure: Callable, sample: Sample, births: np.ndarray) -> Estimate:
    """`figure(None)` of all, with the jackknife of `figure(b)`, which leaves batch b out."""
    if not len(sample.x):
        return Estimate(None, None)
    filled = np.flatnonzero(births)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = figure(None)
        if not np.isfinite(value):
            return Estimate(None, None)
        if len(filled) < FEWEST_BATCHES:
            return Estimate(value, None)
        values = np.array([figure(b) for b in filled])
    se = np.sqrt((len(filled) - 1) / len(filled) * np.sum((values - values.mean()) ** 2))
    return Estimate(value, float(se) if np.isfinite(se) else None)


def mean_or_difference(samples: list[Sample], births: np.ndarray) -> Estimate:
    """The mean of one sample, the difference of two."""
    return of_sums(mean if len(samples) == 1 else difference)(samples, births)


MEASURES = {
    "mean": Measure((1,), False, True, of_sums(mean)),
    "sd": Measure((1,), False, True, of_sums(sd)),
    "cv": Measure((1,), False, False, of_sums(cv)),
    "gini": Measure((1,), False, False, of_order(gini)),
    "lasting gini": Measure((1,), False, False, lasting_gini),
    "quantile ratio": Measure((1,), False, False, of_order(quantile_ratio)),
    "correlation": Measure((1,), True, False, of_sums(correlation)),
    "rank slope": Measure((1,), True, False, rank_slope),
    "difference": Measure((2,), False, True, of_sums(difference)),
    "ratio": Measure((2,), False, False, of_sums(ratio)),
    "odds ratio": Measure((2,), False, False, of_sums(odds_ratio)),
    "log ratio": Measure((2,), False, False, of_sums(log_ratio)),
    "d": Measure((2,), False, False, of_sums(standardised)),
    "years lived": Measure((1, 2), False, True, mean_or_difference),
}
