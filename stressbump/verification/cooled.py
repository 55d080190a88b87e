"""Solids on a mesh, brought to another temperature: what most cases do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.accuracy.error_bars import bar_of
from stressbump.closed_forms.solid import Solid
from stressbump.laws import Isotropic, Law
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import at_nodes, in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Hold, Support
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Mesh

ROOM = 25.0  # °C


@dataclass(frozen=True)
class Read:
    """A number that is read off a solution, and what the mesh may have spoilt of it."""

    number: Callable[[Solution], float]
    off: Callable[[], Solution]

    def __call__(self) -> float:
        """The number."""
        return self.number(self.off())

    def bar(self) -> float:
        """Half the width of its discretisation bar."""
        return bar_of(self.number, self.off())


def law(solid: Solid) -> Isotropic:
    """The same solid as a law."""
    return Isotropic(solid.E, solid.nu, solid.cte)


def cooled(
    mesh: Mesh,
    solids: Mapping[str, Solid | Law],
    dT: float,
    kinematics: Kinematics,
    support: Support,
    holds: tuple[Hold, ...] = (),
) -> Solution:
    """Every region free of stress at ROOM, then taken to ROOM + dT."""
    laws = {name: law(s) if isinstance(s, Solid) else s for name, s in solids.items()}
    system = factorise(Model(mesh, kinematics, support, laws, holds), ROOM)
    strain = {name: each.thermal_strain(ROOM, ROOM + dT) for name, each in laws.items()}
    return solve(system, Loads(free_strain=strain))


def stress_at(solution: Solution, region: str, x: float, z: float) -> np.ndarray:
    """Stress (6,) at the node of a region nearest to a place: the mean of its elements, MPa."""
    mesh = solution.model.mesh
    elements = mesh.elements_in(region)
    nodes = mesh.triangles[elements]
    far = np.linalg.norm(mesh.points[nodes] - [x, z], axis=-1)
    near = nodes == nodes.ravel()[np.argmin(far)]
    return at_nodes(solution)[:, elements][:, near].mean(axis=1)


def mean_stress(solution: Solution, region: str) -> np.ndarray:
    """Volume mean of a region's stress (6,), MPa."""
    sample = in_region(solution, region)
    return sample.stress @ sample.weight / sample.weight.sum()
