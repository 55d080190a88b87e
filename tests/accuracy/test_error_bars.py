"""Bars against closed forms, against finer meshes, and as they are printed and handed on."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from stressbump.accuracy import adaptive, error_bars
from stressbump.accuracy.adaptive import GOALS
from stressbump.accuracy.error_bars import bar_of, barred, compared, in_cubics, relief_bar
from stressbump.answers.comparison import compare
from stressbump.answers.document import document
from stressbump.answers.solving import relief
from stressbump.cli import app
from stressbump.closed_forms import lame
from stressbump.closed_forms.laminate import laminate as plate_theory
from stressbump.closed_forms.misfit_sphere import ball_stress
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.designs.design import from_table
from stressbump.errors import InputError, MeshError, SolveError
from stressbump.formatting import with_bar
from stressbump.fracture.paths import crack_path
from stressbump.history.stack import Stack, solve_stack
from stressbump.measures import elastic_energy
from stressbump.measures.release import RELEASE_RATE
from stressbump.mechanics.balance import ORDER
from stressbump.mechanics.enriched import cubic_solution, cubic_system, resampled
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain
from stressbump.mechanics.sample import in_region, on_face
from stressbump.mechanics.supports import free, laminate
from stressbump.mesh import memory
from stressbump.mesh.elements import TRIANGLE
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.survey import ENERGY, WHOLE, Value
from stressbump.survey.cracks import found_crack
from stressbump.verification.cooled import cooled, mean_stress
from stressbump.verification.cylinders import half_disc, slab
from stressbump.verification.grids import grid, lines
from stressbump.verification.stacks import SOLDER, UNDERFILL, silicone

VOLUME = TRIANGLE.rule(ORDER)

SCHEMA = Path(__file__).parents[2] / "docs" / "result.schema.json"
COOLING = -165.0
CORE, WALL = 50.0, 125.0

MOULDED = """
[cell]
width_um = 30
[[step]]
deposit = "base"
material = "silicon"
how = "planar"
thickness_um = 5
born_C = 175
[[step]]
deposit = "mold"
material = "EMC"
how = "planar"
thickness_um = 5
born_C = 175
[[flaw]]
at = "base/mold"
from = "outer"
length_um = 4
"""

PLATE = """
[cell]
width_um = 60
[[step]]
deposit = "base"
material = "silicon"
how = "planar"
thickness_um = 20
born_C = 25
[[step]]
deposit = "film"
material = "Cu"
thickness_um = 2
born_C = 150
[[step]]
pattern = ["film"]
diameter_um = 60
[[step]]
deposit = "cover"
material = "polyimide"
how = "planar"
thickness_um = 10
born_C = 150
[[reference]]
name = "underfill"
swap = { cover = "underfill" }
[[reference]]
name = "the same"
swap = { cover = "polyimide" }
"""


# Closed forms: the bar covers what coarse grids get wrong, and is not much wider


@pytest.mark.parametrize("sleeve", [UNDERFILL, silicone(0.49), silicone(0.4995)], ids=str)
@pytest.mark.parametrize("component", [0, 2])
def test_rod_in_a_sleeve(sleeve, component):
    exact = lame.cylinders([SOLDER, sleeve], (0, CORE, WALL), COOLING, "generalized")
    mesh = half_disc(CORE, WALL, (2, 4))
    rod = cooled(mesh, {"core": SOLDER, "sleeve": sleeve}, COOLING, generalized_plane_strain, free)
    assert_covered(
        lambda s: mean_stress(s, "core")[component], rod, exact.stress(0, CORE)[component]
    )


@pytest.mark.parametrize("cells", [(1, 2), (2, 4), (4, 8)])
def test_ball_in_a_shell(cells):
    exact = ball_stress(SOLDER, UNDERFILL, 50.0, COOLING, 150.0)
    solids = {"core": SOLDER, "sleeve": UNDERFILL}
    ball = cooled(half_disc(50.0, 150.0, cells), solids, COOLING, axisymmetric, free)
    assert_covered(lambda s: mean_stress(s, "core")[:3].mean(), ball, exact)


def test_curvature_of_a_laminate_is_exact():
    layers = [Ply(Solid(160e3, 0.22, 3e-6), 500), Ply(Solid(20e3, 0.3, 16e-6), 200)]
    z = lines(0, 500, 700, cells=1)
    mesh = grid(lines(0, 400, cells=2), z, lambda x, z: "low" if z < 500 else "high")
    solids = {"low": layers[0].solid, "high": layers[1].solid}
    cell = cooled(mesh, solids, COOLING, axisymmetric, laminate)
    curvature = plate_theory(layers, COOLING).curvature
    assert cell.globals["k"] == pytest.approx(curvature, rel=1e-6)
    assert bar_of(lambda s: s.globals["k"], cell) < 1e-6 * abs(curvature)


def assert_covered(number, solution, exact):
    """Within the bar, but for the parabolas that stand for arcs; and the bar says something."""
    error = abs(number(solution) - exact)
    assert error <= bar_of(number, solution) + 1e-5 * abs(exact)
    assert bar_of(number, solution) <= 10 * error + 1e-4 * abs(exact)


# Cubics


@pytest.fixture(scope="module")
def rod():
    mesh, _ends = slab(CORE, WALL, (2, 4))
    return cooled(mesh, {"core": SOLDER, "sleeve": silicone(0.4995)}, COOLING, axisymmetric, free)


def test_cubics_fit_together(rod):
    cubic = cubic_solution(cubic_system(rod), rod, VOLUME)
    inner, outer = on_face(cubic, "core", "sleeve"), on_face(cubic, "sleeve", "core")
    hoop = [sample.strain[2][np.argsort(sample.position[1])] for sample in (inner, outer)]
    assert hoop[0] == pytest.approx(hoop[1], rel=1e-9)  # u_r / r from either side


def test_cubics_store_less_energy(rod):
    cubic = cubic_solution(cubic_system(rod), rod, TRIANGLE.split(VOLUME))
    stored = [elastic_energy(in_region(s)) for s in (cubic, resampled(rod, TRIANGLE.split(VOLUME)))]
    assert stored[0] < stored[1]


def test_a_finer_rule_has_the_same_volume(rod):
    volumes = [in_region(s).weight.sum() for s in (rod, resampled(rod, TRIANGLE.split(VOLUME)))]
    assert volumes[0] == pytest.approx(volumes[1], rel=1e-12)


# From values to bars


def value(number, *finer, measure="mean von Mises stress", scale=100.0):
    return barred(Value(measure, "film", number, "MPa", 25.0, "volume", scale), finer)


@pytest.mark.parametrize(
    ("measure", "safety"),
    [
        ("mean in-plane stress", 3.0),
        ("95th percentile von Mises stress", 2.0),
        ("95th percentile film stress", 3.5),
        ("edge shear traction", 3.5),
        ("normal force N", 3.0),
        ("shear force V", 3.0),
        ("moment M", 3.0),
        ("curvature", 3.0),
        ("sagitta", 3.0),
        (ENERGY, 3.5),
    ],
)
def test_a_bar_is_the_widest_difference_times_the_factor_of_its_kind(measure, safety):
    assert value(50.0, 51.0, 49.5, measure=measure).bar == pytest.approx(1.5 * safety)
    assert value(50.0, 50.5, measure=measure).bar == pytest.approx(0.5 * safety)
    assert value(50.0, 50.0, measure=measure).bar == pytest.approx(1e-7)  # round-off of the scale


def test_what_could_not_be_had_has_no_bar():
    assert value(None, 1.0).bar is None
    assert value(50.0, None, None).bar is None
    assert value(50.0, None, 51.0).bar == pytest.approx(3.0)


def test_bars_of_two_meshes_add_up():
    with_, without = value(50.0, 51.0, 51.5), value(100.0, 102.0, 103.0)  # 4.5 and 9
    assert relief_bar(with_, without, same_mesh=False) == pytest.approx((4.5 + 0.5 * 9) / 100)
    fewer = value(50.0, 51.5), value(100.0, 103.0)  # one finer solution, not the two of the others
    assert relief_bar(with_, fewer[1]) == pytest.approx((4.5 + 0.5 * 9) / 100)
    assert relief_bar(fewer[0], without) == pytest.approx((4.5 + 0.5 * 9) / 100)


def test_bars_of_one_mesh_are_those_of_the_ratio():
    assert relief_bar(value(50.0, 52.0), value(100.0, 101.0)) == pytest.approx(3 * (52 / 101 - 0.5))


@pytest.mark.parametrize(
    ("measure", "unshared"),
    [
        ("mean von Mises stress", 3e-4 * 3.0),
        ("edge opening traction", 1e-4 * 3.5),
        ("mean film stress", 1e-4 * 3.5),
        ("normal force N", 3e-4 * 3.0),
    ],
)
def test_what_two_stacks_do_not_share_of_their_bars_stays(measure, unshared):
    in_step = value(50.0, 51.0, measure=measure), value(100.0, 102.0, measure=measure)
    assert relief_bar(*in_step) == pytest.approx(unshared * (1 + 0.5 * 2) / 100)


def test_a_ratio_of_percentiles_has_a_grain():
    def percentile(*numbers):
        return value(*numbers, measure="95th percentile von Mises stress")

    fine = percentile(50.0, 50.5), percentile(100.0, 101.0)  # bars of 1 and 2
    assert relief_bar(*fine) == pytest.approx(2e-4 * 0.5)
    coarse = percentile(50.0, 55.0), percentile(100.0, 110.0)  # bars of 10 and 20
    assert relief_bar(*coarse) == pytest.approx(2e-3 * (10 + 0.5 * 20) / 100)


def released(number, finer, second=None, **more):
    own = Value(RELEASE_RATE.name, "film/wafer", number, "J/m²", 25.0, "crack", 1.0, second=second)
    return barred(replace(own, **more), [finer])


def test_a_bar_reaches_to_what_a_second_way_on_the_same_solution_gives():
    """Where quadratics and cubics agree by accident they say nothing."""
    assert released(0.5, 0.5001, 0.502).bar == pytest.approx(2e-3)
    assert released(0.5, 0.51, 0.502).bar == pytest.approx(3 * 0.01)
    assert released(0.5, 0.51).bar == pytest.approx(3 * 0.01)


def test_the_bar_of_a_relief_reaches_to_that_of_the_second_way():
    """Errors that both stacks have alike are none of their ratio's."""
    alike = released(0.5, 0.5001, 0.51), released(1.0, 1.0002, 1.02)
    assert relief_bar(*alike) == pytest.approx(3e-4 * (0.01 + 0.5 * 0.02))
    apart = released(0.5, 0.5001, 0.51), released(1.0, 1.0002, 0.98)
    assert relief_bar(*apart) == pytest.approx(0.51 / 0.98 - 0.5)
    closed = released(0.5, 0.5001, 0.51), released(1.0, 1.0002)
    assert relief_bar(*closed) == pytest.approx(0.51 - 0.5)


