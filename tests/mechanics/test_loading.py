"""Solved fields against what is known exactly."""

import numpy as np
import pytest
from grids import grid, mapped, nodes_at, outline_at

from stressbump.errors import ModelError, SolveError
from stressbump.laws import Isotropic, Orthotropic
from stressbump.mechanics.kinematics import (
    KINEMATICS,
    axisymmetric,
    generalized_plane_strain,
    plane_strain,
    plane_stress,
)
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import at_nodes, in_region
from stressbump.mechanics.supports import SUPPORTS, Constraints, Hold, flat, free, laminate
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import boundary
from stressbump.units import GPa, nm, ppm

ROOM = 25.0
ISOTROPIC = Isotropic(10 * GPa, 0.3, 20 * ppm)
BOARD = Orthotropic.layered(
    E=(20 * GPa, 8 * GPa), nu=(0.15, 0.3), cte=(15 * ppm, 50 * ppm), G_through=3 * GPa
)


def rubber(nu):
    return Isotropic(3.0, nu, 260 * ppm)


def skewed(mesh):
    """Straight outside, curved inside: nodes within the outline are moved."""

    def moved(p):
        x, z = (p / p.max(axis=0)).T
        bump = 0.15 * np.sin(np.pi * x) * np.sin(np.pi * z)
        return p + np.stack([bump, -0.7 * bump], axis=1)

    return mapped(mesh, moved)


SQUARE = skewed(grid(np.linspace(0, 4, 5), np.linspace(0, 3, 4)))


# patch tests


@pytest.mark.parametrize("law", [ISOTROPIC, BOARD, rubber(0.4995), rubber(0.5)], ids=range(4))
@pytest.mark.parametrize("name", ["plane_strain", "plane_stress", "axisymmetric"])
def test_pressure_all_around_is_uniform_stress(name, law):
    system = factorise(Model(SQUARE, KINEMATICS[name], free, {"body": law}), ROOM)
    stress = in_region(solve(system, Loads(pressure=[(boundary(SQUARE), 2.5)]))).stress
    np.testing.assert_allclose(stress[:2], -2.5, rtol=1e-8)
    np.testing.assert_allclose(stress[3:], 0, atol=1e-8)
    if name == "plane_stress":
        np.testing.assert_allclose(stress[2], 0, atol=1e-8)


@pytest.mark.parametrize("law", [ISOTROPIC, BOARD, rubber(0.49)], ids=range(3))
def test_a_linear_field_on_the_outline_goes_through(law):
    rim = np.unique(boundary(SQUARE).nodes)
    holds = (Hold("x", "x", rim), Hold("z", "z", rim))
    system = factorise(Model(SQUARE, plane_strain, free, {"body": law}, holds), ROOM)
    x, z = SQUARE.points[rim].T
    solution = solve(
        system, Loads(prescribed={"x": 1e-3 * x + 2e-3 * z, "z": -3e-3 * x - 5e-4 * z})
    )
    sample = in_region(solution)
    for got, value in zip(sample.strain, [1e-3, -5e-4, 0, -1e-3, 0, 0], strict=True):
        np.testing.assert_allclose(got, value, atol=1e-13)
    np.testing.assert_allclose(np.ptp(sample.stress, axis=1), 0, atol=1e-9)
    assert solution.passed


@pytest.mark.parametrize("name", ["axisymmetric", "generalized_plane_strain", "plane_stress"])
@pytest.mark.parametrize("support", ["laminate", "flat", "free"])
@pytest.mark.parametrize("law", [ISOTROPIC, BOARD, rubber(0.5)], ids=range(3))
def test_free_expansion_leaves_no_stress(name, support, law):
    system = factorise(Model(SQUARE, KINEMATICS[name], SUPPORTS[support], {"body": law}), ROOM)
    solution = solve(system, Loads(free_strain={"body": law.thermal_strain(ROOM, 125.0)}))
    assert np.abs(in_region(solution).stress).max() < 1e-12 * law.moduli(ROOM).biaxial
    assert solution.passed
    assert any(check.name == "stress under free expansion" for check in solution.checks)


# closed forms


