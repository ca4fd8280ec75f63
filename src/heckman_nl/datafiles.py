"""Reading data files: TOML, tables, sources, solved values. Every error names file, key and fix."""

from __future__ import annotations

import csv
import math
import pickle
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, get_args

import numpy as np
import pydantic

from .errors import DataFileError, nearest
from .vocabulary.rows import UNITS
from .vocabulary.state import SEXES

DATA = Path(__file__).parent / "data"
EURO = re.compile(r"EUR (\d{4})(?: per [a-z]+)?$")
MOST_EUROS = 1e9  # of one price, wage or income: more is a slip


AXES = ("age", "sex", "step")  # columns of a table that say which cell a row is; ages and steps count from 0


def no_truth(value: Any) -> Any:
    """Refuse true and false where a number is wanted: Python takes them for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("give a number, not true or false")
    return value


Number = Annotated[float, pydantic.BeforeValidator(no_truth)]


class Table(pydantic.BaseModel):
    """Base of what stands in a file: unknown keys are errors, values do not change."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def table_in(kind: Any) -> type[pydantic.BaseModel] | None:
    """The table that a field of this kind holds: itself, in a list, or by name."""
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return kind
    return next((found for part in get_args(kind) if (found := table_in(part))), None)


def fields_at(fields: dict, place: tuple) -> dict:
    """Fields of the table at a place such as ("effect", 0, "trials", 1), from those of the file."""
    for part in place:
        if part in fields and (held := table_in(fields[part].annotation)):
            fields = held.model_fields
    return fields


def first_problem(error: pydantic.ValidationError, fields: dict, *before: str) -> tuple[str, str, str]:
    """(key, problem, fix) of the first thing that is wrong with a table of a file."""
    problems = error.errors()
    first = next((found for found in problems if found["type"] == "extra_forbidden"), problems[0])  # a misspelt key
    key = ".".join(str(part) for part in (*before, *first["loc"]))
    problem = first["msg"].removeprefix("Value error, ").lower()
    if first["type"] == "missing":
        return key, problem, f"Add `{first['loc'][-1]}`."
    if first["type"] == "extra_forbidden":
        return key, problem, nearest(first["loc"][-1], fields_at(fields, first["loc"][:-1]))
    wanted = {"float": "a number", "int": "a whole number", "string": "text", "list": "a list", "dict": "a table"}
    kind = next((text for start, text in wanted.items() if first["type"].startswith(start)), "a value of its kind")
    return key, problem, f"Give {kind}."


class Source(Table):
    """A source, named once in sources.toml."""

    citation: str
    url: str = ""
    licence: str = ""
    read: str = ""  # what was read: full text, abstract, table, copy


class Entry(Table):
    """One parameter as it stands in a file. A list or a table names its `shape`, so that none comes in another."""

    text: str
    unit: str
    source: str
    grade: str
    status: str
    value: Number | list | None = None
    table: str | None = None
    column: str = "value"
    solved: str | None = None
    shape: tuple[int, ...] = ()
    ci95: tuple[Number, Number] | None = None
    family: str | None = None
    range: tuple[Number, Number] | None = None
    share: str | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""
    lead: int | None = None


def freeze(array: np.ndarray):
    """A float, or a read-only copy of an array."""
    if array.ndim == 0:
        return float(array)
    array = np.array(array, float)
    array.setflags(write=False)
    return array


def out_of_limits(array: np.ndarray, limits: tuple[float, float]) -> float | None:
    """The first value outside `limits`, infinite or not a number, or None."""
    bad = ~((array >= limits[0]) & (array <= limits[1]) & np.isfinite(array))
    return float(np.atleast_1d(array)[np.atleast_1d(bad)][0]) if bad.any() else None


def unit_limits(unit: str) -> tuple[float, float] | None:
    """Limits of a unit of the closed list; None for an unknown unit. What may be less than nothing says so by its `range`."""
    if EURO.match(unit):
        return (0.0, MOST_EUROS)
    return (UNITS[unit].low, UNITS[unit].high) if unit in UNITS else None


