"""Measures as functionals of a solution, with the moduli that weigh their parts kept apart.

    value = Σ m_t l_t(u) + o · loads

m_t is the weight of a form (see `forms`) or 1, l_t a fixed vector, `loads` the weights of the pushes.
Mean stresses are such sums, forces on faces (a region's own forms, tested with a unit displacement of
the face's nodes), curvature and sagitta; over a history all of these add up step by step, while their
region stands. A mean von Mises stress is none: it is a mean of sizes of vectors that are linear, kept
here as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stressbump.measures import MEASURES, Bow, Kind, Measure, resultant, warpage
from stressbump.measures.von_mises import MEAN_VON_MISES
from stressbump.measures.warpage import CURVATURE, DIMPLE, SAGITTA
from stressbump.mechanics.balance import ElementBlock, forces, nodal_sum, strain_and_stress
from stressbump.mechanics.faces import faces
from stressbump.mechanics.sample import Sample
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import boundary, interface
from stressbump.process.section import Section
from stressbump.surrogate.reduction.forms import Form, Push
from stressbump.survey import Value
from stressbump.survey.bow import LEVEL

DONE = Kind.REGION, Kind.FORCES, Kind.DATUM  # kinds whose linear measures are laid out here
LINEAR = tuple(m.name for m in MEASURES if m.linear and m.of in DONE)
MISES = MEAN_VON_MISES.name
# σ_vM is the length of these combinations of σ_xx, σ_zz, σ_out, τ_xz
SIZES = np.array(
    [[0.75**0.5, -(0.75**0.5), 0, 0], [0.5, 0.5, -1, 0], [0, 0, 0, 3**0.5]],
)


@dataclass(frozen=True, eq=False)
class Output:
    """A linear measure: `vectors` (unknowns, terms) that go with the weights of forms.

    A term of no form (-1) has the weight 1. `offsets` (pushes,) go with the loads.
    """

    value: Value
    forms: tuple[int, ...]
    vectors: np.ndarray
    offsets: np.ndarray


@dataclass(frozen=True, eq=False)
class Mises:
    """A mean von Mises stress: the law that makes stress of strain, the points and their shares.

    The error of the mean is at most √(steep · weight / volume) times that of the energy norm.
    """

    value: Value
    form: int
    block: ElementBlock
    law: np.ndarray  # (6, 6) per unit of the form's weight
    share: np.ndarray  # (points,)
    offsets: np.ndarray  # (3, pushes): what free strains leave of the linear combinations
    steep: float
    volume: float

    def sizes(self, unknowns: np.ndarray) -> np.ndarray:
        """The linear combinations (3, points) of a field, per unit of the form's weight."""
        strain, _ = strain_and_stress(self.block, unknowns[self.block.unknowns], np.zeros(6))
        stress = np.tensordot(self.law, strain, axes=1)[: SIZES.shape[1]]
        return np.tensordot(SIZES, stress, axes=1).reshape(len(SIZES), -1)


def region_of(value: Value) -> str:
    """The region whose stress or displacement a value is read off."""
    return value.place.regions[0]


def output(
    section: Section, system: System, forms: Sequence[Form], pushes: Sequence[Push], value: Value
) -> Output:
    """The functional of one of the LINEAR measures."""
    if value.definition.of is Kind.DATUM:
        vector = _bow(section, system, value.definition)
        return Output(value, (-1,), vector[:, None], np.zeros(len(pushes)))
    region, size = region_of(value), system.matrix.shape[0]
    own = tuple(i for i, f in enumerate(forms) if f.region == region)
    if value.definition.of is Kind.FORCES:
        lever = _lever(section, system, value)
        vectors = np.stack([forms[i].apply(lever) for i in own], axis=1)
        offsets = [-(lever @ p.force) if p.region == region else 0.0 for p in pushes]
    else:
        p = system.blocks[region]
        slope = _slope(p, value)
        pulls = [np.tensordot(forms[i].law, slope / p.dV, axes=1) for i in own]
        vectors = np.stack([nodal_sum(p, forces(p, s), size) for s in pulls], axis=1)
        whole = slope.sum(axis=(1, 2))
        offsets = [-(whole @ p.stress) if p.region == region else 0.0 for p in pushes]
    return Output(value, own, vectors, np.array(offsets))


def _slope(p: ElementBlock, value: Value) -> np.ndarray:
    """∂value/∂σ (6, elements, points) of a linear measure: the same under whatever stress."""
    none, points = np.zeros((6, p.dV.size)), p.x.reshape(-1, 2).T
    element = np.repeat(p.elements, p.dV.shape[1])
    sample = Sample(points, p.dV.ravel(), none, none, none, element, np.zeros_like(element))
    slope = value.definition.slope
    assert slope is not None
    return slope(sample).reshape(6, *p.dV.shape)


