"""A joint's numbers in words: its motion beside its references', and its stress, a row for each measure."""

from __future__ import annotations

from collections.abc import Mapping

from stressbump.answers.rows import Against, TextTable
from stressbump.export.joint_rows import JointReliefRow, JointValueRow
from stressbump.export.result import Result
from stressbump.export.rows import Key, MeasureRow
from stressbump.formatting import digits, number, percent, with_bar
from stressbump.measures import Kind, measures_of
from stressbump.survey.joints import Over

AROUND: tuple[Over, ...] = ("all angles", "worst angle", "per force")


def motion_table(result: Result, name: str) -> TextTable:
    """A row for each stack: stiffness, slides, force."""
    first, rows = result.joints[0], []
    there = {v.value.measure for v in first.values}
    motion = [m for m in measures_of(Kind.JOINT) if m.name in there]
    for joint in result.joints:
        own = {v.value.measure: v.value for v in joint.values if v.over == "whole joint"}
        cells = (_shown(own[m.name]) if m.name in own else "–" for m in motion)
        reach = () if joint.reach_um is None else (f"{joint.reach_um / 1e3:.4g}",)
        rows.append((joint.stack, *cells, *reach))
    reach = () if first.reach_um is None else ("#reach mm",)
    columns = ("joint", *(f"#{m.name} {m.unit}" for m in motion), *reach)
    title = f"{name} at {result.temperatures_C[0]:g} °C, {first.place}"
    return TextTable((title,), columns, tuple(rows))


def zero_angle(result: Result) -> str:
    """Where 0° is: a joint of a row has a reach, one of a package a slide of its own."""
    of_row = result.joints[0].reach_um is not None
    return (
        "0° looks away from the neutral point" if of_row else "0° points where the chip slides to"
    )


def stress_table(result: Result, everything: bool = False) -> TextTable:
    """A row for each measure of the stack as built, or for all that it is taken over."""
    joint = result.joints[0]
    references = [stack.name for stack in result.references]
    relief: dict[tuple[Over, str, str, str], JointReliefRow] = {
        (r.over, r.relief.measure, r.relief.where, r.relief.reference): r
        for r in result.joint_relief
    }
    centre = {m.key: m for m in result.built.measures}
    found: dict[tuple[Over, Key], JointValueRow] = {(v.over, v.value.key): v for v in joint.values}
    rows: list[tuple[str | Against, ...]] = []
    last = ""
    for v in (v for v in joint.values if v.over == "all angles"):
        key = v.value.key
        parts = {over: found.get((over, key)) for over in AROUND}
        for over, part in parts.items():
            if part is None or (over != "all angles" and not everything):
                continue
            own = part.value
            against = (_against(relief.get((over, own.measure, own.where, n))) for n in references)
            beside = (
                _beside(parts, centre.get(key)) if not everything else (_over(over, part.degrees),)
            )
            where = own.where if own.where != last else ""
            rows.append((where, _measured(own), _shown(own), own.unit, *beside, *against))
            last = own.where
    beside_columns = ("over",) if everything else ("#at the centre", "#at its worst", "#per mN")
    title = (
        f"stress over volume, or the edge, and all angles; {zero_angle(result)}",
        "relief = 1 - as built / reference, with the reference's value in brackets",
    )
    columns = ("where", "measure", "#as built", "unit", *beside_columns)
    return TextTable(title, (*columns, *(f"#against {n}" for n in references)), tuple(rows))


def _beside(
    parts: Mapping[Over, JointValueRow | None], centre: MeasureRow | None
) -> tuple[str, str, str]:
    worst, force = parts["worst angle"], parts["per force"]
    return (
        number(None if centre is None else centre.value),
        "–" if worst is None else f"{number(worst.value.value)} at {worst.degrees:.0f}°",
        number(None if force is None else force.value.value),
    )


def _over(over: Over, degrees: float | None) -> str:
    return over if degrees is None else f"worst angle, {degrees:.0f}°"


def _measured(value: MeasureRow) -> str:
    width = "" if value.averaging_um is None else f", {digits(value.averaging_um)} µm"
    return f"{value.measure}{width}"


def _shown(value: MeasureRow) -> str:
    return with_bar(value.value, value.bar, value.bounded_above, value.scale)


def _against(row: JointReliefRow | None) -> Against:
    if row is None:
        return Against("–")
    own = row.relief
    told = own.note if own.relief is None else f"{percent(own.relief, own.bar)} {own.note}".rstrip()
    return Against(told, number(own.without))
