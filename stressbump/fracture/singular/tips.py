"""Where singular fields are looked for: a place of a section with the wedges that meet there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import pi

import numpy as np

from stressbump.fracture.singular.exponents import Exponent, exponents
from stressbump.fracture.singular.surroundings import STEPS, Sector
from stressbump.fracture.singular.wedges import IN_PLANE, PRESSED, Alike, Directed, End, Ends, Wedge
from stressbump.mechanics.moduli import OUT, Stiffness

ISOTROPIC = 1e-9  # relative difference of stiffnesses that counts as none
IN = [0, 1, 3]  # xx, zz, xz
ROUND_OFF = 10  # digits of an angle, so that tips along one way have the same modes


@dataclass(frozen=True)
class Tip:
    """A corner or the tip of a crack: wedges bonded to each other, counter-clockwise from x.

    `ends` are those of the fan that they make, None where the last is bonded to the first, `PRESSED`
    where these two are faces that close without friction.
    """

    place: tuple[float, float]  # x (or r) and z, µm
    regions: tuple[str, ...]
    wedges: tuple[Wedge, ...]
    ends: Ends = ("free", "free")

    @property
    def exponents(self) -> tuple[Exponent, ...]:
        """Its singular exponents, the strongest first."""
        return exponents(self.wedges, self.ends)


def corner_tip(
    place: Iterable[float],
    sectors: Iterable[tuple[str, Sector]],
    ends: tuple[End, End] | None,
    solids: Mapping[str, Alike | Directed],
) -> Tip:
    """A corner's fan of named sectors, with what each is made of."""
    x, z = map(float, place)
    step, sectors = 2 * pi / STEPS, tuple(sectors)
    names = tuple(name for name, _ in sectors)
    wedges, start = [], sectors[0][1].start * step
    for name, sector in sectors:
        wedges.append(Wedge(solids[name], sector.opening * step, start))
        start += sector.opening * step
    return Tip((x, z), names, tuple(wedges), ends)


def crack_tip(
    place: Iterable[float],
    growth: Iterable[float],
    left: str,
    right: str,
    solids: Mapping[str, Alike | Directed],
    closed: bool = False,
) -> Tip:
    """The tip of a crack that would grow along a direction, between the regions beside its path.

    It is open, or `closed` without friction.
    """
    x, z = map(float, place)
    dx, dz = map(float, growth)
    ahead = round(float(np.arctan2(dz, dx)), ROUND_OFF)
    wedges = Wedge(solids[right], pi, ahead - pi), Wedge(solids[left], pi, ahead)
    return Tip((x, z), (right, left), wedges, PRESSED if closed else ("free", "free"))


@lru_cache(maxsize=256)
def solid(of: Stiffness) -> Alike | Directed:
    """A solid in the plane of the section, as its elements are stiff."""
    C = _in_plane(of)
    even = abs(C[0, 0] - C[1, 1]), abs(C[0, 2]), abs(C[1, 2]), abs(C[0, 0] - C[0, 1] - 2 * C[2, 2])
    if of.compliance is not None or max(even) < ISOTROPIC * C[0, 0]:
        return Alike(float(C[2, 2]), _poisson(of, C))
    return Directed(tuple((float(a), float(b), float(c)) for a, b, c in C))


def _poisson(of: Stiffness, C: np.ndarray) -> float:
    """Poisson's ratio that plane strain takes."""
    if of.compliance is None:
        return float(C[0, 1] / (C[0, 0] + C[0, 1]))
    return float(1 / (2 * (1 + C[2, 2] * of.compliance)))


def _in_plane(of: Stiffness) -> np.ndarray:
    return np.asarray(of.matrix[IN_PLANE])


@lru_cache(maxsize=256)
def out_of_plane(of: Stiffness) -> np.ndarray:
    """(3,) σ_out per σ_xx, σ_zz and σ_xz in plane strain; zero in plane stress.

    So much of an out-of-plane free strain is one of xx, zz and xz as well.
    """
    if of.out_of_plane_compliance is not None:
        return np.zeros(3)
    if of.compliance is not None:
        nu = _poisson(of, _in_plane(of))
        return np.array([nu, nu, 0.0])
    return np.asarray(np.linalg.solve(_in_plane(of), of.matrix[IN, OUT]))


def compliance(of: Stiffness) -> np.ndarray:
    """C⁻¹ (6, 6) per MPa; that of plane stress maps no σ_out."""
    if of.compliance is None:
        return np.asarray(np.linalg.pinv(of.matrix))
    shear = float(of.matrix[-1, -1])
    bulk = of.compliance / (1 + 2 / 3 * shear * of.compliance)  # 1/K
    found = np.diag(1 / np.diag(of.matrix))
    found[:3, :3] += bulk / 9 - 1 / (6 * shear)
    return found
