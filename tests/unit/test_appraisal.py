"""Every headline of an appraisal, computed once more from the ledgers by plain loops and definitions."""

import math

import numpy as np
import pandas as pd
import pytest

import heckman_nl as hn
from heckman_nl.estimate import jackknife
from heckman_nl.vocabulary.lines import LINES

YEARS = [2026, 2029]
SETTINGS = [
    {},
    {"discount_rate": 0.03, "horizon": 40},
    {"price_year": 2015, "births_in_one_arm": "counted"},
    {"qaly_value": 50_000.0, "discount_rate": 0.0, "price_year": 2019},
    {"growth": {"wages": 0.01}},
    {"growth": {"wages": 0.012, "care": 0.02, "qaly": 0.005}, "births_in_one_arm": "counted"},
]
GROWS = {  # with what an account grows
    **dict.fromkeys(("production", "absence", "taxes", "benefits"), "wages"),
    **dict.fromkeys(
        ("maternity", "neonatal", "preventive", "medical", "mental", "disease", "long_term", "wmo"), "care"
    ),
    **dict.fromkeys(("youth_ambulatory", "youth_supervision", "youth_foster", "youth_residential"), "care"),
    "qaly": "qaly",
}


@pytest.fixture(scope="module")
def comparison(model, voorzorg):
    """Two birth years, a sample with weight 0.85, a programme and a what-if that also averts stillbirths."""
    cohort = hn.Cohort.births(17_000, year=YEARS)
    change = hn.Change("birth.stillbirth.intercept", shift=-0.5)
    return model.compare(cohort, hn.Scenario("both", [voorzorg], [change]), sample=40_000)


class ByHand:
    """The same figures from (batch, birth year, group, age, line), one line at a time."""

    def __init__(
        self,
        comparison,
        discount_rate=0.0225,
        qaly_value=None,
        horizon=None,
        price_year=2024,
        births_in_one_arm="left out",
        growth=None,
    ):
        cells = comparison.batches.copy()
        if births_in_one_arm == "counted":
            cells += comparison.one_arm
        index = comparison.parameters.value("prices.consumer_prices")
        first = int(comparison.parameters.value("prices.first_year"))
        prices = index[price_year - first] / index[2024 - first]
        weight = comparison.births / comparison.simulated
        self.flows, self.qalys, self.life_years = {}, [0.0, 0.0], 0.0
        for k, line in enumerate(LINES):
            yearly = np.zeros(YEARS[-1] - YEARS[0] + 111)
            for number, born in enumerate(YEARS):
                sums = cells[:, number, :, :, k].sum((0, 1)) * weight
                yearly[born - YEARS[0] : born - YEARS[0] + 111] += sums
            if horizon is not None:
                yearly[horizon + 1 :] = 0.0
            discounted = yearly / (1 + discount_rate) ** np.arange(len(yearly))
            if line.name in ("qaly_child", "qaly_parents"):
                self.qalys[0] += yearly.sum()
                self.qalys[1] += discounted.sum()
            if line.name.startswith("life_years"):
                self.life_years += yearly.sum()
            if line.account is not None:
                value = (75_000 * prices if qaly_value is None else qaly_value) if line.unit == "QALY" else prices
                rate = (growth or {}).get(GROWS.get(line.account), 0.0)
                larger = (1 + rate) ** np.arange(len(yearly))
                self.flows[line] = (yearly * larger * value, (discounted * larger).sum() * value)

    def present(self, **of):
        return sum(pv for line, (_, pv) in self.flows.items() if all(getattr(line, k) == v for k, v in of.items()))

    def yearly(self, **of):
        return sum(flow for line, (flow, _) in self.flows.items() if all(getattr(line, k) == v for k, v in of.items()))


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_headline(comparison, settings):
    """NPV, costs, benefits, ratio, parties, accounts, QALYs, life years, ICER, MVPF: PRODUCT section 3, by hand."""
    mkba, hand = comparison.appraise(**settings), ByHand(comparison, **settings)
    close = {"rel": 1e-9, "abs": 1e-6}
    npv, costs = hand.present(), -hand.present(account="programme")
    assert float(mkba.npv) == pytest.approx(npv, **close)
    assert float(mkba.costs) == pytest.approx(costs, **close)
    assert float(mkba.benefits) == pytest.approx(npv + costs, **close)
    assert float(mkba.bcr) == pytest.approx((npv + costs) / costs, **close)
    for party, value in mkba.by_payer()["value"].items():
        assert value == pytest.approx(hand.present(party=party), **close)
    for account, value in mkba.by_account()["value"].items():
        assert value == pytest.approx(hand.present(account=account), **close)
    assert [float(mkba.qalys), float(mkba.qalys_discounted)] == pytest.approx(hand.qalys, **close)
    assert float(mkba.life_years) == pytest.approx(hand.life_years, **close)
    money = npv - hand.present(account="qaly")
    assert float(mkba.icer) == pytest.approx(-money / hand.qalys[1], **close)
    pays = sum(hand.present(party=p) for p in ("family", "victims", "employers")) - hand.present(account="consumption")
    public = -sum(hand.present(party=p) for p in ("central", "municipality", "zvw", "wlz"))
    assert mkba.mvpf_region == hn.economics.mvpf_region(pays, public)
    if mkba.mvpf_region == "ratio":
        assert float(mkba.mvpf) == pytest.approx(pays / public, **close)


