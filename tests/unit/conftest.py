"""What the tests of uncertainty share: a birth cohort, and a scenario that reaches all families."""

import pytest

import heckman_nl as hn


@pytest.fixture(scope="session")
def cohort():
    return hn.Cohort.births(170_000)


@pytest.fixture(scope="session")
def boekstart():
    return hn.Scenario("BoekStart", [hn.interventions.load("boekstart")])
