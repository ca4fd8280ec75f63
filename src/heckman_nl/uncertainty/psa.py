"""Probabilistic sensitivity analysis: draw, solve the baseline again, compare, for as many draws as asked.

A draw is a pure function of (specification, number), so that the same bits come from threads, processes, a cluster, or a
run that was killed and goes on. Draws are lived in batches; with a `path` every finished batch is a Parquet file.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import CalibrationError, HeckmanError, InputError, check_number
from . import voi
from .draws import Draws
from .takers import People, choose_people

if TYPE_CHECKING:
    import pandas as pd

    from ..cohort import Cohort
    from ..model import Model
    from ..parameters import ParameterSet
    from ..scenario import Scenario

SEED_BATCHES = 16  # of the Monte-Carlo error of a draw
BATCH = 8  # draws per task and file
BASELINE = "baseline"
SOLVE_BIRTHS, PAIRS = 20_000, 20_000
MOST_INCOMPATIBLE = 0.05  # of the draws; beyond it the priors are wrong
SEED_SHARE = 0.25  # of the parameter spread that the seed error may be
PLAIN = ("npv", "costs", "benefits", "qalys", "qalys_discounted", "life_years")
OUTCOMES = (*PLAIN, "money_cost", "participants", "npv_seed_se")


@dataclass(frozen=True)
class Specification:
    """Everything that a worker needs to live one draw; it can be pickled."""

    parameters: ParameterSet
    cohort: Cohort
    scenarios: tuple[Scenario, ...]
    draws: int
    seed: int
    solve_births: int
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
            self.seed, self.drawn_from, self.solve_births, [people.fingerprint for people in self.people], self.recalibrate, self.rules,
            self.settings,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:16]


_draws: dict[tuple[str, int], Draws] = {}


def draws_of(specification: Specification) -> Draws:
    """The draws of a specification, made once per process: a worker gets a copy of the specification with every task."""
    key = (specification.fingerprint, specification.draws)
    if key not in _draws:
        _draws.clear()
        s = specification
        _draws[key] = Draws(s.parameters, s.scenarios, s.draws, s.seed)
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
    from ..model import Model, Plan

    parameters = draws.model(k)
    if specification.recalibrate:
        parameters = solve_baseline(parameters, specification.solve_births, seed=1, targets=draws.solved_on(k))
    model = Model.of(parameters)
    rows = []
    for s, chosen in enumerate(specification.people):
        plan = Plan(
            model,
            specification.cohort,
            draws.scenario(s, k),
            specification.seed,
            1,
            None,
            people=chosen,
            batches=SEED_BATCHES,
        )
        appraisal = plan.compare(False).appraise(specification.rules, **dict(specification.settings))
        rows.append({"draw": k, "strategy": specification.scenarios[s].name, "incompatible": "", **outcomes(appraisal)})
    return rows


def outcomes(appraisal) -> dict[str, float]:
    """What is kept of an appraisal; `money_cost` is the numerator of the ICER: society's net cost in money, QALYs apart."""
    npv, comparison = appraisal.npv, appraisal.comparison
    scale = comparison.births / comparison.batch_births.sum()
    found = {name: float(getattr(appraisal, name)) for name in PLAIN}
    found["money_cost"] = -float(appraisal.by_batch(lambda line: line.unit != "QALY").sum()) * scale
    found["participants"] = float(appraisal.comparison.participants)
    found["npv_seed_se"] = float("nan") if npv.se is None else npv.se
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
    progress: bool = True,
    rules: str = "mkba",
    **settings: Any,
) -> PSA:
    """See `Model.psa`."""
    scenarios = tuple(scenario) if isinstance(scenario, list | tuple) else (scenario,)
    names = [one.name for one in scenarios]
    if len(set(names)) != len(names) or BASELINE in names:
        raise InputError(f"strategies need names of their own, and not {BASELINE!r}: {names}")
    draws = check_number("draws", draws, 2, 1_000_000, whole=True)
    solve_births = check_number("solve_births", solve_births, 1000, 10_000_000, whole=True)
    workers = os.cpu_count() or 1 if workers is None else check_number("workers", workers, 1, 4096, whole=True)
    if not isinstance(recalibrate, bool):
        raise InputError(f"recalibrate is True or False, not {recalibrate!r}")
    number, shards = (check_number("shard", k, 1, 1_000_000, whole=True) for k in shard or (1, 1))
    if number > shards:
        raise InputError(f"a shard is (i, n) with 1 <= i <= n, not {shard!r}")
    if shards > 1 and path is None:
        raise InputError("a shard writes its batches to a folder: give a path")
    people = tuple(choose_people(model, cohort, one, pairs, seed) for one in scenarios)
    specification = Specification(
        model.parameters, cohort, scenarios, draws, seed, solve_births, people, recalibrate,
        Draws(model.parameters, scenarios, draws, seed).fingerprint, rules,
        tuple(sorted(settings.items())),
    )  # fmt: skip
    folder = Folder(Path(path), specification) if path is not None else None
    batches = [(first, min(first + BATCH, draws)) for first in range(0, draws, BATCH)]
    done = {batch: rows for batch in batches if folder and (rows := folder.read(*batch)) is not None}
    mine = [batch for k, batch in enumerate(batches) if k % shards == number - 1 and batch not in done]
    work(specification, mine, done, folder, executor, workers, progress)
    rows = [row for batch in batches if batch in done for row in done[batch]]
    return PSA(specification, rows)


