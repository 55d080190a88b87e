"""What holds a section: named choices, never a hidden default.

Every support holds u_x = 0 on x = 0 (the axis or the symmetry plane) and one u_z. They differ at
the outer wall x = W:

laminate       u_x = W (e + k z), e and k unknown: no net force, no net moment, no shear on the wall
two laminates  the same with an e and a k on each side of a gap, linear in z between its two faces
flat           laminate with k = 0
free           nothing
clamped        u_x = 0

A long axisymmetric cell has level ends besides: u_z = a z, a unknown, no net axial force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import block_diag

from stressbump.mechanics.kinematics import Kinematics
from stressbump.mesh.mesh import Mesh

ON_PLANE = 1e-9  # of the width: how far a node may lie from x = 0 or x = W and still be on it


@dataclass(frozen=True, eq=False)
class Constraints:
    """Displacement unknowns (see `Kinematics.along`) that are prescribed, or that follow global unknowns.

    u[prescribed] = 0 (or a value that loads give), u[tied] = shape @ (the unknowns called `names`).
    """

    prescribed: np.ndarray
    tied: np.ndarray
    shape: np.ndarray  # (tied, names)
    names: tuple[str, ...] = ()

    def also_prescribed(self, unknowns: np.ndarray) -> Constraints:
        """The same with further unknowns prescribed, taken off the tied ones where they were."""
        loose = ~np.isin(self.tied, unknowns)
        prescribed = np.union1d(self.prescribed, unknowns)
        return replace(self, prescribed=prescribed, tied=self.tied[loose], shape=self.shape[loose])


GLOBALS = ("e", "k", "a", "b")  # strain and curvature of the wall, and out of plane


def numbered(name: str, body: int) -> str:
    """What a global unknown of one of several bodies is called; the first keeps the plain name."""
    return name if body == 1 else f"{name} of body {body}"


def together(bodies: Iterable[Constraints]) -> Constraints:
    """The constraints of several bodies, the first one's names as they are, others' numbered."""
    parts = list(bodies)
    names = [numbered(name, n) for n, part in enumerate(parts, 1) for name in part.names]
    return Constraints(
        np.concatenate([part.prescribed for part in parts]),
        np.concatenate([part.tied for part in parts]).astype(int),
        block_diag(*(part.shape.reshape(len(part.tied), len(part.names)) for part in parts)),
        tuple(names),
    )


Support = Callable[[Mesh, Kinematics, np.ndarray], Constraints]


@dataclass(frozen=True, eq=False)
class Hold:
    """A further named constraint: u along "x" or "z" is zero at nodes, or what the loads say."""

    name: str
    axis: str
    nodes: np.ndarray

    def unknowns(self, kinematics: Kinematics) -> np.ndarray:
        """The displacement unknowns it prescribes, in the order of `nodes`."""
        return kinematics.along(self.axis, self.nodes)


def at_x(mesh: Mesh, nodes: np.ndarray, x: float) -> np.ndarray:
    """Those of the nodes that lie on the vertical line at x."""
    return nodes[np.abs(mesh.points[nodes, 0] - x) <= ON_PLANE * mesh.width]


def free(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """An isolated piece: only the symmetry plane and the lowest node beside it are held.

    A harmonic's second rigid motion is held at the lowest of the outermost nodes.
    """
    axis = at_x(mesh, active, 0.0)
    held = [kinematics.along(name, axis) for name in kinematics.on_axis]
    x = mesh.points[active, 0]
    for name, end in zip(kinematics.pins, (x.min(), x.max()), strict=False):
        there = active[x == end]
        held.append(kinematics.along(name, there[mesh.points[there, 1].argmin(), None]))
    none = np.empty(0, dtype=int)
    return Constraints(np.concatenate(held), none, np.empty((0, 0)))


def clamped(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """A wall that stays where it is and lets the stack slide along it."""
    wall = kinematics.along("x", at_x(mesh, active, mesh.width))
    return free(mesh, kinematics, active).also_prescribed(wall)


def laminate(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """A cell of a wafer or board that may shrink and bow; e at z = 0, k = curvature, 1/µm."""
    return _moving_wall(mesh, kinematics, active, ("e", "k"))


def flat(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """A cell of a wafer or board that may shrink but is kept from bowing."""
    return _moving_wall(mesh, kinematics, active, ("e",))


def two_laminates(own: float, other: float) -> Support:
    """A cell of two boards that a joint holds apart: each shrinks and bows by itself.

    `own` and `other` are z of the faces that look at one another, µm; the globals of the side of
    `other` are named as those of a second body. A harmonic's wall moves as a ring besides.
    """

    def constraints(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
        found = _moving_wall(mesh, kinematics, active, ("e", "k"))
        wall = at_x(mesh, active, mesh.width)
        z, share = _between(mesh, wall, own, other)
        if kinematics.order:
            found = found.also_prescribed(kinematics.along("s", wall))
        if not (len(wall) and share.min() == 0 and share.max() == 1):  # one side alone
            return found
        shape = mesh.width * np.stack([1 - share, (1 - share) * z[0], share, share * z[1]], axis=1)
        return replace(found, shape=shape, names=("e", "k", numbered("e", 2), numbered("k", 2)))

    return constraints


def two_turning(own: float, other: float) -> Support:
    """The wall of the first harmonic, every level of it a ring that moves as a whole across the axis.

    It does not rise but for a turn of the side of `own` against that of `other`, u_z = -W φ, φ unknown.
    """

    def constraints(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
        wall = at_x(mesh, active, mesh.width)
        _, share = _between(mesh, wall, own, other)
        tied = kinematics.along("z", wall[share < 1])
        held = free(mesh, kinematics, active).prescribed
        level = np.append(kinematics.along("s", wall), kinematics.along("z", wall[share == 1]))
        prescribed = np.union1d(np.setdiff1d(held, tied), level)
        return Constraints(prescribed, tied, -mesh.width * (1 - share[share < 1, None]), ("turn",))

    return constraints


def _between(
    mesh: Mesh, wall: np.ndarray, own: float, other: float
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Heights of wall nodes, no further than each face, and how much they belong to the other side."""
    z, sign = mesh.points[wall, 1], np.sign(own - other)
    apart = sign * np.maximum(sign * z, sign * own), sign * np.minimum(sign * z, sign * other)
    return apart, np.clip((z - own) / (other - own), 0, 1)


