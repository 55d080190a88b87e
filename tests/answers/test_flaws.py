"""Flaws in answers: values with bars, reliefs and their refusals, and nothing else changed."""

import re

import numpy as np
import pytest
from capped_film import CAPPED
from shell import stressbump

from stressbump import cracks, relief
from stressbump.accuracy.error_bars import SAFETY
from stressbump.answers.cracks import largest_nearby
from stressbump.answers.document import document
from stressbump.cli.shared import with_modes
from stressbump.closed_forms.interface_cracks import release_rate
from stressbump.closed_forms.solid import Solid
from stressbump.designs.design import from_table, load
from stressbump.errors import InputError, SolveError
from stressbump.export.result import Result
from stressbump.laws.toughness import benzeggagh_kenane
from stressbump.measures.release import (
    CLOSED_SHARE,
    CRITICAL,
    MARGIN,
    MIXITY,
    MODE_I,
    MODE_II,
    RELEASE_RATE,
    TOUGHNESS,
)

RIM = {"at": "passivation/ubm_Cr", "length_um": 2}
FLAW = {"at": "film/wafer", "length_um": 3}
TABLE = CAPPED | {
    "reference": [*CAPPED["reference"], {"name": "no film", "empty": ["cap"]}],
    "flaw": [
        {
            "at": "film/wafer",
            "length_um": [3, 6],
            "toughness_J_m2": {"mode_I": 0.1, "mode_II": 0.4, "eta": 2},
        }
    ],
}


@pytest.fixture(scope="module")
def answer():
    return relief(from_table(TABLE, "a film"))


def rates(values):
    return {v.averaging_um: v for v in values if v.measure == RELEASE_RATE.name}


def test_each_length_is_a_value_with_a_bar(answer):
    short, long = rates(answer.values[0]).values()
    assert (short.where, short.unit) == ("wafer/film from outer", "J/m²")
    assert (short.averaging_um, long.averaging_um) == (3, 6)
    assert 0 < short.value < long.value
    assert 0 < short.bar < 0.02 * short.value
    assert any(v.measure == CLOSED_SHARE.name for v in answer.values[0])


def test_its_bar_reaches_to_the_rate_of_its_mode(answer):
    """G of K on the same elements, by the closed form of an interface crack."""
    own = {(v.measure, v.averaging_um): v for v in answer.values[0]}
    sides = Solid(10e3, 0.3), Solid(160e3, 0.3)
    for length in (3, 6):
        rate, *K = (own[m.name, length] for m in (RELEASE_RATE, MODE_I, MODE_II))
        from_K = release_rate(*sides, complex(*(k.value for k in K)))
        assert rate.second == pytest.approx(from_K)
        cubics = SAFETY["release"] * abs(rate.finer[0] - rate.value)
        assert rate.bar == pytest.approx(max(cubics, abs(from_K - rate.value)), rel=1e-6)
        assert {k.second for k in K} == {None}


def test_each_length_has_a_mode_with_a_bar_and_no_relief_of_it(answer):
    own = [v for v in answer.values[0] if v.measure == MIXITY.name]
    assert [v.averaging for v in own] == [f"crack of {a} µm from outer, 1 µm ahead" for a in (3, 6)]
    assert all(0 < v.value < 90 and 0 < v.bar < 0.2 for v in own)
    rows = [r for r in answer.table if r.value in own]
    assert rows
    assert {r.relief for r in rows} == {None}
    assert {r.note for r in rows if r.reference == "stiff"} == {"an angle"}


def test_toughness_of_its_mode_stands_beside_what_is_released(answer):
    found = {(v.measure, v.averaging_um): v for v in answer.values[0]}
    for length in (3, 6):
        rate, phase, known, margin = (
            found[m.name, length] for m in (RELEASE_RATE, MIXITY, TOUGHNESS, MARGIN)
        )
        wanted = benzeggagh_kenane(0.1, 0.4, 2, np.radians(phase.value))
        assert known.value == pytest.approx(wanted)
        assert margin.value == pytest.approx(known.value / rate.value)
        assert 0 < margin.bar < 0.01 * margin.value
    assert not any(v.measure == CRITICAL.name for v in answer.values[0])  # born at 120 and 200 °C


def test_where_stress_grows_with_cooling_the_critical_temperature_is_told():
    """At that end temperature G is Γ."""
    steps = [s | {"born_C": 200} for s in TABLE["step"]]
    flaw = {"at": "film/wafer", "length_um": 3, "toughness_J_m2": 0.2}
    table = TABLE | {"step": steps, "flaw": [flaw], "reference": []}

    def values(end):
        found = relief(from_table(table, "a film"), end=end, bars=False).values[0]
        return {v.measure: v.value for v in found}

    critical = values(25)[CRITICAL.name]
    assert 25 < critical < 200
    assert values(critical)[RELEASE_RATE.name] == pytest.approx(0.2, rel=1e-6)


