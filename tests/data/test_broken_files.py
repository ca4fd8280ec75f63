"""Broken data files: each is refused in one line that names the file, the key and what to do.

Every case takes a copy of the shipped data, breaks one thing (mostly in a small file of the test's own, so that other
numbers may change), and reads it.
"""

import re
import shutil
from pathlib import Path

import pytest
from broken import case, check_refused

import heckman_nl as hn
from heckman_nl.calibrate.targets import Targets
from heckman_nl.datafiles import DATA
from heckman_nl.errors import DataFileError


@pytest.fixture
def data(tmp_path):
    """A copy of the shipped data folder that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path, old, new):
    """Replace the first occurrence of a text that must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}: the test is out of date"
    path.write_text(text.replace(old, new, 1))


def line_of(path, start):
    """The first line of a file that starts so."""
    return next(line for line in path.read_text().splitlines() if line.startswith(start))


# parameter files: one entry of our own, beside the shipped ones

GOOD = {
    "text": '"Asthma by smoke at home."', "value": "1.3", "unit": '"odds ratio"', "ci95": "[1.1, 1.6]", "share": '"adjusted"',
    "source": '"judgement"', "grade": '"assumption"', "status": '"assumed"',
}  # fmt: skip
ALONE = {"ci95": None, "share": None}  # a value without interval and share


def write_entry(data, changes):
    """A file extra.toml with one parameter `smoke`; a change to None leaves a key out."""
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changes}.items() if value is not None]
    (data / "parameters/extra.toml").write_text("\n".join(["[smoke]", *lines, ""]))


def test_the_unbroken_entry_is_read(data):
    """What the cases below start from."""
    write_entry(data, {})
    assert hn.ParameterSet.read(data).value("extra.smoke") == 1.3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        *(case({key: None}, [f"smoke.{key}", f"Add `{key}`"]) for key in ("text", "unit", "source", "grade", "status")),
        case({"value": None}, ["smoke", "Give one of value, table, solved"]),
        case({"shere": '"adjusted"'}, ["smoke.shere", "'share'"]),
        case({"unit": '"odd ratio"'}, ["smoke.unit", "'odds ratio'"]),
        case({"unit": '"EUR"'}, ["smoke.unit", "Allowed"]),
        case({"unit": '"EUR 20245"'}, ["smoke.unit", "'EUR 2024'"]),
        case({"grade": '"asumption"'}, ["smoke.grade", "'assumption'"]),
        case({"status": '"assumd"'}, ["smoke.status", "'assumed'"]),
        case({"source": '"jugement"'}, ["smoke.source", "'judgement'"]),
        case({"share": '"adjustd"'}, ["smoke.share", "causal.toml"]),
        case({"family": '"lognorml"'}, ["smoke.family", "'lognormal'"]),
        case({"value": "-0.5"}, ["smoke", "-0.5", "0 to inf"]),
        case({"value": "nan"}, ["smoke", "nan"]),
        case({"value": "inf"}, ["smoke", "finite"]),
        case({"value": "0"}, ["smoke", "0"]),
        case({"value": '"much"'}, ["smoke.value", "number"]),
        case({"value": '["a"]'}, ["smoke.value", "number"]),
        case({"value": "[[1, 2], [3]]"}, ["smoke.value", "number"]),
        case({"value": "2020-01-01"}, ["smoke.value", "number"]),
        case({"value": "1.3", "range": "[2, 3]"}, ["smoke", "2 to 3", "range"]),
        case({"unit": '"probability"', "value": "1.2", **ALONE}, ["smoke", "1.2", "0 to 1"]),
        case({"unit": '"share"', "value": "-0.1", **ALONE}, ["smoke", "-0.1", "0 to 1"]),
        case({"ci95": "[1.4, 1.6]"}, ["smoke.ci95", "1.3", "interval"]),
        case({"ci95": "[1.6, 1.1]"}, ["smoke.ci95", "interval"]),
        case({"ci95": "[nan, 1.6]"}, ["smoke.ci95", "finite"]),
        case({"ci95": "[1.1, inf]"}, ["smoke.ci95", "finite"]),
        case({"ci95": "[0, 1.6]"}, ["smoke.ci95", "positive"]),
        case({"ci95": "[1.1]"}, ["smoke.ci95"]),
        case({"ci95": '"wide"'}, ["smoke.ci95"]),
        case({"table": '"consumption.csv"'}, ["smoke", "value and table", "Give one of"]),
        case({"solved": '"asthma"'}, ["smoke", "value and solved", "Give one of"]),
        case({"value": None, "solved": '"asthma"', **ALONE}, ["smoke", "never solved", "calibration/recipe.py"]),
        case({"value": "0", **ALONE}, ["smoke"]),
        case({"value": "[1.0, inf]", "unit": '"log odds"', **ALONE}, ["smoke"]),
        case({"value": "[]", "unit": '"log odds"', **ALONE}, ["smoke"]),
        case({"value": "true", **ALONE}, ["smoke.value"]),
        case({"unit": '"EUR 1950"', **ALONE}, ["smoke.unit", "2010"]),
        case({"unit": '"prevalence"', "value": "0.3", "ci95": None}, ["smoke.share"]),
        case({"value": '"much"'}, ["Give a number"]),
    ],
)  # fmt: skip
def test_parameter(data, changes, says):
    """One key of one parameter is missing, unknown or impossible."""
    write_entry(data, changes)
    check_refused(lambda: hn.ParameterSet.read(data), "extra.toml", says)


