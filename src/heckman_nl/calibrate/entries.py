"""What rows of the target files have in common: their words, and the interval of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from ..datafiles import price_years
from ..errors import DataFileError, nearest
from ..vocabulary.rows import STATUSES

USES = {  # what a row served for
    "solved": "the baseline was solved on these",
    "judged": "a number was set by hand with these in view",
    "differs": "another measure or population than the model's, or a null without a figure; they count for nothing",
    "held out": "nothing was solved or set on these",
}
MARGIN = {"register": 0.03, "survey": 0.10, "other": 0.20}  # half-width of the interval where none is printed


def use(row) -> str:
    """What a row served for: a key of `USES`."""
    return "solved" if row.fitted else "judged" if row.judged else "differs" if row.differs else "held out"


def check_words(
    path: Path, id: str, kind: str, statuses: Iterable[str | None], sources: Iterable[str | None], known: Mapping
) -> None:
    """Kind, statuses and sources of an entry and its cells, or an error that says what is allowed."""
    for word, what, allowed in (
        (kind, "kind", MARGIN),
        *((status, "status", STATUSES) for status in statuses if status),
    ):
        if word not in allowed:
            raise DataFileError(path, id, f"{what} {word!r} is not known", nearest(word, allowed))
    for source in sources:
        if source and source not in known:
            raise DataFileError(path, id, f"{source!r} is not in sources.toml", nearest(source, known))


def check_price_year(path: Path, name: str, year: int | None) -> None:
    """Prices of that year must be known."""
    years = price_years(baseline=True)
    if year is not None and year not in years:
        raise DataFileError(path, name, f"no prices of {year}", f"Known are {years[0]} to {years[-1]}.")


def interval(
    path: Path, name: str, kind: str, value: float, low: float | None, high: float | None, signed: bool = False
) -> tuple[float, float]:
    """(low, high) as printed; where one is not, by the margin of the kind. Only what is `signed` may be below 0 without."""
    margin = MARGIN[kind] * (abs(value) if signed else value)
    low = low if low is not None else value - margin
    high = high if high is not None else value + margin
    if not low <= value <= high or low == high or not np.isfinite([low, high]).all():
        raise DataFileError(path, name, f"{value} lies outside its interval {low} to {high}", "Correct the interval.")
    return low, high
