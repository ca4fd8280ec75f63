"""Trials as the model would have run them: who was eligible, two arms, the outcomes, beside what was published.

A trial file (`data/trials/*.toml`) names an intervention, which of its trials it is, sizes and outcomes. Everyone who is
eligible is lived twice, with and without the programme as that trial found it, all other random numbers the same: the
difference is what an endless trial would find. Trials of the published size are then drawn from these persons, to show
what chance does. An outcome is *fitted* if the effect was taken from it (it must come out), *predicted* if not, and
*control* is the level in the control arm, a check of the baseline.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pydantic

from .. import interventions as catalogue
from ..datafiles import DATA, Number, Table, first_problem, read_sources, read_toml
from ..errors import DataFileError, InputError, nearest, unknown
from ..interventions.schema import Rule, RuleSet
from ..vocabulary import channels
from ..vocabulary.rows import STATUSES
from . import measures
from .fields import READABLE, Item
from .measures import MEASURES, Sample
from .panel import BATCHES, Panel, live_together
from .settings import FIRST_WEEKS, Offered

if TYPE_CHECKING:
    import pandas as pd

    from ..interventions import Intervention
    from ..parameters import ParameterSet

FOLDER = DATA / "trials"
ROLES = ("fitted", "predicted", "control")
COMPARED = ("odds ratio", "ratio", "difference", "d")
FIGURES = {
    "mean": measures.mean, "difference": measures.difference, "ratio": measures.ratio,
    "odds ratio": measures.odds_ratio, "d": measures.standardised,
}  # fmt: skip
MET = 2.0
BIRTHS, REPLICATES, FEWEST = 400_000, 400, 200


class Outcome(Table):
    """One published figure of a trial."""

    id: str
    title: str
    title_nl: str = ""
    field: str
    code: list[Number] | None = None
    above: Number | None = None
    age: int  # of the child at the end of the year; -1 at birth
    measure: str = "mean"  # of the control arm; else odds ratio, ratio, difference or d of the arms
    value: Number
    low: Number
    high: Number
    role: str
    where: dict[str, tuple[Number, Number]] | None = None  # of these only
    source: str
    status: str
    note: str = ""
    reason: str = ""  # why it is missed


class TrialFile(Table):
    """A trial: an intervention as one study offered it."""

    id: str
    intervention: str
    trial: str  # its name in the intervention's file
    title: str
    arms: tuple[int, int]  # offered, control
    lost: Number = 0.0  # share lost to follow-up
    text: str
    where: list[Rule] | None = None  # who was eligible, if not as in the intervention's file
    any: list[RuleSet] | None = None
    outcome: list[Outcome]


def read_trial(path: Path) -> TrialFile:
    """One file, checked; errors name file, key and fix."""
    try:
        trial = TrialFile(**read_toml(path))
    except pydantic.ValidationError as error:
        raise DataFileError(path, *first_problem(error, TrialFile.model_fields)) from None
    sources = read_sources(DATA / "sources.toml").keys() | catalogue.load(trial.intervention).sources.keys()
    for k, row in enumerate(trial.outcome):
        where = f"outcome.{k}"
        for word, key, allowed in (
            (row.role, "role", ROLES), (row.field, "field", READABLE), (row.status, "status", STATUSES), (row.source, "source", sources),
            (row.measure, "measure", ("mean",) if row.role == "control" else COMPARED),
        ):  # fmt: skip
            if word not in allowed:
                raise DataFileError(path, f"{where}.{key}", f"{word!r} is not known", nearest(word, allowed))
        if not row.low <= row.value <= row.high or row.low == row.high:
            raise DataFileError(
                path, where, f"{row.value} lies outside {row.low} to {row.high}", "Correct the interval."
            )
    ids = [row.id for row in trial.outcome]
    if len(set(ids)) != len(ids):
        raise DataFileError(path, "outcome", f"an outcome occurs twice in {ids}", "Give each an id of its own.")
    return trial


@cache
def all_trials() -> dict[str, TrialFile]:
    """All trial files by id."""
    found = [read_trial(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {trial.id: trial for trial in found}


def trials_of(intervention: str) -> list[TrialFile]:
    """The trials of an intervention, or the one with this id."""
    everything = all_trials()
    chosen = [t for t in everything.values() if intervention in (t.intervention, t.id)]
    if not chosen and intervention in catalogue.names():
        have = ", ".join(dict.fromkeys(t.intervention for t in everything.values()))
        raise InputError(f"{intervention} is an intervention without a trial in data/trials. These have one: {have}")
    if not chosen:
        raise unknown("trial", intervention, [*everything, *(t.intervention for t in everything.values())])
    return chosen


def as_in(trial: TrialFile) -> Intervention:
    """The intervention as this trial found it: its results alone, no correction, everyone takes part."""
    item = catalogue.load(trial.intervention)
    overrides: dict[str, float] = {}
    for effect in item.effect:
        if all(result.trial != trial.trial for result in effect.trials):  # not measured: not moved
            overrides[effect.channel] = channels.NEUTRAL[channels.BY_NAME[effect.channel].measure]
    weights = {
        name: w.model_copy(update={"value": float(name == trial.trial), "ci95": None})
        for name, w in item.weights.items()
    }
    off = {name: c.model_copy(update={"on": False}) for name, c in item.corrections.items()}
    return item.model_copy(update={"weights": weights, "corrections": off, "overrides": overrides})


def emulate(
    trial: TrialFile, parameters: ParameterSet, births: int = BIRTHS, seed: int = 1, workers: int | None = None
) -> pd.DataFrame:
    """One row per outcome: published and simulated, with intervals.

    Returns
    -------
    DataFrame with columns trial, id, title, role, measure, value, low, high, simulated, se_mc, trial_low, trial_high
    (95% of trials of the published size), eligible, z, met, reason, status, source
    """
    import pandas as pd

    item = as_in(trial)
    when = max(item.offer.age - 1, FIRST_WEEKS)
    rules = item.offer.where if trial.where is None else trial.where
    groups = item.offer.any if trial.any is None else trial.any
    plain, offered = Panel(parameters, births, seed), Panel(parameters, births, seed, Offered(item))
    for panel in (plain, offered):
        panel.keep(when, *(r.field for r in [*rules, *(r for group in groups for r in group.of)]))
        for row in trial.outcome:
            panel.keep(row.age, row.field, *(row.where or {}))
    live_together([plain, offered], workers)
    eligible = np.ones(births, bool)
    for rule in rules:
        eligible &= holds(plain, rule, when)
    for group in groups:
        eligible &= sum(holds(plain, rule, when).astype(int) for rule in group.of) >= group.at_least
    if eligible.sum() < FEWEST:
        raise InputError(f"{trial.id}: {eligible.sum()} of {births:,} births are eligible: simulate more births")
    rows = [outcome_row(trial, row, plain, offered, eligible, seed) for row in trial.outcome]
    return pd.DataFrame(rows)


def holds(panel: Panel, rule: Rule, age: int) -> np.ndarray:
    """Does a rule hold, (births,)?"""
    values = panel[rule.field, age]
    return (values >= rule.between[0]) & (values <= rule.between[1])


def outcome_row(trial: TrialFile, row: Outcome, plain: Panel, offered: Panel, eligible, seed: int) -> dict[str, Any]:
    """One outcome, simulated beside published."""
    item = Item(row.field, tuple(row.code) if row.code else None, row.above)
    samples = []
    for panel in (offered, plain):
        here = eligible & (panel["alive", row.age] == 1)
        for name, (low, high) in (row.where or {}).items():
            here &= (panel[name, row.age] >= low) & (panel[name, row.age] <= high)
        chosen = np.flatnonzero(here)
        samples.append(Sample(item.of(panel[row.field, row.age][chosen]), chosen % BATCHES))
    counted = samples[1:] if row.measure == "mean" else samples
    births = np.bincount(np.arange(plain.births) % BATCHES, minlength=BATCHES).astype(float)
    found = MEASURES[row.measure].of(counted, births)
    low, high = chance(trial, row, counted, seed)
    z = (found.value - row.value) / np.hypot((row.high - row.low) / 3.92, found.se)
    return {
        "trial": trial.id, "id": row.id, "title": row.title, "role": row.role, "measure": row.measure, "value": row.value, "low": row.low,
        "high": row.high, "simulated": found.value, "se_mc": found.se, "trial_low": low, "trial_high": high, "eligible": int(eligible.sum()),
        "z": float(z), "met": bool(abs(z) <= MET), "reason": row.reason, "status": row.status, "source": row.source,
    }  # fmt: skip


def chance(trial: TrialFile, row: Outcome, samples: list[Sample], seed: int) -> tuple[float, float]:
    """What 95% of trials of the published size would find, drawn from the simulated persons."""
    rng = np.random.default_rng([seed, len(trial.id), len(row.id)])
    sizes = [max(2, round(n * (1.0 - trial.lost))) for n in (trial.arms[1:] if row.measure == "mean" else trial.arms)]
    found = []
    for _ in range(REPLICATES):
        drawn = [Sample(rng.choice(s.x, n), np.zeros(n, int)) for s, n in zip(samples, sizes, strict=True)]
        sums = np.concatenate([s.sums(1)[0] for s in drawn])
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(FIGURES[row.measure](sums))
    return tuple(np.nanpercentile(np.asarray(found, float), [2.5, 97.5]))


def emulate_all(names: list[str], parameters: ParameterSet, births: int = BIRTHS, seed: int = 1) -> pd.DataFrame:
    """The trials of several interventions, one table."""
    import pandas as pd

    chosen = {trial.id: trial for name in names for trial in trials_of(name)} if names else all_trials()
    return pd.concat([emulate(trial, parameters, births, seed) for trial in chosen.values()], ignore_index=True)
