"""From a model to unknowns: one factorisation, then any number of right-hand sides.

Unknowns are the displacements (node by node), the kinematics' globals, the pressures of nearly
incompressible regions and the support's globals. Global ones (g) couple with everything, so they
are kept out of the factorised matrix:

    | K   B | | x |   | f |        S = C - B'K⁻¹B,   S g = h - B'K⁻¹f,   x = K⁻¹(f - B g)
    | B'  C | | g | = | h |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.sparse import coo_array, csc_array

from stressbump.errors import SolveError
from stressbump.mechanics.balance import (
    ElementBlock,
    MakeBlock,
    block,
    internal_forces,
    nodal_sum,
    stiffness_matrices,
)
from stressbump.mechanics.interrupts import check_interrupts
from stressbump.mechanics.model import Model
from stressbump.mechanics.moduli import stiffness
from stressbump.mechanics.solvers import Solve, Solver, find
from stressbump.mechanics.solvers.trial import SMALL, lost, refined, tried
from stressbump.mechanics.supports import Constraints, numbered
from stressbump.mesh.mesh import distinct

REFINED = 1e-11  # relative residual at which refinement stops
STEPS = 3  # of refinement, at the most
DETERMINED = 1e-12  # smallest share of a global unknown's stiffness that the rest may leave it
FAR_APART = 1e9  # ratio of moduli that is worth a word where equations have no solution
SLENDER_RATIO = 1e3  # length per height, likewise
SINGULAR = 1e-6  # share of a trial solution that is round-off after refinement


@dataclass(frozen=True, eq=False)
class System:
    """A factorised model at one temperature."""

    model: Model
    temperature: float  # °C
    blocks: Mapping[str, ElementBlock]
    constraints: Constraints
    matrix: csc_array  # K of all unknowns before anything is prescribed
    product: Solve  # K u (unknowns, columns)
    main: np.ndarray  # the unknowns that are factorised
    constraint_matrix: np.ndarray  # (unknowns, globals): unknowns per unit of a global one
    names: tuple[str, ...]  # of the global unknowns
    scale: np.ndarray  # (main,): 1/√ of the diagonal
    solve_main: Solve
    coupling: np.ndarray  # B (main, globals)
    column: np.ndarray  # K⁻¹B (main, globals)
    schur: np.ndarray  # S (globals, globals)

    @property
    def size(self) -> int:
        """How many unknowns are solved for."""
        return len(self.main) + len(self.names)

    def solve(self, force: np.ndarray, prescribed: np.ndarray | None = None) -> np.ndarray:
        """All unknowns (unknowns, columns) under forces of that shape, refined.

        `prescribed`, of the same shape, has their values at prescribed unknowns and is zero elsewhere.
        """
        if prescribed is not None:
            force = force - self.product(prescribed)
        unknowns, rest, before = np.zeros_like(force), force, np.inf
        for _ in range(STEPS):
            unknowns += self._solve_once(rest)
            rest = force - self.product(unknowns)
            now = self._relative(rest, force)
            if now <= REFINED or now > before / 2:
                break
            before = now
        return unknowns if prescribed is None else unknowns + prescribed

    def global_unknowns(self, unknowns: np.ndarray) -> dict[str, float]:
        """The global unknowns by name, read off one column of all unknowns."""
        driven = np.flatnonzero(self.constraint_matrix.any(axis=1))
        values = np.linalg.lstsq(self.constraint_matrix[driven], unknowns[driven], rcond=None)[0]
        return dict(zip(self.names, map(float, values), strict=True))

    def residual(self, unknowns: np.ndarray, force: np.ndarray) -> float:
        """‖f - K u‖/‖f‖, the worst of the columns, every unknown scaled to unit stiffness."""
        start = np.zeros_like(unknowns)
        start[self.constraints.prescribed] = unknowns[self.constraints.prescribed]
        force = force - self.product(start)
        return self._relative(force - self.product(unknowns - start), force)

    def _relative(self, rest: np.ndarray, force: np.ndarray) -> float:
        size = np.linalg.norm(self._scaled(force), axis=0)
        return float(np.max(np.linalg.norm(self._scaled(rest), axis=0) / np.where(size, size, 1.0)))

    def _scaled(self, force: np.ndarray) -> np.ndarray:
        outer = self.constraint_matrix.T @ force / np.sqrt(np.diag(self.schur))[:, None]
        return np.concatenate([self.scale[:, None] * force[self.main], outer])

    def _solve_once(self, force: np.ndarray) -> np.ndarray:
        unknowns = np.zeros_like(force)
        inner = self.scale[:, None] * self.solve_main(self.scale[:, None] * force[self.main])
        if self.names:
            outer = self.constraint_matrix.T @ force - self.coupling.T @ inner
            global_unknowns = np.linalg.solve(self.schur, outer)
            inner -= self.column @ global_unknowns
            unknowns = self.constraint_matrix @ global_unknowns
        unknowns[self.main] = inner
        return unknowns


def factorise(model: Model, temperature: float, solver: str | Solver = "superlu") -> System:
    """Assemble and factorise with the moduli at a temperature in °C.

    ModelError for a part held by nothing, SolveError if the solver gives up.
    """
    blocks, size = blocks_of(model, temperature)
    return factorise_blocks(model, temperature, blocks, size, model.constraints, solver)


def factorise_blocks(
    model: Model,
    temperature: float,
    blocks: Mapping[str, ElementBlock],
    size: int,
    constraints: Constraints,
    solver: str | Solver = "superlu",
) -> System:
    """The same for blocks whose unknowns, `size` in all, are numbered already.

    Further bodies of a model that is not joined get global unknowns of their own behind those.
    """
    check_interrupts()
    blocks, size, stretches = _apart(model, blocks, size)
    matrix = assemble(blocks.values(), size)
    constraint_matrix, names = _constraint_matrix(stretches, constraints, size)
    main = _main(blocks.values(), size, constraints, stretches)
    scale = 1 / np.sqrt(_diagonal(blocks.values(), matrix)[main])
    try:
        solve_main, product = _solved(blocks, matrix, main, scale, find(solver))
        pulled = product(constraint_matrix)
        coupling = pulled[main]
        column = scale[:, None] * solve_main(scale[:, None] * coupling) if names else coupling
    except RuntimeError as failure:
        raise SolveError(f"{failure}{_suspects(model, blocks)}") from failure
    condensed = constraint_matrix.copy()
    condensed[main] = -column
    schur = condensed.T @ product(condensed)
    if np.any(np.diag(schur) <= DETERMINED * np.diag(constraint_matrix.T @ pulled)):
        raise SolveError(
            f"the global unknowns {', '.join(names)} are not determined by this model"
            f"{_suspects(model, blocks)}"
        )
    return System(
        model, temperature, blocks, constraints, matrix, product, main, constraint_matrix, names, scale,
        solve_main, coupling, column, schur,
    )  # fmt: skip


def _solved(
    blocks: Mapping[str, ElementBlock],
    matrix: csc_array,
    main: np.ndarray,
    scale: np.ndarray,
    solver: Solver,
) -> tuple[Solve, Solve]:
    """The solver of the main unknowns, scaled, and the product K u of all.

    In slender bodies strains are small differences of large displacements, and the entries' round-off
    outweighs them in K u; there each element's strain is taken first.
    """
    inner = rescaled(matrix[:, main][main], scale)
    factors = tried(inner, solver(inner))
    if factors.residual <= SMALL:
        return factors, matrix.__matmul__
    product = partial(_resisted, blocks.values())

    def inner_product(unknowns: np.ndarray) -> np.ndarray:
        every = np.zeros((matrix.shape[0], unknowns.shape[1]))
        every[main] = scale[:, None] * unknowns
        return scale[:, None] * product(every)[main]

    solve_main = refined(factors, inner_product)
    if not lost(len(main), solve_main, inner_product) <= SINGULAR:
        raise SolveError(f"the matrix of {len(main)} unknowns is singular to working accuracy")
    return solve_main, product


def _resisted(blocks: Iterable[ElementBlock], unknowns: np.ndarray) -> np.ndarray:
    """K u (unknowns, columns) by way of strains and stresses.

    Rigid motions, however large, cancel in each element's strain before anything is summed up.
    """
    total = np.zeros_like(unknowns)
    for p in blocks:
        for column, own in zip(total.T, unknowns.T, strict=True):
            column += nodal_sum(p, internal_forces(p, own[p.unknowns], np.zeros(6)), len(own))
    return total


def _suspects(model: Model, blocks: Mapping[str, ElementBlock]) -> str:
    """What of a model may leave its equations without a solution, or without digits."""
    size = {name: float(np.abs(p.stiffness.matrix).max()) for name, p in blocks.items()}
    soft, stiff = min(size, key=size.__getitem__), max(size, key=size.__getitem__)
    closed = [name for name, p in blocks.items() if p.stiffness.compliance == 0]
    mesh = model.mesh
    extent = {n: np.ptp(mesh.points[mesh.triangles[p.elements]], (0, 1)) for n, p in blocks.items()}
    thin = max(extent, key=lambda name: float(extent[name].max() / extent[name].min()))
    long, short = sorted(extent[thin], reverse=True)
    first = mesh.points[model.active_nodes, 0].min()
    found = []
    if first > 0:
        found.append(f"a section that nothing holds at x = 0 (it begins at x = {first:.4g} µm)")
    if closed:
        found.append(f"an incompressible region without a free face ({', '.join(closed)})")
    if size[stiff] > FAR_APART * size[soft]:
        found.append(
            f"moduli too far apart ({size[soft]:.2g} MPa in {soft}, {size[stiff]:.2g} in {stiff})"
        )
    if long > SLENDER_RATIO * short:
        found.append(f"a part too slender ({thin}, {long:.4g} µm by {short:.4g})")
    found.append("a part that hangs on the rest by a point")
    return f"; {' or '.join(found)} would do that"


def blocks_of(
    model: Model, temperature: float, mixed: Collection[str] = (), make: MakeBlock = block
) -> tuple[dict[str, ElementBlock], int]:
    """The regions with their unknowns numbered, and how many unknowns there are.

    The numbers are the same for every model of one mesh and kinematics: each region keeps its
    own for pressures, used or not. `mixed` regions have a pressure at any temperature; `make` may
    know blocks from before.
    """
    mesh, kinematics = model.mesh, model.kinematics
    stretches = np.fromiter(_stretches(model).values(), int)
    size = model.displacements + len(stretches)
    found = {}
    for name in mesh.regions:
        corners, index = distinct(mesh.corners[mesh.elements_in(name)], len(mesh.points))
        if name in model.regions:
            elements = mesh.elements_in(name)
            own = model.laws[name].moduli(temperature)
            moduli = stiffness(own, kinematics, True if name in mixed else None)
            nodes = mesh.triangles[elements]
            moves = kinematics.displacements(nodes).reshape(len(nodes), -1)
            local = [moves, np.broadcast_to(stretches, (len(nodes), len(stretches)))]
            if moduli.compliance is not None:
                local.append(size + index)
            found[name] = make(mesh, kinematics, name, elements, np.hstack(local), moduli)
        size += len(corners)
    return {name: found[name] for name in model.regions}, size


def _stretches(model: Model) -> dict[str, int]:
    """The kinematics' globals by name: they follow the displacements."""
    return {name: model.displacements + n for n, name in enumerate(model.kinematics.unknowns)}


