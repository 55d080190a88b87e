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

from stressbump.answers.answer import Answer
from stressbump.answers.band_text import (
    Certainty,
    beyond_yield,
    ends,
    explained,
    least_sure,
    unsettled,
)
from stressbump.answers.comparison import Relief
from stressbump.errors import visible
from stressbump.formatting import cleared, number, percent, with_bar
from stressbump.sensitivity.mismatch import over_stages
from stressbump.survey import BOW, EDGES, HEADLINES, WHOLE, Value

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


def show_answer(out: Console, answer: Answer, everything: bool = False) -> None:
    """The relief table, what stresses the regions in focus, warnings and checks."""
    for temperature in answer.built.solutions:
        rows = [v for v in answer.values[0] if v.temperature == temperature]
        kept = rows if everything else [v for v in rows if _headline(answer, v)]
        out.print(_relief_table(answer, temperature, kept))
        if answer.passed:
            _print_mismatch(out, answer, temperature)
    for line in verdict(answer):
        out.print(_text(line))
    for line in published(answer, everything):
        out.print(_text(line))
    for warning in answer.warnings:
        out.print(Text.assemble(("note:", "yellow"), " ", _text(warning)))
    _print_checks(out, answer)


def verdict(answer: Answer) -> list[str]:
    """A sentence per reference: the relief of the first headline measure of the first focus.

    Where published data leave its sign open that comes first; what is least sure comes last.
    """
    lines = []
    for temperature in answer.built.solutions:
        sure: dict[str, Certainty] = {}
        for row in answer.table:
            v = row.value
            if (v.measure, v.where, v.temperature) != (HEADLINES[0], answer.focus[0], temperature):
                continue
            told = (
                f"the {v.measure} of {v.where} at {v.temperature:g} °C, against {row.reference!r}"
            )
            if row.relief is None:
                lines.append(f"{told}: {row.note}.")
                continue
            sure[row.reference] = own = _certainty(answer, row, row.relief)
            first = unsettled({row.reference: own})
            word = "taken away from" if row.relief >= 0 else "added to"
            note = f" ({row.note})" if row.note else ""
            amount = own.amount.lstrip("-") if own.rounded else f"nothing ({own.amount})"
            start = f"{first} With default data, " if first else ""
            lines.append(f"{start}{amount} is {word} {told}{note}.")
        lines += filter(None, [least_sure(sure)])
    return lines


def _certainty(answer: Answer, row: Relief, relief: float) -> Certainty:
    v = row.value
    band = next((b for b in answer.sources if (b.key, b.reference) == (v.key, row.reference)), None)
    values = [
        (other.measure, other.where, other.value)
        for stack, own in zip(answer.stacks, answer.values, strict=True)
        for other in own
        if stack.name in (answer.built.name, row.reference) and other.temperature == v.temperature
    ]
    reach = None if band is None else (band.low, band.high)
    return Certainty(relief, row.bar, reach, beyond_yield(values, v.where))


def published(answer: Answer, everything: bool = False) -> list[str]:
    """What the literature makes of the first headline of the first focus, or of every one."""
    bars = {(row.value.key, row.reference): row.bar for row in answer.table}
    lines = []
    for band in answer.sources:
        if not everything and (band.measure, band.where) != (HEADLINES[0], answer.focus[0]):
            continue
        bar = bars[band.key, band.reference]
        mesh = "" if bar is None else " (mesh)"
        lines.append(
            f"Relief of the {band.measure} of {band.where} at {band.temperature:g} °C, against"
            f" {band.reference!r}: {percent(band.relief, bar)}{mesh},"
            f" {ends(band.low, band.high)} % (published data)."
        )
        lines += [f"  {line}" for line in explained(band)]
    return lines


def _headline(answer: Answer, value: Value) -> bool:
    if value.measure in HEADLINES:
        return value.where in answer.focus
    if value.measure in EDGES:
        widest = value.averaging_um == max(answer.design.recipe.windows_um)
        return widest and all(part in answer.focus for part in value.where.split("/"))
    return value.measure in BOW or value.where == WHOLE


