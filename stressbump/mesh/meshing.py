"""Section → mesh: points on edges, gmsh in a child process, six-node triangles, an audit.

Ladder on failure: another algorithm, then smaller elements; each attempt has a time limit, after which
the child and all it started are killed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree

from stressbump.errors import MeshError
from stressbump.mesh.arrangement import Arrangement, arrange
from stressbump.mesh.audit import audit
from stressbump.mesh.crack_tips import with_crack_tips
from stressbump.mesh.elements import TRIANGLE
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.gmsh_process import GmshProcess
from stressbump.mesh.memory import shortage
from stressbump.mesh.mesh import NOTHING, Mesh, distinct
from stressbump.mesh.quadratic import curved, quarter_points, six_node
from stressbump.mesh.refinement import refined
from stressbump.mesh.sizing import FROM_CRACK, LONG_FILMS, Sizes, space
from stressbump.mesh.tip_rings import tip_rings
from stressbump.process.section import Section

TIME_LIMIT = 60.0  # seconds an attempt may take
PER_TRIANGLE = 4  # unknowns: two nodes for each, in two directions
MOST_PER_POINT = 32  # unknowns per boundary node, more than there ever were: 9 … 30
GMSH_MAKES = (
    1.7  # times the triangles of sizes carried in linearly: 1.2 … 2.3, shipped and wide designs
)
PLACES = np.array([(i, j, 17 - i - j) for i in range(18) for j in range(18 - i)]) + 1 / 3
PLACES /= PLACES.sum(axis=1, keepdims=True)  # in a triangle, where its sizes are summed up
LADDER = ((6, 1.0), (5, 1.0), (6, 0.8), (1, 0.8))  # gmsh algorithm, size factor
SECONDS_PER_CUBE = 6e-12  # of the nodes around a thin surface: gmsh 4.15, 2 700 … 16 000 of them
BUSY = 2  # times as long
FILM = 0.2  # of the thickness at which an element as long as `aspect` allows is the largest
TIP_SHARE = (
    14  # elements at a tip are this much smaller than the smallest averaging window: ≥ 4 inside
)


@dataclass(frozen=True)
class MeshOptions:
    """How fine: `windows_um` are the averaging lengths that must hold four elements, `refine` the
    times every triangle is split in four on the same geometry. Another `seed` makes another mesh of
    the same sizes.
    """

    windows_um: tuple[float, ...] = (1.0, 2.0, 5.0)
    refine: int = 0
    aspect: float = 30.0
    coarsen: float = 1.0
    time_limit: float = TIME_LIMIT
    seed: int = 0


def generate(
    section: Section, options: MeshOptions | None = None, child: GmshProcess | None = None
) -> Mesh:
    """The audited mesh of a section. GeometryError for what is too fine to mesh, MeshError else."""
    options = options or MeshOptions()
    arr = with_crack_tips(arrange(section), section.flaws)
    tip = min(options.windows_um) / TIP_SHARE
    sizes = Sizes(tip=tip, largest=_largest(section), aspect=options.aspect).scaled(options.coarsen)
    attempts: list[str] = []
    for algorithm, factor in LADDER:
        job = _job(arr, sizes.scaled(factor), algorithm, options)
        _refuse_large(job, options.refine)
        _refuse_slow(arr, job, options.time_limit)
        try:
            raw = (child or GmshProcess()).run(job, options.time_limit)
            return _finished(section, arr, raw, options)
        except MeshError as error:
            attempts.append(f"algorithm {algorithm}, size × {factor:g}: {error}")
            child = None
    raise MeshError("no mesh after {} attempts\n  {}".format(len(attempts), "\n  ".join(attempts)))


def _largest(section: Section) -> float:
    x0, z0, x1, z1 = section.solid.bounds
    return max(x1 - x0, z1 - z0) / 12


def _refuse_large(job: dict[str, Any], refine: int) -> None:
    """MeshError for a mesh whose factorisation would not fit into memory."""
    points = len(job["points"]) + sum(map(len, job["inner"]))
    finer = len(TRIANGLE.parts) ** refine
    if not shortage(MOST_PER_POINT * points * finer):
        return
    unknowns = int(PER_TRIANGLE * triangles_forecast(job)) * finer
    if short := shortage(unknowns):
        raise MeshError(
            f"about {unknowns:,} unknowns are forecast, which need {short[0]:.1f} GiB;"
            f" {short[1]:.1f} are free. Refine less, or thicken the thinnest film"
        )


def triangles_forecast(job: dict[str, Any]) -> float:
    """How many triangles gmsh will make of a job, within a factor of two.

    As it does, sizes at the boundary are carried into a surface linearly, over the Delaunay triangles of
    its boundary nodes; h² √3/4 of area are a triangle. Thin surfaces get no nodes inside.
    """
    total = 0.0
    for loops, thin in zip(job["surfaces"], job["thin"], strict=True):
        rings = [np.vstack([_chain(job, line)[:-1] for line in loop]) for loop in loops]
        count = sum(map(len, rings))
        total += count if thin else max(count, GMSH_MAKES * _interior(rings, job["largest"]))
    return total


def _chain(job: dict[str, Any], line: int) -> np.ndarray:
    """The nodes of a signed line, from end to end."""
    a, b = job["lines"][abs(line) - 1]
    chain = np.vstack([job["points"][a], job["inner"][abs(line) - 1], job["points"][b]])
    return chain if line > 0 else chain[::-1]


def _interior(rings: list[np.ndarray], largest: float) -> float:
    """The integral of 4/√3 h⁻² over a surface with an outline and holes."""
    nodes = np.vstack(rings)
    ahead = [np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1) for ring in rings]
    size = np.concatenate([(d + np.roll(d, 1)) / 2 for d in ahead])
    outline = shapely.Polygon(rings[0], rings[1:])
    shapely.prepare(outline)
    corners = Delaunay(nodes).simplices
    corners = corners[shapely.contains_xy(outline, *nodes[corners].mean(axis=1).T)]
    (ax, az), (bx, bz) = np.moveaxis(np.diff(nodes[corners], axis=1), 0, 2).swapaxes(0, 1)
    h = np.minimum(size[corners] @ PLACES.T, largest)
    return float((np.abs(ax * bz - az * bx) / 2 * (h**-2).mean(axis=1)).sum() * 4 / np.sqrt(3))


def _refuse_slow(arr: Arrangement, job: dict[str, Any], limit: float) -> None:
    """MeshError where thin surfaces have so many nodes that a busy machine may exceed the limit."""
    nodes = np.array([len(between) + 1 for between in job["inner"]])
    around = np.array(
        [sum(int(nodes[abs(loop) - 1].sum()) for loop in loops) for loops in job["surfaces"]]
    )
    around = np.where(job["thin"], around, 0)
    seconds = SECONDS_PER_CUBE * float((around.astype(float) ** 3).sum())
    if BUSY * seconds > limit:
        most = int(around.argmax())
        raise MeshError(
            f"{arr.regions[arr.face_region[most]]}: {around[most]:,} nodes around one piece, for which"
            f" the mesher would take {seconds:.0f} s or, on a busy machine, more than the {limit:g} s"
            f" allowed; {LONG_FILMS}"
        )


def _job(arr: Arrangement, sizes: Sizes, algorithm: int, options: MeshOptions) -> dict[str, Any]:
    """What the mesher is given: straight edges as one line each with its nodes, arcs chord by chord."""
    chains = space(arr, sizes, options.seed)
    points, count, runs = [arr.vertices], len(arr.vertices), {}
    lines: list[tuple[int, int]] = []
    inner: list[np.ndarray] = []
    for (a, b), chain, arc in zip(arr.edges.tolist(), chains, arr.arc.tolist(), strict=True):
        between, path = chain[1:-1], np.array([a, b])
        if arc >= 0:
            points.append(between)
            path = np.r_[a, count + np.arange(len(between)), b]
            count, between = count + len(between), between[:0]
        runs[a, b] = len(lines) + np.arange(1, len(path))
        lines += pairwise(path.tolist())
        inner += [between] * (len(path) - 1)
    surfaces = [[_loop(ring, runs) for ring in rings] for _, rings in arr.faces]
    return {
        "points": np.vstack(points),
        "lines": lines,
        "inner": inner,
        "surfaces": surfaces,
        "inside": tip_rings(arr, FROM_CRACK),
        "thin": np.array([_mean_width(arr, rings) for _, rings in arr.faces])
        < FILM * sizes.largest / sizes.aspect,
        "algorithm": algorithm,
        "largest": sizes.largest,
    }


def _loop(ring: tuple[int, ...], runs: dict[tuple[int, int], np.ndarray]) -> np.ndarray:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return np.concatenate([runs[p] if p in runs else -runs[p[::-1]][::-1] for p in pairs])


def _mean_width(arr: Arrangement, rings: tuple[tuple[int, ...], ...]) -> float:
    x, y = arr.vertices[list(rings[0])], np.roll(arr.vertices[list(rings[0])], -1, axis=0)
    area = abs((x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]).sum()) / 2
    return 2 * area / np.linalg.norm(y - x, axis=1).sum()


def _finished(
    section: Section, arr: Arrangement, raw: dict[str, Any], options: MeshOptions
) -> Mesh:
    used, corners = distinct(raw["triangles"], len(raw["points"]))
    region = arr.face_region[raw["surface"]]
    mesh = six_node(raw["points"][used], corners, region, arr.regions, arr.width)
    mesh = curved(mesh, section.arcs)
    mesh = replace(mesh, tips=_nodes_at(mesh, arr.vertices[list(arr.crack_tips)]))
    for _ in range(options.refine):
        mesh = refined(mesh)
    audit(mesh, section)
    return split_free_faces(quarter_points(mesh), section.cell.free_faces)


def _nodes_at(mesh: Mesh, places: np.ndarray) -> np.ndarray:
    """The corner nodes nearest to places (n, 2)."""
    corners = np.unique(mesh.corners)
    return corners[cKDTree(mesh.points[corners]).query(places)[1]] if len(places) else NOTHING
