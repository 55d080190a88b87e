"""Thermal cycles: standard ones by name, profiles of one's own, layers cut into the mesh, loops."""

from __future__ import annotations

import re

import numpy as np
import pytest

import stressbump as sb
from stressbump.designs.structures import STRUCTURES
from stressbump.errors import GeometryError, InputError
from stressbump.history.course import cycled, further, places
from stressbump.history.schedule import TimeSteps, legs
from stressbump.history.stack import again
from stressbump.history.stepping import reached
from stressbump.laws.viscoplastic import Viscoplastic
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from tests.history.remembered import assembly
from tests.history.test_marching import BUMP, CHANG, ON_A_RIGID_BASE, RIGID, SOLDER

CREEPS = "SAC305 (Anand Chang)"
CYCLE = {"low_C": -40, "high_C": 125, "ramp_min": 15, "dwell_min": 15}


def creeping(table, region):
    """The table with solder that creeps in a region."""
    steps = [s | ({"material": CREEPS} if region in s.values() else {}) for s in table["step"]]
    return table | {"step": steps}


FILM = creeping(ON_A_RIGID_BASE, "film")


def recipe(table, **more):
    return Recipe.from_table({"name": "test", **table, **more}, "test")


def corners(cycle, start=25.0):
    section = build(recipe(FILM, history={"cycle": cycle}))
    return [(leg.cycle, leg.stage.end, leg.stage.seconds) for leg in legs(section, start)]


def test_a_standard_cycle_has_its_temperatures_and_the_dwell_of_its_soak_mode():
    found = corners({"like": "JESD22-A104 G, mode 3", "count": 2})
    full, dwell = 900.0, 600.0
    first = full * 65 / 165
    assert found[:4] == [
        (1, -40, pytest.approx(first)),
        (1, -40, dwell),
        (1, 125, full),
        (1, 125, dwell),
    ]
    assert found[4:] == [(2, -40, full), (2, -40, dwell), (2, 125, full), (2, 125, dwell)]


def test_a_cycle_without_dwells_has_two_legs():
    assert len(corners(CYCLE | {"dwell_min": 0, "count": 1})) == 2


def test_a_profile_of_ones_own_is_followed_corner_by_corner():
    found = corners({"profile_min_C": [[10, -55], [12, -55], [20, 125]], "count": 2})
    assert found == [
        (1, -55, 600),
        (1, -55, 120),
        (1, 125, 480),
        (2, -55, 600),
        (2, -55, 120),
        (2, 125, 480),
    ]


@pytest.mark.parametrize(
    "cycle", ["IPC-9701 TC3", CYCLE, {"profile_min_C": [[10, -55], [20, 125]], "count": 2}]
)
def test_a_structure_hands_its_cycle_on_as_it_is(cycle):
    bump = STRUCTURES["elastomer-bump"](solder=CREEPS, cycle=cycle)
    assert bump.recipe().history.cycle == bump.cycle


@pytest.mark.parametrize(
    ("cycle", "word"),
    [
        ("JESD22-A104 Z", "no cycle"),
        ("IPC-9701 TC3, mode 2", "soak modes"),
        ({"low_C": 25, "high_C": 25}, "not above"),
        ({"low_C": -40}, "high_C"),
        ({"profile_min_C": [[10, 25], [5, -40]]}, "minutes must rise"),
        ({"profile_min_C": [[10, 25], [15, 25]]}, "no effect"),
        ({"profile_min_C": [[10, -40]], "low_C": -40}, "has its own"),
        ({**CYCLE, "count": 0}, "at least 1"),
        ({**CYCLE, "settled_percent": 0}, "settled_percent"),
    ],
)
def test_a_cycle_that_is_none_is_refused(cycle, word):
    with pytest.raises(InputError, match=word):
        recipe(FILM, history={"cycle": cycle})


def test_layers_and_cycles_survive_the_file_they_are_written_to():
    layer = {"of": "film", "at": "base", "thickness_um": 0.4}
    first = recipe(FILM, history={"cycle": CYCLE}, layer=[layer])
    assert Recipe.from_table(first.to_table(), "again") == first


