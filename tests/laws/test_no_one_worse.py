"""A programme that only lowers a hazard makes no one worse in that state, at any age."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn

AGES = (*range(-1, 18), 20, 25, 30, 40, 50, 60, 70, 80, 90, 110)
EVERYONE = range(600)
COHORT = hn.Cohort.births(100_000)


def only(intervention, channel, value):
    """The intervention with one effect, on one channel."""
    kept = [e.model_copy(update={"carried": []}) for e in intervention.effect if e.channel == channel]
    return intervention.model_copy(update={"effect": kept}).but(**{channel: value})


@pytest.fixture(scope="module")
def takers(model, voorzorg):
    """Who takes part does not hang on what it does."""
    return Lives(model, COHORT, hn.Scenario("VoorZorg", [voorzorg])).takers(120)[0]


@pytest.mark.parametrize(
    ("channel", "value", "fields"),
    [
        ("smoking_pregnancy", 0.4, ["smoking"]),
        ("smoking_after", 0.4, ["mother_smokes", "smoke_at_home"]),
        ("partner_violence", 0.3, ["violence", "violence_after"]),
        ("postnatal_mood", 0.4, ["postnatal_mood"]),
        ("maltreatment", 0.4, ["maltreated"]),
        ("detection", 0.4, ["youth_care"]),
    ],
)
def test_takers(model, voorzorg, takers, channel, value, fields):
    """Of those who take part, at every age, no one is worse; someone is better."""
    lives = Lives(model, COHORT, hn.Scenario(channel, [only(voorzorg, channel, value)]))
    assert (lives.states(takers, "scenario", -1).enrolled > 0).all()
    better = False
    for age in AGES[:20]:
        scenario, base = lives.states(takers, "scenario", age), lives.states(takers, "baseline", age)
        for field in fields:
            assert (scenario[field] <= base[field]).all(), (field, age)
            better |= bool((scenario[field] < base[field]).any())
    assert better


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameter", "change", "field"),
    [
        ("youthcare.maltreatment.hazard", {"scale": 0.6}, "maltreated"),
        ("school.special.hazard", {"scale": 0.5}, "special_education"),
        ("school.repeat.hazard", {"scale": 0.6}, "repeated"),
        ("health.depression.normaliser", {"shift": -0.7}, "depressed"),
        ("health.diabetes.hazard", {"scale": 0.5}, "diabetic"),
        ("health.cardiovascular.hazard", {"scale": 0.5}, "cardiovascular"),
    ],
)
def test_everyone(model, parameter, change, field):
    """A lower hazard for all: at every age no living person is in the worse state who was not before."""
    lives = Lives(model, hn.Cohort.births(10_000), hn.Scenario("lower", changes=[hn.Change(parameter, **change)]))
    better = False
    for age in AGES:
        scenario, base = lives.states(EVERYONE, "scenario", age), lives.states(EVERYONE, "baseline", age)
        both = (scenario.alive == 1) & (base.alive == 1)
        assert (scenario[field] <= base[field])[both].all(), age
        better |= bool((scenario[field] < base[field])[both].any())
    assert better


def test_lower_mortality_lets_no_one_die_earlier(model):
    change = hn.Change("mortality.death.hazard", scale=0.7)
    lives = Lives(model, hn.Cohort.births(10_000), hn.Scenario("longer", changes=[change]))
    years = [lives.ledgers(EVERYONE, arm)[:, :, :].sum(1) for arm in ("scenario", "baseline")]
    from heckman_nl.vocabulary.lines import LIFE_YEARS

    lived = [y[:, list(LIFE_YEARS)].sum(1) for y in years]
    assert (lived[0] >= lived[1]).all()
    assert np.mean(lived[0] - lived[1]) > 1.0
