"""Laws of what is uncertain in an intervention: draws reproduce the intervals of its file, and what they make of it."""

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.interventions import names
from heckman_nl.interventions.check import RATIOS
from heckman_nl.interventions.scales import trial_shift, within
from heckman_nl.interventions.schema import Trial
from heckman_nl.interventions.uncertainty import draws, put, result
from heckman_nl.vocabulary import channels

N = 5_000


def results():
    """(intervention, effect, trial) of every result of the catalogue."""
    items = [hn.interventions.load(name) for name in names()]
    return [(item, effect, trial) for item in items for effect in item.effect for trial in effect.trials]


def test_quantiles_of_the_draws_are_the_published_interval():
    """Of every trial of the catalogue: its value is the median, the width of the interval (of its logarithm) that of the draws.

    Where the published interval lies even about its value, each limit comes out.
    """
    for item, effect, trial in results():
        where = f"effect.{effect.channel}.trials.{trial.trial}.value"
        scale = np.log if trial.measure in RATIOS else np.asarray
        low, value, high = scale([trial.ci95[0], trial.value, trial.ci95[1]])
        width = high - low
        found = scale(item.uncertain()[where].quantile([0.025, 0.5, 0.975]))
        assert abs(found[1] - value) < 1e-9, (item.id, where)
        assert abs(found[2] - found[0] - width) < 1e-9, (item.id, where)
        if abs((high - value) - (value - low)) < 0.05 * width:
            np.testing.assert_allclose(found[[0, 2]], [low, high], atol=0.03 * width, err_msg=f"{item.id} {where}")


def test_draws_of_a_null_are_centred_on_no_effect():
    """A trial that found nothing: half of the draws on either side, after conversion to the channel as well."""
    u, nulls = (np.arange(1000) + 0.5) / 1000, 0
    for item, effect, trial in results():
        only = effect.model_copy(update={"trials": [trial], "carried": []})
        alone = item.model_copy(update={"effect": [only]})
        if trial.value == (1.0 if trial.measure in RATIOS else 0.0):
            place = f"effect.{effect.channel}.trials.{trial.trial}.value"
            shifts = alone.shift(only, {place: within(trial, item.uncertain()[place].quantile(u))})
            assert (shifts > 0).mean() == 0.5, (item.id, place)
            assert abs(np.median(shifts)) < 1e-3, (item.id, place)
            nulls += 1
    assert nulls > 20  # of some eighty results


@pytest.mark.parametrize(("measure", "value", "ci95"), [("RR", 1.2, (0.7, 2.1)), ("pp", 15.0, (-20.0, 50.0))])
def test_a_drawn_risk_stays_a_risk(measure, value, ci95):
    """However wide the interval: the treated risk lies between 0 and 1."""
    trial = Trial(trial="x", measure=measure, value=value, ci95=ci95, baseline=0.8, source="x", status="read")
    drawn = within(trial, result(measure, value, ci95).quantile(np.linspace(0.001, 0.999, 999)))
    risk = 0.8 * drawn if measure == "RR" else 0.8 + drawn / 100
    assert ((risk > 0) & (risk < 1)).all()


def test_shares_are_drawn_between_nought_and_one_and_keep_their_mean(voorzorg):
    drawn = draws(voorzorg, N, seed=4)
    for place, distribution in voorzorg.uncertain().items():
        if distribution.family == "beta":
            values = drawn[place]
            assert ((values > 0) & (values < 1)).all(), place
            assert abs(values.mean() - distribution.value) < 4 * distribution.se / np.sqrt(N), place


def test_a_draw_is_an_intervention_with_the_numbers_drawn(voorzorg):
    """What a sampled intervention does is what its numbers, put in the file, would do; the values of the file are a draw."""
    drawn = draws(voorzorg, 3, seed=5)
    for k, item in enumerate(voorzorg.sample(3, seed=5)):
        for effect, own in zip(voorzorg.effect, item.effect, strict=True):
            one = {place: values[k] for place, values in drawn.items()}
            assert item.shift(own) == pytest.approx(voorzorg.shift(effect, one), rel=1e-12)
        assert item.offer.uptake == drawn["offer.uptake"][k]
    same = put(voorzorg, {})
    assert [same.shift(e) for e in same.effect] == [voorzorg.shift(e) for e in voorzorg.effect]


