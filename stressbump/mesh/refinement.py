"""Meshes on the very same (curved) geometry: every node is one of the places of an element's lattice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump.mesh.mesh import Mesh


def refined(mesh: Mesh) -> Mesh:
    """Every element split in its parts; before free faces are split."""
    parts = mesh.element.parts
    number, points = lattice(mesh, mesh.triangles)
    children = number[:, parts].reshape(-1, parts.shape[1])
    used, new = np.unique(children, return_inverse=True)
    return replace(
        mesh,
        points=points[used],
        triangles=new.reshape(children.shape),
        region=np.repeat(mesh.region, len(parts)),
        origin=np.arange(len(used)),
    )


def lattice(mesh: Mesh, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the places of the lattice (elements, places), and the points they stand for.

    `nodes` are those of each element (elements, nodes), which may be counted from any side on.
    """
    element, count = mesh.element, len(mesh.points)
    own, between = element.nodes, len(element.shared)
    shape = element.quadratic(element.lattice[own:].T)[0]
    places = shape @ mesh.points[nodes]
    pairs = nodes[:, element.shared[:, 0]] * count + nodes[:, element.shared[:, 1]]
    unique, first, index = np.unique(pairs, return_index=True, return_inverse=True)
    inner = count + len(unique) + np.arange(len(nodes) * (len(shape) - between))
    points = [
        mesh.points,
        places[:, :between].reshape(-1, element.dimension)[first],
        places[:, between:].reshape(-1, element.dimension),
    ]
    number = [nodes, count + index.reshape(pairs.shape), inner.reshape(len(nodes), -1)]
    return np.hstack(number), np.concatenate(points)
