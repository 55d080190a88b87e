"""Tractions on a face between stiff and soft: those of the soft side, which meshes agree on."""

import pytest

import stressbump as sb
from stressbump.measures import near_edge
from stressbump.measures.traction import opening_traction
from stressbump.mechanics.sample import on_face
from stressbump.survey import bonded_face
from stressbump.verification.recipes import table

SILICONE = {"E_MPa": 3.0, "nu": 0.4995, "cte_ppm_per_K": 260}
COVERED = [
    {"deposit": "base", "material": "silicon", "how": "planar", "thickness_um": 20, "born_C": 25},
    {"deposit": "film", "material": "Cu", "thickness_um": 2, "born_C": 150},
    {"pattern": ["film"], "diameter_um": 60},
    {"deposit": "cover", "material": SILICONE, "how": "planar", "thickness_um": 10, "born_C": 150},
]
LENGTH = 5.0  # µm


def solved(refine=0, bars=False):
    """A patterned copper film on silicon under a silicone that shrinks."""
    design = table(COVERED, 60.0) | {"windows_um": [LENGTH]}
    return sb.relief(design, references=(), refine=refine, bars=bars)


@pytest.fixture(scope="module")
def coarse():
    return solved(bars=True)


@pytest.fixture(scope="module")
def fine():
    return solved(refine=2)


def tractions(answer):
    found = (v for v in answer.values[0] if "traction" in v.measure and "cover" in v.where)
    return {v.key: v for v in found}


def test_the_soft_side_is_sampled_whichever_name_comes_first(coarse):
    solution = coarse.built.solutions[25.0]
    names = coarse.mesh.regions
    for pair in (("film", "cover"), ("cover", "film")):
        assert names[bonded_face(solution, *pair).region[0]] == "cover"
    assert names[bonded_face(solution, "base", "film").region[0]] == "film"


def test_a_mesh_sixteen_times_finer_says_the_same(coarse, fine):
    """Within the bars, and these are narrow: from the metal's side they were wider than the value."""
    there = tractions(fine)
    for key, v in tractions(coarse).items():
        assert abs(v.value - there[key].value) <= v.bar
        assert v.bar < 0.3 * v.value


def test_the_stiff_side_would_say_many_times_as_much(coarse, fine):
    def opening(answer, *pair):
        return opening_traction(near_edge(on_face(answer.built.solutions[25.0], *pair), LENGTH))

    soft = opening(fine, "cover", "film")
    stiff = [opening(answer, "film", "cover") for answer in (coarse, fine)]
    assert stiff[0] > stiff[1] > 8 * soft  # and falls, mesh by mesh, towards the soft side's


def test_a_face_without_an_edge_has_tractions_all_over():
    steps = [step for step in COVERED if "deposit" in step]
    answer = sb.relief(table(steps, 60.0), references=(), bars=False)
    found = {v.measure: v.value for v in answer.values[0] if v.where == "film/cover"}
    assert not any(name.startswith("edge") for name in found)
    assert found["face shear traction"] == pytest.approx(0, abs=1e-6)  # blankets: all in plane
    assert found["face normal traction"] == pytest.approx(0, abs=1e-6)
