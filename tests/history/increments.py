"""Births in order once more, on the mesh of an answer: stress as a sum of increments.

Between two births only what stands is solved for, each body that holds together by itself, and the
stresses add up. Moduli must not depend on temperature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stressbump import materials
from stressbump.answer import Answer
from stressbump.kinematics import KINEMATICS, NORMAL
from stressbump.model import Model
from stressbump.solution import Loads, solve
from stressbump.solve import factorise
from stressbump.supports import SUPPORTS

Stress = dict[str, np.ndarray]  # (6, elements, points) by region


class Increments:
    """What stands of an answer's section, and its stress so far."""

    def __init__(self, answer: Answer):
        self.section, self.mesh = answer.section, answer.mesh
        self.laws = {
            r.name: materials.resolve(r.material, r.name).law for r in self.section.regions
        }
        self.systems: dict[tuple[str, ...], object] = {}

    def at(self, end: float) -> Stress:
        """Stress of every region at a temperature, °C."""
        temperature, standing, stress = 0.0, [], {}
        for _, newborn in groupby(sorted(self.section.regions, key=_step), _step):
            regions = list(newborn)
            self._brought(standing, stress, temperature, regions[0].born_C)
            temperature = regions[0].born_C
            standing += [r.name for r in regions]
            self._strained(standing, stress, {r.name: self._at_birth(r) for r in regions})
        self._brought(standing, stress, temperature, end)
        return stress

    def _at_birth(self, region) -> np.ndarray:
        film = region.intrinsic_MPa / self.laws[region.name].biaxial_modulus(25.0)
        return -(region.cure_shrinkage + film) * NORMAL

    def _brought(self, standing: list[str], stress: Stress, start: float, end: float) -> None:
        strains = {name: self.laws[name].thermal_strain(start, end) for name in standing}
        self._strained(standing, stress, strains)

    def _strained(
        self, standing: list[str], stress: Stress, strains: Mapping[str, np.ndarray]
    ) -> None:
        for body in self._bodies(standing):
            if body not in self.systems:
                self.systems[body] = factorise(self._model(body), 25.0)
            own = {name: strains[name] for name in body if name in strains}
            solution = solve(self.systems[body], Loads(free_strain=own))
            for name in body:
                stress[name] = stress.get(name, 0.0) + solution.strain_and_stress(name)[1]

    def _model(self, body: tuple[str, ...]) -> Model:
        """A body that the wall does not reach is free."""
        cell = self.section.cell
        kinematics = KINEMATICS[cell.kinematics.replace(" ", "_")]
        support = cell.support
        x = self.mesh.points[self.mesh.triangles[self.mesh.elements_in(*body)], 0]
        if x.max() < self.mesh.width - 1e-6:
            support = "free"
        if support == "flat":
            kinematics = kinematics.flat()
        laws = {name: self.laws[name] for name in body}
        return Model(self.mesh, kinematics, SUPPORTS[support], laws)

    def _bodies(self, standing: Iterable[str]) -> list[tuple[str, ...]]:
        """Regions whose elements share nodes hold together."""
        names = list(standing)
        elements = self.mesh.elements_in(*names)
        triangles = self.mesh.triangles[elements]
        rows, columns = np.repeat(triangles[:, 0], 5), triangles[:, 1:].ravel()
        size = len(self.mesh.points)
        graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
        part = connected_components(graph, directed=False)[1][triangles[:, 0]]
        found: list[tuple[set[str], set[int]]] = []
        for name in names:
            mine = set(part[self.mesh.region[elements] == self.mesh.regions.index(name)].tolist())
            joined = [body for body in found if body[1] & mine]
            found = [body for body in found if not body[1] & mine]
            found.append(
                ({name}.union(*(b[0] for b in joined)), mine.union(*(b[1] for b in joined)))
            )
        return [tuple(n for n in names if n in body) for body, _ in found]


def _step(region) -> int:
    return region.step
