"""Studies as named designs: what each would find in every draw, what that is worth, and which to do first.

A design says what a study of its size prints if a draw is the truth: the drawn number with a sampling error, normal on the
additive scale of the number. `voi.evsi` makes a value of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ..errors import InputError, check_number, unknown
from ..vocabulary import channels
from . import voi

if TYPE_CHECKING:
    import pandas as pd

    from ..parameters import ParameterSet
    from .psa import PSA

MEASURES = ("OR", "RR", "HR", "SD")
EDGE = 1e-4  # a risk under treatment stays this far from 0 and 1
TRIAL_YEARS, SURVEY_YEARS = 5, 1  # until the result of a usual study can be used
USUAL_RISK = 0.2  # in the control arm, of a usual trial whose card names none


class Design(Protocol):
    """A study of one drawn number."""

    parameter: str

    def estimate(self, truth: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """What the study prints, on the additive scale; `noise` is standard normal, (draws,)."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A randomised trial of one effect, as it is in practice (`<id>.<channel>`).

    `per_arm` families followed to the end in each arm; `risk` of the outcome in the control arm, where the effect is a
    ratio; `inflation` of the variance, by clusters or loss to follow-up. The variance on the scale of the channel is that of
    large samples: 2/n of a difference in SD; of log OR 1/(n p(1-p)), of log RR (1-p)/(n p), of log HR 1/(n p), summed over
    the two arms.
    """

    parameter: str
    per_arm: int
    risk: float | None = None
    measure: str = ""  # that of the channel, if left out
    inflation: float = 1.0

    def __post_init__(self):
        check_number("per_arm", self.per_arm, 2, 10_000_000, whole=True)
        check_number("inflation", self.inflation, 1.0, 100.0)
        if self.measure and self.measure not in MEASURES:
            raise unknown("measure", self.measure, MEASURES)
        channel = self.parameter.rpartition(".")[2]
        if not self.measure and channel not in channels.BY_NAME:
            raise InputError(f"{self.parameter!r} is no effect <id>.<channel>: give the measure of the trial")
        if self.scale != "SD":
            if self.risk is None:
                raise InputError(f"a trial of {self.parameter} ({self.scale}) needs the risk in its control arm: risk=")
            check_number("risk", self.risk, EDGE, 1.0 - EDGE)

    @property
    def scale(self) -> str:
        return self.measure or channels.BY_NAME[self.parameter.rpartition(".")[2]].measure

    def estimate(self, truth: np.ndarray, noise: np.ndarray) -> np.ndarray:
        if self.scale == "SD":
            return truth + noise * np.sqrt(self.inflation * 2.0 / self.per_arm)
        shift, p = np.log(truth), self.risk
        treated = {
            "OR": 1.0 / (1.0 + (1.0 - p) / p * np.exp(-shift)),
            "RR": p * truth,
            "HR": 1.0 - (1.0 - p) ** truth,
        }[self.scale]
        arms = np.stack([np.full(len(truth), p), np.clip(treated, EDGE, 1.0 - EDGE)])
        each = {"OR": 1.0 / (arms * (1.0 - arms)), "RR": (1.0 - arms) / arms, "HR": 1.0 / arms}[self.scale]
        return shift + noise * np.sqrt(self.inflation * each.sum(0) / self.per_arm)


@dataclass(frozen=True, kw_only=True)
class CostStudy:
    """What something costs, from `sites` where it is done; `variation` is the coefficient of variation between sites."""

    parameter: str
    sites: int
    variation: float = 0.5

    def __post_init__(self):
        check_number("sites", self.sites, 1, 10_000_000, whole=True)
        check_number("variation", self.variation, 0.0, 10.0)

    def estimate(self, truth: np.ndarray, noise: np.ndarray) -> np.ndarray:
        return np.log(truth) + noise * np.sqrt(np.log1p(self.variation**2) / self.sites)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A share, such as a step of a cascade, counted among `persons`."""

    parameter: str
    persons: int

    def __post_init__(self):
        check_number("persons", self.persons, 1, 1_000_000_000, whole=True)

    def estimate(self, truth: np.ndarray, noise: np.ndarray) -> np.ndarray:
        share = np.clip(truth, EDGE, 1.0 - EDGE)
        return np.log(share / (1.0 - share)) + noise / np.sqrt(self.persons * share * (1.0 - share))


LOG_ODDS = "log odds"