@pytest.mark.parametrize("settings", SETTINGS)
def test_flows_by_year_pay_back_and_return(comparison, settings):
    """Calendar years from the first birth year; the discounted running sum; roots of the yearly flow of society."""
    mkba, hand = comparison.appraise(**settings), ByHand(comparison, **settings)
    frame, society = mkba.by_year(), hand.yearly()
    np.testing.assert_array_equal(frame.index, np.arange(YEARS[0], YEARS[-1] + 111))
    np.testing.assert_allclose(frame["society"], society, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(frame["municipality"], hand.yearly(party="municipality"), rtol=1e-9, atol=1e-3)
    rate = settings.get("discount_rate", 0.0225)
    for party, year in mkba.payback()["year"].astype(object).items():
        flow = society if party == "society" else hand.yearly(party=party) + np.zeros(len(society))
        running = np.cumsum(flow / (1 + rate) ** np.arange(len(flow)))
        stays = [t for t in range(len(running)) if (running[t:] >= 0).all()]
        expected = YEARS[0] + stays[0] if stays and flow.any() else pd.NA
        assert year is expected if expected is pd.NA else year == expected, party
    alone = hn.economics.irr(society)
    assert mkba.irr_status == alone.status
    assert mkba.irr.value == (None if alone.value is None else pytest.approx(alone.value, abs=1e-9))
    assert mkba.irr_roots == pytest.approx(alone.roots, abs=1e-9)
    for root in mkba.irr_roots:
        worth = (1 + root) ** -np.arange(len(society), dtype=float) * society
        assert abs(worth.sum()) < 1e-6 * np.abs(worth).sum()


def test_prices_change_no_ratio(comparison):
    """Euros of another year are another unit: ratio, MVPF and QALYs stay."""
    here, there = comparison.appraise(), comparison.appraise(price_year=2015)
    assert float(there.bcr) == pytest.approx(float(here.bcr), rel=1e-9)
    assert float(there.mvpf) == pytest.approx(float(here.mvpf), rel=1e-9)
    assert float(there.npv) != pytest.approx(float(here.npv), rel=0.05)


def test_the_icer_needs_no_value_of_a_qaly(comparison):
    assert float(comparison.appraise(qaly_value=0).icer) == pytest.approx(float(comparison.appraise().icer), rel=1e-9)


def test_a_figure_of_ones_own_is_made_of_batches(comparison):
    """Lines chosen by hand: what one party gains, what all gain, and nothing."""
    mkba = comparison.appraise(discount_rate=0.04, horizon=15)
    weight = comparison.births / comparison.simulated
    own = mkba.by_batch(lambda line: line.party == "municipality").sum() * weight
    assert own == pytest.approx(mkba.by_payer()["value"]["municipality"], rel=1e-9)
    assert mkba.by_batch(lambda line: True).sum() * weight == pytest.approx(float(mkba.npv), rel=1e-9)
    assert not mkba.by_batch(lambda line: False).any()


def test_errors_are_those_of_leaving_out_one_batch(comparison):
    """The error of the NPV by the textbook formula."""
    mkba, estimates = comparison.appraise(), []
    births, filled = comparison.batch_births, comparison.batch_births > 0
    per_batch = mkba._present.sum((1, 2))
    for out in np.flatnonzero(filled):
        rest = filled.copy()
        rest[out] = False
        estimates.append(per_batch[rest].sum() / births[rest].sum() * comparison.births)
    count = len(estimates)
    expected = math.sqrt((count - 1) / count * np.sum((np.array(estimates) - np.mean(estimates)) ** 2))
    assert mkba.npv.se == pytest.approx(expected, rel=1e-9)
    assert jackknife(per_batch, births)[1] * comparison.births == pytest.approx(expected, rel=1e-9)


# three sets of rules


def test_health_care_has_two_rates(comparison):
    """Under "zin" money is that of a balance at 3% and QALYs those at 1.5%; the balance is the net benefit at 50,000."""
    zin = comparison.appraise("zin", absence="human capital")
    money, health = comparison.appraise(discount_rate=0.03), comparison.appraise(discount_rate=0.015)
    costs = float(money.npv) - float(money.by_account()["value"]["qaly"])
    assert float(zin.qalys_discounted) == pytest.approx(float(health.qalys_discounted), rel=1e-12)
    assert float(zin.npv) == pytest.approx(costs + 50_000 * float(zin.qalys_discounted), rel=1e-9)
    assert float(zin.icer) == pytest.approx(-costs / float(zin.qalys_discounted), rel=1e-9)
    assert zin.cumulative()[-1] == pytest.approx(float(zin.npv), rel=1e-9)
    assert zin.rules.effect_discount_rate == 0.015
    own = comparison.appraise("zin", discount_rate=0.04, effect_discount_rate=0.0)
    assert float(own.qalys_discounted) == pytest.approx(float(own.qalys), rel=1e-12)


def test_net_benefit_is_linear_and_changes_sign_at_the_icer(comparison):
    zin = comparison.appraise("zin")
    table = zin.net_benefit()
    assert list(table.index) == [20_000.0, 50_000.0, 80_000.0]
    assert table.net_benefit[50_000.0] == pytest.approx(float(zin.npv), rel=1e-12)
    steps = np.diff(table.net_benefit)
    assert steps == pytest.approx([30_000 * float(zin.qalys_discounted)] * 2, rel=1e-9)
    icer = float(zin.icer)
    around = zin.net_benefit([icer * 0.999, icer, icer * 1.001]) if icer > 0 else None
    if around is not None:
        assert around.net_benefit.iloc[1] == pytest.approx(0.0, abs=1e-6 * abs(float(zin.costs)))
        assert list(around.worth_it.iloc[[0, 2]]) == [False, True]
    assert "2024" in table.attrs["units"]["net_benefit"]


def test_a_budget_is_money_only(comparison):
    """The balance is that of an MKBA without QALYs and without own consumption; the MVPF counts QALYs all the same."""
    budget, mkba = comparison.appraise("budget"), comparison.appraise()
    accounts = mkba.by_account()["value"]
    assert float(budget.npv) == pytest.approx(float(mkba.npv) - accounts["qaly"] - accounts["consumption"], rel=1e-9)
    assert float(budget.by_account()["value"]["qaly"]) == 0.0
    assert budget.mvpf_region == mkba.mvpf_region
    assert float(budget.mvpf) == pytest.approx(float(mkba.mvpf), rel=1e-12)


def test_net_cost_by_party(comparison):
    """Paid for the programme less what comes back in money; government is its four parts, the denominator of the MVPF."""
    budget = comparison.appraise("budget")
    table, parties = budget.net_cost(), budget.by_payer()["value"]
    np.testing.assert_allclose(table.net_cost[parties.index], -parties, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(table.costs - table.money, table.net_cost, rtol=1e-9, atol=1e-6)
    four = table.loc[["central", "municipality", "zvw", "wlz"], ["costs", "money", "net_cost"]].sum()
    np.testing.assert_allclose(table.loc["government", four.index].astype(float), four, rtol=1e-9)
    pays = budget.payback()["year"]
    assert {p: table.payback[p] for p in pays.index if p != "society" and pays.notna()[p]} == pays.dropna().drop(
        "society", errors="ignore"
    ).to_dict()
    assert table.attrs["mvpf_region"] == "ratio"
    gains = table.attrs["mvpf"] * table.net_cost["government"]
    people = parties[["family", "victims", "employers"]].sum() + float(
        comparison.appraise().by_account()["value"]["qaly"]
    )
    assert gains == pytest.approx(people, rel=1e-9)


# settings with a name


def test_deadweight_is_borne_by_society(comparison):
    """λ of what government pays for the programme: with the costs, for other society, in the ratio, not in the MVPF."""
    plain, taxed = comparison.appraise(), comparison.appraise(deadweight=0.5)
    paid = (
        -comparison.appraise().by_account_and_payer().loc["programme", ["central", "municipality", "zvw", "wlz"]].sum()
    )
    surcharge = 0.5 * paid
    assert surcharge > 0
    assert float(plain.npv) - float(taxed.npv) == pytest.approx(surcharge, rel=1e-9)
    assert float(taxed.costs) - float(plain.costs) == pytest.approx(surcharge, rel=1e-9)
    assert float(taxed.benefits) == pytest.approx(float(plain.benefits), rel=1e-12)
    moved = (taxed.by_payer()["value"] - plain.by_payer()["value"]).drop("other")
    assert moved.abs().max() == 0.0
    assert float(taxed.mvpf) == float(plain.mvpf)
    parts = taxed.ratio_parts()["value"]
    assert parts["numerator"] / parts["denominator"] == pytest.approx(float(taxed.bcr), rel=1e-12)
    assert parts["tax cost"] == pytest.approx(surcharge, rel=1e-9)


def test_friction_cost_touches_absence_only(comparison):
    plain, friction = comparison.appraise(), comparison.appraise(absence="friction cost")
    before, after = (one.by_account()["value"] for one in (plain, friction))
    share = friction.rules.absence_share
    assert 0.2 < share < 0.9
    assert after["absence"] == pytest.approx(share * before["absence"], rel=1e-9)
    assert before["absence"] != 0.0
    assert (after.drop("absence") == before.drop("absence")).all()


def test_production_in_full_leaves_out_own_consumption(comparison):
    plain, full = comparison.appraise(), comparison.appraise(years_in_one_arm="production in full")
    consumed = plain.by_account()["value"]["consumption"]
    assert consumed != 0.0
    assert float(full.npv) == pytest.approx(float(plain.npv) - consumed, rel=1e-9)


@pytest.mark.parametrize(("name", "value", "year"), [("low", 50_000, 2024), ("high", 100_000, 2024), ("road safety", 241_000, 2020)])  # fmt: skip
def test_values_of_a_qaly_by_name(comparison, name, value, year):
    """In euros of the price year, whichever that is."""
    prices = comparison.parameters.price_factor(year, 2021)
    assert comparison.appraise(qaly_value=name, price_year=2021).rules.qaly_value == pytest.approx(value * prices)


def test_life_is_no_horizon(comparison):
    assert comparison.appraise(horizon="life").rules == comparison.appraise().rules


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"rules": "mbka"}, "mkba"), ({"rules": None}, "Allowed: mkba, zin, budget"),
        ({"absence": "frictioncost"}, "friction cost"), ({"absence": 1}, "Allowed: human capital, friction cost"),
        ({"years_in_one_arm": "full"}, "Allowed: less own consumption, production in full"),
        ({"births_in_one_arm": "count"}, "counted"), ({"qaly_value": "rode safety"}, "road safety"),
        ({"horizon": "lifetime"}, "'life'"), ({"horizon": 4.5}, "whole"), ({"deadweight": -0.1}, "0 to 5"),
        ({"effect_discount_rate": 0.015}, "one rate holds"), ({"rules": "budget", "effect_discount_rate": 0.0}, "zin"),
        ({"rules": "zin", "effect_discount_rate": -1.0}, "outside"), ({"discount": 0.03}, "discount_rate"),
        ({"price_year": 2026}, "1995 to 2025"), ({"price_year": 1994}, "1995 to 2025"), ({"growth": {"pay": 0.01}}, "wages"),
    ],
)  # fmt: skip
def test_settings_that_do_not_exist_are_refused(comparison, settings, says):
    """Each error names what is allowed, or the nearest name."""
    with pytest.raises(hn.HeckmanError, match=says):
        comparison.appraise(**settings)


