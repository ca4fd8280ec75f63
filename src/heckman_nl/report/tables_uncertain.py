"""The tables of an uncertainty analysis in a report; none of them without one (`tables` names them)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import interventions as catalogue
from .drawn import Names
from .language import PARTIES, Language
from .table import Column, Table, frame_of, money, of_frame, party, present, shown, title, value_and_error

if TYPE_CHECKING:
    from ..appraisal import Appraisal

HEALTH = {"qalys": "QALYs", "qalys_discounted": "QALYs", "life_years": "life years"}  # forms of what is no money
MOST_ARROWS = 10  # parameters of the model in the table of information


def psa(a: Appraisal, say: Language) -> Table | None:
    """What the figures may be, over the draws; nothing without an uncertainty analysis."""
    if a.psa is None:
        return None
    m, strategy = money(a), a.psa.strategy_of(a)
    words = {
        "npv": ("Saldo (netto contante waarde)", "Net present value"), "benefits": ("Baten", "Benefits"),
        "costs": ("Kosten van het programma", "Costs of the programme"),
        "qalys_discounted": ("Gewonnen QALY's, verdisconteerd", "QALYs gained, discounted"),
        "life_years": ("Gewonnen levensjaren, niet verdisconteerd", "Life years gained, not discounted"),
    }  # fmt: skip
    labels = {name: say.pick(pair_) for name, pair_ in words.items()}
    labels |= {f"party.{name}": say("Saldo: ", "Balance: ") + party(name, say) for name in PARTIES if name != "society"}
    rows = []
    for name, text in labels.items():
        row = a.psa.summary(name).loc[strategy]
        rows.append({"key": name, "text": text, "value": row["mean"], "se": row.mean_se, "low": row.low, "high": row.high, "chance": row.probability_positive})  # fmt: skip
    columns = (
        Column("value", say("gemiddelde", "mean"), "number"), Column("se", "±", "number ±"), Column("low", say("95%: van", "95%: from"), "number"),
        Column("high", say("tot", "to"), "number"), Column("unit", say("eenheid", "unit"), "unit"),
        Column("chance", say("kans boven nul", "chance above zero"), "share"),
    )  # fmt: skip
    n = say.number(len(a.psa.draws))
    return Table(
        "psa", say("Wat de cijfers kunnen zijn", "What the figures may be"), say("grootheid", "figure"), columns, frame_of(rows),
        say(f"Over {n} trekkingen. ±: standaardfout van het gemiddelde door het aantal trekkingen. {present(a, say)}",
            f"Over {n} draws. ±: standard error of the mean by the number of draws. {present(a, say)}"),
        ("npv",), {name: HEALTH.get(name, m) for name in labels}, nil="high",
    )  # fmt: skip


def options(a: Appraisal, say: Language) -> dict[str, str]:
    """Labels of the strategies of the uncertainty analysis; this report's own has the name of its scenario."""
    cards = set(catalogue.names())
    return {
        **{name: title(catalogue.load(name), say) if name in cards else name for name in a.psa.strategies},
        "baseline": say("nulalternatief", "baseline"), a.psa.strategy_of(a): a.comparison.scenario.name,
    }  # fmt: skip


def strategies(a: Appraisal, say: Language) -> Table | None:
    """The strategies of the uncertainty analysis side by side, where it had more than this scenario."""
    if a.psa is None or len(a.psa.strategies) < 3:
        return None
    m, npv, loss, labels = money(a), a.psa.summary(), a.psa.expected_loss(), options(a, say)
    best = a.psa.outcome("npv").idxmax(axis=1)
    rows = [
        {
            "key": name, "text": labels[name], "value": npv["mean"].get(name, 0.0), "low": npv.low.get(name, 0.0),
            "high": npv.high.get(name, 0.0), "best": float((best == name).mean()), "loss": float(loss[name]),
        }
        for name in a.psa.strategies
    ]  # fmt: skip
    columns = (
        Column("value", say("saldo, gemiddeld", "balance, mean"), m), Column("low", say("95%: van", "95%: from"), m),
        Column("high", say("tot", "to"), m), Column("best", say("kans het beste te zijn", "chance of being best"), "share"),
        Column("loss", say("verwacht verlies", "expected loss"), m),
    )  # fmt: skip
    return Table(
        "strategies", say("Opties naast elkaar", "Options side by side"), say("optie", "option"), columns, frame_of(rows),
        say("Verwacht verlies: wat een optie gemiddeld tekortkomt bij de beste van elke trekking; het kleinste is de waarde van volledige kennis.",
            "Expected loss: what an option falls short, on average, of the best of each draw; the smallest is the value of perfect information."),
        (a.psa.strategy_of(a),),
    )  # fmt: skip


def acceptability(a: Appraisal, say: Language) -> Table | None:
    """Acceptability curves and frontier."""
    if a.psa is None:
        return None
    curves, frontier, labels = a.psa.ceac(), a.psa.frontier(), options(a, say)
    rows = [
        {
            "key": f"{value:.0f}", "text": shown(value, "euro", say), "best": labels[frontier.strategy[value]],
            "frontier": float(curves.loc[value, "frontier"]),
            **{f"s{k}": float(curves.loc[value, name]) for k, name in enumerate(a.psa.strategies)},
        }
        for value in curves.index
    ]  # fmt: skip
    columns = (
        *(Column(f"s{k}", labels[name], "share") for k, name in enumerate(a.psa.strategies)),
        Column("best", say("gemiddeld het beste", "best on average")),
        Column("frontier", say("kans daarvan", "its probability"), "share"),
    )
    return Table(
        "acceptability", say("Kans het beste te zijn, per waarde van een QALY", "Probability of being best, by value of a QALY"),
        say("waarde van een QALY", "value of a QALY"), columns, frame_of(rows),
        say("De optie die gemiddeld het beste is, hoeft niet de grootste kans te hebben het beste te zijn: de laatste twee kolommen volgen het gemiddelde.",
            "The option that is best on average need not be the most likely to be best: the last two columns follow the mean."),
    )  # fmt: skip


