"""Cracks of the lengths that a section's flaws ask for, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan, nan, sqrt

from stressbump.fracture.cracks import Crack, closing_faces, crack, eased, narrowed
from stressbump.fracture.mixity import mode_of, toughness_of
from stressbump.fracture.mouths import times_half
from stressbump.fracture.paths import CrackPath, crack_path
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.proportional import stress_free
from stressbump.measures import Kind, Measure, Place, elastic_energy, measures_of
from stressbump.measures.release import (
    AT_TIP,
    CLOSED_SHARE,
    MARGIN,
    MIXITY,
    RELEASE_RATE,
    TOUGHNESS,
    Release,
)
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import Rule
from stressbump.process.section import Flaw, Section
from stressbump.survey.value import Asked, Value, joined, valued

Notes = dict[str, str]  # by measure
AGREE = 0.005  # to which both ways to G do, or it is said


def crack_place(flaw: Flaw) -> Place:
    """Where the cracks of a flaw are, as tables call it: `passivation/ubm from outer`."""
    end = flaw.end if isinstance(flaw.end, str) else f"end {flaw.end}"
    return Place(flaw.at, f"from {end}")


def crack_values(section: Section, solution: Solution, asked: Asked) -> Iterator[Value]:
    """G of every crack, how much of it is closed, and the mode of its tip.

    None where one side of an interface is empty.
    """
    for flaw in section.flaws:
        place = crack_place(flaw)
        if not set(flaw.at) <= solution.blocks.keys():
            continue
        path = crack_path(solution.model.mesh, flaw)
        sides = [in_region(solution, name) for name in flaw.at]
        stored = max(elastic_energy(side) / side.weight.sum() for side in sides)
        for length in flaw.lengths:
            if any(asked(m.name, str(place), length) for m in measures_of(Kind.CRACK)):
                found = found_crack(section, solution, path, path.facets_within(length))
                own = _values(section, found, flaw, length, stored * length)
                yield from (v for v in own if asked(v.measure, v.where, length))


def found_crack(
    section: Section, solution: Solution, path: CrackPath, parts: int, rule: Rule | None = None
) -> Crack:
    """The crack over so many facets of a way, with all free faces that close beside it.

    Elements are integrated by a `rule`, by default that of any crack.
    """
    contact, friction = section.cell.contact, section.friction(path.flaw.at)
    beside: tuple[tuple[str, str], ...] = ()
    while True:
        found = crack(seam(solution, path, parts, beside, rule), parts, contact, friction)
        more = closing_faces(found, section.cell.free_faces) if contact else ()
        if not more or friction or any(map(section.friction, more)):
            return found
        beside = (*beside, *more)


def _values(
    section: Section, found: Crack, flaw: Flaw, length: float, energy: float
) -> Iterator[Value]:
    others = closing_faces(found, section.cell.free_faces) if section.cell.contact else ()
    why = _both(others[0]) if others else _unsure(found)
    seen, notes = _seen(section, found, flaw)
    spanned = found.seam.mouth.shape[1] > 0
    half, untold = _seen(section, narrowed(found), flaw) if spanned else (None, {})
    times = times_half(found.seam) if spanned else 0.0
    if half is not None and times * abs(half.rate - seen.rate) > AGREE * abs(seen.rate):
        change = 100 * times * (half.rate / seen.rate - 1)
        said = f"{change:+.2g} % if its mouth held to an atom"
        notes[RELEASE_RATE.name] = joined(notes.get(RELEASE_RATE.name, ""), said)
    shorter = eased(found)
    looser, unheard = (None, {}) if shorter is None else _seen(section, shorter, flaw)
    place, temperature = crack_place(flaw), found.seam.bonded.temperature
    scales = {"J/m²": energy, "%": 100.0, "°": 90.0, "1": 1.0, "°C": 100.0}
    size = abs(seen.K.imag if isnan(seen.K.real) else seen.K)
    scales |= {} if isnan(size) else {"MPa·√µm": size}
    for m in measures_of(Kind.CRACK):
        averaging = f"crack of {length:g} µm {place.side}"
        averaging += f", {flaw.mixity_um:g} µm ahead" if m in AT_TIP else ""
        value = valued(m, place, seen, temperature, averaging, scales, averaging_um=length)
        number = None if why else _number(m.value(seen))
        note = why or notes.get(m.name, "")
        if number is not None or note:
            less = None if half is None else _number(m.value(half))
            held = None if number is None or less is None else number + times * (less - number)
            second = _second(seen, m)
            ease = None if looser is None or m is CLOSED_SHARE else _number(m.value(looser))
            lacks = joined(
                _lacking("if its mouth held to an atom", m, half, untold),
                _lacking("if its faces pressed a node less far", m, looser, unheard),
            )
            yield replace(
                value, value=number, note=note, second=second, held=held, eased=ease, unbarred=lacks
            )


def _lacking(when: str, measure: Measure[Release], seen: Release | None, notes: Notes) -> str:
    """Why a measure could not be had of a crack as it were then; nothing where it could."""
    if seen is None or _number(measure.value(seen)) is not None:
        return ""
    return f"{when}, {notes.get(measure.name, 'no such number')}"


def _second(seen: Release, measure: Measure[Release]) -> float | None:
    """What a measure comes to in another way on the same solution, to which its bar reaches."""
    if measure is CLOSED_SHARE:
        return 100 * (seen.closed + seen.closed_within)
    return _number(seen.rate_from_K) if measure is RELEASE_RATE else None


def _number(value: float | None) -> float | None:
    return None if value is None or isnan(value) else value


def _seen(section: Section, found: Crack, flaw: Flaw) -> tuple[Release, Notes]:
    """What a crack comes to, and by measure what is to be said of it."""
    rate, mode = energy_release_rate(found), mode_of(found)
    notes = {m.name: mode.untold for m in AT_TIP} if mode.untold else Notes()
    if abs(mode.rate - rate) > AGREE * abs(rate):
        notes[RELEASE_RATE.name] = f"from K {mode.rate:.3g} J/m²"
    seen = Release(rate, found.closed, found.closed_within, mode.K, mode.rate)
    if flaw.toughness is None:
        return seen, notes
    known = toughness_of(found, mode.open, flaw.toughness)
    if known is None:
        return seen, notes | {m.name: notes[MIXITY.name] for m in (TOUGHNESS, MARGIN)}
    start, end = stress_free(section, found.seam.bonded.temperature), nan
    if start is not None and rate > 0:
        end = start + (found.seam.bonded.temperature - start) * sqrt(known / rate)
    return replace(seen, toughness=known, critical_end=end), notes


def _both(face: tuple[str, str]) -> str:
    return f"the free face {face[0]}/{face[1]} is closed too; with friction that is not solved"


def _unsure(crack: Crack) -> str:
    """The self-check that a crack failed, if one."""
    failed = (c for c in crack.checks if not c.passed)
    return next(
        (f"self-check failed: {c.name} {c.value:.1e}, allowed {c.limit:.1e}" for c in failed), ""
    )
