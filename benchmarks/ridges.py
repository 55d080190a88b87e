"""A row of ridges between chip and board: beams on their condensed cells beside one mesh of the whole row.

Plane strain, cooled. A ridge's cell is a pitch of the row, condensed as that of a round joint is: strains
and curvatures of both sides and their distance where it is even about the ridge, slide and turn where it
is odd. Chip and board of the row are beams of the same splines as a package's plates, half of it; joints
see means of them over their cells, as in a package ("cell"), or over their feet ("foot"). Then what a
beam gives way between the two in a cell of its own is taken off the cell.

    .venv/bin/python -m benchmarks.ridges [--record]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.linalg import block_diag

from benchmarks.record import record
from stressbump.joint.sides import Side, WallLayer, pushed
from stressbump.joint.superelement import superelement
from stressbump.laws import Isotropic
from stressbump.mechanics.balance import internal_forces, nodal_sum
from stressbump.mechanics.kinematics import Kinematics, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import Constraints, at_x, free
from stressbump.mechanics.system import factorise
from stressbump.mesh.mesh import Mesh
from stressbump.package.splines import EVEN, HELD, ODD, Splines
from stressbump.verification.grids import grid, lines

HOT, COLD = 150.0, 25.0  # °C
LAWS = {
    "chip": Isotropic(130e3, 0.28, 3e-6),
    "ridge": Isotropic(50e3, 0.36, 22e-6),
    "board": Isotropic(22e3, 0.2, 16e-6),
}
SIDES = ("chip", "board")
odd = replace(plane_strain, name="plane strain, odd", on_axis=("z",), pins=("x",))
STRAINED, DISTANCE, TURN, SLIDE = slice(0, 4), 4, 5, 6  # e and k of the chip, of the board; …
SPANS = 8  # of the beams, a pitch
At = Literal["cell", "foot"]
AT: tuple[At, ...] = ("cell", "foot")
KINDS = ("shear", "axial", "moment")


@dataclass(frozen=True)
class Row:
    """Ridges between two plates, symmetric about the middle between two of them; lengths in µm."""

    pitch: float
    ridge: float  # wide
    gap: float
    chip: float  # thick
    board: float
    count: int = 4  # of half of it
    refine: int = 1

    @cached_property
    def thickness(self) -> dict[str, float]:
        """Of the sides."""
        return {"chip": self.chip, "board": self.board}

    @cached_property
    def heights(self) -> tuple[float, float]:
        """Of the middles of chip and board."""
        return self.board + self.gap + self.chip / 2, self.board / 2

    def lines_up(self) -> np.ndarray:
        """Heights of the mesh, closer towards the feet of the ridges."""
        faces = self.board, self.board + self.gap
        near = min(self.ridge, self.gap) / 8
        below, above = (faces[0] - n * near for n in (4, 1)), (faces[1] + n * near for n in (1, 4))
        inner = faces[0], faces[0] + near, faces[1] - near, faces[1]
        cells = tuple(n * self.refine for n in (4, 3, 2, 2, 4, 2, 2, 3, 4))
        top = faces[1] + self.chip
        return lines(0.0, *below, *inner, *above, top, cells=cells)

    def lines_across(self) -> np.ndarray:
        """Of half a pitch, from the middle of a ridge."""
        half, near = self.ridge / 2, self.ridge / 16
        cells = tuple(n * self.refine for n in (2, 2, 2, 5))
        return lines(0.0, half - near, half, half + 2 * near, self.pitch / 2, cells=cells)

    def region_of(self, x: float, z: float) -> str:
        """What is at a place of a cell; nothing is in the gap."""
        if z < self.board:
            return "board"
        if z > self.board + self.gap:
            return "chip"
        return "ridge" if abs(x) < self.ridge / 2 else "gap"


def stretching(name: str) -> float:
    """E/(1 - ν²), MPa."""
    law = LAWS[name]
    return law.E / (1 - law.nu**2)


def shrinkage(names: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Free strains by region, out of what each is made of."""
    return {name: LAWS[of].thermal_strain(HOT, COLD) for name, of in names.items()}


def free_strain(name: str) -> float:
    """Of a side in its plane, with none out of it."""
    return float((1 + LAWS[name].nu) * shrinkage({name: name})[name][0])


