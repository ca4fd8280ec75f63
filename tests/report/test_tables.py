"""Page, workbook and JSON hold one set of numbers; they are rounded and written as each language does."""

import io
import math
import re

import openpyxl
import pytest

from heckman_nl.errors import InputError
from heckman_nl.report.language import Language
from heckman_nl.report.page import as_html, says
from heckman_nl.report.table import FORMS, WORDS, Form, shown

NL, EN = Language("nl"), Language("en")
DIGITS = 1e-14  # a workbook holds 16 digits


def number(value):
    """A number of a table, or None for words and for what is not known."""
    return None if isinstance(value, str) or value is None or value != value else float(value)


def form_of_row(table, key):
    """Form of the numbers of a row that has one of its own."""
    return FORMS.get(table.forms.get(key, ""), Form())


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_page_shows_the_tables(made, code):
    """Every number of every table stands on the page in full, and nothing else is in its tables; rows of nothing are left out."""
    page = made.page[code].tables
    assert set(page) == set(made.tables[code])
    for name, table in made.tables[code].items():
        said = {key: row for key, row in table.frame.iterrows() if not table.nil or says(key, row[table.nil], table)}
        assert list(page[name]) == [str(key) for key in said]
        for key, row in said.items():
            for column, (value, text) in zip(table.columns, page[name][str(key)], strict=True):
                form = table.form(key, column)
                if form == "unit":
                    assert text == Language(code).pick(form_of_row(table, key).unit)
                    continue
                assert text == shown(row[column.key], form, Language(code)), (name, key, column.key)
                if column.form not in WORDS:
                    assert value == number(row[column.key]), (name, key, column.key)


def heads_hold_for_every_row(table):
    """No column names a unit at its head that the number of some row does not have."""
    for column in table.columns:
        if column.form not in WORDS and FORMS[column.form].unit != ("", ""):
            assert {table.form(key, column) for key in table.frame.index} == {column.form}, (table.name, column.key)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_units(made, code):
    """What stands at the head holds below it; every key figure has a unit."""
    for table in made.tables[code].values():
        heads_hold_for_every_row(table)
    headline = made.tables[code]["headline"]
    for sheet in (False, True):
        units = {key: headline.unit(key, Language(code), sheet) for key in headline.frame.index}
        assert all(units.values()), units
    assert [text for _, text in made.page[code].tables["headline"]["qalys"]][2] in ("QALY's", "QALYs")


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_workbook_holds_the_tables(made, code):
    """Read back by another program: every row of every table, numbers as numbers, units in the head, words as words."""
    book = openpyxl.load_workbook(io.BytesIO(made.excel[code]))
    assert book.sheetnames[1:] == list(made.tables[code])
    for name, table in made.tables[code].items():
        sheet = book[name]
        first = 1 + bool(table.group)
        heads = [cell.value for cell in sheet[4]]
        for column, head in zip(table.columns, heads[first:], strict=True):
            unit = "" if column.form in WORDS else Language(code).pick(FORMS[column.form].sheet_unit)
            assert head == (f"{column.title} ({unit})" if unit else column.title)
        rows = list(sheet.iter_rows(min_row=5))
        assert len(rows) == len(table.frame)
        for (key, row), cells in zip(table.frame.iterrows(), rows, strict=True):
            assert cells[first - 1].value == row["text"]
            for column, cell in zip(table.columns, cells[first:], strict=True):
                if column.form == "unit":
                    assert (cell.value or "") == Language(code).pick(form_of_row(table, key).sheet_unit)
                    continue
                value = number(row[column.key])
                if value is not None and math.isfinite(value):
                    assert cell.data_type == "n"
                    assert cell.value == pytest.approx(value, rel=DIGITS, abs=0.0), (name, key, column.key)
                elif isinstance(row[column.key], str):
                    assert (cell.value or "") == row[column.key]
                else:
                    assert cell.value in (None, "∞", "−∞")


