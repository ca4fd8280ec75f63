"""Habits and crime, from adolescence on: smoking, substance use disorder, offending.

An inclination and its causes are compared with a cut that is solved by age and sex; a lower inclination never adds a
year. Of the inclinations to smoke and to addiction a part passes, renewed every three years; offending has a yearly
part. Equations A1-A4 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit, normal_quantile
from ..engine.rng import alike, draw_normal
from ..vocabulary import lines
from ..vocabulary import processes as do
from .chance import draw_yearly, draw_yearly_normal
from .school import track_noise
from .work import education_group

FIRST_AGE, SETTLED = 12, 26  # by then skills and schooling no longer change
GROWN = 20  # from then on order of birth no longer counts for addiction and crime
LAST_OFFENCE, ADULT = 64, 18
WIDEST, EVEN_OUT = 30, 50  # between these ages the loading on V of smoking on wears off
SPELL = 3  # years after which the passing parts of the inclinations to smoke and to addiction are renewed
UNUSUAL = 1.2816  # above the 90th centile of a standard normal


@compiled
def start_adolescence(p, s):
    school = math.sqrt(1.0 - p.smoking_school**2)
    s.smoking_trait = p.smoking_school * track_noise(s) + school * p.smoking_mood * s.mood_trait
    s.smoking_spell = draw_normal(s, 0, do.SMOKING_TRAIT)
    s.substance_trait = alike(p.substance_mood, s.mood_trait, draw_normal(s, 0, do.SUBSTANCE_TRAIT))
    s.substance_spell = substance_noise(s, FIRST_AGE)
    s.offending_trait = draw_normal(s, 0, do.OFFENDING_TRAIT)


@compiled
def habits_year(p, s, ledger, age):
    """Smoking and substance use disorder of this year."""
    if age < FIRST_AGE:
        return
    if age <= SETTLED or age % SPELL == 0:
        s.smoking_risk = smoking_inclination(p, s)
        s.substance_risk = substance_inclination(p, s)
    s.smokes = 1 if s.smoking_risk + smoking_stay(p, s, age) > p.smoking_cuts[age, s.sex] else 0
    if s.smokes:
        s.ever_smoked = 1
    s.substance_disorder = 1 if s.substance_risk + substance_order(p, s, age) > p.substance_cuts[age, s.sex] else 0
    if age % SPELL == SPELL - 1:
        renew_spell(p, s, age)
    book_habits(p, s, ledger, age)


@compiled
def renew_spell(p, s, age):
    """The passing parts of the inclinations to smoke and to addiction of the next years."""
    s.smoking_spell = alike(p.smoking_persistence, s.smoking_spell, smoking_noise(s, age))
    s.substance_spell = substance_noise(s, age)


@compiled
def substance_noise(s, age):
    """The passing part of the inclination to addiction."""
    return draw_normal(s, age, do.SUBSTANCE_SPELL)


@compiled
def smoking_noise(s, age):
    """What is new in the passing part of the inclination to smoke after the year of this age, which is the latest drawn."""
    return draw_yearly_normal(s, age, do.SMOKING_SPELL)


@compiled
def smoking_passing(p):
    """Weight of the passing part of the inclination to smoke, which with the lasting one has variance 1."""
    return math.sqrt((1.0 - p.smoking_school**2) * (1.0 - p.smoking_mood**2))


@compiled
def smoking_inclination(p, s):
    """Inclination to smoke of these years, with its causes from before."""
    own = s.smoking_trait + smoking_passing(p) * s.smoking_spell
    return own + p.smoking_V * s.V + smoking_habit_score(p, s)


@compiled
def smoking_stay(p, s, age):
    """What keeps who ever smoked at it and grown-ups who never did from it, or makes who fell ill stop from the year after."""
    if s.ever_smoked:
        young = min(max(0, EVEN_OUT - age) / (EVEN_OUT - WIDEST), 1.0)
        stays = p.smoking_stays_V_young * young * s.V
        if s.level >= 0:
            stays += p.smoking_stays_level[s.level]
    else:
        stays = p.smoking_never if age >= SETTLED else 0.0
    return stays + p.smoking_cardiovascular * s.cardiovascular + p.smoking_diabetic * s.diabetic


@compiled
def substance_inclination(p, s):
    """Inclination to addiction of these years, with all its causes."""
    lasting, passing = math.sqrt(p.substance_persistence), math.sqrt(1.0 - p.substance_persistence)
    own = lasting * s.substance_trait + passing * s.substance_spell
    return own + p.substance_V * s.V + substance_score(p, s)


@compiled
def substance_order(p, s, age):
    """What order of birth adds to the inclination to addiction of the young; apart from the rest, which is kept for years."""
    return p.substance_order[s.parity] if age < GROWN else 0.0


@compiled
def smoking_habit_score(p, s):
    """Inclination to smoke without the loading on V."""
    score = (
        p.smoking_parents * s.smoke_at_home
        + p.smoking_socioemotional * s.socioemotional
        + p.smoking_maltreated * s.maltreated
    )
    if s.level >= 0:
        score += p.smoking_level[s.level]
    elif s.track >= 0:
        score += p.smoking_track[s.track]
    return score


@compiled
def substance_score(p, s):
    """Inclination to addiction without the loading on V."""
    return p.substance_socioemotional * s.socioemotional + p.substance_maltreated * s.maltreated


@compiled
def book_habits(p, s, ledger, age):
    if s.smokes:
        book(ledger, lines.SMOKERS[s.sex], age, s.lived)
        if age >= s.leaving_age:
            book(ledger, lines.SMOKERS_BY_EDUCATION[education_group(s.level)], age, s.lived)
    if s.substance_disorder:
        book(ledger, lines.SUBSTANCE_DISORDER[s.sex], age, s.lived)
        cost = p.substance_treated * p.substance_cost
        book(ledger, lines.MENTAL_ZVW, age, -s.lived * cost)
        book(ledger, lines.CARE_COST[s.sex], age, s.lived * cost)


@compiled
def crime_year(p, s, ledger, age):
    """Registered as a suspect this year or not, what it costs, detention."""
    s.suspect, s.detained = 0, 0
    if age < FIRST_AGE or age > LAST_OFFENCE:
        return
    u = draw_yearly(s, age, do.OFFENDING)
    lasting = math.sqrt(p.offending_persistence) * s.offending_trait + p.offending_V * s.V + offending_score(p, s, age)
    needed = (p.offending_cuts[age, s.sex] - lasting) / math.sqrt(1.0 - p.offending_persistence)
    if needed > UNUSUAL and u < 0.9:
        return  # the normal of u is under its 90th centile: no quantile is needed
    if normal_quantile(u) > needed:
        s.suspect = 1
        inside = expit(p.offending_detained_normaliser[age, s.sex] + detention_score(p, s))
        s.detained = 1 if draw_yearly(s, age, do.DETENTION) < inside else 0
        s.ever_detained = max(s.ever_detained, s.detained)
        book_crime(p, s, ledger, age)


@compiled
def offending_score(p, s, age):
    """Inclination to offend without the loading on V."""
    return (
        p.offending_socioemotional * s.socioemotional
        + p.offending_cognitive * s.cognitive
        + p.offending_maltreated * s.maltreated
        + p.offending_special * s.special_education
        + p.offending_early_leaver * s.early_leaver
        + p.offending_level * (s.level == 0)
        + p.offending_substance * s.substance_disorder
        + p.offending_order[s.parity] * (age < GROWN)
    )


@compiled
def detention_score(p, s):
    """Log odds of detention of a suspect without the normaliser: who goes on offending is detained more often."""
    return p.offending_detained_trait * s.offending_trait


@compiled
def book_crime(p, s, ledger, age):
    """Loss of victims, police and justice, detention."""
    book(ledger, lines.SUSPECTS[s.sex], age, s.lived)
    book(ledger, lines.VICTIMS_VICTIMS, age, -s.lived * p.offending_victims_cost)
    book(ledger, lines.JUSTICE_CENTRAL, age, -s.lived * p.offending_police_justice_cost)
    if s.detained:
        book(ledger, lines.DETAINED, age, s.lived * p.detention_years)
        cost = p.detention_cost_young if age < ADULT else p.detention_cost
        book(ledger, lines.DETENTION_CENTRAL, age, -s.lived * p.detention_years * cost)
