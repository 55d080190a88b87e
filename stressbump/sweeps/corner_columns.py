"""Columns of corners: H and T0 of the strongest field of each as it stands, by how that grows.

    intensity @ corner film/base r^-0.305 [MPa·µm^0.305]                   the size of H where λ is complex
    T0 @ corner film/base r^-0.305 [MPa]                                   what is left on the same ray
    relief of intensity @ corner film/base r^-0.305, polyimide [1]         where λ agrees there too

H of exponents further apart than 0.005 are numbers of two units. So a column is named by its exponent, to
0.005, and a case whose corner grows in another way leaves it empty and has one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stressbump.answers.answer import Answer
from stressbump.answers.corner_relief import IntensityRelief, intensity_reliefs
from stressbump.survey.intensities import SAME, Intensity
from stressbump.sweeps.columns import with_its_bar


def corner_numbers(answer: Answer) -> dict[str, float | None]:
    """What an answer's corners come to by column."""
    several, out = len(answer.built.solutions) > 1, dict[str, float | None]()
    reliefs = list(intensity_reliefs(answer))
    for temperature, place, own in _standing(answer):
        grown = f"{round(own.exponent.growth / SAME) * SAME:.3f}"
        where = f"corner {place} r^-{grown}" + (f" at {temperature:g} °C" if several else "")
        unit = f"MPa·µm^{grown}"
        out |= with_its_bar(f"intensity @ {where} [{unit}]", _size(own.value), own.bar)
        out |= with_its_bar(f"T0 @ {where} [MPa]", own.constant, own.constant_bar)
        for row in (r for r in reliefs if r.with_ is own):
            out |= _beside(row, where, unit)
    return out


def _beside(row: IntensityRelief, where: str, unit: str) -> dict[str, float | None]:
    """What a reference has there, and the relief of H; empty where its exponent is another one."""
    name, other = f"intensity @ {where}, {row.reference}", row.without
    theirs = None if other is None else _size(other.on(row.with_.ray)[0])
    relief = with_its_bar(f"relief of {name} [1]", row.relief, row.bar)
    left = other.constant if other is not None and other.ray == row.with_.ray else None
    return {f"{name} [{unit}]": theirs, f"T0 @ {where}, {row.reference} [MPa]": left} | relief


def _standing(answer: Answer) -> Iterator[tuple[float, str, Intensity]]:
    """By end temperature: the strongest field of each corner as it stands, and the regions around it.

    Corners between the same regions are numbered from the second on.
    """
    for (stack, temperature), corners in answer.intensities.items():
        if stack != answer.built.name:
            continue
        known = Counter[str]()
        for corner in corners:
            own = next((i for i in corner.found if not i.frozen), None)
            if own is None:
                continue
            name = "/".join(own.tip.regions)
            known[name] += 1
            yield temperature, name if known[name] == 1 else f"{name} {known[name]}", own


def _size(value: complex) -> float:
    """H; its size where it has a phase."""
    return abs(value) if value.imag else value.real
