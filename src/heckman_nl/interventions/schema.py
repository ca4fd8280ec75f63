"""An intervention as data: who is offered what, what it costs, what it changes, and how we know.

One TOML file is one intervention (`catalogue/*.toml`). It is a citation, not a program: nothing in it is executed.
`Intervention.but` gives a changed copy.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pydantic

from ..datafiles import EURO, Number, Source, Table, first_problem, read_toml
from ..errors import DataFileError, InputError, check_number, unknown
from ..vocabulary import channels
from ..vocabulary.rows import INF, PREGNANCY
from . import uncertainty
from .check import CASCADE, LATER, check, check_weights
from .scales import effect_shift

if TYPE_CHECKING:
    from ..distributions import Distribution


class Evidence(Table):
    """Where a number comes from."""

    source: str
    grade: str
    status: str
    ci95: tuple[Number, Number] | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""


SET_BY_USER = Evidence(source="user", grade="assumption", status="assumed", note="Set by the user.")
TODAY = "today"  # in place of a budget: as much as there is today
BEFORE = ("screened", "offered")  # costs of steps at which a family does not take part yet
SKILLS = ("cognitive", "socioemotional")  # their gains fade by themselves


def member(node: Any, part: str, place: str) -> Any:
    """What `part` names in a table (by key) or in a list (effects by channel, trials by trial, else by number)."""
    if isinstance(node, dict) and part in node:
        return node[part]
    if isinstance(node, list):
        named = {item.get("channel") or item.get("trial") or str(k): item for k, item in enumerate(node)}
        if part in named:
            return named[part]
        raise unknown(f"place {place}: no item", part, named)
    raise unknown(f"place {place}: no field", part, node if isinstance(node, dict) else ())


class Rule(Table):
    """A state field must lie between two values (both included)."""

    field: str
    between: tuple[Number, Number]


class RuleSet(Table):
    """Of several rules at least so many must hold."""

    at_least: int
    of: list[Rule]


class Offer(Table):
    """Who is offered it, and how many of them are found, accept and complete."""

    comparator: str
    at: str | int = "pregnancy"
    reach: Number
    reach_today: Number = 0.0
    noticed: Number
    offered: Number
    referred: Number
    uptake: Number
    completion: Number
    noticed_today: Number | None = None  # with comparator "today": as the scenario's if left out
    offered_today: Number | None = None
    referred_today: Number | None = None
    uptake_today: Number | None = None
    completion_today: Number | None = None
    where: list[Rule] = []
    any: list[RuleSet] = []
    sources: dict[str, Evidence]

    @property
    def age(self) -> int:
        """Age of the child at the offer; PREGNANCY before birth."""
        return PREGNANCY if self.at == "pregnancy" else int(self.at)

    def today(self) -> dict[str, float]:
        """Share today at every step that differs from today, the reach first."""
        later = {step: now for step in LATER if (now := getattr(self, f"{step}_today")) is not None}
        return {"reach": self.reach_today, **later}


class Cost(Table):
    """What one family at one step of the cascade costs, in the year the child has a given age (0: birth year).

    With `to` it is a transfer: that party receives what the payer pays.
    """

    payer: str
    to: str | None = None
    per: str
    amount: Number
    unit: str
    age: int = 0
    text: str
    text_nl: str = ""
    source: str
    grade: str
    status: str
    ci95: tuple[Number, Number] | None = None
    family: str = "gamma"
    evidence: str = ""
    note: str = ""

    @property
    def price_year(self) -> int:
        return int(EURO.match(self.unit).group(1))


class Trial(Table):
    """One trial's result on an outcome that speaks for a channel."""

    trial: str
    measure: str
    value: Number
    ci95: tuple[Number, Number]
    baseline: Number | None = None  # risk in the control arm, where the measure needs it
    to: Number | None = None  # age to which a result on a hazard accumulates; it is then a mean over a fading effect
    source: str
    status: str
    evidence: str = ""
    place: str = ""
    note: str = ""