def test_what_a_mouth_that_held_would_change_counts_on_top():
    assert released(0.5, 0.51, held=0.48).bar == pytest.approx(3 * 0.01 + 0.02)
    assert released(0.5, 0.51, 0.6, held=0.48).bar == pytest.approx(0.1 + 0.02)


def test_half_of_a_node_that_faces_press_at_counts_on_top():
    assert released(0.5, 0.51, eased=0.48).bar == pytest.approx(3 * 0.01 + 0.5 * 0.02)
    shared = released(0.5, 0.5, eased=0.48), released(1.0, 1.0, eased=0.96)
    assert relief_bar(*shared) < 1e-4
    assert relief_bar(shared[0], released(1.0, 1.0)) == pytest.approx(0.5 * 0.02, rel=1e-3)


def test_of_a_relief_counts_what_both_mouths_do_not_share():
    alike = released(0.5, 0.5001, held=0.49), released(1.0, 1.0002, held=0.98)
    assert relief_bar(*alike) == pytest.approx(3e-4 * (0.0103 + 0.5 * 0.0206), rel=1e-3)
    apart = released(0.5, 0.5001, held=0.45), released(1.0, 1.0002)
    assert relief_bar(*apart) == pytest.approx(0.05, rel=1e-3)


def test_without_a_reference_value_there_is_no_bar_of_the_relief():
    sure, bare = value(50.0, 51.0), value(50.0)
    zero, none = value(0.0, 1.0), value(None, 1.0)
    pairs = [(sure, zero), (none, sure), (bare, sure), (sure, bare)]
    assert [relief_bar(*pair) for pair in pairs] == [None] * 4


