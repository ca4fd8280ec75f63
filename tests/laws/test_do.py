"""What a setting for everybody moves: its consequences, and nothing else."""

import math

import numpy as np
import pytest

from heckman_nl.calibrate.answers import BATCHES, batch_of
from heckman_nl.calibrate.measures import MEASURES, Sample
from heckman_nl.calibrate.panel import Panel, live_together
from heckman_nl.calibrate.settings import leaving_ages
from heckman_nl.vocabulary.state import FIELDS

MANY, SEED = 40_000, 5
KEPT = [f.name for f in FIELDS if f.kind != "key" and f.owner != "exposure"]


def live(model, births, kept, *settings):
    """Panels of the same persons, one for every setting."""
    panels = [Panel(model.parameters, births, SEED, setting) for setting in settings]
    for panel in panels:
        for age, *names in kept:
            panel.keep(age, *names)
    live_together(panels)
    return panels


def test_a_setting_moves_its_outcomes_and_leaves_the_traits(model):
    """Smoking makes children small, but for the disorders that it averts; V, G and the random numbers are what they were."""
    base, none, all_ = live(
        model, MANY, [(-1, "V", "G", "small", "smoking", "hypertension")], None, {"smoking": 0}, {"smoking": 2}
    )
    for panel in (none, all_):
        for trait in ("V", "G"):
            np.testing.assert_array_equal(panel[trait, -1], base[trait, -1])
    assert (none["smoking", -1] == 0).all()
    assert (all_["smoking", -1] == 2).all()
    alike = none["hypertension", -1] == all_["hypertension", -1]
    assert (none["hypertension", -1] >= all_["hypertension", -1]).all()
    assert (none["small", -1] <= all_["small", -1])[alike].all()
    assert none["small", -1].mean() < base["small", -1].mean() < all_["small", -1].mean()


def test_what_shares_only_its_causes_does_not_move(model):
    """A late first visit goes with smoking, through V alone: it does not follow it."""
    base, none, all_ = live(model, MANY, [(-1, "late_booking", "smoking")], None, {"smoking": 0}, {"smoking": 2})
    late, smokes = base["late_booking", -1], base["smoking", -1] == 2
    assert late[smokes].mean() > 1.15 * late[~smokes].mean()
    for panel in (none, all_):
        np.testing.assert_array_equal(panel["late_booking", -1], late)


@pytest.mark.parametrize(
    ("field", "value", "age"),
    [("smoking", 2, None), ("smoking", 0, None), ("gestation", 0, None), ("level", 2, 16), ("partner_violence", 0, None), ("asthma", 1, 0)],
)  # fmt: skip
def test_who_is_as_set_lives_the_same_life(model, field, value, age):
    """The life of who has the value anyway does not change, in any field at any age."""
    base, as_set = live(
        model, 8_000, [(age, *KEPT) for age in (3, 20, 60)], None, {field: (value, age) if age else value}
    )
    same = (base[field, 20] == value) & (base["alive", 20] == 1)
    assert same.sum() > 30
    for at in (3, 20, 60):
        for name in KEPT:
            if not name.endswith("_causes"):
                np.testing.assert_array_equal(base[name, at][same], as_set[name, at][same], err_msg=f"{name} at {at}")
    assert any((base[name, 60] != as_set[name, 60]).any() for name in ("earnings", "cognitive", "utility", "alive"))


def test_before_it_is_set_nothing_differs(model):
    base, later = live(model, 4_000, [(29, *KEPT), (31, "depressed", "ever_depressed")], None, {"depressed": (1, 30)})
    for name in KEPT:
        np.testing.assert_array_equal(base[name, 29], later[name, 29])
    assert (later["depressed", 31][later["alive", 31] == 1] == 1).all()


