"""Long cracks whose growth releases the same whatever their length: across films, and in bent beams."""

from __future__ import annotations

from math import pi

import numpy as np

from stressbump.closed_forms.long_cracks import CHANNEL, bent_release, channelled_release
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.singular import Wedge, solid
from stressbump.fracture.singular.exponents import exponents
from stressbump.history.assembly import model_of
from stressbump.mechanics.faces import pressure_forces
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Facets, Mesh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.section import Section
from stressbump.units import GPa
from stressbump.verification.case import Tag, VerificationCase, shared
from stressbump.verification.cooled import ROOM, law
from stressbump.verification.cracks import facing, of_length, recipe_of
from stressbump.verification.grids import facets_at, grid
from stressbump.verification.intensities import below, towards
from stressbump.verification.stacks import MOLD, NITRIDE, SILICON

OXIDE, LOW_K = Solid(70 * GPa, 0.17), Solid(10 * GPa, 0.3)
STIFF, SOFT = Solid(90 * GPa, 0.3), Solid(10 * GPa, 0.3)  # α = ±0.8
FAR = 1000.0  # film thicknesses
FINE, GROWING = 0.01, 1.4  # elements at the crack's end, and from there
HALF, NOTCH, CRACK = 6000.0, 100.0, 1500.0  # µm, of a beam
INNER, OUTER = 4000.0, 5500.0  # where it is held and where it is loaded
CHANNELS_MET, BENDING_MET = 1e-3, 2e-3


def channel(film: Solid, substrate: Solid, stress: float = 1.0) -> float:
    """G, J/m², of a crack through a film of 1 µm, in a section across it: what opening it sets free.

    Two meshes, and by how the energy there is without elements, as h to the power of 2λ.
    """
    (coarse, power), (fine, _) = (_opened(film, substrate, stress, h) for h in (FINE, FINE / 2))
    return fine + (fine - coarse) / (2 ** (2 * power) - 1)


def _opened(film: Solid, substrate: Solid, stress: float, finest: float) -> tuple[float, float]:
    """½ ∫ σ δ dz over the film's thickness, and λ where the crack ends at the interface."""
    x, z = (towards(0.0, low, high, finest, GROWING) for low, high in ((0.0, FAR), (-FAR, 1.0)))
    mesh = grid(x[x >= 0], z, lambda x, z: "film" if z > 0 else "substrate")
    middle = facets_at(mesh, 0.0, lambda p: p[:, 0])
    crack = middle[mesh.points[middle.mids, 1] > 0]
    laws = {"film": law(film), "substrate": law(substrate)}
    found = solve(
        factorise(Model(mesh, plane_strain, below, laws), ROOM), Loads(pressure=[(crack, stress)])
    )
    force = pressure_forces(mesh, plane_strain, crack, stress)
    of = {n: solid(found.blocks[n].stiffness) for n in laws}
    wedges = Wedge(of["substrate"], pi / 2, -pi / 2), Wedge(of["film"], pi / 2, 0.0)
    strongest = exponents(wedges, ("symmetry", "free"))[0].value.real
    return float((force * found.displacement).sum()), strongest


@shared
def bent(lower: Ply, upper: Ply) -> tuple[Section, Solution, float]:
    """Half a beam of two layers, the upper notched, under a unit of force in four points; its moment."""
    flaw = {"from": "inner", "length_um": CRACK}
    notch = {"open": "upper", "diameter_um": 2 * NOTCH}
    recipe = recipe_of(lower, upper, HALF, "plane strain", flaw, notch)
    section = build(recipe)
    mesh = generate(section, MeshOptions(recipe.windows_um))
    above, under = _nearest(mesh, "upper", OUTER), _nearest(mesh, "lower", INNER)
    (far, wide), (near, narrow) = (
        (float(mesh.points[f.mids, 0][0]), float(np.ptp(mesh.points[f.ends, 0])))
        for f in (above, under)
    )
    laws = {"lower": law(lower.solid), "upper": law(upper.solid)}
    system = factorise(model_of(section, mesh, laws), ROOM)
    loads = Loads(pressure=((above, 1 / wide), (under, 1 / narrow)))
    return section, solve(system, loads), far - near


def _nearest(mesh: Mesh, region: str, x: float) -> Facets:
    """The outer facet of a layer that is nearest to x."""
    face = facing(mesh, region, 1)
    return face[np.abs(mesh.points[face.mids, 0] - x).argsort()[:1]]


def _channel(
    name: str, film: Solid, substrate: Solid, target: float, tag: Tag = "SELF"
) -> VerificationCase:
    source = "Koiter 1965, Beuth 1992" if tag == "ANALYTIC" else "finer meshes"
    unit = channelled_release(1.0, Ply(film, 1.0), 1.0)
    return VerificationCase(
        f"crack through a film, {name}: Z", source, tag, target, "1", CHANNELS_MET,
        lambda: channel(film, substrate) / unit, "of two meshes",
    )  # fmt: skip


def _bent(name: str, lower: Ply, upper: Ply) -> VerificationCase:
    def ratio() -> float:
        section, solution, moment = bent(lower, upper)
        found = energy_release_rate(of_length(section, solution, CRACK))
        return found / bent_release(lower, upper, moment)

    return VerificationCase(
        f"beam bent in four points, {name}: G", "Charalambides 1989", "ANALYTIC", 1.0, "1",
        BENDING_MET, ratio, "to the closed form's",
    )  # fmt: skip


CASES = (
    _channel("of the substrate's own solid", SILICON, SILICON, CHANNEL, "ANALYTIC"),
    _channel("nitride on silicon", NITRIDE, SILICON, 2.2085),
    _channel("nitride on oxide", NITRIDE, OXIDE, 3.475),
    _channel("oxide on silicon", OXIDE, SILICON, 1.4304),
    _channel("low-k dielectric on silicon", LOW_K, SILICON, 1.1551),
    _channel("α = 0.8", STIFF, SOFT, 5.890),
    _channel("α = -0.8", SOFT, STIFF, 1.2050),
    _bent("mold on silicon", Ply(SILICON, 300.0), Ply(MOLD, 500.0)),
    _bent("of one solid", Ply(SILICON, 500.0), Ply(SILICON, 500.0)),
    _bent("oxide on silicon", Ply(SILICON, 700.0), Ply(OXIDE, 300.0)),
)
