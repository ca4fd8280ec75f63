"""Every row of the two tables of the model, written out: the household at conception, and the states and events of a life.

Each has a word in the vocabulary: a field of the state, which its module owns, or a line of the ledger, which its module
books.
"""

import pytest
import scan

from heckman_nl.vocabulary import lines, state

HOUSEHOLD = {  # what the policy texts name: fields of the household
    "mother's age": ["maternal_age"],
    "first child": ["parity"],
    "teenage motherhood": ["maternal_age"],
    "education": ["maternal_education"],
    "basic and health literacy": ["low_literacy"],
    "mild intellectual disability": ["mild_disability"],
    "income": ["household_income"],
    "poverty": ["poverty"],
    "problem debt": ["problem_debt"],
    "partner": ["partner", "partner_education", "partner_smokes"],
    "smoking": ["smoking_before"],
    "alcohol": ["alcohol"],
    "weight": ["maternal_obesity"],
    "folic acid": ["folic_acid"],
    "addiction": ["substance_use"],
    "relationship problems, violence": ["partner_violence"],
    "housing": ["damp_home"],
    "neighbourhood": ["deprived_area"],
    "psychological problems": ["parental_distress"],
    "war, loss, own maltreatment": ["parental_trauma"],
    "genetic liability": ["G"],
    "unintended pregnancy": ["unintended"],
    "mother at work": ["mother_works"],
    "warmth and sensitivity": ["parenting"],
    "network": ["social_support"],
    "self-worth, social competence, coping": ["coping"],
    "amenities": ["local_amenities"],
    "access to and sensitivity of care": ["care_access"],
    "the child": ["sex", "multiple"],
    "social vulnerability": ["V", "vulnerability_score", "vulnerability"],
    "parental cognition": ["parental_cognition"],
}
STATES = {  # module that owns them: state or event, fields
    "pregnancy": {
        "smoking of the mother": ["smoking"],
        "smoking of the partner": ["partner_smokes_now"],
        "alcohol": ["drinking"],
        "distress": ["distress"],
        "violence": ["violence"],
        "late booking": ["late_booking"],
        "hypertensive disorder": ["hypertension"],
    },
    "birth": {
        "gestational class": ["gestation"],
        "SGA": ["small"],
        "anomaly": ["anomaly"],
        "low Apgar": ["low_apgar"],
        "stillbirth": ["live_born"],
        "neonatal death": ["survived"],
    },
    "early": {
        "kraamzorg": ["kraamzorg"],
        "mother's postnatal depression": ["postnatal_mood"],
        "mother's smoking after birth": ["mother_smokes"],
        "breastfeeding": ["breastfeeding"],
        "smoke at home": ["smoke_at_home"],
        "parenting": ["parenting_shift"],
        "language input": ["language_input"],
        "childcare": ["childcare_hours", "childcare_quality"],
        "language delay at 2": ["language_delay"],
        "overweight at 2": ["overweight"],
        "asthma": ["asthma"],
        "health score at 2": ["unfavourable"],
    },
    "skills": {"cognitive": ["cognitive"], "socio-emotional": ["socioemotional"], "investment": ["investment"]},
    "youthcare": {
        "maltreatment": ["maltreated", "maltreatment_now", "maltreatment_age"],
        "ambulatory help, foster and residential placement": ["youth_care"],
        "protection order": ["protection"],
    },
    "school": {
        "special education": ["special_education"],
        "retention": ["repeated"],
        "track at 12": ["track"],
        "attained level": ["level"],
        "early leaving": ["early_leaver"],
    },
    "adolescence": {
        "smoking": ["smokes", "ever_smoked"],
        "substances": ["substance_disorder"],
        "offending": ["suspect"],
        "detention": ["detained", "ever_detained"],
    },
    "work": {
        "employed, unemployed, assistance, disabled, retirement": ["position"],
        "earnings": ["earnings"],
        "permanent and transitory shocks": ["earnings_permanent", "wage_shock"],
    },
    "health": {
        "BMI class": ["bmi_class"],
        "type 2 diabetes": ["diabetic"],
        "cardiovascular": ["cardiovascular"],
        "asthma of adults": ["asthmatic"],
        "COPD": ["copd"],
        "depression": ["depressed", "ever_depressed"],
        "anxiety": ["anxious"],
        "quality of life": ["utility"],
    },
    "care": {"long-term care": ["long_term_care"], "social support": ["wmo_support"]},
    "mortality": {"death": ["alive", "lived"]},
    "parents": {
        "mother's depression": ["mother_depressed"],
        "smoking relapse": ["mother_smokes_now"],
        "mother's work": ["mother_employed"],
        "next births": ["next_births"],
    },
    "nextgen": {"number of children": ["children"], "their timing": ["gave_birth", "birth_age"]},
}
BOOKS = {  # module: what it books or counts, lines
    "pregnancy": {"antenatal care": ["maternity_zvw"], "mother's mental care": ["mental_mother_zvw"]},
    "birth": {
        "birth care": ["maternity_zvw"],
        "neonatal intensive care": ["neonatal_zvw"],
        "stillbirth and neonatal death": ["stillbirths", "neonatal_deaths", "perinatal_deaths"],
        "BIG2, BIG4": ["big2", "big4"],
    },
    "early": {
        "maternity care at home": ["kraamzorg_zvw", "kraamzorg_family"],
        "JGZ": ["jgz_municipality"],
        "the child's care": ["respiratory_zvw"],
    },
    "youthcare": {
        "youth care by type": ["youth_ambulatory", "youth_supervision", "youth_foster", "youth_residential"],
        "under-2s apart": ["placed_or_supervised_under_2"],
    },
    "school": {
        "education by level": ["education_central", "education_family"],
        "special education": ["special_central"],
        "retention": ["retention_central"],
    },
    "adolescence": {
        "victims": ["victims_victims"],
        "police and justice": ["justice_central"],
        "detention": ["detention_central"],
        "suspects by sex": ["suspects_male", "suspects_female"],
    },
    "work": {
        "production": ["production_family"],
        "absence": ["absence_employers"],
        "taxes, premiums": ["tax_family", "tax_central"],
        "benefits, pension": ["benefit_family", "benefit_central", "benefit_municipality"],
    },
    "health": {
        "care by disease": ["diabetes_zvw", "cardiovascular_zvw", "respiratory_zvw"],
        "mental care": ["mental_zvw"],
        "QALYs": ["qaly_child"],
    },
    "care": {
        "last year of life, residual": ["medical_zvw"],
        "Wlz": ["long_term_wlz"],
        "Wmo": ["wmo_municipality"],
    },
    "mortality": {"infant death": ["infant_deaths"], "deaths": ["deaths_male", "deaths_female"]},
    "parents": {
        "her care": ["mental_mother_zvw"],
        "her production": ["production_mother"],
        "her QALYs": ["qaly_parents"],
        "a quit kept": ["quit_kept", "medical_mother_zvw"],
        "next births": ["next_births"],
    },
    "nextgen": {
        "teenage parenthood": ["teenage_births"],
        "children born": ["births_given_male", "births_given_female"],
    },
}
VOLUMES = (  # follow from years with a state, or from who comes into one
    "medicine_users", "gp_contacts", "hospital_admissions", "in_mental_care", "entered_mental_care",
)  # fmt: skip


def rows(tables):
    """(module, what it is, name) of every row."""
    return [(module, what, name) for module, table in tables.items() for what, names in table.items() for name in names]


@pytest.mark.parametrize(("module", "what", "field"), rows({"household": HOUSEHOLD} | STATES))
def test_every_state_of_the_model_is_a_field(module, what, field):
    assert field in state.BY_NAME, f"{what}: no field {field}"
    assert state.BY_NAME[field].owner == module, f"{what}: {field} belongs to {state.BY_NAME[field].owner}"


@pytest.mark.parametrize(("module", "what", "line"), rows(BOOKS))
def test_everything_that_is_booked_has_a_line(module, what, line):
    assert line in lines.NUMBER, f"{what}: no line {line}"
    booked = {lines.LINES[number].name for number in scan.lines_booked(module)}
    assert line in booked, f"{what}: {module} does not book {line}"


@pytest.mark.parametrize("line", VOLUMES)
def test_every_volume_of_care_has_a_line(line):
    assert line in lines.NUMBER


def test_every_module_of_a_life_has_rows():
    """A new module comes with its rows."""
    assert set(scan.MODULES) - {"exposure"} == {"household", *STATES}