def test_what_a_user_sets_is_not_drawn(voorzorg):
    """An effect, a step or a correction set by the user is the same in every draw."""
    item = voorzorg.but(maltreatment=0.8, uptake=0.5, corrections={"scale_up": False})
    effect = next(e for e in item.effect if e.channel == "maltreatment")
    for one in item.sample(3, seed=6):
        assert channels.to_measure("HR", one.shift(effect)) == pytest.approx(0.8)
        assert one.offer.uptake == 0.5
        assert one.corrections["scale_up"].factor == item.corrections["scale_up"].factor
    assert item.intervals()["maltreatment"] is None


def test_a_result_or_a_step_set_at_its_place_is_an_assumption(voorzorg):
    """Whichever name it goes by: another result of a trial, outside its interval too, and a step are the user's, in every draw."""
    place = "effect.maltreatment.trials.dutch.value"
    item = voorzorg.but({place: 1.18, "offer.uptake": 0.3})
    assert item.offer.uptake == voorzorg.but(uptake=0.3).offer.uptake
    assert item.offer.sources["uptake"].source == "user"
    effect = next(e for e in item.effect if e.channel == "maltreatment")
    trial = next(t for t in effect.trials if t.trial == "dutch")
    assert (trial.value, trial.source, effect.grade) == (1.18, "user", "assumption")
    assert not {place, "offer.uptake"} & set(item.uncertain())
    other = next(e for e in voorzorg.effect if e.channel == "maltreatment")
    assert next(t for t in other.trials if t.trial == "dutch").source != "user"


def test_what_runs_today_is_as_uncertain_as_what_is_offered():
    """A share of today with an interval is drawn as well, since the effect is the difference."""
    item = hn.interventions.load("boekstart")
    assert item.offer.sources["uptake_today"].ci95
    assert "offer.uptake_today" in item.uncertain()


def test_a_programme_as_it_runs_today_differs_from_itself_in_no_draw():
    """It stands in both arms: its reach is one number, not two that are drawn apart."""
    for id in ("stop-smoking-counselling", "stevig-ouderschap", "boekstart"):
        item = hn.interventions.load(id).as_today()
        for one in item.sample(3, seed=4):
            assert one.offer.reach == one.offer.reach_today
            assert all(getattr(one.offer, step) == now for step, now in one.offer.today().items())


def test_a_hazard_ratio_goes_through_both_risks():
    """By hand: of 0.3 at a hazard ratio of 0.5 a risk of 1 - 0.7^0.5 is left; without a risk it is an odds ratio (rare)."""
    item = hn.interventions.load("voorzorg")
    some = next(t for e in item.effect for t in e.trials)
    common, rare = (
        some.model_copy(update={"measure": "HR", "value": 0.5, "baseline": baseline}) for baseline in (0.3, None)
    )
    left = 1.0 - 0.7**0.5
    assert trial_shift(common, "RR") == pytest.approx(np.log(left / 0.3))
    assert trial_shift(common, "OR") == pytest.approx(np.log(left / (1.0 - left) * 0.7 / 0.3))
    for trial, measure in ((common, "HR"), (rare, "HR"), (rare, "OR")):
        assert trial_shift(trial, measure) == pytest.approx(np.log(0.5))


def test_the_interval_of_an_effect_holds_its_value():
    """Whatever the mixture: what is used lies within 95% of the draws, and the same call gives the same interval."""
    for name in ("voorzorg", "stevig-ouderschap", "stop-smoking-vouchers", "prenatal-cash"):
        item = hn.interventions.load(name)
        found = item.intervals()
        assert found == item.intervals()
        for row in item.effects_table():
            low, high = found[row["channel"]]
            assert low < row["value"] < high, (name, row["channel"])
