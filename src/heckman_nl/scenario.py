"""Scenarios: interventions and what-if changes beside the baseline, in Python or in a TOML file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import interventions as catalogue
from .cohort import Cohort
from .datafiles import DATA, read_toml
from .errors import DataFileError, InputError, SchemaError, check_number, located, nearest, unknown
from .interventions import Intervention
from .parameters import KERNEL_MODULES, ParameterSet
from .region import NATIONAL, Region
from .vocabulary.lines import VOLUMES

SCENARIO_KEYS = ("name", "name_nl", "birth_years", "births", "region", "intervention", "change")
CHANGE_KEYS = ("parameter", "set", "shift", "scale")

NOT_LIVED = frozenset(key for parts in VOLUMES.values() for _, key, _ in parts) | {
    "adolescence.offending.woman", "adolescence.offending.detained", "adolescence.offending.detained_young", "work.disability.woman", "work.benefit.woman", "mortality.cohort.improvement",
    "skills.cognitive.class_siblings",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A what-if on one parameter in the scenario arm: set it, add to it, or multiply it. The baseline is not solved again."""

    parameter: str
    set: float | None = None
    shift: float = 0.0
    scale: float = 1.0

    def apply(self, parameters: ParameterSet) -> ParameterSet:
        """The parameters of the scenario arm."""
        module = self.parameter.split(".", 1)[0]
        parameter = parameters[self.parameter]
        if module not in KERNEL_MODULES:
            raise InputError(f"{self.parameter} is not part of a life: it cannot differ between the arms")
        if self.parameter in NOT_LIVED:
            raise InputError(
                f"{self.parameter} is read by no life, only by what is solved or counted: change it for both arms "
                "(ParameterSet.but)"
            )
        value = parameter.value if self.set is None else self.set
        return parameters.but({self.parameter: value * self.scale + self.shift})


@dataclass(frozen=True)
class Scenario:
    """A name, the interventions that are offered, and what-if changes of parameters."""

    name: str
    interventions: tuple[Intervention, ...] = ()
    changes: tuple[Change, ...] = field(default=())

    def __post_init__(self):
        if not isinstance(self.name, str):
            raise InputError(f"name of a scenario is text, not {self.name!r}")
        for name, kind in (("interventions", Intervention), ("changes", Change)):
            given = getattr(self, name)
            if isinstance(given, str | Intervention | Change) or not hasattr(given, "__iter__"):
                shown = f": [{given.id}]" if isinstance(given, Intervention) else ""
                raise InputError(f"{name} of a scenario: give a list{shown}, not {type(given).__name__}")
            held = tuple(given)
            for item in held:
                if isinstance(item, str) and kind is Intervention:
                    raise InputError(
                        f"a scenario holds interventions, not their names: load it, [hn.interventions.load({item!r})]"
                    )
                if not isinstance(item, kind):
                    raise InputError(f"{name} of a scenario are of {kind.__name__}, not {type(item).__name__}")
            object.__setattr__(self, name, held)
        first = {}
        for item in self.interventions:
            if item.id in first:
                raise InputError(
                    f"{item.id!r} occurs twice in a scenario: from {first[item.id].origin} and from {item.origin}. "
                    "Leave one out, or give it another id"
                )
            first[item.id] = item

    def check_runs(self) -> None:
        """Refuse what has no known effect, and what lifts the cascades of interventions that are not there."""
        ids = [item.id for item in self.interventions]
        for item in self.interventions:
            if not item.runs:
                name = item.acts_on[0] if item.acts_on else "lift"
                raise InputError(
                    f"{item.id} is theory only: no effect of it is known. Give one (in Python .but({name}=...), on the command "
                    f"line --set {item.id}.{name}=...), or ask from which effect on it pays for itself: heckman-nl breakeven {item.id}"
                )
            lifted = {name for lift in item.lift for name in lift.of}
            if not item.effect and not lifted & set(ids):
                raise InputError(
                    f"{item.id} lifts the cascades of {sorted(lifted)}, none of which is in the scenario {ids}"
                )

    @property
    def fingerprint(self) -> str:
        """Hash of everything the scenario does; its name is only a title."""
        content = "".join(item.model_dump_json() for item in self.interventions) + repr(self.changes)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def parameters(self, baseline: ParameterSet) -> ParameterSet:
        """Parameters of the scenario arm."""
        for change in self.changes:
            baseline = change.apply(baseline)
        return baseline


def elsewhere(id: str, scenario: Scenario) -> InputError | None:
    """An error for an intervention that exists and is not in this scenario; None for what is no intervention."""
    if id not in catalogue.names():
        return None
    held = ", ".join(item.id for item in scenario.interventions) or "no intervention"
    return InputError(f"{id} is not in this scenario (it holds: {held})")


def by_itself(item: Intervention, title: str = "") -> Scenario:
    """A scenario of one intervention; what lifts the cascades of others stands beside these programmes as they are today."""
    return Scenario(title or item.title, (*programmes_today(item), item))


