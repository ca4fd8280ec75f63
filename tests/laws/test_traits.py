"""What lasts in a person and what passes: traits correlate as their parameters say, and no more than that."""

import numpy as np
import pytest

from heckman_nl.calibrate.baseline import solve_baseline
from heckman_nl.calibrate.driver import Driver
from heckman_nl.calibrate.panel import Panel
from heckman_nl.calibrate.settings import leaving_ages
from heckman_nl.calibrate.targets import Targets
from heckman_nl.lifecourse.work import EMPLOYED

ADULTS = range(18, 65)
NEAR = 0.02  # of 20,000 persons a correlation is known within 0.007


@pytest.fixture(scope="module")
def driver(model):
    out = Driver(model.parameters, Targets.read(), 20_000, seed=3)
    out.until("start")
    return out


def alike(one, other):
    return np.corrcoef(one, other)[0, 1]


def total(years, of):
    """Person-years of what holds in both."""
    return sum((one & other).sum() for one, other in zip(years, of, strict=True))


def test_young_mothers_are_worse_off_and_the_oldest_are_not_better_off(driver):
    """V falls with the mother's age to `age.settled` and no further, by the loading among the youngest; ages keep their spread."""
    s, of = driver.state, driver.value
    first, last = of("household.age.settled")
    age = s.maternal_age.astype(float)
    young, later, oldest = age < first - 1, (age > last) & (age < last + 4), age >= last + 4
    slope = np.polyfit((of("household.age.mean") - age[young]) / of("household.age.sd"), s.V[young], 1)[0]
    assert slope == pytest.approx(of("household.age.loading"), abs=0.15)  # of 1,500 of nearly one age
    assert s.V[young].mean() > s.V[later].mean() + 0.5
    assert s.V[oldest].mean() == pytest.approx(s.V[later].mean(), abs=0.06)  # three standard errors of two means
    assert age.mean() == pytest.approx(of("household.age.mean") - 0.5, abs=0.1)  # whole years
    assert age.std() == pytest.approx(of("household.age.sd"), rel=NEAR)


def test_nobody_has_a_degree_under_21(driver):
    s = driver.state
    assert (s.maternal_education[s.maternal_age < 21] < 2).all()
    assert (s.maternal_education[s.maternal_age == 21] == 2).any()


def test_the_proneness_of_youth_is_another_in_part(driver):
    s = driver.state
    assert alike(s.mood_young, s.mood_trait) == pytest.approx(driver.value("health.depression.young"), abs=NEAR)


def test_the_inclination_to_smoke_passes_in_part(driver):
    """After three years; its lasting part, which goes with the mood of adults, stays."""
    s = driver.state
    before, lasting = s.smoking_spell.copy(), s.smoking_trait.copy()
    driver.age = 14
    driver.again("chance")
    driver.again("habits")
    assert alike(before, s.smoking_spell) == pytest.approx(driver.value("adolescence.smoking.persistence"), abs=NEAR)
    np.testing.assert_array_equal(s.smoking_trait, lasting)
    (noise,) = driver.read("smoking_noise")
    weight = np.sqrt(1.0 - driver.value("adolescence.smoking.school") ** 2)
    own = lasting + weight * np.sqrt(1.0 - driver.value("adolescence.smoking.mood") ** 2) * s.smoking_spell
    assert own.std() == pytest.approx(1.0, abs=NEAR)
    assert alike(own, s.mood_trait) == pytest.approx(weight * driver.value("adolescence.smoking.mood"), abs=NEAR)
    assert noise.eta.std() == pytest.approx(noise.weight[0], abs=NEAR)


def test_addiction_and_depression_share_a_cause_for_life(driver):
    s = driver.state
    assert s.substance_trait.std() == pytest.approx(1.0, abs=NEAR)
    assert alike(s.substance_trait, s.mood_trait) == pytest.approx(driver.value("adolescence.substance.mood"), abs=NEAR)
    assert alike(s.substance_spell, s.mood_trait) == pytest.approx(0.0, abs=NEAR)