def work(specification, batches, done, folder, executor, workers, progress) -> None:
    """Live the batches that are not there yet, in any order; each is kept as soon as it is finished."""
    from ..model import progress_bar

    own = executor is None
    pool = executor or ThreadPoolExecutor(workers)
    futures = {}
    show = progress_bar("draws") if progress else None
    try:
        futures = {pool.submit(live, specification, *batch): batch for batch in batches}
        finished = getattr(pool, "as_completed", as_completed)
        for k, future in enumerate(finished(list(futures))):
            rows, batch = future.result(), futures[future]
            done[batch] = rows
            if folder:
                folder.write(*batch, rows)
            if show:
                show(k + 1, len(batches))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    finally:
        if own:
            pool.shutdown(cancel_futures=True)


class Folder:
    """Finished batches on disk. A folder belongs to one specification; another one is refused."""

    def __init__(self, path: Path, specification: Specification):
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise HeckmanError(
                "batches are kept as Parquet files, which needs pyarrow. Install it with: pip install 'heckman-nl[psa]'"
            ) from None
        self.path, self.fingerprint = path, specification.fingerprint
        manifest = path / "manifest.json"
        content = {"fingerprint": self.fingerprint, "batch": BATCH, **facts(specification)}
        if manifest.exists():
            there = json.loads(manifest.read_text(encoding="utf-8"))
            differ = sorted(k for k in content if k != "draws" and there.get(k) != content[k])
            if differ:
                raise InputError(
                    f"{path} holds another analysis (different: {', '.join(differ)}). Name another folder, or remove it"
                )
        path.mkdir(parents=True, exist_ok=True)
        if not manifest.exists() or there["draws"] < content["draws"]:
            whole(manifest, json.dumps(content, indent=1).encode())

    def file(self, first: int, last: int) -> Path:
        return self.path / f"draws-{first:06d}-{last:06d}.parquet"

    def read(self, first: int, last: int) -> list[dict[str, Any]] | None:
        """Rows of a batch, or None where it is not there."""
        import pandas as pd

        if not self.file(first, last).exists():
            return None
        frame = pd.read_parquet(self.file(first, last))
        if frame.attrs.get("fingerprint") != self.fingerprint:
            raise InputError(f"{self.file(first, last)} is of another analysis: remove it")
        return [
            {key: value for key, value in row.items() if not (isinstance(value, float) and np.isnan(value))}
            for row in frame.to_dict("records")
        ]

    def write(self, first: int, last: int, rows: list[dict[str, Any]]) -> None:
        import io

        import pandas as pd

        frame = pd.DataFrame(rows)
        frame.attrs = {"fingerprint": self.fingerprint}
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        whole(self.file(first, last), buffer.getvalue())


def whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, also where two workers write it at once."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    os.replace(part, path)


def facts(specification: Specification) -> dict[str, Any]:
    """What the folder says of an analysis, for people and for checks."""
    from importlib.metadata import version

    return {
        "version": version("heckman-nl"), "draws": specification.draws, "seed": specification.seed,
        "strategies": [scenario.name for scenario in specification.scenarios],
        "parameters": specification.parameters.fingerprint, "births": specification.cohort.total,
        "birth_years": list(specification.cohort.years), "region": specification.cohort.region.id,
        "solve_births": specification.solve_births, "pairs": [people.pairs for people in specification.people],
        "recalibrate": specification.recalibrate, "rules": specification.rules,
        "settings": dict(specification.settings),
    }  # fmt: skip


