"""Economics: plain functions for present values, ratios and returns, and the rules of an appraisal."""

from .measures import IRR, bcr, irr, mvpf, mvpf_region, npv, present_value
from .rules import MKBA, Rules, rules_by_name

__all__ = ["IRR", "MKBA", "Rules", "bcr", "irr", "mvpf", "mvpf_region", "npv", "present_value", "rules_by_name"]
