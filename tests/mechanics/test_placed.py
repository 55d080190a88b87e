"""Strains by the map of elements: those of strain operators, whatever the kinematics and the rule."""

import numpy as np
import pytest

from stressbump.laws import Isotropic
from stressbump.mechanics.balance import ORDER, block, total_strain
from stressbump.mechanics.kinematics import (
    axisymmetric,
    generalized_plane_strain,
    harmonic,
    plane_strain,
)
from stressbump.mechanics.model import Model
from stressbump.mechanics.moduli import stiffness
from stressbump.mechanics.placed import placed
from stressbump.mechanics.supports import free
from stressbump.verification.grids import grid

LAW = Isotropic(100.0, 0.3, 0.0)


def rows_of(kinematics, order=ORDER, cubic=False):
    """Some elements of a bent grid, with unknowns of no meaning."""
    random = np.random.default_rng(2)
    axis = np.linspace(1.0, 4.0, 4)
    mesh = grid(axis, axis, lambda x, z: "all")
    mesh.points[:] += 0.05 * np.sin(3 * mesh.points[:, ::-1])
    model, every = Model(mesh, kinematics, free, {"all": LAW}), np.arange(len(mesh.triangles))
    sides = random.choice([-1.0, 1.0], (len(every), 3)) if cubic else None
    count = kinematics.directions * (10 if cubic else 6) + len(kinematics.unknowns)
    unknowns, rule = np.zeros((len(every), count), int), mesh.element.rule(order)
    of = stiffness(LAW.moduli(25.0), kinematics)
    p = block(mesh, kinematics, "all", every, unknowns, of, rule, sides)
    rows = every[1::3]
    return p, placed(model, p, rows), rows, random.normal(size=(len(rows), count))


@pytest.mark.parametrize("kinematics", [axisymmetric, generalized_plane_strain, plane_strain])
@pytest.mark.parametrize(("order", "cubic"), [(ORDER, False), (2, False), (6, True)])
def test_strains_are_those_of_the_operators(kinematics, order, cubic):
    p, own, rows, local = rows_of(kinematics, order, cubic)
    found = own.strain(local, *own.moved(local))
    assert found == pytest.approx(total_strain(p[rows], local), abs=1e-12)
    assert own.x == pytest.approx(np.moveaxis(p.x[rows], 2, 0))


def test_harmonics_have_other_displacements():
    _, own, _, local = rows_of(harmonic(1))
    moved = own.moved(local)
    with pytest.raises(ValueError, match="harmonic"):
        own.strain(local, *moved)
