"""How a design is answered, as one thing that travels from whoever asks to every stack.

Nothing heavy is imported here: the command line makes them before it starts its processes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Literal

from stressbump.errors import InputError
from stressbump.process.once import ends_once, lengths_once

if TYPE_CHECKING:
    from stressbump.designs.design import Design

Sources = bool | Literal["all"]
COLDEST, HOTTEST = -273.15, 1500.0  # °C


@dataclass(frozen=True)
class Options:
    """`end` temperatures in °C and `windows_um`, over which tractions at edges are averaged, are those
    of the design's recipe where empty.

    `refine` splits every triangle in four so many times, `accuracy` (0.01 is 1 %) refines until the
    bars of the design's `adaptive.GOALS` are as narrow. `bars` are the discretisation bars of all
    values, `sources` the bands of published values, "all" with those that their own notes refute.
    `corners` refines the mesh around corners and finds their intensities. InputError for what cannot be.
    """

    end: tuple[float, ...] = ()
    windows_um: tuple[float, ...] = ()
    refine: int = 0
    accuracy: float | None = None
    bars: bool = True
    sources: Sources = False
    corners: bool = False

    def __post_init__(self) -> None:
        if self.sources not in (False, True, "all"):
            raise InputError(f"sources: {self.sources!r}; allowed is True, False or 'all'")
        if not isinstance(self.refine, int) or self.refine < 0:
            raise InputError(f"refine: {self.refine!r}; allowed is a whole number from 0 on")
        for t in self.end:
            if not isinstance(t, Real) or not COLDEST <= t <= HOTTEST:
                allowed = f"temperatures of {COLDEST:g} … {HOTTEST:g} °C"
                raise InputError(f"end: {t!r}; allowed are {allowed}")
        asked = {"end": (ends_once, self.end), "windows_um": (lengths_once, self.windows_um)}
        for name, (once, given) in asked.items():
            try:
                once(given)
            except ValueError as error:
                raise InputError(f"{name}: {error}") from None

    def of(self, design: Design) -> Options:
        """These options with what they leave to a design."""
        recipe = design.recipe
        return replace(
            self,
            end=tuple(map(float, self.end or recipe.history.end_C)),
            windows_um=self.windows_um or recipe.windows_um,
        )
