"""The calibration: solve the Dutch baseline on many births and write it where the library reads it.

    python calibration/recipe.py                            # a million births, six sweeps: ten minutes, 3 GB; the comparison twenty, 6 GB
    python calibration/recipe.py --births 50000 --sweeps 2 --panel 200000   # a first look

Writes `src/heckman_nl/data/fitted/*.toml`, one file per module, `src/heckman_nl/data/validation.toml` (how many rows are met),
`calibration/REPORT.md` and `docs/explanation/held_out.md`.
`heckman-nl calibrate` solves the same and writes nothing, unless it is told where.
"""

import argparse
from pathlib import Path

import scan

import heckman_nl as hn
from heckman_nl.calibrate.entries import USES
from heckman_nl.calibrate.fields import owner
from heckman_nl.calibrate.fitted import BIRTHS, LOADINGS, SEED, SWEEPS, calibrate, loading_text, write_fitted
from heckman_nl.calibrate.statistics import Statistic
from heckman_nl.calibrate.targets import Target, Targets
from heckman_nl.calibrate.validate import MET, counts, validate
from heckman_nl.datafiles import DATA
from heckman_nl.model import progress_bar
from heckman_nl.parameters import ParameterSet
from heckman_nl.vocabulary.lines import NUMBER, VOLUMES

