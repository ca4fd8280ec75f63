"""The command line of parameter uncertainty."""

import pytest
from test_cli import call, check_refused, printed

import heckman_nl as hn

FEW = ("--draws", 4, "--batch", 2, "--pairs", 200, "--no-recalibrate", "--workers", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("psa") / "run"


@pytest.fixture(scope="module")
def found(folder):
    return printed("psa", "boekstart", "--path", folder, *FEW)


def test_psa_is_that_of_the_library(found, folder, model):
    scenario = hn.Scenario("boekstart", [hn.interventions.load("boekstart")])
    psa = model.psa(hn.Cohort.births(), scenario, draws=4, pairs=200, recalibrate=False, workers=1, progress=False)
    row = psa.summary().loc["boekstart"]
    assert found["npv"]["boekstart"]["mean"] == row["mean"]
    assert found["npv"]["boekstart"]["probability_positive"] == row.probability_positive
    assert found["npv"]["boekstart"]["seed_error_too_large"] == row.marked
    assert found["evpi"] == psa.evpi()
    assert (found["draws"], found["solved"], found["missing"], found["incompatible"]) == (4, 4, 0, {})
    assert len(list(folder.glob("draws-*.parquet"))) == 2


def test_a_table_for_readers(found, folder):
    """Units, interval, chance, incompatible draws and what is wrong with so few; the folder is not lived again in another language."""
    dutch = call("psa", "boekstart", "--path", folder, *FEW)
    english = call("psa", "boekstart", "--path", folder, *FEW, "--language", "en")
    assert dutch.exit_code == english.exit_code == 0
    for word in ("0 onverenigbaar", "prijspeil", "kans > 0", "maar 4 trekkingen", "EVPI"):
        assert word in dutch.stdout
    for word in ("0 incompatible", "prices of", "chance > 0", "only 4 draws", "not fitted"):
        assert word in english.stdout
    marked = found["npv"]["boekstart"]["seed_error_too_large"]
    assert ("!: simulation error" in english.stdout) == marked


def test_many_draws_are_lived_by_processes(found, tmp_path, monkeypatch):
    """Spawned, with the same digits; few draws or one worker start none."""
    from concurrent.futures import Executor

    from heckman_nl.uncertainty import workers

    for one, draws in ((1, 1000), (2, workers.MANY_DRAWS - 1)):
        with workers.processes(one, draws) as pool:
            assert pool is None
    monkeypatch.setattr(workers, "MANY_DRAWS", 4)
    with workers.processes(2, 4) as pool:
        assert isinstance(pool, Executor)
    assert printed("psa", "boekstart", "--path", tmp_path, *FEW[:-1], 2) == found


def test_shards(found, tmp_path):
    first = printed("psa", "boekstart", "--path", tmp_path, *FEW, "--shard", "2/2")
    assert (first["solved"], first["missing"]) == (2, 2)
    assert "2 are not finished" in " ".join(first["reservations"])
    both = printed("psa", "boekstart", "--path", tmp_path, *FEW, "--shard", "1/2")
    assert both == found


def test_a_run_beside_its_draws(found, folder):
    data = printed("run", "boekstart", "--sample", 5000, "--psa", folder)
    assert data["psa"]["npv"] == found["npv"]
    check_refused("run", "voorzorg", "--sample", 5000, "--psa", folder, says=("other scenario", "boekstart"))
    check_refused("run", "boekstart", "--sample", 5000, "--psa", folder, "--rules", "zin", says=("other rules",))


def test_wrong_use(tmp_path):
    check_refused("psa", "boekstart", *FEW, "--shard", "2", says=("--shard '2'", "i/n"))
    check_refused("psa", "boekstart", *FEW, "--shard", "1/2", says=("path",))
    check_refused("psa", "boekstart", "boekstart", *FEW, says=("names of their own",))
    check_refused("psa", "boekstart", "rookvrije-start", *FEW, says=("rookvrije-start", "birth years"))
    check_refused("run", "boekstart", "--psa", tmp_path, says=("manifest.json",))
