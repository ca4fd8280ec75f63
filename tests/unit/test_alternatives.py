"""The named alternatives of the headline: growth, falling mortality, generations, births in one arm."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.calibrate import baseline
from heckman_nl.report.language import conventions, pm_items
from heckman_nl.report.page import command
from heckman_nl.report.text import screen

PAGE = Path(__file__).parents[2] / "docs/howto/scenario.md"
BIRTHS = 20_000


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(BIRTHS)


@pytest.fixture(scope="module")
def falling(model):
    """The model in which mortality falls as that of the birth cohort of 2025; nothing is solved for it."""
    parameters = model.parameters
    return hn.Model(
        parameters.but({"mortality.improvement": parameters.value("mortality.cohort.improvement")})
    )  # fmt: skip


def expectancy(result, sex):
    """Years lived per live birth."""
    return float(result.total(f"life_years_{sex}")) / float(result.total(f"live_births_{sex}"))


# mortality


def test_falling_mortality_does_not_solve_the_baseline_again(model, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("solved again")

    monkeypatch.setattr(baseline, "solve_baseline", refuse)
    hn.Model(model.parameters.but({"mortality.improvement": [0.01, 0.01]}))
    with pytest.raises(AssertionError, match="solved again"):
        hn.Model(model.parameters.but({"mortality.death.stopped": 1.5}))


def test_falling_mortality_lengthens_lives(model, falling, cohort):
    """The period table gives its own expectancy; the cohort's gives some eight years more, of 90 and 93 that are published."""
    period, later = model.run(cohort), falling.run(cohort)
    for sex, published in (("male", 90.2), ("female", 92.9)):
        assert 6 < expectancy(later, sex) - expectancy(period, sex) < 11
        assert expectancy(later, sex) == pytest.approx(published, abs=2.5)


def test_mortality_falls_only_after_the_year_of_the_table(model, falling):
    """Births of 2000: the same deaths, bit for bit, to 2023; fewer after it."""
    old = hn.Cohort.births(BIRTHS, year=2000)
    period, later = model.run(old), falling.run(old)
    deaths = [result.line("deaths_male") + result.line("deaths_female") for result in (period, later)]
    np.testing.assert_array_equal(deaths[0][:, :24], deaths[1][:, :24])
    assert deaths[1][:, 24:80].sum() < deaths[0][:, 24:80].sum()


def test_no_improvement_is_the_period_table_bit_for_bit(model, cohort):
    none = hn.Model(model.parameters.but({"mortality.improvement": [0.0, 0.0]}))
    np.testing.assert_array_equal(none.run(cohort).batches, model.run(cohort).batches)


# one row each

SETTINGS = {  # what a user would set for each row
    "discount 1.5%": {"discount_rate": 0.015},
    "discount 3.0%": {"discount_rate": 0.03},
    "horizon 5": {"horizon": 5},
    "horizon 18": {"horizon": 18},
    "horizon 35": {"horizon": 35},
    "QALY value low": {"qaly_value": 50_000},
    "QALY value high": {"qaly_value": 100_000},
    "QALY value road safety": {"qaly_value": "road safety"},
    "absence by friction cost": {"absence": "friction cost"},
    "deadweight 25%": {"deadweight": 0.25},
    "births in one arm counted": {"births_in_one_arm": "counted"},
    "years in one arm: production in full": {"years_in_one_arm": "production in full"},
    "growth 1%": {"growth": {"wages": 0.01, "care": 0.01}},
    "growth 1%, health too": {"growth": {"wages": 0.01, "care": 0.01, "qaly": 0.01}},
}


def test_alternatives_are_the_headline_with_one_thing_set(comparison):
    """Every row is what `appraise` gives with that setting; none is missing, none is made up."""
    mkba = comparison.appraise()
    table = mkba.alternatives()
    assert list(table.index) == ["headline", *SETTINGS]
    for name, settings in {"headline": {}, **SETTINGS}.items():
        one, row = comparison.appraise(**settings), table.loc[name]
        for column, figure in zip(
            ("npv", "bcr", "costs", "benefits"), (one.npv, one.bcr, one.costs, one.benefits), strict=True
        ):
            assert row[column] == pytest.approx(float(figure), rel=1e-9), (name, column)
        assert row["npv_se"] == pytest.approx(one.npv.se, rel=1e-9)
    assert table["npv"].drop(["births in one arm counted"]).nunique() == len(table) - 1  # each moves the balance
    assert "EUR 2024" in table.attrs["units"]["all"]


