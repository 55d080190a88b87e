"""Cracks of a finished stack, opened by CalculiX too: how far, where they close, what they release."""

from dataclasses import replace

import pytest

from stressbump.designs.design import from_table
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.crosscheck import crosscheck, notes

needs_ccx = pytest.mark.skipif(calculix.program() is None, reason=f"no {calculix.PROGRAM} here")
COPPER = {"E_GPa": [[0, 130], [200, 110]], "nu": 0.34, "cte_ppm_per_K": 17}


def layer(name, material, thickness, born):
    step = {"deposit": name, "material": material, "how": "planar", "thickness_um": thickness}
    return step | {"born_C": born}


def post(friction=0.0):
    """A stiff post on a copper film that is not the first to stand, whose shrinking shuts the crack."""
    found = {
        "cell": {"width_um": 20, "kinematics": "generalized plane strain"},
        "step": [
            layer("die", "silicon", 10, 200),
            layer("film", COPPER, 5, 180),
            layer("post", "silicon", 5, 150),
            {"pattern": "post", "diameter_um": 20},
        ],
        "windows_um": [4.0],
        "flaw": [{"at": "film/post", "length_um": 2}],
    }
    if friction:
        found["contact"] = {"friction": {"film/post": friction}}
    return from_table(found, "a post")


@pytest.fixture(scope="module")
def found():
    return crosscheck(post())


def row(crack, quantity):
    (found,) = (d for d in crack.differences if d.quantity == quantity)
    return found


@needs_ccx
def test_a_crack_that_closes_releases_the_same_by_calculix_own_energy(found):
    (crack,) = found.cracks
    assert found.passed
    assert crack.title == "crack of 2 µm along film/post from outer"
    assert row(crack, "closed share").size > 0.5
    assert row(crack, "closed share").theirs == 0
    assert row(crack, "pressure").theirs < 2e-6
    assert row(crack, "opening").theirs < 1e-6
    assert crack.rate.size > 0.1
    assert crack.rate.theirs < 5e-5
    assert not any("left out" in line for line in notes(found))


@needs_ccx
@pytest.mark.parametrize("quantity", ["opening", "energy release rate"])
def test_a_crack_that_differs_does_not_pass(found, quantity):
    (crack,) = found.cracks
    rows = tuple(
        replace(d, theirs=1e-3) if d.quantity == quantity else d for d in crack.differences
    )
    assert not replace(found, cracks=(replace(crack, differences=rows),)).passed


@needs_ccx
def test_a_crack_whose_faces_rub_is_left_out_and_told():
    rubbing = crosscheck(post(friction=0.2))
    assert not rubbing.cracks
    assert rubbing.remarks[-1].startswith(
        "flaw film/post from outer: left out, its faces are bonded"
    )
