"""How a field in the section strains a body: each 2-D field is lifted to three dimensions.

    | ε_xx    γ_xz/2   0    |
    | γ_xz/2  ε_zz     0    |    x is r in an axisymmetric cell, z the height
    |  0       0      ε_out |

axisymmetric              ε_out = ε_θθ = u_r / r        dV = 2πr dA
generalized plane strain  ε_out = ε_yy = a + b z        dV = dA, per µm of depth
plane strain              ε_out = 0
plane stress              σ_out = 0, ε_out follows from the law

Six components stand in the order xx, zz, out of plane, xz, and two that vanish here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

COMPONENTS = 4  # the first of the six: what a field without harmonics can have
DIRECTIONS = 2  # displacements at a node: u_x, u_z
NORMAL = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True)
class Kinematics:
    """The out-of-plane strain and the volume that belong to a section."""

    name: str
    hoop: bool = False  # the section turns about x = 0
    stretch: Mapping[str, Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)
    free_thickness: bool = False  # σ_out = 0

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Names of the global unknowns, whose conjugate net forces vanish."""
        return tuple(self.stretch)

    def flat(self) -> Kinematics:
        """The same, kept from bowing out of plane."""
        return replace(self, stretch={k: v for k, v in self.stretch.items() if k != "b"})

    def measure(self, x: np.ndarray) -> np.ndarray:
        """dV/dA at the places x (..., 2): the circumference, or 1 per µm of depth."""
        return 2 * np.pi * x[..., 0] if self.hoop else np.ones(x.shape[:-1])

    def strain_operator(self, shape: np.ndarray, slope: np.ndarray, x: np.ndarray) -> np.ndarray:
        """B with ε = B (u_x, u_z of node 0, ... of node 5, global unknowns).

        From shape functions (points, 6), their gradients (elements, points, 6, 2) and places
        (elements, points, 2); returns (elements, 4, points, 12 + globals).
        """
        nodal = DIRECTIONS * shape.shape[-1]
        elements, points = x.shape[:2]
        b = np.zeros((elements, COMPONENTS, points, nodal + len(self.stretch)))
        b[:, 0, :, 0:nodal:2] = b[:, 3, :, 1:nodal:2] = slope[..., 0]
        b[:, 1, :, 1:nodal:2] = b[:, 3, :, 0:nodal:2] = slope[..., 1]
        if self.hoop:
            b[:, 2, :, 0:nodal:2] = shape / x[..., :1]
        for column, extent in enumerate(self.stretch.values(), start=nodal):
            b[:, 2, :, column] = extent(x[..., 1])
        return b


axisymmetric = Kinematics("axisymmetric", hoop=True)
generalized_plane_strain = Kinematics(
    "generalized_plane_strain", stretch={"a": np.ones_like, "b": np.asarray}
)
plane_strain = Kinematics("plane_strain")
plane_stress = Kinematics("plane_stress", free_thickness=True)

KINEMATICS = {
    k.name: k for k in (axisymmetric, generalized_plane_strain, plane_strain, plane_stress)
}
