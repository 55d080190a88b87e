"""The relief table in words: which values are shown first, and each as terminal and notebook tell it."""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.answers.band_text import ends
from stressbump.answers.focus import Focus
from stressbump.export.result import Result
from stressbump.export.rows import BandRow, MeasureRow, ReliefRow
from stressbump.formatting import NEAR_ZERO, cleared, digits, number, percent, with_bar
from stressbump.measures.release import RELEASE_RATE


@dataclass(frozen=True)
class Against:
    """A relief as it is shown, and the reference's own value; nothing where there is none."""

    shown: str
    without: str = ""

    def __str__(self) -> str:
        """Both, the value in brackets."""
        return f"{self.shown} ({self.without})" if self.without else self.shown


@dataclass(frozen=True)
class TextTable:
    """Texts of a table; a column whose name begins with `#` stands to the right."""

    title: tuple[str, ...]  # lines
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Against, ...], ...]


def relief_table(
    result: Result, name: str, focus: Focus, temperature: float, everything: bool = False
) -> TextTable:
    """A row per headline value of the stack as built, or per value, and a column per reference."""
    own = [v for v in result.built.measures if v.temperature_C == temperature]
    values = own if everything else [v for v in own if focus.shows(v)]
    references = [stack.name for stack in result.references]
    found = {(row.key, row.reference): row for row in result.relief}
    bands = {(b.key, b.reference): b for b in result.sources}
    rows: list[tuple[str | Against, ...]] = []
    last = ""
    for v in values:
        cells = (_against(v, found.get((v.key, n)), bands.get((v.key, n))) for n in references)
        where = v.where if v.where != last else ""
        rows.append((where, _described(v), _number_or_why(v), v.unit, *cells))
        last = v.where
    columns = ("where", "measure", "#as built", "unit", *(f"#against {n}" for n in references))
    return TextTable(_title(result, name, focus, temperature, values), columns, tuple(rows))


def _title(
    result: Result, name: str, focus: Focus, temperature: float, values: list[MeasureRow]
) -> tuple[str, ...]:
    long = "long, " if focus.long else ""
    lines = [f"{name} at {temperature:g} °C ({long}{result.kinematics}, support {result.support})"]
    if result.references:
        lines.append("relief = 1 - as built / reference, with the reference's value in brackets")
        lines += [f"against {s.name}: {s.change}" for s in result.references if s.change]
    if any(v.bar is not None for v in values):
        lines.append("± is the share of mesh and temperature steps in the error, estimated")
    if result.sources:
        lines[-1] += "; a…b is what published data of the materials make of it, in %"
    return tuple(lines)


def _described(value: MeasureRow) -> str:
    if value.mesh_dependent:
        grown = value.grown if cleared(value.value, value.scale) else None  # not of round-off
        told = "" if grown is None else f", {100 * grown - 100:+.0f} % when twice as fine"
        return f"{value.measure} (mesh-dependent{told})"
    width = "" if value.averaging_um is None else f", {digits(value.averaging_um)} µm"
    bounded = " (bounded above)" if value.bounded_above and value.bar is not None else ""
    return f"{value.measure}{width}{bounded}"


def _number_or_why(value: MeasureRow) -> str:
    """The number with its bar and what is to be said of it, or why there is none."""
    if value.value is None:
        return value.note
    if value.measure == RELEASE_RATE.name and value.value <= (value.bar or 0.0):
        return NEAR_ZERO
    own = with_bar(value.value, value.bar, value.bounded_above, value.scale)
    return own if value.mesh_dependent or not value.note else f"{own} ({value.note})"


def _against(value: MeasureRow, row: ReliefRow | None, band: BandRow | None) -> Against:
    if row is None:
        return Against("–")
    told = row.note if row.relief is None else f"{percent(row.relief, row.bar)} {row.note}".rstrip()
    told += f", {ends(band.low, band.high)}" if band else ""
    return Against(told, number(cleared(row.without, value.scale)))
