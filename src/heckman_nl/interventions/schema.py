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

from .. import distributions
from ..datafiles import EURO, read_toml
from ..errors import DataFileError, InputError, check_number, nearest, unknown
from ..vocabulary import channels
from ..vocabulary.payers import PARTIES
from ..vocabulary.rows import GRADES, INF, PER, PHASES, PREGNANCY, STATUSES
from ..vocabulary.state import BY_NAME, NUMBER

MEASURES = ("OR", "RR", "HR", "SMD", "SD", "pp")
CASCADE = ("reach", "noticed", "offered", "referred", "uptake", "completion")
LOGISTIC_SD = math.pi / math.sqrt(3.0)  # 1.814: log odds per standard deviation of a latent outcome


class Table(pydantic.BaseModel):
    """Base of all tables: unknown keys are errors, values do not change."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Evidence(Table):
    """Where a number comes from."""

    source: str
    grade: str
    status: str
    ci95: tuple[float, float] | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""


class Rule(Table):
    """A state field must lie between two values (both included)."""

    field: str
    between: tuple[float, float]


class RuleSet(Table):
    """Of several rules at least so many must hold."""

    at_least: int
    of: list[Rule]


class Offer(Table):
    """Who is offered it, and how many of them are found, accept and complete."""

    comparator: str
    at: str | int = "pregnancy"
    reach: float
    reach_today: float = 0.0
    noticed: float
    offered: float
    referred: float
    uptake: float
    completion: float
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
    amount: float
    unit: str
    age: int = 0
    text: str
    source: str
    grade: str
    status: str
    ci95: tuple[float, float] | None = None
    family: str = "gamma"
    evidence: str = ""
    note: str = ""


class Trial(Table):
    """One trial's result on an outcome that speaks for a channel."""

    trial: str
    measure: str
    value: float
    ci95: tuple[float, float]
    baseline: float | None = None  # risk in the control arm, where the measure needs it
    to: float | None = None  # age to which a result on a hazard accumulates; it is then a mean over a fading effect
    source: str
    status: str
    evidence: str = ""
    place: str = ""
    note: str = ""


class Persistence(Table):
    """How an effect fades: in full until the age `since`, then the share `fade` of it is lost every year."""

    fade: float
    since: float = 0.0
    ci95: tuple[float, float] | None = None
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

    value: float
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
    start: float = PREGNANCY
    stop: float = INF
    persistence: Persistence | None = None
    carried: Carried | None = None
    corrections: list[str] = []


class Correction(Table):
    """A factor on the effects that name it (on their additive scale); switched off it is 1."""

    factor: float
    on: bool = True
    text: str
    source: str
    grade: str
    status: str
    ci95: tuple[float, float] | None = None
    evidence: str = ""


