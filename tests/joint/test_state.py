"""What is done to a joint, in the axes of its package and in its own."""

import numpy as np
import pytest

from stressbump.joint.state import JointState, JointStep


def step(across, oval=0.0):
    return JointStep(217.0, 25.0, np.zeros(5), np.array(across), np.full((4, 2), oval))


def test_slides_of_all_steps_add_up():
    state = JointState((step([[1e-4, 0], [3.0, 0.0]]), step([[0, 2e-4], [0.0, 4.0]])))
    np.testing.assert_allclose(state.slide, [3, 4])
    np.testing.assert_allclose(state.turn, [1e-4, 2e-4])
    assert state.direction == pytest.approx(np.degrees(np.arctan2(4, 3)))


def test_in_its_own_axes_a_joint_slides_along_x():
    state = JointState((step([[0, 0], [3.0, 4.0]]),))
    own = state.seen_from(state.direction)
    np.testing.assert_allclose(own.slide, [5, 0], atol=1e-12)
    np.testing.assert_allclose(own.seen_from(-state.direction).slide, [3, 4], atol=1e-12)


def test_a_quarter_turn_exchanges_strains_along_x_and_y():
    """(xx - yy)/2 and xy change their signs."""
    (turned,) = JointState((step([[0, 0], [1.0, 0.0]], 1e-3),)).seen_from(90).steps
    np.testing.assert_allclose(turned.oval, -1e-3, rtol=1e-12)
    np.testing.assert_allclose(turned.across[1], [0, -1], atol=1e-15)
