"""Distributions from published summaries: a value and its 95% interval become something that can be drawn.

`normal` and `lognormal` have the value as their median and the interval as their central 95%: a standard error (of the
logarithm for a lognormal) for what lies above the value and one for what lies below it, which are the same where the
interval is even. `beta` and `gamma` are matched by moments: the value is the mean, the interval 3.92 standard errors wide;
where the interval is too uneven for that, they become a `bounded`. `uniform`, `triangular` and `bounded` take the interval
as their limits; the value is the mode of a triangle and the mean of a bounded, a beta within the limits.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from .errors import InputError
from .vocabulary.rows import FAMILIES

Z95 = 1.959963984540054
LIMITED = ("uniform", "triangular", "bounded")  # families whose interval is their limits
STRAYS = 0.1  # of its width: as far as the 95% of a beta or gamma may lie from either end of the printed interval
BOUNDED = 4.0  # sum of the two numbers of the beta of a bounded: about as wide as a triangle


@dataclass(frozen=True)
class Distribution:
    """A one-dimensional distribution, drawn by its quantile function.

    Attributes
    ----------
    family : str
        One of `vocabulary.rows.FAMILIES`.
    value : float
        Median (normal, lognormal), mean (beta, gamma, bounded), mode (triangular), midpoint of nothing (uniform, fixed).
    se : float
        Standard error; of the logarithm for a lognormal; unused by those with limits.
    se_below : float, optional
        That of what lies below the value (normal, lognormal), where it is another.
    low, high : float
        Limits of a uniform, triangular or bounded.
    """

    family: str
    value: float
    se: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    se_below: float | None = None

    def __post_init__(self):
        if self.family not in FAMILIES:
            raise InputError(f"unknown family {self.family!r}. Allowed: {', '.join(FAMILIES)}")
        errors = (self.se, self.below)
        if not (math.isfinite(self.value) and all(math.isfinite(se) and se >= 0 for se in errors)):
            raise InputError(f"value and standard error must be finite, not {self.value!r} and {self.se!r}")
        if self.family in ("lognormal", "gamma") and self.value <= 0:
            raise InputError(f"a {self.family} needs a positive value, not {self.value:g}")
        if self.family == "beta":
            if not 0 < self.value < 1:
                raise InputError(f"a beta needs a value between 0 and 1, not {self.value:g}")
            if self.se**2 >= self.value * (1 - self.value):
                raise InputError(f"a standard error of {self.se:g} is too wide for a beta around {self.value:g}")
        if self.family in LIMITED:
            if not (math.isfinite(self.low) and math.isfinite(self.high)):
                raise InputError(f"a {self.family} needs finite limits")
            if not self.low <= self.value <= self.high:
                raise InputError(f"the value {self.value:g} lies outside its limits {self.low:g} to {self.high:g}")
            if self.family == "bounded" and self.low < self.high and not 0.0 < self.place < 1.0:
                raise InputError(f"a bounded needs its value between its limits, not {self.value:g} at one of them")

    @property
    def below(self) -> float:
        """Standard error of what lies below the value."""
        return self.se if self.se_below is None else self.se_below

    @property
    def place(self) -> float:
        """Of the value between its limits, from 0 to 1."""
        return (self.value - self.low) / (self.high - self.low)

    @property
    def is_fixed(self) -> bool:
        """True if every draw is the value itself."""
        if self.family in LIMITED:
            return self.low == self.high
        return self.family == "fixed" or self.se == self.below == 0.0

    def interval95(self) -> tuple[float, float]:
        """The central 95% interval of the fitted distribution."""
        low, high = self.quantile([0.025, 0.975])
        return float(low), float(high)

    def quantile(self, u):
        """Value at probability `u` (scalar or array strictly between 0 and 1)."""
        u = np.asarray(u, float)
        if self.is_fixed:
            return np.full_like(u, self.value)[()]
        return QUANTILES[self.family](self, u)[()]


def _deviation(d, u):
    """Standard errors from the value, times the one of that side."""
    z = special.ndtri(u)
    return z * np.where(z < 0, d.below, d.se)


def _beta(d, u):
    size = d.value * (1 - d.value) / d.se**2 - 1
    return special.betaincinv(d.value * size, (1 - d.value) * size, u)


def _gamma(d, u):
    shape = (d.value / d.se) ** 2
    return special.gammaincinv(shape, u) * d.value / shape


def _bounded(d, u):
    return d.low + (d.high - d.low) * special.betaincinv(BOUNDED * d.place, BOUNDED * (1 - d.place), u)


def _triangular(d, u):
    width = d.high - d.low
    rising = d.low + np.sqrt(u * width * (d.value - d.low))
    falling = d.high - np.sqrt((1 - u) * width * (d.high - d.value))
    return np.where(u < d.place, rising, falling)


QUANTILES = {
    "normal": lambda d, u: d.value + _deviation(d, u),
    "lognormal": lambda d, u: d.value * np.exp(_deviation(d, u)),
    "beta": _beta,
    "gamma": _gamma,
    "uniform": lambda d, u: d.low + (d.high - d.low) * u,
    "triangular": _triangular,
    "bounded": _bounded,
}


def from_interval(family: str, value: float, low: float, high: float) -> Distribution:
    """Distribution of a value printed with its 95% interval (or with its limits).

    A beta or gamma whose central 95% would lie elsewhere, by a tenth of the width at either end, is a bounded instead.
    """
    if not all(math.isfinite(x) for x in (value, low, high)):
        raise InputError(f"value and interval must be finite, not {value!r} and [{low!r}, {high!r}]")
    if not low <= value <= high:
        raise InputError(f"the value {value:g} lies outside its interval {low:g} to {high:g}")
    if family in LIMITED:
        return Distribution(family, value, low=low, high=high)
    if family == "lognormal":
        if low <= 0:
            raise InputError(f"a lognormal needs a positive interval, not {low:g} to {high:g}")
        return Distribution(family, value, math.log(high / value) / Z95, se_below=math.log(value / low) / Z95)
    if family == "normal":
        return Distribution(family, value, (high - value) / Z95, se_below=(value - low) / Z95)
    matched = Distribution(family, value, (high - low) / (2 * Z95))
    if family in ("beta", "gamma") and low < value < high:
        away = np.abs(np.subtract(matched.interval95(), (low, high))).max()
        if away > STRAYS * (high - low):  # with the value off its middle: what is drawn would not be what is printed
            return Distribution("bounded", value, low=low, high=high)
    return matched
