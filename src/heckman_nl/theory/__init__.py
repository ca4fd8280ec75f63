"""The theoretical model: the technology of skill formation, and what it says about when to invest.

`technology` and `timing` are the theory alone, in its own units. `curve`, `programmes` and `prevention` ask the whole model: what
a euro at each age returns, what programmes were found to return, what prevention could yield at most.
"""

from .technology import Technology, derivatives, log_ces, technologies
from .timing import Path, cost_of_delay, optimal_early_late_ratio, optimal_path

__all__ = [
    "Path",
    "Technology",
    "cost_of_delay",
    "curve",
    "derivatives",
    "log_ces",
    "optimal_early_late_ratio",
    "optimal_path",
    "prevention",
    "programmes",
    "technologies",
]


def __getattr__(name: str):
    """The parts that ask the whole model, loaded when asked for, so that the theory alone stays light."""
    if name in ("curve", "prevention", "programmes"):
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
