"""A joint away from the neutral point: its slide from birth on, its force, its field."""

from dataclasses import replace
from math import tanh

import numpy as np
import pytest
from posts import BOARD, CHIP, LAMINATE, SILICON, WIDTH, assembly_of, meshed, recipe

from stressbump.closed_forms import chen_nelson
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.joint.angles import angles_of, around, sampled, together, worst
from stressbump.joint.cell import joint_cell
from stressbump.joint.row import slides
from stressbump.joint.sliding import slid
from stressbump.measures.von_mises import mean_von_mises, von_mises
from stressbump.mechanics.sample import in_region
from stressbump.verification.recipes import material

FAR = 3000.0  # µm
MISMATCH = (3e-6 - 16e-6) * (25 - 150)  # chip less board, from the joint's birth to 25 °C


@pytest.fixture(scope="module")
def far():
    return slid(assembly_of(), FAR, 25.0)


def test_by_hand_it_is_dnp_times_the_mismatch_since_the_joints_birth(far):
    assert [(s.start, s.end) for s in far.steps] == [(150, 25)]
    assert far.by_hand == pytest.approx(FAR * MISMATCH, rel=1e-12)


def test_a_row_of_joints_leaves_what_chen_and_nelson_found(far):
    """Their bond of the same stiffness an area: G0/h0 = k/p²; E' = E/(1 - ν²) for E."""
    k = joint_cell(assembly_of(), 25.0).shear_stiffness
    plates = [
        Ply(Solid(s.E / (1 - s.nu**2), s.nu, s.cte), h)
        for s, h in ((SILICON, CHIP), (LAMINATE, BOARD))
    ]
    bond = Ply(Solid(2 * k / (np.pi * WIDTH**2), 0.0), 1.0)
    beta = chen_nelson.decay(*plates, bond)
    assert far.decay == pytest.approx(beta, rel=1e-9)
    assert far.lagged == pytest.approx(MISMATCH * tanh(beta * FAR) / beta, rel=1e-9)
    shear = chen_nelson.greatest_shear(*plates, bond, FAR, 25.0 - 150)
    assert far.force == pytest.approx(abs(shear) * np.pi * WIDTH**2, rel=1e-7)


def test_near_the_neutral_point_the_hand_formula_holds():
    near = slid(assembly_of(), 1.0, 25.0)
    assert near.lagged == pytest.approx(near.by_hand, rel=1e-5)
    assert near.force == pytest.approx(near.lagged * near.steps[0].stiffness, rel=1e-9)


def test_the_field_is_that_of_the_force(far):
    cell = joint_cell(assembly_of(), 25.0)
    one = cell.across.solution({"slide": far.lagged})
    for name in one.blocks:
        found, wanted = (s.strain_and_stress(name)[1] for s in (far.solution, one))
        np.testing.assert_allclose(found, wanted, atol=1e-7 * np.abs(wanted).max())


def with_fill(born, **more):
    fill = {"material": material(Solid(3e3, 0.35, 30e-6))} | more
    table = recipe(**fill)
    table["step"][-1]["born_C"] = born
    return meshed(table)


def test_what_fills_the_gap_later_feels_only_what_comes_then():
    """Born half-way, it carries the second half of the slide; the post's shear is from both."""
    late = with_fill(87.5)
    found = slid(late, FAR, 25.0)
    assert [(s.start, s.end) for s in found.steps] == [(150, 87.5), (87.5, 25)]
    assert found.steps[0].mismatch == pytest.approx(found.steps[1].mismatch, rel=1e-12)
    assert found.steps[1].stiffness > 1.05 * found.steps[0].stiffness
    forces = sum(s.stiffness * s.lagged for s in found.steps)
    assert found.force == pytest.approx(forces, rel=1e-7)
    always = joint_cell(late, 25.0).across.solution({"slide": found.steps[1].lagged})
    fill, wanted = (s.strain_and_stress("fill")[1] for s in (found.solution, always))
    np.testing.assert_allclose(fill, wanted, atol=1e-7 * np.abs(wanted).max())


def test_a_joint_softer_at_birth_has_its_present_modulus_for_all_its_strain():
    """The total rule: in whatever steps it came, F = k(25 °C) Δ."""
    table = recipe(material=material(Solid(0.001, 0.3, 0.0)))
    table["step"][-1]["born_C"] = 80
    soft = {"like": "SAC305", "E_MPa": [[25, 50e3], [150, 20e3]]}
    table["step"][1]["material"] = soft
    assembly = replace(meshed(table), incremental=frozenset())
    found = slid(assembly, FAR, 25.0)
    assert found.steps[1].stiffness > 1.1 * found.steps[0].stiffness
    assert found.force == pytest.approx(found.steps[-1].stiffness * found.lagged, rel=1e-4)
    total = sum(s.mismatch for s in found.steps)
    assert found.lagged == pytest.approx(total * tanh(found.decay * FAR) / found.decay, rel=1e-4)


def test_a_row_slides_less_the_second_time_by_what_its_first_force_gave_up():
    """Δε, then a loss of stiffness from k to k': as if it had always been k'."""
    soft, stiff, L, mismatch = 2e-4, 7e-4, 3000.0, 1e-3
    first = slides(L, mismatch, stiff, 0.0)
    second = slides(L, 0.0, soft, (soft**2 - stiff**2) * first)
    np.testing.assert_allclose(first + second, slides(L, mismatch, soft, 0.0), atol=1e-9)
    assert (first + second)[-1] == pytest.approx(mismatch * tanh(soft * L) / soft, rel=1e-9)


def test_all_angles_weigh_as_much_as_the_body(far):
    upright = in_region(far.solution, "post")
    angles = sampled({1: upright})
    assert sum(s.weight.sum() for s in angles) == pytest.approx(upright.weight.sum(), rel=1e-12)
    assert together(angles).stress.shape == (6, 17 * len(upright.weight))


def test_a_slide_alone_is_as_bad_before_as_behind_and_shears_alone_in_between(far):
    angles = sampled({1: in_region(far.solution, "post")})
    ahead, aside, behind = (angles[k] for k in (0, 8, 16))
    np.testing.assert_allclose(ahead.stress, -behind.stress, atol=1e-9 * np.abs(ahead.stress).max())
    assert np.abs(aside.stress[:4]).max() < 1e-9 * np.abs(aside.stress).max()
    assert worst(angles, lambda s: float(von_mises(s.stress).max())) == 0
    assert angles_of([0, 1], 4)[1].tolist() == [0.125, 0.25, 0.25, 0.25, 0.125]


def test_means_over_the_turn_do_not_change_with_more_angles(far):
    upright = in_region(far.solution, "core")
    few, many = (
        mean_von_mises(together(sampled({1: upright}, angles=angles_of([1], steps))))
        for steps in (16, 64)
    )
    assert few == pytest.approx(many, rel=1e-4)


def test_a_harmonic_turned_by_a_quarter_is_the_same_field_seen_from_there(far):
    upright = in_region(far.solution, "post").stress
    theta = angles_of([1, -1])[0]
    for n in (1, 2):
        own, turned = (around({k: upright}, theta) for k in (n, -n))
        quarter = len(theta) // (4 * n)
        np.testing.assert_allclose(
            np.roll(own, quarter, axis=2), turned, atol=1e-9 * abs(own).max()
        )