def _relief_table(answer: Answer, temperature: float, values: list[Value]) -> Group:
    references = [stack.name for stack in answer.stacks[1:]]
    found = {(row.value.key, row.reference): row for row in answer.table}
    bands = {(b.key, b.reference): ends(b.low, b.high) for b in answer.sources}
    columns = ["where", "measure", "#as built", "unit"]
    columns += [f"#against {name}" for name in references]
    rows, last = [], ""
    for v in values:
        cells = (
            _cell(found.get((v.key, name)), bands.get((v.key, name), "")) for name in references
        )
        where = v.where if v.where != last else ""
        value = with_bar(v.value, v.bar, v.bounded_above, v.scale)
        rows.append([where, _described(v), value, v.unit, *cells])
        last = v.where
    cell = answer.section.cell
    title = (
        f"{answer.design.name} at {temperature:g} °C ({cell.kinematics}, support {cell.support})"
    )
    if references:
        title += "\nrelief = 1 - as built / reference, with the reference's value in brackets"
        title += "".join(f"\nagainst {s.name}: {s.change}" for s in answer.stacks[1:] if s.change)
    if any(v.bar is not None for v in values):
        title += "\n± is the share of mesh and temperature steps in the error, estimated"
    if bands:
        title += "; a…b is what published data of the materials make of it, in %"
    return rows_of(title, columns, rows)


def _described(value: Value) -> str:
    if value.mesh_dependent:
        grown = value.grown if cleared(value.value, value.scale) else None  # not of round-off
        told = "" if grown is None else f", {100 * grown - 100:+.0f} % when twice as fine"
        return f"{value.measure} (mesh-dependent{told})"
    width = "" if value.averaging_um is None else f", {value.averaging_um:.3g} µm"
    bounded = " (bounded above)" if value.bounded_above and value.bar is not None else ""
    return f"{value.measure}{width}{bounded}"


def _cell(row: Relief | None, band: str = "") -> Text:
    if row is None:
        return Text("–")
    told = row.note if row.relief is None else f"{percent(row.relief, row.bar)} {row.note}".rstrip()
    told += f", {band}" if band else ""
    return Text.assemble(
        _text(told), (f" ({number(cleared(row.without, row.value.scale))})", "dim")
    )


def _print_mismatch(out: Console, answer: Answer, temperature: float) -> None:
    shares = answer.mismatch[temperature]
    regions = dict.fromkeys(s.where for s in shares)
    top = max((abs(s.value) for s in shares), default=0.0)
    told = "Mean in-plane stress by interface mismatch"
    out.print(Text.assemble((told, "bold"), " (the shares add up to the stress)"))
    for region in regions:
        own = over_stages(s for s in shares if s.where == region)
        total = cleared(sum(s.value for s in own), top)
        largest = [f"{s.between} {s.value:.4g}" for s in own[:MISMATCHES] if cleared(s.value, top)]
        of_it = f", of it {', '.join(largest)}" if largest else ""
        out.print(_text(f"  {region}: {number(total)} MPa{of_it}"))


def _print_checks(out: Console, answer: Answer) -> None:
    checks = [
        (stack.name, t, c)
        for stack in answer.stacks
        for t, s in stack.solutions.items()
        for c in s.checks
    ]
    failed = [row for row in checks if not row[2].passed]
    if not failed:
        elements = len(answer.mesh.triangles)
        out.print(f"All {len(checks)} self-checks passed; {elements} six-node triangles.")
    for name, temperature, check in failed:
        told = (
            f" {name} at {temperature:g} °C, {check.name}: {check.value:.2e} exceeds"
            f" {check.limit:.0e}; no relief is printed"
        )
        out.print(Text.assemble(("check failed:", "red"), _text(told)))
