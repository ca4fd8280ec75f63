"""The order of a life, and the compiled entry points that live it.

`before_birth` and `after_birth` are one life and can be read aloud. `live_block` lives whole persons one by one, in one
arm; `compare_block` lives them in two. `sweep.py` lives one part of life for many persons: the calibration solves the
baseline forwards in age with the very same stage functions.
"""

import math
from pathlib import Path

import numpy as np

from .. import engine, vocabulary
from ..engine.jit import compiled, compiled_once, entry_point, source_stamp
from ..engine.rng import child_identity
from ..vocabulary import processes as do
from ..vocabulary.rows import PREGNANCY
from ..vocabulary.state import N_GROUPS
from .adolescence import crime_year, habits_year, start_adolescence
from .birth import anomaly, condition, duration, size
from .care import care_year, dependence_year, start_care
from .chance import chance_year
from .early import early_year, first_months, first_weeks, mother_after_birth
from .exposure import avert, fold_effects, is_concerned, last_offer_age, later_costs, make_offers
from .health import chronic_year, mood_year, start_health, weight_year, wellbeing_year
from .household import advantage, classify, heir, household
from .mortality import enter_life, mortality_year, start_mortality
from .nextgen import children_year
from .parents import is_followed, mother_year, start_parents
from .pregnancy import antenatal, mind, safety, smoking
from .school import school_year, start_school
from .skills import skills_year, start_skills
from .work import employment_year, start_work, wage_year
from .youthcare import help_year, maltreatment_year, start_youthcare

BIRTH = np.int64(0)  # an age; as a literal, Numba would compile every function behind it once more

STAMP = source_stamp(*(Path(part.__file__).parent for part in (engine, vocabulary)), Path(__file__).parent)


# one life


@compiled_once
def conceive(p, s, seed, birth_year, person):
    """A record of zeros gets its keys and its family."""
    s.seed = np.uint64(seed)
    s.identity = (np.uint64(birth_year) << np.uint64(40)) | np.uint64(person)
    s.birth_year = birth_year
    household(p.household, s)
    classify(p.household, s)


@compiled_once
def conceive_child(p, s, parent):
    """A record of zeros becomes the latest child of `parent`, whose record is that of the year of birth."""
    s.seed = parent.seed
    s.identity = child_identity(parent, parent.children, do.CHILD_IDENTITY)
    s.birth_year = parent.birth_year + parent.birth_age
    heir(p.household, s, parent)
    classify(p.household, s)


@compiled_once
def before_birth(p, s, fx, ledger):
    """From the first weeks of pregnancy to 28 days after birth."""
    safety(p.pregnancy, s, fx)
    mind(p.pregnancy, s, fx)
    smoking(p.pregnancy, s, fx)
    antenatal(p.pregnancy, s, fx, ledger)
    anomaly(p.birth, s, fx)
    duration(p.birth, s, fx)
    size(p.birth, s, fx)
    condition(p.birth, s, ledger)
    enter_life(s)


@compiled
def settle(p, s, fx, ledger):
    """The first weeks and months of a child who lives, and what is settled then."""
    first_weeks(p.early, s, fx, ledger)
    first_months(p.early, s, fx, ledger)
    start_years(p, s)


@compiled
def bereave(p, s, fx, ledger):
    """The mother of a child that was stillborn or died within 28 days."""
    mother_after_birth(p.early, s, fx, ledger)
    start_parents(s)


@compiled
def start_years(p, s):
    """What each part of life needs before its first year."""
    start_parents(s)
    start_skills(p.skills, s)
    start_health(p.health, s)
    start_youthcare(p.youthcare, s)
    start_school(s)
    start_adolescence(p.adolescence, s)
    start_work(s)
    start_care(s)
    start_mortality(s)


@compiled
def live_year(p, s, fx, ledger, age):
    """One year: what chance holds, is it the last, the home, youth care, school, habits, children, work, crime, wages, health, care; skills close it."""
    chance_year(s, age, is_followed(s, age))
    mortality_year(p.mortality, s, ledger, age)
    mother_year(p.parents, s, fx, ledger, age)
    early_year(p.early, s, fx, ledger, age)
    maltreatment_year(p.youthcare, s, fx, ledger, age)
    help_year(p.youthcare, s, fx, ledger, age)
    school_year(p.school, s, fx, ledger, age)
    habits_year(p.adolescence, s, ledger, age)
    children_year(p.nextgen, s, ledger, age)
    dependence_year(p.care, s, ledger, age)
    employment_year(p.work, s, age)
    crime_year(p.adolescence, s, ledger, age)
    wage_year(p.work, s, ledger, age)
    mood_year(p.health, s, ledger, age)
    weight_year(p.health, s, fx, age)
    chronic_year(p.health, s, age)
    wellbeing_year(p.health, s, ledger, age)
    care_year(p.care, s, ledger, age)
    skills_year(p.skills, s, fx, age)


