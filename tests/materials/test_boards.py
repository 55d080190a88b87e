"""Boards as laminates: warp and fill, copper and resin, against laminate theory and bounds."""

from itertools import pairwise

import numpy as np
import pytest
from history.recipes import mean, solved
from shell import stressbump

from stressbump.closed_forms.composites import columns, strips
from stressbump.closed_forms.lame import cylinders
from stressbump.closed_forms.solid import Solid
from stressbump.designs.design import from_table as design_of
from stressbump.errors import InputError
from stressbump.materials import MaterialError, from_table
from stressbump.process.build import build
from stressbump.units import ppm

WOVEN = {
    "E_warp_GPa": 24.8, "E_fill_GPa": 20.7, "E_through_GPa": 10, "nu_warp_fill": 0.11,
    "nu_through": 0.39, "cte_warp_ppm_per_K": 14, "cte_fill_ppm_per_K": 18,
    "cte_through_ppm_per_K": 57, "section_along": "warp",
}  # fmt: skip
DIE = {"E_GPa": 130, "nu": 0.28, "cte_ppm_per_K": 2.6}
PLANE = "generalized plane strain"
COPPER, RESIN = Solid(120e3, 0.34, 17e-6), Solid(4e3, 0.35, 46e-6)
LAYER = {
    "copper": {"E_GPa": 120, "nu": 0.34, "cte_ppm_per_K": 17},
    "resin": {"E_GPa": 4, "nu": 0.35, "cte_ppm_per_K": 46},
}
SHARES = (0.05, 0.3, 0.5, 0.7, 0.95)


def layers(*materials, kinematics=PLANE, **cell):
    """Layers of 100 µm on one another, all born at 150 °C."""
    steps = [
        {
            "deposit": f"layer{n}", "material": m, "how": "planar", "thickness_um": 100,
            "born_C": 150,
        }
        for n, m in enumerate(materials)
    ]  # fmt: skip
    return {"cell": {"kinematics": kinematics, "width_um": 400} | cell, "step": steps}


def laminate(materials, dT):
    """Mean stress (x, y) of each layer by classical laminate theory: no net force, no net moment."""
    laws = [from_table(m, "here").law for m in materials]
    lumped, loads, found = np.zeros((4, 4)), np.zeros(4), []
    for n, law in enumerate(laws):
        S = np.linalg.inv(law.moduli(25).stiffness)[np.ix_([0, 2], [0, 2])]
        Q, free = np.linalg.inv(S), law.thermal_strain(0, dT)[[0, 2]]
        low, high = 100.0 * n, 100.0 * (n + 1)
        A, B, D = (((high**p - low**p) / p) * Q for p in (1, 2, 3))
        lumped += np.block([[A, B], [B, D]])
        loads += np.concatenate([A @ free, B @ free])
        found.append((Q, free, (low + high) / 2))
    strain, turn = np.linalg.solve(lumped, loads).reshape(2, 2)
    return [Q @ (strain + z * turn - free) for Q, free, z in found]


# ---- warp and fill


@pytest.mark.parametrize("along", ["warp", "fill"])
def test_a_laminate_of_warp_and_fill_under_a_die_is_laminate_theory(along):
    materials = [WOVEN | {"section_along": along}, DIE]
    solution = solved(layers(*materials), 25)[25]
    for n, expected in enumerate(laminate(materials, -125)):
        assert mean(solution, f"layer{n}")[[0, 2]] == pytest.approx(expected, rel=1e-6)


def test_turned_by_a_quarter_warp_and_fill_change_places():
    warp, fill = (from_table(WOVEN | {"section_along": a}, "here").law for a in ("warp", "fill"))
    turn = np.ix_([2, 1, 0, 4, 3, 5], [2, 1, 0, 4, 3, 5])
    assert fill.moduli(25).stiffness == pytest.approx(warp.moduli(25).stiffness[turn])
    assert fill.thermal_strain(0, 1)[:3] / ppm == pytest.approx([18, 57, 14])
    told = [from_table(WOVEN | {"section_along": a}, "here").note for a in ("warp", "fill")]
    assert told == [
        "warp along the section's x, fill out of plane",
        "fill along the section's x, warp out of plane",
    ]
    S = np.linalg.inv(warp.moduli(25).stiffness)
    assert 1e-3 / np.diag(S)[:3] == pytest.approx([24.8, 10, 20.7])
    assert -S[0, 2] / S[0, 0] == pytest.approx(0.11)


