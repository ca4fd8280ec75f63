"""Parameters: every number of the model with its unit, uncertainty, source, grade and status.

A parameter lives in `data/parameters/<module>.toml` under the name `<module>.<name>`; a table lives in `data/tables/`
and is named by the parameter that carries its metadata; a value that is solved for the baseline lives in
`data/fitted/<module>.toml`. A `ParameterSet` is a value: `but` returns a changed copy, nothing is edited in place.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pydantic
from scipy.special import ndtri

from . import distributions
from .datafiles import (
    DATA,
    EURO,
    Entry,
    Source,
    first_problem,
    freeze,
    out_of_limits,
    read_fitted,
    read_sources,
    read_table,
    read_toml,
    unit_limits,
    walk,
)
from .errors import DataFileError, InputError, check_number, nearest, unknown
from .vocabulary.rows import FAMILIES, GRADES, PRICE_YEAR, STATUSES, UNITS

KERNEL_MODULES = (
    "household",
    "pregnancy",
    "birth",
    "early",
    "skills",
    "youthcare",
    "school",
    "adolescence",
    "work",
    "health",
    "care",
    "mortality",
    "parents",
    "nextgen",
)
AFTER_SOLVING = (  # beginnings of names: scale what is solved, act on the next generation, or are read by no life
    "mortality.improvement", "mortality.cohort.improvement", "skills.cognitive.class_siblings",
    "household.heir.", "household.heredity.", "household.father.",
)  # fmt: skip
REST = "rest of "  # before the name of a causal share: a marker, which makes up what the share leaves of an association
MOST_OF_ALL = 0.95  # of shares: most of the leading one
DEFAULT_FAMILY = {
    "odds ratio": "lognormal",
    "relative risk": "lognormal",
    "hazard ratio": "lognormal",
    "prevalence": "beta",
    "probability": "beta",
    "share": "beta",
    "hazard": "gamma",
    "factor": "lognormal",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter with its metadata.

    `value` is a float or a read-only array; `interval` its 95% interval (for an array: the interval of a common factor);
    `solved` names the targets that fix a value which is solved for the baseline.
    """

    module: str
    name: str
    value: float | np.ndarray
    unit: str
    text: str
    source: str
    grade: str
    status: str
    interval: tuple[float, float] | None = None
    family: str = "fixed"
    limits: tuple[float, float] = (-math.inf, math.inf)
    share: str | None = None
    solved: str | None = None
    table: str | None = None
    evidence: str = ""
    place: str = ""
    note: str = ""
    lead: int | None = None  # of a table of shares: the column that the common factor moves; the others make room

    @property
    def key(self) -> str:
        """Full name, `<module>.<name>`."""
        return f"{self.module}.{self.name}"

    @property
    def is_table(self) -> bool:
        return isinstance(self.value, np.ndarray)

    def distribution(self) -> distributions.Distribution:
        """Distribution of the value, or of the common factor of a table."""
        centre = 1.0 if self.is_table else self.value
        if self.interval is None:
            return distributions.Distribution("fixed", float(centre))
        return distributions.from_interval(self.family, float(centre), *self.interval)

    def times(self, factor: float) -> np.ndarray:
        """A table times a common factor; of shares that add up to one the leading column, for which the others make room."""
        if self.lead is None:
            return self.value * factor
        others = np.arange(self.value.shape[-1]) != self.lead
        led = np.minimum(self.value[..., [self.lead]] * factor, MOST_OF_ALL)
        rest = (1.0 - led) / (1.0 - self.value[..., [self.lead]])
        return np.where(others, self.value * rest, led)

    def with_value(self, value) -> Parameter:
        """The same parameter with another value, checked against its limits."""
        try:
            array = np.array(value, float)
        except (TypeError, ValueError):
            raise InputError(f"{self.key} needs numbers, not {value!r}") from None
        if self.is_table and array.ndim == 0:
            raise InputError(f"{self.key} is a table of shape {self.value.shape}: scale it, or give all its values")
        expected = self.value.shape if self.is_table else ()
        if array.shape != expected:
            raise InputError(f"{self.key} needs shape {expected}, not {array.shape}")
        problem = unusable(array, self.unit, self.limits)
        if problem:
            raise InputError(f"{self.key}: {problem}")
        return replace(self, value=freeze(array))


