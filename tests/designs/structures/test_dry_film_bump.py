"""The third seed: the foot arises from the undercut resist; regions and volumes by hand."""

from math import pi, sqrt

import pytest
from solids import assert_built, built_until, cap, disc, lining, mushroom, ring, volumes

from stressbump.designs.structures.dry_film_bump import DryFilmBump
from stressbump.errors import GeometryError, InputError
from stressbump.mesh.meshing import generate
from stressbump.process.build import build

WALL = 200 / sqrt(pi)
WAFER = {
    "substrate": disc(WALL, 300),
    "dielectric": disc(WALL, 1),
    "pad": disc(65, 1),
    "passivation": ring(40, WALL, 0.6) + ring(65, 65.6, 1),
}
UBM_TOP = 303.2
OPENED = disc(39.7, 0.6)  # left of the passivation's opening under the UBM


def ubm(outer):
    """0.1 µm of Ti and 0.5 µm of Cu, sputtered out to `outer` and over the passivation's edge."""
    ti = lining(0.1, outer, 40, 0.6, 0.5)
    return {"ubm_Ti": ti, "ubm_Cu": lining(0.6, outer, 40, 0.6, 0.5) - ti}


def test_the_foot_is_a_notch_at_the_bottom_of_the_dry_film():
    foot = built_until(DryFilmBump().recipe(), "open dry_film")
    height = 302.2 + 101.6 - UBM_TOP  # the film is 101.6 µm above the field
    whole = ring(50, WALL, height) + ring(65.6 + 0.3, WALL, 1)
    assert volumes(foot)["dry_film"] == pytest.approx(whole - ring(50, 55, 5), rel=1e-6)


def test_liquid_resist_patterned_by_the_dry_film_stays_in_the_foot_only():
    filled = built_until(DryFilmBump().recipe(), "etch liquid_resist")
    assert volumes(filled)["liquid_resist"] == pytest.approx(ring(50, 55, 5), rel=1e-9)


def test_no_resist_is_left_and_none_flows_where_the_foot_stays_open():
    assert not {"dry_film", "liquid_resist"} & set(build(DryFilmBump().recipe()).names)
    steps = DryFilmBump(fill_foot=False).recipe().to_table()["step"]
    assert "liquid_resist" not in {step.get("deposit") for step in steps}


@pytest.mark.parametrize("reflowed", [True, False])
def test_filled_foot_gives_a_straight_bump(reflowed):
    section = assert_built(
        DryFilmBump(reflowed=reflowed), **WAFER, **ubm(50), bump=disc(50, 100) + OPENED
    )
    born = section.find("bump").born_C
    assert born == (183 if reflowed else 25)
    if not reflowed:
        assert section.find("bump").shape.bounds == pytest.approx((0, 302.6, 50, UBM_TOP + 100))


@pytest.mark.parametrize("reflowed", [True, False])
@pytest.mark.parametrize(("width", "height"), [(5, 5), (10, 10), (15, 3)])
def test_open_foot_becomes_a_flange_and_widens_the_ubm(width, height, reflowed):
    outer = 50 + width
    section = assert_built(
        DryFilmBump(fill_foot=False, foot_width=width, foot_height=height, reflowed=reflowed),
        **WAFER,
        **ubm(outer),
        bump=disc(50, 100) + OPENED + ring(50, outer, height),
    )
    if reflowed:
        (arc,) = section.arcs
        above = arc.centre[1] + arc.radius - UBM_TOP
        assert cap(outer, above) == pytest.approx(disc(50, 100) + ring(50, outer, height), rel=1e-6)


@pytest.mark.parametrize(("film", "ball"), [(76.2, 112), (101.6, 120), (152.4, 135)])
def test_reflowed_ball_of_the_geometry_table(film, ball):
    """Its rows for a bump of 100 µm plated up to the film, 3, 4 and 6 mil, on a flat pad."""
    bump = DryFilmBump(film_thickness=film, bump_height=film - 1, passivation=())
    (arc,) = build(bump.recipe()).arcs
    assert 2 * arc.radius == pytest.approx(ball, abs=1)


def test_past_the_film_the_bump_mushrooms_and_shades_the_ubm():
    over = UBM_TOP + 100 - (302.2 + 76.2)  # above the film, which counts from the field
    reach = 50 + over
    ti = lining(0.1, reach, 40, 0.6, 0.5) + ring(65.6, 65.65, 1)
    both = lining(0.6, reach, 40, 0.6, 0.5) + ring(65.6, 65.9, 1)
    assert_built(
        DryFilmBump(film_thickness=76.2, bump_height=100, reflowed=False),
        **WAFER,
        ubm_Ti=ti,
        ubm_Cu=both - ti,
        bump=disc(50, 100 - over) + OPENED + mushroom(50, over),
    )


@pytest.mark.parametrize("reflowed", [True, False])
def test_ubm_undercut_below_the_bump(reflowed):
    assert_built(
        DryFilmBump(undercut=3, reflowed=reflowed),
        **WAFER,
        **ubm(47),
        bump=disc(50, 100) + OPENED,
    )


def test_open_foot_is_the_reference_of_a_filled_one():
    (name, other), *more = DryFilmBump().others().items()
    assert (name, more) == ("open-foot", [])
    assert other == DryFilmBump(fill_foot=False)
    assert other.others() == {} == DryFilmBump(foot_width=0).others()


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"fill_foot": False},
        {"reflowed": False},
        {"fill_foot": False, "reflowed": False},
        {"film_thickness": 76.2, "bump_height": 100, "reflowed": False},
        {"film_thickness": 152.4, "bump_height": 150},
        {"undercut": 3, "reflowed": False},
    ],
    ids=lambda changed: " ".join(f"{k}={v}" for k, v in changed.items()) or "default",
)
def test_meshes(changed):
    mesh = generate(build(DryFilmBump(**changed).recipe()))
    assert 2 * len(mesh.points) < 30_000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"film_thickness": 400}, r"\[geometry\] film_thickness_um"),
        ({"film_thickness": -1}, r"\[geometry\] film_thickness_um"),
        ({"opening_diameter": 70}, "opening_diameter_um = 70 must exceed passivation_opening_um = 80"),
        ({"passivation_opening": 130}, "passivation_opening_um = 130 must stay inside pad_diameter"),
        ({"film_thickness": 12, "foot_height": 12}, "foot_height_um = 12 must be less than film_th"),
        ({"foot_width": float("nan")}, r"\[geometry\] foot_width_um"),
    ],
)  # fmt: skip
def test_refused_when_made(changed, words):
    with pytest.raises(InputError, match=words):
        DryFilmBump(**changed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pitch": 105}, r"reflow bump: .* touches its neighbour: the cell ends at 59\.2"),
        (
            {"pitch": 140, "foot_width": 30},
            "open dry_film: .* up to x = 80 with its walls and foot, reaches .* 78.98",
        ),
        ({"film_thickness": 20, "bump_height": 120}, "plate bump: the mushroom reaches x = "),
    ],
)
def test_refused_when_built(changed, words):
    changed = {"pad_diameter": 90} | changed
    with pytest.raises(GeometryError, match=words):
        build(DryFilmBump(**changed).recipe())
