"""The lines of the ledger: what is booked, for whom, under which account, in which unit.

A line in euros or QALYs has an account and a party and enters the appraisal. A line that counts persons, events or
person-years has neither; it feeds indicators, volumes and the comparison with Dutch statistics.
"""

from typing import NamedTuple

import numpy as np

from . import state
from .payers import ACCOUNTS, PARTIES
from .state import EDUCATION_GROUPS, SEXES


class Line(NamedTuple):
    """One line of the ledger."""

    name: str
    unit: str  # "EUR", "QALY", "persons", "person-years" or "EUR counted" (a level that is not a welfare flow)
    account: str | None
    party: str | None
    text: str


LINES: list[Line] = []


def euros(name: str, account: str, party: str, text: str) -> np.int64:
    if account not in ACCOUNTS or party not in PARTIES:
        raise ValueError(f"{name}: unknown account {account!r} or party {party!r}")
    LINES.append(Line(name, "EUR", account, party, text))
    return np.int64(len(LINES) - 1)


def qalys(name: str, text: str) -> np.int64:
    LINES.append(Line(name, "QALY", "qaly", "family", text))
    return np.int64(len(LINES) - 1)


def count(name: str, text: str, unit: str = "persons") -> np.int64:
    LINES.append(Line(name, unit, None, None, text))
    return np.int64(len(LINES) - 1)


def by_sex(name: str, text: str, unit: str = "person-years") -> tuple[np.int64, np.int64]:
    return tuple(count(f"{name}_{sex}", f"{text}, {sex}", unit) for sex in SEXES)


def by_education(name: str, text: str, unit: str = "person-years") -> tuple[np.int64, ...]:
    return tuple(count(f"{name}_{e}", f"{text}, own education {e}", unit) for e in EDUCATION_GROUPS)


# programme costs, one line per party that may pay
PROGRAMME = tuple(euros(f"programme_{p}", "programme", p, f"programme costs paid by: {t}") for p, t in PARTIES.items())

# care
MATERNITY_ZVW = euros("maternity_zvw", "maternity", "zvw", "antenatal and birth care")
KRAAMZORG_ZVW = euros("kraamzorg_zvw", "maternity", "zvw", "kraamzorg")
KRAAMZORG_FAMILY = euros("kraamzorg_family", "maternity", "family", "own contribution to kraamzorg")
NEONATAL_ZVW = euros("neonatal_zvw", "neonatal", "zvw", "hospital care of the newborn")
JGZ_MUNICIPALITY = euros("jgz_municipality", "preventive", "municipality", "youth health care")
MEDICAL_ZVW = euros("medical_zvw", "medical", "zvw", "care not booked under a disease, last year of life included")
LONG_TERM_WLZ = euros("long_term_wlz", "long_term", "wlz", "long-term care, last year of life included")
WMO_MUNICIPALITY = euros(
    "wmo_municipality", "wmo", "municipality", "social support at home, last year of life included"
)
MENTAL_ZVW = euros("mental_zvw", "mental", "zvw", "mental health care")
MENTAL_MOTHER_ZVW = euros("mental_mother_zvw", "mental", "zvw", "mental health care of the mother, from pregnancy on")
MEDICAL_MOTHER_ZVW = euros(
    "medical_mother_zvw",
    "medical",
    "zvw",
    "care of a mother who has stopped smoking: savings less the care in the years she lives longer",
)
RESPIRATORY_ZVW = euros("respiratory_zvw", "disease", "zvw", "care for asthma and COPD")
DIABETES_ZVW = euros("diabetes_zvw", "disease", "zvw", "diabetes care")
CARDIOVASCULAR_ZVW = euros("cardiovascular_zvw", "disease", "zvw", "care for heart and vessels")

