"""The kernel lives as the independent reference does, person for person: states, money, QALYs, entries into care."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from lives import Lives, make_common

import heckman_nl as hn
from heckman_nl import reference
from heckman_nl.reference import family, money, rng, simulate
from heckman_nl.vocabulary.channels import NUMBER
from heckman_nl.vocabulary.lines import (
    BIRTHS,
    BIRTHS_GIVEN,
    HOUSEHOLD_INCOME,
    INFLOW,
    LINES,
    N_LINES,
    NEW_ANXIOUS,
    NEW_CARDIOVASCULAR,
    NEW_DEPRESSED,
    VOLUMES,
)
from heckman_nl.vocabulary.state import MOST_CHILDREN, N_AGES, STATE

TESTS = Path(__file__).parents[1]
SOURCE = Path(hn.__file__).parents[1]
ENTRIES = [int(k) for k in (*INFLOW, NEW_DEPRESSED, NEW_ANXIOUS) if k not in VOLUMES and k != NEW_CARDIOVASCULAR]
BOOKED = [number for number, line in enumerate(LINES) if line.account not in (None, "programme")]
BOOKED += [int(HOUSEHOLD_INCOME), *ENTRIES]
AT_BIRTH = ("household", "birth")  # modules with one number per person
LIVED = ("skills", "adolescence", "nextgen", "work", "health", "care", "parents", "mortality")
MODULES = (*AT_BIRTH, *LIVED, "ledger")
FAMILIES = 10  # whose children are lived one by one
SAMPLES = ("common", "births", "takers", "fading", "children")
COSTS = {  # parameters of other modules that only the ledger reads
    "pregnancy": ("distress_treated", "distress_cost", "antenatal_cost"),
    "early": ("kraamzorg_hours", "kraamzorg_tariff", "kraamzorg_contribution", "postnatal_treated", "postnatal_cost",
              "asthma_cost", "jgz_cost"),
    "youthcare": ("ambulatory_cost", "foster_cost", "residential_cost", "supervision_cost", "guardianship_cost"),
    "school": ("repeat_cost", "repeats_per_repeater", "fee_mbo", "fee_higher", "cost_primary", "cost_secondary",
               "cost_mbo", "cost_hbo", "cost_wo", "cost_special_extra"),
}  # fmt: skip
NOT_LIVED = {  # parameters that no life reads: volumes (L4), ratios to solve with, alternatives to what is read
    "care": ("gp_contacts", "gp_mental", "gp_diabetes", "gp_cardiovascular", "gp_lungs", "hospital_admissions",
             "hospital_cardiovascular", "hospital_copd", "mental_treated_depression", "mental_treated_anxiety",
             "medicine_users"),
    "adolescence": ("offending_woman", "offending_detained", "offending_detained_young"),
    "mortality": ("cohort_improvement",),
    "skills": ("cognitive_class_siblings",),
    "work": ("benefit_woman", "disability_woman"),
}  # fmt: skip


class Sample(NamedTuple):
    """Lives of the kernel, and what the reference needs to live them again."""

    packed: np.record
    history: np.recarray  # (row, person)
    cells: np.ndarray  # (person, age, line)
    draws: rng.Draws
    effects: np.recarray
    parents: np.recarray | None = None  # of children of simulated persons: the parent's record at the birth


def sample(lives, persons, arm="baseline", ages=range(-1, 111)):
    draws = rng.Draws.of_cohort(lives.plan.seed, lives.year, persons)
    history = lives.history(persons, arm, ages)
    np.testing.assert_array_equal(draws.identity, history[0].identity)
    cells = lives.ledgers(persons, arm, ages[-1])
    return Sample(lives.plan.packed[int(arm == "baseline")], history, cells, draws, lives.plan.rows[0][3])


def sample_children(lives, parents, folder):
    """The lives of the children of parents, lived in another process by the same source without the compiler."""
    lives.plan.packed[1:].tofile(folder / "packed")
    parents.tofile(folder / "parents")
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join([str(SOURCE), str(TESTS)])}
    command = [sys.executable, str(TESTS / "children_elsewhere.py"), str(folder), str(folder)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    history = np.fromfile(folder / "records", STATE).reshape(len(parents), -1).T.copy().view(np.recarray)
    cells = np.fromfile(folder / "cells").reshape(len(parents), N_AGES, N_LINES)
    draws = rng.Draws(lives.plan.seed, family.child_identity(parents))
    return Sample(lives.plan.packed[1], history, cells, draws, lives.plan.rows[0][3][:0], parents)


def make_fading(rows):
    """Rows of a scenario in which the gains in skills are large, fade and end, as no user may ask for."""
    effects = rows[3].copy()
    for name, shift, since, fade, stop in (("cognitive", 0.5, 7, 0.2, 13), ("socioemotional", -0.4, 9, 0.3, 17)):
        row = effects.channel == NUMBER[name]
        effects.shift[row], effects.since[row], effects.fade[row], effects.stop[row] = shift, since, fade, stop
    return (*rows[:3], effects)


@pytest.fixture(scope="module")
def lives(model, voorzorg):
    """New lives of chosen persons, in a scenario with VoorZorg; a test may change what the kernel gets."""
    cohort, scenario = hn.Cohort.births(100_000), hn.Scenario("VoorZorg", [voorzorg])
    return lambda generations=1: Lives(model, cohort, scenario, generations=generations)


@pytest.fixture(scope="module")
def common(lives):
    out = lives(2)
    make_common(out.plan.packed)
    return out


@pytest.fixture(scope="module")
def samples(lives, common, families, tmp_path_factory):
    shipped, fading = lives(), lives()
    fading.plan.rows = [make_fading(fading.plan.rows[0])]
    takers, _ = shipped.takers(50)
    parents = np.concatenate([births for births, _, _ in families[:FAMILIES]]).view(np.recarray)
    return {
        "common": sample(common, range(400)),
        "children": sample_children(common, parents, tmp_path_factory.mktemp("children")),
        "births": sample(shipped, range(300)),
        "takers": sample(shipped, takers, "scenario"),
        "fading": sample(fading, takers, "scenario"),
        "infants": sample(common, range(8_000), ages=(-1, 0)),
    }


@pytest.fixture(scope="module")
def families(common):
    """Of many parents in the common lives: their records at each birth, their latest child, the children's ledger."""
    found = []
    for person in range(1_500):
        births, latest, ledger = common.offspring(person)
        if len(births):
            found.append((births, latest, ledger if len(found) < FAMILIES else None))
    return found


