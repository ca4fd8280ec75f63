"""Cohorts: who is born, described and not drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pydantic

from .datafiles import DATA, Number, Table, first_problem, read_sources, read_toml
from .errors import DataFileError, InputError, check_number, nearest, unknown
from .parameters import ParameterSet

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_BIRTHS = 1e9


@dataclass(frozen=True)
class Region:
    """A region: its births per birth year, and its own values of parameters (prevalences of risk factors)."""

    id: str
    name: str
    name_nl: str
    births: float
    parameters: tuple[tuple[str, float], ...] = ()


class Profile(Table):
    """A region as it stands in its file."""

    name: str
    name_nl: str
    births: Number
    source: str
    note: str = ""
    parameters: dict[str, Number] = pydantic.Field(default_factory=dict)


def load_region(id: str) -> Region:
    """A region profile by its name; errors name file, key and fix."""
    folder = DATA / "regions"
    known = [path.stem for path in sorted(folder.glob("*.toml"))]
    if id not in known:
        raise unknown("region", id, known)
    path = folder / f"{id}.toml"
    try:
        profile = Profile(**read_toml(path))
    except pydantic.ValidationError as error:
        raise DataFileError(path, *first_problem(error, Profile.model_fields)) from None
    sources = read_sources(DATA / "sources.toml")
    if profile.source not in sources:
        raise DataFileError(
            path, "source", f"{profile.source!r} is not in sources.toml", nearest(profile.source, sources)
        )
    try:
        births = check_number("births", profile.births, 1, MOST_BIRTHS)
        if profile.parameters:
            ParameterSet.read().but(profile.parameters)
    except InputError as error:
        raise DataFileError(path, "", str(error), "Correct the profile.") from None
    return Region(id, profile.name, profile.name_nl, births, tuple(profile.parameters.items()))


@dataclass(frozen=True)
class Cohort:
    """Birth cohorts: `births` per year in each of `years`, in one region. Nothing is drawn here.

    The household of person i is drawn inside the kernel from (parameters, seed, birth year, i), so a cohort of ten
    million takes no more memory than one of ten.
    """

    per_year: int
    years: tuple[int, ...]
    region: Region

    @classmethod
    def births(cls, births: int | None = None, year: int | Iterable[int] = 2026, region: str | Region = "NL") -> Cohort:
        """Describe a cohort.

        Parameters
        ----------
        births : int, optional
            Births per birth year, live or still, from 24+0 weeks; the region's own number if left out.
        year : int or list of int
            Birth year or years.
        region : str or Region
            A region profile.
        """
        if isinstance(region, str):
            region = load_region(region)
        elif not isinstance(region, Region):
            raise InputError(f"region is the name of a profile or a Region, not {type(region).__name__}")
        number = check_number("births", region.births if births is None else births, 1, MOST_BIRTHS, whole=True)
        try:
            years = tuple(year) if not isinstance(year, int | float) else (year,)
        except TypeError:
            raise InputError(f"year is a number or a list of numbers, not {year!r}") from None
        if not years:
            raise InputError("a cohort needs at least one birth year")
        years = tuple(check_number("year", y, FIRST_YEAR, LAST_YEAR, whole=True) for y in years)
        if len(set(years)) != len(years):
            raise InputError(f"a birth year occurs twice in {list(years)}")
        return cls(number, tuple(sorted(years)), region)

    @property
    def total(self) -> int:
        """Births in all years together."""
        return self.per_year * len(self.years)
