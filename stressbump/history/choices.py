"""Another published value in a stack: a material's law by another source, or another birth of it.

A film stress is published as it is measured, at 25 °C on a thick wafer, σ. What counts in a history is
the stress at the film's birth at T, without what the cooling has added to it since:

    σ_i = σ - M (∫ α_s dT - ∫ α_f dT)        from T to 25 °C, in plane

with the biaxial modulus M of the film, which films with a published stress have at all temperatures,
and s the datum of the section, on which all else is laid down. Of births and shrinkage the ends of the
range are tried. Where a film may be in compression or in tension its stress is tried between them too:
a relief is largest where the stress that it is of all but vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from stressbump.laws import turns
from stressbump.materials import Alternative, Material, PublishedBirth, PublishedRange
from stressbump.process.section import Region, Section

Quantity = Literal["law", "birth", "film stress", "cure shrinkage"]
QUANTITIES = get_args(Quantity)  # in the order in which choices are made: each builds on the former
ROOM = 25.0  # °C, where film stresses are measured
STEPS = 12  # of a film stress whose sign is not known
REFUTED = ("unphysical", "wrong in the source")  # what a note says of values nobody should use

Change = Callable[[Section, Region], Region]


@dataclass(frozen=True)
class Choice:
    """A published value of one quantity of one material; `change` takes it in a section's region."""

    material: str
    quantity: Quantity
    label: str
    note: str
    change: Change = field(compare=False, repr=False)

    def __str__(self) -> str:
        """The value in words."""
        return named(self.material, self.quantity, self.label)

    @property
    def refuted(self) -> bool:
        """Whether its own note says that nobody should use it."""
        return any(word in self.note for word in REFUTED)


Combination = tuple[Choice, ...]  # taken together, of each quantity of each material one


def named(material: str, quantity: str, label: str = "") -> str:
    """`SAC305 (LAU03)`, `PE-SiN film stress −300 MPa at 25 °C`; without a label what it is of."""
    if quantity == "law":
        return f"{material} ({label})" if label else material
    return f"{material} {quantity} {label}".rstrip()


def together(choices: Iterable[Choice]) -> Combination:
    """Choices as a case, in one order: equal choices are equal cases."""
    order = {quantity: n for n, quantity in enumerate(QUANTITIES)}
    return tuple(sorted(choices, key=lambda c: (order[c.quantity], c.material, c.label, c.note)))


def choices(material: Material) -> tuple[Choice, ...]:
    """All published values of a material other than its default law, and all of its births."""
    laws = (_law(material, other) for other in material.alternatives)
    births = (choice for birth in material.births for choice in _birth(material.name, birth))
    return (*laws, *births)


def chosen(
    section: Section, of: Mapping[str, Material], case: Combination
) -> tuple[Section, Combination]:
    """A section with other values, and those of the case that change it; `of` is by region.

    The datum keeps its birth.
    """
    counted = []
    for choice in case:
        regions = tuple(
            choice.change(section, region) if of[region.name].name == choice.material else region
            for region in section.regions
        )
        if regions != section.regions:
            section = replace(section, regions=regions)
            counted.append(choice)
    return section, tuple(counted)


def unpublished(section: Section, of: Mapping[str, Material]) -> tuple[str, ...]:
    """A line for each region that is born where nothing is published of its material."""
    lines = []
    for region in section.regions:
        material, born = of[region.name], float(region.born_C or 0.0)
        ranges = [birth.born_C for birth in material.births]
        if region is section.datum or not ranges or any(r.holds(born) for r in ranges):
            continue
        told = ", ".join(" to ".join(f"{end:g}" for end in r.ends) for r in ranges)
        lines.append(
            f"{region.name}: born at {born:g} °C, {material.name} is published to be born at {told} °C;"
            " its birth is kept in all published values"
        )
    return tuple(lines)


def intrinsic(film: Material, substrate: Material, born_C: float, film_MPa: float) -> float:
    """The stress (MPa) at the birth of a film that has `film_MPa` at 25 °C on a thick substrate."""
    strained = substrate.law.thermal_strain(born_C, ROOM) - film.law.thermal_strain(born_C, ROOM)
    return film_MPa - film.law.moduli(ROOM).biaxial * float(strained[0])


def _law(material: Material, other: Alternative) -> Choice:
    def change(section: Section, region: Region) -> Region:
        if section.axisymmetric and not turns(other.law):
            return region
        return replace(region, material=material.by(other.label))

    return Choice(material.name, "law", other.label, other.note, change)


def _birth(material: str, birth: PublishedBirth) -> Iterator[Choice]:
    """What is published of a process, for regions that it speaks of."""

    def choice(quantity: Quantity, label: str, source: str, change: Change) -> Choice:
        def changed(section: Section, region: Region) -> Region:
            born = birth.born_C.holds(float(region.born_C or 0.0))
            return change(section, region) if born and region is not section.datum else region

        return Choice(material, quantity, label, f"{birth.process}: {source}", changed)

    for end in birth.born_C.ends:
        yield choice("birth", f"{end:g} °C", birth.born_C.source, _born_at(end))
    if (film := birth.film_MPa) is not None:
        for stress in _tried(film):
            label = f"{stress:.4g} MPa at {ROOM:g} °C".replace("-", "−")
            yield choice("film stress", label, film.source, _stressed(stress))
    if (cure := birth.cure_shrinkage) is not None:
        for end in cure.ends:
            yield choice("cure shrinkage", f"{100 * end:g} %", cure.source, _shrunk(end))


def _tried(film: PublishedRange) -> tuple[float, ...]:
    if not film.low < 0 < film.high:
        return film.ends
    return tuple(film.low + n / STEPS * (film.high - film.low) for n in range(STEPS + 1))


def _born_at(born_C: float) -> Change:
    return lambda _, region: replace(region, born_C=float(born_C))


def _shrunk(strain: float) -> Change:
    return lambda _, region: replace(region, cure_shrinkage=strain)


def _stressed(film_MPa: float) -> Change:
    def change(section: Section, region: Region) -> Region:
        born_C = float(region.born_C or 0.0)
        own = intrinsic(region.material, section.datum.material, born_C, film_MPa)
        return replace(region, intrinsic_MPa=own)

    return change
