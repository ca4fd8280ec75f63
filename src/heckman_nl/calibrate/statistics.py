"""Statistics of persons: published figures that are no ratio of ledger lines, as data.

A [[statistic]] names a measure, the field (or fields) of the person it is taken of, at which age, of whom, against whom;
or what is set for everybody (`do`), and then compares two populations. A panel answers it. Rows live in
`data/targets/*.toml` beside the targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydantic

from ..datafiles import Number, Table
from ..errors import DataFileError, InputError, nearest
from ..vocabulary.state import LAST_AGE
from .entries import check_price_year, interval
from .fields import READABLE, Item
from .measures import MEASURES
from .settings import FIRST_WEEKS, check_setting

Ranges = dict[str, tuple[float, float]]


class DoCell(Table):
    """A contrast of two populations: `field` is set to `from` for everybody in one and to `to` in the other."""

    field: str
    before: Number = pydantic.Field(alias="from")
    to: Number


class StatisticCell(Table):
    """One value of a statistic: where it holds and what it is."""

    value: Number
    low: Number | None = None
    high: Number | None = None
    age: int | None = None
    ages: tuple[int, int] | None = None
    with_age: int | None = None  # at which `with` is read; the same age if left out
    where: dict[str, tuple[Number, Number]] | None = None
    against: dict[str, tuple[Number, Number]] | None = None
    where_age: int | None = None  # at which `where` and `against` are read; the same age if left out
    where_before: int | None = None  # or so many years before
    do: DoCell | None = None
    do_age: int | None = None  # from the start of which year it is set; from when a life has the field, if left out
    fitted: bool = False
    judged: bool = False  # a number was set by hand with this figure in view
    differs: str = ""  # what makes it another measure or population than the model's, or a null without a figure
    source: str | None = None  # where it differs from the entry's
    status: str | None = None
    reason: str = ""  # why the row is missed, where it is


class StatisticEntry(Table):
    """A statistic as it stands in a file."""

    id: str
    title: str
    title_nl: str
    measure: str
    field: str | None = None
    code: list[Number] | None = None
    above: Number | None = None
    quantiles: tuple[Number, Number] = (0.9, 0.1)  # of a quantile ratio: the first over the second
    other: str | None = pydantic.Field(None, alias="with")
    at: list[StatisticCell]
    kind: str
    source: str
    status: str
    evidence: str = ""
    note: str = ""
    price_year: int | None = None


@dataclass(frozen=True)
class Statistic:
    """One row: name, value with interval, and how it is worked out on a panel."""

    id: str
    name: str
    group: str
    title: str
    title_nl: str
    value: float
    low: float
    high: float
    measure: str
    item: Item
    other: str | None
    ages: tuple[int, int]
    with_age: int | None
    where_age: int | None
    where_before: int | None
    where: Ranges | None
    against: Ranges | None
    do: DoCell | None
    do_age: int | None
    quantiles: tuple[float, float]
    fitted: bool
    judged: bool
    differs: str
    source: str
    status: str
    evidence: str
    note: str
    price_year: int | None
    reason: str
    interval_assumed: bool  # no interval is printed: the margin of its kind
    cell: StatisticCell

    @property
    def se(self) -> float:
        """Standard error that the interval implies."""
        return (self.high - self.low) / 3.92

    @property
    def settings(self) -> tuple[dict | None, ...]:
        """What is set for everybody in each population that is needed, as a panel takes it; None for nothing."""
        if self.do is None:
            return (None,)
        return tuple({self.do.field: (value, self.do_age)} for value in (self.do.to, self.do.before))


def range_text(field: str, limits: tuple[float, float]) -> str:
    """'gestation 3-4', 'sex 1', 'cognitive below -1'."""
    low, high = limits
    if low == high:
        return f"{field} {low:g}"
    if np.isinf(low) or np.isinf(high):
        return f"{field} {'below' if np.isinf(low) else 'above'} {high if np.isinf(low) else low:g}"
    return f"{field} {low:g}-{high:g}" if low >= 0 else f"{field} {low:g} to {high:g}"


def group_text(cell: StatisticCell) -> str:
    """Whom a cell speaks of and what is set, without the ages; "" for everybody."""
    here = " & ".join(range_text(field, limits) for field, limits in (cell.where or {}).items())
    if cell.where_age is not None:
        here += f" at {cell.where_age}"
    if cell.where_before is not None:
        here += f" ({cell.where_before} year{'s' * (cell.where_before > 1)} before)"
    if cell.do:
        since = f" from {cell.do_age}" if cell.do_age is not None else ""
        setting = f"do {cell.do.field} {cell.do.to:g} v {cell.do.before:g}{since}"
        return f"{setting}, {here}" if here else setting
    if cell.against is None:
        return here
    there = " & ".join(range_text(field, limits) for field, limits in cell.against.items()) or "all"
    if len(cell.against) == 1 and list(cell.against) == list(cell.where or {}):
        there = there.partition(" ")[2]
    return f"{here or 'all'} v {there}"


def statistic_name(entry: StatisticEntry, cell: StatisticCell, ages: tuple[int, int]) -> str:
    """A name that is unique in the table: id and what singles the cell out."""
    age = "" if ages == (FIRST_WEEKS, FIRST_WEEKS) else f"{ages[0]}" if ages[0] == ages[1] else f"{ages[0]}-{ages[1]}"
    other = f"{entry.other} at {cell.with_age}" if cell.with_age is not None else ""
    return ", ".join(part for part in (entry.id, group_text(cell), age, other) if part)


def make_statistic(path: Path, entry: StatisticEntry, cell: StatisticCell) -> Statistic:
    """Check one cell and make it a row."""
    ages = cell.ages if cell.ages is not None else (cell.age, cell.age) if cell.age is not None else None
    if ages is None or (cell.age is not None and cell.ages is not None):
        raise DataFileError(path, entry.id, "each cell of `at` has an age or a range of ages", "Give `age` or `ages`.")
    name = statistic_name(entry, cell, ages)
    if entry.measure not in MEASURES:
        raise DataFileError(path, name, f"measure {entry.measure!r} is not known", nearest(entry.measure, MEASURES))
    check_ages(path, name, entry, cell, ages)
    check_fields(path, name, entry, cell)
    check_samples(path, name, entry, cell)
    check_price_year(path, name, entry.price_year)
    if entry.price_year is not None and not MEASURES[entry.measure].money:
        raise DataFileError(path, name, f"a {entry.measure} does not depend on prices", "Remove `price_year`.")
    low, high = interval(path, name, entry.kind, cell.value, cell.low, cell.high, signed=True)
    item = Item(entry.field or "alive", tuple(entry.code) if entry.code is not None else None, entry.above)
    return Statistic(
        entry.id, name, group_text(cell), entry.title, entry.title_nl, cell.value, low, high, entry.measure, item, entry.other, ages,
        cell.with_age, cell.where_age, cell.where_before, cell.where, cell.against, cell.do, cell.do_age, entry.quantiles, cell.fitted, cell.judged, cell.differs, cell.source or entry.source, cell.status or entry.status,
        entry.evidence, entry.note, entry.price_year, cell.reason or cell.differs, cell.low is None and cell.high is None, cell,
    )  # fmt: skip


def check_ages(path: Path, name: str, entry: StatisticEntry, cell: StatisticCell, ages: tuple[int, int]) -> None:
    """Ages lie within a life; years are lived after birth."""
    for given in (ages, (cell.where_age,) * 2, (cell.with_age,) * 2):
        if given[0] is not None and not FIRST_WEEKS <= given[0] <= given[1] <= LAST_AGE:
            raise DataFileError(
                path, name, f"ages {given} are not a range within {FIRST_WEEKS} to {LAST_AGE}", "Correct them."
            )
    if cell.where_before is not None:
        check_before(path, name, entry, cell, ages[0])
    if entry.measure == "years lived" and ages[0] < 0:
        raise DataFileError(path, name, "years lived start at age 0 or later", "Correct `age`.")
    if entry.measure == "years lived" and cell.where_age is not None and cell.where_age > ages[0]:
        raise DataFileError(path, name, "years lived are of who is known when they start", "Correct `where_age`.")


def check_before(path: Path, name: str, entry: StatisticEntry, cell: StatisticCell, first: int) -> None:
    """Groups that are told apart so many years before: in place of one age, within a life."""
    if cell.where_age is not None or entry.measure == "years lived":
        fix = "Keep one of `where_age` and `where_before`; years lived have a `where_age` alone."
        raise DataFileError(path, name, "groups are told apart at one age or so many years before", fix)
    if not 1 <= cell.where_before <= first - FIRST_WEEKS:
        fix = f"Take 1 to {first - FIRST_WEEKS}."
        raise DataFileError(path, name, f"{cell.where_before} years before age {first} is no age of a life", fix)


def check_fields(path: Path, name: str, entry: StatisticEntry, cell: StatisticCell) -> None:
    """Fields exist; a second one is there exactly where the measure is of pairs."""
    named = [entry.field, entry.other, *(cell.where or ()), *(cell.against or ()), cell.do.field if cell.do else None]
    for field in named:
        if field is not None and field not in READABLE:
            raise DataFileError(path, name, f"there is no field {field!r}", nearest(field, READABLE))
    if entry.field is None and entry.measure != "years lived":
        raise DataFileError(path, name, f"a {entry.measure} of which field?", "Add `field`.")
    if entry.code is not None and entry.above is not None:
        raise DataFileError(path, name, "code and above exclude each other", "Keep one.")
    if MEASURES[entry.measure].pairs != (entry.other is not None):
        fix = "Give `with`." if entry.other is None else "Remove `with`."
        raise DataFileError(
            path, name, f"a {entry.measure} is of {'two fields' if entry.other is None else 'one field'}", fix
        )
    if cell.with_age is not None and entry.other is None:
        raise DataFileError(path, name, "with_age without with", "Give `with`, or remove `with_age`.")
    if not all(0.0 < share < 1.0 for share in entry.quantiles) or entry.quantiles[0] == entry.quantiles[1]:
        raise DataFileError(path, name, f"quantiles {entry.quantiles} are not two shares", "Correct `quantiles`.")
    for which in (cell.where or {}, cell.against or {}):
        for field, (low, high) in which.items():
            if not low <= high:
                raise DataFileError(path, name, f"{field} from {low:g} to {high:g} is no range", "Correct it.")


def check_samples(path: Path, name: str, entry: StatisticEntry, cell: StatisticCell) -> None:
    """A contrast has two samples, of groups or of what is set; a level has one."""
    if cell.do is not None and cell.against is not None:
        raise DataFileError(path, name, "do stands in place of against", "Keep one or the other.")
    if cell.do is not None:
        check_do(path, name, cell.do, cell.do_age)
    elif cell.do_age is not None:
        raise DataFileError(path, name, "do_age without do", "Give `do`.")
    count = 2 if cell.do is not None or cell.against is not None else 1
    if count not in MEASURES[entry.measure].samples:
        problem = f"a {entry.measure} compares two groups" if count == 1 else f"a {entry.measure} is of one group"
        raise DataFileError(
            path, name, problem, "Give `against`, or `do`." if count == 1 else "Remove `against` or `do`."
        )


def check_do(path: Path, name: str, do: DoCell, age: int | None) -> None:
    """What is set can be set."""
    if do.before == do.to:
        raise DataFileError(
            path, name, f"do sets {do.field} to {do.to:g} in both populations", "Correct `from` or `to`."
        )
    for value in (do.before, do.to):
        try:
            check_setting(do.field, value, age)
        except InputError as error:
            raise DataFileError(path, name, str(error), "Correct `do`.") from None
