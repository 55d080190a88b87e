"""Every solver that is installed gives the same answer; what cannot be solved is refused."""

import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from grids import grid
from scipy.sparse import csc_array

from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import IDENTITY, axisymmetric
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.solvers import SOLVERS, available, find
from stressbump.mechanics.solvers.superlu import superlu
from stressbump.mechanics.supports import laminate
from stressbump.mechanics.system import factorise

MESH = grid(np.linspace(0, 4, 6), [0, 1, 2, 3], lambda x, z: "low" if z < 1 else "high")


def response(solver, nu=0.3):
    laws = {"low": Isotropic(100e3, 0.3, 0.0), "high": Isotropic(3.0, nu, 0.0)}
    system = factorise(Model(MESH, axisymmetric, laminate, laws), 25.0, solver)
    return solve(system, Loads(free_strain={"low": 1e-3 * IDENTITY}))


@pytest.mark.parametrize("solver", SOLVERS)
def test_solvers_agree(solver):
    if solver not in available():
        pytest.skip(f"{solver} is not installed")
    expected = response("superlu").unknowns
    np.testing.assert_allclose(
        response(solver).unknowns, expected, atol=1e-9 * np.abs(expected).max()
    )


def test_no_pressure_without_compressibility_for_factors_without_pivoting():
    pytest.importorskip("qdldl")
    expected = response("superlu", 0.4995).unknowns
    close = 1e-9 * np.abs(expected).max()
    np.testing.assert_allclose(response("qdldl", 0.4995).unknowns, expected, atol=close)
    with pytest.raises(RuntimeError, match="not quasi-definite"):
        find("qdldl")(csc_array(np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]])))


def test_a_function_is_a_solver():
    def dense(matrix):
        inverse = np.linalg.inv(matrix.toarray())
        return lambda force: inverse @ force

    expected = response("superlu", 0.5).unknowns
    np.testing.assert_allclose(
        response(dense, 0.5).unknowns, expected, atol=1e-9 * np.abs(expected).max()
    )


def test_full_pivoting_where_the_diagonal_is_no_pivot():
    saddle = csc_array(np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 1e-30]]) + np.diag([0, 0, 1.0]))
    force = np.array([[1.0], [2.0], [3.0]])
    np.testing.assert_allclose(saddle @ superlu(saddle)(force), force, rtol=1e-12)


def test_factors_go_on_the_thread_that_made_them(monkeypatch):
    """Else SciPy does not free them; they are dropped here, and go as that thread factorises again."""
    gone = []

    class Factors:
        def solve(self, force):
            return force

        def __del__(self):
            gone.append(threading.get_ident())

    module = sys.modules[superlu.__module__]
    monkeypatch.setattr(module, "splu", lambda *_, **__: Factors())
    identity = csc_array(np.eye(3))
    with ThreadPoolExecutor(1) as pool:
        thread = pool.submit(threading.get_ident).result()
        pool.submit(superlu, identity).result()
        gc.collect()
        assert not gone
        kept = pool.submit(superlu, identity).result()
        assert gone == [thread] != [threading.get_ident()]
        assert kept(np.ones(3)).tolist() == [1, 1, 1]


def test_a_singular_matrix_is_refused():
    with pytest.raises(RuntimeError, match="4 unknowns singular"):
        superlu(csc_array(np.ones((4, 4))))


def test_unknown_solvers_are_named():
    with pytest.raises(ValueError, match="no solver 'superlo'; did you mean 'superlu'"):
        find("superlo")


def test_a_solver_without_its_package_says_which(monkeypatch):
    monkeypatch.setattr(
        "stressbump.mechanics.solvers.find_spec", lambda name: name == "scipy" or None
    )
    with pytest.raises(
        RuntimeError, match=r"'cholmod' needs the package 'cvxopt'.*installed: superlu"
    ):
        find("cholmod")
