"""How often the error bars of cracks hold: random flaws in random stacks against overkill meshes.

    python -m benchmarks.flaws [FLAWS SEED PROCESSES [FILE]] [--record]

Each draw is a wafer with one to three films, each born in its turn at a temperature of its own, as wide
as the wafer or less, of random moduli, some of them nearly incompressible, in one of the three kinematics;
and a flaw of a random length from the outer end of a random interface. The truth is the same section in
cubics on a mesh whose triangles are all split in four. Draws that are refused are drawn again.

FILE keeps the numbers of every flaw as it comes. A run that was stopped goes on from there, and with
0 flaws the table is that of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coverage import COLUMNS, Row, first_told, kept, scored
from benchmarks.record import record, words
from stressbump.accuracy.error_bars import measured
from stressbump.history.stack import again, solve_stack
from stressbump.measures import Kind, named
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.survey import Value

KINEMATICS = "plane strain", "generalized plane strain", "axisymmetric"
WINDOW = 8.0  # µm


def drawn(random: np.random.Generator) -> Recipe:
    """A stack of films with a flaw."""
    width = float(random.uniform(20, 60))

    def between(low: float, high: float) -> float:
        return round(float(low * (high / low) ** random.uniform()), 3)

    def film(name: str, thickness: float) -> dict[str, Any]:
        nu = float(random.choice([0.2, 0.3, 0.4, 0.4995], p=[0.3, 0.4, 0.2, 0.1]))
        cte = round(float(random.uniform(-5, 60)), 1)
        material = {"E_GPa": between(0.5, 200), "nu": nu, "cte_ppm_per_K": cte}
        born = round(float(random.uniform(20, 260)))
        return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": born}

    steps: list[dict[str, Any]] = [film("wafer", between(10, 50))]
    names = ["wafer", *(f"film{n}" for n in range(1, random.integers(2, 5)))]
    edge = 2 * width
    for name in names[1:]:
        steps.append(film(name, between(0.3, 8)))
        if random.uniform() < 0.5:
            edge = round(edge * float(random.uniform(0.6, 0.95)), 2)
            steps.append({"pattern": name, "diameter_um": edge})
    cut = int(random.integers(1, len(names)))
    length = between(0.2, 0.2 * width)
    return Recipe.from_table(
        {
            "cell": {
                "kinematics": str(random.choice(KINEMATICS)), "width_um": width, "support": "free",
            },
            "step": steps,
            "windows_um": [WINDOW],
            "flaw": [{"at": "/".join(names[cut - 1 : cut + 1]), "length_um": length}],
        },
        "random films",
    )  # fmt: skip


def of_crack(measure: str, where: str, averaging_um: float | None) -> bool:
    """Only what is measured of cracks."""
    return named(measure).of is Kind.CRACK


def compared(seed: int) -> list[Row]:
    """Every value of one flaw beside its truth; a draw that is refused is drawn again."""
    return first_told(lambda random: _compared(drawn(random), seed), seed)


def _compared(recipe: Recipe, seed: int) -> Iterator[Row]:
    section = build(recipe)
    end, windows = recipe.history.end_C[:1], recipe.windows_um
    mesh = generate(section, MeshOptions(windows))
    found = of_cracks(measured(solve_stack(section, mesh, end), windows, asked=of_crack))
    fine = solve_stack(section, generate(section, MeshOptions(windows, refine=1)), end)
    cubic = again(fine, cubic=True)
    truth = of_cracks(measured(cubic, windows, bars=False, asked=of_crack))
    base = {"seed": seed, "structure": recipe.cell.kinematics, "triangles": len(mesh.triangles)}
    base |= {"flaw": recipe.flaws[0]}
    for name, value in found.items():
        exact = truth[name].value
        yield base | {"kind": name, "value": value, "truth": exact}


def of_cracks(values: tuple[Value, ...]) -> dict[str, Value]:
    """The values of cracks by their measure."""
    return {v.measure: v for v in values if v.definition.of is Kind.CRACK}


def shares(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """The lines of the table."""
    told = [r for r in rows if r["value"].bar is not None and r["value"].value and r["truth"]]
    for kind, (numbers, share, *rest) in scored(told).items():
        yield kind, numbers, 100 * share, *rest


def main(flaws: int = 50, seed: int = 1, processes: int = 2, keep: Path | None = None) -> None:
    """Draw, compare, tell the table; `keep` is a file for all numbers, renewed as they come."""
    rows = kept(compared, range(1000 * seed, 1000 * seed + flaws), processes, keep)
    one_sided = sum((r["value"].value is None) != (r["truth"] is None) for r in rows)
    facts = {"flaws": len({r["seed"] for r in rows}), "told on one of both meshes": one_sided}
    record("flaws", COLUMNS, shares(rows), seed=seed, **facts)


if __name__ == "__main__":
    main(*(int(w) if w.isdigit() else Path(w) for w in words()))  # type: ignore[arg-type]
