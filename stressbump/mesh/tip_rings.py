"""Nodes on half rings around the tips of cracks: elements are as small inside as along the edges there.

A mesher carries sizes inwards from the edges of a surface; a film it fills without any node inside.
"""

from __future__ import annotations

from math import pi

import numpy as np
import shapely

from stressbump.mesh.arrangement import Arrangement, distance
from stressbump.mesh.crack_tips import beside

BEYOND = 2.0  # of the distance from a tip to the nearest edge: how far rings go on
CLEAR = 0.7  # of an element: how near a node inside comes to an edge
APART = 0.5  # of an element: how far it is nearer to its own tip than to others


def tip_rings(arr: Arrangement, growth: float) -> list[np.ndarray]:
    """By face: places (n, 2) around the tips at its edges.

    They are an element apart, whose size grows by `growth` per unit of distance from a tip.
    """
    found = [[np.empty((0, 2))] for _ in arr.faces]
    starts, stops = arr.vertices[arr.edges].swapaxes(0, 1)
    for vertex, size in arr.crack_tips.items():
        (edge, *_) = np.flatnonzero((arr.edges == vertex).any(axis=1)).tolist()
        run = np.diff(arr.vertices[arr.edges[edge]], axis=0)[0]
        tip, way = arr.vertices[vertex], run / np.linalg.norm(run)
        rings = _rings(size, growth, BEYOND * beside(tip, way, starts, stops))
        places = tip + rings @ np.stack([way, [-way[1], way[0]]])
        wanted = size + growth * np.linalg.norm(rings, axis=1)
        clear = distance(places, starts, stops)[0].min(axis=1) > CLEAR * wanted
        places = places[clear & _own(arr, vertex, places, wanted, growth)]
        for face in arr.sides[edge].tolist():
            found[face].append(places[_inside(arr, face, places)])
    return [np.concatenate(own) for own in found]


def _rings(size: float, growth: float, widest: float) -> np.ndarray:
    """Places (n, 2) along and across a way from a tip."""
    found, r = [np.empty((0, 2))], size
    while r < widest:
        count = max(3, round(pi * r / (size + growth * r)))
        angles = pi * np.arange(1, 2 * count) / count
        found.append(r * np.stack([np.cos(angles), np.sin(angles)], axis=1))
        r += size + growth * r
    return np.concatenate(found)


def _own(
    arr: Arrangement, vertex: int, places: np.ndarray, wanted: np.ndarray, growth: float
) -> np.ndarray:
    """Which places are nearer to one tip, as elements grow from each, than to any other."""
    least = np.full(len(places), np.inf)
    for other, size in arr.crack_tips.items():
        if other != vertex:
            away = np.linalg.norm(places - arr.vertices[other], axis=1)
            least = np.minimum(least, size + growth * away)
    return np.asarray(least - wanted > APART * growth * wanted)


def _inside(arr: Arrangement, face: int, places: np.ndarray) -> np.ndarray:
    """Which places lie in a face."""
    outer, *holes = (arr.vertices[list(ring)] for ring in arr.faces[face][1])
    return np.asarray(shapely.contains_xy(shapely.Polygon(outer, holes), *places.T))
