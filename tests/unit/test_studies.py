"""Studies of named designs: closed forms, and the inequalities between what a study and certainty are worth."""

import itertools
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.uncertainty import (
    CostStudy,
    Registry,
    Study,
    Survey,
    Trial,
    evpi,
    evppi,
    evsi,
    study_outcomes,
    usual_studies,
    which_study_first,
)
from heckman_nl.uncertainty.draws import Draws
from heckman_nl.uncertainty.folder import in_json
from heckman_nl.uncertainty.psa import PSA

DRAWS = 1024


def resolved(m, s):
    """Value of resolving a normal spread `s` around a mean gain `m`, of a choice between it and nothing."""
    return m * stats.norm.cdf(m / s) + s * stats.norm.pdf(m / s) - max(m, 0.0)


@pytest.fixture(scope="module")
def psa():
    """A choice between nothing and effect - cost, of which everything is known in closed form: normal, and nothing else matters."""
    z = stats.norm.ppf(stats.qmc.Sobol(3, rng=np.random.default_rng(7)).random(DRAWS))
    drawn = pd.DataFrame({"effect": 1.0 + z[:, 0], "price": 2.0 * z[:, 1], "idle": z[:, 2]}).rename_axis("draw")
    about = {
        "strategies": ["new"], "draws": DRAWS, "births": 1000, "birth_years": [2026, 2027], "price_year": 2024, "pairs": [1],
        "discount_rate": 0.0, "recalibrate": True, "effects": ["effect"], "content": [],
    }  # fmt: skip
    npv = drawn.effect - drawn.price
    rows = [{"draw": k, "strategy": "new", "incompatible": "", "notes": 0, "npv": value} for k, value in npv.items()]
    return PSA(about, rows, lambda: drawn)


def trial(n):
    """Of variance 1/n on the effect itself."""
    return Trial(parameter="effect", per_arm=2 * n, measure="SD")


def test_a_trial_is_worth_what_the_closed_form_says(psa):
    """Prior variance 1, sampling variance 1/n: the spread that is resolved is sqrt(n/(n+1))."""
    for n in (1, 100):
        found = evsi(psa.outcome("npv"), study_outcomes(psa, trial(n)))
        exact = resolved(1.0, (n / (n + 1)) ** 0.5)
        assert abs(found["evsi"] - exact) < 3 * found.attrs["se"]["evsi"]


def test_the_inequalities(psa):
    """EVSI rises with the size of a study to the EVPPI; EVPPI(A) <= EVPPI(A, B) <= EVPI; what is idle is worth nothing."""
    benefit, drawn = psa.outcome("npv"), psa.parameters
    alone = evppi(benefit, drawn)
    both = evppi(benefit, drawn[["effect", "price"]], joint=True)["joint"]
    slack = alone.attrs["se"]["effect"]
    values = [evsi(benefit, study_outcomes(psa, trial(n)))["evsi"] for n in (1, 10, 100, 1_000_000)]
    assert all(larger >= smaller - slack for smaller, larger in itertools.pairwise(values))
    assert all(value <= alone["effect"] + slack for value in values)
    assert values[-1] == pytest.approx(alone["effect"], rel=0.01)
    assert values[0] < 0.7 * values[-1]
    assert alone[["effect", "price"]].max() <= both + 1e-9
    for found in (
        alone,
        evppi(benefit, drawn[["effect", "price"]], joint=True),
    ):  # before it is kept within these limits
        assert (found.attrs["as_found"] <= evpi(benefit) + 2.0 * found.attrs["se"]).all()
    assert alone["idle"] == pytest.approx(0.0, abs=0.001)
    together = study_outcomes(psa, [trial(10), Trial(parameter="price", per_arm=20, measure="SD")])
    assert list(together) == ["0. effect", "1. price"]
    assert values[1] <= evsi(benefit, together)["evsi"] + slack
    assert evsi(benefit, together)["evsi"] <= both + slack


def test_bias_does_not_go_away_with_numbers(psa):
    """Of a register of everybody the confounding is left: prior variance 1, bias variance 1, so half of it is resolved."""
    register = Registry(parameter="effect", persons=1_000_000_000, exposed=0.5, bias=1.0)
    found = evsi(psa.outcome("npv"), study_outcomes(psa, register))
    assert abs(found["evsi"] - resolved(1.0, 0.5**0.5)) < 3 * found.attrs["se"]["evsi"]


