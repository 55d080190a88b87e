"""The checks that every solution makes of itself.

* residual: ‖f - K u‖/‖f‖
* free expansion: a unit expansion of everything leaves no stress, wherever nothing hinders it
* balance: forces summed up from stresses vanish at free nodes and against every global unknown
* energy, of what has memory: given is what is stored and dissipated
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.balance import (
    ElementBlock,
    forces,
    free_strain_forces,
    nodal_sum,
    strain_and_stress,
)
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import Constraints
from stressbump.mechanics.system import System

RESIDUAL = 1e-8
BALANCE = 1e-8
EXPANSION = 1e-6  # of the stress that the same strain would make if it were fully constrained
FACTOR_ROUND_OFF = 1e5 * np.finfo(float).eps  # what a factorisation leaves, at contrasts up to 1e5
TURNED = 1e-3  # of all energy that is turned over: what springs of a resin leave in long steps
UNSURE = 10.0  # of what the length of steps in time may make of it
MEANING = {
    "e": "net force on the wall",
    "k": "net moment on the wall",
    "a": "net axial force",
    "b": "net axial moment",
}


@dataclass(frozen=True)
class Check:
    """One self-check: passed if the value does not exceed its limit."""

    name: str
    value: float
    limit: float

    @property
    def passed(self) -> bool:
        """Whether the value is a number within the limit."""
        return bool(self.value <= self.limit)


@dataclass(frozen=True)
class Energy:
    """Of all steps since the first region with memory was born, pJ (over 2π around an axis)."""

    given: float = 0.0
    stored: float = 0.0
    dissipated: float = 0.0
    unsure: float = 0.0  # of the dissipated, for steps in time have a length
    turned: float = 0.0  # sum of the sizes

    def __add__(self, other: Energy) -> Energy:
        """Of both."""
        return Energy(
            self.given + other.given,
            self.stored + other.stored,
            self.dissipated + other.dissipated,
            self.unsure + other.unsure,
            self.turned + other.turned,
        )

    @property
    def check(self) -> Check:
        """What is left of the balance, as a share of what was turned over."""
        turned = self.turned or 1.0
        left = abs(self.given - self.stored - self.dissipated) / turned
        return Check("energy balance", left, UNSURE * self.unsure / turned + TURNED)


NO_ENERGY = Energy()


def residual_check(residual: float) -> Check:
    """The relative residual of a solution, or the worst of a history."""
    return Check("residual", residual, RESIDUAL)


def expansion_check(system: System, unknowns: np.ndarray) -> Check | None:
    """Largest stress as everything expands, per fully constrained stress; None if it may not."""
    if not may_expand(system.model, system.constraints):
        return None
    worst, steepest = 0.0, 0.0
    for p in system.blocks.values():
        stress = strain_and_stress(p, unknowns[p.unknowns], IDENTITY)[1]
        worst = max(worst, float(np.abs(stress).max()) / fully_constrained_stress(p))
        steepest = max(steepest, float(np.abs(p.B[..., p.nodal]).max()))
    # a film's strain is a difference of displacements as large as the model, over its thickness
    loss = steepest * np.ptp(system.model.mesh.points, axis=0).max()
    return Check("stress under free expansion", worst, max(EXPANSION, FACTOR_ROUND_OFF * loss))


def fully_constrained_stress(p: ElementBlock) -> float:
    """Largest stress of a region per unit of fully constrained expansion, MPa."""
    stress = float(np.abs(p.stiffness.matrix @ IDENTITY).max())
    return stress + 3 / p.stiffness.compliance if p.stiffness.compliance else stress


def may_expand(model: Model, constraints: Constraints) -> bool:
    """Whether u = (x, z - z0) fits the kinematics and everything that is prescribed or tied."""
    kinematics, mesh = model.kinematics, model.mesh
    if kinematics.order or not (
        kinematics.hoop or kinematics.free_thickness or "a" in kinematics.unknowns
    ):
        return False
    near = 1e-9 * mesh.width
    grown = np.zeros((len(mesh.points), kinematics.directions))
    grown[:, : mesh.points.shape[1]] = mesh.points
    across = np.setdiff1d(
        constraints.prescribed, kinematics.along("z", np.arange(len(mesh.points)))
    )
    height = mesh.points[kinematics.nodes_along("z", constraints.prescribed), 1]
    if np.any(np.abs(grown.ravel()[across]) > near) or np.ptp(height) > near:
        return False
    wall = grown.ravel()[constraints.tied]
    follows = np.linalg.lstsq(constraints.shape, wall, rcond=None)[0]
    return bool(np.all(np.abs(constraints.shape @ follows - wall) <= near))


def balance_checks(
    system: System,
    stress: Mapping[str, np.ndarray],
    free_strain: Mapping[str, np.ndarray],
    external: np.ndarray | None = None,
    before: np.ndarray | float = 0.0,
) -> list[Check]:
    """Forces from stresses at free nodes and against each global unknown, per sum of sizes.

    Stresses are (6, elements, points) by region; those of the history `before` count as well, whose
    round-off is there.
    """
    size = system.matrix.shape[0]
    net = np.zeros(size) if external is None else -external
    gross = np.abs(net) + before
    for name, p in system.blocks.items():
        own = forces(p, stress[name])
        free = free_strain_forces(p, free_strain[name])[:, : own.shape[1]]
        net += nodal_sum(p, own, size)
        gross += nodal_sum(p, np.abs(own) + np.abs(free), size)
    found = [_ratio("forces on free nodes", net[system.main], gross[system.main])]
    for name, column in zip(system.names, system.constraint_matrix.T, strict=True):
        found.append(
            _ratio(
                MEANING.get(name, f"net force against {name}"),
                np.array([column @ net]),
                np.abs(column) * gross,
            )
        )
    return found


def _ratio(name: str, net: np.ndarray, gross: np.ndarray) -> Check:
    total = gross.sum()
    return Check(name, float(np.abs(net).sum() / total) if total else 0.0, BALANCE)
