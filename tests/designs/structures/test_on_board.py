"""The three bumps on a board: what stands, where, born when, and what is refused."""

from functools import cache
from math import pi

import numpy as np
import pytest
from solids import births, disc, volumes

from stressbump.designs import claims
from stressbump.designs.design import load, of_structure
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.dry_film_bump import DryFilmBump
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.designs.structures.on_board import OnBoard
from stressbump.designs.structures.parameters import Layer
from stressbump.designs.structures.recessed_pad_bump import RecessedPadBump
from stressbump.errors import InputError
from stressbump.history.stack import refuse_idle
from stressbump.mesh.arrangement import arrange
from stressbump.process.build import build

BUMPS = [ElastomerBump, RecessedPadBump, DryFilmBump]
bumps = pytest.mark.parametrize("bump", BUMPS, ids=lambda cls: cls.slug)


@cache
def section_of(bump, **values):
    return build(bump(assembled=True, **values).recipe())


@bumps
def test_chip_and_joint_are_the_bumps_own(bump):
    """Every region of the chip, and as much solder."""
    alone, joint = volumes(build(bump().recipe())), volumes(section_of(bump))
    assert set(joint) - set(alone) == {"board", "land", "solder_mask"}
    for name, volume in alone.items():
        assert joint[name] == pytest.approx(volume, rel=1e-5), name


@bumps
def test_without_a_load_the_joint_is_part_of_a_sphere(bump):
    (arc,) = section_of(bump).arcs
    assert arc.centre[0] == pytest.approx(0, abs=2e-2)
    assert section_of(bump, joint_load=20.0).top < section_of(bump).top


@bumps
def test_the_joint_stands_on_the_land_turned_over(bump):
    section = section_of(bump)
    solder, land = section.find(bump.solder_region), section.find("land")
    shared = solder.shape.boundary.intersection(land.shape)
    assert shared.bounds[2] == pytest.approx(bump().land_diameter / 2, abs=1e-3)
    assert section.datum.shape.bounds[1] > solder.shape.bounds[1]
    assert section.cell.support == "two laminates"


@bumps
def test_the_solder_freezes_as_it_is_joined_after_board_and_chip(bump):
    section = section_of(bump, underfilled=True)
    order = births(section)
    assert order[-2:] == [bump.solder_region, "underfill"]
    assert order.index("board") < order.index("land") < order.index("solder_mask")
    assert section.find(bump.solder_region).born_C == bump().reflow


def test_the_collar_cures_on_the_chip():
    order = births(section_of(ElastomerBump))
    assert order.index("elastomer") < order.index("board")


def test_polyimide_in_its_place_is_cured_before_there_is_a_board():
    bump = ElastomerBump(assembled=True)
    for reference in bump.recipe().references:
        refuse_idle(section_of(ElastomerBump), reference)
        changed = births(section_of(ElastomerBump).changed(reference))
        if reference.name in ("polyimide", "polyimide-at-reflow"):
            assert changed.index("elastomer") < changed.index("board")
        if reference.name == "underfill":
            assert changed[-1] == "elastomer"


@bumps
def test_a_mask_on_the_lands_rim_defines_the_joint(bump):
    """Solder on the land fills its opening, flush with the mask, and freezes with the rest."""
    opening = bump().land_diameter - 10
    section = section_of(bump, solder_mask_opening=opening, solder_mask_thickness=30.0)
    plug = f"{bump.solder_region}_on_land"
    assert volumes(section)[plug] == pytest.approx(disc(opening / 2, 12), rel=1e-6)
    assert section.find(plug).step == section.find(bump.solder_region).step
    mask, land = section.find("solder_mask"), section.find("land")
    assert mask.shape.intersection(land.shape).length > 4


@bumps
def test_underfill_leaves_no_gap(bump):
    section = section_of(bump, underfilled=True)
    solid = sum(volumes(section).values())
    assert solid == pytest.approx(pi * section.width**2 * section.top, rel=5e-6)


def test_a_board_may_have_layers():
    copper = {"copper_share": 0.4, "layout": "pads", "resin": "ABF"}
    layers = (
        Layer(material="solder mask", thickness_um=20), Layer(material=copper, thickness_um=18),
        Layer(material="FR-4", thickness_um=400),
    )  # fmt: skip
    section = build(ElastomerBump(assembled=True, board=layers).recipe())
    names = ("board_solder_mask", "board_2", "board_FR_4")
    tops = [section.find(name).top for name in names]
    assert tops == pytest.approx([20, 38, 438], abs=1e-3)
    assert section.joined[1] == (*names, "land", "solder_mask")


