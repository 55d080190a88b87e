"""Relief of singular fields: H with and without, where both grow alike, and T0 beside each.

Where exponents differ by more than 0.005 there is none: H would be numbers of two units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stressbump.accuracy.corners import AtCorner, relief_of
from stressbump.answers.comparison import BARS, Comparison
from stressbump.survey.intensities import SAME, Intensity

ROUND_OFF = 1e-6  # of H as built: what a reference has that has no stress there


@dataclass(frozen=True, eq=False)
class IntensityRelief:
    """H of the stack as built against a reference's at the same place; a note says why there is none."""

    temperature: float
    with_: Intensity
    reference: str
    without: Intensity | None
    relief: float | None
    bar: float | None
    note: str = ""


def intensity_reliefs(answer: Comparison) -> Iterator[IntensityRelief]:
    """A row per intensity of the stack as built and reference; none if a check failed."""
    if not answer.passed:
        return
    for (name, temperature), built in answer.intensities.items():
        if name != answer.built.name:
            continue
        for stack in answer.stacks[1:]:
            same_mesh = stack.mesh is answer.mesh
            other = {c.place: c for c in answer.intensities[stack.name, temperature]}
            for corner in built:
                for own in corner.found:
                    row = _compared(own, other.get(corner.place), same_mesh)
                    yield IntensityRelief(temperature, own, stack.name, *row)


def _compared(
    own: Intensity, other: AtCorner | None, same_mesh: bool
) -> tuple[Intensity | None, float | None, float | None, str]:
    if other is None or not (other.found or other.notes):
        return None, None, None, "no such corner"
    if not other.found:
        return None, None, None, other.notes[0]
    away = [abs(i.exponent.value - own.exponent.value) for i in other.found]
    nearest = other.found[away.index(min(away))]
    if min(away) > SAME:
        grown = 1 - nearest.exponent.value.real
        return None, None, None, f"another exponent, r^-{grown:.3f}"
    size, built = (abs(i.on(own.ray)[0]) for i in (nearest, own))
    if size <= max(BARS * (nearest.bar or 0.0), ROUND_OFF * built):
        return nearest, None, None, "no reference stress"
    relief, bar = relief_of(own, nearest, same_mesh)
    notes = ["changes sign"] if relief > 1 and not own.value.imag else []
    if nearest.frozen != own.frozen:
        notes.append(f"frozen in {'there' if nearest.frozen else 'here'} alone")
    return nearest, relief, bar, ", ".join(notes)
