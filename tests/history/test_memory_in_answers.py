"""A design whose solder creeps, through everything that a user may ask of an answer."""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from creeping_joint import CREEPS, JOINT, LAYER, WORK
from matplotlib.colors import to_rgb
from PIL import Image
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader

import stressbump as sb
from stressbump.answers.document import document
from stressbump.designs.design import from_table
from stressbump.errors import InputError
from stressbump.export.cycles import read_cycles
from stressbump.export.fields import of_solution
from stressbump.export.folders import clear, cycle_tables
from stressbump.export.series import SERIES
from stressbump.export.vtu import ACCUMULATED
from stressbump.measures import mean_von_mises
from stressbump.mechanics.sample import in_region
from stressbump.report import report_answer
from stressbump.survey.cycles import recorded
from stressbump.verification.calculix.crosscheck import crosscheck

STRESS = "mean von Mises stress"


def with_ball(material):
    """The joint, its ball of another material, without cycles."""
    steps = [s | ({"material": material} if "print" in s else {}) for s in JOINT["step"]]
    return JOINT | {"step": steps, "history": {}, "layer": []}


@pytest.fixture(scope="module")
def answer():
    return sb.relief(JOINT, bars=False)


def test_cycles_are_told_with_relief(answer):
    assert answer.passed
    row = next(r for r in answer.table if (r.value.measure, r.value.where) == (WORK, LAYER))
    assert row.value.value > 0
    assert row.relief is not None
    assert "from the one before" in row.value.note
    assert row.value.averaging == "volume, cycle 2"


def test_bars_hold_finer_meshes_and_shorter_steps():
    once = JOINT | {"history": {"cycle": {"low_C": -40, "high_C": 125, "count": 1}}}
    coarse = sb.relief(once, references=())
    fine = sb.relief(once, references=(), refine=1, bars=False)
    numbers = {v.key: v.value for v in fine.values[0]}
    told = [v for v in coarse.values[0] if "per cycle" in v.measure]
    assert {v.where for v in told} == {"ball", LAYER}
    for v in (*told, *(v for v in coarse.values[0] if v.measure == "mean von Mises stress")):
        assert abs(numbers[v.key] - v.value) <= v.bar < 0.1 * v.value, v


def test_what_flows_does_not_superpose_so_there_are_no_shares(answer):
    assert answer.mismatch == {}


def test_a_result_and_a_table_are_made(answer):
    found = json.loads(json.dumps(document(answer)))
    assert any(m["measure"] == WORK for m in found["stacks"][0]["measures"])
    assert WORK in set(answer.to_frame()["measure"])


@pytest.fixture(scope="module")
def files(answer, tmp_path_factory):
    return answer.save(tmp_path_factory.mktemp("saved"))


def test_the_table_of_the_cycles_has_the_work_of_the_last(answer, files):
    with open(files["cycles of as built"], encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["where"] == LAYER]
    assert float(rows[0]["temperature_C"]) == 25
    assert max(float(r["temperature_C"]) for r in rows) == 125
    first, both = (
        max((float(r["time_min"]), float(r["work_MPa"])) for r in rows if r["cycle"] == n)[1]
        for n in "12"
    )
    told = next(v for v in answer.values[0] if (v.measure, v.where) == (WORK, LAYER))
    assert both - first == pytest.approx(told.value, rel=1e-5)


def test_fields_stand_at_the_corners_of_the_last_cycle_by_minutes(answer, files):
    pvd = Path(files["fields of none over the last cycle"])
    shown = ET.parse(pvd).getroot().findall("./Collection/DataSet")
    ends = [float(s.attrib["timestep"]) for s in shown]
    assert ends[0] == 0
    assert np.diff(ends[1:]) == pytest.approx([15, 15, 15], abs=1e-6)
    course = answer.stacks[1].course
    assert ends[-1] == pytest.approx(course.instants[-1].seconds / 60, rel=1e-9)
    solved = [answer.stacks[1].solutions[25.0], *(solution for _, solution in course.corners)]
    for s, solution in zip(shown, solved, strict=True):
        reader = vtkXMLUnstructuredGridReader()
        reader.SetFileName(str(pvd.parent / s.attrib["file"]))
        reader.Update()
        data = reader.GetOutput().GetPointData()
        found = vtk_to_numpy(data.GetArray("displacement_um"))
        assert np.abs(found).max() == pytest.approx(np.abs(solution.displacement).max())
        own = of_solution(solution).accumulated
        for row, name in zip(own, ACCUMULATED, strict=True):
            np.testing.assert_array_equal(vtk_to_numpy(data.GetArray(name)), row)


def test_fields_have_the_work_and_strain_that_the_course_has_the_means_of(answer):
    for instant, solution in answer.built.course.corners:
        own, volume = solution.accumulated["ball"], solution.blocks["ball"].dV
        means = (own * volume).sum(axis=(1, 2)) / volume.sum()
        assert means == pytest.approx([instant.means["ball"].work, instant.means["ball"].slip])
        assert set(solution.accumulated) == {"ball"}


