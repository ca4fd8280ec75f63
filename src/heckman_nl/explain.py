"""One life in words: who the family is, what happens year by year, and what a scenario changes in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .errors import InputError, check_number
from .model import Plan, entry, ledger_rows, workroom
from .vocabulary.lines import LINES, N_LINES
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
    again: tuple[str, ...] = ()  # by the new value, when it was told before; as the first time if left out


class State(NamedTuple):
    """States that come and go: years that lie close together are told at the first, with their ages."""

    words: str  # before the states
    states: tuple[tuple[str, int, str], ...]  # (field, value, words); where several hold in a year, the last is told


TOLD: tuple[Event | State, ...] = (  # in the order in which they are told within a year
    Event("maltreated", ("", "is maltreated for the first time")),
    State("gets youth care: ", tuple(("youth_care", k, YOUTH_CARE[k]) for k in range(1, len(YOUTH_CARE)))),
    Event("language_delay", ("has caught up in language", "is delayed in language")),
    Event("overweight", ("", "is overweight at 2")),
    Event("asthmatic", ("has outgrown asthma", "has asthma")),
    State("is ", (("bmi_class", 1, "overweight"), ("bmi_class", 2, "obese"))),
    Event("special_education", ("leaves special education", "goes to special education")),
    Event("repeated", ("", "repeats a year at school")),
    Event("track", tuple(f"goes to secondary school: {track}" for track in TRACKS)),
    Event("level", tuple(f"is heading for: {level}" for level in LEVELS)),
    Event("smokes", ("stops smoking", "starts smoking"), ("stops smoking", "smokes again")),
    State("is ", (("substance_disorder", 1, "addicted"),)),
    State("is ", (("suspect", 1, "a suspect of crime"), ("detained", 1, "detained"))),
    Event("position", ("starts work", "", "", "", "", "retires", ""), ("",) * 7),
    State("is out of work: ", tuple(("position", k, POSITIONS[k].removeprefix("no work, ")) for k in range(1, 5))),
    State("is ", (("anxious", 1, "anxious"), ("depressed", 1, "depressed"))),
    Event("diabetic", ("", "gets type 2 diabetes")),
    Event("cardiovascular", ("", "gets a disease of heart or vessels")),
    Event("copd", ("", "gets COPD")),
    Event("wmo_support", ("", "gets social support at home (Wmo)")),
    Event("long_term_care", ("", "needs long-term care (Wlz) from now on")),
    State("mother is ", (("mother_depressed", 1, "depressed"),)),
    State("mother is ", (("mother_employed", 0, "out of work"),)),
    Event("mother_smokes_now", ("mother stops smoking", "mother smokes again")),
    Event("next_births", ("", *("mother has another child",) * 9)),
    Event("alive", ("dies", "")),
)
CLOSE = 3  # years of a state at most this far apart are told together
OF_MOTHER = ("mother_depressed", "mother_employed")  # their year of birth is told at birth
LAST_MOTHER_AGE = 66  # her own
MOST_RANGES = 4  # of one state in one line
TEENAGE = 20
CHILD = 3  # place of a person of the second generation in the room that a life is lived in


@dataclass(frozen=True)
class Explanation:
    """One life. `str()` tells it; `to_frame()` gives every field of every year in every arm."""

    text: str
    events: dict[str, list[tuple[int, str]]]  # by arm: (age, what happens) in order; -1 is birth
    states: dict[str, np.ndarray]  # by arm: one record per year, from birth

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<pre>{self.text}</pre>"

    def to_frame(self) -> pd.DataFrame:
        """All fields by arm and age (-1: after the first weeks)."""
        import pandas as pd

        frames = {
            arm: pd.DataFrame({field.name: states[field.name] for field in FIELDS})
            for arm, states in self.states.items()
        }
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
    states, ledgers, told = {}, {}, {}
    for arm in ARMS if scenario else ARMS[:1]:
        states[arm], ledgers[arm], births = live(plan, number, born, arm)
        told[arm] = tell(states[arm], births)
    text = family(states["baseline"][0], number, born) + years(told)
    if scenario:
        text += difference(ledgers, states["scenario"][-1], scenario)
    return Explanation(text, told, states)


def live(plan: Plan, person: int, born: int, arm: str):
    """(records after the first weeks and after every year, lines of the whole life, children born by age) in one arm."""
    from .engine.ledger import new_ledgers
    from .lifecourse.kernel import STAMP, make_live_block

    kernel = entry(make_live_block, STAMP)
    packed = plan.packed[1:] if arm == "baseline" else plan.packed[:1]
    rooms = {generations: workroom(generations) for generations in (1, 2)}

    def lines_of_life(last_age: int, generations: int):
        ledgers = new_ledgers((1, N_GROUPS * generations), ledger_rows(generations), N_LINES)
        used = np.zeros(N_GROUPS * generations, np.int64)
        keys = tuple(np.int64(k) for k in (plan.seed, born, person, person + 1, last_age))
        today, room = np.int64(arm == "baseline"), rooms[generations]
        kernel(packed, plan.rows[plan.cohort.years.index(born)], keys, today, room, ledgers, used, plan.fifths)
        return ledgers[0].cells.sum((0, 1))

    records, births = [], {}
    for last_age in range(FROM_BIRTH, LAST_AGE + 1):
        lines = lines_of_life(last_age, 1)
        records.append(rooms[1][0][0].copy())
        if records[-1].gave_birth:
            lines_of_life(last_age, 2)  # the child is a person of its own: it is lived to know who it is
            births[last_age] = rooms[2][0][CHILD].copy()
        if not records[-1].alive:
            break
    return np.array(records, dtype=STATE).view(np.recarray), lines, births


def family(s, person: int, born: int) -> str:
    """The household at conception."""
    risks = [text_of(name) for name in RISKS if s[name]]
    partner = f"a partner (education {EDUCATION[s.partner_education]})" if s.partner else "no partner"
    child = "first child" if s.parity == 0 else "second child" if s.parity == 1 else "third or later child"
    lines = [
        f"Person {person}, born {born}: a {'boy' if s.sex == 0 else 'girl'}, the {child} of a mother of {s.maternal_age} "
        f"{'in' if s.mother_works else 'without'} paid work with education {EDUCATION[s.maternal_education]} and {partner}.",
        f"Vulnerability: {GROUPS['vulnerability'][s.vulnerability]}. Risks at conception: {', '.join(risks) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"


def text_of(field: str) -> str:
    """A field's name as it may stand in a sentence."""
    return field.replace("_", " ")


