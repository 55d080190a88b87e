"""The first seed: regions and their volumes by hand, what is refused."""

from math import pi, sqrt

import pytest
from solids import assert_built, births, cap, disc, lining, ring

from stressbump.designs.design import of_structure
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.designs.structures.parameters import Layer
from stressbump.errors import GeometryError, InputError
from stressbump.mesh.meshing import generate
from stressbump.process.build import build

WALL = 200 / sqrt(pi)
WAFER = {
    "substrate": disc(WALL, 300),
    "dielectric": disc(WALL, 1),
    "pad": disc(50, 1),
    "passivation": ring(30, WALL, 0.05) + ring(50, 50.05, 1),
}
UBM = {
    "ubm_Cr": lining(0.1, 40, 30, 0.05),
    "ubm_Cu": lining(0.6, 40, 30, 0.05) - lining(0.1, 40, 30, 0.05),
    "ubm_Au": lining(0.7, 40, 30, 0.05) - lining(0.6, 40, 30, 0.05),
}
SURFACE = 301.05  # passivation at the wall
UBM_TOP = 302.75
OPENED = disc(29.3, 0.05)  # left of the passivation's opening under the UBM
SPUN = ring(35, 40, 18.3) + ring(40, 50.05, 19) + ring(50.05, WALL, 20)


def test_as_claimed():
    section = assert_built(
        ElastomerBump(),
        **WAFER,
        **UBM,
        elastomer=SPUN,
        solder=disc(35, 18.3) + OPENED + cap(35, 80),
    )
    (arc,) = section.arcs
    assert arc.centre[1] + arc.radius == pytest.approx(SURFACE + 20 + 80, abs=1e-3)


def test_one_reflow_melts_the_solder_and_cures_the_elastomer():
    section = build(ElastomerBump(reflow=183).recipe())
    assert section.find("solder").born_C == section.find("elastomer").born_C == 183
    assert section.find("solder").step == section.find("elastomer").step


def test_births_below_the_passivation():
    section = build(ElastomerBump(metallisation_thickness=2, dielectric_born=380).recipe())
    born = [section.find(name).born_C for name in ("metallisation", "dielectric", "pad")]
    assert born == [25, 380, 350]


def changed(bump, name):
    """The section as a reference has it."""
    reference = next(r for r in bump.recipe().references if r.name == name)
    return build(bump.recipe()).changed(reference)


def test_polyimide_is_cured_on_the_ubm_before_the_bump_is_reflowed():
    section = changed(ElastomerBump(), "polyimide")
    coat = section.find("elastomer")
    assert (coat.material.name, coat.born_C, coat.cure_shrinkage) == ("polyimide", 350, 0)
    assert births(section)[-3:] == ["ubm_Au", "elastomer", "solder"]


def test_polyimide_stands_before_metal_is_plated_in_its_opening():
    section = changed(ElastomerBump(plated_thickness=3), "polyimide")
    assert births(section)[-4:] == ["ubm_Au", "elastomer", "plated", "solder"]


def test_underfill_is_cured_after_the_reflow_and_shrinks():
    section = changed(ElastomerBump(), "underfill")
    coat = section.find("elastomer")
    assert (coat.material.name, coat.born_C, coat.cure_shrinkage) == ("underfill", 165, 0.005)
    assert births(section)[-2:] == ["solder", "elastomer"]


@pytest.mark.parametrize("material", ["polyimide", "underfill"])
def test_a_swap_that_keeps_the_birth_is_there_by_name(material):
    bump = ElastomerBump(reflow=183)
    coat = changed(bump, f"{material}-at-reflow").find("elastomer")
    assert (coat.material.name, coat.born_C, coat.cure_shrinkage) == (material, 183, 0)
    assert of_structure(bump).references == ("none", "polyimide", "underfill")


def test_without_elastomer_the_solder_reaches_the_rim_of_the_ubm():
    assert_built(ElastomerBump(elastomer_thickness=0), **WAFER, **UBM, solder=OPENED + cap(40, 80))


def test_elastomer_that_stands_back_leaves_the_solder_on_the_rim_of_the_ubm():
    section = assert_built(
        ElastomerBump(elastomer_overlap=-5),
        **WAFER,
        **UBM,
        elastomer=ring(45, 50.05, 19) + ring(50.05, WALL, 20),
        solder=OPENED + cap(40, 80),
    )
    x, _, _, z = section.find("solder").shape.bounds
    assert x == 0
    assert z > UBM_TOP + 80  # squeezed by the elastomer, so that it stands taller


