"""Every default measure of a solution, as values that carry what a number must carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np

from stressbump import measures
from stressbump.checks import hindered
from stressbump.faces import faces
from stressbump.handover import end_forces
from stressbump.measures import EdgeTraction
from stressbump.mesh import Facets, Mesh, boundary, interface
from stressbump.sample import Sample, in_region, on_face
from stressbump.section import Section
from stressbump.solution import Solution, nodal_forces

# What is told first of a region, and of an interface
HEADLINES = (
    "mean von Mises stress",
    "95th percentile first principal stress",
    "95th percentile film stress",
)
EDGES = ("edge opening traction", "edge shear traction")
# All of a region, of a film, of a bonded face and at its edges
OF_REGION = (
    "mean von Mises stress",
    "95th percentile von Mises stress",
    "mean first principal stress",
    "95th percentile first principal stress",
    "mean in-plane stress",
)
RAW_MAXIMUM = "raw maximum von Mises stress"
OF_FILM = ("mean film stress", "95th percentile film stress", "largest film stress")
RESULTANTS = ("normal force N", "shear force V", "moment M")
OF_EDGE = ("edge normal traction", "edge opening traction", "edge shear traction")
OVERLAP = "overlap of a free face"
BOW = ("curvature", "sagitta")
# What not every section has: a film, an interface that ends, a face that is not bonded
SOMETIMES = (*OF_FILM, *OF_EDGE, OVERLAP)
NOISE = 1e-4  # of the hindered stress: a stack without mismatch must find no scale in round-off
RESOLVED = 4  # facets an averaging length must hold
SLENDER = 0.01  # a film of so much of the stack's thickness still bends it for sure
SURE_SIGN = 0.01  # a mean of a positive quantity cancels nothing: smaller ones are still sure
ENERGY, WHOLE = "elastic energy", "whole stack"
FILM = 8.0  # a region this many times longer than thick is a film …
FILM_THICKNESS = 6.0  # … if it is no thicker than this, µm


@dataclass(frozen=True)
class Value:
    """A measured number: quantity, place (a region, or first/second of a face), unit, averaging.

    `scale` is what the number is small or large against, in the same unit; a value of None could not
    be had, and `note` says why. `bar` is half the width of its discretisation bar in the same unit,
    None where none was asked for; it is an estimate, but a value that is `bounded_above` is not below
    what finer meshes come to. `finer` is the number on finer solutions; a mesh-dependent one has no
    bar but `grown`, its factor on the finest of them.
    """

    measure: str
    where: str
    value: float | None
    unit: str
    temperature: float
    averaging: str
    scale: float
    averaging_um: float | None = None
    mesh_dependent: bool = False
    at: tuple[float, float] | None = None
    note: str = ""
    bar: float | None = None
    bounded_above: bool = False
    finer: tuple[float, ...] = ()
    grown: float | None = None

    @property
    def key(self) -> tuple[str, str, float | None, float]:
        """What makes two stacks' values comparable."""
        return self.measure, self.where, self.averaging_um, self.temperature


Asked = Callable[[str, str, float | None], bool]


def everything(measure: str, where: str, averaging_um: float | None) -> bool:
    """Any measure at any place, averaged over any length."""
    return True


def survey(
    section: Section, solution: Solution, windows: tuple[float, ...], asked: Asked = everything
) -> tuple[Value, ...]:
    """All measures: by region, by film, by interface, at interface edges, and of the whole.

    `asked` says by measure, place and averaging length what is wanted; not all of the rest is left
    out, but most of what takes time.
    """

    def any_of(measures: tuple[str, ...], where: str, window: float | None = None) -> bool:
        return any(asked(m, where, window) for m in measures)

    mesh, widest = solution.model.mesh, max(windows)
    samples = {name: in_region(solution, name) for name in solution.patches}
    stressed = max(_noise(solution), *(measures.mean_von_mises(s) for s in samples.values()))
    forces = cache(lambda name: nodal_forces(solution, name))
    values: list[Value] = []
    for name, sample in samples.items():
        if any_of((*OF_REGION, RAW_MAXIMUM), name):
            values += _region(name, sample, solution.temperature, stressed)
        if any_of(OF_FILM, name, widest) and is_film(mesh, name):
            ends = film_ends(mesh, name)
            values += _film(name, sample, solution.temperature, stressed, widest, ends)
    if any(asked(ENERGY, where, None) for where in (*samples, WHOLE)):
        values += _energies(solution, samples)
    for first, second in pairs(mesh, tuple(solution.patches)):
        where = f"{first}/{second}"
        if {first, second} in map(set, section.cell.free_faces):
            values.append(_overlap(solution, first, second, where))
            continue
        if any_of(RESULTANTS, where):
            values += _resultants(section, solution, first, second, forces(first))
        near = tuple(d for d in windows if any_of(OF_EDGE, where, d))
        if near:
            values += _edges(solution, first, second, near, stressed)
    if any_of(BOW, section.datum.name):
        values += _warpage(section, solution)
    return tuple(values)


