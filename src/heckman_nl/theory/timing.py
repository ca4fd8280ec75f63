"""When to invest: optimal ratios and paths of investment over childhood, and the price of waiting.

The closed form is that of two periods and one skill (Cunha and Heckman 2007; Cunha, Heckman and Schennach 2010, equation
2.7). The numerical path is for a `Technology` of any number of stages and two skills.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError, check_number
from .technology import SKILLS, Technology


def optimal_early_late_ratio(early_share: float, late_share: float, phi: float, interest_rate: float) -> float:
    """Optimal ratio of early to late investment, `[(early / late) / (1 + r)]^(1 / (1 - phi))`.

    Parameters
    ----------
    early_share, late_share : float, not negative
        Weights of the two investments in adult skill; one of them may be zero.
    phi : float, at most 1
        Complementarity. At 1 all goes to one stage: the ratio is inf, 0, or nan where both are as good. At -inf it is 1.
    interest_rate : float above -1
        Over the whole stage, not per year: late investment costs 1 / (1 + r) of early.
    """
    early, late = check_number("early_share", early_share, 0.0), check_number("late_share", late_share, 0.0)
    rate = check_number("interest_rate", interest_rate)
    if rate <= -1.0:
        raise InputError(f"interest_rate must be above -1, not {interest_rate!r}")
    if early == late == 0.0:
        raise InputError("early_share and late_share are both 0: no investment does anything")
    if phi == -math.inf:
        return 1.0 if early and late else (math.inf if early else 0.0)
    phi = check_number("phi", phi)
    if phi > 1.0:
        raise InputError(f"phi is at most 1 (perfect substitutes), not {phi!r}")
    if late == 0.0 or early == 0.0:
        return math.inf if early else 0.0
    advantage = math.log(early / late) - math.log1p(rate)
    if phi == 1.0:
        return math.nan if advantage == 0.0 else (math.inf if advantage > 0 else 0.0)
    exponent = advantage / (1.0 - phi)
    return math.exp(exponent) if exponent < 700.0 else math.inf


@dataclass(frozen=True)
class Path:
    """A path of investment: amounts by stage, logarithms of the skills at the end, and what one more unit would add."""

    investments: np.ndarray  # (stages,), levels
    skills: np.ndarray  # (2,), logarithms
    marginal: float  # of the objective, per unit of budget


def objective_of(weights: ArrayLike):
    """What is to be made as large as possible: a weighted sum of the logarithms of the two final skills."""
    weight = np.asarray(weights, float)
    if weight.shape != (len(SKILLS),) or not np.isfinite(weight).all() or (weight < 0).any() or weight.sum() == 0:
        raise InputError(f"weights are two numbers that are not negative and not both 0, not {weights!r}")
    return lambda skills: float(weight @ skills)


def prices(technology: Technology, interest_rate: float, ages: ArrayLike | None) -> np.ndarray:
    """Present value of one unit invested in each stage, at its middle age."""
    rate = check_number("interest_rate", interest_rate, -0.5, 1.0)
    last = np.array(technology.last_age, float)
    middle = (last + np.concatenate([[0.0], last[:-1]])) / 2 if ages is None else np.asarray(ages, float)
    if middle.shape != last.shape:
        raise InputError(f"give an age for each of {len(last)} stages")
    return (1.0 + rate) ** -middle


def optimal_path(
    technology: Technology,
    budget: float,
    skills: ArrayLike = (0.0, 0.0),
    parents: ArrayLike = (0.0, 0.0),
    interest_rate: float = 0.0,
    weights: ArrayLike = (0.5, 0.5),
    ages: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
) -> Path:
    """Best use of a budget over the stages of a childhood.

    Parameters
    ----------
    technology : Technology
    budget : float
        Present value at birth of all investment, in the units of investment (1 is the mean, whose logarithm is 0).
    skills, parents : array_like, (2,)
        Logarithms: the child's endowment, and the parents' skills.
    interest_rate : float
        Per year; a unit in a stage is paid at the stage's middle age, or at `ages`.
    weights : array_like, (2,)
        Of the logarithms of cognitive and socio-emotional skill at the end.
    baseline : array_like, (stages,), optional
        Investment that the family makes anyway, in levels, on top of which the budget comes; none if left out.
    """
    from scipy.optimize import minimize

    budget = check_number("budget", budget, 1e-9, 1e9)
    goal, price = objective_of(weights), prices(technology, interest_rate, ages)
    stages = len(price)
    given = np.zeros(stages) if baseline is None else np.asarray(baseline, float)
    if given.shape != (stages,) or (given < 0).any() or not np.isfinite(given).all():
        raise InputError(f"baseline is an amount that is not negative for each of {stages} stages")

    def spend(shares):
        return budget * shares / price

    def value(shares):
        with np.errstate(divide="ignore"):
            return goal(technology.grow(skills, np.log(given + spend(shares)), parents)[-1])

    floor = 0.0 if given.all() else 1e-9
    best = None
    for start in [np.full(stages, 1.0 / stages), *(0.9 * np.eye(stages) + 0.1 / stages)]:
        found = minimize(
            lambda shares: -value(np.maximum(shares, floor)), start, method="SLSQP",
            bounds=[(floor, 1.0)] * stages, constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1.0},
            options={"ftol": 1e-14, "maxiter": 500},
        )  # fmt: skip
        if best is None or found.fun < best.fun - 1e-13:
            best = found
    shares = np.maximum(best.x, floor) / np.maximum(best.x, floor).sum()
    step = 1e-5
    more = goal(_end(technology, skills, parents, given + (1 + step) * spend(shares)))
    less = goal(_end(technology, skills, parents, given + (1 - step) * spend(shares)))
    marginal = (more - less) / (2 * step * budget)
    return Path(spend(shares), _end(technology, skills, parents, given + spend(shares)), float(marginal))


def _end(technology: Technology, skills, parents, levels: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return technology.grow(skills, np.log(levels), parents)[-1]


def cost_of_delay(
    technology: Technology,
    loss: float,
    stage: int,
    later: int,
    skills: ArrayLike = (0.0, 0.0),
    parents: ArrayLike = (0.0, 0.0),
    interest_rate: float = 0.0,
    weights: ArrayLike = (0.5, 0.5),
) -> float:
    """What a shortfall of investment in one stage costs to make good in a later one, over what it would have cost in time.

    A child that misses `loss` of the mean investment (1) in `stage` ends with less; the extra investment in `later` that
    brings the weighted final skill back is compared with the loss, both in present value. `inf` where no amount does.
    """
    from scipy.optimize import brentq

    stages = len(technology.last_age)
    stage = check_number("stage", stage, 0, stages - 1, whole=True)
    later = check_number("later", later, 0, stages - 1, whole=True)
    loss = check_number("loss", loss, 1e-6, 1.0 - 1e-6)
    if later <= stage:
        raise InputError(f"later must come after stage {stage}, not {later}")
    goal, price = objective_of(weights), prices(technology, interest_rate, None)
    full = np.ones(stages)
    target = goal(_end(technology, skills, parents, full))
    short = full.copy()
    short[stage] -= loss

    def gap(extra):
        made_good = short.copy()
        made_good[later] += extra
        return goal(_end(technology, skills, parents, made_good)) - target

    if gap(1e9) < 0.0:
        return math.inf
    high = 1.0
    while gap(high) < 0.0:
        high *= 4.0
    extra = brentq(gap, 0.0, high, xtol=1e-12, rtol=1e-12)
    return float(extra * price[later] / (loss * price[stage]))