def test_an_alternative_that_changes_nothing_is_left_out(comparison):
    """What was set is no alternative; the way back is: 75,000 to 50,000 under "zin", friction cost to human capital."""
    found = comparison.appraise(horizon=18, discount_rate=0.03).alternatives().index
    assert "horizon life" in found
    assert not {"horizon 18", "discount 3.0%"} & set(found)
    found = comparison.appraise("zin").alternatives().index
    assert "absence by human capital" in found
    assert not {"QALY value low", "absence by friction cost"} & set(found)
    found = comparison.appraise("budget").alternatives().index
    assert not [name for name in found if "QALY" in name or "health" in name]


def test_falling_mortality_is_lived_once_more(model, cohort, falling, voorzorg):
    """The last row is the appraisal of the same comparison in a model with falling mortality."""
    scenario = hn.Scenario("VoorZorg", [voorzorg])
    table = model.compare(cohort, scenario).appraise().alternatives(simulate=True)
    expected = falling.compare(cohort, scenario).appraise()
    assert table["npv"].iloc[-1] == float(expected.npv)
    assert table.index[-1] == "falling mortality"


# what is said about it


@pytest.fixture(scope="module")
def comparison(falling, cohort, boekstart):
    """Of a programme that reaches so many that some grandchildren are born in one arm only."""
    found = falling.compare(cohort, boekstart, generations=2)
    assert found.lives_in_one_arm > 0
    return found


@pytest.fixture(scope="module")
def mkba(comparison):
    """With growth; what it rests on is worked out once for all that is told of it."""
    return comparison.appraise(growth={"wages": 0.01, "qaly": 0.005})


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_table_names_generations_and_lives_in_one_arm(mkba, code):
    text = screen(mkba, code)
    if code == "nl":
        assert "2 generaties gesimuleerd: het cohort zelf, hun kinderen" in text
        assert re.search(r"levens in maar één situatie geboren \(niet meegeteld\) +[0-9]", text)
    else:
        assert "2 generations simulated: the cohort itself, their children" in text
        assert re.search(r"lives born in one arm only \(left out\) +[0-9]", text)


def test_the_dictionary_names_what_was_used(mkba, comparison, model):
    content = mkba.to_dict()
    assert content["generations"] == 2
    assert content["growth"] == {"wages": 0.01, "care": 0.0, "qaly": 0.005}
    assert sum(row["npv"] for row in content["by_generation"].values()) == pytest.approx(content["npv"], rel=1e-9)
    assert content["births_in_one_arm"]["number"] == comparison.lives_in_one_arm
    said = " ".join(content["conventions"])
    assert "wages 1.0%, care prices 0.0%, the value of a QALY 0.5%" in said
    men, women = model.parameters.value("mortality.cohort.improvement")
    assert 0.01 < women < men < 0.02
    assert f"falling after it by {men:.2%} (men) and {women:.2%} (women) a year" in said
    assert "2 generations" in said
    assert not any("next generation:" in item for item in content["pm_items"])


@pytest.mark.parametrize("code", [0, 1])
def test_the_headline_names_its_own_conventions(model, code):
    """No growth, the period table, one generation: the next one is a PM item."""
    rules = hn.economics.rules_by_name("mkba", model.parameters)
    said = " ".join(pair[code] for pair in conventions(rules, [0.0, 0.0], 1))
    assert ("is nul" if code == 0 else "is zero") in said
    assert ("periodetafel van 2023." if code == 0 else "period table of 2023.") in said
    assert any(("volgende generatie" if code == 0 else "next generation") in pair[code] for pair in pm_items(1))


def test_the_recipe_has_the_alternatives(mkba):
    """The printed Python, run, gives the same balance: growth, falling mortality and generations are in it."""
    names: dict = {}
    exec(command(mkba), names)
    assert names["mkba"].npv == mkba.npv
    assert names["mkba"].rules == mkba.rules
    assert names["comparison"].generations == 2


def test_the_report_shows_the_generations(mkba, model, tmp_path):
    mkba.report(tmp_path / "page.html", language="en")
    text = (tmp_path / "page.html").read_text()
    falls = f"falling after it by {model.parameters.value('mortality.cohort.improvement')[0]:.2%}"
    for words in ("2 generations", "their children", "Born in one arm only", falls):
        assert words in text, words
    assert ">nan" not in text
    assert " nan" not in text


def test_the_example_of_the_how_to_runs(tmp_path, monkeypatch):
    """The file and both scripts as printed, in order, on fewer lives."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text()
    (tmp_path / "scenario.toml").write_text(re.findall(r"```toml\n(.*?)```", page, re.S)[0])
    script = "\n".join(re.findall(r"```python\n(.*?)```", page, re.S)).replace("300_000", "20_000")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.count("<Appraisal (mkba)") == 3
    assert "generation" in done.stdout
