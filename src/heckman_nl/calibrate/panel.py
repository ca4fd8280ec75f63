"""A panel: persons lived forwards and kept at chosen ages, as they are or with something set for everybody.

`Panel(parameters, births, seed)` lives the baseline; `Panel(..., do={"smoking": 2})` the population in which every mother
smokes throughout pregnancy, everything else (V, G and all random numbers) left as it was. Say what to `keep` (fields at
ages), then `live`. The persons are those of `Model.run` with the same seed and birth year, and live the same lives; only the mother of who has died is not followed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import numpy as np

from ..engine.runner import run_blocks
from ..errors import InputError, check_number, unknown
from ..lifecourse.sweep import Part
from ..parameters import ParameterSet
from ..vocabulary.state import LAST_AGE
from .driver import Driver
from .fields import READABLE, Item, column_type, read
from .settings import FIRST_WEEKS, HOLD, Do, Offered, leaving_ages
from .targets import Targets

FOLLOWS = (
    ("WAGE", "CRIME"),
    ("WELLBEING", "CHRONIC"),
    ("CARE", "WELLBEING"),
)  # parts the calibration does not live, and what they follow
LAST_OF_BIRTH, FIRST_OF_YEAR = "CONDITION", "CHANCE"
BIRTH = 0  # the first weeks belong to the year of birth
BLOCK = 2048  # persons lived together: their records fit in the cache of a processor
BATCHES = 64  # person i belongs to batch i mod 64


def order_of_life() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the parts in the order of a life: to birth, the first weeks and months, every year."""
    late = [part for part, _ in FOLLOWS]
    names = [part.name for part in Part if part.name not in late]
    for part, before in FOLLOWS:
        names.insert(names.index(before) + 1, part)
    born, yearly = names.index(LAST_OF_BIRTH) + 1, names.index(FIRST_OF_YEAR)
    return tuple(names[:born]), tuple(names[born:yearly]), tuple(names[yearly:])


BIRTH_PARTS, FIRST_PARTS, YEAR_PARTS = order_of_life()


class Panel:
    """Persons at chosen ages.

    Parameters
    ----------
    parameters : ParameterSet
        Solved parameters.
    births : int
        Births, live or still.
    seed : int
    do : dict, optional
        What is set for everybody: `{field: value}` from pregnancy on, `{field: (value, age)}` from the start of the year
        `age` on; set again after every part of life. Fields that belong to it (`companions`) are set with it. Or an
        intervention that everyone takes part in (`Offered`).
    year : int
        Birth year; a part of the random numbers.
    """

    def __init__(
        self,
        parameters: ParameterSet,
        births: int,
        seed: int = 1,
        do: Mapping | Offered | None = None,
        year: int = 2026,
    ):
        self.parameters = parameters
        self.births = check_number("births", births, 1, 1e8, whole=True)
        self.seed = check_number("seed", seed, 0, 2**63 - 1, whole=True)
        self.year = year
        self.do = do if isinstance(do, Offered) or not do else Do(do, leaving_ages(parameters))
        self._kept: dict[int, dict[str, np.ndarray]] = {}
        self._years: dict[tuple[tuple[int, int], Item | None], np.ndarray] = {}

    @property
    def last_age(self) -> int:
        """The last year that has to be lived."""
        return max([*self._kept, *(ages[1] for ages, _ in self._years)], default=FIRST_WEEKS)

    def keep(self, age: int, *fields: str) -> Panel:
        """Keep fields at the end of the year `age` (-1: after the first weeks), and who is alive then."""
        check_number("age", age, FIRST_WEEKS, LAST_AGE, whole=True)
        for name in ("alive", *fields):
            if name not in READABLE:
                raise unknown("field", name, READABLE)
            here = self._kept.setdefault(age, {})
            if name not in here:
                here[name] = np.zeros(self.births, column_type(name))
        return self

    def keep_years(self, ages: tuple[int, int], item: Item | None = None) -> Panel:
        """Add up what is lived of the years `ages` (both included); with an item, its sum over that time (QALYs from utility)."""
        if (ages, item) not in self._years:
            self._years[ages, item] = np.zeros(self.births)
        return self

    def live(self, workers: int | None = None) -> Panel:
        """Live everyone for as long as something is to be kept."""
        live_together([self], workers)
        return self

    def __getitem__(self, key: tuple[str, int]) -> np.ndarray:
        """A kept field at an age, (births,); of who died before, the last value (0 if before the first)."""
        name, age = key
        try:
            return self._kept[age][name]
        except KeyError:
            raise InputError(f"{name} at {age} was not kept. Ask for it with keep({age}, {name!r})") from None

    def years(self, ages: tuple[int, int], item: Item | None = None) -> np.ndarray:
        """Years lived at these ages, or the sum of an item over them, (births,)."""
        try:
            return self._years[ages, item]
        except KeyError:
            raise InputError(f"years lived at {ages} were not kept. Ask for them with keep_years") from None

    def observe(self, driver: Driver, age: int, here: slice) -> None:
        """Keep what is asked for at this age of the persons `here`, who are the first of the driver's."""
        count = here.stop - here.start
        for name, column in self._kept.get(age, {}).items():
            column[here] = read(driver.people, driver.value, name)[:count]
        if age > FIRST_WEEKS:
            lived = np.where(driver.gone, 0.0, driver.people.lived)
            for ((first, last), item), total in self._years.items():
                if first <= age <= last:
                    amount = lived if item is None else lived * item.of(read(driver.people, driver.value, item.name))
                    total[here] += amount[:count]


