"""Boards with two sides, and parts that are made apart and joined: lands, solder mask, lids."""

from pathlib import Path

import numpy as np
import pytest
from history.recipes import mean, same, solved

from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, staged
from stressbump.designs.design import from_table, load
from stressbump.errors import GeometryError, InputError
from stressbump.process import planar
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.sweeps.worker import dressed
from stressbump.verification.recipes import material

EXAMPLES = Path(__file__).parents[2] / "docs" / "recipes"
CELL = {"width_um": 60}
CORE = {"deposit": "core", "material": "FR-4", "how": "planar", "thickness_um": 50, "born_C": 150}
TOP = [
    {"deposit": "land", "material": "Cu", "thickness_um": 6, "born_C": 150},
    {"pattern": "land", "diameter_um": 40},
    {"deposit": "mask", "material": "solder mask", "thickness_um": 4, "born_C": 150},
    {"open": "mask", "diameter_um": 30, "wall_angle_deg": 80},
]
BOTTOM = [
    {"deposit": "pad", "material": "Cu", "thickness_um": 4, "born_C": 150},
    {"pattern": "pad", "diameter_um": 60, "wall_angle_deg": 75},
    {"deposit": "cover", "material": "solder mask", "how": "planar", "thickness_um": 3,
     "over": "pad", "born_C": 150},
    {"print": "ball", "material": "SAC305", "diameter_um": 50, "thickness_um": 20, "born_C": 150},
]  # fmt: skip
BELOW = [step | {"side": "bottom"} for step in BOTTOM]


def mixed(seed):
    """The steps of both sides, each side's in its order."""
    turns = np.random.default_rng(seed).permutation([0] * len(TOP) + [1] * len(BELOW))
    sides = iter(TOP), iter(BELOW)
    return [next(sides[turn]) for turn in turns]


def board(*steps, **cell):
    return {"cell": CELL | cell, "step": [CORE, *steps]}


def built(table):
    return build(from_table(table, "board").recipe)


def assert_same(first, second):
    """The same regions of the same materials and births, to the grid."""
    assert set(first.names) == set(second.names)
    for region in first.regions:
        other = second.find(region.name)
        assert planar.union(region.parts).symmetric_difference(other.shape).area < planar.GRID
        assert (region.material, region.born_C) == (other.material, other.born_C)


# ---- two sides


@pytest.mark.parametrize("seed", range(6))
def test_the_two_sides_of_a_board_may_be_written_in_any_order(seed):
    assert_same(built(board(*TOP, *BELOW)), built(board(*mixed(seed))))


def test_in_any_order_they_carry_the_same_stress():
    in_turn, other = (solved(board(*steps), 25)[25] for steps in ([*TOP, *BELOW], mixed(1)))
    assert same(in_turn, other) < 1e-3  # each has its own triangles
    assert in_turn.globals["k"] == pytest.approx(other.globals["k"], rel=1e-3)


def test_a_side_is_the_other_one_upside_down():
    above = built(board(*BOTTOM))
    below = built(board(*BELOW)).turned()
    assert_same(above, below)


def test_a_board_alike_on_both_sides_does_not_bow():
    steps = [
        {"deposit": f"{name}_{side}", "side": side, "material": material, "thickness_um": t,
         "born_C": 150}
        for name, material, t in (("copper", "Cu", 20), ("mask", "solder mask", 10))
        for side in ("top", "bottom")
    ]  # fmt: skip
    alone = board(*steps[0::2])
    bowed, straight = (solved(t, 25)[25].globals["k"] for t in (alone, board(*steps)))
    assert abs(straight) < 1e-6 * abs(bowed)


# ---- parts


DIE = [
    {"deposit": "die", "material": "silicon", "how": "planar", "thickness_um": 60, "born_C": 25},
    {"deposit": "paste", "material": "SAC305", "how": "planar", "thickness_um": 5, "born_C": 217},
]
JOIN = {"join": "board", "flip": True, "born_C": 217, "cures": "paste"}


def on_board(*steps):
    return [step | {"part": "board"} for step in steps]


