"""Programmes by age of the child: published ratios with intervals, a smoother, and corrections for selective publication.

Everything is done on the inverse hyperbolic sine of the ratio of benefits to costs, asinh(B/C): a logarithm for ratios well
above one that also takes ratios of zero and below, and on which the error of a cheap programme does not explode with its ratio.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import brentq, minimize, minimize_scalar

from ..datafiles import DATA, read_toml
from ..economics.measures import numbers
from ..errors import InputError, check_number

if TYPE_CHECKING:
    import pandas as pd

FILE = DATA / "programmes.toml"
CATALOGUE = DATA / "tables" / "catalogue_uncertainty.csv"  # written by calibration/catalogue.py --part uncertainty
AIMED = ("targeted", "universal")
BANDWIDTH = 4.0  # years: standard deviation of the kernel over ages
FEWEST = 3  # programmes with an interval that a line needs
SIGNIFICANT = 1.96  # the step of the probability of being published
LOG_SEEN = (math.log(1e-3), math.log(1e3))  # limits of the search
EVEN = math.asinh(1.0)  # benefits equal to costs


def programmes() -> pd.DataFrame:
    """Published programmes by id: ages, whom they are aimed at, ratio with its standard error, and asinh of it (`y`, `se_y`).

    The error is missing where none can be told. Sources and how each error was found are columns.
    """
    import pandas as pd

    rows = []
    for raw in read_toml(FILE)["programme"]:
        ratio = raw.get("ratio", raw["benefits"] / raw["cost"] if "cost" in raw else math.nan)
        error = raw.get("se", math.nan)
        if "chance" in raw:
            error = (ratio - 1.0) / float(special.ndtri(raw["chance"]))
        rows.append({
            "id": raw["id"], "title": raw["title"], "title_nl": raw["title_nl"], "first": raw["ages"][0], "last": raw["ages"][1],
            "age": sum(raw["ages"]) / 2, "aimed": raw["aimed"], "ratio": ratio, "se": error,
            "error_from": "printed" if "se" in raw else "chance" if "chance" in raw else "none",
            "unit": raw["unit"], "source": raw["source"], "url": raw["url"], "status": raw["status"], "note": raw.get("note", ""),
        })  # fmt: skip
    frame = pd.DataFrame(rows).set_index("id")
    frame["y"], frame["se_y"] = np.arcsinh(frame.ratio), frame.se / np.sqrt(1.0 + frame.ratio**2)
    frame.attrs["units"] = {"ratio": "benefits over costs", "age": "years", "y": "asinh of the ratio"}
    return frame


def catalogue() -> pd.DataFrame:
    """The library's own interventions by id: ages, the ratio over draws of all that is uncertain (median and 95% interval).

    `first` is the age of the offer (-1 for pregnancy), `last` that of the last cost. They are results of the model, no observations, and stand in no line.
    """
    import pandas as pd

    from .. import interventions

    rows = []
    for drawn in pd.read_csv(CATALOGUE).itertuples():
        item = interventions.load(drawn.id)
        first = -1 if item.offer.at == "pregnancy" else item.offer.at
        last = max(max(cost.age for cost in item.cost), 0) if first >= 0 or any(cost.age for cost in item.cost) else -1
        rows.append({
            "id": drawn.id, "title": item.title, "title_nl": item.title_nl, "first": first, "last": max(first, last),
            "age": (first + max(first, last)) / 2, "ratio": drawn.ratio, "low": drawn.ratio_low, "high": drawn.ratio_high,
        })  # fmt: skip
    frame = pd.DataFrame(rows).set_index("id")
    frame.attrs["units"] = {"ratio": "benefits over costs", "age": "years"}
    return frame


# the smoother


def effects_and_errors(effects: ArrayLike, errors: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Checked effects and standard errors of one length."""
    y, se = numbers("effects", effects), numbers("errors", errors)
    if len(y) != len(se) or not len(y):
        raise InputError(f"effects and errors must have one length, at least 1, not {len(y)} and {len(se)}")
    if (se <= 0).any():
        raise InputError("errors must be positive")
    return y, se


