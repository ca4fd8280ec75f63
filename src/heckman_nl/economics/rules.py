"""Rules of an appraisal as data: rates, values, and what is counted how."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import check_number, unknown
from ..parameters import ParameterSet
from ..vocabulary.lines import Line
from ..vocabulary.rows import PRICE_YEAR


@dataclass(frozen=True)
class Rules:
    """One set of conventions.

    `discount_rate` holds for costs and effects alike; `qaly_value` is in euros of `price_year`; `horizon` is the last
    year after the base year that counts (None: all of life); the growths are real, per year after the base year: of
    wages and what follows them, of the prices of care, and of the value of a QALY.
    """

    name: str
    discount_rate: float
    qaly_value: float
    price_year: int
    horizon: int | None = None
    growth_wages: float = 0.0
    growth_care: float = 0.0
    growth_qaly: float = 0.0

    def growth_of(self, line: Line) -> float:
        """Real growth per year of what a line books."""
        if line.unit == "QALY":
            return self.growth_qaly
        if line.account in WITH_WAGES:
            return self.growth_wages
        return self.growth_care if line.account in WITH_CARE else 0.0


MKBA = "mkba"
GROWTH = ("wages", "care", "qaly")
WITH_WAGES = ("production", "absence", "taxes", "benefits")
WITH_CARE = (
    "maternity", "neonatal", "preventive", "medical", "mental", "disease", "long_term", "wmo", "youth_ambulatory",
    "youth_supervision", "youth_foster", "youth_residential",
)  # fmt: skip


def rules_by_name(
    name: str,
    parameters: ParameterSet,
    discount_rate: float | None = None,
    qaly_value: float | None = None,
    horizon: int | None = None,
    price_year: int | None = None,
    growth: dict[str, float] | None = None,
) -> Rules:
    """The rules called `name` (today: "mkba"), with any setting replaced."""
    if name != MKBA:
        raise unknown("set of rules", name, [MKBA])
    rate = parameters.value("economics.discount.mkba") if discount_rate is None else discount_rate
    year = PRICE_YEAR if price_year is None else check_number("price_year", price_year, whole=True)
    parameters.price_factor(PRICE_YEAR, year)  # an error if there is no index for that year
    value = parameters.euros("economics.qaly.mkba") * parameters.price_factor(PRICE_YEAR, year)
    value = value if qaly_value is None else qaly_value
    for kind in growth or {}:
        if kind not in GROWTH:
            raise unknown("growth", kind, GROWTH)
    rates = [(growth or {}).get(kind, parameters.value(f"economics.growth.{kind}")) for kind in GROWTH]
    return Rules(
        name,
        check_number("discount_rate", rate, -0.5, 1.0),
        check_number("qaly_value", value, 0.0, 1e8),
        year,
        None if horizon is None else check_number("horizon", horizon, 0, 200, whole=True),
        *(check_number(f"growth of {kind}", rate, -0.1, 0.1) for kind, rate in zip(GROWTH, rates, strict=True)),
    )
