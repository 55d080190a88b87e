"""Two bonded strips that expand differently.

κ = 6 (α2 - α1) ΔT (1 + m)² / {h [3 (1 + m)² + (1 + m n)(m² + 1/(m n))]}

with m = t1/t2, n = E1/E2, h = t1 + t2.

S. Timoshenko, Analysis of bi-metal thermostats, J. Opt. Soc. Am. 11 (1925) 233-255.
"""

from __future__ import annotations

from stressbump.closed_forms.solid import Ply, StressState


def curvature(lower: Ply, upper: Ply, dT: float, state: StressState = "plate") -> float:
    """Curvature κ = dε/dz, 1/µm; positive when the upper layer is the longer one."""
    e1, a1 = lower.solid.in_plane(state)
    e2, a2 = upper.solid.in_plane(state)
    m, n = lower.thickness / upper.thickness, e1 / e2
    h = lower.thickness + upper.thickness
    resistance = 3 * (1 + m) ** 2 + (1 + m * n) * (m**2 + 1 / (m * n))
    return 6 * (a2 - a1) * dT * (1 + m) ** 2 / (h * resistance)
