"""A design solved a second time, by CalculiX on the same mesh, and how far the two are apart.

Both get the same nodes, laws, supports and order of births; the strains of births each finds itself.
Compared are displacements since each region's birth, per largest displacement, and stresses at CalculiX's
integration points, per largest stress of the region. It is done twice: with stressbump's own quadrature,
and with CalculiX's three points in every triangle, where what is left comes from neither mesh nor
quadrature.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from stressbump.answers.left_out import SCOPES, left_out
from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design
from stressbump.errors import InputError, SolveError
from stressbump.history.assembly import Assembly
from stressbump.history.contact import pulled
from stressbump.history.stack import assembled
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.comparable import comparable
from stressbump.verification.calculix.cracked import CrackComparison, cracks_compared
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.differences import SolverDifference, differences
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.calculix.own import AtTheirPoints, at_their_points, solved
from stressbump.verification.calculix.run import CalculixFields
from stressbump.verification.calculix.touching import in_contact

LIMITS = {  # of the differences in displacement, in stress, and in that of what flows; their quadrature
    "plane_strain": (2e-6, 2e-6, 1e-5),
    "generalized_plane_strain": (2e-6, 2e-6, 1e-5),
    "axisymmetric": (5e-6, 2e-4, 5e-3),
}
RELEASED = 1e-4  # of an energy release rate, beside what digits lose of it
AT_NODES = 2.0  # times as far apart as stresses pressures may be: a node's force over its area
PRESSING = "presses; CalculiX closes it by gap elements of its own"
GIVEN = ", under the forces of friction that it is given"
FOUND = ", and its contact of nodes and surface finds how it rubs"
INCREMENTS = 20  # at the least, in each stage that takes time
REMEMBERING = (
    "own quadrature and steps: CalculiX has no pressure field, without which the mean stress of what"
    " flows strays from point to point; its steps in time are backward Euler, whose error falls as they do"
)
FLOWING = (
    "the same, where something flows: its volume hardly changes, so whatever is lost of a displacement is a"
    " mean stress, by the bulk modulus"
)
CAUSES = {
    "plane_strain": (
        "own quadrature: CalculiX has three points in a triangle, stressbump six; they differ where"
        " sides are curved",
        "the same quadrature: seven digits in CalculiX's .dat file, which lose up to 5e-7, of a"
        " displacement since a birth twice",
    ),
    "axisymmetric": (
        "own quadrature: CalculiX has three points in a triangle, stressbump six; dV = 2πr dA and"
        " u_r/r want more than three, above all beside the axis; it falls as the mesh is refined",
        "the same quadrature: CalculiX's wedges of 2° have no node in the middle of their sides; of"
        " 1 - cos 1° = 1.5e-4 of a displacement they keep only what is linear in an element",
    ),
    "plane_stress": (
        "either quadrature is not judged: in CPS6 the thickness changes continuously from element"
        " to element, so the stress through it vanishes on average, not at every point; regions"
        " that want to thin differently disturb each other near their face",
    ),
}
CAUSES["generalized_plane_strain"] = CAUSES["plane_strain"]


@dataclass(frozen=True)
class InSteps:
    """Mean equivalent inelastic strain of a region, both in the same number of steps."""

    increments: int  # that CalculiX took in the whole history
    region: str
    own: float  # second order
    theirs: float  # CalculiX's backward Euler


@dataclass(frozen=True, eq=False)
class Crosscheck:
    """Two solvers side by side; `limits` is None where CalculiX has no such elements."""

    kinematics: str
    support: str
    element: str
    temperature: float  # °C
    nodes: int
    differences: tuple[SolverDifference, ...]
    limits: tuple[float, float, float] | None  # of displacement, stress, and where something flows
    causes: tuple[str, ...]
    steps: tuple[InSteps, ...] = ()  # with memory: both with fewer and with more steps
    remarks: tuple[str, ...] = ()  # what was made comparable, and how
    pressing: tuple[tuple[str, str], ...] = ()  # the free faces that do, in CalculiX
    rubbing: str = ""  # how, where they have friction
    cracks: tuple[CrackComparison, ...] = ()

    @property
    def title(self) -> str:
        """What was solved."""
        return (
            f"{self.kinematics}, support {self.support}, {self.temperature:g} °C; CalculiX's"
            f" {self.element} on {self.nodes} nodes"
        )

    @property
    def displacement(self) -> SolverDifference:
        """The first row: displacements of all nodes."""
        return self.differences[0]

    @property
    def passed(self) -> bool:
        """Whether both agree as closely as CalculiX's elements allow, cracks too."""
        if self.limits is None:
            return True
        rows = [*self.differences, *(d for crack in self.cracks for d in crack.differences)]
        released = all(crack.rate.theirs <= RELEASED + crack.lost for crack in self.cracks)
        return released and all(d.theirs <= self._limit(d) for d in rows)

    def _limit(self, d: SolverDifference) -> float:
        """How far apart both may be in a quantity."""
        moved, stressed, flowing = self.limits or (inf,) * 3
        flow = {d.where for d in self.differences if d.quantity == "inelastic strain"}
        return {
            "displacement": moved,
            "stress": flowing if d.where in flow else stressed,
            "force": flowing if d.where in flow else stressed,
            "inelastic strain": flowing,
            "opening": stressed,
            "slip": stressed,
            "friction": AT_NODES * stressed,
            "pressure": AT_NODES * stressed,
        }.get(d.quantity, inf)


