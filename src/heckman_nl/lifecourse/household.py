"""The household at conception, drawn jointly.

Every factor is a threshold on a standard normal that loads on the hidden vulnerability V and on noise of its own:
prevalences, the education gradient and the co-occurrence of risks hold together (equation H1 in
docs/explanation/model.md). No arrow runs between the factors, but that age bounds schooling. The child of a simulated
person is born into the household that this person has become (`heir`, equation N4).
"""

import math

from ..engine.jit import compiled, compiled_once
from ..engine.maths import expit, normal_probability, normal_quantile
from ..engine.rng import alike, draw, draw_normal, draw_pair
from ..vocabulary import processes as do
from .work import EMPLOYED, education_group

YOUNGEST_GRADUATE = 21  # three years of wo after vwo at 18, or four of hbo after havo at 17


@compiled
def latent(s, loading, process):
    """Standard normal that correlates `loading` with the vulnerability of the family; high = unfavourable."""
    return with_V(s, loading, draw_normal(s, 0, process))


@compiled
def with_V(s, loading, noise):
    """Standard normal of which `loading` is the vulnerability of the family and the rest is this noise."""
    return alike(loading, s.V, noise)


@compiled
def present(s, cut, loading, process):
    """1 if a threshold factor is present. `cut` is the packed prevalence: the normal quantile above which it is."""
    return 1 if latent(s, loading, process) > cut else 0


@compiled
def household(p, s):
    """Draw the family of person `s` (keys `seed`, `identity` and `birth_year` are set)."""
    own_traits(s)
    s.G = alike(p.liability_V, s.V, s.G)
    family(p, s)
    s.vulnerability_score = vulnerability_score(p, s)


@compiled
def own_traits(s):
    """The noise of V and of G: what no parent explains; and the mother's proneness to depression, who is drawn."""
    s.V, s.G = draw_normal(s, 0, do.VULNERABILITY), draw_normal(s, 0, do.LIABILITY)
    s.parent_mood = draw_normal(s, 0, do.PARENT_MOOD)


@compiled_once
def family(p, s):
    """All that is drawn on V: who the parents are, how they live, what protects."""
    s.sex = 0 if draw(s, 0, do.SEX) < p.boys else 1
    parents(p, s)
    circumstances(p, s)
    lifestyle(p, s)
    strengths(p, s)


@compiled
def heir(p, s, parent):
    """Draw the family of a child of a simulated parent; `parent` is the record of the year in which the child is born.

    V and G come from the parent's own V and G, and the mother's proneness to depression is that of a simulated mother:
    traits, never what became of the parent; what did become of the parent acts
    where the parent is the cause: the other parent and all other factors are drawn on the child's V.
    """
    own_traits(s)
    s.V = alike(p.heredity_V, parent.V, s.V)
    s.G = alike(0.5, parent.G, s.G)
    if parent.sex == 1:
        s.parent_mood = parent.mood_trait
    family(p, s)
    s.parental_cognition = of_both(s.parental_cognition, parent.cognitive, p.education_cognition * p.education_loading)
    s.coping = of_both(s.coping, parent.socioemotional, p.coping_loading)
    if parent.sex == 1:
        become_mother(p, s, parent)
    else:
        become_father(p, s, parent)
    s.parental_trauma = parent.maltreated
    inherit_distress(p, s, parent)
    inherit_income(p, s, parent)
    s.vulnerability_score = vulnerability_score(p, s)


@compiled
def of_both(drawn, own, loading):
    """Mean trait of two parents, as spread as one if they are as alike as two families with the same V would make them."""
    return 0.5 * (drawn + own) / math.sqrt(0.5 * (1.0 + loading * loading))


@compiled
def become_mother(p, s, parent):
    """The simulated parent is the mother."""
    s.maternal_education = education_group(parent.level)
    s.maternal_age = parent.birth_age
    s.parity = min(parent.children - 1, 2)
    s.smoking_before = smokes_on(parent, smoking_noises(p, s)[0], p.heir_mother_smokes[s.maternal_education])
    s.maternal_obesity = 1 if parent.bmi_class == 2 else 0
    s.mother_works = 1 if parent.position == EMPLOYED else 0


@compiled
def become_father(p, s, parent):
    """The simulated parent is the father; the mother is drawn."""
    s.maternal_age = int(min(49.0, max(15.0, parent.birth_age - p.father_age_gap)))
    s.parity = min(parent.children - 1, 2)
    if s.partner:
        s.partner_education = education_group(parent.level)
        s.partner_smokes = smokes_on(parent, smoking_noises(p, s)[1], p.heir_father_smokes[s.partner_education])


