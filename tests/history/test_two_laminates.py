"""Chip and board held apart by a joint: each shrinks and bows by itself, free of the other's mismatch."""

import pytest
from history.recipes import largest, mean, solved

import stressbump as sb
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, staged
from stressbump.designs.design import from_table
from stressbump.errors import GeometryError, InputError
from stressbump.process.build import build
from stressbump.verification.recipes import blankets, material

SOFT = Solid(0.01, 0.3, 0.0)  # a joint that holds and hardly resists
CHIP = [
    BornLayer("die", Ply(Solid(130e3, 0.28, 3e-6), 60), 0, 25),
    BornLayer("film", Ply(Solid(80e3, 0.3, 20e-6), 5), 60, 200),
]
BOARD = [
    BornLayer("core", Ply(Solid(20e3, 0.2, 16e-6), 50), 0, 170),
    BornLayer("foil", Ply(Solid(120e3, 0.34, 17e-6), 10), 50, 150),
]


def assembled(chip=CHIP, board=BOARD, joint=SOFT, support="two laminates", **fill):
    """A post on the chip, as wide as a fifth of the cell, on which the board is joined at 150 °C."""
    post = {"deposit": "post", "how": "planar", "material": material(joint), "thickness_um": 20}
    steps = [
        *blankets(chip),
        post | {"born_C": 150},
        {"pattern": "post", "diameter_um": 24},
        *(step | {"part": "board"} for step in blankets(board)),
        {"join": "board", "flip": True, "born_C": 150, "cures": "post"},
    ]
    if fill:
        steps.append({"fill": "fill", "thickness_um": 0, "born_C": 150} | fill)
    cell = {"width_um": 60, "support": support}
    return {"cell": cell, "step": steps, "windows_um": [1e4]}


def test_each_side_of_a_soft_joint_is_a_laminate_of_its_own():
    found = solved(assembled(), 25)[25]
    for side in (CHIP, BOARD):
        wanted = staged(side, 25.0)[-1].layers
        for name, layer in wanted.items():
            assert mean(found, name)[[0, 2]] == pytest.approx(layer.mean, rel=2e-5)
    alone = staged(CHIP, 25.0)[-1].layers["die"].curvature
    assert abs(found.globals["k"]) == pytest.approx(abs(alone), rel=2e-5)
    assert set(found.globals) == {"e", "k"}


def test_a_stiff_joint_bends_neither_as_one_laminate_would():
    stiff = Solid(50e3, 0.36, 22e-6)
    apart, one = (
        solved(assembled(joint=stiff, support=s), 25)[25] for s in ("two laminates", "laminate")
    )
    alone = staged(CHIP, 25.0)[-1].layers["die"].mean
    assert abs(mean(apart, "die")[0] - alone) < 0.05 * abs(mean(one, "die")[0] - alone)


def test_all_of_one_expansion_shrinks_without_stress_whatever_fills_the_gap():
    alike = Solid(50e3, 0.3, 10e-6)
    chip, board = (
        [BornLayer("die", Ply(alike, 60), 0, 150)],
        [BornLayer("core", Ply(alike, 30), 0, 150)],
    )
    fill = material(Solid(3e3, 0.4, 10e-6))
    found = solved(assembled(chip, board, Solid(1e3, 0.3, 10e-6), material=fill), 25)[25]
    assert largest(found) < 1e-6 * 50e3 * 10e-6 * 125
    assert found.globals["e"] == pytest.approx(-1.25e-3, rel=1e-9)


def test_a_fill_that_holds_both_sides_drags_them_along():
    """Its own shrinkage, e = -2 %, reaches the chip by the wall as well as by its face."""
    still = Solid(130e3, 0.28, 0.0)
    chip, board = ([BornLayer(n, Ply(still, 30), 0, 150)] for n in ("die", "core"))
    fill = {"material": material(Solid(3e3, 0.4, 0.0)), "cure_shrinkage": 0.02}
    found = solved(assembled(chip, board, SOFT, **fill), 150)[150]
    stress = mean(found, "fill")
    assert stress[0] == pytest.approx(stress[2], rel=0.1)
    assert stress[0] > 0.5 * 3e3 / 0.6 * 0.02
    assert found.globals["e"] < 0


def test_the_bow_is_that_of_the_side_that_came_first():
    answer = sb.relief(assembled(), end=25, references=(), bars=False)
    bow = next(v for v in answer.values[0] if v.measure == "curvature")
    assert bow.where == "die"
    assert abs(bow.value) == pytest.approx(
        abs(staged(CHIP, 25.0)[-1].layers["die"].curvature) * 1e6, rel=2e-5
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["step"].pop(), "no step joins a board to the stack"),
        (
            lambda t: t["cell"].update(long=True),
            'support = "two laminates" is for the axisymmetric cell',
        ),
        (
            lambda t: t["cell"].update(kinematics="plane strain"),
            "here stands kinematics = 'plane strain'",
        ),
        (
            lambda t: t["step"].append({"pattern": ["core", "foil"], "diameter_um": 80}),
            "nothing of the board reaches the wall at x = 60 µm",
        ),
    ],
    ids=["no board", "long", "plane", "island"],
)
def test_a_cell_without_two_sides_is_refused(change, words):
    table = assembled()
    if "no step" in words:
        table["step"] = table["step"][:4]
    else:
        change(table)
    with pytest.raises((GeometryError, InputError), match=words):
        build(from_table(table, "joint").recipe)


def test_what_touches_at_the_wall_is_one_laminate():
    table = assembled()
    table["step"] = [s for s in table["step"] if "pattern" not in s]
    with pytest.raises(GeometryError, match="there they are one laminate"):
        build(from_table(table, "joint").recipe)
