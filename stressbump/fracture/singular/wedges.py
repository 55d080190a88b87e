"""How stress grows towards a corner where elastic wedges meet: u ~ r^λ, σ ~ r^(λ-1).

With u = r^λ (U, V) and (σ_rθ, σ_θθ) = r^(λ-1) (S, T) in polar coordinates around the corner, Hooke's law
and equilibrium in a plane become a linear system along θ inside each wedge:

    U' = γ - (λ-1) V        γ = 2ε_rθ = q_ts T + q_ss S - p_s λ U
    V' = e - U              e = ε_θθ  = q_tt T + q_ts S - p_t λ U
    S' = T - λ σ_rr             σ_rr  = E' λ U + p_t T + p_s S
    T' = -(λ+1) S

In an isotropic solid in plane strain q_tt = (1-2ν)/2G(1-ν), q_ss = 1/G, p_t = ν/(1-ν), E' = 2G/(1-ν) and
q_ts = p_s = 0: all of them finite up to ν = 1/2. The states at all faces, four numbers each, have to
fit the wedges between them and the ends: 4n equations whose determinant vanishes at the exponents.
M. L. Williams, J. Appl. Mech. 19 (1952) 526; D. B. Bogy, J. Appl. Mech. 38 (1971) 377.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import Literal

import numpy as np

from stressbump.laws import Law

End = Literal["free", "clamped", "symmetry"]
Pressed = Literal["pressed"]
Ends = tuple[End, End] | Pressed | None
IN_PLANE = np.ix_([0, 1, 3], [0, 1, 3])  # xx, zz, xz of a stiffness
HELD = {"free": (2, 3), "clamped": (0, 1), "symmetry": (1, 2)}  # of U, V, S, T, what vanishes
PRESSED: Pressed = "pressed"
STEP = pi / 36  # over which an anisotropic wedge is followed at a time


@dataclass(frozen=True)
class Alike:
    """An isotropic solid in plane strain; in plane stress ν/(1+ν) stands for ν."""

    G: float  # shear modulus, MPa
    nu: float

    @property
    def size(self) -> float:
        """A modulus to scale by, MPa."""
        return self.G

    def along(self, angles: np.ndarray) -> np.ndarray:
        """q_tt G, q_ts G, q_ss G, p_t, p_s and E'/G at every angle (angles, 6)."""
        nu = self.nu
        row = [(1 - 2 * nu) / (2 - 2 * nu), 0.0, 1.0, nu / (1 - nu), 0.0, 2 / (1 - nu)]
        return np.tile(row, (len(angles), 1))


@dataclass(frozen=True)
class Directed:
    """An anisotropic solid by its stiffness in the plane, MPa: rows of xx, zz and xz."""

    stiffness: tuple[tuple[float, float, float], ...]

    @property
    def size(self) -> float:
        """A modulus to scale by, MPa."""
        return self.stiffness[2][2]

    def along(self, angles: np.ndarray) -> np.ndarray:
        """As of an isotropic solid, with directions r and θ turned by each angle from x."""
        c, s = np.cos(angles), np.sin(angles)
        turn = np.moveaxis(
            np.array(
                [
                    [c * c, s * s, -c * s],
                    [s * s, c * c, c * s],
                    [2 * c * s, -2 * c * s, c * c - s * s],
                ]
            ),
            2,
            0,
        )
        C = turn.mT @ (np.array(self.stiffness) / self.size) @ turn
        q = np.linalg.inv(C[:, 1:, 1:])
        p = (q @ C[:, 1:, :1])[..., 0]
        across = C[:, 0, 0] - (C[:, 0, 1:] * p).sum(1)
        return np.column_stack([q[:, 0, 0], q[:, 0, 1], q[:, 1, 1], p, across])


