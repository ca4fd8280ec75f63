"""Which births a quick solution is made on."""

import numpy as np
import pytest

from heckman_nl.calibrate import births as chosen_births
from heckman_nl.calibrate.births import ENOUGH, SETS, loadings_of, nearest, representative, solved
from heckman_nl.calibrate.fitted import SEED
from heckman_nl.errors import CalibrationError


def test_nearest_is_measured_in_standard_deviations():
    """A small miss of what hardly varies counts for more than a large one of what varies much; constants do not count."""
    found = {3: np.array([0.00, 10.0, 7.0]), 5: np.array([0.02, 1.0, 7.0]), 6: np.array([0.01, -12.0, 7.0])}
    assert nearest(found, np.array([0.021, -5.0, 0.0])) == 5


def test_no_other_set_is_nearer(model):
    births, parameters = 2000, model.parameters
    here = representative(parameters, births)
    sets = {seed: found for seed in range(1, SETS + 1) if (found := solved(parameters, births, seed)) is not None}
    spread = np.std(list(sets.values()), axis=0)
    far = {seed: np.sum(((found - loadings_of(parameters)) / spread) ** 2) for seed, found in sets.items()}
    assert here == min(far, key=far.get)


def test_many_births_need_no_choice(model):
    assert representative(model.parameters, ENOUGH) == SEED


def test_births_of_whom_no_set_can_be_solved_are_refused(model, monkeypatch):
    monkeypatch.setattr(chosen_births, "solved", lambda *_: None)
    with pytest.raises(CalibrationError, match="1,234 births"):
        representative(model.parameters, 1234)