@pytest.fixture(scope="module")
def heirs(common, families):
    """The latest child of many parents, as it is at conception."""
    parents = np.array([births[-1] for births, _, _ in families]).view(np.recarray)
    children = np.array([child for _, child, _ in families]).view(np.recarray)
    draws = rng.Draws(common.plan.seed, family.child_identity(parents))
    return Sample(common.plan.packed[1], children[None], None, draws, None, parents)


def close(found, expected, absolute=1e-12):
    return np.abs(found - expected) <= np.maximum(absolute, 1e-9 * np.abs(expected))


def compare(sample, module, packed=None):
    """Per field (row, person) or line (person, age) of a module: where the reference differs from the kernel."""
    p, history = sample.packed if packed is None else packed, sample.history
    if module == "ledger":
        cells = money.ledger(p, history)
        units = {k: 1e-6 if LINES[k].unit.startswith("EUR") else 1e-12 for k in BOOKED}
        return {LINES[k].name: ~close(cells[..., k], sample.cells[..., k], units[k]) for k in BOOKED}
    found, lived = relive(p, sample, module), np.ones(history.shape[1], bool)
    if module in LIVED:
        lived = np.vstack([history[:1].alive == 1, history[:-1].alive == 1])  # the year of death is lived in part
    else:
        history = history[simulate.FIRST_WEEKS]
    same = {
        name: close(values, history[name]) if history[name].dtype.kind == "f" else values == history[name]
        for name, values in found.items()
    }
    return {name: ~value & lived for name, value in same.items()}


def relive(p, sample, module):
    """The fields of a module by the reference."""
    history, draws = sample.history, sample.draws
    if module == "household":
        drawn = family.household(p, history, draws) if sample.parents is None else family.heir(p, sample.parents, draws)
        return drawn | family.vulnerability(p, history, draws)
    if module in ("parents", "nextgen"):
        return getattr(family, module)(p, history, draws)
    effects = (sample.effects,) if module == "skills" else ()
    return getattr(simulate, module)(p, history, draws, *effects)


def assert_same(sample, module):
    for name, differs in compare(sample, module).items():
        assert not differs.any(), f"{name} differs in {differs.sum()} of {differs.size}, at {np.argwhere(differs)[:3]}"


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("name", SAMPLES)
def test_same_lives(samples, name, module):
    assert_same(samples[name], module)


@pytest.mark.parametrize("module", ["household", "birth", "mortality", "ledger"])
def test_same_first_year_where_death_is_common(samples, module):
    infants = samples["infants"]
    assert (infants.history[0].survived == 0).sum() > 500
    assert (infants.history[1].alive < infants.history[0].alive).sum() > 500
    assert_same(infants, module)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_many_lives(many, module):
    assert_same(many, module)


@pytest.fixture(scope="module")
def many(lives):
    return sample(lives(), range(3_000))


def test_every_line_occurs(samples):
    """A line that is nowhere booked would not be compared."""
    booked = np.any([samples[name].cells.any(axis=(0, 1)) for name in SAMPLES], axis=0)
    assert booked[BOOKED].all()
    assert all((samples[name].history[1:].alive == 1).sum() > 1_000 for name in SAMPLES)
    assert samples["common"].history[110].alive.any()
    assert samples["common"].history[110].children.max() == MOST_CHILDREN
    assert (samples["fading"].history[14].cognitive_gain == 0).all()  # it ended at 13
    assert (samples["fading"].history[12].cognitive_gain > 0.1).any()


