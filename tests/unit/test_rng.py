"""Random numbers: the published generator, uniform and independent in every direction, each a pure function of its key.

The statistical tests have fixed seeds, so they give one answer for ever. They are set so that a perfect generator would
have failed any of them with a chance of one in a thousand (Bonferroni over all comparisons of a test), and are shown to
fail for a worse generator.
"""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import Lives
from scipy import stats
from scipy.special import ndtri

import heckman_nl as hn
from heckman_nl.engine import rng
from heckman_nl.lifecourse import chance
from heckman_nl.vocabulary.processes import PROCESSES, VULNERABILITY
from heckman_nl.vocabulary.state import N_AGES, STATE

FAMILY_WISE_ERROR = 1e-3
MASK = 2**64 - 1
WORD = st.integers(0, MASK)
MANY = 2**18
YEAR = 2026 << 40  # identity of the first person of a birth year: the upper 24 bits hold the year


@numba.njit
def words(k0, k1, c0, c1):
    return rng.threefry(k0, k1, c0, c1)


@numba.njit
def unit(word):
    return rng.unit(word)


@numba.njit
def draws(s, seeds, identities, ages, processes, out):
    """One draw for each row of four arrays."""
    for k in range(len(out)):
        s[0].seed, s[0].identity = seeds[k], identities[k]
        out[k] = rng.draw(s[0], ages[k], processes[k])


@numba.njit
def transformed(s, age, process):
    """The three forms in which a life uses one draw."""
    return rng.draw(s[0], age, process), rng.draw_normal(s[0], age, process), rng.draw_threshold(s[0], process)


@numba.njit
def year_by_year(s, followed, out):
    """For every age and yearly decision: its draw as a life has it, and the draw that it must be; both words of a pair."""
    for age in range(len(out)):
        chance.chance_year(s[0], age, followed)
        for lane in range(len(chance.TOGETHER)):
            process = np.int64(chance.PROCESSES[lane])
            if chance.TWICE[lane]:
                out[age, lane, 0], out[age, lane, 2] = chance.draw_yearly_pair(s[0], age, process)
                out[age, lane, 1], out[age, lane, 3] = rng.draw_pair(s[0], age, process)
            else:
                out[age, lane, 0], out[age, lane, 1] = (
                    chance.draw_yearly(s[0], age, process),
                    rng.draw(s[0], age, process),
                )
                out[age, lane, 2] = chance.draw_yearly_normal(s[0], age, process)
                out[age, lane, 3] = rng.draw_normal(s[0], age, process)


def person(seed=1, identity=YEAR):
    """A record with the two words of a person's key."""
    s = np.zeros(1, STATE).view(np.recarray)
    s.seed, s.identity = seed, identity
    return s


def drawn(seed=1, identity=YEAR, age=0, process=1):
    """Draws for arrays of keys (each argument a number or an array)."""
    keys = np.broadcast_arrays(
        np.uint64(seed), np.asarray(identity, np.uint64), np.asarray(age, np.int64), np.asarray(process, np.int64)
    )
    out = np.empty(keys[0].shape)
    draws(person(), *[np.ascontiguousarray(k).ravel() for k in keys], out.reshape(-1))
    return out


def threefry_of_the_paper(key, counter, rounds=13):
    """Threefry-2x64 in whole numbers, from Salmon et al. 2011 (section 3.2, tables 2): the oracle."""
    rotations = (16, 42, 12, 31, 16, 32, 24, 21)
    keys = (*key, 0x1BD11BDAA9FC1A22 ^ key[0] ^ key[1])
    x, y = ((c + k) & MASK for c, k in zip(counter, keys[:2], strict=True))
    for r in range(rounds):
        x = (x + y) & MASK
        turn = rotations[r % 8]
        y = ((y << turn | y >> (64 - turn)) & MASK) ^ x
        if r % 4 == 3:
            step = r // 4 + 1
            x, y = (x + keys[step % 3]) & MASK, (y + keys[(step + 1) % 3] + step) & MASK
    return x, y


def uniform_of_the_paper(seed, identity, age, process):
    """The draw as docs/explanation/model.md words it."""
    word = threefry_of_the_paper((seed, identity), (process, age // 2))[age % 2]
    return (word // 2**12 + 0.5) * 2.0**-52


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0), (0, 0), (0xF167B032C3B480BD, 0xE91F9FEE4B7A6FB5)),
        ((MASK, MASK), (MASK, MASK), (0xCCDEC5C917A874B1, 0x4DF53ABCA26CEB01)),
        (
            (0x243F6A8885A308D3, 0x13198A2E03707344),
            (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
            (0xC3AAC71561042993, 0x3FE7AE8801AFF316),
        ),
    ],
)
def test_known_answers_of_random123(counter, key, expected):
    """Threefry-2x64-13 of tests/kat_vectors in Random123."""
    assert tuple(int(w) for w in words(*map(np.uint64, (*key, *counter)))) == expected
    assert threefry_of_the_paper(key, counter) == expected


