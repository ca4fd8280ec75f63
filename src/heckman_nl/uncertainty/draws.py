"""What is drawn in a probabilistic sensitivity analysis: scrambled Sobol points, a Gaussian copula, quantile functions.

Drawn are the arrows of the model with their causal shares, its technology, costs and utilities, the statistics that the
baseline is solved on, and every number of an intervention that has an interval. Not drawn are the conventions of an
appraisal (discount rate, value of a QALY), which are chosen, and what is solved, which follows.
"""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from ..calibrate.baseline import shipped_targets
from ..calibrate.targets import Targets
from ..datafiles import DATA, read_toml
from ..distributions import Distribution
from ..errors import DataFileError, InputError, check_number
from ..interventions.uncertainty import possible, put
from ..parameters import ParameterSet
from ..scenario import Scenario
from ..vocabulary import channels

if TYPE_CHECKING:
    import pandas as pd

    from ..interventions import Intervention

HELD = ("economics",)  # conventions: chosen, not drawn
TARGET = "target."  # before the id of a statistic: the shift of all its rows, in standard errors
NOT_MOVED = (  # statistics whose rows must add up, that are norms, or that registers count to the digit
    "track", "attained_level", "gestation_34_36", "gestation_32_33", "gestation_28_31", "gestation_under_28",
    "vulnerability_multiple", "vulnerability_single", "vulnerability_very", "quality_of_life", "life_expectancy",
    "employment", "unemployed", "assistance", "disability", "mothers_in_work", "long_term_care",
)  # fmt: skip
STANDARD = Distribution("normal", 0.0, 1.0)
BLOCK = 16  # points that each number has in an order of its own: a power of two, so that they are spread evenly
EDGE = 1e-6  # a share that is drawn stays this far from 0 and 1


@dataclass(frozen=True)
class Group:
    """Numbers that are uncertain together: `rho` is the correlation of any two of them.

    A key with a minus sign before it goes the other way: its correlation with the others is `-rho`.
    """

    name: str
    keys: tuple[str, ...]
    rho: float
    within: str = ""


def groups() -> list[Group]:
    """The correlation groups of `data/correlations.toml`."""
    path = DATA / "correlations.toml"
    found = []
    for raw in read_toml(path).get("group", []):
        rho = check_number(f"{raw.get('name')}: rho", raw.get("rho"), 0.0, 0.999)
        if raw.get("within", "") not in ("", "intervention"):
            raise DataFileError(path, str(raw.get("name")), "within is 'intervention' or nothing", "Correct it.")
        found.append(Group(raw["name"], tuple(raw["keys"]), rho, raw.get("within", "")))
    return found


