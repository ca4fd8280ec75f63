"""The Heckman curve on a page: three sections, each with a picture, a table, and what it does and does not show."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .figures import CHECK, GAIN, GREY, LINE, accessible, canvas, styled
from .language import GROUPS, PARTIES, Language

if TYPE_CHECKING:
    import pandas as pd

    from ..theory.curve import HeckmanCurve

LASTS = "#5aa469"
TOP = 100.0  # of the ratios that a picture shows
TICKS = (-5, -1, 0, 1, 2, 5, 10, 20, 50, 100)
CLASSES = {
    "endowment": {
        "": ("aanleg van het kind", "endowment of the child"),
        "best third": ("gunstigste derde", "best third"),
        "middle third": ("middelste derde", "middle third"),
        "worst third": ("ongunstigste derde", "worst third"),
    },
    "family": {
        "": ("wat het gezin zelf investeert", "what the family itself invests"),
        "lowest third": ("laagste derde", "lowest third"),
        "middle third": ("middelste derde", "middle third"),
        "highest third": ("hoogste derde", "highest third"),
    },
    "all": {"": ("alle kinderen", "all children"), "all": ("alle kinderen", "all children")},
}
CORRECTIONS = {
    "none": ("geen correctie (random-effectsmodel)", "no correction (random effects)"),
    "selection": ("selectie op significantie (Andrews en Kasy)", "selection on significance (Andrews and Kasy)"),
    "pet": ("regressie op de fout (PET)", "regression on the error (PET)"),
    "peese": ("regressie op het kwadraat van de fout (PEESE)", "regression on the squared error (PEESE)"),
}
AIMED = {"targeted": ("gericht", "targeted"), "universal": ("voor iedereen", "universal"), "all": ("alle", "all")}


class Section(NamedTuple):
    """One part of the page."""

    title: str
    text: tuple[str, ...]  # paragraphs
    picture: str  # an <svg> element
    words: str  # the picture in words
    table: pd.DataFrame


# pictures


def ages_text(age: int, to: int, say: Language) -> str:
    return say("zwangerschap", "pregnancy") if age < 0 else f"{age}–{to}"


def model_figure(found: HeckmanCurve, say: Language):
    """Curve (1): return per euro by age, gains that fade as measured and gains that last."""
    figure, ax = canvas(7.2, 3.8)
    for table, colour, marker, text in (
        (found.model, GAIN, "o", say("winst dooft uit zoals gemeten", "gains fade as measured")),
        (found.no_fade_out, LASTS, "s", say("winst dooft niet uit tot 18 jaar", "gains do not fade until 18")),
    ):
        every = table[(table.by == "all") & (table.age >= 0)]
        middle = every.age + 1.0
        ax.errorbar(middle, every.ratio, 1.96 * every.ratio_se, color=colour, marker=marker, markersize=4, linewidth=1.6, capsize=2, label=text)  # fmt: skip
    before = found.model[(found.model.by == "all") & (found.model.age < 0)]
    ax.errorbar([-1.0] * len(before), before.ratio, 1.96 * before.ratio_se, color=GREY, marker="o", markerfacecolor="white", capsize=2, linestyle="none",
                label=say("zwangerschap: geld, via de geboorte", "pregnancy: cash, through birth"))  # fmt: skip
    if found.spread is not None:
        at = found.spread[found.spread.index >= 0]
        ax.fill_between(at.index + 1.0, at.ratio_low, at.ratio_high, color=GAIN, alpha=0.15, linewidth=0,
                        label=say("95% van de trekkingen, prijs vast", "95% of draws, price fixed"))  # fmt: skip
    ax.axhline(1.0, color=LINE, linewidth=0.8, linestyle="--")
    ax.set_xlim(-1.6, 18.4)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    ax.set_xticks([-1.0, *range(0, 19, 2)], [say("zw.", "preg."), *map(str, range(0, 19, 2))])
    ax.yaxis.set_major_formatter(lambda x, _: say.number(x, 1))
    ax.grid(axis="y", color="#e6e6e6")
    ax.set_xlabel(say("leeftijd van het kind bij de investering", "age of the child at the investment"))
    ax.set_ylabel(say("baten per euro, contante waarde", "benefits per euro, present value"))
    ax.set_title(
        say("Model: opbrengst van een extra euro", "Model: return to one further euro"), loc="left", fontsize=9
    )
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def ratio_axis(ax, say: Language) -> None:
    """A vertical axis of ratios on the inverse hyperbolic sine."""
    ax.set_ylim(np.arcsinh(-6.0), np.arcsinh(TOP * 1.2))
    ax.set_yticks(np.arcsinh(TICKS), [say.number(tick) for tick in TICKS])
    ax.axhline(np.arcsinh(1.0), color=LINE, linewidth=0.8, linestyle="--")
    ax.set_xlim(-1.6, 18.0)
    ax.set_xticks([-1, *range(2, 19, 2)], [say("zw.", "preg."), *map(str, range(2, 19, 2))])
    ax.grid(axis="y", color="#e6e6e6")
    ax.set_xlabel(say("leeftijd van het kind, midden van het programma", "age of the child, middle of the programme"))
    ax.set_ylabel(say("baten / kosten", "benefits / costs"))


def points(ax, table: pd.DataFrame, say: Language) -> None:
    """Programmes with their 95% intervals; hollow where no interval is known."""
    shift = {}
    for aimed, colour, marker in (("targeted", CHECK, "o"), ("universal", GAIN, "D")):
        here = table[table.aimed == aimed]
        for row in here.itertuples():
            place = round(row.age * 2)
            x = row.age + 0.22 * shift.get(place, 0)
            shift[place] = -shift.get(place, 0) + (1 if shift.get(place, 0) <= 0 else 0)
            known = np.isfinite(row.se_y)
            if known:
                ax.plot(
                    [x, x], [row.y - 1.96 * row.se_y, row.y + 1.96 * row.se_y], color=colour, linewidth=0.8, alpha=0.5
                )
            ax.plot(x, row.y, marker, color=colour, markersize=4.5, markerfacecolor=colour if known else "white")


def band(ax, lines: pd.DataFrame, colour: str, dash: str, text: str, alpha: float = 0.15) -> None:
    if len(lines):
        ax.plot(lines.age, np.arcsinh(lines.ratio), dash, color=colour, linewidth=1.8, label=text)
        ax.fill_between(
            lines.age, np.arcsinh(lines.low), np.arcsinh(lines.high), color=colour, alpha=alpha, linewidth=0
        )


def programme_figure(found: HeckmanCurve, say: Language):
    """Curve (2): published programmes by age, targeted and universal apart; the catalogue beside them, in no line."""
    figure, ax = canvas(7.2, 4.0)
    points(ax, found.programmes, say)
    ours = found.catalogue
    spread = ours.age + 0.4 * ((np.arange(len(ours)) % 7) / 6.0 - 0.5)  # many have one age
    ax.vlines(spread, np.arcsinh(ours.low), np.arcsinh(ours.high), color=GREY, linewidth=0.7, alpha=0.4)
    ax.plot(
        spread,
        np.arcsinh(ours.ratio),
        "s",
        color=GREY,
        markersize=3,
        label=say("dit model, catalogus", "this model, catalogue"),
    )
    lines = found.lines[found.lines.correction == "none"]
    for aimed, colour, dash in (("targeted", CHECK, "-"), ("universal", GAIN, "--")):
        here = lines[lines.aimed == aimed]
        text = (
            f"{say.pick(AIMED[aimed])} ({int(here.programmes.iloc[0])} {say('programma’s', 'programmes')})"
            if len(here)
            else ""
        )
        band(ax, here, colour, dash, text)
    ratio_axis(ax, say)
    ax.set_title(say("Programma’s, zoals gepubliceerd", "Programmes, as published"), loc="left", fontsize=9)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def corrected_figure(found: HeckmanCurve, say: Language):
    """Curve (3): all programmes, before and after the correction for selective publication; other corrections at the side."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.0), layout="constrained")
    ax, side = figure.subplots(1, 2, sharey=True, width_ratios=[3, 1])
    lines = found.lines[found.lines.aimed == "all"]
    band(ax, lines[lines.correction == "none"], GREY, "-", say("zoals gepubliceerd", "as published"), 0.2)
    band(
        ax,
        lines[lines.correction == "selection"],
        CHECK,
        "--",
        say("na correctie voor selectie", "corrected for selection"),
    )
    ratio_axis(ax, say)
    ax.set_title(
        say("Alle programma’s, met en zonder correctie", "All programmes, with and without correction"),
        loc="left",
        fontsize=9,
    )
    marks = dict(zip(CORRECTIONS, "osv^", strict=True))
    for k, (name, row) in enumerate(found.corrections.iterrows()):
        colour = GREY if name == "none" else CHECK
        side.plot([k, k], np.arcsinh([row.low, row.high]), color=colour)
        side.plot(k, np.arcsinh(row.ratio), marks[name], color=colour)
    side.axhline(np.arcsinh(1.0), color=LINE, linewidth=0.8, linestyle="--")
    side.grid(axis="y", color="#e6e6e6")
    side.set_xlim(-0.6, 3.6)
    side.set_xticks(
        range(4), [say("geen", "none"), say("selectie", "selection"), "PET", "PEESE"], rotation=60, fontsize=8
    )
    side.set_title(say("alle leeftijden samen", "all ages together"), fontsize=8)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


