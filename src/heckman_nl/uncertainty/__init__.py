"""How sure are we: value of information and acceptability, as plain functions of draws; studies that might be done; what a result hangs on.

The names are those of the field (R `voi`, `BCEA`, `dampack`): net benefit is a table of draws × strategies, parameters
are a table of draws × named parameters. Sensitivity (tornado, Morris, Sobol, PAWN, break-even, structural alternatives) asks
the model at points of its own; those functions are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .studies import CostStudy, Registry, Study, Survey, Trial, study_outcomes, usual_studies, which_study_first
from .voi import ceac, enbs, evpi, evppi, evsi, expected_loss, population

if TYPE_CHECKING:
    from .sensitivity import morris, one_way, pawn, sobol, tornado, two_way
    from .structure import structural
    from .turning import turning_points

__all__ = [
    "CostStudy", "Registry", "Study", "Survey", "Trial", "ceac", "enbs", "evpi", "evppi", "evsi", "expected_loss",
    "morris", "one_way", "pawn", "population", "read_psa", "sobol", "structural", "study_outcomes", "tornado",
    "turning_points", "two_way", "usual_studies", "which_study_first",
]  # fmt: skip
LATER = {
    "morris": "sensitivity", "one_way": "sensitivity", "pawn": "sensitivity", "sobol": "sensitivity",
    "tornado": "sensitivity", "two_way": "sensitivity", "structural": "structure", "turning_points": "turning",
}  # fmt: skip


def read_psa(path, parameters=None):
    """The probabilistic sensitivity analysis in a folder, as far as it is finished; see `PSA.read`."""
    from .psa import PSA

    return PSA.read(path, parameters)


def __getattr__(name: str):
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATER[name]}", __name__), name)


def __dir__():
    return sorted(__all__)
