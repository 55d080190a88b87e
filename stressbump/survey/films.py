"""Which regions are films, and the stress along them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stressbump import measures
from stressbump.mechanics.sample import Sample
from stressbump.mesh.mesh import Mesh
from stressbump.survey.catalogue import OF_FILM
from stressbump.survey.value import Value

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
    name: str,
    sample: Sample,
    temperature: float,
    scale: float,
    window: float,
    ends: tuple[float, float],
) -> list[Value]:
    """Membrane stress of a film: mean, 95th percentile, largest."""
    found = measures.film_stress(sample, window, ends)
    averaging = f"thickness, windows of {found.window:.3g} µm"

    def value(measure: str, number: float) -> Value:
        return Value(measure, name, number, "MPa", temperature, averaging, scale, window)

    mean, high, largest = map(value, OF_FILM, (found.mean, found.percentile_95, found.largest))
    return [mean, high, replace(largest, at=(found.at, float(sample.position[1].mean())))]
