"""The catalogue of interventions, and those that other packages add (`packages.py`)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError, unknown
from .check import CASCADE
from .packages import find
from .schema import Intervention
from .words import effect_line, target

__all__ = ["CASCADE", "Intervention", "available", "load", "template"]


def names() -> list[str]:
    """Ids of all interventions."""
    return sorted(find().items)


def load(name: str | Path, *, beside: Iterable[str] = ()) -> Intervention:
    """An intervention by its id, or from a TOML file. `beside`: scenarios that a misspelt name may have meant as well."""
    if isinstance(name, Path) or str(name).endswith(".toml"):
        return Intervention.from_toml(name, origin=str(name))
    found = find()
    if name in found.contested:
        raise InputError(found.contested[name])
    if name not in found.items:
        kind = "intervention or scenario" if beside else "intervention"
        error = unknown(kind, name, [*found.items, *beside])
        raise InputError(" ".join([str(error), *(f"Left out: {text}" for text in found.refused)]))
    return found.items[name].model_copy(deep=True)


def template() -> str:
    """The smallest file that runs, to start one's own from."""
    return (Path(__file__).parent / "template.toml").read_text(encoding="utf-8")


def available():
    """The menu as a pandas DataFrame, in the order of a life: title, phase, target group, grade, cost and transfer per
    participant, cost before that, payer, reach today, mechanisms, effect in a line, origin.

    `cost_before` tells what screening and offers cost, in words; where nothing else costs anything, `cost_per_participant`
    is missing: it hangs on how many are screened or offered for one who takes part. `reach_today` is missing where it is compared with nothing. What an installed package offers and cannot be used is
    left out, with a warning, and named in `.attrs["refused"]`; an id that is claimed twice is an error.
    """
    import pandas as pd

    from ..parameters import ParameterSet
    from ..vocabulary.rows import PHASES, PRICE_YEAR

    def factor(year: int) -> float:
        return parameters.price_factor(year, PRICE_YEAR)

    found = find()
    for message in found.contested.values():
        raise InputError(message)
    for message in found.refused:
        warnings.warn(f"left out: {message}", stacklevel=2)
    parameters = ParameterSet.read()
    rows = []
    for item in sorted(found.items.values(), key=lambda item: (PHASES.index(item.phase), item.id)):
        before, cost = cost_before(item, factor), item.cost_per_participant(factor)
        rows.append({
            "id": item.id,
            "title": item.title,
            "phase": item.phase,
            "target": target(item),
            "grade": item.grade,
            "cost_per_participant": None if before and not cost else cost,
            "cost_before": before,
            "transfer_per_participant": item.cost_per_participant(factor, transfers=True),
            "payer": ", ".join(sorted({cost.payer for cost in item.cost})),
            "reach_today": item.offer.reach_today if item.offer.comparator == "today" else None,
            "mechanism": ", ".join(dict.fromkeys(effect.mechanism for effect in item.effect)),
            "effect": effect_line(item),
            "channels": ", ".join(effect.channel for effect in item.effect),
            "runs": item.runs,
            "origin": item.origin,
        })  # fmt: skip
    frame = pd.DataFrame(rows).set_index("id")
    frame.attrs["units"] = {
        "cost_per_participant": f"EUR {PRICE_YEAR}",
        "transfer_per_participant": f"EUR {PRICE_YEAR}",
        "reach_today": "share of municipalities",
    }
    frame.attrs["refused"] = found.refused
    return frame


def cost_before(item: Intervention, price_factor) -> str:
    """What screening and offers cost, in euros of the model's price year; "" if nothing."""
    return ", ".join(f"EUR {amount:,.0f} for each family {per}" for per, amount in item.costs_before(price_factor))
