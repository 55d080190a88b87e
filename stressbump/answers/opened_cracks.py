"""Cracks of a few lengths with the fields around them, for whoever wants to look at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from stressbump.export.fields import Fields, of_solution
from stressbump.export.zooms import Viewport
from stressbump.formatting import digits
from stressbump.fracture.cracks import crack
from stressbump.fracture.seams import Seam

SHOWN = 5  # lengths, each half of the next
AROUND, KEPT = (
    0.45,
    1.0,
)  # of the longest crack: what is shown beside it, and of what fields are kept
TOUCHING = 1e-6  # µm


@dataclass(frozen=True, eq=False)
class OpenedCrack:
    """A crack with the fields around it; displacements are what the crack alone adds."""

    length: float  # µm
    closed: float  # share of its area
    way: np.ndarray  # (n, 2) places from where it starts to its tip, µm
    pressing: np.ndarray  # (n, 2) places at which its faces press each other, µm
    fields: Fields

    @cached_property
    def displacement(self) -> np.ndarray:
        """Of the points of its fields (points, 2), µm, beyond that of its tip."""
        points = self.fields.mesh.points
        away = np.linalg.norm(points - self.way[-1], axis=1)
        return np.asarray(
            self.fields.displacement
            - self.fields.displacement[away < away.min() + TOUCHING].mean(axis=0)
        )

    @property
    def widest(self) -> float:
        """How far its faces go from where they were, µm, beside the tip."""
        near, _ = cKDTree(self.way).query(self.fields.mesh.points)
        return float(np.linalg.norm(self.displacement[near < TOUCHING], axis=1).max())

    @property
    def label(self) -> str:
        """Its length in words."""
        return f"{digits(self.length)} µm"

    def window(self, margin: float, name: str | None = None) -> Viewport:
        """The square around it with a margin, of its length, named by that if not otherwise."""
        return square(self.way, margin * self.length, self.label if name is None else name)


def opened_cracks(seam: Seam, contact: bool, friction: float) -> tuple[OpenedCrack, ...]:
    """Cracks of a seam, the longest last; their fields stand on one mesh."""
    points, whole = seam.bonded.model.mesh.points, len(seam.facets.elements)
    longest = float(seam.path.distance[whole])
    kept = square(points[seam.path.nodes[: whole + 1]], KEPT * longest, "")
    wanted = [longest * 0.5**k for k in range(SHOWN)]
    found = []
    for parts in sorted({k for a in wanted if (k := seam.path.facets_within(a)) > 1}):
        own = crack(seam, parts, contact, friction)
        change = replace(own.solution, unknowns=own.change).displacement
        fields = of_solution(own.solution, change).within(kept.low, kept.high)
        pressing = own.seam.model.mesh.points[own.faces.first[own.force > 0]]
        way = points[seam.path.nodes[: parts + 1]]
        found.append(OpenedCrack(own.length, own.closed, way, pressing, fields))
    return tuple(found)


def square(way: np.ndarray, margin: float, name: str) -> Viewport:
    """The square around places (n, 2) with a margin, µm."""
    x, z = ((way.min(axis=0) + way.max(axis=0)) / 2).tolist()
    half = float(np.ptp(way, axis=0).max()) / 2 + margin
    return Viewport(name, (x - half, z - half), (x + half, z + half))
