"""What the result for VoorZorg is made of, and what it rests on: the tables of docs/explanation/voorzorg.md.

    python calibration/voorzorg.py [--sample 4000000]

Writes the tables between the marks of the page; the text around them is written by hand, so read it again when a table
changes. Every run simulates the same families, so the choices differ by themselves and hardly by chance. Where a choice
changes the model, the baseline is solved again.
"""

import argparse
import re
from pathlib import Path

import numpy as np
from writing import filled, minus, table

import heckman_nl as hn
from heckman_nl.vocabulary.channels import BY_NAME, NEUTRAL
from heckman_nl.vocabulary.lines import NUMBER
from heckman_nl.vocabulary.payers import ACCOUNTS, PARTIES
from heckman_nl.vocabulary.rows import PRICE_YEAR

PAGE = Path(__file__).parents[1] / "docs/explanation/voorzorg.md"
COHORT = 170_000
COUNTED = {  # account: what stands behind it, as sums of counted lines and their unit
    "youth_ambulatory": (("in_ambulatory_help",), "child-years"),
    "youth_supervision": (("under_protection_order",), "child-years with an order"),
    "youth_foster": (("in_foster_care",), "child-years"),
    "youth_residential": (("in_residential_care",), "child-years"),
    "special": (("in_special_education",), "child-years"),
    "retention": (("repeated_years",), "children"),
    "education": (("early_leavers",), "leave without a start qualification"),
    "production": (("employed_male", "employed_female"), "years in work"),
    "crime_victims": (("suspects_male", "suspects_female"), "years as a suspect"),
    "detention": (("detained",), "years in detention"),
    "disease": (("diabetic_male", "diabetic_female", "cardiovascular_male", "cardiovascular_female"), "years with diabetes or disease of heart or vessels"),
    "long_term": (("long_term_care_male", "long_term_care_female"), "years in long-term care"),
    "mental": (
        ("depressed_male", "depressed_female", "anxious_male", "anxious_female", "substance_disorder_male", "substance_disorder_female"),
        "years of depression, anxiety and addiction of the child",
    ),
    "qaly": (("mothers_depressed",), "years of depression of the mother"),
    "consumption": (("life_years_male", "life_years_female"), "years of life"),
}  # fmt: skip
BY_HAND = (  # lines that are years times a price: account, what is counted, its unit, the price
    ("foster care", ("in_foster_care",), "child-years", "youthcare.foster.cost"),
    ("residential care", ("in_residential_care",), "child-years", "youthcare.residential.cost"),
    ("special education", ("in_special_education",), "child-years", "school.cost.special_extra"),
    ("victims", ("suspects_male", "suspects_female"), "years as a suspect", "adolescence.offending.victims_cost"),
    ("police and justice", ("suspects_male", "suspects_female"), "years as a suspect", "adolescence.offending.police_justice_cost"),
)  # fmt: skip
ACCOUNT_OF = {
    "foster care": "youth_foster", "protection orders": "youth_supervision", "residential care": "youth_residential", "special education": "special", "victims": "crime_victims",
    "police and justice": "police_justice", "social support (Wmo)": "wmo", "mental health care": "mental",
}  # fmt: skip
FADE = "effect.maltreatment.persistence.fade"
ALMOST_NOTHING = 1e-9  # a weight of 0 for every trial of an effect is refused
# hazard ratio: d of 0.087 (all trials of Nurse-Family Partnership, not significant), less what is carried
META_ANALYSIS = 0.88
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
    tables = {
        "answer": answer(whole),
        "lines": lines(whole),
        "hand": by_hand(whole),
        "effects": table("effect | value used | €, a family | largest accounts, €", effects(card, compare), "€, a family"),
        "grades": grades(whole),
        "choices": table("choice | ratio", choices(card, shipped, compare, whole), "ratio"),
    }  # fmt: skip
    text = PAGE.read_text(encoding="utf-8")
    for name, content in tables.items():
        text = filled(text, name, "\n".join(content))
    PAGE.write_text(text, encoding="utf-8")


def answer(comparison) -> list[str]:
    """Participants, costs, benefits, balance, ratio, and who pays and gains."""
    mkba, families = comparison.appraise(), float(comparison.participants)

    def million(x):
        return minus(f"{x.value / 1e6:,.2f} ± {x.se / 1e6:,.2f}")

    rows = [
        ("families that take part", f"{families:,.0f} ± {comparison.participants.se:,.0f}", ""),
        ("costs of the programme, € million", million(mkba.costs), f"€ {float(mkba.costs) / families:,.0f} a family"),
        ("benefits, € million", million(mkba.benefits), f"€ {float(mkba.benefits) / families:,.0f} a family"),
        ("balance, € million", million(mkba.npv), ""),
        ("benefits per euro", f"{float(mkba.bcr):.2f} ± {mkba.bcr.se:.2f}", ""),
    ]
    for party, row in mkba.by_payer().query("value != 0").iterrows():
        rows.append((f"balance of: {PARTIES[party]}, € million", million(row), ""))
    return table("what | in all | a family", rows, "in all | a family")


