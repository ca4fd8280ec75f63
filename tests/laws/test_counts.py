"""What is counted is what the lives show: every line of persons, events and years, told again from the records."""

import numpy as np
import pytest
from lives import Lives, make_common

import heckman_nl as hn
from heckman_nl.results import fill_volumes
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.lines import LINES, NUMBER
from heckman_nl.vocabulary.state import N_AGES, N_GROUPS

PERSONS, LAST = 600, 110
SEX = {"male": 0, "female": 1}
EDUCATION = {"low": (0, 1), "middle": (2,), "high": (3, 4)}


@pytest.fixture(scope="module")
def lived(model):
    """Records (row, person) and ledger cells (person, age, line) of lives in which what is rare is common."""
    lives = Lives(model, hn.Cohort.births(20_000), seed=11)
    make_common(lives.plan.packed)
    return lives.history(range(PERSONS)), lives.ledgers(range(PERSONS))


def at_birth(s):
    """Lines of the birth, of every birth."""
    big2 = (s.small == 1) | (s.gestation > 0)
    big4 = big2 | (s.anomaly == 1) | (s.low_apgar == 1)
    dead = s.survived == 0
    poor = s.deprived_area == 1
    found = {
        "births": s.seed >= 0, "teenage_mothers": s.maternal_age < 20, "first_born": s.parity == 0, "problem_debt": s.problem_debt,
        "parental_distress": s.parental_distress, "unintended": s.unintended, "smoked_in_pregnancy": s.smoking > 0,
        "smoked_throughout": s.smoking == 2, "distressed": s.distress, "violence_in_pregnancy": s.violence,
        "booked_late": s.late_booking, "hypertensive": s.hypertension, "preterm": s.gestation > 0, "small_for_age": s.small,
        "big2": big2, "big4": big4, "anomalies": s.anomaly, "low_apgars": s.low_apgar, "stillbirths": s.live_born == 0,
        "neonatal_deaths": (s.live_born == 1) & dead, "perinatal_deaths": dead, "perinatal_deaths_big4": big4 & dead,
        "births_deprived_area": poor, "preterm_deprived_area": poor & (s.gestation > 0),
        "small_deprived_area": poor & (s.small == 1), "perinatal_deaths_deprived_area": poor & dead,
    }  # fmt: skip
    found |= {f"gestation_{k}": s.gestation == n for n, k in enumerate(("34_36", "32_33", "28_31", "under_28"), 1)}
    return found | {f"live_births_{sex}": (s.live_born == 1) & (s.sex == n) for sex, n in SEX.items()}


def after_birth(s):
    """Lines of the first months, of children who live."""
    return {
        "no_kraamzorg": s.kraamzorg == 0, "postnatal_complaints": s.postnatal_mood > 0,
        "postnatal_depression": s.postnatal_mood == 2, "mother_smokes": s.mother_smokes,
        "breastfed": s.breastfeeding > 0, "breastfed_three_months": s.breastfeeding > 1,
        "breastfed_six_months": s.breastfeeding > 2,
    }  # fmt: skip


def at_two(s):
    big2 = (s.small == 1) | (s.gestation > 0)
    problem = (s.language_delay == 1) | (s.overweight == 1) | (s.asthma == 1)
    return {
        "at_2": s.alive, "language_delay": s.language_delay, "overweight": s.overweight, "big2_at_2": big2,
        "problem_at_2": problem, "unfavourable_start": big2 & problem,
    }  # fmt: skip


def at_sixteen(s):
    found = {"early_leavers": s.early_leaver}
    return found | {f"{name}_{k}": s[name] == k for name in ("track", "level") for k in range(5)}


