"""Health: body weight, depression and anxiety, diabetes, heart and vessels, lungs, quality of life.

Depression, anxiety and asthma are recurrent: the next state is drawn from one uniform, in order of badness, so that a
lower risk never makes anyone worse. Diabetes, cardiovascular disease and COPD happen once, when the accumulated hazard passes the
person's own threshold. Body weight is a latent normal, cut into classes by age and sex. Quality of life is multiplicative on a
solved norm. Care is in `care.py`. Equations Z1-Z8 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit, steeper
from ..engine.rng import alike, draw, draw_normal, draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do
from .chance import draw_yearly
from .work import education_group

FIRST_WEIGHT, FIRST_DEPRESSION, FIRST_CHRONIC, ADULT = 4, 12, 20, 18
GROWN = 20  # from then on a part of body weight is lifelong
LATER = 55  # from here on body weight tells less about diabetes
BELOW, RARE = -2.0, 0.2387  # expit(-2) is under 0.11925
ODDS = math.sqrt(3.0) / math.pi  # 0.551: of a normal in log odds
DECADE = 10  # years after which the own part of body weight is renewed


@compiled
def start_health(p, s):
    s.diabetes_left = draw_threshold(s, do.DIABETES)
    s.cardiovascular_left = draw_threshold(s, do.CARDIOVASCULAR)
    s.copd_left = draw_threshold(s, do.COPD)
    s.mood_trait = alike(p.depression_heredity, s.parent_mood, draw_normal(s, 0, do.MOOD_TRAIT))
    s.mood_young = alike(p.depression_young, s.mood_trait, draw_normal(s, 0, do.MOOD_YOUNG))
    s.bmi_noise = weight_noise(s, FIRST_WEIGHT)


@compiled
def mood_year(p, s, ledger, age):
    """A depressive disorder this year, an anxiety disorder without it, or neither."""
    if age < FIRST_DEPRESSION:
        return
    u = draw_yearly(s, age, do.DEPRESSION)
    low = p.depression_normaliser[age, s.sex] + p.depression_V * s.V + depression_score(p, s, age)
    worried = p.anxiety_normaliser[age, s.sex] + p.anxiety_V * s.V + anxiety_score(p, s, age)
    was_low, was_worried = s.depressed, s.anxious
    s.depressed, s.anxious = 0, 0
    if u >= RARE and low < BELOW and worried < BELOW and not (was_low or was_worried):
        return  # both chances are under 0.1193, so their sum is under RARE: no exponential is needed
    chance = expit(low)
    if was_low:
        chance = max(p.depression_stays, chance)
    if u < chance:
        s.depressed, s.ever_depressed = 1, 1
        if age == ADULT or (age > ADULT and was_low == 0):
            book(ledger, lines.NEW_DEPRESSED, age, 1.0)
        return
    second = expit(worried)
    if was_worried:
        second = max(p.anxiety_stays, second)
    if u < chance + (1.0 - chance) * second:
        s.anxious = 1
        if age == ADULT or (age > ADULT and was_worried == 0):
            book(ledger, lines.NEW_ANXIOUS, age, 1.0)


@compiled
def weight_year(p, s, fx, age):
    """Class of body weight, from 4; its own part is renewed every ten years."""
    if age < FIRST_WEIGHT:
        return
    risk = s.bmi_noise + weight_loading(p, age) * s.V + weight_score(p, s)
    risk += ODDS * fx.child_overweight * (age < ADULT)
    s.bmi_class = 0
    for k in range(2):
        if risk > p.bmi_cuts[age, k, s.sex]:
            s.bmi_class = k + 1
    if age % DECADE == DECADE - 1:
        renew_weight(p, s, age)


@compiled
def weight_noise(s, age):
    """What is new in the own part of body weight."""
    return draw_normal(s, age, do.BODY_WEIGHT)


@compiled
def renew_weight(p, s, age):
    """The own part of body weight of the next ten years; from 20 on a part of it is lifelong, and the rest passes."""
    lasting = p.bmi_lasting[s.sex]
    if age < GROWN:
        s.bmi_noise = alike(p.bmi_persistence[age // DECADE], s.bmi_noise, weight_noise(s, age))
        s.bmi_trait = alike(math.sqrt(lasting), s.bmi_noise, draw_normal(s, 0, do.WEIGHT_TRAIT))
    else:
        trait, new = math.sqrt(lasting) * s.bmi_trait, math.sqrt(1.0 - lasting) * weight_noise(s, age)
        s.bmi_noise = trait + alike(p.bmi_passing[s.sex], s.bmi_noise - trait, new)


@compiled
def weight_loading(p, age):
    """Loading of body weight on V."""
    return p.bmi_V_child if age < ADULT else p.bmi_V


@compiled
def weight_score(p, s):
    """Body weight on the normal scale, without its own part and the loading on V."""
    score = p.bmi_child * s.overweight + p.bmi_mother * s.maternal_obesity + p.bmi_maltreated * s.maltreated
    score += p.bmi_smokes * s.smokes
    if s.level >= 0:
        score += p.bmi_level[s.level]
    return score


@compiled
def chronic_year(p, s, age):
    """Onset of heart disease, diabetes and COPD; diabetes acts on heart and vessels, asthma on COPD from the next year on."""
    s.new_cardiovascular = 0
    if age < FIRST_CHRONIC:
        asthma_year(p, s, age)
        return
    if s.cardiovascular == 0:
        heart_year(p, s, age)
    if s.diabetic == 0:
        causes = 1 + s.bmi_class + 3 * s.ever_depressed + 6 * (age >= LATER) + 12 * s.smokes + 24 * s.ever_smoked
        if causes != s.diabetes_causes:
            s.diabetes_causes, s.diabetes_risk = causes, math.exp(diabetes_score(p, s, age))
        s.diabetes_left -= p.diabetes_hazard[age, s.sex] * s.diabetes_risk
        s.diabetic = 1 if s.diabetes_left <= 0.0 else 0
    if s.copd == 0:
        causes = 1 + s.smokes + 2 * s.ever_smoked + 4 * s.asthmatic
        if causes != s.copd_causes:
            s.copd_causes, s.copd_risk = causes, math.exp(copd_score(p, s))
        s.copd_left -= p.copd_hazard[age, s.sex] * s.copd_risk
        s.copd = 1 if s.copd_left <= 0.0 else 0
    asthma_year(p, s, age)


@compiled
def asthma_year(p, s, age):
    """Asthma is that of childhood, of which a part is left at 18; from 20 on it stops, comes back and begins."""
    if age < ADULT:
        s.asthmatic = s.asthma
    elif age == ADULT and s.asthma:
        s.asthmatic = 1 if draw(s, 0, do.ASTHMA_PERSISTS) < p.asthma_adult_persists[s.sex] else 0
    elif age >= FIRST_CHRONIC:
        adult_asthma(p, s, age)
    if s.asthmatic:
        s.ever_asthmatic = 1


@compiled
def adult_asthma(p, s, age):
    u = draw_yearly(s, age, do.ADULT_ASTHMA)
    score = adult_asthma_score(p, s)
    if not s.asthmatic:
        score += p.asthma_adult_normaliser[age, s.sex]
        if u >= RARE and score < BELOW:
            return  # the chance is under 0.1193: no exponential is needed
    s.asthmatic = 1 if u < expit(score) else 0


@compiled
def adult_asthma_score(p, s):
    """Log odds of asthma this year: of keeping it, or without the normaliser of beginning."""
    weight = p.asthma_adult_weight[s.bmi_class]
    if s.asthmatic:
        return math.log((1.0 - p.asthma_adult_remits) / p.asthma_adult_remits) + weight
    return p.asthma_adult_before * s.ever_asthmatic + p.asthma_adult_depressed * s.ever_depressed + weight


@compiled
def heart_year(p, s, age):
    """Onset of coronary heart disease or stroke."""
    causes = 1 + s.diabetic + 2 * s.ever_depressed + 4 * s.smokes + 8 * s.ever_smoked + 16 * s.bmi_class
    if causes != s.cardiovascular_causes:
        s.cardiovascular_causes, s.cardiovascular_risk = causes, math.exp(cardiovascular_score(p, s))
    s.cardiovascular_left -= p.cardiovascular_hazard[age, s.sex] * s.cardiovascular_risk
    s.new_cardiovascular = 1 if s.cardiovascular_left <= 0.0 else 0
    s.cardiovascular = s.new_cardiovascular


@compiled
def wellbeing_year(p, s, ledger, age):
    """Quality of life and disease care of this year."""
    s.utility = p.utility_norm[age, s.sex] * remaining_utility(p, s, age)
    book(ledger, lines.QALY_CHILD, age, s.lived * s.utility)
    book_disease(p, s, ledger, age)
    count_health(s, ledger, age)


@compiled
def depression_score(p, s, age):
    """Log odds of an episode for who is well, without normaliser and loading on V."""
    return among_traits(
        p,
        s,
        age,
        p.depression_recurrence * s.ever_depressed
        + p.depression_maltreated * s.maltreated
        + p.depression_socioemotional * s.socioemotional
        + p.depression_G * s.G
        + p.depression_no_work * (1 <= s.position <= 4)
        + p.depression_obese * (s.bmi_class == 2)
        + p.depression_copd * s.copd
        + p.depression_asthma * s.asthmatic
        + p.depression_small * s.small
        + p.depression_mother * s.mother_depressed_to_17,
    )


@compiled
def anxiety_score(p, s, age):
    """Log odds of an anxiety disorder without normaliser and loading on V."""
    return among_traits(
        p,
        s,
        age,
        p.anxiety_maltreated * s.maltreated
        + p.anxiety_socioemotional * s.socioemotional
        + p.anxiety_G * s.G
        + p.anxiety_no_work * (1 <= s.position <= 4),
    )


@compiled
def among_traits(p, s, age, causes):
    """Log odds with the trait, of youth or of adults: causes are scaled so that over all traits they move the log odds as published."""
    trait = s.mood_young if age < ADULT else s.mood_trait
    return steeper(p.depression_trait) * causes + p.depression_trait * trait


@compiled
def diabetes_score(p, s, age):
    """Log relative hazard of type 2 diabetes."""
    return (
        p.diabetes_V * s.V
        + p.diabetes_bmi[s.bmi_class] * (p.diabetes_bmi_later if age >= LATER else 1.0)
        + p.diabetes_smokes * s.smokes
        + p.diabetes_stopped * (s.ever_smoked - s.smokes)
        + p.diabetes_depressed * s.ever_depressed
        + p.diabetes_preterm * (s.gestation > 0)
        + p.diabetes_small * s.small
        + p.diabetes_maltreated * s.maltreated
        + p.diabetes_level[s.level]
    )


@compiled
def cardiovascular_score(p, s):
    """Log relative hazard of coronary heart disease or stroke."""
    return (
        p.cardiovascular_V * s.V
        + p.cardiovascular_smokes * s.smokes
        + p.cardiovascular_stopped * (s.ever_smoked - s.smokes)
        + p.cardiovascular_bmi[s.bmi_class]
        + p.cardiovascular_diabetic * s.diabetic
        + p.cardiovascular_preterm * (s.gestation > 0)
        + p.cardiovascular_maltreated * s.maltreated
        + p.cardiovascular_depressed * s.ever_depressed
        + p.cardiovascular_level[s.level]
    )


@compiled
def copd_score(p, s):
    """Log relative hazard of chronic obstructive pulmonary disease."""
    return (
        p.copd_V * s.V
        + p.copd_smokes * s.smokes
        + p.copd_stopped * (s.ever_smoked - s.smokes)
        + p.copd_asthma * s.asthmatic
        + p.copd_class[s.gestation]
    )


@compiled
def remaining_utility(p, s, age):
    """Quality of life as a share of what it is without the simulated conditions."""
    left = 1.0
    if s.depressed:
        left *= 1.0 - p.utility_depression / p.utility_reference
    elif s.anxious:
        left *= 1.0 - p.utility_anxiety / p.utility_reference
    if s.substance_disorder:
        left *= 1.0 - p.utility_substance / p.utility_reference
    if s.bmi_class == 2:
        left *= 1.0 - p.utility_obese / p.utility_reference
    if s.diabetic:
        left *= 1.0 - p.utility_diabetes / p.utility_reference
    if s.cardiovascular:
        left *= 1.0 - p.utility_cardiovascular / p.utility_reference
    if s.copd:
        left *= 1.0 - p.utility_copd / p.utility_reference
    elif s.asthmatic:
        left *= 1.0 - p.utility_asthma / p.utility_reference
    if s.gestation >= 3:
        left *= 1.0 - p.utility_very_preterm / p.utility_reference
    return left


@compiled
def disease_cost(p, s, age):
    """Care booked under a disease this year, EUR: mental (to 17 it is youth care), diabetes, heart and vessels, lungs."""
    adult = age >= ADULT
    return (
        adult * (p.depression_cost * s.depressed + p.anxiety_cost * s.anxious),
        p.diabetes_cost * s.diabetic,
        p.cardiovascular_first_cost * s.new_cardiovascular
        + p.cardiovascular_cost * (s.cardiovascular - s.new_cardiovascular),
        p.copd_cost * s.copd + adult * p.asthma_adult_cost * s.asthmatic,
    )


@compiled
def book_disease(p, s, ledger, age):
    """Care by disease."""
    mental, diabetes, vessels, lungs = disease_cost(p, s, age)
    disease = mental + diabetes + vessels + lungs
    if disease > 0.0:
        book(ledger, lines.MENTAL_ZVW, age, -s.lived * mental)
        book(ledger, lines.DIABETES_ZVW, age, -s.lived * diabetes)
        book(ledger, lines.CARDIOVASCULAR_ZVW, age, -s.lived * vessels)
        book(ledger, lines.RESPIRATORY_ZVW, age, -s.lived * lungs)
        book(ledger, lines.CARE_COST[s.sex], age, s.lived * disease)


@compiled
def count_health(s, ledger, age):
    """Person-years by state."""
    book(ledger, lines.UTILITY[s.sex], age, s.lived * s.utility)
    count_state(s, ledger, age, s.depressed, lines.DEPRESSED, lines.DEPRESSED_BY_EDUCATION)
    count_state(s, ledger, age, s.anxious, lines.ANXIOUS, lines.ANXIOUS_BY_EDUCATION)
    count_state(s, ledger, age, s.diabetic, lines.DIABETIC, lines.DIABETIC_BY_EDUCATION)
    count_state(s, ledger, age, s.cardiovascular, lines.WITH_CARDIOVASCULAR, lines.CARDIOVASCULAR_BY_EDUCATION)
    if s.new_cardiovascular:
        book(ledger, lines.NEW_CARDIOVASCULAR, age, s.lived)
    count_state(s, ledger, age, s.copd, lines.WITH_COPD, lines.COPD_BY_EDUCATION)
    count_state(s, ledger, age, s.bmi_class == 2, lines.OBESE, lines.OBESE_BY_EDUCATION)
    if s.bmi_class > 0:
        book(ledger, lines.OVERWEIGHT[s.sex], age, s.lived)
    if s.asthmatic:
        book(ledger, lines.ASTHMATICS[s.sex], age, s.lived)


@compiled
def count_state(s, ledger, age, present, by_sex, by_education):
    """A year with a state, by sex and, once education is completed, by own education."""
    if present:
        book(ledger, by_sex[s.sex], age, s.lived)
        if age >= s.leaving_age:
            book(ledger, by_education[education_group(s.level)], age, s.lived)
