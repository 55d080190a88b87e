"""A reduced basis says what full solutions say, to within bounds that hold, or why it does not."""

import copy

import numpy as np
import pytest
from history.test_contact import fit
from sweeps.plates import COATED, GLUE, LAYERS, PLATE

import stressbump as sb
from stressbump.errors import InputError
from stressbump.history.assembly import model_of
from stressbump.history.eigenstrain import increments, since_birth
from stressbump.history.schedule import stages
from stressbump.laws import Isotropic, Orthotropic
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.system import factorise
from stressbump.surrogate.reduction.forms import forms, pushes
from stressbump.sweeps.cases import cases
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

BIRTHS = {
    "glue.born_C": {"from": 100, "to": 140},
    "glue.cure_shrinkage": {"from": 0, "to": 0.01},
    "glue.material.G_MPa": {"from": 0.3, "to": 3, "scale": "log"},
    "film.born_C": {"from": 180, "to": 220},
    "film.material.cte_ppm_per_K": {"from": 20, "to": 60},
    "film.intrinsic_MPa": {"from": -20, "to": 20},
    "coat.born_C": {"from": 60, "to": 100},
    "coat.intrinsic_MPa": {"from": -200, "to": 100},
    "history.end_C": {"from": 0, "to": 50},
}
VARY = {
    "glue.material.G_MPa": {"from": 0.3, "to": 3, "scale": "log"},
    "glue.material.K_MPa": {"from": 500, "to": 2000, "scale": "log"},
    "film.material.E_MPa": {"from": 2000, "to": 5000},
    "film.material.cte_ppm_per_K": {"from": 20, "to": 60},
    "film.intrinsic_MPa": {"from": 0, "to": 30},
    "history.end_C": {"from": 0, "to": 50},
}
ASKED = (
    "mean in-plane stress @ film",
    "mean in-plane stress @ glue",
    "shear force V @ base/glue",
    "curvature",
    "mean von Mises stress @ film",
)


@pytest.fixture(scope="module")
def model():
    return sb.reduced(LAYERS, VARY, references=["oxide"], measures=ASKED, training=32)


@pytest.fixture(scope="module")
def stack():
    answer = CachedSolver().answer(LAYERS, "x", ())
    return answer.section, answer.mesh, answer.built


@pytest.mark.parametrize("film", ["isotropic", "by direction"])
def test_forms_and_loads_add_up_to_the_full_model_pressures_and_all(stack, film):
    section, mesh, built = stack
    laws = {n: m.law for n, m in built.materials.items()}
    if film == "by direction":
        laws["film"] = Orthotropic.layered((4000.0, 2500.0), (0.3, 0.3), (30e-6, 60e-6))
    system = factorise(model_of(section, mesh, laws), 25.0)
    assert system.blocks["glue"].mixed
    strain = since_birth(section, laws, 25.0)
    field = solve(system, Loads(strain)).unknowns.copy()
    shown = 2 * len(mesh.points) + len(system.model.kinematics.unknowns)
    field[shown:] = 0.0
    inner, outer = np.zeros((2, len(field)))
    for form in forms(system):
        law = laws[form.region]
        weight = {"whole": 1.0}
        if isinstance(law, Isotropic):
            G, K = law.moduli(25.0).shear, law.moduli(25.0).bulk
            weight |= {"shear": G, "bulk": K, "pressure": K - 2 * G / 3}
        inner += weight[form.part] * form.apply(field)
    for push in pushes(system):
        own = strain[push.region]
        law = laws[push.region]
        amount = (
            3 * law.moduli(25.0).bulk * own[0] if push.component is None else own[push.component]
        )
        outer += amount * push.force
    free = system.main[system.main < shown]
    assert np.abs(inner - outer)[free].max() < 1e-9 * np.abs(outer).max()
    wall = np.abs(system.constraint_matrix).max() * np.abs(outer).max()
    assert np.abs(system.constraint_matrix.T @ (inner - outer)).max() < 1e-9 * wall


def test_every_bound_holds_and_is_as_narrow_as_asked(model):
    found = model.effectivity(4)
    assert found.held
    assert found.least >= 1
    assert found.widest <= 0.01
    assert len(model.basis) == 2
    assert max(model.basis) < 60


