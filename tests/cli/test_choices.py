"""The command line of choices: what the library says about theory, trials, who is paid back, and a budget."""

import re

import pytest
from test_cli import call, check_refused, printed

import heckman_nl as hn
from heckman_nl.calibrate.trials import emulate_all
from heckman_nl.errors import DataFileError
from heckman_nl.portfolio import optimise
from heckman_nl.scenario import ready_scenarios


def test_theory_only_is_listed_and_not_run():
    listed = {row["id"]: row for row in printed("interventions")["interventions"]}
    assert not listed["k-vht"]["runs"]
    assert "no effect known" in listed["k-vht"]["effect"]
    assert "theory only: no effect known; might act on parenting" in call("show", "k-vht").stdout
    check_refused("run", "k-vht", "--births", 2000, says=("theory only", "k-vht.parenting", "breakeven k-vht"))
    assert printed("run", "k-vht", "--births", 2000, "--set", "k-vht.parenting=0.3")["participants"] > 0


def test_breakeven(model):
    found = printed("breakeven", "k-vht", "--births", 4000, "--sample", 4000)
    assert found["npv_without"] < 0
    again = hn.break_even(model, hn.Cohort.births(4_000), "k-vht", sample=4_000)
    assert found == {**again._asdict()}
    check_refused("breakeven", "nu-niet-zwanger", says=("conception", "births_in_one_arm"))
    by_itself = printed("breakeven", "local-coalition", "--births", 4000, "--sample", 4000)
    assert by_itself["channel"] == "lift"
    assert by_itself["npv_without_se"] is None  # the error of a difference, which is not at hand
    text = call("breakeven", "k-vht", "--births", 11_000, "--sample", 11_000).stdout
    assert re.search(r"EUR -[\d,]+ ± [\d,]+, for", text)
    assert "11,000 births simulated" in text
    assert by_itself["npv_without"] < 0


def test_payback(model):
    found = printed("payback", "rookvrije-start", "--births", 12_000)
    cohort, scenario = hn.read_scenario("rookvrije-start")
    mkba = model.compare(hn.Cohort.births(12_000, cohort.years), scenario).appraise()
    assert found["flow"] == pytest.approx(mkba.yearly("zvw").tolist())
    assert found["running_sum_at_end"] == pytest.approx(mkba.by_payer().loc["zvw"].iloc[0])
    assert found["years"][0] == 2027
    assert found["simulated_births"] == mkba.comparison.simulated == found["births"]
    assert found["running_sum_at_end_se"] == pytest.approx(mkba.by_payer().loc["zvw", "se"])
    text = call("payback", "rookvrije-start", "--births", 12_000).stdout
    assert ("It pays back in" in text) or ("It never pays back" in text)
    assert f"{found['simulated_births']:,} births simulated" in text
    assert re.search(r"is EUR -?[\d,]+ ± ", text)
    check_refused("payback", "voorzorg", "--payer", "zwv", says=("'zwv'", "'zvw'"))


def test_trial(model):
    found = printed("trial", "bboft-plus", "--births", 30_000)["outcomes"]
    table = emulate_all(["bboft-plus"], model.parameters, 30_000)
    assert [row["z"] for row in found] == pytest.approx(table.z.tolist())
    text = call("trial", "bboft-plus", "--births", 30_000).stdout
    assert "fitted" in text
    assert "within |z| <= 2" in text
    check_refused("trial", "vorzorg", says=("'vorzorg'", "'voorzorg'"))


def test_optimise(model, tmp_path):
    wish = ("incredible-years", "home-start", "--budget", 2e6, "--births", 6000, "--search", 6000)
    found = printed("optimise", *wish)
    items = [hn.interventions.load(name) for name in wish[:2]]
    assert found["reach"] == optimise(model, hn.Cohort.births(6_000), items, 2e6, search=6_000).reach
    assert found["costs"] <= 2e6
    picture = tmp_path / "frontier.svg"
    assert "net present value" in call("optimise", *wish, "--picture", picture).stdout
    assert "incredible-years" in picture.read_text()


def test_scenarios_of_the_library_are_read():
    """Each by its name; budgets name every year that the scenario has, and more."""
    for name in ready_scenarios():
        cohort, scenario = hn.read_scenario(name)
        scenario.check_runs()
        for item in scenario.interventions:
            assert all(
                item.budget_in(year) == "today" or item.budget_in(year) >= 0 for year in cohort.years if item.budget
            )


def test_a_scenario_has_a_title_in_either_language(tmp_path):
    """`name_nl` in Dutch, else `name`, else the name of the file; it does the same by whatever title."""
    english, dutch = (hn.read_scenario("no-maltreatment", language)[1] for language in ("en", "nl"))
    assert (english.name, dutch.name) == ("No maltreatment", "Geen kindermishandeling")
    assert english.fingerprint == dutch.fingerprint
    path = tmp_path / "plan.toml"
    for text, titles in (("", ("plan", "plan")), ('name = "Plan"', ("Plan", "Plan")), ('name_nl = "Plannetje"', ("plan", "Plannetje"))):  # fmt: skip
        path.write_text(f'{text}\n[[intervention]]\nid = "voorzorg"\n')
        assert tuple(hn.read_scenario(path, language)[1].name for language in ("en", "nl")) == titles
    path.write_text('name_nl = 3\n[[intervention]]\nid = "voorzorg"\n')
    with pytest.raises(DataFileError, match="name_nl"):
        hn.read_scenario(path)


@pytest.mark.parametrize("words", ["sensitivity tornado voorzorg", "optimise voorzorg --budget 1e6"])
def test_a_picture_of_no_kind_is_refused_before_anything_is_computed(words):
    result = call(*words.split(), "--picture", "x.bmp")
    assert result.exit_code == 2
    assert "'x.bmp' does not end in .svg, .png or .pdf" in result.output
