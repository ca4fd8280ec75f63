"""How sure are we: value of information and acceptability, as plain functions of draws.

The names are those of the field (R `voi`, `BCEA`, `dampack`): net benefit is a table of draws × strategies, parameters
are a table of draws × named parameters.
"""

from .voi import ceac, enbs, evpi, evppi, evsi, expected_loss, population

__all__ = ["ceac", "enbs", "evpi", "evppi", "evsi", "expected_loss", "population", "read_psa"]


def read_psa(path, parameters=None):
    """The probabilistic sensitivity analysis in a folder, as far as it is finished; see `PSA.read`."""
    from .psa import PSA

    return PSA.read(path, parameters)
