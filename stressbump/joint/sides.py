"""Chip and board of a joint's cell: their layers, and the body forces that move one against the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.laws.memory import Memory
from stressbump.mechanics.balance import body_forces, nodal_sum
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.moduli import Stiffness
from stressbump.mechanics.supports import at_x
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import distinct
from stressbump.process.section import Section

ACROSS = np.array([1.0, 0.0, -1.0])  # a force along x: amplitudes along r, z and θ
ALONG = np.array([0.0, 1.0])  # along the axis
RIGID = 1e-6  # least compliance of a volume, of that in shear


@dataclass(frozen=True)
class WallLayer:
    """A layer of chip or board, as it reaches the wall."""

    thickness: float  # µm
    biaxial: float  # modulus of a film stretched in plane alike, MPa
    plate: float  # of one stretched along x alone, E/(1 - ν²), MPa


@dataclass(frozen=True)
class Side:
    """Chip or board."""

    layers: Mapping[str, WallLayer]  # by region
    height: float  # µm, of its body forces, which its layers share as their biaxial moduli

    @property
    def stretching(self) -> float:
        """Σ E' h of its layers, N/m: a force per width and strain along x."""
        return sum(layer.plate * layer.thickness for layer in self.layers.values())

    def mean(self, strain: Mapping[str, np.ndarray]) -> float:
        """The strain along x at which free strains (6,) of its layers are in balance."""
        layers = self.layers.items()
        total = sum(layer.plate * layer.thickness * strain[name][0] for name, layer in layers)
        return float(total) / self.stretching


def refuse_other(section: Section) -> None:
    """InputError for a section that is no joint of elastic laws with two laminates at its wall."""
    if section.cell.support != "two laminates":
        raise InputError(
            f'support = "{section.cell.support}": a joint wants a board of its own and two laminates;'
            " in a bump set assembled = true, in a recipe attach or join a board and set support ="
            ' "two laminates"'
        )
    remembering = [r.name for r in section.regions if isinstance(r.material.law, Memory)]
    if remembering:
        raise InputError(
            f"{remembering[0]!r} creeps, yields or relaxes; a joint's harmonics are elastic. Plane sections"
            ' take memory: kinematics = "generalized plane strain"'
        )


def sides(assembly: Assembly, system: System) -> tuple[Side, Side]:
    """Chip and board with the moduli of a system; InputError where the section is no elastic joint."""
    refuse_other(assembly.section)
    chip, board = (_side(assembly, system, names) for names in assembly.section.joined)
    return chip, board


def _side(assembly: Assembly, system: System, names: tuple[str, ...]) -> Side:
    mesh, layers, moments = assembly.mesh, {}, []
    for name in (n for n in names if n in system.blocks):
        p = system.blocks[name]
        nodes = distinct(mesh.triangles[p.elements], len(mesh.points))[0]
        wall = at_x(mesh, nodes, mesh.width)
        if not len(wall):
            continue
        thickness = float(np.ptp(mesh.points[wall, 1]))
        layers[name] = WallLayer(thickness, *_in_plane(p.stiffness))
        moment = [p.dV.sum(), (p.dV * p.x[..., 1]).sum()]
        moments.append(layers[name].biaxial * np.array(moment))
    volume, moment = np.sum(moments, axis=0)
    return Side(layers, float(moment / volume))


def _in_plane(stiffness: Stiffness) -> tuple[float, float]:
    """σ_xx per ε_xx where σ_zz = 0 and ε_yy is ε_xx, and where it is 0, MPa."""
    C = stiffness.matrix
    if stiffness.compliance is not None:  # the rest is a pressure's
        C = C + np.outer(IDENTITY, IDENTITY) / max(stiffness.compliance, RIGID / C[-1, -1])
    across = C[0, 1] / C[1, 1]
    return float(C[0, 0] + C[0, 2] - across * (C[1, 0] + C[1, 2])), float(
        C[0, 0] - across * C[1, 0]
    )


def pushed(system: System, chip: Side, board: Side, along: np.ndarray) -> np.ndarray:
    """Unit body forces (unknowns,) on the chip, and against them on the board."""
    kinematics = system.model.kinematics
    total = np.zeros(system.matrix.shape[0])
    for side, sign in ((chip, 1.0), (board, -1.0)):
        force, whole = np.zeros_like(total), 0.0
        for name, layer in side.layers.items():
            p = system.blocks[name]
            own = body_forces(p, layer.biaxial * kinematics.conjugate(along))
            force += nodal_sum(p, own, len(total))
            whole += layer.biaxial * p.dV.sum() * (along @ along)
        total += sign * force / whole
    return total
