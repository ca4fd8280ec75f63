"""What other packages add: `tests/plugin/`, installed in an environment of its own, and packages that are broken."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path

import pytest

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.interventions import packages

TESTS = Path(__file__).parents[1]
HOW_TO = TESTS.parent / "docs/howto/new_intervention.md"
PLUGIN = TESTS / "plugin"
ORIGIN = "heckman-nl-example 0.1.0"
OFFLINE = "pip install --quiet --disable-pip-version-check --no-index --no-build-isolation "


def make_environment(folder):
    """An environment that sees this library and what it needs, and nothing else; returns what runs a shell in it.

    The build backend is that of the library (`hatchling`, in the test extra), so that nothing is downloaded.
    """
    assert find_spec("hatchling"), "the test extra is not installed: pip install -e '.[test]'"
    venv = ["-m", "venv", *(["--without-pip"] if find_spec("pip") else [])]  # pip of the running interpreter is seen
    subprocess.run([sys.executable, *venv, folder], check=True)
    python = folder / "bin/python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    seen = [str(Path(hn.__file__).parents[1]), f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"]
    (site / "seen.pth").write_text("\n".join(seen) + "\n")
    command = folder / "bin/heckman-nl"
    command.write_text(f"#!{python}\nfrom heckman_nl.cli import main\nmain()\n")
    command.chmod(0o755)
    (folder / "bin/pip").write_text(f'#!/bin/sh\nexec "{python}" -m pip "$@"\n')
    (folder / "bin/pip").chmod(0o755)

    def run(script, cwd=folder, seen=None):
        """Run lines of a shell; packages in the folder `seen` are seen as well."""
        path = [str(part) for part in (seen, os.environ.get("PYTHONPATH")) if part]
        environment = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        environment |= {"VIRTUAL_ENV": str(folder), "PYTHONPATH": os.pathsep.join(path)}
        script = script.replace("pip install ", OFFLINE)
        return subprocess.run(["sh", "-ec", script], cwd=cwd, env=environment, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a shell in an environment in which the package of `tests/plugin/` is installed."""
    shell = make_environment(tmp_path_factory.mktemp("environment"))
    done = shell(f"pip install '{PLUGIN}'")
    assert done.returncode == 0, done.stdout + done.stderr
    return shell


def add_package(folder, name, **files):
    """A distribution as pip leaves it: a package with these TOML files, and its entry point."""
    package, info = folder / f"{name}_package", folder / f"{name}-1.2.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "__init__.py").write_text("")
    for stem, text in files.items():
        (package / f"{stem}.toml").write_text(text)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[heckman_nl.interventions]\n{name} = {name}_package\n")
    return package


@pytest.fixture(scope="module")
def example():
    """An intervention that can be used."""
    return hn.interventions.template()


# installed


def test_it_is_listed_with_its_origin(run):
    done = run("heckman-nl interventions --json")
    origins = {row["id"]: row["origin"] for row in json.loads(done.stdout)["interventions"]}
    assert origins.pop("example-reading") == ORIGIN
    assert set(origins.values()) == {"heckman_nl"}
    assert len(origins) == len(list(packages.CATALOGUE.glob("*.toml")))
    assert done.stderr == ""


def test_menu_and_card_say_where_it_comes_from(run):
    done = run("heckman-nl interventions; heckman-nl show example-reading")
    menu, card = done.stdout.split("More: heckman-nl show ID\n")
    assert f"Reading at home (example)\n      weak; EUR 450 a participant, municipality, other   from {ORIGIN}" in menu
    assert f"origin: {ORIGIN}" in card
    assert "400 (200 to 800) EUR 2024 per participant at age 1, municipality: Coordination of volunteers" in card
    assert (
        "language_input: SD 0.21 (0.0572 to 0.358) (from age 1, fading 30% a year from age 2)" in card
    )  # 0.7 of 0.3 and 0.3 of nothing


