"""Stress in the joints of a package: each feels what its plates do to it, and nothing else."""

import copy
import json

import numpy as np
import pytest
import tomli_w
from posts import recipe
from shell import stressbump

from stressbump.answers.package import package_of
from stressbump.answers.package_stress import package_stress
from stressbump.designs.package import package_from_table
from stressbump.errors import InputError

JOINT = recipe() | {
    "focus": ["post"], "windows_um": [20.0],
    "reference": [{"name": "stiffer", "swap": {"core": "Cu"}}],
}  # fmt: skip
TABLE = {
    "package": {
        "die_mm": [0.8, 0.8], "board_mm": [1.6, 1.6], "array": {"rows": 5, "columns": 5}, "joint": JOINT,
    }
}  # fmt: skip
WHICH = "worst", "centre", "2,1"


@pytest.fixture(scope="module")
def design():
    return package_from_table(TABLE, "posts.toml", ())


@pytest.fixture(scope="module")
def joints(design):
    return package_stress(design, WHICH, references=(), bars=False)


@pytest.fixture(scope="module")
def package(design):
    return package_of(design).joints


def motion(joint):
    return joint.stacks[0].fields.motion


def test_forces_of_the_field_are_those_of_the_plates(joints, package):
    """∫ σ : ε(v) over the field of a joint, against what the package's equations found there."""
    for joint, row in zip(joints, (0, 12, 5), strict=True):
        wanted, found = package.iloc[row], motion(joint)
        assert found.force == pytest.approx(wanted.shear_uN, rel=1e-7, abs=1e-6)
        assert found.axial == pytest.approx(wanted.axial_uN, rel=1e-7)
        assert found.slide == pytest.approx(wanted.slide_um, rel=1e-9, abs=1e-12)
        assert found.by_hand == pytest.approx(wanted.by_hand_um, rel=1e-9, abs=1e-12)


def test_what_no_mirror_makes_is_there_where_no_mirror_is(joints):
    """Corners mirror about their diagonal, the centre feels no slide, others have it all."""
    corner, centre, other = (sorted(j.stacks[0].fields.harmonics) for j in joints)
    assert (corner, other) == ([0, 1, 2], [-2, -1, 0, 1, 2])
    assert 1 not in centre


def test_the_corner_is_worse_than_the_centre(joints):
    corner, centre, other = (
        {v.over: v for v in j.stacks[0].values if v.value.measure == "mean von Mises stress"}
        for j in joints
    )
    assert corner["all angles"].value.value > other["all angles"].value.value
    assert other["all angles"].value.value > 2 * centre["all angles"].value.value
    assert corner["per force"].value.value == pytest.approx(
        other["per force"].value.value, rel=1e-3
    )
    assert "per force" not in centre


def test_each_stack_is_in_a_package_of_its_own_joints(design):
    (worst,) = package_stress(design, ("worst",), bars=False)
    built, stiffer = (s.fields.motion for s in worst.stacks)
    swapped = copy.deepcopy(JOINT)
    swapped["step"][3]["material"] = "Cu"
    own = TABLE["package"] | {"joint": swapped}
    alone = package_of(package_from_table({"package": own}, "copper.toml", ())).joints.iloc[0]
    assert stiffer.slide == pytest.approx(alone.slide_um, rel=1e-6)
    assert not np.isclose(built.slide, stiffer.slide, rtol=0.05)
    with pytest.raises(InputError, match="--joint 9,9: no joint is there"):
        package_stress(design, ("9,9",), references=(), bars=False)


def test_the_command_tells_of_each_and_keeps_them(tmp_path):
    file, out = tmp_path / "posts.toml", tmp_path / "out"
    file.write_text(tomli_w.dumps(TABLE))
    told = stressbump(
        "package",
        file,
        "--stress",
        "--joint",
        "worst",
        "--reference",
        "stiffer",
        "--no-bars",
        "-o",
        out,
    ).out
    assert "worst joint" in told
    assert "against stiffer" in told
    rows = json.loads((out / "worst_joint" / "result.json").read_text())
    assert [j["place"] for j in rows["joints"]] == ["worst joint"] * 2
    assert (out / "worst_joint" / "joint.vtu").exists()
    said = stressbump("package", file, "--reference", "stiffer")
    assert (said.code, "has no effect without --stress" in said.err) == (2, True)


SOFTENS = {"E_GPa": [[25, 50], [150, 30]], "nu": 0.36, "cte_ppm_per_K": 22}


def test_bars_hold_plates_cell_and_steps_where_moduli_follow_the_temperature():
    joint = copy.deepcopy(JOINT)
    joint["step"][1]["material"] = SOFTENS
    own = TABLE["package"] | {"array": {"rows": 2, "columns": 2}, "joint": joint}
    design = package_from_table({"package": own}, "posts.toml")
    (corner,) = package_stress(design, ("corner",), references=())
    (force,) = (v.value for v in corner.stacks[0].values if v.value.measure == "shear force")
    row = package_of(design).joints.iloc[-1]
    assert force.value == pytest.approx(row.shear_uN, rel=1e-7)
    assert len(force.finer) == 3
    assert 0.3 < force.bar / row.bar_of_shear_uN < 3
