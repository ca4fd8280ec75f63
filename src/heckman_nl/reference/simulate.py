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

from ..vocabulary import channels, processes
from ..vocabulary.state import LAST_AGE
from .decisions import (
    ASSISTANCE,
    DISABLED,
    EMPLOYED,
    FIRST_WEEKS,
    FIRST_YEAR,
    NO_BENEFIT,
    NOT_YET,
    OBESE,
    OVERWEIGHT,
    RETIRED,
    UNEMPLOYED,
    Once,
    attained,
    correlated,
    empty,
    happens,
    recurs,
    steeper,
)

SKILLS = ("cognitive", "socioemotional")
SHOCKS = (processes.COGNITIVE_SHOCK, processes.SOCIOEMOTIONAL_SHOCK)
LAST_PERIOD = 17  # age at which the last period of skills closes
FIRST_WORK_AGE = 16  # the age of the first row of the tables of work
SETTLED = 26  # the age to which habits follow their causes year by year
LIFE_TABLE_YEAR = 2023  # improvement counts from here


# birth


def birth(p, history, draws):
    """B1, B4-B6, with B2 and B3 below: one number per person."""
    q, s = p.birth, history[FIRST_WEEKS]
    boy, first = s.sex == 0, s.parity == 0
    log_odds = (
        q.anomaly_no_folic_acid * (s.folic_acid == 0)
        + q.anomaly_obesity * s.maternal_obesity
        + q.anomaly_boy * boy
        + q.anomaly_multiple * s.multiple
        + older(q.anomaly_older, s)
    )
    anomaly = happens(draws, processes.ANOMALY, q.anomaly_intercept + log_odds)
    u = draws.uniform(processes.GESTATION)
    own = [
        q.gestation_multiple[k] * s.multiple + q.gestation_anomaly[k] * anomaly + older(q.gestation_older[k], s)
        for k in range(4)
    ]
    gestation = gestational_class(q, q.gestation_V * s.V + gestation_score(q, s), u, own)
    placenta, (small, stunted) = gestational_class(q, q.gestation_usual, u), small_for_age(q, s, draws, anomaly)
    log_odds = (
        q.low_apgar_intercept + q.low_apgar_class[gestation] + q.low_apgar_boy * boy + q.low_apgar_first * first
        + q.low_apgar_obesity * s.maternal_obesity
    )  # fmt: skip
    weak = draws.normal(processes.LOW_APGAR)
    low_apgar = ndtr(weak) < expit(log_odds)
    log_odds = (
        q.stillbirth_intercept + q.stillbirth_V * s.V + q.stillbirth_class[gestation] + q.stillbirth_placenta[placenta]
        + q.stillbirth_anomaly * anomaly
        + q.stillbirth_small * small + q.stillbirth_stunted * stunted + q.stillbirth_smoking * (s.smoking == 2)
        + q.stillbirth_obesity * s.maternal_obesity + q.stillbirth_boy * boy
        + q.stillbirth_multiple * s.multiple + q.stillbirth_order[s.parity]
        + older(q.stillbirth_older, s)
    )  # fmt: skip
    live_born = ~happens(draws, processes.STILLBIRTH, log_odds)
    log_odds = (
        q.neonatal_intercept + q.neonatal_class[gestation] + q.neonatal_anomaly[gestation] * anomaly
        + q.neonatal_small * small + q.neonatal_boy * boy + q.neonatal_multiple * s.multiple
        + q.neonatal_obesity * s.maternal_obesity
    )  # fmt: skip
    noise = correlated(q.low_apgar_death, weak, draws.normal(processes.NEONATAL_DEATH))
    survived = live_born & ~(ndtr(noise) < expit(log_odds))
    return {
        "anomaly": anomaly, "gestation": gestation, "placenta": placenta, "small": small, "stunted": stunted,
        "low_apgar": low_apgar, "live_born": live_born, "survived": survived,
    }  # fmt: skip


