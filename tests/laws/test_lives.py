"""What can never happen in a life, and what always does."""

import numpy as np
import pytest
from lives import HER_LINES, HERS, Lives

import heckman_nl as hn
from heckman_nl.calibrate.panel import Panel
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.state import LAST_AGE, MOST_CHILDREN

PERSONS = range(400)
NOT_YET, RETIRED, DISABLED = 6, 5, 3


@pytest.fixture(scope="module")
def history(model):
    """Records (age, person) at the end of every year; row 0 is the time after the first weeks."""
    return Lives(model, hn.Cohort.births(10_000)).history(PERSONS)


@pytest.fixture(scope="module")
def ledgers(model):
    return Lives(model, hn.Cohort.births(10_000)).ledgers(PERSONS)


def test_everyone_dies_once_and_nothing_is_booked_after(history, ledgers):
    dies = ledgers[:, :, list(lines.DEATHS)].sum((1, 2)) + ledgers[:, :, lines.STILLBIRTHS].sum(1)
    dies += ledgers[:, :, lines.NEONATAL_DEATHS].sum(1)
    np.testing.assert_array_equal(dies, 1.0)
    alive = np.minimum(history.alive[1:].sum(0), LAST_AGE)  # whole years lived after the first weeks
    hers = [
        *HER_LINES,
        *range(lines.MOTHERS, lines.NEXT_BIRTHS + 1),
        lines.TAX_FAMILY,
        lines.TAX_CENTRAL,
    ]  # a mother outlives her child
    own = np.delete(ledgers, hers, axis=2)
    np.testing.assert_array_equal([np.flatnonzero(cells.any(1)).max() for cells in own], alive)
    until = np.maximum(alive, 66 - history.maternal_age[0])
    for cells, last in zip(ledgers, until, strict=True):
        assert not cells[last + 1 :].any()


def test_no_one_works_in_long_term_care(history):
    seen = 0
    for age in range(18, 67):
        now = history[age + 1]
        inside = (now.long_term_care == 1) & (now.leaving_age <= age)
        assert (now.position[inside] == DISABLED).all()
        assert (now.earnings[inside] == 0.0).all()
        seen += inside.sum()
    assert seen > 0


def test_no_one_works_as_a_pupil_or_after_retirement(history):
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    at_work = (history.position == 0) & (history.alive == 1)
    at_work[0] = False
    at_work &= ages >= 0
    assert not (at_work & (ages < 16)).any()
    assert (history.position[1:17] == NOT_YET)[:, history.alive[16] == 1].all()
    assert not (at_work & (ages >= 67)).any()
    assert (history.position[-1][history.alive[68] == 1] == RETIRED).all()
    assert not ((history.position == RETIRED) & (ages < 67)).any()


def test_school_comes_in_order(history):
    """No track before 12, no level before 16; both stay; who leaves has a level."""
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    lived = history.alive == 1
    assert (history.track[(ages >= 0) & (ages < 12) & lived] == -1).all()
    assert (history.level[(ages >= 0) & (ages < 16) & lived] == -1).all()
    grown = history.alive[31] == 1
    np.testing.assert_array_equal(history.level[18][grown], history.level[31][grown])
    assert (history.leaving_age[31][grown] >= 16).all()


LASTING = (
    "maltreated", "diabetic", "cardiovascular", "copd", "ever_depressed", "ever_smoked", "ever_detained", "long_term_care",
    "repeated", "ever_placed", "mother_ever_depressed", "mother_depressed_to_17", "children", "next_births",
)  # fmt: skip


def test_what_lasts_is_never_left(history):
    """COPD does not go away, no one leaves long-term care alive, a child that was born stays counted."""
    for field in LASTING:
        grows = np.diff(history[field], axis=0)
        assert (grows >= 0).all(), field
        assert grows.any(), field


