"""Plates and the places of the joints between them: their functions, and the equations of a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import block_diag, csr_array, diags_array, hstack

from stressbump.package.coupling import BASIC, U, V, W, basic_of_strain, basic_rows
from stressbump.package.equations import PlateEquations
from stressbump.package.fast_diagonal import Inverse, PlateModes
from stressbump.package.laminates import LaminateStep
from stressbump.package.layout import Layout
from stressbump.package.mesh import breaks
from stressbump.package.ordering import nested
from stressbump.package.plate import MOVES, SplinePlate, plate
from stressbump.package.splines import CLAMPED, HELD

SIDES = ("chip", "board")
CLAMP = {"u": HELD, "v": HELD, "w": CLAMPED}
SOFT = 1e-3  # of a plate's own stiffness: springs that hold what nothing moves


@dataclass(frozen=True, eq=False)
class CoupledPlates:
    """Chip and board of a layout, or of a quarter of it, with the means that its joints' cells see."""

    layout: Layout
    solved: Layout
    plates: tuple[SplinePlate, ...]
    spans: tuple[
        tuple[tuple[np.ndarray, np.ndarray], ...], ...
    ]  # by plate: of cells, along x and y
    rows: csr_array  # (2 BASIC × joints, unknowns)

    @classmethod
    def of(cls, layout: Layout, solved: Layout, span: float, parts: int = 1) -> CoupledPlates:
        """With breaks a span apart among the joints at the most, each then in so many parts."""
        quarter = solved is not layout
        plates, spans, means = [], [], []
        for name, size in zip(SIDES, (layout.chip, layout.board), strict=True):
            ends = CLAMP if layout.clamped and name == "board" else {}
            along = [breaks(solved, k, size[k] / 2, quarter, span).divided(parts) for k in (0, 1)]
            made = plate(along[0], along[1], quarter, ends)
            own = tuple(_within(solved, k, size[k] / 2) for k in (0, 1))
            plates.append(made)
            spans.append(own)
            means.append(basic_rows(made, *own))
        rows = csr_array(block_diag(means))
        return cls(layout, solved, tuple(plates), tuple(spans), rows)

    @property
    def quarter(self) -> bool:
        """Whether only a quarter is solved."""
        return self.solved is not self.layout

    @property
    def shares(self) -> np.ndarray:
        """How much of each joint counts."""
        return self.solved.shares if self.quarter else np.ones(len(self.solved.places))

    @cached_property
    def order(self) -> np.ndarray:
        """In which unknowns are eliminated."""
        low, high = (np.concatenate([p.reach[k] for p in self.plates]) for k in (0, 1))
        return nested(low, high)

    def held(self, name: str) -> bool:
        """Whether a plate's edges are clamped."""
        return self.layout.clamped and name == "board"

    def given(self, flat: Sequence[np.ndarray]) -> np.ndarray:
        """Means (joints, 2 BASIC) of plates that move by themselves."""
        parts = [basic_of_strain(f, *own) for f, own in zip(flat, self.spans, strict=True)]
        return np.concatenate(parts).T

    def pushed(
        self,
        laminates: Sequence[LaminateStep],
        flat: Sequence[np.ndarray],
        total: np.ndarray,
        resting: Sequence[np.ndarray],
    ) -> np.ndarray:
        """What plates push with: those that may not shrink, and what earlier strain has become."""
        parts, start = [], 0
        for made, laminate, own, rest in zip(self.plates, laminates, flat, resting, strict=True):
            own_total = total[start : start + made.size]
            start += made.size
            push = np.zeros(made.size)
            hindered = laminate.moduli @ (laminate.free - own) + laminate.stiffened @ rest
            if hindered.any():
                push += made.integrals().T @ hindered
            if laminate.stiffened.any():
                push -= made.stiffness(laminate.stiffened) @ own_total
            parts.append(push)
        return np.concatenate(parts)

    def equations(self, laminates: Sequence[LaminateStep], joint: np.ndarray) -> PlateEquations:
        """Of both plates, of joints that add (2 BASIC, 2 BASIC) each, and of soft springs."""
        parts = [p.stiffness(la.moduli) for p, la in zip(self.plates, laminates, strict=True)]
        plates = csr_array(block_diag(parts))
        held = self._springs(plates.diagonal())
        return PlateEquations(csr_array(plates + held.T @ held), self.rows, joint, self.shares)

    def alone(self, laminates: Sequence[LaminateStep], joint: np.ndarray) -> Inverse:
        """An approximate inverse of these equations, as if joints were spread and held each plate."""
        count = len(BASIC)
        bedding = joint.diagonal().reshape(2, count)[:, [U, V, W]] / self.layout.pitch**2
        inverses = [
            modes.inverse(laminate.moduli, spring)
            for modes, laminate, spring in zip(self._modes, laminates, bedding, strict=True)
        ]
        end = self.plates[0].size

        def inverse(load: np.ndarray) -> np.ndarray:
            parts = zip(inverses, (load[:end], load[end:]), strict=True)
            return np.concatenate([of(part) for of, part in parts])

        return inverse

    @cached_property
    def _modes(self) -> tuple[PlateModes, ...]:
        return tuple(PlateModes.of(made) for made in self.plates)

    def holding(self, coarse: CoupledPlates) -> csr_array:
        """What the functions of plates with fewer breaks are in these (unknowns, their unknowns)."""
        both = zip(self.plates, coarse.plates, strict=True)
        return csr_array(block_diag([own.holding(theirs) for own, theirs in both]))

    def _springs(self, diagonal: np.ndarray) -> csr_array:
        """Springs in the middle of the board against the motions that strain nothing."""
        chip, board = self.plates
        if self.layout.clamped:
            return csr_array((0, len(diagonal)))
        middle = np.zeros(1)
        terms = [[MOVES["w"]]]
        if not self.quarter:
            turning = [("v", 1, 0, 1.0), ("u", 0, 1, -1.0)]
            terms += [[MOVES[n]] for n in ("u", "v", "turn_x", "turn_y")] + [turning]
        rows = [hstack([csr_array((1, chip.size)), board.at(t, middle, middle)]) for t in terms]
        found = csr_array(np.vstack([row.toarray() for row in rows]))
        size = np.minimum.reduceat(diagonal[found.indices] / found.data**2, found.indptr[:-1])
        return csr_array(diags_array(np.sqrt(SOFT * size)) @ found)


def _within(layout: Layout, axis: int, half: float) -> tuple[np.ndarray, np.ndarray]:
    """The spans of cells on a plate, cut where it ends."""
    at, reach = layout.places[:, axis], layout.pitch / 2
    return np.maximum(at - reach, -half), np.minimum(at + reach, half)
