"""Birth: gestational class, size, anomaly, Apgar, stillbirth, neonatal death and neonatal care.

Gestation is an ordered logit in order of badness. Small for gestational age is a logit whose random number is
correlated with gestation's (shared placental disease), so that preterm and small occur together without an arrow from
one to the other. Equations B1-B6 in docs/explanation/model.md.
"""

from ..engine.jit import compiled
from ..engine.ledger import book
from ..engine.maths import expit, normal_probability
from ..engine.rng import alike, draw, draw_normal
from ..vocabulary import lines
from ..vocabulary import processes as do

OLDER, OLDEST = 35, 40  # ages of the mother from which early birth, anomaly and stillbirth are more frequent


@compiled
def anomaly(p, s, fx):
    """A major congenital anomaly."""
    s.anomaly = 1 if draw(s, 0, do.ANOMALY) < expit(p.anomaly_intercept + anomaly_score(p, s) + fx.anomaly) else 0


@compiled
def duration(p, s, fx):
    """How long the pregnancy lasts."""
    u = normal_probability(gestation_noise(s))
    score = p.gestation_V * s.V + gestation_score(p, s) + fx.gestation
    s.gestation, s.placenta = 0, 0
    for k in range(4):
        of_limit = p.gestation_multiple[k] * s.multiple + p.gestation_anomaly[k] * s.anomaly
        of_limit += older(p.gestation_older[k], s)
        if u < expit(p.gestation_intercepts[k] + score + of_limit):
            s.gestation = k + 1
        if u < expit(p.gestation_intercepts[k] + p.gestation_usual):
            s.placenta = k + 1


@compiled
def older(effects, s):
    """The effect of an older mother: of 35-39, and of 40 and over."""
    return effects[1 if s.maternal_age >= OLDEST else 0] if s.maternal_age >= OLDER else 0.0


@compiled
def gestation_noise(s):
    """The normal behind the gestational class; low = early."""
    return draw_normal(s, 0, do.GESTATION)


@compiled
def size(p, s, fx):
    """Small for gestational age: its noise is correlated with that of gestation."""
    u = normal_probability(alike(p.small_gestation, gestation_noise(s), draw_normal(s, 0, do.SMALL)))
    s.small = 1 if u < small_chance(p, s, fx.small) else 0
    s.stunted = 1 if u < p.small_usual else 0


@compiled
def condition(p, s, ledger):
    """Apgar, stillbirth, death in the first 28 days, hospital care."""
    weak = draw_normal(s, 0, do.LOW_APGAR)  # its cause, such as lack of oxygen, may be that of an early death
    s.low_apgar = 1 if normal_probability(weak) < expit(p.low_apgar_intercept + low_apgar_score(p, s)) else 0
    s.live_born = 0 if draw(s, 0, do.STILLBIRTH) < stillbirth_chance(p, s) else 1
    s.survived = s.live_born
    u = normal_probability(alike(p.low_apgar_death, weak, draw_normal(s, 0, do.NEONATAL_DEATH)))
    if s.live_born and u < expit(p.neonatal_intercept + neonatal_score(p, s)):
        s.survived = 0
    book(ledger, lines.MATERNITY_ZVW, 0, -p.birth_cost)
    if s.live_born:
        cost = p.neonatal_cost[s.gestation] + p.small_cost * (s.small and s.gestation == 0)
        book(ledger, lines.NEONATAL_ZVW, 0, -cost)
        book(ledger, lines.CARE_COST[s.sex], 0, cost)
    count_birth(s, ledger)


@compiled
def gestation_score(p, s):
    """Log odds of an earlier birth; multiple pregnancy, anomaly and the mother's age from 35 act on each limit by a number of its own."""
    return (
        p.gestation_smoking * (s.smoking == 2)
        + p.gestation_distress * s.distress
        + p.gestation_violence * s.violence
        + p.gestation_alcohol * s.drinking
        + p.gestation_substance * s.substance_use
        + p.gestation_obesity * s.maternal_obesity
        + p.gestation_single * (1 - s.partner)
        + p.gestation_teenage * (s.maternal_age < 18)
        + p.gestation_hypertension * s.hypertension
        + p.gestation_first * (s.parity == 0)
        + p.gestation_boy * (s.sex == 0)
    )


@compiled
def small_chance(p, s, shift):
    """Probability of being small for gestational age; `shift` is that of its channel."""
    return expit(p.small_intercept + p.small_V * s.V + small_score(p, s) + shift)


