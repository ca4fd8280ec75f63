"""The model: parameters in, lives lived, results out. The only orchestration.

`Model.run` lives a cohort in one arm, `Model.compare` in two; both are pure functions of (parameters, cohort, scenario,
seed). Blocks of persons run in threads and are added in order, so the number of workers changes no bit.
"""

from __future__ import annotations

import itertools
import os
import platform
import sys
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from .cohort import Cohort
from .engine.runner import BATCHES, BLOCK
from .errors import CalibrationError, InputError, check_number, unknown
from .parameters import ParameterSet
from .results import Comparison, Result
from .scenario import Scenario
from .vocabulary import channels
from .vocabulary.lines import LINES, N_LINES
from .vocabulary.rows import COST, EFFECT, OFFER, PRICE_YEAR, RULE
from .vocabulary.state import AXES, LAST_AGE, LAST_BIRTH_AGE, MOST_CHILDREN, N_AGES, N_GROUPS, STATE, USUAL_AXIS

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

    from .explain import Explanation
    from .uncertainty.psa import PSA
    from .uncertainty.takers import People

RECALIBRATION_BIRTHS = 200_000
MAX_SEED = 2**63 - 1
MOST_GENERATIONS = 10
MOST_TOLD = 5  # changed parameters that an error names
BUDGET_SAMPLE = 200_000  # births on which the cost of an intervention with a budget is worked out
CIRCUMSTANCES, CUT_SAMPLE, CUT_SEED = "circumstances", 200_000, 20  # births on which the fifths are found, their seed
NO_ONE = tuple(np.int64(k) for k in (0, 0, 0, 0, LAST_AGE))  # keys of a block without persons


