"""Chip and board held together by joints: strips, bimetals, balance, symmetry."""

import numpy as np
import pytest
from posts import BOARD, CHIP, LAMINATE, SILICON, WIDTH, assembly_of, meshed, recipe

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.history.responses import steps_of
from stressbump.joint.cell import joint_cell
from stressbump.joint.cell_history import cell_history
from stressbump.package.laminates import alike_and_unlike, laminate_history, wall_layers
from stressbump.package.layout import Layout
from stressbump.package.solution import solve_package
from stressbump.verification.recipes import material

PITCH = WIDTH * np.sqrt(np.pi)
SLIM = {"radius": 4.0}
SOFT = Solid(1.0, 0.3, 0.0)
MISMATCH = (SILICON.cte - LAMINATE.cte) * (25 - 150)  # chip less board


def array(columns, rows):
    x, y = (np.arange(n) - (n - 1) / 2 for n in (columns, rows))
    return PITCH * np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)


def block(columns, rows, board=None, **more):
    size = PITCH * columns, PITCH * rows
    return Layout(array(columns, rows), PITCH, size, board or size, **more)


@pytest.fixture(scope="module")
def strip():
    """A row of 41 joints, as long as 1.7 of its reaches from the middle."""
    return solve_package(assembly_of(**SLIM), block(41, 1), 25.0)


def compliance(bending):
    """Of a strip in shear lag, λ, 1/(MPa µm), and the common curvature per force."""
    cell = joint_cell(assembly_of(**SLIM), 25.0)
    lever = cell.chip.height - cell.board.height
    rigidity = (SILICON.E * CHIP**3 + LAMINATE.E * BOARD**3) / 12
    stretch = 1 / (SILICON.E * CHIP) + 1 / (LAMINATE.E * BOARD)
    return stretch + bending * lever**2 / rigidity, lever / rigidity, cell.shear_stiffness


def test_a_strip_slides_as_suhir_has_it_with_the_stiffness_of_its_cell(strip):
    """Δ = Δε sinh βx/(β cosh βl), β² = λ k/p²; at the very end joints are not a continuum."""
    give, _, k = compliance(bending=True)
    beta = np.sqrt(give * k / PITCH**2)
    x = strip.layout.places[:, 0]
    wanted = MISMATCH * np.sinh(beta * x) / beta / np.cosh(beta * 20.5 * PITCH)
    np.testing.assert_allclose(strip.slide[:, 0], wanted, rtol=4e-3, atol=1e-9)
    np.testing.assert_allclose(strip.slide[4:-4, 0], wanted[4:-4], rtol=2e-4, atol=1e-9)
    np.testing.assert_allclose(strip.shear[4:-4, 0], k * wanted[4:-4], rtol=2e-4, atol=1e-6)


def test_and_bends_as_suhir_has_it(strip):
    give, bend, k = compliance(bending=True)
    beta = np.sqrt(give * k / PITCH**2)
    force = MISMATCH / give * (1 - 1 / np.cosh(beta * 20.5 * PITCH))
    w = strip.risen(0, np.array([0.0, PITCH]), np.zeros(2))
    assert 2 * (w[0] - w[1]) / PITCH**2 == pytest.approx(force * bend, rel=2e-4)


def test_joints_that_hardly_hold_slide_by_hand():
    soft = assembly_of(joint=SOFT, **SLIM)
    found, k = solve_package(soft, block(6, 4), 25.0), joint_cell(soft, 25.0).shear_stiffness
    np.testing.assert_allclose(found.slide, found.by_hand, rtol=2e-3, atol=1e-6)
    np.testing.assert_allclose(found.by_hand, MISMATCH * found.layout.places, rtol=1e-9)
    np.testing.assert_allclose(found.shear, k * found.slide, rtol=1e-3, atol=1e-9)


def test_the_middle_of_many_stiff_joints_is_a_bimetal_plate():
    """Nothing slides there: chip, nothing, board as one laminate, and what the joints' feet stiffen."""
    stiff = assembly_of(joint=Solid(2e5, 0.3, 0.0), radius=10.0)
    found, (step,) = solve_package(stiff, block(16, 16), 25.0), cell_history(stiff, 25.0)
    w = found.risen(0, np.array([0.0, PITCH]), np.zeros(2))
    curvature = 2 * (w[0] - w[1]) / PITCH**2
    cell, S = step.cell, step.cell.axial.stiffness
    z = cell.chip.height, cell.board.height
    one = np.array([[1, z[0], 0], [0, 1, 0], [1, z[1], 0], [0, 1, 0], [0, 0, 1.0]])
    _, k, _ = np.linalg.solve(one.T @ S @ one, one.T @ S @ step.free)
    assert curvature == pytest.approx(k, rel=0.02)
    gap = Ply(Solid(1e-3, 0.3, 0.0), 80.0)
    three = laminate([Ply(LAMINATE, BOARD), gap, Ply(SILICON, CHIP)], 25 - 150)
    assert curvature == pytest.approx(three.curvature, rel=0.03)


