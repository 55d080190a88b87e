"""What an interface bears while it parts: up to its strength, then ever less until it has parted.

With w how far the faces are apart, δ how far they have slid, λ = √(⟨w⟩² + δ²) and B = δ²/λ² the share of
mode II, tractions are (1-d) K (⟨w⟩, δ). Damage d grows from an opening λ₀ on, and is 1 from λ₁ on:

    d = λ₁ (λ - λ₀)/(λ (λ₁ - λ₀)),    λ₁ = 2Γ/(K λ₀)
    λ₀² = λ₀I² + (λ₀II² - λ₀I²) B^η,    Γ = Γ_I + (Γ_II - Γ_I) B^η

and never less; unloading goes back along the secant. Faces that press each other bear PRESSED K w.
P. P. Camanho, C. G. Dávila, NASA/TM-2002-211737; the start of damage in mixed modes as A. Turon,
P. P. Camanho, J. Costa, C. G. Dávila, Mech. Mater. 38 (2006) 1072-1089 have it; Γ as in M. L. Benzeggagh,
M. Kenane, Compos. Sci. Technol. 56 (1996) 439.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

RIGID = 1e-3  # λ₀ over λ₁ of the mode with the larger ratio: what parts before it softens
PRESSED = 100.0  # times as stiff, where faces press each other
LEAST = 1e-12  # of a share of mode II, where its power is differentiated


@dataclass(frozen=True, eq=False)
class Bearing:
    """What an interface bears at some openings, by node."""

    traction: np.ndarray  # (nodes, 2) along the normal and along the face, MPa, against the opening
    tangent: np.ndarray  # (nodes, 2, 2) what it grows by with the opening, MPa/µm
    damage: np.ndarray  # (nodes,)


@dataclass(frozen=True)
class TractionSeparation:
    """The law of an interface: strengths in MPa, toughnesses in J/m² and the power η between modes."""

    strength_I: float
    strength_II: float
    toughness_I: float
    toughness_II: float
    eta: float = 1.0

    @property
    def stiffness(self) -> float:
        """K, MPa/µm, of an interface that is whole."""
        sizes = self.strength_I**2 / self.toughness_I, self.strength_II**2 / self.toughness_II
        return max(sizes) / (2 * RIGID)

    def mixed(self, opening: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """λ₀ and λ₁, µm, and Γ, J/m², of the modes of openings (nodes, 2): each (nodes,)."""
        power = sliding_share(opening) ** self.eta
        squares = np.array([self.strength_I, self.strength_II]) ** 2 / self.stiffness**2
        first = np.sqrt(squares[0] + (squares[1] - squares[0]) * power)
        toughness = self.toughness_I + (self.toughness_II - self.toughness_I) * power
        return first, 2 * toughness / (self.stiffness * first), toughness

    def bears(self, opening: np.ndarray, before: np.ndarray) -> Bearing:
        """Tractions at openings (nodes, 2) of an interface of damage `before` (nodes,)."""
        first, last, _ = self.mixed(opening)
        size = np.maximum(opened(opening), first)
        now = np.minimum(last * (size - first) / (size * (last - first)), 1.0)
        grows = (now > before) & (now < 1)
        found = self.unchanged(opening, np.maximum(now, before))
        slope = self._slope(opening) * grows[:, None]
        more = self.stiffness * _apart(opening)[:, :, None] * slope[:, None, :]
        return replace(found, tangent=found.tangent - more)

    def unchanged(self, opening: np.ndarray, damage: np.ndarray) -> Bearing:
        """The same where damage (nodes,) stays as it is."""
        K, whole = self.stiffness, 1 - damage
        traction = (K * whole)[:, None] * _apart(opening)
        traction[:, 0] += PRESSED * K * np.minimum(opening[:, 0], 0.0)
        tangent = np.zeros((len(opening), 2, 2))
        tangent[:, 0, 0] = K * np.where(opening[:, 0] >= 0, whole, PRESSED)
        tangent[:, 1, 1] = K * whole
        return Bearing(traction, tangent, damage)

    def dissipated(self, opening: np.ndarray, damage: np.ndarray) -> np.ndarray:
        """What damage (nodes,) took if it came with the mode of these openings: a share of Γ (nodes,)."""
        first, last, _ = self.mixed(opening)
        return np.asarray(damage * first / (last - damage * (last - first)))

    def _slope(self, opening: np.ndarray) -> np.ndarray:
        """What d grows by with the opening (nodes, 2)."""
        first, last, _ = self.mixed(opening)
        size, apart = np.maximum(opened(opening), first), _apart(opening)
        share = np.maximum(sliding_share(opening), LEAST)
        power = self.eta * share ** (self.eta - 1)  # of B^η, by B
        squares = (self.strength_II**2 - self.strength_I**2) / self.stiffness**2
        of_first = squares * power / (2 * first)
        tough = 2 * (self.toughness_II - self.toughness_I) * power / (self.stiffness * first)
        of_last = tough - last / first * of_first
        width, rest = last - first, 1 - first / size
        by_share = (last / width**2 * rest - last / (width * size)) * of_first
        by_share -= first / width**2 * rest * of_last
        by_size = last * first / (size**2 * width)
        turned = np.stack([-apart[:, 0] * apart[:, 1] ** 2, apart[:, 1] * apart[:, 0] ** 2], axis=1)
        return np.asarray(
            by_size[:, None] * apart / size[:, None]
            + by_share[:, None] * 2 * turned / size[:, None] ** 4
        )


def _apart(opening: np.ndarray) -> np.ndarray:
    return np.stack([np.maximum(opening[:, 0], 0.0), opening[:, 1]], axis=1)


def opened(opening: np.ndarray) -> np.ndarray:
    """λ (nodes,) of gaps and slips (nodes, 2)."""
    return np.asarray(np.hypot(np.maximum(opening[:, 0], 0.0), opening[:, 1]))


def sliding_share(opening: np.ndarray) -> np.ndarray:
    """B (nodes,) of gaps and slips (nodes, 2); 0 where nothing is open."""
    size = opened(opening)
    return np.divide(opening[:, 1] ** 2, size**2, out=np.zeros_like(size), where=size > 0)