def test_companions_make_a_possible_life(model):
    """Never maltreated, never depressed, higher education, children at 30: what belongs to it follows."""
    kept = [(17, "maltreated", "maltreatment_now", "maltreatment_age"), (40, "ever_depressed", "depressed", "leaving_age", "leaving_place", "early_leaver", "birth_age")]  # fmt: skip
    setting = {"maltreated": 0, "depressed": 0, "level": 4, "children": (2, 30)}
    (panel,) = live(model, 4_000, kept, setting)
    here, later = panel["alive", 17] == 1, panel["alive", 40] == 1
    assert not panel["maltreated", 17][here].any()
    assert not panel["maltreatment_now", 17][here].any()
    assert (panel["maltreatment_age", 17][here] == 999).all()
    assert not panel["ever_depressed", 40][later].any()
    own = leaving_ages(model.parameters)[4][panel["leaving_place", 40]]  # each at the own age for that level
    np.testing.assert_array_equal(panel["leaving_age", 40][later], own[later])
    assert not panel["early_leaver", 40][later].any()
    assert (panel["birth_age", 40][later] == 30).all()
    (panel,) = live(model, 4_000, [(3, "maltreatment_now"), (17, "maltreatment_now")], {"maltreated": (1, 3)})
    assert panel["maltreatment_now", 3][panel["alive", 3] == 1].all()
    assert not panel["maltreatment_now", 17][panel["alive", 17] == 1].any()


def odds_ratio(model, births, outcome, settings, above=0):
    """Odds ratio of an outcome of birth between two settings, and its error."""
    panels = live(model, births, [(-1, outcome)], *settings)
    batch = batch_of(births)
    samples = [Sample((panel[outcome, -1] > above).astype(float), batch) for panel in panels]
    return MEASURES["odds ratio"].of(samples, np.bincount(batch, minlength=BATCHES).astype(float))


@pytest.mark.parametrize(
    ("key", "outcome", "one", "other"),
    [
        ("birth.small.smoking", "small", {"smoking": 2}, {"smoking": 0}),
        ("birth.small.multiple", "small", {"multiple": 1}, {"multiple": 0}),
        ("birth.gestation.multiple", "gestation", {"multiple": 1}, {"multiple": 0}),
        ("birth.anomaly.no_folic_acid", "anomaly", {"folic_acid": 0}, {"folic_acid": 1}),
    ],
)
def test_the_effect_in_the_population_is_the_published_one(model, key, outcome, one, other):
    """Arrows without a causal share whose figure is of a population: over all births it comes out within 5%.

    Odds ratios do not collapse: over persons who differ in other causes, the ratio of the population lies nearer to 1
    than the arrow, the more so the more they differ.
    """
    parameter = model.parameters[key]
    assert parameter.share is None
    found = odds_ratio(model, 400_000, outcome, (one, other))
    published = np.ravel(parameter.value)[0]  # of early birth: before 37 weeks
    assert abs(math.log(found.value / published)) < 0.05 + 2 * found.se / found.value


def test_odds_ratios_do_not_collapse(model):
    """Hypertension and early birth: twins, at twenty times the odds, pull the ratio of the population towards 1 by a tenth."""
    arrow = model.parameters["birth.gestation.hypertension"].value
    found = odds_ratio(model, 400_000, "gestation", ({"hypertension": 1}, {"hypertension": 0}))
    assert 0.85 * arrow < found.value < 0.95 * arrow


def test_illness_from_birth_makes_unfit_for_work(model):
    """An anomaly does so at 2.3 times the hazard, and through skill and schooling; very early birth as well."""
    kept = [(40, "disabled")]
    settings = ({"anomaly": 0, "gestation": 0}, {"anomaly": 1, "gestation": 0}, {"anomaly": 0, "gestation": 3})
    hazards = [
        -math.log(1.0 - panel["disabled", 40][panel["alive", 40] == 1].mean())
        for panel in live(model, MANY // 2, kept, *settings)
    ]
    assert 2.0 < hazards[1] / hazards[0] < 3.2
    assert 1.5 < hazards[2] / hazards[0] < 3.0


def test_protection_orders_last(model):
    """Of who is under guardianship 3 in 100 come out of it in a year, of who is under supervision 1 in 5 has no order the year after."""
    (panel,) = live(model, MANY, [(age, "protection") for age in range(8, 13)], None)
    stays = {1: [], 2: []}
    for age in range(9, 13):
        before, now = panel["protection", age - 1], panel["protection", age]
        here = panel["alive", age] == 1
        for order, years in stays.items():
            years.append(now[here & (before == order)] >= order)
    assert np.concatenate(stays[2]).mean() == pytest.approx(0.97, abs=0.02)
    assert np.concatenate(stays[1]).mean() == pytest.approx(0.81, abs=0.05)
