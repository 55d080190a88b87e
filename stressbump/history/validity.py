"""Where a stack's laws do not hold: beyond yield, and outside the range of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from stressbump.history.assembly import Assembly
from stressbump.history.schedule import Stage, legs, stages
from stressbump.history.state import State
from stressbump.laws import Law
from stressbump.laws.curve import at
from stressbump.laws.memory import Memory, OnElastic
from stressbump.materials import Material
from stressbump.measures import von_mises
from stressbump.mechanics.balance import strain_and_stress

BEYOND = "elastic: "
TAKEN_IN = "; --inelastic takes them in"
MUCH = 0.05  # of a region's volume


@dataclass(frozen=True)
class BeyondYield:
    """A region whose elastic von Mises stress lies beyond its yield strength in part of its volume.

    At the end of the stage in which its mean lies furthest beyond.
    """

    region: str
    temperature: float  # °C
    stage: str  # by the region whose birth begins it
    share: float  # of the volume
    stress: float  # mean von Mises, MPa
    strength: float  # MPa at that temperature

    @property
    def much(self) -> bool:
        """Whether that is more than a corner."""
        return self.share > MUCH

    def __str__(self) -> str:
        """A line for a reader."""
        when = f"at {self.temperature:g} °C"
        if self.stress > self.strength:
            return (
                f"{BEYOND}{self.region} at {_three(self.stress)} MPa {when}, yields near"
                f" {_three(self.strength)}"
            )
        return (
            f"{BEYOND}{self.region} beyond its yield near {_three(self.strength)} MPa in"
            f" {self.share:.0%} of its volume {when}".replace("%", " %")
        )


def _three(value: float) -> str:
    """Three digits, without an exponent."""
    return f"{float(f'{value:.3g}'):g}"


class Yielding:
    """Looks at every stage of a history, and keeps by region where it lies furthest beyond yield."""

    def __init__(self, materials: Mapping[str, Material]) -> None:
        """For regions of these materials, unless their law has memory and yields or creeps by itself."""
        self._strength = {
            name: m.yield_strength
            for name, m in materials.items()
            if m.yield_strength is not None and not isinstance(m.law, Memory)
        }
        self.found: dict[str, BeyondYield] = {}

    def __call__(self, state: State, stage: Stage) -> None:
        """Look at the end of a stage."""
        for name, strength in self._strength.items():
            if name not in state.blocks:
                continue
            p = state.blocks[name]
            mises = von_mises(strain_and_stress(p, state.local[name], state.free_strain(name))[1])
            limit, volume = at(strength, stage.end), p.dV.sum()
            share = float(p.dV[mises > limit].sum() / volume)
            here = BeyondYield(
                name,
                stage.end,
                stage.standing[-1],
                share,
                float((mises * p.dV).sum() / volume),
                limit,
            )
            known = self.found.get(name)
            if known is None or here.stress / limit > known.stress / known.strength:
                self.found[name] = here


def without_flow(materials: Mapping[str, Material], inelastic: bool) -> tuple[str, ...]:
    """A sentence, if one is needed: which regions would creep or yield by constants that are published.

    Where all do (`inelastic`): which have none, and stay elastic.
    """
    if inelastic:
        elastic = [
            name
            for name, m in materials.items()
            if m.kind != "ceramic" and not isinstance(m.law, Memory)
        ]
        return (f"elastic for want of constants: {', '.join(elastic)}",) if elastic else ()
    would = {name: m.kind for name, m in materials.items() if m.flow is not None}
    told = [
        f"{word} of {', '.join(name for name in would if would[name] == kind)}"
        for word, kind in (("creep", "solder"), ("yield", "metal"))
        if kind in would.values()
    ]
    return (f"left out: {'; '.join(told)}{TAKEN_IN}",) if told else ()


def outside_tables(assembly: Assembly, ends: Iterable[float]) -> tuple[str, ...]:
    """A line for each region whose numbers are held, not known, at temperatures of its life."""
    lines = []
    ends = tuple(ends)
    for name, law in assembly.laws.items():
        lived = {
            T
            for end in ends
            for s in stages(assembly.section, end)
            if name in s.standing
            for T in (s.start, s.end)
        } | {leg.stage.end for leg in legs(assembly.section, ends[0])}
        held: dict[str, list[float]] = {}
        for T in sorted(lived):
            for number in law.extrapolated(T):
                held.setdefault(number, []).append(T)
        for number, temperatures in held.items():
            told = " and ".join(f"{T:g} °C" for T in (min(temperatures), max(temperatures)))
            told = f"{temperatures[0]:g} °C" if len(set(temperatures)) == 1 else told
            lines.append(
                f"{name}: {number} is known {_range(law, number)}; its end value is held at {told}"
            )
    return tuple(lines)


def _range(law: Law, number: str) -> str:
    while isinstance(law, OnElastic) and not hasattr(law, number):
        law = law.elastic
    curve = getattr(law, number, None)
    curve = getattr(curve, "curve", curve)
    low, high = getattr(curve, "low", -np.inf), getattr(curve, "high", np.inf)
    return f"from {low:g} to {high:g} °C" if np.isfinite([low, high]).all() else "elsewhere"