def at_birth(s) -> list[str]:
    """What pregnancy and birth brought."""
    if s.averted:
        return ["the pregnancy does not take place"]
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
    said += ["mother smokes again after birth"] if s.mother_smokes and s.smoking < 2 else []
    said += ["grows up in smoke"] if s.smoke_at_home else []
    return [
        *said,
        ("not breastfed", "breastfeeding started", "breastfed three months", "breastfed six months")[s.breastfeeding],
    ]


def tell(records: np.ndarray, births: dict[int, np.ndarray]) -> list[tuple[int, str]]:
    """What happens in a life, in order: (age, words)."""
    told = [(FROM_BIRTH, words) for words in at_birth(records[0])]
    later = [(age, birth(records[age - FROM_BIRTH], child)) for age, child in births.items()]
    for item in TOLD:
        later += changes(records, item) if isinstance(item, Event) else spells(records, item)
    return told + sorted(later, key=lambda pair: pair[0])  # within a year they stay in order


def birth(parent, child) -> str:
    """A child is born to the person."""
    if not child.live_born:
        return "a child is stillborn"
    words = "a son is born" if child.sex == 0 else "a daughter is born"
    if not child.survived:
        words += ", who dies in the first 28 days"
    if parent.birth_age < TEENAGE and parent.children == 1:
        words = f"becomes a teenage {'father' if parent.sex == 0 else 'mother'}: {words}"
    return words


def changes(records: np.ndarray, event: Event) -> list[tuple[int, str]]:
    """Years in which a field changes, in words."""
    values, said, before = records[event.field], [], set()
    for k in np.flatnonzero(np.diff(values)) + 1:
        value = int(values[k])
        words = event.again if event.again and value in before else event.words
        if 0 <= value < len(words) and words[value]:
            said.append((int(k) + FROM_BIRTH, words[value]))
            before.add(value)
    return said


def spells(records: np.ndarray, state: State) -> list[tuple[int, str]]:
    """Years with a state, told at the first of those that lie close together."""
    ages, last = range(len(records) - 1), len(records) - 1 + FROM_BIRTH
    if state.states[0][0] in OF_MOTHER:
        ages = range(1, min(len(records) - 1, LAST_MOTHER_AGE + 1 - records[0].maternal_age))
    labels = {age: label for age in ages if (label := label_of(records[age - FROM_BIRTH], state))}
    near: list[list[int]] = []
    for age in labels:
        if near and age - near[-1][-1] <= CLOSE:
            near[-1].append(age)
        else:
            near.append([age])
    return [(years[0], state.words + spell(years, labels, last)) for years in near]


def label_of(s, state: State) -> str:
    """The state of a year in words, or nothing."""
    return next((words for field, value, words in reversed(state.states) if s[field] == value), "")


def spell(ages: list[int], labels: dict[int, str], last: int) -> str:
    """Each state of a spell with its ages: "depressed (34, 36-37), anxious (35)"."""
    kinds = list(dict.fromkeys(labels[age] for age in ages))
    if len(kinds) == 1:
        return f"{kinds[0]} {when(ages, last)}".rstrip()
    return ", ".join(f"{kind} ({listed([age for age in ages if labels[age] == kind], last)})" for kind in kinds)


def when(ages: list[int], last: int) -> str:
    """How long a state is told to last, from the first age on."""
    if ages[-1] - ages[0] + 1 > len(ages):
        return f"({listed(ages, last)})"
    if ages[-1] == last:
        return "from then on" if len(ages) > 1 else ""
    return f"({listed(ages, last)})" if len(ages) > 1 else "for a year"


def listed(ages: list[int], last: int) -> str:
    """Ages as ranges: 34, 36-37; what lasts to the end of life is open, and many ranges are only counted."""
    ends = [k for k in range(len(ages)) if k + 1 == len(ages) or ages[k + 1] > ages[k] + 1]
    starts = [0, *(k + 1 for k in ends[:-1])]
    ranges = [(ages[i], ages[k]) for i, k in zip(starts, ends, strict=True)]
    if len(ranges) > MOST_RANGES:
        return f"on and off {ages[0]}-{ages[-1]}, {len(ages)} years"
    return ", ".join(f"{a} on" if b == last and b > a else f"{a}-{b}" if b > a else f"{a}" for a, b in ranges)


def years(told: dict[str, list[tuple[int, str]]]) -> str:
    """The life in order; where the arms differ, both are told."""
    by_age = {
        arm: {age: "; ".join(w for a, w in events if a == age) for age, _ in events} for arm, events in told.items()
    }
    lines = []
    for age in sorted({age for said in by_age.values() for age in said}):
        label = "   birth" if age == FROM_BIRTH else f"{age:8d}"
        said = [by_age[arm].get(age, "") for arm in told]
        if len(set(said)) == 1:
            lines.append(f"{label}  {said[0]}")
        else:
            lines += [f"{label}  [{arm}] {words}" for arm, words in zip(told, said, strict=True) if words]
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
