"""The driver of the forward sweep: persons who live part by part, and the packed parameters as they are solved."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from ..engine.ledger import new_ledgers
from ..lifecourse import sweep as kernel
from ..parameters import ParameterSet
from ..vocabulary import channels
from ..vocabulary.lines import N_LINES
from ..vocabulary.rows import PRICE_YEAR
from ..vocabulary.state import COMPACT, FIELDS, N_AGES
from .targets import Targets

FEW = 30  # with fewer persons of a sex alive, the value of the year before is kept
NAMES = ("male", "female")
THRESHOLDS = [field.name for field in FIELDS if field.name.endswith("_left")]  # hazards left until once-only events
FIXED = {"sex": 0, "V": 0, "leaving_age": 17}  # fixed for life from this year on: copies that lie together in memory
TRAITS = ("smoking_spell", "substance_trait", "offending_trait", "mood_trait", "mood_young")  # standard normals


def life_table(parameters: ParameterSet) -> np.ndarray:
    """Probability of dying by exact age and sex, (N_AGES, 2): the 2022 table moved to 2023, Gompertz beyond 95."""
    q = parameters.value("life_table.q")
    hazard = -np.log1p(-q) * parameters.value("life_table.factor")
    ages = np.arange(80, 96)
    full = np.zeros((N_AGES, 2))
    full[: len(hazard)] = hazard
    for sex in (0, 1):
        slope, level = np.polyfit(ages, np.log(hazard[80:96, sex]), 1)
        full[96:, sex] = np.exp(level + slope * np.arange(96, N_AGES))
    return -np.expm1(-full)


class Reading(NamedTuple):
    """Scores and weights of one decision, (births,) each; the weight is the probability of being at risk."""

    eta: np.ndarray
    weight: np.ndarray

    def of(self, chosen: np.ndarray) -> Reading:
        """The reading of some persons (numbers)."""
        return Reading(self.eta.take(chosen), self.weight.take(chosen))


class Driver:
    """Persons at one point of their lives, the packed parameters, and what has been solved so far.

    `until(part, ...)` lets everyone live on to the end of a part and reads decisions there; `set` writes a solved value.
    """

    def __init__(self, parameters: ParameterSet, targets: Targets, births: int, seed: int):
        self.life_table = life_table(parameters)
        self.survivors = np.cumprod(np.vstack([[1.0, 1.0], 1.0 - self.life_table[:-1]]), axis=0).mean(1)
        self.parameters, self.targets, self.births = parameters, targets, births
        self.packed = parameters.pack()
        self._fields = {p.key: self._field(p.key) for p in parameters.values() if p.module in self.packed.dtype.names}
        self.solved: dict[str, np.ndarray] = {}
        self.notes: list[str] = []
        self.people = np.recarray(births, COMPACT)
        self.ints = self.people.view(np.int64).reshape(births, -1)
        self.ints[:] = 0
        self.state = SimpleNamespace(**{name: self.people[name] for name in COMPACT.names})  # views, one per field
        self.people.seed = seed
        self.people.identity = np.arange(births)
        self.gone = np.zeros(births, np.bool_)  # died before this year
        self.years = np.ones(births)  # what is expected to be lived of this year
        self._kept = np.zeros(kernel.SKILLS.stop - kernel.SKILLS.start, np.int64)
        self._fx = np.zeros(1, channels.FX).view(np.recarray)
        self.ledger = new_ledgers(1, N_AGES, N_LINES)
        self.age = 0
        self._lived = -1  # last part lived
        self.living: tuple[np.ndarray, np.ndarray] = (np.arange(0), np.arange(0))  # numbers of the living, by sex
        self.single = False  # no later sweep will use what is solved after it is used
        self._earlier: dict[str, list] = {}

    def set_channels(self, shifts: dict[str, float]) -> None:
        """Set the channels of everyone, on their additive scales; those that are not named act on nothing."""
        for name in channels.FX.names:
            self._fx[name][0] = shifts.get(name, 0.0)

    def stratify(self) -> None:
        """Spread thresholds of once-only events and lifelong traits evenly over their distribution, keeping ranks, by sex.

        The number who have had an event then follows the solved hazards nearly as a mean does, where drawn thresholds
        would leave a few percent of noise in a stock of some hundreds.
        """
        for sex in (0, 1):
            here = np.flatnonzero((self.state.alive == 1) & (self.state.sex == sex))
            ranks = (np.arange(len(here)) + 0.5) / len(here)
            for names, even in ((THRESHOLDS, -np.log1p(-ranks)), (TRAITS, ndtri(ranks))):
                for name in names:
                    self.people[name][here[np.argsort(self.people[name][here])]] = even

    def open_year(self, age: int) -> None:
        """Begin a year: its first part is `chance`."""
        self.age, self._lived = age, kernel.Part.CHANCE - 1
        for name, first in FIXED.items():
            if age == first:
                setattr(self.state, name, np.array(self.people[name]))
        self.living = tuple(np.flatnonzero(~self.gone & (self.state.sex == sex)) for sex in (0, 1))

    def until(self, part: str, *nodes: str | tuple[str, int]) -> list[Reading]:
        """Live on to the end of `part`; read nodes there, in the same pass. A node is a name, or a name and an age."""
        first, self._lived = self._lived + 1, kernel.Part[part.upper()]
        return self._pass(first, self._lived, nodes)

    def again(self, part: str, *nodes: str) -> list[Reading]:
        """Live one part once more, with what has just been solved."""
        return self._pass(kernel.Part[part.upper()], kernel.Part[part.upper()], nodes)

    def read(self, *nodes: str) -> list[Reading]:
        """Read nodes where everyone is now."""
        return self._pass(1, 0, nodes)

    def _pass(self, first, last, nodes) -> list[Reading]:
        numbers, ages = np.zeros(len(nodes), np.int64), np.full(len(nodes), self.age, np.int64)
        for k, node in enumerate(nodes):
            name, ages[k] = node if isinstance(node, tuple) else (node, self.age)
            numbers[k] = kernel.Node[name.upper()]
        people, parts = (self.people, self.ints, self.gone), (np.int64(first), np.int64(last))
        out = np.empty((len(nodes), 2, self.births))
        kernel.sweep(
            self.packed,
            people,
            parts,
            np.int64(self.age),
            numbers,
            ages,
            self._kept,
            self._fx,
            self.ledger,
            out,
        )
        return [Reading(*read) for read in out]

    def bury(self, alive: np.ndarray | None = None) -> None:
        """Who died this year is gone from the next; `alive` where it has been read already."""
        self.gone |= (self.state.alive if alive is None else alive) == 0

    # parameters

    def _field(self, key: str) -> np.ndarray:
        """View of one packed parameter by its full name, (1, ...)."""
        module, name = key.split(".", 1)
        return self.packed[module][name.replace(".", "_")].view(np.ndarray)

    def value(self, key: str):
        """A packed parameter by its full name."""
        return self._fields[key][0]

    def set(self, key: str, value, at=None) -> None:
        """Write a solved value (or one cell of a solved table) into the packed parameters."""
        field = self._fields[key]
        if at is None:
            field[0] = value
        else:
            field[(0, *at) if isinstance(at, tuple) else (0, at)] = value
        self.solved[key] = field[0]

    def curve(self, id: str, sex: int | None = None, education: str | None = None) -> float:
        """A target at this age, money in prices of the model; within its age bands persons are weighted by survival."""
        curve = self.targets.curve(id, None if sex is None else NAMES[sex], education, self.survivors)
        year = self.targets.price_year(id)
        return curve[self.age] * (self.parameters.price_factor(year, PRICE_YEAR) if year else 1.0)

    def curve_up_to(self, id: str, sex: int, most: float) -> float:
        """A target at this age, or `most` if it is beyond; what was cut is noted."""
        wanted = self.curve(id, sex)
        if wanted > most:
            self.notes.append(f"{id} at {self.age}, {NAMES[sex]}: {wanted:.3f} cut to {most:.3f}")
        return min(most, wanted)

    def keep_for_later(self, name: str, solve: Callable, arguments: tuple) -> None:
        """Remember how something was solved, for when what it was solved with changes; only if this sweep is the only one."""
        if self.single:
            self._earlier.setdefault(name, []).append((solve, arguments))

    def solve_earlier(self, name: str) -> None:
        """Solve again, with what is known now, what was solved at younger ages."""
        for solve, arguments in self._earlier.pop(name, []):
            solve(self, *arguments)

    def carry_on(self) -> None:
        """Where nobody was left to solve for, tables by age go on with their last solved value."""
        for value in self.solved.values():
            if value.shape[:1] == (N_AGES,):
                value[self.age + 1 :] = value[self.age]

    def keep(self, key: str, age: int, sex: int) -> None:
        """Keep last year's value of a table by age and sex."""
        self.set(key, self.value(key)[age - 1, sex], at=(age, sex))

    # who

    @property
    def alive(self) -> np.ndarray:
        """Numbers of who is alive at the start of this year."""
        return np.concatenate(self.living)

    def low_level(self) -> np.ndarray:
        """True for who has attained vmbo, mbo1 or less."""
        return self.state.level < 2

    def within(self, ranges) -> np.ndarray:
        """True for who lies within all ranges of household fields, as a statistic names its groups."""
        keep = np.ones(self.births, bool)
        for name, (low, high) in ranges.items():
            values = getattr(self.state, name)
            keep &= (values >= low) & (values <= high)
        return keep

    def low_educated(self) -> np.ndarray:
        """True for children of low educated mothers."""
        return self.state.maternal_education == 0

    def multiple_vulnerable(self) -> np.ndarray:
        """True for families with multiple vulnerability, the very vulnerable included."""
        return self.state.vulnerability >= 2
