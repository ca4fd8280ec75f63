"""`lifecourse-ref` in plain NumPy: arrays of persons, one loop over ages. The yardstick for the engine.

Written as a NumPy user would: float64 arrays, PCG64, only the living are updated, tables by age outside the loop.

    python benchmarks/reference_job_numpy.py 100000
"""

import argparse
import json
import time

import numpy as np
import reference_job as job


def simulate(n, seed=1):
    """Return the 101 x 3 matrix of discounted totals, person-years and deaths."""
    rng = np.random.default_rng(seed)
    female = rng.random(n) < 0.5
    v = (rng.random(n) < job.VULNERABLE).astype(np.int8)
    p = (rng.random(n) < job.BIRTH_RISK[v]).astype(np.int8)
    d, m = np.zeros(n, bool), np.zeros(n, bool)
    diabetes = np.array([[job.diabetes_risk(i, j) for j in (0, 1)] for i in (0, 1)])
    onset = np.array([job.depression_onset(i) for i in (0, 1)])
    dies = -np.expm1(-np.array([[job.death_hazard(f, c) for c in (0, 1)] for f in (0, 1)]))
    value = np.array([[[job.yearly_values(i, a, b) for b in (0, 1)] for a in (0, 1)] for i in (0, 1)])
    matrix, person_years, deaths = np.zeros((job.AGES, 3)), 0, 0
    for age in range(job.AGES):
        d |= rng.random(d.size) < diabetes[v, p, age]
        if age >= job.FIRST_DEPRESSION:
            u = rng.random(m.size)
            m = np.where(m, u >= job.REMISSION, u < onset[v])
        state = v * 4 + d * 2 + m
        matrix[age] = np.bincount(state, minlength=8) @ value[..., age, :].reshape(8, 3)
        person_years += d.size
        alive = rng.random(d.size) >= dies[female.astype(np.int8), (d | m).astype(np.int8), age]
        deaths += d.size - int(alive.sum())
        female, v, p, d, m = female[alive], v[alive], p[alive], d[alive], m[alive]
    return matrix, person_years, deaths


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int)
    arguments = parser.parse_args()
    simulate(1000, 0)
    start = time.perf_counter()
    result = simulate(arguments.n)
    seconds = time.perf_counter() - start
    z = {name: round(float(value), 2) for name, value in job.z_scores(arguments.n, *result).items()}
    print(json.dumps({"peer": "NumPy", "n": arguments.n, "py_per_s": round(result[1] / seconds), "z": z}))


if __name__ == "__main__":
    main()
