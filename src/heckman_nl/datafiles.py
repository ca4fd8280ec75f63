"""Reading data files: TOML, tables, sources, solved values. Every error names file, key and fix."""

from __future__ import annotations

import csv
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pydantic

from .errors import DataFileError, nearest
from .vocabulary.rows import UNITS

DATA = Path(__file__).parent / "data"
EURO = re.compile(r"EUR (\d{4})(?: per [a-z]+)?$")


class Source(pydantic.BaseModel):
    """A source, named once in sources.toml."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    citation: str
    url: str = ""
    licence: str = ""
    read: str = ""  # what was read: full text, abstract, table, copy


class Entry(pydantic.BaseModel):
    """One parameter as it stands in a file."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    text: str
    unit: str
    source: str
    grade: str
    status: str
    value: float | list | None = None
    table: str | None = None
    column: str = "value"
    solved: str | None = None
    shape: tuple[int, ...] = ()
    ci95: tuple[float, float] | None = None
    family: str | None = None
    range: tuple[float, float] | None = None
    share: str | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""


def freeze(array: np.ndarray):
    """A float, or a read-only copy of an array."""
    if array.ndim == 0:
        return float(array)
    array = np.array(array, float)
    array.setflags(write=False)
    return array


def out_of_limits(array: np.ndarray, limits: tuple[float, float]) -> float | None:
    """The first value outside `limits` or not a number, or None."""
    bad = ~((array >= limits[0]) & (array <= limits[1]))
    return float(np.atleast_1d(array)[np.atleast_1d(bad)][0]) if bad.any() else None


def unit_limits(unit: str) -> tuple[float, float] | None:
    """Limits of a unit of the closed list (money: any amount); None for an unknown unit."""
    if EURO.match(unit):
        return (-math.inf, math.inf)
    return (UNITS[unit].low, UNITS[unit].high) if unit in UNITS else None


def read_toml(path: Path) -> dict:
    """Contents of a TOML file, or a DataFileError that says what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataFileError(path, "", "the file does not exist", "Check the path.") from None
    except IsADirectoryError:
        raise DataFileError(path, "", "this is a folder", "Name a TOML file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(path, "", f"not valid TOML ({error})", "Correct the syntax.") from None


def walk(tree: dict, prefix: str = ""):
    """Yield (dotted name, table) for every table that holds a parameter."""
    for name, entry in tree.items():
        if not isinstance(entry, dict) or entry.keys() & {"value", "table", "solved", "unit"}:
            yield f"{prefix}{name}", entry
        else:
            yield from walk(entry, f"{prefix}{name}.")


def read_table(path: Path, column: str) -> np.ndarray:
    """A CSV in long form as an array: one axis per column before the value columns, levels in order of first use.

    Axis columns are those named in the header before `value` (or before the first of several value columns, which are
    marked by a leading `=`). Every cell of the grid must be there exactly once.
    """
    try:
        with path.open(newline="", encoding="utf-8") as handle:
            rows = list(csv.DictReader(line for line in handle if not line.startswith("#")))
    except FileNotFoundError:
        raise DataFileError(path, "", "the table does not exist", "Add it, or correct the name in `table`.") from None
    if not rows:
        raise DataFileError(path, "", "the table is empty", "Add a header and rows.")
    header = list(rows[0])
    if column not in header:
        raise DataFileError(path, column, "no such column", nearest(column, header))
    axes = [name for name in header if name in ("year", "age", "sex", "level", "class", "education", "step", "parity")]
    levels = [list(dict.fromkeys(row[axis] for row in rows)) for axis in axes]
    array = np.full([len(level) for level in levels], math.nan)
    for number, row in enumerate(rows, start=2):
        cell = tuple(level.index(row[axis]) for axis, level in zip(axes, levels, strict=True))
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
    """Solved values by full name, and their provenance."""
    values, provenance = {}, {}
    for path in sorted(folder.glob("*.toml")):
        tree = read_toml(path)
        provenance = tree.pop("provenance", provenance)
        for name, value in tree.items():
            values[f"{path.stem}.{name}"] = value
    return values, provenance
