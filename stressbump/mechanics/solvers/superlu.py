"""SuperLU as SciPy ships it, always there: symmetric mode first, full pivoting if that fails."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from stressbump.mechanics.solvers.trial import tried

TINY_PIVOT = 1e-12  # of the largest in the column


# Supernodes as they are and narrow panels, not SciPy's defaults: a quarter quicker on the few columns
# that triangles share, to the same factors
def superlu(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise; RuntimeError if the matrix is singular to working accuracy."""
    for options in (
        {
            "permc_spec": "MMD_AT_PLUS_A",
            "diag_pivot_thresh": TINY_PIVOT,
            "relax": 1,
            "panel_size": 2,
            "options": {"SymmetricMode": True},
        },
        {"permc_spec": "COLAMD", "diag_pivot_thresh": 1.0},
    ):
        try:
            factors = splu(matrix, **options)
        except RuntimeError:
            continue
        if (found := tried(matrix, factors.solve)).accepted:
            return found
    raise RuntimeError(
        f"SuperLU found the matrix of {matrix.shape[0]} unknowns singular, even with full pivoting"
    )
