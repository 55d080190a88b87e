"""Structures and studies with solder that creeps and metals that yield, beside the elastic answer.

`python -m studies.inelastic [NAME …]` solves these cases (`NAME:cycled` one of them in one way), all if
none are given, keeps what it finds in studies/inelastic.json, and renews the tables made of it in
docs/structures/ and studies/, between `<!-- inelastic -->` and `<!-- /inelastic -->`.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import stressbump as sb
from stressbump.designs.design import Design, from_table, load
from stressbump.formatting import percent, with_bar
from studies.drawing import HERE

KEPT = HERE / "inelastic.json"
PAGES = HERE.parent / "docs" / "structures"
CYCLE = {"like": "JESD22-A104 G, mode 4", "count": 2}  # -40 … 125 °C, 15 min at each end
MEAN, WORST = "mean von Mises stress", "95th percentile von Mises stress"
WORK, SLIP = "dissipated work per cycle", "inelastic strain per cycle"
FORCE = "shear force V"
FILM, LARGEST = "95th percentile film stress", "largest film stress"
MEASURES = (MEAN, "mean in-plane stress", WORST, FILM, LARGEST, FORCE, WORK, SLIP)
ELASTIC, INELASTIC, CYCLED = "elastic", "inelastic", "cycled"
BLOCK = re.compile(r"(<!-- inelastic -->\n).*(\n<!-- /inelastic -->)", re.DOTALL)
Kept = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """A design with settings on top, and what it is told against: as it stands, and after cycles."""

    design: str
    settings: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    cycled: tuple[str, ...] | None = None  # None: it is not taken through cycles
    layer: dict[str, Any] = field(default_factory=dict)  # of a recipe; structures have their own

    @property
    def ways(self) -> tuple[str, ...]:
        """How it is solved."""
        return ELASTIC, INELASTIC, *([CYCLED] if self.cycled is not None else [])

    def by(self, way: str) -> Design:
        """The design, elastic, or not, or taken through cycles."""
        table = load(self.design, self.settings).inputs()
        table["history"] = table.get("history", {}) | {"inelastic": way != ELASTIC}
        if way == CYCLED:
            table["history"]["cycle"] = CYCLE
            table |= {"layer": [self.layer]} if self.layer else {}
        return from_table(table, "studies.inelastic")


def _plated(metal: str) -> Case:
    bare = ("recess_depth_um=0", "resist_thickness_um=100")
    own = (f'enhanced_ubm="{metal}"', "enhanced_ubm_thickness_um=5") if metal else ()
    return Case("recessed-pad-bump", (*bare, *own))


def _on_buffer(shear: float) -> Case:
    """The study's die on a board, with 2 µm of so many MPa under its pads."""
    settings = (f"buffer.material.G_MPa={shear:g}", "buffer.thickness_um=2")
    joint = {"of": "solder", "at": "ubm", "thickness_um": 12.7}
    stack = str(HERE / "pad_compliance_stack.toml")
    return Case(stack, settings, ("oxide under the pad", "nothing around"), layer=joint)


CASES = {
    "dry film": Case("dry-film-bump", (), ("open-foot",), ("open-foot",)),
    "recess": Case("recessed-pad-bump", (), ("flat-pad",)),
    "collar": Case("elastomer-bump", (), ("none", "polyimide", "underfill"), ("polyimide",)),
    "layer": Case("interface-layer-package", (), ("mold", "polyimide")),
    "1 MPa under the pad": _on_buffer(1),
    "nothing plated": _plated(""),
    "copper, 5 µm": _plated("Cu"),
    "nickel, 5 µm": _plated("Ni"),
}


@dataclass(frozen=True)
class Told:
    """A table of a page: of which cases, which measures at which places, against what."""

    page: Path
    cases: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]  # measure, place
    references: tuple[str, ...] = ()


def _means(*places: str) -> tuple[tuple[str, str], ...]:
    return tuple((MEAN, place) for place in places)


TABLES = (
    Told(
        PAGES / "dry-film-bump.md", ("dry film",),
        _means("pad", "passivation", "ubm_Ti", "ubm_Cu", "bump"), ("open-foot",),
    ),
    Told(
        PAGES / "recessed-pad-bump.md", ("recess",),
        _means("dielectric", "pad", "passivation", "ubm_Ti", "ubm_Cu", "bump"), ("flat-pad",),
    ),
    Told(
        PAGES / "elastomer-bump.md", ("collar",),
        _means("pad", "passivation", "ubm_Cr", "ubm_Cu", "ubm_Au", "solder"),
        ("none", "polyimide", "underfill"),
    ),
    Told(
        PAGES / "interface-layer-package.md", ("layer",),
        _means("passivation", "interface", "contact", "support_pad"), ("mold", "polyimide"),
    ),
    Told(
        HERE / "dry_film.md", ("dry film",),
        (*_means("bump"), (WORST, "bump"), *_means("ubm_Ti"), (WORST, "ubm_Ti"), *_means("ubm_Cu"),
         *_means("pad", "passivation"), (WORST, "passivation")),
        ("open-foot",),
    ),
    Told(
        HERE / "recessed_pad.md", ("recess",),
        (*_means("dielectric"), (WORST, "dielectric"), *_means("passivation", "pad", "ubm_Ti"),
         (WORST, "ubm_Ti"), *_means("ubm_Cu", "bump")),
        ("flat-pad",),
    ),
    Told(
        HERE / "elastomer.md", ("collar",),
        (*_means("passivation"), (WORST, "passivation"), *_means("ubm_Cr", "ubm_Cu", "ubm_Au", "solder")),
        ("none", "polyimide", "underfill"),
    ),
    Told(
        HERE / "interface_layer.md", ("layer",),
        (*_means("passivation"), (WORST, "passivation"), *_means("interface", "contact")),
        ("mold", "polyimide"),
    ),
    Told(
        HERE / "ubm.md", ("nothing plated", "copper, 5 µm", "nickel, 5 µm"),
        (*_means("bump"), (WORST, "bump"), (FORCE, "ubm_Ti/ubm_Cu"), *_means("passivation"),
         (WORST, "passivation"), (LARGEST, "passivation")),
    ),
    Told(
        HERE / "pad_compliance.md", ("1 MPa under the pad",),
        ((FORCE, "solder/board"), *_means("solder", "ubm", "pad", "passivation"), (WORST, "dielectric")),
        ("oxide under the pad", "nothing around"),
    ),
)  # fmt: skip


