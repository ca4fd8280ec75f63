"""What prevention could yield at most, and what an unfavourable start costs today.

The what-ifs are ready scenarios of the library, through the same door as any other. They cost nothing and say nothing of how they
would come about: bounds, not programmes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..appraisal import Appraisal
from ..economics import rules_by_name
from ..errors import InputError
from ..estimate import Estimate, estimate
from ..scenario import Scenario, read_scenario
from ..vocabulary.payers import PARTIES
from ..vocabulary.state import N_GROUPS, ledger_groups
from .curve import made

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..model import Model

WHAT_IFS = {  # scenario of the library: title in English and Dutch
    "less-poverty": ("poverty −20%", "armoede −20%"),
    "better-parenting": ("parenting +0.2 SD", "opvoeding +0,2 SD"),
    "no-smoking-in-pregnancy": ("no smoking in pregnancy", "niet roken in de zwangerschap"),
    "no-maltreatment": ("no maltreatment", "geen mishandeling"),
    "quality-care-for-all": ("good day care for all", "goede kinderopvang voor allen"),
}
OUTCOMES = {  # lines, and what they are called; per 1,000 births
    "big2": (("big2",), "preterm or small at birth", "te vroeg of te klein geboren"),
    "perinatal_deaths": (("perinatal_deaths",), "perinatal deaths", "perinatale sterfte"),
    "language_delay": (("language_delay",), "language delay at 2", "taalachterstand op 2 jaar"),
    "newly_maltreated": (("newly_maltreated",), "children maltreated", "mishandelde kinderen"),
    "youth_care": (("first_in_youth_care",), "children ever in youth care", "kinderen ooit in jeugdhulp"),
    "in_special_education": (("in_special_education",), "years in special education", "jaren speciaal onderwijs"),
    "early_leavers": (("early_leavers",), "early school leavers", "schoolverlaters zonder startkwalificatie"),
    "depressed": (
        ("depressed_male", "depressed_female"),
        "years with depression as adults",
        "jaren met depressie, volwassen",
    ),
    "employed": (("employed_male", "employed_female"), "years in work", "gewerkte jaren"),
    "on_assistance": (("on_assistance",), "years on social assistance", "jaren in de bijstand"),
    "life_years": (("life_years_male", "life_years_female"), "life years", "levensjaren"),
}
MONEY = {  # ledger groups, party (None: all of them), text in English and Dutch
    "npv": (slice(None), None, "society, EUR", "samenleving, euro"),
    "next_generation": (
        slice(N_GROUPS, None),
        None,
        "of it the next generation, EUR",
        "waarvan de volgende generatie, euro",
    ),
    "family": (slice(None), "family", "child and family, EUR", "kind en gezin, euro"),
    "central": (slice(None), "central", "central government, EUR", "Rijk, euro"),
    "municipality": (slice(None), "municipality", "municipality, EUR", "gemeente, euro"),
    "zvw": (slice(None), "zvw", "health insurers, EUR", "zorgverzekeraars, euro"),
    "wlz": (slice(None), "wlz", "long-term care, EUR", "langdurige zorg, euro"),
    "employers": (slice(None), "employers", "employers, EUR", "werkgevers, euro"),
    "victims": (slice(None), "victims", "victims of crime, EUR", "slachtoffers, euro"),
    "other": (slice(None), "other", "other society, EUR", "overige samenleving, euro"),
}
OF_THE_MOTHER = ("mental_mother_zvw", "medical_mother_zvw", "production_mother", "qaly_parents")  # lines of hers alone
UNFAVOURABLE = ("multiple", "very")  # vulnerability of the family at conception
RISKS = {  # of an unfavourable start that a policy could take away and arrows carry: channel, the ratio that is left
    "smoking_pregnancy": 0.01, "drinking": 0.01, "partner_smoking": 0.01, "distress": 0.01, "partner_violence": 0.01,
    "postnatal_mood": 0.01, "smoking_after": 0.01, "maltreatment": 0.01,
}  # fmt: skip


def prevention_bounds(
    model: Model,
    cohort: Cohort,
    names: Sequence[str] = tuple(WHAT_IFS),
    generations: int = 2,
    seed: int = 1,
    sample: int | None = 100_000,
    progress=None,
    **settings,
) -> pd.DataFrame:
    """The long run of each what-if: change of outcomes, gain of every party, and of the next generation.

    names : scenarios of the library (or of files). generations : 2 adds the cohort's children.

    Returns one row per what-if and figure: `what_if`, `figure`, texts in English and Dutch, `unit`, `value` and Monte-Carlo `se`: outcomes
    of the cohort per 1,000 births, money in euros of present value per birth (`npv` of all generations; of it
    `next_generation`).
    """
    import pandas as pd

    rows = []
    for number, name in enumerate(names):
        scenario = read_scenario(name)[1]
        found = model.compare(cohort, scenario, seed, None, sample, False, generations)
        mkba = found.appraise(**settings)
        title, title_nl = WHAT_IFS.get(name, (scenario.name, scenario.name))
        about = {"what_if": name, "title": title, "title_nl": title_nl}
        for figure, (lines, text, text_nl) in OUTCOMES.items():
            change = found.total(*lines)
            value, se = (1000.0 * x / found.births for x in pair(change))
            rows.append({**about, "figure": figure, "text": text, "text_nl": text_nl, "unit": "per 1,000 births", "value": value, "se": se})  # fmt: skip
        for figure, (groups, party, text, text_nl) in MONEY.items():
            if figure == "next_generation" and generations == 1:
                continue
            batches = mkba.by_batch(lambda line, p=party: p is None or line.party == p, groups)
            value, se = pair(estimate(batches, found.batch_births))
            rows.append(
                {**about, "figure": figure, "text": text, "text_nl": text_nl, "unit": "EUR", "value": value, "se": se}
            )
        if progress:
            progress(number + 1, len(names))
    frame = pd.DataFrame(rows)
    frame.attrs["units"] = {"value": "see `unit`; EUR: present value per birth"}
    return frame


def pair(figure: Estimate) -> tuple[float, float]:
    return float(figure), figure.error


def risks_removed() -> Scenario:
    """No smoking or drinking in pregnancy, no distress, violence, depression after birth or maltreatment, for every family."""
    item = made(
        "risks-removed", "pregnancy", {channel: (float(np.log(left)), -1.0, np.inf) for channel, left in RISKS.items()},
        [("other", 0.0, 0)], (),
    )  # fmt: skip
    return Scenario("risks removed", (item,))


def cost_of_inaction(
    model: Model, cohort: Cohort, seed: int = 1, sample: int | None = 100_000, **settings
) -> pd.DataFrame:
    """What an unfavourable start costs today, by party: children of multiply or very vulnerable families beside the others.

    Rows: parties and "society". Columns, in euros of present value in the birth year, positive = that party is worse off:

    - `difference` per child: a plain difference of lifetime levels in the baseline, association and cause together; from the
      pregnancy on its mother's work and health are in it;
    - `mother` per child: the part of `difference` that is hers, before taxes and benefits, which are not booked apart;
    - `causal` per child: what removing the risks of `RISKS` would gain such a child, beyond what it would gain other children;
    - `association` per child: the rest. Poverty, education, parenting and what runs in families are in it, causal or not;
    - `difference_cohort`, `causal_cohort`: the same for all such children of a year's births.

    With Monte-Carlo errors. `.attrs["children"]` is how many of the births have such a start.
    """
    import pandas as pd

    if len(cohort.years) > 1:
        raise InputError(f"present value in the birth year: give a cohort of one birth year, not {list(cohort.years)}")
    comparison = model.compare(cohort, risks_removed(), seed, None, sample, False)
    levels = comparison.baseline(False)
    rules = rules_by_name("mkba", model.parameters, **settings)
    change, level = (Appraisal(one, rules, "left out") for one in (comparison, levels))
    classes = ledger_groups("vulnerability")
    sides = [
        [k for name, groups in classes.items() for k in groups if (name in UNFAVOURABLE) == unfavourable]
        for unfavourable in (True, False)
    ]
    ages = (0, levels.batches.shape[3] - 1)
    births = [levels.by_batch(("births",), ages, groups) for groups in sides]
    rows = {}
    for party in (*PARTIES, "society"):
        figures = []
        for appraisal in (level, change):
            sums = [appraisal.by_batch(lambda line, p=party: p in ("society", line.party), groups) for groups in sides]
            stack = np.stack([sums[0], births[0], sums[1], births[1]], -1)
            figures.append(pair(estimate(stack, levels.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1] - x[..., 2] / x[..., 3])))  # fmt: skip
        (gap, gap_se), (causal, causal_se) = figures
        hers = [
            level.by_batch(
                lambda line, p=party: line.name in OF_THE_MOTHER and p in ("society", line.party), groups
            ).sum()
            for groups in sides
        ]
        rows[party] = {
            "difference": -gap, "difference_se": gap_se,
            "mother": float(hers[1] / births[1].sum() - hers[0] / births[0].sum()), "causal": causal, "causal_se": causal_se, "association": -gap - causal,
        }  # fmt: skip
    frame = pd.DataFrame(rows).T.rename_axis("party")
    children = float(births[0].sum() / levels.batch_births.sum()) * cohort.total / len(cohort.years)
    frame["difference_cohort"], frame["causal_cohort"] = frame.difference * children, frame.causal * children
    frame.attrs["units"] = {"all": f"EUR {rules.price_year}, present value in the birth year"}
    frame.attrs["children"] = children
    return frame