class Walker:
    """A block of persons on their way through life."""

    def __init__(self, panel: Panel):
        self.driver = Driver(panel.parameters, Targets([]), BLOCK, panel.seed)
        self.seed, self.first = panel.seed, panel.year << 40

    def conceive(self, number: int) -> None:
        """Block `number`: its households."""
        d = self.driver
        d.ints[:] = 0
        d.gone[:] = False
        d.age = 0
        d.people.seed = self.seed
        d.people.birth_year = self.first >> 40
        d.people.identity = np.arange(BLOCK, dtype=np.uint64) + np.uint64(self.first + number * BLOCK)
        d.again(BIRTH_PARTS[0])

    def save(self) -> tuple[np.ndarray, np.ndarray]:
        """Where everyone is now."""
        return self.driver.ints.copy(), self.driver.gone.copy()

    def restore(self, saved: tuple[np.ndarray, np.ndarray]) -> None:
        """Back to there."""
        self.driver.ints[:], self.driver.gone[:] = saved

    def live(self, age: int, setting: Setting | OnOffer | None = None) -> None:
        """Pregnancy, birth and the first weeks (-1), or a year."""
        d = self.driver
        if setting:
            setting.start(age)
        if age == FIRST_WEEKS:
            self._parts(BIRTH_PARTS[1:], setting)
            d.bury()
            if isinstance(setting, OnOffer):
                setting.start(BIRTH)
            self._parts(FIRST_PARTS, setting)
        else:
            d.open_year(age)
            self._parts(YEAR_PARTS, setting)

    def _parts(self, names: tuple[str, ...], setting: Setting | OnOffer | None) -> None:
        for name in names:
            self.driver.again(name)
            if setting:
                setting.impose()


class Setting:
    """A `Do` at work on the persons of a driver."""

    def __init__(self, do: Do, driver: Driver):
        self.do, self.state = do, driver.people
        self.now: dict[str, np.ndarray | float] = {}  # what is set by now

    def start(self, age: int) -> None:
        """Begin what is set from this age on."""
        for first, fields in self.do.settings:
            if first == age:
                for name, value in fields.items():
                    held = self.state[name].copy() if value is HOLD else value
                    if isinstance(value, np.ndarray):
                        held = value[self.state.leaving_place]
                    self.now[name] = held
                for name in self.state.dtype.names:
                    if name.endswith("_causes"):  # risks that are kept while their causes stay the same
                        self.state[name] = 0
        self.impose()

    def impose(self) -> None:
        for name, value in self.now.items():
            self.state[name] = self.state[value] if isinstance(value, str) else value


class OnOffer:
    """An `Offered` intervention at work on the persons of a driver: its channels, year by year."""

    def __init__(self, offered: Offered, driver: Driver):
        self.offered, self.driver = offered, driver

    def start(self, age: int) -> None:
        """The channels of this year."""
        self.driver.set_channels(self.offered.channels(age))

    def impose(self) -> None:
        """Channels stand until the next year."""


def live_together(panels: list[Panel], workers: int | None = None) -> None:
    """Live panels of the same persons; what comes before a setting is lived once.

    The baseline is the trunk; every panel with a setting branches off where its setting begins.
    """
    panels = [panel for panel in panels if panel._kept or panel._years]
    if not panels:
        return
    one = panels[0]
    for other in panels:
        same = (other.births, other.seed, other.year) == (one.births, one.seed, one.year)
        if other.parameters is not one.parameters or not same:
            raise InputError("panels that live together have the same parameters, births, seed and birth year")
    trunk_last = max((p.last_age if p.do is None else p.do.begin - 1) for p in panels)
    workers = workers or os.cpu_count() or 1

    def live_block(number: int, walker: Walker) -> None:
        here = slice(number * BLOCK, min((number + 1) * BLOCK, one.births))
        saved = []
        walker.conceive(number)
        for age in range(FIRST_WEEKS, trunk_last + 1):
            saved += [(panel, walker.save()) for panel in panels if panel.do and panel.do.begin == age]
            walker.live(age)
            for panel in panels:
                if panel.do is None or panel.do.begin > age:
                    panel.observe(walker.driver, age, here)
            close(walker, age)
        saved += [(panel, walker.save()) for panel in panels if panel.do and panel.do.begin == trunk_last + 1]
        for panel, start in saved:
            walker.restore(start)
            setting = (OnOffer if isinstance(panel.do, Offered) else Setting)(panel.do, walker.driver)
            for age in range(panel.do.begin, panel.last_age + 1):
                walker.live(age, setting)
                panel.observe(walker.driver, age, here)
                close(walker, age)
            walker.driver.set_channels({})

    Walker(one).conceive(0)  # so that only one thread compiles
    run_blocks(live_block, -(-one.births // BLOCK), lambda: Walker(one), lambda number, walker: None, workers)


def close(walker: Walker, age: int) -> None:
    """Who died this year is gone from the next."""
    if age > FIRST_WEEKS:
        walker.driver.bury()
