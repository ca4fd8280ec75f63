"""Value of information and acceptability from draws of a probabilistic sensitivity analysis.

Net benefit is a table of draws × strategies, in one unit (euros); higher is better. Nothing here knows the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError, check_number

if TYPE_CHECKING:
    import pandas as pd

POSTERIOR_DRAWS = 300  # behind the standard error of an evppi
SEED = 1


def net_benefits(values: ArrayLike) -> np.ndarray:
    """A checked table of draws × strategies, at least two of each."""
    try:
        table = np.asarray(values, float)
    except (TypeError, ValueError):
        raise InputError("net benefit must be numbers, draws × strategies") from None
    if table.ndim != 2 or table.shape[0] < 2 or table.shape[1] < 2:
        raise InputError(
            f"net benefit is a table of draws × strategies with at least two of each, not of shape {table.shape}"
        )
    if not np.isfinite(table).all():
        raise InputError(f"net benefit must be finite: {int((~np.isfinite(table)).sum())} of its numbers are not")
    return table


def parameter_table(parameters, draws: int) -> pd.DataFrame:
    """A checked table of draws × named parameters, as a DataFrame."""
    import pandas as pd

    frame = parameters.to_frame() if isinstance(parameters, pd.Series) else pd.DataFrame(parameters)
    if len(frame) != draws:
        raise InputError(f"parameters have {len(frame)} draws, net benefit has {draws}")
    if not frame.shape[1]:
        raise InputError("parameters is a table without columns: name at least one parameter")
    if frame.columns.duplicated().any():
        raise InputError(f"a parameter occurs twice: {sorted(set(frame.columns[frame.columns.duplicated()]))}")
    for name in frame:
        try:
            usable = np.isfinite(frame[name].to_numpy(float)).all()
        except (TypeError, ValueError):
            usable = False
        if not usable:
            raise InputError(f"parameter {name!r} must be finite numbers")
    return frame.astype(float)


def evpi(net_benefit: ArrayLike) -> float:
    """Expected value of perfect information: mean of the best strategy of each draw, less the best mean.

    Parameters
    ----------
    net_benefit : array_like, (draws, strategies)
    """
    table = net_benefits(net_benefit)
    return float(table.max(1).mean() - table.mean(0).max())


def evppi(net_benefit: ArrayLike, parameters, joint: bool = False) -> pd.Series:
    """Expected value of partial perfect information: what knowing a parameter exactly would be worth.

    The expected net benefit given the parameter is found by regression on the draws (Strong, Oakley and Brennan 2014,
    Medical Decision Making 34:311), with splines whose smoothness is estimated.

    Parameters
    ----------
    net_benefit : array_like, (draws, strategies)
    parameters : DataFrame, (draws, parameters)
    joint : bool
        One figure for knowing all parameters together, under the name "joint". Products of pairs are seen where there are
        draws enough for them (200 for six parameters, 1,000 for fourteen); interactions of three parameters are not.

    Returns
    -------
    Series
        In the unit of the net benefit, between 0 and the EVPI; `.attrs["se"]` is a Series of standard errors, of the
        regression and of the number of draws together, `.attrs["as_found"]` the values before they were kept within
        those limits, beyond which lies only error.
    """
    import pandas as pd

    table = net_benefits(net_benefit)
    frame = parameter_table(parameters, len(table))
    groups = {"joint": list(frame)} if joint else {name: [name] for name in frame}
    found = {name: given(table, frame[columns].to_numpy()) for name, columns in groups.items()}
    most = evpi(table)
    series = pd.Series({name: min(max(value, 0.0), most) for name, (value, _) in found.items()}, name="evppi")
    series.attrs["se"] = pd.Series({name: se for name, (_, se) in found.items()}, name="se")
    series.attrs["as_found"] = pd.Series({name: value for name, (value, _) in found.items()}, name="as found")
    return series


def given(table: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """Value of knowing `x` (draws, parameters), and its standard error."""
    from .regression import Fit

    more = table - table[:, :1]  # against the first strategy, whose own level decides nothing
    x = x[:, x.std(0) > 0]
    if not x.shape[1]:
        return 0.0, 0.0
    fits = [Fit(x, more[:, k]) if more[:, k].std() > 0 else None for k in range(table.shape[1])]
    means = np.stack([fit.values if fit else more[:, k] for k, fit in enumerate(fits)], 1)
    rng = np.random.default_rng(SEED)
    might = np.stack(
        [fit.draws(POSTERIOR_DRAWS, rng) if fit else np.repeat(more[:, [k]], POSTERIOR_DRAWS, 1) for k, fit in enumerate(fits)],
        -1,
    )  # fmt: skip
    values = might.max(-1).mean(0) - might.mean(0).max(-1)  # (posterior draws,)
    gain = means.max(1) - means[:, means.mean(0).argmax()]
    se = np.hypot(values.std(), gain.std() / np.sqrt(len(table)))
    return float(gain.mean()), float(se)


def evsi(net_benefit: ArrayLike, results) -> pd.Series:
    """Expected value of sample information: what a study is worth whose results `results` simulates.

    Parameters
    ----------
    net_benefit : array_like, (draws, strategies)
    results : DataFrame, (draws, summaries)
        For every draw what the study would print if that draw were the truth (an estimate, with its sampling error). The
        value of a study is that of knowing its results (Strong, Oakley, Brennan and Breeze 2015, Medical Decision Making
        35:570).

    Returns
    -------
    Series
        One figure, under the name "evsi"; `.attrs["se"]` its standard error.
    """
    found = evppi(net_benefit, results, joint=True)
    series = found.rename({"joint": "evsi"})
    series.attrs |= {name: found.attrs[name].rename({"joint": "evsi"}) for name in ("se", "as_found")}
    return series.rename("evsi")


def population(value: float, per_year: float, years: int, rate: float, first: int = 0) -> float:
    """A value per person for all whom a decision concerns: `per_year` persons in each of `years` years, discounted.

    `first` is the number of years until the decision can be taken with the information.
    """
    value, per_year = check_number("value", value), check_number("per_year", per_year, 0.0)
    years = check_number("years", years, 1, 1000, whole=True)
    first = check_number("first", first, 0, 1000, whole=True)
    rate = check_number("rate", rate, -0.5, 1.0)
    return float(value * per_year * ((1.0 + rate) ** -(first + np.arange(years, dtype=float))).sum())


def enbs(evsi_of_population: float, cost: float) -> float:
    """Expected net benefit of sampling: the population's value of a study less what the study costs."""
    return check_number("evsi", evsi_of_population) - check_number("cost", cost, 0.0)


