"""A .pvd file: one .vtu per temperature or time, which ParaView shows as its time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from stressbump.atomic import replacing


def write_pvd(path: str | Path, files: Mapping[float, str | Path]) -> None:
    """Write a collection of VTU files by temperature, °C, or time; their paths are kept relative to it.

    ExportError if the file cannot be written.
    """
    path = Path(path)
    root = ET.Element("VTKFile", type="Collection", version="1.0")
    collection = ET.SubElement(root, "Collection")
    for time, file in sorted(files.items()):
        place = Path(os.path.relpath(file, path.parent)).as_posix()
        ET.SubElement(
            collection, "DataSet", timestep=f"{time:.10g}", group="", part="0", file=place
        )
    ET.indent(root)
    with replacing(path) as target:
        ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
