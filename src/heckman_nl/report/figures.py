"""The pictures of the report, as SVG text."""

from __future__ import annotations

import io
import math
import re
from textwrap import shorten
from typing import TYPE_CHECKING

import numpy as np

from .language import PARTIES, Language

if TYPE_CHECKING:
    import pandas as pd

    from ..appraisal import Appraisal
    from .drawn import Names

LONGEST = 68  # characters of a title beside a row of dots
GAIN, LOSS, LINE, CHECK, GREY = "#1b6ca8", "#c2571a", "#1a1a1a", "#c2571a", "#8a8a8a"
COLOURS = (GAIN, LOSS, "#5aa469", "#9467a8", "#b58900", "#6b6b6b")
STYLE = {
    "svg.fonttype": "none",  # text stays text: small files, searchable, in the reader's font
    "svg.hashsalt": "heckman_nl",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}


def canvas(width: float, height: float, rows: int = 1):
    """A figure and its axes (of several rows: with one horizontal axis), without touching the user's settings."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, sharex=True)


def svg(figure) -> str:
    """The <svg> element of a figure."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def styled(draw):
    """Run a picture under STYLE."""

    def drawn(*args) -> str:
        import matplotlib

        with matplotlib.rc_context(STYLE):
            return svg(draw(*args))

    return drawn


def accessible(text: str, name: str, words: str):
    """A picture for the page: told in words, and with ids of its own."""
    from markupsafe import Markup, escape

    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{name}-", text)
    return Markup(text.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1))


def million_axis(axis, say: Language) -> None:
    """Tick labels in millions of euros, all with the digits that the step between them needs."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(7))
    ticks = axis.get_majorticklocs()
    digits = next(d for d in (0, 1, 2, 3, 6) if d == 6 or np.allclose(ticks, np.round(ticks, d), atol=1e-9))
    axis.set_major_formatter(FuncFormatter(lambda x, _: say.number(x, digits)))


@styled
def parties(appraisal: Appraisal, say: Language):
    """Who pays and who gains: per party the programme's costs, what else changes, and the balance."""
    table = appraisal.by_account_and_payer() / 1e6
    names = [party for party in table.columns if table[party].abs().sum() > 1e-6] or ["family"]
    programme, other = table.loc["programme", names], table.drop("programme")[names]
    gains, losses = other.clip(lower=0).sum(), other.clip(upper=0).sum()
    figure, ax = canvas(7.2, 0.5 + 0.55 * len(names))
    places = np.arange(len(names))[::-1]
    ax.barh(places, gains, color=GAIN, height=0.5, label=say("baten", "gains"))
    ax.barh(places, losses, color="#e3a37c", height=0.5, label=say("lasten", "losses"))
    ax.barh(places, programme, left=losses, color=LOSS, height=0.5, label=say("programmakosten", "programme costs"))
    total = table[names].sum()
    ax.plot(total, places, "D", color="white", markeredgecolor=LINE, markersize=6, label=say("saldo", "balance"))
    for place, value in zip(places, total, strict=True):
        text = ("+" if value > 0.05 else "") + say.number(value, 1)
        ax.annotate(text, (value, place), xytext=(0, 11), textcoords="offset points", ha="center", fontsize=8)
    ax.axvline(0, color=LINE, linewidth=0.8)
    ax.set_yticks(places, [say.pick(PARTIES[name]) for name in names])
    ax.set_ylim(-0.6, len(names) - 0.2)
    million_axis(ax.xaxis, say)
    ax.grid(axis="x", color="#e6e6e6")
    ax.set_xlabel(say("miljoen euro, contante waarde", "EUR million, present value"))
    figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


@styled
def cash_flow(appraisal: Appraisal, say: Language):
    """The flow of society over the life course: per five years by kind; below it the discounted running sum."""
    kinds = (
        (say("programma", "programme"), ["programme"], LOSS),
        (say("jeugdhulp en onderwijs", "youth care and school"),
         ["youth_ambulatory", "youth_supervision", "youth_foster", "youth_residential", "education", "special", "retention"], "#7aa6c2"),
        (say("werk", "work"), ["production", "absence"], GAIN),
        (say("criminaliteit", "crime"), ["crime_victims", "police_justice", "detention"], "#8c6bb1"),
        (say("zorg en eigen consumptie", "care and own consumption"),
         ["maternity", "neonatal", "preventive", "medical", "mental", "disease", "long_term", "wmo", "consumption"], "#b8b8b8"),
        (say("kwaliteit van leven", "quality of life"), ["qaly"], "#5aa469"),
    )  # fmt: skip
    years = appraisal.years - appraisal.base_year
    edges = np.arange(0, years[-1] + 6, 5)
    middles, above, below = edges[:-1] + 2.5, np.zeros(len(edges) - 1), np.zeros(len(edges) - 1)
    figure, (ax, below_ax) = canvas(7.2, 4.6, rows=2)
    for text, accounts, colour in kinds:
        flow = sum(appraisal.yearly(account=account) for account in accounts) / 1e6
        bars = np.histogram(years, edges, weights=flow)[0]
        ax.bar(middles, np.maximum(bars, 0), 4.4, bottom=above, color=colour, label=text)
        ax.bar(middles, np.minimum(bars, 0), 4.4, bottom=below, color=colour)
        above, below = above + np.maximum(bars, 0), below + np.minimum(bars, 0)
    running = appraisal.by_year()["society_cumulative_discounted"].to_numpy() / 1e6
    below_ax.plot(years, running, color=LINE, linewidth=1.6)
    for panel, text in (
        (ax, say("mln euro per vijf jaar", "EUR million per 5 years")),
        (below_ax, say("lopend saldo,\nmln euro, contante waarde", "running balance,\nEUR million, present value")),
    ):
        panel.axhline(0, color=LINE, linewidth=0.8)
        panel.use_sticky_edges = False
        panel.margins(y=0.08)
        million_axis(panel.yaxis, say)
        panel.grid(axis="y", color="#e6e6e6")
        panel.set_ylabel(text)
    ax.set_xlim(0, 100)
    below_ax.set_xlabel(say(f"jaren na {appraisal.base_year}", f"years after {appraisal.base_year}"))
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return figure


