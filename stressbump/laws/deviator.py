"""Deviators of six components: stress with tensor shears, strain with engineering shears."""

from __future__ import annotations

from math import isinf

import numpy as np

TWICE = np.array([1.0, 1, 1, 2, 2, 2])[:, None]  # a shear component stands for two of the tensor
PROJECTION = np.diag([1.0, 1, 1, 0.5, 0.5, 0.5])  # of a strain onto its deviator, tensor shears
PROJECTION[:3, :3] -= 1 / 3


def split(strain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Deviator with tensor shears (6, points) and trace (points,) of a strain."""
    trace = strain[:3].sum(axis=0)
    deviator = strain / TWICE
    deviator[:3] -= trace / 3
    return deviator, trace


def equivalent(s: np.ndarray) -> np.ndarray:
    """√(3/2 s:s) of a deviator with tensor shears."""
    return np.sqrt(1.5 * np.einsum("ip,ip,i->p", s, s, TWICE[:, 0]))


def equivalent_strain(strain: np.ndarray) -> np.ndarray:
    """√(2/3 e:e) of a traceless strain with engineering shears."""
    return np.sqrt(np.einsum("ip,ip,i->p", strain, strain, 2 / 3 / TWICE[:, 0]))


def bulk(K: float) -> float:
    """K for stress and tangent; 0 where it is infinite and a pressure field gives the rest."""
    return 0.0 if isinf(K) else K


def isotropic(K: float | np.ndarray, G: np.ndarray) -> np.ndarray:
    """K 1⊗1 + 2G I_dev, (6, 6, points) in MPa, G and perhaps K given at points."""
    C = 2 * G * PROJECTION[:, :, None]
    C[:3, :3] += K
    return C