def test_a_plain_part_lies_where_a_support_would():
    support = {
        "attach": "core",
        "material": "FR-4",
        "thickness_um": 50,
        "born_C": 150,
        "flip": True,
    }
    attached = built({"cell": CELL, "step": [*DIE, support]})
    assert_same(attached, built({"cell": CELL, "step": [*DIE, *on_board(CORE), JOIN]}))


def test_a_part_may_be_written_before_the_stack_or_after_it():
    after = {"cell": CELL, "step": [*DIE, *on_board(CORE), JOIN]}
    before = {"cell": CELL, "step": [*on_board(CORE), *DIE, JOIN]}
    assert_same(built(before), built(after))
    assert built(before).datum.name == built(after).datum.name == "die"
    assert same(*(solved(t, 25)[25] for t in (before, after))) < 1e-9


@pytest.mark.parametrize("side", ["top", "bottom"])
def test_a_die_and_its_lid_are_laminate_theory_in_stages(side):
    """Each shrinks by itself to the cure of what then joins them."""
    die, lid, glue = Solid(130e3, 0.28, 2.6e-6), Solid(120e3, 0.34, 17e-6), Solid(5e3, 0.3, 4e-5)
    births = [
        BornLayer("die", Ply(die, 40), 0, 217),
        BornLayer("lid", Ply(lid, 20), 45, 300),
        BornLayer("glue", Ply(glue, 5), 40, 150),
    ]
    steps = [
        {"deposit": b.name, "material": material(b.layer.solid), "how": "planar",
         "thickness_um": b.layer.thickness, "born_C": b.temperature}
        for b in births
    ]  # fmt: skip
    steps[1] |= {"part": "lid"}
    join = {"join": "lid", "side": side, "flip": side == "bottom", "born_C": 150, "cures": "glue"}
    solution = solved({"cell": CELL, "step": [*steps, join]}, 25)[25]
    for name, layer in staged(births, 25)[-1].layers.items():
        assert mean(solution, name)[0] == pytest.approx(layer.mean, rel=1e-6)


def test_a_joint_stands_on_its_land_within_the_mask():
    section = build(load(str(EXAMPLES / "join.toml")).recipe)
    land, mask, solder = (section.find(n) for n in ("land", "mask", "solder"))
    assert solder.shape.bounds[1] == pytest.approx(land.top)
    assert land.top < mask.top
    shared = planar.intersection(solder.shape.boundary, land.shape.boundary)
    assert shared.length == pytest.approx(10)  # the end of the barrel
    assert section.datum.name == "die"


def test_a_lid_goes_down_until_it_meets_die_and_board():
    section = build(load(str(EXAMPLES / "join-lid.toml")).recipe)
    die, paste, seal, board_ = (section.find(n) for n in ("die", "paste", "seal", "board"))
    assert paste.shape.bounds[1] == pytest.approx(die.top)
    assert seal.shape.bounds[1] == pytest.approx(board_.top)


def test_a_standoff_is_the_narrowest_gap():
    bump = [{"deposit": "bump", "material": "Cu", "thickness_um": 8, "born_C": 60},
            {"pattern": "bump", "diameter_um": 40}]  # fmt: skip
    join = {"join": "board", "flip": True, "standoff_um": 3}
    fill = {"fill": "under", "material": "underfill", "thickness_um": 0, "born_C": 165}
    lands = [{"deposit": "land", "material": "Cu", "thickness_um": 6, "born_C": 150},
             {"open": "land", "diameter_um": 50}]  # fmt: skip
    table = {"cell": CELL, "step": [DIE[0], *bump, *on_board(CORE, *lands), join, fill]}
    found = built(table)
    # the bump hangs into the opening of the land, so the die comes nearest to the land
    assert found.find("die").shape.bounds[1] - found.find("core").top == pytest.approx(8 + 3)
    assert found.find("bump").shape.bounds[1] - found.find("core").top == pytest.approx(3)


@pytest.mark.parametrize("height", [0.0, 0.5, 7.25])
def test_clearance_of_slopes_is_where_they_come_nearest(height):
    lower = planar.Polygon([(0, 0), (20, 0), (20, 4), (10, 9), (0, 4)])
    upper = planar.Polygon([(4, 20), (12, 14), (20, 20)])
    found = planar.clearance(lower, planar.moved(upper, height))
    assert found == pytest.approx(height + 14 - 8)  # beside the ridge, over x = 12
    assert planar.clearance(lower, planar.Polygon([(21, 0), (22, 0), (22, 1)])) is None


