"""Broken files: each is refused in one line that names the file, the key and what to do.

Every case takes the shipped data, breaks one thing, and reads it.
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


def bug(*values, reason):
    """A case that fails today."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.fixture
def data(tmp_path):
    """A copy of the shipped data folder that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path, old, new):
    """Replace the first occurrence of a text that must be there."""
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}: the test is out of date"
    path.write_text(text.replace(old, new, 1))


def refused(read, file, *says):
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


def write_entry(data, **changes):
    """A file extra.toml with one parameter `smoke`; a change of None leaves a key out."""
    keys = {**GOOD, **changes}
    lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
    (data / "parameters/extra.toml").write_text("\n".join(["[smoke]", *lines, ""]))


def test_the_unbroken_entry_is_read(data):
    """What the cases below start from."""
    write_entry(data)
    assert hn.ParameterSet.read(data).value("extra.smoke") == 1.3


PARAMETER = [
    *(({key: None}, f"smoke.{key}", f"Add `{key}`") for key in ("text", "unit", "source", "grade", "status")),
    ({"value": None}, "smoke", "Give one of value, table, solved"),
    ({"shere": '"adjusted"'}, "smoke.shere", "'share'"),
    ({"unit": '"odd ratio"'}, "smoke.unit", "'odds ratio'"),
    ({"unit": '"EUR"'}, "smoke.unit", "Allowed"),
    ({"unit": '"EUR 20245"'}, "smoke.unit", "'EUR 2024'"),
    ({"grade": '"asumption"'}, "smoke.grade", "'assumption'"),
    ({"status": '"assumd"'}, "smoke.status", "'assumed'"),
    ({"source": '"jugement"'}, "smoke.source", "'judgement'"),
    ({"share": '"adjustd"'}, "smoke.share", "causal.toml"),
    ({"family": '"lognorml"'}, "smoke.family", "'lognormal'"),
    ({"value": "-0.5"}, "smoke", "-0.5", "0 to inf"),
    ({"value": "nan"}, "smoke", "nan"),
    ({"value": "inf"}, "smoke", "finite"),
    ({"value": "0"}, "smoke"),
    ({"value": '"much"'}, "smoke.value", "number"),
    ({"value": '["a"]'}, "smoke.value", "number"),
    ({"value": "[[1, 2], [3]]"}, "smoke.value", "number"),
    ({"value": "2020-01-01"}, "smoke.value", "number"),
    ({"value": "1.3", "range": "[2, 3]"}, "smoke", "2 to 3", "range"),
    ({"unit": '"probability"', "value": "1.2", "ci95": None, "share": None}, "smoke", "1.2", "0 to 1"),
    ({"unit": '"share"', "value": "-0.1", "ci95": None, "share": None}, "smoke", "-0.1", "0 to 1"),
    ({"ci95": "[1.4, 1.6]"}, "smoke.ci95", "1.3", "interval"),
    ({"ci95": "[1.6, 1.1]"}, "smoke.ci95", "interval"),
    ({"ci95": "[nan, 1.6]"}, "smoke.ci95", "finite"),
    ({"ci95": "[1.1, inf]"}, "smoke.ci95", "finite"),
    ({"ci95": "[0, 1.6]"}, "smoke.ci95", "positive"),
    ({"ci95": "[1.1]"}, "smoke.ci95"),
    ({"ci95": '"wide"'}, "smoke.ci95"),
    ({"table": '"consumption.csv"'}, "smoke", "value and table", "Give one of"),
    ({"solved": '"asthma"'}, "smoke", "value and solved", "Give one of"),
    ({"value": None, "solved": '"asthma"', "ci95": None}, "smoke", "never solved", "calibration/recipe.py"),
    bug({"value": "0", "ci95": None}, "smoke", reason="a ratio of 0 without an interval is accepted: its logarithm is -inf in the kernel"),
    bug({"value": "[1.0, inf]", "unit": '"log odds"', "ci95": None}, "smoke", reason="an infinite cell of a list is accepted"),
    bug({"value": "true", "ci95": None}, "smoke.value", reason="true is taken for 1"),
    bug({"unit": '"EUR 1950"', "share": None}, "smoke.unit", "2010", reason="a price year without an index is accepted, and fails when packed, without the file"),
    bug({"unit": '"prevalence"', "value": "0.3", "ci95": None}, "smoke.share", reason="a causal share of a prevalence is accepted, and multiplies its cut"),
    bug({"value": '"much"'}, "Give", reason="pydantic's type errors: the fix lists the keys of an entry instead of what the value should be"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "key", "says"), [
    pytest.param(*(case.values if hasattr(case, "values") else case)[:2], (case.values if hasattr(case, "values") else case)[2:],
                 marks=getattr(case, "marks", ()), id=" ".join(f"{k}={v}" for k, v in (case.values if hasattr(case, "values") else case)[0].items()))
    for case in PARAMETER
])  # fmt: skip
def test_parameter(data, changes, key, says):
    """One key of one parameter is missing, unknown or impossible."""
    write_entry(data, **changes)
    refused(lambda: hn.ParameterSet.read(data), "extra.toml", key, *says)
