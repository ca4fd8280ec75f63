"""Published causal totals beside the model's own: writes docs/explanation/causal_totals.md.

    python calibration/causal_totals.py                     # about a minute
    python calibration/causal_totals.py --births 50000

A total is no arrow: it runs through everything on the way. Each row with `do` in `data/targets` is one; the model's figure
comes from setting the cause for everybody in two populations of the same persons.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from heckman_nl.calibrate.answers import answer_all, answer_together
from heckman_nl.calibrate.fields import Item
from heckman_nl.calibrate.statistics import DoCell, Statistic
from heckman_nl.calibrate.targets import Targets
from heckman_nl.calibrate.validate import MET
from heckman_nl.estimate import Estimate
from heckman_nl.parameters import ParameterSet

PAGE = Path(__file__).parents[1] / "docs/explanation/causal_totals.md"
BIRTHS, SEED, YEAR = 400_000, 3, 2026
DIRECT = {  # logit arrows that act before 3: the outcome and when it is seen, what is set, from and to
    "pregnancy.distress.before": ("distress", -1, "parental_distress", 0, 1),
    "pregnancy.distress.unintended": ("distress", -1, "unintended", 0, 1),
    "pregnancy.distress.poverty": ("distress", -1, "poverty", 0, 1),
    "pregnancy.late_booking.unintended": ("late_booking", -1, "unintended", 0, 1),
    "pregnancy.late_booking.literacy": ("late_booking", -1, "low_literacy", 0, 1),
    "pregnancy.hypertension.obesity": ("hypertension", -1, "maternal_obesity", 0, 1),
    "pregnancy.hypertension.smoking": ("hypertension", -1, "smoking", 0, 2),
    "pregnancy.hypertension.multiple": ("hypertension", -1, "multiple", 0, 1),
    "birth.gestation.distress": ("gestation", -1, "distress", 0, 1),
    "birth.gestation.alcohol": ("gestation", -1, "drinking", 0, 1),
    "birth.gestation.substance": ("gestation", -1, "substance_use", 0, 1),
    "birth.gestation.hypertension": ("gestation", -1, "hypertension", 0, 1),
    "birth.gestation.anomaly": ("gestation", -1, "anomaly", 0, 1),
    "birth.small.distress": ("small", -1, "distress", 0, 1),
    "birth.small.alcohol": ("small", -1, "drinking", 0, 1),
    "birth.small.substance": ("small", -1, "substance_use", 0, 1),
    "birth.small.hypertension": ("small", -1, "hypertension", 0, 1),
    "birth.small.anomaly": ("small", -1, "anomaly", 0, 1),
    "birth.anomaly.no_folic_acid": ("anomaly", -1, "folic_acid", 1, 0),
    "birth.anomaly.obesity": ("anomaly", -1, "maternal_obesity", 0, 1),
    "birth.anomaly.multiple": ("anomaly", -1, "multiple", 0, 1),
    "early.mood.distress": ("postnatal_mood", -1, "distress", 0, 1),
    "early.overweight.obesity": ("overweight", 2, "maternal_obesity", 0, 1),
    "early.overweight.smoking": ("overweight", 2, "smoking", 0, 2),
    "early.asthma.damp": ("asthma", 2, "damp_home", 0, 1),
}
MEDIATED = {  # the same, of a cause that has a second way to the outcome
    "birth.gestation.smoking": ("gestation", -1, "smoking", 0, 2),
    "birth.gestation.obesity": ("gestation", -1, "maternal_obesity", 0, 1),
    "birth.gestation.multiple": ("gestation", -1, "multiple", 0, 1),
    "birth.small.smoking": ("small", -1, "smoking", 0, 2),
    "birth.small.multiple": ("small", -1, "multiple", 0, 1),
    "early.mood.unintended": ("postnatal_mood", -1, "unintended", 0, 1),
    "early.asthma.smoking": ("asthma", 2, "smoking", 0, 2),
}
HEAD = """# Causal totals: what is published, and what the model makes of it

Written by `python calibration/causal_totals.py`; every row with its source stands in `src/heckman_nl/data/targets/`, and in
`heckman-nl validate`.

An arrow of the model is a *direct* effect: what a cause does to an outcome while everything on the way is held. Studies of
siblings, twins, reforms and trials find *totals*, in which the way is included. A total is therefore never an arrow here; it
is a check. The model's own total is found by setting the cause for everybody, in two populations of the same persons with
the same random numbers and the same hidden traits V and G, and comparing their outcomes.

- **Published** is the figure of the source, with its 95% interval (a tilde marks an interval that the source does not
  print and that is assumed).
- **Model** is the total that follows from all arrows together, with its Monte-Carlo error. A gap is closed in the open, by
  looking again at an arrow and its evidence, never by fitting the hidden traits to it.
- **Association** is what an observer of the baseline would see, who compares persons as they are. Where it lies further
  from no effect than the model's total, the rest is what causes have in common: V, G and the arrows from other causes.
- **z** is (model − published) / standard error, as everywhere.
"""
COLLAPSE = """## The effect of one arrow in the population

An arrow is the effect on one person. Set for everybody, it does not give the same odds ratio back: over persons who differ
in other causes of the outcome, the odds ratio of the population lies nearer to 1 than that of every single person. This is
arithmetic, not confounding, and a published ratio lies between the two: it is crude or held a few other causes equal.
Nothing is tuned for it. *Per person* is the published ratio raised to its causal share, where it has one. The gap is that of
the logarithms.

"""
ONLY_WAY = "### The arrow is the only way\n\n"
OTHER_WAY = """
### There is another way

