"""A factorised model, seen from a few displacements of its own: a superelement.

With the fields N of unit displacements q, each of least energy while the other displacements and loads
are zero,

    u = N q + u_0,    Π = q' S q / 2 - q' (F + p),    S = N' K N,    p = N' f

where f are the forces of free strains, and u_0 is what they do while q = 0. Displacements are the model's
global unknowns, and a'u of given loads a, whose forces do work on them: with the global unknowns g as
they are and everything else at rest, K x = a f_a.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.errors import SolveError
from stressbump.mechanics.balance import free_strain_forces, nodal_sum
from stressbump.mechanics.checks import RESIDUAL
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import System

REFINED = 2  # steps by which a solution is refined


@dataclass(frozen=True, eq=False)
class Superelement:
    """A model condensed, without loss, to displacements with these names."""

    system: System
    names: tuple[str, ...]
    fields: np.ndarray  # N (unknowns, names)
    stiffness: np.ndarray  # S (names, names), symmetric
    loads: np.ndarray  # a (unknowns, those displacements that are a'u: the last ones)

    def thermal(self, free_strain: Mapping[str, np.ndarray]) -> np.ndarray:
        """P (names,): the forces with which free strains (6,) by region push against displacements."""
        return np.asarray(self.fields.T @ self._force(free_strain))

    def solution(
        self,
        displacements: Mapping[str, float],
        free_strain: Mapping[str, np.ndarray] | None = None,
    ) -> Solution:
        """The fields under displacements, zero where left out, and free strains (6,) by region."""
        free = {name: np.zeros(6) for name in self.system.blocks} | dict(free_strain or {})
        unknowns = self.moved(displacements, self._force(free_strain) if free_strain else None)
        found = self.system
        return Solution(
            found.model, found.temperature, found.blocks, unknowns, found.global_unknowns(unknowns),
            free, (),
        )  # fmt: skip

    def moved(
        self, displacements: Mapping[str, float], force: np.ndarray | None = None
    ) -> np.ndarray:
        """All unknowns (unknowns,) under displacements, zero where left out, and forces (unknowns,)."""
        unknowns = self.fields @ [displacements.get(name, 0.0) for name in self.names]
        if force is not None and force.any():
            unknowns += self.still(force[:, None])[:, 0]
        return np.asarray(unknowns)

    def still(self, force: np.ndarray) -> np.ndarray:
        """All unknowns (unknowns, columns) under forces while all displacements are zero."""
        found = at_rest(self.system, force)
        unit = self.fields[:, len(self.names) - self.loads.shape[1] :]
        return np.asarray(found - unit @ (self.loads.T @ found))

    def _force(self, free_strain: Mapping[str, np.ndarray]) -> np.ndarray:
        force = np.zeros(len(self.fields))
        for name, strain in free_strain.items():
            p = self.system.blocks[name]
            force += nodal_sum(p, free_strain_forces(p, strain), len(force))
        return force


def superelement(
    system: System,
    global_unknowns: Mapping[str, np.ndarray],
    loads: Mapping[str, np.ndarray],
) -> Superelement:
    """A system condensed to global unknowns and to the displacements on which loads do work.

    By name: how much of each of the system's global unknowns one is (globals,), and loads (unknowns,).
    """
    shape = system.constraint_matrix.copy()
    shape[system.main] = -system.column
    chosen = [np.asarray(share) for share in global_unknowns.values()]
    fields = shape @ np.reshape(chosen, (len(chosen), -1)).T if chosen else shape[:, :0]
    a = np.reshape([*loads.values()], (len(loads), len(shape))).T
    if len(loads):
        answer = at_rest(system, a)
        unit = answer @ np.linalg.inv(a.T @ answer)
        fields = np.hstack([fields - unit @ (a.T @ fields), unit])
    force = system.product(fields)
    _refuse_loose(system, a, force, fields)
    stiffness = fields.T @ force
    return Superelement(
        system, (*global_unknowns, *loads), fields, (stiffness + stiffness.T) / 2, a
    )


def _refuse_loose(system: System, a: np.ndarray, force: np.ndarray, fields: np.ndarray) -> None:
    """SolveError where fields leave forces within the model, other than those of the loads.

    As the residual of a solution, against what each unknown's stiffness would make of the field.
    """
    own, loads = (system.scale[:, None] * v[system.main] for v in (force, a))
    rest = own - loads @ np.linalg.lstsq(loads, own, rcond=None)[0] if a.shape[1] else own
    size = np.linalg.norm(fields[system.main] / system.scale[:, None], axis=0)
    worst = float((np.linalg.norm(rest, axis=0) / np.where(size, size, 1.0)).max(initial=0.0))
    if not worst <= RESIDUAL:
        raise SolveError(f"fields of unit displacements leave a residual of {worst:.1e}")


def at_rest(system: System, force: np.ndarray) -> np.ndarray:
    """All unknowns (unknowns, columns) under forces while the global ones are zero."""
    found, rest = np.zeros_like(force), force
    scale = system.scale[:, None]
    for _ in range(REFINED):
        found[system.main] += scale * system.solve_main(scale * rest[system.main])
        rest = force - system.product(found)
    return found
