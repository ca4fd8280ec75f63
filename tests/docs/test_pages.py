"""What the pages print as runnable runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import heckman_nl as hn
from heckman_nl.cli import app

ROOT = Path(__file__).parents[2]


def blocks(page, language):
    """Code blocks of a page."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(), re.S)


@pytest.mark.slow
def test_the_example_of_the_how_to_runs(model, tmp_path):
    path = tmp_path / "example-visits.toml"
    path.write_text(blocks("docs/howto/new_intervention.md", "toml")[0])
    visits = hn.interventions.load(path)
    comparison = model.compare(hn.Cohort.births(20_000), hn.Scenario("Visits", [visits]))
    mkba = comparison.appraise()
    assert float(comparison.participants) > 100
    assert float(mkba.costs) > 1e5
    assert float(mkba.benefits) != 0.0


@pytest.mark.parametrize(
    "page", sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", (ROOT / page).read_text()):
        if not target.startswith("http"):
            assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_first_screen_of_the_readme_prints_what_it_says():
    """The ten lines of Python run as printed and give the printed output."""
    script, expected = blocks("README.md", "python")[0], blocks("README.md", "text")[0]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == expected


@pytest.mark.slow  # makes a report in a process of its own
def test_the_report_of_the_how_to(tmp_path, monkeypatch):
    """Its lines run as printed (on fewer lives), and its file of words is read as they are."""
    from heckman_nl.cli.scenarios import read_texts

    monkeypatch.chdir(tmp_path)
    script = blocks("docs/howto/report.md", "python")[0].replace("200_000", "20_000")
    script = "import heckman_nl.report.tables as t; t.ENOUGH_BIRTHS = 20_000\n" + script
    subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Few families are reached." in (tmp_path / "out/voorzorg.html").read_text()
    assert (tmp_path / "out/voorzorg.xlsx").stat().st_size > 10_000
    (tmp_path / "words.toml").write_text(blocks("docs/howto/report.md", "toml")[0])
    words = {"cheers.27": "Paid by the province.", "mkba.problem": "Few families are reached."}
    assert read_texts(tmp_path / "words.toml") == words


@pytest.mark.slow  # solves the baseline again
def test_the_tutorial_runs(tmp_path, monkeypatch):
    """Its lines run as printed, in order (on fewer lives)."""
    monkeypatch.chdir(tmp_path)
    script = "\n".join(blocks("docs/tutorials/first_mkba.md", "python")).replace("2_000_000", "40_000")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "the family takes part" in done.stdout
    assert (tmp_path / "out/voorzorg.html").stat().st_size > 100_000


def test_every_command_of_the_readme_exists():
    """Each `heckman-nl` line names a command and options that the command line has."""
    for line in re.findall(r"^heckman-nl ([a-z]+)(.*?)(?:#|$)", blocks("README.md", "bash")[1], re.M):
        shown = CliRunner().invoke(app, [line[0], "--help"])
        assert shown.exit_code == 0, line
        known = shown.stdout
        for option in re.findall(r"--[a-z]+", line[1]):
            assert option in known, (line, option)


def test_the_scenario_of_the_how_to_runs(tmp_path, monkeypatch):
    """The file as printed, with the lines that read and appraise it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario.toml").write_text(blocks("docs/howto/scenario.md", "toml")[0])
    script = blocks("docs/howto/scenario.md", "python")[0].replace("300_000", "30_000")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "VoorZorg 2026-2028, with less poverty" in done.stdout


def test_the_region_of_the_how_to_runs(tmp_path, monkeypatch):
    """The file as printed, with the lines that read, appraise and map it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "delta.toml").write_text(blocks("docs/howto/region.md", "toml")[0])
    script = blocks("docs/howto/region.md", "python")[0].replace("500_000", "20_000")
    script = script.replace(", delta])", ", delta], sample=11_000)")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "household.smoking_before.prevalence" in done.stdout
    lines = (tmp_path / "map.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["code", "NL", "GM0599", "CR01", "GM9999"]


def test_the_page_of_the_monitor_has_every_indicator():
    """Its table is the printed one: every indicator, in order, with the figures that were observed."""
    from heckman_nl import monitor

    page = (ROOT / "docs/explanation/monitor.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`" in line]
    assert [re.search(r"\(`(\w+)`\)", row).group(1) for row in rows] == [item.id for item in monitor.indicators()]
    for row, item in zip(rows, monitor.indicators(), strict=True):
        if item.observed:
            assert (
                f"| {monitor.shown(item.observed[0].value, monitor.UNITS[item.per])} | {item.observed[0].year}" in row
            )


@pytest.mark.slow
def test_the_lines_of_the_monitor_page_run():
    script = blocks("docs/explanation/monitor.md", "python")[0].replace(
        "hn.Cohort.births()", "hn.Cohort.births(11_000)"
    )
    subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)


CHANNEL = "docs/howto/new_channel.md"
LAWS = "tests/laws/test_channels.py"  # of which two are run here: that every channel has a law, and that of this one
LAWS_OF_IT = f"{LAWS}::test_every_channel_has_its_law {LAWS}::test_a_channel_moves_its_own_outcome[attainment]"


def copy_of_the_library(folder):
    """What the how-to on channels changes and runs."""
    for part in ("src", "tests", "calibration", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / part, folder / part)


