"""K at the tip of a crack in a finished stack: how much it opens there, and how much it slides.

From the reciprocal integral of the cracked stack within the place around the tip that belongs to the two
regions alone. Faces that press each other bear forces, so the ring ends before the next of them; where
they do so at the tip itself there is no mode I, and no K of an open tip.
"""

from __future__ import annotations

from math import radians

import numpy as np

from stressbump.errors import SolveError
from stressbump.fracture.cracks import Crack
from stressbump.fracture.paths import alone, direction
from stressbump.fracture.singular import CrackTip, crack_tip, crack_tip_of, solid, tip_fields
from stressbump.fracture.singular.near_tip import AXIS, FARTHEST
from stressbump.process.toughness import SLIDES, OfMixedModes, OfPhase, length_of, toughness

SHUT = "closed at the tip, mode II"


def opened_tip(crack: Crack) -> CrackTip:
    """K of a crack; SolveError says why there is none: `SHUT`, or no place for a ring around the tip."""
    seam = crack.seam
    path, mesh, whole = seam.path, seam.model.mesh, seam.bonded.model.mesh
    tip, way = mesh.points[path.nodes[crack.parts]], direction(whole, path, crack.parts)
    if shut(crack):
        raise SolveError(SHUT)
    pressing = crack.force > 0
    away = np.linalg.norm(mesh.points[crack.faces.first[pressing]] - tip, axis=1)
    nearest = float(away.min(initial=np.inf))
    reach = alone(whole, path, crack.parts)
    if seam.model.kinematics.hoop:
        reach = min(reach, AXIS * float(tip[0]))
    sides = _sides(crack, tip, way)
    solids = {name: solid(seam.system.blocks[name].stiffness) for name in sides}
    around = crack_tip(tip, way, *sides, solids)
    try:
        return crack_tip_of(tip_fields(crack.solution, around, min(reach, nearest / FARTHEST)))
    except SolveError:
        if nearest < reach:
            raise SolveError(f"closed up to {nearest:.2g} µm from the tip") from None
        raise


def toughness_of(
    crack: Crack, tip: CrackTip | None, given: float | OfMixedModes | OfPhase
) -> float | None:
    """Γ of a crack's mode, J/m²: of mode II where it is closed at its tip; None where that is not known."""
    length = length_of(given)
    if length is None or (tip is None and not shut(crack)):
        return toughness(given, None)
    return toughness(given, SLIDES if tip is None else radians(tip.phase(length)))


def shut(crack: Crack) -> bool:
    """Whether the faces press each other right at the tip."""
    return bool((crack.force[-1:] > 0).any())


def _sides(crack: Crack, tip: np.ndarray, way: np.ndarray) -> tuple[str, str]:
    """The regions to the left and to the right of the way that a crack takes."""
    mesh, path = crack.seam.bonded.model.mesh, crack.seam.path
    pair = path.facets.elements[crack.parts], path.facets.other[crack.parts]
    x, z = mesh.points[mesh.corners[pair[0]]].mean(axis=0) - tip
    left, right = pair if way[0] * z - way[1] * x > 0 else pair[::-1]
    return mesh.regions[mesh.region[left]], mesh.regions[mesh.region[right]]
