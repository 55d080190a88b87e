"""What plates of a row of ridges leave out, part by part, and what each does to the axial forces.

To the beams of `benchmarks.ridges` come one after another: shear through their thickness (Timoshenko's,
5/6); that it tilts the feet, which push and pull on a face and do not turn a section; and that a foot's
force and couple lift the face of a plate at its neighbours: by what the face of an elastic layer does,

    C(q) = 2/(E' q) (sinh qh cosh qh + qh)/(sinh² qh - q² h²),   E' = E/(1 - ν²),

less what its beam does, between different ridges, as a cell has it of ridges that carry all the same. Chip
and board end with the outer cells, or reach beyond them.

    .venv/bin/python -m benchmarks.ridge_plates [--record]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import k0

from benchmarks.record import record
from benchmarks.ridges import (
    DISTANCE,
    LAWS,
    ROWS,
    SIDES,
    SLIDE,
    SPANS,
    TURN,
    Forces,
    PlaneCell,
    Row,
    in_one_mesh,
    plane_cell,
    spans,
    stretching,
)
from stressbump.package.splines import EVEN, ODD, Splines
from stressbump.verification.grids import lines

PARTS = ("as a package", "with shear", "that tilts feet", "with neighbours")
BEYOND = 0.0, 200.0  # µm
SMOOTH, LONGEST, WAVES = 0.3, 120.0, 200_001  # of q h: below, a limit; where integrals end; points
FAR = 30  # neighbours that count


def bending(row: Row, name: str) -> float:
    """E' h³/12."""
    return stretching(name) * row.thickness[name] ** 3 / 12


def shearing(row: Row, name: str) -> float:
    """5/6 G h."""
    law = LAWS[name]
    return 5 / 12 * law.E / (1 + law.nu) * row.thickness[name]


def lifted(row: Row, name: str, distance: np.ndarray) -> np.ndarray:
    """How far a face is pulled at distances from a force on it, beyond what its beam does; per force."""
    E, h, p = stretching(name), row.thickness[name], row.pitch
    edges = np.linspace(0.0, LONGEST / h, WAVES)
    q = (edges[1:] + edges[:-1]) / 2
    x = np.minimum(q * h, 30.0)
    layer = (np.sinh(x) * np.cosh(x) + x) / (np.sinh(x) ** 2 - x**2)
    seen = np.sinc(q * p / 2 / np.pi) ** 2
    stiff, shear = bending(row, name), shearing(row, name)
    in_cell = h**2 / 5 - stiff / shear + p**2 / 12
    beam = seen * (1 / (stiff * q**4) + (1 / shear + in_cell / stiff) / q**2)
    rest = 2 * layer / (E * q) - beam - 2 / E / np.hypot(q, 1 / h)
    smooth = q * h < SMOOTH
    rest[smooth] = rest[~smooth][0]
    waves = (rest * np.cos(np.outer(distance, q))).sum(axis=1) * (q[1] - q[0])
    return np.asarray((waves + 2 / E * k0(distance / h)) / np.pi)


def neighbours(row: Row, arms: dict[str, Sequence[float]]) -> np.ndarray:
    """By how much ridges' displacements are less than those of beams, per force on any of them."""
    at, size = np.arange(row.count) + 0.5, 7 * row.count
    apart, image = at[:, None] - at, at[:, None] + at
    near, step = np.arange(1, FAR) * row.pitch, row.pitch / 20
    found = np.zeros((size, size))
    for name, sign in zip(SIDES, (1, -1), strict=True):
        pull = np.append(0.0, lifted(row, name, near))
        after, before = (lifted(row, name, near + d) for d in (step, -step))
        slope = np.append(0.0, (after - before) / (2 * step))
        own = pull[np.abs(apart).astype(int)] + pull[image.astype(int)]
        own -= 2 * pull.sum() * np.eye(row.count)
        found[DISTANCE::7, DISTANCE::7] += own
        tilt = np.sign(apart) * slope[np.abs(apart).astype(int)] - slope[image.astype(int)]
        for unknown, arm in zip((TURN, SLIDE), arms[name], strict=True):
            found[DISTANCE::7, unknown::7] += sign * arm * tilt
            found[unknown::7, DISTANCE::7] += sign * arm * tilt.T
    return found


