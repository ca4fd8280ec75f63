"""The technology of skill formation (Cunha and Heckman 2007; Cunha, Heckman and Schennach 2010, equation 2.3).

Next skill is a CES aggregate of this period's skills, investment and the parents' skills, all in logarithms:
`x' = (1/phi) log sum share * exp(phi x)`. The function is that of the kernel (`engine.maths.log_ces`); here it can be
called, differentiated and compared between published estimates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError, check_number

if TYPE_CHECKING:
    import pandas as pd

SKILLS = ("cognitive", "socioemotional")
INPUTS = (*SKILLS, "investment", "parental_cognition", "parental_coping")
INVESTMENT = INPUTS.index("investment")


def checked(log_inputs: ArrayLike, shares: ArrayLike, phi: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Inputs and shares of one length, shares that are not negative and hold something, phi of 1 at most."""
    try:
        x, share = np.asarray(log_inputs, float), np.asarray(shares, float)
    except (TypeError, ValueError):
        raise InputError("log_inputs and shares must be numbers") from None
    if share.ndim != 1 or not share.size or x.ndim < 1 or x.shape[-1] != len(share):
        raise InputError(
            f"log_inputs must end in as many inputs as there are shares, not shapes {x.shape} and {share.shape}"
        )
    if np.isnan(x).any() or (x == math.inf).any():
        raise InputError("log_inputs must be finite (or -inf for an input that is zero)")
    if not np.isfinite(share).all() or (share < 0).any() or share.sum() <= 0:
        raise InputError(f"shares must be finite, not negative, and not all zero: {share.tolist()}")
    if isinstance(phi, int | float) and phi == -math.inf:
        return x, share, -math.inf
    phi = check_number("phi", phi)
    if phi > 1.0:
        raise InputError(f"phi is at most 1 (perfect substitutes), not {phi!r}")
    return x, share, phi


def log_ces(log_inputs: ArrayLike, shares: ArrayLike, phi: float):
    """Logarithm of a CES aggregate: `(1/phi) log sum share * exp(phi x)`.

    Parameters
    ----------
    log_inputs : array_like, (..., inputs)
        Logarithms; -inf for an input of zero.
    shares : array_like, (inputs,)
        Not negative; they need not add up to one.
    phi : float, at most 1
        1: perfect substitutes; 0: Cobb-Douglas; -inf: the smallest input that has a share (Leontief). The elasticity of
        substitution is 1 / (1 - phi).

    Returns
    -------
    float or array, (...)
    """
    x, share, phi = checked(log_inputs, shares, phi)
    if phi == -math.inf:
        return np.min(x[..., share > 0], -1)[()]
    flat = x.reshape(-1, len(share))
    return np.array([one(row, share, phi) for row in flat]).reshape(x.shape[:-1])[()]


def one(x: np.ndarray, share: np.ndarray, phi: float) -> float:
    """A single aggregate. An input of zero with a share leaves nothing where phi is 0 or less, and itself out where more."""
    gone = np.isneginf(x) & (share > 0)
    if gone.any():
        if phi <= 0.0 or gone[share > 0].all():
            return -math.inf
        x, share = x[~gone], share[~gone]  # shares that no longer add up to one are meant: nothing replaces the input
    from ..engine import maths

    source = getattr(maths.log_ces, "py_func", maths.log_ces)  # the kernel's own source, as Python
    return float(source(np.where(np.isneginf(x), 0.0, x), share, phi))


