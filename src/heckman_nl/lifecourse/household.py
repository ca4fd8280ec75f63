"""The household at conception, drawn jointly.

Every factor is a threshold on a standard normal that loads on the hidden vulnerability V and on noise of its own:
prevalences, the education gradient and the co-occurrence of risks hold together (equation H1 in
docs/explanation/model.md). No arrow runs between the factors.
"""

import math

from ..engine.jit import compiled
from ..engine.maths import expit
from ..engine.rng import draw, draw_normal
from ..vocabulary import processes as do


@compiled
def latent(s, loading, process):
    """Standard normal that correlates `loading` with the vulnerability of the family; high = unfavourable."""
    return loading * s.V + math.sqrt(1.0 - loading * loading) * draw_normal(s, 0, process)


@compiled
def present(s, cut, loading, process):
    """1 if a threshold factor is present. `cut` is the packed prevalence: the normal quantile above which it is."""
    return 1 if latent(s, loading, process) > cut else 0


@compiled
def household(p, s):
    """Draw the family of person `s` (keys `seed`, `identity` and `birth_year` are set)."""
    s.V = draw_normal(s, 0, do.VULNERABILITY)
    s.G = p.liability_V * s.V + math.sqrt(1.0 - p.liability_V**2) * draw_normal(s, 0, do.LIABILITY)
    s.sex = 0 if draw(s, 0, do.SEX) < p.boys else 1
    parents(p, s)
    circumstances(p, s)
    lifestyle(p, s)
    strengths(p, s)
    s.vulnerability_score = vulnerability_score(p, s)


@compiled
def classify(p, s):
    """Vulnerability class from the score: none, single, multiple, very."""
    s.vulnerability = 0
    for k in range(3):
        if s.vulnerability_score > p.vulnerability_cuts[k]:
            s.vulnerability = k + 1


@compiled
def parents(p, s):
    """Who the parents are: education, age, birth order, partner, literacy, disability."""
    s.parental_cognition = -latent(s, p.education_loading, do.MATERNAL_EDUCATION)
    s.maternal_education = 2
    if -s.parental_cognition > p.education_below_high:
        s.maternal_education = 1
    if -s.parental_cognition > p.education_low:
        s.maternal_education = 0
    age = p.age_mean - p.age_sd * latent(s, p.age_loading, do.MATERNAL_AGE)
    s.maternal_age = int(min(50.0, max(14.0, math.floor(age))))
    first = expit(p.parity_first + first_birth_score(p, s))
    u = draw(s, 0, do.PARITY)
    s.parity = 0 if u < first else (1 if u < first + (1.0 - first) * p.parity_second else 2)
    s.partner = 1 - present(s, p.no_partner_prevalence, p.no_partner_loading, do.PARTNER)
    s.partner_education = -1
    if s.partner:
        trait = latent(s, p.education_loading, do.PARTNER_EDUCATION)
        s.partner_education = 0 if trait > p.education_low else (1 if trait > p.education_below_high else 2)
    rest = math.sqrt(1.0 - p.low_literacy_loading**2) * draw_normal(s, 0, do.LOW_LITERACY)
    s.low_literacy = 1 if rest - p.low_literacy_loading * s.parental_cognition > p.low_literacy_prevalence else 0
    s.mild_disability = present(s, p.mild_disability_prevalence, p.mild_disability_loading, do.MILD_DISABILITY)
    s.multiple = 1 if draw(s, 0, do.MULTIPLE) < p.multiple else 0


@compiled
def first_birth_score(p, s):
    """Log odds that this is the mother's first child."""
    return p.parity_age * (s.maternal_age - 30.0)