# tables


def drawn_text(about: dict, say: Language) -> str:
    """What the band is of: how many draws, and whether the baseline was solved again in each."""
    if not about["recalibrated"]:
        return say(
            f"De band is 95% van {about['draws']} trekkingen van alle onzekere parameters van een leven, zonder het nulalternatief opnieuw te bepalen.",
            f"The band is 95% of {about['draws']} draws of all uncertain parameters of a life, the baseline not solved again.",
        )
    return say(
        f"De band is 95% van {about['draws']} trekkingen van alle onzekere parameters van een leven; in elk is het nulalternatief opnieuw bepaald ({about['left_out']} {'kon' if about['left_out'] == 1 else 'konden'} dat niet en {'viel' if about['left_out'] == 1 else 'vielen'} af).",
        f"The band is 95% of {about['draws']} draws of all uncertain parameters of a life, the baseline solved again in each ({about['left_out']} could not be, and {'is' if about['left_out'] == 1 else 'are'} left out).",
    )


def model_table(found: HeckmanCurve, say: Language) -> pd.DataFrame:
    """Curve (1) by age: ratio, other measures, who gains, and what lasting gains would make of it."""
    import pandas as pd

    every, lasting = (table[table.by == "all"].set_index("age") for table in (found.model, found.no_fade_out))
    rows = {}
    for age, row in every.iterrows():
        cells = {
            say("baten per euro", "benefits per euro"): f"{say.number(row.ratio, 2)} ± {say.number(row.ratio_se, 2)}",
            say("rendement", "rate of return"): f"{say.number(100 * row.irr, 1)}%" if row.irr == row.irr else "–",
            "MVPF": "∞" if np.isinf(row.mvpf) else say.number(row.mvpf, 2),
        }
        if found.spread is not None:
            drawn = found.spread.loc[age]
            cells[say("95%, prijs vast", "95%, price fixed")] = between(drawn.ratio_low, drawn.ratio_high, say)
            cells[say("95%, met prijs", "95%, with price")] = between(
                drawn.ratio_priced_low, drawn.ratio_priced_high, say
            )
        cells[say("zonder uitdoving", "without fade-out")] = say.number(lasting.loc[age].ratio, 2)
        public = row[["central", "municipality", "zvw", "wlz"]].sum()
        cells[say.pick(PARTIES["family"])] = say.number(row.family, 2)
        cells[say("overheid, netto", "government, net")] = say.number(public, 2)
        rows[ages_text(age, int(row.to), say)] = cells
    return pd.DataFrame(rows).T.rename_axis(say("leeftijd", "age"))


