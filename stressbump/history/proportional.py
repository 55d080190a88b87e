"""Whether all stress of a stack grows in proportion to how far it has cooled."""

from __future__ import annotations

import numpy as np

from stressbump.history.schedule import births
from stressbump.laws.memory import Memory
from stressbump.process.section import Region, Section

STATIONS = 5  # temperatures at which laws are asked
ALIKE = 1e-9  # relative


def stress_free(section: Section, end: float) -> float | None:
    """The temperature in °C from which on stress is proportional to the change of temperature.

    All but the first region have to be born at one, without stress or shrinkage of their own, of elastic
    laws whose moduli and expansion do not change from there to the end. None otherwise.
    """
    first, *others = births(section)
    born = {r.born_C for r in others}
    if len(born) != 1 or None in born:
        return None
    start = float(born.pop() or 0.0)
    same = start != end and all(unchanging(r, start, end) for r in (first, *others))
    plain = all(not r.intrinsic_MPa and not r.cure_shrinkage for r in (first, *others))
    return start if same and plain else None


def unchanging(region: Region, start: float, end: float) -> bool:
    """Whether a region is elastic, its moduli and expansion the same between two temperatures."""
    law, shares = region.material.law, np.linspace(0, 1, STATIONS)
    if isinstance(law, Memory):
        return False
    temperatures = start + shares * (end - start)
    moduli = {law.moduli(float(T)) for T in temperatures}
    strains = np.array([law.thermal_strain(start, float(T)) for T in temperatures])
    off = np.abs(strains - shares[:, None] * strains[-1]).max()
    return len(moduli) == 1 and bool(off <= ALIKE * np.abs(strains[-1]).max())
