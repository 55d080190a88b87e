"""Blanket stacks born in any order against laminate theory in stages, to round-off where it is exact."""

import numpy as np
import pytest
from history.recipes import largest, mean, solved

from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, staged
from stressbump.mechanics.sample import in_region
from stressbump.verification.recipes import blankets, material, table, underfilled
from stressbump.verification.stacks import BOARD, MOLD, PACKAGE, SILICON, UNDERFILL

WIDTH = 100.0  # µm, of no consequence
EXACT = 1e-7  # of the largest stress: round-off, with moduli a factor of 200 apart
WALLS = {"laminate": "free", "flat": "flat", "clamped": "clamped"}
STATES = {
    "axisymmetric": "plate",
    "generalized plane strain": "plate",
    "plane strain": "plane strain",
    "plane stress": "beam",
}
HELD = [
    (kinematics, support)
    for kinematics in STATES
    for support in WALLS
    # a long plate clamped across is no isotropic laminate; it has a test of its own
    if (kinematics, support) != ("generalized plane strain", "clamped")
]


def drawn(seed):
    """Three to eight layers, each laid on top of those before it or set below them."""
    rng = np.random.default_rng(seed)
    bottom = top = 0.0
    births = []
    for i in range(rng.integers(3, 9)):
        solid = Solid(10 ** rng.uniform(3, 5.3), rng.uniform(0.05, 0.49), rng.uniform(5e-7, 8e-5))
        layer = Ply(solid, round(rng.uniform(2, 40), 1))
        at = top if rng.random() < 0.6 else bottom - layer.thickness
        temperature, stress = rng.uniform(-40, 400), rng.choice([0.0, rng.uniform(-300, 300)])
        births.append(BornLayer(f"layer{i}", layer, at, temperature, stress, rng.uniform(0, 2e-3)))
        bottom, top = min(bottom, at), max(top, at + layer.thickness)
    return births


def of_stack(births, end, kinematics, support):
    recipe = table(blankets(births), WIDTH, kinematics, support)
    return solved(recipe, end)[end]


def assert_laminate(solution, births, end, kinematics, support, component=0, rel=EXACT):
    wall = WALLS.get(support, "free")
    expected = staged(births, end, STATES[kinematics], wall)[-1].layers
    scale = max(max(abs(s.at_bottom), abs(s.at_top)) for s in expected.values())
    for name, layer in expected.items():
        found = mean(solution, name)[component]
        assert found == pytest.approx(layer.mean, abs=rel * scale), name
    if support == "laminate":
        bent = next(iter(expected.values())).curvature
        assert solution.globals["k"] == pytest.approx(bent, rel=1e-6, abs=1e-11)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kinematics", "support"), HELD)
def test_a_stack_of_up_to_eight_layers(kinematics, support, seed):
    births = drawn(seed)
    solution = of_stack(births, 25, kinematics, support)
    assert_laminate(solution, births, 25, kinematics, support)
    if STATES[kinematics] == "plate":
        assert_laminate(solution, births, 25, kinematics, support, component=2)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_plate_held_across_its_width(seed):
    """Clamped across, it is in plane strain along: σ_yy is that of a laminate free along y."""
    births = drawn(seed)
    solution = of_stack(births, 25, "generalized plane strain", "clamped")
    expected = staged(births, 25, "plane strain")[-1].layers
    scale = max(max(abs(s.at_bottom), abs(s.at_top)) for s in expected.values())
    for name, layer in expected.items():
        assert mean(solution, name)[2] == pytest.approx(layer.mean, abs=EXACT * scale), name


GLUED = [
    BornLayer("substrate", Ply(Solid(130e3, 0.28, 3.0e-6), 200), 0, 800),
    BornLayer("coating", Ply(Solid(70e3, 0.17, 0.5e-6), 100), 200, 800),
    BornLayer("carrier", Ply(Solid(215e3, 0.3, 6.6e-6), 200), -200, 150),
]


@pytest.mark.parametrize(("kinematics", "support"), HELD)
def test_a_coated_plate_glued_to_its_carrier(kinematics, support):
    found = solved(table(blankets(GLUED), WIDTH, kinematics, support), 150, 20)
    assert_laminate(found[20], GLUED, 20, kinematics, support)
    assert largest(found[150], "carrier") < 1e-6


def test_the_numbers_of_the_glued_plate():
    solution = of_stack(GLUED, 20, "generalized plane strain", "laminate")
    means = [mean(solution, b.name)[0] for b in GLUED]
    assert means == pytest.approx([16.3, -58.0, 12.8], abs=0.05)
    assert solution.globals["k"] * 1e6 == pytest.approx(7.81, abs=5e-3)


