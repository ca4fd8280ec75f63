"""Sensitivity: indices of known functions through the path of the model, and what the points of the model must obey."""

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import heckman_nl as hn
from heckman_nl.calibrate import solvers
from heckman_nl.calibrate.baseline import solve_baseline
from heckman_nl.calibrate.births import representative
from heckman_nl.errors import InputError
from heckman_nl.model import Model, Plan
from heckman_nl.report import sensitivity as report
from heckman_nl.report.drawn import Names
from heckman_nl.report.figures import tornado as picture
from heckman_nl.report.language import Language
from heckman_nl.uncertainty import factors, indices
from heckman_nl.uncertainty.draws import TARGET, Draws
from heckman_nl.uncertainty.question import Experiment, Point
from heckman_nl.uncertainty.structure import axes
from heckman_nl.uncertainty.turning import KINDS

QUICK = {"pairs": 100, "workers": 1, "progress": False}


@pytest.fixture(scope="module")
def experiment(model, cohort, boekstart):
    return Experiment(model, cohort, boekstart, **QUICK)


@pytest.fixture(scope="module")
def appraisal(experiment):
    """The headline on the lives of the experiment."""
    comparison, settings = experiment.question.lived(Point())
    return comparison.appraise(**settings)


# indices of known functions

A, B = 7.0, 0.1


