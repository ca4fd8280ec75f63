"""The same kernel source, run in another way, lives the same lives bit for bit."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn

TESTS = Path(__file__).parents[1]
SOURCE = Path(hn.__file__).parents[1]


@pytest.fixture(scope="module")
def lives(model, voorzorg):
    return Lives(model, hn.Cohort.births(100_000), hn.Scenario("VoorZorg", [voorzorg]))


def chosen_persons(lives, as_they_come, takers):
    """Some persons as they come, and some who take part in VoorZorg."""
    return [*range(as_they_come), *lives.takers(takers)[0]]


@pytest.fixture(scope="module")
def packed(lives, tmp_path_factory):
    path = tmp_path_factory.mktemp("packed") / "packed"
    lives.plan.packed.tofile(path)
    return path


def lives_elsewhere(path, packed, persons, **settings):
    """States and ledgers of both arms, with the ledgers of the children, lived in a process with these environment variables."""
    environment = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)])}
    command = [sys.executable, str(TESTS / "lives_elsewhere.py"), str(packed), str(path), *map(str, persons)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return np.load(path)


@pytest.mark.parametrize(
    ("settings", "many"),
    [
        pytest.param({"NUMBA_DISABLE_JIT": "1"}, (50, 20), id="JIT off"),
        pytest.param({"NUMBA_DISABLE_JIT": "1"}, (80, 40), id="JIT off, more lives", marks=pytest.mark.slow),
        pytest.param({"NUMBA_BOUNDSCHECK": "1"}, (50, 20), id="bounds checked", marks=pytest.mark.slow),
        pytest.param({"NUMBA_OPT": "1"}, (50, 20), id="optimised less", marks=pytest.mark.slow),
    ],
)
def test_same_bits(lives, packed, tmp_path, settings, many):
    chosen = chosen_persons(lives, *many)
    folder = {"NUMBA_CACHE_DIR": str(tmp_path)} if "NUMBA_OPT" in settings else {}
    compiled = lives_elsewhere(tmp_path / "compiled.npz", packed, chosen)
    other = lives_elsewhere(tmp_path / "other.npz", packed, chosen, **settings, **folder)
    assert set(compiled) == {"states_baseline", "states_scenario", "ledgers_baseline", "ledgers_scenario"}
    for name in compiled:
        np.testing.assert_array_equal(compiled[name], other[name], err_msg=name)
    assert (compiled["states_baseline"] != compiled["states_scenario"]).any()
    assert compiled["ledgers_baseline"][:, 1].any(axis=(1, 2)).sum() > sum(many) * 2 / 7  # families with children
