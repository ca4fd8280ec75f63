"""`heckman-nl curve`: the library's three curves, in JSON and on a page."""

import pytest
from test_cli import call, check_refused, printed

import heckman_nl as hn
from heckman_nl.theory import curve


def test_curve(model, tmp_path):
    found = printed("curve", "--births", 800, "--sample", 800, "--out", tmp_path)
    ours = curve.marginal(model, hn.Cohort.births(800), by=("vulnerability",), sample=800)
    assert [row["ratio"] for row in found["model"]] == pytest.approx(ours.ratio.tolist(), nan_ok=True)
    assert {row["id"] for row in found["programmes"]} >= {"perry", "abc-care"}
    assert {row["correction"] for row in found["lines"]} == {"none", "selection"}
    assert found["uncertainty"] is None
    assert (tmp_path / "heckman-curve.html").read_text().count("<svg") == 3


def test_curve_is_refused_in_words():
    check_refused("curve", "--by", "vulnerabilty", "--births", 500, says=("'vulnerabilty'", "'vulnerability'"))
    check_refused("curve", "--language", "de", says=("nl or en",))
    assert "--draws" in call("curve", "--help").stdout
