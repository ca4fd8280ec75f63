"""The tables of a report, made once from an appraisal: the page and the workbook show these and no other numbers.

Numbers are held in full, in euros, persons or shares; a form says how one is rounded for a reader. To add a table: write
a function (appraisal, say) -> Table (pieces are in `table.py`), name it in `MAKERS`, and
place it in the template.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..calibrate.validate import ENOUGH_BIRTHS, validate
from ..cohort import Cohort
from ..economics.rules import ABSENCE_NL, BIRTHS_NL, YEARS_NL
from ..vocabulary.state import LEVELS, TRACKS
from . import checklists
from .drawn import Names, own, unit_words
from .language import (
    ACCOUNTS,
    GRADES,
    GROUPS,
    INDICATORS,
    INFLOW,
    IRR_STATUS,
    PARTIES,
    PER,
    RULES,
    STATUSES,
    STEPS,
    Language,
    generation,
    pm_items,
    step_words,
)
from .published import as_told, ours, rows_of
from .sensitivity import ANALYSES
from .table import (
    FORMS,
    NIL,
    Column,
    Table,
    frame_of,
    money,
    pair,
    party,
    present,
    shown,
    title,
    value_and_error,
)
from .tables_uncertain import acceptability, information, psa, strategies, versus_point
from .terms import terms

if TYPE_CHECKING:
    import pandas as pd

    from ..appraisal import Appraisal
    from ..estimate import Estimate

PERIODS = (0, 4, 12, 18, 30, 67)  # years after the base year at which a period of life begins
VOLUME_LINES = {  # counted per year; (Dutch, English)
    "in_ambulatory_help": ("ambulante jeugdhulp, kindjaren", "ambulatory youth help, child-years"),
    "in_foster_care": ("pleegzorg, kindjaren", "foster care, child-years"),
    "in_residential_care": ("residentiële jeugdhulp, kindjaren", "residential youth care, child-years"),
    "in_special_education": ("speciaal onderwijs, kindjaren", "special education, child-years"),
    "gp_contacts": ("contacten met de huisarts", "contacts with the GP"),
    "hospital_admissions": ("ziekenhuisopnamen", "admissions to hospital"),
    "in_mental_care": ("geestelijke gezondheidszorg vanaf 18 jaar, jaren", "mental health care from 18, years"),
    "entered_long_term_care": ("instroom in de langdurige zorg", "persons entering long-term care"),
}


def tables(appraisal: Appraisal, say: Language, texts: dict[str, str] | None = None) -> dict[str, Table]:
    """Every table of the report by its name, in the order of the report."""
    made = (make(appraisal, say) for make in MAKERS)
    found = {table.name: table for table in made if table is not None}
    for frame in appraisal.sensitivity:
        table = ANALYSES[frame.attrs["analysis"]](frame, Names.of(appraisal, say))
        found[table.name] = table
    found |= {table.name: table for table in checklist_tables(appraisal, say, texts)}
    return found | {table.name: table for table in (parameters(appraisal, say), sources(appraisal, say), glossary(say))}


# results


def headline(a: Appraisal, say: Language) -> Table:
    """Key figures."""
    m, births = money(a), a.comparison.births
    status = say.pick(IRR_STATUS[a.irr_status])
    roots = ", ".join(shown(root, "rate", say) for root in a.irr_roots)
    why_no_rate = "" if a.irr.value is not None else f"{status}{': ' if roots else ''}{roots}"
    people = a.comparison.participants
    rows = [
        pair("npv", say("Saldo (netto contante waarde)", "Net present value"), a.npv),
        pair("benefits", say("Baten", "Benefits"), a.benefits),
        pair("costs", say("Kosten van het programma", "Costs of the programme"), a.costs),
        pair("bcr", say("Baten-kostenverhouding", "Benefit-cost ratio"), a.bcr),
        pair("irr", say("Intern rendement", "Internal rate of return"), a.irr, remark=why_no_rate),
        pair("mvpf", say("MVPF: baten van burgers en werkgevers per euro netto overheidskosten",
                         "MVPF: gains of citizens and employers per euro of net public cost"), a.mvpf,
             remark=say.pick(MVPF[a.mvpf_region])),
        pair("icer", say("Netto kosten per gewonnen QALY", "Net cost per QALY gained"), a.icer,
             remark=say.pick(cost_per_qaly(a))),
        pair("qalys", say("Gewonnen QALY's van kind en moeder, niet verdisconteerd", "QALYs of child and mother gained, not discounted"), a.qalys),
        pair("qalys_discounted", say("Gewonnen QALY's, verdisconteerd", "QALYs gained, discounted"), a.qalys_discounted),
        pair("life_years", say("Gewonnen levensjaren, niet verdisconteerd", "Life years gained, not discounted"), a.life_years),
        pair("participants", say("Deelnemende gezinnen", "Families that take part"), people),
        {"key": "births", "text": say("Geboorten", "Births"), "value": float(births), "se": None},
    ]  # fmt: skip
    forms = {
        "npv": m, "benefits": m, "costs": m, "bcr": "EUR per EUR", "irr": "a year", "mvpf": "EUR per EUR", "icer": "EUR per QALY",
        "qalys": "QALYs", "qalys_discounted": "QALYs", "life_years": "life years", "participants": "families", "births": "births",
    }  # fmt: skip
    rows = [{"remark": "", **row} for row in rows]
    return Table(
        "headline", say("Kerncijfers", "Key figures"), say("grootheid", "figure"),
        (Column("value", say("waarde", "value"), "number"), Column("se", "±", "number ±"), Column("unit", say("eenheid", "unit"), "unit"), Column("remark", say("toelichting", "remark"))),
        frame_of(rows), present(a, say), ("npv",), forms,
    )  # fmt: skip


MVPF = {
    "ratio": ("", ""),
    "infinite": ("de overheid bespaart en burgers winnen", "government saves and citizens gain"),
    "saves and harms": ("de overheid bespaart en burgers verliezen", "government saves and citizens lose"),
    "undefined": ("niet bepaald", "undefined"),
}


def cost_per_qaly(a: Appraisal) -> tuple[str, str]:
    """What a negative figure means."""
    if a.icer.value is None or (a.icer.value >= 0.0 and a.qalys_discounted.value >= 0.0):
        return "", ""
    if a.qalys_discounted.value < 0.0:
        return "er gaan QALY's verloren", "QALYs are lost"
    return "bespaart geld en wint gezondheid", "saves money and gains health"


def accounts(a: Appraisal, say: Language) -> Table:
    """The overview table of an MKBA: what each account adds, benefits, costs, balance, and what is named only."""
    m, frame = money(a), a.by_account()
    rows = [
        {"key": key, "text": say.pick(ACCOUNTS[key]), "value": row.value, "se": row.se}
        for key, row in frame.iterrows()
        if key != "programme"
    ]
    rows += [
        pair("benefits_total", say("Baten", "Benefits"), a.benefits),
        pair("costs_total", say("Kosten van het programma", "Costs of the programme"), a.costs),
        pair("npv_total", say("Saldo", "Balance"), a.npv),
    ]
    items = pm_items(a.comparison.generations)
    rows += [{"key": f"pm_{k}", "text": say.pick(item), "value": "PM", "se": None} for k, item in enumerate(items, 1)]
    return Table(
        "accounts", say("Kosten en baten voor de samenleving", "Costs and benefits for society"), say("post", "item"),
        value_and_error(say, m, ("contante waarde", "present value")), frame_of(rows),
        f"{present(a, say)} {say('PM: wel genoemd, niet gewaardeerd.', 'PM: named, not valued.')}",
        ("benefits_total", "npv_total"), nil="value",
    )  # fmt: skip


def parties(a: Appraisal, say: Language) -> Table:
    """Who pays, who gains, and when each has it back."""
    m, frame, cells = money(a), a.by_payer(), a.by_account_and_payer()
    back = a.payback().astype(object).where(a.payback().notna(), None)
    rows = []
    for key in (*PARTIES,):
        own = cells[key] if key in cells else cells.sum(axis=1)
        figure = frame.loc[key] if key in frame.index else None
        other = own.drop("programme")
        year = back["year"][key]
        nothing = year == a.base_year
        rows.append({
            "key": key, "text": party(key, say),
            "programme": float(own["programme"]), "gains": float(other.clip(lower=0).sum()), "losses": float(other.clip(upper=0).sum()),
            "value": a.npv.value if figure is None else figure["value"], "se": a.npv.se if figure is None else figure["se"],
            "payback": say("schiet niets voor", "no outlay") if nothing else year and float(year),
            "payback_se": None if nothing else back["se"][key],
        })  # fmt: skip
    columns = (
        Column("programme", say("programma", "programme"), m),
        Column("gains", say("andere baten", "other gains"), m),
        Column("losses", say("andere lasten", "other losses"), m),
        *value_and_error(say, m, ("saldo", "balance")),
        Column("payback", say("terug in", "paid back in"), "year"),
        Column("payback_se", say("± jaar", "± years"), "years ±"),
    )
    return Table(
        "parties", say("Wie betaalt en wie wint", "Who pays and who gains"), say("partij", "party"), columns, frame_of(rows),
        say(
            "Plus is een voordeel voor die partij. Baten en lasten zijn posten die voor de partij per saldo beter en slechter uitvallen. 'Terug in': "
            "eerste jaar waarna het verdisconteerde lopende saldo niet meer onder nul komt. Overdrachten vallen voor de samenleving weg: baten en lasten van de partijen tellen daarom niet op tot de onderste regel, de saldi wel.",
            "Plus is a gain for that party. Gains and losses are items that end better and worse for the party. 'Paid back in': first "
            "year after which the discounted running balance stays at or above zero. Transfers cancel out for society, so the parties' gains and losses do not add up to the last row; their balances do.",
        ),
        ("society",), nil="value",
    )  # fmt: skip


def pockets(a: Appraisal, say: Language) -> Table:
    """Present value by account and party: in whose pocket each cost and saving falls."""
    m, cells = money(a), a.by_account_and_payer()
    used = [party for party in cells if cells[party].abs().max() > NIL] or list(cells)[:1]
    rows = [
        {"key": key, "text": say.pick(ACCOUNTS[key]), **row[used].to_dict(), "society": float(row.sum())}
        for key, row in cells.iterrows()
    ]
    total = {"key": "total", "text": say("Saldo", "Balance"), **cells[used].sum().to_dict(), "society": a.npv.value}
    for row in rows:  # a row of transfers is nil for society, but says who pays
        row["size"] = float(max(abs(row[party]) for party in used))
    columns = tuple(Column(party, say.pick(PARTIES[party]), m) for party in (*used, "society"))
    return Table(
        "pockets", say("Welke post in wiens portemonnee valt", "Which item falls in whose pocket"), say("post", "item"), columns,
        frame_of([*rows, {**total, "size": math.inf}]), present(a, say), ("total",), nil="size",
    )  # fmt: skip


def periods(a: Appraisal, say: Language) -> Table:
    """Present value by party and period: who waits for whom."""
    m = money(a)
    elapsed = a.years - a.base_year
    starts = [start for start in PERIODS if start <= elapsed[-1]]
    number = np.searchsorted(starts, elapsed, side="right") - 1
    values = a.by_payer()["value"]
    rows = []
    for key in (*(one for one in PARTIES if one != "society"), "society"):
        flow = np.diff(a.cumulative(None if key == "society" else key), prepend=0.0)
        total = a.npv.value if key == "society" else values[key]
        sums = {f"from_{start}": float(flow[number == k].sum()) for k, start in enumerate(starts)}
        rows.append({"key": key, "text": party(key, say), **sums, "value": total})
    ends = [*(start - 1 for start in starts[1:]), elapsed[-1]]
    columns = tuple(
        Column(f"from_{start}", f"{a.base_year + start}–{a.base_year + end}", m)
        for start, end in zip(starts, ends, strict=True)
    )
    return Table(
        "periods", say("Per partij en periode", "By party and period"), say("partij", "party"),
        (*columns, Column("value", say("totaal", "total"), m)), frame_of(rows),
        say("Contante waarde van wat in de periode valt; de perioden tellen op tot het totaal.",
            "Present value of what falls in the period; the periods add up to the total."),
        ("society",), nil="value",
    )  # fmt: skip


def years(a: Appraisal, say: Language) -> Table:
    """Every calendar year."""
    m, frame = money(a), a.by_year()
    used = [party for party in PARTIES if party != "society" and frame[party].abs().max() > NIL]
    rows = [
        {"key": str(year), "text": str(year), **row[[*used, "society"]].to_dict(), "society_se": row["society_se"],
         "running": row["society_cumulative_discounted"]}
        for year, row in frame.iterrows()
    ]  # fmt: skip
    columns = (
        *(Column(party, say.pick(PARTIES[party]), m) for party in used),
        Column("society", say("samenleving", "society"), m),
        Column("society_se", "±", f"{m} ±"),
        Column("running", say("lopend saldo, verdisconteerd", "running balance, discounted"), m),
    )
    return Table(
        "years", say("Per partij en kalenderjaar", "By party and calendar year"), say("jaar", "year"), columns, frame_of(rows),
        say("Niet verdisconteerd, behalve de laatste kolom. De winst van moeders die stoppen met roken staat als contante waarde in het jaar waarin het kind 5 is.",
            "Undiscounted, except for the last column. What mothers gain by stopping smoking is entered as a present value in the year in which the child turns 5."),
    )  # fmt: skip


def generations(a: Appraisal, say: Language) -> Table | None:
    """By generation; nothing where only the cohort was simulated."""
    if a.comparison.generations == 1:
        return None
    rows = [balance(str(n), generation(int(n), say), row) for n, row in a.by_generation().iterrows()]
    return balances(a, say, "generations", ("Per generatie", "By generation"), say("generatie", "generation"), rows)


def balance(key: str, text: str, row) -> dict[str, Any]:
    """Benefits, costs and balance of a group."""
    return {
        "key": key, "text": text, "benefits": row.benefits, "costs": row.costs, "value": row.npv, "se": row.npv_se
    }  # fmt: skip


def balances(a: Appraisal, say: Language, name: str, title: tuple[str, str], head: str, rows: list[dict]) -> Table:
    m = money(a)
    columns = (
        Column("benefits", say("baten", "benefits"), m),
        Column("costs", say("programmakosten", "programme costs"), m),
        *value_and_error(say, m, ("saldo", "balance")),
    )
    return Table(name, say.pick(title), head, columns, frame_of(rows), present(a, say))


def vulnerability(a: Appraisal, say: Language) -> Table:
    return group(a, say, "vulnerability")


def education(a: Appraisal, say: Language) -> Table:
    return group(a, say, "maternal_education")


def group(a: Appraisal, say: Language, name: str) -> Table:
    """By class of a division of the births."""
    words = GROUPS[name]
    rows = [balance(key, say.pick(words[key]), row) for key, row in a.by_group(name).iterrows()]
    title = tuple(text[0].upper() + text[1:] for text in words[""])
    return balances(a, say, name, title, say("klasse", "class"), rows)


def circumstances(a: Appraisal, say: Language) -> Table | None:
    """By fifths of childhood circumstances, where the comparison was lived on that axis."""
    return group(a, say, "circumstances") if "circumstances" in a.comparison.by_axis else None


def compensation(a: Appraisal, say: Language) -> Table:
    """Payments that would make each party whole."""
    m, frame = money(a), a.compensation()
    rows = [
        {"key": f"{row['from']}.{row['to']}", "text": party(row["from"], say), "to": party(row["to"], say), "value": row["present_value"]}
        for _, row in frame.iterrows()
    ]  # fmt: skip
    lost, uncovered = frame.attrs["lost"], frame.attrs["uncovered"]
    rows.append(
        {"key": "uncovered", "text": say("door niemand gedekt", "covered by nobody"), "to": "", "value": uncovered}
    )
    columns = (Column("to", say("aan", "to")), Column("value", say("bedrag", "amount"), m))
    return Table(
        "compensation", say("Verrekening: wie kan wiens verlies dekken", "Settlement: who can cover whose loss"), say("van", "from"),
        columns, frame_of(rows),
        say(f"Partijen die winnen, betalen naar rato van hun winst, nooit meer; gezinnen en slachtoffers betalen niet. De verliezen zijn samen {shown(lost, m, say)} {say.pick(FORMS[m].unit)}.",
            f"Parties that gain pay in proportion to their gain, never more; families and victims do not pay. Losses add up to {shown(lost, m, say)} {say.pick(FORMS[m].unit)}."),
        ("uncovered",), nil="value",
    )  # fmt: skip


# effects


def indicators(a: Appraisal, say: Language) -> Table:
    """What changes, in total, per 1,000 births and per 100 families that take part."""
    comparison = a.comparison
    frame, people = comparison.indicators(), comparison.participants.value or 0.0
    rows = [
        {
            "key": name, "text": say.pick(pair_), "value": frame.total[name], "se": frame.total_se[name],
            "per_1000": frame.per_1000_births[name], "per_100": 100 * frame.total[name] / people if people else None,
        }
        for name, pair_ in INDICATORS.items()
    ]  # fmt: skip
    columns = (
        *value_and_error(say, "number", ("in totaal", "in total")),
        Column("per_1000", say("per 1.000 geboorten", "per 1,000 births"), "small"),
        Column("per_100", say("per 100 deelnemers", "per 100 participants"), "number"),
    )
    return Table(
        "indicators", say("Wat er verandert", "What changes"), say("verandering door het scenario", "change due to the scenario"),
        columns, frame_of(rows), say("Scenario min nulalternatief, over het hele leven. 0,0 ± 0,0: bij geen enkel gesimuleerd gezin veranderd; een klein effect is niet uitgesloten.",
            "Scenario minus baseline, over all of life. 0.0 ± 0.0: changed in no simulated family; a small effect is not ruled out."),
    )  # fmt: skip


def volumes(a: Appraisal, say: Language) -> Table:
    """Use of services by period, as a change."""
    found = a.comparison.volumes(*VOLUME_LINES).pivot(index="year", columns="line", values="number")
    return by_period(
        a, say, "volumes", say("Gebruik van voorzieningen", "Use of services"), found[list(VOLUME_LINES)],
        {name: say.pick(words) for name, words in VOLUME_LINES.items()},
        say("Aantallen voor alle geboorten, scenario min nulalternatief.", "Numbers for all births, scenario minus baseline."),
    )  # fmt: skip


def inflow(a: Appraisal, say: Language) -> Table:
    """Who comes into care, by period, as a change."""
    found = a.comparison.inflow()
    return by_period(
        a, say, "inflow", say("Instroom in zorg", "New users of care"), found,
        {name: say(INFLOW[name], text) for name, text in found.attrs["texts"].items()},
        say("Personen of gebeurtenissen, scenario min nulalternatief, voor alle geboorten.", "Persons or events, scenario minus baseline, for all births."),
    )  # fmt: skip


def by_period(
    a: Appraisal, say: Language, name: str, title: str, frame: pd.DataFrame, labels: dict[str, str], note: str
) -> Table:
    """Numbers by calendar year (rows) and kind (columns), summed over the periods of a life."""
    elapsed = np.asarray(frame.index - frame.index.min())
    starts = [start for start in PERIODS if start <= elapsed.max()]
    ends = [*(start - 1 for start in starts[1:]), int(elapsed.max())]
    rows = [
        {
            "key": kind, "text": labels[kind],
            **{
                f"from_{start}": float(frame[kind][(elapsed >= start) & (elapsed <= end)].sum())
                for start, end in zip(starts, ends, strict=True)
            },
            "value": float(frame[kind].sum()),
        }
        for kind in frame
    ]  # fmt: skip
    columns = tuple(
        Column(f"from_{start}", f"{a.base_year + start}–{a.base_year + end}", "number")
        for start, end in zip(starts, ends, strict=True)
    )
    head = say("verandering in de periode", "change in the period")
    return Table(name, title, head, (*columns, Column("value", say("totaal", "total"), "number")), frame_of(rows), note)


# evidence and uncertainty


def evidence(a: Appraisal, say: Language) -> Table | None:
    """Benefits that are left on evidence down to each grade, by weakest link."""
    frame = a.evidence()
    if frame["share"].dropna().empty:
        return None
    m = money(a)
    labels = {"strong": ("alleen sterk bewijs", "strong evidence alone"), "moderate": ("sterk en redelijk", "strong and moderate"),
              "weak": ("ook zwak", "weak as well"), "assumption": ("ook aannames: dit rapport", "assumptions as well: this report")}  # fmt: skip
    rows = [
        {"key": grade, "text": say.pick(labels[grade]), "share": row["share"], "value": row.benefits, "se": row.benefits_se,
         "npv": row.npv, "bcr": row.bcr}
        for grade, row in frame.iterrows()
    ]  # fmt: skip
    columns = (
        *value_and_error(say, m, ("baten", "benefits")),
        Column("share", say("aandeel van deze stap", "share of this step"), "share"),
        Column("npv", say("saldo", "balance"), m),
        Column("bcr", say("verhouding", "ratio"), "ratio"),
    )
    return Table(
        "evidence", say("Wat op welk bewijs rust", "What rests on which evidence"), say("bewijs dat meetelt", "evidence that counts"), columns, frame_of(rows),
        say("Naar de zwakste schakel: wat zwakker is, van effecten en van verbanden die ze doorgeven, staat op nul, en het nulalternatief is dan opnieuw aan de "
            "Nederlandse cijfers aangepast. De aandelen tellen op afronding na op tot 100%; doordat het nulalternatief opnieuw is aangepast, verschillen ook de kosten iets per regel. Een negatief aandeel is een verlies dat op dat bewijs rust.",
            "By weakest link: what is weaker, of effects and of the links that carry them on, is set to zero, and the baseline is then fitted to the "
            "Dutch statistics again. The shares add up to 100% but for rounding; as the baseline is fitted again, costs differ slightly by row. A negative share is a loss that rests on that evidence."),
        ("assumption",),
    )  # fmt: skip


def alternatives(a: Appraisal, say: Language) -> Table:
    """The balance under other conventions, one at a time."""
    m = money(a)
    rows = [
        {"key": key, "text": say(row.text_nl, row.text), "value": row.npv, "se": row.npv_se, "bcr": row.bcr}
        for key, row in a.alternatives().iterrows()
    ]
    columns = (*value_and_error(say, m, ("saldo", "balance")), Column("bcr", say("verhouding", "ratio"), "ratio"))
    return Table(
        "alternatives", say("Met andere keuzes, één tegelijk", "Under other choices, one at a time"), say("keuze", "choice"), columns, frame_of(rows),
        present(a, say), ("headline",),
    )  # fmt: skip


def net_benefit(a: Appraisal, say: Language) -> Table | None:
    """Net monetary benefit at each threshold, under the rules of health care."""
    if a.rules.name != "zin":
        return None
    rows = [
        {"key": f"{value:.0f}", "text": shown(value, "euro", say), "value": row.net_benefit, "se": row.se}
        for value, row in a.net_benefit().iterrows()
    ]
    return Table(
        "net_benefit", say("Netto baten per drempelwaarde", "Net benefit by threshold"), say("waarde van een QALY", "value of a QALY"),
        value_and_error(say, money(a), ("netto baten", "net benefit")), frame_of(rows), present(a, say),
    )  # fmt: skip


# what went in


def effects(a: Appraisal, say: Language) -> Table | None:
    """The effects that were used, with their trials."""
    rows, names = [], Names.of(a, say)
    for item in a.comparison.scenario.interventions:
        intervals = item.intervals()
        for row, effect in zip(item.effects_table(), item.effect, strict=True):
            low_high = intervals.get(row["channel"])
            trials = "; ".join(
                f"{names.source(t.source)}: {unit_words(t.measure, say)} {say.number(t.value, 2)} ({say.number(t.ci95[0], 2)} {say('tot', 'to')} "
                f"{say.number(t.ci95[1], 2)}), {say.pick(STATUSES[t.status])}"
                for t in effect.trials
            )
            set_by_user = say(
                "door de gebruiker ingesteld, in plaats van de onderzoeken", "set by the user, in place of the trials"
            )
            rows.append({
                "key": f"{item.id}.{row['channel']}", "item": title(item, say), "text": own(effect, say),
                "channel": names.channel(effect.channel), "measure": unit_words(row["measure"], say), "value": row["value"],
                "interval": "–" if low_high is None else f"{say.number(low_high[0], 2)} {say('tot', 'to')} {say.number(low_high[1], 2)}",
                "grade": say.pick(GRADES[effect.grade]), "trials": set_by_user if row["set_by_user"] else trials,
            })  # fmt: skip
    if not rows:
        return None
    columns = (
        Column("channel", say("kanaal", "channel")), Column("measure", say("maat", "measure")),
        Column("value", say("gebruikt", "used"), "ratio"), Column("interval", "95%"), Column("grade", say("bewijs", "grade")),
        Column("trials", say("onderzoeken (gewogen gemiddelde)", "trials (mixture)")),
    )  # fmt: skip
    return Table(
        "effects", say("Effecten die zijn gebruikt", "Effects that were used"), say("effect op", "effect on"), columns, frame_of(rows),
        group="item",
    )  # fmt: skip


def inputs(a: Appraisal, say: Language) -> Table | None:
    """Reach, costs, corrections, fading and weights of the interventions."""
    rows = [
        {
            "key": f"{item.id}.{k}",
            "item": title(item, say),
            "text": text,
            "value": value,
            "grade": grade,
            "source": source,
        }
        for item in a.comparison.scenario.interventions
        for k, (text, value, grade, source) in enumerate(input_rows(item, Names.of(a, say)), 1)
    ]
    if not rows:
        return None
    columns = (
        Column("value", say("waarde", "value")), Column("grade", say("bewijs", "grade")),
        Column("source", say("bron en toelichting", "source and note"), "english"),
    )  # fmt: skip
    return Table(
        "inputs", say("Bereik, kosten en correcties", "Reach, costs and corrections"), say("invoer", "input"), columns, frame_of(rows),
        group="item",
    )  # fmt: skip


def input_rows(item, names: Names) -> list[tuple[str, str, str, str]]:
    """(what, value, grade, source and note)."""
    say = names.say

    def sourced(text: str, value: str, found) -> tuple[str, str, str, str]:
        status, note = say.pick(STATUSES[found.status]), getattr(found, "note", "")
        return text, value, say.pick(GRADES[found.grade]), f"{names.source(found.source)} ({status}) {note}".strip()

    offer = item.offer
    today = [f"{step}_today" for step in (offer.today() if offer.comparator == "today" else ())]
    rows = [
        sourced(step_words(name, say), say.number(getattr(offer, name), 2), offer.sources[name])
        for name in (*STEPS, *today)
        if name in offer.sources
    ]
    rows += [
        sourced(f"{own(c, say)} ({say.pick(PER[c.per])})", f"{say.number(c.amount)} {unit_words(c.unit, say)}", c)
        for c in item.cost
    ]
    rows += [sourced(own(c, say), say.number(c.factor if c.on else 1.0, 3), c) for c in item.corrections.values()]
    for effect in item.effect:
        if lasts := effect.persistence:
            fades = say("dooft per jaar uit vanaf leeftijd", "fades a year from age")
            text = f"{names.channel(effect.channel)}: {fades} {say.number(lasts.since)}"
            rows.append(sourced(text, say.number(lasts.fade, 2), lasts))
    weight = say("gewicht in het gewogen gemiddelde", "weight in the mixture")
    rows += [
        (own(w, say), say.number(w.value, 2), say.pick(GRADES["assumption"]), weight) for w in item.weights.values()
    ]
    return rows


def published(a: Appraisal, say: Language) -> Table | None:
    """Figures that others published, and ours in the same measure and view: with our rules, and with theirs where known."""
    comparison = a.comparison
    items = comparison.scenario.interventions
    alone = len(items) == 1 and not comparison.scenario.changes and bool(comparison.participants.value)
    rows, forms = [], {}
    for item in items:
        found = [(row, figure) for row in rows_of(item.id) for figure in row["figures"]]
        if not found:
            rows += [
                {"key": f"{item.id}.{k}", "item": title(item, say), "text": text}
                for k, text in enumerate(item.published, 1)
            ]
        for k, (row, figure) in enumerate(found, 1):
            key, rules = f"{item.id}.{k}", row.get("rules")
            forms[key] = MEASURES[figure["measure"]][0]
            near = "" if row["compares"] == "same" else say("verwant programma: ", "a programme like it: ")
            rows.append({
                "key": key, "item": title(item, say), "text": f"{near}{row['programme']}, {row['study']}, {row['country']}",
                "measure": say.pick(MEASURES[figure["measure"]][1]), "view": say.pick(VIEW_WORDS[figure.get("view", "society")]),
                "published": as_told(figure["published"], say),
                "rules": "; ".join(dict.fromkeys(as_told(row[x], say) for x in ("horizon", "discounting") if x in row)),
                **(beside("", ours(comparison, figure, {}), say) if alone else {}),
                **(beside("theirs_", ours(comparison, figure, rules), say) if alone and rules else {}),
            })  # fmt: skip
    if not rows:
        return None
    for row in rows:
        for column in ("measure", "view", "published", "rules"):
            row.setdefault(column, "")
        for column in ("value", "se", "theirs_value", "theirs_se"):
            row.setdefault(column, None)
    columns = (
        Column("measure", say("maat", "measure")), Column("view", say("voor wie", "for whom")),
        Column("published", say("gepubliceerd", "published")), Column("value", say("dit rapport", "this report"), "number"),
        Column("se", "±", "number ±"), Column("theirs_value", say("met hun regels", "by their rules"), "number"),
        Column("theirs_se", "±", "number ±"), Column("rules", say("hun regels", "their rules")),
    )  # fmt: skip
    why_not = say(
        " Alleen bij een scenario van één interventie staat ons cijfer ernaast.",
        " Ours stands beside it for a scenario of one intervention only.",
    )
    return Table(
        "published", say("Gepubliceerde cijfers", "Published figures"), say("onderzoek", "study"), columns, frame_of(rows),
        say("Geen gepubliceerd cijfer is gebruikt om het model te kalibreren. Bedragen van het onderzoek zijn niet omgerekend. Waarom zij verschillen, staat in docs/explanation/published_ratios.md.",
            "No published figure was used to calibrate the model. Amounts of the study are not converted. Why they differ is told in docs/explanation/published_ratios.md.")
        + ("" if alone else why_not),
        forms=forms, group="item", label="english",
    )  # fmt: skip


MEASURES = {  # form of the number, and (Dutch, English)
    "ratio": ("ratio", ("verhouding", "ratio")),
    "cost per QALY": ("euro", ("kosten per QALY", "cost per QALY")),
    "cost per participant": ("euro", ("kosten per deelnemer", "cost per participant")),
    "benefit per participant": ("euro", ("baten per deelnemer", "benefit per participant")),
    "saving per participant": ("euro", ("besparing per deelnemer", "saving per participant")),
    "QALYs per participant": ("small", ("QALY's per deelnemer", "QALYs per participant")),
    "QALYs per quitter": ("small", ("QALY's per stopper", "QALYs per quitter")),
    "cost per quitter": ("euro", ("kosten per stopper", "cost per quitter")),
    "care saved per participant and year": ("ratio", ("bespaarde zorg per deelnemer en jaar, euro", "care saved per participant and year, EUR")),
    "rate of return": ("rate", ("rendement", "rate of return")),
}  # fmt: skip
VIEW_WORDS = {
    "society": ("samenleving", "society"),
    "society, money only": ("samenleving, alleen geld", "society, money only"),
    "government": ("overheid", "government"),
    "family": ("gezin", "family"),
    "all but families": ("alle partijen behalve gezinnen", "all but families"),
    "health care": ("zorg", "health care"),
    "care and education": ("zorg en onderwijs", "care and education"),
}
NO_NUMBER = {
    "not defined": ("niet bepaald", "not defined"),
    "no QALYs gained": ("geen QALY's gewonnen", "no QALYs gained"),
    "QALYs gained are within chance": ("winst aan QALY's binnen het toeval", "QALYs gained are within chance"),
    "saves money and gains QALYs": ("bespaart geld en wint QALY's", "saves money and gains QALYs"),
}


def beside(before: str, figure: Estimate | str, say: Language) -> dict[str, Any]:
    """Our figure with its error; in words where there is no number."""
    if isinstance(figure, str):
        return {f"{before}value": say.pick(NO_NUMBER[figure])}
    return {f"{before}value": figure.value, f"{before}se": figure.se}


def settings(a: Appraisal, say: Language) -> Table:
    """The rules of the appraisal and the run, as they were set."""
    rules, comparison = a.rules, a.comparison
    lives = say("het hele leven", "all of life")
    rows = [
        ("rules", say("regels", "rules"), say.pick(RULES[rules.name]), "text"),
        ("discount_rate", say("discontovoet per jaar", "discount rate a year"), rules.discount_rate, "rate"),
        ("effect_discount_rate", say("discontovoet van QALY's", "discount rate of QALYs"), rules.effect_discount_rate, "rate"),
        ("qaly_value", say("waarde van een QALY", "value of a QALY"), rules.qaly_value, "euro"),
        ("price_year", say("prijspeil", "price year"), float(rules.price_year), "year"),
        ("base_year", say("basisjaar", "base year"), float(a.base_year), "year"),
        ("horizon", say("horizon, jaren na het basisjaar", "horizon, years after the base year"), lives if rules.horizon is None else float(rules.horizon), "whole"),
        ("growth_wages", say("reële groei van lonen", "real growth of wages"), rules.growth_wages, "rate"),
        ("growth_care", say("reële groei van zorgprijzen", "real growth of care prices"), rules.growth_care, "rate"),
        ("growth_qaly", say("reële groei van de waarde van een QALY", "real growth of the value of a QALY"), rules.growth_qaly, "rate"),
        ("absence", say("ziekteverzuim: methode", "absence: method"), say(ABSENCE_NL[rules.absence], rules.absence), "text"),
        ("deadweight", say("kosten van belastingheffing, per euro programma", "cost of raising taxes, per euro of programme"), rules.deadweight, "rate"),
        ("years_in_one_arm", say("jaren die maar in één situatie worden geleefd", "years lived in one arm only"), say(YEARS_NL[rules.years_in_one_arm], rules.years_in_one_arm), "text"),
        ("births_in_one_arm", say("levens die maar in één situatie beginnen", "lives that begin in one arm only"), say(BIRTHS_NL[a.births_in_one_arm], a.births_in_one_arm), "text"),
        ("births", say("geboorten waarvoor de cijfers staan", "births that the figures stand for"), float(comparison.births), "whole"),
        ("simulated", say("gesimuleerde geboorten", "births simulated"), float(comparison.simulated), "whole"),
        ("birth_years", say("geboortejaren", "birth years"), ", ".join(map(str, comparison.cohort.years)), "text"),
        ("region", say("regio", "region"), say(comparison.cohort.region.name_nl, comparison.cohort.region.name), "text"),
        ("generations", say("generaties", "generations"), float(comparison.generations), "whole"),
        ("seed", say("startgetal van het toeval", "seed of the random numbers"), float(comparison.plan.seed), "year"),
    ]  # fmt: skip
    frame = frame_of([{"key": key, "text": text, "value": value} for key, text, value, _ in rows])
    forms = {key: form for key, _, _, form in rows}
    columns = (Column("value", say("waarde", "value"), "number"), Column("unit", say("eenheid", "unit"), "unit"))
    return Table("settings", say("Instellingen", "Settings"), say("instelling", "setting"), columns, frame, forms=forms)


def fit(a: Appraisal, say: Language) -> Table:
    """The baseline beside the Dutch statistics that can be read from a run, whatever the region."""
    national = Cohort.births(year=a.comparison.cohort.years)
    run = a.comparison.plan.model.run(national, seed=a.comparison.plan.seed, sample=ENOUGH_BIRTHS, progress=False)
    found = validate(run, panel_births=0)
    names = found[say("title_nl", "title")]
    frame = found.assign(
        key=found.name, title_=names, use_=[say.pick(USE_WORDS[use]) for use in found.use],
        text=[f"{title}: {who}" if who else title for title, who in zip(names, of_whom(found, say), strict=True)],
        met_=[say("ja", "yes") if met else say("nee", "no") for met in found.met],
        missed=[float(not met) for met in found.met],
        reason_=[reason or say("niet bekend; mogelijk toeval", "not known; may be chance") if not met else "" for reason, met in zip(found.reason, found.met, strict=True)],
    ).set_index("key")  # fmt: skip
    columns = (
        Column("target", say("waargenomen", "observed"), "small"), Column("simulated", say("gesimuleerd", "simulated"), "small"),
        Column("z", "z", "number"), Column("use_", say("gebruik", "use")), Column("met_", say("binnen de marge", "within its margin")),
        Column("reason_", say("reden", "reason"), "english"), Column("name", say("naam", "name"), "code"),
    )  # fmt: skip
    title = say("Nulalternatief naast statistieken", "Baseline beside statistics")
    return Table("fit", title, say("statistiek", "statistic"), columns, frame, nil="missed")


USE_WORDS = {  # what a row served for (`calibrate.entries.USES`); (Dutch, English)
    "solved": ("kalibratie", "calibration"),
    "judged": ("met de hand hierop afgestemd", "set by hand with this in view"),
    "differs": ("niet gebruikt: andere maat of populatie", "not used: another measure or population"),
    "held out": ("controle", "check"),
}
CELLS = {  # Dutch for whom a row speaks of; the English is that of the targets
    "male": "mannen", "female": "vrouwen", "mother": "opleiding van de moeder", "education": "opleiding", "low": "laag", "middle": "midden",
    "high": "hoog", "all": "alle", "none": "niet kwetsbaar", "single": "enkelvoudig kwetsbaar",
    "multiple": "meervoudig kwetsbaar", "very": "zeer kwetsbaar",
}  # fmt: skip
CLASSES = {  # of statistics whose rows are numbered; (Dutch, English)
    "track": (("praktijkonderwijs of vmbo-b", "vmbo-k", "vmbo-g/t", "havo", "vwo"), TRACKS),
    "attained_level": (
        ("basisonderwijs", "vmbo of mbo 1", "havo, vwo of mbo 2-4", "hbo- of wo-bachelor", "hbo- of wo-master"),
        LEVELS,
    ),
}


def of_whom(found: pd.DataFrame, say: Language) -> list[str]:
    """The group of each row, and its ages where a statistic has several."""
    several = found.groupby("id").age_low.transform("nunique") > 1
    said = []
    for row, ages in zip(found.itertuples(), several, strict=True):
        if row.id in CLASSES:
            said.append(say.pick(CLASSES[row.id])[int(row.group)])
            continue
        words = [CELLS.get(word, word) if say.code == "nl" else word for word in re.findall(r"\w+|\W+", row.group)]
        parts = ["".join(words).replace("+", say(" of ", " or "))] if words else []
        if ages:
            years = f"{row.age_low}" if row.age_low == row.age_high else f"{row.age_low}–{row.age_high}"
            parts.append(say(f"{years} jaar", f"age {years}"))
        said.append(", ".join(parts))
    return said


def provenance(a: Appraisal, say: Language) -> Table:
    """What was run, so that it can be run again."""
    rows = [
        {"key": key, "text": key, "value": ", ".join(map(str, value)) if isinstance(value, list) else str(value)}
        for key, value in a.comparison.provenance.items()
        if value is not None
    ]
    columns = (Column("value", say("waarde", "value"), "code"),)
    return Table(
        "provenance", say("Herkomst", "Provenance"), say("kenmerk", "mark"), columns, frame_of(rows), label="english"
    )


# reference


def checklist_tables(a: Appraisal, say: Language, texts: dict[str, str] | None) -> list[Table]:
    """CHEERS 2022 and the steps of an MKBA."""
    columns = (
        Column("topic", say("onderwerp", "topic")), Column("status", "status"), Column("answer", say("wat erover is vastgelegd", "what is on record")),
    )  # fmt: skip
    return [
        Table(name, say.pick(words), "item", columns, frame_of(rows))
        for name, words, rows in checklists.filled(a, say, texts or {})
    ]


def parameters(a: Appraisal, say: Language) -> Table:
    """Every number of the model with its source."""
    rows = []
    for p in a.comparison.parameters.values():
        interval = say("{} tot {}", "{} to {}").format(*(significant(x, say) for x in p.interval)) if p.interval else ""
        rows.append({
            "key": p.key, "text": p.key, "what": p.text, "value": say("tabel", "table") if p.is_table else significant(float(p.value), say),
            "unit": p.unit, "interval": interval, "grade": say.pick(GRADES[p.grade]),
            "status": say.pick(STATUSES[p.status]), "source": p.source,
        })  # fmt: skip
    columns = (
        Column("what", say("omschrijving", "description"), "english"), Column("value", say("waarde", "value")),
        Column("interval", "95%"), Column("unit", say("eenheid", "unit"), "english"), Column("grade", say("bewijs", "grade")),
        Column("status", "status"), Column("source", say("bron", "source"), "code"),
    )  # fmt: skip
    return Table("parameters", "Parameters", "parameter", columns, frame_of(rows), label="code")


def significant(value: float, say: Language) -> str:
    """Four digits, with the marks of the language."""
    if abs(value) >= 1e4:
        return say.number(value)
    text = np.format_float_positional(float(f"{value:.4g}"), trim="-")
    return (text.replace(".", ",") if say.code == "nl" else text).replace("-", "−")


def sources(a: Appraisal, say: Language) -> Table:
    rows = [
        {"key": key, "text": key, "citation": source.citation, "url": source.url, "read": source.read}
        for key, source in a.comparison.parameters.sources.items()
    ]
    columns = (
        Column("citation", say("verwijzing", "citation"), "english"), Column("url", "url", "code"),
        Column("read", say("wat is gelezen", "what was read"), "english"),
    )  # fmt: skip
    return Table("sources", say("Bronnen", "Sources"), say("bron", "source"), columns, frame_of(rows), label="code")


def glossary(say: Language) -> Table:
    rows = [
        {"key": term.nl, "text": say(term.nl, term.en), "other": say(term.en, term.nl), "meaning": say(term.meaning_nl, term.meaning_en).replace("`", "'")}
        for term in terms()
    ]  # fmt: skip
    rows.sort(key=lambda row: row["text"].lower())
    columns = (Column("other", say("Engels", "Dutch")), Column("meaning", say("betekenis", "meaning")))
    return Table("glossary", say("Begrippen", "Terms"), say("begrip", "term"), columns, frame_of(rows))


MAKERS: tuple[Callable[[Appraisal, Language], Table | None], ...] = (
    headline, accounts, parties, pockets, compensation, periods, years, generations, indicators, volumes, inflow, vulnerability,
    education, circumstances, evidence, psa, strategies, acceptability, information, versus_point, alternatives, net_benefit, effects, inputs, published, fit, settings, provenance,
)  # fmt: skip