HAD = [released(0.51, 0.5), None]  # in cubics, and at the points of finer triangles
LOST = replace(released(0.5, 0.5), value=None, note="closed at the tip")


@pytest.mark.parametrize("unbarred", ["", "if its mouth held to an atom, closed at the tip"])
@pytest.mark.parametrize("finer", [HAD, [LOST, None], [None, None], [LOST, HAD[0]]])
@pytest.mark.parametrize("halved", [(), HAD[:1], [LOST], [None]])
def test_a_value_has_a_bar_or_says_what_could_not_be_had(unbarred, finer, halved):
    own = replace(released(0.5, 0.5), bar=None, note="from K 0.51 J/m²", unbarred=unbarred)
    found = compared(own, finer, halved)
    had = not unbarred and finer is HAD and halved in ((), HAD[:1])
    assert (found.bar is None, found.note != own.note) == (not had, not had)
    if not had:
        why = r"(if its mouth held to an atom|in cubics|in steps half as long)"
        said = rf"from K 0\.51 J/m², no bar: {why}, (closed at the tip|no such number)"
        assert re.fullmatch(said, found.note)
        assert compare(found, released(1.0, 1.0), "stiff").note == f"no bar: {found.unbarred}"
        mine = compare(released(1.0, 1.0), found, "stiff")
        assert (mine.bar, mine.note) == (None, f"no bar: of stiff, {found.unbarred}")


