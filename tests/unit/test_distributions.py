"""Distributions that reproduce what was printed: the value, and the interval or standard error."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from heckman_nl.distributions import Distribution, from_interval
from heckman_nl.errors import InputError
from heckman_nl.vocabulary.rows import FAMILIES

NAN, INF = math.nan, math.inf
Z95 = stats.norm.ppf(0.975)
reproducible = settings(deadline=None, derandomize=True)
PROBABILITY = np.concatenate([[1e-9, 1e-4], np.linspace(0.001, 0.999, 200), [1 - 1e-4, 1 - 1e-9]])
UNCERTAIN = [family for family in FAMILIES if family != "fixed"]
# a value with an interval that every family can have
PRINTED = (0.3, 0.2, 0.45)


def moments(distribution):
    """Mean and standard deviation, by integrating the quantile function (midpoints; the tails hold the error)."""
    u = (np.arange(400_000) + 0.5) / 400_000
    x = distribution.quantile(u)
    return x.mean(), x.std()


@st.composite
def intervals(draw, low=-1e4, high=1e4):
    """(value, low, high) with the value inside."""
    a, value, b = sorted(draw(st.lists(st.floats(low, high), min_size=3, max_size=3)))
    assume(b - a > 1e-6 * (high - low))
    return value, a, b


def scipy_of(family, value, low, high):
    """The same distribution by SciPy, its parameters solved from the printed figures by the textbook formulas."""
    sd = (high - low) / (2 * Z95)
    if family == "normal":
        return stats.norm(value, sd)
    if family == "lognormal":
        return stats.lognorm(math.log(high / low) / (2 * Z95), scale=value)
    if family == "gamma":
        return stats.gamma(value**2 / sd**2, scale=sd**2 / value)
    if family == "beta":
        size = value * (1 - value) / sd**2 - 1
        return stats.beta(value * size, (1 - value) * size)
    if family == "uniform":
        return stats.uniform(low, high - low)
    if family == "bounded":
        place = (value - low) / (high - low)
        return stats.beta(4 * place, 4 * (1 - place), low, high - low)
    return stats.triang((value - low) / (high - low), low, high - low)


@pytest.mark.parametrize("family", UNCERTAIN)
def test_quantiles_are_those_of_scipy(family):
    """From 1e-9 to 1 - 1e-9; inverting an incomplete beta or gamma function is good to some 1e-9 in the far tails."""
    printed = (0.3, 0.15, 0.45) if family == "normal" else PRINTED  # even on the scale of a normal and a lognormal
    found = from_interval(family, *printed).quantile(PROBABILITY)
    np.testing.assert_allclose(found, scipy_of(family, *printed).ppf(PROBABILITY), rtol=1e-8)


@pytest.mark.parametrize("family", ["normal", "lognormal"])
@given(printed=intervals(1e-3, 1e3))
@reproducible
def test_what_was_printed_is_what_is_drawn(family, printed):
    """The median is the value and the central 95% are the printed interval, however uneven it is."""
    value, low, high = printed
    found = from_interval(family, value, low, high).quantile([0.025, 0.5, 0.975])
    np.testing.assert_allclose(found, (low, value, high), rtol=1e-9, atol=1e-9)


def test_each_side_is_normal_with_an_error_of_its_own():
    """Of an interval that reaches twice as far up as down, each half is that of the normal with its width."""
    found = from_interval("normal", 1.0, 0.5, 2.0).quantile(PROBABILITY)
    up, down = (stats.norm(1.0, width / Z95).ppf(PROBABILITY) for width in (1.0, 0.5))
    np.testing.assert_allclose(found, np.where(PROBABILITY < 0.5, down, up), rtol=1e-8)


@pytest.mark.parametrize(
    ("family", "printed"),
    [
        ("gamma", (100.0, 80.0, 125.0)),
        ("gamma", (5_000.0, 3_500.0, 7_000.0)),
        ("beta", (0.5, 0.4, 0.6)),
        ("beta", (0.05, 0.03, 0.08)),
        ("beta", (0.97, 0.94, 0.99)),
    ],
)
def test_gamma_and_beta_have_the_printed_mean_and_width(family, printed):
    """Mean and standard error (width / 3.92) are exact; the interval is as wide, but for skewness and kurtosis.

    The first terms of the Cornish-Fisher expansion of the width are 0.15 skewness² and 0.04 kurtosis.
    """
    value, low, high = printed
    found = from_interval(family, *printed)
    mean, sd = moments(found)
    assert mean == pytest.approx(value, rel=1e-6)  # what midpoints leave out of the tails
    assert sd == pytest.approx((high - low) / (2 * Z95), rel=1e-4)
    a, b = found.interval95()
    skewness, kurtosis = map(float, scipy_of(family, *printed).stats("sk"))
    assert b - a == pytest.approx(high - low, rel=0.2 * (skewness**2 + abs(kurtosis)))
    assert a < value < b


@pytest.mark.parametrize(
    ("family", "printed", "becomes"),
    [
        ("gamma", (4_380.0, 2_000.0, 5_000.0), "bounded"),
        ("gamma", (70.0, 45.0, 80.0), "bounded"),
        ("gamma", (1_500.0, 1_000.0, 2_100.0), "gamma"),
        ("beta", (0.26, 0.2, 0.45), "bounded"),
        ("beta", (0.3, 0.2, 0.4), "beta"),
        ("beta", (0.95, 0.85, 1.0), "beta"),
    ],
)
def test_a_very_uneven_interval_is_kept_to(family, printed, becomes):
    """What is drawn lies within a tenth of the width of what is printed, as a gamma or beta or within limits; the mean is the value."""
    found = from_interval(family, *printed)
    value, low, high = printed
    assert found.family == becomes
    assert moments(found)[0] == pytest.approx(value, rel=1e-3)
    a, b = found.interval95()
    assert low - 0.1 * (high - low) <= a < value < b <= high + 0.1 * (high - low)


@given(printed=intervals(), u=st.floats(0, 1, exclude_min=True, exclude_max=True))
@reproducible
def test_families_with_limits_keep_to_what_is_printed(printed, u):
    """The interval holds every draw; the triangle peaks at the value, of a bounded it is the mean."""
    value, low, high = printed
    rounding = 1e-12 * (abs(low) + abs(high))
    for family in (
        "uniform",
        "triangular",
        *(["bounded"] if 1e-6 < (value - low) / (high - low) < 1 - 1e-6 and u > 1e-300 else []),
    ):
        assert low - rounding <= from_interval(family, value, low, high).quantile(u) <= high + rounding
    below_the_peak = (value - low) / (high - low)
    if 0 < below_the_peak < 1:
        peak = from_interval("triangular", value, low, high).quantile(below_the_peak)
        assert peak == pytest.approx(value, abs=1e-6 * (high - low))  # a square root of the rounding


@pytest.mark.parametrize("value", [1.1, 1.7, 2.0, 2.9])
def test_the_mean_of_a_bounded_is_its_value(value):
    """Whatever the place of the value between its limits."""
    found = from_interval("bounded", value, 1.0, 3.0).quantile((np.arange(20_000) + 0.5) / 20_000)
    assert found.mean() == pytest.approx(value, abs=1e-3)
    assert found.min() >= 1.0
    assert found.max() <= 3.0
    assert found.std() == pytest.approx(math.sqrt((value - 1.0) * (3.0 - value) / 5), rel=1e-3)


@pytest.mark.parametrize("value", [1.0, 3.0])
def test_a_triangle_may_peak_at_its_limit(value):
    """The mode may be the lowest or the highest possible value."""
    found = from_interval("triangular", value, 1.0, 3.0).quantile(PROBABILITY)
    np.testing.assert_allclose(found, stats.triang((value - 1) / 2, 1, 2).ppf(PROBABILITY), rtol=1e-9)


@pytest.mark.parametrize("family", UNCERTAIN)
def test_quantiles_rise(family):
    """A higher probability never has a lower value, so the same uniform means the same side of every distribution."""
    assert (np.diff(from_interval(family, *PRINTED).quantile(PROBABILITY)) > 0).all()


@pytest.mark.parametrize("family", UNCERTAIN)
def test_an_interval_without_width_is_the_value(family):
    """No uncertainty: every quantile is the value, bit for bit."""
    found = from_interval(family, 0.3, 0.3, 0.3)
    assert found.is_fixed
    assert (found.quantile(PROBABILITY) == 0.3).all()


def test_fixed_is_the_value():
    """Whatever interval is printed beside it."""
    found = from_interval("fixed", *PRINTED)
    assert found.is_fixed
    assert (found.quantile(PROBABILITY) == PRINTED[0]).all()


def test_scalars_give_scalars_and_arrays_arrays():
    """The shape of the probabilities is the shape of the values."""
    for family in FAMILIES:
        found = from_interval(family, *PRINTED)
        assert np.ndim(found.quantile(0.3)) == 0
        assert found.quantile(np.full((2, 3), 0.3)).shape == (2, 3)


# refusals


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "printed",
    [
        (0.5, 0.1, 0.4),
        (0.05, 0.1, 0.4),
        (0.3, 0.4, 0.1),
        (NAN, 0.1, 0.4),
        (0.3, NAN, 0.4),
        (0.3, 0.1, INF),
        (0.3, -INF, 0.4),
    ],
)
def test_a_value_outside_its_interval_is_refused(family, printed):
    """So are reversed limits, and what is not a finite number."""
    with pytest.raises(InputError):
        from_interval(family, *printed)


@pytest.mark.parametrize(
    ("family", "printed"),
    [
        ("lognormal", (1.0, 0.0, 2.0)), ("lognormal", (1.0, -1.0, 2.0)), ("lognormal", (0.0, 0.0, 1.0)), ("lognormal", (-1.0, -2.0, -0.5)),
        ("gamma", (0.0, -1.0, 1.0)), ("gamma", (-1.0, -2.0, 1.0)),
        ("beta", (0.0, 0.0, 0.1)), ("beta", (1.0, 0.9, 1.0)), ("beta", (1.2, 1.0, 1.4)), ("beta", (0.5, -2.0, 3.0)),
    ],
)  # fmt: skip
def test_what_a_family_cannot_have_is_refused(family, printed):
    """Ratios and sizes are positive, shares lie between 0 and 1 and cannot be wider than all or nothing."""
    with pytest.raises(InputError):
        from_interval(family, *printed)


@pytest.mark.parametrize(
    "arguments",
    [
        {"family": "cauchy", "value": 1.0},
        {"family": "normal", "value": 1.0, "se": -0.1},
        {"family": "normal", "value": 1.0, "se": NAN},
        {"family": "normal", "value": INF},
        {"family": "uniform", "value": 1.0},
        {"family": "triangular", "value": 1.0, "low": 2.0, "high": 3.0},
        {"family": "bounded", "value": 2.0, "low": 2.0, "high": 3.0},
    ],
)
def test_impossible_distributions_are_refused(arguments):
    """An unknown family, a negative standard error, no limits."""
    with pytest.raises(InputError):
        Distribution(**arguments)
