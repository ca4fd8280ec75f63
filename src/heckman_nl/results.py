"""Results: ledgers of one arm or of the difference between two, with the Monte-Carlo error of every figure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import InputError, check_number, unknown
from .estimate import Estimate, estimate, jackknife, ratio
from .vocabulary.lines import INFLOW, LINES, NUMBER, VALUED, VOLUMES
from .vocabulary.state import AXES, N_AGES, N_GROUPS, axis_of

if TYPE_CHECKING:
    import pandas as pd

    from .appraisal import Appraisal
    from .model import Plan

PER = 1000  # indicators are per 1,000 births


class Ledgers:
    """Sums of ledger lines by batch, birth year, group and age, and what they stand for.

    `batches` is (batch, birth year, generation x group, age, line). What belongs to a child of the cohort stands under the
    group of its first ancestor, by half per simulated parent, at the ancestor's age; counts are of the cohort itself
    unless a generation is named.
    """

    def __init__(self, batches: np.ndarray, births: np.ndarray, plan: Plan):
        self.batches, self.batch_births = fill_volumes(batches, plan.baseline), births
        self.cohort, self.parameters, self.provenance = plan.cohort, plan.baseline, plan.provenance()
        self.plan, self.scenario = plan, plan.scenario
        self.by_axis: dict[str, Any] = {}  # the same lives with their ledgers split along another axis, by its name
        self._by_line: dict[str, np.ndarray] = {}

    def on_axis(self, axis: str) -> Any:
        """The same lives with their ledger groups on another axis, if they were lived on it."""
        if axis not in AXES:
            raise unknown("axis", axis, AXES)
        if axis == self.plan.axis:
            return self
        if axis not in self.by_axis:
            lived = " and ".join(repr(name) for name in (self.plan.axis, *self.by_axis))
            raise InputError(f"lived on the axis {lived}, not on {axis!r}: ask run or compare for axis={axis!r}")
        return self.by_axis[axis]

    @property
    def births(self) -> int:
        """Births that the result stands for."""
        return self.cohort.total

    @property
    def simulated(self) -> int:
        """Births that were simulated."""
        return int(self.batch_births.sum())

    @property
    def generations(self) -> int:
        """Generations that were lived: 1 for the cohort only."""
        return self.batches.shape[2] // N_GROUPS

    def with_groups(self, name: str) -> Any:
        """The same lives with ledger groups that tell the classes of `name` apart: "vulnerability", "circumstances", ..."""
        names = [division for divisions in AXES.values() for division in divisions]
        if name not in names:
            raise unknown("group", name, names)
        return self.on_axis(axis_of(name))

    def line(self, name: str) -> np.ndarray:
        """One line of the cohort, summed over batches and groups, for the births it stands for: (birth year, age)."""
        if name not in NUMBER:
            raise unknown("ledger line", name, NUMBER)
        return self.batches[:, :, :N_GROUPS, :, NUMBER[name]].sum((0, 2)) * self.births / self.simulated

    def total(self, *names: str, ages: tuple[int, int] = (0, N_AGES - 1), groups=None, generation: int = 1) -> Estimate:
        """Sum of lines over ages (both ends included) and ledger groups.

        For a later `generation` the ages are those of the first ancestor, and each child counts by half per parent.
        """
        generation = check_number("generation", generation, 1, self.generations, whole=True)
        groups = np.array(range(N_GROUPS) if groups is None else groups) + N_GROUPS * (generation - 1)
        if generation > 1 and ages == (0, N_AGES - 1):
            ages = (0, self.batches.shape[3] - 1)
        return estimate(self.by_batch(names, ages, groups), self.batch_births, self.births)

    def by_batch(self, names, ages, groups=None) -> np.ndarray:
        """(batch,) sums of lines over birth years, groups (those of the cohort if left out) and ages."""
        for name in names:
            if name not in NUMBER:
                raise unknown("ledger line", name, NUMBER)
        groups = list(groups) if groups is not None else slice(0, N_GROUPS)
        return sum(self._cells_of(name)[:, groups, ages[0] : ages[1] + 1].sum((1, 2)) for name in names)

    def _cells_of(self, name: str) -> np.ndarray:
        """One line over all birth years, (batch, group, age). Kept: in `batches` its cells lie far apart, and many figures ask for them."""
        if name not in self._by_line:
            self._by_line[name] = self.batches[..., NUMBER[name]].sum(1)
        return self._by_line[name]

    @cached_property
    def valued(self) -> np.ndarray:
        """The lines that an appraisal values side by side, (batch, birth year, group, age, valued line); every appraisal asks for them."""
        return self.batches.take(VALUED, -1)

    def ratio(self, above, below, ages, over=None, groups=None, over_groups=None) -> Estimate:
        """Ratio of two sums of lines (names), with its error."""
        top = self.by_batch(above, ages, groups)
        bottom = self.by_batch(below, over or ages, over_groups if over_groups is not None else groups)
        return ratio(top, bottom, self.batch_births)

    def volumes(self, *names: str) -> pd.DataFrame:
        """Counted lines by calendar year (birth year plus age): all of them, or those that are named.

        Levels of a `Result`, changes of a `Comparison`; in the unit of the line, for all births that it stands for.
        """
        return volume_table(self, names)

    def inflow(self, per_1000_births: bool = False) -> pd.DataFrame:
        """Who comes into care, by calendar year (rows) and kind (columns): youth care, mental, hospital and long-term care.

        Levels of a `Result`, changes of a `Comparison`; in the units of `attrs["units"]`, for all births that it stands for
        or per 1,000 of them. The columns are lines of the ledger; `volumes` gives their errors, and years of use.
        """
        table = volume_table(self, tuple(LINES[k].name for k in INFLOW))
        frame = table.pivot(index="year", columns="line", values="number")[[LINES[k].name for k in INFLOW]]
        frame = frame.rename_axis(columns=None) * (PER / self.births if per_1000_births else 1.0)
        frame.attrs["births"] = PER if per_1000_births else self.births
        frame.attrs["units"] = {LINES[k].name: LINES[k].unit for k in INFLOW}
        frame.attrs["texts"] = {LINES[k].name: LINES[k].text for k in INFLOW}
        return frame


def fill_volumes(batches: np.ndarray, parameters) -> np.ndarray:
    """Fill the lines that follow from others, of the cohort itself: a volume is so much per year with a state and age."""
    cohort = batches[:, :, :N_GROUPS, :N_AGES]
    read = sorted({name for parts in VOLUMES.values() for names, _, _ in parts for name in names})
    cells = cohort.take(read, -1)  # side by side: in `batches` the cells of a line lie far apart
    for volume, parts in VOLUMES.items():
        number = 0.0
        for names, key, first in parts:
            per_year = np.broadcast_to(parameters.value(key), N_AGES) * (np.arange(N_AGES) >= first)
            number += sum(cells[..., read.index(name)] for name in names) * per_year
        cohort[..., volume] = number
    return batches


class Result(Ledgers):
    """Levels of one arm: `total` and `ratio` of any line, and a table of indicators."""

    def __repr__(self) -> str:
        return f"<Result: {self.simulated:,} lives of {self.births:,} births>"

    def indicators(self) -> pd.DataFrame:
        """Every counted line: per 1,000 births and in total, with Monte-Carlo errors."""
        return indicator_table(self)

    def monitor(self) -> pd.DataFrame:
        """The indicators of the national monitor, simulated beside observed; see docs/explanation/monitor.md."""
        from .monitor import monitor

        return monitor(self)


class Comparison(Ledgers):
    """Scenario minus baseline. `appraise` makes it a cost-benefit analysis."""

    def __init__(self, plan: Plan, batches: np.ndarray, one_arm: np.ndarray, births: np.ndarray, tallies: np.ndarray):
        super().__init__(batches, births, plan)
        self.one_arm = one_arm
        self.lived_twice, self.born_in_one_arm = (round(n) for n in tallies.sum(0)[:2])
        self.descendants_in_one_arm = float(tallies.sum(0)[3:] @ 0.5 ** np.arange(1, self.generations))
        self._families = tallies[:, 2]
        self._baseline: Result | None = None

    def __repr__(self) -> str:
        people = f"{self.participants:,.0f}"
        return f"<Comparison of {self.scenario.name!r}: {self.births:,} births, {people} families take part>"

    @property
    def lives_in_one_arm(self) -> float:
        """Lives that are born in one arm only, for the births that it stands for; a descendant counts by half per parent."""
        return (self.born_in_one_arm + self.descendants_in_one_arm) * self.births / self.simulated

    @property
    def participants(self) -> Estimate:
        """Families that take part in anything in the scenario, each counted once."""
        return estimate(self._families, self.batch_births, self.births)

    def appraise(self, rules: str = "mkba", **settings: Any) -> Appraisal:
        """The appraisal under a set of rules; see `heckman_nl.appraisal.Appraisal`."""
        from .appraisal import appraise

        return appraise(self, rules, **settings)

    def indicators(self, levels: bool = False) -> pd.DataFrame:
        """Change of every counted line: per 1,000 births and in total, with Monte-Carlo errors.

        With `levels=True` the levels of both arms stand beside it (see `arms`): the baseline is lived when first asked for.
        """
        frame = indicator_table(self)
        if levels:
            for name, arm in zip(("baseline", "scenario"), self.arms(), strict=True):
                level = indicator_table(arm)
                for column in ("per_1000_births", "per_1000_births_se", "total", "total_se"):
                    frame[f"{name}_{column}"] = level[column]
        return frame

    def monitor(self, progress: bool = True) -> pd.DataFrame:
        """The indicators of the national monitor: baseline and scenario, and what was observed."""
        from .monitor import monitor

        return monitor(*self.arms(progress))

    def baseline(self, progress: bool = True) -> Result:
        """Levels of the baseline: the same lives in one arm, lived when first asked for and kept."""
        if self._baseline is None:
            self._baseline = self.plan.but(scenario=None).run(progress)
        return self._baseline

    def arms(self, progress: bool = True) -> tuple[Result, Result]:
        """Levels of the baseline and of the scenario: the baseline plus the change, and the lives born in one arm only.

        The own lives of children who are born alive in one arm only are no change of a life, so they are in no change;
        in the levels of the scenario they are. An offer that exists today is in the baseline at its reach of today, as
        it is in the Dutch statistics: only the difference is added.
        """
        baseline = self.baseline(progress)
        return baseline, Result(baseline.batches + self.batches + self.one_arm, self.batch_births, self.plan)

    def with_parameters(self, changes: dict[str, Any]) -> Comparison:
        """The same comparison in a model with other parameters; those that the baseline rests on solve it again."""
        from .model import Model

        model = Model(self.plan.model.parameters.but(changes))
        return self.plan.but(model=model).compare(progress=False)


def indicator_table(ledgers: Ledgers) -> pd.DataFrame:
    """All counted lines with their totals and errors."""
    import pandas as pd

    counted = [(k, line) for k, line in enumerate(LINES) if line.account is None]
    sums = ledgers.batches[:, :, :N_GROUPS].sum((1, 2, 3))[:, [k for k, _ in counted]]
    value, se = jackknife(sums, ledgers.batch_births)
    se = np.full_like(value, np.nan) if se is None else se
    frame = pd.DataFrame(
        {
            "indicator": [line.text for _, line in counted],
            "unit": [line.unit for _, line in counted],
            "per_1000_births": value * PER,
            "per_1000_births_se": se * PER,
            "total": value * ledgers.births,
            "total_se": se * ledgers.births,
        },
        index=pd.Index([line.name for _, line in counted], name="line"),
    )
    frame.attrs["births"] = ledgers.births
    return frame


def volume_table(ledgers: Ledgers, names: tuple[str, ...] = ()) -> pd.DataFrame:
    """Counted lines of the cohort by calendar year, with their errors: one row per line and year."""
    import pandas as pd

    for name in names:
        if name not in NUMBER or LINES[NUMBER[name]].account is not None:
            raise unknown("counted line", name, [line.name for line in LINES if line.account is None])
    counted = [k for k, line in enumerate(LINES) if line.account is None and (not names or line.name in names)]
    first, last = ledgers.cohort.years[0], ledgers.cohort.years[-1]
    sums = np.zeros((len(ledgers.batches), last - first + N_AGES, len(counted)))
    for number, year in enumerate(ledgers.cohort.years):
        by_age = ledgers.batches[:, number, :N_GROUPS, :N_AGES].sum(1)[..., counted]  # (batch, age, line)
        sums[:, year - first : year - first + N_AGES] += by_age
    value, se = jackknife(sums, ledgers.batch_births)
    se = np.full_like(value, np.nan) if se is None else se
    frame = pd.DataFrame(
        {
            "line": [LINES[k].name for k in counted for _ in range(len(value))],
            "unit": [LINES[k].unit for k in counted for _ in range(len(value))],
            "year": np.tile(np.arange(first, first + len(value)), len(counted)),
            "number": (value * ledgers.births).T.ravel(),
            "se": (se * ledgers.births).T.ravel(),
        }
    )
    frame.attrs["births"] = ledgers.births
    return frame
