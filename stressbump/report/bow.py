"""How a stack bows: the lower face of its cell, and bow over the end temperature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from stressbump.export.bow import over_temperature, plot
from stressbump.export.fields import Fields
from stressbump.export.panels import COLUMNS
from stressbump.export.result import Result
from stressbump.export.series import DASHES, SERIES
from stressbump.measures.warpage import CURVATURE
from stressbump.mesh.mesh import boundary
from stressbump.report.figures import figure, panels, svg

BOW_SHARE = 0.12  # of the drawn width that the largest bow is magnified to
ABOVE = 0.45  # inches, for the legend
LEVEL = 1e-6  # µm


def draw_lower_face(shown: Mapping[str, Fields], result: Result, datum: str, across: str) -> Markup:
    """The lower face of the datum in its cell, magnified as the drawing says."""
    lines = {}
    curvatures = {s.name: s.first(CURVATURE.name, result.temperatures_C[0]) for s in result.stacks}
    for name, fields in shown.items():
        mesh = fields.mesh
        if datum not in mesh.regions:
            continue
        nodes = np.unique(boundary(mesh, datum).nodes)
        low = nodes[mesh.points[nodes, 1] < mesh.points[nodes, 1].min() + LEVEL]
        low = low[np.argsort(mesh.points[low, 0])]
        lines[name] = (
            mesh.points[low, 0],
            fields.displacement[low, 1] - fields.displacement[low[0], 1],
        )
    width = max(float(x.max()) for x, _ in lines.values())
    largest = max(float(np.abs(rise).max()) for _, rise in lines.values())
    factor = float(f"{BOW_SHARE * width / largest:.1g}") if largest else 1.0
    with figure(11, 1.9) as out:
        (axes,) = panels(out, 1, 1, 0.0)
        for (name, (x, rise)), dashes, colour in zip(lines.items(), DASHES, SERIES, strict=False):
            curvature = curvatures[name]
            label = name if curvature is None else f"{name}: {curvature:.3g} 1/m"
            axes.plot(x, factor * rise, dashes, color=colour, lw=1.5, label=label)
        axes.axhline(0, lw=0.5, color="#888888")
        axes.set_aspect("equal", anchor="W")
        axes.set_title(
            f"lower face of {datum}, its rise magnified {factor:,.0f} times", fontsize=9, loc="left"
        )
        axes.set_xlabel(f"{across} (µm)")
        axes.set_ylabel(f"µm × {factor:,.0f}")
        axes.set_xlim(0, 1.35 * width)
        axes.legend(loc="upper right", fontsize=8)
        return svg(out, "warpage", "bow of the lower face of the stack")


def draw_over_temperature(result: Result) -> Markup | None:
    """Every measure of bow over the end temperatures; None where these are few."""
    curves = over_temperature(result)
    if not curves:
        return None
    with figure(11, 2.3 * -(-len(curves) // COLUMNS) + ABOVE) as out:
        grid = panels(out, len(curves), COLUMNS, ABOVE)
        plot(grid, curves)
        out.legend(*grid[0].get_legend_handles_labels(), loc="upper left", ncols=4)
        return svg(out, "bow-over-temperature", "bow over the end temperature")
