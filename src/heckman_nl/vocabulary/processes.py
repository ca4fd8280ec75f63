"""One number for every random decision.

The number is part of the key of a random draw, so it never changes and is never used twice: a new decision takes a
new number, and no other life moves. Numbers are NumPy integers because Numba compiles a helper once per *literal*
but only once per type.
"""

import numpy as np

PROCESSES: dict[int, str] = {}


def process(number: int, text: str) -> np.int64:
    """Register a decision under its number."""
    if number in PROCESSES:
        raise ValueError(f"process number {number} is taken by {PROCESSES[number]!r}")
    PROCESSES[number] = text
    return np.int64(number)


# household at conception
VULNERABILITY = process(1, "hidden vulnerability of the family (V)")
LIABILITY = process(2, "hidden genetic liability of the child (G)")
MATERNAL_EDUCATION = process(3, "mother's education")
MATERNAL_AGE = process(4, "mother's age")
PARITY = process(5, "birth order")
PARTNER = process(6, "partner present")
PARTNER_EDUCATION = process(7, "partner's education")
LOW_LITERACY = process(8, "low literacy")
MILD_DISABILITY = process(9, "mild intellectual disability")
INCOME = process(10, "household income")
PROBLEM_DEBT = process(11, "problem debt")
SMOKING_BEFORE = process(12, "mother smokes before pregnancy")
PARTNER_SMOKES = process(13, "partner smokes")
ALCOHOL = process(14, "drinking habit")
MATERNAL_OBESITY = process(15, "mother's obesity")
FOLIC_ACID = process(16, "folic acid")
SUBSTANCE_USE = process(17, "substance use")
PARTNER_VIOLENCE = process(18, "violence between partners")
DAMP_HOME = process(19, "damp or mould at home")
DEPRIVED_AREA = process(20, "deprived neighbourhood")
PARENTAL_DISTRESS = process(21, "psychological problems of a parent")
PARENTAL_TRAUMA = process(22, "parent's own maltreatment, war or loss")
UNINTENDED = process(23, "unintended pregnancy")
MOTHER_WORKS = process(24, "mother in paid work")
PARENTING = process(25, "warmth and sensitivity")
SOCIAL_SUPPORT = process(26, "social network")
COPING = process(27, "self-worth, social competence, coping")
LOCAL_AMENITIES = process(28, "amenities nearby")
CARE_ACCESS = process(29, "access to and sensitivity of care")
SEX = process(30, "sex")
MULTIPLE = process(31, "multiple pregnancy")
CONCEPTION = process(32, "a pregnancy that an offer averts")
PARENT_MOOD = process(33, "mother's lifelong proneness to depression")
PARENTAL_COGNITION = process(34, "own part of parental cognition, beside what it shares with education")
LATER_MOTHER = process(35, "mother's age, of who is no young mother, and from when on she is none")

# pregnancy and birth
VIOLENCE = process(41, "violence in pregnancy")
DISTRESS = process(42, "distress in pregnancy")
SMOKING = process(43, "smoking in pregnancy: none, stopped, throughout")
PARTNER_QUITS = process(44, "partner stops smoking")
DRINKING = process(45, "alcohol in pregnancy")
LATE_BOOKING = process(46, "late first antenatal visit")
HYPERTENSION = process(47, "hypertensive disorder of pregnancy")
GESTATION = process(48, "gestational class")
SMALL = process(49, "small for gestational age")
ANOMALY = process(50, "congenital anomaly")
LOW_APGAR = process(51, "low Apgar score")
STILLBIRTH = process(52, "stillbirth")
NEONATAL_DEATH = process(53, "death in the first 28 days")
INFANT_DEATH = process(54, "death from 28 days to one year")

