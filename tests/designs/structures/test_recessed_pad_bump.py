"""The second seed: regions and their volumes by hand, what is refused, what it is compared with."""

from math import pi, sqrt

import pytest
from solids import assert_built, cap, disc, lining, mushroom, ring

from stressbump.designs.structures.parameters import Layer
from stressbump.designs.structures.recessed_pad_bump import RecessedPadBump
from stressbump.errors import GeometryError, InputError
from stressbump.mesh.meshing import generate
from stressbump.process.build import build

WALL = 200 / sqrt(pi)
PASSIVATION = ring(30, WALL, 0.6) + ring(50, 50.6, 1)
WAFER = {
    "substrate": disc(WALL, 300),
    "via": disc(5, 1),
    "dielectric": ring(5, WALL, 1),
    "passivation": PASSIVATION,
}
POLYIMIDE = ring(25, 30, 4.6) + ring(30, 50.6, 4) + ring(50.6, WALL, 5)


def ubm(outer, hole, depth, coverage=0.5):
    """0.1 µm of Ti and 0.5 µm of Cu, sputtered out to `outer` and into the hole."""
    ti = lining(0.1, outer, hole, depth, coverage)
    return {"ubm_Ti": ti, "ubm_Cu": lining(0.6, outer, hole, depth, coverage) - ti}


def test_as_claimed_the_recess_is_half_the_pad():
    section = assert_built(
        RecessedPadBump(),
        **WAFER,
        pad=ring(30, 50, 1) + disc(30, 0.5),
        **ubm(40, 30, 0.5 + 0.6),
        bump=disc(40, 60) + disc(29.7, 1.1),
    )
    (arc,) = section.arcs
    height = arc.centre[1] + arc.radius - 303.2  # above the UBM's rim
    assert cap(40, height) == pytest.approx(disc(40, 60), rel=1e-6)


def test_flat_pad():
    assert_built(
        RecessedPadBump(recess_depth=0),
        **WAFER,
        pad=disc(50, 1),
        **ubm(40, 30, 0.6),
        bump=disc(40, 60) + disc(29.7, 0.6),
    )


def test_recess_through_the_pad_down_to_the_dielectric():
    section = assert_built(
        RecessedPadBump(recess_depth=1),
        **WAFER,
        pad=ring(30, 50, 1),
        **ubm(40, 30, 1.6),
        bump=disc(40, 60) + disc(29.7, 1.6),
    )
    assert section.find("ubm_Ti").shape.bounds[1] == pytest.approx(301)


@pytest.mark.parametrize("recess", [0, 0.5, 1])
def test_polyimide_is_the_mask_where_there_is_one(recess):
    hole = 4.6 + recess
    pad = disc(50, 1) - disc(25, recess)
    assert_built(
        RecessedPadBump(polyimide_thickness=5, recess_depth=recess),
        **WAFER,
        pad=pad,
        polyimide=POLYIMIDE,
        **ubm(35, 25, hole),
        bump=disc(35, 60) + disc(24.7, hole),
    )


def test_enhanced_ubm_is_plated_on_the_sputtered():
    assert_built(
        RecessedPadBump(enhanced_ubm_thickness=3),
        **WAFER,
        pad=ring(30, 50, 1) + disc(30, 0.5),
        **ubm(40, 30, 1.1),
        enhanced_ubm=lining(3, 40, 29.7, 1.1),
        bump=disc(40, 60) + disc(26.7, 1.1),
    )


@pytest.mark.parametrize("reflowed", [True, False])
def test_ubm_undercut_below_the_bump(reflowed):
    section = assert_built(
        RecessedPadBump(undercut=2, reflowed=reflowed),
        **WAFER,
        pad=ring(30, 50, 1) + disc(30, 0.5),
        **ubm(38, 30, 1.1),
        bump=disc(40, 60) + disc(29.7, 1.1),
    )
    assert len(section.arcs) == reflowed


def test_past_the_resist_the_bump_mushrooms_and_shades_the_ubm():
    over = 303.2 + 60 - (302.2 + 40)  # above the resist, which counts from the field
    reach = 40 + over
    shaded = lining(0.6, reach, 30, 1.1, 0.5) + ring(50.6, 50.9, 1)
    ti = lining(0.1, reach, 30, 1.1, 0.5) + ring(50.6, 50.65, 1)
    assert_built(
        RecessedPadBump(resist_thickness=40, reflowed=False),
        **WAFER,
        pad=ring(30, 50, 1) + disc(30, 0.5),
        ubm_Ti=ti,
        ubm_Cu=shaded - ti,
        bump=disc(40, 60 - over) + disc(29.7, 1.1) + mushroom(40, over),
    )


