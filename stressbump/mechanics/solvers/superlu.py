"""SuperLU as SciPy ships it, always there: symmetric mode first, full pivoting if that fails."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import SuperLU, splu

from stressbump.mechanics.solvers.trial import tried

TINY_PIVOT = 1e-12  # of the largest in the column


class _Dropped(threading.local):
    """What this thread factorised and nobody uses any more."""

    def __init__(self) -> None:
        self.factors: deque[SuperLU] = deque()


_dropped = _Dropped()


class _Factors:
    """Factors that their own thread lets go, as its next factorisation begins.

    SciPy frees them on no other thread (scipy#15921), and they may be dropped on any.
    """

    def __init__(self, factors: SuperLU) -> None:
        self._factors, self._dropped = factors, _dropped.factors

    def __call__(self, force: np.ndarray) -> np.ndarray:
        return self._factors.solve(force)

    @cached_property
    def triangles(self) -> Triangles | None:
        """L with its rows in order, and U."""
        own = self._factors
        if not np.array_equal(own.perm_r, own.perm_c):
            return None
        lower, upper = csc_array(own.L), csc_array(own.U)
        lower.sort_indices()
        return Triangles(lower, upper, own.perm_c)

    def __del__(self) -> None:
        self._dropped.append(self._factors)


# what keeps pivots on the diagonal of a symmetric matrix
SYMMETRIC = {"diag_pivot_thresh": TINY_PIVOT, "options": {"SymmetricMode": True}}


# Supernodes as they are and narrow panels, not SciPy's defaults: a quarter quicker on the few columns
# that triangles share, to the same factors
def superlu(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """Factorise; RuntimeError if the matrix is singular to working accuracy."""
    _dropped.factors.clear()
    for options in (
        {"permc_spec": "MMD_AT_PLUS_A", "relax": 1, "panel_size": 2, **SYMMETRIC},
        {"permc_spec": "COLAMD", "diag_pivot_thresh": 1.0},
    ):
        try:
            factors = _Factors(splu(matrix, **options))
        except RuntimeError:
            continue
        if (found := tried(matrix, factors)).accepted:
            return found
    raise RuntimeError(
        f"SuperLU found the matrix of {matrix.shape[0]} unknowns singular, even with full pivoting"
    )


@dataclass(frozen=True, eq=False)
class Triangles:
    """A = L U of a symmetric matrix whose unknowns have changed places."""

    lower: csc_array
    upper: csc_array
    place: np.ndarray  # of each unknown


def triangles(solve: object) -> Triangles | None:
    """Those of factors; None where they are another solver's, or where pivots are not the diagonal."""
    return solve.triangles if isinstance(solve, _Factors) else None


def condensed_corner(matrix: csc_array, last: int) -> np.ndarray | None:
    """What the elimination of all but the last unknowns, in their order, leaves of a symmetric matrix.

    (last, last); None where pivots are not the diagonal.
    """
    try:
        factors = _Factors(splu(matrix, permc_spec="NATURAL", **SYMMETRIC))
    except RuntimeError:
        return None
    if (found := factors.triangles) is None:
        return None
    corner = found.place[-last:]
    lower, upper = (part[:, corner][corner] for part in (found.lower, found.upper))
    return np.asarray(lower.toarray() @ upper.toarray())


def triangular(matrix: csc_array) -> Callable[[np.ndarray], np.ndarray]:
    """The solver of a triangular matrix."""
    return _Factors(splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0))
