"""A material as plain rows of data, for tables and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from stressbump.laws import Cubic, Expansion, Isotropic, Law, Orthotropic
from stressbump.laws.curve import Number, Polynomial, Saturating, Slopes, at, knots
from stressbump.laws.expansion import Cte, tangent
from stressbump.laws.memory import OnElastic
from stressbump.materials.material import Material, PublishedBirth
from stressbump.units import GPa, ppm

ROOM = 25.0  # °C
SOFT = 100.0  # MPa; below, a modulus is told in MPa rather than GPa


@dataclass(frozen=True)
class _Quantity:
    number: Number | Cte
    unit: str  # "modulus", "ppm/K", "MPa", "°C" or ""


def describe(material: Material) -> list[dict[str, Any]]:
    """One row per quantity: value at 25 °C, unit, source, table or formula over °C, alternatives.

    A quantity only an alternative has (C11 beside an isotropic default) has the value None, and so has
    what is published of births: their rows have a `range` instead.
    """
    limits = _limits(material.yield_strength, material.glass_transition)
    own = _quantities(material.law) | limits
    others = [
        (other, _quantities(other.law) | _limits(other.yield_strength))
        for other in material.alternatives
    ]
    names = list(dict.fromkeys([*own, *(name for _, theirs in others for name in theirs)]))
    rows = []
    for name in names:
        shown = own.get(name) or next(theirs[name] for _, theirs in others if name in theirs)
        unit, scale = _unit(shown)
        source = material.limit_source if name in limits else material.source
        row: dict[str, Any] = {"quantity": name, "unit": unit, "source": source}
        row |= _quantity_row(own.get(name), scale)
        row["alternatives"] = [
            {"label": other.label, **_quantity_row(theirs[name], scale), "source": other.source,
             "note": other.note}
            for other, theirs in others
            if name in theirs
        ]  # fmt: skip
        rows.append(row | {"range": None})
    return rows + [row for birth in material.births for row in _of_birth(birth)]


def _of_birth(birth: PublishedBirth) -> Iterator[dict[str, Any]]:
    """A row per published range, named with the process."""
    ranges = (
        ("birth", birth.born_C, "°C", 1.0),
        ("film stress at 25 °C", birth.film_MPa, "MPa", 1.0),
        ("cure shrinkage", birth.cure_shrinkage, "%", 0.01),
    )
    for quantity, found, unit, scale in ranges:
        if found is not None:
            yield {
                "quantity": f"{quantity}, {birth.process}",
                "unit": unit,
                "source": found.source,
                **_quantity_row(None, 1.0),
                "alternatives": [],
                "range": [_plain(found.low / scale), _plain(found.high / scale)],
            }


def _quantities(law: Law) -> dict[str, _Quantity]:
    match law:
        case OnElastic():
            return _quantities(law.elastic)
        case Isotropic():
            return _named({"E": law.E, "nu": law.nu, "CTE": law.cte})
        case Cubic():
            return _named({"C11": law.C11, "C12": law.C12, "C44": law.C44, "CTE": law.cte})
        case Orthotropic():
            numbers = {field.name: getattr(law, field.name) for field in fields(law)}
            return _named({name.replace("cte", "CTE"): n for name, n in numbers.items()})
    raise TypeError(f"no description for a law of type {type(law).__name__}")


def _limits(strength: Number | None, glass: float | None = None) -> dict[str, _Quantity]:
    """Where an elastic law ends."""
    found = {"yield": (strength, "MPa"), "Tg": (glass, "°C")}
    return {name: _Quantity(n, unit) for name, (n, unit) in found.items() if n is not None}


def _named(numbers: dict[str, Number | Cte]) -> dict[str, _Quantity]:
    units = {"nu": "", "CTE": "ppm/K"}
    return {
        name: _Quantity(number, units.get(name.split("_")[0], "modulus"))
        for name, number in numbers.items()
    }


def _unit(quantity: _Quantity) -> tuple[str, float]:
    if quantity.unit != "modulus":
        return quantity.unit, ppm if quantity.unit == "ppm/K" else 1.0
    return ("MPa", 1.0) if _value(quantity.number, ROOM) < SOFT else ("GPa", GPa)


def _value(number: Number | Cte, T: float) -> float:
    return tangent(number, T) if isinstance(number, Expansion) else at(number, T)


def _quantity_row(quantity: _Quantity | None, scale: float) -> dict[str, Any]:
    """The value at 25 °C and, over temperature, the formula or the rows of a table."""
    if quantity is None:
        return {"value": None, "over_temperature": None, "formula": None, "kind": None}
    number = quantity.number
    curve = number.curve if isinstance(number, Expansion) else number
    formula = _formula(curve, scale)
    rows = [] if formula else [[_plain(T), _plain(at(curve, T) / scale)] for T in knots(curve)]
    return {
        "value": _plain(_value(number, ROOM) / scale),
        "over_temperature": rows or None,
        "formula": formula,
        "kind": _kind_of(number) if quantity.unit == "ppm/K" else None,
    }


def _formula(curve: Number, scale: float) -> str | None:
    """A smooth curve as it stands in its source, T in kelvin; None for a table or a constant."""
    match curve:
        case Polynomial():
            powers = ("", " T", *(f" T^{n}" for n in range(2, len(curve.coefficients))))
            terms = zip(curve.coefficients, powers, strict=False)
            written = " + ".join(f"{c / scale:.6g}{power}" for c, power in terms)
        case Saturating(a, b, c, d):
            written = f"{a / scale:.6g} (1 - exp(-{b:g} (T - {c:g}))) + {d / scale:.6g} T"
        case _:
            return None
    known = f"from {curve.low:g} to {curve.high:g} °C"
    return f"{written.replace('+ -', '- ')}, T in K, {known}"


def _kind_of(number: Number | Cte) -> str:
    if isinstance(number, Expansion) and number.reference is not None:
        return f"secant from {number.reference:g} °C"
    if isinstance(number, Expansion) and isinstance(number.curve, Slopes):
        return "slope of ΔL/L"
    return "tangent"


def _plain(value: float) -> float:
    """Twelve digits: what stands in the source, without the last bit of the conversion."""
    return float(f"{value:.12g}")
