"""Present value, net present value, ratios, internal rate of return, marginal value of public funds, cost per effect.

Plain functions on arrays; nothing here knows the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from ..errors import InputError, check_number

if TYPE_CHECKING:
    import pandas as pd

LOWEST_RATE, HIGHEST_RATE = -0.99, 10.0
GRID, PARTS = 8001, 8  # points that are tried for a change of sign, and how many are tried at once
ROUNDING = 4 * np.finfo(float).eps  # a sum below this share of its terms is zero
Schedule = Sequence[tuple[float, float]]


def numbers(name: str, values: ArrayLike) -> np.ndarray:
    """A checked one-dimensional array of finite numbers."""
    try:
        given = np.asarray(values)
        if given.dtype.kind in "bUS":
            raise TypeError
        array = np.asarray(given, float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers, not {values!r}") from None
    if array.ndim != 1:
        raise InputError(f"{name} must be one-dimensional, not of shape {array.shape}")
    if not np.isfinite(array).all():
        raise InputError(f"{name} must be finite")
    return array


def flows_and_times(flows: ArrayLike, times: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    """Checked flows and their times in years (0, 1, 2, ... by default)."""
    values = numbers("flows", flows)
    when = np.arange(len(values), dtype=float) if times is None else numbers("times", times)
    if when.shape != values.shape:
        raise InputError(f"flows and times must have one length, not {len(values)} and {len(when)}")
    return values, when


def check_rate(value: float) -> float:
    """A rate above -1."""
    value = check_number("a discount rate", value)
    if value <= -1.0:
        raise InputError(f"a discount rate must be above -1, not {value!r}")
    return value


def check_schedule(rate: Schedule) -> list[tuple[float, float]]:
    """Pairs (from_year, rate) in order, one per year, the first from year 0 or 1 on."""
    try:
        pairs = [(check_number("a year of the schedule", year), check_rate(value)) for year, value in rate]
    except (TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"a rate is a number, or a schedule [(from_year, rate), ...], not {rate!r}") from None
    pairs.sort()
    years = [year for year, _ in pairs]
    if not pairs or years[0] > 1.0:
        raise InputError(f"a schedule of rates starts at year 0 or 1, not {years[:1] or 'empty'}")
    if len(set(years)) != len(years):
        raise InputError(f"a year occurs twice in the schedule of rates: {years}")
    return pairs


def discount_factors(rate: float | Schedule, times: np.ndarray) -> np.ndarray:
    """Factors 1/(1+rate)^t, or of a schedule [(from_year, rate), ...]: year t-1 to t uses the rate in force in year t.

    A time between two whole years uses the rate of the year it lies in.
    """
    if isinstance(rate, Real):
        return (1.0 + check_rate(rate)) ** -times
    schedule = check_schedule(rate)
    if (times < 0).any():
        raise InputError("a schedule of rates starts at time 0: no earlier flows")
    years, rates = np.array(schedule).T
    last = math.ceil(times.max()) if times.size else 0
    in_force = rates[np.searchsorted(years, np.arange(1, last + 1), side="right") - 1]
    whole = np.concatenate([[0.0], np.cumsum(np.log1p(in_force))])
    return np.exp(-np.interp(times, np.arange(last + 1), whole))


def present_value(flows: ArrayLike, rate: float | Schedule, times: ArrayLike | None = None) -> float:
    """Present value of a stream.

    Parameters
    ----------
    flows : array_like, (n,)
    rate : float above -1, or a schedule [(from_year, rate), ...]
    times : array_like, (n,), optional
        Years from now; 0, 1, 2, ... by default.
    """
    values, when = flows_and_times(flows, times)
    return float(np.dot(values, discount_factors(rate, when)))


def npv(benefits: ArrayLike, costs: ArrayLike, rate: float | Schedule, times: ArrayLike | None = None) -> float:
    """Present value of benefits less that of costs."""
    return present_value(benefits, rate, times) - present_value(costs, rate, times)


def bcr(
    benefits: ArrayLike,
    costs: ArrayLike,
    rate: float | Schedule,
    times: ArrayLike | None = None,
    deadweight: float = 0.0,
) -> float:
    """Present value of benefits over that of costs × (1 + deadweight); ValueError when the costs have no present value."""
    if check_number("deadweight", deadweight) <= -1.0:
        raise InputError(f"deadweight must be above -1, not {deadweight!r}")
    cost = present_value(costs, rate, times)
    if cost == 0.0:
        raise InputError("the present value of the costs is 0: a ratio is not defined")
    return present_value(benefits, rate, times) / (cost * (1.0 + deadweight))


def draws(benefits: ArrayLike, costs: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Checked benefits and costs of the same draws."""
    above, below = numbers("benefits", benefits), numbers("costs", costs)
    if above.shape != below.shape or not above.size:
        raise InputError(
            f"benefits and costs must have one length, at least one draw, not {len(above)} and {len(below)}"
        )
    return above, below


