"""Curve (1): an investment is an ordinary intervention; equal at every age; the technology says the same; nothing is lost."""

import math

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.calibrate.panel import Panel, live_together
from heckman_nl.calibrate.settings import Offered
from heckman_nl.errors import InputError
from heckman_nl.model import Model
from heckman_nl.theory import curve, prevention
from heckman_nl.vocabulary import channels
from heckman_nl.vocabulary.payers import PARTIES

COHORT = hn.Cohort.births(3_000)


@pytest.fixture(scope="module")
def found(model):
    return curve.marginal(model, COHORT, ages=(-1, 0, 16), by=("vulnerability",), sample=None)


def test_an_investment_by_hand_gives_the_return(model):
    """A small investment at an age, written as any intervention and compared, with other random numbers and another size."""
    p = model.parameters
    size = 0.1  # SD
    shift = size * p.value("skills.investment.sd") / p.value("skills.investment.parenting")
    hand = curve.made(
        "by-hand", 0, {"parenting": (shift, 0.0, 2.0)}, [("municipality", size * p.euros(curve.PRICE), 0)], ()
    )
    mkba = model.compare(COHORT, hn.Scenario("by hand", [hand]), seed=77, sample=20_000).appraise()
    late = 0.5 * (1 + 1 / 1.0225)  # the library pays half a year later
    other = curve.marginal(model, COHORT, ages=(0,), sample=20_000).iloc[0]
    assert float(mkba.bcr) / late == pytest.approx(other.ratio, abs=3 * math.hypot(mkba.bcr.se, other.ratio_se))


def test_the_investment_is_equal_at_every_age(model):
    """The same euros and the same shift of investment, in one period each; half of the euros in each year."""
    p = model.parameters
    for age in curve.AGES[1:]:
        item = curve.investment(p, age, 3000.0)
        (effect,) = item.effect
        investment = item.shift(effect) * p.value("skills.investment.parenting") / p.value("skills.investment.sd")
        assert investment == pytest.approx(3000.0 / p.euros(curve.PRICE))
        assert (effect.start, effect.stop) == (age, age + 2)
        assert [(c.age, c.amount) for c in item.cost] == [(age, 1500.0), (age + 1, 1500.0)]


def test_before_birth_the_euro_buys_what_the_card_found(model):
    """At what the card costs in all, its own effects; at half of it, half of them on their scale."""
    card = hn.interventions.load(curve.IN_PREGNANCY)
    paid = sum(c.amount for c in card.cost) * model.parameters.price_factor(2023, 2024)
    for share in (1.0, 0.5):
        item = curve.investment(model.parameters, -1, share * paid)
        ours = {e.channel: item.shift(e) for e in item.effect}
        assert ours == pytest.approx({e.channel: share * card.shift(e) for e in card.effect})


def test_parties_add_up_to_society(found):
    assert found[list(PARTIES)].sum(axis=1).to_numpy() == pytest.approx(found.npv.to_numpy(), abs=1e-9)
    assert (found.ratio - found.npv).to_numpy() == pytest.approx(np.ones(len(found)))


def test_classes_that_are_run_apart_make_up_the_whole(model):
    """Thirds by endowment: their gains, weighted by their costs, are those of all children."""
    apart = curve.marginal(model, COHORT, ages=(4,), by=("endowment",), sample=None)
    whole, thirds = apart[apart.by == "all"].iloc[0], apart[apart.by == "endowment"]
    p = model.parameters
    costs = []
    for low, high in curve.CLASSES["endowment"][1].values():
        item = curve.investment(p, 4, curve.AMOUNT, [("G", low, high)])
        costs.append(float(model.compare(COHORT, hn.Scenario("third", [item])).appraise().costs))
    assert np.average(thirds.ratio, weights=costs) == pytest.approx(whole.ratio, rel=1e-9)
    assert np.array(costs) / sum(costs) == pytest.approx(np.full(3, 1 / 3), abs=0.03)


