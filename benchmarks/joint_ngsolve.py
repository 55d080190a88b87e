"""The harmonics of a joint's cell beside NGSolve's solution of the same cell in three dimensions.

A quarter of the cell, curved tetrahedra of order p out of Open CASCADE's own shapes, displacements
alone. NGSolve has wheels of its own, so two Pythons take turns:

    .venv/bin/python -m benchmarks.joint_ngsolve write out/ngsolve
    python -m venv out/venv && out/venv/bin/pip install ngsolve
    out/venv/bin/python -m benchmarks.joint_ngsolve compare out/ngsolve --record
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.record import record, words

RADIUS, CHIP, GAP, BOARD = 60.0, 40.0, 40.0, 50.0  # µm
FEET = 18.0, 20.0  # radii of the joint at the chip and at the board, µm
COLLAR = 28.0, 15.0  # inner radius and thickness, µm
SOLIDS = {  # E in MPa and ν
    "chip": (130e3, 0.28), "post": (50e3, 0.36), "board": (24e3, 0.2), "collar": (500.0, 0.4),
}  # fmt: skip
DRIVES = "rigid walls, n = 1", "body forces, n = 1", "unequal strains, n = 2"
FINE = (4, 16.0, 4), (5, 16.0, 5)  # degree, size in µm, levels towards the edges of the joint


def recipe() -> dict[str, Any]:
    def layer(name: str, thickness: float) -> dict[str, Any]:
        E, nu = SOLIDS[name]
        solid = {"E_MPa": E, "nu": nu, "cte_ppm_per_K": 0.0}
        return {"material": solid, "thickness_um": thickness, "born_C": 25}

    molten = {"wets": "chip", "shape": "barrel", "standoff_um": GAP, "pad_diameter_um": 2 * FEET[1]}
    steps = [
        layer("chip", CHIP) | {"deposit": "chip", "how": "planar"},
        layer("collar", COLLAR[1]) | {"deposit": "collar", "how": "planar"},
        {"open": "collar", "diameter_um": 2 * COLLAR[0]},
        layer("post", 95.0) | {"print": "post", "diameter_um": 2 * FEET[0]},
        {"reflow": "post", "born_C": 25} | molten,
        layer("board", BOARD) | {"deposit": "board", "how": "planar", "part": "board"},
        {"join": "board", "flip": True, "born_C": 25, "cures": "post"},
    ]
    cell = {"width_um": RADIUS, "support": "two laminates"}
    return {"cell": cell, "step": steps, "windows_um": [0.1]}


def write(folder: Path) -> None:
    """What the harmonics say, and the one number of the shape that the recipe found: the joint's girth."""
    import numpy as np

    from stressbump.designs.design import from_table
    from stressbump.history.stack import assembled
    from stressbump.joint.angles import angles_of, around
    from stressbump.joint.cell import joint_cell
    from stressbump.measures.von_mises import von_mises
    from stressbump.mechanics.kinematics import harmonic
    from stressbump.mechanics.loading import Loads, solve
    from stressbump.mechanics.model import Model
    from stressbump.mechanics.sample import in_region
    from stressbump.mechanics.supports import Hold, at_x, free
    from stressbump.mechanics.system import factorise
    from stressbump.mesh.meshing import MeshOptions, generate
    from stressbump.process.build import build

    section = build(from_table(recipe(), "joint").recipe)
    mesh = generate(section, MeshOptions((0.1,), refine=1))
    assembly = assembled(section, mesh)[0]

    def means(solution, n: int, scale: float) -> dict[str, float]:
        found = {}
        for name in solution.blocks:
            sample = in_region(solution, name)
            theta, share = angles_of([n], 64)
            size = von_mises(around({n: sample.stress}, theta)) @ share
            found[name] = float(size @ sample.weight / sample.weight.sum()) * scale
        return found

    walls = {}
    for side, sign in (("chip", 1), ("board", 0)):
        names = ("chip", "collar") if sign else ("board",)
        walls[side] = at_x(mesh, np.unique(mesh.triangles[mesh.elements_in(*names)]), mesh.width)
    holds = [Hold(f"{a} {s}", a, n) for s, n in walls.items() for a in "xzs"]
    model = Model(mesh, harmonic(1), free, assembly.laws, tuple(holds))
    rigid = solve(factorise(model, 25.0), Loads(prescribed={"x chip": 1.0}))
    force = sum(
        float(p @ u) for p, u in [(rigid.unknowns, factorise(model, 25.0).matrix @ rigid.unknowns)]
    )
    cell = joint_cell(assembly, 25.0)
    k = cell.shear_stiffness
    q = {"e_chip": 1e-3, "e_board": -1e-3}
    oval = cell.oval.stiffness @ [q.get(n, 0.0) for n in cell.oval.names]
    (arc,) = section.arcs
    middle = BOARD + GAP / 2
    girth = arc.centre[0] + np.sqrt(arc.radius**2 - (middle - arc.centre[1]) ** 2)
    found = {
        "girth": float(girth),
        DRIVES[0]: {"k": force, "means": means(rigid, 1, 1 / force)},
        DRIVES[1]: {"k": k, "means": means(cell.across.solution({"slide": 1 / k}), 1, 1.0)},
        DRIVES[2]: {
            "k": float(oval @ [q.get(n, 0.0) for n in cell.oval.names]),
            "means": means(cell.oval.solution(q), 2, 1.0),
        },
        "heights": [cell.chip.height, cell.board.height],
        "unknowns": cell.across.system.size,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "harmonics.json").write_text(json.dumps(found, indent=1))