def test_who_goes_on_offending_is_detained_more_often_and_as_many_in_all(model):
    """Of adult suspects the published part is detained, by sex; with the trait the same persons come back."""
    again = []
    for trait in (None, 0.0):
        parameters = model.parameters
        if trait is not None:
            parameters = solve_baseline(parameters.but({"adolescence.offending.detained_trait": trait}), 20_000, seed=3)
        panel = Panel(parameters, 50_000, seed=3)
        for age in ADULTS:
            panel.keep(age, "sex", "suspect", "detained", "ever_detained")
        panel.live()
        suspect, inside = ([panel[field, age] == 1 for age in ADULTS] for field in ("suspect", "detained"))
        men = [panel["sex", age] == 0 for age in ADULTS]
        share = total(inside, men) / total(suspect, men)
        assert share == pytest.approx(parameters.value("adolescence.offending.detained")[0], abs=0.012)  # of 20,000
        before = [panel["ever_detained", age] == 1 for age in ADULTS]
        again.append(total(inside[1:], before[:-1]) / total(inside[1:], inside[1:]))
    assert again[0] == pytest.approx(0.6, abs=0.05)  # of who was detained in 2023 (its source in the parameter)
    assert again[1] < 0.45


def test_asthma_of_adults_stops_comes_back_and_follows_weight(driver):
    """Log odds: of keeping it by the chance that it stops; of beginning by who had it before; of both by weight."""
    s, of = driver.state, driver.value

    def log_odds(asthmatic, before, weight):
        s.asthmatic[:], s.ever_asthmatic[:], s.bmi_class[:] = asthmatic, before, weight
        return driver.read("adult_asthma")[0].eta[s.alive == 1].mean()

    stops = of("health.asthma_adult.remits")
    assert log_odds(1, 1, 0) == pytest.approx(np.log(1.0 / stops - 1.0))
    assert log_odds(0, 1, 0) - log_odds(0, 0, 0) == pytest.approx(of("health.asthma_adult.before"))
    s.ever_depressed[:] = 0
    rested = log_odds(0, 1, 0)
    s.ever_depressed[:] = 1
    assert log_odds(0, 1, 0) - rested == pytest.approx(of("health.asthma_adult.depressed"))
    s.ever_depressed[:] = 0
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


def test_proneness_to_depression_comes_from_the_mother_in_part(driver):
    """She passes on no more than the correlation, and it shows in her own mood: before the birth, after it, and later."""
    s, of = driver.state, driver.value
    here = s.alive == 1
    assert alike(s.mood_trait[here], s.parent_mood[here]) == pytest.approx(of("health.depression.heredity"), abs=NEAR)
    assert alike(s.parent_mood, s.V) == pytest.approx(0.0, abs=NEAR)
    low, later = driver.read("mood", "mother_mood")
    for state in (s.parental_distress == 1, s.postnatal_mood == 2):
        assert s.parent_mood[here & state].mean() > s.parent_mood[here & ~state].mean() + 0.3
    for reading, key in ((low, "early.mood.trait"), (later, "parents.depression.trait")):
        slope = np.polyfit(s.parent_mood[here], reading.eta[here], 1)[0]
        assert slope > 0.95 * of(key)  # distress before goes with it, so that the slope may be steeper


def test_a_mothers_depression_moves_her_childs_from_twelve_on(model):
    """Depressed after birth or not: as often depressed to 11 (never), more often later, and no trait moves."""
    fields = ("depressed", "mood_trait", "mood_young", "maltreated")
    years = range(12, 18)
    well, low = (Panel(model.parameters, 20_000, seed=3, do={"mother_ever_depressed": (value, 0)}) for value in (0, 1))
    for panel in (well, low):
        for age in (11, *years):
            panel.keep(age, *fields, "mother_depressed_to_17")
        panel.live()
    for trait in ("mood_trait", "mood_young", "maltreated"):
        np.testing.assert_array_equal(well[trait, 17], low[trait, 17])
    assert low["mother_depressed_to_17", 17][low["alive", 17] == 1].all()
    assert not well["depressed", 11].any()
    ill = [
        np.mean([panel["depressed", age][panel["alive", age] == 1].mean() for age in years]) for panel in (well, low)
    ]
    odds = ill[1] / (1.0 - ill[1]) * (1.0 - ill[0]) / ill[0]
    published = model.parameters.value("health.depression.mother")
    assert 0.95 * published < odds < 1.15 * published  # episodes come back, so that it grows a little


def test_detection_finds_need_and_makes_none(driver):
    """More children come into care, and the need of none is another."""
    driver.age = 10
    driver.again("chance")
    before, found = driver.ints.copy(), []
    for shift in (0.0, 2.0):
        driver.ints[:] = before
        driver.set_channels({"detection": shift})
        driver.again("help")
        found.append((driver.state.care_need.copy(), (driver.state.youth_care > 0).mean()))
    driver.set_channels({})
    driver.ints[:] = before
    np.testing.assert_array_equal(found[0][0], found[1][0])
    assert found[1][1] > 2.0 * found[0][1]


