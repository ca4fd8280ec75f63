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
    aim: int = -1  # what interventions are after: less of it (-1) or more (1)


CHANNELS: tuple[Channel, ...] = (
    Channel(
        "smoking_pregnancy",
        "RR",
        "pregnancy: smoking",
        PREGNANCY,
        "relative risk of smoking on until birth, of women who smoke",
    ),
    Channel(
        "conception",
        "HR",
        "exposure: conception",
        PREGNANCY,
        "hazard of this pregnancy: below 1 a part of them does not take place",
    ),
    Channel("distress", "OR", "pregnancy: distress", PREGNANCY, "odds of depression or anxiety in pregnancy"),
    Channel("drinking", "OR", "pregnancy: drinking", PREGNANCY, "odds of drinking on, of women who drank"),
    Channel("partner_smoking", "OR", "pregnancy: partner's smoking", PREGNANCY, "odds that a partner smokes on"),
    Channel("hypertension", "OR", "pregnancy: hypertensive disorder", PREGNANCY, "odds of hypertensive disorder"),
    Channel("anomaly", "OR", "birth: congenital anomaly", PREGNANCY, "odds of a major congenital anomaly"),
    Channel(
        "gestation", "OR", "birth: duration", PREGNANCY, "odds of birth before 37 weeks, and before each other limit"
    ),
    Channel("small", "OR", "birth: size", PREGNANCY, "odds of being small for gestational age"),
    Channel("kraamzorg", "OR", "early: kraamzorg", PREGNANCY, "odds of using kraamzorg", aim=1),
    Channel("smoking_after", "OR", "early: relapse", PREGNANCY, "odds that the mother smokes after birth"),
    Channel("partner_violence", "OR", "pregnancy, early: violence", PREGNANCY, "odds of violence between the partners"),
    Channel("postnatal_mood", "OR", "early: postnatal mood", PREGNANCY, "odds of complaints or depression after birth"),
    Channel(
        "mother_mood", "OR", "parents: mood of the mother", CHILDHOOD, "odds that the mother is depressed in a year"
    ),
    Channel("asthma", "OR", "early: asthma", PREGNANCY, "odds of asthma in childhood"),
    Channel("overweight", "OR", "early: overweight at 2", 1, "odds of overweight at 2"),
    Channel(
        "child_overweight", "OR", "health: body weight to 17", CHILDHOOD, "odds of overweight at 4-17 while it lasts"
    ),
    Channel(
        "language_input",
        "SD",
        "early: language at home",
        3,
        "language that a child hears, while it lasts",
        aim=1,
    ),
    Channel(
        "special_education", "HR", "school: entry into special education", 11, "hazard of entry into special education"
    ),
    Channel("retention", "HR", "school: repeated year", CHILDHOOD, "hazard of a first repeated year"),
    Channel("breastfeeding", "OR", "early: breastfeeding", PREGNANCY, "odds of breastfeeding to a given age", aim=1),
    Channel(
        "parenting",
        "SD",
        "early: parenting, all ages",
        CHILDHOOD,
        "warmth and sensitivity while the effect lasts",
        aim=1,
    ),
    Channel("maltreatment", "HR", "youthcare: onset of maltreatment", CHILDHOOD, "hazard of a first maltreatment"),
    Channel(
        "detection",
        "OR",
        "youthcare: need of care seen",
        CHILDHOOD,
        "odds that a need leads to youth care (visits see more)",
        aim=1,
    ),
    Channel("cognitive", "SD", "skills: cognitive", CHILDHOOD, "gain in cognitive skill at the age `start`", aim=1),
    Channel(
        "socioemotional",
        "SD",
        "skills: socio-emotional",
        CHILDHOOD,
        "gain in socio-emotional skill at the age `start`",
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