def altered(packed, module, name):
    """The parameters with another value of one of them; a coefficient of a rare event has to move far to be seen."""
    changed = np.array([packed], packed.dtype).view(np.recarray)
    further = 0.5 if module in ("birth", "mortality") else 0.14
    value = changed[module][name]
    moved = value * 0.9 + further
    moved = np.where(np.isclose(moved, value), value * 0.8, moved)  # ten times `further` stays where it is
    changed[module][name] = np.where(
        (np.abs(value) < 1.0) & (moved >= 1.0), value * 0.9, moved
    )  # correlations stay under 1
    return changed[0]


def noticed(samples, module, name):
    """Whether a sample tells a reference with one altered parameter from the kernel."""
    found = (
        differs.any()
        for part in dict.fromkeys((module if module in MODULES else "ledger", "ledger"))
        for sample in samples.values()
        if len(sample.history) > 2 or part in ("household", "birth", "mortality", "ledger")
        if part != "ledger" or sample.cells is not None
        for differs in compare(sample, part, altered(sample.packed, module, name)).values()
    )
    return any(found)


@pytest.mark.slow
@pytest.mark.parametrize("module", [*MODULES[:-1], *COSTS])
def test_an_altered_parameter_is_noticed(samples, heirs, module):
    """The comparison can fail: no number of the checked rules differs between the two sides without being seen."""
    samples = {**samples, "heirs": heirs} if module == "household" else samples
    names = COSTS.get(module) or samples["births"].packed[module].dtype.names
    names = [name for name in names if name not in NOT_LIVED.get(module, ())]
    assert [name for name in names if not noticed(samples, module, name)] == []


# the next generation


def test_a_child_is_who_its_parent_and_birth_order_make_it(heirs):
    """N2-N4: key, V, G and household of many children, from the parent's record of the year of birth."""
    parents, children = heirs.parents, heirs.history[0]
    assert min((parents.sex == sex).sum() for sex in (0, 1)) > 200
    np.testing.assert_array_equal(children.identity, heirs.draws.identity)
    assert len(set(children.identity)) == len(parents)
    assert_same(heirs, "household")


def test_children_are_booked_by_half_at_the_age_of_the_parent(samples, families):
    """N2: the ledger of the second generation is that of its lives one by one, halved and moved, without the mother's own years."""
    children, first = samples["children"], 0
    for births, _, booked in families[:FAMILIES]:
        expected = np.zeros_like(booked)
        for number, parent in enumerate(births, start=first):
            cells = children.cells[number] - mothers_own(children, number)
            expected[parent.birth_age : parent.birth_age + N_AGES] += cells / 2
        np.testing.assert_allclose(booked, expected, rtol=1e-12, atol=1e-9)
        first += len(births)
    assert first == len(children.parents)


def mothers_own(children, number):
    """What section 13 books for the mother of one child, (age, line)."""
    cells, history = np.zeros_like(children.cells[number]), children.history[:, number : number + 1]
    for age in range(N_AGES):
        money.book_mother(children.packed, history[age + 1], age, cells[None, age])
    return cells


def test_births_of_the_second_generation_are_half_of_those_given(model):
    """Each child of the cohort is born once in the second generation, at the age of its parent, by half."""
    run = model.run(hn.Cohort.births(3_000), generations=2).batches.sum((0, 1))  # (generation and group, age, line)
    given, born = run[:12, :, list(BIRTHS_GIVEN)].sum((0, 2)), run[12:, :, BIRTHS].sum(0)
    assert given.sum() > 3_000
    np.testing.assert_allclose(born, given / 2, rtol=1e-12)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0), (0, 0), (0xF167B032C3B480BD, 0xE91F9FEE4B7A6FB5)),
        ((2**64 - 1, 2**64 - 1), (2**64 - 1, 2**64 - 1), (0xCCDEC5C917A874B1, 0x4DF53ABCA26CEB01)),
        (
            (0x243F6A8885A308D3, 0x13198A2E03707344),
            (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
            (0xC3AAC71561042993, 0x3FE7AE8801AFF316),
        ),
    ],
)
def test_known_answers_of_threefry(counter, key, words):
    """Published with Random123 for threefry2x64 and 13 rounds."""
    assert tuple(int(word[0]) for word in rng.threefry(counter, key)) == words


def test_the_reference_imports_no_kernel():
    allowed = {"numpy", "scipy.special", "math", "vocabulary", "vocabulary.state", "decisions", "rng"}
    for path in Path(reference.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= allowed
            if isinstance(node, ast.ImportFrom):
                assert node.module in allowed
