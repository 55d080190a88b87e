"""Which source do you believe? How far a relief moves over what is published of each material.

Each material is taken through its alternatives while all others keep their defaults, in the stack as
built and in the reference alike. The choices that move a relief down the most, all together, are then
solved once more, and so are those that move it up: a band ends at a number some choice of published
values does attain, and

    low = min R,   high = max R   over the default, every single alternative and these two.

With strong interactions another choice may reach beyond. A choice that changes nothing but expansions
is solved with the factors that are there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

from stressbump.error_bars import measured
from stressbump.errors import SolveError
from stressbump.history.stack import Stack, solve_stack
from stressbump.materials import Alternative, Material
from stressbump.progress import Tell, silent
from stressbump.section import Section
from stressbump.survey import Value

REFUTED = ("unphysical", "wrong in the source")  # what a note says of values nobody should use
NOTICED = 1e-4  # of a relief of one: what moves it less is no reason to leave a default
MATTER = 3  # materials that are told of

Case = tuple[tuple[str, str], ...]  # (material, alternative's label), each material once
Key = tuple[str, str, float | None, float]
Judge = Callable[[Value, Value], float | None]  # relief of a value against its reference's


@dataclass(frozen=True)
class Trial:
    """The relief with one alternative of one material; None where there is none, `note` says why.

    One that its own note refutes is tried all the same, but does not count unless asked for.
    """

    label: str
    relief: float | None
    counts: bool
    note: str = ""


@dataclass(frozen=True)
class Effect:
    """What one material does to a relief by itself; `low_by` of None is its default."""

    material: str
    low: float
    high: float
    low_by: str | None
    high_by: str | None
    trials: tuple[Trial, ...]

    @property
    def spread(self) -> float:
        """How far this material alone moves the relief."""
        return self.high - self.low


@dataclass(frozen=True)
class PublishedBand:
    """A relief between the least and the most that published values make of it, as fractions.

    `low_by` and `high_by` are the choices that attain the ends, (material, alternative) each; what
    is not named keeps its default. `effects` come in the order of their spread.
    """

    measure: str
    where: str
    averaging_um: float | None
    temperature: float  # °C
    reference: str
    relief: float
    low: float
    high: float
    low_by: Case
    high_by: Case
    effects: tuple[Effect, ...]

    @property
    def key(self) -> Key:
        """The key of its values."""
        return self.measure, self.where, self.averaging_um, self.temperature

    @property
    def matters(self) -> tuple[Effect, ...]:
        """The materials that move it most."""
        return tuple(e for e in self.effects[:MATTER] if e.spread > NOTICED)


@dataclass(frozen=True)
class Wanted:
    """A relief whose band is asked for: its value as built, and the stack it is against."""

    value: Value
    against: int
    relief: float


@dataclass(frozen=True, eq=False)
class Sourcing:
    """Solved stacks, their sections as changed by their references, and all their values."""

    stacks: tuple[Stack, ...]  # as built first
    sections: tuple[Section, ...]
    values: tuple[tuple[Value, ...], ...]
    windows: tuple[float, ...]
    judge: Judge
    refuted: bool = False  # whether refuted alternatives count as well

    @cached_property
    def materials(self) -> dict[str, Material]:
        """By name: the materials in play that sources disagree on."""
        every = [m for stack in self.stacks for m in stack.materials.values()]
        return {m.name: m for m in every if m.alternatives}

    @cached_property
    def solved(self) -> dict[tuple[int, Case], dict[Key, Value]]:
        """By stack and case: its values, without bars; none where it could not be solved."""
        return {(i, ()): _by_key(values) for i, values in enumerate(self.values)}

    def solve(self, wanted: Iterable[tuple[int, Case]], tell: Tell) -> None:
        """Solve cases that are not solved yet, side by side."""
        cases = dict.fromkeys((i, self._seen_by(i, case)) for i, case in wanted)
        missing = [case for case in cases if case not in self.solved]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = pool.map(lambda job: self._values(*job), missing)
            for number, (job, values) in enumerate(zip(missing, found, strict=True), 1):
                tell(f"solving with values from other sources, {number} of {len(missing)}")
                self.solved[job] = values

    def relief(self, row: Wanted, case: Case) -> float | None:
        """The relief of a row in a solved case."""
        key = row.value.key
        with_, without = (self.solved[i, self._seen_by(i, case)].get(key) for i in (0, row.against))
        return None if with_ is None or without is None else self.judge(with_, without)

    def counts(self, alternative: Alternative) -> bool:
        """Whether an alternative may make a band wider."""
        return self.refuted or not any(word in alternative.note for word in REFUTED)

    def _seen_by(self, number: int, case: Case) -> Case:
        """The part of a case that concerns a stack."""
        there = {m.name for m in self.stacks[number].materials.values()}
        return tuple(choice for choice in case if choice[0] in there)

    def _values(self, number: int, case: Case) -> dict[Key, Value]:
        stack, chosen = self.stacks[number], dict(case)
        section = sourced(self.sections[number], stack.materials, chosen)

        known = stack.assembly.factorisations
        try:
            found = solve_stack(section, stack.mesh, tuple(stack.solutions), None, known)
        except SolveError:
            return {}
        return _by_key(measured(found, self.windows, bars=False)) if found.passed else {}


def published_bands(
    sourcing: Sourcing, wanted: Sequence[Wanted], tell: Tell = silent
) -> tuple[PublishedBand, ...]:
    """The band of every wanted relief, at the cost of many solutions."""
    alone: list[Case] = [
        ((name, other.label),)
        for name, material in sourcing.materials.items()
        for other in material.alternatives
    ]
    stacks = sorted({0, *(row.against for row in wanted)}) if wanted else []
    sourcing.solve([(i, case) for case in alone for i in stacks], tell)
    effects = [_effects(sourcing, row) for row in wanted]
    extremes = [_together(own, row.relief) for own, row in zip(effects, wanted, strict=True)]
    jobs = zip(wanted, extremes, strict=True)
    sourcing.solve([(i, c) for row, ends in jobs for c in ends for i in (0, row.against)], tell)
    return tuple(
        _band(sourcing, row, own, ends)
        for row, own, ends in zip(wanted, effects, extremes, strict=True)
    )


def sourced(
    section: Section, materials: Mapping[str, Material], chosen: Mapping[str, str]
) -> Section:
    """The section with other sources' values: by material's name, the alternative's label."""
    regions = []
    for region in section.regions:
        name = materials[region.name].name
        other = f"{name} ({chosen[name]})" if name in chosen else region.material
        regions.append(replace(region, material=other))
    return replace(section, regions=tuple(regions))


