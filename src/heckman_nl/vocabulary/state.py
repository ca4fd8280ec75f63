"""The state of a person: every field, its type and the module that writes it.

Each field of a life is eight bytes, so that eligibility rules can read the record through an integer and a float view of the
same memory; nobody is offered anything in a sweep, where the record is narrower. One module owns a field; any module may read it.
"""

import math
from itertools import product
from typing import NamedTuple

import numpy as np


class Field(NamedTuple):
    """One field of a person's state."""

    name: str
    kind: str  # "int" or "float" ("key" for the two words of the random-number key)
    owner: str  # the module in lifecourse/ that writes it
    text: str


def fields(owner: str, kind: str, **texts: str) -> list[Field]:
    return [Field(name, kind, owner, text) for name, text in texts.items()]


FIELDS: tuple[Field, ...] = tuple(
    fields("household", "key", seed="seed of the run", identity="who this is: birth year and number")
    + fields(
        "household",
        "int",
        birth_year="calendar year of birth",
        sex="0 male, 1 female",
        maternal_education="0 low (vmbo, mbo1 or less), 1 middle (havo, vwo, mbo2-4), 2 high (hbo, wo)",
        maternal_age="mother's age at birth, completed years",
        parity="0 first child, 1 second, 2 third or later",
        partner="1 if the mother lives with a partner at birth",
        partner_education="0 low, 1 middle, 2 high; -1 without partner",
        low_literacy="1 if the mother has low literacy",
        mild_disability="1 if a parent has a mild intellectual disability",
        poverty="1 if household income is below the poverty line",
        problem_debt="1 if the household has problem debt",
        smoking_before="1 if the mother smoked before pregnancy",
        partner_smokes="1 if the partner smokes",
        alcohol="1 if the mother drinks",
        maternal_obesity="1 if the mother's BMI is 30 or more",
        folic_acid="1 if folic acid is taken around conception",
        substance_use="1 if the mother uses cannabis or other drugs",
        partner_violence="1 if there is violence between the partners",
        damp_home="1 if the home is damp or mouldy",
        deprived_area="1 if the neighbourhood is deprived",
        parental_distress="1 if a parent has psychological problems before birth",
        parental_trauma="1 if a parent was maltreated as a child or lived through war or loss",
        unintended="1 if the pregnancy was unintended",
        mother_works="1 if the mother has paid work",
        multiple="1 if twins or more",
        vulnerability="0 none, 1 single, 2 multiple, 3 very vulnerable",
    )
    + fields(
        "household",
        "float",
        V="hidden social vulnerability of the family (standard normal)",
        G="hidden genetic liability of the child (standard normal, high = worse)",
        parent_mood="mother's lifelong proneness to depression and anxiety (standard normal)",
        parental_cognition="cognitive trait of the parents, correlated with the mother's education (standard normal)",
        household_income="standardised disposable household income, EUR 2021",
        income_z="household income in standard normal units",
        parenting="warmth and sensitivity (standard normal)",
        social_support="social network (standard normal)",
        coping="self-worth, social competence, coping (standard normal)",
        local_amenities="amenities nearby (standard normal)",
        care_access="access to and sensitivity of care (standard normal)",
        vulnerability_score="weighted risks minus weighted protection",
    )
    + fields(
        "pregnancy",
        "int",
        violence="1 if there is violence in pregnancy",
        distress="1 if depressed or anxious in pregnancy",
        smoking="0 did not smoke in pregnancy, 1 stopped during it, 2 smoked throughout",
        partner_smokes_now="1 if the partner smokes in pregnancy and after",
        drinking="1 if alcohol in pregnancy",
        late_booking="1 if the first antenatal visit is after week 10",
        hypertension="1 if a hypertensive disorder of pregnancy",
    )
    + fields(
        "birth",
        "int",
        gestation="0 term (37+ weeks), 1: 34-36, 2: 32-33, 3: 28-31, 4: under 28 weeks",
        placenta="the gestational class that the pregnancy's own noise gives at the usual risk: disease before the birth",
        small="1 if small for gestational age (below the 10th centile)",
        stunted="1 if the child's own noise makes it small at the usual risk: disease before the birth",
        anomaly="1 if a major congenital anomaly",
        low_apgar="1 if Apgar below 7 at five minutes",
        live_born="1 if born alive",
        survived="1 if alive after 28 days",
    )
    + fields(
        "early",
        "int",
        kraamzorg="1 if kraamzorg was used",
        postnatal_mood="0 well, 1 complaints, 2 depressed in the year after birth",
        mother_smokes="1 if the mother smokes after birth",
        smoke_at_home="1 if the child grows up in smoke",
        breastfeeding="0 none, 1 started, 2 three months, 3 six months or more",
        violence_after="1 if there is violence at home in the first two years",
        language_delay="1 if language is delayed (at 2; again at 4)",
        overweight="1 if overweight at 2",
        asthma="1 if asthma in childhood",
        unfavourable="problems at 2: language delay, overweight, asthma (0-3)",
    )
    + fields(
        "early",
        "float",
        language_input="language spoken with the child (SD)",
        childcare_hours="hours of day care a week, ages 0-4 (0 without)",
        childcare_quality="quality of day care (SD, 0 without)",
        language_shift="language heard now minus that of the family itself (SD)",
        parenting_shift="parenting now minus the family's own level (SD)",
    )
    + fields(
        "skills",
        "float",
        cognitive="cognitive skill (SD of the cohort)",
        socioemotional="socio-emotional skill (SD of the cohort)",
        cognitive_permanent="cognitive skill on the family's own track (SD)",
        socioemotional_permanent="socio-emotional skill on the family's own track (SD)",
        cognitive_floor="part of an induced cognitive gain that does not fade (SD)",
        socioemotional_floor="part of an induced socio-emotional gain that does not fade (SD)",
        cognitive_endowment="lasting cognitive traits: G, V, birth, maltreatment (SD)",
        socioemotional_endowment="lasting socio-emotional traits (SD)",
        investment="the family's own yearly investment (SD)",
        cognitive_gain="direct cognitive gain already credited (SD)",
        socioemotional_gain="direct socio-emotional gain already credited (SD)",
    )
    + fields(
        "youthcare",
        "int",
        maltreated="1 once maltreated",
        maltreatment_age="age at onset of maltreatment (999 = never)",
        maltreatment_now="1 if exposed to maltreatment this year",
        youth_care="0 none, 1 ambulatory help, 2 supervision at home, 3 foster care, 4 residential care",
        protection="0 none, 1 supervision order (OTS), 2 guardianship",
        ever_placed="1 once placed out of home",
        placement_age="age at first placement out of home (999 = never)",
        ever_helped="1 once in youth care of any kind",
    )
    + fields(
        "youthcare",
        "float",
        maltreatment_left="hazard left until maltreatment begins",
        maltreatment_risk="log relative hazard of maltreatment, fixed at birth",
        care_need="persistent need of youth care, from 18 on that of 17 (standard normal)",
    )
    + fields(
        "school",
        "int",
        special_education="1 while in special education",
        repeated="1 once a year was repeated",
        track="track at 12: 0 praktijk or vmbo-b, 1 vmbo-k, 2 vmbo-g/t, 3 havo, 4 vwo",
        level="highest attained level, CBS: 0 primary, 1 vmbo or mbo1, 2 havo, vwo, mbo2-4, 3 bachelor, 4 master",
        leaving_age="age at which education is left",
        leaving_place="0 leaves education earlier than usual for the level, 1 at the usual age, 2 later",
        early_leaver="1 if education ends, at whatever age, without a start qualification",
    )
    + fields(
        "school",
        "float",
        special_left="hazard left until entry into special education",
        repeat_left="hazard left until a year is repeated",
    )
    + fields(
        "adolescence",
        "int",
        smokes="1 if a smoker this year",
        ever_smoked="1 once a smoker",
        substance_disorder="1 if a substance use disorder this year",
        suspect="1 if registered as a suspect of crime this year",
        detained="1 if detained this year",
        ever_detained="1 once detained",
    )
    + fields(
        "adolescence",
        "float",
        smoking_trait="lasting part of the inclination to smoke: proneness to depression, what it shares with schooling",
        smoking_spell="passing part of the inclination to smoke, renewed in part every three years (standard normal)",
        smoking_risk="inclination to smoke with its causes from before, kept while they stay the same",
        substance_trait="lifelong inclination to addiction (standard normal)",
        substance_spell="passing inclination to addiction, renewed every three years (standard normal)",
        substance_risk="inclination to addiction with all its causes",
        offending_trait="lifelong inclination to offend (standard normal)",
    )
    + fields(
        "nextgen",
        "int",
        children="children born to this person so far",
        gave_birth="1 if a child was born to this person this year",
        birth_age="age at the latest birth of a child",
    )
    + fields(
        "work",
        "int",
        position="0 employed, 1 no work and no benefit, 2 unemployed, 3 disabled, 4 assistance, 5 retired, 6 not yet: codes, no order",
        disabled="1 once unfit for work, with a disability benefit up to the state pension",
    )
    + fields(
        "work",
        "float",
        employment_noise="persistent place in the labour market (standard normal)",
        disability_left="hazard left until unfit for work",
        earnings_permanent="permanent log earnings (standard normal)",
        wage_shock="uniform behind the wage shock of this year",
        earnings="gross wage this year, EUR",
    )
    + fields(
        "health",
        "int",
        depressed="1 if a depressive disorder this year",
        ever_depressed="1 once depressed",
        anxious="1 if an anxiety disorder without depression this year",
        bmi_class="0 BMI under 25, 1 overweight (25-30), 2 obese (30 or more); for children by their own limits",
        asthmatic="1 if asthma this year",
        ever_asthmatic="1 once asthmatic",
        copd="1 once chronic obstructive pulmonary disease",
        diabetic="1 once type 2 diabetes",
        cardiovascular="1 once coronary heart disease or stroke",
        new_cardiovascular="1 if cardiovascular disease began this year",
        diabetes_causes="the causes for which `diabetes_risk` was worked out",
        cardiovascular_causes="the causes for which `cardiovascular_risk` was worked out",
        copd_causes="the causes for which `copd_risk` was worked out",
    )
    + fields(
        "health",
        "float",
        diabetes_left="hazard left until diabetes",
        cardiovascular_left="hazard left until cardiovascular disease",
        copd_left="hazard left until chronic obstructive pulmonary disease",
        diabetes_risk="relative hazard of diabetes, kept while its causes stay the same",
        cardiovascular_risk="relative hazard of cardiovascular disease, kept while its causes stay the same",
        copd_risk="relative hazard of chronic obstructive pulmonary disease, kept while its causes stay the same",
        bmi_noise="own part of body weight, renewed every ten years (standard normal)",
        bmi_trait="lifelong part of body weight, from 20 on (standard normal)",
        mood_trait="lifelong proneness to depression and anxiety (standard normal)",
        mood_young="proneness to depression and anxiety at 12-17 (standard normal)",
        utility="quality of life this year (0-1)",
    )
    + fields(
        "care",
        "int",
        long_term_care="1 once a user of long-term care (Wlz)",
        wmo_support="1 while a user of social support at home (Wmo)",
        care_causes="the causes for which `long_term_risk` and `support_risk` were worked out",
    )
    + fields(
        "care",
        "float",
        long_term_left="hazard left until long-term care",
        support_left="hazard left until social support",
        long_term_risk="relative hazard of long-term care, kept while its causes stay the same",
        support_risk="relative hazard of social support, kept while its causes stay the same",
    )
    + fields(
        "parents",
        "int",
        mother_depressed="1 if the mother is depressed this year",
        mother_ever_depressed="1 once the mother was depressed since the birth",
        mother_depressed_to_17="1 once the mother was depressed in a year in which the child was at most 17",
        mother_smokes_now="1 if the mother smokes this year",
        mother_employed="1 if the mother has paid work this year",
        next_births="later children of the mother so far",
    )
    + fields(
        "mortality",
        "float",
        death_left="hazard left until death",
        death_risk="relative hazard of death, kept while its causes stay the same",
        lived="part of this year that is lived: 1, or a half in the year of death",
    )
    + fields("mortality", "int", alive="1 while alive", death_causes="the causes for which `death_risk` was worked out")
    + fields(
        "exposure",
        "int",
        averted="1 if an offer averted this pregnancy",
        enrolled="offers accepted, one bit each",
        completed="offers completed, one bit each",
    )
)

