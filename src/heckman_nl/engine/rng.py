"""Counter-based random numbers: every draw is a pure function of (seed, person, process, age).

The generator is Threefry-2x64 with 13 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
The key is (seed, person), the counter (process, age // 2); a call gives two words, one for the even and one for the
odd age. Nothing is ever "the next number", so no decision can disturb another one.
"""

import math

import numpy as np

from .jit import compiled, compiled_once
from .maths import normal_quantile

U64 = np.uint64
PARITY = U64(0x1BD11BDAA9FC1A22)
ONE, TWO, THREE, HALF_WORD, UNIT_SHIFT = U64(1), U64(2), U64(3), U64(64), U64(12)
R0, R1, R2, R3 = U64(16), U64(42), U64(12), U64(31)
R4, R5, R6, R7 = U64(16), U64(32), U64(24), U64(21)
GRAIN = 2.0**-52


@compiled
def mix(x0, x1, r):
    """One round: add, rotate by `r`, exclusive or."""
    x0 += x1
    return x0, ((x1 << r) | (x1 >> (HALF_WORD - r))) ^ x0


@compiled
def rounds(k0, k1, k2, c0, c1):
    """The thirteen rounds; `k2` is the third word of the key schedule."""
    x0, x1 = c0 + k0, c1 + k1
    x0, x1 = mix(x0, x1, R0)
    x0, x1 = mix(x0, x1, R1)
    x0, x1 = mix(x0, x1, R2)
    x0, x1 = mix(x0, x1, R3)
    x0, x1 = x0 + k1, x1 + k2 + ONE
    x0, x1 = mix(x0, x1, R4)
    x0, x1 = mix(x0, x1, R5)
    x0, x1 = mix(x0, x1, R6)
    x0, x1 = mix(x0, x1, R7)
    x0, x1 = x0 + k2, x1 + k0 + TWO
    x0, x1 = mix(x0, x1, R0)
    x0, x1 = mix(x0, x1, R1)
    x0, x1 = mix(x0, x1, R2)
    x0, x1 = mix(x0, x1, R3)
    x0, x1 = x0 + k0, x1 + k1 + THREE
    return mix(x0, x1, R4)


@compiled_once  # inlined at some fifty places it would crowd the instruction cache
def threefry(k0, k1, c0, c1):
    """Threefry-2x64-13. Key (k0, k1) and counter (c0, c1) are uint64; returns two uint64 words."""
    return rounds(k0, k1, PARITY ^ k0 ^ k1, c0, c1)


@compiled
def unit(word):
    """A uint64 word as a float strictly between 0 and 1 (52 bits and a half, so neither end can occur)."""
    return (np.float64(word >> UNIT_SHIFT) + 0.5) * GRAIN


@compiled
def draw_pair(s, counter, process):
    """Both uniforms of one call: for ages 2 `counter` and 2 `counter` + 1, or for two decisions of one kind."""
    first, second = threefry(s.seed, s.identity, U64(process), U64(counter))
    return unit(first), unit(second)


@compiled
def draw(s, age, process):
    """Uniform on (0, 1) for person `s`; once-only decisions use age 0."""
    even, odd = draw_pair(s, age >> 1, process)
    return odd if age & 1 else even


@compiled
def draw_normal(s, age, process):
    """Standard normal for person `s`, by inverse distribution function, so that it is monotone in the uniform."""
    return normal_quantile(draw(s, age, process))


@compiled
def alike(correlation, one, other):
    """Two standard normals to one that correlates with the first."""
    return correlation * one + math.sqrt(1.0 - correlation * correlation) * other


@compiled
def draw_threshold(s, process):
    """Standard exponential for person `s`: the accumulated hazard at which a once-in-a-life event happens."""
    return -math.log(draw(s, 0, process))


@compiled
def child_identity(parent, order, process):
    """Identity of a child: a hash of who the parent is and the birth order, so that it has a life of its own in any arm."""
    return threefry(parent.seed, parent.identity, U64(process), U64(order))[0]