def test_a_crack_balances_in_cubics_whatever_its_stack_went_through():
    """The moulding compound's moduli fall on the way: it bears strains that differ from point to point."""
    plate = from_table(tomllib.loads(MOULDED), "moulded.toml")
    section = build(plate.recipe)
    stack = solve_stack(section, generate(section, MeshOptions(plate.recipe.windows_um)), (25.0,))
    (flaw,) = section.flaws
    for solution in in_cubics(stack).solutions.values():
        path = crack_path(solution.model.mesh, flaw)
        checks = found_crack(section, solution, path, path.facets_within(4.0)).checks
        assert checks[0].name == "forces on free nodes"
        assert checks[0].value < 1e-12


def test_bars_that_would_not_fit_into_memory_are_refused(monkeypatch, rod):
    unknowns = 2 * (len(rod.model.mesh.points) + 2.5 * len(rod.model.mesh.triangles))
    monkeypatch.setattr(memory, "BYTES_PER_UNKNOWN", 3 * 2**30 / unknowns)
    pages = {"SC_PAGE_SIZE": 2**20, "SC_AVPHYS_PAGES": 3 * 2**10}
    monkeypatch.setattr(memory.os, "sysconf", pages.get)
    better = {25.0: cubic_solution(cubic_system(rod), rod, TRIANGLE.split(VOLUME))}
    stack = Stack("rod", "", None, rod.model.mesh, {}, None, {25.0: rod})
    monkeypatch.setattr(error_bars, "again", lambda stack, **_: replace(stack, solutions=better))
    assert in_cubics(stack).solutions.keys() == {25.0}
    pages["SC_AVPHYS_PAGES"] -= 2**10
    with pytest.raises(SolveError, match=r"need about 3\.0 GiB; 2\.0 are free"):
        in_cubics(stack)


