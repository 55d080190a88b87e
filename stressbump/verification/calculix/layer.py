"""Generalized plane strain in CalculiX: one layer of wedges, by equations on its nodes.

Node n of the mesh, counted from 1, is on the lower face of the layer, n + count on the upper one, and of a
corner n + 2 count half way between. With s the depth from the middle,

    u_out = (a + b z) s,    u_z = u_z(middle) - b s²/2
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stressbump.mesh.mesh import Mesh
from stressbump.verification.calculix.constants import Term, equation, node_line

DEPTH = 1.0  # µm


def upper_nodes(mesh: Mesh, active: np.ndarray, corners: np.ndarray) -> Iterator[str]:
    """The nodes above those of the mesh."""
    count = len(mesh.points)
    for n in active:
        yield node_line(n + 1 + count, *mesh.points[n], DEPTH / 2)
    for n in corners:
        yield node_line(n + 1 + 2 * count, *mesh.points[n], 0.0)


def wedge(triangle: np.ndarray, corners: int, count: int) -> np.ndarray:
    """The fifteen nodes over a triangle of nodes counted from 1."""
    low, sides = np.split(triangle, [corners])
    return np.concatenate([low, low + count, sides, sides + count, low + 2 * count])


def plane_sections(
    mesh: Mesh, active: np.ndarray, corners: np.ndarray, depth: int, height: float
) -> Iterator[str]:
    """Equations that hold sections plane; the node `depth` moves by a and b times the height."""
    count = len(mesh.points)
    for n in active:
        low, top, z = int(n) + 1, int(n) + 1 + count, mesh.points[n, 1]
        yield from equation((top, 1, 1.0), (low, 1, -1.0))
        yield from equation((top, 2, 1.0), (low, 2, -1.0))
        for node, side in ((low, -1), (top, 1)):
            s = -side * DEPTH / 2
            terms: tuple[Term, ...] = (node, 3, 1.0), (depth, 1, s), (depth, 2, s * z / height)
            yield from equation(*terms)
    bow = -(DEPTH**2) / (8 * height)
    for n in corners:
        low, middle = int(n) + 1, int(n) + 1 + 2 * count
        yield from equation((middle, 1, 1.0), (low, 1, -1.0))
        yield from equation((middle, 2, 1.0), (low, 2, -1.0), (depth, 2, bow))
    yield "*BOUNDARY"
    yield from (f"{n + 1 + 2 * count}, 3, 3" for n in corners)