def lines(comparison) -> list[str]:
    """Euros per family by account, and what is counted behind each per 100 families."""
    families = float(comparison.participants)
    euros = comparison.appraise().by_account().iloc[:, 0] / families
    counted = comparison.indicators()["total"] * 100.0 / families
    rows = []
    for account, value in euros.items():
        if abs(value) < 0.5:
            continue
        names, unit = COUNTED.get(account, ((), ""))
        behind = f"{minus(f'{counted[list(names)].sum():+,.1f}')} {unit}" if names else ""
        rows.append((ACCOUNTS[account], minus(f"{value:+,.0f}"), behind))
    return table("account | €, a family | per 100 families", rows, "€, a family")


def by_hand(comparison) -> list[str]:
    """Some lines again from what is counted: years, prices and discount factors, beside what was booked."""
    fewer = Counted(comparison)
    rows = [
        (
            name,
            f"{fewer.years(lines):.2f} {unit} × {fewer.price(key)} × {fewer.mean_factor(lines):.3f}",
            f"{fewer.euros(lines, key):,.0f}",
        )
        for name, lines, unit, key in BY_HAND
    ]
    rows.append(("social support (Wmo)", *support_by_hand(fewer)))
    rows.append(("mental health care", *mental_by_hand(fewer)))
    booked = comparison.appraise().by_account().iloc[:, 0] / float(comparison.participants)
    rows.insert(2, ("protection orders", *orders_by_hand(fewer, booked[ACCOUNT_OF["protection orders"]])))
    rows = [(name, signed(text), minus(euros), minus(f"{booked[ACCOUNT_OF[name]]:,.0f}")) for name, text, euros in rows]
    return table("account | by hand, a family | € | booked, €", rows, "€ | booked, €")


def signed(text: str) -> str:
    """A true minus before figures; hyphens stay."""
    return re.sub(r"-(?=\d)", "−", text)


def orders_by_hand(fewer, booked: float) -> tuple[str, str]:
    """Of two kinds with a price each, counted together: the price that is booked lies between them."""
    names, keys = ("under_protection_order",), ("youthcare.guardianship.cost", "youthcare.supervision.cost")
    price = 100.0 * booked / fewer.discounted(names)
    text = f"{fewer.years(names):.2f} child-years × € {price:,.0f} × {fewer.mean_factor(names):.3f}; the price lies between that of guardianship and of supervision"
    return f"{text} ({' and '.join(f'€ {fewer.real(key):,.0f}' for key in keys)})", f"{booked:,.0f}"


def support_by_hand(fewer) -> tuple[str, str]:
    """Wmo: fewer years with it before the pension, and as lives are longer more after it."""
    names, key = ("wmo_support_male", "wmo_support_female"), "care.support.cost"
    young, old = (fewer.years(names, *ages) for ages in ((0, 66), (67, 110)))
    text = f"{young:.2f} fewer years with it before 67 and {-old:.2f} more after; discounted {fewer.discounted(names):.3f} fewer × {fewer.price(key)}"
    return text, f"{fewer.euros(names, key):,.0f}"


MENTAL = (  # what it is, what is counted, first and last age, the part that is treated, the price
    ("depression", ("depressed_male", "depressed_female"), (18, 110), None, "health.depression.cost"),
    ("anxiety", ("anxious_male", "anxious_female"), (18, 110), None, "health.anxiety.cost"),
    ("addiction", ("substance_disorder_male", "substance_disorder_female"), (0, 110), "adolescence.substance.treated", "adolescence.substance.cost"),
    ("the mother's mood in pregnancy", ("distressed",), (0, 0), "pregnancy.distress.treated", "pregnancy.distress.cost"),
    ("after birth", ("postnatal_depression",), (0, 0), "early.postnatal.treated", "early.postnatal.cost"),
    ("later", ("mothers_depressed",), (1, 110), "parents.depression.treated", "parents.depression.cost"),
)  # fmt: skip


