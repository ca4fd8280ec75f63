"""A trial's result on the additive scale of a channel (equation X3 in docs/explanation/model.md)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..errors import require

if TYPE_CHECKING:
    from .schema import Effect, Trial

LOGISTIC_SD = math.pi / math.sqrt(3.0)  # 1.814: log odds per standard deviation of a latent outcome
NEAREST = 0.001  # a draw of a risk stays so far from 0 and 1


def effect_shift(effect: Effect, trial: Trial, measure: str, value=None, fade=None):
    """A trial's result as the full strength of the effect: one that accumulates over a fading effect is its mean.

    `value` and `fade` (numbers, or arrays of draws) stand in for those of the file.
    """
    shift = trial_shift(trial, measure, value)
    if trial.to is None or effect.persistence is None:
        return shift
    return shift / effect.persistence.mean(effect.start, trial.to, fade)


def trial_shift(trial: Trial, measure: str, value=None):
    """A trial's result on the additive scale of a channel of the given measure (OR, RR, HR or SD).

    Relative risks and differences need the control risk `baseline`, but for a channel that is a relative risk itself; a hazard
    ratio is an odds ratio where it is not given (the outcome is rare); a standardised difference becomes log odds by 1.814 per SD (Chinn 2000). An odds ratio becomes a relative risk, and one
    of a cumulative risk a hazard ratio, through both risks. `value` (a number or an array) stands in for the trial's.
    """
    value = trial.value if value is None else value
    if trial.measure in ("OR", "RR", "HR"):
        require(np.all(value > 0), trial.trial, f"{trial.measure} = {value} is not positive")
    standardised = trial.measure in ("SMD", "SD")
    if measure == "SD":
        return value if standardised else log_odds(trial, value) / LOGISTIC_SD
    if measure == trial.measure and measure in ("RR", "HR"):
        return np.log(value)
    shift = value * LOGISTIC_SD if standardised else log_odds(trial, value)
    if measure == "OR" or (measure == "HR" and trial.baseline is None):  # rare: the odds ratio is the hazard ratio
        return shift
    require(
        trial.baseline is not None,
        trial.trial,
        f"{trial.measure} on a relative risk needs the control risk (`baseline`)",
    )
    treated = 1.0 / (1.0 + np.exp(-(math.log(trial.baseline / (1.0 - trial.baseline)) + shift)))
    if measure == "RR":
        return np.log(treated / trial.baseline)
    return np.log(np.log1p(-treated) / math.log1p(-trial.baseline))


def log_odds(trial: Trial, value):
    """Log odds ratio of a trial's result."""
    if trial.measure == "OR" or (trial.measure == "HR" and trial.baseline is None):
        return np.log(value)
    require(
        trial.baseline is not None and 0 < trial.baseline < 1,
        trial.trial,
        f"{trial.measure} needs the risk in the control arm (`baseline`)",
    )
    if trial.measure == "HR":
        treated = -np.expm1(value * math.log1p(-trial.baseline))
    else:
        treated = value * trial.baseline if trial.measure == "RR" else trial.baseline + value / 100.0
    possible = np.all((treated > 0) & (treated < 1))
    require(possible, trial.trial, f"{trial.measure} {value} of a risk of {trial.baseline} leaves the range 0-1")
    return np.log(treated / (1 - treated)) - math.log(trial.baseline / (1 - trial.baseline))


def within(trial: Trial, value):
    """A drawn result, such that the treated risk stays between 0 and 1."""
    if trial.baseline is None or trial.measure not in ("RR", "pp"):
        return value
    low, high = NEAREST, 1.0 - NEAREST
    if trial.measure == "RR":
        return np.clip(value, low / trial.baseline, high / trial.baseline)
    return np.clip(value, 100.0 * (low - trial.baseline), 100.0 * (high - trial.baseline))
