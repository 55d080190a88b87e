"""Curvature and sagitta of a line that bows, by least squares.

    u_z ≈ c + κ x²/2,   sagitta = κ L²/2 with L the largest |x|

About the symmetry plane or axis x = 0 there is no slope. Each place counts by the length of line it
stands for, so that a mesh graded towards an edge does not decide the fit. κ > 0 means that the ends
stand higher than the middle (concave up, a smile).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stressbump.measures.measure import Kind, Measure


@dataclass(frozen=True)
class Bow:
    """How the first region bows and dips; NaN where its support leaves no such thing."""

    curvature: float = np.nan  # 1/m
    sagitta: float = np.nan  # µm
    dimple: float = np.nan  # µm


@dataclass(frozen=True)
class Warpage:
    """Bow of a line of nodes."""

    curvature: float  # κ, 1/µm
    sagitta: float  # µm, rise of the end over the middle by the fit
    misfit: float  # µm, root mean square of what the parabola leaves


def warpage(
    x: np.ndarray,
    rise: np.ndarray,
    length: np.ndarray | None = None,
    reach: float | None = None,
) -> Warpage:
    """Warpage of a line through places at x (n,) that moved by u_z = rise (n,), both µm.

    `length` (n,) is what each stands for, half way to its neighbours by default; `reach` is where the
    line ends, the farthest place by default.
    """
    if len(np.unique(np.abs(x))) < 3:
        raise ValueError(f"a curvature takes three nodes at different |x|, here are {len(x)} nodes")
    if length is None:
        order = np.argsort(x)
        x, rise = x[order], rise[order]
        length = np.gradient(x, edge_order=1)
        length[[0, -1]] /= 2
    share = length / length.sum()
    half_square = x**2 / 2 - share @ x**2 / 2
    lift = rise - share @ rise
    curvature = (share @ (half_square * lift)) / (share @ half_square**2)
    misfit = np.sqrt(share @ (lift - curvature * half_square) ** 2)
    reach = float(np.max(np.abs(x))) if reach is None else reach
    return Warpage(float(curvature), float(curvature * reach**2 / 2), float(misfit))


def _of_datum(name: str, unit: str, value: Callable[[Bow], float]) -> Measure[Bow]:
    return Measure(name, unit, Kind.DATUM, "bow", value, linear=True, headline=True)


CURVATURE = _of_datum("curvature", "1/m", lambda bow: bow.curvature)
SAGITTA = _of_datum("sagitta", "µm", lambda bow: bow.sagitta)
DIMPLE = _of_datum("dimple", "µm", lambda bow: bow.dimple)
WARPAGE = Measure("warpage", "µm", Kind.BARE_FACE, "bow", float, linear=True, headline=True)
MEASURES = (CURVATURE, SAGITTA, DIMPLE, WARPAGE)