def heterogeneity(effects: ArrayLike, errors: ArrayLike) -> float:
    """Variance of true effects between studies, tau squared, by restricted maximum likelihood around one mean.

    effects, errors : array_like, (n,). 0 where the effects differ by no more than their errors explain.
    """
    y, se = effects_and_errors(effects, errors)
    if len(y) < 2:
        return 0.0

    def minus_log_likelihood(tau2):
        weight = 1.0 / (se**2 + tau2)
        mean = weight @ y / weight.sum()
        return 0.5 * (np.log(weight.sum()) - np.log(weight).sum() + weight @ (y - mean) ** 2)

    scale = max(float(y.var()), 1e-300)  # the scale of the search is that of the effects
    grid = scale * np.concatenate([[0.0], np.geomspace(1e-6, 1e3, 121)])
    at = [minus_log_likelihood(tau2) for tau2 in grid]
    k = int(np.argmin(at))
    if k == 0:
        return 0.0
    between = (grid[k - 1], grid[min(k + 1, len(grid) - 1)])
    found = minimize_scalar(minus_log_likelihood, bounds=between, method="bounded", options={"xatol": 1e-10 * scale})
    return float(found.x)


class Line(NamedTuple):
    """A smoothed line over ages: value and standard error at each, and the heterogeneity it was made with."""

    ages: np.ndarray
    value: np.ndarray
    se: np.ndarray
    tau: float


def smooth(
    ages: ArrayLike,
    effects: ArrayLike,
    errors: ArrayLike,
    at: ArrayLike,
    bandwidth: float = BANDWIDTH,
    tau2: float | None = None,
) -> Line:
    """Precision-weighted local linear regression of effects on age, with random effects.

    At each age a straight line is fitted with weights kernel / (error² + tau²), a normal kernel with `bandwidth` years as its
    standard deviation; its value there is the line. tau² is that of `heterogeneity` if left out. The standard error is that of
    a weighted sum of the effects, with tau² in their variance; it does not hold the bias of smoothing.
    """
    y, se = effects_and_errors(effects, errors)
    x, places = numbers("ages", ages), numbers("at", at)
    if len(x) != len(y):
        raise InputError(f"ages and effects must have one length, not {len(x)} and {len(y)}")
    if check_number("bandwidth", bandwidth) <= 0.0:
        raise InputError(f"bandwidth must be above 0, not {bandwidth!r}")
    between = heterogeneity(y, se) if tau2 is None else check_number("tau2", tau2, 0.0)
    variance = se**2 + between
    value, error = np.empty(len(places)), np.empty(len(places))
    for k, place in enumerate(places):
        distance = x - place
        weight = np.exp(-0.5 * (distance / bandwidth) ** 2) / variance
        weight = weight / weight.sum()
        middle = weight @ distance
        spread = weight @ (distance - middle) ** 2
        slope = weight * (distance - middle) / spread if spread > 1e-9 * bandwidth**2 else np.zeros(len(x))
        share = weight - middle * slope  # of each effect in the value of the line at distance 0
        value[k], error[k] = share @ y, math.sqrt(share**2 @ variance)
    return Line(places, value, error, math.sqrt(between))


# selective publication


class Selection(NamedTuple):
    """Mean and spread of effects before selection, and how likely a study without a clear gain is seen, beside one with it."""

    mean: float
    mean_se: float
    tau: float
    seen: float  # relative probability of publication below the step; 1: no selection
    seen_low: float  # 95% interval, by profile likelihood
    seen_high: float
    log_likelihood: float


def log_density(y, se, mean, tau, log_seen, step):
    """Log density of published effects: a normal latent effect, seen for sure above step × se, with probability `seen` below."""
    total = np.sqrt(se**2 + tau**2)
    below = special.ndtr((step * se - mean) / total)
    seen = math.exp(log_seen)
    published = seen * below + (1.0 - below)
    normal = -0.5 * ((y - mean) / total) ** 2 - np.log(total) - 0.5 * math.log(2 * math.pi)
    return normal + np.where(y < step * se, log_seen, 0.0) - np.log(published)


