"""The bow of a wafer is that of its cell's walls; what the cell adds has names of its own."""

import pytest

import stressbump as sb
from stressbump.closed_forms.solid import Ply
from stressbump.closed_forms.staged_laminate import BornLayer, piled, staged
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.verification.recipes import blankets, table
from stressbump.verification.stacks import MOLD, SILICON

WIDTH = 100.0  # µm
BIRTHS = piled(BornLayer("die", Ply(SILICON, 50), 0, 25), BornLayer("mold", Ply(MOLD, 80), 0, 175))
BOW = ("curvature", "sagitta", "dimple", "warpage")


def bow(design, end=25.0):
    """By measure and place: value."""
    answer = sb.relief(design, end=end, references=(), bars=False)
    return {(v.measure, v.where): v.value for v in answer.values[0] if v.measure in BOW}


def theory(end=25.0):
    """Curvature of the two layers, 1/µm, positive where the rim stands higher."""
    return -staged(BIRTHS, end)[-1].layers["die"].curvature


@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain"])
def test_a_blanket_wafer_bows_as_laminate_theory_says_and_has_no_dimple(kinematics):
    found = bow(table(blankets(BIRTHS), WIDTH, kinematics, "laminate"))
    assert found["curvature", "die"] == pytest.approx(1e6 * theory(), rel=1e-6)
    assert found["sagitta", "die"] == pytest.approx(theory() * WIDTH**2 / 2, rel=1e-6)
    assert abs(found["dimple", "die"]) < 1e-6 * abs(found["sagitta", "die"])
    assert ("warpage", "die bottom") not in found


@pytest.mark.parametrize("support", ["flat", "clamped"])
def test_a_cell_kept_flat_has_no_bow(support):
    found = bow(table(blankets(BIRTHS), WIDTH, "axisymmetric", support))
    assert {measure for measure, _ in found} == {"dimple"}


def test_a_free_plate_warps_by_its_curvature_since_each_region_was_made():
    found = bow(table(blankets(BIRTHS), 2000.0, "axisymmetric", "free"))
    sagitta = theory() * 2000.0**2 / 2
    # the rim is not as the middle is
    assert found["sagitta", "die"] == pytest.approx(sagitta, rel=0.02)
    assert found["warpage", "die bottom"] == pytest.approx(-sagitta, rel=0.02)
    assert found["warpage", "mold top"] == pytest.approx(-sagitta, rel=0.02)


def test_a_region_made_flat_on_a_bowed_stack_counts_its_own_warpage():
    """A cap cured at the temperature asked for has none, however bowed what it is cast on."""
    cap = {
        "deposit": "cap", "how": "planar", "thickness_um": 30, "born_C": 25,
        "material": {"E_MPa": 3000, "nu": 0.35, "cte_ppm_per_K": 60},
    }  # fmt: skip
    found = bow(table([*blankets(BIRTHS), cap], 2000.0, "axisymmetric", "free"))
    assert found["warpage", "cap top"] == 0
    assert abs(found["warpage", "die bottom"]) > 1


def test_a_via_through_a_wafer_dimples_it_and_does_not_bow_it():
    silicon = {"E_GPa": 130, "nu": 0.28, "cte_ppm_per_K": 2.3}
    copper = {"E_GPa": 110, "nu": 0.35, "cte_ppm_per_K": 17}
    outline = [[0, -100], [5, -100], [5, 0], [0, 0]]
    steps = [
        {"deposit": "si", "how": "planar", "thickness_um": 100, "born_C": 25, "material": silicon},
        {"open": "si", "diameter_um": 10},
        {"fill": "cu", "over": "si", "outline_um": outline, "born_C": 275, "material": copper},
    ]
    found = bow(table(steps, 30.0))
    dimple = 2 * abs(found["dimple", "si"]) / 30**2 * 1e6  # as a curvature, 1/m
    assert dimple > 10
    assert abs(found["curvature", "si"]) < 1e-3 * dimple


def test_a_thin_bumped_wafer_bows_less_than_its_cell_dimples():
    found = bow(ElastomerBump(substrate_thickness=50))
    cell = found["dimple", "substrate"] + found["sagitta", "substrate"]
    assert 0 < found["sagitta", "substrate"] < 0.6 * cell