def read_toml(path: Path) -> dict:
    """Contents of a TOML file, or a DataFileError that says what is wrong with it."""
    try:
        return pickle.loads(parsed(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise DataFileError(path, "", "the file does not exist", "Check the path.") from None
    except IsADirectoryError:
        raise DataFileError(path, "", "this is a folder", "Name a TOML file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(path, "", f"not valid TOML ({error})", "Correct the syntax.") from None


@lru_cache(maxsize=256)
def parsed(text: str) -> bytes:
    """The contents of a TOML text, pickled: files of the library are read many times, and parsing takes the most of it."""
    return pickle.dumps(tomllib.loads(text))


def walk(tree: dict, prefix: str = ""):
    """Yield (dotted name, table) for every table that holds a parameter."""
    for name, entry in tree.items():
        if not isinstance(entry, dict) or entry.keys() & {"value", "table", "solved", "unit"}:
            yield f"{prefix}{name}", entry
        else:
            yield from walk(entry, f"{prefix}{name}.")


def read_table(path: Path, column: str) -> np.ndarray:
    """A CSV in long form as an array: one axis per column of AXES; rows may stand in any order.

    Every cell of the grid must be there exactly once; ages and steps run from 0 without a gap.
    """
    header, rows = read_rows(path)
    if column not in header:
        raise DataFileError(path, column, "no such column", nearest(column, header))
    axes = [name for name in header if name in AXES]
    levels = [axis_levels(path, axis, rows) for axis in axes]
    array = np.full([len(level) for level in levels], math.nan)
    for number, row in rows:
        try:
            cell = tuple(level.index(row[axis]) for axis, level in zip(axes, levels, strict=True))
        except ValueError:
            raise DataFileError(
                path, f"row {number}", f"unknown {axes} {[row[a] for a in axes]}", "Correct it."
            ) from None
        where = ", ".join(f"{axis} {row[axis]}" for axis in axes)
        if not math.isnan(array[cell]):
            raise DataFileError(path, f"row {number}", f"{where} occurs twice", "Keep one.")
        try:
            array[cell] = float(row[column])
        except (TypeError, ValueError):
            raise DataFileError(path, f"row {number}", f"{column} is {row[column]!r}", "Give a number.") from None
        if not math.isfinite(array[cell]):
            raise DataFileError(path, f"row {number}", f"{column} is {row[column]!r}", "Give a finite number.")
    if np.isnan(array).any():
        missing = np.argwhere(np.isnan(array))[0]
        where = ", ".join(f"{axis} {level[k]}" for axis, level, k in zip(axes, levels, missing, strict=True))
        raise DataFileError(path, "", f"{where} is missing", "Fill every combination.")
    return array


def read_rows(path: Path) -> tuple[list[str], list[tuple[int, dict]]]:
    """Header of a CSV, and its rows with their line numbers; lines that start with # are comments."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataFileError(path, "", "the table does not exist", "Add it, or correct the name in `table`.") from None
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    cells = list(csv.reader(line for _, line in numbered))
    if len(cells) < 2:
        raise DataFileError(path, "", "the table is empty", "Add a header and rows.")
    header, rows = cells[0], []
    for (number, _), row in zip(numbered[1:], cells[1:], strict=True):
        if len(row) > len(header):
            raise DataFileError(path, f"row {number}", f"{len(row)} cells under {len(header)} columns", "Remove cells.")
        rows.append((number, dict(zip(header, row + [""] * (len(header) - len(row)), strict=True))))
    return header, rows


def axis_levels(path: Path, axis: str, rows: list[tuple[int, dict]]) -> list[str]:
    """The levels of an axis in their order: the sexes, or 0, 1, 2, ... to the last that occurs."""
    if axis == "sex":
        return list(SEXES)
    numbers = []
    for number, row in rows:
        if not row[axis].isdecimal():
            raise DataFileError(path, f"row {number}", f"{axis} is {row[axis]!r}", "Give a whole number from 0 on.")
        numbers.append(int(row[axis]))
    return [str(k) for k in range(max(numbers) + 1)]


@cache
def price_years(baseline: bool = False) -> range:
    """Years of which the library knows the level of prices; with `baseline`, those in which a figure of it may stand."""
    prices = read_toml(DATA / "parameters" / "prices.toml")
    first = int(prices["first_year"]["value"])
    stop = first + len(prices["consumer_prices"]["value"])
    if baseline:
        return range(first, stop)
    joined = read_toml(DATA / "parameters" / "economics.toml")["prices"]
    return range(first + 1 - len(joined["earlier"]["value"]), stop - 1 + len(joined["later"]["value"]))


def read_sources(path: Path) -> dict[str, Source]:
    """All sources by key."""
    sources = {}
    for key, raw in read_toml(path).items():
        try:
            sources[key] = Source(**raw)
        except (pydantic.ValidationError, TypeError) as error:
            problem = error.errors()[0]["msg"].lower() if isinstance(error, pydantic.ValidationError) else str(error)
            raise DataFileError(path, key, problem, "A source has citation, url, licence and read.") from None
    return sources


def read_fitted(folder: Path) -> tuple[dict, dict]:
    """Solved values by full name, each with its file, and their provenance, which is one for all files."""
    values, provenances = {}, {}
    for path in sorted(folder.glob("*.toml")):
        tree = read_toml(path)
        provenances[path] = tree.pop("provenance", {})
        for name, value in tree.items():
            values[f"{path.stem}.{name}"] = (path, value)
    usual = max(provenances.values(), key=list(provenances.values()).count, default={})
    for path, provenance in provenances.items():
        if provenance != usual:
            raise DataFileError(
                path, "provenance", "is not that of the other files", "Run `python calibration/recipe.py`."
            )
    return values, usual
