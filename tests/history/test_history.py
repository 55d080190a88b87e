"""What a film's history does to it: births, intrinsic stress and shrinkage, against hand calculation."""

import numpy as np
import pytest

from stressbump import materials
from stressbump.answers.solving import relief
from stressbump.designs.design import Design
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.process.recipe import Recipe

THICK = 500.0  # µm of silicon under a film of 0.1 µm: it hardly gives


def layer(name, material, thickness, born=25, **more):
    step = {"deposit": name, "material": material, "how": "planar", "thickness_um": thickness}
    return step | {"born_C": born} | more


def cooled(*layers, end=25.0, support="flat"):
    """A blanket stack on silicon, solved without bars."""
    table = {
        "cell": {"width_um": 50, "support": support},
        "step": [layer("base", "silicon", THICK, born=25), *layers],
        "history": {"end_C": end},
    }
    return relief(Design("blanket", Recipe.from_table(table, "blanket")), bars=False)


def told(answer, where, measure="mean in-plane stress"):
    return next(v.value for v in answer.values[0] if (v.where, v.measure) == (where, measure))


def test_thermal_stress_of_a_film_is_its_biaxial_modulus_times_the_mismatch():
    film, silicon = (materials.resolve(m, m).law for m in ("PE-SiN", "silicon"))
    grown = [law.thermal_strain(350, -40)[0] for law in (film, silicon)]
    expected = film.moduli(-40).biaxial * (grown[1] - grown[0])
    assert expected < 0  # nitride shrinks less than silicon and is pressed
    found = told(cooled(layer("film", "PE-SiN", 0.1, born=350), end=-40), "film")
    assert found == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("stress", [300.0, -800.0])
def test_intrinsic_stress_of_a_blanket_film_comes_back(stress):
    answer = cooled(layer("film", "PE-SiN", 0.1, intrinsic_MPa=stress))
    assert told(answer, "film") == pytest.approx(stress, rel=1e-3)


def test_intrinsic_stress_bows_as_stoney_says():
    answer = cooled(layer("film", "PE-SiN", 0.1, intrinsic_MPa=300), support="laminate")
    modulus = materials.resolve("silicon", "silicon").law.moduli(25).biaxial
    stoney = 6 * 300 * 0.1 / (modulus * THICK**2) * 1e6  # 1/m
    assert told(answer, "base", "curvature") == pytest.approx(stoney, rel=2e-3)


def test_cure_shrinkage_pulls():
    answer = cooled(layer("film", "EMC", 0.1, cure_shrinkage=1e-3))
    modulus = materials.resolve("EMC", "EMC").law.moduli(25).biaxial
    assert told(answer, "film") == pytest.approx(1e-3 * modulus, rel=1e-3)


def test_births_of_one_material_make_no_stress():
    answer = cooled(
        layer("hot", "silicon", 1, born=700), layer("cold", "silicon", 2, born=-40), end=125
    )
    peaks = [told(answer, n, "raw maximum von Mises stress") for n in ("base", "hot", "cold")]
    assert max(peaks) < 1e-6


def test_the_birth_of_the_datum_drops_out():
    first, second = (
        relief(ElastomerBump(substrate_born=t), references=[], bars=False) for t in (25, 400)
    )
    for a, b in zip(first.values[0], second.values[0], strict=True):
        if a.unit == "MPa" and a.value is not None:
            assert a.value == pytest.approx(b.value, rel=1e-7, abs=1e-6), a.key


def test_a_bump_that_stands_free_hangs_on_its_pad_without_a_net_force():
    answer = relief(ElastomerBump(), references=["none"], bars=False)
    for values in answer.values:
        (force,) = (
            v for v in values if (v.where, v.measure) == ("ubm_Au/solder", "normal force N")
        )
        assert abs(force.value) < 1e-4 * force.scale


def test_shares_of_the_mismatches_add_up_to_the_stress():
    answer = relief(ElastomerBump(), end=[25, -40], references=[], bars=False)
    for temperature, shares in answer.mismatch.items():
        for name in answer.focus:
            whole = next(
                v.value
                for v in answer.values[0]
                if v.key == ("mean in-plane stress", name, None, temperature)
            )
            assert sum(s.value for s in shares if s.where == name) == pytest.approx(whole)
            assert len({s.between for s in shares if s.where == name}) == len(answer.section.names)


def test_one_material_everywhere_is_free_of_stress_whatever_the_births():
    copper = [{"material": "Cu", "thickness_um": 0.5}]
    parts = dict.fromkeys(("substrate", "dielectric", "pad", "elastomer", "solder"), "Cu")
    bump = ElastomerBump(**parts, passivation=copper, ubm=copper, end=-40)
    answer = relief(bump, references=[], bars=False)
    assert answer.passed
    peaks = [v.value for v in answer.values[0] if v.measure == "raw maximum von Mises stress"]
    assert np.max(peaks) < 1e-5


def test_sagitta_and_curvature_are_clear_of_zero_together():
    answer = relief(ElastomerBump(), references=[], bars=False)
    bow = {v.measure: v for v in answer.values[0] if v.measure in ("curvature", "sagitta")}
    assert bow["sagitta"].value / bow["sagitta"].scale == pytest.approx(
        bow["curvature"].value / bow["curvature"].scale
    )


def test_shares_of_a_datum_that_is_cured_later_add_up():
    layers = [
        layer("resist", "polyimide", 20),
        layer("pad", "copper", 2),
        {"pattern": "pad", "diameter_um": 40},
        layer("bump", "63Sn37Pb", 10),
        {"pattern": "bump", "diameter_um": 40},
        {"reflow": "bump", "wets": ["pad"], "born_C": 183, "cures": ["resist"]},
    ]
    table = {"cell": {"width_um": 50}, "step": layers, "history": {"end_C": 25}}
    answer = relief(Design("cured", Recipe.from_table(table, "cured")), bars=False)
    for name in answer.focus:
        shares = sum(s.value for s in answer.mismatch[25] if s.where == name)
        assert shares == pytest.approx(told(answer, name))
