"""Death: the life table times the person's own states, normalised by age and sex.

Death between 28 days and one year is a logit event; from age 1 the accumulated hazard passes the person's threshold.
The year of death counts half. Equations M1-M2 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit
from ..engine.rng import draw, draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do
from ..vocabulary.state import LAST_AGE
from .work import education_group

TABLE_YEAR = 2023  # of the life table
YOUNG_MOTHER = 20  # the children of mothers under it die more often in the first year
ADULT = 18  # from then placement out of home, and what shares its cause, act on the hazard
ADOLESCENT = 12  # who is first placed from then on dies more than who was younger
GROWN_UP = 20  # from then body weight does
PENSION = 67  # to the year before it who is unfit for work has an illness that is not simulated
OLD, VERY_OLD = 65, 80  # from then smoking adds less to it; from 65 long-term care is dementia and frailty
SETTLED = 26  # by then skills and schooling no longer change


@compiled
def enter_life(s):
    """Who survives the first 28 days lives on year by year."""
    s.alive = s.survived


@compiled
def start_mortality(s):
    s.death_left = draw_threshold(s, do.DEATH)


@compiled
def mortality_year(p, s, ledger, age):
    """Is this the last year? Sets `lived` (1, or a half) and `alive` (0 after the year of death)."""
    if age == 0:
        dies = draw(s, 0, do.INFANT_DEATH) < expit(p.infant_intercept[s.sex] + infant_score(p, s))
        book(ledger, lines.INFANT_DEATHS, 0, 1.0 * dies)
    else:
        update_risk(p, s, age)
        hazard = p.death_hazard[age, s.sex] * s.death_risk
        if p.improvement[s.sex] > 0.0:
            hazard *= math.exp(-p.improvement[s.sex] * max(0, s.birth_year + age - TABLE_YEAR))
        s.death_left -= hazard
        dies = s.death_left <= 0.0 or age == LAST_AGE
    s.lived = 0.5 if dies else 1.0
    s.alive = 0 if dies else 1
    book(ledger, lines.ALIVE[s.sex], age, 1.0)
    book(ledger, lines.LIFE_YEARS[s.sex], age, s.lived)
    if dies:
        book(ledger, lines.DEATHS[s.sex], age, 1.0)
        if age >= s.leaving_age:
            book(ledger, lines.DEATHS_BY_EDUCATION[education_group(s.level)], age, 1.0)


@compiled
def infant_score(p, s):
    """Log odds of death between 28 days and one year."""
    return (
        p.infant_class[s.gestation]
        + p.infant_small * s.small
        + p.infant_smoke * (s.smoking > 0)
        + p.infant_anomaly * s.anomaly
        + p.infant_young * (s.maternal_age < YOUNG_MOTHER)
    )


@compiled
def update_risk(p, s, age):
    """Work the relative hazard out again when a cause has changed (every year to 18, while skills grow)."""
    causes = 1 + s.diabetic + 2 * s.cardiovascular + 4 * s.depressed + 8 * (age < 46) + 16 * s.copd
    causes += 32 * s.smokes + 64 * s.ever_smoked + 128 * s.substance_disorder + 256 * s.bmi_class + 1024 * age_band(age)
    causes += 4096 * (s.disabled and age < PENSION) + 8192 * s.long_term_care
    if age <= SETTLED or causes != s.death_causes:
        s.death_causes = causes
        s.death_risk = math.exp(death_loading(p, s, age) * s.V + death_score(p, s, age))


@compiled
def age_band(age):
    """0 to 64, 1 at 65-79, 2 from 80 on."""
    return 2 if age >= VERY_OLD else (1 if age >= OLD else 0)


@compiled
def death_loading(p, s, age):
    """Loading of death on V; differences between families fade in high age."""
    return p.death_V[s.sex] * (p.death_V_oldest if age >= VERY_OLD else 1.0)


@compiled
def death_score(p, s, age):
    """Log relative hazard of death at age 1 and over, without the loading on V."""
    score = (
        p.death_diabetic[age_band(age)] * s.diabetic
        + p.death_cardiovascular * s.cardiovascular
        + p.death_depressed * s.depressed
        + p.death_copd * s.copd
        + p.death_smokes[age_band(age)] * s.smokes
        + p.death_stopped * (s.ever_smoked - s.smokes)
        + p.death_bmi[s.bmi_class] * (age >= GROWN_UP)
        + p.death_substance * s.substance_disorder
        + p.death_disabled * (s.disabled and age < PENSION)
        + p.death_placed[1 if s.placement_age >= ADOLESCENT else 0] * (s.ever_placed and age >= ADULT)
        + p.death_care_need * s.care_need * (age >= ADULT)
        + p.death_long_term * (s.long_term_care and age >= OLD)
        + p.death_cognitive * s.cognitive
    )
    if s.gestation and age < 46:
        score += p.death_class[s.gestation]
    return score
