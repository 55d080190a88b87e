"""Each verb of the recipe language on small stacks: what it leaves standing, and what it refuses."""

from math import pi

import pytest
from solids import births, cap, disc, lining, mushroom, ring, volumes

from stressbump.errors import GeometryError, InputError
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe, Reference

BASE = {"deposit": "base", "material": "Si", "how": "planar", "thickness_um": 10, "born_C": 25}


def add(name, thickness, how="conformal", **more):
    step = {"deposit": name, "material": "Cu", "how": how, "thickness_um": thickness, "born_C": 25}
    return step | more


def grow(name, onto, **more):
    return {"plate": name, "onto": onto, "material": "Cu", "born_C": 25, **more}


def open_(name, diameter, **more):
    return {"open": name, "diameter_um": diameter, **more}


def pattern(name, diameter, **more):
    return {"pattern": name, "diameter_um": diameter, **more}


def stack(*steps, width=50, kinematics="axisymmetric", base=BASE):
    """What stands on a base of 10 µm in a cell of 50 µm."""
    table = {
        "name": "a stack",
        "cell": {"width_um": width, "kinematics": kinematics},
        "step": [base, *steps],
    }
    return build(Recipe.from_table(table, "a stack"))


def plane(*steps, **more):
    return stack(*steps, kinematics="generalized plane strain", **more)


def bounds(section, name):
    return section.find(name).shape.bounds


# ---- deposit


def test_conformal_film_over_a_step_is_as_thick_beside_as_above():
    section = stack(add("pad", 2), pattern("pad", 40), add("film", 1))
    assert volumes(section)["film"] == pytest.approx(disc(50, 1) + ring(20, 21, 2), rel=1e-9)


def test_thick_film_over_a_step_of_nanometres_is_exact():
    section = stack(add("pad", 0.05), pattern("pad", 40), add("film", 5))
    assert volumes(section)["film"] == pytest.approx(disc(50, 5) + ring(20, 25, 0.05), rel=1e-9)


def test_side_walls_get_their_share():
    section = stack(add("ring", 3), open_("ring", 40), add("film", 1, side_coverage=0.4))
    assert volumes(section)["film"] == pytest.approx(lining(1, 50, 20, 3, 0.4), rel=1e-9)


def test_film_that_closes_a_hole_leaves_nothing_open():
    section = stack(add("ring", 3), open_("ring", 4), add("film", 2.5))
    assert volumes(section)["film"] == pytest.approx(disc(50, 2.5) + disc(2, 3), rel=1e-9)


def test_planar_fill_levels_a_step():
    section = stack(add("pad", 2), pattern("pad", 40), add("resist", 5, "planar"))
    assert volumes(section)["resist"] == pytest.approx(disc(20, 3) + ring(20, 50, 5), rel=1e-9)


def test_planar_fill_counts_from_the_region_it_names():
    steps = add("pad", 2), pattern("pad", 40), add("resist", 1, "planar", over="pad")
    assert bounds(stack(*steps), "resist")[3] == 13


def test_line_of_sight_leaves_the_shadow_bare():
    """Below an overhang, a re-entrant foot of 5 × 2 µm, nothing arrives."""
    foot = open_("ring", 40, foot_width_um=5, foot_height_um=2)
    section = stack(add("ring", 6), foot, add("film", 1, "line_of_sight"))
    assert volumes(section)["film"] == pytest.approx(disc(50, 1), rel=1e-9)
    assert len(section.find("film").parts) == 2


def test_stencil_lets_a_film_through_its_hole_only():
    section = stack(add("film", 1, "line_of_sight", stencil={"diameter_um": 30}))
    assert volumes(section)["film"] == pytest.approx(disc(15, 1), rel=1e-9)


def test_sublayers_stay_apart_for_the_mesher():
    section = stack(add("film", 1, sublayers=4))
    assert len(section.find("film").parts) == 4
    assert volumes(section)["film"] == pytest.approx(disc(50, 1), rel=1e-9)


