"""Sensitivity analyses as tables of a report: of the DataFrames of `heckman_nl.uncertainty`, in Dutch or English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..uncertainty.factors import REST, shipped
from ..uncertainty.turning import ALWAYS, EFFECT, FROM, NEVER, PRICE, QALY, RATE, REACH, UNDEFINED, UP_TO
from .drawn import Names, unit_words
from .language import STEPS, Language
from .table import Column, Table, frame_of

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    QALY: ("waarde van een QALY", "value of a QALY"), RATE: ("discontovoet", "discount rate"),
    PRICE: ("kosten per deelnemend gezin", "cost per family that takes part"), REACH: ("bereik", "reach"), EFFECT: ("effect", "effect"),
}  # fmt: skip
ANSWERS = {
    FROM: ("baten hoger dan kosten vanaf deze waarde", "benefits exceed costs from this value on"),
    UP_TO: ("baten hoger dan kosten tot deze waarde", "benefits exceed costs up to this value"),
    ALWAYS: ("baten hoger dan kosten bij elke waarde", "benefits exceed costs at every value"),
    NEVER: ("kosten hoger dan baten bij elke waarde", "costs exceed benefits at every value"),
    UNDEFINED: ("niet bepaald", "undefined"),
}
AXES = {
    "causal share": ("causaal aandeel", "causal share"), "early birth": ("vroeggeboorte", "early birth"), "mortality": ("sterfte", "mortality"), "fading": ("uitdoven", "fading"),
    "rules": ("rekenregels", "rules"), "growth": ("reële groei", "real growth"), "horizon": ("horizon", "horizon"),
}  # fmt: skip


def lives_note(attrs: dict, say: Language) -> str:
    """How the points of an analysis were lived."""
    again = (
        say(
            "Het nulalternatief is bij elk punt opnieuw aan de statistieken aangepast.",
            "The baseline was solved again at every point.",
        )
        if attrs["recalibrated"]
        else say(
            "Het nulalternatief is niet opnieuw aan de statistieken aangepast.", "The baseline was not solved again."
        )
    )
    pairs = say.number(attrs["pairs"], 0)
    return (
        say(
            f"Per punt en geboortejaar zijn {pairs} levens twee keer doorlopen. ",
            f"{pairs} lives were lived twice at each point, of each birth year. ",
        )
        + again
    )


def tornado(frame: pd.DataFrame, names: Names, most: int = 25) -> Table:
    """The widest rows of `uncertainty.tornado`."""
    say = names.say
    form = "million" if frame.attrs["outcome"] != "qalys" else "number"
    low, high = (next(c for c in frame if c.endswith(f"_{end}")) for end in ("low", "high"))
    quantiles = [f"{100 * q:.0f}%" for q in frame.attrs["quantiles"]]
    rows = [
        {"key": name, "text": names(name).text, "unit_of": names(name).unit, "name": name, "low": row.low, "high": row.high, "at_low": row[low], "at_high": row[high], "swing": abs(row.swing), "swing_se": row.swing_se}
        for name, row in frame.head(most).iterrows()
    ]  # fmt: skip
    columns = (
        Column("unit_of", say("eenheid", "unit")),
        Column("low", quantiles[0], "small"),
        Column("high", quantiles[1], "small"),
        Column("at_low", say(f"uitkomst bij {quantiles[0]}", f"outcome at {quantiles[0]}"), form),
        Column("at_high", say(f"uitkomst bij {quantiles[1]}", f"outcome at {quantiles[1]}"), form),
        Column("swing", say("verschil", "swing"), form),
        Column("swing_se", "±", f"{form} ±"),
        Column("name", say("naam", "name"), "code"),
    )
    title = say(
        "Welke onzekere getallen de uitkomst het meest bewegen", "Which uncertain numbers move the outcome most"
    )
    note = say(
        "Elk getal afzonderlijk, de andere op hun waarde; ± is de toevalsfout. ",
        "Each number alone, all others at their values; ± is the simulation error. ",
    )
    return Table(
        "tornado",
        title,
        say("getal", "number"),
        columns,
        frame_of(rows),
        note + lives_note(frame.attrs, say),
        foreign=in_english(frame.index, names),
    )


def in_english(keys, names: Names) -> frozenset[str]:
    """Those of which no Dutch is on file."""
    return frozenset(key for key in keys if names(key).english)


def indices(frame: pd.DataFrame, names: Names) -> Table:
    """Sobol indices with their intervals, or the elementary effects of Morris."""
    say = names.say
    factors = {f.name: (f.name_nl, f.name) for f in shipped()} | {REST: ("al het andere", REST)}
    if frame.attrs["method"] == "Sobol":
        columns = (
            Column("numbers", say("getallen", "numbers"), "whole"),
            Column("first", say("eerste orde", "first order"), "ratio"),
            Column("first_low", say("van", "from"), "ratio"),
            Column("first_high", say("tot", "to"), "ratio"),
            Column("total", say("totaal", "total"), "ratio"),
            Column("total_low", say("van", "from"), "ratio"),
            Column("total_high", say("tot", "to"), "ratio"),
        )
        title = say(
            "Waar de spreiding van de uitkomst vandaan komt (Sobol)",
            "Where the spread of the outcome comes from (Sobol)",
        )
        note = say(
            "Aandelen in de variantie, met 95%-interval: eerste orde op zichzelf, totaal met alle wisselwerkingen. Iets onder nul is steekproeffout. ",
            "Shares of the variance, with 95% interval: first order by itself, total with all interactions. A little below zero is sampling error. ",
        )
    else:
        form = "million" if frame.attrs["outcome"] != "qalys" else "number"
        columns = (
            Column("numbers", say("getallen", "numbers"), "whole"),
            Column("mu_star", "μ*", form),
            Column("mu_star_ci", "±", f"{form} ±"),
        )
        title = say("Welke groepen getallen ertoe doen (Morris)", "Which groups of numbers matter (Morris)")
        note = say(
            "Gemiddeld absoluut effect van het 2,5%-punt naar het 97,5%-punt; ± is het halve 95%-interval. ",
            "Mean absolute effect from the 2.5% to the 97.5% point; ± is half the 95% interval. ",
        )
    alone = {name for name, members in frame.attrs["members"].items() if members == [name]}

    def label_of(name: str) -> str:
        return names(name).text if name in alone else say.pick(factors.get(name, (name, name)))

    rows = [{"key": name, "text": label_of(name), **row.to_dict()} for name, row in frame.iterrows()]
    return Table(
        frame.attrs["method"].lower(),
        title,
        say("groep", "group"),
        columns,
        frame_of(rows),
        note + lives_note(frame.attrs, say),
        foreign=in_english(alone, names),
    )


def turning_points(frame: pd.DataFrame, names: Names) -> Table:
    """Break-even values of `uncertainty.turning_points`."""
    say = names.say
    forms = {QALY: "euro", RATE: "rate", PRICE: "euro", REACH: "share", EFFECT: "ratio"}
    rows, own = [], {}
    for k, row in enumerate(frame.itertuples()):
        what = say.pick(KINDS[row.kind])
        what = (
            say.pick(STEPS[row.number])
            if row.kind == REACH
            else f"{what}: {names.channel(row.number)} ({unit_words(row.unit, say)})"
            if row.kind == EFFECT
            else what
        )
        own[str(k)] = forms[row.kind]
        rows.append({"key": str(k), "text": f"{names.title(row.intervention)}: {what}" if row.intervention else what, "name": ".".join(filter(None, (row.intervention, row.number))), "now": row.now, "value": row.value, "answer": say.pick(ANSWERS[row.answer])})  # fmt: skip
    columns = (
        Column("now", say("nu", "now"), "ratio"),
        Column("value", say("omslagpunt", "break-even"), "ratio"),
        Column("answer", say("betekenis", "meaning")),
        Column("name", say("naam", "name"), "code"),
    )
    title = say("Bij welke waarde het saldo van teken wisselt", "At which value the balance changes sign")
    note = say(
        "Elk getal afzonderlijk, al het andere als in het scenario.",
        "Each number alone, everything else as in the scenario.",
    )
    return Table("turning_points", title, say("getal", "number"), columns, frame_of(rows), note, forms=own)


def structural(frame: pd.DataFrame, names: Names) -> Table:
    """Every combination of structural alternatives, in words."""
    say = names.say
    texts = frame.attrs["texts"]
    rows = [
        {"key": str(k), "text": str(k + 1), **{axis: say.pick(texts[axis][row[axis]]) for axis in texts},
         "npv": row.npv, "npv_se": row.npv_se, "bcr": row.bcr}
        for k, row in frame.iterrows()
    ]  # fmt: skip
    columns = (
        *(Column(axis, say.pick(AXES[axis])) for axis in texts),
        Column("npv", say("saldo", "balance"), "million"),
        Column("npv_se", "±", "million ±"),
        Column("bcr", say("baten/kosten", "ratio"), "ratio"),
    )
    title = say("Het saldo onder andere aannamen over het model", "The balance under other assumptions on the model")
    note = say(
        "Een streep: het nulalternatief is onder deze aannamen niet met de Nederlandse cijfers te verenigen.",
        "A dash: under these assumptions the baseline cannot be brought to the Dutch statistics.",
    )
    return Table("structural", title, say("combinatie", "combination"), columns, frame_of(rows), note)


ANALYSES = {
    "tornado": tornado,
    "morris": indices,
    "sobol": indices,
    "turning_points": turning_points,
    "structural": structural,
}
