"""A report with what its result hangs on: tables and picture of the analyses that were given, and of no other run."""

import pytest
from page_reader import Page

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.model import Model
from heckman_nl.report import figures
from heckman_nl.report.drawn import Names
from heckman_nl.report.language import Language
from heckman_nl.report.page import render
from heckman_nl.report.tables import tables

QUICK = {"pairs": 100, "workers": 1, "progress": False}


@pytest.fixture(scope="module")
def analyses(model, made):
    comparison = made.mkba.comparison
    what = model, comparison.cohort, comparison.scenario
    return (
        hn.uncertainty.tornado(*what, ["voorzorg.cost.*", "causal.adjusted"], **QUICK),
        hn.uncertainty.turning_points(*what, ["QALY value", "price"], **QUICK),
    )


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_report_shows_what_it_was_given(made, analyses, code):
    say, added = Language(code), {"tornado", "turning_points"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("heckman_nl.report.tables.ENOUGH_BIRTHS", 20_000)
        found = made.mkba.with_sensitivity(*analyses)
        shown = tables(found, say)
    page = Page(render(found, shown, say))
    assert set(page.tables) - set(made.page[code].tables) == added
    assert list(shown["tornado"].frame.index) == list(analyses[0].index)
    assert len(page.pictures) == len(made.page[code].pictures) + 1
    for name in added:  # words for a reader; the key stands last, and nowhere else
        assert shown[name].columns[-1].key == "name"
        assert not set(shown[name].frame.text) & set(shown[name].frame.name)
    bars = figures.tornado(analyses[0], Names.of(found, say))
    assert "voorzorg.cost" not in bars
    assert "causal.adjusted" not in bars
    assert say("kosten: ", "cost: ") in bars
    assert "Causal share" in bars
    assert set(shown["tornado"].foreign) == ({"causal.adjusted"} if code == "nl" else set())
    units = shown["tornado"].frame.unit_of.drop("causal.adjusted")
    assert units.str.match(say(r"euro van \d{4}", r"EUR \d{4}")).all()


def test_an_analysis_of_another_run_is_refused(model, made, analyses):
    mkba = made.mkba
    other = model.compare(
        mkba.comparison.cohort, hn.Scenario("BoekStart", [hn.interventions.load("boekstart")]), sample=4_000
    ).appraise()
    with pytest.raises(InputError, match="this tornado is of another run: other scenario"):
        other.with_sensitivity(analyses[0])
    with pytest.raises(InputError, match="other rules"):
        mkba.comparison.appraise("zin").with_sensitivity(analyses[0])
    with pytest.raises(InputError, match="tornado, morris"):
        mkba.with_sensitivity(mkba.by_payer())
    with pytest.raises(InputError, match="other rules"):
        mkba.comparison.appraise(discount_rate=0.03).with_sensitivity(analyses[0])
    other = Model.of(model.parameters.but({"birth.birth.cost": 5000.0}))
    other = other.compare(mkba.comparison.cohort, mkba.comparison.scenario, sample=4_000).appraise()
    with pytest.raises(InputError, match="other parameters"):
        other.with_sensitivity(analyses[0])
    with pytest.raises(InputError, match="one of each at most"):
        mkba.with_sensitivity(analyses[0], analyses[0])
