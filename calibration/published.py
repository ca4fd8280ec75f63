"""Published ratios beside ours, and why they differ: docs/explanation/published_ratios.md, from src/heckman_nl/data/published.toml.

python calibration/published.py                   # on 400,000 births, some eight minutes on one core
python calibration/published.py --sample 100000
"""

import argparse
from pathlib import Path

from writing import NONE, Raw, minus, table

import heckman_nl as hn
from heckman_nl.estimate import Estimate
from heckman_nl.report.published import CHANCE, WORDS, ours, read
from heckman_nl.vocabulary.rows import PRICE_YEAR

PAGE = Path(__file__).parents[1] / "docs/explanation/published_ratios.md"
SEED = 1
COMPARES = {"same": "the same programme", "near": "another programme like it", "none": "not compared"}
HEAD = """# Published ratios beside ours, and why they differ

Written by `python calibration/published.py` from `src/heckman_nl/data/published.toml`, where each figure has its source. All {rows} rows that were
found are here; {compared} of them have a figure of ours beside them, {none} have not, with the reason.

**What to take away.** {counts}
{moved}
What is left has three parts, told for each group below: **what the programme is taken to do** (our cards follow Dutch and other European trials, nulls among them, and take off a part for self-selection and for routine delivery;
published figures rest on earlier trials elsewhere, on who attended, or on no trial that we know of), **what is counted** (the mother's work and benefits, crime at American costs, care in added years of life) and **what it costs**.
No published ratio was a target: nothing was solved on any. A gap does not say who is right. Where ours is far higher, doubt the judged path from early skill to adult life before the published figure.

**How to read the tables.** *Ours* is one birth cohort, the intervention as on its [card](../reference/interventions/README.md), in the measure and the view (whose money) of the study; euros of {price_year}, {rate} a year,
all of life. *By their rules* is the same run with the horizon and the discount rate of the study, as far as these are known: the step from *ours* to there is rules, the step from there to the published figure is effects, costs and what
is counted. Per participant is per family that takes part beside who does today; present values are in the year of birth, so that a cost at age five is discounted. ± is the error of chance in the simulation alone. A null
has no benefits: its ratio is 0. A rate of return is *not defined* where no single rate makes gains and costs equal. Dollars and pounds are not converted. {sample:,} births were simulated for each.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=400_000, help="births simulated for each intervention")
    options = parser.parse_args()
    groups, rows = read()
    model, cohort = hn.Model(), hn.Cohort.births()
    for name in dict.fromkeys(row["intervention"] for row in rows if row["figures"]):
        here = [row for row in rows if row.get("intervention") == name]
        item = hn.interventions.load(name)
        figures_of(compare(model, cohort, item, options.sample), here)
        for row in here:
            if "what_if" in row:
                changed = compare(model, cohort, item.but(row["what_if"]["changes"]), options.sample)
                row["what_if"]["ours"] = ours(changed, row["figures"][0], {})
    rate = model.parameters.value("economics.discount.mkba")
    PAGE.write_text(page(groups, rows, rate, options.sample), encoding="utf-8")


# our figures


def compare(model: hn.Model, cohort: hn.Cohort, item, sample: int):
    print(item.id, flush=True)
    return model.compare(cohort, hn.Scenario(item.title, [item]), seed=SEED, sample=sample)


def figures_of(comparison, rows: list[dict]) -> None:
    """Put ours, and ours by the rules of the study, beside every figure of these rows."""
    for row in rows:
        for figure in row["figures"]:
            figure["ours"] = ours(comparison, figure, {})
            figure["theirs"] = ours(comparison, figure, row["rules"]) if "rules" in row else None


# words


def shown(figure: Estimate | str | None, measure: str) -> str:
    if figure is None or isinstance(figure, str):
        return figure or NONE
    if figure.value is None:
        return "not defined"
    form = WORDS[measure]
    error = "" if figure.se is None else f" ± {form.removeprefix('EUR ').format(figure.se)}"
    return minus(form.format(figure.value)) + error


def against(figure: dict) -> str:
    """Is what was published higher or lower than ours, by their rules where these are known?"""
    mine = figure["theirs"] if figure["theirs"] is not None else figure["ours"]
    if "values" not in figure or isinstance(mine, str) or mine.value is None:
        return NONE
    room = CHANCE * (mine.se or 0.0)
    found = {
        "higher" if value > mine.value + room else "lower" if value < mine.value - room else "within chance"
        for value in figure["values"]
    }
    return found.pop() if len(found) == 1 else "on either side"


def page(groups: dict, rows: list[dict], rate: float, sample: int) -> str:
    compared = [row for row in rows if row["figures"]]
    left = [row for row in rows if not row["figures"]]
    lines = [
        HEAD.format(
            rows=len(rows), compared=len(compared), none=len(left), counts=counts(compared), moved=moved(compared),
            price_year=PRICE_YEAR, rate=f"{rate:.2%}", sample=sample,
        ),
        "## All ratios",
        "",
        *table("row | programme and study | our card | whose money | published | ours | by their rules | published is", ratios(compared), "published | ours | by their rules"),
    ]  # fmt: skip
    for name, group in groups.items():
        here = [row for row in rows if row.get("group") == name]
        lines += section(group, here)
    lines += ["## Not compared, and why", ""]
    reasons = [(row["id"], f"{row['programme']}: {row['study']}", where(row), row["published"], Raw(joined(row["why"]))) for row in left]  # fmt: skip
    lines += table("row | programme and study | where | published | why not", reasons)
    lines += ["## Sources", ""]
    head = "row | source | perspective | horizon | discount rate | prices of | how it was read"
    lines += table(head, [source(row) for row in sorted(rows, key=lambda row: row["id"])])
    return "\n".join(lines).rstrip() + "\n"


def counts(compared: list[dict]) -> str:
    """How many published ratios are higher or lower than ours, of the same programme and of others."""
    same = counted([row for row in compared if row["compares"] == "same"])
    near = counted([row for row in compared if row["compares"] == "near"])
    return f"Of the published ratios of a programme that is ours too {same}; of those of another programme that resembles one of ours {near}."


def counted(rows: list[dict]) -> str:
    found = [against(f) for row in rows for f in row["figures"] if f["measure"] == "ratio" and not f.get("repeats")]
    words = {"higher": "higher than ours", "lower": "lower", "within chance": "no different from ours but for chance", "on either side": "a range around ours"}  # fmt: skip
    parts = [
        f"{found.count(key)} {'is' if found.count(key) == 1 else 'are'} {text}"
        for key, text in words.items()
        if found.count(key)
    ]
    return ", ".join(parts)


def moved(compared: list[dict]) -> str:
    """How far the rules of the studies move our ratios."""
    steps = [
        (abs(f["theirs"].value - f["ours"].value), abs(value - f["theirs"].value))
        for row in compared
        for f in row["figures"]
        if f["measure"] == "ratio" and f["theirs"] is not None and len(f.get("values", ())) == 1
        for value in f["values"]
    ]
    more = sum(rest > rules for rules, rest in steps)
    return f"Horizon or discount rate is known for {len(steps)}: in {more} of them they move ours by less than what then is left."


def ratios(compared: list[dict]) -> list[tuple]:
    return [
        (
            row["id"], f"{row['programme']}: {row['study']}, {where(row)}", link(row), f["view"], f["published"],
            shown(f["ours"], "ratio"), shown(f["theirs"], "ratio"), against(f),
        )
        for row in compared for f in row["figures"] if f["measure"] == "ratio"
    ]  # fmt: skip


def section(group: dict, rows: list[dict]) -> list[str]:
    """One group: why they differ, its figures, and a word on each row."""
    figures = [
        (
            row["id"], f"{row['study']}, {where(row)}", f["measure"] + (" *" if "share" in f else ""), f.get("view", "society"),
            f["published"], shown(f["ours"], f["measure"]), shown(f["theirs"], f["measure"]), rules_of(row),
        )
        for row in rows for f in row["figures"]
    ]  # fmt: skip
    head = "row | study | measure | whose money | published | ours | by their rules | their rules"
    lines = [f"## {group['title']}", "", joined(group["text"]), ""]
    lines += table(head, figures, "published | ours | by their rules")
    if any("share" in f for row in rows for f in row["figures"]):
        lines += ["\\* per woman who still smokes at the first visit.", ""]
    lines += [word(row) for row in rows if row["figures"]]
    return [*lines, ""]


def word(row: dict) -> str:
    """Why one row differs, and what ours would be with other numbers on the card."""
    near = f" ({COMPARES['near']})" if row["compares"] == "near" else ""
    text = f"- **{row['id']}**, {row['programme']}: {row['study']}{near}. {joined(row['why'])}"
    if "what_if" in row:
        figure = row["figures"][0]
        now, then = (shown(found, figure["measure"]) for found in (figure["ours"], row["what_if"]["ours"]))
        text += f" With {row['what_if']['text']}, the {figure['measure']} of ours is {then} in place of {now}."
    return text


def rules_of(row: dict) -> str:
    known = [row[key] if key == "horizon" else f"{row[key]}" for key in ("horizon", "discounting") if key in row]
    return "; ".join(dict.fromkeys(known)) or NONE


def source(row: dict) -> tuple:
    citation = Raw(f"[{row['citation']}]({row['url']})") if "url" in row else row["citation"]
    known = (row.get(key, NONE) for key in ("perspective", "horizon", "discounting", "price_year"))
    return row["id"], citation, *known, row["status"]


def link(row: dict) -> Raw:
    near = "near: " if row["compares"] == "near" else ""
    return Raw(f"{near}[{row['intervention']}](../reference/interventions/{row['intervention']}.md)")


def where(row: dict) -> str:
    return row["country"] + ("" if row["year"] in row["study"] or row["year"] == "not stated" else f", {row['year']}")


def joined(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
