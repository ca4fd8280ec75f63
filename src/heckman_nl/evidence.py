"""What the benefits rest on: the evidence ledger, by weakest link, and what each group of arrows carries.

An *arrow* is a coefficient that carries an effect on: a ratio, a shift in log odds, log points, normal units or standard
deviations, and a few others that are named here. To leave evidence out is to set its arrows, and the effects of the
interventions, to their null, and to solve the baseline again, so that it still is the Dutch one. What is no arrow stays:
levels and spreads, prices and weights of quality of life (they value what happens), causal shares (they only make an
arrow smaller), and who people are (sex, order of birth, age of the mother, multiple birth, genes G, hidden vulnerability V).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .calibrate.baseline import solve_baseline
from .calibrate.fitted import numbers
from .datafiles import DATA, read_toml
from .errors import CalibrationError, InputError, unknown
from .model import Model, progress_bar
from .parameters import KERNEL_MODULES, ParameterSet
from .scenario import Scenario
from .vocabulary import channels
from .vocabulary.rows import GRADES

if TYPE_CHECKING:
    import pandas as pd

    from .results import Comparison

FOLDER = DATA / "evidence"
BIRTHS, SWEEPS, SEED = 200_000, 2, 1  # of the shipped baselines
AGAIN_BIRTHS = 100_000  # where the parameters are not the shipped ones; with 20,000 a gradient is missed by chance
NULL_OF_UNIT = {
    "odds ratio": 1.0, "relative risk": 1.0, "hazard ratio": 1.0, "log odds": 0.0, "log points": 0.0, "probit": 0.0,
    "SD": 0.0, "difference of shares": 0.0,
}  # fmt: skip
OTHER_ARROWS = {  # arrows in units of what is mostly none
    "early.language.parenting": 0.0,
    "parents.quit.qaly": 0.0,  # health that a mother gains by stopping, and what her longer life costs: effects, no prices
    "parents.quit.savings": 0.0,
    "skills.retention": 0.0,  # a gain that is not kept carries nothing on
    "skills.floor": 0.0,
    "youthcare.care.detection": 0.0,
}
INPUTS_KEPT = {"skills.cognitive.shares": (0, 3, 4), "skills.socioemotional.shares": (1, 3, 4)}  # own skill, parents'
NO_ARROWS = (  # levels, spreads, markers, and what a state owes to itself, in the units of arrows
    "adolescence.offending.detained_trait",
    "birth.stillbirth.placenta", "early.smokes.on", "early.violence.persists", "health.asthma_adult.before",
    "health.depression.trait",
    "household.heir.log_mean", "household.heir.log_sd", "household.income.log_mean", "household.income.log_sd",
    "parents.work.persistence", "pregnancy.violence.persists", "work.employment.mood", "work.disability.mood",
    "work.permanent.sd", "work.transitory.sd", "youthcare.maltreatment.mood",
)  # fmt: skip
WHO_ONE_IS = (  # last part of the name of a coefficient of what nothing moves
    "G", "V", "V_child", "age", "boy", "first", "girl", "multiple", "older", "order", "parity", "teenage", "woman",
    "young",
)  # fmt: skip
BASIS = "weakest link: arrows of the model and effects of the interventions below the grade at their null, baseline solved again"


def arrows(parameters: ParameterSet) -> dict[str, Any]:
    """Every arrow that is not solved for, with its null (a number, or an array of the shape of its table)."""
    found = {}
    for p in parameters.values():
        if p.key in INPUTS_KEPT:
            found[p.key] = without_inputs(p.value, INPUTS_KEPT[p.key])
        elif p.key in OTHER_ARROWS:
            found[p.key] = like(p, OTHER_ARROWS[p.key])
        elif p.unit in NULL_OF_UNIT and p.solved is None and p.module in KERNEL_MODULES and not no_arrow(p):
            found[p.key] = like(p, NULL_OF_UNIT[p.unit])
    return found


def no_arrow(parameter) -> bool:
    """A level or spread, or a coefficient of who one is."""
    return parameter.key in NO_ARROWS or parameter.name.rsplit(".", 1)[-1] in WHO_ONE_IS


def like(parameter, null: float):
    return np.full(parameter.value.shape, null) if parameter.is_table else null


def without_inputs(shares: np.ndarray, kept: tuple[int, ...]) -> np.ndarray:
    """Shares of a technology (stage, input) with the kept inputs alone, adding up to one."""
    mask = np.isin(np.arange(shares.shape[1]), kept)
    return np.where(mask, shares, 0.0) / shares[:, mask].sum(1, keepdims=True)


def nulls(parameters: ParameterSet, grades: Iterable[str]) -> dict[str, Any]:
    """The nulls of all arrows of these grades."""
    grades = tuple(grades)
    return {key: null for key, null in arrows(parameters).items() if parameters[key].grade in grades}


def down_to(grade: str) -> tuple[str, ...]:
    """The grades from the best down to this one."""
    if grade not in GRADES:
        raise unknown("grade", grade, GRADES)
    return GRADES[: GRADES.index(grade) + 1]


def weaker(grade: str) -> tuple[str, ...]:
    """The grades below this one."""
    return GRADES[len(down_to(grade)) :]


# baselines


def baseline(parameters: ParameterSet, grade: str) -> ParameterSet:
    """Parameters with every arrow below `grade` at its null and the baseline solved for them.

    The solved values are shipped where the arrows that are left are the shipped ones; else they are solved on
    AGAIN_BIRTHS births, once per process. Raises CalibrationError where a target cannot be reached.
    """
    changes = nulls(parameters, weaker(grade))
    if not changes:
        return parameters
    chosen = parameters.but(changes)
    values, provenance = shipped(grade)
    if provenance.get("input_fingerprint") != chosen.input_fingerprint:
        values, provenance = solved_again(chosen, grade)
    return chosen.with_solved(values, provenance)


_solved: dict[str, tuple[dict, dict] | str] = {}  # by fingerprint of the input; a text says what could not be reached


def solved_again(chosen: ParameterSet, grade: str) -> tuple[dict, dict]:
    """Solved values and provenance for parameters that are not the shipped ones."""
    key = chosen.input_fingerprint
    if key not in _solved:
        bar = progress_bar(f"solving the baseline on evidence down to {grade}")
        try:
            found = solve_baseline(chosen, AGAIN_BIRTHS, SEED, progress=bar)
            _solved[key] = {p.key: p.value for p in found.values() if p.solved is not None}, dict(found.provenance)
        except CalibrationError as error:
            _solved[key] = str(error)
    known = _solved[key]
    if isinstance(known, str):
        raise CalibrationError(known)
    return known


@cache
def shipped(grade: str, folder: Path = FOLDER) -> tuple[dict, dict]:
    """Solved values of a shipped baseline and their provenance; both empty where there is none."""
    path = folder / f"{grade}.toml"
    if not path.exists():
        return {}, {}
    tree = read_toml(path)
    return tree["solved"], tree["provenance"]


def write_shipped(parameters: ParameterSet, folder: Path = FOLDER, births: int = BIRTHS, sweeps: int = SWEEPS) -> None:
    """Solve the baselines of all grades but the last and write them, each with its provenance, to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for grade in GRADES[:-1]:
        chosen = parameters.but(nulls(parameters, weaker(grade)))
        bar = progress_bar(f"solving the baseline on evidence down to {grade}")
        found = solve_baseline(chosen, births, SEED, sweeps=sweeps, progress=bar)
        facts = {**found.provenance, "sweeps": sweeps}
        lines = [
            f"# The baseline with every arrow below {grade} at its null. Written by calibration/evidence.py; do not edit.",
            "", "[provenance]", *(f"{key} = {toml(value)}" for key, value in facts.items()), "", "[solved]",
            *(f'"{p.key}" = {numbers(p.value)}' for p in found.values() if p.solved is not None), "",
        ]  # fmt: skip
        (folder / f"{grade}.toml").write_text("\n".join(lines), encoding="utf-8")
    shipped.cache_clear()


