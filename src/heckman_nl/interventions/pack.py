"""Interventions as rows of structured arrays: what the kernel reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from ..datafiles import EURO
from ..errors import InputError
from ..vocabulary import channels, lines
from ..vocabulary.payers import PARTIES
from ..vocabulary.rows import COST, EFFECT, MAX_OFFERS, OFFER, PER, RULE
from ..vocabulary.state import BY_NAME, NUMBER
from .check import CASCADE
from .schema import Intervention


def stream(id: str) -> int:
    """Number of an intervention in the random keys: its own, whatever else a scenario holds."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:5], "big") * 2


def pack(interventions: tuple[Intervention, ...], price_factor: Callable[[int], float]):
    """(offers, rules, costs, effects) of a scenario; money in euros of the model's price year.

    `price_factor(year)` converts euros of a year to the model's price year.
    """
    if len(interventions) > MAX_OFFERS:
        raise InputError(f"a scenario holds at most {MAX_OFFERS} interventions, not {len(interventions)}")
    offers, rules, costs, effects = [], [], [], []
    mechanisms: dict[str, int] = {}
    for number, intervention in enumerate(interventions):
        offer = intervention.offer
        steps = {step: getattr(offer, step) for step in CASCADE}
        offers.append((
            stream(intervention.id), offer.age, offer.comparator == "today", steps["reach"], offer.reach_today,
            steps["noticed"], steps["offered"], steps["referred"], steps["uptake"], steps["completion"],
        ))  # fmt: skip
        rules += [rule_row(number, 0, 0, rule) for rule in offer.where]
        for k, rule_set in enumerate(offer.any, start=1):
            rules += [rule_row(number, k, rule_set.at_least, rule) for rule in rule_set.of]
        for cost in intervention.cost:
            amount = cost.amount * price_factor(int(EURO.match(cost.unit).group(1)))
            costs.append(
                (number, PER.index(cost.per), cost.age, lines.PROGRAMME[list(PARTIES).index(cost.payer)], amount)
            )
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


def rule_row(offer: int, number: int, at_least: int, rule):
    return (offer, number, at_least, NUMBER[rule.field], BY_NAME[rule.field].kind == "float", *rule.between)


def rows(values: list, dtype: np.dtype) -> np.recarray:
    return np.array(values, dtype=dtype).view(np.recarray)
