"""What a worker keeps between cases changes no number of theirs."""

import pytest
from history.test_contact import fit, pin
from sweeps.plates import PLATE

from stressbump import relief
from stressbump.answers.options import Options
from stressbump.designs.design import from_table, load
from stressbump.designs.structures import STRUCTURES
from stressbump.history import assembly
from stressbump.process.build import build
from stressbump.sweeps.cases import cases
from stressbump.sweeps.columns import numbers
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver, dressed

VARY = {
    "film.material.cte_ppm_per_K": [50, 80],
    "film.material.E_MPa": [3000, 500],
    "history.end_C": [[25, -40]],
}


def tables(vary, design=PLATE):
    return [c.table for c in cases(Study(design=design, vary=vary), "")]


def reliefs(answer):
    return [row.relief for row in answer.table if row.relief is not None]


def test_cases_on_one_mesh_are_what_each_is_alone(monkeypatch):
    solver, made, factorise = CachedSolver(), [], assembly.factorise_blocks
    for table in tables(VARY):
        alone = relief(from_table(table, "alone"), bars=False)
        with monkeypatch.context() as patched:
            patched.setattr(
                assembly, "factorise_blocks", lambda *a: made.append(1) or factorise(*a)
            )
            shared = solver.answer(table, "shared")
        assert [s.name for s in shared.stacks] == ["as built", "oxide"]
        for a, b in zip(alone.values, shared.values, strict=True):
            assert [v.key for v in a] == [v.key for v in b]
            assert [v.value for v in b] == pytest.approx([v.value for v in a], rel=1e-9, abs=1e-9)
        assert [r.note for r in shared.table] == [r.note for r in alone.table]
        assert reliefs(shared) == pytest.approx(reliefs(alone), rel=1e-9, abs=1e-9)
    assert len(solver.meshes) == 1
    assert len(made) == 3  # two stiffnesses as built, one of the reference


def test_another_geometry_has_another_mesh():
    solver = CachedSolver()
    for table in tables({"film.thickness_um": [2, 2.5, 2]}):
        solver.answer(table, "x", ())
    assert len(solver.meshes) == 2


def test_bars_are_given_when_asked_for():
    answer = CachedSolver().answer(PLATE, "x", (), Options())
    assert all(v.bar is not None for v in answer.values[0] if v.measure.startswith("mean"))


@pytest.mark.parametrize(
    "measures",
    [
        (),
        ("edge shear traction, 4 µm @ *",),
        ("normal force N", "elastic energy @ film"),
        ("raw maximum von Mises stress (mesh-dependent) @ base", "largest film stress", "sagitta"),
    ],
)
def test_what_is_asked_for_is_the_same_number_however_much_is_asked(measures):
    solver = CachedSolver()
    few, all_ = solver.answer(PLATE, "few", measures=measures), solver.answer(PLATE, "all")
    assert numbers(few, measures) == numbers(all_, measures) != {}
    assert len(few.values[0]) < len(all_.values[0])


@pytest.mark.parametrize("slug", STRUCTURES)
def test_a_section_in_other_materials_is_the_section_built_of_them(slug):
    recipe = load(slug).recipe
    other = replace_births(recipe)
    assert dressed(build(recipe), other).regions == build(other).regions


def replace_births(recipe):
    steps = [
        s.model_copy(update={"born_C": s.born_C + 20 + n})
        if getattr(s, "born_C", None) is not None
        else s
        for n, s in enumerate(recipe.steps)
    ]
    return recipe.model_copy(update={"steps": tuple(steps)})


def test_a_region_filled_twice_is_only_dressed_if_both_agree():
    table = {**PLATE, "step": [*PLATE["step"], {**PLATE["step"][1], "thickness_um": 1.0}]}
    recipe = from_table(table, "twice").recipe
    steps = (*recipe.steps[:-1], recipe.steps[-1].model_copy(update={"born_C": 90.0}))
    with pytest.raises(ValueError, match="born otherwise"):
        dressed(build(recipe), recipe.model_copy(update={"steps": steps}))


def test_a_refused_case_leaves_the_solver_as_it_was():
    solver = CachedSolver()
    good = solver.answer(PLATE, "x", ())
    with pytest.raises(ValueError, match="born_C"):
        solver.answer(tables({"film.born_C": [5000]})[0], "x")
    again = solver.answer(PLATE, "x", ())
    assert again.values == good.values


def test_a_case_in_which_a_free_face_closes_is_solved():
    """Cases that superpose are met first; the one that presses is the one it is alone."""
    measure, solver = ("mean von Mises stress @ core",), CachedSolver()
    for end in (240.0, 300.0, 25.0):
        table = fit(end)
        found = solver.answer(table, "x", (), measures=measure, many=True)
        (alone,) = numbers(relief(from_table(table, "x"), bars=False), measure).values()
        (many,) = numbers(found, measure).values()
        assert many == pytest.approx(alone, rel=1e-9)
    assert [known is not None for known in solver.quick.values()] == [True]


def test_cases_that_differ_in_friction_share_a_mesh_and_rub_as_each_does_alone():
    """Compliances of faces that slide freely are other ones than of faces that rub."""
    measure, solver, found = ("normal force N @ plate/pin",), CachedSolver(), []
    for table in tables({"contact.friction.pin/ring": [0, 0.1, 0.3, 0]}, pin()):
        (alone,) = numbers(relief(from_table(table, "x"), bars=False), measure).values()
        (many,) = numbers(
            solver.answer(table, "x", (), measures=measure, many=True), measure
        ).values()
        assert many == pytest.approx(alone, rel=1e-9)
        found.append(many)
    assert found[0] == found[3] > found[1] > found[2]  # the ring's rubbing pulls the pin down
    assert len(solver.meshes) == 1