def test_zero_thickness_leaves_the_region_out():
    section = stack(add("film", 0), open_("film", 20), add("pad", 1))
    assert section.names == ("base", "pad")
    assert "film" in section.absent


def test_one_name_is_one_birth():
    assert len(stack(add("film", 1), add("film", 2)).find("film").parts) == 2
    with pytest.raises(
        GeometryError, match=r"step 3, deposit film: 'film' stands already, born oth"
    ):
        stack(add("film", 1), add("film", 2, born_C=100))


# ---- open, pattern, etch, strip


def test_open_through_and_to_a_depth():
    assert volumes(stack(add("film", 4), open_("film", 20)))["film"] == pytest.approx(
        ring(10, 50, 4)
    )
    section = stack(add("film", 4), open_("film", 20, depth_um=1))
    assert volumes(section)["film"] == pytest.approx(disc(50, 4) - disc(10, 1), rel=1e-9)


def test_wall_angle_widens_an_opening_upwards():
    section = stack(add("film", 4), open_("film", 20, wall_angle_deg=45))
    cone = pi * 4 / 3 * (10**2 + 10 * 14 + 14**2)
    assert volumes(section)["film"] == pytest.approx(disc(50, 4) - cone, rel=1e-9)


def test_foot_counts_from_what_it_stands_on():
    """The resist fills a hole in the film; the notch beside the hole starts on the film."""
    steps = add("film", 1), open_("film", 20), add("resist", 9, "planar")
    foot = open_("resist", 30, foot_width_um=3, foot_height_um=2)
    assert volumes(stack(*steps, foot))["resist"] == pytest.approx(
        ring(15, 50, 9) - ring(15, 18, 2), rel=1e-9
    )


def test_array_of_windows():
    section = plane(add("film", 1), open_("film", 4, centre_um=5, pitch_um=10, count=4))
    assert volumes(section)["film"] == pytest.approx(50 - 4 * 4)


def test_window_opens_only_what_it_names():
    section = stack(add("film", 1), add("cover", 1), open_("cover", 20))
    assert volumes(section)["film"] == pytest.approx(disc(50, 1))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (open_("film", 100), "the window of 100 µm reaches the cell's wall at 50 µm"),
        (open_("film", 60, centre_um=30), "an axisymmetric cell has one window, on its axis"),
        (open_("film", 90, foot_width_um=6, foot_height_um=1), "of 90 µm, up to x = 51 with its walls"),
        (open_("film", 98, wall_angle_deg=45), "of 98 µm, up to x = 53 with its walls and foot"),
    ],
)  # fmt: skip
def test_windows_that_do_not_fit(step, words):
    with pytest.raises(GeometryError, match=rf"a stack, step 3, open film: .*{words}"):
        stack(add("film", 4), step)


def test_window_beside_its_region():
    with pytest.raises(
        GeometryError, match=r"the window of 5 µm at x = 40 lies beside pad, .* 20 µm"
    ):
        plane(add("pad", 1), pattern("pad", 40), open_("pad", 5, centre_um=40))


def test_island_that_does_not_fit():
    with pytest.raises(GeometryError, match=r"step 3, pattern pad: an island of 120 µm .* 50 µm"):
        stack(add("pad", 1), pattern("pad", 120))


def test_pattern_keeps_islands_with_sloped_walls():
    section = stack(add("pad", 2), pattern("pad", 40, wall_angle_deg=45))
    cone = pi * 2 / 3 * (20**2 + 20 * 18 + 18**2)
    assert volumes(section)["pad"] == pytest.approx(cone, rel=1e-9)


def test_a_window_centred_on_the_outer_wall_is_cut_in_half_by_it():
    half = plane(add("film", 1), open_("film", 20, centre_um=50, wall_angle_deg=45))
    assert volumes(half)["film"] == pytest.approx(50 - 10 - 0.5)
    islands = plane(add("film", 1), pattern("film", 10, centre_um=10, pitch_um=40, count=2))
    assert volumes(islands)["film"] == pytest.approx(10 + 5)