def test_stress_and_warpage_are_followed_step_by_step(answer, files):
    """Where fields are stored they are those of the fields; where cycles begin, the answer's own values."""
    stack = answer.built
    values = {(v.measure, v.where): v.value for v in answer.values[0]}
    first = stack.course.instants[0].followed
    assert {m for m, _, _ in first} == {STRESS, "curvature", "sagitta", "dimple"}
    for (measure, where, _), number in first.items():
        assert number == pytest.approx(values[measure, where], rel=1e-9)
    for instant, solution in stack.course.corners:
        sample = in_region(solution, "pad")
        assert instant.followed[STRESS, "pad", "MPa"] == pytest.approx(mean_von_mises(sample))
        assert instant.followed["curvature", "die", "1/m"] == -1e6 * solution.globals["k"]
    read = read_cycles(*(Path(files[role]) for role in cycle_tables("as built")))
    kept = recorded(stack.course)
    assert flat(read).keys() == flat(kept).keys()
    for key, numbers in flat(kept).items():
        np.testing.assert_allclose(flat(read)[key], numbers, rtol=1e-15, err_msg=str(key))


def flat(record):
    """All arrays of a record, by what they are of."""
    loops = {(n, f.name): getattr(p, f.name) for n, p in record.places.items() for f in fields(p)}
    own = {f.name: getattr(record, f.name) for f in fields(record)[:3]}
    return own | loops | dict(record.followed)


def test_loops_are_drawn(files):
    picture = np.asarray(Image.open(files["hysteresis loops"]).convert("RGB")).astype(int)
    last, first = (np.abs(picture - 255 * np.array(to_rgb(c))).max(axis=2) < 20 for c in SERIES[:2])
    half = picture.shape[1] // 2
    for panel in (np.s_[:, :half], np.s_[:, half:]):
        assert min(last[panel].sum(), first[panel].sum()) > 300


def test_a_later_result_leaves_nothing_of_the_cycles(answer, tmp_path):
    answer.save(tmp_path, pictures=False)
    clear(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_page_is_made(tmp_path):
    plain = sb.relief(JOINT | {"history": {}, "layer": []}, references=(), bars=False)
    page = report_answer(plain, tmp_path / "page.html")
    assert "SAC305 (Anand Chang)" in page.read_text(encoding="utf-8")


def test_a_sweep_of_a_temperature_takes_every_case_through_time(tmp_path):
    plain = JOINT | {"history": {}, "layer": []}
    frame = sb.sweep(
        plain,
        {"ball.born_C": [200.0, 217.0]},
        str(tmp_path / "run"),
        references=(),
        measures=["mean von Mises stress @ ball"],
        workers=0,
    )
    (column,) = (c for c in frame.columns if "von Mises" in c)
    assert len(set(frame[column])) == 2
    for _, row in frame.iterrows():
        table = plain | {"step": [dict(s) for s in JOINT["step"]]}
        table["step"][3]["born_C"] = row["ball.born_C"]
        alone = sb.relief(table, references=(), bars=False)
        value = next(
            v for v in alone.values[0] if (v.measure, v.where) == ("mean von Mises stress", "ball")
        )
        assert row[column] == pytest.approx(value.value, rel=1e-9)


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (
            lambda: sb.reduced(JOINT, {"ball.born_C": {"from": 200, "to": 217}}),
            "does not superpose",
        ),
        (lambda: crosscheck(from_table(JOINT, "joint")), "ball: CalculiX has no"),
        (
            lambda: sb.relief(JOINT | {"cell": {"width_um": 30.0, "kinematics": "plane stress"}}),
            "plane stress is not solved",
        ),
        (
            lambda: sb.relief(
                with_ball("SAC305")
                | {
                    "cell": {"width_um": 30.0, "kinematics": "plane stress"},
                    "reference": [{"name": "creeping", "swap": {"ball": CREEPS}}],
                }
            ),
            "reference 'creeping': 'ball' creeps or yields, which in plane stress is not solved",
        ),
    ],
)
def test_what_memory_is_not_for_is_refused_by_name(ask, word):
    with pytest.raises(InputError, match=word):
        ask()


def test_a_faster_cool_down_leaves_more_stress():
    slow, fast = (
        sb.relief(
            JOINT | {"history": {"rate_K_per_min": r}, "layer": []}, references=(), bars=False
        )
        for r in (1.0, 600.0)
    )
    of = [{v.key: v.value for v in a.values[0]} for a in (slow, fast)]
    key = next(k for k in of[0] if k[:2] == ("mean von Mises stress", "ball"))
    assert of[1][key] > 1.2 * of[0][key]


def test_constants_of_ones_own_are_those_of_the_library():
    own = {
        "like": "SAC305",
        "memory": {
            "law": "Anand", "s0_MPa": 45.9, "Q_over_R_K": 7460, "A_per_s": 5.87e6, "xi": 2, "m": 0.0942,
            "h0_MPa": 9350, "s_hat_MPa": 58.3, "n": 0.015, "a": 1.5,
        },
    }  # fmt: skip
    table = JOINT | {"history": {}, "layer": []}
    named, written = (sb.relief(t, references=(), bars=False) for t in (table, with_ball(own)))
    a, b = (np.array([v.value for v in x.values[0]], float) for x in (named, written))
    np.testing.assert_allclose(a, b, rtol=1e-12)