def programmes_today(item: Intervention) -> tuple[Intervention, ...]:
    """The programmes whose cascades an intervention lifts, as they run today: they change nothing but for the lift. What is
    theory only has no effect that more families could feel, and is left out."""
    lifted = dict.fromkeys(name for lift in item.lift for name in lift.of)
    return tuple(programme.as_today() for programme in map(catalogue.load, lifted) if programme.runs)


def ready_scenarios() -> dict[str, Path]:
    """Scenarios that come with the library, by name."""
    return {path.stem: path for path in sorted((DATA / "scenarios").glob("*.toml"))}


def read_scenario(path: Path | str, language: str = "en") -> tuple[Cohort, Scenario]:
    """Cohort and scenario of a TOML file, or of the library by its name; unknown keys and impossible values are errors
    that name file, key and fix. In Dutch (`nl`) its name is `name_nl`, where the file has one."""
    ready = ready_scenarios()
    if str(path) not in ready and not Path(path).suffix and not Path(path).exists():
        raise unknown("scenario", str(path), ready)
    path = ready.get(str(path), Path(path))
    raw = read_toml(path)
    for key in raw:
        if key not in SCENARIO_KEYS:
            raise DataFileError(path, key, "unknown key", nearest(key, SCENARIO_KEYS))
    names = {key: raw[key] for key in ("name", "name_nl") if key in raw}
    for key, name in names.items():
        if not isinstance(name, str):
            raise DataFileError(path, key, f"{name!r} is not text", "Give text.")
    name = names.get(f"name_{language}") or names.get("name", path.stem)
    try:
        region = raw.get("region", NATIONAL)
        if isinstance(region, str) and region.endswith(".toml"):
            region = Region.read(path.parent / region)  # beside the scenario, as an intervention's file
        cohort = Cohort.births(raw.get("births"), raw.get("birth_years", [2026]), region)
        listed = enumerate(tables(raw, "intervention"))
        chosen = tuple(read_intervention(entry, path.parent, f"intervention.{k}") for k, entry in listed)
        changes = tuple(read_change(entry, f"change.{k}") for k, entry in enumerate(tables(raw, "change")))
        if not chosen and not changes:
            raise InputError("a scenario does something: give it an [[intervention]] or a [[change]]")
        scenario = Scenario(name, chosen, changes)
        for item in chosen:
            for year in cohort.years if item.budget else ():
                item.budget_in(year + max(item.offer.age, 0))
        parameters = ParameterSet.read() if changes else None
        for k, change in enumerate(changes):  # refuse now what could not be run later
            with located(f"change.{k}"):
                parameters = change.apply(parameters)
    except DataFileError:
        raise
    except InputError as error:
        raise DataFileError(path, getattr(error, "key", ""), str(error), "") from None
    return cohort, scenario


def tables(raw: dict, key: str) -> list[dict[str, Any]]:
    """The tables `[[key]]` of a file."""
    listed = raw.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise InputError(f"{key}: write each as a table of its own under [[{key}]]")
    return listed


def read_intervention(entry: dict[str, Any], folder: Path, here: str) -> Intervention:
    """An `[[intervention]]` table, at `here` in its file: an id (or a file, beside the scenario's), and any field of it that
    differs."""
    entry = dict(entry)
    with located(f"{here}.id"):
        if "id" not in entry:
            raise InputError("an [[intervention]] needs an id")
        name = entry.pop("id")
        if not isinstance(name, str):
            raise unknown("intervention", name, catalogue.names())
        intervention = catalogue.load(folder / name if name.endswith(".toml") else name)
    changes = dict(places(entry))
    try:
        return intervention.but(changes)
    except InputError as error:
        raise SchemaError(f"{here}{refused(intervention, changes, str(error))}", str(error)) from None


def refused(intervention: Intervention, changes: dict[str, Any], message: str) -> str:
    """Which of some changes is refused with this message by itself, such as `.reach`; none where only several are together."""
    for place, value in changes.items():
        try:
            intervention.but({place: value})
        except InputError as error:
            if str(error) == message:
                return f".{place}"
    return ""


def places(entry: dict[str, Any], before: str = ""):
    """(place, value) of every field in nested tables, such as `weights.dutch.value`; corrections and budget stay together."""
    for key, value in entry.items():
        if isinstance(value, dict) and key not in ("corrections", "budget"):
            yield from places(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def read_change(entry: dict[str, Any], here: str) -> Change:
    """A `[[change]]` table, at `here` in its file: a parameter and one of set, shift, scale."""
    for key in entry:
        if key not in CHANGE_KEYS:
            raise SchemaError(f"{here}.{key}", f"unknown key {key!r} of a change. {nearest(key, CHANGE_KEYS)}")
    if "parameter" not in entry or len(entry) != 2:
        raise SchemaError(here, "a [[change]] needs a parameter and one of set, shift, scale")
    kind = next(key for key in entry if key != "parameter")
    with located(f"{here}.{kind}"):
        return Change(str(entry["parameter"]), **{kind: check_number(kind, entry[kind])})
