"""What a panel answers to statistics: which fields at which ages, of whom, and the measure with its error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..estimate import Estimate
from ..parameters import ParameterSet
from ..vocabulary.state import LAST_AGE
from .fields import Item, everyone_has
from .measures import MEASURES, Sample, quantile_ratios
from .panel import BATCHES, Panel, live_together
from .settings import FIRST_WEEKS
from .statistics import Ranges, Statistic

LIFE = Item("alive")
MORE = 5  # what is seen at birth or in the first year is rare and quickly lived: on five times the births
FIRST_YEAR = 0  # the age of the year that begins at birth
FEWER = 4  # two populations of the same persons differ by what is set alone: a quarter of the births is enough


def answer_all(
    statistics: Sequence[Statistic],
    parameters: ParameterSet,
    births: int,
    seed: int = 1,
    year: int = 2026,
    workers: int | None = None,
) -> list[Estimate]:
    """Every statistic, in its order, on panels of so many births (see `births_for`)."""
    found: dict[str, Estimate] = {}
    sizes = [births_for(statistic, births) for statistic in statistics]
    for size in sorted(set(sizes)):
        rows = [statistic for statistic, own in zip(statistics, sizes, strict=True) if own == size]
        found |= answer_together(rows, parameters, size, seed, year, workers)
    return [found[statistic.name] for statistic in statistics]


def births_for(statistic: Statistic, births: int) -> int:
    """Births of the panel for a statistic: more where only the first year is lived, fewer where something is set."""
    at_birth = max(statistic.ages[1], statistic.where_age or FIRST_WEEKS, statistic.with_age or FIRST_WEEKS)
    if at_birth <= FIRST_YEAR:
        births *= MORE
    return births if statistic.do is None else -(-births // FEWER)


def answer_together(
    statistics: Sequence[Statistic], parameters: ParameterSet, births: int, seed: int, year: int, workers: int | None
) -> dict[str, Estimate]:
    """Statistics of panels of one size, by name; populations in which the same is set are lived once."""
    panels: dict[str, Panel] = {}
    asked = []
    for statistic in statistics:
        asked.append([])
        for setting in statistic.settings:
            key = repr(setting)
            if key not in panels:
                panels[key] = Panel(parameters, births, seed, setting, year)
            ask(statistic, panels[key])
            asked[-1].append(panels[key])
    live_together(list(panels.values()), workers)
    return {row.name: answer(row, here) for row, here in zip(statistics, asked, strict=True)}


def ask(statistic: Statistic, panel: Panel) -> None:
    """Tell a panel what a statistic needs."""
    first, last = statistic.ages
    chosen_by = {*(statistic.where or {}), *(statistic.against or {})}
    if statistic.measure == "years lived":
        panel.keep_years(years_ages(statistic), years_of(statistic))
        panel.keep(first - 1, "live_born").keep(where_age(statistic, first), *chosen_by)
        return
    for age in range(first, last + 1):
        panel.keep(age, statistic.item.name).keep(where_age(statistic, age), *chosen_by)
        if statistic.item.name == "death":
            panel.keep(*began(age))
        if statistic.other:
            panel.keep(age if statistic.with_age is None else statistic.with_age, statistic.other)


def years_of(statistic: Statistic) -> Item | None:
    """What the years are weighed by; None for life years."""
    return None if statistic.item == LIFE else statistic.item


def years_ages(statistic: Statistic) -> tuple[int, int]:
    """Years that are added up: those of the ages given, or from one age on."""
    first, last = statistic.ages
    return first, LAST_AGE if statistic.cell.ages is None else last


def where_age(statistic: Statistic, age: int) -> int:
    """The age at which groups are told apart."""
    if statistic.where_age is not None:
        return statistic.where_age
    if statistic.where_before is not None:
        return age - statistic.where_before
    return FIRST_WEEKS if statistic.item == LIFE and statistic.measure != "years lived" else age


def began(age: int) -> tuple[int, str]:
    """When and by which field it is seen who was alive when a year began: the first begins at birth."""
    return (age - 1, "alive") if age > 0 else (FIRST_WEEKS, "live_born")


def answer(statistic: Statistic, panels: list[Panel]) -> Estimate:
    """The statistic on the panels that were asked: one, or the two populations of a setting."""
    if statistic.do is not None:
        samples = [sample(statistic, panel, statistic.where or {}) for panel in panels]
    else:
        groups = [statistic.where or {}] + ([statistic.against] if statistic.against is not None else [])
        samples = [sample(statistic, panels[0], group) for group in groups]
    births = np.bincount(batch_of(panels[0].births), minlength=BATCHES).astype(float)
    samples = [found.finite() for found in samples]
    if statistic.measure == "quantile ratio":
        return quantile_ratios(statistic.quantiles)(samples, births)
    return MEASURES[statistic.measure].of(samples, births)


def batch_of(births: int) -> np.ndarray:
    """The batch of every person, (births,)."""
    return np.arange(births) % BATCHES


def sample(statistic: Statistic, panel: Panel, group: Ranges) -> Sample:
    """Persons of a group; over several ages person-years, or for a slope of ranks the mean over a person's ages."""
    if statistic.measure == "years lived":
        return years_sample(statistic, panel, group)
    if statistic.measure == "lasting gini":
        return lives_sample(statistic, panel, group)
    batch, parts = batch_of(panel.births), []
    for age in range(statistic.ages[0], statistic.ages[1] + 1):
        chosen = np.flatnonzero(counted(statistic, panel, group, age))
        x = statistic.item.of(panel[statistic.item.name, age][chosen])
        y = None
        if statistic.other:
            y = panel[statistic.other, age if statistic.with_age is None else statistic.with_age][chosen].astype(float)
        parts.append((chosen, x, y))
    person = np.concatenate([chosen for chosen, _, _ in parts])
    x = np.concatenate([x for _, x, _ in parts])
    y = np.concatenate([y for _, _, y in parts]) if statistic.other else None
    if statistic.measure == "rank slope" and len(parts) > 1:
        return means_of_persons(person, x, y, batch)
    return Sample(x, batch[person], y)