def mises(system: System, forms: Sequence[Form], pushes: Sequence[Push], value: Value) -> Mises:
    """The mean von Mises stress of a region, laid out to be averaged design by design."""
    own = next(i for i, f in enumerate(forms) if f.region == value.where)
    form, p = forms[own], system.blocks[value.where]
    loads = [q.stress if q.region == value.where else np.zeros(6) for q in pushes]
    square = np.zeros((6, 6))
    square[: SIZES.shape[1], : SIZES.shape[1]] = SIZES.T @ SIZES
    # ∫ σ_vM² ≤ steep · ∫ σ : C⁻¹ σ, from the largest eigenvalue of square · C
    steep = float(np.linalg.eigvals(square @ form.law).real.max())
    volume = float(p.dV.sum())
    return Mises(
        value,
        own,
        p,
        form.law,
        p.dV.ravel() / volume,
        -SIZES @ np.stack(loads, axis=1)[: SIZES.shape[1]],
        steep,
        volume,
    )


def _lever(section: Section, system: System, value: Value) -> np.ndarray:
    """What a resultant counts every nodal force of the first region for (unknowns,)."""
    mesh = system.model.mesh
    shared = interface(mesh, *value.place.face)
    nodes = np.unique(shared.nodes)
    points = mesh.points[nodes]
    run = np.sum(mesh.points[shared.nodes[:, 1]] - mesh.points[shared.nodes[:, 0]], axis=0)
    planes = [0.0] if section.cell.support == "free" else [0.0, mesh.width]
    held = np.isclose(points[:, :1], planes, rtol=0, atol=1e-9 * mesh.width).any(axis=1)
    out = np.zeros(system.matrix.shape[0])
    for row, node in enumerate(nodes):
        for axis, unknown in enumerate(system.model.kinematics.displacements(node)):
            force = np.zeros_like(points)
            force[row, axis] = 0.0 if held[row] and axis == 0 else 1.0
            found = resultant(points, force, (run[1], -run[0]))
            out[unknown] = value.definition.value(found)
    return out


def _bow(section: Section, system: System, measure: Measure[Bow]) -> np.ndarray:
    """What curvature (1/m), sagitta or dimple (µm) of `survey.bow` counts each unknown for (unknowns,)."""
    mesh, support = system.model.mesh, section.cell.support
    curvature, reach = _fitted(section, system)
    sagitta = curvature * reach**2 / 2
    if support == "free":
        return {CURVATURE: 1e6 * curvature, SAGITTA: sagitta, DIMPLE: 0 * sagitta}[measure]
    k = -_turned(system)
    return {
        CURVATURE: 1e6 * k,
        SAGITTA: k * mesh.width**2 / 2,
        DIMPLE: sagitta - k * reach**2 / 2,
    }[measure]


def _turned(system: System) -> np.ndarray:
    """What the curvature k of the wall counts each unknown for; nothing where no wall turns."""
    out = np.zeros(system.matrix.shape[0])
    if "k" in system.names:
        driven = np.flatnonzero(system.constraint_matrix.any(axis=1))
        out[driven] = np.linalg.pinv(system.constraint_matrix[driven])[system.names.index("k")]
    return out


def _fitted(section: Section, system: System) -> tuple[np.ndarray, float]:
    """What the fitted curvature (1/µm) of the datum's lower face counts each u_z for, and its reach."""
    mesh, kinematics = system.model.mesh, system.model.kinematics
    out = np.zeros(system.matrix.shape[0])
    outline = boundary(mesh, section.datum.name)
    z = mesh.points[outline.nodes, 1]
    line = outline[np.flatnonzero((z < z.min() + LEVEL).all(axis=1))]
    face = faces(mesh, kinematics, line)
    nodes = mesh.triangles[line.elements]
    lifted = kinematics.along("z", nodes)
    x = np.einsum("fpn,fn->fp", face.at.shape, mesh.points[nodes, 0]).ravel()
    length = (face.length[:, None] * face.at.weights).ravel()
    reach = float(np.abs(mesh.points[line.nodes, 0]).max())
    for place, rise in enumerate(np.eye(len(x))):
        facet, point = divmod(place, face.at.shape.shape[1])
        counted = warpage(x, rise, length, reach).curvature
        np.add.at(out, lifted[facet], counted * face.at.shape[facet, point])
    return out, reach