def test_evaporated_through_a_stencil():
    """A hole of the first diameter: the walls of the recess stay bare."""
    section = assert_built(
        RecessedPadBump(bump_by="stencil"),
        **WAFER,
        pad=ring(30, 50, 1) + disc(30, 0.5),
        ubm_Ti=disc(30, 0.1),
        ubm_Cu=disc(30, 0.5),
        bump=disc(30, 60),
    )
    (arc,) = section.arcs
    edge = 302.6  # the passivation confines the melt
    height = arc.centre[1] + arc.radius - edge
    assert cap(30, height) == pytest.approx(disc(30, 60 - (edge - 302.1)), rel=1e-6)


def test_evaporated_on_the_polyimides_rim_too():
    assert_built(
        RecessedPadBump(bump_by="stencil", polyimide_thickness=5),
        **WAFER,
        pad=ring(25, 50, 1) + disc(25, 0.5),
        polyimide=POLYIMIDE,
        ubm_Ti=disc(30, 0.1),
        ubm_Cu=disc(30, 0.5),
        bump=disc(30, 60),
    )


@pytest.mark.parametrize(("polyimide", "hole", "depth"), [(0, 30, 1.1), (5, 25, 5.1)])
def test_screen_printed_metal_is_the_masks_volume_times_its_fraction(polyimide, hole, depth):
    masks = {"polyimide": POLYIMIDE} if polyimide else {}
    assert_built(
        RecessedPadBump(bump_by="screen", polyimide_thickness=polyimide),
        **WAFER,
        **masks,
        pad=ring(hole, 50, 1) + disc(hole, 0.5),
        **ubm(30, hole, depth),
        bump=0.5 * disc(30, 150),
        rel=2e-6,  # the column of cream ends on the 0.1 nm grid
    )


def test_plane_section_with_a_via():
    """Half a section per µm of depth; the neighbour is 200 µm away."""
    ti = 40 * 0.1 + 0.05 * 1.1
    assert_built(
        RecessedPadBump(layout="section"),
        substrate=100 * 300,
        via=5,
        dielectric=95,
        pad=20 + 30 * 0.5,
        passivation=70 * 0.6 + 0.6,
        ubm_Ti=ti,
        ubm_Cu=40 * 0.6 + 0.3 * 1.1 - ti,
        bump=40 * 60 + 29.7 * 1.1,
    )


def test_plane_section_along_a_trace_in_the_plane_of_the_pad():
    ti = 40 * 0.1 + 0.05 * 1.1
    assert_built(
        RecessedPadBump(layout="section", access="in-plane"),
        substrate=100 * 300,
        dielectric=100,
        pad=70 + 30 * 0.5,
        passivation=70 * 0.6,
        ubm_Ti=ti,
        ubm_Cu=40 * 0.6 + 0.3 * 1.1 - ti,
        bump=40 * 60 + 29.7 * 1.1,
    )


def test_several_films_and_a_pad_of_copper():
    films = (Layer(material="SiO2", thickness_um=0.4), Layer(material="PE-SiN", thickness_um=0.6))
    metals = tuple(Layer(material=m, thickness_um=0.2) for m in ("Ti", "Cu", "Ni", "Au"))
    section = build(RecessedPadBump(passivation=films, ubm=metals, pad="Cu").recipe())
    assert section.names == (
        "substrate", "dielectric", "via", "pad", "passivation_1", "passivation_2",
        "ubm_Ti", "ubm_Cu", "ubm_Ni", "ubm_Au", "bump",
    )  # fmt: skip
    assert section.find("pad").material.name == "Cu"


def test_what_has_no_size_is_left_out():
    assert "via" not in build(RecessedPadBump(via_diameter=0).recipe()).names
    section = build(RecessedPadBump(dielectric_thickness=0).recipe())
    assert not {"via", "dielectric"} & set(section.names)
    assert (
        "passivation" not in build(RecessedPadBump(passivation=(), recess_depth=0).recipe()).names
    )


def test_births_of_dielectric_via_and_pad():
    section = build(RecessedPadBump(dielectric_born=380, pad_born=300).recipe())
    born = [section.find(name).born_C for name in ("dielectric", "via", "pad")]
    assert born == [380, 300, 300]