class Draws:
    """`n` draws of everything that is uncertain in a model and in some scenarios.

    `cube` is (n, names): probabilities, correlated by group, of the quantile functions. The first draws of a longer run
    are those of a shorter one with the same seed.
    """

    def __init__(self, parameters: ParameterSet, scenarios: tuple[Scenario, ...], n: int, seed: int):
        self.parameters, self.scenarios = parameters, scenarios
        self.n = check_number("draws", n, 2, 1_000_000, whole=True)
        self.seed = check_number("seed", seed, 0, whole=True)
        self.targets: Targets = shipped_targets()
        self.items = {}
        for scenario in scenarios:
            for item in scenario.interventions:
                if self.items.setdefault(item.id, item) != item:
                    raise InputError(
                        f"{item.id!r} differs between two scenarios: draw them in two runs, or give one another id"
                    )
        self.unknowns: dict[str, Distribution] = {
            key: d for key, d in parameters.uncertain().items() if key.split(".")[0] not in HELD
        }
        for row in drawn_rows(self.targets):
            self.unknowns.setdefault(TARGET + row.id, STANDARD)
        for id, item in self.items.items():
            self.unknowns |= {f"{id}.{place}": d for place, d in item.uncertain().items()}
        self.names = tuple(self.unknowns)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what the draws are made of: distributions, groups, and the statistics that move."""
        content = [(name, repr(distribution)) for name, distribution in self.unknowns.items()]
        content += [(rho, members.tolist(), signs.tolist()) for rho, members, signs in self.groups]
        content += [self.targets.fingerprint, self.seed]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:16]

    @cached_property
    def named_groups(self) -> list[tuple[str, float, np.ndarray, np.ndarray]]:
        """(name, correlation, columns, their signs) of every group with more than one member."""
        found = []
        for group in groups():
            for id in self.items if group.within == "intervention" else [""]:
                name, before = (f"{id}: {group.name}", f"{id}.") if id else (group.name, "")
                signs = {}
                for key in group.keys:
                    pattern = before + key.removeprefix("-")
                    here = [k for k, one in enumerate(self.names) if fnmatchcase(one, pattern)]
                    signs |= dict.fromkeys(here, -1.0 if key.startswith("-") else 1.0)
                members = sorted(signs)
                if len(members) > 1:
                    found.append((name, group.rho, np.array(members), np.array([signs[k] for k in members])))
        taken = np.concatenate([members for _, _, members, _ in found]) if found else np.zeros(0, int)
        if len(set(taken.tolist())) != len(taken):
            raise InputError("correlations.toml: a number belongs to two groups")
        return found

    @cached_property
    def groups(self) -> list[tuple[float, np.ndarray, np.ndarray]]:
        """(correlation, columns, their signs) of every group with more than one member."""
        return [group[1:] for group in self.named_groups]

    @cached_property
    def width(self) -> int:
        """Columns of independent points: one per name, and one for what the members of each group have in common."""
        return len(self.names) + len(self.groups)

    @cached_property
    def points(self) -> np.ndarray:
        """(n, width) independent probabilities: Sobol points, scrambled by the seed.

        What the members of a group have in common stands last and takes the first dimensions. Pairs of late dimensions
        fill their square badly (of 600, hundreds correlate by more than a half on 512 points, scrambled or not), so each
        number has its points in an order of its own, `BLOCK` at a time: they fill its own range as evenly as before.
        """
        from scipy.stats import qmc

        power = int(np.ceil(np.log2(max(self.n, BLOCK))))
        found = qmc.Sobol(self.width, scramble=True, rng=np.random.default_rng(self.seed)).random_base2(power)
        common, own = np.split(found, [len(self.groups)], axis=1)
        blocks = np.split(own, len(own) // BLOCK)
        seeds = np.random.SeedSequence(self.seed).spawn(len(blocks))
        own = [np.random.default_rng(seed).permuted(block, axis=0) for seed, block in zip(seeds, blocks, strict=True)]
        return np.hstack([np.vstack(own), common])[: self.n]

    def only(self, names: tuple[str, ...]) -> Draws:
        """Draws of some of the names; all others keep the values that they have."""
        chosen = copy(self)
        chosen.unknowns = {name: self.unknowns[name] for name in names}
        chosen.names = tuple(chosen.unknowns)
        return forget(chosen)

    def at_points(self, points: np.ndarray) -> Draws:
        """The draws of independent probabilities that somebody else chose, (n, width)."""
        points = np.asarray(points, float)
        if points.ndim != 2 or points.shape[1] != self.width:
            raise InputError(f"points must be of shape (n, {self.width}), not {points.shape}")
        if not ((points >= 0.0) & (points <= 1.0)).all():
            raise InputError("points are probabilities, from 0 to 1")
        chosen = forget(copy(self))
        chosen.n, chosen.points = len(points), points
        return chosen

    @cached_property
    def cube(self) -> np.ndarray:
        """(n, names) probabilities: the points, with the correlation of their groups."""
        tiny = 2.0**-33  # Sobol points have 30 bits and hold 0
        z = special.ndtri(np.clip(self.points, tiny, 1.0 - tiny))
        own, common = z[:, : len(self.names)], z[:, len(self.names) :]
        for k, (rho, members, signs) in enumerate(self.groups):
            own[:, members] = np.sqrt(rho) * common[:, [k]] * signs + np.sqrt(1.0 - rho) * own[:, members]
        return special.ndtr(own)

    @cached_property
    def values(self) -> np.ndarray:
        """(n, names) drawn values; of a table its common factor, of a statistic its shift in standard errors."""
        columns = [self.unknowns[name].quantile(self.cube[:, k]) for k, name in enumerate(self.names)]
        return np.column_stack(columns)

    def at(self, k: int) -> dict[str, float]:
        """One draw, by name."""
        return dict(zip(self.names, self.values[k].tolist(), strict=True))

    def model(self, k: int) -> ParameterSet:
        """Parameters of one draw; what is solved is still that of before."""
        return parameters_with(self.parameters, self.at(k))

    def solved_on(self, k: int) -> Targets:
        """The statistics of one draw. All rows of a statistic move together, shares on the scale of log odds."""
        return targets_with(self.targets, self.at(k))

    def scenario(self, s: int, k: int) -> Scenario:
        """One scenario of one draw."""
        return scenario_with(self.scenarios[s], self.at(k))

    def to_frame(self) -> pd.DataFrame:
        """Draws × names; what is used of an effect stands beside its parts as `<id>.<channel>`, in its measure."""
        import pandas as pd

        frame = pd.DataFrame(self.values, columns=list(self.names)).rename_axis("draw")
        effects = {}
        for id, item in self.items.items():
            places = list(item.uncertain())
            drawn = possible(item, {place: frame[f"{id}.{place}"].to_numpy() for place in places})
            for effect in item.effect:
                shift = np.asarray(item.shift(effect, drawn))
                if shift.ndim:
                    measure = channels.BY_NAME[effect.channel].measure
                    effects[f"{id}.{effect.channel}"] = [channels.to_measure(measure, float(x)) for x in shift]
        return frame.assign(**effects)


def forget(draws: Draws) -> Draws:
    """Drop what was worked out from names and points."""
    for name in ("fingerprint", "named_groups", "groups", "width", "points", "cube", "values"):
        draws.__dict__.pop(name, None)
    return draws


# values by name, of some names or of all, put where they belong


def drawn_rows(targets: Targets) -> list:
    """Rows of statistics that are drawn."""
    rows = (*targets.rows, *targets.statistics)
    return [row for row in rows if row.fitted and row.high > row.low and row.id not in NOT_MOVED]


def parameters_with(parameters: ParameterSet, values: dict[str, float]) -> ParameterSet:
    """Parameters with the values that are theirs."""
    return parameters.drawn({name: value for name, value in values.items() if name in parameters})


def targets_with(targets: Targets, values: dict[str, float]) -> Targets:
    """Statistics, moved by standard errors."""
    rows = [row for row in drawn_rows(targets) if TARGET + row.id in values]
    return targets.with_values({row.name: shifted(row.value, row.se, values[TARGET + row.id]) for row in rows})


def intervention_with(item: Intervention, values: dict[str, float]) -> Intervention:
    """An intervention with the values that are its."""
    drawn = {place: values[name] for place in item.uncertain() if (name := f"{item.id}.{place}") in values}
    return put(item, {place: float(x) for place, x in possible(item, drawn).items()}) if drawn else item


def scenario_with(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """A scenario with the values that its interventions have."""
    return replace(scenario, interventions=tuple(intervention_with(item, values) for item in scenario.interventions))


def shifted(value: float, se: float, z: float) -> float:
    """A statistic `z` standard errors away: a share on the scale of its log odds, another positive number on its logarithm."""
    if 0.0 < value < 1.0:
        odds = np.log(value / (1.0 - value)) + z * se / (value * (1.0 - value))
        return float(np.clip(special.expit(odds), EDGE, 1.0 - EDGE))
    return float(value * np.exp(z * se / value)) if value > 0.0 else value + z * se
