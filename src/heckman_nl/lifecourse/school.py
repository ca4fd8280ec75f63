"""School: special education, repeated years, track at 12, highest attained level, and what they cost.

Entry into special education and repeating a year are once-in-a-life events by accumulated hazard. Track and attained
level are ordered classes of a latent variable, the higher the better. This is where skills and background turn into
schooling; its return enters in `work.py`. Equations C1-C5 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.rng import draw, draw_normal, draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do

FIRST_AGE, SECONDARY_AGE, ATTAINMENT_AGE = 4, 12, 16
LEAVING_PLACES = 3  # earlier than usual for the level, as usual, later: as many of each


@compiled
def start_school(s):
    s.special_left = draw_threshold(s, do.SPECIAL_EDUCATION)
    s.repeat_left = draw_threshold(s, do.RETENTION)
    s.leaving_age = 99
    s.leaving_place = int(LEAVING_PLACES * draw(s, 0, do.LEAVING))
    s.level = -1
    s.track = -1


@compiled
def school_year(p, s, fx, ledger, age):
    """One year at school; ends at the leaving age of the attained level."""
    if age >= s.leaving_age:
        s.special_education = 0
        return
    if age < FIRST_AGE:
        return
    if age < SECONDARY_AGE:
        enter_special(p, s, fx, age)
    if age == SECONDARY_AGE:
        s.track = choose_track(p, s)
        if s.special_education and s.track > 0:
            s.special_education = 0  # who can follow a regular track leaves special education
    if age == ATTAINMENT_AGE:
        attain(p, s, ledger)
        if age >= s.leaving_age:
            s.special_education = 0
            return
    repeat(p, s, fx, ledger, age)
    book_school(p, s, ledger, age)


@compiled
def enter_special(p, s, fx, age):
    """Entry into special primary education (SBO or SO) by accumulated hazard."""
    if s.special_education == 0:
        s.special_left -= p.special_hazard[age - FIRST_AGE] * math.exp(special_score(p, s) + fx.special_education)
        if s.special_left <= 0.0:
            s.special_education = 1


@compiled
def special_score(p, s):
    """Log relative hazard of entering special education. The gestation term is what cognition does not carry (B17-B20)."""
    return (
        p.special_cognitive * s.cognitive
        + p.special_socioemotional * s.socioemotional
        + p.special_class[s.gestation]
        + p.special_delay * s.language_delay
        + p.special_boy * (s.sex == 0)
    )


@compiled
def repeat(p, s, fx, ledger, age):
    """Repeating a year for the first time, by accumulated hazard."""
    if s.repeated == 0 and 4 < age < 18:
        s.repeat_left -= p.repeat_hazard[age - 5] * math.exp(repeat_score(p, s) + fx.retention)
        if s.repeat_left <= 0.0:
            s.repeated = 1
            book(ledger, lines.REPEATED_YEARS, age, 1.0)
            book(ledger, lines.RETENTION_CENTRAL, age, -p.repeat_cost * p.repeats_per_repeater)


@compiled
def repeat_score(p, s):
    """Log relative hazard of repeating a year."""
    return p.repeat_cognitive * s.cognitive + p.repeat_socioemotional * s.socioemotional + p.repeat_boy * (s.sex == 0)


@compiled
def track_score(p, s):
    """Latent track at 12 without the loading on V."""
    return (
        p.track_cognitive * s.cognitive
        + p.track_socioemotional * s.socioemotional
        + p.track_special * s.special_education
    )


@compiled
def track_noise(s):
    """The own part of the track, which smoking shares in part."""
    return draw_normal(s, 0, do.TRACK)


@compiled
def choose_track(p, s):
    """Track at 12 from one normal; higher is better."""
    position = track_noise(s) + p.track_V * s.V + track_score(p, s)
    track = 0
    for k in range(4):
        if position > p.track_cuts[k]:
            track = k + 1
    return track


@compiled
def level_score(p, s):
    """Latent attained level without the loading on V: track, order of birth, skills that grew after it, genes, sex."""
    return (
        p.level_track[max(s.track, 0)]
        + p.level_order[s.parity]
        + p.level_cognitive * s.cognitive
        + p.level_socioemotional * s.socioemotional
        + p.level_placed * s.ever_placed
        + p.level_girl * (s.sex == 1)
        - p.level_G * s.G
    )


@compiled
def attain(p, s, ledger):
    """Highest level, decided at 16 and reached at its leaving age."""
    position = draw_normal(s, 0, do.ATTAINMENT) + p.level_V * s.V + level_score(p, s)
    s.level = 0
    for k in range(4):
        if position > p.level_cuts[k]:
            s.level = k + 1
    s.leaving_age = leaves_at(p, s)
    s.early_leaver = 1 if s.level < 2 else 0
    for k in range(5):
        book(ledger, lines.LEVELS[k], 16, 1.0 * (s.level == k))
        book(ledger, lines.TRACKS[k], 16, 1.0 * (s.track == k))
    book(ledger, lines.EARLY_LEAVERS, 16, 1.0 * s.early_leaver)


@compiled
def leaves_at(p, s):
    """Age at which education is left: the usual age of the level, or so many years before or after, in whole years."""
    age = p.leaving_age[s.level] + (s.leaving_place - 1) * p.leaving_spread[s.level]
    return int(max(ATTAINMENT_AGE, math.floor(age + 0.5)))


@compiled
def book_school(p, s, ledger, age):
    """Cost of a school year by kind of school: the fee to the family, the rest to central government."""
    fee = 0.0
    if age < SECONDARY_AGE:
        cost = p.cost_primary
    elif age < 16 or (s.level > 2 and age < 18):
        cost = p.cost_secondary
    elif s.level <= 2:
        cost, fee = p.cost_mbo, p.fee_mbo
    else:
        cost, fee = p.cost_hbo if s.level == 3 else p.cost_wo, p.fee_higher
    book(ledger, lines.EDUCATION_CENTRAL, age, -s.lived * (cost - fee))
    book(ledger, lines.EDUCATION_FAMILY, age, -s.lived * fee)
    if s.special_education and age < 18:
        book(ledger, lines.SPECIAL_CENTRAL, age, -s.lived * p.cost_special_extra)
        book(ledger, lines.IN_SPECIAL_EDUCATION, age, s.lived)