def solved(case: Case, way: str) -> dict[str, Any]:
    """What an answer tells, as plain data: CPU seconds, and a row per value with its reliefs."""
    start = time.process_time()
    references = case.cycled if way == CYCLED else case.references
    answer = sb.relief(case.by(way), references=references, bars=way == ELASTIC)
    spent = time.process_time() - start
    if not answer.passed:
        raise RuntimeError(f"{case.design}, {way}: a self-check failed")
    reliefs: dict[Any, dict[str, Any]] = {}
    for row in answer.table:
        own = {"without": row.without, "relief": row.relief, "bar": row.bar, "note": row.note}
        reliefs.setdefault(row.value.key, {})[row.reference] = own
    rows = [
        {"measure": v.measure, "where": v.where, "unit": v.unit, "value": v.value, "bar": v.bar,
         "note": v.note, "against": reliefs.get(v.key, {})}
        for v in answer.values[0]
        if v.measure in MEASURES
    ]  # fmt: skip
    return {"cpu_s": round(spent, 1), "notes": list(answer.warnings), "rows": rows}


def kept() -> dict[str, dict[str, Any]]:
    """What has been found: by case and way."""
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def as_json(found: Kept) -> str:
    """What has been found as JSON, a line for each row."""
    text = json.dumps(found, indent=1, ensure_ascii=False)
    return re.sub(r"\n {5,}|\n {4}(?=})", " ", text) + "\n"


def table(told: Told, found: Kept) -> str:
    """Its Markdown: a row per case and measure, elastic and not side by side, value and reliefs."""
    heads = ["", "elastic", "creep and yield"]
    for reference in told.references:
        heads += [f"relief against {reference}: elastic", "creep and yield"]
    cells = [row for case in told.cases for row in _cells(told, case, found[case])]
    lines = [heads, ["---"] * len(heads), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(told: Told, case: str, ways: Mapping[str, Any]) -> Iterator[list[str]]:
    prefix = f"{case}: " if len(told.cases) > 1 else ""
    for measure, where in told.rows:
        both = [_row(ways[way], measure, where) for way in (ELASTIC, INELASTIC)]
        unit = "" if both[0]["unit"] == "1" else f", {both[0]['unit']}"
        line = [f"{prefix}{where}, {measure}{unit}", *(_number(row) for row in both)]
        for reference in told.references:
            line += [_relief(row["against"].get(reference)) for row in both]
        yield [cell.replace("-", "−") if cell[:1] == "-" else cell for cell in line]


def _row(way: Mapping[str, Any], measure: str, where: str) -> Mapping[str, Any]:
    wanted = (measure, where)
    found: Mapping[str, Any] = next(r for r in way["rows"] if (r["measure"], r["where"]) == wanted)
    if found["unit"] != "µN":
        return found
    milli = {k: None if found[k] is None else found[k] / 1000 for k in ("value", "bar")}
    return {**found, "unit": "mN", **milli}


def _number(row: Mapping[str, Any]) -> str:
    return with_bar(row["value"], row["bar"])


def _relief(against: Mapping[str, Any] | None) -> str:
    if against is None:
        return ""
    return (
        against["note"] if against["relief"] is None else percent(against["relief"], against["bar"])
    )


def renewed(told: Told, found: Kept) -> str:
    """The text of a page with its table as it was found."""
    text = told.page.read_text(encoding="utf-8")
    if len(BLOCK.findall(text)) != 1:
        raise KeyError(f"{told.page}: one place for a table is wanted")
    return BLOCK.sub(lambda at: f"{at[1]}\n{table(told, found)}\n{at[2]}", text)


def main(names: list[str]) -> None:
    """Solve and keep the cases of these names, and renew all tables."""
    for name, _, only in (n.partition(":") for n in names):
        for way in (only,) if only else CASES[name].ways:
            found, everything = solved(CASES[name], way), kept()
            everything.setdefault(name, {})[way] = found
            KEPT.write_text(as_json(everything), encoding="utf-8")
            print(f"{name}, {way}: {found['cpu_s']} CPU s", flush=True)
    for told in TABLES:
        told.page.write_text(renewed(told, kept()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(CASES))
