"""The page of a joint that creeps and cycles, and the same from its folder."""

import html
import json
import re
from dataclasses import replace
from itertools import pairwise
from shutil import copytree

import numpy as np
import pytest
from creeping_joint import LAYER, WORK

import stressbump as sb
from stressbump.answers.page_input import of_answer, read_folder
from stressbump.errors import InputError
from stressbump.fatigue.listed import NAMES
from stressbump.formatting import number
from stressbump.report import report_folder
from stressbump.report.cycle_drawings import FALLING, LEVEL, RISING, branches
from stressbump.report.cycles import branch_sentence, cycles, first_places
from stressbump.report.page import render
from stressbump.survey.cycles import CycleRecord

CURVATURE = "curvature", "die", "1/m"


def without_result(text):
    """The page but for the result that it holds, which knows its files in a folder alone."""
    return re.sub(r'(id="result">).*?(</script>)', r"\1\2", text, flags=re.DOTALL)


@pytest.fixture(scope="module")
def given(joint):
    return of_answer(joint)


@pytest.fixture(scope="module")
def told(given):
    """Tags and drawings taken out."""
    part = without_result(render(given)).partition('id="cycles"')[2].partition('id="section"')[0]
    text = re.sub(r"<svg.*?</svg>", "", part, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_a_folder_has_the_page_of_its_answer(given, joint_page):
    assert without_result(joint_page.read_text(encoding="utf-8")) == without_result(render(given))


def test_work_stands_with_its_thickness_and_its_change(joint, told):
    """ΔW is what was dissipated at the end of a cycle less what was at its beginning."""
    for stack in joint.stacks:
        ends = [
            [m.means[LAYER].work for m in stack.course.of_cycle(n)][
                :: len(stack.course.of_cycle(n)) - 1
            ]
            for n in (1, 2)
        ]
        first, last = (1e3 * (after - before) for before, after in ends)
        psi = last / 6.894757
        change = 100 * (last / first - 1)
        row = f"{LAYER} {stack.name} {number(first)} {number(last)} {number(psi)} {change:+.1f} %"
        assert row in told
    assert "more cycles would change it" in told


def test_the_loop_that_is_drawn_has_the_area_that_is_told(joint, told):
    last = joint.built.course.of_cycle(2)
    stress = np.array([m.means[LAYER].stress for m in last])
    strain = np.array([m.means[LAYER].inelastic for m in last])
    area = ((stress[1:] + stress[:-1]) / 2 * np.diff(strain, axis=0)).sum(axis=0)
    drawn = f"Over {LAYER} the area of the last loop drawn, ∮ σ dε of the radial component, is"
    assert f"{drawn} {number(1e3 * abs(area).max())} kPa of ΔW" in told
    assert abs(area).argmax() == 0


def test_the_way_up_lies_beside_the_way_down(joint, told):
    """Half way between the corners, of straight lines between the steps of each ramp."""
    last = joint.built.course.of_cycle(2)
    found = {}
    for a, b in pairwise(last):
        low, high = sorted((a.temperature, b.temperature))
        if low <= 42.5 < high:
            share = (42.5 - a.temperature) / (b.temperature - a.temperature)
            ends = [m.followed[CURVATURE] for m in (a, b)]
            found[b.temperature > a.temperature] = ends[0] + share * (ends[1] - ends[0])
    assert abs(found[True] - found[False]) > 1
    assert f"up and down, {number(found[True])} and {number(found[False])} 1/m as built" in told


def record(temperature, bow):
    minutes = np.arange(float(len(temperature)))
    cycle = np.array([0] + [1] * (len(temperature) - 1))
    followed = {CURVATURE: np.array(bow)}
    return {"as built": CycleRecord(cycle, minutes, np.array(temperature), {}, followed)}


def test_without_memory_both_ways_are_one_line():
    there = [25.0, -40.0, -40.0, 125.0, 125.0]
    assert "one line" in branch_sentence(record(there, [0.01 * t for t in there]))
    later = branch_sentence(record(there, [0.25, -0.4, -0.5, 1.25, 1.25]))
    share = 32.5 / 165 * 1.75 - 0.5
    assert f"At −7.5 °C the curvature of die is, on the way up and down, −{-share:.4g} and" in later
    assert "−0.075 1/m as built: 4.6 % of what it moves" in later
    assert branch_sentence(record(there, [0.0] * 5)) == ""
    assert branch_sentence(record([25.0, 125.0], [0.0, 1.0])) == ""


def test_layers_come_first_then_what_of_the_focus_has_memory(given):
    own = given.records["as built"]
    assert first_places(given.section, own, ("pad", "ball")) == [LAYER, "ball"]
    assert first_places(given.section, own, ("pad",)) == [LAYER]
    assert first_places(replace(given.section, layers=()), own, ("pad",)) == ["ball", LAYER]


def test_a_cycle_is_parted_where_its_temperature_turns():
    parts = branches(np.array([25.0, 0.0, -40.0, -40.0, 125.0, 125.0]))
    assert [(way, part.start, part.stop) for way, part in parts] == [
        (FALLING, 0, 3),
        (LEVEL, 2, 4),
        (RISING, 3, 5),
        (LEVEL, 4, 6),
    ]


def test_every_law_is_told_with_what_it_is_bound_to(told):
    assert [name for name in NAMES if name not in told] == []
    assert "No law is bound to what stands here" in told
    assert "±25 %" in told


def test_ratios_are_those_of_the_command(joint, told):
    (row,) = (r for r in sb.life(joint).ratios if (r.measure, r.where) == (WORK, LAYER))
    assert (
        f"{LAYER} {WORK} {number(row.value)} MPa {number(row.ratio)} ({number(row.without)})"
        in told
    )


def test_a_failed_check_or_no_cycles_leave_it_out(given, still_page):
    failed = given.result.plain()
    failed["stacks"][0]["checks"][0]["passed"] = False
    assert cycles(replace(given, result=type(given.result).model_validate(failed))) is None
    text = still_page.read_text(encoding="utf-8")
    assert 'id="cycles"' not in text
    assert 'id="life"' not in text


@pytest.mark.parametrize(
    ("file", "damage", "word"),
    [
        ("cycles.csv", None, "cycles.csv is missing"),
        ("over_time.csv", None, "over_time.csv is missing"),
        ("cycle2_corner3.vtu", None, "cycle2_corner3.vtu is missing"),
        ("cycles.csv", lambda text: text[: len(text) // 2], "not as long as the first"),
        ("cycles.csv", lambda text: "", "truncated"),
        ("cycles.csv", lambda text: text.replace("work_MPa", "work"), "its columns are not"),
        ("cycles.csv", lambda text: text.replace("ball 3", '"ball 3'), "truncated"),
        ("cycles.csv", lambda text: "\n".join(text.split("\n")[:-2]), "other times"),
        ("over_time.csv", lambda text: text.replace("1/m]", "1/m"), "measure @ place [unit]"),
        ("over_time.csv", lambda text: text.replace(",25.0,", ",nan,"), "not finite"),
        ("over_time.csv", lambda text: text.replace(",25.0,", ",hot,"), "hot"),
        ("over_time.csv", lambda text: text.replace("\n1,", "\n3,"), "not in order"),
        ("over_time.csv", lambda text: text.replace("time_min", "time"), "do not begin with"),
        ("over_time.csv", lambda text: text.split("\n")[0], "no moments"),
    ],
)
def test_a_damaged_folder_is_refused_by_the_name_of_the_file(
    joint_folder, tmp_path, file, damage, word
):
    copy = copytree(joint_folder, tmp_path / "copy")
    if damage is None:
        (copy / file).unlink()
    else:
        text = (copy / file).read_text(encoding="utf-8")
        (copy / file).write_text(damage(text), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(word)) as said:
        report_folder(copy)
    assert str(copy) in str(said.value)
    assert "\n" not in str(said.value)


def test_moments_without_a_cycle_are_refused(joint_folder, tmp_path):
    copy = copytree(joint_folder, tmp_path / "copy")
    document = json.loads((copy / "result.json").read_text(encoding="utf-8"))
    del document["design"]["history"]["cycle"], document["design"]["layer"]
    (copy / "result.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="design: no cycle in its history"):
        report_folder(copy)


def test_the_slider_has_the_moments_that_are_stored(given, joint):
    for stack in joint.stacks:
        basis = given.bases[stack.name]
        assert [stop.temperature for stop in basis.stops] == [25, -40, -40, 125, 125]
        assert [bool(stop.moment) for stop in basis.stops] == [False, True, True, True, True]
        assert basis.stops[1].moment == "cycle 2, 65.9091 min, -40 °C"
        assert np.array_equal(basis.weights, np.eye(5))


def test_without_room_the_moments_are_left_out(joint_folder, monkeypatch):
    monkeypatch.setattr("stressbump.answers.stops.LARGEST", 1000)
    given = read_folder(joint_folder)
    assert given.left_out
    assert {len(basis.stops) for basis in given.bases.values()} == {1}
