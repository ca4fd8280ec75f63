"""An intervention in words: a line of the menu, and its card with every number and its source."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ..datafiles import DATA, read_sources
from ..interventions.check import CASCADE
from ..interventions.words import condition, effect_line

if TYPE_CHECKING:
    import pandas as pd

    from ..datafiles import Source
    from ..interventions import Intervention

WIDTH = 118


def menu(table: pd.DataFrame) -> str:
    """The catalogue as text: by phase, some lines each."""
    lines = []
    for phase, rows in table.groupby("phase", sort=False):
        lines += [phase.upper(), ""]
        for row in rows.reset_index().to_dict("records"):
            cost = row["cost_per_participant"]
            today = (
                ""
                if row["reach_today"] is None or row["reach_today"] != row["reach_today"]
                else f"   reach today {row['reach_today']:.0%}"
            )
            a_participant = f"EUR {cost:,.0f} a participant" if cost == cost else ""
            paid = ", ".join(part for part in (a_participant, row["cost_before"], row["payer"]) if part)
            lines.append(f"  {row['id']:<26}{row['title']}")
            lines.append(
                f"      {row['grade']}; {paid}{today}"
                + ("" if row["origin"] == "heckman_nl" else f"   from {row['origin']}")
            )
            by = f"by way of {row['mechanism']}" if row["mechanism"] else "by way of: not known"
            for text in (f"for {row['target']}", by, row["effect"]):
                lines += textwrap.wrap(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8)
        lines.append("")
    unit = table.attrs["units"]["cost_per_participant"]
    return "\n".join([*lines, f"Costs in {unit}, what one party pays another left out. More: heckman-nl show ID"])


def card(item: Intervention) -> str:
    """An intervention as text."""
    offer = item.offer
    lines = [f"{item.title} ({item.id})", f"phase: {item.phase}   grade: {item.grade}   origin: {item.origin}", ""]
    lines += [item.text.strip(), "", f"offered: {'in pregnancy' if offer.age < 0 else f'at age {offer.age}'}"]
    lines.append("to families with all of: " + (", ".join(map(condition, offer.where)) or "no condition"))
    for group in offer.any:
        lines.append(f"and at least {group.at_least} of: " + ", ".join(map(condition, group.of)))
    compared = (
        f"compared with today, reach {offer.reach_today:g}" if offer.comparator == "today" else "compared with nothing"
    )
    lines += ["", f"cascade ({compared})"]
    for step in CASCADE:
        source, now = offer.sources[step], None if step == "reach" else getattr(offer, f"{step}_today")
        today = "" if now is None else f" (today {now:g})"
        lines.append(
            f"  {step:<12}{getattr(offer, step):6.2f}{span(source.ci95)}{today}   {source.grade}, {source.source} ({source.status})  {source.note}"
        )
    lines += ["", "costs"]
    for cost in item.cost:
        lines.append(
            f"  {cost.amount:8,.0f}{span(cost.ci95)} {cost.unit} per {cost.per} at age {cost.age}, {cost.payer}"
            f"{f' to {cost.to}' if cost.to else ''}: {cost.text}  "
            f"[{cost.grade}, {cost.source}, {cost.status}]"
        )
    if not item.runs:
        lines += ["", f"theory only: {effect_line(item)}"]
    for lift in item.lift:
        size = "not known" if lift.odds_ratio is None else f"OR {lift.odds_ratio:g}"
        lines.append(
            f"  lifts {', '.join(lift.steps)} of {', '.join(lift.of)}: {size}  [{lift.grade}, {lift.source}]  {lift.text}"
        )
    if item.effect:
        lines += [
            "",
            "effects (value used after weighing and corrections, less what other channels carry; 95% of draws)",
        ]
    intervals = item.intervals()
    for row, effect in zip(item.effects_table(), item.effect, strict=True):
        limits = intervals[effect.channel]
        used = f"{row['value']:.3g}" + (f" ({limits[0]:.3g} to {limits[1]:.3g})" if limits else "")
        whom = "in those who complete it" if effect.per == "completed" else "in those who take part"
        lines.append(
            f"  {effect.channel}: {row['measure']} {used}{lasting(effect)}, {whom}  [{effect.grade}]  {effect.text}"
        )
        lines += [
            f"      {t.trial}: {t.measure} {t.value:g} ({t.ci95[0]:g} to {t.ci95[1]:g}), {t.source}, {t.status}. {t.note}"
            for t in effect.trials
        ]
        lines += [
            f"      less {part.per_unit:g} per unit of {part.by}, which carries it already" for part in effect.carried
        ]
    if item.weights:
        lines += ["", "weights of the trials"]
        lines += [
            f"  {name}: {weight.value:g}{span(weight.ci95)}  {weight.text}" for name, weight in item.weights.items()
        ]
    if item.corrections:
        lines += ["", "corrections"]
        lines += [
            f"  {name}: × {c.factor:g}{span(c.ci95)}{'' if c.on else ' (off)'}  [{c.grade}, {c.source}, {c.status}]  {c.text}"
            for name, c in item.corrections.items()
        ]
    if item.published:
        lines += ["", "published", *(f"  {text}" for text in item.published)]
    return "\n".join(line.rstrip() for line in lines)


def span(ci95: tuple[float, float] | None) -> str:
    """A 95% interval as text, nothing where there is none."""
    return f" ({ci95[0]:,g} to {ci95[1]:,g})" if ci95 else ""


def cited(item: Intervention) -> dict[str, Source]:
    """The sources of an intervention's numbers, in the order of its card."""
    known = {**read_sources(DATA / "sources.toml"), **item.sources}
    return {name: known[name] for name in dict.fromkeys(names_cited(item)) if name in known}


