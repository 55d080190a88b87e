"""A seam that bears something while it parts, under ever more of what pulls on it.

With C how nodes part and slide under pushes, x° what they do where nothing holds them, A their areas and
t what the interface bears, a share s of all that pulls leaves

    x + C A t(x; d) = s x°

solved by Newton's method under a given opening of the node that leads, s being unknown: the path goes on
where s falls and where nodes close again. M. A. Crisfield, Comput. Struct. 13 (1981) 55-62, has such
paths under another measure of the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from stressbump.errors import SolveError
from stressbump.laws.traction_separation import Bearing, TractionSeparation, opened, sliding_share

STEP = 0.25  # of the opening at which the leading node has parted; and no more than it has opened
HALVED = 12  # times, at the most
STEADY = 3  # steps, after which they become longer again
UNEVEN, COARSE = (
    1e-3,
    0.03,
)  # of all energy, what a step may miss of it; and steps that miss it anyhow
ROUNDS = 10  # of Newton's method
CLOSE = 1e-9  # of the widest opening: what still moves
FARTHEST = 1e3  # times what pulls: nothing softens
ENOUGH = 20_000  # steps


@dataclass(frozen=True, eq=False)
class CohesiveSeam:
    """Nodes along a way, what pulls on them and what holds them."""

    flexibility: np.ndarray  # C (2 nodes, 2 nodes): of gaps, then of slips, under pushes in µN
    apart: np.ndarray  # x° (2 nodes,) µm
    area: np.ndarray  # (nodes,) µm² (per µm of depth in plane models: µm)
    law: TractionSeparation
    parted: np.ndarray  # (nodes,) bool: of a crack that is there from the start

    def opening(self, x: np.ndarray) -> np.ndarray:
        """Gaps and slips (nodes, 2) of unknowns (2 nodes,)."""
        return x.reshape(2, -1).T

    def used(self, opening: np.ndarray) -> np.ndarray:
        """By how much nodes have opened of what parts them (nodes,)."""
        return np.asarray(opened(opening) / self.law.mixed(opening)[1])


@dataclass(frozen=True, eq=False)
class Softened:
    """A seam under a share of what pulls on it."""

    share: float
    opening: np.ndarray  # (nodes, 2) gap and slip, µm
    damage: np.ndarray  # (nodes,)
    traction: np.ndarray  # (nodes, 2) MPa
    pull: float  # what the nodes bear over how far they would part at a share of 1, pJ
    spent: np.ndarray  # (nodes,) J/m²
    sliding: np.ndarray  # (nodes,) of it in mode II

    @property
    def stored(self) -> float:
        """In the body and in what has not parted, pJ: all goes back along secants."""
        return self.share * self.pull / 2


def softening(seam: CohesiveSeam) -> Iterator[Softened]:
    """The states from where the first node softens on, one opening after the other; SolveError.

    None where nothing softens under a thousand times of what pulls. It ends when all nodes have parted.
    """
    now = _beginning(seam)
    if now is None:
        return
    yield now
    before, halved, steady = now, 0, 0
    for _ in range(ENOUGH):
        if (now.damage >= 1).all():
            return
        while (after := _next(seam, before, now, 0.5**halved)) is None:
            halved, steady = halved + 1, 0
            if halved > HALVED:
                raise SolveError(
                    f"cohesion: no balance after a share of {now.share:.4g}, however short the step"
                )
        steady += 1
        if steady == STEADY:
            halved, steady = max(0, halved - 1), 0
        before, now = now, after
        yield now
    raise SolveError(f"cohesion: not parted after {ENOUGH} steps")


def _next(seam: CohesiveSeam, before: Softened, now: Softened, shorter: float) -> Softened | None:
    """The state after a step, led by the node that is nearest to parting, of all, of those that have opened
    in the last step, as others go back while a ligament snaps, or else by the quickest.
    """
    used, was = (seam.used(s.opening) for s in (now, before))
    whole = now.damage < 1
    opens = np.where(used > was, used, -np.inf)
    leads = [int(np.where(whole, own, -np.inf).argmax()) for own in (used, opens, used - was)]
    for lead in dict.fromkeys(leads):
        found = _stepped(seam, now, lead, shorter)
        if found is not None and (shorter < COARSE or not _uneven(seam, now, found)):
            return found
    return None


def _uneven(seam: CohesiveSeam, now: Softened, after: Softened) -> bool:
    """Whether a step's ends tell another energy spent between them than the law does."""
    between = (now.pull * after.share - after.pull * now.share) / 2
    spent = (after.spent - now.spent) @ seam.area
    whole = after.spent @ seam.area + after.stored
    return bool(abs(between - spent) > UNEVEN * whole)