def test_etch_with_a_mask_to_a_depth():
    mask = add("film", 2), add("mask", 1), open_("mask", 30)
    through = stack(*mask, {"etch": "film", "mask": "mask"})
    assert volumes(through)["film"] == pytest.approx(ring(15, 50, 2), rel=1e-9)
    partly = stack(*mask, {"etch": "film", "mask": "mask", "depth_um": 0.5})
    assert volumes(partly)["film"] == pytest.approx(disc(50, 2) - disc(15, 0.5), rel=1e-9)


def test_undercut_reaches_below_the_mask():
    steps = add("film", 2), add("mask", 1), pattern("mask", 40)
    section = stack(*steps, {"etch": "film", "mask": "mask", "undercut_um": 3})
    assert volumes(section)["film"] == pytest.approx(disc(17, 2), rel=1e-9)


def test_what_stands_on_a_mask_is_not_shaded_by_it():
    steps = add("mask", 5), open_("mask", 20), add("resist", 2, "planar")
    section = stack(*steps, {"etch": "resist", "mask": "mask"})
    assert "resist" not in section.names


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"etch": "film", "mask": "mask", "undercut_um": 20}, "an undercut of 20 µm leaves nothing below"),
        ({"etch": "film", "mask": "gone"}, "no mask stands: gone"),
    ],
)  # fmt: skip
def test_etches_without_a_mask(step, words):
    mask = add("film", 2), add("gone", 0), add("mask", 1), pattern("mask", 40)
    with pytest.raises(GeometryError, match=words):
        stack(*mask, step)


def test_strip_removes_whole_regions():
    section = stack(add("resist", 5, "planar"), add("film", 1), {"strip": ["resist", "film"]})
    assert section.names == ("base",)


# ---- plate, print


RESIST = add("resist", 8, "planar"), open_("resist", 20)


def test_plated_metal_stays_in_its_opening():
    assert volumes(stack(*RESIST, grow("bump", "base", height_um=5)))["bump"] == pytest.approx(
        disc(10, 5)
    )


def test_plated_metal_counts_from_the_highest_bare_point():
    step = add("film", 1), open_("film", 10)
    section = stack(*step, *RESIST, grow("bump", ["base", "film"], height_um=5))
    assert volumes(section)["bump"] == pytest.approx(disc(10, 5) + disc(5, 1), rel=1e-9)


def test_past_its_resist_it_mushrooms():
    section = stack(*RESIST, grow("bump", "base", height_um=11))
    assert volumes(section)["bump"] == pytest.approx(disc(10, 8) + mushroom(10, 3), rel=1e-6)


@pytest.mark.parametrize("wanted", [disc(10, 5), disc(10, 8) + mushroom(10, 3)])
def test_plated_to_a_volume(wanted):
    section = stack(*RESIST, grow("bump", "base", volume_um3=wanted))
    # the level is found, and lies, on the 0.1 nm grid
    assert volumes(section)["bump"] == pytest.approx(wanted, rel=2e-5)


def test_conformal_plating_coats_what_lies_open():
    coat = grow("coat", ["base", "film"], how="conformal", height_um=0.5)
    section = stack(add("film", 1), open_("film", 10), *RESIST, coat)
    assert volumes(section)["coat"] == pytest.approx(disc(10, 0.5) + ring(4.5, 5, 1), rel=1e-9)


def test_mushroom_between_walls_in_a_plane_section_has_two_flanks():
    window = open_("resist", 20, centre_um=25)
    section = plane(add("resist", 8, "planar"), window, grow("bump", "base", height_um=11))
    assert volumes(section)["bump"] == pytest.approx(20 * 11 + pi / 2 * 3**2, rel=1e-6)
    assert [a.centre[0] for a in section.arcs] == [15, 35]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((*RESIST, grow("bump", "base", height_um=49)), "x = 51 µm and touches its neighbour at 50"),
        ((add("resist", 8, "planar"), grow("bump", "base", height_um=5)), "nothing of base lies open"),
        ((add("seed", 0), grow("bump", "seed", height_um=5)), "nothing of seed stands"),
    ],
)  # fmt: skip
def test_plating_that_cannot_be(steps, words):
    with pytest.raises(GeometryError, match=rf"plate bump: .*{words}"):
        stack(*steps)


