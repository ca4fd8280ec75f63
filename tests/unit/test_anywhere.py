"""A probabilistic sensitivity analysis anywhere: Dask, processes that are killed, a folder that is read again. One result."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

import pandas as pd
import psa_elsewhere
import pytest

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.uncertainty.folder import MANIFEST, in_json, out_of_json

QUICK = {"draws": 4, "batch": 1, "recalibrate": False, "pairs": 1000, "progress": False}
PATIENCE = 300  # seconds until a process that was started counts as hung
DASKS_OWN = ("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
of_dask = [pytest.mark.filterwarnings(text) for text in DASKS_OWN]  # of its sockets and event loops


@pytest.fixture(scope="module")
def kept(model, cohort, boekstart, tmp_path_factory):
    """The analysis in threads, and its folder."""
    path = tmp_path_factory.mktemp("kept") / "run"
    return model.psa(cohort, boekstart, path=path, workers=2, **QUICK), path


def same(a, b):
    pd.testing.assert_frame_equal(a._long, b._long, check_exact=True)


@contextmanager
def quiet():
    """Without the warning of many incompatible draws."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def cluster(processes):
    from dask.distributed import LocalCluster

    return LocalCluster(
        n_workers=2, threads_per_worker=1, processes=processes, dashboard_address=None, worker_dashboard_address=None
    )


def dask(test):
    """Where Dask is there; its own warnings are not ours."""
    for mark in of_dask:
        test = mark(test)
    return test


# executors


@dask
def test_dask_gives_the_bits_of_threads(model, cohort, boekstart, kept):
    pytest.importorskip("distributed")
    from dask.distributed import Client

    with cluster(False) as here, Client(here) as client:
        found = model.psa(cohort, boekstart, executor=client.get_executor(), **QUICK)
        with pytest.raises(InputError, match=r"client.get_executor\(\)"):
            model.psa(cohort, boekstart, executor=client, **QUICK)
    same(found, kept[0])


def test_forked_processes_are_refused(model, cohort, boekstart):
    if "fork" not in get_all_start_methods():
        pytest.skip("nothing can be forked here")
    with (
        ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool,
        pytest.raises(InputError, match=r"get_context\('spawn'\)"),
    ):
        model.psa(cohort, boekstart, executor=pool, **QUICK)


def test_an_executor_of_ones_own(model, cohort, boekstart, kept):
    """Anything with the interface of the standard library; here one that does the work when it is asked."""

    class Here(Executor):
        def submit(self, function, *arguments):
            future = Future()
            future.set_result(function(*arguments))
            return future

    same(model.psa(cohort, boekstart, executor=Here(), **QUICK), kept[0])


def test_more_shards_than_tasks_are_refused(model, cohort, boekstart, tmp_path):
    with pytest.raises(InputError, match="4 tasks: 5 shards are too many"):
        model.psa(cohort, boekstart, path=tmp_path, shard=(1, 5), **QUICK)


@pytest.mark.slow
@dask
def test_a_dask_worker_is_killed_and_baselines_are_solved(model, cohort, boekstart, tmp_path):
    """Two spawned workers, one of which is killed: Dask gives its draws to the other. Solved baselines are the same to the bit."""
    pytest.importorskip("distributed")
    from dask.distributed import Client

    asked = {**QUICK, "recalibrate": True, "solve_births": 4000}

    def kill_when_one_is_done(worker):
        end = time.monotonic() + PATIENCE
        while not list(tmp_path.glob("draws-*.parquet")) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(worker, signal.SIGKILL)

    with quiet():
        threads = model.psa(cohort, boekstart, **asked)
        with cluster(True) as two, Client(two) as client:
            worker = next(iter(client.run(os.getpid).values()))
            killer = threading.Thread(target=kill_when_one_is_done, args=(worker,))
            killer.start()
            found = model.psa(cohort, boekstart, path=tmp_path, executor=client.get_executor(), **asked)
            killer.join()
    same(found, threads)
    assert found.incompatible.equals(threads.incompatible)


# killed


