"""What long cracks along layers that run on release, by laminate theory.

It holds where both parts are free behind the tip and the same layers, of isotropic solids that do not
change, stand all along the way to the plane of symmetry or the axis. In plane strain it is a steady
state, whatever the length; where layers strain out of the section as well it depends on how much of them
is still bonded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from stressbump.answers.companions import LINES, Pile, laid_down, read_pile
from stressbump.closed_forms.solid import StressState
from stressbump.closed_forms.staged_laminate import LayerAtStage, staged
from stressbump.closed_forms.steady_delamination import (
    LetGo,
    released_of_disc,
    released_of_half,
    steady_release,
)
from stressbump.fracture.paths import CrackPath
from stressbump.history.proportional import unchanging
from stressbump.history.stack import Stack
from stressbump.process.planar import GRID
from stressbump.process.section import Section

CLOSING = 1e-6  # of a curvature over the height of the pile: round-off
Layers = tuple[tuple[str, float], ...]


def steady_state(
    stack: Stack, path: CrackPath, temperature: float, lengths: np.ndarray
) -> np.ndarray | None:
    """G (n,) of long cracks along a way, J/m², at their lengths in µm; None where layers do not run on.

    No number where faces would close, or what is left of a disc is not thin.
    """
    section, (x, z) = stack.assembly.section, stack.mesh.points[path.nodes].T
    straight = np.ptp(z) <= GRID and x[-1] <= GRID and not len(path.mouth.elements)
    if not straight or not _simple(section, temperature):
        return None
    stands = _stands(section, 0.0, float(x[0]))
    if len(stands) > 1:
        return None
    bottom, layers = stands.pop()
    names, thicknesses = zip(*layers, strict=True)
    cut = int(np.searchsorted(bottom + np.cumsum(thicknesses), z[0] - GRID)) + 1
    parts = (bottom, layers[:cut]), (round(float(z[0]), 4), layers[cut:])
    plane = section.cell.kinematics == "plane strain"
    beyond = _stands(section, float(x[0]), section.width)
    left_alone = {(0.0, ()), *(parts if plane else ())}
    if set(names) != set(section.names) or not beyond <= left_alone:
        return None
    laws = {r.name: r.material.law for r in section.regions}
    here = Pile(names, thicknesses, bottom, 0.0, float(x[0]))
    state: StressState = "plane strain" if plane else "plate"
    found = staged(laid_down(section, here, laws, temperature), temperature, state)[-1]
    own = [found.layers[f"{k} {name}"] for k, name in enumerate(names)]
    release = _release(section, own[:cut], own[cut:], float(x[0]))
    told = [release(a) for a in lengths.tolist()]
    closing = np.array([one.closing for one in told]) * sum(thicknesses) > CLOSING
    rates = np.where(closing, np.nan, [one.rate for one in told])
    return None if np.isnan(rates).all() else rates


def _release(
    section: Section,
    lower: Sequence[LayerAtStage],
    upper: Sequence[LayerAtStage],
    half: float,
) -> Callable[[float], LetGo]:
    """What a crack of a length releases."""
    match section.cell.kinematics:
        case "axisymmetric":
            return partial(released_of_disc, lower, upper, half)
        case "generalized plane strain":
            return partial(released_of_half, lower, upper, half)
    steady = steady_release(lower, upper)
    return lambda length: steady


def _stands(section: Section, start: float, stop: float) -> set[tuple[float, Layers]]:
    """The different piles between two places."""
    places = start + (np.arange(LINES) + 0.5) / LINES * (stop - start)
    return {read_pile(section, float(x)) for x in places} if stop - start > GRID else set()


def _simple(section: Section, temperature: float) -> bool:
    """Whether its ends are free, and its solids isotropic, bonded and the same all through its history."""
    cell, born = section.cell, [float(r.born_C or 0.0) for r in section.regions]
    low, high = min(*born, temperature), max(*born, temperature)
    thick = cell.kinematics != "plane stress" and not cell.long
    free = cell.support == "free" and not cell.free_faces
    return (
        thick
        and free
        and all(
            unchanging(r, low, high) and r.material.law.moduli(temperature).isotropic
            for r in section.regions
        )
    )