def on_plates(row: Row, part: str, beyond: float = 0.0) -> Forces:
    """Of beams on condensed cells, with all parts up to this one."""
    cell, level = plane_cell(row), PARTS.index(part)
    breaks, middle = _breaks(row, beyond)
    fields = [Splines(breaks, np.zeros(len(breaks), bool), s) for s in (ODD, EVEN, EVEN) * 2]
    first = np.cumsum([0, *(f.size for f in fields)])
    size = int(first[-1])

    def means(field: int, derivative: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        found = fields[field].means(low, high, derivative).toarray()
        return np.pad(found, ((0, 0), (first[field], size - first[field + 1])))

    def seen(field: int, derivative: int) -> np.ndarray:
        return means(field, derivative, middle - row.pitch / 2, middle + row.pitch / 2)

    stiffness, load, end = np.zeros((size, size)), np.zeros(size), np.array([breaks[-1]])
    for k, name in enumerate(SIDES):
        moduli = stretching(name) * row.thickness[name], bending(row, name), shearing(row, name)
        for own, derivative, modulus in zip(
            range(3 * k, 3 * k + 3), (1, 2, 1), moduli, strict=True
        ):
            part_of = slice(first[own], first[own + 1])
            gram = fields[own].gram(derivative, fields[own], derivative)
            stiffness[part_of, part_of] += modulus * gram.toarray()
        push = cell.push_of_sides[2 * k] / row.pitch
        load += push * float(end[0]) * means(3 * k, 1, 0 * end, end)[0]
    arms = {"chip": (1.0, row.chip / 2)}
    apart = row.heights[0] - row.heights[1]
    arms["board"] = -1.0, row.board / 2 - apart
    bend, shear = ([-seen(k, 1) for k in fields_of] for fields_of in ((1, 4), (2, 5)))
    tilt = [b + s for b, s in zip(bend, shear, strict=True)] if level >= 2 else bend
    risen = [seen(k, 0) + (seen(k + 1, 0) if level >= 1 else 0) for k in (1, 4)]
    slide = seen(0, 0) - seen(3, 0) - apart * tilt[1]
    if level >= 2:
        slide += row.chip / 2 * shear[0] + row.board / 2 * shear[1]
    strained = [seen(0, 1), -seen(1, 2), seen(3, 1), -seen(4, 2)]
    moved = np.stack([*strained, risen[0] - risen[1], tilt[0] - tilt[1], slide], axis=1)
    for field in (4, 2, 5):
        held = means(field, 0, 0 * end, 0 * end + row.pitch)[0]
        stiffness += 1e-3 * stiffness.diagonal().max() * np.outer(held, held)
    less = neighbours(row, arms) if level >= 3 else np.zeros((7 * row.count,) * 2)
    return _forces(row, cell, moved.reshape(-1, size), stiffness, load, less)


def _forces(
    row: Row,
    cell: PlaneCell,
    moved: np.ndarray,
    stiffness: np.ndarray,
    load: np.ndarray,
    less: np.ndarray,
) -> Forces:
    one = np.eye(row.count)
    S, L = np.kron(one, cell.stiffness), np.kron(one, cell.sides)
    push, alone = (np.tile(p, row.count) for p in (cell.push, cell.push_of_sides))
    softer = S @ np.linalg.inv(np.eye(len(S)) + less @ S)
    push = push - softer @ less @ push
    whole = stiffness + moved.T @ (softer - L) @ moved
    found = np.linalg.solve(whole, load + moved.T @ (push - alone))
    force = (softer @ moved @ found - push).reshape(row.count, 7)
    to_middle = row.heights[0] - row.board - row.gap / 2
    moment = force[:, TURN] + to_middle * force[:, SLIDE]
    return Forces(force[:, SLIDE], force[:, DISTANCE], moment)


def _breaks(row: Row, beyond: float) -> tuple[np.ndarray, np.ndarray]:
    half = row.pitch / 2
    inner = lines(-half, -row.ridge / 2, row.ridge / 2, half, cells=(SPANS // 2, 2, SPANS // 2))
    middle = (np.arange(row.count) + 0.5) * row.pitch
    found = np.append(0.0, (middle[:, None] + inner[1:]).ravel())
    return np.append(found, found[-1] + spans(beyond)), middle


def main() -> None:
    """The table."""
    rows = []
    for row in ROWS:
        for beyond in BEYOND:
            whole = in_one_mesh(row, beyond)
            off = [np.abs(on_plates(row, p, beyond).off(whole, "axial")).max() for p in PARTS]
            told = row.pitch, row.ridge, row.gap, row.chip, row.board, 2 * row.count, beyond
            rows.append((*told, *(float(o) for o in off)))
    lengths = ("pitch µm", "ridge µm", "gap µm", "chip µm", "board µm")
    columns = dict.fromkeys(lengths, "{:.0f}") | {"ridges": "{}", "beyond µm": "{:.0f}"}
    record("ridge_plates", columns | dict.fromkeys(PARTS, "{:.1%}"), rows)


if __name__ == "__main__":
    main()
