"""What a report says of the baseline: what it can show, and how much it cannot."""

import re
from collections import Counter
from pathlib import Path

import pytest

from heckman_nl.calibrate.entries import USES, use
from heckman_nl.calibrate.targets import Targets
from heckman_nl.datafiles import DATA, read_toml

ROOT = Path(__file__).parents[2]


def test_the_shipped_counts_are_those_of_the_targets():
    """Every row of the target files is counted, under what it served for; a row that changes its use makes them stale."""
    targets, counted = Targets.read(), read_toml(DATA / "validation.toml")
    rows = Counter(use(row) for row in (*targets.rows, *targets.statistics))
    assert {name: counted[name]["rows"] for name in USES} == rows
    assert all(0 < counted[name]["met"] <= counted[name]["rows"] for name in USES)


def test_the_shipped_counts_are_those_of_the_page():
    """The page on what was held out is written in the same run."""
    held = read_toml(DATA / "validation.toml")["held out"]
    page = (ROOT / "docs/explanation/held_out.md").read_text(encoding="utf-8")
    assert f"{held['rows']} of " in page
    assert f"Of these, {held['met']} (" in page
    by_module = re.findall(r"^\| \[\w+\]\(\.\./reference/modules/\w+\.md\) \| (\d+) \| (\d+) \|", page, flags=re.M)
    assert [sum(map(int, column)) for column in zip(*by_module, strict=True)] == [held["rows"], held["met"]]


@pytest.mark.parametrize(("code", "said"), [("nl", "Van de {} die nergens"), ("en", "Of the {} that were used")])
def test_the_page_tells_what_it_cannot_show(made, code, said):
    """All held-out rows, those of this report, and how many of all were met."""
    fit, held = made.tables[code]["fit"].frame, read_toml(DATA / "validation.toml")["held out"]
    text = " ".join("".join(made.page[code].texts).split())
    assert said.format(held["rows"]) in text
    here = text[text.index(said.format(held["rows"])) :][:400]
    assert str(fit.held_out.sum()) in re.findall(r"\d+", here)
    assert f"{held['met']} ({100 * held['met'] / held['rows']:.0f}%)" in here
    assert fit.held_out.sum() < held["rows"]


def test_rows_set_by_hand_are_told_apart(made):
    """A judged row is neither a check nor one of another measure."""
    for code in ("nl", "en"):
        fit = made.tables[code]["fit"].frame
        assert fit.groupby("use").use_.nunique().eq(1).all()
        assert fit.use_.nunique() == fit.use.nunique() == len(USES)


def test_rows_have_labels_of_their_own(made):
    """No name of a row stands where a label belongs; in Dutch no English group."""
    for code, tables in made.tables.items():
        fit = tables["fit"].frame
        assert not fit.text.duplicated().any(), code
        assert not set(fit.text) & set(fit.index)
    dutch = " ".join(made.tables["nl"]["fit"].frame.text)
    for word in ("mother", "female", "education", "multiple+", " age "):
        assert word not in dutch