def means_of_persons(person: np.ndarray, x: np.ndarray, y: np.ndarray, batch: np.ndarray) -> Sample:
    """Mean over the ages of every person."""
    count = np.bincount(person, minlength=len(batch))
    there = count > 0
    x, y = (np.bincount(person, values, len(batch))[there] / count[there] for values in (x, y))
    return Sample(x, batch[there], y)


def counted(statistic: Statistic, panel: Panel, group: Ranges, age: int) -> np.ndarray:
    """Who counts at an age and belongs to a group, (births,).

    The living; of death, who was alive when the year began, the first of them at birth; of being alive, who was when
    groups were told apart; of birth itself, children born still as well.
    """
    when, name = where_age(statistic, age), statistic.item.name
    names = [name, *([statistic.other] if statistic.other else [])]
    keep = np.ones(panel.births, bool)
    if name == "death":
        before, living = began(age)
        keep &= panel[living, before] == 1
    elif statistic.item == LIFE:
        keep &= panel["alive", when] == 1
    elif not (age == FIRST_WEEKS and everyone_has(*names)):
        keep &= panel["alive", age] == 1
    if when > age:
        keep &= panel["alive", when] == 1
    if statistic.with_age is not None and statistic.with_age > age:
        keep &= panel["alive", statistic.with_age] == 1
    return keep & belongs(panel, group, when)


def belongs(panel: Panel, group: Ranges, age: int) -> np.ndarray:
    """Who lies within all ranges at an age, (births,)."""
    keep = np.ones(panel.births, bool)
    for name, (low, high) in group.items():
        values = panel[name, age]
        keep &= (values >= low) & (values <= high)
    return keep


def years_sample(statistic: Statistic, panel: Panel, group: Ranges) -> Sample:
    """Years lived from an age on of who reaches it; at birth, of all live births."""
    first = statistic.ages[0]
    reached = panel["live_born", FIRST_WEEKS] if first == 0 else panel["alive", first - 1]
    keep = (reached == 1) & belongs(panel, group, where_age(statistic, first))
    return Sample(panel.years(years_ages(statistic), years_of(statistic))[keep], batch_of(panel.births)[keep])


def lives_sample(statistic: Statistic, panel: Panel, group: Ranges) -> Sample:
    """Who counts at all ages, with the values of every age."""
    ages, name = range(statistic.ages[0], statistic.ages[1] + 1), statistic.item.name
    keep = np.logical_and.reduce([counted(statistic, panel, group, age) for age in ages])
    x = np.stack([statistic.item.of(panel[name, age][keep]).astype(float) for age in ages], axis=-1)
    return Sample(x, batch_of(panel.births)[keep])
