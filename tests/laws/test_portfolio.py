"""Laws of a portfolio, of break-even effects and of budgets: what is found is what a run of it shows."""

import pytest
from test_offers import visits

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.portfolio import optimise
from heckman_nl.vocabulary import channels


@pytest.fixture(scope="module")
def choices(voorzorg):
    """One that yields more than it costs, one null, and one that is dear."""
    good = visits(2, channel="parenting", value=0.6).but({"cost.2.amount": 100, "cost.3.amount": 0})
    null = visits("pregnancy", channel="maltreatment", value=0.5).but(maltreatment=1.0)
    return [good, null, voorzorg]


@pytest.fixture(scope="module")
def found(model, choices):
    return optimise(model, hn.Cohort.births(8_000), choices, budget=2e6, steps=2, search=8_000)


def test_the_mix_costs_no_more_than_the_budget_and_each_step_gains(found):
    steps = found.frontier
    assert (steps.cost <= 2e6).all()
    assert (steps.npv.diff().dropna() > 0).all()
    assert steps.npv.iloc[0] == steps.cost.iloc[0] == 0.0


def test_the_best_for_its_money_comes_first(model):
    """Of two that pay the one that gains more per euro, whatever their order; by the purse of one party what it spends."""
    cohort = hn.Cohort.births(4_000)
    items = [
        visits(2, channel="parenting", value=0.6).but({"cost.2.amount": amount, "cost.3.amount": 0}).model_copy(update={"id": f"at-{amount}"})
        for amount in (2_000, 100)
    ]  # fmt: skip
    per_euro = {}
    for item in items:
        mkba = model.compare(cohort, hn.Scenario("x", [item])).appraise()
        per_euro[item.id] = float(mkba.npv) / float(mkba.costs)
    for order in (items, items[::-1]):
        found = optimise(model, cohort, order, budget=1e9, steps=1, search=4_000)
        first = found.frontier.iloc[1]
        assert [first[item.id] > 0 for item in items] == [per_euro[item.id] == max(per_euro.values()) for item in items]
        assert found.frontier.iloc[-1][[item.id for item in items]].gt(0).all()
    spent = optimise(model, cohort, items, budget=1e9, steps=1, search=4_000, payer="municipality").frontier
    assert spent.cost.iloc[-1] == pytest.approx(
        sum(float(model.compare(cohort, hn.Scenario("x", [item])).appraise().costs) for item in items), rel=1e-6
    )


def test_a_null_that_costs_is_never_chosen(found, choices):
    assert choices[1].id not in found.reach
    assert choices[0].id in found.reach


def test_the_appraisal_in_full_is_that_of_the_mix(model, found, choices):
    """On the births of the search it is the last step of the frontier, and a scenario of its own says the same."""
    mkba = found.comparison.appraise()
    assert float(mkba.npv) == pytest.approx(found.frontier.npv.iloc[-1], rel=1e-9)
    items = [item.but(reach=found.reach[item.id]) for item in choices if item.id in found.reach]
    again = model.compare(hn.Cohort.births(8_000), hn.Scenario("mix", items)).appraise()
    assert float(again.npv) == pytest.approx(float(mkba.npv), rel=1e-12)


def test_what_runs_today_is_brought_further_from_there(model):
    """Steps go from today to the file, by whatever step of the cascade differs; what is not in the mix stays as it is today."""
    cohort, item = hn.Cohort.births(8_000), hn.interventions.load("boekstart")
    found = optimise(model, cohort, [item], budget=1e9, steps=2, search=8_000)
    assert found.frontier["boekstart.uptake"].tolist() == pytest.approx(
        [0.40, 0.5 * (0.40 + item.offer.uptake), item.offer.uptake]
    )
    assert found.reach == {"boekstart.uptake": item.offer.uptake}
    whole = model.compare(cohort, hn.Scenario("x", [item])).appraise()
    assert float(found.comparison.appraise().npv) == pytest.approx(float(whole.npv), rel=1e-12)


def test_what_lifts_others_is_tried_beside_them(model, choices):
    """In the mix with what it lifts, or by itself beside what runs today: never an error, and no gain is left."""
    lifter = hn.interventions.load("better-detection").but(lift=1.5)
    found = optimise(model, hn.Cohort.births(4_000), [lifter, choices[2]], budget=1e7, steps=1, search=4_000)
    assert set(found.frontier) == {"step", "cost", "npv", "better-detection", "voorzorg"}


def test_a_what_if_of_the_scenario_holds_on_both_sides(model, voorzorg):
    """The effect from which it pays under a what-if: there the scenario is worth what the what-if is worth by itself."""
    cohort, changes = hn.Cohort.births(8_000), (hn.Change("household.poverty.prevalence", scale=0.2),)
    item = visits(2, channel="parenting", value=0.6)
    found = hn.break_even(model, cohort, item, "parenting", changes=changes)
    at = item.but(parenting=found.value)
    with_, without = (
        float(model.compare(cohort, hn.Scenario("x", items, changes)).appraise().npv) for items in ([at], [])
    )
    alone = hn.break_even(model, cohort, item, "parenting")
    assert abs(with_ - without) < 0.02 * abs(found.npv_without)
    assert found.value != alone.value


def test_without_money_nothing_is_chosen(model, choices):
    found = optimise(model, hn.Cohort.births(2_000), choices[:1], budget=0.0, steps=1, search=2_000)
    assert (found.reach, found.comparison) == ({}, None)


@pytest.mark.parametrize(
    ("more", "what"), [({"view": "mayor"}, "mayor"), ({"payer": "mayor"}, "mayor"), ({"steps": 0}, "steps")]
)
def test_bad_wishes_are_refused(model, choices, more, what):
    with pytest.raises(InputError, match=what):
        optimise(model, hn.Cohort.births(1_000), choices, 1e6, **more)


def test_less_of_what_is_wanted_is_no_answer(model):
    """Fewer needs seen would save money; a break-even effect goes the way that interventions aim at, or is none."""
    item = visits("pregnancy", channel="maltreatment", value=0.5).model_copy(
        update={"grade": "theory-only", "effect": [], "acts_on": ["detection"]}
    )
    answer = hn.break_even(model, hn.Cohort.births(4_000), item)
    assert answer.value is None or answer.value > 1.0
    assert answer.limit > 1.0
    assert {channel.aim for channel in channels.CHANNELS} == {-1, 1}


def test_what_differs_from_nothing_cannot_pay(model):
    """An offer that is there today in full: no cost, no answer; in words, that against not offering it at all."""
    item = visits("pregnancy", "today", 0.9, channel="maltreatment", value=0.5)
    answer = hn.break_even(model, hn.Cohort.births(2_000), item)
    whole = hn.break_even(model, hn.Cohort.births(2_000), item.but(reach_today=0.0))
    assert answer.value is None
    assert "nothing differs" in answer.text
    assert answer.text == f"nothing differs from today; against not offering it at all: {whole.text}"
