"""An answer as plain data: what stands in result.json and behind --json."""

from __future__ import annotations

from typing import Any

import stressbump
from stressbump.accuracy.published_band import Effect, PublishedBand
from stressbump.answers.comparison import Comparison, Relief
from stressbump.export.result import SCHEMA
from stressbump.fracture.singular import Corner, Fan, corners
from stressbump.history.choices import Case, Choice
from stressbump.history.stack import Stack
from stressbump.materials import Material
from stressbump.survey import Value


def document(answer: Comparison, files: dict[str, str] | None = None) -> dict[str, Any]:
    """The document that docs/result.schema.json describes; no relief if a check failed."""
    cell = answer.section.cell
    bands = {"sources": [_source(band) for band in answer.sources]} if answer.sources else {}
    return {
        "schema": SCHEMA,
        "stressbump": stressbump.__version__,
        "design": answer.design.inputs(),
        "against": [design.inputs() for design in answer.against],
        "kinematics": cell.kinematics,
        "support": cell.support,
        "temperatures_C": list(answer.built.solutions),
        "stacks": [
            _stack(answer, stack, values)
            for stack, values in zip(answer.stacks, answer.values, strict=True)
        ],
        "relief": [_relief(row) for row in answer.table],
        "mismatch": [
            {
                "measure": share.measure,
                "where": share.where,
                "temperature_C": temperature,
                "unit": share.unit,
                "between": share.between,
                "stage": share.stage,
                "value": share.value,
            }
            for temperature, found in (answer.mismatch if answer.passed else {}).items()
            for share in found
        ],
        "warnings": list(answer.warnings),
        "files": files or {},
    } | bands


def _stack(answer: Comparison, stack: Stack, values: tuple[Value, ...]) -> dict[str, Any]:
    return {
        "name": stack.name,
        "change": stack.change,
        "materials": {name: _named(stack.materials.get(name)) for name in stack.section.names},
        "checks": [
            {
                "name": check.name,
                "temperature_C": temperature,
                "value": check.value,
                "limit": check.limit,
                "passed": check.passed,
            }
            for temperature, solution in stack.solutions.items()
            for check in solution.checks
        ],
        "measures": [_value(v) for v in values],
        "globals": {f"{t:g}": dict(s.globals) for t, s in stack.solutions.items()},
        "mesh": {
            "elements": len(stack.mesh.triangles),
            "nodes": len(stack.mesh.points),
            "unknowns": stack.size,
            "refine": answer.refine,
            "accuracy": answer.accuracy,
        },
        "corners": [
            _corner(corner, temperature)
            for temperature in stack.solutions
            for corner in _corners(answer, stack, temperature)
        ],
    }


def _corners(answer: Comparison, stack: Stack, temperature: float) -> tuple[Corner, ...]:
    """Corners of a stack as it was solved; none where one of them has no exponents to trust."""
    references = {r.name: r for r in answer.design.recipe.references}
    section, own = stack.section, references.get(stack.name)
    if own is not None and section is answer.section:
        section = section.changed(own)
    laws = {name: material.law for name, material in stack.materials.items()}
    try:
        return corners(section, laws, temperature)
    except RuntimeError:
        return ()


def _corner(corner: Corner, temperature: float) -> dict[str, Any]:
    return {
        "temperature_C": temperature,
        "exponent": corner.strongest.value.real,
        "places_um": [list(place) for place in corner.places],
        "reach_um": corner.reach,
        "fans": [_fan(fan) for fan in corner.fans],
    }


def _fan(fan: Fan) -> dict[str, Any]:
    return {
        "regions": list(fan.regions),
        "degrees": list(fan.degrees),
        "ends": None if fan.ends is None else list(fan.ends),
        "exponents": [
            {"real": e.value.real, "imaginary": e.value.imag, "count": e.count}
            for e in fan.exponents
        ],
    }


def _named(material: Material | None) -> str | None:
    return None if material is None else material.name


def _value(v: Value) -> dict[str, Any]:
    out = {
        "measure": v.measure,
        "where": v.where,
        "temperature_C": v.temperature,
        "value": v.value,
        "unit": v.unit,
        "bar": v.bar,
        "scale": v.scale,
        "certainty": "bounded above" if v.bounded_above else "estimated",
        "averaging": v.averaging,
        "averaging_um": v.averaging_um,
        "mesh_dependent": v.mesh_dependent,
    }
    if v.grown is not None:
        out["grown"] = v.grown
    if v.at is not None:
        out["at_um"] = list(v.at)
    return out | ({"note": v.note} if v.note else {})


def _relief(row: Relief) -> dict[str, Any]:
    v = row.value
    return {
        "measure": v.measure,
        "where": v.where,
        "temperature_C": v.temperature,
        "unit": v.unit,
        "averaging": v.averaging,
        "averaging_um": v.averaging_um,
        "reference": row.reference,
        "with": v.value,
        "without": row.without,
        "relief": row.relief,
        "bar": row.bar,
        "note": row.note,
    }


def _source(band: PublishedBand) -> dict[str, Any]:
    return {
        "measure": band.measure,
        "where": band.where,
        "temperature_C": band.temperature,
        "averaging_um": band.averaging_um,
        "reference": band.reference,
        "relief": band.relief,
        "low": band.low,
        "high": band.high,
        "low_by": _choices(band.low_by),
        "high_by": _choices(band.high_by),
        "materials": [_effect(effect) for effect in band.effects],
    }


def _choices(case: Case) -> list[dict[str, str]]:
    return [{"material": c.material, "quantity": c.quantity, "alternative": c.label} for c in case]


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "material": effect.material,
        "quantity": effect.quantity,
        "low": effect.low,
        "high": effect.high,
        "low_by": _label(effect.low_by),
        "high_by": _label(effect.high_by),
        "alternatives": [
            {
                "alternative": trial.choice.label,
                "relief": trial.relief,
                "counts": trial.counts,
                "note": trial.note,
            }
            for trial in effect.trials
        ],
    }


def _label(choice: Choice | None) -> str | None:
    return None if choice is None else choice.label
