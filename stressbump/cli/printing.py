"""What the command line prints: tables for a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from io import StringIO
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from stressbump.answers.band_text import (
    Certainty,
    certainty,
    ends,
    explained,
    least_sure,
    unsettled,
)
from stressbump.answers.corner_table import corner_table, remarks
from stressbump.answers.focus import Focus, headlines
from stressbump.answers.rows import Against, TextTable, relief_table
from stressbump.errors import visible
from stressbump.export.result import Result
from stressbump.formatting import cleared, number, percent
from stressbump.survey import HEADLINES

LONGEST = 1000  # characters of a line that is not for a terminal
MISMATCHES = 3  # largest shares that are printed for each region


class Plain(StringIO):
    """Text on its way to a file or a pipe: no line ends in blanks."""

    def write(self, text: str) -> int:
        """Write the text to stdout."""
        return sys.stdout.write(re.sub(r" +$", "", text, flags=re.MULTILINE))


def console() -> Console:
    """A terminal's console; elsewhere plain lines, as long as they are."""
    out = Console(highlight=False, emoji=False, markup=False)
    if out.is_terminal:
        return out
    return Console(file=Plain(), highlight=False, emoji=False, markup=False, width=LONGEST)


def rows_of(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Group:
    """A plain table below its title; a column whose name begins with `#` is right-aligned.

    Cells are taken as they stand; only a `Text` has styles.
    """
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column.startswith("#")
        name = Text(visible(column.lstrip("#")))
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else _text(str(cell)) for cell in row))
    return Group(_text(title, "bold"), table)  # a table's own title is folded to the table's width


def _text(text: str, style: str = "") -> Text:
    """Text of whoever wrote the design, printed as it stands."""
    return Text(visible(text), style)


def _sentence(text: str) -> Text:
    """A sentence with the minus sign of the tables beside it, which a search finds."""
    return _text(text.replace("−", "-"))


def show_result(
    out: Console, result: Result, name: str, focus: Focus, everything: bool = False
) -> None:
    """The relief table of a design, what stresses the regions in focus, warnings and checks."""
    for temperature in result.temperatures_C:
        out.print(_relief_table(result, name, focus, temperature, everything))
        if result.passed:
            _print_mismatch(out, result, temperature)
    for line in (*verdict(result, focus), *published(result, focus, everything)):
        out.print(_sentence(line))
    for warning in result.warnings:
        out.print(Text.assemble(("note:", "yellow"), " ", _sentence(warning)))
    _print_checks(out, result)


def show_corners(out: Console, result: Result, name: str, everything: bool = False) -> None:
    """The table of intensities at corners, warnings and checks."""
    for temperature in result.temperatures_C:
        out.print(_printed(corner_table(result, name, temperature, everything)))
    for line in remarks(result):
        out.print(_sentence(line))
    for warning in result.warnings:
        out.print(Text.assemble(("note:", "yellow"), " ", _sentence(warning)))
    _print_checks(out, result)


def verdict(result: Result, focus: Focus) -> list[str]:
    """A sentence per reference: the relief of the first headline measure of the first focus.

    Where published data leave its sign open that comes first; what is least sure comes last.
    """
    lines = []
    for temperature in result.temperatures_C:
        sure: dict[str, Certainty] = {}
        for row in headlines(result, focus, temperature):
            told = (
                f"the {row.measure} of {row.where} at {temperature:g} °C, against {row.reference!r}"
            )
            if row.relief is None:
                lines.append(f"{told}: {row.note}.")
                continue
            sure[row.reference] = own = certainty(result, row, row.relief)
            first = unsettled({row.reference: own})
            word = "taken away from" if row.relief >= 0 else "added to"
            note = f" ({row.note})" if row.note else ""
            amount = own.amount.lstrip("-") if own.rounded else f"nothing ({own.amount})"
            start = f"{first} With default data, " if first else ""
            lines.append(f"{start}{amount} is {word} {told}{note}.")
        lines += filter(None, [least_sure(sure)])
    return lines


def published(result: Result, focus: Focus, everything: bool = False) -> list[str]:
    """What the literature makes of the first headline of the first focus, or of every one."""
    bars = {(row.key, row.reference): row.bar for row in result.relief}
    lines = []
    for band in result.sources:
        if not everything and (band.measure, band.where) != (HEADLINES[0], focus.regions[0]):
            continue
        bar = bars[band.key, band.reference]
        mesh = "" if bar is None else " (mesh)"
        lines.append(
            f"Relief of the {band.measure} of {band.where} at {band.temperature_C:g} °C, against"
            f" {band.reference!r}: {percent(band.relief, bar)}{mesh},"
            f" {ends(band.low, band.high)} % (published data)."
        )
        lines += [f"  {line}" for line in explained(band)]
    return lines


def _relief_table(
    result: Result, name: str, focus: Focus, temperature: float, everything: bool
) -> Group:
    return _printed(relief_table(result, name, focus, temperature, everything))


def _printed(table: TextTable) -> Group:
    rows = ([_cell(c) if isinstance(c, Against) else c for c in row] for row in table.rows)
    return rows_of("\n".join(table.title), table.columns, rows)


def _cell(cell: Against) -> Text:
    without = (f" ({cell.without})", "dim") if cell.without else ""
    return Text.assemble(_text(cell.shown), without)


def _print_mismatch(out: Console, result: Result, temperature: float) -> None:
    sums: dict[str, dict[str, float]] = {}  # by region and interface, over the stages
    for row in result.mismatch:
        if row.temperature_C == temperature:
            own = sums.setdefault(row.where, {})
            own[row.between] = own.get(row.between, 0.0) + row.value
    top = max(
        (abs(s.value) for s in result.mismatch if s.temperature_C == temperature), default=0.0
    )
    if not sums:
        return
    told = "Mean in-plane stress by interface mismatch"
    out.print(Text.assemble((told, "bold"), " (the shares add up to the stress)"))
    for region, own in sums.items():
        total = cleared(sum(own.values()), top)
        largest = sorted(own, key=lambda between: -abs(own[between]))[:MISMATCHES]
        parts = [
            f"{between} {own[between]:.4g}" for between in largest if cleared(own[between], top)
        ]
        of_it = f", of it {', '.join(parts)}" if parts else ""
        out.print(_text(f"  {region}: {number(total)} MPa{of_it}"))


def _print_checks(out: Console, result: Result) -> None:
    checks = [(stack.name, check) for stack in result.stacks for check in stack.checks]
    if result.passed:
        elements = result.built.mesh.elements
        out.print(f"All {len(checks)} self-checks passed; {elements} six-node triangles.")
    for name, check in checks:
        if not check.passed:
            value = "no number" if check.value is None else f"{check.value:.2e}"
            told = (
                f" {name} at {check.temperature_C:g} °C, {check.name}: {value} exceeds"
                f" {check.limit:.0e}; no relief is printed"
            )
            out.print(Text.assemble(("check failed:", "red"), _text(told)))
