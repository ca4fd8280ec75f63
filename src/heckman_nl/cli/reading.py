"""From arguments of the command line to cohort, scenario and parameters."""

from __future__ import annotations

from pathlib import Path

from .. import interventions as catalogue
from ..datafiles import read_toml
from ..errors import InputError, check_number, unknown
from ..region import NATIONAL


def read(scenario: str, births: int | None, years: list[int] | None, region: str | None, language: str = "en"):
    """Cohort and scenario: of a scenario file (options on the command line come first), or of one intervention (its id or file)."""
    from ..cohort import Cohort
    from ..scenario import by_itself, read_scenario, ready_scenarios

    ready = scenario in ready_scenarios()
    if ready or (scenario.endswith(".toml") and "offer" not in read_toml(Path(scenario))):
        cohort, chosen = read_scenario(scenario, language)
        if births is None and years is None and region is None:
            return cohort, chosen
        number = births if births is not None else (cohort.per_year if region is None else None)
        return Cohort.births(number, years or cohort.years, region or cohort.region), chosen
    item = catalogue.load(scenario, beside=ready_scenarios())
    title = item.title_nl if language == "nl" else item.title
    return Cohort.births(births, years or [2026], region or NATIONAL), by_itself(item, title)


def settings(scenario, sets: list[str]):
    """Parameters (None: those of the library) and scenario after every --set."""
    from dataclasses import replace

    from ..parameters import ParameterSet
    from ..scenario import elsewhere

    known, changes, items = ParameterSet.read(), {}, {item.id: item for item in scenario.interventions}
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not name:
            raise InputError(f"--set {text!r}: give NAME=VALUE")
        head, _, place = name.partition(".")
        if head in items:
            try:
                items[head] = items[head].but({place: setting(text, value, switch=True)})
            except InputError as error:
                raise error if str(error).startswith("--set") else InputError(f"--set {text}: {error}") from None
        elif other := elsewhere(head, scenario):
            raise InputError(f"--set {text}: {other}")
        elif name not in known:
            raise unknown("parameter", name, [*known, *(f"{id}.{step}" for id in items for step in catalogue.CASCADE)])
        else:
            changes[name] = value_of(known, name, value) if value in known else setting(text, value)
    parameters = known.but(changes) if changes else None
    return parameters, replace(scenario, interventions=tuple(items.values()))


def value_of(known, name: str, other: str):
    """The value of the parameter `other`, for the parameter `name`, which is in the same unit."""
    if known[name].unit != known[other].unit:
        raise InputError(f"--set {name}={other}: {other} is in {known[other].unit}, {name} in {known[name].unit}")
    return known.value(other)


def setting(text: str, value: str, switch: bool = False) -> float | bool:
    """The number of a --set; where something can be switched, true or false as well."""
    if switch and value in ("true", "false"):
        return value == "true"
    try:
        return check_number(text, float(value))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        if value.count(",") == 1 and value.replace(",", "").lstrip("-").isdecimal():
            raise InputError(f"--set {text!r}: use a decimal point: {value.replace(',', '.')}") from None
        allowed = "a number, true or false" if switch else "a number"
        raise InputError(f"--set {text!r}: give NAME=VALUE, where VALUE is {allowed}") from None
