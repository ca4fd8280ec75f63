"""Ages 0 to 4: kraamzorg, mother's mood, smoke, feeding, parenting, language, weight, asthma.

Equations E1-E10 in docs/explanation/model.md. Language delay is a state that mean-reverts: most children who are
delayed at 2 are not at 4, and nothing later looks past age 4.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit, steeper
from ..engine.rng import draw, draw_normal
from ..vocabulary import lines
from ..vocabulary import processes as do


@compiled
def first_weeks(p, s, fx, ledger):
    """The weeks after birth: care at home, mother's mood, smoking, safety."""
    none = expit(p.no_kraamzorg_intercept + p.no_kraamzorg_V * s.V + no_kraamzorg_score(p, s) - fx.kraamzorg)
    s.kraamzorg = 0 if draw(s, 0, do.KRAAMZORG) < none else 1
    mother_after_birth(p, s, fx, ledger)
    violent = expit(p.violence_persists + fx.partner_violence)
    s.violence_after = 1 if s.partner_violence and draw(s, 0, do.VIOLENCE_AFTER) < violent else 0
    if s.kraamzorg:
        book(ledger, lines.KRAAMZORG_ZVW, 0, -p.kraamzorg_hours * (p.kraamzorg_tariff - p.kraamzorg_contribution))
        book(ledger, lines.KRAAMZORG_FAMILY, 0, -p.kraamzorg_hours * p.kraamzorg_contribution)
    book(ledger, lines.NO_KRAAMZORG, 0, 1.0 * (1 - s.kraamzorg))
    book(ledger, lines.POSTNATAL_COMPLAINTS, 0, 1.0 * (s.postnatal_mood > 0))
    book(ledger, lines.POSTNATAL_DEPRESSION, 0, 1.0 * (s.postnatal_mood == 2))
    book(ledger, lines.MOTHER_SMOKES, 0, 1.0 * s.mother_smokes)
    stopped = s.smoking_before and s.smoking < 2
    book(ledger, lines.STOPPED_SMOKING, 0, 1.0 * stopped)
    book(ledger, lines.RELAPSED, 0, 1.0 * (stopped and s.mother_smokes))


@compiled
def mother_after_birth(p, s, fx, ledger):
    """The mother's mood and smoking, whether her child lives or not."""
    mood(p, s, fx)
    smoke(p, s, fx)
    if s.postnatal_mood == 2:
        book(ledger, lines.MENTAL_MOTHER_ZVW, 0, -p.postnatal_treated * p.postnatal_cost)


@compiled
def first_months(p, s, fx, ledger):
    """Feeding, the language a child will hear, and day care."""
    feeding(p, s, fx)
    noise = math.sqrt(1.0 - p.language_parenting**2 - p.language_education**2)
    s.language_input = (
        p.language_parenting * s.parenting
        + p.language_education * s.parental_cognition
        + noise * draw_normal(s, 0, do.LANGUAGE_INPUT)
    )
    s.childcare_hours, s.childcare_quality = 0.0, 0.0
    if draw(s, 0, do.CHILDCARE) < (p.childcare_working if s.mother_works else p.childcare_at_home):
        s.childcare_hours = 2.0 * p.childcare_hours * draw(s, 0, do.CHILDCARE_HOURS)
        s.childcare_quality = draw_normal(s, 0, do.CHILDCARE_QUALITY)
    book(ledger, lines.BREASTFED, 0, 1.0 * (s.breastfeeding > 0))
    book(ledger, lines.BREASTFED_THREE, 0, 1.0 * (s.breastfeeding >= 2))
    book(ledger, lines.BREASTFED_SIX, 0, 1.0 * (s.breastfeeding == 3))


@compiled
def no_kraamzorg_score(p, s):
    return p.no_kraamzorg_access * s.care_access


@compiled
def mood(p, s, fx):
    """Mother's mood in the year after birth: ordered logit, 1 complaints, 2 depressed."""
    u = draw(s, 0, do.POSTNATAL)
    score = mood_score(p, s) + steeper(p.mood_trait) * fx.postnatal_mood
    s.postnatal_mood = 0
    for k in range(2):
        if u < expit(p.mood_intercepts[k] + score):
            s.postnatal_mood = k + 1


@compiled
def mood_score(p, s):
    """Log odds with the mother's proneness; causes are scaled so that over all mothers they move the log odds as published."""
    causes = (
        p.mood_distress * s.distress
        + p.mood_unintended * s.unintended
        + p.mood_violence * s.violence
        + p.mood_support * s.social_support
        + p.mood_neonatal * (s.gestation >= 2)
    )
    return steeper(p.mood_trait) * causes + p.mood_trait * s.parent_mood


@compiled
def smoke(p, s, fx):
    """Mother's smoking after birth: who smoked on mostly goes on, who had stopped may relapse, who never smoked stays so."""
    s.mother_smokes = 0
    if s.smoking_before:
        base = p.smokes_on if s.smoking == 2 else p.relapse
        chance = expit(base + smoke_score(p, s) + fx.smoking_after)
        s.mother_smokes = 1 if draw(s, 0, do.RELAPSE) < chance else 0
    s.smoke_at_home = 1 if s.mother_smokes or s.partner_smokes_now else 0