@compiled
def smokes_on(parent, noise, cut):
    """1 if a parent who smokes goes on when a child is planned; the chance is that which decides where no parent is known."""
    return 1 if parent.smokes and noise > cut else 0


@compiled
def inherit_distress(p, s, parent):
    """Psychological problems of either parent: an illness of the simulated one in this year makes them likelier."""
    ill = 1.0 if parent.depressed or parent.anxious else 0.0
    shift = p.heir_distress * (ill - p.heir_distress_centre[parent.sex])
    s.parental_distress = 1 if troubles(p, s) + shift > p.parental_distress_prevalence else 0


@compiled
def inherit_income(p, s, parent):
    """Household income from the parent's own earnings and what is drawn: the other parent's, and all the rest."""
    earned = math.log(max(parent.earnings, p.heir_least_income))
    own = min(3.0, max(-3.0, (earned - p.heir_log_mean[parent.sex]) / p.heir_log_sd[parent.sex]))
    s.income_z = alike(p.heir_own_income, own, s.income_z)
    settle_income(p, s)


@compiled
def classify(p, s):
    """Vulnerability class from the score: none, single, multiple, very."""
    s.vulnerability = 0
    for k in range(3):
        if s.vulnerability_score > p.vulnerability_cuts[k]:
            s.vulnerability = k + 1


@compiled
def advantage(s, weight):
    """How favourable a child's start is: income less vulnerability, each in standard units (`weight` makes the score so)."""
    return s.income_z - weight * s.vulnerability_score


