"""Lives out of work per cycle, by Darveaux's constants."""

import pytest

from stressbump.fatigue.crack_growth import INCH, QUARTER, SLICE
from stressbump.units import psi


@pytest.mark.parametrize(
    ("layer", "initiation", "rate"),
    [(12.7, 246, 1.08e-5), (25.4, 195, 1.27e-5), (38.1, 156, 1.44e-5)],
)
def test_33_psi_in_each_layer(layer, initiation, rate):
    growth = QUARTER[layer]
    assert growth.initiation(33 * psi) == pytest.approx(initiation, abs=0.5)
    assert growth.rate(33 * psi) / INCH == pytest.approx(rate, rel=5e-3)


def test_the_published_life():
    assert QUARTER[12.7].characteristic_life(33 * psi, 0.016 * INCH) == pytest.approx(1721, abs=2)


def test_a_crack_crosses_the_joint_at_its_rate():
    growth, work = SLICE[25.4], 0.2
    apart = growth.characteristic_life(work, 300.0) - growth.characteristic_life(work, 200.0)
    assert apart * growth.rate(work) == pytest.approx(100.0)


def test_more_work_shortens_every_life():
    for growth in (*QUARTER.values(), *SLICE.values()):
        lives = [growth.characteristic_life(work, 300.0) for work in (0.05, 0.1, 0.2, 0.4)]
        assert lives == sorted(lives, reverse=True)


@pytest.mark.parametrize("work", [0.0, -1.0, float("nan")])
def test_work_must_be_positive(work):
    with pytest.raises(ValueError, match=r"work of a cycle is .* must be positive"):
        SLICE[25.4].initiation(work)


def test_a_joint_has_a_diameter():
    with pytest.raises(ValueError, match="diameter is 0 µm"):
        SLICE[25.4].characteristic_life(0.1, 0.0)
