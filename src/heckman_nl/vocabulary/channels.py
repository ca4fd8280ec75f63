"""The channels: the dials that an intervention may turn, each with its scale and the decision it acts on.

Inside the kernel every channel is a shift that is added on the scale of its decision (log odds, log risk, log hazard,
standard deviations) and is zero when nothing acts. Outside, it is named in the measure of its literature (odds ratio,
relative risk, hazard ratio, standard deviations). Of several active effects of one mechanism the strongest counts; mechanisms add up.
"""

from typing import NamedTuple

import numpy as np

from .rows import PREGNANCY

CHILDHOOD = 17


class Channel(NamedTuple):
    """One dial."""

    name: str
    measure: str  # the measure users see: "OR", "RR", "HR" or "SD"
    acts_in: str  # module and decision
    offer_by: int  # age of the latest offer that can still act on it; PREGNANCY before birth
    text: str
    text_nl: str
    aim: int = -1  # what interventions are after: less of it (-1) or more (1)


CHANNELS: tuple[Channel, ...] = (
    Channel(
        "smoking_pregnancy",
        "RR",
        "pregnancy: smoking",
        PREGNANCY,
        "relative risk of smoking on until birth, of women who smoke",
        "relatief risico op doorroken tot de geboorte, van vrouwen die roken",
    ),
    Channel(
        "conception",
        "HR",
        "exposure: conception",
        PREGNANCY,
        "hazard of this pregnancy: below 1 a part of them does not take place",
        "hazardratio van deze zwangerschap: onder 1 blijft een deel van de zwangerschappen uit",
    ),
    Channel(
        "distress",
        "OR",
        "pregnancy: distress",
        PREGNANCY,
        "odds of depression or anxiety in pregnancy",
        "odds op depressie of angst in de zwangerschap",
    ),
    Channel(
        "drinking",
        "OR",
        "pregnancy: drinking",
        PREGNANCY,
        "odds of drinking on, of women who drank",
        "odds op doordrinken, van vrouwen die dronken",
    ),
    Channel(
        "partner_smoking",
        "OR",
        "pregnancy: partner's smoking",
        PREGNANCY,
        "odds that a partner smokes on",
        "odds dat een partner doorrookt",
    ),
    Channel(
        "hypertension",
        "OR",
        "pregnancy: hypertensive disorder",
        PREGNANCY,
        "odds of hypertensive disorder",
        "odds op een hypertensieve aandoening",
    ),
    Channel(
        "anomaly",
        "OR",
        "birth: congenital anomaly",
        PREGNANCY,
        "odds of a major congenital anomaly",
        "odds op een ernstige aangeboren afwijking",
    ),
    Channel(
        "gestation",
        "OR",
        "birth: duration",
        PREGNANCY,
        "odds of birth before 37 weeks, and before each other limit",
        "odds op geboorte voor 37 weken, en voor elke andere grens",
    ),
    Channel(
        "small",
        "OR",
        "birth: size",
        PREGNANCY,
        "odds of being small for gestational age",
        "odds om te klein te zijn voor de zwangerschapsduur",
    ),
    Channel(
        "kraamzorg",
        "OR",
        "early: kraamzorg",
        PREGNANCY,
        "odds of using kraamzorg",
        "odds op gebruik van kraamzorg",
        aim=1,
    ),
    Channel(
        "smoking_after",
        "OR",
        "early: relapse",
        PREGNANCY,
        "odds that the mother smokes after birth",
        "odds dat de moeder na de geboorte rookt",
    ),
    Channel(
        "partner_violence",
        "OR",
        "pregnancy, early: violence",
        PREGNANCY,
        "odds of violence between the partners",
        "odds op geweld tussen de partners",
    ),
    Channel(
        "postnatal_mood",
        "OR",
        "early: postnatal mood",
        PREGNANCY,
        "odds of complaints or depression after birth",
        "odds op klachten of depressie na de geboorte",
    ),
    Channel(
        "mother_mood",
        "OR",
        "parents: mood of the mother",
        CHILDHOOD,
        "odds that the mother is depressed in a year",
        "odds dat de moeder in een jaar depressief is",
    ),
    Channel("asthma", "OR", "early: asthma", PREGNANCY, "odds of asthma in childhood", "odds op astma als kind"),
    Channel(
        "overweight", "OR", "early: overweight at 2", 1, "odds of overweight at 2", "odds op overgewicht op 2 jaar"
    ),
    Channel(
        "child_overweight",
        "OR",
        "health: body weight to 17",
        CHILDHOOD,
        "odds of overweight at 4-17 while it lasts",
        "odds op overgewicht van 4 tot 17 jaar, zolang het duurt",
    ),
    Channel(
        "language_input",
        "SD",
        "early: language at home",
        3,
        "language that a child hears, while it lasts",
        "taal die een kind hoort, zolang het duurt",
        aim=1,
    ),
    Channel(
        "special_education",
        "HR",
        "school: entry into special education",
        11,
        "hazard of entry into special education",
        "kans op instroom in het speciaal onderwijs",
    ),
    Channel(
        "retention",
        "HR",
        "school: repeated year",
        CHILDHOOD,
        "hazard of a first repeated year",
        "kans op een eerste keer zittenblijven",
    ),
    Channel(
        "breastfeeding",
        "OR",
        "early: breastfeeding",
        PREGNANCY,
        "odds of breastfeeding to a given age",
        "odds op borstvoeding tot een gegeven leeftijd",
        aim=1,
    ),
    Channel(
        "parenting",
        "SD",
        "early: parenting, all ages",
        CHILDHOOD,
        "warmth and sensitivity while the effect lasts",
        "warmte en sensitiviteit, zolang het effect duurt",
        aim=1,
    ),
    Channel(
        "maltreatment",
        "HR",
        "youthcare: onset of maltreatment",
        CHILDHOOD,
        "hazard of a first maltreatment",
        "kans op een eerste mishandeling",
    ),
    Channel(
        "detection",
        "OR",
        "youthcare: need of care seen",
        CHILDHOOD,
        "odds that a need leads to youth care (home visits reveal more)",
        "odds dat een hulpvraag tot jeugdhulp leidt (bij huisbezoek wordt meer gezien)",
        aim=1,
    ),
    Channel(
        "cognitive",
        "SD",
        "skills: cognitive",
        CHILDHOOD,
        "gain in cognitive skill at the age `start`",
        "winst in cognitieve vaardigheid op de beginleeftijd",
        aim=1,
    ),
    Channel(
        "socioemotional",
        "SD",
        "skills: socio-emotional",
        CHILDHOOD,
        "gain in socio-emotional skill at the age `start`",
        "winst in sociaal-emotionele vaardigheid op de beginleeftijd",
        aim=1,
    ),
)

NUMBER = {channel.name: number for number, channel in enumerate(CHANNELS)}
BY_NAME = {channel.name: channel for channel in CHANNELS}
FX = np.dtype([(channel.name, np.float64) for channel in CHANNELS])
NEUTRAL = {"OR": 1.0, "RR": 1.0, "HR": 1.0, "SD": 0.0}
LIMITS = {
    "OR": (0.01, 100.0),
    "RR": (0.01, 100.0),
    "HR": (0.01, 100.0),
    "SD": (-2.0, 2.0),
}  # beyond these an effect is a slip of the pen


def to_shift(measure: str, value: float) -> float:
    """Value in the channel's measure -> additive shift in the kernel."""
    return value if measure == "SD" else float(np.log(value))


def to_measure(measure: str, shift: float) -> float:
    """Additive shift -> value in the channel's measure."""
    return shift if measure == "SD" else float(np.exp(shift))