def test_a_number_stands_alone(data):
    """`smoke = 1.3` has no unit, source, ..."""
    (data / "parameters/extra.toml").write_text("smoke = 1.3\n")
    check_refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["smoke", "value, unit, source, grade, status"])


@pytest.mark.parametrize("text", ["[smoke\n", "smoke = = 1\n", "[smoke]\n[smoke]\n", "smoke = 1.3.4\n"])
def test_malformed_parameter_file(data, text):
    """What is not TOML is refused as such, with the place."""
    (data / "parameters/extra.toml").write_text(text)
    check_refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["not valid TOML", "line", "Correct the syntax"])


def test_a_parameter_file_of_another_encoding(data):
    """Bytes that are no UTF-8."""
    (data / "parameters/extra.toml").write_bytes(b"[smoke]\ntext = '\xff'\n")
    check_refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["not valid TOML"])


@pytest.mark.parametrize(
    ("gone", "file", "says"),
    [
        case("sources.toml", "sources.toml", ["does not exist"]),
        case("tables/consumption.csv", "consumption.csv", ["does not exist", "`table`"]),
        case("fitted/early.toml", "early.toml", ["never solved", "calibration/recipe.py"]),
        case("parameters/causal.toml", "causal.toml", ["does not exist"]),
        case("parameters/early.toml", "early.toml", ["does not exist"]),
    ],
)  # fmt: skip
def test_a_file_is_missing(data, gone, file, says):
    """Which one, and what to do."""
    (data / gone).unlink()
    check_refused(lambda: hn.ParameterSet.read(data), file, says)


def test_not_a_data_folder(tmp_path):
    """A folder that does not exist."""
    with pytest.raises(DataFileError, match="does not exist"):
        hn.ParameterSet.read(tmp_path / "nowhere")


def test_a_list_of_another_length(data):
    """Five gestational classes need five values: fewer would be read beyond their end by the compiled kernel."""
    path = data / "parameters/early.toml"
    line = line_of(path, "class = ")
    edit(path, line, re.sub(r"value = \[[^]]*\]", "value = [0.0, 0.2]", line))
    check_refused(lambda: hn.ParameterSet.read(data).pack(), "early.toml", ["delay.class", "5"])


def test_a_parameter_of_the_kernel_is_missing(data):
    """Left out by accident."""
    path = data / "parameters/early.toml"
    edit(path, line_of(path, "smoke = "), "")
    check_refused(lambda: hn.ParameterSet.read(data).pack(), "early.toml", ["asthma.smoke"])


# tables: a small one of our own

CELLS = ["0,male,0.1", "0,female,0.2", "1,male,0.3", "1,female,0.4", "2,male,0.5", "2,female,0.6"]
TABLE = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]


def write_table(data, *lines, header="age,sex,value"):
    """A parameter `smoke` that names a table of these lines; returns what reads it."""
    (data / "tables/own.csv").write_text("\n".join(["# A comment", header, *lines, ""]))
    write_entry(data, {"value": None, "table": '"own.csv"', "unit": '"probability"', "shape": "[3, 2]", **ALONE})
    return lambda: hn.ParameterSet.read(data).value("extra.smoke").tolist()


