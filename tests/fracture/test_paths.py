"""The way of a crack: straight from corner to corner, though places of nodes have round-off."""

import numpy as np
import pytest
from grids import grid, mapped

from stressbump.fracture.paths import crack_path
from stressbump.process.section import Flaw


def test_facets_of_a_straight_stretch_have_one_direction():
    """A step in an interface, turned and 3 mm off, with facets of a nanometre: they stray by 1e-11."""
    turn = np.radians(20)
    along, up = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    x, z = np.array([0, 0.001, 0.002, 0.1, 0.5, 0.7, 1]), np.array([-1, 0, 0.1, 0.3, 1])
    level = grid(x, z, lambda x, z: "upper" if z > (0 if x < 0.5 else 0.3) else "lower")
    mesh = mapped(level, lambda p: 3000 + p @ np.array([along, up]))
    found = crack_path(mesh, Flaw(("lower", "upper"), "outer", (1.0,)))
    assert found.directions == pytest.approx(
        np.repeat([-along, -up, -along], (2, 2, 4), axis=0), abs=4e-12
    )
    assert len(np.unique(found.directions, axis=0)) == 3
    run = np.diff(mesh.points[found.nodes], axis=0)
    alone = run / np.linalg.norm(run, axis=1)[:, None]
    assert 4e-12 < np.abs(alone - found.directions).max() < 1e-9
