"""A rod that friction holds in a sleeve, through cycles of temperature: partial slip back and forth.

A rod of radius a, bonded at its foot, is pressed by p from all around by a stiff sleeve and shrinks along
its axis by ε = σ/E when it is cold. With y from its free end, 2πa μp dy = πa² dσ, so that it slips where

    y < l = σ a / 2μp,    by  μp (l - y)² / aE,    which dissipates  2π μ²p² l³ / 3E

Heated again it slips back where shear can turn from μp to -μp: half as far in, l' = l/2, by
2μp (l' - y)² / aE, and from then on the same way back and forth: what it dissipates each way is

    2πa ∫ μp · 2μp (l' - y)² / aE dy = 4π μ²p² l'³ / 3E
"""

from dataclasses import replace

import numpy as np
import pytest
from grids import grid
from history.test_contact import pin, solved

from stressbump.errors import InputError
from stressbump.export.cycles import read_cycles, write_cycles, write_followed
from stressbump.history.course import cycled
from stressbump.history.stepping import reached
from stressbump.laws import Isotropic, Orthotropic, Table
from stressbump.laws.expansion import Expansion
from stressbump.mesh.free_faces import split_free_faces
from stressbump.process.profile import Cycle, History
from stressbump.survey.cycles import cycle_values, recorded
from stressbump.verification.external import laid

RADIUS, LENGTH, CELL, E = 1.0, 24.0, 1.0, 10e3
FRICTION, PRESSURE, SHRUNK = 0.1, 10.0, 32.0  # -, MPa, MPa
PRESSED = FRICTION * PRESSURE
ZONE = SHRUNK * RADIUS / (2 * PRESSED)  # 16 µm
COLD, HOT = 0.0, 100.0
FACE = "rod", "sleeve"
EDGE = HOT, HOT + 1e-3
SWELLS = Expansion(Table(tuple(zip(EDGE, (0.0, -PRESSURE / E / HOT), strict=True))))
SHRINKS = Expansion(Table(tuple(zip(EDGE, (SHRUNK / E / HOT, 0.0), strict=True))))


def rod():
    """Plane sections stay plane: G is large. It swells from 200 to 100 °C and shrinks below."""
    stiff = Isotropic(1e5 * E, 0.0, 0.0)
    law = Orthotropic(E, E, E, 0, 0, 0, *(1e4 * E,) * 3, cte_x=SWELLS, cte_z=SHRINKS, cte_y=SWELLS)
    mesh = grid(
        [0.0, RADIUS, 2 * RADIUS],
        [-1.0, *np.arange(0, LENGTH + CELL / 2, CELL)],
        lambda r, z: "base" if z < 0 else "rod" if r < RADIUS else "sleeve",
    )
    laws = {"base": stiff, "sleeve": stiff, "rod": law}
    found = laid(
        split_free_faces(mesh, [FACE]), laws, "axisymmetric", "free", dict.fromkeys(laws, 200.0)
    )
    section = found.section
    cell = section.cell.model_copy(update={"free_faces": (FACE,)})
    history = History(end_C=(HOT,), cycle=Cycle(low_C=COLD, high_C=HOT, count=2))
    section = replace(section, cell=cell, history=history, frictions=((frozenset(FACE), FRICTION),))
    return replace(found, section=section)


@pytest.fixture(scope="module")
def course():
    """Two cycles, followed by pushes, drags and slips at the nodes of the face."""
    assembly = rod()
    face = assembly.free_faces[FACE]

    def follow(solution):
        force, slip = solution.pressing[FACE], face.slip(solution.displacement)
        return {("push", "", ""): force.push, ("drag", "", ""): force.drag, ("slip", "", ""): slip}

    return cycled(assembly, reached(assembly, [HOT])[HOT], HOT, follow=follow)


