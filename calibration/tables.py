"""Write the age tables that are derived from a handful of published figures.

    python calibration/tables.py

Each table is a line through the figures named here, so that no table of another owner is shipped.
"""

from pathlib import Path

import numpy as np

TABLES = Path(__file__).parents[1] / "src/heckman_nl/data/tables"
AGES = np.arange(111)

# Care of all sectors per person-year, years of death included (PAID 3.0 on RIVM Kosten van Ziekten, EUR 2017): the
# targets of care_spending, mean of the sexes
CARE_AGES = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90]
CARE = [4466, 1843, 2176, 2708, 3198, 3104, 3794, 5025, 7376, 14490, 34680]

# The last year of life less a usual year (same source): the year before counts a whole usual year, that of death a half
LAST_YEAR_AGES = [0, 30, 60, 80, 90]
LAST_YEAR = [25_200, 23_300, 52_400, 40_200, 37_300]

# Users of long-term care in 2019 (staatvenz.nl) over the population of that age (CBS, rounded, recalled); 17.3 billion
# (2017) over 284,035 adult users
WLZ_AGES = [0, 10, 18, 41, 64, 72, 80, 85, 92, 110]
WLZ_SHARE_OF_POPULATION = [0.0, 0.003, 0.0098, 0.0098, 0.012, 0.0206, 0.07, 0.15, 0.32, 0.45]
WLZ_COST = 61_000
LAST_CARE_AGE = CARE_AGES[-1]

# What a second adult, and a third and fourth person, add to the spending of a household (CBS 60046ned, EUR 2010)
ADULT, CHILD = 13_385, 4_532


def write(name, comment, columns):
    lines = [f"# {comment}", ",".join(["age", *columns])]
    lines += [",".join([str(age), *(f"{column[age]:.4g}" for column in columns.values())]) for age in AGES]
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    ages = np.minimum(AGES, LAST_CARE_AGE)  # beyond it nothing is known: the share stays
    long_term = np.interp(ages, WLZ_AGES, WLZ_SHARE_OF_POPULATION) * WLZ_COST / np.interp(ages, CARE_AGES, CARE)
    support = np.interp(AGES, [0, 18, 65, 85, 110], [0.0, 0.01, 0.04, 0.06, 0.04])
    write("care_shares.csv", "Parts of residual care by payer", {"long_term": long_term, "support": support})
    last_year = np.interp(AGES, LAST_YEAR_AGES, LAST_YEAR)
    write("last_year.csv", "Care in the year of death on top of half a usual year, EUR 2017", {"value": last_year})
    consumption = np.interp(AGES, [0, 17, 20, 110], [CHILD, CHILD, ADULT, ADULT])
    write("consumption.csv", "Own consumption, EUR 2010 per year", {"value": consumption})


if __name__ == "__main__":
    main()
