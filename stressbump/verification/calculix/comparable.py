"""What both solvers can be given: laws that displacements alone can solve, and of those with memory few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.laws import Law, Moduli
from stressbump.laws.memory import Memory
from stressbump.laws.moduli import MIXED_FROM
from stressbump.verification.calculix.inelastic import in_calculix, named


@dataclass(frozen=True)
class Compressible:
    """An isotropic law but for its Poisson's ratio, which is `MIXED_FROM`."""

    law: Law

    isotropic: ClassVar[bool] = True

    def moduli(self, T: float) -> Moduli:
        """E of the law at T °C."""
        return Moduli.alike(self.law.moduli(T).young, MIXED_FROM)

    def thermal_strain(self, T0: float, T1: float) -> np.ndarray:
        """The law's own, (6,)."""
        return self.law.thermal_strain(T0, T1)

    def extrapolated(self, T: float) -> tuple[str, ...]:
        """The law's own."""
        return self.law.extrapolated(T)


def comparable(assembly: Assembly, end: float) -> tuple[dict[str, Law], tuple[str, ...]]:
    """Laws that displacements alone can solve, and a line for each that had to be changed.

    InputError for laws with memory that CalculiX does not have.
    """
    _refuse_memory(assembly, end)
    found, changed = dict(assembly.laws), []
    for name, law in assembly.laws.items():
        if name in assembly.mixed - assembly.remembering:
            found[name] = Compressible(law)
            nu = law.moduli(end).poisson
            changed.append(
                f"{name}: Poisson's ratio {nu:g} taken as {MIXED_FROM:g} by both, E kept;"
                " CalculiX has no pressure field"
            )
    return found, tuple(changed)


def _refuse_memory(assembly: Assembly, end: float) -> None:
    lines = []
    for name in sorted(assembly.remembering):
        law = cast(Memory, assembly.laws[name])
        if not in_calculix(law):
            lines.append(f"{name}: CalculiX has no {named(law)} that could be compared")
        elif law.moduli(end).nearly_incompressible:
            lines.append(
                f"{name}: Poisson's ratio {law.moduli(end).poisson:g}; with memory it may be"
                f" {MIXED_FROM:g} at most, CalculiX has no pressure field"
            )
    if lines:
        allowed = "of laws with memory it has Norton's creep and bilinear isotropic plasticity"
        raise InputError("\n".join([*lines, allowed]))