@pytest.fixture(scope="module")
def found(course):
    """The distance from the free end; by cycle and °C shear per friction and slip over it, and work."""
    assembly = rod()
    face = assembly.free_faces[FACE]
    y = LENGTH - assembly.mesh.points[face.first, 1]
    order = np.argsort(y)
    seen = {}
    for m in course.instants:
        push, drag, slip = (m.followed[what, "", ""][order] for what in ("push", "drag", "slip"))
        work = m.works[1]["rod/sleeve"] * face.area.sum()
        seen[m.cycle, m.temperature] = drag / push / FRICTION, slip, work
    return y[order], seen


def slipped(shear, way):
    """How many of the nodes from the free end on slip one way."""
    return int(np.argmin(shear * way > 1 - 1e-6))


def test_cooled_it_slips_from_its_end_for_the_length_that_friction_needs(found):
    y, seen = found
    shear, slip, work = seen[1, COLD]
    assert y[slipped(shear, 1)] == pytest.approx(ZONE, abs=CELL)
    expected = -PRESSED * np.maximum(ZONE - y, 0) ** 2 / (RADIUS * E)
    assert slip == pytest.approx(expected, abs=5e-3 * np.abs(expected).max())
    dissipated = 2 * np.pi * PRESSED**2 * ZONE**3 / (3 * E)
    assert work == pytest.approx(dissipated, rel=2e-3)


def test_heated_again_it_slips_back_half_as_far(found):
    y, seen = found
    shear, slip, work = seen[1, HOT]
    assert y[slipped(shear, -1)] == pytest.approx(ZONE / 2, abs=CELL)
    back = slip - seen[1, COLD][1]
    expected = 2 * PRESSED * np.maximum(ZONE / 2 - y, 0) ** 2 / (RADIUS * E)
    assert back == pytest.approx(expected, abs=2e-2 * expected.max())
    dissipated = 4 * np.pi * PRESSED**2 * (ZONE / 2) ** 3 / (3 * E)
    assert work - seen[1, COLD][2] == pytest.approx(dissipated, rel=3e-2)


def test_it_shakes_down_to_one_loop(found, course):
    y, seen = found
    for corner in (COLD, HOT):
        (shear, slip, _), (again, other, _) = seen[1, corner], seen[2, corner]
        inner = y < ZONE / 2 - CELL
        assert again[inner] == pytest.approx(shear[inner], abs=1e-6)
        assert other == pytest.approx(slip, abs=5e-3 * np.abs(slip).max())
    (value,) = cycle_values(course, HOT)
    assert (value.measure, value.where) == ("frictional work per cycle", "rod/sleeve")
    per_area = 8 * np.pi * PRESSED**2 * (ZONE / 2) ** 3 / (3 * E) / (2 * np.pi * RADIUS * LENGTH)
    assert value.value == pytest.approx(per_area, rel=3e-2)
    assert course.change("rod/sleeve") == pytest.approx(2 / 5 - 1, abs=2e-2)  # 4 + 1, then 1 + 1
    assert "work in 'rod/sleeve' changed by -6" in course.doubts[0]


def cycling(friction):
    return pin(25.0, friction) | {
        "history": {"end_C": 25.0, "cycle": {"low_C": -40, "high_C": 125}}
    }


def test_a_design_whose_faces_rub_goes_through_cycles_and_their_tables_are_read_again(tmp_path):
    solved_twice = solved(cycling(0.3))
    record = recorded(solved_twice.course)
    assert solved_twice.passed
    assert record.cycles == 3
    assert not record.places
    work = record.rubbed["pin/ring"]
    assert (np.diff(work) >= 0).all()
    assert work[-1] > 0
    write_cycles(tmp_path / "cycles.csv", solved_twice.course)
    write_followed(tmp_path / "over_time.csv", solved_twice.course)
    read = read_cycles(tmp_path / "cycles.csv", tmp_path / "over_time.csv")
    assert read.rubbed["pin/ring"] == pytest.approx(work)


def test_cycles_of_what_neither_remembers_nor_rubs_are_refused():
    with pytest.raises(InputError, match=r"history\.cycle has no effect"):
        solved(cycling(0.0))
