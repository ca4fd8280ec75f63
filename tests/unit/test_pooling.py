"""Pooling a user's own studies, against a published data set."""

import numpy as np
import pytest

from heckman_nl.errors import InputError
from heckman_nl.interventions.pooling import pool

BCG = np.array([  # log relative risk of tuberculosis and its variance, 13 trials of BCG (Colditz et al. 1994)
    (-0.8893, 0.3256), (-1.5854, 0.1946), (-1.3481, 0.4154), (-1.4416, 0.0200), (-0.2175, 0.0512), (-0.7861, 0.0069), (-1.6209, 0.2230),
    (0.0120, 0.0040), (-0.4694, 0.0564), (-1.3713, 0.0730), (-0.3394, 0.0124), (0.4459, 0.5325), (-0.0173, 0.0714),
])  # fmt: skip


def test_the_bcg_trials():
    """DerSimonian-Laird: tau² 0.3088, mean -0.7141 with standard error 0.1787, as in textbooks."""
    y, half = BCG[:, 0], 1.959964 * np.sqrt(BCG[:, 1])
    found = pool(np.exp(y), np.exp(y - half), np.exp(y + half), ratio=True)
    assert found.tau**2 == pytest.approx(0.3088, abs=6e-4)
    assert np.log(found.value) == pytest.approx(-0.7141, abs=6e-4)
    assert np.log(found.high / found.low) / 2 > 2.1788 * 0.1787 - 1e-3  # t with 12 degrees of freedom
    assert found.next_low < found.low < found.value < found.high < found.next_high
    assert sum(found.weights) == pytest.approx(1.0)


def test_alike_studies_have_no_spread():
    found = pool([0.2, 0.2, 0.2], [0.0, 0.1, -0.2], [0.4, 0.3, 0.6], ratio=False)
    assert (found.value, found.tau) == (pytest.approx(0.2), 0.0)


@pytest.mark.parametrize(
    ("values", "lows", "highs", "ratio", "what"),
    [([1.0], [0.5], [2.0], True, "two studies"), ([1.0, -1.0], [0.5, -2], [2.0, 1], True, "above 0"), ([1.0, 3.0], [0.5, 1], [2.0, 2], True, "outside")],
)  # fmt: skip
def test_what_cannot_be_pooled_is_refused(values, lows, highs, ratio, what):
    with pytest.raises(InputError, match=what):
        pool(values, lows, highs, ratio)
