"""The linear regions of a model, seen from the unknowns that the others have.

With i the unknowns of linear regions alone and c those that other regions have as well, the global ones
among them,

    | K_ii  K_ic | | x_i |   | f_i |        S = K_cc - K_ci K_ii⁻¹ K_ic,    S x_c = f_c - K_ci K_ii⁻¹ f_i
    | K_ci  K_cc | | x_c | = | f_c |

so that a law that is not linear costs a factorisation of its own regions only. E. L. Wilson, Int. J.
Numer. Methods Eng. 8 (1974) 198-203. Its tangents change little from one solution to the next: factors of
one are the preconditioner of conjugate gradients for those that follow. Where a pressure field makes them
indefinite, that field's own equations are the same in all, but for what temperature does to moduli, and
hold from the first iterate on: N. I. M. Gould, M. E. Hribar, J. Nocedal, SIAM J. Sci. Comput. 23 (2001)
1376-1395.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import (
    block_array,
    coo_array,
    csc_array,
    csr_array,
    diags_array,
    eye_array,
    hstack,
)
from scipy.sparse.linalg import LinearOperator, cg

from stressbump.errors import SolveError
from stressbump.mechanics.balance import ElementBlock, stiffness_matrices
from stressbump.mechanics.solvers import Solve, find
from stressbump.mechanics.solvers.superlu import condensed_corner, triangles
from stressbump.mechanics.solvers.trial import Tried
from stressbump.mechanics.system import System, assemble, rescaled

BLOCK = 32  # columns solved for at a time
ROOM = 5_000  # bytes that a plain system takes for an unknown, factors and all
ENTRY = 12  # bytes of one in a sparse matrix
FEW = 12  # iterations with old factors after which new ones are made for the next tangent
MOST = 24  # that cost about what new factors do


@dataclass(frozen=True, eq=False)
class Condensed:
    """A system whose linear regions are eliminated.

    `kept` unknowns belong to other regions; behind them stand the global ones, and both together are
    the condensed ones (condensed,).
    """

    system: System
    others: frozenset[str]  # the regions that are not linear
    kept: np.ndarray
    inner: np.ndarray
    solve_inner: Solve  # K_ii⁻¹ (inner, columns)
    coupling: csc_array  # K_ic (inner, condensed)
    stiffness: csc_array  # S (condensed, condensed)
    prolongation: csc_array  # (unknowns, condensed): what all but the inner do per condensed one
    scale: np.ndarray  # (condensed,): 1/√ of the diagonal of the system
    pattern: csc_array  # S, scaled, with an entry wherever another region's elements have one
    gather: csr_array  # (entries of the pattern, entries of all those elements' matrices), scaled

    @property
    def order(self) -> tuple[str, ...]:
        """The other regions in the order of their blocks."""
        return tuple(name for name in self.system.blocks if name in self.others)

    @property
    def size(self) -> int:
        """How many unknowns of a plain system take as much room."""
        entries = self.stiffness.nnz + self.pattern.nnz + self.gather.nnz
        return self.system.size + ENTRY * entries // ROOM

    def gathered(self, force: np.ndarray) -> np.ndarray:
        """f_c - K_ci K_ii⁻¹ f_i (condensed, …) of forces (unknowns, …)."""
        inside = self.solve_inner(force[self.inner])
        return np.asarray(self.prolongation.T @ force - self.coupling.T @ inside)

    def spread(self, change: np.ndarray, force: np.ndarray) -> np.ndarray:
        """All unknowns (unknowns, …) under condensed ones and forces (unknowns, …) on the inner ones."""
        found: np.ndarray = self.prolongation @ change
        found[self.inner] = self.solve_inner(force[self.inner] - self.coupling @ change)
        return found

    def factorised(self, blocks: Iterable[ElementBlock]) -> Solve:
        """The solver of condensed unknowns with the other regions' tangents; SolveError.

        The blocks stand in this `order`.
        """
        return _scaled(_factors(self.scaled(blocks)), self.scale)

    def scaled(self, blocks: Iterable[ElementBlock]) -> csc_array:
        """The matrix of condensed unknowns with the other regions' tangents, scaled."""
        values = np.concatenate([stiffness_matrices(p).ravel() for p in blocks])
        known = self.pattern
        data = known.data + self.gather @ values
        return csc_array((data, known.indices, known.indptr), shape=known.shape)


class Tangents:
    """Solutions under one tangent after the other, from factors as old as will do."""

    def __init__(self) -> None:
        """Without factors."""
        self._of: Condensed | None = None
        self._factors: Solve | None = None

    def solution(
        self, ground: Condensed, blocks: Iterable[ElementBlock], force: np.ndarray, enough: float
    ) -> np.ndarray:
        """Condensed unknowns (condensed,) under forces, of which, scaled, no more than `enough` are left.

        The blocks, with the other regions' tangents, stand in the ground's `order`. SolveError.
        """
        matrix, rest = ground.scaled(blocks), ground.scale * force
        found = None
        if self._factors is not None and self._of is ground:
            found, count = _beside(matrix, self._factors, rest, enough)
            if count > FEW:
                self._factors = None
        if found is None:
            self._of, self._factors = ground, _factors(matrix)
            found = self._factors(rest)
        return np.asarray(ground.scale * found)


