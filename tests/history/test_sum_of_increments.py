"""Births that remember where the stack stood, against increments that are added up: nothing is shared
but the solver.
"""

import numpy as np
import pytest
from history.sum_of_increments import summed

from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design, load
from stressbump.designs.structures import STRUCTURES
from stressbump.history.stack import solve_stack
from stressbump.process.recipe import Recipe

MEAN = 2e-8  # MPa, of a region's mean stress
SOLVER_ROUND_OFF = 1e-10  # of the largest stress: what the solver leaves of its residuals

RESIN = {
    "E_MPa": [[0, 9000], [100, 8000], [140, 300], [200, 200]],
    "nu": 0.35,
    "cte_ppm_per_K": [[0, 20], [110, 20], [130, 70], [200, 70]],
}


def assert_alike(design, end=None):
    section, mesh = meshed(design)
    temperature = float(design.recipe.history.end_C[0] if end is None else end)
    stack = solve_stack(section, mesh, (temperature,))
    solution = stack.solutions[temperature]
    added = summed(stack.assembly, temperature)
    largest = max(float(np.abs(stress).max()) for stress in added.values())
    for name, stress in added.items():
        apart = solution.strain_and_stress(name)[1] - stress
        dV = solution.blocks[name].dV
        mean = (apart * dV).sum(axis=(1, 2)) / dV.sum()
        assert np.abs(mean).max() <= MEAN, name
        assert np.abs(apart).max() <= SOLVER_ROUND_OFF * largest, name


@pytest.mark.parametrize("name", STRUCTURES)
def test_shipped_designs(name):
    assert_alike(load(name))


@pytest.mark.parametrize("support", ["laminate", "flat", "free", "clamped"])
@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain", "plane stress"])
def test_films_with_stress_of_their_own_a_resin_through_its_transition_and_a_sheet(
    kinematics, support
):
    def layer(name, material, thickness, born, **more):
        step = {"deposit": name, "material": material, "how": "planar", "thickness_um": thickness}
        return step | {"born_C": born} | more

    sheet = {
        "E_GPa": 24, "nu": 0.2, "cte_ppm_per_K": 16,
        "E_through_GPa": 11, "nu_through": 0.3, "cte_through_ppm_per_K": 50, "G_through_GPa": 4,
    }  # fmt: skip
    table = {
        "cell": {"width_um": 50, "support": support, "kinematics": kinematics},
        "step": [
            layer("die", "silicon", 20, 400),
            layer("nitride", "PE-SiN", 0.5, 350, intrinsic_MPa=-200.0),
            layer("solder", "63Sn37Pb", 3, 183),
            layer("resin", RESIN, 15, 180, cure_shrinkage=1e-3),
            layer("cap", sheet, 10, 60),
        ],
    }
    assert_alike(Design("stack", Recipe.from_table(table, "stack")), end=-40)
