"""Where the joints of a package are, and how big its chip and its board: from the middle of the chip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SAME = 1e-4  # µm: places that are closer are one


@dataclass(frozen=True, eq=False)
class Layout:
    """Places of joints (joints, 2) on a chip and a board around the same middle, µm."""

    places: np.ndarray
    pitch: float  # side of the square that belongs to a joint
    chip: tuple[float, float]
    board: tuple[float, float]
    clamped: bool = False  # the edges of the board

    @property
    def symmetric(self) -> bool:
        """Whether the joints are their own mirror image about both axes."""
        return all(np.isin(_keys(self.places * m), _keys(self.places)).all() for m in MIRRORS[1:3])

    @property
    def quarter(self) -> Layout:
        """The joints of the first quadrant and those on its axes."""
        kept = (self.places >= -SAME).all(axis=1)
        return Layout(self.places[kept], self.pitch, self.chip, self.board, self.clamped)

    @property
    def shares(self) -> np.ndarray:
        """How much of each joint of a quarter belongs to it (joints,)."""
        return np.asarray(0.5 ** (np.abs(self.places) < SAME).sum(axis=1))

    def mirrored(self, whole: Layout) -> tuple[np.ndarray, np.ndarray]:
        """For each joint of the whole its image in this quarter, and the signs of its place (joints, 2)."""
        order = np.argsort(keys := _keys(self.places))
        index = order[np.searchsorted(keys[order], _keys(np.abs(whole.places)))]
        return index, np.where(whole.places < -SAME, -1.0, 1.0)


MIRRORS = np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])


def _keys(places: np.ndarray) -> np.ndarray:
    """A number for each place, the same for the same ones."""
    whole = np.round(places / SAME).astype(np.int64) + 2**31
    return np.asarray(whole[:, 0] * 2**32 + whole[:, 1])