def test_the_unbroken_table_is_read(data):
    """What the cases below start from: one row per age, one column per sex."""
    assert write_table(data, *CELLS)() == TABLE


@pytest.mark.parametrize(
    ("new", "says"),
    [
        case([], ["age 1, sex male is missing", "Fill every combination"]),
        case(["1,male,0.3", "1,male,0.31"], ["age 1, sex male occurs twice", "Keep one"]),
        case(["1,male,much"], ["row", "'much'", "number"]),
        case(["1,male,"], ["row", "number"]),
        case(["1,male"], ["row", "number"]),
        case(["1,male,nan"], ["row", "'nan'", "finite"]),
        case(["1,male,-inf"], ["row", "finite"]),
        case(["1,mail,0.3"], ["row", "'mail'"]),
        case(["1,male,0.3,0.5"], ["row"]),
        case(["1,male,much"], ["row 5"]),
    ],
)
def test_table(data, new, says):
    """The cell of boys of one year is missing, doubled, or no number."""
    check_refused(write_table(data, *CELLS[:2], *new, *CELLS[3:]), "own.csv", says)


def test_a_probability_above_one_in_a_table(data):
    """The unit's range holds for every cell."""
    check_refused(write_table(data, *CELLS[:-1], "2,female,1.2"), "extra.toml", ["smoke", "1.2", "0 to 1"])


def test_a_column_that_does_not_exist(data):
    """The nearest name."""
    check_refused(write_table(data, *CELLS, header="age,sex,valu"), "own.csv", ["value", "no such column", "'valu'"])


def test_an_empty_table(data):
    """A header and no rows."""
    check_refused(write_table(data), "own.csv", ["empty", "header and rows"])


def test_the_order_of_rows_does_not_matter(data):
    """Every row says which cell it is: a table sorted the other way is the same table."""
    assert write_table(data, *CELLS[::-1])() == TABLE


def test_an_age_is_missing_altogether(data):
    """Ages are consecutive, from the first."""
    check_refused(write_table(data, *CELLS[:2], *CELLS[4:]), "own.csv", ["age", "1"])


# sources


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[calibration]\ncitation =", "[calibration]\ncitatoin =", ["calibration", "citation, url, licence and read"]),
        ("[calibration]\ncitation =", "[calibration]\nyear = 2020\ncitation =", ["calibration", "not permitted"]),
        ('licence = "own"', "licence = 5", ["judgement", "string"]),
        ("[judgement]", "[judgement", ["not valid TOML"]),
        ("[judgement]", "[calibration]", ["not valid TOML"]),
    ],
)
def test_source(data, old, new, says):
    """A source without a citation, with an unknown key, of another type, or written twice."""
    edit(data / "sources.toml", old, new)
    check_refused(lambda: hn.ParameterSet.read(data), "sources.toml", says)


# solved values

INTERCEPT = '"asthma.intercept" = '


@pytest.mark.parametrize(
    ("new", "says"),
    [
        case("", ["asthma.intercept", "never solved", "calibration/recipe.py"]),
        case(f"{INTERCEPT}[1.0, 2.0]", ["asthma.intercept", "another shape", "calibration/recipe.py"]),
        case(f"{INTERCEPT}nan", ["asthma.intercept", "nan"]),
        case(f"{INTERCEPT}inf", ["asthma.intercept"]),
        case(f'{INTERCEPT}"low"', ["asthma.intercept"]),
        case(f"{INTERCEPT}-2.6\n'asthma.intersept' = -2.6", ["asthma.intersept"]),
    ],
)  # fmt: skip
def test_fitted(data, new, says):
    """A solved value is missing, of another shape, not a number, or of nothing."""
    path = data / "fitted/early.toml"
    edit(path, line_of(path, INTERCEPT), new)
    check_refused(lambda: hn.ParameterSet.read(data), "early.toml", says)


def test_the_file_that_holds_the_solved_value_is_named(data):
    """Not the parameter file, in which there is nothing to correct."""
    path = data / "fitted/early.toml"
    edit(path, line_of(path, INTERCEPT), f"{INTERCEPT}nan")
    error = check_refused(lambda: hn.ParameterSet.read(data), "early.toml", ["asthma.intercept"])
    assert Path(error.file).parent.name == "fitted"


