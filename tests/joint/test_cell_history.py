"""The cell of a joint through its history: forces of displacements that came step by step."""

from dataclasses import replace

import numpy as np
import pytest
from posts import assembly_of, meshed, recipe

from stressbump.closed_forms.solid import Solid
from stressbump.history.stepping import solutions
from stressbump.joint.cell_history import ACROSS, AXIAL, OVAL, cell_history
from stressbump.joint.sliding import slid
from stressbump.verification.recipes import material

FAR = 3000.0  # µm
SOFT = {"like": "SAC305", "E_MPa": [[25, 50e3], [150, 20e3]]}


def filled(stiffness):
    """A joint that is softer at its birth, filled half-way."""
    table = recipe(material=material(Solid(stiffness, 0.35, 30e-6)))
    table["step"][-1]["born_C"] = 80
    table["step"][1]["material"] = SOFT
    return replace(meshed(table), incremental=frozenset({"fill"}))


@pytest.fixture(scope="module")
def underfilled():
    return filled(3e3)


@pytest.fixture(scope="module")
def steps(underfilled):
    return cell_history(underfilled, 25.0)


def test_one_step_is_the_cell_by_itself():
    assembly = assembly_of()
    (step,) = cell_history(assembly, 25.0)
    assert (step.stage.start, step.stage.end) == (150, 25)
    assert all(r.shape[1] == 0 for r in step.released.values())
    strains = {n: law.thermal_strain(150, 25) for n, law in assembly.laws.items()}
    axial = step.cell.axial
    np.testing.assert_allclose(
        step.free, np.linalg.solve(axial.stiffness, axial.thermal(strains)), rtol=1e-9
    )


def test_slides_leave_the_force_of_a_history_of_the_field(underfilled, steps):
    """S q of every step, less what the first one's field gives up as the joint gets stiffer."""
    far = slid(underfilled, FAR, 25.0)
    slide = [np.array([0.0, s.lagged]) for s in far.steps]
    first, last = (s.cell.across.stiffness @ q for s, q in zip(steps, slide, strict=True))
    force = first + last - steps[1].released[ACROSS] @ slide[0]
    assert force[1] == pytest.approx(far.force, rel=1e-9)
    assert np.abs(steps[1].released[ACROSS][1, 1]) > 0.1 * steps[0].cell.across.stiffness[1, 1]


def test_what_was_strained_soft_is_in_the_end_as_stiff_as_what_is_strained_then():
    """The total rule, with a fill that is hardly there: S_1 - R = S_2."""
    first, last = cell_history(filled(1e-3), 25.0)
    for n in (AXIAL, ACROSS, OVAL):
        wanted = last.element(n).stiffness
        found = first.element(n).stiffness - last.released[n]
        np.testing.assert_allclose(found, wanted, atol=1e-4 * np.abs(wanted).max())


def test_by_itself_a_cell_does_what_its_section_does(underfilled, steps):
    """The strain of the chip and the board at z = 0 is that of the walls in the end."""
    height = np.array([steps[0].cell.chip.height, steps[0].cell.board.height])
    total = sum(s.free for s in steps)
    found = solutions(underfilled, (25.0,))[25.0].globals
    own = total[0] - height[0] * total[1], total[1]
    assert own == pytest.approx((found["e"], found["k"]), rel=0.02)
