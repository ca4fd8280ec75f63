"""Loadings on the hidden vulnerability V that are solved on one named gradient: the ratio of two groups.

A loading that acts at every age is solved at one reference age and used from the start of life on: each sweep moves it by
one step towards its gradient, and the recipe repeats the sweep until it stands still. A loading beyond its bounds is a
CalibrationError: no draw is clipped to a gradient that it cannot reach.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from ..errors import CalibrationError
from . import solvers
from .driver import NAMES, Driver, Reading

SMOKING_AGE, WEIGHT_AGE, MOOD_AGE = 45, 45, 45  # smoking: an age at which the inclination has just been renewed
DISABILITY_AGE, CHRONIC_AGE, DEATH_AGE = 50, 60, 65
PARENT_AGE = 18
GRADIENTS = {  # loading: rows by own education, and the curve that tells the level of all
    "adolescence.smoking.V": ("smokers_by_education", "smokers"),
    "health.bmi.V": ("obese_by_education", "obese"),
    "health.depression.V": ("depression_by_education", "depression"),
    "health.diabetes.V": ("diabetes_by_education", "diabetes"),
    "health.cardiovascular.V": ("cardiovascular_by_education", "cardiovascular"),
    "health.copd.V": ("copd_by_education", "copd"),
}
GROUPS = {  # loading: statistic of two groups, with a row for each sex where each has a loading
    "birth.small.V": "income_small",
    "birth.stillbirth.V": "stillbirth_education",
    "school.level.V": "university_income",
    "nextgen.fertility.V": "young_parents_income",
    "work.employment.V": "employment_high_low",
    "work.disability.V": "disability_low_high",
    "mortality.death.V": "mortality_low_high",
}


class Gradient(NamedTuple):
    """What a loading is solved on: the ratio of the means of two groups, (births,) masks."""

    ratio: float
    first: np.ndarray
    second: np.ndarray


def gradient(d: Driver, key: str, sex: int | None = None) -> Gradient | None:
    """The named gradient of a loading, of one sex where each has its own; None where the loading is an assumption.

    By own education it is the low educated against all: the level of the low educated is that of their row, that of all
    the mean of the curve over the same ages.
    """
    if d.parameters[key].solved is None:
        return None
    if key in GROUPS:
        row = d.targets.statistic(GROUPS[key], sex)
        return Gradient(row.value, d.within(row.where), d.within(row.against))
    rows, curve = GRADIENTS[key]
    low = d.targets.row(rows, education="low")
    band = slice(low.ages[0], low.ages[1] + 1)
    level = np.mean([d.targets.curve(curve, name, None, d.survivors)[band] for name in NAMES], axis=0)
    ratio = low.value / np.average(level, weights=d.survivors[band])
    return Gradient(ratio, d.low_level(), np.ones(d.births, bool))


def step(d: Driver, kind, key: str, values: np.ndarray, probabilities: bool = True, sex: int | None = None) -> None:
    """One step of Newton's towards the gradient of a loading that was used from the start of life on.

    kind : of the decision (see `solvers`); values : (births,) chances, stocks or hazards of the living; of probabilities
    the logarithm changes the less per unit of loading, the nearer they are to one.
    """
    wanted = gradient(d, key, sex)
    if wanted is None:
        return
    here, v = d.alive, d.state.V
    first, second = here[wanted.first[here]], here[wanted.second[here]]
    slope = np.mean(v[first]) - np.mean(v[second])
    if probabilities:
        slope *= 1.0 - np.mean(values[here])
    simulated = np.mean(values[first]) / np.mean(values[second])
    before = d.value(key) if sex is None else d.value(key)[sex]
    value = before + (np.log(wanted.ratio) - np.log(simulated)) / slope
    most = solvers.most_loading(kind)
    if not abs(value) <= most:
        raise CalibrationError(f"{key}: no loading within {most:.3g} reproduces the gradient ({value:g})")
    d.set(key, value, at=sex)


def threshold(d: Driver, key: str, eta: np.ndarray, pools: list[tuple[np.ndarray, float]], spread: float = 1.0) -> None:
    """Loading such that two groups have their ratio beyond a threshold on a normal of that spread.

    eta : scores without the loading; pools : (persons, share beyond their cut) of those who have a cut of their own.
    """
    wanted = gradient(d, key)
    if wanted is None:
        return
    v, everyone = d.state.V, np.concatenate([people for people, _ in pools])
    first, second = everyone[wanted.first[everyone]], everyone[wanted.second[everyone]]
    sign = np.sign(np.mean(v[first]) - np.mean(v[second]))

    def miss(loading):
        beyond = np.zeros(d.births)
        for people, share in pools:
            shifted = (eta[people] + loading * v[people]) / spread
            beyond[people] = ndtr(shifted - solvers.probit_cut(shifted, np.ones(len(people)), share, key))
        return sign * np.log(np.mean(beyond[first]) / np.mean(beyond[second]) / wanted.ratio)

    most = solvers.most_loading(solvers.PROBIT)
    d.set(key, solvers.solve(miss, -most, most, key))


def chronic(d: Driver) -> None:
    """Diabetes, heart disease, COPD: one step each on the stocks at the reference age."""
    names = {"diabetes": "diabetic", "cardiovascular": "cardiovascular", "copd": "copd"}
    for (name, field), reading in zip(names.items(), d.read(*names), strict=True):
        stock(d, f"health.{name}", field, reading)


def disability(d: Driver) -> None:
    """Unfit for work: one step on the stock at the reference age."""
    stock(d, "work.disability", "disabled", *d.read("disability"))


def stock(d: Driver, key: str, field: str, reading: Reading) -> None:
    """One step of the loading of a state for good, on who is in it now; the hazards before keep their mean."""
    before = d.value(f"{key}.V")
    step(d, solvers.HAZARD, f"{key}.V", 1.0 * getattr(d.state, field))
    for sex in (0, 1):
        keep_mean(d, f"{key}.hazard", sex, reading, d.value(f"{key}.V") - before)


def death(d: Driver, reading: Reading) -> Reading:
    """One step for each sex on the hazards at the reference age; returns the scores with the new loadings."""
    eta = reading.eta.copy()
    for sex, here in enumerate(d.living):
        before = d.value("mortality.death.V")[sex]
        step(d, solvers.HAZARD, "mortality.death.V", np.exp(reading.eta), probabilities=False, sex=sex)
        moved = d.value("mortality.death.V")[sex] - before
        keep_mean(d, "mortality.death.hazard", sex, reading, moved)
        eta[here] += moved * d.state.V[here]
    return Reading(eta, reading.weight)


def keep_mean(d: Driver, key: str, sex: int, reading: Reading, moved: float) -> None:
    """Scale the hazards that are solved already, so that a loading that has `moved` leaves their mean where it was."""
    eta, weight = reading.of(d.living[sex])
    risk = weight * np.exp(eta)
    scale = risk.sum() / (risk * np.exp(moved * d.state.V[d.living[sex]])).sum()
    solved = slice(0, d.age + 1)
    d.set(key, d.value(key)[solved, sex] * scale, at=(solved, sex))


def smoking(d: Driver, reading: Reading) -> None:
    """On the share of smokers; what is new in their inclination, of which no one's past tells, is integrated out.

    Half of the way: who smokes is mostly who smoked before, with the loading of before. The whole way overshoots by nearly as
    much as it corrects, and swings about the answer from sweep to sweep.
    """
    key = "adolescence.smoking.V"
    before = d.value(key)
    (new,) = d.read("smoking_noise")
    latent(d, key, reading, new.eta, "smokers", float(new.weight.max()))
    d.set(key, 0.5 * (before + d.value(key)))


def weight(d: Driver, reading: Reading) -> None:
    """On the share of the obese, with the own part of body weight integrated out."""
    latent(d, "health.bmi.V", reading, d.state.bmi_noise, "obese")


def latent(d: Driver, key: str, reading: Reading, own: np.ndarray, target: str, spread: float = 1.0) -> None:
    """A threshold by sex on a normal that is known: its own part, of that spread, and the loading are taken out of the score."""
    eta = reading.eta - own - d.value(key) * d.state.V
    threshold(d, key, eta, [(here, d.curve(target, sex)) for sex, here in enumerate(d.living)], spread)
