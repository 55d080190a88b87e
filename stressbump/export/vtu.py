"""VTU files for ParaView, PyVista, VTK and meshio: compressed, base64 in plain XML.

The writer is our own: meshio's drops field data and knows no names of components. Names of regions
and materials stand in the names of numeric field data, `region:die` and `material:silicon`, whose
value is their `region_id` and `material_id`: meshio 5.3.5 refuses a whole file for one array of texts.
"""

from __future__ import annotations

import base64
import lzma
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from stressbump.atomic import replacing
from stressbump.errors import visible
from stressbump.export.flat_triangles import (
    FlatTriangles,
    accumulated_at_points,
    flat_triangles,
)
from stressbump.measures import first_principal, von_mises
from stressbump.mechanics.balance import at_points
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.solution import Solution
from stressbump.mesh.elements import to_nodes

VECTOR = ("X", "Y", "Z")
TENSOR = ("XX", "YY", "ZZ", "XY", "YZ", "XZ")
TYPES = {"f8": "Float64", "f4": "Float32", "i8": "Int64", "i4": "Int32", "u1": "UInt8"}
ACCUMULATED = ("dissipated_work_MPa", "equivalent_inelastic_strain")  # since birth
TRIANGLE = 5  # VTK's number for a cell of three points


@dataclass(frozen=True)
class Packing:
    """How arrays are compressed, by VTK's name for it."""

    name: str
    pack: Callable[[bytes], bytes]


ZLIB = Packing(
    "vtkZLibDataCompressor", partial(zlib.compress, level=1)
)  # higher ones save a tenth of the size for thrice the time
LZMA = Packing(
    "vtkLZMADataCompressor", partial(lzma.compress, preset=0)
)  # a quarter less than zlib for seven times the time


def write_vtu(path: str | Path, solution: Solution, materials: Mapping[str, str]) -> None:
    """Write a solution's fields over its regions, with the material's name of each region.

    Axes are x (or r), height, out of plane. Empty regions are left out. ExportError if the file
    cannot be written.
    """
    mesh = solution.model.mesh
    flat = flat_triangles(mesh, solution.model.active_elements)
    substances, substance = of_materials(solution, materials)
    region = mesh.region[flat.parent].astype(np.int32)
    write_grid(
        path,
        _three(flat.position),
        flat.triangles,
        _fields_at_points(solution, flat),
        {"material_id": substance[region], "region_id": region},
        named_ids(mesh.regions, substances) | {"temperature_C": np.array([solution.temperature])},
    )


