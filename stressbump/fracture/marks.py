"""Modes along a curve of cracks from a few of its lengths, whose tips have elements of their own.

Between two of those ln|K| and ψ go straight over ln a. How far off ψ may be in the middle is by how much it
is off at either of the two if its neighbours alone are known, four times what that would be if ψ were a
parabola.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.fracture.cracks import crack
from stressbump.fracture.curve import ReleaseCurve
from stressbump.fracture.mixity import SHUT, mode_of
from stressbump.fracture.seams import Seam
from stressbump.process.toughness import OfMixedModes, OfPhase, length_of, toughness

Toughness = float | OfMixedModes | OfPhase | None


@dataclass(frozen=True, eq=False)
class Marks:
    """Modes of open tips at some lengths; no number where a tip is closed or has none."""

    length: np.ndarray  # (n,) µm
    size: np.ndarray  # (n,) ln |K|, K in MPa·√µm
    phase: np.ndarray  # (n,) ψ, radians, at the length that the flaw has it told at
    further: np.ndarray  # (n,) what is to be added for the length that Γ asks for

    def at(self, length: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Some of its values at lengths between them, straight over ln a."""
        inside = (length >= self.length[0]) & (length <= self.length[-1])
        found = np.interp(np.log(length), np.log(self.length), values)
        return np.asarray(np.where(inside, found, np.nan))

    def off(self, length: np.ndarray) -> np.ndarray:
        """How far ψ may be off (n,) for lying between them, radians."""
        s = np.log(self.length)
        own = np.zeros(len(s))
        if len(s) > 2:
            share = (s[1:-1] - s[:-2]) / (s[2:] - s[:-2])
            alone = (1 - share) * self.phase[:-2] + share * self.phase[2:]
            own = np.pad(np.abs(self.phase[1:-1] - alone), 1, mode="edge")
        k = np.clip(np.searchsorted(s, np.log(length)), 1, len(s) - 1)
        share = (np.log(length) - s[k - 1]) / (s[k] - s[k - 1])
        worst = np.where((share == 0) | (share == 1), 0.0, np.fmax(own[k - 1], own[k]))
        return np.asarray(4 * share * (1 - share) * worst)


def marks(
    seam: Seam, lengths: Sequence[float], contact: bool, friction: float, given: Toughness = None
) -> Marks:
    """Those of cracks of some lengths along a seam on a mesh that is fine at their tips."""
    path, at = seam.path, None if given is None else length_of(given)
    found = np.full((3, len(lengths)), np.nan)
    for k, length in enumerate(lengths):
        mode = mode_of(crack(seam, path.facets_within(length), contact, friction))
        if mode.open is not None:
            further = 0.0 if at is None else mode.open.phase(at) - np.degrees(np.angle(mode.K))
            found[:, k] = np.log(abs(mode.K)), np.angle(mode.K), np.radians(further)
    told = np.isfinite(found[1])
    found[1, told] = np.unwrap(found[1, told])
    return Marks(np.array(lengths), *found)


def with_marks(curve: ReleaseCurve, at: Marks, given: Toughness = None) -> ReleaseCurve:
    """The curve with K where it lacks one whose tip is not closed, and Γ of that."""
    phase = at.at(curve.length, at.phase)
    known = np.isfinite(phase) & np.isfinite(at.off(curve.length))
    lacks = np.isnan(curve.K.real) & (curve.untold != SHUT) & known
    K = np.where(lacks, np.exp(at.at(curve.length, at.size) + 1j * phase), curve.K)
    tough = curve.toughness.copy()
    if given is not None:
        asked = phase + at.at(curve.length, at.further)
        tough[lacks] = [toughness(given, p) for p in asked[lacks].tolist()]
    return replace(curve, K=K, untold=np.where(lacks, "", curve.untold), toughness=tough)
