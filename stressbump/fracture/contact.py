"""Faces that press each other without friction.

Forces f push the nodes of two faces apart by A f; where they would part by g° without them,

    f ≥ 0,   g = g° + A f ≥ 0,   f·g = 0

are the conditions of the least ½ f·A f + f·g°, a problem of least squares with L'L = A:
of the smallest ‖L f + L⁻ᵀ g°‖ with f ≥ 0. C. L. Lawson, R. J. Hanson, Solving Least Squares Problems
(1974), chapter 23.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
from scipy.optimize import nnls

from stressbump.errors import SolveError

TOUCHING = 1e-12  # of the largest force: what counts as one


def pressed(flexibility: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """The forces f (faces,) of nodes that would part by `gap`, under a flexibility A; SolveError."""
    if (gap >= 0).all():
        return np.zeros(len(gap))
    scale = 1 / np.sqrt(np.diag(flexibility))
    scaled = flexibility * scale[:, None] * scale
    upper = cholesky(scaled)
    wanted = -solve_triangular(upper, gap * scale, trans="T")
    try:
        found, _ = nnls(upper, wanted / np.linalg.norm(wanted), maxiter=10 * len(gap))
    except RuntimeError as failure:
        raise SolveError(f"contact of two faces: {failure}") from failure
    active = np.flatnonzero(found > TOUCHING * found.max(initial=0.0))
    force = np.zeros(len(gap))
    own = cho_factor(scaled[np.ix_(active, active)])
    force[active] = -cho_solve(own, (gap * scale)[active])
    return np.maximum(force, 0.0) * scale
