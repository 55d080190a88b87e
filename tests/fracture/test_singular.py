"""Corners of sections and their exponents; the closed forms stand in the verification table."""

from dataclasses import replace
from math import pi, radians

import numpy as np
import pytest
from process.test_section import add, molten, open_, paste, pattern, plane, stack

from stressbump.fracture.singular import Alike, Wedge, corners, exponents, in_plane
from stressbump.history.stack import materials_of, solve_stack
from stressbump.laws import Cubic, Isotropic, Orthotropic
from stressbump.mechanics.sample import on_face
from stressbump.mesh.meshing import MeshOptions, generate

STIFF, SOFT = Alike(50e3, 0.25), Alike(1.0, 0.4995)
RING = Wedge(STIFF, pi / 2), Wedge(SOFT, pi / 2), Wedge(Alike(3e3, 0.3), pi)


def found(section, temperature=25.0):
    laws = {name: material.law for name, material in materials_of(section).items()}
    return corners(section, laws, temperature)


def unbonded(section, *pair):
    return replace(section, cell=section.cell.model_copy(update={"free_faces": (pair,)}))


# ---- exponents


def test_a_half_plane_and_a_whole_plane_have_none():
    assert exponents((Wedge(STIFF, pi),)) == ()
    assert exponents((Wedge(STIFF, pi), Wedge(STIFF, pi)), None) == ()


def test_a_crack_has_its_exponent_twice():
    (crack,) = exponents((Wedge(STIFF, 2 * pi),))
    assert crack.count == 2
    assert crack.value == pytest.approx(0.5, abs=1e-9)
    assert crack.growth == pytest.approx(0.5, abs=1e-9)


def test_a_pair_of_complex_ones_is_told_once():
    (pair,) = exponents((Wedge(STIFF, pi), Wedge(SOFT, pi)))
    assert pair.count == 1
    assert pair.value.real == pytest.approx(0.5, abs=1e-9)
    assert pair.value.imag > 0


def test_moduli_matter_by_their_ratios_alone():
    scaled = tuple(replace(w, solid=Alike(1e9 * w.solid.G, w.solid.nu)) for w in RING)
    assert [e.value for e in exponents(scaled, None)] == pytest.approx(
        [e.value for e in exponents(RING, None)]
    )


@pytest.mark.parametrize("turns", [1, 2])
def test_which_wedge_comes_first_does_not_matter(turns):
    turned = RING[turns:] + RING[:turns]
    mirrored = turned[::-1]
    for ring in (turned, mirrored):
        assert [e.value for e in exponents(ring, None)] == pytest.approx(
            [e.value for e in exponents(RING, None)], abs=1e-7
        )


def test_a_wedge_beside_its_mirror_image_is_a_wall_of_symmetry():
    whole = exponents((Wedge(STIFF, radians(270)),))
    half = exponents((Wedge(STIFF, radians(135)),), ("symmetry", "free"))
    assert half[0].value == pytest.approx(whole[0].value)
    assert len(half) == 1  # the antisymmetric field does not fit


def test_a_rigid_neighbour_clamps():
    beside = exponents((Wedge(STIFF, pi / 2), Wedge(Alike(50e10, 0.25), pi)))
    assert beside[0].value == pytest.approx(
        exponents((Wedge(STIFF, pi / 2),), ("free", "clamped"))[0].value, abs=1e-5
    )


def test_a_cubic_crystal_in_a_turned_section_is_followed():
    silicon = {
        along: in_plane(Cubic(165.7e3, 63.9e3, 79.6e3, 2.6e-6, along), 25.0)
        for along in ("100", "110")
    }
    notches = {
        along: exponents((Wedge(solid, radians(270)),))[0].value.real
        for along, solid in silicon.items()
    }
    assert notches["100"] != pytest.approx(notches["110"], abs=1e-4)
    turned = exponents((Wedge(silicon["100"], radians(270), pi / 2),))[0].value.real
    assert turned == pytest.approx(notches["100"], abs=1e-6)  # a quarter turn of a cube


def test_plane_stress_is_plane_strain_of_another_ratio():
    sheet = Isotropic(10e3, 0.4, 0.0)
    like = Orthotropic.layered((10e3, 10e3), (0.4, 0.4), (0.0, 0.0))
    one, other = (Wedge(in_plane(law, 25.0, plane_stress=True), pi / 2) for law in (sheet, like))
    ends = ("clamped", "free")
    assert exponents((one,), ends)[0].value == pytest.approx(exponents((other,), ends)[0].value)


