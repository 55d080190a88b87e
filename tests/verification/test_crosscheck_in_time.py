"""Stacks that creep or yield, solved by CalculiX in the same steps of time, and what it is not asked."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import numpy as np
import pytest
from grids import grid

from stressbump.designs.design import Design
from stressbump.errors import InputError
from stressbump.laws import Isotropic, Table
from stressbump.laws.chaboche import Backstress, Chaboche
from stressbump.laws.cure import Curing, Kamal
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.creep import Power, Sinh
from stressbump.laws.flow.hardening import LinearHardening, Voce
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.materials.solder_flow import CHANG
from stressbump.process.profile import Cycle, History
from stressbump.process.recipe import Recipe
from stressbump.verification.calculix import crosscheck as module
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.comparable import comparable
from stressbump.verification.calculix.crosscheck import (
    compare,
    crosscheck,
    notes,
    step_cells,
)
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.external import laid

needs_ccx = pytest.mark.skipif(calculix.program() is None, reason=f"no {calculix.PROGRAM} here")
DIE = Isotropic(160e3, 0.28, 2.6e-6)
TIN = Isotropic(Table.of(1, (-40, 50e3), (150, 30e3)), 0.35, 22e-6)
COPPER = Isotropic(110e3, 0.343, 17e-6)
NORTON = Power(8e-4, 5.0, 7000.0)
CREEPING = Viscoplastic(TIN, Additive((NORTON,)))
FALLING = LinearHardening(Table.of(1, (25, 60), (125, 30)), 2e3)
YIELDING = Viscoplastic(COPPER, Additive(plastic=FALLING))
CYCLE = Cycle(low_C=-40.0, high_C=125.0, count=1)


def pair(law, kinematics="plane_strain", cycle=None):
    """A film laid at 180 °C on a die that has cooled from 217 °C."""
    mesh = grid([0, 2, 4], [0, 1, 2], lambda _, z: "die" if z < 1 else "film")
    born = {"die": 217.0, "film": 180.0}
    found = laid(mesh, {"die": DIE, "film": law}, kinematics, "laminate", born)
    return replace(found, section=replace(found.section, history=History(cycle=cycle)))


def apart(found, quantity):
    return max(d.theirs for d in found.differences if d.quantity == quantity)


@needs_ccx
@pytest.mark.parametrize("law", [CREEPING, YIELDING], ids=["creeps", "yields"])
@pytest.mark.parametrize("kinematics", ["plane_strain", "generalized_plane_strain"])
def test_in_the_same_steps_both_agree_to_the_digits_calculix_writes(law, kinematics):
    found = compare(pair(law, kinematics, CYCLE), 25.0, increments=2)
    assert found.passed
    assert found.temperature == 125.0
    assert apart(found, "inelastic strain") <= calculix.WRITTEN
    (flowed,) = (d for d in found.differences if d.quantity == "inelastic strain")
    assert flowed.size > 1e-3


@needs_ccx
def test_around_the_axis_the_wedge_sets_the_limit():
    found = compare(pair(CREEPING, "axisymmetric", CYCLE), 25.0, increments=2)
    assert found.passed
    assert apart(found, "inelastic strain") <= 1e-4


@needs_ccx
def test_what_backward_euler_is_off_by_halves_with_its_steps():
    found = compare(pair(CREEPING), 25.0, increments=32)
    assert [s.increments for s in found.steps] == [8, 16, 32]
    off = np.array([s.theirs / s.own - 1 for s in found.steps])
    assert np.all(np.abs(off) > 1e-4)
    assert off[:-1] / off[1:] == pytest.approx([2.0, 2.0], abs=0.3)
    second = np.array([s.own for s in found.steps])
    assert abs(second[1] / second[2] - 1) < 0.1 * abs(off[2])
    assert step_cells(found)[-1][0] == "32"
    assert "backward Euler" in notes(found)[0]
    assert "the same steps" in notes(found)[-1]


@needs_ccx
@pytest.mark.parametrize(
    "other", [Power(8e-4, 5.01, 7000.0), Power(8e-4, 5.0, 7010.0)], ids=["n", "Q"]
)
def test_another_law_in_the_deck_fails(monkeypatch, other):
    def changed(*given):
        deck = deck_of(*given)
        laws = deck.model.laws | {"film": Viscoplastic(TIN, Additive((other,)))}
        return replace(deck, model=replace(deck.model, laws=laws))

    monkeypatch.setattr(module, "deck_of", changed)
    assert not compare(pair(CREEPING), 25.0, increments=2).passed


@pytest.mark.parametrize(
    ("law", "name"),
    [
        (Viscoplastic(TIN, CHANG), "Anand's law"),
        (Viscoplastic(TIN, Additive((Sinh(1.0, 0.1, 3.0, 7000.0),))), "hyperbolic sine"),
        (Viscoplastic(TIN, Additive((NORTON, NORTON))), "sum of creep terms"),
        (Viscoplastic(TIN, Additive((NORTON,), FALLING)), "side by side"),
        (Viscoplastic(COPPER, Additive(plastic=Voce(60.0, 20.0, 5.0))), "along a curve"),
        (Chaboche(COPPER, FALLING, (Backstress(2e3),)), "kinematic hardening"),
        (Viscoelastic(TIN, (Branch(0.5, 10.0),)), "Prony series"),
        (Curing(TIN, Kamal(1e5, 6600.0, 0.5, 1.5), 0.005, 0.1), "cure"),
    ],
)
def test_laws_that_calculix_does_not_have_are_refused_by_name(law, name):
    with pytest.raises(InputError, match=f"film: CalculiX has no .*{name}.*\n.*Norton's creep"):
        comparable(pair(law), 25.0)


def test_what_remembers_and_hardly_changes_its_volume_is_refused():
    soft = Viscoplastic(Isotropic(30e3, 0.46, 22e-6), Additive((NORTON,)))
    with pytest.raises(InputError, match=r"film: Poisson's ratio 0.46; .* 0.45 at most"):
        comparable(pair(soft), 25.0)


def blocks_of(deck):
    """Data lines by keyword line, and the keyword lines in their order."""
    found, order = {}, []
    for line in deck.lines():
        if line.startswith("*"):
            order.append(line)
            found.setdefault(line, [])
        else:
            found[order[-1]].append([float(w) for w in line.split(",") if _is_number(w)])
    return found, order


def _is_number(word):
    return word.strip()[:1] in tuple("-0123456789")


def test_constants_stand_wherever_an_increment_ends():
    """CalculiX reads A off a straight line between rows, and only at the rows of *ELASTIC."""
    deck = deck_of(pair(CREEPING, cycle=CYCLE), 25.0, 3)
    found, order = blocks_of(deck)
    ends = {180.0, 25.0, -40.0, 125.0, 217.0}
    for start, end in ((180.0, 25.0), (25.0, -40.0), (-40.0, 125.0)):
        ends |= set(np.linspace(start, end, 4).round(9))
    creep = np.array(found["*CREEP"])
    assert ends <= set(creep[:, 3].tolist())
    assert np.diff(creep[creep[:, 3] <= 180, 3]).max() <= 0.1 + 1e-6
    own = order.index("*CREEP") - 1
    assert order[own] == "*ELASTIC"
    assert [row[2] for row in found["*ELASTIC"] if len(row) == 3] == creep[:, 3].tolist()
    assert creep[:, 0] == pytest.approx(NORTON.A * np.exp(-NORTON.Q / (creep[:, 3] + 273.15)))


def test_temperature_follows_the_time_of_all_steps():
    """A viscous step would have its temperature at once; additions take a second of their own."""
    deck = deck_of(pair(CREEPING, cycle=CYCLE), 25.0, 3)
    found, order = blocks_of(deck)
    amplitude = np.array(found["*AMPLITUDE, NAME=HISTORY, TIME=TOTAL TIME"])
    seconds = [155 / 10 * 60, 900 * 65 / 165, 900, 900, 900]
    assert amplitude[:2].tolist() == [[1.0, 217.0], [2.0, 180.0]]
    assert amplitude[2].tolist() == [3.0, 180.0]
    assert np.diff(amplitude[2:, 0]) == pytest.approx(seconds)
    assert amplitude[3:, 1].tolist() == [25.0, -40.0, -40.0, 125.0, 125.0]
    assert amplitude[-1, 0] == pytest.approx(3.0 + sum(seconds))
    assert [line.split(",")[0] for line in order if line.startswith(("*STATIC", "*VISCO"))] == [
        *["*STATIC"] * 3,
        *["*VISCO"] * 5,
    ]
    assert "*TEMPERATURE" not in found


BAR = """*NODE, NSET=N
1,0,0,0\n2,1,0,0\n3,1,1,0\n4,0,1,0\n5,0,0,1\n6,1,0,1\n7,1,1,1\n8,0,1,1
*ELEMENT, TYPE=C3D8, ELSET=E
1,1,2,3,4,5,6,7,8
*MATERIAL, NAME=M
*ELASTIC
110000, .343
*PLASTIC, HARDENING=KINEMATIC
120., 0.\n50120., 10.
*SOLID SECTION, ELSET=E, MATERIAL=M
*BOUNDARY
1,1\n4,1\n5,1\n8,1\n1,2\n2,2\n5,2\n6,2\n1,3\n2,3\n3,3\n4,3
*STEP
*STATIC, DIRECT
0.1, 1.
*BOUNDARY
2,1,1,.004\n3,1,1,.004\n6,1,1,.004\n7,1,1,.004
*EL PRINT, ELSET=E, FREQUENCY=100
S
*END STEP
"""


@needs_ccx
def test_why_calculix_is_not_asked_for_kinematic_hardening(tmp_path):
    """A bar pulled by 0.4 % has 133.9 MPa, in as many increments as one likes; not in CalculiX."""
    (tmp_path / "bar.inp").write_text(BAR)
    subprocess.run([calculix.require(), "-i", "bar"], cwd=tmp_path, capture_output=True, check=True)
    stress = float((tmp_path / "bar.dat").read_text().split("\n")[3].split()[2])
    E, H, first = 110e3, 5e3, 120.0
    right = first + E * H / (E + H) * (0.004 - first / E)
    assert right == pytest.approx(133.9, abs=0.05)
    assert stress < first


@needs_ccx
def test_a_recipe_with_memory_goes_all_the_way(tmp_path):
    creep = {"law": "creep", "terms": [{"A_per_s": 8e-4, "n": 5.0, "Q_over_R_K": 7000.0}]}
    solder = {"E_GPa": 40, "nu": 0.35, "cte_ppm_per_K": 22, "memory": creep}
    table = {
        "cell": {"width_um": 20, "support": "laminate", "kinematics": "plane strain"},
        "step": [
            {"deposit": "die", "material": "silicon", "thickness_um": 20, "born_C": 217},
            {"deposit": "solder", "material": solder, "thickness_um": 20, "born_C": 217},
            {"deposit": "mask", "material": "SiO2", "thickness_um": 5, "born_C": 150,
             "intrinsic_MPa": -100.0},
        ],
        "history": {"end_C": 25.0},
        "windows_um": [1e4],
    }  # fmt: skip
    found = crosscheck(
        Design("bar", Recipe.from_table(table, "bar")), folder=tmp_path, increments=4
    )
    assert found.passed
    assert found.temperature == 25.0
    assert (tmp_path / "deck.inp").exists()
