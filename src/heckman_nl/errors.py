"""The few kinds of error of the library. Each message says what is wrong, where, and what is allowed."""

import difflib
import numbers
from contextlib import contextmanager
from itertools import takewhile

import numpy as np

MOST_SHOWN = 12  # names in a message
LISTS = {  # what prints all names of a kind
    kind: f"all: heckman-nl {kind}s" for kind in ("parameter", "intervention", "region")
} | {"intervention or scenario": "interventions: heckman-nl interventions"}


class HeckmanError(Exception):
    """Base of all errors that the library raises on purpose."""


class InputError(HeckmanError, ValueError):
    """A value, name or file given by the user cannot be used."""


class DataFileError(InputError):
    """A data file is missing or malformed: the message names file, key and fix."""

    def __init__(self, file, key, problem, fix):
        self.file, self.key, self.problem, self.fix = str(file), key, problem, fix
        where = f"{self.file}, {key}" if key else self.file
        sentence = problem if problem.endswith((".", "?", "!")) else f"{problem}."
        super().__init__(f"{where}: {sentence} {fix}".rstrip())


class SchemaError(InputError):
    """A value in a file that cannot be used; `key` says where."""

    def __init__(self, key: str, message: str):
        self.key = key
        super().__init__(message)


def require(holds: bool, key: str, message: str) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise SchemaError(key, message)


@contextmanager
def located(place: str):
    """Give an error the place where it stands, such as a key of a file; that of another file names its own."""
    try:
        yield
    except DataFileError:
        raise
    except InputError as error:
        raise SchemaError(place, str(error)) from None


class CalibrationError(HeckmanError):
    """The baseline cannot be brought to its targets."""


def nearest(name, allowed, everything: str = "") -> str:
    """'did you mean ...?' for a misspelt name, else the list of what is allowed; `everything`: where all of it stands."""
    allowed = [str(a) for a in allowed]
    close = difflib.get_close_matches(str(name), allowed, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    if len(allowed) <= MOST_SHOWN:
        return f"Allowed: {', '.join(allowed)}."
    alike = sorted(allowed, key=lambda other: -parts_in_common(other, str(name)))
    return f"Allowed: {', '.join(alike[:MOST_SHOWN])} and {len(allowed) - MOST_SHOWN} more{everything and f' ({everything})'}."


def parts_in_common(one: str, other: str) -> int:
    """With how many of the same parts two dotted names begin."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one.split("."), other.split("."), strict=False))))


def unknown(kind: str, name, allowed) -> InputError:
    """An error for a name that does not exist."""
    return InputError(f"unknown {kind} {name!r}. {nearest(name, allowed, LISTS.get(kind, ''))}")


def check_number(name: str, value, low=float("-inf"), high=float("inf"), whole=False):
    """`value` as a finite float (or int) between `low` and `high`, or an InputError."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise InputError(f"{name} must be a number, not {value!r}")
    number = float(value)
    if not (number == number and abs(number) != float("inf")):
        raise InputError(f"{name} must be finite, not {value!r}")
    if not low <= number <= high:
        shown = f"{value:.10g}" if isinstance(value, float) else value  # without the noise of what was worked out
        raise InputError(f"{name} = {shown} lies outside its range {low:g} to {high:g}")
    if whole:
        if number != int(number):
            raise InputError(f"{name} must be a whole number, not {value!r}")
        return int(number)
    return number
