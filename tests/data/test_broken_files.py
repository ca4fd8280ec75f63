"""Broken files: each is refused in one line that names the file, the key and what to do.

Every case takes shipped data, breaks one thing, and reads it.
"""

import shutil
from pathlib import Path

import pytest

import heckman_nl as hn
from heckman_nl import cohort, interventions
from heckman_nl.calibrate.targets import Targets
from heckman_nl.datafiles import DATA
from heckman_nl.errors import DataFileError, InputError
from heckman_nl.interventions import Intervention

VOORZORG = Path(interventions.__file__).parent / "catalogue/voorzorg.toml"


def case(*values, bug=None):
    """A case; one that fails today says why."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=bug) if bug else ())


@pytest.fixture
def data(tmp_path):
    """A copy of the shipped data folder that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path, old, new):
    """Replace the first occurrence of a text that must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}: the test is out of date"
    path.write_text(text.replace(old, new, 1))


def refused(read, file, says):
    """Reading fails with a DataFileError of one line that names the file and says what is wanted."""
    with pytest.raises(DataFileError) as caught:
        read()
    message = str(caught.value)
    assert Path(caught.value.file).name == file
    assert file in message
    assert "\n" not in message
    for word in says:
        assert word in message


# parameter files: one entry of a small file of our own, beside the shipped ones

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
        case({"value": "0", **ALONE}, ["smoke"], bug="a ratio of 0 without interval passes: its logarithm is -inf"),
        case({"value": "[1.0, inf]", "unit": '"log odds"', **ALONE}, ["smoke"], bug="an infinite cell of a list passes"),
        case({"value": "true", **ALONE}, ["smoke.value"], bug="true is taken for 1"),
        case({"unit": '"EUR 1950"', **ALONE}, ["smoke.unit", "2010"], bug="a price year without index fails only when packed"),
        case({"unit": '"prevalence"', "value": "0.3", "ci95": None}, ["smoke.share"], bug="a causal share multiplies a cut"),
        case({"value": '"much"'}, ["Give a number"], bug="type errors of pydantic: the fix lists keys, not what to give"),
    ],
)  # fmt: skip
def test_parameter(data, changes, says):
    """One key of one parameter is missing, unknown or impossible."""
    write_entry(data, changes)
    refused(lambda: hn.ParameterSet.read(data), "extra.toml", says)


def test_a_number_stands_alone(data):
    """`smoke = 1.3` has no unit, source, ..."""
    (data / "parameters/extra.toml").write_text("smoke = 1.3\n")
    refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["smoke", "value, unit, source, grade, status"])


@pytest.mark.parametrize("text", ["[smoke\n", "smoke = = 1\n", "[smoke]\n[smoke]\n", "smoke = 1.3.4\n"])
def test_malformed_parameter_file(data, text):
    """What is not TOML is refused as such, with the place."""
    (data / "parameters/extra.toml").write_text(text)
    refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["not valid TOML", "line", "Correct the syntax"])


def test_a_parameter_file_of_another_encoding(data):
    """Bytes that are no UTF-8."""
    (data / "parameters/extra.toml").write_bytes(b"[smoke]\ntext = '\xff'\n")
    refused(lambda: hn.ParameterSet.read(data), "extra.toml", ["not valid TOML"])


@pytest.mark.parametrize(
    ("gone", "file", "says"),
    [
        case("sources.toml", "sources.toml", ["does not exist"]),
        case("tables/consumption.csv", "consumption.csv", ["does not exist", "`table`"]),
        case("fitted/early.toml", "early.toml", ["never solved", "calibration/recipe.py"]),
        case("parameters/causal.toml", "causal.toml", ["does not exist"]),
        case("parameters/early.toml", "early.toml", [], bug="a kernel module without a parameter file is read: Numba's typing error later"),
    ],
)  # fmt: skip
def test_a_file_is_missing(data, gone, file, says):
    """Which one, and what to do."""
    (data / gone).unlink()
    refused(lambda: hn.ParameterSet.read(data), file, says)


def test_an_empty_folder(tmp_path):
    """Not a data folder at all."""
    with pytest.raises(DataFileError, match="does not exist"):
        hn.ParameterSet.read(tmp_path / "nowhere")


@pytest.mark.xfail(
    strict=True,
    reason="the shape of a list is not checked: the kernel then reads beyond it, and the run ends without a word",
)
def test_a_list_of_another_length(data):
    """Five gestational classes need five values: fewer would be read beyond their end by the compiled kernel."""
    path = data / "parameters/early.toml"
    edit(path, "value = [0.0, 0.2, 0.5, 0.8, 1.2]", "value = [0.0, 0.2]")
    refused(lambda: hn.ParameterSet.read(data).pack(), "early.toml", ["delay.class", "5"])


@pytest.mark.xfail(strict=True, reason="a parameter that the kernel reads may be missing: Numba's typing error later")
def test_a_parameter_of_the_kernel_is_missing(data):
    """Left out by accident."""
    path = data / "parameters/early.toml"
    line = next(text for text in path.read_text().splitlines() if text.startswith("smoke = "))
    edit(path, line, "")
    refused(lambda: hn.ParameterSet.read(data).pack(), "early.toml", ["asthma.smoke"])


# tables

LIFE_TABLE = "tables/mortality_2022.csv"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        case("1,male,0.000340\n", "", ["age 1, sex male is missing", "Fill every combination"]),
        case("1,male,0.000340\n", "1,male,0.000340\n1,male,0.000341\n", ["age 1, sex male occurs twice", "Keep one"]),
        case("0.000340", "much", ["row", "'much'", "number"]),
        case("0.000340", "", ["row", "number"]),
        case("0.000340", "nan", ["row", "'nan'", "finite"]),
        case("0.000340", "-inf", ["row", "finite"]),
        case("age,sex,value", "age,sex,valu", ["value", "no such column", "'valu'"]),
        case("1,male", "1,mail", ["sex mail is missing"]),
        case("0.000340", "0.000340,0.5", ["row"], bug="a row with more cells than the header is read"),
        case("0,male", "-1,male", ["age"], bug="ages are labels: any will do"),
    ],
)
def test_table(data, old, new, says):
    """A cell is missing, doubled, or no number."""
    edit(data / LIFE_TABLE, old, new)
    refused(lambda: hn.ParameterSet.read(data), "mortality_2022.csv", says)


def test_a_probability_above_one_in_a_table(data):
    """The unit's range holds for every cell."""
    edit(data / LIFE_TABLE, "0.000340", "1.00034")
    refused(lambda: hn.ParameterSet.read(data), "life_table.toml", ["q", "1.00034", "0 to 1"])


