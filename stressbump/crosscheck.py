"""A design solved a second time, by CalculiX on the same mesh, and how far the two are apart.

Both get the same nodes, moduli, free strains and supports. Compared are displacements at nodes,
per largest displacement, and stresses at CalculiX's integration points, per largest stress of the
region. It is done twice: with stressbump's own quadrature, and with CalculiX's three points in
every triangle, where what is left comes from neither mesh nor quadrature.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from stressbump import calculix, materials
from stressbump.balance import VOLUME, Rule, strain_and_stress
from stressbump.calculix import PLANE_RULE, Fields
from stressbump.design import Design
from stressbump.export.inp import Deck
from stressbump.history.eigenstrain import since_birth
from stressbump.kinematics import KINEMATICS
from stressbump.laws import Isotropic, Law
from stressbump.laws.isotropic import MIXED_FROM
from stressbump.meshed import meshed
from stressbump.model import Model
from stressbump.solution import Loads, Solution, solve
from stressbump.solve import factorise_patches, patches_of
from stressbump.supports import SUPPORTS

UNITS = {"e": "1", "k": "1/µm", "a": "1", "b": "1/µm"}  # of the global unknowns
LIMITS = {  # of the difference in displacement, with CalculiX's quadrature
    "plane_strain": 1e-6,
    "generalized_plane_strain": 1e-6,
    "axisymmetric": 5e-6,
}
CAUSES = {
    "plane_strain": (
        "own quadrature: CalculiX has three points in a triangle, stressbump six; they differ where"
        " sides are curved",
        "the same quadrature: seven digits in CalculiX's .dat file, which lose up to 5e-7",
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
class Difference:
    """How far the two solvers are apart in one quantity."""

    quantity: str
    where: str
    unit: str
    size: float  # the largest in stressbump: what the differences are relative to
    own: float  # largest difference with stressbump's quadrature
    theirs: float  # with CalculiX's


@dataclass(frozen=True, eq=False)
class Crosscheck:
    """Two solvers side by side; `limit` is None where CalculiX has no such elements."""

    kinematics: str
    support: str
    element: str
    temperature: float  # °C
    nodes: int
    differences: tuple[Difference, ...]
    limit: float | None  # of the displacement's difference with the same quadrature
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
    def displacement(self) -> Difference:
        """The first row: displacements of all nodes."""
        return self.differences[0]

    @property
    def passed(self) -> bool:
        """Whether displacements agree as closely as CalculiX's elements allow."""
        return self.limit is None or self.displacement.theirs <= self.limit


def crosscheck(
    design: Design, end: float | None = None, refine: int = 0, folder: str | Path | None = None
) -> Crosscheck:
    """A design at one end temperature in °C (its first by default), solved by both.

    The deck and what CalculiX made of it stay in `folder` if one is given. Materials beyond
    ν = 0.45 are taken at 0.45: CalculiX has no pressure field. InputError where there is no `ccx`.
    """
    calculix.require()
    section, mesh = meshed(design, refine)
    temperature = float(design.recipe.history.end_C[0] if end is None else end)
    chosen = {r.name: materials.resolve(r.material, r.name).law for r in section.regions}
    laws, changed = comparable(chosen, temperature)
    kinematics = KINEMATICS[section.cell.kinematics.replace(" ", "_")]
    model = Model(mesh, kinematics, SUPPORTS[section.cell.support], laws)
    found = compare(model, temperature, since_birth(section, laws, temperature), folder)
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
    if found.limit is None:
        return lines
    word = "agree within" if found.passed else "DIFFER BY MORE THAN"
    return [*lines, f"With the same quadrature displacements {word} {found.limit:.0e}."]


def comparable(
    laws: Mapping[str, Law], temperature: float
) -> tuple[dict[str, Law], tuple[str, ...]]:
    """Laws that displacements alone can solve, and a line for each that had to be changed."""
    found, changed = dict(laws), []
    for name, law in laws.items():
        if isinstance(law, Isotropic) and law.nearly_incompressible(temperature):
            found[name] = Isotropic(law.young(temperature), MIXED_FROM, law.cte)
            nu = law.poisson(temperature)
            changed.append(
                f"{name}: Poisson's ratio {nu:g} taken as {MIXED_FROM:g} by both, E kept; CalculiX"
                " has no pressure field"
            )
    return found, tuple(changed)


def compare(
    model: Model,
    temperature: float,
    free_strain: Mapping[str, np.ndarray],
    folder: str | Path | None = None,
) -> Crosscheck:
    """Any model under uniform free strains per region, solved by both."""
    deck = Deck(model, temperature, free_strain)
    with tempfile.TemporaryDirectory() if folder is None else nullcontext(str(folder)) as place:
        other = calculix.run(deck, place)
    own = [solved(model, temperature, free_strain, rule) for rule in (VOLUME, PLANE_RULE)]
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


def solved(
    model: Model, temperature: float, free_strain: Mapping[str, np.ndarray], rule: Rule
) -> Solution:
    """The model solved here, integrated at the points of a rule."""
    patches, size = patches_of(model, temperature)
    at = {n: p.at(model.mesh, model.kinematics, rule) for n, p in patches.items()}
    system = factorise_patches(model, temperature, at, size, model.constraints)
    return solve(system, Loads(free_strain))


def _displacements(own: list[Solution], other: Fields) -> Difference:
    active = own[0].model.active_nodes
    u = [s.displacement[active] for s in own]
    size = float(np.abs(u[0]).max())
    far = [float(np.abs(v - other.displacement[active]).max()) / (size or 1.0) for v in u]
    return Difference("displacement", "all nodes", "µm", size, *far)


def _stresses(own: list[Solution], other: Fields) -> list[Difference]:
    rows = []
    for name, patch in own[0].patches.items():
        theirs = other.stress[:, patch.elements]
        ours = [_stress(s, name) for s in own]
        size = float(np.abs(ours[0]).max())
        far = [float(np.abs(s - theirs).max()) / (size or 1.0) for s in ours]
        rows.append(Difference("stress", name, "MPa", size, *far))
    return rows


def _stress(solution: Solution, region: str) -> np.ndarray:
    """Stress (6, elements, 3) where CalculiX integrates."""
    model = solution.model
    at = solution.patches[region].at(model.mesh, model.kinematics, PLANE_RULE)
    return strain_and_stress(at, solution.local(region), solution.free_strain[region])[1]


def _globals(own: list[Solution], other: Fields) -> list[Difference]:
    rows = []
    for name, value in own[0].globals.items():
        size = abs(value) or 1.0
        far = [abs(s.globals[name] - other.shared[name]) / size for s in own]
        rows.append(Difference(name, "wall" if name in "ek" else "depth", UNITS[name], value, *far))
    return rows
