"""The fields of a joint by harmonic: away from the neutral point of a row, or where a package has it.

In a package a joint's x points where the chip slides to in the end; what is no mirror image about that is a
harmonic -n (`angles`). Its n = 0 is what its section's own history does, and what chip and board do to it
beyond that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.joint.cell import (
    DISTANCE,
    SLIDE,
    across_at,
    in_harmonic,
    joint_cell,
    shear_stiffness,
)
from stressbump.joint.cell_history import CellStep
from stressbump.joint.driven import Drive, Driven, driven
from stressbump.joint.free_faces import Closing, HarmonicContact, pressed, touches
from stressbump.joint.sliding import slid
from stressbump.joint.state import ACROSS, AXIAL, OVAL, JointState
from stressbump.joint.superelement import Superelement
from stressbump.measures.joint import JointMotion
from stressbump.mechanics.solution import Solution

FELT = 1e-7  # of the largest displacement of a harmonic: what is less is none


@dataclass(frozen=True, eq=False)
class JointFields:
    """A joint's harmonics by n, what it does as a whole, and how a slide sees its cell in the end."""

    harmonics: Mapping[int, Solution]
    motion: JointMotion
    cell: Superelement  # n = 1
    reach: float | None = None  # over which the slide of a row of such joints dies out, µm
    closing: tuple[Closing, ...] = ()  # free faces that close as it slides


def fields_along_row(assembly: Assembly, upright: Solution, distance: float) -> JointFields:
    """Of a joint at the end of a row, so many µm from the neutral point.

    `upright` is what the section's own history comes to. InputError where it is no joint of elastic laws.
    """
    found = slid(assembly, distance, upright.temperature)
    motion = JointMotion(found.stiffness, found.lagged, found.by_hand, found.force)
    own = JointFields({0: upright, 1: found.solution}, motion, found.cell, 1 / found.decay)
    if not touches(assembly, own.harmonics):
        return own
    names, end = tuple(assembly.laws), upright.temperature
    alone = assembly.system(names, assembly.blocks(names, end, end), end)
    closed = pressed(assembly, own.harmonics, {0: alone.solve, 1: found.cell.still})
    return _with_contact(own, closed, {1: found.force})


def fields_in_package(
    assembly: Assembly,
    history: Sequence[CellStep],
    state: JointState,
    upright: Solution,
    by_hand: float | None = None,
) -> JointFields:
    """Of a joint to which a package has done this, its cell having gone through such a history.

    `by_hand` is its slide in µm if joints did not resist.
    """
    end = upright.temperature
    orders = {n: assembly if n == 0 else in_harmonic(assembly, n) for n in (0, 1, 2)}
    found = _driven(orders, history, state.seen_from(state.direction), end)
    harmonics = {n: d.solution for n, d in found.items()}
    harmonics[0] = _added(upright, harmonics[0]) if 0 in harmonics else upright
    forces = {n: d.forces[SLIDE] for n, d in found.items() if abs(n) == 1}
    axial = found[0].forces[DISTANCE] if 0 in found else 0.0
    turning, force = across_at(orders[1], end), float(np.linalg.norm([*forces.values()]))
    slide = float(np.linalg.norm(state.slide))
    motion = JointMotion(shear_stiffness(turning), slide, by_hand, force, axial)
    ordered = dict(sorted(harmonics.items(), key=lambda i: abs(i[0])))
    joint = JointFields(ordered, motion, turning)
    if not touches(assembly, ordered):
        return joint
    cell = joint_cell(assembly, end)
    closed = pressed(assembly, ordered, {0: cell.axial.still, 1: cell.across.still})
    more = _force(cell.axial, DISTANCE, closed.loads[0])
    joint = replace(joint, motion=replace(motion, axial=axial + more))
    return _with_contact(joint, closed, forces)


def _driven(
    orders: Mapping[int, Assembly], history: Sequence[CellStep], seen: JointState, end: float
) -> dict[int, Driven]:
    """The harmonics that feel what has been done to a cell."""
    rows = {
        0: (AXIAL, [s.axial[:, None] for s in seen.steps]),
        1: (ACROSS, [s.across for s in seen.steps]),
        2: (OVAL, [s.oval for s in seen.steps]),
    }
    found: dict[int, Driven] = {}
    strained = max(float(np.abs(s.axial[: len(OVAL)]).max()) for s in seen.steps)
    for n, (names, steps) in rows.items():
        largest = max(strained if n == 2 else 0.0, *(float(np.abs(q).max()) for q in steps))
        for column in range(steps[0].shape[1]):
            own = [q[:, column] for q in steps]
            if not largest or max(float(np.abs(q).max()) for q in own) < FELT * largest:
                continue
            drives = [
                Drive(cell.stage, cell.element(n), dict(zip(names, map(float, q), strict=True)))
                for cell, q in zip(history, own, strict=True)
            ]
            found[-n if column else n] = driven(orders[n], drives, end)
    return found


def _with_contact(
    joint: JointFields, closed: HarmonicContact, forces: Mapping[int, float]
) -> JointFields:
    """The same with free faces that press each other; `forces` of its slide by n so far, µN."""
    whole = [f + _force(joint.cell, SLIDE, closed.loads[n]) for n, f in forces.items()]
    force, before = float(np.linalg.norm(whole)), joint.motion.force
    share = force / abs(before) - 1 if before else 0.0
    motion = replace(joint.motion, force=float(np.copysign(force, before)))
    return replace(
        joint, harmonics=closed.harmonics, motion=motion, closing=closed.with_share(share)
    )


def _force(element: Superelement, name: str, load: np.ndarray) -> float:
    """On a displacement that stays as it is while loads (unknowns,) act on the inside."""
    return -float(element.fields[:, element.names.index(name)] @ load)


def _added(own: Solution, more: Solution) -> Solution:
    """Two solutions on one mesh together, with the checks of the first."""
    birth = {n: own.birth[n] + more.birth[n] for n in own.blocks}
    free = {n: own.free_strain[n] + more.free_strain[n] for n in own.blocks}
    return replace(own, unknowns=own.unknowns + more.unknowns, birth=birth, free_strain=free)
