"""The channels: the dials that an intervention may turn, each with its scale and the decision it acts on.

Inside the kernel every channel is a shift that is added on the scale of its decision (log odds, log hazard, standard
deviations) and is zero when nothing acts. Outside, it is named in the measure of its literature (odds ratio, hazard
ratio, standard deviations). Of several active effects of one mechanism the strongest counts; mechanisms add up.
"""

from typing import NamedTuple

import numpy as np

from .rows import PREGNANCY

CHILDHOOD = 17


class Channel(NamedTuple):
    """One dial."""

    name: str
    measure: str  # the measure users see: "OR", "HR" or "SD"
    acts_in: str  # module and decision
    offer_by: int  # age of the latest offer that can still act on it; PREGNANCY before birth
    text: str


CHANNELS: tuple[Channel, ...] = (
    Channel(
        "smoking_pregnancy", "OR", "pregnancy: smoking", PREGNANCY, "odds of smoking on until birth, of women who smoke"
    ),
    Channel("smoking_after", "OR", "early: relapse", PREGNANCY, "odds that the mother smokes after birth"),
    Channel("partner_violence", "OR", "pregnancy, early: violence", PREGNANCY, "odds of violence between the partners"),
    Channel("postnatal_mood", "OR", "early: postnatal mood", PREGNANCY, "odds of complaints or depression after birth"),
    Channel("breastfeeding", "OR", "early: breastfeeding", PREGNANCY, "odds of breastfeeding to a given age"),
    Channel(
        "parenting", "SD", "early: parenting, all ages", CHILDHOOD, "warmth and sensitivity while the effect lasts"
    ),
    Channel("maltreatment", "HR", "youthcare: onset of maltreatment", CHILDHOOD, "hazard of a first maltreatment"),
    Channel(
        "detection",
        "OR",
        "youthcare: need of care seen",
        CHILDHOOD,
        "odds that a need leads to youth care (visits see more)",
    ),
    Channel("cognitive", "SD", "skills: cognitive", CHILDHOOD, "gain in cognitive skill at the age `start`"),
    Channel(
        "socioemotional", "SD", "skills: socio-emotional", CHILDHOOD, "gain in socio-emotional skill at the age `start`"
    ),
)

NUMBER = {channel.name: number for number, channel in enumerate(CHANNELS)}
BY_NAME = {channel.name: channel for channel in CHANNELS}
FX = np.dtype([(channel.name, np.float64) for channel in CHANNELS])
NEUTRAL = {"OR": 1.0, "HR": 1.0, "SD": 0.0}
LIMITS = {"OR": (0.01, 100.0), "HR": (0.01, 100.0), "SD": (-2.0, 2.0)}  # beyond these an effect is a slip of the pen


def to_shift(measure: str, value: float) -> float:
    """Value in the channel's measure -> additive shift in the kernel."""
    return value if measure == "SD" else float(np.log(value))


def to_measure(measure: str, shift: float) -> float:
    """Additive shift -> value in the channel's measure."""
    return shift if measure == "SD" else float(np.exp(shift))
