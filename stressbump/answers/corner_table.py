"""Intensities at corners as texts of a table: how terminal and page show them.

A row for the strongest field of each corner as it stands, one more for what was frozen in where that grows
faster; or every field with what of it came when.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, degrees, hypot

from stressbump.answers.rows import Against, TextTable
from stressbump.export.corner_rows import IntensityReliefRow, IntensityRow, ShareRow
from stressbump.export.result import Result
from stressbump.formatting import number, percent, with_bar

LEGEND = (
    "on the ray named stress is H r^(λ-1) + T0, H in MPa·µm^(1-λ), r in µm; alone but for a tenth: where T0"
    " and other fields are that small",
    "relief = 1 - H as built / H reference, where λ agrees to 0.005, with the reference's H and T0 in"
    " brackets; T0 is not relieved with it",
)
LEAST = 1e-7  # µm that are told as a length


def corner_table(
    result: Result, name: str, temperature: float, everything: bool = False
) -> TextTable:
    """A row per corner and field of the stack as built, and a column per reference."""
    own = [i for i in result.built.intensities if i.temperature_C == temperature]
    places = list(dict.fromkeys(i.place_um for i in own))
    references = [stack.name for stack in result.references]
    found = {
        (r.place_um, r.exponent, r.reference): r
        for r in result.intensity_relief
        if r.temperature_C == temperature
    }
    rows: list[tuple[str | Against, ...]] = []
    for number_of, place in enumerate(places, 1):
        at = [i for i in own if i.place_um == place]
        for k, i in enumerate(at if everything else _first(at)):
            cells = (
                _against(found.get((place, i.exponent, n)) if i.exponent else None)
                for n in references
            )
            head = (str(number_of), f"{place[0]:.6g}, {place[1]:.6g}") if not k else ("", "")
            more = (_shares(i),) if everything else ()
            rows.append((*head, *_cells(i), *more, *cells))
    columns = (
        "#corner", "at, µm", "around", "read", "#grows as", "#H", "#T0, MPa", "#alone within, µm",
        *(("of it",) if everything else ()), *(f"against {n}" for n in references),
    )  # fmt: skip
    title = f"{name} at {temperature:g} °C: singular stress at corners ({result.kinematics})"
    legend = LEGEND if references else LEGEND[:1]
    return TextTable((title, *legend), columns, tuple(rows))


def _first(at: list[IntensityRow]) -> list[IntensityRow]:
    """The strongest field as the corner stands, before it one that was frozen in and grows faster."""
    fields = [i for i in at if i.exponent is not None]
    notes = [i for i in at if i.exponent is None]
    standing = next((i for i in fields if not i.frozen), None)
    if standing is None:
        return fields[:1] + notes
    frozen = fields[:1] if fields[0].frozen else []
    return [*frozen, standing, *notes]


def _cells(i: IntensityRow) -> tuple[str, ...]:
    if i.exponent is None or i.value is None or i.wedges is None:
        return "", i.note, "–", "–", "–", "–"
    pairs = zip(i.wedges.regions, i.wedges.degrees, strict=True)
    around = ", ".join(f"{name} {angle:.4g}°" for name, angle in pairs)
    ray = "/".join(i.between) if len(i.between) == 2 else "bisector"
    read = f"{i.component} of {ray}" + (", frozen in" if i.frozen else "")
    power = f"r^-{1 - i.exponent.real:.3f}" + (", oscillating" if i.exponent.imaginary else "")
    alone = f"{i.rules_um:.2g}" if i.rules_um >= LEAST else "nowhere"
    return around, read, power, _H(i), with_bar(i.T0_MPa, i.T0_bar), alone


def _H(i: IntensityRow) -> str:
    if i.value is None or not i.imaginary:
        return with_bar(i.value, i.bar)
    phase = degrees(atan2(i.imaginary, i.value))
    return f"{with_bar(hypot(i.value, i.imaginary), i.bar)}, {phase:.1f}° at 1 µm"


def _shares(i: IntensityRow) -> str:
    return ", ".join(map(_share, i.shares)) if len(i.shares) > 1 else ""


def _share(s: ShareRow) -> str:
    size = hypot(s.value, s.imaginary) if s.imaginary else s.value
    since = f"since {s.born}" if s.born else "hardened"
    return f"{number(size)} {since}, {s.from_C:g} to {s.to_C:g} °C"


def _against(row: IntensityReliefRow | None) -> str | Against:
    if row is None:
        return "–"
    if row.relief is None:
        return row.note
    shown = f"{percent(row.relief, row.bar)} {row.note}".rstrip()
    without = f"{number(row.without)}, T0 {number(row.T0_without_MPa)}"
    return Against(shown, without)


def remarks(result: Result) -> Iterator[str]:
    """What a reader of the table must know."""
    frozen = sum(i.frozen for i in result.built.intensities)
    if frozen:
        yield (
            f"{frozen} fields were frozen in while corners stood in another way, before a birth or a resin"
            " hardened: all of them add up, the fastest growing one wins near the corner."
        )