def test_mushrooms_that_touch():
    windows = open_("resist", 10, centre_um=10, pitch_um=16, count=2)
    with pytest.raises(GeometryError, match="reaches x = 19 µm and touches its neighbour at 17 µm"):
        plane(add("resist", 8, "planar"), windows, grow("bump", "base", height_um=12))


def paste(name="solder", **more):
    return {"print": name, "material": "SAC305", "diameter_um": 20, "born_C": 217, **more}


def test_printed_metal_has_its_fraction_of_the_aperture():
    section = stack(paste(thickness_um=30, metal_fraction=0.4))
    assert volumes(section)["solder"] == pytest.approx(0.4 * disc(10, 30), rel=1e-5)


# ---- reflow


def molten(wets="base", **more):
    return {"reflow": "solder", "wets": wets, "born_C": 217, **more}


def test_free_cap_on_its_footprint():
    section = stack(paste(cap_height_um=12, onto="base"), molten())
    (arc,) = section.arcs
    assert volumes(section)["solder"] == pytest.approx(cap(10, 12), rel=1e-5)
    assert arc.centre[1] + arc.radius == pytest.approx(10 + 12, abs=1e-3)


def test_wall_around_the_footprint_confines_the_melt_up_to_its_edge():
    wall = add("wall", 4), open_("wall", 20)
    section = stack(*wall, paste(cap_height_um=12, onto="base"), molten())
    assert volumes(section)["solder"] == pytest.approx(disc(10, 4) + cap(10, 12), rel=1e-5)
    assert bounds(section, "solder")[3] == pytest.approx(14 + 12, abs=1e-3)


def test_squeezed_melt_keeps_its_volume():
    """A wall 2 µm beyond the wetted pad: the ball would bulge into it, so it stands taller."""
    pad = add("pad", 1), pattern("pad", 20)
    wall = add("wall", 14, "planar"), open_("wall", 24)
    section = stack(*pad, *wall, paste(cap_height_um=20, onto="pad"), molten("pad"))
    assert volumes(section)["solder"] == pytest.approx(cap(10, 20), rel=2e-5)
    assert bounds(section, "solder")[3] > 11 + 20


def test_barrel_to_a_pad_above():
    joint = molten(shape="barrel", standoff_um=15, pad_diameter_um=20)
    column = paste(thickness_um=18, metal_fraction=1)
    section = stack(column, joint)
    assert volumes(section)["solder"] == pytest.approx(disc(10, 18), rel=1e-5)
    assert bounds(section, "solder")[3] == 25
    assert bounds(section, "solder")[2] > 10.5


def test_circular_segment_in_a_plane_section():
    section = plane(paste(thickness_um=8, metal_fraction=1), molten())
    assert volumes(section)["solder"] == pytest.approx(10 * 8, rel=1e-5)


def test_melted_mushroom_keeps_its_volume_and_forgets_its_flanks():
    plated = *RESIST, grow("solder", "base", height_um=11), {"strip": "resist"}
    section = stack(*plated, molten())
    assert volumes(section)["solder"] == pytest.approx(disc(10, 8) + mushroom(10, 3), rel=1e-5)
    (arc,) = section.arcs
    assert arc.centre[0] == 0