def _by_key(values: Iterable[Value]) -> dict[Key, Value]:
    return {v.key: replace(v, bar=None, finer=()) for v in values}


def _effects(sourcing: Sourcing, row: Wanted) -> tuple[Effect, ...]:
    """What each material does by itself, the largest spread first."""
    out = []
    for name, material in sourcing.materials.items():
        trials = tuple(_trial(sourcing, row, name, other) for other in material.alternatives)
        numbers = [(t.relief, t.label) for t in trials if t.counts and t.relief is not None]
        low, low_by = min([(row.relief, None), *numbers], key=lambda n: n[0])
        high, high_by = max([(row.relief, None), *numbers], key=lambda n: n[0])
        out.append(Effect(name, low, high, low_by, high_by, trials))
    return tuple(sorted(out, key=lambda e: -e.spread))


def _trial(sourcing: Sourcing, row: Wanted, name: str, other: Alternative) -> Trial:
    found = sourcing.relief(row, ((name, other.label),))
    note = other.note if found is not None else "no reference stress, or not solved"
    return Trial(other.label, found, sourcing.counts(other), note)


def _together(effects: Iterable[Effect], relief: float) -> tuple[Case, Case]:
    """The choices that move a relief down by themselves, all at once, and those that move it up."""
    down = [(e.material, e.low_by) for e in effects if relief - e.low > NOTICED]
    up = [(e.material, e.high_by) for e in effects if e.high - relief > NOTICED]
    return _case(down), _case(up)


def _case(choices: Iterable[tuple[str, str | None]]) -> Case:
    """In one order, so that equal choices are one case."""
    return tuple(sorted((name, label) for name, label in choices if label is not None))


def _band(
    sourcing: Sourcing, row: Wanted, effects: tuple[Effect, ...], extremes: tuple[Case, Case]
) -> PublishedBand:
    reached: list[tuple[float, Case]] = [(row.relief, ())]
    for e in effects:
        reached.append((e.low, _case([(e.material, e.low_by)])))
        reached.append((e.high, _case([(e.material, e.high_by)])))
    together = [(sourcing.relief(row, case), case) for case in extremes]
    reached += [(found, case) for found, case in together if found is not None]
    low, low_by = min(reached, key=lambda r: r[0])
    high, high_by = max(reached, key=lambda r: r[0])
    v = row.value
    reference = sourcing.stacks[row.against].name
    return PublishedBand(
        v.measure, v.where, v.averaging_um, v.temperature, reference, row.relief,
        low, high, low_by, high_by, effects,
    )  # fmt: skip