COLUMNS = {
    "load": "{}", "degree": "{}", "levels": "{}", "unknowns in 3-D": "{}", "unknowns of the harmonic": "{}",
    "force": "{:.1e}", "mean von Mises stress": "{:.1e}", "worst in": "{}",
}  # fmt: skip


def compare(folder: Path) -> None:
    """NGSolve's numbers, and how far the harmonics' are from them."""
    own = json.loads((folder / "harmonics.json").read_text())
    rows: list[tuple[Any, ...]] = []
    for drive in DRIVES:
        for order, size, levels in FINE:
            theirs = solid(own["girth"], drive, order, size, levels)
            off = {n: own[drive]["means"][n] / m - 1 for n, m in theirs["means"].items()}
            worst = max(off, key=lambda n: abs(off[n]))
            force = own[drive]["k"] / theirs["k"] - 1
            rows.append(
                (
                    drive,
                    order,
                    levels,
                    theirs["unknowns"],
                    own["unknowns"],
                    force,
                    off[worst],
                    worst,
                )
            )
            print(*rows[-1], flush=True)
    record("joint_ngsolve", COLUMNS, rows, size_um=FINE[0][1])


def solid(girth: float, drive: str, order: int, size: float, levels: int) -> dict[str, Any]:
    """A quarter of the cell: at n = 1 u_y = 0 at y = 0, u_y = u_z = 0 at x = 0, at n = 2 mirrors at 45°."""
    import ngsolve as ng
    from netgen import occ
    from ngsolve import BND, CF, H1, Grad, Id, InnerProduct, Integrate, Trace, ds, dx, grad, x, y

    top = BOARD + GAP
    quarter = occ.Box(occ.Pnt(0, 0, -1), occ.Pnt(2 * RADIUS, 2 * RADIUS, top + CHIP + 1))

    def disc(low: float, high: float, radius: float):
        return occ.Cylinder(occ.Pnt(0, 0, low), occ.Z, r=radius, h=high - low) * quarter

    def at(r: float, height: float):
        return occ.Pnt(r, 0, height)

    corners = at(0, BOARD), at(FEET[1], BOARD), at(FEET[0], top), at(0, top)
    flank = occ.ArcOfCircle(corners[1], at(girth, BOARD + GAP / 2), corners[2])
    outline = [
        occ.Segment(corners[0], corners[1]), flank, occ.Segment(corners[2], corners[3]),
        occ.Segment(corners[3], corners[0]),
    ]  # fmt: skip
    post = occ.Face(occ.Wire(outline)).Revolve(occ.Axis((0, 0, 0), occ.Z), 90)
    collar = disc(top - COLLAR[1], top, RADIUS) - disc(0, top, COLLAR[0])
    shapes = {
        "board": disc(0, BOARD, RADIUS), "chip": disc(top, top + CHIP, RADIUS),
        "post": post, "collar": collar,
    }  # fmt: skip
    shape = occ.Glue([s.mat(name) for name, s in shapes.items()])
    for face in shape.faces:
        low, high = face.bounding_box
        name = "x0" if high.x < 1e-6 else "y0" if high.y < 1e-6 else "free"
        if min(high.x, high.y) > RADIUS - 1e-6 and high.z - low.z > 1e-6:
            name = "wall_board" if high.z < BOARD + 1e-6 else "wall_chip"
        face.name = name
    for edge in shape.edges:  # where the field is singular
        low, high = edge.bounding_box
        feet = {BOARD: FEET[1], top: FEET[0]}
        if high.z - low.z < 1e-6 and abs(high.x - feet.get(round(high.z, 6), -1)) < 1e-3:
            edge.hpref = 1
    mesh = ng.Mesh(occ.OCCGeometry(shape).GenerateMesh(maxh=size))
    mesh.RefineHP(levels, factor=0.2)
    mesh.Curve(order + 1)
    walls = "wall_chip|wall_board"
    dirichlet = {
        DRIVES[0]: (walls, f"x0|y0|{walls}", f"x0|{walls}"),
        DRIVES[1]: ("", f"x0|y0|{walls}", f"x0|{walls}"),
        DRIVES[2]: (f"x0|{walls}", f"y0|{walls}", ""),
    }[drive]
    space = ng.FESpace([H1(mesh, order=order, dirichlet=d) for d in dirichlet])
    u, v = space.TnT()

    def strain(w):
        g = CF(tuple(grad(part) for part in w), dims=(3, 3))
        return (g + g.trans) / 2

    def by_region(function):
        return mesh.MaterialCF({name: function(name) for name in SOLIDS})

    G = by_region(lambda n: SOLIDS[n][0] / 2 / (1 + SOLIDS[n][1]))
    L = by_region(
        lambda n: SOLIDS[n][0] * SOLIDS[n][1] / (1 + SOLIDS[n][1]) / (1 - 2 * SOLIDS[n][1])
    )

    def stress(w):
        e = strain(w)
        return 2 * G * e + L * Trace(e) * Id(3)

    more = {"bonus_intorder": 2}
    energy = ng.BilinearForm(space, symmetric=True)
    energy += InnerProduct(stress(u), strain(v)) * dx(**more)
    load, found = ng.LinearForm(space), ng.GridFunction(space)
    density = by_region(lambda n: 0.0)
    if drive == DRIVES[0]:
        found.components[0].Set(CF(1.0), BND, definedon=mesh.Boundaries("wall_chip"))
    elif drive == DRIVES[1]:
        M = {n: E / (1 - nu) for n, (E, nu) in SOLIDS.items()}
        whole = {n: 4 * M[n] * Integrate(CF(1) * dx(n), mesh) for n in SOLIDS}
        share = {
            "board": -M["board"] / whole["board"], "post": 0.0,
            **{n: M[n] / (whole["chip"] + whole["collar"]) for n in ("chip", "collar")},
        }  # fmt: skip
        density = by_region(share.__getitem__)
        load += density * v[0] * dx
        along = CF((-y, x, 0)) / RADIUS  # each level of the wall a ring that moves as a whole
        energy += 1e9 * (Grad(u[0]).Trace() * along) * (Grad(v[0]).Trace() * along) * ds(walls)
        energy += 1e-7 * u[0] * v[0] * dx("board")
    else:
        on = mesh.BoundaryCF({"wall_chip": 1e-3, "wall_board": -1e-3}, default=0.0)
        for part, value in ((0, x), (1, -y)):
            found.components[part].Set(on * value, BND, definedon=mesh.Boundaries(walls))
        energy += 1e-7 * u[2] * v[2] * dx
    with ng.TaskManager():
        energy.Assemble()
        load.Assemble()
        rest = load.vec.CreateVector()
        rest.data = load.vec - energy.mat * found.vec
        found.vec.data += energy.mat.Inverse(space.FreeDofs(), inverse="sparsecholesky") * rest
    s, e = stress(found.components), strain(found.components)
    deviator = s - Trace(s) / 3 * Id(3)
    size_of = ng.sqrt(1.5 * InnerProduct(deviator, deviator))
    twice = 4 * Integrate(InnerProduct(s, e) * dx(**more), mesh)
    slide = 4 * Integrate(density * found.components[0] * dx, mesh)
    k = 1 / slide if drive == DRIVES[1] else twice
    per = k if drive == DRIVES[0] else 1.0
    means = {
        n: Integrate(size_of * dx(n, bonus_intorder=4), mesh) / Integrate(CF(1) * dx(n), mesh) / per
        for n in SOLIDS
    }
    return {"k": k, "means": means, "unknowns": space.ndof}


if __name__ == "__main__":
    {"write": write, "compare": compare}[words()[0]](Path(words()[1]))