def selection(effects: ArrayLike, errors: ArrayLike, step: float = SIGNIFICANT) -> Selection:
    """Mean effect corrected for selective publication, after Andrews and Kasy (2019, American Economic Review 109:2766-2794).

    True effects are normal with mean and spread tau, estimates normal around them with known errors. An estimate above
    `step` standard errors is always seen, one below it with a relative probability `seen`; all three by maximum likelihood. The
    interval of `seen` is where the profile likelihood falls by no more than 1.92. With few studies it is wide.
    """
    y, se = effects_and_errors(effects, errors)
    if len(y) < FEWEST:
        raise InputError(f"a correction needs at least {FEWEST} studies, not {len(y)}")
    scale = float(np.sqrt(y.var() + se.min() ** 2))
    tau2 = heterogeneity(y, se)
    weight = 1.0 / (se**2 + tau2)
    begin = float(weight @ y / weight.sum())
    limits = [(begin - 20 * scale, begin + 20 * scale), (math.log(1e-4 * scale), math.log(20 * scale)), LOG_SEEN]

    def minus(theta):
        return -log_density(y, se, theta[0], math.exp(theta[1]), theta[2], step).sum()

    spread = math.log(max(math.sqrt(tau2), 0.1 * scale))
    starts = [(mean, spread, log_seen) for mean in (begin, 0.0) for log_seen in (0.0, -2.0)]
    found = min((minimize(minus, x, method="L-BFGS-B", bounds=limits) for x in starts), key=lambda tried: tried.fun)

    def interval(number: int, drop: float) -> list[float]:
        """Where the profile likelihood of one number has fallen by `drop`; infinite where it never does."""
        others = [k for k in range(3) if k != number]

        def fall(value):
            def rest(theta):
                whole = np.insert(theta, number, value)
                return minus(whole)

            bounds = [limits[k] for k in others]
            return minimize(rest, found.x[others], method="L-BFGS-B", bounds=bounds).fun - found.fun - drop

        ends = []
        for limit, beyond in zip(limits[number], (-math.inf, math.inf), strict=True):
            inside = abs(limit - found.x[number]) > 1e-6 and fall(limit) > 0.0
            ends.append(brentq(fall, *sorted((found.x[number], limit)), xtol=1e-4) if inside else beyond)
        return ends

    below, above = interval(0, 0.5)
    low, high = (math.exp(end) for end in interval(2, 1.92))
    return Selection(
        float(found.x[0]), (above - below) / 2.0, math.exp(found.x[1]), math.exp(found.x[2]), low, high, -float(found.fun)
    )  # fmt: skip


def small_studies(effects: ArrayLike, errors: ArrayLike, power: int = 1) -> tuple[float, float]:
    """Effect of a study without error, by regression on the error: PET (`power` 1) or PEESE (2), with its standard error.

    Weighted least squares with weights 1 / error² and a dispersion that is estimated, at least 1 (Stanley and
    Doucouliagos 2014).
    """
    y, se = effects_and_errors(effects, errors)
    if len(y) < FEWEST:
        raise InputError(f"a correction needs at least {FEWEST} studies, not {len(y)}")
    if power not in (1, 2):
        raise InputError(f"power is 1 (PET) or 2 (PEESE), not {power!r}")
    design = np.column_stack([np.ones(len(y)), se**power]) / se[:, None]
    found, *_ = np.linalg.lstsq(design, y / se, rcond=None)
    left = y / se - design @ found
    dispersion = max(1.0, float(left @ left) / (len(y) - 2))
    return float(found[0]), math.sqrt(dispersion * np.linalg.inv(design.T @ design)[0, 0])


def smooth_selected(
    ages: ArrayLike,
    effects: ArrayLike,
    errors: ArrayLike,
    at: ArrayLike,
    tau: float,
    seen: float,
    bandwidth: float = BANDWIDTH,
) -> Line:
    """The line before selection: `smooth`, with the likelihood of `selection` in place of that of normal effects.

    At each age the mean and the slope that are most likely for the studies around it, weighted by the kernel. `tau` and
    `seen` are those of all studies together; with `seen` = 1 it is `smooth` with tau². The standard error is that of a
    weighted likelihood (sandwich form) and takes both as known.
    """
    y, se = effects_and_errors(effects, errors)
    x, places = numbers("ages", ages), numbers("at", at)
    log_seen = math.log(check_number("seen", seen, 1e-6, 1e6))
    between = check_number("tau", tau, 0.0)
    start = smooth(x, y, se, places, bandwidth, between**2)
    if log_seen == 0.0:
        return start
    value, error = np.empty(len(places)), np.empty(len(places))
    for k, place in enumerate(places):
        distance = (x - place) / bandwidth
        kernel = np.exp(-0.5 * distance**2)
        design = np.column_stack([np.ones(len(x)), distance])

        def each(theta, design=design):
            return log_density(y, se, design @ theta, between, log_seen, SIGNIFICANT)

        def minus(theta, kernel=kernel, each=each):
            return -(kernel @ each(theta))

        found = minimize(minus, [start.value[k], 0.0], method="BFGS").x
        mean, step = design @ found, 1e-3
        now, up, down = (log_density(y, se, mean + h, between, log_seen, SIGNIFICANT) for h in (0.0, step, -step))
        slope, bend = (up - down) / (2 * step), (up - 2 * now + down) / step**2
        bread = np.linalg.pinv(-(design * (kernel * bend)[:, None]).T @ design)
        meat = (design * (kernel * slope)[:, None]).T @ (design * (kernel * slope)[:, None])
        value[k], error[k] = found[0], math.sqrt((bread @ meat @ bread)[0, 0])
    return Line(places, value, error, between)


