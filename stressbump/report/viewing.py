"""What the live section of a page is given: geometry, terms of the fields, colours, and the scripts."""

from __future__ import annotations

import base64
import json
import zlib
from importlib.resources import files
from typing import Any

import numpy as np
from markupsafe import Markup

from stressbump.answers.page_input import PageInput
from stressbump.export.fields import Fields
from stressbump.export.picture import COLOURS
from stressbump.export.zooms import whole
from stressbump.mesh.elements import HALVES
from stressbump.process.recipe import AS_BUILT
from stressbump.report import pictures, verdict

SCRIPTS = ("vendor/three.min.js", "viewer/fields.js", "viewer/drawing.js", "viewer/main.js")
SHADES = 256


def viewer(given: PageInput) -> dict[str, Any]:
    """The data as JSON and the scripts, ready to stand in the page."""
    data = json.dumps(_data(given), ensure_ascii=False).replace("<", "\\u003c")
    scripts = "\n".join(file_text(name).replace("</script", "<\\/script") for name in SCRIPTS)
    return {"data": Markup(data), "scripts": Markup(scripts)}


def _data(given: PageInput) -> dict[str, Any]:
    temperature = given.temperatures[0]
    shown = {name: found[temperature] for name, found in given.fields.items()}
    built = shown[AS_BUILT]
    names = tuple(dict.fromkeys(n for f in shown.values() for n in f.mesh.regions))
    geometries: dict[str, dict[str, str]] = {}
    width = max(basis.terms.shape[2] for basis in given.bases.values())
    stacks = []
    for stack in given.result.stacks:
        fields, basis = shown[stack.name], given.bases[stack.name]
        geometry = _geometry(fields, names)
        key = json.dumps(geometry)
        geometries.setdefault(key, geometry)
        stacks.append(
            {
                "name": stack.name,
                "label": verdict.against(given, stack.name),
                "geometry": list(geometries).index(key),
                "stops": [
                    {"temperature": stop.temperature, "moment": stop.moment.replace("-", "−")}
                    for stop in basis.stops
                ],
                "weights": basis.weights.tolist(),
                "terms": [_packed_fields(term, width) for term in basis.terms],
                "exact": basis.exact,
                "materials": stack.materials,
            }
        )
    other = verdict.main_reference(given)
    every = np.arange(len(built.mesh.triangles))
    zooms = pictures.windows(built, max(given.design.recipe.windows_um))
    windows = [whole(built.mesh, every), *(w for pair in zooms for w in pair)]
    return {
        "axisymmetric": given.section.axisymmetric,
        "quantities": width,
        "temperature": temperature,
        "other": 0 if other is None else [s["name"] for s in stacks].index(other),
        "share": pictures.SHOWN,
        "wide": windows[0].size[0] > pictures.FLAT * windows[0].size[1],
        "left_out": given.left_out,
        "plain": _shades("viridis"),
        "signed": _shades("RdBu_r"),
        "regions": [
            {"name": name, "colour": _rgb(COLOURS[i % len(COLOURS)])}
            for i, name in enumerate(names)
        ],
        "windows": [{"name": w.name, "corners": [w.low, w.high]} for w in windows],
        "geometries": list(geometries.values()),
        "stacks": stacks,
    }


def _geometry(fields: Fields, names: tuple[str, ...]) -> dict[str, str]:
    mesh = fields.mesh
    halves = mesh.triangles[:, mesh.element.sides[:, HALVES]].reshape(-1, 2)
    sides = np.unique(np.sort(halves, axis=1), axis=0)
    every = mesh.sides
    other = np.where(every.other >= 0, mesh.region[every.other], -1)
    border = every.nodes[mesh.region[every.elements] != other][:, HALVES].reshape(-1, 2)
    index = np.array([names.index(name) for name in mesh.regions])
    region = np.zeros(len(mesh.points), np.uint8)
    region[mesh.triangles] = index[mesh.region][:, None]
    return {
        "points": _packed(mesh.points, "<f4"),
        "triangles": _packed(fields.flat, "<u4"),
        "region": _packed(region, "u1"),
        "sides": _packed(sides, "<u4"),
        "borders": _packed(border, "<u4"),
    }


def _packed(values: np.ndarray, kind: str) -> str:
    """An array as the page holds it: deflated, in base64."""
    return base64.b64encode(zlib.compress(values.astype(kind).tobytes())).decode()


def _packed_fields(term: np.ndarray, width: int) -> str:
    """Quantity by quantity, bytes of one significance together: so they deflate by a seventh more.

    Of `width` quantities, those that lack are 0.
    """
    columns = np.zeros((width, len(term)), "<f4")
    columns[: term.shape[1]] = term.T
    return _packed(columns.view("u1").reshape(-1, 4).T, "u1")


def _shades(name: str) -> list[list[int]]:
    from matplotlib import colormaps

    rows = colormaps[name](np.linspace(0, 1, SHADES), bytes=True)[:, :3]
    return [[int(c) for c in row] for row in rows]


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def file_text(name: str) -> str:
    """A file that lies beside the code of the page."""
    return (files("stressbump.report") / name).read_text(encoding="utf-8")