def test_reflow_gives_birth_to_what_it_cures():
    soft = add("soft", 4, "planar", born_C=150), open_("soft", 20)
    section = stack(*soft, paste(cap_height_um=12, onto="base"), molten(cures="soft"))
    assert section.find("soft").born_C == 217


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((paste(cap_height_um=45, onto="base"), molten()), r"touches its neighbour: the cell ends at 2\d"),
        ((add("pad", 0), paste(thickness_um=9), molten("pad")), "touches nothing of pad, which it should"),
        ((add("wall", 9), open_("wall", 20), paste(thickness_um=9), molten()), "more than the solder"),
        (
            (paste(thickness_um=9), molten(shape="barrel", standoff_um=15, pad_diameter_um=20)),
            "needs at least",
        ),
        (
            (paste(thickness_um=9, intrinsic_MPa=50), molten()),
            r"melts, and with it goes the intrinsic_MPa = 50 that step \d+ gave it",
        ),
    ],
)  # fmt: skip
def test_melts_that_find_no_shape(steps, words):
    with pytest.raises(GeometryError, match=rf"reflow solder: .*{words}"):
        stack(*steps, width=22)


# ---- attach, fill


def test_attached_face_up_over_a_gap_that_underfill_closes():
    board = {
        "attach": "board",
        "material": "BT",
        "thickness_um": 20,
        "standoff_um": 4,
        "born_C": 150,
    }
    outline = [(0, 0), (33, 0), (30, 7), (0, 7)]
    under = {
        "fill": "under",
        "material": "underfill",
        "over": "board",
        "outline_um": outline,
        "born_C": 150,
    }
    section = plane(pattern("base", 60), board, under)
    assert bounds(section, "base") == (0, 24, 30, 34)
    assert volumes(section)["under"] == pytest.approx(30 * 4 + 3 * 7 / 2)
    assert section.datum.name == "base"


def test_attached_face_down():
    board = {"attach": "board", "material": "BT", "thickness_um": 20, "born_C": 150, "flip": True}
    section = stack(paste(cap_height_um=12, onto="base"), molten(), board)
    (arc,) = section.arcs
    assert bounds(section, "base")[1] == pytest.approx(20 + 12, abs=1e-3)
    assert arc.centre[1] - arc.radius == pytest.approx(20, abs=1e-3)


def test_mold_fills_everything_up_to_its_thickness():
    mold = {"fill": "mold", "material": "EMC", "thickness_um": 5, "born_C": 175}
    section = stack(add("pad", 2), pattern("pad", 40), mold)
    assert volumes(section)["mold"] == pytest.approx(disc(50, 5) + ring(20, 50, 2), rel=1e-9)


def test_outline_that_crosses_itself():
    fill = {"fill": "x", "material": "EMC", "over": "base", "born_C": 25}
    with pytest.raises(GeometryError, match="outline_um crosses itself"):
        stack(fill | {"outline_um": [(0, 0), (9, 9), (9, 0), (0, 9)]})


# ---- steps without effect


def test_a_planar_film_of_no_thickness_fills_a_recess_flush():
    recess = open_("base", 20, depth_um=5)
    section = stack(recess, add("plug", 0, "planar", over="base"))
    assert bounds(section, "plug") == (0, 5, 10, 10)
    assert "plug" in stack(add("plug", 0, "planar", over="base")).absent
    assert "plug" in stack(recess, add("plug", 0, "planar")).absent


UNDER = {"fill": "under", "material": "underfill", "over": "base", "born_C": 150}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((add("wall", 5), add("low", 1, "planar", over="base")),
         r"step 3, deposit low: it fills nothing: .* z = 11 µm, .*; the top of base lies at z = 10"),
        ((add("film", 1e-6),), r"step 2, deposit film: it fills nothing: .* thinner than the grid"),
        ((add("film", 1, stencil={"diameter_um": 5, "centre_um": 80}),), "stencil lets it through nowh"),
        ((UNDER | {"outline_um": [(2, -8), (9, -8), (9, -2), (2, -2)]},),
         r"fill under: it fills nothing: its outline, x = 2 … 9, z = 2 … 8 µm, lies inside solids"),
        ((UNDER | {"outline_um": [(60, 0), (70, 0), (70, 9)]},), "x = 60 … 70, .* outside the cell"),
    ],
)  # fmt: skip
def test_fillings_that_fill_nothing(steps, words):
    with pytest.raises(GeometryError, match=words):
        plane(*steps)


