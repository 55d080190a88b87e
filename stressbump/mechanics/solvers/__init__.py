"""Direct solvers, one per file. Each is a function that succeeds or raises RuntimeError:

it takes a symmetric sparse matrix (CSC, scaled to a unit diagonal or nearly so) and returns the
function that solves for right-hand sides (unknowns, columns).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from scipy.sparse import csc_array

from stressbump.errors import did_you_mean
from stressbump.mechanics.solvers.cholmod import cholmod
from stressbump.mechanics.solvers.pardiso import pardiso
from stressbump.mechanics.solvers.qdldl import qdldl
from stressbump.mechanics.solvers.superlu import superlu

Solve = Callable[[np.ndarray], np.ndarray]
Solver = Callable[[csc_array], Solve]

SOLVERS: dict[str, Solver] = {
    "superlu": superlu,
    "cholmod": cholmod,
    "pardiso": pardiso,
    "qdldl": qdldl,
}
NEEDS = {"superlu": "scipy", "cholmod": "cvxopt", "pardiso": "pypardiso", "qdldl": "qdldl"}


def available() -> tuple[str, ...]:
    """Names of the solvers whose package is installed here."""
    return tuple(name for name in SOLVERS if find_spec(NEEDS[name]))


def find(solver: str | Solver) -> Solver:
    """The solver of that name; a function is handed back as it is."""
    if callable(solver):
        return solver
    if solver not in SOLVERS:
        raise ValueError(f"no solver {solver!r}{did_you_mean(solver, SOLVERS)}")
    if not find_spec(NEEDS[solver]):
        raise RuntimeError(
            f"the solver {solver!r} needs the package {NEEDS[solver]!r}, which is not installed; "
            f"installed: {', '.join(available())}"
        )
    return SOLVERS[solver]
