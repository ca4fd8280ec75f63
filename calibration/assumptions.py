"""How much of the benefits rests on assumptions: every arrow that is an assumption is set to its null, and all is solved again.

    python calibration/assumptions.py [--births 50000] [--sample 4000000]

An arrow is a coefficient: a ratio, or a shift in log odds, log points, normal units or standard deviations. What is no
arrow stays: levels, prevalences, prices, the technology of skills. Prints what is left of VoorZorg's benefits.
"""

import argparse

import numpy as np

import heckman_nl as hn
from heckman_nl.calibrate.baseline import solve_baseline
from heckman_nl.parameters import KERNEL_MODULES, ParameterSet

RATIOS, SHIFTS = ("odds ratio", "relative risk", "hazard ratio"), ("log odds", "log points", "probit", "SD")
NO_ARROWS = (  # levels and spreads in the units of arrows
    "pregnancy.violence.persists", "early.violence.persists", "early.smokes.on", "household.heir.log_mean",
    "household.heir.log_sd", "work.permanent.sd", "work.transitory.sd", "parents.work.persistence",
    "household.income.log_mean", "household.income.log_sd",
)  # fmt: skip


def nulls(parameters: ParameterSet) -> dict:
    """The null of every arrow that is an assumption."""
    found = {}
    for p in parameters.values():
        if p.grade != "assumption" or p.solved is not None or p.module not in KERNEL_MODULES or p.key in NO_ARROWS:
            continue
        if p.unit in RATIOS:
            found[p.key] = 1.0
        elif p.unit in SHIFTS:
            found[p.key] = np.zeros(np.shape(p.value)) if p.is_table else 0.0
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--births", type=int, default=200_000, help="births on which the baseline is solved again")
    parser.add_argument("--sample", type=int, default=4_000_000)
    options = parser.parse_args()
    parameters = ParameterSet.read()
    without = nulls(parameters)
    scenario = hn.Scenario("VoorZorg", [hn.interventions.load("voorzorg")])
    benefits = {}
    for name, changes in (("all arrows", {}), ("without arrows that are assumptions", without)):
        chosen = parameters.but(changes) if changes else parameters
        solved = solve_baseline(chosen, options.births, sweeps=2) if changes else chosen
        mkba = hn.Model(solved).compare(hn.Cohort.births(170_000), scenario, sample=options.sample).appraise()
        benefits[name] = mkba.benefits
        print(f"{name}: benefits EUR {mkba.benefits:,.0f}, costs EUR {float(mkba.costs):,.0f}, ratio {mkba.bcr:.2f}")
    share = 1.0 - float(benefits["without arrows that are assumptions"]) / float(benefits["all arrows"])
    print(f"{len(without)} arrows are assumptions; {share:.0%} of the benefits rests on them")


if __name__ == "__main__":
    main()
