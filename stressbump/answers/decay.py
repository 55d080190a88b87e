"""How far from a free end the bond of a layer has handed over its force, read off the fields.

    F(d) = ∫ τ dx from the end to the distance d,   F(l) = (1 - 1/e) F(far)

An interface shear that dies out as e^(-d/l), as theories of joints have it, hands over this share at l.
"""

from __future__ import annotations

from math import exp

import numpy as np

from stressbump.export.fields import Fields

SHEAR = 3  # xz, among the components of stress
LEVEL = 1e-4  # µm by which nodes of one face may differ in height
FAR = 4.0  # lengths of the theory that are as good as far away
GAP = 0.5  # of such a length, which the face may be broken by, as by a contact sunk into it


def decay_length(
    fields: Fields, region: str, level: float, theory: float, end_is_wall: bool
) -> float | None:
    """That length l of a region's face at a height, µm; `theory` is the one that is expected.

    None where the face has no free end, or is not nearly whole along `FAR` such lengths.
    """
    mesh = fields.mesh
    sides = mesh.sides
    own = mesh.region[sides.elements] == mesh.regions.index(region)
    flat = np.abs(mesh.points[sides.nodes, 1] - level).max(axis=1) < LEVEL
    nodes = sides.nodes[own & flat]
    x = np.sort(mesh.points[nodes[:, :2], 0], axis=1)
    if not len(x) or (end_is_wall and x.max() > mesh.width * (1 - 1e-9)):
        return None
    order = np.argsort(-x[:, 1])
    x, nodes = x[order], nodes[order]
    far = x[0, 1] - FAR * theory
    gaps = (x[:-1, 0] - x[1:, 1])[x[1:, 1] > far]
    if far < x.min() or gaps.max(initial=0.0) > GAP * theory:
        return None
    shear = fields.stress[SHEAR, nodes] @ [1 / 6, 1 / 6, 2 / 3]
    handed = np.append(0.0, np.cumsum(shear * (x[:, 1] - x[:, 0])))
    way = np.append(0.0, x[0, 1] - x[:, 0])
    share = handed / np.interp(FAR * theory, way, handed) * (1 - exp(-FAR))
    reached = np.flatnonzero(share >= 1 - exp(-1))
    k = int(reached[0]) if len(reached) else 0
    return float(np.interp(1 - exp(-1), share[k - 1 : k + 1], way[k - 1 : k + 1])) if k else None