def test_warp_and_fill_alike_are_a_sheet():
    alike = WOVEN | {"E_fill_GPa": 24.8, "cte_fill_ppm_per_K": 14}
    sheet = {
        "E_GPa": 24.8, "E_through_GPa": 10, "nu": 0.11, "nu_through": 0.39, "cte_ppm_per_K": 14,
        "cte_through_ppm_per_K": 57,
    }  # fmt: skip
    C, D = (from_table(m, "here").law.moduli(25).stiffness for m in (alike, sheet))
    assert pytest.approx(D) == C
    build(design_of(layers(alike, kinematics="axisymmetric"), "flip chip").recipe)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"section_along": None}, "no section_along; a laminate of warp and fill says which"),
        ({"section_along": "x"}, "section_along is 'x'"),
        ({"E_through_GPa": None}, "needs E_through_GPa"),
        ({"nu_warp_fill": None}, "needs nu_warp_fill"),
        ({"cte_fill_ppm_per_K": None}, "needs cte_fill_ppm_per_K (or dL_L_fill_ppm)"),
        ({"E_GPa": 20}, "E_GPa has no effect beside E_warp_GPa"),
        ({"nu_warp_fill": 0.5, "E_fill_GPa": 200}, "give energy away"),
    ],
)
def test_a_laminate_that_is_none_is_answered(changes, says):
    table = {k: v for k, v in (WOVEN | changes).items() if v is not None}
    with pytest.raises(MaterialError) as caught:
        from_table(table, "board.toml: board")
    assert says in str(caught.value)


@pytest.mark.parametrize("board", [WOVEN, "FR-4 (JOHN12)"])
def test_what_differs_in_plane_does_not_turn_about_an_axis(board):
    with pytest.raises(InputError, match="takes laws alike in plane"):
        build(design_of(layers(board, kinematics="axisymmetric"), "flip chip").recipe)
    swapped = layers(DIE, DIE, kinematics="axisymmetric")
    swapped["reference"] = [{"name": "other", "swap": {"layer1": board}}]
    with pytest.raises(InputError, match="reference 'other': 'layer1' is of"):
        build(design_of(swapped, "flip chip").recipe)


def test_other_sources_of_a_board_on_an_axis_leave_out_what_cannot_turn(tmp_path):
    (tmp_path / "b.toml").write_text(
        """
[cell]
width_um = 400
[[step]]
deposit = "board"
material = "FR-4"
how = "planar"
thickness_um = 100
born_C = 150
[[step]]
deposit = "coat"
material = { E_GPa = 3, nu = 0.35, cte_ppm_per_K = 60 }
how = "planar"
thickness_um = 20
born_C = 150
[[reference]]
name = "hard"
swap = { coat = { E_GPa = 6, nu = 0.35, cte_ppm_per_K = 60 } }
"""
    )
    said = stressbump("relief", tmp_path / "b.toml", "--no-bars", "--sources", "--json").out
    assert "CHAN00" in said
    assert "JOHN12" not in said


# ---- copper and resin


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(("matrix", "column"), [(RESIN, COPPER), (COPPER, RESIN)])
def test_columns_expand_as_lames_composite_cylinder(matrix, column, share):
    found = columns(matrix, column, share)
    pair = cylinders([column, matrix], (0, np.sqrt(share), 1.0), 1.0)
    assert found.cte == pytest.approx([pair.displacement(1, 1.0), pair.strain, found.cte[0]])
    assert found.cte[2] == pytest.approx(found.cte[0], rel=1e-12)


@pytest.mark.parametrize("share", SHARES)
def test_pads_and_planes_are_the_bounds_between_voigts_and_reusss(share):
    """In the order of stiffness as forms: each less the one before has no negative eigenvalue."""
    plane, pads = columns(COPPER, RESIN, 1 - share), columns(RESIN, COPPER, share)
    C = [np.linalg.inv(strips(s, s, 0.5, "x").compliance) for s in (RESIN, COPPER)]
    voigt = (1 - share) * C[0] + share * C[1]
    reuss = np.linalg.inv((1 - share) * np.linalg.inv(C[0]) + share * np.linalg.inv(C[1]))
    order = [reuss, *(np.linalg.inv(c.compliance) for c in (pads, plane)), voigt]
    for softer, stiffer in pairwise(order):
        assert np.linalg.eigvalsh(stiffer - softer).min() > -1e-9 * np.abs(voigt).max()


def test_alike_in_shear_the_bounds_meet():
    """Hill 1964: two solids of one shear modulus have one answer, whatever lies in which."""
    soft = Solid(100e3, 100e3 / (2 * COPPER.G) - 1, 5e-6)
    one, other = columns(COPPER, soft, 0.3), columns(soft, COPPER, 0.7)
    assert one.compliance == pytest.approx(other.compliance, rel=1e-12)
    assert one.cte == pytest.approx(other.cte, rel=1e-12)


