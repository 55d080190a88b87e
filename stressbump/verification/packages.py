"""Strips and rows of joints: here a bond all along between two plates, in cells of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stressbump.closed_forms.chen_nelson import greatest_shear
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.suhir import Joint
from stressbump.designs.design import from_table
from stressbump.history.assembly import Assembly
from stressbump.history.stack import assembled
from stressbump.joint.cell import joint_cell
from stressbump.joint.sliding import slid
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.package.layout import Layout
from stressbump.package.solution import PackageSolution, solve_package
from stressbump.process.build import build
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.recipes import Table, material

PITCH, CELLS = 200.0, 50  # µm
HOT, COLD = 150.0, 25.0  # °C
DIE = Ply(Solid(162.716e3, 0.278, 2.56e-6), 500.0)
BOARD = Ply(Solid(22e3, 0.28, 18.5e-6), 1000.0)


@dataclass(frozen=True)
class Bond:
    """What lies between the plates."""

    name: str
    ply: Ply

    @property
    def suhir(self) -> Joint:
        """The closed form of a strip of it, along which alone it is stressed."""
        half = CELLS * PITCH / 2
        return Joint(DIE, BOARD, half, COLD - HOT, self.ply, state="beam")


SILICONE = Bond("silicone of 75 µm", Ply(Solid(3.0, 0.35), 75.0))
UNDERFILL = Bond("underfill of 75 µm", Ply(Solid(5600.0, 0.35), 75.0))


@shared
def cell(bond: Bond) -> Assembly:
    """A cell of it: a dot of the bond that joins, and the same all around."""

    def layer(name: str, ply: Ply, **more: str) -> Table:
        own: Table = {"deposit": name, "how": "planar", "material": material(ply.solid)}
        return own | {"thickness_um": ply.thickness, "born_C": HOT} | more

    around = {
        "fill": "bond",
        "thickness_um": 0,
        "material": material(bond.ply.solid),
        "born_C": HOT,
    }
    steps = [
        layer("die", DIE),
        layer("dot", bond.ply),
        {"pattern": "dot", "diameter_um": PITCH / 2},
        layer("board", BOARD, part="board"),
        {"join": "board", "flip": True, "born_C": HOT, "cures": "dot"},
        around,
    ]
    wall = {"width_um": PITCH / np.pi**0.5, "support": "two laminates"}
    table = {"cell": wall, "step": steps, "windows_um": (20.0,)}
    section = build(from_table(table, "bond").recipe)
    return assembled(section, generate(section, MeshOptions((20.0,))))[0]


@shared
def strip(bond: Bond) -> PackageSolution:
    """A strip of 10 mm, a cell wide."""
    x = (np.arange(CELLS) - (CELLS - 1) / 2) * PITCH
    size = CELLS * PITCH, PITCH
    places = np.stack([x, np.zeros_like(x)], axis=1)
    return solve_package(cell(bond), Layout(places, PITCH, size, size), COLD)


def compliance(bond: Bond) -> float:
    """Of the interface in shear, µm/MPa: an area per stiffness of a slide."""
    assembly = cell(bond)
    return float(np.pi * assembly.mesh.width**2 / joint_cell(assembly, COLD).shear_stiffness)


def force(bond: Bond) -> float:
    """Of the die in the middle of the strip, as a stress: what half of it is sheared by, MPa."""
    return -float(strip(bond).shear[CELLS // 2 :, 0].sum()) / PITCH / DIE.thickness


def curvature(bond: Bond) -> float:
    """Of the die in the middle of the strip, 1/m."""
    w = strip(bond).risen(0, np.array([0.0, PITCH]), np.zeros(2))
    return float(2e6 * (w[0] - w[1]) / PITCH**2)


def last_shear(bond: Bond) -> float:
    """Of the last joint of the strip, whose plates bend, MPa."""
    return float(strip(bond).shear[-1, 0]) / PITCH**2


def level_shear(bond: Bond) -> float:
    """Of the last joint of a row as long, whose plates stay level, MPa."""
    return slid(cell(bond), CELLS * PITCH / 2, COLD).force / PITCH**2


def level(bond: Bond) -> float:
    """The same after Chen and Nelson, plates held across their length."""
    die, board = (
        Ply(replace(p.solid, E=p.solid.E / (1 - p.solid.nu**2)), p.thickness) for p in (DIE, BOARD)
    )
    return abs(greatest_shear(die, board, bond.ply, CELLS * PITCH / 2, COLD - HOT))


HEIGHT = "he leaves out the bond's height, 75 of 825 µm"
CASES = (
    *(
        VerificationCase(
            f"interface of a strip with {bond.name}, compliance in shear",
            "E. Suhir, J. Appl. Mech. 56 (1989): h₁/3G₁ + h₂/3G₂ + h₀/G₀", "ANALYTIC",
            bond.suhir.shear, "µm/MPa", 1e-5, lambda b=bond: compliance(b),  # type: ignore[misc]
        )
        for bond in (SILICONE, UNDERFILL)
    ),
    VerificationCase(
        f"stress of the die in the middle of a strip with {SILICONE.name}",
        "E. Suhir, J. Appl. Mech. 53 (1986)", "ANALYTIC", SILICONE.suhir.force(0.0) / DIE.thickness,
        "MPa", 0.01, lambda: force(SILICONE), HEIGHT,
    ),
    VerificationCase(
        f"shear on the last joint of a strip with {SILICONE.name}",
        "E. Suhir, J. Appl. Mech. 53 (1986), mean over the joint's pitch", "ANALYTIC",
        -SILICONE.suhir.force(CELLS * PITCH / 2 - PITCH) / PITCH, "MPa", 0.01,
        lambda: last_shear(SILICONE), HEIGHT,
    ),
    VerificationCase(
        f"shear on the last joint of a row with {SILICONE.name}, plates level",
        "W. T. Chen, C. W. Nelson, IBM J. Res. Dev. 23 (1979) 179-188", "ANALYTIC", level(SILICONE),
        "MPa", 1e-3, lambda: level_shear(SILICONE),
    ),
    VerificationCase(
        f"curvature of the die in the middle of a strip with {SILICONE.name}",
        "E. Suhir, J. Appl. Mech. 53 (1986)", "ANALYTIC", -1e6 * SILICONE.suhir.curvature(0.0), "1/m",
        0.02, lambda: curvature(SILICONE), HEIGHT,
    ),
)  # fmt: skip