def ishigami(u):
    """On the unit cube; its indices are known in closed form (Ishigami and Homma 1990)."""
    x = np.pi * (2.0 * u - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


V1, V2, V13 = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 8 * B**2 * np.pi**8 / 225
V = V1 + V2 + V13
KNOWN = {  # first, total
    "x": (V1 / V, (V1 + V13) / V), "y": (V2 / V, V2 / V), "z": (0.0, V13 / V), "xy": ((V1 + V2) / V, 1.0),
}  # fmt: skip


def errors(frame):
    """Distance from the closed form, in half widths of the printed intervals, of every index."""
    found = []
    for name, known in KNOWN.items():
        if name in frame.index:
            row = frame.loc[name]
            for index, truth in zip(("first", "total"), known, strict=True):
                found.append((row[index] - truth) / (row[f"{index}_high"] - row[index]))
    return np.array(found)


def test_indices_of_ishigami_lie_within_their_intervals():
    """As often as 95% intervals should, over many seeds (0 is one), and never far outside; they are narrow as well."""
    columns = {"z": [3], "x": [0], "nothing": [2], "y": [1]}
    runs = [indices.sobol(lambda u: ishigami(u[:, [0, 1, 3]]), columns, 512, seed) for seed in range(24)]
    assert all((run.loc["nothing"].drop(["first", "total"]) == 0.0).all() for run in runs)
    assert all(run.attrs["points"] == 512 * 6 for run in runs)
    found = np.abs(np.stack([errors(run.drop("nothing")) for run in runs]))  # (24, 6)
    assert 0.88 < (found < 1.0).mean() < 0.99
    assert found.max() < 2.5
    assert all((run.total_high - run.total_low).max() < 0.5 for run in runs)
    assert runs[0].attrs["sd"] == pytest.approx(np.sqrt(V), rel=0.05)


def test_a_factor_may_be_a_bundle():
    found = indices.sobol(ishigami, {"z": [2], "xy": [1, 0]}, 1024, 3)
    assert found.first["xy"] == pytest.approx(KNOWN["xy"][0], abs=0.06)
    assert found.total.to_dict() == pytest.approx({"xy": 1.0, "z": KNOWN["z"][1]}, abs=0.06)


def test_zero_is_a_seed():
    once, again, other = (indices.sobol(ishigami, {"x": [0], "y": [1], "z": [2]}, 64, seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(once, again)
    assert not np.allclose(once["first"].sort_index(), other["first"].sort_index())
    walks = [indices.morris(ishigami, {"x": [0], "y": [1], "z": [2]}, 4, seed) for seed in (0, 0)]
    pd.testing.assert_frame_equal(*walks)


def test_morris_of_a_straight_line():
    """Every effect is the slope times the range, without spread, and ranks are those of the slopes."""
    slopes = np.array([3.0, -2.0, 0.0, 5.0])
    found = indices.morris(lambda u: u @ slopes, {"a": [0], "b": [1], "nothing": [2], "d": [3]}, 6, 1)
    low, high = indices.BETWEEN
    assert list(found.index) == ["d", "a", "b", "nothing"]
    assert np.allclose(found.mu.loc[["a", "b", "nothing", "d"]], slopes * (high - low))
    assert np.allclose(found.mu_star, found.mu.abs())
    assert np.allclose(found.sigma, 0.0, atol=1e-12)
    both = indices.morris(lambda u: u @ slopes, {"a and b": [0, 1], "rest": [2, 3]}, 30, 1)
    assert both.mu_star["rest"] == pytest.approx(5.0 * (high - low))
    assert both.mu_star["a and b"] <= 5.0 * (high - low)  # each member goes its own way
    assert np.isnan(both.mu["a and b"])


def test_pawn_sees_what_matters_and_what_goes_with_it():
    z = np.random.default_rng(5).standard_normal((2000, 3))
    frame = pd.DataFrame({"a": z[:, 0], "with a": 0.9 * z[:, 0] + 0.436 * z[:, 1], "apart": z[:, 2], "fixed": 1.0})
    found = indices.pawn(frame, frame["a"] ** 3)
    assert list(found.index[:2]) == ["a", "with a"]
    assert found.above_noise[["a", "with a"]].all()
    assert not found.above_noise[["apart", "fixed"]].any()
    assert found["median"]["fixed"] == 0.0
    # half of the draws of a slice lie below its middle, where the distribution stands at the slice's place
    tenths = (np.arange(10) + 0.5) / 10
    assert found["median"]["a"] == pytest.approx(np.median(np.maximum(tenths, 1 - tenths)), abs=0.06)


def spoiled(u):
    return np.where(np.arange(len(u)) == 5, np.nan, u[:, 0])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: indices.sobol(spoiled, {"x": [0]}, 16), "1 of 48 results are not finite, the first at point 5"),
        (lambda: indices.morris(spoiled, {"x": [0], "y": [1]}, 4), "not finite"),
        (lambda: indices.sobol(lambda u: u[:, 0] / 0.0 * np.inf, {"x": [0]}, 16), "not finite"),
        (lambda: indices.sobol(lambda u: np.ones(len(u)), {"x": [0]}, 16), "nothing that moves"),
        (lambda: indices.sobol(lambda u: u, {"x": [0]}, 16), "shape"),
        (lambda: indices.sobol(ishigami, {"x": [0]}, 100), "64 or 128"),
        (lambda: indices.sobol(ishigami, {"x": [0], "y": [2]}, 16), "each of them once"),
        (lambda: indices.sobol(ishigami, {"x": [0, 1], "y": [1, 2]}, 16), "each of them once"),
        (lambda: indices.sobol(ishigami, {"x": [0], "y": []}, 16), "at least one column"),
        (lambda: indices.sobol(ishigami, {str(k): [k] for k in range(11)}, 16), "Screen with Morris"),
        (lambda: indices.morris(ishigami, {"x": [0]}, 1), "trajectories"),
        (lambda: indices.pawn(pd.DataFrame({"a": range(50)}), range(50)), "50 draws are too few for 10 slices"),
        (lambda: indices.pawn(pd.DataFrame({"a": [np.nan] * 200}), range(200)), "'a'"),
        (lambda: indices.pawn(pd.DataFrame({"a": range(200)}), [np.nan] * 200), "not finite"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_would_give_a_false_index_is_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()


# factors


@pytest.mark.parametrize("id", hn.interventions.names())
def test_every_uncertain_number_stands_in_one_factor(model, id):
    """Of every intervention of the catalogue; numbers that go together stay together, and none is left over."""
    draws = Draws(model.parameters, (hn.Scenario(id, [hn.interventions.load(id)]),), 2, 1)
    members = factors.members_of(draws)
    assert sorted(name for names in members.values() for name in names) == sorted(draws.names)
    assert factors.REST not in members
    assert len(members) <= indices.MOST_FACTORS
    columns = factors.columns(draws, members)
    assert sorted(k for some in columns.values() for k in some) == list(range(draws.width))


def test_factors_hold_what_they_say(model, boekstart):
    draws = Draws(model.parameters, (boekstart,), 2, 1)
    members = factors.members_of(draws)
    euros = {name for name in draws.names if name in model.parameters and "EUR" in model.parameters[name].unit}
    assert euros <= set(members["prices and amounts of money"])
    utilities = {n for n in draws.names if n in model.parameters and model.parameters[n].unit == "utility"}
    assert utilities <= set(members["quality of life"])
    own = [name for name in draws.names if name.startswith("boekstart.")]
    assert set(own) <= {name for factor in factors.shipped()[:2] for name in members[factor.name]}
    each = factors.members_of(draws, "each")
    assert sorted(name for names in each.values() for name in names) == sorted(draws.names)
    assert len(each) == len(draws.names) - sum(len(m) - 1 for _, m, _ in draws.groups)


def test_own_factors(model, boekstart):
    draws = Draws(model.parameters, (boekstart,), 2, 1)
    members = factors.members_of(draws, {"own": "boekstart.*", "causal": ["causal.*"]})
    assert list(members) == ["own", "causal", factors.REST]
    with pytest.raises(InputError, match=r"'bookstart\.\*'"):
        factors.members_of(draws, {"own": "bookstart.*"})
    with pytest.raises(InputError, match="'twice' is empty"):
        factors.members_of(draws, {"own": "boekstart.*", "twice": "boekstart.cost.*"})
    with pytest.raises(InputError, match="uncertain together"):
        factors.columns(draws, factors.members_of(draws, {"one": "school.cost.primary"}))


def test_points_of_the_cube_are_draws(model, boekstart):
    """The points of a run give its draws again; each number keeps its own distribution at points that others chose."""
    draws = Draws(model.parameters, (boekstart,), 32, 1)
    assert np.array_equal(draws.at_points(draws.points).values, draws.values)
    some = draws.only(("causal.adjusted", "school.cost.primary", "school.cost.secondary"))
    assert some.width == 4
    assert not np.shares_memory(some.points, draws.points)
    moved = some.at_points(np.random.default_rng(1).random((4000, 4)))
    assert stats.kstest(moved.cube[:, 1], "uniform").pvalue > 1e-4
    assert np.corrcoef(stats.norm.ppf(moved.cube[:, 1:]).T)[0, 1] == pytest.approx(0.5, abs=0.05)
    with pytest.raises(InputError, match="probabilities"):
        some.at_points(np.full((1, 4), 1.5))


# points of the model


def test_the_point_where_nothing_moves_is_the_headline(model, cohort, boekstart, experiment):
    plan = Plan(model, cohort, boekstart, 1, 1, 100)
    (answer,) = experiment.answers([Point()])
    assert float(answer.outcome) == pytest.approx(float(plan.compare(False).appraise().npv))
    again = pickle.loads(pickle.dumps(experiment.question)).answer(Point())
    assert np.array_equal(again.batches, answer.batches)


def test_outcomes(model, cohort, boekstart, appraisal):
    def outcome(name):
        return float(Experiment(model, cohort, boekstart, outcome=name, **QUICK).answers([Point()])[0].outcome)

    assert outcome("costs") == pytest.approx(float(appraisal.costs))
    assert outcome("benefits") == pytest.approx(float(appraisal.benefits))
    assert outcome("qalys") == pytest.approx(float(appraisal.qalys))
    assert outcome("zvw") == pytest.approx(appraisal.by_payer().value["zvw"])


@pytest.fixture(scope="module")
def tornado(model, cohort, boekstart):
    return hn.uncertainty.tornado(model, cohort, boekstart, ["boekstart.cost.*", "causal.adjusted"], **QUICK)


def test_tornado_of_what_is_a_straight_line(tornado, boekstart, experiment):
    """The balance is one in a unit cost: both ends lie on the line through the headline, and swing as they should."""
    costs = [name for name in tornado.index if ".cost." in name]
    assert costs
    for name in costs:
        row, now = tornado.loc[name], boekstart.interventions[0].cost[int(name.split(".")[2])].amount
        low, high = experiment.unknowns[name].quantile([0.05, 0.95])
        assert (row.low, row.high) == (low, high)
        slopes = [
            (row.npv_low - tornado.attrs["base"]) / (low - now),
            (row.npv_high - tornado.attrs["base"]) / (high - now),
        ]
        assert slopes[0] == pytest.approx(slopes[1], rel=1e-6)
        assert slopes[0] < 0.0
        assert row.swing == pytest.approx(row.npv_high - row.npv_low)
        assert row.swing_se < tornado.attrs["base_se"] / 20  # paired: what both ends share is no error
    assert tornado.swing.abs().is_monotonic_decreasing


def test_tornado_and_one_way_are_one(model, cohort, boekstart, tornado):
    for name in tornado.index[:2]:
        ends = tornado.loc[name, ["low", "high"]].tolist()
        found = hn.uncertainty.one_way(model, cohort, boekstart, name, ends, **QUICK)
        assert found.npv.tolist() == pytest.approx([tornado.npv_low[name], tornado.npv_high[name]])
        assert found.attrs["base"] == tornado.attrs["base"]
        assert found.difference.tolist() == pytest.approx((found.npv - found.attrs["base"]).tolist())


def test_two_way_is_one_way_at_each_value(model, cohort, boekstart, appraisal):
    values = {"discount_rate": [0.0, 0.03], "boekstart.reach": [0.5, 0.9]}
    found = hn.uncertainty.two_way(model, cohort, boekstart, values, **QUICK)
    assert found.shape == (2, 2)
    row = hn.uncertainty.one_way(model, cohort, boekstart, "boekstart.reach", [0.5, 0.9], discount_rate=0.03, **QUICK)
    assert found.loc[0.03].tolist() == row.npv.tolist()


def test_a_table_moves_by_a_factor(model, cohort, boekstart):
    name = next(
        p.key
        for p in model.parameters.values()
        if p.is_table and p.solved is None and p.module == "mortality" and p.interval
    )
    found = hn.uncertainty.one_way(model, cohort, boekstart, name, [1.0], **QUICK)
    assert found.difference[1.0] == 0.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda u, *m: u.one_way(*m, "boekstart.uptke", [0.5], **QUICK), "uptke"),
        (lambda u, *m: u.one_way(*m, "causal.adjusted", [1.5], **QUICK), "outside its range"),
        (lambda u, *m: u.one_way(*m, "causal.adjusted", [], **QUICK), "at least one"),
        (lambda u, *m: u.one_way(*m, "causal.adjusted", [float("nan")], **QUICK), "finite"),
        (lambda u, *m: u.one_way(*m, "birth.neonatal.intercept", [0.1], **QUICK), "is solved|unknown parameter"),
        (lambda u, *m: u.one_way(*m, "vipp-sd.uptake", [0.5], **QUICK), r"not in this scenario \(it holds: boekstart\)"),
        (lambda u, *m: u.tornado(*m, "causal.*", pair=3, **QUICK), "unknown setting 'pair'. Did you mean 'pairs'"),
        (lambda u, *m: u.two_way(*m, {"causal.adjusted": [0.5]}, **QUICK), "two names"),
        (lambda u, *m: u.tornado(*m, "causal.adjustd", **QUICK), "'causal.adjusted'"),
        (lambda u, *m: u.tornado(*m, "target.*", **QUICK), "recalibrate=True"),
        (lambda u, *m: u.tornado(*m, "causal.*", (0.5, 0.1), **QUICK), "quantiles"),
        (lambda u, *m: u.tornado(*m, "causal.*", outcome="nvp", **QUICK), "'npv'"),
        (lambda u, *m: u.sobol(*m, 100, "causal.*", groups="each", **QUICK), "power of two"),
        (lambda u, *m: u.sobol(*m, 16, groups="each", **QUICK), "Screen with Morris"),
        (lambda u, *m: u.turning_points(*m, ("prices",), **QUICK), "'prices'"),
        (lambda u, *m: u.structural(*m, {"horizons": ["life"]}, **QUICK), "'horizon'"),
        (lambda u, *m: u.structural(*m, {"horizon": ["50"]}, **QUICK), "'50'"),
    ],
)  # fmt: skip
def test_wrong_use(model, cohort, boekstart, call, says):
    with pytest.raises(InputError, match=says):
        call(hn.uncertainty, model, cohort, boekstart)