def ratio_of_means(benefits: ArrayLike, costs: ArrayLike) -> float:
    """E[B] / E[C] over draws: what society gets back per euro; the one with the sign of the expected net benefit.

    Parameters
    ----------
    benefits, costs : array_like, (draws,)
        Present values, draw by draw. InputError (a ValueError) when the costs are 0 on average.
    """
    above, below = draws(benefits, costs)
    if below.sum() == 0.0:
        raise InputError("the costs are 0 on average: a ratio of means is not defined")
    return float(above.sum() / below.sum())


def mean_of_ratios(benefits: ArrayLike, costs: ArrayLike) -> float:
    """E[B / C] over draws: the average of the ratios. A few draws with hardly any costs can decide it.

    Parameters
    ----------
    benefits, costs : array_like, (draws,)
        Present values, draw by draw. InputError (a ValueError) when a draw has no costs.
    """
    above, below = draws(benefits, costs)
    if not below.all():
        raise InputError(f"draw {int(np.argmin(below != 0.0))} has no costs: a mean of ratios is not defined")
    return float((above / below).mean())


@dataclass(frozen=True)
class IRR:
    """Internal rate of return: `value` (None unless unique), all `roots` between -99% and 1,000%, and `status`."""

    value: float | None
    roots: tuple[float, ...]
    status: str  # "unique", "none" or "multiple"


def irr(flows: ArrayLike, times: ArrayLike | None = None) -> IRR:
    """All rates between -99% and 1,000% at which a stream has no present value.

    The range is scanned on a grid that is even in log(1 + rate) and refined by bracketing, so roots that lie closer
    together than some 0.1% (a double root) can be missed; a root on the grid is found as such.
    """
    values, when = flows_and_times(flows, times)
    when, place = np.unique(when, return_inverse=True)
    values = np.bincount(place, values, len(when))  # what falls at one time is one flow
    flowing = values != 0.0  # years without a flow change no root, but would cost digits
    values, when = values[flowing], when[flowing]
    if not values.size or (values >= 0).all() or (values <= 0).all():
        return IRR(None, (), "none")
    values, when = values / np.abs(values).max(), when - when.min()

    def value(log_rate):
        # scaled by the largest discount factor, so that long streams neither overflow nor vanish
        exponent = -np.multiply.outer(log_rate, when)
        factors = np.exp(exponent - exponent.max(-1, keepdims=True))
        worth = factors @ values
        return np.where(np.abs(worth) < ROUNDING * (factors @ np.abs(values)), 0.0, worth)

    grid = np.linspace(math.log1p(LOWEST_RATE), math.log1p(HIGHEST_RATE), GRID)
    at = np.concatenate([value(part) for part in np.array_split(grid, PARTS)])
    roots = list(grid[at == 0.0])
    signs = np.sign(at)
    for k in np.flatnonzero(signs[:-1] * signs[1:] < 0.0):
        roots.append(brentq(value, grid[k], grid[k + 1], xtol=1e-14))
    rates = tuple(sorted(float(np.expm1(x)) for x in roots))
    if not rates:
        return IRR(None, (), "none")
    return IRR(rates[0], rates, "unique") if len(rates) == 1 else IRR(None, rates, "multiple")


def mvpf_region(willingness_to_pay: float, net_government_cost: float) -> str:
    """Which kind of answer the marginal value of public funds is.

    "ratio": the government pays. "infinite": it saves (or breaks even) and people gain. "saves and harms": it saves and
    people lose. "undefined": neither gains nor pays, or it breaks even while people lose or gain nothing.
    """
    wtp = check_number("willingness to pay", willingness_to_pay)
    cost = check_number("net cost", net_government_cost)
    if cost > 0:
        return "ratio"
    if wtp > 0:
        return "infinite"
    return "saves and harms" if cost < 0 and wtp < 0 else "undefined"


