"""What is uncertain in an intervention: the interval of every number of its file as a distribution, and draws of it.

The family follows from what a number is: ratios are lognormal, differences normal, shares (steps of the cascade, weights,
corrections, fading) beta, costs as their card says. Within an effect trials are drawn apart from one another, and what is
used is mixed, corrected and lessened in every draw as it is at the values of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..distributions import Distribution, from_interval
from ..errors import InputError
from ..vocabulary import channels
from .check import CASCADE, RATIOS
from .scales import within

if TYPE_CHECKING:
    from .schema import Intervention

DRAWS = 2000  # behind the interval of an effect on its card
SEED = 1


def share(value: float, interval: tuple[float, float]) -> Distribution:
    """A share with its interval: a beta; where none has this mean and width a bounded, or a triangle that peaks at a limit."""
    try:
        return from_interval("beta", value, *interval)
    except InputError:
        return from_interval("bounded" if interval[0] < value < interval[1] else "triangular", value, *interval)


def result(measure: str, value: float, interval: tuple[float, float]) -> Distribution:
    """A trial's result with its interval: a ratio is lognormal, a difference normal."""
    return from_interval("lognormal" if measure in RATIOS else "normal", value, *interval)


def uncertain(item: Intervention) -> dict[str, Distribution]:
    """Every number that has an interval, by its place in the file, such as `effect.maltreatment.trials.dutch.value`.

    What the user set has none.
    """
    found: dict[str, Distribution] = {}

    def add(place: str, distribution: Distribution) -> None:
        if not distribution.is_fixed:
            found[place] = distribution

    for step in (*CASCADE, *(f"{step}_today" for step in CASCADE)):
        evidence, value = item.offer.sources.get(step), getattr(item.offer, step)
        if evidence is not None and evidence.ci95 and value is not None:
            add(f"offer.{step}", share(value, evidence.ci95))
    for k, cost in enumerate(item.cost):
        if cost.ci95 and cost.amount > 0:
            add(f"cost.{k}.amount", from_interval(cost.family, cost.amount, *cost.ci95))
    for name, weight in item.weights.items():
        if weight.ci95:
            add(f"weights.{name}.value", share(weight.value, weight.ci95))
    for name, correction in item.corrections.items():
        if correction.ci95 and correction.on:
            add(f"corrections.{name}.factor", share(correction.factor, correction.ci95))
    for k, lift in enumerate(item.lift):
        if lift.odds_ratio and lift.ci95:
            add(f"lift.{k}.odds_ratio", result("OR", lift.odds_ratio, lift.ci95))
    for effect in item.effect:
        place = f"effect.{effect.channel}"
        if effect.persistence and effect.persistence.ci95:
            add(f"{place}.persistence.fade", share(effect.persistence.fade, effect.persistence.ci95))
        if effect.channel not in item.overrides:
            for trial in effect.trials:
                add(f"{place}.trials.{trial.trial}.value", result(trial.measure, trial.value, trial.ci95))
    return found


def draws(item: Intervention, n: int, seed: int) -> dict[str, np.ndarray]:
    """`n` independent draws of every uncertain number, by its place in the file: (n,) each."""
    rng = np.random.default_rng(seed)
    found = {place: distribution.quantile(rng.random(n)) for place, distribution in item.uncertain().items()}
    return possible(item, found)


def possible(item: Intervention, drawn: dict[str, Any]) -> dict[str, Any]:
    """Drawn numbers by their place in the file (each a number, or an array), results of trials as far as their scale can hold them."""
    trials = {f"effect.{e.channel}.trials.{trial.trial}.value": trial for e in item.effect for trial in e.trials}
    return {place: within(trials[place], value) if place in trials else value for place, value in drawn.items()}


def sample(item: Intervention, n: int, seed: int) -> list[Intervention]:
    """`n` draws of the whole intervention; sources, grades and intervals stay as they are."""
    drawn = draws(item, n, seed)
    if not drawn:
        return [item] * n
    return [put(item, {place: float(values[k]) for place, values in drawn.items()}) for k in range(n)]


def put(item: Intervention, values: dict[str, float]) -> Intervention:
    """The intervention with other numbers at places of its file."""
    from .schema import member

    tree: dict[str, Any] = item.model_dump()
    for place, value in values.items():
        *way, last = place.split(".")
        node: Any = tree
        for part in way:
            node = member(node, part, place)
        node[last] = value
    return type(item)(**tree)


def intervals(item: Intervention) -> dict[str, tuple[float, float] | None]:
    """95% of what every effect may be, by channel and in its measure; None where nothing about it is uncertain."""
    drawn = draws(item, DRAWS, SEED)
    found: dict[str, tuple[float, float] | None] = {}
    for effect in item.effect:
        shifts = np.asarray(item.shift(effect, drawn))
        measure = channels.BY_NAME[effect.channel].measure
        low, high = (float(limit) for limit in np.quantile(shifts, [0.025, 0.975]))
        found[effect.channel] = (
            (channels.to_measure(measure, low), channels.to_measure(measure, high)) if shifts.ndim else None
        )
    return found
