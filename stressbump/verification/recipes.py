"""Layers and rings that are born one after the other, as tables of recipes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stressbump.closed_forms.solid import Solid
from stressbump.closed_forms.staged_laminate import BornLayer
from stressbump.closed_forms.staged_rings import Ring
from stressbump.units import ppm

COARSE = 1e4  # µm: no edge is averaged over less, so no corner asks for small elements
Table = dict[str, Any]


def table(
    steps: Iterable[Mapping[str, Any]],
    width: float,
    kinematics: str = "axisymmetric",
    support: str = "laminate",
) -> Table:
    """A recipe as a file holds it; `width` in µm."""
    return {
        "cell": {"kinematics": kinematics, "width_um": width, "support": support},
        "step": [dict(step) for step in steps],
        "windows_um": [COARSE],
    }


def material(solid: Solid) -> Table:
    """A solid as a material of its own."""
    return {"E_MPa": solid.E, "nu": solid.nu, "cte_ppm_per_K": solid.cte / ppm}


def blankets(births: Sequence[BornLayer]) -> list[Table]:
    """Steps that lay each layer on what stands, or set that on it, as the heights say."""
    top = births[0].bottom
    steps = []
    for birth in births:
        step = {
            "material": material(birth.layer.solid),
            "thickness_um": birth.layer.thickness,
            "born_C": birth.temperature,
            "intrinsic_MPa": birth.intrinsic,
            "cure_shrinkage": birth.shrinkage,
        }
        if birth.bottom >= top:
            steps.append({"deposit": birth.name, "how": "planar"} | step)
            top = birth.span[1]
        else:
            steps.append({"attach": birth.name} | step)
    return steps


def rings(births: Sequence[Ring], height: float) -> list[Table]:
    """Steps that leave a slab of the first ring and fill the others in beside it."""
    first, *rest = births
    slab: Table = {"deposit": first.name, "how": "planar", "thickness_um": height}
    steps = [slab | _born(first)]
    if first.outer < max(ring.outer for ring in births):
        steps.append({"pattern": first.name, "diameter_um": 2 * first.outer})
    if first.inner > 0:
        steps.append({"open": first.name, "diameter_um": 2 * first.inner})
    for ring in rest:
        a, b = ring.inner, ring.outer
        outline = [[a, -height], [b, -height], [b, 0.0], [a, 0.0]]
        steps.append({"fill": ring.name, "over": first.name, "outline_um": outline} | _born(ring))
    return steps


def underfilled(
    die: BornLayer,
    board: BornLayer,
    underfill: BornLayer,
    width: float,
    die_width: float | None = None,
) -> list[Table]:
    """Steps that set a die over a board with nothing between, and fill the gap afterwards.

    A die narrower than the cell has a fillet half as high as the gap; widths are halves, in µm.
    """
    gap = underfill.layer.thickness
    set_down, over = blankets([board])[0], blankets([underfill])[0]
    set_down = {"attach": set_down.pop("deposit"), "standoff_um": gap} | set_down
    del set_down["how"], over["deposit"], over["how"], over["thickness_um"]
    reach = width if die_width is None else die_width
    outline = [[0.0, 0.0], [reach, 0.0], [reach, gap], [0.0, gap]]
    narrow = [] if die_width is None else [{"pattern": die.name, "diameter_um": 2 * die_width}]
    if die_width is not None:
        outline[1:2] = [[reach + gap, 0.0], [reach + gap, gap / 2]]
    fill = {"fill": underfill.name, "over": board.name, "outline_um": outline} | over
    return [*blankets([die]), *narrow, set_down, fill]


def _born(ring: Ring) -> Table:
    return {
        "material": material(ring.solid),
        "born_C": ring.temperature,
        "cure_shrinkage": ring.shrinkage,
    }
