"""A layer of two solids that both reach through it, as one solid: columns in a matrix, and strips.

Columns along z, of share c in a matrix (1: matrix, 2: columns), are composite cylinders (Z. Hashin, B. W.
Rosen, J. Appl. Mech. 31 (1964) 223; R. Hill, J. Mech. Phys. Solids 12 (1964) 199), k = K + G/3:

    k   = k1 + c / (1/(k2 - k1) + (1 - c)/(k1 + G1))
    E_z = c E2 + (1 - c) E1 + 4 c (1 - c) (ν2 - ν1)² / D,    D = (1 - c)/k2 + c/k1 + 1/G1
    ν_z = c ν2 + (1 - c) ν1 + c (1 - c) (ν2 - ν1) (1/k1 - 1/k2) / D
    G_z = G1 ((1 - c) G1 + (1 + c) G2) / ((1 + c) G1 + (1 - c) G2)
    G_p = G1 + c / (1/(G2 - G1) + (1 - c)(k1 + 2 G1) / 2 G1 (k1 + G1))

G_p, the shear in plane, is a bound: the lower one where the matrix is softer, the upper one where it is
stiffer (Z. Hashin, J. Mech. Phys. Solids 13 (1965) 119); so are k, G_z and E_z. Strips are exact
(G. E. Backus, J. Geophys. Res. 67 (1962) 4427). Expansions follow from the compliance S of two phases
exactly (V. M. Levin, Mech. Tverd. Tela 2 (1967) 88; B. W. Rosen, Z. Hashin, Int. J. Eng. Sci. 8
(1970) 157):

    α_i = <α> + (α2 - α1) (3 Σ_j S_ij - <1/K>) / (1/K2 - 1/K1)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from stressbump.closed_forms.solid import Solid

X, Z, Y, XZ, ZY, XY = range(6)  # components


@dataclass(frozen=True, eq=False)
class Composite:
    """What two solids are together: compliance (6, 6) per MPa, expansions along x, z, y in 1/K."""

    compliance: np.ndarray
    cte: np.ndarray


def columns(matrix: Solid, column: Solid, share: float) -> Composite:
    """Columns along z of an areal share in a matrix, alike in plane."""
    k1, k2 = (s.K + s.G / 3 for s in (matrix, column))
    G1, G2, rest, apart = matrix.G, column.G, 1 - share, column.nu - matrix.nu
    D = rest / k2 + share / k1 + 1 / G1
    E_z = share * column.E + rest * matrix.E + 4 * share * rest * apart**2 / D
    nu_z = share * column.nu + rest * matrix.nu + share * rest * apart * (1 / k1 - 1 / k2) / D
    G_z = G1 * (rest * G1 + (1 + share) * G2) / ((1 + share) * G1 + rest * G2)
    k = _mixed(k1, k2, share, rest / (k1 + G1))
    G_p = _mixed(G1, G2, share, rest * (k1 + 2 * G1) / (2 * G1 * (k1 + G1)))
    bulge = nu_z**2 / E_z
    E_p = 1 / (1 / (4 * k) + 1 / (4 * G_p) + bulge)
    S = np.diag([1 / E_p, 1 / E_z, 1 / E_p, 1 / G_z, 1 / G_z, 1 / G_p])
    S[X, Z] = S[Z, X] = S[Y, Z] = S[Z, Y] = -nu_z / E_z
    S[X, Y] = S[Y, X] = 1 / (4 * k) - 1 / (4 * G_p) + bulge
    return Composite(S, _expansions(S, matrix, column, share))


def strips(first: Solid, second: Solid, share: float, along: Literal["x", "y"]) -> Composite:
    """Strips of two solids side by side, the second's of an areal share, along x or y."""
    across = [Y, ZY, XY] if along == "x" else [X, XZ, XY]
    others = [n for n in range(6) if n not in across]
    laws = np.array([_stiffness(first), _stiffness(second)])
    weights = np.array([1 - share, share])[:, None, None]
    nn, tn, tt = (
        laws[:, a][:, :, b] for a, b in ((across, across), (others, across), (others, others))
    )
    passed = tn @ np.linalg.inv(nn)
    stiff = np.linalg.inv((weights * np.linalg.inv(nn)).sum(axis=0))
    carried = (weights * passed).sum(axis=0)
    own = (weights * (tt - passed @ tn.transpose(0, 2, 1))).sum(axis=0)
    C = np.zeros((6, 6))
    C[np.ix_(across, across)] = stiff
    C[np.ix_(others, across)] = carried @ stiff
    C[np.ix_(across, others)] = C[np.ix_(others, across)].T
    C[np.ix_(others, others)] = own + carried @ stiff @ carried.T
    S = np.linalg.inv(C)
    return Composite(S, _expansions(S, first, second, share))


def _mixed(one: float, two: float, share: float, stiffening: float) -> float:
    """One + share / (1/(two - one) + stiffening), for equal ones too."""
    return one + share * (two - one) / (1 + (two - one) * stiffening)


def _stiffness(solid: Solid) -> np.ndarray:
    C = np.diag([2 * solid.G] * 3 + [solid.G] * 3)
    C[:3, :3] += solid.lam
    return C


def _expansions(S: np.ndarray, first: Solid, second: Solid, share: float) -> np.ndarray:
    mean = share * second.cte + (1 - share) * first.cte
    soft = share / second.K + (1 - share) / first.K
    apart = 1 / second.K - 1 / first.K
    if not apart:
        return np.full(3, mean)
    excess: np.ndarray = 3 * S[:3, :3].sum(axis=1) - soft
    return mean + (second.cte - first.cte) * excess / apart
