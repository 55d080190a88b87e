"""What cracks of many lengths along one way release, and their modes, all from the factors of one seam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.errors import CheckError
from stressbump.fracture.cracks import Crack, crack, in_pairs, narrowed, overlapping
from stressbump.fracture.mixity import mode_of, places_of_tips, toughness_of
from stressbump.fracture.mouths import times_half
from stressbump.fracture.release import energy_release_rates, wanted
from stressbump.fracture.seams import Seam
from stressbump.fracture.singular.near_tip import FARTHEST
from stressbump.process.toughness import OfMixedModes, OfPhase

OCTAVES, PER_OCTAVE = 7, 10  # of the lengths of a curve, and facets in each
SHORTEST = 0.04  # µm, where a curve begins at the earliest
ELEMENTS = 10  # of the curve's own behind a tip, at the least
CLEAR = 5  # facets between a tip and the next corner of the way, at the least
CLOSE = 1e-6  # relative, of lengths
EVERY = 5  # lengths: how many share what half of a mouth changes


@dataclass(frozen=True, eq=False)
class ReleaseCurve:
    """The energy release rate over the length of a crack."""

    length: np.ndarray  # (n,) µm
    rate: np.ndarray  # (n,) J/m²
    overlapping: np.ndarray  # (n,) the same if faces might overlap
    closed: np.ndarray  # (n,) share of the area over which the faces press each other
    K: np.ndarray  # (n,) K1 + iK2, MPa·√µm; no number where no tip is seen well enough,
    # and no K1 where it is closed
    rate_from_K: np.ndarray  # (n,) J/m², likewise
    untold: np.ndarray  # (n,) why there is no K; nothing where there is one
    toughness: np.ndarray  # (n,) Γ of the mode, J/m²; no number where it is not known
    held_rate: np.ndarray | None = None  # (n,) G if what spans the mouth held to an atom

    @property
    def second(self) -> np.ndarray:
        """G (n,) by K, J/m²; that by motion where there is no K."""
        return np.where(np.isnan(self.rate_from_K), self.rate, self.rate_from_K)

    @property
    def held(self) -> np.ndarray:
        """G (n,) if what spans the mouth held to an atom, J/m²; the same where nothing does."""
        return self.rate if self.held_rate is None else self.held_rate

    @property
    def margin(self) -> np.ndarray:
        """Γ/G (n,)."""
        return np.asarray(self.toughness / self.rate)

    @property
    def critical(self) -> float | None:
        """The length in µm from which on a crack that grows releases what it takes; None if there is none.

        The shortest one if it does so already.
        """
        short = self.toughness - self.rate
        reached = np.flatnonzero(short <= 0)
        if not len(reached):
            return None
        k = int(reached[0])
        if k == 0 or np.isnan(short[k - 1]):
            return float(self.length[k])
        share = short[k - 1] / (short[k - 1] - short[k])
        return float(self.length[k - 1] + share * (self.length[k] - self.length[k - 1]))

    @property
    def mixity(self) -> np.ndarray:
        """The phase ψ (n,) of K, degrees."""
        return np.asarray(np.degrees(np.angle(self.K)))


def lengths_up_to(longest: float, per_octave: int = PER_OCTAVE) -> tuple[float, ...]:
    """Lengths, µm, a facet apart; from octave to octave facets are half as long."""
    octaves = max(1, min(OCTAVES, int(np.log2(longest / SHORTEST))))
    ends = longest * 0.5 ** np.arange(octaves, -1, -1)
    found = [np.linspace(0, ends[0], per_octave + 1)[1:]]
    found += [np.linspace(a, 2 * a, per_octave + 1)[1:] for a in ends[:-1]]
    return tuple(np.concatenate(found).tolist())


def release_curve(
    seam: Seam,
    contact: bool = True,
    friction: float = 0.0,
    narrow: bool = False,
    toughness: float | OfMixedModes | OfPhase | None = None,
) -> ReleaseCurve:
    """The curve of a seam, at every facet's end but for those at and near corners of the way.

    With `narrow` the cracks are let go of once more with half of their mouth held, if there is one.
    `toughness` is what they take, by default that of the seam's flaw.
    """
    s, ends = seam.path.distance, _ends(seam)
    places = places_of_tips(seam, ends)
    unknowns = wanted(seam, ends, FARTHEST * places)
    cracks = _cracks(seam, ends, contact, friction)
    closed = np.array([c.closed for c in cracks])
    closing = np.flatnonzero(closed)
    every = [*cracks, *(overlapping(cracks[k]) for k in closing)]
    changes = seam.changes(np.stack([c.pull for c in every], axis=1), unknowns)
    _check(every, closed)
    rates = np.zeros((len(ends), 2))
    if (own := np.flatnonzero(closed == 0)).size:
        rates[own] = energy_release_rates([[cracks[k]] for k in own], changes[own])
    if len(closing):
        both = np.stack([closing, len(cracks) + np.arange(len(closing))], axis=1)
        rates[closing] = energy_release_rates(
            [[every[k] for k in pair] for pair in both.tolist()], changes[both.ravel()]
        )
    known = (replace(c, known=changes.of(k)) for k, c in enumerate(cracks))
    tough = seam.path.flaw.toughness if toughness is None else toughness
    told = (_mode(c, place, tough) for c, place in zip(known, places.tolist(), strict=True))
    modes = map(np.array, zip(*told, strict=True))
    found = ReleaseCurve(s[ends], rates[:, 0], rates[:, 1], closed, *modes)
    if narrow and seam.mouth.shape[1]:
        return replace(found, held_rate=found.rate + _less(cracks, found, unknowns))
    return found


def _ends(seam: Seam) -> np.ndarray:
    """How many facets cracks part (cracks,): all from the shortest on but those near corners."""
    s, ways = seam.path.distance, seam.path.directions
    first = int(np.searchsorted(s, seam.path.flaw.lengths[ELEMENTS - 1] * (1 - CLOSE)))
    ends = np.arange(first, len(seam.facets.elements) + 1)
    corners = s[1:-1][(ways[1:] != ways[:-1]).any(axis=1)]
    away = np.abs(s[ends, None] - corners).min(axis=1, initial=np.inf)
    return np.asarray(ends[away > CLEAR * np.diff(s)[ends - 1]])


def _cracks(seam: Seam, ends: np.ndarray, contact: bool, friction: float) -> list[Crack]:
    """Of each length, from the shortest on, each much like the one before."""
    found: list[Crack] = []
    for k in ends.tolist():
        found.append(crack(seam, k, contact, friction, like=found[-1] if found else None))
    return found


def _less(cracks: Sequence[Crack], curve: ReleaseCurve, unknowns: np.ndarray) -> np.ndarray:
    """What a mouth that held to an atom would change of G (cracks,), from a few of them."""
    some = np.unique(np.append(np.arange(0, len(cracks), EVERY), len(cracks) - 1))
    narrow = [narrowed(cracks[k]) for k in some]
    changes = cracks[0].seam.changes(np.stack([c.pull for c in narrow], axis=1), unknowns)
    found = energy_release_rates([[c] for c in narrow], changes)[:, 0]
    s = np.log(curve.length)
    return np.interp(s, s[some], times_half(narrow[0].seam) * (found - curve.rate[some]))


def _mode(
    crack: Crack, place: float, toughness: float | OfMixedModes | OfPhase | None
) -> tuple[complex, float, str, float]:
    """K of a crack, G by it, why there is none, and Γ."""
    mode = mode_of(crack, place)
    known = None if toughness is None else toughness_of(crack, mode.open, toughness)
    return mode.K, mode.rate, mode.untold, float("nan") if known is None else known


def _check(cracks: Sequence[Crack], closed: np.ndarray) -> None:
    """All of them by C, and the balance of two: the longest and the most closed."""
    checks = list(in_pairs(cracks))
    for one in {cracks[len(closed) - 1], cracks[int(closed.argmax())]}:
        checks += [(one, check) for check in one.checks]
    for one, check in checks:
        if not check.passed:
            raise CheckError(
                f"crack of {one.length:.4g} µm: {check.name} {check.value:.1e},"
                f" allowed {check.limit:.1e}"
            )
