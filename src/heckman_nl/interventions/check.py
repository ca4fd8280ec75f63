"""What an intervention may not be: unknown words, impossible values, numbers without a source.

Every refusal is a `SchemaError` with the key that is wrong and what is allowed.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from ..datafiles import DATA, EURO, price_years, read_sources
from ..errors import SchemaError, nearest, require
from ..vocabulary import channels
from ..vocabulary.payers import PARTIES
from ..vocabulary.rows import FAMILIES, GRADES, INF, PER, PHASES, PREGNANCY, STATUSES
from ..vocabulary.state import BY_NAME, NUMBER
from .scales import trial_shift

if TYPE_CHECKING:
    from .schema import Cost, Effect, Intervention, Offer, Rule, Trial

MEASURES = ("OR", "RR", "HR", "SMD", "SD", "pp")
RATIOS = ("OR", "RR", "HR")
MOST_FADE = 0.99  # share of an effect that is lost in a year
CASCADE = ("reach", "noticed", "offered", "referred", "uptake", "completion")
LATER = CASCADE[1:]  # steps after reach
LIFTED = ("noticed", "offered", "referred")
LAST_OFFER_AGE, LAST_COST_AGE = 17, 18
KNOWN_FROM = {  # age from which the fields of a module (or a field) stand, at the start of the year
    "household": PREGNANCY, "seed": INF, "identity": INF, "pregnancy": 0, "birth": 0, "early": 0, "language_delay": 3,
    "overweight": 3, "unfavourable": 3, "asthma": 1, "skills": 0, "youthcare": 1, "school": 5, "track": 13, "level": 17,
    "early_leaver": 17, "health": 13,
}  # fmt: skip


def word(key: str, value: str, allowed) -> None:
    """A word of a closed list."""
    if value not in allowed:
        raise SchemaError(key, f"unknown {key.rsplit('.', 1)[-1]} {value!r}. {nearest(value, allowed)}")


def number(key: str, value: float, low: float = -INF, high: float = INF) -> None:
    """A finite number within limits."""
    possible = math.isfinite(value) and low <= value <= high
    require(possible, key, f"{key.rsplit('.', 1)[-1]} = {value} is not a number between {low:g} and {high:g}")


def interval(key: str, value: float, ci95: tuple[float, float] | None) -> None:
    """A 95% interval, where there is one, holds its value."""
    require(ci95 is None or ci95[0] <= value <= ci95[1], f"{key}.ci95", f"{value} lies outside {ci95}")


def known_at(field: str, age: int) -> bool:
    """Is a field of a person known when an offer is made at this age (PREGNANCY before birth)?"""
    return age >= KNOWN_FROM.get(field, KNOWN_FROM.get(BY_NAME[field].owner, INF))


@cache
def library_sources() -> frozenset[str]:
    return frozenset(read_sources(DATA / "sources.toml"))


def check(item: Intervention) -> None:
    """Refuse what cannot be run."""
    require(
        re.fullmatch("[a-z0-9]+([-_][a-z0-9]+)*", item.id) is not None,
        "id",
        f"{item.id!r} cannot be typed as an id: use small letters, digits and hyphens, such as 'home-visits'",
    )
    word("phase", item.phase, PHASES)
    word("grade", item.grade, (*GRADES, "theory-only"))
    sources = library_sources() | item.sources.keys()

    def sourced(key: str, evidence, value: float | None = None) -> None:
        if hasattr(evidence, "grade"):
            word(f"{key}.grade", evidence.grade, (*GRADES, "theory-only"))
        word(f"{key}.status", evidence.status, STATUSES)
        word(f"{key}.source", evidence.source, sources)
        if value is not None:
            interval(key, value, evidence.ci95)

    theory = item.grade == "theory-only"
    require(
        theory or item.runs,
        "effect",
        "an intervention that is not theory-only needs an [[effect]], if need be a null with its interval",
    )
    for k, channel in enumerate(item.acts_on):
        word(f"acts_on.{k}", channel, channels.BY_NAME)
        latest = channels.BY_NAME[channel].offer_by
        require(item.offer.age <= latest, f"acts_on.{k}", f"an offer at {item.offer.at} comes too late for {channel}")
    require(
        not theory or bool(item.acts_on or item.lift),
        "acts_on",
        "theory-only: name the channels on which it might act, or the cascades that it lifts",
    )
    for k, lift in enumerate(item.lift):
        for step in lift.steps:
            word(f"lift.{k}.steps", step, LIFTED)
        if lift.odds_ratio is not None:
            number(f"lift.{k}.odds_ratio", lift.odds_ratio, 0.01, 100.0)
        sourced(f"lift.{k}", lift, lift.odds_ratio)
    require(
        len(item.cost) > 0,
        "cost",
        "an intervention costs something: give a [[cost]], if need be an assumption with a wide interval",
    )
    check_offer(item.offer, sourced)
    for k, cost in enumerate(item.cost):
        check_cost(f"cost.{k}", cost, item.offer, sourced)
    check_budget(item)
    for name, weight in item.weights.items():
        number(f"weights.{name}", weight.value, 0.0)
        interval(f"weights.{name}", weight.value, weight.ci95)
    for name, correction in item.corrections.items():
        number(f"corrections.{name}.factor", correction.factor, 0.0)
        sourced(f"corrections.{name}", correction, correction.factor)
    for k, effect in enumerate(item.effect):
        check_effect(f"effect.{k}", effect, item, sourced)
    names = [effect.channel for effect in item.effect]
    require(len(set(names)) == len(names), "effect", "a channel has two effects: merge them into one mixture")
    for channel, value in item.overrides.items():
        if channel not in names:
            allowed = nearest(channel, [*names, *item.acts_on])
            raise SchemaError(channel, f"{item.id} has no effect on {channel!r}. {allowed}")
        measure = channels.BY_NAME[channel].measure
        low, high = channels.LIMITS[measure]
        require(
            low <= value <= high, channel, f"{item.id}.{channel} = {value} is no {measure} between {low:g} and {high:g}"
        )


def check_weights(item: Intervention) -> None:
    """The weights of a file are shares of one mixture. (An effect that a trial did not measure shares out its weight; a user may set any.)"""
    total = sum(weight.value for weight in item.weights.values())
    require(
        not item.weights or abs(total - 1.0) < 0.005,
        "weights",
        f"the weights of the trials add up to {total:g}, not to 1",
    )


def check_offer(offer: Offer, sourced) -> None:
    """Who is offered it, when, and the cascade."""
    require(
        offer.comparator in ("today", "none"),
        "offer.comparator",
        f"comparator is 'today' or 'none', not {offer.comparator!r}",
    )
    require(
        offer.at == "pregnancy" or (isinstance(offer.at, int) and 0 <= offer.at <= LAST_OFFER_AGE),
        "offer.at", f"an offer is made in 'pregnancy' or at an age of 0-{LAST_OFFER_AGE}, not {offer.at!r}",
    )  # fmt: skip
    for step in (*CASCADE, "reach_today"):
        value = getattr(offer, step)
        require(0.0 <= value <= 1.0, f"offer.{step}", f"{step} = {value} is not a share between 0 and 1")
    for step in LATER:
        value = getattr(offer, f"{step}_today")
        require(
            value is None or (0.0 <= value <= 1.0 and offer.comparator == "today"),
            f"offer.{step}_today",
            f"{step}_today = {value} is a share between 0 and 1, and counts with comparator 'today' alone",
        )
    for step in (*CASCADE, "reach_today") if offer.comparator == "today" else CASCADE:
        require(step in offer.sources, f"offer.sources.{step}", "every step of the cascade needs a source")
    for step, evidence in offer.sources.items():
        word(f"offer.sources.{step}", step, (*CASCADE, *(f"{name}_today" for name in CASCADE)))
        sourced(f"offer.sources.{step}", evidence, getattr(offer, step))
    for k, rule in enumerate(offer.where):
        check_rule(f"offer.where.{k}", rule, offer)
    for k, rule_set in enumerate(offer.any):
        for j, rule in enumerate(rule_set.of):
            check_rule(f"offer.any.{k}.of.{j}", rule, offer)
        most = len(rule_set.of)
        require(
            1 <= rule_set.at_least <= most,
            f"offer.any.{k}.at_least",
            f"at_least {rule_set.at_least} of {most} rules: give a number from 1 to {most}",
        )


def check_rule(where: str, rule: Rule, offer: Offer) -> None:
    """A field of a family or child, known when the offer is made, between two values."""
    word(f"{where}.field", rule.field, NUMBER)
    require(
        known_at(rule.field, offer.age),
        f"{where}.field",
        f"{rule.field} cannot be used in a rule: it is not known when the offer is made (at {offer.at})",
    )
    low, high = rule.between
    require(low <= high, f"{where}.between", f"{rule.field}: {low} is above {high}")


def check_budget(item: Intervention) -> None:
    """Euros by calendar year, for what costs something."""
    require(
        not item.budget or any(cost.amount > 0 for cost in item.cost),
        "budget",
        f"{item.id}.budget: it costs nothing per family, so that a budget says not how many are served; give a [[cost]] with an amount",
    )
    for year, amount in item.budget.items():
        known = year == "later" or (year.isdigit() and 2000 <= int(year) <= 2200)
        require(known, "budget", f"{item.id}.budget: {year!r} is no calendar year (2000-2200) and not 'later'")
        require(
            amount == "today" or (math.isfinite(amount) and 0.0 <= amount <= 1e12),
            f"budget.{year}",
            f"{item.id}.budget.{year} = {amount} is not an amount between 0 and 1e12 EUR, and not 'today'",
        )


def check_cost(where: str, cost: Cost, offer: Offer, sourced) -> None:
    """Who pays how much, at which step, in euros of a year with a price index."""
    word(f"{where}.payer", cost.payer, PARTIES)
    if cost.to is not None:
        word(f"{where}.to", cost.to, PARTIES)
        require(cost.to != cost.payer, f"{where}.to", "a party cannot pay itself")
    word(f"{where}.per", cost.per, PER)
    at_once = cost.per in ("participant", "completer") or cost.age == max(offer.age, 0)
    require(at_once, f"{where}.age", f"a cost per family {cost.per} falls due when the offer is made, not later")
    word(f"{where}.family", cost.family, FAMILIES)
    unit, years = EURO.match(cost.unit), price_years()
    require(unit is not None, f"{where}.unit", f"a cost is in EUR and a year, not {cost.unit!r}")
    require(
        int(unit.group(1)) in years,
        f"{where}.unit",
        f"prices are known from {years[0]} to {years[-1]}, not of {cost.unit}",
    )
    require(math.isfinite(cost.amount) and cost.amount >= 0, f"{where}.amount", f"a cost cannot be {cost.amount}")
    first = max(offer.age, 0)
    require(
        first <= cost.age <= LAST_COST_AGE,
        f"{where}.age",
        f"the age of a cost lies between {first}, when the offer is made, and {LAST_COST_AGE}, not {cost.age}",
    )
    sourced(where, cost, cost.amount)


def check_effect(where: str, effect: Effect, item: Intervention, sourced) -> None:
    """One effect: a known channel, a time, trials with weights."""
    word(f"{where}.channel", effect.channel, channels.BY_NAME)
    latest = channels.BY_NAME[effect.channel].offer_by
    word(f"{where}.grade", effect.grade, GRADES)
    require(
        item.offer.age <= latest,
        f"{where}.channel",
        f"an offer at {item.offer.at} comes too late for {effect.channel}: "
        + ("it is decided by then" if latest < 0 else f"{latest} is the last age"),
    )
    require(
        effect.per in ("accepted", "completed"), f"{where}.per", f"per is 'accepted' or 'completed', not {effect.per!r}"
    )
    require(
        effect.start < effect.stop,
        f"{where}.start",
        f"the effect stops at {effect.stop}, before it starts at {effect.start}",
    )
    if effect.channel in ("cognitive", "socioemotional"):
        by_itself = effect.persistence is None and effect.stop == INF
        require(by_itself, where, "a gain in skill fades by itself: give it neither persistence nor stop")
    if effect.persistence is not None:
        number(f"{where}.persistence.fade", effect.persistence.fade, 0.0, MOST_FADE)
        since, first = effect.persistence.since, max(item.offer.age, 0)
        require(since >= first, f"{where}.persistence.since", f"since = {since}, but the offer is made at {first}")
        sourced(f"{where}.persistence", effect.persistence, effect.persistence.fade)
    above = [e.channel for e in item.effect[: item.effect.index(effect)]]
    for carried in effect.carried:
        require(
            carried.by in above, f"{where}.carried", f"{carried.by!r} is no effect that stands above this one: {above}"
        )
        number(f"{where}.carried.per_unit", carried.per_unit, -10.0, 10.0)
    for name in effect.corrections:
        word(f"{where}.corrections", name, item.corrections)
    require(bool(effect.trials), f"{where}.trials", "an effect needs at least one trial")
    for k, trial in enumerate(effect.trials):
        check_trial(f"{where}.trials.{k}", trial, effect, item, sourced)
    require(sum(item.trial_weights(effect)) > 0, f"{where}.trials", "the weights of its trials add up to 0")


def check_trial(where: str, trial: Trial, effect: Effect, item: Intervention, sourced) -> None:
    """One trial's result, and that it can be mapped to the channel."""
    if trial.trial not in item.weights and len(effect.trials) > 1:
        raise SchemaError(where, f"trial {trial.trial!r} has no weight. {nearest(trial.trial, item.weights)}")
    word(f"{where}.measure", trial.measure, MEASURES)
    sourced(where, trial, trial.value)
    if trial.measure in RATIOS:
        require(trial.value > 0, where, f"{trial.trial}: {trial.measure} = {trial.value} is not positive")
    if trial.baseline is not None:
        require(
            0 < trial.baseline < 1,
            where,
            f"{trial.trial}: the risk in the control arm (`baseline`) lies between 0 and 1, not {trial.baseline}",
        )
    measure = channels.BY_NAME[effect.channel].measure
    require(
        trial.to is None or (measure == "HR" and trial.to > max(effect.start, 0.0)),
        f"{where}.to",
        "`to` is the age, after the start, to which a result on a hazard accumulates",
    )
    shift, (low, high) = trial_shift(trial, measure), channels.LIMITS[measure]
    value = channels.to_measure(measure, shift)
    require(
        low <= value <= high, where, f"{trial.trial}: {measure} {value:.3g} does not lie between {low:g} and {high:g}"
    )
