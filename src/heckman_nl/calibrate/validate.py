"""The baseline beside Dutch statistics: target, simulated value, z, source; for fitted rows and for checks.

Rows that are ratios of ledger lines are read from a run; statistics of persons are asked of a panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from ..estimate import Estimate
from ..vocabulary.rows import PRICE_YEAR
from .entries import USES, use
from .statistics import Statistic
from .targets import Target, Targets, group_name

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Result

MET = 2.0  # a row is met when |z| is not above this
FEWEST_BIRTHS = 10_240  # ten batches, below which no figure has an error
PANEL_BIRTHS = 200_000  # births of which statistics of persons are worked out
ENOUGH_BIRTHS = 1_000_000  # births at which chance decides on no row of the Dutch targets
FAILED = 3.0  # beyond this a missed row without a stated reason is a failure; below it may be chance among many rows


def validate(
    result: Result, targets: Targets | None = None, panel_births: int | None = None, workers: int | None = None
) -> pd.DataFrame:
    """Compare one arm (the baseline) with all targets, and panels of the same parameters with all statistics.

    z = (simulated - target) / sqrt(se_target² + se_MC²), where se_target is a 3.92th of the target's interval and se_MC
    comes from the batches of the run or the panel. Money targets are moved to the price year of the model.

    Parameters
    ----------
    result : Result
        A run of the baseline.
    targets : Targets, optional
        Those of the library if left out.
    panel_births : int, optional
        Births in the panel; 200,000, or those of the run if they are fewer. 0 leaves statistics of persons out.
    workers : int, optional
        Threads; changes no digit.

    Returns
    -------
    DataFrame with columns id, name, title, title_nl, measure, group, age_low, age_high, target, low, high,
    interval_assumed, simulated, se_mc, z, met, use, held_out, reason, status, source
    """
    import pandas as pd

    if result.simulated < FEWEST_BIRTHS:
        raise InputError(f"{result.simulated} births are too few to compare: simulate {FEWEST_BIRTHS:,} or more")
    targets = targets or Targets.read()
    births = min(PANEL_BIRTHS, result.simulated) if panel_births is None else panel_births
    if 0 < births < FEWEST_BIRTHS:
        raise InputError(f"a panel of {births} births is too small to compare: take {FEWEST_BIRTHS:,} or more, or 0")
    rows = [target_row(result, target) for target in targets.rows]
    if births and targets.statistics:
        rows += panel_rows(result, targets.statistics, births, workers)
    frame = pd.DataFrame(rows)
    frame.attrs["simulated births"] = result.simulated
    frame.attrs["panel births"] = births
    frame.attrs["price_year"] = PRICE_YEAR
    return frame


def panel_rows(result: Result, statistics: tuple[Statistic, ...], births: int, workers: int | None) -> list[dict]:
    """Statistics of persons, on a panel with the parameters, the seed and the (first) birth year of a run."""
    from .answers import answer_all

    seed, year = result.provenance["seed"], result.cohort.years[0]
    answers = answer_all(statistics, result.parameters, births, seed, year, workers)
    return [
        row(result, statistic, found, measure=statistic.measure, group=statistic.group, ages=statistic.ages)
        for statistic, found in zip(statistics, answers, strict=True)
    ]


def failures(table: pd.DataFrame) -> pd.DataFrame:
    """Rows that are missed by more than chance explains, or could not be compared, without a stated reason."""
    return table[~(table.z.abs() <= FAILED) & (table.reason == "")]


def target_row(result: Result, target: Target) -> dict:
    """One line of the table for a ratio of ledger lines."""
    simulated = result.ratio(
        target.numerator, target.denominator, target.ages, target.over, target.groups, target.over_groups
    )
    return row(result, target, simulated, measure="share", group=group_name(target.cell), ages=target.ages)


def row(
    result: Result, target: Target | Statistic, simulated: Estimate, measure: str, group: str, ages: tuple[int, int]
) -> dict:
    """One line of the table."""
    factor = result.parameters.price_factor(target.price_year, PRICE_YEAR) if target.price_year else 1.0
    value = float(simulated)
    z = (value - target.value * factor) / np.hypot(target.se * factor, simulated.se or 0.0)
    return {
        "id": target.id,
        "name": target.name,
        "title": target.title,
        "title_nl": target.title_nl,
        "measure": measure,
        "group": group,
        "age_low": ages[0],
        "age_high": ages[1],
        "target": target.value * factor,
        "low": target.low * factor,
        "high": target.high * factor,
        "interval_assumed": target.interval_assumed,
        "simulated": value,
        "se_mc": simulated.se,
        "z": float(z),
        "met": bool(abs(z) <= MET),
        "use": use(target),
        "held_out": use(target) == "held out",
        "reason": target.reason,
        "status": target.status,
        "source": target.source,
    }


def counts(table: pd.DataFrame) -> dict[str, dict[str, int]]:
    """For rows by what they served for (`USES`): how many there are and how many are met."""
    found = {}
    for name in USES:
        rows = table[table.use == name]
        found[name] = {"rows": len(rows), "met": int(rows.met.sum())}
    return found
