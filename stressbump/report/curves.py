"""Curves of a page: tractions along interfaces, stress along films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from stressbump.export.fields import Fields
from stressbump.export.series import DASHES, SERIES
from stressbump.measures import percentile
from stressbump.measures.principal import largest_in_plane
from stressbump.mesh.mesh import Facets, facet_ends, interface
from stressbump.process.section import Section
from stressbump.report.figures import figure, panels, svg
from stressbump.survey import film_ends, is_film, pairs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 3
XZ = 3  # of the components of stress
INSIDE = 0.95  # of an interface's length whose tractions fit into the frame
ABOVE = 0.45  # inches, for the legend
MANY, NEAR = 4, 5.0  # edges, from which on only the outermost is shown, with so many windows beside


@dataclass(frozen=True, eq=False)
class Tractions:
    """Along one interface, piece by piece: three places for each side of an element."""

    distance: np.ndarray  # (sides, 3) µm along the interface
    normal: np.ndarray  # (sides, 3) MPa, tension positive
    shear: np.ndarray  # (sides, 3) MPa, along the facets
    edges: tuple[float, ...]  # where the interface ends, but for symmetry planes
    outermost: float | None  # the edge with the largest x, if there is one


def tractions(
    fields: Fields, first: str, second: str, walls: tuple[float, ...], side: str = ""
) -> Tractions:
    """Stress on the face of `first` to `second`, as `side` has it, the first by default; `walls` are
    the x of the planes of symmetry.
    """
    mesh, shared = fields.mesh, interface(fields.mesh, first, second)
    order, start = _chained(fields, shared)
    own = shared.other_nodes if side == second else shared.nodes
    nodes = own[order][:, [0, 2, 1]]
    ends = mesh.points[nodes]
    run = ends[:, 2] - ends[:, 0]
    length = np.linalg.norm(run, axis=1)
    tangent = (run / length[:, None]).T[:, :, None]
    xx, zz, _, xz = fields.stress[:4, nodes]
    tx, tz = tangent
    nx, nz = tz, -tx
    distance = start[:, None] + length[:, None] * np.array([0.0, 0.5, 1.0])
    at_end = np.isin(mesh.origin[nodes], mesh.origin[facet_ends(mesh, shared)])
    free = ~np.any(np.abs(mesh.points[nodes, 0][..., None] - np.array(walls)) < 1e-6, axis=-1)
    edge = at_end & free
    x = mesh.points[nodes, 0]
    outermost = float(distance[edge][np.argmax(x[edge])]) if edge.any() else None
    return Tractions(
        distance,
        nx * nx * xx + nz * nz * zz + 2 * nx * nz * xz,
        nx * tx * xx + nz * tz * zz + (nx * tz + nz * tx) * xz,
        tuple(np.unique(distance[edge]).tolist()),
        outermost,
    )


def _chained(fields: Fields, shared: Facets) -> tuple[np.ndarray, np.ndarray]:
    """The facets in their order along it, and where each starts on it, µm."""
    mesh = fields.mesh
    start, end = mesh.origin[shared.ends].T
    step = mesh.points[shared.nodes[:, 1]] - mesh.points[shared.nodes[:, 0]]
    length = np.linalg.norm(step, axis=1)
    following = {int(node): k for k, node in enumerate(start)}
    heads = [k for k in range(len(start)) if start[k] not in set(end.tolist())]
    order, seen = [], set()
    for head in sorted(heads, key=lambda k: mesh.points[start[k], 0]) + list(range(len(start))):
        k: int | None = head
        while k is not None and k not in seen:
            seen.add(k)
            order.append(k)
            k = following.get(int(end[k]))
    found = np.array(order)
    return found, np.cumsum(length[found]) - length[found]


def shear_moduli(section: Section, temperature: float) -> dict[str, float]:
    """Of every region, in the section's plane, MPa: which side of a face is the softer."""
    moduli = {r.name: r.material.law.moduli(temperature) for r in section.regions}
    return {n: m.shear if m.isotropic else float(m.stiffness[XZ, XZ]) for n, m in moduli.items()}


