"""Faces that press each other, without friction or with Coulomb's.

Where nodes of two faces would part by g° along their normal and slip by s° along the face, and forces
push them apart and along each other by A f,

    f_n ≥ 0,   g ≥ 0,   f_n g = 0,        |f_t| ≤ μ f_n,   f_t s ≤ 0,   (μ f_n - |f_t|) s = 0

Without friction these are the conditions of the least ½ f·A f + f·g°, a problem of least squares with
L'L = A: of the smallest ‖L f + L⁻ᵀ g°‖ with f ≥ 0. C. L. Lawson, R. J. Hanson, Solving Least Squares
Problems (1974), chapter 23. With it they are those of the same least under |f_t| ≤ b for a bound b that
μ f_n repeats: P. D. Panagiotopoulos, Ingenieur-Archiv 44 (1975) 421-432. Quadratic sides have nodal areas
∫N dA that are nowhere below zero, so forces of nodes stand for pressures that are not either.
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
LIKELY = 8  # rounds from nodes that are likely to press
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
    pressing: np.ndarray | None = None,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Forces and what nodes are apart by, of nodes in the order of the faces.

    `apart` are gaps (nodes,) if nothing pressed, with slips behind them (2 nodes,) where there is
    `friction` (nodes,). `parted` says what all of these become (…, n) under unit forces on some of them,
    n indices. It is asked for those that run into each other and their neighbours, and for more only
    where others then do. Without friction those that are likely to be `pressing` (nodes,) are tried
    first; with it the search begins at the forces of `start`, if any. SolveError where no forces are found.
    """
    if pressing is not None and pressing.any() and not friction.any():
        likely = _from_likely(apart, parted, pressing)
        if likely is not None:
            return likely
    count = len(friction)
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
    apart: np.ndarray, parted: Callable[[np.ndarray], np.ndarray], pressing: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Forces and what nodes are apart by if those press that do, or nearly those; None where not.

    M. Hintermüller, K. Ito, K. Kunisch, SIAM J. Optim. 13 (2002) 865-888.
    """
    widest, tried = np.abs(apart).max(), np.zeros(len(apart), bool)
    columns = np.zeros((len(apart), len(apart)))
    for _ in range(LIKELY):
        own, new = np.flatnonzero(pressing), np.flatnonzero(pressing & ~tried)
        if len(new):
            columns[:, new] = parted(new)
            tried[new] = True
        force, stiff = np.zeros(len(apart)), columns[np.ix_(own, own)]
        force[own] = cho_solve(cho_factor((stiff + stiff.T) / 2), -apart[own])
        now = apart + columns @ force
        pulled = force[own] <= TOUCHING * force.max(initial=0.0)
        overlaps = now < -OVERLAP * widest
        overlaps[own] = False
        if not (pulled.any() or overlaps.any()):
            return force, now
        pressing = overlaps
        pressing[own[~pulled]] = True
        if not pressing.any():
            return None
    return None


def _of_nodes(which: np.ndarray, size: int) -> np.ndarray:
    """The indices of some nodes' (nodes,) gaps, and of their slips where there are any."""
    own = np.flatnonzero(which)
    return np.concatenate([own + start for start in range(0, size, len(which))])


def pressed(
    flexibility: np.ndarray, apart: np.ndarray, friction: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """The forces f of nodes that would be `apart` by so much, under a flexibility A; SolveError.

    All are (nodes,) of gaps, or (2 nodes,) of gaps and slips; the search begins at the drags of `start`.
    """
    count = len(friction)
    push = _without_friction(flexibility[:count, :count], apart[:count])
    if len(apart) == count or not push.any():
        return np.append(push, np.zeros(len(apart) - count))
    size = np.diag(flexibility)
    loose = size > STIFF * size.max()
    A, b = flexibility[np.ix_(loose, loose)], apart[loose]
    force = np.append(push, start[count:])
    bound = friction * start[:count]
    for _ in range(BOUNDS):
        slips = np.abs(force[count:]) >= bound * (1 - SLIPS)
        bound = friction * force[:count]
        force[count:] = np.where(slips, np.sign(force[count:]) * bound, force[count:])
        lower = np.append(np.zeros(count), -bound)[loose]
        upper = np.append(np.full(count, np.inf), bound)[loose]
        before = force.copy()
        force[loose] = bounded(A, b, lower, upper, force[loose])
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
