"""The second driver: ages outside, persons inside.

The baseline is solved forwards. Before each decision the calibration reads the decision's score for every person (a
*node*), solves the intercept, normaliser or loading on the mean probability, and only then lets everyone live that part
of life. The parts, in the order of a life, are the stage functions that `kernel.py` calls; wages and well-being are read
but not lived, since no decision looks at them. A test proves that both drivers live the same lives.
"""

import math
from enum import IntEnum

from ..engine.jit import compiled, entry_point, prefetch_record
from ..vocabulary.state import COMPACT, FIELDS, MOST_CHILDREN
from .adolescence import (
    SETTLED as HABITS_SETTLED,
)
from .adolescence import (
    SPELL,
    crime_year,
    habits_year,
    offending_score,
    smoking_inclination,
    smoking_noise,
    smoking_passing,
    smoking_stay,
    substance_inclination,
    substance_order,
)
from .birth import (
    anomaly,
    anomaly_score,
    condition,
    duration,
    gestation_noise,
    gestation_score,
    low_apgar_score,
    neonatal_score,
    size,
    small_chance,
    small_score,
    stillbirth_chance,
    stillbirth_score,
)
from .care import care_year, dependence_cost, dependence_year, long_term_score, support_score
from .chance import chance_year
from .early import (
    asthma_score,
    breastfeeding_score,
    delay_score,
    early_year,
    first_months,
    first_weeks,
    mood_score,
    no_kraamzorg_score,
    overweight_score,
    smoke_score,
)
from .health import (
    adult_asthma_score,
    anxiety_score,
    cardiovascular_score,
    chronic_year,
    copd_score,
    depression_score,
    diabetes_score,
    disease_cost,
    mood_year,
    remaining_utility,
    weight_loading,
    weight_score,
    weight_year,
    wellbeing_year,
)
from .household import birth_order, classify, first_birth_score, household
from .kernel import STAMP, start_years
from .mortality import death_loading, death_score, enter_life, infant_score, mortality_year
from .nextgen import children_year, fertility_score
from .parents import LAST_FERTILE, is_followed, mother_mood_score, mother_work_score, mother_year, next_birth_score
from .pregnancy import (
    antenatal,
    distress_score,
    hypertension_score,
    late_booking_score,
    mind,
    safety,
    smoking,
    smoking_chance,
    smoking_score,
)
from .school import level_score, repeat_score, school_year, special_score, track_score
from .skills import family_investment, grow, skills_year
from .work import EMPLOYED, disability_score, employment_score, employment_year, wage_score, wage_year
from .youthcare import care_score, help_year, maltreatment_score, maltreatment_year

