"""What the end nodes of an interface carry for a third region.

Nodal forces of the first region at the ends of its face with the second hold, besides the second's
traction, that of what lies beyond the end:

    H_i = ∫ t·N_i dA    over the sides of the first region beyond the interface's end node i

It vanishes with the element there, and is what resultants from nodal forces are off by.
"""

from __future__ import annotations

import numpy as np

from stressbump.mechanics.balance import strain_and_stress
from stressbump.mechanics.faces import faces
from stressbump.mechanics.kinematics import traction
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import carried
from stressbump.mesh.mesh import Facets, facet_ends, facets, interface


def end_forces(solution: Solution, first: str, second: str) -> np.ndarray:
    """Forces (nodes, directions), µN, on the first region that the second does not exert, at end nodes."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    force = np.zeros((len(mesh.points), kinematics.directions))
    ends = facet_ends(mesh, interface(mesh, first, second))
    beyond = _beyond(solution, first, second, ends)
    if not len(beyond.elements):
        return force
    whole = solution.blocks[first]
    row = np.searchsorted(whole.elements, beyond.elements)
    face = faces(mesh, kinematics, beyond)  # exact on straight sides: r, N_i, stress of cubics
    p = whole.at(mesh, kinematics, face.at, row)
    free = solution.free_strain[first]
    if free.ndim > 1:
        free = carried(free[:, row], whole.rule, face.at)
    stress = strain_and_stress(p, solution.local(first)[row], free)[1]
    pull = traction(stress, face.normal, kinematics.directions)
    nodes, sides = beyond.ends, mesh.element.sides[beyond.sides, None, :2]
    shape = np.take_along_axis(face.at.shape, sides, axis=2)
    push = shape.swapaxes(1, 2) @ (pull * face.dA[..., None])
    np.add.at(force, nodes, np.where(np.isin(nodes, ends)[..., None], push, 0.0))
    return force


def _beyond(solution: Solution, first: str, second: str, ends: np.ndarray) -> Facets:
    """Bonded sides of the first region at the end nodes, that face a third region."""
    mesh = solution.model.mesh
    mine = facets(mesh, mesh.elements_in(first))
    third = np.isin(mine.other, solution.model.active_elements)
    third &= ~np.isin(mesh.region[mine.other], [mesh.regions.index(r) for r in (first, second)])
    third &= mine.bonded
    third &= np.isin(mine.nodes, ends).any(axis=1)
    return mine[third]
