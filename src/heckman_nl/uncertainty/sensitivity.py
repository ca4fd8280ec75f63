"""What does the outcome of a scenario hang on: one number at a time, two at a time, all at once, and in draws that are there.

Uncertain numbers are those that `Model.psa` draws, by the same names: parameters, and `<id>.<place>` of an intervention's
file. All are moved on the unit cube, through their own quantile functions. `question.Experiment` says how points are lived
and which options all of these functions take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, check_number, unknown
from ..vocabulary import channels
from . import factors as bundles
from . import indices
from .draws import TARGET
from .question import Answer, Experiment, Point

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..interventions import Intervention
    from ..model import Model
    from ..parameters import ParameterSet
    from ..scenario import Scenario
    from .psa import PSA

QUANTILES = (0.05, 0.95)
N = 128  # points of the base sample of Sobol indices
TRAJECTORIES = 10
ENOUGH_LIVES = 0.25  # of the spread of the outcome, that the simulation error may be


def tornado(
    model: Model,
    cohort: Cohort,
    scenario: Scenario,
    names: Sequence[str] | str | None = None,
    quantiles: tuple[float, float] = QUANTILES,
    **options: Any,
) -> pd.DataFrame:
    """Each uncertain number alone to a low and a high quantile, all others at the values that they have.

    Parameters
    ----------
    model, cohort, scenario : Model, Cohort, Scenario
    names : list of str, optional
        Names, or patterns such as "voorzorg.*"; all uncertain numbers if left out (some 650, each lived twice).
    quantiles : (float, float)
    options
        Of `question.Experiment`: outcome, recalibrate, pairs, seed, executor, workers, rules, discount_rate, ...

    Returns
    -------
    DataFrame
        By number, the widest first: `low` and `high` (the values, in their unit; of a table a factor on all of it, of a
        statistic standard errors), `npv_low` and `npv_high` (named after the outcome), `swing` (high less low) and the
        simulation error of it, `swing_se`. `.attrs["base"]` is the outcome with nothing moved. Whatever the mean of the
        draws is, `base` is that of the values of the files.
    """
    import pandas as pd

    ends = [check_number("a quantile", q, 0.0, 1.0) for q in quantiles]
    if len(ends) != 2 or not 0.0 < ends[0] < ends[1] < 1.0:
        raise InputError(f"quantiles are two, above 0 and below 1, the low one first, not {quantiles!r}")
    experiment = Experiment(model, cohort, scenario, **options)
    chosen = experiment.chosen(names)
    outcome = experiment.question.outcome
    values = {name: [float(x) for x in experiment.unknowns[name].quantile(ends)] for name in chosen}
    items = {item.id: item for item in scenario.interventions}
    points = [Point(), *(Point({name: x}) for name in chosen for x in values[name])]
    base, *found = experiment.answers(points, "tornado")
    rows = []
    for name, low, high in zip(chosen, found[::2], found[1::2], strict=True):
        swing = high.less(low)
        npv = [float(answer.outcome) for answer in (low, high)]
        reason = low.reason or high.reason
        rows.append(
            (name, unit_of(model.parameters, items, name), *values[name], *npv, float(swing), swing.error, reason)
        )
    columns = ["number", "unit", "low", "high", f"{outcome}_low", f"{outcome}_high", "swing", "swing_se", "reason"]
    frame = pd.DataFrame(rows, columns=columns).set_index("number")
    frame = frame.sort_values("swing", key=np.abs, ascending=False, kind="stable")
    frame.attrs = experiment.facts("tornado") | {"quantiles": tuple(ends), **told("base", base)}
    return frame


def one_way(
    model: Model, cohort: Cohort, scenario: Scenario, name: str, values: Sequence[Any], **options: Any
) -> pd.DataFrame:
    """The outcome for some values of one number, all others as they are.

    `name` is a parameter of the model (of a table: a factor on all its values), a step, channel or place of an intervention
    (`voorzorg.uptake`), or a setting of the appraisal (`discount_rate`). Options as for `tornado`.

    Returns
    -------
    DataFrame
        By value: the outcome and its simulation error, and the difference from the outcome as things are, with its own.
    """
    import pandas as pd

    experiment = Experiment(model, cohort, scenario, **options)
    values, outcome = listed(name, values), experiment.question.outcome
    base, *found = experiment.answers([Point(), *(Point({}, {name: value}) for value in values)], "values")
    rows = []
    for answer in found:
        more = answer.less(base)
        rows.append((float(answer.outcome), answer.outcome.error, float(more), more.error, answer.reason))
    columns = [outcome, f"{outcome}_se", "difference", "difference_se", "reason"]
    frame = pd.DataFrame(rows, columns=columns, index=pd.Index(values, name=name))
    frame.attrs = experiment.facts() | {"name": name, **told("base", base)}
    return frame


def two_way(
    model: Model, cohort: Cohort, scenario: Scenario, values: Mapping[str, Sequence[Any]], **options: Any
) -> pd.DataFrame:
    """The outcome for every pair of values of two numbers: `values` names each with its values. Names as for `one_way`.

    Returns
    -------
    DataFrame of the outcome: values of the first × values of the second.
    """
    import pandas as pd

    if not isinstance(values, Mapping) or len(values) != 2:
        raise InputError(f"values is a dict of two names, each with a list of values, not {values!r}")
    (first, down), (second, across) = ((name, listed(name, each)) for name, each in values.items())
    experiment = Experiment(model, cohort, scenario, **options)
    points = [Point({}, {first: x, second: y}) for x in down for y in across]
    found = [float(answer.outcome) for answer in experiment.answers(points, "pairs of values")]
    frame = pd.DataFrame(
        np.reshape(found, (len(down), len(across))), pd.Index(down, name=first), pd.Index(across, name=second)
    )
    frame.attrs = experiment.facts()
    return frame


def morris(
    model: Model,
    cohort: Cohort,
    scenario: Scenario,
    trajectories: int = TRAJECTORIES,
    names: Sequence[str] | str | None = None,
    groups: Mapping[str, str | Sequence[str]] | str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Screening: which factors can be left alone? `trajectories` × (factors + 1) points; see `indices.morris`.

    Parameters
    ----------
    names : list of str, optional
        What moves: names, or patterns; all uncertain numbers if left out. The rest keeps the values that it has.
    groups : dict or "each", optional
        Factors: name -> pattern(s), the rest in one more; "each": every number for itself; the ten of
        `data/sensitivity.toml` if left out.
    options
        As for `tornado`.
    """
    asked = Asked(Experiment(model, cohort, scenario, **options), names, groups, "Morris")
    return asked.told(indices.morris(asked, asked.columns, trajectories, asked.seed))