What the cause does through others (smoking lowers blood pressure, obesity raises it, twins are often
born to mothers with high blood pressure) is in the population, not in the arrow.
"""
CLOSE, LEAST = 0.05, 0.05  # gap that is called close; logarithm under which a gap in per cent says nothing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--births", type=int, default=BIRTHS)
    options = parser.parse_args()
    PAGE.write_text(page(ParameterSet.read(), Targets.read(), options.births), encoding="utf-8")


def page(parameters: ParameterSet, targets: Targets, births: int) -> str:
    """The page as text."""
    rows = [row for row in targets.statistics if row.do is not None]
    seen = [association(row) for row in rows]
    found = answer_all([*rows, *seen], parameters, births, SEED, YEAR)
    met = sum(abs(z_of(row, model)) <= MET for row, model in zip(rows, found, strict=False))
    lines = [HEAD, f"Of {len(rows)} totals {met} are met (|z| ≤ {MET:g}).", ""]
    for (id, title), cells in grouped(list(zip(rows, found[: len(rows)], found[len(rows) :], strict=True))).items():
        lines += [f"## {title}", "", f"`{id}`, {cells[0][0].measure}. {cells[0][0].note}".strip(), ""]
        lines += [
            "| set | published | model | association | z | status | source |",
            "|---|---:|---:|---:|---:|---|---|",
        ]
        lines += [line(row, model, observed, parameters) for row, model, observed in cells]
        lines += [f"\n*{row.group}*: {row.reason}" for row, _, _ in cells if row.reason]
        lines.append("")
    lines.append(COLLAPSE + "\n".join(collapse(parameters, births)))
    return "\n".join(lines) + "\n"


def grouped(rows: list[tuple]) -> dict[tuple[str, str], list[tuple]]:
    """Rows by their statistic, in their order."""
    groups: dict[tuple[str, str], list[tuple]] = {}
    for row in rows:
        groups.setdefault((row[0].id, row[0].title), []).append(row)
    return groups


def association(row: Statistic) -> Statistic:
    """The same contrast between persons who have one value or the other by themselves."""
    where, to, before = row.where or {}, row.do.to, row.do.before
    return replace(
        row, name=f"{row.name} (association)", do=None, do_age=None,
        where={**where, row.do.field: (to, to)}, against={**where, row.do.field: (before, before)},
    )  # fmt: skip


def z_of(row: Statistic, model: Estimate) -> float:
    """(model - published) / standard error."""
    return (float(model) - row.value) / np.hypot(row.se, model.se or 0.0)


def line(row: Statistic, model: Estimate, observed: Estimate, parameters: ParameterSet) -> str:
    """One row of a table."""
    tilde = "~" if row.interval_assumed else ""
    published = f"{row.value:.3g} ({row.low:.3g} to {row.high:.3g}{tilde})"
    ages = f"{row.ages[0]}" if row.ages[0] == row.ages[1] else f"{row.ages[0]}-{row.ages[1]}"
    when = "at birth" if row.ages == (-1, -1) else f"seen at {ages}"
    citation = parameters.sources[row.source].citation
    figures = " | ".join(format(found, ".3g") if found.value is not None else "–" for found in (model, observed))
    return f"| {row.group.removeprefix('do ')}, {when} | {published} | {figures} | {z_of(row, model):.1f} | {row.status} | {citation} |"


def collapse(parameters: ParameterSet, births: int) -> list[str]:
    """For arrows of the first years: the odds ratio of a person beside that of the population."""
    template = Targets.read().statistics[0]
    rows = []
    for key, (outcome, age, field, before, to) in (DIRECT | MEDIATED).items():
        do = DoCell(field=field, to=to, **{"from": before})
        rows.append(
            replace(
                template, name=key, measure="odds ratio", item=Item(outcome, above=0), other=None, ages=(age, age), do=do,
                do_age=None, where=None, against=None, where_age=None, with_age=None,
            )
        )  # fmt: skip
    found = answer_together(rows, parameters, births, SEED, YEAR, None)
    direct, mediated = ([(key, *effect(parameters, key), found[key]) for key in keys] for keys in (DIRECT, MEDIATED))
    return [ONLY_WAY + counted(direct), *shown(direct), OTHER_WAY, *shown(mediated)]


def effect(parameters: ParameterSet, key: str) -> tuple[float, str, float]:
    """Published odds ratio, its causal share in words, and what it is per person."""
    parameter = parameters[key]
    published = float(np.ravel(parameter.value)[0])  # of early birth: before 37 weeks
    share = parameters.causal(parameter.share) if parameter.share else 1.0
    return published, f"{share:g}" if parameter.share else "–", published**share


def gap_of(own: float, found: Estimate) -> float:
    """Relative gap of the logarithms."""
    return float(np.log(found.value) / np.log(own) - 1.0)


def counted(cells: list[tuple]) -> str:
    """How many come close."""
    told = [gap_of(own, found) for _, _, _, own, found in cells if abs(np.log(own)) > LEAST]
    close = sum(abs(gap) <= CLOSE for gap in told)
    return f"Of {len(told)} arrows {close} come out within {CLOSE:.0%}, the furthest at {max(map(abs, told)):.0%}.\n"


def shown(cells: list[tuple]) -> list[str]:
    """A table; without a gap where the ratio is too near 1 for one."""
    lines = [
        "| arrow | published | causal share | per person | in the population | gap |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for key, published, share, own, found in cells:
        gap = f"{100 * gap_of(own, found):+.1f}%" if abs(np.log(own)) > LEAST else "–"
        figure = f"{found.value:.3f} ± {found.se:.3f}"
        lines.append(f"| `{key}` | {published:.3g} | {share} | {own:.3f} | {figure} | {gap} |")
    return lines


if __name__ == "__main__":
    main()
