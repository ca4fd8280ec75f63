"""All interventions there are: the catalogue, and what installed packages add.

A package adds interventions by an entry point in the group `heckman_nl.interventions`: its value is a package that
holds `*.toml` files, or a function that returns a list of `Intervention`. What cannot be used is left out and named,
with its package; the rest stays usable. An id that is claimed twice belongs to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple

from ..errors import DataFileError, InputError
from .check import check, check_weights
from .schema import Intervention

GROUP = "heckman_nl.interventions"
CATALOGUE = Path(__file__).parent / "catalogue"
ASKED: ContextVar[bool] = ContextVar("ASKED", default=False)  # a package that is being asked sees the catalogue alone


class Found(NamedTuple):
    """Interventions by id, where each stands, ids that are claimed twice (and by whom), and what was left out (and why)."""

    items: dict[str, Intervention]
    places: dict[str, str]
    contested: dict[str, str]
    refused: list[str]


@lru_cache(maxsize=1024)
def read_version(path: Path, origin: str, modified: int, size: int) -> Intervention:
    """A file as it is now; a changed file is read again."""
    return Intervention.from_toml(path, origin)


def read(path: Path, origin: str = "heckman_nl") -> Intervention:
    """An intervention of a file, read and checked once while the file stays as it is. Whoever hands it out copies it."""
    now = path.stat()
    return read_version(path, origin, now.st_mtime_ns, now.st_size)


def find() -> Found:
    """Read everything. A broken file of the catalogue is an error; one of another package is left out, and named."""
    found = Found({}, {}, {}, [])
    for path in sorted(CATALOGUE.glob("*.toml")):
        add(found, read(path), str(path))
    if not ASKED.get():
        token = ASKED.set(True)
        try:
            for point in entry_points(group=GROUP):
                ask(point, found)
        finally:
            ASKED.reset(token)
    return found


def ask(point: EntryPoint, found: Found) -> None:
    """Add what one entry point offers; what cannot be used is named."""
    origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.name
    try:
        for make, place in offers(point):
            try:
                add(found, make(origin), f"{place} of {origin}")
            except InputError as error:
                found.refused.append(f"{origin}: {error}")
    except Exception as error:  # whatever goes wrong in the code of others
        what = str(error) if isinstance(error, InputError) else f"it fails with {type(error).__name__}: {error}"
        where = f"entry point {point.name} = {point.value!r} in the group {GROUP}"
        found.refused.append(f"{origin}: {where}: {' '.join(what.split())}")


def add(found: Found, item: Intervention, place: str) -> None:
    """One more; of two with one id neither can be had."""
    if item.id in found.items:
        found.contested.setdefault(
            item.id,
            f"two interventions are called {item.id!r}: {found.places[item.id]}, and {place}. Give one of them another id, "
            "or uninstall the package that it comes from",
        )
        return
    found.items[item.id], found.places[item.id] = item, place


def offers(point: EntryPoint) -> Iterator:
    """(what reads an intervention, given its origin; where it stands) of all that an entry point names."""
    target = point.load()
    if hasattr(target, "__path__"):
        paths = sorted(path for folder in target.__path__ for path in Path(folder).glob("*.toml"))
        if not paths:
            raise InputError(
                f"the package {target.__name__} holds no *.toml file. Put them in the folder of the package, and have them installed with it"
            )
        for path in paths:
            yield (lambda origin, path=path: read(path, origin)), path
    elif callable(target):
        for number, item in enumerate(target()):
            yield (lambda origin, item=item, number=number: made(item, number, origin)), f"{point.value}()"
    else:
        raise InputError(
            f"this is a {type(target).__name__}. Name a package that holds *.toml files, or a function that returns a list of Intervention"
        )


def made(item: Intervention, number: int, origin: str) -> Intervention:
    """What a function returned, checked as a file is."""
    if not isinstance(item, Intervention):
        raise InputError(
            f"item {number} of the list is a {type(item).__name__}. Return heckman_nl.interventions.Intervention"
        )
    try:
        check(item)
        check_weights(item)
    except InputError as error:
        raise DataFileError(item.id, getattr(error, "key", ""), str(error), "") from None
    return item.model_copy(update={"origin": origin})