@dataclass(frozen=True, eq=False)
class PlaneCell:
    """A ridge's cell, and what its two sides are without it; µN and µm per µm of depth."""

    stiffness: np.ndarray  # S (7, 7)
    push: np.ndarray  # (7,) of free strains
    sides: np.ndarray  # L (7, 7)
    push_of_sides: np.ndarray  # (7,)

    def seen_at_feet(self, row: Row) -> PlaneCell:
        """The same, its distance, turn and slide those of the ridge's feet."""
        give = [_give(row, name) for name in SIDES]
        apart = row.heights[0] - row.heights[1]
        arms = np.array([[1.0, 0.0], [-1.0, -apart]])  # turn and slide: couples on chip and board
        S, rest = self.stiffness.copy(), np.linalg.solve(self.stiffness, self.push)
        across = np.linalg.inv(S[TURN:, TURN:]) - arms.T @ np.diag([g.turn for g in give]) @ arms
        across[1, 1] -= sum(g.along for g in give)
        S[TURN:, TURN:] = np.linalg.inv(across)
        before, beside = S[DISTANCE, DISTANCE], S[STRAINED, DISTANCE].copy()
        after = 1 / (1 / before - sum(g.risen for g in give))
        S[STRAINED, STRAINED] += np.outer(beside, beside) * (after / before - 1) / before
        S[STRAINED, DISTANCE] = S[DISTANCE, STRAINED] = beside * after / before
        S[DISTANCE, DISTANCE] = after
        return replace(self, stiffness=S, push=S @ rest)


