"""Where quadratics are exact already, cubics on the same mesh have nothing to add."""

import numpy as np
import pytest
from grids import grid, nodes_at

from stressbump.closed_forms.solid import Solid
from stressbump.mechanics.balance import ORDER
from stressbump.mechanics.enriched import cubic_solution, cubic_system
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain
from stressbump.mechanics.supports import Hold, clamped, flat, laminate
from stressbump.mesh.elements import TRIANGLE
from stressbump.verification.cooled import cooled
from stressbump.verification.stacks import silicone

VOLUME = TRIANGLE.rule(ORDER)

COOLING = -165.0
SOLIDS = {"low": Solid(160e3, 0.22, 3e-6), "high": Solid(20e3, 0.3, 16e-6)}
CELL = grid([0, 150, 400], [0, 300, 500, 700], lambda x, z: "low" if z < 500 else "high")
ENDS = Hold("ends", "z", np.union1d(nodes_at(CELL, z=0), nodes_at(CELL, z=700)))
both = pytest.mark.parametrize("kinematics", [axisymmetric, generalized_plane_strain])


@both
@pytest.mark.parametrize("support", [laminate, flat])
def test_two_layers_that_shrink_and_bow_together(kinematics, support):
    """u_x = x (e + k z), and u_z is a parabola along either axis."""
    assert_nothing_is_added(cooled(CELL, SOLIDS, COOLING, kinematics, support))


@both
@pytest.mark.parametrize("solid", [Solid(20e3, 0.3, 16e-6), silicone(0.4995)], ids=str)
def test_a_solid_that_may_shrink_nowhere(kinematics, solid):
    """Its wall and ends stay where they are, and so do the cubics of their sides."""
    solids = dict.fromkeys(SOLIDS, solid)
    assert_nothing_is_added(cooled(CELL, solids, COOLING, kinematics, clamped, (ENDS,)))


def assert_nothing_is_added(body):
    cubic = cubic_solution(cubic_system(body), body, VOLUME)
    assert cubic.globals == pytest.approx(body.globals, rel=1e-9, abs=1e-15)
    for region in SOLIDS:
        stress = body.strain_and_stress(region)[1]
        found = cubic.strain_and_stress(region)[1]
        assert found == pytest.approx(stress, abs=1e-9 * np.ptp(stress))