class PSA:
    """Draws × strategies × outcomes of a probabilistic sensitivity analysis.

    The strategies are the baseline (today, all zeros) and each scenario. Money is as in an appraisal: scenario minus
    baseline, present value in euros of the price year, for the births of the cohort.
    """

    def __init__(self, specification: Specification, rows: list[dict[str, Any]]):
        import pandas as pd

        self.specification = specification
        table = pd.DataFrame(rows)
        if not len(table):
            raise InputError("no draw of this shard is finished yet")
        self.incompatible = table[table.strategy == ""].set_index("draw")["incompatible"].sort_index()
        lived = table[table.strategy != ""].drop(columns="incompatible")
        self.strategies = [BASELINE, *(scenario.name for scenario in specification.scenarios)]
        self._long = lived.set_index(["draw", "strategy"]).astype(float).sort_index()
        share = len(self.incompatible) / max(len(self.incompatible) + lived.draw.nunique(), 1)
        if share > MOST_INCOMPATIBLE:
            warnings.warn(
                f"{share:.0%} of the draws cannot be brought to the Dutch statistics: the priors are wrong, or the draws "
                "that are left are not those of the priors (see .incompatible)",
                RuntimeWarning,
                stacklevel=3,
            )

    def __repr__(self) -> str:
        return f"<PSA: {len(self.draws):,} draws ({len(self.incompatible)} incompatible), {len(self.strategies)} strategies>"

    @property
    def draws(self) -> np.ndarray:
        """Numbers of the draws that could be solved."""
        return self._long.index.get_level_values("draw").unique().to_numpy()

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """What was drawn: compatible draws × names; effects of interventions are `<id>.<channel>`, in their measure."""
        return draws_of(self.specification).to_frame().loc[self.draws]

    def to_frame(self) -> pd.DataFrame:
        """One row per draw and strategy, one column per outcome; those of the baseline are zero and left out."""
        frame = self._long.copy()
        frame.attrs = facts(self.specification)
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
        se = self._long["npv_seed_se"].unstack("strategy")[list(wide)].mean() if name == "npv" else wide.mean() * np.nan
        frame = pd.DataFrame({
            "mean": wide.mean(), "sd": wide.std(), "low": wide.quantile(0.025), "high": wide.quantile(0.975),
            "probability_positive": (wide > 0).mean(), "seed_se": se, "mean_se": wide.std() / np.sqrt(len(wide)),
        })  # fmt: skip
        frame["marked"] = frame.seed_se > SEED_SHARE * frame.sd
        frame["pairs"] = [people.pairs for people in self.specification.people]
        return frame.rename_axis("strategy")

    def convergence(self, name: str = "npv") -> pd.DataFrame:
        """Running mean and its standard error after each draw, per strategy."""
        import pandas as pd

        wide = self.outcome(name).drop(columns=BASELINE)
        running = wide.expanding()
        return pd.concat({"mean": running.mean(), "se": running.std() / np.sqrt(running.count())}, axis=1)

    def ceac(self, thresholds=None) -> pd.DataFrame:
        """Acceptability curves over values of a QALY (0 to 100,000 euros by 5,000 if left out); see `uncertainty.ceac`."""
        grid = np.arange(0.0, 100_001.0, 5_000.0) if thresholds is None else thresholds
        return voi.ceac(self.outcome("money_cost"), self.outcome("qalys_discounted"), grid)

    def frontier(self, thresholds=None) -> pd.DataFrame:
        """Per value of a QALY the strategy with the highest expected net benefit, and the probability that it is best."""
        import pandas as pd

        shares = self.ceac(thresholds)
        cost, health = self.outcome("money_cost").mean(), self.outcome("qalys_discounted").mean()
        best = [(value * health - cost).idxmax() for value in shares.index]
        return pd.DataFrame({"strategy": best, "probability": shares["frontier"]}, index=shares.index)

    def evpi(self) -> float:
        """Expected value of perfect information, EUR for the births of the cohort."""
        return voi.evpi(self.outcome("npv"))

    def evppi(self, parameters: list[str] | None = None, joint: bool = False) -> pd.Series:
        """Value of knowing parameters exactly, EUR; those of the interventions' effects if left out."""
        drawn = draws_of(self.specification).names
        names = parameters if parameters is not None else [name for name in self.parameters if name not in drawn]
        for name in names:
            if name not in self.parameters:
                from ..errors import unknown

                raise unknown("drawn parameter", name, list(self.parameters))
        return voi.evppi(self.outcome("npv"), self.parameters[list(names)], joint)

    def expected_loss(self) -> pd.Series:
        """Mean loss against the best strategy of each draw, EUR."""
        import pandas as pd

        return pd.Series(voi.expected_loss(self.outcome("npv")), index=self.strategies, name="expected_loss")