def _apart(
    model: Model, blocks: Mapping[str, ElementBlock], size: int
) -> tuple[Mapping[str, ElementBlock], int, dict[str, int]]:
    """Every further body's elements under the kinematics' globals of their own."""
    own = _stretches(model)
    stretches = dict(own)
    if not own or len(model.bodies) == 1:
        return blocks, size, stretches
    out = dict(blocks)
    for number, body in enumerate(model.bodies[1:], 2):
        numbers = {numbered(name, number): size + n for n, name in enumerate(own)}
        for name, p in blocks.items():
            unknowns = out[name].unknowns.copy()
            rows = np.isin(p.elements, body)
            for old, new in zip(own.values(), numbers.values(), strict=True):
                unknowns[rows] = np.where(p.unknowns[rows] == old, new, unknowns[rows])
            out[name] = replace(out[name], unknowns=unknowns)
        size, stretches = size + len(numbers), stretches | numbers
    return out, size, stretches


def assemble(blocks: Iterable[ElementBlock], size: int) -> csc_array:
    """The symmetric matrix of all unknowns (size, size)."""
    pieces = [piece for p in blocks for piece in p.pieces()]
    count = sum(p.unknowns.size * p.unknowns.shape[1] for p in pieces)
    values, (rows, columns) = np.empty(count), np.empty((2, count), dtype=np.int32)
    start = 0
    for p in pieces:
        K = stiffness_matrices(p)
        part, start = slice(start, start + K.size), start + K.size
        values[part] = K.ravel()
        rows[part].reshape(K.shape)[:] = p.unknowns[:, :, None]
        columns[part].reshape(K.shape)[:] = p.unknowns[:, None, :]
    return coo_array((values, (rows, columns)), shape=(size, size)).tocsc()


