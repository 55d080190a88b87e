"""CHOLMOD out of cvxopt (optional): fast, for positive definite matrices: no pressure fields."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, tril


def cholmod(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise LL'; RuntimeError if the matrix is not positive definite."""
    from cvxopt import cholmod as backend
    from cvxopt import matrix as dense
    from cvxopt import spmatrix

    lower = tril(matrix).tocoo()
    system = spmatrix(lower.data, lower.row.astype(int), lower.col.astype(int), matrix.shape)
    try:
        factors = backend.symbolic(system)
        backend.numeric(system, factors)
    except ArithmeticError as failure:
        raise RuntimeError(
            f"CHOLMOD: the matrix of {matrix.shape[0]} unknowns is not positive definite; with "
            "nearly incompressible regions use 'superlu' or 'pardiso'"
        ) from failure

    def solve(force: np.ndarray) -> np.ndarray:
        unknowns = dense(np.asfortranarray(force.reshape(len(force), -1)))
        backend.solve(factors, unknowns)
        return np.array(unknowns).reshape(force.shape)

    return solve
