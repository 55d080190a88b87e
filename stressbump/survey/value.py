"""A measured number with what a number must carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from stressbump.measures import Measure, Place, named

POSITIVE_SCALE_FRACTION = 0.01  # of a scale: small means of what cannot cancel are sure too
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Value:
    """A measured number: quantity, place (a region, or first/second of a face), unit, averaging.

    `scale` is what the number is small or large against, in the same unit; a value of None could not
    be had, and `note` says why. `bar` is half the width of its discretisation bar in the same unit,
    None where none was asked for; it is an estimate, but a value that is `bounded_above` is not below
    what finer meshes come to. `finer` is the number on finer solutions, `halved` in steps of
    temperature half as long, `second` by another way on the same solution, `held` with what spans
    a crack's mouth holding to an atom, `eased` with its faces pressing a node less far; `unbarred` says
    which of these could not be had and why, so that there is no bar. A mesh-dependent one has none but
    `grown`, its factor on the finest.
    """

    measure: str
    where: str
    value: float | None
    unit: str
    temperature: float
    averaging: str
    scale: float
    averaging_um: float | None = None
    mesh_dependent: bool = False
    at: tuple[float, float] | None = None
    note: str = ""
    bar: float | None = None
    bounded_above: bool = False
    finer: tuple[float, ...] = ()
    halved: float | None = None
    second: float | None = None
    held: float | None = None
    eased: float | None = None
    unbarred: str = ""
    grown: float | None = None

    @property
    def key(self) -> tuple[str, str, float | None, float]:
        """What makes two stacks' values comparable."""
        return self.measure, self.where, self.averaging_um, self.temperature

    @property
    def definition(self) -> Measure[Any]:
        """What is measured."""
        return named(self.measure)

    @property
    def place(self) -> Place:
        """Where."""
        return Place.read(self.where)


def valued(
    measure: Measure[Seen],
    place: Place,
    seen: Seen,
    temperature: float,
    averaging: str,
    scales: Mapping[str, float],
    depth: bool = False,
    **more: Any,
) -> Value:
    """The value of a measure of what is seen at a place.

    `scales` are what numbers of a unit are small or large against there, 1 where none is given; of a
    `depth`, what is extensive is per µm of it.
    """
    scale = scales.get(measure.unit, 1.0) * (POSITIVE_SCALE_FRACTION if measure.positive else 1.0)
    return Value(
        measure.name,
        str(place),
        measure.value(seen),
        measure.unit + (" per µm of depth" if depth and measure.extensive else ""),
        temperature,
        "none" if measure.mesh_dependent else averaging,
        scale,
        mesh_dependent=measure.mesh_dependent,
        at=measure.at(seen) if measure.at else None,
        note="mesh-dependent" if measure.mesh_dependent else "",
        **more,
    )


def no_bar(why: str) -> str:
    """What is said of a number that can have no bar."""
    return f"no bar: {why}"


def joined(*notes: str) -> str:
    """All that is to be said, those notes that say something."""
    return ", ".join(filter(None, notes))


Asked = Callable[[str, str, float | None], bool]


def everything(measure: str, where: str, averaging_um: float | None) -> bool:
    """Any measure at any place, averaged over any length."""
    return True


def at_temperature(values: tuple[Value, ...], temperature: float) -> tuple[Value, ...]:
    """The same values, labelled with the end temperature they hold for."""
    return tuple(
        v if v.temperature == temperature else replace(v, temperature=temperature) for v in values
    )
