"""Which life law may be used of which work, and what it gives then."""

from dataclasses import replace

import pytest

from stressbump.errors import InputError
from stressbump.fatigue.crack_growth import INCH
from stressbump.fatigue.law import CONVERGED, Modelled, judged
from stressbump.fatigue.listed import LAWS, SLIP, WITHOUT_FIELD, WORK, Conditions, chosen
from stressbump.fatigue.power import Weibull
from stressbump.fatigue.without_field import Exposure, engelmaier, exposure
from stressbump.process.profile import Cycle
from stressbump.units import psi

BY_NAME = {law.name: law for law in LAWS}
QUARTER = BY_NAME["Darveaux quarter 0.5 mil"]
POPELAR = BY_NAME["Popelar"]
STRIP = Modelled(
    "ball 12.7 µm at pad",
    "plane strain",
    12.7,
    "63Sn37Pb (creep POP97)",
    CONVERGED,
    {WORK: (0.1, 0.001), SLIP: (0.01, None)},
)


def as_bound(law, diameter=None):
    """A place that is modelled as a law wants it."""
    bound = law.bound
    return replace(
        STRIP,
        model=bound.model,
        layer_um=bound.layer_um,
        solder=f"solder ({bound.solder})",
        steps=bound.steps,
        values={WORK: (33 * psi, None), SLIP: (0.01, None)},
        diameter_um=diameter,
    )


def test_a_law_whose_model_this_is_gives_a_life_and_its_scatter():
    found = judged(POPELAR, STRIP)
    assert found.differences == ()
    assert found.cycles == pytest.approx(1605, abs=1)
    assert found.low == pytest.approx(POPELAR.cycles(0.101) / 2)
    assert found.high == pytest.approx(POPELAR.cycles(0.099) * 2)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"model": "axisymmetric cell"}, "model"),
        ({"layer_um": 25.4}, "layer"),
        ({"layer_um": None}, "layer"),
        ({"solder": "63Sn37Pb (Anand DARV00)"}, "solder law"),
        ({"values": {WORK: (0.0, None)}}, WORK),
    ],
)
def test_one_thing_that_differs_is_named_and_there_is_no_life(change, what):
    found = judged(POPELAR, replace(STRIP, **change))
    assert found.cycles is None
    assert [d.what for d in found.differences] == [what]
    assert f"{what}: wanted is" in found.why


def test_all_that_differs_is_named():
    found = judged(QUARTER, replace(STRIP, layer_um=5.0))
    assert [d.what for d in found.differences] == ["model", "layer", "solder law", "steps"]


def test_darveaux_gives_his_printed_life_of_his_own_model():
    found = judged(QUARTER, as_bound(QUARTER, 0.016 * INCH))
    assert found.cycles == pytest.approx(1721, abs=2)
    assert found.failure_free == pytest.approx(found.cycles / 2)
    assert [d.what for d in judged(QUARTER, as_bound(QUARTER)).differences] == [
        "diameter of the joint"
    ]


def test_a_law_of_an_untold_layer_never_gives_a_life():
    old = BY_NAME["Darveaux old"]
    found = judged(old, as_bound(old, 400.0))
    assert found.cycles is None
    assert [d.what for d in found.differences] == ["layer"]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_layer_twice_as_thick_is_refused_by_every_law(law):
    what = as_bound(law, 400.0)
    found = judged(law, replace(what, layer_um=2 * (law.bound.layer_um or 1.0)))
    assert found.cycles is None
    assert [d.what for d in found.differences] == ["layer"]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_twice_the_work_shortens_every_life(law):
    assert law.cycles(0.2, 400.0) < law.cycles(0.1, 400.0)


def test_a_bar_wider_than_its_value_leaves_the_life_without_end():
    assert judged(POPELAR, replace(STRIP, values={WORK: (0.1, 0.2)})).high is None


@pytest.mark.parametrize(("slope", "share"), [(2.0, 0.75), (2.6, 0.79)])
def test_the_first_of_four_joints_as_darveaux_derates_it(slope, share):
    joints = Weibull(1000.0, slope)
    assert joints.first_of(4) == pytest.approx(1000 * share, rel=5e-3)
    assert joints.failed(joints.free) == 0
    assert joints.failed(1000.0) == pytest.approx(0.632, abs=1e-3)


def test_cycles_as_laws_without_a_field_see_them():
    table = exposure(Cycle(low_C=-40, high_C=125, ramp_min=15, dwell_min=15))
    assert table == Exposure(-40, 125, 15, 24)
    profile = exposure(Cycle(profile_min_C=((10, -55), (40, -55), (55, 125), (85, 125), (90, 20))))
    assert profile == Exposure(-55, 125, 30, 16)


def test_laws_without_a_field_say_so_and_what_they_lack():
    bare, full = (
        Conditions(Exposure(-40, 125, 15, 24)),
        Conditions(Exposure(-40, 125, 15, 24), 0.01),
    )
    for law in WITHOUT_FIELD:
        assert law.judged(bare).note == "no field solution used"
        assert law.judged(bare).cycles is None
    assert WITHOUT_FIELD[0].judged(full).cycles == pytest.approx(12725.7, abs=0.1)
    (lack,) = WITHOUT_FIELD[0].judged(Conditions(Exposure(-40, 125, 0, 48), 0.01)).differences
    assert lack.what == "dwell"
    with pytest.raises(ValueError, match="dwell"):
        engelmaier(0.01, Exposure(-40, 125, 0, 48))


def test_fewer_cycles_a_day_fail_after_fewer_cycles():
    test, factor = Exposure(0, 100, 5, 48), WITHOUT_FIELD[2].judged
    rare, often = (factor(Conditions(test, use=Exposure(0, 100, 0, f))).cycles for f in (2, 48))
    assert rare < often == pytest.approx(1)


def test_a_name_stands_for_a_law_or_a_family():
    assert chosen(["popelar"]) == {"popelar": ("Popelar",)}
    assert len(chosen(["Darveaux"])["Darveaux"]) == 13
    assert chosen(["Norris-Landzberg SAC"]) == {"Norris-Landzberg SAC": ("Norris–Landzberg SAC",)}
    with pytest.raises(InputError, match="did you mean 'Popelar'"):
        chosen(["Poplar"])
