"""What every intervention of the catalogue yields, and how it fares against its own trial: docs/explanation/interventions.md.

python calibration/catalogue.py                      # on a million births, hours
python calibration/catalogue.py --sample 100000
python calibration/catalogue.py --part trials        # one part; the others stay as they are
python calibration/catalogue.py --part uncertainty   # goes on where it was stopped, in out/catalogue_psa
"""

import argparse
from pathlib import Path

from writing import Raw, table

import heckman_nl as hn
from heckman_nl.calibrate.trials import emulate_all
from heckman_nl.interventions import names
from heckman_nl.parameters import ParameterSet
from heckman_nl.report.language import ACCOUNTS
from heckman_nl.theory.programmes import CATALOGUE
from heckman_nl.vocabulary.rows import PRICE_YEAR

PAGE = Path(__file__).parents[1] / "docs/explanation/interventions.md"
UNCERTAINTY, TRIALS = "## How sure are we\n", "## Trials: measured and simulated\n"
PARTS = {"results": "", "uncertainty": UNCERTAINTY, "trials": TRIALS}  # name: heading
DRAWS = Path("out/catalogue_psa")  # batches of the probabilistic sensitivity analysis
THEORY = 200_000  # births at each trial value of a break-even effect
HEAD = f"""# Interventions: what each yields, and how it fares against its own trial

Written by `python calibration/catalogue.py`. One birth cohort, each intervention alone, as on its card
([the catalogue](../reference/interventions/README.md)): euros of {PRICE_YEAR}, present value at 2.25%, QALYs at EUR 75,000.

**How to read it.** Costs, participants and benefits follow from the card: reach, cascade, unit cost, effects. Participants are all of the scenario; costs and benefits are against today. No uncertainty of parameters is in it: the
error is that of chance in the simulation alone; [how sure we are](#how-sure-are-we) is a table of its own. A null result has no benefits: the table then shows what no effect costs. A ratio
rests on the effects of the trial *and* on the long way from there to adult life, most of whose arrows are assumptions. **A high ratio of a cheap
programme says little**: a small error in a judged step, taken over tens of thousands of families, is worth more than it costs. The last column says what
each figure hangs on; `heckman-nl show ID` tells how well each number is known. Theory-only entries have no known effect; a table of their own says from
which effect on, in the direction they aim at, they would pay for themselves. What others published on the same programmes stands [beside ours](published_ratios.md), with why it differs;
how much of each result is left on strong and moderate evidence stands [here](evidence.md).
"""
WHY = {  # in words, without figures: what the result hangs on
    "alcohol-pregnancy": "A leaflet's price against small effects of light drinking; few women drink on, and the error is as large as the gain.",
    "bboft-plus": "Overweight does not change; what is left is a little more breastfeeding.",
    "boekstart": "The price of a book, against a measured effect on the home (halved for selection) that a judged weight turns into skill. No trial by lot has followed a child to school, comparisons of municipalities have: a bound, not a finding.",
    "breastfeeding-support": "The Dutch trial found nothing, the reviews a little; the arrows of breastfeeding are small.",
    "cash-after-birth": "A transfer; the trial found no effect on the child at four. What is lost is the execution.",
    "centering-pregnancy": "A supplement of some tens of euros against effects as treated; chance in the simulation alone leaves it open.",
    "centre-care-quality": "Better quality for all children in day care is dear, and the effect on skill, half of an association, small.",
    "damp-repair": "Trials of repair find no less asthma; acute episodes, comfort and rent are not counted.",
    "debt-relief": "Of those who begin only a quarter completes; gains are the mother's mood alone, since debt moves nothing else here.",
    "folic-acid": "Anomalies it prevents are a few per cent of all; uptake is an assumption.",
    "home-start": "The latest comparison found no effect, an older and smaller one a gain for the mother and none for the child: what it costs is lost, but for what parents value.",
    "hp4all": "The trial found no effect: what it costs is lost.",
    "incredible-years": "A quarter of an SD of behaviour, parents' and teachers' reports mixed (parents alone see more, teachers nothing). It reaches far into work here because socio-emotional skill does.",
    "jogg": "Two evaluations, one null, one of fewer overweight children before and after; body weight of children fades into that of adults.",
    "kraamzorg-uptake": "Kraamzorg itself costs, and nothing in the model follows from it: expenses of mother and child without it were seen to be higher, unmeasured for cause.",
    "parental-leave": "A transfer; the reforms found no effect on children. Work lost and care saved are left out: no balance of leave.",
    "post-up": "Depression of many mothers ends sooner: their own quality of life, in the second year. One Dutch comparison of two regions, not randomised.",
    "preconception-care": "Four trials and one municipality in four: taken as no effect.",
    "prenatal-cash": "A transfer; early births fell in one Canadian province, less so in later years. Dutch families start from more income.",
    "stevig-ouderschap": "The Dutch trial found no effect on parenting; what gain there is comes from the weight of a third on other programmes.",
    "stop-smoking-counselling": "Cheap, and stopping is worth it to the mother herself; the child gains little, as siblings show.",
    "stop-smoking-partner": "One trial in Hong Kong against a Dutch null; gains are less smoke at home.",
    "stop-smoking-vouchers": "Trials with stopping that was measured, the result of one of them recalled; what is gained is the mother's own life, what the child gains is small in sibling comparisons.",
    "triple-p": "The Dutch studies found no effect: what it costs is lost.",
    "vipp-sd": "Parenting of few families improves for some years; a parenting effect is worth what its judged weight in skill says.",
    "voorleesexpress": "No effect is left after it ends.",
    "voorzorg": "[Line by line](voorzorg.md): the effect on maltreatment and how long it lasts, against a dear programme.",
    "vto-language-screening": "Fewer children in special education, from an interval that holds no effect at all, and more who repeat a year; special education is dear, and screening cheap.",
    "vve": "Against other centre care no effect; the cost is gross: the care that it replaces is not taken off.",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=1_000_000, help="births simulated for each intervention")
    parser.add_argument("--births", type=int, default=400_000, help="of the panels of the trials")
    parser.add_argument("--draws", type=int, default=64, help="of all that is uncertain, a power of two")
    parser.add_argument("--pairs", type=int, default=20_000, help="lives lived twice in each draw and intervention")
    parser.add_argument("--part", choices=PARTS, help="all if left out")
    options = parser.parse_args()
    page, parts = PAGE.read_text(encoding="utf-8") if options.part else "".join(PARTS.values()), {}
    for name, heading in reversed(PARTS.items()):  # the last part first
        at = page.rfind(heading) if heading else 0
        if at < 0:
            raise SystemExit(f"{PAGE} has no part {heading.strip()!r}: write all parts")
        page, parts[name] = page[:at], page[at + len(heading) :]
    model, cohort = hn.Model(), hn.Cohort.births()
    if options.part in (None, "results"):
        parts["results"] = results(model, cohort, options.sample)
    if options.part in (None, "uncertainty"):
        parts["uncertainty"] = uncertainty(model, cohort, options.draws, options.pairs)
    if options.part in (None, "trials"):
        parts["trials"] = trials(options.births)
    PAGE.write_text("".join(PARTS[name] + parts[name] for name in PARTS), encoding="utf-8")


