"""Equations of plates, solved: by factors, or by conjugate gradients beside the factors of others.

Of plates with finer splines the coarse ones' solution leaves an error on the scale of a span. Their
factors take what is smooth in it, the diagonal what is left (two levels, additive): J. Xu, SIAM Review 34
(1992) 581-613.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array
from scipy.sparse.linalg import LinearOperator, cg, splu

from stressbump.errors import SolveError

LEFT = 1e-6  # residual of a solution, of its load
NEAR = 1e-2  # residual of what another solution changes by, of that change's load
MOST = 1000  # iterations

Inverse = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class PlateFactors:
    """A matrix of plates with its factors, its unknowns eliminated in an order."""

    matrix: csr_array
    order: np.ndarray
    scale: np.ndarray
    factors: Any  # SuperLU

    def once(self, load: np.ndarray) -> np.ndarray:
        """The solution as the factors give it."""
        found = np.empty_like(load)
        found[self.order] = self.scale * self.factors.solve(self.scale * load[self.order])
        return found

    def solve(self, load: np.ndarray) -> np.ndarray:
        """The solution, refined once; SolveError where a residual is left."""
        found = self.once(load)
        found += self.once(load - self.matrix @ found)
        rest, whole = (
            self.scale * force[self.order] for force in (load - self.matrix @ found, load)
        )
        left = float(np.linalg.norm(rest) / (np.linalg.norm(whole) or 1.0))
        if not left <= LEFT:
            raise SolveError(f"the package's equations leave a residual of {left:.1e}")
        return found


def factorised(matrix: csr_array, order: np.ndarray) -> PlateFactors:
    """A symmetric matrix, scaled by its diagonal, factorised; SolveError where it is singular."""
    scale = 1 / np.sqrt(matrix.diagonal()[order])
    scaled = csc_array(diags_array(scale) @ matrix[order][:, order] @ diags_array(scale))
    try:
        factors = splu(
            scaled, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
        )
    except RuntimeError:
        raise SolveError(
            "the package's plates and joints hold together too loosely to be solved"
        ) from None
    return PlateFactors(matrix, order, scale, factors)


def beside(
    matrix: csr_array, load: np.ndarray, guess: np.ndarray, inverse: Inverse
) -> np.ndarray | None:
    """The solution from one that is near it and an approximate inverse; None if it does not come."""
    operator = LinearOperator(matrix.shape, matvec=inverse, dtype=float)
    rest = load - matrix @ guess
    change, missed = cg(matrix, rest, rtol=NEAR, maxiter=MOST, M=operator)
    return None if missed else guess + change


def two_levels(matrix: csr_array, coarse: PlateFactors, holding: csr_array) -> Inverse:
    """An approximate inverse of finer plates out of the factors of coarse ones, which they hold."""
    diagonal = matrix.diagonal()
    return lambda load: holding @ coarse.once(holding.T @ load) + load / diagonal
