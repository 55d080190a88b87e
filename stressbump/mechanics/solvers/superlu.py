"""SuperLU as SciPy ships it, always there: symmetric mode first, full pivoting if that fails."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any
from weakref import finalize

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
            solve = _factorised(matrix, options)
        except RuntimeError:
            continue
        if (found := tried(matrix, solve)).accepted:
            return found
    raise RuntimeError(
        f"SuperLU found the matrix of {matrix.shape[0]} unknowns singular, even with full pivoting"
    )


def _factorised(matrix: csc_array, options: dict[str, Any]) -> Callable[[np.ndarray], np.ndarray]:
    """The function that solves with factors, which go on the thread of their own that made them.

    SciPy frees them on no other one: https://github.com/scipy/scipy/issues/15921
    """
    waiting, held = [matrix], []
    made: Future[None] = Future()
    gone: SimpleQueue[None] = SimpleQueue()  # may be put to wherever Python collects garbage

    def keep() -> None:
        try:
            held.append(splu(waiting.pop(), **options))
        except BaseException as failure:
            made.set_exception(failure)
        else:
            made.set_result(None)
            gone.get()
            held.clear()

    def solve(force: np.ndarray) -> np.ndarray:
        return np.asarray(held[0].solve(force))

    finalize(solve, gone.put, None).atexit = False
    Thread(target=keep, daemon=True).start()
    made.result()
    return solve
