"""PARDISO of Intel's MKL through pypardiso (optional): indefinite matrices too, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from weakref import finalize

import numpy as np
from scipy.sparse import csc_array, csr_matrix, triu

SYMMETRIC_INDEFINITE = -2


def pardiso(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise LDL'; RuntimeError if PARDISO reports an error."""
    from pypardiso import PyPardisoSolver
    from pypardiso.pardiso_wrapper import PyPardisoError

    upper = csr_matrix(triu(matrix, format="csr"))
    backend = PyPardisoSolver(mtype=SYMMETRIC_INDEFINITE)
    try:
        backend.factorize(upper)
    except PyPardisoError as failure:
        raise RuntimeError(f"PARDISO on {matrix.shape[0]} unknowns: {failure}") from failure

    def solve(force: np.ndarray) -> np.ndarray:
        return backend.solve(upper, force)

    finalize(solve, backend.free_memory, everything=True)
    return solve
