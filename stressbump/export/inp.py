"""Decks for CalculiX: the same mesh, supports and free strains, for a second solver to solve.

Axes are x (or r), height, out of plane; units µm, MPa, µN. The free strain of each region becomes an
expansion under one degree of warming, so that it is met exactly, whatever its history.

    axisymmetric              CAX6      the height is the axis
    plane strain              CPE6
    plane stress              CPS6
    generalized plane strain  C3D15, one layer of wedges 1 µm deep: CalculiX has no plane element
                              for it. With s the depth from the middle, equations say
                              u_out = (a + b z) s and u_z = u_z(middle) - b s²/2
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from stressbump.export.replacing import replacing
from stressbump.kinematics import DIRECTIONS
from stressbump.laws import Isotropic, Law
from stressbump.model import Model

FLAT = {"axisymmetric": "CAX6", "plane_strain": "CPE6", "plane_stress": "CPS6"}
SOLID = "C3D15"
DEPTH = 1.0  # µm, of the layer of wedges
PER_LINE = 16  # numbers of a set; CalculiX takes no more
LONGEST_NAME = 60  # CalculiX takes 80 letters
ALIKE = 1e-13  # relative difference of normal free strains that counts as none

Term = tuple[int, int, float]  # node, direction from 1, factor


@dataclass(frozen=True, eq=False)
class Deck:
    """A model as CalculiX numbers it: its nodes from 1, node n of the mesh being n + 1.

    Further nodes carry the global unknowns: the wall moves by W e = first and W k H = second
    degree of freedom of `wall`, the depth by a and b H of `depth`, H being the height.
    """

    model: Model
    temperature: float  # °C at which the moduli are taken
    free_strain: Mapping[str, np.ndarray]  # (6,) by region

    @property
    def element(self) -> str:
        """CalculiX's name of the elements."""
        return FLAT.get(self.model.kinematics.name, SOLID)

    @cached_property
    def height(self) -> float:
        """Largest |z| of the mesh, µm; what curvatures are scaled with."""
        return float(np.abs(self.model.mesh.points[:, 1]).max()) or 1.0

    @property
    def wall(self) -> int:
        """The node that carries e and k."""
        return 3 * len(self.model.mesh.points) + 1

    @property
    def depth(self) -> int:
        """The node that carries a and b."""
        return self.wall + 1

    def global_unknowns(self, values: np.ndarray) -> dict[str, float]:
        """Those of the model by name, from the displacements (2, 2) of `wall` and `depth`."""
        width = self.model.mesh.width
        (e, k), (a, b) = np.asarray(values, dtype=float)
        found = {"e": e / width, "k": k / (width * self.height), "a": a, "b": b / self.height}
        names = (*self.model.kinematics.unknowns, *self.model.constraints.names)
        return {name: float(found[name]) for name in names}

    def lines(self) -> Iterator[str]:
        """The deck, line by line."""
        yield "*HEADING"
        yield f"{self.model.kinematics.name}; um, MPa, uN; x, height, out of plane"
        yield from self._nodes()
        yield from self._elements()
        yield "*ELSET, ELSET=EALL"
        yield from self.labels.values()
        yield from self._materials()
        if self.model.kinematics.unknowns:
            yield from self._layer()
        yield from self._support()
        yield from STEP

    def _nodes(self) -> Iterator[str]:
        points, active = self.model.mesh.points, self.model.active_nodes
        layer = self.element == SOLID
        yield "*NODE, NSET=MESH"
        for n in active:
            yield _node(n + 1, *points[n], -DEPTH / 2 if layer else 0.0)
        yield "*NODE, NSET=OTHERS"
        if layer:
            count = len(points)
            for n in active:
                yield _node(n + 1 + count, *points[n], DEPTH / 2)
            for n in self._corners:
                yield _node(n + 1 + 2 * count, *points[n], 0.0)
        yield "*NODE, NSET=GLOBALS"
        yield _node(self.wall, self.model.mesh.width, 0.0, 0.0)
        yield _node(self.depth, 0.0, 0.0, 0.0)
        yield "*NSET, NSET=ALL"
        yield "MESH, OTHERS, GLOBALS"

    @cached_property
    def _corners(self) -> np.ndarray:
        mesh = self.model.mesh
        return np.unique(mesh.triangles[self.model.active_elements, :3])

    def _elements(self) -> Iterator[str]:
        mesh = self.model.mesh
        count = len(mesh.points)
        for name, label in self.labels.items():
            yield f"*ELEMENT, TYPE={self.element}, ELSET={label}"
            for e in mesh.elements_in(name):
                flat = mesh.triangles[e] + 1
                nodes = flat
                if self.element == SOLID:
                    low, sides, corners = flat[:3], flat[3:], flat[:3] + 2 * count
                    nodes = np.concatenate([low, low + count, sides, sides + count, corners])
                yield ", ".join(map(str, (e + 1, *nodes)))
            yield f"*NSET, NSET=N_{label}"
            yield from _listed(np.unique(mesh.triangles[mesh.elements_in(name)]) + 1)

    @cached_property
    def labels(self) -> dict[str, str]:
        """CalculiX's name of each region's set and material."""
        found: dict[str, str] = {}
        for name in self.model.regions:
            label = "R_" + re.sub(r"[^A-Z0-9_]", "_", name.upper())[:LONGEST_NAME]
            taken = sum(other == label for other in found.values())
            found[name] = f"{label}_{len(found)}" if taken else label
        return found

    def _materials(self) -> Iterator[str]:
        turned = self.model.kinematics.hoop
        if turned:  # local axes: radius, hoop, height
            yield "*ORIENTATION, NAME=AROUND, SYSTEM=CYLINDRICAL"
            yield "0., 0., 0., 0., 1., 0."
        for name, label in self.labels.items():
            law = self.model.laws[name]
            free = np.asarray(self.free_strain.get(name, np.zeros(6)))[:3]
            alike = bool(np.ptp(free) <= ALIKE * np.abs(free).max())
            yield f"*MATERIAL, NAME={label}"
            yield from _elastic(law, self.temperature, turned)
            yield from _expansion(free, alike, turned)
            plain = isinstance(law, Isotropic) and alike
            around = ", ORIENTATION=AROUND" if turned and not plain else ""
            yield f"*SOLID SECTION, ELSET={label}, MATERIAL={label}{around}"
            if self.element in ("CPE6", "CPS6"):
                yield _number(DEPTH)
        yield "*INITIAL CONDITIONS, TYPE=TEMPERATURE"
        yield "ALL, 0."

    def _layer(self) -> Iterator[str]:
        """Generalized plane strain of a layer of wedges, by equations on its nodes."""
        points, count = self.model.mesh.points, len(self.model.mesh.points)
        for n in self.model.active_nodes:
            low, top, z = int(n) + 1, int(n) + 1 + count, points[n, 1]
            yield from _equation((top, 1, 1.0), (low, 1, -1.0))
            yield from _equation((top, 2, 1.0), (low, 2, -1.0))
            for node, side in ((low, -1), (top, 1)):
                s = -side * DEPTH / 2
                terms = (node, 3, 1.0), (self.depth, 1, s), (self.depth, 2, s * z / self.height)
                yield from _equation(*terms)
        bow = -(DEPTH**2) / (8 * self.height)
        for n in self._corners:
            low, middle = int(n) + 1, int(n) + 1 + 2 * count
            yield from _equation((middle, 1, 1.0), (low, 1, -1.0))
            yield from _equation((middle, 2, 1.0), (low, 2, -1.0), (self.depth, 2, bow))
        yield "*BOUNDARY"
        yield from (f"{n + 1 + 2 * count}, 3, 3" for n in self._corners)

    def _support(self) -> Iterator[str]:
        found = self.model.constraints
        z = self.model.mesh.points[:, 1]
        for unknown in found.tied:
            node, axis = divmod(int(unknown), DIRECTIONS)
            terms: list[Term] = [(self.wall, 1, -1.0)]
            if "k" in found.names:
                terms.append((self.wall, 2, -z[node] / self.height))
            yield from _equation((node + 1, axis + 1, 1.0), *terms)
        yield "*BOUNDARY"
        for unknown in found.held:
            node, axis = divmod(int(unknown), DIRECTIONS)
            yield f"{node + 1}, {axis + 1}, {axis + 1}"
        idle = [(self.wall, d) for d, name in ((1, "e"), (2, "k")) if name not in found.names]
        stretch = self.model.kinematics.unknowns
        idle += [(self.depth, d) for d, name in ((1, "a"), (2, "b")) if name not in stretch]
        yield from (f"{node}, {d}, {d}" for node, d in (*idle, (self.wall, 3), (self.depth, 3)))


