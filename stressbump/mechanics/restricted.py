"""Solutions at some unknowns under forces on these alone, quicker than of all: most of the factors is idle.

With A = L U, unknowns in the order of elimination, a force on one reaches only those that its column of L
leads to, and from there on; in a symmetric pattern the first entry below the diagonal of each column is
next. J. W. H. Liu, SIAM J. Matrix Anal. Appl. 11 (1990) 134-172. For many forces close together these
are a part of all, and the part of L and U that is theirs solves for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from stressbump.mechanics.solvers import Solve
from stressbump.mechanics.solvers.superlu import triangles, triangular
from stressbump.mechanics.solvers.trial import SMALL, Tried
from stressbump.mechanics.system import System

COLUMNS = 32  # solved for at a time


def restricted(system: System, unknowns: np.ndarray) -> Solve:
    """The solver of a system for forces (n, columns) on `unknowns` (n,), of the values there.

    It solves for everything where factors are of another kind or want refinement.
    """
    part = _part(system, unknowns)
    if part is None:
        return _in_blocks(lambda force: _of_all(system, unknowns, force))
    backward = triangular(part.upper)
    sideways = part.sideways

    def solve(force: np.ndarray) -> np.ndarray:
        found = part.taken(backward(part.forward(force)))
        if sideways.size:
            found = found + sideways @ np.linalg.solve(system.schur, sideways.T @ force)
        return np.asarray(found)

    return _in_blocks(solve)


def flexibility(system: System, unknowns: np.ndarray, pulls: csc_array) -> np.ndarray:
    """P'A⁻¹P (columns, columns) of forces P (n, columns) on `unknowns` (n,): half of a solution does."""
    part = _part(system, unknowns)
    if part is None:
        found = pulls.T @ restricted(system, unknowns)(pulls.toarray())
        return np.asarray(found + found.T) / 2
    pivots = part.upper.diagonal()
    halves = _in_blocks(part.forward)(pulls.toarray()) / np.sqrt(np.abs(pivots))[:, None]
    below = halves[pivots < 0]  # of pressures
    found = halves.T @ halves - 2 * (below.T @ below)
    net = part.sideways.T @ pulls
    return np.asarray(found + net.T @ np.linalg.solve(system.schur, net) if net.size else found)


@dataclass(frozen=True, eq=False)
class _Part:
    """The part of a system's factors that has to do with some unknowns."""

    lower: Solve
    upper: csc_array
    place: np.ndarray  # in it, of those unknowns that are factorised
    own: np.ndarray  # which of the unknowns those are
    scale: np.ndarray
    sideways: (
        np.ndarray
    )  # (unknowns, globals): unknowns per unit of a global one, all others following

    def forward(self, force: np.ndarray) -> np.ndarray:
        """L⁻¹ f of forces (unknowns, columns)."""
        right = np.zeros((self.upper.shape[0], force.shape[1]))
        right[self.place] = self.scale * force[self.own]
        return self.lower(right)

    def taken(self, solution: np.ndarray) -> np.ndarray:
        """The values at the unknowns (unknowns, columns)."""
        found = np.zeros((len(self.sideways), solution.shape[1]))
        found[self.own] = self.scale * solution[self.place]
        return found


def _part(system: System, unknowns: np.ndarray) -> _Part | None:
    """None where factors are of another kind, or want refinement."""
    tried = system.solve_main
    if not isinstance(tried, Tried) or tried.residual > SMALL:
        return None
    factors = triangles(tried.solve)
    if factors is None:
        return None
    number = np.full(len(system.constraint_matrix), -1)
    number[system.main] = np.arange(len(system.main))
    own = np.flatnonzero(number[unknowns] >= 0)
    row = number[unknowns[own]]
    kept = _followed(factors.lower.indptr, factors.lower.indices, factors.place[row])
    sideways = system.constraint_matrix[unknowns]
    sideways[own] = -system.column[row]
    return _Part(
        triangular(factors.lower[:, kept][kept]), factors.upper[:, kept][kept],
        np.searchsorted(kept, factors.place[row]), own, system.scale[row, None], sideways,
    )  # fmt: skip


def _followed(indptr: np.ndarray, indices: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The columns that some lead to by the first entries below the diagonal, and they themselves."""
    size = len(indptr) - 1
    last = np.flatnonzero(np.diff(indptr) == 1)
    following = indices[np.minimum(indptr[:-1] + 1, len(indices) - 1)]
    following[last] = last
    found, ahead = np.zeros(size, bool), np.unique(start)
    while len(ahead):
        found[ahead] = True
        ahead = np.unique(following[ahead])
        ahead = ahead[~found[ahead]]
    return np.flatnonzero(found)


def _of_all(system: System, unknowns: np.ndarray, force: np.ndarray) -> np.ndarray:
    every = np.zeros((len(system.constraint_matrix), force.shape[1]))
    every[unknowns] = force
    return np.asarray(system.solve(every)[unknowns])


def _in_blocks(solve: Solve) -> Solve:
    def in_blocks(force: np.ndarray) -> np.ndarray:
        starts = range(0, force.shape[1], COLUMNS)
        return np.hstack([solve(force[:, k : k + COLUMNS]) for k in starts])

    return in_blocks