@compiled
def small_score(p, s):
    """Log odds of being small for gestational age."""
    return (
        p.small_smoking * (s.smoking == 2)
        + p.small_distress * s.distress
        + p.small_violence * s.violence
        + p.small_alcohol * s.drinking
        + p.small_substance * s.substance_use
        + p.small_single * (1 - s.partner)
        + p.small_hypertension * s.hypertension
        + p.small_multiple * s.multiple
        + p.small_anomaly * s.anomaly
        + p.small_first * (s.parity == 0)
    )


@compiled
def anomaly_score(p, s):
    return (
        p.anomaly_no_folic_acid * (1 - s.folic_acid)
        + p.anomaly_obesity * s.maternal_obesity
        + p.anomaly_boy * (s.sex == 0)
        + p.anomaly_multiple * s.multiple
        + older(p.anomaly_older, s)
    )


@compiled
def low_apgar_score(p, s):
    """Log odds of an Apgar score below 7."""
    return (
        p.low_apgar_class[s.gestation]
        + p.low_apgar_boy * (s.sex == 0)
        + p.low_apgar_first * (s.parity == 0)
        + p.low_apgar_obesity * s.maternal_obesity
    )


@compiled
def stillbirth_chance(p, s):
    return expit(p.stillbirth_intercept + p.stillbirth_V * s.V + stillbirth_score(p, s))


@compiled
def stillbirth_score(p, s):
    """Log odds of stillbirth, without the loading on V."""
    return (
        older(p.stillbirth_older, s)
        + p.stillbirth_class[s.gestation]
        + p.stillbirth_placenta[s.placenta]
        + p.stillbirth_anomaly * s.anomaly
        + p.stillbirth_small * s.small
        + p.stillbirth_stunted * s.stunted
        + p.stillbirth_smoking * (s.smoking == 2)
        + p.stillbirth_obesity * s.maternal_obesity
        + p.stillbirth_boy * (s.sex == 0)
        + p.stillbirth_multiple * s.multiple
        + p.stillbirth_order[s.parity]
    )


@compiled
def neonatal_score(p, s):
    return (
        p.neonatal_class[s.gestation]
        + p.neonatal_anomaly[s.gestation] * s.anomaly
        + p.neonatal_small * s.small
        + p.neonatal_obesity * s.maternal_obesity
        + p.neonatal_boy * (s.sex == 0)
        + p.neonatal_multiple * s.multiple
    )


@compiled
def count_birth(s, ledger):
    """Count what the perinatal registration counts."""
    book(ledger, lines.PRETERM, 0, 1.0 * (s.gestation > 0))
    for k in range(4):
        book(ledger, lines.GESTATION[k], 0, 1.0 * (s.gestation == k + 1))
    book(ledger, lines.SMALL_BIRTHS, 0, 1.0 * s.small)
    book(ledger, lines.BIG2, 0, 1.0 * (s.small or s.gestation > 0))
    big4 = s.small or s.gestation > 0 or s.anomaly or s.low_apgar
    book(ledger, lines.BIG4, 0, 1.0 * big4)
    book(ledger, lines.BIG4_DEATHS, 0, 1.0 * (big4 and not s.survived))
    book(ledger, lines.ANOMALIES, 0, 1.0 * s.anomaly)
    book(ledger, lines.LOW_APGARS, 0, 1.0 * s.low_apgar)
    book(ledger, lines.STILLBIRTHS, 0, 1.0 * (1 - s.live_born))
    book(ledger, lines.LIVE_BIRTHS[s.sex], 0, 1.0 * s.live_born)
    book(ledger, lines.HOUSEHOLD_INCOME, 0, s.live_born * s.household_income)
    book(ledger, lines.NEONATAL_DEATHS, 0, 1.0 * (s.live_born and not s.survived))
    book(ledger, lines.PERINATAL_DEATHS, 0, 1.0 * (1 - s.survived))
    book(ledger, lines.INFANT_DEATHS, 0, 1.0 * (s.live_born and not s.survived))
    if s.deprived_area:
        book(ledger, lines.DEPRIVED_BIRTHS, 0, 1.0)
        book(ledger, lines.DEPRIVED_PRETERM, 0, 1.0 * (s.gestation > 0))
        book(ledger, lines.DEPRIVED_SMALL, 0, 1.0 * s.small)
        book(ledger, lines.DEPRIVED_DEATHS, 0, 1.0 * (1 - s.survived))