@pytest.mark.parametrize(
    ("nu", "opening"),
    [(0.3, 1.90666667), (0.49, 1.99660000), (0.499, 1.99966600), (0.4999, 1.99996666), (0.5, 2.0)],
)
def test_thick_tube_does_not_lock(nu, opening):
    """G. Lamé: plane strain, a = 1, b = 2, p = 1, E = 1; u_r(a)."""
    tube = grid(np.linspace(1, 2, 25), [0, 0.125])
    ends = Hold("ends", "z", np.union1d(nodes_at(tube, z=0), nodes_at(tube, z=0.125)))
    system = factorise(
        Model(tube, axisymmetric, free, {"body": Isotropic(1.0, nu, 0.0)}, (ends,)), ROOM
    )
    solution = solve(system, Loads(pressure=[(outline_at(tube, x=1), 1.0)]))
    assert solution.displacement[nodes_at(tube, x=1, z=0), 0] == pytest.approx(opening, rel=4e-5)


@pytest.mark.parametrize(("nu", "stress"), [(0.33, 0.379), (0.49, 6.435), (0.4995, 128.7)])
def test_confined_elastomer(nu, stress):
    """-3 K α ΔT of a polymer that nothing lets shrink, 165 K."""
    law = rubber(nu)
    mesh = grid([0, 5, 10], [0, 1, 2])
    lids = Hold("lids", "z", np.union1d(nodes_at(mesh, z=0), nodes_at(mesh, z=2)))
    model = Model(mesh, axisymmetric, SUPPORTS["clamped"], {"body": law}, (lids,))
    solution = solve(
        factorise(model, ROOM), Loads(free_strain={"body": law.thermal_strain(190.0, ROOM)})
    )
    sample = in_region(solution)
    np.testing.assert_allclose(
        sample.stress[:3], 3 * law.moduli(ROOM).bulk * 260e-6 * 165, rtol=1e-9
    )
    assert sample.stress[0, 0] == pytest.approx(stress, rel=2e-3)


def test_an_incompressible_region_without_a_free_face_is_refused():
    mesh = grid([0, 5, 10], [0, 1, 2])
    lids = Hold("lids", "z", np.union1d(nodes_at(mesh, z=0), nodes_at(mesh, z=2)))
    model = Model(mesh, axisymmetric, SUPPORTS["clamped"], {"body": rubber(0.5)}, (lids,))
    with pytest.raises(SolveError, match="incompressible region without a free face"):
        factorise(model, ROOM)


def test_solder_core_in_underfill():
    """Concentric cylinders without net axial force, C6 of the references: σ in MPa, u in µm."""
    core, collar = Isotropic(30.64 * GPa, 0.35, 24.5 * ppm), Isotropic(5.6 * GPa, 0.35, 45 * ppm)
    r = np.concatenate([np.linspace(0, 50, 6), np.linspace(50, 125, 16)[1:]])
    mesh = grid(r, [0, 20], lambda x, z: "core" if x < 50 else "collar")
    laws = {"core": core, "collar": collar}
    system = factorise(Model(mesh, axisymmetric, between_lids, laws), ROOM)
    strain = {name: law.thermal_strain(190.0, ROOM) for name, law in laws.items()}
    solution = solve(system, Loads(free_strain=strain))
    assert solution.globals["axial"] == pytest.approx(-5.6988e-3, rel=1e-4)
    stress = in_region(solution, "core").stress
    np.testing.assert_allclose(stress[0], -14.543, rtol=2e-3)
    np.testing.assert_allclose(stress[1], -60.930, rtol=2e-3)
    seam = solution.displacement[nodes_at(mesh, x=50), 0]
    np.testing.assert_allclose(seam, -0.18275, rtol=1e-4)
    assert solution.passed


def between_lids(mesh, kinematics, active):
    """A support of one's own: the ends stay level, their distance is free of net force."""
    z = mesh.points[:, 1]
    foot, lid = 2 * nodes_at(mesh, z=z.min()) + 1, 2 * nodes_at(mesh, z=z.max()) + 1
    axis = 2 * nodes_at(mesh, x=0)
    return Constraints(np.union1d(axis, foot), lid, np.full((len(lid), 1), np.ptp(z)), ("axial",))


LAYERS = {  # GPa, -, ppm/K, µm
    "board": (24.132, 0.30, 16, 300),
    "attach": (5.6, 0.35, 45, 25),
    "silicon": (162.716, 0.278, 2.56, 300),
    "oxide": (70, 0.17, 0.5, 1),
    "nitride": (220, 0.25, 2.0, 50 * nm),
    "poly": (160, 0.22, 2.9, 1),
    "mold": (15.513, 0.25, 15, 500),
}


