"""Intensities at the corners of stacks with their bars, on a mesh that is fine enough around them.

The history is taken once more in cubics on the same mesh, as for every other number:

    bar = safety · largest difference of any two of H, in quadratics and cubics, from either ring

`SAFETY` was set on random films under covers, and is held against others by `benchmarks/intensities.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from stressbump.accuracy.error_bars import UNSHARED_FRACTION_OTHERWISE, refuse_too_large
from stressbump.errors import MeshError
from stressbump.fracture.singular import Corner
from stressbump.history.assembly import Assembly
from stressbump.history.increments import RecordedHistory, recorded
from stressbump.history.stack import Stack
from stressbump.mesh.audit import audit
from stressbump.mesh.bisection import bisected
from stressbump.mesh.free_faces import rejoined, split_free_faces
from stressbump.mesh.mesh import Mesh, interface
from stressbump.process.section import Section
from stressbump.survey.corner_fields import Surroundings, fields_at
from stressbump.survey.intensities import Intensity, intensities

AT_TIP = 1 / 8  # of the reach: the longest side at a corner
GROWING = 0.6  # per unit of distance
STEPS = 24  # of halving
SAFETY = 4.0
AT_PLACE = 1e-3  # µm
Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class AtCorner:
    """What stands at one place of a stack; a note says why there is no intensity, or what one leaves."""

    place: Place
    found: tuple[Intensity, ...]
    notes: tuple[str, ...]


def refined_at(
    section: Section,
    mesh: Mesh,
    corners: Iterable[Corner],
    at_tip: float = AT_TIP,
    growing: float = GROWING,
) -> Mesh:
    """The mesh with triangles halved around the first place of every kind of corner, for its rings.

    As far as the grid allows; whatever is too coarse then is refused where it is asked for.
    """
    around_it = Surroundings.of(section)
    vertices = [around_it.vertex(c.places[0]) for c in corners]
    spots = [
        (around_it.arrangement.vertices[v], around_it.reach(v)) for v in vertices if v is not None
    ]
    found = mesh
    for _ in range(STEPS):
        marked = _too_long(found, spots, at_tip, growing)
        if not len(marked):
            break
        finer = bisected(rejoined(found), marked)
        try:
            audit(finer, section)
        except MeshError:
            break
        found = split_free_faces(finer, section.cell.free_faces)
    return found


def _too_long(
    mesh: Mesh, spots: Iterable[tuple[np.ndarray, float]], at_tip: float, growing: float
) -> np.ndarray:
    """Elements longer than a ring around one of the places wants them."""
    size, marked = mesh.longest_sides, np.zeros(len(mesh.triangles), bool)
    for place, reach in spots:
        near = np.linalg.norm(mesh.points - place, axis=1)[mesh.triangles].min(axis=1)
        marked |= (near < reach) & (size > np.maximum(at_tip * reach, growing * near))
    return np.flatnonzero(marked)


def corner_intensities(
    stack: Stack, places: Sequence[Place], end: float, bars: bool = True
) -> tuple[AtCorner, ...]:
    """At places of a stack that are corners of it: its intensities in the end, at °C, with their bars.

    SolveError if bars would need more memory than there is.
    """
    own = _found(stack.assembly, places, end)
    if not bars:
        return own
    refuse_too_large(next(iter(stack.solutions.values())))
    cubic = {c.place: c for c in _found(replace(stack.assembly, cubic=True), places, end)}
    return tuple(_barred(c, cubic[c.place]) for c in own)


def _found(assembly: Assembly, places: Sequence[Place], end: float) -> tuple[AtCorner, ...]:
    around_it, history = Surroundings.of(assembly.section), recorded(assembly, end)
    out = []
    for place in places:
        vertex = around_it.vertex(place)
        if vertex is None:
            continue
        if closed := _closed_at(history, place):
            out.append(AtCorner(place, (), (f"the free face {closed} presses there",)))
            continue
        fields = tuple(fields_at(around_it, history, vertex))
        notes = tuple(dict.fromkeys(f.note for f in fields if f.note))
        out.append(AtCorner(place, intensities(fields), notes))
    return tuple(out)


def _closed_at(history: RecordedHistory, place: Place) -> str:
    """The free face that presses at a place at any time, so that its corner is not free there; or none."""
    mesh = history.assembly.mesh
    for state in history.states:
        for pair, force in state.pressing.items():
            nodes = mesh.points[interface(mesh, *pair).nodes.ravel()]
            if force.push.any() and np.linalg.norm(nodes - place, axis=1).min() < AT_PLACE:
                return "/".join(pair)
    return ""


def _barred(own: AtCorner, cubic: AtCorner) -> AtCorner:
    if not own.found:
        return own
    if len(own.found) != len(cubic.found):
        counts = f"{len(cubic.found)} intensities, not {len(own.found)}"
        why = ", ".join(cubic.notes) or counts
        return replace(own, notes=(*own.notes, f"no bar: in cubics, {why}"))
    pairs = zip(own.found, cubic.found, strict=True)
    return replace(own, found=tuple(_with_bar(*pair) for pair in pairs))


def _with_bar(own: Intensity, cubic: Intensity) -> Intensity:
    whole = replace(own, finer=cubic)
    constant = SAFETY * _spread((*own.constants, *cubic.constants))
    bar = SAFETY * _spread(whole.numbers(own.ray))
    return replace(whole, bar=bar, constant_bar=constant)


def _spread(numbers: Iterable[complex]) -> float:
    return max(abs(a - b) for a, b in combinations(tuple(numbers), 2))


def relief_of(with_: Intensity, without: Intensity, same_mesh: bool) -> tuple[float, float | None]:
    """1 - H(with)/H(reference) on the ray of the first, and its bar; of sizes if exponents are complex."""
    mine, theirs = with_.numbers(with_.ray), without.numbers(with_.ray)
    ratios = [_ratio(a, b) for a, b in zip(mine, theirs, strict=False)]
    if with_.bar is None or without.bar is None:
        return 1 - ratios[0], None
    apart = (with_.bar + abs(ratios[0]) * without.bar) / abs(theirs[0])
    if not same_mesh:
        return 1 - ratios[0], apart
    shared = SAFETY * _spread(ratios)
    return 1 - ratios[0], max(shared, UNSHARED_FRACTION_OTHERWISE * apart)


def _ratio(a: complex, b: complex) -> float:
    return float((a / b).real) if not (a.imag or b.imag) else abs(a / b)