def test_its_relief_is_told_where_the_interface_is_the_same(answer):
    rows = {r.reference: r for r in answer.table if r.value.key == rates(answer.values[0])[3].key}
    assert rows["stiff"].relief == pytest.approx(
        1 - rates(answer.values[0])[3].value / rates(answer.values[1])[3].value
    )
    assert rows["stiff"].bar < 0.02
    assert (rows["another film"].relief, rows["another film"].note) == (None, "another material")
    assert rows["no film"].relief is not None


def test_a_flaw_changes_no_other_number_but_by_its_mesh(answer):
    """Another length, so another mesh: the rest stays within its bars."""
    table = TABLE | {"flaw": [{"at": "wafer/film", "length_um": 5}], "reference": []}
    for mine, other in zip(
        answer.values[0], relief(from_table(table, "a film")).values[0], strict=False
    ):
        if mine.key == other.key and mine.bar is not None and mine.measure != RELEASE_RATE.name:
            assert abs(mine.value - other.value) <= mine.bar + other.bar, mine.key


def test_a_saved_result_has_them(answer):
    result = Result.model_validate_json(__import__("json").dumps(document(answer)))
    found = [m for m in result.built.measures if m.measure == RELEASE_RATE.name]
    assert [m.averaging for m in found] == [f"crack of {a} µm from outer" for a in (3, 6)]
    (flaw,) = result.design["flaw"]
    assert flaw["length_um"] == [3.0, 6.0]
    assert flaw["toughness_J_m2"] == {"mode_I": 0.1, "mode_II": 0.4, "eta": 2}


def test_a_design_of_a_structure_takes_flaws():
    table = {"structure": "elastomer-bump", "flaw": [{"at": "passivation/ubm_Cr", "length_um": 1}]}
    design = from_table(table, "mine.toml")
    assert design.recipe.flaws[0].length_um == (1.0,)
    assert design.inputs()["flaw"] == [{"at": "passivation/ubm_Cr", "length_um": [1.0]}]
    assert from_table(design.inputs(), "again").recipe == design.recipe


def test_the_command_line_adds_to_a_file(tmp_path):
    import tomli_w

    path = tmp_path / "film.toml"
    path.write_text(tomli_w.dumps(TABLE))
    design = load(str(path), flaws=("film/wafer:outer:2um", "film/cap:outer:1"))
    assert [f.length_um for f in design.recipe.flaws] == [(3, 6, 2), (1,)]
    assert load(str(path), flaws=("film/cap:outer:0.002 mm",)).recipe.flaws[1].length_um == (2,)
    ran = stressbump("solve", str(path), "--no-bars", "--flaw", "film/cap:outer:1um")
    assert "energy release rate, 1 µm" in ran.out
    assert "film/cap from outer" in ran.out


@pytest.mark.parametrize(
    ("flaw", "told"),
    [
        ("film/wafer", "wanted is first/second:end:length"),
        ("film/wafer:outer:long", "wanted is first/second:end:length"),
        ("film/roof:outer:1um", "no step fills 'roof'"),
        (
            "film/wafer:left:1um",
            "item 1, from: 'outer' or 'inner', or a whole number is wanted; here stands 'left'",
        ),
        ("film:outer:1um", "at: two regions are wanted, as first/second; here stands 'film'"),
        ("film/wafer:outer:-1um", "a number above 0"),
    ],
)
def test_what_cannot_be_asked_is_named(tmp_path, flaw, told):
    import tomli_w

    path = tmp_path / "film.toml"
    path.write_text(tomli_w.dumps(TABLE | {"reference": [], "flaw": []}))
    with pytest.raises(InputError, match=told):
        load(str(path), flaws=(flaw,))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("5", "toughness_J_m2: a number is wanted; here stands '5'"),
        ({"mode_I": 5, "mode_II": -1, "eta": 2}, "toughness_J_m2.mode_II: a number above 0"),
        ({"mode_I": 5, "mode_II": 5, "eta": 2}, "toughness_J_m2: eta has no effect"),
        ({"Gamma_0": 5, "lamda": 0.2}, "toughness_J_m2.lamda: unknown key; did you mean 'lambda'"),
        ({"Gamma_0": 5, "lambda": 0.2, "eta": 1}, "eta: unknown key; allowed: Gamma_0, L_um, lamb"),
    ],
)
def test_a_toughness_that_cannot_be_is_named_as_the_file_writes_it(given, told):
    flaw = TABLE["flaw"][0] | {"toughness_J_m2": given}
    with pytest.raises(InputError, match=re.escape(told)):
        from_table(TABLE | {"flaw": [flaw]}, "a film")


