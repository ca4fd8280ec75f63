"""One life in words: who the family is, what happens year by year, and what a scenario changes in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .errors import InputError, check_number
from .model import Plan, entry, new_ledgers, workroom
from .vocabulary.lines import LINES
from .vocabulary.payers import ACCOUNTS
from .vocabulary.rows import PRICE_YEAR
from .vocabulary.state import (
    FIELDS,
    GESTATION_CLASSES,
    GROUPS,
    LAST_AGE,
    LEVELS,
    N_GROUPS,
    POSITIONS,
    STATE,
    TRACKS,
    YOUTH_CARE,
)

if TYPE_CHECKING:
    import pandas as pd

    from .cohort import Cohort
    from .model import Model
    from .scenario import Scenario

FROM_BIRTH = -1  # the snapshot after the first weeks, before the first year
ARMS = ("baseline", "scenario")
EDUCATION = ("low", "middle", "high")
RISKS = (
    "partner_violence", "problem_debt", "poverty", "substance_use", "parental_distress", "parental_trauma", "low_literacy",
    "mild_disability", "smoking_before", "damp_home", "deprived_area", "unintended",
)  # fmt: skip
MOODS = ("is well after birth", "has complaints after birth", "is depressed after birth")
SMOKING = ("does not smoke in pregnancy", "stops smoking during pregnancy", "smokes throughout pregnancy")


class Event(NamedTuple):
    """A change of one field from one year to the next, in words."""

    field: str
    words: tuple[str, ...]  # by the new value; "" says nothing


EVENTS = (
    Event("maltreated", ("", "is maltreated for the first time")),
    Event("youth_care", ("leaves youth care", *(f"gets youth care: {kind}" for kind in YOUTH_CARE[1:]))),
    Event("language_delay", ("has caught up in language", "is delayed in language")),
    Event("overweight", ("", "is overweight")),
    Event("asthma", ("", "has asthma")),
    Event("special_education", ("leaves special education", "goes to special education")),
    Event("repeated", ("", "repeats a year at school")),
    Event("track", tuple(f"goes to secondary school: {track}" for track in TRACKS)),
    Event("level", tuple(f"is heading for: {level}" for level in LEVELS)),
    Event("position", tuple(f"work: {position}" for position in POSITIONS)),
    Event("depressed", ("recovers from depression", "is depressed")),
    Event("diabetic", ("", "gets type 2 diabetes")),
    Event("cardiovascular", ("", "gets a disease of heart or vessels")),
    Event("alive", ("dies", "")),
)


@dataclass(frozen=True)
class Explanation:
    """One life. `str()` tells it; `to_frame()` gives every field of every year in every arm."""

    text: str
    states: dict[str, np.ndarray]  # by arm: one record per year, from birth

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<pre>{self.text}</pre>"

    def to_frame(self) -> pd.DataFrame:
        """All fields by arm and age (-1: after the first weeks)."""
        import pandas as pd

        frames = {arm: pd.DataFrame(states) for arm, states in self.states.items()}
        for frame in frames.values():
            frame.index = pd.RangeIndex(FROM_BIRTH, FROM_BIRTH + len(frame), name="age")
        table = pd.concat(frames, names=["arm"])
        table.attrs["text"] = {field.name: field.text for field in FIELDS}
        return table


def explain(
    model: Model, cohort: Cohort, person: int, scenario: Scenario | None, seed: int, year: int | None
) -> Explanation:
    """Live one person up to every age in turn and tell what changed; see `Model.explain`."""
    plan = Plan(model, cohort, scenario, seed, 1, None)
    number = check_number("person", person, 0, cohort.per_year - 1, whole=True)
    born = cohort.years[0] if year is None else check_number("year", year, whole=True)
    if born not in cohort.years:
        raise InputError(f"no births in {born}. Birth years: {list(cohort.years)}")
    states, ledgers = {}, {}
    for arm in ARMS if scenario else ARMS[:1]:
        states[arm], ledgers[arm] = live(plan, number, born, arm)
    text = family(states["baseline"][0], number, born) + years(states)
    if scenario:
        text += difference(ledgers, states["scenario"][-1], scenario)
    return Explanation(text, states)


def live(plan: Plan, person: int, born: int, arm: str):
    """(records after the first weeks and after every year lived, lines of the whole life) of one person in one arm."""
    from .lifecourse.kernel import STAMP, make_live_block

    kernel = entry(make_live_block, STAMP)
    room = workroom()
    packed = plan.packed[1:] if arm == "baseline" else plan.packed[:1]
    records = []
    for last_age in range(FROM_BIRTH, LAST_AGE + 1):
        ledgers, used = new_ledgers(1, N_GROUPS), np.zeros(N_GROUPS, np.int64)
        keys = tuple(np.int64(k) for k in (plan.seed, born, person, person + 1, last_age))
        kernel(packed, plan.rows, keys, np.int64(arm == "baseline"), room, ledgers, used, np.int64(0))
        records.append(room[0][0].copy())
        if not records[-1].alive:
            break
    return np.array(records, dtype=STATE).view(np.recarray), ledgers[0].cells.sum((0, 1))


def family(s, person: int, born: int) -> str:
    """The household at conception."""
    risks = [text_of(name) for name in RISKS if s[name]]
    partner = f"a partner (education {EDUCATION[s.partner_education]})" if s.partner else "no partner"
    child = "first child" if s.parity == 0 else "second child" if s.parity == 1 else "third or later child"
    lines = [
        f"Person {person}, born {born}: a {'boy' if s.sex == 0 else 'girl'}, the {child} of a mother of {s.maternal_age} with "
        f"education {EDUCATION[s.maternal_education]} and {partner}.",
        f"Vulnerability: {GROUPS['vulnerability'][s.vulnerability]}. Risks at conception: {', '.join(risks) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"


def text_of(field: str) -> str:
    """A field's name as it may stand in a sentence."""
    return field.replace("_", " ")


