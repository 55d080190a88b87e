"""What a region would do if nothing held it: its free strain during a stage.

    Δε_i = ∫ α_i dT,    and in the stage that begins with its birth    - s_i - σ_i (1 - ν_i) / E_i

s is the linear cure shrinkage and σ the intrinsic stress of the blanket film, an isotropic free strain,
so that a conformal film has it along its surface wherever that points.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stressbump.history.schedule import Stage
from stressbump.kinematics import NORMAL
from stressbump.laws import Law
from stressbump.section import Region, Section


def at_birth(region: Region, law: Law) -> np.ndarray:
    """The free strain (6,) that comes with a birth."""
    born = float(region.born_C or 0.0)
    film = region.intrinsic_MPa / law.biaxial_modulus(born) if region.intrinsic_MPa else 0.0
    return -(region.cure_shrinkage + film) * NORMAL


def increments(section: Section, laws: Mapping[str, Law], stage: Stage) -> dict[str, np.ndarray]:
    """(6,) for each region that stands in a stage."""
    found = {n: laws[n].thermal_strain(stage.start, stage.end) for n in stage.standing}
    region = section.find(stage.born)
    if region is not None:
        found[stage.born] = found[stage.born] + at_birth(region, laws[stage.born])
    return found


def since_birth(
    section: Section, laws: Mapping[str, Law], temperature: float
) -> dict[str, np.ndarray]:
    """(6,) by region: its free strain from its birth to a temperature in °C."""
    return {
        r.name: laws[r.name].thermal_strain(float(r.born_C or 0.0), temperature)
        + at_birth(r, laws[r.name])
        for r in section.regions
    }