def test_dry_film_follows_the_surface():
    t = 20
    conformal = ring(35, WALL, t) + ring(40, 40 + t, 0.7) + ring(50.05, 50.05 + t, 1)
    section = build(ElastomerBump(elastomer_by="dry_film").recipe())
    assert section.find("elastomer").top == pytest.approx(UBM_TOP + t)
    assert section.find("solder").top == pytest.approx(UBM_TOP + t + 80, abs=1e-3)
    assert_built(
        ElastomerBump(elastomer_by="dry_film"),
        **WAFER,
        **UBM,
        elastomer=conformal,
        solder=disc(35, t) + OPENED + cap(35, 80),
    )


@pytest.mark.parametrize("by", ["tape", "patterned_film"])
@pytest.mark.parametrize("moved", [3, -2])
def test_misplaced_film_shows_the_side_it_moves_away_from(by, moved):
    section = build(ElastomerBump(elastomer_by=by, elastomer_placement=moved).recipe())
    assert section.find("elastomer").shape.bounds[0] == pytest.approx(35 + moved)


def test_seed_and_plated_metal():
    """The elastomer stands before the metal is plated on the seed that its opening leaves bare."""
    seed = lining(0.9, 40, 30, 0.05) - lining(0.7, 40, 30, 0.05)
    assert_built(
        ElastomerBump(seed_thickness=0.2, plated_thickness=3),
        **WAFER,
        **UBM,
        seed=seed,
        elastomer=SPUN - ring(35, 40, 0.2),
        plated=disc(35, 3) + ring(26.1, 29.1, 0.05),
        solder=disc(35, 18.1 - 3) + disc(26.1, 0.05) + cap(35, 80),
    )


def test_metallised_substrate_and_several_passivations():
    films = (Layer(material="SiO2", thickness_um=0.4), Layer(material="PE-SiN", thickness_um=0.6))
    section = build(ElastomerBump(metallisation_thickness=2, passivation=films).recipe())
    assert section.names[:5] == (
        "substrate", "metallisation", "dielectric", "pad", "passivation_1",
    )  # fmt: skip
    assert section.find("passivation_2").material.name == "PE-SiN"


def test_nothing_stands_that_has_no_thickness():
    section = build(ElastomerBump(elastomer_thickness=0, dielectric_thickness=0).recipe())
    assert section.names == ("substrate", "pad", "passivation", *UBM, "solder")
    assert ElastomerBump(elastomer_thickness=0).recipe().references == ()


def test_line_to_a_second_pad():
    """Half a section, per µm of depth: pads at 0 and 300, openings over both, UBM from one to both."""
    section = build(ElastomerBump(layout="line").recipe())
    areas = {r.name: r.shape.area for r in section.regions}
    assert not section.axisymmetric
    assert areas["pad"] == pytest.approx(50 + 100, rel=1e-6)
    # the passivation climbs three edges of pads: one of the first, two of the second
    assert areas["passivation"] == pytest.approx((400 - 30 - 60) * 0.05 + 3 * 0.05, rel=1e-6)
    assert section.find("ubm_Cu").shape.bounds[2] == pytest.approx(300 + 40)


@pytest.mark.parametrize(
    ("changed", "most"),
    [({}, 30_000), ({"elastomer_overlap": -5}, 30_000), ({"elastomer_by": "dry_film"}, 30_000),
     ({"passivation": (Layer(material="PE-SiN", thickness_um=0.02),)}, 30_000),
     ({"layout": "line"}, 100_000)],
)  # fmt: skip
def test_mesh_is_small(changed, most):
    mesh = generate(build(ElastomerBump(**changed).recipe()))
    assert 2 * len(mesh.points) < most


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ubm_diameter": 50}, "ubm_diameter_um = 50 must exceed opening_diameter_um = 60"),
        ({"opening_diameter": 120, "ubm_diameter": 130}, "opening_diameter_um = 120 must stay"),
        ({"elastomer_overlap": 45}, "elastomer_overlap_um = 45 closes the opening"),
        ({"elastomer_thickness": -1}, "elastomer_thickness_um"),
        ({"pitch": float("nan")}, "pitch_um"),
        ({"solder": "SAC3050"}, "did you mean 'SAC305'"),
        ({"elastomer_thicknes": 1}, "did you mean 'elastomer_thickness'"),
    ],
)
def test_refused_when_made(changed, words):
    with pytest.raises(InputError, match=words):
        ElastomerBump(**changed)


def test_bumps_that_touch_are_refused():
    with pytest.raises(GeometryError, match=r"reflow solder: .* touches its neighbour"):
        build(ElastomerBump(pitch=100, bump_height=120).recipe())
