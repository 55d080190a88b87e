"""Thermal expansion: ∫ α dT from a temperature to another, never α(T)·ΔT.

tangent:  ε(T0 → T1) = ∫ α(T) dT
secant:   ε(T0 → T1) = ᾱ(T1)·(T1 − T_ref) − ᾱ(T0)·(T0 − T_ref)
"""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from stressbump.laws.curve import Integrable, at, integrate, values


@dataclass(frozen=True)
class Expansion:
    """A linear expansion coefficient in 1/K over temperature, of a stated kind.

    A tangent coefficient is the slope of the thermal strain; a secant (mean) coefficient is
    the strain from its reference temperature (°C), divided by the difference to it.
    """

    curve: float | Integrable
    kind: Literal["tangent", "secant"] = "tangent"
    reference: float | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown kind, and a secant coefficient without its reference."""
        if self.kind not in ("tangent", "secant"):
            raise ValueError(f"an expansion is 'tangent' or 'secant', not {self.kind!r}")
        if (self.kind == "secant") != (self.reference is not None):
            raise ValueError(
                f"a {self.kind} expansion has the reference temperature {self.reference}; "
                "a secant one needs a number in °C, a tangent one has none"
            )
        for value in (*values(self.curve), self.reference or 0.0):
            if not isfinite(value):
                raise ValueError(f"an expansion holds {value}; it must be finite")

    def strain(self, T0: float, T1: float) -> float:
        """The free thermal strain from T0 to T1 °C."""
        if self.reference is None:
            return integrate(self.curve, T0, T1)
        return self._from_reference(T1) - self._from_reference(T0)

    def _from_reference(self, T: float) -> float:
        assert self.reference is not None
        return at(self.curve, T) * (T - self.reference)

    def tangent(self, T: float) -> float:
        """The slope dε/dT at T °C, in 1/K; of a secant curve, over the surrounding 0.2 K."""
        if self.reference is None:
            return at(self.curve, T)
        return self.strain(T - 0.1, T + 0.1) / 0.2

    def mean(self, T0: float, T1: float) -> float:
        """The mean coefficient between T0 and T1 °C, in 1/K: what a handbook would print."""
        return self.strain(T0, T1) / (T1 - T0)


Cte = float | Expansion


def strain(cte: Cte, T0: float, T1: float) -> float:
    """The free thermal strain from T0 to T1 °C of a constant α (1/K) or an expansion."""
    return cte.strain(T0, T1) if isinstance(cte, Expansion) else cte * (T1 - T0)


def tangent(cte: Cte, T: float) -> float:
    """The slope of the free thermal strain at T °C, 1/K."""
    return cte.tangent(T) if isinstance(cte, Expansion) else cte


def checked(name: str, cte: Cte) -> None:
    """Refuse a constant coefficient that is not finite; an Expansion has checked itself."""
    if not isinstance(cte, Expansion) and not isfinite(cte):
        raise ValueError(f"{name} is {cte}; it must be a finite number in 1/K")
