"""Probabilistic sensitivity analysis: draw, solve the baseline again, compare, for as many draws as asked.

A draw is a pure function of (specification, number), so that the same bits come from threads, processes, a cluster, or a
run that was killed and goes on. Draws are lived in batches; with a `path` every finished batch is a Parquet file, beside a
manifest from which the whole analysis can be read again (`PSA.read`).
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..appraisal import check_settings
from ..errors import CalibrationError, InputError, check_number
from . import voi
from .draws import Draws
from .folder import Folder, in_json, need_parquet, out_of_json, read_batch, read_manifest
from .takers import People, choose_people, compare_people
from .workers import check_executor, spread

if TYPE_CHECKING:
    import pandas as pd

    from ..appraisal import Appraisal
    from ..cohort import Cohort
    from ..model import Model
    from ..parameters import ParameterSet
    from ..scenario import Scenario

BATCH = 8  # draws per task and file, if not said otherwise
BASELINE = "baseline"
SOLVE_BIRTHS, PAIRS = 10_000, 4_000  # decision 11
MOST_INCOMPATIBLE = 0.05  # of the draws; beyond it the priors are wrong
SEED_SHARE = 0.25  # of the parameter spread that the seed error may be
PLAIN = ("npv", "costs", "benefits", "qalys", "qalys_discounted", "life_years")
UNITS = {  # of outcomes that are not euros
    "qalys": "QALYs", "qalys_discounted": "QALYs, discounted", "life_years": "years", "participants": "families",
}  # fmt: skip


@dataclass(frozen=True)
class Specification:
    """Everything that a worker needs to live one draw; it can be pickled."""

    parameters: ParameterSet
    cohort: Cohort
    scenarios: tuple[Scenario, ...]
    draws: int
    seed: int
    solve_births: int
    solve_seed: int  # of these births
    people: tuple[People, ...]
    recalibrate: bool
    drawn_from: str  # fingerprint of what the draws are made of
    rules: str
    settings: tuple[tuple[str, Any], ...]

    @cached_property
    def fingerprint(self) -> str:
        """Two specifications with one fingerprint give one result; the number of draws does not count."""
        from ..lifecourse.kernel import STAMP

        content = [
            STAMP, self.parameters.fingerprint, self.cohort.per_year, self.cohort.years, self.cohort.region.fingerprint,
            [scenario.fingerprint for scenario in self.scenarios], [scenario.name for scenario in self.scenarios],
            self.seed, self.drawn_from, self.solve_births, self.solve_seed, [people.fingerprint for people in self.people], self.recalibrate, self.rules,
            self.settings,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:16]


_draws: dict[tuple[str, int], Draws] = {}
_one_at_a_time = threading.Lock()


def draws_of(specification: Specification) -> Draws:
    """The draws of a specification, made once per process: a worker gets a copy of the specification with every task."""
    key = (specification.fingerprint, specification.draws)
    with _one_at_a_time:
        if key not in _draws:
            _draws.clear()
            s = specification
            _draws[key] = Draws(s.parameters, s.scenarios, s.draws, s.seed)
            _ = _draws[key].values  # made here, by one thread for all
        return _draws[key]


def live(specification: Specification, first: int, last: int) -> list[dict[str, Any]]:
    """Rows (draw, strategy, outcomes) of draws first..last-1, in one thread. What cannot be solved has a reason instead."""
    draws = draws_of(specification)
    rows: list[dict[str, Any]] = []
    for k in range(first, last):
        try:
            rows += live_draw(specification, draws, k)
        except CalibrationError as error:
            rows.append({"draw": k, "strategy": "", "incompatible": str(error)})
    return rows


def live_draw(specification: Specification, draws: Draws, k: int) -> list[dict[str, Any]]:
    """Rows of one draw."""
    from ..calibrate.baseline import solve_baseline

    asked, parameters, rows, notes = specification, draws.model(k), [], 0
    if asked.recalibrate:
        parameters = solve_baseline(parameters, asked.solve_births, asked.solve_seed, draws.solved_on(k))
        notes = len(parameters.provenance["notes"])
    for s, people in enumerate(asked.people):
        comparison = compare_people(parameters, asked.cohort, draws.scenario(s, k), asked.seed, people)
        appraisal = comparison.appraise(asked.rules, **dict(asked.settings))
        rows.append(
            {"draw": k, "strategy": asked.scenarios[s].name, "incompatible": "", "notes": notes, **outcomes(appraisal)}
        )
    return rows


def outcomes(appraisal) -> dict[str, float]:
    """What is kept of an appraisal; `money_cost` is the numerator of the ICER: society's net cost in money, QALYs apart."""
    comparison = appraisal.comparison
    scale = comparison.births / comparison.batch_births.sum()
    figures = {name: getattr(appraisal, name) for name in PLAIN}
    found = {name: float(figure) for name, figure in figures.items()}
    found |= {f"{name}_seed_se": x.error for name, x in figures.items()}
    found["money_cost"] = -float(appraisal.by_batch(lambda line: line.unit != "QALY").sum()) * scale
    found["participants"] = float(appraisal.comparison.participants)
    found |= {f"party.{name}": float(value) for name, value in appraisal.by_payer()["value"].items()}
    found |= {f"account.{name}": float(value) for name, value in appraisal.by_account()["value"].items()}
    return found