def test_cracks_name_what_was_asked_of_them():
    with pytest.raises(InputError, match=r"^cracks: length_um: a number above 0 is wanted"):
        cracks(from_table(TABLE, "a film"), "film/wafer", up_to=-1)
    with pytest.raises(InputError, match=r"up to 0\.001 µm: .* allowed are 0\.02 µm or more"):
        cracks(from_table(CAPPED, "a film"), "film/wafer", up_to=0.001)


def test_a_key_of_a_toughness_given_twice_is_refused():
    with pytest.raises(InputError, match="--toughness mode_I=5,mode_I=6: a key stands there twice"):
        with_modes("mode_I=5,mode_I=6", "--toughness", "J/m²")
    assert with_modes("mode_I=5,eta=2", "--toughness", "J/m²") == {"mode_I": 5, "eta": 2}


def test_how_far_stacks_that_creep_are_is_told_of_cracks_too(monkeypatch):
    def marched(*_, marches):
        assert (marches.stacks, marches.ways) == (2, ("plain", "in cubics"))
        marches.tell("half of the way")
        raise SolveError("not solved")

    monkeypatch.setattr("stressbump.answers.cracks.solve_stack", marched)
    told = []
    with pytest.raises(SolveError, match="not solved"):
        cracks(from_table(TABLE, "a film"), "film/wafer", references=["no film"], tell=told.append)
    assert "cracks in a film, no film: half of the way" in told


def test_friction_goes_with_its_flaw():
    rubs = {"contact": {"friction": {"film/wafer": 0.2}}}
    design = from_table(TABLE | rubs, "a film")
    assert design.inputs()["contact"] == rubs["contact"]
    assert from_table(design.inputs(), "again").recipe == design.recipe
    (curve, *_) = cracks(design, "film/cap", up_to=3, bars=False, references=()).curves
    assert curve.curve.rate.min() > 0
    bump = {"structure": "elastomer-bump", "contact": {"friction": 0.2}}
    assert from_table(bump, "mine").inputs()["contact"] == bump["contact"]


@pytest.mark.parametrize(
    ("friction", "told"),
    [
        (1.2, "at most 1 is wanted; here stands 1.2"),
        ({"film/wafer": -0.1}, "film/wafer: a number of at least 0 is wanted"),
        (
            {"film/cap": 0.2},
            "cap and film: the face is no free face and no flaw; there are film/wafer",
        ),
        ({"film/wafer": 0.2, "wafer/film": 0.3}, "film and wafer: the face stands twice"),
        ({"film": 0.2}, "friction.film: two regions are wanted, as first/second"),
        (1.2, "film: contact.friction: a number"),
    ],
)
def test_friction_that_cannot_be_is_named(friction, told):
    with pytest.raises(InputError, match=told):
        from_table(TABLE | {"contact": {"friction": friction}}, "a film")


def test_friction_without_effect_is_refused():
    rubs = {"contact": {"friction": 0.2}}
    with pytest.raises(InputError, match="no free_faces and no"):
        from_table(TABLE | rubs | {"flaw": []}, "a film")
    with pytest.raises(InputError, match=r"no effect where cell\.contact = false"):
        from_table(TABLE | rubs | {"cell": TABLE["cell"] | {"contact": False}}, "a film")


def test_a_free_face_has_nothing_to_part():
    cell = TABLE["cell"] | {"free_faces": [["film", "wafer"]]}
    with pytest.raises(InputError, match="a free face; nothing bonds there that could part"):
        from_table(TABLE | {"cell": cell}, "a film")


# ---- all lengths from one seam


@pytest.fixture(scope="module")
def curves():
    return cracks(from_table(TABLE, "a film"), "film/wafer", up_to=8, bars=False, toughness=0.2)


def test_a_curve_goes_through_the_values_of_its_flaws(answer, curves):
    for values, found in zip(answer.values[:2], curves.curves[:2], strict=True):
        for length, value in rates(values).items():
            rate = np.interp(length, found.curve.length, found.curve.rate)
            assert rate == pytest.approx(value.value, rel=1e-2)


def test_a_curve_has_modes_beside_its_rates(curves):
    (own, *_), frame = curves.curves, curves.table
    told = own.curve.untold == ""
    assert told.sum() > 50
    assert own.curve.rate_from_K[told] == pytest.approx(own.curve.rate[told], rel=1e-2)
    built = frame[frame["stack"] == "as built"]
    assert built.psi_deg.notna().tolist() == told.tolist()
    assert np.hypot(built.K1, built.K2).to_numpy()[told] == pytest.approx(abs(own.curve.K[told]))


