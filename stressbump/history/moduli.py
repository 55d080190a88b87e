"""Moduli along a history: those at the end of a step, or the step's mean, and what a change leaves.

Two rules, by material:

total        σ = C(T) : (ε - ε_free)               metals, solders, ceramics
incremental  dσ = C(T) : (dε - dε_free)            what goes through a glass transition: strained as
                                                   rubber it stays strained as rubber

Over a step an incremental law has the mean of C, weighted by its own expansion: a fully constrained
body then has its exact stress however long the step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from stressbump.laws import Law, Moduli
from stressbump.mechanics.balance import ElementBlock, strain_and_stress
from stressbump.mechanics.kinematics import IDENTITY, Kinematics
from stressbump.mechanics.moduli import OUT, Stiffness, stiffness

SAMPLES = 32  # temperatures at which a step's mean is taken
DOUBLED = 2.0  # a step over which an incremental law's moduli change by more is split
ANCHOR = 25.0  # °C, from where changes are counted
NEAR = 2.0  # K from an end, where no step begins
NO_CHANGE = 1e-9  # relative change of moduli, or part of a temperature step, that counts as none


def over_step(law: Law, start: float, end: float, kinematics: Kinematics, mixed: bool) -> Stiffness:
    """The mean of an incremental law's moduli over a step from one temperature to another, °C."""
    if not changes(law, start, end):
        return stiffness(law.moduli(end), kinematics, mixed)
    edges = np.linspace(start, end, SAMPLES + 1)
    weights = [np.abs(law.thermal_strain(a, b)[:3]).max() for a, b in pairwise(edges)]
    if not any(weights):
        weights = [1.0] * SAMPLES
    found = [stiffness(law.moduli(T), kinematics, mixed) for T in (edges[:-1] + edges[1:]) / 2]
    share = np.array(weights) / np.sum(weights)
    matrix = np.tensordot(share, np.stack([s.matrix for s in found]), axes=1)
    compliance = None
    if mixed and not kinematics.free_thickness:
        finite = [s.compliance for s in found if s.compliance]
        compliance = (
            float(1 / np.dot(share, 1 / np.array(finite))) if len(finite) == SAMPLES else 0.0
        )
    out_of_plane_compliance = stiffness(law.moduli(end), kinematics, mixed).out_of_plane_compliance
    return Stiffness(matrix, compliance, out_of_plane_compliance)


def steps(laws: Iterable[Law], start: float, end: float, finer: int = 1) -> list[float]:
    """Temperatures from start to end between which incremental laws take their means, °C.

    Between them no law changes by more than `DOUBLED`; they lie where they lie for any start and end.
    Then each step in which a law changes is split into `finer` ones in which it changes alike.
    """
    laws = list(laws)
    low, high = sorted((start, end))
    grid = np.arange(np.floor(min(low, ANCHOR)), np.ceil(max(high, ANCHOR)) + 1)
    change = np.zeros(len(grid) - 1)
    for law in laws:
        stiff = np.log([_sizes(_moduli(law, float(T))) for T in grid])
        change = np.maximum(change, np.abs(np.diff(stiff, axis=0)).max(axis=1))
    passed = np.concatenate([[0.0], np.cumsum(change)]) / np.log(DOUBLED)
    passed -= passed[np.searchsorted(grid, ANCHOR)]
    crossed = np.flatnonzero(np.diff(np.floor(passed + NO_CHANGE)))
    inner = [float(T) for T in grid[crossed + 1] if low + NEAR < T < high - NEAR]
    edges = [start, *(inner if start < end else reversed(inner)), end]
    rising = passed + NO_CHANGE * grid
    out = [start]
    for a, b in pairwise(edges):
        count = finer if any(changes(law, a, b) for law in laws) else 1
        first, last = np.interp([a, b], grid, rising)
        between = np.linspace(first, last, count + 1)
        out += [*np.interp(between, rising, grid)[1:-1].tolist(), b]
    return out


def changes(law: Law, start: float, end: float) -> bool:
    """Whether a law's moduli change between two temperatures in °C."""
    sizes = [_sizes(_moduli(law, float(T))) for T in np.linspace(start, end, SAMPLES + 1)]
    return bool(np.any(np.ptp(sizes, axis=0) > NO_CHANGE * np.array(sizes[0])))


@lru_cache(maxsize=100_000)
def _moduli(law: Law, temperature: float) -> Moduli:
    return law.moduli(temperature)


@lru_cache(maxsize=100_000)
def _sizes(moduli: Moduli) -> tuple[float, ...]:
    """Numbers that change with any of the moduli, all positive."""
    if moduli.isotropic:
        return moduli.shear, moduli.biaxial
    C = moduli.stiffness
    return (*np.diag(C), *np.linalg.eigvalsh(C), 1 / moduli.compliance[2, 2])


def carried_over(
    before: ElementBlock, after: Stiffness, local: np.ndarray, free_strain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Unknowns and free strain at which the stress under other moduli is what it was before.

    (elements, unknowns) and (6, elements, points); point by point, and so is equilibrium.
    """
    strain, stress = strain_and_stress(before, local, free_strain)
    if before.stiffness.compliance is not None and after.compliance is not None:
        n = before.B.shape[-1]
        G, H = before.stiffness.matrix[-1, -1], after.matrix[-1, -1]
        local = local.copy()
        local[:, n:] *= (3 + 2 * G * before.stiffness.compliance) / (3 + 2 * H * after.compliance)
        stress = stress + IDENTITY[:, None, None] * (before.pressures @ local[:, n:, None])[..., 0]
    elastic = np.tensordot(np.linalg.pinv(after.matrix), stress, axes=1)
    if after.out_of_plane_compliance is not None:
        elastic[OUT] = np.tensordot(after.out_of_plane_compliance, stress, axes=1)
    return local, strain - elastic


def with_moduli(p: ElementBlock, moduli: Stiffness) -> ElementBlock:
    """The same elements with other moduli."""
    return p if moduli == p.stiffness else replace(p, stiffness=moduli)
