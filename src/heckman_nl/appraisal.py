"""The appraisal of a comparison: net present value, ratio, return, by payer, account, year and group.

All money is scenario minus baseline, positive = gain for that party, for the births of the cohort, in euros of the
price year, discounted to the first birth year. Every figure carries the Monte-Carlo error of its 64 batches.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import parties
from .economics import Rules, alternatives, irr, mvpf, mvpf_region, rules_by_name
from .economics.measures import IRR
from .economics.rules import BIRTHS_IN_ONE_ARM
from .errors import InputError, check_number, unknown
from .estimate import Estimate, estimate, jackknife, ratio
from .vocabulary.lines import LINES, VALUED, Line
from .vocabulary.payers import ACCOUNTS, GOVERNMENT, PARTIES
from .vocabulary.rows import PRICE_YEAR
from .vocabulary.state import N_GROUPS, ledger_groups

if TYPE_CHECKING:
    import pandas as pd

    from .results import Comparison
    from .theory.curve import HeckmanCurve
    from .uncertainty.psa import PSA

BENEFICIARIES = ("family", "victims", "employers")
QALYS = tuple(line.name for line in LINES if line.unit == "QALY")
TAX_COST = "programme_other"  # the line that bears what raising public money costs: society, not the party that pays
SETTINGS = (  # of the rules, that a user may replace
    "discount_rate", "effect_discount_rate", "qaly_value", "horizon", "price_year", "growth", "absence", "deadweight",
    "years_in_one_arm",
)  # fmt: skip


def check_settings(settings: Iterable[str], beside: Iterable[str] = ()) -> None:
    """Refuse what is no setting of the rules; `beside`: what else the caller takes by name."""
    for name in settings:
        if name not in SETTINGS:
            raise unknown("setting", name, [*SETTINGS, *(other for other in beside if other != "settings")])


def appraise(
    comparison: Comparison, rules: str = "mkba", births_in_one_arm: str = "left out", **settings: Any
) -> Appraisal:
    """Appraise a comparison.

    Parameters
    ----------
    comparison : Comparison
    rules : str
        "mkba": the social balance. "zin": an economic evaluation in health care, with a rate of its own for QALYs and
        absence by friction cost. "budget": a balance of money only, party by party.
    births_in_one_arm : str
        "left out" (the headline) or "counted": the own life of a child that is born alive in one arm only.
    discount_rate : float, optional
        Per year; of costs and effects alike, but of money only under "zin".
    effect_discount_rate : float, optional
        Of QALYs, under "zin" only.
    qaly_value : float or str, optional
        EUR of the price year, or "low" (50,000), "high" (100,000) or "road safety" (what that ministry's value implies).
    horizon : int or str, optional
        Last year after the base year that counts, or "life".
    price_year : int, optional
        A year of the price index, 1995 to 2025.
    growth : dict, optional
        Real growth per year of {"wages", "care", "qaly"}.
    absence : str, optional
        "human capital": all of the wage of who is absent is lost; "friction cost": until who is absent is replaced.
    deadweight : float, optional
        What a euro of public money for the programme costs beyond that euro; 0 in Dutch practice. It is booked with the
        programme, for other society.
    years_in_one_arm : str, optional
        "less own consumption" or "production in full", of years lived in one arm only.
    """
    if births_in_one_arm not in BIRTHS_IN_ONE_ARM:
        raise unknown("treatment of births in one arm", births_in_one_arm, BIRTHS_IN_ONE_ARM)
    check_settings(settings, ("rules", "births_in_one_arm"))
    chosen = rules_by_name(rules, comparison.plan.model.parameters, **settings)
    return Appraisal(comparison, chosen, births_in_one_arm)


def finite(value) -> float | None:
    """A float, or None for what is missing or not a number."""
    return None if value is None or not math.isfinite(value) else float(value)


class Appraisal:
    """A cost-benefit analysis of one comparison under one set of rules.

    `psa`, `sensitivity` and `curve` are the analyses and the Heckman curve that its report shows, if they were given.
    """

    psa: PSA | None = None
    sensitivity: tuple[pd.DataFrame, ...] = ()
    curve: HeckmanCurve | None = None

    def __init__(self, comparison: Comparison, rules: Rules, births_in_one_arm: str):
        self.comparison, self.rules, self.births_in_one_arm = comparison, rules, births_in_one_arm
        cohort = comparison.cohort
        self.base_year, self.last_year = cohort.years[0], cohort.years[-1] + comparison.batches.shape[3] - 1
        self.years = np.arange(self.base_year, self.last_year + 1)
        factor = comparison.plan.model.parameters.price_factor(PRICE_YEAR, rules.price_year)
        self._worth = np.array([rules.qaly_value if LINES[k].unit == "QALY" else factor for k in VALUED])
        self._worth[self._lines(account="absence")] *= rules.absence_share
        elapsed = np.array(cohort.years)[:, None] - self.base_year + np.arange(comparison.batches.shape[3])[None]
        self._elapsed = elapsed  # (birth year, age): years after the base year
        within = elapsed <= rules.horizon if rules.horizon is not None else np.ones_like(elapsed, bool)
        self._within = within
        self._discount, self._effect_discount = (
            np.where(within, (1.0 + rate) ** -elapsed.astype(float), 0.0)
            for rate in (rules.discount_rate, rules.effect_discount_rate)
        )
        self._counted = np.array([rules.counts(LINES[k]) for k in VALUED])
        rates = np.array([rules.growth_of(LINES[k]) for k in VALUED])
        self._growth = (1.0 + rates) ** elapsed[..., None] if rates.any() else None  # (birth year, age, valued line)

    def __repr__(self) -> str:
        ratio = "undefined" if self.bcr.value is None else f"{self.bcr:.2f}"
        return f"<Appraisal ({self.rules.name}) of {self.comparison.scenario.name!r}: NPV {self.npv:,.0f} EUR, ratio {ratio}>"

    # values by batch

    @property
    def _cells(self) -> np.ndarray:
        """Valued lines in their units, (batch, birth year, group, age, valued line), lives born in one arm as the rules say."""
        cells = self.comparison.valued
        if self.births_in_one_arm == "counted":
            cells = cells + self.comparison.one_arm.take(VALUED, -1)
        return cells

    @cached_property
    def _flows(self) -> np.ndarray:
        """Undiscounted values of all groups, (batch, birth year, age, valued line), in euros."""
        flows = self._cells.sum(2) * self._worth
        return self._with_deadweight(flows if self._growth is None else flows * self._growth)

    @cached_property
    def _present(self) -> np.ndarray:
        """Present values by batch, group and valued line."""
        cells = self._cells if self._growth is None else self._cells * self._growth[:, None]
        present = np.einsum("bygal,ya->bgl", cells, self._discount)
        if self.rules.effect_discount_rate != self.rules.discount_rate:
            effects = self._lines(unit="QALY")
            present[..., effects] = np.einsum("bygal,ya->bgl", cells[..., effects], self._effect_discount)
        return self._with_deadweight(present * self._worth)

    def _with_deadweight(self, values: np.ndarray) -> np.ndarray:
        """Values with the cost of raising public money in them, if the rules count it; the last axis is that of valued lines."""
        if self.rules.deadweight:
            public = np.any([self._lines(account="programme", party=p) for p in GOVERNMENT], axis=0)
            bears = [LINES[k].name for k in VALUED].index(TAX_COST)
            values[..., bears] += self.rules.deadweight * values[..., public].sum(-1)
        return values

    def _select(self, account: str | None = None, party: str | None = None, unit: str | None = None) -> np.ndarray:
        """Which of the valued lines that count under the rules belong to an account, a party or a unit."""
        return self._lines(account, party, unit) & self._counted

    def _lines(self, account: str | None = None, party: str | None = None, unit: str | None = None) -> np.ndarray:
        """Which of the valued lines belong to an account, a party or a unit, whether they count or not."""
        lines = [LINES[k] for k in VALUED]
        return np.array([
            (account is None or line.account == account) and (party is None or line.party == party) and (unit is None or line.unit == unit)
            for line in lines
        ])  # fmt: skip

    def _estimate(self, chosen: np.ndarray, groups=slice(None)) -> Estimate:
        batches = self._present[:, groups][:, :, chosen].sum((1, 2))
        return estimate(batches, self.comparison.batch_births, self.comparison.births)

    def by_batch(self, keep: Callable[[Line], bool], groups=slice(None)) -> np.ndarray:
        """Present value per batch of the lines that count under the rules and for which `keep(line)` holds, in EUR.

        Of ledger groups, if they are given. For a figure of one's own in one party's view;
        `heckman_nl.estimate.estimate` gives it an error.
        """
        kept = np.array([keep(LINES[k]) for k in VALUED]) & self._counted
        return self._present[:, groups][:, :, kept].sum((1, 2))

    # headlines

    @property
    def npv(self) -> Estimate:
        """Net present value for society; of money only where the rules say so."""
        return self._estimate(self._select())

    @property
    def costs(self) -> Estimate:
        """Present value of the programme's costs (minus the account `programme`), the cost of raising public money in it."""
        cost = self._estimate(self._select(account="programme"))
        return Estimate(None if cost.value is None else 0.0 - cost.value, cost.se)

    @property
    def benefits(self) -> Estimate:
        """Everything but the programme's costs: NPV + costs."""
        return self._estimate(self._benefits)

    @property
    def _benefits(self) -> np.ndarray:
        return self._select() & ~self._lines(account="programme")

    @property
    def bcr(self) -> Estimate:
        """Benefits over costs, E[B] / E[C] (see `ratio_parts`); undefined without costs."""
        benefits = self._present[:, :, self._benefits].sum((1, 2))
        costs = -self._present[:, :, self._select(account="programme")].sum((1, 2))
        if costs.sum() == 0.0:
            return Estimate(None, None)
        return ratio(benefits, costs, self.comparison.batch_births)

    def ratio_parts(self) -> pd.DataFrame:
        """What stands above and below the line of the benefit-cost ratio, and where the cost of raising public money sits."""
        import pandas as pd

        public = np.any([self._lines(account="programme", party=p) for p in GOVERNMENT], axis=0)
        paid, share = self._estimate(public), self.rules.deadweight
        rows = {
            "numerator": (*self._pair(self.benefits), "all gains and losses but the costs of the programme"),
            "denominator": (*self._pair(self.costs), "costs of the programme, whoever pays, the tax cost in it"),
            "tax cost": (
                *self._pair(Estimate(0.0 - share * paid.value, None if paid.se is None else share * paid.se)),
                f"part of the denominator: {share:.0%} of what central government, municipalities, Zvw and Wlz pay for it",
            ),
        }  # fmt: skip
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "se", "text"]).rename_axis("part")
        frame.attrs["units"] = {"value": self._unit}
        return frame

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

    def qalys_by_batch(self, groups=slice(None)) -> np.ndarray:
        """QALYs of child and parents per batch, not discounted, within the horizon; of ledger groups."""
        return self._years_by_batch(*QALYS, discounted=False, groups=groups)

    def _years_by_batch(self, *names: str, discounted: bool, groups=slice(None)) -> np.ndarray:
        """Sums per batch of lines that count years, within the horizon; of ledger groups."""
        chosen = [k for k, line in enumerate(LINES) if line.name in names]
        batches = self.comparison.batches[:, :, groups][..., chosen]
        if self.births_in_one_arm == "counted":
            batches = batches + self.comparison.one_arm[:, :, groups][..., chosen]
        return np.einsum("bygal,ya->b", batches, self._effect_discount if discounted else self._within.astype(float))

    @property
    def icer(self) -> Estimate:
        """Net cost per QALY: -(NPV - valued QALYs) / discounted QALYs. Negative where it saves or harms: see `net_benefit`."""
        money = self._present[:, :, self._select() & ~self._lines(unit="QALY")].sum((1, 2))
        health = self._years_by_batch(*QALYS, discounted=True)
        if health.sum() == 0.0:
            return Estimate(None, None)
        return ratio(-money, health, self.comparison.batch_births)

    @property
    def mvpf(self) -> Estimate:
        """Marginal value of public funds: gains of families, victims and employers over the net cost of government.

        Gains are disposable income and valued QALYs: what is consumed of the income counts for nothing. `inf` or
        undefined by its region.
        """
        pays, cost = self.public()
        value = mvpf(pays.sum(), cost.sum())
        if not math.isfinite(value):
            return Estimate(value if value > 0 else None, None)
        return ratio(pays, cost, self.comparison.batch_births)

    @property
    def mvpf_region(self) -> str:
        """ "ratio", "infinite", "saves and harms" or "undefined"."""
        pays, cost = self.public()
        return mvpf_region(pays.sum(), cost.sum())

    def public(self, groups=slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """Willingness to pay, valued QALYs in it whatever the rules count, and net cost of government, by batch: the two sides of
        the `mvpf`, of ledger groups if they are given."""
        gains = np.any([self._lines(party=p) for p in BENEFICIARIES], axis=0) & ~self._lines(account="consumption")
        costs = np.any([self._select(party=p) for p in GOVERNMENT], axis=0)
        present = self._present[:, groups]
        return present[:, :, gains].sum((1, 2)), -present[:, :, costs].sum((1, 2))

    def net_benefit(self, thresholds: Sequence[float] | None = None) -> pd.DataFrame:
        """Net monetary benefit by what a QALY is held to be worth: threshold × discounted QALYs - net cost.

        Parameters
        ----------
        thresholds : sequence of float, optional
            EUR of the price year per QALY; the reference values of health care (20, 50 and 80 thousand) if left out.

        Returns
        -------
        DataFrame by threshold: net_benefit, se, and whether it is worth it at that threshold.
        """
        import pandas as pd

        rows = []
        for threshold in self.rules.thresholds if thresholds is None else thresholds:
            rules = replace(self.rules, qaly_value=check_number("a threshold", threshold, 0.0, 1e8), counts_qalys=True)
            worth = Appraisal(self.comparison, rules, self.births_in_one_arm).npv
            rows.append((float(threshold), *self._pair(worth), float(worth) > 0.0))
        frame = pd.DataFrame(rows, columns=["threshold", "net_benefit", "se", "worth_it"]).set_index("threshold")
        frame.attrs["units"] = {"threshold": f"EUR {self.rules.price_year} per QALY", "net_benefit": self._unit}
        return frame

    def net_cost(self) -> pd.DataFrame:
        """The budget view: what the programme costs each party, what it saves or earns it in money, and when it is paid back.

        QALYs and own consumption are no money and in no column. `net_cost` = costs (of the programme) - money; positive =
        the party pays. `payback` is the first year from which the discounted running sum of its money stays at or above 0. The row
        "government" adds central government, municipality, Zvw and Wlz: the denominator of the MVPF, which stands in
        `.attrs` with its region.
        """
        import pandas as pd

        cash = ~self._lines(unit="QALY") & ~self._lines(account="consumption")
        of = {party: self._lines(party=party) & cash for party in PARTIES}
        of["government"] = np.any([of[p] for p in GOVERNMENT], axis=0)
        programme, rows = self._lines(account="programme"), []
        for party, lines in of.items():
            paid, money, net = (self._estimate(chosen) for chosen in (lines & programme, lines & ~programme, lines))
            year = self._first_years(self._by_calendar_year(lines, discounted=True).sum(0)[None])[0]
            rows.append((party, 0.0 - float(paid), float(money), 0.0 - float(net), self._pair(net)[1], year))
        columns = ["party", "costs", "money", "net_cost", "net_cost_se", "payback"]
        frame = pd.DataFrame(rows, columns=columns).set_index("party").astype({"payback": "Int64"})
        frame.attrs["units"] = {"all": self._unit, "payback": "calendar year"}
        frame.attrs["mvpf"], frame.attrs["mvpf_region"] = self.mvpf.value, self.mvpf_region
        return frame

    def alternatives(self, simulate: bool = False) -> pd.DataFrame:
        """The headline under each named alternative, one at a time: one row each, after the headline itself.

        Parameters
        ----------
        simulate : bool
            Adds falling mortality (`mortality.cohort.improvement`), for which the lives are lived once more. The other
            alternatives need no new simulation.

        Returns
        -------
        DataFrame by alternative: text (and in Dutch, text_nl), npv, npv_se, bcr, costs, benefits.
        """
        import pandas as pd

        parameters = self.comparison.plan.model.parameters
        found = [("headline", "as appraised", "hoofdberekening", self)]
        found += [
            (other.name, other.text, other.text_nl, Appraisal(self.comparison, other.rules, other.births_in_one_arm))
            for other in alternatives(self.rules, self.births_in_one_arm, parameters)
        ]
        if simulate:
            change = {"mortality.improvement": parameters.value("mortality.cohort.improvement")}
            lived = self.comparison.with_parameters(change)
            text = "mortality falls after the year of the life table as for the cohort of 2025"
            text_nl = "de sterfte daalt na het jaar van de overlevingstafel zoals voor het geboortejaar 2025"
            found.append(("falling mortality", text, text_nl, self.of(lived)))
        rows = [
            (name, text, text_nl, *self._pair(one.npv), float(one.bcr), float(one.costs), float(one.benefits))
            for name, text, text_nl, one in found
        ]
        columns = ["alternative", "text", "text_nl", "npv", "npv_se", "bcr", "costs", "benefits"]
        frame = pd.DataFrame(rows, columns=columns).set_index("alternative")
        frame.attrs["units"] = {"all": self._unit, "bcr": "ratio of means"}
        return frame

    # tables

    @property
    def _unit(self) -> str:
        return f"EUR {self.rules.price_year}, present value in {self.base_year}"

    def _table(self, names: dict[str, str], **by) -> pd.DataFrame:
        import pandas as pd

        key = next(iter(by))
        rows = [(name, *self._pair(self._estimate(self._select(**{key: name}))), text) for name, text in names.items()]
        frame = pd.DataFrame(rows, columns=[key, "value", "se", "text"]).set_index(key)
        frame.attrs["units"] = {"value": self._unit}
        return frame

    @staticmethod
    def _pair(figure: Estimate) -> tuple[float, float]:
        return float(figure), figure.error

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
        frame.attrs["units"] = {"all": self._unit}
        return frame

    def by_group(self, name: str) -> pd.DataFrame:
        """NPV, benefits and costs of the programme (both positive where there are some) per class of `name`: "vulnerability", "maternal_education" or "circumstances".

        The last needs a comparison that was lived with `axis="circumstances"`.
        """
        import pandas as pd

        here = self.with_groups(name)
        if here is not self:
            return here.by_group(name)
        programme, rows = self._select(account="programme"), []
        for value, first in ledger_groups(name).items():
            groups = [k + N_GROUPS * generation for generation in range(self.comparison.generations) for k in first]
            row = [value]
            for chosen in (self._select(), self._benefits):
                row += self._pair(self._estimate(chosen, groups))
            paid, error = self._pair(self._estimate(programme, groups))
            row += [0.0 - paid, error]
            rows.append(row)
        columns = [name, "npv", "npv_se", "benefits", "benefits_se", "costs", "costs_se"]
        frame = pd.DataFrame(rows, columns=columns).set_index(name)
        frame.attrs["units"] = {"all": self._unit}
        return frame

    def with_groups(self, name: str) -> Appraisal:
        """The same appraisal, of the comparison whose ledger groups tell the classes of `name` apart."""
        comparison = self.comparison.with_groups(name)
        return self if comparison is self.comparison else Appraisal(comparison, self.rules, self.births_in_one_arm)

    def distribution(
        self, name: str = "circumstances", weights: dict[str, float] | None = None, elasticity: float | None = None
    ) -> pd.DataFrame:
        """Who gains: births, NPV and QALYs per class of `name`, and the NPV with equity weights; see `distribution`."""
        from .distribution import distribution

        return distribution(self, name, weights, elasticity)

    def by_generation(self) -> pd.DataFrame:
        """NPV, benefits and costs of the programme per generation: the cohort, its children, and so on."""
        import pandas as pd

        programme, rows = self._select(account="programme"), []
        for number in range(self.comparison.generations):
            groups, row = slice(N_GROUPS * number, N_GROUPS * (number + 1)), [number + 1]
            for chosen in (self._select(), self._benefits):
                row += self._pair(self._estimate(chosen, groups))
            paid, error = self._pair(self._estimate(programme, groups))
            row += [0.0 - paid, error]
            rows.append(row)
        columns = ["generation", "npv", "npv_se", "benefits", "benefits_se", "costs", "costs_se"]
        frame = pd.DataFrame(rows, columns=columns).set_index("generation")
        frame.attrs["units"] = {"all": self._unit}
        return frame

    def _by_calendar_year(self, chosen: np.ndarray, discounted: bool = False) -> np.ndarray:
        """Flows per batch and calendar year, within the horizon."""
        effects = self._lines(unit="QALY")
        parts = [(chosen, self._within)]
        if discounted:
            parts = [(chosen & ~effects, self._discount), (chosen & effects, self._effect_discount)]
        flows = sum(self._flows[..., lines].sum(-1) * weight for lines, weight in parts)
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
        calendar = self._by_calendar_year(self._select(party=party), discounted=True).sum(0)
        return np.cumsum(calendar * self.comparison.births / self.comparison.simulated)

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

        rows = {
            name: jackknife(calendar, self.comparison.batch_births, self._first_years)
            for name, calendar in self._calendars(discounted=True).items()
        }
        years = pd.Series({name: float(year) for name, (year, _) in rows.items()}).astype("Int64")
        frame = pd.DataFrame({"year": years, "se": [finite(se) for _, se in rows.values()]}, dtype=object)
        frame = frame.astype({"year": "Int64", "se": float}).rename_axis("party")
        frame.attrs["units"] = {"year": "calendar year", "se": "years"}
        return frame

    def _first_years(self, flows: np.ndarray) -> np.ndarray:
        """First calendar year from which the running sum of discounted flows (n, years) stays at or above 0, or NaN."""
        running = np.cumsum(flows, axis=1)
        below = running < 0.0
        after_last = np.where(below.any(1), below.shape[1] - np.argmax(below[:, ::-1], axis=1), 0)
        never = ~running.any(1) | (after_last == below.shape[1])
        return np.where(never, np.nan, self.base_year + after_last)

    def _calendars(self, discounted: bool = False) -> dict[str, np.ndarray]:
        """Flows per batch and calendar year, of each party and of society."""
        calendars = {party: self._by_calendar_year(self._select(party=party), discounted) for party in PARTIES}
        return {**calendars, "society": sum(calendars.values())}

    def yearly_by_line(self, discounted: bool = False) -> tuple[list[Line], np.ndarray]:
        """The lines that count under the rules, and their flows per calendar year, (years, lines), for the births of the cohort."""
        flows = self._flows.sum(0)  # (birth year, age, valued line)
        if discounted:
            effects = self._lines(unit="QALY")
            flows = flows * np.where(effects, self._effect_discount[..., None], self._discount[..., None])
        else:
            flows = flows * self._within[..., None]
        calendar = np.zeros((len(self.years), len(VALUED)))
        for number, of_births in enumerate(flows):
            offset = self._elapsed[number, 0]
            calendar[offset : offset + len(of_births)] += of_births
        counted = np.flatnonzero(self._counted)
        scale = self.comparison.births / self.comparison.simulated
        return [LINES[VALUED[k]] for k in counted], calendar[:, counted] * scale

    def by_year_and_party(self) -> pd.DataFrame:
        """Flows by calendar year, party and account, discounted and not; see `heckman_nl.parties.by_year_and_party`."""
        return parties.by_year_and_party(self)

    def parties(self) -> pd.DataFrame:
        """What each party and society pay and gain, when it pays back, and whose is the wrong pocket; see `heckman_nl.parties.parties`."""
        return parties.parties(self)

    def compensation(self, who_pays: Sequence[str] | None = None) -> pd.DataFrame:
        """Payments from those who gain that make others whole; see `heckman_nl.parties.compensation`."""
        return parties.compensation(self, who_pays)

    def of(self, comparison: Comparison) -> Appraisal:
        """Another comparison, appraised as this one."""
        return Appraisal(comparison, self.rules, self.births_in_one_arm)

    @cached_property
    def _evidence(self) -> pd.DataFrame:
        from .evidence import ledger

        return ledger(self)

    def evidence(self) -> pd.DataFrame:
        """Benefits that are left on evidence down to each grade, by weakest link; see `heckman_nl.evidence.ledger`."""
        return self._evidence.copy()

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

    def with_psa(self, psa: PSA | None) -> Appraisal:
        """The same appraisal, with an uncertainty analysis of the same run beside it; InputError where it is of another run."""
        if psa is None:
            return self
        from .uncertainty.psa import PSA

        if not isinstance(psa, PSA):
            raise InputError(f"psa is an uncertainty analysis (Model.psa), not {psa!r}")
        psa.strategy_of(self)
        found = copy(self)
        found.psa = psa
        return found

    def with_sensitivity(self, *frames: pd.DataFrame) -> Appraisal:
        """The same appraisal, with analyses of the same scenario for its report.

        frames : of `hn.uncertainty`: `tornado`, `morris`, `sobol`, `turning_points`, `structural`, one of each at most.
        InputError where one is of another kind, scenario, parameters, cohort or rules.
        """
        if not frames:
            return self
        from .report.sensitivity import ANALYSES
        from .uncertainty.psa import other_run

        kinds = [frame.attrs.get("analysis") for frame in frames]
        if not set(kinds) <= set(ANALYSES) or len(set(kinds)) < len(kinds):
            raise InputError(
                f"a report shows {', '.join(ANALYSES)} of hn.uncertainty, one of each at most, not {kinds}"
            )
        for kind, frame in zip(kinds, frames, strict=True):
            differ = other_run(self, frame.attrs, any_rules=kind == "structural")
            if frame.attrs["scenario_fingerprint"] != self.comparison.scenario.fingerprint:
                differ.insert(0, "scenario")
            if differ:
                raise InputError(f"this {kind} is of another run: other {'; other '.join(differ)}")
        found = copy(self)
        found.sensitivity = frames
        return found

    def with_curve(self, curve: HeckmanCurve | None) -> Appraisal:
        """The same appraisal, with a Heckman curve for its report (`hn.theory.curve.heckman_curve`)."""
        if curve is None:
            return self
        found = copy(self)
        found.curve = curve
        return found

    def report(
        self,
        path,
        language: str = "nl",
        texts: dict[str, str] | None = None,
        psa: PSA | None = None,
        curve: HeckmanCurve | None = None,
        sensitivity: Sequence[pd.DataFrame] = (),
    ) -> None:
        """Write a self-contained HTML report in Dutch ("nl") or English ("en").

        `texts` are words of the authors for items of the checklists, by key: {"cheers.27": "Funded by ..."}; `psa` an
        uncertainty analysis of the same run (`Model.psa`, or `hn.uncertainty.read_psa` of its folder); `curve` the Heckman
        curve of the same model (`hn.theory.curve.heckman_curve`), which is of children at large and not of this scenario; `sensitivity`
        analyses of the same scenario (`with_sensitivity`).
        """
        from .report.page import write_report

        check_suffix(path, ".html", "a report")
        found = self.with_psa(psa).with_curve(curve).with_sensitivity(*sensitivity)
        write_report(found, path, check_language(language), texts)

    def to_excel(
        self,
        path,
        language: str = "nl",
        texts: dict[str, str] | None = None,
        psa: PSA | None = None,
        sensitivity: Sequence[pd.DataFrame] = (),
    ) -> None:
        """Write the tables of the report as an Excel workbook, one sheet each; `texts`, `psa`, `sensitivity` as in `report`."""
        from .report.excel import write_excel

        check_suffix(path, ".xlsx", "a workbook")
        write_excel(self.with_psa(psa).with_sensitivity(*sensitivity), path, check_language(language), texts)


def check_suffix(path, suffix: str, what: str) -> None:
    if Path(path).suffix.lower() != suffix:
        raise InputError(f"{what} is written to a file that ends in {suffix}, not {str(path)!r}")


def check_language(code: str) -> str:
    if code not in ("nl", "en"):
        raise InputError(f"language is 'nl' or 'en', not {code!r}")
    return code
