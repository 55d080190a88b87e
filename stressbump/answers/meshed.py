"""A design's section and mesh without a solution: sizes as meshed, and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from stressbump.answers.options import Options
from stressbump.answers.solving import mesh_recipe
from stressbump.designs.design import Design
from stressbump.mesh.mesh import Mesh
from stressbump.process.section import Section
from stressbump.survey import film_size

REGION_COLUMNS = (
    "region", "material", "#thickness µm", "#x from", "#x to", "#z from", "#z to", "#elements",
    "#born °C",
)  # fmt: skip


def meshed(design: Design, refine: int = 0) -> tuple[Section, Mesh]:
    """The section of a design and its audited mesh."""
    found = mesh_recipe(design.recipe, Options(refine=refine).of(design))
    return found.section, found.mesh


def mesh_rows(section: Section, mesh: Mesh) -> list[dict[str, Any]]:
    """A row per region: material, mean thickness, extent in µm, elements, temperature of birth."""
    rows = []
    for region in section.regions:
        elements = mesh.elements_in(region.name)
        points = mesh.points[mesh.triangles[elements]].reshape(-1, 2)
        low, high = points.min(axis=0), points.max(axis=0)
        rows.append(
            {
                "region": region.name,
                "material": region.material.name,
                "thickness_um": film_size(mesh, region.name)[0],
                "x_from_um": float(low[0]),
                "x_to_um": float(high[0]),
                "z_from_um": float(low[1]),
                "z_to_um": float(high[1]),
                "elements": len(elements),
                "born_C": float(region.born_C or 0.0),
            }
        )
    return rows


def mesh_files(section: Section, mesh: Mesh, folder: str | Path) -> dict[str, str]:
    """Write mesh.msh, mesh.vtu and section.png; their paths by role."""
    from stressbump.export.msh import write_msh
    from stressbump.export.picture import draw_section
    from stressbump.export.vtu import named_ids, write_grid

    folder = Path(folder)
    named = {r.name: r.material.name for r in section.regions}
    substances = tuple(dict.fromkeys(named.values()))
    substance = np.array([substances.index(named[name]) for name in mesh.regions], np.int32)
    write_msh(folder / "mesh.msh", mesh)
    write_grid(
        folder / "mesh.vtu",
        np.column_stack([mesh.points, np.zeros(len(mesh.points))]),
        mesh.corners,
        {},
        {"material_id": substance[mesh.region], "region_id": mesh.region.astype(np.int32)},
        named_ids(mesh.regions, substances),
    )
    draw_section(folder / "section.png", mesh, named, "section and mesh", section.axisymmetric)
    return {role: str(folder / role) for role in ("mesh.msh", "mesh.vtu", "section.png")}
