"""Where the time of a life goes: each stage of a year is left out of a copy of the kernel in turn, and the rest is timed.

    python benchmarks/stages.py

Leaving a stage out changes the lives as well, and the compiler's choices, so the parts do not add up: read them as a guide.
Death cannot be left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import heckman_nl

PACKAGE = Path(heckman_nl.__file__).parent
STAGES = {
    "the mother": ["mother_year("],
    "home (early_year)": ["early_year("],
    "maltreatment": ["maltreatment_year("],
    "youth care": ["help_year("],
    "school": ["school_year("],
    "smoking, addiction": ["habits_year("],
    "crime": ["crime_year("],
    "children": ["children_year("],
    "long-term care, support": ["dependence_year("],
    "place in the labour market": ["employment_year("],
    "wages, taxes, benefits": ["wage_year("],
    "depression, anxiety": ["mood_year("],
    "body weight": ["weight_year("],
    "chronic disease": ["chronic_year("],
    "quality of life, disease care, counting": ["wellbeing_year("],
    "other care, volumes": ["care_year("],
    "skills": ["skills_year("],
}
TIME = """
import time
import heckman_nl as hn
model, cohort = hn.Model(), hn.Cohort.births(50_000)
result = model.run(cohort, workers=1)
years = float(result.total("alive_male", "alive_female"))
best = 1e9
for _ in range(8):
    begin = time.process_time()
    model.run(cohort, workers=1)
    best = min(best, time.process_time() - begin)
print(1e9 * best / years)
"""


def nanoseconds(left_out: list[str]) -> float:
    """Nanoseconds per person-year of a copy of the package without some calls of `live_year`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "heckman_nl"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        kernel = copy / "lifecourse/kernel.py"
        head, body = kernel.read_text().split("def live_year(", 1)
        year, rest = body.split("\n\n\n", 1)
        kept = [line for line in year.split("\n") if not any(line.strip().startswith(call) for call in left_out)]
        kernel.write_text(head + "def live_year(" + "\n".join(kept) + "\n\n\n" + rest)
        environment = {**os.environ, "PYTHONPATH": folder}
        done = subprocess.run([sys.executable, "-c", TIME], env=environment, capture_output=True, text=True, check=True)
        return float(done.stdout)


def main():
    whole = nanoseconds([])
    print(f"| left out | ns per person-year | saves |\n|---|---:|---:|\n| nothing | {whole:.1f} | |")
    for stage, calls in STAGES.items():
        rest = nanoseconds(calls)
        print(f"| {stage} | {rest:.1f} | {whole - rest:.1f} |", flush=True)


if __name__ == "__main__":
    main()
