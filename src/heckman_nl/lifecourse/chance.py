"""The random numbers of decisions that are made every year, drawn together for two years at a time.

A draw is a pure function of seed, person, decision and age, so it does not matter when it is made. Made together they are one
loop without a branch, which the processor runs four decisions at a time; made one by one, each waits for the thirteen
rounds of its own call.
"""

import numpy as np

from ..engine.jit import compiled, compiled_once
from ..engine.maths import normal_quantile
from ..engine.rng import PARITY, rounds, unit
from ..vocabulary import processes as do
from ..vocabulary.state import LANES

U64 = np.uint64
TOGETHER = (  # one lane each, by the ages at which they are made; what has a word of its own every year has two
    do.CARE_NEED, do.COGNITIVE_SHOCK, do.SOCIOEMOTIONAL_SHOCK, do.GUARDIANSHIP,
    do.MOTHER_MOOD, do.MOTHER_SMOKING, do.MOTHER_WORK, do.NEXT_BIRTH,
    do.OFFENDING, do.CHILDREN, do.LABOUR_MARKET, do.LABOUR_MARKET,
    do.DEPRESSION, do.ADULT_ASTHMA, do.SMOKING_SPELL, do.DETENTION,
)  # fmt: skip
HOME, MOTHERS, WORKERS, ALL_LIFE, END = (U64(k) for k in (0, 4, 8, 12, LANES))  # first lanes
ADOLESCENT, ADULT, PENSIONER = 12, 18, 67
PAIR = TOGETHER.index(do.LABOUR_MARKET)
PROCESSES = np.array(TOGETHER, U64)
TWICE = np.array([do.LABOUR_MARKET == process for process in TOGETHER], U64)  # 1: a call of its own every year
ODD = np.zeros(LANES, U64)  # 1: that of the odd year
ODD[PAIR + 1] = 1
LANE = np.zeros(1 + max(int(process) for process in TOGETHER), np.int64)
for number, together in reversed(list(enumerate(TOGETHER))):
    LANE[together] = number


@compiled
def chance_year(s, age, mother_followed):
    """Draw for this year and the next, when this one is even."""
    if age & 1:
        return
    first = HOME
    if age >= ADULT:
        first = MOTHERS
        if not mother_followed:
            first = WORKERS if age < PENSIONER else ALL_LIFE
    draw_together(s, U64(age), first, END if age + 1 >= ADOLESCENT else WORKERS)


@compiled_once
def draw_together(s, age, first, end):
    """The words of lanes `first` to `end` for this (even) age and the next one."""
    k0, k1 = s.seed, s.identity
    k2 = PARITY ^ k0 ^ k1
    one, other = s.one, s.other
    for lane in range(first, end):  # unsigned, since a loop that might count from the end is not run four at a time
        counter = (age >> (U64(1) - TWICE[lane])) + ODD[lane]
        one[lane], other[lane] = rounds(k0, k1, k2, PROCESSES[lane], counter)


@compiled
def draw_yearly(s, age, process):
    """Uniform of this year: what `rng.draw` gives."""
    lane = LANE[process]
    return unit(s.other[lane] if age & 1 else s.one[lane])


@compiled
def draw_yearly_normal(s, age, process):
    """Standard normal of this year: what `rng.draw_normal` gives."""
    return normal_quantile(draw_yearly(s, age, process))


@compiled
def draw_yearly_pair(s, age, process):
    """Two uniforms of this year: what `rng.draw_pair` gives with the age as its counter."""
    lane = LANE[process] + (age & 1)
    return unit(s.one[lane]), unit(s.other[lane])
