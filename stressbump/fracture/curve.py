"""What cracks of many lengths along one way release, and their modes, all from the factors of one seam."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.errors import CheckError, SolveError
from stressbump.fracture.cracks import crack
from stressbump.fracture.mixity import opened_tip
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import Seam

OCTAVES, PER_OCTAVE = 7, 10  # of the lengths of a curve, and facets in each
SHORTEST = 0.04  # µm, where a curve begins at the earliest
ELEMENTS = 8  # of the curve's own behind a tip, at the least
CLOSE = 1e-6  # relative, of lengths


@dataclass(frozen=True, eq=False)
class ReleaseCurve:
    """The energy release rate over the length of a crack."""

    length: np.ndarray  # (n,) µm
    rate: np.ndarray  # (n,) J/m²
    overlapping: np.ndarray  # (n,) the same if faces might overlap
    closed: np.ndarray  # (n,) share of the area over which the faces press each other
    K: np.ndarray  # (n,) K1 + iK2, MPa·√µm; no number where no open tip is seen well enough
    rate_from_K: np.ndarray  # (n,) J/m², likewise
    untold: np.ndarray  # (n,) why there is no K; nothing where there is one

    @property
    def mixity(self) -> np.ndarray:
        """The phase ψ (n,) of K, degrees."""
        return np.asarray(np.degrees(np.angle(self.K)))


def lengths_up_to(longest: float) -> tuple[float, ...]:
    """Lengths, µm, a facet apart; from octave to octave facets are half as long."""
    octaves = max(1, min(OCTAVES, int(np.log2(longest / SHORTEST))))
    ends = longest * 0.5 ** np.arange(octaves, -1, -1)
    found = [np.linspace(0, ends[0], PER_OCTAVE + 1)[1:]]
    found += [np.linspace(a, 2 * a, PER_OCTAVE + 1)[1:] for a in ends[:-1]]
    return tuple(np.concatenate(found).tolist())


def release_curve(seam: Seam, contact: bool = True, friction: float = 0.0) -> ReleaseCurve:
    """The curve of a seam, at every facet's end that the way goes straight on through."""
    s, nodes = seam.path.distance, seam.bonded.model.mesh.points[seam.path.nodes]
    steps = np.diff(nodes, axis=0) / np.diff(s)[:, None]
    straight = (steps[1:] * steps[:-1]).sum(axis=1) > 1 - 1e-9
    first = int(np.searchsorted(s, seam.path.flaw.lengths[ELEMENTS - 1] * (1 - CLOSE)))
    ends = np.arange(first, len(seam.facets.elements) + 1)
    rows = [_at(seam, int(k), contact, friction) for k in ends[straight[ends - 1]]]
    return ReleaseCurve(*map(np.array, zip(*rows, strict=True)))


def _at(
    seam: Seam, parts: int, contact: bool, friction: float
) -> tuple[float, float, float, float, complex, float, str]:
    found = crack(seam, parts, contact, friction)
    for check in found.checks:
        if not check.passed:
            raise CheckError(
                f"crack of {found.length:.4g} µm: {check.name} {check.value:.1e}, allowed {check.limit:.1e}"
            )
    rate = energy_release_rate(found)
    free = energy_release_rate(crack(seam, parts, contact=False)) if found.closed else rate
    K, from_K, why = complex("nan"), float("nan"), ""
    try:
        tip = opened_tip(found)
        K, from_K = tip.at(seam.path.flaw.mixity_um), tip.G
    except SolveError as error:
        why = str(error)
    return found.length, rate, free, found.closed, K, from_K, why
