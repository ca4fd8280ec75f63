"""The baseline beside Dutch statistics as text: a line for every row, by what the row served for."""

from __future__ import annotations

from textwrap import fill, wrap
from typing import TYPE_CHECKING

from ..calibrate.entries import USES
from ..calibrate.validate import FAILED, MET, counts

if TYPE_CHECKING:
    import pandas as pd

NAME, WIDTH = 48, 120  # of the column of names, and of sentences


def validation_text(table: pd.DataFrame) -> str:
    """The comparison as text: rows by what they served for, how many are met, which are not and why."""
    lines = []
    for use, meaning in USES.items():
        rows = table[table.use == use].itertuples()
        title = f"{use.capitalize()}: {meaning}"
        lines += [title, "", head(), *(line(row) for row in rows), ""]
    missed = table[~table.met]
    for row in missed.itertuples():
        reason = row.reason or ("it may be chance" if abs(row.z) <= FAILED else "no reason known")
        lines += wrap(f"* {row.name} (z {row.z:.1f}): {reason}", WIDTH, subsequent_indent="  ")
    lines += [
        "",
        "~ no interval is printed: 3% either way for a register, 10% for a survey, 20% for another source (judgement).",
        f"* not met: |z| is above {MET:g}; why stands above.",
    ]
    born, panel = (table.attrs[key] for key in ("simulated births", "panel births"))
    lines += wrap(
        f"On {born:,} births and, for statistics of persons, a panel of {panel:,}. docs/explanation/held_out.md was made on two "
        "million and a panel of a million: with fewer, rows near the limit fall otherwise.",
        WIDTH,
    )
    for name, count in counts(table).items():
        share = 100 * count["rows"] / len(table)
        lines.append(f"{name}: {count['rows']} rows, {share:.0f}% of all; met: {count['met']}")
    lines.append(f"{int(table.met.sum())} of {len(table)} rows are met (|z| <= {MET:g}).")
    return "\n".join(lines)


def head() -> str:
    """Names of the columns."""
    name = f"{'target':<{NAME}}"
    return f"{name}{'measure':<15}{'value':>10}{'interval':>20}{'simulated':>11}{'z':>7}  {'status':<10}source"


def line(row) -> str:
    """One row of the comparison; a long name stands on a line of its own above it."""
    mark = " " if row.met else "*"
    link = "-" if row.low >= 0 else " to "
    interval = f"{row.low:.4g}{link}{row.high:.4g}{'~' if row.interval_assumed else ' '}"
    name = f"{row.name:<{NAME}}" if len(row.name) < NAME else f"{fill(row.name, WIDTH)}\n{'':<{NAME}}"
    return f"{name}{row.measure:<15}{row.target:>10.5g}{interval:>20}{row.simulated:>11.5g}{row.z:>6.1f}{mark}  {row.status:<10}{row.source}"
