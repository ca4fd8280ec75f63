"""Pregnancy: lifestyle, distress, violence, care.

Logit decisions; equations P1-P6 in docs/explanation/model.md. Of the women who smoked before, one uniform tells who
smokes throughout, who stops during pregnancy and who had stopped before, in order of badness.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit, odds_times
from ..engine.rng import draw
from ..vocabulary import lines
from ..vocabulary import processes as do


@compiled
def safety(p, s, fx):
    """Violence in pregnancy."""
    violent = expit(p.violence_persists + fx.partner_violence)
    s.violence = 1 if s.partner_violence and draw(s, 0, do.VIOLENCE) < violent else 0


@compiled
def mind(p, s, fx):
    """Mood in pregnancy."""
    low = expit(p.distress_intercept + distress_score(p, s) + fx.distress)
    s.distress = 1 if draw(s, 0, do.DISTRESS) < low else 0


@compiled
def distress_score(p, s):
    return (
        p.distress_before * s.parental_distress
        + p.distress_unintended * s.unintended
        + p.distress_violence * s.violence
        + p.distress_poverty * s.poverty
        + p.distress_support * s.social_support
    )


@compiled
def smoking(p, s, fx):
    """Smoking in pregnancy of a woman who smoked before: 2 throughout, 1 stopped during it, 0 stopped before.

    The channel is a relative risk, the same for all: the women differ so much in the chance of smoking on that one odds
    ratio for each would move the share of the group by less.
    """
    s.smoking = 0
    if s.smoking_before:
        any_smoking = smoking_chance(p, s)
        throughout = expit(p.throughout_intercept + p.throughout_V * s.V + smoking_score(p, s))
        throughout = min(1.0, throughout * math.exp(fx.smoking_pregnancy))
        u = draw(s, 0, do.SMOKING)
        if u < any_smoking:
            s.smoking = 2 if u < any_smoking * throughout else 1


@compiled
def smoking_chance(p, s):
    """Probability that a woman who smoked before smokes at any time in pregnancy."""
    return expit(p.smoking_intercept + p.smoking_V * s.V + smoking_score(p, s))


@compiled
def smoking_score(p, s):
    """Log odds of smoking on, at the start of pregnancy and through it."""
    return (
        p.smoking_partner * s.partner_smokes
        + p.smoking_distress * s.distress
        + p.smoking_low_education * (s.maternal_education == 0)
    )


@compiled
def antenatal(p, s, fx, ledger):
    """The rest of the lifestyle, the course of pregnancy, its care; booked in the birth year (age 0)."""
    quits = 1.0 - odds_times(1.0 - p.partner_quits, fx.partner_smoking)
    s.partner_smokes_now = 1 if s.partner_smokes and draw(s, 0, do.PARTNER_QUITS) > quits else 0
    s.drinking = 1 if s.alcohol and draw(s, 0, do.DRINKING) < odds_times(p.drinks_on, fx.drinking) else 0
    late = expit(p.late_booking_intercept + late_booking_score(p, s))
    s.late_booking = 1 if draw(s, 0, do.LATE_BOOKING) < late else 0
    pressure = expit(p.hypertension_intercept + hypertension_score(p, s) + fx.hypertension)
    s.hypertension = 1 if draw(s, 0, do.HYPERTENSION) < pressure else 0
    book(ledger, lines.MATERNITY_ZVW, 0, -p.antenatal_cost)
    if s.distress:
        book(ledger, lines.MENTAL_MOTHER_ZVW, 0, -p.distress_treated * p.distress_cost)
    count_pregnancy(s, ledger)


@compiled
def late_booking_score(p, s):
    return (
        p.late_booking_access * s.care_access
        + p.late_booking_unintended * s.unintended
        + p.late_booking_literacy * s.low_literacy
    )


@compiled
def hypertension_score(p, s):
    return (
        p.hypertension_obesity * s.maternal_obesity
        + p.hypertension_first * (s.parity == 0)
        + p.hypertension_multiple * s.multiple
        + p.hypertension_smoking * (s.smoking == 2)
    )


@compiled
def count_pregnancy(s, ledger):
    """Count what the national monitor counts."""
    book(ledger, lines.BIRTHS, 0, 1.0)
    book(ledger, lines.TEENAGE_MOTHERS, 0, 1.0 * (s.maternal_age < 20))
    book(ledger, lines.FIRST_BORN, 0, 1.0 * (s.parity == 0))
    book(ledger, lines.IN_DEBT, 0, 1.0 * s.problem_debt)
    book(ledger, lines.PROBLEMS, 0, 1.0 * s.parental_distress)
    book(ledger, lines.UNINTENDED, 0, 1.0 * s.unintended)
    book(ledger, lines.SMOKED, 0, 1.0 * (s.smoking > 0))
    book(ledger, lines.SMOKED_THROUGHOUT, 0, 1.0 * (s.smoking == 2))
    book(ledger, lines.DISTRESSED, 0, 1.0 * s.distress)
    book(ledger, lines.VIOLENCE_IN_PREGNANCY, 0, 1.0 * s.violence)
    book(ledger, lines.BOOKED_LATE, 0, 1.0 * s.late_booking)
    book(ledger, lines.HYPERTENSIVE, 0, 1.0 * s.hypertension)
