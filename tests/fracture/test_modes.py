"""Fields around corners over the angle: what they must fulfil wherever they are singular."""

from math import pi

import numpy as np
import pytest

from stressbump.fracture.singular import Alike, Directed, Wedge, exponents
from stressbump.fracture.singular.modes import best_read, misfit, modes, paired, traction

MOLD, SILICON = Alike(6205.0, 0.25), Alike(63661.0, 0.278)
FREE = ("free", "free")
EDGE = Wedge(MOLD, pi / 2, pi / 2), Wedge(SILICON, pi, pi)
RING = (
    Wedge(MOLD, pi / 2, 0.3),
    Wedge(SILICON, pi / 2, 0.3 + pi / 2),
    Wedge(Alike(1.0, 0.4995), pi, 0.3 + pi),
)
CRACK = Wedge(SILICON, pi, -pi), Wedge(MOLD, pi, 0.0)


def strongest(wedges, ends=FREE):
    power = exponents(wedges, ends)[0]
    return modes(wedges, ends, power.value, power.count), modes(
        wedges, ends, -power.value, power.count
    )


def stiffness(solid):
    G, nu = solid.G, solid.nu
    first = 2 * G * nu / (1 - 2 * nu)
    return ((first + 2 * G, first, 0.0), (first, first + 2 * G, 0.0), (0.0, 0.0, G))


@pytest.mark.parametrize(("wedges", "ends"), [(EDGE, FREE), (RING, None), (CRACK, FREE)])
def test_neighbours_share_displacement_and_traction_and_free_faces_bear_none(wedges, ends):
    for (field,) in strongest(wedges, ends):
        scale = np.abs(field.series[..., 2:]).max()
        size = np.array([1 / 6205, 1 / 6205, 1, 1]) * scale
        after = [
            field.at(k, np.array(w.start + w.opening))[:4] / size for k, w in enumerate(wedges)
        ]
        before = [field.at(k, np.array(w.start))[:4] / size for k, w in enumerate(wedges)]
        for k in range(len(wedges) - (ends is not None)):
            assert after[k] == pytest.approx(before[(k + 1) % len(wedges)], abs=1e-9)
        if ends is not None:
            assert before[0][2:] == pytest.approx([0, 0], abs=1e-9)
            assert after[-1][2:] == pytest.approx([0, 0], abs=1e-9)


def test_a_field_pairs_with_its_own_dual_alone():
    (first, _), second = exponents(EDGE), exponents(EDGE)[1]
    one, other = (modes(EDGE, FREE, e.value, 1)[0] for e in (first, second))
    dual = modes(EDGE, FREE, -first.value, 1)[0]
    own = paired(one, dual)
    assert abs(own) > 0
    # r^(μ-λ) times what does not depend on r can only be nothing
    ratio = np.abs(other.series).max() / np.abs(one.series).max()
    assert abs(paired(other, dual)) < 1e-9 * abs(own) * max(ratio, 1)


def test_along_an_interface_crack_shear_is_peel_turned_by_a_quarter():
    (field,), _ = strongest(CRACK)
    peel, shear = traction(field, 0.0)
    assert abs((shear / peel).real) < 1e-9
    assert abs((shear / peel).imag) == pytest.approx(1, abs=1e-9)


def test_a_crack_in_one_solid_has_a_field_that_peels_and_one_that_shears():
    whole = (Wedge(SILICON, 2 * pi, -pi),)
    fields, duals = strongest(whole)
    assert len(fields) == len(duals) == 2
    found = np.array([traction(f, 0.0) for f in fields])
    assert abs(np.linalg.det(found)) > 0.01
    assert best_read(fields).angle == pytest.approx(0)


def test_a_solid_whose_directions_are_alike_has_the_same_fields():
    turned = (Wedge(Directed(stiffness(MOLD)), pi / 2, pi / 2), EDGE[1])
    power = exponents(EDGE)[0].value
    for sign in (1, -1):
        (one,), (other,) = (modes(w, FREE, sign * power, 1) for w in (EDGE, turned))
        size = traction(one, pi)[0] / traction(other, pi)[0]
        assert other.series * size == pytest.approx(one.series, abs=1e-6 * np.abs(one.series).max())


def test_a_free_strain_that_is_alike_everywhere_stresses_nothing():
    found = misfit(EDGE, FREE, np.array([[1e-3, 1e-3, 0.0]] * 2))
    assert np.abs(found.series[..., 2:]).max() < 1e-9


def test_a_misfit_against_a_body_that_ends_with_the_film_pulls_its_bond_evenly():
    wedges = Wedge(MOLD, pi / 2, pi / 2), Wedge(SILICON, pi / 2, pi)
    strain = [1.25 * 15e-6 * -100, 1.278 * 2.56e-6 * -100]
    found = misfit(wedges, FREE, np.array([[e, e, 0.0] for e in strain]))
    peel, shear = traction(found, pi)
    assert peel.real == pytest.approx(-86.18, abs=0.01)
    assert abs(shear) < 1e-9
    # beside a surface that goes on the film stretches it until nothing is left to pull
    assert abs(traction(misfit(EDGE, FREE, np.array([[e, e, 0.0] for e in strain])), pi)[0]) < 1e-9


def test_in_bodies_of_equal_moduli_a_misfit_turns_them_with_the_logarithm_of_r():
    quarters = Wedge(SILICON, pi / 2, pi / 2), Wedge(SILICON, pi / 2, pi)
    found = misfit(quarters, FREE, np.array([[1e-3, 1e-3, 0.0], [0.0, 0.0, 0.0]]))
    assert found is not None
    assert abs(found.spin) > 1e-4
