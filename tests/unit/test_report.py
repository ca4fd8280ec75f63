"""A report says what was run, so that it can be run again."""

import re

import pytest

import heckman_nl as hn
from heckman_nl.report.language import Language
from heckman_nl.report.page import command, content
from heckman_nl.report.tables import tables
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
    mkba, say = model.compare(COHORT, changed, sample=12_000).appraise(), Language("en")
    made = tables(mkba, say)
    shown = content(mkba, made, say)
    assert shown["what_if"] == ["household.poverty.prevalence × 0.5"]
    assert "maltreatment = 0.6" in shown["interventions"][0]["changes"]
    effect = made["effects"].frame.loc["voorzorg.maltreatment"]
    assert (effect["grade"], effect["trials"]) == ("assumption", "set by the user, in place of the trials")


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
    assert "chance dominates" in screen(mkba, "en")
    many = model.compare(hn.Cohort.births(5_000), hn.Scenario("many", [voorzorg]), sample=100_000).appraise()
    assert "chance dominates" not in screen(many, "en")


def test_pictures_of_a_validation(tmp_path):
    """Curves by age, lines, odds ratios; a row without an error and one without a value; all are SVG with their titles."""
    import pandas as pd

    from heckman_nl.report.validation import write_plots

    def row(id, group="", ages=(0, 0), value=0.2, simulated=0.21, measure="share", held_out=False, se=0.01):
        z = (simulated - value) / 0.02
        return {
            "id": id, "name": f"{id}, {group}, {ages[0]}", "title": f"Title of {id}", "measure": measure, "group": group, "age_low": ages[0],
            "age_high": ages[1], "target": value, "low": 0.9 * value, "high": 1.1 * value, "simulated": simulated, "se_mc": se, "z": z,
            "met": abs(z) <= 2.0, "held_out": held_out, "use": "held out" if held_out else "solved",
        }  # fmt: skip

    rows = [row("by_age", sex, (age, age + 9)) for sex in ("male", "female") for age in (20, 30, 40, 50)]
    rows += [row("by_row", "mother low"), row("by_row", "mother high", held_out=True, se=None)]
    rows += [row("odds", "gestation 4 v 0", value=6.9, simulated=5.5, measure="odds ratio", held_out=True)]
    rows += [row("nothing", simulated=float("nan"), held_out=True)]
    paths = write_plots(pd.DataFrame(rows), tmp_path / "new")
    assert [path.name for path in paths] == ["by_age.svg", "by_row.svg", "odds.svg", "nothing.svg", "all_z.svg"]
    for path in paths:
        text = path.read_text()
        assert text.startswith("<svg")
        assert "all_z" in path.name or f"Title of {path.stem}" in text
    assert "held out" in paths[2].read_text()