# youth care and education
YOUTH_CARE = (
    euros("youth_ambulatory", "youth_ambulatory", "municipality", "ambulatory youth help"),
    euros("youth_supervision", "youth_supervision", "municipality", "supervision and guardianship"),
    euros("youth_foster", "youth_foster", "municipality", "foster care"),
    euros("youth_residential", "youth_residential", "municipality", "residential youth care"),
)
YOUTH_AMBULATORY, YOUTH_SUPERVISION, YOUTH_FOSTER, YOUTH_RESIDENTIAL = YOUTH_CARE
EDUCATION_CENTRAL = euros("education_central", "education", "central", "regular education, less fees")
EDUCATION_FAMILY = euros("education_family", "education", "family", "fees of mbo, hbo and wo")
SPECIAL_CENTRAL = euros("special_central", "special", "central", "extra cost of special education")
RETENTION_CENTRAL = euros("retention_central", "retention", "central", "repeated years")

# crime
VICTIMS_VICTIMS = euros("victims_victims", "crime_victims", "victims", "loss of victims of crime")
JUSTICE_CENTRAL = euros("justice_central", "police_justice", "central", "police, prosecution and courts")
DETENTION_CENTRAL = euros("detention_central", "detention", "central", "detention")

# work: production is labour cost, booked once, to the family; the rest are transfers with two sides
PRODUCTION_FAMILY = euros("production_family", "production", "family", "labour cost: gross wage and employer premiums")
PRODUCTION_MOTHER = euros("production_mother", "production", "family", "labour cost of the mother")
ABSENCE_EMPLOYERS = euros("absence_employers", "absence", "employers", "wage of employees who are absent")
TAX_FAMILY = euros("tax_family", "taxes", "family", "income tax, employee and employer premiums")
TAX_CENTRAL = euros("tax_central", "taxes", "central", "income tax, employee and employer premiums")
BENEFIT_FAMILY = euros("benefit_family", "benefits", "family", "unemployment, assistance, disability benefits, AOW")
BENEFIT_CENTRAL = euros("benefit_central", "benefits", "central", "unemployment and disability benefits, AOW")
BENEFIT_MUNICIPALITY = euros("benefit_municipality", "benefits", "municipality", "assistance (bijstand)")
CONSUMPTION_FAMILY = euros("consumption_family", "consumption", "family", "own consumption")

QALY_CHILD = qalys("qaly_child", "quality-adjusted life years of the child")
QALY_PARENTS = qalys("qaly_parents", "quality-adjusted life years of the mother")

# who is there
BIRTHS = count("births", "births from 24+0 weeks, live or still")
LIVE_BIRTHS = by_sex("live_births", "live births", "persons")
HOUSEHOLD_INCOME = count(
    "household_income", "standardised disposable household income at live birth, per year", "EUR 2021 counted"
)
LIFE_YEARS = by_sex("life_years", "years lived, half in the year of death")
ALIVE = by_sex("alive", "persons alive in the year")
DEATHS = by_sex("deaths", "deaths", "persons")

# the programme
ELIGIBLE = count("eligible", "families screened that meet the eligibility rules of an offer")
SCREENED = count("screened", "families screened")
OFFERED_FAMILIES = count("offered", "families that got an offer")
PARTICIPANTS = count("participants", "families that accepted an offer")

