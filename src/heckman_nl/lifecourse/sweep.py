"""The second driver: ages outside, persons inside.

The baseline is solved forwards. Before each decision the calibration reads the decision's score for every person (a
*node*), solves the intercept, normaliser or loading on the mean probability, and only then lets everyone live that part
of life. The parts, in the order of a life, are the stage functions that `kernel.py` calls; wages and well-being are read
but not lived, since no decision looks at them. A test proves that both drivers live the same lives.
"""

from ..engine.jit import compiled, entry_point
from .birth import (
    anomaly_score,
    condition,
    duration,
    gestation_noise,
    gestation_score,
    neonatal_score,
    size,
    small_chance,
    small_score,
    stillbirth_chance,
    stillbirth_score,
)
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
    cardiovascular_score,
    chronic_year,
    depression_score,
    depression_year,
    diabetes_score,
    disease_cost,
    remaining_utility,
    start_health,
)
from .household import classify, first_birth_score, household
from .kernel import STAMP, copy
from .mortality import death_score, enter_life, infant_score, mortality_year, start_mortality
from .pregnancy import (
    antenatal,
    distress_score,
    hypertension_score,
    late_booking_score,
    mind,
    smoking,
    smoking_chance,
    smoking_score,
)
from .school import level_score, repeat_score, school_year, special_score, start_school, track_score
from .skills import family_investment, skills_year, start_skills
from .work import EMPLOYED, employment_score, employment_year, start_work, wage_score
from .youthcare import care_score, help_year, maltreatment_score, maltreatment_year, start_youthcare

PARTS = (
    "household", "classify", "mind", "smoking", "antenatal", "duration", "size", "condition", "first_weeks",
    "first_months", "start", "mortality", "early", "maltreatment", "help", "school", "employment", "depression", "chronic",
    "skills",
)  # fmt: skip
PART = {name: number for number, name in enumerate(PARTS)}
NODES = (
    "none", "vulnerability", "distress", "smoking", "throughout", "late_booking", "hypertension", "anomaly", "gestation",
    "small", "small_chance", "gestation_noise", "low_apgar", "stillbirth", "neonatal", "no_kraamzorg", "mood",
    "breastfeeding", "investment", "maltreatment", "asthma", "delay", "overweight", "infant", "care", "special", "repeat",
    "track", "level", "relapse", "first_birth", "death", "employment", "wage", "depression", "diabetes", "cardiovascular", "utility", "disease_cost",
    "cognitive", "socioemotional",
)  # fmt: skip
NODE = {name: number for number, name in enumerate(NODES)}
AT_ONCE = 4  # nodes read in one pass


@compiled
def live_part(part, p, s, fx, ledger, age):
    """One part of life, by its number in PARTS."""
    if part == 0:
        household(p.household, s)
    elif part == 1:
        classify(p.household, s)
    elif part == 2:
        mind(p.pregnancy, s, fx)
    elif part == 3:
        smoking(p.pregnancy, s, fx)
    elif part == 4:
        antenatal(p.pregnancy, s, ledger)
    elif part == 5:
        duration(p.birth, s)
    elif part == 6:
        size(p.birth, s)
    elif part == 7:
        condition(p.birth, s, ledger)
        enter_life(s)
    elif part == 8:
        first_weeks(p.early, s, fx, ledger)
    elif part == 9:
        first_months(p.early, s, fx, ledger)
    elif part == 10:
        start_skills(p.skills, s)
        start_youthcare(p.youthcare, s)
        start_school(s)
        start_work(s)
        start_health(s)
        start_mortality(s)
    else:
        live_yearly_part(part, p, s, fx, ledger, age)


@compiled
def live_yearly_part(part, p, s, fx, ledger, age):
    if part == 11:
        mortality_year(p.mortality, s, ledger, age)
    elif part == 12:
        early_year(p.early, s, fx, ledger, age)
    elif part == 13:
        maltreatment_year(p.youthcare, s, fx, ledger, age)
    elif part == 14:
        help_year(p.youthcare, s, fx, ledger, age)
    elif part == 15:
        school_year(p.school, s, ledger, age)
    elif part == 16:
        employment_year(p.work, s, age)
    elif part == 17:
        depression_year(p.health, s, age)
    elif part == 18:
        chronic_year(p.health, s, age)
    elif part == 19:
        skills_year(p.skills, s, fx, age)


@compiled
def score_birth(node, p, s):
    """Decisions up to 28 days: (score, weight). The weight is the probability of being at risk."""
    if node == 1:
        return s.vulnerability_score, 1.0
    if node == 2:
        return distress_score(p.pregnancy, s), 1.0
    if node == 3:
        return smoking_score(p.pregnancy, s), 1.0 * s.smoking_before
    if node == 4:
        return smoking_score(p.pregnancy, s), s.smoking_before * smoking_chance(p.pregnancy, s)
    if node == 5:
        return late_booking_score(p.pregnancy, s), 1.0
    if node == 6:
        return hypertension_score(p.pregnancy, s), 1.0
    if node == 7:
        return anomaly_score(p.birth, s), 1.0
    if node == 8:
        return gestation_score(p.birth, s), 1.0
    if node == 9:
        return small_score(p.birth, s), 1.0
    if node == 10:
        return small_chance(p.birth, s), 1.0
    if node == 11:
        return gestation_noise(s), 1.0
    if node == 12:
        return p.birth.low_apgar_class[s.gestation], 1.0
    if node == 13:
        return stillbirth_score(p.birth, s), 1.0
    return neonatal_score(p.birth, s), 1.0 - stillbirth_chance(p.birth, s)


