"""Laws of the channels: each moves its own outcome and only its takers; transfers, budgets, lifts, conception."""

import numpy as np
import pytest
from lives import HER_LINES, Lives
from test_offers import SOURCE, visits

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.interventions.schema import Cost, Lift
from heckman_nl.scenario import by_itself, programmes_today
from heckman_nl.vocabulary import channels, lines
from heckman_nl.vocabulary.lines import LINES, NUMBER

BETTER = {  # channel: (an effect that helps, the state in which it shows, up to which age, sign of the change)
    "distress": (0.2, "distress", -1, -1),
    "drinking": (0.1, "drinking", -1, -1),
    "partner_smoking": (0.1, "partner_smokes_now", -1, -1),
    "hypertension": (0.2, "hypertension", -1, -1),
    "anomaly": (0.1, "anomaly", -1, -1),
    "gestation": (0.2, "gestation", -1, -1),
    "small": (0.2, "small", -1, -1),
    "kraamzorg": (20.0, "kraamzorg", -1, 1),
    "asthma": (0.2, "asthma", 0, -1),
    "mother_mood": (0.2, "mother_depressed", 1, -1),
    "overweight": (0.2, "overweight", 2, -1),
    "child_overweight": (0.2, "bmi_class", 10, -1),
    "language_input": (1.5, "language_delay", 2, -1),
    "special_education": (0.2, "special_education", 11, -1),
    "retention": (0.2, "repeated", 11, -1),
    "smoking_pregnancy": (0.1, "smoking", -1, -1),
    "smoking_after": (0.1, "mother_smokes", -1, -1),
    "partner_violence": (0.1, "violence", -1, -1),
    "postnatal_mood": (0.1, "postnatal_mood", -1, -1),
    "breastfeeding": (5.0, "breastfeeding", 0, 1),
    "parenting": (1.5, "cognitive", 5, 1),
    "maltreatment": (0.1, "maltreated", 17, -1),
    "detection": (5.0, "youth_care", 10, 1),
    "cognitive": (1.5, "cognitive", 5, 1),
    "socioemotional": (1.5, "socioemotional", 5, 1),
}


def programme(channel, value, **more):
    """A programme for all in pregnancy, with one effect."""
    item = visits("pregnancy", channel=channel, value=0.5 if channels.BY_NAME[channel].measure != "SD" else 0.1)
    measure = channels.BY_NAME[channel].measure
    trial = item.effect[0].trials[0].model_copy(update={"measure": measure, "value": value, "ci95": (value, value)})
    effect = item.effect[0].model_copy(update={"trials": [trial], "start": -1.0})
    return item.model_copy(update={"effect": [effect], **more})


def test_every_channel_has_its_law():
    assert {*BETTER, "conception"} == set(channels.BY_NAME)


@pytest.mark.parametrize("channel", BETTER)
def test_a_channel_moves_its_own_outcome(model, channel):
    """No taker is worse off in the state that the channel acts on, some are better, and nobody else is touched."""
    value, state, age, sign = BETTER[channel]
    lives = Lives(model, hn.Cohort.births(20_000), hn.Scenario("one", [programme(channel, value)]))
    takers, looked_at = lives.takers(800)
    others = sorted(set(range(looked_at)) - set(takers))
    arms = [lives.states(takers, arm, age) for arm in ("scenario", "baseline")]
    live = (arms[0]["alive"] == 1) & (arms[1]["alive"] == 1)  # of the dead the last year is kept, whichever it was
    moved = sign * (arms[0][state].astype(float) - arms[1][state])[live]
    assert (moved >= -1e-12).all()
    assert (moved > 0).any()
    rest = others[:50]
    np.testing.assert_array_equal(
        lives.states(rest, "scenario", age)[state], lives.states(rest, "baseline", age)[state]
    )