def information(a: Appraisal, say: Language) -> Table | None:
    """What it would be worth to know things for certain."""
    if a.psa is None:
        return None
    strategy, drawn, names = a.psa.strategy_of(a), a.psa.parameters, Names.of(a, say)
    mine = {f"{item.id}.": item for item in a.comparison.scenario.interventions}
    effects = [name for name in a.psa.about["effects"] if name.startswith(tuple(mine))]
    places = [name for name in drawn if name.startswith(tuple(mine)) and ".effect." not in name and name not in effects]
    model = [name for name in drawn if name in a.comparison.parameters or name.startswith("target.")]
    rank = drawn[model].rank().corrwith(a.psa.outcome("npv")[strategy].rank()).abs()
    top = list(rank.sort_values(ascending=False).index[:MOST_ARROWS])
    worth, all_known = a.psa.evppi([*effects, *places, *top]), a.psa.evpi()

    def row(key: str, text: str, value: float, se: float | None, name: str = "") -> dict[str, Any]:
        return {"key": key, "text": text, "name": name, "value": float(value), "se": se, "share": float(value) / all_known if all_known > 0 else None}  # fmt: skip

    rows = [row("evpi", say("Alles (EVPI)", "Everything (EVPI)"), all_known, None)]
    for head, item in mine.items():
        own = [name for name in effects if name.startswith(head)]
        if len(own) > 1:
            together = a.psa.evppi(own, joint=True)
            rows.append(row(f"{head}joint", say("alle effecten van ", "all effects of ") + title(item, say), together["joint"], together.attrs["se"]["joint"]))  # fmt: skip
    for name in worth.sort_values(ascending=False, kind="stable").index:
        rows.append(row(name, names(name).text, worth[name], worth.attrs["se"][name], name))
    *first, last = options(a, say).values()
    m, among = money(a) if all_known >= 1e5 else "thousand", ", ".join(first) + say(" en ", " and ") + last
    columns = (
        *value_and_error(say, m, ("waarde", "value")), Column("share", say("deel van alles", "part of all"), "share"),
        Column("name", say("naam", "name"), "code"),
    )  # fmt: skip
    return Table(
        "information", say("Wat zekerheid waard is", "What certainty is worth"), say("als dit zeker was", "if this were known"), columns, frame_of(rows),
        say(f"Verwachte winst voor de samenleving als de keuze tussen {among} na die kennis wordt gemaakt, voor de geboorten van dit rapport. Van het "
            f"model staan de {MOST_ARROWS} getallen die het sterkst met het saldo samenhangen; wat niets waard is, is weggelaten. De delen tellen niet op.",
            f"Expected gain to society if the choice between {among} is made with that knowledge, for the births of this report. Of the model the {MOST_ARROWS} "
            "numbers are shown that go most with the balance; what is worth nothing is left out. The parts do not add up."),
        ("evpi",), nil="value", foreign=frozenset(name for name in worth.index if names(name).english),
    )  # fmt: skip


def versus_point(a: Appraisal, say: Language) -> Table | None:
    """The mean over the draws beside the point run."""
    if a.psa is None:
        return None
    labels = {
        "npv": say("Saldo", "Net present value"), "costs": say("Kosten van het programma", "Costs of the programme"),
        "benefits": say("Baten", "Benefits"), "qalys": say("QALY's, niet verdisconteerd", "QALYs, not discounted"),
        "qalys_discounted": say("QALY's, verdisconteerd", "QALYs, discounted"), "life_years": say("Levensjaren", "Life years"),
    }  # fmt: skip
    m = money(a)
    columns = (
        Column("draws", say("gemiddelde van de trekkingen", "mean of the draws"), "number"), Column("point", say("dit rapport", "this report"), "number"),
        Column("difference", say("verschil", "difference"), "number"), Column("se", "±", "number ±"), Column("unit", say("eenheid", "unit"), "unit"),
    )  # fmt: skip
    forms = {name: HEALTH.get(name, m) for name in labels}
    return of_frame(
        "versus_point", say("Het gemiddelde naast de puntschatting", "The mean beside the point estimate"), say("grootheid", "figure"),
        a.psa.versus_point(a), columns, labels,
        note=say("±: standaardfout van het verschil, door het aantal trekkingen en de gesimuleerde levens. Een groter verschil komt doordat het saldo geen rechte lijn is in wat onzeker is, "
                 "doordat het gemiddelde van een marge niet de gebruikte waarde is, of door onverenigbare trekkingen die zijn afgevallen.",
                 "±: standard error of the difference, by the number of draws and the lives simulated. A larger difference comes from a balance that is no straight line in what is uncertain, "
                 "from intervals whose mean is not the value that is used, or from incompatible draws that were left out."),
        forms=forms,
    )  # fmt: skip