@pytest.mark.parametrize("age", [2, 8, 16])
def test_with_unit_elasticity_the_technology_says_the_same(model, age):
    """Cobb-Douglas: every child gains scale × share per SD of investment, so that the euro is worth exactly that gain."""
    unit = {f"skills.{skill}.phi": [1e-9, 1e-9] for skill in curve.SKILLS}
    p = model.parameters.but(unit)
    other = Model.of(p)
    k, size = curve.AGES.index(age) - 1, curve.units(p, curve.AMOUNT)
    gains = {
        skill: (
            size * p.value("skills.scale")[k][n] * p.value(f"skills.{skill}.shares")[int(k >= 3)][2],
            age + 1.0,
            math.inf,
        )
        for n, skill in enumerate(curve.SKILLS)
    }
    given = curve.made("given", age + 1, gains, [("central", 0.0, age + 1)], ())
    invested = other.compare(COHORT, hn.Scenario("invested", [curve.investment(p, age)])).appraise()
    handed = other.compare(COHORT, hn.Scenario("handed on", [given])).appraise()
    assert abs(float(handed.npv)) > 1e5
    assert float(invested.benefits) == pytest.approx(float(handed.npv), rel=1e-6)


def test_the_chain_rule_comes_near(model):
    """Derivative of the technology times the worth of a gain, for the mean child: within what elasticities leave out."""
    by_rule = curve.by_technology(model, COHORT, ages=(8,), sample=12_000).iloc[0]
    lived = curve.marginal(model, COHORT, ages=(8,), sample=12_000).iloc[0]
    assert by_rule.ratio == pytest.approx(lived.ratio, rel=0.25)


def test_the_chain_rule_does_not_hang_on_the_birth_years(model):
    """Worth and price are both of the first birth year: the same babies twenty years apart have nearly the same ratio."""
    one, two = (
        curve.by_technology(model, hn.Cohort.births(6_000, years), ages=(8,), sample=12_000 * len(years)).iloc[0]
        for years in ([2026], [2026, 2046])
    )
    assert two.ratio == pytest.approx(one.ratio, abs=3 * math.hypot(one.ratio_se, two.ratio_se))
    assert 3 * two.ratio_se < 0.15 * one.ratio


def test_the_mvpf_of_the_curve_is_that_of_an_appraisal(model):
    """Whatever the rules count, valued QALYs are in it."""
    comparison = model.compare(COHORT, hn.Scenario("x", [curve.investment(model.parameters, 8)]))
    for rules in ("mkba", "budget"):
        mkba = comparison.appraise(rules)
        assert curve.row(mkba, 8)["mvpf"] == pytest.approx(float(mkba.mvpf), rel=1e-9)


def test_twice_the_euros_return_as_much_less_as_they_bring_less_skill(model):
    """What a euro at 16 returns falls with the amount as the skill at 18 that it brings does, the one skill more than the other."""
    few, many = 1500.0, 3000.0
    one, two = (curve.marginal(model, COHORT, ages=(16,), amount=x, sample=12_000).iloc[0] for x in (few, many))
    panels = [Panel(model.parameters, 12_000, 1)]
    panels += [
        Panel(model.parameters, 12_000, 1, Offered(curve.investment(model.parameters, 16, x))) for x in (few, many)
    ]
    for panel in panels:
        panel.keep(18, "cognitive", "socioemotional", "alive")
    live_together(panels)
    alive, falls = panels[0]["alive", 18] == 1, []
    for skill in ("cognitive", "socioemotional"):
        small, large = ((panel[skill, 18] - panels[0][skill, 18])[alive].mean() for panel in panels[1:])
        falls.append(large / many / (small / few))
    assert 0.9 < min(falls) < max(falls) < 1.0
    chance = 3 * math.hypot(one.ratio_se, two.ratio_se)
    assert min(falls) * one.ratio - chance < two.ratio < max(falls) * one.ratio + chance


def test_lasting_gains_make_early_investment_worth_more(model):
    """Nothing changes in the last period, after which no gain fades in childhood in either case."""
    lasting = curve.marginal(curve.without_fade_out(model), COHORT, ages=(0, 16), sample=None)
    fading = curve.marginal(model, COHORT, ages=(0, 16), sample=None)
    assert lasting.ratio[0] > 2 * fading.ratio[0]
    assert lasting.ratio[1] == pytest.approx(fading.ratio[1], rel=0.1)


