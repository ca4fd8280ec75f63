"""Figures that others published on the interventions of the catalogue, and ours in the same measure and view."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING

from ..datafiles import DATA
from ..estimate import Estimate, estimate, ratio
from ..vocabulary.payers import GOVERNMENT

if TYPE_CHECKING:
    from ..results import Comparison
    from .language import Language

FILE = DATA / "published.toml"
CHANCE = 2.0  # standard errors within which a difference may be chance
YEARS = 80  # over which what is saved per year is averaged
CARE = ("maternity", "neonatal", "medical", "mental", "disease", "long_term")
VIEWS = {  # whose money: which lines count
    "society": lambda line: True,
    "society, money only": lambda line: True,
    "government": lambda line: line.party in GOVERNMENT,
    "family": lambda line: line.party == "family",
    "all but families": lambda line: line.party != "family",
    "health care": lambda line: line.account in CARE and line.party in GOVERNMENT,
    "care and education": lambda line: (
        line.account in (*CARE, "education", "special", "retention") and line.party in GOVERNMENT
    ),
}
WHOLE = ("society", "society, money only")  # views in which a transfer is no cost
WORDS = {  # unit of a measure, as it is printed
    "ratio": "{:.2f}",
    "cost per QALY": "EUR {:,.0f}",
    "cost per participant": "EUR {:,.0f}",
    "benefit per participant": "EUR {:,.0f}",
    "saving per participant": "EUR {:,.0f}",
    "QALYs per participant": "{:.3f}",
    "QALYs per quitter": "{:.3f}",
    "cost per quitter": "EUR {:,.0f}",
    "care saved per participant and year": "EUR {:,.2f}",
    "rate of return": "{:.1%}",
}


DUTCH = {  # phrases of `published`, `horizon` and `discounting`; a test finds those that are missing
    "not stated in what was read": "niet vermeld in wat is gelezen", "no figure read": "geen cijfer gelezen",
    "positive, no figure": "positief, geen cijfer", "benefits exceed costs": "baten hoger dan kosten",
    "saves money per true positive": "bespaart geld per terecht positieve uitslag",
    "saves money and gains QALYs": "bespaart geld en wint QALY's", "per DALY averted": "per voorkomen DALY",
    "net, plus the cost": "netto, plus de kosten", "own conversion": "eigen omrekening", "own division": "eigen deling",
    "none within a year": "geen binnen een jaar", "one to several years": "een tot enkele jaren", "one year": "een jaar",
    "long term": "lange termijn", "age 40 and beyond": "leeftijd 40 en verder", "five trials": "vijf onderzoeken",
    "one trial": "één onderzoek", "trial": "duur van het onderzoek", "by programme": "naar programma", "of": "van",
    "taxpayers": "belastingbetalers", "participants": "deelnemers", "individual": "individueel", "groups": "groepen",
    "recalled": "niet nagelezen", "cut-off": "grenswaarde", "points": "procentpunten", "billion": "miljard",
    "a year": "per jaar", "life": "hele leven", "age": "leeftijd", "under": "minder dan", "over": "gedeeld door",
    "none": "geen", "to": "tot", "EUR": "€",
}  # fmt: skip
PHRASES = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, DUTCH), key=len, reverse=True))})\b")
NUMBERS = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?<!,)")


def as_told(text: str, say: Language) -> str:
    """What a study published, in the words and the numbers of the language."""
    if say.code != "nl":
        return text
    text = PHRASES.sub(lambda found: DUTCH[found[0]], text)
    return NUMBERS.sub(lambda found: found[0].translate(str.maketrans(",.-", ".,−")), text)


def read() -> tuple[dict, list[dict]]:
    """Groups, and rows in the order of the file; a row has the intervention of its group if it names none."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row in raw["row"]:
        row.setdefault("figures", [])
        if row["compares"] != "none":
            row.setdefault("intervention", raw["group"][row["group"]]["intervention"])
    return raw["group"], raw["row"]


@cache
def rows_of(intervention: str) -> list[dict]:
    """The rows on an intervention that have a figure of which ours can be worked out."""
    return [row for row in read()[1] if row.get("intervention") == intervention and row["figures"]]


def ours(comparison: Comparison, figure: dict, rules: dict) -> Estimate | str:
    """One measure of a comparison, in the view of a figure; a word where no number can be given."""
    mkba, view, measure = comparison.appraise(**rules), figure.get("view", "society"), figure["measure"]
    if measure == "rate of return":
        return mkba.irr if mkba.irr.value is not None else "not defined"
    if measure == "care saved per participant and year":
        mkba = comparison.appraise(discount_rate=0.0, horizon=YEARS - 1)
    benefits = mkba.by_batch(lambda line: VIEWS[view](line) and line.account not in ("programme", "qaly"))
    health = mkba.by_batch(lambda line: line.unit == "QALY")
    cost = -mkba.by_batch(lambda line: line.account == "programme" and (view in WHOLE or line.party in GOVERNMENT))
    ages = (0, comparison.batches.shape[3] - 1)
    quits = -comparison.by_batch(("smoked_throughout",), ages)
    families = comparison.by_batch(("participants",), ages) * figure.get("share", 1.0)

    def over(above, below) -> Estimate:
        return ratio(above, below, comparison.batch_births)

    valued = benefits + (health if view in ("society", "family") else 0.0)
    match measure:
        case "ratio":
            return over(valued, cost)
        case "cost per participant":
            return over(cost, families)
        case "benefit per participant":
            return over(valued, families)
        case "saving per participant":
            return over(benefits - cost, families)
        case "care saved per participant and year":
            return over(benefits / YEARS, families)
        case "QALYs per participant":
            return over(health / mkba.rules.qaly_value, families)
        case "cost per quitter":
            return over(cost, quits)
        case "QALYs per quitter":
            return over(health / mkba.rules.qaly_value, quits)
        case "cost per QALY":
            return per_qaly(cost - benefits, health / mkba.rules.qaly_value, over, comparison)
    raise ValueError(f"unknown measure {measure!r}")


def per_qaly(net, qalys, over, comparison) -> Estimate | str:
    """Net cost per QALY; in words where none is gained, or money is saved as well."""
    gained = estimate(qalys, comparison.batch_births)
    if gained.value == 0.0:
        return "no QALYs gained"
    if gained.se is None or gained.value < CHANCE * gained.se:
        return "QALYs gained are within chance"
    return "saves money and gains QALYs" if net.sum() < 0.0 else over(net, qalys)