def derivatives(log_inputs: ArrayLike, shares: ArrayLike, phi: float) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivatives of the *level* of next skill with respect to the *levels* of the inputs.

    With w = share * exp(phi x) / sum: dY/dX_i = Y w_i / X_i; d2Y/dX_i dX_j = (1 - phi) Y w_i w_j / (X_i X_j) for i != j, and
    (1 - phi) Y w_i (w_i - 1) / X_i^2. The first is self-productivity (own skill) or the product of an investment; the cross
    derivative of skill and investment is direct complementarity, and positive whenever phi < 1.

    Parameters
    ----------
    log_inputs, shares, phi
        As in `log_ces`, one set of finite inputs, (inputs,).

    Returns
    -------
    (inputs,) and (inputs, inputs) arrays
    """
    x, share, phi = checked(log_inputs, shares, phi)
    if x.ndim != 1 or not np.isfinite(x).all() or not math.isfinite(phi):
        raise InputError("derivatives are of one set of finite inputs, at a finite phi")
    y = log_ces(x, share, phi)
    if not math.isfinite(y):
        raise InputError("with phi = 0 the shares must add up to 1")
    shifted = np.where(share > 0, phi * x, -math.inf)
    w = share * np.exp(np.where(share > 0, shifted - shifted[share > 0].max(), 0.0))
    w = w / w.sum()
    slopes = w * np.exp(y - x)
    cross = (1.0 - phi) * np.exp(y) * np.outer(w * np.exp(-x), w * np.exp(-x))
    own = (1.0 - phi) * w * (w - 1.0) * np.exp(y - 2.0 * x)
    np.fill_diagonal(cross, own)
    return slopes, cross


@dataclass(frozen=True)
class Technology:
    """An estimate of the technology: shares (stage, skill, input) and complementarity (stage, skill).

    `last_age` is the age at which each stage ends; `status` says whether the figures were read in the source, or recalled.
    """

    name: str
    text: str
    shares: tuple
    phi: tuple
    last_age: tuple[int, ...]
    source: str
    status: str

    def __post_init__(self):
        shares, phi = np.array(self.shares, float), np.array(self.phi, float)
        stages = len(self.last_age)
        if shares.shape != (stages, len(SKILLS), len(INPUTS)) or phi.shape != (stages, len(SKILLS)):
            raise InputError(
                f"{self.name}: shares need shape {(stages, len(SKILLS), len(INPUTS))} and phi {(stages, len(SKILLS))}"
            )
        if list(self.last_age) != sorted(set(self.last_age)):
            raise InputError(f"{self.name}: stages must end at increasing ages, not {self.last_age}")
        if not np.allclose(shares.sum(-1), 1.0, atol=1e-9) or not (shares >= 0).all() or not (phi <= 1).all():
            raise InputError(f"{self.name}: shares must add up to one for each skill and stage, and phi be 1 at most")

    def elasticity(self) -> pd.DataFrame:
        """Elasticity of substitution, 1 / (1 - phi), by stage and skill."""
        import pandas as pd

        values = 1.0 / (1.0 - np.array(self.phi, float))
        return pd.DataFrame(values, index=pd.Index(self.last_age, name="stage to age"), columns=list(SKILLS))

    def next(self, skills: ArrayLike, investment: float, parents: ArrayLike, stage: int) -> np.ndarray:
        """Logarithms of both skills after one period of a stage, (2,)."""
        x = self.inputs(skills, investment, parents)
        stage = check_number("stage", stage, 0, len(self.last_age) - 1, whole=True)
        return np.array([log_ces(x, self.shares[stage][k], self.phi[stage][k]) for k in range(len(SKILLS))])

    @staticmethod
    def inputs(skills: ArrayLike, investment: float, parents: ArrayLike) -> np.ndarray:
        """The five inputs in their order."""
        x = np.array([*np.asarray(skills, float).ravel(), investment, *np.asarray(parents, float).ravel()])
        if x.shape != (len(INPUTS),):
            raise InputError("give two skills, one investment and two skills of the parents")
        return x

    def grow(self, skills: ArrayLike, investments: ArrayLike, parents: ArrayLike) -> np.ndarray:
        """Logarithms of both skills at the end of every stage, one period each, (stages, 2)."""
        plan = np.asarray(investments, float)
        if plan.shape != (len(self.last_age),):
            raise InputError(f"give an investment for each of {len(self.last_age)} stages, not shape {plan.shape}")
        found = []
        for stage, investment in enumerate(plan):
            skills = self.next(skills, investment, parents, stage)
            found.append(skills)
        return np.array(found)

    def properties(
        self, skills: ArrayLike = (0.0, 0.0), investment: float = 0.0, parents: ArrayLike = (0.0, 0.0)
    ) -> pd.DataFrame:
        """What follows from the technology at one point, computed: rows are stage and skill.

        Columns: `self_productivity` dS'/dS of the same skill, `cross_productivity` of the other skill,
        `product_of_investment` dS'/dI, `direct_complementarity` d2S'/dS dI, `elasticity` of substitution. All in levels, at
        the logarithms given. `dynamic_complementarity` is what one more unit invested in the first stage adds to the
        product of investment in this one, d2S_t/dI_1 dI_t, along the path that starts at these skills with this investment
        in every stage (missing for the first stage).
        """
        import pandas as pd

        rows, names = [], []
        early = None  # dS/dI_1 of both skills at the start of the stage
        now = np.asarray(skills, float)
        for stage, last in enumerate(self.last_age):
            x, grown = self.inputs(skills, investment, parents), self.inputs(now, investment, parents)
            passed = []
            for k, skill in enumerate(SKILLS):
                slopes, cross = derivatives(x, self.shares[stage][k], self.phi[stage][k])
                slopes_on, cross_on = derivatives(grown, self.shares[stage][k], self.phi[stage][k])
                dynamic = math.nan if early is None else float(cross_on[INVESTMENT, : len(SKILLS)] @ early)
                rows.append((
                    slopes[k], slopes[1 - k], slopes[INVESTMENT], cross[k, INVESTMENT], dynamic,
                    1.0 / (1.0 - self.phi[stage][k]),
                ))  # fmt: skip
                names.append((f"to {last}", skill))
                passed.append(slopes_on[INVESTMENT] if early is None else slopes_on[: len(SKILLS)] @ early)
            early, now = np.array(passed), self.next(now, investment, parents, stage)
        columns = [
            "self_productivity", "cross_productivity", "product_of_investment", "direct_complementarity",
            "dynamic_complementarity", "elasticity",
        ]  # fmt: skip
        return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(names, names=["stage", "skill"]), columns=columns)

    def periods(self, skill: str = "cognitive") -> dict[str, object]:
        """The sensitive stage, in which investment produces most of a skill, and whether it is critical, the only one.

        None where investment does nothing in any stage. At equal inputs, where the product of investment in the next skill is its share.
        """
        if skill not in SKILLS:
            raise InputError(f"skill is one of {', '.join(SKILLS)}, not {skill!r}")
        products = np.array(self.shares, float)[:, SKILLS.index(skill), INVESTMENT]
        best = int(products.argmax())
        if products[best] == 0.0:
            return {"sensitive": None, "critical": False}
        return {"sensitive": f"to {self.last_age[best]}", "critical": bool((np.delete(products, best) == 0.0).all())}


def technologies() -> dict[str, Technology]:
    """Published estimates by name, and the library's own default, whose numbers are its parameters."""
    from ..parameters import ParameterSet

    given = ParameterSet.read()
    own = tuple(
        tuple(tuple(given.value(f"skills.{skill}.shares")[stage]) for skill in SKILLS) for stage in range(2)
    )  # fmt: skip
    phi = tuple(tuple(float(given.value(f"skills.{skill}.phi")[stage]) for skill in SKILLS) for stage in range(2))
    chs = "Cunha, Heckman and Schennach 2010, Econometrica 78:883-931"
    fixed = (
        ((0.479, 0.070, 0.161, 0.031, 0.259), (0.0, 0.585, 0.065, 0.017, 0.333)),
        ((0.831, 0.001, 0.044, 0.073, 0.051), (0.0, 0.816, 0.051, 0.0, 0.133)),
    )
    found = [
        Technology(
            "chs_endogenous", "Two stages, investment answers to skill (table V); the default of a life in this library.",
            own, phi, (6, 18), f"{chs}, table V", "recalled; investment shares and elasticities read in the text",
        ),
        Technology(
            "chs_fixed", "Two stages, fixed heterogeneity (table IV).",
            fixed, ((0.313, -0.610), (-1.243, -0.551)), (6, 18), f"{chs}, table IV",
            "recalled; investment shares and elasticities read in the text; last share of stage 1 rounded so that they add up to one",
        ),
        Technology(
            "attanasio", "Near Cobb-Douglas, as found in Colombia; its shares were not read, those of chs_endogenous stand in.",
            own, ((0.0, 0.0), (0.0, 0.0)), (6, 18),
            "Attanasio, Cattan, Fitzsimons, Meghir and Rubio-Codina 2020, American Economic Review 110:48-85",
            "elasticity near one read in the abstract; shares assumed",
        ),
    ]  # fmt: skip
    return {technology.name: technology for technology in found}
