"""What triangles add to the error of a goal adds up to no less than what cubics change in it."""

import pytest

from stressbump.measures import near_edge
from stressbump.mechanics.balance import ORDER
from stressbump.mechanics.enriched import cubic_solution, cubic_system
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.supports import free
from stressbump.mesh.elements import TRIANGLE
from stressbump.sensitivity.adjoint import contributions
from stressbump.survey import Value, bonded_face
from stressbump.verification.cooled import cooled
from stressbump.verification.cylinders import slab
from stressbump.verification.stacks import SOLDER, silicone


@pytest.fixture(scope="module")
def rod():
    mesh, _ends = slab(50.0, 125.0, (2, 4))
    return cooled(mesh, {"core": SOLDER, "sleeve": silicone(0.4995)}, -165.0, axisymmetric, free)


@pytest.mark.parametrize(
    ("measure", "where", "length"),
    [
        ("mean von Mises stress", "sleeve", None),
        ("mean first principal stress", "core", None),
        ("edge shear traction", "core/sleeve", 20.0),
        ("edge normal traction", "core/sleeve", 20.0),
        ("face normal traction", "core/sleeve", None),
    ],
)
def test_contributions_add_up_to_the_difference(rod, measure, where, length):
    """Of the number that is measured: an edge's mean as it is interpolated, on the side that is taken."""
    system = cubic_system(rod)
    cubic = cubic_solution(system, rod, TRIANGLE.rule(ORDER))
    goal = Value(measure, where, 1.0, "MPa", 25.0, "", 1.0, length)
    part = contributions(system, cubic, rod, [goal])[:, 0]
    change = abs(seen(goal, cubic) - seen(goal, rod))
    assert part.min() >= 0
    assert 0.9 * change < part.sum() < 30 * change


def seen(goal, solution):
    if not goal.place.is_face:
        return goal.definition.value(in_region(solution, goal.where))
    face = bonded_face(solution, *goal.place.face)
    return goal.definition.value(near_edge(face, goal.averaging_um) if goal.averaging_um else face)


def test_a_goal_without_a_slope_is_refused(rod):
    system = cubic_system(rod)
    goal = Value("elastic energy", "core", 1.0, "pJ", 25.0, "", 1.0)
    with pytest.raises(ValueError, match="no adjoint for 'elastic energy'"):
        contributions(system, cubic_solution(system, rod, TRIANGLE.rule(ORDER)), rod, [goal])
