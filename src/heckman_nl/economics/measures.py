"""Present value, net present value, ratio, internal rate of return, marginal value of public funds.

Plain functions on arrays; nothing here knows the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from ..errors import InputError

LOWEST_RATE, HIGHEST_RATE = -0.99, 10.0
Schedule = Sequence[tuple[float, float]]


def flows_and_times(flows: ArrayLike, times: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    """Checked flows and their times in years (0, 1, 2, ... by default)."""
    values = np.asarray(flows, float)
    if values.ndim != 1:
        raise InputError(f"flows must be one-dimensional, not of shape {values.shape}")
    when = np.arange(len(values), dtype=float) if times is None else np.asarray(times, float)
    if when.shape != values.shape:
        raise InputError(f"flows and times must have one length, not {len(values)} and {when.shape}")
    if not np.isfinite(values).all() or not np.isfinite(when).all():
        raise InputError("flows and times must be finite")
    return values, when


def discount_factors(rate: float | Schedule, times: np.ndarray) -> np.ndarray:
    """Factors 1/(1+rate)^t, or of a schedule [(from_year, rate), ...]: year t-1 to t uses the rate in force in year t.

    A time between two whole years uses the rate of the year it lies in.
    """
    if isinstance(rate, int | float | np.floating):
        if not (math.isfinite(rate) and rate > -1.0):
            raise InputError(f"a discount rate must be finite and above -1, not {rate!r}")
        return (1.0 + float(rate)) ** -times
    schedule = sorted((float(start), float(value)) for start, value in rate)
    if not schedule:
        raise InputError("a schedule of rates needs at least one (from_year, rate)")
    for _, value in schedule:
        if not (math.isfinite(value) and value > -1.0):
            raise InputError(f"a discount rate must be finite and above -1, not {value!r}")
    if (times < 0).any():
        raise InputError("a schedule of rates starts at time 0: no earlier flows")

    def in_force(year: float) -> float:
        value = schedule[0][1]
        for start, candidate in schedule:
            if start <= year:
                value = candidate
        return value

    last = math.ceil(times.max()) if times.size else 0
    yearly = np.array([in_force(year) for year in range(1, last + 1)])
    whole = np.concatenate([[0.0], np.cumsum(np.log1p(yearly))])
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
    if not (math.isfinite(deadweight) and deadweight > -1.0):
        raise InputError(f"deadweight must be finite and above -1, not {deadweight!r}")
    cost = present_value(costs, rate, times)
    if cost == 0.0:
        raise InputError("the present value of the costs is 0: a ratio is not defined")
    return present_value(benefits, rate, times) / (cost * (1.0 + deadweight))


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
    when = when - (when.min() if when.size else 0.0)
    scale = np.abs(values).max() if values.size else 0.0
    if scale == 0.0 or (values >= 0).all() or (values <= 0).all():
        return IRR(None, (), "none")
    values = values / scale

    def log_value(log_rate: float) -> float:
        # scaled by the largest discount factor, so that long streams neither overflow nor vanish
        exponent = -when * log_rate
        return float(np.dot(values, np.exp(exponent - exponent.max())))

    grid = np.linspace(math.log1p(LOWEST_RATE), math.log1p(HIGHEST_RATE), 8001)
    at = np.array([log_value(x) for x in grid])
    roots = [grid[k] for k in np.flatnonzero(at == 0.0)]
    for k in np.flatnonzero(at[:-1] * at[1:] < 0.0):
        roots.append(brentq(log_value, grid[k], grid[k + 1], xtol=1e-14))
    rates = tuple(sorted(float(np.expm1(x)) for x in roots))
    if not rates:
        return IRR(None, (), "none")
    return IRR(rates[0], rates, "unique") if len(rates) == 1 else IRR(None, rates, "multiple")


def mvpf_region(willingness_to_pay: float, net_government_cost: float) -> str:
    """Which kind of answer the marginal value of public funds is.

    "ratio": the government pays. "infinite": it saves (or breaks even) and people gain. "saves and harms": it saves and
    people lose. "undefined": neither gains nor pays, or it breaks even while people lose or gain nothing.
    """
    wtp, cost = float(willingness_to_pay), float(net_government_cost)
    if not (math.isfinite(wtp) and math.isfinite(cost)):
        raise InputError("willingness to pay and net cost must be finite")
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
