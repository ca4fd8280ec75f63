"""Probabilistic sensitivity analysis: what is drawn, who is lived, and the same bits however it is run."""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import heckman_nl as hn
from heckman_nl.calibrate.baseline import solve_baseline
from heckman_nl.calibrate.births import representative
from heckman_nl.calibrate.validate import validate
from heckman_nl.errors import CalibrationError, InputError
from heckman_nl.model import Plan
from heckman_nl.parameters import ParameterSet
from heckman_nl.uncertainty.draws import NOT_MOVED, TARGET, Draws, groups, shifted
from heckman_nl.uncertainty.takers import choose_people, compare_people

QUICK = {"recalibrate": False, "pairs": 100, "workers": 1, "progress": False}


@pytest.fixture(scope="module")
def voorzorg():
    return hn.Scenario("VoorZorg", [hn.interventions.load("voorzorg")])


@pytest.fixture(scope="module")
def draws(model, voorzorg):
    return Draws(model.parameters, (voorzorg,), 512, 1)


@pytest.fixture(scope="module")
def psa(model, cohort, voorzorg, boekstart, tmp_path_factory):
    return model.psa(cohort, [voorzorg, boekstart], draws=17, path=tmp_path_factory.mktemp("psa") / "run", **QUICK)


# what is drawn


def test_everything_with_an_interval_is_drawn_and_nothing_else(model, voorzorg, draws):
    names = set(draws.names)
    uncertain = set(model.parameters.uncertain())
    assert {n for n in uncertain if not n.startswith("economics.")} <= names
    assert not any(n.startswith("economics.") for n in names)
    assert not any(model.parameters[n].solved for n in names if n in model.parameters)
    assert {f"voorzorg.{place}" for place in voorzorg.interventions[0].uncertain()} <= names
    assert not any(TARGET + id in names for id in NOT_MOVED)
    assert len(names) == len(draws.names)


def test_marginals_are_those_of_the_intervals(draws):
    """Every column is uniform (as Sobol points are, much closer than chance), so that a quantile function gives the marginal."""
    sorted_columns = np.sort(draws.cube, axis=0)
    even = (np.arange(512) + 0.5) / 512
    worst = np.abs(sorted_columns - even[:, None]).max(0)
    alone = np.ones(len(draws.names), bool)
    for _, members, _ in draws.groups:
        alone[members] = False
    assert worst[alone].max() < 0.01
    assert worst.max() < stats.kstwo.isf(1e-6, 512)


def test_groups_have_their_correlation_and_others_none(model, voorzorg):
    """On average over a group its correlation; between all others about what independent random points would show."""
    many = Draws(model.parameters, (voorzorg,), 4096, 1)
    correlation = np.corrcoef(stats.norm.ppf(many.cube).T)
    inside = np.eye(len(many.names), dtype=bool)
    for rho, members, signs in many.groups:
        block = (correlation[np.ix_(members, members)] * np.outer(signs, signs))[np.triu_indices(len(members), 1)]
        assert block.mean() == pytest.approx(rho, abs=0.03)
        inside[np.ix_(members, members)] = True
    assert len(many.groups) == len(groups())  # one intervention
    others = np.abs(correlation[~inside])
    assert np.sqrt((others**2).mean()) < 1.2 / 4096**0.5


def test_a_marker_is_drawn_with_its_arrow(draws):
    """They are one figure: with the share and what it leaves they are the association that is drawn."""
    frame = draws.to_frame()
    for arrow, marker in (("class", "placenta"), ("small", "stunted")):
        one, other = (np.log(frame[f"birth.stillbirth.{name}"]) for name in (arrow, marker))
        assert np.corrcoef(one, other)[0, 1] > 0.99
        assert one.std() == pytest.approx(other.std(), rel=0.02)


@pytest.mark.parametrize("points", [64, 512])
def test_no_two_numbers_are_alike_by_chance(model, voorzorg, points):
    """Of 200,000 pairs none beyond what independent points would show; of Sobol points as they come hundreds are."""
    few = Draws(model.parameters, (voorzorg,), points, 1)
    alike = np.corrcoef(stats.norm.ppf(few.points).T)[np.triu_indices(few.width, 1)]
    assert np.abs(np.arctanh(alike)).max() < 6.0 / (points - 3) ** 0.5


