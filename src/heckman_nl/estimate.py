"""Figures with their Monte-Carlo error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FEWEST_BATCHES = 10


@dataclass(frozen=True)
class Estimate:
    """A figure and its Monte-Carlo standard error (None with fewer than ten batches, or where the figure is undefined)."""

    value: float | None
    se: float | None

    def __float__(self) -> float:
        return float("nan") if self.value is None else float(self.value)

    @property
    def error(self) -> float:
        """The standard error as a number: NaN where there is none."""
        return float("nan") if self.se is None else self.se

    def __format__(self, spec: str) -> str:
        if self.value is None:
            return "undefined"
        return format(self.value, spec) + (f" ± {format(self.se, spec)}" if self.se is not None else "")


def jackknife(batches: np.ndarray, births: np.ndarray, figure: Callable | None = None):
    """Value and standard error of a figure of per-birth means, by leaving out one batch at a time.

    Parameters
    ----------
    batches : (B, ...) array
        Sums per batch.
    births : (B,) array
        Births simulated in each batch; empty batches are left out.
    figure : callable, optional
        Function of the per-birth means (last axes of `batches`), e.g. a ratio; works on a leading axis. The means
        themselves if left out.

    Returns
    -------
    value, se : the figure of all births, and its standard error (None under ten batches)
    """
    figure = figure or (lambda means: means)
    filled = births > 0
    batches, births = batches[filled], births[filled]
    total, n = batches.sum(0), births.sum()
    value = figure((total / n)[None])[0]
    count = len(births)
    if count < FEWEST_BATCHES:
        return value, None
    shape = (count,) + (1,) * (batches.ndim - 1)
    left_out = figure((total - batches) / (n - births).reshape(shape))
    spread = left_out - left_out.mean(0)
    return value, np.sqrt((count - 1) / count * (spread**2).sum(0))


def estimate(batches: np.ndarray, births: np.ndarray, scale: float = 1.0, figure: Callable | None = None) -> Estimate:
    """Estimate of a scalar figure, times `scale` (births that it stands for); undefined where it is not finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value, se = jackknife(batches, births, figure)
    if not np.isfinite(value):
        return Estimate(None, None)
    if figure is None:  # a plain sum: what was counted stays whole where every birth was simulated
        value = batches.sum() * (scale / births.sum())
    else:
        value = value * scale
    return Estimate(float(value), float(se) * scale if se is not None and np.isfinite(se) else None)


def ratio(above: np.ndarray, below: np.ndarray, births: np.ndarray) -> Estimate:
    """Estimate of a ratio of two sums, (B,) each per batch; undefined where nothing is below."""
    return estimate(np.stack([above, below], axis=-1), births, figure=lambda means: means[..., 0] / means[..., 1])
