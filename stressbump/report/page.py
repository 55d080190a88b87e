"""Everything a result holds on one HTML page; what it does not hold is left out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from stressbump.answers import band_text
from stressbump.answers.answer import Answer
from stressbump.answers.document import document
from stressbump.atomic import replacing
from stressbump.export.folders import PAGE, locked
from stressbump.export.result import plain
from stressbump.formatting import cleared, with_bar
from stressbump.history.choices import named
from stressbump.process.recipe import AS_BUILT
from stressbump.report import bow, corners, curves, pictures, tables, verdict
from stressbump.report.fields import Fields, of_solution
from stressbump.report.neighbours import neighbours
from stressbump.report.reading import Material, read_folder
from stressbump.report.temperatures import of_answer
from stressbump.report.viewing import viewer

PACKAGES = ("stressbump", "numpy", "scipy", "scikit-fem", "gmsh", "shapely", "matplotlib")
MOST = 4  # stacks side by side


def report_folder(folder: str | Path, page: str | Path | None = None) -> Path:
    """Write the page of a folder that `relief -o` or `solve -o` wrote, by default into it.

    InputError names the file that is missing, truncated or of another version, and what to run.
    """
    folder = Path(folder)
    beside = page is None and folder.is_dir()
    with locked(folder) if beside else nullcontext():
        return write(read_folder(folder), Path(page) if page else folder / PAGE)


def report_answer(answer: Answer, page: str | Path) -> Path:
    """Write the page of an answer; its end temperature can be moved."""
    fields = {
        s.name: {t: of_solution(solution) for t, solution in s.solutions.items()}
        for s in answer.stacks
    }
    told, (bases, left_out) = plain(document(answer)), of_answer(answer)
    return write(Material(told, answer.design, answer.section, fields, bases, left_out), Path(page))


def write(material: Material, page: Path) -> Path:
    """Write the page of this material, whole or not at all."""
    with replacing(page) as file:
        file.write(render(material).encode())
    return page


def render(material: Material) -> str:
    """The page as text."""
    filters: dict[str, Callable[..., str]]
    filters = {
        "number": number,
        "percent": verdict.percent,
        "valued": valued,
        "trend": verdict.trend,
        "ends": ends,
        "chosen": chosen,
    }
    return template("stressbump.report", "page.html", filters).render(**_content(material))


def template(package: str, name: str, filters: Mapping[str, Callable[..., str]]) -> Template:
    """A template of a package; what it is not given is an error, what it is given is escaped."""
    environment = Environment(
        loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= filters
    return environment.get_template(name)


def number(value: float | None, digits: int = 4, scale: float | None = None) -> str:
    """Four digits, a dash for none, 0 for what is only round-off beside a scale."""
    value = cleared(value, scale)
    return "–" if value is None else f"{value:.{digits}g}".replace("-", "−")


def valued(row: dict[str, Any]) -> str:
    """A measure's value with its bar, as the terminal tells it."""
    bounded = row.get("certainty") == "bounded above"
    told = with_bar(row["value"], row.get("bar"), bounded, row.get("scale"))
    return told.replace("-", "−")


def ends(band: dict[str, Any]) -> str:
    """The lowest and highest relief of a published band, in per cent, as the terminal tells them."""
    return band_text.ends(band["low"], band["high"]).replace("-", "−")


def chosen(choice: dict[str, Any]) -> str:
    """A published value in words."""
    return named(choice["material"], choice["quantity"], choice["alternative"])


def _content(material: Material) -> dict[str, Any]:
    told = material.document
    return {
        "material": material,
        "document": told,
        "question": verdict.question(material),
        "verdicts": [
            (t, verdict.sentence(material, t), verdict.worse(material, t))
            for t in material.temperatures
        ],
        "against": lambda name: verdict.against(material, name),
        "higher": lambda row: verdict.higher(material, row),
        "references": [s["name"] for s in told["stacks"][1:]],
        "failed": [(s["name"], c) for s in told["stacks"] for c in s["checks"] if not c["passed"]],
        "regions": tables.regions(material),
        "steps": tables.steps(material),
        "histories": tables.histories(material),
        "substances": tables.substances(material),
        "bars": any(m.get("bar") is not None for m in told["stacks"][0]["measures"]),
        "relief": lambda t, everything: tables.relief(material, t, everything),
        "weak": corners.WEAK,
        "shares": lambda t: tables.shares(material, t),
        "mismatch": told.get("mismatch", []),
        "bands": told.get("sources", []),
        "inputs": tomli_w.dumps(told["design"]),
        "digest": digest(told),
        "versions": {name: _version(name) for name in PACKAGES} | {"Python": platform.python_version()},
        "embedded": Markup(json.dumps(told).replace("<", "\\u003c")),
        "viewer": viewer(material),
        "style": Markup(_text("style.css")),
        "licence": _text("vendor/LICENSE.three"),
    } | _drawings(material)  # fmt: skip


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of everything that was put in: the design, the temperatures, references, refinement."""
    put_in = {
        "design": document["design"],
        "temperatures_C": document["temperatures_C"],
        "stacks": [stack["name"] for stack in document["stacks"]],
        "against": document.get("against", []),
        "refine": document["stacks"][0]["mesh"].get("refine", 0),
        "accuracy": document["stacks"][0]["mesh"].get("accuracy"),
    }
    text = json.dumps(put_in, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _drawings(material: Material) -> dict[str, Any]:
    temperature = material.temperatures[0]
    shown = {name: found[temperature] for name, found in material.fields.items()}
    built = shown["as built"]
    other = verdict.main_reference(material)
    two = {name: shown[name] for name in ("as built", other) if name is not None}
    windows, cell = material.design.recipe.windows_um, material.section.cell
    across = "r" if material.section.axisymmetric else "x"
    walls = (0.0,) if cell.support == "free" else (0.0, built.mesh.width)
    free = {frozenset(pair) for pair in cell.free_faces}
    zooms = pictures.windows(built, max(windows))
    told = corners.told(material, temperature)
    kinds = list(pictures.KINDS)
    few = dict(list(shown.items())[:MOST])
    here = {n: f for n, f in two.items() if _same_mesh(f, built, material.section.datum.name)}
    used = material.document["stacks"][0]["materials"]
    curvature = bow.told(material.document, AS_BUILT, "curvature", temperature)
    return {
        "overview": pictures.side_by_side(few, kinds[0], across),
        "drawn": pictures.drawn_stack(built, used, across, max(windows)),
        "corners": told,
        "zooms": [
            (marked, pictures.close_up(here, w, kinds[1], across, [(c.number, p) for c, p in marked]))
            for pair in zooms
            for w in pair
            for marked in [corners.seen(told, w)]
        ],
        "other": other,
        "tractions": curves.draw_tractions(two, material.focus, windows, walls, free),
        "films": curves.draw_films(few, material.section.axisymmetric, max(windows)),
        "warpage": bow.draw_lower_face(few, material.document, material.section.datum.name, across),
        "bow_over_temperature": bow.draw_over_temperature(material.document),
        "neighbours": neighbours(material.section, built, temperature, curvature),
    }  # fmt: skip


def _same_mesh(one: Fields, other: Fields, datum: str) -> bool:
    """Whether two stacks were solved on one mesh, of which regions may be empty, but not the datum."""
    if one.mesh.regions != other.mesh.regions:
        return False
    ground = [f.mesh.points[f.mesh.triangles[f.mesh.elements_in(datum)]] for f in (one, other)]
    return np.array_equal(*ground)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "–"


def _text(name: str) -> str:
    return (files("stressbump.report") / name).read_text(encoding="utf-8")
