"""Free faces that press beside a crack, and how far faces of cracks press: from node to node."""

from dataclasses import replace

import numpy as np
import pytest

from stressbump.designs.design import load
from stressbump.fracture.cracks import closing_faces, crack, eased, overlapping
from stressbump.fracture.mixity import mode_of
from stressbump.fracture.paths import crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.survey.cracks import found_crack


@pytest.fixture(scope="module")
def hot():
    """Above its melting point solder presses the elastomer around it."""
    bump = load("elastomer-bump", flaws=("passivation/ubm_Cr:outer:2um",))
    section = build(bump.recipe)
    mesh = generate(section, MeshOptions(bump.recipe.windows_um))
    return section, solve_stack(section, mesh, (260.0,)).solutions[260.0]


@pytest.fixture(scope="module")
def found(hot):
    section, solution = hot
    path = crack_path(solution.model.mesh, section.flaws[0])
    return found_crack(section, solution, path, path.facets_within(2.0))


def test_a_free_face_and_a_crack_are_one_programme(hot, found):
    """No overlap, no pull, balance; the crack takes some of what the face pressed by."""
    section, solution = hot
    assert [set(pair) for pair in found.seam.beside] == [{"elastomer", "solder"}]
    assert all(check.passed for check in found.checks)
    assert closing_faces(found, section.cell.free_faces) == ()
    (before,) = (p.push.sum() for p in solution.pressing.values())
    assert 0.99 * before < found.beside.sum() < 0.999 * before
    assert mode_of(found).rate == pytest.approx(energy_release_rate(found), rel=1e-3)


def test_a_crack_of_no_length_leaves_a_face_as_it_was(hot):
    """What the face pressed by is released with its stress, and found again."""
    section, solution = hot
    path = crack_path(solution.model.mesh, section.flaws[0])
    short = crack(seam(solution, path, 3, section.cell.free_faces), 1)
    (pressing,) = solution.pressing.values()
    force = np.sort(pressing.push[pressing.push > 0])
    assert np.sort(short.beside[short.beside > 0]) == pytest.approx(force, rel=1e-3)


def test_where_a_crack_rubs_slip_of_free_faces_is_not_followed(found):
    with pytest.raises(ValueError, match="friction"):
        crack(found.seam, found.parts, friction=0.2)


def test_faces_that_press_end_between_nodes(found):
    """Half of what lies between one that presses and one that does not counts, and may or may not."""
    places = found.seam.model.mesh.points[found.faces.first, 0]
    radius = np.append(places, found.seam.model.mesh.points[found.seam.path.nodes[found.parts], 0])
    area = np.abs(np.diff(radius**2))
    presses = np.append(found.force, found.force[-1]) > 0
    both, either = presses[1:] & presses[:-1], presses[1:] != presses[:-1]
    total = area.sum()
    assert 0.1 < found.closed < 0.9
    assert found.closed == pytest.approx(
        (area[both].sum() + area[either].sum() / 2) / total, rel=1e-6
    )
    hidden = (area[0] + area[-1] + area[either].sum()) / 2
    assert found.closed_within == pytest.approx(hidden / total, rel=1e-6)


def test_what_presses_may_end_a_node_earlier(found):
    """The rest of them stay closed, and the next to an end overlaps what was let go of."""
    less, pressed = eased(found), found.force > 0
    ends = pressed & ~(np.append(True, pressed[:-1]) & np.append(pressed[1:], True))
    assert ends.sum() == np.abs(np.diff(pressed.astype(int))).sum() > 0
    assert (less.force[ends] == 0).all()
    assert (less.gap[ends] < 0).all()
    assert (less.force[pressed & ~ends] > 0).all()
    assert np.abs(less.gap[less.force > 0]).max() < 1e-9 * np.abs(less.free).max()
    assert 0 < abs(energy_release_rate(less) / energy_release_rate(found) - 1) < 0.01


def test_none_ends_where_all_or_nothing_presses(found):
    assert eased(replace(found, force=np.ones(len(found.force)))) is None
    assert eased(overlapping(found)) is None
