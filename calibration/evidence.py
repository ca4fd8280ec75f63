"""On what evidence the results rest: solve the baselines of the evidence ledger, and print what each intervention keeps.

    python calibration/evidence.py                      # both: some ten minutes for the baselines, an hour for the page
    python calibration/evidence.py --part baselines     # after a change of parameters or targets
    python calibration/evidence.py --part page --sample 100000

Writes `src/heckman_nl/data/evidence/*.toml` and the tables of `docs/explanation/evidence.md`.
"""

import argparse
from pathlib import Path

from writing import Raw, table

import heckman_nl as hn
from heckman_nl import evidence
from heckman_nl.interventions import names
from heckman_nl.parameters import ParameterSet

PAGE = Path(__file__).parents[1] / "docs/explanation/evidence.md"
TABLES = "<!-- written by calibration/evidence.py from here on -->\n"
ONE = "voorzorg"  # of which the groups of arrows are shown
LARGEST = 12
HEADINGS = "intervention | strong: benefits | NPV | ratio | strong + moderate: benefits | NPV | ratio | all: benefits | NPV | ratio | shares"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=("baselines", "page"), help="both if left out")
    parser.add_argument("--sample", type=int, default=1_000_000, help="births simulated for each intervention")
    options = parser.parse_args()
    if options.part != "page":
        evidence.write_shipped(ParameterSet.read())
    if options.part != "baselines":
        head = PAGE.read_text(encoding="utf-8").split(TABLES)[0]
        PAGE.write_text(head + TABLES + page(hn.Model(), options.sample), encoding="utf-8")


def page(model: hn.Model, sample: int) -> str:
    """The tables: arrows by grade, what baselines miss, all interventions, and one taken apart."""
    parameters = model.parameters
    grades = [parameters[key].grade for key in evidence.arrows(parameters)]
    counts = [(grade, grades.count(grade)) for grade in evidence.GRADES]
    lines = ["", "## Arrows by grade", "", *table("grade | arrows", counts, "arrows")]
    rows, notes, example = [], [], None
    for name in names():
        item = hn.interventions.load(name)
        if not item.runs or not item.effect:
            continue
        print(name, flush=True)
        appraisal = model.compare(hn.Cohort.births(), hn.Scenario(item.title, [item]), sample=sample).appraise()
        rows.append(row(item, appraisal.evidence()))
        notes = [note for note in appraisal.evidence().attrs["notes"] if note.startswith("down to")]
        example = appraisal if name == ONE else example
    lines += ["## What the baselines miss", "", *(f"- {note}." for note in notes), ""]
    lines += [
        "## All interventions",
        "",
        f"One birth cohort, {sample:,} births simulated for each; EUR million. NPV and ratio: on strong evidence, on strong and "
        "moderate evidence, on all. Shares: of strong, moderate and weak evidence and of assumptions in the benefits. No benefits: a null "
        "result, or so few families that nothing changed in these births. ± is the error of chance; [a larger sample](interventions.md) has less.",
        "",
        *table(HEADINGS, rows, HEADINGS.removeprefix("intervention | ").removesuffix(" | shares")),
        "",
    ]  # fmt: skip
    return "\n".join([*lines, *taken_apart(example, sample), ""])


def row(item, ledger) -> tuple:
    """One intervention."""

    def three(grade: str) -> tuple[str, ...]:
        left = ledger.loc[grade]
        ratio = "–" if left.bcr != left.bcr else f"{left.bcr:.2f}"
        return f"{million(left.benefits)} ± {left.benefits_se / 1e6:.2f}", million(left.npv), ratio

    known = ledger.share.dropna()
    shares = " / ".join(f"{round(share, 2) + 0.0:.0%}" for share in known) if len(known) else "no benefits"
    link = Raw(f"[{item.title}](../reference/interventions/{item.id}.md)")
    return link, *three("strong"), *three("moderate"), *three("assumption"), shares


def million(euros: float) -> str:
    return f"{round(euros / 1e6, 2) + 0.0:,.2f}"


def taken_apart(appraisal, sample: int) -> list[str]:
    """What groups of arrows and single effects of one intervention carry."""
    found = evidence.rests_on(appraisal).head(LARGEST)
    rows = [(name, r.arrows, r.grades, million(r.fall), f"{r.share:.0%}") for name, r in found.iterrows()]
    return [
        f"## {appraisal.comparison.scenario.name}: what single groups carry",
        "",
        f"Benefits EUR {million(float(appraisal.benefits))} million ({sample:,} births). Arrows by the module of what they act on, and each effect by itself, "
        f"alone at its null, the baseline kept; the {LARGEST} that move most.",
        "",
        *table("rests on | arrows | grades | fall, M | share", rows, "arrows | fall, M | share"),
        "These do not add up: in one path each link carries all of it.",
    ]


if __name__ == "__main__":
    main()
