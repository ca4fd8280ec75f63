"""Published analyses: what holds of their printed figures, and where they trip who reads them too fast.

Figures and sources: cases.toml. A case whose figures do not follow from each other is tested for what does hold.
"""

import math
import tomllib
from pathlib import Path

import pytest

import heckman_nl as hn
from heckman_nl.economics import bcr, icer_table, irr, mvpf, mvpf_region, npv, present_value

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))


def test_every_case_says_where_it_is_from():
    for name, case in CASES.items():
        assert case["citation"], name
        assert case["url"].startswith("http"), name


# Perry Preschool


def one_payment(printed, low, high):
    """Cost 1 now and one payment of so much after so long: the stream with the printed ratios at two of the rates."""
    rates, ratios = CASES["perry_2010"]["rates"], printed["bcr"]
    wait = math.log(ratios[low] / ratios[high]) / math.log((1 + rates[high]) / (1 + rates[low]))
    return ratios[low] * (1 + rates[low]) ** wait, wait


@pytest.mark.parametrize(("murder", "about"), [("high_murder_cost", 0.12), ("low_murder_cost", 0.10)])
def test_the_printed_irr_of_perry_is_not_where_its_printed_ratio_reaches_one(murder, about):
    """A stream that has the printed ratios at 3 and 7% has the others within their errors, and a higher return than printed.

    So neither is tested against the other.
    """
    printed = CASES["perry_2010"][murder]
    paid, wait = one_payment(printed, 1, 3)
    for rate, ratio, se in zip(CASES["perry_2010"]["rates"], printed["bcr"], printed["se"], strict=True):
        assert bcr([0.0, paid], [1.0, 0.0], rate, [0.0, wait]) == pytest.approx(ratio, abs=se)
    found = irr([-1.0, paid], [0.0, wait])
    assert found.value == pytest.approx(about, abs=0.005)
    assert found.value > printed["irr"] + 0.015
    assert bcr([0.0, paid], [1.0, 0.0], found.value, [0.0, wait]) == pytest.approx(1.0, rel=1e-9)


def test_the_mvpf_of_perry_needs_a_region():
    """What is paid back leaves a net cost of 1,406 and 43.6 per dollar of it; within its interval the answer is infinite."""
    case = CASES["perry_mvpf"]
    net = case["cost"] - sum(case["offsets"].values())
    assert net == case["net_cost"]
    worth = case["mvpf"] * net
    assert mvpf(worth, net) == pytest.approx(case["mvpf"])
    low, high = case["net_cost_ci95"]
    assert (mvpf_region(worth, low), mvpf_region(worth, high)) == ("infinite", "ratio")
    assert mvpf(worth, low) == math.inf


# Nurse-Family Partnership


@pytest.mark.parametrize("study", ["rand_1998", "wsipp_2004"])
def test_nurse_family_partnership(study):
    """Net gain from cost and gain, and a ratio in the range that RAND gave in 2005."""
    case = CASES["nfp"][study]
    assert npv([case["gain"]], [case["cost"]], 0.0) == case["net"]
    low, high = CASES["nfp"]["rand_2005_per_dollar"]
    assert low < bcr([case["gain"]], [case["cost"]], 0.0) < high


def test_nurse_family_partnership_pays_government_back():
    """Government saves more than it spends, so its MVPF is infinite; cost per family is that of replications, to rounding."""
    case = CASES["nfp_2015"]
    assert mvpf_region(1.0, case["cost"] - case["government_saving"]) == "infinite"
    rounding = 0.05e9 / case["families"]
    assert case["cost"] / case["families"] == pytest.approx(case["cost_per_family"], abs=rounding)


# ABC/CARE


def test_the_total_of_abc_care_is_net():
    """The ratio is 1 + net / cost with the tax cost below the line; the total read as gross gains would give another."""
    case = CASES["abc_care"]
    gains = case["net"] + case["cost"]
    assert npv([gains], [case["cost"]], 0.03) == case["net"]
    assert bcr([gains], [case["cost"]], 0.03) == pytest.approx(case["bcr"], abs=case["printed_to"])
    assert bcr([case["net"]], [case["cost"]], 0.03) < case["bcr"] - 0.9


def test_abc_care_changed_its_denominator():
    """The later ratio: the same net gain over five undiscounted years of costs without the tax cost."""
    case = CASES["abc_care"]
    cost = present_value([case["cost_per_year"]] * 5, 0.0)
    assert cost == case["cost_later"]
    assert bcr([case["net"] + cost], [cost], 0.0) == pytest.approx(case["bcr_later"], abs=0.05)


def test_a_ratio_is_linear_in_what_a_qaly_is_worth():
    """Leaving out the QALYs takes as much off as counting them double adds."""
    case = CASES["abc_care"]
    qalys = bcr([case["bcr"]], [1.0], 0.0) - bcr([case["without_qalys"]], [1.0], 0.0)
    doubled = bcr([case["bcr"] + qalys], [1.0], 0.0)
    assert doubled == pytest.approx(case["qalys_doubled"], abs=case["printed_to"])


# cost per effect


def test_the_frontier_of_six_strategies():
    case = CASES["icer_frontier"]
    table = icer_table(list(case["cost"].values()), list(case["effect"].values()), list(case["cost"]))
    assert list(table.index) == case["order"]
    assert table["status"].to_dict() == case["status"]
    assert table["icer"].dropna().to_dict() == case["icer"]


def test_the_icer_of_a_microsimulation():
    """Differences as printed; the ratio within what three decimals of a QALY leave open."""
    case = CASES["krijkamp"]
    row = icer_table(case["cost"], case["qaly"], ["no treatment", "treatment"]).loc["treatment"]
    cost, effect = case["incremental"]
    assert row.incremental_cost == cost
    assert row.incremental_effect == pytest.approx(effect, abs=1e-9)
    assert row.icer == pytest.approx(case["icer"], rel=0.0005 / effect)
    assert row.status == "efficient"


# price levels


@pytest.mark.parametrize("year", [int(year) for year in CASES["prices"]["index"]])
def test_prices_follow_the_long_series(year):
    """Two series of CBS, both rounded, tell the same within 0.1%: also where they are joined, and where one was recalled."""
    index = CASES["prices"]["index"]
    found = hn.ParameterSet.read().price_factor(year, 2024)
    assert found == pytest.approx(index["2024"] / index[str(year)], rel=0.001)


def test_prices_are_refused_outside_the_index():
    for year in (1994, 2026):
        with pytest.raises(hn.HeckmanError, match=f"{year}.*1995 to 2025"):
            hn.ParameterSet.read().price_factor(2024, year)
