"""The cell of a joint: chip above, joint, board below, and what fills the gap, out to the wall.

What chip and board do to it goes by harmonics about its axis:

n = 0  strain and curvature of each side, u_r = W (e + k (z - z_i)) at the wall, and their distance w
n = 1  the slide Δ of the chip across the board, and its turn φ against it
n = 2  unequal strains along x and y of each side: u_r = W (e + k (z - z_i)) cos 2θ, u_θ as sin 2θ

Slide and distance belong to forces that neighbours pass on in chip and board, so they act as body forces
there, opposite ones, shared among the layers as their stiffness E h: Δ and w are what these do work on,
per force. z_i is the height of the body forces of a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.joint.superelement import Superelement, superelement
from stressbump.laws.memory import Memory
from stressbump.mechanics.balance import body_forces, nodal_sum
from stressbump.mechanics.kinematics import Kinematics, harmonic
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import Support, at_x, numbered, two_laminates, two_turning
from stressbump.mechanics.system import System, blocks_of, factorise_blocks
from stressbump.mesh.mesh import distinct

ACROSS = np.array([1.0, 0.0, -1.0])  # a force along x: amplitudes along r, z and θ
ALONG = np.array([0.0, 1.0])  # along the axis
STRAINS = ("e_chip", "k_chip", "e_board", "k_board")
DISTANCE, SLIDE, TURN = "w", "slide", "turn"


@dataclass(frozen=True)
class Side:
    """Chip or board: its layers that reach the wall with their moduli, and where their centre is."""

    moduli: Mapping[str, float]  # by region, of the film, MPa
    height: float  # µm


@dataclass(frozen=True, eq=False)
class JointCell:
    """A joint's cell at one temperature, condensed; forces in µN, moments and those of strains in µN µm."""

    chip: Side
    board: Side
    axial: Superelement  # n = 0: e and k of both sides, w
    across: Superelement  # n = 1: turn, slide
    oval: Superelement  # n = 2: e and k of both sides

    @property
    def shear_stiffness(self) -> float:
        """Force per slide without turn, µN/µm."""
        slide = self.across.names.index(SLIDE)
        return float(self.across.stiffness[slide, slide])


def joint_cell(assembly: Assembly, temperature: float) -> JointCell:
    """The cell of a section with two laminates at its wall, with its moduli at a temperature in °C.

    InputError where the section is no such cell, or a law of it has memory.
    """
    _refuse(assembly)
    names = tuple(assembly.laws)
    own, other = assembly.section.facing
    upright = assembly.system(names, assembly.blocks(names, temperature, temperature), temperature)
    chip, board = (_side(upright, assembly, side) for side in assembly.section.joined)
    sign = np.sign(chip.height - board.height)
    apart = {DISTANCE: sign * _pushed(upright, chip, board, ALONG)}
    turning = _system(assembly, 1, two_turning(own, other), temperature)
    oval = _system(assembly, 2, two_laminates(own, other), temperature)
    shares = _strains(upright.names, chip, board)
    return JointCell(
        chip,
        board,
        superelement(upright, shares, apart),
        superelement(turning, {TURN: np.ones(1)}, {SLIDE: _pushed(turning, chip, board, ACROSS)}),
        superelement(oval, shares, {}),
    )


def _refuse(assembly: Assembly) -> None:
    section = assembly.section
    if section.cell.support != "two laminates":
        raise InputError(
            f'support = "{section.cell.support}": a joint is asked for with its own board; give it one by'
            ' attach or join, and support = "two laminates"'
        )
    remembering = [name for name, law in assembly.laws.items() if isinstance(law, Memory)]
    if remembering:
        raise InputError(
            f"{remembering[0]!r} creeps, yields or relaxes; a joint's harmonics are elastic. Plane sections"
            ' take memory: kinematics = "generalized plane strain"'
        )


def _side(system: System, assembly: Assembly, names: tuple[str, ...]) -> Side:
    """The layers of one side that reach the wall."""
    mesh, moduli, moments = assembly.mesh, {}, []
    for name in names:
        if name not in system.blocks:
            continue
        p = system.blocks[name]
        if len(at_x(mesh, distinct(mesh.triangles[p.elements], len(mesh.points))[0], mesh.width)):
            M = assembly.laws[name].moduli(system.temperature).biaxial
            moduli[name] = M
            moments.append(M * np.array([p.dV.sum(), (p.dV * p.x[..., 1]).sum()]))
    volume, moment = np.sum(moments, axis=0)
    return Side(moduli, float(moment / volume))


def _system(assembly: Assembly, n: int, support: Support, temperature: float) -> System:
    """A harmonic of the whole section, factorised."""
    model = Model(assembly.mesh, harmonic(n), support, assembly.laws)
    blocks, size = blocks_of(model, temperature, assembly.mixed)
    return factorise_blocks(model, temperature, blocks, size, model.constraints)


def _strains(names: tuple[str, ...], chip: Side, board: Side) -> dict[str, np.ndarray]:
    """Strains at each side's height and curvatures, in strains at z = 0 and curvatures."""
    place = [names.index(n) for n in ("e", "k", numbered("e", 2), numbered("k", 2))]
    unit = np.eye(len(names))[place]
    unit[1] -= chip.height * unit[0]
    unit[3] -= board.height * unit[2]
    return dict(zip(STRAINS, unit, strict=True))


def _pushed(system: System, chip: Side, board: Side, along: np.ndarray) -> np.ndarray:
    """Unit body forces (unknowns,) on the chip, and against them on the board."""
    kinematics: Kinematics = system.model.kinematics
    total = np.zeros(system.matrix.shape[0])
    for side, sign in ((chip, 1.0), (board, -1.0)):
        force, whole = np.zeros_like(total), 0.0
        for name, modulus in side.moduli.items():
            p = system.blocks[name]
            force += nodal_sum(p, body_forces(p, modulus * kinematics.conjugate(along)), len(total))
            whole += modulus * p.dV.sum() * (along @ along)
        total += sign * force / whole
    return total
