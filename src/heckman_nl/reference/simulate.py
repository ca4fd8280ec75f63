"""Lives by the equations of docs/explanation/model.md, over arrays of persons; B1, S1 ... are the numbers of the page.

Every function takes `p`, the packed parameters, and `history`, the kernel's records by year (first axis: row 0 is that
after the first weeks, row a + 1 the end of the year at age a) and person (second axis). It reads of the history only
what other modules own, and lives its own states from the first row to the last: each module is checked on its own.
`q` are the parameters of the module, `s` or `now` the records of one year, `before` those of the year before. The
fields that a module owns are returned as tables (row, person), those of birth as one number per person.
"""

import math

import numpy as np
from scipy.special import expit, ndtr, ndtri

from ..vocabulary import channels, lines, processes
from ..vocabulary.state import LAST_AGE

FIRST_WEEKS, FIRST_YEAR = 0, 1  # rows of the history
SKILLS = ("cognitive", "socioemotional")
SHOCKS = (processes.COGNITIVE_SHOCK, processes.SOCIOEMOTIONAL_SHOCK)
LAST_PERIOD = 17  # age at which the last period of skills closes
EMPLOYED, NO_BENEFIT, UNEMPLOYED, ASSISTANCE, DISABLED, RETIRED, NOT_YET = range(7)
FIRST_WORK_AGE = 16  # the age of the first row of the tables of work
AMBULATORY, FOSTER, RESIDENTIAL = 1, 3, 4
SUPERVISION, GUARDIANSHIP = 1, 2
CHRONIC = {"diabetic": processes.DIABETES, "cardiovascular": processes.CARDIOVASCULAR}


def empty(history, **starts):
    """A table (year, person) per field, filled with its value before the first year."""
    return {name: np.full(history.shape, start) for name, start in starts.items()}


# birth


def birth(p, history, draws):
    """B1, B4-B6, with B2 and B3 below: one number per person."""
    q, s = p.birth, history[FIRST_WEEKS]
    log_odds = q.anomaly_no_folic_acid * (s.folic_acid == 0) + q.anomaly_obesity * s.maternal_obesity
    anomaly = happens(draws, processes.ANOMALY, q.anomaly_intercept + log_odds)
    gestation, small = gestational_class(q, s, draws), small_for_age(q, s, draws)
    low_apgar = happens(draws, processes.LOW_APGAR, q.low_apgar_intercept + q.low_apgar_class[gestation])
    log_odds = (
        q.stillbirth_intercept + q.stillbirth_class[gestation] + q.stillbirth_anomaly * anomaly
        + q.stillbirth_small * small + q.stillbirth_smoking * (s.smoking == 2)
        + q.stillbirth_obesity * s.maternal_obesity
    )  # fmt: skip
    live_born = ~happens(draws, processes.STILLBIRTH, log_odds)
    log_odds = (
        q.neonatal_intercept + q.neonatal_class[gestation] + q.neonatal_anomaly * anomaly
        + q.neonatal_small * small + q.neonatal_boy * (s.sex == 0)
    )  # fmt: skip
    survived = live_born & ~happens(draws, processes.NEONATAL_DEATH, log_odds)
    return {
        "anomaly": anomaly, "gestation": gestation, "small": small,
        "low_apgar": low_apgar, "live_born": live_born, "survived": survived,
    }  # fmt: skip


def happens(draws, process, log_odds, age=0):
    """A point event: u < Λ(score)."""
    return draws.uniform(process, age) < expit(log_odds)


def gestational_class(q, s, draws):
    """B2: the worst of four nested events, before 37, 34, 32 and 28 weeks, on one uniform."""
    log_odds = q.gestation_V * s.V + (
        q.gestation_smoking * (s.smoking == 2) + q.gestation_distress * s.distress + q.gestation_violence * s.violence
        + q.gestation_alcohol * s.drinking + q.gestation_substance * s.substance_use
        + q.gestation_obesity * s.maternal_obesity + q.gestation_single * (s.partner == 0)
        + q.gestation_teenage * (s.maternal_age < 18) + q.gestation_low_education * (s.maternal_education == 0)
        + q.gestation_hypertension * s.hypertension + q.gestation_multiple * s.multiple
    )  # fmt: skip
    u, worst = draws.uniform(processes.GESTATION), np.zeros(len(s), int)
    for number, intercept in enumerate(q.gestation_intercepts, start=1):
        worst[u < expit(intercept + log_odds)] = number
    return worst


