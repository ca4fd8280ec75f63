"""Value of information against closed forms, and the inequalities that hold for any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.uncertainty import ceac, enbs, evpi, evppi, evsi, expected_loss, population

# the two-parameter case of the `voi` vignette (Jackson): NB1 = 0, NB2 = p1 - p2, p1 ~ N(1, 1), p2 ~ N(0, sd 2);
# m Phi(m/s) + s phi(m/s) - max(m, 0) with m = 1 and s the spread that is resolved
EXACT = {"evpi": 0.4798107063, "p1": 0.0833154706, "p2": 0.3955931148}
EXACT_STUDY = {10: 0.0723251203, 100: 0.0821176056, 1000: 0.0831946061}


def normals(n, d, seed):
    """Scrambled Sobol points as standard normals, (n, d): less noise than random ones."""
    return stats.norm.ppf(stats.qmc.Sobol(d, seed=seed).random(n))


@pytest.fixture(scope="module")
def vignette():
    z = normals(2048, 4, 7)
    parameters = pd.DataFrame({"p1": 1.0 + z[:, 0], "p2": 2.0 * z[:, 1], "irrelevant": z[:, 2]})
    net_benefit = np.column_stack([np.zeros(len(z)), parameters.p1 - parameters.p2])
    return net_benefit, parameters, z[:, 3]


def resolved(m, s):
    return m * stats.norm.cdf(m / s) + s * stats.norm.pdf(m / s) - max(m, 0.0)


def test_the_closed_form_is_that_of_the_case():
    assert resolved(1.0, 5**0.5) == pytest.approx(EXACT["evpi"], abs=1e-9)
    assert resolved(1.0, 1.0) == pytest.approx(EXACT["p1"], abs=1e-9)
    assert resolved(1.0, 2.0) == pytest.approx(EXACT["p2"], abs=1e-9)
    for n, value in EXACT_STUDY.items():
        assert resolved(1.0, (n / (n + 1)) ** 0.5) == pytest.approx(value, abs=1e-9)


def test_perfect_information(vignette):
    net_benefit, parameters, _ = vignette
    assert evpi(net_benefit) == pytest.approx(EXACT["evpi"], abs=0.005)
    found = evppi(net_benefit, parameters)
    se = found.attrs["se"]
    for name in ("p1", "p2"):
        assert abs(found[name] - EXACT[name]) < 3 * se[name]
        assert 0.0 < se[name] < 0.02
    assert found["irrelevant"] == pytest.approx(0.0, abs=0.001)
    assert list(found.index) == list(se.index) == list(parameters)


def test_study(vignette):
    net_benefit, parameters, noise = vignette
    values = []
    for n, exact in EXACT_STUDY.items():
        found = evsi(net_benefit, pd.DataFrame({"mean": parameters.p1 + noise / n**0.5}))
        assert abs(found["evsi"] - exact) < 3 * found.attrs["se"]["evsi"]
        values.append(found["evsi"])
    assert values == sorted(values)
    assert values[-1] <= evppi(net_benefit, parameters[["p1"]])["p1"] + 0.001


def test_more_knowledge_is_worth_more(vignette):
    net_benefit, parameters, _ = vignette
    alone = evppi(net_benefit, parameters)
    both = evppi(net_benefit, parameters[["p1", "p2"]], joint=True)
    three = evppi(net_benefit, parameters, joint=True)
    tiny = 1e-9
    assert (alone[["p1", "p2"]] <= both["joint"] + tiny).all()
    for found in (alone, both, three):  # as the regression gives them, before they are kept within these limits
        error = 2.0 * found.attrs["se"] + tiny
        assert (found.attrs["as_found"] <= evpi(net_benefit) + error).all()
        assert (found.attrs["as_found"] >= -error).all()
    assert both["joint"] == pytest.approx(evpi(net_benefit), rel=1e-3)  # together they are all that is uncertain
    assert three["joint"] == pytest.approx(both["joint"], rel=1e-3)


def test_what_no_line_can_show():
    """A parameter whose effect has no slope, and two that matter only together."""
    z = normals(2048, 2, 3)
    frame = pd.DataFrame({"a": z[:, 0], "b": z[:, 1]})
    bowl = np.column_stack([np.zeros(len(z)), frame.a**2 - 1.0])
    assert evppi(bowl, frame)["a"] == pytest.approx(evpi(bowl), rel=0.02)
    assert evppi(bowl, frame)["b"] == pytest.approx(0.0, abs=0.001)
    saddle = np.column_stack([np.zeros(len(z)), frame.a * frame.b])
    assert (evppi(saddle, frame) < 0.01).all()
    assert evppi(saddle, frame, joint=True)["joint"] == pytest.approx(evpi(saddle), rel=0.02)


def test_three_strategies_and_a_change_of_level(vignette):
    """What is added to every strategy of a draw decides nothing; the order of the strategies does not matter."""
    net_benefit, parameters, noise = vignette
    three = np.column_stack([net_benefit, 0.5 + 0.5 * parameters.p1])
    found = evppi(three, parameters)
    moved = evppi(three + 1000.0 * noise[:, None], parameters)
    turned = evppi(three[:, ::-1], parameters)
    assert np.allclose(found, moved, rtol=1e-4, atol=1e-6)
    assert (
        (found - turned).abs() <= found.attrs["se"]
    ).all()  # another strategy is what the others are regressed against
    assert evpi(three + noise[:, None]) == pytest.approx(evpi(three))


def test_standard_errors_are_those_of_repetition():
    """The spread of the figure over twenty tables of 500 draws is what each table says of itself."""
    values, said = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        p1, p2 = rng.normal(1, 1, 500), rng.normal(0, 2, 500)
        found = evppi(np.column_stack([np.zeros(500), p1 - p2]), pd.DataFrame({"p2": p2}))
        values.append(found["p2"])
        said.append(found.attrs["se"]["p2"])
    assert abs(np.mean(values) - EXACT["p2"]) < 3 * np.std(values) / 20**0.5
    assert 0.5 < np.mean(said) / np.std(values) < 2.0


tables = arrays(float, st.tuples(st.integers(2, 30), st.integers(2, 4)), elements=st.floats(-1e6, 1e6))


@given(tables)
@settings(max_examples=50, deadline=None)
def test_any_table(table):
    loss = expected_loss(table)
    assert (loss >= -1e-9).all()
    assert loss.min() == pytest.approx(evpi(table), rel=1e-9, abs=1e-6)
    assert evpi(table) >= -1e-9
    names = [f"s{k}" for k in range(table.shape[1])]
    shares = ceac(pd.DataFrame(-table, columns=names), pd.DataFrame(np.zeros_like(table), columns=names), [0.0, 1.0])
    assert np.allclose(shares[names].sum(axis=1), 1.0)
    assert np.allclose(shares["frontier"], shares[names[int(table.mean(0).argmax())]].to_numpy())


def test_acceptability_by_hand():
    costs = [[0.0, 10.0], [0.0, 30.0], [0.0, 10.0], [0.0, 50.0]]
    effects = [[0.0, 1.0], [0.0, 1.0], [0.0, 2.0], [0.0, 1.0]]
    shares = ceac(
        pd.DataFrame(costs, columns=["today", "new"]), pd.DataFrame(effects, columns=["today", "new"]), [0, 10, 25, 100]
    )
    assert shares["new"].tolist() == [0.0, (0.5 + 1.0) / 4, 0.5, 1.0]  # a tie at 10, 2 of 4 at 25
    # expected net benefit of `new`: 1.25 threshold - 25
    assert shares["frontier"].tolist() == [1.0, 1.0 - 1.5 / 4, 0.5, 1.0]
    assert shares.index.name == "threshold"


def test_population_and_study_cost():
    assert population(2.0, 100, 3, 0.0) == 600.0
    assert population(2.0, 100, 2, 0.1, first=1) == pytest.approx(200 / 1.1 + 200 / 1.21)
    assert enbs(600.0, 500.0) == 100.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: evpi([1.0, 2.0]), "draws × strategies"),
        (lambda: evpi([[1.0, np.nan], [0.0, 1.0]]), "1 of its numbers"),
        (lambda: evppi([[0, 1], [1, 0]], pd.DataFrame({"a": [1.0]})), "1 draws"),
        (lambda: evppi([[0, 1], [1, 0]], pd.DataFrame({"a": [1.0, np.inf]})), "'a'"),
        (lambda: evppi([[0, 1], [1, 0]], pd.DataFrame(index=[0, 1])), "at least one"),
        (lambda: ceac([[0, 1], [1, 0]], [[0, 1, 2], [1, 0, 2]], [1]), "one shape"),
        (lambda: ceac([[0, 1], [1, 0]], [[0, 1], [1, 0]], []), "thresholds"),
        (lambda: population(1.0, -1.0, 1, 0.0), "per_year"),
    ],
)  # fmt: skip
def test_wrong_input(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_a_constant_parameter_is_worth_nothing():
    rng = np.random.default_rng(1)
    net_benefit = np.column_stack([np.zeros(50), rng.normal(size=50)])
    found = hn.uncertainty.evppi(net_benefit, pd.DataFrame({"fixed": np.ones(50)}))
    assert found["fixed"] == 0.0
    assert found.attrs["se"]["fixed"] == 0.0
