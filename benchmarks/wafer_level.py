"""Slides of a wafer-level package of 6 × 6 balls over what its board may be, beside measured ones.

    .venv/bin/python -m benchmarks.wafer_level --record

The chip of 3 mm and 330 µm, balls 216 µm high and 430 wide at 500 µm taken as straight cylinders, a board
of 20 mm and 62 mil, cooled from 100 °C to 25, all of it elastic. The board's data are not told: its modulus
and its expansion are those of FR-4 from end to end; nor which row was cut. Joints 1, 2 and 3 are at 0.25,
0.75 and 1.25 mm along it. XIAO05: Xiao and others, IPACK2005-73239.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from benchmarks.record import record
from stressbump.answers.package import package_of
from stressbump.designs.package import package_from_table

HOT, HEIGHT, WIDE, PITCH = 100.0, 216.0, 430.0, 500.0  # °C, µm
MODULI, EXPANSIONS = (15.0, 22.0, 27.0), (14.0, 16.0, 18.0)  # GPa, ppm/K
MEASURED, ELEMENTS = (102, 404, 577), (101, 380, 574)  # nm, of joints 1, 2 and 3 along a row
ROWS = {"inner": 4, "outer": 6}
COLUMNS = {"board": "{}", "row": "{}"} | {f"joint {n}, nm": "{:.0f}" for n in (1, 2, 3)}


def slides(E: float, cte: float) -> np.ndarray:
    """Along x of joints 1, 2 and 3 of both rows, (rows, joints), nm."""
    board = {"E_GPa": E, "nu": 0.2, "cte_ppm_per_K": cte}

    def layer(name: str, material: Any, thickness: float, **more: str) -> dict[str, Any]:
        own = {"deposit": name, "how": "planar", "material": material}
        return own | {"thickness_um": thickness, "born_C": HOT} | more

    steps = [
        layer("chip", "Si", 330.0),
        layer("ball", "SAC405", HEIGHT),
        {"pattern": "ball", "diameter_um": WIDE},
        layer("board", board, 62 * 25.4, part="board"),
        {"join": "board", "flip": True, "born_C": HOT, "cures": "ball"},
    ]
    cell = {"width_um": PITCH / np.pi**0.5, "support": "two laminates"}
    joint = {"cell": cell, "step": steps, "windows_um": [50.0], "history": {"end_C": 25}}
    array = {"rows": 6, "columns": 6}
    own = {"die_mm": [3.0, 3.0], "board_mm": [20, 20], "array": array, "joint": joint}
    found = package_of(package_from_table({"package": own}, "wafer level"), bars=False).joints
    right = found[found.column > 3]
    return 1e3 * np.abs([right.slide_x_um[right.row == row].to_numpy() for row in ROWS.values()])


def main() -> None:
    """All boards, and the band of them."""
    found = {(E, cte): slides(E, cte) for E, cte in product(MODULI, EXPANSIONS)}
    rows: list[tuple[Any, ...]] = [
        (f"{E:g} GPa, {cte:g} ppm/K", row, *of)
        for (E, cte), own in found.items()
        for row, of in zip(ROWS, own, strict=True)
    ]
    every = np.array([*found.values()])
    for k, row in enumerate(ROWS):
        band = np.stack([every[:, k].min(axis=0), every[:, k].max(axis=0)], axis=1)
        rows.append(("all of them", row, *band.tolist()))
    rows += [
        ("measured across the joints", "", *MEASURED),
        ("its authors' elements", "", *ELEMENTS),
    ]
    record("wafer_level", COLUMNS, rows)


if __name__ == "__main__":
    main()
