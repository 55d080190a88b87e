"""Films that yield or relax, through a whole recipe: on a base that is rigid, and on one that bows.

Numbers are of code that shares nothing with this package.
"""

from __future__ import annotations

import numpy as np
import pytest

import stressbump as sb
from stressbump.history.schedule import TimeSteps
from stressbump.laws import Isotropic
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from tests.history.remembered import assembly, cycled

SWINGS = {"profile_min_C": [[10, 400], [20, 25], [30, 400], [40, 25]], "count": 1}
FALLING = [[25.0, 250.0], [400.0, 100.0]]


def corner_stresses(memory):
    """Of copper that a thousandfold base holds, at the ends of four ramps, MPa; and its Σp."""
    copper = {"E_GPa": 110.0, "nu": 0.343, "cte_ppm_per_K": 13.8, "memory": memory}
    base = {"E_GPa": 2000.0, "nu": 0.343, "cte_ppm_per_K": 0.0}
    recipe = {
        "cell": {"width_um": 3.0, "support": "flat"},
        "step": [
            {"deposit": "base", "material": base, "thickness_um": 1000.0, "born_C": 25.0},
            {"deposit": "film", "material": copper, "thickness_um": 1.0, "born_C": 25.0},
        ],
        "history": {"cycle": SWINGS},
    }
    answer = sb.relief(recipe, references=(), bars=False)
    assert answer.passed
    course = answer.built.course
    ends = [m for m in course.instants if m.seconds in (600.0, 1200.0, 1800.0, 2400.0)]
    return [m.means["film"].stress[0] for m in ends], ends[-1].means["film"].slip


@pytest.mark.parametrize(
    ("strength", "kinematic", "wanted"),
    [
        (200.0, False, [-237.5611, 259.6161, -279.1850, 296.5480]),
        (200.0, True, [-237.5611, 188.7278, -237.5611, 188.7278]),
        (FALLING, False, [-143.1972, 317.4349, -188.9405, 358.0219]),
        (FALLING, True, [-143.1972, 235.9098, -143.1972, 235.9098]),
    ],
)
def test_a_film_on_a_rigid_base_yields_to_and_fro(strength, kinematic, wanted):
    H = 5000.0
    hardens = {"backstresses": [[H, 0.0]]} if kinematic else {"hardening_MPa": H}
    found, slip = corner_stresses({"law": "plastic", "yield_MPa": strength, **hardens})
    assert found == pytest.approx(wanted, rel=2e-3)
    if strength == 200.0:
        assert slip == pytest.approx(0.023286 if kinematic else 0.019310, rel=2e-3)


def test_a_plate_with_a_film_that_relaxes_unbends():
    """Silicon of 0.3 mm under 0.5 mm of Prony's solid, cooled by 150 K at once; bow in 1/m."""
    silicon = Isotropic(180.22e3 * 0.72, 0.28, 2.6e-6)
    glass = Isotropic.from_shear_bulk(6e3, 13e3, 12e-6)
    film = Viscoelastic(glass, (Branch(0.9, 100.0),))
    table = {
        "cell": {"width_um": 200.0},
        "step": [
            {"deposit": "base", "material": "silicon", "thickness_um": 300.0, "born_C": 150.0},
            {"deposit": "film", "material": "polyimide", "thickness_um": 500.0, "born_C": 150.0},
        ],
    }
    stack = assembly(table, {"base": silicon, "film": film}, TimeSteps(1e-6))
    times = np.array([0.0, 10, 50, 100, 200, 500, 1000])
    corners = [(0.0, 1e-6), *((0.0, float(dt)) for dt in np.diff(times))]
    bow = [abs(solution.globals["k"]) * 1e6 for solution, _ in cycled(stack, 150.0, corners)]
    wanted = [2.462697, 2.443569, 2.369164, 2.281223, 2.123044, 1.778855, 1.496141]
    assert bow == pytest.approx(wanted, rel=1e-4)