@bumps
def test_no_mask_leaves_the_land_bare(bump):
    assert section_of(bump, solder_mask_thickness=0.0).find("solder_mask") is None


def test_a_stand_off_may_be_given():
    section = section_of(ElastomerBump, standoff=55.0)
    collar, land = section.find("elastomer"), section.find("land")
    assert collar.shape.bounds[1] - land.top == pytest.approx(55, abs=1e-3)


def alternatives():
    """Of each bump as few sets of settings as hold every value that a claim names."""
    found, seen = [], set()
    for claim in claims.rows():
        if not claim.carried_by or not issubclass(STRUCTURES[claim.structure], OnBoard):
            continue
        for settings in claims.variants(claim):
            own = {(claim.structure, s) for s in settings}
            if own - seen:
                found.append((claim.structure, settings))
                seen |= own
    return found


CLAIMED = alternatives()


def test_solder_between_walls_of_the_collar_is_as_much_and_lies_beside_it():
    """A collar clear of the UBM confines the barrel, which stands higher for it."""
    loose, free = (section_of(ElastomerBump, elastomer_overlap=o) for o in (-5.0, -12.0))
    solder, collar = loose.find("solder"), loose.find("elastomer")
    assert solder.shape.intersection(collar.shape).area < 1e-3
    assert solder.shape.intersection(collar.shape).length > 1
    assert volumes(loose)["solder"] == pytest.approx(volumes(free)["solder"], rel=1e-5)
    assert loose.top > free.top


ALONE = ('layout="line"', 'layout="section"', 'access="in-plane"', "reflowed=false")


@pytest.mark.parametrize("slug", [cls.slug for cls in BUMPS])
def test_every_value_that_a_claim_names_stands_on_a_board(slug):
    """But for what has no axis, or solder that never melts, which say so."""
    found = [settings for structure, settings in CLAIMED if structure == slug]
    assert len(found) > 8
    for settings in found:
        given = [*settings, "assembled=true"]
        if any(s.replace(" ", "") in ALONE for s in settings):
            with pytest.raises(InputError, match=r"assembled = true with|access = "):
                load(slug, given)
            continue
        section = build(load(slug, given).recipe)
        assert section.find("board") is not None
        assert np.diff(section.facing) < 0, settings
        arrange(section)  # which refuses regions that overlap


@pytest.mark.parametrize("bump", [RecessedPadBump, DryFilmBump], ids=lambda cls: cls.slug)
def test_solder_that_was_not_reflowed_makes_the_same_joint(bump):
    """So that there is nothing to choose."""
    plain = section_of(bump)
    as_plated = bump(assembled=True).model_copy(update={"reflowed": False})
    for own, other in zip(plain.regions, build(as_plated.recipe()).regions, strict=True):
        assert (own.name, own.born_C) == (other.name, other.born_C)
        assert own.shape.symmetric_difference(other.shape).area < 1e-3


@pytest.mark.parametrize(
    ("bump", "values", "words"),
    [
        (ElastomerBump, {"land_diameter": 60.0}, "has no effect with assembled = false"),
        (ElastomerBump, {"assembled": True, "layout": "line"}, 'with layout = "line": a single bump'),
        (RecessedPadBump, {"assembled": True, "reflowed": False}, "with reflowed = false: solder melts"),
        (
            ElastomerBump,
            {"assembled": True, "underfill_born": 150.0},
            "underfill_born_C = 150 has no effect with underfilled = false",
        ),
        (
            ElastomerBump,
            {"assembled": True, "solder_mask_opening": 60.0, "solder_mask_thickness": 10.0},
            "solder_mask_thickness_um = 10 covers no land",
        ),
        (
            ElastomerBump,
            {"assembled": True, "solder_mask_opening": 90.0, "solder_mask_thickness": 0.0},
            "solder_mask_opening_um = 90 has no effect",
        ),
        (
            ElastomerBump,
            {"assembled": True, "standoff": 50.0, "joint_load": 3.0},
            "joint_load_uN = 3 has no effect with standoff_um = 50",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_or_has_no_effect_is_refused(bump, values, words):
    with pytest.raises(InputError, match=words):
        of_structure(bump(**values))
