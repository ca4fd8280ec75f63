"""Cohorts: who is born, described and not drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .datafiles import DATA, read_toml
from .errors import DataFileError, InputError, check_number, nearest, unknown

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Region:
    """A region: its births per birth year, and its own values of parameters (prevalences of risk factors)."""

    id: str
    name: str
    name_nl: str
    births: float
    parameters: tuple[tuple[str, float], ...] = ()


def load_region(id: str) -> Region:
    """A region profile by its name."""
    folder = DATA / "regions"
    known = [path.stem for path in sorted(folder.glob("*.toml"))]
    if id not in known:
        raise unknown("region", id, known)
    path = folder / f"{id}.toml"
    raw = read_toml(path)
    allowed = {"name", "name_nl", "births", "source", "note", "parameters"}
    for key in raw:
        if key not in allowed:
            raise DataFileError(path, key, "unknown key", nearest(key, allowed))
    return Region(
        id, raw["name"], raw.get("name_nl", raw["name"]), float(raw["births"]), tuple(raw.get("parameters", {}).items())
    )


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
        number = check_number("births", region.births if births is None else births, 1, 1e9, whole=True)
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
