"""Pairs of a seam held together beyond a tip, for every place of it from one triangle.

With pairs counted from the far end, their compliance C = L L' and y = L⁻¹ g°, the first n of them are held
by forces f and let all part by g, the k-th column standing for the k-th pair:

    f = -Σ_{k<n} y_k L⁻ᵀ_k      g = Σ_{k≥n} y_k L_k      C - C_h C_hh⁻¹ C_h' = Σ_{k≥n} L_k L_k'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cholesky
from scipy.linalg.lapack import dtrtri
from scipy.sparse import csc_array


@dataclass(frozen=True, eq=False)
class Holding:
    """The pairs of a seam as they are let go of, one after the other, from a tip at its start on."""

    compliance: np.ndarray  # C (pairs, pairs)
    open: np.ndarray  # g° (pairs,)
    facet: np.ndarray  # (pairs,) from which on a tip has parted them
    pushes: csc_array  # (pairs, n): what they are pushed apart by besides

    @cached_property
    def order(self) -> np.ndarray:
        """The pairs in such an order that those beyond any tip come first."""
        return np.argsort(-self.facet, kind="stable")

    @cached_property
    def triangle(self) -> np.ndarray:
        """L in that order."""
        return np.asarray(cholesky(self.compliance[np.ix_(self.order, self.order)], lower=True))

    @cached_property
    def inverse(self) -> np.ndarray:
        """Its inverse."""
        return np.asarray(dtrtri(self.triangle, lower=1)[0])

    @cached_property
    def steps(self) -> np.ndarray:
        """The y (pairs,) in that order: ½ y² is what letting go of the next pair sets free."""
        return np.asarray(self.inverse @ self.open[self.order])

    @cached_property
    def _forces(self) -> np.ndarray:
        """(pairs + 1, pairs): f of as many pairs, in that order."""
        found = np.zeros((len(self.steps) + 1, len(self.steps)))
        np.cumsum(-self.steps[:, None] * self.inverse, axis=0, out=found[1:])
        return found

    @cached_property
    def _partings(self) -> np.ndarray:
        """(pairs + 1, pairs): g of as many pairs, in that order."""
        found = np.zeros((len(self.steps) + 1, len(self.steps)))
        np.cumsum((self.steps[:, None] * self.triangle.T)[::-1], axis=0, out=found[-2::-1])
        return found

    @cached_property
    def _roots(self) -> np.ndarray:
        """(n, pairs): what the columns of L do along each of the pushes."""
        return np.asarray(self.pushes[self.order].T @ self.triangle)

    def pulls(self, count: int, pushed: np.ndarray) -> np.ndarray:
        """The forces (pairs,) on the first sides: so many pairs are held, the others pushed apart."""
        own = self._forces[count].copy()
        if pushed.any():
            rest, L = pushed[self.order[count:]], self.triangle
            own[count:] -= rest
            own[:count] += (rest @ L[count:, :count]) @ self.inverse[:count, :count]
        found = np.empty(len(own))
        found[self.order] = own
        return found

    def partings(self, count: int) -> np.ndarray:
        """How far pairs (pairs,) part where so many are held."""
        found = np.empty(len(self.order))
        found[self.order] = self._partings[count]
        return found

    def parted(self, count: int, along: np.ndarray, by: np.ndarray) -> np.ndarray:
        """How far pairs part along some of the pushes (along, by), by some, where so many are held."""
        return np.asarray(self._roots[along, count:] @ self._roots[by, count:].T)