def at_birth(s) -> list[str]:
    """What pregnancy and birth brought."""
    said = [f"mother {SMOKING[s.smoking]}"] if s.smoking_before else []
    said += ["mother is distressed in pregnancy"] if s.distress else []
    said += ["violence between the partners in pregnancy"] if s.violence else []
    if not s.live_born:
        return [*said, "stillborn"]
    said.append(f"born at {GESTATION_CLASSES[s.gestation]}" + (", small for gestational age" if s.small else ""))
    said += ["major congenital anomaly"] if s.anomaly else []
    if not s.alive:
        return [*said, "dies in the first 28 days"]
    said.append(f"mother {MOODS[s.postnatal_mood]}")
    said += ["kraamzorg is not used"] if not s.kraamzorg else []
    said += ["grows up in smoke"] if s.smoke_at_home else []
    return [
        *said,
        ("not breastfed", "breastfeeding started", "breastfed three months", "breastfed six months")[s.breastfeeding],
    ]


def events(before, after) -> list[str]:
    """What changed from one year to the next."""
    said = []
    for event in EVENTS:
        old, new = before[event.field], after[event.field]
        if old != new and 0 <= new < len(event.words) and event.words[new]:
            said.append(event.words[new])
    return said


def years(states: dict[str, np.ndarray]) -> str:
    """The life in order; where the arms differ, both are told."""
    lines = []
    longest = max(len(records) for records in states.values())
    for k in range(longest):
        told = {}
        for arm, records in states.items():
            if k < len(records):
                said = at_birth(records[0]) if k == 0 else events(records[k - 1], records[k])
                told[arm] = "; ".join(said)
        label = "   birth" if k == 0 else f"{k + FROM_BIRTH:8d}"
        if len(set(told.values())) == 1 and len(told) == len(states):
            said = next(iter(told.values()))
            lines += [f"{label}  {said}"] if said else []
        else:
            lines += [f"{label}  [{arm}] {said}" for arm, said in told.items() if said]
    return "\n".join(lines) + "\n"


def difference(ledgers: dict[str, np.ndarray], s, scenario: Scenario) -> str:
    """What the scenario changes in this life, in undiscounted euros and QALYs by account."""
    accepted = [item.title for k, item in enumerate(scenario.interventions) if int(s.enrolled) >> k & 1]
    lines = [f"Scenario {scenario.name!r}: the family takes part in {', '.join(accepted)}." if accepted else
             f"Scenario {scenario.name!r}: the family takes part in nothing."]  # fmt: skip
    change = ledgers["scenario"] - ledgers["baseline"]
    for account, text in ACCOUNTS.items():
        chosen = [k for k, line in enumerate(LINES) if line.account == account]
        total, unit = change[chosen].sum(), LINES[chosen[0]].unit
        if abs(total) > 1e-9:
            lines.append(
                f"  {text}: {total:+,.2f} QALYs" if unit == "QALY" else f"  {text}: {total:+,.0f} EUR {PRICE_YEAR}"
            )
    return "\n".join(lines + ([] if len(lines) > 1 else ["  Nothing changes."])) + "\n"