@given(key=st.tuples(WORD, WORD), counter=st.tuples(WORD, WORD))
@settings(deadline=None, derandomize=True)
def test_generator_is_the_published_one(key, counter):
    """For any key and counter the compiled words are those of the paper, in whole numbers."""
    found = words(*map(np.uint64, (*key, *counter)))
    assert tuple(int(w) for w in found) == threefry_of_the_paper(key, counter)


@given(
    seed=st.integers(0, 2**63 - 1),
    number=st.integers(0, 2**40 - 1),
    age=st.integers(0, 110),
    process=st.integers(1, 300),
)
@settings(deadline=None, derandomize=True)
def test_draw_is_what_the_page_says(seed, number, age, process):
    """Key (seed, identity), counter (process, age // 2), word age mod 2, 52 bits and a half."""
    assert drawn(seed, YEAR + number, age, process)[()] == uniform_of_the_paper(seed, YEAR + number, age, process)


def test_a_person_is_keyed_by_birth_year_and_number(model):
    """The vulnerability of person i is the normal quantile of process 1 under the key (seed, birth year · 2^40 + i)."""
    persons, seed = [0, 1, 999], 7
    lives = Lives(model, hn.Cohort.births(1_000, year=2031), seed=seed).states(persons, last_age=-1)
    for number, life in zip(persons, lives, strict=True):
        u = uniform_of_the_paper(seed, 2031 * 2**40 + number, 0, int(VULNERABILITY))
        np.testing.assert_allclose(life.V, ndtri(u), rtol=1e-13)  # two quantile functions, each to some ulp


def test_the_interval_is_open():
    """Neither 0 nor 1 can come out: the smallest and largest word are half a grain away, exactly."""
    assert unit(np.uint64(0)) == 2.0**-53
    assert unit(np.uint64(MASK)) == 1.0 - 2.0**-53


@given(word=WORD)
@settings(deadline=None, derandomize=True)
def test_unit_keeps_the_order_and_the_place_of_a_word(word):
    """A word's uniform is its place among all words, to half a grain."""
    assert abs(unit(np.uint64(word)) - word / 2**64) <= 2.0**-52


@pytest.mark.parametrize(
    ("first", "last", "lanes", "followed"),
    [
        (0, 17, slice(0, 8), True),
        (12, 66, slice(4, 16), True),
        (18, 66, slice(8, 16), False),
        (67, 110, slice(12, 16), False),
    ],
)
def test_yearly_draws_are_those_of_one_by_one(first, last, lanes, followed):
    """Drawn together for two years, a decision has the very number that it has by itself, at all ages at which it is made."""
    out = np.empty((N_AGES, len(chance.TOGETHER), 4))
    year_by_year(person(3, YEAR + 5), followed, out)
    seen = out[first : last + 1, lanes]
    np.testing.assert_array_equal(seen[..., 0], seen[..., 1])
    np.testing.assert_array_equal(seen[..., 2], seen[..., 3])


def test_draw_is_a_pure_function_of_its_key():
    """The same key gives the same number whatever is drawn before, between or after, and however often."""
    order = np.random.default_rng(1).permutation(4_000)
    identity, age, process = YEAR + order % 50, order % 111, 1 + order % 70
    shuffled = drawn(1, identity, age, process)
    back = np.argsort(order)
    np.testing.assert_array_equal(shuffled[back], drawn(1, identity[back], age[back], process[back]))
    np.testing.assert_array_equal(shuffled, drawn(1, identity, age, process))


def test_every_part_of_the_key_matters():
    """No two keys of a grid of seeds, birth years, persons, ages and processes share a number."""
    seeds, persons, ages = np.arange(4), np.arange(6), np.array([0, 1, 2, 3, 50, 51, 109, 110])
    years, processes = np.array([2025, 2026, 2027]), np.array(sorted(PROCESSES))
    grid = np.meshgrid(seeds, years, persons, ages, processes, indexing="ij")
    u = drawn(grid[0], grid[1] * 2**40 + grid[2], grid[3], grid[4])
    assert u.size > 30_000  # 45,000 uniforms of 2^52: a chance repeat has a probability of 2e-7
    assert len(np.unique(u)) == u.size


def test_normal_and_threshold_are_functions_of_the_one_draw():
    """The normal is the quantile of the draw (so it rises with it); the threshold is minus its logarithm at age 0."""
    found = np.array([transformed(person(1, YEAR + i), np.int64(0), np.int64(48)) for i in range(2_000)])
    u, z, threshold = found.T
    np.testing.assert_allclose(z, ndtri(u), rtol=1e-13)
    assert (np.diff(z[np.argsort(u)]) > 0).all()
    np.testing.assert_allclose(threshold, -np.log(u), rtol=4e-16)  # two logarithms, each to one ulp