def test_the_need_of_care_is_a_marker_that_is_kept(model):
    """From 18 on it is that of 17; placement leaves it, and death follows both."""
    base, never = (Panel(model.parameters, 20_000, seed=3, do=do) for do in (None, {"ever_placed": (0, 0)}))
    for panel in (base, never):
        panel.keep(17, "care_need", "ever_placed", "placement_age").keep(40, "care_need", "death_risk").live()
    here = base["alive", 40] == 1
    np.testing.assert_array_equal(base["care_need", 17][here], base["care_need", 40][here])
    np.testing.assert_array_equal(base["care_need", 17], never["care_need", 17])
    placed, late = base["ever_placed", 17] == 1, base["placement_age", 17] >= 12
    assert (base["placement_age", 17][placed] < 18).all()
    assert (base["placement_age", 17][~placed & here] == 999).all()
    both = here & (never["alive", 40] == 1)
    share = np.log(base["death_risk", 40][both] / never["death_risk", 40][both])
    causal = model.parameters.value("causal.adjusted") * np.log(model.parameters.value("mortality.death.placed"))
    assert np.median(share[placed[both] & ~late[both]]) == pytest.approx(causal[0], abs=0.01)
    assert np.median(share[placed[both] & late[both]]) == pytest.approx(causal[1], abs=0.01)
    needy = base["care_need", 40] > 1.0
    assert never["death_risk", 40][both & needy].mean() > 1.1 * never["death_risk", 40][both & ~needy].mean()


def test_early_parenthood_shares_a_cause_with_the_need_of_care(driver):
    """Before 20 by the need's own weight in log odds, from 20 on not at all."""
    s = driver.state
    kept, level = s.care_need.copy(), s.level.copy()
    s.level[:] = 2

    def log_odds(need, age):
        s.care_need[:] = need
        return driver.read(("fertility", age))[0].eta[s.alive == 1].mean()

    weight = driver.value("nextgen.teenage.care_need")
    assert log_odds(1.0, 17) - log_odds(0.0, 17) == pytest.approx(weight)
    assert log_odds(1.0, 25) == log_odds(0.0, 25)
    s.care_need[:], s.level[:] = kept, level


def test_addiction_makes_unfit_for_work(driver):
    s = driver.state
    level, leaving, ill = s.level.copy(), s.leaving_age.copy(), s.substance_disorder.copy()
    s.level[:], s.leaving_age[:] = 2, 20
    scores = []
    for addicted in (0, 1):
        s.substance_disorder[:] = addicted
        scores.append(driver.read(("disability", 30))[0].eta[s.alive == 1].mean())
    published = np.log(driver.parameters.value("work.disability.substance"))
    assert scores[1] - scores[0] == pytest.approx(driver.parameters.value("causal.adjusted") * published)
    s.level[:], s.leaving_age[:], s.substance_disorder[:] = level, leaving, ill


def test_parental_cognition_is_not_the_degree(model, driver):
    """It goes with education as far as its parameter says, and so with V; education and literacy do not hang on it."""
    s, of = driver.state, driver.value
    together = of("household.education.cognition") * of("household.education.loading")
    assert alike(s.parental_cognition, s.V) == pytest.approx(-together, abs=NEAR)
    assert s.parental_cognition.std() == pytest.approx(1.0, abs=NEAR)
    parameters = model.parameters.but({"household.education.cognition": 1.0})
    one = Driver(parameters, Targets.read(), 20_000, seed=3)
    one.until("household")
    for same in ("maternal_education", "partner_education", "low_literacy"):
        np.testing.assert_array_equal(getattr(one.state, same), getattr(s, same))
    assert alike(one.state.parental_cognition, s.V) == pytest.approx(-of("household.education.loading"), abs=NEAR)
    assert alike(one.state.low_literacy, s.parental_cognition) < 0.0


