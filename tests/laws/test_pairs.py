"""Laws of paired lives: what a policy does not touch is exactly the same, and nothing is lost on the way to the totals."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.vocabulary import channels, lines
from heckman_nl.vocabulary.lines import LINES, NUMBER
from heckman_nl.vocabulary.payers import ACCOUNTS
from heckman_nl.vocabulary.state import FIELDS

BIRTHS = 30_000
PROGRAMME = [NUMBER[name] for name in ("screened", "eligible", "offered", "participants")] + list(lines.PROGRAMME)
REST = [k for k in range(len(LINES)) if k not in PROGRAMME]


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(BIRTHS)


@pytest.fixture(scope="module")
def baseline(model, cohort):
    return model.run(cohort)


@pytest.fixture(scope="module")
def comparison(model, cohort, voorzorg):
    return model.compare(cohort, hn.Scenario("VoorZorg", [voorzorg]))


def neutral(intervention):
    """The same offer with every effect at its null."""
    null = {e.channel: channels.NEUTRAL[channels.BY_NAME[e.channel].measure] for e in intervention.effect}
    return intervention.but(**null)


def test_reach_zero_is_the_baseline_bit_for_bit(model, cohort, baseline, voorzorg):
    scenario = hn.Scenario("nobody", [voorzorg.but(reach=0)])
    assert not model.compare(cohort, scenario).batches.any()
    np.testing.assert_array_equal(model.run(cohort, scenario).batches, baseline.batches)


def test_reach_of_today_is_the_baseline_when_the_comparator_is_today(model, cohort, voorzorg):
    """The baseline contains an offer at today's reach, so the scenario with that reach changes nothing."""
    offer = voorzorg.offer.model_copy(update={"comparator": "today", "reach_today": 0.4, "reach": 0.4})
    scenario = hn.Scenario("as today", [voorzorg.model_copy(update={"offer": offer})])
    found = model.compare(cohort, scenario)
    assert found.lived_twice > 0
    assert not found.batches.any()


def test_uptake_zero_changes_no_life_but_screening_and_offering_cost(model, cohort, baseline, voorzorg):
    result = model.run(cohort, hn.Scenario("refused", [voorzorg.but(uptake=0)]))
    np.testing.assert_array_equal(result.batches[..., REST], baseline.batches[..., REST])
    assert float(result.total("offered")) > 0
    assert float(result.total("programme_municipality")) < 0
    assert float(result.total("participants")) == 0


def test_zero_effect_changes_no_life(model, cohort, baseline, voorzorg):
    result = model.run(cohort, hn.Scenario("no effect", [neutral(voorzorg)]))
    np.testing.assert_array_equal(result.batches[..., REST], baseline.batches[..., REST])
    assert float(result.total("participants")) > 0


def test_the_difference_of_pairs_is_the_difference_of_two_runs(model, cohort, baseline, comparison, voorzorg):
    """Untouched persons are left out of the comparison and differ by nothing: both ways give one difference."""
    scenario = model.run(cohort, hn.Scenario("VoorZorg", [voorzorg]))
    two_runs = (scenario.batches - baseline.batches).sum(0)
    pairs = (comparison.batches + comparison.one_arm).sum(0)
    scale = np.abs(baseline.batches.sum(0)) + 1.0
    assert np.abs((two_runs - pairs) / scale).max() < 1e-12 * BIRTHS  # rounding of sums over so many births
    assert np.abs(pairs).max() > 0


def test_who_takes_no_part_lives_the_same_life(model, cohort, voorzorg):
    lives = Lives(model, cohort, hn.Scenario("VoorZorg", [voorzorg]))
    persons = range(2_000)
    scenario, base = lives.states(persons, "scenario"), lives.states(persons, "baseline")
    aside = scenario.enrolled == 0
    names = [f.name for f in FIELDS if f.owner != "exposure"]
    assert aside.sum() > 1_900
    assert (scenario[names][aside] == base[names][aside]).all()


def test_a_life_is_the_same_until_first_contact(model, cohort, voorzorg):
    """What is settled before the offer (the household) is identical for those who take part."""
    lives = Lives(model, cohort, hn.Scenario("VoorZorg", [voorzorg]))
    takers, _ = lives.takers(60)
    scenario, base = lives.states(takers, "scenario", 5), lives.states(takers, "baseline", 5)
    before = [f.name for f in FIELDS if f.owner == "household"]
    after = [f.name for f in FIELDS if f.owner not in ("household", "exposure")]
    assert (scenario[before] == base[before]).all()
    assert not (scenario[after] == base[after]).all()


def test_a_larger_reach_serves_a_superset(model, cohort, voorzorg):
    persons = range(8_000)
    half = Lives(model, cohort, hn.Scenario("half", [voorzorg.but(reach=0.5)])).states(persons, "scenario", -1)
    full = Lives(model, cohort, hn.Scenario("full", [voorzorg])).states(persons, "scenario", -1)
    assert 0 < half.enrolled.sum() < full.enrolled.sum()
    assert (full.enrolled >= half.enrolled).all()


def test_another_offer_does_not_change_who_takes_part(model, cohort, voorzorg):
    """Each intervention has its own random stream: a second one in the scenario moves no one's place in the first."""
    other = voorzorg.model_copy(update={"id": "another", "title": "Another"})
    persons = range(6_000)
    alone = Lives(model, cohort, hn.Scenario("one", [voorzorg])).states(persons, "scenario", -1)
    both = Lives(model, cohort, hn.Scenario("two", [other, voorzorg])).states(persons, "scenario", -1)
    assert ((both.enrolled >> 1) & 1 == alone.enrolled).all()
    assert (both.enrolled & 1 != alone.enrolled).any()


