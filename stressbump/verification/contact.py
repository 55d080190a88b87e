"""Faces that press each other and rub, against closed forms and what contact must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stressbump.closed_forms import lame
from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.contact import in_contact
from stressbump.mechanics.facing import FacingNodes, facing_nodes
from stressbump.mechanics.kinematics import Kinematics, axisymmetric, plane_strain
from stressbump.mechanics.loading import FreeStrain, Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import Hold, free
from stressbump.mechanics.system import System, factorise
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.mesh import Mesh, interface
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.cylinders import slab
from stressbump.verification.grids import facets_at, grid, lines
from stressbump.verification.stacks import SOLDER, UNDERFILL

SOFT, RIGID = Solid(1000.0, 0.3), Solid(1e6, 0.3)
RADIUS = 50.0  # µm, of a cylinder on a flat face
COOLING = -165.0
THERMAL = 10.0  # MPa, of a film that cannot shrink
PRESSURE, FRICTION = 0.2, 0.5  # MPa, on the film
LONG, BONDED = 250.0, 50.0  # µm, of a film of 1 µm, and what of it is bonded


@dataclass(frozen=True, eq=False)
class Pressed:
    """Two regions that press each other: what their nodes do, in the order of x or of height."""

    nodes: FacingNodes
    place: np.ndarray  # (nodes, 2) µm
    push: np.ndarray  # (nodes,)
    drag: np.ndarray  # (nodes,)
    slip: np.ndarray  # (nodes,) µm
    solution: Solution

    @property
    def pressure(self) -> np.ndarray:
        """(nodes,) MPa."""
        return self.push / self.nodes.area

    @property
    def end(self) -> float:
        """How far out nodes press, to the middle between the last that does and the next."""
        last = int(np.flatnonzero(self.push)[-1])
        return float(self.place[last : last + 2, 0].mean())


def pressed(
    system: System,
    loads: Loads,
    gap: Callable[[np.ndarray], np.ndarray] = np.zeros_like,
    friction: float = 0.0,
    faces: tuple[str, str] = ("lower", "upper"),
) -> Pressed:
    """The regions under loads, parted by a gap over x, µm, where nothing acts."""
    kinematics, mesh = system.model.kinematics, system.model.mesh
    loose = solve(system, loads)
    found = facing_nodes(mesh, kinematics, interface(mesh, *faces))
    place = mesh.points[found.first]
    order = np.lexsort(place.T[::-1])
    found, place = found[order], place[order]
    size = system.matrix.shape[0]
    pulls = [found.pushes(kinematics, size), found.drags(kinematics, size)]
    both = np.hstack([p.toarray() for p in pulls[: 2 if friction else 1]])
    apart = found.gap(loose.displacement) + gap(place[:, 0])
    if friction:
        apart = np.append(apart, found.slip(loose.displacement))
    rub = np.full(len(place), friction)
    force, now = in_contact(apart, lambda some: both.T @ system.solve(both[:, some]), rub)
    change = system.solve((both @ force)[:, None])[:, 0]
    count = len(place)
    rest = np.zeros(count)
    drag, slip = (force[count:], now[count:]) if friction else (rest, rest)
    moved = replace(loose, unknowns=loose.unknowns + change)
    return Pressed(found, place, force[:count], drag, slip, moved)


def parted(
    mesh: Mesh, solids: Mapping[str, Solid], kinematics: Kinematics, holds: Sequence[Hold]
) -> System:
    """Regions that nothing bonds where `lower` meets `upper`."""
    split = split_free_faces(mesh, [("lower", "upper")])
    laws = {name: law(solid) for name, solid in solids.items()}
    return factorise(Model(split, kinematics, free, laws, tuple(holds)), ROOM)


def graded(fine: float, size: float, far: float, growth: float = 1.3) -> np.ndarray:
    """Places from 0 on, a size apart up to `fine`, then growing to `far`."""
    found = lines(0.0, fine, cells=round(fine / size)).tolist()
    while found[-1] + growth * size < far:
        size *= growth
        found.append(found[-1] + size)
    return np.array([*found[:-1], far])


def _level(mesh: Mesh, z: float) -> np.ndarray:
    return np.flatnonzero(np.isclose(mesh.points[:, 1], z, rtol=0, atol=1e-9))


@shared
def cylinder() -> Pressed:
    """A cylinder laid down on a flat face: two blocks parted by x²/2R, pressed together."""
    far = 60.0
    x, z = graded(2.0, 0.1, far), graded(0.4, 0.1, far)
    mesh = grid(x, np.append(-z[:0:-1], z), lambda x, z: "upper" if z > 0 else "lower")
    holds = [Hold("top", "z", _level(mesh, far)), Hold("bottom", "z", _level(mesh, -far))]
    system = parted(mesh, {"lower": SOFT, "upper": SOFT}, plane_strain, holds)
    return pressed(system, Loads(prescribed={"top": -0.07}), lambda x: x**2 / (2 * RADIUS))


def hertz(found: Pressed) -> tuple[float, float]:
    """Half the width of contact and the pressure in its middle, for the force that presses."""
    force = 2 * float(found.push.sum())
    stiff = SOFT.E / (1 - SOFT.nu**2) / 2
    half = np.sqrt(4 * force * RADIUS / (np.pi * stiff))
    return half, 2 * force / (np.pi * half)


def _against_hertz(share: float) -> float:
    """The pressure at a share of the half width, as a part of Hertz's."""
    found = cylinder()
    half, largest = hertz(found)
    pressure = np.interp(share * half, found.place[:, 0], found.pressure)
    return float(pressure / (largest * np.sqrt(1 - share**2)))