def expected_loss(net_benefit: ArrayLike) -> np.ndarray:
    """Mean of what each strategy falls short of the best one of the draw, (strategies,); the smallest is the EVPI."""
    table = net_benefits(net_benefit)
    return (table.max(1, keepdims=True) - table).mean(0)


def ceac(costs, effects, thresholds: ArrayLike) -> pd.DataFrame:
    """Cost-effectiveness acceptability curves: probability that a strategy has the highest net benefit.

    Parameters
    ----------
    costs, effects : DataFrame or array_like, (draws, strategies)
        Names are those of the columns of a DataFrame.
    thresholds : array_like, (n,)
        Euros per unit of effect.

    Returns
    -------
    DataFrame
        Thresholds × one column per strategy, ties shared evenly; column `frontier` is the probability of the strategy with
        the highest expected net benefit.
    """
    import pandas as pd

    names = next((list(x.columns) for x in (costs, effects) if isinstance(x, pd.DataFrame)), None)
    cost, effect = net_benefits(costs), net_benefits(effects)
    if cost.shape != effect.shape:
        raise InputError(f"costs and effects must have one shape, not {cost.shape} and {effect.shape}")
    names = names or [f"strategy {k}" for k in range(cost.shape[1])]
    if "frontier" in names:
        raise InputError("a strategy cannot be called 'frontier', which is a column of the result")
    values = np.asarray(thresholds, float)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise InputError(f"thresholds must be a list of finite numbers, not {thresholds!r}")
    rows = []
    for value in values:
        benefit = value * effect - cost
        best = benefit == benefit.max(1, keepdims=True)
        shares = (best / best.sum(1, keepdims=True)).mean(0)
        rows.append([*shares, shares[benefit.mean(0).argmax()]])
    frame = pd.DataFrame(rows, index=pd.Index(values, name="threshold"), columns=[*names, "frontier"])
    frame.attrs["units"] = {"threshold": "EUR per unit of effect", "all": "probability"}
    return frame
