"""The calibration: solve the Dutch baseline on many births and write it where the library reads it.

    python calibration/recipe.py                            # two million births, three sweeps: some six minutes, 3 GB
    python calibration/recipe.py --births 50000 --sweeps 2

Writes `src/heckman_nl/data/fitted/*.toml`, one file per module, and `calibration/REPORT.md`.
"""

import argparse
from pathlib import Path

import numpy as np

import heckman_nl as hn
from heckman_nl.calibrate.baseline import solve_baseline
from heckman_nl.calibrate.targets import Targets
from heckman_nl.calibrate.validate import validate
from heckman_nl.datafiles import DATA
from heckman_nl.model import progress_bar
from heckman_nl.parameters import ParameterSet

ROOT = Path(__file__).parent
DIGITS = 12  # significant digits written, far below any error that matters
CHECK_BIRTHS, CHECK_SEED = 2_000_000, 2  # the check lives other persons than the calibration did
LOADINGS = {
    "pregnancy.smoking.V": "smoking at any time in pregnancy, low educated mothers",
    "pregnancy.throughout.V": "smoking throughout pregnancy, low educated mothers",
    "birth.gestation.V": "preterm birth, low educated mothers",
    "birth.small.V": "small for gestational age, low educated mothers",
    "birth.small.gestation": "BIG2: preterm or small (shared noise)",
    "early.no_kraamzorg.V": "no kraamzorg, families with multiple vulnerability",
    "early.breastfeeding.V": "breastfeeding started, low educated mothers",
    "youthcare.maltreatment.V": "maltreatment in the year at 0-17, low educated mothers",
    "work.employment.V": "employment at 25-44 of the low educated",
    "work.wage.V": "mean wage at 40 of the low educated",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--births", type=int, default=2_000_000)
    parser.add_argument("--sweeps", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    parameters = ParameterSet.read(unsolved=True)
    steps = []
    for sweep in range(options.sweeps):
        parameters = solve_baseline(
            parameters, options.births, options.seed, progress=progress_bar(f"sweep {sweep + 1}")
        )
        steps.append({key: float(parameters.value(key)) for key in LOADINGS})
    write_fitted(parameters, options.sweeps)

    model = hn.Model(ParameterSet.read())
    table = validate(model.run(hn.Cohort.births(CHECK_BIRTHS), seed=CHECK_SEED), Targets.read())
    (ROOT / "REPORT.md").write_text(report(parameters, steps, table), encoding="utf-8")
    missed = table[~table.met]
    print(
        f"{len(table)} rows, {len(missed)} not met, {int((missed.reason == '').sum())} of them without a stated reason"
    )


def write_fitted(parameters: ParameterSet, sweeps: int) -> None:
    """One TOML file per module; every file says what it was solved with."""
    folder = DATA / "fitted"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.toml"):
        path.unlink()
    head = ["# Solved by calibration/recipe.py; do not edit.", "", "[provenance]"]
    head += [f"{key} = {value!r}".replace("'", '"') for key, value in parameters.provenance.items() if key != "notes"]
    head += [f"sweeps = {sweeps}", ""]
    for module in sorted({p.module for p in parameters.values() if p.solved is not None}):
        solved = [p for p in parameters.values() if p.module == module and p.solved is not None]
        lines = [f'"{p.name}" = {numbers(p.value)}' for p in solved]
        # the table of provenance comes last, so that the values stand at the top level
        (folder / f"{module}.toml").write_text("\n".join([head[0], "", *lines, "", *head[2:]]), encoding="utf-8")


def numbers(value) -> str:
    """A number or a nested list of numbers, rounded to DIGITS."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "[" + ", ".join(numbers(part) for part in value) + "]"
    return repr(float(f"{float(value):.{DIGITS}g}"))


def report(parameters: ParameterSet, steps: list[dict], table) -> str:
    """What was solved, whether it stands still, and how the baseline compares."""
    lines = [
        "# Calibration report",
        "",
        "Written by `calibration/recipe.py`; the way of working is told in `docs/explanation/model.md`.",
        "",
        f"Solved on {parameters.provenance['births']:,} births, seed {parameters.provenance['seed']}, {len(steps)} sweeps, "
        f"for the parameters with fingerprint `{parameters.provenance['input_fingerprint']}`. "
        f"Checked on {CHECK_BIRTHS:,} other births (seed {CHECK_SEED}).",
        "",
        *([f"- {note}" for note in parameters.provenance["notes"]] or ["Every target that is solved for was reached."]),
        "",
        "## Loadings on the hidden vulnerability, after each sweep",
        "",
        "| loading | solved on | " + " | ".join(f"sweep {k + 1}" for k in range(len(steps))) + " |",
        "|---|---|" + "---:|" * len(steps),
        *(
            f"| `{key}` | {what} | " + " | ".join(f"{step[key]:.4f}" for step in steps) + " |"
            for key, what in LOADINGS.items()
        ),
        "",
        "## Baseline beside targets",
        "",
        f"{int(table.met.sum())} of {len(table)} rows are met (|z| ≤ 1.96); of the {int(table.held_out.sum())} rows that nothing "
        f"was solved on, {int((table.met & table.held_out).sum())}.",
        "",
        "| target | value | interval | simulated | z | used | source |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    for row in table.itertuples():
        used = "check" if row.held_out else "solved"
        z = f"{row.z:.1f}" if row.met else f"**{row.z:.1f}**"
        lines.append(
            f"| {row.name} | {row.target:.4g} | {row.low:.4g}–{row.high:.4g} | {row.simulated:.4g} | {z} | {used} | {row.source} |"
        )
    missed = table[~table.met]
    lines += ["", "## Rows that are not met", ""]
    lines += [
        f"- **{row.name}** (z {row.z:.1f}): {row.reason or 'no reason found yet'}" for row in missed.itertuples()
    ] or ["None."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
