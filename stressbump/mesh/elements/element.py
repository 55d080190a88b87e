"""What everyone asks of an element: nodes, sides, shape functions, quadrature, parts.

An element is quadratic in its nodes: corners first, then the middles of its sides in their order. It is
linear in its corners, as pressures are, and `cubic` with the functions that complete the cubics: one
for each side, which changes its sign with the side's direction, then those inside; all of them vanish
at the nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

ACROSS = [1, 0, 2]  # a side's start, end and middle, as the element on its other side counts them
HALVES = [0, 2, 2, 1]  # its two straight halves, end to end

# From places (dimension, points): values (points, n) and slopes (points, n, dimension).
Basis = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Rule:
    """Places in the reference element, with the shape functions there.

    The same for all elements, or with an axis of elements before that of points.
    """

    places: np.ndarray  # (dimension, points)
    weights: np.ndarray  # (points,)
    shape: np.ndarray  # N (points, nodes)
    slope: np.ndarray  # dN/dξ (points, nodes, dimension)
    corner: np.ndarray  # linear functions of the corners (points, corners)
    cubic: np.ndarray  # what completes the cubics: one for each side, then inside (points, cubics)
    cubic_slope: np.ndarray  # (points, cubics, dimension)

    def __getitem__(self, which: np.ndarray) -> Rule:
        """Of several rules, stacked, one for each element."""
        own = {f.name: getattr(self, f.name)[which] for f in fields(self) if f.name != "weights"}
        return replace(self, **own)


@dataclass(frozen=True, eq=False)
class Element:
    """An element of one kind, in reference coordinates."""

    name: str  # as meshio and gmsh call it
    places: np.ndarray  # (nodes, dimension)
    sides: np.ndarray  # (sides, 3): start, end and middle node, counter-clockwise
    outline: np.ndarray  # its nodes, all around
    quadratic: Basis
    linear: Basis
    cubic: Basis
    quadrature: Callable[[int], tuple[np.ndarray, np.ndarray]]  # exact to an order: places, weights
    bernstein: np.ndarray  # (nodes, nodes): of a quadratic's nodal values its coefficients
    lattice: np.ndarray  # (places, dimension): nodes of halves and quarters, its own first
    shared: np.ndarray  # (n, 2): the next n lie between a middle and a corner; the rest inside
    parts: np.ndarray  # (parts, nodes): of the lattice, every side halved; corners' parts first

    @property
    def dimension(self) -> int:
        """How many coordinates it has."""
        return self.places.shape[1]

    @property
    def nodes(self) -> int:
        """How many nodes it has."""
        return len(self.places)

    @property
    def corners(self) -> int:
        """How many of them are corners: the first ones."""
        return self.nodes - len(self.sides)

    @property
    def inside(self) -> int:
        """How many of its cubics are no side's."""
        return self.nodal.cubic.shape[1] - len(self.sides)

    @property
    def flat(self) -> np.ndarray:
        """(parts, corners) straight elements between the nodes, those at the corners first."""
        return self.parts[:, : self.corners]

    def flattened(self, nodes: np.ndarray) -> np.ndarray:
        """Flat elements (all parts, corners) of elements' nodes (elements, nodes)."""
        return nodes[:, self.flat].reshape(-1, self.corners)

    def rounded(self, flat: np.ndarray) -> np.ndarray:
        """The nodes (elements, nodes) that were flattened, of whole elements' parts in a row."""
        _, where = np.unique(self.flat, return_index=True)
        return flat.reshape(-1, self.flat.size)[:, where]

    @property
    def side_vectors(self) -> np.ndarray:
        """(sides, dimension) from the start to the end of each side."""
        return self.places[self.sides[:, 1]] - self.places[self.sides[:, 0]]

    def at(self, places: np.ndarray, weights: np.ndarray) -> Rule:
        """The rule of given places (dimension, points) and weights."""
        shape, slope = self.quadratic(places)
        return Rule(places, weights, shape, slope, self.linear(places)[0], *self.cubic(places))

    def rule(self, order: int) -> Rule:
        """The rule that is exact for polynomials up to an order; its points lie inside."""
        return _rule(self, order)

    @property
    def nodal(self) -> Rule:
        """Its own nodes as places, all of one weight."""
        return _nodal(self)

    def split(self, rule: Rule) -> Rule:
        """A rule's points in each of the parts the element is split into."""
        return _split(self, rule)

    def on_sides(self, count: int) -> tuple[np.ndarray, Rule]:
        """Gauss points along a side, from 0 to 1, and the rules they make on the sides, stacked."""
        return _on_sides(self, count)


@lru_cache
def _rule(element: Element, order: int) -> Rule:
    return element.at(*element.quadrature(order))


@lru_cache
def _nodal(element: Element) -> Rule:
    return element.at(element.places.T, np.full(element.nodes, 1 / element.nodes))


@lru_cache
def _split(element: Element, rule: Rule) -> Rule:
    corners = element.places[element.flat]  # (parts, corners, dimension)
    moved = [part.T @ rule.corner.T for part in corners]
    weights = np.tile(rule.weights / len(corners), len(corners))
    return element.at(np.hstack(moved), weights)


@lru_cache
def _on_sides(element: Element, count: int) -> tuple[np.ndarray, Rule]:
    points, weights = np.polynomial.legendre.leggauss(count)
    along = (points + 1) / 2
    starts = element.places[element.sides[:, 0]]
    rules = [
        element.at((start + along[:, None] * vector).T, weights / 2)
        for start, vector in zip(starts, element.side_vectors, strict=True)
    ]
    stacked = {f.name: np.stack([getattr(r, f.name) for r in rules]) for f in fields(Rule)}
    return along, Rule(**stacked | {"weights": weights / 2})


@dataclass(frozen=True, eq=False)
class Mapped:
    """Elements at the points of a rule."""

    x: np.ndarray  # (elements, points, dimension) µm
    jacobian: np.ndarray  # dx_i/dξ_j (elements, points, dimension, dimension)
    det: np.ndarray  # (elements, points); positive where the element is not folded over

    def gradients(self, slope: np.ndarray) -> np.ndarray:
        """dN/dx (elements, points, n, dimension) of slopes dN/dξ (points, n, dimension)."""
        if self.jacobian.shape[-1] != 2:
            return slope @ np.linalg.inv(self.jacobian)
        (a, b), (c, d) = np.moveaxis(self.jacobian, (2, 3), (0, 1))
        adjugate = np.stack([np.stack([d, -b], -1), np.stack([-c, a], -1)], -2)
        result: np.ndarray = slope @ (adjugate / self.det[..., None, None])
        return result


def mapped(nodes: np.ndarray, rule: Rule) -> Mapped:
    """The map of elements whose nodes (elements, nodes, dimension) lie where they lie, µm.

    Written out in a plane, for which LAPACK takes some three times as long.
    """
    jacobian = nodes.swapaxes(1, 2)[:, None] @ rule.slope
    if jacobian.shape[-1] != 2:
        return Mapped(rule.shape @ nodes, jacobian, np.linalg.det(jacobian))
    (a, b), (c, d) = np.moveaxis(jacobian, (2, 3), (0, 1))
    return Mapped(rule.shape @ nodes, jacobian, a * d - b * c)
