"""Molten columns between two pads: where surface tension lets them stand."""

from math import pi, sqrt

import numpy as np
import pytest

from stressbump.designs.design import from_table
from stressbump.errors import GeometryError, InputError
from stressbump.process import planar
from stressbump.process.barrel import Barrel
from stressbump.process.build import build

PADS = Barrel(40.0, 35.0, 10.0, axisymmetric=True)
RADIUS = 50.0  # of the sphere that a free one is part of


def cut_off(foot, top, radius):
    """Height and volume of a sphere between two parallel circles, its centre between them."""
    low, high = sqrt(radius**2 - foot**2), sqrt(radius**2 - top**2)
    return low + high, pi * sum(radius**2 * h - h**3 / 3 for h in (low, high))


def test_without_a_load_it_is_a_sphere_cut_off_at_both_pads():
    height, volume = cut_off(40, 35, RADIUS)
    assert PADS.settled(volume, 0.0, 0.5) == pytest.approx(height, rel=1e-6)
    bulge = PADS.bulge(height, volume)
    assert PADS.flank(height, bulge)[1][1] == pytest.approx(RADIUS, rel=1e-6)
    assert PADS.area(height, bulge) == pytest.approx(2 * pi * RADIUS * height, rel=1e-6)


def test_its_tension_does_not_count_then():
    volume = cut_off(40, 35, RADIUS)[1]
    assert PADS.settled(volume, 0, 0.1) == pytest.approx(PADS.settled(volume, 0, 5.0), rel=1e-9)


def test_a_load_does_the_work_that_the_flank_grows_by():
    """F dh = -γ dA at constant volume, between two heights that loads of 19 and 21 µN leave."""
    volume = cut_off(40, 35, RADIUS)[1]
    low, high = (PADS.settled(volume, F, 0.5) for F in (21.0, 19.0))
    lower, upper = (PADS.area(h, PADS.bulge(h, volume)) for h in (low, high))
    assert low < high < cut_off(40, 35, RADIUS)[0]
    assert 0.5 * (lower - upper) == pytest.approx(20.0 * (high - low), rel=1e-3)


def test_a_molten_cylinder_needs_the_pressure_of_its_curvature():
    """A straight column of radius a pulls its pads together with π a γ: 2π a γ less π a² γ/a."""
    column = Barrel(30.0, 30.0, 0.0, axisymmetric=True)
    volume = pi * 30**2 * 40 * 1.0005
    assert column.settled(volume, -0.98 * pi * 30 * 0.5, 0.5) == pytest.approx(40, rel=0.01)
    with pytest.raises(GeometryError, match=r"carries -4.* µN as a barrel, not -60"):
        column.settled(volume, -60.0, 0.5)


def test_a_ridge_settles_as_a_circle():
    """In a plane section a free column is a circle cut off at both pads."""
    ridge = Barrel(30.0, 30.0, 0.0, axisymmetric=False)
    area = 40 * 30 + 50**2 * np.arcsin(40 / 50)  # half of it
    found = ridge.settled(area, 0.0, 0.5)
    bulge = ridge.bulge(found, area)
    assert ridge.flank(found, bulge)[1][0][0] == pytest.approx(0, abs=1e-3)


def joint(**reflow):
    layer = {"how": "planar", "born_C": 25}
    return {
        "cell": {"width_um": 40},
        "step": [
            layer | {"deposit": "die", "material": "silicon", "thickness_um": 10},
            layer | {"deposit": "ubm", "material": "Cu", "thickness_um": 1},
            {"pattern": "ubm", "diameter_um": 40},
            {"print": "solder", "material": "SAC305", "diameter_um": 40, "thickness_um": 60, "born_C": 217},
            {"reflow": "solder", "wets": "ubm", "shape": "barrel", "pad_diameter_um": 36, "born_C": 217}
            | reflow,
        ],
    }  # fmt: skip


def test_a_recipe_may_leave_the_height_to_its_load():
    free, pressed = (build(from_table(joint(load_uN=F), "joint").recipe) for F in (0, 5))
    assert pressed.top < free.top
    for section in (free, pressed):
        (solder,) = section.standing(["solder"])
        circles = [(a.centre, a.radius) for a in section.arcs]
        found = planar.rounded_volume(solder.shape, circles, axisymmetric=True)
        assert found == pytest.approx(pi * 20**2 * 60 * 0.5, rel=1e-6)
    assert free.arcs[0].centre[0] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("reflow", "words"),
    [
        ({}, "a barrel needs standoff_um and pad_diameter_um, or load_uN"),
        ({"standoff_um": 20, "load_uN": 0}, "give either standoff_um or load_uN"),
        ({"shape": "cap", "load_uN": 3}, "load_uN has no effect on a cap"),
        ({"standoff_um": 20, "tension_N_per_m": 0.4}, "tension_N_per_m has no effect"),
        ({"load_uN": 0, "tension_N_per_m": 0.4}, "a sphere cut off at its pads, whatever"),
    ],
)
def test_what_has_no_effect_is_refused(reflow, words):
    with pytest.raises(InputError, match=words):
        from_table(joint(**reflow), "joint")
