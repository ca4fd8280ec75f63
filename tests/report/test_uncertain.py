"""A report with an uncertainty analysis: its tables and picture, and the marks that it replaces."""

import io
from types import SimpleNamespace

import numpy as np
import openpyxl
import pytest
from page_reader import Page

import heckman_nl as hn
from heckman_nl.report.excel import workbook
from heckman_nl.report.language import Language
from heckman_nl.report.page import heading, render
from heckman_nl.report.tables import tables
from heckman_nl.report.text import screen
from heckman_nl.report.uncertain import FEW_DRAWS, reservations

pytestmark = pytest.mark.slow  # two reports and an analysis

ADDED = {"psa", "strategies", "acceptability", "information", "versus_point"}
NL, EN = Language("nl"), Language("en")


@pytest.fixture(scope="module")
def sure(model, made):
    """The appraisal of the other tests, with twelve draws of it and of a second strategy beside it."""
    comparison = made.mkba.comparison
    other = hn.Scenario("vipp-sd", [hn.interventions.load("vipp-sd")])
    psa = model.psa(
        comparison.cohort,
        [comparison.scenario, other],
        draws=12,
        pairs=200,
        recalibrate=False,
        workers=1,
        progress=False,
    )
    return made.mkba.with_psa(psa)


@pytest.fixture(scope="module")
def shown(sure):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("heckman_nl.report.tables.ENOUGH_BIRTHS", 20_000)
        found = {say.code: tables(sure, say) for say in (NL, EN)}
    return found, {say.code: render(sure, found[say.code], say) for say in (NL, EN)}


def test_the_tables_are_those_of_the_analysis(sure, shown):
    """Only where an analysis was given; the same numbers as the library gives, in both languages."""
    psa, name = sure.psa, sure.comparison.scenario.name
    found = shown[0]["nl"]
    frame, npv = found["psa"].frame, psa.outcome("npv")[name]
    assert frame.value["npv"] == pytest.approx(npv.mean(), rel=1e-12)
    assert frame.chance["npv"] == (npv > 0).mean()
    assert (frame.low["npv"], frame.high["npv"]) == (npv.quantile(0.025), npv.quantile(0.975))
    parties = [key for key in frame.index if key.startswith("party.")]
    assert frame.value[parties].sum() == pytest.approx(npv.mean())
    options = found["strategies"].frame
    assert list(options.index) == psa.strategies
    assert options.loss.min() == pytest.approx(psa.evpi())
    assert options.best.sum() == pytest.approx(1.0)
    curves = found["acceptability"].frame
    assert np.allclose(curves[["s0", "s1", "s2"]].astype(float).sum(axis=1), 1.0)
    worth = found["information"].frame
    assert worth.value["evpi"] == psa.evpi()
    assert (worth.value.astype(float) <= psa.evpi() + 1e-6).all()
    assert {"voorzorg.maltreatment", "voorzorg.joint"} <= set(worth.index)
    beside = found["versus_point"].frame
    assert beside.point["npv"] == sure.npv.value
    for table in ADDED:
        assert found[table].frame.select_dtypes("number").equals(shown[0]["en"][table].frame.select_dtypes("number"))


def test_money_and_health_stand_apart(shown):
    """A QALY is not in millions of euros: no unit at the head, one in each row but those of chances."""
    for code, qalys, years in (("nl", "QALY's", "levensjaren"), ("en", "QALYs", "life years")):
        say = Language(code)
        for name in ("psa", "versus_point"):
            table = shown[0][code][name]
            heads = [heading(column, say) for column in table.columns]
            assert not any("euro" in head or "EUR" in head for head in heads)
            assert (table.unit("qalys_discounted", say), table.unit("life_years", say)) == (qalys, years)
            assert "eur" in table.unit("npv", say).lower()


