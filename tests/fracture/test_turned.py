"""Cracks within one solid, turned against its tension: down a film, from its top."""

from math import radians, tan

import numpy as np
import pytest

from stressbump.fracture.cracks import crack
from stressbump.fracture.mixity import opened_tip
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

FILM = {"E_GPa": 10, "nu": 0.3, "cte_ppm_per_K": 20}
WAFER = {"E_GPa": 160, "nu": 0.3, "cte_ppm_per_K": 3}
LENGTHS = 2.0, 2.5, 3.0  # µm, of a film of 5


def turned(angle):
    """A cooled film of two halves of one solid, bonded along a face at an angle to its top."""
    run = 5 / tan(radians(angle))
    made = {"how": "planar", "born_C": 250}
    steps = [
        {"deposit": "wafer", "material": WAFER, "thickness_um": 10, **made},
        {"deposit": "inner", "material": FILM, "thickness_um": 5, **made},
        {"pattern": "inner", "diameter_um": 40, "wall_angle_deg": angle},
        {
            "fill": "outer", "material": FILM, "over": "wafer", "born_C": 250,
            "outline_um": [[20, 0], [40, 0], [40, 5], [20 - run, 5]],
        },
    ]  # fmt: skip
    cell = {"kinematics": "plane strain", "width_um": 40, "support": "free"}
    top = "inner" if angle < 90 else "outer"
    flaw = {"at": "inner/outer", "from": top, "length_um": list(LENGTHS)}
    table = {"cell": cell, "step": steps, "flaw": [flaw], "windows_um": [8]}
    section = build(Recipe.from_table(table | {"history": {"end_C": 25}}, "a film"))
    mesh = generate(section, MeshOptions((8.0,)))
    path = crack_path(mesh, section.flaws[0])
    solution = solve_stack(section, mesh, (25.0,)).solutions[25.0]
    for length in LENGTHS:
        parts = path.facets_within(length)
        yield crack(seam(solution, path, parts), parts)


@pytest.mark.parametrize("angle", [30, 60, 90])
def test_a_turned_crack_releases_what_the_energy_loses(angle):
    """G = -ΔΠ/Δa by Simpson's rule, and what its K says; the flatter it lies the more it shears."""
    found = list(turned(angle))
    rates = [energy_release_rate(c) for c in found]
    lost = np.diff([c.seam.forces @ c.change / 2 for c in found])
    grown = found[-1].length - found[0].length
    assert -lost.sum() == pytest.approx(grown * np.dot([1, 4, 1], rates) / 6, rel=1e-3)
    tips = [opened_tip(c) for c in found]
    assert [t.G for t in tips] == pytest.approx(rates, rel=1e-3)
    assert [t.epsilon for t in tips] == pytest.approx([0, 0, 0], abs=1e-9)
    assert tips[0].phase() == pytest.approx({30: 36.34, 60: 18.87, 90: 0.44}[angle], abs=0.05)
