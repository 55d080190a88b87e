"""A design solved a second time, by CalculiX on the same mesh, and how far the two are apart.

Both get the same nodes, laws, supports and order of births; the strains of births each finds itself.
Compared are displacements since each region's birth, per largest displacement, and stresses at CalculiX's
integration points, per largest stress of the region. It is done twice: with stressbump's own quadrature,
and with CalculiX's three points in every triangle, where what is left comes from neither mesh nor
quadrature.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design
from stressbump.errors import InputError
from stressbump.history.assembly import Assembly, path
from stressbump.history.eigenstrain import at_birth
from stressbump.history.moduli import over_step
from stressbump.history.schedule import Stage, stages
from stressbump.history.stack import assembled
from stressbump.history.stepping import solutions
from stressbump.laws import Law, Moduli
from stressbump.laws.moduli import MIXED_FROM
from stressbump.mechanics.balance import ElementBlock
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import carried
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.run import PLANE_RULE, CalculixFields

UNITS = {"e": "1", "k": "1/µm", "a": "1", "b": "1/µm"}  # of the global unknowns
LIMITS = {  # of the differences in displacement and in stress, with CalculiX's quadrature
    "plane_strain": (2e-6, 2e-6),
    "generalized_plane_strain": (2e-6, 2e-6),
    "axisymmetric": (5e-6, 2e-4),
}
FAINT = 1e-4  # of the largest stress: what a region's is compared to at the least
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
class SolverDifference:
    """How far the two solvers are apart in one quantity."""

    quantity: str
    where: str
    unit: str
    size: float  # the largest in stressbump: what the differences are relative to
    own: float  # largest difference with stressbump's quadrature
    theirs: float  # with CalculiX's


@dataclass(frozen=True, eq=False)
class Crosscheck:
    """Two solvers side by side; `limits` is None where CalculiX has no such elements."""

    kinematics: str
    support: str
    element: str
    temperature: float  # °C
    nodes: int
    differences: tuple[SolverDifference, ...]
    limits: tuple[float, float] | None  # of displacement and stress, with the same quadrature
    causes: tuple[str, ...]
    remarks: tuple[str, ...] = ()  # what was made comparable, and how

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
        """Whether both agree as closely as CalculiX's elements allow, in displacement and stress."""
        if self.limits is None:
            return True
        limit = dict(zip(("displacement", "stress"), self.limits, strict=True))
        return all(d.theirs <= limit[d.quantity] for d in self.differences if d.quantity in limit)


def crosscheck(
    design: Design, end: float | None = None, refine: int = 0, folder: str | Path | None = None
) -> Crosscheck:
    """A design at one end temperature in °C (its first by default), solved by both.

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
    if assembly.remembering:
        raise InputError(
            f"{design.name}: crosscheck compares elastic stacks; of memory here:"
            f" {', '.join(sorted(assembly.remembering))}"
        )
    laws, changed = comparable(assembly, temperature)
    found = compare(replace(assembly, laws=laws), temperature, folder)
    free = [f"{a}/{b}: free, not bonded, in both" for a, b in section.cell.free_faces]
    return replace(found, remarks=(*changed, *free))


def document(found: Crosscheck) -> dict[str, Any]:
    """A comparison as plain data."""
    return asdict(found) | {"passed": found.passed}


def cells(found: Crosscheck) -> list[tuple[str, ...]]:
    """A row of texts per quantity: its name, place, size and unit, and both differences."""
    return [
        (d.quantity, d.where, f"{d.size:.4g}", d.unit, f"{d.own:.1e}", f"{d.theirs:.1e}")
        for d in found.differences
    ]


def notes(found: Crosscheck) -> list[str]:
    """What was changed to be comparable, what the differences come from, and the verdict."""
    lines = [*found.remarks, *(f"difference with {line}" for line in found.causes)]
    if found.limits is None:
        return lines
    word = "agree within" if found.passed else "DIFFER BY MORE THAN"
    moved, stressed = found.limits
    return [
        *lines,
        f"With the same quadrature displacements and stresses {word} {moved:.0e} and {stressed:.0e}.",
    ]


@dataclass(frozen=True)
class Compressible:
    """An isotropic law but for its Poisson's ratio, which is `MIXED_FROM`."""

    law: Law

    isotropic: ClassVar[bool] = True

    def moduli(self, T: float) -> Moduli:
        """E of the law at T °C."""
        return Moduli.alike(self.law.moduli(T).young, MIXED_FROM)

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """The law's own, (6,)."""
        return self.law.thermal_strain(T0, T1)

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The law's own."""
        return self.law.extrapolated(T)


def comparable(assembly: Assembly, end: float) -> tuple[dict[str, Law], tuple[str, ...]]:
    """Laws that displacements alone can solve, and a line for each that had to be changed."""
    found, changed = dict(assembly.laws), []
    for name, law in assembly.laws.items():
        if name in assembly.mixed:
            found[name] = Compressible(law)
            nu = law.moduli(end).poisson
            changed.append(
                f"{name}: Poisson's ratio {nu:g} taken as {MIXED_FROM:g} by both, E kept;"
                " CalculiX has no pressure field"
            )
    return found, tuple(changed)


@dataclass(frozen=True, eq=False)
class AtTheirPoints(Assembly):
    """A stack taken through its history with CalculiX's three points in every triangle."""

    @cached_property
    def _numbered(self) -> tuple[dict[str, ElementBlock], int]:
        blocks, size = super()._numbered
        kinematics = self.whole.kinematics
        return {n: p.at(self.mesh, kinematics, PLANE_RULE) for n, p in blocks.items()}, size


