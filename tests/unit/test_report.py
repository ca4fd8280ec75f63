"""A report says what was run, so that it can be run again."""

import re

import pytest

import heckman_nl as hn
from heckman_nl.report.language import Language
from heckman_nl.report.page import command, content
from heckman_nl.report.text import screen

COHORT = hn.Cohort.births(20_000, year=[2026, 2027])


@pytest.fixture(scope="module")
def changed(voorzorg):
    """VoorZorg with a step, an effect, a correction and a place set, beside a what-if."""
    item = voorzorg.but(
        {"weights.english.value": 0.0, "uptake": 0.9}, maltreatment=0.6, corrections={"scale_up": False}
    )
    change = hn.Change("household.poverty.prevalence", scale=0.5)
    return hn.Scenario("As set", [item], [change])


def test_the_recipe_gives_the_same_result(model, changed):
    """The printed Python, run, gives the same balance to the last bit: nothing that was set is left out."""
    mkba = model.compare(COHORT, changed, seed=3, sample=12_000).appraise(
        discount_rate=0.03, births_in_one_arm="counted"
    )
    names: dict = {}
    exec(command(mkba), names)
    assert names["mkba"].npv == mkba.npv
    assert names["mkba"].rules == mkba.rules


def test_the_recipe_names_parameters_of_the_user():
    """A parameter that the user set stands in the recipe; its source is the user, not the literature."""
    parameters = hn.ParameterSet.read().but({"economics.discount.mkba": 0.015})
    mkba = hn.Model(parameters).compare(COHORT, hn.Scenario("Nothing"), sample=2_000).appraise()
    assert "but({'economics.discount.mkba': 0.015})" in command(mkba)
    assert parameters["economics.discount.mkba"].source == "user"


def test_what_was_set_is_shown(model, changed):
    mkba = model.compare(COHORT, changed, sample=12_000).appraise()
    shown = content(mkba, Language("en"))
    assert shown["what_if"] == ["household.poverty.prevalence × 0.5"]
    assert "maltreatment = 0.6" in shown["interventions"][0]["changes"]
    effect = next(e for e in shown["interventions"][0]["effects"] if e["channel"] == "maltreatment")
    assert (effect["grade"], effect["trials"]) == ("assumption", ["set by the user, in place of the trials"])


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize(
    "scenario",
    [hn.Scenario("Nothing"), hn.Scenario("Less", changes=[hn.Change("birth.stillbirth.intercept", shift=-1.0)])],
)
def test_a_scenario_without_interventions_reads_well(model, scenario, code, tmp_path):
    """No ratio of nothing, no payer of nothing, no grade of nothing; table and page are made all the same."""
    mkba = model.compare(COHORT, scenario, sample=12_000).appraise()
    mkba.report(tmp_path / "page.html", language=code)
    text = re.sub(r"<svg.*?</svg>", "", (tmp_path / "page.html").read_text(), flags=re.S)
    for nonsense in (" nan", ">nan", "None<", "– euro", "± –", "–%"):
        assert nonsense not in text, nonsense
        assert nonsense not in screen(mkba, code), nonsense


def test_few_families_are_a_warning(model, voorzorg):
    mkba = model.compare(hn.Cohort.births(5_000), hn.Scenario("few", [voorzorg])).appraise()
    assert "chance rules" in screen(mkba, "en")
    many = model.compare(hn.Cohort.births(5_000), hn.Scenario("many", [voorzorg]), sample=100_000).appraise()
    assert "chance rules" not in screen(many, "en")
