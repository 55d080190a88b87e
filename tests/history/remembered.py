"""Recipes taken through their history with laws that remember, region by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from stressbump.history.assembly import Assembly, path
from stressbump.history.marching import marched
from stressbump.history.schedule import Stage, TimeSteps
from stressbump.history.stack import assembled
from stressbump.history.state import State
from stressbump.history.stepping import finished, reached, solutions
from stressbump.laws import Law
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

COARSE = MeshOptions(windows_um=(5.0,), coarsen=2.0)


def assembly(
    table: Mapping[str, Any],
    laws: Mapping[str, Law],
    steps: TimeSteps | None = None,
    **changes: Any,
) -> Assembly:
    """A recipe on its mesh, some of its regions with other laws."""
    section = build(Recipe.from_table({"name": "test", **table}, "test"))
    found, _ = assembled(section, generate(section, COARSE))
    known = {n: laws.get(n, law) for n, law in found.laws.items()}
    left = found.incremental - laws.keys()
    how = steps or TimeSteps()
    return replace(found, laws=known, incremental=left, time_steps=how, **changes)


def at_end(stack: Assembly, end: float) -> Solution:
    """After the last birth, at an end temperature, °C."""
    return solutions(stack, [end])[end]


def cycled(
    stack: Assembly, start: float, corners: Iterable[tuple[float, float]]
) -> Iterable[tuple[Solution, State]]:
    """After each corner: temperatures in °C, each reached after so many seconds."""
    state = reached(stack, [start])[start]
    standing = tuple(stack.laws)
    for end, seconds in corners:
        for part in path(stack, Stage("", standing, start, end, seconds)):
            state = marched(stack, state, part)
        start = end
        yield finished(stack, state, end), state


def mean(solution: Solution, region: str) -> np.ndarray:
    """Stress (6,) averaged over a region, MPa."""
    sample = in_region(solution, region)
    return sample.stress @ sample.weight / sample.weight.sum()