@styled
def running(appraisal: Appraisal, say: Language):
    """The discounted running balance of each party: who is out of pocket, and until when."""
    colours = {
        "family": "#5aa469", "municipality": LOSS, "zvw": "#7aa6c2", "wlz": "#9467a8", "central": GAIN, "employers": "#b58900",
        "victims": "#6b6b6b", "other": "#c9a0a0",
    }  # fmt: skip
    years = appraisal.years - appraisal.base_year
    runs = {party: appraisal.cumulative(party) / 1e6 for party in appraisal.by_payer().index}
    largest = max(np.abs(run).max() for run in runs.values())
    figure, ax = canvas(7.2, 3.4)
    for number, (party, run) in enumerate(runs.items()):
        if np.abs(run).max() > 0.01 * largest:
            dash = ("-", "--", "-.", ":")[number % 4]  # told apart without colour as well
            ax.plot(years, run, dash, color=colours.get(party, GREY), linewidth=1.6, label=say.pick(PARTIES[party]))
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.set_xlim(0, 100)
    million_axis(ax.yaxis, say)
    ax.grid(axis="y", color="#e6e6e6")
    ax.set_ylabel(say("lopend saldo, mln euro, contante waarde", "running balance, EUR million, present"))
    ax.set_xlabel(say(f"jaren na {appraisal.base_year}", f"years after {appraisal.base_year}"))
    if largest > 0.0:
        figure.legend(loc="outside upper center", ncols=4, frameon=False)
    return figure


@styled
def acceptability(appraisal: Appraisal, say: Language):
    """Per option the probability that it has the highest net benefit, by value of a QALY, and the frontier."""
    from .tables_uncertain import options

    psa, labels = appraisal.psa, options(appraisal, say)
    curves = psa.ceac()
    figure, ax = canvas(7.2, 3.4)
    ax.plot(
        curves.index / 1e3, 100 * curves["frontier"], color="#c9c9c9", linewidth=6, solid_capstyle="butt",
        label=say("gemiddeld het beste", "best on average"),
    )  # fmt: skip
    for number, name in enumerate(psa.strategies):
        colour = GREY if number == 0 else COLOURS[(number - 1) % len(COLOURS)]
        dash = ("-", "--", "-.", ":")[number % 4]  # told apart without colour as well
        ax.plot(
            curves.index / 1e3,
            100 * curves[name],
            dash,
            color=colour,
            linewidth=1.6,
            label=shorten(labels[name], 40, placeholder=" …"),
        )
    ax.axvline(appraisal.rules.qaly_value / 1e3, color=LINE, linewidth=0.8, linestyle=":")
    ax.set_xlim(curves.index[0] / 1e3, curves.index[-1] / 1e3)
    ax.set_ylim(-2, 102)
    ax.grid(axis="y", color="#e6e6e6")
    ax.set_xlabel(say("waarde van een QALY, duizend euro", "value of a QALY, thousand euro"))
    ax.set_ylabel(say("kans het beste te zijn, %", "probability of being best, %"))
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return figure


