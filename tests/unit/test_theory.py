"""The technology of skill formation and the timing of investment: published cases, derivatives, limits, closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heckman_nl.engine import maths
from heckman_nl.errors import InputError
from heckman_nl.parameters import ParameterSet
from heckman_nl.theory import (
    Technology,
    cost_of_delay,
    derivatives,
    log_ces,
    optimal_early_late_ratio,
    optimal_path,
    technologies,
)

reproducible = settings(deadline=None, derandomize=True, max_examples=60)
inputs = st.lists(st.floats(-3, 3), min_size=3, max_size=3)
weights = st.lists(st.floats(0.05, 1), min_size=3, max_size=3).map(lambda w: np.array(w) / sum(w))
phis = st.floats(-4, 0.95)


def one_skill(own, phi, last_age=(6, 18)):
    """A technology in which either skill follows its own past and investment alone."""
    invest = 1.0 - own
    shares = ((own, 0.0, invest, 0.0, 0.0), (0.0, own, invest, 0.0, 0.0))
    stages = len(last_age)
    return Technology("one", "", (shares,) * stages, ((phi, phi),) * stages, last_age, "", "assumed")


# published cases


@pytest.mark.parametrize(
    ("phi", "ratios"),
    [
        (0.5, [0.25, 1.0, 2.25, 4.0, 9.0]),
        (0.0, [0.5, 1.0, 1.5, 2.0, 3.0]),
        (-0.5, [0.629961, 1.0, 1.310371, 1.587401, 2.080084]),
    ],
)
def test_optimal_ratio_of_cunha_and_heckman(phi, ratios):
    """Cunha and Heckman 2007: at no interest, weights in the ratio 0.5, 1, 1.5, 2, 3."""
    found = [optimal_early_late_ratio(tau, 1.0, phi, 0.0) for tau in (0.5, 1, 1.5, 2, 3)]
    assert found == pytest.approx(ratios, abs=1e-6)


def test_log_ces_of_skillmodels():
    """The cases of the open re-implementation of CHS; the first has phi = 2, which the public function refuses."""
    kernel = maths.log_ces.py_func
    assert kernel(np.array([3, 7.5]), np.array([0.4, 0.6]), 2.0) == pytest.approx(7.244628323025, abs=1e-10)
    assert log_ces([1, 1, 1], [0, 0, 1], -0.5) == pytest.approx(1.0, abs=1e-10)
    with pytest.raises(InputError, match="at most 1"):
        log_ces([3, 7.5], [0.4, 0.6], 2.0)


def test_figures_read_in_the_text_of_chs():
    """Elasticities 1.5 and 0.44 (cognitive), 0.62 and 0.65; 2.4 with endogenous investment; investment shares 0.26, 0.045."""
    found = technologies()
    fixed, endogenous = found["chs_fixed"].elasticity(), found["chs_endogenous"].elasticity()
    assert fixed.cognitive.round(2).tolist() == pytest.approx([1.46, 0.45])
    assert fixed.socioemotional.round(2).tolist() == pytest.approx([0.62, 0.64], abs=0.011)
    assert endogenous.cognitive.tolist() == pytest.approx([2.4, 0.45], abs=0.02)
    shares = np.array(found["chs_endogenous"].shares)
    assert shares[:, 0, 2].round(3).tolist() == [0.261, 0.044]
    assert shares[0, 1, 2] == 0.209


# the function


@given(x=inputs, share=weights, phi=phis)
@reproducible
def test_is_the_kernel_s(x, share, phi):
    assert log_ces(x, share, phi) == maths.log_ces.py_func(np.array(x), share, phi)


@given(x=inputs, share=weights)
@reproducible
def test_limits(x, share):
    """phi = 0 is the weighted mean of logarithms, 1 the log of the mean, -inf the smallest input."""
    assert log_ces(x, share, 0.0) == pytest.approx(share @ np.array(x), abs=1e-12)
    assert log_ces(x, share, 1e-9) == pytest.approx(log_ces(x, share, 0.0), abs=1e-6)
    assert log_ces(x, share, 1.0) == pytest.approx(math.log(share @ np.exp(x)), abs=1e-12)
    assert log_ces(x, share, -math.inf) == min(x)
    assert log_ces(x, share, -3000.0) == pytest.approx(min(x), abs=2e-3)


def test_many_rows_large_inputs_and_nothing_invested():
    table = np.array([[0.0, 1.0], [700.0, 710.0]])
    assert log_ces(table, [0.5, 0.5], 0.5).tolist() == [log_ces(row, [0.5, 0.5], 0.5) for row in table]
    assert log_ces([1e5, -1e5], [0.5, 0.5], 0.5) == pytest.approx(1e5 + 2 * math.log(0.5))
    assert log_ces([0.0, -math.inf], [0.5, 0.5], -0.5) == -math.inf
    assert log_ces([0.0, -math.inf], [0.5, 0.5], 0.0) == -math.inf
    assert log_ces([0.0, -math.inf], [0.5, 0.5], 0.5) == pytest.approx(2 * math.log(0.5))


@given(x=inputs, share=weights, phi=phis)
@reproducible
def test_derivatives_by_finite_differences(x, share, phi):
    x = np.array(x)
    slopes, cross = derivatives(x, share, phi)
    level = np.exp(x)

    def output(at):
        return math.exp(log_ces(np.log(at), share, phi))

    h = 1e-5 * level
    for i in range(3):
        up, down = level.copy(), level.copy()
        up[i] += h[i]
        down[i] -= h[i]
        assert (output(up) - output(down)) / (2 * h[i]) == pytest.approx(slopes[i], rel=1e-5, abs=1e-9)
        first_up, first_down = derivatives(np.log(up), share, phi)[0], derivatives(np.log(down), share, phi)[0]
        assert np.allclose((first_up - first_down) / (2 * h[i]), cross[i], rtol=1e-4, atol=1e-7)


@given(x=inputs, share=weights, phi=phis)
@reproducible
def test_complementarity(x, share, phi):
    """Self-productivity is positive, and skill and investment are direct complements whenever phi < 1 (Euler: degree one)."""
    slopes, cross = derivatives(x, share, phi)
    assert (slopes > 0).all()
    assert (cross[~np.eye(3, dtype=bool)] > 0).all()
    level = np.exp(x)
    assert slopes @ level == pytest.approx(math.exp(log_ces(x, share, phi)), rel=1e-9)
    assert np.allclose(cross @ level, 0.0, atol=1e-8 * np.abs(cross * level).max())


def test_dynamic_complementarity_is_a_cross_derivative():
    """What early investment adds to the product of late investment, by finite differences through both stages."""
    for technology in technologies().values():
        table = technology.properties()
        h = 1e-4

        def late(early, more, technology=technology):
            return np.exp(technology.grow((0, 0), np.log([1 + early, 1 + more]), (0, 0))[-1])

        found = (late(h, h) - late(h, -h) - late(-h, h) + late(-h, -h)) / (4 * h * h)
        assert table["dynamic_complementarity"].tolist()[2:] == pytest.approx(found.tolist(), rel=1e-4)
        assert (table["dynamic_complementarity"].iloc[2:] > 0).all()
        assert table["dynamic_complementarity"].iloc[:2].isna().all()
    shares, phi = technologies()["chs_fixed"].shares, technologies()["chs_fixed"].phi
    three = Technology("three", "", (*shares, shares[0]), (*phi, phi[0]), (6, 12, 18), "", "assumed")
    at, invest, parents = (0.5, -0.5), 0.3, (0.2, -0.1)
    table = three.properties(at, invest, parents)

    def last(early, more):
        levels = np.exp(invest) + np.array([early, 0.0, more])
        return np.exp(three.grow(at, np.log(levels), parents)[-1])

    found = (last(h, h) - last(h, -h) - last(-h, h) + last(-h, -h)) / (4 * h * h)
    assert table["dynamic_complementarity"].tolist()[4:] == pytest.approx(found.tolist(), rel=1e-3)


def test_sensitive_and_critical_periods():
    early = technologies()["chs_endogenous"].periods("cognitive")
    assert early == {"sensitive": "to 6", "critical": False}
    shares = (((0.5, 0, 0.5, 0, 0), (0, 0.5, 0.5, 0, 0)), ((1.0, 0, 0, 0, 0), (0, 0.9, 0.1, 0, 0)))
    only_early = Technology("critical", "", shares, ((0, 0), (0, 0)), (6, 18), "", "assumed")
    assert only_early.periods("cognitive") == {"sensitive": "to 6", "critical": True}
    assert only_early.periods("socioemotional")["critical"] is False
    nothing = (((1.0, 0, 0, 0, 0), (0, 1.0, 0, 0, 0)),) * 2
    idle = Technology("idle", "", nothing, ((0, 0), (0, 0)), (6, 18), "", "assumed")
    assert idle.periods() == {"sensitive": None, "critical": False}


def test_default_is_that_of_a_life():
    """The default technology has the numbers of the parameters, so that one place holds them."""
    given, technology = ParameterSet.read(), technologies()["chs_endogenous"]
    assert np.array_equal(np.array(technology.shares)[:, 0], given.value("skills.cognitive.shares"))
    assert np.array_equal(np.array(technology.phi)[:, 1], given.value("skills.socioemotional.phi"))


# timing


def test_ratio_at_its_limits():
    assert optimal_early_late_ratio(2, 1, -math.inf, 0.5) == 1.0
    assert optimal_early_late_ratio(2, 1, -1e6, 0.5) == pytest.approx(1.0, abs=1e-5)
    assert optimal_early_late_ratio(2, 1, 1.0, 0.5) == math.inf
    assert optimal_early_late_ratio(1, 2, 1.0, 0.0) == 0.0
    assert math.isnan(optimal_early_late_ratio(1.5, 1, 1.0, 0.5))
    assert optimal_early_late_ratio(1, 0, 0.0, 0.0) == math.inf
    assert optimal_early_late_ratio(0, 1, 0.0, 0.0) == 0.0


@given(tau=st.floats(0.1, 10), phi=phis, rate=st.floats(-0.5, 3))
@reproducible
def test_ratio_is_the_first_order_condition(tau, phi, rate):
    """At the optimum the products of both investments are as their prices: tau1 I1^(phi-1) / (tau2 I2^(phi-1)) = 1 + r."""
    ratio = optimal_early_late_ratio(tau, 1.0, phi, rate)
    if 1e-100 < ratio < 1e100:
        assert tau * ratio ** (phi - 1.0) == pytest.approx(1.0 + rate, rel=1e-9)


@pytest.mark.parametrize("phi", [0.5, 0.0, -1.0])
def test_numerical_path_meets_the_closed_form(phi):
    """One skill, two stages: theta_2 weighs early investment by own * (1 - own), late by 1 - own."""
    own, rate = 0.8, 0.03
    path = optimal_path(one_skill(own, phi), 1.0, skills=(-50.0, -50.0) if phi > 0 else (0.0, 0.0), interest_rate=rate, weights=(1, 0), ages=(0, 10))  # fmt: skip
    ratio = path.investments[0] / path.investments[1]
    assert ratio == pytest.approx(optimal_early_late_ratio(own * (1 - own), 1 - own, phi, 1.03**10 - 1), rel=1e-3)
    assert path.investments @ [1.0, 1.03**-10] == pytest.approx(1.0, rel=1e-9)


def test_no_other_path_of_the_budget_is_better():
    technology = technologies()["chs_endogenous"]
    path = optimal_path(technology, 2.0, skills=(-0.5, -0.2), parents=(-0.5, 0.0), interest_rate=0.02)
    value = path.skills @ [0.5, 0.5]
    price = 1.02 ** -np.array([3.0, 12.0])
    for share in np.linspace(0.01, 0.99, 25):
        other = technology.grow((-0.5, -0.2), np.log(2.0 * np.array([share, 1 - share]) / price), (-0.5, 0.0))[-1]
        assert other @ [0.5, 0.5] <= value + 1e-9
    more = optimal_path(technology, 2.02, skills=(-0.5, -0.2), parents=(-0.5, 0.0), interest_rate=0.02)
    assert (more.skills @ [0.5, 0.5] - value) / 0.02 == pytest.approx(path.marginal, rel=0.02)


def test_waiting_costs_by_hand():
    """Perfect substitutes: a unit late is worth 1 / own units early, and cheaper by the interest of the years between."""
    substitutes = one_skill(0.8, 1.0)
    assert cost_of_delay(substitutes, 0.5, 0, 1, weights=(1, 0)) == pytest.approx(0.8, rel=1e-9)
    assert cost_of_delay(substitutes, 0.5, 0, 1, interest_rate=0.02, weights=(1, 0)) == pytest.approx(0.8 * 1.02**-9)


def test_cognition_is_dear_to_mend_late():
    """CHS 2010: a loss of early investment in cognition cannot be made good late, one in socio-emotional skill can."""
    technology = technologies()["chs_fixed"]
    assert cost_of_delay(technology, 0.5, 0, 1, weights=(1, 0)) > cost_of_delay(technology, 0.5, 0, 1, weights=(0, 1))
    assert cost_of_delay(technology, 0.1, 0, 1, weights=(0, 1)) < math.inf


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: log_ces([1, 2], [0.5, 0.5], 1.1), "at most 1"),
        (lambda: log_ces([1, 2, 3], [0.5, 0.5], 0.5), "as many inputs"),
        (lambda: log_ces([1, math.nan], [0.5, 0.5], 0.5), "finite"),
        (lambda: log_ces([1, 2], [-0.5, 1.5], 0.5), "not negative"),
        (lambda: optimal_early_late_ratio(-1, 1, 0.0, 0.0), "early_share"),
        (lambda: optimal_early_late_ratio(0, 0, 0.0, 0.0), "both 0"),
        (lambda: optimal_early_late_ratio(1, 1, 0.0, -1.0), "above -1"),
        (lambda: optimal_early_late_ratio(1, 1, 1.5, 0.0), "at most 1"),
        (lambda: optimal_path(one_skill(0.5, 0.0), 0.0), "budget"),
        (lambda: cost_of_delay(one_skill(0.5, 0.0), 0.5, 1, 0), "after stage"),
        (lambda: one_skill(1.2, 0.0), "add up to one"),
    ],
)  # fmt: skip
def test_wrong_input(call, says):
    with pytest.raises(InputError, match=says):
        call()
