"""Solutions at some unknowns are those of all."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain
from stressbump.mechanics.model import Model
from stressbump.mechanics.restricted import flexibility, restricted
from stressbump.mechanics.supports import free
from stressbump.mechanics.system import factorise
from stressbump.verification.grids import grid


@pytest.fixture(
    scope="module", params=[axisymmetric, generalized_plane_strain], ids=lambda k: k.name
)
def problem(request):
    """A nearly incompressible layer on another one, and forces on some of its nodes."""
    mesh = grid(
        np.linspace(0, 6, 7), np.linspace(0, 4, 5), lambda x, z: "soft" if z > 2 else "stiff"
    )
    laws = {"stiff": Isotropic(1e5, 0.3, 0.0), "soft": Isotropic(1.0, 0.4999, 0.0)}
    system = factorise(Model(mesh, request.param, free, laws), 25.0)
    random = np.random.default_rng(1)
    unknowns = random.choice(system.main, 40, replace=False)
    force = random.normal(size=(40, 35))
    every = np.zeros((len(system.constraint_matrix), 35))
    every[unknowns] = force
    return system, unknowns, force, system.solve(every)[unknowns]


def test_values_are_those_of_all(problem):
    system, unknowns, force, all_ = problem
    assert len(unknowns) < len(system.main) / 2
    found = restricted(system, unknowns)(force)
    assert found == pytest.approx(all_, rel=1e-8, abs=1e-9 * np.abs(all_).max())


def test_half_of_a_solution_gives_the_flexibility(problem):
    system, unknowns, force, all_ = problem
    found, wanted = flexibility(system, unknowns, csc_array(force)), force.T @ all_
    assert found == pytest.approx(wanted, rel=1e-8, abs=1e-9 * np.abs(wanted).max())
