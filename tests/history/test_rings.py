"""Rings built from inside out and from outside in, against Lamé's cylinders in stages."""

from itertools import pairwise

import numpy as np
import pytest
from history.recipes import largest, solved

from stressbump.closed_forms.lame import cylinders
from stressbump.closed_forms.solid import Solid
from stressbump.closed_forms.staged_rings import Ring, staged
from stressbump.mechanics.sample import in_region
from stressbump.verification.recipes import rings, table

PIN = Ring("pin", Solid(110e3, 0.35, 17e-6), 0, 50, 300)
GLASS = Ring("glass", Solid(70e3, 0.2, 8e-6), 50, 80, 500)
CASE = Ring("case", Solid(200e3, 0.3, 12e-6), 80, 120, 900)
RINGS = PIN, GLASS, CASE
WIDTH = 120.0  # µm
THIN, TALL = 2.0, 1000.0  # µm
MIDDLE = 30.0  # µm from mid-height: what is told of a tall slab
ORDERS = {
    "inside out": [PIN, GLASS, CASE],
    "outside in": [CASE, GLASS, PIN],
    "glass seal": [CASE, PIN, GLASS],  # nothing joins pin and case before the glass
}


@pytest.mark.parametrize("axial", ["plane strain", "generalized", "plane stress"])
def test_rings_born_together_are_cylinders(axial):
    at_once = [Ring(r.name, r.solid, r.inner, r.outer, 425) for r in RINGS]
    found = staged(at_once, 25, axial)[-1].rings
    once = cylinders([r.solid for r in RINGS], (0, 50, 80, 120), -400, axial)
    for index, ring in enumerate(RINGS):
        expected = once.stress(index, ring.outer)
        assert found[ring.name].stress(ring.outer, axial) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_the_last_ring_comes_without_stress(order):
    births = ORDERS[order]
    last = births[-1]
    found = staged(births, last.temperature)[-1].rings[last.name]
    assert found.stress(last.outer, "generalized") == pytest.approx((0, 0, 0), abs=1e-9)


def test_a_pin_cast_into_its_ring_pulls_as_the_two_alone_would():
    """From outside in, the last ring is under the contraction since its own birth, whatever was."""
    apart = staged([CASE, Ring("pin", PIN.solid, 0, 80, 300)], 25)[-1].rings
    pair = cylinders([PIN.solid, CASE.solid], (0, 80, 120), -275)
    assert apart["pin"].stress(80, "generalized") == pytest.approx(pair.stress(0, 80), rel=1e-9)
    assert apart["case"].stress(80, "generalized") == pytest.approx(pair.stress(1, 80), rel=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_no_force_along_and_no_jump_of_the_radial_stress_at_any_stage(order):
    for stage in staged(ORDERS[order], 25):
        for body in stage.bodies:
            force = sum(
                s.mean("generalized")[1] * (s.ring.outer**2 - s.ring.inner**2) for s in body
            )
            assert force == pytest.approx(0, abs=1e-6)
            for below, above in pairwise(body):
                r = above.ring.inner
                jump = below.stress(r, "generalized")[0] - above.stress(r, "generalized")[0]
                assert jump == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("height", "axial", "rel"),
    # a thin slab is in plane stress but for a rim as wide as it is thick beside each face
    [(THIN, "plane stress", 6e-3), (TALL, "generalized", 2e-4)],
    ids=["thin", "tall"],
)
def test_a_slab_of_rings(height, axial, rel, order):
    births = ORDERS[order]
    recipe = table(rings(births, height), WIDTH, support="free")
    solution = solved(recipe, 25, refine=2)[25]
    expected = staged(births, 25, axial)[-1].rings
    scale = max(abs(stress) for s in expected.values() for stress in s.mean(axial))
    for name, ring in expected.items():
        sample = in_region(solution, name)
        weight = sample.weight * (np.abs(sample.position[1] - height / 2) < MIDDLE)
        xx, zz, yy = (sample.stress @ weight / weight.sum())[:3]
        in_plane, along = ring.mean(axial)
        assert (xx + yy) / 2 == pytest.approx(in_plane, abs=rel * scale)
        if height == TALL:
            assert zz == pytest.approx(along, abs=rel * scale)


@pytest.mark.parametrize("order", ORDERS)
def test_the_last_ring_of_a_slab_comes_without_stress(order):
    births = ORDERS[order]
    recipe = table(rings(births, 100.0), WIDTH, support="free")
    last = births[-1]
    solution = solved(recipe, last.temperature)[last.temperature]
    assert largest(solution, last.name) < 1e-6
