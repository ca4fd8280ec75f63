"""Whole lives, one person at a time, as records: what the laws and the oracle look at."""

import numba
import numpy as np

from heckman_nl.engine.ledger import new_ledgers
from heckman_nl.model import Plan, entry, workroom
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.lines import N_LINES
from heckman_nl.vocabulary.state import FIELDS, N_GROUPS, STATE

HERS = (  # fields that go on with the mother when her child has died
    "postnatal_mood", "mother_smokes", "smoke_at_home",
    *(field.name for field in FIELDS if field.owner == "parents"),
)  # fmt: skip
HER_LINES = (lines.PRODUCTION_MOTHER, lines.QALY_PARENTS, lines.MENTAL_MOTHER_ZVW, lines.MEDICAL_MOTHER_ZVW)


class Lives:
    """Lives of chosen persons of a cohort, in the arms `baseline` and `scenario`, up to any age.

    `states(persons, arm, last_age)` gives one record per person; `ledgers(persons, arm)` the cells (person, age, line);
    with two generations, `offspring(person)` what is known of the children.
    """

    def __init__(self, model, cohort, scenario=None, seed=1, generations=1):
        from heckman_nl.lifecourse.kernel import STAMP, make_live_block

        self.plan = Plan(model, cohort, scenario, seed, 1, None, generations)
        self.year = cohort.years[0]
        self._live, self._typed = entry(make_live_block, STAMP), None
        self._room = workroom(generations)
        self._ledgers = new_ledgers((1, self.plan.groups), self.plan.rows_of_time, N_LINES)
        self._used = np.zeros(self.plan.groups, np.int64)
        self._cells = self._ledgers.cells[0]
        self.live_with(self.plan.packed)

    def live_with(self, packed):
        """Live with these packed parameters, of both arms; views are kept, so that what a test changes in them is seen."""
        self.plan.packed, self._packed = packed, (packed[:1], packed[1:])

    def _one(self, person, arm, last_age):
        today = np.int64(arm == "baseline")
        keys = tuple(np.int64(k) for k in (self.plan.seed, self.year, person, person + 1, last_age))
        self._used[:] = 0
        used, fifths = self._used, self.plan.fifths
        arguments = self._packed[today], self.plan.rows[0], keys, today, self._room, self._ledgers, used, fifths
        self._typed = self._typed or typed(self._live, arguments)
        self._typed(*arguments)
        return self._room[0][0], self._cells[int(np.flatnonzero(used)[0])]

    def states(self, persons, arm="baseline", last_age=110):
        """Records at the end of the year `last_age` (-1: after the first weeks), or of the life."""
        out = np.zeros(len(persons), STATE)
        for k, person in enumerate(persons):
            out[k] = self._one(person, arm, last_age)[0]
        return out.view(np.recarray)

    def history(self, persons, arm="baseline", ages=range(-1, 111)):
        """Records (age, person) at the end of every year; after death the last one is repeated."""
        return np.stack([self.states(persons, arm, age) for age in ages]).view(np.recarray)

    def ledgers(self, persons, arm="baseline", last_age=110):
        """Ledger cells of the years up to `last_age`, (person, age, line)."""
        return np.stack([self._one(person, arm, last_age)[1][: last_age + 1].copy() for person in persons])

    def life(self, person, arm="baseline"):
        """Record at the end of a life, and the cells of its ledger and of its descendants', (generation, year, line)."""
        record, own = self._one(person, arm, 110)
        cells, group = np.zeros((self.plan.generations, *own.shape)), int(np.flatnonzero(self._used)[0])
        for generation, number in enumerate(range(group, self.plan.groups, N_GROUPS)):
            if self._used[number]:
                cells[generation] = self._ledgers.cells[0, number]
        return record.copy(), cells

    def offspring(self, person, arm="baseline"):
        """The records of a parent at the birth of each child, the record of the latest child, the children's ledger."""
        parent, cells = self.life(person, arm)
        state, born = self._room[0], self._room[5]
        return born[0, : parent.children].copy(), state[3].copy(), cells[1]

    def takers(self, many, arm="scenario"):
        """The first `many` persons who accept an offer, and the number of persons looked at."""
        found, person = [], 0
        while len(found) < many:
            if self._one(person, arm, -1)[0].enrolled:
                found.append(person)
            person += 1
        return found, person


def typed(function, arguments):
    """An entry point for arguments of these types; it no longer looks at types, which takes longer than a childhood."""
    if numba.config.DISABLE_JIT:
        return function
    return function.compile(tuple(numba.typeof(argument) for argument in arguments))


def make_common(packed):
    """What is rare in a Dutch life becomes common, so that few lives show every branch of the rules."""
    birth, infant, work, crime = packed["birth"], packed["mortality"], packed["work"], packed["adolescence"]
    birth["gestation_intercepts"] = (-0.5, -1.5, -2.2, -3.0)
    birth["stillbirth_class"] = birth["neonatal_class"] = infant["infant_class"] = (0.0, 0.2, 0.4, 0.6, 0.8)
    for name in ("small_intercept", "anomaly_intercept", "low_apgar_intercept"):
        birth[name] = -1.0
    birth["stillbirth_intercept"], infant["infant_intercept"] = -3.0, -2.4
    birth["neonatal_intercept"] = -2.7
    infant["infant_smoke"] = birth["stillbirth_smoking"] = 1.5
    infant["death_hazard"] = np.clip(infant["death_hazard"], 0.006, 0.025)  # more die young, and some reach 110
    infant["improvement"] = (0.004, 0.002)
    packed["youthcare"]["maltreatment_hazard"] *= 15
    packed["health"]["depression_normaliser"] += 1.5
    packed["health"]["anxiety_normaliser"] += 1.0
    packed["health"]["asthma_adult_normaliser"] += 3.0
    packed["health"]["asthma_adult_before"] = 5.0
    for disease in ("diabetes_hazard", "cardiovascular_hazard", "copd_hazard"):
        packed["health"][disease] = packed["health"][disease] * 3 + 0.002
    for name in ("long_term_hazard", "support_hazard"):
        packed["care"][name] = packed["care"][name] * 2 + 0.002
    crime["substance_cuts"] -= 0.8
    crime["offending_cuts"] -= 1.2
    crime["offending_detained_normaliser"] = 0.0  # half of who has a middling trait
    packed["nextgen"]["fertility_parity"][:, :, 2] = 1.0
    packed["nextgen"]["fertility_normaliser"] = np.maximum(packed["nextgen"]["fertility_normaliser"], -2.5)
    packed["parents"]["depression_normaliser"] += 1.0
    packed["parents"]["smoking_relapses"] = 0.3
    packed["household"]["smoking_before_prevalence"] = 0.2
    packed["household"]["father_age_gap"] = 3.05  # near a whole number
    packed["household"]["poverty_prevalence"] += 0.7  # a part of who was poor is lifted to the line
    work["employment_cuts"] -= 0.3
    work["employment_maltreated"] = 2.0
    work["wage_normaliser"] += 0.5  # more wages above the tax table
