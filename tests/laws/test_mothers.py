"""Laws of the mother's own years: they are hers, whether her child lives or not, and stand in one ledger alone."""

import numpy as np
import pytest
from lives import HER_LINES

import heckman_nl as hn
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.state import N_GROUPS


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(20_000)


@pytest.mark.parametrize("change", ["birth.neonatal.intercept", "mortality.infant.intercept"])
def test_an_averted_death_of_a_child_is_no_gain_of_her_work(model, cohort, change):
    """Nothing in her life follows from it."""
    saved = hn.Scenario("fewer children die", changes=[hn.Change(change, shift=-1.0)])
    found = model.compare(cohort, saved).batches.sum(axis=(0, 1, 2, 3))
    assert found[lines.ALIVE[0]] + found[lines.ALIVE[1]] > 0
    assert not found[list(HER_LINES)].any()


def test_an_averted_stillbirth_is_no_gain_of_her_work(model, cohort):
    saved = hn.Scenario("fewer stillbirths", changes=[hn.Change("birth.stillbirth.intercept", shift=-1.0)])
    comparison = model.compare(cohort, saved)
    assert comparison.lives_in_one_arm > 0
    for cells in (comparison.batches, comparison.one_arm):
        assert not cells.sum(axis=(0, 1, 2, 3))[list(HER_LINES)].any()


def test_her_years_do_not_hang_on_her_child(model, cohort):
    """Every mother is followed from the birth, also of a child that does not live, until she is 67."""
    found = model.run(cohort).batches.sum(axis=(0, 1, 2))
    assert found[0, lines.MOTHERS] == found[0, lines.BIRTHS] > found[:1, lines.ALIVE].sum()
    assert (np.diff(found[:, lines.MOTHERS]) <= 0).all()
    assert (found[:17, lines.MOTHERS] == found[0, lines.MOTHERS]).all()  # the oldest mothers are 50


def test_she_is_not_booked_with_her_grandchildren(model, cohort):
    """The mother of a child of the second generation stands in the first; what birth costs is the child's."""
    cells = model.run(cohort, generations=2).batches[:, :, N_GROUPS:].sum(axis=(0, 1, 2, 3))
    assert cells[lines.MOTHER_EMPLOYED] > 0
    assert not cells[[lines.PRODUCTION_MOTHER, lines.QALY_PARENTS, lines.MEDICAL_MOTHER_ZVW]].any()
    assert cells[lines.MATERNITY_ZVW] < 0