@pytest.fixture(scope="module")
def lopsided():
    """Joints of five columns and four rows without three of them, on a larger board."""
    places = np.delete(array(5, 4), [3, 7, 18], axis=0)
    layout = Layout(places, PITCH, (5 * PITCH, 5 * PITCH), (9 * PITCH, 7 * PITCH))
    return solve_package(assembly_of(**SLIM), layout, 25.0)


def test_forces_of_all_joints_balance(lopsided):
    """Of a chip that nothing else touches: three forces and three moments."""
    x, y = lopsided.layout.places.T
    shear, axial, moment = lopsided.shear, lopsided.axial, lopsided.moment
    assert np.abs(shear.sum(axis=0)).max() < 1e-8 * np.abs(shear).sum()
    assert abs(axial.sum()) < 1e-8 * np.abs(axial).sum()
    assert abs((x * shear[:, 1] - y * shear[:, 0]).sum()) < 1e-8 * np.abs(x * shear[:, 1]).sum()
    about = moment.sum(axis=0) - axial @ lopsided.layout.places
    assert np.abs(about).max() < 1e-6 * np.abs(moment).sum()


def test_a_quarter_is_the_whole(monkeypatch):
    """Of an array with joints on its axes; corners differ by nothing but signs."""
    layout = block(5, 4, board=(8 * PITCH, 6 * PITCH))
    quarter = solve_package(assembly_of(**SLIM), layout, 25.0)
    assert len(quarter.solved.places) == 6
    monkeypatch.setattr(Layout, "symmetric", False)
    whole = solve_package(assembly_of(**SLIM), layout, 25.0)
    assert whole.solved is layout
    for name in ("slide", "shear", "axial", "moment", "turn"):
        a, b = getattr(quarter, name), getattr(whole, name)
        np.testing.assert_allclose(a, b, atol=2e-4 * np.abs(b).max())
    oval = [sum(s.moved for s in p.steps)[:, 9:] for p in (quarter, whole)]
    np.testing.assert_allclose(*oval, atol=5e-3 * np.abs(oval[0]).max())
    corners = np.abs(quarter.shear[[0, 3, 16, 19]])
    np.testing.assert_allclose(corners, corners[[0]].repeat(4, axis=0), rtol=1e-12)


def test_a_clamped_board_lets_the_chip_alone_shrink():
    """Soft joints slide by what the chip does against a board that stays where it is."""
    soft = assembly_of(joint=SOFT, **SLIM)
    found = solve_package(soft, block(4, 4, board=(6 * PITCH,) * 2, clamped=True), 25.0)
    places = found.layout.places
    np.testing.assert_allclose(found.by_hand, SILICON.cte * -125 * places, rtol=1e-9)
    np.testing.assert_allclose(found.slide, found.by_hand, rtol=2e-3)


def test_what_fills_the_gap_in_the_end_leaves_slides_of_before_as_they_are():
    """Underfill born cold changes nothing; born with the joint it holds."""
    slides = []
    for born in (25.5, 150):
        table = recipe(radius=4.0, material=material(Solid(300.0, 0.35, 30e-6)))
        table["step"][-1]["born_C"] = born
        slides.append(solve_package(meshed(table), block(4, 4), 25.0).slide)
    bare = solve_package(assembly_of(**SLIM), block(4, 4), 25.0).slide
    np.testing.assert_allclose(slides[0], bare, atol=0.01 * np.abs(bare).max())
    assert np.abs(slides[1]).max() < 0.9 * np.abs(bare).max()


def test_without_a_joint_a_cell_is_its_two_laminates():
    """S - L is nothing where nothing stands between them, for e and k, n = 0 and n = 2."""
    assembly = assembly_of(joint=SOFT, **SLIM)
    cell, steps = joint_cell(assembly, 25.0), steps_of(assembly, 25.0)
    for k, (side, names) in enumerate(
        zip((cell.chip, cell.board), assembly.section.joined, strict=True)
    ):
        history = laminate_history(assembly, wall_layers(assembly, names), side.height, steps, True)
        found = alike_and_unlike(history[-1].moduli, np.pi * assembly.mesh.width**2)
        rows = slice(2 * k, 2 * k + 2)
        for n, element in ((0, cell.axial), (2, cell.oval)):
            own = element.stiffness[rows, rows]
            np.testing.assert_allclose(found[n], own, atol=1e-4 * own.max(), rtol=1e-4)
