"""What closed forms say of the same stack, beside the finite elements.

They hold for layers that run on unchanged, so the stack is read along a vertical line in the pile that
stands along most of the section. None of them knows the edges and bumps beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import shapely

from stressbump.answers.decay import decay_length
from stressbump.closed_forms import stoney, timoshenko
from stressbump.closed_forms.solid import Ply, Solid, StressState
from stressbump.closed_forms.staged_laminate import BornLayer, Wall, staged
from stressbump.closed_forms.suhir import Joint
from stressbump.export.fields import Fields
from stressbump.history.eigenstrain import at_birth
from stressbump.history.schedule import births
from stressbump.laws import Law
from stressbump.measures.warpage import CURVATURE
from stressbump.process.section import Section
from stressbump.sensitivity.mismatch import IN_PLANE

LINES = 201  # places at which the pile is read
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
    """Layers from the bottom, by region and thickness, that stand along `run` µm of the section."""

    regions: tuple[str, ...]
    thicknesses: tuple[float, ...]
    bottom: float  # z, µm
    x: float  # in the middle of its longest stretch
    run: float


def pile(section: Section) -> Pile:
    """The pile of two layers or more that stands along most of the section."""
    xs = (np.arange(LINES) + 0.5) / LINES * section.width
    read = [read_pile(section, float(x)) for x in xs]
    counted = Counter(layers for layers in read if len(layers[1]) > 1)
    if not counted:
        return Pile((), (), 0.0, 0.0, 0.0)
    chosen, count = counted.most_common(1)[0]
    stretches = [
        list(run) for same, run in groupby(range(LINES), lambda k: read[k] == chosen) if same
    ]
    longest = max(stretches, key=len)
    # in the middle, or at a plane of symmetry that the stretch runs on behind
    inner = longest[0] == 0
    outer = longest[-1] == LINES - 1 and section.cell.support != "free"
    k = longest[0] if inner else longest[-1] if outer else longest[len(longest) // 2]
    bottom, layers = chosen
    names, thicknesses = zip(*layers, strict=True)
    return Pile(names, thicknesses, bottom, float(xs[k]), count * section.width / LINES)


def _own(section: Section) -> tuple[str, ...]:
    """The regions on the datum's side of the last joint."""
    return section.joined[0] if section.joined else section.names


