"""The kinds of decision that the model page names, over arrays of persons, and what every module of the reference needs."""

import math

import numpy as np
from scipy.special import expit

FIRST_WEEKS, FIRST_YEAR = 0, 1  # rows of the history
EMPLOYED, NO_BENEFIT, UNEMPLOYED, DISABLED, ASSISTANCE, RETIRED, NOT_YET = range(7)
OVERWEIGHT, OBESE = 1, 2
OWN_EDUCATION = np.array([0, 0, 1, 2, 2])  # low, middle, high, by attained level


def empty(history, **starts):
    """A table (year, person) per field, filled with its value before the first year."""
    return {name: np.full(history.shape, start) for name, start in starts.items()}


def happens(draws, process, log_odds, age=0):
    """A point event: u < Λ(score)."""
    return draws.uniform(process, age) < expit(log_odds)


def recurs(chance, ill, stays):
    """A recurrent state: the chance of being ill this year, at least `stays` for who was ill last year."""
    return np.where(ill, np.maximum(chance, stays), chance)


def steeper(spread):
    """The factor on causes where a normal trait of this spread lies in the log odds."""
    return math.sqrt(1 + (16 * math.sqrt(3) / (15 * math.pi)) ** 2 * spread**2)


def attained(effects, level):
    """The effect of the attained level, zero while there is none."""
    return np.where(level >= 0, effects[level], 0.0)


def correlated(rho, one, other):
    """Two standard normals to one that has correlation rho with the first."""
    return rho * one + np.sqrt(1 - rho**2) * other


class Once:
    """Once in a life: the hazards of the years add up; it happens when they reach -ln u."""

    def __init__(self, draws, process):
        self.left = -np.log(draws.uniform(process))
        self.happened = np.zeros(len(self.left), bool)

    def live_year(self, hazard, at_risk=True):
        """Who is at risk and has not had it yet uses up the hazard of a year. Returns in whom it happens now."""
        waiting = ~self.happened & at_risk
        self.left = self.left - np.where(waiting, hazard, 0.0)
        now = waiting & (self.left <= 0)
        self.happened = self.happened | now
        return now