NEIGHBOURS = {
    "persons": ({"identity": YEAR + np.arange(0, 2 * MANY, 2)}, {"identity": YEAR + np.arange(1, 2 * MANY, 2)}),
    "processes": ({"identity": YEAR + np.arange(MANY)}, {"identity": YEAR + np.arange(MANY), "process": 2}),
    "seeds": ({"identity": YEAR + np.arange(MANY)}, {"identity": YEAR + np.arange(MANY), "seed": 2}),
    "seeds, one person": ({"seed": np.arange(0, 2 * MANY, 2)}, {"seed": np.arange(1, 2 * MANY, 2)}),
    "birth years": ({"identity": YEAR + np.arange(MANY)}, {"identity": YEAR + 2**40 + np.arange(MANY)}),
    "words of a call": ({"identity": YEAR + np.arange(MANY)}, {"identity": YEAR + np.arange(MANY), "age": 1}),
    "odd and even age": (
        {"identity": YEAR + np.arange(MANY), "age": 1},
        {"identity": YEAR + np.arange(MANY), "age": 2},
    ),
    "even ages": ({"identity": YEAR + np.arange(MANY)}, {"identity": YEAR + np.arange(MANY), "age": 2}),
}


def p_values(x, y):
    """p-values of two uniform samples and of their independence; two-sided, so that too even is a failure as well."""
    n, side = len(x), 32

    def chi_square(*sample, cells):
        number = sum(np.floor(s * cells).astype(int) * cells**k for k, s in enumerate(sample))
        total = cells ** len(sample)
        counts = np.bincount(number, minlength=total)
        upper = stats.chi2.sf(((counts - n / total) ** 2).sum() / (n / total), total - 1)
        return 2 * min(upper, 1 - upper)

    z = np.corrcoef(x, y)[0, 1] * np.sqrt(n)  # standard normal to order 1/n
    return {
        "chi-square": min(chi_square(s, cells=256) for s in (x, y)) * 2,
        "Kolmogorov-Smirnov": min(stats.kstest(s, "uniform").pvalue for s in (x, y)) * 2,
        "correlation": 2 * stats.norm.sf(abs(z)),
        "chi-square in two dimensions": chi_square(x, y, cells=side),
    }


@pytest.mark.parametrize("direction", NEIGHBOURS)
def test_neighbours_are_uniform_and_independent(direction):
    """Both samples are uniform, and knowing one tells nothing about the other."""
    first, second = (drawn(**key) for key in NEIGHBOURS[direction])
    least = FAMILY_WISE_ERROR / (4 * len(NEIGHBOURS))
    assert all(p > least for p in p_values(first, second).values())


@pytest.mark.parametrize("rounds", [6, 8])
def test_too_few_rounds_are_noticed(rounds):
    """The same test, at the same level, fails for Threefry with too few rounds (8 look uniform, but are not independent)."""
    keys = [(1, YEAR + k) for k in range(2**14)]
    x, y = (
        np.array([threefry_of_the_paper(key, (process, 0), rounds)[0] / 2**64 for key in keys]) for process in (1, 2)
    )
    least = FAMILY_WISE_ERROR / (4 * len(NEIGHBOURS))
    assert min(p_values(x, y).values()) < least


def test_no_two_decisions_are_correlated():
    """Of all registered decisions at the first ages, no pair is correlated over persons, in level or in spread."""
    n = 20_000
    columns = [(process, age) for process in sorted(PROCESSES) for age in (0, 1, 2)]
    u = np.stack([drawn(identity=YEAR + np.arange(n), age=age, process=process) for process, age in columns])
    pairs = len(columns) * (len(columns) - 1) // 2
    limit = stats.norm.isf(FAMILY_WISE_ERROR / (2 * 2 * pairs))  # two-sided, two statistics
    for score in (u, np.abs(u - 0.5)):
        z = np.corrcoef(score) * np.sqrt(n)
        np.fill_diagonal(z, 0.0)
        assert np.abs(z).max() < limit
    assert len(columns) > 150


def test_normals_of_a_life_sum_like_normals():
    """The mean over all ages of one recurrent decision is normal with variance 1/111: no drift within a life."""
    n = 4_000
    ages, persons = np.meshgrid(np.arange(N_AGES), np.arange(n))
    z = ndtri(drawn(identity=YEAR + persons, age=ages, process=84)).sum(1) / np.sqrt(N_AGES)
    assert stats.kstest(z, "norm").pvalue > FAMILY_WISE_ERROR
