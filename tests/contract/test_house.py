"""The package as a user gets it: what it imports, what it ships."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heckman_nl as hn

ROOT = Path(__file__).parents[2]


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
