"""Membrane stress of a thin film: averaged through its thickness in windows along it.

The film is cut into windows of equal width along x. In each, the stress tensor is averaged over
the window's volume, and the first principal stress in the film's plane (x and the out-of-plane
direction) is taken of that mean:

    σ_film = (σ̄_xx + σ̄_yy)/2 + √( ((σ̄_xx - σ̄_yy)/2)² + σ̄_xy² )

Tension is positive; a film compressed both ways has a negative value, which the principal stress
in space would hide behind the stress-free normal direction. Where a film steps, the window averages
over the step as well: x is taken as the film's direction throughout.

The 95th percentile is over windows by their volume, so of fewer than twenty alike it is the largest.
Which window it is hangs on the volumes, and points that fall into windows give these only roughly. Handed
in, as the section has them, they are the same on every mesh, and no window takes another's place but by
its stress.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures import average
from stressbump.measures.measure import Kind, Measure
from stressbump.measures.principal import largest_in_plane

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


@dataclass(frozen=True)
class FilmStress:
    """Membrane stress of a film, MPa; lengths in µm."""

    mean: float  # over the film's volume
    percentile_95: float  # over the windows, weighted by volume
    largest: float  # in the worst window
    at: float  # x of the middle of that window
    height: float  # mean z of the film
    window: float  # width of the windows, the averaging length
    windows: int  # that hold some of the film
    elements: int  # fewest elements along x that a window holds a part of


def window_edges(window: float, low: float, high: float) -> np.ndarray:
    """The x where windows end (windows + 1,): their width is rounded so that whole ones fill all."""
    if not window > 0:
        raise ValueError(f"a film's averaging length must be positive, here stands {window:g} µm")
    return np.linspace(low, high, max(1, round((high - low) / window)) + 1)


def film_stress(
    sample: Sample,
    window: float,
    between: tuple[float, float] | None = None,
    held: np.ndarray | None = None,
) -> FilmStress:
    """Membrane stress of the sampled film in windows of about the given width along x, µm.

    Windows fill the film from end to end, or the stretch `between` two values of x; those across a
    hole hold nothing and are left out. In the percentile each counts by the volume that it has `held`
    (windows,), by default by what was sampled in it, as in the mean.
    """
    x = sample.position[0]
    low, high = between or (float(np.min(x, initial=np.inf)), float(np.max(x, initial=-np.inf)))
    inside = (x >= low) & (x <= high)
    if not inside.any():
        raise ValueError(f"no part of the film was sampled between x = {low:g} and {high:g} µm")
    count = len(window_edges(window, low, high)) - 1
    width = (high - low) / count
    index = np.minimum((x[inside] - low) / (width or 1.0), count - 1).astype(int)
    weight = sample.weight[inside]
    volume = np.bincount(index, weight, count)
    filled = np.flatnonzero(volume)
    xx, yy, xy = (
        np.bincount(index, weight * sample.stress[c, inside], count)[filled] / volume[filled]
        for c in (0, 2, 5)
    )
    stress = largest_in_plane(xx, yy, xy)
    share = volume[filled] if held is None else _shared(held, filled)
    worst = int(np.argmax(stress))
    return FilmStress(
        mean=average.mean(stress, volume[filled]),
        percentile_95=average.percentile(stress, share),
        largest=float(stress[worst]),
        at=float(low + (filled[worst] + 0.5) * width),
        height=float(sample.position[1].mean()),
        window=float(width),
        windows=len(filled),
        elements=_fewest_elements(index, sample.element[inside]),
    )


def _shared(held: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Volume of the windows that were sampled, each with that of those beside it that were not."""
    nearest = np.abs(np.arange(len(held))[:, None] - filled).argmin(axis=1)
    return np.bincount(nearest, held, len(filled))


def _fewest_elements(index: np.ndarray, element: np.ndarray) -> int:
    pairs = np.unique(index * (element.max() + 1) + element)
    return int(np.unique(pairs // (element.max() + 1), return_counts=True)[1].min())


MEASURES = (
    Measure[FilmStress]("mean film stress", "MPa", Kind.FILM, "film", lambda film: film.mean),
    Measure[FilmStress](
        "95th percentile film stress",
        "MPa",
        Kind.FILM,
        "film",
        lambda film: film.percentile_95,
        headline=True,
    ),
    Measure[FilmStress](
        "largest film stress",
        "MPa",
        Kind.FILM,
        "film",
        lambda film: film.largest,
        at=lambda film: (film.at, film.height),
    ),
)