@shared
def fit(cells: int) -> Pressed:
    """A core in a ring that shrinks onto it, both as long as they were."""
    mesh, ends = slab(50.0, 100.0, (cells, 2 * cells))
    mesh = replace(
        mesh, regions=tuple({"core": "lower", "sleeve": "upper"}[n] for n in mesh.regions)
    )
    system = parted(mesh, {"lower": SOLDER, "upper": UNDERFILL}, axisymmetric, [ends])
    strain: dict[str, FreeStrain] = {
        name: each.thermal_strain(ROOM, ROOM + COOLING) for name, each in system.model.laws.items()
    }
    return pressed(system, Loads(free_strain=strain))


@shared
def _layer() -> System:
    """A layer of 1 µm on a base of the same solid, pushed down at x = 0."""
    x, height = graded(1.8, 0.1, 12.0), lines(0.0, 1.0, cells=10)
    deep = -graded(0.3, 0.1, 12.0, 1.5)[:0:-1]
    mesh = grid(x, np.append(deep, height), lambda x, z: "upper" if z > 0 else "lower")
    on = np.flatnonzero((mesh.points[:, 0] == 0) & (mesh.points[:, 1] == 1.0))
    holds = [Hold("push", "z", on), Hold("bottom", "z", _level(mesh, -12.0))]
    return parted(mesh, {"lower": SOFT, "upper": SOFT}, plane_strain, holds)


def lifted(push: float) -> float:
    """How far out a layer that is pushed down by so many µm presses its base; from there on it lifts."""
    return pressed(_layer(), Loads(prescribed={"push": -push})).end


def _held_down() -> float:
    """Where a layer that a rigid base holds up and down begins to be pulled."""
    x, height = graded(2.0, 0.05, 12.0), lines(0.0, 1.0, cells=14)
    mesh = grid(x, height, lambda x, z: "layer")
    on = np.flatnonzero((mesh.points[:, 0] == 0) & (mesh.points[:, 1] == 1.0))
    holds = Hold("push", "z", on), Hold("base", "z", _level(mesh, 0.0))
    system = factorise(Model(mesh, plane_strain, free, {"layer": law(SOFT)}, holds), ROOM)
    found = solve(system, Loads(prescribed={"push": -1e-3}))
    own = facets_at(mesh, 0.0, lambda p: p[:, 1])
    nodes = np.unique(own.nodes)
    nodes = nodes[np.argsort(mesh.points[nodes, 0])]
    held = system.product(found.unknowns[:, None])[:, 0][plane_strain.along("z", nodes)]
    corner = np.isin(nodes, own.nodes[:, :2])
    place, push = mesh.points[nodes[corner], 0], held[corner]
    first = int(np.flatnonzero(push < 0)[0])
    return float(np.interp(0.0, -push[first - 1 : first + 1], place[first - 1 : first + 1]))


