"""Health from 12: depression, type 2 diabetes, cardiovascular disease, quality of life and care.

Depression is recurrent: the next state is drawn, ill if the uniform falls below its chance, so that a lower risk never
makes anyone worse. Diabetes and cardiovascular disease happen once, when the accumulated hazard passes the person's own
threshold. Quality of life is multiplicative on a solved norm; residual care is solved to total spending by age.
Equations Z1-Z6 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit
from ..engine.rng import draw_threshold, draw_yearly
from ..vocabulary import lines
from ..vocabulary import processes as do
from .work import education_group

FIRST_DEPRESSION, FIRST_CHRONIC, ADULT = 12, 20, 18


@compiled
def start_health(s):
    s.diabetes_left = draw_threshold(s, do.DIABETES)
    s.cardiovascular_left = draw_threshold(s, do.CARDIOVASCULAR)


@compiled
def depression_year(p, s, age):
    """A depressive disorder this year or not."""
    if age >= FIRST_DEPRESSION:
        u, s.depression_spare = draw_yearly(s, age, do.DEPRESSION, s.depression_spare)
        s.depressed = 1 if u < depression_chance(p, s, age) else 0
        if s.depressed:
            s.ever_depressed = 1


@compiled
def chronic_year(p, s, age):
    """Onset of cardiovascular disease and of diabetes; diabetes acts on heart and vessels from the next year on."""
    s.new_cardiovascular = 0
    if age < FIRST_CHRONIC:
        return
    if s.cardiovascular == 0:
        causes = 1 + s.diabetic + 2 * s.ever_depressed
        if causes != s.cardiovascular_causes:
            s.cardiovascular_causes = causes
            s.cardiovascular_risk = math.exp(cardiovascular_score(p, s))
        s.cardiovascular_left -= p.cardiovascular_hazard[age, s.sex] * s.cardiovascular_risk
        s.new_cardiovascular = 1 if s.cardiovascular_left <= 0.0 else 0
        s.cardiovascular = s.new_cardiovascular
    if age == FIRST_CHRONIC:
        s.diabetes_risk = math.exp(diabetes_score(p, s))
    if s.diabetic == 0:
        s.diabetes_left -= p.diabetes_hazard[age, s.sex] * s.diabetes_risk
        s.diabetic = 1 if s.diabetes_left <= 0.0 else 0


@compiled
def wellbeing_year(p, s, ledger, age):
    """Quality of life and care of this year."""
    s.utility = p.utility_norm[age, s.sex] * remaining_utility(p, s, age)
    book(ledger, lines.QALY_CHILD, age, s.lived * s.utility)
    book(ledger, lines.CONSUMPTION_FAMILY, age, -s.lived * p.consumption[age])
    book_care(p, s, ledger, age)
    count_health(s, ledger, age)


@compiled
def depression_chance(p, s, age):
    """Probability of a depressive disorder in this year, given last year's state."""
    score = p.depression_normaliser[age, s.sex] + p.depression_V * s.V + depression_score(p, s)
    if s.depressed:
        return max(p.depression_stays, expit(score))
    return expit(score)


@compiled
def depression_score(p, s):
    """Log odds of an episode for who is well, without normaliser and loading on V."""
    return (
        p.depression_recurrence * s.ever_depressed
        + p.depression_maltreated * s.maltreated
        + p.depression_socioemotional * s.socioemotional
        + p.depression_G * s.G
        + p.depression_no_work * (1 <= s.position <= 4)
    )


@compiled
def diabetes_score(p, s):
    """Log relative hazard of type 2 diabetes; all its causes are settled at 20."""
    return (
        p.diabetes_V * s.V
        + p.diabetes_overweight * s.overweight
        + p.diabetes_preterm * (s.gestation > 0)
        + p.diabetes_maltreated * s.maltreated
        + p.diabetes_level[s.level]
    )


@compiled
def cardiovascular_score(p, s):
    """Log relative hazard of coronary heart disease or stroke."""
    return (
        p.cardiovascular_V * s.V
        + p.cardiovascular_diabetic * s.diabetic
        + p.cardiovascular_preterm * (s.gestation > 0)
        + p.cardiovascular_maltreated * s.maltreated
        + p.cardiovascular_depressed * s.ever_depressed
        + p.cardiovascular_level[s.level]
    )


@compiled
def remaining_utility(p, s, age):
    """Part of the norm that is left with the person's conditions: losses multiply."""
    left = 1.0
    if s.depressed:
        left *= 1.0 - p.utility_depression / p.utility_reference
    if s.diabetic:
        left *= 1.0 - p.utility_diabetes / p.utility_reference
    if s.cardiovascular:
        left *= 1.0 - p.utility_cardiovascular / p.utility_reference
    if s.asthma and age < ADULT:
        left *= 1.0 - p.utility_asthma / p.utility_reference
    if s.gestation >= 3:
        left *= 1.0 - p.utility_very_preterm / p.utility_reference
    return left


@compiled
def disease_cost(p, s, age):
    """Care booked under a disease this year, EUR: mental (to 17 it is youth care), diabetes, heart and vessels."""
    return (
        p.depression_cost * (s.depressed and age >= ADULT),
        p.diabetes_cost * s.diabetic,
        p.cardiovascular_first_cost * s.new_cardiovascular
        + p.cardiovascular_cost * (s.cardiovascular - s.new_cardiovascular),
    )


@compiled
def book_care(p, s, ledger, age):
    """Disease lines, and the residual by payer; in the year of death the last-year cost comes on top of half a year."""
    mental, diabetes, vessels = disease_cost(p, s, age)
    disease = mental + diabetes + vessels
    rest = s.lived * p.residual_care[age]
    if s.lived < 1.0:
        rest += p.last_year_cost[age]
    if disease > 0.0:
        book(ledger, lines.MENTAL_ZVW, age, -s.lived * mental)
        book(ledger, lines.DIABETES_ZVW, age, -s.lived * diabetes)
        book(ledger, lines.CARDIOVASCULAR_ZVW, age, -s.lived * vessels)
    long_term, support = p.long_term_share[age], p.support_share[age]
    book(ledger, lines.LONG_TERM_WLZ, age, -rest * long_term)
    book(ledger, lines.WMO_MUNICIPALITY, age, -rest * support)
    book(ledger, lines.MEDICAL_ZVW, age, -rest * (1.0 - long_term - support))
    book(ledger, lines.CARE_COST[s.sex], age, s.lived * disease + rest)


@compiled
def count_health(s, ledger, age):
    """Person-years by state."""
    book(ledger, lines.UTILITY[s.sex], age, s.lived * s.utility)
    if s.depressed:
        book(ledger, lines.DEPRESSED[s.sex], age, s.lived)
        if age >= s.leaving_age:
            book(ledger, lines.DEPRESSED_BY_EDUCATION[education_group(s.level)], age, s.lived)
    if s.diabetic:
        book(ledger, lines.DIABETIC[s.sex], age, s.lived)
    if s.cardiovascular:
        book(ledger, lines.WITH_CARDIOVASCULAR[s.sex], age, s.lived)
