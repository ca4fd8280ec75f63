"""`lifecourse-ref` on this engine: a closed cohort whose exact answer is known.

A birth cohort (sex, vulnerable, preterm or small) with diabetes (once), depression (recurrent), death and discounted
cost, QALYs and earnings by age. The exact means come from a 32-state Markov recursion (`exact_answer`), so a run is
judged by its z-scores. Once-only events use accumulated hazards and exponential thresholds, depression uses both words
of each random-number call; persons are tallied by age and state, and priced when the tally is complete.

    python benchmarks/reference_job.py 100000 --workers 1
"""

import argparse
import itertools
import json
import resource
import time
from pathlib import Path

import numpy as np

from heckman_nl.engine import rng
from heckman_nl.engine.jit import entry_point, source_stamp
from heckman_nl.engine.runner import BLOCK, block_count, run_blocks

AGES = 101
AGE = np.arange(AGES)
VULNERABLE = 0.065
BIRTH_RISK = np.array([0.14, 1.6 * 0.14 / 0.86 / (1 + 1.6 * 0.14 / 0.86)])
REMISSION, FIRST_DEPRESSION = 0.3, 12
DISCOUNT_EUROS = 1.0225**-AGE
DISCOUNT_QALYS = 1.015**-AGE

SEX, STATUS, BIRTH, DIABETES, DEATH, DEPRESSION = (np.uint64(k) for k in range(6))
ZERO = np.uint64(0)


def expit(x):
    return 1.0 / (1.0 + np.exp(-x))


def diabetes_risk(v, p):
    """Yearly probability by age."""
    return expit(-9.0 + 0.06 * AGE + 0.4 * v + 0.3 * p)


def depression_onset(v):
    return expit(-4.5 + 0.5 * v)


def death_hazard(female, chronic):
    hazard = (2.0e-5 if female else 3.0e-5) * np.exp(0.1 * AGE) * (1.3 if chronic else 1.0)
    return hazard + np.where(AGE == 0, 0.0035, 0.0)


def yearly_values(v, diabetic, depressed):
    """Discounted cost, QALYs and earnings of a year, (age, 3)."""
    cost = (1500 + 25 * AGE + 2500 * diabetic + 1800 * depressed) * DISCOUNT_EUROS
    qaly = (0.95 - 0.002 * AGE - 0.08 * diabetic - 0.15 * depressed) * DISCOUNT_QALYS
    earnings = 35000 * (1 - 0.1 * v) * (1 - 0.2 * depressed) * DISCOUNT_EUROS * ((AGE >= 20) & (AGE <= 66))
    return np.stack([cost, qaly, earnings], axis=-1)


def make_live_block(stamp):
    """The compiled block; closing over `stamp` makes Numba compile it again when the engine changes."""

    @entry_point
    def live_block(seed, start, stop, diabetes, onset, death, tally, deaths):
        """Live persons start..stop; add person-years to tally[age, v, D, M] and deaths[0]."""
        if stamp == "":
            return
        for person in range(start, stop):
            key = np.uint64(person)
            female = 1 if rng.unit(rng.threefry(seed, key, SEX, ZERO)[0]) < 0.5 else 0
            v = 1 if rng.unit(rng.threefry(seed, key, STATUS, ZERO)[0]) < VULNERABLE else 0
            p = 1 if rng.unit(rng.threefry(seed, key, BIRTH, ZERO)[0]) < BIRTH_RISK[v] else 0
            diabetes_left = -np.log(rng.unit(rng.threefry(seed, key, DIABETES, ZERO)[0]))
            death_left = -np.log(rng.unit(rng.threefry(seed, key, DEATH, ZERO)[0]))
            diabetic, depressed = 0, 0
            even, odd = ZERO, ZERO
            for age in range(AGES):
                diabetes_left -= diabetes[v, p, age]
                if diabetes_left < 0.0:
                    diabetic = 1
                if age >= FIRST_DEPRESSION:
                    if age & 1 == 0:
                        even, odd = rng.threefry(seed, key, DEPRESSION, np.uint64(age >> 1))
                    depressed = 1 if (odd if age & 1 else even) < onset[v, depressed] else 0
                tally[age, v, diabetic, depressed] += 1
                death_left -= death[female, diabetic | depressed, age]
                if death_left < 0.0:
                    deaths[0] += 1
                    break

    return live_block


live_block = make_live_block(source_stamp(Path(rng.__file__).parent))


