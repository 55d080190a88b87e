"""The reduced model at work: dense algebra, batched over designs, and a bound with every number.

A history is a sum over steps, each with a space of its own. With the energy norm of a step's reference
and α = min θ the least that a design's moduli make of it, and for the residuals r of the step's solution
and r* of a measure's adjoint, both solved in the reduced space,

    ‖u - u_N‖_a ≤ ‖r‖/√α,     |l(u) - l(u_N)| ≤ ‖r‖ ‖r*‖ / α

in dual norms of the reference. A linear measure is the sum of what the steps add to it, its bound the
sum of their bounds. Of a mean von Mises stress the stresses are summed before their size is taken, and

    |mean σ_vM - mean σ_vM,N| ≤ Σ √(mean σ_vM(u - u_N)²) ≤ Σ √(3G/V) ‖u - u_N‖_a

G. Rozza, D. B. P. Huynh, A. T. Patera, Arch. Comput. Methods Eng. 15 (2008) 229-275; N. A. Pierce,
M. B. Giles, SIAM Review 42 (2000) 247-264. The bounds are against the full model on the same mesh,
solved exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

RESIDUAL_ROUND_OFF = (
    1e-13  # of the terms whose difference a squared residual is; added, so that bounds stay bounds
)


class Reply(NamedTuple):
    """What one step adds: values and bounds (designs, outputs), fields (designs, basis).

    And the bound (designs,) on the error of the displacement in the energy norm of the reference.
    """

    values: np.ndarray
    bounds: np.ndarray
    fields: np.ndarray
    error: np.ndarray


@dataclass(frozen=True, eq=False)
class Online:
    """One step: `basis` fields, orthonormal in the energy of the reference, and all that they need.

    `theta` are the weights of groups of forms, 1 at the reference; `loads` those of the pushes.
    """

    stiffness: np.ndarray  # (groups, basis, basis)
    push: np.ndarray  # (pushes, basis)
    residual: np.ndarray  # (pairs of groups, basis, basis): products of A_q V in the dual norm
    residual_push: np.ndarray  # (groups, pushes, basis): of pushes with A_q V
    push_push: np.ndarray  # (pushes, pushes)
    group: np.ndarray  # (terms,) of every term of the outputs; -1 has weight 1
    owner: np.ndarray  # (terms,) the output it belongs to
    term: np.ndarray  # (terms, basis)
    term_residual: np.ndarray  # (groups, terms, basis)
    term_term: np.ndarray  # (terms, terms), of those with one owner
    offsets: np.ndarray  # (outputs, pushes)

    @property
    def basis(self) -> int:
        """How many fields there are."""
        return self.stiffness.shape[1]

    def __call__(self, theta: np.ndarray, loads: np.ndarray) -> Reply:
        """What the step adds for designs by their weights (designs, groups or pushes)."""
        alpha = theta.min(axis=1)
        A = _weighted(theta, self.stiffness)
        f = loads @ self.push
        weight = np.column_stack([theta, np.ones(len(theta))])[:, self.group]
        l = np.zeros((len(theta), len(self.offsets), self.basis))  # noqa: E741
        for t, o in enumerate(self.owner):
            l[:, o] += weight[:, t, None] * self.term[t]
        found = np.linalg.solve(A, np.concatenate([f[:, None], l], axis=1).swapaxes(1, 2))
        found = found.swapaxes(1, 2)
        c, z = found[:, 0], found[:, 1:]
        primal, dual = self._residuals(theta, loads, weight, c, z)
        values = (l @ c[..., None])[..., 0] + loads @ self.offsets.T
        bounds = primal[:, None] * dual / alpha[:, None]
        return Reply(values, bounds, c, primal / np.sqrt(alpha))

    def _residuals(
        self, theta: np.ndarray, loads: np.ndarray, weight: np.ndarray, c: np.ndarray, z: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Dual norms of the residual (designs,) and of the adjoints' (designs, outputs)."""
        first, second = np.triu_indices(theta.shape[1])
        H = _weighted(theta[:, first] * theta[:, second], self.residual)
        both = np.concatenate([c[:, None], z], axis=1)
        square = ((both @ H) * both).sum(axis=2)
        own = ((loads @ self.push_push) * loads).sum(axis=1)
        mixed = (_weighted(theta, self.residual_push) @ c[..., None])[..., 0]
        cross = (loads * mixed).sum(axis=1)
        primal = own - 2 * cross + square[:, 0] + RESIDUAL_ROUND_OFF * (own + square[:, 0])
        own_l, cross_l = np.zeros((2, *z.shape[:2]))
        pulled = _weighted(theta, self.term_residual)
        for t, o in enumerate(self.owner):
            cross_l[:, o] += weight[:, t] * (pulled[:, t] * z[:, o]).sum(axis=1)
            for s in np.flatnonzero(self.owner == o):
                own_l[:, o] += weight[:, t] * weight[:, s] * self.term_term[t, s]
        dual = own_l - 2 * cross_l + square[:, 1:] + RESIDUAL_ROUND_OFF * (own_l + square[:, 1:])
        return np.sqrt(primal.clip(0)), np.sqrt(dual.clip(0))