@pytest.mark.parametrize(
    ("wedges", "ends", "words"),
    [
        ((Wedge(STIFF, pi), Wedge(SOFT, 1.2 * pi)), ("free", "free"), "at most 2π"),
        ((Wedge(STIFF, pi),), None, "2π around a closed ring"),
    ],
)
def test_angles_that_do_not_fit_are_refused(wedges, ends, words):
    with pytest.raises(ValueError, match=words):
        exponents(wedges, ends)


def test_a_wedge_without_an_angle_is_refused():
    with pytest.raises(ValueError, match="opens by 0"):
        Wedge(STIFF, 0.0)


# ---- corners


def island(**more):
    """A film with edges at x = 20 on a base of 10 µm, twice in the section."""
    return plane(add("film", 5, **more), pattern("film", 40))


def test_the_edge_of_a_film_is_a_corner():
    (corner,) = found(island())
    assert corner.places == ((20.0, 10.0),)
    (fan,) = corner.fans
    assert dict(zip(fan.regions, fan.degrees, strict=True)) == {"base": 180, "film": 90}
    assert fan.ends == ("free", "free")
    assert corner.reach == pytest.approx(5)


def test_a_film_of_the_base_s_own_material_leaves_a_notch():
    (corner,) = found(island(material="Si"))
    assert corner.strongest.value == pytest.approx(0.5444837, abs=1e-6)


def test_corners_alike_or_mirrored_are_one_kind():
    section = plane(add("film", 5), open_("film", 10), pattern("film", 60))
    (corner,) = found(section)
    assert corner.places == ((30.0, 10.0), (5.0, 10.0))


def test_an_unbonded_face_is_a_crack():
    covered = plane(
        add("film", 5), pattern("film", 40), add("cover", 8, "planar", material="polyimide")
    )
    bonded, free = found(covered), found(unbonded(covered, "film", "cover"))
    assert all(fan.ends is None for c in bonded for fan in c.fans)
    tip = next(c for c in free if (20.0, 10.0) in c.places)
    assert tip.fans[0].ends == ("free", "free")
    assert sum(tip.fans[0].degrees) == 360
    assert tip.strongest.growth > max(c.strongest.growth for c in bonded)
    # where the film's upper edge stands free, the cover alone is re-entrant
    upper = next(c for c in free if (20.0, 15.0) in c.places)
    assert upper.strongest.value == pytest.approx(0.5444837, abs=1e-6)
    assert [fan.regions for fan in upper.fans] == [("cover",)]


def test_a_melt_meets_its_base_along_its_circle():
    section = stack(paste(cap_height_um=5, onto="base"), molten())
    (arc,) = section.arcs
    (foot,) = found(section)
    ((x, z),) = foot.places
    (fan,) = foot.fans
    told = dict(zip(fan.regions, fan.degrees, strict=True))
    # a circle's tangent and its chord make half the angle that the chord subtends
    assert told["solder"] == pytest.approx(np.degrees(np.arcsin(x / arc.radius)), abs=0.05)
    assert (z, told["base"]) == (10, 180)


def test_layers_that_end_square_at_walls_have_no_corners_there():
    assert found(plane(add("film", 5))) == ()


def test_on_a_free_wall_they_have():
    section = plane(add("film", 5, material="polyimide"))
    free = replace(section, cell=section.cell.model_copy(update={"support": "free"}))
    (corner,) = found(free)
    assert corner.places == ((50.0, 10.0),)


def test_the_field_on_a_meshed_section_grows_so():
    section = island(material="elastomer")
    laws = materials_of(section)
    assert laws["film"].law.isotropic
    (corner,) = found(section)
    mesh = generate(section, MeshOptions(refine=2))
    stack = solve_stack(section, mesh, (-40.0,))
    face = on_face(stack.solutions[-40.0], "film", "base")
    inside = (face.edge_distance > 0.01 * corner.reach) & (face.edge_distance < 0.1 * corner.reach)
    r, shear = face.edge_distance[inside], np.abs(face.stress[3, inside])
    slope = np.polyfit(np.log(r), np.log(shear), 1)[0]
    assert slope == pytest.approx(-corner.strongest.growth, rel=0.05)
