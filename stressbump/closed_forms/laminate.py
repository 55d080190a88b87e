"""Any number of bonded layers, thin against their length: classical laminate theory.

σ_i(z) = E'_i (ε0 + κ z - α'_i ΔT),   ∫ σ dz = 0,   ∫ σ z dz = 0   (κ = 0 where it is held flat)

P. H. Townsend, D. M. Barnett, T. A. Brunner, J. Appl. Phys. 62 (1987) 4438-4444;
C.-H. Hsueh, J. Appl. Phys. 91 (2002) 9652-9656. Valid about one thickness away from an edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stressbump.closed_forms.solid import Ply, StressState


@dataclass(frozen=True)
class Laminate:
    """A laminate after a change of temperature; z runs up from the bottom face."""

    layers: tuple[Ply, ...]
    dT: float  # K
    state: StressState
    strain: float  # ε0, at the bottom face
    curvature: float  # κ = dε/dz, 1/µm

    def faces(self, index: int) -> tuple[float, float]:
        """Heights of the bottom and top of one layer, µm."""
        bottom = sum(layer.thickness for layer in self.layers[:index])
        return bottom, bottom + self.layers[index].thickness

    def stress(self, index: int, z: float) -> float:
        """In-plane stress of one layer at height z, MPa."""
        modulus, expansion = self.layers[index].solid.in_plane(self.state)
        return modulus * (self.strain + self.curvature * z - expansion * self.dT)

    def face_stresses(self, index: int) -> tuple[float, float]:
        """In-plane stress at the bottom and the top of one layer, MPa."""
        bottom, top = self.faces(index)
        return self.stress(index, bottom), self.stress(index, top)

    def energy(self) -> float:
        """Strain energy per area, MPa·µm = J/m²: ∑ ∫ σ²/(2E') dz, twice that for a plate."""
        total = 0.0
        for index, layer in enumerate(self.layers):
            low, high = self.face_stresses(index)
            modulus, _ = layer.solid.in_plane(self.state)
            total += (low**2 + low * high + high**2) / 3 * layer.thickness / (2 * modulus)
        return total * (2 if self.state == "plate" else 1)


def laminate(
    layers: Sequence[Ply],
    dT: float,
    state: StressState = "plate",
    flat: bool = False,
) -> Laminate:
    """Strain and curvature of layers listed from the bottom, stress-free before the change."""
    edges = np.cumsum([0.0, *(layer.thickness for layer in layers)])
    moduli, expansions = np.array([layer.solid.in_plane(state) for layer in layers]).T
    # moments about mid-height: about the bottom face the two equations nearly coincide
    middle = edges[-1] / 2
    above = edges - middle
    a, b, d = (moduli @ np.diff(above**k) / k for k in (1, 2, 3))
    force, moment = (moduli * expansions * dT @ np.diff(above**k) / k for k in (1, 2))
    if flat:
        mean, curvature = force / a, 0.0
    else:
        mean, curvature = np.linalg.solve([[a, b], [b, d]], [force, moment])
    strain = mean - curvature * middle
    return Laminate(tuple(layers), dT, state, float(strain), float(curvature))
