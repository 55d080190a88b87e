"""An approximate inverse of a plate, field by field: what couples u, v and w is left out.

A field's stiffness is nearly a sum of products of one matrix along x and one along y, which the vectors of
two generalised eigenproblems make diagonal: R. E. Lynch, J. R. Rice, D. H. Thomas, Numer. Math. 6 (1964)
185-199; for splines G. Sangalli, M. Tani, SIAM J. Sci. Comput. 38 (2016) A3644-A3671.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from stressbump.package.plate import SplinePlate
from stressbump.package.splines import Splines

Inverse = Callable[[np.ndarray], np.ndarray]
Modes = tuple[np.ndarray, np.ndarray]  # eigenvalues, vectors (functions, modes)
STRAINED = {"u": 1, "v": 1, "w": 2}  # derivatives in a plate's strains


@dataclass(frozen=True, eq=False)
class PlateModes:
    """The modes of each field of a plate along x and along y."""

    fields: Mapping[str, tuple[Modes, Modes]]

    @classmethod
    def of(cls, plate: SplinePlate) -> PlateModes:
        """Of its splines."""
        return cls(
            {
                n: (_modes(x, STRAINED[n]), _modes(y, STRAINED[n]))
                for n, (x, y) in plate.fields.items()
            }
        )

    def inverse(self, laminate: np.ndarray, bedding: np.ndarray) -> Inverse:
        """With moduli (6, 6), on springs (3,) an area against u, v and w; symmetric and positive."""
        Q, parts = laminate, []
        stiff = {
            "u": (Q[0, 0], 0.0, Q[2, 2]),
            "v": (Q[2, 2], 0.0, Q[1, 1]),
            "w": (Q[3, 3], 2 * (Q[3, 4] + 2 * Q[5, 5]), Q[4, 4]),
        }
        for (name, ((a, left), (b, right))), spring in zip(
            self.fields.items(), bedding, strict=True
        ):
            along_x, mixed, along_y = stiff[name]
            a, b = a[:, None], b[None, :]
            parts.append((left, right, along_x * a + mixed * np.sqrt(a * b) + along_y * b + spring))
        ends = np.cumsum([whole.size for _, _, whole in parts])[:-1]

        def inverse(load: np.ndarray) -> np.ndarray:
            found = [
                left @ ((left.T @ own.reshape(whole.shape) @ right) / whole) @ right.T
                for (left, right, whole), own in zip(parts, np.split(load, ends), strict=True)
            ]
            return np.concatenate([f.ravel() for f in found])

        return inverse


def _modes(splines: Splines, derivative: int) -> Modes:
    stiffness, mass = (splines.gram(d, splines, d).toarray() for d in (derivative, 0))
    values, vectors = eigh(stiffness, mass)
    return np.maximum(values, 0.0), vectors
