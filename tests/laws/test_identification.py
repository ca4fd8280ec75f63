"""The targets fix what is solved on them: the Jacobian of the fitted rows has full column rank."""

import pytest
from identification import Unresolved, resolve, solved
from rank import CHANCE, CLEARLY, FALLS, measure

import heckman_nl as hn
from heckman_nl.calibrate.targets import Targets


@pytest.fixture(scope="module")
def targets():
    return Targets.read()


def test_every_solved_parameter_names_what_fixes_it(targets):
    """Every word of `solved` is a target row or a convention; a loading has one gradient of its own."""
    items = solved(hn.ParameterSet.read(), targets)
    for item in items:
        assert item.rows or item.conventions, item.key
    gradients = [row.name for item in items if item.is_loading for row in item.rows]
    assert len(gradients) == len(set(gradients))


@pytest.mark.parametrize("text", ["no_such_target", "preterm, mother tall", "the life table"])
def test_a_text_that_names_no_row_is_refused(text, targets):
    with pytest.raises(Unresolved):
        resolve(text, targets)


@pytest.mark.slow  # lives some eighty baselines
def test_the_fitted_rows_have_full_rank(model):
    """Moved alone, every solved number does to the fitted rows what no others together can do."""
    found = measure(model)
    value, error = found.smallest()
    print(f"{len(found.columns)} numbers, {len(found.rows)} rows: smallest singular value {value:.4f} ({error:.4f})")
    assert value > CLEARLY * error, found.weakest()
    for loading, (left, chance) in found.without_gradient().items():
        assert left < max(FALLS * value, CHANCE * chance), f"{loading} is told without its gradient: {left:.4f}"
