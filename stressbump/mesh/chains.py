"""Edges that follow one another along an interface: where the chain ends, and the way from an end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from stressbump.errors import InputError

ENDS = ("outer", "inner")
End = str | int  # one of those, or the number of an end counted from the outermost, from 1 on


def ends_of(edges: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Nodes at which the chains of edges (n, 2) end, the outermost first, of those the highest."""
    nodes, count = np.unique(edges, return_counts=True)
    found = nodes[count == 1]
    x, z = points[found].T
    order: np.ndarray = found[np.lexsort((-z, -np.round(x, 6)))]
    return order


def end_node(ends: np.ndarray, end: End, points: np.ndarray, where: str) -> int:
    """The node that an end stands for; InputError, which begins with `where`, for one there is not."""
    if not len(ends):
        raise InputError(f"{where}: this interface runs in a ring and ends nowhere")
    if end in ENDS:
        return int(ends[0 if end == "outer" else -1])
    if isinstance(end, int) and 1 <= end <= len(ends):
        return int(ends[end - 1])
    told = ", ".join(
        f"{n} (x = {x:.6g}, z = {z:.6g} µm)" for n, (x, z) in enumerate(points[ends].tolist(), 1)
    )
    raise InputError(f"{where}: no end {end!r}; allowed are outer, inner, and by number {told}")


def chain_from(edges: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """The nodes (n + 1,) from an end on, and the edges (n,) between them.

    The chain is over where it ends, or where it branches.
    """
    nodes, local = np.unique(edges, return_inverse=True)
    a, b = local.reshape(-1, 2).T
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(nodes),) * 2)
    order, before = breadth_first_order(
        graph.tocsr(), int(np.searchsorted(nodes, start)), directed=False
    )
    degree = np.bincount(local.ravel(), minlength=len(nodes))[order]
    over = np.flatnonzero(degree[1:] != 2)
    order = order[: int(over[0]) + 2] if len(over) else order
    key = np.sort(np.stack([a, b], axis=1), axis=1) @ np.array([len(nodes), 1])
    wanted = np.sort(np.stack([before[order[1:]], order[1:]], axis=1), axis=1)
    found = np.argsort(key)
    own = found[np.searchsorted(key, wanted @ np.array([len(nodes), 1]), sorter=found)]
    return nodes[order], own


def along(points: np.ndarray, nodes: Sequence[int] | np.ndarray) -> np.ndarray:
    """How far each node of a chain lies from its first, along straight edges, µm."""
    steps = np.linalg.norm(np.diff(points[nodes], axis=0), axis=1)
    return np.append(0.0, np.cumsum(steps))
