"""The appraisal as a table on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..estimate import Estimate
from .language import ACCOUNTS, GRADES, IRR_STATUS, PARTIES, RULES, Language, generation
from .uncertain import certain, reservations

if TYPE_CHECKING:
    from ..appraisal import Appraisal

WIDTH = 58
FEW_FAMILIES = 200  # simulated


def screen(appraisal: Appraisal, code: str = "en") -> str:
    """The MKBA in some forty lines: headline, accounts, parties, evidence, what is not in it."""
    say = Language(code)
    comparison, rules = appraisal.comparison, appraisal.rules
    rate = say.number(100 * rules.discount_rate, 2)
    people = say.number(comparison.participants.value)
    unit = Unit(appraisal, say)
    accounts = appraisal.by_account()
    lines = [
        f"{comparison.scenario.name}: {'MKBA' if rules.name == 'mkba' else say.pick(RULES[rules.name])}",
        say(
            f"{say.number(comparison.births)} geboorten, {people} deelnemende gezinnen; contante waarde in {appraisal.base_year}, "
            f"prijspeil {rules.price_year}, discontovoet {rate}%, QALY € {say.number(rules.qaly_value)}",
            f"{say.number(comparison.births)} births, {people} families take part; present value in {appraisal.base_year}, "
            f"prices of {rules.price_year}, discount rate {rate}%, QALY € {say.number(rules.qaly_value)}",
        ),
        *later(appraisal, say),
        *few(appraisal, say),
        "",
        unit.heading(say("baten en kosten", "benefits and costs")),
        *rows(accounts.drop("programme"), ACCOUNTS, unit),
        "-" * (WIDTH + 22),
        unit.amount(say("baten", "benefits"), appraisal.benefits),
        unit.amount(say("kosten (programma)", "costs (programme)"), appraisal.costs),
        unit.amount(say("saldo", "net present value"), appraisal.npv),
        line(say("baten-kostenverhouding", "benefit-cost ratio"), figure(appraisal.bcr, 2, say)),
        line(say("intern rendement", "internal rate of return"), returns(appraisal, say)),
        line(say("gewonnen QALY's / levensjaren (niet verdisconteerd)", "QALYs / life years gained (not discounted)"),
             f"{say.number(appraisal.qalys.value, 1)} / {say.number(appraisal.life_years.value, 1)}"),
        *one_arm(appraisal, say, unit),
        *by_generation(appraisal, say, unit),
        "",
        unit.heading(say("wie betaalt (−) en wie wint (+)", "who pays (−) and who gains (+)")),
        *rows(appraisal.by_payer(), PARTIES, unit),
        "",
        *evidence(appraisal, say),
        say(
            "± is de toevalsfout van de simulatie. De onzekerheid van effecten, kosten en aannames zit er niet in.",
            "± is the Monte-Carlo error of the simulation. The uncertainty of effects, costs and assumptions is not in it.",
        ),
        *([] if appraisal.psa is None else [certain(appraisal, say), *reservations(appraisal.psa, say)]),
    ]  # fmt: skip
    return "\n".join(lines)


class Unit:
    """Amounts of one table in millions of euros, or in thousands where everything is small."""

    def __init__(self, appraisal: Appraisal, say: Language):
        self.say = say
        largest = max(abs(float(x)) for x in (appraisal.costs, appraisal.benefits, *appraisal.by_payer()["value"]))
        self.euros, self.digits = (1e6, 2) if largest >= 1e6 or largest == 0.0 else (1e3, 1)
        self.name = say("mln euro", "EUR million") if self.euros == 1e6 else say("1.000 euro", "EUR 1,000")

    def heading(self, text: str) -> str:
        return f"{text:<{WIDTH}} {self.name:>12}"

    def amount(self, text: str, estimate: Estimate) -> str:
        """One row with its error."""
        value = None if estimate.value is None else estimate.value / self.euros
        error = "" if estimate.se is None else f" ± {self.say.number(estimate.se / self.euros, self.digits)}"
        return f"{text:<{WIDTH}} {self.say.number(value, self.digits):>12}{error}"


def few(appraisal: Appraisal, say: Language) -> list[str]:
    """A warning where so few families were simulated that chance decides."""
    comparison = appraisal.comparison
    simulated = (comparison.participants.value or 0.0) * comparison.simulated / comparison.births
    if not comparison.scenario.interventions or simulated >= FEW_FAMILIES:
        return []
    return [
        say(
            f"LET OP: er zijn maar {simulated:.0f} deelnemende gezinnen gesimuleerd; het toeval overheerst. Simuleer er meer met --sample.",
            f"NOTE: only {simulated:.0f} participating families were simulated, so that chance dominates. Simulate more with --sample.",
        )
    ]


def later(appraisal: Appraisal, say: Language) -> list[str]:
    """Which generations were simulated; nothing where it was the cohort only."""
    count = appraisal.comparison.generations
    if count == 1:
        return []
    names = ", ".join(generation(k + 1, say) for k in range(count))
    return [say(f"{count} generaties gesimuleerd: {names}", f"{count} generations simulated: {names}")]


def one_arm(appraisal: Appraisal, say: Language, unit: Unit) -> list[str]:
    """Lives that are born in one arm only: how many, and the balance with the other treatment of them."""
    number, counted = appraisal.comparison.lives_in_one_arm, appraisal.births_in_one_arm == "counted"
    treated = say("meegeteld", "counted") if counted else say("niet meegeteld", "left out")
    other = say("saldo zonder die levens", "net present value without those lives") if counted else say(
        "saldo met die levens", "net present value with those lives"
    )  # fmt: skip
    told = [line(say(f"levens in maar één situatie geboren ({treated})", f"lives born in one arm only ({treated})"),
                 say.number(number, 1))]  # fmt: skip
    return told + ([unit.amount(other, appraisal.alternative.npv)] if number else [])


def by_generation(appraisal: Appraisal, say: Language, unit: Unit) -> list[str]:
    """The balance of each generation; nothing where it was the cohort only."""
    if appraisal.comparison.generations == 1:
        return []
    table = [
        unit.amount(generation(int(number), say), Estimate(row.npv, None if row.npv_se != row.npv_se else row.npv_se))
        for number, row in appraisal.by_generation().iterrows()
    ]
    return ["", unit.heading(say("saldo per generatie", "net present value by generation")), *table]


def line(text: str, shown: str) -> str:
    return f"{text:<{WIDTH}} {shown:>12}"


def rows(frame, names, unit: Unit) -> list[str]:
    """Rows of a table that are not zero."""
    shown = frame[frame["value"].abs() > 0.5]
    return [
        unit.amount(unit.say.pick(names[key]), Estimate(row.value, None if row.se != row.se else row.se))
        for key, row in shown.iterrows()
    ]


def figure(estimate, digits: int, say: Language) -> str:
    """A figure with its error, or 'undefined'."""
    if estimate.value is None:
        return say("niet bepaald", "undefined")
    error = "" if estimate.se is None else f" ± {say.number(estimate.se, digits)}"
    return say.number(estimate.value, digits) + error


def returns(appraisal: Appraisal, say: Language) -> str:
    """The rate of return, or why there is none."""
    if appraisal.bcr.value is None:
        return say("niet bepaald", "undefined")
    rate = appraisal.irr
    if rate.value is not None:
        error = "" if rate.se is None else f" ± {say.number(100 * rate.se, 1)}"
        return f"{say.number(100 * rate.value, 1)}%{error}"
    roots = ", ".join(f"{say.number(100 * root, 1)}%" for root in appraisal.irr_roots)
    return say.pick(IRR_STATUS[appraisal.irr_status]) + (f" ({roots})" if roots else "")


def evidence(appraisal: Appraisal, say: Language) -> list[str]:
    """What is left on strong, and on strong and moderate evidence, and the share of each grade; nothing without benefits."""
    ledger = appraisal.evidence()
    known = ledger["share"].dropna()
    if known.empty:
        return []
    unit = Unit(appraisal, say)
    lines = []
    for grade, dutch, english in (
        ("strong", "alleen sterk bewijs", "strong evidence alone"),
        ("moderate", "sterk en redelijk bewijs", "strong and moderate evidence"),
    ):
        left = ledger.loc[grade]
        if left.isna().all():
            continue
        money = [say.number(left[key] / unit.euros, unit.digits) for key in ("benefits", "npv")]
        ratio = say("niet bepaald", "undefined") if left["bcr"] != left["bcr"] else say.number(left["bcr"], 2)
        lines.append(
            say(
                f"Op {dutch}: baten {money[0]} en saldo {money[1]} {unit.name}, verhouding {ratio}.",
                f"On {english}: benefits {money[0]} and net present value {money[1]} {unit.name}, ratio {ratio}.",
            )
        )
    shares = ", ".join(f"{say.pick(GRADES[grade])} {say.number(100 * share)}%" for grade, share in known.items())
    return [
        *lines,
        say(
            f"Aandeel van de baten naar de zwakste schakel in het bewijs: {shares}.",
            f"Share of the benefits by weakest link in the evidence: {shares}.",
        ),
    ]