def rows_of(path):
    """Head (comments and header) and rows of a table."""
    lines = path.read_text().splitlines(keepends=True)
    start = next(k for k, line in enumerate(lines) if not line.startswith("#")) + 1
    return lines[:start], lines[start:]


@pytest.mark.parametrize("keep", [0, 1])
def test_an_empty_table(data, keep):
    """No rows, with or without a header."""
    head, _ = rows_of(data / LIFE_TABLE)
    (data / LIFE_TABLE).write_text("".join(head) if keep else "")
    refused(lambda: hn.ParameterSet.read(data), "mortality_2022.csv", ["empty", "header and rows"])


@pytest.mark.xfail(
    strict=True,
    reason="read_table takes the levels of an axis in order of first use: another order of rows permutes the ages",
)
@pytest.mark.parametrize("order", [slice(None, None, -1), slice(2, None)])
def test_the_order_of_rows_does_not_matter(data, order):
    """Every row says which cell it is: a sorted or reversed file is the same table, or it is refused."""
    path = data / LIFE_TABLE
    head, rows = rows_of(path)
    path.write_text("".join([*head, *rows[order], *[row for row in rows if row not in rows[order]]]))
    try:
        found = hn.ParameterSet.read(data).value("life_table.q")
    except DataFileError:
        return
    assert (found == hn.ParameterSet.read().value("life_table.q")).all()


