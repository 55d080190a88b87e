"""A section through a joint's axis at any angle, out of the amplitudes of its harmonics.

Both sides of the axis are shown: what stands at x = -r is at θ + π, where

    cos n(θ + π) = (-1)ⁿ cos nθ,    sin n(θ + π) = (-1)ⁿ sin nθ

and along x, which points away from the axis on one side and towards it on the other, as across the
section, u_r, σ_rz and σ_zθ change their sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from stressbump.answers.stops import Basis, Stop
from stressbump.export.fields import Fields
from stressbump.export.flat_triangles import FlatTriangles, flat_triangles
from stressbump.joint.angles import EVEN, around
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh

STEP = 5  # degrees from stop to stop
ACROSS = np.array([-1, 1, 1, 1, 1, -1, -1, 1])  # on the other side: u_x, u_z, then stress
AXIS = 1e-9  # µm


def at_angle(degrees: float) -> str:
    """An angle as a slider names it."""
    return f"{degrees:g}°"


def about_axis(harmonics: Mapping[int, Solution]) -> tuple[Fields, Basis]:
    """The fields at 0°, whose mesh has both sides of the axis, and all angles.

    All harmonics stand on one mesh; the first one given says which elements.
    """
    first = next(iter(harmonics.values()))
    flat = flat_triangles(first.model.mesh, first.model.active_elements)
    terms = {n: _amplitudes(found, flat) for n, found in harmonics.items()}
    stored = np.stack([_both_sides(n, term) for n, term in terms.items()])
    degrees = np.arange(0, 180 + STEP, STEP)
    even, odd = _weights(terms, np.radians(degrees))
    stops = tuple(Stop(first.temperature, at_angle(float(d))) for d in degrees)
    basis = Basis(stops, even, stored, exact=True, odd=odd)
    shown = np.tensordot(even[0], stored, 1)
    stress = np.zeros((6, shown.shape[0]))
    stress[:EVEN] = shown[:, 2 : 2 + EVEN].T
    mesh = _mirrored(_split(flat))
    return Fields(mesh, shown[:, :2], stress, np.zeros((0, len(shown)))), basis


def _amplitudes(found: Solution, flat: FlatTriangles) -> np.ndarray:
    """u_r, u_z and the six stresses (points, 8)."""
    stress = flat.at_points(at_nodes(found)[:, flat.elements])
    return np.column_stack([found.displacement[flat.node][:, :2], stress.T])


def _both_sides(n: int, term: np.ndarray) -> np.ndarray:
    return np.concatenate([term, (-1) ** n * ACROSS * term])


def _weights(terms: Mapping[int, np.ndarray], theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By what even and odd quantities of every term are multiplied at angles (angles, terms)."""
    unit = np.ones((6, 1))
    waves = np.stack([around({n: unit}, theta)[:, 0] for n in terms], axis=-1)
    return waves[0], waves[-1]


def _split(flat: FlatTriangles) -> Mesh:
    """The elements shown, their points split between regions as those of `Fields` are."""
    mesh = flat.mesh
    first = np.full(len(mesh.points), len(flat.node))
    np.minimum.at(first, mesh.origin[flat.node], np.arange(len(flat.node)))
    return replace(
        mesh,
        points=flat.position,
        triangles=flat.points,
        region=mesh.region[flat.elements],
        origin=first[mesh.origin[flat.node]],
    )


def _mirrored(mesh: Mesh) -> Mesh:
    """The mesh on both sides of the axis, which is no border of it."""
    count = len(mesh.points)
    other = np.where(np.abs(mesh.points[:, 0]) < AXIS, mesh.origin, mesh.origin + count)
    corners, mids = mesh.corners[:, ::-1], np.roll(mesh.mids[:, ::-1], -1, axis=1)
    return replace(
        mesh,
        points=np.concatenate([mesh.points, mesh.points * [-1, 1]]),
        triangles=np.concatenate([mesh.triangles, count + np.concatenate([corners, mids], axis=1)]),
        region=np.concatenate([mesh.region, mesh.region]),
        origin=np.concatenate([mesh.origin, other]),
    )
