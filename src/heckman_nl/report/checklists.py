"""CHEERS 2022 and the steps of an MKBA, filled from what the run knows; what a person must write says so."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, unknown
from ..vocabulary.rows import GRADES as GRADE_KEYS
from .language import GRADES, RULES, THE_PARTIES, Language, pm_items

if TYPE_CHECKING:
    from ..appraisal import Appraisal

FILE = Path(__file__).with_name("checklists.toml")
FILLED = ("ingevuld", "complete")
WRITTEN = ("door de auteurs ingevuld", "written by the authors")
PART = ("deels ingevuld", "partly complete")
MISSING = ("niet gerapporteerd", "not reported")
NOT_APPLICABLE = ("niet van toepassing", "not applicable")
Answer = tuple[tuple[str, str], str]


@cache
def lists() -> dict[str, dict[str, Any]]:
    """The checklists as they stand in the file: title, and items (key, Dutch, English)."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def keys() -> list[str]:
    """Key of every item, such as "cheers.3"."""
    return [f"{name}.{item[0]}" for name, content in lists().items() for item in content["items"]]


def check_texts(texts: dict[str, str]) -> dict[str, str]:
    """Texts of the authors, by key of an item; InputError for a key that is none and for what is not text."""
    for key, text in texts.items():
        if key not in keys():
            raise unknown("item of a checklist", key, keys())
        if not isinstance(text, str) or not text.strip():
            raise InputError(f"the text of {key} must be words, not {text!r}")
    return texts


def filled(a: Appraisal, say: Language, texts: dict[str, str]):
    """(name, title, rows) of each checklist; what the authors wrote comes after what the run knows."""
    known = {**cheers(a, say), **steps(a, say)}
    check_texts(texts)
    for name, content in lists().items():
        rows = []
        for number, nl, en in content["items"]:
            key = f"{name}.{number}"
            status, answer = known.get(key, (MISSING, ""))
            if key in texts:
                status = WRITTEN if status == MISSING else FILLED
                answer = f"{answer} {texts[key]}".strip()
            text = number if number.isdigit() else str(len(rows) + 1)
            rows.append({"key": key, "text": text, "topic": say(nl, en), "status": say.pick(status), "answer": answer})
        yield name, content["title"], rows