# ages 0-4
KRAAMZORG = process(61, "kraamzorg used")
POSTNATAL = process(62, "mother's mood after birth: well, complaints, depressed")
RELAPSE = process(63, "mother smokes after birth")
BREASTFEEDING = process(64, "breastfeeding: none, started, three, six months")
LANGUAGE_INPUT = process(65, "language spoken with the child")
CHILDCARE = process(66, "centre or home day care")
CHILDCARE_QUALITY = process(67, "quality of day care")
LANGUAGE_DELAY = process(68, "language delay at age 2")
LANGUAGE_RECOVERY = process(69, "language delay at age 4")
OVERWEIGHT = process(70, "overweight at age 2")
ASTHMA = process(71, "asthma in childhood")
VIOLENCE_AFTER = process(72, "violence at home after birth")
CHILDCARE_HOURS = process(73, "hours of day care a week")

# skills, youth care, school
COGNITIVE_SHOCK = process(81, "cognitive skill, two-yearly shock")
SOCIOEMOTIONAL_SHOCK = process(82, "socio-emotional skill, two-yearly shock")
MALTREATMENT = process(83, "onset of maltreatment")
CARE_NEED = process(84, "need of youth care, yearly")
PROTECTION = process(85, "protection order of a placed child")
SPECIAL_EDUCATION = process(86, "entry into special education")
RETENTION = process(87, "repeating a year")
TRACK = process(88, "track at 12")
ATTAINMENT = process(89, "highest attained level")
PLACEMENT = process(90, "a placed child lives in residential care, not with foster parents")
GUARDIANSHIP = process(91, "guardianship ends, yearly")
LEAVING = process(92, "education is left earlier than usual for the level, as usual or later")

# work, health, death
LABOUR_MARKET = process(101, "place in the labour market and wage shock, yearly")
EARNINGS_PERMANENT = process(102, "permanent part of earnings")
DISABILITY = process(103, "unfit for work")
DEPRESSION = process(104, "depression, yearly")
DIABETES = process(105, "onset of type 2 diabetes")
CARDIOVASCULAR = process(106, "onset of cardiovascular disease")
DEATH = process(107, "death")
BODY_WEIGHT = process(108, "own part of body weight, every ten years")
ASTHMA_PERSISTS = process(109, "asthma of childhood stays in adult life")
COPD = process(110, "onset of chronic obstructive pulmonary disease")
LONG_TERM_CARE = process(111, "entry into long-term care")
SUPPORT = process(112, "entry into social support at home")
MOOD_TRAIT = process(113, "lifelong proneness to depression and anxiety")
MOOD_YOUNG = process(114, "proneness to depression and anxiety of youth alone")
ADULT_ASTHMA = process(115, "asthma of adults, yearly")
WEIGHT_TRAIT = process(116, "lifelong part of the body weight of adults")

# adolescence and later: habits, crime, children
SMOKING_TRAIT = process(121, "inclination to smoke as it begins")
SUBSTANCE_TRAIT = process(122, "lifelong inclination to addiction")
OFFENDING_TRAIT = process(123, "lifelong inclination to offend")
OFFENDING = process(124, "offending, yearly")
DETENTION = process(125, "detention of a suspect")
CHILDREN = process(126, "a child born to this person, yearly")
CHILD_IDENTITY = process(127, "identity of a child, by parent and birth order")
SUBSTANCE_SPELL = process(128, "passing inclination to addiction, every three years")
SMOKING_SPELL = process(129, "inclination to smoke, what is new in it every three years")

# the mother after the birth
MOTHER_MOOD = process(141, "mother's depression, yearly")
MOTHER_SMOKING = process(142, "mother's smoking, yearly")
MOTHER_WORK = process(143, "mother's work, yearly")
NEXT_BIRTH = process(144, "mother's next birth, yearly")

# the cascade of an offer; the draw's age is the intervention's own stream number
NOTICED = process(201, "situation noticed")
REACHED = process(202, "place in line for an offer (reach and budget)")
OFFERED = process(203, "offer made")
REFERRED = process(204, "referral made")
ACCEPTED = process(205, "offer accepted")
COMPLETED = process(206, "programme completed")
