"""Free faces that close: a shrink fit, what opens again, what rubs, and what stays of its slip."""

import numpy as np
import pytest

from stressbump import relief
from stressbump.accuracy.corners import corner_intensities
from stressbump.closed_forms.lame import cylinders
from stressbump.closed_forms.solid import Solid
from stressbump.closed_forms.staged_rings import Ring
from stressbump.designs.design import from_table
from stressbump.history.stack import again, solve_stack
from stressbump.measures.overlap import OVERLAP
from stressbump.mechanics.facing import facing_nodes
from stressbump.mesh.mesh import interface
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.units import ppm
from stressbump.verification.recipes import material, rings, table

SOLDER, UNDERFILL = Solid(30.64e3, 0.35, 24.5 * ppm), Solid(5.6e3, 0.35, 45 * ppm)
CHECKS = {
    "overlap of faces", "pull between faces", "work of contact",
    "force of contact beside what is carried",
}  # fmt: skip
BORN, INNER, OUTER = 190.0, 50.0, 100.0


def fit(end=25.0, **cell):
    """A long core of solder in a ring that nothing bonds to it."""
    core, ring = Ring("core", SOLDER, 0, INNER, BORN), Ring("ring", UNDERFILL, INNER, OUTER, BORN)
    found = table(rings([core, ring], 10), OUTER, support="free")
    found["cell"] |= {"long": True, "free_faces": [["core", "ring"]]} | cell
    return found | {"history": {"end_C": end}}


def solved(table, **more):
    section = build(Recipe.from_table(table, "a fit"))
    mesh = generate(section, MeshOptions((1e4,), aspect=2.0, **more))
    return solve_stack(section, mesh, section.history.end_C)


def pressures(solution):
    mesh, kinematics = solution.model.mesh, solution.model.kinematics
    ((pair, force),) = solution.pressing.items()
    return force.push / facing_nodes(mesh, kinematics, interface(mesh, *pair)).area


@pytest.fixture(scope="module")
def pressed():
    return solved(fit())


def test_a_ring_that_shrinks_onto_its_core_presses_it_as_lame_says(pressed):
    (solution,) = pressed.solutions.values()
    exact = cylinders((SOLDER, UNDERFILL), (0, INNER, OUTER), 25 - BORN, "generalized")
    assert solution.passed
    assert {c.name for c in solution.checks} >= CHECKS
    assert pressures(solution) == pytest.approx(-exact.stress(0, INNER)[0], rel=5e-3)
    stress = solution.strain_and_stress("core")[1]
    assert stress[0] == pytest.approx(exact.stress(0, INNER)[0], rel=5e-3)


def test_it_is_the_same_in_cubics(pressed):
    (solution,) = pressed.solutions.values()
    (cubic,) = again(pressed, cubic=True).solutions.values()
    assert pressures(cubic) == pytest.approx(pressures(solution), rel=5e-3)


def test_where_it_opens_nothing_is_stressed_whatever_came_before():
    opened = solved(fit(end=BORN + 50))
    (solution,) = opened.solutions.values()
    assert not solution.pressing
    across = [0, 2, 3]  # along the axis core and ring stay as long as each other
    assert np.abs(solution.strain_and_stress("core")[1][across]).max() < 1e-6
    both = solved(fit(end=[25.0, BORN + 50]))
    assert np.abs(both.solutions[BORN + 50].strain_and_stress("core")[1][across]).max() < 1e-6


def test_without_contact_the_overlap_is_told():
    answer = relief(from_table(fit(contact=False), "a fit"), bars=False)
    (overlap,) = (v for v in answer.values[0] if v.measure == OVERLAP.name)
    assert overlap.value > 10
    assert "closes by" in answer.warnings[0]
    assert not relief(from_table(fit(), "a fit"), bars=False).warnings


def test_a_corner_where_a_face_presses_is_not_told_as_one_of_free_faces():
    (at,) = corner_intensities(solved(pin()), [(INNER, 10.0)], 25.0, bars=False)
    assert at.found == ()
    assert at.notes == ("the free face pin/ring presses there",)


# ---- laws with memory


def relaxing(table, seconds):
    """The same with a ring that loses half of its shear modulus in so many seconds."""
    (ring,) = (step for step in table["step"] if step.get("fill") == "ring")
    ring["material"] = ring["material"] | {"memory": {"law": "Prony", "shear": [[0.5, seconds]]}}
    return table