def results(model: hn.Model, cohort: hn.Cohort, sample: int) -> str:
    """The table of all interventions, with a word on each."""
    rows, theory = [], []
    for name in names():
        item = hn.interventions.load(name)
        print(name, flush=True)
        if item.runs:
            rows.append(row(model, cohort, item, sample))
        else:
            theory.append(theory_row(model, cohort, item, min(sample, THEORY)))
    head = "intervention | grade | participants | costs, M | NPV, M | ratio | largest gains, M | what it hangs on"
    lines = [
        HEAD,
        f"{sample:,} births were simulated for each, {min(sample, THEORY):,} at each trial value of the second table.",
        "",
        *table(head, rows, "participants | costs, M | NPV, M | ratio"),
        "## Theory only: what effect would pay",
        "",
    ]
    lines += table("intervention | acts on | answer | costs without effect, M", theory, "costs without effect, M")
    return "\n".join([*lines, ""])


def uncertainty(model: hn.Model, cohort: hn.Cohort, draws: int, pairs: int) -> str:
    """What every intervention yields over draws of everything that is uncertain."""
    items = {item.id: item for item in map(hn.interventions.load, names()) if item.runs}
    scenarios = [hn.Scenario(name, [item]) for name, item in items.items()]
    psa = model.psa(cohort, scenarios, draws=draws, pairs=pairs, path=DRAWS, batch=2)
    summary = psa.summary()
    ratios = (psa.outcome("benefits") / psa.outcome("costs"))[list(items)]
    kept = {"ratio": 0.5, "ratio_low": 0.025, "ratio_high": 0.975}
    table_of_all = summary[["mean", "low", "high", "probability_positive", "marked"]].assign(
        **{name: ratios.quantile(level) for name, level in kept.items()}, draws=len(psa.draws), pairs=pairs
    )
    table_of_all.rename_axis("id").to_csv(CATALOGUE, float_format="%.6g")
    rows = [
        (
            link(items[name]), f"{row['mean'] / 1e6:,.1f}", f"{row.low / 1e6:,.1f} to {row.high / 1e6:,.1f}",
            f"{row.probability_positive:.0%}", f"{row.seed_se / row.sd:.2f}{' *' if row.marked else ''}",
        )
        for name, row in summary.iterrows()
    ]  # fmt: skip
    head = (
        "intervention | mean NPV, M | 95% interval, M | chance that it is above 0 | error of the simulation over spread"
    )
    left_out = len(psa.incompatible)
    idle = without_effect(model, cohort, draws)
    lines = [
        "",
        f"{draws} draws of every number that has an interval (effects, cascade, costs, arrows, technology, statistics), the baseline solved again on {psa.about['solve_births']:,} births in each; {left_out} "
        f"{'draw' if left_out == 1 else 'draws'} could not be brought to the Dutch statistics and {'is' if left_out == 1 else 'are'} left out. {pairs:,} pairs of lives in each ([how](../howto/uncertainty.md)).",
        "Same money as above; discount rate and value of a QALY are choices and are held. An asterisk marks where the error of the simulation exceeds a quarter of the spread: interval and chance are then "
        "partly those of who happened to be simulated, and the table above is the better figure of the mean.",
        "A chance rests on judged intervals as much as on measured ones; it does not say that a programme works.",
        "",
        *table(head, rows, "mean NPV, M | chance that it is above 0"),
        "Of the others no effect is known, so that there is no chance to tell: what follows is their balance if they do nothing, over draws of cost and cascade. From which effect on they would pay stands [above](#theory-only-what-effect-would-pay).",
        "",
        *table(
            "without a known effect | mean NPV if it does nothing, M | 95% interval, M",
            idle,
            "mean NPV if it does nothing, M",
        ),
        *which_study(psa),
    ]
    return "\n".join([*lines, ""])


