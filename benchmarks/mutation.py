"""Mutation testing: which small changes of the code would no test notice?

    python -m pip install --target out/mutation cosmic-ray
    python -m benchmarks.mutation out/mutation [MOST [SEED [MODULE …]]] [--record]

Mutations are cosmic-ray's: operators, comparisons, numbers, conditions, exceptions. Of those at one
place that are of one kind (+ to any other operator, say) one is drawn, and at the most MOST of a
module; those in annotations change nothing and are left out. Each is tried in a process of its own, in
memory, against the tests of `TESTS`, which must all pass without one. Survivors are printed.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import importlib.util
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType
from typing import Any

from benchmarks.record import record, words

ROOT = Path(__file__).parents[1]
BARS = "tests/accuracy/test_error_bars.py"  # quick ones first, so that only survivors meet whole stacks
TESTS = {
    "mechanics/kinematics": ("tests/mechanics/test_kinematics.py",),
    "laws": ("tests/laws/test_laws.py",),
    "measures": ("tests/measures",),
    "accuracy/error_bars": (BARS,),
    "mechanics/enriched": ("tests/mechanics/test_enriched.py", BARS),
    "mechanics/end_forces": ("tests/mechanics/test_end_forces.py",),
}
LIMIT = 60  # seconds of a core: whoever needs more hangs, and is noticed
HEAVY = (
    "numpy",
    "scipy.sparse.linalg",
    "scipy.integrate",
    "skfem",
    "shapely",
    "pydantic",
    "pytest",
)
HEAVY += ("typer", "rich.table", "jsonschema", "hypothesis.strategies")
Mutant = tuple[int, str, str]  # line, kind, the module's text


class Changed(MetaPathFinder):
    """Finds one module with another text."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        """The changed module's spec; None for all others."""
        if name != self.name:
            return None
        code = compile(self.text, str(self.path), "exec")
        loader = _Loader(name, str(self.path), code)
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        return self.code


def mutants(path: Path, seed: int) -> Iterator[Mutant]:
    """One per place and kind, in random order."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    text = path.read_text()
    tree, plain = get_ast(text), _meaning(text)
    found = defaultdict(list)
    for name in operator_names():
        if get_operator(name).arguments():
            continue
        operator, occurrence = get_operator(name)(), 0
        for node in ast_nodes(tree):
            for start, _end in operator.mutation_positions(node):
                found[start, name.split("_")[0]].append((name, occurrence))
                occurrence += 1
    choose = random.Random(seed)
    places = sorted(found)
    choose.shuffle(places)
    for start, kind in places:
        name, occurrence = choose.choice(found[start, kind])
        changed = mutate_code(text, get_operator(name)(), occurrence)
        try:
            if changed is not None and _meaning(changed) != plain:
                yield start[0], name.split("/")[-1], changed
        except SyntaxError:
            continue


def _meaning(text: str) -> str:
    """The module's syntax without annotations."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            if getattr(node, field, None) is not None:
                setattr(node, field, ast.Constant(None))
    return ast.dump(tree)


def passes(tests: Sequence[str], finder: Changed | None = None) -> bool:
    """Whether the tests pass, in a process of their own, with a changed module if there is one."""
    child = os.fork()
    if not child:
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]  # the mesher's child sets its own below
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, hard))
        os._exit(_try(tests, finder))
    return os.waitpid(child, 0)[1] == 0


def _try(tests: Sequence[str], finder: Changed | None) -> int:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    if finder is not None:
        sys.meta_path.insert(0, finder)
    import pytest

    plain = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"]
    plain.append("--hypothesis-profile=patient")
    try:
        return int(pytest.main([*plain, *tests]))
    except BaseException:
        return 1


def tried(path: Path, most: int, seed: int) -> tuple[int, list[Mutant]]:
    """How many mutants of a module were tried, and those that no test noticed."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    inside = path.relative_to(ROOT / "stressbump").with_suffix("")
    tests = TESTS.get(inside.as_posix()) or TESTS[inside.parts[0]]
    own = ROOT / "tests" / "measures" / f"test_{path.stem}.py"
    tests = (str(own.relative_to(ROOT)), *tests) if own.exists() else tests
    count, survivors = 0, []
    before = path.read_text().splitlines()
    for mutant, _ in zip(mutants(path, seed), range(most), strict=False):
        count += 1
        if not passes(tests, Changed(name, path, mutant[2])):
            continue
        survivors.append(mutant)
        print(f"  {path.relative_to(ROOT)}:{mutant[0]} {mutant[1]}")
        after = mutant[2].splitlines()
        for old, new in zip(before, after, strict=False):
            if old != new:
                print(f"    - {old.strip()}\n    + {new.strip()}", flush=True)
                break
    return count, survivors


COLUMNS = {"module": "{}", "places": "{}", "noticed": "{}"}


def main(tools: str, most: str = "40", seed: str = "1", *modules: str) -> None:
    """Try all modules, print survivors, tell the score."""
    sys.path.append(tools)
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for name in HEAVY:
        importlib.import_module(name)
    patient = importlib.import_module("hypothesis").settings
    patient.register_profile("patient", deadline=None, derandomize=True, database=None)
    wanted = modules or tuple(TESTS)
    paths = [
        p
        for name in wanted
        for p in sorted((ROOT / "stressbump").glob(f"{name}.py"))
        + sorted((ROOT / "stressbump" / name).glob("[a-z]*.py"))
    ]
    for name in wanted:
        if not passes(TESTS[name]):
            raise SystemExit(f"{', '.join(TESTS[name])}: fail without any mutation")
    rows: list[list[Any]] = []
    for path in paths:
        start = time.perf_counter()
        count, survivors = tried(path, int(most), int(seed))
        took = time.perf_counter() - start
        name = path.relative_to(ROOT / "stressbump").with_suffix("")
        rows.append([f"`{name}`", count, count - len(survivors)])
        print(f"{name}: {count - len(survivors)} of {count} noticed, {took:.0f} s")
    rows.append(["all", sum(row[1] for row in rows), sum(row[2] for row in rows)])
    record("mutation", COLUMNS, rows, at_the_most=int(most), seed=int(seed))


if __name__ == "__main__":
    main(*words())
