"""A plate that stretches and bends, out of products of splines: Kirchhoff's, of layers.

    e_xx = ∂u/∂x,   e_yy = ∂v/∂y,   γ_xy = ∂u/∂y + ∂v/∂x
    k_xx = -∂²w/∂x²,   k_yy = -∂²w/∂y²,   k_xy = -2 ∂²w/∂x∂y
    (N, M) = [A B; B D] (e, k)

u and v at a reference height, strain e + k (z - that height), w along z; shear strains are engineering
ones. Every matrix is a sum of Kronecker products of matrices along x and along y.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import block_array, block_diag, csr_array, kron, vstack

from stressbump.package.splines import EVEN, FREE, ODD, Splines, rowwise

Term = tuple[str, int, int, float]  # a field, its derivatives along x and y, a factor
Spans = tuple[np.ndarray, np.ndarray]  # low and high ends of intervals, µm
Rows = Callable[[Splines, int], csr_array]

FIELDS = ("u", "v", "w")
STRAINS: tuple[tuple[Term, ...], ...] = (
    (("u", 1, 0, 1.0),),
    (("v", 0, 1, 1.0),),
    (("u", 0, 1, 1.0), ("v", 1, 0, 1.0)),
    (("w", 2, 0, -1.0),),
    (("w", 0, 2, -1.0),),
    (("w", 1, 1, -2.0),),
)  # e_xx, e_yy, γ_xy, k_xx, k_yy, k_xy
MOVES: dict[str, Term] = {
    "u": ("u", 0, 0, 1.0),
    "v": ("v", 0, 0, 1.0),
    "w": ("w", 0, 0, 1.0),
    "turn_x": ("w", 1, 0, -1.0),  # z towards x
    "turn_y": ("w", 0, 1, -1.0),
}
ALONG = {"u": (ODD, EVEN), "v": (EVEN, ODD), "w": (EVEN, EVEN)}  # about x = 0, about y = 0


@dataclass(frozen=True, eq=False)
class Breaks:
    """Where functions along an axis meet, and at which they are smooth but once, µm."""

    at: np.ndarray
    double: np.ndarray

    def divided(self, parts: int) -> Breaks:
        """The same with each span in so many equal parts, of whose splines those of these are made."""
        share = np.arange(parts) / parts
        at = (self.at[:-1, None] + np.diff(self.at)[:, None] * share).ravel()
        double = np.zeros(len(at) + 1, dtype=bool)
        double[::parts] = self.double
        return Breaks(np.append(at, self.at[-1]), double)


@dataclass(frozen=True, eq=False)
class SplinePlate:
    """A rectangle, or the quarter of a symmetric one, with functions for u, v and w."""

    fields: Mapping[str, tuple[Splines, Splines]]

    @cached_property
    def start(self) -> Mapping[str, int]:
        """The first unknown of each field."""
        sizes = [x.size * y.size for x, y in self.fields.values()]
        return dict(zip(self.fields, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))

    @property
    def size(self) -> int:
        """How many unknowns it has."""
        return sum(x.size * y.size for x, y in self.fields.values())

    @property
    def reach(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the function of each unknown begins and ends along x and y (unknowns, 2), µm."""
        low, high = (
            np.concatenate(
                [
                    np.stack(
                        [a.ravel() for a in np.meshgrid(x.reach[k], y.reach[k], indexing="ij")], 1
                    )
                    for x, y in self.fields.values()
                ]
            )
            for k in (0, 1)
        )
        return low, high

    def stiffness(self, laminate: np.ndarray) -> csr_array:
        """∫ (e, k)' [A B; B D] (e, k) dx dy with moduli (6, 6), (unknowns, unknowns)."""
        sizes = {name: x.size * y.size for name, (x, y) in self.fields.items()}
        blocks = {(name, name): csr_array((n, n)) for name, n in sizes.items()}
        for row, column in zip(*np.nonzero(laminate), strict=True):
            for a in STRAINS[row]:
                for b in STRAINS[column]:
                    pair = a[0], b[0]
                    if FIELDS.index(a[0]) <= FIELDS.index(b[0]):
                        more = laminate[row, column] * a[3] * b[3] * self._product(a, b)
                        blocks[pair] = blocks[pair] + more if pair in blocks else more
        return csr_array(block_array([[_of(blocks, a, b) for b in FIELDS] for a in FIELDS]))

    def _product(self, a: Term, b: Term) -> csr_array:
        (ax, ay), (bx, by) = self.fields[a[0]], self.fields[b[0]]
        return csr_array(kron(ax.gram(a[1], bx, b[1]), ay.gram(a[2], by, b[2]), format="csr"))

    def means(self, terms: Iterable[Term], x: Spans, y: Spans) -> csr_array:
        """Means of a sum of terms over rectangles (rectangles, unknowns), exactly."""
        return self._rows(
            terms, len(x[0]), lambda s, d: s.means(*x, d), lambda s, d: s.means(*y, d)
        )

    def integrals(self) -> csr_array:
        """∫ (e, k) dx dy (6, unknowns)."""
        x, y = self.fields["u"]
        ends = [(s.breaks[:1], s.breaks[-1:]) for s in (x, y)]
        area = float(np.prod([high - low for low, high in ends]))
        return csr_array(area * vstack([self.means(terms, *ends) for terms in STRAINS]))

    def at(self, terms: Iterable[Term], x: np.ndarray, y: np.ndarray) -> csr_array:
        """Values of a sum of terms at places (places, unknowns)."""
        return self._rows(terms, len(x), lambda s, d: s.at(x, d), lambda s, d: s.at(y, d))

    def holding(self, coarse: SplinePlate) -> csr_array:
        """What the functions of a plate with fewer breaks are in these (unknowns, its unknowns)."""
        fields = [
            kron(*(own.holding(theirs) for own, theirs in zip(pair, coarse.fields[name], strict=True)))
            for name, pair in self.fields.items()
        ]  # fmt: skip
        return csr_array(block_diag(fields))

    def _rows(self, terms: Iterable[Term], count: int, along_x: Rows, along_y: Rows) -> csr_array:
        total = csr_array((count, self.size))
        for name, dx, dy, factor in terms:
            x, y = self.fields[name]
            own = rowwise(along_x(x, dx), along_y(y, dy))
            parts = factor * own.data, own.indices + self.start[name], own.indptr
            total = total + csr_array(parts, shape=total.shape)
        return csr_array(total)


def _of(blocks: Mapping[tuple[str, str], csr_array], a: str, b: str) -> csr_array | None:
    """A block of a symmetric matrix of which those above the diagonal are there."""
    if (a, b) in blocks:
        return blocks[a, b]
    return csr_array(blocks[b, a].T) if (b, a) in blocks else None


def plate(x: Breaks, y: Breaks, quarter: bool, ends: Mapping[str, str]) -> SplinePlate:
    """A plate with these breaks; its far ends are as `ends` say by field, free if they do not."""

    def along(breaks: Breaks, symmetry: str, field: str) -> Splines:
        start = symmetry if quarter else ends.get(field, FREE)
        return Splines(breaks.at, breaks.double, start, ends.get(field, FREE))

    return SplinePlate(
        {name: (along(x, ALONG[name][0], name), along(y, ALONG[name][1], name)) for name in FIELDS}
    )