def names_cited(item: Intervention) -> list[str]:
    """The source of every number of an intervention, in the order of its card."""
    results = [part for e in item.effect for part in (*e.trials, *([e.persistence] if e.persistence else []))]
    numbers = [*item.offer.sources.values(), *item.cost, *item.lift, *results, *item.corrections.values()]
    return [number.source for number in numbers]


def sources_text(item: Intervention) -> str:
    """The sources of an intervention's numbers as text."""
    lines = ["sources"]
    for name, source in cited(item).items():
        lines.append(f"  {name}: {source.citation}{f', {source.url}' if source.url else ''}  [read: {source.read}]")
    return "\n".join(lines)


def lasting(effect) -> str:
    """When an effect holds, as text."""
    parts = []
    if effect.start > 0:
        parts.append(f"from age {effect.start:g}")
    if effect.persistence:
        limits = effect.persistence.ci95
        fades = f" ({100 * limits[0]:g} to {100 * limits[1]:g})" if limits else ""
        parts.append(f"fading {100 * effect.persistence.fade:g}%{fades} a year from age {effect.persistence.since:g}")
    if effect.stop < float("inf"):
        parts.append(f"to age {effect.stop:g}")
    return f" ({', '.join(parts)})" if parts else ""


def trial_table(table: pd.DataFrame) -> str:
    """Outcomes of trials, published and simulated, as text."""
    lines = []
    for name, rows in table.groupby("trial", sort=False):
        lines += [f"{name} ({rows['eligible'].iloc[0]:,} eligible persons simulated)"]
        for row in rows.itertuples():
            lines.append(
                f"  {row.role:<10}{'' if row.met else '! '}{row.title}: {row.measure} published {row.value:.3g} ({row.low:.3g} to {row.high:.3g}), "
                f"simulated {row.simulated:.3g}, z {row.z:+.1f}; trials of this size {row.trial_low:.3g} to {row.trial_high:.3g}"
            )
        lines.append("")
    counts = [f"{role}: {int(rows.met.sum())} of {len(rows)} within |z| <= 2" for role, rows in table.groupby("role")]
    return "\n".join([*lines, *counts])
