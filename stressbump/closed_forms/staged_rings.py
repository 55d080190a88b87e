"""Concentric rings that come one after the other, from inside out or from outside in.

Between two births the temperature goes straight from one to the next, and the rings that touch move as
Lamé's cylinders do; displacements, stresses and ε_z are sums of such increments, those of
`lame.cylinders`. A newborn fills its gap free of stress, but for its cure shrinkage. Rings that do
not touch are bodies of their own, each with faces free of traction and an ε_z of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stressbump.closed_forms.bodies import bodies
from stressbump.closed_forms.lame import Axial, Cylinders, cylinders
from stressbump.closed_forms.solid import Solid


@dataclass(frozen=True)
class Ring:
    """A ring where and when it comes to be; radii in µm."""

    name: str
    solid: Solid
    inner: float
    outer: float
    temperature: float  # °C
    shrinkage: float = 0.0  # linear, positive when it shrinks


@dataclass(frozen=True)
class RingAtStage:
    """A ring at some stage: u = A r + B/r, ε_z and the free strain, each since its birth."""

    ring: Ring
    slope: float = 0.0  # A
    swirl: float = 0.0  # B, µm²
    strain: float = 0.0  # ε_z
    free: float = 0.0

    def stress(self, r: float, axial: Axial) -> tuple[float, float, float]:
        """σ_r, σ_θ, σ_z at r, MPa."""
        solid, radii = replace(self.ring.solid, cte=self.free), (self.ring.inner, self.ring.outer)
        alone = Cylinders(
            (solid,), radii, 1.0, axial, (self.slope,), (self.swirl,), self.strain
        )  # fmt: skip
        return alone.stress(0, r)

    def mean(self, axial: Axial) -> tuple[float, float]:
        """(σ_r + σ_θ)/2 and σ_z, MPa: the same all through the ring."""
        radial, hoop, along = self.stress(self.ring.outer, axial)
        return (radial + hoop) / 2, along


@dataclass(frozen=True)
class RingsAtStage:
    """What stands at a temperature, by name."""

    temperature: float = 0.0  # °C
    rings: Mapping[str, RingAtStage] = field(default_factory=dict)

    @property
    def bodies(self) -> tuple[tuple[RingAtStage, ...], ...]:
        """The rings that hold together, each body from its innermost."""
        return bodies(self.rings.values(), lambda s: (s.ring.inner, s.ring.outer))


def staged(
    births: Sequence[Ring], end: float, axial: Axial = "generalized"
) -> tuple[RingsAtStage, ...]:
    """The rings after every birth, in their order, and at the end temperature, °C."""
    stages: list[RingsAtStage] = []
    for ring in births:
        before = _brought(stages[-1], ring.temperature, axial) if stages else RingsAtStage()
        joined = RingsAtStage(ring.temperature, {**before.rings, ring.name: RingAtStage(ring)})
        stages.append(_strained(joined, {ring.name: -ring.shrinkage}, axial))
    return (*stages, _brought(stages[-1], end, axial))


def _brought(stage: RingsAtStage, temperature: float, axial: Axial) -> RingsAtStage:
    """The same rings at another temperature."""
    warmer = temperature - stage.temperature
    strains = {name: found.ring.solid.cte * warmer for name, found in stage.rings.items()}
    return replace(_strained(stage, strains, axial), temperature=temperature)


def _strained(stage: RingsAtStage, strains: Mapping[str, float], axial: Axial) -> RingsAtStage:
    """What further free strains of some rings do to every body."""
    rings = dict(stage.rings)
    for body in stage.bodies:
        own = [strains.get(found.ring.name, 0.0) for found in body]
        solids = [replace(f.ring.solid, cte=e) for f, e in zip(body, own, strict=True)]
        radii = [found.ring.inner for found in body] + [body[-1].ring.outer]
        change = cylinders(solids, radii, 1.0, axial)
        for index, (found, strain) in enumerate(zip(body, own, strict=True)):
            rings[found.ring.name] = replace(
                found,
                slope=found.slope + change.slope[index],
                swirl=found.swirl + change.swirl[index],
                strain=found.strain + change.strain,
                free=found.free + strain,
            )
    return replace(stage, rings=rings)
