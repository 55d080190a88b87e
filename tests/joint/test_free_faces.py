"""Free faces in a joint that leans over: one side opens, the other closes, and there they press."""

from functools import cache

import numpy as np
import pytest
from posts import meshed, recipe

from stressbump.answers.joint import joint_at
from stressbump.closed_forms.solid import Solid
from stressbump.errors import InputError
from stressbump.history.stepping import solutions
from stressbump.joint import free_faces
from stressbump.joint.angles import waves
from stressbump.joint.cell_history import cell_history
from stressbump.joint.fields import fields_along_row, fields_in_package
from stressbump.joint.state import JointState, JointStep
from stressbump.verification.recipes import material

FAR = 1000.0  # µm
SWELLS = -19.9e-6  # 1/K: a fill that presses the post as it cools


def filled(stiffness, cte=14e-6, **cell):
    """A post in a fill that does not stick to it, and hardly shrinks more than the board."""
    table = recipe(material=material(Solid(stiffness, 0.35, cte)))
    table["step"][-1]["born_C"] = 140
    table["cell"] |= {"free_faces": [["post", "fill"]]} | cell
    return table | {"focus": ["post"]}


@cache
def built(stiffness, bonded=False, **more):
    table = filled(stiffness, **more)
    if bonded:
        del table["cell"]["free_faces"]
    assembly = meshed(table)
    return assembly, solutions(assembly, (25.0,))[25.0]


@cache
def slid(stiffness, far=FAR, **more):
    assembly, upright = built(stiffness, **more)
    return assembly, fields_along_row(assembly, upright, far)


def secant(stiffness, **more):
    """Force by slide, µN/µm."""
    motion = slid(stiffness, **more)[1].motion
    return motion.force / motion.slide


def gaps(assembly, fields, angles):
    """(rings, angles), µm."""
    face = assembly.free_faces["post", "fill"]
    parts = (
        face.gap(s.displacement)[:, None] * waves(n, angles)[0] for n, s in fields.harmonics.items()
    )
    return sum(parts)


def test_with_contact_a_joint_is_stiffer_than_open_and_softer_than_bonded():
    open_, held, bonded = (
        secant(3e3, **more) for more in ({"contact": False}, {}, {"bonded": True})
    )
    (face,) = slid(3e3)[1].closing
    assert open_ < held < bonded
    assert face.share == pytest.approx(held / open_ - 1, rel=1e-6)
    assert (face.face, face.matters) == ("post/fill", False)
    assert face.degrees in (0, 180)
    assert "post/fill closes at " in str(face)


def test_nothing_overlaps_at_the_angles_that_are_held_and_next_to_nothing_between():
    assembly, fields = slid(3e3)
    assert sorted(fields.harmonics) == list(range(free_faces.HIGHEST + 1))
    held, between = (np.linspace(0, np.pi, k * free_faces.HIGHEST + 1) for k in (1, 4))
    reach = fields.closing[0].overlap
    assert gaps(assembly, fields, held).min() > -1e-9 * reach
    assert gaps(*slid(3e3, contact=False), held).min() == pytest.approx(-reach, rel=1e-6)
    assert gaps(assembly, fields, between).min() > -0.05 * reach


def test_more_harmonics_change_little_of_what_contact_does(monkeypatch):
    few = slid(3e3)[1].closing[0].share
    monkeypatch.setattr(free_faces, "HIGHEST", 12)
    assembly, upright = built(3e3)
    (many,) = fields_along_row(assembly, upright, FAR).closing
    assert few == pytest.approx(many.share, rel=0.05)


def test_a_face_that_is_pressed_all_around_stays_as_it_is_under_a_small_slide():
    """What it would part by is held, all in n = 1: F grows by g'A⁻¹g of the pressed nodes."""
    assembly, fields = slid(3e3, far=0.1, cte=SWELLS)
    loose = slid(3e3, far=0.1, cte=SWELLS, contact=False)[1]
    across, face = fields.cell, assembly.free_faces["post", "fill"]
    there = built(3e3, cte=SWELLS)[1].pressing["post", "fill"].push > 0
    pushes = face.pushes(across.system.model.kinematics, len(across.fields)).toarray()[:, there]
    gap, give = pushes.T @ across.fields[:, -1], pushes.T @ across.still(pushes)
    apart = face.gap(loose.harmonics[1].displacement)[there]
    share = gap @ np.linalg.solve(give, apart) / loose.motion.force
    assert there.mean() > 0.4
    assert fields.closing[0].share == pytest.approx(share, rel=1e-5)
    first, second = (np.abs(fields.harmonics[n].unknowns).max() for n in (1, 2))
    assert second < 1e-6 * first


def test_in_a_package_a_slide_presses_as_in_a_row_whichever_way_it_goes():
    """Seen from the way it goes, and with all else of it at rest, as harmonics of both kinds."""
    assembly, upright = built(3e3)
    history = cell_history(assembly, 25.0)
    row = slid(3e3)[1]
    slide = np.zeros((len(history), 2, 2))
    slide[-1, 1, 0] = row.motion.slide

    def state(more):
        steps = (
            JointStep(c.stage.start, c.stage.end, np.zeros(5), q + k * more, np.zeros((4, 2)))
            for k, (c, q) in enumerate(zip(history, slide, strict=True))
        )
        return JointState(tuple(steps))

    plain = fields_in_package(assembly, history, state(0.0), upright)
    aside = np.array([[0.0, 1e-6], [0.0, 0.0]])
    both = fields_in_package(assembly, history, state(aside), upright)
    assert -1 in both.harmonics
    assert -1 not in plain.harmonics
    assert both.closing[0].share == pytest.approx(plain.closing[0].share, rel=0.1)


def test_a_soft_fill_closes_without_effect():
    (face,) = slid(0.1)[1].closing
    assert 0 < face.share < 1e-4
    assert not face.matters


def test_a_face_that_is_open_all_around_says_nothing():
    """A fill that shrinks towards its wall leaves the post by more than the post leans."""
    fields = slid(0.1, cte=499e-6)[1]
    assert fields.closing == ()
    assert sorted(fields.harmonics) == [0, 1]


def test_without_contact_faces_may_run_into_each_other():
    assert slid(0.1, contact=False)[1].closing == ()


def test_a_design_whose_contact_matters_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(free_faces, "NEGLIGIBLE", 1e-4)
    with pytest.raises(InputError, match=r"post/fill closes at \d+° .* by 0\.03 %.*Bond"):
        joint_at(filled(3e3), FAR, references=(), bars=False)
