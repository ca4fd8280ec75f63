"""heckman_nl: the Dutch Heckman model.

Simulates Dutch birth cohorts person by person and says what an intervention in the first 1,000 days changes, for whom,
when, who pays and who gains, and how sure we are.
"""

from . import economics, interventions, theory, uncertainty
from .break_even import break_even
from .cohort import Cohort
from .errors import HeckmanError
from .estimate import Estimate
from .model import Model
from .monitor import regions_table
from .parameters import ParameterSet
from .region import Region
from .scenario import Change, Scenario, read_scenario

__all__ = [
    "Change",
    "Cohort",
    "Estimate",
    "HeckmanError",
    "Model",
    "ParameterSet",
    "Region",
    "Scenario",
    "break_even",
    "economics",
    "interventions",
    "read_scenario",
    "regions_table",
    "theory",
    "uncertainty",
]