def test_zero_thickness_leaves_out_a_filling_of_an_outline():
    assert "under" in plane(UNDER | {"outline_um": [(0, 0), (30, 0), (30, 0), (0, 0)]}).absent
    flush = {"fill": "mold", "material": "EMC", "thickness_um": 0, "born_C": 175}
    assert "mold" in stack(flush).absent
    assert bounds(stack(add("pad", 2), pattern("pad", 40), flush), "mold")[3] == 12


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (open_("base", 20, foot_width_um=3), r"step 2 \(open\): a foot needs foot_height_um too"),
        (open_("base", 20, foot_height_um=3), "a foot needs foot_width_um too"),
        (pattern("base", 20, foot_width_um=3, foot_height_um=1), "an island has no foot"),
        (add("film", 1, over="base"), "over = 'base' has no effect on a conformal film"),
        (add("film", 1, "planar", side_coverage=0.5), "side_coverage has no effect on a planar film"),
        (add("film", 1, "planar", sublayers=2), "sublayers have no effect on a planar film"),
        (add("film", 1, stencil={"diameter_um": 9, "wall_angle_deg": 60}), "stencil's hole has neither"),
        ({"fill": "mold", "material": "EMC", "thickness_um": 5, "over": "base", "born_C": 175},
         "over has no effect on thickness_um"),
    ],
)  # fmt: skip
def test_keys_without_effect(step, words):
    with pytest.raises(InputError, match=words):
        stack(step)


def test_a_foot_of_no_height_is_none():
    section = stack(add("film", 4), open_("film", 20, foot_width_um=3, foot_height_um=0))
    assert volumes(section)["film"] == pytest.approx(ring(10, 50, 4))


# ---- sections that are empty or nearly so


@pytest.mark.parametrize(
    ("base", "steps"),
    [
        (BASE | {"thickness_um": 1e-6}, ()),
        (BASE | {"thickness_um": 1e-6}, (grow("bump", "base", height_um=1),)),
        (BASE, ({"strip": "base"}, {"print": "p", "material": "Cu", "diameter_um": 1e-6,
                                    "cap_height_um": 1, "onto": "base", "born_C": 25})),
    ],
)  # fmt: skip
def test_next_to_nothing_is_refused(base, steps):
    with pytest.raises(GeometryError, match=r"a stack, step [13], .*: it fills nothing"):
        stack(*steps, base=base)


# ---- the whole


def test_what_stands_at_the_end_was_born():
    resist = add("resist", 2)
    del resist["born_C"]
    with pytest.raises(InputError, match=r"'resist' stands at the end, .* step 2 .* no born_C"):
        stack(resist)
    assert stack(resist, {"strip": "resist"}).names == ("base",)


def test_reference_changes_one_thing_and_moves_nothing():
    film = add("film", 1, intrinsic_MPa=200, cure_shrinkage=0.01)
    section = stack(film, add("top", 2, born_C=99, intrinsic_MPa=7))

    swapped = section.changed(Reference(name="x", swap={"film": "polyimide"})).find("film")
    assert (swapped.material.name, swapped.born_C) == ("polyimide", 25)
    assert (swapped.intrinsic_MPa, swapped.cure_shrinkage) == (0, 0)

    alike = section.changed(Reference(name="x", like={"film": "top"})).find("film")
    assert (alike.born_C, alike.intrinsic_MPa, alike.cure_shrinkage) == (99, 7, 0)
    assert alike.parts == section.find("film").parts

    assert section.changed(Reference(name="x", empty="film")).names == ("base", "top")


def test_a_material_of_one_s_own_goes_by_the_region_that_holds_it():
    own = {"E_GPa": 3, "nu": 0.3, "cte_ppm_per_K": 50}
    section = stack(add("film", 1), add("top", 2, material=own))
    assert section.find("top").material.name == "top"
    alike = section.changed(Reference(name="x", like={"film": "top"})).find("film").material
    swapped = section.changed(Reference(name="x", swap={"film": own})).find("film").material
    assert alike == swapped != section.find("top").material
    assert (alike.name, alike.source) == ("film", "given in film")