@dataclass(frozen=True)
class Wedge:
    """A solid from the angle `start` on, counter-clockwise by `opening`; radians from x."""

    solid: Alike | Directed
    opening: float
    start: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a wedge that is none."""
        if not 0 < self.opening <= 2 * pi + 1e-9:
            raise ValueError(f"a wedge opens by {self.opening} radians; allowed is 0 … 2π")


def in_plane(law: Law, temperature: float, plane_stress: bool = False) -> Alike | Directed:
    """A law in the plane of the section at a temperature in °C, in plane strain by default."""
    moduli = law.moduli(temperature)
    if moduli.isotropic:
        nu = moduli.poisson
        return Alike(moduli.shear, nu / (1 + nu) if plane_stress else nu)
    C = moduli.stiffness
    C = np.linalg.inv(np.linalg.inv(C)[IN_PLANE]) if plane_stress else C[IN_PLANE]
    return Directed(tuple((float(a), float(b), float(c)) for a, b, c in C))


def determinant(wedges: tuple[Wedge, ...], ends: Ends, powers: np.ndarray) -> np.ndarray:
    """What vanishes where λ is an exponent, at every λ given; it is entire in λ, real for a real one.

    The last wedge is bonded to the first where there are no `ends`, and may slide along it where the two
    are `PRESSED` against each other.
    """
    return np.asarray(np.linalg.det(_system(wedges, ends, powers)))


def _system(wedges: tuple[Wedge, ...], ends: Ends, powers: np.ndarray) -> np.ndarray:
    """(powers, 4n, 4n): the state at a wedge's end is its transfer of the state at its start."""
    n = len(wedges)
    faces = n if ends is None else n + 1
    sizes = np.array([w.solid.size for w in wedges])
    sizes /= np.exp(np.log(sizes).mean())
    out = np.zeros((len(powers), 4 * n, 4 * faces), powers.dtype)
    for k, (size, wedge) in enumerate(zip(sizes, wedges, strict=True)):
        # by rows, so that none is larger in a stiff wedge than in a soft one
        scale = np.array([size, size, 1.0, 1.0]) / max(size, 1.0)
        rows, after = slice(4 * k, 4 * k + 4), 4 * ((k + 1) % faces)
        out[:, rows, 4 * k : 4 * k + 4] += _transfer(wedge, powers) * scale
        out[:, rows, after : after + 4] -= np.diag(scale)
    if ends is None:
        return out
    last = 4 * n
    if ends == PRESSED:
        out[..., [1, 3]] += out[..., [last + 1, last + 3]]
        return np.delete(out, [2, last + 1, last + 2, last + 3], axis=2)
    zero = [*HELD[ends[0]], *(last + i for i in HELD[ends[1]])]
    return np.delete(out, zero, axis=2)


def _transfer(wedge: Wedge, powers: np.ndarray) -> np.ndarray:
    """(powers, 4, 4): from (G U, G V, S, T) at the start of a wedge to the same at its end."""
    if isinstance(wedge.solid, Directed):
        return _followed(wedge, powers)
    return _across(wedge.solid.nu, wedge.opening, powers.tobytes(), powers.dtype)


@lru_cache(maxsize=1024)
def _across(nu: float, opening: float, powers: bytes, dtype: np.dtype) -> np.ndarray:
    """The transfer of an isotropic wedge; corners share openings, ratios and where they are tried."""
    along = Alike(1.0, nu).along(np.zeros(1))
    return _exponential(opening * state_matrix(along, np.frombuffer(powers, dtype)))[:, 0]


def _followed(wedge: Wedge, powers: np.ndarray) -> np.ndarray:
    """The transfer of a wedge whose solid has directions, step by step.

    Magnus' series to the fourth order, at the two Gauss points of each step.
    """
    steps = int(np.ceil(wedge.opening / STEP))
    h = wedge.opening / steps
    middles = wedge.start + h * (np.arange(steps) + 0.5)
    one, two = (
        state_matrix(wedge.solid.along(middles + side * h / np.sqrt(12)), powers)
        for side in (-1, 1)
    )
    series = h / 2 * (one + two) + np.sqrt(3) / 12 * h * h * (two @ one - one @ two)
    out = np.broadcast_to(np.eye(4, dtype=powers.dtype), (len(powers), 4, 4))
    for step in np.moveaxis(_exponential(series), 1, 0):
        out = step @ out
    return out


def state_matrix(along: np.ndarray, powers: np.ndarray) -> np.ndarray:
    """(powers, angles, 4, 4): d/dθ of the state (G U, G V, S, T) per state, as `along` gives the solid."""
    q_tt, q_ts, q_ss, p_t, p_s, across = along.T
    lam = powers[:, None]
    A = np.zeros((len(powers), len(along), 4, 4), powers.dtype)
    A[..., 0, 0], A[..., 0, 1], A[..., 0, 2], A[..., 0, 3] = -lam * p_s, 1 - lam, q_ss, q_ts
    A[..., 1, 0], A[..., 1, 2], A[..., 1, 3] = -1 - lam * p_t, q_ts, q_tt
    A[..., 2, 0], A[..., 2, 2], A[..., 2, 3] = -lam * lam * across, -lam * p_s, 1 - lam * p_t
    A[..., 3, 2] = -1 - lam
    return A


def _exponential(A: np.ndarray) -> np.ndarray:
    """The exponential of small matrices (…, n, n), by Taylor's series of a part and squaring."""
    size = float(np.abs(A).sum(-1).max(initial=0.25))
    halvings = int(np.ceil(np.log2(size / 0.25)))
    part, unit = A / 2**halvings, np.eye(A.shape[-1])
    out = unit + part / 11
    for k in range(10, 0, -1):
        out = unit + part @ out / k
    for _ in range(halvings):
        out = out @ out
    return out
