"""The reduced model at work: dense algebra, batched over designs, and a bound with every number.

With the energy norm of a reference and α = min θ the least that a design's moduli make of it, and for
the residuals r of the solution and r* of a measure's adjoint, both solved in the reduced space,

    ‖u - u_N‖_a ≤ ‖r‖/√α,     |l(u) - l(u_N)| ≤ ‖r‖ ‖r*‖ / α,
    |mean σ_vM(u) - mean σ_vM(u_N)| ≤ √(mean σ_vM(u - u_N)²) ≤ √(3G/V) ‖u - u_N‖_a

in dual norms of the reference. G. Rozza, D. B. P. Huynh, A. T. Patera, Arch. Comput. Methods Eng. 15
(2008) 229-275; N. A. Pierce, M. B. Giles, SIAM Review 42 (2000) 247-264. The bounds are against the
full model on the same mesh, solved exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ROUND_OFF = (
    1e-13  # of what a squared residual is the difference of; added, so that bounds stay bounds
)


@dataclass(frozen=True, eq=False)
class Averages:
    """Mean von Mises stress of one region; three linear combinations at every point."""

    group: int
    sizes: np.ndarray  # (basis, 3 points)
    offsets: np.ndarray  # (pushes, 3)
    share: np.ndarray  # (points,)
    steep: float  # mean square per energy, times the group's weight

    def __call__(self, theta: np.ndarray, loads: np.ndarray, c: np.ndarray) -> np.ndarray:
        """The mean (designs,), MPa."""
        found = (c * theta[:, self.group, None]) @ self.sizes
        found = found.reshape(len(c), 3, -1)
        if self.offsets.any():
            found += (loads @ self.offsets)[..., None]
        found *= found
        return np.asarray(np.sqrt(found.sum(axis=1)) @ self.share)


@dataclass(frozen=True, eq=False)
class Online:
    """A space of `basis` fields, orthonormal in the energy of the reference, and all that it needs.

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
    averages: tuple[Averages, ...]

    @property
    def basis(self) -> int:
        """How many fields there are."""
        return self.stiffness.shape[1]

    def __call__(self, theta: np.ndarray, loads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values and bounds (designs, outputs + averages) by weights (designs, groups or pushes)."""
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
        energy = primal / np.sqrt(alpha)
        for a in self.averages:
            values = np.column_stack([values, a(theta, loads, c)])
            steep = np.sqrt(a.steep * theta[:, a.group])
            bounds = np.column_stack([bounds, steep * energy])
        return values, bounds

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
        primal = own - 2 * cross + square[:, 0] + ROUND_OFF * (own + square[:, 0])
        own_l, cross_l = np.zeros((2, *z.shape[:2]))
        pulled = _weighted(theta, self.term_residual)
        for t, o in enumerate(self.owner):
            cross_l[:, o] += weight[:, t] * (pulled[:, t] * z[:, o]).sum(axis=1)
            for s in np.flatnonzero(self.owner == o):
                own_l[:, o] += weight[:, t] * weight[:, s] * self.term_term[t, s]
        dual = own_l - 2 * cross_l + square[:, 1:] + ROUND_OFF * (own_l + square[:, 1:])
        return np.sqrt(primal.clip(0)), np.sqrt(dual.clip(0))


def batched(
    online: Online, theta: np.ndarray, loads: np.ndarray, block: int = 128
) -> tuple[np.ndarray, np.ndarray]:
    """The same as the model itself says, some designs at a time, so that what is made fits a cache."""
    parts = [
        online(theta[i : i + block], loads[i : i + block]) for i in range(0, len(theta), block)
    ]
    values, bounds = zip(*parts, strict=True)
    return np.concatenate(values), np.concatenate(bounds)


def _weighted(weight: np.ndarray, stack: np.ndarray) -> np.ndarray:
    """Σ weight · stack, one for each design (designs, ...)."""
    flat = weight @ stack.reshape(len(stack), -1)
    return np.asarray(flat.reshape(len(weight), *stack.shape[1:]))