def small_for_age(q, s, draws):
    """B3: its noise is shared in part with that of gestation."""
    log_odds = q.small_intercept + q.small_V * s.V + (
        q.small_smoking * (s.smoking == 2) + q.small_distress * s.distress + q.small_violence * s.violence
        + q.small_alcohol * s.drinking + q.small_substance * s.substance_use
        + q.small_low_education * (s.maternal_education == 0)
        + q.small_hypertension * s.hypertension + q.small_multiple * s.multiple
    )  # fmt: skip
    rho = q.small_gestation
    own = draws.normal(processes.SMALL)
    return ndtr(rho * draws.normal(processes.GESTATION) + math.sqrt(1 - rho**2) * own) < expit(log_odds)


# skills


def skills(p, history, draws, effects=()):
    """S1-S6: the permanent and the actual track of both skills; `effects` are EFFECT rows. Arrays: (skill, person)."""
    q, first = p.skills, history[FIRST_YEAR]
    investment, trait = family_investment(q, first), lasting_traits(q, first)
    none, hit = np.zeros(trait.shape), np.zeros(len(first), bool)
    track = {"": trait, "_permanent": trait, "_floor": none, "_gain": none, "_endowment": trait}
    out = empty(history, investment=investment, **{skill + part: 0.0 for skill in SKILLS for part in track})
    for age in range(-1, len(history) - 1):
        if 0 < age <= LAST_PERIOD and age % 2 == 1:
            now = history[age + 1]
            begins = (now.maltreated == 1) & ~hit
            hit = hit | begins
            jump = np.outer([q[f"{skill}_maltreated"] for skill in SKILLS], begins)
            noise = np.array([draws.normal(process, age) for process in SHOCKS])
            gain = np.array([channel(effects, now, skill, age) for skill in SKILLS])
            extra = q.investment_parenting * now.parenting_shift / q.investment_sd
            track = close_period(q, age // 2, track, jump, noise, gain, investment, extra, first)
        for part, values in track.items():
            for skill, value in zip(SKILLS, values, strict=True):
                out[skill + part][age + 1] = value
    return out


def close_period(q, k, track, jump, noise, gain, investment, extra, s):
    """S4-S6: both tracks, the floor, the gain credited and the lasting traits at the end of period k."""
    own = own_weight(q, k)
    trait = track["_endowment"] + jump  # S2: maltreatment moves what the skill tends to
    tendency = q.location[k][:, None] + (1 - own) * trait + q.shock_sd[k][:, None] * noise
    base, floor = track["_permanent"] + jump, track["_floor"]
    kept = floor + q.retention[k] * (track[""] - track["_permanent"] - floor)
    entering = base + kept / own
    usual = technology(q, k, entering, investment, s)
    induced = technology(q, k, entering, investment + extra, s) - usual + (gain - track["_gain"])
    return {
        "": tendency + usual + induced,
        "_permanent": tendency + technology(q, k, base, investment, s),
        "_floor": floor + q.floor * induced,
        "_gain": gain,
        "_endowment": trait,
    }


def family_investment(q, s):
    """S1, in SD."""
    weighted = (
        q.investment_parenting * s.parenting + q.investment_income * s.income_z
        + q.investment_language * s.language_input
        + q.investment_childcare * s.childcare_hours * s.childcare_quality
    )  # fmt: skip
    return weighted / q.investment_sd


def lasting_traits(q, s):
    """S2 at birth, of both skills: maltreatment comes later."""
    small_at_term = (s.small == 1) & (s.gestation == 0)
    cognitive = (
        -q.cognitive_G * s.G - q.cognitive_V * s.V + q.cognitive_class[s.gestation]
        + q.cognitive_small * small_at_term + q.cognitive_anomaly * s.anomaly
    )  # fmt: skip
    socioemotional = -q.socioemotional_G * s.G - q.socioemotional_V * s.V + q.socioemotional_class[s.gestation]
    return np.array([cognitive, socioemotional])


def of_stage(q, k, name):
    """Shares or phi of both skills in the stage of period k."""
    return [q[f"{skill}_{name}"][0 if k < 3 else 1] for skill in SKILLS]


def technology(q, k, pair, investment, s):
    """S3: T of both skills."""
    inputs = (*pair, investment, s.parental_cognition, s.coping)
    out = []
    for shares, phi, scale in zip(of_stage(q, k, "shares"), of_stage(q, k, "phi"), q.scale[k], strict=True):
        total = sum(share * np.exp(phi * x) for share, x in zip(shares, inputs, strict=True))
        out.append(scale / phi * np.log(total))
    return np.array(out)


def own_weight(q, k):
    """s times gamma of S4 and S5: the weight of each skill in its own technology."""
    shares = of_stage(q, k, "shares")
    return np.array([[q.scale[k][number] * shares[number][number]] for number in range(2)])


def channel(effects, s, name, age):
    """X2: the shift that the effects in force at an age give a channel, per person."""
    strongest = {}
    for row in effects:
        if row["channel"] != channels.NUMBER[name] or not row["start"] <= age < row["stop"]:
            continue
        bits = s.completed if row["per_completed"] else s.enrolled
        left = 1.0 if age < row["since"] else (1 - row["fade"]) ** (age + 0.5 - row["since"])
        shift = np.where((bits >> row["offer"]) & 1, row["shift"] * left, 0.0)
        other = strongest.get(row["mechanism"], np.zeros(len(s)))
        strongest[row["mechanism"]] = np.where(np.abs(shift) > np.abs(other), shift, other)
    return sum(strongest.values(), np.zeros(len(s)))


# work


def work(p, history, draws):
    """W1-W2: place in the labour market, position and gross wage of every year."""
    q, rho = p.work, p.work.employment_persistence
    out = empty(history, position=NOT_YET, earnings=0.0, employment_noise=0.0)
    permanent = q.permanent_sd * draws.normal(processes.EARNINGS_PERMANENT)
    retirement = min(math.ceil(q.retirement_age), len(history) - 1)
    noise = np.zeros(history.shape[1])
    for age in range(FIRST_WORK_AGE, retirement):
        now, before = history[age + 1], history[age]
        left_school = age >= now.leaving_age
        first, second = (ndtri(u) for u in draws.yearly_pair(processes.LABOUR_MARKET, age))
        noise = first if age == FIRST_WORK_AGE else rho * noise + math.sqrt(1 - rho**2) * first
        place = np.where(left_school, position(q, noise, now, before, age), NOT_YET)
        wage = np.exp(log_wage(q, now, before, age) + permanent + q.transitory_sd * second)
        out["position"][age + 1], out["employment_noise"][age + 1] = place, noise
        out["earnings"][age + 1] = np.where(place == EMPLOYED, wage, 0.0)
    out["position"][retirement + 1 :], out["employment_noise"][retirement + 1 :] = RETIRED, noise
    return out


def position(q, noise, now, before, age):
    """W1: employed up to the first cut; from there the three cuts of the benefits decide, which may lie below it."""
    row = age - FIRST_WORK_AGE
    distance = noise + q.employment_V * now.V + distance_score(q, now, before)
    without = NO_BENEFIT + sum(distance > q.benefit_cuts[row][k][now.sex] for k in range(3))
    return np.where(distance <= q.employment_cuts[row][now.sex], EMPLOYED, without)


def distance_score(q, now, before):
    """W1: what moves a person away from work, the loading on V apart; skills and health are those of last year."""
    return (
        q.employment_level[now.level]
        + q.employment_cognitive * before.cognitive + q.employment_socioemotional * before.socioemotional
        + q.employment_depressed * before.depressed + q.employment_diabetic * before.diabetic
        + q.employment_cardiovascular * before.cardiovascular + q.employment_maltreated * now.maltreated
    )  # fmt: skip


def log_wage(q, now, before, age):
    """W2 without its two random parts."""
    steepness = q.schooling_start + q.schooling_growth * (min(age, 50) - 25)
    return (
        q.wage_normaliser[age - FIRST_WORK_AGE] + q.wage_V * now.V
        + q.schooling_return * q.schooling_years[now.level] * steepness
        + q.wage_cognitive * before.cognitive + q.wage_socioemotional * before.socioemotional + q.wage_woman * now.sex
    )  # fmt: skip


# health


def health(p, history, draws):
    """Z1-Z4: depression, diabetes, cardiovascular disease and quality of life of every year."""
    q = p.health
    state = {name: np.zeros(history.shape[1], bool) for name in ("depressed", "ever_depressed", *CHRONIC)}
    left = {name: -np.log(draws.uniform(process)) for name, process in CHRONIC.items()}
    out = empty(history, diabetes_left=left["diabetic"], cardiovascular_left=left["cardiovascular"])
    out |= empty(history, utility=0.0, new_cardiovascular=0, **dict.fromkeys(state, 0))
    for age in range(len(history) - 1):
        now, before, last_year = history[age + 1], history[age], dict(state)
        if age >= 12:
            state["depressed"] = is_depressed(q, now, before, draws, age, last_year)
            state["ever_depressed"] = last_year["ever_depressed"] | state["depressed"]
        if age >= 20:
            hazards = {
                "diabetic": diabetes_hazard(q, now, age),
                "cardiovascular": cardiovascular_hazard(q, now, age, last_year["diabetic"], state["ever_depressed"]),
            }
            for name, hazard in hazards.items():
                left[name] = left[name] - np.where(last_year[name], 0.0, hazard)
                state[name] = left[name] <= 0
        out["utility"][age + 1] = quality_of_life(q, now, age, state)
        out["new_cardiovascular"][age + 1] = state["cardiovascular"] & ~last_year["cardiovascular"]
        out["diabetes_left"][age + 1], out["cardiovascular_left"][age + 1] = left.values()
        for name, value in state.items():
            out[name][age + 1] = value
    return out


def is_depressed(q, now, before, draws, age, last_year):
    """Z1: the next state is drawn; who was depressed last year stays so with at least `stays`."""
    out_of_work = (now.position >= NO_BENEFIT) & (now.position <= DISABLED)
    chance = expit(
        q.depression_normaliser[age][now.sex] + q.depression_V * now.V
        + q.depression_recurrence * last_year["ever_depressed"]
        + q.depression_maltreated * now.maltreated + q.depression_socioemotional * before.socioemotional
        + q.depression_G * now.G + q.depression_no_work * out_of_work
    )  # fmt: skip
    chance = np.where(last_year["depressed"], np.maximum(chance, q.depression_stays), chance)
    return draws.uniform(processes.DEPRESSION, age) < chance


def diabetes_hazard(q, s, age):
    """Z2."""
    score = (
        q.diabetes_V * s.V + q.diabetes_overweight * s.overweight + q.diabetes_preterm * (s.gestation > 0)
        + q.diabetes_maltreated * s.maltreated + q.diabetes_level[s.level]
    )  # fmt: skip
    return q.diabetes_hazard[age][s.sex] * np.exp(score)


def cardiovascular_hazard(q, s, age, diabetic, ever_depressed):
    """Z3: diabetes of last year, depression of this year or before."""
    score = (
        q.cardiovascular_V * s.V + q.cardiovascular_diabetic * diabetic + q.cardiovascular_preterm * (s.gestation > 0)
        + q.cardiovascular_maltreated * s.maltreated + q.cardiovascular_depressed * ever_depressed
        + q.cardiovascular_level[s.level]
    )  # fmt: skip
    return q.cardiovascular_hazard[age][s.sex] * np.exp(score)


def quality_of_life(q, s, age, state):
    """Z4."""
    losses = (
        (q.utility_depression, state["depressed"]), (q.utility_diabetes, state["diabetic"]),
        (q.utility_cardiovascular, state["cardiovascular"]), (q.utility_asthma, (s.asthma == 1) & (age < 18)),
        (q.utility_very_preterm, s.gestation >= 3),
    )  # fmt: skip
    value = q.utility_norm[age][s.sex]
    for loss, present in losses:
        value = value * np.where(present, 1 - loss / q.utility_reference, 1.0)
    return value


# death


def mortality(p, history, draws):
    """M1-M2: alive at the end of every year, and the part of it that is lived."""
    q = p.mortality
    left = -np.log(draws.uniform(processes.DEATH))
    out = empty(history, alive=0, lived=0.0, death_left=0.0)
    alive = history[FIRST_WEEKS].survived == 1
    out["alive"][FIRST_WEEKS], out["death_left"][FIRST_WEEKS] = alive, left
    for age in range(len(history) - 1):
        now, before = history[age + 1], history[age]
        if age == 0:
            dies = happens(draws, processes.INFANT_DEATH, infant_log_odds(q, now))
        else:
            left = left - np.where(alive, death_hazard(q, before, age), 0.0)
            dies = (left <= 0) | (age == LAST_AGE)
        out["lived"][age + 1] = np.where(alive, np.where(dies, 0.5, 1.0), out["lived"][age])
        alive = alive & ~dies
        out["alive"][age + 1], out["death_left"][age + 1] = alive, left
    return out


def infant_log_odds(q, s):
    """M1."""
    return (
        q.infant_intercept[s.sex] + q.infant_class[s.gestation] + q.infant_small * s.small
        + q.infant_smoke * (s.smoking > 0) + q.infant_anomaly * s.anomaly
    )  # fmt: skip


def death_hazard(q, before, age):
    """M2: death comes first in the year, so all that moves it is of last year."""
    score = (
        q.death_V * before.V + q.death_diabetic * before.diabetic + q.death_cardiovascular * before.cardiovascular
        + q.death_depressed * before.depressed + q.death_cognitive * before.cognitive
        + q.death_class[before.gestation] * (age <= 45) + np.where(before.level >= 0, q.death_level[before.level], 0.0)
    )  # fmt: skip
    return q.death_hazard[age][before.sex] * np.exp(score)


# the ledger


def ledger(p, history):
    """The lines in euros and QALYs of every person and year, from the states: a cost is a loss of who pays it."""
    cells = np.zeros((history.shape[1], len(history) - 1, lines.N_LINES))
    book_birth(p, history, cells[:, 0])
    for age in range(len(history) - 1):
        now, before = history[age + 1], history[age]
        lived = np.where(before.alive == 1, now.lived, 0.0)
        year = cells[:, age]
        book_life(p, now, lived, age, year)
        book_care(p, now, lived, age, year)
        book_youth_care(p, now, lived, age, year)
        book_school(p, now, before, lived, age, year)
        book_work(p, now, lived, age, year)
    return cells


def book_birth(p, history, year):
    """Care around birth, booked once in the birth year whatever part of it is lived."""
    s = history[FIRST_YEAR]
    live, here = s.live_born == 1, s.survived == 1
    year[:, lines.MATERNITY_ZVW] -= p.pregnancy.antenatal_cost + p.birth.birth_cost
    year[:, lines.NEONATAL_ZVW] -= live * p.birth.neonatal_cost[s.gestation]
    year[:, lines.NEONATAL_ZVW] -= live * (s.small == 1) * (s.gestation == 0) * p.birth.small_cost
    q = p.early  # E1, E2
    hours = here * s.kraamzorg * q.kraamzorg_hours
    year[:, lines.KRAAMZORG_ZVW] -= hours * (q.kraamzorg_tariff - q.kraamzorg_contribution)
    year[:, lines.KRAAMZORG_FAMILY] -= hours * q.kraamzorg_contribution
    year[:, lines.MENTAL_ZVW] -= s.distress * p.pregnancy.distress_treated * p.pregnancy.distress_cost
    year[:, lines.MENTAL_ZVW] -= here * (s.postnatal_mood == 2) * q.postnatal_treated * q.postnatal_cost


def book_life(p, now, lived, age, year):
    """Quality of life and own consumption."""
    year[:, lines.QALY_CHILD] += lived * now.utility
    year[:, lines.CONSUMPTION_FAMILY] -= lived * p.health.consumption[age]


def book_care(p, now, lived, age, year):
    """Z5-Z6, and the care of children: JGZ to 4, asthma to 17."""
    q = p.health
    if age <= 4:
        year[:, lines.JGZ_MUNICIPALITY] -= lived * p.early.jgz_cost
    if age <= 17:
        year[:, lines.ASTHMA_ZVW] -= lived * now.asthma * p.early.asthma_cost
    year[:, lines.MENTAL_ZVW] -= lived * now.depressed * (age >= 18) * q.depression_cost
    year[:, lines.DIABETES_ZVW] -= lived * now.diabetic * q.diabetes_cost
    heart = np.where(now.new_cardiovascular == 1, q.cardiovascular_first_cost, q.cardiovascular_cost)
    year[:, lines.CARDIOVASCULAR_ZVW] -= lived * now.cardiovascular * heart
    residual = lived * q.residual_care[age]
    last = (lived == 0.5) * q.last_year_cost[age]
    long_term, support = q.long_term_share[age], q.support_share[age]
    year[:, lines.LONG_TERM_WLZ] -= (residual + last) * long_term
    year[:, lines.WMO_MUNICIPALITY] -= (residual + last) * support
    year[:, lines.MEDICAL_ZVW] -= (residual + last) * (1 - long_term - support)


def book_youth_care(p, now, lived, age, year):
    """Y4: help by class, orders apart."""
    q = p.youthcare
    if age > 17:
        return
    year[:, lines.YOUTH_AMBULATORY] -= lived * (now.youth_care == AMBULATORY) * q.ambulatory_cost
    year[:, lines.YOUTH_FOSTER] -= lived * (now.youth_care == FOSTER) * q.foster_cost
    year[:, lines.YOUTH_RESIDENTIAL] -= lived * (now.youth_care == RESIDENTIAL) * q.residential_cost
    year[:, lines.YOUTH_SUPERVISION] -= lived * (now.protection == SUPERVISION) * q.supervision_cost
    year[:, lines.YOUTH_SUPERVISION] -= lived * (now.protection == GUARDIANSHIP) * q.guardianship_cost


def book_school(p, now, before, lived, age, year):
    """C5: what a year of education costs, its fee, special education, a repeated year."""
    q, level = p.school, now.level
    cost, fee = np.zeros(len(now)), np.zeros(len(now))
    if 4 <= age <= 11:
        cost[:] = q.cost_primary
    elif 12 <= age <= 15:
        cost[:] = q.cost_secondary
    elif age >= 16:
        learning = age < now.leaving_age
        secondary, mbo = learning & (level >= 3) & (age <= 17), learning & (level <= 2)
        hbo, wo = (learning & (level == number) & (age >= 18) for number in (3, 4))
        cost = q.cost_secondary * secondary + q.cost_mbo * mbo + q.cost_hbo * hbo + q.cost_wo * wo
        fee = q.fee_mbo * mbo + q.fee_higher * (hbo | wo)
    year[:, lines.EDUCATION_CENTRAL] -= lived * (cost - fee)
    year[:, lines.EDUCATION_FAMILY] -= lived * fee
    if 4 <= age <= 17:
        special = (now.special_education == 1) & (age < now.leaving_age)
        year[:, lines.SPECIAL_CENTRAL] -= lived * special * q.cost_special_extra
    repeated = (now.repeated - before.repeated) * q.repeats_per_repeater
    year[:, lines.RETENTION_CENTRAL] -= repeated * q.repeat_cost  # an event: not halved in the year of death


def in_table(wage, table, step, top_rate=0.0):
    """A table by gross wage: linear between its steps, from its end on with the top rate."""
    top = (len(table) - 1) * step
    return np.interp(wage, step * np.arange(len(table)), table) + top_rate * np.maximum(wage - top, 0.0)


def book_work(p, now, lived, age, year):
    """W3-W6: production once, taxes and benefits on both sides."""
    q, wage = p.work, now.earnings
    premiums = in_table(wage, q.employer_premium, q.tax_step)
    year[:, lines.PRODUCTION_FAMILY] += lived * (wage * (1 + q.employer_pension) + premiums)
    tax = in_table(wage, q.income_tax, q.tax_step, q.top_rate) + premiums
    year[:, lines.TAX_FAMILY] -= lived * tax
    year[:, lines.TAX_CENTRAL] += lived * tax
    central = (
        q.unemployment_benefit * (now.position == UNEMPLOYED) + q.disability_benefit * (now.position == DISABLED)
        + q.pension * (now.position == RETIRED)
    )  # fmt: skip
    municipal = q.assistance * (now.position == ASSISTANCE)
    year[:, lines.BENEFIT_FAMILY] += lived * (central + municipal)
    year[:, lines.BENEFIT_CENTRAL] -= lived * central
    year[:, lines.BENEFIT_MUNICIPALITY] -= lived * municipal