@dataclass(frozen=True, kw_only=True)
class Registry:
    """An arrow of the model, from a register or cohort of `persons`, of whom a share is `exposed`.

    With the `risk` of those who are not exposed the arrow is an odds ratio, or the logarithm of one (`log_odds`), without it a
    difference in SD. `bias` is what
    confounding leaves unsure, as a standard deviation on the additive scale (log odds, or SD): it does not fall with the
    number of persons, so that even all of a country is not perfect information.
    """

    parameter: str
    persons: int
    exposed: float
    risk: float | None = None
    bias: float = 0.0
    log_odds: bool = False

    def __post_init__(self):
        check_number("persons", self.persons, 2, 1_000_000_000, whole=True)
        check_number("exposed", self.exposed, EDGE, 1.0 - EDGE)
        check_number("bias", self.bias, 0.0, 10.0)
        if self.risk is not None:
            check_number("risk", self.risk, EDGE, 1.0 - EDGE)

    def estimate(self, truth: np.ndarray, noise: np.ndarray) -> np.ndarray:
        with_, without = self.persons * self.exposed, self.persons * (1.0 - self.exposed)
        if self.risk is None:
            return truth + noise * np.sqrt(1.0 / with_ + 1.0 / without + self.bias**2)
        p, log_ratio = self.risk, truth if self.log_odds else np.log(truth)
        exposed = np.clip(1.0 / (1.0 + (1.0 - p) / p * np.exp(-log_ratio)), EDGE, 1.0 - EDGE)
        variance = 1.0 / (with_ * exposed * (1.0 - exposed)) + 1.0 / (without * p * (1.0 - p))
        return log_ratio + noise * np.sqrt(variance + self.bias**2)


@dataclass(frozen=True)
class Study:
    """A study: what it measures, what it costs (EUR of the price year) and after how many years a decision can use it."""

    name: str
    designs: tuple[Design, ...]
    cost: float = 0.0
    years: int = 0

    def __post_init__(self):
        object.__setattr__(self, "designs", tuple(self.designs))
        if not self.designs:
            raise InputError(f"study {self.name!r} measures nothing: give it a design")
        check_number("cost", self.cost, 0.0)
        check_number("years", self.years, 0, 100, whole=True)


def study_outcomes(psa: PSA, design: Design | Iterable[Design], seed: int = 1) -> pd.DataFrame:
    """What a study would print in every draw if that draw were the truth, for `evsi`.

    Parameters
    ----------
    psa : PSA, or anything with a table `parameters`
    design : Design or several
        Measured together; their sampling errors are independent.
    seed : int
        Of the sampling errors; two studies of other size have the same, so that their values can be compared.

    Returns
    -------
    DataFrame
        Draws × measured numbers, on their additive scales.
    """
    import pandas as pd

    designs = list(design) if isinstance(design, Iterable) else [design]
    columns = {}
    for k, one in enumerate(designs):
        if one.parameter not in psa.parameters:
            raise unknown("drawn parameter", one.parameter, list(psa.parameters))
        if isinstance(one, Registry) and one.risk is not None and one.log_odds != (unit_of(one.parameter) == LOG_ODDS):
            raise InputError(
                f"{one.parameter} is in {unit_of(one.parameter) or 'the measure of its channel'}: give log_odds={not one.log_odds}"
            )
        truth = psa.parameters[one.parameter].to_numpy(float)
        noise = np.random.default_rng([seed, k]).standard_normal(len(truth))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = one.estimate(truth, noise)
        if not np.isfinite(found).all():
            raise InputError(
                f"{one.parameter} is not above 0 in every draw: a {type(one).__name__} of it is of another scale"
            )
        columns[f"{k}. {one.parameter}"] = found
    return pd.DataFrame(columns, index=psa.parameters.index)


def unit_of(name: str) -> str:
    """The unit of a drawn parameter of the model; "" of what is not one."""
    from ..parameters import ParameterSet

    known = ParameterSet.read()
    return known[name].unit if name in known else ""


