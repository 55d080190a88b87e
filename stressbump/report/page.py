"""Everything a result holds on one HTML page; what it does not hold is left out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from stressbump.answers import band_text
from stressbump.answers.comparison import Comparison
from stressbump.answers.corner_table import corner_table, remarks
from stressbump.answers.page_input import PageInput, of_answer, read_folder
from stressbump.atomic import replacing
from stressbump.export.fields import Fields
from stressbump.export.folders import PAGE, locked
from stressbump.export.result import Result
from stressbump.export.rows import BandRow, MeasureRow
from stressbump.formatting import cleared, with_bar
from stressbump.process.recipe import AS_BUILT
from stressbump.report import bow, corners, curves, cycles, pictures, tables, verdict
from stressbump.report.viewing import file_text, scene_of, viewer

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


def report_answer(answer: Comparison, page: str | Path) -> Path:
    """Write the page of an answer; its end temperature can be moved."""
    return write(of_answer(answer), Path(page))


def write(given: PageInput, page: Path) -> Path:
    """Write the page, whole or not at all."""
    with replacing(page) as file:
        file.write(render(given).encode())
    return page


def render(given: PageInput) -> str:
    """The page as text."""
    return template("stressbump.report", "page.html", FILTERS).render(**_content(given))


def template(package: str, name: str, filters: Mapping[str, Callable[..., str]]) -> Template:
    """A template of a package, which may include this one's.

    What it is not given is an error, what it is given is escaped.
    """
    loaders = [PackageLoader(p) for p in dict.fromkeys((package, "stressbump.report"))]
    environment = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= filters
    return environment.get_template(name)


def number(value: float | None, digits: int = 4, scale: float | None = None) -> str:
    """Four digits, a dash for none, 0 for what is only round-off beside a scale."""
    value = cleared(value, scale)
    return "–" if value is None else f"{value:.{digits}g}".replace("-", "−")


def valued(row: MeasureRow) -> str:
    """A measure's value with its bar, as the terminal tells it."""
    return with_bar(row.value, row.bar, row.bounded_above, row.scale).replace("-", "−")


def ends(band: BandRow) -> str:
    """The lowest and highest relief of a published band, in per cent, as the terminal tells them."""
    return band_text.ends(band.low, band.high).replace("-", "−")


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "percent": verdict.percent,
    "valued": valued,
    "trend": verdict.trend,
    "ends": ends,
}


def _content(given: PageInput) -> dict[str, Any]:
    told = given.result
    return {
        "given": given,
        "result": told,
        "question": verdict.question(given),
        "verdicts": [
            (t, verdict.sentence(given, t), verdict.worse(given, t))
            for t in given.temperatures
        ],
        "against": lambda name: verdict.against(given, name),
        "references": [s.name for s in told.references],
        "neighbours": given.neighbours,
        "failed": [(s.name, c) for s in told.stacks for c in s.checks if not c.passed],
        "regions": tables.regions(given),
        "steps": tables.steps(given),
        "histories": tables.histories(given),
        "substances": tables.substances(given),
        "bars": any(m.bar is not None for m in told.built.measures),
        "relief": lambda t, everything: tables.relief(given, t, everything),
        "weak": corners.WEAK,
        "intensities": lambda t, everything: corner_table(told, given.design.name, t, everything),
        "remarks": list(remarks(told)),
        "shares": lambda t: tables.shares(given, t),
        "inputs": tomli_w.dumps(told.design),
        "digest": digest(told),
        "versions": {name: _version(name) for name in PACKAGES} | {"Python": platform.python_version()},
        "embedded": Markup(json.dumps(told.plain()).replace("<", "\\u003c")),
        "viewer": viewer(scene_of(given)),
        "cycles": cycles.cycles(given),
        "lives": None if given.lives is None else tables.lives(given.lives),
        "style": Markup(file_text("style.css")),
        "licence": file_text("vendor/LICENSE.three"),
    } | _drawings(given)  # fmt: skip


def digest(result: Result) -> str:
    """SHA-256 of everything that was put in: the design, the temperatures, references, refinement."""
    put_in = {
        "design": result.design,
        "temperatures_C": result.temperatures_C,
        "stacks": [stack.name for stack in result.stacks],
        "against": result.against,
        "refine": result.built.mesh.refine,
        "accuracy": result.built.mesh.accuracy,
    }
    text = json.dumps(put_in, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _drawings(given: PageInput) -> dict[str, Any]:
    temperature = given.temperatures[0]
    shown = {name: found[temperature] for name, found in given.fields.items()}
    built = shown[AS_BUILT]
    other = verdict.main_reference(given)
    two = {name: shown[name] for name in (AS_BUILT, other) if name is not None}
    windows, cell = given.design.recipe.windows_um, given.section.cell
    across = "r" if given.section.axisymmetric else "x"
    walls = (0.0,) if cell.support == "free" else (0.0, built.mesh.width)
    free = {frozenset(pair) for pair in cell.free_faces}
    shear = curves.shear_moduli(given.section, temperature)
    zooms = pictures.windows(built, max(windows))
    told = corners.shown_corners(given, temperature)
    kinds = list(pictures.KINDS)
    few = dict(list(shown.items())[:MOST])
    here = {n: f for n, f in two.items() if _same_mesh(f, built, given.section.datum.name)}
    used = given.result.built.materials
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
        "tractions": curves.draw_tractions(two, given.focus.regions, windows, walls, free, shear),
        "films": curves.draw_films(few, given.section.axisymmetric, max(windows)),
        "warpage": bow.draw_lower_face(few, given.result, given.section.datum.name, across),
        "bow_over_temperature": bow.draw_over_temperature(given.result),
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
