"""An intervention as data: who is offered what, what it costs, what it changes, and how we know.

One TOML file is one intervention (`catalogue/*.toml`). It is a citation, not a program: nothing in it is executed.
`Intervention.but` gives a changed copy.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pydantic

from ..datafiles import EURO, Number, Source, Table, first_problem, read_toml
from ..errors import DataFileError, InputError, check_number, unknown
from ..vocabulary import channels
from ..vocabulary.rows import INF, PREGNANCY
from .check import CASCADE, check
from .scales import effect_shift


class Evidence(Table):
    """Where a number comes from."""

    source: str
    grade: str
    status: str
    ci95: tuple[Number, Number] | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""


SET_BY_USER = Evidence(source="judgement", grade="assumption", status="assumed", note="Set by the user.")


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
    where: list[Rule] = []
    any: list[RuleSet] = []
    sources: dict[str, Evidence]

    @property
    def age(self) -> int:
        """Age of the child at the offer; PREGNANCY before birth."""
        return PREGNANCY if self.at == "pregnancy" else int(self.at)


class Cost(Table):
    """What one family at one step of the cascade costs, in the year the child has a given age (0: birth year)."""

    payer: str
    per: str
    amount: Number
    unit: str
    age: int = 0
    text: str
    source: str
    grade: str
    status: str
    ci95: tuple[Number, Number] | None = None
    family: str = "gamma"
    evidence: str = ""
    note: str = ""


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
    """How an effect fades: in full until the age `since`, then the share `fade` of it is lost every year."""

    fade: Number
    since: Number = 0.0
    ci95: tuple[Number, Number] | None = None
    source: str
    grade: str
    status: str
    note: str = ""

    def mean(self, start: float, to: float) -> float:
        """Mean strength over the years from `start` (birth, if earlier) to the age `to`, as a share of the full effect."""
        ages = np.arange(max(start, 0.0), to)
        return float(np.mean((1.0 - self.fade) ** np.maximum(ages - self.since, 0.0)))


class Carried(Table):
    """The part of a measured total that the intervention's other channels already bring about, as the model lives it.

    In the measure of the channel. It is taken off the mixture, so that the total is the measured one and no path counts
    twice; a test holds it to what the model does.
    """

    value: Number
    note: str


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
    carried: Carried | None = None
    corrections: list[str] = []


class Correction(Table):
    """A factor on the effects that name it (on their additive scale); switched off it is 1."""

    factor: Number
    on: pydantic.StrictBool = True
    text: str
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


class Intervention(Table):
    """One intervention of the catalogue, or of a third party.

    `overrides` holds channel effects set by the user, in the measure of the channel, in place of the trials.
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
    effect: list[Effect]
    weights: dict[str, Weight] = {}  # an effect with one trial needs none
    corrections: dict[str, Correction] = {}
    published: list[str] = []
    sources: dict[str, Source] = {}  # beside those of the library
    overrides: dict[str, Number] = {}
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
        except InputError as error:
            raise DataFileError(
                path, getattr(error, "key", ""), str(error), "See docs/howto/new_intervention.md"
            ) from None
        return intervention

    def but(self, **changes: Any) -> Intervention:
        """A copy with other values: a step of the cascade (`uptake=0.6`), a channel effect in the channel's measure
        (`maltreatment=0.8`), `title`, or `corrections={"scale_up": False}` to switch one off.
        """
        updated = self
        for name, value in changes.items():
            if name in CASCADE or name == "reach_today":
                share = check_number(f"{self.id}.{name}", value, 0.0, 1.0)
                sources = {**updated.offer.sources, name: SET_BY_USER}
                offer = updated.offer.model_copy(update={name: share, "sources": sources})
                updated = updated.model_copy(update={"offer": offer})
            elif name in channels.BY_NAME:
                value = check_number(f"{self.id}.{name}", value)
                if channels.BY_NAME[name].measure != "SD" and value <= 0:
                    raise InputError(f"{self.id}.{name} is a ratio and must be positive, not {value}")
                updated = updated.model_copy(update={"overrides": {**updated.overrides, name: value}})
            elif name == "corrections":
                if not isinstance(value, dict) or not all(isinstance(on, bool) for on in value.values()):
                    raise InputError(
                        f"{self.id}.corrections: give true or false by correction, such as scale_up, not {value!r}"
                    )
                switched = {k: c.model_copy(update={"on": value.get(k, c.on)}) for k, c in updated.corrections.items()}
                if set(value) - set(switched):
                    raise unknown("correction", sorted(set(value) - set(switched))[0], switched)
                updated = updated.model_copy(update={"corrections": switched})
            elif name == "title":
                if not isinstance(value, str):
                    raise InputError(f"{self.id}.title is text, not {value!r}")
                updated = updated.model_copy(update={"title": value})
            else:
                allowed = [*CASCADE, "reach_today", *(e.channel for e in self.effect), "corrections", "title"]
                raise unknown(f"field of {self.id}", name, allowed)
        check(updated)
        return updated

    def only_grades(self, grades: tuple[str, ...]) -> Intervention:
        """A copy in which every effect of another grade is set to its null."""
        null = {
            e.channel: channels.NEUTRAL[channels.BY_NAME[e.channel].measure]
            for e in self.effect
            if e.grade not in grades
        }
        return self.model_copy(update={"overrides": {**self.overrides, **null}})

    def shift(self, effect: Effect) -> float:
        """Effect on the additive scale of its channel: the user's value, or the corrected mixture of the trials."""
        measure = channels.BY_NAME[effect.channel].measure
        if effect.channel in self.overrides:
            return channels.to_shift(measure, self.overrides[effect.channel])
        shifts = np.array([effect_shift(effect, trial, measure) for trial in effect.trials])
        factor = math.prod(self.corrections[c].factor for c in effect.corrections if self.corrections[c].on)
        carried = channels.to_shift(measure, effect.carried.value) if effect.carried else 0.0
        return float(np.average(shifts, weights=self.trial_weights(effect)) * factor - carried)

    def trial_weights(self, effect: Effect) -> np.ndarray:
        """Weights of an effect's trials; the only trial of an effect needs none."""
        if len(effect.trials) == 1 and effect.trials[0].trial not in self.weights:
            return np.ones(1)
        return np.array([self.weights[trial.trial].value for trial in effect.trials])

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

    def cost_per_participant(self, price_factor) -> float:
        """Expected cost per family that accepts, in euros of the model's price year (screening and offers apart)."""
        share = {"participant": 1.0, "completer": self.offer.completion}
        return sum(
            c.amount * price_factor(int(EURO.match(c.unit).group(1))) * share[c.per]
            for c in self.cost
            if c.per in share
        )
