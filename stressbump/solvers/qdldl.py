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

ACCEPTED = 1e-6  # residual of a trial solve; refinement does the rest


def qdldl(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise LDL'; RuntimeError where a pivot vanishes, as one may at ν = 0.5."""
    from qdldl import Solver

    factors = Solver(csc_matrix(triu(matrix, format="csc")), upper=True)

    def solve(force: np.ndarray) -> np.ndarray:
        columns = force.reshape(len(force), -1).T
        return np.stack([factors.solve(c) for c in columns], axis=1).reshape(force.shape)

    trial = np.ones(matrix.shape[0])
    rest = trial - matrix @ solve(trial)
    if not np.linalg.norm(rest) <= ACCEPTED * np.linalg.norm(trial):
        raise RuntimeError(
            f"QDLDL: the matrix of {len(trial)} unknowns is not quasi-definite; with incompressible"
            " regions (ν = 0.5) use 'superlu' or 'pardiso'"
        )
    return solve
