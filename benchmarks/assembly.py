"""Stiffness matrices: our batched products against scikit-fem's forms, same mesh, same matrix.

    PYTHONPATH=.:tests python -m benchmarks.assembly [cells per side] [--record]

Two forms: one as general as ours, a law in three dimensions under a field lifted to 3×3; and one
unrolled by hand for an isotropic, axisymmetric body.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from grids import grid
from scipy.sparse import csc_array
from skfem import Basis, BilinearForm, ElementTriP2, ElementVector, MeshTri
from skfem.assembly.basis import AbstractBasis
from skfem.helpers import ddot, eye, sym_grad, trace

from benchmarks.record import record, words
from stressbump.laws import Isotropic
from stressbump.mechanics.balance import ORDER
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import laminate
from stressbump.mechanics.system import assemble, blocks_of
from stressbump.mesh.mesh import Mesh

REPEATS = 5
LAW = Isotropic(130e3, 0.28, 2.6e-6)
G = LAW.moduli(25.0).shear
LAM = LAW.moduli(25.0).bulk - 2 * G / 3


def square(cells: int) -> Mesh:
    """A unit square of 2 cells² straight triangles, beside the axis."""
    return grid(np.linspace(0, 1, cells + 1), np.linspace(0, 1, cells + 1))


def ours(mesh: Mesh) -> csc_array:
    """From the mesh to the matrix of all displacements."""
    blocks, size = blocks_of(Model(mesh, axisymmetric, laminate, {"body": LAW}), 25.0)
    return assemble(blocks.values(), size)


def lifted(u, x):
    """Strain (3, 3, elements, points) of a field in the section."""
    strain = np.zeros((3, 3, *u[0].shape))
    strain[:2, :2] = sym_grad(u)
    strain[2, 2] = u[0] / x[0]
    return strain


@BilinearForm
def general(u, v, w):
    """σ(ε(u)) : ε(v), lifted to three dimensions."""
    strain = lifted(u, w.x)
    stress = LAM * eye(trace(strain), 3) + 2 * G * strain
    return ddot(stress, lifted(v, w.x)) * 2 * np.pi * w.x[0]


@BilinearForm
def unrolled(u, v, w):
    """The same, written out."""
    eps, eta, r = sym_grad(u), sym_grad(v), w.x[0]
    around, across = u[0] / r, v[0] / r
    volume = LAM * (trace(eps) + around) * (trace(eta) + across)
    return (volume + 2 * G * (ddot(eps, eta) + around * across)) * 2 * np.pi * r


def theirs(mesh: Mesh, form: BilinearForm) -> tuple[csc_array, AbstractBasis]:
    """From the mesh to scikit-fem's matrix, in its own numbering."""
    corners, triangles = np.unique(mesh.corners, return_inverse=True)
    triangles = triangles.reshape(-1, 3).T
    points = mesh.points[corners].T
    peer = MeshTri(np.ascontiguousarray(points), np.ascontiguousarray(triangles), validate=False)
    basis = Basis(peer, ElementVector(ElementTriP2()), intorder=ORDER)
    return csc_array(form.assemble(basis)), basis


def difference(mesh: Mesh, form: BilinearForm) -> float:
    """Largest difference of the two matrices, per largest entry; unknowns are matched by place."""
    matrix, basis = theirs(mesh, form)
    own = ours(mesh)
    x, z = np.round(mesh.points, 9).T
    here = (2 * np.lexsort((z, x))[:, None] + np.arange(2)).ravel()
    there = np.hstack([basis.nodal_dofs, basis.facet_dofs])  # (axis, nodes)
    x, z = np.round(basis.doflocs[:, there[0]], 9)
    there = there[:, np.lexsort((z, x))].T.ravel()
    return float(np.abs(matrix[there][:, there] - own[here][:, here]).max() / np.abs(own).max())


def fastest(action: Callable[[], object]) -> float:
    """Shortest processor time of a few runs, s."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


COLUMNS = {"matrix": "{}", "processor time": "{:.3f} s", "of ours": "{:.1f}"}
COLUMNS |= {"largest difference, per largest entry": "{:.1e}"}
PEERS = {
    "scikit-fem, the law in three dimensions under a lifted field, as ours": general,
    "scikit-fem, unrolled by hand for an isotropic axisymmetric body": unrolled,
}


def main(cells: int = 60) -> None:
    """Tell the times, their ratios and how far the matrices are apart."""
    mesh = square(cells)
    mine = fastest(lambda: ours(mesh))
    rows: list[tuple[str, float, float, float | None]] = [("batched products", mine, 1.0, None)]
    for name, form in PEERS.items():
        peer = fastest(lambda form=form: theirs(mesh, form))
        rows.append((name, peer, peer / mine, difference(mesh, form)))
    size = {"triangles": len(mesh.triangles), "unknowns": mesh.points.size}
    record("assembly", COLUMNS, rows, **size, order_of_the_rule=ORDER)


if __name__ == "__main__":
    main(*map(int, words()))
