"""`lifecourse-ref` on this engine: a tiny life whose exact answer is known."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import reference_job
import reference_job_numpy

# exact.json of the job: a 32-state Markov recursion by another hand
EXACT_MEAN = [85059.8387915049, 40.40540755911151, 632222.6719639869, 77.62362385937881, 77.12526255443129]
EXACT_SD = [13561.62963642016, 4.429126040073257, 74558.34018816498, 13.486311258356567, 13.489181647651304]
N = 200_000


@pytest.fixture(scope="module")
def job():
    return reference_job.simulate(N, seed=1, workers=1)


def test_two_recursions_give_one_exact_answer():
    mean, sd = reference_job.exact_answer()
    np.testing.assert_allclose(mean, EXACT_MEAN, rtol=1e-9)
    np.testing.assert_allclose(sd, EXACT_SD, rtol=1e-6)  # a difference of squares


def test_means_lie_within_three_standard_errors(job):
    assert all(abs(z) < 3 for z in reference_job.z_scores(N, *job).values())


def test_numpy_does_the_same_job():
    """Another generator and another algorithm: the yardstick of the benchmark is not a strawman with another answer."""
    assert all(abs(z) < 3 for z in reference_job.z_scores(N, *reference_job_numpy.simulate(N, seed=2)).values())


def test_the_same_bits_for_one_and_two_threads(job):
    matrix, person_years, deaths = reference_job.simulate(N, seed=1, workers=2)
    np.testing.assert_array_equal(matrix, job[0])
    assert (person_years, deaths) == job[1:]


def test_a_wrong_life_is_noticed(monkeypatch):
    """A mortality three in a hundred too low is seen at this number of persons."""
    right = reference_job.death_hazard
    monkeypatch.setattr(reference_job, "death_hazard", lambda female, chronic: 0.97 * right(female, chronic))
    wrong = reference_job.simulate(N, seed=1)
    monkeypatch.undo()
    assert max(abs(z) for z in reference_job.z_scores(N, *wrong).values()) > 3