KINDS = {"int": np.int64, "float": np.float64, "key": np.uint64}
LANES = 16  # of yearly decisions whose random numbers are drawn together: `lifecourse/chance.py`
STATE = np.dtype(
    [(field.name, KINDS[field.kind]) for field in FIELDS] + [(name, np.uint64, (LANES,)) for name in ("one", "other")]
)  # the fields come first, so that their numbers are their places in both views; then the words of these two years


def compact(narrow: set[str]) -> np.dtype:
    """A person's record with the fields `narrow` in two bytes each, behind the others; whole words of eight bytes."""
    names = sorted(STATE.names, key=lambda name: name in narrow)
    kinds = [np.dtype(np.int16) if name in narrow else STATE[name] for name in names]
    ends = np.cumsum([kind.itemsize for kind in kinds]).tolist()
    return np.dtype(
        {"names": names, "formats": kinds, "offsets": [0, *ends[:-1]], "itemsize": 8 * math.ceil(ends[-1] / 8)}
    )


# the persons of a sweep lie in memory together and wait for it: their whole numbers, but for bits of offers, are small
COMPACT = compact({field.name for field in FIELDS if field.kind == "int" and field.owner != "exposure"})
NUMBER = {field.name: number for number, field in enumerate(FIELDS)}
BY_NAME = {field.name: field for field in FIELDS}