def unusable(array: np.ndarray, unit: str, limits: tuple[float, float]) -> str:
    """What is wrong with values of a parameter: outside its range, not finite, or a ratio that is not above 0."""
    outside = out_of_limits(array, limits)
    if outside is not None:
        return f"{outside:g} lies outside its range {limits[0]:g} to {limits[1]:g}, or is not finite"
    if unit in UNITS and UNITS[unit].pack == "log" and (array <= 0.0).any():
        return f"{np.min(array):g} is not above 0, as a ratio must be"
    return ""


def read_entry(path: Path, module: str, name: str, raw, tables: Path, fitted: dict, sources: dict) -> Parameter:
    """Check one entry of a parameter file and make it a Parameter."""
    if not isinstance(raw, dict):
        raise DataFileError(
            path, name, f"{raw!r} stands alone", "Give it a table with value, unit, source, grade, status."
        )
    try:
        entry = Entry(**raw)
    except pydantic.ValidationError as error:
        raise DataFileError(path, *first_problem(error, Entry.model_fields, name)) from None
    for field, allowed in (("grade", GRADES), ("status", STATUSES)):
        if getattr(entry, field) not in allowed:
            raise DataFileError(
                path,
                f"{name}.{field}",
                f"{getattr(entry, field)!r} is not known",
                nearest(getattr(entry, field), allowed),
            )
    unit = unit_limits(entry.unit)
    if unit is None:
        raise DataFileError(
            path, f"{name}.unit", f"{entry.unit!r} is not known", nearest(entry.unit, [*UNITS, f"EUR {PRICE_YEAR}"])
        )
    if entry.source not in sources:
        raise DataFileError(
            path, f"{name}.source", f"{entry.source!r} is not in sources.toml", nearest(entry.source, sources)
        )
    family = entry.family or DEFAULT_FAMILY.get(entry.unit, "gamma" if EURO.match(entry.unit) else "normal")
    if family not in FAMILIES:
        raise DataFileError(path, f"{name}.family", f"{family!r} is not known", nearest(family, FAMILIES))
    value = entry_value(path, module, name, entry, tables, fitted)
    if isinstance(value, np.ndarray) and entry.family is None:
        family = "lognormal"
    if np.shape(value) != tuple(entry.shape):
        raise DataFileError(
            path,
            name,
            f"has shape {np.shape(value)}, not {tuple(entry.shape)}",
            "Correct the values, or give their `shape`.",
        )
    if entry.lead is not None and not np.allclose(np.sum(value, axis=-1), 1.0):
        raise DataFileError(path, f"{name}.lead", "is of shares that add up to 1", "Correct the values, or remove it.")
    limits = entry.range or unit
    problem = unusable(np.asarray(value), entry.unit, limits)
    if problem:
        where = fitted[f"{module}.{name}"][0] if entry.solved is not None else path
        raise DataFileError(where, name, problem, "Correct the value or its range.")
    if entry.share is not None and entry.unit in UNITS and UNITS[entry.unit].pack == "cut":
        raise DataFileError(path, f"{name}.share", "a prevalence is no effect", "Remove the causal share.")
    parameter = Parameter(
        module, name, value, entry.unit, entry.text, entry.source, entry.grade, entry.status, entry.ci95, family, limits,
        entry.share, entry.solved, entry.table, entry.evidence, entry.place, entry.note, entry.lead,
    )  # fmt: skip
    try:
        parameter.distribution()
    except InputError as error:
        raise DataFileError(
            path, f"{name}.ci95", str(error), "Correct the value, the interval or the family."
        ) from None
    return parameter