EVER = {  # what happens: in which field, from which value on, from and to which age
    "a smoker": ("smokes", 1, 12, LAST_AGE),
    "addicted": ("substance_disorder", 1, 12, LAST_AGE),
    "a suspect": ("suspect", 1, 12, 64),
    "detained": ("detained", 1, 12, 64),
    "a parent": ("gave_birth", 1, 14, 54),
    "depressed": ("depressed", 1, 12, LAST_AGE),
    "anxious": ("anxious", 1, 12, LAST_AGE),
    "overweight": ("bmi_class", 1, 4, LAST_AGE),
    "in youth care": ("youth_care", 1, 0, 17),
    "under a protection order": ("protection", 1, 0, 17),
    "maltreated now": ("maltreatment_now", 1, 0, 17),
    "in special education": ("special_education", 1, 4, 25),
    "asthmatic": ("asthmatic", 1, 0, LAST_AGE),
    "diabetic": ("diabetic", 1, 20, LAST_AGE),
    "ill of heart or vessels": ("cardiovascular", 1, 20, LAST_AGE),
    "ill of the lungs": ("copd", 1, 20, LAST_AGE),
    "in long-term care": ("long_term_care", 1, 4, LAST_AGE),
    "supported at home": ("wmo_support", 1, 18, LAST_AGE),
}


@pytest.mark.parametrize("what", EVER)
def test_nothing_happens_before_or_after_its_age(history, what):
    """No smoker of 5, suspect of 8, pregnancy at 60, youth care at 40; and all of it does happen."""
    field, value, first, last = EVER[what]
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    found = (history[field] >= value) & lived(history)
    assert found.any()
    assert not found[np.broadcast_to((ages < first) | (ages > last), found.shape)].any()


def lived(history):
    """(age, person): lived that year at least in part; the time after the first weeks counts for the living."""
    before = np.concatenate([history.alive[:1], history.alive[:-1]])
    return before == 1


def test_children_are_born_to_the_living(history):
    """None after death or in its year; each adds one to the children so far, at the age that is kept."""
    born = (history.gave_birth == 1) & lived(history)
    assert born.sum() > len(PERSONS) / 2
    assert (history.alive[born] == 1).all()
    np.testing.assert_array_equal(np.diff(history.children, axis=0), born[1:])
    ages = np.broadcast_to(np.arange(-1, LAST_AGE + 1)[:, None], born.shape)
    np.testing.assert_array_equal(history.birth_age[born], ages[born])
    assert history.children.max() <= MOST_CHILDREN


def test_only_suspects_are_detained(history):
    assert history.detained.any()
    assert (history.suspect[history.detained == 1] == 1).all()
    np.testing.assert_array_equal(history.ever_detained, np.maximum.accumulate(history.detained))


def test_nothing_is_earned_in_detention(model):
    """Lives that are paid for the time inside differ in the wage of years with detention alone, by the part of the year."""
    now, paid = (
        Panel(parameters, 20_000)
        for parameters in (model.parameters, model.parameters.drawn({"work.wage.detained": 0.0}))
    )
    for age in range(18, 45):
        now.keep(age, "detained", "earnings")
        paid.keep(age, "earnings")
    now.live(1)
    paid.live(1)
    seen = 0
    for age in range(18, 45):
        wage, other = now["earnings", age], paid["earnings", age]
        inside = (now["detained", age] == 1) & (wage > 0)
        np.testing.assert_allclose(wage[inside] / other[inside], np.exp(-0.357), rtol=1e-12)
        np.testing.assert_array_equal(wage[~inside], other[~inside])
        seen += inside.sum()
    assert seen > 250


def test_who_never_smoked_by_26_mostly_stays_so(model):
    """With the bar out of reach no one begins from 26 on; without one many do."""
    began = []
    for bar in (-50.0, 0.0):
        change = hn.Scenario("bar", changes=[hn.Change("adolescence.smoking.never", bar)])
        lives = Lives(model, hn.Cohort.births(10_000), change)
        at_25, at_60 = lives.history(range(2_000), "scenario", (25, 60)).ever_smoked
        began.append(((at_25 == 0) & (at_60 == 1)).sum())
    assert began[0] == 0
    assert began[1] > 100


def test_who_stopped_smoking_has_smoked(history):
    """A former smoker smoked in some year; who never did, is none."""
    np.testing.assert_array_equal(history.ever_smoked, np.maximum.accumulate(history.smokes))
    former = (history.ever_smoked == 1) & (history.smokes == 0) & lived(history)
    assert former.any()