def test_every_number_is_spread_evenly(draws):
    """Of each sixteen points in turn one in every sixteenth of the range of a number, and of all in every 512th."""
    sixteenths = np.sort((draws.points.reshape(-1, 16, draws.width) * 16).astype(int), axis=1)
    assert (sixteenths == np.arange(16)[:, None]).all()
    assert (np.sort((draws.points * 512).astype(int), axis=0) == np.arange(512)[:, None]).all()


def test_a_longer_run_begins_with_the_shorter(model, draws):
    fewer = Draws(model.parameters, draws.scenarios, 100, 1)
    assert np.array_equal(fewer.values, draws.values[:100])
    assert not np.array_equal(Draws(model.parameters, draws.scenarios, 100, 2).values, fewer.values)


def test_statistics_stay_possible():
    for z in (-5.0, 0.0, 5.0):
        assert 0.0 < shifted(0.98, 0.05, z) < 1.0
        assert shifted(3.0, 2.0, z) > 0.0
    assert shifted(0.3, 0.05, 0.0) == pytest.approx(0.3)
    assert shifted(0.3, 0.01, 1.0) == pytest.approx(0.31, abs=1e-3)
    assert shifted(30.0, 1.0, -1.0) == pytest.approx(29.0, abs=0.05)


def test_an_effect_is_told_as_it_is_used(draws):
    """`<id>.<channel>` is the mixture that the draw's intervention uses."""
    frame = draws.to_frame()
    for k in (0, 7):
        item = draws.scenario(0, k).interventions[0]
        for row in item.effects_table():
            assert frame[f"voorzorg.{row['channel']}"][k] == pytest.approx(row["value"], rel=1e-9)


def test_a_model_can_be_sent_to_a_worker(model):
    import pickle

    again = pickle.loads(pickle.dumps(model.parameters))
    assert isinstance(again, ParameterSet)
    assert again.fingerprint == model.parameters.fingerprint


# who is lived


def test_takers_stand_for_all(model, cohort, voorzorg):
    """Weighted families give what all births give, within error, with far fewer lives."""
    people = choose_people(model, cohort, voorzorg, 1500, 1)
    assert sum(weight * len(numbers) for weight, numbers in people.strata[2026]) == pytest.approx(people.births)
    some = Plan(model, cohort, voorzorg, 1, 1, None, people=people).compare(False)
    full = model.compare(cohort, voorzorg, seed=2, sample=people.births, progress=False)
    a, b = some.participants, full.participants
    assert abs(a.value - b.value) < 4 * np.hypot(a.se, b.se)
    x, y = some.appraise().npv, full.appraise().npv
    assert abs(x.value - y.value) < 4 * np.hypot(x.se, y.se)
    assert x.se < 2 * y.se
    assert some.lived_twice < full.lived_twice * 1.2


def test_takers_are_chosen_in_every_birth_year(model, voorzorg):
    """Year by year they give, to the cent, what all births looked through give: the policy touches nobody of the rest."""
    cohort = hn.Cohort.births(170_000, year=[2026, 2027, 2035])
    people = choose_people(model, cohort, voorzorg, 200, 1)
    some = compare_people(model.parameters, cohort, voorzorg, 1, people)
    full = model.compare(cohort, voorzorg, seed=1, sample=3 * people.births, progress=False)
    assert some.lived_twice == full.lived_twice == pytest.approx(3 * people.pairs, rel=0.15)
    assert some.simulated == full.simulated
    np.testing.assert_allclose(some.valued.sum(0), full.valued.sum(0), rtol=1e-9, atol=0.01)  # (birth year, ...)


def test_a_birth_year_has_the_same_takers_beside_others(model, voorzorg):
    """As far as as many births are looked through; and number n is another family in another year."""
    chosen = [
        choose_people(model, hn.Cohort.births(170_000, year=years), voorzorg, 100, 1) for years in (2027, [2026, 2027])
    ]
    few = min(people.births for people in chosen)
    alone, beside = ([n for n in people.strata[2027][0][1] if n < few] for people in chosen)
    assert alone == beside
    assert [n for n in chosen[1].strata[2026][0][1] if n < few] != beside


