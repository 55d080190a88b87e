"""Recipes solved without bars, and what their regions then carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

import stressbump as sb
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution


def solved(recipe: Mapping[str, Any], *end: float, refine: int = 0) -> dict[float, Solution]:
    answer = sb.relief(recipe, end=end, references=(), bars=False, refine=refine)
    assert answer.passed
    return dict(answer.built.solutions)


def mean(solution: Solution, region: str) -> np.ndarray:
    """Stress (6,) averaged over a region, MPa."""
    sample = in_region(solution, region)
    return sample.stress @ sample.weight / sample.weight.sum()


def largest(solution: Solution, *regions: str) -> float:
    """Of any stress component at any point, MPa."""
    return float(np.abs(in_region(solution, *regions).stress).max())


def same(first: Solution, second: Solution, names: Iterable[str] = ()) -> float:
    """The greatest difference of a region's mean stress, over the greatest stress of all."""
    off = (np.abs(mean(first, name) - mean(second, name)).max() for name in names or first.blocks)
    return float(max(off)) / largest(first)
