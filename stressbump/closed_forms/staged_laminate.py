"""Layers laid one after the other on what then stands: laminate theory in stages.

Between two births the temperature goes straight from one to the next, and everything that stands
moves as one laminate by

    Δσ_i = E'_i (Δε0 + Δκ z - Δf_i),   ∫ Δσ dz = 0,   ∫ Δσ z dz = 0

with the free strains Δf = ∫ α dT of that stretch. A newborn has no stress of its own until then; its
intrinsic stress σ0 and cure shrinkage s, Δf = -s - σ0 (1-ν)/E, act at once. Stresses are sums of such
increments, so no layer needs to know how long or how bent the others were when it came. Layers that
do not touch are bodies of their own until one between them is born.

Each increment is that of `laminate`. Of many films on a thick substrate the sum is that of
M. Ohring, The Materials Science of Thin Films (1992), ch. 9: κ = 6 ∑ σ_i t_i / (M t_s²).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from stressbump.closed_forms.bodies import bodies
from stressbump.closed_forms.laminate import Laminate, laminate
from stressbump.closed_forms.solid import Ply, StressState

Wall = Literal["free", "flat", "clamped"]


@dataclass(frozen=True)
class BornLayer:
    """A layer where and when it comes to be."""

    name: str
    layer: Ply
    bottom: float  # height of its lower face, µm
    temperature: float  # °C
    intrinsic: float = 0.0  # stress of the blanket film, MPa
    shrinkage: float = 0.0  # linear, positive when it shrinks
    expansion: Callable[[float], float] | None = (
        None  # thermal strain at °C where α is not constant
    )

    @property
    def span(self) -> tuple[float, float]:
        """Heights of its lower and upper face, µm."""
        return self.bottom, self.bottom + self.layer.thickness

    @property
    def at_birth(self) -> float:
        """The free strain that it comes with."""
        solid = self.layer.solid
        return -self.shrinkage - self.intrinsic * (1 - solid.nu) / solid.E

    def grown(self, start: float, end: float) -> float:
        """Thermal strain from one temperature to another."""
        if self.expansion is not None:
            return self.expansion(end) - self.expansion(start)
        return self.layer.solid.cte * (end - start)


@dataclass(frozen=True)
class LayerAtStage:
    """A layer at some stage: in-plane stress at its faces (MPa), and how far it is bent."""

    birth: BornLayer
    at_bottom: float = 0.0
    at_top: float = 0.0
    curvature: float = 0.0  # of its body since that was flat, dε/dz, 1/µm

    @property
    def mean(self) -> float:
        """Mean in-plane stress, MPa."""
        return (self.at_bottom + self.at_top) / 2


@dataclass(frozen=True)
class LaminateAtStage:
    """What stands at a temperature, by name."""

    temperature: float = 0.0  # °C
    layers: Mapping[str, LayerAtStage] = field(default_factory=dict)

    @property
    def bodies(self) -> tuple[tuple[LayerAtStage, ...], ...]:
        """The layers that hold together, each body from its bottom."""
        return bodies(self.layers.values(), lambda s: s.birth.span)


def staged(
    births: Sequence[BornLayer], end: float, state: StressState = "plate", wall: Wall = "free"
) -> tuple[LaminateAtStage, ...]:
    """The stack after every birth, in their order, and at the end temperature, °C.

    Its wall is free to shrink and bow, kept flat (κ = 0), or clamped (ε0 = κ = 0).
    """
    stages: list[LaminateAtStage] = []
    for birth in births:
        before = (
            _brought(stages[-1], birth.temperature, state, wall) if stages else LaminateAtStage()
        )
        stages.append(_with(before, birth, state, wall))
    return (*stages, _brought(stages[-1], end, state, wall))


def piled(*births: BornLayer) -> tuple[BornLayer, ...]:
    """The same births, each on top of the last, from height 0."""
    height, out = 0.0, []
    for birth in births:
        out.append(replace(birth, bottom=height))
        height += birth.layer.thickness
    return tuple(out)


def _brought(
    stage: LaminateAtStage, temperature: float, state: StressState, wall: Wall
) -> LaminateAtStage:
    """The same layers at another temperature."""
    strains = {n: s.birth.grown(stage.temperature, temperature) for n, s in stage.layers.items()}
    return replace(_strained(stage, strains, state, wall), temperature=temperature)


def _with(
    stage: LaminateAtStage, birth: BornLayer, state: StressState, wall: Wall
) -> LaminateAtStage:
    """A layer more, as bent as what it touches (from above if it can), and what it comes with."""
    joined = LaminateAtStage(birth.temperature, {**stage.layers, birth.name: LayerAtStage(birth)})
    (body,) = (b for b in joined.bodies if any(s.birth is birth for s in b))
    place = next(i for i, s in enumerate(body) if s.birth is birth)
    beside = (*body[max(place - 1, 0) : place], *body[place + 1 : place + 2])
    newborn = LayerAtStage(birth, curvature=beside[0].curvature if beside else 0.0)
    joined = replace(joined, layers={**joined.layers, birth.name: newborn})
    return _strained(joined, {birth.name: birth.at_birth}, state, wall)


def _strained(
    stage: LaminateAtStage, strains: Mapping[str, float], state: StressState, wall: Wall
) -> LaminateAtStage:
    """What further free strains of some layers do to every body."""
    layers = dict(stage.layers)
    for body in stage.bodies:
        free = [
            replace(layer, solid=replace(layer.solid, cte=strains.get(name, 0.0)))
            for name, layer in ((s.birth.name, s.birth.layer) for s in body)
        ]
        change = _change(free, state, wall)
        for index, found in enumerate(body):
            low, high = change.face_stresses(index)
            layers[found.birth.name] = replace(
                found,
                at_bottom=found.at_bottom + low,
                at_top=found.at_top + high,
                curvature=found.curvature + change.curvature,
            )
    return replace(stage, layers=layers)


def _change(free: Sequence[Ply], state: StressState, wall: Wall) -> Laminate:
    """A body whose expansions are free strains, over one kelvin."""
    if wall == "clamped":
        return Laminate(tuple(free), 1.0, state, 0.0, 0.0)
    return laminate(free, 1.0, state, flat=wall == "flat")
