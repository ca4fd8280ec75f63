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