def test_a_ring_that_has_relaxed_presses_its_core_as_one_of_its_relaxed_moduli():
    (solution,) = solved(relaxing(fit(), 0.01)).solutions.values()
    G, K = UNDERFILL.E / (1 + UNDERFILL.nu) / 4, UNDERFILL.E / 3 / (1 - 2 * UNDERFILL.nu)
    E = 9 * K * G / (3 * K + G)
    relaxed = Solid(E, E / (2 * G) - 1, UNDERFILL.cte)
    exact = cylinders((SOLDER, relaxed), (0, INNER, OUTER), 25 - BORN, "generalized")
    assert {c.name for c in solution.checks if c.passed} >= CHECKS
    assert solution.passed
    assert pressures(solution) == pytest.approx(-exact.stress(0, INNER)[0], rel=5e-3)


def test_a_ring_that_relaxes_no_more_presses_as_an_elastic_one_and_opens_again():
    both = solved(relaxing(fit(end=[25.0, BORN + 50]), 1e15)).solutions
    exact = cylinders((SOLDER, UNDERFILL), (0, INNER, OUTER), 25 - BORN, "generalized")
    assert pressures(both[25.0]) == pytest.approx(-exact.stress(0, INNER)[0], rel=5e-3)
    assert not both[BORN + 50].pressing


# ---- friction


def pin(end=25.0, friction=0.0):
    """A pin and a ring around it that shrinks onto it, both on a plate that holds their lower ends."""

    def of(solid):
        return {"material": material(solid), "born_C": BORN}

    a, b, height = INNER, OUTER, 10
    outline = [[a, -height], [b, -height], [b, 0.0], [a, 0.0]]
    steps = [
        {"deposit": "plate", "how": "planar", "thickness_um": height} | of(UNDERFILL),
        {"deposit": "pin", "how": "planar", "thickness_um": height} | of(SOLDER),
        {"pattern": "pin", "diameter_um": 2 * a},
        {"fill": "ring", "over": "pin", "outline_um": outline} | of(UNDERFILL),
    ]
    found = table(steps, b, support="free")
    found["cell"]["free_faces"] = [["pin", "ring"]]
    more = {"contact": {"friction": {"ring/pin": friction}}} if friction else {}
    return found | {"history": {"end_C": end}} | more


def rubbed(table, cubic=False):
    """By end temperature: pushes, drags and slips of the nodes of the one free face."""
    stack, found = solved(table), {}
    for end, solution in (again(stack, cubic=True) if cubic else stack).solutions.items():
        ((pair, force),) = solution.pressing.items()
        mesh, kinematics = solution.model.mesh, solution.model.kinematics
        slip = facing_nodes(mesh, kinematics, interface(mesh, *pair)).slip(solution.displacement)
        assert solution.passed
        found[end] = force.push, force.drag, slip
    return found


def test_what_slips_is_dragged_by_friction_times_pressure_and_against_its_slip():
    ((push, drag, slip),) = rubbed(pin(friction=0.3)).values()
    assert drag == pytest.approx(-0.3 * push * np.sign(slip), rel=1e-9)
    ((_, _, without),) = rubbed(pin()).values()
    assert (np.abs(slip) < np.abs(without)).all()


def test_what_bears_more_sticks():
    ((push, drag, slip),) = rubbed(pin(friction=1.0)).values()
    sticks = np.abs(slip) < 1e-9 * np.abs(slip).max()
    assert 0 < sticks.sum() < len(slip)
    assert (np.abs(drag[sticks]) < push[sticks]).all()
    assert drag[~sticks] == pytest.approx(-(push * np.sign(slip))[~sticks], rel=1e-9)


def test_slip_stays_from_one_end_temperature_to_the_next():
    straight = rubbed(pin(25.0, 0.1))[25.0]
    by_steps = rubbed(pin([100.0, 25.0], 0.1))
    for one, other in zip(straight, by_steps[25.0], strict=True):
        assert other == pytest.approx(one, rel=1e-9)
    relaxed = rubbed(relaxing(pin([100.0, 25.0], 0.1), 300.0))
    assert 0 < relaxed[25.0][0].sum() < 0.8 * straight[0].sum()
    heated = rubbed(pin([25.0, 100.0], 0.1))[100.0]
    assert heated[1].sum() == pytest.approx(0.1 * heated[0].sum(), rel=1e-9)  # it slips back
    assert by_steps[100.0][1].sum() == pytest.approx(-0.1 * by_steps[100.0][0].sum(), rel=1e-9)
