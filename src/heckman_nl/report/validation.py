"""Pictures of the baseline beside Dutch statistics: one for every target, and one of all z."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..calibrate.validate import MET
from ..errors import HeckmanError
from .figures import CHECK, GAIN, GREY, LINE, styled

if TYPE_CHECKING:
    import pandas as pd

COLOURS = ("#1b6ca8", "#c2571a", "#5aa469", "#7b4ea3", "#b8860b", "#444444")
OBSERVED = "#c9c9c9"
WIDE = 1.96  # half-width of a 95% interval in standard errors
MOST_Z = 8.0  # |z| beyond this is drawn here, as a triangle
OVERVIEW = "all_z"
UNIT = {
    "share": "", "mean": "", "odds ratio": "odds ratio", "ratio": "ratio", "difference": "difference", "log ratio": "log ratio",
    "d": "standard deviations", "years lived": "years", "rank slope": "slope of ranks",
}  # fmt: skip


def write_plots(table: pd.DataFrame, folder: Path) -> list[Path]:
    """Write an SVG for every target id of a validation table, and one of all z; returns the paths."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise HeckmanError(f"pictures need {error.name}. Install it with: pip install 'heckman-nl[report]'") from None
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {id: picture(rows) for id, rows in table.groupby("id", sort=False)}
    pictures[OVERVIEW] = overview(table)
    paths = []
    for id, text in pictures.items():
        paths.append(folder / f"{id}.svg")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def picture(rows: pd.DataFrame) -> str:
    """One target: curves by age where a group has several ages, else one line per row."""
    return by_age(rows) if rows.groupby("group").age_low.nunique().max() > 2 else by_row(rows)


def new_figure(width: float, height: float, columns: int = 1):
    """A figure and its axes (of several columns: side by side)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(1, columns)


def errors(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Target's interval as lengths below and above it, (2, n), and half-width of the simulation's, (n,)."""
    lengths = np.stack([rows.target - rows.low, rows.high - rows.target])
    return lengths, WIDE * rows.se_mc.astype(float).fillna(0.0).to_numpy()


def head(figure, rows: pd.DataFrame) -> None:
    """Title, and what the rows served for."""
    used = rows.use.iloc[0] if rows.use.nunique() == 1 else f"{int(rows.held_out.sum())} of {len(rows)} held out"
    lines = textwrap.wrap(rows.title.iloc[0], 95)
    figure.suptitle("\n".join([*lines, f"({used})"]), fontsize=9, x=0.01, ha="left")


@styled
def by_age(rows: pd.DataFrame):
    """Target with interval and simulated value by age, a colour for every group."""
    figure, axis = new_figure(6.4, 4.0)
    for colour, (group, cells) in zip(cycle(rows.group.nunique()), rows.groupby("group", sort=False), strict=True):
        cells = cells.sort_values("age_low")
        middle = 0.5 * (cells.age_low + cells.age_high).to_numpy()
        interval, simulated = errors(cells)
        half = 0.5 * (cells.age_high - cells.age_low).to_numpy()
        axis.errorbar(
            middle, cells.target, interval, half, fmt="o", color=colour, alpha=0.45, markersize=5, elinewidth=2.5
        )
        axis.errorbar(
            middle, cells.simulated, simulated, fmt="-D", color=colour, markersize=3.5, linewidth=1, capsize=2, label=group or None,
        )  # fmt: skip
    legend(figure, rows.group.nunique() > 1, [GAIN])
    axis.set_xlabel("age")
    axis.set_ylabel(UNIT.get(rows.measure.iloc[0], rows.measure.iloc[0]))
    if (rows.low >= 0).all():
        axis.set_ylim(bottom=0)
    axis.grid(color="#e6e6e6")
    head(figure, rows)
    return figure


