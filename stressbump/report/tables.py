"""Tables of a page as plain rows: what was asked for beside what was meshed, steps, materials, shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stressbump import materials
from stressbump.answers import life_rows
from stressbump.answers.lives import Lives
from stressbump.answers.page_input import PageInput
from stressbump.export.rows import MeasureRow, MismatchRow, ReliefRow
from stressbump.history.table import stage_rows
from stressbump.process.recipe import AS_BUILT
from stressbump.process.verbs import Filling, Step, targets, verb
from stressbump.report.corners import ShownCorner, nearest, shown_corners
from stressbump.survey import film_size

Row = dict[str, Any]
SIZES = ("thickness_um", "height_um", "cap_height_um", "diameter_um", "volume_um3", "standoff_um")
SMALL = 0.005  # of the largest share: what is not shown
FEW = 4  # rows of a table over temperature that are all shown
TOLD_ELSEWHERE = {"material", "born_C"}


def regions(given: PageInput) -> list[Row]:
    """A row per region: its size as asked for and as meshed, and the area both ways."""
    fields = given.fields[AS_BUILT][given.temperatures[0]]
    mesh, rows = fields.mesh, []
    area = np.bincount(fields.flat_region, fields.area, len(mesh.regions))
    used = given.result.built.materials
    for region in given.section.regions:
        points = mesh.points[mesh.triangles[mesh.elements_in(region.name)]].reshape(-1, 2)
        low, high = points.min(axis=0), points.max(axis=0)
        meshed = float(area[mesh.regions.index(region.name)])
        rows.append(
            {
                "region": region.name,
                "material": used.get(region.name),
                "asked": _asked(given, region.name),
                "thickness": film_size(mesh, region.name)[0],
                "x": (float(low[0]), float(high[0])),
                "z": (float(low[1]), float(high[1])),
                "area": meshed,
                "off": meshed / region.shape.area - 1,
                "elements": len(mesh.elements_in(region.name)),
                "born": region.born_C,
            }
        )
    return rows


def _asked(given: PageInput, name: str) -> str:
    steps = [s for s in given.design.recipe.steps if isinstance(s, Filling) and name in targets(s)]
    sizes = [(key, getattr(s, key, None)) for s in steps for key in SIZES]
    return ", ".join(
        f"{key.rpartition('_')[0].replace('_', ' ')} {value:g} {_unit(key)}"
        for key, value in sizes
        if value is not None
    )


def _unit(key: str) -> str:
    return {"um": "µm", "um3": "µm³"}[key.rpartition("_")[2]]


def histories(given: PageInput) -> list[tuple[str, str, list[Row]]]:
    """Name, description and stages of the stack as built and of references that are born otherwise."""
    ends, section = given.temperatures, given.section
    built = stage_rows(section, ends)
    out = [(AS_BUILT, "", built)]
    named = {stack.name for stack in given.result.stacks}
    for reference in given.design.recipe.references:
        rows = stage_rows(section.changed(reference), ends)
        births = [(row["born"], row["at_C"]) for row in rows]
        if reference.name in named and not set(births) <= {(r["born"], r["at_C"]) for r in built}:
            out.append((reference.name, reference.doc, rows))
    return out


def steps(given: PageInput) -> list[Row]:
    """The recipe, step by step."""
    rows = []
    for number, step in enumerate(given.design.recipe.steps, 1):
        told = step.model_dump(mode="json", exclude_defaults=True)
        name = verb(step)
        rest = {k: v for k, v in told.items() if k != name and k not in TOLD_ELSEWHERE}
        rows.append(
            {
                "number": number,
                "verb": name,
                "targets": ", ".join(targets(step)),
                "material": told.get("material"),
                "rest": "; ".join(f"{k} {_written(v)}" for k, v in rest.items()),
                "born": told.get("born_C"),
                "absent": _absent(given, step),
            }
        )
    return rows


def _absent(given: PageInput, step: Step) -> str:
    """Why nothing that a step fills stands in the end, if so."""
    if not isinstance(step, Filling) or given.section.find(targets(step)[0]) is not None:
        return ""
    none = any(getattr(step, key, None) == 0 for key in SIZES)
    return "no thickness: left out" if none else "gone in the end"


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_written(v) for v in value)
    return (
        f"{value:g}"
        if isinstance(value, int | float) and not isinstance(value, bool)
        else str(value)
    )


def substances(given: PageInput) -> list[Row]:
    """Every material of the stack and its references with its values, sources and conflicts."""
    recipe = given.design.recipe
    asked = [(r.name, r.material) for r in given.section.regions]
    swaps = [
        (f"{region} of {r.name}", swapped)
        for r in recipe.references
        if r.name in given.fields
        for region, swapped in r.swap.items()
    ]
    asked += [(place, given.section.substance(swapped, place)) for place, swapped in swaps]
    used: dict[str, tuple[Any, list[str]]] = {}
    for place, found in asked:
        used.setdefault(found.name, (found, []))[1].append(place)
    return [
        {
            "name": name,
            "where": ", ".join(places),
            "note": found.note,
            "rows": [
                _quantity(row) for row in materials.describe(found) if row["value"] is not None
            ],
            "labels": {other.label: other.source for other in found.alternatives},
        }
        for name, (found, places) in used.items()
    ]


def _quantity(row: Row) -> Row:
    """Its value and source, and in short what it is over temperature and what others say."""
    others = [o for o in row["alternatives"] if o["value"] not in (None, row["value"])]
    told = {"over": _over(row), "others": others, "source": row["source"] or "given by the user"}
    return row | told


def _over(row: Row) -> str:
    table, kind = row["over_temperature"] or [], row["kind"] or ""
    shown = table if len(table) <= FEW else [table[0], table[-1]]
    values = ", ".join(f"{v:.4g} at {t:g} °C" for t, v in shown)
    if len(table) > FEW:
        values = f"{len(table)} values: {values.replace(', ', ' … ')}"
    values = row["formula"] or values
    return ", ".join(part for part in (values, kind) if part)


def lives(found: Lives) -> Row:
    """Ratios, and by place what laws are bound to, with the lines below each table."""
    laws = ((life_rows.law_table(found, p), life_rows.law_lines(found, p)) for p in found.places)
    return {
        "ratios": life_rows.ratio_table(found),
        "ratio_lines": life_rows.ratio_lines(found),
        "places": [(table, lines) for table, lines in laws if table],
        "others": life_rows.table_without_field(found),
    }


@dataclass(frozen=True)
class Beside:
    """A value of the stack as built, its relief against every reference, and the corner it is at."""

    value: MeasureRow
    against: tuple[ReliefRow | None, ...]
    corner: ShownCorner | None


def relief(given: PageInput, temperature: float, everything: bool) -> list[Beside]:
    """A row per measure of the stack as built, with every reference's value and relief."""
    found = {(r.key, r.reference): r for r in given.result.relief}
    names = [stack.name for stack in given.result.references]
    known = shown_corners(given, temperature)
    return [
        Beside(
            v,
            tuple(found.get((v.key, name)) for name in names),
            nearest(known, v.at_um) if v.mesh_dependent else None,
        )
        for v in given.result.built.measures
        if v.temperature_C == temperature and (everything or given.focus.shows(v))
    ]


@dataclass(frozen=True)
class Shares:
    """What mismatches contribute to a measure of a region, the largest first, with their size beside it."""

    where: str
    unit: str
    sum: float
    shares: tuple[tuple[MismatchRow, float], ...]


def shares(given: PageInput, temperature: float) -> list[Shares]:
    """By region of the focus; what is small beside the largest is left out but for the sum."""
    rows: dict[str, list[MismatchRow]] = {}
    for share in given.result.mismatch:
        if share.temperature_C == temperature:
            rows.setdefault(share.where, []).append(share)
    out = []
    for where, own in rows.items():
        own.sort(key=lambda s: -abs(s.value))
        largest = abs(own[0].value) or 1.0
        sizes = tuple((s, abs(s.value) / largest) for s in own)
        shown = tuple((s, size) for s, size in sizes if size > SMALL)
        out.append(Shares(where, own[0].unit, sum(s.value for s in own), shown))
    return out
