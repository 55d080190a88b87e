"""Modes of a curve of cracks whose own elements are too long for them: from a mesh with tips of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from stressbump.errors import CheckError, InputError
from stressbump.fracture.cracks import closing_faces
from stressbump.fracture.curve import ReleaseCurve
from stressbump.fracture.marks import Marks, marks
from stressbump.fracture.mixity import SHUT
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import Seam, seam
from stressbump.history.factorisations import Factorisations
from stressbump.history.stack import Stack, again, solve_stack
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.recipe import Reference
from stressbump.process.section import Flaw, Section
from stressbump.survey.cracks import found_crack


def cut_of(stack: Stack, flaw: Flaw) -> Seam:
    """A stack at its only end temperature, cut along the longest crack of a flaw."""
    (solution,) = stack.solutions.values()
    path, cell = crack_path(stack.mesh, flaw), stack.section.cell
    longest = path.facets_within(max(flaw.lengths))
    if not (cell.contact and cell.free_faces):
        return seam(solution, path, longest)
    found = found_crack(stack.section, solution, path, longest)
    for first, second in closing_faces(found, cell.free_faces):
        raise InputError(
            f"{stack.name}: the free face {first}/{second} closes; cracks beside a closed face are not"
            " solved with friction. Take it off, or another end temperature"
        )
    return found.seam


def lacks_modes(curve: ReleaseCurve) -> bool:
    """Whether the tip of a length that is not closed has no K."""
    return bool((np.isnan(curve.K.real) & (curve.untold != SHUT)).any())


@dataclass(frozen=True, eq=False)
class MarkedTips:
    """A section with a flaw of a few lengths, and its mesh, fine at the tip of each."""

    section: Section
    flaw: Flaw
    mesh: Mesh
    end: tuple[float, ...]  # °C, one
    known: Factorisations = field(default_factory=Factorisations)

    def modes(self, change: Reference | None, bars: bool) -> tuple[Marks, Marks | None]:
        """Those of a stack, and the same in cubics where bars are asked for."""
        stack = solve_stack(self.section, self.mesh, self.end, change, self.known)
        if not stack.passed:
            raise CheckError(f"{stack.name}: a self-check failed, so no modes are told of")
        finer = self._of(again(stack, cubic=True)) if bars else None
        return self._of(stack), finer

    def _of(self, stack: Stack) -> Marks:
        cell, flaw = stack.section.cell, self.flaw
        faces = cell.contact, stack.section.friction(flaw.at)
        return marks(cut_of(stack, flaw), flaw.lengths, *faces, flaw.toughness)


def marked_tips(
    section: Section, curve: ReleaseCurve, end: tuple[float, ...], options: MeshOptions
) -> MarkedTips:
    """Of an octave's lengths of a curve one."""
    (flaw,) = section.flaws
    octaves = np.arange(int(np.log2(curve.length[-1] / curve.length[0])), -1, -1)
    near = np.abs(np.log(curve.length[:, None] / (curve.length[-1] * 0.5**octaves))).argmin(axis=0)
    lengths = tuple(curve.length[np.unique(near)].tolist())
    flaw = replace(flaw, lengths=lengths, closely=False)
    section = replace(section, flaws=(flaw,))
    return MarkedTips(section, flaw, generate(section, options), end)