def test_the_strongest_effect_of_a_mechanism_counts(model, cohort, voorzorg):
    """Two offers with the same mechanisms and one stronger: who takes part in both lives as with the stronger alone."""
    skills = {"cognitive": 0.05, "socioemotional": 0.05}  # set, as what is carried depends on the other effects
    strong = voorzorg.but(maltreatment=0.3, **skills)
    weak = voorzorg.but(maltreatment=0.8, **skills).model_copy(update={"id": "weak"})
    both = Lives(model, cohort, hn.Scenario("both", [strong, weak]))
    alone = Lives(model, cohort, hn.Scenario("strong", [strong]))
    takers = [p for p in alone.takers(40)[0] if both.states([p], "scenario", -1).enrolled[0] == 3]
    assert len(takers) > 5
    names = [f.name for f in FIELDS if f.owner != "exposure"]
    assert (both.states(takers, "scenario")[names] == alone.states(takers, "scenario")[names]).all()


def test_persons_add_up_to_the_ledger(model):
    """Every line of a run is the sum of that line over its persons (volumes follow from such sums)."""
    cohort = hn.Cohort.births(1_500)
    persons = Lives(model, cohort).ledgers(range(1_500)).sum(0)
    run = model.run(cohort).batches.sum((0, 1, 2))
    lived = [k for k in range(len(LINES)) if k not in lines.VOLUMES]
    np.testing.assert_allclose(run[:, lived], persons[:, lived], rtol=1e-11, atol=1e-6)
    assert not persons[:, list(lines.VOLUMES)].any()


def test_parties_and_accounts_add_up_to_society(comparison):
    mkba = comparison.appraise()
    npv = float(mkba.npv)
    assert npv == pytest.approx(mkba.by_payer()["value"].sum(), rel=1e-9)
    assert npv == pytest.approx(mkba.by_account()["value"].sum(), rel=1e-9)
    assert npv == pytest.approx(mkba.by_group("vulnerability")["npv"].sum(), rel=1e-9)
    assert npv == pytest.approx(mkba.by_group("maternal_education")["npv"].sum(), rel=1e-9)
    assert npv == pytest.approx(float(mkba.benefits) - float(mkba.costs), rel=1e-9)
    assert npv == pytest.approx(mkba.by_year()["society_cumulative_discounted"].iloc[-1], rel=1e-9)


def test_transfers_cancel_out_for_society(comparison):
    cells = comparison.appraise().by_account_and_payer()
    for account in ("taxes", "benefits"):
        assert cells.loc[account].abs().sum() > 1e4
        assert cells.loc[account].sum() == pytest.approx(0.0, abs=1e-6 * cells.loc[account].abs().sum())
    assert set(cells.index) == set(ACCOUNTS)


def test_own_consumption_is_booked_only_for_years_lived_in_one_arm(model, cohort, voorzorg):
    """For who lives as long in both arms the consumption line differs by exactly zero, production need not."""
    lives = Lives(model, cohort, hn.Scenario("VoorZorg", [voorzorg]))
    takers, _ = lives.takers(150)
    change = lives.ledgers(takers, "scenario") - lives.ledgers(takers, "baseline")
    lived = change[:, :, list(lines.LIFE_YEARS)].any((1, 2))
    consumed = change[:, :, lines.CONSUMPTION_FAMILY].any(1)
    np.testing.assert_array_equal(lived, consumed)
    assert change[~lived][:, :, lines.PRODUCTION_FAMILY].any()


def test_births_in_one_arm_are_left_out_of_the_headline(model, cohort):
    """Averted stillbirths: the child's own life stands apart, and the alternative differs by its worth."""
    fewer = hn.Scenario("no stillbirths", changes=[hn.Change("birth.stillbirth.intercept", shift=-5.0)])
    found = model.compare(cohort, fewer)
    assert found.born_in_one_arm > 20
    mkba = found.appraise()
    assert float(mkba.qalys) == 0.0
    counted = mkba.alternative
    assert float(counted.qalys) > 40 * found.born_in_one_arm
    assert float(counted.npv) != pytest.approx(float(mkba.npv), rel=0.1)


def test_a_sample_stands_for_the_births(model, voorzorg):
    """A sample of half the births gives the same figures within its error, for all births."""
    cohort, scenario = hn.Cohort.births(200_000), hn.Scenario("VoorZorg", [voorzorg])
    full, half = model.compare(cohort, scenario), model.compare(cohort, scenario, sample=100_000, seed=2)
    assert (full.births, half.births, half.simulated) == (200_000, 200_000, 100_000)
    gap = float(full.participants) - float(half.participants)
    assert abs(gap) < 4 * np.hypot(full.participants.se, half.participants.se)


def test_participants_are_families_of_the_scenario(model, cohort, voorzorg):
    """Also where the comparator is today; a family in two programmes counts once."""
    offer = voorzorg.offer.model_copy(
        update={
            "comparator": "today",
            "reach_today": 0.5,
            "sources": {**voorzorg.offer.sources, "reach_today": voorzorg.offer.sources["reach"]},
        }
    )
    today = voorzorg.model_copy(update={"offer": offer, "id": "today"})
    scenario = hn.Scenario("two", [today, voorzorg])
    found = model.compare(cohort, scenario)
    lives = Lives(model, cohort, scenario)
    enrolled = sum(bool(lives.states([p], "scenario", -1).enrolled[0]) for p in range(4_096))
    first_blocks = model.compare(hn.Cohort.births(4_096), scenario)
    assert float(first_blocks.participants) == enrolled
    assert float(found.participants) < float(model.run(cohort, scenario).total("participants"))
