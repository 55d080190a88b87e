"""Cases that differ only in their loads, without another solution: see `linear_measures`.

A `Quick` is made from one full answer and gives those of all cases on the same meshes and moduli, if
every measure asked for is linear or a mean von Mises stress. The answer it was made from is its
check: what it says of that case must agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stressbump.answers.answer import Answer
from stressbump.answers.options import Options
from stressbump.designs.design import Design
from stressbump.history.assembly import Assembly
from stressbump.history.eigenstrain import since_birth
from stressbump.history.responses import steps_of, superposes, units
from stressbump.history.stack import Stack
from stressbump.measures import Kind
from stressbump.mechanics.contact import closes
from stressbump.mechanics.solution import nodal_forces
from stressbump.mesh.mesh import interface
from stressbump.survey import Place, Value
from stressbump.sweeps.linear_measures import POINTWISE, SUMS, LinearMeasures, linear_measures

AGREE = 1e-9  # of a value's scale: how far a quick answer may lie from the full one


@dataclass(frozen=True, eq=False)
class QuickStack:
    """One stack at one temperature: its linear answers and the values that stand as patterns."""

    linear: LinearMeasures
    patterns: tuple[Value, ...]
    assembly: Assembly  # for which the patterns hold
    end: float  # °C
    sized: bool  # whether scales are wanted, which relief needs

    @cached_property
    def _rows(self) -> tuple[np.ndarray, tuple[int, ...]]:
        """Coefficients of the patterns that are sums, and which of the patterns these are."""
        found = {v.key[:3]: n for n, v in enumerate(self.linear.values)}
        which = tuple(i for i, v in enumerate(self.patterns) if v.measure in SUMS)
        return self.linear.matrix[[found[self.patterns[i].key[:3]] for i in which]], which

    @cached_property
    def _gross(self) -> dict[str, np.ndarray]:
        """By face: the nodal forces of its first region there, per unit."""
        solutions = [u.solution for u in self.linear.units]
        mesh, out = solutions[0].model.mesh, {}
        for where in {v.where for v in self.patterns if v.definition.of is Kind.FORCES}:
            first, second = Place.read(where).face
            nodes = np.unique(interface(mesh, first, second).nodes)
            out[where] = np.stack([nodal_forces(u, first)[nodes] for u in solutions])
        return out

    @cached_property
    def _factors(self) -> tuple[float, ...]:
        """What a value's scale is of the size that it goes with."""
        sizes = self._sizes(self.assembly, self.end)
        return tuple(v.scale / s if s else 0.0 for v, s in zip(self.patterns, sizes, strict=True))

    @cached_property
    def _gaps(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """By free face: gaps (units, nodes) of its nodes, and which units count (steps, units) when.

        From the step on with which the second of its regions is born.
        """
        of, steps = self.linear.units, steps_of(self.assembly, self.end)
        step, found = np.array([u.step for u in of]), []
        for pair, face in self.assembly.free_faces.items():
            both = [k for k, s in enumerate(steps) if set(pair) <= set(s.standing)]
            there = (step >= both[0]) & (step <= np.array(both)[:, None])
            found.append((np.stack([face.gap(u.solution.displacement) for u in of]), there))
        return found

    def closes(self, assembly: Assembly, temperature: float) -> bool:
        """Whether a free face closes on the way of a history that is alike, so that it is none of these."""
        if not self._gaps or not assembly.section.cell.contact:
            return False
        weights = self.linear.weights(assembly, temperature)
        return any(closes((there * weights) @ gaps).any() for gaps, there in self._gaps)

    def values(self, assembly: Assembly, temperature: float) -> tuple[Value, ...]:
        """The patterns' values of a history that is alike, at its end temperature."""
        weights = self.linear.weights(assembly, temperature)
        rows, which = self._rows
        numbers = dict(zip(which, (rows @ weights).tolist(), strict=True))
        for i, v in enumerate(self.patterns):
            if v.measure == POINTWISE:
                numbers[i] = float(self.linear.mean_von_mises(v.where, weights[None])[0])
        scales = [v.scale for v in self.patterns]
        if self.sized:
            sizes = self._sizes(assembly, temperature)
            scales = [f * s for f, s in zip(self._factors, sizes, strict=True)]
        return tuple(
            replace(v, value=numbers[i], scale=scales[i], temperature=temperature)
            for i, v in enumerate(self.patterns)
        )

    def _sizes(self, assembly: Assembly, temperature: float) -> list[float]:
        """What each value is small or large against, but for a factor."""
        weights = self.linear.weights(assembly, temperature)
        regions = assembly.laws
        stressed = max(float(self.linear.mean_von_mises(r, weights[None])[0]) for r in regions)
        free = since_birth(assembly.section, regions, temperature)
        strain = max(float(np.abs(e[:3]).max()) for e in free.values())
        sizes = {
            w: float(np.abs(np.tensordot(weights, f, 1)).sum()) for w, f in self._gross.items()
        }
        return [
            sizes[v.where]
            if v.definition.of is Kind.FORCES
            else stressed
            if v.unit == "MPa"
            else strain
            for v in self.patterns
        ]


@dataclass(frozen=True, eq=False)
class Quick:
    """All stacks of a case, each at all temperatures, ready for other loads."""

    states: tuple[tuple[QuickStack, ...], ...]

    def closes(self, options: Options, stacks: list[Stack]) -> bool:
        """Whether a free face closes in any of the stacks, which then has to be solved."""
        pairs = (
            (s, zip(options.end, own, strict=True))
            for s, own in zip(stacks, self.states, strict=True)
        )
        return any(state.closes(s.assembly, t) for s, states in pairs for t, state in states)

    def answer(self, design: Design, options: Options, stacks: list[Stack]) -> Answer:
        """What the full way would say of `stacks`, which are not solved yet, as far as is asked."""
        values, found = [], []
        for stack, states in zip(stacks, self.states, strict=True):
            pairs = list(zip(options.end, states, strict=True))
            values.append(tuple(v for t, s in pairs for v in s.values(stack.assembly, t)))
            # only the sizes of regions are read off these
            sized = {t: s.linear.units[0].solution for t, s in pairs}
            found.append(replace(stack, solutions=sized))
        return Answer(
            design, stacks[0].section, stacks[0].mesh, tuple(found), tuple(values), options.refine
        )


def made_of(answer: Answer, kept: list[Value]) -> Quick | None:
    """The quick way to values like those kept; None where one of them needs the full one."""
    if any(
        v.measure not in (*SUMS, POINTWISE) or v.value is None or v.bar is not None for v in kept
    ):
        return None
    windows, keys = answer.design.recipe.windows_um, {v.key for v in kept}
    sized, states = len(answer.stacks) > 1, []
    for stack, values in zip(answer.stacks, answer.values, strict=True):
        if not all(
            superposes(stack.assembly, t) and not s.pressing for t, s in stack.solutions.items()
        ):
            return None
        own = tuple(v for v in values if v.key in keys)
        states.append(tuple(_state(stack, t, own, windows, sized) for t in stack.solutions))
    return Quick(tuple(states)) if all(map(_agrees, states)) else None


def _state(
    stack: Stack, t: float, values: tuple[Value, ...], windows: tuple[float, ...], sized: bool
) -> QuickStack:
    of_t = tuple(v for v in values if v.temperature == t)
    found = linear_measures(units(stack.assembly, t), stack.section, windows)
    return QuickStack(found, of_t, stack.assembly, t, sized)


def _agrees(states: tuple[QuickStack, ...]) -> bool:
    return all(
        abs((a.value or 0.0) - (b.value or 0.0)) <= AGREE * max(b.scale, abs(b.value or 0.0))
        and abs(a.scale - b.scale) <= AGREE * b.scale
        for s in states
        for a, b in zip(s.values(s.assembly, s.end), s.patterns, strict=True)
    )