def test_who_leaves_education_early_or_late_is_chance(model):
    """A third before the usual age of the level, a third after it, whatever V and the level; nobody before 16."""
    panel = Panel(model.parameters, 20_000, seed=3).keep(17, "level", "leaving_age", "leaving_place", "V").live()
    here = panel["alive", 17] == 1
    level, place, V = (panel[name, 17][here] for name in ("level", "leaving_place", "V"))
    ages = leaving_ages(model.parameters)
    np.testing.assert_array_equal(panel["leaving_age", 17][here], ages[level, place])
    assert np.bincount(place) / len(place) == pytest.approx(np.full(3, 1 / 3), abs=NEAR)
    assert alike(place, V) == pytest.approx(0.0, abs=NEAR)
    assert alike(place, level) == pytest.approx(0.0, abs=NEAR)
    assert (np.diff(ages, axis=1) >= 0).all()
    wide = model.parameters.but({"school.leaving.spread": [9, 9, 9, 9, 9]})
    assert leaving_ages(wide).min() == 16


def test_order_of_birth_counts_for_addiction_of_the_young_alone(model):
    """First children as before, later children more often before 20, nobody from 20 on."""
    none = model.parameters.but({"adolescence.substance.order": [0.0, 0.0, 0.0]})
    ages = (16, 17, 19, 20, 22)
    with_order, without = (Panel(parameters, 20_000, seed=3) for parameters in (model.parameters, none))
    for panel in (with_order, without):
        for age in ages:
            panel.keep(age, "substance_disorder", "parity")
        panel.live()
    for age in ages:
        here = (with_order["alive", age] == 1) & (without["alive", age] == 1)
        more = (with_order["substance_disorder", age] - without["substance_disorder", age])[here]
        assert (more >= 0).all()
        assert more[with_order["parity", age][here] == 0].sum() == 0
        assert (more.sum() > 0) == (age < 20), age


def test_no_qualification_at_all_makes_suspects(model):
    """Beyond having left school early, which the next level shares."""
    panels = [Panel(model.parameters, 20_000, seed=3, do={"level": (level, 16)}) for level in (0, 1)]
    for panel in panels:
        panel.keep(25, "suspect", "early_leaver").live()
    lowest, next_ = (panel["suspect", 25] for panel in panels)
    alive = (panels[0]["alive", 25] == 1) & (panels[1]["alive", 25] == 1)
    assert (panels[0]["early_leaver", 25] == panels[1]["early_leaver", 25])[alive].all()
    assert (lowest >= next_)[alive].all()
    assert 1.05 < lowest[alive].mean() / next_[alive].mean() < 1.5


def test_body_weight_of_adults_is_lifelong_in_part(model):
    """As the source of its two numbers has it: 0.88 and 0.865 over ten years, 0.69 and 0.73 over forty, men and women."""
    panel = Panel(model.parameters, 20_000, seed=4)
    for age in (20, 30, 60):
        panel.keep(age, "bmi_noise", "sex", "alive")
    panel.live()
    for sex, ten, forty in ((0, 0.88, 0.69), (1, 0.865, 0.73)):
        here = (panel["sex", 20] == sex) & (panel["alive", 60] == 1)
        young, later, old = (panel["bmi_noise", age][here] for age in (20, 30, 60))
        assert alike(young, later) == pytest.approx(ten, abs=NEAR)
        assert alike(young, old) == pytest.approx(forty, abs=NEAR)


def test_a_loss_of_wage_wears_off_as_the_latest_child_grows(driver):
    """Of mothers only: whole until the child is 6, what is left from 16 on, half-way between them at 11."""
    s, of = driver.state, driver.value
    s.position[:] = EMPLOYED

    def log_wage(sex, children, latest):
        s.sex[:], s.children[:], s.birth_age[:] = sex, children, 40 - latest
        return driver.read(("wage", 40))[0].eta[s.alive == 1].mean()

    left = of("work.wage.mother_left")
    ages, parts = (0, 6, 11, 16, 25), (1.0, 1.0, (1.0 + left) / 2.0, left, left)
    for age, part in zip(ages, parts, strict=True):
        assert log_wage(1, 2, age) - log_wage(1, 0, 40) == pytest.approx(part * of("work.wage.mother"))
        assert log_wage(0, 2, age) == log_wage(0, 0, 40)


def test_order_of_birth_tells_of_crime_before_20_only(driver):
    s, of = driver.state, driver.value

    def inclination(parity, age):
        s.parity[:] = parity
        return driver.read(("offending", age))[0].eta[s.alive == 1].mean()

    for parity in (1, 2):
        more = of("adolescence.offending.order")[parity]
        assert inclination(parity, 19) - inclination(0, 19) == pytest.approx(more)
        assert inclination(parity, 20) == inclination(0, 20)
