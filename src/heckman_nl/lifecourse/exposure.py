"""Offers: who is eligible, who is found, who accepts; and the effects of what was accepted, folded into channels.

The cascade of an offer is reach, noticed, offered, referred, uptake, completion. Each step has a uniform of its own,
keyed on the person and on the intervention's own number, so that a larger reach serves a superset of the same families
and another offer in the scenario changes nothing. Equations X1-X3 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.rng import draw
from ..vocabulary import lines
from ..vocabulary import processes as do
from ..vocabulary.rows import PREGNANCY

SCREENED_COST, OFFERED_COST, PARTICIPANT_COST, COMPLETER_COST = 0, 1, 2, 3


@compiled
def holds(rule, ints, floats):
    """Does one eligibility rule hold for the person behind the two views of the state record?"""
    value = floats[rule.number] if rule.is_float else float(ints[rule.number])
    return rule.low <= value <= rule.high


@compiled
def eligible(rules, offer, ints, floats, sets):
    """All rules of set 0 hold; with `sets`, of every other set at least its stated number as well."""
    last_set = 0
    for k in range(rules.shape[0]):
        if rules[k].offer == offer:
            last_set = max(last_set, rules[k].set)
            if rules[k].set == 0 and not holds(rules[k], ints, floats):
                return False
    if not sets:
        return True
    for number in range(1, last_set + 1):
        held, needed = 0, 0
        for k in range(rules.shape[0]):
            if rules[k].offer == offer and rules[k].set == number:
                needed = rules[k].at_least
                held += 1 if holds(rules[k], ints, floats) else 0
        if held < needed:
            return False
    return True


@compiled
def is_concerned(scenario, views):
    """Do the rules that must hold, hold for any offer? If not, nothing is offered and nothing booked."""
    offers, rules, costs, effects = scenario
    ints, floats = views
    for k in range(offers.shape[0]):
        if eligible(rules, k, ints, floats, False):
            return True
    return False


@compiled
def make_offers(scenario, s, views, ledger, age, today):
    """Walk the cascade of every offer made at this age. `today` = 1 in the baseline, where only today's reach counts.

    Sets bits in `s.enrolled` and `s.completed` and books what screening, offering and taking part cost.
    """
    offers, rules, costs, effects = scenario
    ints, floats = views
    for k in range(offers.shape[0]):
        offer = offers[k]
        if offer.age != age or (today and not offer.today):
            continue
        if not eligible(rules, k, ints, floats, False):
            continue
        reach = offer.reach_today if today else offer.reach
        stream = offer.stream
        if draw(s, stream, do.REACHED) >= reach:
            continue
        when = max(age, 0)
        book(ledger, lines.SCREENED, when, 1.0)
        book_costs(costs, k, SCREENED_COST, ledger, age)
        if not eligible(rules, k, ints, floats, True):
            continue
        book(ledger, lines.ELIGIBLE, when, 1.0)
        noticed, offered, referred, uptake, completion = steps(offer, today)
        if draw(s, stream, do.NOTICED) >= noticed or draw(s, stream, do.OFFERED) >= offered:
            continue
        book(ledger, lines.OFFERED_FAMILIES, when, 1.0)
        book_costs(costs, k, OFFERED_COST, ledger, age)
        if draw(s, stream, do.REFERRED) >= referred or draw(s, stream, do.ACCEPTED) >= uptake:
            continue
        s.enrolled |= 1 << k
        book(ledger, lines.PARTICIPANTS, when, 1.0)
        book_costs(costs, k, PARTICIPANT_COST, ledger, age)
        if draw(s, stream, do.COMPLETED) < completion:
            s.completed |= 1 << k
            book_costs(costs, k, COMPLETER_COST, ledger, age)


@compiled
def steps(offer, today):
    """Shares at the steps after reach: of the scenario, or as they are today."""
    if today:
        return (
            offer.noticed_today, offer.offered_today, offer.referred_today, offer.uptake_today, offer.completion_today
        )  # fmt: skip
    return offer.noticed, offer.offered, offer.referred, offer.uptake, offer.completion


@compiled
def avert(s, fx):
    """Is this child not conceived? A hazard of pregnancy below one; of more than one nothing follows, the child is there."""
    if s.enrolled and fx.conception < 0.0 and draw(s, 0, do.CONCEPTION) > math.exp(fx.conception):
        s.averted = 1
    return s.averted


@compiled
def book_costs(costs, offer, per, ledger, age):
    """Book what one step of the cascade costs in the year of this age."""
    for k in range(costs.shape[0]):
        if costs[k].offer == offer and costs[k].per == per and costs[k].age == max(age, 0):
            book(ledger, costs[k].line, costs[k].age, -costs[k].amount)


@compiled
def later_costs(scenario, s, ledger, age):
    """What the programmes of a living child cost in the years after the one in which they were offered."""
    offers, rules, costs, effects = scenario
    for k in range(offers.shape[0]):
        if (s.enrolled >> k) & 1 and age > max(offers[k].age, 0):
            book_costs(costs, k, PARTICIPANT_COST, ledger, age)
            if (s.completed >> k) & 1:
                book_costs(costs, k, COMPLETER_COST, ledger, age)


@compiled
def fold_effects(scenario, s, age, channels):
    """This year's channels from all active effects of accepted offers.

    `effects` is sorted by channel and mechanism: within a mechanism the strongest active effect counts, different
    mechanisms add up on the additive scale (so they multiply as ratios). `channels` is a float view of the record.
    """
    offers, rules, costs, effects = scenario
    for c in range(channels.shape[0]):
        channels[c] = 0.0
    strongest = 0.0
    for k in range(effects.shape[0]):
        strength = strength_now(effects[k], s, age)
        if abs(strength) > abs(strongest):
            strongest = strength
        last = k + 1 == effects.shape[0]
        if last or effects[k + 1].channel != effects[k].channel or effects[k + 1].mechanism != effects[k].mechanism:
            channels[effects[k].channel] += strongest
            strongest = 0.0


@compiled
def strength_now(effect, s, age):
    """Shift of one effect at this age: zero before its start and after its end, fading from `since` on."""
    members = s.completed if effect.per_completed else s.enrolled
    if not (members >> effect.offer) & 1 or age < effect.start or age >= effect.stop:
        return 0.0
    if effect.fade == 0.0 or age < effect.since:
        return effect.shift
    return effect.shift * math.pow(1.0 - effect.fade, age + 0.5 - effect.since)  # the mean of the year


@compiled
def last_offer_age(scenario):
    """Age at which the last offer is made (PREGNANCY if all are made before birth)."""
    offers, rules, costs, effects = scenario
    last = PREGNANCY
    for k in range(offers.shape[0]):
        last = max(last, offers[k].age)
    return last
