"""What can be read from a person: fields of the state, and a few that follow from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..lifecourse.work import ASSISTANCE, DISABLED, NOT_YET, RETIRED, UNEMPLOYED
from ..vocabulary.state import BY_NAME

BORN = ("household", "pregnancy", "birth")  # owners whose fields every birth has, live or still
UNREADABLE = ("seed", "identity")


class Derived(NamedTuple):
    """A field that follows from others."""

    of: Callable  # (record array, value of a parameter by its full name) -> (persons,) array
    owner: str
    text: str


def log_earnings(state, value) -> np.ndarray:
    """Log wage of who earns; nan of who does not, who is then left out."""
    return np.log(np.where(state["earnings"] > 0, state["earnings"], np.nan))


def income(state, value) -> np.ndarray:
    """Gross wage, or the benefit of who is out of work; the state pension of who is retired."""
    benefit = np.zeros(NOT_YET + 1)
    benefit[UNEMPLOYED], benefit[DISABLED] = value("work.unemployment.benefit"), value("work.disability.benefit")
    benefit[ASSISTANCE], benefit[RETIRED] = value("work.assistance"), value("work.pension")
    return state["earnings"] + benefit[state["position"]]


DERIVED = {
    "death": Derived(lambda s, value: 1 - s["alive"], "mortality", "1 if dead at the end of the year"),
    "big2": Derived(
        lambda s, value: (s["small"] | (s["gestation"] > 0)).astype(np.int64), "birth", "1 if preterm or small"
    ),
    "big4": Derived(
        lambda s, value: (s["small"] | (s["gestation"] > 0) | s["anomaly"] | s["low_apgar"]).astype(np.int64),
        "birth",
        "1 if preterm, small, with an anomaly or a low Apgar score",
    ),
    "left_unqualified": Derived(
        lambda s, value: (s["early_leaver"] & (s["position"] != NOT_YET)).astype(np.int64),
        "work",
        "1 if out of education without a start qualification",
    ),
    "log_earnings": Derived(log_earnings, "work", "logarithm of the gross wage, of who has one"),
    "income": Derived(income, "work", "gross wage, or benefit or state pension, EUR"),
}
READABLE = tuple(name for name in [*BY_NAME, *DERIVED] if name not in UNREADABLE)


def owner(name: str) -> str:
    """The module that writes a field."""
    return DERIVED[name].owner if name in DERIVED else BY_NAME[name].owner


def everyone_has(*names: str) -> bool:
    """True if stillborn children have these fields too."""
    return all(owner(name) in BORN for name in names)


def column_type(name: str) -> type:
    """Type in which a field is kept: small whole numbers take two bytes."""
    whole = BY_NAME[name].kind == "int" if name in BY_NAME else name not in ("log_earnings", "income")
    return np.int16 if whole else np.float64


def read(state, value: Callable, name: str) -> np.ndarray:
    """A field of everyone in a record array, (persons,); `value` gives a parameter by its full name."""
    return DERIVED[name].of(state, value) if name in DERIVED else state[name]


@dataclass(frozen=True)
class Item:
    """A field as it is counted: itself, or 1 if it is one of `code`, or 1 if it is above `above`."""

    name: str
    code: tuple[float, ...] | None = None
    above: float | None = None

    def of(self, values: np.ndarray) -> np.ndarray:
        """The item from the values of its field."""
        if self.code is not None:
            return np.isin(values, self.code).astype(float)
        if self.above is not None:
            return (values > self.above).astype(float)
        return values.astype(float)
