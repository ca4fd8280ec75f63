"""Broken [[statistic]] rows: each is refused in one line that names the file, the row and what to do."""

import shutil
from pathlib import Path

import pytest
from broken import case, check_refused

from heckman_nl.calibrate.targets import Targets
from heckman_nl.datafiles import DATA
from heckman_nl.errors import DataFileError

OWN = "own_special"
STATISTICS = """
[[statistic]]
id = "own_special"
title = "Special education by gestation"
title_nl = "Speciaal onderwijs naar zwangerschapsduur"
measure = "odds ratio"
field = "special_education"
at = [
    { age = 10, where = { gestation = [3, 4] }, against = { gestation = [0, 0] }, value = 2.7, low = 2.4, high = 3.0 },
    { ages = [8, 10], do = { field = "smoking", from = 0, to = 2 }, value = 1.1, fitted = true, reason = "" },
]
kind = "survey"
source = "judgement"
status = "read"

[[statistic]]
id = "own_slope"
title = "Mobility"
title_nl = "Mobiliteit"
measure = "rank slope"
field = "earnings"
with = "household_income"
at = [{ ages = [30, 34], value = 0.28 }]
kind = "register"
source = "judgement"
status = "read"

[[statistic]]
id = "own_level"
title = "Wages"
title_nl = "Lonen"
measure = "mean"
field = "earnings"
price_year = 2019
at = [{ age = 40, where = { level = [3, 4], cognitive = [-inf, -1.5] }, where_age = 17, value = 50000 }]
kind = "other"
source = "judgement"
status = "read"
"""