class Weight(Table):
    """Weight of one trial in every mixture it takes part in; renormalised over the trials that measured the outcome."""

    value: float
    ci95: tuple[float, float] | None = None
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
    overrides: dict[str, float] = {}
    origin: str = "heckman_nl"

    @classmethod
    def from_toml(cls, path: Path | str, origin: str = "heckman_nl") -> Intervention:
        """Read and check one file; errors name file, key and fix."""
        path = Path(path)
        raw = read_toml(path)
        try:
            intervention = cls(**{**raw, "origin": origin})
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            fix = (
                f"Add `{first['loc'][-1]}`."
                if first["type"] == "missing"
                else "Correct it; see docs/howto/new_intervention.md."
            )
            raise DataFileError(path, key, first["msg"].lower(), fix) from None
        try:
            intervention.check()
        except InputError as error:
            raise DataFileError(path, getattr(error, "key", ""), str(error), "Correct it.") from None
        return intervention

    def check(self) -> None:
        """Refuse what cannot be run: unknown words, impossible values."""
        require(self.phase in PHASES, "phase", f"unknown phase {self.phase!r}. {nearest(self.phase, PHASES)}")
        check_grade("grade", self.grade)
        self.check_offer()
        for k, cost in enumerate(self.cost):
            where = f"cost.{k}"
            require(
                cost.payer in PARTIES, f"{where}.payer", f"unknown payer {cost.payer!r}. {nearest(cost.payer, PARTIES)}"
            )
            require(cost.per in PER, f"{where}.per", f"unknown step {cost.per!r}. {nearest(cost.per, PER)}")
            require(bool(EURO.match(cost.unit)), f"{where}.unit", f"a cost is in EUR and a year, not {cost.unit!r}")
            require(
                math.isfinite(cost.amount) and cost.amount >= 0, f"{where}.amount", f"a cost cannot be {cost.amount}"
            )
            require(0 <= cost.age <= 18, f"{where}.age", f"the age of a cost lies between 0 and 18, not {cost.age}")
            check_grade(f"{where}.grade", cost.grade)
        for k, effect in enumerate(self.effect):
            check_effect(f"effect.{k}", effect, self)
        names = [effect.channel for effect in self.effect]
        require(len(set(names)) == len(names), "effect", "a channel has two effects: merge them into one mixture")
        for name, weight in self.weights.items():
            require(
                math.isfinite(weight.value) and weight.value >= 0,
                f"weights.{name}",
                f"a weight cannot be {weight.value}",
            )
        for channel in self.overrides:
            require(channel in {e.channel for e in self.effect}, channel, f"{self.id} has no effect on {channel!r}")

    def check_offer(self) -> None:
        offer = self.offer
        require(
            offer.comparator in ("today", "none"),
            "offer.comparator",
            f"comparator is 'today' or 'none', not {offer.comparator!r}",
        )
        require(
            offer.at == "pregnancy" or (isinstance(offer.at, int) and 0 <= offer.at <= 17),
            "offer.at", f"an offer is made in 'pregnancy' or at an age of 0-17, not {offer.at!r}",
        )  # fmt: skip
        for step in (*CASCADE, "reach_today"):
            value = getattr(offer, step)
            require(0.0 <= value <= 1.0, f"offer.{step}", f"{step} = {value} is not a share between 0 and 1")
        for step in CASCADE:
            require(step in offer.sources, f"offer.sources.{step}", "every step of the cascade needs a source")
        for step, evidence in offer.sources.items():
            check_grade(f"offer.sources.{step}.grade", evidence.grade)
            require(evidence.status in STATUSES, f"offer.sources.{step}", f"unknown status {evidence.status!r}")
        for rule in [*offer.where, *(rule for rule_set in offer.any for rule in rule_set.of)]:
            require(rule.field in NUMBER, "offer", f"unknown field {rule.field!r}. {nearest(rule.field, NUMBER)}")
            require(BY_NAME[rule.field].kind != "key", "offer", f"{rule.field} cannot be used in a rule")
            require(
                rule.between[0] <= rule.between[1],
                "offer",
                f"{rule.field}: {rule.between[0]} is above {rule.between[1]}",
            )
        for rule_set in offer.any:
            require(
                1 <= rule_set.at_least <= len(rule_set.of),
                "offer.any",
                f"at_least {rule_set.at_least} of {len(rule_set.of)} rules",
            )

    def but(self, **changes: Any) -> Intervention:
        """A copy with other values: a step of the cascade (`uptake=0.6`), a channel effect in the channel's measure
        (`maltreatment=0.8`), `title`, or `corrections={"scale_up": False}` to switch one off.
        """
        updated = self
        for name, value in changes.items():
            if name in CASCADE or name == "reach_today":
                share = check_number(f"{self.id}.{name}", value, 0.0, 1.0)
                updated = updated.model_copy(update={"offer": updated.offer.model_copy(update={name: share})})
            elif name in channels.BY_NAME:
                value = check_number(f"{self.id}.{name}", value)
                if channels.BY_NAME[name].measure != "SD" and value <= 0:
                    raise InputError(f"{self.id}.{name} is a ratio and must be positive, not {value}")
                updated = updated.model_copy(update={"overrides": {**updated.overrides, name: value}})
            elif name == "corrections":
                switched = {k: c.model_copy(update={"on": value.get(k, c.on)}) for k, c in updated.corrections.items()}
                if set(value) - set(switched):
                    raise unknown("correction", sorted(set(value) - set(switched))[0], switched)
                updated = updated.model_copy(update={"corrections": switched})
            elif name == "title":
                updated = updated.model_copy(update={"title": str(value)})
            else:
                allowed = [*CASCADE, "reach_today", *(e.channel for e in self.effect), "corrections", "title"]
                raise unknown(f"field of {self.id}", name, allowed)
        updated.check()
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


class SchemaError(InputError):
    """A value of an intervention that cannot be used; `key` says where."""

    def __init__(self, key: str, message: str):
        self.key = key
        super().__init__(message)


def require(holds: bool, key: str, message: str) -> None:
    if not holds:
        raise SchemaError(key, message)


def check_grade(key: str, grade: str) -> None:
    allowed = (*GRADES, "theory-only")
    require(grade in allowed, key, f"unknown grade {grade!r}. {nearest(grade, allowed)}")


