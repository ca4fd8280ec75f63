"""One life in words says what the ledgers and records say."""

import re

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
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