@pytest.mark.parametrize("kinematics", STATES)
def test_the_middle_of_a_free_piece_knows_no_edge(kinematics):
    """The same glued plate, free, its half width twelve thicknesses: up to x = one thickness."""
    recipe = table(blankets(GLUED), 6000.0, kinematics, "free")
    solution = solved(recipe, 20)[20]
    for name, layer in staged(GLUED, 20, STATES[kinematics])[-1].layers.items():
        sample = in_region(solution, name)
        middle = sample.position[0] < 500
        z = sample.position[1, middle] - 200  # the carrier's top
        rise = (z - layer.birth.bottom) / layer.birth.layer.thickness
        expected = layer.at_bottom + rise * (layer.at_top - layer.at_bottom)
        assert sample.stress[0, middle] == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("kinematics", STATES)
def test_a_package_from_die_to_mold(kinematics):
    """Films hot, the die set on its board at 175 °C, molded at 165 °C with shrinkage, read at -40 °C."""
    at = {"die": 25, "oxide": 1000, "nitride": 350, "polysilicon": 620}
    height = 0.0
    births = []
    for name, temperature in at.items():
        layer = PACKAGE[name]
        stress = 200.0 if name == "nitride" else 0.0
        births.append(BornLayer(name, layer, height, temperature, stress))
        height += layer.thickness
    births.append(BornLayer("attach", PACKAGE["attach"], -25, 175))
    births.append(BornLayer("laminate", PACKAGE["laminate"], -325, 175))
    births.append(BornLayer("mold", PACKAGE["mold"], height, 165, shrinkage=2e-3))
    solution = of_stack(births, -40, kinematics, "laminate")
    assert_laminate(solution, births, -40, kinematics, "laminate")


def test_expansion_that_follows_a_curve():
    """Mold with α of 10 ppm/K at 0 °C that grows by 0.1 ppm/K²: ∫ α dT by hand."""
    births = [
        BornLayer("die", Ply(SILICON, 300), 0, 150),
        BornLayer("board", Ply(BOARD, 500), -500, 125),
        BornLayer(
            "mold", Ply(MOLD, 200), 300, 175, expansion=lambda t: 10e-6 * t + 0.1e-6 * t**2 / 2
        ),
    ]
    steps = blankets(births)
    steps[-1]["material"] = material(MOLD) | {"cte_ppm_per_K": [[-50, 5], [250, 35]]}
    solution = solved(table(steps, WIDTH), 25)[25]
    assert_laminate(solution, births, 25, "axisymmetric", "laminate")


UNDERFILLED = [
    BornLayer("die", Ply(SILICON, 100), 0, 217),
    BornLayer("board", Ply(BOARD, 500), -580, 217),
    BornLayer("underfill", Ply(UNDERFILL, 80), -80, 165),
]


@pytest.mark.parametrize(("kinematics", "support"), HELD)
def test_a_die_and_a_board_that_nothing_joins_before_the_cure(kinematics, support):
    recipe = table(underfilled(*UNDERFILLED, WIDTH), WIDTH, kinematics, support)
    found = solved(recipe, 165, 25)
    if support != "clamped" and kinematics != "plane strain":
        assert largest(found[165]) < 1e-6
    assert largest(found[165], "underfill") < 1e-6
    expected = staged(UNDERFILLED, 25, STATES[kinematics], WALLS[support])[-1].layers
    scale = max(abs(s.mean) for s in expected.values())
    for name, layer in expected.items():
        assert mean(found[25], name)[0] == pytest.approx(layer.mean, abs=EXACT * scale), name


@pytest.mark.parametrize(("kinematics", "support"), HELD)
def test_a_die_that_is_bent_otherwise_than_the_board_it_is_joined_to(kinematics, support):
    """A film bows the die alone; the underfill cures between two bodies that are not parallel."""
    die, board, underfill = UNDERFILLED
    film = BornLayer("film", Ply(Solid(117e3, 0.34, 16.5e-6), 10), 100, 300)
    mold = BornLayer("mold", Ply(MOLD, 200), 110, 175)
    births = [die, film, board, underfill, mold]
    first, *rest = underfilled(die, board, underfill, WIDTH)
    _, second, last = blankets([die, film, mold])
    recipe = table([first, second, *rest, last], WIDTH, kinematics, support)
    solution = solved(recipe, 25)[25]
    assert_laminate(solution, births, 25, kinematics, support)


@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain"])
def test_the_curvature_is_that_of_the_wall_which_the_first_body_does_not_reach(kinematics):
    """A die short of the wall; a coat below the board bends it before and after the cure."""
    die, board, underfill = UNDERFILLED
    *rest, fill = underfilled(die, board, underfill, WIDTH, die_width=30.0)
    coat = {"attach": "coat", "thickness_um": 20, "standoff_um": 0, "born_C": 250}
    coat["material"] = material(Solid(117e3, 0.34, 16.5e-6))
    recipe = table([*rest, coat, fill], WIDTH, kinematics, "laminate")
    solution = solved(recipe, 25)[25]
    mesh = solution.model.mesh
    nodes = np.unique(mesh.triangles[mesh.elements_in("board")])
    wall = nodes[np.isclose(mesh.points[nodes, 0], WIDTH)]
    turn = np.polyfit(mesh.points[wall, 1], solution.displacement[wall, 0] / WIDTH, 1)[0]
    assert solution.globals["k"] == pytest.approx(turn, rel=1e-6)
