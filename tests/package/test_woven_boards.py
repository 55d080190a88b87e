"""Boards whose two directions in plane differ: plates of both, cells of their mean."""

from dataclasses import replace

import numpy as np
import pytest
from posts import BOARD, WIDTH, meshed, recipe

from stressbump.closed_forms.solid import Solid
from stressbump.history.responses import steps_of
from stressbump.laws import InPlaneMean
from stressbump.package.laminates import laminate_history, wall_layers
from stressbump.package.layout import Layout
from stressbump.package.solution import solve_package

PITCH = WIDTH * np.sqrt(np.pi)
SOFT = Solid(1.0, 0.3, 0.0)
E_WARP, E_FILL, NU, CTE_WARP, CTE_FILL, COOLED = 24.8e3, 14e3, 0.11, 14e-6, 18e-6, -125.0


def block(columns, rows):
    x, y = (PITCH * (np.arange(n) - (n - 1) / 2) for n in (columns, rows))
    places = np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)
    size = PITCH * columns, PITCH * rows
    return Layout(places, PITCH, size, size)


def woven(along):
    return {
        "E_warp_MPa": E_WARP, "E_fill_MPa": E_FILL, "E_through_GPa": 10, "nu_warp_fill": NU,
        "nu_through": 0.3, "cte_warp_ppm_per_K": 14, "cte_fill_ppm_per_K": 18,
        "cte_through_ppm_per_K": 57, "section_along": along,
    }  # fmt: skip


def joint(*plies, post=SOFT, **options):
    """A post on a board of plies, from the chip's side on down as they are laid."""
    table = recipe(joint=post, radius=4.0, **options)
    core = table["step"][3]
    layers = [
        core | {"deposit": f"ply_{n}", "material": ply, "thickness_um": BOARD / len(plies)}
        for n, ply in enumerate(plies, 1)
    ]
    table["step"][3:4] = layers
    table["cell"]["means_in_plane"] = True
    return meshed(table)


def cross_ply():
    """E and k (6,) of warp beside y over warp along x, half the thickness each, by laminate theory."""
    nu_fw, h = NU * E_FILL / E_WARP, BOARD / 2
    share = 1 - NU * nu_fw
    Q = np.array([[E_WARP, NU * E_FILL], [NU * E_FILL, E_FILL]]) / share
    N = Q @ [CTE_WARP, CTE_FILL] * COOLED
    A, D = h * (Q + Q[::-1, ::-1]), h**3 / 3 * (Q + Q[::-1, ::-1])
    B = h**2 / 2 * (Q[::-1, ::-1] - Q)
    loads = np.append(h * (N + N[::-1]), h**2 / 2 * (N[::-1] - N))
    return np.linalg.solve(np.block([[A, B], [B, D]]), loads)


@pytest.fixture(scope="module")
def crossed():
    """The board's upper ply has its warp along y, in the package's axes."""
    return joint(woven("fill"), woven("warp"))


def test_a_free_board_of_crossed_plies_bows_to_a_saddle(crossed):
    layers = wall_layers(crossed, crossed.section.joined[1])
    middle = (layers[0].bottom + layers[-1].top) / 2
    history = laminate_history(crossed, layers, middle, steps_of(crossed, 25.0))
    free = sum(s.free for s in history)
    exx, eyy, kxx, kyy = cross_ply()
    upward = np.sign(kxx) * np.sign(free[3])
    np.testing.assert_allclose(free[[0, 1]], [exx, eyy], rtol=1e-9)
    np.testing.assert_allclose(free[[3, 4]], upward * np.array([kxx, kyy]), rtol=1e-9)
    assert free[3] == pytest.approx(-free[4])


def test_under_joints_that_hardly_hold_it_bows_alike(crossed):
    found = solve_package(crossed, block(4, 4), 25.0)
    w = found.risen(1, np.array([0.0, 100.0, 0.0]), np.array([0.0, 0.0, 100.0]))
    _, _, kxx, _ = cross_ply()
    bows = -2 * (w[1:] - w[0]) / 100**2
    np.testing.assert_allclose(np.abs(bows), abs(kxx), rtol=5e-3)
    assert bows[0] * bows[1] < 0


def test_slides_by_hand_are_those_of_each_direction():
    found = solve_package(joint(woven("warp")), block(3, 3), 25.0)
    unequal = np.array([CTE_WARP, CTE_FILL])
    wanted = (3e-6 - unequal) * COOLED * found.layout.places
    np.testing.assert_allclose(found.by_hand, wanted, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.slide, wanted, rtol=5e-3, atol=1e-6)


def test_a_package_turned_by_a_right_angle_is_the_same_one():
    options = {"post": Solid(50e3, 0.36, 22e-6)}
    own, turned = (
        solve_package(joint(woven(along), **options), block(*size), 25.0)
        for along, size in (("warp", (3, 2)), ("fill", (2, 3)))
    )
    order = np.lexsort(turned.layout.places.T)
    back = np.lexsort(own.layout.places[:, ::-1].T)
    largest = np.abs(own.shear).max()
    np.testing.assert_allclose(own.shear[back], turned.shear[order][:, ::-1], atol=1e-9 * largest)
    np.testing.assert_allclose(own.axial[back], turned.axial[order], atol=1e-6 * largest)


def test_a_board_alike_in_plane_is_as_it_was():
    """Its mean stands for it to round-off."""
    assembly = meshed(recipe(radius=4.0))
    sheet = joint(woven("warp") | {"E_fill_MPa": E_WARP * (1 + 1e-12)}).laws["ply_1"].law
    alike = replace(sheet, E_y=sheet.E_x, cte_y=sheet.cte_x, G_xy=sheet.E_x / 2 / (1 + NU))
    own, mean = (
        solve_package(replace(assembly, laws=assembly.laws | {"core": law}), block(3, 3), 25.0)
        for law in (alike, InPlaneMean(alike))
    )
    np.testing.assert_allclose(mean.slide, own.slide, atol=1e-12 * np.abs(own.slide).max())
    np.testing.assert_allclose(mean.shear, own.shear, atol=1e-12 * np.abs(own.shear).max())
    np.testing.assert_allclose(mean.axial, own.axial, atol=1e-12 * np.abs(own.shear).max())
