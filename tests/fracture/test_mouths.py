"""Cracks that begin under a third region: it spans their mouth and holds them by its own stiffness."""

from dataclasses import replace
from math import pi

import numpy as np
import pytest

from stressbump.fracture.cracks import crack, narrowed
from stressbump.fracture.curve import lengths_up_to, release_curve
from stressbump.fracture.mouths import growth, mouth_tip, times_half, times_half_at
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.fracture.singular import Alike, Tip, Wedge
from stressbump.history.stack import again, solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe


def solid(E, cte):
    return {"E_MPa": E, "nu": 0.3, "cte_ppm_per_K": cte}


def recipe(*over):
    """A film on the middle of a wafer and what lies over both, cooled; a flaw from the film's end."""
    table = {
        "cell": {"kinematics": "plane strain", "width_um": 40, "support": "free"},
        "step": [
            {"deposit": "wafer", "material": solid(160e3, 3), "thickness_um": 20, "born_C": 300},
            {"deposit": "film", "material": solid(80e3, 15), "thickness_um": 1, "born_C": 300},
            {"pattern": "film", "diameter_um": 40},
            *over,
        ],
        "windows_um": [5],
        "flaw": [{"at": "wafer/film", "from": "outer", "length_um": 1}],
    }
    return Recipe.from_table(table, "an island")


def island(*over, refine=0):
    section = build(recipe(*over))
    mesh = generate(section, MeshOptions((5.0,), refine=refine))
    return section, solve_stack(section, mesh, (25.0,))


def cracked(section, solution):
    (flaw,) = section.flaws
    path = crack_path(solution.model.mesh, flaw)
    parts = path.facets_within(*flaw.lengths)
    return crack(seam(solution, path, parts), parts)


def rate(section, solution):
    return energy_release_rate(cracked(section, solution))


def cover(E):
    return {"deposit": "cover", "material": solid(E, 15), "thickness_um": 4, "born_C": 300}


@pytest.fixture(scope="module")
def bare():
    section, stack = island()
    return rate(section, stack.solutions[25.0])


@pytest.fixture(scope="module")
def soft():
    return island(cover(0.1))


def test_what_is_next_to_nothing_holds_no_crack_together(bare, soft):
    """The bare film has another mesh, and a mouth that is open by itself."""
    section, stack = soft
    assert rate(section, stack.solutions[25.0]) == pytest.approx(bare, rel=3e-3)
    path = crack_path(stack.mesh, section.flaws[0])
    assert len(path.mouth.elements) == 1


def test_nor_does_it_in_cubics(bare, soft):
    section, stack = soft
    (cubic,) = again(stack, cubic=True).solutions.values()
    assert rate(section, cubic) == pytest.approx(bare, rel=3e-3)


def test_what_is_stiff_does(bare):
    section, stack = island(cover(80e3))
    assert rate(section, stack.solutions[25.0]) < 0.5 * bare


def test_what_a_finer_mesh_changes_is_less_than_what_a_mouth_that_held_would():
    """Triangles split in four halve the facet that is parted too much."""
    (section, coarse), (_, fine) = (island(cover(5e3), refine=n) for n in (0, 1))
    whole = cracked(section, coarse.solutions[25.0])
    wide, half = (energy_release_rate(c) for c in (whole, narrowed(whole)))
    assert 0 < wide - rate(section, fine.solutions[25.0]) < wide - half
    assert 2.4 < times_half(whole.seam) < 2.6  # λ is 0.19
    assert 0.01 < (wide - half) / wide < 0.05


def test_half_of_what_is_next_to_nothing_holds_nothing(soft):
    section, stack = soft
    whole = cracked(section, stack.solutions[25.0])
    half = energy_release_rate(narrowed(whole))
    assert half == pytest.approx(energy_release_rate(whole), rel=1e-5)


def test_a_curve_has_half_of_its_mouth_as_its_cracks_do():
    section = build(recipe(cover(5e3)))
    flaw = replace(section.flaws[0], lengths=lengths_up_to(1.0, 5), closely=True)
    section = replace(section, flaws=(flaw,))
    stack = solve_stack(section, generate(section, MeshOptions((5.0,))), (25.0,))
    path = crack_path(stack.mesh, flaw)
    cut = seam(stack.solutions[25.0], path, path.facets_within(1.0))
    curve = release_curve(cut, narrow=True)
    assert release_curve(cut).held_rate is None
    one = narrowed(crack(cut, int(np.abs(path.distance - curve.length[-1]).argmin())))
    less = curve.rate[-1] - energy_release_rate(one)
    assert curve.rate[-1] - curve.held[-1] == pytest.approx(times_half(cut) * less, rel=1e-6)
    assert (curve.held < curve.rate).all()


def test_a_mouth_is_the_facet_from_which_the_way_goes_straight_on(soft):
    section, stack = soft
    path = crack_path(stack.mesh, section.flaws[0])
    (facet,) = path.mouth.ends
    assert set(stack.mesh.points[facet][:, 1]) == {20.0}
    assert np.ptp(stack.mesh.points[facet][:, 0]) == pytest.approx(1e-3, rel=0.2)


def test_around_a_mouth_are_the_third_region_and_the_two_that_part(soft):
    section, stack = soft
    tip = mouth_tip(cracked(section, stack.solutions[25.0]).seam)
    around = dict(zip(tip.regions, (w.opening for w in tip.wedges), strict=True))
    assert tip.regions[1] == "cover"
    assert around == pytest.approx({"wafer": pi, "film": pi / 2, "cover": pi / 2})


def mouth(E):
    """Two faces of 100 GPa, half of a plane each, but for what spans them."""
    third, face = Alike(E, 0.3), Alike(100e3, 0.3)
    wedges = (
        Wedge(face, 0.75 * pi),
        Wedge(third, pi / 2, 0.75 * pi),
        Wedge(face, 0.75 * pi, 1.25 * pi),
    )
    return Tip((0.0, 0.0), ("below", "third", "above"), wedges)


def test_under_its_like_a_mouth_is_a_crack_and_lets_go_in_proportion_to_its_facet():
    assert growth(mouth(100e3)) == pytest.approx(0.5)
    assert times_half_at(0.5, 1000.0) == pytest.approx(2.0, rel=2e-3)


def test_the_softer_the_third_the_slower_its_hold_fades():
    """λ is as √(E/E_faces); what cannot be told from 0 holds as much over every halving."""
    assert growth(mouth(10.0)) == pytest.approx(growth(mouth(1000.0)) / 10, rel=0.02)
    assert growth(mouth(1e-3)) == 0.0
    assert times_half_at(0.0, 1024.0) == 10
    assert times_half_at(1e-5, 1024.0) == pytest.approx(10, rel=1e-3)
