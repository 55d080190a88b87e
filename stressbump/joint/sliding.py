"""A joint far from the neutral point: the slide of chip against board from the joint's birth on.

Until one side hangs on the other, each shrinks by itself and nothing slides. From then on, step by step,
the free strains of chip and board differ by Δε, and at a distance L from the neutral point they slide by

    L Δε       if the joints did not resist ("by hand")
    δ(L)       at the end of a row of them (`row`), with the stiffness k of the cell as it then stands

A force that changes with the moduli while nothing slides is taken along. Chip and board stay level, so that
k is that without a turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import increments
from stressbump.history.schedule import Stage
from stressbump.joint.cell import (
    SLIDE,
    HarmonicAssembly,
    across,
    across_at,
    in_harmonic,
    shear_stiffness,
)
from stressbump.joint.driven import Drive, PastFields, driven, joined_steps
from stressbump.joint.row import slides
from stressbump.joint.sides import refuse_other, sides
from stressbump.joint.superelement import Superelement
from stressbump.mechanics.solution import Solution


@dataclass(frozen=True)
class SlideStep:
    """What chip and board do to one another in a step, per joint."""

    start: float  # °C
    end: float  # °C
    mismatch: float  # Δε, free strain of the chip less that of the board
    stiffness: float  # k, µN/µm
    by_hand: float  # µm, positive where the chip's outer end moves outwards against the board
    lagged: float  # µm


@dataclass(frozen=True, eq=False)
class Slid:
    """A joint at a distance from the neutral point: its slide, its force, its first harmonic."""

    steps: tuple[SlideStep, ...]
    force: float  # µN, on the chip, outwards
    solution: Solution
    cell: Superelement  # n = 1, of all that stands, with the moduli at the end
    decay: float  # β of a row of such cells, 1/µm

    @property
    def stiffness(self) -> float:
        """Of the cell at the end, against a slide without a turn, µN/µm."""
        return shear_stiffness(self.cell)

    @property
    def by_hand(self) -> float:
        """The slide if joints did not resist, µm."""
        return sum(step.by_hand for step in self.steps)

    @property
    def lagged(self) -> float:
        """The slide that the joints leave, µm."""
        return sum(step.lagged for step in self.steps)


def slid(assembly: Assembly, distance: float, end: float) -> Slid:
    """A joint at a distance from the neutral point in µm, at the end of its history at `end` °C.

    InputError where the section is no joint of elastic laws.
    """
    refuse_other(assembly.section)
    sliding = in_harmonic(assembly, 1)
    stages = joined_steps(assembly, end)
    elements = [_cell(sliding, step) for step in stages]
    found = _along_row(sliding, stages, elements, distance)
    drives = [
        Drive(stage, element, {SLIDE: step.lagged})
        for stage, element, step in zip(stages, elements, found, strict=True)
    ]
    joint = driven(sliding, drives, end)
    cell = across_at(sliding, end)
    return Slid(found, joint.forces[SLIDE], joint.solution, cell, decay_of(sliding, cell))


def decay_of(sliding: HarmonicAssembly, element: Superelement) -> float:
    """β in 1/µm, by which the slide of a row of joints dies out."""
    return float(np.sqrt(_compliance(sliding, element) * shear_stiffness(element)))


def _along_row(
    sliding: HarmonicAssembly,
    stages: list[Stage],
    elements: list[Superelement],
    distance: float,
) -> tuple[SlideStep, ...]:
    """What the steps do at the end of a row."""
    past, slid_so_far, found = PastFields(sliding), list[np.ndarray](), []
    for stage, element in zip(stages, elements, strict=True):
        which, count = element.names.index(SLIDE), len(element.names)
        released = past.released(stage, element)[which, which::count]
        lost = sum(r * slide for r, slide in zip(released, slid_so_far, strict=True))
        strain = increments(sliding.section, sliding.laws, stage)
        chip, board = sides(sliding, element.system)
        mismatch = chip.mean(strain) - board.mean(strain)
        k, c = shear_stiffness(element), _compliance(sliding, element)
        slide = slides(distance, mismatch, float(np.sqrt(c * k)), -c * lost)
        slid_so_far.append(slide)
        by_hand, lagged = mismatch * distance, float(slide[-1])
        found.append(SlideStep(stage.start, stage.end, mismatch, k, by_hand, lagged))
    return tuple(found)


def _cell(sliding: HarmonicAssembly, step: Stage) -> Superelement:
    """What stands in a step, as its slide sees it."""
    blocks = sliding.blocks(step.standing, step.start, step.end)
    system = sliding.system(step.standing, blocks, step.end)
    return across(system, *sides(sliding, system))


def _compliance(sliding: HarmonicAssembly, element: Superelement) -> float:
    """c/p², 1/(µN/µm µm²), of chip and board for a joint of a row."""
    chip, board = sides(sliding, element.system)
    return (1 / chip.stretching + 1 / board.stretching) / (np.pi * sliding.mesh.width**2)
