"""What several tests share."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "calibration")]  # helpers of the tests; what writes pages and reports


@pytest.fixture(scope="session")
def model():
    """The Dutch model, as shipped."""
    import heckman_nl as hn

    return hn.Model()


@pytest.fixture(scope="session")
def voorzorg():
    """VoorZorg, as shipped."""
    import heckman_nl as hn

    return hn.interventions.load("voorzorg")


@pytest.fixture(autouse=True)
def quick_reports(monkeypatch):
    """A report sets the baseline beside Dutch statistics on a million births; here on 20,000, `validate` has its own test."""
    monkeypatch.setattr("heckman_nl.report.tables.ENOUGH_BIRTHS", 20_000)
