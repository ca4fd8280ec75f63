"""Laws of trial emulation: takers of a panel live as takers of a comparison; what an effect was taken from comes out."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.calibrate import trials
from heckman_nl.calibrate.panel import Panel
from heckman_nl.calibrate.settings import Offered
from heckman_nl.errors import DataFileError

FIELDS = ("smoking", "small", "maltreated", "cognitive", "socioemotional", "youth_care", "mother_smokes")


def test_who_is_offered_it_in_a_panel_lives_as_a_taker(model, voorzorg):
    """Every channel, start, stop and fade: the same records as in the scenario arm of a comparison."""
    sure = dict.fromkeys(("reach", "noticed", "offered", "referred", "uptake", "completion"), 1.0)
    lives = Lives(model, hn.Cohort.births(40_000), hn.Scenario("all", [voorzorg.but(sure)]))
    takers, _ = lives.takers(60)
    panel = Panel(model.parameters, 40_000, 1, Offered(voorzorg.but(sure)))
    for age in (-1, 3, 9):
        panel.keep(age, *FIELDS)
    panel.live()
    for age in (-1, 3, 9):
        state = lives.states(takers, "scenario", age)
        here = state.alive == 1
        for name in FIELDS:
            np.testing.assert_allclose(
                panel[name, age][takers][here], state[name][here], atol=1e-12, err_msg=f"{name} at {age}"
            )


def test_every_figure_is_used_once():
    """No outcome is both fitted and predicted, and no two rows of a trial are one figure."""
    for trial in trials.all_trials().values():
        seen = [
            (row.field, tuple(row.code or ()), row.above, row.age, row.measure, row.value, str(row.where))
            for row in trial.outcome
        ]
        assert len(set(seen)) == len(seen), trial.id


def test_a_fitted_outcome_comes_out(model):
    """Special education and repeated years under language screening: what the effect was taken from, and what chance does."""
    (trial,) = trials.trials_of("vto-language-screening-dutch")
    table = trials.emulate(trial, model.parameters, births=60_000)
    fitted = table[table.role == "fitted"]
    assert len(fitted) == 2
    assert fitted.met.all()
    np.testing.assert_allclose(np.log(fitted.simulated), np.log(fitted.value), atol=0.08)
    assert ((fitted.trial_low < fitted.simulated) & (fitted.simulated < fitted.trial_high)).all()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [('role = "fitted"', 'role = "seen"', "seen"), ('field = "smoking"', 'field = "smokin"', "smokin"), ("low = 0.784", "low = 0.9", "lies outside")],
)  # fmt: skip
def test_a_broken_trial_is_refused(tmp_path, old, new, what):
    text = (trials.FOLDER / "stop-smoking-vouchers-cpit3.toml").read_text()
    assert old in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DataFileError, match=what):
        trials.read_trial(path)