def test_a_reduced_answer_is_the_full_one_within_its_bounds(model):
    point = {
        "glue.material.G_MPa": 0.8,
        "glue.material.K_MPa": 900,
        "film.material.E_MPa": 3300,
        "film.material.cte_ppm_per_K": 33,
        "film.intrinsic_MPa": 7,
        "history.end_C": 31,
    }
    table = model.table({k: [v] for k, v in point.items()})
    full = sb.sweep(
        LAYERS, {k: [v] for k, v in point.items()}, references=["oxide"], measures=ASKED
    )
    names = [c for c in full if "[" in c and c in model.columns]
    assert set(names) == set(model.columns)
    for name in names:
        bound = table[f"bound of {name}"][0]
        if full[name].notna()[0]:
            assert abs(table[name][0] - full[name][0]) <= bound + 1e-9 * abs(full[name][0])


@pytest.fixture(scope="module")
def coated():
    asked = ("mean von Mises stress @ coat", "mean in-plane stress @ film", "sagitta")
    return sb.reduced(COATED, BIRTHS, references=[], measures=asked, training=64)


def test_bounds_hold_over_a_history_of_four_temperatures_and_intrinsic_stress(coated):
    assert [step.born for step in coated.stacks[0].varied.steps] == ["glue", "film", "coat"]
    found = coated.effectivity(6)
    assert found.held
    assert found.least >= 1
    assert found.widest <= 0.02


def test_the_free_strains_of_many_designs_are_those_of_each(coated):
    varied = coated.stacks[0].varied
    rng = np.random.default_rng(5)
    many = {k: rng.uniform(v["from"], v["to"], 5) for k, v in BIRTHS.items()}
    solids = varied.solids(many, {})
    drawn = Study(design=COATED, vary=many, sampling={"how": "list"})
    for n, case in enumerate(cases(drawn, "")):
        built = CachedSolver().answer(case.table, "x", ()).built
        for step in varied.steps:
            found = varied.increments(step, solids, many)
            stage = step.at({k: v[n] for k, v in many.items()})
            assert stage in stages(built.assembly.section, many["history.end_C"][n])
            own = increments(built.assembly.section, built.assembly.laws, stage)
            for name, strain in own.items():
                column = np.broadcast_to(found[name], (6, 5))[:, n]
                assert column == pytest.approx(strain, rel=1e-11, abs=1e-18)


def test_a_birth_at_the_temperature_of_the_one_before_takes_no_step():
    twins = copy.deepcopy(COATED)
    twins["step"][-1] |= {"born_C": 200, "material": {"E_MPa": 9e3, "nu": 0.2, "cte_ppm_per_K": 9}}
    vary = {"coat.material.E_MPa": [8e3, 1e4]}
    small = sb.reduced(twins, vary, references=[], measures=["sagitta"], training=4)
    assert [step.born for step in small.stacks[0].varied.steps] == ["glue", "coat"]
    assert small.effectivity(2).held


def test_a_glass_transition_at_fixed_temperatures_is_followed_as_in_full():
    potted = copy.deepcopy(LAYERS)
    potted["step"][1]["material"] = "EME-7730"
    vary = {"film.material.E_MPa": [2e3, 5e3], "film.intrinsic_MPa": [0, 30]}
    small = sb.reduced(potted, vary, measures=ASKED[:3], training=4)
    assert len(small.stacks[0].varied.steps) > 2
    assert small.effectivity(2).held
    with pytest.raises(
        InputError, match=r"'glue': its moduli change.*whose temperatures are varied"
    ):
        sb.reduced(potted, vary | {"history.end_C": [0, 50]}, measures=ASKED[:3], training=4)


def test_total_moduli_that_change_after_a_birth_are_refused():
    soldered = copy.deepcopy(COATED)
    soldered["step"][1]["material"] = "SAC405"
    vary = {"film.material.E_MPa": [2e3, 5e3]}
    with pytest.raises(
        InputError, match="'glue': its moduli change with temperature after its birth"
    ):
        sb.reduced(soldered, vary, references=[], measures=ASKED[:1], training=4)


