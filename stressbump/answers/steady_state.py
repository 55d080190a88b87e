"""What a crack along layers that run on releases in the end, whatever its length, by laminate theory.

It holds in plane strain, where both parts are free behind the tip and the same layers, of isotropic
solids that do not change, stand all along the way to the plane of symmetry.
"""

from __future__ import annotations

import numpy as np

from stressbump.answers.companions import LINES, Pile, laid_down, read_pile
from stressbump.closed_forms.solid import StressState
from stressbump.closed_forms.staged_laminate import staged
from stressbump.closed_forms.steady_delamination import steady_release
from stressbump.fracture.paths import CrackPath
from stressbump.history.proportional import unchanging
from stressbump.history.stack import Stack
from stressbump.process.planar import GRID
from stressbump.process.section import Section

STATE: StressState = "plane strain"
CLOSING = 1e-6  # of a curvature over the height of the pile: round-off
Layers = tuple[tuple[str, float], ...]


def steady_state(stack: Stack, path: CrackPath, temperature: float) -> float | None:
    """The energy release rate of long cracks along a way, J/m²; None where layers do not run on."""
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
    beyond = _stands(section, float(x[0]), section.width)
    if set(names) != set(section.names) or not beyond <= {*parts, (0.0, ())}:
        return None
    laws = {r.name: r.material.law for r in section.regions}
    here = Pile(names, thicknesses, bottom, 0.0, float(x[0]))
    found = staged(laid_down(section, here, laws, temperature), temperature, STATE)[-1]
    own = [found.layers[f"{k} {name}"] for k, name in enumerate(names)]
    rate, closing = steady_release(own[:cut], own[cut:], STATE)
    return None if closing * sum(thicknesses) > CLOSING else rate


def _stands(section: Section, start: float, stop: float) -> set[tuple[float, Layers]]:
    """The different piles between two places."""
    places = start + (np.arange(LINES) + 0.5) / LINES * (stop - start)
    return {read_pile(section, float(x)) for x in places} if stop - start > GRID else set()


def _simple(section: Section, temperature: float) -> bool:
    """Whether its ends are free, and its solids isotropic, bonded and the same all through its history."""
    cell, born = section.cell, [float(r.born_C or 0.0) for r in section.regions]
    low, high = min(*born, temperature), max(*born, temperature)
    free = cell.kinematics == STATE and cell.support == "free" and not cell.free_faces
    return free and all(
        unchanging(r, low, high) and r.material.law.moduli(temperature).isotropic
        for r in section.regions
    )