def test_a_point_without_a_baseline_has_no_index(model, cohort, boekstart):
    """It is named with its reason, never taken for a zero; a tornado keeps the reason."""
    again = Experiment(model, cohort, boekstart, recalibrate=True, solve_births=2000, **QUICK)
    far = Point({TARGET + "smoking_any": 60.0})
    with pytest.raises(InputError, match="1 of 1 points cannot be solved"):
        again.values([far])
    assert again.answers([far])[0].reason


@pytest.mark.slow
def test_a_point_can_be_solved_again(model, cohort, boekstart):
    """As by hand: the parameters of the point, with the baseline solved for them."""
    births, values = 4000, {"causal.crude": 0.4}
    again = Experiment(model, cohort, boekstart, recalibrate=True, solve_births=births, **QUICK)
    solved = Model.of(solve_baseline(model.parameters.drawn(values), births, representative(model.parameters, births)))
    by_hand = Plan(solved, cohort, boekstart, 1, 1, 100).compare(False).appraise().npv
    assert float(again.answers([Point(values)])[0].outcome) == pytest.approx(float(by_hand))


# break-even


def test_the_sign_turns_where_it_is_said_to(model, cohort, boekstart):
    """At the value of a QALY, the rate and the price that are found, the balance is nil; the price is the ratio.

    Of a programme so dear that half of what QALYs are worth now would pay for it.
    """
    lives = QUICK | {"pairs": 400}  # of a hundred none gains a QALY
    appraisal = Experiment(model, cohort, boekstart, **lives).question.lived(Point())[0].appraise()
    money, npv, costs = (
        float(appraisal.comparison.appraise(qaly_value=0.0).npv),
        float(appraisal.npv),
        float(appraisal.costs),
    )
    factor = 1.0 + 0.5 * (money + npv) / costs
    item = boekstart.interventions[0]
    item = item.but({f"cost.{k}.amount": factor * cost.amount for k, cost in enumerate(item.cost)})
    scenario = hn.Scenario("dear", [item])
    experiment = Experiment(model, cohort, scenario, **lives)
    appraisal = experiment.question.lived(Point())[0].appraise()
    found = hn.uncertainty.turning_points(model, cohort, scenario, ("QALY value", "discount rate", "price"), **lives)
    assert found.value[0] == pytest.approx(0.5 * appraisal.rules.qaly_value)
    by_kind, scale = found.set_index("kind"), abs(float(appraisal.npv))
    qaly, rate, price = (by_kind.loc[kind] for kind in ("QALY value", "discount rate", "price"))
    assert abs(float(appraisal.comparison.appraise(qaly_value=qaly.value).npv)) < 1e-6 * scale
    assert abs(float(appraisal.comparison.appraise(discount_rate=rate.value).npv)) < 1e-6 * scale
    share = price.value / price.now
    assert share == pytest.approx(float(appraisal.bcr))
    dearer = {f"boekstart.cost.{k}.amount": share * cost.amount for k, cost in enumerate(item.cost)}
    assert abs(float(experiment.answers([Point({}, dearer)])[0].outcome)) < 1e-6 * scale
    for row in (qaly, rate, price):  # benefits exceed costs on the side that is named
        assert row.answer == ("up to" if (row.now < row.value) == (float(appraisal.npv) > 0) else "from")


