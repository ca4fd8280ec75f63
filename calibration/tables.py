"""Write the age tables that are derived from a handful of published figures.

    python calibration/tables.py

Each table is a line through the figures named here, so that no table of another owner is shipped.
"""

from pathlib import Path

import numpy as np

TABLES = Path(__file__).parents[1] / "src/heckman_nl/data/tables"
AGES = np.arange(111)

# The last year of life less a usual year (PAID 3.0 on RIVM Kosten van Ziekten, EUR 2017, mean of the sexes): the year
# before counts a whole usual year, that of death a half
LAST_YEAR_AGES = [0, 1, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95]
LAST_YEAR = [
    25_200, 16_500, 17_100, 18_000, 17_700, 16_300, 18_300, 23_300, 29_500, 45_000, 52_400, 47_200, 40_200, 37_200, 35_600,
]  # fmt: skip

# Contacts with the GP per year (2018: 5.0 at 0, 3.3 at 1-4, 2.3 at 5-9, 4.5 over all ages; the rest judged), admissions
# to hospital (161 per 1,000 in 2023, by age as in 2012) and users of medicine (recalled), of who has none of the simulated
# diseases
VOLUME_AGES = [0, 1, 4, 7, 12, 17, 25, 35, 45, 55, 65, 75, 85, 95, 110]
GP_CONTACTS = [5.0, 3.5, 2.7, 2.2, 2.0, 2.2, 2.5, 2.8, 2.9, 3.2, 3.8, 5.4, 9.3, 11.5, 11.5]
ADMISSIONS = [0.7, 0.14, 0.08, 0.05, 0.04, 0.05, 0.09, 0.12, 0.12, 0.16, 0.25, 0.35, 0.40, 0.38, 0.38]
MEDICINE = [0.5, 0.5, 0.49, 0.45, 0.42, 0.45, 0.5, 0.52, 0.55, 0.62, 0.72, 0.82, 0.88, 0.9, 0.9]

# What a second adult, and a third and fourth person, add to the spending of a household (CBS 60046ned, EUR 2010)
ADULT, CHILD = 13_385, 4_532


def write(name, comment, columns):
    lines = [f"# {comment}", ",".join(["age", *columns])]
    lines += [",".join([str(age), *(f"{column[age]:.4g}" for column in columns.values())]) for age in AGES]
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    volumes = {"gp_contacts": GP_CONTACTS, "admissions": ADMISSIONS, "medicine": MEDICINE}
    columns = {name: np.interp(AGES, VOLUME_AGES, values) for name, values in volumes.items()}
    write("volumes.csv", "Use of care per year of who has none of the simulated diseases", columns)
    last_year = np.interp(AGES, LAST_YEAR_AGES, LAST_YEAR)
    write("last_year.csv", "Care in the year of death on top of half a usual year, EUR 2017", {"value": last_year})
    consumption = np.interp(AGES, [0, 17, 20, 110], [CHILD, CHILD, ADULT, ADULT])
    write("consumption.csv", "Own consumption, EUR 2010 per year", {"value": consumption})


if __name__ == "__main__":
    main()
