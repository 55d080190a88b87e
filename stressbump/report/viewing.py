"""What the live section of a page is given: geometry, terms of the fields, colours, and the scripts."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from markupsafe import Markup

from stressbump.answers.page_input import PageInput
from stressbump.answers.stops import Basis, Stop
from stressbump.export.fields import Fields
from stressbump.export.picture import COLOURS
from stressbump.export.zooms import Viewport, whole
from stressbump.mesh.elements import HALVES
from stressbump.report import pictures, verdict

SCRIPTS = ("vendor/three.min.js", "viewer/fields.js", "viewer/drawing.js", "viewer/main.js")
SHADES = 256


@dataclass(frozen=True, eq=False)
class ViewedStack:
    """A stack of a live section: one of its fields, which has its mesh, and all that its slider shows."""

    name: str
    label: str
    fields: Fields
    basis: Basis
    materials: Mapping[str, str | None]  # by region


@dataclass(frozen=True, eq=False)
class Scene:
    """What a live section shows; the slider stands for temperature or time where nothing else is said."""

    stacks: tuple[ViewedStack, ...]  # that as built first
    other: int  # which of them stands beside it at first
    start: Stop
    windows: tuple[Viewport, ...]  # where one can go; the first is all of it
    axisymmetric: bool
    slider: str = ""
    about: str = ""  # what the slider's stops are
    factor: float = 0.0  # by which displacements are drawn larger at first; 0 leaves places alone
    left_out: bool = False  # stops, for want of room


def viewer(scene: Scene) -> dict[str, Any]:
    """The data as JSON and the scripts, ready to stand in the page."""
    data = json.dumps(_data(scene), ensure_ascii=False).replace("<", "\\u003c")
    scripts = "\n".join(file_text(name).replace("</script", "<\\/script") for name in SCRIPTS)
    return {"data": Markup(data), "scripts": Markup(scripts)}


def scene_of(given: PageInput) -> Scene:
    """The live section of a result: its stacks, over end temperatures or time."""
    temperature = given.temperatures[0]
    stacks = tuple(
        ViewedStack(
            stack.name, verdict.against(given, stack.name), given.fields[stack.name][temperature],
            given.bases[stack.name], stack.materials,
        )
        for stack in given.result.stacks
    )  # fmt: skip
    other, built = verdict.main_reference(given), stacks[0].fields
    zooms = pictures.windows(built, max(given.design.recipe.windows_um))
    every = np.arange(len(built.mesh.triangles))
    return Scene(
        stacks,
        0 if other is None else [s.name for s in stacks].index(other),
        Stop(temperature),
        (whole(built.mesh, every), *(w for pair in zooms for w in pair)),
        given.section.axisymmetric,
        left_out=given.left_out,
    )


def _data(scene: Scene) -> dict[str, Any]:
    names = tuple(dict.fromkeys(n for s in scene.stacks for n in s.fields.mesh.regions))
    geometries: dict[str, dict[str, str]] = {}
    width = max(s.basis.terms.shape[2] for s in scene.stacks)
    stacks = []
    for stack in scene.stacks:
        geometry = _geometry(stack.fields, names)
        key = json.dumps(geometry)
        geometries.setdefault(key, geometry)
        stacks.append(
            {
                "name": stack.name,
                "label": stack.label,
                "geometry": list(geometries).index(key),
                "stops": [_stop(stop) for stop in stack.basis.stops],
                "weights": stack.basis.weights.tolist(),
                "odd": None if stack.basis.odd is None else stack.basis.odd.tolist(),
                "terms": [_packed_fields(term, width) for term in stack.basis.terms],
                "exact": stack.basis.exact,
                "materials": stack.materials,
            }
        )
    first = scene.windows[0]
    return {
        "axisymmetric": scene.axisymmetric,
        "around": any(s.basis.odd is not None for s in scene.stacks),
        "quantities": width,
        "start": _stop(scene.start),
        "slider": scene.slider,
        "about": scene.about,
        "factor": scene.factor,
        "other": scene.other,
        "share": pictures.SHOWN,
        "wide": first.size[0] > pictures.FLAT * first.size[1],
        "left_out": scene.left_out,
        "plain": shades("viridis"),
        "signed": shades("RdBu_r"),
        "regions": [
            {"name": name, "colour": _rgb(COLOURS[i % len(COLOURS)])}
            for i, name in enumerate(names)
        ],
        "windows": [{"name": w.name, "corners": [w.low, w.high]} for w in scene.windows],
        "geometries": list(geometries.values()),
        "stacks": stacks,
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {"temperature": stop.temperature, "moment": stop.moment.replace("-", "−")}


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


def shades(name: str) -> list[list[int]]:
    """The colours of a scale of matplotlib's, lowest first."""
    from matplotlib import colormaps

    rows = colormaps[name](np.linspace(0, 1, SHADES), bytes=True)[:, :3]
    return [[int(c) for c in row] for row in rows]


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def file_text(name: str) -> str:
    """A file that lies beside the code of the page."""
    return (files("stressbump.report") / name).read_text(encoding="utf-8")