def test_what_does_not_turn_has_a_reason(model, cohort, boekstart):
    options = {"kinds": ("QALY value", "reach"), **QUICK}
    found = hn.uncertainty.turning_points(model, cohort, boekstart, rules="budget", **options)
    qaly = found.set_index("kind").loc["QALY value"]
    assert np.isnan(qaly.value)
    assert (qaly.answer, qaly.text) == ("undefined", "these rules count money only")
    assert found[found.value.isna()].text.str.len().gt(10).all()
    assert set(found.number) == {"qaly_value", "reach", "uptake"}


def test_an_effect_breaks_even_as_by_itself(model, cohort, boekstart):
    """The row of an effect is that of `break_even` on as many births."""
    found = hn.uncertainty.turning_points(model, cohort, boekstart, ("effect",), **QUICK)
    item = boekstart.interventions[0]
    assert list(found.number) == [effect.channel for effect in item.effect]
    alone = hn.break_even(model, cohort, item, item.effect[0].channel, sample=100)
    assert found.value.isna()[0] == (alone.value is None or alone.npv_without > 0)
    assert found.text[0] == alone.text or found.value[0] == pytest.approx(alone.value)


# structural alternatives


def test_structural_alternatives_are_those_of_the_model(model, cohort, boekstart, appraisal):
    """What is only counted otherwise is what the appraisal says; what is lived otherwise is the model with that parameter."""
    only = {"causal share": ["as judged", "full"], "fading": ["as its file"], "rules": ["mkba 2.25%", "zin"], "horizon": ["life", "18"], "growth": ["none"]}  # fmt: skip
    only = {axis: names for axis, names in only.items() if axis in axes(model.parameters, boekstart)}
    found = hn.uncertainty.structural(
        model, cohort, boekstart, only | {"early birth": ["as judged"]}, recalibrate=False, **QUICK
    )
    assert len(found) == 2 * 2 * 2 * 2
    assert found.npv[0] == pytest.approx(float(appraisal.npv))
    assert (found.benefits - found.costs).to_numpy() == pytest.approx(found.npv.to_numpy())
    head = found[(found["causal share"] == "as judged") & (found.mortality == "period table")].set_index(
        ["rules", "horizon"]
    )
    assert head.npv["mkba 2.25%", "18"] == pytest.approx(appraisal.alternatives().npv["horizon 18"])
    assert head.npv["zin", "life"] == pytest.approx(float(appraisal.comparison.appraise("zin").npv))
    full = {name: 1.0 for name in model.parameters if name.startswith("causal.")}
    other = Plan(Model.of(model.parameters.but(full)), cohort, boekstart, 1, 1, 100).compare(False).appraise()
    lived = found[(found["causal share"] == "full") & (found.mortality == "period table")].iloc[0]
    assert lived.npv == pytest.approx(float(other.npv))
    falling = {"mortality.improvement": model.parameters.value("mortality.cohort.improvement")}
    other = Plan(Model.of(model.parameters.but(falling)), cohort, boekstart, 1, 1, 100).compare(False).appraise()
    assert found[found.mortality == "falling"].npv.iloc[0] == pytest.approx(float(other.npv))


