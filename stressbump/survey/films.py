"""Which regions are films, and the stress along them."""

from __future__ import annotations

import numpy as np

from stressbump.measures import Kind, Place, film_stress, measures_of
from stressbump.mechanics.sample import Sample
from stressbump.mesh.mesh import Mesh
from stressbump.survey.value import Value, valued

LONG = 8.0  # a region this many times longer than thick is a film …
THIN = 6.0  # … if it is no thicker than this, µm


def is_film(mesh: Mesh, name: str) -> bool:
    """Whether a region is long and thin."""
    thickness, length = film_size(mesh, name)
    return thickness <= THIN and length >= LONG * thickness


def film_size(mesh: Mesh, name: str) -> tuple[float, float]:
    """Mean thickness, the area per length along x, and that length of a region, µm."""
    corners = mesh.points[mesh.triangles[mesh.elements_in(name), :3]]
    d, e = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = float((d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]).sum() / 2)
    length = float(np.ptp(corners[..., 0]))
    return area / length, length


def film_ends(mesh: Mesh, name: str) -> tuple[float, float]:
    """The x where a region begins and ends, µm."""
    x = mesh.points[mesh.triangles[mesh.elements_in(name), :3], 0]
    return float(x.min()), float(x.max())


def film_values(
    place: Place, sample: Sample, temperature: float, stressed: float, window: float,
    ends: tuple[float, float],
) -> list[Value]:  # fmt: skip
    """Membrane stress of a film in windows of about a width."""
    film = film_stress(sample, window, ends)
    averaging = f"thickness, windows of {film.window:.3g} µm"
    return [
        valued(m, place, film, temperature, averaging, {"MPa": stressed}, averaging_um=window)
        for m in measures_of(Kind.FILM)
    ]
