"""Regions: births per year and the region's own prevalences and costs, each with its source.

A region is the Netherlands with other families: its figures replace national ones when a cohort is lived, and nothing
is solved again. What is solved for the Dutch baseline, every causal arrow and every loading on the hidden traits stay.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pydantic

from .datafiles import DATA, EURO, Number, Source, Table, first_problem, read_sources, read_toml
from .errors import DataFileError, InputError, check_number, nearest, unknown
from .parameters import KERNEL_MODULES, Parameter, ParameterSet
from .vocabulary.rows import STATUSES

if TYPE_CHECKING:
    import pandas as pd

NATIONAL = "NL"  # the profile of the whole country
REGIONS = DATA / "regions"
MOST_BIRTHS = 1e9
OF_FAMILIES = ("prevalence", "share", "years", "log points")  # units of what describes families (not loadings, weights)
BY_LAW = ("work.", "school.fee.", "household.heir.")  # what is the same everywhere


class Figure(Table):
    """A figure of a region as it stands in its file: where it is from can be read beside it."""

    value: Number
    source: str
    status: str
    place: str = ""
    evidence: str = ""
    note: str = ""


class Profile(Table):
    """A region as it stands in its file."""

    name: str
    name_nl: str
    code: str = ""  # of Statistics Netherlands: GM0599 a municipality, CR01 a COROP area, PV20 a province
    births: Number
    source: str
    status: str = "assumed"
    note: str = ""
    parameters: dict = pydantic.Field(default_factory=dict)
    sources: dict[str, Source] = pydantic.Field(default_factory=dict)  # beside those of the library


@dataclass(frozen=True)
class Region:
    """A region: births per birth year, live or still, and its own values of parameters.

    `figures` says where each value is from; what is not among them keeps the national value.
    """

    id: str
    name: str
    name_nl: str
    births: float
    parameters: tuple[tuple[str, float], ...] = ()
    code: str = ""
    figures: dict[str, Figure] = field(default_factory=dict, hash=False, compare=False)
    sources: dict[str, Source] = field(default_factory=dict, hash=False, compare=False)
    origin: str = ""  # the file of a user's own region

    @classmethod
    def load(cls, name: str) -> Region:
        """A profile of the library by its name, or a TOML file; errors name file, key and fix."""
        if name.endswith(".toml") and name not in names():
            return cls.read(name)
        if name not in names():
            raise unknown("region", name, names())
        return replace(cls.read(REGIONS / f"{name}.toml"), origin="")

    @classmethod
    def read(cls, path: Path | str) -> Region:
        """A region of one's own, from a TOML file such as `heckman-nl regions --template` prints."""
        path = Path(path)
        try:
            profile = Profile(**read_toml(path))
        except pydantic.ValidationError as error:
            raise DataFileError(path, *first_problem(error, Profile.model_fields)) from None
        sources = {**library_sources(), **profile.sources}
        check_evidence(path, "", profile, sources)
        try:
            births = check_number("births", profile.births, 1, MOST_BIRTHS)
        except InputError as error:
            raise DataFileError(path, "births", str(error), "Correct the number.") from None
        figures = {name: read_figure(path, name, raw, sources) for name, raw in entries(profile.parameters)}
        if figures:
            check_together(path, figures)
        values = tuple((name, figure.value) for name, figure in figures.items())
        return cls(
            path.stem, profile.name, profile.name_nl, births, values, profile.code, figures, dict(profile.sources), str(path)
        )  # fmt: skip

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Region:
        """A region from a table: index `parameter` (or a column of that name) and column `value`; one row is `births`.

        Columns `source`, `status` and `note` are kept where they are there; `frame.attrs["name"]` names the region.
        """
        table = frame.set_index("parameter") if "parameter" in frame.columns else frame
        if "value" not in table.columns or "births" not in table.index:
            raise InputError("a region as a table has an index `parameter`, a column `value` and a row `births`")
        if table.index.has_duplicates:
            raise InputError(f"{table.index[table.index.duplicated()][0]} occurs twice in the table of a region")
        name, where = str(frame.attrs.get("name", "own region")), Path("the table of a region")
        births = check_number("births", table.value["births"], 1, MOST_BIRTHS)
        sources, figures = library_sources(), {}
        for key, row in table.drop(index="births").iterrows():
            told = {k: str(row[k]) for k in ("source", "status", "note") if k in table.columns and row[k] == row[k]}
            entry = {"value": float(row.value), "source": "user", "status": "assumed", **told}
            figures[key] = read_figure(where, str(key), entry, sources)
        if figures:
            check_together(where, figures)
        values = tuple((key, figure.value) for key, figure in figures.items())
        return cls(name, name, name, births, values, str(frame.attrs.get("code", "")), figures, {}, str(where))

    @property
    def fingerprint(self) -> str:
        """Hash of the region's own values."""
        return hashlib.sha256(repr(sorted(self.parameters)).encode()).hexdigest()[:16]

    def apply(self, parameters: ParameterSet) -> ParameterSet:
        """The parameters with this region's own values, each under its own source; nothing is solved again."""
        if not self.parameters:
            return parameters
        changed = parameters.but(dict(self.parameters))
        cited = {
            name: {"source": figure.source, "status": figure.status, "place": figure.place, "evidence": figure.evidence, "note": figure.note}
            for name, figure in self.figures.items()
        }  # fmt: skip
        return changed.cited(cited, self.sources)

    def to_frame(self) -> pd.DataFrame:
        """Every factor that a region may give: the national value, this region's, and where that is from."""
        import pandas as pd

        own = dict(self.parameters)
        rows = []
        for p in factors().values():
            figure = self.figures.get(p.key)
            note = figure.note if figure else ""
            source, status = (figure.source, figure.status) if figure else ("", "own" if p.key in own else "national")
            rows.append((p.key, p.text, p.unit, p.value, own.get(p.key, p.value), status, source, note))
        columns = ["parameter", "text", "unit", "national", "value", "status", "source", "note"]
        return pd.DataFrame(rows, columns=columns).set_index("parameter")