def test_the_sibling_set_is_the_model_with_the_loss_between_siblings(model, cohort, boekstart):
    loss = "skills.cognitive.class"
    names = {axis: some[0].name for axis, some in axes(model.parameters, boekstart).items()} | {
        "early birth": "siblings"
    }
    only = {axis: [name] for axis, name in names.items()}
    found = hn.uncertainty.structural(model, cohort, boekstart, only, recalibrate=False, **QUICK)
    changed = model.parameters.but({loss: model.parameters.value(f"{loss}_siblings")})
    other = Plan(Model.of(changed), cohort, boekstart, 1, 1, 100).compare(False).appraise()
    assert found.npv.tolist() == pytest.approx([float(other.npv)])


def test_a_combination_without_a_baseline_says_why(model, cohort, boekstart, monkeypatch):
    representative(model.parameters, 2000)  # chosen before no set can be solved
    monkeypatch.setattr(solvers, "LOADING_BOUND", 0.2)  # too little for any gradient
    only = {
        "causal share": ["none"],
        "early birth": ["as judged"],
        "mortality": ["period table"],
        "rules": ["zin"],
        "growth": ["none"],
        "horizon": ["life"],
    }
    if "fading" in axes(model.parameters, boekstart):
        only["fading"] = ["as its file"]
    found = hn.uncertainty.structural(model, cohort, boekstart, only, solve_births=2000, **QUICK)
    assert len(found) == 1
    assert found.npv.isna()[0]
    assert "no loading within" in found.reason[0]