RUNS = """python - <<'END'
import json
import heckman_nl as hn
item = hn.interventions.load("example-reading")
comparison = hn.Model().compare(hn.Cohort.births(4_000), hn.Scenario("Reading", [item]))
mkba = comparison.appraise(discount_rate=0.0)
payers = mkba.by_payer()["value"].to_dict()
print(json.dumps([float(comparison.participants), float(mkba.costs), float(mkba.benefits), payers["other"]]))
END"""


def test_it_runs(run):
    """Of 4,000 births half are reached, of these 0.8 noticed, of these half accept; each costs what the card says."""
    done = run(RUNS)
    assert done.returncode == 0, done.stderr
    participants, costs, benefits, other = json.loads(done.stdout)
    assert participants == pytest.approx(4_000 * 0.2, abs=4 * (4_000 * 0.2 * 0.8) ** 0.5)
    assert costs == pytest.approx(participants * (400 + 50), rel=1e-9)
    assert other == pytest.approx(-participants * 50, rel=1e-9)
    assert benefits != 0.0


# two with one id


def test_an_id_of_the_catalogue_is_refused(run, tmp_path, example):
    """Both files are named; nobody can have the id, all others can be had."""
    package = add_package(tmp_path, "taker", visits=example.replace("example-visits", "voorzorg"))
    for command in ("heckman-nl interventions", "heckman-nl show voorzorg", "heckman-nl run voorzorg"):
        done = run(command, seen=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        for word in (
            "'voorzorg'",
            str(packages.CATALOGUE / "voorzorg.toml"),
            str(package / "visits.toml"),
            "taker 1.2",
            "Give one of them another id",
        ):
            assert word in done.stderr
    assert run("heckman-nl show vve", seen=tmp_path).returncode == 0


def test_an_id_of_two_packages_is_refused(run, tmp_path, example):
    for name in ("one", "two"):
        add_package(tmp_path, name, visits=example)
    done = run("heckman-nl interventions", seen=tmp_path)
    assert done.returncode == 2
    for word in ("'example-visits'", "visits.toml of one 1.2", "visits.toml of two 1.2"):
        assert word in done.stderr


# broken


def test_a_broken_file_is_left_out_and_named(run, tmp_path, example):
    """Package, file, key and fix; the other file of the package, and all others, can be used."""
    broken = example.replace("example-visits", "broken").replace('"parenting"', '"parentin"')
    package = add_package(tmp_path, "half", good=example, bad=broken)
    says = ["half 1.2", str(package / "bad.toml"), "effect.0.channel", "Did you mean 'parenting'?"]
    done = run("heckman-nl interventions --json", seen=tmp_path)
    assert done.returncode == 0
    listed = json.loads(done.stdout)
    assert {"example-visits", "example-reading", "voorzorg"} < {row["id"] for row in listed["interventions"]}
    assert len(listed["refused"]) == 1
    assert done.stderr == f"left out: {listed['refused'][0]}\n"
    assert all(word in done.stderr for word in says)
    missing = run("heckman-nl show broken", seen=tmp_path)
    assert missing.returncode == 2
    assert all(word in missing.stderr for word in ["unknown intervention 'broken'", *says])
    assert run("heckman-nl show example-visits; heckman-nl show voorzorg", seen=tmp_path).returncode == 0


MODULES = {  # what an entry point may name, and what is said of it
    "absent": (None, ["ModuleNotFoundError", "absent"]),
    "empty": ("", ["holds no *.toml file", "in the folder of the package"]),
    "failing": ("raise RuntimeError('two\\nlines')", ["RuntimeError: two lines"]),
    "listed:items": ("items = []", ["this is a list", "a function that returns a list"]),
    "wrong:items": ("def items(): return ['voorzorg']", ["item 0", "is a str", "Intervention"]),
    "raising:items": ("def items(): return 1 / 0", ["ZeroDivisionError"]),
    "nothing:items": ("def items(): return None", ["TypeError"]),
    "unchecked:items": (
        "import heckman_nl as hn\n"
        "def items():\n"
        "    item = hn.interventions.load('voorzorg')\n"
        "    offer = item.offer.model_copy(update={'uptake': 1.7})\n"
        "    return [item.model_copy(update={'id': 'mine', 'offer': offer})]",
        ["mine, offer.uptake", "uptake = 1.7 is not a share between 0 and 1"],
    ),
}


@pytest.fixture
def small_catalogue(tmp_path, monkeypatch):
    """One file instead of all, so that reading it takes no time."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "voorzorg.toml").write_text((packages.CATALOGUE / "voorzorg.toml").read_text())
    monkeypatch.setattr(packages, "CATALOGUE", folder)


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("value", MODULES)
def test_a_broken_package_is_left_out_and_named(tmp_path, monkeypatch, value):
    """Whatever goes wrong in it: entry point, package and problem in one line; the catalogue can be used."""
    code, says = MODULES[value]
    name = value.split(":")[0]
    if code is not None:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(packages, "entry_points", lambda group: [EntryPoint("theirs", value, group)])
    with pytest.warns(UserWarning, match="left out: theirs: ") as told:
        menu = hn.interventions.available()
    assert len(told) == 1
    assert menu.attrs["refused"] == [str(told[0].message).removeprefix("left out: ")]
    assert "\n" not in menu.attrs["refused"][0]
    for word in says:
        assert word in menu.attrs["refused"][0]
    assert list(menu.index) == ["voorzorg"]
    assert hn.interventions.load("voorzorg").origin == "heckman_nl"
    with pytest.raises(InputError, match=r"unknown intervention 'mine'.*Left out: theirs: "):
        hn.interventions.load("mine")


@pytest.mark.usefixtures("small_catalogue")
def test_a_function_gives_interventions(tmp_path, monkeypatch, example):
    """With the origin of the package, whatever they say themselves."""
    (tmp_path / "visits.toml").write_text(example)
    code = (
        "from heckman_nl.interventions import Intervention\n"
        f"def items(): return [Intervention.from_toml({str(tmp_path / 'visits.toml')!r})]"
    )
    (tmp_path / "giving.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(packages, "entry_points", lambda group: [EntryPoint("theirs", "giving:items", group)])
    assert hn.interventions.load("example-visits").origin == "theirs"


# the how-to


@pytest.mark.slow
def test_the_how_to_runs_as_printed(tmp_path):
    """Its commands, files and lines of Python in the order of the page (on fewer lives), in an environment of their own."""
    page = HOW_TO.read_text()
    shell = make_environment(tmp_path / "environment")
    work = tmp_path / "work"
    work.mkdir()
    refused = re.search(r"```text\n(error: .*)\n```", page).group(1)
    said = []
    for before, language, block in re.findall(r"([^\n]*)\n+```(bash|python|toml)\n(.*?)```", page, re.S):
        block = block.replace("2000000", "20000").replace("2_000_000", "20_000")
        if language == "toml":
            named = re.search(r"`([\w./-]+\.toml)`", before)
            if named:
                (work / named.group(1)).write_text(block)
        else:
            done = shell(block if language == "bash" else f"python - <<'END'\n{block}\nEND", cwd=work)
            assert done.returncode == 0, block + done.stdout + done.stderr
            said.append(done.stdout)
    everything = "\n".join(said)
    assert "Home visits (example): MKBA" in everything
    assert f"from {ORIGIN}" in everything
    wrong = (work / "example-visits.toml").read_text().replace('"parenting"', '"parentin"')
    (work / "example-visits.toml").write_text(wrong)
    assert shell("heckman-nl show example-visits.toml", cwd=work).stderr.strip() == refused


def test_the_how_to_prints_the_template_and_the_package(example):
    """What the page prints is what the library gives, and the package that these tests install."""
    printed = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(), re.S)
    assert printed[0] == example
    assert printed[1] == (PLUGIN / "pyproject.toml").read_text()
    assert tomllib.loads(printed[1])["project"]["entry-points"][packages.GROUP]
