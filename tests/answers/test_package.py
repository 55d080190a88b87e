"""A package as it is asked for: its file, its joints, its files, and what is refused."""

import csv
import json

import numpy as np
import pytest
import tomli_w
from posts import WIDTH, recipe
from shell import stressbump

import stressbump as sb
from stressbump.answers.joint import joint_at
from stressbump.answers.package import package_of
from stressbump.answers.package_files import chosen_joints, save_package
from stressbump.designs.package import package_from_table
from stressbump.errors import InputError
from stressbump.export.package_rows import PackageResult

PITCH = WIDTH * np.pi**0.5
DIE = [0.4, 0.4]  # mm


def table(**changes):
    own = {"die_mm": DIE, "board_mm": [0.8, 0.8], "array": {"rows": 3, "columns": 3}}
    own |= {"joint": recipe(radius=4.0)} | changes
    return {"package": {k: v for k, v in own.items() if v is not None}}


def design(*settings, **changes):
    return package_from_table(table(**changes), "posts.toml", settings)


@pytest.fixture(scope="module")
def answer():
    return package_of(design(), (25.0, 80.0))


def test_every_joint_has_a_row_at_every_temperature(answer):
    joints = answer.joints
    assert len(joints) == 18
    cold, warm = (joints[joints.temperature_C == T] for T in (25, 80))
    assert list(zip(cold.row[:4], cold.column[:4], strict=True)) == [(1, 1), (1, 2), (1, 3), (2, 1)]
    np.testing.assert_allclose(cold.x_um[:3], [-PITCH, 0, PITCH], atol=0.1)
    assert cold.slide_um[4] == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(
        warm.shear_uN.to_numpy() * 125, cold.shear_uN * 70, rtol=1e-6, atol=1e-9
    )
    assert cold.by_hand_um[0] == pytest.approx(2**0.5 * PITCH * 13e-6 * 125, rel=1e-4)
    assert (cold.slide_um <= cold.by_hand_um + 1e-9).all()


def test_warpage_is_told_from_the_joints_birth_on(answer):
    chip = answer.warpage[answer.warpage.body == "chip"]
    assert list(chip.temperature_C) == [150, 25, 80]
    assert chip.warpage_um.iloc[0] == 0
    assert 0 < chip.warpage_um.iloc[2] < chip.warpage_um.iloc[1]  # the board shrinks more: convex
    assert (answer.warpage.flatness_um >= 0).all()


def test_joints_are_asked_for_by_name_number_or_place(answer):
    found = chosen_joints(answer.result, ("worst", "centre", "corner", "2", "2,3"))
    numbers = [row.joint for _, row in found]
    assert numbers[:5] == [answer.result.worst[0], 5, 9, 2, 6]
    assert numbers[5:] == numbers[:5]
    assert answer.result.worst[0] in (1, 3, 7, 9)
    for told in ("middle", "0", "4,1", "1,2,3"):
        with pytest.raises(InputError, match=f"--joint {told}"):
            chosen_joints(answer.result, (told,))


