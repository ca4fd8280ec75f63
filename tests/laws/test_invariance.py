"""Same input, same bits: for any number of workers and whatever else is simulated beside a person."""

import numpy as np
import pytest

import heckman_nl as hn


@pytest.mark.parametrize("workers", [2, 5])
def test_workers_change_no_bit(model, voorzorg, workers):
    cohort, scenario = hn.Cohort.births(7_000), hn.Scenario("VoorZorg", [voorzorg])
    np.testing.assert_array_equal(model.run(cohort, workers=1).batches, model.run(cohort, workers=workers).batches)
    np.testing.assert_array_equal(
        model.compare(cohort, scenario, workers=1).batches, model.compare(cohort, scenario, workers=workers).batches
    )


def test_more_births_do_not_change_the_first(model):
    """Person i is the same whoever is simulated after: the first block of a larger cohort is the smaller one."""
    small, large = model.run(hn.Cohort.births(1_024)), model.run(hn.Cohort.births(5_000))
    np.testing.assert_array_equal(small.batches[0], large.batches[0])


def test_a_birth_year_does_not_depend_on_the_others(model):
    alone = model.run(hn.Cohort.births(1_024, year=2027))
    three = model.run(hn.Cohort.births(1_024, year=[2026, 2027, 2028]))
    np.testing.assert_array_equal(alone.batches[0, 0], three.batches[1, 1])


def test_seeds_differ_and_zero_is_a_seed(model):
    cohort = hn.Cohort.births(2_000)
    runs = [model.run(cohort, seed=seed).batches for seed in (0, 1, 2)]
    np.testing.assert_array_equal(runs[0], model.run(cohort, seed=0).batches)
    assert all((runs[a] != runs[b]).any() for a, b in ((0, 1), (0, 2), (1, 2)))


def test_nothing_that_is_shared_changes(model, voorzorg):
    """A run leaves model, cohort and scenario as they were."""
    before = model.parameters.fingerprint, voorzorg.model_dump_json()
    model.compare(hn.Cohort.births(2_000), hn.Scenario("VoorZorg", [voorzorg]))
    assert (model.parameters.fingerprint, voorzorg.model_dump_json()) == before
