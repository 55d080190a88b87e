"""How an interface of a design softens and parts, and what linear fracture mechanics says of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from stressbump.answers.cohesion_comparison import Cohesion, StackCohesion
from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.options import Options
from stressbump.answers.solving import on_own_mesh
from stressbump.designs.design import Design, Given, design_of, with_cohesions, with_flaws
from stressbump.errors import CheckError, InputError, StressbumpError
from stressbump.fracture.curve import release_curve
from stressbump.fracture.delamination import Delamination, delamination
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import Seam, seam
from stressbump.history.factorisations import Factorisations
from stressbump.history.proportional import stress_free
from stressbump.history.stack import Stack, refuse_idle, solve_stack
from stressbump.history.validity import TAKEN_IN
from stressbump.laws.traction_separation import TractionSeparation
from stressbump.mesh.arrangement import TOLERANCE, arrange
from stressbump.mesh.crack_tips import interface_length
from stressbump.mesh.meshing import GmshProcess, MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.faces import CohesionAt, StrengthOfModes
from stressbump.process.recipe import Recipe, Reference
from stressbump.process.section import Flaw, Section
from stressbump.process.toughness import OfMixedModes
from stressbump.progress import Tell, silent

FACETS = 16  # in a process zone of the expected length
LEAST, MOST = 24, 120  # facets of a way, both even
AHEAD = 0.05  # of a process zone: where ahead of its tip a crack has the mode of the zone


def cohesion(
    design: Given,
    at: str | None = None,
    start: str | int | None = None,
    up_to: float | None = None,
    strength: float | Mapping[str, float] | None = None,
    toughness: float | Mapping[str, float] | None = None,
    crack: float | None = None,
    end: float | None = None,
    references: Iterable[str] | str = (),
    tell: Tell = silent,
    bars: bool = True,
) -> Cohesion:
    """How an interface with a strength in MPa and a toughness in J/m² softens and parts, from an end of it.

    The finished stack is taken bonded; what pulls on the interface is its stress at the end temperature
    times a share that begins at 0. What is not given is that of the design's [[cohesion]] at this
    interface, or of its only one. Lengths are in µm, `end` in °C; references are those on the design's
    own mesh. `bars` are what half as many facets along the way tell. InputError for what is not there, or
    where fewer than four pairs of nodes are in the process zone; CheckError where a solution fails its
    checks.
    """
    design = design_of(design)
    given = {
        "from": start, "up_to_um": up_to, "strength_MPa": strength, "toughness_J_m2": toughness,
        "crack_um": crack,
    }  # fmt: skip
    asked = _asked(design, at, {k: v for k, v in given.items() if v is not None})
    options = Options(() if end is None else (end,), bars=bars)
    return cohesion_of(design, asked, options, on_own_mesh(design, references), tell)


def cohesion_of(
    design: Design,
    asked: CohesionAt,
    options: Options,
    references: Iterable[Reference] = (),
    tell: Tell = silent,
    child: GmshProcess | None = None,
) -> Cohesion:
    """The same of one cohesion, at the first of the end temperatures."""
    ends = options.of(design).end
    one = with_cohesions(design, [asked.model_dump(by_alias=True, exclude_unset=True)], design.name)
    tell(f"building and meshing {design.name}")
    section, flaw = _section(one, asked)
    count = _facets(section, flaw, asked, ends[0])
    for reference in references:
        refuse_idle(section, reference)
    sizes = MeshOptions(options.windows_um or one.recipe.windows_um, aspect=one.recipe.aspect)

    def stacks(facets: int, name: str) -> Iterator[tuple[Stack, Flaw, Reference | None]]:
        own = replace(flaw, lengths=_divided(flaw, asked, facets), closely=True)
        divided = replace(section, flaws=(own,))
        mesh, known = generate(divided, sizes, child), Factorisations()
        for change in (None, *references):
            tell(f"cohesion in {change.name if change else design.name}{name}")
            yield solve_stack(divided, mesh, ends[:1], change, known), own, change

    found, warnings = [], list(section.notes)
    for stack, own, change in stacks(count, ""):
        if not stack.passed:
            raise CheckError(f"{stack.name}: a self-check failed, so no cohesion is told of")
        if set(flaw.at) <= stack.materials.keys():
            found.append(_softened(stack, asked, own, change))
        if change is None:
            warnings += [*stack.doubts, *(line.removesuffix(TAKEN_IN) for line in stack.left_out)]
    if options.bars:
        coarser = {
            s.name: _coarser(s, asked, own) for s, own, _ in stacks(count // 2, ", for bars")
        }
        found = [replace(own, coarser=coarser[own.stack]) for own in found]
    warnings += left_out(_without(design.recipe, asked), SCOPES["cohesion"], ends)
    return Cohesion(one, asked, flaw, ends[0], tuple(found), tuple(warnings))


def law_of(asked: CohesionAt) -> TractionSeparation:
    """The law that a file asks for."""
    strength, toughness = asked.strength_MPa, asked.toughness_J_m2
    first, second = (
        (strength.mode_I, strength.mode_II)
        if isinstance(strength, StrengthOfModes)
        else (strength, strength)
    )
    if isinstance(toughness, OfMixedModes):
        return TractionSeparation(first, second, toughness.mode_I, toughness.mode_II, toughness.eta)
    return TractionSeparation(first, second, toughness, toughness)


def _asked(design: Design, at: str | None, given: Mapping[str, Any]) -> CohesionAt:
    """The one cohesion of a design that is asked for, with what is given in the place of its own."""
    there = [
        c.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for c in design.recipe.cohesions
    ]
    if at is not None:
        pair = frozenset(at.split("/"))
        there = [c for c in there if frozenset(c["at"].split("/")) == pair]
        there = [
            c for c in there if c.get("from", "outer") == given.get("from", c.get("from", "outer"))
        ]
        missing = {"up_to_um", "strength_MPa", "toughness_J_m2"} - given.keys()
        if not there and missing:
            others = ", ".join(f"{c.at} from {c.start}" for c in design.recipe.cohesions) or "none"
            raise InputError(
                f"{design.name}: no [[cohesion]] stands at {at}, so {', '.join(sorted(missing))} are wanted"
                f" as well; there stand {others}"
            )
    elif not there:
        raise InputError(
            f"{design.name}: no [[cohesion]] stands there; give one, or --at A/B with --up-to, --strength"
            " and --toughness"
        )
    if len(there) > 1:
        names = ", ".join(f"{c['at']} from {c.get('from', 'outer')}" for c in there)
        raise InputError(
            f"{design.name}: several [[cohesion]]; say with --at and --from which of {names}"
        )
    table = (there[0] if there else {"at": at}) | dict(given)
    (asked,) = with_cohesions(design, [table], design.name).recipe.cohesions
    return asked


def _without(recipe: Recipe, asked: CohesionAt) -> Recipe:
    """The recipe without its cohesion at an interface from an end."""
    pair = {*asked.at.split("/")}
    others = (c for c in recipe.cohesions if ({*c.at.split("/")}, c.start) != (pair, asked.start))
    return recipe.model_copy(update={"cohesions": tuple(others)})


def _section(design: Design, asked: CohesionAt) -> tuple[Section, Flaw]:
    """The section and the way that parts."""
    way = {"at": asked.at, "from": asked.start, "length_um": asked.up_to_um}
    section = build(with_flaws(design, [way], design.name).recipe).without_cycle()
    (flaw,) = section.flaws
    longest = interface_length(arrange(section), flaw)
    if asked.up_to_um >= longest:
        raise InputError(
            f"cohesion {flaw}: up_to_um = {asked.up_to_um:g}: the interface is {longest:.6g} µm long from"
            " there; the way has to end before"
        )
    return section, flaw


def _facets(section: Section, flaw: Flaw, asked: CohesionAt, temperature: float) -> int:
    """How many facets of the way, an even number, are small beside the zone as it is expected."""
    zone = _expected(section, flaw, law_of(asked), temperature)
    halves = np.ceil(FACETS * asked.up_to_um / zone / 2)
    return 2 * int(np.clip(halves, LEAST // 2, MOST // 2))


def _divided(flaw: Flaw, asked: CohesionAt, facets: int) -> tuple[float, ...]:
    """Where facets end, µm: evenly up to the end of the crack that is there, and from there on."""
    crack, end = asked.crack_um, asked.up_to_um
    within = int(np.clip(round(facets * crack / end), 1, facets - 1)) if crack else 0
    ends = np.concatenate(
        [np.linspace(0, crack, within + 1), np.linspace(crack, end, facets - within + 1)[1:]]
    )
    if (least := float(np.diff(ends).min())) < TOLERANCE:
        raise InputError(
            f"cohesion {flaw}: up_to_um = {end:.10g}, crack_um = {crack:.10g}: {facets} facets of"
            f" {least:.2g} µm at the least, {TOLERANCE:g} µm is what can be meshed; let it go further, or"
            " have its crack end elsewhere"
        )
    return tuple(ends[1:].tolist())


def _expected(section: Section, flaw: Flaw, law: TractionSeparation, temperature: float) -> float:
    """How long a process zone should be, µm, in a body or along a slender arm, whichever is less."""
    regions = [r for r in section.regions if r.name in flaw.at]
    stiff = 2 / sum(1 / r.material.law.moduli(temperature).biaxial for r in regions)
    height = min(float(np.ptp(r.shape.bounds[1::2])) for r in regions)
    sizes = law.toughness_I / law.strength_I**2, law.toughness_II / law.strength_II**2
    body = stiff * min(sizes)
    return float(min(body, body**0.25 * height**0.75))


def _softened(
    stack: Stack, asked: CohesionAt, flaw: Flaw, change: Reference | None
) -> StackCohesion:
    own = change is None or not set(flaw.at) & {*change.swap, *change.like}
    cut, (temperature,) = _cut(stack, asked, flaw), stack.solutions
    found = _parted(stack, cut, asked, flaw)
    free = stress_free(stack.assembly.section, temperature)
    result = StackCohesion(stack.name, stack.change, own, temperature, free, found, None)
    if found is None:
        return result
    toughness = _toughness(asked, found.developed_zone[0])
    return replace(result, linear=release_curve(cut, toughness=toughness))


def _coarser(stack: Stack, asked: CohesionAt, flaw: Flaw) -> Delamination | None:
    """The same on a way of half as many facets; None where these are too few for its zone."""
    if not stack.passed or not set(flaw.at) <= stack.materials.keys():
        return None
    try:
        return _parted(stack, _cut(stack, asked, flaw), asked, flaw)
    except StressbumpError:
        return None


def _cut(stack: Stack, asked: CohesionAt, flaw: Flaw) -> Seam:
    (solution,) = stack.solutions.values()
    for first, second in solution.pressing:
        raise InputError(
            f"{stack.name}: the free face {first}/{second} has closed; what parts beside a closed face is"
            " not solved. Take another end temperature"
        )
    path = crack_path(stack.mesh, flaw)
    return seam(solution, path, path.facets_within(asked.up_to_um))


def _parted(stack: Stack, cut: Seam, asked: CohesionAt, flaw: Flaw) -> Delamination | None:
    try:
        return delamination(cut, law_of(asked), asked.crack_um)
    except InputError as error:
        raise InputError(f"{stack.name}, cohesion {flaw}: {error}") from None


def _toughness(asked: CohesionAt, zone: float) -> float | OfMixedModes:
    """The same toughness for a crack, by its mode a little ahead of its tip."""
    tough = asked.toughness_J_m2
    return (
        tough.model_copy(update={"L_um": AHEAD * zone})
        if isinstance(tough, OfMixedModes)
        else tough
    )
