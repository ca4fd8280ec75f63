"""The forward sweep: live the baseline age by age and solve each intercept, normaliser and loading as it is reached.

Everything is solved on mean probabilities of the persons at risk, not on counted events, so that the number of births
in the sweep matters little. One sweep suffices for all but two loadings (employment, wages) that are solved at a
reference age and used before it: the recipe repeats the sweep until they stand still.
"""

from __future__ import annotations

import numpy as np

from ..parameters import ParameterSet
from ..vocabulary.state import N_AGES
from . import ages, start
from .driver import Driver
from .targets import Targets


def sweep(d: Driver, progress=None) -> None:
    """Solve the whole baseline, in the order of a life."""
    start.household(d)
    start.pregnancy(d)
    neonatal = start.birth(d)
    start.first_year(d)
    ahead = None
    for age in range(N_AGES):
        d.open_year(age)
        if age == 0:
            ages.infant_death(d, *d.read("infant"), neonatal)
        else:
            ages.death(d, ahead[0])
        if age < 18:
            childhood(d)
        ahead = adult(d, ahead)
        d.bury()
        if progress:
            progress(age + 1, N_AGES)
        if d.gone.all():
            break
    d.carry_on()


def childhood(d: Driver) -> None:
    """Home, youth care and school of a year before 18."""
    age = d.age
    if age == 2:
        ages.at_two(d, *d.read("delay", "overweight"))
    ages.care(d, *d.until("maltreatment", "care"))
    special, repeat, track, level = d.until("help", "special", "repeat", "track", "level")
    if 4 <= age < 12:
        ages.special_education(d, special)
    if 4 < age < 18:
        ages.repeated_year(d, repeat)
    if age == 12:
        ages.classes(d, track, "school.track.cuts", "track")
    if age == 16:
        ages.classes(d, level, "school.level.cuts", "attained_level")


def adult(d: Driver, ahead):
    """Work, health, well-being and skills of a year; reads death and employment of the next year."""
    age = d.age
    at_work = ages.FIRST_WORK_AGE <= age < d.value("work.retirement.age")
    if at_work:
        ages.employment(d, d.until("school", "employment")[0] if age == ages.FIRST_WORK_AGE else ahead[1])
    if age >= 12:
        wage, low = d.until("employment", "wage", "depression")
        if at_work:
            ages.wages(d, wage)
        ages.depression(d, low)
    if age >= 20:
        ages.chronic(d, *d.until("depression", "diabetes", "cardiovascular"))
    if age < 18 and age % 2 == 1:
        ages.wellbeing(d, *d.until("chronic", "utility", "disease_cost"))
        ages.skills(d)
        return d.until("skills", ("death", age + 1), ("employment", age + 1))
    utility, disease, *ahead = d.until("skills", "utility", "disease_cost", ("death", age + 1), ("employment", age + 1))
    ages.wellbeing(d, utility, disease)
    return ahead


def solve_baseline(
    parameters: ParameterSet,
    births: int = 20_000,
    seed: int = 1,
    targets: Targets | None = None,
    sweeps: int = 1,
    progress=None,
) -> ParameterSet:
    """Solve the baseline for these parameters; returns a ParameterSet with the solved values and their provenance.

    Raises CalibrationError where a target cannot be reached. What is cut to be possible (benefits that exceed who is
    out of work, a norm of quality of life above 1) is told in the notes of the provenance and of the report.
    """
    targets = targets or Targets.read()
    for _ in range(sweeps):
        d = Driver(parameters, targets, births, seed)
        sweep(d, progress)
        solved = {key: np.array(value).tolist() for key, value in d.solved.items()}
        provenance = {
            "births": births, "seed": seed, "input_fingerprint": parameters.input_fingerprint,
            "targets": targets.fingerprint, "notes": d.notes,
        }  # fmt: skip
        parameters = parameters.with_solved(solved, provenance)
    return parameters
