"""Cubic splines along a line: the functions of which plates are products.

They are smooth to the second derivative, and to the first only at knots that stand twice, where what acts
on a plate begins or ends. C. de Boor, A Practical Guide to Splines (Springer 2001), ch. IX and X; B-splines
themselves are SciPy's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import BSpline
from scipy.sparse import coo_array, csr_array, diags_array

DEGREE = 3
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(DEGREE + 1)
FIXED = {"held": 1, "clamped": 2}  # functions that an end takes away
NONE = 1e-10  # of a function in another: what is less is none
FREE, ODD, EVEN, HELD, CLAMPED = "free", "odd", "even", "held", "clamped"


@dataclass(frozen=True, eq=False)
class Splines:
    """Splines between the first and the last of rising breaks, some of them double knots.

    The start may be a plane of symmetry, about which they are even or odd; ends may be held (zero) or
    clamped (zero with their slope).
    """

    breaks: np.ndarray  # µm
    double: np.ndarray  # which of the inner breaks are double knots
    start: str = FREE
    end: str = FREE

    @cached_property
    def _knots(self) -> np.ndarray:
        inner = np.repeat(self.breaks[1:-1], 1 + self.double[1:-1])
        first, last = self.breaks[[0, -1]]
        return np.concatenate([[first] * (DEGREE + 1), inner, [last] * (DEGREE + 1)])

    @cached_property
    def _conditions(self) -> csr_array:
        """(B-splines, functions) of which the functions are made."""
        count = len(self._knots) - DEGREE - 1
        of = np.arange(count)
        if self.start == ODD:
            of -= 1
        elif self.start == EVEN:
            of[1:] -= 1
        of -= FIXED.get(self.start, 0)
        kept = (of >= 0) & (np.arange(count) < count - FIXED.get(self.end, 0))
        rows = np.flatnonzero(kept)
        made = coo_array((np.ones(len(rows)), (rows, of[rows])), shape=(count, of[rows].max() + 1))
        return csr_array(made)

    @property
    def size(self) -> int:
        """How many functions there are."""
        return int(self._conditions.shape[1])

    @cached_property
    def reach(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each function begins and ends, µm."""
        made, count = self._conditions.tocoo(), len(self._knots) - DEGREE - 1
        low, high = np.full(self.size, np.inf), np.full(self.size, -np.inf)
        np.minimum.at(low, made.col, self._knots[:count][made.row])
        np.maximum.at(high, made.col, self._knots[DEGREE + 1 :][made.row])
        return low, high

    def at(self, x: np.ndarray, derivative: int = 0) -> csr_array:
        """Values of a derivative of all functions at places, (places, functions)."""
        knots, shape = self._knots, self._conditions
        for degree in range(DEGREE, DEGREE - derivative, -1):
            span = knots[degree + 1 : -1] - knots[1 : -degree - 1]
            step = diags_array(degree / span)
            shape = step @ (shape[1:] - shape[:-1])
            knots = knots[1:-1]
        return csr_array(BSpline.design_matrix(x, knots, DEGREE - derivative) @ shape)

    @cached_property
    def _quadrature(self) -> tuple[np.ndarray, np.ndarray]:
        return _gauss(self.breaks)

    @cached_property
    def _at_points(self) -> tuple[csr_array, ...]:
        """All functions and their derivatives at the points of the quadrature."""
        return tuple(self.at(self._quadrature[0], derivative) for derivative in range(DEGREE))

    def gram(self, derivative: int, other: Splines, of_other: int) -> csr_array:
        """∫ of products of derivatives with those of other splines on the same breaks."""
        own, others = self._at_points[derivative], other._at_points[of_other]
        return csr_array(own.T @ diags_array(self._quadrature[1]) @ others)

    def holding(self, coarse: Splines) -> csr_array:
        """Splines on some of these breaks out of these (functions, its functions), exactly."""
        x, weight = self._quadrature
        theirs = self.at(x).T @ diags_array(weight) @ coarse.at(x)
        found = np.linalg.solve(self.gram(0, self, 0).toarray(), theirs.toarray())
        return csr_array(np.where(np.abs(found) > NONE, found, 0.0))

    def means(self, low: np.ndarray, high: np.ndarray, derivative: int = 0) -> csr_array:
        """Means of a derivative over intervals (intervals, functions), exactly.

        What of an interval lies beyond a plane of symmetry is taken from its mirror image, what lies
        beyond a free end is left out.
        """
        first, last = self.breaks[[0, -1]]
        ends = np.clip(np.concatenate([low, high]), first, last)
        mirrored = np.clip(2 * first - np.concatenate([low, high]), first, last)
        x, weight = _gauss(np.unique(np.concatenate([self.breaks, ends, mirrored])))
        own = self._within(x, weight, low, high)
        if self.start in (ODD, EVEN):
            sign = (1 if self.start == EVEN else -1) * (-1) ** derivative
            own = own + sign * self._within(x, weight, 2 * first - high, 2 * first - low)
            length = np.minimum(high, last) - np.maximum(low, 2 * first - last)
        else:
            length = np.minimum(high, last) - np.maximum(low, first)
        return csr_array(diags_array(1 / length) @ own @ self.at(x, derivative))

    def _within(
        self, x: np.ndarray, weight: np.ndarray, low: np.ndarray, high: np.ndarray
    ) -> csr_array:
        """Weights of the points that lie within intervals (intervals, points)."""
        begin, stop = np.searchsorted(x, low), np.searchsorted(x, high)
        count = np.maximum(stop - begin, 0)
        row = np.repeat(np.arange(len(low)), count)
        column = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        column += np.repeat(begin, count)
        return csr_array((weight[column], (row, column)), shape=(len(low), len(x)))


def _gauss(breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of Gauss's rule between breaks, in order."""
    half = np.diff(breaks)[:, None] / 2
    middle = breaks[:-1, None] + half
    return (middle + half * POINTS).ravel(), (half * WEIGHTS).ravel()


def rowwise(x: csr_array, y: csr_array) -> csr_array:
    """The product of each row of one with the same row of the other (rows, both functions)."""
    own, other = np.diff(x.indptr), np.diff(y.indptr)
    count = own * other
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    width = np.repeat(other, count)
    a = np.repeat(x.indptr[:-1], count) + within // np.maximum(width, 1)
    b = np.repeat(y.indptr[:-1], count) + within % np.maximum(width, 1)
    index = x.indices[a].astype(np.int64) * y.shape[1] + y.indices[b]
    pointer = np.concatenate([[0], np.cumsum(count)])
    shape = x.shape[0], x.shape[1] * y.shape[1]
    return csr_array((x.data[a] * y.data[b], index, pointer), shape=shape)
