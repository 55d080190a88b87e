"""How often the error bars of a package hold: random packages against overkill plates and cells.

    python -m benchmarks.package_bars [PACKAGES SEED PROCESSES [FILE]] [--record]

Each draw is an array of a bump assembled as in `benchmarks.joints`, two to eight joints along a side, some
with outer rows alone, some without a joint or two, on a chip and a board of random overhang, free or
clamped. The truth has its plates divided four times finer, its cell in cubics on a mesh whose tips are half
as large, and steps of temperature a third as long. FILE keeps the numbers as they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coverage import COLUMNS, Row, first_told, kept
from benchmarks.joints import LARGEST
from benchmarks.joints import drawn as drawn_joint
from benchmarks.record import record, words
from stressbump.accuracy.package_bars import refined_package
from stressbump.answers.package_solving import layout_of
from stressbump.designs.design import of_structure
from stressbump.designs.package import PackageDesign, package_from_table
from stressbump.errors import StressbumpError
from stressbump.history.stack import assembled
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.package.solution import PackageSolution, solve_package
from stressbump.process.build import build
from stressbump.survey.packages import joint_columns, warpage_of

FINER_PLATES, FINER_TIPS, FINER_STEPS = 4, 2, 3
MOST, MOST_ALONE = 8, 5  # joints along a side, of packages that are symmetric or not


def drawn(random: np.random.Generator) -> PackageDesign:
    """A package of random joints."""
    joint = drawn_joint(random)[0]
    lopsided = random.uniform() < 0.3
    rows, columns = (int(n) for n in random.integers(2, 1 + (MOST_ALONE if lopsided else MOST), 2))
    array: dict[str, Any] = {"rows": rows, "columns": columns}
    if lopsided:
        array["left_out"] = [[1, int(random.integers(1, columns + 1))]]
    elif min(rows, columns) > 2 and random.uniform() < 0.4:
        array["perimeter"] = int(random.integers(1, (min(rows, columns) + 1) // 2))
    die = [
        round(1e-3 * joint.pitch * n * float(random.uniform(1.001, 1.3)), 4)
        for n in (columns, rows)
    ]
    board = [round(side * float(random.uniform(1, 4)), 4) for side in die]
    own = {"die_mm": die, "board_mm": board, "array": array, "joint": joint.slug}
    own["clamped"] = bool(random.uniform() < 0.2)
    given = package_from_table({"package": own}, "drawn")
    return replace(given, joint=of_structure(joint))


def compared(seed: int) -> list[Row]:
    """Every number of one draw beside its truth; a draw that is refused is drawn again."""
    return first_told(lambda random: _compared(drawn(random), seed), seed)


def _compared(design: PackageDesign, seed: int) -> Iterator[Row]:
    recipe = design.joint.recipe
    section, end = build(recipe), recipe.history.end_C[0]
    mesh = generate(section, MeshOptions(recipe.windows_um, aspect=recipe.aspect))
    tips = (min(recipe.windows_um) / FINER_TIPS,)
    fine = generate(section, MeshOptions(tips, aspect=recipe.aspect))
    if len(mesh.triangles) > LARGEST:
        raise StressbumpError("more triangles than an overkill mesh can be made of")
    layout = layout_of(design, section, mesh)
    found = refined_package(assembled(section, mesh)[0], layout, end)
    overkill = replace(assembled(section, fine)[0], cubic=True, finer=FINER_STEPS)
    truth = _numbers(solve_package(overkill, layout, end, FINER_PLATES))
    base = {
        "seed": seed,
        "structure": design.joint.structure.slug,
        "triangles": len(mesh.triangles),
    }
    for kind, value in _numbers(found.own).items():
        bar = found.bar(lambda s, kind=kind: _numbers(s)[kind])  # type: ignore[misc]
        refined = [
            None if s is None else _numbers(s)[kind]
            for s in (found.divided, found.in_cubics, found.halved)
        ]
        yield base | {
            "kind": kind, "value": value, "bar": bar, "truth": truth[kind], "refined": refined,
        }  # fmt: skip


def _numbers(s: PackageSolution) -> dict[str, np.ndarray]:
    found = {
        name.removesuffix("_um").removesuffix("_uN"): v for name, v in joint_columns(s).items()
    }
    warpage = np.array([warpage_of(s, side, len(s.steps)) for side in (0, 1)])
    return found | {"warpage": warpage[:, :1], "flatness": warpage[:, 1:]}


KINDS = {
    "slide": ("slide", "slide_x", "slide_y"), "turn": ("turn_x", "turn_y"), "stretch": ("stretch",),
    "shear force": ("shear", "shear_x", "shear_y"), "axial force": ("axial",),
    "moment": ("moment_x", "moment_y"), "warpage": ("warpage", "flatness"),
}  # fmt: skip


def shares(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    """The lines of the table."""
    for kind, names in (KINDS | {"all": sum(KINDS.values(), ())}).items():
        own = [row for row in rows if row["kind"] in names]
        error, bar = (
            np.concatenate([of(row).ravel() for row in own])
            for of in (lambda r: np.abs(r["value"] - r["truth"]), lambda r: r["bar"])
        )
        ratio = bar / np.maximum(error, 1e-300)
        held = 100 * float((error <= bar).mean())
        yield kind, len(error), held, float(np.median(ratio)), float(np.percentile(ratio, 90))


def main(packages: int = 24, seed: int = 1, processes: int = 1, keep: Path | None = None) -> None:
    """Draw, compare, tell the table; `keep` is a file for all numbers, renewed as they come."""
    rows = kept(compared, range(1000 * seed, 1000 * seed + packages), processes, keep)
    seeds = len({row["seed"] for row in rows})
    record("package_bars", COLUMNS, shares(rows), seed=seed, packages=seeds)


if __name__ == "__main__":
    main(*(int(w) if w.isdigit() else Path(w) for w in words()))  # type: ignore[arg-type]
