"""The triangle of six nodes, sides straight or parabolas: P2, its corners' P1, and what makes it P3."""

from __future__ import annotations

import numpy as np
from skfem.element import ElementTriP1, ElementTriP2
from skfem.quadrature import get_quadrature

from stressbump.mesh.elements.element import Element

PLACES = np.array([[0, 0], [1, 0], [0, 1], [0.5, 0], [0.5, 0.5], [0, 0.5]])
SIDES = np.array([[0, 1, 3], [1, 2, 4], [2, 0, 5]])
CORNER_SLOPE = np.array([[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]])
# Beside each corner: its sides' quarters; within: the middles of the sides of the triangle 3 4 5.
QUARTERS = np.array([(3, 0), (3, 1), (4, 1), (4, 2), (5, 2), (5, 0)])
LATTICE = np.vstack([PLACES, PLACES[QUARTERS].mean(1), PLACES[[(3, 5), (3, 4), (4, 5)]].mean(1)])
PARTS = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])


def _quadratic(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found = (ElementTriP2().lbasis(places, i) for i in range(len(PLACES)))
    shape, slope = zip(*found, strict=True)
    return np.stack(shape, axis=-1), np.moveaxis(np.stack(slope, axis=-1), 0, -1)


def _linear(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Barycentric coordinates λ."""
    shape = [ElementTriP1().lbasis(places, i)[0] for i in range(len(CORNER_SLOPE))]
    slope = np.broadcast_to(CORNER_SLOPE, (places.shape[1], *CORNER_SLOPE.shape))
    return np.stack(shape, axis=-1), slope


def _cubic(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """λ_a λ_b (λ_a - λ_b) of the sides 01, 12, 20, and λ_0 λ_1 λ_2."""
    a = _linear(places)[0]
    b = np.roll(a, -1, axis=1)
    da, db = CORNER_SLOPE, np.roll(CORNER_SLOPE, -1, axis=0)
    sides = a * b * (a - b)
    slope = (b * (2 * a - b))[..., None] * da + (a * (a - 2 * b))[..., None] * db
    others = b * np.roll(a, -2, axis=1)
    middle = a.prod(axis=1, keepdims=True)
    return np.hstack([sides, middle]), np.concatenate([slope, (others @ CORNER_SLOPE)[:, None]], 1)


def _quadrature(order: int) -> tuple[np.ndarray, np.ndarray]:
    places, weights = get_quadrature(ElementTriP2(), order)
    return places, weights


def _bernstein() -> np.ndarray:
    """Corners' values as they are, 2 f(middle) - (f(start) + f(end)) / 2 on each side."""
    out = np.eye(len(PLACES))
    for start, end, middle in SIDES:
        out[middle, [start, end, middle]] = -0.5, -0.5, 2
    return out


def part(corners: np.ndarray) -> np.ndarray:
    """The nodes (n, 6) in the lattice of parts (n, 3, 2) with these corners there."""
    nodes = np.concatenate([corners, corners[:, SIDES[:, :2]].mean(axis=2)], axis=1)
    return np.abs(nodes[:, :, None] - LATTICE).sum(axis=3).argmin(axis=2)


def turned(nodes: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The nodes (elements, 6) of triangles, counted from another of their sides (elements,) on."""
    order = (first[:, None] + np.arange(len(SIDES))) % len(SIDES)
    return np.take_along_axis(nodes, np.hstack([order, len(SIDES) + order]), axis=1)


TRIANGLE = Element(
    name="triangle6",
    places=PLACES,
    sides=SIDES,
    outline=np.array([0, 3, 1, 4, 2, 5]),
    quadratic=_quadratic,
    linear=_linear,
    cubic=_cubic,
    quadrature=_quadrature,
    bernstein=_bernstein(),
    lattice=LATTICE,
    shared=QUARTERS,
    parts=part(PLACES[PARTS]),
)
