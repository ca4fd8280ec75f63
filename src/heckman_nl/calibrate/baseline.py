"""The forward sweep: live the baseline age by age and solve each intercept, normaliser and loading as it is reached.

Everything is solved on mean probabilities of the persons at risk, not on counted events, so that the number of births
in the sweep matters little. Loadings that are solved at one reference age and used before it (`loadings.py`) move by one
step in a sweep: the recipe repeats the sweep until they stand still; a draw of an analysis starts from there and takes one.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..lifecourse.adolescence import SPELL
from ..parameters import ParameterSet
from ..vocabulary.state import LAST_BIRTH_AGE, N_AGES
from . import ages, loadings, start
from .driver import Driver, Reading
from .targets import Targets

LAST_MOTHER_AGE = 52  # of the child: the youngest mothers are 14
FIRST_WEIGHT, FIRST_LONG_TERM, FIRST_HABIT, FIRST_CHILD, LAST_OFFENCE = 4, 4, 12, 14, 64
SETTLED, LAST = 26, N_AGES
YEARLY = {  # decisions that are read at the end of the year before: first and last age
    "death": (1, LAST), "mother_mood": (1, LAST_MOTHER_AGE), "mother_work": (1, LAST_MOTHER_AGE),
    "next_birth": (1, LAST_MOTHER_AGE), "smokes": (ages.FIRST_WORK_AGE + 1, LAST),
    "substance": (ages.FIRST_WORK_AGE + 1, LAST), "fertility": (FIRST_CHILD, LAST_BIRTH_AGE), "long_term": (FIRST_LONG_TERM, LAST),
    "support": (FIRST_LONG_TERM, LAST), "offending": (SETTLED + 1, LAST_OFFENCE),
    "employment": (SETTLED + 1, 74), "disability": (SETTLED + 1, 74),
}  # fmt: skip
AT_SCHOOL = {"special": (4, 11), "repeat": (5, 17), "track": (12, 12), "level": (16, 16)}  # first and last age


def sweep(d: Driver, progress=None) -> None:
    """Solve the whole baseline, in the order of a life."""
    start.household(d)
    start.pregnancy(d)
    neonatal = start.birth(d)
    start.first_year(d)
    ahead: dict[str, Reading] = {}
    for age in range(N_AGES):
        d.open_year(age)
        if age == 0:
            ages.infant_death(d, *d.read("infant"), neonatal)
        before_year(d, ahead)
        if age < 18:
            childhood(d)
        ahead = rest_of_year(d, ahead)
        d.bury(ahead["death"].weight)
        if progress:
            progress(age + 1, N_AGES)
        if d.gone.all():
            break
    d.carry_on()


def before_year(d: Driver, ahead: dict) -> None:
    """What is known when a year begins: death, the mother, habits, children, dependence."""
    age = d.age
    if age > 0:
        ages.death(d, ahead["death"])
    if 0 < age <= LAST_MOTHER_AGE:
        ages.mother(d, *(ahead[name] for name in ("mother_mood", "mother_work", "next_birth")))
    if age > ages.FIRST_WORK_AGE:
        ages.habits(d, ahead["smokes"], ahead["substance"])
    if FIRST_CHILD <= age <= LAST_BIRTH_AGE:
        ages.fertility(d, ahead["fertility"])
    if age >= FIRST_LONG_TERM:
        ages.dependence(d, ahead["long_term"], ahead["support"])


def childhood(d: Driver) -> None:
    """Home, youth care and school of a year before 18."""
    age = d.age
    if age == 2:
        ages.at_two(d, *d.read("delay", "overweight"))
    ages.care(d, *d.until("maltreatment", "care"))
    asked = [name for name, (first, last) in AT_SCHOOL.items() if first <= age <= last]
    school = dict(zip(asked, d.until("help", *asked), strict=True)) if asked else {}
    if "special" in school:
        ages.special_education(d, school["special"])
    if "repeat" in school:
        ages.repeated_year(d, school["repeat"])
    if "track" in school:
        ages.classes(d, school["track"], "school.track.cuts", "track")
    if "level" in school:
        ages.classes(d, school["level"], "school.level.cuts", "attained_level")


def rest_of_year(d: Driver, ahead: dict) -> dict:
    """Work, crime, health, well-being and skills of a year; reads what decides in the next year."""
    age = d.age
    if FIRST_WEIGHT <= age < FIRST_HABIT:
        ages.weight(d, *d.until("school", "weight"))
    elif FIRST_HABIT <= age <= ages.FIRST_WORK_AGE:  # up to 16, when the level is attained, school comes first
        ages.habits(d, *d.until("school", "smokes", "substance"))
    if age >= FIRST_HABIT:
        working_year(d, ahead)
    if age >= ages.FIRST_CHRONIC:
        asthma, *chronic = d.until("weight", "adult_asthma", "diabetes", "cardiovascular", "copd")
        ages.asthma(d, asthma)
        ages.chronic(d, *chronic)
    kept = {"substance": ahead["substance"]} if "substance" in ahead else {}  # it stands for years
    following = [
        (name, age + 1)
        for name, (first, last) in YEARLY.items()
        if first <= age + 1 <= last and not (name == "substance" and stands(age + 1))
    ]
    if age < 18 and age % 2 == 1:
        ages.wellbeing(d, *d.until("chronic", "utility", "care_cost"))
        ages.skills(d)
        readings = d.until("skills", *following)
    else:
        utility, booked, *readings = d.until("skills", "utility", "care_cost", *following)
        ages.wellbeing(d, utility, booked)
    if age == loadings.DISABILITY_AGE:
        loadings.disability(d)
    if age == loadings.CHRONIC_AGE:
        loadings.chronic(d)
    return kept | {name: reading for (name, _), reading in zip(following, readings, strict=True)}


def stands(age: int) -> bool:
    """Is the inclination to addiction of this year that of the year before? It is settled at 26, and renewed every three years."""
    return age > SETTLED + 1 and age % SPELL != 0


def working_year(d: Driver, ahead: dict) -> None:
    """Employment, wages, crime, mood and body weight of a year from 12 on."""
    age = d.age
    at_work = ages.FIRST_WORK_AGE <= age < d.value("work.retirement.age")
    if age <= SETTLED:  # while schooling and habits change, they come first
        names = ("employment", "disability", "offending")
        ahead |= dict(zip(names, d.until("dependence", *names), strict=True))
    if at_work:
        ages.employment(d, ahead["employment"], ages.disability(d, ahead["disability"]))
    if age <= LAST_OFFENCE:
        ages.offending(d, ahead["offending"])
    asked = ["depression", "anxiety", "weight"]
    if at_work:
        asked.append("wage")
    read = dict(zip(asked, d.until("crime", *asked), strict=True))
    if at_work:
        ages.wages(d, read["wage"])
    ages.mood(d, read["depression"], read["anxiety"])
    ages.weight(d, read["weight"])


@cache
def shipped_targets() -> Targets:
    """The library's own targets, read once."""
    return Targets.read()


