"""Small functions of compiled code, against SciPy, decimal arithmetic of many digits, and their own laws."""

import math
from decimal import Decimal, localcontext

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from heckman_nl.engine import maths

EPS = np.finfo(float).eps
ALMOST_ONE = 1.0 - 2.0**-53  # the largest uniform that the generator can give; 2^-53 is the smallest
reproducible = settings(deadline=None, derandomize=True)


@numba.njit
def expit(x):
    return maths.expit(x)


@numba.njit
def normal_probability(x):
    return maths.normal_probability(x)


@numba.njit
def normal_quantile(u):
    return maths.normal_quantile(u)


@numba.njit
def log_ces(log_inputs, shares, phi):
    return maths.log_ces(log_inputs, shares, phi)


@numba.njit
def interpolate(table, position):
    return maths.interpolate(table, position)


# logistic and normal


@given(x=st.floats(-700, 700))
@reproducible
def test_expit(x):
    """The logistic function, to the rounding of one exponential, one sum and one quotient on either side."""
    assert expit(x) == pytest.approx(special.expit(x), rel=6 * EPS, abs=0)


def test_expit_at_the_ends():
    """0 and 1 far out, without overflow; a half at 0."""
    assert (expit(-1e4), expit(0.0), expit(1e4)) == (0.0, 0.5, 1.0)


@given(x=st.floats(-37, 8.2))
@reproducible
def test_normal_probability(x):
    """The normal distribution function; a relative change of x by EPS changes the tail by about x² EPS."""
    assert normal_probability(x) == pytest.approx(special.ndtr(x), rel=4 * EPS * (1 + x * x), abs=0)


UNIFORM = st.one_of(
    st.floats(2.0**-53, ALMOST_ONE),
    st.floats(-53, -1).map(lambda e: 2.0**e),
    st.floats(-52, -1).map(lambda e: 1.0 - 2.0**e),
)


@given(u=UNIFORM)
@reproducible
def test_normal_quantile(u):
    """The inverse normal distribution over all that the generator can give, to 1e-13 of SciPy's."""
    assert normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-13, abs=0)


@pytest.mark.parametrize("u", [2.0**-53, 0.075, 0.075 + EPS, 0.925, 1e-12, math.exp(-25.0), ALMOST_ONE])
def test_normal_quantile_has_no_seams(u):
    """Where one approximation takes over from the next (u = 0.075, 0.925 and exp(-25)), and at the ends."""
    for v in (np.nextafter(u, 0), u, np.nextafter(u, 1)):
        if 0.0 < v < 1.0:
            assert normal_quantile(v) == pytest.approx(special.ndtri(v), rel=1e-13, abs=0)


@given(k=st.integers(1, 2**52 - 1))
@reproducible
def test_normal_quantile_is_odd_about_a_half(k):
    """Q(1 - u) = -Q(u), bit for bit where 1 - u is exact."""
    u = k / 2**52
    assert normal_quantile(1.0 - u) == -normal_quantile(u)


@given(u=UNIFORM)
@reproducible
def test_quantile_and_probability_undo_each_other(u):
    """Φ(Q(u)) = u; an error of 1e-13 in Q is one of |Q| 1e-13 density / u, and density / u < |Q| + 1 in the lower tail."""
    z = normal_quantile(u)
    assert normal_probability(z) == pytest.approx(u, rel=1e-13 * (1 + abs(z)) ** 2, abs=0)


# CES aggregate of logarithms

LOGS = st.integers(-(2**23), 2**23).map(lambda k: k / 2**20)  # -8 to 8
SMALL_PHI = st.one_of(st.floats(-12, -1), st.floats(-300, -12)).map(lambda e: 10.0**e)
PHI = st.one_of(st.floats(-6, -0.1), st.floats(0.1, 1), st.just(0.0), SMALL_PHI, SMALL_PHI.map(lambda phi: -phi))


@st.composite
def technologies(draw, phi=PHI):
    """(log inputs, shares that add up to exactly one, phi)."""
    x = draw(st.lists(LOGS, min_size=1, max_size=5))
    cuts = sorted(draw(st.lists(st.integers(0, 64), min_size=len(x) - 1, max_size=len(x) - 1)))
    shares = np.diff([0, *cuts, 64]) / 64
    return np.array(x), shares, draw(phi)


def log_ces_of_many_digits(x, shares, phi):
    """(1/phi) log sum share · exp(phi x), or the weighted mean at phi = 0, in decimal arithmetic of 40 digits beyond phi."""
    with localcontext(prec=40 + int(-math.log10(abs(phi) or 1.0))):
        pairs = [(Decimal(float(s)), Decimal(float(v))) for s, v in zip(shares, x, strict=True) if s > 0]
        if phi == 0:
            return float(sum(s * v for s, v in pairs))
        power = Decimal(float(phi))
        return float(sum(s * (power * v).exp() for s, v in pairs).ln() / power)


def rounding(x, phi):
    """Error of a sum of up to five exponentials: some EPS of the largest input, and of the logarithm over phi."""
    largest = np.abs(x).max()
    return 20 * EPS * (largest + min(largest, 1.0 / max(abs(phi), 1e-300)))


