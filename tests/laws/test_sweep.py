"""The calibration lives persons part by part, ages outside; the kernel lives them one by one: the same lives."""

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl.calibrate.baseline import sweep
from heckman_nl.calibrate.driver import Driver
from heckman_nl.calibrate.targets import Targets
from heckman_nl.lifecourse.sweep import Node
from heckman_nl.vocabulary.state import FIELDS

UNREAD = {"wage_shock", "earnings", "utility"}  # wages and well-being are read by the sweep, not lived


def test_both_drivers_live_the_same_lives(model):
    n = 300
    driver = Driver(model.parameters, Targets.read(), n, seed=3)
    driver.until("start")
    driver.bury()
    driver.gone[:] = driver.state.alive == 0
    cohort = hn.Cohort.births(1_000)
    lives = Lives(model, cohort, seed=3)
    lives.year = 0  # the sweep has no birth years
    names = [f.name for f in FIELDS if f.name not in UNREAD and f.owner != "exposure"]
    for age in range(60):
        driver.open_year(age)
        driver.until("skills")
        kernel = lives.states(range(n), last_age=age)
        alive = (kernel.alive == 1) & ~driver.gone
        assert (kernel.alive == driver.state.alive)[~driver.gone].all()
        for name in names:
            np.testing.assert_array_equal(kernel[name][alive], driver.people[name][alive], err_msg=f"{name} at {age}")
        driver.bury()


def test_reading_changes_nobody(model):
    """Every decision that can be read at the end of an odd year, the next skills too, leaves the records as they were."""
    driver = Driver(model.parameters, Targets.read(), 300, seed=3)
    driver.until("start")
    driver.bury()
    for age in range(4):
        driver.open_year(age)
        if age == 3:
            driver.until("chronic")
            driver.set_channels({"cognitive": 0.1, "socioemotional": 0.1})  # the actual track leaves the family's own
            before = driver.ints.copy()
            readings = driver.read(*(node.name for node in Node))
            assert (driver.ints == before).all()
            assert np.ptp(readings[Node.SKILLS].eta) > 0
        driver.until("skills")
        driver.bury()


def test_as_many_are_overweight_as_was_asked(model):
    """In every year: body weight is read with the smoking of that year, as it is lived."""
    driver = Driver(model.parameters, Targets.read(), 20_000, seed=3)
    off = []

    def look(done, total):
        for sex, here in enumerate(driver.living):
            for least, target in ((1, "overweight_adults"), (2, "obese")):
                wanted = round(driver.curve_up_to(target, sex, 0.95) * len(here))
                found = (driver.state.bmi_class[here] >= least).sum()
                if done > 4 and len(here) > 1_000 and abs(found - wanted) > 1:
                    off.append((target, driver.age, sex, int(found), wanted))

    sweep(driver, look)
    assert off == []


def test_as_many_years_are_lived_in_care_as_was_asked(model):
    """Long-term care and social support of the old, as shares of the years they live: who is in care dies more often."""
    driver = Driver(model.parameters, Targets.read(), 20_000, seed=3)
    names = {"long_term_care": "long_term_care", "wmo_support": "wmo_support"}
    years = {name: np.zeros(2) for name in names}  # lived in care, and asked for

    def look(done, total):
        if 75 <= driver.age < 95:
            for sex, here in enumerate(driver.living):
                lived = driver.state.lived[here]
                for name, target in names.items():
                    here_and_ill = getattr(driver.state, name)[here] == 1
                    years[name] += lived[here_and_ill].sum(), driver.curve(target, sex) * lived.sum()

    sweep(driver, look)
    for name, (found, asked) in years.items():
        assert found / asked == pytest.approx(1.0, abs=0.01), name