def _noise(solution: Solution) -> float:
    """A stress, MPa, that is none beside those that hindering the free strains would make."""
    return NOISE * max(
        hindered(p) * float(np.abs(solution.free_strain[name][:3]).max())
        for name, p in solution.patches.items()
    )


def at_temperature(values: tuple[Value, ...], temperature: float) -> tuple[Value, ...]:
    """The same values, labelled with the end temperature they hold for."""
    return tuple(
        v if v.temperature == temperature else replace(v, temperature=temperature) for v in values
    )


def is_film(mesh: Mesh, name: str) -> bool:
    """Whether a region is long and thin."""
    thickness, length = film_size(mesh, name)
    return thickness <= FILM_THICKNESS and length >= FILM * thickness


def film_size(mesh: Mesh, name: str) -> tuple[float, float]:
    """Mean thickness, the area per length along x, and that length of a region, µm."""
    corners = mesh.points[mesh.triangles[mesh.elements_in(name), :3]]
    d, e = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = float((d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]).sum() / 2)
    length = float(np.ptp(corners[..., 0]))
    return area / length, length


def film_ends(mesh: Mesh, name: str) -> tuple[float, float]:
    """The x where a region begins and ends, µm."""
    x = mesh.points[mesh.triangles[mesh.elements_in(name), :3], 0]
    return float(x.min()), float(x.max())


def _region(name: str, sample: Sample, temperature: float, scale: float) -> list[Value]:
    mises = measures.von_mises(sample.stress)
    first = measures.first_principal(sample.stress)
    top = measures.peak(mises, sample.position)
    in_plane = (sample.stress[0] + sample.stress[2]) / 2
    numbers = (
        measures.mean(mises, sample.weight),
        measures.percentile(mises, sample.weight),
        measures.mean(first, sample.weight),
        measures.percentile(first, sample.weight),
        measures.mean(in_plane, sample.weight),
    )

    def value(measure: str, number: float, averaging: str = "volume") -> Value:
        size = SURE_SIGN * scale if "von Mises" in measure else scale
        return Value(measure, name, number, "MPa", temperature, averaging, size)

    highest = replace(
        value(RAW_MAXIMUM, top.value, "none"),
        mesh_dependent=True,
        at=(top.x, top.z),
        note="mesh-dependent",
    )
    return [*map(value, OF_REGION, numbers), highest]


def _energies(solution: Solution, samples: dict[str, Sample]) -> list[Value]:
    """Elastic energy of every region and of all of them.

    Without nearly incompressible regions the displacements minimise that of the whole, which is thus
    nowhere below the exact one, but for round-off and quadrature.
    """
    energy = {name: measures.elastic_energy(sample) for name, sample in samples.items()}
    volume = {name: float(sample.weight.sum()) for name, sample in samples.items()}
    strain = NOISE * max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    density = max(strain * _noise(solution), *(energy[n] / volume[n] for n in energy))
    energy[WHOLE], volume[WHOLE] = sum(energy.values()), sum(volume.values())
    unit = "pJ" if solution.model.kinematics.hoop else "pJ per µm of depth"
    bounded = not any(p.mixed for p in solution.patches.values())
    return [
        Value(
            ENERGY,
            name,
            number,
            unit,
            solution.temperature,
            "sum over the volume",
            SURE_SIGN**2 * density * volume[name],
            bounded_above=bounded and name == WHOLE,
        )
        for name, number in energy.items()
    ]


def _film(
    name: str,
    sample: Sample,
    temperature: float,
    scale: float,
    window: float,
    ends: tuple[float, float],
) -> list[Value]:
    found = measures.film_stress(sample, window, ends)
    averaging = f"thickness, windows of {found.window:.3g} µm"

    def value(measure: str, number: float) -> Value:
        return Value(measure, name, number, "MPa", temperature, averaging, scale, window)

    mean, high, largest = map(value, OF_FILM, (found.mean, found.percentile_95, found.largest))
    return [mean, high, replace(largest, at=(found.at, float(sample.position[1].mean())))]


