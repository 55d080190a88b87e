"""Suhir 1986 and 1989: silicon of 0.5 mm on FR-4 of 1 mm, 10 mm long, cooled by 125 K."""

import numpy as np
import pytest
from scipy.integrate import quad

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.suhir import Joint

SILICON = Ply(Solid(162_716, 0.278, 2.56e-6), 500)
BOARD = Ply(Solid(22_000, 0.28, 18.5e-6), 1000)
UNDERFILL = Ply(Solid(5_600, 0.35), 75)
SILICONE = Ply(Solid(3, 0.4995), 75)


def joint(adhesive=None, c0=1.0, bending="plane strain"):
    """As Suhir prints it: D with 1-ν² beside λ with 1-ν."""
    return Joint(SILICON, BOARD, 5000, -125, adhesive, c0, bending=bending)


@pytest.mark.parametrize(
    ("adhesive", "c0", "shear"),
    [(None, 1, 22.55), (UNDERFILL, 1, 16.47), (UNDERFILL, 2 / 3, 17.93), (SILICONE, 1, 0.131)],
)
def test_greatest_shear(adhesive, c0, shear):
    assert joint(adhesive, c0).shear_stress(5000) == pytest.approx(-shear, rel=1e-2)


def test_without_adhesive():
    assert joint().decay * 1e6 == pytest.approx(2134, rel=1e-3)
    assert joint().force(0) / 500 == pytest.approx(-21.1, abs=0.05)


def test_soft_silicone_passes_on_almost_nothing():
    assert joint(SILICONE).force(0) / 500 == pytest.approx(-0.65, abs=0.005)


def test_shear_is_the_loss_of_force():
    glued = joint(UNDERFILL)
    lost, _ = quad(glued.shear_stress, 4000, 5000)
    assert lost == pytest.approx(glued.force(4000), rel=1e-9)
    assert glued.force(5000) == 0


def test_peel_and_the_forces_at_the_ends_balance():
    plates = joint(UNDERFILL)
    d1, d2 = plates._rigidities
    end = (1000 * d1 - 500 * d2) / (2 * (d1 + d2)) * plates.shear_stress(5000)
    total, _ = quad(plates.peel, -5000, 5000)
    assert total == pytest.approx(2 * end, rel=1e-9)


@pytest.mark.parametrize("state", ["plate", "plane strain"])
def test_far_from_the_edges_it_is_laminate_theory(state):
    far = Joint(SILICON, BOARD, 50_000, -125, state=state)
    both = laminate([SILICON, BOARD], -125, state)
    assert far.curvature(0) == pytest.approx(both.curvature, rel=1e-9)
    assert far.force(0) / 500 == pytest.approx(np.mean(both.face_stresses(0)), rel=1e-9)