def cheers(a: Appraisal, say: Language) -> dict[str, Answer]:
    """What the run knows for CHEERS 2022."""
    c, rules = a.comparison, a.rules
    name, births, n = c.scenario.name, say.number(c.births), say.number
    place, years = say(c.cohort.region.name_nl, c.cohort.region.name), ", ".join(map(str, c.cohort.years))
    rate = n(100 * rules.discount_rate, 2)
    horizon = say("het hele leven", "all of life") if rules.horizon is None else say(f"{rules.horizon} jaar na het basisjaar", f"{rules.horizon} years after the base year")  # fmt: skip
    ratio = "" if a.bcr.value is None else say(f", verhouding {n(a.bcr.value, 2)}", f", ratio {n(a.bcr.value, 2)}")
    balance = say(f"saldo {say.million(a.npv.value)}{ratio}", f"balance {say.million(a.npv.value)}{ratio}")
    kind = say.pick(RULES[rules.name])
    title = say(f"{name} tegenover het nulalternatief: {kind}", f"{name} against the baseline: {kind}")
    rates = n(100 * rules.effect_discount_rate, 2)
    rate_text = (
        say(f"{rate}% per jaar, reëel", f"{rate}% a year, real")
        if rates == rate
        else say(
            f"{rate}% per jaar voor geld, {rates}% voor QALY's, reëel",
            f"{rate}% a year for money, {rates}% for QALYs, real",
        )
    )
    options = "; ".join(say(item.title_nl, item.title) for item in c.scenario.interventions)
    parties = ", ".join(say.pick(THE_PARTIES[p]) for p, value in a.by_payer()["value"].items() if abs(value) > 0.5)
    worth_nl = f"Een QALY telt voor € {n(rules.qaly_value)}" if rules.counts_qalys else "QALY's tellen niet mee"
    worth_en = f"A QALY counts for € {n(rules.qaly_value)}" if rules.counts_qalys else "QALYs do not count"
    ranged = sum(p.interval is not None for p in c.parameters.values())
    error = "" if a.npv.se is None else say(f" (± {say.million(a.npv.se)})", f" (± {say.million(a.npv.se)})")
    return {
        "cheers.1": (PART, say("Voorstel: ", "Suggestion: ") + title + "."),
        "cheers.2": (PART, say(f"Cijfers: {balance}; zie 'Het antwoord'.", f"Figures: {balance}; see 'The answer'.")),
        "cheers.5": (FILLED, say(
            f"{births} geboorten vanaf 24 weken, levend of dood, in {years}; {n(c.participants.value)} gezinnen doen mee.",
            f"{births} births from 24 weeks, live or still, in {years}; {n(c.participants.value)} families take part.")),
        "cheers.6": (PART, say(f"Plaats: {place}.", f"Place: {place}.")),
        "cheers.7": (PART, say(f"Het nulalternatief en: {options or name}.", f"The baseline and: {options or name}.")),
        "cheers.8": (PART, say(f"De samenleving, en apart: {parties}.", f"Society, and separately: {parties}.")),
        "cheers.9": (PART, say(f"Horizon: {horizon}. Verdeling over de tijd: tabel 'Per partij en periode'.", f"Horizon: {horizon}. Timing: table 'By party and period'.")),
        "cheers.10": (PART, say(f"{rate_text}; zie 'Instellingen'.", f"{rate_text}; see 'Settings'.")),
        "cheers.11": (FILLED, say("Alle posten in de overzichtstabel, en de tabel 'Wat er verandert'.", "All items of the overview table, and the table 'What changes'.")),
        "cheers.13": (FILLED, say(f"{worth_nl}; prijzen staan onder 'Parameters'.", f"{worth_en}; prices are under 'Parameters'.")),
        "cheers.14": (FILLED, say("Kosten per gezin met bron: 'Bereik, kosten en correcties'; eenheidsprijzen: 'Parameters'.", "Costs per family with source: 'Reach, costs and corrections'; unit prices: 'Parameters'.")),
        "cheers.15": (FILLED, say(f"Euro, prijspeil {rules.price_year}; omgerekend met de prijsindex onder 'Parameters'.", f"Euro, prices of {rules.price_year}; moved with the price index under 'Parameters'.")),
        "cheers.16": (PART, say(f"Microsimulatie van levens, heckman_nl {c.provenance['version']}, open broncode (Apache-2.0).", f"Microsimulation of lives, heckman_nl {c.provenance['version']}, open source (Apache-2.0).")),
        "cheers.17": (FILLED, say("Zie 'Zo is gerekend': regels, instellingen en alternatieven.", "See 'How it was done': rules, settings and alternatives.")),
        "cheers.18": (FILLED, say("Naar kwetsbaarheid van het gezin, opleiding van de moeder en omstandigheden bij de start.", "By vulnerability of the family, education of the mother and circumstances at the start.")),
        "cheers.19": (PART, say("Per partij en per groep; geen welvaartsgewichten gebruikt.", "By party and by group; no equity weights used.")),
        "cheers.20": how_uncertain(a, say),
        "cheers.22": (PART, say(f"{n(len(c.parameters))} parameters met bron en bewijskracht, {n(ranged)} met marge: 'Parameters'.", f"{n(len(c.parameters))} parameters with source and grade, {n(ranged)} with a range: 'Parameters'.")),
        "cheers.23": (FILLED, say(f"Kosten {say.million(a.costs.value)}, baten {say.million(a.benefits.value)}, {balance}.", f"Costs {say.million(a.costs.value)}, benefits {say.million(a.benefits.value)}, {balance}.")),
        "cheers.24": how_much(a, say, error),
        "cheers.26": (PART, say("Wat niet is gewaardeerd staat als PM in de overzichtstabel.", "What is not valued stands as PM in the overview table.")),
    }  # fmt: skip


def how_uncertain(a: Appraisal, say: Language) -> Answer:
    """CHEERS 20: how uncertainty was handled."""
    if a.psa is None:
        return PART, say(
            "Alleen de toevalsfout van de simulatie; er is geen probabilistische gevoeligheidsanalyse uitgevoerd.",
            "The simulation error only; no probabilistic sensitivity analysis was run.",
        )
    n, out = say.number(len(a.psa.draws)), say.number(len(a.psa.incompatible))
    again = (
        say(
            "per trekking is het nulalternatief opnieuw gekalibreerd", "the baseline was calibrated again in every draw"
        )
        if a.psa.about["recalibrate"]
        else say("het nulalternatief is niet opnieuw gekalibreerd", "the baseline was not calibrated again")
    )
    return FILLED, say(
        f"Probabilistische gevoeligheidsanalyse: {n} Sobol-trekkingen (startgetal {a.psa.about['seed']}) van alle getallen met een marge, met correlaties binnen groepen; {again}; {out} "
        f"{'onverenigbare trekking viel' if out == '1' else 'onverenigbare trekkingen vielen'} af. Waarde van informatie met splines. Toevalsfout en keuzes staan apart.",
        f"Probabilistic sensitivity analysis: {n} Sobol draws (seed {a.psa.about['seed']}) of all numbers with an interval, correlated within groups; {again}; {out} incompatible {'draw was' if out == '1' else 'draws were'} left out. "
        "Value of information by splines. Simulation error and choices stand apart.",
    )


