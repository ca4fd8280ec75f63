"""Which mix of interventions, at which reach, under a budget? Simulated together, so that overlap counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .errors import InputError, check_number, unknown
from .scenario import Scenario, programmes_today
from .vocabulary.payers import PARTIES

if TYPE_CHECKING:
    import pandas as pd

    from .cohort import Cohort
    from .interventions import Intervention
    from .model import Model
    from .results import Comparison

SOCIETY = "society"
STEPS = 4  # of reach, for each intervention
SEARCH = 100_000  # births on which the search compares mixes


class Portfolio(NamedTuple):
    """The mix that was found, the way to it, and its appraisal in full.

    `reach` holds what each intervention of the mix is brought to, and a column of `frontier` every one at each step, 0 or today's share
    where it is not in the mix. Where it is not the reach that differs from today, it is the step that does: `vve.uptake`.
    """

    reach: dict[str, float]
    frontier: pd.DataFrame  # one row per step of the search
    comparison: Comparison | None  # of the mix, on all births; None if nothing is worth its cost
    budget: float
    view: str


def optimise(
    model: Model,
    cohort: Cohort,
    interventions: Sequence[Intervention],
    budget: float,
    view: str = SOCIETY,
    payer: str | None = None,
    steps: int = STEPS,
    seed: int = 1,
    search: int = SEARCH,
    sample: int | None = None,
    progress=None,
    **settings,
) -> Portfolio:
    """The mix with the highest net present value whose programme costs stay within a budget, beside what is offered today.

    Greedy: from nothing, again and again the step of reach of one intervention that gains most per euro of programme
    cost, in the mix as it is by then; every mix is simulated whole, on the same persons, so that families who take part
    in two programmes count once per mechanism. It ends when no step gains, or none can be paid. Greedy steps are the
    best mix where interventions do not interact, and near it where they do so little.

    Parameters
    ----------
    budget : float
        EUR of the price year, present value, programme costs of all parties (or of `payer`) for the cohort.
    view : str
        "society", or a party whose net present value is maximised.
    payer : str, optional
        The party whose budget it is; all parties if left out.
    steps : int
        Steps from what there is today (nothing, where an intervention is compared with nothing) to what its file offers. What lifts
        the cascades of others has them beside it, as they run today where they are not in the mix.
    search : int
        Births on which mixes are compared; the mix that is found is appraised on all births (or `sample`).
    settings
        Of the appraisal: `discount_rate`, `qaly_value` and so on.
    """
    import pandas as pd

    if view != SOCIETY and view not in PARTIES:
        raise unknown("view", view, [SOCIETY, *PARTIES])
    if payer is not None and payer not in PARTIES:
        raise unknown("payer", payer, list(PARTIES))
    check_number("budget", budget, 0.0, 1e13)
    check_number("steps", steps, 1, 20, whole=True)
    ids = [item.id for item in interventions]
    if len(set(ids)) < len(ids):
        raise InputError(f"an intervention occurs twice in {ids}")
    items = dict(zip(ids, interventions, strict=True))
    if not items:
        raise InputError("name the interventions to choose from")
    taken = dict.fromkeys(items, 0)

    def appraise(level: dict[str, int], births: int | None):
        mix = mixed(items, {name: n / steps for name, n in level.items() if n})
        comparison = model.compare(cohort, mix, seed=seed, sample=births, progress=False)
        appraisal = comparison.appraise(**settings)
        value = appraisal.npv.value if view == SOCIETY else appraisal.by_payer().loc[view].iloc[0]
        cost = appraisal.by_account_and_payer()
        paid = -cost.loc["programme", payer] if payer else float(appraisal.costs)
        return float(value), float(paid), comparison, appraisal

    value, spent = 0.0, 0.0
    rows, tried = [frontier_row("", taken, items, steps, value, spent)], 0
    while True:
        found = []
        for name in items:
            if taken[name] < steps:
                level = {**taken, name: taken[name] + 1}
                gained, cost, *_ = appraise(level, search)
                tried += 1
                if progress:
                    progress(tried)
                if cost <= budget and gained > value:
                    found.append(((gained - value) / max(cost - spent, 1.0), name, gained, cost))
        if not found:
            break
        _, name, value, spent = max(found)
        taken[name] += 1
        rows.append(frontier_row(name, taken, items, steps, value, spent))
    frontier = pd.DataFrame(rows)
    frontier.attrs["units"] = {"npv": "EUR, present value", "cost": "EUR, present value"}
    reach = dict(brought_to(items[name], n / steps) for name, n in taken.items() if n)
    comparison = appraise(taken, sample)[2] if reach else None
    return Portfolio(reach, frontier, comparison, budget, view)


def mixed(items: dict[str, Intervention], parts: dict[str, float]) -> Scenario:
    """The interventions of a mix, each a part of the way from today, and beside them as they run today those whose cascades they lift."""
    chosen = {name: items[name].on_the_way(part) for name, part in parts.items()}
    lifted = {other.id: other for item in chosen.values() for other in programmes_today(item)}
    today = (items[id].as_today() if id in items else other for id, other in lifted.items() if id not in chosen)
    return Scenario("mix", [*chosen.values(), *today])


def brought_to(item: Intervention, part: float) -> tuple[str, float]:
    """What a part of the way from today brings an intervention to: its reach, or the first step that differs from today."""
    offer = item.offer
    if offer.comparator == "none":
        return item.id, part * offer.reach
    step, now = next(
        ((step, now) for step, now in offer.today().items() if now != getattr(offer, step)), ("reach", offer.reach)
    )
    return (item.id if step == "reach" else f"{item.id}.{step}"), now + part * (getattr(offer, step) - now)


def frontier_row(step: str, taken: dict[str, int], items: dict, steps: int, value: float, spent: float) -> dict:
    """One point of the frontier."""
    reach = dict(brought_to(items[name], n / steps) for name, n in taken.items())
    return {"step": step, "cost": spent, "npv": value, **reach}
