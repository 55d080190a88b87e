"""Element matrices: the same as scikit-fem's forms, symmetric, and blind to rigid motions."""

import numpy as np
import pytest
from grids import grid, mapped

from benchmarks.assembly import difference, general, square, unrolled
from stressbump.errors import SolveError
from stressbump.laws import Isotropic
from stressbump.mechanics.balance import at_points
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain, plane_strain
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import free
from stressbump.mechanics.system import assemble, blocks_of

COMPRESSIBLE, RUBBER = Isotropic(2.0, 0.3, 0.0), Isotropic(3.0, 0.4995, 0.0)
CURVED = mapped(
    grid(np.linspace(0, 4, 4), np.linspace(0, 3, 3)),
    lambda p: p + 0.04 * np.stack([p[:, 0] * np.sin(p[:, 1]), p[:, 0] ** 2], axis=1),
)


@pytest.mark.parametrize("form", [general, unrolled], ids=["general", "unrolled"])
def test_same_matrix_as_the_forms_of_scikit_fem(form):
    assert difference(square(5), form) < 1e-12


@pytest.mark.parametrize("law", [COMPRESSIBLE, RUBBER], ids=["displacement", "mixed"])
@pytest.mark.parametrize(
    "kinematics", [axisymmetric, generalized_plane_strain], ids=lambda k: k.name
)
def test_symmetric_and_blind_to_a_shift_along_the_axis(kinematics, law):
    blocks, size = blocks_of(Model(CURVED, kinematics, free, {"body": law}), 25.0)
    K = assemble(blocks.values(), size)
    assert np.abs(K - K.T).max() < 1e-14 * np.abs(K).max()
    shift = np.zeros(size)
    shift[1 : 2 * len(CURVED.points) : 2] = 1
    assert np.abs(K @ shift).max() < 1e-13 * np.abs(K).max()


def test_a_plane_section_may_turn_freely():
    blocks, size = blocks_of(Model(CURVED, plane_strain, free, {"body": COMPRESSIBLE}), 25.0)
    K = assemble(blocks.values(), size)
    x, z = CURVED.points.T
    turn = np.zeros(size)
    turn[: CURVED.points.size] = np.stack([-z, x], axis=1).ravel()
    assert np.abs(K @ turn).max() < 1e-13 * np.abs(K).max() * 4


def test_pieces_cover_the_block():
    blocks, _ = blocks_of(Model(CURVED, axisymmetric, free, {"body": COMPRESSIBLE}), 25.0)
    whole = blocks["body"]
    parts = list(whole.pieces(5))
    np.testing.assert_array_equal(np.concatenate([p.elements for p in parts]), whole.elements)
    assert [len(p.B) for p in parts] == [5, 5, 2]


def test_a_folded_element_is_named():
    folded = mapped(
        grid([0, 1, 2], [0, 1]), lambda p: p * np.where(p[:, :1] > 1, [[-1, 1]], 1), 2.0
    )
    with pytest.raises(SolveError, match=r"region 'body': element \d+ of the mesh is folded over"):
        blocks_of(Model(folded, axisymmetric, free, {"body": COMPRESSIBLE}), 25.0)


def test_a_free_strain_of_the_wrong_shape_is_refused():
    blocks, _ = blocks_of(Model(CURVED, axisymmetric, free, {"body": COMPRESSIBLE}), 25.0)
    with pytest.raises(ValueError, match=r"shape \(3,\); it may be \(6,\) or \(6, 12, 6\)"):
        at_points(blocks["body"], np.zeros(3))
