"""Rows in which interventions reach the kernel, and the closed lists of the parameter files."""

from typing import NamedTuple

import numpy as np

# an offer, its eligibility rules, its costs, its effects; rows point to their offer by number
OFFER = np.dtype(
    [
        ("stream", np.int64),  # the intervention's own number in the random keys, whatever else is in the scenario
        ("age", np.int64),  # age at which the offer is made; PREGNANCY for before birth
        ("today", np.int64),  # 1 if the baseline contains it at reach_today
        ("reach", np.float64),
        ("reach_today", np.float64),
        ("noticed", np.float64),
        ("offered", np.float64),
        ("referred", np.float64),
        ("uptake", np.float64),
        ("completion", np.float64),
        *((f"{step}_today", np.float64) for step in ("noticed", "offered", "referred", "uptake", "completion")),
    ]
)
RULE = np.dtype(
    [
        ("offer", np.int64),
        ("set", np.int64),  # 0: must hold; k > 0: member of set k, of which `at_least` must hold
        ("at_least", np.int64),
        ("number", np.int64),  # the state field
        ("is_float", np.int64),
        ("low", np.float64),
        ("high", np.float64),
    ]
)
COST = np.dtype([("offer", np.int64), ("per", np.int64), ("age", np.int64), ("line", np.int64), ("amount", np.float64)])
EFFECT = np.dtype(
    [
        ("offer", np.int64),
        ("channel", np.int64),
        ("mechanism", np.int64),
        ("per_completed", np.int64),
        ("start", np.float64),  # age at which the effect begins; PREGNANCY for at once
        ("stop", np.float64),  # age at which it ends
        ("since", np.float64),  # exact age to which it lasts in full
        ("fade", np.float64),  # share of the effect lost per year from then on
        ("shift", np.float64),  # on the additive scale of the channel
    ]
)
PREGNANCY = np.int64(-1)
PER = ("screened", "offered", "participant", "completer")
MAX_OFFERS = 62  # one bit each in the state record

GRADES = ("strong", "moderate", "weak", "assumption")
STATUSES = ("read", "secondary", "recalled", "assumed", "derived", "solved")
PHASES = ("before pregnancy", "pregnancy", "birth", "early childhood")
FAMILIES = ("fixed", "normal", "lognormal", "beta", "gamma", "uniform", "triangular", "bounded")


class Unit(NamedTuple):
    """A unit a parameter may have: its limits, how it enters the kernel, what it says."""

    low: float
    high: float
    pack: str  # "as is", "log" (ratios), "cut" (prevalence -> normal quantile above which it is present)
    text: str


INF = float("inf")
UNITS = {
    "odds ratio": Unit(0.0, INF, "log", "ratio of odds"),
    "relative risk": Unit(0.0, INF, "log", "ratio of risks"),
    "hazard ratio": Unit(0.0, INF, "log", "ratio of yearly hazards"),
    "prevalence": Unit(0.0, 1.0, "cut", "share in whom a factor is present"),
    "probability": Unit(0.0, 1.0, "as is", "probability of an event"),
    "share": Unit(0.0, 1.0, "as is", "part of a whole"),
    "difference of shares": Unit(-1.0, 1.0, "as is", "effect on a part of a whole"),
    "correlation": Unit(-1.0, 1.0, "as is", "correlation, or loading on a standard normal trait"),
    "SD": Unit(-INF, INF, "as is", "standard deviations of the outcome"),
    "log points": Unit(-INF, INF, "as is", "difference of natural logarithms"),
    "log odds": Unit(-INF, INF, "as is", "intercept or coefficient on the log-odds scale"),
    "probit": Unit(-INF, INF, "as is", "intercept or coefficient on the normal-quantile scale"),
    "index": Unit(-INF, INF, "as is", "weight or index without a unit"),
    "utility": Unit(-1.0, 1.0, "as is", "quality of life between death (0) and full health (1)"),
    "hazard": Unit(0.0, INF, "as is", "events per person-year"),
    "factor": Unit(0.0, INF, "as is", "multiplier"),
    "years": Unit(0.0, 120.0, "as is", "years"),
    "per year": Unit(-1.0, INF, "as is", "rate per year"),
    "hours": Unit(0.0, INF, "as is", "hours"),
    "births": Unit(0.0, INF, "as is", "births per year"),
}
PRICE_YEAR = 2024  # euros inside the model are of this year
