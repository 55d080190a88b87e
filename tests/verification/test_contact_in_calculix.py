"""Free faces that press and rub, solved by CalculiX too."""

from dataclasses import replace

import pytest
from history.test_contact import BORN, pin

from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.history import contact
from stressbump.verification.calculix import crosscheck as module
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.crosscheck import crosscheck, notes
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.calculix.touching import in_contact

needs_ccx = pytest.mark.skipif(calculix.program() is None, reason=f"no {calculix.PROGRAM} here")


def largest(found, quantity):
    rows = [d for d in found.differences if d.quantity == quantity]
    return max(d.own for d in rows), max(d.theirs for d in rows)


def pinned(friction=0.0, kinematics="plane strain", born=BORN):
    """A pin in a ring on a plate, cooled; the ring may be born later, when the pin has shrunk."""
    table = pin(25.0, friction) | {"windows_um": [20.0]}
    table["cell"]["kinematics"] = kinematics
    table["step"][3]["born_C"] = born
    return from_table(table, "a pin")


@needs_ccx
@pytest.mark.parametrize(
    ("kinematics", "born"), [("plane strain", BORN), ("generalized plane strain", 120.0)]
)
def test_calculix_closes_by_itself_what_closes_here(kinematics, born):
    found = crosscheck(pinned(0.0, kinematics, born))
    assert found.passed
    assert found.pressing == (("pin", "ring"),)
    assert max(max(largest(found, q)) for q in ("displacement", "stress", "pressure")) < 1e-6
    assert any("closes it by gap elements of its own" in line for line in notes(found))


@needs_ccx
def test_around_the_axis_faces_press_alike_as_closely_as_the_wedge_lets_them():
    found = crosscheck(pinned(0.0, "axisymmetric", 120.0))
    assert found.passed
    assert found.displacement.theirs < 1e-6
    (force,) = (d for d in found.differences if d.quantity == "force")
    assert force.size > 1e4
    assert force.theirs < 2e-5


@needs_ccx
def test_what_calculix_leaves_open_does_not_pass(monkeypatch):
    monkeypatch.setattr(module, "deck_of", lambda *given: replace(deck_of(*given), faces={}))
    found = crosscheck(pinned())
    assert not found.passed


@needs_ccx
def test_faces_that_press_before_a_birth_still_do_after_it():
    table = pin() | {"windows_um": [20.0]}
    table["step"].append(table["step"][0] | {"deposit": "lid", "born_C": 60.0})
    assert crosscheck(from_table(table, "a covered pin")).passed


@needs_ccx
def test_under_the_friction_of_faces_calculix_has_them_touch_as_here():
    found = crosscheck(pinned(1.0, "axisymmetric", 120.0))
    assert found.passed
    assert found.displacement.theirs < 1e-6
    assert any("under the forces of friction that it is given" in line for line in notes(found))


@needs_ccx
def test_calculix_finds_by_itself_where_faces_stick_and_slip():
    found = crosscheck(pinned(1.0, "axisymmetric"))
    assert found.passed
    (share,) = (d for d in found.differences if d.quantity == "slipping share")
    assert 0.1 < share.size < 0.9
    assert share.theirs == 0
    assert largest(found, "slip")[1] < 1e-4
    assert any("finds how it rubs" in line for line in notes(found))


@needs_ccx
def test_another_coefficient_of_friction_in_the_deck_does_not_pass(monkeypatch):
    def other(deck, folder):
        friction = {face: 1.01 * value for face, value in deck.friction.items()}
        return in_contact(replace(deck, friction=friction), folder)

    monkeypatch.setattr(module, "in_contact", other)
    assert not crosscheck(pinned(0.3, "axisymmetric")).passed


@needs_ccx
def test_other_friction_does_not_pass(monkeypatch):
    pulled = "stressbump.verification.calculix.crosscheck.pulled"
    monkeypatch.setattr(pulled, lambda *given: 1.01 * contact.pulled(*given))
    assert not crosscheck(pinned(1.0, "axisymmetric", 120.0)).passed


@needs_ccx
def test_faces_that_rub_before_a_birth_are_refused_where_calculix_finds_no_balance():
    table = pin(friction=0.3)
    lid = table["step"][0] | {"deposit": "lid", "born_C": 25.0}
    table = table | {"step": [*table["step"], lid]}
    with pytest.raises(InputError, match="pin/ring rubs when lid is born; CalculiX's own friction"):
        crosscheck(from_table(table, "a pin"), end=-40.0)
