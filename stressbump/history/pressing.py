"""Free faces of a stack with memory, pushed apart in each implicit stage of a step.

Forces on the faces are given while Newton's method brings the stack into balance. How far the faces then
are apart, and how far unit forces part them by the tangents there, gives better forces, until these
repeat.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array

from stressbump.errors import SolveError
from stressbump.history.assembly import Assembly
from stressbump.history.contact import Flexibility, displacement, standing_faces
from stressbump.history.equilibrium import Balanced, NotBalanced
from stressbump.history.state import State
from stressbump.mechanics.condensed import Condensed
from stressbump.mechanics.contact import closes, in_contact
from stressbump.mechanics.solution import Pressing
from stressbump.mechanics.solvers import Solve

ROUNDS = 30
REPEATED = 1e-10  # of the largest force: how far it may be from repeating
Balance = Callable[[np.ndarray, np.ndarray], Balanced]  # of forces (unknowns,) more, and a guess


def _flexibility(ground: Condensed, pulls: csc_array, solve: Solve) -> Flexibility:
    """By the tangents of a stage in balance, which condensed unknowns are solved for with."""

    def under(force: np.ndarray) -> np.ndarray:
        loads = pulls @ force
        moved = ground.spread(solve(ground.gathered(loads)), loads)
        return np.asarray(pulls.T @ moved)

    return Flexibility(under, pulls.shape[1])


def balanced_faces(
    assembly: Assembly,
    ground: Condensed,
    before: State,
    guess: np.ndarray,
    balance: Balance,
    tangent: Callable[[Balanced], Solve],
) -> tuple[Balanced, Pressing]:
    """A stage from a state in balance, with no free face run into its other side; NotBalanced.

    And the forces of free faces on each other in it.
    """
    faces = standing_faces(assembly, ground.system.model)
    size = len(ground.system.constraint_matrix)
    if faces is None:
        return balance(np.zeros(size), guess), before.pressing
    start, force = faces.apart(displacement(assembly, before)), faces.forces(before.pressing)
    pulls, known = faces.pulls(assembly.whole.kinematics, size), None
    for _ in range(ROUNDS):
        found = balance(pulls @ force, guess)
        apart = start + pulls.T @ found.change
        if not force.any() and not closes(apart[: len(faces.friction)]).any():
            return found, before.pressing
        known = known or _flexibility(ground, pulls, tangent(found))
        free = apart - known.under(force)
        try:
            better, _ = in_contact(
                faces.met(start, free), known.columns, faces.friction, start=force
            )
        except SolveError as failure:
            raise NotBalanced(str(failure)) from failure
        if np.abs(better - force).max() <= REPEATED * np.abs(better).max(initial=0.0):
            return found, {**before.pressing, **faces.pressing(force)}
        force, guess = better, found.condensed
    raise NotBalanced(f"free faces do not come to rest on each other within {ROUNDS} rounds")