def crosscheck(
    design: Design,
    end: float | None = None,
    refine: int = 0,
    folder: str | Path | None = None,
    increments: int = INCREMENTS,
) -> Crosscheck:
    """A design at one end temperature in °C (its first by default), solved by both.

    With memory it is taken on through its cycles, in so many increments a ramp, dwell or stage, or more
    where CalculiX finds no balance.

    The deck and what CalculiX made of it stay in `folder` if one is given. Materials beyond
    ν = 0.45 are taken at 0.45: CalculiX has no pressure field. InputError where there is no `ccx`.
    """
    calculix.require()
    if design.recipe.cell.long:
        raise InputError(
            f"{design.name}: long = true, whose level ends no deck has yet; its closed form is Lamé's"
        )
    section, mesh = meshed(design, refine)
    temperature = float(design.recipe.history.end_C[0] if end is None else end)
    assembly = assembled(section, mesh)[0]
    laws, changed = comparable(assembly, temperature)
    found = compare(replace(assembly, laws=laws), temperature, folder, increments)
    closed = {frozenset(pair) for pair in found.pressing}
    pressing = PRESSING + found.rubbing
    free = [
        f"{a}/{b}: {pressing if {a, b} in closed else 'free, not bonded, in both'}"
        for a, b in section.cell.free_faces
    ]
    opened, memory = _opens_cracks(assembly), bool(assembly.remembering)
    scope = replace(SCOPES["crosscheck"], flaws=opened, cycle=memory)
    ends = () if end is None else (end,)
    more = (*section.notes, *left_out(design.recipe, scope, ends))
    return replace(found, remarks=(*changed, *free, *more))


def document(found: Crosscheck) -> dict[str, Any]:
    """A comparison as plain data."""
    return asdict(found) | {"passed": found.passed}


def cells(found: Crosscheck | CrackComparison) -> list[tuple[str, ...]]:
    """A row of texts per quantity: its name, place, size and unit, and both differences."""
    return [
        (d.quantity, d.where, f"{d.size:.4g}", d.unit, f"{d.own:.1e}", f"{d.theirs:.1e}")
        for d in found.differences
    ]


def step_cells(found: Crosscheck) -> list[tuple[str, ...]]:
    """A row of texts per region with memory and number of steps: what both have of its inelastic strain."""
    return [
        (str(s.increments), s.region, f"{s.own:.5g}", f"{s.theirs:.5g}", _percent(s.theirs, s.own))
        for s in found.steps
    ]


def _percent(value: float, of: float) -> str:
    return f"{100 * (value / of - 1):+.2f} %" if of else "no strain"


def notes(found: Crosscheck) -> list[str]:
    """What was changed to be comparable, what the differences come from, and the verdict."""
    lines = [*found.remarks, *(f"difference with {line}" for line in found.causes)]
    if found.limits is None:
        return lines
    word = "agree within" if found.passed else "DIFFER BY MORE THAN"
    moved, stressed, flowing = found.limits
    if not found.steps:
        said = f"quadrature displacements and stresses {word} {moved:.0e} and {stressed:.0e}"
    else:
        said = (
            f"quadrature and the same steps displacements, stresses and those of what flows {word}"
            f" {moved:.0e}, {stressed:.0e} and {flowing:.0e}"
        )
    return [*lines, f"With the same {said}."]