def draw_tractions(
    shown: dict[str, Fields], focus: tuple[str, ...], windows: tuple[float, ...],
    walls: tuple[float, ...], free_faces: set[frozenset[str]], shear: Mapping[str, float],
) -> Markup | None:  # fmt: skip
    """Normal and shear traction along every bonded interface of the focus, windows marked, as the side
    has them that is the softer by its region's `shear` modulus.
    """
    first = next(iter(shown.values()))
    standing = tuple(first.mesh.regions[i] for i in np.unique(first.mesh.region))
    wanted = [
        pair
        for pair in pairs(first.mesh, standing)
        if set(pair) & set(focus)
        and frozenset(pair) not in free_faces
        and _long_enough(tractions(first, *pair, walls), min(windows))
    ]
    if not wanted:
        return None
    with figure(11, 2.4 * -(-len(wanted) // COLUMNS) + ABOVE) as out:
        grid = panels(out, len(wanted), COLUMNS, ABOVE)
        for axes, pair in zip(grid, wanted, strict=True):
            _draw_pair(axes, shown, pair, windows, walls, min(pair, key=lambda n: shear[n]))
        out.legend(*grid[0].get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "tractions", "normal and shear traction along each interface")


def _long_enough(found: Tractions, window: float) -> bool:
    """Whether the pieces of an interface hold an averaging window."""
    return float(found.distance.max()) / max(1, len(found.edges) // 2) > window


def _draw_pair(
    axes: Axes, shown: dict[str, Fields], pair: tuple[str, str], windows: tuple[float, ...],
    walls: tuple[float, ...], side: str,
) -> None:  # fmt: skip
    limit = 0.0
    edges: set[float] = set()
    first = tractions(next(iter(shown.values())), *pair, walls)
    for (name, fields), dashes in zip(shown.items(), DASHES, strict=False):
        if not set(pair) <= set(fields.mesh.regions) or not len(
            interface(fields.mesh, *pair).elements
        ):
            continue
        found = tractions(fields, *pair, walls, side)
        length = np.repeat((found.distance[:, 2] - found.distance[:, 0]) / 3, 3)
        for values, kind, colour in (
            (found.normal, "normal", SERIES[0]),
            (found.shear, "shear", SERIES[1]),
        ):
            label = f"{kind}, {name}"
            axes.plot(*_with_gaps(found.distance, values), dashes, color=colour, lw=1, label=label)
            limit = max(limit, percentile(np.abs(values).ravel(), length, INSIDE))
        edges |= set(found.edges)
    low, high = axes.get_xlim()
    if first.outermost is not None and len(first.edges) > MANY:
        reach = NEAR * max(windows)
        low, high = max(low, first.outermost - reach), min(high, first.outermost + reach)
    for edge in (e for e in edges if low <= e <= high):
        for window in (w for w in windows if w < high - low):
            axes.axvspan(edge - window, edge + window, color=SERIES[2], alpha=0.12, lw=0)
    axes.set_xlim(low, high)
    axes.set_ylim(-1.4 * limit or -1, 1.4 * limit or 1)
    axes.axhline(0, lw=0.5, color="#888888")
    axes.set_title("/".join(pair), fontsize=9, loc="left")
    axes.set_xlabel("way along the interface (µm)")
    axes.set_ylabel("MPa")


def _with_gaps(distance: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Flat lists with a gap between elements: nothing is averaged from one to the next."""
    gap = np.full((len(distance), 1), np.nan)
    return np.hstack([distance, gap]).ravel(), np.hstack([values, gap]).ravel()


def draw_films(shown: dict[str, Fields], axisymmetric: bool, window: float) -> Markup | None:
    """Membrane stress along every film, averaged as the film measures are."""
    first = next(iter(shown.values()))
    standing = [first.mesh.regions[i] for i in np.unique(first.mesh.region)]
    films = [name for name in standing if is_film(first.mesh, name)]
    if not films:
        return None
    with figure(11, 2.3 * -(-len(films) // COLUMNS) + ABOVE) as out:
        grid = panels(out, len(films), COLUMNS, ABOVE)
        for axes, film in zip(grid, films, strict=True):
            for (name, fields), dashes, colour in zip(shown.items(), DASHES, SERIES, strict=False):
                if film in [fields.mesh.regions[i] for i in np.unique(fields.mesh.region)]:
                    x, stress = membrane(fields, film, axisymmetric, window)
                    axes.step(x, stress, dashes, color=colour, where="mid", lw=1, label=name)
                    if len(x) == 1:
                        axes.plot(x, stress, "o", color=colour)
            axes.axhline(0, lw=0.5, color="#888888")
            axes.set_title(film, fontsize=9, loc="left")
            axes.set_xlabel("r (µm)" if axisymmetric else "x (µm)")
            axes.set_ylabel("MPa")
        out.legend(*grid[0].get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "films", "membrane stress along each film")


def membrane(
    fields: Fields, film: str, axisymmetric: bool, window: float
) -> tuple[np.ndarray, np.ndarray]:
    """Middle of each window along x, µm, and the film's stress in it, MPa, as `film_stress` has it."""
    own = fields.flat[fields.flat_region == fields.mesh.regions.index(film)]
    area = fields.area[fields.flat_region == fields.mesh.regions.index(film)]
    x = fields.mesh.points[own, 0].mean(axis=1)
    weight = area * (x if axisymmetric else 1.0)
    low, high = film_ends(fields.mesh, film)
    count = max(1, round((high - low) / window))
    index = np.clip((x - low) / (high - low) * count, 0, count - 1).astype(int)
    volume = np.bincount(index, weight, count)
    filled = np.flatnonzero(volume)
    xx, out = (
        np.bincount(index, weight * fields.stress[c][own].mean(axis=1), count)[filled]
        / volume[filled]
        for c in (0, 2)
    )
    middle = low + (filled + 0.5) * (high - low) / count
    return middle, largest_in_plane(xx, out, np.zeros_like(xx))
