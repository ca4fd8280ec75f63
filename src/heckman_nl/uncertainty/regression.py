"""Expected value of an outcome given parameters, from draws: splines whose wiggliness is itself estimated.

Every parameter enters as a straight line and as a smooth departure from it, pairs of parameters as products of lines. Each
of these parts is a random effect with a variance of its own, found by maximum (restricted) likelihood: a part that the
draws do not support gets variance zero, so that an irrelevant parameter explains nothing. This is the spline regression of
Strong, Oakley and Brennan (2014) with the ridge on the lines that Wood (2011) calls a double penalty.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, optimize, special

KNOTS = 12  # smooth functions per parameter, where there are draws enough
DRAWS_PER_TERM = 5
LOG_RATIO = (-18.0, 14.0)  # limits of log(variance of a part / variance of the noise)


def basis(x: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Columns of the regression, (draws, terms), and which of them share a variance."""
    n, d = x.shape
    z = special.ndtri((ranks(x) + 0.5) / n)  # so that one outlier does not set the knots
    lines = (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1.0)
    pairs = [(i, j) for i in range(d) for j in range(i)]
    room = n // DRAWS_PER_TERM - d
    knots = int(np.clip(room // (2 * d), 1, KNOTS))
    if len(pairs) > max(room - knots * d, 0):
        pairs = []
    columns, parts, start = [lines], [np.array([k]) for k in range(d)], d
    for k in range(d):
        smooth = wiggles(z[:, k], knots)
        columns.append(smooth)
        parts.append(np.arange(start, start + smooth.shape[1]))
        start += smooth.shape[1]
    if pairs:
        columns.append(np.stack([lines[:, i] * lines[:, j] for i, j in pairs], 1))
        parts.append(np.arange(start, start + len(pairs)))
    return np.hstack(columns), parts


def ranks(x: np.ndarray) -> np.ndarray:
    """Ranks from 0 within each column, equal values sharing their mean rank."""
    found = np.empty(x.shape)
    for k, column in enumerate(x.T):
        _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        found[:, k] = (np.cumsum(counts) - (counts + 1) / 2)[inverse]
    return found


def wiggles(z: np.ndarray, knots: int) -> np.ndarray:
    """Smooth functions of z that hold no straight line, of unit variance, the smoothest weighing most, (draws, knots)."""
    at = np.quantile(z, (np.arange(knots) + 0.5) / knots)
    cubes = np.abs(z[:, None] - at) ** 3
    line = np.column_stack([np.ones_like(z), z])
    rest = cubes - line @ np.linalg.lstsq(line, cubes, rcond=None)[0]
    u, s, _ = np.linalg.svd(rest, full_matrices=False)
    kept = s > 1e-8 * max(s[0], 1e-300)
    return u[:, kept] * (s[kept] / s[0]) * np.sqrt(len(z))


class Fit:
    """Fitted values of one outcome, and draws of what they might be instead."""

    def __init__(self, x: np.ndarray, y: np.ndarray):
        terms, parts = basis(x)
        n = len(y)
        centre = terms.mean(0)
        q, r = linalg.qr(terms - centre, mode="economic")
        scale = max(y.std(), 1e-300)
        v = (y - y.mean()) / scale
        w = q.T @ v
        rest = max(v @ v - w @ w, 0.0)
        part_of = np.empty(terms.shape[1], int)
        for k, part in enumerate(parts):
            part_of[part] = k

        def pieces(log_ratios):
            # v ~ N(0, s2 (I + T D T')): in the coordinates of q only a small matrix is left
            small = (r * np.exp(log_ratios[part_of])) @ r.T + np.eye(len(w))
            factor = linalg.cho_factor(small, lower=True)
            alpha = linalg.cho_solve(factor, w)
            s2 = max((w @ alpha + rest) / (n - 1), 1e-14)
            return factor, alpha, s2

        def minus_likelihood(log_ratios):
            factor, alpha, s2 = pieces(log_ratios)
            value = 0.5 * (n - 1) * np.log(s2) + np.log(np.diag(factor[0])).sum()
            # derivative: 1/2 tr(S^-1 r_g r_g') - 1/(2 s2) (r_g' alpha)^2, times the ratio
            inverse_r = linalg.solve_triangular(factor[0], r, lower=True)
            each = (inverse_r**2).sum(0) - (r.T @ alpha) ** 2 / s2
            slope = 0.5 * np.exp(log_ratios) * np.bincount(part_of, each, len(log_ratios))
            return value, slope

        best = min(
            (
                optimize.minimize(minus_likelihood, np.full(len(parts), start), jac=True, method="L-BFGS-B", bounds=[LOG_RATIO] * len(parts))
                for start in (-6.0, 0.0)
            ),
            key=lambda found: found.fun,
        )  # fmt: skip
        ratios = np.exp(best.x)[part_of]
        factor, alpha, s2 = pieces(best.x)
        coefficients = ratios * (r.T @ alpha)
        self.values = y.mean() + scale * ((terms - centre) @ coefficients)
        # posterior covariance of the coefficients: s2 (D - D r' S^-1 r D)
        half = linalg.solve_triangular(factor[0], r * ratios, lower=True)
        covariance = s2 * (np.diag(ratios) - half.T @ half)
        values, vectors = linalg.eigh(covariance)
        self._spread = scale * ((terms - centre) @ (vectors * np.sqrt(np.clip(values, 0.0, None))))

    def draws(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Fitted values as they might be, (draws, count)."""
        return self.values[:, None] + self._spread @ rng.standard_normal((self._spread.shape[1], count))
