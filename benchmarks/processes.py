"""What needs a process of its own: import time, cold compile, warm start, peak memory. Prints a Markdown table.

python benchmarks/processes.py
"""

import os
import subprocess
import sys
import tempfile

START = """
import time
begin = time.perf_counter()
import heckman_nl as hn
imported = time.perf_counter()
import heckman_nl.model, heckman_nl.results, heckman_nl.appraisal, pandas, numba
ready = time.perf_counter()
hn.Model().run(hn.Cohort.births(1_000), workers=1)
print(imported - begin, time.perf_counter() - ready)
"""
COMPARE = """
import resource
import heckman_nl as hn
cohort = hn.Cohort.births({births})
scenario = hn.Scenario("VoorZorg", [hn.interventions.load("voorzorg")])
hn.Model().{call}.appraise().npv
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
LEVELS = COMPARE.replace(".appraise().npv", "")


def run(script, **environment):
    """The numbers that a script prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return [float(word) for word in done.stdout.split()]


def main():
    print("| what | measured |\n|---|---:|")
    with tempfile.TemporaryDirectory() as folder:
        _, cold = run(START, NUMBA_CACHE_DIR=folder)
        warm = [run(START, NUMBA_CACHE_DIR=folder) for _ in range(5)]
    print(f"| `import heckman_nl` (best of 5) | {min(w[0] for w in warm):.2f} s |")
    print(f"| cold compile: `Model()` to result for 1,000 births, empty cache | {cold:.1f} s |")
    print(f"| warm start: the same in a new process, cache warm (best of 5) | {min(w[1] for w in warm):.2f} s |")
    for births in (100_000, 1_000_000, 10_000_000):
        peak = run(COMPARE.format(births=births, call="compare(cohort, scenario)"))[0]
        print(f"| peak memory, comparison with VoorZorg, {births:,} births | {peak:.0f} MB |")
    for births in (100_000, 1_000_000):
        peak = run(LEVELS.format(births=births, call="run(cohort)"))[0]
        print(f"| peak memory, levels of the baseline, {births:,} births | {peak:.0f} MB |")


if __name__ == "__main__":
    main()
