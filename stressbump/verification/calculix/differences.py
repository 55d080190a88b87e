"""How far two solutions on the same mesh are apart: of CalculiX, and of stressbump in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import carried
from stressbump.verification.calculix.gaps import Pair
from stressbump.verification.calculix.own import OwnFields
from stressbump.verification.calculix.run import PLANE_RULE, CalculixFields

UNITS = {"e": "1", "k": "1/µm", "a": "1", "b": "1/µm"}  # of the global unknowns
TOUCHING = 1e-6  # of the largest pressure: less is none
AT_BOUND = 1e-5  # of what friction bears: shear so near to it is at it
FAINT = 1e-4  # of the largest stress: what a region's is compared to at the least


@dataclass(frozen=True)
class SolverDifference:
    """How far the two solvers are apart in one quantity."""

    quantity: str
    where: str
    unit: str
    size: float  # the largest in stressbump: what the differences are relative to
    own: float  # largest difference with stressbump's quadrature, and its steps in time
    theirs: float  # with CalculiX's


def differences(
    own: Sequence[OwnFields],
    other: CalculixFields,
    faces: Mapping[Pair, FacingNodes],
    friction: Mapping[Pair, float] | None = None,
) -> tuple[SolverDifference, ...]:
    """Of stressbump as it is and with CalculiX's quadrature and steps, in that order.

    `friction` is that of faces whose rubbing CalculiX finds.
    """
    solutions = [each.solution for each in own]
    return (
        _displacements(solutions, other),
        *_stresses(solutions, other),
        *_pressures(solutions, other, faces),
        *_rubbing(solutions, other, faces, friction or {}),
        *_inelastic(own, other),
        *_globals(solutions, other),
    )


def _displacements(own: Sequence[Solution], other: CalculixFields) -> SolverDifference:
    """Of all regions since their births, but for a motion along z: each pins another node."""
    size, far = 0.0, [0.0, 0.0]
    for name in own[0].blocks:
        nodes = own[0].model.mesh.triangles[own[0].blocks[name].elements]
        theirs = other.displacement[name][nodes]
        for i, solution in enumerate(own):
            nodal = solution.blocks[name].nodal
            u = solution.local(name)[:, nodal].reshape(*nodes.shape, -1)
            apart = u - theirs
            apart[..., 1] -= apart[..., 1].mean()
            far[i] = max(far[i], float(np.abs(apart).max()))
            size = max(size, float(np.abs(u).max()))
    return SolverDifference(
        "displacement", "all nodes", "µm", size, *(f / (size or 1.0) for f in far)
    )


def _stresses(own: Sequence[Solution], other: CalculixFields) -> list[SolverDifference]:
    ours = {name: [_stress(s, name) for s in own] for name in own[0].blocks}
    sizes = {name: float(np.abs(stress[0]).max()) for name, stress in ours.items()}
    rows = []
    for name, stress in ours.items():
        theirs = other.stress[:, own[0].blocks[name].elements]
        least = max(sizes[name], FAINT * max(sizes.values())) or 1.0
        far = [float(np.abs(s - theirs).max()) / least for s in stress]
        rows.append(SolverDifference("stress", name, "MPa", sizes[name], *far))
    return rows


def _stress(solution: Solution, region: str) -> np.ndarray:
    """Stress (6, elements, 3) where CalculiX integrates."""
    p, free = solution.blocks[region], solution.free_strain[region]
    at = p.at(solution.model.mesh, solution.model.kinematics, PLANE_RULE)
    free = free if free.ndim == 1 else carried(free, p.rule, PLANE_RULE)
    there = replace(solution, blocks={region: at}, free_strain={region: free})
    return there.strain_and_stress(region)[1]


def _pressures(
    own: Sequence[Solution], other: CalculixFields, faces: Mapping[Pair, FacingNodes]
) -> Iterator[SolverDifference]:
    """Of free faces that press: at each node, and all together."""
    for pair, face in faces.items():
        ours = [s.pressing[pair].push if pair in s.pressing else 0 * face.area for s in own]
        theirs = other.faces[pair].pressure * face.area
        if not (ours[0].any() or theirs.any()):
            continue
        where = "/".join(pair)
        for quantity, unit, each in (
            ("pressure", "MPa", [f / face.area for f in (*ours, theirs)]),
            ("force", "µN", [np.array([f.sum()]) for f in (*ours, theirs)]),
        ):
            size = float(each[0].max())
            far = [float(np.abs(f - each[2]).max()) / (size or 1.0) for f in each[:2]]
            yield SolverDifference(quantity, where, unit, size, *far)


def _rubbing(
    own: Sequence[Solution],
    other: CalculixFields,
    faces: Mapping[Pair, FacingNodes],
    friction: Mapping[Pair, float],
) -> Iterator[SolverDifference]:
    """Of faces with friction: slips, tractions along them, and which share of what presses slips."""
    for pair, coefficient in friction.items():
        theirs, face = other.faces[pair], faces[pair]
        assert theirs.slip is not None
        assert theirs.drag is not None
        ours = [s.pressing[pair] for s in own if pair in s.pressing]
        if not coefficient or len(ours) < len(own):
            continue
        drag = [*(f.drag / face.area for f in ours), theirs.drag]
        push = [*(f.push / face.area for f in ours), theirs.pressure]
        slip = [*(face.slip(s.displacement) for s in own), theirs.slip]
        share = [
            np.array([_slipping(coefficient, face.area, p, q)])
            for p, q in zip(push, drag, strict=True)
        ]
        for quantity, unit, each in (
            ("slip", "µm", slip),
            ("friction", "MPa", drag),
            ("slipping share", "1", share),
        ):
            size = float(np.abs(each[0]).max())
            far = [float(np.abs(f - each[2]).max()) / (size or 1.0) for f in each[:2]]
            yield SolverDifference(quantity, "/".join(pair), unit, size, *far)


def _slipping(friction: float, area: np.ndarray, pressure: np.ndarray, drag: np.ndarray) -> float:
    """The share of the area that presses at which friction bears no more."""
    pressing = area * (pressure > TOUCHING * pressure.max(initial=0.0))
    slips = np.abs(drag) >= friction * (1 - AT_BOUND) * pressure
    return float(pressing @ slips / (pressing.sum() or 1.0))


def _inelastic(own: Sequence[OwnFields], other: CalculixFields) -> list[SolverDifference]:
    rows = []
    for name in own[0].slip:
        theirs, size = other.slip[own[0].solution.blocks[name].elements], own[0].slip[name].max()
        far = [float(np.abs(_slip(each, name) - theirs).max()) / (size or 1.0) for each in own]
        rows.append(SolverDifference("inelastic strain", name, "1", float(size), *far))
    return rows


def _slip(own: OwnFields, region: str) -> np.ndarray:
    """Equivalent inelastic strain (elements, 3) where CalculiX integrates."""
    rule, found = own.solution.blocks[region].rule, own.slip[region]
    return found if rule is PLANE_RULE else carried(found[None], rule, PLANE_RULE)[0]


def _globals(own: Sequence[Solution], other: CalculixFields) -> list[SolverDifference]:
    rows = []
    for name, value in own[0].globals.items():
        size = abs(value) or 1.0
        far = [abs(s.globals[name] - other.globals[name]) / size for s in own]
        rows.append(
            SolverDifference(name, "wall" if name in "ek" else "depth", UNITS[name], value, *far)
        )
    return rows
