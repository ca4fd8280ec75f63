"""Curve (1): what one further euro at each age of a child returns through the whole life, at equal investment.

An investment is an ordinary intervention: in one of the nine two-year periods of the technology it raises a child's investment
by so many standard deviations, and costs so many euros, half in each year. `Model.compare` lives both arms. The price of a standard
deviation (`economics.investment.price`) is the same at every age, so that ages differ by what the model makes of investment alone.
Before birth the technology has no period: there the euro buys what a trial of cash in pregnancy found for births.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .. import interventions
from ..appraisal import Appraisal
from ..economics import mvpf
from ..errors import CalibrationError, InputError, check_number
from ..estimate import ratio
from ..interventions.schema import SKILLS, Intervention
from ..model import Model
from ..scenario import Scenario
from ..vocabulary import channels
from ..vocabulary.payers import PARTIES
from ..vocabulary.rows import PRICE_YEAR
from ..vocabulary.state import N_GROUPS, USUAL_AXIS, axis_of, ledger_groups
from .programmes import catalogue, corrections, curve_of_programmes, programmes

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..parameters import ParameterSet

PRENATAL = -1
AGES = (PRENATAL, *range(0, 18, 2))  # first age of pregnancy and of the nine periods of the technology
AMOUNT = 3000.0  # EUR per child: small beside a childhood, large enough beside the chance of events
PRICE = "economics.investment.price"
IN_PREGNANCY = "prenatal-cash"  # the card with what money in pregnancy does to births
THIRD = 0.4307  # a standard normal is above it in one of three
CLASSES = {  # of children told apart by a rule: what is theirs at birth, and what their family invests
    "endowment": ("G", {"best third": (-math.inf, -THIRD), "middle third": (-THIRD, THIRD), "worst third": (THIRD, math.inf)}),
    "family": ("investment", {"lowest third": (-math.inf, -THIRD), "middle third": (-THIRD, THIRD), "highest third": (THIRD, math.inf)}),
}  # fmt: skip
WIDEST = 99.0  # a rule needs numbers: nobody is so many standard deviations away
ASSUMED = {"source": "judgement", "grade": "assumption", "status": "assumed"}


# the investment


def units(parameters: ParameterSet, amount: float) -> float:
    """Standard deviations of investment that an amount (EUR of the model's price year) buys, over a period of two years."""
    return amount / parameters.euros(PRICE)


def investment(
    parameters: ParameterSet, age: int, amount: float = AMOUNT, where: Iterable[tuple] = (), payer: str = "central"
) -> Intervention:
    """An investment of `amount` euros in every child, in the two years from `age` on (or in pregnancy, -1).

    Parameters
    ----------
    parameters : ParameterSet
        Gives price and weight of investment.
    age : int
        One of `AGES`.
    amount : float
        EUR of the model's price year per child, half in each year (in pregnancy all at once).
    where : (field, low, high), repeatable
        Rules on the child that must hold; every child if left out.
    payer : str
        The party that pays.
    """
    if age not in AGES:
        raise InputError(f"age is one of {', '.join(map(str, AGES))} (the first age of a period), not {age!r}")
    amount = check_number("amount", amount, 1.0, 1e6)
    if age == PRENATAL:
        card = interventions.load(IN_PREGNANCY)
        paid = sum(cost.amount * parameters.price_factor(int(cost.unit.split()[1]), PRICE_YEAR) for cost in card.cost)
        shifts = {e.channel: (float(card.shift(e)) * amount / paid, e.start, math.inf) for e in card.effect}
    else:
        weight = float(parameters.value("skills.investment.parenting")) / float(
            parameters.value("skills.investment.sd")
        )
        shifts = {"parenting": (units(parameters, amount) / weight, float(age), float(age + 2))}
    years = [age, age + 1] if age >= 0 else [0]
    return made(
        f"investment-{age if age >= 0 else 'pregnancy'}", "pregnancy" if age < 0 else age, shifts,
        [(payer, amount / len(years), year) for year in years], where,
    )  # fmt: skip


def gain(skill: str, age: int, size: float) -> Intervention:
    """A gain of `size` SD in one skill at the end of the period that begins at `age`, at no cost: what a period hands on."""
    return made(
        f"gain-{skill}-{age}", age + 1, {skill: (size, float(age + 1), math.inf)}, [("central", 0.0, age + 1)], ()
    )


def made(id: str, at: str | int, shifts: dict[str, tuple], costs: list[tuple], where: Iterable[tuple]) -> Intervention:
    """An intervention for everybody (or for whom the rules hold), by channel: (shift on the additive scale, start, stop)."""
    steps = dict.fromkeys(interventions.CASCADE, 1.0)
    effects = []
    for channel, (shift, start, stop) in shifts.items():
        measure = channels.BY_NAME[channel].measure
        value = channels.to_measure(measure, shift)
        trial = {"trial": "assumed", "measure": measure, "value": value, "ci95": (value, value), "source": "judgement", "status": "assumed"}  # fmt: skip
        effects.append({
            "channel": channel, "mechanism": f"investment: {channel}", "grade": "assumption", "text": "One further euro",
            "start": start, "stop": stop, "trials": [trial],
        })  # fmt: skip
    rules = [{"field": name, "between": (max(low, -WIDEST), min(high, WIDEST))} for name, low, high in where]
    return Intervention(
        id=id, title="Investment", title_nl="Investering", phase="early childhood", grade="assumption",
        text="A small investment in every child at one age.",
        offer={"comparator": "none", "at": at, **steps, "where": rules, "sources": dict.fromkeys(steps, ASSUMED)},
        cost=[
            {"payer": payer, "per": "participant", "amount": euros, "unit": f"EUR {PRICE_YEAR}", "age": year, "text": "Investment", **ASSUMED}
            for payer, euros, year in costs
        ],
        effect=effects,
    )  # fmt: skip


# the curve


def marginal(
    model: Model,
    cohort: Cohort,
    ages: Sequence[int] = AGES,
    amount: float = AMOUNT,
    by: Sequence[str] = (),
    seed: int = 1,
    sample: int | None = 100_000,
    progress=None,
    **settings,
) -> pd.DataFrame:
    """The return to one further euro at each age, for all children and by class: curve (1).

    Parameters
    ----------
    ages : of AGES
    amount : float
        EUR per child; the return is per euro of it.
    by : of "vulnerability", "maternal_education", "circumstances", "endowment", "family"
        The first three come from the same run; the last two (thirds of the child's genetic liability, and of what the family itself
        invests) live each class apart. What a family invests is not known in pregnancy, so that "family" has no row there.
    sample : int
        Births simulated at each age.
    settings
        Of the appraisal: `discount_rate`, `qaly_value` and so on.

    Returns
    -------
    One row per age and class: `by`, `group`, `age` and `to` (the last age), `npv` and `ratio` per euro of present-value cost
    with Monte-Carlo errors, `irr` (the only positive rate, of all children), `mvpf` (inf where the government saves and people
    gain; missing where not defined), and the gain of every party per euro, which add up to `npv`.
    """
    import pandas as pd

    for name in by:
        if name not in CLASSES:
            axis_of_or_refuse(name)
    axis = "circumstances" if "circumstances" in by else USUAL_AXIS
    rows, done = [], 0
    ruled = [(name, group, limits) for name in by if name in CLASSES for group, limits in CLASSES[name][1].items()]
    for age in ages:
        runs = [("all", "all", ())] + [(name, group, ((CLASSES[name][0], *limits),)) for name, group, limits in ruled]
        for name, group, where in runs:
            if name == "family" and age == PRENATAL:
                continue
            item = investment(model.parameters, age, amount, where)
            scenario = Scenario(f"{age}", (item,))
            comparison = model.compare(
                cohort, scenario, seed, None, sample, False, axis=axis if name == "all" else USUAL_AXIS
            )
            mkba = comparison.appraise(**settings)
            rows.append({"by": name, "group": group, **row(mkba, age)})
            for division in by if name == "all" else ():
                if division not in CLASSES:
                    here = mkba.with_groups(division)
                    for part, groups in ledger_groups(division).items():
                        rows.append({"by": division, "group": part, **row(here, age, groups)})
            done += 1
            if progress:
                progress(done, len(ages) * len(runs))
    frame = pd.DataFrame(rows)
    per = "EUR per EUR of present-value cost"
    frame.attrs["units"] = {
        "npv": per,
        "ratio": per,
        "irr": "per year",
        "mvpf": "factor",
        **dict.fromkeys(PARTIES, per),
    }
    frame.attrs |= {"amount": amount, "sample": sample, "seed": seed, "price": model.parameters.euros(PRICE)}
    return frame


def axis_of_or_refuse(division: str) -> str:
    """The axis of a division, or an error that names all divisions."""
    from ..errors import unknown
    from ..vocabulary.state import AXES

    known = [name for divisions in AXES.values() for name in divisions]
    if division not in known:
        raise unknown("group", division, [*known, *CLASSES])
    return axis_of(division)


def row(mkba: Appraisal, age: int, groups: list[int] | None = None) -> dict:
    """Figures per euro of one appraisal, of all or of some ledger groups of the first generation."""
    chosen = slice(None)
    if groups is not None:
        chosen = [k + N_GROUPS * g for g in range(mkba.comparison.generations) for k in groups]

    def pv(keep):
        return mkba.by_batch(keep, chosen)

    cost = -pv(lambda line: line.account == "programme")
    net = pv(lambda line: True)
    births = mkba.comparison.batch_births
    per_euro = ratio(net, cost, births)
    pays, public = (side.sum() for side in mkba.public(chosen))
    found = {
        "age": age, "to": 0 if age == PRENATAL else age + 2, "npv": float(per_euro), "npv_se": per_euro.error, "ratio": float(per_euro) + 1.0,
        "ratio_se": per_euro.error, "irr": positive_rate(mkba) if groups is None else math.nan,
        "mvpf": mvpf(float(pays), float(public)),
    }  # fmt: skip
    return found | {party: float(pv(lambda line, p=party: line.party == p).sum() / cost.sum()) for party in PARTIES}


def positive_rate(mkba: Appraisal) -> float:
    """The only positive internal rate of return; missing where there is none or more than one.

    In old age a longer life costs more than it yields, which adds a negative root to nearly every flow.
    """
    positive = [root for root in mkba.irr_roots if root > 0.0]
    return positive[0] if len(positive) == 1 else math.nan


def without_fade_out(model: Model) -> Model:
    """The same model with gains that do not fade in childhood, its baseline not solved again: the other extreme of an assumption.

    How much of a gain is left after each period decides the order of the ages more than anything else.
    """
    kept = np.ones_like(model.parameters.value("skills.retention"))
    return Model.of(model.parameters.but({"skills.retention": kept}))


# the same by the technology


def by_technology(
    model: Model,
    cohort: Cohort,
    ages: Sequence[int] = AGES[1:],
    size: float = 0.1,
    seed: int = 1,
    sample: int | None = 100_000,
    **settings,
) -> pd.DataFrame:
    """Curve (1) by the chain rule: derivative of both skills to investment, times what a gain in each is worth from there on.

    The derivative is that of the technology for a child with mean skills, investment and parents; the worth of a gain is lived
    (`gain`). With unit elasticity it is `marginal` exactly (but for language delay, which investment prevents in the first
    period). With another elasticity the derivative varies over children, and the mean child leaves that out. One row per age: `cognitive` and
    `socioemotional` (SD of skill per SD of investment), `worth_cognitive` and `worth_socioemotional` (EUR per child and SD), `ratio`
    and `ratio_se`.
    """
    import pandas as pd

    p, rows = model.parameters, []
    price, rate = p.euros(PRICE), None
    since = np.array(cohort.years) - min(cohort.years)  # worth and price are of the first birth year
    for age in ages:
        if age == PRENATAL:
            raise InputError("the technology has no period before birth")
        k, found, errors = AGES.index(age) - 1, {"age": age}, 0.0
        for number, skill in enumerate(SKILLS):
            share = p.value(f"skills.{skill}.shares")[0 if k < 3 else 1][2]
            found[skill] = float(p.value("skills.scale")[k][number] * share)
            lived = model.compare(cohort, Scenario(skill, (gain(skill, age, size),)), seed, None, sample, False)
            mkba = lived.appraise(**settings)
            rate = mkba.rules.discount_rate
            found[f"worth_{skill}"] = float(mkba.npv) / (size * cohort.total)
            errors += (found[skill] * mkba.npv.error / (size * cohort.total)) ** 2
        paid = price * np.mean([(1.0 + rate) ** -(age + half + later) for later in since for half in (0, 1)])
        worth = sum(found[skill] * found[f"worth_{skill}"] for skill in SKILLS)
        rows.append({**found, "ratio": worth / paid, "ratio_se": math.sqrt(errors) / paid})
    return pd.DataFrame(rows)


# what is not known


class Uncertainty(NamedTuple):
    """Draws of the curve, and what they say at each age."""

    draws: pd.DataFrame  # (draws, ages) ratio per euro at the price of the parameters
    price: np.ndarray  # (draws,) EUR per SD
    summary: pd.DataFrame  # by age: median and 95% interval, without and with the price; how often the age is the best


def uncertainty(
    model: Model,
    cohort: Cohort,
    ages: Sequence[int] = AGES[1:],
    draws: int = 50,
    amount: float = AMOUNT,
    seed: int = 1,
    sample: int = 10_000,
    recalibrate: bool = True,
    progress=None,
    **settings,
) -> Uncertainty:
    """The curve under drawn parameters: all that are uncertain in a life (technology, fade-out, causal shares, prices), and the price.

    The same lives in every draw, so that draws differ by parameters. The baseline is solved again in each, as in a probabilistic
    sensitivity analysis; a draw that cannot be solved is left out and counted in `summary.attrs["left_out"]`. With
    `recalibrate=False` the baseline stays that of the values: faster, but of lives that fit no statistics.
    `ratio` columns of the summary hold the price at its value: they tell how sure the *shape* is; those with `_priced` hold its draws too.
    """
    import pandas as pd

    from ..calibrate.baseline import solve_baseline
    from ..calibrate.births import representative
    from ..uncertainty.draws import Draws
    from ..uncertainty.psa import SOLVE_BIRTHS

    drawn = Draws(model.parameters, (), draws, seed)
    births = representative(model.parameters, SOLVE_BIRTHS) if recalibrate else 0
    rows = {}
    for k in range(draws):
        parameters = drawn.model(k)
        try:
            if recalibrate:
                parameters = solve_baseline(parameters, SOLVE_BIRTHS, births, drawn.solved_on(k))
        except CalibrationError:
            continue
        finally:
            if progress:
                progress(k + 1, draws)
        one = Model.of(parameters)
        rows[k] = [
            float(one.compare(cohort, Scenario(f"{age}", (investment(parameters, age, amount),)), seed, None, sample, False).appraise(**settings).bcr)
            for age in ages
        ]  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, "index", columns=list(ages)).rename_axis("draw").rename_axis("age", axis=1)
    given = model.parameters[PRICE]
    uniform = (np.random.default_rng(seed).permutation(len(frame)) + 0.5) / len(frame)
    price = np.asarray(given.distribution().quantile(uniform)) * (model.parameters.euros(PRICE) / given.value)
    priced = frame.mul(model.parameters.euros(PRICE) / price, axis=0)
    priced[[age for age in ages if age == PRENATAL]] = frame[
        [age for age in ages if age == PRENATAL]
    ]  # bought by no price
    summary = pd.DataFrame(index=frame.columns)
    for name, table in (("ratio", frame), ("ratio_priced", priced)):
        for label, level in (("low", 0.025), ("median", 0.5), ("high", 0.975)):
            summary[f"{name}_{label}"] = table.quantile(level)
    summary["best"] = frame.eq(frame.max(axis=1), axis=0).mean()
    summary.attrs["units"] = {"ratio": "EUR per EUR", "best": "share of draws in which this age has the highest return"}
    summary.attrs |= {"draws": draws, "left_out": draws - len(frame), "sample": sample, "recalibrated": recalibrate}
    return Uncertainty(frame, price, summary)


