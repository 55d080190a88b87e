"""The checks that every solution makes of itself.

* residual: ‖f - K u‖/‖f‖
* free expansion: a unit expansion of everything leaves no stress, wherever nothing hinders it
* balance: forces summed up from stresses vanish at free nodes and against every global unknown
* energy, of what has memory: given is what is stored and dissipated
* contact: faces only push, do not overlap, work on nothing, rub no more than friction lets them, and the
  net force on their nodes is what stresses there carry
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
from stressbump.mechanics.contact import OVERLAP, ROUND_OFF
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import Constraints
from stressbump.mechanics.system import System

RESIDUAL = 1e-8
BALANCE = 1e-8
SOLVED = 1e-8  # of a gap, to which solutions of one system by different ways agree
PULL = 1e-12  # of the largest push
BEYOND_FRICTION = 1e-6  # of the most that friction bears
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
    net, gross = carried(system, stress, free_strain)
    if external is not None:
        net, gross = net - external, gross + np.abs(external)
    gross = gross + before
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


def carried(
    system: System, stress: Mapping[str, np.ndarray], free_strain: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The nodal forces of stresses (unknowns,), and the sizes of what they are the sum of."""
    net, gross = np.zeros((2, system.matrix.shape[0]))
    for name, p in system.blocks.items():
        own = forces(p, stress[name])
        free = free_strain_forces(p, free_strain[name])[:, : own.shape[1]]
        net += nodal_sum(p, own, len(net))
        gross += nodal_sum(p, np.abs(own) + np.abs(free), len(net))
    return net, gross


def overlap_check(gap: np.ndarray, free: np.ndarray, limit: float = OVERLAP) -> Check:
    """Of gaps (nodes,), µm, as a share of the widest; `free` are those if nothing pressed."""
    widest = max(float(np.abs(free).max(initial=0.0)), ROUND_OFF / OVERLAP)
    return Check("overlap of faces", max(0.0, -float(gap.min(initial=0.0))) / widest, limit)


def pushing_checks(
    push: np.ndarray, gap: np.ndarray, free: np.ndarray, limit: float = OVERLAP
) -> list[Check]:
    """Of forces (nodes,) by which faces push each other apart: none pulls, and none does work."""
    largest, worked = float(np.abs(push).max()), float(np.abs(push) @ np.abs(gap))
    return [
        Check("pull between faces", max(0.0, -float(push.min())) / largest, PULL),
        Check("work of contact", worked / float(np.abs(push) @ np.abs(free)), limit),
    ]


def friction_check(drag: np.ndarray, bound: np.ndarray) -> Check:
    """Of forces (nodes,) along a face: beyond what friction bears, as a share of the most it does."""
    beyond = float((np.abs(drag) - bound).max())
    return Check("shear beyond friction", max(0.0, beyond) / float(bound.max()), BEYOND_FRICTION)


def _ratio(name: str, net: np.ndarray, gross: np.ndarray) -> Check:
    total = gross.sum()
    return Check(name, float(np.abs(net).sum() / total) if total else 0.0, BALANCE)
