"""The page of the three curves: all three, in both languages, each with picture, table and text."""

import pytest
from page_reader import Page

import heckman_nl as hn
from heckman_nl.report import curve as shown
from heckman_nl.report.language import Language
from heckman_nl.report.page import render
from heckman_nl.theory.curve import heckman_curve


@pytest.fixture(scope="module")
def found(model):
    return heckman_curve(model, hn.Cohort.births(1_200), draws=2, sample=None, draw_sample=600)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_three_sections_and_never_one_line(found, language):
    parts = shown.sections(found, language)
    assert [part.title[:2] for part in parts] == ["1.", "2.", "3."]
    for part in parts:
        assert part.picture.startswith("<svg")
        assert len(part.table) > 3
        assert all(paragraph.endswith((".", "%).")) for paragraph in part.text)
    assert len(parts[1].table) == len(found.programmes) + len(found.catalogue)
    assert len({part.picture for part in parts}) == 3
    page = shown.page(found, language)
    assert page.count("<svg") == 3
    assert f'lang="{language}"' in page


def test_tables_are_those_of_the_results(found):
    say = shown.Language("en")
    table = shown.model_table(found, say)
    every = found.model[found.model.by == "all"]
    assert table.index.tolist() == ["pregnancy", *(f"{a}–{a + 2}" for a in range(0, 18, 2))]
    assert table["benefits per euro"].str.split(" ").str[0].tolist() == [f"{x:.2f}" for x in every.ratio]
    assert len(shown.class_table(found, say)) == 5


@pytest.mark.slow  # a whole report
@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_report_holds_the_curve_only_where_it_was_given(found, made, code):
    """A chapter with the three parts and their pictures, told in words; nothing of it in a report without one."""
    say = Language(code)
    without = Page(render(made.mkba, made.tables[code], say))
    page = Page(render(made.mkba.with_curve(found), made.tables[code], say))
    assert "curve" in page.ids
    assert "curve" not in without.ids
    assert len(page.pictures) == len(without.pictures) + 3
    assert all(picture.get("aria-label") for picture in page.pictures)
    assert not page.unbalanced
    assert len(set(page.ids)) == len(page.ids)
    assert all(link.startswith(("#", "data:")) for link in page.loaded)
    assert page.headers["bare"] == without.headers["bare"]
    assert [name for name in page.tables if name not in without.tables] == ["curve-1", "curve-2", "curve-3"]