@compiled_once
def after_birth(p, s, fx, dials, scenario, views, ledger, offer_ledger, today, last_age, born):
    """From the first weeks to death or `last_age`; offers after birth are made at the start of a year.

    The mother of who dies lives on. `born` gets a copy of the record for every child that is born to the person,
    (children, fields), unless it is empty.
    """
    last_offer = last_offer_age(scenario)
    turn(scenario, s, BIRTH, dials)
    if s.alive:
        settle(p, s, fx, ledger)
    else:
        bereave(p, s, fx, ledger)
    age = BIRTH
    while s.alive and age <= last_age:
        if age <= last_offer:
            make_offers(scenario, s, views, offer_ledger, age, today)
        if s.enrolled:
            fold_effects(scenario, s, age, dials)
            later_costs(scenario, s, offer_ledger, age)
        live_year(p, s, fx, ledger, age)
        if s.gave_birth and born.shape[0]:
            copy(views[0], born[s.children - 1])
        age += 1
    while age <= last_age and is_followed(s, age):
        turn(scenario, s, age, dials)
        chance_year(s, age, True)
        mother_year(p.parents, s, fx, ledger, age)
        age += 1


@compiled
def turn(scenario, s, age, dials):
    """Set this year's channels; for who is enrolled in nothing they stay at zero."""
    if s.enrolled:
        fold_effects(scenario, s, age, dials)


@compiled
def rest(s, dials):
    """Set all channels back to zero after an enrolled person."""
    if s.enrolled:
        for c in range(dials.shape[0]):
            dials[c] = 0.0


@compiled_once
def meets_later(packed, room, scenario, void, offer_ledgers, last_offer):
    """Does anyone enrol in an offer after birth, in either arm? Lived on copies; costs of offers are booked if not."""
    state, ints, floats, fx, dials, born, born_ints, walk, none = room
    for booking in range(2):
        for arm in range(2):
            copy(ints[arm], ints[2])
            look = state[2]
            before_birth(packed[arm], look, fx[0], void)
            ledger = offer_ledgers[arm] if booking else void
            after_birth(
                packed[arm], look, fx[0], dials[0], scenario, (ints[2], floats[2]), void, ledger, arm, last_offer,
                born_ints[arm],
            )  # fmt: skip
            rest(look, dials[0])
            if look.enrolled:
                return True
    return False


# the next generations


@compiled_once
def live_descendants(packed, room, ledgers, used, group, one_arm, tally, last_age):
    """Live the children of the person in state[0] (and state[1] with two arms), their children, and so on.

    Depth first: `walk` holds per generation the child that is next, whether the arms hold this person, the side of the
    ledgers, and the years since the birth of the first ancestor. A child that is there in one arm only is booked apart,
    with all its descendants; a child in both arms is booked from its birth year in the baseline.
    """
    state, ints, floats, fx, dials, born, born_ints, walk, none = room
    arms, generations = packed.shape[0], walk.shape[0]
    level = 0
    walk[0, 0], walk[0, 1], walk[0, 2], walk[0, 3], walk[0, 4] = 0, 1, arms - 1, one_arm, 0
    while level >= 0:
        k, most = walk[level, 0], 0
        for arm in range(arms):
            if walk[level, 1 + arm]:
                most = max(most, state[3 * level + arm].children)
        if level + 1 == generations or k >= most:
            level -= 1
            continue
        walk[level, 0] += 1
        below = level + 1
        for arm in range(arms):
            walk[below, 1 + arm] = 1 if walk[level, 1 + arm] and state[3 * level + arm].children > k else 0
        both = arms == 1 or (walk[below, 1] and walk[below, 2])
        walk[below, 0], walk[below, 3] = 0, walk[level, 3] if both else 2
        ahead = born[2 * level + (arms - 1 if walk[below, arms] else 0), k].birth_age  # in the baseline if it is there
        walk[below, 4] = walk[level, 4] + ahead
        live_child(packed, room, ledgers, used, group, level, k, last_age)
        if walk[below, 3] == 2:
            tally[2 + below] += 1
        level = below


