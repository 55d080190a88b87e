"""Fields at any angle about a joint's axis, out of the amplitudes of its harmonics.

    σ_rr, σ_zz, σ_θθ, σ_rz = Σ_n amplitude_n cos nθ,    σ_zθ, σ_rθ = Σ_n amplitude_n sin nθ

θ = 0 looks away from the neutral point, and what is at -θ is the mirror image of what is at θ. In a package
a joint may feel what is no such image: the harmonic -n is the n-th turned by a quarter of its period, with
sin nθ for cos nθ and -cos nθ for sin nθ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from stressbump.mechanics.sample import Sample

STEPS = 16  # of half a turn
EVEN = 4  # components that go as cos nθ; the others as sin nθ


def angles_of(harmonics: Iterable[int], steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Angles (angles,) and their shares of the turn, by the trapezoidal rule.

    From 0 to π, or all about where there are harmonics without a mirror image.
    """
    if any(n < 0 for n in harmonics):
        return np.arange(2 * steps) * np.pi / steps, np.full(2 * steps, 0.5 / steps)
    share = np.ones(steps + 1)
    share[[0, -1]] = 0.5
    return np.linspace(0, np.pi, steps + 1), share / steps


def waves(n: int, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By what a harmonic's even and odd components are multiplied at angles (angles,)."""
    c, s = np.cos(n * theta), np.sin(abs(n) * theta)
    return (c, s) if n >= 0 else (s, -c)


def around(amplitudes: Mapping[int, np.ndarray], theta: np.ndarray) -> np.ndarray:
    """Components (6, n, angles) at angles (angles,) of amplitudes (6, n) by harmonic."""
    parts = []
    for n, amplitude in amplitudes.items():
        even, odd = waves(n, theta)
        parts.append(amplitude[:, :, None] * np.array([even] * EVEN + [odd] * (6 - EVEN))[:, None])
    return np.asarray(np.sum(parts, axis=0))


def sampled(
    harmonics: Mapping[int, Sample],
    like: Sample | None = None,
    angles: tuple[np.ndarray, np.ndarray] | None = None,
) -> list[Sample]:
    """At each angle the sum of harmonics that are sampled at the same points.

    All but stress and strain is that of `like`, the first harmonic by default; the weights of all angles
    add up to its own. `angles` are those of `angles_of`.
    """
    theta, share = angles or angles_of(harmonics)
    first = like or next(iter(harmonics.values()))
    stress = around({n: s.stress for n, s in harmonics.items()}, theta)
    strain = around({n: s.strain for n, s in harmonics.items()}, theta)
    return [
        replace(first, weight=first.weight * w, stress=stress[..., k], strain=strain[..., k])
        for k, w in enumerate(share)
    ]


def together(samples: list[Sample]) -> Sample:
    """One sample of all angles."""
    return replace(
        samples[0],
        position=np.concatenate([s.position for s in samples], axis=1),
        weight=np.concatenate([s.weight for s in samples]),
        stress=np.concatenate([s.stress for s in samples], axis=1),
        strain=np.concatenate([s.strain for s in samples], axis=1),
        free_strain=np.concatenate([s.free_strain for s in samples], axis=1),
        element=np.concatenate([s.element for s in samples]),
        region=np.concatenate([s.region for s in samples]),
        normal=_of_all([s.normal for s in samples]),
        edge_distance=_of_all([s.edge_distance for s in samples]),
    )


def _of_all(parts: list[np.ndarray | None]) -> np.ndarray | None:
    there = [part for part in parts if part is not None]
    return np.concatenate(there, axis=-1) if there else None


def worst(samples: list[Sample], value: Callable[[Sample], float]) -> int:
    """At which of the angles a value is largest."""
    return int(np.argmax([value(s) for s in samples]))