def test_strips_are_pulled_side_by_side_or_one_after_the_other():
    """Along, the mean of E where ν are alike; across, between the means of 1/E free and confined."""
    hard, soft = Solid(100e3, 0.3, 10e-6), Solid(5e3, 0.3, 40e-6)
    along, across = (1 / np.diag(strips(soft, hard, 0.4, d).compliance)[0] for d in "xy")
    assert along == pytest.approx(0.4 * 100e3 + 0.6 * 5e3, rel=1e-9)
    assert across > 1 / (0.4 / 100e3 + 0.6 / 5e3)
    assert across < 1 / (0.4 / (hard.lam + 2 * hard.G) + 0.6 / (soft.lam + 2 * soft.G))


@pytest.mark.parametrize("layout", ["plane", "pads", "traces along x", "traces along y"])
def test_a_copper_layer_of_one_substance_is_that_substance(layout):
    alike = {"copper_share": 0.4, "layout": layout, "copper": DIE, "resin": DIE}
    law = from_table(alike, "here").law
    assert law.moduli(25).stiffness == pytest.approx(
        from_table(DIE, "here").law.moduli(25).stiffness
    )
    assert law.thermal_strain(0, 1)[:3] / ppm == pytest.approx([2.6] * 3)


def test_a_copper_layer_in_a_board_is_laminate_theory_of_its_mixture():
    materials = [DIE, {"copper_share": 0.6, "layout": "traces along x", **LAYER}]
    solution = solved(layers(*materials), 25)[25]
    for n, expected in enumerate(laminate(materials, -125)):
        assert mean(solution, f"layer{n}")[[0, 2]] == pytest.approx(expected, rel=1e-6)


def test_strips_in_a_section_expand_as_their_mixture_does():
    """A row of tall strips along y, resolved: far from their ends the section's strains are α ΔT."""
    steps = [
        {"deposit": "resin", "material": LAYER["resin"], "how": "planar", "thickness_um": 2000,
         "born_C": 125},
        {"open": "resin", "diameter_um": 100},
        {"fill": "copper", "material": LAYER["copper"], "thickness_um": 0, "born_C": 125},
    ]  # fmt: skip
    cell = {"kinematics": PLANE, "width_um": 100, "support": "flat"}
    solution = solved({"cell": cell, "step": steps}, 25, refine=1)[25]
    mixed = strips(RESIN, COPPER, 0.5, "y").cte * -100
    assert solution.globals["e"] == pytest.approx(mixed[0], rel=0.02)
    assert solution.globals["a"] == pytest.approx(mixed[2], rel=0.02)


def test_a_copper_layer_over_temperature_is_mixed_at_each():
    hot = LAYER["resin"] | {"E_GPa": [[25, 4], [150, 0.5]]}
    law = from_table({"copper_share": 0.3, "layout": "pads", **LAYER, "resin": hot}, "here").law
    for T, E in ((25, 4e3), (81.25, 2.425e3), (150, 0.5e3)):
        expected = columns(Solid(E, 0.35, 46e-6), COPPER, 0.3)
        assert law.moduli(T).stiffness == pytest.approx(
            np.linalg.inv(expected.compliance), rel=2e-3
        )
    assert law.extrapolated(175) == ("E_x", "E_z", "E_y", "nu_xz", "nu_xy", "nu_yz", "G_xz", "G_yz", "G_xy",
                             "cte_x", "cte_z", "cte_y")  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"layout": None}, "a copper layer needs layout"),
        ({"layout": "planes"}, "layout is 'planes', did you mean 'plane'?"),
        ({"resin": None}, "needs resin"),
        ({"resin": "FR-4"}, "resin is FR-4, whose law differs by direction"),
        ({"resin": "goo"}, "resin: no material 'goo'"),
        ({"resin": {"copper_share": 0.3}}, "resin is a copper layer itself"),
        ({"copper_share": 0}, "copper_share is 0; allowed is above 0 and up to 1"),
        ({"copper_share": 1}, "copper_share is 1; then it is copper"),
        ({"copper_share": 65}, "copper_share is 65"),
        ({"E_GPa": 20}, "E_GPa has no effect beside copper_share"),
        ({"copper_share": None}, "needs copper_share"),
    ],
)
def test_a_copper_layer_that_is_none_is_answered(changes, says):
    table = {"copper_share": 0.6, "layout": "plane", "resin": "ABF"} | changes
    with pytest.raises(MaterialError) as caught:
        from_table({k: v for k, v in table.items() if v is not None}, "board.toml: copper_top")
    assert says in str(caught.value)
