"""Births in order as a sum of increments: between two births the model that stands is solved for what is
added to its stress, and no birth strain appears at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.moduli import over_step
from stressbump.history.schedule import Stage, stages
from stressbump.laws import Law, Moduli
from stressbump.mechanics.kinematics import IDENTITY, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.system import factorise


@dataclass(frozen=True)
class During:
    """A law in one step, with the step's mean stiffness."""

    law: Law
    mean: np.ndarray  # (6, 6) MPa
    isotropic = False

    def moduli(self, T):
        return Moduli.directed(self.mean)


def summed(assembly: Assembly, end: float) -> Mapping[str, np.ndarray]:
    """Stress (6, elements, points) by region at an end temperature in °C.

    What is strained already is taken along as a free strain of the opposite sign: as its elastic strain
    by the total rule, so that it is strained under the new moduli; as that which the new moduli make of
    its stress by the incremental one.
    """
    elastic, stress = {}, {}
    for step in [part for stage in stages(assembly.section, end) for part in path(assembly, stage)]:
        free = {name: grown(assembly, name, step) for name in step.standing}
        if not any(f.any() for f in free.values()):
            continue
        laws = {name: law_in(assembly, name, step) for name in step.standing}
        for name in elastic:
            if isinstance(laws[name], During):
                elastic[name] = np.tensordot(np.linalg.inv(laws[name].mean), stress[name], axes=1)
            free[name] = free[name][:, None, None] - elastic[name]
        model = replace(assembly.standing(step.standing), laws=laws)
        found = solve(factorise(model, step.end), Loads(free))
        for name in step.standing:
            strain, stress[name] = found.strain_and_stress(name)
            elastic[name] = strain - free[name].reshape(6, *free[name].shape[1:] or (1, 1))
    return stress


def grown(assembly: Assembly, name: str, step: Stage) -> np.ndarray:
    """What a region would grow by in a step if nothing held it (6,)."""
    law, region = assembly.laws[name], assembly.section.find(name)
    thermal = law.thermal_strain(step.start, step.end)
    if name != step.born:
        return thermal
    film = region.intrinsic_MPa / law.moduli(step.start).biaxial if region.intrinsic_MPa else 0.0
    return thermal - (region.cure_shrinkage + film) * IDENTITY


def law_in(assembly: Assembly, name: str, step: Stage) -> Law | During:
    """A region's law in a step, with the moduli that its rule wants there."""
    law = assembly.laws[name]
    if name not in assembly.incremental or law.moduli(step.end).nearly_incompressible:
        return law
    return During(law, over_step(law, step.start, step.end, plane_strain, mixed=False).matrix)