@dataclass(frozen=True, eq=False)
class Averages:
    """Mean von Mises stress of one region; three linear combinations at every point, step by step.

    Tuples are over `steps`, those in which the region stands.
    """

    steps: tuple[int, ...]
    group: tuple[int, ...]
    sizes: np.ndarray  # (fields of all these steps, 3 points)
    offsets: tuple[np.ndarray, ...]  # (pushes, 3)
    share: np.ndarray  # (points,)
    steep: tuple[float, ...]  # mean square per energy, times the group's weight

    def __call__(
        self, theta: Sequence[np.ndarray], loads: Sequence[np.ndarray], replies: Sequence[Reply]
    ) -> np.ndarray:
        """The mean (designs,), MPa, by what every step of the history says."""
        pairs = list(zip(self.steps, self.group, strict=True))
        fields = np.hstack([replies[s].fields * theta[s][:, g, None] for s, g in pairs])
        found = (fields @ self.sizes).reshape(len(fields), 3, -1)
        for s, offsets in zip(self.steps, self.offsets, strict=True):
            if offsets.any():
                found += (loads[s] @ offsets)[..., None]
        found *= found
        return np.asarray(np.sqrt(found.sum(axis=1)) @ self.share)

    def bounds(
        self, step: int, theta: Sequence[np.ndarray], replies: Sequence[Reply]
    ) -> np.ndarray:
        """What a step adds to the bound (designs,), MPa."""
        if step not in self.steps:
            return np.zeros(1)
        k = self.steps.index(step)
        weight = theta[step][:, self.group[k]]
        return np.asarray(np.sqrt(self.steep[k] * weight) * replies[step].error)


@dataclass(frozen=True, eq=False)
class ReducedHistory:
    """The steps of a history: `linear` measures, then the averages."""

    linear: int
    steps: tuple[Online, ...]
    columns: tuple[np.ndarray, ...]  # by step: which of the linear measures its outputs add to
    averages: tuple[Averages, ...]
    gaps: tuple[np.ndarray, ...]  # by step (nodes, basis): how far free faces part

    @property
    def basis(self) -> int:
        """How many fields all steps have."""
        return sum(step.basis for step in self.steps)

    def __call__(
        self, theta: Sequence[np.ndarray], loads: Sequence[np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Values (designs, measures), and bounds (steps, designs, measures) that add up.

        `theta` and `loads` are by step: the weights (designs, groups or pushes).
        """
        replies = self._replies(theta, loads)
        values = np.zeros((len(theta[0]), self.linear + len(self.averages)))
        bounds = np.zeros((len(replies), *values.shape))
        for s, (reply, columns) in enumerate(zip(replies, self.columns, strict=True)):
            values[:, columns] += reply.values
            bounds[s][:, columns] = reply.bounds
            for n, average in enumerate(self.averages, self.linear):
                bounds[s, :, n] = average.bounds(s, theta, replies)
        for n, average in enumerate(self.averages, self.linear):
            values[:, n] = average(theta, loads, replies)
        return values, bounds

    def parting(
        self, theta: Sequence[np.ndarray], loads: Sequence[np.ndarray]
    ) -> Iterator[np.ndarray]:
        """How far nodes of free faces have parted (designs, nodes), µm, at the end of each step."""
        found = 0.0
        for reply, gaps in zip(self._replies(theta, loads), self.gaps, strict=True):
            found = found + reply.fields @ gaps.T
            yield found

    def _replies(self, theta: Sequence[np.ndarray], loads: Sequence[np.ndarray]) -> list[Reply]:
        return [step(t, f) for step, t, f in zip(self.steps, theta, loads, strict=True)]


def batched(
    history: ReducedHistory,
    theta: Sequence[np.ndarray],
    loads: Sequence[np.ndarray],
    block: int = 128,
) -> tuple[np.ndarray, np.ndarray]:
    """The same as the model itself says, some designs at a time, so that what is made fits a cache."""
    parts = [
        history([t[i : i + block] for t in theta], [f[i : i + block] for f in loads])
        for i in range(0, len(theta[0]), block)
    ]
    values, bounds = zip(*parts, strict=True)
    return np.concatenate(values), np.concatenate(bounds, axis=1)


def _weighted(weight: np.ndarray, stack: np.ndarray) -> np.ndarray:
    """Σ weight · stack, one for each design (designs, ...)."""
    flat = weight @ stack.reshape(len(stack), -1)
    return np.asarray(flat.reshape(len(weight), *stack.shape[1:]))
