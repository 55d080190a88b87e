"""The page of a package: which joint carries most, a map over the array, how chip and board bow."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from markupsafe import Markup
from scipy.spatial import cKDTree

from stressbump.atomic import replacing
from stressbump.export.package_rows import JointRow, PackageResult
from stressbump.formatting import number, with_bar
from stressbump.report.page import template
from stressbump.report.verdict import degrees
from stressbump.report.viewing import file_text, shades

COLOURED = {  # by column of a joint: its words and unit
    "slide_um": ("slide", "µm"),
    "shear_uN": ("shear force", "µN"),
    "axial_uN": ("force along the axis, tension positive", "µN"),
    "stretch_um": ("stretch", "µm"),
    "turn_x": ("turn about y", "rad"),
    "turn_y": ("turn about x", "rad"),
    "moment_x_uN_um": ("moment about y", "µN µm"),
    "moment_y_uN_um": ("moment about x", "µN µm"),
    "by_hand_um": ("slide by hand", "µm"),
}
BESIDE = {
    "x_um": ("x", "µm"),
    "y_um": ("y", "µm"),
    "dnp_um": ("from the middle of the chip", "µm"),
    "slide_x_um": ("slide along x", "µm"),
    "slide_y_um": ("slide along y", "µm"),
    "shear_x_uN": ("shear force along x", "µN"),
    "shear_y_uN": ("shear force along y", "µN"),
}


def report_package(
    result: PackageResult, page: str | Path, joints: Mapping[int, str] | None = None
) -> Path:
    """Write the page of a package, whole or not at all; `joints` are pages of some, by number."""
    page = Path(page)
    with replacing(page) as file:
        file.write(render(result, joints or {}).encode())
    return page


def render(result: PackageResult, joints: Mapping[int, str]) -> str:
    """The page as text."""
    filters: dict[str, Callable[..., str]] = {
        "degrees": degrees, "number": _number, "barred": _barred,
    }  # fmt: skip
    return template("stressbump.report", "package.html", filters).render(
        result=result,
        name=result.design["name"],
        question=f"What does the {result.design['name']} do to its joints, and to which most?",
        sentences=sentences(result),
        map_data=Markup(_embedded(map_data(result) | {"pages": dict(joints)})),
        script=Markup(file_text("viewer/map.js").replace("</script", "<\\/script")),
        inputs=tomli_w.dumps(result.design),
        embedded=Markup(_embedded(result.plain())),
        style=Markup(file_text("style.css")),
    )


def _embedded(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _barred(value: float, bar: float | None, unit: float = 1.0) -> str:
    told = with_bar(value * unit, None if bar is None else bar * unit)
    return told.replace("-", "−")


def _number(value: float) -> str:
    return number(value).replace("-", "−")


def sentences(result: PackageResult) -> list[str]:
    """The most sheared joint beside the one in the middle, and how the chip bows."""
    first = at_end(result, result.temperatures_C[0])
    worst, middle = first[result.worst[0] - 1], min(first, key=lambda r: r.dnp_um)
    told = [
        f"Of {len(first)} joints {_where(worst)} carries the most,"
        f" {_barred(worst.shear_uN, worst.bar_of_shear_uN, 1e-3)} mN of shear: it slides by"
        f" {_barred(worst.slide_um, worst.bar_of_slide_um)} µm, by hand {_number(worst.by_hand_um)}."
    ]  # fmt: skip
    if worst is not middle:
        told.append(
            f"The one nearest to the middle carries {_number(middle.shear_uN / 1e3)} mN of shear and"
            f" {_number(middle.axial_uN / 1e3)} mN along its axis."
        )
    ends = [w for w in result.warpage if w.temperature_C == result.temperatures_C[0]]
    if chip := [w.warpage_um for w in ends if w.body == "chip"]:
        way = "off" if chip[-1] > 0 else "towards"
        told.append(
            f"The middle of the chip stands {_number(abs(chip[-1]))} µm {way} the board, against its"
            " corners."
        )
    return told


def _where(row: JointRow) -> str:
    if row.row is None:
        return f"joint {row.joint}"
    return f"that of row {row.row}, column {row.column}"


def at_end(result: PackageResult, temperature: float) -> list[JointRow]:
    """The joints at an end temperature, °C, in their order."""
    return [row for row in result.joints if row.temperature_C == temperature]


def map_data(result: PackageResult) -> dict[str, Any]:
    """What the map is drawn of, beside the result itself."""
    first = at_end(result, result.temperatures_C[0])
    places = np.array([[row.x_um, row.y_um] for row in first])
    chip = [1e3 * side for side in result.design["package"]["die_mm"]]
    return {
        "chip": chip,
        "pitch": _apart(places) if len(places) > 1 else min(chip),
        "worst": result.worst[0] - 1,
        "temperatures": [f"{t:g}" for t in result.temperatures_C],
        "measures": _columns(COLOURED),
        "told": _columns(BESIDE | COLOURED),
        "plain": shades("viridis"),
        "signed": shades("RdBu_r"),
    }


def _apart(places: np.ndarray) -> float:
    """How far the nearest two joints are apart, µm, along x or y."""
    return float(cKDTree(places).query(places, k=2, p=np.inf)[0][:, 1].min())


def _columns(words: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"key": k, "bar": f"bar_of_{k}", "label": label, "unit": unit}
        for k, (label, unit) in words.items()
    ]
