"""A mesher that stays makes the meshes a new one makes, and can be killed like one."""

import os
import signal
import time

import numpy as np
import pytest
from sweeps.plates import PLATE

from stressbump.designs.design import from_table
from stressbump.errors import MeshError
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.sweeps import gmsh_server
from stressbump.sweeps.gmsh_server import GmshServer
from stressbump.sweeps.worker import CachedSolver

WIDER = {**PLATE, "cell": {"kinematics": "axisymmetric", "width_um": 44}}
BAD_JOB = {"algorithm": 6, "largest": 1.0, "points": np.zeros((0, 2)),
           "lines": np.array([[0, 1]]), "surfaces": [], "thin": np.zeros(0)}  # fmt: skip


@pytest.fixture
def child():
    child = GmshServer()
    yield child
    child.stop()


def section(table=PLATE):
    return build(from_table(table, "plate").recipe)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_process_makes_the_very_meshes_that_new_ones_make(child):
    sections = [section(), section(WIDER)]
    fresh = [generate(s) for s in sections]
    pid = child.process.pid
    for n in (0, 1, 1, 0):
        mesh = generate(sections[n], child=child)
        assert np.array_equal(mesh.points, fresh[n].points)
        assert np.array_equal(mesh.triangles, fresh[n].triangles)
    assert child.process.pid == pid


def test_one_that_dies_is_replaced(child):
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    assert len(generate(section(), child=child).triangles) > 0
    assert child.process.pid != first


def test_one_that_hangs_is_killed_in_time_and_costs_an_attempt(child):
    hung = child.process.pid
    os.kill(hung, signal.SIGSTOP)
    start = time.monotonic()
    mesh = generate(section(), MeshOptions(time_limit=2.0), child)
    assert time.monotonic() - start < 30
    assert len(mesh.triangles) > 0
    assert is_gone(hung)


def test_what_gmsh_refuses_is_told_and_the_next_mesh_is_unharmed(child):
    with pytest.raises(MeshError, match="gmsh: "):
        child.run(BAD_JOB, 20)
    mesh = generate(section(), child=child)
    assert np.array_equal(mesh.points, generate(section()).points)


def test_it_is_replaced_after_many_meshes_and_ends_with_its_solver(child, monkeypatch):
    monkeypatch.setattr(gmsh_server, "MOST", 1)
    generate(section(), child=child)
    first = child.process.pid
    generate(section(), child=child)
    assert child.process.pid != first
    assert is_gone(first)
    solver = CachedSolver()
    solver.answer(PLATE, "plate", ())
    last = solver.child.process.pid
    del solver
    assert is_gone(last)
