"""What chip and board do to a joint, step by step from its birth on, in the axes of its package.

x and y lie in the plane of chip and board, z is the height of the section, and an angle θ goes from x to y.
All of it are increments in a step, beyond what the cell does where chip and board are free to shrink and
bow and no force goes through the joint: with all zero the joint is as its section's own history has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.joint.cell import DISTANCE, SLIDE, STRAINS, TURN

AXIAL = (*STRAINS, DISTANCE)  # n = 0, as `JointCell.axial` names them
ACROSS = (TURN, SLIDE)  # n = 1
OVAL = STRAINS  # n = 2


@dataclass(frozen=True, eq=False)
class JointStep:
    """Displacements of a joint's cell in a step, by harmonic.

    At θ the first harmonic is across[:, 0] cos θ + across[:, 1] sin θ along the radius, and the second
    oval[:, 0] cos 2θ + oval[:, 1] sin 2θ, of which the first column is (xx - yy)/2 and the second xy.
    """

    start: float  # °C
    end: float  # °C
    axial: np.ndarray  # (5,) as AXIAL: means of strains and curvatures of each side (1/µm), w in µm
    across: np.ndarray  # (2, 2) as ACROSS, along x and along y: the chip against the board, µm
    oval: np.ndarray  # (4, 2) as OVAL: cos 2θ and sin 2θ of each side's strains and curvatures


@dataclass(frozen=True, eq=False)
class JointState:
    """A joint in its package: what has been done to it since its birth."""

    steps: tuple[JointStep, ...]

    @property
    def slide(self) -> np.ndarray:
        """(2,) along x and y, of the chip across the board, µm."""
        return np.asarray(sum(s.across[ACROSS.index(SLIDE)] for s in self.steps))

    @property
    def turn(self) -> np.ndarray:
        """(2,) of the chip against the board: by φ along x, z turns towards x."""
        return np.asarray(sum(s.across[ACROSS.index(TURN)] for s in self.steps))

    @property
    def direction(self) -> float:
        """θ in degrees to which the chip slides; 0 where it does not."""
        x, y = self.slide
        return float(np.degrees(np.arctan2(y, x)))

    def seen_from(self, degrees: float) -> JointState:
        """The same joint in axes of which x stands at an angle θ in degrees."""
        once, twice = (_turned(np.radians(n * degrees)) for n in (1, 2))
        return JointState(
            tuple(
                JointStep(s.start, s.end, s.axial, s.across @ once, s.oval @ twice)
                for s in self.steps
            )
        )


def _turned(angle: float) -> np.ndarray:
    """What takes a row of components along x and y to axes at an angle."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s], [s, c]])