def wait_for(condition, process):
    """Until it holds; not longer than PATIENCE, and not after the process is gone."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "hung"
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_worker_and_then_the_driver_are_killed(tmp_path):
    """What was finished is kept, in whole files; the same call goes on and ends as a run that nobody killed."""
    folder = tmp_path / "run"
    path = os.pathsep.join([str(Path(hn.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, psa_elsewhere.__file__, str(folder)], env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process, int(process.stdout.readline())

    def finished():
        return len(list(folder.glob("draws-*.parquet")))

    try:
        driver, worker = start()
        wait_for(lambda: finished() >= 1, driver)
        os.kill(worker, signal.SIGKILL)
        _, said = driver.communicate(timeout=PATIENCE)
        assert driver.returncode == 1
        assert "refused: a worker ended before its draws were done" in said
        assert str(folder) in said
        before = finished()
        assert 1 <= before < 10
        driver, worker = start()
        wait_for(lambda: finished() > before, driver)
        driver.kill()
        driver.wait(timeout=PATIENCE)
        assert finished() < 10
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # workers of a driver that was killed wait for ever
            process.wait()
            process.stdout.close()
            process.stderr.close()
    with quiet():
        same(psa_elsewhere.small(folder), psa_elsewhere.small())
    assert finished() == 10


# read again


def test_a_folder_is_read_again(kept, boekstart):
    """Rows, what was drawn, and value of information are those of the run."""
    psa, path = kept
    again = hn.uncertainty.read_psa(path)
    same(again, psa)
    pd.testing.assert_frame_equal(again.parameters, psa.parameters, check_exact=True)
    assert (
        again.about["effects"]
        == psa.about["effects"]
        == [name for name in psa.parameters if name in psa.about["effects"]]
    )
    assert again.missing == psa.missing == 0
    assert out_of_json(json.loads(json.dumps(in_json(boekstart)))) == boekstart


@pytest.mark.parametrize("name", hn.interventions.names())
def test_every_scenario_survives_the_folder(name):
    item = hn.interventions.load(name).but(uptake=0.5)
    scenario = hn.Scenario("x", [item], [hn.Change("household.poverty.prevalence", scale=0.8)])
    again = out_of_json(json.loads(json.dumps(in_json(scenario), allow_nan=False)))
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint


def test_a_folder_as_far_as_it_goes(kept, model, cohort, boekstart, tmp_path):
    model.psa(cohort, boekstart, path=tmp_path, shard=(2, 2), **QUICK)
    part = hn.uncertainty.read_psa(tmp_path)
    assert part.draws.tolist() == [1, 3]
    assert part.missing == 2
    pd.testing.assert_frame_equal(part._long, kept[0]._long.loc[[1, 3]], check_exact=True)


def test_what_is_no_folder_of_ours(tmp_path):
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        hn.uncertainty.read_psa(tmp_path)
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(InputError, match="cannot be read"):
        hn.uncertainty.read_psa(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": 99}')
    with pytest.raises(InputError, match="format 99"):
        hn.uncertainty.read_psa(tmp_path)


# beside the point run


def test_only_the_run_that_it_is_of(kept, model, cohort, boekstart):
    """Another scenario, cohort or rules are refused by name; the same scenario under another title is not."""
    psa, _ = kept
    renamed = hn.Scenario("BoekStart, anders genoemd", boekstart.interventions)
    mkba = model.compare(cohort, renamed, sample=20_000, progress=False).appraise()
    assert psa.strategy_of(mkba) == "BoekStart"
    assert mkba.with_psa(psa).psa is psa
    assert mkba.psa is None
    zin = mkba.comparison.appraise("zin")
    low = mkba.comparison.appraise(discount_rate=0.015)
    counted = mkba.comparison.appraise(births_in_one_arm="counted")
    for appraisal in (zin, low, counted):
        with pytest.raises(InputError, match=r"other rules$"):
            psa.strategy_of(appraisal)
    few = model.compare(hn.Cohort.births(5_000), boekstart, progress=False).appraise()
    with pytest.raises(InputError, match=r"other births$"):
        few.with_psa(psa)
    other = hn.Scenario("BoekStart", [boekstart.interventions[0].but(uptake=0.1)])
    with pytest.raises(InputError, match=r"other scenario \(its strategies are BoekStart\)"):
        model.compare(cohort, other, sample=5_000, progress=False).appraise().with_psa(psa)


def test_the_mean_beside_the_point(kept, model, cohort, boekstart):
    psa, _ = kept
    mkba = model.compare(cohort, boekstart, sample=20_000, progress=False).appraise()
    table = psa.versus_point(mkba)
    assert table.draws["npv"] == psa.outcome("npv")["BoekStart"].mean()
    assert table.point["costs"] == mkba.costs.value
    assert (table.difference == table.draws - table.point).all()
    assert table.difference["npv"] == pytest.approx(table.difference["benefits"] - table.difference["costs"])
    spread = psa.summary()
    parts = (spread.mean_se["BoekStart"], spread.seed_se["BoekStart"], mkba.npv.se)
    assert table.se["npv"] == pytest.approx(sum(x**2 for x in parts) ** 0.5)