def test_identical_stacks_have_no_relief_and_no_bar():
    row = compare(value(50.0, 51.0, 51.5), value(50.0, 51.0, 51.5), "the same")
    assert (row.relief, row.bar) == (0, 0)


def test_stacks_that_agree_by_chance_are_not_identical():
    """On this mesh only, or on the finer one only: the ratio is still not sure."""
    assert relief_bar(value(50.0, 51.0), value(50.0, 52.0)) == pytest.approx(3 * (1 - 51 / 52))
    assert relief_bar(value(50.0, 51.0), value(49.0, 51.0)) == pytest.approx(3 * (50 / 49 - 1))


def test_a_reference_that_vanishes_on_a_finer_solution_leaves_no_ratio_there():
    assert relief_bar(value(25.0, 50.0), value(100.0, 0.0)) == pytest.approx(3 * 0.25)


def test_errors_of_one_mesh_are_correlated():
    with_, without = value(50.0, 51.0, 51.5), value(100.0, 102.0, 103.0)
    assert relief_bar(with_, without) < 0.1 * relief_bar(with_, without, same_mesh=False)


def test_a_reference_within_its_bars_is_none():
    row = compare(value(5.0, 5.0), value(10.0, 12.0), "weak")
    assert (row.relief, row.note) == (None, "no reference stress")


def test_a_positive_part_of_zero_is_not_sure():
    assert value(0.0, 0.0, 0.0, measure="edge opening traction").bar == pytest.approx(0.1)


def test_a_raw_maximum_grows_instead():
    raw = Value("raw maximum", "film", 100.0, "MPa", 25.0, "none", 1.0, mesh_dependent=True)
    assert (barred(raw, [130.0, 140.0]).grown, barred(raw, [130.0]).bar) == (1.4, None)


# A whole stack


@pytest.fixture(scope="module")
def plate():
    return from_table(tomllib.loads(PLATE), "plate.toml")


@pytest.fixture(scope="module")
def answers(plate):
    return [relief(plate, references=["underfill"], refine=n) for n in (0, 1)]


def test_every_value_has_a_bar(answers):
    for v in answers[0].values[0]:
        assert (v.bar is None) == (v.mesh_dependent or v.value is None)
        assert (v.grown is None) != v.mesh_dependent


def test_bars_shrink_with_the_mesh(answers):
    coarse, fine = ({v.key: v for v in a.values[0] if v.bar} for a in answers)
    ratios = [coarse[key].bar / fine[key].bar for key in coarse.keys() & fine.keys()]
    assert np.median(ratios) > 1.5


def test_bars_hold_against_the_finer_mesh(answers):
    coarse, fine = ({v.key: v for v in a.values[0] if v.bar} for a in answers)
    pairs = [(coarse[key], fine[key]) for key in coarse.keys() & fine.keys()]
    held = [abs(c.value - f.value) <= c.bar + f.bar for c, f in pairs]
    assert np.mean(held) >= 0.95


def test_the_energy_of_the_whole_is_bounded_above(answers):
    coarse, fine = ({v.where: v for v in a.values[0] if v.measure == ENERGY} for a in answers)
    assert [where for where, v in coarse.items() if v.bounded_above] == [WHOLE]
    whole = coarse.pop(WHOLE)
    assert whole.value == pytest.approx(sum(v.value for v in coarse.values()))
    assert whole.value >= max(*whole.finer, fine[WHOLE].value, *fine[WHOLE].finer)
    told = with_bar(whole.value, whole.bar, whole.bounded_above)
    assert told.replace("+ 0 −", "±") == with_bar(whole.value, whole.bar) != told


