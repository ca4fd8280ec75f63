"""Laws of the next generations: a dimension beside the first, that never changes it, with each child counted once."""

from itertools import pairwise

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.vocabulary import channels, lines
from heckman_nl.vocabulary.lines import LINES, NUMBER
from heckman_nl.vocabulary.payers import ACCOUNTS, PARTIES
from heckman_nl.vocabulary.state import LAST_AGE, LAST_BIRTH_AGE, N_AGES, N_GROUPS

BIRTHS = 6_000
PROGRAMME = [NUMBER[name] for name in ("screened", "eligible", "offered", "participants")] + list(lines.PROGRAMME)
REST = [k for k in range(len(LINES)) if k not in PROGRAMME]
BIRTHS_GIVEN = ("births_given_male", "births_given_female")


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(BIRTHS)


@pytest.fixture(scope="module", params=[2, pytest.param(3, marks=pytest.mark.slow)], ids=["two", "three"])
def most(request):
    """Generations that are lived; each number is compiled apart."""
    return request.param


@pytest.fixture(scope="module")
def runs(model, cohort, most):
    """The baseline with one generation and more."""
    return {generations: model.run(cohort, generations=generations) for generations in range(1, most + 1)}


@pytest.fixture(scope="module")
def scenario(voorzorg):
    return hn.Scenario("VoorZorg", [voorzorg.but(reach=1.0, uptake=1.0)])


@pytest.fixture(scope="module")
def compared(model, cohort, scenario, most):
    """With and without VoorZorg, with one generation and more."""
    return {g: model.compare(cohort, scenario, generations=g) for g in range(1, most + 1)}


@pytest.fixture(scope="module")
def fewer(model, cohort, most):
    """A scenario in which fewer and later children are born, and nothing else differs in the first generation."""
    later = hn.Change("nextgen.fertility.normaliser", shift=-0.4)
    return model.compare(cohort, hn.Scenario("fewer children", changes=[later]), generations=most)


@pytest.fixture(scope="module")
def fewer_alone(model, cohort, most):
    """The same where children change nothing in the life of a parent: without the arrows from them to work and wages.

    The other numbers stay as they were solved with these arrows: a law holds for any.
    """
    known = model.parameters
    solved = {p.key: p.value for p in known.values() if p.solved is not None}
    without = known.but({"work.employment.parent": [0.0, 0.0], "work.wage.mother": 0.0})
    without = without.with_solved(solved, {**known.provenance, "input_fingerprint": without.input_fingerprint})
    later = hn.Change("nextgen.fertility.normaliser", shift=-0.4)
    return hn.Model(without).compare(cohort, hn.Scenario("fewer children", changes=[later]), generations=most)


def part(batches, generation):
    """The cells of one generation."""
    return batches[:, :, N_GROUPS * (generation - 1) : N_GROUPS * generation]


# the first generation is what it was


def test_more_generations_leave_the_earlier_ones_bit_for_bit(runs, compared, most):
    for found in (runs, compared):
        small, large = found[most - 1].batches, found[most].batches
        for generation in range(1, most):
            before, after = part(small, generation), part(large, generation)
            np.testing.assert_array_equal(after[:, :, :, : before.shape[3]], before)
            assert not after[:, :, :, before.shape[3] :].any()
        assert part(large, most).any()


def test_totals_of_the_cohort_do_not_count_its_children(runs, most):
    for name in ("births", "deaths_male", "qaly_child", "production_family"):
        assert runs[most].total(name) == runs[1].total(name)
    for table, column in (("indicators", "total"), ("volumes", "number")):
        more, one = (getattr(runs[number], table)()[column] for number in (most, 1))
        np.testing.assert_allclose(more, one, rtol=1e-12)


# who the children are


def parents(model, cohort, number, **settings):
    """The first persons who get a child in the baseline."""
    lives = Lives(model, cohort, **settings)
    return [person for person in range(6 * number) if lives.states([person]).children[0] > 0][:number]


@pytest.mark.slow  # compiles for three generations
def test_a_child_is_itself_whatever_the_number_of_generations(model, cohort):
    """The life of a child does not depend on whether its own children are lived."""
    two, three = (Lives(model, cohort, generations=generations) for generations in (2, 3))
    for person in parents(model, cohort, 100):
        assert two.offspring(person)[1].tobytes() == three.offspring(person)[1].tobytes()


