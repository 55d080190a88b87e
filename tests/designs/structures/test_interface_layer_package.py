"""The fourth seed: regions and their areas by hand, per µm of depth; its references; what is refused."""

import pytest
from solids import assert_built, births

from stressbump.designs.design import of_structure
from stressbump.designs.structures.interface_layer_package import InterfaceLayerPackage
from stressbump.designs.structures.parameters import Layer
from stressbump.errors import InputError
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Reference

PACKAGE = {
    "die": 5000 * 300 - 70,
    "contact": 70,
    "passivation": (5000 - 40) * 0.6,
    "support": 6000 * 250,
    "support_pad": 200 * 27,
    "underfill": 5000 * 40 + 100 * (40 + 100) / 2,
}
LAYER = {
    "interface": 4980 - 25 * 50,
    "mold_plugs": 25 * 50 + 40 * 0.6,  # one opening goes on through the passivation, to its contact
}
REDUCED = {"die": 100 * 300, "passivation": 100 * 0.6, "interface": 75}


def mold(*others):
    """What is left of the block above the support."""
    inside = {k: v for part in others for k, v in part.items() if k != "support"}
    return 6000 * (40 + 300 + 0.6 + 1 + 500) - sum(inside.values())


def test_the_whole_package():
    section = assert_built(InterfaceLayerPackage(), **PACKAGE, **LAYER, mold=mold(PACKAGE, LAYER))
    assert section.cell.kinematics == "generalized plane strain"
    assert section.cell.support == "free"
    assert section.datum.name == "die"


def test_layer_ends_short_of_the_die_and_mold_wraps_the_dies_edge():
    section = build(InterfaceLayerPackage().recipe())
    assert section.find("interface").shape.bounds == pytest.approx((0, 590.6, 4980, 591.6))
    assert section.find("mold").shape.bounds == pytest.approx((0, 250, 6000, 1091.6))
    assert section.find("die").shape.bounds == pytest.approx((0, 290, 5000, 590))


def test_openings_have_their_pitch_and_lie_on_both_sides_of_the_middle():
    centres = [
        p.centroid.x for p in build(InterfaceLayerPackage().recipe()).find("mold_plugs").parts
    ]
    assert sorted(centres) == pytest.approx([100 + 200 * k for k in range(25)])


def test_contacts_lie_below_the_outermost_openings():
    section = build(InterfaceLayerPackage(contact_count=2).recipe())
    found = sorted(p.bounds[::2] for p in section.find("contact").parts)
    assert found == [(4665, 4735), (4865, 4935)]
    assert section.find("passivation").shape.area == pytest.approx((5000 - 80) * 0.6)


def test_without_mold_nothing_fills_the_openings():
    """Claims 1, 2, 6 and 7."""
    layer = {"interface": LAYER["interface"]}
    assert_built(InterfaceLayerPackage(mold_thickness=0), **PACKAGE, **layer)


def test_without_the_layer_mold_lies_on_the_passivation():
    section = assert_built(
        InterfaceLayerPackage(interface_thickness=0), **PACKAGE, mold=mold(PACKAGE) - 6000
    )
    assert section.absent >= {"interface"}


def test_without_contacts_pads_and_fillet():
    bare = {
        "die": 5000 * 300,
        "passivation": 5000 * 0.6,
        "support": 6000 * 250,
        "underfill": 5000 * 40,
    }
    layer = {"interface": LAYER["interface"], "mold_plugs": 25 * 50}
    package = InterfaceLayerPackage(contact_count=0, support_pad_thickness=0, fillet_width=0)
    assert_built(package, **bare, **layer, mold=mold(bare, layer))


@pytest.mark.parametrize("thickness", [0, 500])
def test_reduced_to_half_a_pitch_of_a_surface(thickness):
    """Claims 11–31: a device's surface, the layer, its opening, and with or without mold."""
    molded = {"mold_plugs": 25, "mold": 100 * 500} if thickness else {}
    section = assert_built(
        InterfaceLayerPackage(form="reduced", mold_thickness=thickness), **REDUCED, **molded
    )
    assert section.cell.support == "laminate"


def test_reduced_on_a_bare_semiconductor():
    bare = REDUCED | {"mold_plugs": 25, "mold": 100 * 500}
    del bare["passivation"]
    assert_built(InterfaceLayerPackage(form="reduced", passivation=()), **bare)


def test_history_follows_the_order_of_claim_1():
    section = build(InterfaceLayerPackage(interface_intrinsic=-300, mold_shrinkage=2e-3).recipe())
    born = {r.name: r.born_C for r in section.regions}
    assert born == {
        "die": 25, "contact": 350, "passivation": 350, "support": 150, "support_pad": 150,
        "underfill": 150, "interface": 150, "mold_plugs": 175, "mold": 175,
    }  # fmt: skip
    assert section.find("interface").intrinsic_MPa == -300
    assert section.find("mold").cure_shrinkage == section.find("mold_plugs").cure_shrinkage == 2e-3


def reference(package: InterfaceLayerPackage, name: str) -> Reference:
    return next(r for r in package.recipe().references if r.name == name)


