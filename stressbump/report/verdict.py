"""The question a page answers, and its answer in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stressbump import formatting as digits
from stressbump.answers.band_text import (
    NOTHING,
    Certainty,
    beyond_yield,
    least_sure,
    listed,
    unsettled,
)
from stressbump.process.recipe import AS_BUILT
from stressbump.report.reading import Material
from stressbump.survey import HEADLINES

Row = dict[str, Any]
FEW = 2  # end temperatures that a question names one by one
VERBS = {  # by what is told: of one layer, of several
    "less": ("removes", "remove"),
    "more": ("adds", "add"),
    "nothing": ("changes", "change"),
    "none": ("has", "have"),
}


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
    ends = _ends(material.temperatures)
    if len(material.document["stacks"]) == 1:
        return f"What stress is left in the {material.design.name} at {ends}?"
    does = "do" if len(subjects(material)) > 1 else "does"
    return (
        f"How much stress {does} {_subject(material)} take away from the {material.focus[0]}"
        f" at {ends}, and against what?"
    )


def _ends(temperatures: list[float]) -> str:
    if len(temperatures) <= FEW:
        return " and ".join(map(degrees, temperatures))
    low, high = degrees(min(temperatures)), degrees(max(temperatures))
    return f"{len(temperatures)} temperatures from {low} to {high}"


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
    """The verdict: what is removed of what, against each reference, the most first, and how sure that is.

    Where published data leave the sign open that comes first.
    """
    rows = sorted(headline(material, temperature), key=lambda row: -(row["relief"] or 0.0))
    if not rows:
        return ""
    sure = {r["reference"]: certainty(material, r) for r in rows if r["relief"] is not None}
    several = len(subjects(material)) > 1
    what = f" of the {rows[0]['measure']} of the {rows[0]['where']}"
    parts: list[str] = []
    for kind, (one, many) in VERBS.items():
        own = [row for row in rows if _kind(row, sure.get(row["reference"])) == kind]
        told = [_told(material, row, kind, sure.get(row["reference"])) for row in own]
        if told:
            told[0] = told[0].replace(" against", f"{what if not parts else ''} against", 1)
            parts.append(f"{many if several else one} {listed(told)}")
    first = unsettled(sure)
    start = "With default data, at" if first else "At"
    main = f"{start} {degrees(temperature)} {_subject(material)} {listed(parts)}."
    return " ".join(filter(None, (first, main, least_sure(sure))))


def certainty(material: Material, row: Row) -> Certainty:
    """A row's relief with what makes it unsure."""
    document, reference = material.document, row["reference"]
    key = ("measure", "where", "averaging_um", "temperature_C", "reference")
    bands = [b for b in document.get("sources", []) if all(b.get(k) == row.get(k) for k in key)]
    values = [
        (v["measure"], v["where"], v["value"])
        for stack in document["stacks"]
        for v in stack["measures"]
        if stack["name"] in (AS_BUILT, reference) and v["temperature_C"] == row["temperature_C"]
    ]
    band = (bands[0]["low"], bands[0]["high"]) if bands else None
    return Certainty(row["relief"], row.get("bar"), band, beyond_yield(values, row["where"]))


def _kind(row: Row, sure: Certainty | None) -> str:
    if sure is None:
        return "none"
    return (trend(row) if sure.rounded else "") or "nothing"


def trend(row: Row) -> str:
    """`less` or `more` stress; nothing where the relief is so small, or within its bar."""
    relief = row["relief"]
    if abs(relief) <= max(NOTHING, row.get("bar") or 0.0):
        return ""
    return "less" if relief > 0 else "more"


def _told(material: Material, row: Row, kind: str, sure: Certainty | None) -> str:
    reference = against(material, row["reference"])
    if sure is None:
        return f"no relief to tell against {reference}: {row['note']}"
    amount = sure.amount.replace("-", "−")
    if kind == "nothing":
        return f"nothing ({amount}) against {reference}"
    note = f" ({row['note']})" if row["note"] else ""
    return f"{amount.lstrip('−')} against {reference}{note}"


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
        worst = known is None or row["relief"] < known["relief"]
        if beyond and worst:
            found[row["reference"]] = row
    return list(found.values())


def higher(material: Material, row: Row) -> tuple[str, str]:
    """By how much a value is higher than the reference's, and what published data make of that."""
    sure = certainty(material, row)
    return sure.amount.lstrip("-"), sure.reach


def main_reference(material: Material) -> str | None:
    """The reference that changes the headline most: the one drawn beside the stack as built."""
    others = [s["name"] for s in material.document["stacks"][1:]]
    sizes = _sizes(headline(material, material.temperatures[0]))
    return max(others, key=lambda name: sizes.get(name, 0.0)) if others else None


def _sizes(rows: Iterable[Row]) -> dict[str, float]:
    return {row["reference"]: abs(row["relief"] or 0.0) for row in rows}
