"""The appraisal as a table on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .language import ACCOUNTS, GRADES, IRR_STATUS, PARTIES, Language

if TYPE_CHECKING:
    from ..appraisal import Appraisal

WIDTH = 58


def screen(appraisal: Appraisal, code: str = "en") -> str:
    """The MKBA in some forty lines: headline, accounts, parties, evidence, what is not in it."""
    say = Language(code)
    comparison, rules = appraisal.comparison, appraisal.rules
    rate = say.number(100 * rules.discount_rate, 2)
    people = say.number(comparison.participants.value)
    lines = [
        f"{comparison.scenario.name}: MKBA",
        say(
            f"{say.number(comparison.births)} geboorten, {people} deelnemende gezinnen; contante waarde in {appraisal.base_year}, "
            f"euro's van {rules.price_year}, {rate}% per jaar, QALY € {say.number(rules.qaly_value)}",
            f"{say.number(comparison.births)} births, {people} families take part; present value in {appraisal.base_year}, "
            f"euros of {rules.price_year}, {rate}% a year, QALY € {say.number(rules.qaly_value)}",
        ),
        "",
        heading(say("baten en kosten", "benefits and costs"), say),
    ]
    accounts = appraisal.by_account()
    lines += rows(accounts.drop("programme"), ACCOUNTS, say)
    lines += [
        rule(),
        amount(say("baten", "benefits"), appraisal.benefits.value, appraisal.benefits.se, say),
        amount(say("kosten (programma)", "costs (programme)"), appraisal.costs.value, appraisal.costs.se, say),
        amount(say("saldo", "net present value"), appraisal.npv.value, appraisal.npv.se, say),
        line(say("baten-kostenverhouding", "benefit-cost ratio"), figure(appraisal.bcr, 2, say)),
        line(say("intern rendement", "internal rate of return"), returns(appraisal, say)),
        line(say("gewonnen QALY's / levensjaren (niet verdisconteerd)", "QALYs / life years gained (not discounted)"),
             f"{say.number(appraisal.qalys.value, 1)} / {say.number(appraisal.life_years.value, 1)}"),
        "",
        heading(say("wie betaalt (−) en wie wint (+)", "who pays (−) and who gains (+)"), say),
        *rows(appraisal.by_payer(), PARTIES, say),
        "",
        evidence(appraisal, say),
        say(
            "± is de toevalsfout van de simulatie. De onzekerheid van effecten, kosten en aannames zit er niet in.",
            "± is the Monte-Carlo error of the simulation. The uncertainty of effects, costs and assumptions is not in it.",
        ),
    ]  # fmt: skip
    return "\n".join(lines)


def heading(text: str, say: Language) -> str:
    return f"{text:<{WIDTH}} {say('mln euro', 'EUR million'):>12}"


def rule() -> str:
    return "-" * (WIDTH + 22)


def line(text: str, shown: str) -> str:
    return f"{text:<{WIDTH}} {shown:>12}"


def amount(text: str, value: float | None, se: float | None, say: Language) -> str:
    """One row in millions with its error."""
    error = "" if se is None else f" ± {say.number(se / 1e6, 2)}"
    return f"{text:<{WIDTH}} {say.number(None if value is None else value / 1e6, 2):>12}{error}"


def rows(frame, names, say: Language) -> list[str]:
    """Rows of a table that are not zero."""
    shown = frame[frame["value"].abs() > 0.5]
    return [
        amount(say.pick(names[key]), row.value, None if row.se != row.se else row.se, say)
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
    rate = appraisal.irr
    if rate.value is not None:
        error = "" if rate.se is None else f" ± {say.number(100 * rate.se, 1)}"
        return f"{say.number(100 * rate.value, 1)}%{error}"
    roots = ", ".join(f"{say.number(100 * root, 1)}%" for root in appraisal.irr_roots)
    return say.pick(IRR_STATUS[appraisal.irr_status]) + (f" ({roots})" if roots else "")


def evidence(appraisal: Appraisal, say: Language) -> str:
    """Share of the benefits by grade, in one sentence."""
    frame = appraisal.comparison.by_grade()
    shares = ", ".join(
        f"{say.pick(GRADES[grade])} {say.number(100 * share)}%" for grade, share in frame["share"].items()
    )
    return say(
        f"Aandeel van de baten naar bewijskracht van de effecten van de interventie zelf: {shares}.",
        f"Share of the benefits by grade of the intervention's own effects: {shares}.",
    )
