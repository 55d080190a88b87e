"""A sheet's mean over all directions in its plane."""

import numpy as np
import pytest

from stressbump.laws import InPlaneMean, Orthotropic, turns
from stressbump.laws.in_plane_mean import PLANE, mean_in_plane

WOVEN = Orthotropic(
    E_x=24.8e3, E_z=10e3, E_y=14e3, nu_xz=0.3, nu_xy=0.11, nu_yz=0.35, G_xz=3e3, G_yz=4.5e3,
    G_xy=6e3, cte_x=14e-6, cte_z=57e-6, cte_y=18e-6,
)  # fmt: skip
SHEET = Orthotropic.layered((20e3, 8e3), (0.15, 0.3), (15e-6, 50e-6))


def turned(angle):
    """Strains xx, zz, yy, xz, zy, xy of axes turned about z, out of those of x and y."""
    c, s = np.cos(angle), np.sin(angle)
    T = np.zeros((6, 6))
    T[1, 1] = 1
    T[np.ix_([3, 4], [3, 4])] = [[c, s], [-s, c]]
    T[np.ix_(PLANE, PLANE)] = [
        [c * c, s * s, c * s],
        [s * s, c * c, -c * s],
        [-2 * c * s, 2 * c * s, c * c - s * s],
    ]
    return T


def test_a_sheet_alike_in_plane_is_its_own_mean():
    mean = InPlaneMean(SHEET)
    own = SHEET.moduli(25.0).stiffness
    np.testing.assert_allclose(mean.moduli(25.0).stiffness, own, rtol=1e-12, atol=1e-12 * own.max())
    np.testing.assert_allclose(
        mean.thermal_strain(150, 25), SHEET.thermal_strain(150, 25), rtol=1e-12
    )


def test_many_thin_plies_at_all_angles_stretch_and_expand_as_it_does():
    """One brick of plies: they share strains in plane and stresses through the thickness."""
    C, free = WOVEN.moduli(25.0).stiffness, WOVEN.thermal_strain(0, 1)
    turns_of = [turned(angle) for angle in np.pi * np.arange(8) / 8]
    plies = [T.T @ C @ T for T in turns_of]
    own_free = [np.linalg.solve(T, free) for T in turns_of]
    through = [1, 3, 4]
    rng = np.random.default_rng(0)
    strain, stress = rng.standard_normal(3), 1e4 * rng.standard_normal(3)
    means = []
    for ply, alone in zip(plies, own_free, strict=True):
        inner = np.linalg.solve(
            ply[np.ix_(through, through)],
            stress - ply[np.ix_(through, PLANE)] @ (strain - alone[PLANE]),
        )
        elastic = np.zeros(6)
        elastic[PLANE], elastic[through] = strain - alone[PLANE], inner
        means.append(np.append((ply @ elastic)[PLANE], inner + alone[through]))
    N, e = np.split(np.mean(means, axis=0), 2)
    mean, alone = InPlaneMean(WOVEN), InPlaneMean(WOVEN).thermal_strain(0, 1)
    whole = np.zeros(6)
    whole[PLANE], whole[through] = strain, e
    found = mean.moduli(25.0).stiffness @ (whole - alone)
    np.testing.assert_allclose(found[PLANE], N, rtol=1e-10)
    np.testing.assert_allclose(found[through], stress, rtol=1e-10)


def test_it_may_turn_and_its_strains_add_up():
    mean = InPlaneMean(WOVEN)
    assert turns(mean)
    assert not turns(WOVEN)
    parts = mean.thermal_strain(150, 80) + mean.thermal_strain(80, 25)
    np.testing.assert_allclose(parts, mean.thermal_strain(150, 25), rtol=1e-12)
    Q = mean_in_plane(np.diag([2.0, 1.0, 0.5]))
    assert Q[2, 2] == pytest.approx((Q[0, 0] - Q[0, 1]) / 2)