def entry_value(path: Path, module: str, name: str, entry: Entry, tables: Path, fitted: dict):
    """The value of an entry: given, read from a table, or solved earlier."""
    given = [key for key in ("value", "table", "solved") if getattr(entry, key) is not None]
    if len(given) != 1:
        raise DataFileError(
            path, name, "has " + (" and ".join(given) or "no value"), "Give one of value, table, solved."
        )
    if entry.table is not None:
        return freeze(read_table(tables / entry.table, entry.column))
    if entry.solved is not None:
        where, solved = fitted.get(f"{module}.{name}", (path, None))
        if solved is None:
            raise DataFileError(path, name, "was never solved", "Run `python calibration/recipe.py`.")
        solved = as_numbers(where, name, solved)
        if np.shape(solved) != tuple(entry.shape):
            raise DataFileError(where, name, "was solved in another shape", "Run `python calibration/recipe.py`.")
        return solved
    return as_numbers(path, f"{name}.value", entry.value)


def as_numbers(path: Path, key: str, value):
    """A number or a read-only array."""
    try:
        array = np.array(value, float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.size == 0:
        raise DataFileError(path, key, f"{value!r} is not a number or a list of numbers", "Give numbers.")
    return freeze(array)


@cache
def kernel_shapes() -> dict[str, tuple[int, ...]]:
    """Shape of every parameter that a life reads, by full name: those of the shipped files, for which it was written."""
    shapes = {}
    for module in KERNEL_MODULES:
        for name, raw in walk(read_toml(DATA / "parameters" / f"{module}.toml")):
            shapes[f"{module}.{name}"] = tuple(raw.get("shape", ()))
    return shapes


class ParameterSet:
    """All parameters of the model: an immutable mapping from `<module>.<name>` to Parameter."""

    def __init__(
        self,
        parameters: dict[str, Parameter],
        sources: dict[str, Source],
        provenance: dict,
        pinned: frozenset[str] = frozenset(),
    ):
        self._parameters = MappingProxyType(dict(parameters))
        self.sources = MappingProxyType(dict(sources))
        self.provenance = MappingProxyType(dict(provenance))
        self.pinned = pinned  # solved values that a user has set

    @classmethod
    def read(cls, folder: Path | str = DATA, unsolved: bool = False) -> ParameterSet:
        """Read a data folder (`parameters/`, `tables/`, `fitted/`, `sources.toml`).

        With `unsolved=True`, values that are solved for are zero: only the calibration needs that.
        """
        folder = Path(folder)
        sources = read_sources(folder / "sources.toml")
        fitted, provenance = ({}, {}) if unsolved else read_fitted(folder / "fitted")
        parameters: dict[str, Parameter] = {}
        files = sorted((folder / "parameters").glob("*.toml"))
        if not files:
            raise DataFileError(
                folder / "parameters", "", "no parameter files here", "Point to a complete data folder."
            )
        for module in KERNEL_MODULES:
            read_toml(folder / "parameters" / f"{module}.toml")  # a life reads it
        shares = read_toml(folder / "parameters" / "causal.toml")
        for path in files:
            for name, raw in walk(read_toml(path)):
                key = f"{path.stem}.{name}"
                if unsolved and isinstance(raw, dict) and "solved" in raw:
                    fitted[key] = (path, np.zeros(raw.get("shape", ())))
                parameters[key] = read_entry(path, path.stem, name, raw, folder / "tables", fitted, sources)
                share = parameters[key].share
                if share is not None and share.removeprefix(REST) not in shares:
                    raise DataFileError(
                        path, f"{name}.share", f"{share!r} is not in causal.toml", "Name a causal share."
                    )
        for key in fitted.keys() - parameters.keys():
            raise DataFileError(fitted[key][0], key.split(".", 1)[1], "is no parameter", "Remove it.")
        read = cls(parameters, sources, provenance)
        read.check(folder / "parameters")
        return read

    def check(self, folder: Path) -> None:
        """Refuse a set that lacks what a life reads, or has money of a year without a price index."""
        for key, shape in kernel_shapes().items():
            module, name = key.split(".", 1)
            path = folder / f"{module}.toml"
            if key not in self:
                raise DataFileError(path, name, "is missing", "A life reads it: add it.")
            if np.shape(self.value(key)) != shape:
                raise DataFileError(
                    path, name, f"has shape {np.shape(self.value(key))}, a life reads {shape}", "Correct the values."
                )
        for parameter in self.values():
            match = EURO.match(parameter.unit)
            if match:
                year, first = int(match.group(1)), int(self["prices.first_year"].value)
                last = first + len(self["prices.consumer_prices"].value) - 1
                if not first <= year <= last:
                    path = folder / f"{parameter.module}.toml"
                    problem = f"no price index for {year}, allowed are {first} to {last}"
                    raise DataFileError(path, f"{parameter.name}.unit", problem, "Correct the year.")

    def __getitem__(self, name: str) -> Parameter:
        try:
            return self._parameters[name]
        except KeyError:
            raise unknown("parameter", name, self._parameters) from None

    def __contains__(self, name: str) -> bool:
        return name in self._parameters

    def __iter__(self):
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def values(self):
        return self._parameters.values()

    def value(self, name: str):
        """Value of one parameter, in its own unit."""
        return self[name].value

    def euros(self, name: str):
        """A money parameter in euros of the model's price year."""
        parameter = self[name]
        match = EURO.match(parameter.unit)
        if not match:
            raise InputError(f"{name} is not in euros but in {parameter.unit}")
        return parameter.value * self.price_factor(int(match.group(1)), PRICE_YEAR)

    def price_factor(self, year: int, to: int) -> float:
        """Consumer prices of `to` over those of `year`."""
        index = self.price_index
        for y in (year, to):
            if y not in index:
                raise InputError(f"no price index for {y}, allowed are {min(index)} to {max(index)}")
        return index[to] / index[year]

    @cached_property
    def price_index(self) -> dict[int, float]:
        """Consumer prices by year, 2015 = 100: those of the baseline, joined to older and newer ones at their ends."""
        middle, first = self["prices.consumer_prices"].value, int(self["prices.first_year"].value)
        earlier, later = self["economics.prices.earlier"].value, self["economics.prices.later"].value
        levels = [*(earlier[:-1] * (middle[0] / earlier[-1])), *middle, *(later[1:] * (middle[-1] / later[0]))]
        return {first - len(earlier) + 1 + k: float(level) for k, level in enumerate(levels)}

    def but(self, changes: dict | None = None, **named) -> ParameterSet:
        """A copy with other values: `but({"birth.small.smoking": 1.3})` or `but(birth__small__smoking=1.3)`."""
        parameters, pinned = dict(self._parameters), set(self.pinned)
        for key, value in {**(changes or {}), **{k.replace("__", "."): v for k, v in named.items()}}.items():
            parameter = self[key]
            if not parameter.is_table:
                value = check_number(key, value, *parameter.limits)
            changed = parameter.with_value(value)
            if parameter.solved is not None:
                pinned.add(key)
            elif not np.array_equal(changed.value, parameter.value):
                changed = replace(changed, source="user", grade="assumption", status="assumed", interval=None, note="")
            parameters[key] = changed
        return ParameterSet(parameters, self.sources, self.provenance, frozenset(pinned))

    def cited(self, evidence: dict[str, dict[str, str]], sources: dict[str, Source]) -> ParameterSet:
        """A copy in which values that were set say where they are from, with the sources that say so."""
        parameters = dict(self._parameters)
        for key, fields in evidence.items():
            if parameters[key].source == "user":
                parameters[key] = replace(parameters[key], **fields)
        return ParameterSet(parameters, {**self.sources, **sources}, self.provenance, self.pinned)

    def with_solved(self, solved: dict, provenance: dict) -> ParameterSet:
        """A copy with newly solved values and where they came from."""
        parameters = dict(self._parameters)
        for key, value in solved.items():
            parameters[key] = replace(self[key], value=freeze(np.array(value, float)))
        return ParameterSet(parameters, self.sources, provenance)

    def draw(self, n: int, seed: int) -> list[ParameterSet]:
        """`n` independent draws of all uncertain parameters (solved ones stay: solve the baseline again for each).

        A causal share is one parameter, so the arrows of one design grade move together.
        """
        n = check_number("n", n, 1, whole=True)
        seed = check_number("seed", seed, 0, whole=True)
        uncertain = self.uncertain()
        uniforms = np.random.default_rng(seed).uniform(size=(n, len(uncertain)))
        columns = [d.quantile(uniforms[:, k]) for k, d in enumerate(uncertain.values())]
        return [self.drawn(dict(zip(uncertain, row, strict=True))) for row in zip(*columns, strict=True)]

    def uncertain(self) -> dict[str, distributions.Distribution]:
        """Every number that has an interval and is not solved, as a distribution (of a table: of its common factor)."""
        found = {p.key: p.distribution() for p in self.values() if p.solved is None}
        return {key: distribution for key, distribution in found.items() if not distribution.is_fixed}

    def drawn(self, values: dict[str, float]) -> ParameterSet:
        """A copy with drawn values (of a table: with a common factor), within the limits; sources and grades stay."""
        parameters = dict(self._parameters)
        for key, value in values.items():
            parameter = self[key]
            new = np.clip(parameter.times(value) if parameter.is_table else value, *parameter.limits)
            parameters[key] = replace(parameter, value=freeze(np.asarray(new)))
        return ParameterSet(parameters, self.sources, self.provenance)

    def __reduce__(self):  # read-only mappings cannot be pickled; a worker process gets them as they were given
        return ParameterSet, (dict(self._parameters), dict(self.sources), dict(self.provenance), self.pinned)

    def packed(self, key: str):
        """Value as the kernel sees it: ratios as logarithms, prevalences as normal cuts, euros of the price year.

        A causal share, or what it leaves (`causal`), multiplies the value on that scale.
        """
        parameter = self[key]
        if EURO.match(parameter.unit):
            return self.euros(key)
        value, pack = parameter.value, UNITS[parameter.unit].pack
        if pack == "log":
            value = np.log(value)
        elif pack == "cut":
            value = ndtri(1.0 - np.asarray(value))
        if parameter.share is not None:
            value = value * self.causal(parameter.share)
        return value

    def causal(self, share: str) -> float:
        """What the value of a parameter is multiplied by: a causal share, or for a marker what the share leaves."""
        part = self[f"causal.{share.removeprefix(REST)}"].value
        return 1.0 - part if share.startswith(REST) else part

    @cached_property
    def dtype(self) -> np.dtype:
        """Record type of the packed parameters: a field per module, in it a field per parameter."""
        modules = []
        for module in KERNEL_MODULES:
            fields = [
                (p.name.replace(".", "_"), np.float64, np.shape(p.value)) for p in self.values() if p.module == module
            ]
            for name, *_ in fields:
                if hasattr(np.record, name):
                    raise InputError(f"{module}.{name}: NumPy records have an attribute of that name. Choose another.")
            modules.append((module, np.dtype((np.record, fields))))
        return np.dtype((np.record, modules))

    def pack(self) -> np.ndarray:
        """One row of the structured array that the kernel reads, shape (1,)."""
        row = np.zeros(1, self.dtype)
        for parameter in self.values():
            if parameter.module in KERNEL_MODULES:
                row[parameter.module][parameter.name.replace(".", "_")] = self.packed(parameter.key)
        return row.view(np.recarray)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all names and values: two sets with one fingerprint give one result."""
        return self._hash(self.values())

    @cached_property
    def input_fingerprint(self) -> str:
        """Hash of all values that the solved ones depend on: do they still belong?

        Those of the appraisal do not count, nor does the improvement of mortality (the baseline is solved on the period
        table, and the improvement scales the solved hazards), nor what a child has of its simulated parent.
        """
        inputs = (p for p in self.values() if p.solved is None and not p.key.startswith(AFTER_SOLVING))
        return self._hash(p for p in inputs if p.module != "economics")

    @staticmethod
    def _hash(parameters) -> str:
        content = sorted((p.key, np.asarray(p.value).tolist()) for p in parameters)
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]

    def to_frame(self):
        """All parameters as a pandas DataFrame: one row each, with unit, interval, source, grade and status."""
        import pandas as pd

        rows = []
        for p in self.values():
            low, high = p.interval or (math.nan, math.nan)
            value = f"table {'×'.join(map(str, p.value.shape))}" if p.is_table else p.value
            rows.append((p.key, value, p.unit, low, high, p.grade, p.status, p.share or "", p.source, p.place, p.text))
        columns = [
            "parameter",
            "value",
            "unit",
            "low",
            "high",
            "grade",
            "status",
            "causal_share",
            "source",
            "place",
            "text",
        ]
        return pd.DataFrame(rows, columns=columns).set_index("parameter")