# indices of the model


@pytest.mark.slow
def test_indices_of_the_model_have_its_factors(model, cohort, boekstart):
    """What does not touch the outcome has index 0; the points are those of the design."""
    names = ["boekstart.*", "parents.quit.qaly"]
    groups = {"costs": "boekstart.cost.*", "no smokers stop": "parents.quit.qaly"}
    found = hn.uncertainty.sobol(model, cohort, boekstart, 16, names, groups, **QUICK)
    assert set(found.index) == {"costs", "no smokers stop", factors.REST}
    assert found.total["no smokers stop"] == pytest.approx(0.0, abs=1e-9)
    assert found.attrs["points"] == 16 * 5
    assert found.numbers["no smokers stop"] == 1
    walks = hn.uncertainty.morris(model, cohort, boekstart, 3, names, groups, **QUICK)
    assert walks.mu_star["no smokers stop"] == pytest.approx(0.0, abs=1e-3)
    assert walks.mu_star["costs"] > 0.0


@pytest.mark.slow
def test_pawn_of_a_psa(model, cohort, boekstart):
    psa = model.psa(cohort, boekstart, draws=40, recalibrate=False, **QUICK)
    found = hn.uncertainty.pawn(psa, slices=4)
    assert set(found.index) == set(psa.parameters)
    again = indices.pawn(psa.parameters, psa.outcome("npv")["BoekStart"], 4)
    assert found["median"].tolist() == again["median"].tolist()
    with pytest.raises(InputError, match="'BookStart'"):
        hn.uncertainty.pawn(psa, strategy="BookStart", slices=4)