def test_total_moduli_that_change_with_the_end_alone_are_followed():
    soldered = copy.deepcopy(PLATE)
    soldered["step"][1]["material"] = "SAC405"
    vary = {"history.end_C": {"from": 0, "to": 50}}
    small = sb.reduced(soldered, vary, references=[], measures=["curvature"], training=8)
    found = small.effectivity(2)
    assert found.held


def test_designs_by_the_thousand_are_one_batch(model):
    rng = np.random.default_rng(3)
    many = {k: rng.uniform(v["from"], v["to"], 700) for k, v in VARY.items()}
    values, bounds = model.evaluate(many)
    one, its = model.evaluate({k: v[618:619] for k, v in many.items()})
    assert values.shape == bounds.shape == (700, len(model.columns))
    known = np.isfinite(one[0])
    assert values[618, known] == pytest.approx(one[0, known], rel=1e-9)
    assert bounds[618, :5] == pytest.approx(its[0, :5], rel=1e-3)


def test_outside_of_what_it_was_trained_for_bounds_are_wide_and_hold(model):
    far = {k: [v["to"] * 1.5] for k, v in VARY.items()} | {"glue.material.K_MPa": [4000.0]}
    values, bounds = model.evaluate(far)
    full = sb.sweep(LAYERS, far, references=[], measures=ASKED)
    for n, name in enumerate(model.columns[: len(ASKED)]):
        assert abs(values[0, n] - full[name][0]) <= bounds[0, n]


@pytest.mark.parametrize(
    ("vary", "why"),
    [
        ({"film.thickness_um": [1, 2]}, "changes the mesh"),
        ({"film.material": ["SiO2", "silicon"]}, "finite numbers"),
        ({"film.material.nu": [0.3, 0.48]}, "a pressure field begins there"),
        ({"film.material.nu": [0.3, 0.5]}, "between -1 and 0.5"),
        ({"history.end_C": [[25, -40]]}, "finite numbers"),
        ({"film.intrinsic_MPa": [20]}, "one value only"),
    ],
)
def test_what_would_be_another_model_is_refused(vary, why):
    with pytest.raises(InputError, match=why):
        sb.reduced(PLATE, vary, measures=["curvature"], training=4)


def test_an_incompressible_region_is_refused():
    rubber = copy.deepcopy(LAYERS)
    rubber["step"][1]["material"] = {"E_MPa": 3.0, "nu": 0.5, "cte_ppm_per_K": 250}
    with pytest.raises(InputError, match=r"'glue': nu = 0\.5; a reduced basis wants a finite bulk"):
        sb.reduced(rubber, {"film.material.E_MPa": [2e3, 3e3]}, measures=["curvature"], training=4)


def test_a_number_that_is_part_of_another_law_is_refused_online(model):
    point = {k: [v["from"]] for k, v in VARY.items()}
    with pytest.raises(InputError, match="what was varied is"):
        model.evaluate({"film.material.E_MPa": [3000.0]})
    with pytest.raises(InputError, match="pressure field"):
        model.evaluate(point | {"glue.material.K_MPa": [2.0]})
    with pytest.raises(InputError, match="must be positive"):
        model.evaluate(point | {"film.material.E_MPa": [-1.0]})


@pytest.mark.parametrize(
    ("kinematics", "support"),
    [
        ("generalized plane strain", "laminate"),
        ("generalized plane strain", "flat"),
        ("plane strain", "clamped"),
        ("axisymmetric", "free"),
    ],
)
def test_bounds_hold_in_every_cell(kinematics, support):
    cell = {"cell": {"kinematics": kinematics, "width_um": 40, "support": support}}
    vary = {k: VARY[k] for k in ("glue.material.G_MPa", "film.material.E_MPa")}
    small = sb.reduced(LAYERS | cell, vary, measures=ASKED[:1] + ASKED[3:], training=4)
    found = small.effectivity(2)
    assert found.held
    assert found.least >= 1


