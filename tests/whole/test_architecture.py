"""The house's one-way order, read off the imports of every module."""

import ast
import re
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from stressbump.sweeps.fingerprint import SILENT

ROOT = Path(__file__).parents[2]

# The rooms from the ground up: nobody imports a later one. A new file has its room's place.
ROOMS = """
    stressbump errors progress units formatting atomic
    laws closed_forms materials process designs
    mesh mechanics fracture measures history joint package survey
    sensitivity accuracy fatigue export answers
    verification report surrogate sweeps analysis
    doctor cli __main__
"""
ORDER = ROOMS.split()
RANK = {name: rank for rank, name in enumerate(ORDER)}
FLAT = 8  # files at the root that are enough

# What a bump is, and what of it the rooms behind the section may still know: the section itself.
DESCRIPTION = {"stressbump.process.verbs", "stressbump.process.recipe", "stressbump.materials"}
BLIND = {"mesh", "fracture", "mechanics", "measures"}


# What computes the numbers that a page is handed: whole rooms, and files of those that also hold data.
SOLVING = {
    "closed_forms", "mechanics", "fracture", "sensitivity", "accuracy", "surrogate", "verification",
}  # fmt: skip
SOLVERS = {
    "stressbump.mesh.meshing", "stressbump.history.stack", "stressbump.history.stepping",
    "stressbump.answers.answer", "stressbump.answers.solving", "stressbump.answers.rerun",
}  # fmt: skip

# Words of the house's own that names once had, and the field's for them; `docs/glossary.md` has more.
RETIRED = {
    "alien": "other_material", "bench": "solver", "easel": "drawing_process", "grain": "sampling_jump",
    "handover": "end_forces", "hindered": "fully_constrained", "lift": "constraint_matrix",
    "mesher": "meshing", "patch": "block", "rival": "other", "rivals": "others", "shaken": "jitter",
    "sixnode": "quadratic", "thinning": "out_of_plane_compliance", "told": "shown",
    "trouble": "store_errors", "way": "distance", "ways": "side_vectors",
}  # fmt: skip

# what a user asks of an answer that is there already: files, pictures, tables, what of it is shown first
AFTERWARDS = {
    "stressbump.answers.focus", "stressbump.answers.notebook", "stressbump.answers.saving",
}  # fmt: skip


def name_of(path):
    """As Python names it: laws/__init__.py is stressbump.laws."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted((ROOT / "stressbump").rglob("*.py"))}


def imports(name):
    """Every module that a module imports, wherever in it the import stands."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in MODULES else base


def own(name):
    """The modules of stressbump itself that a module imports."""
    return {found for found in imports(name) if found.split(".")[0] == "stressbump"}


def place(name):
    """The flat file or the folder that a module belongs to."""
    return name.split(".")[1] if "." in name else name


def from_the_root(name):
    """What a module takes from the package itself, which finds the public names only when asked."""
    tree = ast.parse(MODULES[name].read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "stressbump":
            yield from (a.name for a in node.names if f"stressbump.{a.name}" not in MODULES)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from [node.attr] if node.value.id == "stressbump" else []


def test_every_module_has_its_place():
    assert set(MODULES) >= DESCRIPTION | SOLVERS | AFTERWARDS
    lost = {place(name) for name in MODULES} - set(ORDER)
    assert not lost, f"add to ROOMS, where they belong: {', '.join(sorted(lost))}"


@pytest.mark.parametrize("name", MODULES)
def test_no_module_imports_a_later_one(name):
    last = RANK.get(place(name), len(RANK))
    later = {other for other in own(name) if RANK.get(place(other), 0) > last}
    assert not later, f"{name} imports what comes after it: {', '.join(sorted(later))}"


def test_no_modules_import_one_another():
    try:
        TopologicalSorter({name: own(name) for name in MODULES}).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def names(kinds):
    """Every file, and every name that a module defines of some kinds, with where it stands."""
    for module, path in MODULES.items():
        yield path.stem, module
        tree = ast.parse(path.read_text())
        yield from ((node.name, module) for node in ast.walk(tree) if isinstance(node, kinds))


def words(name):
    """The words of a name in either case: `out_of_plane`, `ElementBlock`."""
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())


