"""How an interface that bears something parts along the way of a seam: what softens, what has parted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stressbump.errors import InputError, SolveError
from stressbump.fracture.cohesive import CohesiveSeam, Softened, softening
from stressbump.fracture.seams import Seam
from stressbump.laws.traction_separation import TractionSeparation

SIMPSON = np.array([1, 4, 1]) / 6  # of a facet, what its start, middle and end stand for
FALLS = 0.01  # of a share, by which it falls where an interface parts by itself
OVERLAP = 0.01  # of the opening that parts nodes: how far faces may run into each other
BALANCED = 0.02  # of the work: what energies may miss of it
FEWEST = 4  # pairs of nodes in a process zone
SEEN = 10  # of its states, after which they are counted
ENDS = 2  # nodes, the last of the way: where a zone meets what stays bonded


@dataclass(frozen=True)
class Run:
    """How an interface parts by itself: from a share on, under as little as another."""

    share: float
    least: float  # no number where it has come to the end of its way before it goes on
    start: float  # what has parted by then, µm
    stop: float | None  # and once it bears the share again; None if it never does


@dataclass(frozen=True, eq=False)
class Delamination:
    """A seam from the first damage on until that has come to the end of its way."""

    cohesive: CohesiveSeam
    place: np.ndarray  # (nodes,) along the way, µm
    length: np.ndarray  # (nodes,) of the way that each stands for, µm
    corner: np.ndarray  # (nodes,) bool: at the end of a facet
    states: tuple[Softened, ...]

    @cached_property
    def share(self) -> np.ndarray:
        """(states,) of all that pulls."""
        return np.array([s.share for s in self.states])

    @cached_property
    def damage(self) -> np.ndarray:
        """(states, nodes) from 0, whole, to 1, parted."""
        return np.stack([s.damage for s in self.states])

    @property
    def softening(self) -> np.ndarray:
        """(states, nodes) bool: in the process zone."""
        return np.asarray((self.damage > 0) & (self.damage < 1))

    @property
    def parted(self) -> np.ndarray:
        """(states,) of the way, µm, over which nothing is borne any more; cracks from the start count."""
        return np.asarray((self.damage >= 1) @ self.length)

    @property
    def zone(self) -> np.ndarray:
        """(states,) of the way, µm, that softens."""
        return np.asarray(self.softening @ self.length)

    @property
    def pairs(self) -> np.ndarray:
        """(states,) pairs of nodes at the ends of facets that soften."""
        return np.asarray((self.softening & self.corner).sum(axis=1))

    @cached_property
    def spent(self) -> np.ndarray:
        """(states,) pJ (per µm of depth in plane models)."""
        return np.array([s.spent @ self.cohesive.area for s in self.states])

    @cached_property
    def sliding(self) -> np.ndarray:
        """(states,) what mode II has of what the nodes of the zone have taken; no number without a zone."""
        own = [
            (s.spent * z, s.sliding * z) for s, z in zip(self.states, self.softening, strict=True)
        ]
        taken, slid = (
            np.array([w @ self.cohesive.area for w in part]) for part in zip(*own, strict=True)
        )
        return np.divide(slid, taken, out=np.full(len(taken), np.nan), where=taken > 0)

    @property
    def fresh(self) -> np.ndarray:
        """(states, nodes) bool: parted since the start."""
        return np.asarray((self.damage >= 1) & ~self.cohesive.parted)

    @property
    def developed(self) -> np.ndarray:
        """(states,) bool: nodes have parted, and their zone has not come to the end of the way."""
        return np.asarray(self.fresh.any(axis=1) & ~self.softening[:, -ENDS:].any(axis=1))

    @property
    def first(self) -> float:
        """Where along the way it parts first, µm."""
        return float(self.place[self.fresh[self.developed][0]].mean())

    @property
    def slid(self) -> float:
        """What mode II has of what the developed zone has taken: the median of its states."""
        return float(np.nanmedian(self.sliding[self.developed]))

    @property
    def from_its_end(self) -> bool:
        """Whether what parts first is the end of the way, or of the crack that is there."""
        begun = self.place[self.cohesive.parted].max(initial=0.0)
        return self.first <= begun + self.developed_zone[0]

    @property
    def developed_zone(self) -> tuple[float, float]:
        """Length in µm of the developed zone, and pairs of nodes in it: the median of its states."""
        own = self.developed
        return float(np.median(self.zone[own])), float(np.median(self.pairs[own]))

    @property
    def runs(self) -> tuple[Run, ...]:
        """Where it parts by itself, one after the other: the share falls by more than a hundredth there."""
        highest = np.maximum.accumulate(self.share)
        below = np.flatnonzero(self.share < (1 - FALLS) * highest)
        found = []
        for share in np.unique(highest[below]):
            top = int(np.flatnonzero(self.share == share)[0])
            after = np.flatnonzero(highest > share)
            stop = int(after[0]) if len(after) else None
            found.append(
                Run(
                    float(share), self._least(slice(top, stop)), float(self.parted[top]),
                    None if stop is None else float(self.parted[stop]),
                )
            )  # fmt: skip
        return tuple(found)

    def _least(self, states: slice) -> float:
        """The least share of a run under which it parts.

        Between what parts inside and the start of the way a last ligament snaps by its strength: once it
        has, only states count in which more has parted since.
        """
        share, parted = self.share[states], self.parted[states]
        through = np.asarray((self.damage[:, self.place <= self.first] >= 1).all(axis=1))
        joined = np.flatnonzero(through[states])
        if through[self.developed][0] or not len(joined):
            return float(share.min())
        grown = parted > parted[joined[0]]
        return float(share[grown].min()) if grown.any() else np.nan

    def at(self, share: float, of: np.ndarray) -> float | None:
        """What (states,) has come to when a share that grows is reached; None where all has run before."""
        reached = np.flatnonzero(self.share >= share)
        if not len(reached):
            return None
        last = int(reached[0])
        return float(
            np.interp(
                share, self.share[max(0, last - 1) : last + 1], of[max(0, last - 1) : last + 1]
            )
        )

    def refuse_few(self) -> None:
        """InputError with fewer than four pairs of nodes in the developed zone."""
        zone, pairs = self.developed_zone
        facet = np.median(np.diff(self.place[self.corner]))
        if pairs < FEWEST:
            told = "1 pair" if pairs == 1 else f"{pairs:g} pairs"
            raise InputError(
                f"{told} of nodes in a process zone of {zone:.3g} µm, of facets of {facet:.2g}"
                f" µm; {FEWEST} are wanted. Take a shorter way (up_to_um), less strength or more toughness"
            )

    def check(self) -> None:
        """SolveError where faces have run into each other, or energies do not balance."""
        law = self.cohesive.law
        wide = law.mixed(np.array([[1.0, 0.0]]))[1][0]
        deepest = -min(float(s.opening[:, 0].min()) for s in self.states)
        if deepest > OVERLAP * wide:
            raise SolveError(
                f"cohesion: faces run {deepest:.2g} µm into each other, {deepest / wide:.1%} of the opening"
                " that parts them; what presses them is too much for so weak an interface"
            )
        work = np.trapezoid([0.0, *(s.pull for s in self.states)], [0.0, *self.share])
        kept = self.states[-1].stored + self.spent[-1]
        if abs(work - kept) > BALANCED * max(abs(work), abs(kept)):
            raise SolveError(f"cohesion: work {work:.4g} pJ, energies {kept:.4g} pJ")


def delamination(seam: Seam, law: TractionSeparation, crack: float = 0.0) -> Delamination | None:
    """An interface with a law on the way of a seam, parted from the start over the length of a `crack`.

    None where nothing softens under a thousand times of what pulls. InputError where nothing has parted
    before the way ends, or with fewer than four pairs of nodes in the process zone; SolveError where no
    balance is found.
    """
    faces = seam.faces
    pulls = faces.pushes
    flexibility = np.asarray(pulls.T @ (pulls.T @ seam.compliance).T)
    begun = seam.path.facets_within(crack) if crack else 0
    cohesive = CohesiveSeam(
        flexibility, np.asarray(-(pulls.T @ seam.open)), faces.nodes.area, law, faces.facet < begun
    )
    way = seam.path.distance[: len(seam.facets.elements) + 1]
    middles = np.append((way[1:] + way[:-1]) / 2, np.nan)
    places = np.stack([way, middles], axis=1).ravel()[:-1]
    stands = np.zeros(len(places))
    for start, weight in enumerate(SIMPSON):
        stands[start : len(places) - 2 + start : 2] += weight * np.diff(way)
    own = faces.place
    found = Delamination(cohesive, places[own], stands[own], own % 2 == 0, ())
    states = tuple(_until_the_end(found))
    if not states:
        return None
    found = replace(found, states=states)
    if not found.developed.any():
        raise InputError(
            f"what softens comes to the end of its way, {way[-1]:g} µm, before"
            " anything has parted; let it go further (up_to_um), or give more strength"
        )
    found.refuse_few()
    found.check()
    return found


def _until_the_end(found: Delamination) -> Iterator[Softened]:
    """The states until damage comes to the end of the way; InputError once its zone is seen to be short."""
    seen: list[Softened] = []
    for state in softening(found.cohesive):
        yield state
        if (state.damage[-ENDS:] > 0).any():
            return
        if ((state.damage >= 1) & ~found.cohesive.parted).any() and len(seen) <= SEEN:
            seen.append(state)
            if len(seen) == SEEN:
                replace(found, states=tuple(seen)).refuse_few()
