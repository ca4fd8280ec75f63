"""One life in words says what the ledgers and records say."""

import re

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl import explain as explaining
from heckman_nl.explain import State
from heckman_nl.vocabulary.lines import LINES
from heckman_nl.vocabulary.payers import ACCOUNTS


@pytest.fixture(scope="module")
def scenario(voorzorg):
    return hn.Scenario("VoorZorg", [voorzorg])


def test_the_difference_by_account_is_that_of_the_ledgers(model, scenario):
    cohort = hn.Cohort.births(10_000)
    lives = Lives(model, cohort, scenario)
    for person in lives.takers(5)[0]:
        text = str(model.explain(cohort, person, scenario))
        change = (lives.ledgers([person], "scenario") - lives.ledgers([person], "baseline"))[0].sum(0)
        for account, title in ACCOUNTS.items():
            chosen = [k for k, line in enumerate(LINES) if line.account == account]
            told = re.search(rf"^  {re.escape(title)}: ([-+0-9,.]+)", text, re.M)
            amount = float(told.group(1).replace(",", "")) if told else 0.0
            assert amount == pytest.approx(change[chosen].sum(), abs=0.5 if account != "qaly" else 0.005)


def test_the_table_holds_every_year_of_both_arms(model, scenario):
    cohort = hn.Cohort.births(10_000)
    lives = Lives(model, cohort, scenario)
    person = lives.takers(1)[0][0]
    table = model.explain(cohort, person, scenario).to_frame()
    for arm in ("baseline", "scenario"):
        frame = table.loc[arm]
        at_ten = lives.states([person], arm, 10)[0]
        assert frame.loc[10, "cognitive"] == at_ten.cognitive
        np.testing.assert_array_equal(frame["alive"].iloc[:-1], 1)
        assert frame["alive"].iloc[-1] == 0


def test_without_a_scenario_one_arm_is_told(model):
    explanation = model.explain(hn.Cohort.births(10_000), 3)
    assert set(explanation.states) == {"baseline"}
    assert "[scenario]" not in str(explanation)
    assert "dies" in str(explanation)


@pytest.mark.parametrize("person", [-1, 10_000, 1.5])
def test_a_person_outside_the_cohort_is_refused(model, person):
    with pytest.raises(hn.HeckmanError, match="person"):
        model.explain(hn.Cohort.births(10_000), person)


# the words


def told(values, state):
    """Spells of one field with the given values by age (from 0), as text."""
    records = np.zeros(len(values) + 1, explaining.STATE).view(np.recarray)
    records[state.states[0][0]][1:] = values
    return explaining.spells(records, state)


def test_states_that_come_and_go_are_told_as_periods():
    """Years close together are one line; a single year, a period, what lasts to the end."""
    low = State("is ", (("depressed", 1, "depressed"),))
    years = np.zeros(90, int)
    years[[34, 36, 37, 50, 60, 61, 62]] = 1
    assert told(years, low) == [
        (34, "is depressed (34, 36-37)"), (50, "is depressed for a year"), (60, "is depressed (60-62)"),
    ]  # fmt: skip
    years[80:] = 1
    assert told(years, low)[-1] == (80, "is depressed from then on")
    years[78] = 1
    assert told(years, low)[-1] == (78, "is depressed (78, 80 on)")


def test_what_flickers_for_long_is_counted():
    """More than four separate periods close together: how long, and how many of those years."""
    years = np.zeros(80, int)
    years[20:50:2] = 1
    assert told(years, State("is ", (("anxious", 1, "anxious"),))) == [(20, "is anxious (on and off 20-48, 15 years)")]


def test_kinds_of_one_state_are_told_together():
    kinds = State("is out of work: ", (("position", 1, "no benefit"), ("position", 3, "assistance")))
    assert told([0, 1, 3, 3, 0, 1, 0, 0, 0, 0, 3], kinds) == [
        (1, "is out of work: no benefit (1, 5), assistance (2-3)"), (10, "is out of work: assistance"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def lives(model):
    """Twenty lives as told, with their records."""
    cohort = hn.Cohort.births(10_000)
    return [model.explain(cohort, person) for person in range(20)]


def test_every_birth_is_told_with_the_sex_of_the_child(lives):
    births = 0
    for life in lives:
        records = life.states["baseline"]
        said = [(age, words) for age, words in life.events["baseline"] if "is born" in words or "stillborn" in words]
        assert [age for age, _ in said] == [k - 1 for k in np.flatnonzero(records.gave_birth)]
        births += len(said)
    assert births > 10


def test_the_sex_of_a_child_is_that_of_the_child_itself(model):
    """Not that of the parent: the child is another person, whoever explains it."""
    cohort = hn.Cohort.births(10_000)
    sons = [w for p in range(40, 70) for _, w in model.explain(cohort, p).events["baseline"] if "is born" in w]
    assert 0.2 < np.mean(["son" in words for words in sons]) < 0.8


def test_smoking_begins_and_ends_as_in_the_records(lives):
    for life in lives:
        records = life.states["baseline"]
        starts = [age for age, words in life.events["baseline"] if words in ("starts smoking", "smokes again")]
        stops = [age for age, words in life.events["baseline"] if words == "stops smoking"]
        assert starts == list(np.flatnonzero(np.diff(records.smokes) == 1))
        assert stops == list(np.flatnonzero(np.diff(records.smokes) == -1))


def test_lives_are_short_to_read(lives):
    """A state that flickers does not fill the page, and nothing is said of no one."""
    lengths = [len(life.text.splitlines()) for life in lives]
    assert np.mean(lengths) < 35
    for life in lives:
        assert "  \n" not in life.text
        assert all(words for _, words in life.events["baseline"])
        assert life.events["baseline"] == sorted(life.events["baseline"], key=lambda pair: pair[0])


def test_every_field_that_is_told_exists():
    for item in explaining.TOLD:
        names = [item.field] if isinstance(item, explaining.Event) else [field for field, _, _ in item.states]
        assert set(names) <= set(explaining.STATE.names)
