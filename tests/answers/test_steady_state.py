"""Long cracks along layers that run on: laminate theory, and curves that come to it."""

from math import isnan

import numpy as np
import pytest

from stressbump import cracks
from stressbump.answers.crack_text import steady_sentence
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, piled, staged
from stressbump.closed_forms.steady_delamination import (
    released_of_disc,
    released_of_half,
    steady_release,
)
from stressbump.designs.design import from_table
from stressbump.verification.stacks import MOLD, SILICON

STATE = "plane strain"


def parted(*births):
    """A stack at 25 °C that parts above its first layer."""
    layers = tuple(staged(piled(*births), 25.0, STATE)[-1].layers.values())
    return steady_release(layers[:1], layers[1:])


@pytest.mark.parametrize(("thickness", "released"), [(300.0, 6.404), (500.0, 10.503)])
def test_mold_on_silicon_releases_all_that_it_stores(thickness, released):
    """Each layer by itself is free of stress: ∑ ∫ σ²/2E' dz."""
    base, mold = Ply(SILICON, thickness), Ply(MOLD, 500.0)
    let_go = parted(BornLayer("base", base, 0, 175), BornLayer("mold", mold, 0, 175))
    rate, closing = let_go.rate, let_go.closing
    assert rate == pytest.approx(laminate((base, mold), -150.0, STATE).energy(), rel=1e-9)
    assert rate == pytest.approx(released, abs=6e-4)
    assert closing == pytest.approx(0, abs=1e-12)


def bilayer(released, length):
    """Mold on silicon, 10 mm to its middle, as free sideways as along the crack."""
    births = [
        BornLayer("base", Ply(SILICON, 300.0), 0, 175),
        BornLayer("mold", Ply(MOLD, 500.0), 0, 175),
    ]
    layers = tuple(staged(piled(*births), 25.0)[-1].layers.values())
    return released(layers[:1], layers[1:], 10e3, length).rate


def test_a_short_crack_leaves_strains_out_of_the_section_as_they_are():
    """A half width and a disc release the same then: what both parts store sideways stays."""
    assert bilayer(released_of_disc, 1e-3) == pytest.approx(
        bilayer(released_of_half, 1e-3), rel=1e-6
    )


def test_no_disc_is_thin_that_is_narrower_than_its_thicknesses():
    assert isnan(bilayer(released_of_disc, 2500.0))


@pytest.mark.parametrize(("cap", "opens"), [(20e-6, True), (2e-6, False)])
def test_faces_part_where_what_lies_above_curls_away(cap, opens):
    births = [
        BornLayer("base", Ply(SILICON, 50.0), 0, 125),
        BornLayer("film", Ply(Solid(10e3, 0.3, 8e-6), 4.0), 0, 125),
        BornLayer("cap", Ply(Solid(50e3, 0.3, cap), 4.0), 0, 125),
    ]
    assert (parted(*births).closing < 0) == opens


def film(name, E, cte, born, **more):
    material = {"E_GPa": E, "nu": 0.3, "cte_ppm_per_K": cte}
    return {"deposit": name, "material": material, "thickness_um": 4, "born_C": born} | more


def cell(kinematics):
    return {"kinematics": kinematics, "width_um": 150, "support": "free"}


def test_a_curve_comes_to_it():
    """Births in order, a film with stress of its own; none where a solid is not isotropic."""
    steps = [
        film("wafer", 160, 3, 20, thickness_um=15),
        film("film", 10, 8, 130, intrinsic_MPa=-10),
        film("cap", 50, 20, 120),
        {"pattern": ["film", "cap"], "diameter_um": 260},
    ]
    references = [
        {"name": "no cap", "empty": ["cap"]},
        {"name": "crystal", "swap": {"cap": "silicon"}},
    ]
    table = {"cell": cell(STATE), "step": steps, "reference": references, "windows_um": [30]}
    found = cracks(from_table(table, "films"), "film/wafer", up_to=60, bars=False)
    built, bare, crystal = found.curves
    for own in (built, bare):
        assert own.curve.rate[-1] == pytest.approx(own.steady[-1], rel=1e-3)
        assert np.ptp(own.steady) == 0
    assert crystal.steady is None
    assert [s["stack"] for s in found.plain()["steady_state"]] == ["as built", "no cap"]
    told = f"{built.steady[0]:.4g} J/m² as built and {bare.steady[0]:.4g} J/m² no cap"
    assert steady_sentence(found) == f"steady state of long cracks, by laminate theory: {told}"
    assert built.curve.rate[0] < 0.7 * built.steady[0]


def test_around_an_axis_a_curve_comes_to_what_depends_on_what_is_still_bonded():
    steps = [film("wafer", 160, 3, 120, thickness_um=7), film("film", 10, 18, 120)]
    table = {"cell": cell("axisymmetric"), "step": steps, "windows_um": [20]}
    found = cracks(from_table(table, "films"), "film/wafer", up_to=30, bars=False)
    (built,) = found.curves
    assert built.curve.rate[-1] == pytest.approx(built.steady[-1], rel=1e-3)
    assert built.steady[-1] > 1.2 * built.steady[0]
    assert found.rows()[-1]["steady_J_m2"] == built.steady[-1]
    told = f"long cracks, by laminate theory: {built.steady[-1]:.4g} J/m² at 30 µm as built"
    assert steady_sentence(found) == told
