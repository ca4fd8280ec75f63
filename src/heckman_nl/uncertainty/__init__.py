"""How sure are we: value of information and acceptability, as plain functions of draws; and what a result hangs on.

The names are those of the field (R `voi`, `BCEA`, `dampack`): net benefit is a table of draws × strategies, parameters
are a table of draws × named parameters. Sensitivity (tornado, Morris, Sobol, PAWN, break-even, structural alternatives) asks
the model at points of its own; those functions are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .voi import ceac, enbs, evpi, evppi, evsi, expected_loss, population

if TYPE_CHECKING:
    from .sensitivity import morris, one_way, pawn, sobol, tornado, two_way
    from .structure import structural
    from .turning import turning_points

__all__ = [
    "ceac",
    "enbs",
    "evpi",
    "evppi",
    "evsi",
    "expected_loss",
    "morris",
    "one_way",
    "pawn",
    "population",
    "sobol",
    "structural",
    "tornado",
    "turning_points",
    "two_way",
]
LATER = {
    "morris": "sensitivity", "one_way": "sensitivity", "pawn": "sensitivity", "sobol": "sensitivity",
    "tornado": "sensitivity", "two_way": "sensitivity", "structural": "structure", "turning_points": "turning",
}  # fmt: skip


def __getattr__(name: str):
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATER[name]}", __name__), name)
