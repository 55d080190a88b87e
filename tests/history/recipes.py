"""Recipes as tables, solved without bars, and what their regions then carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

import stressbump as sb
from stressbump.sample import in_region
from stressbump.solution import Solution
from stressbump.verification.closed_forms.solid import Solid
from stressbump.verification.closed_forms.staged_laminate import Birth
from stressbump.verification.closed_forms.staged_rings import Ring

COARSE = 1e4  # µm: no edge is averaged over less, so no corner asks for small elements
Steps = Iterable[Mapping[str, Any]]


def of(solid: Solid) -> dict[str, float]:
    return {"E_MPa": solid.E, "nu": solid.nu, "cte_ppm_per_K": solid.cte * 1e6}


def table(steps: Steps, width: float, kinematics="axisymmetric", support="laminate") -> dict:
    return {
        "cell": {"kinematics": kinematics, "width_um": width, "support": support},
        "step": [dict(step) for step in steps],
        "windows_um": [COARSE],
    }


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
    off = (np.abs(mean(first, name) - mean(second, name)).max() for name in names or first.patches)
    return float(max(off)) / largest(first)


def blankets(births: Sequence[Birth]) -> list[dict[str, Any]]:
    """Steps that lay full layers on top of what stands, or set it on them, as their heights say."""
    first, *rest = births
    bottom, top = first.span
    steps = [_filled("deposit", first) | {"how": "planar"}]
    for birth in rest:
        if birth.span[0] >= top:
            steps.append(_filled("deposit", birth) | {"how": "planar"})
        else:
            steps.append(_filled("attach", birth))
        bottom, top = min(bottom, birth.span[0]), max(top, birth.span[1])
    return steps


def _filled(verb: str, birth: Birth) -> dict[str, Any]:
    return {
        verb: birth.name,
        "material": of(birth.layer.solid),
        "thickness_um": birth.layer.thickness,
        "born_C": birth.temperature,
        "intrinsic_MPa": birth.intrinsic,
        "cure_shrinkage": birth.shrinkage,
    }


def rings(births: Sequence[Ring], height: float) -> list[dict[str, Any]]:
    """Steps that leave a slab of the first ring and fill the others in beside it."""
    first, *rest = births
    steps: list[dict[str, Any]] = [
        {
            "deposit": first.name,
            "material": of(first.solid),
            "how": "planar",
            "thickness_um": height,
            "born_C": first.temperature,
        }
    ]
    if first.outer < max(ring.outer for ring in births):
        steps.append({"pattern": first.name, "diameter_um": 2 * first.outer})
    if first.inner > 0:
        steps.append({"open": first.name, "diameter_um": 2 * first.inner})
    for ring in rest:
        a, b = ring.inner, ring.outer
        steps.append(
            {
                "fill": ring.name,
                "material": of(ring.solid),
                "over": first.name,
                "outline_um": [[a, -height], [b, -height], [b, 0.0], [a, 0.0]],
                "born_C": ring.temperature,
                "cure_shrinkage": ring.shrinkage,
            }
        )
    return steps
