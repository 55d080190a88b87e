"""What studies solve by themselves and keep beside them, NAME.json, so that a figure solves nothing.

A study of curves or of joints is no table of cases: its script names what it solves, and
`python -m studies.NAME solve` solves what is not kept yet, `solve again` all of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np

import stressbump as sb
from stressbump.designs.design import load
from stressbump.designs.package import package_from_table
from studies.drawing import DPI, HERE, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kept = dict[str, Any]  # by case
Cases = Mapping[str, Callable[[], Any]]
DIGITS = 6
FLOOR = 1e-4  # of the largest G, below which nothing is drawn
LEFT_OUT = 1.5  # times the length before, from which on lengths between are left out


def kept(name: str) -> Kept:
    """What a study has solved."""
    path = HERE / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def solve(name: str, cases: Cases, again: bool = False) -> None:
    """Solve the cases that are not kept yet, or all; each is kept as soon as it is there."""
    found = {} if again else {case: own for case, own in kept(name).items() if case in cases}
    for case, run in cases.items():
        if case not in found:
            print(case, flush=True)
            found[case] = run()
            text = json.dumps(
                {c: found[c] for c in cases if c in found}, indent=1, ensure_ascii=False
            )
            (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main(name: str, cases: Cases, figure: Callable[[Kept], Figure]) -> None:
    """Solve if asked to, and draw the figure beside the script."""
    if "solve" in sys.argv[1:]:
        solve(name, cases, again="again" in sys.argv[1:])
    with matplotlib.rc_context(STYLE):
        figure(kept(name)).savefig(HERE / f"{name}.png", dpi=DPI)


def cracks(
    design: str,
    at: str,
    settings: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    **more: Any,
) -> Callable[[], Kept]:
    """A case: the curve of every stack along an interface, as lists over the length."""

    def run() -> Kept:
        found = sb.cracks(load(design, settings), at, references=references, **more)
        return {c.stack: _curve(found, c) for c in found.curves}

    return run


def _curve(found: Any, curve: Any) -> Kept:
    columns = {
        "length_um": curve.curve.length,
        "rate_J_m2": curve.curve.rate,
        "bar_J_m2": curve.bar,
        "overlapping_J_m2": curve.curve.overlapping,
        "closed": curve.curve.closed,
        "psi_deg": curve.curve.mixity,
    }
    kept = {name: _short(values) for name, values in columns.items() if values is not None}
    if curve is not found.curves[0]:
        told = found.relief(curve)[0]
        kept["relief"] = [None if r is None else float(f"{r[0]:.{DIGITS}g}") for r in told]
        kept["relief_bar"] = [
            None if r is None or r[1] is None else float(f"{r[1]:.{DIGITS}g}") for r in told
        ]
    return kept


def _short(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(v) else float(f"{v:.{DIGITS}g}") for v in values]


def parted(curve: Kept, *names: str) -> list[np.ndarray]:
    """Lengths and columns over them, with a break where a curve leaves lengths out."""
    length, *columns = (np.array(curve[n], dtype=float) for n in ("length_um", *names))
    breaks = np.flatnonzero(length[1:] > LEFT_OUT * length[:-1]) + 1
    return [np.insert(column, breaks, np.nan) for column in (length, *columns)]


def released(axes: Axes, curve: Kept, colour: str, label: str, dashes: str = "-") -> None:
    """G over the length on logarithmic axes, with bars, and thick where more than half is closed."""
    length, rate, bar, closed = parted(curve, "rate_J_m2", "bar_J_m2", "closed")
    rate = np.where(rate > FLOOR * np.nanmax(rate), rate, np.nan)
    lowest = np.maximum(rate - bar, FLOOR * np.nanmax(rate))
    axes.plot(length, rate, dashes, color=colour, label=label)
    axes.fill_between(length, lowest, rate + bar, color=colour, alpha=0.2, lw=0)
    pressed = np.where(closed > 0.5, rate, np.nan)
    axes.plot(length, pressed, color=colour, lw=5, alpha=0.25, solid_capstyle="butt")
    axes.set(xscale="log", yscale="log", xlabel="length of the crack, µm", ylabel="G, J/m²")


def joint(
    design: str,
    settings: tuple[str, ...] = (),
    dnp_mm: float = 3.0,
    references: tuple[str, ...] = (),
    **more: Any,
) -> Callable[[], Kept]:
    """A case: a joint so far from the neutral point, every stack's numbers with their bars, and reliefs."""

    def run() -> Kept:
        assembled = load(design, ("assembled=true", *settings))
        return _of_joint(sb.joint_at(assembled, 1e3 * dnp_mm, references=references, **more))

    return run


def package(
    table: Mapping[str, Any], place: str, references: tuple[str, ...] = (), **more: Any
) -> Callable[[], Kept]:
    """A case: a joint of a package, which its [package] table describes, as `joint`."""

    def run() -> Kept:
        design = package_from_table({"package": table}, "package")
        (found,) = sb.package_stress(design, (place,), references=references, **more)
        return _of_joint(found)

    return run


def _of_joint(answer: Any) -> Kept:
    result, found = answer.result(), Kept()
    for stack in result.joints:
        found[stack.stack] = {
            over: {
                f"{v.value.measure} @ {v.value.where}": _shown(v.value.value, v.value.bar)
                for v in stack.values
                if v.over == over
            }
            for over in ("whole joint", "all angles", "per force")
        }
    for row in result.joint_relief:
        own = row.relief
        if row.over == "all angles" and own.relief is not None:
            reliefs = found[own.reference].setdefault("relief", {})
            reliefs[f"{own.measure} @ {own.where}"] = _shown(own.relief, own.bar)
    return found


def _shown(value: float | None, bar: float | None) -> list[float | None]:
    return [None if v is None else float(f"{v:.{DIGITS}g}") for v in (value, bar)]