@compiled_once
def live_child(packed, room, ledgers, used, group, level, k, last_age):
    """Child number k of the persons at a level, in the arms that have it."""
    state, ints, floats, fx, dials, born, born_ints, walk, none = room
    below, arms = level + 1, packed.shape[0]
    number = group + N_GROUPS * below
    open_ledgers(ledgers, used, number)
    for arm in range(ledgers.shape[0]):
        ledgers[arm, number].shift, ledgers[arm, number].weight = walk[below, 4], math.pow(0.5, below)
        ledgers[arm, number].mother = 0.0  # she is simulated herself, or stands for one who is
    live_born = 0
    for arm in range(arms):
        if walk[below, 1 + arm]:
            here = 3 * below + arm
            zero(ints[here])
            conceive_child(packed[arm], state[here], born[2 * level + arm, k])
            before_birth(packed[arm], state[here], fx[arm], ledgers[walk[below, 3] + arm, number])
            live_born += state[here].live_born
    if arms == 2 and walk[below, 1] and walk[below, 2] and live_born == 1:
        walk[below, 3] = 2
    for arm in range(arms):
        if walk[below, 1 + arm]:
            here = 3 * below + arm
            ledger, views = ledgers[walk[below, 3] + arm, number], (ints[here], floats[here])
            after_birth(
                packed[arm], state[here], fx[arm], dials[arm], none, views, ledger, ledger, arm, last_age,
                born_ints[2 * below + arm],
            )  # fmt: skip


# blocks of persons


@compiled
def zero(record):
    for k in range(record.shape[0]):
        record[k] = 0


@compiled
def copy(source, target):
    for k in range(source.shape[0]):
        target[k] = source[k]


@compiled
def open_ledgers(ledgers, used, group):
    """Clear the ledgers of a group when a block first touches it."""
    if used[group] == 0:
        used[group] = 1
        for arm in range(ledgers.shape[0]):
            ledgers[arm, group].shift, ledgers[arm, group].weight, ledgers[arm, group].mother = 0, 1.0, 1.0
            cells = ledgers[arm, group].cells
            for age in range(cells.shape[0]):
                for line in range(cells.shape[1]):
                    cells[age, line] = 0.0


@compiled
def group_of(s, fifths):
    """Ledger group of a first ancestor: vulnerability by mother's education, or the fifth by circumstances.

    fifths : the weight of the vulnerability score in `advantage` and four cuts, or empty.
    """
    if fifths.shape[0] == 0:
        return 3 * s.vulnerability + s.maternal_education
    start, group = advantage(s, fifths[0]), 0
    for k in range(1, fifths.shape[0]):
        if start > fifths[k]:
            group += 1
    return group


def make_live_block(stamp):
    """Entry points close over `stamp`, so that Numba's cache notices an edit in any file of the kernel."""

    @entry_point
    def live_block(packed, scenario, keys, today, room, ledgers, used, fifths):
        """Live persons keys[2]..keys[3] of birth year keys[1] with seed keys[0] in one arm, up to age keys[4].

        packed : (1,) parameter record; scenario : (offers, rules, costs, effects); today : 1 for the baseline, where
        only what exists today is offered; room : see `model.workroom`; ledgers : (1, generations x groups) ledger
        records; used : (generations x groups,) marks the groups that were touched; fifths : see `group_of`.
        """
        if stamp == "":
            return
        state, ints, floats, fx, dials, born, born_ints, walk, none = room
        p, s, views = packed[0], state[0], (ints[0], floats[0])
        for person in range(keys[2], keys[3]):
            zero(ints[0])
            conceive(p, s, keys[0], keys[1], person)
            group = group_of(s, fifths)
            open_ledgers(ledgers, used, group)
            ledger = ledgers[0, group]
            make_offers(scenario, s, views, ledger, PREGNANCY, today)
            turn(scenario, s, PREGNANCY, dials[0])
            if avert(s, fx[0]):
                rest(s, dials[0])
                continue
            before_birth(p, s, fx[0], ledger)
            after_birth(p, s, fx[0], dials[0], scenario, views, ledger, ledger, today, keys[4], born_ints[0])
            rest(s, dials[0])
            if walk.shape[0] > 1:
                live_descendants(packed, room, ledgers, used, group, BIRTH, walk[0], keys[4])  # one arm: no tally

    return live_block