# ---- refusals


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([*DIE, *on_board(CORE)], "part 'board' is joined by no step; 'core' is in it"),
        ([*DIE, JOIN], "no earlier step belongs to a part 'board'; part = \"…\" puts a step into"),
        ([*DIE, *on_board(CORE), JOIN | {"join": "bord"}], "did you mean 'board'?"),
        ([*DIE, *on_board(CORE), {"open": "core", "diameter_um": 4}],
         "'core' stands in part 'board', not in the stack itself"),
        ([*DIE, *on_board(CORE), JOIN, *on_board(TOP[0])],
         "part 'board' is joined by step 4, join board"),
        ([*DIE, *on_board(CORE), JOIN | {"cures": "land"}], "no earlier step fills 'land'"),
        ([*DIE, *on_board(CORE), {"join": "board"}], "so the two touch; cures says what is born"),
        ([*DIE, *on_board(CORE), {"join": "board", "born_C": 217, "standoff_um": 3}],
         "cures is missing"),
        ([*DIE, *on_board(CORE | {"side": "left"}), JOIN], "'top' or 'bottom' is wanted"),
        ([*DIE, {"attach": "x", "material": "Cu", "thickness_um": 9, "side": "top"}], "unknown key"),
    ],
)  # fmt: skip
def test_parts_that_do_not_meet_are_told(steps, says):
    with pytest.raises(InputError) as refusal:
        from_table({"cell": CELL, "step": steps}, "board.toml")
    assert says in str(refusal.value)


def test_two_solids_that_meet_want_something_born_between_them():
    steps = [DIE[0], *on_board(CORE), JOIN | {"cures": "die", "flip": False}]
    build(Recipe.from_table({"cell": CELL, "step": steps}, "b"))
    dry = [*DIE, *on_board(CORE), JOIN | {"flip": False}]
    with pytest.raises(GeometryError, match="'die' meets 'core', both solid before"):
        build(Recipe.from_table({"cell": CELL, "step": dry}, "b"))


def test_a_part_of_which_nothing_is_left_is_refused():
    steps = [*DIE, *on_board(CORE, {"strip": "core"}), JOIN]
    with pytest.raises(GeometryError, match="nothing of part 'board' stands"):
        build(Recipe.from_table({"cell": CELL, "step": steps}, "b"))


def test_a_dome_that_meets_its_land_in_a_point_is_refused():
    dome = [
        DIE[0],
        {"print": "paste", "material": "SAC305", "diameter_um": 40, "thickness_um": 20, "born_C": 217},
        {"deposit": "ubm", "material": "Cu", "thickness_um": 1, "born_C": 60},
        {"strip": "ubm"},
        {"reflow": "paste", "wets": "die", "born_C": 217},
    ]  # fmt: skip
    with pytest.raises(GeometryError, match="touches paste in a point"):
        build(Recipe.from_table({"cell": CELL, "step": [*dome, *on_board(CORE), JOIN]}, "b"))


def test_the_birth_of_a_joint_is_that_of_the_join():
    with pytest.raises(
        InputError, match=r"step 12, join board, cures solder .* set step.12.born_C"
    ):
        load(str(EXAMPLES / "join.toml"), ["solder.born_C=180"])
    cold, warm = (
        load(str(EXAMPLES / "join.toml"), [f"step.12.born_C={T}"]).recipe for T in (180, 217)
    )
    assert dressed(build(warm), cold) == build(cold)
    assert build(cold).find("solder").born_C == 180


def test_a_sweep_over_boards_on_an_axis_refuses_what_does_not_turn():
    sheet, woven = (
        load(str(EXAMPLES / "join.toml"), [f"core.material={m}"]).recipe
        for m in ("FR-4", "FR-4 (JOHN12)")
    )
    with pytest.raises(InputError, match="takes laws alike in plane"):
        dressed(build(sheet), woven)
