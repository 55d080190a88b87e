"""Roots of increasing functions, one at each point, by Newton's method inside a bracket."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

NEAR = 1e-9  # a Newton step as small as this was the last but for rounding: steps square
TIMES = 200  # of which bisection alone would need some 60

Asked = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def increasing(
    function: Asked, x: np.ndarray, low: np.ndarray, high: np.ndarray, scale: np.ndarray | float = 1
) -> np.ndarray:
    """The root in [low, high] at each point, begun at x.

    `function(x, index)` answers value and slope at the points `index` that are still sought. A step
    counts as small beside `scale`. A step onto the bracket's end stays: at the root it is one.
    """
    x, low, high = x.copy(), low.copy(), high.copy()
    sought = np.arange(len(x))
    scale = np.broadcast_to(scale, x.shape)
    for _ in range(TIMES):
        here = x[sought]
        value, slope = function(here, sought)
        low[sought] = np.where(value < 0, here, low[sought])
        high[sought] = np.where(value > 0, here, high[sought])
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = here - value / slope
        newton = (step >= low[sought]) & (step <= high[sought])
        x[sought] = np.where(newton, step, (low[sought] + high[sought]) / 2)
        done = np.abs(x[sought] - here) <= NEAR * scale[sought]
        sought = sought[~done]
        if not len(sought):
            return x
    raise RuntimeError(f"a flow rule found no answer at {len(sought)} points: take a shorter step")
