# mypy: disable-error-code="import-not-found,import-untyped"
"""QDLDL (optional): LDL' without pivoting, in about half of SuperLU's time.

A pressure with compressibility makes a matrix quasi-definite, [K B; B' -M/λ], which has such factors in
any order. R. J. Vanderbei, SIAM J. Optim. 5 (1995) 100-113; B. Stellato et al., Math. Program. Comput.
12 (2020) 637-672.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, csc_matrix, triu

from stressbump.mechanics.solvers.trial import tried


def qdldl(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise LDL'; RuntimeError where a pivot vanishes, as one may at ν = 0.5."""
    from qdldl import Solver

    factors = Solver(csc_matrix(triu(matrix, format="csc")), upper=True)

    def solve(force: np.ndarray) -> np.ndarray:
        columns = force.reshape(len(force), -1).T
        return np.stack([factors.solve(c) for c in columns], axis=1).reshape(force.shape)

    if not (found := tried(matrix, solve)).accepted:
        raise RuntimeError(
            f"QDLDL: the matrix of {matrix.shape[0]} unknowns is not quasi-definite; with incompressible"
            " regions (ν = 0.5) use 'superlu' or 'pardiso'"
        )
    return found
