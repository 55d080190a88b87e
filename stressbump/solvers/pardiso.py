"""PARDISO of Intel's MKL through pypardiso (optional): indefinite matrices too, on all cores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, csr_matrix, triu

SYMMETRIC_INDEFINITE = -2


def pardiso(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise LDL'; RuntimeError if PARDISO reports an error."""
    from pypardiso import PyPardisoSolver

    upper = csr_matrix(triu(matrix, format="csr"))
    backend = PyPardisoSolver(mtype=SYMMETRIC_INDEFINITE)
    backend.factorize(upper)

    def solve(force: np.ndarray) -> np.ndarray:
        return backend.solve(upper, np.asfortranarray(force)).reshape(force.shape)

    return solve