def how_much(a: Appraisal, say: Language, error: str) -> Answer:
    """CHEERS 24: what uncertainty does to the result."""
    if a.psa is None:
        return PART, say(
            f"Saldo met toevalsfout: {say.million(a.npv.value)}{error}; andere keuzes: 'Met andere keuzes'.",
            f"Balance with simulation error: {say.million(a.npv.value)}{error}; other choices: 'Under other choices'.",
        )
    row = a.psa.summary().loc[a.psa.strategy_of(a)]
    low, high, chance = say.million(row.low), say.million(row.high), say.number(100 * row.probability_positive)
    worth = say.million(a.psa.evpi())
    return FILLED, say(
        f"95%-interval van het saldo {low} tot {high}; kans op een positief saldo {chance}%; waarde van volledige kennis {worth}; discontovoet en horizon: 'Met andere keuzes'.",
        f"95% interval of the balance {low} to {high}; chance of a positive balance {chance}%; value of perfect information {worth}; discount rate and horizon: 'Under other choices'.",
    )


def steps(a: Appraisal, say: Language) -> dict[str, Answer]:
    """What the run knows for the steps of an MKBA."""
    c, rules, n = a.comparison, a.rules, say.number
    effects = [effect for item in c.scenario.interventions for effect in item.effect]
    grades = Counter(effect.grade for effect in effects)
    told = ", ".join(f"{say.pick(GRADES[grade])} {grades[grade]}" for grade in GRADE_KEYS if grades[grade])
    moved = a.by_account()["value"].reindex(["taxes", "benefits"]).fillna(0.0).abs().max()
    transfers = say.million(float(moved), 2)
    items = len(pm_items(c.generations))
    options = "; ".join(say(item.title_nl, item.title) for item in c.scenario.interventions)
    what_if = "; ".join(change.parameter for change in c.scenario.changes)
    alternatives = "; ".join(part for part in (options, what_if) if part)
    nothing: Answer = (
        NOT_APPLICABLE,
        say("Het scenario bevat geen interventie.", "There is no intervention in the scenario."),
    )
    return {
        "mkba.null": (PART, say("Nederland bij bestaand beleid, gekalibreerd op Nederlandse statistieken; zie 'Klopt het nulalternatief?'.", "The Netherlands under present policy, calibrated on Dutch statistics; see 'Does the baseline hold?'.")),
        "mkba.options": (PART, say(f"Doorgerekend: {alternatives}.", f"Worked out: {alternatives}.")) if alternatives else (MISSING, ""),
        "mkba.effects": (FILLED, say(f"{len(effects)} effecten, naar bewijskracht: {told}.", f"{len(effects)} effects, by grade: {told}.")) if effects else nothing,
        "mkba.double": (FILLED, say("Elke geldstroom heeft één post en één partij; de partijen tellen op tot de samenleving.", "Each flow has one item and one party; the parties add up to society.")),
        "mkba.transfers": (FILLED, say(f"Belastingen en uitkeringen tellen op tot {transfers} voor de samenleving.", f"Taxes and benefits add up to {transfers} for society.")),
        "mkba.costs": (PART, say("Kosten per gezin en per partij; zorg die vervalt zit in de baten.", "Costs per family and per party; care displaced is among the benefits.")) if c.scenario.interventions else nothing,
        "mkba.prices": (PART, say(f"Reëel, prijspeil {rules.price_year}.", f"Real, prices of {rules.price_year}.")),
        "mkba.discounting": (FILLED, say(f"{n(100 * rules.discount_rate, 2)}% per jaar, naar {a.base_year}.", f"{n(100 * rules.discount_rate, 2)}% a year, to {a.base_year}.")),
        "mkba.health": (FILLED, say("Dit rapport volgt die richtlijn.", "This report follows that guideline.")) if rules.name == "zin" else (MISSING, say("Reken dezelfde vergelijking door met de regels 'zin'.", "Appraise the same comparison under the rules 'zin'.")),
        "mkba.uncertainty": (PART, say("Alleen de toevalsfout en enkele andere keuzes.", "The simulation error and some other choices only.")) if a.psa is None else (PART, say("Kennis: 'Hoe zeker is het?'; beleid: 'Met andere keuzes'; de toekomst niet.", "Knowledge: 'How certain is it?'; policy: 'Under other choices'; not the future.")),
        "mkba.distribution": (FILLED, say("Per partij, periode en groep, met terugverdientijd.", "By party, period and group, with pay-back.")),
        "mkba.pm": (FILLED, say(f"{items} posten, in de overzichtstabel.", f"{items} items, in the overview table.")),
        "mkba.overview": (FILLED, say("Tabel 'Kosten en baten voor de samenleving'.", "Table 'Costs and benefits for society'.")),
        "mkba.reproducible": (FILLED, say("Onder 'Herkomst' staat wat het resultaat tot op het laatste cijfer terugbrengt.", "Under 'Provenance' stands what gives the result again, to the last digit.")),
    }  # fmt: skip
