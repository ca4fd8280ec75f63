"""Do the targets fix what is solved on them? The rank of the Jacobian of the fitted rows.

    python calibration/rank.py

Every solved number is moved a little, alone, and the same births (the same random numbers) are lived again. A table by
age is solved age by age, each age on its own rows, so that one age stands for all: the one with most events. Numbers that
set the unit of a scale (skills, investment, the poverty line) have no rows and are left out: each is the solution of one
equation of its own. Rows are in their standard errors, columns are scaled to length 1. The matrix has full column rank if
its smallest singular value is many of its own standard errors (jackknife over groups of births); a deficient one has one
or two. As a check of the check, the gradient that a loading is solved on is taken out, for each in turn: then it is deficient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from identification import CONVENTIONS, Fixed, Solved, solved

import heckman_nl as hn
from heckman_nl.calibrate.answers import ask, sample
from heckman_nl.calibrate.panel import BATCHES, Panel, live_together
from heckman_nl.calibrate.statistics import Statistic
from heckman_nl.calibrate.targets import Targets
from heckman_nl.model import progress_bar
from heckman_nl.results import Result
from heckman_nl.vocabulary.state import N_GROUPS, SEXES

BIRTHS, GROUPS = 100_000, 16  # births that are lived each time, groups of them for the jackknife
PANEL_PART = 2  # statistics of persons are asked of one in so many
FALLS = 0.1  # part of the smallest singular value that may be left when a named gradient is taken out
CHANCE = 3.0  # or its standard errors that chance may leave of a deficient matrix
CLEARLY = 3.5  # standard errors that the smallest singular value must be from zero
STEP = {  # how far a number is moved: added where it may be negative, else a factor
    "log odds": 0.5, "log points": 0.4, "probit": 0.3, "SD": 0.3, "correlation": 0.3, "index": 0.3, "hazard": 1.5,
}  # fmt: skip
OTHER = 1.1  # factor of all other units
NEVER = 10.0  # a cut or intercept beyond this decides nothing
EVERYONE = tuple(range(N_GROUPS))
ADDED = ("log odds", "log points", "probit", "SD", "correlation", "index")


class Row(NamedTuple):
    """A ratio of ledger lines that a number is solved on."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    ages: tuple[int, int]
    over: tuple[int, int]
    groups: tuple[int, ...]
    over_groups: tuple[int, ...]


class Contrast(NamedTuple):
    """A ratio of two groups of persons that a loading is solved on: a statistic that a panel is asked for."""

    name: str


@dataclass(frozen=True)
class Column:
    """One solved number: a parameter, or a cell of one."""

    item: Solved
    cell: tuple[int, ...]
    rows: tuple[Row | Contrast, ...]
    age: int | None = None  # of a cell of a table by age

    @property
    def name(self) -> str:
        cell = f" [{', '.join(map(str, self.cell))}]" if self.cell else ""
        return self.item.key + cell

    def moved(self) -> hn.Scenario:
        """The what-if in which this number alone is higher (a quality of life lower, as it cannot exceed 1)."""
        parameter = self.item.parameter
        value = np.array(parameter.value, float)
        step = STEP.get(parameter.unit, 1.0 / OTHER if parameter.unit == "utility" else OTHER)
        if parameter.unit in ADDED:
            value[self.cell] += step
        else:
            value[self.cell] *= step
        return hn.Scenario(
            self.name, (), (hn.Change(parameter.key, set=value if parameter.is_table else float(value)),)
        )


def row(target: Fixed, age: int | None = None) -> Row | Contrast:
    """A target as a ratio of lines, at one age where a table by age is solved on it; or a statistic."""
    if isinstance(target, Statistic):
        return Contrast(target.name)
    ages, over = target.ages, target.over
    if age is not None:
        over = (age, age) if over == ages else over
        ages = (age, age)
    return Row(target.numerator, target.denominator, ages, over, target.groups, target.over_groups)


def by_convention(item: Solved, age: int, sex: int | None) -> list[Row]:
    """What is counted of a convention at one age."""
    rows = []
    for convention in (CONVENTIONS[word] for word in item.conventions):
        if convention.numerator:
            name = SEXES[sex] if sex is not None else ""
            top, bottom = ((line.format(sex=name),) for line in (convention.numerator, convention.denominator))
            rows.append(Row(top, bottom, (age, age), (age, age), EVERYONE, EVERYONE))
    return rows


def columns(items: list[Solved], baseline: Result) -> list[Column]:
    """Every solved number that is counted: all cells of what is small, of a table by age those of one age and sex."""
    found = []
    for item in items:
        if "age" in item.axes:
            found += cells_of_one_age(item, baseline)
        elif "sex" in item.axes:
            found += [Column(item, (sex,), tuple(by_convention(item, 0, sex))) for sex in (0, 1)]
        elif item.is_counted:
            rows = tuple(row(target) for target in item.rows)
            found += [Column(item, cell, rows) for cell in np.ndindex(np.shape(item.parameter.value))]
    return found