@compiled
def circumstances(p, s):
    """Income, debt, home, neighbourhood, work."""
    s.income_z = -latent(s, p.poverty_loading, do.INCOME)
    s.poverty = 1 if -s.income_z > p.poverty_prevalence else 0
    s.household_income = math.exp(p.income_log_mean + p.income_log_sd * s.income_z)
    if s.poverty == 0 and s.household_income < p.income_line:
        # where a scenario lowers the prevalence, a household is lifted to the line; never so in the baseline
        s.household_income = p.income_line
        s.income_z = (math.log(p.income_line) - p.income_log_mean) / p.income_log_sd
    s.problem_debt = present(s, p.problem_debt_prevalence, p.problem_debt_loading, do.PROBLEM_DEBT)
    s.damp_home = present(s, p.damp_home_prevalence, p.damp_home_loading, do.DAMP_HOME)
    s.deprived_area = present(s, p.deprived_area_prevalence, p.deprived_area_loading, do.DEPRIVED_AREA)
    s.mother_works = 1 - present(s, p.not_working_prevalence, p.not_working_loading, do.MOTHER_WORKS)


@compiled
def lifestyle(p, s):
    """Habits before pregnancy, violence, psychological problems, intention."""
    s.smoking_before = present(s, p.smoking_before_prevalence, p.smoking_before_loading, do.SMOKING_BEFORE)
    s.partner_smokes = 0
    if s.partner:
        s.partner_smokes = present(s, p.partner_smokes_prevalence, p.partner_smokes_loading, do.PARTNER_SMOKES)
    s.alcohol = present(s, p.alcohol_prevalence, p.alcohol_loading, do.ALCOHOL)
    s.maternal_obesity = present(s, p.maternal_obesity_prevalence, p.maternal_obesity_loading, do.MATERNAL_OBESITY)
    s.folic_acid = 1 - present(s, p.no_folic_acid_prevalence, p.no_folic_acid_loading, do.FOLIC_ACID)
    s.substance_use = present(s, p.substance_use_prevalence, p.substance_use_loading, do.SUBSTANCE_USE)
    s.partner_violence = present(s, p.partner_violence_prevalence, p.partner_violence_loading, do.PARTNER_VIOLENCE)
    s.parental_distress = present(s, p.parental_distress_prevalence, p.parental_distress_loading, do.PARENTAL_DISTRESS)
    s.parental_trauma = present(s, p.parental_trauma_prevalence, p.parental_trauma_loading, do.PARENTAL_TRAUMA)
    s.unintended = present(s, p.unintended_prevalence, p.unintended_loading, do.UNINTENDED)


@compiled
def strengths(p, s):
    """Protective traits: standard normals, high = favourable."""
    s.parenting = -latent(s, p.parenting_loading, do.PARENTING)
    s.social_support = -latent(s, p.social_support_loading, do.SOCIAL_SUPPORT)
    s.coping = -latent(s, p.coping_loading, do.COPING)
    s.local_amenities = -latent(s, p.local_amenities_loading, do.LOCAL_AMENITIES)
    s.care_access = -latent(s, p.care_access_loading, do.CARE_ACCESS)


@compiled
def vulnerability_score(p, s):
    """Weighted risks minus weighted protection; its cuts are solved so that 6.5% of families are multiply vulnerable."""
    risk = (
        p.weight_low_education * (s.maternal_education == 0)
        + p.weight_young * (s.maternal_age < 21)
        + p.weight_no_partner * (1 - s.partner)
        + p.weight_low_literacy * s.low_literacy
        + p.weight_mild_disability * s.mild_disability
        + p.weight_poverty * s.poverty
        + p.weight_problem_debt * s.problem_debt
        + p.weight_not_working * (1 - s.mother_works)
        + p.weight_smoking * s.smoking_before
        + p.weight_substance_use * s.substance_use
        + p.weight_partner_violence * s.partner_violence
        + p.weight_distress * s.parental_distress
        + p.weight_trauma * s.parental_trauma
        + p.weight_unintended * s.unintended
        + p.weight_home * (s.damp_home + s.deprived_area)
    )
    protection = (
        p.weight_social_support * s.social_support
        + p.weight_coping * s.coping
        + p.weight_surroundings * (s.local_amenities + s.care_access)
    )
    return risk - protection