@styled
def by_row(rows: pd.DataFrame):
    """A line for every row: the target's interval as a bar, the simulated value as a diamond with its error."""
    figure, axis = new_figure(6.4, 1.5 + 0.32 * len(rows))
    places = np.arange(len(rows))[::-1]
    interval, simulated = errors(rows)
    colours = np.where(rows.held_out, CHECK, GAIN)
    axis.barh(places, rows.high - rows.low, left=rows.low, height=0.5, color=OBSERVED)
    axis.plot(rows.target, places, "|", color=LINE, markersize=11)
    for place, value, half, colour in zip(places, rows.simulated, simulated, colours, strict=True):
        axis.errorbar(value, place, xerr=half, fmt="D", color=colour, markersize=5, capsize=3)
    labels = [row.name.removeprefix(row.id).removeprefix(", ") or "all" for row in rows.itertuples(index=False)]
    axis.use_sticky_edges = False
    axis.margins(x=0.06)
    labels = [textwrap.fill(f"{label} (z {z:.1f})", 34) for label, z in zip(labels, rows.z, strict=True)]
    axis.set_yticks(places, labels, fontsize=8)
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.set_xlabel(UNIT.get(rows.measure.iloc[0], rows.measure.iloc[0]))
    if rows.measure.iloc[0] == "odds ratio" and (rows[["low", "simulated"]] > 0).all(axis=None):
        log_axis(axis, rows)
    axis.grid(axis="x", color="#e6e6e6")
    legend(figure, False, list(dict.fromkeys(colours)))
    head(figure, rows)
    return figure


def log_axis(axis, rows: pd.DataFrame) -> None:
    """Odds ratios on a logarithmic axis with plain numbers."""
    from matplotlib.ticker import NullLocator

    axis.set_xscale("log")
    low, high = min(rows.low.min(), rows.simulated.min()), max(rows.high.max(), rows.simulated.max())
    ticks = [t for t in (0.1, 0.2, 0.5, 0.7, 1, 1.2, 1.5, 2, 3, 5, 7, 10, 20, 50) if 0.8 * low <= t <= 1.25 * high]
    axis.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.xaxis.set_minor_locator(NullLocator())


def cycle(count: int) -> list[str]:
    """Colours of so many groups."""
    return [COLOURS[k % len(COLOURS)] for k in range(count)]


def legend(figure, groups: bool, colours: list[str]) -> None:
    """What is observed and what is simulated, and the groups if there are several."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if groups:
        shown, names = figure.axes[0].get_legend_handles_labels()
        shown += [
            Line2D([], [], color=GREY, marker="o", linewidth=2.5, alpha=0.6),
            Line2D([], [], color=GREY, marker="D", markersize=3.5, linewidth=1),
        ]
        names += ["observed, 95% interval", "simulated"]
    else:
        named = {GAIN: "simulated, fitted", CHECK: "simulated, held out"}
        shown = [Patch(color=OBSERVED), *(Line2D([], [], color=c, marker="D", linewidth=0) for c in colours)]
        names = ["observed, 95% interval", *(named[c] for c in colours)]
    figure.legend(shown, names, loc="outside lower center", ncols=min(4, len(names)), frameon=False, fontsize=8)


@styled
def overview(table: pd.DataFrame):
    """All z, a line for every target: all others left, held out right."""
    parts = [
        (name, colour, table[table.held_out == held])
        for name, colour, held in (("others", GAIN, False), ("held out", CHECK, True))
    ]
    parts = [part for part in parts if len(part[2])]
    most = max(part[2].id.nunique() for part in parts)
    figure, axes = new_figure(5.6 * len(parts), 1.0 + 0.13 * most, len(parts))
    for axis, (name, colour, rows) in zip(np.atleast_1d(axes), parts, strict=True):
        ids = list(dict.fromkeys(rows.id))
        places = np.array([len(ids) - 1 - ids.index(id) for id in rows.id])
        z = rows.z.to_numpy()
        inside = np.abs(z) <= MOST_Z
        axis.axvspan(-MET, MET, color="#eef3f7")
        axis.axvline(0, color=GREY, linewidth=0.8)
        axis.plot(z[inside], places[inside], "o", color=colour, markersize=3.5, alpha=0.7, linestyle="none")
        for marker, chosen, edge in (("<", z < -MOST_Z, -MOST_Z), (">", z > MOST_Z, MOST_Z)):
            axis.plot(np.full(chosen.sum(), edge), places[chosen], marker, color=colour, markersize=5)
        axis.set_yticks(range(len(ids)), ids[::-1], fontsize=6)
        axis.set_ylim(len(ids) - most - 1, len(ids))  # a line has the same height on both sides
        axis.set_xlim(-MOST_Z - 0.5, MOST_Z + 0.5)
        axis.grid(axis="x", color="#e6e6e6")
        met = int(rows.met.sum())
        axis.set_title(f"{name}: {met} of {len(rows)} rows with |z| ≤ {MET:g}", fontsize=9, loc="left")
    figure.supxlabel("z = (simulated − observed) / standard error; triangles lie further out", fontsize=9)
    return figure