def cells_of_one_age(item: Solved, baseline: Result) -> list[Column]:
    """The cells of a table by age at the age and sex with most events."""
    value, first = item.parameter.value, first_age(item)
    sexes = (0, 1) if "sex" in item.axes else (None,)
    places = [(age, sex) for age in range(first, first + len(value)) for sex in sexes if is_told(item, age)]
    age, sex = max(places, key=lambda place: events(item, *place, first, baseline))
    rows = rows_at(item, age, sex)
    between = value.shape[1 : value.ndim - (sex is not None)]
    last = () if sex is None else (sex,)
    return [Column(item, (age - first, *middle, *last), rows, age) for middle in np.ndindex(between)]


def first_age(item: Solved) -> int:
    """Age of the first cell of a table: its text names the ages if they are not all."""
    size = len(item.parameter.value)
    for first, last in re.findall(r"(\d+)-(\d+)", item.parameter.text):
        if int(last) - int(first) + 1 == size:
            return int(first)
    return 0


def is_told(item: Solved, age: int) -> bool:
    """Does a row speak of this age? Beyond the rows a curve is continued."""
    return not item.rows or any(target.ages[0] <= age <= target.ages[1] for target in item.rows)


def rows_at(item: Solved, age: int, sex: int | None) -> tuple[Row, ...]:
    """What a cell is solved on: its targets at that age, groups of own education together."""
    by_id: dict[str, list[Row]] = {}
    for target in item.rows:
        if sex is None or target.cell.sex in (None, SEXES[sex]):
            by_id.setdefault(target.id, []).append(row(target, age))
    rows = [together(some) for some in by_id.values()] + by_convention(item, age, sex)
    return tuple(dict.fromkeys(rows))


def together(rows: list[Row]) -> Row:
    """One row of all groups."""
    numerator, denominator = (tuple(dict.fromkeys(name for r in rows for name in r[k])) for k in (0, 1))
    return rows[0]._replace(numerator=numerator, denominator=denominator)


def events(item: Solved, age: int, sex: int | None, first: int, baseline: Result) -> float:
    """How much a cell decides: what is counted at that age (the least of its rows), or entries by its hazard."""
    value = item.parameter.value[age - first]
    own = np.atleast_1d(value if sex is None else value[..., sex])
    if item.parameter.unit == "hazard":
        alive = ["life_years_male", "life_years_female"] if sex is None else [f"life_years_{SEXES[sex]}"]
        return float(own.min() * baseline.by_batch(alive, (age, age)).sum())
    if item.parameter.unit in ADDED and np.abs(own).max() > NEVER:
        return 0.0
    return min(baseline.by_batch(r.numerator, r.ages, r.groups).sum() for r in rows_at(item, age, sex))


@dataclass(frozen=True)
class Sensitivity:
    """What every row is in the baseline, and when each solved number alone is moved; sums by batch of births."""

    columns: list[Column]
    rows: tuple[Row | Contrast, ...]
    baseline: np.ndarray  # (row, PARTS, batch)
    moved: np.ndarray  # (column, row, PARTS, batch)

    def changes(self, batches: np.ndarray) -> np.ndarray:
        """(row, column) change of each row by each number, in standard errors of the row."""
        level, moved = share(self.baseline[..., batches]), share(self.moved[..., batches])
        return ((moved - level) / self.row_error).T

    @cached_property
    def row_error(self) -> np.ndarray:
        """Standard error of each row: delete-one-batch jackknife."""
        rest = self.baseline.sum(-1, keepdims=True) - self.baseline
        return jackknife_error(ratio(*rest.swapaxes(0, 1)))

    @cached_property
    def matrix(self) -> np.ndarray:
        """The Jacobian, rows in standard errors and columns of length 1."""
        changes = self.changes(np.arange(self.baseline.shape[-1]))
        return changes / self.length(changes)

    @staticmethod
    def length(changes: np.ndarray) -> np.ndarray:
        length = np.linalg.norm(changes, axis=0)
        return np.where(length > 0.0, length, 1.0)

    def smallest(self, kept: np.ndarray | None = None) -> tuple[float, float]:
        """Smallest singular value and its standard error; of chosen rows (True) if given."""
        kept = np.ones(len(self.rows), bool) if kept is None else kept
        whole = np.arange(self.baseline.shape[-1])
        length = self.length(self.changes(whole))
        found = [
            np.linalg.svd(self.changes(whole[whole % GROUPS != group])[kept] / length, compute_uv=False)[-1]
            for group in range(GROUPS)
        ]
        value = np.linalg.svd(self.matrix[kept], compute_uv=False)[-1]
        return float(value), float(jackknife_error(np.array(found)))

    def without_gradient(self) -> dict[str, tuple[float, float]]:
        """Smallest singular value, with its error, if the rows that a loading is solved on are taken out; by loading."""
        return {
            column.name: self.smallest(np.array([r not in column.rows for r in self.rows]))
            for column in self.columns
            if column.item.is_loading
        }

    def weakest(self, many: int = 5) -> list[tuple[float, list[tuple[str, float]]]]:
        """The smallest singular values, each with the numbers that make up its direction."""
        _, values, directions = np.linalg.svd(self.matrix, full_matrices=False)
        found = []
        for value, direction in list(zip(values, directions, strict=True))[: -many - 1 : -1]:
            order = np.argsort(-np.abs(direction))[:4]
            found.append((float(value), [(self.columns[k].name, float(direction[k])) for k in order]))
        return found


