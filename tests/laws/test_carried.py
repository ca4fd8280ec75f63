"""What an intervention's card says about the model is what the model does."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.calibrate import trials
from heckman_nl.calibrate.panel import Panel, live_together
from heckman_nl.calibrate.settings import FIRST_WEEKS, Offered
from heckman_nl.vocabulary import channels

TAKERS = 1_200
ROUNDING = 0.003  # the card gives three decimals of figures that the next calibration moves a little


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(10_000_000)


@pytest.fixture(scope="module")
def takers(model, cohort, voorzorg):
    return Lives(model, cohort, hn.Scenario("VoorZorg", [voorzorg])).takers(TAKERS)[0]


def arms(model, cohort, intervention, takers, age):
    """Records of those who live to `age` in both arms."""
    lives = Lives(model, cohort, hn.Scenario("VoorZorg", [intervention]))
    base, scenario = lives.states(takers, "baseline", age), lives.states(takers, "scenario", age)
    both = (base.alive == 1) & (scenario.alive == 1)
    return base[both], scenario[both]


def carried(intervention, effect):
    """What the card says the other channels bring about, at the shifts they have."""
    by_channel = {e.channel: e for e in intervention.effect}
    return sum(part.per_unit * intervention.shift(by_channel[part.by]) for part in effect.carried)


@pytest.mark.slow
@pytest.mark.parametrize("channel", ["cognitive", "socioemotional"])
def test_gain_in_skill_that_other_channels_carry(model, cohort, voorzorg, takers, channel):
    """`carried`: the mean gain at the age of the effect, with every channel but this one."""
    effect = next(e for e in voorzorg.effect if e.channel == channel)
    base, scenario = arms(model, cohort, voorzorg.but(**{channel: 0.0}), takers, int(effect.start))
    gain = scenario[channel] - base[channel]
    assert abs(gain.mean() - carried(voorzorg, effect)) < 3 * gain.std() / np.sqrt(len(gain)) + ROUNDING


@pytest.mark.slow
def test_maltreatment_that_less_violence_prevents(model, cohort, voorzorg, takers):
    """`carried`: the log hazard ratio to the age of the Dutch trial, with every channel but this one."""
    effect = next(e for e in voorzorg.effect if e.channel == "maltreatment")
    age = int(effect.trials[0].to) - 1
    base, scenario = arms(model, cohort, voorzorg.but(maltreatment=1.0), takers, age)
    log_ratio = np.log(np.log1p(-scenario.maltreated.mean()) / np.log1p(-base.maltreated.mean()))
    fewer = base.maltreated - scenario.maltreated
    error = fewer.std() / np.sqrt(len(fewer)) / base.maltreated.mean()
    assert abs(log_ratio - carried(voorzorg, effect)) < 3 * error + ROUNDING


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "by", "value", "outcome", "age", "measure"),
    [
        ("vipp-sd", "parenting", 0.5, "socioemotional", 3, "SD"),
        ("debt-relief", "distress", 0.5, "mother_depressed", 1, "OR"),
        ("bboft-plus", "breastfeeding", 1.5, "overweight", 2, "OR"),
        ("stevig-ouderschap", "parenting", 0.5, "maltreated", 6, "OR"),
    ],
)
def test_what_one_channel_carries_to_an_outcome(model, name, by, value, outcome, age, measure):
    """`carried` of other cards: the change in the outcome of the target group with that one channel, per unit of its shift."""
    item = hn.interventions.load(name)
    (only,) = [e.model_copy(update={"per": "accepted"}) for e in item.effect if e.channel == by]
    alone = item.model_copy(update={"effect": [only]}).but({by: value})
    plain, offered = Panel(model.parameters, 60_000, 1), Panel(model.parameters, 60_000, 1, Offered(alone))
    when = max(item.offer.age - 1, FIRST_WEEKS)
    for panel in (plain, offered):
        panel.keep(when, *(rule.field for rule in item.offer.where))
        panel.keep(age, outcome)
    live_together([plain, offered])
    chosen = (plain["alive", age] == 1) & (offered["alive", age] == 1)
    for rule in item.offer.where:
        chosen &= trials.holds(plain, rule, when)
    before, after = plain[outcome, age][chosen], offered[outcome, age][chosen]
    level = before.mean()
    scale = 1.0 if measure == "SD" else 1.0 / (level * (1.0 - level))
    change = (after.astype(float) - before) * scale / alone.shift(only)
    says = [part.per_unit for effect in item.effect for part in effect.carried if part.by == by] or [0.0]
    assert abs(change.mean() - says[0]) < 3 * change.std() / np.sqrt(len(change)) + ROUNDING


def test_a_channel_that_is_off_carries_nothing(voorzorg):
    """Without an effect on parenting, all of the measured gain in skill is the skill's own effect."""
    effect = next(e for e in voorzorg.effect if e.channel == "cognitive")
    alone = voorzorg.but(parenting=0.0, partner_violence=1.0, maltreatment=1.0)
    mixture = 0.09 / 2 * 0.782  # the English and the German trial have equal weights; the loss at scale-up
    assert alone.shift(effect) == pytest.approx(mixture)
    assert voorzorg.shift(effect) == pytest.approx(mixture - carried(voorzorg, effect))


