"""Where does the sign turn: the value of a QALY, the discount rate, the price, the reach and the effects at which a scenario
breaks even. Exact where the balance is a straight line (value of a QALY, price), by bracketing elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..break_even import LIFT, break_even
from ..errors import InputError
from ..interventions import Intervention
from ..scenario import Scenario
from ..vocabulary import channels
from .question import Experiment, Point, Question

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..model import Model

FROM, UP_TO, ALWAYS, NEVER, UNDEFINED = "from", "up to", "always", "never", "undefined"
STEPS = ("reach", "uptake")
GRID = (0.02, 0.25, 0.5, 0.75, 1.0)  # of what lies above today, where a turn is looked for
STEP_TOLERANCE = 0.001
HIGHEST_QALY = 1e8
NEXT_TO_NOTHING = 0.01  # euros
QALY, RATE, PRICE, REACH, EFFECT = KINDS = ("QALY value", "discount rate", "price", "reach", "effect")


class Turn(NamedTuple):
    """One number and where the sign turns; `answer` says on which side benefits exceed costs."""

    kind: str
    intervention: str  # "" of the scenario as a whole
    number: str
    unit: str
    now: float
    value: float  # NaN where no value turns the sign
    answer: str
    text: str


def turning_points(
    model: Model, cohort: Cohort, scenario: Scenario, kinds: tuple[str, ...] = KINDS, **options: Any
) -> pd.DataFrame:
    """At which value of a QALY, discount rate, price, reach and effects a scenario breaks even, each alone.

    Value of a QALY and discount rate turn the sign of the scenario. Price (cost per participant, all unit costs moved by one
    factor), reach, uptake and effects are those of one intervention, and turn the sign of what it adds to the others of the
    scenario: of a scenario of one intervention, the same.

    Parameters
    ----------
    model, cohort, scenario : Model, Cohort, Scenario
    kinds : tuple of str
        Which of "QALY value", "discount rate", "price", "reach", "effect"; an effect takes some ten comparisons.
    options
        Of `question.Experiment`, but for `outcome` and `recalibrate`: nothing here touches the baseline.

    Returns
    -------
    DataFrame
        One row per number: `kind`, `intervention`, `number`, `unit`, `now`, `value` (NaN where the sign does not turn),
        `answer` and `text`. `answer`: benefits exceed costs "from" the value on, "up to" it, "always", "never", or it is
        "undefined" for the reason in `text`.
    """
    import pandas as pd

    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"unknown kind {kind!r}. Allowed: {', '.join(KINDS)}")
    for name in ("outcome", "recalibrate"):
        if name in options:
            raise InputError(f"{name}: a break-even value is one of the net present value, on the baseline as it is")
    experiment = Experiment(model, cohort, scenario, **options)
    tasks: list[tuple] = [(kind, "", "") for kind in (QALY, RATE) if kind in kinds]
    for item in scenario.interventions:
        steps = STEPS if REACH in kinds else ()
        tasks += [(PRICE, item.id, "")] * (PRICE in kinds)
        tasks += [(REACH, item.id, step) for step in steps]
        tasks += [(EFFECT, item.id, name) for name in acts_on(item) if EFFECT in kinds]
    rows = experiment.spread(turn, tasks, "break-even values")
    frame = pd.DataFrame(rows, columns=list(Turn._fields))
    frame.attrs = experiment.facts("turning_points")
    return frame


def acts_on(item: Intervention) -> list[str]:
    """Channels on which it acts or might act, and the lift of the cascades of others."""
    return list(dict.fromkeys([*(e.channel for e in item.effect), *item.acts_on, *([LIFT] if item.lift else [])]))


def turn(question: Question, kind: str, id: str, name: str) -> Turn:
    """One row of the table."""
    if kind in (QALY, RATE):
        comparison, settings = question.lived(Point())
        appraisal = comparison.appraise(question.rules, **settings)
        return qaly_value(appraisal) if kind == QALY else discount_rate(appraisal)
    item = next(item for item in question.scenario.interventions if item.id == id)
    if kind == PRICE:
        return price(question, item)
    return step(question, item, name) if kind == REACH else effect(question, item, name)


def side(now: float, value: float, npv: float) -> str:
    """On which side of the one value at which the sign turns benefits exceed costs, given the balance now."""
    return UP_TO if (now < value) == (npv > 0.0) else FROM


def row(kind: str, id: str, number: str, unit: str, now: float, value: float, answer: str, text: str = "") -> Turn:
    shown = f"{value:.2%}" if kind == RATE else f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
    words = {
        FROM: f"benefits exceed costs from {shown} on", UP_TO: f"benefits exceed costs up to {shown}",
        ALWAYS: "benefits exceed costs at every value", NEVER: "costs exceed benefits at every value",
    }  # fmt: skip
    return Turn(kind, id, number, unit, float(now), float(value), answer, text or words[answer])


def qaly_value(appraisal) -> Turn:
    """The net present value is a straight line in the value of a QALY."""
    from ..appraisal import Appraisal

    rules = appraisal.rules
    at = ("", "qaly_value", f"EUR {rules.price_year} per QALY", rules.qaly_value)
    if not rules.counts_qalys:
        return row(QALY, *at, np.nan, UNDEFINED, "these rules count money only")
    without, one = (
        float(Appraisal(appraisal.comparison, replace(rules, qaly_value=value), appraisal.births_in_one_arm).npv)
        for value in (0.0, 1.0)
    )
    slope = one - without
    if abs(slope) < 1e-9:
        return row(QALY, *at, np.nan, UNDEFINED, "no QALY is gained or lost")
    value = -without / slope
    if not 0.0 <= value <= HIGHEST_QALY:
        return row(QALY, *at, np.nan, ALWAYS if without > 0.0 else NEVER)
    return row(QALY, *at, value, FROM if slope > 0.0 else UP_TO)


def discount_rate(appraisal) -> Turn:
    """The internal rate of return, where only one is not negative."""
    rules = appraisal.rules
    at = ("", "discount_rate", "per year", rules.discount_rate)
    if rules.discount_rate != rules.effect_discount_rate:
        return row(RATE, *at, np.nan, UNDEFINED, "money and QALYs are discounted at rates of their own")
    roots = [root for root in appraisal.irr_roots if root >= 0.0]
    if len(roots) > 1:
        several = f"the sign turns at several rates: {', '.join(f'{root:.2%}' for root in roots)}"
        return row(RATE, *at, np.nan, UNDEFINED, several)
    npv = float(appraisal.npv)
    if not roots:
        return row(RATE, *at, np.nan, ALWAYS if npv > 0.0 else NEVER)
    return row(RATE, *at, roots[0], side(rules.discount_rate, roots[0], npv))


def added(question: Question, item: Intervention, changes: dict[str, Any]) -> float:
    """What an intervention adds to the net present value of the others, with some of its numbers changed, EUR."""
    others = tuple(other for other in question.scenario.interventions if other.id != item.id)
    given = {f"{item.id}.{place}": value for place, value in changes.items()}
    whole = float(question.answer(Point({}, given)).outcome)
    if not others and not question.scenario.changes:
        return whole
    rest = replace(question, scenario=Scenario(question.scenario.name, others, question.scenario.changes))
    return whole - float(rest.answer(Point()).outcome)


def price(question: Question, item: Intervention) -> Turn:
    """A straight line in a common factor on all its unit costs, unless a budget makes the reach depend on them."""
    factor = question.parameters.price_factor
    now = item.cost_per_participant(lambda year: factor(year, price_year(question)))
    at = (item.id, "cost", f"EUR {price_year(question)} per participant", now)
    if not item.cost or now <= 0.0:
        return row(PRICE, *at, np.nan, UNDEFINED, "no participant costs anything")

    def balance(share: float) -> float:
        return added(question, item, {f"cost.{k}.amount": share * cost.amount for k, cost in enumerate(item.cost)})

    free, as_is = balance(0.0), balance(1.0)
    if abs(free - as_is) < NEXT_TO_NOTHING:
        return row(PRICE, *at, np.nan, UNDEFINED, "nothing differs from today, so that nothing is paid")
    share = free / (free - as_is)
    if item.budget:
        return row(PRICE, *at, np.nan, UNDEFINED, "it has a budget: its price decides how many it reaches")
    if share <= 0.0:
        if free > 0.0:
            return row(PRICE, *at, np.nan, ALWAYS, "benefits exceed costs at any price: more of it saves money")
        return row(PRICE, *at, np.nan, NEVER, "costs exceed benefits even if it cost nothing")
    return row(PRICE, *at, share * now, UP_TO if free > 0.0 else FROM)


def price_year(question: Question) -> int:
    from ..vocabulary.rows import PRICE_YEAR

    return question.settings.get("price_year") or PRICE_YEAR


def step(question: Question, item: Intervention, name: str) -> Turn:
    """The turn nearest to the share that is reached now, between today's share (or nobody) and everybody."""
    from scipy.optimize import brentq

    offer = item.offer
    today = getattr(offer, f"{name}_today") if offer.comparator == "today" else None
    low, now = today or 0.0, getattr(offer, name)
    at = (item.id, name, "share", now)

    def balance(share: float) -> float:
        return added(question, item, {name: share})

    shares = [low + part * (1.0 - low) for part in GRID]
    found = [balance(share) for share in shares]
    if max(map(abs, found)) < NEXT_TO_NOTHING:
        return row(REACH, *at, np.nan, UNDEFINED, "nothing differs from today")
    turns = [k for k in range(len(GRID) - 1) if found[k] * found[k + 1] < 0.0]
    if not turns:
        text = f"from {shares[0]:.2g} to 1 {'benefits exceed costs' if found[-1] > 0.0 else 'costs exceed benefits'}"
        return row(REACH, *at, np.nan, ALWAYS if found[-1] > 0.0 else NEVER, text)
    k = min(turns, key=lambda k: abs(shares[k] + shares[k + 1] - 2.0 * now))
    value = brentq(balance, shares[k], shares[k + 1], xtol=STEP_TOLERANCE)
    return row(REACH, *at, value, FROM if found[k + 1] > 0.0 else UP_TO)


