"""What several tests share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # `lives` and other helpers of the tests


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