@pytest.mark.slow
def test_conditional_risk_of_the_control_arm(model, cohort, voorzorg, takers):
    """`baseline` of a channel that acts on a conditional decision is what the model has for this group."""
    base, _ = arms(model, cohort, voorzorg, takers, -1)
    violent = base[base.partner_violence == 1]
    trial = next(e for e in voorzorg.effect if e.channel == "partner_violence").trials[0]
    error = np.sqrt(trial.baseline * (1 - trial.baseline) / len(violent))
    assert abs(np.mean(violent.violence == 1) - trial.baseline) < 3 * error + 0.01  # two decimals on the card


def test_an_effect_is_the_corrected_mixture_less_what_is_carried(voorzorg):
    """By hand, for maltreatment: weights 2:1:1, each trial over the mean of the fading effect, 0.782, less `carried`."""
    effect = next(e for e in voorzorg.effect if e.channel == "maltreatment")
    fading = [1.0, 1.0] + [0.85 ** (years + 0.5) for years in range(5)]  # in full to the second birthday
    dutch = np.log(np.log1p(-0.58 * 0.19) / np.log1p(-0.19)) / np.mean(fading[:3])
    odds = 0.217 / 0.783 * 0.98
    english = np.log(np.log1p(-odds / (1 + odds)) / np.log1p(-0.217)) / np.mean(fading)
    odds = 0.25 * np.exp(-0.19 * np.pi / np.sqrt(3))
    german = np.log(np.log1p(-odds / (1 + odds)) / np.log1p(-0.2)) / np.mean(fading)
    less_violence = np.log(0.48 / 0.52 * 0.25 / 0.75)  # 0.64 of a risk of 0.75; the English trial found nothing
    violence = (2 * less_violence + 0.0) / 3 * 0.782
    expected = (2 * dutch + english + german) / 4 * 0.782 - 0.041 * violence
    assert voorzorg.shift(effect) == pytest.approx(expected, rel=1e-12)


def test_switching_a_correction_off_gives_the_effect_of_the_trials(voorzorg):
    """Without the loss at scale-up the mixture counts in full."""
    effect = next(e for e in voorzorg.effect if e.channel == "detection")
    assert voorzorg.but(corrections={"scale_up": False}).shift(effect) * 0.782 == pytest.approx(voorzorg.shift(effect))


@pytest.mark.parametrize("measure", ["OR", "RR", "HR", "SD"])
def test_scales_go_there_and_back(measure):
    value = 0.7
    assert channels.to_measure(measure, channels.to_shift(measure, value)) == pytest.approx(value)
    assert channels.to_shift(measure, channels.NEUTRAL[measure]) == 0.0
