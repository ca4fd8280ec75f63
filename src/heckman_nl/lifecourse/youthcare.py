"""Maltreatment and youth care, ages 0-17.

Maltreatment begins once, when the accumulated hazard passes the child's own threshold, and lasts a while. The need of
youth care is a persistent standard normal (autoregressive over the years) that, with its score, is cut into classes in
order of badness; the cuts are solved by age. Equations Y1-Y4 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.rng import draw, draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do
from .chance import draw_yearly, draw_yearly_normal

NEVER = 999
SECONDARY_AGE = 12
SUPERVISED, FOSTER, RESIDENTIAL = 2, 3, 4
SUPERVISION, GUARDIANSHIP = 1, 2  # protection orders


@compiled
def start_youthcare(p, s):
    """The child's own threshold, and the risk that follows from the family at birth."""
    s.maltreatment_left = draw_threshold(s, do.MALTREATMENT)
    s.maltreatment_age, s.placement_age = NEVER, NEVER
    s.maltreatment_risk = maltreatment_score(p, s)


@compiled
def maltreatment_score(p, s):
    """Log relative hazard of a first maltreatment (without the loading on V)."""
    return (
        p.maltreatment_low_education * (s.maternal_education == 0)
        + p.maltreatment_not_working * (1 - s.mother_works)
        + p.maltreatment_single * (1 - s.partner)
        + p.maltreatment_distress * s.parental_distress
        + p.maltreatment_trauma * s.parental_trauma
        + p.maltreatment_violence * s.violence_after
        + p.maltreatment_disability * s.mild_disability
        + p.maltreatment_support * s.social_support
        + p.maltreatment_mood * s.mood_trait
    )


@compiled
def maltreatment_year(p, s, fx, ledger, age):
    """Onset by accumulated hazard; exposure lasts `maltreatment_duration` years."""
    if age > 17:
        s.maltreatment_now = 0
        return
    if s.maltreated == 0:
        risk = p.maltreatment_V * s.V + s.maltreatment_risk + fx.maltreatment
        s.maltreatment_left -= p.maltreatment_hazard * math.exp(risk)
        if s.maltreatment_left <= 0.0:
            s.maltreated, s.maltreatment_age = 1, age
            book(ledger, lines.NEWLY_MALTREATED, age, 1.0)
    s.maltreatment_now = 1 if s.maltreated and age < s.maltreatment_age + p.maltreatment_duration else 0
    if s.maltreatment_now:
        book(ledger, lines.MALTREATED, age, 1.0)


@compiled
def care_score(p, s, age):
    """Need of youth care on the normal scale, without the loading on V."""
    return (
        p.care_maltreatment_now * s.maltreatment_now
        + p.care_maltreated * (s.maltreated - s.maltreatment_now)
        + p.care_socioemotional * s.socioemotional
        + p.care_cognitive * s.cognitive
        + p.care_distress * s.parental_distress
        + p.care_single * (1 - s.partner)
        + p.care_disability * s.mild_disability
        + p.care_boy[age // 4 if age < SECONDARY_AGE else 3] * (s.sex == 0)
    )


@compiled
def help_year(p, s, fx, ledger, age):
    """Class of youth care, its cost, and the protection order: who is under one is under one more easily next year."""
    if age > 17:
        s.youth_care, s.protection = 0, 0
        return
    keep = p.care_persistence if age > 0 else 0.0
    new = draw_yearly_normal(s, age, do.CARE_NEED)
    s.care_need = keep * s.care_need + math.sqrt(1.0 - keep * keep) * new
    need = s.care_need + p.care_V * s.V + care_score(p, s, age) + p.care_detection * fx.detection
    before, s.youth_care, order = s.youth_care, 0, s.protection
    for k in range(3):
        eased = p.care_supervised_last_year if k == 1 and order == SUPERVISION else 0.0
        if need + eased > p.care_cuts[age, k]:
            s.youth_care = k + 1
    guarded = order == GUARDIANSHIP and draw_yearly(s, age, do.GUARDIANSHIP) >= p.placed_guardianship_ends
    if guarded and s.youth_care < FOSTER:
        s.youth_care = FOSTER
    if s.youth_care == FOSTER and draw(s, 0, do.PLACEMENT) < p.care_residential[age]:
        s.youth_care = RESIDENTIAL  # the place is the child's own: need does not move a child from one to the other
    s.protection = 0
    if s.youth_care == SUPERVISED:
        s.protection = SUPERVISION
    elif s.youth_care >= FOSTER:
        if s.ever_placed == 0:
            s.ever_placed, s.placement_age = 1, age
        s.protection = placed_order(p, s, before, order, guarded)
    if s.youth_care:
        book_help(p, s, ledger, age)
        if s.youth_care != before:
            book_entry(s, ledger, age, before)


@compiled
def placed_order(p, s, before, order, guarded):
    """Protection order of a placed child: settled when it is placed; guardianship may end."""
    if order == GUARDIANSHIP:
        return GUARDIANSHIP if guarded else 0
    if before >= FOSTER:
        return order
    u = draw(s, 0, do.PROTECTION)
    if u < p.placed_guardianship:
        return GUARDIANSHIP
    return SUPERVISION if u < p.placed_guardianship + p.placed_supervised else 0


@compiled
def book_entry(s, ledger, age, before):
    """A child comes into a kind of youth care that it was not in the year before."""
    book(ledger, lines.ENTERED_CARE[s.youth_care - 1], age, 1.0)
    if before == 0:
        book(ledger, lines.ENTERED_YOUTH_CARE, age, 1.0)
        book(ledger, lines.FIRST_IN_YOUTH_CARE, age, 1.0 * (1 - s.ever_helped))
    s.ever_helped = 1


@compiled
def book_help(p, s, ledger, age):
    """Costs and counts of a year with youth care."""
    book(ledger, lines.IN_YOUTH_CARE[s.youth_care - 1], age, s.lived)
    if s.youth_care == 1:
        book(ledger, lines.YOUTH_AMBULATORY, age, -s.lived * p.ambulatory_cost)
    elif s.youth_care == 3:
        book(ledger, lines.YOUTH_FOSTER, age, -s.lived * p.foster_cost)
    elif s.youth_care == 4:
        book(ledger, lines.YOUTH_RESIDENTIAL, age, -s.lived * p.residential_cost)
    if s.protection:
        cost = p.supervision_cost if s.protection == 1 else p.guardianship_cost
        book(ledger, lines.YOUTH_SUPERVISION, age, -s.lived * cost)
        book(ledger, lines.PROTECTED, age, s.lived)
    if age < 2 and s.youth_care > 1:
        book(ledger, lines.PLACED_UNDER_2, age, s.lived)
