"""Measures against plain NumPy, and their errors against a jackknife that works everything out again."""

import numpy as np
import pytest

from heckman_nl.calibrate.measures import MEASURES, Sample, quantile_ratios

N, B = 6_000, 64
RNG = np.random.default_rng(1)
X = np.exp(RNG.normal(10, 0.5, N))  # wages
Y = np.round(np.log(X) + RNG.normal(0, 0.5, N), 1)  # with ties
ILL = (RNG.random(N) < 0.2).astype(float)
OTHER = (RNG.random(N) < 0.3).astype(float)
BATCH = np.arange(N) % B
BIRTHS = np.bincount(BATCH, minlength=B).astype(float)


def gini(x):
    """Mean absolute difference over twice the mean."""
    return np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())


def ranks(x):
    """Mean rank of equal values."""
    order = np.sort(x)
    return 0.5 * (np.searchsorted(order, x, "left") + np.searchsorted(order, x, "right") + 1)


def odds(x):
    return x.mean() / (1 - x.mean())


def pooled(x, y):
    return np.sqrt((len(x) * x.var() + len(y) * y.var()) / (len(x) + len(y)))


ONE = {
    "mean": np.mean,
    "sd": np.std,
    "cv": lambda x: x.std() / x.mean(),
    "gini": gini,
    "quantile ratio": lambda x: np.quantile(x, 0.9) / np.quantile(x, 0.1),
    "years lived": np.mean,
}
PAIR = {
    "correlation": lambda x, y: np.corrcoef(x, y)[0, 1],
    "rank slope": lambda x, y: np.polyfit(ranks(y), ranks(x), 1)[0],
}
TWO = {
    "difference": lambda x, y: x.mean() - y.mean(),
    "ratio": lambda x, y: x.mean() / y.mean(),
    "odds ratio": lambda x, y: odds(x) / odds(y),
    "log ratio": lambda x, y: np.log(x.mean() / y.mean()),
    "d": lambda x, y: (x.mean() - y.mean()) / pooled(x, y),
    "years lived": lambda x, y: x.mean() - y.mean(),
}


def jackknife(figure):
    """Standard error of `figure(keep)` by leaving out one batch at a time."""
    values = np.array([figure(b != BATCH) for b in range(B)])
    return np.sqrt((B - 1) / B * ((values - values.mean()) ** 2).sum())


def check(found, value, se):
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.se == pytest.approx(se, rel=1e-6)


def test_every_measure_is_tested():
    assert {*ONE, *PAIR, *TWO, "lasting gini"} == set(MEASURES)


@pytest.mark.parametrize("measure", [name for name in ONE if name != "gini"])
def test_of_one_sample(measure):
    figure = ONE[measure]
    found = MEASURES[measure].of([Sample(X, BATCH)], BIRTHS)
    check(found, figure(X), jackknife(lambda keep: figure(X[keep])))


def test_gini():
    """On fewer persons: plain NumPy compares every two."""
    few = slice(0, 640)
    found = MEASURES["gini"].of([Sample(X[few], BATCH[few])], BIRTHS)
    values = np.array([gini(X[few][BATCH[few] != b]) for b in range(B)])
    check(found, gini(X[few]), np.sqrt((B - 1) / B * ((values - values.mean()) ** 2).sum()))


def test_lasting_gini():
    """Of a life over that of its years, on few persons; lives that never change keep all, years drawn anew keep less."""
    few = slice(0, 640)
    years = np.stack([X[few], np.roll(X[few], 1), np.roll(X[few], 3)], axis=-1)

    def figure(keep):
        return gini(years[keep].mean(1)) / np.mean([gini(year) for year in years[keep].T])

    found = MEASURES["lasting gini"].of([Sample(years, BATCH[few])], BIRTHS)
    values = np.array([figure(BATCH[few] != b) for b in range(B)])
    check(found, figure(slice(None)), np.sqrt((B - 1) / B * ((values - values.mean()) ** 2).sum()))
    assert found.value < 0.8
    same = MEASURES["lasting gini"].of([Sample(years[:, [0, 0]], BATCH[few])], BIRTHS)
    assert same.value == pytest.approx(1.0)


@pytest.mark.parametrize("measure", PAIR)
def test_of_pairs(measure):
    figure = PAIR[measure]
    found = MEASURES[measure].of([Sample(X, BATCH, Y)], BIRTHS)
    check(found, figure(X, Y), jackknife(lambda keep: figure(X[keep], Y[keep])))


@pytest.mark.parametrize("measure", TWO)
def test_of_two_samples(measure):
    """Two populations of the same persons: a batch leaves both."""
    figure = TWO[measure]
    found = MEASURES[measure].of([Sample(ILL, BATCH), Sample(OTHER, BATCH)], BIRTHS)
    check(found, figure(ILL, OTHER), jackknife(lambda keep: figure(ILL[keep], OTHER[keep])))


def test_other_quantiles():
    found = quantile_ratios((0.9, 0.5))([Sample(X, BATCH)], BIRTHS)
    assert found.value == pytest.approx(np.quantile(X, 0.9) / np.median(X))


def test_what_is_the_same_in_both_populations_has_no_error():
    found = MEASURES["difference"].of([Sample(X, BATCH), Sample(X, BATCH)], BIRTHS)
    assert (found.value, found.se) == (0.0, 0.0)


def test_the_error_of_a_mean_is_the_textbook_one():
    found = MEASURES["mean"].of([Sample(X, BATCH)], BIRTHS)
    assert found.se == pytest.approx(X.std() / np.sqrt(N), rel=0.25)  # 64 batches know it to 9%


def test_nobody_and_not_a_number():
    """A group without persons has no figure; what is not a number is left out."""
    empty = Sample(np.zeros(0), np.zeros(0, int))
    for name, measure in MEASURES.items():
        samples = [Sample(empty.x, empty.batch, empty.x if measure.pairs else None)] * max(measure.samples)
        assert measure.of(samples, BIRTHS).value is None, name
    some = np.where(ILL == 1, np.nan, X)
    kept = MEASURES["mean"].of([Sample(some, BATCH).finite()], BIRTHS)
    assert kept.value == pytest.approx(X[ILL == 0].mean())