@pytest.mark.slow
def test_draws_move_the_curve_and_the_price_moves_all_of_it(model):
    u = curve.uncertainty(model, COHORT, ages=(-1, 4), draws=8, sample=1_000)
    again = curve.uncertainty(model, COHORT, ages=(-1, 4), draws=8, sample=1_000)
    assert u.draws.equals(again.draws)
    assert u.draws[4].nunique() == len(u.draws) >= 4  # what cannot be solved is left out
    assert (u.summary.ratio_low <= u.summary.ratio_median).all()
    assert u.summary.best.sum() == pytest.approx(1.0)
    assert u.summary.ratio_priced_low[-1] == u.summary.ratio_low[-1]  # bought by a card, at no price per SD


def test_the_next_euro_without_weights_is_the_return(model):
    table = curve.next_euro(model, COHORT, name="vulnerability", sample=None)
    plain = curve.marginal(model, COHORT, ages=(0,), by=("vulnerability",), sample=None)
    assert table.ratio_0.to_numpy() == pytest.approx(table.ratio.to_numpy())
    assert table.ratio.drop("all").to_numpy() == pytest.approx(plain[plain.by == "vulnerability"].ratio.to_numpy())
    assert table.ratio["all"] == pytest.approx(plain[plain.by == "all"].ratio.iloc[0])
    assert table.ratio_1["multiple"] > table.ratio_0["multiple"]  # they have less


def test_wrong_input_is_refused(model):
    for call, says in (
        (lambda: curve.investment(model.parameters, 3), "first age"),
        (lambda: curve.investment(model.parameters, 2, 0.0), "amount"),
        (lambda: curve.marginal(model, COHORT, by=("vulnerabilty",)), "vulnerability"),
        (lambda: curve.by_technology(model, COHORT, ages=(-1,)), "before birth"),
    ):
        with pytest.raises(InputError, match=says):
            call()


# what prevention could yield


@pytest.mark.slow
def test_what_ifs_do_what_they_say(model):
    """Through the same door as any scenario: the risk is gone, the money adds up, and nothing is paid."""
    table = prevention.prevention_bounds(
        model, COHORT, names=("no-maltreatment", "no-smoking-in-pregnancy"), generations=1, sample=None
    )
    levels = model.run(COHORT)
    one = table[table.what_if == "no-maltreatment"].set_index("figure").value
    assert one["newly_maltreated"] == pytest.approx(-1000 * float(levels.total("newly_maltreated")) / COHORT.total)
    assert one[list(PARTIES)].sum() == pytest.approx(one["npv"])
    for name in prevention.WHAT_IFS:
        _, scenario = hn.read_scenario(name)
        mkba = model.compare(hn.Cohort.births(1_000), scenario).appraise()
        assert float(mkba.costs) == 0.0
    _, scenario = hn.read_scenario("no-smoking-in-pregnancy")
    arms = model.compare(COHORT, scenario).arms()
    assert float(arms[1].total("smoked_in_pregnancy")) == 0.0 < float(arms[0].total("smoked_in_pregnancy"))


def test_the_birth_year_of_a_present_value_is_one(model):
    with pytest.raises(InputError, match="one birth year"):
        prevention.cost_of_inaction(model, hn.Cohort.births(1_000, [2026, 2046]))


def test_cost_of_inaction_is_told_in_two_parts(model):
    table = prevention.cost_of_inaction(model, COHORT, sample=None)
    assert (table.causal + table.association).to_numpy() == pytest.approx(table.difference.to_numpy())
    parties = table.drop("society")
    assert parties.difference.sum() == pytest.approx(table.difference["society"])
    assert parties.causal.sum() == pytest.approx(table.causal["society"])
    assert parties.mother.sum() == pytest.approx(table.mother["society"])
    assert table.causal["society"] > 0.0
    assert set(prevention.RISKS) <= set(channels.BY_NAME)
    assert table.attrs["children"] == pytest.approx(0.065 * COHORT.total, rel=0.3)