@shared
def film() -> Pressed:
    """A film pressed onto a stiff base and cooled, bonded in the middle, that slips from its end on."""
    x = np.append(lines(0.0, BONDED, cells=5)[:-1], lines(BONDED, LONG, cells=50))

    def named(x: float, z: float) -> str:
        return ("upper" if z > 0 else "lower") + (" bonded" if x < BONDED else "")

    mesh = grid(x, np.array([-1.0, 0.0, 0.5, 1.0]), named)
    solids = {name: SOFT if "upper" in name else RIGID for name in mesh.regions}
    system = parted(mesh, solids, plane_strain, [Hold("bottom", "z", _level(mesh, -1.0))])
    shrunk = -THERMAL * (1 - SOFT.nu) / SOFT.E * np.array([1, 1, 1, 0, 0, 0])
    strain: dict[str, FreeStrain] = {n: shrunk for n in solids if "upper" in n}
    top = facets_at(mesh, 1.0, lambda p: p[:, 1])
    loads = Loads(strain, [(top, PRESSURE)])
    return pressed(system, loads, friction=FRICTION)


def _stress(away: float) -> float:
    """The mean stress of the film over its height, so far from its end, MPa."""
    sample = in_region(film().solution, "upper")
    near = np.abs(sample.position[0] - (LONG - away)) < 2.0
    return float(sample.stress[0, near] @ sample.weight[near] / sample.weight[near].sum())


def _slipped() -> float:
    """How far from its end the film slips, µm."""
    found = film()
    slips = np.abs(found.drag) > FRICTION * found.push * (1 - 1e-9)
    return LONG - float(found.place[slips, 0].min())


def _analytic(
    name: str,
    source: str,
    target: float,
    unit: str,
    tolerance: float,
    run: Callable[[], float],
    note: str = "",
) -> VerificationCase:
    return VerificationCase(name, source, "ANALYTIC", target, unit, tolerance, run, note)


TENTH = "elements of 0.1 µm; half the width is about 1.2"
_FIT = lame.cylinders((SOLDER, UNDERFILL), (0, 50.0, 100.0), COOLING, "plane strain")
CASES = (
    _analytic("cylinder on a flat face: pressure in the middle", "Hertz 1882", 1.0, "1", 1e-2,
              lambda: _against_hertz(0.0), TENTH),
    _analytic("cylinder on a flat face: pressure at half the width", "Hertz 1882", 1.0, "1", 1e-2,
              lambda: _against_hertz(0.5), TENTH),
    _analytic("cylinder on a flat face: half the width", "Hertz 1882", 1.0, "1", 5e-2,
              lambda: cylinder().end / hertz(cylinder())[0], "known to half an element of 0.1 µm"),
    _analytic("ring that shrinks onto its core: pressure", "Lamé 1852", -_FIT.stress(0, 50.0)[0], "MPa",
              1e-3, lambda: float(fit(16).push.sum() / fit(16).nodes.area.sum())),
    _analytic("layer on a base that pulls it down: pressed until", "Filon 1903", 1.35, "µm", 1e-2,
              _held_down, "1.35 is Filon's to three digits; found between nodes 0.05 µm apart"),
    VerificationCase("layer that lifts from its base: twice the load presses as far", "receding contact",
                     "SELF", 0.0, "µm", 1e-9, lambda: lifted(2e-3) - lifted(1e-3)),
    VerificationCase("layer that lifts from a base of its own solid: pressed until", "receding contact",
                     "SELF", 1.33, "µm", 3e-2, lambda: lifted(1e-3),
                     "meshes halved twice leave 1.32 to 1.34"),
    _analytic("film that friction holds: slips from its end for", "shear lag", 100.0, "µm", 4e-2, _slipped,
              "known to an element of 4 µm"),
    _analytic("film that friction holds: stress 40 µm from its end", "shear lag", 4.0, "MPa", 1e-2,
              lambda: _stress(40.0), "a mean over 4 µm; shear lag leaves out the film's height"),
)  # fmt: skip
