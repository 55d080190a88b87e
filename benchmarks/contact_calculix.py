"""Free faces that close, here and in CalculiX by gap elements of its own, as these become stiffer.

    python -m benchmarks.contact_calculix [--record]

A pin of solder and a ring of underfill that shrinks onto it, on a plate that holds their lower ends: in
plane strain, around the axis, with the ring born when the pin has shrunk, with a lid that is born when the
faces press, with friction, given or found, and with a pin that creeps through a cycle; and the default bump
at 260 °C. A table of friction alone has what CalculiX finds by its contact of nodes and surface.
Differences per largest value, in CalculiX's quadrature and, with memory, its steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from unittest.mock import patch

from benchmarks.record import record
from stressbump.designs.design import Design, from_table, load
from stressbump.verification.calculix import gaps
from stressbump.verification.calculix.crosscheck import Crosscheck, crosscheck

RUBBED = (  # and at how many °C the ring is born
    ("plane strain", 0.3, 190.0), ("generalized plane strain", 0.3, 120.0), ("axisymmetric", 0.3, 190.0),
    ("axisymmetric", 0.7, 190.0), ("axisymmetric", 1.0, 190.0), ("axisymmetric", 0.1, 120.0),
    ("axisymmetric", 0.3, 120.0), ("axisymmetric", 0.5, 120.0),
)  # fmt: skip
FRICTION = {
    "pressure": "{:.1e}", "friction": "{:.1e}", "slip": "{:.1e}", "slipping share": "{:.0e}",
}  # fmt: skip
STIFFER = tuple(10.0**n for n in range(4, 13))
UNDERFILL = {"E_GPa": 5.6, "nu": 0.35, "cte_ppm_per_K": 45}
SOLDER = {"E_GPa": 30.64, "nu": 0.35, "cte_ppm_per_K": 24.5}
CREEP = {"law": "creep", "terms": [{"A_per_s": 8e-4, "n": 5.0, "Q_over_R_K": 7000.0}]}
CYCLE = {"low_C": -40, "high_C": 125, "ramp_min": 15, "dwell_min": 15, "count": 1}
COLUMNS = {
    "displacement": "{:.1e}", "stress": "{:.1e}", "pressure": "{:.1e}", "force": "{:.1e}",
}  # fmt: skip


def pin(
    kinematics: str,
    ring: float = 190.0,
    lid: bool = False,
    friction: float = 0.0,
    creeps: bool = False,
) -> Design:
    """The pin in its ring, of 50 and 100 µm, 10 µm high, its ring born at so many °C."""
    planar = {"how": "planar", "thickness_um": 10.0, "born_C": 190.0}
    solder = SOLDER | ({"memory": CREEP} if creeps else {})
    outline = [[50, -10], [100, -10], [100, 0], [50, 0]]
    steps: list[dict[str, Any]] = [
        {"deposit": "plate", "material": UNDERFILL} | planar,
        {"deposit": "pin", "material": solder} | planar,
        {"pattern": "pin", "diameter_um": 100},
        {
            "fill": "ring",
            "over": "pin",
            "outline_um": outline,
            "material": UNDERFILL,
            "born_C": ring,
        },
    ]
    if lid:
        steps.append({"deposit": "lid", "material": UNDERFILL} | planar | {"born_C": 60.0})
    table: dict[str, Any] = {
        "cell": {
            "kinematics": kinematics, "width_um": 100, "support": "free", "free_faces": [["pin", "ring"]],
        },
        "step": steps,
        "windows_um": [20.0],
        "history": {"end_C": 25.0} | ({"cycle": CYCLE} if creeps else {}),
    }  # fmt: skip
    if friction:
        table["contact"] = {"friction": {"pin/ring": friction}}
    return from_table(table, "a pin in a ring")


def far(found: Crosscheck, quantities: Iterable[str] = COLUMNS) -> Iterator[float]:
    """The largest difference of each kind."""
    for quantity in quantities:
        yield max(d.theirs for d in found.differences if d.quantity == quantity)


def models() -> Iterator[tuple[str, Design, float]]:
    """What is compared, and at how many °C."""
    yield "pin in a ring, plane strain", pin("plane strain"), 25.0
    yield "the same, axisymmetric", pin("axisymmetric"), 25.0
    late = pin("generalized plane strain", ring=120.0)
    yield "ring born on the cooled pin, generalized plane strain", late, 25.0
    yield "the same, axisymmetric", pin("axisymmetric", ring=120.0), 25.0
    yield "lid born on pressing faces, axisymmetric", pin("axisymmetric", lid=True), 25.0
    yield "friction 1 given, axisymmetric", pin("axisymmetric", ring=120.0, friction=1.0), 25.0
    yield "pin that creeps, one cycle, plane strain", pin("plane strain", 120.0, creeps=True), 25.0
    yield "the same, axisymmetric", pin("axisymmetric", 120.0, creeps=True), 25.0
    yield "default bump at 260 °C", load("elastomer-bump"), 260.0


def rubbed() -> Iterator[tuple[Any, ...]]:
    """Rows of the pin whose friction CalculiX finds."""
    for kinematics, friction, born in RUBBED:
        found = crosscheck(pin(kinematics, born, friction=friction))
        (share,) = (d.size for d in found.differences if d.quantity == "slipping share")
        yield kinematics, friction, born, share, *far(found, FRICTION)


def main() -> None:
    """Print and keep all tables."""
    rows = [(name, *far(crosscheck(design, end))) for name, design, end in models()]
    record(
        "contact_calculix",
        {"model": "{}"} | COLUMNS,
        rows,
        stiffness=f"{gaps.STIFFNESS:.0e} MPa/µm",
    )
    columns = {
        "pin in a ring": "{}",
        "friction": "{:g}",
        "ring born, °C": "{:g}",
        "slips": "{:.0%}",
    }
    apart = {f"{name} apart": how for name, how in FRICTION.items()}
    record("contact_calculix-friction", columns | apart, rubbed())
    series, design = [], pin("plane strain", ring=120.0)
    for stiffness in STIFFER:
        with patch.object(gaps, "STIFFNESS", stiffness):
            series.append((stiffness, *far(crosscheck(design))))
    record("contact_calculix-stiffness", {"MPa/µm": "{:.0e}"} | COLUMNS, series)


if __name__ == "__main__":
    main()
