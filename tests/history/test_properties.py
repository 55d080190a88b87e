"""What births in order must be true of, whatever the recipe: on stacks drawn at random."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from history.recipes import largest, same, solved

from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer
from stressbump.verification.recipes import blankets, material, table, underfilled
from stressbump.verification.stacks import BOARD, SILICON, SOLDER, UNDERFILL

WIDTH = 40.0  # µm
CELLS = (
    ("axisymmetric", "laminate"),
    ("generalized plane strain", "free"),
    ("plane strain", "flat"),
    ("plane stress", "clamped"),
)
SEEDS = range(len(CELLS))
REGIONS = ("base", "pad", "coat", "post", "mold")
NOTHING = 1e-6  # MPa
EXACT = 1e-8  # of the largest stress, on one mesh


@dataclass(frozen=True)
class Bump:
    """A bump on a coated pad, under mold: a material and a birth for each region."""

    kinematics: str
    support: str
    solids: dict[str, Solid]
    born: dict[str, float]
    intrinsic: dict[str, float]
    pad: float
    opening: float
    film: float
    height: float

    def step(self, verb, name, **more):
        return {
            verb: name,
            "material": material(self.solids[name]),
            "born_C": self.born[name],
            "intrinsic_MPa": self.intrinsic.get(name, 0.0),
        } | more

    @property
    def steps(self):
        return [
            self.step("deposit", "base", how="planar", thickness_um=20),
            self.step("deposit", "pad", how="planar", thickness_um=2),
            {"pattern": "pad", "diameter_um": self.pad},
            self.step("deposit", "coat", how="conformal", thickness_um=self.film),
            {"open": "coat", "diameter_um": self.opening},
            self.step("plate", "post", onto="pad", height_um=self.height),
            self.step("fill", "mold", thickness_um=5),
        ]

    def solved(self, *end, steps=None):
        return solved(table(steps or self.steps, WIDTH, self.kinematics, self.support), *end)


def drawn(seed):
    """One in each of the cells."""
    rng = np.random.default_rng(seed)
    return Bump(
        *CELLS[seed],
        {
            name: Solid(10 ** rng.uniform(3.3, 5.3), rng.uniform(0.1, 0.4), rng.uniform(1e-6, 6e-5))
            for name in REGIONS
        },
        {name: float(rng.integers(25, 400)) for name in REGIONS},
        {"coat": float(rng.uniform(-200, 200)), "pad": float(rng.uniform(-100, 100))},
        pad=rng.uniform(20, 40),
        opening=rng.uniform(8, 16),
        film=rng.uniform(1, 3),
        height=rng.uniform(6, 12),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_born_has_no_stress_at_its_birth(seed):
    bump = drawn(seed)
    at = bump.born["mold"]
    found = bump.solved(at)[at]
    assert largest(found, "mold") < NOTHING
    assert largest(found, "coat", "pad") > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_each_was_the_last_once(seed):
    """The recipe as far as the coat, whose own intrinsic stress is left out."""
    bump = replace(drawn(seed), intrinsic={"pad": 100.0})
    at = bump.born["coat"]
    found = bump.solved(at, steps=bump.steps[:5])[at]
    assert largest(found, "coat") < NOTHING
    assert largest(found, "pad") > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_region_born_in_two_halves_at_one_temperature_is_the_region(seed):
    """Base and mold, without intrinsic stress: of that a second half would feel nothing of the first's."""
    bump = drawn(seed)
    if bump.support == "free":  # there the mesh is finer where a face ends on the wall
        bump = replace(bump, support="laminate")
    base = bump.step("deposit", "base", how="planar", thickness_um=10)
    mold = [bump.step("fill", "mold", thickness_um=t) for t in (2, 3)]
    middle = bump.steps[1:-1]
    halves = [
        base,
        base | {"deposit": "base_upper"},
        *middle,
        mold[0],
        mold[1] | {"fill": "mold_upper"},
    ]
    one = bump.solved(25, steps=[base, base, *middle, *mold])[25]
    two = bump.solved(25, steps=halves)[25]
    assert len(one.model.mesh.triangles) == len(two.model.mesh.triangles)
    assert same(one, two, ("pad", "coat", "post")) < EXACT