def check_effect(where: str, effect: Effect, intervention: Intervention) -> None:
    """One effect: known words, possible numbers, trials with weights."""
    require(
        effect.channel in channels.BY_NAME,
        f"{where}.channel",
        f"unknown channel {effect.channel!r}. {nearest(effect.channel, channels.BY_NAME)}",
    )
    check_grade(f"{where}.grade", effect.grade)
    require(
        effect.per in ("accepted", "completed"), f"{where}.per", f"per is 'accepted' or 'completed', not {effect.per!r}"
    )
    if effect.persistence is not None:
        fade = effect.persistence.fade
        require(0.0 <= fade < 1.0, f"{where}.persistence", f"fade is a share lost per year, not {fade}")
        check_grade(f"{where}.persistence.grade", effect.persistence.grade)
    if effect.carried is not None:
        ratio = channels.BY_NAME[effect.channel].measure != "SD"
        possible = math.isfinite(effect.carried.value) and (effect.carried.value > 0 or not ratio)
        require(possible, f"{where}.carried", f"{effect.carried.value} is not possible in this channel's measure")
    require(effect.start < effect.stop, f"{where}.start", f"the effect stops at {effect.stop}, before it starts")
    require(bool(effect.trials), f"{where}.trials", "an effect needs at least one trial")
    if effect.channel in ("cognitive", "socioemotional"):
        require(
            effect.persistence is None and effect.stop == INF,
            where,
            "a gain in skill fades by itself: give it neither persistence nor stop",
        )
    for name in effect.corrections:
        require(
            name in intervention.corrections,
            f"{where}.corrections",
            f"unknown correction {name!r}. {nearest(name, intervention.corrections)}",
        )
    for k, trial in enumerate(effect.trials):
        key = f"{where}.trials.{k}"
        require(
            trial.trial in intervention.weights or len(effect.trials) == 1,
            key,
            f"trial {trial.trial!r} has no weight. {nearest(trial.trial, intervention.weights)}",
        )
        hazard = channels.BY_NAME[effect.channel].measure == "HR"
        require(
            trial.to is None or (hazard and trial.to > max(effect.start, 0.0)),
            f"{key}.to",
            "`to` is the age, after the start, to which a result on a hazard accumulates",
        )
        require(
            trial.measure in MEASURES,
            f"{key}.measure",
            f"unknown measure {trial.measure!r}. {nearest(trial.measure, MEASURES)}",
        )
        require(trial.status in STATUSES, f"{key}.status", f"unknown status {trial.status!r}")
        require(
            trial.ci95[0] <= trial.value <= trial.ci95[1], f"{key}.ci95", f"{trial.value} lies outside {trial.ci95}"
        )
        trial_shift(trial, channels.BY_NAME[effect.channel].measure)
    total = intervention.trial_weights(effect).sum()
    require(total > 0, f"{where}.trials", "the weights of its trials add up to 0")


def effect_shift(effect: Effect, trial: Trial, measure: str) -> float:
    """A trial's result as the full strength of the effect: one that accumulates over a fading effect is its mean."""
    shift = trial_shift(trial, measure)
    if trial.to is None or effect.persistence is None:
        return shift
    return shift / effect.persistence.mean(effect.start, trial.to)


def trial_shift(trial: Trial, measure: str, value: float | None = None) -> float:
    """A trial's result on the additive scale of a channel of the given measure (OR, HR or SD).

    Relative risks and differences need the control risk `baseline`; a standardised difference becomes log odds by
    1.814 per SD (Chinn 2000). An odds ratio of a cumulative risk becomes a hazard ratio through both risks.
    """
    value = trial.value if value is None else value
    if trial.measure in ("OR", "RR", "HR"):
        require(value > 0, trial.trial, f"{trial.measure} = {value} is not positive")
    if measure == "SD":
        if trial.measure in ("SMD", "SD"):
            return value
        return log_odds(trial, value) / LOGISTIC_SD
    if measure == "OR":
        return value * LOGISTIC_SD if trial.measure in ("SMD", "SD") else log_odds(trial, value)
    if trial.measure == "HR":
        return math.log(value)
    if trial.baseline is None:
        # rare outcome: the odds ratio stands for the hazard ratio
        return value * LOGISTIC_SD if trial.measure in ("SMD", "SD") else log_odds(trial, value)
    shift = value * LOGISTIC_SD if trial.measure in ("SMD", "SD") else log_odds(trial, value)
    treated = 1.0 / (1.0 + math.exp(-(math.log(trial.baseline / (1.0 - trial.baseline)) + shift)))
    return math.log(math.log1p(-treated) / math.log1p(-trial.baseline))


def log_odds(trial: Trial, value: float) -> float:
    """Log odds ratio of a trial's result."""
    if trial.measure in ("OR", "HR"):
        return math.log(value)
    require(
        trial.baseline is not None and 0 < trial.baseline < 1,
        trial.trial,
        f"{trial.measure} needs the risk in the control arm (`baseline`)",
    )
    treated = value * trial.baseline if trial.measure == "RR" else trial.baseline + value / 100.0
    require(0 < treated < 1, trial.trial, f"{trial.measure} {value} of a risk of {trial.baseline} leaves the range 0-1")
    return math.log(treated / (1 - treated)) - math.log(trial.baseline / (1 - trial.baseline))


def effect_distribution(trial: Trial) -> distributions.Distribution:
    """Distribution of a trial's result: normal for differences, lognormal for ratios."""
    family = "normal" if trial.measure in ("SMD", "SD", "pp") else "lognormal"
    return distributions.from_interval(family, trial.value, *trial.ci95)