class Model:
    """The Dutch Heckman model with one set of parameters.

    Parameters
    ----------
    parameters : ParameterSet, optional
        The Dutch parameters, calibrated, if left out. Where values differ that the baseline was solved with, it is
        solved again (some seconds), so that it reproduces the Dutch statistics under the new values as well.
    """

    def __init__(self, parameters: ParameterSet | None = None):
        if parameters is None:
            parameters = ParameterSet.read()
        if not isinstance(parameters, ParameterSet):
            raise InputError(f"parameters must be a ParameterSet, not {type(parameters).__name__}")
        if parameters.pinned:
            raise InputError(
                f"{', '.join(sorted(parameters.pinned))}: solved so that the baseline reproduces Dutch statistics. "
                "Change it in a scenario (hn.Change, [[change]]), or change what it is solved with"
            )
        if parameters.provenance.get("input_fingerprint") != parameters.input_fingerprint:
            from .calibrate.baseline import solve_baseline

            try:
                progress = progress_bar("solving the baseline")
                parameters = solve_baseline(parameters, RECALIBRATION_BIRTHS, progress=progress)
            except CalibrationError as error:
                raise CalibrationError(f"{error}{what_differs(parameters)}") from None
        self.parameters = parameters

    @classmethod
    def of(cls, parameters: ParameterSet) -> Model:
        """A model with parameters that are taken as they are: a baseline that was not solved again stays so."""
        model = cls.__new__(cls)
        model.parameters = parameters
        return model

    def __repr__(self) -> str:
        return f"<Model with parameters {self.parameters.fingerprint}>"

    def run(
        self,
        cohort: Cohort,
        scenario: Scenario | None = None,
        seed: int = 1,
        workers: int | None = None,
        sample: int | None = None,
        progress: bool = True,
        generations: int = 1,
        axis: str = USUAL_AXIS,
    ) -> Result:
        """Live the cohort in one arm: the baseline, or `scenario`. Returns the levels of that arm.

        `generations` = 2 lives its children as well, 3 their children, and so on; `axis` = "circumstances" tells fifths of
        the births apart; see `compare`.
        """
        plan = Plan(self, cohort, scenario, seed, workers, sample, generations)
        return plan.with_axis(axis, lambda chosen: chosen.run(progress))

    def compare(
        self,
        cohort: Cohort,
        scenario: Scenario,
        seed: int = 1,
        workers: int | None = None,
        sample: int | None = None,
        progress: bool = True,
        generations: int = 1,
        axis: str = USUAL_AXIS,
    ) -> Comparison:
        """Live the cohort with and without `scenario`, person by person with the same random numbers.

        Only persons whom the scenario touches are lived twice; for all others the difference is exactly zero.

        Parameters
        ----------
        cohort, scenario : Cohort, Scenario
        seed : int
            Seed of the random numbers; 0 is a seed.
        workers : int, optional
            Threads; all processors if left out. Changes no bit of the result.
        sample : int, optional
            Births to simulate in all (the result still stands for the births of the cohort). More than the births is
            allowed, and lowers the Monte-Carlo error of a programme with few participants.
        progress : bool
            Show a progress line on stderr when it is a terminal.
        generations : int
            1 lives the cohort only; 2 adds its children, each lived once and booked by half to each simulated parent,
            at the parent's age; 3 their children; and so on.
        axis : str
            "vulnerability and education" of the mother, which is always there; or "circumstances", which adds fifths of the
            births by the circumstances in which they start, from worst to best, and lives everyone once more for it (see
            docs/explanation/distribution.md). Changes no bit of anything else.
        """
        if not isinstance(scenario, Scenario):
            raise InputError(f"scenario must be a Scenario, not {type(scenario).__name__}")
        plan = Plan(self, cohort, scenario, seed, workers, sample, generations)
        return plan.with_axis(axis, lambda chosen: chosen.compare(progress))

    def psa(
        self,
        cohort: Cohort,
        scenario: Scenario | list[Scenario],
        draws: int = 1000,
        seed: int = 1,
        path: Path | str | None = None,
        executor: Executor | None = None,
        **options,
    ) -> PSA:
        """Probabilistic sensitivity analysis: every draw solves the baseline again and compares each scenario with it.

        Parameters
        ----------
        cohort : Cohort
        scenario : Scenario or list of Scenario
            The strategies beside the baseline, with names of their own.
        draws : int
        seed : int
            Of the draws and of the lives.
        path : path, optional
            Folder for finished batches (Parquet); the same call goes on where it stopped.
        executor : concurrent.futures.Executor, optional
            Any, such as a ProcessPoolExecutor (spawned: a forked one is refused) or Dask's `client.get_executor()`; threads
            of this process if left out. Changes no bit.
        recalibrate : bool
            False keeps the baseline as it is solved now (much faster; the fit is then that of no draw).
        pairs : int
            Lives that are lived twice per draw, strategy and birth year, 4,000 if left out. A targeted scenario lives families who may
            take part, weighted, chosen for each birth year; see `uncertainty.takers`.
        solve_births : int
            Births on which the baseline of a draw is solved, 10,000 if left out: those of eight sets that are nearest to the
            population (`calibrate.births`).
        shard : (int, int), optional
            (i, n): live the i-th of n parts of what is missing in `path`.
        workers : int, optional
            Threads where no executor is given.
        batch : int
            Draws per task and file, 8 if left out.
        rules, discount_rate, ... : optional
            Of the appraisal.
        """
        from .uncertainty.psa import run_psa

        return run_psa(self, cohort, scenario, draws, seed, path, executor, **options)

    def explain(
        self, cohort: Cohort, person: int, scenario: Scenario | None = None, seed: int = 1, year: int | None = None
    ) -> Explanation:
        """One life in words, year by year, in the baseline and (if given) in the scenario."""
        from .explain import explain

        return explain(self, cohort, person, scenario, seed, year)


def what_differs(parameters: ParameterSet) -> str:
    """A sentence on how parameters differ from those of the library; none where they do not, or are not theirs."""
    known = ParameterSet.read()
    told = []
    for p in parameters.values():
        key = p.key
        if key not in known or p.solved is not None or np.array_equal(p.value, known.value(key)):
            continue
        was = known[key]
        interval = f", 95% interval {was.interval[0]:g} to {was.interval[1]:g}" if was.interval else ""
        told.append(f"{key} (a table)" if p.is_table else f"{key} = {p.value:g} (as it comes {was.value:g}{interval})")
    more = f" and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return f". You changed {', '.join(told[:MOST_TOLD])}{more}" if told else ""


