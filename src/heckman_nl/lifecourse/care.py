"""Care in adult life and before death: long-term care (Wlz), social support (Wmo), all other care.

Long-term care and social support begin when the accumulated hazard passes the person's own threshold; long-term care
lasts until death, support until long-term care. What no state explains is residual care, solved to total spending by age
and sex. Volumes (contacts, admissions) follow from the years with each state: `results.VOLUMES`. Equations L1-L4 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.rng import draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do

FIRST_LONG_TERM, ADULT = 4, 18


@compiled
def start_care(s):
    s.long_term_left = draw_threshold(s, do.LONG_TERM_CARE)
    s.support_left = draw_threshold(s, do.SUPPORT)


@compiled
def dependence_year(p, s, ledger, age):
    """Entry into long-term care and into social support."""
    if s.long_term_care or age < FIRST_LONG_TERM:
        return
    causes = 1 + s.cardiovascular + 2 * s.copd + 4 * s.diabetic + 8 * s.ever_depressed
    if causes != s.care_causes or age <= ADULT:
        s.care_causes = causes
        s.long_term_risk = math.exp(long_term_score(p, s))
        s.support_risk = math.exp(support_score(p, s))
    s.long_term_left -= p.long_term_hazard[age, s.sex] * s.long_term_risk
    if s.long_term_left <= 0.0:
        s.long_term_care, s.wmo_support = 1, 0
        book(ledger, lines.NEW_IN_LONG_TERM_CARE, age, 1.0)
    elif age >= ADULT and s.wmo_support == 0:
        s.support_left -= p.support_hazard[age, s.sex] * s.support_risk
        if s.support_left <= 0.0:
            s.wmo_support = 1
            book(ledger, lines.NEW_WITH_SUPPORT, age, 1.0)


@compiled
def long_term_score(p, s):
    """Log relative hazard of long-term care."""
    return (
        p.long_term_cardiovascular * s.cardiovascular
        + p.long_term_copd * s.copd
        + p.long_term_diabetes * s.diabetic
        + p.long_term_depressed * s.ever_depressed
        + p.long_term_cognitive * s.cognitive
    )


@compiled
def support_score(p, s):
    """Log relative hazard of social support at home."""
    return (
        p.support_cardiovascular * s.cardiovascular
        + p.support_copd * s.copd
        + p.support_diabetes * s.diabetic
        + p.support_depressed * s.ever_depressed
        + p.support_cognitive * s.cognitive
    )


@compiled
def care_year(p, s, ledger, age):
    """What care of this year costs beyond the diseases, and own consumption."""
    book(ledger, lines.CONSUMPTION_FAMILY, age, -s.lived * p.consumption[age])
    long_term, support = dependence_cost(p, s, age)
    rest = s.lived * p.residual_care[age, s.sex]
    if s.lived < 1.0:
        rest += p.last_year_cost[age]
    if long_term + support > 0.0:
        book(ledger, lines.LONG_TERM_WLZ, age, -s.lived * long_term)
        book(ledger, lines.WMO_MUNICIPALITY, age, -s.lived * support)
        book(ledger, lines.IN_LONG_TERM_CARE[s.sex], age, s.lived * s.long_term_care)
        book(ledger, lines.WITH_SUPPORT[s.sex], age, s.lived * s.wmo_support)
    book(ledger, lines.MEDICAL_ZVW, age, -rest)
    book(ledger, lines.CARE_COST[s.sex], age, rest + s.lived * (long_term + support))


@compiled
def dependence_cost(p, s, age):
    """Cost of long-term care and of social support this year, EUR."""
    long_term = p.long_term_cost_child if age < ADULT else p.long_term_cost
    return long_term * s.long_term_care, p.support_cost * s.wmo_support
