"""A small package beside NGSolve's solution of all of it in three dimensions.

Four by four round posts between chip and board, a quarter of it, curved tetrahedra of order p,
displacements alone. NGSolve has wheels of its own, so two Pythons take turns:

    .venv/bin/python -m benchmarks.package_ngsolve write out/ngsolve
    python -m venv out/venv && out/venv/bin/pip install ngsolve
    out/venv/bin/python -m benchmarks.package_ngsolve compare out/ngsolve --record
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.record import record, words

WIDTH, GAP = 60.0, 40.0  # µm, of the joint's cell
PITCH = WIDTH * 3.141592653589793**0.5
ROWS, RADIUS, COLD = 4, 12.0, -125.0
SOLIDS = {  # E in MPa, ν, α in 1/K
    "chip": (130e3, 0.28, 3e-6), "post": (50e3, 0.36, 22e-6), "board": (20e3, 0.2, 16e-6),
}  # fmt: skip


@dataclass(frozen=True)
class Package:
    """Half sides of chip and board in pitches, and how thick they are, µm."""

    chip: float
    board: float
    thickness: tuple[float, float]


THIN, THICK = (60.0, 80.0), (160.0, 270.0)
ENDS, BEYOND = "chip and board end with the array", "board reaches farther"
PACKAGES = {
    ENDS: Package(2.0, 2.0, THIN),
    BEYOND: Package(2.0, 4.0, THIN),
    f"{ENDS}, thick": Package(2.0, 2.0, THICK),
    f"{BEYOND}, thick": Package(2.0, 4.0, THICK),
}
SIZE = 60.0  # µm, of tetrahedra in the plates
FINE = (2, 1), (3, 1)  # degree, levels towards the edges of the joints
KINDS = "shear", "axial", "moment"


def recipe(package: Package) -> dict[str, Any]:
    chip, board = package.thickness

    def layer(name: str, thickness: float) -> dict[str, Any]:
        E, nu, cte = SOLIDS[name]
        solid = {"E_MPa": E, "nu": nu, "cte_ppm_per_K": cte * 1e6}
        return {"material": solid, "thickness_um": thickness, "born_C": 150}

    steps = [
        layer("chip", chip) | {"deposit": "chip", "how": "planar"},
        layer("post", GAP) | {"deposit": "post", "how": "planar"},
        {"pattern": "post", "diameter_um": 2 * RADIUS},
        layer("board", board) | {"deposit": "board", "how": "planar", "part": "board"},
        {"join": "board", "flip": True, "born_C": 150, "cures": "post"},
    ]
    cell = {"width_um": WIDTH, "support": "two laminates"}
    return {"cell": cell, "step": steps, "windows_um": [20.0]}


def write(folder: Path) -> None:
    """This package's numbers of the quarter's joints, the nearest to the middle first."""
    import numpy as np

    from stressbump.designs.design import from_table
    from stressbump.history.stack import assembled
    from stressbump.mesh.meshing import MeshOptions, generate
    from stressbump.package.layout import Layout
    from stressbump.package.solution import solve_package
    from stressbump.process.build import build

    x = (np.arange(ROWS) - (ROWS - 1) / 2) * PITCH
    places = np.stack(np.meshgrid(x, x, indexing="ij"), -1).reshape(-1, 2)
    found = {}
    for name, package in PACKAGES.items():
        section = build(from_table(recipe(package), "joint").recipe)
        assembly = assembled(section, generate(section, MeshOptions((5.0,), refine=1)))[0]
        sides = tuple((2 * n * PITCH,) * 2 for n in (package.chip, package.board))
        s = solve_package(assembly, Layout(places, PITCH, *sides), 25.0, finer=2)
        own = (places > 0).all(axis=1)
        ends = np.array([0.0, package.chip * PITCH])
        found[name] = {
            "shear": s.shear[own].tolist(),
            "axial": s.axial[own].tolist(),
            "moment": s.moment[own].tolist(),
            "places": places[own].tolist(),
            "bow": [float(np.ptp(s.risen(k, ends, ends))) for k in (0, 1)],
        }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps(found, indent=1))


COLUMNS = {
    "package": "{}", "degree": "{}", "levels": "{}", "unknowns in 3-D": "{}", "shear": "{:.2%}",
    "axial": "{:.2%}", "moment": "{:.2%}", "bow of the chip": "{:.2%}", "bow of the board": "{:.2%}",
}  # fmt: skip


def compare(folder: Path) -> None:
    """NGSolve's numbers, and how far this package's are from them, per the largest of a kind."""
    import numpy as np

    own = json.loads((folder / "package.json").read_text())
    rows: list[tuple[Any, ...]] = []
    for name, package in PACKAGES.items():
        for order, levels in FINE:
            theirs = solid(package, own[name]["places"], order, levels)
            off = []
            for kind in KINDS:
                a, b = (np.array(found[kind]) for found in (own[name], theirs))
                off.append(float(np.abs(a - b).max() / np.abs(b).max()))
                print(kind, a.tolist(), b.tolist(), flush=True)
            off += [a / b - 1 for a, b in zip(own[name]["bow"], theirs["bow"], strict=True)]
            rows.append((name, order, levels, theirs["unknowns"], *off))
            print(*rows[-1], flush=True)
    record("package_ngsolve", COLUMNS, rows, size_um=SIZE)


def solid(package: Package, places: list[list[float]], order: int, levels: int) -> Any:
    """A quarter, mirrored at x = 0 and y = 0; forces out of the posts' stress."""
    import ngsolve as ng
    from netgen import occ
    from ngsolve import CF, H1, Id, Integrate, Trace, dx, grad, x, y

    chip, board = package.thickness
    foot, top, end = board, board + GAP, package.chip * PITCH
    sides = {"chip": (end, top, chip), "board": (package.board * PITCH, 0.0, board)}
    parts = [
        occ.Box(occ.Pnt(0, 0, low), occ.Pnt(a, a, low + h)).mat(name)
        for name, (a, low, h) in sides.items()
    ]
    for k, (px, py) in enumerate(places):
        post = occ.Cylinder(occ.Pnt(px, py, foot), occ.Z, r=RADIUS, h=GAP)
        post.maxh = RADIUS
        parts.append(post.mat(f"post{k}"))
    shape = occ.Glue(parts)
    for face in shape.faces:
        low, high = face.bounding_box
        face.name = "x0" if high.x < 1e-6 else "y0" if high.y < 1e-6 else "free"
    for edge in shape.edges:  # where the field is singular: the feet of the posts
        low, high = edge.bounding_box
        if high.z - low.z < 1e-6 and abs(high.x - low.x - 2 * RADIUS) < 1e-3:
            edge.hpref = 1
    mesh = ng.Mesh(occ.OCCGeometry(shape).GenerateMesh(maxh=SIZE))
    mesh.RefineHP(levels, factor=0.2)
    mesh.Curve(order + 1)
    space = ng.FESpace([H1(mesh, order=order, dirichlet=d) for d in ("x0", "y0", "")])
    u, v = space.TnT()

    def by_region(index: int):
        named = {f"post{k}": SOLIDS["post"][index] for k in range(len(places))}
        return mesh.MaterialCF(named | {n: SOLIDS[n][index] for n in ("chip", "board")})

    E, nu, cte = (by_region(k) for k in range(3))
    G, lam = E / 2 / (1 + nu), E * nu / (1 + nu) / (1 - 2 * nu)
    heat = cte * COLD

    def strain(w):
        g = CF(tuple(grad(part) for part in w), dims=(3, 3))
        return (g + g.trans) / 2

    def stress(e):
        return 2 * G * e + lam * Trace(e) * Id(3)

    a = ng.BilinearForm(space, symmetric=True, condense=True)
    a += ng.InnerProduct(stress(strain(u)), strain(v)) * dx
    a += 1e-6 * u[2] * v[2] * dx("board")  # holds the one rigid motion, of forces that balance
    f = ng.LinearForm((2 * G + 3 * lam) * heat * Trace(strain(v)) * dx)
    a.Assemble()
    f.Assemble()
    found = ng.GridFunction(space)
    inverse = a.mat.Inverse(space.FreeDofs(True), inverse="sparsecholesky")
    ext, exth, inner = a.harmonic_extension, a.harmonic_extension_trans, a.inner_solve
    right = f.vec.CreateVector()
    right.data = f.vec + exth * f.vec
    found.vec.data = inverse * right
    found.vec.data += ext * found.vec
    found.vec.data += inner * f.vec
    e = strain(tuple(found.components)) - heat * Id(3)
    s = stress(e)
    result: dict[str, Any] = {"shear": [], "axial": [], "moment": [], "unknowns": space.ndof}
    for k, (px, py) in enumerate(places):

        def of(c, k=k):
            return (
                Integrate(c, mesh, definedon=mesh.Materials(f"post{k}"), order=2 * order + 2) / GAP
            )

        result["shear"].append([of(s[0, 2]), of(s[1, 2])])
        result["axial"].append(of(s[2, 2]))
        result["moment"].append([-of(s[2, 2] * (x - px)), -of(s[2, 2] * (y - py))])
    w = found.components[2]
    result["bow"] = [
        abs(w(mesh(1e-9, 1e-9, level)) - w(mesh(end, end, level)))
        for level in (top + chip / 2, board / 2)
    ]
    return result


if __name__ == "__main__":
    {"write": write, "compare": compare}[words()[0]](Path(words()[1]))
