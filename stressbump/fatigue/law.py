"""A published life law, what its constants are bound to, and whether a number may be put into it.

ΔW is a number of a model as much as of a joint: layer, kinematics, the solder's law and the steps in time
are part of it. Constants that were fitted to one model give no life with the ΔW of another; R. Darveaux
(2000) found a factor of seven between recipes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stressbump.fatigue.crack_growth import CrackGrowth
from stressbump.fatigue.power import PowerLaw, Weibull

ABSOLUTE = 2.0  # scatter of a life (Darveaux)
UNTOLD = "not told"  # by the source at hand
CONVERGED = "converged"  # steps of second order that follow their error
SAME_LAYER = 0.02  # of a thickness: 25 µm and 1 mil are one
CHARACTERISTIC = "characteristic life (63.2 % failed)"
MEAN_LIFE = "mean life"


@dataclass(frozen=True)
class Binding:
    """What the constants were fitted with."""

    model: str
    layer_um: float | None  # None where untold
    solder: str  # the set of constants, as materials call it
    steps: str = CONVERGED


@dataclass(frozen=True)
class LifeLaw:
    """Constants with their source, the measure they take, the unit it was published in, what they give."""

    name: str
    source: str
    measure: str
    unit: str
    gives: str
    formula: CrackGrowth | PowerLaw
    bound: Binding

    @property
    def crosses(self) -> bool:
        """Whether a crack's way, the joint's diameter, is wanted."""
        return isinstance(self.formula, CrackGrowth)

    def cycles(self, value: float, diameter: float | None = None) -> float:
        """Cycles to failure from a measure per cycle (MPa or a strain) and the joint's diameter (µm)."""
        if isinstance(self.formula, PowerLaw):
            return self.formula.cycles(value)
        if diameter is None:
            raise ValueError(f"{self.name} wants the diameter of the joint")
        return self.formula.characteristic_life(value, diameter)


@dataclass(frozen=True)
class Modelled:
    """Measures per cycle of a place, and how they were found."""

    where: str
    model: str
    layer_um: float | None
    solder: str  # the material, its set of constants in brackets
    steps: str
    values: Mapping[str, tuple[float, float | None]]  # by measure, with half the width of its bar
    diameter_um: float | None = None

    @property
    def constants(self) -> str:
        """The set of constants of the solder."""
        found = re.search(r"\((.*)\)$", self.solder)
        return found[1] if found else self.solder


@dataclass(frozen=True)
class Difference:
    """One thing that a law wants, and what stands there instead."""

    what: str
    wanted: str
    here: str

    def __str__(self) -> str:
        return f"{self.what}: wanted is {self.wanted}, here {self.here}"


@dataclass(frozen=True)
class Judgement:
    """Cycles with the ends of their scatter, or None and what differs."""

    law: str
    source: str
    where: str  # nothing where no field was used
    gives: str
    cycles: float | None
    low: float | None = None
    high: float | None = None
    failure_free: float | None = None
    differences: tuple[Difference, ...] = ()
    note: str = ""

    @property
    def why(self) -> str:
        """All that differs, in a line."""
        return "; ".join(map(str, self.differences))


def judged(law: LifeLaw, what: Modelled) -> Judgement:
    """The life by a law, if what it is bound to is what stands there; else the list of what differs."""
    found = tuple(_differences(law, what))
    if not found and law.crosses and what.diameter_um is None:
        found = (Difference("diameter of the joint", "a length", "none given"),)
    if found:
        return Judgement(law.name, law.source, what.where, law.gives, None, differences=found)
    value, bar = what.values[law.measure]
    width = bar or 0.0
    cycles = law.cycles(value, what.diameter_um)
    low = law.cycles(value + width, what.diameter_um) / ABSOLUTE
    high = law.cycles(value - width, what.diameter_um) * ABSOLUTE if value > width else None
    free = Weibull(cycles).free if law.crosses else None
    return Judgement(law.name, law.source, what.where, law.gives, cycles, low, high, free)


def _differences(law: LifeLaw, what: Modelled) -> Iterator[Difference]:
    bound = law.bound
    if bound.model != what.model:
        yield Difference("model", bound.model, what.model)
    if not _same_layer(bound.layer_um, what.layer_um):
        wanted = UNTOLD if bound.layer_um is None else f"{bound.layer_um:g} µm"
        here = "none, all of the region" if what.layer_um is None else f"{what.layer_um:g} µm"
        yield Difference("layer", wanted, here)
    if bound.solder != what.constants:
        yield Difference("solder law", bound.solder, what.solder)
    if bound.steps != what.steps:
        yield Difference("steps", bound.steps, what.steps)
    value, _ = what.values.get(law.measure, (0.0, None))
    if not value > 0:
        yield Difference(law.measure, "more than nothing", f"{value:g}")


def _same_layer(wanted: float | None, here: float | None) -> bool:
    if wanted is None or here is None:
        return False
    return abs(here / wanted - 1) <= SAME_LAYER
