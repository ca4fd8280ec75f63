"""What can never happen in a life, and what always does."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.state import LAST_AGE

PERSONS = range(400)
NOT_YET, RETIRED = 6, 5


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
    last = np.array([np.flatnonzero(cells.any(1)).max() for cells in ledgers])
    alive = history.alive[1:].sum(0)  # whole years lived after the first weeks
    np.testing.assert_array_equal(last, np.minimum(alive, LAST_AGE))


def test_no_one_works_as_a_pupil_or_after_retirement(history):
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    at_work = (history.position == 0) & (history.alive == 1)
    at_work[0] = False
    at_work &= ages >= 0
    assert not (at_work & (ages < 16)).any()
    assert (history.position[1:17] == NOT_YET)[:, history.alive[16] == 1].all()
    assert not (at_work & (ages >= 67)).any()
    assert (history.position[-1][history.alive[68] == 1] == RETIRED).all()


def test_school_comes_in_order(history):
    """No track before 12, no level before 16; both stay; who leaves has a level."""
    ages = np.arange(-1, LAST_AGE + 1)[:, None]
    lived = history.alive == 1
    assert (history.track[(ages >= 0) & (ages < 12) & lived] == -1).all()
    assert (history.level[(ages >= 0) & (ages < 16) & lived] == -1).all()
    grown = history.alive[31] == 1
    np.testing.assert_array_equal(history.level[18][grown], history.level[31][grown])
    assert (history.leaving_age[31][grown] >= 16).all()


def test_diseases_that_last_are_never_left(history):
    for field in ("maltreated", "diabetic", "cardiovascular", "ever_depressed", "repeated", "ever_placed"):
        grows = np.diff(history[field], axis=0)
        assert (grows >= 0).all(), field
        assert grows.any(), field


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
