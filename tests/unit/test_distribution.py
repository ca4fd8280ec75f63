"""Concentration index and equity weights against examples worked by hand, and what is refused."""

import numpy as np
import pytest

from heckman_nl.distribution import concentration_index, equity_weights, scaled, utility
from heckman_nl.errors import InputError


def test_concentration_index_of_three_persons():
    """Shares 1/3, places 1/6, 1/2, 5/6, mean 2: 2/2 × (1/6 + 2/2 + 3 × 5/6)/3 - 1 = 2/9."""
    assert concentration_index([1, 2, 3]) == pytest.approx(2 / 9)
    assert concentration_index([3, 2, 1]) == pytest.approx(-2 / 9)
    assert concentration_index([3, 1, 2], rank=[900, 100, 500]) == pytest.approx(2 / 9)
    assert concentration_index([2, 2, 2]) == pytest.approx(0.0)


def test_concentration_index_of_the_world_bank_example():
    """Under-five mortality in India by wealth group: technical note 7 of the World Bank prints -0.1694."""
    births, deaths = [29_939, 28_776, 26_528, 24_689, 19_739], [154.7, 152.9, 119.5, 86.9, 54.3]
    assert round(concentration_index(deaths, weights=births), 4) == -0.1694


def test_groups_stand_for_their_persons():
    """Two groups are their members, who share a place."""
    grouped = concentration_index([1.0, 4.0], weights=[2, 3])
    assert grouped == pytest.approx(concentration_index([1, 1, 4, 4, 4], rank=[0, 0, 1, 1, 1]))
    # shares 0.4 and 0.6, places 0.2 and 0.7, mean 2.8: 2/2.8 × (0.4 × 0.2 + 0.6 × 4 × 0.7) - 1
    assert grouped == pytest.approx(2 / 2.8 * 1.76 - 1)


def test_more_aversion_weighs_the_worst_off_more():
    """By hand with aversion 3: 1 - (1 × (1 - 8/27) + 2 × (8/27 - 1/27) + 3 × 1/27)/2 = 1/3."""
    assert concentration_index([1, 2, 3], aversion=3) == pytest.approx(1 / 3)
    assert concentration_index([1, 2, 3], aversion=3) > concentration_index([1, 2, 3])


@pytest.mark.parametrize("aversion", [1.5, 2.0, 3.0, 5.0])
def test_equality_has_no_index_and_ties_add_nothing(aversion):
    """Groups of any size, or persons who share a place: 0 where all have the same, and one index whichever way they are told."""
    assert concentration_index([2.0, 2.0, 2.0], weights=[80, 16, 4], aversion=aversion) == pytest.approx(0.0, abs=1e-12)
    grouped = concentration_index([1.0, 4.0], weights=[2, 3], aversion=aversion)
    assert grouped == pytest.approx(concentration_index([1, 1, 4, 4, 4], rank=[0, 0, 1, 1, 1], aversion=aversion))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([1, 2], [1, 2, 3]), "one length"),
        (([0, 0],), "not all 0"),
        (([-1, 3],), "not negative"),
        (([1, 2], None, [0, 0]), "not all 0"),
        (([1, 2], None, None, 1.0), "above 1"),
        ((["a"],), "must be numbers"),
    ],
)
def test_what_has_no_concentration_index(arguments, says):
    with pytest.raises(InputError, match=says):
        concentration_index(*arguments)


def test_equity_weights_by_hand():
    """Incomes 10 and 30 of 1 and 3 persons: mean 25; (2.5, 5/6) before scaling, whose mean is 1.25."""
    weights = equity_weights([10, 30], 1.0, [1, 3])
    assert weights == pytest.approx([2.0, 2 / 3])
    assert np.average(weights, weights=[1, 3]) == pytest.approx(1.0)
    assert equity_weights([10, 30], 0.0) == pytest.approx([1.0, 1.0])
    assert equity_weights([1, 4], 0.5) == pytest.approx([4 / 3, 2 / 3])


@pytest.mark.parametrize("weights", [[1, 2, 4], [5, 5, 0]])
def test_weights_have_mean_one(weights):
    people = [10, 20, 70]
    assert np.average(scaled(weights, people), weights=people) == pytest.approx(1.0)
    assert scaled(np.multiply(weights, 7.0), people) == pytest.approx(scaled(weights, people))


def test_weights_that_cannot_be():
    for incomes, elasticity, says in (([0, 1], 1.0, "positive"), ([1, 2], -0.1, "not be negative")):
        with pytest.raises(InputError, match=says):
            equity_weights(incomes, elasticity)
    with pytest.raises(InputError, match="not all 0"):
        scaled([0, 1], [1, 0])


@pytest.mark.parametrize("elasticity", [0.5, 1.0, 1.26, 3.0])
def test_utility_is_nought_at_the_standard_and_minus_one_at_the_least(elasticity):
    assert utility([1.0, 0.04], elasticity, 0.04) == pytest.approx([0.0, -1.0])
    below, above = utility([0.5, 1.5], elasticity, 0.04)
    assert -1.0 < below < 0.0 < above < -below  # half a standard lost weighs more than half gained


def test_utility_at_the_figures_of_lifesim():
    """Their A - B c^(1 - 1.26) with u(1,000) = -1 and u(24,000) = 0, solved by hand: B = 1/(1000^-0.26 - 24000^-0.26)."""
    b = 1 / (1_000**-0.26 - 24_000**-0.26)
    a = b * 24_000**-0.26
    assert utility(18_471 / 24_000, 1.26, 1 / 24) == pytest.approx(a - b * 18_471**-0.26)