def test_support_at_home_is_not_for_who_is_in_long_term_care(history):
    assert history.wmo_support.any()
    assert not ((history.wmo_support == 1) & (history.long_term_care == 1)).any()
    left = (np.diff(history.wmo_support, axis=0) < 0) & lived(history)[1:]
    assert (history.long_term_care[1:][left] == 1).all()


def test_no_one_is_anxious_and_depressed_in_one_year(history):
    assert not ((history.anxious == 1) & (history.depressed == 1)).any()


def test_asthma_of_childhood_is_outgrown_at_18_or_later(history):
    """At 18 and 19 no one has it who did not as a child; from 20 it begins and stops, and the first is kept."""
    grown = history.asthmatic[19:]
    assert not (grown[:2, history.asthma[1] == 0] == 1).any()
    np.testing.assert_array_equal(grown[0], grown[1])
    np.testing.assert_array_equal(history.asthmatic[1:19], history.asthma[1:19])
    change = np.diff(grown, axis=0)
    assert (change == 1).any()
    assert (change == -1).any()
    np.testing.assert_array_equal(history.ever_asthmatic, np.maximum.accumulate(history.asthmatic))


def test_a_mother_lives_a_life_of_her_own_age(history):
    """No child of a mother of 55, none in the year of this birth or when it is ten; no work and no episode from 67 on."""
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    mothers = history.maternal_age + ages
    another = np.diff(history.next_births, axis=0) > 0
    assert another.any()
    at = np.broadcast_to(ages[1:], another.shape)[another]
    assert at.min() >= 1
    assert at.max() <= 9
    assert mothers[1:][another].max() <= 49
    assert np.diff(history.next_births, axis=0).max() == 1
    old = (mothers > 66) & lived(history)
    assert old.any()
    for field in ("mother_employed", "mother_depressed"):
        assert history[field].any()
        assert not history[field][old].any()


def test_a_mother_who_never_smoked_does_not_begin(history):
    """Only who smoked before pregnancy smokes after it; who does not smoke when the child is 5 stays so."""
    never = history.smoking_before[0] == 0
    assert not history.mother_smokes_now[:, never].any()
    assert not (np.diff(history.mother_smokes_now[6:], axis=0) > 0).any()
    assert history.mother_smokes_now.any()


def test_nothing_of_a_life_goes_on_after_death(history):
    """What happens in a year does not happen to the dead: the last record is that of the year of death, but for the mother."""
    gone, own = ~lived(history), [name for name in history.dtype.names if name not in (*HERS, "one", "other")]
    for k in range(1, len(history)):
        dead = gone[k]
        for name in own:
            assert (history[name][k][dead] == history[name][k - 1][dead]).all(), name
    assert (np.diff(history.mother_employed, axis=0) != 0)[gone[1:]].any()


def test_quality_of_life_lies_between_zero_and_one(history):
    lived = history.alive[1:] == 1
    assert ((history.utility[1:][lived] > 0.0) & (history.utility[1:][lived] <= 1.0)).all()


def test_mothers_are_of_an_age_to_bear_children(history):
    assert history.maternal_age[0].min() >= 14
    assert history.maternal_age[0].max() <= 50


def test_the_year_of_death_counts_half(history, ledgers):
    years = ledgers[:, :, list(lines.LIFE_YEARS)].sum((1, 2))
    born = history.alive[0] == 1
    whole = history.alive[1:].sum(0)
    np.testing.assert_array_equal(years[born], whole[born] + 0.5)
    assert (years[~born] == 0).all()


def test_skills_are_standardised(model):
    """At every close of a period both skills have mean 0 and spread 1, within sampling error."""
    persons = range(4_000)
    lives = Lives(model, hn.Cohort.births(10_000))
    for age in (1, 7, 17):
        s = lives.states(persons, last_age=age)
        for skill in (s.cognitive, s.socioemotional):
            skill = skill[s.alive == 1]
            assert abs(skill.mean()) < 4 / np.sqrt(len(skill))
            assert abs(skill.std() - 1) < 4 / np.sqrt(2 * len(skill)) + 0.005  # skills are not exactly normal