def share(sums: np.ndarray) -> np.ndarray:
    """What a row is, from its sums (..., PARTS, batch) over the batches."""
    return ratio(*np.moveaxis(sums.sum(-1), -1, 0))


def ratio(above, below, above_of_others, below_of_others):
    """A ratio; of a contrast, over that of the others (for a plain row both are alike)."""
    return above / below / (above_of_others / below_of_others)


def jackknife_error(values: np.ndarray) -> np.ndarray:
    """Standard error from values that each leave one part out (last axis)."""
    n = values.shape[-1]
    return np.sqrt((n - 1) / n * ((values - values.mean(-1, keepdims=True)) ** 2).sum(-1))


class Laboratory:
    """Lives the same births under any parameters and reads the rows."""

    def __init__(self, model: hn.Model, births: int):
        self.model, self.cohort, self.births = model, hn.Cohort.births(births), births
        self.targets = Targets.read()
        self.statistics = {row.name: row for row in self.targets.statistics}

    def run(self, scenario: hn.Scenario | None = None) -> Result:
        return self.model.run(self.cohort, scenario, progress=False)

    def sums(self, rows, result: Result, scenario: hn.Scenario | None = None, panel=None) -> np.ndarray:
        """(row, PARTS, batch); `panel` are the sums of the contrasts, if they are known."""
        asked = [row for row in rows if isinstance(row, Contrast)]
        contrasts = self.contrasts(asked, scenario) if panel is None else panel
        return np.array([contrasts[row] if isinstance(row, Contrast) else of_lines(row, result) for row in rows])

    def contrasts(self, asked: list[Contrast], scenario: hn.Scenario | None) -> dict[Contrast, np.ndarray]:
        """Sums of both groups of every statistic that is asked for."""
        parameters = scenario.parameters(self.model.parameters) if scenario else self.model.parameters
        panel = Panel(parameters, self.births // PANEL_PART, year=self.cohort.years[0])
        chosen = [self.statistics[row.name] for row in asked]
        for statistic in chosen:
            ask(statistic, panel)
        if chosen:
            live_together([panel], None)
        return {row: of_groups(statistic, panel) for row, statistic in zip(asked, chosen, strict=True)}

    def last_age(self, rows) -> int:
        """Last age that a contrast looks at."""
        return max((self.statistics[row.name].ages[1] for row in rows if isinstance(row, Contrast)), default=-1)


def of_lines(row: Row, result: Result) -> list[np.ndarray]:
    """Sums of a row by batch of births."""
    below = result.by_batch(row.denominator, row.over, row.over_groups)
    return [result.by_batch(row.numerator, row.ages, row.groups), below, below, below]


def of_groups(statistic: Statistic, panel: Panel) -> list[np.ndarray]:
    """Sum and number of a field by batch, in one group and in the other."""
    parts = []
    for group in (statistic.where, statistic.against):
        found = sample(statistic, panel, group or {})
        parts += [np.bincount(found.batch, found.x, BATCHES), np.bincount(found.batch, minlength=BATCHES).astype(float)]
    return parts


def measure(model: hn.Model, births: int = BIRTHS, progress=None) -> Sensitivity:
    """Live the baseline, and once more for each solved number, moved alone."""
    here = Laboratory(model, births)
    result = here.run()
    found = columns(solved(model.parameters, here.targets), result)
    rows = tuple(dict.fromkeys(r for column in found for r in column.rows))
    baseline = here.sums(rows, result)
    as_it_was = {row: baseline[k] for k, row in enumerate(rows) if isinstance(row, Contrast)}
    moved = []
    for column in found:
        scenario = column.moved()
        later = column.age is not None and column.age > here.last_age(rows)  # a contrast looks at younger persons
        moved.append(here.sums(rows, here.run(scenario), scenario, as_it_was if later else None))
        if progress:
            progress(len(moved), len(found))
    return Sensitivity(found, rows, baseline, np.array(moved))


def main() -> None:
    found = measure(hn.Model(), progress=progress_bar("moving what is solved"))
    value, error = found.smallest()
    print(f"{len(found.columns)} numbers, {len(found.rows)} rows, {BIRTHS:,} births")
    print(f"smallest singular value {value:.4f}, standard error {error:.4f}")
    for loading, (value, error) in found.without_gradient().items():
        print(f"without the gradient of {loading}: {value:.4f}, standard error {error:.4f}")
    for value, parts in found.weakest():
        print(f"{value:.3f}: " + ", ".join(f"{weight:+.2f} {name}" for name, weight in parts))


if __name__ == "__main__":
    main()