def test_a_child_that_is_not_conceived_yields_nothing(model):
    """Under the default only the costs of the programme are booked; the child's own life stands apart, and its mother's nowhere."""
    scenario = hn.Scenario("contraception", [programme("conception", 0.5)])
    cohort = hn.Cohort.births(4_000)
    comparison = model.compare(cohort, scenario)
    mkba = comparison.appraise()
    assert float(mkba.costs) > 0
    assert float(mkba.npv) == pytest.approx(-float(mkba.costs), rel=1e-12)
    assert float(mkba.benefits) == pytest.approx(0.0, abs=1e-6)
    assert comparison.lives_in_one_arm == pytest.approx(0.5 * float(comparison.participants), rel=0.15)
    counted = comparison.appraise(births_in_one_arm="counted")
    assert float(counted.npv) != pytest.approx(float(mkba.npv), rel=0.01)
    runs = model.run(cohort, scenario).batches - model.run(cohort, hn.Scenario("none")).batches
    both, runs = (comparison.batches + comparison.one_arm).sum((0, 1, 2)), runs.sum((0, 1, 2))
    mothers, tax = runs[:, lines.PRODUCTION_MOTHER].copy(), model.parameters.value("parents.tax.share")
    runs[:, lines.TAX_FAMILY] += tax * mothers
    runs[:, lines.TAX_CENTRAL] -= tax * mothers
    valued = [k for k, line in enumerate(LINES) if line.account and k not in HER_LINES]
    np.testing.assert_allclose(both[:, valued], runs[:, valued], rtol=1e-9, atol=1e-3)
    assert not both[1:, HER_LINES].any()
    assert mothers.any()


def test_a_transfer_costs_society_nothing(model):
    """What one party pays and another receives is in both accounts, and in no sum."""
    paid = Cost(payer="central", to="family", per="participant", amount=5_000.0, unit="EUR 2024", text="cash", **SOURCE)
    item = programme("small", 1.0)
    plain = model.compare(hn.Cohort.births(4_000), hn.Scenario("plain", [item])).appraise()
    cash = model.compare(
        hn.Cohort.births(4_000), hn.Scenario("cash", [item.model_copy(update={"cost": [*item.cost, paid]})])
    )
    money = cash.appraise()
    assert float(money.npv) == pytest.approx(float(plain.npv), rel=1e-12)
    gain, loss = (money.by_payer().loc[p].iloc[0] - plain.by_payer().loc[p].iloc[0] for p in ("family", "central"))
    assert gain == pytest.approx(5_000 * float(cash.participants), rel=1e-9)
    assert gain == pytest.approx(-loss, rel=1e-12)


def test_a_step_may_differ_from_today(model):
    """With comparator today any step can differ: pairs are two runs, and no one who is served today is lost."""
    item = visits("pregnancy", "today", 0.9)
    offer = item.offer.model_copy(
        update={"uptake_today": 0.2, "sources": {**item.offer.sources, "uptake_today": item.offer.sources["reach"]}}
    )
    item = item.model_copy(update={"offer": offer})
    cohort = hn.Cohort.births(4_000)
    pairs = model.compare(cohort, hn.Scenario("more", [item]))
    none = hn.Scenario("today", [item.but(reach=0.9, uptake=0.2)])
    runs = model.run(cohort, hn.Scenario("more", [item])).batches - model.run(cohort, none).batches
    np.testing.assert_allclose(
        (pairs.batches + pairs.one_arm).sum((0, 1, 2)), runs.sum((0, 1, 2)), rtol=1e-9, atol=1e-3
    )


def test_a_lift_multiplies_the_odds_of_a_step(model):
    """Noticed 0.8 with odds doubled is 8/9; nothing else of the lifted offer moves, and the lifter costs what it costs."""
    item = visits("pregnancy")
    lift = Lift(of=[item.id], steps=["noticed"], odds_ratio=2.0, text="x", **SOURCE)
    sure = dict.fromkeys(("reach", "noticed", "offered", "referred", "uptake", "completion"), 1.0)
    lifter = item.but(sure).model_copy(update={"id": "coalition", "effect": [], "lift": [lift], "grade": "theory-only"})
    cohort = hn.Cohort.births(8_000)

    def participants(*items):
        return float(model.run(cohort, hn.Scenario("lift", items)).total("participants"))

    with pytest.raises(InputError, match="none of which is in the scenario"):
        participants(lifter)
    own = participants(lifter.model_copy(update={"lift": [], "effect": item.effect}))
    for reach in (1.0, 0.25, 0.0):  # of who is not reached, no one is lifted
        noticed = 0.8 + reach * (8 / 9 - 0.8)
        both = participants(item, lifter.but(reach=reach))
        lifters = participants(item, lifter.but(reach=reach, lift=1.0)) - participants(item)
        assert both - lifters == pytest.approx(participants(item.but(noticed=noticed)), rel=1e-12)
    assert lifters == 0 < own


def test_detection_coalition_and_antenatal_visit_are_scenarios_by_themselves(model):
    """Beside the programmes that they lift as they run today: a lift of one books no gain, a larger one serves a superset."""
    cohort = hn.Cohort.births(20_000)
    for name in ("better-detection", "local-coalition", "prenataal-huisbezoek"):
        item = hn.interventions.load(name).but(reach_today=0.0)
        assert not item.runs
        today = hn.Scenario("today", programmes_today(item))
        assert float(model.compare(cohort, today).appraise().npv) == 0.0
        none, some = (
            model.compare(cohort, by_itself(item.but(lift=odds))).appraise().by_account()["value"]
            for odds in (1.0, 3.0)
        )
        assert (none.drop("programme") == 0.0).all(), name
        assert some["programme"] < none["programme"] < 0.0, name
        assert some.drop("programme").abs().sum() > 0.0, name


