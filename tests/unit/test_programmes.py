"""Curves (2) and (3): the smoother, the corrections for selective publication, the programmes that they are drawn from."""

import math

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.theory import programmes as p

AGES = np.array([-1.0, 0.5, 2.0, 3.5, 6.0, 9.0, 14.0])
ERRORS = np.array([0.3, 0.5, 0.2, 0.4, 1.0, 0.6, 0.8])


def drawn(n, seen, mean=0.5, tau=0.4, seed=1):
    """Studies with normal effects, of which those without a clear gain are seen with probability `seen`."""
    rng = np.random.default_rng(seed)
    se = rng.uniform(0.2, 1.0, 20 * n)
    y = rng.normal(mean, np.sqrt(se**2 + tau**2))
    kept = (y > p.SIGNIFICANT * se) | (rng.random(20 * n) < seen)
    return y[kept][:n], se[kept][:n]


def test_equal_effects_give_that_effect_at_every_age():
    line = p.smooth(AGES, np.full(7, 1.7), ERRORS, [-1, 3, 10, 17])
    assert line.value == pytest.approx(np.full(4, 1.7), abs=1e-12)
    assert line.tau == 0.0


def test_a_straight_line_is_found_whatever_the_weights():
    """Local linear: exact for effects on a line, also beyond the data."""
    line = p.smooth(AGES, 2.0 - 0.1 * AGES, ERRORS, [-1, 3, 10, 17], tau2=0.3)
    assert line.value == pytest.approx(2.0 - 0.1 * line.ages, abs=1e-9)


def test_with_a_wide_kernel_it_is_weighted_least_squares():
    y = np.array([1.0, 0.2, 2.0, 1.1, 0.4, 0.9, -0.3])
    weight = 1.0 / (ERRORS**2 + 0.2)
    slope, level = np.polyfit(AGES, y, 1, w=np.sqrt(weight))
    line = p.smooth(AGES, y, ERRORS, [0.0, 8.0], bandwidth=1e5, tau2=0.2)
    assert line.value == pytest.approx(level + slope * line.ages, rel=1e-7)
    design = np.column_stack([np.ones(7), AGES])
    cov = np.linalg.inv(design.T @ (weight[:, None] * design))
    assert line.se[0] == pytest.approx(math.sqrt(cov[0, 0]), rel=1e-6)


def test_the_unit_does_not_matter():
    """Effects and errors in another unit give the line in that unit: weights are relative."""
    y = np.array([1.0, 0.2, 2.0, 1.1, 0.4, 0.9, -0.3])
    one, other = p.smooth(AGES, y, ERRORS / 4, [2.0, 9.0]), p.smooth(AGES, 250 * y, 250 * ERRORS / 4, [2.0, 9.0])
    assert one.tau > 0.0
    assert other.value == pytest.approx(250 * one.value, rel=1e-5)
    assert other.se == pytest.approx(250 * one.se, rel=1e-5)


def test_heterogeneity_is_none_without_and_found_with():
    """Equal errors have a closed form: the sample variance less the error variance."""
    y = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    assert p.heterogeneity(y, np.full(5, 10.0)) == 0.0
    assert p.heterogeneity(y, np.full(5, 0.5)) == pytest.approx(y.var(ddof=1) - 0.25, rel=1e-4)


def test_selection_is_found_and_corrected():
    """Simulated studies: without selection the ratio of chances is one; with it mean and chance come back within their errors."""
    y, se = drawn(400, 1.0)
    fitted = p.selection(y, se)
    assert fitted.seen_low < 1.0 < fitted.seen_high
    assert fitted.mean == pytest.approx(0.5, abs=3 * fitted.mean_se)
    y, se = drawn(400, 0.15)
    fitted = p.selection(y, se)
    weight = 1.0 / (se**2 + p.heterogeneity(y, se))
    plain, plain_se = weight @ y / weight.sum(), weight.sum() ** -0.5
    assert plain - 0.5 > 5 * plain_se  # so there is something to correct
    assert fitted.mean == pytest.approx(0.5, abs=3 * fitted.mean_se)
    assert fitted.tau == pytest.approx(0.4, abs=0.1)
    assert fitted.seen_low < 0.15 < fitted.seen_high < 0.5


def test_published_densities_add_up_to_one():
    x = np.linspace(-8, 10, 400_001)
    for log_seen in (0.0, -2.0, 1.0):
        density = np.exp(p.log_density(x, 0.7, 0.4, 0.5, log_seen, 1.96))
        assert np.trapezoid(density, x) == pytest.approx(1.0, abs=1e-4)