class Persistence(Table):
    """How an effect fades: in full until the exact age `since`, then the share `fade` of it is lost every year."""

    fade: Number
    since: Number
    ci95: tuple[Number, Number] | None = None
    source: str
    grade: str
    status: str
    note: str = ""

    def mean(self, start: float, to: float, fade=None):
        """Mean strength over the years from `start` (birth, if earlier) to the age `to`, as a share of the full effect.

        `fade` (a number, or an array of draws) stands in for that of the file.
        """
        kept = 1.0 - np.asarray(self.fade if fade is None else fade)[..., None]
        ages = np.arange(max(start, 0.0), to)
        return np.mean(np.where(ages < self.since, 1.0, kept ** np.maximum(ages + 0.5 - self.since, 0.0)), -1)


THEORY_LASTS = Persistence(
    fade=0.2, since=2.0, source="judgement", grade="assumption", status="assumed",
    note="In full for two years, then a fifth lost every year: as parenting programmes fade.",
)  # fmt: skip


class Carried(Table):
    """The part of a measured total that another channel already brings about, per unit of that channel's shift.

    On the additive scales of both channels (SD, log odds, log hazard). It is taken off the mixture, so that the total is
    the measured one and no path counts twice: of a channel that is off, nothing. A test holds it to what the model does.
    """

    by: str
    per_unit: Number


class Effect(Table):
    """What the intervention does to one channel: a mixture of the trials that measured it, after corrections, less what
    its other channels carry.
    """

    channel: str
    mechanism: str
    grade: str
    text: str
    text_nl: str = ""
    trials: list[Trial]
    per: str = "accepted"
    start: Number = float(PREGNANCY)
    stop: Number = INF
    persistence: Persistence | None = None
    carried: list[Carried] = []
    corrections: list[str] = []


class Correction(Table):
    """A factor on the effects that name it (on their additive scale); switched off it is 1."""

    factor: Number
    on: pydantic.StrictBool = True
    text: str
    text_nl: str = ""
    source: str
    grade: str
    status: str
    ci95: tuple[Number, Number] | None = None
    evidence: str = ""


class Weight(Table):
    """Weight of one trial in every mixture it takes part in; renormalised over the trials that measured the outcome."""

    value: Number
    ci95: tuple[Number, Number] | None = None
    text: str
    text_nl: str = ""


class Lift(Table):
    """What an intervention does to the cascade of others in the same scenario: odds ratio of steps that succeed."""

    of: list[str]  # ids of interventions
    steps: list[str]
    odds_ratio: Number | None = None  # not known if left out
    ci95: tuple[Number, Number] | None = None
    text: str
    source: str
    grade: str
    status: str
    evidence: str = ""
    note: str = ""


