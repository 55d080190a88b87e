"""Curves and neighbours against what is known: uniform stress, blanket layers."""

from dataclasses import replace

import numpy as np
import pytest
from collar import STACK

from stressbump.answers.companions import neighbours, pile
from stressbump.answers.decay import decay_length
from stressbump.answers.solving import relief
from stressbump.designs.design import from_table
from stressbump.export.fields import of_solution
from stressbump.measures import film_stress
from stressbump.mechanics.sample import in_region
from stressbump.report.curves import membrane, tractions
from stressbump.survey import film_ends
from stressbump.verification import edges


@pytest.fixture(scope="module")
def fields(answer):
    return of_solution(answer.built.solutions[25.0])


def test_tractions_of_a_uniform_stress(fields):
    count = len(fields.mesh.points)
    uniform = replace(fields, stress=np.tile([[1.0], [2.0], [3.0], [0.5], [0.0], [0.0]], count))
    flat = tractions(uniform, "base", "film", (0.0, 40.0))
    np.testing.assert_allclose(flat.normal, 2.0)  # σ_zz on a level face
    np.testing.assert_allclose(np.abs(flat.shear), 0.5)
    assert flat.edges == ()  # from the axis to the wall, both planes of symmetry
    assert flat.distance.max() == pytest.approx(40.0)


def test_the_side_asked_for_is_drawn(fields):
    """Over the same places, in the same order, whichever side; the page asks for the softer one."""
    sides = [tractions(fields, "base", "film", (0.0, 40.0), side) for side in ("base", "film")]
    np.testing.assert_array_equal(sides[0].distance, sides[1].distance)
    assert not np.allclose(sides[0].shear, sides[1].shear, rtol=1e-3)
    np.testing.assert_allclose(sides[0].shear, tractions(fields, "base", "film", (0.0, 40.0)).shear)
    with_film_only = np.zeros_like(fields.stress)
    film = fields.mesh.triangles[fields.mesh.elements_in("film")]
    with_film_only[1, film] = 7.0
    own = replace(fields, stress=with_film_only)
    np.testing.assert_allclose(tractions(own, "base", "film", (0.0, 40.0), "film").normal, 7.0)
    np.testing.assert_allclose(tractions(own, "base", "film", (0.0, 40.0), "base").normal, 0.0)


def test_an_interface_ends_at_its_edge_alone(fields):
    collar = tractions(fields, "film", "collar", (0.0, 40.0))
    assert len(collar.edges) == 1  # at the opening; the other end is the wall
    assert collar.distance.max() == pytest.approx(25.0)


def test_membrane_stress_is_the_measure(answer, fields):
    solution = answer.built.solutions[25.0]
    measured = film_stress(in_region(solution, "film"), 2.0, film_ends(answer.mesh, "film"))
    x, stress = membrane(fields, "film", axisymmetric=True, window=2.0)
    assert stress.max() == pytest.approx(measured.largest, rel=0.01)
    assert x[np.argmax(stress)] == pytest.approx(measured.at, abs=1e-6)


def test_the_pile_is_the_one_that_stands_along_most(answer):
    found = pile(answer.section)
    assert found.regions == ("base", "film", "collar")
    assert found.thicknesses == (30.0, 1.0, 8.0)
    assert found.run == pytest.approx(25.0, abs=0.5)


def test_blanket_layers_are_their_neighbours():
    blanket = from_table(STACK | {"step": STACK["step"][:3]}, "blanket.toml")
    solved = relief(blanket, end=25.0, references=[], bars=False)
    curvature = next(v.value for v in solved.values[0] if v.measure == "curvature")
    fields = of_solution(solved.built.solutions[25.0])
    rows = [n for n in neighbours(solved.section, fields, 25.0, curvature) if n.form == "laminate"]
    told = [f"in-plane stress of {name}" for name in ("base", "film", "collar")]
    assert [n.quantity for n in rows] == [*told, "curvature"]
    for row in rows:
        assert row.found == pytest.approx(row.closed, rel=1e-3, abs=1e-3)


def test_shear_that_dies_out_has_its_length():
    joint = of_solution(edges.joint("direct"))
    way = edges.HALF - joint.mesh.points[:, 0]
    stress = np.zeros_like(joint.stress)
    stress[3] = np.exp(-way / 400.0)
    dying = replace(joint, stress=stress)
    assert decay_length(dying, "die", 500.0, 450.0, False) == pytest.approx(400.0, rel=0.02)
    assert decay_length(dying, "die", 500.0, 450.0, True) is None  # a wall is no end
    assert decay_length(dying, "die", 500.0, 2000.0, False) is None  # too short to tell


def test_a_joint_hands_over_its_force_about_where_suhir_has_it():
    theory = 1 / edges.JOINTS["direct"].decay
    found = decay_length(of_solution(edges.joint("direct")), "die", 500.0, theory, False)
    # at the very end the true shear is larger: nearer to it more is handed over
    assert 0.6 * theory < found < theory
