"""K at the tips of cracks in finished stacks: beside closed forms, and beside the motion of nodes."""

import numpy as np
import pytest

from stressbump.closed_forms.interface_cracks import release_rate
from stressbump.closed_forms.solid import Solid
from stressbump.errors import SolveError
from stressbump.fracture.cracks import crack
from stressbump.fracture.mixity import SHUT, closed_tip, mode_of, opened_tip, places_of_tips
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.stack import again, solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.verification.cracks import pulled
from stressbump.verification.stacks import MOLD, NITRIDE


def stack(kinematics="plane strain", cell=(), middle=0.3, flaw=("film/cap", 6)):
    """Three films, each born on what was there, at its own temperature; the wafer bows meanwhile."""

    def film(name, E, nu, cte, thickness, born):
        material = {"E_GPa": E, "nu": nu, "cte_ppm_per_K": cte}
        return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": born}

    recipe = {
        "cell": {"kinematics": kinematics, "width_um": 60, "support": "free", **dict(cell)},
        "step": [
            film("wafer", 160, 0.3, 3, 20, 20),
            film("film", 10, middle, 20, 5, 250),
            film("cap", 50, 0.3, -12, 4, 120),
        ],
        "history": {"end_C": -20},
        "windows_um": [8],
        "flaw": [{"at": flaw[0], "length_um": flaw[1]}],
    }
    section = build(Recipe.from_table(recipe, "a stack"))
    return section, solve_stack(section, generate(section, MeshOptions((8.0,))), (-20.0,))


def cracked(section, solution, contact=True):
    path = crack_path(solution.model.mesh, section.flaws[0])
    parts = path.facets_within(section.flaws[0].lengths[0])
    return crack(seam(solution, path, parts), parts, contact)


@pytest.mark.parametrize(
    ("kinematics", "middle", "flaw"),
    [
        ("plane strain", 0.3, ("wafer/film", 6)),
        ("plane strain", 0.3, ("film/cap", 6)),
        ("plane strain", 0.4995, ("wafer/film", 12)),
        ("generalized plane strain", 0.3, ("film/cap", 6)),
        ("axisymmetric", 0.3, ("film/cap", 6)),
    ],
)
def test_two_ways_to_the_rate_agree_whatever_was_there_before_a_birth(kinematics, middle, flaw):
    section, built = stack(kinematics, middle=middle, flaw=flaw)
    (solution,) = built.solutions.values()
    found = cracked(section, solution)
    assert pytest.approx(energy_release_rate(found), rel=2e-3) == opened_tip(found).G


def test_cubics_have_the_same_mode():
    section, built = stack()
    phases = []
    for each in (built, again(built, cubic=True)):
        (solution,) = each.solutions.values()
        phases.append(opened_tip(cracked(section, solution)).phase())
    assert phases[0] == pytest.approx(phases[1], abs=0.2)


@pytest.mark.parametrize(
    ("kinematics", "phase"), [("plane strain", 6.9735), ("axisymmetric", 9.0690)]
)
def test_the_phase_is_that_of_the_closed_form(kinematics, phase):
    """Rice and Sih; Kassir and Bregman: arg K in degrees, of a crack of half length or radius 1 µm."""
    found = cracked(*pulled(MOLD, NITRIDE, kinematics))
    tip = opened_tip(found)
    assert tip.phase() == pytest.approx(phase, abs=0.01)
    assert pytest.approx(release_rate(MOLD, NITRIDE, tip.K), rel=1e-12) == tip.G
    assert pytest.approx(energy_release_rate(found), rel=2e-3) == tip.G
    turned = np.degrees(np.angle(tip.at(10.0)))
    assert turned == pytest.approx(tip.phase() + np.degrees(tip.epsilon * np.log(10)), rel=1e-12)


def test_a_seam_that_goes_on_changes_no_mode():
    """Pairs ahead of the tip are held together though the mesh is cut there."""
    section, built = stack()
    (solution,) = built.solutions.values()
    path = crack_path(solution.model.mesh, section.flaws[0])
    parts = path.facets_within(6)
    alone, longer = (crack(seam(solution, path, n), parts) for n in (parts, parts + 8))
    assert pytest.approx(opened_tip(alone).K, rel=1e-6) == opened_tip(longer).K


@pytest.mark.parametrize("kinematics", ["plane strain", "axisymmetric"])
def test_a_tip_that_slides_has_mode_ii_alone(kinematics):
    """Comninou: G = (1-β²) K2²/E* of a real power."""
    section, built = stack(kinematics, middle=0.4995, flaw=("film/cap", 2))
    (solution,) = built.solutions.values()
    found = cracked(section, solution)
    assert found.closed == pytest.approx(1)
    with pytest.raises(SolveError, match=SHUT):
        opened_tip(found)
    mode, tip = mode_of(found), closed_tip(found)
    assert (mode.untold, mode.rate, mode.K.imag) == (SHUT, tip.G, tip.K.imag)
    assert np.isnan(mode.K.real)
    assert mode.rate == pytest.approx(energy_release_rate(found), rel=5e-4)
    film, cap = Solid(10e3, 0.4995), Solid(50e3, 0.3)
    assert release_rate(cap, film, mode.K.imag) == pytest.approx(mode.rate, rel=1e-6)
    narrower = closed_tip(found, places_of_tips(found.seam, np.array([found.parts]))[0] / 2)
    assert pytest.approx(tip.K, rel=1e-4) == narrower.K


def test_an_open_tip_is_no_closed_one():
    section, built = stack()
    (solution,) = built.solutions.values()
    found = cracked(section, solution)
    assert mode_of(found).open == opened_tip(found)
    with pytest.raises(SolveError, match="open"):
        closed_tip(found)