@pytest.mark.xfail(strict=True, reason="read_table: an age that is missing altogether moves all later ages one down")
def test_an_age_is_missing_altogether(data):
    """Ages are consecutive."""
    path = data / LIFE_TABLE
    head, rows = rows_of(path)
    path.write_text("".join([*head, *[row for row in rows if not row.startswith("50,")]]))
    refused(lambda: hn.ParameterSet.read(data), "mortality_2022.csv", ["50"])


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
    refused(lambda: hn.ParameterSet.read(data), "sources.toml", says)


# solved values

INTERCEPT = '"asthma.intercept" = '


def solved_line(data):
    """A line of fitted/early.toml with one number."""
    return next(line for line in (data / "fitted/early.toml").read_text().splitlines() if line.startswith(INTERCEPT))


@pytest.mark.parametrize(
    ("new", "says"),
    [
        case("", ["asthma.intercept", "never solved", "calibration/recipe.py"]),
        case(f"{INTERCEPT}[1.0, 2.0]", ["asthma.intercept", "another shape", "calibration/recipe.py"]),
        case(f"{INTERCEPT}nan", ["asthma.intercept", "nan"]),
        case(f"{INTERCEPT}inf", ["asthma.intercept"]),
        case(f'{INTERCEPT}"low"', ["asthma.intercept"], bug="text in a fitted file: bare ValueError of NumPy"),
        case(f"{INTERCEPT}-2.6\n'asthma.intersept' = -2.6", ["asthma.intersept"], bug="a solved value of no parameter passes"),
        case(f"{INTERCEPT}nan", ["fitted"], bug="the message names parameters/early.toml, not the fitted file with the value"),
    ],
)  # fmt: skip
def test_fitted(data, new, says):
    """A solved value is missing, of another shape, not a number, or of nothing."""
    edit(data / "fitted/early.toml", solved_line(data), new)
    refused(lambda: hn.ParameterSet.read(data), "early.toml", says)


@pytest.mark.xfail(
    strict=True,
    reason="read_fitted keeps the provenance of the last file only: a mixture of two calibrations passes for one",
)
def test_fitted_files_of_two_calibrations(data):
    """One file of an earlier calibration among the others."""
    fingerprint = hn.ParameterSet.read(data).provenance["input_fingerprint"]
    edit(data / "fitted/birth.toml", fingerprint, "0" * 16)
    refused(lambda: hn.ParameterSet.read(data), "birth.toml", ["provenance", "calibration/recipe.py"])


# targets


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        case('id = "small"\n', "", ["small" if False else "id", "required"]),
        case('kind = "register"', 'kind = "registre"', ["kind", "'register'"]),
        case('kind = "register"', "", ["kind", "required"]),
        case('source = "policy_2026"', 'source = "policy_2062"', ["'policy_2026'", "sources.toml"]),
        case('source = "policy_2026"', "", ["source", "required"]),
        case('status = "read"', 'status = "red"', ["status", "'read'"]),
        case('numerator = "distressed"', 'numerator = "distresed"', ["distress_pregnancy", "'distressed'"]),
        case('denominator = "births"', 'denominator = "berths"', ["vulnerability_multiple", "'births'"]),
        case("value = 0.125, low = 0.1", "value = 0.125, low = 0.2", ["distress_pregnancy", "interval"]),
        case("value = 0.125, low = 0.1, high = 0.15", "value = 0.125, low = 0.125, high = 0.125", ["distress_pregnancy", "interval"]),
        case("value = 0.125", "value = nan", ["distress_pregnancy", "nan"]),
        case("value = 0.125", 'value = "many"', ["distress_pregnancy.at.0.value", "number"]),
        case("value = 0.125", "valeu = 0.125", ["distress_pregnancy.at.0"]),
        case('maternal_education = "low"', 'maternal_education = "lo"', ["'low'"]),
        case("value = 0.125", "ages = [5, 4], value = 0.125", ["distress_pregnancy", "(5, 4)"]),
        case("value = 0.125", "ages = [0, 200], value = 0.125", ["distress_pregnancy", "(0, 200)"]),
        case('id = "distress_pregnancy"', 'id = "vulnerability_multiple"\nevidence = ""', ["vulnerability_multiple"], bug="TODO"),
        case("[[target]]", "[[targets]]\n[[target]]", ["targets"], bug="an unknown table of a target file is left out without a word"),
        case('vulnerability = ["single"]', 'vulnerability = ["singel"]', ["'single'"], bug="an unknown class of vulnerability selects no births"),
        case("value = 0.125", "value = 0.125, over = [9, 3]", ["(9, 3)"], bug="the ages of a denominator are not checked"),
        case("value = 0.125, low = 0.1, high = 0.15", "value = -0.125", ["-0.125"], bug="TODO"),
    ],
)  # fmt: skip
def test_target(data, old, new, says):
    """One key of one target is missing, unknown or impossible."""
    edit(data / "targets/birth.toml", old, new)
    refused(lambda: Targets.read(data), "birth.toml", says)