def laminated(support, kinematics=axisymmetric):
    edges = np.cumsum([0, *(layer[3] for layer in LAYERS.values())])
    z = np.unique(np.concatenate([edges, (edges[1:] + edges[:-1]) / 2]))
    names = list(LAYERS)
    mesh = grid(np.linspace(0, 50, 4), z, lambda x, z: names[np.searchsorted(edges, z) - 1])
    laws = {n: Isotropic(E * GPa, nu, cte * ppm) for n, (E, nu, cte, _) in LAYERS.items()}
    system = factorise(Model(mesh, kinematics, support, laws), ROOM)
    return solve(
        system, Loads(free_strain={n: law.thermal_strain(175.0, ROOM) for n, law in laws.items()})
    )


def face_stress(solution, name):
    """σ_xx at the bottom and top of a layer."""
    mesh = solution.model.mesh
    own = mesh.elements_in(name)
    z, stress = mesh.points[mesh.triangles[own], 1], at_nodes(solution)[0, own]
    return stress[z == z.min()].mean(), stress[z == z.max()].mean()


@pytest.mark.parametrize(
    "kinematics", [axisymmetric, generalized_plane_strain], ids=lambda k: k.name
)
def test_seven_layers_bow_as_a_laminate(kinematics):
    """Classical laminate theory, C2 of the references, exact in P2 whatever the mesh."""
    solution = laminated(laminate, kinematics)
    assert solution.globals["e"] == pytest.approx(-7.997913e-4, rel=1e-6)
    assert solution.globals["k"] == pytest.approx(-1.063925e-7, rel=1e-6)
    assert face_stress(solution, "board") == pytest.approx((55.166, 54.066), abs=2e-3)
    assert face_stress(solution, "silicon") == pytest.approx((-101.499, -108.692), abs=2e-3)
    assert face_stress(solution, "nitride") == pytest.approx((-166.142, -166.142), abs=3e-3)
    assert face_stress(solution, "mold") == pytest.approx((28.616, 27.516), abs=2e-3)
    assert solution.passed
    if kinematics is generalized_plane_strain:
        assert solution.globals["b"] == pytest.approx(solution.globals["k"], rel=1e-8)


def test_seven_layers_kept_flat():
    solution = laminated(flat)
    assert solution.globals["e"] == pytest.approx(-8.51295e-4, rel=1e-6)
    for name, stress in (("board", 53.39), ("silicon", -105.31), ("nitride", -161.71)):
        assert face_stress(solution, name) == pytest.approx((stress, stress), abs=6e-3)


@pytest.mark.parametrize("nu", [0.3, 0.4999])
def test_stress_converges_with_the_square_of_the_size(nu):
    """Thick tube under inner pressure: σ_r = (1 - b²/r²) p a²/(b² - a²)."""
    errors = []
    for cells in (4, 8, 16):
        tube = grid(np.linspace(1, 2, cells + 1), np.linspace(0, 0.25, cells // 4 + 1))
        ends = Hold("ends", "z", np.union1d(nodes_at(tube, z=0), nodes_at(tube, z=0.25)))
        law = Isotropic(1.0, nu, 0.0)
        system = factorise(Model(tube, axisymmetric, free, {"body": law}, (ends,)), ROOM)
        sample = in_region(solve(system, Loads(pressure=[(outline_at(tube, x=1), 1.0)])))
        exact = (1 - 4 / sample.position[0] ** 2) / 3
        errors.append(np.sqrt(np.average((sample.stress[0] - exact) ** 2, weights=sample.weight)))
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    assert orders == pytest.approx(2, abs=0.25)


# one factorisation, many loads


def test_a_free_strain_that_varies():
    """ε_free = α ΔT z needs no stress where a body may bow: u_x = c x z."""
    mesh = grid(np.linspace(0, 10, 4), np.linspace(-1, 1, 3))
    system = factorise(Model(mesh, plane_stress, laminate, {"body": ISOTROPIC}), ROOM)
    solution = solve(
        system,
        Loads(
            free_strain={"body": lambda x: np.multiply.outer([1, 1, 1, 0, 0, 0], 1e-5 * x[..., 1])}
        ),
    )
    assert np.abs(in_region(solution).stress).max() < 1e-9
    assert solution.globals["k"] == pytest.approx(1e-5, rel=1e-9)


def test_loads_on_what_takes_no_part_are_refused():
    system = factorise(Model(SQUARE, axisymmetric, free, {"body": ISOTROPIC}), ROOM)
    with pytest.raises(ModelError, match="'bdy', which takes no part; did you mean 'body'"):
        solve(system, Loads(free_strain={"bdy": np.zeros(6)}))
    with pytest.raises(ModelError, match="a displacement for hold 'lid'"):
        solve(system, Loads(prescribed={"lid": 1.0}))