def older(effects, s):
    """B2, B5: a mother of 35-39, and of 40 and over."""
    return effects[0] * (s.maternal_age // 5 == 7) + effects[1] * (s.maternal_age >= 40)


def gestation_score(q, s):
    """B2: what moves the length of pregnancy, V apart."""
    return (
        q.gestation_smoking * (s.smoking == 2) + q.gestation_distress * s.distress + q.gestation_violence * s.violence
        + q.gestation_alcohol * s.drinking + q.gestation_substance * s.substance_use
        + q.gestation_obesity * s.maternal_obesity + q.gestation_single * (s.partner == 0)
        + q.gestation_teenage * (s.maternal_age < 18)
        + q.gestation_hypertension * s.hypertension
        + q.gestation_first * (s.parity == 0) + q.gestation_boy * (s.sex == 0)
    )  # fmt: skip


def gestational_class(q, log_odds, u, own=(0, 0, 0, 0)):
    """B2: the worst of four nested events, before 37, 34, 32 and 28 weeks, on one uniform; a twin, an anomaly and an older mother move each by its own."""
    worst = np.zeros(len(u), int)
    for k in range(4):
        worst[u < expit(q.gestation_intercepts[k] + log_odds + own[k])] = k + 1
    return worst


def small_for_age(q, s, draws, anomaly):
    """B3: its noise is shared in part with that of gestation. Also whether that noise alone makes it so."""
    log_odds = q.small_intercept + q.small_V * s.V + (
        q.small_smoking * (s.smoking == 2) + q.small_distress * s.distress + q.small_violence * s.violence
        + q.small_alcohol * s.drinking + q.small_substance * s.substance_use
        + q.small_single * (s.partner == 0) + q.small_hypertension * s.hypertension + q.small_multiple * s.multiple
        + q.small_anomaly * anomaly + q.small_first * (s.parity == 0)
    )  # fmt: skip
    noise = correlated(q.small_gestation, draws.normal(processes.GESTATION), draws.normal(processes.SMALL))
    return ndtr(noise) < expit(log_odds), ndtr(noise) < q.small_usual


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
            extra = (
                q.investment_parenting * now.parenting_shift + q.investment_language * now.language_shift
            ) / q.investment_sd
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
        + q.cognitive_small * small_at_term + q.cognitive_anomaly * s.anomaly + q.cognitive_order[s.parity]
    )  # fmt: skip
    socioemotional = (
        -q.socioemotional_G * s.G - q.socioemotional_V * s.V + q.socioemotional_class[s.gestation]
        + q.socioemotional_girl * (s.sex - 0.5) + q.socioemotional_order[s.parity]
    )  # fmt: skip
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


# habits and crime


def adolescence(p, history, draws):
    """A1-A4: smoking, substance use disorder, suspects and detention of every year."""
    q = p.adolescence
    out = empty(history, smokes=0, ever_smoked=0, substance_disorder=0, suspect=0, detained=0, ever_detained=0)
    mood = history[FIRST_YEAR].mood_trait
    school, own = (draws.normal(k) for k in (processes.TRACK, processes.SMOKING_TRAIT))
    substance_trait = correlated(q.substance_mood, mood, draws.normal(processes.SUBSTANCE_TRAIT))
    spell, lasting = draws.normal(processes.SUBSTANCE_SPELL, 12), q.substance_persistence
    ever_smoked = ever_detained = np.zeros(history.shape[1], bool)
    for age in range(12, len(history) - 1):
        now, before = history[age + 1], history[age]
        if age <= SETTLED or age % 3 == 0:
            trait = correlated(q.smoking_school, school, correlated(q.smoking_mood, mood, own))
            smoking = trait + smoking_score(q, now, before)
            substance = math.sqrt(lasting) * substance_trait + math.sqrt(1 - lasting) * spell + (
                q.substance_V * now.V + q.substance_socioemotional * before.socioemotional
                + q.substance_maltreated * now.maltreated
            )  # fmt: skip
        if age % 3 == 2:
            spell = draws.normal(processes.SUBSTANCE_SPELL, age)
            own = correlated(q.smoking_persistence, own, draws.normal(processes.SMOKING_SPELL, age))
        young = q.smoking_stays_V_young * np.interp(age, [30, 50], [1, 0])
        stays = attained(q.smoking_stays_level, now.level) + young * now.V
        stays = np.where(ever_smoked, stays, q.smoking_never * (age >= SETTLED))
        stays = stays + q.smoking_cardiovascular * before.cardiovascular + q.smoking_diabetic * before.diabetic
        smokes = smoking + stays > q.smoking_cuts[age][now.sex]
        ill = substance + (q.substance_order[now.parity] if age < 20 else 0) > q.substance_cuts[age][now.sex]
        suspect = is_suspect(q, now, before, ill, draws, age)
        trait = draws.normal(processes.OFFENDING_TRAIT)
        chance = expit(q.offending_detained_normaliser[age][now.sex] + q.offending_detained_trait * trait)
        detained = suspect & (draws.uniform(processes.DETENTION, age) < chance)
        ever_smoked, ever_detained = ever_smoked | smokes, ever_detained | detained
        year = (smokes, ever_smoked, ill, suspect, detained, ever_detained)
        for name, value in zip(out, year, strict=True):
            out[name][age + 1] = value
    return out


