"""What a region would do if nothing held it: its free strain during a stage.

    Δε_i = ∫ α_i dT,    and in the stage that begins with its birth    - s_i - σ_i (1 - ν_i) / E_i

s is the linear cure shrinkage and σ the intrinsic stress of the blanket film, an isotropic free strain,
so that a conformal film has it along its surface wherever that points. Temperatures and births are
those of one design, or columns (designs,) of many for laws that take such.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from stressbump.history.schedule import Stage
from stressbump.laws import Law
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.process.section import Section

Number = float | np.ndarray  # of one design, or (designs,)


class Expanding(Protocol):
    """What a free strain asks of a law, at a temperature in °C or at many."""

    def thermal_strain(self, T0: Any, T1: Any) -> np.ndarray:
        """(6,) or (6, designs) from T0 to T1."""

    def moduli(self, T: Any) -> Any:
        """Its moduli, of which the biaxial one is asked."""


class BirthConditions(Protocol):
    """How a region is born: the region itself, or columns of many designs."""

    @property
    def born_C(self) -> Number | None:
        """Temperature, °C."""

    @property
    def intrinsic_MPa(self) -> Number:
        """Intrinsic stress of the blanket film."""

    @property
    def cure_shrinkage(self) -> Number:
        """Linear cure shrinkage."""


def at_birth(birth: BirthConditions, law: Expanding) -> np.ndarray:
    """The free strain (6,) or (6, designs) that comes with a birth."""
    film: Number = 0.0
    if np.any(birth.intrinsic_MPa):
        film = birth.intrinsic_MPa / law.moduli(_born(birth)).biaxial
    return np.multiply.outer(IDENTITY, -(birth.cure_shrinkage + film))


def increment(
    law: Expanding, start: Number, end: Number, birth: BirthConditions | None
) -> np.ndarray:
    """The free strain (6,) or (6, designs) between two temperatures, from the birth if there is one."""
    grown = law.thermal_strain(start, end)
    return grown if birth is None else grown + at_birth(birth, law)


def increments(section: Section, laws: Mapping[str, Law], stage: Stage) -> dict[str, np.ndarray]:
    """(6,) for each region that stands in a stage."""
    found = {n: laws[n].thermal_strain(stage.start, stage.end) for n in stage.standing}
    newborn = section.find(stage.standing[-1])
    if stage.brought and newborn is not None:
        name = newborn.name
        found[name] = found[name] + stage.brought * at_birth(newborn, laws[name])
    return found


def since_birth(
    section: Section, laws: Mapping[str, Law], temperature: float
) -> dict[str, np.ndarray]:
    """(6,) by region: its free strain from its birth to a temperature in °C."""
    return {r.name: increment(laws[r.name], _born(r), temperature, r) for r in section.regions}


def _born(birth: BirthConditions) -> Number:
    return 0.0 if birth.born_C is None else birth.born_C
