"""How fast a life, a comparison, the calibration and the engine are; `make benchmark` runs them and prints the table."""

import pytest
import reference_job
import reference_job_numpy

import heckman_nl as hn

BIRTHS = 170_000


def per_person_year(benchmark, person_years):
    """Note nanoseconds and millions of person-years per second, from the fastest round."""
    fastest = benchmark.stats.stats.min
    benchmark.extra_info["ns_per_person_year"] = round(1e9 * fastest / person_years, 1)
    benchmark.extra_info["million_person_years_per_s"] = round(person_years / fastest / 1e6, 1)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.benchmark(group="life course")
def test_life_course(benchmark, model, workers):
    cohort = hn.Cohort.births(50_000)
    result = benchmark.pedantic(model.run, (cohort,), {"workers": workers}, rounds=8, warmup_rounds=1)
    per_person_year(benchmark, float(result.total("alive_male", "alive_female")))


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(("scenario", "rounds"), [("voorzorg", 8), ("universal", 4)])
@pytest.mark.benchmark(group="paired MKBA, 170,000 births")
def test_mkba(benchmark, model, request, scenario, rounds, workers):
    scenario = request.getfixturevalue(scenario)

    def mkba():
        return model.compare(hn.Cohort.births(BIRTHS), scenario, workers=workers).appraise().npv

    benchmark.pedantic(mkba, rounds=rounds, warmup_rounds=1)


@pytest.mark.benchmark(group="recalibration of one draw, 20,000 births, one core")
def test_sweep(benchmark, model):
    from heckman_nl.calibrate.baseline import solve_baseline
    from heckman_nl.calibrate.targets import Targets

    targets = Targets.read()
    kwargs = {"births": 20_000, "targets": targets}
    benchmark.pedantic(solve_baseline, (model.parameters,), kwargs, rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("peer", ["engine, 1 worker", "engine, 2 workers", "NumPy"])
@pytest.mark.benchmark(group="reference job, 100,000 persons")
def test_reference_job(benchmark, peer):
    arguments = {
        "engine, 1 worker": (reference_job.simulate, (100_000, 1, 1)),
        "engine, 2 workers": (reference_job.simulate, (100_000, 1, 2)),
        "NumPy": (reference_job_numpy.simulate, (100_000, 1)),
    }
    result = benchmark.pedantic(*arguments[peer], rounds=10, warmup_rounds=1)
    per_person_year(benchmark, result[1])
    benchmark.extra_info["z"] = {k: round(float(v), 2) for k, v in reference_job.z_scores(100_000, *result).items()}