class Intervention(Table):
    """One intervention of the catalogue, or of a third party.

    `overrides` holds channel effects set by the user, in the measure of the channel, in place of the trials; `changes`
    everything that the user set.
    """

    id: str
    title: str
    title_nl: str
    phase: str
    grade: str
    text: str
    text_nl: str = ""
    offer: Offer
    cost: list[Cost]
    effect: list[Effect] = []
    lift: list[Lift] = []
    acts_on: list[str] = []  # of theory-only: the channels on which it might act; on the first it can break even
    weights: dict[str, Weight] = {}  # an effect with one trial needs none
    corrections: dict[str, Correction] = {}
    published: list[str] = []
    # EUR of the price year by calendar year of the offer, "later" for all after the last; "today": it runs as it does today
    budget: dict[str, Number | Literal["today"]] = {}
    sources: dict[str, Source] = {}  # beside those of the library
    overrides: dict[str, Number] = {}
    changes: dict[str, Any] = {}  # what `but` was given
    origin: str = "heckman_nl"

    @classmethod
    def from_toml(cls, path: Path | str, origin: str = "heckman_nl") -> Intervention:
        """Read and check one file; errors name file, key and fix."""
        path = Path(path)
        raw = read_toml(path)
        try:
            intervention = cls(**{**raw, "origin": origin})
        except pydantic.ValidationError as error:
            raise DataFileError(path, *first_problem(error, cls.model_fields)) from None
        try:
            check(intervention)
            check_weights(intervention)
        except InputError as error:
            raise DataFileError(
                path, getattr(error, "key", ""), str(error), "See docs/howto/new_intervention.md"
            ) from None
        return intervention

    def but(self, changes: dict[str, Any] | None = None, **named: Any) -> Intervention:
        """A copy with other values.

        By name: a step of the cascade (`uptake=0.6`), a channel effect in the channel's measure, in place of the trials
        (`maltreatment=0.8`), `title`, or `corrections={"scale_up": False}` to switch one off. Anything else by its place
        in the file: `but({"weights.english.value": 0, "effect.maltreatment.persistence.fade": 0, "cost.0.amount": 300})`,
        effects by their channel and costs by their number. What a user sets is an assumption without interval.
        """
        updated = self
        for name, value in {**(changes or {}), **named}.items():
            if name in CASCADE or name.removesuffix("_today") in CASCADE:
                updated = updated.with_step(name, value)
            elif name in channels.BY_NAME:
                updated = updated.with_effect(name, value)
            elif name == "corrections":
                updated = updated.with_corrections(value)
            elif name == "budget":
                updated = updated.with_budget(value)
            elif name == "lift":
                updated = updated.with_lift(value)
            elif name == "title" or "." in name:
                updated = updated.with_place(name, value)
            else:
                allowed = [
                    *CASCADE,
                    "reach_today",
                    *(e.channel for e in self.effect),
                    *self.acts_on,
                    "lift",
                    "budget",
                    "corrections",
                    "title",
                ]
                raise unknown(f"field of {self.id}", name, allowed)
            updated = updated.model_copy(update={"changes": {**updated.changes, name: value}})
        check(updated)
        return updated

    def with_step(self, name: str, value: Any) -> Intervention:
        """Another share at one step of the cascade."""
        share = check_number(f"{self.id}.{name}", value, 0.0, 1.0)
        if name.endswith("_today") and self.offer.comparator == "none":
            raise InputError(f"{self.id}.{name} counts for nothing: it is compared with nothing (comparator 'none')")
        sources = {**self.offer.sources, name: SET_BY_USER}
        return self.model_copy(update={"offer": self.offer.model_copy(update={name: share, "sources": sources})})

    def with_effect(self, channel: str, value: Any) -> Intervention:
        """Another effect on one channel, in place of the trials."""
        value = check_number(f"{self.id}.{channel}", value)
        effects = [
            e.model_copy(update={"grade": SET_BY_USER.grade}) if e.channel == channel else e for e in self.effect
        ]
        if channel in self.acts_on and all(e.channel != channel for e in self.effect):
            effects.append(self.theory(channel))
        return self.model_copy(update={"effect": effects, "overrides": {**self.overrides, channel: value}})

    def with_budget(self, value: Any) -> Intervention:
        """A budget by calendar year of the offer, EUR of the price year, or "today"; `later` holds for all years after the last."""
        if not isinstance(value, dict) or not value:
            raise InputError(f"{self.id}.budget: give euros by calendar year, such as {{2026: 3e6}}, not {value!r}")
        budget = {
            str(year): amount if amount == TODAY else check_number(f"{self.id}.budget.{year}", amount)
            for year, amount in value.items()
        }
        return self.model_copy(update={"budget": budget})

    def in_birth_year(self, year: int) -> Intervention:
        """What is offered to children of a birth year: the programme as it runs today, where its budget says so."""
        asked = bool(self.budget) and self.budget_in(year + max(self.offer.age, 0)) == TODAY
        return self.as_today() if asked else self

    def budget_in(self, year: int) -> float | str:
        """The budget of a calendar year; of a year that it does not name, that of `later`."""
        name = str(year)
        if name not in self.budget:
            first = min((int(y) for y in self.budget if y != "later"), default=year)
            if "later" not in self.budget or year < first:
                raise InputError(
                    f"{self.id}.budget has no year {year}: it names {sorted(self.budget)}. Offers to children of a birth "
                    "year fall in that year (in pregnancy and at birth) or so many years later as the child is old; name that year, or give `later`"
                )
            name = "later"
        return self.budget[name]

    def as_today(self) -> Intervention:
        """The programme as it runs today, in both arms: it changes nothing, but what others in the scenario do to it."""
        now = self.offer.today()
        one_number = {  # a step is the same in both arms: drawn apart, the two would differ
            name: source.model_copy(update={"ci95": None})
            for name, source in self.offer.sources.items()
            if name.removesuffix("_today") in now
        }
        offer = {"comparator": "today", **now, "sources": {**self.offer.sources, **one_number}}
        return self.model_copy(update={"offer": self.offer.model_copy(update=offer), "budget": {}})

    def on_the_way(self, part: float) -> Intervention:
        """A part of the way from what there is today (nothing, if it is compared with nothing) to what the file offers."""
        if self.offer.comparator == "none":
            return self.but(reach=part * self.offer.reach)
        steps = self.offer.today().items()
        return self.but({step: now + part * (getattr(self.offer, step) - now) for step, now in steps})

    def with_lift(self, value: Any) -> Intervention:
        """Another odds ratio of every step of other cascades that it lifts."""
        ratio = check_number(f"{self.id}.lift", value, 0.01, 100.0)
        if not self.lift:
            raise InputError(f"{self.id} lifts no cascade")
        made = {"odds_ratio": ratio, "ci95": None, "source": "user", "grade": "assumption", "status": "assumed"}
        return self.model_copy(update={"lift": [lift.model_copy(update=made) for lift in self.lift]})

    def without_effect(self) -> Intervention:
        """The same, doing nothing: what it costs does not hang on what it does."""
        return self.model_copy(update={"lift": [], "effect": [self.theory("detection")]})

    def theory(self, channel: str) -> Effect:
        """The effect of a theory-only intervention on a channel, of the size that a user sets: it lasts as a habit does."""
        measure = channels.BY_NAME[channel].measure
        null = channels.NEUTRAL[measure]
        result = Trial(
            trial="user", measure=measure, value=null, ci95=(null, null), source="user", status="assumed",
            note="Set by the user.",
        )  # fmt: skip
        start = float(max(self.offer.age, 0)) if channel in SKILLS else float(self.offer.age)
        lasts = None if channel in SKILLS else THEORY_LASTS.model_copy(update={"since": max(self.offer.age, 0) + 2.0})
        return Effect(
            channel=channel, mechanism=f"{self.id}: {channel}", grade="assumption", trials=[result], start=start,
            text=channels.BY_NAME[channel].text, persistence=lasts,
        )  # fmt: skip

    @property
    def runs(self) -> bool:
        """Has it an effect, or a lift of other cascades, or is it theory only?"""
        return bool(self.effect) or any(lift.odds_ratio is not None for lift in self.lift)

    def with_corrections(self, value: Any) -> Intervention:
        """Corrections switched on or off."""
        if not isinstance(value, dict) or not all(isinstance(on, bool) for on in value.values()):
            raise InputError(
                f"{self.id}.corrections: give true or false by correction, such as scale_up, not {value!r}"
            )
        for name in value:
            if name not in self.corrections:
                raise unknown("correction", name, self.corrections)
        switched = {k: c.model_copy(update={"on": value.get(k, c.on)}) for k, c in self.corrections.items()}
        return self.model_copy(update={"corrections": switched})

    def with_place(self, place: str, value: Any) -> Intervention:
        """Another value at a place of the file, such as `cost.0.amount`."""
        *way, last = place.split(".")
        if way == ["offer"] and last.removesuffix("_today") in CASCADE:
            return self.with_step(last, value)
        tree = self.model_dump()
        node = tree
        for part in way:
            node = member(node, part, f"{self.id}.{place}")
        if not isinstance(node, dict) or last not in node:
            raise unknown(f"place {self.id}.{place}: no field", last, node if isinstance(node, dict) else ())
        node[last] = value
        if way:
            made = SET_BY_USER.model_dump()
            if "trial" in node and last == "value":
                value = check_number(f"{self.id}.{place}", value)
                made["ci95"] = (value, value)  # a result has an interval: of none is none
                member(member(tree, "effect", place), way[1], place)["grade"] = made["grade"]
            if "trial" not in node or last == "value":
                node.update({key: told for key, told in made.items() if key in node and key != last})
        try:
            return Intervention(**tree)
        except pydantic.ValidationError as error:
            key, problem, fix = first_problem(error, type(self).model_fields)
            raise InputError(f"{self.id}.{key}: {problem}. {fix}") from None

    def only_grades(self, grades: tuple[str, ...]) -> Intervention:
        """A copy in which every effect of another grade is set to its null."""
        null = {
            e.channel: channels.NEUTRAL[channels.BY_NAME[e.channel].measure]
            for e in self.effect
            if e.grade not in grades
        }
        lifts = [
            lift.model_copy(update={"odds_ratio": 1.0}) if lift.odds_ratio and lift.grade not in grades else lift
            for lift in self.lift
        ]
        return self.model_copy(update={"overrides": {**self.overrides, **null}, "lift": lifts})

    def shift(self, effect: Effect, drawn: dict[str, Any] | None = None):
        """Effect on the additive scale of its channel: the user's value, or the corrected mixture of the trials.

        `drawn`: other values by their place in the file (numbers, or arrays of draws), in place of those of the file.
        """
        drawn = drawn or {}
        measure, place = channels.BY_NAME[effect.channel].measure, f"effect.{effect.channel}"
        if effect.channel in self.overrides:
            return channels.to_shift(measure, self.overrides[effect.channel])
        fade = drawn.get(f"{place}.persistence.fade")
        weights = self.trial_weights(effect, drawn)
        mixture = sum(
            weight * effect_shift(effect, trial, measure, drawn.get(f"{place}.trials.{trial.trial}.value"), fade)
            for weight, trial in zip(weights, effect.trials, strict=True)
        ) / sum(weights)
        used = [name for name in effect.corrections if self.corrections[name].on]
        factor = math.prod(drawn.get(f"corrections.{name}.factor", self.corrections[name].factor) for name in used)
        by_channel = {e.channel: e for e in self.effect}
        return mixture * factor - sum(c.per_unit * self.shift(by_channel[c.by], drawn) for c in effect.carried)

    def trial_weights(self, effect: Effect, drawn: dict[str, Any] | None = None) -> list:
        """Weights of an effect's trials; the only trial of an effect needs none."""
        if len(effect.trials) == 1 and effect.trials[0].trial not in self.weights:
            return [1.0]
        return [(drawn or {}).get(f"weights.{t.trial}.value", self.weights[t.trial].value) for t in effect.trials]

    def uncertain(self) -> dict[str, Distribution]:
        """Every number that has an interval, by its place in the file, as a distribution (`uncertainty.py`)."""
        return uncertainty.uncertain(self)

    def sample(self, n: int = 1, seed: int = 1) -> list[Intervention]:
        """`n` draws of the intervention: effects, weights, corrections, cascade, fading and costs within their intervals."""
        return uncertainty.sample(self, check_number("n", n, 1, 1_000_000, whole=True), seed)

    def intervals(self) -> dict[str, tuple[float, float] | None]:
        """95% interval of every effect by channel, in its measure; None where nothing about it is uncertain."""
        return uncertainty.intervals(self)

    def effects_table(self) -> list[dict[str, Any]]:
        """Channel, measure, value used, grade, mechanism and trials of every effect."""
        rows = []
        for effect in self.effect:
            measure = channels.BY_NAME[effect.channel].measure
            value = channels.to_measure(measure, self.shift(effect))
            rows.append({
                "channel": effect.channel, "measure": measure, "value": value, "grade": effect.grade,
                "mechanism": effect.mechanism, "set_by_user": effect.channel in self.overrides,
                "trials": ", ".join(f"{t.trial}: {t.measure} {t.value:g} ({t.ci95[0]:g} to {t.ci95[1]:g})" for t in effect.trials),
            })  # fmt: skip
        return rows

    def costs_before(self, price_factor) -> list[tuple[str, float]]:
        """(step, cost per family) of screening and offers, in euros of the model's price year; what one party pays another left out."""
        return [
            (c.per, c.amount * price_factor(c.price_year))
            for c in self.cost
            if c.per in BEFORE and c.amount > 0 and not c.to
        ]

    def cost_per_participant(self, price_factor, transfers: bool = False) -> float:
        """Expected cost per family that accepts, in euros of the model's price year (screening and offers apart).

        Without what one party pays another; with `transfers`, that alone.
        """
        share = {"participant": 1.0, "completer": self.offer.completion}
        return sum(
            c.amount * price_factor(c.price_year) * share[c.per]
            for c in self.cost
            if c.per in share and bool(c.to) == transfers
        )
