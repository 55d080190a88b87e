"""Faces that press each other, without friction or with Coulomb's.

Where nodes of two faces would part by g° along their normal and slip by s° along the face, and forces
push them apart and along each other by A f,

    f_n ≥ 0,   g ≥ 0,   f_n g = 0,        |f_t| ≤ μ f_n,   f_t s ≤ 0,   (μ f_n - |f_t|) s = 0

Without friction these are the conditions of the least ½ f·A f + f·g°, a problem of least squares with
L'L = A: of the smallest ‖L f + L⁻ᵀ g°‖ with f ≥ 0. C. L. Lawson, R. J. Hanson, Solving Least Squares
Problems (1974), chapter 23. With it they are those of the same least under |f_t| ≤ b for a bound b that
μ f_n repeats: P. D. Panagiotopoulos, Ingenieur-Archiv 44 (1975) 421-432. Once it is known which nodes
press, hold and slip they are linear, and solved as such; often that is known beforehand. Quadratic
sides have nodal areas ∫N dA that are nowhere below zero, so forces of nodes stand for pressures that
are not either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
from scipy.optimize import nnls

from stressbump.errors import SolveError

TOUCHING = 1e-12  # of the largest force: what counts as one
OVERLAP = 1e-9  # of the widest gap: how far faces may still overlap
ROUND_OFF = 1e-12  # µm, of a gap
ROUNDS = 50
LIKELY = 3  # rounds in which fewer nodes must be other than was thought
BOUNDS = 100  # rounds in which the bound of friction must repeat
REPEATED = 1e-10  # of what nodes move by, how far they may still move
SLIPS = 1e-9  # of what friction bears: shear so near to it is
STIFF = 1e-14  # of the largest flexibility: less is none
NOISE = 1e-14  # of the terms of a slope: round-off
STEPS = 200  # of a search for the least
SHARES = 0.5 ** np.arange(20)  # of a step of it


@dataclass(frozen=True, eq=False)
class FaceForces:
    """The forces of nodes of two faces on each other, µN (per µm of depth in plane models)."""

    push: np.ndarray  # (nodes,) apart, along the normal
    drag: np.ndarray  # (nodes,) on the second face along the tangent, on the first against it


def closes(gap: np.ndarray) -> np.ndarray:
    """Where faces that have parted by a gap (nodes,) run into each other."""
    widest = float(np.abs(gap).max(initial=0.0))
    return np.asarray(gap < -max(OVERLAP * widest, ROUND_OFF))


def in_contact(
    apart: np.ndarray,
    parted: Callable[[np.ndarray], np.ndarray],
    friction: np.ndarray,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Forces and what nodes are apart by, of nodes in the order of the faces.

    `apart` are gaps (nodes,) if nothing pressed, with slips behind them (2 nodes,) where there is
    `friction` (nodes,). `parted` says what all of these become (…, n) under unit forces on some of them,
    n indices. It is asked for those that run into each other and their neighbours, and for more only
    where others then do. Forces of a `start` that press are tried first. SolveError where none are found.
    """
    count = len(friction)
    if start is not None and start[:count].any():
        likely = _from_likely(apart, parted, friction, start)
        if likely is not None:
            return likely
    tried, columns = np.zeros(count, bool), np.zeros((len(apart), len(apart)))
    force, now = np.zeros(len(apart)), apart
    guess = force if start is None else start
    for _ in range(ROUNDS):
        gap = now[:count]
        widest = np.abs(apart[:count]).max(initial=0.0)
        closing = closes(gap) if not tried.any() else (gap < -OVERLAP * widest) & ~tried
        if not closing.any():
            return force, now
        more = np.convolve(closing, np.ones(5))[2:-2].astype(bool) & ~tried
        new = _of_nodes(more, len(apart))
        columns[:, new] = parted(new)
        tried |= more
        every = _of_nodes(tried, len(apart))
        own = columns[np.ix_(every, every)]
        force[every] = pressed((own + own.T) / 2, apart[every], friction[tried], guess[every])
        now, guess = apart + columns @ force, force
    raise SolveError(f"contact of two faces: nodes still overlap after {ROUNDS} rounds")


def _from_likely(
    apart: np.ndarray,
    parted: Callable[[np.ndarray], np.ndarray],
    friction: np.ndarray,
    start: np.ndarray,
) -> tuple[np.ndarray, np.ndarray] | None:
    """Forces and what nodes are apart by if about those press, hold and slip that do; None where not.

    M. Hintermüller, K. Ito, K. Kunisch, SIAM J. Optim. 13 (2002) 865-888; with friction as P. Alart,
    A. Curnier, Comput. Methods Appl. Mech. Eng. 92 (1991) 353-375.
    """
    count, rubs = len(friction), len(apart) > len(friction)
    pressing, slides = start[:count] > 0, np.zeros(count)
    if rubs:
        bound = friction * start[:count] * (1 - SLIPS)
        slides = np.where(np.abs(start[count:]) >= bound, np.sign(start[count:]), 0.0)
    asked, columns = np.zeros(len(apart), bool), np.zeros((len(apart), len(apart)))
    fewest, left = count + 1, LIKELY
    while left and pressing.any():
        every = _of_nodes(pressing, len(apart))
        new = every[~asked[every]]
        columns[:, new], asked[new] = parted(new), True
        holds = np.zeros(0, bool)
        if rubs:
            size = np.diag(columns)
            holds = pressing & (slides == 0) & (friction > 0) & (size[count:] > STIFF * size.max())
        force = _held_where(apart, columns, pressing, holds, slides * friction)
        now = apart + columns @ force
        pulled = pressing & (force[:count] <= TOUCHING * force[:count].max(initial=0.0))
        closing = ~pressing & (now[:count] < -OVERLAP * np.abs(apart[:count]).max())
        wrong = pulled | closing
        pressing = pressing ^ wrong
        if rubs:
            drag, slip = force[count:], now[count:]
            breaks = holds & (np.abs(drag) > friction * force[:count] * (1 + SLIPS))
            turns = slides * slip > OVERLAP * np.abs(apart[count:]).max()
            wrong |= breaks | turns
            slides = np.where(breaks, np.sign(drag), np.where(turns, 0.0, slides)) * pressing
        number = int(wrong.sum())
        if not number:
            return force, now
        fewest, left = (number, LIKELY) if number < fewest else (fewest, left - 1)
    return None