def test_options_and_numbers_have_words(shown):
    """The title of an intervention, not its id; what a number is, not its key, which stands last."""
    item = hn.interventions.load("vipp-sd")
    for code, title in (("nl", item.title_nl), ("en", item.title)):
        found = shown[0][code]
        assert "vipp-sd" not in set(found["strategies"].frame.text)
        assert title in set(found["strategies"].frame.text)
        worth = found["information"]
        assert worth.columns[-1].key == "name"
        assert not [text for text in worth.frame.text if text.startswith(("voorzorg.", "target."))]


def test_nothing_of_it_without_an_analysis(made):
    assert not ADDED & set(made.tables["nl"])
    assert "psa" not in made.data


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_page(sure, shown, code):
    """Sound; one more picture, told in words; the mark says what is wrong with so few draws, not that there are none."""
    html = shown[1][code]
    page, text = Page(html), html
    assert page.unbalanced == page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.tables) >= ADDED
    assert len(page.pictures) == 5
    assert all(len(picture["aria-label"]) > 40 for picture in page.pictures)
    assert page.headers["bare"] == 0
    words = "".join(page.texts)
    for gone in (
        "Puntschatting",
        "Point estimate",
        "geen probabilistische",
        "No probabilistic",
        "Not yet worked",
        "Nog niet door",
    ):
        assert gone not in words
    for sentence in reservations(sure.psa, Language(code)):
        assert sentence in words
    assert text.count('class="mark"') == 1
    for nonsense in (" nan", ">nan", "None<", "NaN", "{{", "{%"):
        assert nonsense not in text


def test_reservations_go_when_all_is_well(sure):
    """Each says one thing; a large, solved, finished analysis with small simulation error has none."""
    assert FEW_DRAWS > 12
    said = reservations(sure.psa, EN)
    assert any("not fitted" in sentence for sentence in said)
    assert any("only 12 draws" in sentence for sentence in said)

    calm = sure.psa.summary().assign(marked=False)
    well = SimpleNamespace(
        about={**sure.psa.about, "recalibrate": True}, draws=range(1000), missing=0, share_incompatible=0.01, summary=lambda: calm
    )  # fmt: skip
    assert reservations(well, EN) == []
    for draws, nl, en in ((1, "Er is maar één trekking:", "There is only one draw:"), (2, "Er zijn maar 2 trekkingen:", "There are only 2 draws:")):  # fmt: skip
        well.draws = range(draws)
        assert (reservations(well, NL)[0].startswith(nl), reservations(well, EN)[0].startswith(en)) == (True, True)
    well.draws = range(1000)
    well.share_incompatible, well.missing = 0.25, 3
    said = reservations(well, EN)
    assert len(said) == 2
    assert "3 are not finished" in said[0]
    assert "25%" in said[1]


def test_checklists_workbook_screen_and_json(sure, shown):
    """Every form of the result carries it."""
    for code, status in (("nl", "ingevuld"), ("en", "complete")):
        frame = shown[0][code]["cheers"].frame
        assert frame.status["cheers.20"] == frame.status["cheers.24"] == status
        assert "12 Sobol" in frame.answer["cheers.20"]
        assert "95%" in frame.answer["cheers.24"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(sure, shown[0]["en"], EN)))
    assert set(book.sheetnames) >= ADDED
    front = "".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert "No probabilistic" not in front
    chance = round(100 * (sure.psa.outcome("npv").iloc[:, 1] > 0).mean())
    assert f"positive balance is {chance}%" in screen(sure, "en")
    data = sure.to_dict()
    assert data["psa"]["npv"][sure.comparison.scenario.name]["probability_positive"] == pytest.approx(
        chance / 100, abs=0.005
    )
    assert data["psa"]["solved"] == 12


def test_an_analysis_of_another_run_is_refused(sure, model, voorzorg):
    other = model.compare(sure.comparison.cohort, hn.Scenario("VoorZorg", [voorzorg]), sample=4_000).appraise()
    with pytest.raises(hn.errors.InputError, match="other scenario"):
        other.report("x.html", psa=sure.psa)