def run_psa(
    model: Model,
    cohort: Cohort,
    scenario: Scenario | list[Scenario],
    draws: int = 1000,
    seed: int = 1,
    path: Path | str | None = None,
    executor: Executor | None = None,
    recalibrate: bool = True,
    pairs: int = PAIRS,
    solve_births: int = SOLVE_BIRTHS,
    shard: tuple[int, int] | None = None,
    workers: int | None = None,
    batch: int = BATCH,
    progress: bool = True,
    rules: str = "mkba",
    **settings: Any,
) -> PSA:
    """See `Model.psa`."""
    from ..calibrate.births import representative

    check_settings(settings.keys() - {"births_in_one_arm"}, (*signature(run_psa).parameters, "births_in_one_arm"))
    from ..cohort import Cohort
    from ..scenario import Scenario

    if not isinstance(cohort, Cohort):
        raise InputError(f"cohort must be a Cohort, not {type(cohort).__name__}")
    scenarios = tuple(scenario) if isinstance(scenario, list | tuple) else (scenario,)
    for one in scenarios:
        if not isinstance(one, Scenario):
            raise InputError(f"scenario must be a Scenario or a list of them, not {type(one).__name__}")
    if not scenarios:
        raise InputError("an uncertainty analysis needs at least one scenario")
    if path is not None and not isinstance(path, str | Path):
        raise InputError(f"path is the name of a folder, not {path!r}")
    names = [one.name for one in scenarios]
    if len(set(names)) != len(names) or BASELINE in names:
        raise InputError(f"strategies need names of their own, and not {BASELINE!r}: {names}")
    draws = check_number("draws", draws, 2, 1_000_000, whole=True)
    solve_births = check_number("solve_births", solve_births, 1000, 10_000_000, whole=True)
    workers = os.cpu_count() or 1 if workers is None else check_number("workers", workers, 1, 4096, whole=True)
    if not isinstance(recalibrate, bool):
        raise InputError(f"recalibrate is True or False, not {recalibrate!r}")
    check_executor(executor)
    batch = check_number("batch", batch, 1, 10_000, whole=True)
    batches = [(first, min(first + batch, draws)) for first in range(0, draws, batch)]
    number, shards = (check_number("shard", k, 1, 1_000_000, whole=True) for k in shard or (1, 1))
    if number > shards:
        raise InputError(f"a shard is (i, n) with 1 <= i <= n, not {shard!r}")
    if shards > 1 and path is None:
        raise InputError("a shard writes its batches to a folder: give a path")
    if shards > len(batches):
        raise InputError(
            f"{draws} draws in batches of {batch} are {len(batches)} tasks: {shards} shards are too many (batch= makes them smaller)"
        )
    people = tuple(choose_people(model, cohort, one, pairs, seed) for one in scenarios)
    solve_seed = representative(model.parameters, solve_births) if recalibrate else 0
    specification = Specification(
        model.parameters, cohort, scenarios, draws, seed, solve_births, solve_seed, people, recalibrate,
        Draws(model.parameters, scenarios, draws, seed).fingerprint, rules,
        tuple(sorted(settings.items())),
    )  # fmt: skip
    about = facts(specification)
    folder = Folder(Path(path), specification.fingerprint, {**about, "batch": batch}) if path is not None else None
    done = {part: rows for part in batches if folder and (rows := folder.read(*part)) is not None}
    mine = [part for k, part in enumerate(batches) if k % shards == number - 1 and part not in done]

    def keep(part, rows):
        done[part] = rows
        if folder:
            folder.write(*part, rows)

    kept = "Give a path, so that a run can go on" if folder is None else (
        f"What was finished is in {folder.path}: the same call goes on from there"
    )  # fmt: skip
    spread(live, specification, mine, executor, workers, progress, "draws", keep, kept)
    rows = [row for part in batches if part in done for row in done[part]]
    return PSA(about, rows, lambda: draws_of(specification).to_frame())