def _moving_wall(
    mesh: Mesh, kinematics: Kinematics, active: np.ndarray, names: tuple[str, ...]
) -> Constraints:
    wall = at_x(mesh, active, mesh.width)
    if not len(wall):  # an island: nothing of it follows the wall
        return free(mesh, kinematics, active)
    z = mesh.points[wall, 1]
    shape = mesh.width * np.stack([np.ones_like(z), z], axis=1)[:, : len(names)]
    tied = kinematics.along("x", wall)
    return replace(free(mesh, kinematics, active), tied=tied, shape=shape, names=names)


def level_ends(support: Support) -> Support:
    """A support with the ends of a long body: both stay level, a is its axial strain."""

    def constraints(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
        found = support(mesh, kinematics, active)
        z = mesh.points[active, 1]
        level = ON_PLANE * mesh.width
        bottom, top = (active[np.abs(z - end) <= level] for end in (z.min(), z.max()))
        rise = np.full((len(top), 1), np.ptp(z))
        return Constraints(
            np.union1d(found.prescribed, kinematics.along("z", bottom)),
            np.concatenate([found.tied, kinematics.along("z", top)]).astype(int),
            block_diag(found.shape.reshape(len(found.tied), len(found.names)), rise),
            (*found.names, "a"),
        )

    return constraints


SUPPORTS: dict[str, Support] = {f.__name__: f for f in (laminate, flat, free, clamped)}