def test_what_stands_in_the_vias_or_the_plated_metals_place_is_born_as_its_own():
    bump = RecessedPadBump(enhanced_ubm_thickness=3)
    built = build(bump.recipe())
    no_via, no_metal = map(built.changed, bump.recipe().references)
    for section, changed, model in (
        (no_via, "via", "dielectric"),
        (no_metal, "enhanced_ubm", "bump"),
    ):
        one, other = section.find(changed), built.find(model)
        assert (one.material.name, one.born_C, one.step) == (
            other.material.name,
            other.born_C,
            other.step,
        )


def test_birth_of_a_bump_is_its_reflow_or_its_bath():
    assert build(RecessedPadBump().recipe()).find("bump").born_C == 217
    assert build(RecessedPadBump(reflowed=False).recipe()).find("bump").born_C == 25


@pytest.mark.parametrize(
    ("changed", "same_mesh", "own_mesh"),
    [
        ({}, ["no-via"], ["flat-pad"]),
        ({"recess_depth": 0, "via_diameter": 0}, [], []),
        ({"polyimide_thickness": 5}, ["no-via"], ["flat-pad", "no-polyimide"]),
        ({"enhanced_ubm_thickness": 3}, ["no-via", "no-enhanced-ubm"], ["flat-pad"]),
    ],
)
def test_references(changed, same_mesh, own_mesh):
    bump = RecessedPadBump(**changed)
    assert [r.name for r in bump.recipe().references] == same_mesh
    assert list(bump.others()) == own_mesh
    for other in bump.others().values():
        build(other.recipe())


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"recess_depth": 1},
        {"recess_depth": 0},
        {"polyimide_thickness": 5},
        {"enhanced_ubm_thickness": 3, "undercut": 2},
        {"reflowed": False, "resist_thickness": 40},
        {"bump_by": "stencil"},
        {"bump_by": "stencil", "polyimide_thickness": 5},
        {"bump_by": "screen"},
        {"bump_by": "screen", "polyimide_thickness": 5},
        {"layout": "section"},
        {"layout": "section", "access": "in-plane"},
    ],
    ids=lambda changed: " ".join(f"{k}={v}" for k, v in changed.items()) or "default",
)
def test_meshes(changed):
    mesh = generate(build(RecessedPadBump(**changed).recipe()))
    assert 2 * len(mesh.points) < 30_000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opening_diameter": 110}, "opening_diameter_um = 110 must stay inside pad_diameter_um = 100"),
        ({"polyimide_thickness": 5, "polyimide_opening": 60}, "polyimide_opening_um = 60 must be sm"),
        ({"recess_depth": 1.2}, "recess_depth_um = 1.2 is more than pad_thickness_um = 1"),
        ({"via_diameter": 120}, "via_diameter_um = 120 must stay under pad_diameter_um = 100"),
        ({"access": "in-plane"}, "a trace beside the pad, which an axisymmetric cell cannot hold"),
        ({"bump_by": "screen", "reflowed": False}, "a cream, which is no metal before"),
        ({"passivation": ()}, "nothing masks the pad"),
        ({"recess_depth": -0.1}, r"\[geometry\] recess_depth_um"),
        ({"pad_thickness": float("nan")}, r"\[geometry\] pad_thickness_um"),
        ({"side_coverage": 0}, "side_coverage"),
        ({"pad": "Alu"}, "no material 'Alu'"),
    ],
)  # fmt: skip
def test_refused_when_made(changed, words):
    with pytest.raises(InputError, match=words):
        RecessedPadBump(**changed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pitch": 80}, "pattern pad: an island of 100 µm .* 45.1352 µm; neighbours would touch"),
        (
            {"pitch": 100, "pad_diameter": 80, "resist_margin": 30},
            "open resist: the window of 120 µm",
        ),
        (
            {"pitch": 100, "pad_diameter": 80, "bump_height": 150, "resist_thickness": 160},
            "reflow bump: .* touches its",
        ),
        ({"resist_thickness": 10, "bump_height": 100}, "plate bump: the mushroom reaches"),
        ({"undercut": 45}, "an undercut of 45 µm leaves nothing below bump"),
    ],
)
def test_refused_when_built(changed, words):
    with pytest.raises(GeometryError, match=words):
        build(RecessedPadBump(**changed).recipe())