def test_a_child_is_itself_whatever_the_scenario(model, cohort, scenario):
    """The same key, sex, V and G: they come from who the parent is, never from what became of the parent."""
    with_parents = Lives(model, cohort, scenario)
    persons = [p for p in with_parents.takers(60)[0] if with_parents.states([p]).children[0] > 0]
    two = Lives(model, cohort, scenario, generations=2)
    same, moved = 0, 0
    for person in persons:
        base = two.offspring(person)[1]
        before, after = two.states([person])[0], two.states([person], "scenario")[0]
        if before.children == after.children:
            child = two.offspring(person, "scenario")[1]
            for field in ("seed", "identity", "sex", "V", "G"):
                assert child[field] == base[field], field
            same += 1
            moved += child.tobytes() != base.tobytes()
    assert same > 20
    assert moved > 0  # what became of the parent does act


def test_no_two_children_are_the_same_person(model, cohort):
    two = Lives(model, cohort, generations=2)
    children = [two.offspring(person)[1] for person in parents(model, cohort, 200)]
    assert len({int(child.identity) for child in children}) == len(children)
    assert np.corrcoef([child.parental_cognition for child in children], [child.coping for child in children])[0, 1] > 0


def test_a_child_lives_its_own_life(model, cohort):
    """Of parents of one child: the child's years follow its birth, each by half, at most to 110, half of one in the last."""
    lives = Lives(model, cohort, generations=2)
    lonely = [person for person in parents(model, cohort, 200) if lives.states([person]).children[0] == 1]
    ages = []
    for person in lonely:
        parent = lives.states([person])[0]
        _, child, cells = lives.offspring(person)
        years = cells[:, list(lines.LIFE_YEARS)].sum(1)
        booked = np.flatnonzero(cells.any(1))
        assert booked[0] == parent.birth_age
        assert child.birth_year == parent.birth_year + parent.birth_age
        assert cells[:, lines.BIRTHS].sum() == 0.5
        if child.survived:
            last = np.flatnonzero(years)[-1]  # its mother may outlive it
            np.testing.assert_array_equal(years[parent.birth_age : last], 0.5)
            assert years[last] == 0.25
            assert last - parent.birth_age <= LAST_AGE
            ages.append(last - parent.birth_age)
        else:
            assert years.sum() == 0.0
    assert len(ages) > 20
    assert 70 < np.mean(ages) < 95


def test_parents_of_the_next_generation_are_of_an_age(model, cohort):
    lives = Lives(model, cohort, generations=2)
    for person in parents(model, cohort, 200):
        child = lives.offspring(person)[1]
        assert 14 <= child.maternal_age <= LAST_BIRTH_AGE
        assert child.maltreated in (0, 1)


# what is booked


def test_each_child_is_booked_by_half(runs, most):
    """Births of a generation = half the births that the one before it gave, and everybody dies once."""
    found = runs[most]
    for generation in range(2, most + 1):
        given = float(found.total(*BIRTHS_GIVEN, generation=generation - 1))
        assert given > 0.5 * BIRTHS
        births = float(found.total("births", generation=generation))
        assert births == 0.5 * given
        ends = ("stillbirths", "neonatal_deaths", "deaths_male", "deaths_female")
        assert float(found.total(*ends, generation=generation)) == births


AT_THE_START = (
    "parental_distress", "unintended", "smoked_in_pregnancy", "mothers_smoking", "distressed", "hypertensive", "big2",
    "postnatal_complaints", "breastfed", "language_delay", "overweight", "maltreated", "births_deprived_area",
)  # fmt: skip


@pytest.mark.parametrize("line", AT_THE_START)
def test_children_of_the_cohort_start_as_the_cohort_did(runs, most, line):
    """What is drawn from Dutch prevalences at first follows from simulated parents then: as many, within an eighth and chance."""
    run = runs[most]
    first, later = (
        float(run.total(line, generation=g)) / float(run.total("births", generation=g)) for g in range(1, 3)
    )
    births, children = BIRTHS, 2.0 * float(run.total("births", generation=2))  # booked by half
    chance = 2.5 * np.sqrt(max(first, later) * (1.0 / births + 1.0 / children))  # 2.5 standard errors
    assert abs(later - first) < first / 8 + chance


def test_a_generation_is_smaller_than_the_last(runs, most):
    """Half the children of each parent: about 1.4 to 1.7 per woman."""
    sizes = [float(runs[most].total("births", generation=generation)) for generation in range(1, most + 1)]
    for before, after in pairwise(sizes):
        assert 0.6 < after / before < 0.95


