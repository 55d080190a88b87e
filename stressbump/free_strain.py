"""What each region would do if nothing held it: its free strain since it was born.

Every region is laid down without stress (but for its intrinsic stress) on a stack that has already
shrunk or grown with its datum, the first region. With that strain of birth,

    ε_i(T) = ∫_{T_i}^{T} α_i dT + ∫_{T_0}^{T_i} α_0 dT - s_i - σ_i (1 - ν_i) / E_i

where T_i is the temperature of birth, 0 the datum, s the linear cure shrinkage and σ the intrinsic
stress of the blanket film. Two regions of one material born at different temperatures then differ by
nothing, and T_0 drops out of every stress. The elastic strain of the datum at a birth is neglected:
it is that of a thick substrate.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stressbump.laws import Law
from stressbump.section import Section

NORMAL = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
IN_PLANE = [0, 2]  # xx and out of plane


def free_strains(
    section: Section, laws: Mapping[str, Law], temperature: float
) -> dict[str, np.ndarray]:
    """(6,) per region that has a law, at a temperature in °C."""
    datum = section.datum
    ground = laws[datum.name]
    out = {}
    for region in section.regions:
        if region.name not in laws:
            continue
        law, born = laws[region.name], float(region.born_C or 0.0)
        host = ground.thermal_strain(float(datum.born_C or 0.0), born)[IN_PLANE].mean()
        film = region.intrinsic_MPa / law.biaxial_modulus(born) if region.intrinsic_MPa else 0.0
        grown = law.thermal_strain(born, temperature)
        out[region.name] = grown + (host - region.cure_shrinkage - film) * NORMAL
    return out
