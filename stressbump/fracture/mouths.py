"""Where a third region spans the mouth of a crack: how much of its hold the facet parted there takes.

Around that place lie the third region and the two that the crack parts, whose faces are free: u ~ r^λ.
Parted over h, it lets go by c h^(2λ) too much, in G as in K. Between solids that are alike λ is 1/2; where
the third is much softer than both faces it is small, as √(E/E_faces) is, and every decade of length holds
much as the one above it does.
"""

from __future__ import annotations

from math import expm1, log, pi

import numpy as np

from stressbump.fracture.seams import Seam
from stressbump.fracture.singular import Tip, Wedge, exponents, solid

HELD_TO = 1e-4  # µm, an atom: a length below which nothing holds
JUMPS = 2  # fields at the least, as faces open and slide


def times_half(seam: Seam) -> float:
    """How many times what half of a mouth held changes is what one held to an atom does."""
    points = seam.bonded.model.mesh.points
    wide = float(np.linalg.norm(np.diff(points[seam.path.mouth.ends[0]], axis=0)))
    return times_half_at(growth(mouth_tip(seam)), max(2.0, wide / HELD_TO))


def times_half_at(power: float, ratio: float) -> float:
    """The same where fields grow like r^λ, λ the `power`, of a mouth so many times as wide."""
    if power == 0:
        return log(ratio, 2)
    return expm1(-2 * power * log(ratio)) / expm1(-2 * power * log(2))


def mouth_tip(seam: Seam) -> Tip:
    """The wedges around the place where a seam's cracks begin, from one of their faces to the other."""
    mesh, path = seam.bonded.model.mesh, seam.path
    points, mouth = mesh.points, path.nodes[0]
    element, corner = np.nonzero(mesh.corners == mouth)
    beside = [mesh.corners[element, (corner + k) % mesh.element.corners] for k in (1, -1)]
    start, end = (
        np.arctan2(z, x) for x, z in (points[n].T - points[mouth][:, None] for n in beside)
    )
    opening = (end - start) % (2 * pi)
    first = float(np.arctan2(*path.directions[0][::-1]))
    order = np.argsort((start + opening / 2 - first) % (2 * pi))
    regions, openings = mesh.region[element[order]], opening[order]
    begins = np.flatnonzero(np.append(True, np.diff(regions) != 0))
    names = tuple(mesh.regions[k] for k in regions[begins])
    wide = np.add.reduceat(openings, begins)
    at = first + np.append(0.0, np.cumsum(wide[:-1]))
    wedges = tuple(
        Wedge(solid(seam.system.blocks[name].stiffness), float(w), float(a))
        for name, w, a in zip(names, wide, at, strict=True)
    )
    x, z = map(float, points[mouth])
    return Tip((x, z), names, wedges)


def growth(tip: Tip) -> float:
    """The least λ of a mouth, 0 where it is too small to be told."""
    try:
        found = exponents(tip.wedges, tip.ends)
    except RuntimeError:
        return 0.0
    told = sum(e.count * (2 if e.value.imag else 1) for e in found)
    return min(e.value.real for e in found) if told >= JUMPS else 0.0
