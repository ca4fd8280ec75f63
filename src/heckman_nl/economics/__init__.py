"""Economics: plain functions for present values, ratios and returns, and the rules of an appraisal."""

from .measures import (
    IRR,
    bcr,
    friction_share,
    icer_table,
    irr,
    mean_of_ratios,
    mvpf,
    mvpf_region,
    npv,
    present_value,
    ratio_of_means,
)
from .rules import BUDGET, MKBA, ZIN, Rules, alternatives, rules_by_name

__all__ = [
    "BUDGET",
    "IRR",
    "MKBA",
    "ZIN",
    "Rules",
    "alternatives",
    "bcr",
    "friction_share",
    "icer_table",
    "irr",
    "mean_of_ratios",
    "mvpf",
    "mvpf_region",
    "npv",
    "present_value",
    "ratio_of_means",
    "rules_by_name",
]
