"""One stack solved: a section's mesh with its materials, at every end temperature.

The stack as built and its references share section and mesh; they differ in a material or in a region
that is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump import materials
from stressbump.errors import SolveError
from stressbump.free_strain import free_strains
from stressbump.kinematics import KINEMATICS
from stressbump.laws import Isotropic, Law
from stressbump.materials import Material
from stressbump.mesh import Mesh
from stressbump.model import Model
from stressbump.recipe import AS_BUILT, Cell, Reference
from stressbump.section import Section
from stressbump.solution import Response, Solution, respond, superpose
from stressbump.solve import factorise
from stressbump.supports import SUPPORTS


@dataclass(frozen=True, eq=False)
class Stack:
    """A solved stack: what it is made of, and its responses and solutions by end temperature, °C."""

    name: str
    change: str
    section: Section
    mesh: Mesh
    materials: Mapping[str, Material]
    responses: Mapping[float, Response]
    solutions: Mapping[float, Solution]

    @property
    def passed(self) -> bool:
        """Whether every self-check passed at every temperature."""
        return all(s.passed for s in self.solutions.values())


def materials_of(section: Section) -> dict[str, Material]:
    """By region: its material."""
    return {r.name: materials.resolve(r.material, r.name) for r in section.regions}


def model_of(cell: Cell, mesh: Mesh, laws: Mapping[str, Law]) -> Model:
    """The model of a mesh in a cell."""
    kinematics = KINEMATICS[cell.kinematics.replace(" ", "_")]
    if cell.support == "flat":
        kinematics = kinematics.flat()
    return Model(mesh, kinematics, SUPPORTS[cell.support], laws)


def responses_of(model: Model, temperature: float) -> Response:
    """The responses of a model, factorised here and now."""
    return respond(factorise(model, temperature))


def solve_stack(
    section: Section,
    mesh: Mesh,
    end: tuple[float, ...],
    reference: Reference | None = None,
    answering: Callable[[Model, float], Response] = responses_of,
) -> Stack:
    """The stack as built, or with the one change of a reference, at the end temperatures.

    Temperatures at which all moduli agree share one factorisation; `answering` may know the responses
    of a model from before.
    """
    changed = section if reference is None else section.changed(reference)
    chosen = materials_of(changed)
    laws = {name: m.law for name, m in chosen.items()}
    model = model_of(section.cell, mesh, laws)
    responses: dict[float, Response] = {}
    for temperature in end:
        same = next((t for t in responses if moduli_agree(laws, t, temperature)), None)
        responses[temperature] = answering(model, temperature) if same is None else responses[same]
    solutions = {t: superpose(r, free_strains(changed, laws, t)) for t, r in responses.items()}
    name, change = (AS_BUILT, "") if reference is None else (reference.name, reference.doc)
    for temperature, solution in solutions.items():
        if not np.isfinite(solution.unknowns).all():
            raise SolveError(f"{name} at {temperature:g} °C: the solver found no finite numbers")
    return Stack(name, change, section, mesh, chosen, responses, solutions)


def moduli_agree(laws: Mapping[str, Law], a: float, b: float) -> bool:
    """Whether every law has the same moduli at two temperatures in °C."""
    return all(_moduli(law, a) == _moduli(law, b) for law in laws.values())


def same_moduli(a: Mapping[str, Law], b: Mapping[str, Law], temperature: float) -> bool:
    """Whether two sets of laws have the same moduli in every region at a temperature in °C."""
    return a.keys() == b.keys() and all(
        _moduli(a[n], temperature) == _moduli(b[n], temperature) for n in a
    )


def _moduli(law: Law, temperature: float) -> tuple[float, ...]:
    """What the stiffness is made of; an isotropic law may be incompressible, where it has none."""
    if isinstance(law, Isotropic):
        return law.young(temperature), law.poisson(temperature)
    return tuple(law.stiffness(temperature).ravel())
