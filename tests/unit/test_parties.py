"""Who pays and who gains: sums that must hold, by hand and on made-up balances."""

import numpy as np
import pandas as pd
import pytest

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.parties import WHO_PAYS, payments
from heckman_nl.vocabulary.payers import PARTIES

YEARS = [2026, 2028]
NOTHING = dict.fromkeys(PARTIES, 0.0)


@pytest.fixture(scope="module")
def comparison(model, voorzorg):
    return model.compare(hn.Cohort.births(40_000, year=YEARS), hn.Scenario("VoorZorg", [voorzorg]))


@pytest.fixture(scope="module", params=[{}, {"horizon": 18, "discount_rate": 0.04, "price_year": 2019}])
def mkba(comparison, request):
    return comparison.appraise(**request.param)


def test_years_parties_and_accounts_add_up(mkba):
    """Discounted they are the present values of each party and account; undiscounted the flows by year."""
    frame = mkba.by_year_and_party()
    close = {"rtol": 1e-9, "atol": 1e-3}
    for by, table in (("party", mkba.by_payer()), ("account", mkba.by_account())):
        sums = frame.groupby(by)["present_value"].sum().reindex(table.index, fill_value=0.0)
        np.testing.assert_allclose(sums, table["value"], **close)
    yearly = mkba.by_year()
    for party in PARTIES:
        of_party = frame[frame.party == party].groupby("year")["flow"].sum().reindex(yearly.index, fill_value=0.0)
        np.testing.assert_allclose(of_party, yearly[party], **close)
    assert frame["present_value"].sum() == pytest.approx(float(mkba.npv), rel=1e-9)
    assert not frame.duplicated(["year", "party", "account"]).any()


def test_nothing_is_booked_beyond_the_horizon(comparison):
    frame = comparison.appraise(horizon=18).by_year_and_party()
    assert (frame[frame.year > YEARS[0] + 18][["flow", "present_value"]] == 0.0).all().all()
    assert (frame[frame.year == YEARS[0] + 18]["flow"] != 0.0).any()


def test_a_discounted_flow_is_the_flow_over_its_factor(mkba):
    frame = mkba.by_year_and_party()
    factor = (1.0 + mkba.rules.discount_rate) ** (frame.year - YEARS[0])
    np.testing.assert_allclose(frame.present_value * factor, frame.flow, rtol=1e-9, atol=1e-6)


def test_pays_gains_and_net(mkba):
    """Net = gains - pays; the parties' nets add up to society's; the programme's payer pays at least the programme."""
    frame = mkba.parties()
    assert list(frame.index) == [*PARTIES, "society"]
    np.testing.assert_allclose(frame.gains - frame.pays, frame.net, rtol=1e-9, atol=1e-3)
    assert (frame[["pays", "gains"]] >= 0.0).all().all()
    assert frame.net[list(PARTIES)].sum() == pytest.approx(frame.net["society"], rel=1e-9)
    assert frame.net["society"] == pytest.approx(float(mkba.npv), rel=1e-9)
    assert frame.pays["society"] >= float(mkba.costs) * (1 - 1e-9)
    assert frame.se["society"] == pytest.approx(mkba.npv.se, rel=1e-9)


def test_first_years_are_those_of_the_flows(mkba):
    frame, flows = mkba.parties(), mkba.by_year()
    assert frame["payback_year"].equals(mkba.payback()["year"].reindex(frame.index))
    for party, year in frame["first_gain_year"].items():
        gains = [int(y) for y, flow in flows[party].items() if flow > 0.005]
        assert (pd.isna(year) and not gains) or year == gains[0]


def test_the_wrong_pocket_is_that_of_who_pays_and_does_not_gain(mkba):
    """VoorZorg is paid by municipalities, gained from by families; nobody else's loss counts, nor a gain."""
    frame = mkba.parties()
    wrong = frame.index[frame.wrong_pocket]
    assert "municipality" in wrong
    assert "society" not in wrong
    assert (frame.net[wrong] < -2 * frame.se[wrong]).all()
    assert not frame.wrong_pocket[frame.net >= 0].any()


def test_a_scenario_without_effects_has_no_wrong_pocket_but_its_payer(model):
    """Nobody gains, so that no pocket is wrong."""
    lost = hn.interventions.load("home-start")
    frame = model.compare(hn.Cohort.births(20_000), hn.Scenario("lost", [lost])).appraise().parties()
    assert frame.net["society"] < 0
    assert not frame.wrong_pocket.any()


BALANCES = {
    "enough": {"municipality": -100.0, "central": 80.0, "zvw": 120.0, "family": 500.0},
    "too little": {"municipality": -100.0, "wlz": -50.0, "central": 30.0, "employers": 15.0, "family": 900.0},
    "society loses": {"municipality": -100.0, "central": 10.0},
    "only families gain": {"municipality": -100.0, "family": 400.0},
    "nobody loses": {"municipality": 3.0, "family": 400.0},
    "a citizen loses": {"family": -10.0, "central": 40.0, "victims": 5.0},
}


@pytest.mark.parametrize("name", BALANCES)
@pytest.mark.parametrize("who_pays", [WHO_PAYS, tuple(PARTIES), ("family",), ()])
def test_payments_make_whole_whom_they_can(name, who_pays):
    """Sum zero, nobody who gains ends below zero, nobody pays who is not asked, who can be made whole is."""
    net = NOTHING | BALANCES[name]
    rows, uncovered = payments(net, who_pays)
    after = dict(net)
    for payer, receiver, amount in rows:
        assert amount > 0.0
        assert payer in who_pays
        assert net[payer] > 0.0 > net[receiver]
        after[payer] -= amount
        after[receiver] += amount
    assert sum(after.values()) == pytest.approx(sum(net.values()))
    can = sum(max(net[party], 0.0) for party in who_pays)
    lost = -sum(min(value, 0.0) for value in net.values())
    assert uncovered == pytest.approx(max(lost - can, 0.0))
    assert -sum(min(value, 0.0) for value in after.values()) == pytest.approx(uncovered, abs=1e-9)
    assert all(after[party] >= -1e-9 for party in PARTIES if net[party] >= 0.0)
    if not lost or not can:
        assert rows == []


def test_gainers_pay_in_proportion_to_their_gain():
    rows, _ = payments(NOTHING | BALANCES["enough"], WHO_PAYS)
    assert {payer: amount for payer, _, amount in rows} == pytest.approx({"central": 40.0, "zvw": 60.0})


def test_compensation_is_of_the_appraisal(mkba):
    """The municipality is paid for what it loses, by who gains; families only when asked."""
    frame, net = mkba.compensation(), mkba.by_payer()["value"]
    assert set(frame["to"]) <= set(net[net < 0].index)
    assert "family" not in set(frame["from"])
    paid, lost = frame.present_value.sum(), -net[net < 0].sum()
    assert paid + frame.attrs["uncovered"] == pytest.approx(lost) == pytest.approx(frame.attrs["lost"])
    with_families = mkba.compensation([*WHO_PAYS, "family"])
    assert with_families.attrs["uncovered"] <= frame.attrs["uncovered"] + 1e-6


def test_who_pays_is_checked(mkba):
    with pytest.raises(InputError, match="municipality"):
        mkba.compensation(["municipalty"])
    with pytest.raises(InputError, match="twice"):
        mkba.compensation(["central", "central"])