def facts(specification: Specification) -> dict[str, Any]:
    """What is known of an analysis beside its rows, for people and for checks; plain enough for JSON."""
    from importlib.metadata import version

    from ..lifecourse.kernel import STAMP

    s = specification
    rules, births_in_one_arm = rules_of(s.rules, dict(s.settings), s.parameters)
    drawn = Draws(s.parameters, s.scenarios, 2, s.seed)
    return {
        "version": version("heckman-nl"), "kernel": STAMP, "draws": s.draws, "seed": s.seed,
        "strategies": [scenario.name for scenario in s.scenarios],
        "scenarios": [scenario.fingerprint for scenario in s.scenarios],
        "parameters": s.parameters.fingerprint, "births": s.cohort.total, "birth_years": list(s.cohort.years),
        "region": s.cohort.region.id, "region_fingerprint": s.cohort.region.fingerprint,
        "solve_births": s.solve_births, "solve_seed": s.solve_seed, "pairs": [people.pairs for people in s.people], "recalibrate": s.recalibrate,
        "rules": s.rules, "settings": dict(s.settings), "discount_rate": rules.discount_rate, "price_year": rules.price_year,
        "births_in_one_arm": births_in_one_arm, "drawn_from": s.drawn_from,
        "effects": [name for name in drawn.to_frame() if name not in drawn.unknowns],
        "content": [in_json(scenario) for scenario in s.scenarios],
    }  # fmt: skip


def other_run(appraisal: Appraisal, about: dict[str, Any], any_rules: bool = False) -> list[str]:
    """In what an analysis with these facts is of another run than this appraisal, the scenario apart; nothing if in nothing.

    any_rules : the rules of the appraisal are what the analysis varies.
    """
    comparison = appraisal.comparison
    parameters = comparison.plan.model.parameters
    ours = appraisal.rules, appraisal.births_in_one_arm
    here = {
        "version of the model": (comparison.provenance["kernel"], about["kernel"]),
        "parameters": (parameters.fingerprint, about["parameters"]),
        "births": (comparison.births, about["births"]),
        "birth years": (list(comparison.cohort.years), list(about["birth_years"])),
        "region": (comparison.cohort.region.fingerprint, about["region_fingerprint"]),
        "generations": (comparison.generations, 1),
        "rules": (ours, ours if any_rules else rules_of(about["rules"], about["settings"], parameters)),
    }  # fmt: skip
    return [name for name, (one, other) in here.items() if one != other]


def rules_of(name: str, settings: dict[str, Any], parameters: ParameterSet):
    """Rules of an appraisal as they were asked for, and its treatment of births in one arm."""
    from ..economics import rules_by_name
    from ..economics.rules import BIRTHS_IN_ONE_ARM

    settings = dict(settings)
    one_arm = settings.pop("births_in_one_arm", BIRTHS_IN_ONE_ARM[0])
    return rules_by_name(name, parameters, **settings), one_arm