def pairs(mesh: Mesh, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Regions that share a face, the earlier-named first."""
    ordered = sorted(names, key=mesh.regions.index)
    return [pair for pair in combinations(ordered, 2) if pair in mesh.interfaces]


def _resultants(
    section: Section, solution: Solution, first: str, second: str, own: np.ndarray
) -> Iterator[Value]:
    """Forces and moment on a face from the nodal forces (nodes, 2) of its first region."""
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    walls = (0.0,) if section.cell.support == "free" else (0.0, mesh.width)
    force = own
    if solution.patches[first].turn is not None:  # on cubics the finer way, for the bar
        force = own - end_forces(solution, first, second)
    found = measures.interface_resultant(mesh, force, first, second, walls)
    shared = interface(mesh, first, second)
    nodes = np.unique(shared.nodes)
    area = float(faces(mesh, kinematics, shared).dA.sum())
    gross = max(float(np.abs(own[nodes]).sum()), _noise(solution) * area)
    reach = float(np.ptp(mesh.points[nodes], axis=0).max())
    per = "" if kinematics.hoop else " per µm of depth"
    for measure, number, unit, scale in zip(
        RESULTANTS,
        (found.normal, found.shear, found.moment),
        ("µN", "µN", "µN·µm"),
        (gross, gross, gross * reach),
        strict=True,
    ):
        yield Value(
            measure,
            f"{first}/{second}",
            number,
            unit + per,
            solution.temperature,
            "nodal forces",
            scale,
        )


def _edges(
    solution: Solution, first: str, second: str, windows: tuple[float, ...], scale: float
) -> Iterator[Value]:
    face = on_face(solution, first, second)
    for distance in windows:
        yield from _edge(face, distance, f"{first}/{second}", solution.temperature, scale)


def _edge(
    face: Sample, distance: float, where: str, temperature: float, scale: float
) -> Iterator[Value]:
    if face.edge_distance is None or not np.isfinite(face.edge_distance).any():
        return
    reach = float(face.edge_distance[np.isfinite(face.edge_distance)].max())
    if reach < distance / 2:
        return
    found: EdgeTraction = measures.edge_traction(face, distance)
    resolved = found.facets >= RESOLVED
    note = "" if resolved else f"only {found.facets} facets within {distance:g} µm; refine"
    for measure, number in zip(
        OF_EDGE, (found.normal, found.opening, found.shear_size), strict=True
    ):
        yield Value(
            measure,
            where,
            number if resolved else None,
            "MPa",
            temperature,
            f"{distance:g} µm from the edge",
            scale,
            distance,
            note=note,
        )


def _overlap(solution: Solution, first: str, second: str, where: str) -> Value:
    """How far a free face that closes has run into its other side, nm; 0 where it opens."""
    mesh, u = solution.model.mesh, solution.displacement
    shared = interface(mesh, first, second)
    run = mesh.points[shared.nodes[:, 1]] - mesh.points[shared.nodes[:, 0]]
    normal = np.stack([run[:, 1], -run[:, 0]], axis=1) / np.linalg.norm(run, axis=1)[:, None]
    gap = ((u[shared.other_nodes] - u[shared.nodes]) * normal[:, None]).sum(2)
    overlap = max(0.0, float(-gap.min()) * 1e3)
    note = f"the free face closes by {overlap:.3g} nm; contact is not modelled" if overlap else ""
    return Value(
        OVERLAP,
        where,
        overlap,
        "nm",
        solution.temperature,
        "largest",
        1e3,
        note=note,
    )


def _warpage(section: Section, solution: Solution) -> list[Value]:
    """Curvature and sagitta of the lower face of the datum."""
    mesh = solution.model.mesh
    name = section.datum.name
    outline = boundary(mesh, name)
    z = mesh.points[outline.nodes, 1]
    below = np.flatnonzero((z < z.min() + 1e-6).all(axis=1))
    line = Facets(*(part[below] for part in vars(outline).values()))
    x, rise, length = _along(solution, line)
    ends = mesh.points[line.nodes, 0]
    reach, span = float(np.abs(ends).max()), float(np.ptp(ends))
    bow = measures.warpage(x, rise, length, reach)
    strain = max(float(np.abs(e[:3]).max()) for e in solution.free_strain.values())
    thick = float(np.ptp(mesh.points[:, 1]))
    bend, how = strain / thick, f"least squares over {span:.4g} µm"
    return [
        Value(measure, name, number, unit, solution.temperature, how, scale)
        for measure, number, unit, scale in zip(
            BOW,
            (bow.curvature * 1e6, bow.sagitta),
            ("1/m", "µm"),
            (SLENDER * bend * 1e6, SLENDER * bend * reach**2 / 2),
            strict=True,
        )
    ]


def _along(solution: Solution, line: Facets) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, u_z and the length each stands for, at Gauss points of facets, (n,) each in µm."""
    mesh = solution.model.mesh
    face = faces(mesh, solution.model.kinematics, line)
    lifted = solution.displacement[mesh.triangles[line.elements], 1]
    rise = (face.at.shape @ lifted[..., None])[..., 0]
    return face.x[..., 0].ravel(), rise.ravel(), np.outer(face.length, face.at.weights).ravel()
