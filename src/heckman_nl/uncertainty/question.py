"""One question asked at many points: what is the outcome of a scenario if these numbers are other ones?

Every point is lived by the same families with the same random numbers, so that two points differ by what was moved and
by whom that tips over some edge. Points are independent of one another: threads, processes and clusters give the same bits.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from inspect import signature
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..appraisal import SETTINGS, Appraisal, check_settings
from ..calibrate.targets import Targets
from ..distributions import Distribution
from ..errors import CalibrationError, InputError, check_number, unknown
from ..estimate import Estimate, estimate
from ..parameters import ParameterSet
from ..scenario import Scenario, elsewhere
from ..vocabulary.payers import PARTIES
from .draws import TARGET, Draws, parameters_with, scenario_with, targets_with
from .indices import among
from .psa import PAIRS, SOLVE_BIRTHS
from .takers import People, choose_people, compare_people
from .workers import check_executor, spread

if TYPE_CHECKING:
    from ..cohort import Cohort
    from ..model import Model
    from ..results import Comparison

PER_TASK = 4  # points
OUTCOMES = ("npv", "costs", "benefits", "qalys", *PARTIES)


@dataclass(frozen=True)
class Point:
    """Numbers that differ: `drawn` by the name of an uncertain number, `given` as a user sets a parameter, field or setting."""

    drawn: dict[str, float] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)


class Answer(NamedTuple):
    """The outcome at a point, by batch of lives; `reason` says why there is none."""

    batches: np.ndarray
    batch_births: np.ndarray
    births: float
    reason: str = ""

    @property
    def outcome(self) -> Estimate:
        return Estimate(None, None) if self.reason else estimate(self.batches, self.batch_births, self.births)

    def less(self, other: Answer) -> Estimate:
        """The difference, with the error of what is the same in both left out."""
        if self.reason or other.reason:
            return Estimate(None, None)
        return estimate(self.batches - other.batches, self.batch_births, self.births)


@dataclass(frozen=True)
class Question:
    """Everything that a worker needs to answer at a point; it can be pickled."""

    parameters: ParameterSet
    scenario: Scenario
    cohort: Cohort
    people: People
    seed: int
    recalibrate: bool
    solve_births: int
    solve_seed: int  # of these births
    outcome: str
    rules: str
    settings: dict[str, Any] = field(default_factory=dict)

    def lived(self, point: Point) -> tuple[Comparison, dict[str, Any]]:
        """The comparison at a point, and the settings of its appraisal."""
        parameters = parameters_with(self.parameters, point.drawn)
        scenario = scenario_with(self.scenario, point.drawn)
        settings = dict(self.settings)
        for name, value in point.given.items():
            if name in SETTINGS:
                settings[name] = value
            elif name in parameters:
                parameters = with_parameter(parameters, name, value)
            else:
                scenario = with_field(scenario, name, value)
        if self.recalibrate:
            parameters = solved(parameters, point.drawn, self.solve_births, self.solve_seed)
        return compare_people(parameters, self.cohort, scenario, self.seed, self.people), settings

    def answer(self, point: Point) -> Answer:
        """The outcome at a point, or why there is none."""
        try:
            comparison, settings = self.lived(point)
        except CalibrationError as error:
            return Answer(np.zeros(0), np.zeros(0), 0.0, str(error))
        appraisal = comparison.appraise(self.rules, **settings)
        return Answer(by_batch(appraisal, self.outcome), comparison.batch_births, comparison.births)


def by_batch(appraisal: Appraisal, outcome: str) -> np.ndarray:
    """An outcome per batch of lives, (batches,)."""
    if outcome == "npv":
        return appraisal.by_batch(lambda line: True)
    if outcome == "costs":
        return -appraisal.by_batch(lambda line: line.account == "programme")
    if outcome == "benefits":
        return appraisal.by_batch(lambda line: line.account != "programme")
    if outcome == "qalys":
        return appraisal.qalys_by_batch()
    return appraisal.by_batch(lambda line: line.party == outcome)


def with_parameter(parameters: ParameterSet, name: str, value) -> ParameterSet:
    """Parameters with another value of one; of a table with all its values, or with a common factor on them."""
    parameter = parameters[name]
    if parameter.solved is not None:
        raise InputError(
            f"{name} is solved so that the baseline reproduces Dutch statistics: move what it is solved with"
        )
    if np.ndim(value) == 0:
        value = check_number(name, value)
        value = parameter.times(value) if parameter.is_table else value
    return parameters.but({name: value})


def with_field(scenario: Scenario, name: str, value) -> Scenario:
    """The scenario with another value of a step, channel or place of one of its interventions, such as `voorzorg.uptake`."""
    head, _, place = name.partition(".")
    items = {item.id: item for item in scenario.interventions}
    if head not in items and (other := elsewhere(head, scenario)):
        raise other
    if head not in items or not place:
        allowed = [*(f"{id}.uptake" for id in items), *SETTINGS]
        raise unknown("parameter, field of an intervention, or setting", name, allowed)
    items[head] = items[head].but({place: value})
    return replace(scenario, interventions=tuple(items.values()))


_solved: dict[tuple, dict[str, Any] | str] = {}
_locks: defaultdict[tuple, Lock] = defaultdict(Lock)  # so that threads that need one baseline solve it once
MOST_KEPT = 64


def solved(parameters: ParameterSet, drawn: dict[str, float], births: int, seed: int) -> ParameterSet:
    """Parameters with the baseline solved for them; kept, as many points leave it as it is."""
    from ..calibrate.baseline import shipped_targets, solve_baseline

    targets: Targets = targets_with(shipped_targets(), drawn)
    key = (parameters.input_fingerprint, targets.fingerprint, births, seed)
    with _locks[key]:
        values = _solved.get(key)
        if values is None:
            try:
                found = solve_baseline(parameters, births, seed, targets)
                values = {p.key: p.value for p in found.values() if p.solved is not None}
            except CalibrationError as error:
                values = str(error)
            if len(_solved) >= MOST_KEPT:
                _solved.clear()
            _solved[key] = values
    if isinstance(values, str):
        raise CalibrationError(values)
    return parameters.with_solved(values, dict(parameters.provenance))


def answer_all(question: Question, points: list[Point]) -> list[Answer]:
    """Answers at some points, in one thread."""
    return [question.answer(point) for point in points]


class Experiment:
    """A scenario and how its points are lived: what all functions of `sensitivity` share.

    Parameters
    ----------
    model, cohort, scenario : Model, Cohort, Scenario
    outcome : str
        "npv", "costs", "benefits", "qalys" (not discounted), or a party, whose gain it then is.
    recalibrate : bool
        Solve the baseline again at every point, on `solve_births` births, and move the Dutch statistics it is solved on as
        well. False (the default, much faster) keeps it as it is solved now: at a point that moves an arrow of the model,
        the baseline is then no longer the Dutch one.
    pairs : int
        Families who are lived twice at each point, in each birth year; see `uncertainty.takers`.
    seed : int
        Of the lives, and of the points where they are drawn.
    executor : concurrent.futures.Executor, optional
        Any, as for `Model.psa`; threads of this process (`workers` of them) if left out. Changes no bit.
    progress : bool
        Show a progress line on stderr when it is a terminal.
    rules, discount_rate, ... : optional
        Of the appraisal.
    """

    def __init__(
        self,
        model: Model,
        cohort: Cohort,
        scenario: Scenario,
        outcome: str = "npv",
        recalibrate: bool = False,
        pairs: int = PAIRS,
        seed: int = 1,
        solve_births: int = SOLVE_BIRTHS,
        executor: Executor | None = None,
        workers: int | None = None,
        progress: bool = True,
        rules: str = "mkba",
        **settings: Any,
    ):
        if not isinstance(scenario, Scenario):
            raise InputError(f"scenario must be a Scenario, not {type(scenario).__name__}")
        if outcome not in OUTCOMES:
            raise unknown("outcome", outcome, OUTCOMES)
        if not isinstance(recalibrate, bool):
            raise InputError(f"recalibrate is True or False, not {recalibrate!r}")
        check_settings(settings, signature(Experiment).parameters)
        solve_births = check_number("solve_births", solve_births, 1000, 10_000_000, whole=True)
        self.workers = os.cpu_count() or 1 if workers is None else check_number("workers", workers, 1, 4096, whole=True)
        check_executor(executor)
        self.executor, self.progress = executor, progress
        scenario.check_runs()
        from ..calibrate.births import representative

        people = choose_people(model, cohort, scenario, pairs, seed)
        solve_seed = representative(model.parameters, solve_births) if recalibrate else 0
        self.question = Question(
            model.parameters,
            scenario,
            cohort,
            people,
            seed,
            recalibrate,
            solve_births,
            solve_seed,
            outcome,
            rules,
            settings,
        )
        self.draws = Draws(model.parameters, (scenario,), 2, seed)
        self.unknowns: dict[str, Distribution] = {
            name: d for name, d in self.draws.unknowns.items() if recalibrate or not name.startswith(TARGET)
        }

    def chosen(self, names: Sequence[str] | str | None) -> tuple[str, ...]:
        """The uncertain numbers that fit some names or patterns (`voorzorg.*`); all of them if left out."""
        if names is None:
            return tuple(self.unknowns)
        patterns = [names] if isinstance(names, str) else list(names)
        if any(str(pattern).startswith(TARGET) for pattern in patterns) and not self.question.recalibrate:
            raise InputError("statistics move only where the baseline is solved on them again: recalibrate=True")
        every = list(self.unknowns)
        fits = {k for found in among(every, patterns).values() for k in found}
        return tuple(every[k] for k in sorted(fits))

    def answers(self, points: list[Point], what: str = "points") -> list[Answer]:
        """Answers at points, in their order."""
        tasks = [(points[first : first + PER_TASK],) for first in range(0, len(points), PER_TASK)]
        return [answer for chunk in self.spread(answer_all, tasks, what) for answer in chunk]

    def spread(self, function: Callable, tasks: list[tuple], what: str) -> list:
        """Results of function(question, *task), in the order of the tasks."""
        return spread(function, self.question, tasks, self.executor, self.workers, self.progress, what)

    def values(self, points: list[Point], what: str = "points") -> np.ndarray:
        """Outcomes at points, (points,); one that cannot be solved is an error, as an index has no room for it."""
        found = self.answers(points, what)
        failed = [k for k, answer in enumerate(found) if answer.reason]
        if failed:
            raise InputError(
                f"{len(failed)} of {len(points)} points cannot be solved, the first because: {found[failed[0]].reason}. Move fewer "
                "numbers (names=), keep the baseline (recalibrate=False), or use PAWN, which takes the draws of a PSA as they are"
            )
        return np.array([float(answer.outcome) for answer in found])

    def facts(self, analysis: str = "") -> dict[str, Any]:
        """What a table says of how it was made, and which analysis it is, so that a report knows how to show it."""
        from ..lifecourse.kernel import STAMP

        q = self.question
        unit = "QALY" if q.outcome == "qalys" else "EUR, present value"
        return {
            "analysis": analysis, "scenario": q.scenario.name, "scenario_fingerprint": q.scenario.fingerprint, "outcome": q.outcome, "unit": unit, "births": q.cohort.total, "pairs": q.people.pairs,
            "seed": q.seed, "recalibrated": q.recalibrate, "rules": q.rules, "settings": dict(q.settings), "kernel": STAMP,
            "parameters": q.parameters.fingerprint, "birth_years": list(q.cohort.years), "region_fingerprint": q.cohort.region.fingerprint,
        }  # fmt: skip
