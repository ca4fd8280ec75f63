"""The appraisal of a comparison: net present value, ratio, return, by payer, account, year and group.

All money is scenario minus baseline, positive = gain for that party, for the births of the cohort, in euros of the
price year, discounted to the first birth year. Every figure carries the Monte-Carlo error of its 64 batches.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .economics import Rules, irr, mvpf, mvpf_region, rules_by_name
from .economics.measures import IRR
from .errors import InputError, unknown
from .estimate import Estimate, estimate, jackknife
from .vocabulary.lines import LINES
from .vocabulary.payers import ACCOUNTS, GOVERNMENT, PARTIES
from .vocabulary.rows import PRICE_YEAR
from .vocabulary.state import GROUPS, N_AGES, group_labels

if TYPE_CHECKING:
    import pandas as pd

    from .results import Comparison

BENEFICIARIES = ("family", "victims", "employers")
BIRTHS_IN_ONE_ARM = ("left out", "counted")


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
    discount_rate, qaly_value, horizon, price_year : optional
        Replace the setting of the rules.
    """
    if births_in_one_arm not in BIRTHS_IN_ONE_ARM:
        raise unknown("treatment of births in one arm", births_in_one_arm, BIRTHS_IN_ONE_ARM)
    try:
        chosen = rules_by_name(rules, comparison.plan.model.parameters, **settings)
    except TypeError:
        allowed = ("discount_rate", "qaly_value", "horizon", "price_year")
        raise unknown("setting", sorted(set(settings) - set(allowed))[0], allowed) from None
    return Appraisal(comparison, chosen, births_in_one_arm)


