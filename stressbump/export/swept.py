"""A joint's section swept about its axis, for ParaView: the stress of all harmonics at each angle.

Half a turn of it where what is at -θ mirrors what is at θ, else all of it. A six-node triangle becomes a
wedge of 18 nodes between two angles (VTK_BIQUADRATIC_QUADRATIC_WEDGE), collapsed on the axis. x points
away from the neutral point, z along the axis. Such a body is large: its fields are rounded to five digits
and packed by LZMA.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from stressbump.export.flat_triangles import FlatTriangles, flat_triangles
from stressbump.export.vtu import LZMA, named_ids, of_materials, write_grid
from stressbump.joint.angles import around, waves
from stressbump.measures import first_principal, von_mises
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.solution import Solution

WEDGE = 32  # VTK's number for a cell of 18 points
WEDGES = 6  # of half a turn
SPARED = 7  # bits of a number in single precision: 16 are kept, 8e-6 of it
# Nodes of a wedge as (node of the triangle, plane): the sweep runs against the normal of a triangle that
# turns from r to z, so it is turned over.
TURNED = (0, 2, 1), (5, 4, 3)  # corners, middles of sides
NODES = [
    *((n, 0) for n in TURNED[0]), *((n, 2) for n in TURNED[0]), *((n, 0) for n in TURNED[1]),
    *((n, 2) for n in TURNED[1]), *((n, 1) for n in (*TURNED[0], *TURNED[1])),
]  # fmt: skip


def write_swept(
    path: str | Path, harmonics: Mapping[int, Solution], materials: Mapping[str, str]
) -> None:
    """Write displacement and stress of all harmonics, with the materials of regions.

    ExportError if the file cannot be written.
    """
    upright = harmonics[0]
    mesh = upright.model.mesh
    flat = flat_triangles(mesh, upright.model.active_elements)
    turns = 2 if any(n < 0 for n in harmonics) else 1
    theta = np.linspace(0, turns * np.pi, 2 * turns * WEDGES + 1)
    stress = around(
        {n: flat.at_points(at_nodes(s)[:, flat.elements]) for n, s in harmonics.items()}, theta
    )
    region = np.tile(mesh.region[flat.elements].astype(np.int32), turns * WEDGES)
    substances, substance = of_materials(upright, materials)
    fields = {
        "displacement_um": _displacement(harmonics, flat, theta),
        "stress_MPa": _by_point(_cartesian(stress, theta)),
        "von_mises_MPa": von_mises(stress).T.ravel(),
        "principal_1_MPa": first_principal(stress).T.ravel(),
        "angle_deg": np.repeat(np.degrees(theta), len(flat.node)),
    }
    write_grid(
        path,
        _places(flat.position, theta).astype(np.float32),
        _wedges(flat, len(theta)),
        {name: _rounded(values) for name, values in fields.items()},
        {"material_id": substance[region], "region_id": region},
        named_ids(mesh.regions, substances) | {"temperature_C": np.array([upright.temperature])},
        WEDGE,
        LZMA,
    )


def _places(section: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Points (angles points, 3) of a section (points, 2)."""
    r, z = section.T
    x, y = np.outer(np.cos(theta), r), np.outer(np.sin(theta), r)
    return np.stack([x, y, np.broadcast_to(z, x.shape)], axis=-1).reshape(-1, 3)


def _wedges(flat: FlatTriangles, planes: int) -> np.ndarray:
    """Points (wedges, 18), those between two angles in a row."""
    node, plane = np.array(NODES).T
    first = np.arange(0, planes - 1, 2)[:, None, None]
    return (flat.points[:, node] + (first + plane) * len(flat.node)).reshape(-1, len(NODES))


def _rounded(values: np.ndarray) -> np.ndarray:
    """Numbers in single precision without their last bits, which nobody reads and nothing packs."""
    bits = values.astype(np.float32).view(np.uint32)
    half = np.uint32(1 << (SPARED - 1))
    return np.asarray(((bits + half) >> SPARED << SPARED).view(np.float32))


def _displacement(
    harmonics: Mapping[int, Solution], flat: FlatTriangles, theta: np.ndarray
) -> np.ndarray:
    """u_x, u_y, u_z (angles points, 3)."""
    radial = np.zeros((3, len(flat.node), len(theta)))  # u_r, u_z, u_θ
    for n, solution in harmonics.items():
        own = solution.displacement[flat.node].T
        even, odd = waves(n, theta)
        radial[: len(own)] += own[:, :, None] * np.array([even, even, odd])[: len(own), None]
    r, z, out = radial
    c, s = np.cos(theta), np.sin(theta)
    return _by_point(np.stack([r * c - out * s, r * s + out * c, z]))


def _cartesian(stress: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """XX, YY, ZZ, XY, YZ, XZ (6, points, angles) of rr, zz, θθ, rz, zθ, rθ."""
    rr, zz, around_axis, rz, z_out, r_out = stress
    c, s = np.cos(theta), np.sin(theta)
    return np.stack(
        [
            rr * c * c + around_axis * s * s - 2 * r_out * c * s,
            rr * s * s + around_axis * c * c + 2 * r_out * c * s,
            zz,
            (rr - around_axis) * c * s + r_out * (c * c - s * s),
            rz * s + z_out * c,
            rz * c - z_out * s,
        ]
    )


def _by_point(components: np.ndarray) -> np.ndarray:
    """(angles points, components) of (components, points, angles)."""
    return np.ascontiguousarray(components.transpose(2, 1, 0).reshape(-1, len(components)))
