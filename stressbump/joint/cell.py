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
from dataclasses import dataclass, fields

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.factorisations import Key
from stressbump.joint.sides import ACROSS, ALONG, Side, pushed, refuse_other, sides
from stressbump.joint.superelement import Superelement, superelement
from stressbump.mechanics.balance import ElementBlock
from stressbump.mechanics.kinematics import harmonic
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import numbered, two_laminates, two_turning
from stressbump.mechanics.system import System

STRAINS = ("e_chip", "k_chip", "e_board", "k_board")
DISTANCE, SLIDE, TURN = "w", "slide", "turn"


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
        return shear_stiffness(self.across)


@dataclass(frozen=True, eq=False)
class HarmonicAssembly(Assembly):
    """A section in a harmonic about its axis, all that stands in one piece."""

    order: int = 1

    def standing(self, names: tuple[str, ...]) -> Model:
        """The model of those that stand."""
        laws = {name: self.laws[name] for name in names}
        wall = two_turning if self.order == 1 else two_laminates
        return Model(self.mesh, harmonic(self.order), wall(*self.section.facing), laws)

    def _key(self, names: tuple[str, ...], blocks: Mapping[str, ElementBlock]) -> Key:
        return self.mesh, self.order, *super()._key(names, blocks)[1:]


def in_harmonic(assembly: Assembly, order: int) -> HarmonicAssembly:
    """A section's first or second harmonic."""
    own = {f.name: getattr(assembly, f.name) for f in fields(Assembly)}
    return HarmonicAssembly(**own, order=order)


def joint_cell(assembly: Assembly, temperature: float) -> JointCell:
    """The cell of a section with two laminates at its wall, with its moduli at a temperature in °C.

    InputError where the section is no such cell, or a law of it has memory.
    """
    refuse_other(assembly.section)
    harmonics = assembly, in_harmonic(assembly, 1), in_harmonic(assembly, 2)
    names = tuple(assembly.laws)
    upright, turning, oval = (_standing(h, names, temperature, temperature) for h in harmonics)
    return condensed_cell(assembly, upright, turning, oval)


def condensed_cell(assembly: Assembly, upright: System, turning: System, oval: System) -> JointCell:
    """The cell of a section out of its three harmonics, factorised."""
    chip, board = sides(assembly, upright)
    apart = np.sign(chip.height - board.height) * pushed(upright, chip, board, ALONG)
    shares = _strains(upright.names, chip, board)
    return JointCell(
        chip,
        board,
        superelement(upright, shares, {DISTANCE: apart}),
        across(turning, chip, board),
        superelement(oval, shares, {}),
    )


def across(turning: System, chip: Side, board: Side) -> Superelement:
    """The first harmonic of a cell, as slide and turn see it."""
    return superelement(turning, {TURN: np.ones(1)}, {SLIDE: pushed(turning, chip, board, ACROSS)})


def across_at(turning: Assembly, temperature: float) -> Superelement:
    """The same of all that stands, with its moduli at a temperature in °C."""
    system = _standing(turning, tuple(turning.laws), temperature, temperature)
    return across(system, *sides(turning, system))


def shear_stiffness(element: Superelement) -> float:
    """Force per slide without turn, µN/µm."""
    slide = element.names.index(SLIDE)
    return float(element.stiffness[slide, slide])


def _standing(assembly: Assembly, names: tuple[str, ...], start: float, end: float) -> System:
    """What stands in a step, factorised."""
    return assembly.system(names, assembly.blocks(names, start, end), end)


def _strains(names: tuple[str, ...], chip: Side, board: Side) -> dict[str, np.ndarray]:
    """Strains at each side's height and curvatures, in strains at z = 0 and curvatures."""
    place = [names.index(n) for n in ("e", "k", numbered("e", 2), numbered("k", 2))]
    unit = np.eye(len(names))[place]
    unit[1] -= chip.height * unit[0]
    unit[3] -= board.height * unit[2]
    return dict(zip(STRAINS, unit, strict=True))
