"""Published ratios beside ours: the data file is complete, and every row says what is compared or why not."""

from pathlib import Path

import published
import pytest

from heckman_nl import interventions
from heckman_nl.report.published import VIEWS, rows_of
from heckman_nl.report.tables import MEASURES, VIEW_WORDS
from heckman_nl.vocabulary.rows import STATUSES

CATALOGUE = Path(interventions.__file__).parent / "catalogue"
GROUPS, ROWS = published.read()
IDS = [row["id"] for row in ROWS]
NEEDED = ("programme", "study", "country", "year", "perspective", "citation", "status", "why")
MAY = (
    "url",
    "group",
    "intervention",
    "figures",
    "rules",
    "what_if",
    "published",
    "horizon",
    "discounting",
    "price_year",
)


def test_every_row_of_the_evidence_is_there_once():
    assert sorted(IDS) == [f"CB{number:03}" for number in range(1, 44)]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_row_says_what_is_compared_or_why_not(row):
    assert set(row) <= {"id", "compares", *NEEDED, *MAY}
    assert all(row[key].strip() for key in NEEDED)
    assert row["status"] in STATUSES
    assert row.get("url", "http").startswith("http")
    assert row["compares"] in published.COMPARES
    if row["compares"] == "none":
        assert not row["figures"]
        assert row["published"]
        return
    assert row["figures"]
    assert row["group"] in GROUPS
    item = interventions.load(CATALOGUE / f"{row['intervention']}.toml")
    assert item.runs, "theory only: nothing to compare with"
    item.but(row.get("what_if", {}).get("changes"))
    assert set(row.get("rules", {})) <= {"discount_rate", "horizon"}
    for figure in row["figures"]:
        assert set(figure) <= {"measure", "view", "published", "values", "share", "repeats"}
        assert figure["measure"] in published.WORDS
        assert figure["view"] in VIEWS
        assert figure["published"]


def test_groups_have_rows_and_words():
    """No group without a row, a word on why they differ and an intervention of ours."""
    used = {row["group"] for row in ROWS if row["figures"]}
    assert used == set(GROUPS)
    for group in GROUPS.values():
        assert group["text"].strip()
        assert (CATALOGUE / f"{group['intervention']}.toml").exists()


def test_the_page_has_every_row():
    page = published.PAGE.read_text(encoding="utf-8")
    assert all(f"| {id} |" in page for id in IDS)


def test_a_report_has_words_for_every_figure():
    """Each measure and view in both languages, and no other; each row with a figure stands in the report of its intervention."""
    assert set(MEASURES) == set(published.WORDS)
    assert set(VIEW_WORDS) == set(VIEWS)
    shown = {row["id"] for name in interventions.names() for row in rows_of(name)}
    assert shown == {row["id"] for row in ROWS if row["figures"]}
