"""Benchmarks are measured, never asserted: the machines are shared and noisy. Read ratios within one run."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def model():
    import heckman_nl as hn

    return hn.Model()


@pytest.fixture(scope="session")
def voorzorg():
    import heckman_nl as hn

    return hn.Scenario("VoorZorg", [hn.interventions.load("voorzorg")])


@pytest.fixture(scope="session")
def universal():
    """VoorZorg offered to every family: everyone who accepts is lived twice."""
    import heckman_nl as hn

    item = hn.interventions.load("voorzorg")
    offer = item.offer.model_copy(update={"where": [], "any": []})
    return hn.Scenario("for all", [item.model_copy(update={"offer": offer})])
