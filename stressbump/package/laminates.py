"""Chip and board as laminates through their history, each by itself, step by step.

Of layers with in-plane stiffness Q (plane stress), about a reference height z₀,

    [A B; B D] = Σ ∫ Q [1, z - z₀; z - z₀, (z - z₀)²] dz

They follow the rules of every history: moduli of the total rule are those of the present for all strain
since birth, an incremental law keeps the stress that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import increments
from stressbump.history.schedule import Stage
from stressbump.laws import InPlaneMean
from stressbump.laws.in_plane_mean import PLANE, THROUGH, mean_in_plane
from stressbump.mechanics.moduli import Stiffness
from stressbump.mechanics.supports import at_x
from stressbump.mesh.mesh import distinct


@dataclass(frozen=True)
class PlateLayer:
    """A layer of chip or board, from one height to another, µm."""

    region: str
    bottom: float
    top: float


@dataclass(frozen=True, eq=False)
class LaminateStep:
    """A laminate in a step: its moduli and what it does if nothing holds it."""

    moduli: np.ndarray  # (6, 6): N and M an area of e_xx, e_yy, γ_xy, k_xx, k_yy, k_xy
    stiffened: np.ndarray  # (6, 6): by how much more earlier strain counts, by the total rule
    free: np.ndarray  # (6,): e and k of the step by itself


def wall_layers(assembly: Assembly, regions: Iterable[str]) -> tuple[PlateLayer, ...]:
    """The layers that some regions are at the wall of a cell, from below."""
    mesh, found = assembly.mesh, []
    for name in regions:
        if name not in assembly.laws:
            continue
        nodes = distinct(mesh.triangles[mesh.elements_in(name)], len(mesh.points))[0]
        z = mesh.points[at_x(mesh, nodes, mesh.width), 1]
        if len(z):
            found.append(PlateLayer(name, float(z.min()), float(z.max())))
    return tuple(sorted(found, key=lambda layer: layer.bottom))


def laminate_history(
    assembly: Assembly,
    layers: Sequence[PlateLayer],
    height: float,
    steps: Iterable[Stage],
    turned: bool = False,
) -> list[LaminateStep]:
    """Layers through steps of a section's history; of steps before any is born nothing moves.

    `turned` takes laws as means over all directions in plane, as an axisymmetric cell does; without it a
    law that stands as its mean in the cell is itself.
    """
    if not turned:
        assembly = _directed(assembly)
    elastic, moduli, found = dict[str, np.ndarray](), dict[str, np.ndarray](), list[LaminateStep]()
    for step in steps:
        standing = [layer for layer in layers if layer.region in step.standing]
        strains = increments(assembly.section, assembly.laws, step)
        now = {
            n.region: in_plane(assembly.moduli(n.region, step.start, step.end), turned)
            for n in standing
        }
        of = {n.region: _spread(n, height) for n in standing}
        stiffened, push = np.zeros((6, 6)), np.zeros(6)
        for name, Q in now.items():
            if name not in elastic:
                elastic[name] = np.zeros(6)
            elif name in assembly.incremental:
                elastic[name] = np.kron(np.eye(2), np.linalg.solve(Q, moduli[name])) @ elastic[name]
            else:
                more = np.kron(of[name], Q - moduli[name])
                stiffened += more
                push -= more @ elastic[name]
        whole = sum((np.kron(of[n], Q) for n, Q in now.items()), np.zeros((6, 6)))
        free = {n: np.append(strains[n][PLANE], np.zeros(3)) for n in now}
        push += sum((np.kron(of[n], Q) @ free[n] for n, Q in now.items()), np.zeros(6))
        own = np.linalg.solve(whole, push) if now else np.zeros(6)
        for name in now:
            elastic[name] = elastic[name] + own - free[name]
        moduli = now
        found.append(LaminateStep(whole, stiffened, own))
    return found


def _directed(assembly: Assembly) -> Assembly:
    """An assembly for its laws alone, each as it differs in plane."""
    laws = {n: law.law if isinstance(law, InPlaneMean) else law for n, law in assembly.laws.items()}
    return assembly if laws == assembly.laws else replace(assembly, laws=laws)


def _spread(layer: PlateLayer, height: float) -> np.ndarray:
    """∫ [1, z; z, z²] dz over a layer, z from the reference height."""
    a, b = layer.bottom - height, layer.top - height
    first, second, third = b - a, (b**2 - a**2) / 2, (b**3 - a**3) / 3
    return np.array([[first, second], [second, third]])


def in_plane(stiffness: Stiffness, turned: bool = False) -> np.ndarray:
    """Q (3, 3) in MPa over e_xx, e_yy, γ_xy where no stress acts through the thickness."""
    if stiffness.compliance is None:
        C = stiffness.matrix
        inner, mixed = C[np.ix_(THROUGH, THROUGH)], C[np.ix_(THROUGH, PLANE)]
        Q = C[np.ix_(PLANE, PLANE)] - mixed.T @ np.linalg.solve(inner, mixed)
    else:
        G, c = stiffness.matrix[-1, -1], stiffness.compliance
        a, b = 4 * G * (1 + G * c) / (1 + 2 * G * c), 2 * G / (1 + 2 * G * c)
        Q = np.array([[a, b, 0], [b, a, 0], [0, 0, G]])
    return mean_in_plane(Q) if turned else np.asarray(Q)


def alike_and_unlike(laminate: np.ndarray, area: float) -> Mapping[int, np.ndarray]:
    """What an area of a laminate adds to a cell's e and k (2, 2), n = 0 and n = 2."""
    found = {}
    for n, shape in ((0, [1.0, 1.0, 0.0]), (2, [1.0, -1.0, 0.0])):
        T = np.kron(np.eye(2), np.array(shape)[:, None])
        found[n] = area * T.T @ laminate @ T
    return found
