"""Townsend 1987, Hsueh 2002: seven layers from the board to the mold, cooled by 150 K."""

import numpy as np
import pytest

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.verification.stacks import PACKAGE

BOW = [  # MPa at the bottom and the top of each layer
    (55.166, 54.066),
    (50.988, 50.965),
    (-101.499, -108.692),
    (-66.735, -66.744),
    (-166.142, -166.142),
    (-88.492, -88.514),
    (28.616, 27.516),
]
FLAT = [53.39, 50.82, -105.31, -65.47, -161.71, -85.39, 28.93]


def test_free_to_bow():
    answer = laminate(list(PACKAGE.values()), -150)
    assert answer.strain == pytest.approx(-7.997913e-4, rel=1e-6)
    assert answer.curvature * 1e6 == pytest.approx(-1.063925e-1, rel=1e-6)
    for i, stresses in enumerate(BOW):
        assert answer.face_stresses(i) == pytest.approx(stresses, abs=2e-3)


def test_held_flat():
    answer = laminate(list(PACKAGE.values()), -150, flat=True)
    assert answer.strain == pytest.approx(-8.51295e-4, rel=1e-6)
    assert [answer.face_stresses(i)[0] for i in range(7)] == pytest.approx(FLAT, abs=5e-3)


def test_a_blanket_of_polysilicon_relieves_its_nitride_by_next_to_nothing():
    bare = [layer for name, layer in PACKAGE.items() if name != "polysilicon"]
    assert laminate(bare, -150).face_stresses(4)[0] == pytest.approx(-166.427, abs=1e-3)


def test_two_half_layers_are_one():
    whole = laminate(list(PACKAGE.values()), -150)
    *rest, mold = PACKAGE.values()
    half = Ply(mold.solid, mold.thickness / 2)
    split = laminate([*rest, half, half], -150)
    assert split.curvature == pytest.approx(whole.curvature, rel=1e-12)


def test_force_and_moment_vanish():
    answer = laminate(list(PACKAGE.values()), -150)
    nodes, weights = np.polynomial.legendre.leggauss(3)
    force = moment = size = 0.0
    for i in range(7):
        low, high = answer.faces(i)
        for x, w in zip(nodes, weights, strict=True):
            z = (low + high + x * (high - low)) / 2
            share = answer.stress(i, z) * w * (high - low) / 2
            force, moment, size = force + share, moment + share * z, size + abs(share)
    assert abs(force) < 1e-10 * size
    assert abs(moment) < 1e-10 * size * 1000


@pytest.mark.parametrize(("die", "energy"), [(300, 6.404), (500, 10.503)])
def test_energy_that_delamination_sets_free(die, energy):
    """Plane strain, J/m²: mold on silicon."""
    silicon, mold = Solid(162_716, 0.278, 2.56e-6), Solid(15_513, 0.25, 15e-6)
    answer = laminate([Ply(silicon, die), Ply(mold, 500)], -150, "plane strain")
    assert answer.energy() == pytest.approx(energy, rel=1e-4)
