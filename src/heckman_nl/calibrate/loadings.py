"""Loadings on the hidden vulnerability V that are solved on one named gradient by own education.

A loading that acts at every age is solved at one reference age and used from the start of life on: each sweep moves it by
one step towards its gradient, and the recipe repeats the sweep until it stands still. A loading beyond its bounds is a
CalibrationError: no draw is clipped to a gradient that it cannot reach.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from ..errors import CalibrationError
from . import solvers
from .driver import NAMES, Driver, Reading
from .solvers import mean

SMOKING_AGE, WEIGHT_AGE, MOOD_AGE = 45, 45, 45
CHRONIC_AGE, DEATH_AGE = 60, 60
PARENT_AGE = 18
GRADIENTS = {  # loading: rows by own education, and the curve by sex that tells the level of all
    "adolescence.smoking.V": ("smokers_by_education", "smokers"),
    "health.bmi.V": ("obese_by_education", "obese"),
    "health.depression.V": ("depression_by_education", "depression"),
    "health.diabetes.V": ("diabetes_by_education", "diabetes"),
    "health.cardiovascular.V": ("cardiovascular_by_education", "cardiovascular"),
    "health.copd.V": ("copd_by_education", "copd"),
    "mortality.death.V": ("mortality_by_education", None),
}
BY_HOUSEHOLD = {  # loading: ratio of two groups of households
    "school.level.V": "university_income",
    "nextgen.fertility.V": "young_parents_income",
}


def wanted_ratio(d: Driver, key: str) -> float | None:
    """Ratio of the low educated to all that a loading is solved to; None where the loading is an assumption.

    The level of the low educated is that of their row; that of all is the mean of the curve, or of the life table, over
    the same ages.
    """
    if d.parameters[key].solved is None:
        return None
    rows, curve = GRADIENTS[key]
    low = d.targets.row(rows, education="low")
    band = slice(low.ages[0], low.ages[1] + 1)
    weight = d.survivors[band]
    if curve is None:
        level = -np.log1p(-d.life_table).mean(1)[band]
    else:
        level = np.mean([d.targets.curve(curve, name, None, d.survivors)[band] for name in NAMES], axis=0)
    return low.value / np.average(level, weights=weight)


def step(d: Driver, key: str, ratio: float, sensitivity: float) -> None:
    """Move a loading by one step: `ratio` is simulated, `sensitivity` the change of its logarithm per unit of loading."""
    wanted = wanted_ratio(d, key) if key in GRADIENTS else d.targets.statistic(BY_HOUSEHOLD[key]).value
    if wanted is None:
        return
    value = d.value(key) + (np.log(wanted) - np.log(ratio)) / sensitivity
    if not abs(value) <= solvers.LOADING_BOUND:
        raise CalibrationError(
            f"{key}: no loading within {solvers.LOADING_BOUND:g} reproduces the gradient ({value:g})"
        )
    d.set(key, value)


def on_own_education(d: Driver, key: str, chance: np.ndarray, weight: np.ndarray | None = None) -> None:
    """One step on the ratio of mean chances (or of a stock) of the low educated to all who are alive."""
    here = d.alive
    low = here[d.low_level()[here]]
    weight = np.ones(d.births) if weight is None else weight
    everyone, of_low = mean(chance[here], weight[here]), mean(chance[low], weight[low])
    gap = np.mean(d.state.V[low]) - np.mean(d.state.V[here])
    step(d, key, of_low / everyone, gap * (1.0 - everyone))


def chronic(d: Driver) -> None:
    """Diabetes, heart disease, COPD: one step each on the stocks at the reference age."""
    for key, field in (("diabetes", "diabetic"), ("cardiovascular", "cardiovascular"), ("copd", "copd")):
        on_own_education(d, f"health.{key}.V", 1.0 * getattr(d.state, field))


def death(d: Driver, reading: Reading) -> None:
    """One step on the hazards at the reference age."""
    on_own_education(d, "mortality.death.V", np.exp(reading.eta) * 0.01)


def smoking(d: Driver, reading: Reading) -> None:
    """On the share of smokers, with the lifelong trait integrated out and the cuts as they follow."""
    key = "adolescence.smoking.V"
    latent_gradient(d, key, reading.eta - d.state.smoking_trait - d.value(key) * d.state.V, "smokers")


def weight(d: Driver, reading: Reading) -> None:
    """On the share of the obese, with the own part of body weight integrated out."""
    key = "health.bmi.V"
    latent_gradient(d, key, reading.eta - d.state.bmi_noise - d.value(key) * d.state.V, "obese")


def latent_gradient(d: Driver, key: str, eta: np.ndarray, target: str) -> None:
    """Loading such that a threshold on a standard normal gives the low educated their share at the reference age."""
    wanted = wanted_ratio(d, key)
    if wanted is None:
        return
    shares = [d.curve(target, sex) for sex in (0, 1)]
    low, v = d.low_level(), d.state.V
    here = d.alive

    def miss(loading):
        beyond = np.zeros(d.births)
        for sex in (0, 1):
            living = d.living[sex]
            shifted = eta[living] + loading * v[living]
            cut = solvers.probit_cut(shifted, np.ones(len(living)), shares[sex], key)
            beyond[living] = ndtr(shifted - cut)
        return np.mean(beyond[here[low[here]]]) / np.mean(beyond[here]) - wanted

    d.set(key, solvers.solve(miss, -solvers.LOADING_BOUND, solvers.LOADING_BOUND, key))


def by_household(d: Driver, key: str, eta: np.ndarray, pools: list[tuple[np.ndarray, float]]) -> None:
    """Loading such that two groups of households differ by their ratio, for a threshold on a standard normal.

    eta : scores without the loading; pools : (persons, share beyond their cut) of those who have a cut of their own.
    """
    row, v = d.targets.statistic(BY_HOUSEHOLD[key]), d.state.V
    first, second = d.within(row.where), d.within(row.against)
    everyone = np.concatenate([people for people, _ in pools])

    def miss(loading):
        beyond = np.zeros(d.births)
        for people, share in pools:
            shifted = eta[people] + loading * v[people]
            beyond[people] = ndtr(shifted - solvers.probit_cut(shifted, np.ones(len(people)), share, key))
        one, other = (np.mean(beyond[everyone[group[everyone]]]) for group in (first, second))
        return np.log(one / other / row.value) * sign

    sign = 1.0 if np.mean(v[first]) > np.mean(v[second]) else -1.0
    d.set(key, solvers.solve(miss, -solvers.LOADING_BOUND, solvers.LOADING_BOUND, key))


def young_parents(d: Driver, chance: np.ndarray) -> None:
    """One step on the chances of a birth before 20 of two groups of households."""
    key, v, here = "nextgen.fertility.V", d.state.V, d.alive
    row = d.targets.statistic(BY_HOUSEHOLD[key])
    one, other = (here[group[here]] for group in (d.within(row.where), d.within(row.against)))
    step(d, key, np.mean(chance[one]) / np.mean(chance[other]), np.mean(v[one]) - np.mean(v[other]))
