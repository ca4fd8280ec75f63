"""The ledger: what a life costs and yields, booked as (line, age).

A ledger is a record that holds one float array `cells`, (age, line). It is a record and not an array, because Numba
counts references to arrays that are passed along, and that counting took 40% of the time of a life. Which account and
party a line belongs to is told by the vocabulary of the life that books it. Positive = gain for the line's party.
"""

import numpy as np

from .jit import compiled


def ledger_type(ages: int, lines: int) -> np.dtype:
    """Record type of a ledger with so many ages and lines.

    `shift` is added to every age, and `weight` multiplies every amount: a child of a person is booked at its parent's
    age, and half to each parent. `mother` is the part (1 or 0) of what its mother's own years yield that is booked with it.
    """
    fields = [("shift", np.int64), ("weight", np.float64), ("mother", np.float64)]
    return np.dtype((np.record, [("cells", np.float64, (ages, lines)), *fields]))


def new_ledgers(shape, ages: int, lines: int) -> np.recarray:
    """Empty ledgers that book as they are told: no shift, weight one, the mother with her child."""
    ledgers = np.zeros(shape, ledger_type(ages, lines)).view(np.recarray)
    ledgers.weight, ledgers.mother = 1.0, 1.0
    return ledgers


@compiled
def book(ledger, line, age, amount):
    """Add a resource (euros, years, persons) to one line."""
    ledger.cells[age + ledger.shift, line] += ledger.weight * amount


@compiled
def transfer(ledger, from_line, to_line, age, amount):
    """Move `amount` from one party to another: both sides are always booked, so that society neither gains nor loses."""
    ledger.cells[age + ledger.shift, from_line] -= ledger.weight * amount
    ledger.cells[age + ledger.shift, to_line] += ledger.weight * amount