@pytest.mark.parametrize(
    ("design", "truth", "centre", "se"),
    [
        (Trial(parameter="x.parenting", per_arm=200), 0.3, 0.3, 0.1),
        (Trial(parameter="x.parenting", per_arm=200, inflation=4.0), 0.3, 0.3, 0.2),
        # 20 against 10 of 100: Woolf, Katz, events
        (Trial(parameter="x.mother_mood", per_arm=100, risk=0.2), 4 / 9, np.log(4 / 9), (1 / 20 + 1 / 80 + 1 / 10 + 1 / 90) ** 0.5),
        (Trial(parameter="x.smoking_pregnancy", per_arm=100, risk=0.2), 0.5, np.log(0.5), (1 / 20 + 1 / 10 - 2 / 100) ** 0.5),
        (Trial(parameter="x.maltreatment", per_arm=100, risk=0.36), 0.5, np.log(0.5), (1 / 36 + 1 / 20) ** 0.5),  # 1 - 0.64**0.5 = 0.2
        (Survey(parameter="x", persons=400), 0.5, 0.0, 0.1),
        (CostStudy(parameter="x", sites=4, variation=(np.e - 1.0) ** 0.5), 1000.0, np.log(1000.0), 0.5),
        # 2x2 table of 100 exposed (20 ill) and 300 not (30 ill)
        (Registry(parameter="x", persons=400, exposed=0.25, risk=0.1), 2.25, np.log(2.25), (1 / 20 + 1 / 80 + 1 / 30 + 1 / 270) ** 0.5),
        (Registry(parameter="x", persons=400, exposed=0.5), -0.2, -0.2, 0.1),
    ],
)  # fmt: skip
def test_the_error_of_a_design_is_that_of_its_table(design, truth, centre, se):
    """Estimates are centred on the truth on the additive scale, with the large-sample standard error of a table counted by hand."""
    found, above = design.estimate(np.full(2, truth), np.array([0.0, 1.0]))
    assert found == pytest.approx(centre)
    assert above - found == pytest.approx(se)


def test_the_population_of_birth_years_that_are_discounted(psa):
    """The value of each birth is the same whichever years the analysis has: values of two years are of the first already."""
    about = {**psa.about, "discount_rate": 0.1}
    rows = [
        {"draw": k, "strategy": "new", "incompatible": "", "notes": 0, "npv": v}
        for k, v in psa.outcome("npv")["new"].items()
    ]
    tables = [
        which_study_first(
            PSA({**about, "birth_years": years}, rows, lambda: psa.parameters),
            [Study("x", [trial(100)])],
            per_year=500.0,
        )
        for years in ([2026], [2026, 2027])
    ]
    one, two = (table.population["x"] for table in tables)
    assert two == pytest.approx(one / (0.5 * (1.0 + 1.0 / 1.1)))


def test_an_arrow_in_log_odds_is_no_odds_ratio(psa):
    """Drawn log odds are taken as they are, and a register that reads them as a ratio is refused."""
    ratio, log = (Registry(parameter="x", persons=400, exposed=0.25, risk=0.1, log_odds=log) for log in (False, True))
    noise = np.array([0.0, 1.0, -1.0])
    assert log.estimate(np.full(3, np.log(2.25)), noise) == pytest.approx(ratio.estimate(np.full(3, 2.25), noise))
    key = "adolescence.offending.detained_trait"
    drawn = psa.parameters.assign(**{key: 1.4})
    given = PSA(
        psa.about,
        [{"draw": k, "strategy": "new", "incompatible": "", "notes": 0, "npv": 0.0} for k in drawn.index],
        lambda: drawn,
    )
    with pytest.raises(InputError, match="log_odds=True"):
        study_outcomes(given, Registry(parameter=key, persons=400, exposed=0.25, risk=0.1))


