"""Laws of the cascade: who is offered what when, what it costs, whom it works for."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.interventions import Intervention
from heckman_nl.interventions.schema import Persistence
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.lines import NUMBER

CASCADE = ("reach", "noticed", "offered", "referred", "uptake", "completion")
SHARES = {"reach": 0.9, "noticed": 0.8, "offered": 0.9, "referred": 0.7, "uptake": 0.6, "completion": 0.5}
PRICES = {"screened": 10.0, "offered": 100.0, "participant": 1_000.0, "completer": 10_000.0}
SOURCE = {"source": "judgement", "grade": "assumption", "status": "assumed"}


def visits(at, comparator="none", reach_today=0.0, per="accepted", later=False, channel="maltreatment", value=0.3):
    """A programme for all families, at some moment, with a price of its own for every step."""
    age = 0 if at == "pregnancy" else at
    costs = [
        {"payer": "municipality", "per": step, "amount": amount, "unit": "EUR 2024", "age": age, "text": step, **SOURCE}
        for step, amount in PRICES.items()
    ]
    if later:
        costs = [{**costs[2], "age": age + 1}]
    sources = dict.fromkeys((*CASCADE, "reach_today"), SOURCE)
    trial = {
        "trial": "one",
        "measure": "HR",
        "value": value,
        "ci95": (value / 2, value * 2),
        "source": "judgement",
        "status": "assumed",
    }
    if channel == "parenting":
        trial |= {"measure": "SD", "ci95": (value - 1, value + 1)}
    return Intervention(
        id=f"visits-{at}", title="Visits", title_nl="Bezoeken", phase="early childhood", grade="weak", text="Visits.",
        offer={"comparator": comparator, "at": at, "reach_today": reach_today, **SHARES, "sources": sources},
        cost=costs,
        effect=[{"channel": channel, "mechanism": "visits", "grade": "weak", "text": "x", "per": per, "start": age, "trials": [trial]}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "comparator"),
    [("pregnancy", "none"), (0, "none"), (3, "none"), (17, "none"), (3, "today"), ("pregnancy", "today")],
)
def test_pairs_are_two_runs_whenever_the_offer_is_made(model, at, comparator):
    """Also after birth, where a family is looked at in both arms before it is lived twice."""
    cohort = hn.Cohort.births(3_000)
    scenario = hn.Scenario("visits", [visits(at, comparator, 0.4)])
    none = hn.Scenario("today", [visits(at, comparator, 0.4).but(reach=0.4)] if comparator == "today" else [])
    pairs = model.compare(cohort, scenario)
    runs = model.run(cohort, scenario).batches - model.run(cohort, none).batches
    assert pairs.lived_twice > 100
    np.testing.assert_allclose(
        (pairs.batches + pairs.one_arm).sum((0, 1, 2)), runs.sum((0, 1, 2)), rtol=1e-9, atol=1e-3
    )


@pytest.mark.parametrize("at", ["pregnancy", 2])
def test_each_step_serves_its_share_and_has_its_price(model, at):
    """Families at every step are the product of the shares before it; the bill is families times prices."""
    result = model.run(hn.Cohort.births(40_000), hn.Scenario("visits", [visits(at)]))
    counts = {name: float(result.total(name)) for name in ("screened", "offered", "participants")}
    expected = counts["screened"]
    assert expected == pytest.approx(0.9 * float(result.total("births")), rel=0.02)
    for name, share in (("offered", 0.8 * 0.9), ("participants", 0.7 * 0.6)):
        expected *= share
        assert counts[name] == pytest.approx(expected, rel=4 / np.sqrt(expected))
    bill = -float(result.total("programme_municipality"))
    completers = (bill - 10 * counts["screened"] - 100 * counts["offered"] - 1_000 * counts["participants"]) / 10_000
    assert completers == pytest.approx(round(completers), abs=1e-6)
    assert completers == pytest.approx(0.5 * counts["participants"], rel=4 / np.sqrt(completers))


def test_an_effect_per_completed_leaves_out_who_drops_out(model):
    """Who accepted but did not complete lives on as before."""
    cohort = hn.Cohort.births(20_000)
    lives = Lives(model, cohort, hn.Scenario("visits", [visits("pregnancy", per="completed")]))
    takers, _ = lives.takers(300)
    scenario, base = lives.states(takers, "scenario", 17), lives.states(takers, "baseline", 17)
    dropped = scenario.completed == 0
    assert dropped.sum() > 50
    np.testing.assert_array_equal(scenario.maltreatment_age[dropped], base.maltreatment_age[dropped])
    assert (scenario.maltreatment_age[~dropped] > base.maltreatment_age[~dropped]).any()


def test_later_costs_fall_due_only_while_the_child_lives(model):
    """A visit in the second year is not paid for a child that did not live to see it."""
    deadly = hn.Scenario(
        "visits", [visits("pregnancy", later=True)], [hn.Change("mortality.infant.intercept", shift=5.0)]
    )
    lives = Lives(model, hn.Cohort.births(20_000), deadly)
    takers, _ = lives.takers(200)
    alive = lives.states(takers, "scenario", 0).alive == 1
    ledgers = lives.ledgers(takers, "scenario")
    bill = -ledgers[:, :, NUMBER["programme_municipality"]]
    assert 20 < alive.sum() < 180
    np.testing.assert_array_equal(bill[:, 1], np.where(alive, 1_000.0, 0.0))
    assert not bill[:, [0, *range(2, 111)]].any()


def test_an_effect_fades_from_since(model):
    """In full to the exact age `since`, then at the mean of every year: 1, 1, 0.8^0.5, 0.8^1.5, ... until it stops."""
    item = visits("pregnancy", channel="parenting", value=1.0)
    lasts = {"fade": 0.2, "since": 2, **SOURCE}
    effect = item.effect[0].model_copy(update={"persistence": Persistence(**lasts), "stop": 6.0})
    lives = Lives(
        model, hn.Cohort.births(20_000), hn.Scenario("visits", [item.model_copy(update={"effect": [effect]})])
    )
    takers, _ = lives.takers(40)
    for age in range(9):
        scenario, base = lives.states(takers, "scenario", age), lives.states(takers, "baseline", age)
        strength = (scenario.parenting_shift - base.parenting_shift)[(scenario.alive == 1) & (base.alive == 1)]
        expected = 0.0 if age >= 6 else (1.0 if age < 2 else 0.8 ** (age + 0.5 - 2))
        np.testing.assert_allclose(strength, expected, atol=1e-12)


def test_counts_are_booked_when_the_offer_is_made(model):
    result = model.run(hn.Cohort.births(3_000), hn.Scenario("visits", [visits(3)]))
    cells = result.batches.sum((0, 1, 2))
    assert np.flatnonzero(cells[:, lines.PARTICIPANTS]).tolist() == [3]


# who is eligible


def holds(rule, s):
    return rule.between[0] <= s[rule.field] <= rule.between[1]


def eligible(offer, s):
    """All rules, and of each group at least so many."""
    return all(holds(rule, s) for rule in offer.where) and all(
        sum(holds(rule, s) for rule in group.of) >= group.at_least for group in offer.any
    )


BEFORE_BIRTH = [id for id in hn.interventions.names() if hn.interventions.load(id).offer.at == "pregnancy"]


@pytest.mark.parametrize("id", BEFORE_BIRTH)
def test_who_takes_part_meets_the_rules_and_nobody_else(model, id):
    """With every step certain, of 3,000 families: those who take part are those who meet the card's rules."""
    item = hn.interventions.load(id)
    if not item.effect:
        item = item.model_copy(update={"grade": "weak", "effect": visits("pregnancy").effect, "lift": []})
    sure = item.but(dict.fromkeys(CASCADE, 1.0))
    lives = Lives(model, hn.Cohort.births(20_000), hn.Scenario("all", [sure]))
    states = lives.states(range(3_000), "scenario", -1)
    before = Lives(model, hn.Cohort.births(20_000)).states(range(3_000), "baseline", -1)
    told = np.array([eligible(item.offer, s) for s in before])
    np.testing.assert_array_equal(states.enrolled > 0, told)
    assert told.any()