def _beside(
    matrix: csc_array, factors: Solve, force: np.ndarray, enough: float
) -> tuple[np.ndarray | None, int]:
    """The solution by factors of a matrix near this one, and the number of iterations; None if too many."""
    done: list[np.ndarray] = []
    nearby = LinearOperator(matrix.shape, matvec=factors, dtype=float)
    found, missed = cg(
        matrix,
        force,
        factors(force),
        rtol=0.0,
        atol=enough,
        maxiter=MOST,
        M=nearby,
        callback=done.append,
    )
    return None if missed else found, len(done)


def _factors(matrix: csc_array) -> Solve:
    try:
        return find("superlu")(matrix)
    except RuntimeError as failure:
        raise SolveError(str(failure)) from failure


def condensed(system: System, others: Collection[str]) -> Condensed:
    """Eliminate the regions of a system that are not among the others."""
    size = len(system.constraint_matrix)
    linear = [p for name, p in system.blocks.items() if name not in others]
    matrix = assemble(linear, size) if linear else csc_array((size, size))
    mine = np.zeros(size, dtype=bool)
    for name in others:
        mine[system.blocks[name].unknowns] = True
    kept, inner = system.main[mine[system.main]], system.main[~mine[system.main]]
    unit = coo_array((np.ones(len(kept)), (kept, range(len(kept)))), shape=(size, len(kept)))
    prolongation = csc_array(hstack([unit, csc_array(system.constraint_matrix)]))
    scale = np.concatenate([system.scale[mine[system.main]], 1 / np.sqrt(np.diag(system.schur))])
    coupling = csc_array(matrix @ prolongation)
    inside = system.scale[~mine[system.main]]
    inner_matrix = rescaled(matrix[:, inner][inner], inside)
    factors = _factors(inner_matrix) if len(inner) else np.asarray
    seen = np.flatnonzero(np.diff(coupling.indptr))
    beside = diags_array(inside) @ coupling[inner][:, seen] @ diags_array(scale[seen])
    corner = rescaled(csc_array((prolongation.T @ coupling)[seen][:, seen]), scale[seen])
    schur = _condensed(inner_matrix, factors, csc_array(beside), corner)
    rows, cols = (seen[i].ravel() for i in np.indices(schur.shape))
    whole = coo_array((((schur + schur.T) / 2).ravel(), (rows, cols)), shape=(len(scale),) * 2)
    own = [p for name, p in system.blocks.items() if name in others]
    pattern, gather = _gathering(own, csr_array(prolongation), whole, scale)
    return Condensed(
        system, frozenset(others), kept, inner, _scaled(factors, inside), csc_array(coupling[inner]),
        rescaled(whole.tocsc(), 1 / scale), prolongation, scale, pattern, gather,
    )  # fmt: skip


def _gathering(
    blocks: Sequence[ElementBlock], prolongation: csr_array, known: coo_array, scale: np.ndarray
) -> tuple[csc_array, csr_array]:
    """The pattern of all condensed entries, with those that are known, scaled, and how those of element
    matrices (in a row) add to it.

    An unknown that follows several global ones gives its entries to each.
    """
    count, own = np.diff(prolongation.indptr), []
    start = 0
    for p in blocks:
        size = p.unknowns.shape[1]
        place = start + np.arange(len(p.elements) * size * size).reshape(-1, size, size)
        start += place.size
        for a in range(int(count.max(initial=0))):
            for b in range(int(count.max(initial=0))):
                there = (count[p.unknowns][:, :, None] > a) & (count[p.unknowns][:, None] > b)
                element, i, j = np.nonzero(there)
                first = prolongation.indptr[p.unknowns[element, i]] + a
                second = prolongation.indptr[p.unknowns[element, j]] + b
                rows, cols = prolongation.indices[first], prolongation.indices[second]
                weight = prolongation.data[first] * prolongation.data[second]
                own.append((place[there], rows, cols, weight * scale[rows] * scale[cols]))
    entry, rows, cols, weight = (np.concatenate(part) for part in zip(*own, strict=True))
    n = len(scale)
    rows, cols = np.append(rows, known.row), np.append(cols, known.col)
    found, index = np.unique(cols.astype(np.int64) * n + rows, return_inverse=True)
    data = np.bincount(index[len(entry) :], known.data, minlength=len(found))
    indptr = np.searchsorted(found, n * np.arange(n + 1, dtype=np.int64))
    pattern = csc_array((data, found % n, indptr), shape=(n, n))
    gather = coo_array((weight, (index[: len(entry)], entry)), shape=(len(found), start))
    return pattern, gather.tocsr()


def _condensed(
    inner: csc_array, factors: Solve, beside: csc_array, corner: csc_array
) -> np.ndarray:
    """C - B'A⁻¹B (columns, columns) of A with its factors, B beside and C below it."""
    last = corner.shape[0]
    found = triangles(factors.solve) if isinstance(factors, Tried) else None
    if found is not None and last:
        order = np.argsort(found.place)
        above, unit = beside[order], eye_array(last)  # which makes the corner definite
        whole = block_array([[inner[:, order][order], above], [above.T, corner + unit]])
        left = condensed_corner(csc_array(whole), last)
        if left is not None:
            return np.asarray(left - unit)
    found = corner.toarray()
    for start in range(0, last if beside.shape[0] else 0, BLOCK):
        part = slice(start, start + BLOCK)
        found[:, part] -= beside.T @ factors(beside[:, part].toarray())
    return found


def _scaled(solve: Solve, scale: np.ndarray) -> Solve:
    """The solver of an unscaled matrix, by that of the scaled one."""

    def found(force: np.ndarray) -> np.ndarray:
        own = scale if force.ndim == 1 else scale[:, None]
        return np.asarray(own * solve(own * force))

    return found