# who should get the next euro


def next_euro(
    model: Model,
    cohort: Cohort,
    age: int = 0,
    name: str = "circumstances",
    elasticities: Sequence[float] = (0.0, 1.0),
    amount: float = AMOUNT,
    seed: int = 1,
    sample: int | None = 100_000,
    **settings,
) -> pd.DataFrame:
    """The trade-off of equity and efficiency: the return to a euro for each class of births, with weights by income.

    Elasticity 0 counts a euro alike for all; a higher one weighs what families gain by their income (see
    `Appraisal.distribution`). Returns by class: `ratio` and its error without weights, and `ratio_<elasticity>` with each.
    """
    item = investment(model.parameters, age, amount)
    axis = axis_of_or_refuse(name)
    comparison = model.compare(cohort, Scenario("next euro", (item,)), seed, None, sample, False, axis=axis)
    mkba = comparison.appraise(**settings)
    whole = mkba.distribution(name)
    groups = mkba.by_group(name)
    paid = groups["costs"].copy()
    paid.loc["all"] = paid.sum()
    frame = (whole["npv"] / paid + 1.0).to_frame("ratio")
    frame["ratio_se"] = whole["npv_se"] / paid
    for elasticity in elasticities:
        weighted = mkba.distribution(name, elasticity=elasticity)
        frame[f"ratio_{elasticity:g}"] = weighted["weighted_npv"] / paid + 1.0
    frame.attrs["units"] = {"all": "EUR per EUR of present-value cost"}
    frame.attrs |= {"age": age, "amount": amount, "sample": sample}
    return frame