def test_its_files_hold_it_all(answer, tmp_path):
    files = save_package(answer.result, tmp_path)
    text = json.loads((tmp_path / "package.json").read_text())
    assert PackageResult.model_validate(text) == answer.result
    with open(files["joints"], newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    assert float(rows[0]["shear_uN"]) == answer.result.joints[0].shear_uN


def test_a_list_of_places_is_as_an_array(answer):
    places = [[x, y] for y in (-PITCH, 0, PITCH) for x in (-PITCH, 0, PITCH)]
    listed = package_of(design(array=None, places_um=places)).result.joints
    for one, other in zip(listed, answer.result.joints, strict=False):
        assert one.row is None
        assert one.shear_uN == pytest.approx(other.shear_uN, rel=1e-3, abs=1e-6)


def test_settings_reach_the_array_and_the_joint():
    found = design("array.rows=2", "package.die_mm=[0.7, 0.6]", "joint.post.diameter_um=10")
    assert (found.package.array.rows, found.package.die_mm) == (2, (0.7, 0.6))
    assert found.joint.recipe.steps[2].diameter_um == 10


def test_a_structure_is_assembled_at_the_pitch_on_the_board():
    array = {"rows": 2, "columns": 2, "pitch_um": 180}
    board = [{"material": "FR-4", "thickness_um": 800}]
    own = design(joint="elastomer-bump", array=array, board=board).joint.structure
    assert (own.assembled, own.pitch, own.board[0].thickness_um) == (True, 180, 800)


def test_a_joint_is_as_stiff_as_it_is_alone_at_the_end():
    """Also where its moduli change on the way."""
    own = recipe(radius=4.0)
    own["step"][1]["material"] = "SAC305"
    cell = package_of(design(joint=own), bars=False).result.cell
    one = package_of(design(joint=own, array={"rows": 1, "columns": 1}), bars=False).result
    assert one.joints[0].axial_uN == pytest.approx(0, abs=1e-7 * cell.shear_stiffness_uN_per_um)
    (joint,) = joint_at(own, 500.0, bars=False).result().joints
    (stiffness,) = (v.value for v in joint.values if v.value.measure == "shear stiffness")
    assert cell.shear_stiffness_uN_per_um == pytest.approx(stiffness.value, rel=1e-9)
    assert cell.reach_um == pytest.approx(joint.reach_um, rel=1e-9)


def test_where_numbers_end_what_creeps_and_what_would_rub_is_told():
    own = recipe(radius=4.0, material="ABF")
    own["step"][1]["material"] = "SAC305"
    own["cell"]["free_faces"] = [["post", "fill"]]
    own["contact"] = {"friction": 0.2}
    told = package_of(design(joint=own), 300.0, bars=False).result.warnings
    for start in (
        "post: cte is known",
        "left out: creep of post",
        "free face post/fill: it stays open here",
        "at 300 °C post/fill would close over",
    ):
        assert any(line.startswith(start) for line in told), (start, told)
    assert not any("--inelastic" in line for line in told)


def test_the_outer_rows_alone_and_places_left_out():
    array = {"rows": 5, "columns": 4, "perimeter": 1, "left_out": [[1, 1]]}
    numbers = design(array=array).package.array.numbers.tolist()
    assert len(numbers) == 20 - 6 - 1
    assert [2, 2] not in numbers
    assert [1, 1] not in numbers


WOVEN = {
    "E_warp_GPa": 24.8, "E_fill_GPa": 20.7, "E_through_GPa": 10, "nu_warp_fill": 0.11,
    "nu_through": 0.39, "cte_warp_ppm_per_K": 14, "cte_fill_ppm_per_K": 18,
    "cte_through_ppm_per_K": 57, "section_along": "warp",
}  # fmt: skip
OVERLAP = [[0, 0], [60, 0]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"array": {"rows": 5, "columns": 3}}, r"lies off the chip, die_mm = \[0.4, 0.4\]"),
        ({"array": None, "places_um": [[198, 0]]}, r"at x = 198, y = 0 µm lies off the chip"),
        ({"array": None, "places_um": [[0, 0], [3, 0]]}, "overlap: their radius is 4 µm"),
        (
            {"array": None, "places_um": OVERLAP},
            "overlap with their cells: each wants a square of 106",
        ),
        ({"array": {"rows": 2, "columns": 2, "pitch_um": 90}}, "pitch_um = 90: the joint"),
        ({"array": None}, "either array or places_um"),
        ({"places_um": [[0, 0]]}, "either array or places_um"),
        ({"board_mm": [0.3, 1]}, r"board_mm = \[0.3, 1.0\] is smaller than die_mm"),
        ({"board_mm": "endless"}, "here stands 'endless'"),
        ({"board_mm": [True, 1]}, r"here stands \[True, 1\]"),
        ({"board_mm": "infinite", "clamped": True}, "clamped = true has no effect"),
        ({"array": {"rows": 3, "columns": 3, "perimeter": 2}}, "perimeter = 2 has no effect"),
        ({"array": {"rows": 3, "columns": 3, "left_out": [[4, 1]]}}, r"\[4, 1\] lies off 3 rows"),
        ({"array": {"rows": 1, "columns": 1, "left_out": [[1, 1]]}}, "0 joints; 1 … 50000"),
        ({"rows": 3}, "rows: unknown key"),
        ({"die_mm": [0.4]}, "die_mm, item 2: this item is missing"),
        ({"board": "FR-4"}, "is a recipe with a board of its own"),
        ({"joint": "no-such"}, "no-such"),
        (
            {"joint": "interface-layer-package"},
            "makes no joint; allowed: dry-film-bump, elastomer-bump, recessed-pad-bump",
        ),
    ],
)
def test_what_cannot_be_is_named(changes, words):
    with pytest.raises(InputError, match=words):
        package_of(design(**changes))


def test_a_joint_without_a_board_is_refused():
    bare = recipe()
    bare["step"] = bare["step"][:3]
    bare["cell"]["support"] = "laminate"
    with pytest.raises(InputError, match="a joint wants a board of its own"):
        package_of(design(joint=bare))


def test_a_woven_board_is_a_plate_of_both_directions_and_its_cells_have_the_mean():
    other = recipe(radius=4.0)
    other["step"][3]["material"] = WOVEN
    found = package_of(design(joint=other), bars=False)
    first = found.joints.iloc[0]
    hand = 3e-6 - np.array([14e-6, 18e-6])
    assert first.by_hand_um == pytest.approx(125 * PITCH * np.hypot(*hand), rel=1e-4)
    assert abs(first.shear_y_uN) > 1.2 * abs(first.shear_x_uN)
    assert ["mean" in line or "both directions" in line for line in found.result.warnings] == [1, 1]


def test_cracks_that_no_joint_has_are_told():
    cracked = recipe(radius=4.0) | {
        "flaw": [{"at": "die/post", "from": "outer", "length_um": [1.0]}]
    }
    found = package_of(design(joint=cracked), bars=False)
    assert found.result.warnings[0].startswith("flaw die/post from outer: left out")


def test_means_of_what_is_alike_are_refused_and_the_joint_is_named():
    other = recipe()
    other["cell"]["means_in_plane"] = True
    with pytest.raises(InputError, match=r"joint of posts: cell\.means_in_plane has no effect"):
        package_of(design(joint=other))


def test_the_command_prints_joints_and_warpage(tmp_path):
    file = tmp_path / "posts.toml"
    file.write_text(tomli_w.dumps(table()))
    said = stressbump(
        "package", file, "--joint", "corner", "--joint", "2,2", "-o", tmp_path / "out"
    )
    assert said.code == 0, said.err
    assert "posts: 9 joints of" in said.out
    assert "warpage over the outline of the chip" in said.out
    assert (tmp_path / "out" / "joints.csv").exists()
    assert sb.load_package(str(file)).name == "posts"
    refused = stressbump("relief", file)
    assert (refused.code, "`stressbump package`" in refused.err) == (2, True)
    refused = stressbump("package", file, "--joint", "9,9")
    assert (refused.code, "no joint is there" in refused.err) == (2, True)
