"""The national monitor, levels of both arms, volumes by calendar year."""

import numpy as np
import pytest
from broken import check_refused

import heckman_nl as hn
from heckman_nl import monitor
from heckman_nl.calibrate.targets import Targets
from heckman_nl.errors import InputError
from heckman_nl.vocabulary.lines import LINES, NUMBER

BIRTHS = 30_000
LEVELS = ("per_1000_births", "total")


@pytest.fixture(scope="module")
def result(model):
    return model.run(hn.Cohort.births(BIRTHS))


@pytest.fixture(scope="module")
def scenario(voorzorg):
    """VoorZorg for many, so that it changes something here."""
    return hn.Scenario("VoorZorg", [voorzorg.but(reach=1, noticed=1, offered=1, referred=1, uptake=1)])


@pytest.fixture(scope="module")
def comparison(model, scenario):
    return model.compare(hn.Cohort.births(BIRTHS), scenario)


# the file


def test_every_figure_of_annex_3_is_there():
    """What the structural approach 2026-2030 prints of children and parents, with the earlier years."""
    observed = {item.id: [(f.value, f.year) for f in item.observed] for item in monitor.indicators()}
    assert observed["vulnerable_multiple"][0] == (0.065, 2024)
    assert observed["problem_debt"] == [(0.03, 2024)]
    assert observed["no_kraamzorg_multiple"] == [(0.054, 2024)]
    assert observed["no_kraamzorg_other"] == [(0.023, 2024)]
    assert observed["parental_distress"] == [(0.165, 2024)]
    assert observed["complaints_after_birth"] == [(0.33, 2024)]
    assert observed["overweight_at_2"] == [(0.103, 2024), (0.084, 2018)]
    assert observed["language_delay_at_2"] == [(0.065, 2024), (0.054, 2018)]


@pytest.mark.parametrize(("language", "says"), [("nl", "Waargenomen is heel Nederland"), ("en", "Observed is all of")])
def test_a_region_is_not_what_was_observed(model, language, says):
    """What stands beside a city is national, and the reasons are of national figures: both are said, or left out."""
    nation, city = (
        monitor.screen(model.run(hn.Cohort.births(2000, region=region)).monitor(), language)
        for region in ("NL", "rotterdam")
    )
    assert says in city
    assert "rotterdam" in city
    assert says not in nation
    assert "\n* " in nation
    assert "\n* " not in city


def test_what_the_model_has_not_says_why():
    for item in monitor.indicators():
        given = [bool(item.numerator), bool(item.unavailable)]
        assert sum(given) == 1
        assert item.text
        if item.unavailable or not item.observed:
            assert item.unavailable or item.reason


def test_solved_means_solved():
    """An indicator that is solved on is the very ratio of a fitted target; its figure is that target's, or it says why not."""
    targets = [row for row in Targets.read().rows if row.fitted]
    for item in monitor.indicators():
        if monitor.usage()[item.id] == "solved" and item.observed:
            same = [
                row for row in targets
                if (row.numerator, row.denominator, row.ages) == (item.lines("numerator"), item.lines("denominator"), item.ages)
                and (row.groups, row.over_groups) == (item.groups, item.over_groups)
            ]  # fmt: skip
            assert same
            assert item.reason or item.observed[0].value / item.per == pytest.approx(same[0].value, rel=1e-3)