def between(low: float, high: float, say: Language) -> str:
    return f"{say.number(low, 2)} {say('tot', 'to')} {say.number(high, 2)}"


def class_table(found: HeckmanCurve, say: Language) -> pd.DataFrame:
    """Curve (1) by class of children: benefits per euro, one column per age."""
    import pandas as pd

    rows = {}
    for (by, group), here in found.model.groupby(["by", "group"], sort=False):
        names = {**GROUPS, **CLASSES}[by]
        title = say.pick(names[group]) if by == "all" else f"{say.pick(names[''])}: {say.pick(names[group])}"
        rows[title] = {
            ages_text(row.age, row.to, say): f"{say.number(row.ratio, 2)} ± {say.number(row.ratio_se, 2)}"
            for row in here.itertuples()
        }
    return pd.DataFrame(rows).T.fillna("–").rename_axis(say("kinderen", "children"))


def programme_table(found: HeckmanCurve, say: Language) -> pd.DataFrame:
    """The programmes of curve (2), by age."""
    import pandas as pd

    rows = []
    for row in found.programmes.sort_values(["age", "ratio"]).itertuples():
        low, high = (np.sinh(row.y + z * row.se_y) for z in (-1.96, 1.96))
        rows.append({
            say("programma", "programme"): row.title_nl if say.code == "nl" else row.title,
            say("leeftijd", "age"): span(row, say),
            say("voor wie", "aimed at"): say.pick(AIMED[row.aimed]),
            say("baten / kosten", "benefits / costs"): say.number(row.ratio, 2),
            "95%": f"{say.number(low, 1)} {say('tot', 'to')} {say.number(high, 1)}" if np.isfinite(row.se_y) else say("niet bekend", "not known"),
            say("bron", "source"): row.source,
        })  # fmt: skip
    for row in found.catalogue.sort_values(["age", "ratio"]).itertuples():
        rows.append({
            say("programma", "programme"): row.title_nl if say.code == "nl" else row.title,
            say("leeftijd", "age"): span(row, say), say("voor wie", "aimed at"): "–",
            say("baten / kosten", "benefits / costs"): say.number(row.ratio, 2),
            "95%": f"{say.number(row.low, 1)} {say('tot', 'to')} {say.number(row.high, 1)}",
            say("bron", "source"): say("dit model, Nederland; niet in de lijnen", "this model, Netherlands; in no line"),
        })  # fmt: skip
    return pd.DataFrame(rows).set_index(say("programma", "programme"))