def sobol(
    model: Model,
    cohort: Cohort,
    scenario: Scenario,
    n: int = N,
    names: Sequence[str] | str | None = None,
    groups: Mapping[str, str | Sequence[str]] | str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Which part of the variance of the outcome comes from which factor? `n` × (factors + 2) points; see `indices.sobol`.

    At most ten factors; `n` a power of two. Arguments as for `morris`. `.attrs["enough_lives"]` is False where the
    simulation error exceeds a quarter of the spread: part of every `total` is then chance, and more `pairs` are needed.
    """
    asked = Asked(Experiment(model, cohort, scenario, **options), names, groups, "Sobol")
    return asked.told(indices.sobol(asked, asked.columns, n, asked.seed))


class Asked:
    """The outcome of an experiment as a function of the unit cube, and the factors of its columns."""

    def __init__(self, experiment: Experiment, names, groups, what: str):
        self.experiment, self.what, self.seed = experiment, what, experiment.question.seed
        self.draws = experiment.draws.only(experiment.chosen(names))
        self.members = bundles.members_of(self.draws, groups)
        self.columns = bundles.columns(self.draws, self.members)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        moved = self.draws.at_points(points)
        return self.experiment.values([Point(moved.at(k)) for k in range(moved.n)], self.what)

    def told(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with how it was made, and how many numbers each factor holds."""
        frame.insert(0, "numbers", [len(self.members[name]) for name in frame.index])
        (base,) = self.experiment.answers([Point()])
        frame.attrs |= (
            self.experiment.facts(frame.attrs["method"].lower()) | told("base", base) | {"members": self.members}
        )
        if "sd" in frame.attrs and base.outcome.se is not None:
            frame.attrs["enough_lives"] = bool(base.outcome.se <= ENOUGH_LIVES * frame.attrs["sd"])
        return frame


def pawn(
    psa: PSA, outcome: str = "npv", strategy: str | None = None, slices: int = indices.SLICES, seed: int = 1
) -> pd.DataFrame:
    """Which drawn numbers move the outcome of a strategy, in the draws of a PSA as they are; see `indices.pawn`.

    Nothing is lived again, and what is uncertain together may be. `strategy` may be left out where there is one.
    """
    strategies = psa.strategies[1:]
    if strategy is None and len(strategies) > 1:
        raise InputError(f"name the strategy: {', '.join(map(repr, strategies))}")
    strategy = strategies[0] if strategy is None else strategy
    if strategy not in strategies:
        raise unknown("strategy", strategy, strategies)
    frame = indices.pawn(psa.parameters, psa.outcome(outcome)[strategy].to_numpy(), slices, seed)
    frame.attrs |= {"outcome": outcome, "strategy": strategy}
    return frame


def problem(scenario: Scenario, model: Model, names=None, groups=None) -> dict[str, Any]:
    """The factors of a scenario as SALib writes a problem, on the unit cube; its columns are in the order of the factors."""
    from .draws import Draws

    draws = Draws(model.parameters, (scenario,), 2, 1)
    draws = draws.only(tuple(name for name in draws.names if not name.startswith(TARGET)))
    if names is not None:
        fits = indices.among(draws.names, [names] if isinstance(names, str) else list(names))
        draws = draws.only(tuple(draws.names[k] for k in sorted({k for found in fits.values() for k in found})))
    return indices.problem_spec(bundles.columns(draws, bundles.members_of(draws, groups)))


def listed(name: str, values) -> list:
    """The values of a number, at least one."""
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise InputError(f"values of {name} are a list, not {values!r}")
    found = [value.item() if isinstance(value, np.generic) else value for value in values]
    if not found:
        raise InputError(f"values of {name}: give at least one")
    return found


def unit_of(parameters: ParameterSet, items: Mapping[str, Intervention], name: str) -> str:
    """The unit in which a number is moved; of an effect as it is used (`<id>.<channel>`) the measure of its channel."""
    if name.startswith(TARGET):
        return "standard errors"
    if name in parameters:
        return "factor on the table" if parameters[name].is_table else parameters[name].unit
    head, _, place = name.partition(".")
    item = items[head]
    match place.split("."):
        case ["cost", k, _]:
            return item.cost[int(k)].unit
        case ["offer" | "weights", *_]:
            return "share"
        case ["corrections", *_]:
            return "factor"
        case ["lift", *_]:
            return "OR"
        case ["effect", _, "persistence", _]:
            return "share a year"
        case ["effect", channel, "trials", trial, _]:
            effect = next(effect for effect in item.effect if effect.channel == channel)
            return next(one.measure for one in effect.trials if one.trial == trial)
    return channels.BY_NAME[place].measure


def told(name: str, answer: Answer) -> dict[str, Any]:
    return {name: float(answer.outcome), f"{name}_se": answer.outcome.error}
