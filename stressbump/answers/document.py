"""A comparison as a result: the typed rows that are saved, printed and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import stressbump
from stressbump.accuracy.published_band import Effect, PublishedBand
from stressbump.answers.comparison import Comparison, Relief
from stressbump.export.result import SCHEMA, Result, plain
from stressbump.export.rows import (
    BandRow,
    CheckRow,
    ChoiceRow,
    CornerRow,
    EffectRow,
    ExponentRow,
    FanRow,
    MeasureRow,
    MeshRow,
    MismatchRow,
    ReliefRow,
    StackRow,
    TrialRow,
)
from stressbump.fracture.singular import Corner, Fan
from stressbump.history.choices import Choice, Combination
from stressbump.history.stack import Stack
from stressbump.survey import Value


def document(answer: Comparison, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The result as JSON has it: what docs/result.schema.json describes."""
    return result_of(answer, files).plain()


def result_of(
    answer: Comparison, files: Mapping[str, str] | None = None, corners: bool = True
) -> Result:
    """The result; no relief if a check failed. `files` are the paths of what was written, by role.

    Without `corners` for those who do not tell them: finding them takes a while.
    """
    cell = answer.section.cell
    bands: dict[str, Any] = {"sources": tuple(map(_band, answer.sources))} if answer.sources else {}
    return Result(
        version=SCHEMA,
        stressbump=stressbump.__version__,
        design=plain(answer.design.inputs()),
        against=tuple(plain(design.inputs()) for design in answer.against),
        kinematics=cell.kinematics,
        support=cell.support,
        temperatures_C=tuple(answer.built.solutions),
        stacks=tuple(
            _stack(answer, stack, values, corners)
            for stack, values in zip(answer.stacks, answer.values, strict=True)
        ),
        relief=tuple(map(_relief, answer.table)),
        mismatch=tuple(_mismatches(answer)) if answer.passed else (),
        warnings=answer.warnings,
        files=dict(files or {}),
        **bands,
    )


def _stack(answer: Comparison, stack: Stack, values: tuple[Value, ...], corners: bool) -> StackRow:
    named = {name: stack.materials.get(name) for name in stack.section.names}
    return StackRow(
        name=stack.name,
        change=stack.change,
        materials={name: None if m is None else m.name for name, m in named.items()},
        checks=tuple(_checks(stack)),
        measures=tuple(map(_measure, values)),
        globals={f"{t:g}": _numbers(s.globals) for t, s in stack.solutions.items()},
        mesh=MeshRow(
            elements=len(stack.mesh.triangles),
            nodes=len(stack.mesh.points),
            unknowns=stack.size,
            refine=answer.refine,
            accuracy=answer.accuracy,
        ),
        corners=tuple(
            _corner(corner, temperature)
            for temperature in (stack.solutions if corners else ())
            for corner in answer.corners[stack.name, temperature]
        ),
    )


def _numbers(found: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in found.items()}


def _checks(stack: Stack) -> Iterator[CheckRow]:
    for temperature, check in stack.checks:
        yield CheckRow(
            name=check.name,
            temperature_C=temperature,
            value=float(check.value) if isfinite(check.value) else None,
            limit=check.limit,
            passed=check.passed,
        )


def _corner(corner: Corner, temperature: float) -> CornerRow:
    return CornerRow(
        temperature_C=temperature,
        exponent=corner.strongest.value.real,
        places_um=corner.places,
        reach_um=corner.reach,
        fans=tuple(map(_fan, corner.fans)),
    )


def _fan(fan: Fan) -> FanRow:
    return FanRow(
        regions=fan.regions,
        degrees=fan.degrees,
        ends=fan.ends,
        exponents=tuple(
            ExponentRow(real=e.value.real, imaginary=e.value.imag, count=e.count)
            for e in fan.exponents
        ),
    )


def _measure(v: Value) -> MeasureRow:
    told: dict[str, Any] = {"grown": v.grown, "at_um": v.at, "note": v.note or None}
    return MeasureRow(
        measure=v.measure,
        where=v.where,
        temperature_C=v.temperature,
        value=v.value,
        unit=v.unit,
        bar=v.bar,
        scale=v.scale,
        certainty="bounded above" if v.bounded_above else "estimated",
        averaging=v.averaging,
        averaging_um=v.averaging_um,
        mesh_dependent=v.mesh_dependent,
        **{key: value for key, value in told.items() if value is not None},
    )


def _relief(row: Relief) -> ReliefRow:
    v = row.value
    return ReliefRow(
        measure=v.measure,
        where=v.where,
        temperature_C=v.temperature,
        unit=v.unit,
        averaging=v.averaging,
        averaging_um=v.averaging_um,
        reference=row.reference,
        with_=v.value,
        without=row.without,
        relief=row.relief,
        bar=row.bar,
        note=row.note,
    )


def _mismatches(answer: Comparison) -> Iterator[MismatchRow]:
    for temperature, found in answer.mismatch.items():
        for share in found:
            yield MismatchRow(
                measure=share.measure,
                where=share.where,
                temperature_C=temperature,
                unit=share.unit,
                between=share.between,
                stage=share.stage,
                value=share.value,
            )


def _band(band: PublishedBand) -> BandRow:
    return BandRow(
        measure=band.measure,
        where=band.where,
        temperature_C=band.temperature,
        averaging_um=band.averaging_um,
        reference=band.reference,
        relief=band.relief,
        low=band.low,
        high=band.high,
        low_by=_choices(band.low_by),
        high_by=_choices(band.high_by),
        materials=tuple(map(_effect, band.effects)),
    )


def _choices(case: Combination) -> tuple[ChoiceRow, ...]:
    return tuple(
        ChoiceRow(material=c.material, quantity=c.quantity, alternative=c.label) for c in case
    )


def _effect(effect: Effect) -> EffectRow:
    return EffectRow(
        material=effect.material,
        quantity=effect.quantity,
        low=effect.low,
        high=effect.high,
        low_by=_label(effect.low_by),
        high_by=_label(effect.high_by),
        alternatives=tuple(
            TrialRow(alternative=t.choice.label, relief=t.relief, counts=t.counts, note=t.note)
            for t in effect.trials
        ),
    )


def _label(choice: Choice | None) -> str | None:
    return None if choice is None else choice.label