# tables


def curve_of_programmes(
    table: pd.DataFrame | None = None, at: ArrayLike | None = None, bandwidth: float = BANDWIDTH
) -> pd.DataFrame:
    """Curves (2) and (3): the ratio of programmes by age, targeted and universal apart, as published and corrected.

    Columns: `aimed`, `correction` ("none" or "selection"), `age`, `ratio`, `low`, `high` (95%, of the line), `programmes`. Only over
    the ages that the programmes of a line cover. A line needs three programmes with an interval. How selective publication is,
    is found on all programmes together: no line alone could tell.
    """
    import pandas as pd

    table = programmes() if table is None else table
    known = table[np.isfinite(table.se_y)]
    fitted = selection(known.y - EVEN, known.se_y)
    rows = []
    for aimed in (*AIMED, "all"):
        here = known if aimed == "all" else known[known.aimed == aimed]
        if len(here) < FEWEST:
            continue
        ages = (
            numbers("at", at)
            if at is not None
            else np.arange(math.ceil(here.age.min()), math.floor(here.age.max()) + 1.0)
        )
        data = here.age, here.y - EVEN, here.se_y, ages
        rows += line_rows(aimed, "none", smooth(*data, bandwidth), len(here))
        rows += line_rows(aimed, "selection", smooth_selected(*data, fitted.tau, fitted.seen, bandwidth), len(here))
    columns = ["aimed", "correction", "age", "ratio", "low", "high", "programmes"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["units"] = {"ratio": "benefits over costs", "age": "years"}
    frame.attrs["bandwidth"] = bandwidth
    return frame


def line_rows(aimed: str, correction: str, line: Line, count: int) -> list[tuple]:
    """Rows of a line, back on the scale of ratios."""
    value, low, high = (np.sinh(line.value + EVEN + z * line.se) for z in (0.0, -1.96, 1.96))
    return [
        (aimed, correction, float(age), *map(float, at), count)
        for age, *at in zip(line.ages, value, low, high, strict=True)
    ]


def corrections(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """The ratio of a typical programme, whatever its age, under each correction: its ratio, 95% interval and what it rests on.

    "none" random-effects mean; "selection" Andrews and Kasy; "pet" and "peese" regression on the error. Each answers
    another question: they are there to be seen beside each other. `.attrs["selection"]` holds what was fitted.
    """
    import pandas as pd

    table = programmes() if table is None else table
    known = table[np.isfinite(table.se_y)]
    y, se = known.y.to_numpy() - EVEN, known.se_y.to_numpy()
    weight = 1.0 / (se**2 + heterogeneity(y, se))
    fitted = selection(y, se)
    found = {
        "none": (weight @ y / weight.sum(), weight.sum() ** -0.5),
        "selection": (fitted.mean, fitted.mean_se),
        "pet": small_studies(y, se, 1),
        "peese": small_studies(y, se, 2),
    }
    rows = [
        tuple(float(np.sinh(mean + EVEN + z * error)) for z in (0.0, -1.96, 1.96)) for mean, error in found.values()
    ]
    frame = pd.DataFrame(rows, index=pd.Index(found, name="correction"), columns=["ratio", "low", "high"])
    frame["programmes"] = len(known)
    frame.attrs["units"] = {"all": "benefits over costs"}
    frame.attrs["selection"] = fitted
    return frame