GROUPS = {
    "vulnerability": ("none", "single", "multiple", "very"),
    "maternal_education": ("low", "middle", "high"),
}
FIFTHS = ("worst fifth", "second fifth", "middle fifth", "fourth fifth", "best fifth")
AXES = {  # how the ledger may be split: the divisions of each axis, whose classes are crossed
    "vulnerability and education": GROUPS,
    "circumstances": {"circumstances": FIFTHS},
}
USUAL_AXIS = "vulnerability and education"
N_GROUPS = 12  # ledger groups per generation; an axis may use fewer


def axis_of(division: str) -> str:
    """The axis that a division belongs to."""
    return next(axis for axis, divisions in AXES.items() if division in divisions)


def ledger_groups(division: str) -> dict[str, list[int]]:
    """Of every class of a division: the numbers of its ledger groups in the first generation."""
    divisions = AXES[axis_of(division)]
    labels, place = list(product(*divisions.values())), list(divisions).index(division)
    return {name: [k for k, label in enumerate(labels) if label[place] == name] for name in divisions[division]}


EDUCATION_GROUPS = ("low", "middle", "high")  # of attained levels 0-1, 2, 3-4
SEXES = ("male", "female")
LEVELS = ("primary", "vmbo or mbo1", "havo, vwo or mbo2-4", "bachelor", "master")
TRACKS = ("praktijk or vmbo-b", "vmbo-k", "vmbo-g/t", "havo", "vwo")
GESTATION_CLASSES = ("37+ weeks", "34-36 weeks", "32-33 weeks", "28-31 weeks", "under 28 weeks")
POSITIONS = ("employed", "no work, no benefit", "unemployed", "disabled", "assistance", "retired", "not yet")
YOUTH_CARE = ("none", "ambulatory help", "supervision at home", "foster care", "residential care")
LAST_AGE = 110
N_AGES = LAST_AGE + 1
LAST_BIRTH_AGE = 54  # the oldest age at which a child is born to someone, of either sex
MOST_CHILDREN = 8  # of one person