def apply(diff, folder):
    """Make a change as printed, wherever its lines now stand; returns what is wrong with it."""
    command = ["git", "apply", "--unidiff-zero", "--recount", "--verbose", "-"]
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    done = subprocess.run(command, input=diff, cwd=folder, env=environment, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr


def test_the_changes_of_the_how_to_on_channels_apply(tmp_path):
    """Each to the file that it names, as that now is."""
    diffs = blocks(CHANNEL, "diff")
    assert len(diffs) == 3
    for diff in diffs:
        name = re.match(r"--- a/(\S+)", diff).group(1)
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
        assert apply(diff, tmp_path) == ""


@pytest.mark.slow  # compiles a model with one more channel
def test_the_channel_of_the_how_to_works(tmp_path):
    """With its changes the tests that it names pass, its law among them; VoorZorg gives the same digits."""
    copy_of_the_library(tmp_path)
    path = os.pathsep.join([str(tmp_path / "src"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    environment = {**os.environ, "PYTHONPATH": path}

    def run(*command):
        done = subprocess.run([*command], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    result = [sys.executable, "-m", "heckman_nl.cli", "run", "voorzorg", "--births", "20000", "--json"]
    before = json.loads(subprocess.run(result, capture_output=True, text=True, check=True).stdout)
    for diff in blocks(CHANNEL, "diff"):
        assert apply(diff, tmp_path) == ""
    for line in blocks(CHANNEL, "bash")[0].splitlines():
        said = run(sys.executable, *line.replace("tests/laws/test_channels.py", LAWS_OF_IT).split()[1:])
    assert "passed" in said
    after = json.loads(run(*result))
    for content in (before, after):
        content.pop("provenance", None)
    assert after == before


def test_the_lines_on_value_of_information_run():
    """Those of the how-to on uncertainty that need no model, as printed."""
    script = blocks("docs/howto/uncertainty.md", "python")[0]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "joint" in done.stdout
    assert "evsi" in done.stdout


@pytest.mark.slow  # a hundred points of the model
def test_the_lines_on_sensitivity_run():
    """Those of the how-to, in order (on fewer lives)."""
    script = "\n".join(blocks("docs/howto/sensitivity.md", "python")).replace("4_000", "200")
    shown = re.search(r"print\(grid\[\[(.*), \"npv\", \"bcr\"\]\]", script).group(1)
    script += f"\nassert not grid[[{shown}]].duplicated().any()"  # each row says which alternative it is
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for word in (
        "causal.adjusted",
        "swing_se",
        "0.015",
        "effects of the intervention",
        "everything else",
        "QALY value",
        "zin",
    ):
        assert word in done.stdout
    assert "\\\n" not in done.stdout  # no table is broken over lines, or cut
    assert "..." not in done.stdout


def test_the_tables_of_the_theory_are_computed():
    """Elasticities, shares of investment and costs of delay of the page, from the library."""
    from heckman_nl.theory import cost_of_delay, technologies

    text = (ROOT / "docs/explanation/theory.md").read_text()
    for name, technology in technologies().items():
        elasticity = technology.elasticity()
        cells = [f"{x:.2f}" for x in (*elasticity.cognitive, *elasticity.socioemotional)]
        shares = [f"{technology.shares[stage][skill][2]:g}" for skill in (0, 1) for stage in (0, 1)]
        row = f"| `{name}` | {cells[0]}, {cells[1]} | {cells[2]}, {cells[3]} | {shares[0]}, {shares[1]} | {shares[2]}, {shares[3]} |"
        assert row in text
        costs = [cost_of_delay(technology, 0.5, 0, 1, weights=weights) for weights in ((1, 0), (0, 1))]
        told = ["no amount does" if cost == float("inf") else f"{cost:.2g}" for cost in costs]
        assert f"| `{name}` | {told[0]} | {told[1]} |" in text


CURVES = {"en": "docs/explanation/heckman_curve.md", "nl": "docs/explanation/heckman_kromme.md"}


@pytest.mark.parametrize("language", CURVES)
def test_the_pages_of_the_curve_print_the_programmes_of_the_library(language):
    """Tables of curves (2) and (3) as computed now, with their pictures; no table is empty."""
    from types import SimpleNamespace

    import curve as writing

    from heckman_nl.report import curve as shown
    from heckman_nl.theory import programmes

    text, say = (ROOT / CURVES[language]).read_text(), shown.Language(language)
    found = SimpleNamespace(
        programmes=programmes.programmes(), catalogue=programmes.catalogue(), corrections=programmes.corrections()
    )
    assert writing.markdown(shown.programme_table(found, say)) in text
    assert writing.markdown(shown.corrected_table(found, say)) in text
    assert len(re.findall(r"<!-- \w+ -->\n\|", text)) == text.count("<!-- end -->") == 7
    for picture in re.findall(r"\]\((curve/\w+\.svg)\)", text):
        assert (ROOT / "docs/explanation" / picture).stat().st_size < 150_000


@pytest.mark.slow  # some forty comparisons
def test_the_tutorial_of_the_curve_runs(tmp_path, monkeypatch):
    """Its lines run as printed, in order (on fewer lives)."""
    monkeypatch.chdir(tmp_path)
    script = "\n".join(blocks("docs/tutorials/heckman_curve.md", "python"))
    for printed, here in (("60_000", "2_000"), ("20_000", "2_000"), ("5_000", "500"), ("draws=20", "draws=2")):
        script = script.replace(printed, here)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "multiple" in done.stdout
    assert "Perry Preschool" in done.stdout
