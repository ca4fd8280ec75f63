"""The page stands on its own, can be read by everybody, and leaves open what a person must write."""

import itertools
import re
import tomllib

import pages
import pytest

from heckman_nl.errors import InputError
from heckman_nl.report import checklists, terms
from heckman_nl.report.language import Language
from heckman_nl.report.tables import tables

LANGUAGES = ("nl", "en")
OUTSIDE = re.compile(r"^\s*(?:https?:|ftp:|//)", re.I)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_loaded_from_elsewhere(made, code):
    """No address in what a browser loads by itself, in attributes or in the style sheet; no script at all."""
    page, text = made.page[code], made.html[code]
    assert not [address for address in page.loaded if OUTSIDE.match(address)]
    styles = "".join(re.findall(r"<style.*?</style>", text, re.S)) + "".join(re.findall(r'style="[^"]*"', text))
    assert "@import" not in styles
    assert not re.findall(r"url\(\s*['\"]?(?!#|data:)", styles + text)
    assert "<script" not in text
    assert not re.findall(r"\son\w+=", text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_sound(made, code):
    """Tags close, ids are unique, links within the page lead somewhere, what the user names is text and no markup."""
    page, text = made.page[code], made.html[code]
    assert page.unbalanced == page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(page.ids)
    assert "VoorZorg <& less poverty>" in "".join(page.texts)
    assert "Paid by <nobody> & friends." in "".join(page.texts)
    for nonsense in (" nan", ">nan", "None<", "NaN", "{{", "{%"):
        assert nonsense not in text, nonsense


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_can_be_read_by_everybody(made, code):
    """Language, one h1, levels of headings without gaps, headers of tables with their scope, pictures told in words."""
    page, text = made.page[code], made.html[code]
    assert page.lang == code
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.headers["bare"] == 0
    assert page.headers["scoped"] > 1000
    assert text.count("<caption>") == len(page.tables)
    assert len(page.pictures) == 4
    assert all(picture["role"] == "img" and len(picture["aria-label"]) > 40 for picture in page.pictures)


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb (WCAG 2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_text_stands_out(made):
    """Every colour of text against every colour behind it: a contrast of 4.5 or more (WCAG 2, AA)."""
    style = re.search(r"<style>(.*?)</style>", made.html["nl"], re.S)[1]
    inks = set(re.findall(r"(?<![-\w])color:\s*(#\w+)", style))
    grounds = set(re.findall(r"background(?:-color)?:\s*(#\w+)", style))
    assert len(inks) >= 3
    assert len(grounds) >= 3
    for ink in inks:
        for ground in grounds:
            light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_the_mark_that_no_uncertainty_was_run(made):
    for code, words in (
        ("nl", "geen probabilistische gevoeligheidsanalyse"),
        ("en", "No probabilistic sensitivity analysis"),
    ):
        assert words in "".join(made.page[code].texts)
        assert made.html[code].count('class="mark"') == 2


# checklists


def test_items_of_the_checklists():
    """28 of CHEERS 2022 in order; each item in two languages; what is filled is an item."""
    lists = checklists.lists()
    assert [item[0] for item in lists["cheers"]["items"]] == [str(n) for n in range(1, 29)]
    for content in lists.values():
        assert all(len(item) == 3 and item[1].strip() and item[2].strip() for item in content["items"])
    assert len(set(checklists.keys())) == len(checklists.keys())


def test_what_the_run_knows_is_filled(made):
    """Every filling belongs to an item, in both languages with the same status; what nobody wrote says so."""
    known = {**checklists.cheers(made.mkba, Language("en")), **checklists.steps(made.mkba, Language("en"))}
    assert set(known) <= set(checklists.keys())
    for key in ("cheers.3", "cheers.21", "cheers.25", "cheers.28", "mkba.second"):
        assert key not in known  # a person must write these
    frames = {code: made.tables[code]["cheers"].frame for code in LANGUAGES}
    assert frames["nl"].status["cheers.28"] == "niet gerapporteerd"
    assert frames["en"].status["cheers.28"] == "not reported"
    assert frames["nl"].answer["cheers.28"] == frames["en"].answer["cheers.28"] == ""
    balance = Language("nl").million(made.mkba.npv.value)
    assert balance in frames["nl"].answer["cheers.23"]


def test_words_of_the_authors(made):
    """They stand behind what the run knows, and change the status; a key that is none is refused with the nearest."""
    frame = made.tables["en"]["cheers"].frame
    assert (frame.status["cheers.27"], frame.answer["cheers.27"]) == (
        "written by the authors",
        "Paid by <nobody> & friends.",
    )
    assert made.tables["en"]["mkba"].frame.answer["mkba.problem"] == "Few families are reached."
    with pytest.raises(InputError, match=r"'cheers.29'"):
        checklists.check_texts({"cheers.29": "more"})
    with pytest.raises(InputError, match="must be words"):
        checklists.check_texts({"cheers.3": 5})


def test_a_scenario_without_interventions_has_steps_that_do_not_apply(model, monkeypatch):
    import heckman_nl as hn

    monkeypatch.setattr("heckman_nl.report.tables.ENOUGH_BIRTHS", 20_000)
    mkba = model.compare(hn.Cohort.births(2_000), hn.Scenario("Nothing")).appraise()
    found = tables(mkba, Language("en"))
    assert found["mkba"].frame.status["mkba.effects"] == "not applicable"
    assert "effects" not in found
    assert "published" not in found


# terms


def test_terms_are_complete():
    """In both languages, no term twice, and no key that nothing reads."""
    rows = tomllib.loads(terms.FILE.read_text(encoding="utf-8"))["term"]
    assert all(set(row) == set(terms.Term._fields) and all(text.strip() for text in row.values()) for row in rows)
    for side in ("nl", "en"):
        names = [row[side] for row in rows]
        assert len(set(names)) == len(names)


def test_the_glossary_of_the_documentation_has_every_term():
    page = pages.glossary_page()
    for term in terms.terms():
        for text in term:
            assert text.replace("|", "\\|") in page
