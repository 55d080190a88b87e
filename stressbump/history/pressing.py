"""Free faces of a stack with memory, pushed apart in each implicit stage of a step.

Forces on the faces are given while Newton's method brings the stack into balance. How far the faces then
are apart, and how far unit forces part them by the tangents there, gives better forces, until these
repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from stressbump.errors import SolveError
from stressbump.history.assembly import Assembly
from stressbump.history.contact import displacement, standing_faces
from stressbump.history.equilibrium import Balanced, NotBalanced
from stressbump.history.state import State
from stressbump.mechanics.condensed import Condensed
from stressbump.mechanics.contact import closes, in_contact
from stressbump.mechanics.solution import Pressing
from stressbump.mechanics.solvers import Solve

ROUNDS = 30
REPEATED = 1e-10  # of the largest force: how far it may be from repeating
Balance = Callable[[np.ndarray, np.ndarray], Balanced]  # of forces (unknowns,) more, and a guess


@dataclass(eq=False)
class Flexibility:
    """What faces are apart by under unit forces on them, by the tangents of a stage in balance."""

    ground: Condensed
    pulls: csc_array  # (unknowns, gaps and slips)
    solve: Solve  # of condensed unknowns

    def __post_init__(self) -> None:
        """With nothing known yet."""
        self._columns = np.full((self.pulls.shape[1],) * 2, np.nan)

    def under(self, force: np.ndarray) -> np.ndarray:
        """What all are apart by under forces (gaps and slips, …)."""
        loads = self.pulls @ force
        moved = self.ground.spread(self.solve(self.ground.gathered(loads)), loads)
        return np.asarray(self.pulls.T @ moved)

    def columns(self, some: np.ndarray) -> np.ndarray:
        """The same under unit forces on some, one after the other."""
        new = some[np.isnan(self._columns[0, some])]
        if len(new):
            self._columns[:, new] = self.under(np.eye(len(self._columns))[:, new])
        return self._columns[:, some]


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
        known = known or Flexibility(ground, pulls, tangent(found))
        free = apart - known.under(force)
        try:
            better, _ = in_contact(faces.met(start, free), known.columns, faces.friction)
        except SolveError as failure:
            raise NotBalanced(str(failure)) from failure
        if np.abs(better - force).max() <= REPEATED * np.abs(better).max(initial=0.0):
            return found, {**before.pressing, **faces.pressing(force)}
        force, guess = better, found.condensed
    raise NotBalanced(f"free faces do not come to rest on each other within {ROUNDS} rounds")
