"""Who has what and who gains: levels and gaps between groups of births, concentration index, equity weights.

Plain functions, and two tables: `gaps` of a result or comparison, `distribution` of an appraisal. Definitions and sources
are in docs/explanation/distribution.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .economics.measures import numbers
from .errors import InputError, check_number, unknown
from .estimate import estimate, jackknife
from .results import Comparison
from .vocabulary.lines import LINES, Line
from .vocabulary.payers import GOVERNMENT
from .vocabulary.rows import PRICE_YEAR
from .vocabulary.state import N_AGES, N_GROUPS, ledger_groups

if TYPE_CHECKING:
    import pandas as pd

    from .appraisal import Appraisal
    from .results import Ledgers

INCOME_YEAR = 2021  # of the line `household_income`
ADULT, RETIRED = 18, 67  # ages that bound childhood and working life
BEST_FIRST = (
    "vulnerability",
)  # divisions whose classes run from the best start to the worst; the others end with the best
PUBLIC = {  # public cost of a kind: the accounts that it is booked under
    "youth_care": ("youth_ambulatory", "youth_supervision", "youth_foster", "youth_residential"),
    "crime": ("police_justice", "detention"),
    "care": ("maternity", "neonatal", "preventive", "medical", "mental", "disease", "long_term", "wmo"),
    "education": ("education", "special", "retention"),
    "benefits": ("benefits",),
}
TEXTS = {
    "births": "births from 24+0 weeks",
    "life_years": "years lived, per live birth",
    "healthy_years": "quality-adjusted life years of the child, per live birth",
    "good_years": "years adjusted for health and for income, per live birth",
    "household_income": "standardised disposable household income at birth, per year",
    "earnings": "gross wages per year lived from 18 to 66, with or without work",
    "income": "own disposable income per year lived from 18: labour cost less taxes and premiums, plus benefits",
    "youth_care": "public cost of youth care, per live birth",
    "crime": "public cost of police, justice and detention, per live birth",
    "care": "public cost of all health and long-term care, per live birth",
    "education": "public cost of education, per live birth",
    "benefits": "benefits and pensions paid by government, per live birth",
    "taxes": "taxes and premiums received by government, per live birth",
}


# plain functions


def concentration_index(
    values: ArrayLike, rank: ArrayLike | None = None, weights: ArrayLike | None = None, aversion: float = 2.0
) -> float:
    """Concentration index of `values` over people from worst to best off.

    C = 1 - Σ value × [(1 - F0)^aversion - (1 - F1)^aversion] / mean, with F0 and F1 where a person's or group's place among all
    begins and ends, 0 to 1. With aversion 2 it is the usual index (Kakwani, Wagstaff and Van Doorslaer 1997), twice the area between the
    concentration curve and the diagonal: 0 if all have the same, positive if the better off have more. A higher aversion
    weighs the worst off more (Wagstaff 2002).

    Parameters
    ----------
    values : (n,) not negative, with a positive mean
        Of persons, or means of groups; within a group all count as equal.
    rank : (n,), optional
        What orders from worst to best off, e.g. income; equals share a place. The order given if left out.
    weights : (n,), optional
        Persons that each value stands for; equal if left out.
    aversion : float above 1
    """
    what = numbers("values", values)
    people = np.ones(len(what)) if weights is None else numbers("weights", weights)
    order = np.arange(len(what), dtype=float) if rank is None else numbers("rank", rank)
    if not len(what) == len(people) == len(order):
        raise InputError(
            f"values, rank and weights must have one length, not {len(what)}, {len(order)} and {len(people)}"
        )
    if check_number("aversion", aversion) <= 1.0:
        raise InputError(f"aversion must be above 1, not {aversion!r}")
    if (people < 0).any() or people.sum() <= 0 or (what < 0).any() or people @ what <= 0:
        raise InputError("a concentration index needs weights and values that are not negative, and not all 0")
    share, place = people / people.sum(), np.unique(order, return_inverse=True)[1]
    of_place = np.bincount(place, share)
    behind = np.clip(1.0 - np.append(0.0, np.cumsum(of_place)), 0.0, 1.0) ** aversion
    held = np.divide(np.bincount(place, share * what), of_place, out=np.zeros(len(of_place)), where=of_place > 0)
    return float(1.0 + np.diff(behind) @ held / (share @ what))


def equity_weights(incomes: ArrayLike, elasticity: float, population: ArrayLike | None = None) -> np.ndarray:
    """Weights (income / mean income)^-elasticity, scaled so that their mean over the population is 1.

    `elasticity` is that of the marginal utility of income: 0 gives all the same weight, 1 weighs a euro by the share of
    income that it is. `population`: persons of each income, equal if left out.
    """
    income = numbers("incomes", incomes)
    people = np.ones(len(income)) if population is None else numbers("population", population)
    if (income <= 0).any():
        raise InputError("incomes must be positive")
    if check_number("elasticity", elasticity) < 0.0:
        raise InputError(f"elasticity must not be negative, not {elasticity!r}")
    return scaled((income / np.average(income, weights=people)) ** -elasticity, people)


def scaled(weights: ArrayLike, population: ArrayLike) -> np.ndarray:
    """Weights, scaled so that their mean over the population is 1."""
    weight, people = numbers("weights", weights), numbers("population", population)
    if len(weight) != len(people):
        raise InputError(f"weights and population must have one length, not {len(weight)} and {len(people)}")
    if (weight < 0).any() or (people < 0).any() or weight @ people <= 0.0:
        raise InputError("weights and population must not be negative, and not all 0")
    return weight * people.sum() / (weight @ people)


def utility(consumption: ArrayLike, elasticity: float, least: float) -> np.ndarray:
    """What a level of consumption, relative to the standard, adds to quality of life: 0 at the standard, -1 at `least`.

    (1 - c^(1 - elasticity)) / (least^(1 - elasticity) - 1); logarithmic at elasticity 1. Isoelastic, after Cookson and
    others (2021).
    """
    c = np.asarray(consumption, float)
    if elasticity == 1.0:
        return -np.log(c) / np.log(least)
    return (1.0 - c ** (1.0 - elasticity)) / (least ** (1.0 - elasticity) - 1.0)


# levels and gaps


def gaps(found: Ledgers, name: str = "circumstances") -> pd.DataFrame:
    """Years, income and public cost per class of births, and the best class minus the worst.

    Parameters
    ----------
    found : Result or Comparison
        Lived with `axis="circumstances"` for the fifths.
    name : str
        "circumstances", "vulnerability" or "maternal_education".

    Returns
    -------
    One row per class, then "all" and "best minus worst"; columns as in `attrs["texts"]`, each with its Monte-Carlo error
    (`_se`). Of a Comparison: three such tables, by `arm`: "baseline", "scenario" and "change", the last with the error of the
    paired difference. Euros of the price year, not discounted; of the cohort itself, not of its children.
    """
    import pandas as pd

    here = found.with_groups(name)
    classes = ledger_groups(name)
    arms = here.arms() if isinstance(here, Comparison) else (here,)
    sums = np.stack([sums_by_class(arm, classes) for arm in arms], axis=1)  # (batch, arm, class, quantity)
    levels = levels_of(here.parameters, best_last=name not in BEST_FIRST)

    def figures(means):
        table = levels(means)
        return np.concatenate([table, table[:, 1:] - table[:, :1]], axis=1) if len(arms) == 2 else table

    with np.errstate(divide="ignore", invalid="ignore"):
        value, se = jackknife(sums, here.batch_births, figures)
    se = np.full_like(value, np.nan) if se is None else se
    value[..., 0], se[..., 0] = value[..., 0] * here.births, se[..., 0] * here.births
    rows = [*classes, "all", "best minus worst"]
    tables = [
        pd.DataFrame(
            {f"{column}{end}": cells[..., k] for k, column in enumerate(TEXTS) for end, cells in (("", v), ("_se", e))},
            index=pd.Index(rows, name=name),
        )
        for v, e in zip(value, se, strict=True)
    ]
    frame = tables[0] if len(tables) == 1 else pd.concat(tables, keys=["baseline", "scenario", "change"], names=["arm"])
    frame.attrs["texts"] = dict(TEXTS)
    frame.attrs["units"] = {
        c: "births" if c == "births" else "years" if c.endswith("years") else f"EUR {PRICE_YEAR}" for c in TEXTS
    }
    return frame


def public(kind: tuple[str, ...]) -> list[str]:
    """Lines under some accounts that government pays or gets."""
    return [line.name for line in LINES if line.account in kind and line.party in GOVERNMENT]


def sums_by_class(ledgers: Ledgers, classes: dict[str, list[int]]) -> np.ndarray:
    """Sums of what the figures are made of, of the cohort: (batch, class, quantity)."""
    everyone, adult, working, child = (0, N_AGES - 1), (ADULT, N_AGES - 1), (ADULT, RETIRED - 1), (0, ADULT - 1)
    years, tax_share = ["life_years_male", "life_years_female"], float(ledgers.parameters.value("parents.tax.share"))
    wanted = [
        (["births"], everyone), (["live_births_male", "live_births_female"], everyone), (years, child), (years, adult),
        (years, working), (["qaly_child"], everyone), (["household_income"], everyone),
        (["earnings_low", "earnings_middle", "earnings_high"], working),
        (["production_family", "tax_family", "benefit_family"], adult), (["production_mother"], adult),
        *((public(kind), everyone) for kind in PUBLIC.values()), (public(("taxes",)), everyone),
    ]  # fmt: skip
    by_class = [
        np.stack([ledgers.by_batch(lines, ages, groups) for lines, ages in wanted], axis=-1)
        for groups in classes.values()
    ]
    sums = np.stack(by_class, axis=1)
    sums[..., 8] += tax_share * sums[..., 9]  # the line of taxes holds the mother's as well
    return sums


def levels_of(parameters, best_last: bool):
    """Function of sums (..., arm, class, quantity) that gives the figures (..., arm, class + 2, figure), as in `TEXTS`.

    What is standard consumption is the mean of the first arm, the baseline, in childhood and in adult life.
    """
    to_price_year = parameters.price_factor(INCOME_YEAR, PRICE_YEAR)
    elasticity, least = (float(parameters.value(f"economics.good_years.{key}")) for key in ("elasticity", "least"))

    def levels(sums):
        sums = np.concatenate([sums, sums.sum(-2, keepdims=True)], axis=-2)  # the last class is all
        births, live, child, adult, working, health, household, wages, disposable, _, *money = np.moveaxis(sums, -1, 0)
        income = np.stack([household / live, disposable / adult], axis=-1)
        relative = income / income[..., :1, -1:, :]
        of_income = (np.stack([child, adult], axis=-1) * utility(relative, elasticity, least)).sum(-1)
        costs = [-cost / live for cost in money[:-1]]
        table = np.stack(
            [
                births, (child + adult) / live, health / live, (health + of_income) / live,
                income[..., 0] * to_price_year, wages / working, income[..., 1], *costs, money[-1] / live,
            ],
            axis=-1,
        )  # fmt: skip
        best, worst = (-2, 0) if best_last else (0, -2)
        return np.concatenate([table, (table[..., best, :] - table[..., worst, :])[..., None, :]], axis=-2)

    return levels


# gains


def distribution(
    appraisal: Appraisal,
    name: str = "circumstances",
    weights: dict[str, float] | None = None,
    elasticity: float | None = None,
) -> pd.DataFrame:
    """Who gains, per class of births, and what the gains are worth with equity weights.

    The weights apply to what the families themselves gain or lose (party `family`); what falls to government, insurers,
    employers and victims is everybody's and has weight 1, the mean of the weights over the births.

    Parameters
    ----------
    name : str
        "circumstances" (needs `model.compare(..., axis="circumstances")`), "vulnerability" or "maternal_education".
    weights : dict, optional
        Weight per class; scaled so that their mean over the births is 1.
    elasticity : float, optional
        Instead of weights: elasticity of the marginal utility of income; the weights are those of `equity_weights` on the
        disposable income of the baseline from 18. No Dutch guideline sets one, so there is no default.

    Returns
    -------
    One row per class and "all": births of the baseline, NPV, the families' part of it, QALYs (not discounted), NPV and QALYs
    per birth, weight and weighted NPV; with Monte-Carlo errors that take the weights as given. Descendants count under the
    class of their first ancestor.
    """
    import pandas as pd

    here = appraisal.with_groups(name)
    comparison, classes = here.comparison, ledger_groups(name)
    if weights is not None and elasticity is not None:
        raise InputError("give weights or an elasticity, not both")
    baseline = comparison.baseline()
    births = np.array([float(baseline.total("births", groups=groups)) for groups in classes.values()])
    if elasticity is not None:
        income = gaps(baseline, name)["income"].to_numpy()[: len(classes)]
        weight = equity_weights(income, elasticity, births)
    else:
        weight = scaled(list(in_order(weights, classes).values()), births)
    generations = range(comparison.generations)
    groups = [[k + N_GROUPS * g for g in generations for k in first] for first in classes.values()]
    npv = np.stack([here.by_batch(everything, group) for group in groups], axis=-1)  # (batch, class)
    family = np.stack([here.by_batch(of_family, group) for group in groups], axis=-1)
    qalys = np.stack([here.qalys_by_batch(group) for group in groups], axis=-1)
    columns = {"npv": npv, "npv_family": family, "qalys": qalys, "weighted_npv": npv + (weight - 1.0) * family}
    rows = {"births": [*births, births.sum()]}
    for column, batches in columns.items():
        whole = np.concatenate([batches, batches.sum(-1, keepdims=True)], axis=-1)
        found = [estimate(whole[:, k], comparison.batch_births, comparison.births) for k in range(whole.shape[1])]
        rows[column] = [float(figure) for figure in found]
        rows[f"{column}_se"] = [figure.error for figure in found]
    frame = pd.DataFrame(rows, index=pd.Index([*classes, "all"], name=name))
    frame["npv_per_birth"], frame["qalys_per_birth"] = frame["npv"] / frame["births"], frame["qalys"] / frame["births"]
    frame["weight"] = [*weight, 1.0]
    money = f"EUR {here.rules.price_year}, present value in {here.base_year}"
    frame.attrs["units"] = {
        "births": "births", "npv": money, "npv_family": money, "weighted_npv": money, "npv_per_birth": money,
        "qalys": "QALY", "qalys_per_birth": "QALY", "weight": "factor",
    }  # fmt: skip
    frame.attrs["elasticity"] = elasticity
    return frame


def everything(line: Line) -> bool:
    return True


def of_family(line: Line) -> bool:
    return line.party == "family"


def in_order(weights: dict[str, float] | None, classes: dict[str, list[int]]) -> dict[str, float]:
    """Weights in the order of the classes; all 1 if left out."""
    if weights is None:
        return dict.fromkeys(classes, 1.0)
    for key in weights:
        if key not in classes:
            raise unknown("class", key, classes)
    missing = [key for key in classes if key not in weights]
    if missing:
        raise InputError(f"no weight for {', '.join(missing)}")
    return {key: weights[key] for key in classes}
