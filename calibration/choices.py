"""What the result for VoorZorg rests on: each effect alone, the effects by grade, and one choice at a time.

    python calibration/choices.py [--sample 4000000]

Prints the tables of docs/explanation/voorzorg.md. Every run simulates the same families, so the choices differ by
themselves and hardly by chance. Where a choice changes the model, the baseline is solved again.
"""

import argparse

import heckman_nl as hn
from heckman_nl.vocabulary.channels import BY_NAME, NEUTRAL

COHORT = 170_000
FADE = "effect.maltreatment.persistence.fade"
ALMOST_NOTHING = 1e-9  # a weight of 0 for every trial of an effect is refused
META_ANALYSIS = 0.88  # hazard ratio: d of 0.087 (all trials of home visits, not significant), less what is carried
BY_CARD = (  # choice, changes to the card
    ("as shipped", {}),
    ("Dutch trial only, where it measured the effect", {"weights.english.value": ALMOST_NOTHING, "weights.german.value": ALMOST_NOTHING}),
    ("German trial only, where it measured the effect", {"weights.english.value": ALMOST_NOTHING, "weights.dutch.value": ALMOST_NOTHING}),
    ("English trial only, where it measured the effect", {"weights.dutch.value": ALMOST_NOTHING, "weights.german.value": ALMOST_NOTHING}),
    ("three trials with equal weight", {f"weights.{trial}.value": 1 / 3 for trial in ("dutch", "english", "german")}),
    ("no loss from trial to routine (21.8%)", {"corrections": {"scale_up": False}}),
    ("effect on maltreatment ends at 3", {"effect.maltreatment.stop": 3}),
    ("effect on maltreatment fades 40% a year", {FADE: 0.4}),
    ("effect on maltreatment does not fade", {FADE: 0.0}),
    ("effect on maltreatment of the meta-analysis (hazard ratio 0.88)", {"maltreatment": META_ANALYSIS}),
    ("no effect on maltreatment", {"maltreatment": 1.0}),
)  # fmt: skip
BY_RULES = (  # choice, settings of the appraisal
    ("discount rate 1.5%", {"discount_rate": 0.015}),
    ("discount rate 3%", {"discount_rate": 0.03}),
    ("QALY at € 50,000", {"qaly_value": 50_000}),
    ("QALY at € 100,000", {"qaly_value": 100_000}),
    ("counted to age 18", {"horizon": 18}),
    ("counted to age 35", {"horizon": 35}),
)
BY_MODEL = (  # choice, changes to the parameters
    ("40% of the return to schooling is causal", {"causal.schooling": 0.4}),
    ("all of the return to schooling is causal", {"causal.schooling": 1.0}),
    ("30% of adjusted associations is causal", {"causal.adjusted": 0.3}),
    ("80% of adjusted associations is causal", {"causal.adjusted": 0.8}),
    ("a year of special education costs € 5,300 extra", {"school.cost.special_extra": 5_300}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=4_000_000)
    options = parser.parse_args()
    shipped, card = hn.Model(), hn.interventions.load("voorzorg")

    def compare(item, model: hn.Model = shipped, generations: int = 1):
        scenario = hn.Scenario("VoorZorg", [item])
        return model.compare(hn.Cohort.births(COHORT), scenario, sample=options.sample, generations=generations)

    whole = compare(card)
    print(f"Each effect alone, EUR per family (all together {per_family(whole):,.0f})\n")
    print("| effect | value used | € | main lines |\n|---|---|---:|---|")
    for effect in card.effects_table():
        others = {e.channel: NEUTRAL[BY_NAME[e.channel].measure] for e in card.effect if e.channel != effect["channel"]}
        alone = compare(card.but({effect["channel"]: effect["value"], **others}))
        value = f"{effect['measure']} {effect['value']:.2f}"
        print(f"| {effect['channel']} | {value} | {per_family(alone):,.0f} | {main_lines(alone)} |", flush=True)

    print("\nBy weakest link\n")
    print(whole.appraise().evidence().to_string(float_format="{:,.2f}".format))

    print("\nOne choice at a time\n\n| choice | ratio |\n|---|---:|")
    for choice, changes in BY_CARD:
        answer(choice, compare(card.but(changes) if changes else card).appraise())
    for choice, settings in BY_RULES:
        answer(choice, whole.appraise(**settings))
    answer("with the next generation", compare(card, generations=2).appraise())
    for choice, changes in BY_MODEL:
        answer(choice + ", baseline solved again", compare(card, hn.Model(shipped.parameters.but(changes))).appraise())


def per_family(comparison) -> float:
    """Benefits per family that takes part, EUR."""
    return float(comparison.appraise().benefits) / float(comparison.participants)


def main_lines(comparison) -> str:
    """The four largest accounts, EUR per family."""
    table = comparison.appraise().by_account()
    euros = table[table.index != "programme"].iloc[:, 0] / float(comparison.participants)
    largest = euros.reindex(euros.abs().sort_values(ascending=False).index)[:4]
    return ", ".join(f"{account} {value:,.0f}" for account, value in largest.items())


def answer(choice: str, appraisal) -> None:
    print(f"| {choice} | {float(appraisal.bcr):.2f} |", flush=True)


if __name__ == "__main__":
    main()
