"""What spans the mouth of a crack: G beside that of finer mouths, and the bar.

    python -m benchmarks.mouths [--record]

A film of 80 GPa on a wafer of 160 GPa with a flaw of 1 µm from its end, under 4 µm of something else,
and the rim of the default bump under the elastomer, polyimide and underfill. A mouth is parted over 1 nm;
beside it stand 10 and 0.1 nm on meshes as fine there, and no length at all, as the two finest and the
exponent of that place have it. Where that is so small that no decade of lengths shows an end, none is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from benchmarks.flaws import of_crack
from benchmarks.record import record
from stressbump.accuracy.error_bars import measured
from stressbump.designs.design import design_of, with_flaws
from stressbump.fracture.mouths import growth, mouth_tip
from stressbump.fracture.paths import crack_path
from stressbump.fracture.seams import seam
from stressbump.history.stack import Stack, solve_stack
from stressbump.measures.release import RELEASE_RATE
from stressbump.mesh.crack_tips import MOUTH
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe, Reference

COARSER, FINER, FINEST = 10e-3, 0.2e-3, 0.1e-3  # µm
WINDOWS = (5.0,)  # µm
SEEN = 0.02  # the least exponent of which these lengths show an end
COVERS = {
    "silicone": {"E_MPa": 5, "nu": 0.499, "cte_ppm_per_K": 200},
    "a soft polymer": {"E_MPa": 500, "nu": 0.4, "cte_ppm_per_K": 15},
    "polyimide": {"E_MPa": 3000, "nu": 0.34, "cte_ppm_per_K": 35},
    "a filled epoxy": {"E_MPa": 10e3, "nu": 0.3, "cte_ppm_per_K": 10},
    "solder": {"E_MPa": 45e3, "nu": 0.36, "cte_ppm_per_K": 5},
    "its like": {"E_MPa": 80e3, "nu": 0.3, "cte_ppm_per_K": 3},
    "nitride": {"E_MPa": 250e3, "nu": 0.25, "cte_ppm_per_K": 2},
}
COLUMNS = {
    "under": "{}", "λ": "{:.3f}", "G, J/m²": "{:.4f}", "bar": "{:.2f} %", "10 nm": "{:+.2f} %",
    "0.1 nm": "{:+.2f} %", "none": "{:+.2f} %",
}  # fmt: skip
Case = tuple[str, Recipe, Mapping[str, Reference | None]]


def islands() -> Iterator[Case]:
    """A film on a wafer under each of the covers."""
    for name, over in COVERS.items():
        steps: list[dict[str, Any]] = [
            {"deposit": "wafer", "material": {"E_MPa": 160e3, "nu": 0.3, "cte_ppm_per_K": 3},
             "thickness_um": 20, "born_C": 300},
            {"deposit": "film", "material": {"E_MPa": 80e3, "nu": 0.3, "cte_ppm_per_K": 15},
             "thickness_um": 1, "born_C": 300},
            {"pattern": "film", "diameter_um": 40},
            {"deposit": "cover", "material": over, "thickness_um": 4, "born_C": 300},
        ]  # fmt: skip
        table = {
            "cell": {"kinematics": "plane strain", "width_um": 40, "support": "free"},
            "step": steps,
            "windows_um": [5],
            "flaw": [{"at": "wafer/film", "from": "outer", "length_um": 1}],
        }
        yield name, Recipe.from_table(table, name), {name: None}


def bump() -> Case:
    """The default bump's rim."""
    flaw = {"at": "passivation/ubm_Cr", "from": "outer", "length_um": 1}
    recipe = with_flaws(design_of("elastomer-bump"), [flaw], "mouths").recipe
    known = {r.name: r for r in recipe.references}
    stacks = {f"rim, {n}": known[n] for n in ("polyimide", "underfill")}
    return "rim", recipe, {"rim, elastomer": None, **stacks}


def compared(case: Case) -> Iterator[tuple[Any, ...]]:
    """A row for each stack."""
    _, recipe, stacks = case
    section, windows = build(recipe), recipe.windows_um
    end = recipe.history.end_C[:1]

    meshes = []
    for wide in (MOUTH, COARSER, FINER, FINEST):
        with patch("stressbump.mesh.crack_tips.MOUTH", wide):
            meshes.append(generate(section, MeshOptions(windows, aspect=recipe.aspect)))

    for name, change in stacks.items():
        own, *others = (solve_stack(section, mesh, end, change) for mesh in meshes)
        number, bar = rate(own, True)
        wide, fine, finest = (rate(other, False)[0] for other in others)
        power = _growth(own)
        q = (FINEST / FINER) ** (2 * power)
        none = finest - (fine - finest) * q / (1 - q) if power > SEEN else None
        row = [wide, finest, none]
        off = [None if x is None else 100 * (x / number - 1) for x in row]
        yield name, power, number, 100 * bar / number, *off


def rate(stack: Stack, bars: bool) -> tuple[float, float]:
    """G of a stack's flaw and its bar, J/m²."""
    found = measured(stack, WINDOWS, bars, asked=of_crack)
    return next((v.value or 0.0, v.bar or 0.0) for v in found if v.measure == RELEASE_RATE.name)


def _growth(stack: Stack) -> float:
    (flaw,), (solution,) = stack.section.flaws, stack.solutions.values()
    path = crack_path(stack.mesh, replace(flaw, closely=False))
    return growth(mouth_tip(seam(solution, path, path.facets_within(*flaw.lengths))))


def main() -> None:
    """Compare, tell the table."""
    rows = [row for case in (*islands(), bump()) for row in compared(case)]
    record("mouths", COLUMNS, sorted(rows, key=lambda row: row[1]))


if __name__ == "__main__":
    main()
