"""The catalogue of interventions, and those that other packages add.

A package adds interventions by an entry point in the group `heckman_nl.interventions`: its value is a package that
holds `*.toml` files, or a function that returns a list of `Intervention`.
"""

from __future__ import annotations

from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path

from ..errors import InputError, unknown
from .check import CASCADE
from .schema import Intervention
from .words import effect_line, target

__all__ = ["CASCADE", "Intervention", "available", "load"]
GROUP = "heckman_nl.interventions"


def _catalogue() -> dict[str, Intervention]:
    """All interventions by id; two with one id are an error."""
    found: dict[str, Intervention] = {}
    ours = resources.files(__package__) / "catalogue"
    groups = [[Intervention.from_toml(path) for path in sorted(Path(str(ours)).glob("*.toml"))]]
    for point in entry_points(group=GROUP):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.name
        target = point.load()
        if callable(target):
            groups.append([item.model_copy(update={"origin": origin}) for item in target()])
        else:
            folder = Path(str(resources.files(target)))
            groups.append([Intervention.from_toml(path, origin) for path in sorted(folder.glob("*.toml"))])
    for group in groups:
        for intervention in group:
            if intervention.id in found:
                raise InputError(
                    f"two interventions are called {intervention.id!r}: from {found[intervention.id].origin} and from {intervention.origin}"
                )
            found[intervention.id] = intervention
    return found


def names() -> list[str]:
    """Ids of all interventions."""
    return sorted(_catalogue())


def load(name: str | Path) -> Intervention:
    """An intervention by its id, or from a TOML file."""
    if isinstance(name, Path) or str(name).endswith(".toml"):
        return Intervention.from_toml(name, origin=str(name))
    catalogue = _catalogue()
    if name not in catalogue:
        raise unknown("intervention", name, catalogue)
    return catalogue[name]


def available():
    """The menu as a pandas DataFrame, in the order of a life: title, phase, target group, grade, cost and transfer per
    participant, payer, reach today, mechanisms, effect in a line, origin.

    `reach_today` is missing where it is compared with nothing.
    """
    import pandas as pd

    from ..parameters import ParameterSet
    from ..vocabulary.rows import PHASES, PRICE_YEAR

    def factor(year: int) -> float:
        return parameters.price_factor(year, PRICE_YEAR)

    parameters = ParameterSet.read()
    rows = []
    for item in sorted(_catalogue().values(), key=lambda item: (PHASES.index(item.phase), item.id)):
        rows.append({
            "id": item.id,
            "title": item.title,
            "phase": item.phase,
            "target": target(item),
            "grade": item.grade,
            "cost_per_participant": item.cost_per_participant(factor),
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
    return frame
