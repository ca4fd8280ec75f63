"""What lasts in a person and what passes: traits correlate as their parameters say, and no more than that."""

import numpy as np
import pytest

from heckman_nl.calibrate.driver import Driver
from heckman_nl.calibrate.panel import Panel
from heckman_nl.calibrate.targets import Targets

NEAR = 0.02  # of 20,000 persons a correlation is known within 0.007


@pytest.fixture(scope="module")
def driver(model):
    out = Driver(model.parameters, Targets.read(), 20_000, seed=3)
    out.until("start")
    return out


def alike(one, other):
    return np.corrcoef(one, other)[0, 1]


def test_the_proneness_of_youth_is_another_in_part(driver):
    s = driver.state
    assert alike(s.mood_young, s.mood_trait) == pytest.approx(driver.value("health.depression.young"), abs=NEAR)


def test_the_inclination_to_smoke_passes_in_part(driver):
    """After three years; its lasting part, which goes with the mood of adults, stays."""
    s = driver.state
    before, lasting = s.smoking_spell.copy(), s.smoking_trait.copy()
    driver.age = 14
    driver.again("habits")
    assert alike(before, s.smoking_spell) == pytest.approx(driver.value("adolescence.smoking.persistence"), abs=NEAR)
    np.testing.assert_array_equal(s.smoking_trait, lasting)
    (noise,) = driver.read("smoking_noise")
    weight = np.sqrt(1.0 - driver.value("adolescence.smoking.school") ** 2)
    own = lasting + weight * np.sqrt(1.0 - driver.value("adolescence.smoking.mood") ** 2) * s.smoking_spell
    assert own.std() == pytest.approx(1.0, abs=NEAR)
    assert alike(own, s.mood_trait) == pytest.approx(weight * driver.value("adolescence.smoking.mood"), abs=NEAR)
    assert noise.eta.std() == pytest.approx(noise.weight[0], abs=NEAR)


def test_asthma_of_adults_stops_comes_back_and_follows_weight(driver):
    """Log odds: of keeping it by the chance that it stops; of beginning by who had it before; of both by weight."""
    s, of = driver.state, driver.value

    def log_odds(asthmatic, before, weight):
        s.asthmatic[:], s.ever_asthmatic[:], s.bmi_class[:] = asthmatic, before, weight
        return driver.read("adult_asthma")[0].eta[s.alive == 1].mean()

    stops = of("health.asthma_adult.remits")
    assert log_odds(1, 1, 0) == pytest.approx(np.log(1.0 / stops - 1.0))
    assert log_odds(0, 1, 0) - log_odds(0, 0, 0) == pytest.approx(of("health.asthma_adult.before"))
    for asthmatic in (0, 1):
        heavier = log_odds(asthmatic, 1, 2) - log_odds(asthmatic, 1, 0)
        assert heavier == pytest.approx(of("health.asthma_adult.weight")[2])


def test_a_low_score_and_an_early_death_share_a_cause_that_moves_no_frequency(model):
    """Of children before 28 weeks as many die whatever the correlation, and the more of those with a low score."""
    dead, ratio = [], []
    for together in (0.0, 0.5):
        parameters = model.parameters.but({"birth.low_apgar.death": together})
        panel = (
            Panel(parameters, 20_000, seed=3, do={"gestation": 4}).keep(-1, "low_apgar", "live_born", "survived").live()
        )
        born, low = panel["live_born", -1] == 1, panel["low_apgar", -1] == 1
        dies = panel["survived", -1] == 0
        dead.append(dies[born].mean())
        ratio.append(dies[born & low].mean() / dies[born & ~low].mean())
    assert dead[0] == pytest.approx(dead[1], abs=0.015)
    assert ratio[0] == pytest.approx(1.0, abs=0.15)
    assert ratio[1] > 2.0
