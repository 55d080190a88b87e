"""The child process that holds gmsh: pickled jobs in on stdin, a pickled mesh out for each on stdout.

It is run as a script, so that a crash or a hang of gmsh costs a job and never the caller. It imports
nothing of the package.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from typing import Any

CONSTRAINED_DELAUNAY = 3  # no interior points: what a film's boundary points need


def triangulate(job: dict[str, Any]) -> dict[str, Any]:
    """Triangles of the surfaces of a job: `points`, `lines` (pairs of points), `inner` (the nodes of
    each line between its ends), `surfaces` (loops of signed line numbers from 1), `inside` (nodes of
    each surface that it has to have), `thin` (per surface), `algorithm`, `largest`.
    """
    import gmsh
    import numpy as np

    if gmsh.isInitialized():  # the job before failed
        gmsh.finalize()
    gmsh.initialize(interruptible=False)  # anew for every job, so that no job knows of another
    option = gmsh.option.setNumber
    option("General.Verbosity", 0)
    option("General.NumThreads", 1)
    option("Mesh.Algorithm", job["algorithm"])
    option("Mesh.MeshSizeMax", job["largest"])
    option("Mesh.MeshSizeFromPoints", 0)
    option("Mesh.MeshSizeExtendFromBoundary", 1)
    option("Mesh.MeshOnlyEmpty", 1)  # lines keep the nodes they are given
    geo = gmsh.model.geo
    for k, (x, z) in enumerate(job["points"].tolist(), 1):
        geo.addPoint(x, z, 0.0, tag=k)
    for k, (a, b) in enumerate(job["lines"], 1):
        geo.addLine(a + 1, b + 1, k)
    for k, loops in enumerate(job["surfaces"], 1):
        geo.addPlaneSurface([geo.addCurveLoop(loop.tolist()) for loop in loops], k)
    inside = [[geo.addPoint(x, z, 0.0) for x, z in own.tolist()] for own in job["inside"]]
    geo.synchronize()
    for k, own in enumerate(inside, 1):
        if own:
            gmsh.model.mesh.embed(0, own, 2, k)
    _give_nodes(job)
    for surface in np.flatnonzero(job["thin"]) + 1:
        gmsh.model.mesh.setAlgorithm(2, int(surface), CONSTRAINED_DELAUNAY)
    gmsh.model.mesh.generate(2)
    tags, xyz, _ = gmsh.model.mesh.getNodes()
    place = np.zeros(int(tags.max()) + 1, int)
    place[tags] = np.arange(len(tags))
    found = [gmsh.model.mesh.getElements(2, k)[2] for k in range(1, len(job["surfaces"]) + 1)]
    triangles = [place[f[0]].reshape(-1, 3) if f else np.empty((0, 3), int) for f in found]
    gmsh.finalize()
    return {
        "points": xyz.reshape(-1, 3)[:, :2].copy(),
        "triangles": np.concatenate(triangles),
        "surface": np.repeat(np.arange(len(triangles)), [len(t) for t in triangles]),
    }


def _give_nodes(job: dict[str, Any]) -> None:
    """Every line its nodes; one without any between its ends is a single side."""
    import gmsh
    import numpy as np

    mesh, points = gmsh.model.mesh, job["points"]
    given = zip(job["lines"], job["inner"], strict=True)
    lines = [(k, ends, inner) for k, (ends, inner) in enumerate(given, 1)]
    for point in sorted({p for _, ends, inner in lines if len(inner) for p in ends}):
        mesh.addNodes(0, point + 1, [point + 1], [*points[point], 0.0])
    after = len(points) + sum(map(len, job["inside"])) + 1
    for line, (a, b), inner in lines:
        if not len(inner):
            mesh.setTransfiniteCurve(line, 2)
            continue
        tags = np.arange(after, after + len(inner))
        way = points[b] - points[a]
        along = (inner - points[a]) @ way / (way @ way)
        mesh.addNodes(1, line, tags, np.insert(inner, 2, 0.0, axis=1).ravel(), along)
        path = np.r_[a + 1, tags, b + 1]
        sides = np.column_stack([path[:-1], path[1:]])
        mesh.addElementsByType(line, 1, np.r_[tags, after + len(inner)], sides.ravel())
        after += len(inner) + 1


def main() -> None:
    """Job after job until there are no more; gmsh's own output goes to stderr."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import gmsh  # noqa: F401  (loads while the caller still prepares the job)

    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit(job["seconds"])
        try:
            result = triangulate(job)
        except Exception as error:  # gmsh raises bare Exceptions with its log line
            result = {"error": str(error) or type(error).__name__}
        pickle.dump(result, out, protocol=5)
        out.flush()


def _limit(seconds: int) -> None:
    """Processor time from here on: a caller that is killed cannot stop its child, this can."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