ISLAND = [
    {"deposit": "island", "material": "Cu", "thickness_um": 1.0, "born_C": 125.0},
    {"pattern": "island", "diameter_um": 2.0},
]
WITH_AN_ISLAND = FILM | {
    "step": [
        *FILM["step"],
        {"deposit": "cover", "material": "Cu", "thickness_um": 1.0, "born_C": 125.0},
        *ISLAND,
    ]
}


@pytest.mark.parametrize(
    ("layer", "word"),
    [
        ({"of": "film", "at": "base", "thickness_um": 2.0}, "take up all"),
        ({"of": "film", "at": "island", "thickness_um": 0.2}, "share no face"),
    ],
)
def test_a_layer_that_is_none_is_refused(layer, word):
    with pytest.raises(GeometryError, match=word):
        build(recipe(WITH_AN_ISLAND, history={"cycle": CYCLE}, layer=[layer]))


def test_a_layer_of_a_region_at_itself_is_refused():
    with pytest.raises(InputError, match="itself"):
        recipe(
            FILM,
            history={"cycle": CYCLE},
            layer=[{"of": "film", "at": "film", "thickness_um": 0.4}],
        )


def test_a_layer_that_stands_twice_is_refused():
    layer = {"of": "film", "at": "base", "thickness_um": 0.4}
    with pytest.raises(InputError, match="stands twice"):
        recipe(FILM, history={"cycle": CYCLE}, layer=[layer, layer])


def test_a_layer_without_cycles_has_no_effect_and_is_refused():
    with pytest.raises(InputError, match="cycle"):
        recipe(FILM, layer=[{"of": "film", "at": "base", "thickness_um": 0.4}])


def test_a_layer_is_cut_into_the_mesh_two_elements_thick():
    layer = {"of": "post", "at": "pad", "thickness_um": 1.5}
    table = creeping(BUMP, "post") | {"history": {"cycle": CYCLE}, "layer": [layer]}
    stack = assembly(table, {"post": Viscoplastic(SOLDER, CHANG)})
    whole, cut = places(stack)
    assert cut.name == "post 1.5 µm at pad"
    mesh, elements = stack.mesh, stack.mesh.elements_in("post")[cut.rows]
    z = mesh.points[mesh.triangles[elements, :3], 1]
    pad = mesh.points[mesh.triangles[mesh.elements_in("pad")], 1].max()
    assert z.min() == pytest.approx(pad, abs=1e-9)
    assert z.max() == pytest.approx(pad + 1.5, abs=1e-3)
    below = np.ptp(z, axis=1).max()
    assert below <= 0.75 + 1e-3
    volume = stack._numbered[0]["post"].dV
    assert volume[cut.rows].sum() == pytest.approx(np.pi * 6.0**2 * 1.5, rel=1e-3)
    assert len(whole.rows) == len(volume)


def test_the_loop_of_a_film_closes_and_its_area_is_the_work():
    """∮ σ : dε over a settled cycle is what a cycle dissipates."""
    table = FILM | {"history": {"cycle": CYCLE | {"count": 4}}}
    laws = {"base": RIGID, "film": Viscoplastic(SOLDER, CHANG)}
    stack = assembly(table, laws, TimeSteps(5e-6))
    course = cycled(stack, reached(stack, [25.0])[25.0], 25.0)
    last = course.of_cycle(4)
    stress = np.array([m.means["film"].stress for m in last])
    strain = np.array([m.means["film"].inelastic for m in last])
    area = ((stress[1:] + stress[:-1]) / 2 * np.diff(strain, axis=0)).sum()
    work = last[-1].means["film"].work - last[0].means["film"].work
    assert area == pytest.approx(work, rel=1e-2)
    assert strain[-1] == pytest.approx(strain[0], abs=1e-5)
    ends = [
        (instant.temperature, instant.seconds - last[0].seconds) for instant, _ in course.corners
    ]
    corners = [
        (leg.stage.end, leg.stage.seconds) for leg in legs(stack.section, 25.0) if leg.cycle == 4
    ]
    assert [T for T, _ in ends] == [T for T, _ in corners] == [-40, -40, 125, 125]
    assert [t for _, t in ends] == pytest.approx(np.cumsum([t for _, t in corners]))