def _main(
    blocks: Iterable[ElementBlock],
    size: int,
    constraints: Constraints,
    stretches: Mapping[str, int],
) -> np.ndarray:
    """The unknowns of elements that are neither prescribed nor tied nor global."""
    there = np.zeros(size, dtype=bool)
    for p in blocks:
        there[p.unknowns] = True
    there[np.append(constraints.prescribed, constraints.tied)] = False
    there[list(stretches.values())] = False
    return np.flatnonzero(there)


def _constraint_matrix(
    stretches: Mapping[str, int], constraints: Constraints, size: int
) -> tuple[np.ndarray, tuple[str, ...]]:
    names = (*stretches, *constraints.names)
    constraint_matrix = np.zeros((size, len(names)))
    constraint_matrix[list(stretches.values()), range(len(stretches))] = 1
    constraint_matrix[constraints.tied, len(stretches) :] = constraints.shape
    return constraint_matrix, names


def _diagonal(blocks: Iterable[ElementBlock], matrix: csc_array) -> np.ndarray:
    """|diagonal|, with 1/G beside 1/λ for pressures, which may have no entry of their own."""
    diagonal = np.abs(matrix.diagonal())
    for p in blocks:
        if p.mixed:
            own = (p.dV @ p.pressures**2) / p.stiffness.matrix[-1, -1]
            np.add.at(diagonal, p.unknowns[:, p.pressed], own)
    return diagonal


def rescaled(matrix: csc_array, scale: np.ndarray) -> csc_array:
    """The matrix with rows and columns scaled, D A D."""
    data = matrix.data * scale[matrix.indices]
    data *= np.repeat(scale, np.diff(matrix.indptr))
    return csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