def toml(value) -> str:
    """A number, a text or a list of texts."""
    if isinstance(value, list):
        return "[\n" + "".join(f"    {toml(item)},\n" for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


# the ledger


def ledger(appraisal) -> pd.DataFrame:
    """The evidence ledger of an appraisal: what is left on evidence down to each grade, and what each grade adds.

    The comparison is made again with the same births, sample and seed: on strong evidence alone, strong + moderate,
    strong + moderate + weak. What-if changes of the scenario stay, but for those of an arrow that is at its null. The
    cascade and the costs of an intervention stay as they are, whatever their grade.

    Returns
    -------
    DataFrame
        Index `grade`, best first; each row counts evidence down to that grade. Columns `benefits`, `costs`, `npv` with
        their Monte-Carlo errors (`_se`), EUR present value; `bcr`; `share`, what the grade adds over all benefits. The
        last row is the appraisal itself. Shares add up to one; a negative one is a loss that rests on that grade; all
        are missing where there are no benefits. A row is missing where no baseline can be solved; the share of the next
        row then stands for both. `attrs["notes"]` tells this, and by grade what its baseline misses of the Dutch targets
        (in full: `baseline(...).provenance["notes"]`); `attrs["basis"]` what was done.
    """
    import pandas as pd

    comparison, rows, notes = appraisal.comparison, [], []
    for grade in GRADES[:-1]:
        try:
            model = Model(baseline(comparison.plan.model.parameters, grade))
        except CalibrationError as error:
            notes.append(f"down to {grade}: no baseline reproduces the Dutch statistics ({error})")
            rows.append((grade, *(math.nan,) * 7))
            continue
        notes += missed(grade, model.parameters.provenance.get("notes", []))
        rows.append((grade, *figures(appraisal.of(compare(comparison, model, grade)))))
    rows.append((GRADES[-1], *figures(appraisal)))
    columns = ["grade", "benefits", "benefits_se", "costs", "costs_se", "npv", "npv_se", "bcr"]
    frame = pd.DataFrame(rows, columns=columns).set_index("grade")
    full = frame["benefits"].iloc[-1]
    steps = frame["benefits"].dropna()
    frame["share"] = steps.diff().fillna(steps.iloc[0]) / full if abs(full) >= 0.005 else math.nan
    if math.isnan(frame["share"].iloc[-1]):
        notes.append("no benefits: there is nothing to share out")
    money = f"EUR {appraisal.rules.price_year}, present value in {appraisal.base_year}"
    frame.attrs |= {
        "units": dict.fromkeys(columns[1:-1], money), "basis": BASIS, "notes": notes,
        "births": comparison.births, "simulated": comparison.simulated, "seed": comparison.plan.seed,
    }  # fmt: skip
    return frame


def missed(grade: str, notes: list[str]) -> list[str]:
    """In one line, of what the baseline of a grade misses targets, and how often; nothing where it misses none."""
    if not notes:
        return []
    counts = Counter(note.split(" at ")[0] for note in notes)
    told = ", ".join(f"{what} ({count})" for what, count in counts.items())
    return [
        f"down to {grade}: the baseline misses {len(notes)} targets by age and sex, or takes the nearest it can: {told}"
    ]


def figures(appraisal) -> tuple[float, ...]:
    """Benefits, costs and NPV with their errors, and the ratio."""
    money = (appraisal.benefits, appraisal.costs, appraisal.npv)
    pairs = [number for figure in money for number in (float(figure), figure.error)]
    return (*pairs, float(appraisal.bcr))


def compare(comparison: Comparison, model: Model, grade: str) -> Comparison:
    """The comparison once more, with this model and with the effects of its interventions down to a grade."""
    scenario, at_null = comparison.scenario, nulls(comparison.plan.model.parameters, weaker(grade))
    left = leave_out(scenario, [], at_null)
    items = tuple(item.only_grades(down_to(grade)) for item in left.interventions)
    return again(comparison, model, Scenario(scenario.name, items, left.changes))


def again(comparison: Comparison, model: Model, scenario: Scenario) -> Comparison:
    """Another model or scenario, the same births, sample, seed and generations."""
    return comparison.plan.but(model=model, scenario=scenario).compare(progress=False)


# what single arrows carry


def groups(appraisal) -> dict[str, list[str]]:
    """All arrows by the module of what they act on, and every effect of the interventions by itself."""
    found: dict[str, list[str]] = {}
    for key in arrows(appraisal.comparison.plan.model.parameters):
        found.setdefault(key.split(".", 1)[0], []).append(key)
    for item in appraisal.comparison.scenario.interventions:
        for effect in item.effect:
            found[f"{item.id}.{effect.channel}"] = [f"{item.id}.{effect.channel}"]
    return found


def rests_on(
    appraisal, keys: Iterable[str] | Mapping[str, Iterable[str]] | None = None, solve: bool = False
) -> pd.DataFrame:
    """How much the benefits fall when an arrow, an effect, or a group of them alone is set to its null.

    Made with the births, sample and seed of the appraisal: one comparison for each row (a sample of 100,000 births
    takes a second or two). Figures do not add up: two arrows in one path each carry all of it, and levels shift a
    little with each arrow where the baseline is kept.

    Parameters
    ----------
    keys : list, or mapping of a name to a list, optional
        Parameters that are arrows (`school.track.cognitive`) and effects of the scenario's interventions
        (`voorzorg.maltreatment`), each by itself or in groups. By default `groups`.
    solve : bool
        False keeps the baseline; True solves it again for every group with an arrow in it, some 15 seconds each.

    Returns
    -------
    DataFrame
        Index `rests_on`; `arrows` (how many), `grades` (how many of each), `benefits` left and `fall`, EUR present value,
        and `share` = fall over all benefits; largest fall first. NaN, with the reason in `.attrs["notes"]`, where the
        baseline cannot be solved without the group.

    Raises
    ------
    InputError
        For a key that is neither an arrow nor an effect of the scenario.
    """
    import pandas as pd

    parameters, scenario = appraisal.comparison.plan.model.parameters, appraisal.comparison.scenario
    if keys is None:
        keys = groups(appraisal)
    chosen = {k: list(v) for k, v in keys.items()} if isinstance(keys, Mapping) else {key: [key] for key in keys}
    null = arrows(parameters)
    effects = {f"{item.id}.{e.channel}": (item, e) for item in scenario.interventions for e in item.effect}
    for key in (key for group in chosen.values() for key in group):
        if key not in null and key not in effects:
            if key in parameters:
                raise InputError(f"{key} is no arrow: it has no null at which it carries nothing")
            raise unknown("arrow or effect", key, [*null, *effects])
    full, rows, unsolved = float(appraisal.benefits), [], []
    for name, group in chosen.items():
        changes = {key: null[key] for key in group if key in null}
        graded = [effects[key][1].grade if key in effects else parameters[key].grade for key in group]
        told = ", ".join(f"{graded.count(grade)} {grade}" for grade in GRADES if grade in graded)
        scenario_left = leave_out(scenario, [effects[key] for key in group if key in effects], changes)
        model, benefits = appraisal.comparison.plan.model, math.nan
        try:
            if changes:
                changed = parameters.but(changes)
                model = Model(changed) if solve else Model.of(changed)
            benefits = float(appraisal.of(again(appraisal.comparison, model, scenario_left)).benefits)
        except CalibrationError as error:  # without it no loading brings a life to the statistics: said, not left out
            unsolved.append(f"{name}: without it the Dutch statistics cannot be met ({error})")
        rows.append((name, len(group), told, benefits, full - benefits))
    frame = pd.DataFrame(rows, columns=["rests_on", "arrows", "grades", "benefits", "fall"]).set_index("rests_on")
    frame["share"] = frame["fall"] / full if abs(full) >= 0.005 else math.nan
    money = f"EUR {appraisal.rules.price_year}, present value in {appraisal.base_year}"
    frame.attrs |= {
        "units": {"benefits": money, "fall": money},
        "basis": "each alone at its null, " + ("baseline solved again" if solve else "baseline kept"),
        "notes": ["figures do not add up: in one path each link carries all of it", *unsolved],
    }
    return frame.sort_values("fall", key=abs, ascending=False, kind="stable")


def leave_out(scenario: Scenario, effects: list, arrows_out: Iterable[str]) -> Scenario:
    """A scenario with (intervention, effect) pairs at their null, and without what-if changes of arrows."""
    items = []
    for item in scenario.interventions:
        out = [e.channel for i, e in effects if i is item]
        null = {channel: channels.NEUTRAL[channels.BY_NAME[channel].measure] for channel in out}
        items.append(item.model_copy(update={"overrides": {**item.overrides, **null}}))
    return Scenario(scenario.name, items, [change for change in scenario.changes if change.parameter not in arrows_out])