def test_two_targets_of_one_name(data):
    """Rows are known by their names."""
    edit(data / "targets/birth.toml", 'id = "anomaly"', 'id = "low_apgar"')
    with pytest.raises(DataFileError, match="low_apgar: occurs twice.*name of its own"):
        Targets.read(data)


# regions


@pytest.fixture
def read_region(data, monkeypatch):
    """Reads the region profile NL with a change."""
    monkeypatch.setattr(cohort, "DATA", data)

    def read(old, new):
        edit(data / "regions/NL.toml", old, new)
        return hn.Cohort.births()

    return read


NO_CHECK = "load_region checks no types: "


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        case("births = 170000", "birth = 170000", ["birth", "'births'"]),
        case("births = 170000", "births = = 1", ["not valid TOML"]),
        case('name = "Netherlands"\n', "", ["name"], bug=f"{NO_CHECK}KeyError"),
        case("births = 170000\n", "", ["births"], bug=f"{NO_CHECK}KeyError"),
        case("births = 170000", 'births = "many"', ["births"], bug=f"{NO_CHECK}ValueError of float"),
        case("births = 170000", "births = -5", ["births", "-5"], bug=f"{NO_CHECK}the message does not name the file"),
        case("births = 170000", "births = nan", ["births", "nan"], bug=f"{NO_CHECK}the message does not name the file"),
        case("births = 170000", "births = 170000\nparameters = 5", ["parameters"], bug=f"{NO_CHECK}AttributeError"),
        case("births = 170000", 'births = 170000\n[parameters]\n"household.povrty.prevalence" = 0.1', ["'household.poverty.prevalence'"],
             bug=f"{NO_CHECK}an unknown parameter is refused when run, without the file"),
        case("births = 170000", 'births = 170000\n[parameters]\n"household.poverty.prevalence" = 1.1', ["household.poverty.prevalence", "1.1"],
             bug=f"{NO_CHECK}an impossible value is refused when run, without the file"),
        case('source = "cbs_37422"', 'source = "cbs_37423"', ["'cbs_37422'"], bug="the source of a region is not looked up"),
    ],
)  # fmt: skip
def test_region(read_region, old, new, says):
    """One key of the region is missing, unknown or impossible."""
    refused(lambda: read_region(old, new), "NL.toml", says)


@pytest.mark.parametrize("name", ["XX", "nl", "", "../NL", "NL.toml"])
def test_unknown_region(name):
    """A name that has no profile, with those that have."""
    with pytest.raises(InputError, match="unknown region.*NL"):
        hn.Cohort.births(region=name)