def test_fitted_files_of_two_calibrations(data):
    """One file of an earlier calibration among the others."""
    fingerprint = hn.ParameterSet.read(data).provenance["input_fingerprint"]
    edit(data / "fitted/birth.toml", fingerprint, "0" * 16)
    check_refused(lambda: hn.ParameterSet.read(data), "birth.toml", ["provenance", "calibration/recipe.py"])


# targets: two of our own, beside the shipped ones

TARGETS = """
[[target]]
id = "own_distress"
title = "Distress"
title_nl = "Klachten"
numerator = "distressed"
denominator = "births"
at = [{ value = 0.125, low = 0.1, high = 0.15 }, { maternal_education = "low", value = 0.2 }]
kind = "survey"
source = "judgement"
status = "read"

[[target]]
id = "own_vulnerability"
title = "Single vulnerability"
title_nl = "Enkelvoudig kwetsbaar"
numerator = "births"
denominator = "births"
of_all = true
at = [{ vulnerability = ["single"], value = 0.2, ages = [0, 0] }]
kind = "register"
source = "judgement"
status = "read"
"""
OWN = "own_distress"


def read_targets(data, text):
    """The target files, with one more."""
    (data / "targets/own.toml").write_text(text)
    return Targets.read(data)


def test_the_unbroken_targets_are_read(data):
    """What the cases below start from."""
    found = read_targets(data, TARGETS)
    names = (OWN, f"{OWN}, mother low", "own_vulnerability, single")
    assert [found.value(name) for name in names] == [0.125, 0.2, 0.2]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        *(case(f"\n{key} = ", f"\n# {key} = ", [key, "required"]) for key in ("id", "title", "numerator", "kind", "source", "status")),
        case('kind = "survey"', 'kind = "servey"', [OWN, "'survey'"]),
        case('source = "judgement"', 'source = "jugement"', [OWN, "'judgement'", "sources.toml"]),
        case('status = "read"', 'status = "red"', [OWN, "'read'"]),
        case('numerator = "distressed"', 'numerator = "distresed"', [OWN, "'distressed'"]),
        case('denominator = "births"', 'denominator = ["births", "berths"]', [OWN, "'births'"]),
        case("low = 0.1,", "low = 0.13,", [OWN, "interval"]),
        case("low = 0.1, high = 0.15", "low = 0.125, high = 0.125", [OWN, "interval"]),
        case("value = 0.125, low = 0.1, high = 0.15", "value = -0.125", [OWN, "interval"]),
        case("value = 0.125", "value = nan", [OWN, "nan"]),
        case("low = 0.1,", "low = nan,", [OWN, "interval"]),
        case("value = 0.125", 'value = "many"', [f"{OWN}.at.0.value", "number"]),
        case("value = 0.125", "valeu = 0.125", [f"{OWN}.at.0"]),
        case('maternal_education = "low"', 'maternal_education = "lo"', [OWN, "'low'"]),
        case('maternal_education = "low"', 'sex = "mail"', [OWN, "'male'"]),
        case("value = 0.125", "ages = [5, 4], value = 0.125", [OWN, "(5, 4)"]),
        case("value = 0.125", "ages = [0, 200], value = 0.125", [OWN, "(0, 200)"]),
        case('id = "own_distress"', 'id = "own_distress', ["not valid TOML"]),
        case("[[target]]", "[[targets]]", ["targets"]),
        case('["single"]', '["singel"]', ["'single'"]),
        case("value = 0.125", "value = 0.125, over = [9, 3]", ["(9, 3)"]),
        case('kind = "survey"', 'kind = "survey"\nprice_year = 1950', [OWN, "2010"]),
        case("high = 0.15", "high = inf", [OWN]),
    ],
)  # fmt: skip
def test_target(data, old, new, says):
    """One key of one target is missing, unknown or impossible."""
    assert old in TARGETS
    check_refused(lambda: read_targets(data, TARGETS.replace(old, new, 1)), "own.toml", says)


def test_two_targets_of_one_name(data):
    """Rows are known by their names."""
    text = TARGETS.replace("own_vulnerability", OWN).replace('vulnerability = ["single"], ', "")
    with pytest.raises(DataFileError, match=r"own_distress: occurs twice.*name of its own"):
        read_targets(data, text)