class Appraisal:
    """A cost-benefit analysis of one comparison under one set of rules."""

    def __init__(self, comparison: Comparison, rules: Rules, births_in_one_arm: str):
        self.comparison, self.rules, self.births_in_one_arm = comparison, rules, births_in_one_arm
        cohort = comparison.cohort
        self.base_year, self.last_year = cohort.years[0], cohort.years[-1] + N_AGES - 1
        self.years = np.arange(self.base_year, self.last_year + 1)
        self._valued = [k for k, line in enumerate(LINES) if line.account is not None]
        factor = comparison.plan.model.parameters.price_factor(PRICE_YEAR, rules.price_year)
        self._worth = np.array([rules.qaly_value if LINES[k].unit == "QALY" else factor for k in self._valued])
        elapsed = np.array(cohort.years)[:, None] - self.base_year + np.arange(N_AGES)[None]
        self._elapsed = elapsed  # (birth year, age): years after the base year
        within = elapsed <= rules.horizon if rules.horizon is not None else np.ones_like(elapsed, bool)
        self._within = within
        self._discount = np.where(within, (1.0 + rules.discount_rate) ** -elapsed.astype(float), 0.0)

    # values by batch

    @cached_property
    def _flows(self) -> np.ndarray:
        """Undiscounted values, (batch, birth year, group, age, valued line), in euros."""
        batches = self.comparison.batches[..., self._valued]
        if self.births_in_one_arm == "counted":
            batches = batches + self.comparison.one_arm[..., self._valued]
        return batches * self._worth

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
    def irr(self) -> IRR:
        """Internal rate of return of the yearly flow of society, with its status and all roots."""
        return irr(self.yearly())

    @property
    def irr_se(self) -> float | None:
        """Monte-Carlo error of a unique rate of return, None where one of the batches left out has none."""
        if self.irr.value is None:
            return None
        flows = self._by_calendar_year(self._select())
        births = self.comparison.batch_births
        filled = births > 0
        flows, births = flows[filled], births[filled]
        if len(births) < 10:
            return None
        rates = [irr((flows.sum(0) - batch) / (births.sum() - n)).value for batch, n in zip(flows, births, strict=True)]
        if any(rate is None for rate in rates):
            return None
        count = len(rates)
        return float(np.sqrt((count - 1) / count * np.sum((np.array(rates) - np.mean(rates)) ** 2)))

    @property
    def qalys(self) -> Estimate:
        """QALYs gained, not discounted."""
        return self._years("qaly_child", discounted=False)

    @property
    def qalys_discounted(self) -> Estimate:
        """QALYs gained, discounted."""
        return self._years("qaly_child", discounted=True)

    @property
    def life_years(self) -> Estimate:
        """Life years gained, not discounted."""
        return self._years("life_years_male", "life_years_female", discounted=False)

    def _years(self, *names: str, discounted: bool) -> Estimate:
        chosen = [k for k, line in enumerate(LINES) if line.name in names]
        batches = self.comparison.batches[..., chosen]
        if self.births_in_one_arm == "counted":
            batches = batches + self.comparison.one_arm[..., chosen]
        weight = self._discount if discounted else self._within.astype(float)
        return estimate(np.einsum("bygal,ya->b", batches, weight), self.comparison.batch_births, self.comparison.births)

    @property
    def icer(self) -> Estimate:
        """Net cost per QALY: -(NPV - valued QALYs) / discounted QALYs."""
        qaly = self._select(unit="QALY")
        money = self._present[:, :, ~qaly].sum((1, 2))
        health = self._present[:, :, qaly].sum((1, 2)) / self.rules.qaly_value if self.rules.qaly_value else None
        if health is None or health.sum() == 0.0:
            return Estimate(None, None)
        pair = np.stack([-money, health], axis=-1)
        return estimate(pair, self.comparison.batch_births, 1.0, lambda x: x[..., 0] / x[..., 1])

    @property
    def mvpf(self) -> float:
        """Marginal value of public funds: gains of families, victims and employers over the net cost of government."""
        return mvpf(*self._public())

    @property
    def mvpf_region(self) -> str:
        """ "ratio", "infinite", "saves and harms" or "undefined"."""
        return mvpf_region(*self._public())

    def _public(self) -> tuple[float, float]:
        """Willingness to pay (disposable income and valued QALYs; what is consumed of the income counts for nothing) and
        net cost of government.
        """
        pays = sum(
            float(self._estimate(self._select(party=p) & ~self._select(account="consumption"))) for p in BENEFICIARIES
        )
        return pays, -sum(float(self._estimate(self._select(party=p))) for p in GOVERNMENT)

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
        labels = [label[list(GROUPS).index(name)] for label in group_labels()]
        programme = self._select(account="programme")
        rows = []
        for value in GROUPS[name]:
            groups = [k for k, label in enumerate(labels) if label == value]
            row = [value]
            for chosen in (programme | ~programme, ~programme, programme):
                row += self._pair(self._estimate(chosen, groups))
            rows.append(row)
        columns = [name, "npv", "npv_se", "benefits", "benefits_se", "programme", "programme_se"]
        frame = pd.DataFrame(rows, columns=columns).set_index(name)
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, present value in {self.base_year}"}
        return frame

    def _by_calendar_year(self, chosen: np.ndarray) -> np.ndarray:
        """Undiscounted flows per batch and calendar year, within the horizon."""
        flows = self._flows[..., chosen].sum((2, 4)) * self._within
        calendar = np.zeros((flows.shape[0], len(self.years)))
        for number in range(flows.shape[1]):
            offset = self._elapsed[number, 0]
            calendar[:, offset : offset + N_AGES] += flows[:, number]
        return calendar

    def yearly(self, party: str | None = None, account: str | None = None) -> np.ndarray:
        """Undiscounted flow per calendar year, (years,), for the births of the cohort."""
        calendar = self._by_calendar_year(self._select(account=account, party=party)).sum(0)
        return calendar * self.comparison.births / self.comparison.simulated

    def by_year(self) -> pd.DataFrame:
        """Undiscounted flow per calendar year and party, the total with its error, and the discounted running sum."""
        import pandas as pd

        frame = pd.DataFrame(
            {party: self.yearly(party=party) for party in PARTIES}, index=pd.Index(self.years, name="year")
        )
        value, se = jackknife(self._by_calendar_year(self._select()), self.comparison.batch_births)
        frame["society"] = value * self.comparison.births
        frame["society_se"] = np.nan if se is None else se * self.comparison.births
        discount = (1.0 + self.rules.discount_rate) ** -(self.years - self.base_year).astype(float)
        frame["society_cumulative_discounted"] = np.cumsum(frame["society"] * discount)
        frame.attrs["units"] = {"all": f"EUR {self.rules.price_year}, not discounted but for the last column"}
        return frame

    def payback(self) -> pd.Series:
        """Pay-back per party and for society: the first year from which the discounted running sum stays at or above 0.

        Missing where it never does, and for parties to whom nothing happens.
        """
        import pandas as pd

        discount = (1.0 + self.rules.discount_rate) ** -(self.years - self.base_year).astype(float)
        years = {}
        for party in (*PARTIES, "society"):
            running = np.cumsum(self.yearly(party=None if party == "society" else party) * discount)
            below = np.flatnonzero(running < 0.0)
            never = not running.any() or (below.size and below[-1] == len(running) - 1)
            first = below[-1] + 1 if below.size else 0
            years[party] = pd.NA if never else int(self.years[first])
        return pd.Series(years, name="payback_year", dtype="Int64")

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

    def report(self, path, language: str = "nl") -> None:
        """Write a one-page HTML report in Dutch ("nl") or English ("en")."""
        from .report.page import write_report

        if language not in ("nl", "en"):
            raise InputError(f"language is 'nl' or 'en', not {language!r}")
        write_report(self, path, language)
