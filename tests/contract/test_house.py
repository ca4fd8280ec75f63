"""The package as a user gets it: what it imports, what it ships, how others add to it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heckman_nl as hn

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs/howto/new_intervention.md"


def run(*command, cwd=None, **environment):
    return subprocess.run(
        [str(c) for c in command], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )


def test_import_is_light():
    """`import heckman_nl` loads neither the compiler nor pictures nor tables."""
    script = (
        "import sys, heckman_nl; print([m for m in ('numba', 'matplotlib', 'pandas', 'SALib') if m in sys.modules])"
    )
    assert run(sys.executable, "-c", script).stdout.strip() == "[]"


def test_public_names_exist():
    assert all(hasattr(hn, name) for name in hn.__all__)


def add_plugin(folder, name, toml):
    """A third-party distribution as pip would leave it: a package with a TOML file, and its entry point."""
    package = folder / f"{name}_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "intervention.toml").write_text(toml)
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[heckman_nl.interventions]\n{name} = {name}_package\n")


@pytest.fixture
def example():
    """The intervention of the how-to."""
    return HOW_TO.read_text().split("```toml\n")[1].split("```")[0]


def test_a_third_party_adds_an_intervention(tmp_path, example):
    """Its entry point is found, listed with its origin, and run."""
    add_plugin(tmp_path, "visits", example)
    cli = [sys.executable, "-m", "heckman_nl.cli"]
    listed = json.loads(run(*cli, "interventions", "--json", PYTHONPATH=str(tmp_path)).stdout)["interventions"]
    assert {row["id"]: row["origin"] for row in listed}["example-visits"] == "visits 1.2"
    done = run(*cli, "run", "example-visits", "--births", "20000", "--json", PYTHONPATH=str(tmp_path))
    assert json.loads(done.stdout)["participants"] > 0


def test_two_interventions_with_one_id_are_refused(tmp_path, example):
    add_plugin(tmp_path, "one", example)
    add_plugin(tmp_path, "two", example)
    done = run(sys.executable, "-m", "heckman_nl.cli", "interventions", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "example-visits" in done.stderr
    assert "one 1.2" in done.stderr
    assert "two 1.2" in done.stderr


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(tmp_path):
    """Built, installed without extras, run from elsewhere: the baseline validates, a report says what it misses."""
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".venv", ".git", "out", "__pycache__"))
    built = run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path, source)
    assert built.returncode == 0, built.stderr
    assert run(sys.executable, "-m", "venv", tmp_path / "empty").returncode == 0
    here = tmp_path / "empty/bin"
    installed = run(here / "python", "-m", "pip", "install", *tmp_path.glob("*.whl"))
    assert installed.returncode == 0, installed.stderr
    validated = run(here / "heckman-nl", "validate", cwd=tmp_path)
    assert validated.returncode == 0, validated.stdout + validated.stderr
    assert "rows are met" in validated.stdout
    report = run(here / "heckman-nl", "run", "voorzorg", "--births", "20000", "--out", tmp_path / "out", cwd=tmp_path)
    assert report.returncode == 2
    assert "heckman-nl[report]" in report.stderr
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True