def test_the_tables_hold_what_json_holds(made):
    """Headlines, accounts, parties, groups, indicators, evidence: the same numbers under the same keys."""
    data, tables = made.data, made.tables["nl"]

    def same(value, expected):
        assert number(value) == expected

    for key, row in tables["headline"].frame.iterrows():
        same(row["value"], data[key])
        if f"{key}_se" in data:
            same(row["se"], data[f"{key}_se"])
    accounts = tables["accounts"].frame
    for key, value in data["by_account"].items():
        if key != "programme":
            same(accounts["value"][key], value)
            same(accounts["se"][key], data["by_account_se"][key])
    for key in ("npv", "costs", "benefits"):
        same(accounts["value"][f"{key}_total"], data[key])
    parties = tables["parties"].frame
    for key, value in data["by_payer"].items():
        same(parties["value"][key], value)
        back = parties["payback"][key]
        assert isinstance(back, str) == (data["payback"][key] == made.mkba.base_year)
        if not isinstance(back, str):
            same(back, data["payback"][key])
    same(parties["value"]["society"], data["npv"])
    for name in ("vulnerability", "maternal_education"):
        for key, row in data["by_group"][name].items():
            frame = tables[name].frame
            same(frame["value"][key], row["npv"])
            same(frame["benefits"][key], row["benefits"])
            same(frame["costs"][key], row["costs"])
    for key, row in tables["indicators"].frame.iterrows():
        same(row["value"], data["indicators"][key]["total"])
        same(row["per_1000"], data["indicators"][key]["per_1000_births"])
    for grade, share in data["evidence"].items():
        same(tables["evidence"].frame["share"][grade], share)
    same(
        tables["alternatives"].frame["value"]["births in one arm counted"], data["births_in_one_arm"]["npv_alternative"]
    )


def test_parties_and_periods_add_up(made):
    """Programme, gains and losses make the balance; periods and items add up to it; the parties to society."""
    tables, npv = made.tables["en"], made.data["npv"]
    size = sum(map(abs, made.data["by_account"].values()))
    parties = tables["parties"].frame
    assert (parties.programme + parties.gains + parties.losses - parties.value).abs().max() < 1e-9 * size
    assert parties.value.drop("society").sum() == pytest.approx(npv, abs=1e-9 * size)
    periods = tables["periods"].frame
    parts = periods[[column.key for column in tables["periods"].columns[:-1]]]
    assert (parts.sum(axis=1) - periods.value).abs().max() < 1e-9 * size
    pockets = tables["pockets"].frame
    for column in tables["pockets"].columns:
        items = pockets[column.key].drop("total")
        assert items.sum() == pytest.approx(pockets[column.key]["total"], abs=1e-9 * size)
    years = tables["years"].frame
    assert years.running.iloc[-1] == pytest.approx(npv, abs=1e-9 * size)


def test_long_tables_are_written_as_short_ones_are(made, monkeypatch):
    """A register is written without great_tables: the same heads, groups, rows and cells."""
    from page_reader import Page

    words = []
    for longest in (0, 10_000):
        monkeypatch.setattr("heckman_nl.report.page.LONG", longest)
        for name in ("headline", "effects", "parties"):
            page = Page(as_html(made.tables["nl"][name], NL))
            words.append((page.tables, page.headers, [text.strip() for text in page.texts if text.strip()]))
            assert page.unbalanced == page.open == []
    assert words[:3] == words[3:]


def test_both_languages_have_the_same_numbers(made):
    """Same tables, same rows, same numbers; other words."""
    nl, en = made.page["nl"].tables, made.page["en"].tables
    assert list(nl) == list(en)
    for name in nl:
        assert set(nl[name]) == set(en[name])
        for key in nl[name]:
            assert [value for value, _ in nl[name][key]] == [value for value, _ in en[name][key]]
    for name, table in made.tables["nl"].items():
        if table.note or name == "headline":
            assert (table.title, table.note) != (made.tables["en"][name].title, made.tables["en"][name].note)


@pytest.mark.parametrize(
    ("value", "form", "nl", "en"),
    [
        (-3_890_123.0, "million", "−3,89", "−3.89"),
        (1_234_567_890.0, "million", "1.234,57", "1,234.57"),
        (940_000.0, "million ±", "± 0,94", "± 0.94"),
        (12_345.6, "thousand", "12,3", "12.3"),
        (172_311.4, "euro", "€ 172.311", "€ 172,311"),
        (-172_311.4, "euro", "−€ 172.311", "−€ 172,311"),
        (0.0225, "rate", "2,25%", "2.25%"),
        (2054.0, "year", "2054", "2054"),
        (0.0, "million", "0", "0"),
        (-0.0004, "small", "0,000", "0.000"),
        (None, "million", "–", "–"),
        (float("nan"), "ratio", "–", "–"),
        (None, "million ±", "", ""),
        (float("inf"), "ratio", "∞", "∞"),
        ("PM", "million", "PM", "PM"),
    ],
)
def test_numbers_are_written_as_each_language_does(value, form, nl, en):
    assert shown(value, form, NL) == nl
    assert shown(value, form, EN) == en