def of_materials(
    solution: Solution, materials: Mapping[str, str]
) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the materials, and by region the number of its own, -1 where it is empty."""
    regions = solution.model.mesh.regions
    for name in solution.model.regions:
        if name not in materials:
            raise ValueError(f"no material is given for region {name!r}")
    named = {name: materials[name] for name in solution.model.regions}
    substances = tuple(dict.fromkeys(named.values()))
    substance = np.full(len(regions), -1, dtype=np.int32)
    for name, material in named.items():
        substance[regions.index(name)] = substances.index(material)
    return substances, substance


def named_ids(regions: Sequence[str], materials: Sequence[str]) -> dict[str, np.ndarray]:
    """Field data that name the numbers of regions and materials."""
    kinds = {"region": regions, "material": materials}
    return {
        f"{kind}:{name}": np.array([number], dtype=np.int32)
        for kind, names in kinds.items()
        for number, name in enumerate(names)
    }


def _fields_at_points(solution: Solution, flat: FlatTriangles) -> dict[str, np.ndarray]:
    stress = flat.at_points(at_nodes(solution)[:, flat.elements])
    mesh = solution.model.mesh
    free = np.zeros((6, *mesh.triangles.shape))
    for name, p in solution.blocks.items():
        plane = to_nodes(mesh.element, p.rule)
        free[:, p.elements] = at_points(p, solution.free_strain[name]) @ plane.T
    own = dict(zip(ACCUMULATED, accumulated_at_points(solution, flat), strict=False))
    return {
        "displacement_um": _three(solution.displacement[flat.node]),
        "stress_MPa": np.ascontiguousarray(stress.T),
        "von_mises_MPa": von_mises(stress),
        "principal_1_MPa": first_principal(stress),
        "free_strain": np.ascontiguousarray(flat.at_points(free[:, flat.elements]).T),
    } | own


def _three(vectors: np.ndarray) -> np.ndarray:
    return np.column_stack([vectors, np.zeros(len(vectors))])


def write_grid(
    path: str | Path,
    position: np.ndarray,
    cells: np.ndarray,
    point_data: Mapping[str, np.ndarray],
    cell_data: Mapping[str, np.ndarray],
    field_data: Mapping[str, np.ndarray],
    kind: int = TRIANGLE,
    packing: Packing = ZLIB,
) -> None:
    """Write cells (cells, nodes), flat triangles or of another kind of VTK's, over points (points, 3).

    Point and cell data are (n,), (n, 3) or (n, 6), the last in the order XX YY ZZ XY YZ XZ. Field
    data are numbers. ExportError if the file cannot be written.
    """
    _check(position, cells, point_data, cell_data)
    root = ET.Element(
        "VTKFile",
        type="UnstructuredGrid",
        version="1.0",
        byte_order="LittleEndian" if sys.byteorder == "little" else "BigEndian",
        header_type="UInt64",
        compressor=packing.name,
    )
    grid = ET.SubElement(root, "UnstructuredGrid")
    fields = ET.SubElement(grid, "FieldData")
    for name, values in field_data.items():
        _array(fields, name, values, packing)
        fields[-1].set("NumberOfTuples", str(len(values)))
    piece = ET.SubElement(
        grid, "Piece", NumberOfPoints=str(len(position)), NumberOfCells=str(len(cells))
    )
    _group(piece, "PointData", point_data, packing)
    _group(piece, "CellData", cell_data, packing)
    _array(ET.SubElement(piece, "Points"), "Points", position, packing)
    count, nodes = cells.shape
    laid_out: dict[str, np.ndarray] = {
        "connectivity": cells.ravel().astype(np.int32),
        "offsets": nodes * np.arange(1, count + 1, dtype=np.int32),
        "types": np.full(count, kind, dtype=np.uint8),
    }
    _group(piece, "Cells", laid_out, packing)
    with replacing(path) as file:
        ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def _check(
    position: np.ndarray,
    cells: np.ndarray,
    point_data: Mapping[str, np.ndarray],
    cell_data: Mapping[str, np.ndarray],
) -> None:
    """Refuse what would crash a viewer: cells of points that are not there, rows that lack."""
    if cells.size == 0:
        raise ValueError("there is no cell to write")
    if cells.min() < 0 or cells.max() >= len(position):
        raise ValueError(f"cells name points outside 0 … {len(position) - 1}")
    for data, length in ((point_data, len(position)), (cell_data, len(cells))):
        for name, values in data.items():
            if len(values) != length:
                raise ValueError(f"{name!r} has {len(values)} rows where {length} are needed")
            if not np.all(np.isfinite(values)):
                raise ValueError(f"{name!r} holds values that are not finite")


def _group(piece: ET.Element, tag: str, data: Mapping[str, np.ndarray], packing: Packing) -> None:
    group = ET.SubElement(piece, tag)
    for name, values in data.items():
        _array(group, name, values, packing)


def _array(parent: ET.Element, name: str, values: np.ndarray, packing: Packing) -> None:
    kind = TYPES[values.dtype.str[1:]]
    tag = ET.SubElement(parent, "DataArray", type=kind, Name=visible(name), format="binary")
    if values.ndim == 2:
        tag.set("NumberOfComponents", str(values.shape[1]))
        if tag.get("Name") != "Points":
            for i, component in enumerate({3: VECTOR, 6: TENSOR}[values.shape[1]]):
                tag.set(f"ComponentName{i}", component)
    tag.text = _encoded(values.tobytes(), packing)


def _encoded(raw: bytes, packing: Packing) -> str:
    """One compressed block behind its header: how many, their size, the last one's, packed size."""
    packed = packing.pack(raw)
    header = np.array([1, len(raw), len(raw), len(packed)], dtype=np.uint64).tobytes()
    return (base64.b64encode(header) + base64.b64encode(packed)).decode()
