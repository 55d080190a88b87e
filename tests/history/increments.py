"""Births in order once more, on the mesh of an answer: stress as a sum of increments.

Between two births only what stands is solved for, each body that holds together on a mesh of its own,
and the stresses add up. Moduli must not depend on temperature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from itertools import groupby

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from stressbump.answers.answer import Answer
from stressbump.mechanics.kinematics import IDENTITY, KINEMATICS
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import SUPPORTS, Hold
from stressbump.mechanics.system import System, factorise
from stressbump.mesh.mesh import Mesh

ANY = 25.0  # °C: the moduli are the same at every temperature
POINTS = 6  # of the quadrature of an element


class Increments:
    """Stress of an answer's regions, without any strain at a birth."""

    def __init__(self, answer: Answer):
        self.mesh, self.cell = answer.mesh, answer.section.cell
        self.births = sorted(answer.section.regions, key=lambda region: region.step)
        self.laws = {r.name: r.material.law for r in self.births}

    def at(self, end: float) -> dict[str, np.ndarray]:
        """(6, elements, points) by region at a temperature, °C."""
        stress = np.zeros((6, len(self.mesh.triangles), POINTS))
        standing: tuple[str, ...] = ()
        temperature = end
        for _, newborn in groupby(self.births, lambda region: region.step):
            regions = list(newborn)
            stress += self._change(standing, self._grown(standing, temperature, regions[0].born_C))
            temperature = regions[0].born_C
            standing += tuple(r.name for r in regions)
            stress += self._change(standing, {r.name: self._at_birth(r) for r in regions})
        stress += self._change(standing, self._grown(standing, temperature, end))
        return {name: stress[:, self.mesh.elements_in(name)] for name in standing}

    def _grown(self, standing: tuple[str, ...], start: float, end: float) -> dict[str, np.ndarray]:
        return {name: self.laws[name].thermal_strain(start, end) for name in standing}

    def _at_birth(self, region) -> np.ndarray:
        film = region.intrinsic_MPa / self.laws[region.name].moduli(ANY).biaxial
        return -(region.cure_shrinkage + film) * IDENTITY

    def _change(
        self, standing: tuple[str, ...], strains: Mapping[str, np.ndarray]
    ) -> np.ndarray | float:
        change = np.zeros((6, len(self.mesh.triangles), POINTS))
        for elements, system in self._bodies(standing):
            own = {name: strain for name, strain in strains.items() if name in system.blocks}
            solution = solve(system, Loads(free_strain=own))
            for name, block in solution.blocks.items():
                change[:, elements[block.elements]] = solution.strain_and_stress(name)[1]
        return change

    def _bodies(self, standing: tuple[str, ...]) -> list[tuple[np.ndarray, System]]:
        """Elements that hold together by shared nodes, and their own system."""
        if standing not in self._known:
            self._known[standing] = [(e, self._system(e)) for e in _parts(self.mesh, standing)]
        return self._known[standing]

    @cached_property
    def _known(self) -> dict[tuple[str, ...], list[tuple[np.ndarray, System]]]:
        return {}

    def _system(self, elements: np.ndarray) -> System:
        """A body that the wall does not reach is free; one beside x = 0 may move along x and turn."""
        mesh = replace(
            self.mesh, triangles=self.mesh.triangles[elements], region=self.mesh.region[elements]
        )
        nodes = np.unique(mesh.triangles)
        x, z = mesh.points[nodes].T
        support = self.cell.support if x.max() > mesh.width - 1e-6 else "free"
        kinematics = KINEMATICS[self.cell.kinematics.replace(" ", "_")]
        if self.cell.support == "flat":
            kinematics = kinematics.flat()
        laws = {mesh.regions[i]: self.laws[mesh.regions[i]] for i in np.unique(mesh.region)}
        holds: tuple[Hold, ...] = ()
        if support == "free" and x.min() > 0 and not kinematics.hoop:
            inmost, outmost = nodes[np.lexsort((z, x))[[0, -1]]]
            holds = Hold("place", "x", inmost[None]), Hold("turn", "z", outmost[None])
        return factorise(Model(mesh, kinematics, SUPPORTS[support], laws, holds), ANY)


def _parts(mesh: Mesh, standing: tuple[str, ...]) -> list[np.ndarray]:
    if not standing:
        return []
    elements = mesh.elements_in(*standing)
    triangles = mesh.triangles[elements]
    rows, columns = np.repeat(triangles[:, 0], 5), triangles[:, 1:].ravel()
    size = len(mesh.points)
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    part = connected_components(graph, directed=False)[1][triangles[:, 0]]
    return [elements[part == label] for label in np.unique(part)]