@pytest.mark.parametrize("support", ["laminate", "free"])
def test_bounds_hold_where_two_bodies_are_joined_late(support):
    cell = {"kinematics": "generalized plane strain", "width_um": 60, "support": support}
    board = {"E_MPa": 2e4, "nu": 0.3, "cte_ppm_per_K": 17}
    steps = [
        *copy.deepcopy(PLATE["step"]),
        {
            "attach": "board",
            "material": board,
            "thickness_um": 30,
            "standoff_um": 10,
            "born_C": 220,
        },
        {"fill": "glue", "material": GLUE, "thickness_um": 0, "born_C": 100},
    ]
    vary = {
        "glue.material.G_MPa": VARY["glue.material.G_MPa"],
        "glue.born_C": {"from": 80, "to": 150},
        "board.material.cte_ppm_per_K": {"from": 10, "to": 20},
    }
    asked = ("mean in-plane stress", "curvature", "mean von Mises stress @ film")
    table = PLATE | {"cell": cell, "step": steps}
    small = sb.reduced(table, vary, references=[], measures=asked, training=8)
    assert [s.born for s in small.stacks[0].varied.steps] == ["film", "board", "glue"]
    found = small.effectivity(3)
    assert found.held
    assert found.least >= 1


def test_plane_stress_is_refused():
    cell = {"cell": {"kinematics": "plane stress", "width_um": 40}}
    with pytest.raises(InputError, match="plane stress is not done"):
        sb.reduced(PLATE | cell, {"film.material.E_MPa": [2e3, 3e3]}, training=4)


def test_a_force_that_balance_makes_vanish_is_no_reason_to_go_on_searching():
    vary = {"film.material.E_MPa": [2e3, 3e3]}
    small = sb.reduced(PLATE, vary, measures=["normal force N"], training=4)
    assert small.basis < (8,)
    assert small.effectivity(2).held


def test_a_design_in_which_a_free_face_closes_is_refused_wherever_it_lies():
    """A ring that is born at 190 °C opens from its core above, and presses it below."""
    measures = ["mean von Mises stress @ core"]
    ends = {"history.end_C": {"from": 180, "to": 300}}
    model = sb.reduced(fit(240.0), ends, measures=measures, training=16)
    values, bounds = model.evaluate({"history.end_C": [190.1, 280.0]})
    assert (bounds < 0.01 * values).all()
    with pytest.raises(InputError, match=r"core/ring closes at history\.end_C = 189\.9;"):
        model.evaluate({"history.end_C": [280.0, 189.9]})
    with pytest.raises(InputError, match="closes in the middle one"):
        sb.reduced(fit(25.0), {"history.end_C": [25, 30]}, measures=measures, training=2)


def test_measures_without_a_bound_are_refused():
    with pytest.raises(InputError, match="has no bound in a reduced basis"):
        sb.reduced(PLATE, {"film.material.E_MPa": [2e3, 3e3]}, measures=["95th percentile *"])


def test_a_study_is_answered_by_a_reduced_basis_and_resumes(tmp_path):
    table = {
        "design": PLATE,
        "references": [],
        "measures": ["curvature", "mean von Mises stress @ film"],
        "reduced": 0.01,
        "vary": {
            "film.material.E_MPa": {"from": 2000, "to": 5000},
            "film.material.cte_ppm_per_K": {"from": 20, "to": 60},
        },
        "sampling": {"how": "latin-hypercube", "points": 300},
    }
    study = Study.model_validate(table)
    frame = sb.sweep(study, out=tmp_path)
    assert len(frame) == 300
    assert set(frame.status) == {"done"}
    value, bound = (frame[f"{n}mean von Mises stress @ film [MPa]"] for n in ("", "bound of "))
    assert (bound / value).max() < 0.05
    seen = []
    again = sb.sweep(study, out=tmp_path, report=lambda state: seen.append(state.run))
    assert seen == [0]
    assert again.equals(frame)


def test_a_study_of_several_models_has_no_reduced_basis(tmp_path):
    table = {"design": PLATE, "references": [], "measures": ["curvature"], "reduced": 0.01}
    table |= {"vary": {"film.material.nu": [0.2, 0.3, 0.47]}}
    with pytest.raises(InputError, match="a pressure field begins there"):
        sb.sweep(Study.model_validate(table), out=tmp_path)
    with pytest.raises(ValueError, match="bars do not go with reduced"):
        Study.model_validate(table | {"bars": True})