def test_mold_in_the_layers_place_is_cured_with_the_mold():
    package = InterfaceLayerPackage(interface_intrinsic=-300, mold_shrinkage=2e-3)
    section = build(package.recipe()).changed(reference(package, "mold"))
    layer, over = section.find("interface"), section.find("mold")
    assert (
        (layer.material.name, layer.born_C)
        == (over.material.name, over.born_C)
        == ("EME-7730", 175)
    )
    assert (layer.intrinsic_MPa, layer.cure_shrinkage) == (0, 2e-3)
    assert layer.shape.area == pytest.approx(LAYER["interface"])


def test_layer_without_openings_has_the_layer_in_the_plugs():
    package = InterfaceLayerPackage(interface_intrinsic=-300)
    section = build(package.recipe()).changed(reference(package, "no-openings"))
    plugs = section.find("mold_plugs")
    assert (plugs.material.name, plugs.born_C, plugs.intrinsic_MPa) == ("polysilicon", 150, -300)


@pytest.mark.parametrize(("name", "born"), [("polyimide", 350), ("polyimide-at-deposition", 150)])
@pytest.mark.parametrize("form", ["package", "reduced"])
def test_polyimide_in_the_layers_place_has_its_own_cure_and_none_of_the_layers_stress(
    name, born, form
):
    package = InterfaceLayerPackage(form=form, interface_intrinsic=-300)
    layer = build(package.recipe()).changed(reference(package, name)).find("interface")
    assert (layer.material.name, layer.born_C, layer.intrinsic_MPa) == ("polyimide", born, 0)
    assert f"at {born} °C" in reference(package, name).doc


def test_a_die_coat_is_cured_before_the_die_is_mounted():
    package = InterfaceLayerPackage()
    built = build(package.recipe())
    assert births(built)[2:] == [
        "passivation", "support", "support_pad", "underfill", "interface", "mold_plugs", "mold",
    ]  # fmt: skip
    assert births(built.changed(reference(package, "polyimide")))[2:5] == [
        "passivation", "interface", "support",
    ]  # fmt: skip


def test_mold_in_the_layers_place_is_born_with_the_mold():
    package = InterfaceLayerPackage()
    section = build(package.recipe()).changed(reference(package, "mold"))
    assert section.find("interface").step == section.find("mold").step


def test_references_of_what_has_no_mold_or_no_layer():
    names = [r.name for r in InterfaceLayerPackage(mold_thickness=0).recipe().references]
    assert names == ["none", "polyimide", "polyimide-at-deposition"]
    assert InterfaceLayerPackage(interface_thickness=0).recipe().references == ()


def test_what_is_solved_where_no_reference_is_named():
    design = of_structure(InterfaceLayerPackage())
    assert design.references == ("mold", "polyimide", "no-openings")


def test_edge_windows_are_those_of_a_dies_edge():
    assert InterfaceLayerPackage().recipe().windows_um == (5, 20, 50)
    assert InterfaceLayerPackage(form="reduced").recipe().windows_um == (1, 2, 5)


@pytest.mark.parametrize(
    ("changed", "most"),
    [
        ({}, 100_000),
        ({"mold_thickness": 0}, 100_000),
        ({"form": "reduced"}, 30_000),
        ({"form": "reduced", "mold_thickness": 0}, 30_000),
        ({"die_half_width": 2500, "passivation": (Layer(material="PE-SiN", thickness_um=0.05),)}, 100_000),
    ],
    ids=["package", "no mold", "reduced", "reduced, no mold", "50 nm of passivation"],
)  # fmt: skip
def test_meshes(changed, most):
    recipe = InterfaceLayerPackage(**changed).recipe()
    options = MeshOptions(windows_um=recipe.windows_um, aspect=recipe.aspect)
    mesh = generate(build(recipe), options)
    assert 2 * len(mesh.points) < most


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opening_width": 200}, "opening_width_um = 200 must be less than opening_pitch_um = 200"),
        ({"die_half_width": 80}, "0 openings of 50 µm at a pitch of 200 µm fit on a die of die_half"),
        ({"contact_count": 26}, "25 openings .* contact_count = 26 needs as many"),
        ({"passivation_opening": 50}, "passivation_opening_um = 50 must be less than contact_width"),
        ({"support_pad_distance": 800}, "support_pad_width_um = 1000 must be less than support_over"),
        ({"fillet_height": 400}, "fillet_height_um = 400 is more than die_thickness_um = 300"),
        ({"interface_thickness": -1}, r"\[geometry\] interface_thickness_um"),
        ({"mold_thickness": float("nan")}, r"\[geometry\] mold_thickness_um"),
        ({"contact_count": -1}, r"\[geometry\] contact_count"),
        ({"form": "whole"}, r"\[process\] form"),
    ],
)  # fmt: skip
def test_refused_when_made(changed, words):
    with pytest.raises(InputError, match=words):
        InterfaceLayerPackage(**changed)


def test_pad_on_the_lower_face_has_air_beside_it():
    section = build(InterfaceLayerPackage(support_pad_face="lower", die_half_width=1000).recipe())
    pad, support, mold = (section.find(n).shape for n in ("support_pad", "support", "mold"))
    assert pad.area == pytest.approx(200 * 27, rel=1e-6)
    assert pad.bounds[3] == pytest.approx(support.bounds[1])
    assert mold.bounds[1] == pytest.approx(support.bounds[3])
