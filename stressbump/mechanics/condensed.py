"""The linear regions of a model, seen from the unknowns that the others have.

With i the unknowns of linear regions alone and c those that other regions have as well, the global ones
among them,

    | K_ii  K_ic | | x_i |   | f_i |        S = K_cc - K_ci K_ii⁻¹ K_ic,    S x_c = f_c - K_ci K_ii⁻¹ f_i
    | K_ci  K_cc | | x_c | = | f_c |

so that a law that is not linear costs a factorisation of its own regions only. E. L. Wilson, Int. J.
Numer. Methods Eng. 8 (1974) 198-203.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, hstack

from stressbump.errors import SolveError
from stressbump.mechanics.balance import ElementBlock, stiffness_matrices
from stressbump.mechanics.interrupts import check_interrupts
from stressbump.mechanics.solvers import Solve, find
from stressbump.mechanics.system import System, assemble, rescaled

BLOCK = 32  # columns solved for at a time
ROOM = 5_000  # bytes that a plain system takes for an unknown, factors and all


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
    seen: np.ndarray  # the condensed unknowns with which linear regions have to do
    columns: np.ndarray  # K_ii⁻¹ K_ic (inner, seen)
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
        return self.system.size + self.columns.nbytes // ROOM

    def gathered(self, force: np.ndarray) -> np.ndarray:
        """f_c - K_ci K_ii⁻¹ f_i (condensed, …) of forces (unknowns, …)."""
        found: np.ndarray = self.prolongation.T @ force
        found[self.seen] -= self.columns.T @ force[self.inner]
        return found

    def spread(self, change: np.ndarray, force: np.ndarray) -> np.ndarray:
        """All unknowns (unknowns, …) under condensed ones and forces (unknowns, …) on the inner ones."""
        found: np.ndarray = self.prolongation @ change
        found[self.inner] = self.solve_inner(force[self.inner]) - self.columns @ change[self.seen]
        return found

    def factorised(self, blocks: Iterable[ElementBlock]) -> Solve:
        """The solver of condensed unknowns with the other regions' tangents; SolveError.

        The blocks stand in this `order`.
        """
        values = np.concatenate([stiffness_matrices(p).ravel() for p in blocks])
        known = self.pattern
        data = known.data + self.gather @ values
        matrix = csc_array((data, known.indices, known.indptr), shape=known.shape)
        try:
            solve = find("superlu")(matrix)
        except RuntimeError as failure:
            raise SolveError(str(failure)) from failure
        return _scaled(solve, self.scale)


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
    seen = np.flatnonzero(np.diff(coupling.indptr))
    inside = system.scale[~mine[system.main]]
    solve_inner = _inner_solver(matrix, inner, inside)
    columns = np.zeros((len(inner), len(seen)))
    wanted = coupling[inner][:, seen]
    for start in range(0, len(seen) if len(inner) else 0, BLOCK):
        check_interrupts()
        part = slice(start, start + BLOCK)
        columns[:, part] = solve_inner(wanted[:, part].toarray())
    schur = (prolongation.T @ coupling)[seen][:, seen].toarray() - wanted.T @ columns
    rows, cols = (seen[i].ravel() for i in np.indices(schur.shape))
    whole = coo_array((((schur + schur.T) / 2).ravel(), (rows, cols)), shape=(len(scale),) * 2)
    own = [p for name, p in system.blocks.items() if name in others]
    pattern, gather = _gathering(own, csr_array(prolongation), whole, scale)
    return Condensed(
        system, frozenset(others), kept, inner, solve_inner, seen, columns, whole.tocsc(),
        prolongation, scale, pattern, gather,
    )  # fmt: skip


def _gathering(
    blocks: Sequence[ElementBlock], prolongation: csr_array, stiffness: coo_array, scale: np.ndarray
) -> tuple[csc_array, csr_array]:
    """The pattern of all condensed entries, and how those of element matrices (in a row) add to it.

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
    rows, cols = np.append(rows, stiffness.row), np.append(cols, stiffness.col)
    found, index = np.unique(cols.astype(np.int64) * n + rows, return_inverse=True)
    known = stiffness.data * scale[stiffness.row] * scale[stiffness.col]
    data = np.bincount(index[len(entry) :], known, minlength=len(found))
    indptr = np.searchsorted(found, n * np.arange(n + 1, dtype=np.int64))
    pattern = csc_array((data, found % n, indptr), shape=(n, n))
    gather = coo_array((weight, (index[: len(entry)], entry)), shape=(len(found), start))
    return pattern, gather.tocsr()


def _inner_solver(matrix: csc_array, inner: np.ndarray, scale: np.ndarray) -> Solve:
    if not len(inner):
        return lambda force: force
    try:
        solve = find("superlu")(rescaled(matrix[:, inner][inner], scale))
    except RuntimeError as failure:
        raise SolveError(str(failure)) from failure
    return _scaled(solve, scale)


def _scaled(solve: Solve, scale: np.ndarray) -> Solve:
    """The solver of an unscaled matrix, by that of the scaled one."""

    def found(force: np.ndarray) -> np.ndarray:
        own = scale if force.ndim == 1 else scale[:, None]
        return np.asarray(own * solve(own * force))

    return found
