"""Which target row fixes which solved parameter.

A parameter that is solved says on what in its field `solved`, and every word of it must resolve:

- a reference is the id of a target (spaces may stand for underscores); ` by age and sex` and the like may follow, where a
  table is solved cell by cell;
- the id of a statistic of persons names its rows;
- further words single out rows of that target, as in a row's name: `preterm, mother low`; `smokers, education low`;
  `low education` stands for `mother low` or `education low`, `multiple vulnerability` for `multiple+very`;
- a convention (`CONVENTIONS`) names what is no row of a target: the life table, the unit of a scale.

References follow each other, separated by commas.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from heckman_nl.calibrate.statistics import Statistic
from heckman_nl.calibrate.targets import Target, Targets
from heckman_nl.parameters import KERNEL_MODULES, Parameter, ParameterSet
from heckman_nl.vocabulary.state import BY_NAME

Fixed = Target | Statistic  # a row that something may be solved on


class Convention(NamedTuple):
    """What a number is solved on that is no target row; with the lines whose ratio it fixes, if it is counted."""

    text: str
    numerator: str = ""
    denominator: str = ""


REPORT = Path(__file__).parent / "REPORT.md"
CONVENTIONS = {
    "life table": Convention(
        "deaths by age and sex of the life table (`life_table.q`, `life_table.factor`)", "deaths_{sex}", "alive_{sex}"
    ),
    "depression of women of the mother's age": Convention(
        "rows `depression, female` at the mean age of the mothers", "mothers_depressed", "mothers_alive"
    ),
    "household income at the prevalence of poverty": Convention(
        "the income that a share `household.poverty.prevalence` falls below"
    ),
    "unit spread of investment": Convention("the weighted sum has a spread of 1"),
    "mean score": Convention("the mean of the score, V included, over all births"),
    "share of births that are small": Convention(
        "row `small` itself, kept as the usual risk when an intervention moves the share"
    ),
    "part of suspect-years with detention": Convention(
        "`adolescence.offending.detained`, of adults by sex, and `adolescence.offending.detained_young`",
        "detained",
        "suspects_{sex}",
    ),
    "mean skill zero": Convention("both skills have mean 0 at the end of every period"),
    "spread of skill one": Convention("both skills have a spread of 1 at the end of every period"),
}
SAME_WORDS = {
    "low education": ("mother low", "education low"),
    "multiple vulnerability": ("multiple+very",),
}
BY = re.compile(r"(^| )by .+| at \d+$")  # over which cells of a table: says nothing about the row
STANDING = (  # fields that say where a family or a person stands
    "maternal_education", "level", "household_income", "income_z", "poverty", "vulnerability", "vulnerability_score",
)  # fmt: skip
OTHER_NAMES = {  # fields of an outcome that are not named alike
    "adolescence.offending": ("suspect",), "mortality.death": ("death", "alive", "mortality"),
    "nextgen.fertility": ("children", "gave_birth"), "pregnancy.throughout": ("smoking",),
    "work.employment": ("position",), "work.wage": ("earnings", "log_earnings"), "youthcare.care": ("youth_care",),
}  # fmt: skip
LETTERS_ALIKE = 4  # of a field and its outcome, such as `diabetic` and `diabetes`
PERIODS, MOST_CUTS = 9, 5  # of skill formation; of one outcome that goes by nothing else
SPLIT_BY = ("maternal_education", "education", "vulnerability")  # what makes a row one of a gradient


class Unresolved(ValueError):
    """A `solved` text that names no target row."""


@dataclass(frozen=True)
class Solved:
    """A solved parameter and what it is solved on: rows of targets, and words of CONVENTIONS."""

    parameter: Parameter
    rows: tuple[Fixed, ...]
    conventions: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.parameter.key

    @property
    def is_loading(self) -> bool:
        return self.parameter.name.endswith(".V")

    @property
    def is_counted(self) -> bool:
        """Does the ledger tell what this number fixes? Not if it only sets the unit of a scale."""
        return bool(self.rows) or self.is_counted_by_convention

    @property
    def is_counted_by_convention(self) -> bool:
        return any(CONVENTIONS[word].numerator for word in self.conventions)

    @property
    def kind(self) -> str:
        """What sort of number it is: loading, unit of a scale, cut, hazard, intercept, normaliser; and what it goes by."""
        last, unit = self.parameter.name.rsplit(".", 1)[-1], self.parameter.unit
        if self.is_loading:
            return "loading on V"
        if not self.is_counted:
            return "unit of a scale"
        if last in ("cuts", "hazard"):
            kind = last.removesuffix("s")
        elif unit == "log odds" and last != "normaliser":
            kind = "intercept"
        else:
            kind = "correlation" if unit == "correlation" else "normaliser"
        return " by ".join([kind, " and ".join(self.axes)]) if self.axes else kind

    @property
    def axes(self) -> tuple[str, ...]:
        """What a table goes by: age and sex, age, sex, period and skill; none for a few numbers of one outcome."""
        shape = self.parameter.value.shape if self.parameter.is_table else ()
        if shape == (PERIODS, 2):
            return ("period", "skill")
        by_age = shape[:1] > (MOST_CUTS,)
        by_sex = shape[-1:] == (2,) and (by_age or self.is_counted_by_convention)
        return (*(["age"] if by_age else []), *(["sex"] if by_sex else []))


def words(text: str) -> list[str]:
    """The words between the commas, with the texts that do not name their rows replaced."""
    return text.split(", ")


def resolve(text: str, targets: Targets) -> tuple[tuple[Fixed, ...], tuple[str, ...]]:
    """(target rows, conventions) that a `solved` text names; Unresolved if a word of it names nothing."""
    ids = {row.id for row in everything(targets)}
    references, conventions = [], []
    for word in words(text):
        plain = BY.sub("", word)
        if not plain:
            continue
        if plain in CONVENTIONS:
            conventions.append(plain)
        elif plain.replace(" ", "_") in ids:
            references.append((plain.replace(" ", "_"), []))
        elif references:
            references[-1][1].append(word)
        else:
            raise Unresolved(f"{word!r} of {text!r} is neither a target nor a convention")
    rows = [row for id, parts in references for row in rows_of(id, parts, targets)]
    return tuple({row.name: row for row in rows}.values()), tuple(conventions)


def everything(targets: Targets) -> tuple[Fixed, ...]:
    """Ratios of ledger lines and statistics of persons."""
    return (*targets.rows, *targets.statistics)


def rows_of(id: str, parts: list[str], targets: Targets) -> list[Fixed]:
    """Fitted rows of a target; those of groups only if `parts` single them out, or if there are no others."""
    fitted = [row for row in everything(targets) if row.id == id and row.fitted]
    if not parts:
        chosen = [row for row in fitted if not is_of_a_group(row)] or fitted
    else:
        chosen = [row for row in fitted if all(named(part, row) for part in parts)]
    if not chosen:
        raise Unresolved(f"no fitted row of {id} is {', '.join(parts) or 'there'}")
    return chosen


def named(part: str, row: Fixed) -> bool:
    """Does this word occur in the row's name?"""
    return bool(set(SAME_WORDS.get(part, (part,))) & set(row.name.split(", ")[1:]))