def _beginning(seam: CohesiveSeam) -> Softened | None:
    """The state in which the first node has reached its strength, by proportion; None if far away."""
    law, damage = seam.law, seam.parted.astype(float)
    x = np.zeros(len(seam.apart))
    for _ in range(ROUNDS):
        held = law.unchanged(seam.opening(x), damage)
        factors = lu_factor(_matrix(seam, held))
        step = lu_solve(factors, seam.apart - _sides(seam, x, held))
        x = x + step
        if np.abs(step).max() <= CLOSE * np.abs(x).max():
            break
    else:
        raise SolveError("cohesion: the crack that is there finds no balance of its pressing faces")
    opening = seam.opening(x)
    used = np.where(seam.parted, 0.0, opened(opening) / law.mixed(opening)[0])
    if used.max() * FARTHEST <= 1:
        return None
    share = 1 / float(used.max())
    held = law.unchanged(share * opening, damage)
    spent = np.zeros(len(damage))
    pull = _pull(seam, held)
    return Softened(share, share * opening, damage, held.traction, pull, spent, spent)


def _stepped(seam: CohesiveSeam, now: Softened, lead: int, shorter: float) -> Softened | None:
    """The state after a node has opened by a step so much shorter; None if none is found."""
    law, count = seam.law, len(seam.area)
    last = law.mixed(now.opening)[1]
    way = np.array([max(now.opening[lead, 0], 0.0), now.opening[lead, 1]])
    way /= np.linalg.norm(way)
    own = np.array([lead, lead + count])
    x, share = now.opening.T.ravel(), now.share
    size = way @ x[own]
    target = size + shorter * min(STEP * last[lead], size)
    for _ in range(ROUNDS):
        held = law.bears(seam.opening(x), now.damage)
        rest = share * seam.apart - _sides(seam, x, held)
        found = lu_solve(lu_factor(_matrix(seam, held)), np.stack([rest, seam.apart], axis=1))
        more = (target - way @ (x + found[:, 0])[own]) / (way @ found[own, 1])
        change = found[:, 0] + more * found[:, 1]
        x, share = x + change, share + float(more)
        if not np.isfinite(x).all():
            return None
        if np.abs(change).max() <= CLOSE * np.abs(x).max():
            return None if share <= 0 else _arrived(seam, now, share, seam.opening(x))
    return None


def _arrived(seam: CohesiveSeam, now: Softened, share: float, opening: np.ndarray) -> Softened:
    law = seam.law
    held = law.bears(opening, now.damage)
    _, _, toughness = law.mixed(opening)
    more = law.dissipated(opening, held.damage) - law.dissipated(opening, now.damage)
    taken = np.where(held.damage > now.damage, toughness * more, 0.0)
    sliding = now.sliding + taken * sliding_share(opening)
    pull, spent = _pull(seam, held), now.spent + taken
    return Softened(share, opening, held.damage, held.traction, pull, spent, sliding)


def _forces(seam: CohesiveSeam, held: Bearing) -> np.ndarray:
    return np.asarray((held.traction * seam.area[:, None]).T.ravel())


def _pull(seam: CohesiveSeam, held: Bearing) -> float:
    return float(_forces(seam, held) @ seam.apart)


def _sides(seam: CohesiveSeam, x: np.ndarray, held: Bearing) -> np.ndarray:
    return np.asarray(x + seam.flexibility @ _forces(seam, held))


def _matrix(seam: CohesiveSeam, held: Bearing) -> np.ndarray:
    """What the left side grows by with x."""
    count = len(seam.area)
    C, D = seam.flexibility, held.tangent * seam.area[:, None, None]
    normal, along = C[:, :count], C[:, count:]
    columns = [normal * D[:, 0, k] + along * D[:, 1, k] for k in (0, 1)]
    return np.asarray(np.hstack(columns) + np.eye(2 * count))
