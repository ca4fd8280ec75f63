"""The kernel lives as the independent reference does, person for person: states, money and QALYs."""

import ast
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from lives import Lives

import heckman_nl as hn
from heckman_nl import reference
from heckman_nl.reference import rng, simulate
from heckman_nl.vocabulary.channels import NUMBER
from heckman_nl.vocabulary.lines import LINES

MONEY = [number for number, line in enumerate(LINES) if line.account not in (None, "programme")]
MODULES = ("birth", "skills", "work", "health", "mortality", "ledger")
SAMPLES = ("births", "takers", "common", "fading")
COSTS = {  # parameters of other modules that only the ledger reads
    "pregnancy": ("distress_treated", "distress_cost", "antenatal_cost"),
    "early": ("kraamzorg_hours", "kraamzorg_tariff", "kraamzorg_contribution", "postnatal_treated", "postnatal_cost",
              "asthma_cost", "jgz_cost"),
    "youthcare": ("ambulatory_cost", "foster_cost", "residential_cost", "supervision_cost", "guardianship_cost"),
    "school": ("repeat_cost", "repeats_per_repeater", "fee_mbo", "fee_higher", "cost_primary", "cost_secondary",
               "cost_mbo", "cost_hbo", "cost_wo", "cost_special_extra"),
}  # fmt: skip


class Sample(NamedTuple):
    """Lives of the kernel, and what the reference needs to live them again."""

    packed: np.record
    history: np.recarray  # (row, person)
    cells: np.ndarray  # (person, age, line)
    draws: rng.Draws
    effects: np.recarray


def sample(lives, persons, arm="baseline", ages=range(-1, 111)):
    draws = rng.Draws(lives.plan.seed, lives.year, persons)
    history = lives.history(persons, arm, ages)
    np.testing.assert_array_equal(draws.identity, history[0].identity)
    cells = lives.ledgers(persons, arm, ages[-1])[:, : len(ages) - 1]
    return Sample(lives.plan.packed[int(arm == "baseline")], history, cells, draws, lives.plan.rows[3])


def make_common(packed):
    """What is rare in a Dutch life becomes common, so that few lives show every branch of the rules."""
    birth, infant, work = packed["birth"], packed["mortality"], packed["work"]
    birth["gestation_intercepts"] = (-0.5, -1.5, -2.2, -3.0)
    birth["stillbirth_class"] = birth["neonatal_class"] = infant["infant_class"] = (0.0, 0.2, 0.4, 0.6, 0.8)
    for name in ("small_intercept", "anomaly_intercept", "low_apgar_intercept"):
        birth[name] = -1.0
    birth["stillbirth_intercept"] = birth["neonatal_intercept"] = infant["infant_intercept"] = -3.0
    infant["infant_smoke"] = birth["stillbirth_smoking"] = 1.5
    infant["death_hazard"] = np.clip(infant["death_hazard"], 0.006, 0.06)  # more die young, and some reach 110
    packed["youthcare"]["maltreatment_hazard"] *= 15
    packed["health"]["depression_normaliser"] += 1.5
    for disease in ("diabetes_hazard", "cardiovascular_hazard"):
        packed["health"][disease] = packed["health"][disease] * 3 + 0.002
    work["employment_cuts"] -= 0.3
    work["employment_maltreated"] = 2.0
    work["wage_normaliser"] += 0.5  # more wages above the tax table


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
    return lambda: Lives(model, hn.Cohort.births(100_000), hn.Scenario("VoorZorg", [voorzorg]))


@pytest.fixture(scope="module")
def samples(lives):
    shipped, common, fading = lives(), lives(), lives()
    make_common(common.plan.packed)
    fading.plan.rows = make_fading(fading.plan.rows)
    takers, _ = shipped.takers(50)
    return {
        "births": sample(shipped, range(300)),
        "takers": sample(shipped, takers, "scenario"),
        "common": sample(common, range(400)),
        "fading": sample(fading, takers, "scenario"),
        "infants": sample(common, range(8_000), ages=(-1, 0)),
    }


def close(found, expected, absolute=1e-12):
    return np.abs(found - expected) <= np.maximum(absolute, 1e-9 * np.abs(expected))


def compare(sample, module, packed=None):
    """Per field (row, person) or line (person, age) of a module: where the reference differs from the kernel."""
    p, history = sample.packed if packed is None else packed, sample.history
    if module == "ledger":
        cells = simulate.ledger(p, history)
        units = {k: 1e-6 if LINES[k].unit == "EUR" else 1e-12 for k in MONEY}
        return {LINES[k].name: ~close(cells[..., k], sample.cells[..., k], units[k]) for k in MONEY}
    if module == "birth":
        found, lived = simulate.birth(p, history, sample.draws), np.ones(history.shape[1], bool)
        history = history[simulate.FIRST_WEEKS]
    else:
        effects = (sample.effects,) if module == "skills" else ()
        found = getattr(simulate, module)(p, history, sample.draws, *effects)
        lived = np.vstack([history[:1].alive == 1, history[:-1].alive == 1])  # the year of death is lived in part
    same = {
        name: close(values, history[name]) if history[name].dtype.kind == "f" else values == history[name]
        for name, values in found.items()
    }
    return {name: ~value & lived for name, value in same.items()}


def assert_same(sample, module):
    for name, differs in compare(sample, module).items():
        assert not differs.any(), f"{name} differs in {differs.sum()} of {differs.size}, at {np.argwhere(differs)[:3]}"


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("name", SAMPLES)
def test_same_lives(samples, name, module):
    assert_same(samples[name], module)


@pytest.mark.parametrize("module", ["birth", "mortality", "ledger"])
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
    return sample(lives(), range(5_000))


def test_every_line_occurs(samples):
    """A line that is nowhere booked would not be compared."""
    booked = np.any([samples[name].cells.any(axis=(0, 1)) for name in SAMPLES], axis=0)
    assert booked[MONEY].all()
    assert all((samples[name].history[1:].alive == 1).sum() > 3_000 for name in SAMPLES)
    assert samples["common"].history[110].alive.any()
    assert (samples["fading"].history[14].cognitive_gain == 0).all()  # it ended at 13
    assert (samples["fading"].history[12].cognitive_gain > 0.1).any()


def altered(packed, module, name):
    """The parameters with another value of one of them; a coefficient of a rare event has to move far to be seen."""
    changed = np.array([packed], packed.dtype).view(np.recarray)
    changed[module][name] = changed[module][name] * 0.9 + (0.5 if module in ("birth", "mortality") else 0.017)
    return changed[0]


def noticed(samples, module, name):
    """Whether a sample tells a reference with one altered parameter from the kernel."""
    found = (
        differs.any()
        for sample in samples.values()
        for part in {module if module in MODULES else "ledger", "ledger"}
        if len(sample.history) > 2 or part in ("birth", "mortality", "ledger")
        for differs in compare(sample, part, altered(sample.packed, module, name)).values()
    )
    return any(found)


@pytest.mark.parametrize("module", [*MODULES[:-1], *COSTS])
def test_an_altered_parameter_is_noticed(samples, module):
    """The comparison can fail: no number of the checked rules differs between the two sides without being seen."""
    names = COSTS.get(module) or samples["births"].packed[module].dtype.names
    assert [name for name in names if not noticed(samples, module, name)] == []


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
    allowed = {"numpy", "scipy.special", "math", "vocabulary", "vocabulary.state"}
    for path in Path(reference.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= allowed
            if isinstance(node, ast.ImportFrom):
                assert node.module in allowed