# pregnancy and birth
TEENAGE_MOTHERS = count("teenage_mothers", "mother under 20")
FIRST_BORN = count("first_born", "first child of the mother")
IN_DEBT = count("problem_debt", "family with problem debt")
PROBLEMS = count("parental_distress", "a parent with psychological problems before birth")
UNINTENDED = count("unintended", "pregnancy that was not intended")
SMOKED = count("smoked_in_pregnancy", "mother smoked at any time in pregnancy")
SMOKED_THROUGHOUT = count("smoked_throughout", "mother smoked throughout pregnancy")
DISTRESSED = count("distressed", "mother depressed or anxious in pregnancy")
VIOLENCE_IN_PREGNANCY = count("violence_in_pregnancy", "violence between the partners in pregnancy")
BOOKED_LATE = count("booked_late", "first antenatal visit after week 10")
HYPERTENSIVE = count("hypertensive", "hypertensive disorder of pregnancy")
PRETERM = count("preterm", "born before 37 weeks")
GESTATION = tuple(
    count(f"gestation_{k}", f"born at {k.replace('_', '-')} weeks") for k in ("34_36", "32_33", "28_31", "under_28")
)
SMALL_BIRTHS = count("small_for_age", "small for gestational age")
BIG2 = count("big2", "preterm or small for gestational age")
BIG4 = count("big4", "preterm, small, congenital anomaly or low Apgar")
ANOMALIES = count("anomalies", "major congenital anomaly")
LOW_APGARS = count("low_apgars", "Apgar below 7 at five minutes")
STILLBIRTHS = count("stillbirths", "stillbirths from 24+0 weeks")
NEONATAL_DEATHS = count("neonatal_deaths", "deaths in the first 28 days")
PERINATAL_DEATHS = count("perinatal_deaths", "stillbirths and deaths in the first 28 days")
BIG4_DEATHS = count(
    "perinatal_deaths_big4",
    "stillbirths and deaths in the first 28 days, preterm, small, with an anomaly or a low Apgar",
)
INFANT_DEATHS = count("infant_deaths", "deaths in the first year")
DEPRIVED_BIRTHS = count("births_deprived_area", "births to a mother in a deprived neighbourhood")
DEPRIVED_PRETERM = count("preterm_deprived_area", "born before 37 weeks, mother in a deprived neighbourhood")
DEPRIVED_SMALL = count("small_deprived_area", "small for gestational age, mother in a deprived neighbourhood")
DEPRIVED_DEATHS = count(
    "perinatal_deaths_deprived_area", "stillbirths and deaths in the first 28 days, mother in a deprived neighbourhood"
)

# ages 0-4
NO_KRAAMZORG = count("no_kraamzorg", "kraamzorg not used")
POSTNATAL_COMPLAINTS = count("postnatal_complaints", "mother with complaints or depression after birth")
POSTNATAL_DEPRESSION = count("postnatal_depression", "mother depressed in the year after birth")
MOTHER_SMOKES = count("mother_smokes", "mother smokes after birth")
STOPPED_SMOKING = count("stopped_smoking", "mother stopped smoking before or in pregnancy, child alive after 28 days")
RELAPSED = count("relapsed", "mother stopped smoking and smokes again after birth")
BREASTFED = count("breastfed", "breastfeeding started")
BREASTFED_THREE = count("breastfed_three_months", "breastfed for three months or more")
BREASTFED_SIX = count("breastfed_six_months", "breastfed for six months or more")
LANGUAGE_DELAYED = count("language_delay", "language delay at 2")
OVERWEIGHT_AT_2 = count("overweight", "overweight at 2")
ASTHMATIC = count("asthma", "asthma in childhood")
UNFAVOURABLE_START = count("unfavourable_start", "unfavourable birth and a problem at 2")
BIG2_AT_2 = count("big2_at_2", "alive at 2, born preterm or small")
PROBLEM_AT_2 = count("problem_at_2", "language delay, overweight or asthma at 2")
AT_2 = count("at_2", "children alive at 2")