def is_of_a_group(row: Fixed) -> bool:
    """Is it a row by education or vulnerability? A statistic: does it, sex apart, go by where a family stands alone?"""
    if isinstance(row, Target):
        return any(getattr(row.cell, name) for name in SPLIT_BY)
    goes_by = {*(row.where or {}), *(row.against or {}), *([row.other] if row.other else [])} - {"sex"}
    return row.do is None and bool(goes_by) and goes_by <= set(STANDING)


def solved(parameters: ParameterSet, targets: Targets) -> list[Solved]:
    """Every solved parameter with its rows, in the order of a life."""
    return [Solved(p, *resolve(p.solved, targets)) for p in in_order(parameters) if p.solved is not None]


def in_order(parameters: ParameterSet) -> list[Parameter]:
    """All parameters in the order of a life; what is outside a life comes last."""
    order = {module: number for number, module in enumerate(KERNEL_MODULES)}
    return sorted(parameters.values(), key=lambda p: order.get(p.module, len(order)))


def gradients(parameter: Parameter, rows: tuple[Fixed, ...], targets: Targets) -> list[Fixed]:
    """Rows by group of the outcome of a loading, but for those it is solved on (`rows`): most are checks."""
    outcome = parameter.name.split(".")[0]
    ids = {row.id for row in rows} | {outcome, *(f"{name}_by_education" for name in (outcome, *others(parameter)))}
    return [
        row
        for row in everything(targets)
        if is_of_a_group(row) and row not in rows and (row.id in ids or is_of_outcome(row, parameter, outcome))
    ]


def others(parameter: Parameter) -> tuple[str, ...]:
    """Other names of a loading's outcome."""
    return OTHER_NAMES.get(f"{parameter.module}.{parameter.name.split('.')[0]}", ())


def is_of_outcome(row: Fixed, parameter: Parameter, outcome: str) -> bool:
    """Is a statistic of the field of an outcome? Of the same module, and named alike."""
    if isinstance(row, Target):
        return False
    field = row.item.name
    alike = field in BY_NAME and BY_NAME[field].owner == parameter.module and field.startswith(outcome[:LETTERS_ALIKE])
    return alike or field in others(parameter)


def unclaimed(items: list[Solved], targets: Targets) -> list[Fixed]:
    """Rows marked as fitted that no parameter names."""
    claimed = {row.name for item in items for row in item.rows}
    return [row for row in everything(targets) if row.fitted and row.name not in claimed]


def assumed_loadings(parameters: ParameterSet) -> list[Parameter]:
    """Loadings on the hidden traits that are not solved."""
    named = re.compile(r"(^|\.)(V|G|loading)$")
    return [p for p in in_order(parameters) if named.search(p.name) and p.solved is None]


def fits(report: Path = REPORT) -> dict[str, tuple[str, str, str]]:
    """(target, simulated, z) of every row of the calibration report, as printed there."""
    found = {}
    if report.exists():
        for line in report.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip().strip("*") for cell in line.strip("|").split("|")]
            if line.startswith("| ") and len(cells) == 7:
                found[cells[0]] = (cells[1], cells[3], cells[4])
    return found