@pytest.mark.parametrize(
    ("write", "name"), [("report", "x.docx"), ("report", "x"), ("to_excel", "x.csv"), ("to_excel", "x.xls")]
)
def test_a_file_of_another_kind_is_refused(comparison, tmp_path, write, name):
    """A page is no document, and a workbook no CSV: nothing is written."""
    with pytest.raises(hn.HeckmanError, match=r"ends in \.(html|xlsx), not"):
        getattr(comparison.appraise(), write)(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rules", ["mkba", "zin", "budget"])
def test_settings_give_the_rules_again(comparison, rules):
    given = {
        "discount_rate": 0.02,
        "horizon": 18,
        "price_year": 1998,
        "growth": {"care": 0.01},
        "absence": "friction cost",
    }
    found = comparison.appraise(rules, **given, deadweight=0.25, years_in_one_arm="production in full").rules
    assert comparison.appraise(rules, **found.settings()).rules == found


def test_every_table_of_money_names_its_price_year(comparison):
    mkba = comparison.appraise(price_year=2016)
    tables = [
        mkba.by_payer(), mkba.by_account(), mkba.by_account_and_payer(), mkba.by_group("vulnerability"),
        mkba.by_generation(), mkba.by_year(), mkba.net_cost(), mkba.net_benefit(), mkba.ratio_parts(),
    ]  # fmt: skip
    for table in tables:
        assert any("EUR 2016" in unit for unit in table.attrs["units"].values()), list(table.columns)