def test_where_every_birth_is_eligible_there_is_no_rest(model, cohort, voorzorg):
    """A programme for all pregnancies in which few take part."""
    (item,) = voorzorg.interventions
    for_all = item.offer.model_copy(update={"where": [], "any": [], "uptake": 0.02})
    people = choose_people(model, cohort, hn.Scenario("for all", [item.model_copy(update={"offer": for_all})]), 100, 1)
    assert [len(numbers) for _, numbers in people.strata[2026]] == [people.births, 0]


def test_people_belong_to_their_birth_years(model, cohort, voorzorg):
    people = choose_people(model, cohort, voorzorg, 100, 1)
    with pytest.raises(InputError, match=r"people of the birth years \[2026\] are not those of \[2027\]"):
        compare_people(model.parameters, hn.Cohort.births(170_000, year=2027), voorzorg, 1, people)


def test_a_universal_scenario_lives_a_small_cohort(model, cohort, boekstart):
    people = choose_people(model, cohort, boekstart, 100, 1)
    ((weight, numbers),) = people.strata[2026]
    assert weight == 1.0
    assert numbers.tolist() == list(range(100))


# the run


def test_shape(psa):
    assert psa.strategies == ["baseline", "VoorZorg", "BoekStart"]
    assert psa.outcome("npv").shape == (17, 3)
    assert (psa.outcome("npv")["baseline"] == 0).all()
    assert len(psa.incompatible) == 0
    assert psa.parameters.shape[0] == 17
    frame = psa.to_frame()
    assert frame.index.names == ["draw", "strategy"]
    assert len(frame) == 34
    assert np.isfinite(frame).all().all()


def test_each_draw_adds_up(psa):
    """In every draw the sum of the parties and that of the accounts is the NPV, and costs and benefits make it."""
    frame = psa.to_frame()
    for kind in ("party.", "account."):
        assert np.allclose(frame.filter(like=kind).sum(axis=1), frame.npv, rtol=1e-9, atol=0.01)
    assert np.allclose(frame.benefits - frame.costs, frame.npv, rtol=1e-9, atol=0.01)
    value = hn.ParameterSet.read().euros("economics.qaly.mkba")
    assert np.allclose(value * frame.qalys_discounted - frame.money_cost, frame.npv, rtol=1e-9, atol=1.0)


def test_figures(psa):
    table = psa.summary()
    npv = psa.outcome("npv")
    assert table["mean"]["VoorZorg"] == pytest.approx(npv["VoorZorg"].mean())
    assert table.probability_positive["VoorZorg"] == (npv["VoorZorg"] > 0).mean()
    assert (table.low <= table["mean"]).all()
    assert (table["mean"] <= table.high).all()
    assert table.marked["VoorZorg"] == (table.seed_se["VoorZorg"] > 0.25 * table.sd["VoorZorg"])
    value = hn.ParameterSet.read().euros("economics.qaly.mkba")
    shares = psa.ceac([0.0, value])
    best = npv.idxmax(axis=1)
    assert shares.loc[value, "BoekStart"] == pytest.approx((best == "BoekStart").mean())
    assert psa.frontier([value]).strategy.iloc[0] == npv.mean().idxmax()
    assert psa.expected_loss().min() == pytest.approx(psa.evpi(), abs=1e-6)
    assert psa.convergence()["mean"]["VoorZorg"].iloc[-1] == pytest.approx(npv["VoorZorg"].mean())
    assert set(psa.evppi(["voorzorg.maltreatment"]).index) == {"voorzorg.maltreatment"}
    with pytest.raises(InputError, match="maltreatmet"):
        psa.evppi(["voorzorg.maltreatmet"])
    with pytest.raises(InputError, match="unknown outcome"):
        psa.outcome("nvp")


@pytest.mark.slow
def test_same_bits_from_processes_and_shards_and_after_a_kill(model, cohort, voorzorg, boekstart, psa, tmp_path):
    """Spawned processes, three shards in any order, and a folder from which a batch was lost: one result."""
    strategies, there = [voorzorg, boekstart], tmp_path / "shards"
    for number in (3, 1, 2):
        last = model.psa(cohort, strategies, draws=17, path=there, shard=(number, 3), **QUICK)
    pd.testing.assert_frame_equal(last.to_frame(), psa.to_frame(), check_exact=True)
    files = sorted(there.glob("draws-*.parquet"))
    assert len(files) == 3
    files[1].unlink()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        again = model.psa(cohort, strategies, draws=17, path=there, executor=pool, **QUICK)
    pd.testing.assert_frame_equal(again.to_frame(), psa.to_frame(), check_exact=True)
    assert json.loads((there / "manifest.json").read_text())["strategies"] == ["VoorZorg", "BoekStart"]


