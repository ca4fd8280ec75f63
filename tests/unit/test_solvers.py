"""How far a loading on V may go, and that one which goes further is no solution."""

import numpy as np
import pytest
from scipy.special import expit, ndtri

from heckman_nl.calibrate import solvers
from heckman_nl.errors import CalibrationError
from heckman_nl.model import Model
from heckman_nl.parameters import ParameterSet

UNIFORM = (np.arange(100_000) + 0.5) / 100_000
NOISES = {  # what is added to a score before it is compared with nought, by kind of decision
    solvers.LOGIT: np.log(UNIFORM / (1.0 - UNIFORM)),
    solvers.PROBIT: ndtri(UNIFORM),
    solvers.HAZARD: -np.log(-np.log(UNIFORM)),
}


@pytest.mark.parametrize("kind", list(NOISES))
def test_the_limit_is_the_same_share_of_what_the_score_leaves_open(kind):
    """V with the largest loading makes nine tenths of the variance, whatever the noise; and the noise is that of the kind."""
    noise, most = NOISES[kind], solvers.most_loading(kind)
    assert most**2 / (most**2 + noise.var()) == pytest.approx(0.9, abs=2e-4)
    for score in (-1.0, 0.5):
        assert np.mean(score + noise > 0.0) == pytest.approx(solvers.chance_and_slope(kind, score)[0], abs=2e-4)


@pytest.mark.parametrize(("loading", "reached"), [(4.0, True), (7.0, False)])
def test_a_gradient_beyond_the_limit_is_told_and_not_clipped(loading, reached):
    v = ndtri((np.arange(20_000) + 0.5) / 20_000)
    eta, weight, high = np.zeros(len(v)), np.ones(len(v)), v > 0.0
    happens = expit(-2.0 + loading * v)
    problem = ((eta, weight), v, high, happens.mean(), happens[high].mean(), weight, "a decision")
    if reached:
        assert solvers.logit_loading(*problem) == pytest.approx((-2.0, loading), abs=1e-4)
    else:
        with pytest.raises(CalibrationError, match=r"no loading within 5\.44"):
            solvers.logit_loading(*problem)


def test_a_baseline_that_cannot_be_solved_says_what_was_changed(monkeypatch):
    """The number that a user set stands in the error, beside its interval; what was not set does not."""

    def fails(*_, **__):
        raise CalibrationError("work.wage.V: no value between -1 and 1 reaches its target")

    monkeypatch.setattr("heckman_nl.calibrate.baseline.solve_baseline", fails)
    known = ParameterSet.read()
    low, high = known["work.schooling.return"].interval
    with pytest.raises(
        CalibrationError, match=r"^work.wage.V: no value between -1 and 1 reaches its target\. You"
    ) as caught:
        Model(
            known.but({"work.schooling.return": 9.0, "skills.cognitive.class": known.value("skills.cognitive.class")})
        )
    said = str(caught.value)
    was = known.value("work.schooling.return")
    assert said.endswith(
        f"You changed work.schooling.return = 9 (as it comes {was:g}, 95% interval {low:g} to {high:g})"
    )
