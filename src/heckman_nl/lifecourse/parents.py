"""The mother after the birth, until she is 67: depression, smoking, work, next births.

Yearly states in which the next state is drawn; she lives on when her child has died. What she gains is booked beside the
child's own life (care, production, QALYs), but for a mother who is a simulated person herself (`ledger.mother`). A quit
that is kept until the child is 5 has a sourced value; it is not a second simulated life. Equations Q1-Q4 in
docs/explanation/model.md.
"""

from ..engine.jit import compiled
from ..engine.ledger import book, transfer
from ..engine.maths import occurs, odds_times, steeper
from ..vocabulary import lines
from ..vocabulary import processes as do
from .chance import draw_yearly

LAST_AGE = 66  # of the mother
SETTLED = 5  # age of the child at which a quit counts as kept
LAST_NEXT_BIRTH = 9  # age of the child
LAST_FERTILE = 49
CHILDHOOD = 17  # last age of the child at which her depression may become a cause of its own


@compiled
def start_parents(s):
    s.mother_depressed = 1 if s.postnatal_mood == 2 else 0
    s.mother_ever_depressed = s.mother_depressed
    s.mother_depressed_to_17 = s.mother_depressed
    s.mother_smokes_now = s.mother_smokes
    s.mother_employed = s.mother_works


@compiled
def is_followed(s, age):
    """Is the mother young enough to be followed still?"""
    return s.maternal_age + age <= LAST_AGE


@compiled
def mother_year(p, s, fx, ledger, age):
    """One year of the mother."""
    if not is_followed(s, age):
        s.mother_depressed, s.mother_employed = 0, 0
        return
    mother_work(p, s, ledger, age)  # after the mood of last year
    mother_mood(p, s, fx, age)
    mother_habit(p, s, ledger, age)
    next_birth(p, s, ledger, age)
    book(ledger, lines.MOTHERS, age, 1.0)
    if s.mother_depressed:
        book(ledger, lines.MOTHER_DEPRESSED, age, 1.0)
        book(ledger, lines.QALY_PARENTS, age, -ledger.mother * p.utility_depression)
        if age > 0:  # care in the first year is booked with the mood after birth
            book(ledger, lines.MENTAL_MOTHER_ZVW, age, -ledger.mother * p.depression_treated * p.depression_cost)


@compiled
def mother_mood(p, s, fx, age):
    """Depressed this year: who was, may stay so; who was before, relapses more often."""
    u = draw_yearly(s, age, do.MOTHER_MOOD)
    if age > 0:
        stays = s.mother_depressed and u < odds_times(p.depression_stays, fx.mother_mood)
        low = p.depression_normaliser[age] + mother_mood_score(p, s) + steeper(p.depression_trait) * fx.mother_mood
        s.mother_depressed = 1 if stays or occurs(u, low) else 0
        s.mother_ever_depressed = max(s.mother_ever_depressed, s.mother_depressed)
        if age <= CHILDHOOD:
            s.mother_depressed_to_17 = s.mother_ever_depressed


@compiled
def mother_mood_score(p, s):
    """Log odds of depression of a mother who is well, with her proneness for life; causes are scaled as for the child."""
    causes = p.depression_recurrence * s.mother_ever_depressed + p.depression_support * s.social_support
    return steeper(p.depression_trait) * causes + p.depression_trait * s.parent_mood


@compiled
def mother_habit(p, s, ledger, age):
    """Smoking of a mother who smoked before pregnancy: who smokes may stop, who stopped may relapse until the child is 5."""
    if s.smoking_before == 0:
        return
    u = draw_yearly(s, age, do.MOTHER_SMOKING)
    if age > 0:
        relapses = p.smoking_relapses if age <= SETTLED else 0.0
        s.mother_smokes_now = 1 if u < (1.0 - p.smoking_quits if s.mother_smokes_now else relapses) else 0
    book(ledger, lines.MOTHER_SMOKES_NOW, age, 1.0 * s.mother_smokes_now)
    if age == SETTLED and s.mother_smokes_now == 0:
        book(ledger, lines.QUIT_KEPT, age, 1.0)
        book(ledger, lines.QALY_PARENTS, age, ledger.mother * p.quit_qaly)
        book(ledger, lines.MEDICAL_MOTHER_ZVW, age, ledger.mother * p.quit_savings)


@compiled
def mother_work(p, s, ledger, age):
    """Work of this year, and what it yields."""
    u = draw_yearly(s, age, do.MOTHER_WORK)
    if age > 0:
        s.mother_employed = 1 if occurs(u, p.work_normaliser[age] + mother_work_score(p, s)) else 0
    if s.mother_employed:
        labour_cost = ledger.mother * p.wage_level[s.maternal_education] * p.labour_cost
        book(ledger, lines.MOTHER_EMPLOYED, age, 1.0)
        book(ledger, lines.PRODUCTION_MOTHER, age, labour_cost)
        transfer(ledger, lines.TAX_FAMILY, lines.TAX_CENTRAL, age, p.tax_share * labour_cost)


@compiled
def mother_work_score(p, s):
    """Log odds of work this year."""
    return (
        p.work_persistence * s.mother_employed
        + p.work_depressed * s.mother_depressed
        + p.work_education[s.maternal_education]
    )


@compiled
def next_birth(p, s, ledger, age):
    """A later child of the mother."""
    if age > LAST_NEXT_BIRTH or s.maternal_age + age > LAST_FERTILE:
        return
    u = draw_yearly(s, age, do.NEXT_BIRTH)
    if age > 0 and occurs(u, p.next_normaliser[age] + next_birth_score(p, s)):
        s.next_births += 1
        book(ledger, lines.NEXT_BIRTHS, age, 1.0)


@compiled
def next_birth_score(p, s):
    """Log odds of a later child, by how many there are and the mother's age at this birth."""
    return p.next_parity[min(s.parity + s.next_births, 2)] + p.next_age * (s.maternal_age - 30.0)
