"""A gmsh .msh file: the elements with the region of each as a physical group."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from stressbump.atomic import replacing
from stressbump.errors import ExportError
from stressbump.mesh.mesh import Mesh


def write_msh(path: str | Path, mesh: Mesh) -> None:
    """Write format 2.2, which gmsh, meshio and ParaView read. ExportError if it cannot be written.

    Points are (x, height, 0); physical group k + 1 is the mesh's region k, under its name.
    """
    import meshio

    tag = (mesh.region + 1).astype(np.int32)
    points = np.column_stack([mesh.points, np.zeros(len(mesh.points))])
    out = meshio.Mesh(
        points,
        [(mesh.element.name, mesh.triangles.copy())],
        cell_data={"gmsh:physical": [tag], "gmsh:geometrical": [tag.copy()]},
        field_data={name: np.array([k + 1, 2]) for k, name in enumerate(mesh.regions)},
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            draft = os.path.join(folder, "draft.msh")
            meshio.write(draft, out, file_format="gmsh22", binary=False)
            content = Path(draft).read_bytes()
    except OSError as error:
        raise ExportError(f"cannot write a draft of {path}: {error.strerror or error}") from error
    with replacing(path) as file:
        file.write(content)