# all three


class HeckmanCurve(NamedTuple):
    """The three curves. They answer three questions and are never one line."""

    model: pd.DataFrame  # (1), see `marginal`
    no_fade_out: pd.DataFrame  # the same with gains that do not fade in childhood
    spread: pd.DataFrame | None  # of (1), see `uncertainty`; None where nothing was drawn
    programmes: pd.DataFrame  # the points of (2)
    catalogue: pd.DataFrame  # the library's own interventions beside them, in no line
    lines: pd.DataFrame  # the lines of (2) and (3)
    corrections: pd.DataFrame  # (3) under other corrections


def heckman_curve(
    model: Model,
    cohort: Cohort,
    amount: float = AMOUNT,
    by: Sequence[str] = ("vulnerability",),
    draws: int = 0,
    seed: int = 1,
    sample: int | None = 100_000,
    draw_sample: int = 5_000,
    recalibrate: bool = True,
    progress=None,
    **settings,
) -> HeckmanCurve:
    """The Heckman curve for the Netherlands: (1) of the model, (2) of programmes, (3) of programmes after selection.

    `draws` adds parameter uncertainty to (1), each draw lived on `draw_sample` births at every age, its baseline solved again
    (`recalibrate`); without it the page says that there is none. The rest as in `marginal`.
    """
    table = programmes()
    found = marginal(model, cohort, AGES, amount, by, seed, sample, progress, **settings)
    lasting = marginal(without_fade_out(model), cohort, AGES, amount, (), seed, sample, progress, **settings)
    spread = None
    if draws:
        spread = uncertainty(
            model, cohort, AGES, draws, amount, seed, draw_sample, recalibrate, progress, **settings
        ).summary
    return HeckmanCurve(found, lasting, spread, table, catalogue(), curve_of_programmes(table), corrections(table))
