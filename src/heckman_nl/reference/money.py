"""The ledger by the equations of docs/explanation/model.md: euros, QALYs and who comes into care, from the states of a life.

A cost is a loss of who pays it. See `simulate` for what the arguments are.
"""

import numpy as np

from ..vocabulary import lines
from .decisions import ASSISTANCE, DISABLED, EMPLOYED, FIRST_YEAR, RETIRED, UNEMPLOYED

AMBULATORY, FOSTER, RESIDENTIAL = 1, 3, 4
SUPERVISION, GUARDIANSHIP = 1, 2


def ledger(p, history):
    """Every line of every person and year, (person, age, line)."""
    cells = np.zeros((history.shape[1], len(history) - 1, lines.N_LINES))
    book_birth(p, history, cells[:, 0])
    for age in range(len(history) - 1):
        now, before = history[age + 1], history[age]
        lived, year = np.where(before.alive == 1, now.lived, 0.0), cells[:, age]
        book_life(p, now, lived, age, year)
        book_mother(p, now, age, year)
        book_disease(p, now, lived, age, year)
        book_care(p, now, lived, age, year)
        book_youth_care(p, now, lived, age, year)
        book_school(p, now, before, lived, age, year)
        book_crime(p, now, lived, age, year)
        book_work(p, now, before, lived, age, year)
        book_entries(history, age, year)
    return cells


def book_birth(p, history, year):
    """Care around birth, booked once in the birth year whatever part of it is lived."""
    s = history[FIRST_YEAR]
    live, here = s.live_born == 1, s.survived == 1
    year[:, lines.HOUSEHOLD_INCOME] += live * s.household_income
    year[:, lines.MATERNITY_ZVW] -= p.pregnancy.antenatal_cost + p.birth.birth_cost
    year[:, lines.NEONATAL_ZVW] -= live * p.birth.neonatal_cost[s.gestation]
    year[:, lines.NEONATAL_ZVW] -= live * (s.small == 1) * (s.gestation == 0) * p.birth.small_cost
    q = p.early  # E1, E2
    hours = here * s.kraamzorg * q.kraamzorg_hours
    year[:, lines.KRAAMZORG_ZVW] -= hours * (q.kraamzorg_tariff - q.kraamzorg_contribution)
    year[:, lines.KRAAMZORG_FAMILY] -= hours * q.kraamzorg_contribution
    year[:, lines.MENTAL_MOTHER_ZVW] -= s.distress * p.pregnancy.distress_treated * p.pregnancy.distress_cost
    year[:, lines.MENTAL_MOTHER_ZVW] -= (s.postnatal_mood == 2) * q.postnatal_treated * q.postnatal_cost


def book_life(p, now, lived, age, year):
    """Quality of life and own consumption."""
    year[:, lines.QALY_CHILD] += lived * now.utility
    year[:, lines.CONSUMPTION_FAMILY] -= lived * p.care.consumption[age]


def book_mother(p, now, age, year):
    """Q1-Q3, until she is 67, whether her child lives or not: her work, her mood, the quit that she kept when the child is 5."""
    q = p.parents
    lived = 1.0 * (now.maternal_age + age < 67)
    labour = lived * now.mother_employed * q.wage_level[now.maternal_education] * q.labour_cost
    year[:, lines.PRODUCTION_MOTHER] += labour
    year[:, lines.TAX_FAMILY] -= labour * q.tax_share
    year[:, lines.TAX_CENTRAL] += labour * q.tax_share
    ill = lived * now.mother_depressed
    year[:, lines.QALY_PARENTS] -= ill * q.utility_depression
    year[:, lines.MENTAL_MOTHER_ZVW] -= ill * (age > 0) * q.depression_treated * q.depression_cost
    if age == 5:
        kept = (lived > 0) & (now.smoking_before == 1) & (now.mother_smokes_now == 0)
        year[:, lines.QALY_PARENTS] += kept * q.quit_qaly
        year[:, lines.MEDICAL_MOTHER_ZVW] += kept * q.quit_savings


