"""Where the names of regions stand in a panel of a picture: well inside what they name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stressbump.export.zooms import Viewport, extent
from stressbump.mesh.mesh import Mesh

LATTICE_POINTS = 900  # of the lattice on which a panel is read
LABEL_CLEARANCE = (
    0.045  # of a panel's smaller side, that a name keeps away from the region's limits
)


def names(
    mesh: Mesh, elements: np.ndarray, window: Viewport, avoid: Sequence[Viewport] = ()
) -> list[tuple[str, float, float]]:
    """Names of the regions that are thick enough in a window, each with its x and z.

    Names stand deep inside what they name, and not in the windows to avoid.
    """
    lines = _lattice(window)
    lattice = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1).reshape(-1, 2)
    region = _regions(mesh, elements, lines, lattice)
    for other in avoid:
        region[np.all((lattice > other.low) & (lattice < other.high), axis=1)] = -1
    found = []
    for i in np.unique(region[region >= 0]):
        own, others = lattice[region == i], lattice[region != i]
        depth = np.minimum(own - window.low, window.high - own).min(axis=1)
        if len(others):
            off = (own[:, None] - others).swapaxes(0, 2)
            depth = np.minimum(depth, np.hypot(*off).min(axis=0))
        if depth.max() < LABEL_CLEARANCE * min(window.size):
            continue
        deep = own[depth > 0.9 * depth.max()]
        x, z = deep[np.argmin(np.abs(deep - np.median(deep, axis=0)).sum(axis=1))].tolist()
        found.append((mesh.regions[i], x, z))
    return found


def _lattice(window: Viewport) -> list[np.ndarray]:
    """Values of x and of z that are evenly spread over a window."""
    width, height = window.size
    step = (width * height / LATTICE_POINTS) ** 0.5
    return [
        low + size * (np.arange(n) + 0.5) / n
        for low, size in zip(window.low, window.size, strict=True)
        for n in [max(1, round(size / step))]
    ]


def _regions(
    mesh: Mesh, elements: np.ndarray, lines: list[np.ndarray], places: np.ndarray
) -> np.ndarray:
    """The region (n,) that each place of the lattice lies in, -1 outside; sides count as straight."""
    corners = mesh.points[mesh.corners[elements]]
    box = extent(corners)
    first = np.stack([np.searchsorted(*pair) for pair in zip(lines, box.low, strict=True)])
    after = np.stack(
        [np.searchsorted(*pair, "right") for pair in zip(lines, box.high, strict=True)]
    )
    wide, tall = after - first  # places that the box of each triangle holds, along x and along z
    triangle = np.repeat(np.arange(len(corners)), wide * tall)
    number = np.arange(len(triangle)) - np.repeat(np.cumsum(wide * tall) - wide * tall, wide * tall)
    column = first[0, triangle] + number // tall[triangle]
    place = column * len(lines[1]) + first[1, triangle] + number % tall[triangle]
    start = corners[triangle]
    edge, off = np.roll(start, -1, axis=1) - start, places[place, None] - start
    inside = (edge[..., 0] * off[..., 1] >= edge[..., 1] * off[..., 0]).all(axis=1)
    region = np.full(len(places), -1)
    region[place[inside]] = mesh.region[elements[triangle[inside]]]
    return region