@compiled
def smoke_score(p, s):
    """Log odds of smoking after birth of a woman who smoked before."""
    return p.relapsing_partner * s.partner_smokes_now


@compiled
def feeding(p, s, fx):
    """Breastfeeding as an ordered logit; the favourable end has the small uniforms: 1 started, 2 three, 3 six months."""
    u = draw(s, 0, do.BREASTFEEDING)
    score = p.breastfeeding_V * s.V + breastfeeding_score(p, s) + fx.breastfeeding
    s.breastfeeding = 0
    for k in range(3):
        if u < expit(p.breastfeeding_intercepts[k] + score):
            s.breastfeeding = k + 1


@compiled
def breastfeeding_score(p, s):
    return (
        p.breastfeeding_smoking * s.mother_smokes
        + p.breastfeeding_obesity * s.maternal_obesity
        + p.breastfeeding_age * (s.maternal_age - 31.0)
    )


@compiled
def early_year(p, s, fx, ledger, age):
    """Ages 0-4: language and weight at 2 after the first two years; parenting as it is now; asthma; recovery of language at 4."""
    if age == 2:
        at_two(p, s, fx, ledger)
    s.parenting_shift, s.language_shift = fx.parenting, fx.language_input
    if age < 2:
        s.parenting_shift -= p.parenting_depression * (s.postnatal_mood == 2) + p.parenting_violence * s.violence_after
    if age == 0:
        ill = expit(p.asthma_intercept + p.asthma_V * s.V + asthma_score(p, s) + fx.asthma)
        s.asthma = 1 if draw(s, 0, do.ASTHMA) < ill else 0
        book(ledger, lines.ASTHMATIC, 0, 1.0 * s.asthma)
    if age == 4 and s.language_delay:
        s.language_delay = 1 if draw(s, 0, do.LANGUAGE_RECOVERY) < p.delay_persists else 0
    if age < 5:
        book(ledger, lines.JGZ_MUNICIPALITY, age, -s.lived * p.jgz_cost)
    if age < 18 and s.asthma:
        book(ledger, lines.RESPIRATORY_ZVW, age, -s.lived * p.asthma_cost)
        book(ledger, lines.CARE_COST[s.sex], age, s.lived * p.asthma_cost)


@compiled
def at_two(p, s, fx, ledger):
    """What the health check at 2 finds; language has grown under the parenting of the first two years."""
    s.language_delay = 1 if draw(s, 0, do.LANGUAGE_DELAY) < expit(p.delay_intercept + delay_score(p, s)) else 0
    heavy = expit(p.overweight_intercept + p.overweight_V * s.V + overweight_score(p, s) + fx.overweight)
    s.overweight = 1 if draw(s, 0, do.OVERWEIGHT) < heavy else 0
    s.unfavourable = s.language_delay + s.overweight + s.asthma
    book(ledger, lines.AT_2, 2, 1.0)
    book(ledger, lines.LANGUAGE_DELAYED, 2, 1.0 * s.language_delay)
    book(ledger, lines.OVERWEIGHT_AT_2, 2, 1.0 * s.overweight)
    book(ledger, lines.BIG2_AT_2, 2, 1.0 * (s.small or s.gestation > 0))
    book(ledger, lines.PROBLEM_AT_2, 2, 1.0 * (s.unfavourable > 0))
    book(ledger, lines.UNFAVOURABLE_START, 2, 1.0 * ((s.small or s.gestation > 0) and s.unfavourable > 0))


@compiled
def delay_score(p, s):
    """Log odds of language delay at 2."""
    return (
        p.delay_language * (s.language_input + s.language_shift + p.language_parenting * s.parenting_shift)
        + p.delay_class[s.gestation]
        + p.delay_boy * (s.sex == 0)
        + p.delay_maltreated * s.maltreated
        + p.delay_disability * s.mild_disability
    )


@compiled
def overweight_score(p, s):
    """Log odds of overweight at 2. Smoking at any time in pregnancy counts: stopping early does not undo it (A31)."""
    return (
        p.overweight_obesity * s.maternal_obesity
        + p.overweight_smoking * (s.smoking > 0)
        + p.overweight_breastfeeding * (s.breastfeeding >= 2)
        + p.overweight_small * s.small
    )


@compiled
def asthma_score(p, s):
    """Log odds of asthma in childhood without the loading on V."""
    return (
        p.asthma_smoke * s.smoke_at_home
        + p.asthma_smoking * (s.smoking > 0)
        + p.asthma_damp * s.damp_home
        + p.asthma_preterm * (s.gestation > 0)
        + p.asthma_breastfeeding * (s.breastfeeding >= 2)
        + p.asthma_boy * (s.sex == 0)
    )
