"""Factors of a global sensitivity analysis: bundles of uncertain numbers that move as one.

Those of the library stand in `data/sensitivity.toml`, ten of them. A user gives a dict of names and patterns, or "each".
Sobol indices presume that factors are independent, so that numbers that are uncertain together stay in one factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from ..datafiles import DATA, read_toml
from ..errors import InputError
from .draws import Draws
from .indices import among

EACH = "each"  # every number is a factor of its own; those that are uncertain together are one
REST = "everything else"
ID = "<id>"  # in a pattern of the library: of every intervention


class Factor(NamedTuple):
    """A factor of the library, in English and Dutch, and the patterns of its numbers."""

    name: str
    name_nl: str
    text: str
    keys: tuple[str, ...]


def shipped() -> list[Factor]:
    """The factors of `data/sensitivity.toml`."""
    entries = read_toml(DATA / "sensitivity.toml")["factor"]
    return [Factor(raw["name"], raw["name_nl"], raw["text"], tuple(raw["keys"])) for raw in entries]


def members_of(draws: Draws, groups: Mapping[str, str | Sequence[str]] | str | None = None) -> dict[str, list[str]]:
    """Factor -> its uncertain numbers: each number in one factor, the first that it fits.

    `groups`: None for the factors of the library, "each", or a dict of name -> pattern(s); what fits none of them is
    `everything else`.
    """
    if groups == EACH:
        found = {name: [draws.names[k] for k in members] for name, _, members, _ in draws.named_groups}
        together = {name for members in found.values() for name in members}
        return found | {name: [name] for name in draws.names if name not in together}
    if groups is None:
        patterns = {
            f.name: [k.replace(ID, id) for k in f.keys for id in (draws.items if ID in k else [""])] for f in shipped()
        }
    elif isinstance(groups, Mapping) and groups:
        patterns = {name: [keys] if isinstance(keys, str) else list(keys) for name, keys in groups.items()}
        if REST in patterns:
            raise InputError(f"{REST!r} is the factor of what fits no other: give yours another name")
        for keys in patterns.values():
            among(draws.names, keys)  # refuses a pattern that fits nothing
    else:
        raise InputError(f"groups is a dict of names and patterns, {EACH!r} or nothing, not {groups!r}")
    found = {name: [] for name in [*patterns, REST]}
    for name in draws.names:
        found[next((f for f, keys in patterns.items() if any(fnmatchcase(name, key) for key in keys)), REST)].append(
            name
        )
    empty = [name for name, members in found.items() if not members and name != REST]
    if empty and groups is not None:
        raise InputError(f"factor {empty[0]!r} is empty: all that it fits stands in a factor before it")
    return {name: members for name, members in found.items() if members}


def columns(draws: Draws, members: dict[str, list[str]]) -> dict[str, list[int]]:
    """Factor -> its columns of the points of these draws; what numbers have in common goes with them."""
    place = {name: k for k, name in enumerate(draws.names)}
    factor_of = {name: factor for factor, names in members.items() for name in names}
    found = {factor: [place[name] for name in names] for factor, names in members.items()}
    for k, (group, _, together, _) in enumerate(draws.named_groups):
        factors = sorted({factor_of[draws.names[j]] for j in together})
        if len(factors) > 1:
            raise InputError(
                f"numbers that are uncertain together ({group}) stand in several factors ({', '.join(factors)}), which the "
                "indices take to be independent: put them in one"
            )
        found[factors[0]].append(len(draws.names) + k)
    return found
