"""From which effect on does an intervention pay for itself? For what has no known effect, the honest answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import interventions as catalogue
from .errors import InputError, unknown
from .scenario import Scenario, programmes_today
from .vocabulary import channels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .cohort import Cohort
    from .estimate import Estimate
    from .interventions import Intervention
    from .model import Model
    from .results import Comparison
    from .scenario import Change
    from .uncertainty.takers import People

LIFT = "lift"
FARTHEST = {"OR": 3.0, "RR": 3.0, "HR": 3.0, "SD": 1.5}  # on the additive scale: an odds ratio of 20, one and a half SD
TOLERANCE = 0.001  # of the effect, on the additive scale


class BreakEven(NamedTuple):
    """The effect at which benefits equal costs."""

    intervention: str
    channel: str  # or "lift": the odds of the steps of other cascades
    measure: str
    value: float | None  # in the measure of the channel; None: no effect within `limit` pays
    limit: float
    npv_without: float  # net present value with no effect: minus what it costs, EUR
    participants: float
    text: str
    npv_without_se: float | None = None  # simulation error; None where it is unknown
    simulated: int = 0  # births, at each trial value


def channel_of(item: Intervention, channel: str | None) -> str:
    """The channel that is asked, or the first on which an intervention acts or might act."""
    possible = list(dict.fromkeys([*item.acts_on, *(e.channel for e in item.effect), *([LIFT] if item.lift else [])]))
    channel = channel or possible[0]
    if channel not in possible:
        raise unknown(f"channel of {item.id}", channel, possible)
    if channel == "conception":
        raise InputError(
            "a child that is not conceived is left out of the headline, so that no effect on conception can pay: "
            "compare with births_in_one_arm='counted' to see what it holds"
        )
    return channel


def where_it_pays(
    gain: Callable[[float], float], cost: float, smallest: float, limit: float, measure: str
) -> tuple[float | None, str]:
    """The effect, in its measure, at which the gain over not having it is nought, and what to say; None if there is none.

    `gain` is a function of the effect on the additive scale, `cost` its value at no effect (negative: it costs).
    """
    from scipy.optimize import brentq

    if abs(cost) < 0.01:  # not a cent
        return None, "nothing differs from today, so that nothing can pay: set a step today, or the reach, lower"
    if cost > 0.0:
        return channels.to_measure(measure, 0.0), "it pays without any effect on this channel"
    if gain(limit) < 0.0:
        way = "up" if limit > 0.0 else "down"
        return None, f"no effect {way} to {channels.to_measure(measure, limit):.3g} {measure} pays for it"
    value = channels.to_measure(measure, brentq(gain, smallest, limit, xtol=TOLERANCE))
    return value, f"it pays for itself from {value:.3g} {measure} on"


def break_even(
    model: Model,
    cohort: Cohort,
    intervention: str | Path | Intervention,
    channel: str | None = None,
    beside: tuple = (),
    seed: int = 1,
    sample: int | None = None,
    people: People | None = None,
    changes: tuple[Change, ...] = (),
    **settings,
) -> BreakEven:
    """The effect on one channel from which an intervention's benefits to society exceed its costs.

    All other effects of it are as in its file. Only an effect in the direction that interventions aim at is an answer
    (`Channel.aim`; of a lift, more families): that less of what is wanted would save money is none. The same persons and
    random numbers at every trial, so that the answer has the error of one comparison only.

    Parameters
    ----------
    intervention : str, Path or Intervention
    channel : str, optional
        A channel on which it acts or might act, or "lift" (odds ratio of the cascades of others); the first if left out.
    beside : tuple of Intervention
        What else is offered, in both cases; if left out, the programmes whose cascades it lifts, as they are today.
    sample : int, optional
        Births to simulate at each trial.
    people : People, optional
        Families to live in their place (`uncertainty.takers`), in one thread.
    changes : tuple of Change
        What-ifs that hold in both cases.
    settings
        Of the appraisal: `discount_rate`, `qaly_value` and so on.
    """
    item = intervention if hasattr(intervention, "offer") else catalogue.load(intervention)
    channel = channel_of(item, channel)
    beside = tuple(beside) or programmes_today(item)
    measure, aim = ("OR", 1) if channel == LIFT else (channels.BY_NAME[channel].measure, channels.BY_NAME[channel].aim)
    found: dict[float, tuple[Estimate, float, int]] = {}

    def compare(scenario: Scenario) -> Comparison:
        if people is None:
            return model.compare(cohort, scenario, seed=seed, sample=sample, progress=False)
        from .uncertainty.takers import compare_people

        return compare_people(model.parameters, cohort, scenario, seed, people)

    def npv(shift: float) -> float:
        if shift not in found:
            changed = item.but({channel: channels.to_measure(measure, shift)})
            scenario = Scenario(item.title, (*beside, changed), changes)
            run = compare(scenario)
            found[shift] = run.appraise(**settings).npv, float(run.participants), run.simulated
        return float(found[shift][0])

    smallest = 1e-9  # no effect, but on offer: its costs are booked
    start = npv(smallest)
    before = compare(Scenario("beside", beside, changes)) if beside or changes else None
    base = float(before.appraise(**settings).npv) if before else 0.0
    limit = aim * FARTHEST[measure]
    without, participants, simulated = found[smallest]
    error = None if before else without.se
    cost = start - base
    offer = item.offer
    if abs(cost) < 0.01 and offer.comparator == "today" and offer.reach_today > 0.0 < offer.reach:
        whole = break_even(
            model, cohort, item.but(reach_today=0.0), channel, beside, seed, sample, people, changes, **settings
        )
        return whole._replace(
            value=None, text=f"nothing differs from today; against not offering it at all: {whole.text}"
        )
    value, text = where_it_pays(lambda shift: npv(shift) - base, cost, smallest, limit, measure)
    return BreakEven(
        item.id,
        channel,
        measure,
        value,
        channels.to_measure(measure, limit),
        cost,
        participants,
        text,
        error,
        simulated,
    )
