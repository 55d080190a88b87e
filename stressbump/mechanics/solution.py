"""What a solved model holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stressbump.mechanics.balance import ElementBlock, forces, nodal_sum, strain_and_stress
from stressbump.mechanics.checks import Check
from stressbump.mechanics.contact import FaceForces
from stressbump.mechanics.model import Model

Pressing = Mapping[tuple[str, str], FaceForces]  # by free face, nodes as `facing_nodes` has them


@dataclass(frozen=True, eq=False)
class Solution:
    """A model under one set of loads, or at the end of a history.

    `birth` holds by region the values (elements, unknowns) that its elements' unknowns had when it
    was born, zero where none stand: its stress follows from what has come since. `accumulated` holds by
    region with memory what it has dissipated since then, MPa, and its equivalent inelastic strain.
    `pressing` are the forces of free faces on each other.
    """

    model: Model
    temperature: float  # °C at which the moduli were taken
    blocks: Mapping[str, ElementBlock]  # by region
    unknowns: np.ndarray  # every one of the system, prescribed ones included
    globals: Mapping[str, float]  # by name: e, k (1/µm), a, b (1/µm)
    free_strain: Mapping[str, np.ndarray]  # since birth, by region: (6,) or (6, elements, points)
    checks: tuple[Check, ...]
    birth: Mapping[str, np.ndarray] = field(default_factory=dict)
    accumulated: Mapping[str, np.ndarray] = field(default_factory=dict)  # (2, elements, points)
    pressing: Pressing = field(default_factory=dict)

    @property
    def displacement(self) -> np.ndarray:
        """u_x, u_z (and u_y) at every node of the mesh (nodes, directions), µm; zero where nothing is."""
        return self.model.kinematics.moved(_nodal(self.model, self.unknowns))

    @property
    def pressure(self) -> dict[str, np.ndarray]:
        """By nearly incompressible region, -λ tr(ε - ε_free) at its corners (elements, 3), MPa."""
        corners = self.model.mesh.element.corners
        return {
            n: self.local(n)[:, p.pressed][:, :corners] for n, p in self.blocks.items() if p.mixed
        }

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def local(self, region: str, rows: Any = slice(None)) -> np.ndarray:
        """The unknowns since its birth (elements, unknowns) of a region's elements, or of some rows."""
        found = self.unknowns[self.blocks[region].unknowns[rows]]
        return found - self.birth[region][rows] if region in self.birth else found

    def strain_and_stress(self, region: str) -> tuple[np.ndarray, np.ndarray]:
        """Total strain and stress (6, elements, points) of one region at its quadrature points."""
        return strain_and_stress(self.blocks[region], self.local(region), self.free_strain[region])


def nodal_forces(solution: Solution, region: str) -> np.ndarray:
    """K u - f of a region: the forces that the rest exerts on its nodes (nodes, directions), µN.

    Zero inside; on an interface exact resultants follow as sums, over 2π in axisymmetric cells.
    """
    p = solution.blocks[region]
    stress = solution.strain_and_stress(region)[1]
    conjugate = _nodal(solution.model, nodal_sum(p, forces(p, stress), len(solution.unknowns)))
    return solution.model.kinematics.physical(conjugate)


def _nodal(model: Model, unknowns: np.ndarray) -> np.ndarray:
    return unknowns[: model.displacements].reshape(-1, model.kinematics.directions)
