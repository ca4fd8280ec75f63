"""Whom a probabilistic sensitivity analysis lives: all births of a small cohort, or families who may take part, weighted.

Few births meet a targeted programme: among 20,000 they would be a hundred, and their chance would drown what the draws
tell. So a large number of births is looked through once, those who would be touched if everybody eligible were reached are
kept apart, and a sample of them stands for all of them; a sample of the rest stands for the rest, so that who becomes
eligible in a draw is not lost.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..errors import check_number
from ..scenario import Scenario

if TYPE_CHECKING:
    from ..cohort import Cohort
    from ..model import Model
    from ..parameters import ParameterSet
    from ..results import Comparison

TARGETED = 0.05  # a scenario that touches fewer of the births is targeted
FIRST_LOOK = 50_000
MOST_BIRTHS = 20_000_000
SEED_BATCHES = 16  # of the Monte-Carlo error of a comparison of people
REST = 20_000  # births of the rest, of whom nearly none is lived


@dataclass(frozen=True)
class People:
    """Numbers of persons per birth year, in strata: (births that one person stands for, numbers)."""

    strata: tuple[tuple[float, np.ndarray], ...]
    pairs: int  # lives that are expected to be lived twice
    births: int  # looked through

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for weight, numbers in self.strata:
            digest.update(f"{weight!r}".encode() + np.ascontiguousarray(numbers).tobytes())
        return digest.hexdigest()[:16]


def choose_people(model: Model, cohort: Cohort, scenario: Scenario, pairs: int, seed: int) -> People:
    """People of one birth year for a scenario; the same numbers serve every birth year."""
    from ..model import Plan

    pairs = check_number("pairs", pairs, 100, 10_000_000, whole=True)
    first = Plan(model, cohort, scenario, seed, None, FIRST_LOOK * len(cohort.years)).touched()
    share = first.mean()
    if share >= TARGETED or scenario.changes:
        return People(((1.0, np.arange(pairs)),), pairs, pairs)
    wide = everybody(scenario)
    eligible = Plan(model, cohort, wide, seed, None, FIRST_LOOK * len(cohort.years)).touched()
    births = int(min(max(pairs / max(share, 1e-9), FIRST_LOOK), MOST_BIRTHS))
    if births > FIRST_LOOK:
        eligible = Plan(model, cohort, wide, seed, None, births * len(cohort.years)).touched()
    inside, rest = np.flatnonzero(eligible), np.flatnonzero(~eligible)
    some = rest[np.linspace(0, len(rest) - 1, min(REST, len(rest))).astype(int)]
    return People(((1.0, inside), (len(rest) / len(some), some)), int(share * len(eligible)), len(eligible))


def everybody(scenario: Scenario) -> Scenario:
    """The scenario with every eligible family reached, noticed, offered, referred and taking part."""
    steps = dict.fromkeys(("reach", "noticed", "offered", "referred", "uptake"), 1.0)
    items = tuple(
        item.model_copy(
            update={"budget": {}, "lift": [], "offer": item.offer.model_copy(update={**steps, "comparator": "none", "reach_today": 0.0})}
        )
        for item in scenario.interventions
    )  # fmt: skip
    return Scenario(scenario.name, items)


def compare_people(
    parameters: ParameterSet, cohort: Cohort, scenario: Scenario, seed: int, people: People
) -> Comparison:
    """Both arms of these people, in this thread: what is lived at every draw and at every point."""
    from ..model import Model, Plan

    plan = Plan(Model.of(parameters), cohort, scenario, seed, 1, None, people=people, batches=SEED_BATCHES)
    return plan.compare(False)
