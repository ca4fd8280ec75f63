"""Interventions as rows of structured arrays: what the kernel reads."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

import numpy as np

from ..errors import InputError
from ..vocabulary import channels, lines
from ..vocabulary.payers import PARTIES
from ..vocabulary.rows import COST, EFFECT, MAX_OFFERS, OFFER, PER, RULE
from ..vocabulary.state import BY_NAME, NUMBER
from .check import CASCADE, LATER
from .schema import Intervention

PART = CASCADE[:-1]  # steps to taking part


def stream(id: str) -> int:
    """Number of an intervention in the random keys: its own, whatever else a scenario holds."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:5], "big") * 2


def pack(
    interventions: tuple[Intervention, ...],
    price_factor: Callable[[int], float],
    served: Callable[[Intervention], float] = lambda _: 1.0,
):
    """(offers, rules, costs, effects) of a scenario; money in euros of the model's price year.

    `price_factor(year)` converts euros of a year to the model's price year; `served(intervention)` is the share of
    its reach that its budget pays for (all of it, if left out).
    """
    if len(interventions) > MAX_OFFERS:
        raise InputError(f"a scenario holds at most {MAX_OFFERS} interventions, not {len(interventions)}")
    offers, rules, costs, effects = [], [], [], []
    mechanisms: dict[str, int] = {}
    for number, intervention in enumerate(interventions):
        offer = intervention.offer
        today = [offer.reach_today, *(getattr(offer, f"{step}_today") for step in LATER)]
        offers.append((
            stream(intervention.id), offer.age, offer.comparator == "today", offer.reach * served(intervention), today[0],
            *(lifted(getattr(offer, step), step, intervention.id, interventions, served) for step in LATER),
            *(getattr(offer, step) if value is None else value for step, value in zip(LATER, today[1:], strict=True)),
        ))  # fmt: skip
        rules += [rule_row(number, 0, 0, rule) for rule in offer.where]
        for k, rule_set in enumerate(offer.any, start=1):
            rules += [rule_row(number, k, rule_set.at_least, rule) for rule in rule_set.of]
        for cost in intervention.cost:
            amount = cost.amount * price_factor(cost.price_year)
            step = PER.index(cost.per)
            costs.append((number, step, cost.age, programme(cost.payer), amount))
            if cost.to:  # a transfer: booked to both, so that society neither gains nor loses
                costs.append((number, step, cost.age, programme(cost.to), -amount))
        for effect in intervention.effect:
            mechanism = mechanisms.setdefault(effect.mechanism, len(mechanisms))
            lasts = effect.persistence
            effects.append((
                number, channels.NUMBER[effect.channel], mechanism, effect.per == "completed", effect.start, effect.stop,
                lasts.since if lasts else 0.0, lasts.fade if lasts else 0.0, intervention.shift(effect),
            ))  # fmt: skip
    effects.sort(key=lambda row: (row[1], row[2], row[0]))
    return tuple(
        rows(values, dtype) for values, dtype in ((offers, OFFER), (rules, RULE), (costs, COST), (effects, EFFECT))
    )


def programme(party: str) -> int:
    """The line of programme costs of a party."""
    return lines.PROGRAMME[list(PARTIES).index(party)]


def lifted(share: float, step: str, id: str, interventions: tuple[Intervention, ...], served=lambda _: 1.0) -> float:
    """A step of an offer after what others in the scenario do to it: odds ratios of who is noticed, offered, referred.

    Of the families that the other reaches and does not reach today; for all others the step is as it was.
    """
    for other in interventions:
        for lift in other.lift:
            if lift.odds_ratio and id in lift.of and step in lift.steps and 0.0 < share < 1.0:
                odds = share / (1.0 - share) * lift.odds_ratio
                share += more_families(other, served(other)) * (odds / (1.0 + odds) - share)
    return share


def more_families(item: Intervention, served: float = 1.0) -> float:
    """Share of its target group that takes part in an intervention and would not today."""
    offer = item.offer
    taking = served * math.prod(getattr(offer, step) for step in PART)
    if offer.comparator == "none":
        return taking
    steps = ((getattr(offer, f"{step}_today"), getattr(offer, step)) for step in PART[1:])
    return taking - offer.reach_today * math.prod(now if today is None else today for today, now in steps)


def rule_row(offer: int, number: int, at_least: int, rule):
    return (offer, number, at_least, NUMBER[rule.field], BY_NAME[rule.field].kind == "float", *rule.between)


def rows(values: list, dtype: np.dtype) -> np.recarray:
    return np.array(values, dtype=dtype).view(np.recarray)
