"""The question a page answers, and its answer in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stressbump import digits
from stressbump.report.reading import Material
from stressbump.survey import HEADLINES

Row = dict[str, Any]
VERBS = {  # by what is told: of one layer, of several
    "less": ("removes", "remove"),
    "more": ("adds", "add"),
    "nothing": ("changes", "change"),
    "none": ("has", "have"),
}
NOTHING = 0.005  # of the reference: what a sentence calls nothing, where no bar says more


def subjects(material: Material) -> tuple[str, ...]:
    """The regions that the references change, or the design where it is compared with others."""
    own = {r.name: r for r in material.design.recipe.references}
    names = [stack["name"] for stack in material.document["stacks"][1:]]
    if not set(names) <= set(own):
        return (material.design.name,)
    named = [n for name in names for n in own[name].touched]
    return tuple(dict.fromkeys(named)) or (material.design.name,)


def question(material: Material) -> str:
    """The question in words."""
    ends = " and ".join(degrees(t) for t in material.temperatures)
    if len(material.document["stacks"]) == 1:
        return f"What stress is left in the {material.design.name} at {ends}?"
    does = "do" if len(subjects(material)) > 1 else "does"
    return (
        f"How much stress {does} {_subject(material)} take away from the {material.focus[0]}"
        f" at {ends}, and against what?"
    )


def degrees(temperature: float) -> str:
    """A temperature with its unit."""
    return f"{temperature:g} °C".replace("-", "−")


def _subject(material: Material) -> str:
    return " and ".join(f"the {name}" for name in subjects(material))


def headline(material: Material, temperature: float) -> list[Row]:
    """The rows of the first measure of the first region in focus, one for each reference."""
    return [
        row
        for row in material.document["relief"]
        if row["measure"] == HEADLINES[0]
        and row["where"] == material.focus[0]
        and row["temperature_C"] == temperature
    ]


def sentence(material: Material, temperature: float) -> str:
    """The verdict: what is removed of what, against each reference, the most first."""
    rows = sorted(headline(material, temperature), key=lambda row: -(row["relief"] or 0.0))
    if not rows:
        return ""
    several = len(subjects(material)) > 1
    what = f" of the {rows[0]['measure']} of the {rows[0]['where']}"
    parts: list[str] = []
    for kind, (one, many) in VERBS.items():
        told = [_told(material, row, kind) for row in rows if _kind(row) == kind]
        if told:
            told[0] = told[0].replace(" against", f"{what if not parts else ''} against", 1)
            parts.append(f"{many if several else one} {_listed(told)}")
    return f"At {degrees(temperature)} {_subject(material)} {_listed(parts)}."


def _kind(row: Row) -> str:
    relief = row["relief"]
    if relief is None:
        return "none"
    return trend(row) or "nothing"


def trend(row: Row) -> str:
    """`less` or `more` stress; nothing where the relief is so small, or within its bar."""
    relief = row["relief"]
    if abs(relief) <= max(NOTHING, row.get("bar") or 0.0):
        return ""
    return "less" if relief > 0 else "more"


def _told(material: Material, row: Row, kind: str) -> str:
    reference, amount = against(material, row["reference"]), percent(row["relief"], row.get("bar"))
    match kind:
        case "less" | "more":
            note = f" ({row['note']})" if row["note"] else ""
            return f"{amount.lstrip('−')} against {reference}{note}"
        case "nothing":
            return f"nothing ({amount}) against {reference}"
    return f"no relief to tell against {reference}: {row['note']}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def against(material: Material, reference: str) -> str:
    """A reference in words; a design of its own by its name alone."""
    doc = next((r.doc for r in material.design.recipe.references if r.name == reference), "")
    return reference if not doc or doc == reference else f"{reference} ({doc})"


def percent(relief: float | None, bar: float | None = None) -> str:
    """A fraction as per cent, with its bar if it has one, as the terminal tells it."""
    return digits.percent(relief, bar).replace("-", "−")


def worse(material: Material, temperature: float) -> list[Row]:
    """By reference: the headline measure of the focus that rises most, if any does beyond its bar.

    What the sentence tells already is left out.
    """
    found: dict[str, Row] = {}
    told = headline(material, temperature)
    for row in material.document["relief"]:
        if row["measure"] not in HEADLINES or row["where"] not in material.focus:
            continue
        if row in told or row["relief"] is None or row["temperature_C"] != temperature:
            continue
        known = found.get(row["reference"])
        beyond = row["relief"] < -max(2 * NOTHING, row.get("bar") or 0.0)
        if beyond and (known is None or row["relief"] < known["relief"]):
            found[row["reference"]] = row
    return list(found.values())


def main_reference(material: Material) -> str | None:
    """The reference that changes the headline most: the one drawn beside the stack as built."""
    others = [s["name"] for s in material.document["stacks"][1:]]
    sizes = _sizes(headline(material, material.temperatures[0]))
    return max(others, key=lambda name: sizes.get(name, 0.0)) if others else None


def _sizes(rows: Iterable[Row]) -> dict[str, float]:
    return {row["reference"]: abs(row["relief"] or 0.0) for row in rows}