# youth care and school
NEWLY_MALTREATED = count("newly_maltreated", "first maltreated this year")
MALTREATED = count("maltreated", "maltreated in the year")
IN_YOUTH_CARE = (
    count("in_ambulatory_help", "with ambulatory youth help", "person-years"),
    count("supervised_at_home", "under supervision at home", "person-years"),
    count("in_foster_care", "in foster care", "person-years"),
    count("in_residential_care", "in residential care", "person-years"),
)
ENTERED_CARE = (
    count("entered_ambulatory_help", "came into ambulatory youth help: not in it the year before"),
    count("entered_supervision", "came under supervision at home: not the year before"),
    count("entered_foster_care", "came into foster care: not in it the year before"),
    count("entered_residential_care", "came into residential care: not in it the year before"),
)
ENTERED_YOUTH_CARE = count("entered_youth_care", "came into youth care: in no kind of it the year before")
FIRST_IN_YOUTH_CARE = count("first_in_youth_care", "came into youth care for the first time")
PROTECTED = count("under_protection_order", "with a protection order (OTS or guardianship)", "person-years")
PLACED_UNDER_2 = count("placed_or_supervised_under_2", "placed or supervised before age 2", "person-years")
IN_SPECIAL_EDUCATION = count("in_special_education", "in special education", "person-years")
REPEATED_YEARS = count("repeated_years", "first repeated year")
TRACKS = tuple(count(f"track_{k}", f"track at 12: {text}") for k, text in enumerate(state.TRACKS))
LEVELS = tuple(count(f"level_{k}", f"attained: {text}") for k, text in enumerate(state.LEVELS))
EARLY_LEAVERS = count("early_leavers", "left school without a start qualification")

# habits, crime and children
SMOKERS = by_sex("smokers", "smokers, from 12")
SMOKERS_BY_EDUCATION = by_education("smokers", "smokers")
SUBSTANCE_DISORDER = by_sex("substance_disorder", "with a substance use disorder in the year")
SUSPECTS = by_sex("suspects", "registered as a suspect in the year", "persons")
DETAINED = count("detained", "in detention", "person-years")
EARLY_BIRTHS = count("teenage_births", "children born to girls under 20")
BIRTHS_GIVEN = by_sex("births_given", "children born to persons of this cohort", "persons")
CHILDLESS = by_sex("childless", "without children at 50", "persons")

# work and health
ADULTS = by_education("adults", "alive, education completed")
EMPLOYED = by_education("employed", "employed")
EARNINGS = by_education("earnings", "gross wages", "EUR counted")
ADULTS_BY_SEX = by_sex("adults", "alive, education completed")
EMPLOYED_BY_SEX = by_sex("employed", "employed")
UNEMPLOYED = count("unemployed", "with unemployment benefit", "person-years")
ON_ASSISTANCE = count("on_assistance", "with assistance (bijstand)", "person-years")
ON_DISABILITY = count("on_disability", "with a disability benefit", "person-years")
DEPRESSED = by_sex("depressed", "with a depressive disorder in the year")
DEPRESSED_BY_EDUCATION = by_education("depressed", "with a depressive disorder in the year")
DIABETIC = by_sex("diabetic", "with type 2 diabetes")
WITH_CARDIOVASCULAR = by_sex("cardiovascular", "with coronary heart disease or stroke")
NEW_CARDIOVASCULAR = count("new_cardiovascular", "first coronary heart disease or stroke")
NEW_DEPRESSED = count(
    "new_depressed", "adults with a depressive disorder that they did not have the year before, or had as a minor"
)
NEW_ANXIOUS = count(
    "new_anxious", "adults with an anxiety disorder (without depression) not had the year before, or had as a minor"
)
ANXIOUS = by_sex("anxious", "with an anxiety disorder without depression in the year")
OVERWEIGHT = by_sex("overweight_adults", "with BMI 25 or more (children: their own limits), from 4")
OBESE = by_sex("obese", "with BMI 30 or more (children: their own limits), from 4")
ASTHMATICS = by_sex("asthmatic", "with asthma")
WITH_COPD = by_sex("copd", "with chronic obstructive pulmonary disease")
OBESE_BY_EDUCATION = by_education("obese", "with BMI 30 or more")
DIABETIC_BY_EDUCATION = by_education("diabetic", "with diabetes")
CARDIOVASCULAR_BY_EDUCATION = by_education("cardiovascular", "with coronary heart disease or stroke")
COPD_BY_EDUCATION = by_education("copd", "with chronic obstructive pulmonary disease")
ANXIOUS_BY_EDUCATION = by_education("anxious", "with an anxiety disorder without depression in the year")
DEATHS_BY_EDUCATION = by_education("deaths", "deaths", "persons")
IN_LONG_TERM_CARE = by_sex("long_term_care", "in long-term care (Wlz)")
NEW_IN_LONG_TERM_CARE = count("entered_long_term_care", "entered long-term care")
WITH_SUPPORT = by_sex("wmo_support", "with social support at home (Wmo)")
NEW_WITH_SUPPORT = count("entered_wmo_support", "came to use social support at home (Wmo)")