def read_pile(section: Section, x: float) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The bottom, and regions with thicknesses (to 0.1 nm), of the lowest connected pile at x."""
    line = shapely.LineString([(x, -1.0), (x, section.top + 1.0)])
    found = []
    for region in section.regions:
        for part in region.parts:
            hit = shapely.intersection(part, line)
            lines = [g for g in shapely.get_parts(hit) if g.length > 1e-3]
            found += [(g.bounds[1], g.bounds[3], region.name) for g in lines]
    layers: list[tuple[str, float]] = []
    bottom, top = 0.0, None
    for low, high, name in sorted(found):
        if top is not None and low > top + 1e-3:
            break
        if layers and layers[-1][0] == name:
            layers[-1] = (name, round(layers[-1][1] + high - low, 4))
        else:
            layers.append((name, round(high - low, 4)))
        bottom, top = (low if top is None else bottom), high
    return round(bottom, 4), tuple(layers)


def neighbours(
    section: Section, fields: Fields, temperature: float, curvature: float | None
) -> list[Neighbour]:
    """Closed forms beside the finite elements at one end temperature; `curvature` in 1/m."""
    here = pile(section)
    if not 1 < len(here.regions) <= MOST:
        return []
    if section.cell.support == "two laminates" and not set(here.regions) <= set(_own(section)):
        return []
    laws = {r.name: r.material.law for r in section.regions}
    # ends that stand higher count as positive there, an upper side that is longer in closed forms
    state: StressState = "plane strain" if section.cell.kinematics == "plane strain" else "plate"
    wall: Wall = "flat" if section.cell.support == "flat" else "free"
    stretch = f"{' / '.join(here.regions)}, along {here.run:.4g} µm"
    found = staged(laid_down(section, here, laws, temperature), temperature, state, wall)[-1]
    out = []
    for k, name in enumerate(here.regions):
        layer = found.layers[f"{k} {name}"]
        here_fe = _stress_at(fields, name, here.x, sum(layer.birth.span) / 2)
        told = f"in-plane stress of {name}"
        out.append(Neighbour("laminate", told, "MPa", layer.mean, here_fe, stretch))
    if section.cell.support in ("flat", "clamped"):
        return out
    bent = -found.layers[f"0 {here.regions[0]}"].curvature * 1e6
    out.append(Neighbour("laminate", CURVATURE.name, "1/m", bent, curvature, stretch))
    layers = _mismatched(section, here, laws, temperature, state)
    return out + _bimetals(here, layers, state, curvature, section, fields)


def laid_down(
    section: Section, here: Pile, laws: Mapping[str, Law], temperature: float
) -> list[BornLayer]:
    """The layers of a pile as laminate theory has them laid down, in the order of their births."""
    bottoms = here.bottom + np.concatenate([[0.0], np.cumsum(here.thicknesses)])
    found = []
    for region in births(section):
        law = laws[region.name]

        def expansion(T: float, law: Law = law) -> float:
            return float(law.thermal_strain(temperature, T)[IN_PLANE].mean())

        solid = _solid(law, temperature, 0.0)
        found += [
            BornLayer(
                f"{k} {name}", Ply(solid, here.thicknesses[k]), float(bottoms[k]),
                float(region.born_C or 0.0), region.intrinsic_MPa, region.cure_shrinkage, expansion,
            )
            for k, name in enumerate(here.regions)
            if name == region.name
        ]  # fmt: skip
    return found


def _mismatched(
    section: Section, here: Pile, laws: Mapping[str, Law], temperature: float, state: StressState
) -> list[Ply]:
    """The layers with their free strain against the stiffest since both are born, as if over one kelvin."""
    own = [
        Ply(_solid(laws[n], temperature, 0.0), t)
        for n, t in zip(here.regions, here.thicknesses, strict=True)
    ]
    stiff = [layer.solid.in_plane(state)[0] * layer.thickness for layer in own]
    regions = {r.name: r for r in section.regions}
    base = regions[here.regions[int(np.argmax(stiff))]]
    out = []
    for name, layer in zip(here.regions, own, strict=True):
        region = regions[name]
        since = float((region if region.step >= base.step else base).born_C or 0.0)
        grown = [laws[r.name].thermal_strain(since, temperature) for r in (region, base)]
        strain = (grown[0] - grown[1])[IN_PLANE].mean() + at_birth(region, laws[name])[0]
        solid = replace(layer.solid, cte=0.0 if name == base.name else float(strain))
        out.append(replace(layer, solid=solid))
    return out


def _bimetals(
    here: Pile,
    layers: list[Ply],
    state: StressState,
    curvature: float | None,
    section: Section,
    fields: Fields,
) -> list[Neighbour]:
    """Two layers at a time: the datum with the one that pulls most on it."""
    stiff = [layer.solid.in_plane(state)[0] * layer.thickness for layer in layers]
    main = max(range(len(layers)), key=lambda k: stiff[k])
    base = layers[main]
    pull = [stiff[k] * (base.solid.cte - layer.solid.cte) for k, layer in enumerate(layers)]
    strongest = max((k for k in range(len(layers)) if k != main), key=lambda k: abs(pull[k]))
    two = f"{here.regions[main]} and {here.regions[strongest]} alone"
    # a film above that pulls lifts the ends, one below lowers them
    thin = sum(
        (1 if k > main else -1)
        * stoney.curvature(
            pull[k] / layer.thickness,
            layer.thickness,
            base.solid.in_plane(state)[0],
            base.thickness,
        )
        for k, layer in enumerate(layers)
        if k != main
    )
    lower, upper = sorted((main, strongest))
    strip = timoshenko.curvature(layers[lower], layers[upper], 1.0, state)
    joint = Joint(layers[lower], layers[upper], section.width, 1.0, state=state)
    level = here.bottom + sum(here.thicknesses[: main + (strongest > main)])
    found = decay_length(
        fields, here.regions[main], level, 1 / joint.decay, section.cell.support != "free"
    )
    films = f"all layers thin on {here.regions[main]}"
    dies = "length over which interface shear dies out"
    return [
        Neighbour("Stoney", CURVATURE.name, "1/m", thin * 1e6, curvature, films),
        Neighbour("Timoshenko", CURVATURE.name, "1/m", -strip * 1e6, curvature, two),
        Neighbour("Suhir", dies, "µm", 1 / joint.decay, found, two),
    ]


def _solid(law: Law, temperature: float, strain: float) -> Solid:
    """A solid whose in-plane modulus and expansion are the law's."""
    moduli = law.moduli(temperature)
    if moduli.isotropic:
        return Solid(moduli.young, moduli.poisson, strain)
    return Solid(moduli.biaxial, 0.0, strain)


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
