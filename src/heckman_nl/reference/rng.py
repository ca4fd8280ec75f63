"""Random numbers of the model, written again: Threefry-2x64 with 13 rounds (Salmon et al. 2011) over arrays."""

import numpy as np
from scipy.special import ndtri

ROTATIONS = (16, 42, 12, 31, 16, 32, 24, 21)
PARITY = np.uint64(0x1BD11BDAA9FC1A22)
ROUNDS = 13


def threefry(counter, key):
    """The two words that Threefry-2x64-13 makes of a counter and a key, each a pair of (arrays of) 64-bit words."""
    k0, k1 = (np.atleast_1d(np.asarray(word, np.uint64)) for word in key)  # sums of arrays wrap round without a warning
    schedule = (k0, k1, k0 ^ k1 ^ PARITY)
    x0, x1 = np.asarray(counter[0], np.uint64) + k0, np.asarray(counter[1], np.uint64) + k1
    for number in range(ROUNDS):
        turn = ROTATIONS[number % 8]
        x0 = x0 + x1
        x1 = ((x1 << np.uint64(turn)) | (x1 >> np.uint64(64 - turn))) ^ x0
        if number % 4 == 3:
            injection = number // 4 + 1
            x0 = x0 + schedule[injection % 3]
            x1 = x1 + schedule[(injection + 1) % 3] + np.uint64(injection)
    return x0, x1


def to_uniform(word):
    """The upper 52 bits of a word as a number in the open interval from 0 to 1."""
    return ((word >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52


class Draws:
    """The random numbers of some persons; each method gives one number per person."""

    def __init__(self, seed, identity):
        self.identity = np.asarray(identity, np.uint64)
        self.key = (np.full(len(self.identity), seed, np.uint64), self.identity)

    @classmethod
    def of_cohort(cls, seed, birth_year, persons):
        """Those of persons of one birth year, by their numbers."""
        return cls(seed, np.uint64(birth_year) * np.uint64(2**40) + np.asarray(persons, np.uint64))

    def uniform(self, process, age=0):
        """u_k(a): the first word of the two belongs to the even age, the second to the odd one."""
        return to_uniform(threefry((process, age // 2), self.key)[age % 2])

    def normal(self, process, age=0):
        """z_k(a)."""
        return ndtri(self.uniform(process, age))

    def yearly_pair(self, process, age):
        """Two uniforms of one year, for a process with counter (k, a) in place of (k, a // 2)."""
        return tuple(to_uniform(word) for word in threefry((process, age), self.key))
