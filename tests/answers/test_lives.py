"""Life of a design: ratios always, laws where they hold, by command and in Python."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import tomli_w
from shell import stressbump

import stressbump as sb
from stressbump.answers.document import result_of
from stressbump.answers.lives import lives_of
from stressbump.designs.design import with_flaws
from stressbump.errors import InputError
from stressbump.fatigue.listed import LAWS, NAMES, SLIP, WITHOUT_FIELD, WORK

BALL = {
    "print": "ball",
    "onto": "pad",
    "material": "63Sn37Pb (creep POP97)",
    "diameter_um": 60.0,
    "cap_height_um": 30.0,
    "born_C": 183.0,
}
STRIP = {
    "name": "strip",
    "cell": {"width_um": 60.0, "kinematics": "plane strain"},
    "windows_um": [5.0],
    "step": [
        {"deposit": "die", "material": "silicon", "thickness_um": 20.0, "born_C": 25.0},
        {"deposit": "pad", "material": "Cu", "thickness_um": 3.0, "born_C": 60.0},
        {"pattern": "pad", "diameter_um": 60.0},
        BALL,
        {"fill": "fill", "material": "polyimide", "thickness_um": 0.0, "born_C": 165.0},
    ],
    "reference": [
        {"name": "none", "empty": "fill"},
        {"name": "lead-free", "swap": {"ball": "SAC305 (Anand Chang)"}},
    ],
    "layer": [{"of": "ball", "at": "pad", "thickness_um": 12.7}],
    "history": {"cycle": {"low_C": -40, "high_C": 125, "count": 2}},
}
LAYER = "ball 12.7 µm at pad"


@pytest.fixture(scope="module")
def answer():
    return sb.relief(STRIP)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("lives") / "strip.toml"
    path.write_text(tomli_w.dumps(STRIP | {"reference": STRIP["reference"][:1]}), encoding="utf-8")
    return path


def test_a_law_gives_a_life_where_all_that_it_is_bound_to_stands(answer):
    frame = sb.life(answer).to_frame()
    assert len(frame) == len(LAWS) + len(WITHOUT_FIELD)
    told = frame[frame["cycles"].notna()]
    assert list(told["law"]) == ["Popelar"]
    (row,) = told.to_dict("records")
    work = next(v for v in answer.values[0] if (v.measure, v.where) == (WORK, LAYER))
    law = next(law for law in LAWS if law.name == "Popelar")
    assert row["cycles"] == pytest.approx(law.cycles(work.value))
    assert row["low"] < row["cycles"] / 2
    assert row["cycles"] * 2 < row["high"]
    assert all(frame[frame["cycles"].isna()]["why"])


def test_cracks_that_cycles_leave_bonded_are_told(answer):
    design = with_flaws(answer.design, [{"at": "ball/pad", "length_um": 2}], "strip")
    (told,) = lives_of(result_of(answer, corners=False), design, answer.section).notes
    assert told.startswith("flaw ball/pad from outer: left out")
    assert sb.life(answer).notes == ()


def test_ratios_stand_beside_with_their_bars(answer):
    lives = sb.life(answer)
    ratios = {(r.measure, r.where, r.reference): r for r in lives.ratios}
    for measure in (WORK, SLIP):
        row = ratios[measure, LAYER, "none"]
        assert row.ratio == pytest.approx(row.value / row.without)
        assert 0 < row.ratio_bar < 0.5 * row.ratio
        assert row.bar > 0
        assert "another solder" in ratios[measure, LAYER, "lead-free"].note
    assert set(lives.ratios_frame()["reference"]) == {"none", "lead-free"}


def test_darveauxs_own_steps_stand_where_a_run_takes_them():
    history = {"cycle": STRIP["history"]["cycle"] | {"count": 1}, "time_steps": "Darveaux 2000"}
    taken = sb.relief(STRIP | {"history": history}, references=(), bars=False)
    lives = sb.life(taken, laws=["Darveaux quarter", "Popelar"])
    assert {place.steps for place in lives.places} == {"Darveaux 2000"}
    for law in lives.laws:
        (differs,) = [[d for d in law.differences if d.what == "steps"]]
        assert bool(differs) == (law.law == "Popelar"), law
    course = taken.built.course
    rests = [
        b.seconds - a.seconds
        for a, b in pairwise(course.instants)
        if a.temperature == b.temperature
    ]
    assert rests == pytest.approx(2 * [60, 120, 240, 480])


def test_a_given_range_and_use_feed_laws_without_a_field(answer):
    lives = sb.life(answer, laws=["Engelmaier", "Norris"], shear_range=0.01, use=(25, 65, 2))
    numbers = {j.law: j.cycles for j in lives.laws}
    assert numbers.pop("Engelmaier") == pytest.approx(12725.7, abs=0.1)
    assert len(numbers) == 2
    assert all(n > 1 for n in numbers.values())


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        ({"references": ["none"]}, "no effect on an answer"),
        ({"laws": ["Popelar"], "shear_range": 0.01}, "no effect on Popelar"),
        ({"shear_range": -0.01}, "above 0"),
        ({"shear_range": float("nan")}, "above 0"),
        ({"use": (65, 25, 2)}, "above"),
        ({"laws": "Manson"}, "no life law 'Manson'"),
    ],
)
def test_what_cannot_be_or_has_no_effect_is_refused(answer, ask, word):
    with pytest.raises(InputError, match=word):
        sb.life(answer, **ask)


def test_without_cycles_it_is_said_what_to_write():
    with pytest.raises(InputError, match=r"(?s)no thermal cycles.*inelastic = true.*cycle = "):
        sb.life("elastomer-bump")
    plain = sb.relief(STRIP | {"history": {}, "layer": []}, references=(), bars=False)
    with pytest.raises(InputError, match="no thermal cycles"):
        sb.life(plain)


def test_cycles_of_what_does_not_creep_are_refused():
    steps = [s | ({"material": "SAC305"} if "print" in s else {}) for s in STRIP["step"]]
    with pytest.raises(InputError, match=r"no effect.*SAC305 \(Anand Chang\)"):
        sb.life(STRIP | {"step": steps, "layer": [], "reference": []})


def test_the_command_tells_ratios_and_what_differs(file):
    said = stressbump("life", file, "--no-bars")
    assert said.code == 0, said.err
    assert "ratio to none" in said.out
    assert "±25 %" in said.out
    assert "factor of two" in said.out
    assert "Popelar: characteristic life" in said.out
    assert "no field solution used" in said.out


def test_a_law_by_name_that_gives_nothing_ends_with_2_and_the_reason(file):
    said = stressbump("life", file, "--no-bars", "--law", "Darveaux quarter 0.5", "--json")
    assert said.code == 2
    assert "model: wanted is quarter, 3-D, here plane strain" in said.err
    (law,) = json.loads(said.out)["laws"]
    assert law["cycles"] is None
    assert {d["what"] for d in law["differences"]} == {"model", "solder law", "steps"}


def test_a_use_that_is_none_is_refused_before_anything_is_solved(file):
    said = stressbump("life", file, "--use", "25:65")
    assert (said.code, said.out) == (2, "")
    assert "as 25:65:2" in said.err


def test_the_page_of_life_has_every_law():
    page = (Path(__file__).parents[2] / "docs/life.md").read_text(encoding="utf-8")
    families = {re.sub(r" [\d.]+ mil", "", name) for name in NAMES}
    assert [name for name in families if name not in page] == []