MONITOR = """
[[indicator]]
id = "delay"
title = "Delay"
title_nl = "Achterstand"
text = "A text"
numerator = "language_delay"
denominator = "at_2"
ages = [2, 2]
vulnerability = ["very"]
observed = [{ value = 0.065, year = 2024, source = "policy_2026" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[[indicator]]", "[[indicators]]", ["indicators", "[[indicator]]"]),
        ('id = "delay"\n', "", ["id", "Add `id`"]),
        ("numerator =", "numrator =", ["delay.numrator", "'numerator'"]),
        ('"language_delay"', '"language_dely"', ["delay.numerator", "'language_delay'"]),
        ('denominator = "at_2"\n', "", ["delay.denominator", "two sides"]),
        ('numerator = "language_delay"\ndenominator = "at_2"\n', "", ["delay", "has nothing"]),
        (
            'numerator = "language_delay"',
            'numerator = "language_delay"\nunavailable = "no"',
            ["numerator and unavailable"],
        ),
        ("ages = [2, 2]", "ages = [3, 2]", ["delay.ages"]),
        ("ages = [2, 2]", "ages = [2, 200]", ["delay.ages"]),
        ('["very"]', '["vry"]', ["delay.vulnerability", "'very'"]),
        ('"policy_2026"', '"policy_2027"', ["delay.observed", "'policy_2026'"]),
        ("value = 0.065", 'value = "six"', ["delay.observed.0.value", "Give a number"]),
        ('text = "A text"', 'text = "A text"\nper = 10', ["delay.per"]),
        ('text = "A text"', 'text = "A text"\nreason = "Chance"', ["delay.reason_nl"]),
        ('text = "A text"', 'text = "A text"\nparameter = "household.povrty"', ["delay.parameter", "no parameter"]),
        (
            'text = "A text"',
            'text = "A text"\nof_all_births = ["brths", "births"]',
            ["delay.of_all_births", "'births'"],
        ),
        (
            'numerator = "language_delay"\ndenominator = "at_2"',
            'unavailable = "no"\nunavailable_nl = "nee"\nof_all_births = ["births", "births"]',
            ["delay.of_all_births", "an excess is of a ratio"],
        ),
        (
            'numerator = "language_delay"\ndenominator = "at_2"',
            'unavailable = "no"\nunavailable_nl = "nee"\nparameter = "household.poverty.prevalence"',
            ["delay.parameter", "counted as well"],
        ),
    ],
)
def test_a_broken_monitor_is_refused(tmp_path, old, new, says):
    """Malformed, unknown, impossible: one line that names the file and the key."""
    path = tmp_path / "monitor.toml"
    path.write_text(MONITOR)
    assert [item.id for item in monitor.read_monitor(path)] == ["delay"]
    assert old in MONITOR
    path.write_text(MONITOR.replace(old, new))
    check_refused(lambda: monitor.read_monitor(path), "monitor.toml", says)


# simulated beside observed


def test_simulated_is_what_the_ledger_says(result):
    found = result.monitor()
    born = float(result.total("births"))
    assert found.simulated["unfavourable_birth"] == float(result.total("big2")) / born
    assert found.simulated["perinatal_death"] == pytest.approx(1000 * float(result.total("perinatal_deaths")) / born)
    assert found.simulated["vulnerable_very"] == pytest.approx(float(result.total("births", groups=(9, 10, 11))) / born)
    start = float(result.total("unfavourable_start")) / float(result.total("at_2"))
    assert found.simulated["unfavourable_start"] == pytest.approx(start, rel=1e-12)
    assert found.simulated["problem_debt"] == pytest.approx(float(result.total("problem_debt")) / born, rel=1e-12)
    assert found.simulated[found.unavailable != ""].isna().all()
    assert found.simulated[found.unavailable == ""].notna().all()
    assert found.attrs["births"] == BIRTHS


def test_an_excess_is_over_all_other_births(result):
    """Of deprived neighbourhoods over the others, from sums of each; all neighbourhoods together are the births there are."""

    def total(name):
        return float(result.total(name))

    found = result.monitor()
    here, born = total("births_deprived_area"), total("births")
    assert 0.05 < here / born < 0.4
    for id, part, whole in (
        ("deprived_preterm", "preterm_deprived_area", "preterm"),
        ("deprived_small", "small_deprived_area", "small_for_age"),
        ("deprived_perinatal_death", "perinatal_deaths_deprived_area", "perinatal_deaths"),
    ):
        inside, outside = total(part) / here, (total(whole) - total(part)) / (born - here)
        assert found.simulated[id] == pytest.approx(inside / outside - 1.0, rel=1e-12)
        assert found.simulated_se[id] > 0


def test_what_is_solved_comes_out(result):
    """Within chance and the margin of the target, as `validate` judges it on more births."""
    found = result.monitor()
    solved = found[(found.used == "solved") & (found.reason == "")]
    assert len(solved) >= 10
    assert (abs(solved.simulated - solved.observed) < 4 * solved.simulated_se + 0.1 * solved.observed).all()


def test_a_what_if_shows_in_what_is_drawn(model):
    change = hn.Change("household.problem_debt.prevalence", scale=0.5)
    comparison = model.compare(hn.Cohort.births(20_000), hn.Scenario("Half the debts", changes=[change]))
    row = comparison.monitor().loc["problem_debt"]
    prevalence = model.parameters.value("household.problem_debt.prevalence")
    assert abs(row.simulated - prevalence) < 4 * row.simulated_se
    assert abs(row.scenario - prevalence / 2) < 4 * row.simulated_se
    assert row.change == pytest.approx(row.scenario - row.simulated, abs=1e-12)


def test_a_scenario_beside_the_baseline(comparison):
    found = comparison.monitor()
    known = found[found.unavailable == ""]
    np.testing.assert_allclose(known.scenario - known.simulated, known.change, rtol=1e-9, atol=1e-12)
    assert found.change["complaints_after_birth"] < 0
    assert found.change["smoking_throughout"] < 0
    assert (known.change_se.dropna() <= known.simulated_se[known.change_se.notna()]).all()  # paired lives


# levels of both arms


def test_levels_are_the_baseline_plus_the_change(model, scenario, comparison):
    """The baseline is the run of the baseline, the scenario the run of the scenario, the change what lies between."""
    found = comparison.indicators(levels=True)
    cohort = hn.Cohort.births(BIRTHS)
    for arm, run in (("baseline", model.run(cohort)), ("scenario", model.run(cohort, scenario))):
        expected = run.indicators()
        for column in LEVELS:
            np.testing.assert_allclose(found[f"{arm}_{column}"], expected[column], rtol=1e-9, atol=1e-6)
    one_arm = comparison.one_arm[..., [NUMBER[name] for name in found.index]].sum((0, 1, 2, 3))
    np.testing.assert_allclose(found.scenario_total - found.baseline_total, found.total + one_arm, rtol=1e-6, atol=1e-6)


def test_without_levels_nothing_is_lived_again(comparison, model, scenario):
    fresh = model.compare(hn.Cohort.births(2_000), scenario)
    assert list(fresh.indicators().columns) == list(comparison.indicators().columns)
    assert fresh._baseline is None
    first = fresh.baseline(progress=False)
    assert fresh.baseline() is first


def test_levels_of_a_sample_stand_for_all_births(model, scenario):
    comparison = model.compare(hn.Cohort.births(170_000), scenario, sample=12_000)
    found = comparison.indicators(levels=True)
    assert found.baseline_total["births"] == pytest.approx(170_000)
    assert found.baseline_per_1000_births["births"] == pytest.approx(1000)


# volumes


def test_volumes_add_up_to_the_totals(result):
    found = result.volumes().groupby("line", sort=False).number.sum()
    totals = result.indicators().total
    np.testing.assert_allclose(found[totals.index], totals, rtol=1e-9)
    assert set(found.index) == {line.name for line in LINES if line.account is None}


def test_a_volume_falls_in_the_year_of_birth_plus_age(model):
    run = model.run(hn.Cohort.births(5_000, year=[2026, 2028]))
    found = run.volumes("language_delay", "births").set_index(["line", "year"]).number
    at_two = run.line("language_delay")[:, 2]
    assert found["language_delay", 2028] == pytest.approx(at_two[0])
    assert found["language_delay", 2030] == pytest.approx(at_two[1])
    assert found["births"][found["births"] > 0].to_dict() == pytest.approx({2026: 5_000, 2028: 5_000})
    assert found["language_delay"].sum() == pytest.approx(at_two.sum())


def test_volumes_of_a_comparison_are_changes(comparison):
    found = comparison.volumes("maltreated")
    assert list(found.columns) == ["line", "unit", "year", "number", "se"]
    assert found.number.sum() == pytest.approx(float(comparison.total("maltreated")))
    assert found.number.sum() < 0


@pytest.mark.parametrize("name", ["births_", "maternity_zvw", "qaly_child"])
def test_only_what_is_counted_has_volumes(result, name):
    with pytest.raises(InputError, match="unknown counted line"):
        result.volumes(name)
