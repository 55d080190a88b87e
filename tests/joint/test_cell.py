"""The cell of a joint, condensed: beams between plates, and what superposes."""

from functools import cache

import numpy as np
import pytest
from posts import BOARD, CHIP, LAMINATE, SILICON, SLENDER, WIDTH, assembly_of, meshed, recipe

from stressbump.closed_forms.beam import guided
from stressbump.closed_forms.solid import Solid
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.history.stack import assembled
from stressbump.joint.cell import JointCell, joint_cell
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.sample import in_region
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.verification.recipes import material


@cache
def cell_of(**options) -> JointCell:
    return joint_cell(assembly_of(**options), 25.0)


def stiffness(element, *names):
    rows = [element.names.index(name) for name in names]
    return element.stiffness[np.ix_(rows, rows)]


def test_a_slender_joint_between_stiff_plates_is_timoshenkos_beam():
    """With the slide d at its upper end and its turn φ: F = k (d - φ L/2), M = E I φ/L about its middle."""
    cell = cell_of(**SLENDER)
    E, r, L = 1.0, 5.0, 80.0
    k, inertia = guided(Solid(E, 0.3), r, L), np.pi / 4 * r**4
    arm = cell.chip.height - (BOARD + L / 2)  # from the middle of the joint to where Δ is read
    wanted = [[k, -k * arm], [-k * arm, k * arm**2 + E * inertia / L]]
    found = stiffness(cell.across, "slide", "turn")
    np.testing.assert_allclose(found, wanted, rtol=0.02)  # ends that cannot warp are 1 % stiffer
    assert found[0, 0] > k


def test_and_along_its_axis_a_bar():
    cell = cell_of(**SLENDER)
    assert stiffness(cell.axial, "w")[0, 0] == pytest.approx(np.pi * 25 / 80, rel=0.01)


def test_plates_that_hardly_hold_together_are_plates():
    """Biaxial strain stores M h e² and M h³ κ²/12 an area; shear in plane, n = 2, 2 G h e²."""
    cell = cell_of(joint=Solid(0.01, 0.3, 0.0))
    area = np.pi * WIDTH**2
    for side, solid, h in (("chip", SILICON, CHIP), ("board", LAMINATE, BOARD)):
        names = f"e_{side}", f"k_{side}"
        M, G = solid.E / (1 - solid.nu), solid.E / 2 / (1 + solid.nu)
        spread = np.diag([h, h**3 / 12]) * area
        found, scale = stiffness(cell.axial, *names), np.sqrt(2 * M * np.diag(spread))
        np.testing.assert_allclose(found / np.outer(scale, scale), np.eye(2), atol=2e-5)
        oval = stiffness(cell.oval, *names)
        assert oval[0, 0] == pytest.approx(4 * G * h * area, rel=2e-5)


def test_stiffness_is_symmetric_positive_and_without_loss():
    """The energy of the fields under any displacements is q'Sq/2."""
    cell = cell_of()
    for element in (cell.axial, cell.across, cell.oval):
        assert (np.linalg.eigvalsh(element.stiffness) > 0).all()
        q = dict(zip(element.names, np.arange(1.0, 6) * 1e-4, strict=False))
        found = element.solution(q)
        energy = 0.0
        for name, p in found.blocks.items():
            strain, stress = found.strain_and_stress(name)
            energy += 0.5 * float(((stress * strain).sum(axis=0) * p.dV).sum())
        values = np.array(list(q.values()))
        assert energy == pytest.approx(values @ element.stiffness @ values / 2, rel=1e-9)


def test_without_forces_the_axial_cell_moves_as_the_section_does():
    """S q = p, and its fields are those of one solution with two free laminates."""
    assembly, cell = assembly_of(), cell_of()
    strain = {n: 1e-3 * k * IDENTITY for k, n in enumerate(assembly.laws, 1)}
    names = tuple(assembly.laws)
    wanted = solve(assembly.system(names, assembly.blocks(names, 25.0, 25.0), 25.0), Loads(strain))
    q = np.linalg.solve(cell.axial.stiffness, cell.axial.thermal(strain))
    found = cell.axial.solution(dict(zip(cell.axial.names, q, strict=True)), strain)
    for name in names:
        a, b = (s.strain_and_stress(name)[1] for s in (found, wanted))
        np.testing.assert_allclose(a, b, atol=1e-8 * np.abs(b).max())
    assert q[0] - cell.chip.height * q[1] == pytest.approx(wanted.globals["e"], rel=1e-8)