def make_compare_block(stamp):
    """See `make_live_block`."""

    @entry_point
    def compare_block(packed, scenario, keys, changed, room, ledgers, used, void, tally, fifths, people, touches):
        """Live persons keys[2]..keys[3] in both arms where a policy touches them; for all others the arms are equal.

        packed : (2,) parameter records, scenario and baseline; changed : 1 if they differ (everyone is lived twice);
        ledgers : (4, generations x groups) ledger records: scenario and baseline, then both of lives that are born alive
        in one arm only; void : (1,) ledger that nobody reads; tally : (2 + generations,) counts persons lived twice,
        persons born alive in one arm only, families that take part in anything in the scenario, and per later generation
        the descendants in one arm only; fifths : see `group_of`; people : numbers of persons, of which keys[2]..keys[3]
        are lived, or empty; touches : marks whom a policy touches, of whom none is then lived, (persons,), or empty.
        """
        if stamp == "":
            return
        state, ints, floats, fx, dials, born, born_ints, walk, none = room
        last_offer = last_offer_age(scenario)
        for place in range(keys[2], keys[3]):
            person = people[place] if people.shape[0] else place
            zero(ints[1])
            conceive(packed[1], state[1], keys[0], keys[1], person)
            copy(ints[1], ints[0])
            if changed:
                zero(ints[0])
                conceive(packed[0], state[0], keys[0], keys[1], person)
            elif last_offer == PREGNANCY and not is_concerned(scenario, (ints[1], floats[1])):
                continue
            group = group_of(state[1], fifths)
            open_ledgers(ledgers, used, group)
            for arm in range(2):  # 0: the scenario; 1: the baseline, where only what exists today is offered
                make_offers(scenario, state[arm], (ints[arm], floats[arm]), ledgers[arm, group], PREGNANCY, arm)
            touched = changed or state[0].enrolled or state[1].enrolled
            if not touched and last_offer > PREGNANCY:
                touched = meets_later(packed, room, scenario, void[0], ledgers[:2, group], last_offer)
            if not touched:
                continue
            if touches.shape[0]:
                touches[place - keys[2]] = 1
                continue
            tally[0] += 1
            averted = 0
            for arm in range(2):
                turn(scenario, state[arm], PREGNANCY, dials[arm])
                averted += (1 + arm) * avert(state[arm], fx[arm])
            if averted == 3:  # not conceived in either arm
                tally[2] += 1 if state[0].enrolled else 0
                for arm in range(2):
                    rest(state[arm], dials[arm])
                continue
            one_arm = 2 if averted else 0
            for arm in range(2):
                ledgers[2 + arm, group].mother = 0.0 if averted else 1.0  # in one arm she lives without this child
                if averted != 1 + arm:
                    before_birth(packed[arm], state[arm], fx[arm], ledgers[one_arm + arm, group])
            if state[0].live_born != state[1].live_born:
                one_arm = 2
            tally[1] += one_arm // 2
            for arm in range(2):
                if averted == 1 + arm:
                    rest(state[arm], dials[arm])
                    continue
                own_life, programme = ledgers[one_arm + arm, group], ledgers[arm, group]
                after_birth(
                    packed[arm], state[arm], fx[arm], dials[arm], scenario, (ints[arm], floats[arm]), own_life,
                    programme, arm, keys[4], born_ints[arm],
                )  # fmt: skip
                rest(state[arm], dials[arm])
            tally[2] += 1 if state[0].enrolled else 0
            if walk.shape[0] > 1:
                live_descendants(packed, room, ledgers, used, group, one_arm, tally, keys[4])

    return compare_block


def make_start_block(stamp):
    """See `make_live_block`."""

    @entry_point
    def start_block(packed, keys, room, starts):
        """Income and vulnerability score of persons keys[2]..keys[3] of birth year keys[1]: starts, (persons, 2)."""
        if stamp == "":
            return
        s, ints = room[0][0], room[1]
        for person in range(keys[2], keys[3]):
            zero(ints[0])
            conceive(packed[0], s, keys[0], keys[1], person)
            starts[person - keys[2], 0] = s.income_z
            starts[person - keys[2], 1] = s.vulnerability_score

    return start_block