def without_effect(model: hn.Model, cohort: hn.Cohort, draws: int) -> list[tuple]:
    """Rows of the interventions without a known effect: what they cost, as if they did nothing."""
    items = [item for item in map(hn.interventions.load, names()) if not item.runs]
    scenarios = [hn.Scenario(item.id, [item.without_effect()]) for item in items]
    psa = model.psa(cohort, scenarios, draws=draws, pairs=1_000, recalibrate=False)
    return [
        (link(item), f"{row['mean'] / 1e6:,.1f}", f"{row.low / 1e6:,.1f} to {row.high / 1e6:,.1f}")
        for item, (_, row) in zip(items, psa.summary().iterrows(), strict=True)
    ]


def which_study(psa) -> list[str]:
    """Which study first, each intervention decided by itself: those whose value stands above its error."""
    uncertainty = hn.uncertainty
    ranked = uncertainty.which_study_first(psa, uncertainty.usual_studies(psa), years=10, apart=True)
    sure = ranked[ranked.population > 2.0 * ranked.population_se]
    rows = [
        (study, f"{row.population / 1e6:,.1f} ± {row.population_se / 1e6:,.1f}", f"{row.cost / 1e6:,.2f}", f"{row.enbs / 1e6:,.1f}")
        for study, row in sure.iterrows()
    ]  # fmt: skip
    head = "study | value for ten birth years, M | cost, M | value less cost, M"
    return [
        "### Which study first?",
        "",
        "What it would be worth to know more, before each intervention is chosen or left by itself: by the expected balance of society, for the births of ten years from when the result is there, "
        f"discounted. Of {len(ranked)} studies (per intervention a trial of its effects with 500 families in each arm, a study of its costs at 20 sites, a survey of its cascade) those whose value is above twice its "
        f"error; from {len(psa.draws)} draws no more can be told. What studies cost is an assumption (`economics.study`). A large value says that the balance is wide and lies around nought, not that the "
        "intervention is good; what no parameter of the card carries (bias, another population) no such study resolves.",
        "",
        *table(head, rows, "value for ten birth years, M | cost, M | value less cost, M"),
    ]