def test_a_curve_tells_from_which_length_on_a_crack_runs(curves):
    built = curves.curves[0]
    length, bar = built.critical
    assert bar is None
    assert np.interp(length, built.curve.length, built.curve.rate) == pytest.approx(0.2, rel=1e-3)
    assert (built.curve.margin[built.curve.length < length] > 1).all()
    (told, *_) = curves.plain()["critical"]
    assert (told["stack"], told["length_um"]) == ("as built", length)


def test_a_bar_does_not_vanish_where_two_solutions_cross():
    length = 2.0 ** (np.arange(21) / 10)
    change = np.linspace(-0.1, 0.1, 21)
    found = largest_nearby(length, change, np.ones(21))
    assert found == pytest.approx(np.minimum(np.abs(change) + 0.05, 0.1))
    steep = largest_nearby(length, 0.1 * length**4, length**4)
    assert steep == pytest.approx(0.1 * length**4)


def test_a_curve_has_a_relief_where_the_interface_is_the_same(curves):
    frame = curves.table.set_index("stack")
    assert frame.loc["as built", "relief"].isna().all()
    assert frame.loc["stiff", "relief"].notna().all()
    assert frame.loc["another film", "relief"].isna().all()
    assert curves.relief(curves.curves[2])[1] == "another material"
    assert frame.length_um.max() == pytest.approx(8)


def test_an_interface_that_is_not_there_is_named():
    with pytest.raises(InputError, match="no such interface; did you mean 'wafer/film'"):
        cracks(from_table(TABLE, "a film"), "wafer/cap", bars=False)


def test_a_crack_beside_a_face_that_presses_has_no_value_with_friction_alone():
    """Above its melting point solder presses the elastomer around it."""
    smooth = load("elastomer-bump", flaws=("passivation/ubm_Cr:outer:2um",))
    contact = {"contact": {"friction": {"solder/elastomer": 0.2}}}
    rough = from_table({"structure": "elastomer-bump"} | contact | {"flaw": [RIM]}, "rough")
    hot = [
        next(v for v in found.values[0] if v.measure == RELEASE_RATE.name)
        for found in (relief(d, end=260, references=(), bars=False) for d in (smooth, rough))
    ]
    assert hot[0].value == pytest.approx(0.5993, rel=5e-3)
    assert hot[1].value is None
    assert "elastomer is closed too" in hot[1].note
    with pytest.raises(InputError, match="solder/elastomer closes"):
        cracks(rough, "passivation/ubm_Cr", end=260, references=(), bars=False)


def test_cracks_that_begin_at_other_corners_have_no_relief():
    """Where a film ends on its wafer, and where both end at the wall."""

    def design(name, *steps):
        own = {"step": [*TABLE["step"][:2], *steps], "reference": [], "flaw": [FLAW]}
        return from_table(TABLE | own, name)

    narrower = {"pattern": "film", "diameter_um": 60}
    capped = TABLE["step"][2]
    at_wall, on_wafer = design("at the wall"), design("on the wafer", narrower)
    found = relief(at_wall, against=[on_wafer, design("capped", capped)], bars=False)
    rows = {r.reference: r for r in found.table if r.value.measure == RELEASE_RATE.name}
    assert rows["on the wafer"].relief is None
    assert rows["on the wafer"].note == "wafer 90°, not 180°, where the crack begins"
    assert rows["capped"].relief is not None


def test_cracks_of_a_way_that_thin_layers_could_part_far_are_told():
    """What holds 200 µm together bends thin layers by thousands of times what short cracks open."""
    pulls = TABLE["step"][1] | {"intrinsic_MPa": 40}
    steps = {"step": [TABLE["step"][0], pulls, TABLE["step"][2]], "reference": [], "flaw": []}
    long = from_table(TABLE | steps | {"cell": TABLE["cell"] | {"width_um": 300}}, "long")
    (own,) = cracks(long, "wafer/film", up_to=200, bars=False).curves
    assert own.curve.length.max() == pytest.approx(200)
    assert (own.curve.rate > 0).all()


def test_a_curve_goes_on_below_an_edge_that_is_beside_its_way():
    """A cap that ends 1 µm above the way, 10 µm from where it begins."""
    thin, cap = TABLE["step"][1] | {"thickness_um": 1}, TABLE["step"][2]
    steps = [TABLE["step"][0], thin, cap, {"pattern": "cap", "diameter_um": 60}]
    stack = from_table(TABLE | {"step": steps, "reference": [], "flaw": []}, "an edge above")
    (own,) = cracks(stack, "wafer/film", up_to=12, bars=False).curves
    assert np.diff(own.curve.length).max() == pytest.approx(0.6)
    assert own.curve.length.max() == pytest.approx(12)
