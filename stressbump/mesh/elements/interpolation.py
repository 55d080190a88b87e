"""Values at the points of a rule, carried on to those of another, or to nodes."""

from __future__ import annotations

import numpy as np

from stressbump.mesh.elements.element import Element, Rule


def carried(values: np.ndarray, start: Rule, at: Rule) -> np.ndarray:
    """Values (6, elements, points) at the points of one rule, carried on to those of another.

    By the quadratic that fits them best, or the cubic where the points suffice. The other rule may have an
    axis of elements.
    """
    points, nodes = start.shape.shape
    cubic = points >= nodes + start.cubic.shape[1]
    fit = np.linalg.pinv(_functions(start, cubic))
    return (_functions(at, cubic) @ fit @ values[..., None])[..., 0]


def _functions(rule: Rule, cubic: bool) -> np.ndarray:
    return np.concatenate([rule.shape, rule.cubic], axis=-1) if cubic else rule.shape


def to_nodes(element: Element, start: Rule) -> np.ndarray:
    """(nodes, points): carries values on to an element's nodes, linearly as they fit best."""
    found: np.ndarray = element.nodal.corner @ np.linalg.pinv(start.corner)
    return found