STEP = (
    "*STEP",
    "*STATIC",
    "*TEMPERATURE",
    "ALL, 1.",
    "*NODE PRINT, NSET=MESH",
    "U",
    "*NODE PRINT, NSET=GLOBALS",
    "U",
    "*EL PRINT, ELSET=EALL, GLOBAL=YES",
    "S",
    "*END STEP",
)


def write_inp(path: str | Path, deck: Deck) -> None:
    """Write a deck for `ccx`; ExportError if the file cannot be written."""
    with replacing(path) as file:
        file.writelines(f"{line}\n".encode("ascii", "replace") for line in deck.lines())


def _elastic(law: Law, temperature: float, turned: bool) -> Iterator[str]:
    if isinstance(law, Isotropic):
        yield "*ELASTIC"
        yield f"{_number(law.young(temperature))}, {_number(law.poisson(temperature))}"
        return
    order = [0, 2, 1] if turned else [0, 1, 2]
    shear = {frozenset((0, 1)): 3, frozenset((1, 2)): 4, frozenset((0, 2)): 5}
    C = law.stiffness(temperature)
    one, two, three = order
    normal = [(one, one), (one, two), (two, two), (one, three), (two, three), (three, three)]
    values = [C[i, j] for i, j in normal]
    for pair in ((one, two), (one, three), (two, three)):
        i = shear[frozenset(pair)]
        values.append(C[i, i])
    yield "*ELASTIC, TYPE=ORTHO"
    yield ", ".join(map(_number, values[:8])) + ","
    yield _number(values[8])


def _expansion(free: np.ndarray, alike: bool, turned: bool) -> Iterator[str]:
    if alike:
        yield "*EXPANSION, ZERO=0."
        yield _number(free[0])
        return
    yield "*EXPANSION, TYPE=ORTHO, ZERO=0."
    yield ", ".join(_number(free[i]) for i in ([0, 2, 1] if turned else [0, 1, 2]))


def _number(value: float) -> str:
    """As many digits as CalculiX reads: twenty characters."""
    return f"{float(value):.13E}"


def _node(number: int, *place: float) -> str:
    return ", ".join((str(number), *map(_number, place)))


def _equation(*terms: Term) -> Iterator[str]:
    yield "*EQUATION"
    yield str(len(terms))
    yield ", ".join(f"{node}, {axis}, {_number(factor)}" for node, axis, factor in terms)


def _listed(numbers: Iterable[int]) -> Iterator[str]:
    texts = [str(number) for number in numbers]
    for start in range(0, len(texts), PER_LINE):
        yield ", ".join(texts[start : start + PER_LINE]) + ","
