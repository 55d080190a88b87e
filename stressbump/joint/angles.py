"""Fields at any angle about a joint's axis, out of the amplitudes of its harmonics.

    σ_rr, σ_zz, σ_θθ, σ_rz = Σ_n amplitude_n cos nθ,    σ_zθ, σ_rθ = Σ_n amplitude_n sin nθ

θ = 0 looks away from the neutral point, and what is at -θ is the mirror image of what is at θ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from stressbump.mechanics.sample import Sample

STEPS = 16  # of half a turn
EVEN = 4  # components that go as cos nθ; the others as sin nθ


def half_turn(steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Angles from 0 to π (angles,) and their shares of the turn, by the trapezoidal rule."""
    share = np.ones(steps + 1)
    share[[0, -1]] = 0.5
    return np.linspace(0, np.pi, steps + 1), share / steps


def around(amplitudes: Mapping[int, np.ndarray], theta: np.ndarray) -> np.ndarray:
    """Components (6, n, angles) at angles (angles,) of amplitudes (6, n) by harmonic."""
    parts = []
    for n, amplitude in amplitudes.items():
        waves = np.vstack([[np.cos(n * theta)] * EVEN, [np.sin(n * theta)] * (6 - EVEN)])
        parts.append(amplitude[:, :, None] * waves[:, None])
    return np.asarray(np.sum(parts, axis=0))


def sampled(harmonics: Mapping[int, Sample], steps: int = STEPS) -> list[Sample]:
    """At each angle the sum of harmonics that are sampled at the same points.

    Weights of all angles together are those of the first harmonic given, as is all but stress and strain.
    """
    theta, share = half_turn(steps)
    first = next(iter(harmonics.values()))
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
    )


def worst(samples: list[Sample], value: Callable[[Sample], float]) -> float:
    """The angle in degrees at which a value is largest."""
    theta = half_turn(len(samples) - 1)[0]
    return float(np.degrees(theta[int(np.argmax([value(s) for s in samples]))]))
