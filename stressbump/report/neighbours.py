"""What closed forms say of the same stack, beside the finite elements.

They hold for layers that run on unchanged, so the stack is read along a vertical line in the middle of
its longest stretch of one and the same pile. None of them knows the edges and bumps beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from stressbump import materials
from stressbump.free_strain import IN_PLANE, free_strains
from stressbump.laws import Law
from stressbump.report.fields import Fields
from stressbump.section import Section
from stressbump.verification.closed_forms import stoney, timoshenko
from stressbump.verification.closed_forms.laminate import laminate
from stressbump.verification.closed_forms.solid import Layer, Solid, State
from stressbump.verification.closed_forms.suhir import Joint

LINES = 201  # places at which the pile is read
CURVATURE = "curvature"
MOST = 24  # layers of a pile worth comparing


@dataclass(frozen=True)
class Neighbour:
    """A number by a closed form and by the finite elements, None where these have none to compare."""

    form: str
    quantity: str
    unit: str
    closed: float
    found: float | None
    holds: str


@dataclass(frozen=True)
class Pile:
    """Layers from the bottom, by region and thickness, that stand for `run` µm around a place x."""

    regions: tuple[str, ...]
    thicknesses: tuple[float, ...]
    x: float
    run: float
    ends: float | None  # x of the edge at which it ends, None at planes of symmetry alone


def pile(section: Section) -> Pile:
    """The pile that stands unchanged for the longest stretch."""
    xs = (np.arange(LINES) + 0.5) / LINES * section.width
    read = [_read(section, float(x)) for x in xs]
    best: tuple[int, int] = (0, 1)
    start = 0
    for k in range(1, LINES + 1):
        if k == LINES or read[k] != read[start]:
            worth = len(read[start]) > 1
            if worth and (k - start > best[1] - best[0] or len(read[best[0]]) < 2):
                best = (start, k)
            start = k
    first, last = best
    mirrored = first == 0 or (last == LINES and section.cell.support != "free")
    run = (last - first) * section.width / LINES
    x = xs[0] if first == 0 else xs[-1] if mirrored else xs[(first + last) // 2]
    edge = None if last == LINES and first == 0 and section.cell.support != "free" else run
    return Pile(
        tuple(name for name, _ in read[first]),
        tuple(thickness for _, thickness in read[first]),
        float(x),
        float(run * (2 if mirrored else 1)),
        edge if first == 0 else None,
    )


def _read(section: Section, x: float) -> tuple[tuple[str, float], ...]:
    """Regions and thicknesses (to 0.1 nm) of the connected pile on the datum at x."""
    line = shapely.LineString([(x, -1.0), (x, section.top + 1.0)])
    found = []
    for region in section.regions:
        for part in region.parts:
            hit = shapely.intersection(part, line)
            lines = [g for g in shapely.get_parts(hit) if g.length > 1e-3]
            found += [(g.bounds[1], g.bounds[3], region.name) for g in lines]
    layers: list[tuple[str, float]] = []
    top: float | None = None
    for low, high, name in sorted(found):
        if top is not None and low > top + 1e-3:
            break
        if layers and layers[-1][0] == name:
            layers[-1] = (name, round(layers[-1][1] + high - low, 4))
        else:
            layers.append((name, round(high - low, 4)))
        top = high
    return tuple(layers)


def neighbours(
    section: Section, fields: Fields, temperature: float, curvature: float | None
) -> list[Neighbour]:
    """Closed forms beside the finite elements at one end temperature; `curvature` in 1/m."""
    here = pile(section)
    if not 1 < len(here.regions) <= MOST:
        return []
    laws = {r.name: materials.resolve(r.material, r.name).law for r in section.regions}
    strains = free_strains(section, laws, temperature)
    state: State = "plane strain" if section.cell.kinematics == "plane strain" else "plate"
    # a thermal strain of 1 per K over 1 K is the free strain itself
    layers = [
        Layer(_solid(laws[n], temperature, float(strains[n][IN_PLANE].mean())), t)
        for n, t in zip(here.regions, here.thicknesses, strict=True)
    ]
    flat = section.cell.support == "flat"
    stretch = f"{' / '.join(here.regions)}, {here.run:.4g} µm long"
    found = laminate(layers, 1.0, state, flat)
    out = []
    for k, name in enumerate(here.regions):
        middle = sum(found.faces(k)) / 2
        here_fe = _stress_at(fields, name, here.x, middle + section.datum.shape.bounds[1])
        told = f"in-plane stress of {name}"
        out.append(Neighbour("laminate", told, "MPa", found.stress(k, middle), here_fe, stretch))
    if flat or section.cell.support == "clamped":
        return out
    out.append(Neighbour("laminate", CURVATURE, "1/m", found.curvature * 1e6, curvature, stretch))
    return out + _bimetals(here, layers, state, curvature, section.width)


def _bimetals(
    here: Pile, layers: list[Layer], state: State, curvature: float | None, width: float
) -> list[Neighbour]:
    """Two layers at a time: the datum with the one that pulls most on it."""
    base, modulus = layers[0], layers[0].solid.in_plane(state)[0]
    pull = [
        layer.solid.in_plane(state)[0] * layer.thickness * (base.solid.cte - layer.solid.cte)
        for layer in layers
    ]
    strongest = max(range(1, len(layers)), key=lambda k: abs(pull[k]))
    two = f"{here.regions[0]} and {here.regions[strongest]} alone"
    # Stoney's film pulls towards concave on its side: the sign that a smile has here
    thin = sum(
        stoney.curvature(p / layer.thickness, layer.thickness, modulus, base.thickness)
        for p, layer in zip(pull[1:], layers[1:], strict=True)
    )
    strip = timoshenko.curvature(base, layers[strongest], 1.0, state)
    joint = Joint(base, layers[strongest], here.ends or width, 1.0, state=state)
    dies = "length over which interface shear dies out"
    return [
        Neighbour(
            "Stoney", CURVATURE, "1/m", thin * 1e6, curvature, "all layers thin on the first"
        ),
        Neighbour("Timoshenko", CURVATURE, "1/m", strip * 1e6, curvature, two),
        Neighbour("Suhir", dies, "µm", 1 / joint.decay, None, two),
    ]


def _solid(law: Law, temperature: float, strain: float) -> Solid:
    """A solid whose in-plane modulus and expansion are the law's."""
    if law.isotropic:
        return Solid(law.young(temperature), law.poisson(temperature), strain)  # type: ignore[attr-defined]
    return Solid(law.biaxial_modulus(temperature), 0.0, strain)


def _stress_at(fields: Fields, region: str, x: float, z: float) -> float | None:
    """(σ_xx + σ_out)/2 of a region at a place, MPa."""
    own = fields.flat[fields.flat_region == fields.mesh.regions.index(region)]
    a, b, c = np.moveaxis(fields.mesh.points[own], 1, 0)
    p = np.array([x, z])

    def double(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]

    whole = double(b - a, c - a)
    shares = np.stack([double(b - p, c - p), double(c - p, a - p), double(a - p, b - p)]) / whole
    inside = np.flatnonzero(shares.min(axis=0) > -1e-6)
    if not len(inside):
        return None
    k = inside[0]
    return float(shares[:, k] @ (fields.stress[0][own[k]] + fields.stress[2][own[k]]) / 2)