def book_disease(p, now, lived, age, year):
    """Z7, asthma care of children and addiction care."""
    q = p.health
    mood = now.depressed * q.depression_cost + now.anxious * q.anxiety_cost
    year[:, lines.MENTAL_ZVW] -= lived * mood * (age >= 18)
    addiction = p.adolescence.substance_treated * p.adolescence.substance_cost
    year[:, lines.MENTAL_ZVW] -= lived * now.substance_disorder * addiction
    asthma = p.early.asthma_cost if age <= 17 else q.asthma_adult_cost
    year[:, lines.RESPIRATORY_ZVW] -= lived * (now.asthmatic * asthma + now.copd * q.copd_cost)
    year[:, lines.DIABETES_ZVW] -= lived * now.diabetic * q.diabetes_cost
    heart = np.where(now.new_cardiovascular == 1, q.cardiovascular_first_cost, q.cardiovascular_cost)
    year[:, lines.CARDIOVASCULAR_ZVW] -= lived * now.cardiovascular * heart


def book_care(p, now, lived, age, year):
    """L3, and JGZ to 4."""
    q = p.care
    if age <= 4:
        year[:, lines.JGZ_MUNICIPALITY] -= lived * p.early.jgz_cost
    long_term = q.long_term_cost_child if age <= 17 else q.long_term_cost
    year[:, lines.LONG_TERM_WLZ] -= lived * now.long_term_care * long_term
    year[:, lines.WMO_MUNICIPALITY] -= lived * now.wmo_support * q.support_cost
    year[:, lines.MEDICAL_ZVW] -= lived * q.residual_care[age][now.sex]
    year[:, lines.MEDICAL_ZVW] -= (lived == 0.5) * q.last_year_cost[age]


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


def book_crime(p, now, lived, age, year):
    """A4: per suspect and per detained suspect of the year."""
    q = p.adolescence
    cost = q.detention_cost_young if age <= 17 else q.detention_cost
    year[:, lines.VICTIMS_VICTIMS] -= lived * now.suspect * q.offending_victims_cost
    year[:, lines.JUSTICE_CENTRAL] -= lived * now.suspect * q.offending_police_justice_cost
    year[:, lines.DETENTION_CENTRAL] -= lived * now.detained * q.detention_years * cost


def in_table(wage, table, step, top_rate=0.0):
    """A table by gross wage: linear between its steps, from its end on with the top rate."""
    top = (len(table) - 1) * step
    return np.interp(wage, step * np.arange(len(table)), table) + top_rate * np.maximum(wage - top, 0.0)


def book_work(p, now, before, lived, age, year):
    """W3-W7: production once, taxes and benefits on both sides, absence."""
    q, wage = p.work, now.earnings
    premiums = in_table(wage, q.employer_premium, q.tax_step)
    labour = wage * (1 + q.employer_pension) + premiums
    year[:, lines.PRODUCTION_FAMILY] += lived * labour
    absent = q.absence_depressed * before.depressed + q.absence_anxious * before.anxious
    year[:, lines.ABSENCE_EMPLOYERS] -= lived * (now.position == EMPLOYED) * labour * absent
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


def book_entries(history, age, year):
    """Who comes into care this year: in it now, and not at the end of the year before; whole persons, dying or not."""
    now, before = history[age + 1], history[age]
    here = before.alive == 1
    for kind, line in enumerate(lines.ENTERED_CARE, start=AMBULATORY):
        year[:, line] += here & (now.youth_care == kind) & (before.youth_care != kind)
    enters = here & (now.youth_care > 0) & (before.youth_care == 0)
    year[:, lines.ENTERED_YOUTH_CARE] += enters
    year[:, lines.FIRST_IN_YOUTH_CARE] += enters & ~(history.youth_care[: age + 1] > 0).any(axis=0)
    for state, line in (("long_term_care", lines.NEW_IN_LONG_TERM_CARE), ("wmo_support", lines.NEW_WITH_SUPPORT)):
        year[:, line] += here & (now[state] == 1) & (before[state] == 0)
    if age >= 18:  # at 18 all who are ill come from youth care
        for state, line in (("depressed", lines.NEW_DEPRESSED), ("anxious", lines.NEW_ANXIOUS)):
            year[:, line] += here & (now[state] == 1) & ((before[state] == 0) | (age == 18))
