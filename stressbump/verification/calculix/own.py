"""A stack solved by stressbump as it is, or as CalculiX does it: its points, its steps, no pressures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.schedule import ADAPTIVE, Stage, TimeSteps, legs, stages
from stressbump.history.state import SLIP, State
from stressbump.history.stepping import finished, through
from stressbump.mechanics.balance import ElementBlock
from stressbump.mechanics.solution import Solution
from stressbump.verification.calculix.run import PLANE_RULE


@dataclass(frozen=True, eq=False)
class OwnFields:
    """What stressbump found."""

    solution: Solution
    slip: Mapping[
        str, np.ndarray
    ]  # by region with memory: equivalent inelastic strain (elements, points)
    rubbed: tuple[tuple[str, str], str] | None = None  # a free face, and what is born while it rubs

    def mean(self, region: str, values: np.ndarray) -> float:
        """The volume mean of values (elements, points) at the points of a region."""
        dV = self.solution.blocks[region].dV
        return float((values * dV).sum() / dV.sum())


@dataclass(frozen=True, eq=False)
class AtTheirPoints(Assembly):
    """A stack taken through its history with CalculiX's three points in a triangle, without pressures."""

    @cached_property
    def mixed(self) -> frozenset[str]:
        """No region."""
        return frozenset()

    @cached_property
    def _numbered(self) -> tuple[dict[str, ElementBlock], int]:
        blocks, size = super()._numbered
        kinematics = self.whole.kinematics
        return {n: p.at(self.mesh, kinematics, PLANE_RULE) for n, p in blocks.items()}, size


def history_of(assembly: Assembly, end: float) -> tuple[Stage, ...]:
    """The steps to an end temperature in °C and, with memory, through the cycles that follow."""
    whole = [*stages(assembly.section, end)]
    if assembly.remembering:
        whole += [leg.stage for leg in legs(assembly.section, end)]
    return tuple(part for stage in whole for part in path(assembly, stage))


def at_their_points(assembly: Assembly, steps: TimeSteps = ADAPTIVE) -> AtTheirPoints:
    """The same stack with CalculiX's points."""
    given = assembly.section, assembly.mesh, assembly.laws, assembly.incremental
    return AtTheirPoints(*given, finer=assembly.finer, time_steps=steps)


@dataclass(frozen=True)
class GivenSteps(TimeSteps):
    """Steps that end at given shares of the stage."""

    shares: tuple[float, ...] = (1.0,)

    def ends(self, stage: Stage) -> np.ndarray:
        """Those shares."""
        return np.array(self.shares if stage.seconds else (1.0,))


def solved(
    assembly: Assembly, end: float, given: Collection[np.ndarray] = (), order: int = 2
) -> OwnFields:
    """A stack at the end of its history; in the given steps of each stage that takes time, if any are."""
    state, shares, rubbed = State.empty(assembly), iter(given), None
    for step in history_of(assembly, end):
        here, rubbing = assembly, [n for n, f in state.pressing.items() if f.drag.any()]
        if step.born and rubbing:
            rubbed = rubbing[0], step.born
        if given and step.seconds and assembly.remembering.intersection(step.standing):
            steps = GivenSteps(order=order, shares=tuple(next(shares).tolist()))
            here = replace(assembly, time_steps=steps)
        state = through(here, state, step)
    slip = {n: m[SLIP].reshape(state.blocks[n].dV.shape) for n, m in state.memory.items()}
    return OwnFields(finished(assembly, state, step.end), slip, rubbed)