def test_without_selection_the_corrected_line_is_the_line():
    y = np.array([1.0, 0.2, 2.0, 1.1, 0.4, 0.9, -0.3])
    plain = p.smooth(AGES, y, ERRORS, [0.0, 5.0], tau2=0.25)
    corrected = p.smooth_selected(AGES, y, ERRORS, [0.0, 5.0], 0.5, 1.0)
    assert corrected.value == pytest.approx(plain.value)
    near = p.smooth_selected(AGES, y, ERRORS, [0.0, 5.0], 0.5, 1.0 - 1e-6)  # by maximum likelihood
    assert near.value == pytest.approx(plain.value, abs=1e-3)
    assert (p.smooth_selected(AGES, y, ERRORS, [0.0, 5.0], 0.5, 0.1).value < plain.value).all()


def test_regression_on_the_error_finds_the_study_without_error():
    """Effects that grow with the error (or its square) by a known line."""
    se = np.linspace(0.1, 1.0, 12)
    assert p.small_studies(0.3 + 0.8 * se, se, 1)[0] == pytest.approx(0.3)
    assert p.small_studies(0.3 + 0.8 * se**2, se, 2)[0] == pytest.approx(0.3)


def test_programmes_are_complete():
    table = p.programmes()
    assert table.index.is_unique
    assert set(table.aimed) == set(p.AIMED)
    assert (table["first"] <= table["last"]).all()
    assert table["first"].ge(-1).all()
    assert table["last"].le(18).all()
    assert table.source.str.len().gt(5).all()
    known = table[np.isfinite(table.se)]
    assert (known.se > 0).all()
    assert set(table.error_from[np.isfinite(table.se)]) == {"printed", "chance"}


def test_an_error_follows_from_the_chance():
    """The chance that benefits exceed costs, read back from ratio and error."""
    table = p.programmes()
    row = table.loc["nurse-family-partnership"]
    assert row.ratio == pytest.approx(1.47, abs=0.005)
    from scipy.stats import norm

    assert norm.cdf((row.ratio - 1) / row.se) == pytest.approx(0.65)


def test_lines_are_apart_and_stay_within_their_programmes():
    lines = p.curve_of_programmes()
    table = p.programmes()
    for (aimed, _), here in lines.groupby(["aimed", "correction"]):
        of = table[np.isfinite(table.se_y) & ((table.aimed == aimed) | (aimed == "all"))]
        assert here.age.min() >= of.age.min()
        assert here.age.max() <= of.age.max()
        assert (here.programmes == len(of)).all()
        assert (here.low < here.ratio).all()
        assert (here.ratio < here.high).all()
    assert set(lines.aimed) == {"targeted", "universal", "all"}
    targeted = table[table.aimed == "targeted"]
    alone = p.curve_of_programmes(targeted)
    mixed = lines[(lines.aimed == "targeted") & (lines.correction == "none")]
    assert alone[(alone.aimed == "targeted") & (alone.correction == "none")].ratio.tolist() == mixed.ratio.tolist()
    assert "universal" not in set(alone.aimed)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: p.smooth([1, 2], [1.0], [1.0], [0]), "one length"),
        (lambda: p.smooth([1], [1.0], [0.0], [0]), "positive"),
        (lambda: p.smooth([1], [1.0], [1.0], [0], bandwidth=0), "bandwidth"),
        (lambda: p.selection([1.0, 2.0], [1.0, 1.0]), "at least 3"),
        (lambda: p.small_studies([1.0, 2, 3], [1.0, 1, 2], 3), "power"),
        (lambda: p.heterogeneity([1.0, math.nan], [1.0, 1.0]), "effects"),
    ],
)
def test_wrong_input_is_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_every_intervention_that_runs_stands_beside_the_programmes():
    """With the interval around its ratio, at ages of a child; in no line of the published ones."""
    ours = p.catalogue()
    assert set(ours.index) == {name for name in hn.interventions.names() if hn.interventions.load(name).runs}
    assert ((ours.low <= ours.ratio) & (ours.ratio <= ours.high)).all()
    assert ((ours["first"] <= ours.age) & (ours.age <= ours["last"]) & (ours["first"] >= -1)).all()
    assert not set(ours.index) & set(p.programmes().index)