def test_cycles_of_elastic_solids_have_no_effect_and_are_refused():
    with pytest.raises(InputError, match=r"no effect.*SAC305 \(Anand Chang\)"):
        build(recipe(ON_A_RIGID_BASE, history={"cycle": CYCLE}))


def test_a_layer_of_an_elastic_region_has_no_effect_and_is_refused():
    layer = {"of": "base", "at": "film", "thickness_um": 0.4}
    with pytest.raises(InputError, match="'base' is elastic; of memory is film"):
        build(recipe(FILM, history={"cycle": CYCLE}, layer=[layer]))


def test_steps_in_time_of_elastic_solids_have_no_effect_and_are_refused():
    with pytest.raises(InputError, match=r"history\.time_steps has no effect"):
        build(recipe(ON_A_RIGID_BASE, history={"time_steps": "backward Euler"}))


@pytest.mark.parametrize("steps", ["second order", "backward Euler", "Darveaux 2000"])
def test_a_design_says_by_which_steps_it_is_followed(steps):
    bump = STRUCTURES["elastomer-bump"](solder=CREEPS, time_steps=steps)
    section = build(bump.recipe())
    assert section.history.time_steps == steps


def settling(cycle, steps=2e-4):
    """A film of solder on a rigid base, where its cycles begin, and its course."""
    laws = {"base": RIGID, "film": Viscoplastic(SOLDER, CHANG)}
    stack = assembly(FILM | {"history": {"cycle": CYCLE | cycle}}, laws, TimeSteps(steps))
    start = reached(stack, [25.0])[25.0]
    return stack, start, cycled(stack, start, 25.0)


def test_cycles_go_on_until_their_work_settles_and_may_go_on_from_there():
    stack, start, course = settling({"settled_percent": 5.0})
    assert 2 < course.cycles < 20
    assert abs(course.change("film")) < 0.05
    assert abs(cycled(stack, start, 25.0, course.cycles - 1).change("film")) > 0.05
    on, straight = further(stack, course, 6), cycled(stack, start, 25.0, 6)
    assert course.cycles < on.cycles == straight.cycles == 6
    works = [[m.means["film"].work for m in c.instants] for c in (on, straight)]
    assert works[0] == works[1]
    assert [m.seconds for m, _ in on.corners] == [m.seconds for m, _ in straight.corners]
    assert further(stack, course, 2) is course


@pytest.mark.parametrize(
    ("cycle", "words"),
    [
        ({"count": 1}, "one cycle"),
        ({"count": 2}, "after 2 cycles work in 'film' changed by .* have not settled"),
        ({"count": 2, "settled_percent": 1}, "have not settled"),
    ],
)
def test_cycles_that_have_not_settled_are_told_with_the_answer(cycle, words):
    *_, course = settling(cycle, 1e-3)
    (doubt,) = course.doubts
    assert re.search(words, doubt)


def test_references_go_through_as_many_cycles_as_the_stack_that_settles_last():
    steps = [*FILM["step"][:1], FILM["step"][1] | {"material": "SAC305 (Anand Motalab)"}]
    other = {"name": "other", "swap": {"film": CREEPS}}
    table = FILM | {"name": "film", "step": steps, "reference": [other], "windows_um": [1.0]}
    table |= {"history": {"cycle": CYCLE | {"settled_percent": 2.0}}}
    alone, both = (sb.relief(table, references=r, bars=False) for r in ((), ("other",)))
    built, reference = (stack.course for stack in both.stacks)
    assert alone.built.course.cycles < built.cycles == reference.cycles
    assert built.corners[-1][0].cycle == built.cycles
    barred = again(both.built, time_steps=TimeSteps(1e-3))
    assert barred.cycles == built.cycles


def test_a_single_cycle_cannot_settle():
    with pytest.raises(InputError, match="count is 2 or more"):
        recipe(FILM, history={"cycle": CYCLE | {"count": 1, "settled_percent": 1}})
