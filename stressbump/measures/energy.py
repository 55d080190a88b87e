"""Elastic energy that a stack, or a region of it, holds because its parts hinder each other.

    W = ½ ∫ σ : (ε - ε_free) dV

In pJ (MPa µm³), over the full turn in axisymmetric models; in pJ per µm of depth in plane ones. A
section that ends at a plane of symmetry holds its half. What a layer adds or releases is the
difference of W with and without it. Nearly incompressible regions hold the work of their pressure:
-∫ p tr(ε - ε_free) is ∫ p²/λ where the pressure's own equation is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stressbump.measures.measure import Kind, Measure

if TYPE_CHECKING:
    from stressbump.mechanics.sample import Sample


def elastic_energy(sample: Sample) -> float:
    """Elastic energy of what was sampled, pJ (per µm of depth in plane models), ≥ 0."""
    density = np.sum(sample.stress * (sample.strain - sample.free_strain), axis=0) / 2
    return float(density @ sample.weight)


ENERGY = Measure(
    "elastic energy", "pJ", Kind.TOTAL, "energy", elastic_energy, positive=True, extensive=True
)
MEASURES = (ENERGY,)