def names() -> list[str]:
    """Profiles of the library."""
    return [path.stem for path in sorted(REGIONS.glob("*.toml"), key=lambda path: (path.stem != NATIONAL, path.stem))]


@cache
def library_sources() -> dict[str, Source]:
    return read_sources(DATA / "sources.toml")


@cache
def factors() -> dict[str, Parameter]:
    """What a region may give, with the national values: what describes families, and unit costs of care and school."""
    return {p.key: p for p in sorted(ParameterSet.read().values(), key=in_order) if may_differ(p)}


def in_order(p: Parameter) -> int:
    """Place of a parameter's module in a life."""
    return KERNEL_MODULES.index(p.module) if p.module in KERNEL_MODULES else len(KERNEL_MODULES)


def may_differ(p: Parameter) -> bool:
    """Does a parameter describe the families of a region, or what something costs there?"""
    if p.solved is not None or p.is_table or p.module not in KERNEL_MODULES or p.key.startswith(BY_LAW):
        return False
    return p.unit in OF_FAMILIES if p.module == "household" else bool(EURO.match(p.unit))


def entries(tree: dict, before: str = ""):
    """(name, table) of every figure; names may be quoted, or nested tables of TOML."""
    for key, entry in tree.items():
        name = f"{before}{key}"
        if name in factors() or not isinstance(entry, dict) or entry.keys() & Figure.model_fields.keys():
            yield name, entry
        else:
            yield from entries(entry, f"{name}.")


def check_evidence(path: Path, key: str, entry: Figure | Profile, sources: dict[str, Source]) -> None:
    """The source and the status of a figure are known."""
    before = f"{key}." if key else ""
    if entry.source not in sources:
        fix = f"{nearest(entry.source, sources)} Or describe it under [sources.{entry.source}]."
        raise DataFileError(
            path, f"{before}source", f"{entry.source!r} is no source of the library or of this file", fix
        )
    if entry.status not in STATUSES:
        raise DataFileError(path, f"{before}status", f"{entry.status!r} is not known", nearest(entry.status, STATUSES))


def read_figure(path: Path, name: str, raw, sources: dict[str, Source]) -> Figure:
    """One figure of a region's file: a factor that may be given, a possible value, a named source."""
    key = f"parameters.{name}"
    if name not in factors():
        if name in ParameterSet.read():
            problem = "does not differ between regions"
        else:
            problem = "there is no such factor"
        raise DataFileError(path, key, problem, nearest(name, factors()))
    if not isinstance(raw, dict):
        raise DataFileError(path, key, f"{raw!r} stands alone", "Give it a table with value, source, status.")
    try:
        figure = Figure(**raw)
    except pydantic.ValidationError as error:
        raise DataFileError(path, *first_problem(error, Figure.model_fields, "parameters", name)) from None
    check_evidence(path, key, figure, sources)
    factor = factors()[name]
    try:
        check_number(name, figure.value, *factor.limits)
        factor.with_value(figure.value)
    except InputError as error:
        raise DataFileError(path, key, str(error), "Correct the value.") from None
    return figure


def check_together(path: Path, figures: dict[str, Figure]) -> None:
    """Figures that cannot hold at once are refused."""
    low, below = "household.education.low", "household.education.below_high"

    def value(name: str) -> float:
        return figures[name].value if name in figures else factors()[name].value

    if value(low) > value(below):
        problem = f"{value(low):g} of the mothers have low education, but only {value(below):g} have low or middle"
        raise DataFileError(path, f"parameters.{low if low in figures else below}", problem, f"Give {low} and {below}.")


def template() -> str:
    """A region file to fill in: every factor with its national value, as a comment."""
    nl = Region.load(NATIONAL)
    lines = [
        "# A region for heckman-nl. Fill in what is known of it and remove the # in front; what stays a comment keeps the",
        "# national value, which is printed here. Each figure says where it is from:",
        "#   source  a key of [sources] below or of the library (heckman-nl parameters NAME shows it)",
        f"#   status  {', '.join(STATUSES)}",
        "# Run it with: heckman-nl run voorzorg --region THIS_FILE.toml",
        "",
        'name = "My region"',
        'name_nl = "Mijn regio"',
        'code = ""                    # of CBS, for a map: GM0599 is a municipality, CR01 a COROP area, PV20 a province',
        f"births = {nl.births:.0f}              # per birth year, live or still, from 24+0 weeks",
        'source = "judgement"         # of the number of births',
        'status = "assumed"',
        'note = ""',
        "",
        "# [sources.my_monitor]",
        '# citation = "GGD of my region, health monitor 2024, table 3"',
        '# url = "https://example.nl"',
        "",
        "[parameters]",
    ]
    heading = ""
    for p in factors().values():
        title = "families" if p.module == "household" else f"costs: {p.module}"
        if title != heading:
            lines += ["", f"# {title}"]
            heading = title
        lines += [
            f"# {p.text} ({p.unit})",
            f'# "{p.key}" = {{ value = {p.value!r}, source = "{p.source}", status = "{p.status}", note = "" }}',
        ]
    return "\n".join(lines) + "\n"