@pytest.mark.slow  # some minutes
def test_indices_of_the_balance_agree_between_two_seeds(model, cohort, voorzorg):
    """Other points and other lives: the printed intervals of each index overlap, and they are no wider than says something."""
    scenario = hn.Scenario("VoorZorg", [voorzorg])
    names = ["voorzorg.*", "causal.*", "health.utility.*"]
    one, two = (
        hn.uncertainty.sobol(model, cohort, scenario, 128, names, pairs=2000, seed=seed, progress=False)
        for seed in (1, 2)
    )
    assert set(one.index) == set(two.index)
    for name in one.index:
        for index in ("first", "total"):
            a, b = one.loc[name], two.loc[name]
            assert a[f"{index}_low"] <= b[f"{index}_high"], (name, index)
            assert b[f"{index}_low"] <= a[f"{index}_high"], (name, index)
    assert ((one.total_high - one.total_low) < 0.8).all()
    assert ((two.total_high - two.total_low) < 0.8).all()
    assert one.total["quality of life"] < 0.1 < one.total["effects of the intervention"]


# for readers


@pytest.mark.parametrize("code", ["nl", "en"])
def test_tables_and_pictures_for_readers(model, cohort, boekstart, tornado, code):
    say = Language(code)
    names = Names(model.parameters, boekstart.interventions, say)
    shown = report.tornado(tornado, names)
    assert list(shown.frame.index) == list(tornado.index)
    svg = picture(tornado, names)
    assert svg.startswith("<svg")
    assert all(names(name).text[:40] in svg for name in tornado.index)
    turns = hn.uncertainty.turning_points(model, cohort, boekstart, KINDS[:3], **QUICK)
    assert np.array_equal(report.turning_points(turns, names).frame.value.to_numpy(float), turns.value, equal_nan=True)
    found = hn.uncertainty.morris(model, cohort, boekstart, 2, "boekstart.*", **QUICK)
    words = {f.name: say(f.name_nl, f.name) for f in factors.shipped()}
    assert report.indices(found, names).frame.text.tolist() == [words[name] for name in found.index]
    found = hn.uncertainty.morris(model, cohort, boekstart, 2, "boekstart.cost.*", "each", **QUICK)
    assert report.indices(found, names).frame.text.tolist() == [names(name).text for name in found.index]


def test_the_library_still_loads_fast():
    """SALib is loaded when an index is asked for, not before."""
    import subprocess
    import sys

    script = "import sys, heckman_nl; heckman_nl.uncertainty.tornado; print('SALib' in sys.modules, 'matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
