"""The page of the three curves: all three, in both languages, each with picture, table and text."""

import pytest

import heckman_nl as hn
from heckman_nl.report import curve as shown
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