def smoking_score(q, now, before):
    """A1, the own inclination and what keeps who ever smoked apart."""
    return (
        q.smoking_V * now.V + q.smoking_parents * now.smoke_at_home
        + q.smoking_socioemotional * before.socioemotional + q.smoking_maltreated * now.maltreated
        + np.where(now.level >= 0, q.smoking_level[now.level], q.smoking_track[now.track])
    )  # fmt: skip


def is_suspect(q, now, before, ill, draws, age):
    """A3: a trait for life and a noise of the year."""
    rho = q.offending_persistence
    noise = math.sqrt(rho) * draws.normal(processes.OFFENDING_TRAIT)
    noise = noise + math.sqrt(1 - rho) * draws.normal(processes.OFFENDING, age)
    score = (
        q.offending_V * now.V + q.offending_cognitive * before.cognitive
        + q.offending_socioemotional * before.socioemotional + q.offending_maltreated * now.maltreated
        + q.offending_special * now.special_education + q.offending_early_leaver * now.early_leaver
        + q.offending_level * (now.level == 0) + q.offending_substance * ill
        + q.offending_order[now.parity] * (age <= 19)
    )  # fmt: skip
    return (noise + score > q.offending_cuts[age][now.sex]) & (age <= 64)


# work


def work(p, history, draws):
    """W1-W2: unfit for work, place in the labour market, position and gross wage of every year."""
    q, (young, old) = p.work, p.work.employment_persistence
    out = empty(history, position=NOT_YET, earnings=0.0, employment_noise=0.0, disabled=0)
    illness = Once(draws, processes.DISABILITY)
    permanent = q.permanent_sd * draws.normal(processes.EARNINGS_PERMANENT)
    retirement = min(math.ceil(q.retirement_age), len(history) - 1)
    noise = np.zeros(history.shape[1])
    for age in range(FIRST_WORK_AGE, retirement):
        now, before = history[age + 1], history[age]
        left_school = age >= now.leaving_age
        first, second = (ndtri(u) for u in draws.yearly_pair(processes.LABOUR_MARKET, age))
        rho = np.interp(age, [25, 60], [young, old])
        noise = first if age == FIRST_WORK_AGE else correlated(rho, noise, first)
        cared_for = left_school & (now.long_term_care == 1)
        illness.live_year(disability_hazard(q, now, before, age), left_school & ~cared_for)
        illness.happened = illness.happened | cared_for
        place = np.where(illness.happened, DISABLED, position(q, noise, now, before, age))
        place = np.where(left_school, place, NOT_YET)
        wage = np.exp(log_wage(q, now, before, age) + permanent + q.transitory_sd * second)
        out["position"][age + 1], out["employment_noise"][age + 1] = place, noise
        out["disabled"][age + 1] = illness.happened
        out["earnings"][age + 1] = np.where(place == EMPLOYED, wage, 0.0)
    out["position"][retirement + 1 :], out["employment_noise"][retirement + 1 :] = RETIRED, noise
    out["disabled"][retirement + 1 :] = illness.happened
    return out


def position(q, noise, now, before, age):
    """W1 of who is fit for work: employed up to the first cut, then unemployed, without benefit, on assistance."""
    row = age - FIRST_WORK_AGE
    distance = noise + q.employment_V[now.sex] * now.V + distance_score(q, now, before, age)
    first, second, third = (
        distance > cuts[now.sex] for cuts in (q.employment_cuts[row], q.benefit_cuts[row][0], q.benefit_cuts[row][1])
    )
    return np.select([~first, ~second, ~third], [EMPLOYED, UNEMPLOYED, NO_BENEFIT], ASSISTANCE)