def _held_where(
    apart: np.ndarray,
    columns: np.ndarray,
    pressing: np.ndarray,
    holds: np.ndarray,
    dragged: np.ndarray,
) -> np.ndarray:
    """Forces that close the gaps of nodes that press, and keep from slipping those of them that hold.

    Others are `dragged` (nodes,) by so much of what they press by.
    """
    own = np.flatnonzero(pressing)
    loose = np.append(own, len(pressing) + np.flatnonzero(holds))
    under = columns[:, loose]
    if len(holds):
        under[:, : len(own)] += columns[:, len(pressing) + own] * dragged[own]
    force = np.zeros(len(apart))
    force[loose] = np.linalg.solve(under[loose], -apart[loose])
    if len(holds):
        force[len(pressing) + own] += dragged[own] * force[own]
    return force


def _of_nodes(which: np.ndarray, size: int) -> np.ndarray:
    """The indices of some nodes' (nodes,) gaps, and of their slips where there are any."""
    own = np.flatnonzero(which)
    return np.concatenate([own + start for start in range(0, size, len(which))])


def pressed(
    flexibility: np.ndarray, apart: np.ndarray, friction: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """The forces f of nodes that would be `apart` by so much, under a flexibility A; SolveError.

    All are (nodes,) of gaps, or (2 nodes,) of gaps and slips; with friction the search begins at `start`.
    """
    count = len(friction)
    force = start.copy()
    if len(apart) == count or not start[:count].any():
        force[:count] = _without_friction(flexibility[:count, :count], apart[:count])
    if len(apart) == count or not force[:count].any():
        return np.append(force[:count], np.zeros(len(apart) - count))
    size = np.diag(flexibility)
    loose = size > STIFF * size.max()
    A, b = flexibility[np.ix_(loose, loose)], apart[loose]
    bound = friction * force[:count]
    for _ in range(BOUNDS):
        lower = np.append(np.zeros(count), -bound)[loose]
        upper = np.append(np.full(count, np.inf), bound)[loose]
        before = force.copy()
        force[loose] = bounded(A, b, lower, upper, force[loose])
        slips = np.abs(force[count:]) >= bound * (1 - SLIPS)
        bound = friction * force[:count]
        force[count:] = np.where(slips, np.sign(force[count:]) * bound, force[count:])
        likely = _from_likely(apart, lambda some: flexibility[:, some], friction, force)
        if likely is not None:
            return likely[0]
        moved, more = (np.abs(A @ f[loose]).max() for f in (force, force - before))
        if more <= REPEATED * moved:
            return force
    raise SolveError(
        f"friction of two faces: its bound does not repeat within {BOUNDS} rounds; lower the friction"
    )


def _without_friction(flexibility: np.ndarray, gap: np.ndarray) -> np.ndarray:
    if (gap >= 0).all():
        return np.zeros(len(gap))
    scale = 1 / np.sqrt(np.diag(flexibility))
    scaled = flexibility * scale[:, None] * scale
    upper = cholesky(scaled)
    wanted = -solve_triangular(upper, gap * scale, trans="T")
    try:
        found, _ = nnls(upper, wanted / np.linalg.norm(wanted), maxiter=10 * len(gap))
    except RuntimeError as failure:
        raise SolveError(f"contact of two faces: {failure}") from failure
    active = np.flatnonzero(found > TOUCHING * found.max(initial=0.0))
    force = np.zeros(len(gap))
    own = cho_factor(scaled[np.ix_(active, active)])
    force[active] = -cho_solve(own, (gap * scale)[active])
    return np.maximum(force, 0.0) * scale


def bounded(
    A: np.ndarray, b: np.ndarray, lower: np.ndarray, upper: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """The x of the least ½ x·A x + b·x between bounds, all (n,), A positive definite; SolveError.

    Newton's steps, projected: D. P. Bertsekas, SIAM J. Control Optim. 20 (1982) 221-246.
    """
    scale = 1 / np.sqrt(np.diag(A))
    A, b, lower, upper = A * scale[:, None] * scale, b * scale, lower / scale, upper / scale
    x, known, size = np.clip(start / scale, lower, upper), None, np.abs(A)
    for _ in range(STEPS):
        slope, unsure = A @ x + b, NOISE * (size @ np.abs(x) + np.abs(b))
        held = ((x <= lower) & (slope >= -unsure)) | ((x >= upper) & (slope <= unsure))
        if known is not None and np.array_equal(held, known):
            return x * scale
        free = np.flatnonzero(~held)
        step = np.zeros(len(x))
        step[free] = -cho_solve(cho_factor(A[np.ix_(free, free)]), slope[free])
        for share in SHARES:
            change = np.clip(x + share * step, lower, upper) - x
            if slope @ change + change @ (A @ change) / 2 <= 1e-4 * (slope @ change):
                break
        known = held if ((x + step >= lower) & (x + step <= upper)).all() else None
        x = x + change
    raise SolveError(f"contact of two faces: no least energy within {STEPS} steps")
