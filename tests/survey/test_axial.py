"""Bodies long along their axis: rings born in stages, plates that bow both ways."""

import numpy as np
import pytest

import stressbump as sb
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_rings import Ring, staged
from stressbump.errors import GeometryError, InputError
from stressbump.verification.recipes import material, rings, table

PIN = Ring("pin", Solid(110e3, 0.35, 17e-6), 0, 50, 300)
GLASS = Ring("glass", Solid(70e3, 0.2, 8e-6), 50, 80, 500)
CASE = Ring("case", Solid(200e3, 0.3, 12e-6), 80, 120, 900)
RUBBER = Ring("glass", Solid(3.0, 0.4995, 260e-6), 50, 80, 150)
ORDERS = {
    "inside out": [PIN, GLASS, CASE],
    "outside in": [CASE, GLASS, PIN],
    "glass seal": [CASE, PIN, GLASS],  # nothing joins pin and case before the glass
    "rubber seal": [CASE, PIN, RUBBER],
}


def found(recipe, end=25, **options):
    answer = sb.relief(recipe, end=end, references=(), bars=False, **options)
    assert answer.passed
    return {(v.measure, v.where): v.value for v in answer.values[0]}


def long_table(births, height=20.0, support="free"):
    recipe = table(rings(births, height), 120, support=support)
    return recipe | {"cell": recipe["cell"] | {"long": True}}


@pytest.mark.parametrize("order", ORDERS)
def test_rings_of_a_long_seal_are_lames_in_stages(order):
    births = ORDERS[order]
    values = found(long_table(births))
    expected = staged(births, 25)[-1].rings
    scale = max(abs(s) for ring in expected.values() for s in ring.mean("generalized"))
    for name, ring in expected.items():
        in_plane, along = ring.mean("generalized")
        assert values["mean in-plane stress", name] == pytest.approx(in_plane, abs=1e-5 * scale)
        assert values["mean axial stress", name] == pytest.approx(along, abs=1e-5 * scale)
    datum = births[0].name
    strain = expected[datum].strain * 1e6
    assert values["axial strain", datum] == pytest.approx(strain, rel=1e-5)


def test_the_slice_of_a_long_body_may_be_as_thick_as_it_likes():
    thin, thick = (found(long_table(ORDERS["glass seal"], h)) for h in (5.0, 80.0))
    for measure in ("mean von Mises stress", "mean axial stress"):
        for name in ("pin", "glass", "case"):
            assert thin[measure, name] == pytest.approx(thick[measure, name], rel=1e-4)


def test_level_ends_and_a_laminates_wall_go_together():
    """A via in a wafer: by symmetry the wall does not turn, so it is as if it were kept flat."""
    walls = [found(long_table([GLASS, PIN], support=wall)) for wall in ("laminate", "flat")]
    for key in walls[1]:
        assert walls[0][key] == pytest.approx(walls[1][key], rel=1e-3, abs=1e-2)
    assert "curvature" not in {measure for measure, _ in walls[0]}


def test_a_long_plate_bows_along_as_it_does_across():
    layers = [Ply(Solid(130e3, 0.28, 3e-6), 200), Ply(Solid(70e3, 0.17, 17e-6), 100)]
    steps = [
        {"deposit": f"layer{n}", "material": material(x.solid), "how": "planar",
         "thickness_um": x.thickness, "born_C": 150}
        for n, x in enumerate(layers)
    ]  # fmt: skip
    values = found(table(steps, 400, "generalized plane strain"))
    theory = laminate(layers, -125.0, "plate")
    middle = theory.stress(0, 100.0) * (1 - 0.28) / 130e3 + 3e-6 * -125
    assert values["axial strain", "layer0"] == pytest.approx(middle * 1e6, rel=1e-6)
    assert values["axial curvature", "layer0"] == pytest.approx(-theory.curvature * 1e6, rel=1e-6)
    assert values["axial curvature", "layer0"] == pytest.approx(values["curvature", "layer0"])
    for n in (0, 1):
        in_plane = values["mean in-plane stress", f"layer{n}"]
        assert values["mean axial stress", f"layer{n}"] == pytest.approx(in_plane, rel=1e-6)


@pytest.mark.parametrize(
    ("kinematics", "told"),
    [
        ("generalized plane strain", {"mean axial stress", "axial strain", "axial curvature"}),
        ("plane strain", {"mean axial stress"}),
        ("plane stress", set()),
        ("axisymmetric", set()),
    ],
)
def test_axial_numbers_are_of_what_is_long(kinematics, told):
    step = {"deposit": "bar", "material": "Cu", "how": "planar", "thickness_um": 20, "born_C": 150}
    values = found(table([step], 40, kinematics))
    assert {measure for measure, _ in values if "axial" in measure} == told


def test_a_body_that_is_not_long_around_its_axis_is_refused():
    with pytest.raises(InputError, match="long has no effect on plane strain"):
        sb.relief({"cell": {"width_um": 9, "kinematics": "plane strain", "long": True}, "step": []})
    film = {"deposit": "film", "material": "Cu", "thickness_um": 1, "born_C": 60}
    uneven = long_table([PIN])
    with pytest.raises(GeometryError, match=r"reaches from z = .* a long cell is the same"):
        sb.relief(uneven | {"step": [*uneven["step"], film]})


def test_bars_of_a_long_body_hold_its_closed_form():
    births = ORDERS["glass seal"]
    answer = sb.relief(long_table(births), end=25, references=())
    expected = staged(births, 25)[-1].rings
    for v in answer.values[0]:
        if v.measure == "mean axial stress":
            along = expected[v.where].mean("generalized")[1]
            assert np.abs(v.value - along) <= v.bar + 1e-9 * abs(along)