def span(row, say: Language) -> str:
    """The ages of a programme in words."""
    if row.last < 0:
        return say("zwangerschap", "pregnancy")
    first = say("zw.", "preg.") if row.first < 0 else str(row.first)
    return first if row.first == row.last else f"{first}–{row.last}"


def corrected_table(found: HeckmanCurve, say: Language) -> pd.DataFrame:
    """A typical programme under each correction."""
    import pandas as pd

    rows = {
        say.pick(CORRECTIONS[name]): {say("baten / kosten", "benefits / costs"): say.number(row.ratio, 1), "95%": f"{say.number(row.low, 1)} {say('tot', 'to')} {say.number(row.high, 1)}"}
        for name, row in found.corrections.iterrows()
    }  # fmt: skip
    return pd.DataFrame(rows).T.rename_axis(say("correctie", "correction"))


def equity_table(table: pd.DataFrame, say: Language) -> pd.DataFrame:
    """Who should get the next euro: return by class, with and without weights by income."""
    import pandas as pd

    names = {**GROUPS, **CLASSES, "": CLASSES["all"]}[table.index.name]
    rows = {}
    for group, row in table.iterrows():
        cells = {
            say("baten per euro", "benefits per euro"): f"{say.number(row.ratio, 2)} ± {say.number(row.ratio_se, 2)}"
        }
        for column in table.columns[2:]:
            elasticity = float(column.removeprefix("ratio_"))
            if elasticity:
                cells[
                    say(
                        f"met gewichten naar inkomen (elasticiteit {say.number(elasticity, 1)})",
                        f"with weights by income (elasticity {elasticity:.1f})",
                    )
                ] = say.number(row[column], 2)
        rows[say.pick(CLASSES["all"]["all"] if group == "all" else names[group])] = cells
    return pd.DataFrame(rows).T.rename_axis(say("kinderen", "children"))


def prevention_table(bounds: pd.DataFrame, say: Language) -> pd.DataFrame:
    """What-ifs: what prevention could yield at most, one column each."""
    import pandas as pd

    rows: dict[str, dict[str, str]] = {}
    for row in bounds.itertuples():
        title = say(row.title_nl, row.title)
        digits = 2 if row.unit != "EUR" else 0
        rows.setdefault(say(row.text_nl, row.text), {})[title] = (
            f"{say.number(row.value, digits)} ± {say.number(row.se, digits)}"
        )
    return pd.DataFrame(rows).T.rename_axis(
        say("per 1.000 geboorten, of euro per geboorte", "per 1,000 births, or euros per birth")
    )