def disability_hazard(q, now, before, age):
    """W1: unfit for work; skills, weight and illness are those of last year."""
    score = (
        q.disability_V * now.V + q.disability_level[now.level]
        + q.disability_cognitive * before.cognitive + q.disability_socioemotional * before.socioemotional
        + q.disability_depressed * before.depressed + q.disability_diabetic * before.diabetic
        + q.disability_cardiovascular * before.cardiovascular + q.disability_obese * (before.bmi_class == OBESE)
        + q.disability_overweight * (before.bmi_class == OVERWEIGHT)
        + q.disability_smokes[now.sex] * now.smokes + q.disability_stopped[now.sex] * stopped(now)
        + q.disability_substance * now.substance_disorder
        + q.disability_maltreated * now.maltreated + q.disability_mood * before.mood_trait
        + q.disability_anomaly * now.anomaly + q.disability_low_apgar * now.low_apgar
        + q.disability_small * now.small + q.disability_class[now.gestation]
    )  # fmt: skip
    return q.disability_hazard[age][now.sex] * np.exp(score)


def distance_score(q, now, before, age):
    """W1: what moves a person away from work, the loading on V apart; skills and health are those of last year."""
    return (
        q.employment_level[now.level] * (q.employment_starters if age <= 25 else 1.0)
        + q.employment_cognitive * before.cognitive + q.employment_socioemotional * before.socioemotional
        + q.employment_depressed * before.depressed + q.employment_diabetic * before.diabetic
        + q.employment_cardiovascular * before.cardiovascular + q.employment_maltreated * now.maltreated
        + q.employment_detained * before.ever_detained
        + q.employment_mood * before.mood_trait + q.employment_parent[now.sex] * (before.children > 0)
    )  # fmt: skip


def log_wage(q, now, before, age):
    """W2 without its two random parts."""
    steepness = q.schooling_start + q.schooling_growth * (min(age, 50) - 25)
    left = np.interp(age - now.birth_age, [6, 16], [1.0, q.wage_mother_left])  # by the age of the latest child
    return (
        q.wage_normaliser[age - FIRST_WORK_AGE] + q.wage_V * now.V
        + q.schooling_return * q.schooling_years[now.level] * steepness
        + q.wage_cognitive * before.cognitive + q.wage_socioemotional * before.socioemotional + q.wage_woman * now.sex
        + q.wage_mother * now.sex * (now.children > 0) * left + q.wage_detained * now.detained
    )  # fmt: skip


# health