UTILITY = by_sex("utility", "sum of quality of life", "QALY counted")
CARE_COST = by_sex("care_cost", "cost of all care of the person itself, in every sector but youth care", "EUR counted")

# volumes of care: no life books them, they follow from years with a state (`results.fill_volumes`)
GP_CONTACTS = count("gp_contacts", "contacts with the GP", "contacts")
ADMISSIONS = count("hospital_admissions", "admissions to hospital", "admissions")
IN_MENTAL_CARE = count("in_mental_care", "in mental health care, from 18", "person-years")
ENTERED_MENTAL_CARE = count("entered_mental_care", "came into mental health care for a new disorder, from 18")
MEDICINE_USERS = count("medicine_users", "with medicine on prescription in the year", "person-years")
YEARS, LOW, WORRIED = LIFE_YEARS, DEPRESSED, ANXIOUS
VOLUMES = {  # volume: (lines whose sum it is counted per, parameter, first age)
    GP_CONTACTS: (
        (YEARS, "care.gp.contacts", 0), ((*LOW, *WORRIED), "care.gp.mental", 0), (DIABETIC, "care.gp.diabetes", 0),
        (WITH_CARDIOVASCULAR, "care.gp.cardiovascular", 0), ((*WITH_COPD, *ASTHMATICS), "care.gp.lungs", 0),
    ),
    ADMISSIONS: (
        (YEARS, "care.hospital.admissions", 0), ((NEW_CARDIOVASCULAR,), "care.hospital.cardiovascular", 0),
        (WITH_COPD, "care.hospital.copd", 0),
    ),
    IN_MENTAL_CARE: ((LOW, "care.mental.treated_depression", 18), (WORRIED, "care.mental.treated_anxiety", 18)),
    ENTERED_MENTAL_CARE: (
        ((NEW_DEPRESSED,), "care.mental.treated_depression", 18), ((NEW_ANXIOUS,), "care.mental.treated_anxiety", 18),
    ),
    MEDICINE_USERS: ((YEARS, "care.medicine.users", 0),),
}  # fmt: skip
INFLOW = (  # who comes into care in a year, whatever care was used before: entries where a life has them, else events
    ENTERED_YOUTH_CARE, FIRST_IN_YOUTH_CARE, *ENTERED_CARE, ENTERED_MENTAL_CARE, ADMISSIONS, NEW_CARDIOVASCULAR,
    NEW_IN_LONG_TERM_CARE, NEW_WITH_SUPPORT,
)  # fmt: skip

# the mother until she is 67
MOTHERS = count("mothers_alive", "years with the mother under 67", "person-years")
MOTHER_DEPRESSED = count("mothers_depressed", "mother depressed in the year", "person-years")
MOTHER_EMPLOYED = count("mothers_employed", "mother employed", "person-years")
MOTHER_SMOKES_NOW = count("mothers_smoking", "mother smokes in the year", "person-years")
QUIT_KEPT = count("quit_kept", "mother who smoked before pregnancy does not smoke when the child is 5")
NEXT_BIRTHS = count("next_births", "later children of the mother")

N_LINES = len(LINES)
VALUED = tuple(k for k, line in enumerate(LINES) if line.account is not None)  # the others are counts
NUMBER = {line.name: number for number, line in enumerate(LINES)}
if len(NUMBER) < N_LINES:
    raise ValueError("a ledger line occurs twice")