def inaction_table(cost: pd.DataFrame, say: Language) -> pd.DataFrame:
    """The cost of an unfavourable start per child and per birth cohort, by party."""
    import pandas as pd

    rows = {}
    for party, row in cost.iterrows():
        rows[say.pick(PARTIES[party])] = {
            say("verschil per kind", "difference per child"): f"{say.number(row.difference)} ± {say.number(row.difference_se)}",
            say("waarvan de moeder zelf, vóór belasting", "of it the mother herself, before tax"): say.number(row.mother),
            say("waarvan oorzakelijk", "of it causal"): f"{say.number(row.causal)} ± {say.number(row.causal_se)}",
            say("rest: samenhang", "rest: association"): say.number(row.association),
            say("oorzakelijk, per geboortejaar, mln", "causal, per birth cohort, million"): say.number(row.causal_cohort / 1e6, 1),
        }  # fmt: skip
    return pd.DataFrame(rows).T.rename_axis(say("euro, contante waarde", "euros, present value"))


# the page


def sections(found: HeckmanCurve, language: str = "nl") -> list[Section]:
    """The three curves as sections for a report: title, text, picture, table, in Dutch ("nl") or English ("en")."""
    say = Language(language)
    every = found.model[(found.model.by == "all") & (found.model.age >= 0)]
    lasting = found.no_fade_out[(found.no_fade_out.by == "all") & (found.no_fade_out.age >= 0)]
    best, last = (
        ages_text(*table.loc[table.ratio.idxmax(), ["age", "to"]].astype(int), say) for table in (every, lasting)
    )
    price, selected = say.number(found.model.attrs["price"]), found.corrections.attrs["selection"]
    known = int(found.corrections.programmes.iloc[0])
    drawn = (
        say("Onzekerheid van parameters is niet getrokken: de ± is die van het toeval in de simulatie.",
            "No parameters were drawn: the ± is that of chance in the simulation.")
        if found.spread is None
        else drawn_text(found.spread.attrs, say)
    )  # fmt: skip
    model = Section(
        say("1. Het model: wat een extra euro oplevert, naar leeftijd", "1. The model: what one further euro returns, by age"),
        (
            say(
                f"Een even grote, kleine investering in elk kind, op elke leeftijd apart, door het hele leven gevolgd. De opbrengst per euro is het hoogst op {best} jaar. "
                f"Zou winst in de kindertijd niet uitdoven, dan was {last} jaar de beste leeftijd. Hoeveel er van een vroege winst overblijft, bepaalt dus de vorm.",
                f"An equal, small investment in every child, at each age apart, followed through the whole life. The return per euro is highest at {best}. "
                f"If gains did not fade in childhood, the best age would be {last}. How much is left of an early gain decides the shape.",
            ),
            say(
                f"De hoogte hangt af van één prijs, een oordeel: {price} euro voor één standaarddeviatie meer investering gedurende twee jaar, op elke leeftijd gelijk. Lees de vorm, niet de hoogte. {drawn}",
                f"The height depends on one price, a judgement: {price} euros for one standard deviation more investment during two years, the same at every age. Read the shape, not the height. {drawn}",
            ),
            say("Dit is geen uitspraak over programma's: die kosten per leeftijd verschillend veel en doen verschillende dingen.",
                "This says nothing of programmes, which differ by age in what they cost and do."),
        ),
        styled(model_figure)(found, say),
        say("Baten per euro naar leeftijd, met en zonder uitdoving.", "Benefits per euro by age, with and without fade-out."),
        model_table(found, say),
    )  # fmt: skip
    programmes = Section(
        say("2. Programma's: gepubliceerde uitkomsten naar leeftijd", "2. Programmes: published results by age"),
        (
            say(
                f"Kosten en baten van {len(found.programmes)} programma's zoals gepubliceerd, bijna alle Amerikaans. De lijnen wegen naar nauwkeurigheid, gericht en voor iedereen apart. "
                f"In grijs {len(found.catalogue)} interventies uit de catalogus, met 95% van de trekkingen van dit model: geen waarnemingen, dus niet in de lijnen.",
                f"Costs and benefits of {len(found.programmes)} programmes as published, nearly all American. The lines weigh by precision, targeted and universal apart. "
                f"In grey {len(found.catalogue)} interventions of the catalogue, with 95% of the draws of this model: no observations, so in no line.",
            ),
            say(
                "Een programma is geen euro op een leeftijd: leeftijd, doelgroep, aanbieder en rekenregels verschillen tegelijk. De lijn vergelijkt geen leeftijden bij gelijke inzet. "
                "Voor oudere kinderen zijn er weinig programma's, met zeer wijde marges: de lijn kan daar stijgen, dalen of vlak zijn.",
                "A programme is not a euro at an age: age, target group, provider and rules of calculation differ at once. The line compares no ages at equal effort. "
                "For older children there are few programmes, with very wide intervals: the line may rise, fall or be flat there.",
            ),
        ),
        styled(programme_figure)(found, say),
        say("Baten-kostenverhouding van programma's naar leeftijd, met lijnen.", "Benefit-cost ratio of programmes by age, with lines."),
        programme_table(found, say),
    )  # fmt: skip
    corrected = Section(
        say("3. Programma's, gecorrigeerd voor selectieve publicatie", "3. Programmes, corrected for selective publication"),
        (
            say(
                f"Wat gunstig uitvalt, wordt eerder gepubliceerd. De methode van Andrews en Kasy schat hoeveel eerder: de kans dat een programma zonder duidelijke winst hier te zien is, is {say.number(selected.seen, 2)} keer "
                f"die van een programma met winst (95% {say.number(selected.seen_low, 2)} tot {say.number(selected.seen_high, 2)}). Eén is geen selectie: met {known} programma's is die niet aan te tonen en niet uit te sluiten.",
                f"What turns out well is published sooner. The method of Andrews and Kasy estimates how much sooner: a programme without a clear gain is {say.number(selected.seen, 2)} times as "
                f"likely to be seen here as one with (95% {say.number(selected.seen_low, 2)} to {say.number(selected.seen_high, 2)}). One is no selection: with {known} programmes it can be neither shown nor ruled out.",
            ),
            say(
                "Rechts andere correcties. De meeste cijfers komen van één instituut dat ook ongunstige uitkomsten plaatst; selectie in de onderliggende studies ziet deze methode niet.",
                "On the right other corrections. Most figures come from one institute that prints unfavourable results as well; selection within the studies beneath them is not seen by this method.",
            ),
        ),
        styled(corrected_figure)(found, say),
        say("Lijn van alle programma's, voor en na correctie.", "Line of all programmes, before and after the correction."),
        corrected_table(found, say),
    )  # fmt: skip
    return [model, programmes, corrected]


def page(found: HeckmanCurve, language: str = "nl") -> str:
    """A self-contained HTML page of the three curves."""
    say = Language(language)
    title = say("De Heckman-curve voor Nederland: drie curven", "The Heckman curve for the Netherlands: three curves")
    parts = []
    for number, section in enumerate(sections(found, language), 1):
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in section.text)
        picture = accessible(section.picture, f"curve-{number}", section.words)
        parts.append(f"<h2>{escape(section.title)}</h2>{text}{picture}{html(section.table, f'curve-{number}')}")
    if found.model.by.nunique() > 1:
        title_of_it = say("Het model: naar groepen kinderen", "The model: by groups of children")
        parts.append(f"<h2>{escape(title_of_it)}</h2>{html(class_table(found, say), 'classes')}")
    style = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:13px}td,th{padding:.2em .6em;border-bottom:1px solid #ddd;text-align:left}"
    return f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head><body><h1>{escape(title)}</h1>{"".join(parts)}</body></html>\n'


def html(table: pd.DataFrame, name: str) -> str:
    """A table as markup, under the id `t-<name>`."""
    text = table.reset_index().to_html(index=False, border=0, escape=True, table_id=f"t-{name}")
    return text.replace("<th>", '<th scope="col">')