Part = IntEnum(  # the parts of a life, in its order
    "Part",
    "HOUSEHOLD BIRTH_ORDER CLASSIFY SAFETY MIND SMOKING ANTENATAL ANOMALY DURATION SIZE CONDITION FIRST_WEEKS FIRST_MONTHS START CHANCE MORTALITY MOTHER "
    "EARLY MALTREATMENT HELP SCHOOL HABITS CHILDREN DEPENDENCE EMPLOYMENT CRIME MOOD WEIGHT CHRONIC SKILLS "
    "WAGE WELLBEING CARE",
    start=0,
)  # the last three follow crime and chronic disease in a life; the calibration reads them and does not live them
Node = IntEnum(  # the decisions whose scores can be read, in the order of a life
    "Node",
    "VULNERABILITY DISTRESS SMOKING THROUGHOUT LATE_BOOKING HYPERTENSION ANOMALY GESTATION SMALL SMALL_CHANCE "
    "GESTATION_NOISE LOW_APGAR STILLBIRTH NEONATAL NO_KRAAMZORG MOOD BREASTFEEDING INVESTMENT MALTREATMENT ASTHMA "
    "DELAY OVERWEIGHT INFANT CARE SPECIAL REPEAT TRACK LEVEL RELAPSE FIRST_BIRTH MOTHER_MOOD MOTHER_WORK NEXT_BIRTH "
    "DEATH SMOKES SMOKING_NOISE SUBSTANCE OFFENDING FERTILITY LONG_TERM SUPPORT EMPLOYMENT DISABILITY WAGE DEPRESSION ANXIETY WEIGHT ADULT_ASTHMA DIABETES "
    "CARDIOVASCULAR COPD UTILITY CARE_COST SKILLS",
    start=0,
)
OWN = [COMPACT.fields[field.name][1] // 8 for field in FIELDS if field.owner == "skills"]
SKILLS = slice(OWN[0], OWN[-1] + 1)  # the words of what a period of skills may change, which lie together in the record
FIRST_OF_SKILLS = SKILLS.start
AHEAD = 4  # persons: their records are asked for while those before them live


@compiled
def live_part(part, p, s, fx, ledger, age):
    """One part of life, by its number."""
    if part == Part.HOUSEHOLD:
        household(p.household, s)
    elif part == Part.BIRTH_ORDER:
        birth_order(p.household, s)
    elif part == Part.CLASSIFY:
        classify(p.household, s)
    elif part == Part.SAFETY:
        safety(p.pregnancy, s, fx)
    elif part == Part.MIND:
        mind(p.pregnancy, s, fx)
    elif part == Part.SMOKING:
        smoking(p.pregnancy, s, fx)
    elif part == Part.ANTENATAL:
        antenatal(p.pregnancy, s, fx, ledger)
    elif part == Part.ANOMALY:
        anomaly(p.birth, s, fx)
    elif part == Part.DURATION:
        duration(p.birth, s, fx)
    elif part == Part.SIZE:
        size(p.birth, s, fx)
    elif part == Part.CONDITION:
        condition(p.birth, s, ledger)
        enter_life(s)
    elif part == Part.FIRST_WEEKS:
        first_weeks(p.early, s, fx, ledger)
    elif part == Part.FIRST_MONTHS:
        first_months(p.early, s, fx, ledger)
    elif part == Part.START:
        start_years(p, s)
    else:
        live_yearly_part(part, p, s, fx, ledger, age)


@compiled
def live_yearly_part(part, p, s, fx, ledger, age):
    if part == Part.CHANCE:
        chance_year(s, age, is_followed(s, age))
    elif part == Part.MORTALITY:
        mortality_year(p.mortality, s, ledger, age)
    elif part == Part.MOTHER:
        mother_year(p.parents, s, fx, ledger, age)
    elif part == Part.EARLY:
        early_year(p.early, s, fx, ledger, age)
    elif part == Part.MALTREATMENT:
        maltreatment_year(p.youthcare, s, fx, ledger, age)
    elif part == Part.HELP:
        help_year(p.youthcare, s, fx, ledger, age)
    elif part == Part.SCHOOL:
        school_year(p.school, s, fx, ledger, age)
    elif part == Part.HABITS:
        habits_year(p.adolescence, s, ledger, age)
    elif part == Part.CHILDREN:
        children_year(p.nextgen, s, ledger, age)
    elif part == Part.DEPENDENCE:
        dependence_year(p.care, s, ledger, age)
    else:
        live_late_part(part, p, s, fx, ledger, age)


@compiled
def live_late_part(part, p, s, fx, ledger, age):
    """The second half of a year: work, health, skills."""
    if part == Part.EMPLOYMENT:
        employment_year(p.work, s, age)
    elif part == Part.CRIME:
        crime_year(p.adolescence, s, ledger, age)
    elif part == Part.MOOD:
        mood_year(p.health, s, ledger, age)
    elif part == Part.WEIGHT:
        weight_year(p.health, s, fx, age)
    elif part == Part.CHRONIC:
        chronic_year(p.health, s, age)
    elif part == Part.SKILLS:
        skills_year(p.skills, s, fx, age)
    elif part == Part.WAGE:
        wage_year(p.work, s, ledger, age)
    elif part == Part.WELLBEING:
        wellbeing_year(p.health, s, ledger, age)
    elif part == Part.CARE:
        care_year(p.care, s, ledger, age)


@compiled
def score_birth(node, p, s):
    """Decisions up to 28 days: (score, weight). The weight is the probability of being at risk."""
    if node == Node.VULNERABILITY:
        return s.vulnerability_score, 1.0
    if node == Node.DISTRESS:
        return distress_score(p.pregnancy, s), 1.0
    if node == Node.SMOKING:
        return smoking_score(p.pregnancy, s), 1.0 * s.smoking_before
    if node == Node.THROUGHOUT:
        return smoking_score(p.pregnancy, s), s.smoking_before * smoking_chance(p.pregnancy, s)
    if node == Node.LATE_BOOKING:
        return late_booking_score(p.pregnancy, s), 1.0
    if node == Node.HYPERTENSION:
        return hypertension_score(p.pregnancy, s), 1.0
    if node == Node.ANOMALY:
        return anomaly_score(p.birth, s), 1.0
    if node == Node.GESTATION:
        return gestation_score(p.birth, s), 1.0
    if node == Node.SMALL:
        return small_score(p.birth, s), 1.0
    if node == Node.SMALL_CHANCE:
        return small_chance(p.birth, s, 0.0), 1.0
    if node == Node.GESTATION_NOISE:
        return gestation_noise(s), 1.0
    if node == Node.LOW_APGAR:
        return low_apgar_score(p.birth, s), 1.0
    if node == Node.STILLBIRTH:
        return stillbirth_score(p.birth, s), 1.0
    return neonatal_score(p.birth, s), 1.0 - stillbirth_chance(p.birth, s)


@compiled
def score_childhood(node, p, s, age):
    """Decisions from the first weeks to 16, and birth order: (score, weight)."""
    if node == Node.NO_KRAAMZORG:
        return no_kraamzorg_score(p.early, s), 1.0
    if node == Node.MOOD:
        return mood_score(p.early, s), 1.0
    if node == Node.BREASTFEEDING:
        return breastfeeding_score(p.early, s), 1.0
    if node == Node.INVESTMENT:
        return family_investment(p.skills, s), 1.0
    if node == Node.MALTREATMENT:
        return maltreatment_score(p.youthcare, s), 1.0
    if node == Node.ASTHMA:
        return p.early.asthma_V * s.V + asthma_score(p.early, s), 1.0
    if node == Node.DELAY:
        return delay_score(p.early, s), 1.0
    if node == Node.OVERWEIGHT:
        return p.early.overweight_V * s.V + overweight_score(p.early, s), 1.0
    if node == Node.INFANT:
        return infant_score(p.mortality, s), 1.0
    if node == Node.CARE:
        return p.youthcare.care_V * s.V + care_score(p.youthcare, s, age), 1.0
    if node == Node.SPECIAL:
        return special_score(p.school, s), 1.0 - s.special_education
    if node == Node.REPEAT:
        return repeat_score(p.school, s), 1.0 - s.repeated
    if node == Node.TRACK:
        return p.school.track_V * s.V + track_score(p.school, s), 1.0
    if node == Node.LEVEL:
        return p.school.level_V * s.V + level_score(p.school, s), 1.0
    if node == Node.RELAPSE:
        return smoke_score(p.early, s), 1.0 * (s.smoking_before and s.smoking < 2)
    return first_birth_score(p.household, s), 1.0


@compiled
def score_family(node, p, s, age):
    """The mother after the birth: (score, weight)."""
    at_risk = 1.0 * is_followed(s, age)
    if node == Node.MOTHER_MOOD:
        return mother_mood_score(p.parents, s), at_risk
    if node == Node.MOTHER_WORK:
        return mother_work_score(p.parents, s), at_risk
    return next_birth_score(p.parents, s), 1.0 * (s.maternal_age + age <= LAST_FERTILE)


@compiled
def score_habits(node, p, s, age):
    """Death, habits, crime, children, dependence: (score, weight). Smoking and addiction: what is compared with the cut."""
    if node == Node.DEATH:
        return death_loading(p.mortality, s, age) * s.V + death_score(p.mortality, s, age), 1.0 * s.alive
    if node == Node.SMOKES:
        kept = age > HABITS_SETTLED and age % SPELL
        risk = s.smoking_risk if kept else smoking_inclination(p.adolescence, s)
        return risk + smoking_stay(p.adolescence, s, age), 1.0 * s.alive
    if node == Node.SMOKING_NOISE:
        weight = smoking_passing(p.adolescence) * math.sqrt(1.0 - p.adolescence.smoking_persistence**2)
        return weight * smoking_noise(s, age - 1), weight
    if node == Node.SUBSTANCE:
        kept = age > HABITS_SETTLED and age % SPELL
        risk = s.substance_risk if kept else substance_inclination(p.adolescence, s)
        return risk + substance_order(p.adolescence, s, age), 1.0 * s.alive
    if node == Node.OFFENDING:
        q = p.adolescence
        noise = math.sqrt(q.offending_persistence) * s.offending_trait
        return noise + q.offending_V * s.V + offending_score(q, s, age), 1.0 * s.alive
    if node == Node.FERTILITY:
        return fertility_score(p.nextgen, s, age), 1.0 * (s.children < MOST_CHILDREN)
    if node == Node.LONG_TERM:
        return long_term_score(p.care, s), 1.0 - s.long_term_care
    return support_score(p.care, s), 1.0 * (s.long_term_care == 0 and s.wmo_support == 0)


@compiled
def score_adult(node, p, s, age):
    """Work, health and care: (score, weight); hazards are given as logarithms."""
    if node == Node.EMPLOYMENT:
        at_risk = s.alive and age >= s.leaving_age and age < p.work.retirement_age
        new = 0 if age > HABITS_SETTLED else s.gave_birth  # read before this year's children are born, or after
        return employment_score(p.work, s, age, s.children > new) if at_risk else 0.0, 1.0 * at_risk
    if node == Node.DISABILITY:
        at_risk = (
            s.alive
            and age >= s.leaving_age
            and age < p.work.retirement_age
            and s.disabled == 0
            and s.long_term_care == 0
        )
        return disability_score(p.work, s) if at_risk else 0.0, 1.0 * at_risk
    if node == Node.WAGE:
        if s.position != EMPLOYED:
            return 0.0, 0.0
        shocks = p.work.permanent_sd * s.earnings_permanent + 0.5 * p.work.transitory_sd**2
        return wage_score(p.work, s, age) + shocks, 1.0
    if node == Node.DEPRESSION:
        return p.health.depression_V * s.V + depression_score(p.health, s, age), 1.0 - s.depressed
    if node == Node.ANXIETY:
        return p.health.anxiety_V * s.V + anxiety_score(p.health, s, age), 1.0 - s.anxious
    if node == Node.WEIGHT:
        return s.bmi_noise + weight_loading(p.health, age) * s.V + weight_score(p.health, s), 1.0
    if node == Node.ADULT_ASTHMA:
        return adult_asthma_score(p.health, s), 1.0 - s.asthmatic
    if node == Node.DIABETES:
        return diabetes_score(p.health, s, age), 1.0 - s.diabetic
    if node == Node.CARDIOVASCULAR:
        return cardiovascular_score(p.health, s), 1.0 - s.cardiovascular
    if node == Node.COPD:
        return copd_score(p.health, s), 1.0 - s.copd
    if node == Node.UTILITY:
        return remaining_utility(p.health, s, age), s.lived
    mental, diabetes, vessels, lungs = disease_cost(p.health, s, age)
    long_term, support = dependence_cost(p.care, s, age)
    return mental + diabetes + vessels + lungs + long_term + support, s.lived


@compiled
def score(node, p, s, age):
    """(score, weight) of a node for one person."""
    if node <= Node.NEONATAL:
        return score_birth(node, p, s)
    if node < Node.MOTHER_MOOD:
        return score_childhood(node, p, s, age)
    if node < Node.DEATH:
        return score_family(node, p, s, age)
    if node < Node.EMPLOYMENT:
        return score_habits(node, p, s, age)
    return score_adult(node, p, s, age)


@compiled
def next_skills(p, s, ints, fx, age, kept):
    """Next cognitive and socio-emotional skill before the shock; the record is put back as it was."""
    for k in range(kept.shape[0]):
        kept[k] = ints[FIRST_OF_SKILLS + k]
    grow(p.skills, s, fx, age // 2, 0.0, 0.0)
    found = s.cognitive, s.socioemotional
    for k in range(kept.shape[0]):
        ints[FIRST_OF_SKILLS + k] = kept[k]
    return found


def make_sweep(stamp):
    """See `kernel.make_live_block`."""

    @entry_point
    def sweep(packed, people, parts, age, nodes, ages, kept, fx, ledger, out):
        """Live parts parts[0]..parts[1] of year `age` for everyone, then read nodes into `out`, (nodes, 2, n).

        people : (state, ints, gone): records, their integer view, and who died before this year (in the year of death
        itself a person still lives, by half); nodes, ages : (nodes,); kept : room for the fields that skills own. `skills`
        gives the two skills, every other node a score and a weight.
        """
        if stamp == "":
            return
        p = packed[0]
        state, ints, gone = people
        for i in range(state.shape[0]):
            s = state[i]
            if i + AHEAD < state.shape[0]:
                prefetch_record(state, i + AHEAD)
            if not gone[i]:
                for part in range(parts[0], parts[1] + 1):
                    live_part(part, p, s, fx[0], ledger[0], age)
            for k in range(nodes.shape[0]):
                if gone[i]:
                    out[k, 0, i], out[k, 1, i] = 0.0, 0.0
                elif nodes[k] == Node.SKILLS:
                    out[k, 0, i], out[k, 1, i] = next_skills(p, s, ints[i], fx[0], ages[k], kept)
                else:
                    out[k, 0, i], out[k, 1, i] = score(nodes[k], p, s, ages[k])

    return sweep


sweep = make_sweep(STAMP)
