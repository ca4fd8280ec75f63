"""Whom a probabilistic sensitivity analysis lives: all births of a small cohort, or families who may take part, weighted.

Few births meet a targeted programme: among 20,000 they would be a hundred, and their chance would drown what the draws
tell. So a large number of births is looked through once, those who would be touched if everybody eligible were reached are
kept apart, and a sample of them stands for all of them; a sample of the rest stands for the rest, so that who becomes
eligible in a draw is not lost. Each birth year is looked through by itself: a person is a birth year and a number, so that
the same number is another family in the next year, and those chosen in one year are in another no more likely to take part
than anyone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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


Strata = tuple[tuple[float, np.ndarray], ...]  # (births that one person stands for, numbers of persons)


@dataclass(frozen=True)
class People:
    """Numbers of persons in strata, by birth year; in every year they stand for as many births."""

    strata: dict[int, Strata]
    pairs: int  # lives that are expected to be lived twice, per birth year
    births: int  # looked through, per birth year

    def numbers(self, year: int) -> np.ndarray:
        """Numbers of the persons of a birth year, one stratum after the other, (persons,)."""
        return np.concatenate([numbers for _, numbers in self.strata[year]])

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for strata in self.strata.values():
            for weight, numbers in strata:
                digest.update(f"{weight!r}".encode() + np.ascontiguousarray(numbers).tobytes())
        return digest.hexdigest()[:16]


def choose_people(model: Model, cohort: Cohort, scenario: Scenario, pairs: int, seed: int) -> People:
    """People for a scenario: of each birth year the first births of all, or, if it is targeted, who may take part and some others.

    As many births are looked through in every year, so that a taker weighs as much in each: `pairs` are lived twice in a
    birth year on average, fewer in one where less is offered.
    """
    pairs = check_number("pairs", pairs, 100, 10_000_000, whole=True)
    share = np.mean([found.mean() for found in touched(model, cohort, scenario, seed, FIRST_LOOK)])
    if share >= TARGETED or scenario.changes:
        return People(dict.fromkeys(cohort.years, ((1.0, np.arange(pairs)),)), pairs, pairs)
    births = int(min(max(pairs / max(share, 1e-9), FIRST_LOOK), MOST_BIRTHS))
    looks = zip(cohort.years, touched(model, cohort, everybody(scenario), seed, births), strict=True)
    return People({year: strata_of(eligible) for year, eligible in looks}, int(share * births), births)


def touched(model: Model, cohort: Cohort, scenario: Scenario, seed: int, births: int) -> Iterator[np.ndarray]:
    """Whom a scenario touches among so many births of a year, (births,) of bool, one birth year after the other."""
    from ..model import Plan

    plan = Plan(model, cohort, scenario, seed, None, births * len(cohort.years))
    return map(plan.touched, range(len(cohort.years)))


def strata_of(eligible: np.ndarray) -> Strata:
    """All who are eligible, each for itself, and some of the others for all others; `eligible` is (births,) of bool."""
    inside, rest = np.flatnonzero(eligible), np.flatnonzero(~eligible)
    some = rest[np.linspace(0, len(rest) - 1, min(REST, len(rest))).astype(int)]
    return (1.0, inside), (len(rest) / max(len(some), 1), some)  # there is no rest where every birth is eligible


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