def tables():
    """Hazards (diabetes, death) and depression as 64-bit integer thresholds."""
    diabetes = np.array([[-np.log1p(-diabetes_risk(v, p)) for p in (0, 1)] for v in (0, 1)])
    death = np.array([[death_hazard(f, c) for c in (0, 1)] for f in (0, 1)])
    onset = np.array([[depression_onset(v), 1 - REMISSION] for v in (0, 1)])
    return diabetes, (onset * 2.0**64).astype(np.uint64), death


def simulate(n, seed=1, workers=1):
    """Return the 101 x 3 matrix of discounted totals, person-years and deaths."""
    diabetes, onset, death = tables()
    tally, deaths = np.zeros((AGES, 2, 2, 2), np.int64), np.zeros(1, np.int64)

    def live(block, buffer):
        for part in buffer:
            part[:] = 0
        live_block(np.uint64(seed), block * BLOCK, min(n, (block + 1) * BLOCK), diabetes, onset, death, *buffer)

    def add(block, buffer):
        tally[:] += buffer[0]
        deaths[:] += buffer[1]

    run_blocks(live, block_count(n), lambda: (np.zeros_like(tally), np.zeros_like(deaths)), add, workers)
    matrix = np.zeros((AGES, 3))
    for v, d, m in itertools.product((0, 1), repeat=3):
        matrix += tally[:, v, d, m, None] * yearly_values(v, d, m)
    return matrix, int(tally.sum()), int(deaths[0])


def exact_answer():
    """Exact means and standard deviations per person of cost, QALYs, earnings, person-years and life expectancy."""
    mean, square = np.zeros(5), np.zeros(5)
    for female, v, p in itertools.product((0, 1), repeat=3):
        weight = 0.5 * (VULNERABLE if v else 1 - VULNERABLE) * (BIRTH_RISK[v] if p else 1 - BIRTH_RISK[v])
        first, second = np.zeros((2, 2, 5)), np.zeros((2, 2, 5))  # rest-of-life moments given (D, M)
        values = {(d, m): yearly_values(v, d, m) for d in (0, 1) for m in (0, 1)}
        for age in range(AGES - 1, -1, -1):
            lived1, lived2 = np.zeros((2, 2, 5)), np.zeros((2, 2, 5))
            for d, m in itertools.product((0, 1), repeat=2):
                die = 1 - np.exp(-death_hazard(female, d or m)[age])
                year = np.append(values[d, m][age], [1.0, 1.0])
                last = np.append(values[d, m][age], [1.0, 0.5])
                lived1[d, m] = die * last + (1 - die) * (year + first[d, m])
                lived2[d, m] = die * last**2 + (1 - die) * (year**2 + 2 * year * first[d, m] + second[d, m])
            new_diabetes = diabetes_risk(v, p)[age]
            to_d = np.array([[1 - new_diabetes, new_diabetes], [0.0, 1.0]])
            onset = depression_onset(v) if age >= FIRST_DEPRESSION else 0.0
            stay = 1 - REMISSION if age >= FIRST_DEPRESSION else 1.0
            to_m = np.array([[1 - onset, onset], [1 - stay, stay]])
            first = np.einsum("ij,kl,jlm->ikm", to_d, to_m, lived1)
            second = np.einsum("ij,kl,jlm->ikm", to_d, to_m, lived2)
        mean += weight * first[0, 0]
        square += weight * second[0, 0]
    return mean, np.sqrt(square - mean**2)


MEASURES = ("mean_cost", "mean_qaly", "mean_earn", "person_years", "life_exp")


def z_scores(n, matrix, person_years, deaths):
    """Simulated minus exact mean in standard errors, per measure."""
    simulated = np.append(matrix.sum(0) / n, [person_years / n, (person_years - 0.5 * deaths) / n])
    mean, sd = exact_answer()
    return dict(zip(MEASURES, (simulated - mean) / (sd / np.sqrt(n)), strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    simulate(1000, 0)
    start = time.perf_counter()
    result = simulate(arguments.n, arguments.seed, arguments.workers)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "peer": "heckman_nl engine",
                "n": arguments.n,
                "workers": arguments.workers,
                "wall_s": round(seconds, 4),
                "person_years": result[1],
                "py_per_s": round(result[1] / seconds),
                "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                "z": {k: round(float(v), 2) for k, v in z_scores(arguments.n, *result).items()},
            }
        )
    )


if __name__ == "__main__":
    main()
