"""How far a number may be off because the mesh is only so fine: the half width of its bar.

The stack is solved again in cubics on the same mesh (`cubic`), and every measure is taken twice more:
on that solution at the same points, and at the points of triangles split in four. The three numbers
differ by the error of the solution and by that of the sampling, so neither hides the other:

    bar = safety · largest difference of any two + what steps of temperature add

At a corner where stress grows like r^(λ-1) cubics leave (2/3)^(4λ) of an error in energy, 0.44 at
λ = 1/2, and (2/3)^(2λ) of one in a stress beside it, 0.67: the difference is to be doubled or tripled.
`SAFETY` and `UNSHARED_FRACTION` were set on 48 random stacks (energies' on 31) and are held against
others by `benchmarks/coverage.py`. Where moduli follow the temperature in steps, the history is taken
once more in steps half as long, and what that changes counts on top. Of what is had in two ways on one
solution, as G by motion and by K, quadratics and cubics may agree by accident, so the bar reaches at
least to the second. What spans a crack's mouth is let go of over a nanometre; what changes if it held to
an atom counts on top. Its faces end to press between nodes, which quadratics and cubics share: so does half
of what changes if they ended to a node earlier. Where one of these could not be had there is no bar, and
the note says why. A bar is no bound; a value that is bounded above is one itself, and its bar reaches down
only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from stressbump.errors import SolveError
from stressbump.history.responses import steps_of
from stressbump.history.stack import Stack, again
from stressbump.measures import Family, Kind, Place, measures_of
from stressbump.mechanics.balance import ORDER
from stressbump.mechanics.enriched import cubic_solution, cubic_system, resampled
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import Rule
from stressbump.mesh.memory import shortage
from stressbump.survey import Asked, Value, at_temperature, everything, survey
from stressbump.survey.cracks import crack_values
from stressbump.survey.cycles import cycle_values
from stressbump.survey.value import joined, no_bar, valued

SAFETY: dict[Family, float] = {
    "mean": 3.0,
    "percentile": 2.0,
    "film": 3.5,
    "resultant": 3.0,
    "edge": 3.5,
    "bow": 3.0,
    "energy": 3.5,
    "release": 3.0,
}
# of two stacks' bars on one mesh: the least part that does not cancel in their ratio, by family
UNSHARED_FRACTION: dict[Family, float] = {"percentile": 2e-3, "edge": 1e-4, "film": 1e-4}
UNSHARED_FRACTION_OTHERWISE = 3e-4  # of all other families
SAMPLING_JUMP: dict[Family, float] = {
    "percentile": 2e-4
}  # of a ratio: a percentile is the number at one sample, and jumps to the next one's
OF_A_NODE = 0.5  # of what a node that faces press at changes
OF_STEPS = 2.0  # of what halving the steps changes; 4/3 would do if all were of second order
SUMMATION_ROUND_OFF = 1e-9  # least bar, of a value's scale: what sums of forces that cancel leave
FLOOR_AT_ZERO = 1e-3  # least bar where all solutions give 0: how near they came to more is unknown
Key = tuple[str, str, float | None, float]


def measured(
    stack: Stack,
    windows: tuple[float, ...],
    bars: bool = True,
    cubic: Stack | None = None,
    asked: Asked = everything,
    steps: bool = True,
) -> tuple[Value, ...]:
    """Every measure of a stack at every temperature, with its bar; `cubic` if it is there already,
    `asked` as in `survey`. Without `steps` the bar is that of the mesh alone.

    SolveError if bars would need more memory than there is.
    """

    def taken(of: Mapping[float, Solution]) -> dict[Key, Value]:
        found = (
            v
            for t, solution in of.items()
            for v in at_temperature(survey(stack.section, solution, windows, asked), t)
        )
        return {v.key: v for v in found}

    own = taken(stack.solutions) | _of_cracks(stack, asked) | _of_history(stack, asked)
    if not bars:
        return tuple(own.values())
    better = in_cubics(stack) if cubic is None else cubic
    same = {t: resampled(s, own_rule(s)) for t, s in better.solutions.items()}
    fine = {t: resampled(s, finer_rule(s)) for t, s in better.solutions.items()}
    cracked = _of_cracks(better, asked)
    others = [taken(same) | cracked | _of_history(better, asked), taken(fine)]
    half = in_half_steps(stack) if steps else None
    halved: dict[Key, Value] = {}
    if half:
        halved = taken(half.solutions) | _of_cracks(half, asked) | _of_history(half, asked)
    return tuple(
        compared(v, [o.get(k) for o in others], [halved.get(k)] if half else ())
        for k, v in own.items()
    )


def _of_cracks(stack: Stack, asked: Asked) -> dict[Key, Value]:
    """What cracks release, which no sample of the solution shows."""
    section, of = stack.assembly.section, stack.solutions
    found = (
        v for t, s in of.items() for v in at_temperature(tuple(crack_values(section, s, asked)), t)
    )
    return {v.key: v for v in found}


def _of_history(stack: Stack, asked: Asked) -> dict[Key, Value]:
    """What no solution at the end shows: how much of a region yields at its worst, and the last cycle."""
    found = [
        valued(m, Place((b.region,)), b.share, t, f"worst stage, at {b.temperature:g} °C", {})
        for b in stack.beyond
        for m in measures_of(Kind.METAL)
        for t in stack.solutions
    ]
    if stack.course:
        found += cycle_values(stack.course, next(iter(stack.solutions)))
    return {v.key: v for v in found if asked(v.measure, v.where, None)}


def compared(
    value: Value, finer: Sequence[Value | None], halved: Sequence[Value | None] = ()
) -> Value:
    """The value with its bar from what it is on finer solutions, and `halved` where history takes steps.

    Where one of them could not be had it has none, and its note says why.
    """
    if value.value is None:
        return value
    lacks = (
        value.unbarred or _lacking("in cubics", finer) or _lacking("in steps half as long", halved)
    )
    if lacks and not value.mesh_dependent:
        return replace(value, note=joined(value.note, no_bar(lacks)), unbarred=lacks)
    numbers = [None if v is None else v.value for v in (*finer, *halved)]
    own = barred(value, numbers[: len(finer)])
    return with_steps(own, *numbers[len(finer) :]) if halved else own


def _lacking(where: str, others: Sequence[Value | None]) -> str:
    """Why a value could not be had there, where it should be."""
    there = [v for v in others if v is not None]
    if (there and all(v.value is not None for v in there)) or not others:
        return ""
    return f"{where}, {next((v.note for v in there if v.value is None), '') or 'no such number'}"


def barred(value: Value, finer: Iterable[float | None]) -> Value:
    """The value with its bar from what it comes to on finer solutions."""
    numbers = tuple(x for x in finer if x is not None)
    if value.value is None or not numbers:
        return value
    if value.mesh_dependent:
        return replace(value, grown=numbers[-1] / value.value if value.value else None)
    spread = _spread((value.value, *numbers))
    floor = SUMMATION_ROUND_OFF if any((value.value, *numbers)) else FLOOR_AT_ZERO
    bar = max(SAFETY[value.definition.family] * spread, floor * value.scale)
    bar = float(reaching(bar, value.value, _second(value)))
    bar += abs(_held(value) - value.value) + OF_A_NODE * abs(_eased(value) - value.value)
    return replace(value, bar=bar, finer=numbers)


def reaching(
    bar: float | np.ndarray, number: float | np.ndarray, second: float | np.ndarray
) -> np.ndarray:
    """A bar that reaches at least to what a second way on the same solution gives."""
    return np.maximum(bar, np.abs(np.subtract(second, number)))


def in_half_steps(stack: Stack) -> Stack | None:
    """The same history in steps half as long; None where it takes none.

    Those in time are of second order: half as long is a quarter of the error.
    """
    finer, steps = 2 * stack.assembly.finer, stack.assembly.time_steps.halved
    halved = replace(stack.assembly, finer=finer)
    same = all(steps_of(halved, t) == steps_of(stack.assembly, t) for t in stack.solutions)
    if same and not stack.assembly.remembering and not stack.assembly.has_friction:
        return None
    return again(stack, finer=finer, time_steps=steps)


def with_steps(value: Value, halved: float | None) -> Value:
    """The value with a bar for its steps of temperature as well, from its number in steps half as long."""
    if value.bar is None or value.value is None or halved is None:
        return value
    bar = value.bar + OF_STEPS * abs(halved - value.value)
    return replace(value, bar=bar, halved=halved)


def bar_of(number: Callable[[Solution], float], solution: Solution, kind: Family = "mean") -> float:
    """The bar of any number that is read off a solution under uniform free strains, in its unit."""
    found = cubic_solution(cubic_system(solution), solution, own_rule(solution))
    finer = resampled(found, finer_rule(found))
    return SAFETY[kind] * _spread([number(s) for s in (solution, found, finer)])


def relief_bar(with_: Value, without: Value, same_mesh: bool = True) -> float | None:
    """The bar of R = 1 - M(with)/M(reference), a fraction; None if a value has none.

    On two meshes the bars of both add up. On one mesh the errors of both are much the same: R is taken
    on each pair of solutions, and its own differences count, but never less than the share of both
    bars that stacks do not have in common, the grain of the ratio, or what it is by a second way, unless
    they are the same stack.
    """
    a, b = with_.value, without.value
    if a is None or not b or with_.bar is None or without.bar is None:
        return None
    apart = (with_.bar + abs(a / b) * without.bar) / abs(b)
    if not same_mesh or len(with_.finer) != len(without.finer):
        return apart
    if with_.finer == without.finer and a == b:
        return 0.0
    pairs = zip((a, *with_.finer), (b, *without.finer), strict=True)
    kind = with_.definition.family
    spread = SAFETY[kind] * _spread([x / y if y else 0.0 for x, y in pairs])
    unshared = UNSHARED_FRACTION.get(kind, UNSHARED_FRACTION_OTHERWISE) * apart
    mesh = max(spread, unshared, SAMPLING_JUMP.get(kind, 0.0) * abs(a / b))
    mesh = float(reaching(mesh, a / b, _second(with_) / (_second(without) or b)))
    mesh += abs(_held(with_) / (_held(without) or b) - a / b)
    mesh += OF_A_NODE * abs(_eased(with_) / (_eased(without) or b) - a / b)
    return mesh + OF_STEPS * abs(_halved(with_) / (_halved(without) or b) - a / b)


def _halved(value: Value) -> float:
    """The number in steps half as long, where it takes any."""
    return (value.value if value.halved is None else value.halved) or 0.0


def _second(value: Value) -> float:
    """The value by a second way, where there is one."""
    return (value.value if value.second is None else value.second) or 0.0


def _held(value: Value) -> float:
    """The value if what spans a crack's mouth held to an atom, where something does."""
    return (value.value if value.held is None else value.held) or 0.0


