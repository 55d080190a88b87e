"""A sheet that differs along two directions in its plane, as its mean over all directions there.

What is mixed shares its strains in plane and its stresses through the thickness, as plies of a
quasi-isotropic laminate do (S. W. Tsai and N. J. Pagano, Composite Materials Workshop, 1968). With the
parts p in plane and t through the thickness of C, and a mean over the angle about z written < >,

    Q = C_pp - C_pt C_tt⁻¹ C_tp -> <Q>,   c = C_tt⁻¹ C_tp -> <c>,   C_tt⁻¹ -> <C_tt⁻¹>
    α_p -> <Q>⁻¹ <Q α_p>,   α_z -> α_z + c α_p - <c> <α_p>
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stressbump.laws.moduli import Moduli
from stressbump.laws.orthotropic import Orthotropic

PLANE, THROUGH = [0, 2, 5], [1, 3, 4]  # of xx, zz, yy, xz, zy, xy: in plane, and not
WEIGHED = 25.0  # °C: moduli that weigh expansions, so that strains of two steps add up


@dataclass(frozen=True)
class InPlaneMean:
    """The mean of `law` over all directions in its plane, alike in all of them."""

    law: Orthotropic

    isotropic: ClassVar[bool] = False

    def moduli(self, T: float) -> Moduli:
        """C at T °C."""
        return Moduli.directed(_mean(self.law.moduli(T).stiffness))

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """Free strain from T0 to T1 °C, (6,)."""
        own = self.law.thermal_strain(T0, T1)
        Q, c = _parts(self.law.moduli(WEIGHED).stiffness)
        mean = mean_in_plane(Q)
        along = float((Q @ own[PLANE])[:2].sum() / mean[:2, :2].sum())
        up = own[1] + c[0] @ own[PLANE] - c[0, :2].sum() * along
        return np.array([along, up, along, 0.0, 0.0, 0.0])

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The properties of the law whose tables end before T °C."""
        return self.law.extrapolated(T)


def mean_in_plane(Q: np.ndarray) -> np.ndarray:
    """Q (3, 3) of xx, yy, xy over all directions in plane: U₁, U₄ and U₅ of Tsai and Pagano."""
    alike = Q[0, 0] + Q[1, 1] + 2 * Q[0, 1]
    unlike = (Q[0, 0] + Q[1, 1] - 2 * Q[0, 1] + 4 * Q[2, 2]) / 2
    a, b = (alike + unlike) / 4, (alike - unlike) / 4
    return np.array([[a, b, 0], [b, a, 0], [0, 0, (a - b) / 2]])


def _parts(C: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Q and c."""
    mixed = C[np.ix_(THROUGH, PLANE)]
    c = np.linalg.solve(C[np.ix_(THROUGH, THROUGH)], mixed)
    return C[np.ix_(PLANE, PLANE)] - mixed.T @ c, c


def _mean(C: np.ndarray) -> np.ndarray:
    Q, c = _parts(C)
    shear = 2 / (1 / C[3, 3] + 1 / C[4, 4])
    coupled = np.zeros((3, 3))
    coupled[0, :2] = c[0, :2].mean()
    through = np.diag([C[1, 1], shear, shear])
    found = np.zeros((6, 6))
    found[np.ix_(THROUGH, THROUGH)] = through
    found[np.ix_(THROUGH, PLANE)] = through @ coupled
    found[np.ix_(PLANE, THROUGH)] = (through @ coupled).T
    found[np.ix_(PLANE, PLANE)] = mean_in_plane(Q) + coupled.T @ through @ coupled
    return found