def test_forces_on_a_cell_held_still_are_those_of_its_stress():
    """Of a joint alone that shrinks, -p is what holds chip and board apart, ∫ σ_zz dA of the post."""
    cell = cell_of(**SLENDER)
    force = dict(zip(cell.axial.names, cell.axial.thermal({"post": -1e-3 * IDENTITY}), strict=True))
    assert force["w"] == pytest.approx(-np.pi * 25 * 1e-3, rel=0.04)  # ends hold it
    still = cell.axial.solution({}, {"post": -1e-3 * IDENTITY})
    sample = in_region(still, "post")
    assert (sample.stress[1] @ sample.weight) / 80 == pytest.approx(-force["w"], rel=2e-3)


def test_a_slide_bends_the_joint_alone_and_stress_goes_with_its_force():
    cell = cell_of()
    one, two = (cell.across.solution({"slide": s}) for s in (1e-3, 2e-3))
    a, b = (in_region(s, "post").stress for s in (one, two))
    np.testing.assert_allclose(b, 2 * a, rtol=1e-9, atol=1e-9 * np.abs(b).max())
    assert cell.shear_stiffness == stiffness(cell.across, "slide")[0, 0]


ONE = Solid(5e4, 0.3, 0.0)
FILLED = {"chip": ONE, "joint": ONE, "board": ONE, "height": 20.0}


@cache
def block():
    """All of one kind: chip, joint and board in a fill of the same."""
    return joint_cell(meshed(recipe(**FILLED, material=material(ONE))), 25.0)


def test_a_block_stretched_along_x_and_squeezed_along_y_is_an_even_field():
    """E = 1e-3 on both sides: ε_rr = e, ε_θθ = -e, γ_rθ = -2e everywhere."""
    found = block().oval.solution({"e_chip": 1e-3, "e_board": 1e-3})
    for name in found.blocks:
        strain = found.strain_and_stress(name)[0]
        even = np.array([1e-3, 0, -1e-3, 0, 0, -2e-3])[:, None, None]
        np.testing.assert_allclose(strain, np.broadcast_to(even, strain.shape), atol=1e-11)


def test_a_block_stretched_alike_is_stressed_in_plane_alone():
    """σ = M e in plane where chip and board come as much closer as Poisson's ratio says."""
    cell = block()
    e, w = 1e-3, -1e-3 * 0.6 / 0.7 * (cell.chip.height - cell.board.height)
    found = cell.axial.solution(dict.fromkeys(("e_chip", "e_board"), e) | {"w": w})
    for name in found.blocks:
        stress = found.strain_and_stress(name)[1]
        np.testing.assert_allclose(stress[[0, 2]], 5e4 / 0.7 * e, rtol=1e-8)
        assert np.abs(stress[[1, 3]]).max() < 1e-8 * 5e4 * e


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["cell"].update(support="laminate"), "a joint wants a board of its own"),
        (
            lambda t: t["step"][1].update(material="SAC305 (Anand Chang)"),
            "'post' creeps, yields or relaxes",
        ),
    ],
)
def test_what_is_no_elastic_joint_is_refused(change, words):
    table = recipe()
    change(table)
    with pytest.raises(InputError, match=words):
        joint_cell(meshed(table), 25.0)


@cache
def in_fill(nu, refine=0):
    """Stiffness of each displacement of a cell whose gap is filled, by harmonic."""
    table = recipe(material=material(Solid(3e3, nu, 0.0)))
    section = build(from_table(table, "filled").recipe)
    mesh = generate(section, MeshOptions((20.0,), refine=refine))
    cell = joint_cell(assembled(section, mesh)[0], 25.0)
    return [e.stiffness.diagonal() for e in (cell.axial, cell.across, cell.oval)]


def test_a_fill_that_keeps_its_volume_locks_in_no_harmonic():
    """Stiffness is continuous at ν = 0.5, and as near to a finer mesh's there as at 0.45."""
    for almost, whole in zip(in_fill(0.499999), in_fill(0.5), strict=True):
        np.testing.assert_allclose(almost, whole, rtol=1e-3)
    off, beside = (
        [np.abs(a / b - 1).max() for a, b in zip(in_fill(nu), in_fill(nu, 1), strict=True)]
        for nu in (0.5, 0.45)
    )
    assert max(off) < 4e-3
    assert (np.array(off) < 2 * np.array(beside)).all()