def which_study_first(
    psa: PSA,
    studies: Sequence[Study],
    years: int = 10,
    rate: float | None = None,
    per_year: float | None = None,
    apart: bool = False,
) -> pd.DataFrame:
    """Studies ranked by what they are worth beyond what they cost.

    Parameters
    ----------
    psa : PSA
        Its strategies are what the decision is between.
    studies : sequence of Study
    apart : bool
        Each strategy is decided by itself, to do it or not, as fits a catalogue; the values of a study for these decisions add
        up. If False, one of all strategies is chosen.
    years : int
        Birth years for which the decision counts, after the result is there.
    rate : float, optional
        Discount rate per year; that of the analysis if left out.
    per_year : float, optional
        Births in each of these years; those of the cohort if left out.

    Returns
    -------
    DataFrame by study, best first: `perfect` (EVPPI of what it measures) and `evsi`, with its `se`, for the births of the
    analysis; `population`, the EVSI for the births of `years` birth years, discounted, and its error; `cost`; `enbs`, the
    difference, and `worth_it`. Euros.
    """
    import pandas as pd

    names = [study.name for study in studies]
    if len(set(names)) != len(names):
        raise InputError(f"studies need names of their own: {names}")
    rate = psa.about["discount_rate"] if rate is None else rate
    births, birth_years = psa.about["births"], np.array(psa.about["birth_years"])
    per_year = births / len(birth_years) if per_year is None else per_year
    of_first = births * np.mean((1.0 + psa.about["discount_rate"]) ** -(birth_years - birth_years[0]))  # as values are
    rows = []
    for study in studies:
        found, known = study_outcomes(psa, study.designs), list(dict.fromkeys(d.parameter for d in study.designs))
        perfect, value, variance = 0.0, 0.0, 0.0
        for benefit in decisions(psa, known, apart):
            perfect += float(voi.evppi(benefit, psa.parameters[known], joint=True)["joint"])
            sample = voi.evsi(benefit, found)
            value, variance = value + float(sample["evsi"]), variance + float(sample.attrs["se"]["evsi"]) ** 2
        se = variance**0.5
        factor = voi.population(1.0 / of_first, per_year, years, rate, study.years)
        net = voi.enbs(value * factor, study.cost)
        rows.append((
            study.name, ", ".join(d.parameter for d in study.designs), perfect, value, se, value * factor, se * factor,
            study.cost, net, net > 0,
        ))  # fmt: skip
    columns = ["study", "measures", "perfect", "evsi", "se", "population", "population_se", "cost", "enbs", "worth_it"]
    frame = pd.DataFrame(rows, columns=columns).set_index("study").sort_values("enbs", ascending=False, kind="stable")
    frame.attrs["units"] = {
        "all": f"EUR {psa.about['price_year']}, present value",
        "perfect, evsi, se": f"for {births:,} births",
        "population": f"for {per_year:,.0f} births in each of {years} years after the result, at {rate:.2%} a year",
    }  # fmt: skip
    return frame


def decisions(psa: PSA, measured: Sequence[str], apart: bool) -> list[pd.DataFrame]:
    """Tables (draws × options) of net benefit, one for each decision that what is measured bears on."""
    wide = psa.outcome("npv")
    if not apart:
        return [wide]
    baseline, *strategies = wide
    ids = {one["name"]: {item["id"] for item in one["interventions"]} for one in psa.about.get("content", [])}
    asked = {name.split(".")[0] for name in measured}
    own = [name for name in strategies if asked & ids.get(name, set())]
    return [wide[[baseline, name]] for name in own or strategies]


def usual_studies(psa: PSA, per_arm: int = 500, sites: int = 20, persons: int = 500) -> list[Study]:
    """For every intervention of an analysis: a trial of all its effects, a study of its costs and a survey of its cascade.

    The control risks are those of the trials on its card (0.2 where none is named), the costs of the studies are parameters
    (`economics.study`), assumptions as they are.
    """
    from ..parameters import ParameterSet
    from .folder import out_of_json

    parameters = ParameterSet.read()
    items = {item.id: item for content in psa.about["content"] for item in out_of_json(content).interventions}
    found = []
    for id, item in items.items():
        effects = [effect for effect in item.effect if f"{id}.{effect.channel}" in psa.about["effects"]]
        trials = [Trial(parameter=f"{id}.{e.channel}", per_arm=per_arm, risk=control_risk(e)) for e in effects]
        if trials:
            cost = price(parameters, psa, "trial") + 2 * per_arm * price(parameters, psa, "family")
            found.append(Study(f"{id}: trial, {per_arm} per arm", tuple(trials), cost, TRIAL_YEARS))
        drawn = item.uncertain()
        costs = [CostStudy(parameter=f"{id}.{place}", sites=sites) for place in drawn if place.startswith("cost.")]
        if costs:
            found.append(
                Study(f"{id}: costs, {sites} sites", tuple(costs), price(parameters, psa, "costs"), SURVEY_YEARS)
            )
        steps = [Survey(parameter=f"{id}.{place}", persons=persons) for place in drawn if place.startswith("offer.")]
        if steps:
            cost = price(parameters, psa, "survey")
            found.append(Study(f"{id}: cascade, {persons} families", tuple(steps), cost, SURVEY_YEARS))
    return found


def control_risk(effect) -> float:
    """Risk in the control arm of the first trial on the card that names one."""
    return next((trial.baseline for trial in effect.trials if trial.baseline is not None), USUAL_RISK)


def price(parameters: ParameterSet, psa: PSA, kind: str) -> float:
    """What a part of a study costs, in euros of the analysis."""
    from ..vocabulary.rows import PRICE_YEAR

    return parameters.euros(f"economics.study.{kind}") * parameters.price_factor(PRICE_YEAR, psa.about["price_year"])