ROOT = Path(__file__).parent
HELD_OUT = ROOT.parent / "docs/explanation/held_out.md"
BESIDE = "## Baseline beside targets"
CHECK_BIRTHS, CHECK_PANEL = 2_000_000, 1_000_000  # so many that chance decides on few rows
CHECK_SEED = 3  # the check lives other persons than the calibration did


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--births", type=int, default=BIRTHS)
    parser.add_argument("--sweeps", type=int, default=SWEEPS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--panel", type=int, default=CHECK_PANEL, help="births behind statistics of persons")
    parser.add_argument(
        "--compare-only", action="store_true", help="solve nothing: compare what is shipped, write the tables"
    )
    options = parser.parse_args()
    steps = []
    if not options.compare_only:
        parameters, steps = calibrate(
            options.births, options.sweeps, options.seed, lambda sweep: progress_bar(f"sweep {sweep}")
        )
        write_fitted(parameters, options.sweeps)
    model = hn.Model(ParameterSet.read())
    table = validate(model.run(hn.Cohort.births(CHECK_BIRTHS), seed=CHECK_SEED), Targets.read(), options.panel)
    page = ROOT / "REPORT.md"  # what was solved stays as it was told when nothing is solved
    head = solved(parameters, steps) if steps else page.read_text(encoding="utf-8").split(BESIDE)[0]
    page.write_text(head + comparison(table), encoding="utf-8")
    HELD_OUT.write_text(held_out_page(table), encoding="utf-8")
    (DATA / "validation.toml").write_text(counts_text(table), encoding="utf-8")
    missed = table[~table.met]
    print(
        f"{len(table)} rows, {len(missed)} not met, {int((missed.reason == '').sum())} of them without a stated reason"
    )


def counts_text(table) -> str:
    """How many rows there are and how many are met, by what they served for: a report shows only a part of them."""
    lines = [
        "# How the shipped baseline does on all rows, statistics of persons among them. Written by calibration/recipe.py."
    ]
    for use, count in counts(table).items():
        lines += ["", f'["{use}"]', *(f"{name} = {number}" for name, number in count.items())]
    return "\n".join(lines) + "\n"


def held_out_page(table) -> str:
    """Every row that nothing was solved on, with its z, and why those that are missed are missed."""
    held = table[table.held_out]
    within = held[held.met]
    lines = [
        "# Held out: what the baseline was not solved on",
        "",
        "Written by `calibration/recipe.py`. Rows are data (`src/heckman_nl/data/targets/`), `heckman-nl validate` shows them anew;",
        "[decision 9](../decisions/0009-what-is-held-out.md) says how they were chosen and what was not compared.",
        "",
        f"{len(held)} of {len(table)} rows ({len(held) / len(table):.0%}) were never used: nothing was solved on them, and no number was "
        f"set by hand with them in view. Of these, {len(within)} ({len(within) / len(held):.0%}) lie within two standard errors of their "
        f"target (|z| ≤ {MET:g}). Rows that a judgement had in view, and rows of another measure or population than the model's, "
        "stand apart below and count for nothing.",
        "",
        *by_module(held),
        "## Missed, and why",
        "",
        "| row | published | interval | simulated | z | why |",
        "|---|---:|---:|---:|---:|---|",
    ]
    missed = held[~held.met]
    for row in missed.reindex(missed.z.abs().sort_values(ascending=False).index).itertuples():
        lines.append(line(row, row.reason or "not known"))
    lines += ["", "## Within two standard errors", "", "| row | published | interval | simulated | z | source |"]
    lines += ["|---|---:|---:|---:|---:|---|", *(line(row, row.source) for row in within.itertuples())]
    for use in ("differs", "judged"):
        rows = table[table.use == use]
        lines += ["", f"## {use.capitalize()}: {USES[use]}", "", f"{len(rows)} rows, {int(rows.met.sum())} met.", ""]
        lines += ["| row | published | interval | simulated | z | why |", "|---|---:|---:|---:|---:|---|"]
        lines += [line(row, row.reason) for row in rows.itertuples()]
    return "\n".join(lines) + "\n"


def by_module(held) -> list[str]:
    """How the rows do by the part of life whose outcome they ask for, in the order of a life: what a reader may build on."""
    targets, names = Targets.read(), set(held.name)
    outcome = {row.name: module_of(row) for row in (*targets.rows, *targets.statistics) if row.name in names}
    found = held.assign(module=held.name.map(outcome), distance=held.z.abs())
    lines = [
        "## By part of life",
        "",
        "Of the outcome that a row asks for; whom it compares may lie elsewhere in life.",
        "",
        "| module of the outcome | rows | within two | of all | within three | median \\|z\\| |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for module in scan.MODULES:
        rows = found[found.module == module]
        if len(rows):
            page, within = f"[{module}](../reference/modules/{module}.md)", int(rows.met.sum())
            near, middle = int((rows.distance <= 3.0).sum()), rows.distance.median()
            lines.append(f"| {page} | {len(rows)} | {within} | {within / len(rows):.0%} | {near} | {middle:.1f} |")
    return [*lines, ""]


def module_of(row: Target | Statistic) -> str:
    """The module that writes the field, or books the first line, that a row asks for; of a volume the module of its parameter."""
    if isinstance(row, Statistic):
        return owner(row.item.name)
    number = NUMBER[row.numerator[0]]
    if number in VOLUMES:
        return VOLUMES[number][0][1].split(".")[0]
    return next(module for module in scan.MODULES if number in scan.lines_booked(module))


def line(row, last: str) -> str:
    sign = "~" if row.interval_assumed else ""
    interval = f"{sign}{row.low:.4g} to {row.high:.4g}"
    return f"| {row.title}: {row.name} | {row.target:.4g} | {interval} | {row.simulated:.4g} | {row.z:.1f} | {last} |"


def solved(parameters: ParameterSet, steps: list[dict]) -> str:
    """What was solved, and whether it stands still."""
    lines = [
        "# Calibration report",
        "",
        "Written by `calibration/recipe.py`; the way of working is told in `docs/explanation/model.md`.",
        "",
        f"Solved on {parameters.provenance['births']:,} births, seed {parameters.provenance['seed']}, {len(steps)} sweeps, "
        f"for the parameters with fingerprint `{parameters.provenance['input_fingerprint']}`.",
        "",
        *([f"- {note}" for note in parameters.provenance["notes"]] or ["Every target that is solved for was reached."]),
        "",
        "## Loadings on the hidden vulnerability, after each sweep",
        "",
        "| loading | solved on | " + " | ".join(f"sweep {k + 1}" for k in range(len(steps))) + " |",
        "|---|---|" + "---:|" * len(steps),
        *(
            f"| `{key}` | {what} | " + " | ".join(loading_text(step[key]) for step in steps) + " |"
            for key, what in LOADINGS.items()
        ),
    ]
    return "\n".join(lines) + "\n\n"


def comparison(table) -> str:
    """The baseline beside its targets, and why rows are missed."""
    lines = [
        BESIDE,
        "",
        f"Other births than those it was solved on: {table.attrs['simulated births']:,} (seed {CHECK_SEED}), and a panel of "
        f"{table.attrs['panel births']:,} for statistics of persons.",
        "",
        f"{int(table.met.sum())} of {len(table)} rows are met (|z| ≤ {MET:g}); of the {int(table.held_out.sum())} rows that nothing "
        f"was solved or set on, {int((table.met & table.held_out).sum())}.",
        "",
        "| target | value | interval | simulated | z | used | source |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    for row in table.itertuples():
        z = f"{row.z:.1f}" if row.met else f"**{row.z:.1f}**"
        lines.append(
            f"| {row.name} | {row.target:.4g} | {row.low:.4g}–{row.high:.4g} | {row.simulated:.4g} | {z} | {row.use} | {row.source} |"
        )
    missed = table[~table.met]
    lines += ["", "## Rows that are not met", ""]
    lines += [
        f"- **{row.name}** (z {row.z:.1f}): {row.reason or 'no reason found yet'}" for row in missed.itertuples()
    ] or ["None."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
