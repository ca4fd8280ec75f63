"""Laws of trial emulation: takers of a panel live as takers of a comparison; what an effect was taken from comes out."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.calibrate import trials
from heckman_nl.calibrate.panel import Panel
from heckman_nl.calibrate.settings import Offered
from heckman_nl.errors import DataFileError, InputError
from heckman_nl.interventions.scales import trial_shift
from heckman_nl.interventions.schema import Trial

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


def test_a_relative_risk_comes_out_in_every_group(model):
    """However much the women differ in the chance of smoking on: in all who smoke, and in groups of them."""
    (trial,) = trials.trials_of("stop-smoking-vouchers-cpit3")
    (smoking,) = trial.outcome
    groups = [{}, {"partner_smokes": (1, 1)}, {"vulnerability": (0, 0)}, {"distress": (1, 1)}]
    rows = [
        smoking.model_copy(update={"id": f"group {k}", "where": {**smoking.where, **group}})
        for k, group in enumerate(groups)
    ]
    table = trials.emulate(trial.model_copy(update={"outcome": rows}), model.parameters, births=60_000)
    assert (abs(table.simulated - smoking.value) < 3 * table.se_mc).all()
    assert table.se_mc.iloc[0] < 0.02


@pytest.mark.parametrize("measure", ["RR", "HR"])
@pytest.mark.parametrize("ratio", [0.5, 0.9, 1.0, 1.6])
def test_an_odds_ratio_and_its_relative_risk_are_one_effect(measure, ratio):
    """Through the control risk both lead to the same treated risk."""
    risk = 0.3
    treated = risk * ratio
    odds = treated / (1 - treated) / (risk / (1 - risk))
    results = [
        Trial(trial="x", measure=name, value=value, ci95=(value, value), baseline=risk, source="x", status="read")
        for name, value in (("RR", ratio), ("OR", odds), ("pp", 100 * (treated - risk)))
    ]
    shifts = [trial_shift(result, measure) for result in results]
    np.testing.assert_allclose(shifts, shifts[0], atol=1e-12)
    expected = np.log(ratio) if measure == "RR" else np.log(np.log1p(-treated) / np.log1p(-risk))
    assert shifts[0] == pytest.approx(expected)


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


def test_an_intervention_without_a_trial():
    """It exists: what it lacks is said, with those that have one; another name is unknown."""
    with pytest.raises(InputError, match=r"boekstart is an intervention without a trial.*: .*voorzorg"):
        trials.trials_of("boekstart")
    with pytest.raises(InputError, match=r"unknown trial 'vorzorg'. Did you mean 'voorzorg'"):
        trials.trials_of("vorzorg")