# interventions


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        case('id = "voorzorg"\n', "", ["id", "Add `id`"]),
        case('phase = "pregnancy"', 'phase = "pregnacy"', ["phase", "'pregnancy'"]),
        case('grade = "moderate"', 'grade = "modrate"', ["grade", "'moderate'"]),
        case('phase = "pregnancy"', 'phase = "pregnancy"\nphaze = "x"', ["phaze", "not permitted"]),
        case("[offer]", "[offer", ["not valid TOML"]),
        # the offer
        case('comparator = "none"', 'comparator = "nothing"', ["offer.comparator", "'today' or 'none'"]),
        case('at = "pregnancy"', 'at = "birth"', ["offer.at", "0-17"]),
        case('at = "pregnancy"', "at = 18", ["offer.at", "0-17"]),
        case("uptake = 0.7", "uptake = 1.7", ["offer.uptake", "1.7", "between 0 and 1"]),
        case("uptake = 0.7", "uptake = -0.7", ["offer.uptake", "between 0 and 1"]),
        case("uptake = 0.7", "uptake = nan", ["offer.uptake", "nan"]),
        case("uptake = 0.7", 'uptake = "most"', ["offer.uptake", "number"]),
        case("uptake = 0.7\n", "", ["offer.uptake", "Add `uptake`"]),
        case("uptake = { source", "uptaek = { source", ["offer.sources.uptake", "needs a source"]),
        case('field = "parity"', 'field = "partity"', ["'partity'", "'parity'"]),
        case('field = "parity"', 'field = "seed"', ["seed", "cannot be used"]),
        case("between = [14, 25]", "between = [25, 14]", ["maternal_age", "25", "above"]),
        case("between = [14, 25]", "between = [nan, 14]", ["maternal_age"]),
        case("at_least = 1", "at_least = 6", ["offer.any", "6 of 5"]),
        case("at_least = 1", "at_least = 0", ["offer.any", "0 of 5"]),
        case('status = "assumed", note = "The scenario', 'status = "assumd", note = "The scenario', ["offer.sources.reach", "assumd"]),
        # costs
        case('payer = "municipality"', 'payer = "municipalty"', ["cost.0.payer", "'municipality'"]),
        case('per = "offered"', 'per = "offerred"', ["cost.0.per", "'offered'"]),
        case("amount = 280", "amount = -280", ["cost.0.amount", "-280"]),
        case("amount = 280", "amount = inf", ["cost.0.amount", "inf"]),
        case("amount = 280", "amount = nan", ["cost.0.amount", "nan"]),
        case('unit = "EUR 2016"', 'unit = "USD 2016"', ["cost.0.unit", "EUR"]),
        case('unit = "EUR 2016"', 'unit = "EUR 16"', ["cost.0.unit", "EUR"]),
        case("age = 1", "age = 19", ["cost.2.age", "between 0 and 18"]),
        case('text = "Intake visit at home"\n', "", ["cost.0.text", "Add `text`"]),
        # effects
        case('channel = "smoking_pregnancy"', 'channel = "smoking_pregnency"', ["effect.0.channel", "'smoking_pregnancy'"]),
        case('channel = "smoking_after"', 'channel = "smoking_pregnancy"', ["effect", "two effects", "merge"]),
        case('measure = "RR"', 'measure = "RRR"', ["effect.0.trials.0.measure", "'RR'"]),
        case('trial = "dutch"', 'trial = "duch"', ["effect.0.trials.0", "no weight", "'dutch'"]),
        case('corrections = ["scale_up"]', 'corrections = ["scaleup"]', ["effect.0.corrections", "'scale_up'"]),
        case("ci95 = [0.68, 1.03]", "ci95 = [0.88, 1.03]", ["effect.0.trials.0.ci95", "outside"]),
        case("ci95 = [0.68, 1.03]", "ci95 = [nan, 1.03]", ["effect.0.trials.0.ci95"]),
        case("value = 0.83, ci95 = [0.68, 1.03]", "value = -0.83, ci95 = [-0.9, 1.03]", ["RR", "not positive"]),
        case("value = 0.83, ci95 = [0.68, 1.03]", "value = 0, ci95 = [0, 1.03]", ["RR", "not positive"]),
        case("baseline = 0.74, source", "source", ["dutch", "`baseline`"]),
        case("baseline = 0.74", "baseline = 1.74", ["dutch", "`baseline`"]),
        case("fade = 0.2", "fade = 1.2", ["effect.5.persistence", "1.2"]),
        case("fade = 0.2", "fade = -0.2", ["effect.5.persistence", "-0.2"]),
        case("start = 0\n", "start = 5\nstop = 3\n", ["effect.1.start", "stops at 3"]),
        case("start = 0\n", "start = nan\n", ["effect.1.start"]),
        case("start = 5\n", "start = 5\nstop = 9\n", ["effect.8", "neither persistence nor stop"]),
        case("to = 3", "to = 0", ["effect.6.trials.0.to", "after the start"]),
        case("value = 0.983", "value = 0", ["effect.6.carried", "not possible"]),
        case("value = 0.983", "value = nan", ["effect.6.carried", "not possible"]),
        case("dutch = { value = 0.5", "dutch = { value = -0.5", ["weights.dutch", "-0.5"]),
        case("dutch = { value = 0.5", "dutch = { value = nan", ["weights.dutch", "nan"]),
        # what passes today
        case('source = "ncj_voorzorg"', 'source = "ncj_vorzorg"', ["'ncj_voorzorg'"], bug="sources of interventions are not looked up"),
        case('source = "mejdoubi_2014"', 'source = "mejdubi_2014"', ["'mejdoubi_2014'"], bug="sources of interventions are not looked up"),
        case('status = "derived"\nci95 = [150, 450]', 'status = "drived"\nci95 = [150, 450]', ["cost.0.status", "'derived'"], bug="the status of a cost is not checked"),
        case("ci95 = [150, 450]", "ci95 = [350, 450]", ["cost.0.ci95"], bug="the interval of a cost is not checked"),
        case('text = "Intake visit at home"', 'text = "Intake visit at home"\nfamily = "gama"', ["cost.0.family", "'gamma'"], bug="the family of a cost is not checked"),
        case('unit = "EUR 2016"', 'unit = "EUR 1950"', ["cost.0.unit", "2010"], bug="a price year without index fails only when run"),
        case("factor = 0.782", "factor = nan", ["corrections.scale_up"], bug="the factor of a correction is not checked"),
        case("factor = 0.782", "factor = -0.782", ["corrections.scale_up"], bug="the factor of a correction is not checked"),
        case("ci95 = [0.6, 1.0]", "ci95 = [0.8, 1.0]", ["corrections.scale_up"], bug="the interval of a correction is not checked"),
        case('status = "read"\nci95 = [0.6, 1.0]', 'status = "red"\nci95 = [0.6, 1.0]', ["corrections.scale_up"], bug="the status of a correction is not checked"),
        case("since = 2", "since = nan", ["effect.5.persistence"], bug="the age from which an effect fades is not checked"),
        case("ci95 = [0.05, 0.5], source", "ci95 = [0.5, 0.6], source", ["effect.5.persistence"], bug="the interval of a persistence is not checked"),
        case("status = \"assumed\", note = \"No trial followed it.\"", "status = \"asumed\"", ["effect.5.persistence"], bug="the status of a persistence is not checked"),
        case("dutch = { value = 0.5, ci95 = [0.2, 0.8]", "dutch = { value = 0.5, ci95 = [0.6, 0.8]", ["weights.dutch"], bug="the interval of a weight is not checked"),
        case('uptake = { source = "schepan_2025", grade = "weak", status = "derived", ci95 = [0.55, 0.85]',
             'uptake = { source = "schepan_2025", grade = "weak", status = "derived", ci95 = [0.75, 0.85]', ["offer.sources.uptake"],
             bug="the interval of a step of the cascade is not checked"),
        case("value = 0.98, ci95 = [0.74, 1.31], baseline = 0.217", "value = 0.98, ci95 = [0.74, 1.31], baseline = 1.217", ["english", "`baseline`"],
             bug="a baseline risk beside an OR is not checked: bare ValueError (math domain)"),
        case("uptake = { source", "uptaek = {source = 'judgement', grade = 'weak', status = 'read'}\nuptake = { source", ["uptaek"], bug="a source of no step passes"),
        case("reach = 1.0", "reach = true", ["offer.reach"], bug="true is taken for 1"),
    ],
)  # fmt: skip
def test_intervention(tmp_path, old, new, says):
    """One key of VoorZorg is missing, unknown or impossible."""
    path = Path(shutil.copy(VOORZORG, tmp_path / "voorzorg.toml"))
    edit(path, old, new)
    refused(lambda: Intervention.from_toml(path), "voorzorg.toml", says)


