"""Refinement where the chosen measures need it, until their bars are as narrow as asked for.

Solve in quadratics and cubics, take the bars of the goals, halve the triangles that hold most of the
error of those whose bars are still too wide (W. Dörfler, SIAM J. Numer. Anal. 33 (1996) 1106-1124),
and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from stressbump.accuracy.error_bars import in_cubics, measured
from stressbump.errors import InputError, MeshError, SolveError
from stressbump.history.assembly import final_system
from stressbump.history.stack import Stack, solve_stack
from stressbump.measures import MEASURES
from stressbump.mesh.audit import audit
from stressbump.mesh.bisection import bisected
from stressbump.mesh.free_faces import rejoined, split_free_faces
from stressbump.mesh.mesh import Mesh
from stressbump.mesh.quadratic import mid_points, quarter_points
from stressbump.process.planar import GRID
from stressbump.process.section import Section
from stressbump.progress import Tell, silent
from stressbump.sensitivity.adjoint import contributions
from stressbump.survey import Value

GOALS = tuple(m.name for m in MEASURES if m.headline and m.slope)
MOST = 0.6  # of the error of all goals lies in the triangles that are halved
HALVINGS = 2  # of each of them: about half as long and half as high
STEPS = 40
RANGE = 1e-4, 0.5
SLIGHT = 1e-2  # of its scale: a smaller goal is not asked to be accurate
SMALLEST = GRID  # µm: triangles whose longest side is shorter are not halved any more
GRID_REACHED = f"where the error lies, triangles reach the grid of {GRID * 1e3:g} nm"


@dataclass(frozen=True)
class RefinementStep:
    """One mesh on the way: unknowns in quadratics, and the widest bar of a goal as a fraction."""

    unknowns: int
    widest: float
    goal: str


@dataclass(frozen=True, eq=False)
class Adapted:
    """The last mesh, how it came about, and a note where it stopped short."""

    mesh: Mesh
    steps: tuple[RefinementStep, ...]
    note: str = ""


def adapted(
    section: Section,
    mesh: Mesh,
    end: tuple[float, ...],
    windows: tuple[float, ...],
    focus: Iterable[str],
    accuracy: float,
    tell: Tell = silent,
) -> Adapted:
    """The mesh on which the goals' bars are at most a fraction `accuracy` of their values.

    Goals are `GOALS` of the regions in focus and of their faces, at the widest window; of their
    bars the mesh's share is meant. InputError
    for an accuracy outside `RANGE`; where memory or the grid ends first, the note says so, and which
    measure is not within.
    """
    if not RANGE[0] <= accuracy <= RANGE[1]:
        raise InputError(f"accuracy: {accuracy:g}; allowed is {RANGE[0]:g} … {RANGE[1]:g}")
    steps: list[RefinementStep] = []
    solved = mesh
    for _ in range(STEPS):
        try:
            stack = solve_stack(section, mesh, end)
            cubic = in_cubics(stack)
        except SolveError as failure:
            if not steps:
                raise
            return _short(solved, steps, accuracy, str(failure))
        found = measured(
            stack, windows, cubic=cubic, asked=lambda measure, *_: measure in GOALS, steps=False
        )
        goals = goals_among(found, set(focus), max(windows))
        steps.append(step_of(stack, goals))
        tell(f"{steps[-1].unknowns} unknowns, widest bar {100 * steps[-1].widest:.2g} %")
        wide = [g for g in goals if _width(g) > accuracy]
        if not wide:
            return Adapted(mesh, tuple(steps))
        indicator = _indicator(stack, cubic, wide, accuracy)
        least = mesh.longest_sides < SMALLEST
        if indicator[least].sum() > MOST * indicator.sum():
            return _short(mesh, steps, accuracy, GRID_REACHED)
        finer = bisected(
            mid_points(rejoined(mesh)), _marked(np.where(least, 0.0, indicator)), HALVINGS
        )
        try:
            audit(finer, section)
        except MeshError:
            return _short(mesh, steps, accuracy, GRID_REACHED)
        finer = quarter_points(finer)
        solved, mesh = mesh, split_free_faces(finer, section.cell.free_faces)
    return _short(solved, steps, accuracy, f"{STEPS} meshes were tried")


def _short(mesh: Mesh, steps: list[RefinementStep], accuracy: float, why: str) -> Adapted:
    """What there is where the goals are not met."""
    last = steps[-1]
    return Adapted(
        mesh,
        tuple(steps),
        f"stopped at {last.unknowns} unknowns: {last.goal} is known to {100 * last.widest:.2g} %, not"
        f" {100 * accuracy:.2g} %; {why}",
    )


def goals_among(values: Iterable[Value], focus: set[str], window: float) -> list[Value]:
    """The values that are to be accurate: `GOALS` in focus at one window, clear of zero."""
    return [
        v
        for v in values
        if v.measure in GOALS
        and v.place.within(focus)
        and v.averaging_um in (None, window)
        and v.bar is not None
        and abs(v.value or 0.0) > SLIGHT * v.scale
    ]


def _width(goal: Value) -> float:
    return (goal.bar or 0.0) / abs(goal.value or 1.0)


def step_of(stack: Stack, goals: list[Value]) -> RefinementStep:
    """A mesh's unknowns and the widest bar of its goals."""
    size = stack.size
    worst = max(goals, key=_width, default=None)
    if worst is None:
        return RefinementStep(size, 0.0, "")
    return RefinementStep(size, _width(worst), f"{worst.measure} of {worst.where}")


def _indicator(stack: Stack, cubic: Stack, wide: list[Value], accuracy: float) -> np.ndarray:
    """(elements,) their part in the goals that are not yet met, each per bar that is allowed."""
    total = np.zeros(len(stack.mesh.triangles))
    for temperature, solution in stack.solutions.items():
        goals = [g for g in wide if g.temperature == temperature]
        if goals:
            allowed = np.array([accuracy * abs(g.value or 1.0) for g in goals])
            fine = cubic.solutions[temperature]
            system = final_system(cubic.assembly, fine)
            total += (contributions(system, fine, solution, goals) / allowed).sum(axis=1)
    return total


def _marked(indicator: np.ndarray) -> np.ndarray:
    """The fewest elements that hold `MOST` of the whole."""
    order = np.argsort(-indicator)
    held = np.cumsum(indicator[order])
    return order[: int(np.searchsorted(held, MOST * held[-1])) + 1]
