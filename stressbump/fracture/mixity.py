"""K at the tip of a crack in a finished stack: how much it opens there, and how much it slides.

From the reciprocal integral of the cracked stack within the place around the tip that belongs to the two
regions alone. Faces that press each other bear forces, so the ring ends before the next of them. Where
they do so at the tip itself there is no mode I; without friction what slides has a K2 of its own there,
from a ring that ends before the faces open.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, radians

import numpy as np

from stressbump.errors import SolveError
from stressbump.fracture.cracks import Crack
from stressbump.fracture.paths import alone
from stressbump.fracture.seams import Seam
from stressbump.fracture.singular import CrackTip, crack_tip, crack_tip_of, solid, tip_fields
from stressbump.fracture.singular.near_tip import AXIS, FARTHEST
from stressbump.process.toughness import SLIDES, OfMixedModes, OfPhase, length_of, toughness

SHUT = "closed at the tip, mode II"


@dataclass(frozen=True)
class Mode:
    """K1 + iK2 of a crack, MPa·√µm, told at a length, and G by it, J/m²; no numbers where there are none.

    `untold` says why it is not that of an open tip; `SHUT` where K1 is none, as it does not open.
    """

    K: complex
    rate: float
    untold: str
    open: CrackTip | None = None


def mode_of(crack: Crack, place: float | None = None) -> Mode:
    """The mode of a crack; `place` is that around its tip, µm, where it is known."""
    length = crack.seam.path.flaw.mixity_um
    place = place or _place(crack)
    try:
        tip = opened_tip(crack, place)
        return Mode(tip.at(length), tip.G, "", tip)
    except SolveError as error:
        untold = str(error)
    try:
        slid = closed_tip(crack, place)
        return Mode(complex(nan, slid.K.imag), slid.G, untold)
    except SolveError:
        return Mode(complex(nan, nan), nan, untold)


def opened_tip(crack: Crack, place: float | None = None) -> CrackTip:
    """K of an open tip; SolveError says why there is none: `SHUT`, or no place for a ring."""
    if shut(crack):
        raise SolveError(SHUT)
    nearest, place = _nearest(crack, crack.force > 0), place or _place(crack)
    try:
        return _tip_within(crack, min(place, nearest / FARTHEST))
    except SolveError:
        if nearest < place:
            raise SolveError(f"closed up to {nearest:.2g} µm from the tip") from None
        raise


def closed_tip(crack: Crack, place: float | None = None) -> CrackTip:
    """K2 of a tip that is closed without friction, as K = iK2; SolveError where there is none."""
    if not shut(crack) or crack.friction:
        raise SolveError("the tip is open" if not shut(crack) else "the tip slides with friction")
    nearest = _nearest(crack, crack.force == 0)
    return _tip_within(crack, min(place or _place(crack), nearest / FARTHEST))


def _nearest(crack: Crack, which: np.ndarray) -> float:
    """µm from the tip to the next of some nodes of the faces; infinite where there are none."""
    points = crack.seam.model.mesh.points
    tip = points[crack.seam.path.nodes[crack.parts]]
    away = np.linalg.norm(points[crack.faces.first[which]] - tip, axis=1)
    return float(away.min(initial=np.inf))


def places_of_tips(seam: Seam, parts: np.ndarray) -> np.ndarray:
    """µm around the tips of cracks over so many facets, within which only their two regions are."""
    whole = seam.bonded.model.mesh
    reach = alone(whole, seam.path, parts)
    if seam.model.kinematics.hoop:
        reach = np.minimum(reach, AXIS * whole.points[seam.path.nodes[parts], 0])
    return reach


def _place(crack: Crack) -> float:
    return float(places_of_tips(crack.seam, np.array([crack.parts]))[0])


def _tip_within(crack: Crack, reach: float) -> CrackTip:
    """K by a ring around the tip within so many µm of it."""
    seam = crack.seam
    tip = seam.model.mesh.points[seam.path.nodes[crack.parts]]
    way = seam.path.directions[crack.parts - 1]
    sides = _sides(crack, tip, way)
    solids = {name: solid(seam.system.blocks[name].stiffness) for name in sides}
    around = crack_tip(tip, way, *sides, solids, shut(crack))
    return crack_tip_of(tip_fields(crack.solution, around, reach, rings=1))


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
