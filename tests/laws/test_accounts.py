"""Society is the sum of its parties and the sum of its accounts, to the cent, for every intervention and all rules."""

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.scenario import by_itself
from heckman_nl.vocabulary import channels
from heckman_nl.vocabulary.lines import LINES

BIRTHS, SAMPLE = 170_000, 2_000
CENT = 0.005
RULES = {  # what is set differs from the default wherever a sum could go wrong
    "mkba": {"deadweight": 0.25, "absence": "friction cost", "growth": {"wages": 0.01}},
    "zin": {"price_year": 2019, "births_in_one_arm": "counted"},
    "budget": {"deadweight": 0.5, "horizon": 35},
}
SOME_EFFECT = {"SD": 0.2}  # of what is theory only; ratios are halved


def one(name):
    """An intervention that does something: what is theory only gets an effect of some size."""
    item = hn.interventions.load(name)
    if item.runs:
        return item
    if not item.acts_on:
        return item.but(lift=2.0)
    channel = item.acts_on[0]
    return item.but({channel: SOME_EFFECT.get(channels.BY_NAME[channel].measure, 0.5)})


def society(comparison, rules, counted):
    """The balance from the ledger, by the rules, without the parties and accounts of the appraisal."""
    cells = comparison.batches.sum((0, 1, 2)) + (comparison.one_arm.sum((0, 1, 2)) if counted else 0.0)
    years = np.arange(len(cells))  # one birth year: age is the time since the base year
    within = years <= (len(years) if rules.horizon is None else rules.horizon)
    prices = comparison.parameters.price_factor(2024, rules.price_year)
    total = 0.0
    for k, line in enumerate(LINES):
        if line.account is None or (line.account == "consumption" and rules.name == "budget"):
            continue
        flow, rate, worth = cells[:, k], rules.discount_rate, prices
        if line.unit == "QALY":
            rate, worth = rules.effect_discount_rate, rules.qaly_value * (rules.name != "budget")
        elif line.account == "absence":
            worth = prices * rules.absence_share
        elif line.account == "programme" and line.party in ("central", "municipality", "zvw", "wlz"):
            worth = prices * (1 + rules.deadweight)
        grows = rules.growth_wages if line.account in ("production", "absence", "taxes", "benefits") else 0.0
        total += worth * (flow * within * ((1 + grows) / (1 + rate)) ** years).sum()
    return total * comparison.births / comparison.simulated


@pytest.mark.parametrize("name", hn.interventions.names())
def test_society_is_the_sum_of_parties_and_of_accounts(model, name):
    """The ledger added up by hand, and the appraisal's totals; taxes and benefits move money, they make none."""
    item = one(name)
    comparison = model.compare(hn.Cohort.births(BIRTHS), by_itself(item), sample=SAMPLE, progress=False)
    assert comparison.batches.any() or item.lift  # a lift of what few get may reach nobody in a sample
    for rules, settings in RULES.items():
        appraisal = comparison.appraise(rules, **settings)
        expected = society(comparison, appraisal.rules, appraisal.births_in_one_arm == "counted")
        accounts = appraisal.by_account()["value"]
        totals = {
            "society": float(appraisal.npv),
            "parties": appraisal.by_payer()["value"].sum(),
            "accounts": accounts.sum(),
            "years": appraisal.cumulative()[-1],
            "benefits less costs": float(appraisal.benefits) - float(appraisal.costs),
        }
        for what, total in totals.items():
            assert abs(total - expected) < CENT, (rules, what)
        assert accounts[["taxes", "benefits"]].abs().max() < CENT, rules
