"""The appraisal of a comparison: net present value, ratio, return, by payer, account, year and group.

All money is scenario minus baseline, positive = gain for that party, for the births of the cohort, in euros of the
price year, discounted to the first birth year. Every figure carries the Monte-Carlo error of its 64 batches.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .economics import Rules, irr, mvpf, mvpf_region, rules_by_name
from .economics.measures import IRR
from .errors import InputError, unknown
from .estimate import Estimate, estimate, jackknife
from .vocabulary.lines import LINES, Line
from .vocabulary.payers import ACCOUNTS, GOVERNMENT, PARTIES
from .vocabulary.rows import GRADES, PRICE_YEAR
from .vocabulary.state import GROUPS, N_GROUPS, group_labels

if TYPE_CHECKING:
    import pandas as pd

    from .results import Comparison

BENEFICIARIES = ("family", "victims", "employers")
QALYS = tuple(line.name for line in LINES if line.unit == "QALY")
BIRTHS_IN_ONE_ARM = ("left out", "counted")
SETTINGS = ("discount_rate", "qaly_value", "horizon", "price_year", "growth")  # of the rules, that a user may replace


def appraise(
    comparison: Comparison, rules: str = "mkba", births_in_one_arm: str = "left out", **settings: Any
) -> Appraisal:
    """Appraise a comparison.

    Parameters
    ----------
    comparison : Comparison
    rules : str
        "mkba".
    births_in_one_arm : str
        "left out" (the headline) or "counted": the own life of a child that is born alive in one arm only.
    discount_rate, qaly_value, horizon, price_year, growth : optional
        Replace the setting of the rules. `growth` is the real growth per year of {"wages", "care", "qaly"}.
    """
    if births_in_one_arm not in BIRTHS_IN_ONE_ARM:
        raise unknown("treatment of births in one arm", births_in_one_arm, BIRTHS_IN_ONE_ARM)
    for name in settings:
        if name not in SETTINGS:
            raise unknown("setting", name, SETTINGS)
    chosen = rules_by_name(rules, comparison.plan.model.parameters, **settings)
    return Appraisal(comparison, chosen, births_in_one_arm)


def finite(value) -> float | None:
    """A float, or None for what is missing or not a number."""
    return None if value is None or not math.isfinite(value) else float(value)


class Appraisal:
    """A cost-benefit analysis of one comparison under one set of rules."""

    def __init__(self, comparison: Comparison, rules: Rules, births_in_one_arm: str):
        self.comparison, self.rules, self.births_in_one_arm = comparison, rules, births_in_one_arm
        cohort = comparison.cohort
        self.base_year, self.last_year = cohort.years[0], cohort.years[-1] + comparison.batches.shape[3] - 1
        self.years = np.arange(self.base_year, self.last_year + 1)
        self._valued = [k for k, line in enumerate(LINES) if line.account is not None]
        factor = comparison.plan.model.parameters.price_factor(PRICE_YEAR, rules.price_year)
        self._worth = np.array([rules.qaly_value if LINES[k].unit == "QALY" else factor for k in self._valued])
        elapsed = np.array(cohort.years)[:, None] - self.base_year + np.arange(comparison.batches.shape[3])[None]
        self._elapsed = elapsed  # (birth year, age): years after the base year
        within = elapsed <= rules.horizon if rules.horizon is not None else np.ones_like(elapsed, bool)
        self._within = within
        self._discount = np.where(within, (1.0 + rules.discount_rate) ** -elapsed.astype(float), 0.0)
        rates = np.array([rules.growth_of(LINES[k]) for k in self._valued])
        self._growth = (1.0 + rates) ** elapsed[..., None] if rates.any() else None  # (birth year, age, valued line)

    def __repr__(self) -> str:
        ratio = "undefined" if self.bcr.value is None else f"{self.bcr:.2f}"
        return f"<Appraisal ({self.rules.name}) of {self.comparison.scenario.name!r}: NPV {self.npv:,.0f} EUR, ratio {ratio}>"

    # values by batch

    @cached_property
    def _flows(self) -> np.ndarray:
        """Undiscounted values, (batch, birth year, group, age, valued line), in euros."""
        batches = self.comparison.batches.take(
            self._valued, -1
        )  # in memory order, so that growth changes no digit of other lines
        if self.births_in_one_arm == "counted":
            batches = batches + self.comparison.one_arm.take(self._valued, -1)
        flows = batches * self._worth
        return flows if self._growth is None else flows * self._growth[:, None]

    @cached_property
    def _present(self) -> np.ndarray:
        """Present values by batch, group and valued line."""
        return np.einsum("bygal,ya->bgl", self._flows, self._discount)

    def _select(self, account: str | None = None, party: str | None = None, unit: str | None = None) -> np.ndarray:
        """Which of the valued lines belong to an account, a party or a unit."""
        lines = [LINES[k] for k in self._valued]
        return np.array([
            (account is None or line.account == account) and (party is None or line.party == party) and (unit is None or line.unit == unit)
            for line in lines
        ])  # fmt: skip

    def _estimate(self, chosen: np.ndarray, groups=slice(None)) -> Estimate:
        batches = self._present[:, groups][:, :, chosen].sum((1, 2))
        return estimate(batches, self.comparison.batch_births, self.comparison.births)

    def by_batch(self, keep: Callable[[Line], bool]) -> np.ndarray:
        """Present value per batch of the lines in euros or QALYs for which `keep(line)` holds, in EUR.

        For a figure of one's own in one party's view; `heckman_nl.estimate.estimate` gives it an error.
        """
        return self._present[:, :, [keep(LINES[k]) for k in self._valued]].sum((1, 2))

    # headlines

    @property
    def npv(self) -> Estimate:
        """Net present value for society."""
        return self._estimate(self._select())

    @property
    def costs(self) -> Estimate:
        """Present value of the programme's costs (minus the account `programme`)."""
        cost = self._estimate(self._select(account="programme"))
        return Estimate(None if cost.value is None else 0.0 - cost.value, cost.se)

    @property
    def benefits(self) -> Estimate:
        """Everything but the programme's costs: NPV + costs."""
        return self._estimate(~self._select(account="programme"))

    @property
    def bcr(self) -> Estimate:
        """Benefits over costs; undefined without costs."""
        programme = self._select(account="programme")
        benefits = self._present[:, :, ~programme].sum((1, 2))
        costs = -self._present[:, :, programme].sum((1, 2))
        if costs.sum() == 0.0:
            return Estimate(None, None)
        pair = np.stack([benefits, costs], axis=-1)
        return estimate(pair, self.comparison.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1])

    @cached_property
    def _irr(self) -> IRR:
        return irr(self.yearly())

    @cached_property
    def irr(self) -> Estimate:
        """Internal rate of return of the yearly flow of society; undefined unless it is unique (see `irr_status`).

        Its error is undefined where a batch left out has no unique rate.
        """
        if self._irr.value is None:
            return Estimate(None, None)

        def rates(flows):
            found = (irr(flow).value for flow in flows)
            return np.array([math.nan if rate is None else rate for rate in found])

        se = jackknife(self._by_calendar_year(self._select()), self.comparison.batch_births, rates)[1]
        return Estimate(self._irr.value, finite(se))

    @property
    def irr_status(self) -> str:
        """ "unique", "none" or "multiple"."""
        return self._irr.status

    @property
    def irr_roots(self) -> tuple[float, ...]:
        """All rates between -99% and 1,000% at which the flow of society has no present value."""
        return self._irr.roots

    @property
    def qalys(self) -> Estimate:
        """QALYs gained by child and parents, not discounted."""
        return self._years(*QALYS, discounted=False)

    @property
    def qalys_discounted(self) -> Estimate:
        """QALYs gained by child and parents, discounted."""
        return self._years(*QALYS, discounted=True)

    @property
    def life_years(self) -> Estimate:
        """Life years gained, not discounted."""
        return self._years("life_years_male", "life_years_female", discounted=False)

    def _years(self, *names: str, discounted: bool) -> Estimate:
        batches = self._years_by_batch(*names, discounted=discounted)
        return estimate(batches, self.comparison.batch_births, self.comparison.births)

    def _years_by_batch(self, *names: str, discounted: bool) -> np.ndarray:
        """Sums per batch of lines that count years, within the horizon."""
        chosen = [k for k, line in enumerate(LINES) if line.name in names]
        batches = self.comparison.batches[..., chosen]
        if self.births_in_one_arm == "counted":
            batches = batches + self.comparison.one_arm[..., chosen]
        return np.einsum("bygal,ya->b", batches, self._discount if discounted else self._within.astype(float))

    @property
    def icer(self) -> Estimate:
        """Net cost per QALY: -(NPV - valued QALYs) / discounted QALYs."""
        money = self._present[:, :, ~self._select(unit="QALY")].sum((1, 2))
        health = self._years_by_batch(*QALYS, discounted=True)
        if health.sum() == 0.0:
            return Estimate(None, None)
        pair = np.stack([-money, health], axis=-1)
        return estimate(pair, self.comparison.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1])

    @property
    def mvpf(self) -> Estimate:
        """Marginal value of public funds: gains of families, victims and employers over the net cost of government.

        Gains are disposable income and valued QALYs: what is consumed of the income counts for nothing. `inf` or
        undefined by its region.
        """
        pays, cost = self._public()
        value = mvpf(pays.sum(), cost.sum())
        if not math.isfinite(value):
            return Estimate(value if value > 0 else None, None)
        pair = np.stack([pays, cost], axis=-1)
        return estimate(pair, self.comparison.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1])

    @property
    def mvpf_region(self) -> str:
        """ "ratio", "infinite", "saves and harms" or "undefined"."""
        pays, cost = self._public()
        return mvpf_region(pays.sum(), cost.sum())

    def _public(self) -> tuple[np.ndarray, np.ndarray]:
        """Willingness to pay and net cost of government, by batch."""
        gains = np.any([self._select(party=p) for p in BENEFICIARIES], axis=0) & ~self._select(account="consumption")
        costs = np.any([self._select(party=p) for p in GOVERNMENT], axis=0)
        return self._present[:, :, gains].sum((1, 2)), -self._present[:, :, costs].sum((1, 2))

    # tables

    def _table(self, names: dict[str, str], **by) -> pd.DataFrame:
        import pandas as pd

        key = next(iter(by))
        rows = [(name, *self._pair(self._estimate(self._select(**{key: name}))), text) for name, text in names.items()]
        frame = pd.DataFrame(rows, columns=[key, "value", "se", "text"]).set_index(key)
        frame.attrs["units"] = {"value": f"EUR {self.rules.price_year}, present value in {self.base_year}"}
        return frame

    @staticmethod
    def _pair(figure: Estimate) -> tuple[float, float]:
        return float(figure), float("nan") if figure.se is None else figure.se

    def by_payer(self) -> pd.DataFrame:
        """Present value per party; the sum is the NPV."""
        return self._table(PARTIES, party=None)

    def by_account(self) -> pd.DataFrame:
        """Present value per account; the sum is the NPV."""
        return self._table(ACCOUNTS, account=None)

    def by_account_and_payer(self) -> pd.DataFrame:
        """Present value per account (rows) and party (columns)."""
        import pandas as pd

        cells = [[float(self._estimate(self._select(account=a, party=p))) for p in PARTIES] for a in ACCOUNTS]
        frame = pd.DataFrame(cells, index=pd.Index(ACCOUNTS, name="account"), columns=list(PARTIES))
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, present value in {self.base_year}"}
        return frame

    def by_group(self, name: str) -> pd.DataFrame:
        """NPV, benefits and costs per class of `name`: "vulnerability" or "maternal_education"."""
        import pandas as pd

        if name not in GROUPS:
            raise unknown("group", name, GROUPS)
        labels = [label[list(GROUPS).index(name)] for label in group_labels()] * self.comparison.generations
        programme = self._select(account="programme")
        rows = []
        for value in GROUPS[name]:
            groups = [k for k, label in enumerate(labels) if label == value]
            row = [value]
            for chosen in (self._select(), ~programme, programme):
                row += self._pair(self._estimate(chosen, groups))
            rows.append(row)
        columns = [name, "npv", "npv_se", "benefits", "benefits_se", "programme", "programme_se"]
        frame = pd.DataFrame(rows, columns=columns).set_index(name)
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, present value in {self.base_year}"}
        return frame

    def by_generation(self) -> pd.DataFrame:
        """NPV, benefits and costs per generation: the cohort, its children, and so on."""
        import pandas as pd

        programme, rows = self._select(account="programme"), []
        for number in range(self.comparison.generations):
            groups, row = slice(N_GROUPS * number, N_GROUPS * (number + 1)), [number + 1]
            for chosen in (self._select(), ~programme, programme):
                row += self._pair(self._estimate(chosen, groups))
            rows.append(row)
        columns = ["generation", "npv", "npv_se", "benefits", "benefits_se", "programme", "programme_se"]
        frame = pd.DataFrame(rows, columns=columns).set_index("generation")
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, present value in {self.base_year}"}
        return frame

    def _by_calendar_year(self, chosen: np.ndarray) -> np.ndarray:
        """Undiscounted flows per batch and calendar year, within the horizon."""
        flows = self._flows[..., chosen].sum((2, 4)) * self._within
        calendar = np.zeros((flows.shape[0], len(self.years)))
        for number in range(flows.shape[1]):
            offset = self._elapsed[number, 0]
            calendar[:, offset : offset + flows.shape[2]] += flows[:, number]
        return calendar

    def yearly(self, party: str | None = None, account: str | None = None) -> np.ndarray:
        """Undiscounted flow per calendar year, (years,), for the births of the cohort."""
        calendar = self._by_calendar_year(self._select(account=account, party=party)).sum(0)
        return calendar * self.comparison.births / self.comparison.simulated

    def cumulative(self, party: str | None = None) -> np.ndarray:
        """Discounted running sum of the flow per calendar year, (years,), of society or of a party."""
        return np.cumsum(self.yearly(party) * self._yearly_discount)

    def by_year(self) -> pd.DataFrame:
        """Undiscounted flow per calendar year: each party and society with their errors, and the discounted running sum."""
        import pandas as pd

        columns = {}
        for name, calendar in self._calendars().items():
            value, se = jackknife(calendar, self.comparison.batch_births)
            columns[name] = value * self.comparison.births
            columns[f"{name}_se"] = np.nan if se is None else se * self.comparison.births
        frame = pd.DataFrame(columns, index=pd.Index(self.years, name="year"))
        frame["society_cumulative_discounted"] = self.cumulative()
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, not discounted but for the last column"}
        return frame

    def payback(self) -> pd.DataFrame:
        """First year from which the discounted running sum stays at or above 0, per party and for society.

        Missing where it never does, and for parties to whom nothing happens; the error is missing where a batch left
        out is never paid back.
        """
        import pandas as pd

        def first_years(flows):
            running = np.cumsum(flows * self._yearly_discount, axis=1)
            below = running < 0.0
            after_last = np.where(below.any(1), below.shape[1] - np.argmax(below[:, ::-1], axis=1), 0)
            never = ~running.any(1) | (after_last == below.shape[1])
            return np.where(never, np.nan, self.base_year + after_last)

        rows = {
            name: jackknife(calendar, self.comparison.batch_births, first_years)
            for name, calendar in self._calendars().items()
        }
        years = pd.Series({name: float(year) for name, (year, _) in rows.items()}).astype("Int64")
        frame = pd.DataFrame({"year": years, "se": [finite(se) for _, se in rows.values()]}, dtype=object)
        frame = frame.astype({"year": "Int64", "se": float}).rename_axis("party")
        frame.attrs["units"] = {"year": "calendar year", "se": "years"}
        return frame

    def _calendars(self) -> dict[str, np.ndarray]:
        """Undiscounted flows per batch and calendar year, of each party and of society."""
        calendars = {party: self._by_calendar_year(self._select(party=party)) for party in PARTIES}
        return {**calendars, "society": sum(calendars.values())}

    @property
    def _yearly_discount(self) -> np.ndarray:
        return (1.0 + self.rules.discount_rate) ** -(self.years - self.base_year).astype(float)

    def by_grade(self) -> pd.DataFrame:
        """Benefits that are left when the effects of weaker grades are set to their null, and what each grade adds.

        Only the grades of the intervention's own effects count here, not those of the arrows that carry them on. The
        shares add up to one; a negative share is a loss that rests on that grade.
        """
        import pandas as pd

        items = self.comparison.scenario.interventions
        grades = [g for g in GRADES if any(effect.grade == g for item in items for effect in item.effect)]
        full, rows, previous = float(self.benefits), [], 0.0
        for k, grade in enumerate(grades):
            benefits = full
            if k < len(grades) - 1:
                kept = self.comparison.with_grades(tuple(grades[: k + 1]))
                benefits = float(Appraisal(kept, self.rules, self.births_in_one_arm).benefits)
            rows.append((grade, benefits, (benefits - previous) / full if full else math.nan))
            previous = benefits
        frame = pd.DataFrame(rows, columns=["grade", "benefits_down_to_grade", "share"]).set_index("grade")
        frame.attrs["basis"] = "grade of the intervention's own effects"
        return frame

    @property
    def alternative(self) -> Appraisal:
        """The same appraisal with the other treatment of births in one arm."""
        other = BIRTHS_IN_ONE_ARM[1 - BIRTHS_IN_ONE_ARM.index(self.births_in_one_arm)]
        return Appraisal(self.comparison, self.rules, other)

    # out

    def to_dict(self) -> dict[str, Any]:
        """Everything that `heckman-nl run --json` prints; what is undefined is None."""
        from .report.summary import summary

        return summary(self)

    def report(self, path, language: str = "nl", texts: dict[str, str] | None = None) -> None:
        """Write a self-contained HTML report in Dutch ("nl") or English ("en").

        `texts` are words of the authors for items of the checklists, by key: {"cheers.27": "Funded by ..."}.
        """
        from .report.page import write_report

        write_report(self, path, check_language(language), texts)

    def to_excel(self, path, language: str = "nl", texts: dict[str, str] | None = None) -> None:
        """Write the tables of the report as an Excel workbook, one sheet each; `texts` as in `report`."""
        from .report.excel import write_excel

        write_excel(self, path, check_language(language), texts)


def check_language(code: str) -> str:
    if code not in ("nl", "en"):
        raise InputError(f"language is 'nl' or 'en', not {code!r}")
    return code
