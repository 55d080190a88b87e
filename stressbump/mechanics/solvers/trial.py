"""What a trial solution says of factors, and how solutions are refined where round-off is large.

N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (SIAM 2002), chapters 7 and 12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

Operator = Callable[[np.ndarray], np.ndarray]

SMALL = 1e-7  # residual of a trial solution below which round-off is no matter
BACKWARD = 1e-10  # backward error of factors that refinement can do the rest for
STEPS = 40  # of refinement, at the most
EXACT = 1e-13  # of a solution, in energy: a step that is not worth another


@dataclass(frozen=True, eq=False)
class Tried:
    """Factors of A with ‖b - A x‖/‖b‖ of a trial solution, and whether they can be worked with."""

    solve: Operator
    residual: float
    accepted: bool

    def __call__(self, force: np.ndarray) -> np.ndarray:
        """The solution for right-hand sides (unknowns, columns)."""
        return self.solve(force)


def tried(matrix: csc_array, solve: Operator) -> Tried:
    """Factors tried out, unless they have been.

    Where the residual is not small they are accepted for a small backward error, ‖b - A x‖ against
    ‖|A||x| + |b|‖: the more slender a body, the larger is its A x before it cancels.
    """
    if isinstance(solve, Tried):
        return solve
    force = np.ones(matrix.shape[0])
    found = solve(force)
    rest = np.linalg.norm(force - matrix @ found)
    residual = float(rest / np.linalg.norm(force))
    accepted = residual <= SMALL or bool(
        rest <= BACKWARD * np.linalg.norm(abs(matrix) @ np.abs(found) + force)
    )
    return Tried(solve, residual, accepted)


def lost(size: int, solve: Operator, product: Operator) -> float:
    """The share of a trial solution that is round-off: the next step of refinement, in energy."""
    force = np.ones((size, 1))
    found = solve(force)
    rest = force - product(found)
    return _share(solve(rest), rest, found, force)


def refined(solve: Operator, product: Operator) -> Operator:
    """The solver refined until its steps are round-off, with residuals from a product A x.

    A product that is more exact than the matrix's rounded entries makes the solution so too.
    """

    def better(force: np.ndarray) -> np.ndarray:
        found, before = solve(force), np.inf
        for _ in range(STEPS):
            rest = force - product(found)
            step = solve(rest)
            found = found + step
            share = _share(step, rest, found, force)
            if share <= EXACT or not share < before / 2:
                break
            before = share
        return found

    return better


def _share(step: np.ndarray, rest: np.ndarray, found: np.ndarray, force: np.ndarray) -> float:
    """√ of the energy of a step per that of the solution, the worst of the columns."""
    part, whole = np.abs((step * rest).sum(axis=0)), np.abs((found * force).sum(axis=0))
    return float(np.sqrt(np.max(part / np.where(whole, whole, 1.0))))
