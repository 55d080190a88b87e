"""Free faces in a joint that leans over: one side opens, the other closes; what that does is bounded."""

from functools import cache

import pytest
from posts import meshed, recipe

from stressbump.answers.joint import joint_at
from stressbump.closed_forms.solid import Solid
from stressbump.errors import InputError
from stressbump.history.stepping import solutions
from stressbump.joint.fields import fields_along_row
from stressbump.joint.free_faces import closing_faces
from stressbump.verification.recipes import material

FAR = 1000.0  # µm


def filled(stiffness, cte=14e-6, **cell):
    """A post in a fill that does not stick to it, and hardly shrinks more than the board."""
    table = recipe(material=material(Solid(stiffness, 0.35, cte)))
    table["step"][-1]["born_C"] = 140
    table["cell"] |= {"free_faces": [["post", "fill"]]} | cell
    return table | {"focus": ["post"]}


@cache
def slid(stiffness, bonded=False, **more):
    table = filled(stiffness, **more)
    if bonded:
        del table["cell"]["free_faces"]
    assembly = meshed(table)
    return assembly, fields_along_row(assembly, solutions(assembly, (25.0,))[25.0], FAR)


def closing(assembly, fields):
    return closing_faces(assembly, fields.harmonics, fields.cell)


def test_a_face_that_neither_parts_nor_closes_is_stiffer_than_a_free_one_and_softer_than_bonded():
    """K < k/(1 - share) < k of the bonded face: each is allowed less than the one before."""
    assembly, own = slid(3e3)
    (face,) = closing(assembly, own)
    held = own.motion.stiffness / (1 - face.share)
    assert 1.001 * own.motion.stiffness < held < slid(3e3, bonded=True)[1].motion.stiffness
    assert face.matters
    assert face.face == "post/fill"
    assert face.degrees in (0, 180)
    assert face.overlap > 0


def test_a_soft_fill_closes_without_effect():
    (face,) = closing(*slid(0.1))
    assert 0 < face.share < 1e-3
    assert not face.matters
    assert "post/fill closes at " in str(face)


def test_a_face_that_is_open_all_around_says_nothing():
    """A fill that shrinks towards its wall leaves the post by more than the post leans."""
    assert closing(*slid(0.1, cte=499e-6)) == ()


def test_without_contact_faces_may_run_into_each_other():
    assert closing(*slid(0.1, contact=False)) == ()


def test_a_design_whose_contact_matters_is_refused_by_name():
    with pytest.raises(InputError, match=r"post/fill closes at \d+° .* by 0\.\d %.*Bond"):
        joint_at(filled(3e3), FAR, references=(), bars=False)
