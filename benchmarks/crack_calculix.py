"""Cracks opened here and by CalculiX, and the energy that they release by CalculiX alone.

    python -m benchmarks.crack_calculix [--record]

A post on a die: of copper on silicon, where the crack opens, and of silicon on copper, which shuts it; a
post on a film whose moduli follow the temperature and on which the die stands first; and the rim of the
default bump's UBM with its elastomer, also where that is pressed, and with polyimide. Differences per
largest value, in CalculiX's quadrature.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.record import record
from stressbump.designs.design import Design, from_table, load
from stressbump.verification.calculix.crosscheck import crosscheck

ROOM = 25.0
COPPER = {"E_GPa": [[0, 130], [200, 110]], "nu": 0.34, "cte_ppm_per_K": 17}
RIM = "passivation/ubm_Cr:outer:{}um"
COLUMNS = {
    "crack": "{}",
    "G, J/m²": "{:.4g}",
    "closed": "{:.0%}",
    "G apart": "{:.1e}",
    "opening": "{:.1e}",
    "stress": "{:.1e}",
    "pressure": "{:.1e}",
    "force": "{:.1e}",
}


def post(kinematics: str, *layers: tuple[str, Any, float, float]) -> Design:
    """Layers, each with its material, thickness in µm and birth in °C, the last a post of 10 µm radius."""
    steps: list[dict[str, Any]] = [
        {"deposit": n, "material": m, "how": "planar", "thickness_um": h, "born_C": born}
        for n, m, h, born in layers
    ]
    table = {
        "cell": {"kinematics": kinematics, "width_um": 20},
        "step": [*steps, {"pattern": layers[-1][0], "diameter_um": 20}],
        "flaw": [{"at": f"{layers[-2][0]}/{layers[-1][0]}", "length_um": 2}],
    }
    return from_table(table, "a post")


def models() -> Iterator[tuple[str, Design, float]]:
    """What is compared, and at how many °C."""
    copper = ("die", "Si", 20.0, 180.0), ("post", "Cu", 10.0, 150.0)
    silicon = ("die", "Cu", 20.0, 180.0), ("post", "Si", 10.0, 150.0)
    follows = ("die", "Si", 10.0, 200.0), ("film", COPPER, 5.0, 180.0), ("post", "Si", 5.0, 150.0)
    for kinematics in ("plane strain", "generalized plane strain", "axisymmetric"):
        yield f"copper on silicon, 2 µm, {kinematics}", post(kinematics, *copper), ROOM
    for kinematics in ("plane strain", "generalized plane strain", "axisymmetric"):
        yield f"silicon on copper, 2 µm, {kinematics}", post(kinematics, *silicon), ROOM
    name = "silicon on a copper film of moduli over temperature, 2 µm"
    yield f"{name}, generalized plane strain", post("generalized plane strain", *follows), ROOM
    bump = load("elastomer-bump", (), [RIM.format(2)])
    yield "default bump, rim of the UBM, 2 µm", bump, ROOM
    yield "the same at 260 °C, whose solder presses its elastomer", bump, 260.0
    soft = load("elastomer-bump", ["elastomer=polyimide"], [RIM.format(1)])
    yield "with polyimide, 1 µm", soft, ROOM


def main() -> None:
    """Print and keep the table."""
    rows = []
    for name, design, end in models():
        (crack,) = crosscheck(design, end).cracks
        far: dict[str, float] = {}
        for d in crack.differences:
            far[d.quantity] = max(far.get(d.quantity, 0.0), d.theirs)
        (closed,) = (d.size for d in crack.differences if d.quantity == "closed share")
        told = (far.get(q) for q in ("opening", "stress", "pressure", "force"))
        rows.append((name, crack.rate.size, closed, crack.rate.theirs, *told))
    record("crack_calculix", COLUMNS, rows)


if __name__ == "__main__":
    main()