def test_a_lifter_stands_beside_what_can_run():
    """Also where some of the programmes that it lifts are theory only: those are left out, and asked for nowhere."""
    for name in hn.interventions.names():
        item = hn.interventions.load(name)
        lifted = {other for lift in item.lift for other in lift.of}
        beside = programmes_today(item)
        assert {other.id for other in beside} <= lifted
        hn.Scenario("today", beside).check_runs()


def test_a_budget_serves_who_it_can_pay(model, monkeypatch):
    """What is spent is the budget where it binds, all that is needed where it does not, and more money serves a superset."""
    monkeypatch.setattr("heckman_nl.model.BUDGET_SAMPLE", 40_000)
    item = visits("pregnancy")
    cohort = hn.Cohort.births(20_000, [2026, 2027])
    full = model.compare(cohort, hn.Scenario("full", [item]))
    need = float(full.appraise(discount_rate=0.0).costs) / 2
    some = model.compare(cohort, hn.Scenario("some", [item.but(budget={2026: need / 4, "later": 10 * need})]))
    spent = -some.batches[..., NUMBER["programme_municipality"]].sum((0, 2, 3))
    assert spent[0] == pytest.approx(need / 4, rel=0.05)
    assert spent[1] == pytest.approx(need, rel=0.05)
    with pytest.raises(InputError, match="no year 2027"):
        model.compare(cohort, hn.Scenario("late", [item.but(budget={2026: 1e6})]))
    lives = [
        Lives(model, hn.Cohort.births(20_000), hn.Scenario("x", [item.but(budget={2026: share * need / 2})]))
        for share in (0.2, 0.6)
    ]
    few, many = ({k for k in range(1_000) if some.states([k], "scenario", -1).enrolled[0]} for some in lives)
    assert few < many


def test_a_year_as_today_changes_nothing_and_leaves_the_others(model, monkeypatch):
    """Of two birth years the one whose budget says "today" is the baseline's; the other is what it is by itself."""
    monkeypatch.setattr("heckman_nl.model.BUDGET_SAMPLE", 20_000)
    item = hn.interventions.load("stop-smoking-counselling")
    assert item.offer.comparator == "today"
    both, alone = (
        model.compare(hn.Cohort.births(10_000, years), hn.Scenario("budget", [item.but(budget=budget)]))
        for years, budget in (([2026, 2027], {2026: "today", 2027: 1e9}), ([2027], {2027: 1e9}))
    )
    assert not both.batches[:, 0].any()
    assert both.batches[:, 1].any()
    assert both.batches[:, 1].sum(0) == pytest.approx(alone.batches[:, 0].sum(0))
    nothing = model.compare(hn.Cohort.births(10_000), hn.Scenario("none", [item.but(budget={2026: 0})]))
    assert float(nothing.appraise().costs) < 0  # a budget of nothing takes away what there is today


def test_theory_only_is_refused_and_breaks_even(model):
    """Without a known effect: no run, but the effect from which benefits equal costs."""
    item = programme("parenting", 0.1, grade="theory-only")
    theory = item.model_copy(update={"effect": [], "acts_on": ["parenting"]})
    with pytest.raises(InputError, match="theory only"):
        model.compare(hn.Cohort.births(2_000), hn.Scenario("theory", [theory]))
    cohort = hn.Cohort.births(20_000)
    found = hn.break_even(model, cohort, theory)
    assert found.npv_without < 0
    if found.value is not None:
        at = model.compare(cohort, hn.Scenario("at", [theory.but(parenting=found.value)])).appraise()
        assert abs(float(at.npv)) < 0.1 * -found.npv_without


def test_what_never_pays_says_in_which_direction(model, voorzorg):
    """Of a risk the strongest effect is the smallest ratio, of what is wanted the largest."""
    cohort = hn.Cohort.births(20_000)
    dear = voorzorg.but({"cost.0.amount": 1e6})
    found = hn.break_even(model, cohort, dear, "maltreatment")
    assert found.value is None
    assert found.limit < 1.0
    assert found.text == f"no effect down to {found.limit:.3g} HR pays for it"
    assert "no effect up to" in hn.break_even(model, cohort, dear, "parenting").text
