"""Slices through two flip chips of the literature, taken through their cycles, beside what was printed.

    .venv/bin/python -m benchmarks.flip_chips [feustel] [popelar] [--record]

Recipes and what their sources leave unsaid: stressbump/verification/flip_chips.py.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import stressbump as sb
from benchmarks.record import record, words
from stressbump.fatigue.listed import LAWS
from stressbump.history.stack import Stack
from stressbump.units import mil
from stressbump.verification.flip_chips import GLASSY, bow, feustel, popelar, slip_of, work_of

LIFE = next(law for law in LAWS if law.name == "Popelar")
UNDERFILLS = {
    "glassy, 5.63 GPa": GLASSY,
    "moduli 5.6/4.5/2.3 GPa at 23/80/125 °C": "underfill",
    "Prony": "underfill (Prony FEUS00)",
}
PRINTED = {  # read off a figure: µm, % a cycle
    ("sinh", "glassy, 5.63 GPa"): (20.4, 0.42),
    ("two powers", "glassy, 5.63 GPa"): (20.4, 0.33),
    ("sinh", "Prony"): (None, 0.95),
}
MSI = 6894.757  # MPa
MODULI = {0: 1050, 0.25: 3650, 0.5: 4750, 1: 5200, 1.5: 5100, 2: 4900, 3: 4600, 4: 4400}
EXPANSIONS = {0: 3900, 5: 5200, 15: 6750, 23: 5050, 30: 3100, 40: 1700, 50: 1050}
DISTANCES = {50: 3000, 100: 1650, 150: 1000, 250: 450, 330: 250}  # mil, without underfill


def taken(recipe: dict[str, Any]) -> tuple[Stack, float]:
    """A slice through its history, and the CPU seconds of everything."""
    start = time.process_time()
    built = sb.relief(recipe, references=(), bars=False).built
    took = time.process_time() - start
    print(f"{took:.1f} s, {built.size} unknowns", file=sys.stderr, flush=True)
    return built, took


def feustels() -> Iterator[tuple[Any, ...]]:
    """A row per law of creep, underfill and kinematics."""
    cases = [(law, fill, "plane strain") for law in ("sinh", "two powers") for fill in UNDERFILLS]
    cases += [("sinh", fill, "generalized plane strain") for fill in ("glassy, 5.63 GPa", "Prony")]
    for law, fill, kinematics in cases:
        built, took = taken(feustel(law, UNDERFILLS[fill], kinematics, count=3))
        assert built.course is not None
        bent, strain = bow(built.course.corners[-1][1]), 100 * slip_of(built.course)
        printed = PRINTED.get((law, fill), (None, None))
        printed = printed if kinematics == "plane strain" else (None, None)
        yield law, fill, kinematics, bent, printed[0], strain, printed[1], took


def popelars() -> Iterator[tuple[Any, ...]]:
    """A row per point of his three curves: life per that of the first curve's at 1 Msi."""
    points = [("modulus, Msi", x, N, popelar(modulus=x * MSI)) for x, N in MODULI.items()]
    points += [
        ("expansion, ppm/K", x, N, popelar(modulus=MSI, cte=x)) for x, N in EXPANSIONS.items()
    ]
    points += [
        ("distance, mil, no underfill", x, N, popelar(modulus=0.0, at=x * mil))
        for x, N in DISTANCES.items()
    ]
    found = []
    for curve, x, printed, recipe in points:
        built, took = taken(recipe)
        assert built.course is not None
        work = work_of(built.course, built.course.places[-1].name)
        found.append((curve, x, work, LIFE.cycles(work), printed, took))
    whole = next(life for curve, x, _, life, *_ in found if (curve, x) == ("modulus, Msi", 1))
    for curve, x, work, life, printed, took in found:
        yield curve, x, 1e3 * work, life, life / whole, printed, printed / MODULI[1], took


FEUSTEL = {
    "creep of the joint": "{}", "underfill": "{}", "kinematics": "{}", "bow, µm": "{:.2f}",
    "printed": "{:.1f}", "strain a cycle": "{:.3f} %", "printed strain": "{:.2f} %", "CPU": "{:.1f} s",
}  # fmt: skip
POPELAR = {
    "of the underfill, or the joint": "{}", "at": "{:g}", "work a cycle": "{:.1f} kPa",
    "life by his law": "{:.0f}", "per that at 1 Msi": "{:.2f}", "printed life": "{}",
    "printed, per that at 1 Msi": "{:.2f}", "CPU": "{:.1f} s",
}  # fmt: skip


if __name__ == "__main__":
    wanted = words()
    if "feustel" in wanted or not wanted:
        record("flip_chips-feustel", FEUSTEL, feustels())
    if "popelar" in wanted or not wanted:
        record("flip_chips-popelar", POPELAR, popelars())