def test_which_study_first(psa):
    """Best first; the population is the births of the years to come; what costs more than it finds is not worth it."""
    studies = [
        Study("idle", [Trial(parameter="idle", per_arm=1000, measure="SD")], cost=1.0),
        Study("effect", [trial(100)]),
        Study("effect, late", [trial(100)], years=2),
        Study("price, dear", [Trial(parameter="price", per_arm=1000, measure="SD")], cost=1e6),
    ]
    table = which_study_first(psa, studies, years=10, rate=0.1)
    assert list(table.index) == ["effect", "effect, late", "idle", "price, dear"]
    assert table.worth_it.tolist() == [True, True, False, False]
    # the value is for 1,000 births in two years; 500 births a year at 10%
    factor = 0.5 * sum(1.1**-year for year in range(10))
    assert table.population["effect"] == pytest.approx(table.evsi["effect"] * factor)
    assert table.population["effect, late"] == pytest.approx(table.population["effect"] / 1.21)
    assert (table.enbs == table.population - table.cost).all()
    assert (table.evsi <= table.perfect + 2 * table.se).all()
    assert which_study_first(psa, studies[1:2]).population["effect"] == pytest.approx(5 * table.evsi["effect"])


def test_decisions_apart_add_up(psa):
    """With one strategy there is one decision either way; with two the value is the sum of those of each by itself."""
    wide = psa.outcome("npv").assign(other=lambda table: table["new"] - 0.5)

    def value(names, apart):
        part = SimpleNamespace(parameters=psa.parameters, about=psa.about, outcome=lambda _: wide[["baseline", *names]])
        return which_study_first(part, [Study("effect", [trial(100)])], apart=apart).evsi["effect"]

    alone = {name: value([name], False) for name in ("new", "other")}
    assert {name: value([name], True) for name in alone} == alone
    assert alone["new"] != alone["other"]
    assert value(list(alone), True) == pytest.approx(sum(alone.values()))
    assert value(list(alone), False) == pytest.approx(alone["new"])  # the other is never better


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda psa: Trial(parameter="x.maltreatment", per_arm=100), "risk in its control arm"),
        (lambda psa: Trial(parameter="x.maltreatmet", per_arm=100, risk=0.1), "measure"),
        (lambda psa: Trial(parameter="effect", per_arm=100, measure="MD"), "'MD'"),
        (lambda psa: Survey(parameter="x", persons=0), "persons"),
        (lambda psa: Study("nothing", []), "measures nothing"),
        (lambda psa: study_outcomes(psa, Survey(parameter="efect", persons=10)), "Did you mean 'effect'"),
        (lambda psa: study_outcomes(psa, CostStudy(parameter="effect", sites=10)), "not above 0"),
        (lambda psa: which_study_first(psa, [Study("a", [trial(1)])] * 2), "names of their own"),
    ],
)  # fmt: skip
def test_wrong_use(psa, call, says):
    with pytest.raises(InputError, match=says):
        call(psa)


def test_usual_studies_of_an_intervention():
    """A trial of all effects, a study of the costs, a survey of the cascade: of numbers that are drawn, and no others."""
    scenario = hn.Scenario("VoorZorg", [hn.interventions.load("voorzorg")])
    draws = Draws(hn.ParameterSet.read(), (scenario,), 64, 1)
    drawn = draws.to_frame()
    about = {
        "strategies": ["VoorZorg"], "draws": 64, "births": 1000, "birth_years": [2026], "price_year": 2024, "pairs": [1],
        "discount_rate": 0.0, "recalibrate": True, "content": [in_json(scenario)],
        "effects": [name for name in drawn if name not in draws.names],
    }  # fmt: skip
    npv = 1e6 * (1.0 - drawn["voorzorg.maltreatment"])
    rows = [
        {"draw": k, "strategy": "VoorZorg", "incompatible": "", "notes": 0, "npv": value} for k, value in npv.items()
    ]
    psa = PSA(about, rows, lambda: drawn)
    studies = usual_studies(psa)
    assert [study.name for study in studies] == ["voorzorg: trial, 500 per arm", "voorzorg: costs, 20 sites", "voorzorg: cascade, 500 families"]  # fmt: skip
    assert {d.parameter for d in studies[0].designs} == set(psa.about["effects"])
    assert all(d.parameter in psa.parameters for study in studies for d in study.designs)
    value = hn.ParameterSet.read().euros
    assert studies[0].cost == value("economics.study.trial") + 1000 * value("economics.study.family")
    table = which_study_first(psa, studies)
    assert set(table.index) == {study.name for study in studies}
    assert np.isfinite(table.enbs).all()