def test_no_one_is_offered_anything_but_the_cohort(compared, most):
    for generation in range(2, most + 1):
        assert not part(compared[most].batches, generation)[..., PROGRAMME].any()
        assert not part(compared[most].one_arm, generation)[..., PROGRAMME].any()
        assert part(compared[most].batches, generation)[..., REST].any()


def neutral(intervention):
    """The same offer with every effect at its null."""
    null = {e.channel: channels.NEUTRAL[channels.BY_NAME[e.channel].measure] for e in intervention.effect}
    return intervention.but(**null)


def test_zero_effect_is_exactly_zero_in_every_generation(model, cohort, voorzorg, most):
    found = model.compare(cohort, hn.Scenario("no effect", [neutral(voorzorg)]), generations=most)
    assert float(found.participants) > 0
    assert not found.batches[..., REST].any()
    assert not found.one_arm.any()
    assert found.lives_in_one_arm == 0
    nobody = model.compare(cohort, hn.Scenario("nobody", [voorzorg.but(reach=0)]), generations=most)
    assert not nobody.batches.any()


def test_society_is_the_sum_of_its_parties_in_every_generation(compared, most):
    """Transfers cancel out, and the balance of a generation is the sum over parties and over accounts."""
    mkba = compared[most].appraise()
    frame = mkba.by_generation()
    for number in range(1, most + 1):
        groups = slice(N_GROUPS * (number - 1), N_GROUPS * number)
        parties = [float(mkba._estimate(mkba._select(party=party), groups)) for party in PARTIES]
        accounts = [float(mkba._estimate(mkba._select(account=account), groups)) for account in ACCOUNTS]
        scale = np.abs(parties).sum()
        assert scale > 0
        assert frame.loc[number, "npv"] == pytest.approx(sum(parties), abs=1e-9 * scale)
        assert frame.loc[number, "npv"] == pytest.approx(sum(accounts), abs=1e-9 * scale)
        for account in ("taxes", "benefits"):
            moved = float(mkba._estimate(mkba._select(account=account), groups))
            assert moved == pytest.approx(0.0, abs=1e-9 * scale)


def test_generations_add_up_to_the_balance(compared, most):
    for settings in ({}, {"births_in_one_arm": "counted"}, {"horizon": 60}, {"growth": {"wages": 0.01}}):
        mkba = compared[most].appraise(**settings)
        frame = mkba.by_generation()
        assert list(frame.index) == list(range(1, most + 1))
        for column, figure in (("npv", mkba.npv), ("benefits", mkba.benefits)):
            assert frame[column].sum() == pytest.approx(float(figure), rel=1e-9)
        assert frame["costs"].sum() == pytest.approx(float(mkba.costs), rel=1e-9)
        assert mkba.by_group("vulnerability")["npv"].sum() == pytest.approx(float(mkba.npv), rel=1e-9)
        assert mkba.by_payer()["value"].sum() == pytest.approx(float(mkba.npv), rel=1e-9)
        assert mkba.by_year()["society_cumulative_discounted"].iloc[-1] == pytest.approx(float(mkba.npv), rel=1e-9)


def test_later_generations_are_discounted_to_the_base_year(compared, most):
    """Their worth by hand: what is booked a given number of years after the birth of the first ancestor."""
    mkba = compared[most].appraise(discount_rate=0.0225)
    valued = [k for k, line in enumerate(LINES) if line.account is not None]
    worth = np.array([mkba.rules.qaly_value if LINES[k].unit == "QALY" else 1.0 for k in valued])
    for generation in range(1, most + 1):
        flow = part(compared[most].batches, generation)[..., valued].sum((0, 1, 2)) @ worth
        present = (flow * 1.0225 ** -np.arange(float(len(flow)))).sum()
        assert mkba.by_generation().loc[generation, "npv"] == pytest.approx(present, rel=1e-9)
    assert mkba.years[-1] == 2026 + LAST_AGE + (most - 1) * LAST_BIRTH_AGE


def test_a_horizon_before_the_first_child_leaves_the_cohort_alone(compared, most):
    frame = compared[most].appraise(horizon=13).by_generation()
    assert frame.loc[1, "npv"] != 0
    assert (frame.loc[2:, ["npv", "benefits", "costs"]] == 0).all(axis=None)


# children in one arm only


