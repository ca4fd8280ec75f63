"""heckman-nl sensitivity: the tables of the library, in strict JSON; wrong use is one line."""

import re

import pytest
from test_cli import call, check_refused, printed

import heckman_nl as hn

QUICK = ("--pairs", 100)


@pytest.fixture(scope="module")
def asked(model):
    item = hn.interventions.load("boekstart")
    return model, hn.Cohort.births(), hn.Scenario(item.title, [item])


def test_tornado(asked, tmp_path):
    drawn = tmp_path / "new" / "tornado.svg"
    found = printed("sensitivity", "tornado", "boekstart", "--name", "boekstart.cost.*", "--picture", drawn, *QUICK)
    table = hn.uncertainty.tornado(*asked, "boekstart.cost.*", pairs=100)
    assert [row["number"] for row in found["numbers"]] == list(table.index)
    assert [row["swing"] for row in found["numbers"]] == pytest.approx(table.swing.tolist())
    assert found["base"] == pytest.approx(table.attrs["base"])
    assert found["recalibrated"] is False
    assert "cost: Kit, library membership" in drawn.read_text()
    text = call("sensitivity", "tornado", "boekstart", "--name", "boekstart.cost.*", *QUICK).stdout
    assert "boekstart.cost.0.amount" in text
    assert f"{table.attrs['base']:,.0f}" in text


def test_indices(asked):
    found = printed(
        "sensitivity", "morris", "boekstart", "--name", "boekstart.*", "--trajectories", 2, "--each", *QUICK
    )
    table = hn.uncertainty.morris(*asked, 2, "boekstart.*", "each", pairs=100)
    assert [row["mu_star"] for row in found["factors"]] == pytest.approx(table.mu_star.tolist())
    words = ("--name", "boekstart.*", "--group", "costs=boekstart.cost.*", "--n", 16, *QUICK)
    found = printed("sensitivity", "sobol", "boekstart", *words)
    assert {row["factor"] for row in found["factors"]} == {"costs", "everything else"}
    assert found["points"] == 16 * 4


def test_breakeven(asked):
    found = printed("sensitivity", "breakeven", "boekstart", "--kind", "price", *QUICK)["break_even"]
    table = hn.uncertainty.turning_points(*asked, ("price",), pairs=100)
    assert [row["value"] for row in found] == pytest.approx(table.value.tolist())
    said = call("sensitivity", "breakeven", "boekstart", "--kind", "QALY value", *QUICK).stdout
    assert re.search(r"\d,\d{3} ", said)  # thousands of euros
    assert "e+0" not in said
    assert (
        "benefits exceed costs up to" in call("sensitivity", "breakeven", "boekstart", "--kind", "price", *QUICK).stdout
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("tornado", "boekstrt"), "'boekstart'"),
        (("tornado", "boekstart", "--name", "causal.adjustd"), "'causal.adjusted'"),
        (("tornado", "boekstart", "--outcome", "nvp"), "'npv'"),
        (("sobol", "boekstart", "--n", 100, "--name", "causal.*"), "power of two"),
        (("sobol", "boekstart", "--group", "costs"), "NAME=PATTERN"),
        (("morris", "boekstart", "--each", "--group", "a=causal.*"), "exclude"),
        (("breakeven", "boekstart", "--kind", "prices"), "'prices'"),
        (("breakeven", "k-vht"), "theory only"),
    ],
)
def test_wrong_use(words, says):
    check_refused("sensitivity", *words, *QUICK, says=[says])
