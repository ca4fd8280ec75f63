"""The theoretical model: the technology of skill formation, and what it says about when to invest.

Everything here is the theory alone, in the units of the technology; what the whole life course makes of a euro is asked of
`Model`.
"""

from .technology import Technology, derivatives, log_ces, technologies
from .timing import Path, cost_of_delay, optimal_early_late_ratio, optimal_path

__all__ = [
    "Path",
    "Technology",
    "cost_of_delay",
    "derivatives",
    "log_ces",
    "optimal_early_late_ratio",
    "optimal_path",
    "technologies",
]
