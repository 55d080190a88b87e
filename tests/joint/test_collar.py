"""What an elastomer around the bump's foot does to a joint that is slid: nothing."""

import numpy as np
import pytest

import stressbump as sb
from stressbump.history.stack import assembled
from stressbump.joint.cell import joint_cell
from stressbump.measures.von_mises import von_mises
from stressbump.mechanics.sample import in_region
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build


@pytest.fixture(scope="module")
def cells():
    """As built and with nothing in the collar's place, on one mesh."""
    recipe = sb.ElastomerBump(assembled=True).recipe()
    section = build(recipe)
    mesh = generate(section, MeshOptions((20.0,), aspect=100.0))
    none = next(r for r in recipe.references if r.name == "none")
    return [joint_cell(assembled(s, mesh)[0], 25.0) for s in (section, section.changed(none))]


def test_a_soft_collar_leaves_the_stress_per_force_as_it_is(cells):
    """By less than 3e-5 in every region."""
    with_, without = (c.across.solution({"slide": 1 / c.shear_stiffness}) for c in cells)
    for name in without.blocks:
        a, b = (
            np.dot(von_mises(s.stress), s.weight)
            for s in (in_region(with_, name), in_region(without, name))
        )
        assert a == pytest.approx(b, rel=3e-5), name


def test_a_bump_of_100_um_resists_a_slide_with_some_150_mN_per_um(cells):
    """A trial on another mesh gave 1.51e5 µN/µm."""
    assert cells[0].shear_stiffness == pytest.approx(1.5e5, rel=0.03)
    assert cells[0].shear_stiffness == pytest.approx(cells[1].shear_stiffness, rel=1e-6)