@pytest.mark.parametrize("seed", SEEDS)
def test_what_does_not_touch_may_be_born_in_either_order(seed):
    """A post on the axis and a ring at the wall, at one temperature, without intrinsic stress."""
    bump = replace(drawn(seed), intrinsic={})
    bump = replace(bump, born=bump.born | {"coat": bump.born["post"]})
    base, *_, mold = bump.steps
    post, ring = (
        bump.step("fill", name, over="base", outline_um=[[a, 0], [b, 0], [b, 8], [a, 8]])
        for name, a, b in (("post", 0, 10), ("coat", 25, WIDTH))
    )
    first, second = (
        bump.solved(25, steps=[base, *both, mold])[25] for both in ([post, ring], [ring, post])
    )
    assert same(first, second) < EXACT


@pytest.mark.parametrize("seed", SEEDS)
def test_two_end_temperatures_in_one_run_are_each_alone(seed):
    bump = drawn(seed)
    both = bump.solved(125, -40)
    for end in (125, -40):
        alone = bump.solved(end)[end]
        assert same(both[end], alone) < EXACT
        assert both[end].displacement == pytest.approx(alone.displacement, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain", "plane stress"])
@pytest.mark.parametrize("support", ["laminate", "flat", "free"])
def test_one_material_carries_nothing_whatever_its_births(kinematics, support):
    bump = replace(
        drawn(0),
        kinematics=kinematics,
        support=support,
        solids=dict.fromkeys(REGIONS, SOLDER),
        intrinsic={},
    )
    assert largest(bump.solved(-40)[-40]) < 1e-5


@pytest.mark.parametrize("seed", [0, 1])
def test_the_birth_of_the_first_region_drops_out_where_nothing_holds_it(seed):
    bump = drawn(seed)
    early = replace(bump, born=bump.born | {"base": 1000.0})
    assert same(bump.solved(25)[25], early.solved(25)[25]) < EXACT


def test_it_does_not_drop_out_where_the_wall_or_the_plane_holds_it():
    for seed in (2, 3):
        bump = drawn(seed)
        early = replace(bump, born=bump.born | {"base": 1000.0})
        assert same(bump.solved(25)[25], early.solved(25)[25]) > 1e-2


COPPER = Solid(117e3, 0.34, 16.5e-6)


@pytest.mark.parametrize("support", ["free", "laminate"])
@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain"])
@pytest.mark.parametrize("coat", [COPPER, Solid(3e3, 0.35, 60e-6)], ids=["copper", "polymer"])
def test_a_coat_laid_on_a_soldered_board_and_read_there_carries_nothing(coat, kinematics, support):
    die, board, film = blankets([
        BornLayer("die", Ply(SILICON, 100), 0, 217),
        BornLayer("board", Ply(BOARD, 400), -400, 217),
        BornLayer("coat", Ply(coat, 20), 100, 25),
    ])  # fmt: skip
    steps = [die, {"pattern": "die", "diameter_um": 1000}, board, film | {"how": "conformal"}]
    found = solved(table(steps, 1000.0, kinematics, support), 25, 125)
    assert largest(found[25], "coat") < NOTHING
    assert largest(found[25], "die") > 1
    assert largest(found[125], "coat") > 1


def test_a_board_with_a_coat_on_both_sides_may_be_written_in_either_order():
    board, above, below = blankets([
        BornLayer("board", Ply(BOARD, 400), 0, 150),
        BornLayer("above", Ply(COPPER, 35), 400, 180),
        BornLayer("below", Ply(COPPER, 35), -35, 180),
    ])  # fmt: skip
    island = {"pattern": "above", "diameter_um": 300}
    first, second = (
        solved(table([board, *order], 300.0), 25)[25]
        for order in ([above, island, below], [below, above, island])
    )
    assert same(first, second) < EXACT
    assert second.globals["k"] == pytest.approx(first.globals["k"], rel=1e-7)


def joined(attached):
    """Die and board set over one another at a temperature, then underfilled at 165 °C."""
    return underfilled(
        BornLayer("die", Ply(SILICON, 100), 0, attached),
        BornLayer("board", Ply(BOARD, 300), -360, attached),
        BornLayer("underfill", Ply(UNDERFILL, 60), -60, 165),
        width=500.0,
        die_width=300.0,
    )


@pytest.mark.parametrize("support", ["free", "laminate"])
@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain", "plane stress"])
def test_die_and_board_that_nothing_joins_are_free_until_the_cure(kinematics, support):
    apart, together = (
        solved(table(joined(at), 500.0, kinematics, support), 165, 25) for at in (217, 165)
    )
    assert largest(apart[165]) < NOTHING
    assert largest(apart[25]) > 1
    assert same(apart[25], together[25]) < EXACT
