"""Elements at their points by the map alone: what fields on a few of them are, without strain operators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stressbump.mechanics.balance import ElementBlock
from stressbump.mechanics.model import Model


@dataclass(frozen=True, eq=False)
class Placed:
    """Some rows of a block's elements at its points; all that is found is (..., elements, points)."""

    block: ElementBlock
    rows: np.ndarray
    model: Model
    x: np.ndarray  # (2, elements, points) µm
    dV: np.ndarray  # (elements, points)
    inverse: np.ndarray  # (2, 2, elements, points): dξ_k/dx_j

    def interpolated(self, nodal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Nodal values (elements, nodes, n) at all points (n, …), and their slopes (n, 2, …)."""
        rule = self.block.rule
        return self._summed(nodal, rule.shape, rule.slope)

    def moved(self, local: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Displacements (directions, …) under unknowns (elements, unknowns), and their slopes."""
        p, rule = self.block, self.block.rule
        u, slope = self.interpolated(local[:, p.nodal].reshape(len(local), -1, p.directions))
        if p.orientation is None:
            return u, slope
        cubic = local[:, p.cubic].reshape(len(local), -1, p.directions).copy()
        cubic[:, : p.orientation.shape[1]] *= p.orientation[self.rows, :, None]
        more = self._summed(cubic, rule.cubic, rule.cubic_slope)
        return u + more[0], slope + more[1]

    def strain(self, local: np.ndarray, u: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """Total strain (6, …) of displacements and the global ones of an element's unknowns."""
        return self.model.kinematics.strain_of(u, slope, self.x, local[:, self.block.globals])

    def _summed(
        self, values: np.ndarray, shape: np.ndarray, slope: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        own = values.transpose(2, 0, 1).copy()
        first, second = (own @ part for part in slope.T.copy())
        (a, b), (c, d) = self.inverse
        return own @ shape.T, np.stack([first * a + second * c, first * b + second * d], axis=1)


def placed(model: Model, p: ElementBlock, rows: np.ndarray) -> Placed:
    """Some rows of a model's block."""
    x = p.x[rows].transpose(2, 0, 1).copy()
    return Placed(p, rows, model, x, p.dV[rows], p.inverse[:, :, rows])
