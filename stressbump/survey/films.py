"""Which regions are films, and the stress along them."""

from __future__ import annotations

import numpy as np

from stressbump.measures import Kind, Place, film_stress, measures_of
from stressbump.measures.film import window_edges
from stressbump.mechanics.kinematics import Kinematics
from stressbump.mechanics.sample import Sample
from stressbump.mechanics.solution import Solution
from stressbump.mesh.mesh import Mesh
from stressbump.survey.value import Value, valued

LONG = 8.0  # a region this many times longer than thick is a film …
THIN = 6.0  # … if it is no thicker than this, µm
GAUSS = 0.5 - 0.5 / 3**0.5, 0.5 + 0.5 / 3**0.5


def is_film(mesh: Mesh, name: str) -> bool:
    """Whether a region is long and thin."""
    thickness, length = film_size(mesh, name)
    return thickness <= THIN and length >= LONG * thickness


def film_size(mesh: Mesh, name: str) -> tuple[float, float]:
    """Mean thickness, the area per length along x, and that length of a region, µm."""
    corners = mesh.points[mesh.corners[mesh.elements_in(name)]]
    d, e = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = float((d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]).sum() / 2)
    length = float(np.ptp(corners[..., 0]))
    return area / length, length


def film_ends(mesh: Mesh, name: str) -> tuple[float, float]:
    """The x where a region begins and ends, µm."""
    x = mesh.points[mesh.corners[mesh.elements_in(name)], 0]
    return float(x.min()), float(x.max())


def window_volumes(mesh: Mesh, kinematics: Kinematics, name: str, edges: np.ndarray) -> np.ndarray:
    """Volume of a film between neighbouring edges (windows + 1,) along x, whatever its triangles.

    A triangle's height along x is linear from 0 at its first corner to the middle one and back to 0;
    two Gauss points in every piece of that integrate it exactly. Curved sides count as straight.
    """
    corners = mesh.points[mesh.triangles[mesh.elements_in(name), :3]]
    first, middle, last = np.sort(corners[..., 0], axis=1).T
    d, e = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    height = np.abs(d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]) / (last - first)
    out = np.zeros(len(edges) - 1)
    for foot, wide in ((first, middle - first), (last, middle - last)):
        ends = np.sort([foot, foot + wide], axis=0)
        low = np.maximum(ends[0][:, None], edges[:-1])
        run = (np.minimum(ends[1][:, None], edges[1:]) - low).clip(0)
        for place in GAUSS:
            x = low + place * run
            away = np.divide(x - foot[:, None], wide[:, None], where=run > 0, out=np.zeros_like(x))
            weight = kinematics.measure(np.stack([x, np.zeros_like(x)], axis=-1))
            out += (run / 2 * away * height[:, None] * weight).sum(axis=0)
    return out


def film_values(
    solution: Solution, name: str, sample: Sample, stressed: float, window: float
) -> list[Value]:
    """Membrane stress of a film in windows of about a width."""
    mesh, end = solution.model.mesh, solution.temperature
    ends = film_ends(mesh, name)
    held = window_volumes(mesh, solution.model.kinematics, name, window_edges(window, *ends))
    film = film_stress(sample, window, ends, held)
    averaging = f"thickness, windows of {film.window:.3g} µm"
    scales = {"MPa": stressed}
    return [
        valued(m, Place((name,)), film, end, averaging, scales, averaging_um=window)
        for m in measures_of(Kind.FILM)
    ]
