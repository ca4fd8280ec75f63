"""Structural alternatives: what the model could have been otherwise, every combination in one table.

An alternative is no interval: none of these is a draw from the others. What needs other lives (causal shares, the sibling
set, mortality, fading) is lived once per combination; what is only counted otherwise (rules, growth, horizon) is appraised on the same lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from ..economics.rules import LIFE, ZIN
from ..errors import CalibrationError, InputError, unknown
from ..interventions.check import MOST_FADE
from ..model import RECALIBRATION_BIRTHS
from ..parameters import ParameterSet
from ..scenario import Scenario
from .question import Experiment, Point, Question

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..model import Model

LIVED = ("causal share", "early birth", "mortality", "fading")
SOLVED_WITH = ("causal.", "skills.")  # parameters of these axes that the baseline is solved with
IMPROVEMENT = "mortality.cohort.improvement"
EARLY_BIRTH = "skills.cognitive.class"


@dataclass(frozen=True)
class Alternative:
    """One alternative on an axis: numbers that are given otherwise, and settings of the appraisal."""

    name: str
    text: str
    text_nl: str
    given: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def axes(parameters: ParameterSet, scenario: Scenario) -> dict[str, list[Alternative]]:
    """The structural alternatives that the model has today, by axis, the headline first."""
    shares = [name for name in parameters if name.startswith("causal.")]
    fades = {
        f"{item.id}.effect.{e.channel}.persistence.fade": e.persistence.fade
        for item in scenario.interventions for e in item.effect if e.persistence
    }  # fmt: skip
    headline = parameters.value("economics.discount.mkba")
    rates = [float(rate) for rate in parameters.value("economics.discount.alternatives")]
    horizons = [int(years) for years in parameters.value("economics.horizon.alternatives")]
    growth = parameters.value("economics.growth.alternative")
    found = {
        "causal share": [
            Alternative("as judged", "causal shares as judged", "causale aandelen zoals ingeschat"),
            Alternative("none", "no association is causal", "geen enkel verband is oorzakelijk", dict.fromkeys(shares, 0.0)),
            Alternative("low", "causal shares at the low end of their 95% intervals", "causale aandelen aan de onderkant van hun 95%-intervallen", {k: parameters[k].distribution().interval95()[0] for k in shares}),
            Alternative("full", "every association is causal in full", "elk verband is geheel oorzakelijk", dict.fromkeys(shares, 1.0)),
        ],
        "early birth": [
            Alternative("as judged", "early birth and skill: between siblings and clinics", "vroeggeboorte en vaardigheid: tussen onderzoek onder broers en zussen en onderzoek in ziekenhuizen in"),
            Alternative("siblings", "early birth and skill as between siblings", "vroeggeboorte en vaardigheid zoals tussen broers en zussen", {EARLY_BIRTH: parameters.value(f"{EARLY_BIRTH}_siblings")}),
        ],
        "mortality": [
            Alternative("period table", "mortality as in the year of the life table", "sterfte als in het jaar van de overlevingstafel"),
            Alternative("falling", "mortality falls as for births of 2025", "sterfte daalt zoals voor het geboortejaar 2025", {"mortality.improvement": parameters.value(IMPROVEMENT)}),
        ],
        "fading": [
            Alternative("as its file", "effects fade as each file says", "effecten doven uit zoals in elk bestand"),
            Alternative("none", "no effect fades", "geen effect dooft uit", dict.fromkeys(fades, 0.0)),
            Alternative("twice as fast", "effects fade twice as fast", "effecten doven twee keer zo snel uit", {place: min(MOST_FADE, 2.0 * fade) for place, fade in fades.items()}),
        ],
        "rules": [
            Alternative(f"mkba {headline:.2%}", f"social balance, {headline:.2%} a year", f"MKBA, {dutch(headline)} per jaar"),
            *(
                Alternative(f"mkba {rate:.2%}", f"social balance, {rate:.2%} a year", f"MKBA, {dutch(rate)} per jaar", {}, {"discount_rate": rate})
                for rate in rates
            ),
            Alternative(ZIN, "economic evaluation in health care", "economische evaluatie in de zorg", {}, {"rules": ZIN}),
        ],
        "growth": [
            Alternative("none", "no real growth", "geen reële groei"),
            Alternative(f"{growth:.0%}", f"wages and prices of care grow by {growth:.0%} a year", f"lonen en zorgprijzen groeien met {growth:.0%} per jaar", {}, {"growth": {"wages": growth, "care": growth}}),
        ],
        "horizon": [
            Alternative(LIFE, "all of life", "het hele leven"),
            *(Alternative(str(years), f"to {years} years after the base year", f"tot {years} jaar na het basisjaar", {}, {"horizon": years}) for years in horizons),
        ],
    }  # fmt: skip
    return {axis: kept for axis, kept in found.items() if axis != "fading" or fades}


def dutch(rate: float) -> str:
    return f"{rate:.2%}".replace(".", ",")


def structural(
    model: Model,
    cohort: Cohort,
    scenario: Scenario,
    only: Mapping[str, Sequence[str]] | None = None,
    recalibrate: bool = True,
    solve_births: int = RECALIBRATION_BIRTHS,
    **options: Any,
) -> pd.DataFrame:
    """The outcome of a scenario under every combination of structural alternatives.

    Parameters
    ----------
    model, cohort, scenario : Model, Cohort, Scenario
    only : dict, optional
        Alternatives per axis, such as {"horizon": ["life", "18"], "growth": ["none"]}; an axis that is not named has all of
        them. See `axes` for names and texts.
    recalibrate : bool
        Solve the baseline again under other causal shares or the sibling set (the default), as `Model` does, so that it still is the Dutch one.
    options
        Of `question.Experiment`, but for `outcome`, `rules` and the settings that are axes here.

    Returns
    -------
    DataFrame
        One row per combination, the headline first: a column per axis, then `npv`, `npv_se`, `costs`, `benefits`, `bcr`, and
        `reason`, which says why a combination has no figures (the baseline cannot be solved).
    """
    import pandas as pd

    for name in ("outcome", "rules", "discount_rate", "growth", "horizon"):
        if name in options:
            raise InputError(f"{name} is fixed here, or an axis of its own: choose alternatives with only=")
    experiment = Experiment(model, cohort, scenario, recalibrate=recalibrate, solve_births=solve_births, **options)
    chosen = choose(axes(model.parameters, scenario), only)
    lived, counted = [a for a in chosen if a in LIVED], [a for a in chosen if a not in LIVED]
    settings = list(product(*(chosen[axis] for axis in counted)))
    tasks = [(list(alive), settings) for alive in product(*(chosen[axis] for axis in lived))]
    found = experiment.spread(rows, tasks, "alternatives")
    columns = [*lived, *counted, "npv", "npv_se", "costs", "benefits", "bcr", "reason"]
    frame = pd.DataFrame([row for part in found for row in part], columns=columns)
    frame.attrs = experiment.facts("structural") | {"rules": "an axis"}
    frame.attrs["texts"] = {axis: {a.name: (a.text_nl, a.text) for a in some} for axis, some in chosen.items()}
    return frame


def choose(every: dict[str, list[Alternative]], only) -> dict[str, list[Alternative]]:
    """The axes with the alternatives that are asked for."""
    wanted = dict(only or {})
    for axis, names in wanted.items():
        if axis not in every:
            raise unknown("axis", axis, every)
        if isinstance(names, str) or not list(names):
            raise InputError(f"{axis}: give a list of alternatives, not {names!r}")
        for name in names:
            if name not in [a.name for a in every[axis]]:
                raise unknown(f"alternative of {axis}", name, [a.name for a in every[axis]])
    return {axis: [a for a in some if a.name in wanted.get(axis, [a.name])] for axis, some in every.items()}


def rows(question: Question, alive: list[Alternative], settings: list[tuple[Alternative, ...]]) -> list[tuple]:
    """Rows of one combination of lives under every way to count."""
    names = [a.name for a in alive]
    given = {key: x for a in alive for key, x in a.given.items()}
    solve = question.recalibrate and any(key.startswith(SOLVED_WITH) for key in given)
    try:
        comparison, own = replace(question, recalibrate=solve).lived(Point({}, given))
    except CalibrationError as error:
        return [(*names, *(a.name for a in counted), *[float("nan")] * 5, str(error)) for counted in settings]
    found = []
    for counted in settings:
        given = own | {key: x for a in counted for key, x in a.settings.items()}
        appraisal = comparison.appraise(given.pop("rules", question.rules), **given)
        npv = appraisal.npv
        figures = (npv, npv.error, appraisal.costs, appraisal.benefits, appraisal.bcr)
        found.append((*names, *(a.name for a in counted), *map(float, figures), ""))
    return found
