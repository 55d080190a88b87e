"""Tables of a page as plain rows: what was asked for beside what was meshed, steps, materials, shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from stressbump import materials
from stressbump.history.table import stage_rows
from stressbump.process.verbs import Filling, Step, targets, verb
from stressbump.report.corners import nearest, told
from stressbump.report.reading import Material
from stressbump.survey import BOW, EDGES, HEADLINES, WHOLE, film_size

Row = dict[str, Any]
SIZES = ("thickness_um", "height_um", "cap_height_um", "diameter_um", "volume_um3", "standoff_um")
FEW = 4  # rows of a table over temperature that are all shown
TOLD_ELSEWHERE = {"material", "born_C"}


def regions(material: Material) -> list[Row]:
    """A row per region: its size as asked for and as meshed, and the area both ways."""
    fields = material.fields["as built"][material.temperatures[0]]
    mesh, rows = fields.mesh, []
    area = np.bincount(fields.flat_region, fields.area, len(mesh.regions))
    used = material.document["stacks"][0]["materials"]
    for region in material.section.regions:
        points = mesh.points[mesh.triangles[mesh.elements_in(region.name)]].reshape(-1, 2)
        low, high = points.min(axis=0), points.max(axis=0)
        meshed = float(area[mesh.regions.index(region.name)])
        rows.append(
            {
                "region": region.name,
                "material": used.get(region.name),
                "asked": _asked(material, region.name),
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


def _asked(material: Material, name: str) -> str:
    steps = [
        s for s in material.design.recipe.steps if isinstance(s, Filling) and name in targets(s)
    ]
    sizes = [(key, getattr(s, key, None)) for s in steps for key in SIZES]
    return ", ".join(
        f"{key.rpartition('_')[0].replace('_', ' ')} {value:g} {_unit(key)}"
        for key, value in sizes
        if value is not None
    )


def _unit(key: str) -> str:
    return {"um": "µm", "um3": "µm³"}[key.rpartition("_")[2]]


def histories(material: Material) -> list[tuple[str, str, list[Row]]]:
    """Name, description and stages of the stack as built and of references that are born otherwise."""
    ends, section = material.temperatures, material.section
    built = stage_rows(section, ends)
    out = [("as built", "", built)]
    named = {stack["name"] for stack in material.document["stacks"]}
    for reference in material.design.recipe.references:
        rows = stage_rows(section.changed(reference), ends)
        births = [(row["born"], row["at_C"]) for row in rows]
        if reference.name in named and not set(births) <= {(r["born"], r["at_C"]) for r in built}:
            out.append((reference.name, reference.doc, rows))
    return out


def steps(material: Material) -> list[Row]:
    """The recipe, step by step."""
    rows = []
    for number, step in enumerate(material.design.recipe.steps, 1):
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
                "absent": _absent(material, step),
            }
        )
    return rows


def _absent(material: Material, step: Step) -> str:
    """Why nothing that a step fills stands in the end, if so."""
    if not isinstance(step, Filling) or material.section.find(targets(step)[0]) is not None:
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


def substances(material: Material) -> list[Row]:
    """Every material of the stack and its references with its values, sources and conflicts."""
    recipe = material.design.recipe
    asked = [(r.name, r.material) for r in material.section.regions]
    swaps = [
        (f"{region} of {r.name}", swapped)
        for r in recipe.references
        if r.name in material.fields
        for region, swapped in r.swap.items()
    ]
    asked += [(place, materials.resolve(swapped, place)) for place, swapped in swaps]
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


def relief(material: Material, temperature: float, everything: bool) -> list[Row]:
    """A row per measure of the stack as built, with every reference's value and relief."""
    document = material.document
    key = ("measure", "where", "averaging_um", "temperature_C")
    found = {(*(r[k] for k in key), r["reference"]): r for r in document["relief"]}
    names = [s["name"] for s in document["stacks"][1:]]
    rows, known = [], told(material, temperature)
    for value in document["stacks"][0]["measures"]:
        if value["temperature_C"] != temperature or (
            not everything and not _headline(material, value)
        ):
            continue
        same = tuple(value[k] for k in key)
        against = [found.get((*same, name)) for name in names]
        corner = nearest(known, value.get("at_um")) if value["mesh_dependent"] else None
        rows.append(value | {"against": against, "corner": corner})
    return rows


def _headline(material: Material, value: Row) -> bool:
    if value["measure"] in HEADLINES:
        return value["where"] in material.focus
    if value["measure"] in EDGES:
        widest = value["averaging_um"] == max(material.design.recipe.windows_um)
        return widest and all(part in material.focus for part in value["where"].split("/"))
    return value["measure"] in BOW or value["where"] == WHOLE


def shares(material: Material, temperature: float) -> list[Row]:
    """By region of the focus: what each mismatch contributes, the largest first, and the sum."""
    rows: dict[str, list[Row]] = {}
    for share in material.document.get("mismatch", []):
        if share["temperature_C"] == temperature:
            rows.setdefault(share["where"], []).append(share)
    out = []
    for where, own in rows.items():
        own = sorted(own, key=lambda s: -abs(s["value"]))
        largest = abs(own[0]["value"]) or 1.0
        told = [
            s | {"size": abs(s["value"]) / largest}
            for s in own
            if abs(s["value"]) > 0.005 * largest
        ]
        out.append(
            {
                "where": where,
                "measure": own[0]["measure"],
                "unit": own[0]["unit"],
                "sum": sum(s["value"] for s in own),
                "shares": told,
                "left_out": len(own) - len(told),
            }
        )
    return out
