"""An isotropic solid and a layer of it: what every closed form here is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StressState = Literal["beam", "plate", "plane strain"]


@dataclass(frozen=True)
class Solid:
    """Isotropic and linear."""

    E: float  # Young's modulus, MPa
    nu: float  # Poisson's ratio
    cte: float = 0.0  # linear expansion coefficient α, 1/K

    @property
    def G(self) -> float:
        """Shear modulus, MPa."""
        return self.E / 2 / (1 + self.nu)

    @property
    def K(self) -> float:
        """Bulk modulus, MPa."""
        return self.E / 3 / (1 - 2 * self.nu)

    @property
    def lam(self) -> float:
        """Lamé's first constant λ, MPa."""
        return self.K - 2 * self.G / 3

    def in_plane(self, state: StressState) -> tuple[float, float]:
        """Modulus E' (MPa) and expansion α' (1/K) that make a one-dimensional law of a wide layer.

        beam: E, α; plate (equibiaxial): E/(1-ν), α; plane strain: E/(1-ν²), α(1+ν).
        """
        match state:
            case "beam":
                return self.E, self.cte
            case "plate":
                return self.E / (1 - self.nu), self.cte
            case "plane strain":
                return self.E / (1 - self.nu**2), self.cte * (1 + self.nu)
        raise ValueError(f"state {state!r}; there are beam, plate, plane strain")


@dataclass(frozen=True)
class Ply:
    """A solid spread to a thickness, µm."""

    solid: Solid
    thickness: float
