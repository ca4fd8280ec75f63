"""The pictures and tables of docs/explanation/heckman_curve.md and heckman_kromme.md.

python calibration/curve.py                       # on 60,000 births at each age, 40 draws: half an hour
python calibration/curve.py --sample 10000 --draws 4

Writes the pictures to docs/explanation/curve/ and the tables between the marks of both pages; the text around them is
written by hand, so read it again when a table changes.
"""

import argparse
from pathlib import Path

from writing import filled

import heckman_nl as hn
from heckman_nl.report import curve as shown
from heckman_nl.report.language import Language

PAGES = Path(__file__).parents[1] / "docs/explanation"
FEWER = 20_000  # births of the what-ifs, in which everybody is lived twice, with children
NAMES = {"nl": "heckman_kromme.md", "en": "heckman_curve.md"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=60_000, help="births simulated at each age")
    parser.add_argument("--draws", type=int, default=40, help="draws of the parameters")
    options = parser.parse_args()
    model, cohort = hn.Model(), hn.Cohort.births()
    by = ("vulnerability", "endowment", "family")
    found = hn.theory.curve.heckman_curve(model, cohort, by=by, draws=options.draws, sample=options.sample)
    bounds = hn.theory.prevention.prevention_bounds(model, cohort, sample=min(options.sample, FEWER))
    cost = hn.theory.prevention.cost_of_inaction(model, cohort, sample=min(options.sample, FEWER))
    equity = hn.theory.curve.next_euro(model, cohort, sample=options.sample)
    spread = found.spread
    print(
        f"best age, share of draws ({spread.attrs['left_out']} of {spread.attrs['draws']} draws left out):\n{spread.best.to_string()}"
    )
    for language, name in NAMES.items():
        write(PAGES / name, language, found, bounds, cost, equity)


def write(page: Path, language: str, found, bounds, cost, equity) -> None:
    """Pictures of one language, and the tables of its page."""
    say = Language(language)
    (PAGES / "curve").mkdir(exist_ok=True)
    for name, section in zip(("model", "programmes", "corrected"), shown.sections(found, language), strict=True):
        (PAGES / f"curve/{name}_{language}.svg").write_text(section.picture, encoding="utf-8")
    tables = {
        "model": shown.model_table(found, say), "classes": shown.class_table(found, say),
        "programmes": shown.programme_table(found, say), "corrected": shown.corrected_table(found, say),
        "equity": shown.equity_table(equity, say), "prevention": shown.prevention_table(bounds, say),
        "inaction": shown.inaction_table(cost, say),
    }  # fmt: skip
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        text = filled(text, name, markdown(table))
    page.write_text(text, encoding="utf-8")


def markdown(table) -> str:
    """A table of words, figures to the right."""
    flat = table.reset_index()
    right = [all(not str(cell)[:1].isalpha() for cell in flat[column]) for column in flat]
    lines = [
        "| " + " | ".join(map(str, flat.columns)) + " |",
        "|" + "|".join("---:" if number else "---" for number in right) + "|",
    ]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in flat.itertuples(index=False)
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