@given(case=technologies())
@reproducible
def test_log_ces_is_its_formula(case):
    """To rounding, for complements (phi = -6) to perfect substitutes (phi = 1), and arbitrarily close to phi = 0."""
    x, shares, phi = case
    assert abs(log_ces(x, shares, phi) - log_ces_of_many_digits(x, shares, phi)) <= rounding(x, phi)


@given(case=technologies(st.just(0.0)))
@reproducible
def test_log_ces_at_zero_is_the_weighted_mean(case):
    """phi = 0 is Cobb-Douglas."""
    x, shares, phi = case
    assert log_ces(x, shares, phi) == pytest.approx(np.dot(shares, x), abs=rounding(x, 1.0))


@given(case=technologies(SMALL_PHI))
@reproducible
def test_log_ces_tends_to_cobb_douglas(case):
    """|log CES - mean| <= phi · range² / 8, the bound of Hoeffding's lemma."""
    x, shares, phi = case
    gap = log_ces(x, shares, phi) - log_ces(x, shares, 0.0)
    assert -2 * rounding(x, phi) <= gap <= phi * (x.max() - x.min()) ** 2 / 8 + 2 * rounding(x, phi)


@given(case=technologies(st.just(1.0)))
@reproducible
def test_log_ces_of_perfect_substitutes_is_the_log_of_the_mean_level(case):
    """phi = 1: levels add up (whose logarithm is good to EPS, also near 0)."""
    x, shares, phi = case
    expected = math.log(np.dot(shares, np.exp(x)))
    assert log_ces(x, shares, phi) == pytest.approx(expected, abs=10 * EPS + rounding(x, phi))


@given(case=technologies(), shift=st.integers(-(2**20), 2**20).map(lambda k: k / 2**10))
@reproducible
def test_log_ces_is_homogeneous(case, shift):
    """Adding c to all log inputs adds c (constant returns), also where the levels cannot be represented."""
    x, shares, phi = case
    moved = x + shift
    inputs = np.spacing(np.abs(moved)).max()  # what adding the shift to the inputs already rounds
    error = rounding(x, phi) + rounding(moved, phi) + inputs
    assert abs(log_ces(moved, shares, phi) - (log_ces(x, shares, phi) + shift)) <= error


@given(case=technologies(), other=PHI)
@reproducible
def test_log_ces_rises_with_phi_between_the_smallest_and_the_largest_input(case, other):
    """The power mean inequality: better substitutes never give less; no mean leaves the range of its inputs."""
    x, shares, phi = case
    low, high = sorted((phi, other))
    error = rounding(x, low) + rounding(x, high)
    used = x[shares > 0]
    assert log_ces(x, shares, low) <= log_ces(x, shares, high) + error
    assert used.min() - error <= log_ces(x, shares, phi) <= used.max() + error


@given(case=technologies(), k=st.integers(0, 4), more=st.floats(0, 5))
@reproducible
def test_log_ces_never_falls_with_an_input(case, k, more):
    """More of an input never gives less."""
    x, shares, phi = case
    richer = x.copy()
    richer[k % len(x)] += more
    assert log_ces(richer, shares, phi) >= log_ces(x, shares, phi) - rounding(richer, phi) - rounding(x, phi)


@pytest.mark.parametrize(
    ("x", "shares", "phi", "expected"),
    [
        ([3, 7.5], [0.4, 0.6], 2.0, 7.244628323025),
        ([1, 1, 1], [0, 0, 1], -0.5, 1.0),
    ],
)
def test_log_ces_of_skillmodels(x, shares, phi, expected):
    """OpenSourceEconomics/skillmodels, tests/test_transition_functions.py (commit 8417b4b9), printed to 12 decimals."""
    assert log_ces(np.array(x, float), np.array(shares, float), phi) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    ("phi", "other"),
    [
        (-0.5, -1e6),
        (1.0, 1e6),
        (0.0, -math.inf),
        (-0.5, -math.inf),
        (-0.5, 1e6),
        (1.0, -1e6),
        (0.5, -math.inf),
        (0.0, 1e6),
    ],
)
def test_log_ces_leaves_out_what_has_no_share(phi, other):
    """An input without a share has no say, whatever it is."""
    assert log_ces(np.array([0.25, other]), np.array([1.0, 0.0]), phi) == pytest.approx(0.25, abs=4 * EPS)


@pytest.mark.parametrize(
    "phi",
    [1e-300, 5e-324],
)
def test_log_ces_includes_the_limit(phi):
    """phi -> 0 down to the smallest number: the mean."""
    assert log_ces(np.array([0.1, 0.3]), np.array([0.5, 0.5]), phi) == pytest.approx(0.2, rel=1e-15)


# tables and classes


@given(
    table=st.lists(st.floats(-100, 100), min_size=1, max_size=12),
    position=st.floats(-3, 15),
)
@reproducible
def test_interpolate(table, position):
    """NumPy's linear interpolation, flat beyond both ends; exact at the entries."""
    table = np.array(table)
    assert interpolate(table, position) == pytest.approx(
        np.interp(position, np.arange(len(table)), table), abs=8 * EPS * 100
    )
    assert [interpolate(table, float(k)) for k in range(len(table))] == table.tolist()
