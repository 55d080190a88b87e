"""A figure that a notebook shows as a PNG, though no pyplot knows of it."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class Shown(Figure):
    """A matplotlib figure on a canvas of its own, which needs no screen."""

    def __init__(self, width: float, height: float, dpi: int) -> None:
        """An empty one, in inches."""
        super().__init__(figsize=(width, height), dpi=dpi)
        self.agg = FigureCanvasAgg(self)

    def to_png(self, file: IO[bytes]) -> None:
        """Write it, opaque and quickly, into a file that is open."""
        from PIL import Image

        self.agg.draw()
        opaque = Image.fromarray(np.asarray(self.agg.buffer_rgba())[..., :3])
        opaque.save(file, format="png", compress_level=1)

    def _repr_png_(self) -> bytes:
        self.to_png(file := BytesIO())
        return file.getvalue()
