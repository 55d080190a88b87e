"""Equations of plates, solved: by factors, or by conjugate gradients beside the factors of others.

Of plates with finer splines the coarse ones' solution leaves an error on the scale of a span. Their
factors take what is smooth in it, an inverse of each plate alone what is left (two levels, additive):
J. Xu, SIAM Review 34 (1992) 581-613.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, kron
from scipy.sparse.linalg import LinearOperator, cg, splu

from stressbump.errors import SolveError
from stressbump.package.fast_diagonal import Inverse

LEFT = 1e-6  # residual of a solution, of its load
NEAR = 1e-6  # residual of what another solution changes by, of that change's load
MOST = 500  # iterations


@dataclass(frozen=True, eq=False)
class PlateEquations:
    """What holds plates together, as joints see means of them: K + R' (S ⊗ shares) R."""

    plates: csr_array  # K (unknowns, unknowns)
    rows: csr_array  # R (means × joints, unknowns)
    joint: np.ndarray  # S (means, means)
    shares: np.ndarray  # (joints,)

    def product(self, moved: np.ndarray) -> np.ndarray:
        """The forces of displacements (unknowns,)."""
        seen = (self.rows @ moved).reshape(len(self.joint), -1)
        forces = (self.joint @ seen) * self.shares
        return np.asarray(self.plates @ moved + self.rows.T @ forces.ravel())

    @property
    def matrix(self) -> csr_array:
        """All of it (unknowns, unknowns)."""
        weights = kron(csr_array(self.joint), diags_array(self.shares), format="csr")
        return csr_array(self.plates + self.rows.T @ (weights @ self.rows))


@dataclass(frozen=True, eq=False)
class PlateFactors:
    """Equations with the factors of their matrix, its unknowns eliminated in an order."""

    equations: PlateEquations
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
        found += self.once(load - self.equations.product(found))
        rest, whole = (
            self.scale * force[self.order] for force in (load - self.equations.product(found), load)
        )
        left = float(np.linalg.norm(rest) / (np.linalg.norm(whole) or 1.0))
        if not left <= LEFT:
            raise SolveError(f"the package's equations leave a residual of {left:.1e}")
        return found


def factorised(equations: PlateEquations, order: np.ndarray) -> PlateFactors:
    """Their matrix, scaled by its diagonal, factorised; SolveError where it is singular."""
    matrix = equations.matrix
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
    return PlateFactors(equations, order, scale, factors)


def beside(
    equations: PlateEquations, load: np.ndarray, guess: np.ndarray, inverse: Inverse
) -> np.ndarray | None:
    """The solution from one that is near it and an approximate inverse; None if it does not come."""
    size = len(load), len(load)
    matrix, near = (
        LinearOperator(size, matvec=product, dtype=float)
        for product in (equations.product, inverse)
    )
    rest = load - equations.product(guess)
    change, missed = cg(matrix, rest, rtol=NEAR, maxiter=MOST, M=near)
    return None if missed else guess + change


def two_levels(coarse: PlateFactors, holding: csr_array, alone: Inverse) -> Inverse:
    """An approximate inverse of finer plates, of which that of each plate alone is known.

    The coarse ones' functions are what `holding` (unknowns, coarse unknowns) says.
    """
    return lambda load: holding @ coarse.once(holding.T @ load) + alone(load)