@pytest.fixture
def data(tmp_path):
    """A copy of the shipped data folder that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def read(data, text):
    """The target files, with one more."""
    (data / "targets/own.toml").write_text(text)
    return {row.name: row for row in Targets.read(data).statistics if row.id.startswith("own_")}


def test_the_unbroken_statistics_are_read(data):
    """What the cases below start from: names, intervals, what is compared."""
    found = read(data, STATISTICS)
    assert list(found) == [
        "own_special, gestation 3-4 v 0, 10",
        "own_special, do smoking 2 v 0, 8-10",
        "own_slope, 30-34",
        "own_level, level 3-4 & cognitive below -1.5 at 17, 40",
    ]
    first, second, slope, level = found.values()
    assert (first.low, first.high, first.interval_assumed, first.fitted) == (2.4, 3.0, False, False)
    assert (second.low, second.high) == pytest.approx((0.99, 1.21))
    assert second.settings == ({"smoking": (2.0, None)}, {"smoking": (0.0, None)})
    assert (first.settings, second.fitted, slope.other) == ((None,), True, "household_income")
    assert (slope.low, slope.high) == pytest.approx((0.2716, 0.2884))
    assert level.low == pytest.approx(40_000)


def test_a_fitted_statistic_belongs_to_the_fingerprint(data):
    """Solved values no longer belong to the targets when it changes; a held-out one changes nothing."""
    prints = []
    for text in (STATISTICS, STATISTICS.replace("value = 1.1", "value = 1.2"), STATISTICS.replace("value = 2.7", "value = 2.8")):  # fmt: skip
        read(data, text)
        prints.append(Targets.read(data).fingerprint)
    assert prints[0] != prints[1]
    assert prints[0] == prints[2]
    assert Targets.read(data).value("own_slope, 30-34") == 0.28


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        *(case(f"\n{key} = ", f"\n# {key} = ", [key, "required"]) for key in ("id", "title", "measure", "kind", "source", "status")),
        case('\nfield = "special_education"', "", [OWN, "Add `field`"]),
        case('measure = "odds ratio"', 'measure = "ods ratio"', [OWN, "'odds ratio'"]),
        case('measure = "odds ratio"', 'measure = "mean"', [OWN, "one group", "Remove `against`"]),
        case('measure = "mean"', 'measure = "ratio"', ["own_level", "two groups", "Give `against`"]),
        case('measure = "rank slope"', 'measure = "mean"', ["own_slope", "Remove `with`"]),
        case('with = "household_income"\n', "", ["own_slope", "Give `with`"]),
        case('field = "special_education"', 'field = "special_eduction"', [OWN, "'special_education'"]),
        case('with = "household_income"', 'with = "houshold_income"', ["own_slope", "'household_income'"]),
        case("where = { gestation = [3, 4] }", "where = { gestatie = [3, 4] }", [OWN, "'gestation'"]),
        case("where = { gestation = [3, 4] }", "where = { gestation = [4, 3] }", [OWN, "no range"]),
        case("where = { gestation = [3, 4] }", "where = { gestation = 3 }", [f"{OWN}.at.0.where.gestation"]),
        case("where = { gestation = [3, 4] }", "were = { gestation = [3, 4] }", [f"{OWN}.at.0.were"]),
        case("{ age = 10,", "{", [OWN, "Give `age` or `ages`"]),
        case("{ age = 10,", "{ age = 10, ages = [8, 10],", [OWN, "Give `age` or `ages`"]),
        case("{ age = 10,", "{ age = 200,", [OWN, "(200, 200)"]),
        case("{ ages = [8, 10],", "{ ages = [10, 8],", [OWN, "(10, 8)"]),
        case("where_age = 17", "where_age = 17, with_age = 30", ["own_level", "Give `with`"]),
        case("where_age = 17", "where_age = 170", ["own_level", "170"]),
        case("where_age = 17", "where_age = 17, where_before = 2", ["own_level", "Keep one"]),
        case("where_age = 17", "where_before = 42", ["own_level", "Take 1 to 41"]),
        case("where_age = 17", "where_before = 0", ["own_level", "Take 1 to 41"]),
        case('do = { field = "smoking",', 'do = { field = "V",', [OWN, "hidden trait"]),
        case('do = { field = "smoking",', 'do = { field = "smoke",', [OWN, "'smoke'"]),
        case("from = 0, to = 2", "from = 0, to = 7", [OWN, "0 to 2"]),
        case("from = 0, to = 2", "from = 2, to = 2", [OWN, "both populations"]),
        case("from = 0, to = 2", "from = 0", [f"{OWN}.at.1.do.to", "Add `to`"]),
        case("{ ages = [8, 10], do", "{ ages = [8, 10], do_age = 120, do", [OWN, "120"]),
        case("{ ages = [8, 10], do", "{ ages = [8, 10], against = { sex = [0, 0] }, do", [OWN, "in place of against"]),
        case("{ age = 10, where", "{ age = 10, do_age = 5, where", [OWN, "do_age without do"]),
        case("low = 2.4,", "low = 2.8,", [OWN, "interval"]),
        case("value = 2.7", "value = nan", [OWN]),
        case("value = 2.7", "value = true", [f"{OWN}.at.0.value", "number"]),
        case('kind = "survey"', 'kind = "servey"', [OWN, "'survey'"]),
        case('source = "judgement"', 'source = "jugement"', [OWN, "'judgement'"]),
        case('status = "read"', 'status = "red"', [OWN, "'read'"]),
        case("price_year = 2019", "price_year = 1950", ["own_level", "2010"]),
        case('measure = "odds ratio"', 'measure = "odds ratio"\nprice_year = 2019', [OWN, "Remove `price_year`"]),
        case('field = "earnings"\nprice', 'field = "earnings"\ncode = [1]\nabove = 2.0\nprice', ["own_level", "Keep one"]),
        case('field = "earnings"\nprice', 'field = "earnings"\nquantiles = [0.9, 1.1]\nprice', ["own_level", "quantiles"]),
    ],
)  # fmt: skip
def test_statistic(data, old, new, says):
    """One key of one row is missing, unknown or impossible."""
    assert old in STATISTICS
    check_refused(lambda: read(data, STATISTICS.replace(old, new, 1)), "own.toml", says)


def test_a_statistic_of_the_name_of_another_row(data):
    twice = STATISTICS + STATISTICS[STATISTICS.index('[[statistic]]\nid = "own_slope"') :].partition("[[statistic]]\nid = \"own_level")[0]  # fmt: skip
    with pytest.raises(DataFileError, match="occurs twice"):
        read(data, twice)


HOW_TO = Path(__file__).parents[2] / "docs/howto/statistics.md"


def test_the_examples_of_the_how_to_are_read(data):
    """Rows as printed, without the shipped ones that they resemble."""
    examples = [block.split("```")[0] for block in HOW_TO.read_text().split("```toml\n")[1:]]
    (data / "targets/own.toml").write_text("\n".join(examples))
    names = {row.id for row in Targets.read(data).statistics}
    assert {"special_by_weeks", "small_if_all_smoked"} <= names


def test_the_python_of_the_how_to_runs(capsys):
    exec(HOW_TO.read_text().split("```python\n")[1].split("```")[0], {})
    assert "depressed at 40 if no child were maltreated: 0." in capsys.readouterr().out