def mental_by_hand(fewer) -> tuple[str, str]:
    """Years with each state, discounted: of the child to 17 mental care is youth care."""
    total, words = 0.0, []
    for name, names, ages, treated, key in MENTAL:
        years, part = fewer.discounted(names, *ages), 1.0 if treated is None else fewer.value(treated)
        euros = years * part * fewer.real(key) / 100.0
        in_care = "" if treated is None else f", {part:.0%} treated,"
        words.append(f"{name} {years:.2f}{in_care} at € {fewer.real(key):,.0f} ({euros:.0f})")
        total += euros
    return "years, discounted: " + "; ".join(words), f"{total:,.0f}"


class Counted:
    """What a comparison counted, as fewer per 100 families at each age, and what it is worth."""

    def __init__(self, comparison):
        self.parameters, self.rate = comparison.parameters, comparison.appraise().rules.discount_rate
        families = float(comparison.participants) * comparison.simulated / comparison.births
        self.cells = -100.0 * comparison.batches.sum((0, 1, 2)) / families

    def by_age(self, names, first=0, last=110):
        return self.cells[first : last + 1, [NUMBER[name] for name in names]].sum(1)

    def years(self, names, first=0, last=110) -> float:
        return float(self.by_age(names, first, last).sum())

    def discounted(self, names, first=0, last=110) -> float:
        found = self.by_age(names, first, last)
        return float((found * (1.0 + self.rate) ** -np.arange(first, first + len(found))).sum())

    def mean_factor(self, names) -> float:
        return self.discounted(names) / self.years(names)

    def value(self, key: str) -> float:
        return float(self.parameters.value(key))

    def index(self, key: str) -> float:
        return self.parameters.price_factor(int(self.parameters[key].unit.split()[-1]), PRICE_YEAR)

    def real(self, key: str) -> float:
        """A price in euros of the model."""
        return self.value(key) * self.index(key)

    def price(self, key: str) -> str:
        return f"€ {self.value(key):,.0f} of {self.parameters[key].unit.split()[-1]} × {self.index(key):.3f}"

    def euros(self, names, key: str) -> float:
        """Per family, present value."""
        return self.discounted(names) * self.real(key) / 100.0


def effects(card, compare) -> list[tuple]:
    """Each effect alone at the value used, the others at their null."""
    rows = []
    for effect in card.effects_table():
        others = {e.channel: NEUTRAL[BY_NAME[e.channel].measure] for e in card.effect if e.channel != effect["channel"]}
        alone = compare(card.but({effect["channel"]: effect["value"], **others}))
        print(effect["channel"], flush=True)
        value = f"{effect['measure']} {effect['value']:.2f}"
        rows.append((effect["channel"], minus(value), minus(f"{per_family(alone):,.0f}"), main_lines(alone)))
    return rows


def grades(comparison) -> list[str]:
    """What is left on evidence down to each grade, by weakest link."""
    found = comparison.appraise().evidence()
    rows = [
        (row.Index, f"{row.benefits / 1e6:,.1f}", f"{row.bcr:.2f}", f"{row.share:.0%}") for row in found.itertuples()
    ]
    return table(
        "on evidence down to | benefits, € million | ratio | share of the benefits",
        rows,
        "benefits, € million | ratio | share of the benefits",
    )


def choices(card, shipped: hn.Model, compare, whole) -> list[tuple]:
    """The ratio under one other choice at a time."""
    rows = []

    def add(choice: str, appraisal) -> None:
        print(choice, flush=True)
        rows.append((choice, minus(f"{float(appraisal.bcr):.2f}")))

    for choice, changes in BY_CARD:
        add(choice, compare(card.but(changes) if changes else card).appraise())
    for choice, settings in BY_RULES:
        add(choice, whole.appraise(**settings))
    add("with the next generation", compare(card, generations=2).appraise())
    for choice, changes in BY_MODEL:
        model = hn.Model(shipped.parameters.but(changes))
        add(choice + ", baseline solved again", compare(card, model).appraise())
    return rows


def per_family(comparison) -> float:
    """Benefits per family that takes part, EUR."""
    return float(comparison.appraise().benefits) / float(comparison.participants)


def main_lines(comparison) -> str:
    """The four largest accounts, EUR per family."""
    found = comparison.appraise().by_account()
    euros = found[found.index != "programme"].iloc[:, 0] / float(comparison.participants)
    largest = euros.reindex(euros.abs().sort_values(ascending=False).index)[:4]
    return "; ".join(
        f"{ACCOUNTS[account]} {minus(f'{value:,.0f}')}" for account, value in largest.items() if abs(value) >= 0.5
    )


if __name__ == "__main__":
    main()
