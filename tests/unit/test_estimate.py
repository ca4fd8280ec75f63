"""The Monte-Carlo error of a figure: the delete-one-batch jackknife against textbook errors, and against the truth."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heckman_nl.estimate import FEWEST_BATCHES, Estimate, estimate, jackknife

reproducible = settings(deadline=None, derandomize=True)
SUMS = st.lists(st.integers(-(10**6), 10**6).map(float), min_size=FEWEST_BATCHES, max_size=64)


def ratio(x):
    """First over second of the last axis; not a number without the second."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return x[..., 0] / x[..., 1]


@given(sums=SUMS, size=st.integers(1, 5_000))
@reproducible
def test_mean_of_equal_batches(sums, size):
    """The standard deviation of the batch means over the root of their number."""
    sums, births = np.array(sums), np.full(len(sums), float(size))
    value, se = jackknife(sums, births)
    means = sums / size
    rounding = 1e-12 * np.abs(means).max()  # of differences of sums of up to 64 terms
    assert value == pytest.approx(means.mean(), abs=rounding)
    assert se == pytest.approx(means.std(ddof=1) / math.sqrt(len(sums)), abs=rounding)


def batches_of_two(seed=1, count=64):
    """Batches in which a numerator goes with a denominator, and their births."""
    rng = np.random.default_rng(seed)
    births = rng.integers(900, 1_100, count).astype(float)
    below = births * rng.uniform(0.2, 0.5, count)
    return np.stack([below * rng.normal(3.0, 1.0, count), below], axis=-1), births


@pytest.mark.parametrize("seed", range(5))
def test_ratio_is_close_to_the_delta_method(seed):
    """Leaving out batch b shifts the ratio by its residual / (X - x_b), the delta method takes X: they differ by x_b / X."""
    pair, births = batches_of_two(seed)
    value, se = jackknife(pair, births, ratio)
    y, x = pair.T
    expected = y.sum() / x.sum()
    residuals, n = y - expected * x, len(x)
    delta = math.sqrt(n / (n - 1) * (residuals**2).sum()) / x.sum()
    assert value == pytest.approx(expected, rel=1e-12)
    assert se == pytest.approx(delta, rel=2 * x.max() / x.sum())


def test_the_error_is_the_error():
    """Of a mean over batches of unequal size, in repeated simulation: (estimate - truth) / error has the spread of t."""
    rng, repeats, count, truth = np.random.default_rng(1), 3_000, 64, 0.3
    births = np.where(np.arange(count) < 25, 3 * 1024.0, 2 * 1024.0)
    sums = rng.binomial(births.astype(int), truth, (repeats, count)).astype(float)
    z = np.array([(value - truth) / se for value, se in (jackknife(row, births) for row in sums)])
    spread = (count - 1) / (count - 3)  # variance of t with 63 degrees of freedom
    assert abs(z.mean()) < 4 / math.sqrt(repeats)
    assert abs(z.var() / spread - 1) < 4 * math.sqrt(2 / repeats)


@pytest.mark.parametrize("count", range(1, 13))
def test_under_ten_batches_there_is_no_error(count):
    """The value stands, the error is None; from ten batches on it is a number."""
    pair, births = batches_of_two(count=count)
    figure = estimate(pair, births, figure=ratio)
    assert figure.value == pytest.approx(pair[:, 0].sum() / pair[:, 1].sum())
    assert (figure.se is None) == (count < 10)


@given(where=st.lists(st.integers(0, 20), min_size=1, max_size=30))
@reproducible
def test_empty_batches_are_ignored(where):
    """Batches without births, wherever they stand, change no bit; nor do they make ten of nine."""
    pair, births = batches_of_two(count=20)
    with_empty = np.insert(pair, where, 0.0, axis=0), np.insert(births, where, 0.0)
    assert estimate(*with_empty, figure=ratio) == estimate(pair, births, figure=ratio)
    nine = np.insert(pair[:9], 4, 0.0, axis=0), np.insert(births[:9], 4, 0.0)
    assert estimate(*nine, figure=ratio).se is None


def test_each_column_has_its_own_error():
    """A table of figures gets the errors of its cells."""
    table = np.random.default_rng(1).normal(size=(30, 4, 3))
    births = np.full(30, 7.0)
    value, se = jackknife(table, births)
    assert value.shape == se.shape == (4, 3)
    for cell in np.ndindex(4, 3):
        one = jackknife(table[:, *cell], births)
        np.testing.assert_allclose((value[cell], se[cell]), one, rtol=1e-12)


@given(scale=st.floats(1e-3, 1e9))
@reproducible
def test_value_and_error_stand_for_the_births(scale):
    """Both are multiplied by what they stand for."""
    pair, births = batches_of_two()
    one, many = estimate(pair[:, 0], births), estimate(pair[:, 0], births, scale)
    assert (many.value, many.se) == pytest.approx((one.value * scale, one.se * scale), rel=1e-14)


@given(counts=st.lists(st.integers(0, 100), min_size=1, max_size=64))
@reproducible
def test_what_was_counted_stays_whole(counts):
    """Where every birth is simulated a number of families is that number, not one to the last digit but one."""
    births = np.full(len(counts), 1024.0)
    births[-1] = 544.0
    assert estimate(np.array(counts, float), births, births.sum()).value == sum(counts)


def test_the_figure_of_all_is_not_the_mean_of_figures():
    """A ratio is that of the sums, also where batches differ."""
    pair = np.array([[1.0, 1.0], [9.0, 1.0], [0.0, 8.0]])
    assert estimate(pair, np.ones(3), figure=ratio).value == pytest.approx(1.0)


def test_an_undefined_figure_is_none():
    """A ratio to nothing has neither value nor error, and says so in text and as a float."""
    figure = estimate(np.zeros((20, 2)), np.ones(20), figure=ratio)
    assert figure == Estimate(None, None)
    assert math.isnan(float(figure))
    assert f"{figure:.2f}" == "undefined"


@pytest.mark.parametrize("numerator", [0.0, 1.0])
def test_an_undefined_error_is_none(numerator):
    """All of the denominator in one batch: without that batch there is no figure, so there is no error."""
    pair = np.full((20, 2), 0.0)
    pair[:, 0], pair[7] = numerator, (3.0, 2.0)
    figure = estimate(pair, np.ones(20), figure=ratio)
    assert figure.value == pytest.approx((3.0 + 19 * numerator) / 2)
    assert figure.se is None


@pytest.mark.parametrize(
    ("figure", "text"),
    [(Estimate(2.0, 0.5), "2.0 ± 0.5"), (Estimate(2.0, None), "2.0"), (Estimate(None, None), "undefined")],
)
def test_text(figure, text):
    """Value ± error, as far as they are known."""
    assert f"{figure:.1f}" == text
