"""A joint's answer: slides, forces, stress at all angles, and the command that prints them."""

import json
import re

import pytest
from posts import recipe
from shell import stressbump

import stressbump as sb
from stressbump.answers.joint import MEASURES, joint_at
from stressbump.errors import InputError


@pytest.fixture(scope="module")
def answer():
    table = recipe() | {
        "reference": [{"name": "stiffer", "swap": {"post": "Cu"}}],
        "focus": ["post"],
    }
    return joint_at(table, 2000.0)


def test_every_stack_has_its_joint(answer):
    built, stiffer = answer.stacks
    assert (built.name, stiffer.name) == ("as built", "stiffer")
    assert stiffer.stiffness > built.stiffness
    assert stiffer.slide_um < built.slide_um < built.by_hand_um
    assert built.by_hand_um == pytest.approx(2000 * 13e-6 * 125, rel=1e-9)
    assert built.reach_um > 0
    assert sb.joint_at is joint_at
    assert "slide of" in repr(answer)


def test_values_are_over_volume_and_angle(answer):
    for stack in answer.stacks:
        assert [(v.where, v.measure) for v in stack.values] == [("post", m) for m in MEASURES]
        mean, high, _ = stack.values
        assert mean.value > mean.at_centre
        assert high.value > mean.value
        assert 0 <= mean.worst_deg <= 180
    built, stiffer = answer.stacks
    assert answer.relief(built.values[0], stiffer) == pytest.approx(
        1 - built.values[0].value / stiffer.values[0].value
    )


def test_per_force_a_slide_does_the_same_at_any_distance(answer):
    nearer = joint_at(recipe() | {"focus": ["post"]}, 500.0, references=()).stacks[0]
    for near, far in zip(nearer.values, answer.stacks[0].values, strict=True):
        assert near.per_force == pytest.approx(far.per_force, rel=1e-6)
        assert near.value < far.value


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: joint_at("elastomer-bump", 3000.0), "a joint wants a board of its own"),
        (lambda: joint_at(recipe(), 0.0), "dnp: 0 mm; allowed is a distance above 0"),
        (lambda: joint_at(recipe() | {"history": {"end_C": [25, -40]}}, 3e3), "at one end temperature"),
    ],
)  # fmt: skip
def test_what_is_no_joint_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()


def test_the_command_prints_both_slides_and_says_what_it_skips(tmp_path):
    import tomli_w

    file = tmp_path / "joint.toml"
    file.write_text(tomli_w.dumps(recipe() | {"focus": ["post"], "windows_um": [20.0]}))
    shown = stressbump("joint", file, "--dnp", "2mm").out
    assert "2 mm from the neutral point" in shown
    assert "slide by hand" in shown
    assert "Chip and board are no plates here" in " ".join(shown.split())
    assert re.search(r"post\s+mean von Mises stress", shown)
    found = json.loads(stressbump("joint", file, "--dnp", "2000 um", "--json").out)
    assert found["stacks"][0]["by_hand_um"] == pytest.approx(3.25, rel=1e-6)


@pytest.mark.parametrize("length", ["3", "mm", "1.2.3mm", "-3mm", "3 in"])
def test_a_length_has_a_unit(length):
    said = stressbump("joint", "elastomer-bump", f"--dnp={length}")
    assert (said.code, said.out) == (2, "")
    assert "a length with its unit is wanted" in said.err
