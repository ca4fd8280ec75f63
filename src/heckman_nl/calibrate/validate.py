"""The baseline beside Dutch statistics: target, simulated value, z, source; for fitted rows and for checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from ..vocabulary.rows import PRICE_YEAR
from .targets import Target, Targets

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Result

MET = 1.96  # a row is met when |z| is not above this
FEWEST_BIRTHS = 10_240  # ten batches, below which no figure has an error
ENOUGH_BIRTHS = 1_000_000  # births at which chance decides on no row of the Dutch targets
FAILED = 3.0  # beyond this a missed row without a stated reason is a failure; below it may be chance among many rows


def validate(result: Result, targets: Targets | None = None) -> pd.DataFrame:
    """Compare one arm (the baseline) with all targets.

    z = (simulated - target) / sqrt(se_target² + se_MC²), where se_target is a 3.92th of the target's interval and se_MC
    comes from the batches of the run. Money targets are moved to the price year of the model.

    Returns
    -------
    DataFrame with columns id, name, title, title_nl, target, low, high, interval_assumed,
    simulated, se_mc, z, met, held_out, reason, status, source
    """
    import pandas as pd

    if result.simulated < FEWEST_BIRTHS:
        raise InputError(f"{result.simulated} births are too few to compare: simulate {FEWEST_BIRTHS:,} or more")
    targets = targets or Targets.read()
    frame = pd.DataFrame([row(result, target) for target in targets.rows])
    frame.attrs["simulated births"] = result.simulated
    frame.attrs["price_year"] = PRICE_YEAR
    return frame


def failures(table: pd.DataFrame) -> pd.DataFrame:
    """Rows that are missed by more than chance explains, or could not be compared, without a stated reason."""
    return table[~(table.z.abs() <= FAILED) & (table.reason == "")]


def row(result: Result, target: Target) -> dict:
    """One line of the table."""
    factor = result.parameters.price_factor(target.price_year, PRICE_YEAR) if target.price_year else 1.0
    simulated = result.ratio(
        target.numerator, target.denominator, target.ages, target.over, target.groups, target.over_groups
    )
    value = float(simulated)
    z = (value - target.value * factor) / np.hypot(target.se * factor, simulated.se or 0.0)
    return {
        "id": target.id,
        "name": target.name,
        "title": target.title,
        "title_nl": target.title_nl,
        "target": target.value * factor,
        "low": target.low * factor,
        "high": target.high * factor,
        "interval_assumed": target.interval_assumed,
        "simulated": value,
        "se_mc": simulated.se,
        "z": float(z),
        "met": bool(abs(z) <= MET),
        "held_out": not target.fitted,
        "reason": target.reason,
        "status": target.status,
        "source": target.source,
    }
