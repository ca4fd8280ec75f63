"""Run in a process of its own without the compiler: lives of children, year by year, from records of their parents."""

import sys

import numpy as np
from records import read_quickly

import heckman_nl as hn
from heckman_nl.engine.ledger import new_ledgers
from heckman_nl.lifecourse import kernel
from heckman_nl.vocabulary.channels import FX
from heckman_nl.vocabulary.lines import N_LINES
from heckman_nl.vocabulary.state import N_AGES, STATE


def history(p, parent, ledger):
    """Records of the latest child of a parent: after the first weeks, then at the end of every year."""
    child, fx = np.zeros(1, STATE).view(np.recarray)[0], np.zeros(1, FX).view(np.recarray)[0]
    kernel.conceive_child(p, child, parent)
    kernel.before_birth(p, child, fx, ledger)
    if child.alive:
        kernel.settle(p, child, fx, ledger)
    else:
        kernel.bereave(p, child, fx, ledger)
    records = [child.copy()]
    for age in range(N_AGES):
        if child.alive:
            kernel.live_year(p, child, fx, ledger, age)
        elif kernel.is_followed(child, age):
            kernel.chance_year(child, age, True)
            kernel.mother_year(p.parents, child, fx, ledger, age)
        records.append(child.copy())
    return records


def main(source: str, target: str) -> None:
    packed = np.fromfile(f"{source}/packed", hn.ParameterSet.read().dtype).view(np.recarray)[0]
    parents = np.fromfile(f"{source}/parents", STATE).view(np.recarray)
    ledgers = new_ledgers(len(parents), N_AGES, N_LINES)
    with np.errstate(over="ignore"):  # 64-bit words that wrap round would warn
        records = [history(packed, parent, ledger) for parent, ledger in zip(parents, ledgers, strict=True)]
    np.array(records, STATE).tofile(f"{target}/records")
    ledgers.cells.tofile(f"{target}/cells")


if __name__ == "__main__":
    read_quickly()
    main(*sys.argv[1:])
