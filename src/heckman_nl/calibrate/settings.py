"""What can be set for everybody in a population, from when, and what must be set with it.

A setting is a do-intervention: the field has its value whatever its causes say; its consequences follow; everything else
(V, G, all random numbers) is left as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError, check_number, unknown
from ..lifecourse.school import ATTAINMENT_AGE, LEAVING_PLACES
from ..vocabulary.channels import CHANNELS
from ..vocabulary.state import BY_NAME, LAST_AGE

if TYPE_CHECKING:
    from ..interventions import Intervention
    from ..parameters import ParameterSet

FIRST_WEEKS = -1  # the age at which birth is looked back on; also pregnancy, as the time from which something is set
NEVER = 999
GROWN_UP = 18  # from here on a mother's depression is no cause of the child's
HOLD = "as it was when the setting began"
HIDDEN = ("V", "G")
SETTLED_EARLY = ("household", "pregnancy", "birth", "early")  # owners whose fields are there from pregnancy or birth on
FIRST = {  # the first age at which a life has a field; of a field not named here, 0
    "special_education": 4, "repeated": 5, "track": 12, "level": 16, "early_leaver": 16, "leaving_age": 16, "smokes": 12, "ever_smoked": 12,
    "substance_disorder": 12, "suspect": 12, "detained": 12, "ever_detained": 12, "children": 14, "position": 16, "earnings": 16,
    "depressed": 12, "ever_depressed": 12, "anxious": 12, "bmi_class": 4, "diabetic": 20, "cardiovascular": 20, "copd": 20,
    "long_term_care": 4, "wmo_support": 18,
}  # fmt: skip
WITHIN = {  # fields that act within the part of life that writes them, where no setting reaches
    "violence": ("distress", "partner_violence"), "suspect": ("detained", "detained"), "mother_depressed": ("mother_employed", "postnatal_mood"),
}  # fmt: skip
LARGEST = {
    "maternal_education": 2, "maternal_age": 50, "parity": 2, "partner_education": 2, "vulnerability": 3, "smoking": 2, "gestation": 4,
    "postnatal_mood": 2, "breastfeeding": 3, "unfavourable": 3, "maltreatment_age": NEVER, "placement_age": NEVER, "youth_care": 4, "protection": 2, "track": 4,
    "level": 4, "leaving_age": 99, "leaving_place": 2, "position": 6, "bmi_class": 2, "children": 8, "birth_age": 54, "next_births": 8,
}  # fmt: skip
ONCE = {  # once-only events and the hazard that is left until them
    "maltreated": "maltreatment_left", "special_education": "special_left", "repeated": "repeat_left", "diabetic": "diabetes_left",
    "cardiovascular": "cardiovascular_left", "copd": "copd_left", "long_term_care": "long_term_left", "wmo_support": "support_left",
}  # fmt: skip
EVER = {
    "depressed": "ever_depressed", "asthmatic": "ever_asthmatic", "smokes": "ever_smoked", "detained": "ever_detained", "mother_depressed": "mother_ever_depressed",
}  # fmt: skip


def leaving_ages(parameters: ParameterSet) -> np.ndarray:
    """Age at which education is left, by attained level and leaving place, (5, 3)."""
    usual, spread = (parameters.value(f"school.leaving.{name}")[:, None] for name in ("age", "spread"))
    return np.maximum(ATTAINMENT_AGE, np.floor(usual + spread * np.arange(-1, LEAVING_PLACES - 1) + 0.5)).astype(int)


def companions(field: str, value: float, age: int, leaving_ages: np.ndarray) -> dict[str, float | str | np.ndarray]:
    """Other fields that must be set for the setting of one to be a possible life.

    Each gets a number, the value of another field (its name), HOLD, or an array: one number for each leaving place.
    `leaving_ages`: by attained level and leaving place, (5, 3).
    """
    with_it: dict[str, float | str | np.ndarray] = {}
    if field in ONCE and not value:
        with_it[ONCE[field]] = np.inf
    if field in EVER:
        with_it[EVER[field]] = 1 if value else HOLD
    if field == "maltreated":
        with_it |= {"maltreatment_age": age} if value else {"maltreatment_age": NEVER, "maltreatment_now": 0}
    elif field == "ever_placed":
        with_it["placement_age"] = age if value else NEVER
    elif field == "mother_ever_depressed":
        with_it["mother_depressed_to_17"] = value if age < GROWN_UP else HOLD
    elif field == "cardiovascular":
        with_it["new_cardiovascular"] = 0
    elif field == "depressed" and value:
        with_it["anxious"] = 0
    elif field == "detained" and value:
        with_it["suspect"] = 1
    elif field == "children" and value:
        with_it["birth_age"] = age  # the latest child is born as the setting begins
    elif field == "long_term_care" and value:
        with_it["wmo_support"] = 0
    elif field == "smoking" and value:
        with_it["smoking_before"] = 1
    elif field == "mother_smokes":
        with_it["smoke_at_home"] = 1 if value else "partner_smokes_now"
    elif field == "level":
        with_it |= {"leaving_age": leaving_ages[int(value)], "early_leaver": int(value < 2)}
    return with_it


class Do:
    """Fields that are set for everybody, each from pregnancy (-1) or from the start of a year on."""

    def __init__(self, settings: Mapping[str, float | tuple[float, int]], leaving_ages: np.ndarray):
        self.settings: list[tuple[int, dict[str, float | str | np.ndarray]]] = []  # (age, what is set from then on)
        for field, setting in settings.items():
            value, age = setting if isinstance(setting, tuple) else (setting, None)
            age = check_setting(field, value, age)
            self.settings.append((age, {field: value, **companions(field, value, age, leaving_ages)}))

    @property
    def begin(self) -> int:
        """The age at which the first setting begins."""
        return min(age for age, _ in self.settings)


class Offered:
    """An intervention that everyone takes part in: its channels are set from the age of the offer on.

    An effect per completed counts for the share that completes. Everything else is left as it was.
    """

    def __init__(self, item: Intervention):
        from ..interventions.pack import pack

        self.begin, self.completion = int(item.offer.age), item.offer.completion
        self.effects = pack((item,), lambda year: 1.0)[3]

    def channels(self, age: int) -> dict[str, float]:
        """The shift of every channel in the year of an age; of one mechanism the strongest counts, mechanisms add up."""
        found: dict[tuple[int, int], float] = {}
        for row in self.effects:
            if row.start <= age < row.stop:
                fades = (1.0 - row.fade) ** (age + 0.5 - row.since) if row.fade and age >= row.since else 1.0
                shift = row.shift * fades * (self.completion if row.per_completed else 1.0)
                key = int(row.channel), int(row.mechanism)
                found[key] = max(found.get(key, 0.0), shift, key=abs)
        out: dict[str, float] = {}
        for (channel, _), shift in found.items():
            out[CHANNELS[channel].name] = out.get(CHANNELS[channel].name, 0.0) + shift
        return out


def check_setting(field: str, value: float, age: int | None) -> int:
    """Refuse what cannot be set, or not to that value, or not from that age; returns the age (the first, if left out)."""
    known = [name for name, of in BY_NAME.items() if of.kind != "key" and of.owner != "exposure" and name not in HIDDEN]
    if field in HIDDEN:
        raise InputError(f"{field} is a hidden trait, no cause that could be set")
    if field not in known:
        raise unknown("field to set", field, known)
    if field in WITHIN:
        outcome, instead = WITHIN[field]
        raise InputError(f"{field} acts on {outcome} in the same moment, which a setting would miss. Set {instead}")
    whole = BY_NAME[field].kind == "int"
    check_number(f"do {field}", value, 0 if whole else -np.inf, LARGEST.get(field, 1) if whole else np.inf, whole=whole)
    first = FIRST.get(field, FIRST_WEEKS if BY_NAME[field].owner in SETTLED_EARLY else 0)
    return first if age is None else check_number(f"age from which {field} is set", age, first, LAST_AGE, whole=True)