def mvpf(willingness_to_pay: float, net_government_cost: float) -> float:
    """Marginal value of public funds: willingness to pay over net government cost, `inf` or NaN by its region."""
    region = mvpf_region(willingness_to_pay, net_government_cost)
    if region == "ratio":
        return float(willingness_to_pay) / float(net_government_cost)
    return math.inf if region == "infinite" else math.nan


def friction_share(period: float, spell: float) -> float:
    """Share of the days of absence that fall within the friction period, after which who is absent has been replaced.

    1 - exp(-period/spell): E[min(D, period)] / E[D] for spells D of so long a mean (in the same unit) that end at a
    constant rate.
    """
    period, spell = check_number("the friction period", period, 0.0), check_number("the mean spell", spell, 0.0)
    return 1.0 if spell == 0.0 else -math.expm1(-period / spell)


def icer_table(costs: ArrayLike, effects: ArrayLike, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Strategies set against each other: which are worth considering, and what each next effect costs.

    Sorted by cost along the efficient frontier, then those off it. A strategy is "dominated" when another has at least
    its effect at no more cost, and "extended dominated" when a mix of two others has. A strategy that equals an earlier
    one in both is dominated by it; one that lies on the line between two others is efficient.

    Parameters
    ----------
    costs, effects : array_like, (strategies,)
        Means per strategy, in one unit each.
    names : sequence of str, optional
        Of the strategies; "0", "1", ... by default.

    Returns
    -------
    DataFrame by strategy: cost, effect, incremental_cost, incremental_effect and icer against the strategy before it on
    the frontier (NaN off it and for the reference), status in {"reference", "efficient", "dominated", "extended dominated"}.
    """
    import pandas as pd

    cost, effect = numbers("costs", costs), numbers("effects", effects)
    labels = [str(k) for k in range(len(cost))] if names is None else [str(name) for name in names]
    if not len(cost) == len(effect) == len(labels) or not labels:
        raise InputError(
            f"costs, effects and names must have one length, at least 1, not {len(cost)}, {len(effect)} and {len(labels)}"
        )
    if len(set(labels)) < len(labels):
        raise InputError(f"a strategy occurs twice: {labels}")
    order = np.lexsort((-effect, cost))
    best = np.concatenate([[-math.inf], np.maximum.accumulate(effect[order])[:-1]])
    undominated = [int(k) for k, so_far in zip(order, best, strict=True) if effect[k] > so_far]
    frontier: list[int] = []
    for k in undominated:  # what makes the slope fall is left of a line between two others
        while len(frontier) > 1 and slope(cost, effect, frontier[-2], frontier[-1]) > slope(
            cost, effect, frontier[-1], k
        ):
            frontier.pop()
        frontier.append(k)
    extended = [k for k in undominated if k not in frontier]
    rows = []
    for before, k in zip([None, *frontier], frontier, strict=False):
        if before is None:
            rows.append((labels[k], cost[k], effect[k], math.nan, math.nan, math.nan, "reference"))
        else:
            more = (cost[k] - cost[before], effect[k] - effect[before], slope(cost, effect, before, k))
            rows.append((labels[k], cost[k], effect[k], *more, "efficient"))
    off = [(k, "extended dominated") for k in extended]
    off += [(int(k), "dominated") for k in order if k not in undominated]
    rows += [(labels[k], cost[k], effect[k], math.nan, math.nan, math.nan, status) for k, status in off]
    columns = ["strategy", "cost", "effect", "incremental_cost", "incremental_effect", "icer", "status"]
    frame = pd.DataFrame(rows, columns=columns).set_index("strategy")
    frame.attrs["units"] = {"icer": "unit of costs per unit of effects", "all": "as given"}
    return frame


def slope(cost: np.ndarray, effect: np.ndarray, before: int, after: int) -> float:
    """Cost per unit of effect from one strategy to another."""
    return float((cost[after] - cost[before]) / (effect[after] - effect[before]))