def test_weights_that_add_up_to_nothing(tmp_path):
    """A mixture needs at least one trial that counts."""
    path = Path(shutil.copy(VOORZORG, tmp_path / "voorzorg.toml"))
    for name, value in (("dutch", 0.5), ("english", 0.25), ("german", 0.25)):
        edit(path, f"{name} = {{ value = {value}", f"{name} = {{ value = 0")
    refused(lambda: Intervention.from_toml(path), "voorzorg.toml", ["effect.0.trials", "add up to 0"])


def test_missing_intervention_file(tmp_path):
    """A file that does not exist, and a folder."""
    refused(lambda: hn.interventions.load(tmp_path / "no.toml"), "no.toml", ["does not exist"])
    (tmp_path / "folder.toml").mkdir()
    refused(lambda: hn.interventions.load(tmp_path / "folder.toml"), "folder.toml", ["folder"])


def test_unknown_intervention():
    """The nearest id."""
    with pytest.raises(InputError, match="'vorzorg'.*'voorzorg'"):
        hn.interventions.load("vorzorg")


def test_two_interventions_with_one_id(monkeypatch, voorzorg):
    """A package that adds an id which exists: both origins are named."""

    class Point:
        name, dist = "elsewhere", None

        def load(self):
            return lambda: [voorzorg]

    monkeypatch.setattr(interventions, "entry_points", lambda group: [Point()])
    with pytest.raises(InputError, match="'voorzorg'.*heckman_nl.*elsewhere"):
        hn.interventions.load("voorzorg")


