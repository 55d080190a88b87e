"""Free faces in a joint's cell, where the harmonics add up only as long as no face closes.

Where one does, what the slide does lies between that of faces that run into each other and that of faces
which neither part nor close. With unit normal forces N at the nodes of the face and the fields x of a unit
force on the slide, the compliance Δ/F differs between the two by

    g'A⁻¹g,    g = N'x,  A = N'K⁻¹N

of itself: as the second is among what contact allows, and the first allows more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.joint.angles import angles_of, waves
from stressbump.joint.superelement import Superelement, at_rest
from stressbump.mechanics.contact import closes
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution

NEGLIGIBLE = 1e-3  # of the compliance


@dataclass(frozen=True)
class Closing:
    """A free face that closes as chip and board slide."""

    face: str
    degrees: float  # where it closes farthest
    overlap: float  # there, µm
    share: float  # of the compliance against a slide that contact may take away, at the most

    @property
    def matters(self) -> bool:
        """Whether contact could change the joint noticeably."""
        return self.share > NEGLIGIBLE

    def __str__(self) -> str:
        """A line for who reads the joint's numbers."""
        return (
            f"the free face {self.face} closes at {self.degrees:.0f}° by {1e3 * self.overlap:.3g} nm as"
            " chip and board slide; contact is not solved about the axis, and would make the joint stiffer"
            f" by {100 * self.share:.1g} % at the most"
        )


def closing_faces(
    assembly: Assembly, harmonics: Mapping[int, Solution], across: Superelement
) -> tuple[Closing, ...]:
    """The free faces that close at any angle; `across` is the first harmonic of the cell.

    None where the section is to have no contact.
    """
    return tuple(_closing(assembly, harmonics, across)) if assembly.section.cell.contact else ()


def _closing(
    assembly: Assembly, harmonics: Mapping[int, Solution], across: Superelement
) -> Iterator[Closing]:
    theta = angles_of(harmonics)[0]
    for pair, face in assembly.free_faces.items():
        parts = (
            face.gap(solution.displacement)[:, None] * waves(n, theta)[0]
            for n, solution in harmonics.items()
        )
        gap = np.sum(list(parts), axis=0)
        pressed = any(s.pressing[pair].push.any() for s in harmonics.values() if pair in s.pressing)
        if pressed or closes(gap.ravel()).any():
            worst = int(gap.min(axis=0).argmin())
            yield Closing(
                "/".join(pair),
                float(np.degrees(theta[worst])),
                float(-gap.min()),
                _share(across, face),
            )


def _share(across: Superelement, face: FacingNodes) -> float:
    system = across.system
    pushes = face.pushes(system.model.kinematics, len(across.fields)).toarray()
    load = across.loads[:, -1:]
    moved = at_rest(system, np.hstack([load, pushes]))
    parted = pushes.T @ moved
    gap, flexibility = parted[:, 0], parted[:, 1:]
    return float(gap @ np.linalg.solve(flexibility, gap) / (load[:, 0] @ moved[:, 0]))
