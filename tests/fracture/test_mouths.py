"""Cracks that begin under a third region: it spans their mouth and holds them by its own stiffness."""

import numpy as np
import pytest

from stressbump.fracture.cracks import crack
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.stack import again, solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe


def solid(E, cte):
    return {"E_MPa": E, "nu": 0.3, "cte_ppm_per_K": cte}


def island(*over):
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
    section = build(Recipe.from_table(table, "an island"))
    mesh = generate(section, MeshOptions((5.0,)))
    return section, solve_stack(section, mesh, (25.0,))


def rate(section, solution):
    (flaw,) = section.flaws
    path = crack_path(solution.model.mesh, flaw)
    parts = path.facets_within(*flaw.lengths)
    return energy_release_rate(crack(seam(solution, path, parts), parts))


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


def test_a_mouth_is_the_facet_from_which_the_way_goes_straight_on(soft):
    section, stack = soft
    path = crack_path(stack.mesh, section.flaws[0])
    (facet,) = path.mouth.ends
    assert set(stack.mesh.points[facet][:, 1]) == {20.0}
    assert np.ptp(stack.mesh.points[facet][:, 0]) == pytest.approx(1e-3, rel=0.2)