def test_children_in_one_arm_are_kept_out_of_the_headline(fewer):
    """Fewer births: the children who are not there count in the alternative only, and the report can tell how many."""
    assert fewer.born_in_one_arm == 0
    assert fewer.descendants_in_one_arm > 0.05 * BIRTHS
    given = fewer.total(*BIRTHS_GIVEN)
    assert float(given) < 0
    missing = fewer.one_arm[..., NUMBER["births"]].sum()
    assert missing < 0
    headline = fewer.appraise()
    counted = fewer.appraise(births_in_one_arm="counted")
    assert headline.by_generation().loc[1, "npv"] > 0.0  # the work and wages of who is no mother
    assert float(counted.qalys) < float(headline.qalys) - 20 * fewer.descendants_in_one_arm
    assert float(headline.alternative.npv) == float(counted.npv)
    assert counted.alternative.births_in_one_arm == "left out"


def test_children_move_a_parent_through_work_alone(fewer_alone):
    """Without the arrows to work and wages nothing in the first generation moves but who has children."""
    apart = np.abs(part(fewer_alone.batches, 1)[..., REST].sum((0, 1, 2, 3)))
    moved = {LINES[REST[k]].name for k in np.flatnonzero(apart > 0)}
    assert moved <= {*BIRTHS_GIVEN, "teenage_births", "childless_male", "childless_female"}
    assert fewer_alone.appraise().by_generation().loc[1, "npv"] == 0.0


def test_every_birth_in_one_arm_is_counted_once(fewer):
    """Children with their descendants, all missing in the scenario: their number is that of the births in the ledger apart."""
    births = fewer.one_arm[..., NUMBER["births"]]
    net = -births.sum()
    assert fewer.descendants_in_one_arm >= net - 1e-9  # a child may also be in the scenario only, at another age
    assert fewer.descendants_in_one_arm == pytest.approx(net, rel=0.25)
    assert fewer.lives_in_one_arm == fewer.descendants_in_one_arm


def test_the_difference_of_pairs_is_the_difference_of_two_runs(model, cohort, fewer, runs, most):
    """In every generation, over all ages: a child in both arms is booked from its birth year in the baseline."""
    scenario = model.run(cohort, fewer.scenario, generations=most)
    two_runs = (scenario.batches - runs[most].batches).sum((0, 1, 3))
    pairs = (fewer.batches + fewer.one_arm).sum((0, 1, 3))
    scale = np.abs(runs[most].batches).sum((0, 1, 3)) + 1.0
    assert np.abs((two_runs - pairs) / scale).max() < 1e-9
    assert np.abs(pairs[N_GROUPS:]).max() > 0


def test_stillbirths_of_the_next_generation_are_births_in_one_arm(model, cohort):
    """Stillbirths averted in children too: their lives stand apart, with those of the cohort."""
    change = hn.Change("birth.stillbirth.intercept", shift=-5.0)
    found = model.compare(hn.Cohort.births(12_000), hn.Scenario("no stillbirths", changes=[change]), generations=2)
    still = -float(found.total("stillbirths", generation=2))
    assert still > 5
    assert found.born_in_one_arm == -float(found.total("stillbirths"))
    # children of a saved person, and saved children of a living one (of whom some would have died within 28 days)
    assert found.descendants_in_one_arm > still
    assert float(found.appraise().qalys) == 0.0


def test_levels_of_both_arms_have_every_generation(compared, runs, most):
    found = compared[most]
    baseline, scenario = found.arms()
    np.testing.assert_array_equal(baseline.batches, runs[most].batches)
    assert scenario.generations == most
    levels = found.indicators(levels=True)
    change = levels["scenario_total"] - levels["baseline_total"]
    assert found.born_in_one_arm == 0
    np.testing.assert_allclose(change, levels["total"], atol=1e-9 * levels["baseline_total"].max())


# bits


def test_threads_change_no_bit(model, scenario):
    cohort = hn.Cohort.births(3_000)
    one, two = (model.compare(cohort, scenario, workers=workers, generations=2) for workers in (1, 2))
    np.testing.assert_array_equal(one.batches, two.batches)
    np.testing.assert_array_equal(one.one_arm, two.one_arm)
    assert one.descendants_in_one_arm == two.descendants_in_one_arm
    one, two = (model.run(cohort, workers=workers, generations=2) for workers in (1, 2))
    np.testing.assert_array_equal(one.batches, two.batches)


@pytest.mark.parametrize("generations", [0, 11, 1.5, "two", None])
def test_impossible_generations_are_refused(model, cohort, generations):
    with pytest.raises(hn.HeckmanError, match="generations"):
        model.run(cohort, generations=generations)


def test_rows_reach_to_the_last_possible_death(runs, most):
    assert runs[most].batches.shape[3] == N_AGES + (most - 1) * LAST_BIRTH_AGE