@compiled
def parents(p, s):
    """Who the parents are: education, age, birth order, partner, literacy, disability."""
    uneducated = latent(s, p.education_loading, do.MATERNAL_EDUCATION)
    s.maternal_education = education(p, uneducated)
    s.parental_cognition = alike(p.education_cognition, -uneducated, draw_normal(s, 0, do.PARENTAL_COGNITION))
    s.maternal_age = mothers_age(p, s)
    if s.maternal_age < YOUNGEST_GRADUATE:
        s.maternal_education = min(s.maternal_education, 1)
    birth_order(p, s)
    s.partner = 0 if with_V(s, p.no_partner_loading, alone(p, s)) > p.no_partner_prevalence else 1
    s.partner_education = -1
    if s.partner:
        s.partner_education = education(p, latent(s, p.education_loading, do.PARTNER_EDUCATION))
    unread = alike(p.low_literacy_loading, uneducated, draw_normal(s, 0, do.LOW_LITERACY))
    s.low_literacy = 1 if unread > p.low_literacy_prevalence else 0
    s.mild_disability = present(s, p.mild_disability_prevalence, p.mild_disability_loading, do.MILD_DISABILITY)
    s.multiple = 1 if draw(s, 0, do.MULTIPLE) < p.multiple[min(4, max(0, s.maternal_age // 5 - 4))] else 0


@compiled
def education(p, uneducated):
    """Low, middle or high from the score behind it, high = less schooling."""
    return 0 if uneducated > p.education_low else (1 if uneducated > p.education_below_high else 2)


@compiled
def mothers_age(p, s):
    """Age at birth: of young mothers it tells of V, from an age of her own on, within `age.settled`, it is chance.

    Who is older than that gets another place among all who are, so that the spread of ages stays.
    """
    young = with_V(s, p.age_loading, youth(s))
    chance, place = draw_pair(s, 0, do.LATER_MOTHER)
    settled = p.age_settled[0] + chance * (p.age_settled[1] - p.age_settled[0])
    if young < (p.age_mean - settled) / p.age_sd:
        young = normal_quantile(place * normal_probability((p.age_mean - settled) / p.age_sd))
    age = p.age_mean - p.age_sd * young
    if age < 20.0:
        age = 20.0 - p.age_tail * (20.0 - age)
    return int(min(50.0, max(14.0, math.floor(age))))


@compiled
def youth(s):
    """The noise of young motherhood."""
    return draw_normal(s, 0, do.MATERNAL_AGE)


@compiled
def alone(p, s):
    """The noise of having no partner: like that of young motherhood."""
    return alike(p.no_partner_young, youth(s), draw_normal(s, 0, do.PARTNER))


@compiled
def birth_order(p, s):
    """First, second or later child; it counts for nothing else in the household."""
    first = expit(p.parity_first + first_birth_score(p, s))
    u = draw(s, 0, do.PARITY)
    s.parity = 0 if u < first else (1 if u < first + (1.0 - first) * p.parity_second else 2)


@compiled
def first_birth_score(p, s):
    """Log odds that this is the mother's first child."""
    return p.parity_age * (s.maternal_age - 30.0)


@compiled
def circumstances(p, s):
    """Income, debt, home, neighbourhood, work."""
    s.income_z = -with_V(s, p.poverty_loading, alike(p.poverty_young, youth(s), draw_normal(s, 0, do.INCOME)))
    settle_income(p, s)
    s.problem_debt = present(s, p.problem_debt_prevalence, p.problem_debt_loading, do.PROBLEM_DEBT)
    s.damp_home = present(s, p.damp_home_prevalence, p.damp_home_loading, do.DAMP_HOME)
    s.deprived_area = present(s, p.deprived_area_prevalence, p.deprived_area_loading, do.DEPRIVED_AREA)
    s.mother_works = 1 - present(s, p.not_working_prevalence, p.not_working_loading, do.MOTHER_WORKS)


@compiled
def settle_income(p, s):
    """Poverty and income in euros from income in normal units."""
    s.poverty = 1 if -s.income_z > p.poverty_prevalence else 0
    s.household_income = math.exp(p.income_log_mean + p.income_log_sd * s.income_z)
    if s.poverty == 0 and s.household_income < p.income_line:
        # where a scenario lowers the prevalence, a household is lifted to the line; never so in the baseline
        s.household_income = p.income_line
        s.income_z = (math.log(p.income_line) - p.income_log_mean) / p.income_log_sd


@compiled
def lifestyle(p, s):
    """Habits before pregnancy, violence, psychological problems, intention."""
    smoking_parents(p, s)
    s.alcohol = present(s, p.alcohol_prevalence, p.alcohol_loading, do.ALCOHOL)
    s.maternal_obesity = present(s, p.maternal_obesity_prevalence, p.maternal_obesity_loading, do.MATERNAL_OBESITY)
    s.substance_use = present(s, p.substance_use_prevalence, p.substance_use_loading, do.SUBSTANCE_USE)
    s.partner_violence = present(s, p.partner_violence_prevalence, p.partner_violence_loading, do.PARTNER_VIOLENCE)
    s.parental_distress = 1 if troubles(p, s) > p.parental_distress_prevalence else 0
    s.parental_trauma = present(s, p.parental_trauma_prevalence, p.parental_trauma_loading, do.PARENTAL_TRAUMA)
    s.unintended = present(s, p.unintended_prevalence, p.unintended_loading, do.UNINTENDED)
    unprepared = three_alike(
        (p.no_folic_acid_unintended, draw_normal(s, 0, do.UNINTENDED)),
        (p.no_folic_acid_young, youth(s)),
        draw_normal(s, 0, do.FOLIC_ACID),
    )
    s.folic_acid = 0 if with_V(s, p.no_folic_acid_loading, unprepared) > p.no_folic_acid_prevalence else 1


@compiled
def troubles(p, s):
    """Standard normal behind psychological problems of a parent, with the mother's proneness to depression."""
    prone = alike(p.parental_distress_mood, s.parent_mood, draw_normal(s, 0, do.PARENTAL_DISTRESS))
    return with_V(s, p.parental_distress_loading, prone)


@compiled
def three_alike(first, second, other):
    """Standard normal that correlates with two independent ones, (correlation, normal) each; `other` is the rest."""
    rest = math.sqrt(1.0 - first[0] * first[0] - second[0] * second[0])
    return first[0] * first[1] + second[0] * second[1] + rest * other


@compiled
def smoking_parents(p, s):
    """Smoking of mother and partner."""
    own, other = smoking_noises(p, s)
    mother, father = p.smoking_before_loading, p.partner_smokes_loading
    s.smoking_before = 1 if with_V(s, mother, own) > p.smoking_before_prevalence else 0
    s.partner_smokes = 1 if s.partner and with_V(s, father, other) > p.partner_smokes_prevalence else 0


@compiled
def smoking_noises(p, s):
    """The noises of the smoking of mother and partner: alike beyond V, and so are smoking and having no partner."""
    own = alike(p.smoking_before_single, alone(p, s), draw_normal(s, 0, do.SMOKING_BEFORE))
    return own, alike(p.partner_smokes_alike, own, draw_normal(s, 0, do.PARTNER_SMOKES))


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