def test_the_strongest_of_a_mechanism_counts_and_mechanisms_add_up(model):
    """On one channel: -0.5 and -0.2 by one mechanism and -0.3 by another are -0.8; who takes part in none is as without."""
    from heckman_nl.engine.jit import entry_point
    from heckman_nl.lifecourse.exposure import fold_effects
    from heckman_nl.vocabulary.rows import COST, EFFECT, OFFER, RULE
    from heckman_nl.vocabulary.state import STATE

    @entry_point
    def fold(scenario, people, age, out):
        fold_effects(scenario, people[0], age, out)

    effects = np.zeros(3, EFFECT).view(np.recarray)
    effects.channel, effects.mechanism, effects.offer = 4, [1, 1, 2], [0, 1, 1]
    effects.shift, effects.start, effects.stop, effects.since = [-0.5, -0.2, -0.3], -1, 99, 99
    none, found = [np.zeros(0, kind).view(np.recarray) for kind in (OFFER, RULE, COST)], []
    for enrolled in (0b11, 0b10, 0):
        s, out = np.zeros(1, STATE).view(np.recarray), np.ones(9)
        s.enrolled = enrolled
        fold((*none, effects), s, 5, out)
        assert not np.delete(out, 4).any()
        found.append(out[4])
    assert found == pytest.approx([-0.8, -0.5, 0.0])
