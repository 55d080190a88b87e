"""The first harmonic of a joint's cell beside CalculiX: the section swept over a quarter, C3D15.

The joint of `benchmarks.joint_ngsolve`, slid by body forces in chip and board. u_y = 0 at y = 0,
u_y = u_z = 0 at x = 0, and every level of the wall moves as a whole along x.

    .venv/bin/python -m benchmarks.joint_calculix [FOLDER] [--record]
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.joint_ngsolve import BOARD, CHIP, COLLAR, RADIUS, SOLIDS, recipe
from benchmarks.record import record, words
from stressbump.designs.design import from_table
from stressbump.history.assembly import Assembly
from stressbump.history.stack import assembled
from stressbump.joint.angles import angles_of, sampled, together
from stressbump.joint.cell import JointCell, joint_cell
from stressbump.measures.von_mises import mean_von_mises, von_mises
from stressbump.mechanics.sample import in_region
from stressbump.mesh.elements import mapped
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.verification.calculix.run import LEVELS, PLANE_RULE, POINTS, require

SECTORS = 4, 8
TURNED = (0, 2, 1), (5, 4, 3)  # corners and middles of sides, against the turn from r to z
GAUSS = np.array([5, 8, 5]) / 18
COLUMNS = {
    "sectors of a quarter": "{}", "unknowns of CalculiX": "{}", "unknowns of the harmonic": "{}",
    "force per slide": "{:.1e}", "mean von Mises stress": "{:.1e}", "worst in": "{}",
}  # fmt: skip


def main(folder: Path) -> None:
    """Both answers, and how far apart they are."""
    section = build(from_table(recipe(), "joint").recipe)
    assembly = assembled(section, generate(section, MeshOptions((1.0,))))[0]
    cell = joint_cell(assembly, 25.0)
    slid = cell.across.solution({"slide": 1 / cell.shear_stiffness})
    around = angles_of([1], 64)
    own = {
        n: mean_von_mises(together(sampled({1: in_region(slid, n)}, angles=around))) for n in SOLIDS
    }
    rows = []
    for sectors in SECTORS:
        k, means, unknowns = calculix(assembly, cell, sectors, folder)
        off = {n: own[n] / means[n] - 1 for n in SOLIDS}
        worst = max(off, key=lambda n: abs(off[n]))
        force = cell.shear_stiffness / k - 1
        rows.append((sectors, unknowns, cell.across.system.size, force, off[worst], worst))
        print(*rows[-1], flush=True)
    record("joint_calculix", COLUMNS, rows, triangles=len(assembly.mesh.triangles))


def calculix(
    assembly: Assembly, cell: JointCell, sectors: int, folder: Path
) -> tuple[float, dict[str, float], int]:
    """Force per slide, µN/µm, means per µN of force, and how many unknowns there are."""
    mesh = assembly.mesh
    elements = wedges(mesh, sectors)
    deck = deck_of(mesh, sectors, elements, densities(cell))
    (folder / "joint.inp").write_text("\n".join(deck) + "\n")
    subprocess.run([require(), "-i", "joint"], cwd=folder, check=True, capture_output=True)
    energy, stress = results(folder / "joint.dat", len(elements))
    at = mapped(mesh.points[mesh.triangles[:, [*TURNED[0], *TURNED[1]]]], PLANE_RULE)
    area = np.abs(at.det) * PLANE_RULE.weights * at.x[..., 0]  # r dA (elements, points)
    dV = np.tile(area[:, None] * GAUSS[:, None] * np.pi / 2 / sectors, (sectors, 1, 1))
    size, region = von_mises(stress), np.tile(mesh.region, sectors)
    parts = {name: region == number for number, name in enumerate(mesh.regions)}
    means = {n: float((size[p] * dV[p]).sum() / dV[p].sum()) for n, p in parts.items()}
    return 1 / (2 * 4 * energy), means, 3 * len(np.unique(elements))


def wedges(mesh: Mesh, sectors: int) -> np.ndarray:
    """Nodes (elements, 15) of the swept mesh, plane by plane; those on the axis are of the first plane."""
    corners, middles = (mesh.triangles[:, list(t)] for t in TURNED)
    layer = np.hstack([corners, corners, middles, middles, corners])
    plane = np.repeat([0, 2, 0, 2, 1], 3)
    count = len(mesh.points)
    on_axis = mesh.points[:, 0] == 0
    found = [
        np.where(on_axis[layer], layer, layer + (2 * k + plane) * count) for k in range(sectors)
    ]
    return np.concatenate(found)


def densities(cell: JointCell) -> dict[str, float]:
    """Unit body forces on chip and board by region, µN/µm³: shared as their biaxial stiffness."""
    disc, ring = np.pi * RADIUS**2, np.pi * (RADIUS**2 - COLLAR[0] ** 2)
    volume = {"chip": disc * CHIP, "collar": ring * COLLAR[1], "board": disc * BOARD}
    found = {}
    for side, sign in ((cell.chip, 1), (cell.board, -1)):
        whole = sum(layer.biaxial * volume[n] for n, layer in side.layers.items())
        found |= {n: sign * layer.biaxial / whole for n, layer in side.layers.items()}
    return found


def deck_of(
    mesh: Mesh, sectors: int, elements: np.ndarray, density: dict[str, float]
) -> Iterator[str]:
    """The lines of an input file."""
    theta, count = np.linspace(0, np.pi / 2, 2 * sectors + 1), len(mesh.points)
    used = np.unique(elements)
    plane, node = np.divmod(used, count)
    (r, z), angle = mesh.points[node].T, theta[plane]
    yield "*NODE, NSET=NALL"
    place = np.stack([r * np.cos(angle), r * np.sin(angle), z], axis=1)
    place[np.abs(place) < 1e-12] = 0.0
    yield from (
        f"{n + 1}, {x:.12g}, {y:.12g}, {h:.12g}"
        for n, (x, y, h) in zip(used, place.tolist(), strict=True)
    )
    yield "*ELEMENT, TYPE=C3D15, ELSET=EALL"
    for number, nodes in enumerate(elements + 1, 1):
        yield ", ".join(map(str, [number, *nodes[:7]])) + ","
        yield ", ".join(map(str, nodes[7:]))
    region = np.tile(mesh.region, sectors)
    for number, name in enumerate(mesh.regions):
        E, nu = SOLIDS[name]
        yield f"*ELSET, ELSET={name.upper()}"
        yield from _listed(np.flatnonzero(region == number) + 1)
        yield f"*MATERIAL, NAME={name.upper()}"
        yield f"*ELASTIC\n{E!r}, {nu!r}"
        yield f"*DENSITY\n{abs(density.get(name, 1.0)):.12g}"
        yield f"*SOLID SECTION, ELSET={name.upper()}, MATERIAL={name.upper()}"
    wall = np.isclose(r, mesh.width)
    start = wall & (plane == 0)
    first = {float(h): n for n, h in zip(used[start], z[start], strict=True)}
    for n, h in zip(used[wall], z[wall], strict=True):
        leader = first[float(h)]
        if n != leader:
            yield f"*EQUATION\n2\n{n + 1}, 1, 1., {leader + 1}, 1, -1."
    fixed = {(int(n), 2) for n in used[(plane == 0) | (plane == 2 * sectors) | wall]}
    fixed |= {(int(n), 3) for n in used[(plane == 2 * sectors) | wall | (r == 0)]}
    fixed |= {(int(n), 2) for n in used[r == 0]}
    fixed.add((int(first[float(z[wall].min())]), 1))
    yield "*BOUNDARY"
    yield from (f"{n + 1}, {d}" for n, d in sorted(fixed))
    yield "*STEP\n*STATIC\n*DLOAD"
    for name, force in density.items():
        yield f"{name.upper()}, GRAV, 1., {np.sign(force):g}, 0., 0."
    yield "*EL PRINT, ELSET=EALL\nS\n*EL PRINT, ELSET=EALL, TOTALS=ONLY\nELSE\n*END STEP"


def _listed(numbers: Iterable[int]) -> Iterator[str]:
    text = [str(n) for n in numbers]
    yield from (", ".join(text[k : k + 12]) for k in range(0, len(text), 12))


def results(path: Path, count: int) -> tuple[float, np.ndarray]:
    """Energy of the quarter, pJ, and stresses (6, elements, levels, points)."""
    lines = [line.split() for line in path.read_text().splitlines()]
    rows = [list(map(float, w)) for w in lines if len(w) == 8 and w[0].isdigit()]
    xx, yy, zz, xy, xz, yz = np.array(rows)[:, 2:].T.reshape(6, count, LEVELS, POINTS)
    total = next(k for k, w in enumerate(lines) if w[:3] == ["total", "internal", "energy"])
    energy = next(w for w in lines[total + 1 :] if w)
    return float(energy[0]), np.array([xx, zz, yy, xz, yz, xy])


if __name__ == "__main__":
    if words():
        Path(words()[0]).mkdir(parents=True, exist_ok=True)
        main(Path(words()[0]))
    else:
        with TemporaryDirectory() as folder:
            main(Path(folder))
