"""What every intervention of the catalogue yields, and how it fares against its own trial: docs/explanation/interventions.md.

python calibration/catalogue.py            # 170,000 births, half an hour
python calibration/catalogue.py --sample 100000
"""

import argparse
from pathlib import Path

import heckman_nl as hn
from heckman_nl.calibrate.trials import emulate_all
from heckman_nl.interventions import names
from heckman_nl.parameters import ParameterSet

PAGE = Path(__file__).parents[1] / "docs/explanation/interventions.md"
HEAD = """# Interventions: what each yields, and how it fares against its own trial

Written by `python calibration/catalogue.py`. One birth cohort of 170,000, each intervention alone, as on its card
([the catalogue](../reference/interventions/README.md)): euros of {year}, present value at 2.25%, QALYs at EUR 75,000.

**How to read it.** Costs, participants and benefits follow from the card: reach, cascade, unit cost, effects. No interval of parameters is in it: the
error is that of chance in the simulation alone. A null result has no benefits: the table then shows what no effect costs. A ratio
rests on the effects of the trial *and* on the long way from there to adult life; `heckman-nl show ID` tells how well each number is known.
Theory-only entries have no known effect; the last column says from which effect on they would pay for themselves.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=1_000_000)
    parser.add_argument("--births", type=int, default=400_000, help="of the panels of the trials")
    parser.add_argument("--trials", action="store_true", help="the trials only, the rest of the page as it is")
    options = parser.parse_args()
    model, cohort = hn.Model(), hn.Cohort.births()
    parts = (
        PAGE.read_text(encoding="utf-8").split(TRIALS)[0] if options.trials else results(model, cohort, options.sample)
    )
    PAGE.write_text(parts + TRIALS + trials(options.births), encoding="utf-8")


TRIALS = "## Trials: measured and simulated\n"


def results(model: hn.Model, cohort: hn.Cohort, sample: int) -> str:
    """The table of all interventions, with a word on each."""
    lines = [HEAD.format(year=2024)]
    lines += [
        "| intervention | grade | participants | costs, M | NPV, M | ratio | largest gains | why |",
        "|---|---|---:|---:|---:|---:|---|---|",
    ]
    theory = []
    for name in names():
        item = hn.interventions.load(name)
        if not item.runs:
            theory.append(item)
            continue
        print(name, flush=True)
        mkba = (comparison := model.compare(cohort, hn.Scenario(item.title, [item]), sample=sample)).appraise()
        accounts = mkba.by_account().iloc[:, 0].drop("programme").sort_values(ascending=False)
        gains = ", ".join(
            f"{account} {value / 1e6:,.1f}" for account, value in accounts.head(3).items() if value > 0.05e6
        )
        ratio = "–" if mkba.bcr.value is None else f"{mkba.bcr.value:.2f} ± {mkba.bcr.se:.2f}"
        lines.append(
            f"| [{item.title}](../reference/interventions/{name}.md) | {item.grade} | {float(comparison.participants):,.0f} | {float(mkba.costs) / 1e6:,.1f} | "
            f"{float(mkba.npv) / 1e6:,.1f} ± {mkba.npv.se / 1e6:,.1f} | {ratio} | {gains or 'none'} | {why(item, mkba)} |"
        )
    lines += [
        "",
        "## Theory only: what effect would pay",
        "",
        "| intervention | acts on | pays from | cost without effect, M |",
        "|---|---|---|---:|",
    ]
    for item in theory:
        lines.append(theory_row(model, cohort, item, min(sample, 200_000)))
    return "\n".join([*lines, "", ""])


def why(item, mkba) -> str:
    """In plain words, from the card and the result."""
    values = {row["channel"]: row["value"] for row in item.effects_table()}
    null = all(
        abs(v - (0.0 if row["measure"] == "SD" else 1.0)) < 0.005
        for v, row in zip(values.values(), item.effects_table(), strict=True)
    )
    if null:
        return "its trials found nothing: what it costs is lost"
    if any(cost.to for cost in item.cost) and float(mkba.costs) < 1e6:
        return "mostly a transfer, which is no cost to society; gains as far as the effect goes"
    ratio = mkba.bcr.value or 0.0
    if ratio >= 1.0:
        return (
            "small cost for each family beside what the effect is worth over a life"
            if item.cost_per_participant(lambda y: 1.0) < 1_000
            else "the effect reaches far into adult life"
        )
    return "the effect is too small, too short or too rare for its cost"


def theory_row(model: hn.Model, cohort: hn.Cohort, item, sample: int) -> str:
    """The break-even effect of one theory-only entry."""
    print(item.id, flush=True)
    link = f"| [{item.title}](../reference/interventions/{item.id}.md) |"
    if item.acts_on and item.acts_on[0] != "conception":
        found = hn.break_even(model, cohort, item, sample=sample)
        return f"{link} {found.channel} | {found.text} | {-found.npv_without / 1e6:,.1f} |"
    if item.lift:
        beside = tuple(i for i in map(hn.interventions.load, item.lift[0].of) if i.runs)
        found = hn.break_even(model, cohort, item, "lift", beside, sample=sample)
        return f"{link} the cascades of {', '.join(i.id for i in beside)} | {found.text} | {-found.npv_without / 1e6:,.1f} |"
    return f"{link} conception | nothing is booked for a child that is not conceived, so that no effect can pay | – |"


def trials(births: int) -> str:
    """Every trial: published and simulated."""
    table = emulate_all([], ParameterSet.read(), births)
    lines = [
        "",
        "Everyone who was eligible is lived twice, with the programme as that trial found it and without; `heckman-nl trial` shows it anew. *Fitted*: the effect of the card comes from this figure, so it must come out. *Predicted*: it was not used.",
        "*Control*: the level in the control arm, a check of the baseline. A trial of the same size would find the range in the last column but two in 95 of 100 cases.",
        "",
        "| trial | outcome | role | measure | published | simulated | trials of this size | z | why missed |",
        "|---|---|---|---|---:|---:|---:|---:|---|",
    ]
    for row in table.itertuples():
        z = f"{row.z:.1f}" if row.met else f"**{row.z:.1f}**"
        lines.append(
            f"| {row.trial} | {row.title} | {row.role} | {row.measure} | {row.value:.3g} ({row.low:.3g} to {row.high:.3g}) | {row.simulated:.3g} | "
            f"{row.trial_low:.3g} to {row.trial_high:.3g} | {z} | {row.reason} |"
        )
    counts = [f"{role}: {int(rows.met.sum())} of {len(rows)}" for role, rows in table.groupby("role")]
    return "\n".join([*lines, "", "Within two standard errors: " + "; ".join(counts) + ".", ""])


if __name__ == "__main__":
    main()
