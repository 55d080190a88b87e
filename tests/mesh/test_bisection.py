"""Local refinement: same geometry, conforming, only where asked for."""

import numpy as np
import pytest

from stressbump.mesh.audit import areas, jacobian_bound
from stressbump.mesh.bisection import bisected
from stressbump.mesh.free_faces import rejoined, split_free_faces
from stressbump.mesh.mesh import boundary
from stressbump.verification.cylinders import half_disc


@pytest.fixture
def ball():
    return half_disc(50.0, 150.0, (2, 4))


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 1.0])
def test_geometry_stays(ball, share):
    random = np.random.default_rng(0)
    mesh = ball
    for _ in range(4):
        few = random.random(len(mesh.triangles)) < share
        few[0] = True
        finer = bisected(mesh, np.flatnonzero(few), times=1 + (share < 0.1))
        assert len(finer.triangles) >= len(mesh.triangles) + few.sum()
        mesh = finer
    assert (jacobian_bound(mesh) > 0).all()
    for region in (0, 1):
        own = [areas(m)[m.region == region].sum() for m in (ball, mesh)]
        assert own[0] == pytest.approx(own[1], rel=1e-12)


def test_neighbours_fit(ball):
    mesh = bisected(bisected(ball, np.array([3, 40])), np.array([7]))
    assert np.bincount(mesh.mids.ravel()).max() == 2
    length = [
        np.linalg.norm(np.diff(m.points[boundary(m).nodes[:, :2]], axis=1), axis=2).sum()
        for m in (ball, mesh)
    ]
    assert length[0] == pytest.approx(length[1], rel=1e-2)  # no side gapes
    rounded = np.round(mesh.points, 9)
    assert len(np.unique(rounded, axis=0)) == len(mesh.points)


def test_it_is_local(ball):
    mesh = bisected(ball, np.array([5]))
    assert len(ball.triangles) < len(mesh.triangles) < len(ball.triangles) + 12


def test_free_faces_are_split_again(ball):
    split = split_free_faces(ball, [("core", "sleeve")])
    back = rejoined(split)
    assert np.array_equal(back.triangles, ball.triangles)
    finer = split_free_faces(bisected(back, np.arange(10)), [("core", "sleeve")])
    assert len(finer.points) > len(split.points)