# scenarios

OFFER = '[[intervention]]\nid = "voorzorg"\n'
POVERTY = '[[change]]\nparameter = "household.poverty.prevalence"\n'


def test_the_unbroken_scenario_is_read(tmp_path):
    """What the cases below start from: the file of PRODUCT section 4, as far as it is offered."""
    path = tmp_path / "scenario.toml"
    path.write_text(
        f'name = "Test"\nbirth_years = [2026, 2027]\nregion = "NL"\n{OFFER}reach = 0.8\n{POVERTY}scale = 0.8\n'
    )
    cohort, scenario = hn.read_scenario(path)
    assert (cohort.years, cohort.region.id, scenario.name) == ((2026, 2027), "NL", "Test")
    assert scenario.interventions[0].offer.reach == 0.8
    before = hn.ParameterSet.read()
    after = scenario.parameters(before)
    assert after.value("household.poverty.prevalence") == before.value("household.poverty.prevalence") * 0.8


@pytest.mark.parametrize(
    ("text", "says"),
    [
        case('nam = "x"', ["nam", "'name'"]),
        case("births = -5", ["births", "-5"]),
        case("births = 0", ["births", "0"]),
        case("births = 1.5", ["births", "whole"]),
        case("births = nan", ["births", "nan"]),
        case("births = 1e12", ["births", "1e"]),
        case('births = "many"', ["births", "'many'"]),
        case("births = true", ["births", "True"]),
        case("birth_years = []", ["birth year"]),
        case("birth_years = [2026, 2026]", ["twice"]),
        case("birth_years = [1026]", ["1026", "2000 to 2100"]),
        case("birth_years = [2026.5]", ["2026.5", "whole"]),
        case('birth_years = "soon"', ["year"]),
        case('region = "XX"', ["region", "'XX'", "NL"]),
        case("region = 5", ["region"]),
        case("[[intervention]]", ["needs an id"]),
        case('[[intervention]]\nid = "vorzorg"', ["'vorzorg'", "'voorzorg'"]),
        case("[[intervention]]\nid = 5", ["unknown intervention", "voorzorg"]),
        case(f"{OFFER}reech = 0.5", ["'reech'", "'reach'"]),
        case(f"{OFFER}reach = 1.5", ["voorzorg.reach", "1.5", "0 to 1"]),
        case(f"{OFFER}reach = nan", ["voorzorg.reach", "nan"]),
        case(f'{OFFER}reach = "half"', ["voorzorg.reach", "'half'"]),
        case(f"{OFFER}maltreatment = 0", ["voorzorg.maltreatment", "positive"]),
        case(f"{OFFER}maltreatment = -0.5", ["voorzorg.maltreatment", "positive"]),
        case(f"{OFFER}corrections = {{scaleup = false}}", ["'scaleup'", "'scale_up'"]),
        case(f"{OFFER}{OFFER}", ["twice", "voorzorg"]),
        case(POVERTY, ["one of set, shift, scale"]),
        case(f"{POVERTY}set = 0.1\nscale = 0.5", ["one of set, shift, scale"]),
        case(f"{POVERTY}shift = 0.1\nscale = 0.5", ["one of set, shift, scale"]),
        case("[[change]]\nscale = 0.5", ["needs a parameter"]),
        case(f"{POVERTY}scal = 0.5", ["'scal'", "'scale'"]),
        case(f"{POVERTY}scale = nan", ["scale", "nan"]),
        case(f'{POVERTY}scale = "half"', ["scale", "'half'"]),
        case("name = ", ["not valid TOML"]),
        # what passes, or fails otherwise, today
        case('[intervention]\nid = "voorzorg"', ["[[intervention]]"], bug="one bracket too few: bare ValueError of dict"),
        case('intervention = "voorzorg"', ["[[intervention]]"], bug="bare ValueError of dict"),
        case('[[intervention]]\nid = ["voorzorg"]', ["id"], bug="bare TypeError (unhashable)"),
        case('[change]\nparameter = "household.poverty.prevalence"\nscale = 0.8', ["[[change]]"], bug="the message speaks of a key 'p'"),
        case("change = 5", ["[[change]]"], bug="bare TypeError"),
        case(f"{OFFER}corrections = true", ["corrections"], bug="bare AttributeError"),
        case(f'{OFFER}corrections = {{scale_up = "no"}}', ["scale_up"], bug="text is taken for yes"),
        case(f"{OFFER}title = 5", ["title"], bug="a number is taken for a title"),
        case("name = 5", ["name"], bug="a number is taken for a name; the fingerprint then fails"),
        case('[[change]]\nparameter = "household.povrty.prevalence"\nscale = 0.8', ["'household.poverty.prevalence'"], bug="changes are looked up when run, without the file"),
        case(f"{POVERTY}set = 2", ["household.poverty.prevalence", "0 to 1"], bug="changes are checked when run, without the file"),
        case('[[change]]\nparameter = "economics.discount.mkba"\nset = 0.03', ["economics.discount.mkba"], bug="changes are checked when run, without the file"),
        case('[[change]]\nparameter = "skills.cognitive.class"\nset = 0.1', ["skills.cognitive.class"], bug="changes are checked when run, without the file"),
        case('births = "many"', ["births must be a number, not 'many'. "], bug="TODO"),
        case('region = "XX"', ["Allowed: NL. "], bug="messages of messages: a full stop too many ('Allowed: NL.. Correct it.')"),
    ],
)  # fmt: skip
def test_scenario(tmp_path, text, says):
    """One thing is wrong in a scenario file."""
    path = tmp_path / "scenario.toml"
    path.write_text(text + "\n")
    refused(lambda: hn.read_scenario(path), "scenario.toml", says)


def test_missing_scenario(tmp_path):
    """A file that does not exist."""
    refused(lambda: hn.read_scenario(tmp_path / "none.toml"), "none.toml", ["does not exist", "path"])
