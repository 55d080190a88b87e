"""Plates of splines: what they are made of, and fields that are known."""

import numpy as np
import pytest
from scipy.sparse import block_diag, csc_array, eye_array
from scipy.sparse.linalg import splu

from stressbump.package.coupling import BASIC, basic_of_strain, basic_rows
from stressbump.package.fast_diagonal import PlateModes
from stressbump.package.ordering import nested
from stressbump.package.plate import FIELDS, MOVES, STRAINS, Breaks, plate
from stressbump.package.splines import CLAMPED, EVEN, ODD, Splines

BREAKS = Breaks(np.array([0.0, 1, 2, 3.5, 5, 6]), np.array([0, 0, 0, 1, 0, 0], dtype=bool))
X = np.linspace(0, 6, 50)


def fitted(splines, function):
    values = splines.at(X).toarray()
    found = np.linalg.lstsq(values, function(X))[0]
    np.testing.assert_allclose(values @ found, function(X), atol=1e-10)
    return found


def test_a_cubic_is_exact_with_its_derivatives_and_means():
    splines = Splines(BREAKS.at, BREAKS.double)
    c = fitted(splines, lambda x: x**3 - 2 * x)
    np.testing.assert_allclose(splines.at(X, 1) @ c, 3 * X**2 - 2, atol=1e-9)
    np.testing.assert_allclose(splines.at(X, 2) @ c, 6 * X, atol=1e-9)
    low, high = np.array([0.3]), np.array([2.7])
    mean = (2.7**4 - 0.3**4) / 4 / 2.4 - 3.0
    assert splines.means(low, high) @ c == pytest.approx(mean)


def test_beyond_a_plane_of_symmetry_lies_the_mirror_image():
    low, high = np.array([-1.0]), np.array([1.5])
    odd, even = (Splines(BREAKS.at, BREAKS.double, start=s) for s in (ODD, EVEN))
    c = fitted(odd, lambda x: x**3 - 2 * x)
    assert odd.means(low, high) @ c == pytest.approx(((1.5**4 - 1) / 4 - (1.5**2 - 1)) / 2.5)
    assert odd.means(-high, high, 1) @ c == pytest.approx(1.5**2 - 2)
    c = fitted(even, lambda x: x**2)
    assert even.means(low, high) @ c == pytest.approx((1.5**3 + 1) / 3 / 2.5)
    assert even.at(np.zeros(1), 1).toarray() == pytest.approx(0)


def test_a_clamped_end_neither_moves_nor_turns():
    ends = np.array([0.0, 6.0])
    splines = Splines(BREAKS.at, BREAKS.double, CLAMPED, CLAMPED)
    assert splines.size == Splines(BREAKS.at, BREAKS.double).size - 4
    for derivative in (0, 1):
        assert np.abs(splines.at(ends, derivative).toarray()).max() < 1e-12


def unknowns(made, **functions):
    """Those of fields u, v, w that are polynomials of x and y."""
    grid = [a.ravel() for a in np.meshgrid(np.linspace(0, 6, 20), np.linspace(0, 6, 20))]
    parts = []
    for name in FIELDS:
        rows = made.at([MOVES[name]], *grid)[:, made.start[name] :].toarray()
        size = np.prod([s.size for s in made.fields[name]])
        wanted = functions.get(name, lambda x, y: 0 * x)(*grid)
        parts.append(np.linalg.lstsq(rows[:, :size], wanted)[0])
    return np.concatenate(parts)


def test_the_energy_of_uniform_strain_is_that_of_the_laminate():
    """Coupled and anisotropic: every entry of [A B; B D] counts, on an area of 36."""
    rng = np.random.default_rng(0)
    laminate = rng.normal(size=(6, 6))
    laminate = laminate @ laminate.T
    made = plate(BREAKS, BREAKS, False, {})
    exx, eyy, gxy, kxx, kyy, kxy = strain = rng.normal(size=6)
    q = unknowns(
        made,
        u=lambda x, y: exx * x + gxy * y,
        v=lambda x, y: eyy * y,
        w=lambda x, y: -(kxx * x**2 + kyy * y**2 + kxy * x * y) / 2,
    )
    assert q @ made.stiffness(laminate) @ q == pytest.approx(36 * strain @ laminate @ strain)
    np.testing.assert_allclose(made.integrals() @ q, 36 * strain, rtol=1e-8)
    assert len(STRAINS) == 6


def test_what_a_cell_sees_of_a_uniform_strain_is_known():
    """Means over rectangles out of unknowns, and by hand."""
    made = plate(BREAKS, BREAKS, False, {})
    strain = np.array([1.0, -2.0, 0.5, 0.3, -0.2, 0.7])
    exx, eyy, gxy, kxx, kyy, kxy = strain
    q = unknowns(
        made,
        u=lambda x, y: exx * x + gxy / 2 * y,
        v=lambda x, y: eyy * y + gxy / 2 * x,
        w=lambda x, y: -(kxx * x**2 + kyy * y**2 + kxy * x * y) / 2,
    )
    spans = (
        (np.array([0.2, 3.0]), np.array([1.7, 4.1])),
        (np.array([1.0, 2.2]), np.array([2.0, 5.0])),
    )
    found = (basic_rows(made, *spans) @ q).reshape(len(BASIC), 2)
    np.testing.assert_allclose(found, basic_of_strain(strain, *spans), atol=1e-8)


def test_what_straddles_a_line_is_eliminated_after_both_of_its_sides():
    """Every function comes once; functions that meet are never on two sides of one line."""
    made = plate(*[Breaks(np.arange(31.0), np.zeros(31, dtype=bool))] * 2, False, {})
    low, high = made.reach
    order = nested(low, high)
    assert sorted(order.tolist()) == list(range(made.size))
    matrix = made.stiffness(np.eye(6))
    filled = [
        splu(csc_array(matrix[p][:, p] + 1e-3 * eye_array(made.size)), permc_spec="NATURAL",
             diag_pivot_thresh=0.0, options={"SymmetricMode": True}).nnz
        for p in (order, np.arange(made.size))
    ]  # fmt: skip
    assert filled[0] < 0.5 * filled[1]


def test_modes_invert_a_plate_whose_fields_nothing_couples():
    """On springs, with neither shear nor twist nor transverse contraction."""
    made = plate(BREAKS, BREAKS.divided(2), True, {"w": CLAMPED})
    laminate, bedding = np.diag([1.0, 2.0, 0.0, 3.0, 4.0, 0.0]), np.array([0.5, 0.2, 0.1])
    mass = [np.kron(*(s.gram(0, s, 0).toarray() for s in pair)) for pair in made.fields.values()]
    springs = block_diag([k * m for k, m in zip(bedding, mass, strict=True)]).toarray()
    moved = np.random.default_rng(1).standard_normal(made.size)
    load = (made.stiffness(laminate).toarray() + springs) @ moved
    found = PlateModes.of(made).inverse(laminate, bedding)(load)
    np.testing.assert_allclose(found, moved, atol=1e-9)
