"""The shipped baseline: solve it, write it, and tell whether it is the one that is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..datafiles import DATA
from ..parameters import ParameterSet
from .baseline import solve_baseline

BIRTHS, SWEEPS, SEED = 1_000_000, 6, 1  # of the shipped baseline
DIGITS = 12  # significant digits written, far below any error that matters
LOADINGS = {  # loadings on V and one correlation of noises, and what each is solved on
    "pregnancy.smoking.V": "smoking at any time in pregnancy, low educated mothers",
    "pregnancy.throughout.V": "smoking throughout pregnancy, low educated mothers",
    "birth.gestation.V": "preterm birth, low educated mothers",
    "birth.small.V": "small for gestational age, high against low household income",
    "birth.stillbirth.V": "stillbirth, low against high educated mothers",
    "birth.small.gestation": "BIG2: preterm or small (shared noise)",
    "early.no_kraamzorg.V": "no kraamzorg, families with multiple vulnerability",
    "early.breastfeeding.V": "breastfeeding started, low educated mothers",
    "youthcare.maltreatment.V": "maltreatment in the year at 0-17, low educated mothers",
    "school.level.V": "university level, high against low household income",
    "adolescence.smoking.V": "smokers at 25-64, low own education",
    "nextgen.fertility.V": "a child before 20, high against low household income",
    "work.employment.V": "odds of employment at 25-49, high against low own education, by sex",
    "work.disability.V": "disability benefit at 45-54, low against high own education",
    "work.wage.V": "mean wage at 42 of the low educated",
    "health.bmi.V": "obesity, low own education",
    "health.depression.V": "depression, low own education",
    "health.diabetes.V": "diabetes, low own education",
    "health.cardiovascular.V": "cardiovascular disease, low own education",
    "health.copd.V": "COPD, low own education",
    "mortality.death.V": "death at 50-69, low against high own education, by sex",
}


def calibrate(births: int = BIRTHS, sweeps: int = SWEEPS, seed: int = SEED, progress=None):
    """Solve the baseline from nothing; returns the parameters, and the loadings (one, or one per sex) after every sweep.

    `progress(sweep)` makes a callable(done, total) for each sweep, or None.
    """
    parameters, steps = ParameterSet.read(unsolved=True), []
    for sweep in range(1, sweeps + 1):
        parameters = solve_baseline(
            parameters, births, seed, progress=progress(sweep) if progress else None, single=False
        )
        steps.append({key: np.atleast_1d(parameters.value(key)).tolist() for key in LOADINGS})
    return parameters, steps


def fitted_files(parameters: ParameterSet, sweeps: int) -> dict[str, str]:
    """One TOML file per module with solved values, by file name; each says what it was solved with."""
    head = "# Solved by calibration/recipe.py; do not edit."
    facts = {**parameters.provenance, "sweeps": sweeps}
    told = [f"{key} = {value!r}".replace("'", '"') for key, value in facts.items() if key != "notes"]
    files = {}
    for module in sorted({p.module for p in parameters.values() if p.solved is not None}):
        solved = [p for p in parameters.values() if p.module == module and p.solved is not None]
        values = [f'"{p.name}" = {numbers(p.value)}' for p in solved]
        # the table of provenance comes last, so that the values stand at the top level
        files[f"{module}.toml"] = "\n".join([head, "", *values, "", "[provenance]", *told, ""])
    return files


def write_fitted(parameters: ParameterSet, sweeps: int, folder: Path = DATA / "fitted") -> None:
    """Write the solved values, in place of what the folder held."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.toml"):
        path.unlink()
    for name, text in fitted_files(parameters, sweeps).items():
        (folder / name).write_text(text, encoding="utf-8")


def differs_from_shipped(parameters: ParameterSet, sweeps: int) -> list[str]:
    """Files that are not, to the last digit, those that the library ships."""
    files, folder = fitted_files(parameters, sweeps), DATA / "fitted"
    shipped = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}
    return sorted(name for name in files.keys() | shipped.keys() if files.get(name) != shipped.get(name))


def loading_text(values: list[float]) -> str:
    """A loading, or those of the two sexes, for reading."""
    return " / ".join(f"{value:.4f}" for value in values)


def numbers(value) -> str:
    """A number or a nested list of numbers, rounded to DIGITS."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "[" + ", ".join(numbers(part) for part in value) + "]"
    return repr(float(f"{float(value):.{DIGITS}g}"))