class Plan:
    """One run, checked and packed: what the kernel gets, block by block."""

    def __init__(
        self,
        model: Model,
        cohort: Cohort,
        scenario: Scenario | None,
        seed: int,
        workers: int | None,
        sample: int | None,
        generations: int = 1,
        axis: str = USUAL_AXIS,
        people: People | None = None,
        batches: int = BATCHES,
    ):
        if axis not in AXES:
            raise unknown("axis", axis, AXES)
        if not isinstance(cohort, Cohort):
            raise InputError(f"cohort must be a Cohort, not {type(cohort).__name__}")
        if scenario is not None and not isinstance(scenario, Scenario):
            raise InputError(f"scenario must be a Scenario, not {type(scenario).__name__}")
        if scenario is not None:
            scenario.check_runs()
        self.model, self.cohort, self.scenario = model, cohort, scenario
        self.seed = check_number("seed", seed, 0, MAX_SEED, whole=True)
        self.workers = os.cpu_count() or 1 if workers is None else check_number("workers", workers, 1, 4096, whole=True)
        self.generations = check_number("generations", generations, 1, MOST_GENERATIONS, whole=True)
        self.groups, self.rows_of_time = N_GROUPS * self.generations, ledger_rows(self.generations)
        total = cohort.total if sample is None else check_number("sample", sample, len(cohort.years), 1e10, whole=True)
        self.per_year = -(-total // len(cohort.years))
        self.baseline = cohort.region.apply(model.parameters)
        self.changed = bool(scenario and scenario.changes)
        chosen = scenario.parameters(self.baseline) if scenario else self.baseline
        self.packed = np.concatenate([chosen.pack(), self.baseline.pack()]).view(np.recarray)
        self._costs: dict[str, float] = {}  # of a birth year, at the whole reach, of interventions with a budget
        self.rows = [pack_scenario(scenario, self.baseline, year, self.served(year)) for year in cohort.years]
        if people is not None and tuple(people.strata) != cohort.years:
            raise InputError(f"people of the birth years {list(people.strata)} are not those of {list(cohort.years)}")
        self.people, self.batches = people, batches
        self.numbers = [people.numbers(year) if people else np.zeros(0, np.int64) for year in cohort.years]
        self.axis = axis
        self.fifths = self.fifths_of_births() if axis == CIRCUMSTANCES else np.zeros(0)

    def with_axis(self, axis: str, live):
        """What `live` makes of this plan; with another axis it is lived on that axis as well."""
        other = None if axis == self.axis else self.but(axis=axis)  # refuses an unknown axis before anyone is lived
        found = live(self)
        if other:
            found.by_axis[axis] = live(other)
        return found

    def but(self, **changed) -> Plan:
        """The same births, people, sample, seed and generations with another `model`, `scenario` or `axis`."""
        names = ("model", "cohort", "scenario", "seed", "workers", "generations", "axis", "people", "batches")
        count = self.per_year * len(self.cohort.years)
        return Plan(**{"sample": count, **{name: getattr(self, name) for name in names}, **changed})

    def fifths_of_births(self) -> np.ndarray:
        """Weight of the vulnerability score and the four cuts between fifths of the births, for `kernel.group_of`.

        From the households of a fixed sample of baseline births of this region, whatever the seed of the run.
        """
        from .lifecourse.kernel import STAMP, make_start_block

        starts = np.zeros((CUT_SAMPLE, 2))
        keys = tuple(np.int64(k) for k in (CUT_SEED, self.cohort.years[0], 0, CUT_SAMPLE))
        entry(make_start_block, STAMP)(self.packed[1:], keys, workroom(), starts)
        weight = 1.0 / starts[:, 1].std()
        return np.array([weight, *np.quantile(starts[:, 0] - weight * starts[:, 1], (0.2, 0.4, 0.6, 0.8))])

    def served(self, birth_year: int):
        """The share of its reach that the budget of an intervention pays for, for the children of a birth year."""

        def share(item) -> float:
            if not item.budget:
                return 1.0
            budget = item.budget_in(birth_year + max(item.offer.age, 0))
            if item.id not in self._costs:
                self._costs[item.id] = self.cohort.per_year * self.cost_per_birth(item)
            full = self._costs[item.id]
            return 1.0 if full <= budget else budget / full

        return share

    def cost_per_birth(self, item) -> float:
        """What an intervention costs its payers per birth at its reach, EUR, whatever is offered today and without budget."""
        alone = item.model_copy(
            update={"budget": {}, "offer": item.offer.model_copy(update={"comparator": "none"}), "lift": []}
        )
        if not alone.runs:
            alone = alone.without_effect()
        cohort = replace(self.cohort, years=self.cohort.years[:1])
        plan = Plan(self.model, cohort, Scenario(item.id, (alone,)), self.seed, self.workers, BUDGET_SAMPLE)
        paid = [k for k, line in enumerate(LINES) if line.account == "programme" and line.party != "family"]
        found = plan.compare(False)
        return -found.batches[..., paid].sum() / found.batch_births.sum()

    def blocks(self):
        """(birth year number, first person, one past the last, births that each stands for, batch) of every block, in order.

        Of weighted people every batch gets its part of each stratum, so that the batches differ by chance alone.
        """
        block = 0
        for number, year in enumerate(self.cohort.years):
            strata = self.people.strata[year] if self.people else ((1.0, range(self.per_year)),)
            first = 0
            for weight, persons in strata:
                count = len(persons)
                edges = (
                    np.linspace(
                        0, count, max(self.batches, self.batches * -(-count // (BLOCK * self.batches))) + 1
                    ).astype(int)
                    if self.people
                    else np.append(np.arange(0, count, BLOCK), count)
                )
                for part, (start, stop) in enumerate(itertools.pairwise(edges.tolist())):
                    batch = part if self.people else block
                    yield number, first + start, first + stop, weight, batch % self.batches
                    block += 1
                first += count

    def provenance(self) -> dict:
        """What it takes to get the same result again."""
        from .lifecourse.kernel import STAMP

        return {
            "version": version("heckman-nl"),
            "kernel": STAMP,
            "parameters": self.model.parameters.fingerprint,
            "scenario": self.scenario.fingerprint if self.scenario else None,
            "seed": self.seed,
            "births": self.cohort.total,
            "generations": self.generations,
            "simulated": self.per_year * len(self.cohort.years),
            "birth_years": list(self.cohort.years),
            "region": self.cohort.region.id,
            "region_fingerprint": self.cohort.region.fingerprint,
            "price_year": PRICE_YEAR,
            "platform": f"{platform.machine()} Python {platform.python_version()} numpy {np.__version__} numba {version('numba')}",
        }

    def run(self, progress: bool) -> Result:
        from .engine.ledger import new_ledgers
        from .engine.runner import run_blocks
        from .lifecourse.kernel import STAMP, make_live_block

        live = entry(make_live_block, STAMP)
        blocks = list(self.blocks())
        batches = np.zeros((BATCHES, len(self.cohort.years), self.groups, self.rows_of_time, N_LINES))
        births = np.zeros(BATCHES)
        today = np.int64(self.scenario is None)
        packed = self.packed[:1]

        def live_block(block, buffer):
            room, ledgers, used = buffer
            used[:] = 0
            live(packed, self.rows[blocks[block][0]], self.keys(blocks[block]), today, room, ledgers, used, self.fifths)

        def add(block, buffer):
            number, start, stop, _, batch = blocks[block]
            _, ledgers, used = buffer
            for group in np.flatnonzero(used):
                batches[batch, number, group] += ledgers.cells[0, group]
            births[batch] += stop - start

        def new_buffer():
            ledgers = new_ledgers((1, self.groups), self.rows_of_time, N_LINES)
            return workroom(self.generations), ledgers, np.zeros(self.groups, np.int64)

        live(packed, self.rows[0], NO_ONE, today, *new_buffer(), self.fifths)  # so that only one thread compiles
        run_blocks(
            live_block,
            len(blocks),
            new_buffer,
            add,
            self.workers,
            progress_bar("living the cohort") if progress else None,
        )
        return Result(batches, births, self)

    def touched(self, number: int) -> np.ndarray:
        """Whom the scenario touches among the births of birth year `number`, (births,) of bool; nobody is lived to the end."""
        blocks = [block for block in self.blocks() if block[0] == number]
        marks = np.zeros((len(blocks), BLOCK), np.int8)
        self._compare_blocks(blocks, lambda block, buffer: None, marks)
        return marks.ravel()[: self.per_year].astype(bool)

    def compare(self, progress: bool) -> Comparison:
        blocks = list(self.blocks())
        shape = (self.batches, len(self.cohort.years), self.groups, self.rows_of_time, N_LINES)
        batches, one_arm = np.zeros(shape), np.zeros(shape)
        births, tallies = np.zeros(self.batches), np.zeros((self.batches, 2 + self.generations))

        def add(block, buffer):
            number, start, stop, weight, batch = blocks[block]
            _, ledgers, used, _, tally = buffer
            for group in np.flatnonzero(used):
                batches[batch, number, group] += weight * (ledgers.cells[0, group] - ledgers.cells[1, group])
                if tally[1] or tally[3:].any():
                    one_arm[batch, number, group] += weight * (ledgers.cells[2, group] - ledgers.cells[3, group])
            births[batch] += weight * (stop - start)
            tallies[batch] += weight * tally

        self._compare_blocks(blocks, add, progress=progress_bar("comparing lives") if progress else None)
        return Comparison(self, batches, one_arm, births, tallies)

    def _compare_blocks(self, blocks: list, add, marks: np.ndarray | None = None, progress=None) -> None:
        """Live both arms of these blocks and add them up; with `marks`, (blocks, persons), mark those whom the scenario touches instead."""
        from .engine.ledger import new_ledgers
        from .engine.runner import run_blocks
        from .lifecourse.kernel import STAMP, make_compare_block

        compare = entry(make_compare_block, STAMP)
        changed, no_marks = np.int64(self.changed), np.zeros(0, np.int8)

        def live_block(block, buffer):
            room, ledgers, used, void, tally = buffer
            number = blocks[block][0]
            used[:], tally[:] = 0, 0
            compare(
                self.packed,
                self.rows[number],
                self.keys(blocks[block]),
                changed,
                room,
                ledgers,
                used,
                void,
                tally,
                self.fifths,
                self.numbers[number],
                no_marks if marks is None else marks[block],
            )

        def new_buffer():
            return (
                workroom(self.generations),
                new_ledgers((4, self.groups), self.rows_of_time, N_LINES),
                np.zeros(self.groups, np.int64),
                new_ledgers(1, self.rows_of_time, N_LINES),
                np.zeros(2 + self.generations, np.int64),
            )

        compare(
            self.packed, self.rows[0], NO_ONE, changed, *new_buffer(), self.fifths, self.numbers[0], no_marks
        )  # so that only one thread compiles
        run_blocks(live_block, len(blocks), new_buffer, add, self.workers, progress)

    def keys(self, block):
        """(seed, birth year, first person, one past the last, last age) for the kernel."""
        number, start, stop, *_ = block
        return tuple(np.int64(k) for k in (self.seed, self.cohort.years[number], start, stop, LAST_AGE))


_entries: dict = {}


def entry(make, stamp):
    """The compiled entry point of this stamp; made once per process."""
    if (make, stamp) not in _entries:
        _entries[make, stamp] = make(stamp)
    return _entries[make, stamp]


def ledger_rows(generations: int) -> int:
    """Years from the birth of the cohort to the last possible death of its last generation, plus one."""
    return N_AGES + (generations - 1) * LAST_BIRTH_AGE


def workroom(generations: int = 1):
    """What a block works in.

    (state, ints, floats, fx, dials, born, born_ints, walk, none): three person records per generation (scenario or only
    arm, baseline, a copy) with their integer and float views; two channel records with theirs; room for the parent's
    record at the birth of each child, (2 x generations, children), with its view; where the walk through the generations
    is, (generations, 5); and a scenario without offers.
    """
    state = np.zeros(3 * generations, STATE).view(np.recarray)
    fx = np.zeros(2, channels.FX).view(np.recarray)
    born = np.zeros((2 * generations, MOST_CHILDREN if generations > 1 else 0), STATE).view(np.recarray)
    words = STATE.itemsize // 8
    return (
        state,
        state.view(np.int64).reshape(len(state), words),
        state.view(np.float64).reshape(len(state), words),
        fx,
        fx.view(np.float64).reshape(2, -1),
        born,
        born.view(np.int64).reshape(*born.shape, words),
        np.zeros((generations, 5), np.int64),
        tuple(np.zeros(0, dtype).view(np.recarray) for dtype in (OFFER, RULE, COST, EFFECT)),
    )


def pack_scenario(scenario: Scenario | None, parameters: ParameterSet, birth_year: int, served):
    """(offers, rules, costs, effects) of a scenario for one birth year; empty rows for the baseline. `served`: see `pack`."""
    from .interventions.pack import pack

    if scenario is None:
        return tuple(np.zeros(0, dtype).view(np.recarray) for dtype in (OFFER, RULE, COST, EFFECT))
    offered = tuple(item.in_birth_year(birth_year) for item in scenario.interventions)
    return pack(offered, lambda year: parameters.price_factor(year, PRICE_YEAR), served)


def progress_bar(what: str):
    """A callable(done, total) that keeps one line on stderr, or None when stderr is not a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{what}: {100 * done // total:3d}%", end=end, file=sys.stderr, flush=True)

    return show