def test_names_are_the_fields_words():
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    retired = [
        (n, where, RETIRED[w]) for n, where in names(kinds) for w in words(n) if w in RETIRED
    ]
    assert not retired, "; ".join(f"{name} in {where}: say {new}" for name, where, new in retired)


def test_a_class_has_one_meaning():
    """No name of a class is given twice."""
    classes = Counter(
        node.name
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    )
    assert not {name for name, count in classes.items() if count > 1}


def test_the_glossary_is_in_order_and_each_word_once():
    text = (ROOT / "docs" / "glossary.md").read_text()
    entries = re.findall(r"^(\S.*)\n: ", text, re.MULTILINE)
    assert entries
    assert entries == sorted(entries, key=str.lower)
    assert len(entries) == len(set(entries))


def test_nobody_inside_takes_the_public_names():
    assert {found for name in MODULES for found in from_the_root(name)} == {"__version__"}


def test_what_can_go_wrong_stands_in_one_file():
    classes = {
        node.name: name
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    }
    assert set(classes.values()) == {"stressbump.errors"}, classes


def test_only_the_mesher_knows_gmsh():
    users = {name for name in MODULES if any(i.split(".")[0] == "gmsh" for i in imports(name))}
    assert users == {"stressbump.mesh.gmsh_script"}


def test_only_elements_know_whose_shape_functions_they_are():
    users = {name for name in MODULES if any(i.split(".")[0] == "skfem" for i in imports(name))}
    assert users
    assert all(name.startswith("stressbump.mesh.elements.") for name in users)


def test_nobody_tells_laws_apart_but_who_makes_them():
    kinds = {"Cubic", "Isotropic", "Orthotropic"}
    users = {
        name
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and kinds & {alias.name for alias in node.names}
    }
    assert {place(name) for name in users} <= {"laws", "materials", "verification"}


def seen_by(*rooms):
    """Every module that the modules of some rooms import."""
    return {other for name in MODULES if place(name) in rooms for other in own(name)}


def test_after_the_section_nobody_knows_what_a_bump_is():
    seen = seen_by(*BLIND)
    assert not {n for n in seen if place(n) == "designs" or n.startswith(tuple(DESCRIPTION))}
    assert "designs" not in {place(name) for name in seen_by("history", "survey", "sensitivity")}


def test_the_root_is_for_what_every_room_may_use():
    files = {path.name for path in (ROOT / "stressbump").glob("*.py")}
    assert len(files) <= FLAT, ", ".join(sorted(files))


def test_tests_lie_in_the_room_that_they_check():
    """And in `whole` what asks all of it: the command line, set-up, documents."""
    lost = {path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    lost = {path for path in lost if path.parts[1] not in {*ORDER, "whole"}}
    assert not lost, ", ".join(map(str, sorted(lost)))


def test_measures_never_see_a_finite_element():
    seen = {
        n for n in seen_by("measures") if place(n) not in ("errors", "units", "mesh", "measures")
    }
    assert seen == {"stressbump.mechanics.sample"}


def test_no_number_passes_through_a_room_that_its_fingerprint_leaves_out():
    seen, ahead = set(), {"stressbump.sweeps.jobs", "stressbump.sweeps.reducing"}
    while ahead:
        seen |= ahead
        followed = (ahead & MODULES.keys()) - AFTERWARDS
        ahead = {other for name in followed for other in own(name)} - seen
    assert set(ORDER) >= set(SILENT)
    assert not {name for name in seen if place(name) in SILENT}


def test_what_is_told_and_drawn_is_solved_elsewhere():
    solvers = (
        "history.stepping",
        "history.factorisations",
        "mechanics.system",
        "mechanics.solvers",
    )
    seen = seen_by("report", "analysis", "export", "cli")
    assert not {n for n in seen if n.removeprefix("stressbump.").startswith(solvers)}


def test_a_page_is_handed_its_numbers():
    seen = seen_by("report")
    solving = {n for n in seen if place(n) in SOLVING or n.startswith(tuple(SOLVERS))}
    assert not solving, f"a page neither solves nor verifies: {', '.join(sorted(solving))}"


def test_the_doctor_needs_nothing_installed():
    found = {name.split(".")[0] for name in imports("stressbump.doctor")}
    assert found - sys.stdlib_module_names == set()
