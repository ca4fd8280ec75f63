"""Targets: published Dutch statistics that the baseline reproduces, as data.

A target is a ratio of two sums of ledger lines over ages and groups; each row says whether it was used to solve
something (`fitted`) or is a check. Rows live in `data/targets/*.toml`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pydantic

from ..datafiles import DATA, Number, Table, first_problem, read_sources, read_toml
from ..errors import DataFileError, nearest, unknown
from ..vocabulary.lines import NUMBER
from ..vocabulary.state import EDUCATION_GROUPS, GROUPS, LAST_AGE, N_AGES, SEXES
from .entries import check_price_year, check_words, interval
from .statistics import Statistic, StatisticEntry, make_statistic

ORDER = (
    "birth",
    "early",
    "youth",
    "adolescence",
    "nextgen",
    "adult",
    "care",
    "parents",
)  # files in the order of a life
ALL = "all"  # education of a cell that counts everyone
CURVE_STEPS = 60  # of moving the points of a curve until its band means agree


class Cell(Table):
    """One value of a target: where it holds and what it is."""

    value: Number
    low: Number | None = None
    high: Number | None = None
    ages: tuple[int, int] = (0, 0)
    over: tuple[int, int] | None = None  # ages of the denominator, where they differ
    sex: str | None = None
    education: str | None = None
    k: str | None = None
    maternal_education: str | None = None
    vulnerability: tuple[str, ...] | None = None
    fitted: bool = True
    judged: bool = False  # a number was set by hand with this figure in view
    differs: str = ""  # what makes it another measure or population than the model's, or a null without a figure
    source: str | None = None  # where it differs from the entry's
    status: str | None = None
    reason: str = ""  # why the row is missed, where it is


class Entry(Table):
    """A target as it stands in a file."""

    id: str
    title: str
    title_nl: str
    numerator: str | list[str]
    denominator: str | list[str]
    at: list[Cell]
    kind: str
    source: str
    status: str
    evidence: str = ""
    note: str = ""
    of_all: bool = False  # the denominator ignores the groups of the cell
    price_year: int | None = None


@dataclass(frozen=True)
class Target:
    """One row: name, value with interval, and how it is counted in the ledger."""

    id: str
    name: str
    title: str
    title_nl: str
    value: float
    low: float
    high: float
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    ages: tuple[int, int]
    over: tuple[int, int]
    groups: tuple[int, ...]
    over_groups: tuple[int, ...]
    fitted: bool
    judged: bool
    differs: str
    source: str
    status: str
    note: str
    price_year: int | None
    reason: str
    interval_assumed: bool  # no interval is printed: the margin of its kind
    cell: Cell

    @property
    def se(self) -> float:
        """Standard error that the interval implies."""
        return (self.high - self.low) / 3.92


def groups_of(cell: Cell) -> tuple[int, ...]:
    """Ledger groups (vulnerability by mother's education) that a cell speaks of."""
    chosen = []
    for v, vulnerability in enumerate(GROUPS["vulnerability"]):
        for e, education in enumerate(GROUPS["maternal_education"]):
            if cell.vulnerability and vulnerability not in cell.vulnerability:
                continue
            if cell.maternal_education and education != cell.maternal_education:
                continue
            chosen.append(3 * v + e)
    return tuple(chosen)


def group_name(cell: Cell) -> str:
    """Whom a cell speaks of, without the ages; "" for everybody."""
    parts = []
    if cell.sex:
        parts.append(cell.sex)
    if cell.education:
        parts.append(f"education {cell.education}")
    if cell.k is not None:
        parts.append(cell.k)
    if cell.maternal_education:
        parts.append(f"mother {cell.maternal_education}")
    if cell.vulnerability:
        parts.append("+".join(cell.vulnerability))
    return ", ".join(parts)


def row_name(entry: Entry, cell: Cell) -> str:
    """A name that is unique in the table: id and what singles the cell out."""
    parts = [entry.id, *([group_name(cell)] if group_name(cell) else [])]
    if cell.ages != (0, 0) and cell.over is None:
        parts.append(f"{cell.ages[0]}" if cell.ages[0] == cell.ages[1] else f"{cell.ages[0]}-{cell.ages[1]}")
    return ", ".join(parts)


def expand(names, cell: Cell) -> tuple[str, ...]:
    """Line names with {sex}, {education} and {k} filled in; education "all" is the sum of the three."""
    listed = [names] if isinstance(names, str) else names
    groups = EDUCATION_GROUPS if cell.education == ALL else (cell.education,)
    filled = [n.format(sex=cell.sex, education=e, k=cell.k) for n in listed for e in groups]
    return tuple(dict.fromkeys(filled))


def make_target(path: Path, entry: Entry, cell: Cell) -> Target:
    """Check one cell and make it a row."""
    name = row_name(entry, cell)
    for field, allowed in (
        ("sex", SEXES),
        ("education", (*EDUCATION_GROUPS, ALL)),
        ("maternal_education", GROUPS["maternal_education"]),
        ("vulnerability", GROUPS["vulnerability"]),
    ):
        given = getattr(cell, field)
        for value in given if isinstance(given, tuple) else [given]:
            if value is not None and value not in allowed:
                raise DataFileError(path, name, f"{field} {value!r} is not known", nearest(value, allowed))
    check_price_year(path, name, entry.price_year)
    numerator, denominator = expand(entry.numerator, cell), expand(entry.denominator, cell)
    for line in (*numerator, *denominator):
        if line not in NUMBER:
            raise DataFileError(path, name, f"there is no ledger line {line!r}", nearest(line, NUMBER))
    for ages in (cell.ages, cell.over or cell.ages):
        if not 0 <= ages[0] <= ages[1] <= LAST_AGE:
            raise DataFileError(path, name, f"ages {ages} are not a range within 0-{LAST_AGE}", "Correct them.")
    low, high = interval(path, name, entry.kind, cell.value, cell.low, cell.high)
    groups = groups_of(cell)
    return Target(
        entry.id, name, entry.title, entry.title_nl, cell.value, low, high, numerator, denominator, cell.ages, cell.over or cell.ages, groups,
        tuple(range(12)) if entry.of_all else groups, cell.fitted, cell.judged, cell.differs, cell.source or entry.source, cell.status or entry.status, entry.note, entry.price_year,
        cell.reason or cell.differs, cell.low is None and cell.high is None, cell,
    )  # fmt: skip


def read_entry(path: Path, kind: type[Table], raw: dict, what: str, sources: dict):
    """An entry of a file, its words checked; errors name file, key and fix."""
    try:
        entry = kind(**raw)
    except pydantic.ValidationError as error:
        raise DataFileError(path, *first_problem(error, kind.model_fields, str(raw.get("id", what)))) from None
    statuses = [entry.status, *(cell.status for cell in entry.at)]
    check_words(path, entry.id, entry.kind, statuses, [entry.source, *(cell.source for cell in entry.at)], sources)
    return entry


class Targets:
    """All target rows, with look-ups for the calibration; `statistics` are the rows that a panel is asked for."""

    def __init__(self, rows: list[Target], statistics: list[Statistic] | tuple[Statistic, ...] = ()):
        self.rows, self.statistics = tuple(rows), tuple(statistics)
        self._by_name = {row.name: row for row in (*rows, *statistics)}
        self._price_years = {row.id: row.price_year for row in (*rows, *statistics)}
        self._curves: dict[tuple, np.ndarray] = {}

    @classmethod
    def read(cls, folder: Path | str = DATA) -> Targets:
        """Read every file in `<folder>/targets`."""
        folder = Path(folder)
        sources = read_sources(folder / "sources.toml")
        rows: list[Target] = []
        statistics: list[Statistic] = []
        for path in sorted(
            (folder / "targets").glob("*.toml"),
            key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else 9, path),
        ):
            content = read_toml(path)
            for key in content:
                if key not in ("target", "statistic"):
                    raise DataFileError(
                        path, key, "unknown table", "Rows stand under [[target]], or under [[statistic]]."
                    )
            for raw in content.get("target", []):
                entry = read_entry(path, Entry, raw, "target", sources)
                rows += [make_target(path, entry, cell) for cell in entry.at]
            for raw in content.get("statistic", []):
                entry = read_entry(path, StatisticEntry, raw, "statistic", sources)
                statistics += [make_statistic(path, entry, cell) for cell in entry.at]
        names = [row.name for row in (*rows, *statistics)]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise DataFileError(
                folder / "targets", sorted(twice)[0], "occurs twice", "Give each row a name of its own."
            )
        return cls(rows, statistics)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all values that are solved for: tells whether solved parameters still belong to them."""
        content = [(row.name, row.value) for row in (*self.rows, *self.statistics) if row.fitted]
        return hashlib.sha256(json.dumps(sorted(content)).encode()).hexdigest()[:16]

    def with_values(self, values: dict[str, float]) -> Targets:
        """A copy in which rows, by their name, have other values."""
        for name in values:
            self.value(name)  # an error for a name that does not exist
        rows, statistics = (
            [replace(row, value=values[row.name]) if row.name in values else row for row in listed]
            for listed in (self.rows, self.statistics)
        )
        return Targets(rows, statistics)

    def value(self, name: str) -> float:
        """Value of one row by its name."""
        try:
            return self._by_name[name].value
        except KeyError:
            raise unknown("target", name, self._by_name) from None

    def row(self, id: str, education: str) -> Target:
        """The row of a target for one own education that is solved for."""
        for row in self.rows:
            if row.id == id and row.cell.education == education and row.fitted:
                return row
        raise unknown("target by education", f"{id}, education {education}", {row.name for row in self.rows})

    def at_age(self, id: str, age: int) -> Target:
        """The row of a target whose ages hold `age`."""
        for row in self.rows:
            if row.id == id and row.ages[0] <= age <= row.ages[1]:
                return row
        raise unknown("target at an age", f"{id}, {age}", {row.name for row in self.rows})

    def statistic(self, id: str, sex: int | None = None) -> Statistic:
        """The first row of a statistic, of one sex if that is given."""
        for row in self.statistics:
            if row.id == id and (sex is None or (row.where or {}).get("sex") == (sex, sex)):
                return row
        raise unknown("statistic", id, {row.id for row in self.statistics})

    def last_age(self, id: str) -> int:
        """Last age of which the rows of a target speak."""
        return max(row.ages[1] for row in self.rows if row.id == id)

    def price_year(self, id: str) -> int | None:
        """Year of whose prices a target speaks; None if it is not money."""
        return self._price_years[id]

    def curve(
        self, id: str, sex: str | None = None, education: str | None = None, weight: np.ndarray | None = None
    ) -> np.ndarray:
        """Values by single age, (N_AGES,), whose mean over every age band of the rows is the row's value.

        A line through the middles of the bands, continued at both ends and not below 0, whose points are moved until
        the means agree. `weight` (N_AGES,) weighs ages within a band; all alike if left out.
        """
        weight = np.ones(N_AGES) if weight is None else weight
        key = (id, sex, education, weight.tobytes())
        if key in self._curves:
            return self._curves[key]
        rows = [r for r in self.rows if r.id == id and r.cell.sex == sex and r.cell.education == education]
        if not rows:
            raise unknown("target curve", id, {r.id for r in self.rows})
        rows.sort(key=lambda row: row.ages)
        middles = np.array([0.5 * (row.ages[0] + row.ages[1]) for row in rows])
        values = np.array([row.value for row in rows])
        line = lines_through(middles)
        within = np.zeros((len(rows), N_AGES))
        for k, row in enumerate(rows):
            within[k, row.ages[0] : row.ages[1] + 1] = weight[row.ages[0] : row.ages[1] + 1]
        within /= within.sum(1, keepdims=True)
        points = values.copy()
        for _ in range(CURVE_STEPS):
            means = within @ np.maximum(line @ points, 0.0)
            points *= np.divide(values, means, out=np.ones_like(values), where=means > 0)
        return self._curves.setdefault(key, np.maximum(line @ points, 0.0))


def lines_through(places: np.ndarray) -> np.ndarray:
    """Matrix (N_AGES, places) that turns values at `places` into a line by single age, continued at both ends."""
    ages, n = np.arange(N_AGES), len(places)
    if n == 1:
        return np.ones((N_AGES, 1))
    left = np.clip(np.searchsorted(places, ages, side="right") - 1, 0, n - 2)
    part = (ages - places[left]) / (places[left + 1] - places[left])
    line = np.zeros((N_AGES, n))
    line[ages, left], line[ages, left + 1] = 1.0 - part, part
    return line