def health(p, history, draws):
    """Z1-Z6: depression, anxiety, body weight, chronic disease and quality of life of every year."""
    q, none = p.health, np.zeros(history.shape[1], bool)
    once = {
        "diabetic": Once(draws, processes.DIABETES), "cardiovascular": Once(draws, processes.CARDIOVASCULAR),
        "copd": Once(draws, processes.COPD),
    }  # fmt: skip
    persists = draws.uniform(processes.ASTHMA_PERSISTS) < q.asthma_adult_persists[history[FIRST_WEEKS].sex]
    state = dict.fromkeys(("depressed", "ever_depressed", "anxious", "new_cardiovascular"), none)
    noise, weight, ever_asthmatic = np.zeros(len(none)), np.zeros(len(none), int), none
    out = empty(history, bmi_class=0, asthmatic=0, ever_asthmatic=0, utility=0.0, **dict.fromkeys([*state, *once], 0))
    for age in range(len(history) - 1):
        now, before = history[age + 1], history[age]
        if age >= 12:
            depressed, anxious = mood(q, now, before, draws, age, state)
            state |= {"depressed": depressed, "anxious": anxious}
            state["ever_depressed"] = state["ever_depressed"] | depressed
        if age >= 4:
            noise = draws.normal(processes.BODY_WEIGHT, 4) if age == 4 else noise
            risk = noise + weight_score(q, now, age)
            weight = sum(risk > q.bmi_cuts[age][number][now.sex] for number in range(2))
            if age % 10 == 9:
                new = draws.normal(processes.BODY_WEIGHT, age)
            if age in (9, 19):
                noise = correlated(q.bmi_persistence[age // 10], noise, new)
            if age == 19:  # what is lifelong and what passes add up to what there is
                lasting, rho = np.asarray(q.bmi_lasting)[now.sex], np.asarray(q.bmi_passing)[now.sex]
                trait = np.sqrt(lasting) * noise + np.sqrt(1 - lasting) * draws.normal(processes.WEIGHT_TRAIT)
                passing = np.sqrt(1 - lasting) * noise - np.sqrt(lasting) * draws.normal(processes.WEIGHT_TRAIT)
            elif age > 19 and age % 10 == 9:
                passing = rho * passing + np.sqrt(1 - rho**2) * new
                noise = np.sqrt(lasting) * trait + np.sqrt(1 - lasting) * passing
        if age <= 18:
            asthmatic = (now.asthma == 1) & ((age < 18) | persists)
        if age >= 20:
            had = once["diabetic"].happened
            once["diabetic"].live_year(diabetes_hazard(q, now, age, weight, state["ever_depressed"]))
            hazard = cardiovascular_hazard(q, now, age, weight, had, state["ever_depressed"])
            state["new_cardiovascular"] = once["cardiovascular"].live_year(hazard)
            once["copd"].live_year(copd_hazard(q, now, age, asthmatic))
            low = state["ever_depressed"]
            asthmatic = asthma_of_adults(q, now, draws, age, weight, low, asthmatic, ever_asthmatic)
        ever_asthmatic = ever_asthmatic | asthmatic
        year = state | {name: event.happened for name, event in once.items()}
        year |= {"bmi_class": weight, "asthmatic": asthmatic, "ever_asthmatic": ever_asthmatic}
        year["utility"] = quality_of_life(q, now, age, year)
        for name, value in year.items():
            out[name][age + 1] = value
    return out


def mood(q, now, before, draws, age, last_year):
    """Z1: depression, and anxiety of who is not depressed, on one uniform in order of badness."""
    out_of_work = (now.position >= NO_BENEFIT) & (now.position <= ASSISTANCE)

    spread = q.depression_trait
    trait = correlated(q.depression_heredity, now.parent_mood, draws.normal(processes.MOOD_TRAIT))
    if age < 18:
        trait = correlated(q.depression_young, trait, draws.normal(processes.MOOD_YOUNG))

    def chance(name, more=0.0):
        causes = more + (
            q[f"{name}_maltreated"] * now.maltreated + q[f"{name}_socioemotional"] * before.socioemotional
            + q[f"{name}_G"] * now.G + q[f"{name}_no_work"] * out_of_work
        )  # fmt: skip
        log_odds = (
            q[f"{name}_normaliser"][age][now.sex] + q[f"{name}_V"] * now.V + steeper(spread) * causes + spread * trait
        )
        ill = "depressed" if name == "depression" else "anxious"
        return recurs(expit(log_odds), last_year[ill], q[f"{name}_stays"])

    more = (
        q.depression_recurrence * last_year["ever_depressed"] + q.depression_obese * (before.bmi_class == OBESE)
        + q.depression_mother * now.mother_depressed_to_17 + q.depression_copd * before.copd
        + q.depression_asthma * before.asthmatic + q.depression_small * now.small
    )  # fmt: skip
    q1, q2 = chance("depression", more), chance("anxiety")
    u = draws.uniform(processes.DEPRESSION, age)
    return u < q1, (u >= q1) & (u < q1 + (1 - q1) * q2)


def asthma_of_adults(q, s, draws, age, weight, ever_depressed, asthmatic, ever_asthmatic):
    """Z5: the next state on one uniform."""
    heavy = q.asthma_adult_weight[weight]
    keeps = np.log((1 - q.asthma_adult_remits) / q.asthma_adult_remits) + heavy
    begins = q.asthma_adult_normaliser[age][s.sex] + q.asthma_adult_before * ever_asthmatic + heavy
    begins = begins + q.asthma_adult_depressed * ever_depressed
    return draws.uniform(processes.ADULT_ASTHMA, age) < expit(np.where(asthmatic, keeps, begins))


def weight_score(q, s, age):
    """Z2, the own part of body weight apart."""
    return (
        (q.bmi_V_child if age < 18 else q.bmi_V) * s.V + q.bmi_child * s.overweight + q.bmi_mother * s.maternal_obesity
        + q.bmi_maltreated * s.maltreated + attained(q.bmi_level, s.level) + q.bmi_smokes * s.smokes
    )  # fmt: skip


def diabetes_hazard(q, s, age, weight, ever_depressed):
    """Z3."""
    score = (
        q.diabetes_V * s.V + q.diabetes_bmi[weight] * (q.diabetes_bmi_later if age >= 55 else 1.0)
        + q.diabetes_smokes * s.smokes + q.diabetes_stopped * stopped(s)
        + q.diabetes_depressed * ever_depressed + q.diabetes_preterm * (s.gestation > 0)
        + q.diabetes_small * s.small + q.diabetes_maltreated * s.maltreated + q.diabetes_level[s.level]
    )  # fmt: skip
    return q.diabetes_hazard[age][s.sex] * np.exp(score)


def cardiovascular_hazard(q, s, age, weight, diabetic, ever_depressed):
    """Z4: diabetes of last year, depression of this year or before."""
    score = (
        q.cardiovascular_V * s.V + q.cardiovascular_smokes * s.smokes + q.cardiovascular_stopped * stopped(s)
        + q.cardiovascular_bmi[weight] + q.cardiovascular_diabetic * diabetic
        + q.cardiovascular_preterm * (s.gestation > 0) + q.cardiovascular_maltreated * s.maltreated
        + q.cardiovascular_depressed * ever_depressed + q.cardiovascular_level[s.level]
    )  # fmt: skip
    return q.cardiovascular_hazard[age][s.sex] * np.exp(score)


def stopped(s):
    """Ever smoked and does not now."""
    return (s.ever_smoked == 1) & (s.smokes == 0)


def copd_hazard(q, s, age, asthmatic):
    """Z5: asthma of last year."""
    score = (
        q.copd_V * s.V + q.copd_smokes * s.smokes + q.copd_stopped * stopped(s) + q.copd_asthma * asthmatic
        + q.copd_class[s.gestation]
    )  # fmt: skip
    return q.copd_hazard[age][s.sex] * np.exp(score)


def quality_of_life(q, s, age, year):
    """Z6."""
    losses = (
        (q.utility_depression, year["depressed"]), (q.utility_anxiety, year["anxious"] & ~year["depressed"]),
        (q.utility_substance, s.substance_disorder == 1), (q.utility_obese, year["bmi_class"] == OBESE),
        (q.utility_diabetes, year["diabetic"]), (q.utility_cardiovascular, year["cardiovascular"]),
        (q.utility_copd, year["copd"]), (q.utility_asthma, year["asthmatic"] & ~year["copd"]),
        (q.utility_very_preterm, s.gestation >= 3),
    )  # fmt: skip
    value = q.utility_norm[age][s.sex]
    for loss, present in losses:
        value = value * np.where(present, 1 - loss / q.utility_reference, 1.0)
    return value


# care


def care(p, history, draws):
    """L1-L2: long-term care and social support, by the causes of last year."""
    q = p.care
    out = empty(history, long_term_care=0, wmo_support=0)
    long_term, support = Once(draws, processes.LONG_TERM_CARE), Once(draws, processes.SUPPORT)
    for age in range(4, len(history) - 1):
        before = history[age]
        long_term.live_year(dependence_hazard(q, "long_term", before, age))
        if age >= 18:
            support.live_year(dependence_hazard(q, "support", before, age), ~long_term.happened)
        out["long_term_care"][age + 1] = long_term.happened
        out["wmo_support"][age + 1] = support.happened & ~long_term.happened
    return out


def dependence_hazard(q, kind, before, age):
    """L1-L2."""
    score = (
        q[f"{kind}_cardiovascular"] * before.cardiovascular + q[f"{kind}_copd"] * before.copd
        + q[f"{kind}_diabetes"] * before.diabetic + q[f"{kind}_depressed"] * before.ever_depressed
        + q[f"{kind}_cognitive"] * before.cognitive
    )  # fmt: skip
    return q[f"{kind}_hazard"][age][before.sex] * np.exp(score)


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
        + q.infant_smoke * (s.smoking > 0) + q.infant_anomaly * s.anomaly + q.infant_young * (s.maternal_age < 20)
    )  # fmt: skip


def death_hazard(q, before, age):
    """M2: death comes first in the year, so all that moves it is of last year."""
    band = (age >= 65) + 0 + (age >= 80)
    score = (
        q.death_V[before.sex] * (q.death_V_oldest if age >= 80 else 1.0) * before.V + q.death_diabetic[band] * before.diabetic + q.death_cardiovascular * before.cardiovascular
        + q.death_copd * before.copd + q.death_depressed * before.depressed
        + q.death_substance * before.substance_disorder + q.death_disabled * before.disabled * (age <= 66)
        + (q.death_placed[(before.placement_age >= 12) + 0] * before.ever_placed + q.death_care_need * before.care_need) * (age >= 18)
        + q.death_long_term * before.long_term_care * (age >= 65)
        + q.death_smokes[band] * before.smokes
        + q.death_stopped * stopped(before) + q.death_bmi[before.bmi_class] * (age >= 20)
        + q.death_cognitive * before.cognitive + q.death_class[before.gestation] * (age <= 45)
    )  # fmt: skip
    years = np.maximum(before.birth_year + age - LIFE_TABLE_YEAR, 0)
    return q.death_hazard[age][before.sex] * np.exp(score - q.improvement[before.sex] * years)