@compiled
def score_childhood(node, p, s):
    """Decisions from the first weeks to 16, and birth order: (score, weight)."""
    if node == 15:
        return no_kraamzorg_score(p.early, s), 1.0
    if node == 16:
        return mood_score(p.early, s), 1.0
    if node == 17:
        return breastfeeding_score(p.early, s), 1.0
    if node == 18:
        return family_investment(p.skills, s), 1.0
    if node == 19:
        return maltreatment_score(p.youthcare, s), 1.0
    if node == 20:
        return asthma_score(p.early, s), 1.0
    if node == 21:
        return delay_score(p.early, s), 1.0
    if node == 22:
        return p.early.overweight_V * s.V + overweight_score(p.early, s), 1.0
    if node == 23:
        return infant_score(p.mortality, s), 1.0
    if node == 24:
        return p.youthcare.care_V * s.V + care_score(p.youthcare, s), 1.0
    if node == 25:
        return special_score(p.school, s), 1.0
    if node == 26:
        return repeat_score(p.school, s), 1.0
    if node == 27:
        return p.school.track_V * s.V + track_score(p.school, s), 1.0
    if node == 28:
        return p.school.level_V * s.V + level_score(p.school, s), 1.0
    if node == 29:
        return smoke_score(p.early, s), 1.0 * (s.smoking_before and s.smoking < 2)
    return first_birth_score(p.household, s), 1.0


@compiled
def score_adult(node, p, s, age):
    """Decisions of adult life: (score, weight); hazards are given as logarithms."""
    if node == 31:
        return death_score(p.mortality, s, age), 1.0 * s.alive
    if node == 32:
        at_risk = s.alive and age >= s.leaving_age and age < p.work.retirement_age
        return employment_score(p.work, s) if at_risk else 0.0, 1.0 * at_risk
    if node == 33:
        if s.position != EMPLOYED:
            return 0.0, 0.0
        shocks = p.work.permanent_sd * s.earnings_permanent + 0.5 * p.work.transitory_sd**2
        return wage_score(p.work, s, age) + shocks, 1.0
    if node == 34:
        return p.health.depression_V * s.V + depression_score(p.health, s), 1.0
    if node == 35:
        return diabetes_score(p.health, s), 1.0 - s.diabetic
    if node == 36:
        return cardiovascular_score(p.health, s), 1.0 - s.cardiovascular
    if node == 37:
        return remaining_utility(p.health, s, age), s.lived
    mental, diabetes, vessels = disease_cost(p.health, s, age)
    return mental + diabetes + vessels, s.lived


@compiled
def score(node, p, s, fx, age, scratch):
    """(score, weight) of a node for one person. `socioemotional` must be read straight after `cognitive`."""
    if node <= 14:
        return score_birth(node, p, s)
    if node < 31:
        return score_childhood(node, p, s)
    if node < 39:
        return score_adult(node, p, s, age)
    # skills: the next values before location and shock (both are zero when this is called), on a copy
    if node == 39:
        skills_year(p.skills, scratch, fx, age)
        return scratch.cognitive, 1.0
    return scratch.socioemotional, 1.0


def make_sweep(stamp):
    """See `kernel.make_live_block`."""

    @entry_point
    def sweep(packed, people, parts, age, nodes, ages, scratch, fx, ledger, out):
        """Live parts parts[0]..parts[1] of year `age` for everyone, then read up to four nodes into `out`, (4, 2, n).

        people : (state, ints, gone): records, their integer view, and who died before this year (in the year of death
        itself a person still lives, by half); nodes, ages : (4,), node 0 reads nothing; scratch : (state, ints) of one
        person.
        """
        if stamp == "":
            return
        p = packed[0]
        state, ints, gone = people
        copy_state, copy_ints = scratch
        for i in range(state.shape[0]):
            s = state[i]
            if not gone[i]:
                for part in range(parts[0], parts[1] + 1):
                    live_part(part, p, s, fx[0], ledger[0], age)
            for k in range(AT_ONCE):
                if nodes[k] > 0:
                    if gone[i]:
                        out[k, 0, i], out[k, 1, i] = 0.0, 0.0
                    else:
                        if nodes[k] == 39:
                            copy(ints[i], copy_ints[0])
                        out[k, 0, i], out[k, 1, i] = score(nodes[k], p, s, fx[0], ages[k], copy_state[0])

    return sweep


sweep = make_sweep(STAMP)
