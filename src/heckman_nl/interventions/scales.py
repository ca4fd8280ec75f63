"""A trial's result on the additive scale of a channel (equation X3 in docs/explanation/model.md)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..errors import require

if TYPE_CHECKING:
    from .schema import Effect, Trial

LOGISTIC_SD = math.pi / math.sqrt(3.0)  # 1.814: log odds per standard deviation of a latent outcome


def effect_shift(effect: Effect, trial: Trial, measure: str) -> float:
    """A trial's result as the full strength of the effect: one that accumulates over a fading effect is its mean."""
    shift = trial_shift(trial, measure)
    if trial.to is None or effect.persistence is None:
        return shift
    return shift / effect.persistence.mean(effect.start, trial.to)


def trial_shift(trial: Trial, measure: str, value: float | None = None) -> float:
    """A trial's result on the additive scale of a channel of the given measure (OR, RR, HR or SD).

    Relative risks and differences need the control risk `baseline`, but for a channel that is a relative risk itself; a
    standardised difference becomes log odds by 1.814 per SD (Chinn 2000). An odds ratio becomes a relative risk, and one
    of a cumulative risk a hazard ratio, through both risks.
    """
    value = trial.value if value is None else value
    if trial.measure in ("OR", "RR", "HR"):
        require(value > 0, trial.trial, f"{trial.measure} = {value} is not positive")
    standardised = trial.measure in ("SMD", "SD")
    if measure == "SD":
        return value if standardised else log_odds(trial, value) / LOGISTIC_SD
    if measure == trial.measure and measure in ("RR", "HR"):
        return math.log(value)
    shift = value * LOGISTIC_SD if standardised else log_odds(trial, value)
    needless = measure == "OR" or (measure == "HR" and trial.baseline is None)
    if needless:  # of a rare outcome the odds ratio stands for the hazard ratio
        return shift
    require(
        trial.baseline is not None,
        trial.trial,
        f"{trial.measure} on a relative risk needs the control risk (`baseline`)",
    )
    treated = 1.0 / (1.0 + math.exp(-(math.log(trial.baseline / (1.0 - trial.baseline)) + shift)))
    if measure == "RR":
        return math.log(treated / trial.baseline)
    return math.log(math.log1p(-treated) / math.log1p(-trial.baseline))


def log_odds(trial: Trial, value: float) -> float:
    """Log odds ratio of a trial's result."""
    if trial.measure in ("OR", "HR"):
        return math.log(value)
    require(
        trial.baseline is not None and 0 < trial.baseline < 1,
        trial.trial,
        f"{trial.measure} needs the risk in the control arm (`baseline`)",
    )
    treated = value * trial.baseline if trial.measure == "RR" else trial.baseline + value / 100.0
    require(0 < treated < 1, trial.trial, f"{trial.measure} {value} of a risk of {trial.baseline} leaves the range 0-1")
    return math.log(treated / (1 - treated)) - math.log(trial.baseline / (1 - trial.baseline))