def solve_baseline(
    parameters: ParameterSet,
    births: int = 20_000,
    seed: int = 1,
    targets: Targets | None = None,
    sweeps: int = 1,
    progress=None,
    single: bool | None = None,
) -> ParameterSet:
    """Solve the baseline for these parameters; returns a ParameterSet with the solved values and their provenance.

    `single` (true of one sweep) tells that no other follows: levels of work and wages at ages before their loading is solved
    are then solved again with it, since lives will be lived with it at all ages. Where sweeps follow they put that right
    themselves, and what has to be remembered for it would take half a gigabyte of a million births.

    Raises CalibrationError where a target cannot be reached. What is cut to be possible (benefits that exceed who is
    out of work, a norm of quality of life above 1) is told in the notes of the provenance and of the report.
    """
    targets = targets or shipped_targets()
    for _ in range(sweeps):
        d = Driver(parameters, targets, births, seed)
        d.single = sweeps == 1 if single is None else single
        sweep(d, progress)
        solved = {key: np.array(value).tolist() for key, value in d.solved.items()}
        provenance = {
            "births": births, "seed": seed, "input_fingerprint": parameters.input_fingerprint,
            "targets": targets.fingerprint, "notes": d.notes,
        }  # fmt: skip
        parameters = parameters.with_solved(solved, provenance)
    return parameters