def test_published_figures_beside_ours(model, voorzorg):
    """The ratio of a study stands beside ours; by its rules it is that of an appraisal with its horizon and rate."""
    import heckman_nl as hn
    from heckman_nl.report.published import rows_of
    from heckman_nl.report.tables import published

    comparison = model.compare(hn.Cohort.births(20_000), hn.Scenario("VoorZorg", [voorzorg]))
    frame = published(comparison.appraise(), EN).frame
    rows = [(row, figure) for row in rows_of("voorzorg") for figure in row["figures"]]
    assert len(frame) == len(rows)
    seen = 0
    for (_, shown_), (row, figure) in zip(frame.iterrows(), rows, strict=True):
        assert shown_.published == figure["published"]
        if (figure["measure"], figure.get("view")) == ("ratio", "society"):
            assert shown_.value == pytest.approx(float(comparison.appraise().bcr), rel=1e-9)
            if "rules" in row:
                seen += 1
                assert shown_.theirs_value == pytest.approx(float(comparison.appraise(**row["rules"]).bcr), rel=1e-9)
    assert seen > 0
    two = hn.Scenario("Two", [voorzorg, hn.interventions.load("home-start")])
    assert published(model.compare(hn.Cohort.births(2_000), two).appraise(), EN).frame["value"].isna().all()


def test_trials_are_cited_not_keyed(made):
    """Authors and year, and the measure in words."""
    for code, measure in (("nl", "relatief risico"), ("en", "relative risk")):
        effects = made.tables[code]["effects"].frame
        assert "Mejdoubi et al. 2014: " + measure in effects.trials["voorzorg.smoking_pregnancy"]
        assert not any(
            key in text for text in effects.trials for key in ("dutch:", "english:", "mejdoubi_2014", " RR ")
        )
        assert set(effects.measure) <= {
            measure,
            "odds ratio" if code == "en" else "oddsratio",
            "hazard ratio" if code == "en" else "hazardratio",
            "standaarddeviaties",
            "standard deviations",
        }


def test_published_figures_are_told_in_the_language():
    """Every phrase of the file has Dutch, and numbers their Dutch marks; the English is that of the file."""
    from heckman_nl.report.published import NUMBERS, PHRASES, as_told, read

    for row in read()[1]:
        for text in [
            *(figure["published"] for figure in row["figures"]),
            *(row[x] for x in ("horizon", "discounting") if x in row),
        ]:
            left = NUMBERS.sub("", PHRASES.sub("", text))
            assert not re.findall(r"[a-z]{2,}", left), text
            assert as_told(text, EN) == text
    assert as_told("1.20", NL) == "1,20"
    assert as_told("age 40 and beyond", NL) == "leeftijd 40 en verder"
    assert as_told("USD 13,925", NL) == "USD 13.925"
    assert as_told("life; 3.5% (recalled)", NL) == "hele leven; 3,5% (niet nagelezen)"
    assert as_told("USD 14 to 1,300, by programme", NL) == "USD 14 tot 1.300, naar programma"
    assert as_told("GBP 37 (-35 to 106)", NL) == "GBP 37 (−35 tot 106)"


def test_the_glossary_has_no_marks_of_markdown(made):
    for code in ("nl", "en"):
        assert not made.tables[code]["glossary"].frame.meaning.str.contains("`").any()
        assert "'today'" in " ".join(made.tables[code]["glossary"].frame.meaning)


def test_amounts_that_are_small_are_in_thousands(model, voorzorg):
    """A small town does not read 0.00 million."""
    import heckman_nl as hn
    from heckman_nl.report.tables import accounts

    mkba = model.compare(hn.Cohort.births(2_000), hn.Scenario("Small", [voorzorg]), sample=20_000).appraise()
    table = accounts(mkba, EN)
    assert {column.form for column in table.columns} == {"thousand", "thousand ±"}
    assert table.frame["value"]["npv_total"] == mkba.npv.value


def test_the_workbook_of_the_library(made, tmp_path):
    """`to_excel` writes those bytes, in a folder that it makes: the same contents give the same file."""
    path = tmp_path / "new" / "mkba.xlsx"
    made.mkba.to_excel(path, language="en", texts=made.words)
    assert path.read_bytes() == made.excel["en"]
    with pytest.raises(InputError, match="'nl' or 'en'"):
        made.mkba.to_excel(path, language="fr")