def effect(question: Question, item: Intervention, channel: str) -> Turn:
    """See `break_even`: an effect in the direction that interventions aim at."""
    from ..model import Model

    measure = "OR" if channel == LIFT else channels.BY_NAME[channel].measure
    used = {e.channel: channels.to_measure(measure, float(item.shift(e))) for e in item.effect if e.channel == channel}
    now = used.get(channel, np.nan) if channel != LIFT else (item.lift[0].odds_ratio or np.nan)
    at = (item.id, channel, measure, now)
    others = tuple(other for other in question.scenario.interventions if other.id != item.id)
    try:
        found = break_even(
            Model.of(question.parameters), question.cohort, item, channel, others, question.seed, people=question.people, changes=question.scenario.changes,
            rules=question.rules, **question.settings,
        )  # fmt: skip
    except InputError as error:
        return row(EFFECT, *at, np.nan, UNDEFINED, str(error))
    if abs(found.npv_without) < NEXT_TO_NOTHING:
        return row(EFFECT, *at, np.nan, UNDEFINED, found.text)
    if found.value is None or found.npv_without > 0.0:
        return row(EFFECT, *at, np.nan, NEVER if found.value is None else ALWAYS, found.text)
    aim = 1 if channel == LIFT else channels.BY_NAME[channel].aim
    return row(EFFECT, *at, found.value, FROM if aim > 0 else UP_TO)
