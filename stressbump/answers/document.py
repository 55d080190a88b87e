"""A comparison as a result: the typed rows that are saved, printed and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import degrees, isfinite
from typing import Any

import stressbump
from stressbump.accuracy.published_band import Effect, PublishedBand
from stressbump.answers.comparison import Comparison, Relief
from stressbump.answers.corner_relief import IntensityRelief, intensity_reliefs
from stressbump.export.corner_rows import (
    CornerRow,
    ExponentRow,
    FanRow,
    IntensityReliefRow,
    IntensityRow,
    ShareRow,
    WedgesRow,
)
from stressbump.export.result import SCHEMA, Result, plain
from stressbump.export.rows import (
    BandRow,
    CheckRow,
    ChoiceRow,
    EffectRow,
    MeasureRow,
    MeshRow,
    MismatchRow,
    MomentRow,
    ReliefRow,
    StackRow,
    TrialRow,
)
from stressbump.fracture.singular import Corner, Exponent, Fan
from stressbump.history.choices import Choice, Combination
from stressbump.history.course import Instant
from stressbump.history.stack import Stack
from stressbump.mechanics.solution import Solution
from stressbump.survey import Value
from stressbump.survey.intensities import Intensity


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
        relief=tuple(map(relief_row, answer.table)),
        **_if_any("intensity_relief", map(_intensity_relief, intensity_reliefs(answer))),
        mismatch=tuple(_mismatches(answer)) if answer.passed else (),
        warnings=answer.warnings,
        files=dict(files or {}),
        **_if_any("sources", map(_band, answer.sources)),
    )


def _if_any(key: str, rows: Iterable[Any]) -> dict[str, Any]:
    """Rows under a key that is left out where there are none."""
    found = tuple(rows)
    return {key: found} if found else {}


def _stack(answer: Comparison, stack: Stack, values: tuple[Value, ...], corners: bool) -> StackRow:
    named = {name: stack.materials.get(name) for name in stack.section.names}
    moments = map(_moment, stack.course.corners) if stack.course else ()
    return StackRow(
        name=stack.name,
        change=stack.change,
        materials={name: None if m is None else m.name for name, m in named.items()},
        checks=tuple(_checks(stack)),
        measures=tuple(map(measure_row, values)),
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
        **_if_any("intensities", _intensities(answer, stack.name)),
        **_if_any("moments", moments),
    )


def _moment(corner: tuple[Instant, Solution]) -> MomentRow:
    instant, _ = corner
    return MomentRow(
        cycle=instant.cycle, time_min=instant.seconds / 60, temperature_C=instant.temperature
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
        exponents=tuple(map(_exponent, fan.exponents)),
    )


def _intensities(answer: Comparison, stack: str) -> Iterator[IntensityRow]:
    for (name, temperature), corners in answer.intensities.items():
        for corner in corners if name == stack else ():
            for found in corner.found:
                yield _intensity(found, temperature)
            for note in corner.notes:
                yield IntensityRow(
                    temperature_C=temperature, place_um=corner.place, value=None, note=note
                )


def _intensity(found: Intensity, temperature: float) -> IntensityRow:
    value, tip = found.value, found.tip
    return IntensityRow(
        temperature_C=temperature,
        place_um=found.place,
        value=value.real,
        imaginary=value.imag,
        bar=found.bar,
        exponent=_exponent(found.exponent),
        between=found.between,
        component=found.ray.component,
        angle_degrees=degrees(found.ray.angle) % 360,
        T0_MPa=found.constant,
        T0_bar=found.constant_bar,
        rules_um=found.ruled,
        reach_um=found.reach,
        frozen=found.frozen,
        wedges=WedgesRow(
            regions=tip.regions, degrees=tuple(degrees(w.opening) for w in tip.wedges)
        ),
        shares=tuple(
            ShareRow(born=p.born, from_C=p.start, to_C=p.end, value=v.real, imaginary=v.imag)
            for p, v in found.shares
        ),
    )


def _intensity_relief(row: IntensityRelief) -> IntensityReliefRow:
    own, other = row.with_, row.without
    without = None if other is None else other.on(own.ray)[0]
    T0 = other.constant if other is not None and other.ray == own.ray else None
    return IntensityReliefRow(
        temperature_C=row.temperature,
        place_um=own.place,
        exponent=_exponent(own.exponent),
        reference=row.reference,
        with_=_size(own.value),
        without=None if without is None else _size(without),
        T0_with_MPa=own.constant,
        T0_without_MPa=T0,
        relief=row.relief,
        bar=row.bar,
        note=row.note,
    )


def _size(intensity: complex) -> float:
    return abs(intensity) if intensity.imag else intensity.real


def _exponent(e: Exponent) -> ExponentRow:
    return ExponentRow(real=e.value.real, imaginary=e.value.imag, count=e.count)


def measure_row(v: Value) -> MeasureRow:
    """A value as it is saved."""
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


def relief_row(row: Relief) -> ReliefRow:
    """A relief as it is saved."""
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
