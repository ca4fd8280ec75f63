"""What several tests share."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LONG = ("test_same_source.py", "test_alternatives.py", "test_report.py", "test_cli.py", "test_psa.py", "test_tables.py")
sys.path[:0] = [str(HERE), str(HERE.parent / "calibration")]  # helpers of the tests; what writes pages and reports


def pytest_collection_modifyitems(items):
    """Long files first, so that the two processes of `make test` end together; the first waits for lives without a compiler
    while the other compiles for both."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


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
