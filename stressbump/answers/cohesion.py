"""How an interface of a design softens and parts, and what linear fracture mechanics says of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.options import Options
from stressbump.answers.solving import swaps
from stressbump.designs.design import Design, Given, design_of, with_cohesions, with_flaws
from stressbump.errors import CheckError, InputError
from stressbump.fracture.curve import ReleaseCurve, release_curve
from stressbump.fracture.delamination import Delamination, delamination
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import seam
from stressbump.history.factorisations import Factorisations
from stressbump.history.proportional import stress_free
from stressbump.history.stack import Stack, refuse_idle, solve_stack
from stressbump.history.validity import TAKEN_IN
from stressbump.laws.traction_separation import TractionSeparation
from stressbump.mesh.arrangement import arrange
from stressbump.mesh.crack_tips import interface_length
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.faces import CohesionAt, StrengthOfModes
from stressbump.process.recipe import Recipe
from stressbump.process.section import Flaw, Section
from stressbump.process.toughness import OfMixedModes
from stressbump.progress import Tell, silent

if TYPE_CHECKING:
    import pandas

FACETS = 16  # in a process zone of the expected length
LEAST, MOST = 24, 120  # facets of a way
AHEAD = 0.05  # of a process zone: where ahead of its tip a crack has the mode of the zone


@dataclass(frozen=True, eq=False)
class StackCohesion:
    """What one stack does to the interface."""

    stack: str
    change: str
    own: bool  # whether both sides of the interface are of the design's own materials
    temperature: float  # °C, at the end
    free: float | None  # °C, from which on stress is proportional to cooling; None where it is not
    found: Delamination | None  # None where nothing softens under a thousand times the stress
    linear: ReleaseCurve | None  # of the same cut

    def degrees(self, share: float) -> float | None:
        """The temperature in °C at which a share of the stress is there, where it is in proportion."""
        if self.free is None or np.isnan(share):
            return None
        return float(self.free + share * (self.temperature - self.free))

    @property
    def linear_share(self) -> np.ndarray:
        """√(Γ/G) (n,) at the lengths of the linear curve: the share at which a crack would grow."""
        if self.linear is None:
            return np.zeros(0)
        ratio = self.linear.margin
        return np.sqrt(ratio, out=np.full(len(ratio), np.nan), where=ratio > 0)


@dataclass(frozen=True, eq=False, repr=False)
class Cohesion:
    """An interface that softens, in the design's own stack and in references."""

    design: Design
    asked: CohesionAt
    flaw: Flaw  # its way
    temperature: float  # °C
    stacks: tuple[StackCohesion, ...]
    warnings: tuple[
        str, ...
    ] = ()  # where laws of the design's own stack do not hold, what is left out

    def __repr__(self) -> str:
        """A line; the numbers stand in `table`."""
        return f"<Cohesion of {self.design.name} at {self.temperature:g} °C along {self.flaw}>"

    def rows(self) -> list[dict[str, Any]]:
        """A row for each stack and state, in the order in which it parts."""
        return [row for s in self.stacks for row in _path_rows(s)]

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a frame: lengths and openings in µm, shares of the stress at the end temperature."""
        import pandas

        return pandas.DataFrame(self.rows())

    def plain(self) -> dict[str, Any]:
        """The result as JSON has it."""
        asked = self.asked.model_dump(mode="json", by_alias=True)
        return {
            "at": "/".join(self.flaw.at),
            "from": self.flaw.end,
            "temperature_C": self.temperature,
            **{k: v for k, v in asked.items() if k not in ("at", "from")},
            "warnings": list(self.warnings),
            "stacks": [_summary(s) for s in self.stacks],
            "path": self.rows(),
            "linear": [row for s in self.stacks for row in _linear_rows(s)],
        }


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
) -> Cohesion:
    """How an interface with a strength in MPa and a toughness in J/m² softens and parts, from an end of it.

    The finished stack is taken bonded; what pulls on the interface is its stress at the end temperature
    times a share that begins at 0. What is not given is that of the design's [[cohesion]] at this
    interface, or of its only one. Lengths are in µm, `end` in °C; references are those on the design's
    own mesh. InputError for what is not there, or where fewer than four pairs of nodes are in the process
    zone; CheckError where a solution fails its checks.
    """
    design = design_of(design)
    given = {
        "from": start, "up_to_um": up_to, "strength_MPa": strength, "toughness_J_m2": toughness,
        "crack_um": crack,
    }  # fmt: skip
    written = design.recipe
    design = _asking(design, at, {k: v for k, v in given.items() if v is not None})
    (asked,) = design.recipe.cohesions
    first = Options((end,) if end is not None else ()).of(design)
    chosen = swaps(design, design.chosen(references))
    tell(f"building and meshing {design.name}")
    section, flaw = _section(design, asked, first.end[0])
    for reference in chosen:
        refuse_idle(section, reference)
    mesh = generate(section, MeshOptions(first.windows_um, aspect=design.recipe.aspect))
    known, found, warnings = Factorisations(), [], list(section.notes)
    for change in (None, *chosen):
        tell(f"cohesion in {change.name if change else design.name}")
        stack = solve_stack(section, mesh, first.end[:1], change, known)
        if not stack.passed:
            raise CheckError(f"{stack.name}: a self-check failed, so no cohesion is told of")
        if set(flaw.at) <= stack.materials.keys():
            own = change is None or not set(flaw.at) & {*change.swap, *change.like}
            found.append(_softened(stack, asked, flaw, own))
        if change is None:
            warnings += [*stack.doubts, *(line.removesuffix(TAKEN_IN) for line in stack.left_out)]
    warnings += left_out(_without(written, asked), SCOPES["cohesion"], first.end)
    return Cohesion(design, asked, flaw, first.end[0], tuple(found), tuple(warnings))


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


def _asking(design: Design, at: str | None, given: Mapping[str, Any]) -> Design:
    """The design with the one cohesion that is asked for, and a flaw for its way."""
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
    return with_cohesions(design, [table], design.name)


def _without(recipe: Recipe, asked: CohesionAt) -> Recipe:
    """The recipe without its cohesion at an interface from an end."""
    pair = {*asked.at.split("/")}
    others = (c for c in recipe.cohesions if ({*c.at.split("/")}, c.start) != (pair, asked.start))
    return recipe.model_copy(update={"cohesions": tuple(others)})


def _section(design: Design, asked: CohesionAt, temperature: float) -> tuple[Section, Flaw]:
    """The section with the way that parts, in facets that are small beside the zone as it is expected."""
    way = {"at": asked.at, "from": asked.start, "length_um": asked.up_to_um}
    section = build(with_flaws(design, [way], design.name).recipe).without_cycle()
    (flaw,) = section.flaws
    longest = interface_length(arrange(section), flaw)
    if asked.up_to_um >= longest:
        raise InputError(
            f"cohesion {flaw}: up_to_um = {asked.up_to_um:g}: the interface is {longest:.6g} µm long from"
            " there; the way has to end before"
        )
    zone = _expected(section, flaw, law_of(asked), temperature)
    count = int(np.clip(np.ceil(FACETS * asked.up_to_um / zone), LEAST, MOST))
    lengths = np.linspace(0, asked.up_to_um, count + 1)[1:]
    flaw = replace(flaw, lengths=tuple(lengths.tolist()), closely=True)
    return replace(section, flaws=(flaw,)), flaw


def _expected(section: Section, flaw: Flaw, law: TractionSeparation, temperature: float) -> float:
    """How long a process zone should be, µm, in a body or along a slender arm, whichever is less."""
    regions = [r for r in section.regions if r.name in flaw.at]
    stiff = 2 / sum(1 / r.material.law.moduli(temperature).biaxial for r in regions)
    height = min(float(np.ptp(r.shape.bounds[1::2])) for r in regions)
    sizes = law.toughness_I / law.strength_I**2, law.toughness_II / law.strength_II**2
    body = stiff * min(sizes)
    return float(min(body, body**0.25 * height**0.75))


def _softened(stack: Stack, asked: CohesionAt, flaw: Flaw, own: bool) -> StackCohesion:
    (solution,) = stack.solutions.values()
    for first, second in solution.pressing:
        raise InputError(
            f"{stack.name}: the free face {first}/{second} has closed; what parts beside a closed face is"
            " not solved. Take another end temperature"
        )
    path = crack_path(stack.mesh, flaw)
    cut = seam(solution, path, path.facets_within(asked.up_to_um))
    try:
        found = delamination(cut, law_of(asked), asked.crack_um)
    except InputError as error:
        raise InputError(f"{stack.name}, cohesion {flaw}: {error}") from None
    temperature = solution.temperature
    free = stress_free(stack.assembly.section, temperature)
    result = StackCohesion(stack.name, stack.change, own, temperature, free, found, None)
    if found is None:
        return result
    return replace(
        result, linear=release_curve(cut, toughness=_toughness(asked, found.developed_zone[0]))
    )


def _toughness(asked: CohesionAt, zone: float) -> float | OfMixedModes:
    """The same toughness for a crack, by its mode a little ahead of its tip."""
    tough = asked.toughness_J_m2
    return (
        tough.model_copy(update={"L_um": AHEAD * zone})
        if isinstance(tough, OfMixedModes)
        else tough
    )


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _summary(own: StackCohesion) -> dict[str, Any]:
    """The numbers of a stack."""
    found, head = (
        own.found,
        {"stack": own.stack, "own_materials": own.own, "stress_free_C": own.free},
    )
    if found is None:
        return head | {"softens": None}
    largest = int(found.share.argmax())
    columns = {"parted_um": found.parted, "softened_um": found.zone, "spent_pJ": found.spent}
    there = {name: found.at(1.0, own) for name, own in columns.items()}
    zone, pairs = found.developed_zone

    def event(share: float) -> dict[str, Any]:
        return {"share": _number(share), "temperature_C": own.degrees(share)}

    return head | {
        "softens": event(float(found.share[0])),
        "runs": [
            event(run.share) | {"least": event(run.least), "from_um": run.start, "to_um": run.stop}
            for run in found.runs
        ],
        "largest": event(float(found.share[largest]))
        | {"rises_still": largest == len(found.share) - 1},
        "at_end": None if there["spent_pJ"] is None else there,
        "first_um": found.first,
        "zone_um": zone,
        "zone_pairs": pairs,
        "mode_II_share": _number(found.slid),
    }


def _path_rows(own: StackCohesion) -> Iterator[dict[str, Any]]:
    found = own.found
    if found is None:
        return
    for k, state in enumerate(found.states):
        yield {
            "stack": own.stack,
            "share": float(found.share[k]),
            "temperature_C": own.degrees(float(found.share[k])),
            "parted_um": float(found.parted[k]),
            "softened_um": float(found.zone[k]),
            "zone_pairs": int(found.pairs[k]),
            "spent_pJ": float(found.spent[k]),
            "mode_II_share": _number(found.sliding[k]),
            "gap_um": float(state.opening[0, 0]),
            "slip_um": float(state.opening[0, 1]),
        }


def _linear_rows(own: StackCohesion) -> Iterator[dict[str, Any]]:
    if own.linear is None:
        return
    for length, share in zip(own.linear.length.tolist(), own.linear_share.tolist(), strict=True):
        yield {"stack": own.stack, "length_um": length, "share": _number(share)}