def test_pressures_take_the_bound_away():
    """A saddle point is no minimum: with them finer meshes may store more."""
    soft = PLATE.replace('"polyimide"', "{ E_MPa = 3.0, nu = 0.4995, cte_ppm_per_K = 260 }", 1)
    answer = relief(from_table(tomllib.loads(soft), "soft.toml"), references=[], bars=False)
    assert not any(v.bounded_above for v in answer.values[0])
    stored = document(answer)["stacks"][0]["measures"]
    assert {m["certainty"] for m in stored} == {"estimated"}


def test_json_carries_the_bars(answers):
    text = json.loads(json.dumps(document(answers[0])))
    jsonschema.validate(text, json.loads(SCHEMA.read_text()))
    assert all(m["bar"] > 0 for m in text["stacks"][0]["measures"] if not m["mesh_dependent"])
    assert all(row["bar"] is not None for row in text["relief"] if row["relief"] is not None)
    sure = [m for m in text["stacks"][0]["measures"] if m["certainty"] == "bounded above"]
    assert [(m["measure"], m["where"]) for m in sure] == [(ENERGY, WHOLE)]


def test_bars_are_a_choice(plate):
    answer = relief(plate, end=(25.0, 100.0), references=[], bars=False)
    assert {(v.temperature, v.bar) for v in answer.values[0]} == {(25.0, None), (100.0, None)}
    jsonschema.validate(document(answer), json.loads(SCHEMA.read_text()))


def test_a_failed_check_takes_relief_and_bars_away(answers):
    (stack, *others), (t, s) = answers[0].stacks, *answers[0].built.solutions.items()
    bad = replace(s, checks=(replace(s.checks[0], value=1.0),))
    failed = replace(answers[0], stacks=(replace(stack, solutions={t: bad}), *others))
    assert failed.table == ()


def test_the_command_line_prints_them(plate, tmp_path):
    file = tmp_path / "plate.toml"
    file.write_text(PLATE)
    told = CliRunner().invoke(app, ["relief", str(file), "--reference", "underfill", "--all"])
    assert told.exit_code == 0
    assert " ± " in told.output
    assert "when twice as fine" in told.output
    told = CliRunner().invoke(app, ["solve", str(file), "--no-bars"])
    assert told.exit_code == 0
    assert "mean von Mises stress" in told.output
    assert "±" not in told.output


# Adaptive refinement


def test_refinement_goes_where_the_goals_need_it(plate):
    coarse = relief(plate, references=[])
    fine = relief(plate, references=[], accuracy=0.1)
    chosen = [v for v in fine.values[0] if v.measure in GOALS and v.value and v.bar]
    asked = [v for v in chosen if {"film", "cover"} >= set(v.where.split("/"))]
    assert max(v.bar / abs(v.value) for v in asked if v.averaging_um in (None, 5.0)) <= 0.1
    assert len(coarse.mesh.triangles) < len(fine.mesh.triangles) < 6 * len(coarse.mesh.triangles)
    assert fine.passed


def duplicates(mesh, section):
    raise MeshError("68 duplicate nodes")


@pytest.mark.parametrize(("name", "limit"), [("SMALLEST", 1e3), ("audit", duplicates)])
def test_where_the_grid_ends_refinement_the_bars_reached_are_told(plate, monkeypatch, name, limit):
    monkeypatch.setattr(adaptive, name, limit)
    answer = relief(plate, references=[], accuracy=1e-3)
    (note,) = (w for w in answer.warnings if not w.startswith(("elastic: ", "left out: ")))
    assert re.fullmatch(
        r"stopped at \d+ unknowns: (edge|mean) \w.* of \S+ is known to [\d.]+ %, not 0.1 %;"
        r" where the error lies, triangles reach the grid of 0.1 nm",
        note,
    )
    assert answer.passed


@pytest.mark.parametrize("share", [0.0, 2.0])
def test_an_accuracy_that_cannot_be_is_refused(plate, share):
    with pytest.raises(InputError, match="accuracy"):
        relief(plate, references=[], accuracy=share)
