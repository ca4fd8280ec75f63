"""Children of the persons of the cohort: how many, and when. Their household is made in `household.heir`.

A birth is a logit event of every year of the fertile ages, by age, sex and the children that are there already; before 20
it is teenage parenthood, with causes of its own. Equations N1-N3 in docs/explanation/model.md.
"""

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import occurs
from ..vocabulary import lines
from ..vocabulary import processes as do
from ..vocabulary.state import LAST_BIRTH_AGE, MOST_CHILDREN
from .chance import draw_yearly
from .work import ASSISTANCE, NO_BENEFIT, NOT_YET, education_group

FIRST_AGE, TEENAGE, GROWN_UP = 14, 20, 30
BANDS, LATER_MEN = 5, 3  # of the ages at which children so far weigh alike; men are so many years later


@compiled
def children_year(p, s, ledger, age):
    """Is a child born to this person this year?"""
    s.gave_birth = 0
    if age < FIRST_AGE or age > LAST_BIRTH_AGE:
        return
    u = draw_yearly(s, age, do.CHILDREN)
    if (
        s.alive
        and s.children < MOST_CHILDREN
        and occurs(u, p.fertility_normaliser[age, s.sex] + fertility_score(p, s, age))
    ):
        s.gave_birth, s.birth_age = 1, age
        s.children += 1
        book(ledger, lines.BIRTHS_GIVEN[s.sex], age, 1.0)
        if age < TEENAGE and s.sex == 1:
            book(ledger, lines.EARLY_BIRTHS, age, 1.0)
    if age == 50 and s.children == 0:
        book(ledger, lines.CHILDLESS[s.sex], age, 1.0)


@compiled
def fertility_score(p, s, age):
    """Log odds of a birth this year."""
    score = p.fertility_parity[band(age, s.sex), min(s.children, 2), s.sex]
    if age < GROWN_UP:
        score += p.fertility_V * s.V
    if age < TEENAGE:
        score += (
            p.teenage_socioemotional * s.socioemotional
            + p.teenage_maltreated * s.maltreated
            + p.teenage_track * (s.track - 2)
            + p.teenage_care_need * s.care_need
        )
    elif s.level >= 0:
        group = education_group(s.level)
        score += p.fertility_level[group, s.sex] * (age >= GROWN_UP)
        score += p.fertility_student * (s.position == NOT_YET)
        score += p.fertility_no_work[s.sex] * (NO_BENEFIT <= s.position <= ASSISTANCE)
        score += p.fertility_depressed[s.sex] * s.depressed  # last year's: health follows children in a year
    return score


@compiled
def band(age, sex):
    """Women to 19, at 20-24, 25-29, 30-34, from 35 on; men three years later."""
    return min(max((age - 15 - LATER_MEN * (sex == 0)) // 5, 0), BANDS - 1)