def test_a_folder_belongs_to_one_analysis(model, cohort, voorzorg, psa, tmp_path):
    model.psa(cohort, voorzorg, draws=2, path=tmp_path, **QUICK)
    with pytest.raises(InputError, match=r"another analysis \(different: drawn_from, fingerprint, pairs, seed\)"):
        model.psa(cohort, voorzorg, draws=2, seed=2, path=tmp_path, **QUICK)


def test_a_draw_is_solved_again_or_counted(model, cohort, voorzorg):
    """Draws that are recalibrated differ from those that are not; what cannot be solved has a reason and no outcome."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of many incompatible draws, on so few births
        solved = model.psa(cohort, voorzorg, draws=3, pairs=100, solve_births=2000, workers=1, progress=False)
    plain = model.psa(cohort, voorzorg, draws=3, **QUICK)
    assert len(solved.draws) + len(solved.incompatible) == 3
    assert all(isinstance(reason, str) and reason for reason in solved.incompatible)
    both = solved.outcome("npv")["VoorZorg"]
    assert len(both)
    assert (both != plain.outcome("npv")["VoorZorg"].loc[both.index]).all()


def test_the_baseline_of_a_draw_is_dutch(model, voorzorg):
    """In no draw is what it was solved on missed by a fifth and by more than five standard errors, from one sweep."""
    draws = Draws(model.parameters, (voorzorg,), 8, 1)
    seed, checked = representative(model.parameters, 10_000), 0
    for k in range(6):
        targets = draws.solved_on(k)
        try:
            solved = solve_baseline(draws.model(k), 10_000, seed, targets)
        except CalibrationError:
            continue  # counted and left out
        table = validate(hn.Model(solved).run(hn.Cohort.births(20_480)), targets, panel_births=0)
        rows = table[table.use == "solved"]
        far = rows[((rows.simulated / rows.target - 1.0).abs() > 0.2) & (rows.z.abs() > 5.0)]
        assert far.empty, far[["name", "target", "simulated", "z"]].to_string()
        checked += len(rows)
    assert checked > 1_500  # of some 430 a draw


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ({"draws": 1}, "draws"),
        ({"shard": (2, 3)}, "path"),
        ({"shard": (4, 3), "path": "x"}, "shard"),
        ({"pairs": 10}, "pairs"),
        ({"pair": 3}, "unknown setting 'pair'. Did you mean 'pairs'"),
        ({"discount": 0.03}, "'discount_rate'"),
        ({"birth_in_one_arm": "counted"}, "'births_in_one_arm'"),
        ({"path": 5}, "name of a folder"),
        ({"scenario": []}, "at least one scenario"),
        ({"scenario": "voorzorg"}, "must be a Scenario"),
        ({"cohort": 5}, "must be a Cohort"),
        ({"growth": 0.01}, "growth is a dict"),
    ],
)
def test_wrong_use(model, cohort, voorzorg, call, says):
    with pytest.raises(InputError, match=says):
        model.psa(
            **{"cohort": cohort, "scenario": voorzorg, "draws": 2, "progress": False, "recalibrate": False, **call}
        )


def test_a_name_is_no_list_of_names(psa):
    with pytest.raises(InputError, match="list of names"):
        psa.evppi("voorzorg.maltreatment")


def test_figures_have_units(psa):
    """Of every outcome; health in QALYs, money in euros of the price year."""
    units = psa.to_frame().attrs["units"]
    assert set(units) == set(psa.to_frame())
    assert units["npv"] == units["npv_seed_se"] == "EUR 2024, present value in 2026"
    assert units["qalys"] == units["qalys_seed_se"] == "QALYs"
    assert psa.convergence("qalys").attrs["units"]["all"] == "QALYs"
    assert psa.ceac().attrs["units"]["threshold"] == psa.frontier().attrs["units"]["threshold"] == "EUR per QALY"


def test_strategies_need_names_of_their_own(model, cohort, voorzorg):
    with pytest.raises(InputError, match="names of their own"):
        model.psa(cohort, [voorzorg, voorzorg], draws=2, **QUICK)