def plane_cell(row: Row) -> PlaneCell:
    """A ridge with its pitch of chip and board, condensed; half of it is meshed."""
    mesh = grid(row.lines_across(), row.lines_up(), row.region_of)
    chip, board = (
        Side({n: WallLayer(row.thickness[n], stretching(n), stretching(n))}, z)
        for n, z in zip(SIDES, row.heights, strict=True)
    )

    def wall(mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
        return _wall(row, mesh, kinematics, active)

    upright, across = (factorise(Model(mesh, k, wall, LAWS), COLD) for k in (plane_strain, odd))
    strains = np.eye(4)
    strains[1] -= chip.height * strains[0]
    strains[3] -= board.height * strains[2]
    names = ("e_chip", "k_chip", "e_board", "k_board")
    apart = pushed(upright, chip, board, np.array([0.0, 1.0]))
    slid = pushed(across, chip, board, np.array([1.0, 0.0]))
    even = superelement(upright, dict(zip(names, strains, strict=True)), {"w": apart})
    other = superelement(across, {"turn": np.ones(1)}, {"slide": slid})
    S = 2 * block_diag(even.stiffness, other.stiffness)
    push = 2 * np.append(even.thermal(shrinkage({n: n for n in LAWS})), [0.0, 0.0])
    own = [row.pitch * stretching(n) * h for n, h in row.thickness.items()]
    alone = [
        a * b for a, h in zip(own, row.thickness.values(), strict=True) for b in (1, h**2 / 12)
    ]
    push_of_sides = np.zeros(7)
    push_of_sides[[0, 2]] = [a * free_strain(n) for a, n in zip(own, SIDES, strict=True)]
    return PlaneCell(S, push, np.diag([*alone, 0, 0, 0]), push_of_sides)


def _wall(row: Row, mesh: Mesh, kinematics: Kinematics, active: np.ndarray) -> Constraints:
    """u_x = W (e + k z) of each side where all is even; where it is odd u_z = -W φ of the chip's."""
    found, wall = free(mesh, kinematics, active), at_x(mesh, active, mesh.width)
    z = mesh.points[wall, 1]
    of_chip = z > row.board + row.gap / 2
    if kinematics is plane_strain:
        share = np.stack([of_chip, of_chip * z, ~of_chip, ~of_chip * z], axis=1)
        names = ("e", "k", "e of board", "k of board")
        return replace(
            found, tied=kinematics.along("x", wall), shape=mesh.width * share, names=names
        )
    tied, held = (kinematics.along("z", wall[which]) for which in (of_chip, ~of_chip))
    prescribed = np.union1d(np.setdiff1d(found.prescribed, tied), held)
    return Constraints(prescribed, tied, np.full((len(tied), 1), -mesh.width), ("turn",))


@dataclass(frozen=True)
class _Give:
    """How a beam alone gives way between its cell and the foot on it, per force or couple."""

    risen: float
    turn: float
    along: float


def _give(row: Row, name: str) -> _Give:
    half, h = row.ridge / 2, row.thickness[name]
    breaks = lines(0.0, half, row.pitch / 2, cells=(2, SPANS))
    even, odd_held = (
        Splines(breaks, np.zeros(len(breaks), bool), *ends) for ends in ((EVEN,), (ODD, HELD))
    )
    foot, cell = ((np.array([-x]), np.array([x])) for x in (half, row.pitch / 2))
    stretch = 2 * stretching(name) * h
    level, mean = even.at(cell[1], 1).toarray(), even.means(*cell).toarray()
    apart = mean - even.means(*foot).toarray()
    turned = odd_held.means(*foot, 1).toarray()
    bend, slope = stretch * h**2 / 12 * even.gram(2, even, 2), even.gram(1, even, 1)
    couple = stretch * h**2 / 12 * odd_held.gram(2, odd_held, 2)
    return _Give(
        _compliance(bend.toarray(), apart, np.vstack([level, mean])),
        _compliance(couple.toarray(), turned, turned[:0]),
        _compliance(stretch * slope.toarray(), apart, mean),
    )


def _compliance(stiffness: np.ndarray, load: np.ndarray, held: np.ndarray) -> float:
    """What a load moves, per force, while `held` rows are zero."""
    none = np.zeros((len(held), len(held)))
    system = np.block([[stiffness, held.T], [held, none]])
    right = np.append(load[0], np.zeros(len(held)))
    return float(right @ np.linalg.solve(system, right))


@dataclass(frozen=True, eq=False)
class Forces:
    """Of the chip on each ridge of half a row from its middle on, per µm of depth: µN, and µN µm."""

    shear: np.ndarray
    axial: np.ndarray
    moment: np.ndarray  # about the middle of the gap

    def off(self, other: Forces, kind: str) -> np.ndarray:
        """By how much they differ from others, of the largest of those."""
        own, others = (getattr(f, kind) for f in (self, other))
        return np.asarray((own - others) / np.abs(others).max())


def on_beams(row: Row, at: At = "cell") -> Forces:
    """Of beams on condensed cells."""
    cell = plane_cell(row)
    cell = cell.seen_at_feet(row) if at == "foot" else cell
    part = (
        lines(-row.pitch, -row.ridge, row.ridge, row.pitch, cells=(SPANS // 2, 2, SPANS // 2)) / 2
    )
    middle = (np.arange(row.count) + 0.5) * row.pitch
    breaks = np.append(0.0, (middle[:, None] + part[1:]).ravel())
    fields = [Splines(breaks, np.zeros(len(breaks), bool), start) for start in (ODD, EVEN) * 2]
    first = np.cumsum([0, *(f.size for f in fields)])
    size = int(first[-1])

    def means(field: int, derivative: int, half: float) -> np.ndarray:
        found = fields[field].means(middle - half, middle + half, derivative).toarray()
        return np.pad(found, ((0, 0), (first[field], size - first[field + 1])))

    stiffness, load = np.zeros((size, size)), np.zeros(size)
    for k, (name, h) in enumerate(row.thickness.items()):
        for field, derivative, own in ((2 * k, 1, h), (2 * k + 1, 2, h**3 / 12)):
            part_of = slice(first[field], first[field + 1])
            gram = fields[field].gram(derivative, fields[field], derivative)
            stiffness[part_of, part_of] += stretching(name) * own * gram.toarray()
        load += cell.push_of_sides[2 * k] * means(2 * k, 1, row.pitch / 2).sum(0)
    seen = row.pitch / 2 if at == "cell" else row.ridge / 2
    turns = [-means(field, 1, seen) for field in (1, 3)]
    apart = row.heights[0] - row.heights[1]
    moved = np.stack(
        [
            means(0, 1, row.pitch / 2), -means(1, 2, row.pitch / 2),
            means(2, 1, row.pitch / 2), -means(3, 2, row.pitch / 2),
            means(1, 0, seen) - means(3, 0, seen), turns[0] - turns[1],
            means(0, 0, seen) - means(2, 0, seen) - apart * turns[1],
        ],
        axis=1,
    )  # fmt: skip
    for ridge in moved:
        stiffness += ridge.T @ (cell.stiffness - cell.sides) @ ridge
        load += ridge.T @ (cell.push - cell.push_of_sides)
    level = means(3, 0, seen)[0]
    stiffness += np.outer(level, level) * stiffness.diagonal().max()
    force = moved @ np.linalg.solve(stiffness, load) @ cell.stiffness.T - cell.push
    to_middle = row.heights[0] - row.board - row.gap / 2
    moment = force[:, TURN] + to_middle * force[:, SLIDE]
    return Forces(force[:, SLIDE], force[:, DISTANCE], moment)


def spans(length: float) -> np.ndarray:
    """Ends of spans of 25 µm."""
    return np.linspace(0.0, length, 1 + round(length / 25))[1:]


def in_one_mesh(row: Row, beyond: float = 0.0) -> Forces:
    """Of the row as a whole; chip and board reach so far beyond the outer cells, µm."""
    half = row.lines_across()
    one = np.concatenate([-half[:0:-1], half]) + row.pitch / 2
    across = np.append(0.0, (np.arange(row.count)[:, None] * row.pitch + one[1:]).ravel())
    end = across[-1]
    across = np.append(across, end + spans(beyond))

    def region_of(x: float, z: float) -> str:
        k, beside = divmod(x, row.pitch)
        found = row.region_of(beside - row.pitch / 2, z)
        if found != "ridge":
            return found
        return f"ridge {k:.0f}" if x < end else "gap"

    mesh = grid(across, row.lines_up(), region_of)
    of = {name: name.split()[0] for name in mesh.regions if name != "gap"}
    model = Model(mesh, plane_strain, free, {name: LAWS[made] for name, made in of.items()})
    found = solve(factorise(model, COLD), Loads(shrinkage(of)))
    top = np.flatnonzero(np.isclose(mesh.points[:, 1], row.board + row.gap))
    forces = []
    for k in range(row.count):
        p, free_of = found.blocks[f"ridge {k}"], found.free_strain[f"ridge {k}"]
        inner = internal_forces(p, found.unknowns[p.unknowns], free_of)
        fx, fz = nodal_sum(p, inner, len(found.unknowns))[plane_strain.displacements(top)].T
        arm = mesh.points[top, 0] - (k + 0.5) * row.pitch
        forces.append((fx.sum(), fz.sum(), (fx * row.gap / 2 - fz * arm).sum()))
    return Forces(*np.array(forces).T)


ROWS = (
    Row(200.0, 10.0, 80.0, 100.0, 150.0),
    Row(400.0, 20.0, 80.0, 150.0, 200.0),
    Row(300.0, 30.0, 80.0, 50.0, 80.0),
    Row(400.0, 30.0, 80.0, 300.0, 500.0),
    Row(200.0, 20.0, 160.0, 300.0, 500.0),
    Row(200.0, 20.0, 80.0, 300.0, 500.0),
    Row(200.0, 30.0, 80.0, 300.0, 500.0),
    Row(200.0, 30.0, 80.0, 300.0, 500.0, count=8),
    Row(200.0, 30.0, 80.0, 700.0, 1000.0, count=8),
    Row(200.0, 80.0, 60.0, 300.0, 500.0),
)


def reaches(row: Row) -> tuple[float, float]:
    """Over which shear and pull of the ridges die out along the row, µm."""
    cell = plane_cell(row)
    stretch, bend = (1 / cell.sides.diagonal()[k:4:2] for k in (0, 1))
    shear, pull = cell.stiffness[SLIDE, SLIDE], cell.stiffness[DISTANCE, DISTANCE]
    return float((shear * stretch.sum()) ** -0.5), float((4 / (pull * bend.sum())) ** 0.25)


def main() -> None:
    """The table."""
    rows = []
    for row in ROWS:
        whole = in_one_mesh(row)
        told = [row.pitch, row.ridge, row.gap, row.chip, row.board, 2 * row.count, *reaches(row)]
        for at in AT:
            found = on_beams(row, at)
            told += [float(np.abs(found.off(whole, kind)).max()) for kind in KINDS]
        rows.append(told)
    lengths = ("pitch µm", "ridge µm", "gap µm", "chip µm", "board µm")
    columns = dict.fromkeys(lengths, "{:.0f}") | {"ridges": "{}"}
    columns |= dict.fromkeys(("shear reaches µm", "pull reaches µm"), "{:.0f}")
    columns |= {f"{kind}, {at}": "{:.1%}" for at in AT for kind in KINDS}
    record("ridges", columns, rows)


if __name__ == "__main__":
    main()
