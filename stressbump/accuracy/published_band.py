"""Which source do you believe? How far a relief moves over what is published of its materials.

Each quantity of each material, its law, birth, film stress and cure shrinkage, is taken through its
published values while all others keep their defaults, in the stack as built and in the reference alike.
The choices that move a relief down the most are then solved together: all laws, all births, and both;
and so are those that move it up. A band ends at a number some choice of published values does attain, and

    low = min R,   high = max R   over the default, every single choice and these six.

With strong interactions another choice may reach beyond. A choice that changes no modulus is solved
with the factors that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from stressbump.accuracy.error_bars import measured
from stressbump.errors import SolveError
from stressbump.history.choices import (
    Choice,
    Combination,
    Quantity,
    choices,
    chosen,
    named,
    together,
)
from stressbump.history.stack import Stack, solve_stack
from stressbump.mechanics.side_by_side import side_by_side
from stressbump.process.section import Section
from stressbump.progress import Tell, silent
from stressbump.survey import Asked, Value, everything

NOTICED = 1e-4  # of a relief of one: what moves it less is no reason to leave a default

Key = tuple[str, str, float | None, float]
Judge = Callable[[Value, Value], float | None]  # relief of a value against its reference's


@dataclass(frozen=True)
class Trial:
    """The relief with one choice; None where there is none, `note` says why.

    One that its own note refutes is tried all the same, but does not count unless asked for.
    """

    choice: Choice
    relief: float | None
    counts: bool
    note: str = ""


@dataclass(frozen=True)
class Effect:
    """What one quantity of a material does to a relief by itself; `low_by` of None is its default."""

    material: str
    quantity: Quantity
    low: float
    high: float
    low_by: Choice | None
    high_by: Choice | None
    trials: tuple[Trial, ...]

    def __str__(self) -> str:
        """What it is of, in words."""
        return named(self.material, self.quantity)

    @property
    def spread(self) -> float:
        """How far this quantity alone moves the relief."""
        return self.high - self.low


@dataclass(frozen=True)
class PublishedBand:
    """A relief between the least and the most that published values make of it, as fractions.

    `low_by` and `high_by` are the choices that attain the ends; what is not named keeps its default.
    `effects` come in the order of their spread.
    """

    measure: str
    where: str
    averaging_um: float | None
    temperature: float  # °C
    reference: str
    relief: float
    low: float
    high: float
    low_by: Combination
    high_by: Combination
    effects: tuple[Effect, ...]

    @property
    def key(self) -> Key:
        """The key of its values."""
        return self.measure, self.where, self.averaging_um, self.temperature


@dataclass(frozen=True)
class Wanted:
    """A relief whose band is asked for: its value as built, and the stack it is against."""

    value: Value
    against: int
    relief: float


@dataclass(frozen=True, eq=False)
class Sourcing:
    """Solved stacks and all their values."""

    stacks: tuple[Stack, ...]  # as built first
    values: tuple[tuple[Value, ...], ...]
    windows: tuple[float, ...]
    judge: Judge
    refuted: bool = False  # whether refuted values count as well
    asked: Asked = everything  # as in `survey`

    @cached_property
    def choices(self) -> dict[tuple[str, Quantity], Combination]:
        """By material and quantity: the choices that change any of the stacks."""
        every = {m.name: m for stack in self.stacks for m in stack.materials.values()}
        found: dict[tuple[str, Quantity], Combination] = {}
        for choice in (c for material in every.values() for c in choices(material)):
            if any(self._chosen(i, (choice,))[1] for i in range(len(self.stacks))):
                topic = choice.material, choice.quantity
                found[topic] = (*found.get(topic, ()), choice)
        return found

    @cached_property
    def solved(self) -> dict[tuple[int, Combination], dict[Key, Value]]:
        """By stack and case: its values, without bars; none where it could not be solved."""
        return {(i, ()): _by_key(values) for i, values in enumerate(self.values)}

    def solve(self, wanted: Iterable[tuple[int, Combination]], tell: Tell) -> None:
        """Solve cases that are not solved yet, side by side."""
        cases = dict.fromkeys((i, self._seen_by(i, case)) for i, case in wanted)
        missing = [case for case in cases if case not in self.solved]
        doing = "solving with other published values"
        found = side_by_side(
            lambda job: self._values(*job),
            missing,
            done=lambda count: tell(f"{doing}, {count} of {len(missing)}"),
        )
        self.solved.update(zip(missing, found, strict=True))

    def relief(self, row: Wanted, case: Combination) -> float | None:
        """The relief of a row in a solved case."""
        key = row.value.key
        with_, without = (self.solved[i, self._seen_by(i, case)].get(key) for i in (0, row.against))
        return None if with_ is None or without is None else self.judge(with_, without)

    def counts(self, choice: Choice) -> bool:
        """Whether a choice may make a band wider."""
        return self.refuted or not choice.refuted

    def _seen_by(self, number: int, case: Combination) -> Combination:
        """The part of a case that changes a stack."""
        if (number, case) not in self._seen:
            self._seen[number, case] = self._chosen(number, case)[1]
        return self._seen[number, case]

    @cached_property
    def _seen(self) -> dict[tuple[int, Combination], Combination]:
        return {}

    def _chosen(self, number: int, case: Combination) -> tuple[Section, Combination]:
        stack = self.stacks[number]
        return chosen(stack.assembly.section, stack.materials, case)

    def _values(self, number: int, case: Combination) -> dict[Key, Value]:
        stack, section = self.stacks[number], self._chosen(number, case)[0]
        known = stack.assembly.factorisations
        try:
            ends = tuple(stack.solutions)
            found = solve_stack(section, stack.mesh, ends, None, known, stack.cycles)
        except SolveError:
            return {}
        if not found.passed:
            return {}
        return _by_key(measured(found, self.windows, bars=False, asked=self.asked))


def published_bands(
    sourcing: Sourcing, wanted: Sequence[Wanted], tell: Tell = silent
) -> tuple[PublishedBand, ...]:
    """The band of every wanted relief, at the cost of many solutions."""
    alone = [(choice,) for own in sourcing.choices.values() for choice in own]
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


def _by_key(values: Iterable[Value]) -> dict[Key, Value]:
    return {v.key: replace(v, bar=None, finer=()) for v in values}


def _effects(sourcing: Sourcing, row: Wanted) -> tuple[Effect, ...]:
    """What each quantity does by itself, the largest spread first."""
    out = []
    for (material, quantity), own in sourcing.choices.items():
        trials = tuple(_trial(sourcing, row, choice) for choice in own)
        numbers = [(t.relief, t.choice) for t in trials if t.counts and t.relief is not None]
        low, low_by = min([(row.relief, None), *numbers], key=lambda n: n[0])
        high, high_by = max([(row.relief, None), *numbers], key=lambda n: n[0])
        out.append(Effect(material, quantity, low, high, low_by, high_by, trials))
    return tuple(sorted(out, key=lambda e: -e.spread))


def _trial(sourcing: Sourcing, row: Wanted, choice: Choice) -> Trial:
    found = sourcing.relief(row, (choice,))
    note = choice.note if found is not None else "no reference stress, or not solved"
    return Trial(choice, found, sourcing.counts(choice), note)


def _together(effects: Iterable[Effect], relief: float) -> tuple[Combination, ...]:
    """The choices that move a relief down by themselves, and those that move it up: all at once, the
    laws and the births.
    """
    down = [e.low_by for e in effects if e.low_by and relief - e.low > NOTICED]
    up = [e.high_by for e in effects if e.high_by and e.high - relief > NOTICED]
    return tuple(
        together(c for c in one_way if (c.quantity == "law") in among)
        for one_way in (down, up)
        for among in ((True,), (True, False), (False,))
    )


def _alone(choice: Choice | None) -> Combination:
    return () if choice is None else (choice,)


def _band(
    sourcing: Sourcing, row: Wanted, effects: tuple[Effect, ...], extremes: tuple[Combination, ...]
) -> PublishedBand:
    reached: list[tuple[float, Combination]] = [(row.relief, ())]
    for e in effects:
        reached.append((e.low, _alone(e.low_by)))
        reached.append((e.high, _alone(e.high_by)))
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