def deck_of(assembly: Assembly, end: float) -> Deck:
    """What CalculiX is given of a stack and its history up to an end temperature in °C.

    InputError for a history in which two parts warm or cool before anything joins them, and for a cell
    with two laminates at its wall.
    """
    if assembly.section.cell.support == "two laminates":
        raise InputError(
            'support = "two laminates": CalculiX\'s deck has one wall that strains and turns; compare with'
            ' support = "laminate"'
        )
    steps = [part for stage in stages(assembly.section, end) for part in path(assembly, stage)]
    region = {name: assembly.section.find(name) for name in assembly.laws}
    grown = {n: float(at_birth(r, assembly.laws[n])[0]) for n, r in region.items() if r}
    grown = {n: g for n, g in grown.items() if g}
    _refuse_parts(assembly, [s for s in steps if s.start != s.end or s.born in grown])
    return Deck(assembly.whole, tuple(steps), grown, _moduli(assembly, steps))


def _moduli(assembly: Assembly, steps: Sequence[Stage]) -> dict[str, list[np.ndarray]]:
    """By region whose moduli change by the incremental rule: (6, 6) in every step."""
    found = {
        name: [
            over_step(assembly.laws[name], s.start, s.end, plane_strain, mixed=False).matrix
            for s in steps
        ]
        for name in assembly.laws
        if name in assembly.incremental
    }
    return {
        n: rows for n, rows in found.items() if not all(np.array_equal(C, rows[0]) for C in rows)
    }


def _refuse_parts(assembly: Assembly, steps: Sequence[Stage]) -> None:
    for step in steps:
        bodies = assembly.standing(step.standing).bodies
        if len(bodies) > 1:
            raise InputError(
                f"from {step.start:g} to {step.end:g} °C {', '.join(step.standing)} stand in"
                f" {len(bodies)} parts that nothing joins yet; CalculiX's deck holds one"
            )


def compare(assembly: Assembly, temperature: float, folder: str | Path | None = None) -> Crosscheck:
    """A stack at an end temperature in °C, solved by both; its laws as displacements alone allow."""
    deck = deck_of(assembly, temperature)
    with tempfile.TemporaryDirectory() if folder is None else nullcontext(str(folder)) as place:
        other = calculix.run(deck, place)
    theirs = AtTheirPoints(
        assembly.section, assembly.mesh, assembly.laws, assembly.incremental, finer=assembly.finer
    )
    own = [solutions(each, (temperature,))[temperature] for each in (assembly, theirs)]
    model = assembly.whole
    name = model.kinematics.name
    return Crosscheck(
        name.replace("_", " "),
        getattr(model.support, "__name__", "custom"),
        deck.element,
        temperature,
        len(model.active_nodes),
        (_displacements(own, other), *_stresses(own, other), *_globals(own, other)),
        LIMITS.get(name),
        CAUSES[name],
    )


def _displacements(own: list[Solution], other: CalculixFields) -> SolverDifference:
    """Of all regions since their births, but for a motion along z: each pins another node."""
    size, far = 0.0, [0.0, 0.0]
    for name in own[0].blocks:
        nodes = own[0].model.mesh.triangles[own[0].blocks[name].elements]
        theirs = other.displacement[name][nodes]
        for i, solution in enumerate(own):
            nodal = solution.blocks[name].nodal
            u = solution.local(name)[:, nodal].reshape(*nodes.shape, -1)
            apart = u - theirs
            apart[..., 1] -= apart[..., 1].mean()
            far[i] = max(far[i], float(np.abs(apart).max()))
            size = max(size, float(np.abs(u).max()))
    return SolverDifference(
        "displacement", "all nodes", "µm", size, *(f / (size or 1.0) for f in far)
    )


def _stresses(own: list[Solution], other: CalculixFields) -> list[SolverDifference]:
    ours = {name: [_stress(s, name) for s in own] for name in own[0].blocks}
    sizes = {name: float(np.abs(stress[0]).max()) for name, stress in ours.items()}
    rows = []
    for name, stress in ours.items():
        theirs = other.stress[:, own[0].blocks[name].elements]
        least = max(sizes[name], FAINT * max(sizes.values())) or 1.0
        far = [float(np.abs(s - theirs).max()) / least for s in stress]
        rows.append(SolverDifference("stress", name, "MPa", sizes[name], *far))
    return rows


def _stress(solution: Solution, region: str) -> np.ndarray:
    """Stress (6, elements, 3) where CalculiX integrates."""
    p, free = solution.blocks[region], solution.free_strain[region]
    at = p.at(solution.model.mesh, solution.model.kinematics, PLANE_RULE)
    free = free if free.ndim == 1 else carried(free, p.rule, PLANE_RULE)
    there = replace(solution, blocks={region: at}, free_strain={region: free})
    return there.strain_and_stress(region)[1]


def _globals(own: list[Solution], other: CalculixFields) -> list[SolverDifference]:
    rows = []
    for name, value in own[0].globals.items():
        size = abs(value) or 1.0
        far = [abs(s.globals[name] - other.globals[name]) / size for s in own]
        rows.append(
            SolverDifference(name, "wall" if name in "ek" else "depth", UNITS[name], value, *far)
        )
    return rows