def _eased(value: Value) -> float:
    """The value if a crack's faces pressed a node less far, where they end to."""
    return (value.value if value.eased is None else value.eased) or 0.0


def _spread(numbers: Iterable[float]) -> float:
    return max(abs(x - y) for x, y in combinations(tuple(numbers), 2))


def in_cubics(stack: Stack) -> Stack:
    """The same history in cubics, at the points where these are integrated.

    What history left there is no polynomial in elements at a tip, and balances at no other points.
    """
    refuse_too_large(next(iter(stack.solutions.values())))
    return again(stack, cubic=True)


def own_rule(solution: Solution) -> Rule:
    """Where a solution in quadratics is sampled."""
    return solution.model.mesh.element.rule(ORDER)


def finer_rule(solution: Solution) -> Rule:
    """The same in each of the parts that an element is split into."""
    return solution.model.mesh.element.split(own_rule(solution))


def refuse_too_large(solution: Solution) -> None:
    """Refuse cubics whose factorisation would not fit into memory."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    cubics = len(mesh.element.sides) / 2 + mesh.element.inside  # an element; sides belong to two
    unknowns = kinematics.directions * (len(mesh.points) + cubics * len(mesh.triangles))
    if short := shortage(unknowns):
        raise SolveError(
            f"error bars need about {short[0]:.1f} GiB; {short[1]:.1f} are free."
            " Refine less, or do without bars"
        )
