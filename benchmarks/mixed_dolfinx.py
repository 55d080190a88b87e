"""Mixed u-p triangles held against dolfinx, which CalculiX cannot be.

Debian and Ubuntu have dolfinx for their own Python: apt-get install python3-dolfinx. So two Pythons
take turns; the models and stressbump's answers lie between them in a folder.

    .venv/bin/python -m benchmarks.mixed_dolfinx write out/dolfinx
    /usr/bin/python3 -m benchmarks.mixed_dolfinx compare out/dolfinx [--record]
"""

import logging
import sys
from pathlib import Path

import numpy as np

from benchmarks.record import record, words

WAVY = "silicon under an elastomer, wavy face"
SIDES_AS_DOLFINX = [0, 1, 2, 4, 5, 3]  # it names a side after the corner across


def models():
    """Name, Poisson's ratio of the soft region, model and free strains."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from grids import grid, mapped

    from stressbump.answers.meshed import meshed
    from stressbump.designs.design import load
    from stressbump.laws import Isotropic
    from stressbump.mechanics.kinematics import KINEMATICS
    from stressbump.mechanics.model import Model
    from stressbump.mechanics.supports import SUPPORTS

    def wavy(points):
        x, z = points.T
        return np.stack([x, z + 0.15 * np.sin(np.pi * x / 2.5)], axis=1)

    lines = np.linspace(0, 10, 21), np.linspace(0, 4, 17)
    layers = mapped(grid(*lines, lambda _, z: "die" if z < 2 else "elastomer"), wavy)
    section, bump = meshed(load("elastomer-bump"))
    of_bump = {r.name: r.material.law for r in section.regions}
    born = {r.name: r.born_C for r in section.regions}
    for nu in (0.49, 0.4995, 0.5):
        soft = Isotropic(3.0, nu, 260e-6)
        laws = {"die": Isotropic(160e3, 0.28, 2.6e-6), "elastomer": soft}
        strain = {n: law.thermal_strain(217, 25) for n, law in laws.items()}
        for kinematics in ("plane_strain", "axisymmetric"):
            for support in ("free", "clamped"):
                model = Model(layers, KINEMATICS[kinematics], SUPPORTS[support], laws)
                name = f"{WAVY}, {kinematics.replace('_', ' ')}, {support}"
                yield name, nu, model, strain
        laws = of_bump | {"elastomer": soft}
        model = Model(bump, KINEMATICS["axisymmetric"], SUPPORTS["clamped"], laws)
        strain = {n: law.thermal_strain(born[n], 25) for n, law in laws.items()}
        yield "`elastomer-bump` as shipped, clamped", nu, model, strain


def write(folder):
    """Solve here; write each model with the answer, and nothing that needs stressbump to be read."""
    from stressbump.mechanics.loading import Loads, solve
    from stressbump.mechanics.system import factorise

    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, nu, model, strain) in enumerate(models()):
        solution = solve(factorise(model, 25.0), Loads(strain))
        mesh = model.mesh
        shear, lame, mixed, compliance, free = (np.zeros(len(mesh.triangles)) for _ in range(5))
        for region, block in solution.blocks.items():
            law, own = model.laws[region], block.elements
            G, K = law.moduli(25.0).shear, law.moduli(25.0).bulk
            shear[own], free[own] = G, strain[region][0]
            mixed[own] = block.mixed
            lame[own] = 0.0 if block.mixed else K - 2 * G / 3
            compliance[own] = 1 / (K - 2 * G / 3) if block.mixed else 0.0
        pressure = np.full((len(mesh.triangles), 3), np.nan)
        for region, values in solution.pressure.items():
            pressure[solution.blocks[region].elements] = values
        np.savez(
            folder / f"{number:02d}.npz",
            name=name,
            nu=nu,
            points=mesh.points,
            triangles=mesh.triangles,
            hoop=model.kinematics.hoop,
            held=model.constraints.prescribed,
            shear=shear,
            lame=lame,
            mixed=mixed,
            compliance=compliance,
            free=free,
            displacement=solution.displacement,
            pressure=pressure,
        )


COLUMNS = {"model": "{}", "ν": "{}", "nodes": "{}"}
COLUMNS |= {"displacement": "{:.2g}", "pressure": "{:.2g}"}


def compare(folder):
    """Solve each model with dolfinx and tell how far the two are apart."""
    logging.disable(logging.INFO)  # every line of the form compiler
    rows = []
    for path in sorted(folder.glob("*.npz")):
        given = np.load(path)
        name, nu = str(given["name"]), float(given["nu"])
        rows.append((name, nu, len(given["points"]), *map(float, difference(given))))
    record("mixed_dolfinx", COLUMNS, rows)


def difference(given):
    """Largest differences in displacement and pressure, per largest value of each."""
    import ufl
    from dolfinx import fem
    from dolfinx import mesh as dmesh
    from mpi4py import MPI
    from petsc4py import PETSc

    cells = given["triangles"][:, SIDES_AS_DOLFINX].astype(np.int64)
    domain = ufl.Mesh(ufl.VectorElement("Lagrange", "triangle", 2))
    mesh = dmesh.create_mesh(MPI.COMM_SELF, cells, given["points"], domain)
    given_cell = np.array(mesh.topology.original_cell_index)
    order = np.argsort(given_cell)  # dolfinx's number of each given cell
    two, one = (
        ufl.VectorElement("Lagrange", "triangle", 2),
        ufl.FiniteElement("Lagrange", "triangle", 1),
    )
    space = fem.FunctionSpace(mesh, ufl.MixedElement([two, one]))

    def constant(values):
        field = fem.Function(fem.FunctionSpace(mesh, ("DG", 0)))
        field.x.array[:] = values[given_cell]
        return field

    names = ("shear", "lame", "mixed", "compliance", "free")
    shear, lame, mixed, compliance, free = (constant(given[n]) for n in names)
    (u, p), (v, q) = ufl.TrialFunctions(space), ufl.TestFunctions(space)
    r = ufl.SpatialCoordinate(mesh)[0]
    hoop = bool(given["hoop"])

    def strain(w):
        g = ufl.grad(w)
        out = w[0] / r if hoop else 0
        off = (g[0, 1] + g[1, 0]) / 2
        return ufl.as_tensor([[g[0, 0], off, 0], [off, g[1, 1], 0], [0, 0, out]])

    unit = ufl.Identity(3)
    dV = ufl.dx(domain=mesh, metadata={"quadrature_degree": 4})
    around = r if hoop else 1
    eu, ev = strain(u), strain(v)
    stress = around * (2 * shear * eu + lame * ufl.tr(eu) * unit - mixed * p * unit)
    volume = ufl.tr(eu) + compliance * p
    a = (ufl.inner(stress, ev) - around * mixed * q * volume) * dV
    push = (2 * shear + 3 * lame) * ufl.tr(ev) - 3 * mixed * q
    L = around * free * push * dV

    def dofs_of(*path):
        part = space
        for index in path:
            part = part.sub(index)
        return np.array([part.dofmap.cell_dofs(c) for c in order])

    along = [dofs_of(0, axis) for axis in (0, 1)]  # (cells, 6), in the order of the given cells
    of_node = np.empty((len(given["points"]), 2), dtype=np.int32)
    for axis in (0, 1):
        of_node[cells.ravel(), axis] = along[axis].ravel()
    pressures = dofs_of(1)
    idle = np.setdiff1d(pressures, pressures[given["mixed"] > 0])
    zero = PETSc.ScalarType(0)
    held = given["held"]
    bcs = [
        fem.dirichletbc(
            zero, np.sort(of_node[held[held % 2 == axis] // 2, axis]), space.sub(0).sub(axis)
        )
        for axis in (0, 1)
    ]
    bcs.append(fem.dirichletbc(zero, np.sort(idle).astype(np.int32), space.sub(1)))
    solution = solved(fem.form(a), fem.form(L), bcs)
    mine, theirs = given["displacement"], solution[of_node]
    taking_part = np.unique(given["triangles"])
    far_u = np.abs(mine - theirs)[taking_part].max() / np.abs(mine).max()
    own = given["mixed"] > 0
    mine, theirs = given["pressure"][own], solution[pressures[own]]
    return far_u, np.abs(mine - theirs).max() / np.abs(mine).max()


def solved(a, L, bcs):
    """By PETSc with MUMPS, refined until the residual stands."""
    from dolfinx import fem
    from petsc4py import PETSc

    matrix = fem.petsc.assemble_matrix(a, bcs=bcs)
    matrix.assemble()
    force = fem.petsc.assemble_vector(L)
    fem.petsc.apply_lifting(force, [a], bcs=[bcs])
    fem.petsc.set_bc(force, bcs)
    solver = PETSc.KSP().create(matrix.comm)
    solver.setOperators(matrix)
    solver.setType("preonly")
    solver.getPC().setType("lu")
    solver.getPC().setFactorSolverType("mumps")
    found, step = force.duplicate(), force.duplicate()
    rest = force.copy()
    for _ in range(3):
        solver.solve(rest, step)
        found.axpy(1.0, step)
        rest = force - matrix * found
    return found.array.copy()


if __name__ == "__main__":
    {"write": write, "compare": compare}[words()[0]](Path(words()[1]))