class PSA:
    """Draws × strategies × outcomes of a probabilistic sensitivity analysis.

    The strategies are the baseline (today, all zeros) and each scenario. Money is as in an appraisal: scenario minus
    baseline, present value in euros of the price year, for the births of the cohort. `about` says what was run (`facts`);
    `drawn` gives the table of all draws × names when it is asked for; `notes` tells per draw how many values of the baseline
    were bent because a statistic of one age and sex could not be reached exactly.
    """

    def __init__(self, about: dict[str, Any], rows: list[dict[str, Any]], drawn: Callable[[], pd.DataFrame]):
        import pandas as pd

        self.about, self._drawn = about, drawn
        table = pd.DataFrame(rows)
        if not len(table):
            raise InputError("no draw is finished yet")
        self.incompatible = table[table.strategy == ""].set_index("draw")["incompatible"].sort_index()
        lived = table[table.strategy != ""]
        self.strategies = [BASELINE, *about["strategies"]]
        self._long = (
            lived.drop(columns=["incompatible", "notes"]).set_index(["draw", "strategy"]).astype(float).sort_index()
        )
        self.notes = lived.groupby("draw")["notes"].first().astype(int)
        if self.share_incompatible > MOST_INCOMPATIBLE:
            warnings.warn(
                f"{self.share_incompatible:.0%} of the draws cannot be brought to the Dutch statistics: the priors are wrong, or "
                "the draws that are left are not those of the priors (see .incompatible)",
                RuntimeWarning,
                stacklevel=3,
            )

    @classmethod
    def read(cls, path: Path | str, parameters: ParameterSet | None = None) -> PSA:
        """The analysis in a folder, as far as it is finished.

        Parameters
        ----------
        path : path
        parameters : ParameterSet, optional
            Those of the model that was run, if it was not the one of the library; what was drawn (`parameters`, `evppi`)
            is made from them again, and refused where they are others.
        """
        need_parquet()
        path = Path(path)
        about = read_manifest(path)
        rows = [row for file in sorted(path.glob("draws-*.parquet")) for row in read_batch(file, about["fingerprint"])]

        def drawn():
            from ..parameters import ParameterSet

            scenarios = tuple(map(out_of_json, about["content"]))
            found = Draws(parameters or ParameterSet.read(), scenarios, about["draws"], about["seed"])
            if found.fingerprint != about["drawn_from"]:
                raise InputError(
                    f"{path} was drawn from other parameters than these: give PSA.read those of the model that was run"
                )
            return found.to_frame()

        return cls(about, rows, drawn)

    @property
    def share_incompatible(self) -> float:
        """Share of the draws so far that could not be solved."""
        return len(self.incompatible) / max(len(self.incompatible) + len(self.draws), 1)

    @property
    def missing(self) -> int:
        """Draws that were asked for and are not finished."""
        return self.about["draws"] - len(self.draws) - len(self.incompatible)

    def __repr__(self) -> str:
        return f"<PSA: {len(self.draws):,} draws ({len(self.incompatible)} incompatible), {len(self.strategies)} strategies>"

    @property
    def draws(self) -> np.ndarray:
        """Numbers of the draws that could be solved."""
        return self._long.index.get_level_values("draw").unique().to_numpy()

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """What was drawn: compatible draws × names; effects of interventions are `<id>.<channel>`, in their measure."""
        return self._drawn().loc[self.draws]

    def unit_of(self, outcome: str) -> str:
        """The unit of an outcome."""
        money = f"EUR {self.about['price_year']}, present value in {self.about['birth_years'][0]}"
        return UNITS.get(outcome.removesuffix("_seed_se"), money)

    def to_frame(self) -> pd.DataFrame:
        """One row per draw and strategy, one column per outcome; those of the baseline are zero and left out."""
        frame = self._long.copy()
        frame.attrs = {**self.about, "units": {name: self.unit_of(name) for name in frame}}
        return frame

    def outcome(self, name: str) -> pd.DataFrame:
        """Draws × strategies of one outcome; the baseline is zero."""
        if name not in self._long:
            raise InputError(f"unknown outcome {name!r}. Allowed: {', '.join(self._long)}")
        wide = self._long[name].unstack("strategy")
        wide.insert(0, BASELINE, 0.0)
        return wide[self.strategies]

    def summary(self, name: str = "npv") -> pd.DataFrame:
        """Mean, spread and 95% interval of an outcome, the chance that it is above 0, and what part is seed error.

        `marked` is True where the seed error of a draw exceeds a quarter of the spread over the draws.
        """
        import pandas as pd

        wide = self.outcome(name).drop(columns=BASELINE)
        errors = f"{name}_seed_se"
        se = self._long[errors].unstack("strategy")[list(wide)].mean() if errors in self._long else wide.mean() * np.nan
        frame = pd.DataFrame({
            "mean": wide.mean(), "sd": wide.std(), "low": wide.quantile(0.025), "high": wide.quantile(0.975),
            "probability_positive": (wide > 0).mean(), "seed_se": se, "mean_se": wide.std() / np.sqrt(len(wide)),
        })  # fmt: skip
        frame["marked"] = frame.seed_se > SEED_SHARE * frame.sd
        frame["pairs"] = self.about["pairs"]
        unit = self.unit_of(name)
        frame.attrs["units"] = {
            **dict.fromkeys(("mean", "sd", "low", "high", "seed_se", "mean_se"), unit),
            "probability_positive": "share of draws", "pairs": "lives lived twice per draw and birth year",
        }  # fmt: skip
        return frame.rename_axis("strategy")

    def strategy_of(self, appraisal: Appraisal) -> str:
        """The strategy that this appraisal is the point run of.

        InputError where scenario, parameters, cohort, rules or version are others: the figures could not stand side by side.
        """
        differ = other_run(appraisal, self.about)
        fingerprint = appraisal.comparison.scenario.fingerprint
        if fingerprint not in self.about["scenarios"]:
            differ.insert(0, f"scenario (its strategies are {', '.join(self.strategies[1:])})")
        if differ:
            raise InputError(f"this uncertainty analysis is of another run: other {'; other '.join(differ)}")
        return self.about["strategies"][self.about["scenarios"].index(fingerprint)]

    def versus_point(self, appraisal: Appraisal) -> pd.DataFrame:
        """The mean over the draws beside the point run: is their difference more than chance?

        Returns
        -------
        DataFrame by outcome: draws (mean), point, difference, se of the difference and z. The error is that of the number
        of draws, of the lives of the draws (one set of random numbers for all of them) and of those of the point run. It is
        on the safe side: Sobol points vary less than independent ones.
        """
        import pandas as pd

        strategy, rows = self.strategy_of(appraisal), []
        for name in PLAIN:
            drawn, point = self.outcome(name)[strategy], getattr(appraisal, name)
            seed = self.outcome(f"{name}_seed_se")[strategy].mean()
            se = np.sqrt(drawn.var() / len(drawn) + seed**2 + point.error**2)
            difference = drawn.mean() - float(point)
            rows.append((name, drawn.mean(), float(point), difference, se, difference / se if se > 0 else np.nan))
        columns = ["outcome", "draws", "point", "difference", "se", "z"]
        frame = pd.DataFrame(rows, columns=columns).set_index("outcome")
        frame.attrs["units"] = {name: self.unit_of(name) for name in PLAIN}
        return frame

    def convergence(self, name: str = "npv") -> pd.DataFrame:
        """Running mean and its standard error after each draw, per strategy."""
        import pandas as pd

        wide = self.outcome(name).drop(columns=BASELINE)
        running = wide.expanding()
        frame = pd.concat({"mean": running.mean(), "se": running.std() / np.sqrt(running.count())}, axis=1)
        frame.attrs["units"] = {"all": self.unit_of(name)}
        return frame

    def ceac(self, thresholds=None) -> pd.DataFrame:
        """Acceptability curves over values of a QALY (0 to 100,000 euros by 5,000 if left out); see `uncertainty.ceac`."""
        grid = np.arange(0.0, 100_001.0, 5_000.0) if thresholds is None else thresholds
        frame = voi.ceac(self.outcome("money_cost"), self.outcome("qalys_discounted"), grid)
        frame.attrs["units"]["threshold"] = "EUR per QALY"
        return frame

    def frontier(self, thresholds=None) -> pd.DataFrame:
        """Per value of a QALY the strategy with the highest expected net benefit, and the probability that it is best."""
        import pandas as pd

        shares = self.ceac(thresholds)
        cost, health = self.outcome("money_cost").mean(), self.outcome("qalys_discounted").mean()
        best = [(value * health - cost).idxmax() for value in shares.index]
        frame = pd.DataFrame({"strategy": best, "probability": shares["frontier"]}, index=shares.index)
        frame.attrs["units"] = {shares.index.name: "EUR per QALY", "probability": "share of draws"}
        return frame

    def evpi(self) -> float:
        """Expected value of perfect information, EUR for the births of the cohort."""
        return voi.evpi(self.outcome("npv"))

    def evppi(self, parameters: list[str] | None = None, joint: bool = False) -> pd.Series:
        """Value of knowing parameters exactly, EUR; those of the interventions' effects if left out."""
        if isinstance(parameters, str):
            raise InputError(f"parameters is a list of names: [{parameters!r}]")
        names = parameters if parameters is not None else self.about["effects"]
        for name in names:
            if name not in self.parameters:
                from ..errors import unknown

                raise unknown("drawn parameter", name, list(self.parameters))
        return voi.evppi(self.outcome("npv"), self.parameters[list(names)], joint)

    def expected_loss(self) -> pd.Series:
        """Mean loss against the best strategy of each draw, EUR."""
        import pandas as pd

        return pd.Series(voi.expected_loss(self.outcome("npv")), index=self.strategies, name="expected_loss")
