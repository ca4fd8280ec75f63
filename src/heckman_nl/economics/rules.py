"""Rules of an appraisal as data: rates, values, and what is counted how; and the named alternatives to a headline.

docs/explanation/appraisal.md sets the rules side by side, with their sources.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..errors import InputError, check_number, unknown
from ..parameters import ParameterSet
from ..vocabulary.lines import Line
from ..vocabulary.rows import PRICE_YEAR
from .measures import friction_share

MKBA, ZIN, BUDGET = "mkba", "zin", "budget"
LIFE = "life"
ABSENCE = ("human capital", "friction cost")
YEARS_IN_ONE_ARM = ("less own consumption", "production in full")
BIRTHS_IN_ONE_ARM = ("left out", "counted")
QALY_VALUES = {"low": "economics.qaly.low", "high": "economics.qaly.high", "road safety": "economics.qaly.road_safety"}
ABSENCE_NL = {"human capital": "humankapitaalmethode", "friction cost": "frictiekostenmethode"}
YEARS_NL = {"less own consumption": "productie min eigen consumptie", "production in full": "de hele productie"}
BIRTHS_NL = {"left out": "niet meegeteld", "counted": "meegeteld"}
GROWTH = ("wages", "care", "qaly")
WITH_WAGES = ("production", "absence", "taxes", "benefits")
WITH_CARE = (
    "maternity", "neonatal", "preventive", "medical", "mental", "disease", "long_term", "wmo", "youth_ambulatory",
    "youth_supervision", "youth_foster", "youth_residential",
)  # fmt: skip


class RuleSet(NamedTuple):
    """What distinguishes one set of rules: names of parameters, and what is counted."""

    discount: str  # of money
    effect_discount: str  # of QALYs
    qaly: str
    absence: str
    years_in_one_arm: str
    counts_qalys: bool  # are QALYs part of the balance, or is it one of money only?


RULE_SETS = {
    MKBA: RuleSet(
        "economics.discount.mkba", "economics.discount.mkba", "economics.qaly.mkba", "human capital", "less own consumption", True
    ),
    ZIN: RuleSet(
        "economics.discount.zin_costs", "economics.discount.zin_effects", "economics.qaly.zin", "friction cost", "less own consumption", True
    ),
    BUDGET: RuleSet(
        "economics.discount.mkba", "economics.discount.mkba", "economics.qaly.mkba", "human capital", "production in full", False
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """One set of conventions.

    `discount_rate` holds for money, `effect_discount_rate` for QALYs (they differ in health care only); `qaly_value` and
    `thresholds` are in euros of `price_year`; `horizon` is the last year after the base year that counts (None: all of
    life); the growths are real, per year after the base year: of wages and what follows them, of the prices of care, and
    of the value of a QALY. `absence_share` is the part of the wage of who is absent that counts as lost; `deadweight`
    what a euro of public money for the programme costs beyond that euro. `counts_qalys` is False where the balance is of
    money only: the MVPF counts them all the same.
    """

    name: str
    discount_rate: float
    qaly_value: float
    price_year: int
    horizon: int | None = None
    growth_wages: float = 0.0
    growth_care: float = 0.0
    growth_qaly: float = 0.0
    effect_discount_rate: float = 0.0
    thresholds: tuple[float, ...] = ()
    absence: str = ABSENCE[0]
    absence_share: float = 1.0
    deadweight: float = 0.0
    years_in_one_arm: str = YEARS_IN_ONE_ARM[0]
    counts_qalys: bool = True

    def growth_of(self, line: Line) -> float:
        """Real growth per year of what a line books."""
        if line.unit == "QALY":
            return self.growth_qaly
        if line.account in WITH_WAGES:
            return self.growth_wages
        return self.growth_care if line.account in WITH_CARE else 0.0

    def counts(self, line: Line) -> bool:
        """Is a line part of the balance?"""
        if line.unit == "QALY":
            return self.counts_qalys
        return line.account != "consumption" or self.years_in_one_arm == YEARS_IN_ONE_ARM[0]

    def settings(self) -> dict[str, Any]:
        """The arguments with which `rules_by_name` gives these rules again, in euros of the price year."""
        also = {"effect_discount_rate": self.effect_discount_rate} if self.name == ZIN else {}
        return {
            "discount_rate": self.discount_rate, **also, "qaly_value": self.qaly_value, "horizon": self.horizon,
            "price_year": self.price_year,
            "growth": {"wages": self.growth_wages, "care": self.growth_care, "qaly": self.growth_qaly},
            "absence": self.absence, "deadweight": self.deadweight, "years_in_one_arm": self.years_in_one_arm,
        }  # fmt: skip


def rules_by_name(
    name: str,
    parameters: ParameterSet,
    discount_rate: float | None = None,
    qaly_value: float | str | None = None,
    horizon: int | str | None = None,
    price_year: int | None = None,
    growth: dict[str, float] | None = None,
    effect_discount_rate: float | None = None,
    absence: str | None = None,
    deadweight: float | None = None,
    years_in_one_arm: str | None = None,
) -> Rules:
    """The rules called `name` ("mkba", "zin" or "budget"), with any setting replaced; see `heckman_nl.appraisal.appraise`."""
    if name not in RULE_SETS:
        raise unknown("set of rules", name, RULE_SETS)
    chosen = RULE_SETS[name]
    if effect_discount_rate is not None and name != ZIN:
        raise InputError(f"under {name!r} one rate holds for costs and effects: set discount_rate, or take rules='zin'")
    rate = parameters.value(chosen.discount) if discount_rate is None else discount_rate
    effects = parameters.value(chosen.effect_discount) if name == ZIN or discount_rate is None else discount_rate
    effects = effects if effect_discount_rate is None else effect_discount_rate
    year = PRICE_YEAR if price_year is None else check_number("price_year", price_year, whole=True)
    factor = parameters.price_factor(PRICE_YEAR, year)  # an error if there is no index for that year
    if not isinstance(growth, dict | None):
        raise InputError(f"growth is a dict of {', '.join(GROWTH)}, not {growth!r}")
    for kind in growth or {}:
        if kind not in GROWTH:
            raise unknown("growth", kind, GROWTH)
    rates = [(growth or {}).get(kind, parameters.value(f"economics.growth.{kind}")) for kind in GROWTH]
    absence = choose("way to count absence", absence, chosen.absence, ABSENCE)
    surcharge = parameters.value("economics.deadweight.mkba") if deadweight is None else deadweight
    return Rules(
        name,
        check_number("discount_rate", rate, -0.5, 1.0),
        value_of_a_qaly(qaly_value, parameters, chosen.qaly, factor),
        year,
        None if horizon in (None, LIFE) else years_ahead(horizon),
        *(check_number(f"growth of {kind}", rate, -0.1, 0.1) for kind, rate in zip(GROWTH, rates, strict=True)),
        effect_discount_rate=check_number("effect_discount_rate", effects, -0.5, 1.0),
        thresholds=tuple(float(x) for x in parameters.euros("economics.qaly.thresholds") * factor),
        absence=absence,
        absence_share=share_of_absence(absence, parameters),
        deadweight=check_number("deadweight", surcharge, 0.0, 5.0),
        years_in_one_arm=choose(
            "way to count years in one arm", years_in_one_arm, chosen.years_in_one_arm, YEARS_IN_ONE_ARM
        ),
        counts_qalys=chosen.counts_qalys,
    )


def choose(kind: str, given: str | None, default: str, allowed: tuple[str, ...]) -> str:
    """One of a closed list of names."""
    if given is None:
        return default
    if given not in allowed:
        raise unknown(kind, given, allowed)
    return given


def value_of_a_qaly(given, parameters: ParameterSet, default: str, factor: float) -> float:
    """EUR of the price year: as given, by a name, or that of the rules."""
    if isinstance(given, str):
        if given not in QALY_VALUES:
            raise unknown("value of a QALY", given, QALY_VALUES)
        default, given = QALY_VALUES[given], None
    value = parameters.euros(default) * factor if given is None else given
    return check_number("qaly_value", value, 0.0, 1e8)


def years_ahead(horizon) -> int:
    """A horizon in whole years."""
    if isinstance(horizon, str):
        raise InputError(f"horizon is a number of years or {LIFE!r}, not {horizon!r}")
    return check_number("horizon", horizon, 0, 200, whole=True)


def share_of_absence(absence: str, parameters: ParameterSet) -> float:
    """The part of the wage of who is absent that is lost."""
    if absence == ABSENCE[0]:
        return 1.0
    return friction_share(parameters.value("economics.friction.period"), parameters.value("economics.friction.spell"))


class Alternative(NamedTuple):
    """One named alternative: other rules, or another treatment of births in one arm."""

    name: str
    text: str
    text_nl: str
    rules: Rules
    births_in_one_arm: str


def alternatives(rules: Rules, births_in_one_arm: str, parameters: ParameterSet) -> list[Alternative]:
    """The named alternatives to a headline that need no new simulation; one that changes nothing is left out."""
    found = []

    def add(name: str, text: str, text_nl: str, births: str = births_in_one_arm, **changes: Any) -> None:
        changed = replace(rules, **changes)
        if changed != rules or births != births_in_one_arm:
            found.append(Alternative(name, text, text_nl, changed, births))

    def dutch(share: float, digits: int = 0) -> str:
        return f"{100 * share:.{digits}f}%".replace(".", ",")

    for rate in parameters.value("economics.discount.alternatives"):
        rate = float(rate)
        text = f"discount rate of {rate:.1%} for costs and effects"
        text_nl = f"discontovoet van {dutch(rate, 1)} voor kosten en effecten"
        add(f"discount {rate:.1%}", text, text_nl, discount_rate=rate, effect_discount_rate=rate)
    for years in (int(years) for years in parameters.value("economics.horizon.alternatives")):
        text = f"costs and benefits up to {years} years after the base year only"
        add(f"horizon {years}", text, f"alleen kosten en baten tot {years} jaar na het basisjaar", horizon=years)
    add(f"horizon {LIFE}", "all of life", "het hele leven", horizon=None)
    if rules.counts_qalys:
        factor = parameters.price_factor(PRICE_YEAR, rules.price_year)
        for name, key in QALY_VALUES.items():
            value = parameters.euros(key) * factor
            of, van = (
                ", from road safety," if name == "road safety" else "",
                ", afgeleid uit verkeersveiligheid," if name == "road safety" else "",
            )
            text = f"a QALY is worth EUR {value:,.0f}{of} of {rules.price_year}"
            amount = f"{value:,.0f}".replace(",", ".")
            text_nl = f"een QALY is {amount} euro waard{van} (prijspeil {rules.price_year})".replace(", (", " (")
            add(f"QALY value {name}", text, text_nl, qaly_value=value)
    for absence in ABSENCE:
        share = share_of_absence(absence, parameters)
        text = f"absence by {absence}: {share:.0%} of the wage is lost"
        text_nl = f"ziekteverzuim volgens de {ABSENCE_NL[absence]}: {dutch(share)} van het loon gaat verloren"
        add(f"absence by {absence}", text, text_nl, absence=absence, absence_share=share)
    surcharge = parameters.value("economics.deadweight.alternative")
    text = f"a euro of public money for the programme costs {surcharge:.0%} more than that euro"
    text_nl = f"een euro belastinggeld voor het programma kost {dutch(surcharge)} meer dan die euro"
    add(f"deadweight {surcharge:.0%}", text, text_nl, deadweight=surcharge)
    for births in BIRTHS_IN_ONE_ARM:
        text = f"own lives of children who are born in one arm only: {births}"
        text_nl = f"eigen levens van kinderen die maar in één van beide situaties worden geboren: {BIRTHS_NL[births]}"
        add(f"births in one arm {births}", text, text_nl, births)
    for years in YEARS_IN_ONE_ARM:
        text, text_nl = (
            f"years lived in one arm only: {years}",
            f"jaren die maar in één situatie worden geleefd: {YEARS_NL[years]}",
        )
        add(f"years in one arm: {years}", text, text_nl, years_in_one_arm=years)
    rate = parameters.value("economics.growth.alternative")
    growth = {"growth_wages": rate, "growth_care": rate}
    text = f"wages and prices of care grow by {rate:.0%} a year"
    add(f"growth {rate:.0%}", text, f"lonen en zorgprijzen groeien met {dutch(rate)} per jaar", **growth)
    if rules.counts_qalys:
        text = f"wages, prices of care and the value of a QALY grow by {rate:.0%} a year"
        text_nl = f"lonen, zorgprijzen en de waarde van een QALY groeien met {dutch(rate)} per jaar"
        add(f"growth {rate:.0%}, health too", text, text_nl, **growth, growth_qaly=rate)
    return found