def every_year(s, before, age, detention_years):
    """Lines of a year that was lived whole."""
    kinds = ("ambulatory_help", "supervision", "foster_care", "residential_care")
    stocks = ("in_ambulatory_help", "supervised_at_home", "in_foster_care", "in_residential_care")
    comes = (s.youth_care > 0) & (before.youth_care == 0)
    found = {
        "newly_maltreated": (s.maltreated == 1) & (before.maltreated == 0), "maltreated": s.maltreatment_now,
        "entered_youth_care": comes, "first_in_youth_care": comes & (before.ever_helped == 0),
        "under_protection_order": (s.protection > 0), "placed_or_supervised_under_2": (s.youth_care > 1) & (age < 2),
        "repeated_years": (s.repeated == 1) & (before.repeated == 0),
        "detained": detention_years * s.detained, "teenage_births": (s.sex == 1) & (s.gave_birth == 1) & (age < 20),
        "new_cardiovascular": (s.cardiovascular == 1) & (before.cardiovascular == 0),
        "entered_long_term_care": (s.long_term_care == 1) & (before.long_term_care == 0),
        "entered_wmo_support": (s.wmo_support == 1) & (before.wmo_support == 0),
        "next_births": s.next_births - before.next_births,
    }  # fmt: skip
    found |= {f"entered_{kind}": (s.youth_care == k) & (before.youth_care != k) for k, kind in enumerate(kinds, 1)}
    found |= {stock: s.youth_care == k for k, stock in enumerate(stocks, 1)}
    done = s.leaving_age <= age
    states = {
        "smokers": s.smokes == 1, "depressed": s.depressed == 1, "anxious": s.anxious == 1, "obese": s.bmi_class == 2,
        "diabetic": s.diabetic == 1, "cardiovascular": s.cardiovascular == 1, "copd": s.copd == 1,
        "employed": s.position == 0,
    }  # fmt: skip
    whole = {
        "alive": s.alive == 1, "life_years": s.lived, "births_given": s.gave_birth, "utility": s.utility,
        "overweight_adults": s.bmi_class > 0, "asthmatic": s.asthmatic, "substance_disorder": s.substance_disorder,
        "suspects": s.suspect, "long_term_care": s.long_term_care, "wmo_support": s.wmo_support, "adults": done,
        "childless": (s.children == 0) & (age == 50),
    }  # fmt: skip
    for sex, number in SEX.items():
        found |= {f"{name}_{sex}": (s.sex == number) * value for name, value in (states | whole).items()}
    for group, levels in EDUCATION.items():
        mine = done & np.isin(s.level, levels)
        found |= {f"{name}_{group}": mine & value for name, value in (states | {"adults": done}).items()}
        found[f"earnings_{group}"] = mine * (s.position == 0) * s.earnings
    for name, position in (("unemployed", 2), ("on_disability", 3), ("on_assistance", 4)):
        found[name] = s.position == position
    return found


def agree(cells, told, who):
    """The ledger has what the records tell, of these persons; and it occurs."""
    for name, expected in told.items():
        booked = cells[who, NUMBER[name]]
        np.testing.assert_allclose(booked, np.asarray(expected, float)[who], rtol=1e-12, atol=1e-9, err_msg=name)


def test_lines_of_the_birth(lived):
    history, cells = lived
    born, everyone = history[0], np.ones(PERSONS, bool)
    agree(cells[:, 0], at_birth(born), everyone)
    agree(cells[:, 0], after_birth(born), born.survived == 1)
    dies = (born.live_born == 1) & (history[1].alive == 0)
    agree(cells[:, 0], {"infant_deaths": dies}, everyone)
    assert all(np.any(value) for value in (at_birth(born) | after_birth(born)).values())


def test_lines_at_two_and_sixteen(lived):
    history, cells = lived
    for age, told in ((2, at_two), (16, at_sixteen)):
        s = history[age + 1]
        agree(cells[:, age], told(s), s.alive == 1)
        assert all(np.any(value[s.alive == 1]) for value in map(np.asarray, told(s).values()))


def test_lines_of_every_year(lived, model):
    """Of years that are lived whole; all of them occur."""
    history, cells = lived
    seen = {}
    for age in range(LAST + 1):
        s, before = history[age + 1], history[age]
        whole = s.alive == 1
        told = every_year(s, before, age, model.parameters.value("adolescence.detention.years"))
        agree(cells[:, age], told, whole)
        for name, value in told.items():
            seen[name] = seen.get(name, False) or bool(np.any(np.asarray(value)[whole]))
    assert [name for name, occurs in seen.items() if not occurs] == []


def test_everyone_dies_once_and_the_dead_are_not_counted(lived):
    history, cells = lived
    counts = [k for k, line in enumerate(LINES) if line.account is None and not line.name.startswith("mothers_")]
    counts = [k for k in counts if LINES[k].name not in ("next_births", "quit_kept")]  # hers go on
    for age in range(1, LAST + 1):
        s, before = history[age + 1], history[age]
        dies = (before.alive == 1) & (s.alive == 0)
        died = cells[:, age][:, list(lines.DEATHS)].sum(1)
        np.testing.assert_array_equal(died, dies)
        assert not cells[before.alive == 0, age][:, counts].any()


@pytest.mark.parametrize("volume", lines.VOLUMES, ids=lambda volume: LINES[volume].name)
def test_a_volume_is_so_much_a_year(model, volume):
    """By hand, from years with a state and age."""
    batches = np.zeros((2, 1, N_GROUPS, N_AGES, len(LINES)))
    rng = np.random.default_rng(5)
    read = sorted({name for parts in lines.VOLUMES.values() for names, _, _ in parts for name in names})
    batches[..., read] = rng.integers(0, 9, (*batches.shape[:-1], len(read)))
    expected = np.zeros(batches.shape[:-1])
    for names, key, first in lines.VOLUMES[volume]:
        rate = np.broadcast_to(model.parameters.value(key), N_AGES)
        for name in names:
            for age in range(first, N_AGES):
                expected[..., age] += batches[..., age, name] * rate[age]
    np.testing.assert_allclose(fill_volumes(batches.copy(), model.parameters)[..., volume], expected)
