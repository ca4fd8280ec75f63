"""How sure are we: value of information and acceptability, as plain functions of draws; and studies that might be done.

The names are those of the field (R `voi`, `BCEA`, `dampack`): net benefit is a table of draws × strategies, parameters
are a table of draws × named parameters.
"""

from .studies import CostStudy, Registry, Study, Survey, Trial, study_outcomes, usual_studies, which_study_first
from .voi import ceac, enbs, evpi, evppi, evsi, expected_loss, population

__all__ = [
    "CostStudy", "Registry", "Study", "Survey", "Trial", "ceac", "enbs", "evpi", "evppi", "evsi", "expected_loss",
    "population", "read_psa", "study_outcomes", "usual_studies", "which_study_first",
]  # fmt: skip


def read_psa(path, parameters=None):
    """The probabilistic sensitivity analysis in a folder, as far as it is finished; see `PSA.read`."""
    from .psa import PSA

    return PSA.read(path, parameters)
