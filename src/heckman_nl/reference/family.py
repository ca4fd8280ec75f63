"""The family by the equations of docs/explanation/model.md: household (H), heirs (N2-N4), children (N1), the mother (Q).

See `simulate` for what the arguments are.
"""

import numpy as np
from scipy.special import expit, ndtr, ndtri

from ..vocabulary import processes
from ..vocabulary.state import LAST_BIRTH_AGE, MOST_CHILDREN
from .decisions import EMPLOYED, FIRST_WEEKS, OBESE, OWN_EDUCATION, correlated, empty, happens, recurs, steeper
from .rng import threefry

RISKS = {  # a factor of household.toml: its process; present if the latent is above the cut
    "mild_disability": processes.MILD_DISABILITY,
    "problem_debt": processes.PROBLEM_DEBT, "not_working": processes.MOTHER_WORKS,
    "damp_home": processes.DAMP_HOME, "deprived_area": processes.DEPRIVED_AREA,
    "alcohol": processes.ALCOHOL,
    "maternal_obesity": processes.MATERNAL_OBESITY, "substance_use": processes.SUBSTANCE_USE, "partner_violence": processes.PARTNER_VIOLENCE,
    "parental_trauma": processes.PARENTAL_TRAUMA,
    "unintended": processes.UNINTENDED,
}  # fmt: skip
PROTECTIONS = {
    "parenting": processes.PARENTING, "social_support": processes.SOCIAL_SUPPORT, "coping": processes.COPING,
    "local_amenities": processes.LOCAL_AMENITIES, "care_access": processes.CARE_ACCESS,
}  # fmt: skip
PRESENT_WITHOUT = {"partner": "no_partner", "mother_works": "not_working", "folic_acid": "no_folic_acid"}


# household


def household(p, history, draws):
    """H1-H4 of a cohort: one number per person."""
    q = p.household
    V = draws.normal(processes.VULNERABILITY)
    G = correlated(q.liability_V, V, draws.normal(processes.LIABILITY))
    family = drawn_family(q, V, draws.normal(processes.PARENT_MOOD), draws) | {"V": V, "G": G}
    return family | with_income(q, family["income_z"]) | {"birth_year": history[FIRST_WEEKS].birth_year}


def youth_and_alone(q, draws):
    """The noises of young motherhood and of having no partner."""
    youth = draws.normal(processes.MATERNAL_AGE)
    return youth, correlated(q.no_partner_young, youth, draws.normal(processes.PARTNER))


def smoking_noises(q, alone, draws):
    """The noises of the smoking of mother and partner."""
    own = correlated(q.smoking_before_single, alone, draws.normal(processes.SMOKING_BEFORE))
    return own, correlated(q.partner_smokes_alike, own, draws.normal(processes.PARTNER_SMOKES))


def troubles(q, V, mood, draws):
    """The normal behind psychological problems of a parent."""
    noise = correlated(q.parental_distress_mood, mood, draws.normal(processes.PARENTAL_DISTRESS))
    return correlated(q.parental_distress_loading, V, noise)


