"""Cohorts: who is born, described and not drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import InputError, SchemaError, check_number, located
from .region import MOST_BIRTHS, NATIONAL, Region

if TYPE_CHECKING:
    import pandas as pd

FIRST_YEAR, LAST_YEAR = 2000, 2100


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
    def births(
        cls, births: int | None = None, year: int | Iterable[int] = 2026, region: str | Region | pd.DataFrame = NATIONAL
    ) -> Cohort:
        """Describe a cohort.

        Parameters
        ----------
        births : int, optional
            Births per birth year, live or still, from 24+0 weeks; the region's own number if left out.
        year : int or list of int
            Birth year or years.
        region : str, Region or DataFrame
            A profile of the library by its name, a TOML file, a Region, or a table (`Region.from_frame`); see
            docs/howto/region.md.
        """
        if isinstance(region, str):
            region = Region.load(region)
        elif type(region).__name__ == "DataFrame":
            region = Region.from_frame(region)
        elif not isinstance(region, Region):
            raise InputError(
                f"region is the name of a profile, a TOML file, a Region or a DataFrame, not {type(region).__name__}"
            )
        with located("births"):
            number = check_number("births", region.births if births is None else births, 1, MOST_BIRTHS, whole=True)
        try:
            years = tuple(year) if not isinstance(year, int | float) else (year,)
        except TypeError:
            raise SchemaError("birth_years", f"year is a number or a list of numbers, not {year!r}") from None
        with located("birth_years"):
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