@styled
def fit(table: pd.DataFrame, titles: dict[str, str], say: Language):
    """The baseline beside Dutch statistics: simulated over observed, one row per statistic."""
    groups = list(titles)
    figure, ax = canvas(8.4, 1.0 + 0.17 * len(groups))
    places = {name: len(groups) - 1 - k for k, name in enumerate(groups)}
    ax.axvspan(1 / 1.1, 1.1, color="#eef3f7", label=say("binnen 10%", "within 10%"))
    ax.axvline(1, color=GREY, linewidth=0.8)
    for uses, colour, text in (
        (("solved",), GAIN, say("gebruikt in de kalibratie", "used in the calibration")),
        (("judged", "differs"), GREY, say("met de hand hierop afgestemd, of een andere maat of populatie", "set by hand with it in view, or another measure or population")),
        (("held out",), CHECK, say("controle, niet gebruikt", "check, not used")),
    ):  # fmt: skip
        rows = table[table.use.isin(uses)]
        ratio = (rows.simulated / rows.target).clip(0.45, 2.2)
        hollow = uses == ("held out",)
        style = {"facecolors": "none", "edgecolors": colour} if hollow else {"color": colour, "linewidths": 0}
        ax.scatter(ratio, [places[name] for name in rows.id], s=16, label=text, zorder=3, alpha=0.9, **style)
    texts = [shorten(title, LONGEST, placeholder=" …") for title in titles.values()]
    ax.set_yticks(list(places.values()), texts, fontsize=7.5)
    ax.set_ylim(-0.8, len(groups) - 0.2)
    ax.set_xscale("log")
    ax.set_xlim(0.45, 2.2)
    ticks = [0.5, 0.7, 1, 1.4, 2]
    ax.set_xticks(ticks, [say.number(tick, 1) for tick in ticks])
    ax.minorticks_off()
    ax.grid(axis="x", color="#e6e6e6")
    ax.set_xlabel(say("gesimuleerd / waargenomen", "simulated / observed"))
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return figure


def tornado_figure(frame: pd.DataFrame, names: Names, most: int = 15):
    """The widest bars of `uncertainty.tornado`: the outcome with each number at its low and at its high end.

    A thin line at the high end is 95% of the simulation error of the difference between both ends.
    """
    say, rows = names.say, frame[frame.swing.notna()].head(most)
    low, high = (rows.filter(regex=f"_{end}$").iloc[:, 0] for end in ("low", "high"))
    is_money = frame.attrs["outcome"] != "qalys"
    scale, base = (1e6 if is_money else 1.0), frame.attrs["base"]
    figure, ax = canvas(8.4, 1.1 + 0.27 * len(rows))
    places = np.arange(len(rows))[::-1]
    for end, colour, quantile in (
        (low, "#e3a37c", frame.attrs["quantiles"][0]),
        (high, GAIN, frame.attrs["quantiles"][1]),
    ):
        text = say(f"waarde bij het {100 * quantile:.0f}%-punt", f"value at {quantile:.0%}")
        ax.barh(places, (end - base) / scale, left=base / scale, height=0.62, color=colour, label=text)
    noise = say("toevalsfout van het verschil (95%)", "simulation error of the swing (95%)")
    error = 1.96 * rows.swing_se / scale
    ax.errorbar(high / scale, places, xerr=error, fmt="none", ecolor=LINE, elinewidth=0.8, label=noise)
    ax.axvline(base / scale, color=LINE, linewidth=0.8)
    shown = [shorten(names(name).text, LONGEST, placeholder=" …") for name in rows.index]
    ends = [
        f"{say.number(a, digits_of(a))} – {say.number(b, digits_of(b))}"
        for a, b in zip(rows.low, rows.high, strict=True)
    ]
    ax.set_yticks(places, [f"{name}  ({values})" for name, values in zip(shown, ends, strict=True)], fontsize=7.5)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    if is_money:
        million_axis(ax.xaxis, say)
    ax.grid(axis="x", color="#e6e6e6")
    name = say.pick(OUTCOMES.get(frame.attrs["outcome"]) or PARTIES[frame.attrs["outcome"]])
    unit = say("mln euro, contante waarde", "EUR million, present value") if is_money else "QALY"
    ax.set_xlabel(f"{name}, {unit}")
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return figure


OUTCOMES = {
    "npv": ("saldo", "balance"), "costs": ("kosten van het programma", "costs of the programme"),
    "benefits": ("baten", "benefits"), "qalys": ("gewonnen QALY's", "QALYs gained"),
}  # fmt: skip


def digits_of(x: float) -> int:
    """Decimals that show three digits of a number."""
    return 0 if abs(x) >= 100.0 or x == 0.0 else min(2 - math.floor(math.log10(abs(x))), 4)


@styled
def tornado(frame: pd.DataFrame, names: Names):
    """The tornado for a page; see `tornado_figure`."""
    return tornado_figure(frame, names)


def save_tornado(frame: pd.DataFrame, path, names: Names) -> None:
    """The tornado as a file, in the format of its name (.svg, .png, .pdf)."""
    import matplotlib

    with matplotlib.rc_context(STYLE):
        tornado_figure(frame, names).savefig(path, dpi=150)


def frontier(portfolio, path) -> None:
    """Net present value against programme cost, step by step of the search, to a file."""
    import matplotlib

    steps = portfolio.frontier
    with matplotlib.rc_context(STYLE):
        figure, axes = canvas(6.4, 4.0)
        axes.plot(steps.cost / 1e6, steps.npv / 1e6, color=GAIN, marker="o", markersize=4)
        for row in steps.itertuples():
            if row.step:
                axes.annotate(
                    row.step, (row.cost / 1e6, row.npv / 1e6), (4, -9), textcoords="offset points", fontsize=7
                )
        axes.axvline(portfolio.budget / 1e6, color=GREY, linestyle="--", linewidth=1)
        axes.set_xlabel("programme costs, million EUR, present value (dashed: the budget)")
        axes.set_ylabel(f"net present value, million EUR ({portfolio.view})")
        figure.savefig(path)