def drawn_family(q, V, mood, draws):
    """H1-H3 but V, G and what follows from income: the family that belongs to a V and to the mother's proneness to depression."""

    def latent(name, process, trait=V):
        return correlated(q[f"{name}_loading"], trait, draws.normal(process))

    out = {name: latent(name, process) > q[f"{name}_prevalence"] for name, process in RISKS.items()}
    out |= {name: -latent(name, process) for name, process in PROTECTIONS.items()}
    out["parental_distress"] = troubles(q, V, mood, draws) > q.parental_distress_prevalence
    out["parent_mood"] = mood
    youth, alone = youth_and_alone(q, draws)
    unintended, young = q.no_folic_acid_unintended, q.no_folic_acid_young
    unprepared = (
        unintended * draws.normal(processes.UNINTENDED) + young * youth
        + np.sqrt(1 - unintended**2 - young**2) * draws.normal(processes.FOLIC_ACID)
    )  # fmt: skip
    out["no_folic_acid"] = correlated(q.no_folic_acid_loading, V, unprepared) > q.no_folic_acid_prevalence
    out["no_partner"] = correlated(q.no_partner_loading, V, alone) > q.no_partner_prevalence
    out |= {name: ~out.pop(absent) for name, absent in PRESENT_WITHOUT.items()}
    own, other = smoking_noises(q, alone, draws)
    out["smoking_before"] = correlated(q.smoking_before_loading, V, own) > q.smoking_before_prevalence
    smokes = correlated(q.partner_smokes_loading, V, other) > q.partner_smokes_prevalence
    out["partner_smokes"] = smokes & out["partner"]
    mother, partner = (
        latent("education", process) for process in (processes.MATERNAL_EDUCATION, processes.PARTNER_EDUCATION)
    )
    out["maternal_education"] = education(q, mother)
    out["parental_cognition"] = correlated(q.education_cognition, -mother, draws.normal(processes.PARENTAL_COGNITION))
    out["partner_education"] = np.where(out["partner"], education(q, partner), -1)
    illiteracy = correlated(q.low_literacy_loading, mother, draws.normal(processes.LOW_LITERACY))
    out["low_literacy"] = illiteracy > q.low_literacy_prevalence
    out["income_z"] = -correlated(
        q.poverty_loading, V, correlated(q.poverty_young, youth, draws.normal(processes.INCOME))
    )
    out["maternal_age"] = mothers_age(q, correlated(q.age_loading, V, youth), draws)
    out["maternal_education"] = np.where(
        out["maternal_age"] < 21, np.minimum(out["maternal_education"], 1), out["maternal_education"]
    )
    out["parity"] = birth_order(q, out["maternal_age"], draws)
    out["sex"] = (draws.uniform(processes.SEX) >= q.boys).astype(int)
    class_of_age = np.clip(out["maternal_age"] // 5 - 4, 0, 4)
    out["multiple"] = draws.uniform(processes.MULTIPLE) < q.multiple[class_of_age]
    return out


def education(q, latent):
    """H2: low, middle or high."""
    return np.where(latent > q.education_low, 0, np.where(latent > q.education_below_high, 1, 2))


def mothers_age(q, young, draws):
    """H3: a normal, high = young, of which what lies below a cut of her own is drawn anew."""
    first, last = q.age_settled
    cut = (q.age_mean - first - (last - first) * draws.uniform(processes.LATER_MOTHER)) / q.age_sd
    again = ndtri(draws.uniform(processes.LATER_MOTHER, 1) * ndtr(cut))
    age = q.age_mean - q.age_sd * np.where(young < cut, again, young)
    age = np.where(age < 20, 20 - q.age_tail * (20 - age), age)
    return np.clip(np.floor(age), 14, 50).astype(int)


def birth_order(q, age, draws):
    """H3: one uniform for first, second and later children."""
    first = expit(q.parity_first + q.parity_age * (age - 30))
    u = draws.uniform(processes.PARITY)
    return np.where(u < first, 0, np.where(u < first + (1 - first) * q.parity_second, 1, 2))


def with_income(q, income_z):
    """H2: poor or not, and the income itself; who is not poor has at least the income of the line."""
    poor, line = -income_z > q.poverty_prevalence, (np.log(q.income_line) - q.income_log_mean) / q.income_log_sd
    income_z = np.where(poor, income_z, np.maximum(income_z, line))
    income = np.exp(q.income_log_mean + q.income_log_sd * income_z)
    return {"poverty": poor, "household_income": income, "income_z": income_z}


def vulnerability(p, history, draws):
    """H4, from the record of the family."""
    q, s = p.household, history[FIRST_WEEKS]
    score = (
        q.weight_low_education * (s.maternal_education == 0) + q.weight_young * (s.maternal_age < 21)
        + q.weight_no_partner * (s.partner == 0) + q.weight_low_literacy * s.low_literacy
        + q.weight_mild_disability * s.mild_disability + q.weight_poverty * s.poverty
        + q.weight_problem_debt * s.problem_debt + q.weight_not_working * (s.mother_works == 0)
        + q.weight_smoking * s.smoking_before + q.weight_substance_use * s.substance_use
        + q.weight_partner_violence * s.partner_violence + q.weight_distress * s.parental_distress
        + q.weight_trauma * s.parental_trauma + q.weight_unintended * s.unintended
        + q.weight_home * (s.damp_home + s.deprived_area)
        - q.weight_social_support * s.social_support - q.weight_coping * s.coping
        - q.weight_surroundings * (s.local_amenities + s.care_access)
    )  # fmt: skip
    return {"vulnerability_score": score, "vulnerability": sum(score > cut for cut in q.vulnerability_cuts)}


# the next generation


def child_identity(parent):
    """N2: who the latest child of a parent is."""
    counter = (processes.CHILD_IDENTITY, parent.children.astype(np.uint64))
    return threefry(counter, (parent.seed, parent.identity))[0]


def heir(p, parent, draws):
    """N3-N4: the family of the latest child of `parent`, its record at the end of the year of that birth."""
    q = p.household
    V = correlated(q.heredity_V, parent.V, draws.normal(processes.VULNERABILITY))
    G = correlated(0.5, parent.G, draws.normal(processes.LIABILITY))
    mood = np.where(parent.sex == 1, parent.mood_trait, draws.normal(processes.PARENT_MOOD))
    family = drawn_family(q, V, mood, draws) | {"V": V, "G": G, "birth_year": parent.birth_year + parent.birth_age}
    for name, skill, alike in (
        ("parental_cognition", parent.cognitive, q.education_cognition * q.education_loading),
        ("coping", parent.socioemotional, q.coping_loading),
    ):  # fmt: skip
        family[name] = (family[name] + skill) / np.sqrt(2 * (1 + alike**2))
    mother, education = parent.sex == 1, OWN_EDUCATION[np.maximum(parent.level, 0)]
    hers, his = smoking_noises(q, youth_and_alone(q, draws)[1], draws)
    given = {
        "maternal_education": education, "maternal_age": parent.birth_age,
        "smoking_before": (parent.smokes == 1) & (hers > q.heir_mother_smokes[education]), "maternal_obesity": parent.bmi_class == OBESE,
        "mother_works": parent.position == EMPLOYED,
    }  # fmt: skip
    family |= {name: np.where(mother, value, family[name]) for name, value in given.items()}
    together = ~mother & family["partner"]
    family["partner_education"] = np.where(together, education, family["partner_education"])
    family["partner_smokes"] = np.where(
        together, (parent.smokes == 1) & (his > q.heir_father_smokes[education]), family["partner_smokes"]
    )
    drawn_age = np.clip(np.floor(parent.birth_age - q.father_age_gap), 15, 49).astype(int)
    family["maternal_age"] = np.where(mother, family["maternal_age"], drawn_age)
    family["parity"] = np.minimum(parent.children - 1, 2)
    family["parental_trauma"] = parent.maltreated
    ill = (parent.depressed == 1) | (parent.anxious == 1)
    shift = q.heir_distress * (ill - q.heir_distress_centre[parent.sex])
    family["parental_distress"] = troubles(q, V, mood, draws) + shift > q.parental_distress_prevalence
    own = (np.log(np.maximum(parent.earnings, q.heir_least_income)) - q.heir_log_mean[parent.sex]) / q.heir_log_sd[
        parent.sex
    ]
    drawn = with_income(q, family["income_z"])["income_z"]
    return family | with_income(q, correlated(q.heir_own_income, np.clip(own, -3, 3), drawn))


def nextgen(p, history, draws):
    """N1: children born to a person, year by year."""
    q = p.nextgen
    out = empty(history, children=0, gave_birth=0, birth_age=0)
    children, birth_age = np.zeros(history.shape[1], int), np.zeros(history.shape[1], int)
    for age in range(len(history) - 1):
        now, before = history[age + 1], history[age]
        born = np.zeros(history.shape[1], bool)
        if 14 <= age <= LAST_BIRTH_AGE:
            log_odds = (
                q.fertility_normaliser[age][now.sex]
                + q.fertility_parity[parity_band(now, age), np.minimum(children, 2), now.sex]
            )
            log_odds = log_odds + q.fertility_V * now.V * (age < 30)
            if age < 20:
                log_odds = log_odds + (
                    q.teenage_socioemotional * before.socioemotional
                    + q.teenage_maltreated * now.maltreated + q.teenage_track * (now.track - 2)
                    + q.teenage_care_need * now.care_need
                )  # fmt: skip
            else:
                education = OWN_EDUCATION[now.level]
                log_odds = log_odds + q.fertility_level[education, now.sex] * (age >= 30)
                log_odds = log_odds + q.fertility_student * (before.position == 6)
                log_odds = log_odds + q.fertility_no_work[now.sex] * (before.position >= 1) * (before.position <= 4)
                log_odds = log_odds + q.fertility_depressed[now.sex] * before.depressed
            able = (now.alive == 1) & (children < MOST_CHILDREN)
            born = able & happens(draws, processes.CHILDREN, log_odds, age)
        children, birth_age = children + born, np.where(born, age, birth_age)
        out["children"][age + 1], out["gave_birth"][age + 1], out["birth_age"][age + 1] = children, born, birth_age
    return out


def parity_band(s, age):
    """N1: to 19, 20-24, 25-29, 30-34 and from 35 on, of men three years later."""
    return np.where(
        s.sex == 1, np.searchsorted([20, 25, 30, 35], age, "right"), np.searchsorted([23, 28, 33, 38], age, "right")
    )


# the mother


def parents(p, history, draws):
    """Q1-Q4: the mother's work, mood, smoking and next births until she is 67."""
    q, home = p.parents, history[FIRST_WEEKS]
    employed, depressed = home.mother_works == 1, home.postnatal_mood == 2
    ever, young, smokes, later = depressed, depressed, home.mother_smokes == 1, np.zeros(len(home), int)
    out = empty(history, mother_employed=0, mother_depressed=0, mother_ever_depressed=0, mother_depressed_to_17=0)
    out |= empty(history, mother_smokes_now=0, next_births=0)
    for age in range(-1, len(history) - 1):
        here = home.maternal_age + age < 67
        if age > 0:
            log_odds = q.work_normaliser[age] + (
                q.work_persistence * employed + q.work_depressed * depressed
                + q.work_education[home.maternal_education]
            )  # fmt: skip
            employed = np.where(here, happens(draws, processes.MOTHER_WORK, log_odds, age), employed)
            log_odds = q.depression_recurrence * ever + q.depression_support * home.social_support
            log_odds = steeper(q.depression_trait) * log_odds + q.depression_trait * home.parent_mood
            chance = recurs(expit(q.depression_normaliser[age] + log_odds), depressed, q.depression_stays)
            ill = draws.uniform(processes.MOTHER_MOOD, age) < chance
            depressed = np.where(here, ill, depressed)
            ever = ever | (depressed & here)
            young = ever if age <= 17 else young
            chance = np.where(smokes, 1 - q.smoking_quits, q.smoking_relapses * (age <= 5))
            smokes_on = (home.smoking_before == 1) & (draws.uniform(processes.MOTHER_SMOKING, age) < chance)
            smokes = np.where(here, smokes_on, smokes)
            if age <= 9:
                log_odds = q.next_normaliser[age] + (
                    q.next_parity[np.minimum(home.parity + later, 2)] + q.next_age * (home.maternal_age - 30)
                )  # fmt: skip
                fertile = here & (home.maternal_age + age < 50)
                later = later + (fertile & happens(draws, processes.NEXT_BIRTH, log_odds, age))
        now = (employed & here, depressed & here, ever, young, smokes, later)
        for name, value in zip(out, now, strict=True):
            out[name][age + 1] = value
    return out
