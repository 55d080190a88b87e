"""The fields a page shows: displacement and stress at points that belong to one region each.

They come from a solution or, all the same, from the .vtu file that was written of it. Six-node
triangles are kept as such, so interfaces and zooms are found as on the mesh that was solved on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from stressbump.errors import InputError
from stressbump.export.flat_triangles import accumulated_at_points, flat_triangles
from stressbump.export.read_vtu import Grid, read_vtu
from stressbump.export.vtu import ACCUMULATED
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import TRIANGLE
from stressbump.mesh.mesh import Mesh

TOUCHING = 1e-7  # µm; points of several regions that stand at one place
PLANE = [0, 1, 2, 3]  # xx, zz, out of plane, xz: the others vanish in a section


@dataclass(frozen=True, eq=False)
class Fields:
    """Displacement and stress of one stack at one temperature, and what has been dissipated by then.

    A node between regions stands in the mesh once for each of them; its `origin` is the first.
    """

    mesh: Mesh
    displacement: np.ndarray  # (points, 2) µm
    stress: np.ndarray  # (6, points) MPa
    accumulated: (
        np.ndarray
    )  # (2, points): work, MPa, and inelastic strain; (0, points) without memory

    @cached_property
    def flat(self) -> np.ndarray:
        """The mesh as flat triangles (parts, 3), as the .vtu file holds them."""
        return self.mesh.element.flattened(self.mesh.triangles)

    @cached_property
    def flat_region(self) -> np.ndarray:
        """The region of every flat triangle."""
        return np.repeat(self.mesh.region, len(self.mesh.element.flat))

    @property
    def stored(self) -> np.ndarray:
        """u_x, u_z, σ_xx, σ_zz, σ_out, σ_xz at every point (points, 6): what the viewer combines.

        With memory (points, 8): dissipated work and inelastic strain as well.
        """
        return np.column_stack([self.displacement, self.stress[PLANE].T, self.accumulated.T])

    @cached_property
    def area(self) -> np.ndarray:
        """Of every flat triangle, µm²."""
        a, b, c = np.moveaxis(self.mesh.points[self.flat], 1, 0)
        (ux, uz), (vx, vz) = (b - a).T, (c - a).T
        return np.abs(ux * vz - uz * vx) / 2

    def within(self, low: Sequence[float], high: Sequence[float]) -> Fields:
        """The elements that reach into a rectangle."""
        mesh = self.mesh
        corners = mesh.points[mesh.corners]
        seen = np.all((corners.max(axis=1) > low) & (corners.min(axis=1) < high), axis=1)
        points, triangles = np.unique(mesh.triangles[seen], return_inverse=True)
        first = np.full(len(mesh.points), len(points))
        np.minimum.at(first, mesh.origin[points], np.arange(len(points)))
        cut = replace(
            mesh,
            points=mesh.points[points],
            triangles=triangles.reshape(-1, mesh.element.nodes),
            region=mesh.region[seen],
            origin=first[mesh.origin[points]],
        )
        return Fields(
            cut, self.displacement[points], self.stress[:, points], self.accumulated[:, points]
        )


def of_solution(solution: Solution, displacement: np.ndarray | None = None) -> Fields:
    """What a solution holds; empty regions are left out.

    Another `displacement` (nodes, directions), µm, may stand in place of its own.
    """
    mesh = solution.model.mesh
    flat = flat_triangles(mesh, solution.model.active_elements)
    first = np.full(len(mesh.points), len(flat.node))
    np.minimum.at(first, mesh.origin[flat.node], np.arange(len(flat.node)))
    split = Mesh(
        flat.position,
        flat.points,
        mesh.region[flat.elements],
        mesh.regions,
        first[mesh.origin[flat.node]],
        mesh.width,
    )
    stress = flat.at_points(at_nodes(solution)[:, flat.elements])
    own = accumulated_at_points(solution, flat)
    moved = solution.displacement if displacement is None else displacement
    return Fields(split, moved[flat.node], stress, own)


def of_file(path: Path) -> Fields:
    """What a .vtu file of `stressbump relief` holds; InputError if it is none, or a part of one."""
    grid = read_vtu(path)
    parts = len(TRIANGLE.flat)
    triangles = TRIANGLE.rounded(grid.cells[: len(grid.cells) // parts * parts])
    if not np.array_equal(TRIANGLE.flattened(triangles), grid.cells):
        raise InputError(f"{path}: not written by stressbump: no four triangles for each element")
    points, names = grid.points[:, :2], grid.names("region")
    region = _named(grid, path, "region_id", (len(grid.cells),))[::parts]
    if region.min() < 0 or region.max() >= len(names):
        raise InputError(f"{path}: not written by stressbump: no names of regions stand in it")
    displacement = _named(grid, path, "displacement_um", (len(points), 3))
    stress = _named(grid, path, "stress_MPa", (len(points), 6))
    mesh = Mesh(points, triangles, region, names, _origin(points), float(points[:, 0].max()))
    there = ACCUMULATED if set(ACCUMULATED) & grid.data.keys() else ()
    own = np.array([_named(grid, path, name, (len(points),)) for name in there])
    own = own.reshape(len(there), len(points))
    return Fields(mesh, displacement[:, :2], np.ascontiguousarray(stress.T), own)


def _named(grid: Grid, path: Path, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name not in grid.data:
        raise InputError(f"{path}: no field {name!r}; it holds {', '.join(grid.data) or 'none'}")
    if (found := grid.data[name]).shape != shape:
        raise InputError(f"{path}: {name} has the shape {found.shape} where {shape} is needed")
    return found


def _origin(points: np.ndarray) -> np.ndarray:
    """For every point the first one that stands at its place."""
    places = np.round(points / TOUCHING).astype(np.int64)
    _, first, which = np.unique(places, axis=0, return_index=True, return_inverse=True)
    return first[which.ravel()]