def compare(
    assembly: Assembly,
    temperature: float,
    folder: str | Path | None = None,
    increments: int = INCREMENTS,
) -> Crosscheck:
    """A stack at an end temperature in °C, and after its cycles if it has memory, solved by both.

    Its laws are as displacements alone allow.
    """
    theirs = at_their_points(assembly)
    deck = deck_of(assembly, temperature, increments)
    with tempfile.TemporaryDirectory() if folder is None else nullcontext(str(folder)) as place:
        deck, other = _by_calculix(deck, theirs, temperature, place)
        own = [solved(assembly, temperature), solved(theirs, temperature, other.ends, order=1)]
        cracks = tuple[CrackComparison, ...]()
        if _opens_cracks(assembly):
            solutions = [each.solution for each in own]
            cracks = tuple(cracks_compared(assembly, solutions, other, place))
    model, memory = assembly.whole, bool(assembly.remembering)
    name = model.kinematics.name
    return Crosscheck(
        name.replace("_", " "),
        getattr(model.support, "__name__", "custom"),
        deck.element,
        own[0].solution.temperature,
        len(model.active_nodes),
        differences(own, other, deck.faces, deck.friction),
        LIMITS.get(name),
        (REMEMBERING, *CAUSES[name][1:], FLOWING) if memory else CAUSES[name],
        tuple(_in_steps(theirs, temperature, deck, other)) if memory else (),
        pressing=tuple(pair for pair, face in other.faces.items() if face.pressure.any()),
        rubbing=FOUND if deck.friction is not None else GIVEN if deck.forces is not None else "",
        cracks=cracks,
    )


def _opens_cracks(assembly: Assembly) -> bool:
    """Whether cracks of a stack are opened: not where something has memory, or faces rub."""
    section = assembly.section
    rubs = assembly.has_friction or any(section.friction(flaw.at) for flaw in section.flaws)
    return not (rubs or assembly.remembering)


def _by_calculix(
    deck: Deck, assembly: Assembly, temperature: float, folder: str
) -> tuple[Deck, CalculixFields]:
    """A deck solved, with friction of CalculiX's own or, where that finds no balance, given to it.

    Its iteration may go back and forth for ever between a node that sticks and the same that slips.
    """
    if not assembly.has_friction:
        return in_contact(deck, folder)
    if not assembly.remembering:
        friction = {pair: assembly.section.friction(pair) for pair in deck.faces}
        with suppress(SolveError):
            return in_contact(replace(deck, friction=friction), folder)
    return in_contact(replace(deck, forces=_rubbing(assembly, temperature)), folder)


def _rubbing(assembly: Assembly, temperature: float) -> np.ndarray | None:
    """The forces (nodes, 2) along free faces at the end, None where none rubs; InputError."""
    found = solved(assembly, temperature)
    rubbing = {
        p: replace(f, push=0 * f.push) for p, f in found.solution.pressing.items() if f.drag.any()
    }
    if assembly.remembering and (rubbing or found.rubbed):
        face = found.rubbed[0] if found.rubbed else next(iter(rubbing))
        raise InputError(
            f"the free face {'/'.join(face)} rubs in a stack with memory, whose forces"
            " change with time; compare without friction"
        )
    if found.rubbed:
        (first, second), born = found.rubbed
        raise InputError(
            f"the free face {first}/{second} rubs when {born} is born; CalculiX's own friction finds no"
            " balance, and a deck is given forces at the end alone. Compare without friction"
        )
    if not rubbing:
        return None
    forces = pulled(assembly, rubbing)
    return forces[: assembly.whole.displacements].reshape(-1, assembly.whole.kinematics.directions)


def _in_steps(
    theirs: AtTheirPoints, end: float, deck: Deck, last: CalculixFields
) -> Iterator[InSteps]:
    """Both with at least a quarter, half and all of the increments, with CalculiX's quadrature."""
    for increments in sorted({max(deck.increments // k, 1) for k in (1, 2, 4)}):
        found = last
        if increments < deck.increments:
            with tempfile.TemporaryDirectory() as place:
                found = in_contact(replace(deck, increments=increments, met=None), place)[1]
        own = solved(theirs, end, found.ends)
        for name, slip in own.slip.items():
            theirs_slip = found.slip[own.solution.blocks[name].elements]
            means = (own.mean(name, values) for values in (slip, theirs_slip))
            yield InSteps(sum(map(len, found.ends)), name, *means)