def test_no_material_is_looked_up_behind_the_section(monkeypatch):
    section = stack(add("film", 1, material="SiO2"), add("top", 1, material="Cu"))
    bare = section.changed(Reference(name="x", swap={"top": "polyimide"}))
    monkeypatch.delattr("stressbump.materials.registry.find")
    monkeypatch.delattr("stressbump.materials.find")
    assert solve_stack(bare, generate(bare), (25.0,)).materials["top"].name == "polyimide"


# ---- births in a reference


def bump():
    """A coat and a cap under solder; one reflow melts the solder and cures the coat and the cap."""
    steps = [
        add("coat", 2),
        open_("coat", 30),
        add("rim", 1, born_C=60),
        open_("rim", 30),
        add("cap", 1),
        open_("cap", 30),
        grow("solder", "base", height_um=6),
        {"reflow": "solder", "wets": "base", "born_C": 217, "cures": ["coat", "cap"]},
    ]
    return stack(*steps)


def changed(section, **change):
    return section.changed(Reference(name="x", **change))


def test_what_a_reflow_cures_is_born_with_the_melt():
    assert births(bump()) == ["base", "rim", "coat", "cap", "solder"]


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ({"before": "solder"}, ["base", "rim", "cap", "coat", "solder"]),
        ({"before": "cap"}, ["base", "rim", "coat", "cap", "solder"]),
        ({"before": "rim"}, ["base", "coat", "rim", "cap", "solder"]),
        ({"after": "base"}, ["base", "coat", "rim", "cap", "solder"]),
        ({"after": "rim"}, ["base", "rim", "coat", "cap", "solder"]),
        ({"after": "solder"}, ["base", "rim", "cap", "solder", "coat"]),
        ({}, ["base", "rim", "coat", "cap", "solder"]),
    ],
)
def test_a_reference_says_when_a_region_is_born(place, order):
    own = {"born_C": 350, "intrinsic_MPa": 30, "cure_shrinkage": 0.005}
    section = changed(bump(), swap={"coat": "polyimide"}, born={"coat": own | place})
    coat = section.find("coat")
    assert births(section) == order
    assert (coat.material.name, coat.born_C) == ("polyimide", 350)
    assert (coat.intrinsic_MPa, coat.cure_shrinkage) == (30, 0.005)
    assert coat.parts == bump().find("coat").parts


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ({"before": "solder"}, ["base", "coat", "cap", "rim", "solder"]),
        ({"after": "base"}, ["base", "cap", "rim", "coat", "solder"]),
    ],
)
def test_those_born_beside_one_region_are_born_in_the_order_written(place, order):
    own = {name: {"born_C": 150, **place} for name in ("cap", "rim")}
    assert births(changed(bump(), born=own)) == order


def test_a_birth_alone_keeps_the_material():
    coat = changed(bump(), born={"coat": {"born_C": 150}}).find("coat")
    assert (coat.material.name, coat.born_C, coat.step) == ("Cu", 150, bump().find("coat").step)


def test_what_is_like_another_is_born_with_it():
    section = changed(bump(), like={"rim": "solder"})
    assert (section.find("rim").born_C, section.find("rim").material.name) == (217, "Cu")
    assert section.find("rim").step == section.find("solder").step
    assert births(changed(bump(), like={"base": "solder"}))[0] == "base"


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ({"coat": {"born_C": 9, "before": "base"}}, "cannot be born before 'base': 'base' comes first"),
        ({"base": {"born_C": 9, "after": "rim"}}, "'base' cannot be born after 'rim': 'base' comes"),
        (
            {"coat": {"born_C": 9, "before": "gone"}},
            "'coat' cannot be born beside 'gone', which does not stand; standing are base, rim, cap, so",
        ),
    ],
)  # fmt: skip
def test_births_that_cannot_be(born, words):
    with pytest.raises(InputError, match=f"reference 'x': .*{words}"):
        changed(bump(), born=born)
