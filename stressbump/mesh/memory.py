"""Whether a model would fit into memory, asked before it is made."""

from __future__ import annotations

import os

BYTES_PER_UNKNOWN = 6000  # factorised elasticity in 2-D, measured at 200 k unknowns, rounded up
GIB = 2**30


def shortage(unknowns: float) -> tuple[float, float] | None:
    """GiB that so many unknowns need and GiB that are free, where these are fewer."""
    need = unknowns * BYTES_PER_UNKNOWN
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return (need / GIB, have / GIB) if need > have else None