def link(item) -> Raw:
    return Raw(f"[{item.title}](../reference/interventions/{item.id}.md)")


def row(model: hn.Model, cohort: hn.Cohort, item, sample: int) -> tuple:
    """One intervention: participants, costs, balance, ratio, what gains most."""
    comparison = model.compare(cohort, hn.Scenario(item.title, [item]), sample=sample)
    mkba = comparison.appraise()
    accounts = mkba.by_account().iloc[:, 0].drop("programme").sort_values(ascending=False)
    gains = "; ".join(
        f"{ACCOUNTS[name][1]} {value / 1e6:,.1f}" for name, value in accounts.head(3).items() if value > 0.05e6
    )
    ratio = "–" if mkba.bcr.value is None else f"{mkba.bcr.value:.2f} ± {mkba.bcr.se:.2f}"
    npv = f"{mkba.npv.value / 1e6:,.2f} ± {mkba.npv.se / 1e6:,.2f}"
    people, costs = f"{comparison.participants.value:,.0f}", f"{mkba.costs.value / 1e6:,.2f}"
    return link(item), item.grade, people, costs, npv, ratio, gains or "none", Raw(WHY[item.id])


def theory_row(model: hn.Model, cohort: hn.Cohort, item, sample: int) -> tuple:
    """The break-even effect of one theory-only entry."""
    if item.acts_on == ["conception"]:
        return (
            link(item),
            "conception",
            "nothing is booked for a child that is not conceived, so that no effect can pay",
            "–",
        )
    channel = item.acts_on[0] if item.acts_on else "lift"
    beside = () if item.acts_on else tuple(i for i in map(hn.interventions.load, item.lift[0].of) if i.runs)
    found = hn.break_even(model, cohort, item, channel, beside, sample=sample)
    where = channel if item.acts_on else f"the cascades of {', '.join(i.id for i in beside)}"
    return link(item), where, found.text, f"{round(-found.npv_without / 1e6, 2) + 0.0:,.2f}"


def trials(births: int) -> str:
    """Every trial: published and simulated."""
    found = emulate_all([], ParameterSet.read(), births)
    rows = [
        (
            r.trial, r.title, r.role, r.measure, f"{r.value:.3g} ({r.low:.3g} to {r.high:.3g})", f"{r.simulated:.3g}",
            f"{r.trial_low:.3g} to {r.trial_high:.3g}", f"{r.z:.1f}" if r.met else f"**{r.z:.1f}**", r.reason,
        )
        for r in found.itertuples()
    ]  # fmt: skip
    head = "trial | outcome | role | measure | published | simulated | trials of this size | z | why missed"
    lines = [
        "",
        "Everyone who was eligible is lived twice, with the programme as that trial found it and without; `heckman-nl trial` shows it anew. *Fitted*: the effect of the card comes from this figure, so it must come out. *Predicted*: it was not used.",
        "*Control*: the level in the control arm, a check of the baseline. Of trials of the published size 95 in 100 would find, by chance alone, the range in the seventh column.",
        "",
        *table(head, rows, "published | simulated | z"),
    ]
    counts = [f"{role}: {int(of.met.sum())} of {len(of)}" for role, of in found.groupby("role")]
    return "\n".join([*lines, "Within two standard errors: " + "; ".join(counts) + ".", ""])


if __name__ == "__main__":
    main()
