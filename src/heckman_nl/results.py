"""Results: ledgers of one arm or of the difference between two, with the Monte-Carlo error of every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import unknown
from .estimate import Estimate, estimate, jackknife
from .vocabulary.lines import LINES, NUMBER
from .vocabulary.state import N_AGES

if TYPE_CHECKING:
    import pandas as pd

    from .appraisal import Appraisal
    from .model import Plan

PER = 1000  # indicators are per 1,000 births


class Ledgers:
    """Sums of ledger lines by batch, birth year, group and age, and what they stand for."""

    def __init__(self, batches: np.ndarray, births: np.ndarray, plan: Plan):
        self.batches, self.batch_births = batches, births
        self.cohort, self.parameters, self.provenance = plan.cohort, plan.baseline, plan.provenance()

    @property
    def births(self) -> int:
        """Births that the result stands for."""
        return self.cohort.total

    @property
    def simulated(self) -> int:
        """Births that were simulated."""
        return int(self.batch_births.sum())

    def line(self, name: str) -> np.ndarray:
        """One line, summed over batches and groups and weighted to the births it stands for: (birth year, age)."""
        if name not in NUMBER:
            raise unknown("ledger line", name, NUMBER)
        return self.batches[..., NUMBER[name]].sum((0, 2)) * self.births / self.simulated

    def total(self, *names: str, ages: tuple[int, int] = (0, N_AGES - 1), groups=None) -> Estimate:
        """Sum of lines over ages (both ends included) and ledger groups."""
        return estimate(self.by_batch(names, ages, groups), self.batch_births, self.births)

    def by_batch(self, names, ages, groups=None) -> np.ndarray:
        """(batch,) sums of lines over birth years, groups and ages."""
        for name in names:
            if name not in NUMBER:
                raise unknown("ledger line", name, NUMBER)
        chosen = self.batches[:, :, list(groups) if groups is not None else slice(None), ages[0] : ages[1] + 1]
        return sum(chosen[..., NUMBER[name]].sum((1, 2, 3)) for name in names)

    def ratio(self, above, below, ages, over=None, groups=None, over_groups=None) -> Estimate:
        """Ratio of two sums of lines (names), with its error."""
        top = self.by_batch(above, ages, groups)
        bottom = self.by_batch(below, over or ages, over_groups if over_groups is not None else groups)
        pair = np.stack([top, bottom], axis=-1)

        return estimate(pair, self.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1])


class Result(Ledgers):
    """Levels of one arm: `total` and `ratio` of any line, and a table of indicators."""

    def __repr__(self) -> str:
        return f"<Result: {self.simulated:,} lives of {self.births:,} births>"

    def indicators(self) -> pd.DataFrame:
        """Every counted line: per 1,000 births and in total, with Monte-Carlo errors."""
        return indicator_table(self)


class Comparison(Ledgers):
    """Scenario minus baseline. `appraise` makes it a cost-benefit analysis."""

    def __init__(self, plan: Plan, batches: np.ndarray, one_arm: np.ndarray, births: np.ndarray, tallies: np.ndarray):
        super().__init__(batches, births, plan)
        self.plan, self.scenario = plan, plan.scenario
        self.one_arm = one_arm
        self.lived_twice, self.born_in_one_arm, _ = (int(n) for n in tallies.sum(0))
        self._families = tallies[:, 2].astype(float)

    def __repr__(self) -> str:
        people = f"{self.participants:,.0f}"
        return f"<Comparison of {self.scenario.name!r}: {self.births:,} births, {people} families take part>"

    @property
    def participants(self) -> Estimate:
        """Families that take part in anything in the scenario, each counted once."""
        return estimate(self._families, self.batch_births, self.births)

    def appraise(self, rules: str = "mkba", **settings: Any) -> Appraisal:
        """The appraisal under a set of rules; see `heckman_nl.appraisal.Appraisal`."""
        from .appraisal import appraise

        return appraise(self, rules, **settings)

    def indicators(self) -> pd.DataFrame:
        """Change of every counted line: per 1,000 births and in total, with Monte-Carlo errors."""
        return indicator_table(self)

    def with_grades(self, grades: tuple[str, ...]) -> Comparison:
        """The same comparison with every effect of another grade at its null."""
        from .model import Plan
        from .scenario import Scenario

        kept = tuple(item.only_grades(grades) for item in self.scenario.interventions)
        scenario = Scenario(self.scenario.name, kept, self.scenario.changes)
        plan = Plan(self.plan.model, self.cohort, scenario, self.plan.seed, self.plan.workers, self.simulated)
        return plan.compare(progress=False)


def indicator_table(ledgers: Ledgers) -> pd.DataFrame:
    """All counted lines with their totals and errors."""
    import pandas as pd

    counted = [(k, line) for k, line in enumerate(LINES) if line.account is None]
    sums = ledgers.batches[..., [k for k, _ in counted]].sum((1, 2, 3))
    value, se = jackknife(sums, ledgers.batch_births)
    se = np.full_like(value, np.nan) if se is None else se
    frame = pd.DataFrame(
        {
            "indicator": [line.text for _, line in counted],
            "unit": [line.unit for _, line in counted],
            "per_1000_births": value * PER,
            "per_1000_births_se": se * PER,
            "total": value * ledgers.births,
            "total_se": se * ledgers.births,
        },
        index=pd.Index([line.name for _, line in counted], name="line"),
    )
    frame.attrs["births"] = ledgers.births
    return frame
