"""Wafers, thin dies and boards: lengths of hundreds and thousands of thicknesses keep their digits."""

import numpy as np
import pytest
from grids import grid
from scipy.sparse import csc_array

from stressbump.closed_forms import laminate as theory
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.errors import SolveError
from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import (
    IDENTITY,
    KINEMATICS,
    axisymmetric,
    generalized_plane_strain,
)
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solvers.superlu import superlu
from stressbump.mechanics.solvers.trial import lost, refined
from stressbump.mechanics.supports import SUPPORTS, laminate
from stressbump.mechanics.system import factorise
from stressbump.units import GPa, mm, ppm

ROOM, WARM = 25.0, 350.0
SILICON, FILM, RUBBER = (130 * GPa, 0.28, 2.6), (200 * GPa, 0.25, 2.0), (3.0, 0.4995, 260)
FR4, MASK = (24 * GPa, 0.18, 16), (3 * GPa, 0.35, 55)

SLENDER = {  # half width, (material, thickness) from the bottom up, µm
    "wafer of 50 mm": (50 * mm, (SILICON, 775), (FILM, 10)),
    "wafer of 150 mm": (150 * mm, (SILICON, 775), (FILM, 1)),
    "die of 20 µm": (20 * mm, (SILICON, 20), (FILM, 0.5)),
    "die of 50 µm on rubber": (10 * mm, (RUBBER, 20), (SILICON, 50)),
    "board of 300 mm": (300 * mm, (FR4, 800), (MASK, 25)),
}


def cooled(name, kinematics, support=laminate, elements=24):
    """A slender laminate cooled from 350 to 25 °C, and what laminate theory says of it."""
    width, *layers = SLENDER[name]
    edges = np.cumsum([0.0, *(thickness for _, thickness in layers)])
    laws = {f"layer{i}": Isotropic(E, nu, cte * ppm) for i, ((E, nu, cte), _) in enumerate(layers)}
    x = np.linspace(0, width, elements + 1)
    mesh = grid(x, edges, lambda x, z: f"layer{np.searchsorted(edges, z) - 1}")
    system = factorise(Model(mesh, kinematics, support, laws), ROOM)
    strain = {region: law.thermal_strain(WARM, ROOM) for region, law in laws.items()}
    state = "plane strain" if kinematics.name == "plane_strain" else "plate"
    solids = [Ply(Solid(E, nu, cte * ppm), thickness) for (E, nu, cte), thickness in layers]
    return solve(system, Loads(free_strain=strain)), theory.laminate(solids, ROOM - WARM, state)


@pytest.mark.parametrize("name", SLENDER)
@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized_plane_strain", "plane_strain"])
def test_slender_laminates_bow_as_laminate_theory_says(name, kinematics):
    solution, exact = cooled(name, KINEMATICS[kinematics])
    assert solution.globals["e"] == pytest.approx(exact.strain, rel=1e-6)
    assert solution.globals["k"] == pytest.approx(exact.curvature, rel=1e-6)
    for index, region in enumerate(solution.blocks):
        stress = solution.strain_and_stress(region)[1][0]
        low, high = sorted(exact.face_stresses(index))
        slack = 1e-6 * max(abs(low), abs(high))
        assert low - slack <= stress.min() <= stress.max() <= high + slack
    assert solution.passed


def test_both_ways_in_plane_strain_bow_alike():
    solution, _ = cooled("wafer of 150 mm", generalized_plane_strain)
    assert solution.globals["b"] == pytest.approx(solution.globals["k"], rel=1e-6)
    assert solution.globals["a"] == pytest.approx(solution.globals["e"], rel=1e-6)


@pytest.mark.parametrize("support", ["free", "flat", "clamped"])
def test_other_supports_check_themselves(support):
    assert cooled("wafer of 150 mm", axisymmetric, SUPPORTS[support])[0].passed


def test_forces_from_strains_are_those_of_the_matrix(monkeypatch):
    """On a stout body the two ways to K u agree, pressures and global unknowns included."""
    laws = {"low": Isotropic(100e3, 0.3, 0.0), "high": Isotropic(3.0, 0.4995, 0.0)}
    mesh = grid(np.linspace(0, 4, 6), [0, 1, 2, 3], lambda x, z: "low" if z < 1 else "high")
    model = Model(mesh, generalized_plane_strain, laminate, laws)
    usual = factorise(model, ROOM)
    monkeypatch.setattr("stressbump.mechanics.system.SMALL", 0.0)
    summed = factorise(model, ROOM)
    trial = np.random.default_rng(1).standard_normal((summed.matrix.shape[0], 2))
    expected = usual.matrix @ trial
    assert summed.product(trial) == pytest.approx(expected, abs=1e-12 * np.abs(expected).max())
    free = Loads(free_strain={"low": 1e-3 * IDENTITY})
    found = solve(usual, free).unknowns
    assert solve(summed, free).unknowns == pytest.approx(found, abs=1e-9 * np.abs(found).max())


def test_what_no_digits_are_left_for_is_refused_and_named():
    mesh = grid(np.linspace(0, 100 * mm, 60), [0, 1.5])
    model = Model(mesh, generalized_plane_strain, laminate, {"body": Isotropic(1.0, 0.3, 0.0)})
    with pytest.raises(SolveError, match=r"is singular.*too slender \(body, 1e\+05 µm by 1\.5\)"):
        factorise(model, ROOM)


def test_far_moduli_are_named_where_they_leave_no_digits():
    laws = {"soft": Isotropic(1e-9, 0.3, 0.0), "stiff": Isotropic(1e9, 0.3, 0.0)}
    mesh = grid(np.linspace(0, 4, 5), [0, 1, 2, 3], lambda x, z: "soft" if z < 1 else "stiff")
    with pytest.raises(SolveError, match=r"moduli too far apart \(1.\de-09 MPa in soft, 1.\de\+09"):
        factorise(Model(mesh, axisymmetric, laminate, laws), ROOM)


def chain(count):
    """Springs in a row, held at one end: the deflection under even load grows with count²."""
    middle = np.full(count, 1.0)
    middle[-1] = 0.5
    side = np.full(count - 1, -0.5)
    return csc_array(np.diag(middle) + np.diag(side, 1) + np.diag(side, -1))


def test_factors_are_accepted_for_their_backward_error():
    """A slender matrix has large residuals under a unit load, and good factors."""
    matrix = chain(300)
    slender = csc_array(matrix @ matrix @ matrix)
    force = np.ones(300)
    found = superlu(slender)(force)
    assert np.linalg.norm(slender @ found - force) > 1e-7 * np.linalg.norm(force)


def test_refinement_takes_back_what_rough_factors_lose():
    matrix, force = chain(20), np.ones((20, 1))
    exact = np.linalg.inv(matrix.toarray())

    def rough(f):
        return exact @ f * 1.01

    assert lost(20, rough, matrix.__matmul__) == pytest.approx(0.01, rel=0.02)
    better = refined(rough, matrix.__matmul__)
    np.testing.assert_allclose(better(force), exact @ force, rtol=1e-12)
    assert not better(np.zeros((20, 1))).any()
