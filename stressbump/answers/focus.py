"""What terminal and page show first of a result."""

from __future__ import annotations

from dataclasses import dataclass

from stressbump.designs.design import Design
from stressbump.export.result import Result
from stressbump.export.rows import MeasureRow, ReliefRow
from stressbump.measures.axial import AXIAL_STRESS
from stressbump.process.section import Section
from stressbump.survey import HEADLINES, is_shown


@dataclass(frozen=True)
class Focus:
    """The regions to show first, and the widest averaging window, µm."""

    regions: tuple[str, ...]
    window_um: float
    long: bool = False  # along the axis, so that stress along it is worth a row

    def shows(self, row: MeasureRow) -> bool:
        """Whether a row stands in the short table."""
        if self.long and row.measure == AXIAL_STRESS.name:
            return row.where in self.regions
        return is_shown(row.measure, row.where, row.averaging_um, self.regions, self.window_um)


def focus_of(design: Design, section: Section) -> Focus:
    """What a design wants to be shown first; all regions where it names none that stands."""
    standing = section.names
    regions = tuple(n for n in design.recipe.focus if n in standing) or standing
    return Focus(regions, max(design.recipe.windows_um), section.cell.long)


def headlines(result: Result, focus: Focus, temperature: float) -> list[ReliefRow]:
    """The reliefs of the first measure of the first region in focus, one for each reference."""
    wanted = HEADLINES[0], focus.regions[0], temperature
    return [r for r in result.relief if (r.measure, r.where, r.temperature_C) == wanted]
