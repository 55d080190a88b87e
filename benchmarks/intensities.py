"""How often the bars of intensities hold: random films under covers against meshes finer at their corners.

    python -m benchmarks.intensities [FILMS SEED] [--record]

Each draw is a film of 1 to 6 µm with an edge, under a cover, both of materials out of a list and born at
temperatures at random, axisymmetric and in generalized plane strain in turn. The truth is H, and T0, on a
mesh that is split in four once more and whose triangles are five times smaller at the corners.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.record import record, words
from stressbump.accuracy.corners import AT_TIP, corner_intensities, refined_at
from stressbump.answers.at_corners import singular_corners
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

MATERIALS = ("Cu", "Al", "SiO2", "polyimide", "PE-SiN", "SAC305", "underfill", "silicone")
END = 25.0
COARSE = MeshOptions(windows_um=(5.0,))
FINER = AT_TIP / 5, 0.3


def drawn(random: np.random.Generator, axisymmetric: bool) -> dict[str, Any]:
    """A recipe at random."""
    film, cover = (str(m) for m in random.choice(MATERIALS, 2))

    def between(low: float, high: float) -> float:
        return round(float(random.uniform(low, high)), 1)

    def laid(name: str, material: str, thick: float, born: float) -> dict[str, Any]:
        return {"deposit": name, "material": material, "thickness_um": thick, "born_C": born}

    return {
        "name": f"{film} under {cover}",
        "cell": {
            "width_um": 50,
            "kinematics": "axisymmetric" if axisymmetric else "generalized plane strain",
        },
        "step": [
            laid("base", "Si", 10, 25) | {"how": "planar"},
            laid("film", film, between(1, 6), between(120, 300)),
            {"pattern": "film", "diameter_um": between(25, 60)},
            laid("cover", cover, between(2, 8), between(60, 220)),
        ],
    }


def errors(recipe: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """Of H and T0 of every field: error over bar, and over the field's size (T0: at the reach)."""
    section = build(Recipe.from_table(recipe, recipe["name"]))
    kinds = singular_corners(section, [END])
    places = [c.places[0] for c in kinds]
    mesh = refined_at(section, generate(section, COARSE), kinds)
    finer = generate(section, replace(COARSE, refine=1))
    finer = refined_at(section, finer, kinds, *FINER)
    own = corner_intensities(solve_stack(section, mesh, (END,)), places, END)
    truth = corner_intensities(solve_stack(section, finer, (END,)), places, END, bars=False)
    for corner, known in zip(own, truth, strict=True):
        for i, true in zip(corner.found, known.found, strict=True):
            off = abs(i.value - true.value)
            yield "H", off / (i.bar or 1.0), off / abs(true.value)
            off = abs(i.constant - true.constant)
            size = abs(true.value) * i.reach**-i.exponent.growth
            yield "T0", off / (i.constant_bar or 1.0), off / size


def main() -> None:
    """Draw and record."""
    count, seed = map(int, words() or (21, 3))
    random = np.random.default_rng(seed)
    found = [e for k in range(count) for e in errors(drawn(random, bool(k % 2)))]
    rows = []
    for of in ("H", "T0"):
        over, relative = np.array([e[1:] for e in found if e[0] == of]).T
        within = int((over <= 1).sum())
        rows.append((of, len(over), within, float(np.median(relative)), float(over.max())))
    columns = {
        "of": "{}", "fields": "{}", "within the bar": "{}",
        "median error, of the field": "{:.1g}", "largest, of its bar": "{:.2f}",
    }  # fmt: skip
    record("intensities", columns, rows, films=count, seed=seed)


if __name__ == "__main__":
    main()
