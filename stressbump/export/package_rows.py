"""A package's result: what stands on every joint, and how chip and board bow. The one model of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from stressbump.designs.schema import DRAFT
from stressbump.export.row import Bar, Count, Number, Positive, Row, Rows, Some
from stressbump.process.verbs import Temperature

PackageVersion = Literal["stressbump-package-1"]
PACKAGE_SCHEMA: PackageVersion = "stressbump-package-1"

BarOf = Annotated[
    Bar | None,
    Field(
        description="half the width of the number's bar: plates, cell and steps; null without bars"
    ),
]


class JointRow(Row):
    """A joint: where it is, and what chip and board do to it at an end temperature.

    x and y are those of the package, from the middle of the chip; forces and moments are those of the
    chip on the joint, positive as the slide and the turn of the chip against the board that they go with.
    """

    temperature_C: Temperature
    joint: Annotated[Count, Field(description="from 1, as the places are listed")]
    row: Annotated[
        Count | None, Field(description="from 1 at the least y; null in a list of places")
    ]
    column: Annotated[Count | None, Field(description="from 1 at the least x")]
    x_um: Number
    y_um: Number
    dnp_um: Annotated[Bar, Field(description="from the middle of the chip")]
    by_hand_um: Annotated[Bar, Field(description="DNP Δα ΔT: the slide if joints did not resist")]
    slide_um: Bar
    slide_x_um: Number
    slide_y_um: Number
    turn_x: Annotated[Number, Field(description="of the chip against the board, z towards x")]
    turn_y: Number
    stretch_um: Annotated[
        Number,
        Field(description="by how much chip and board are farther apart than the joint is long"),
    ]
    shear_uN: Bar
    shear_x_uN: Number
    shear_y_uN: Number
    axial_uN: Annotated[Number, Field(description="along the axis, tension positive")]
    moment_x_uN_um: Annotated[Number, Field(description="about the middle of the gap, z towards x")]
    moment_y_uN_um: Number
    bar_of_slide_um: BarOf = None
    bar_of_slide_x_um: BarOf = None
    bar_of_slide_y_um: BarOf = None
    bar_of_turn_x: BarOf = None
    bar_of_turn_y: BarOf = None
    bar_of_stretch_um: BarOf = None
    bar_of_shear_uN: BarOf = None
    bar_of_shear_x_uN: BarOf = None
    bar_of_shear_y_uN: BarOf = None
    bar_of_axial_uN: BarOf = None
    bar_of_moment_x_uN_um: BarOf = None
    bar_of_moment_y_uN_um: BarOf = None


class WarpageRow(Row):
    """How chip or board bows over the outline of the chip."""

    body: Literal["chip", "board"]
    temperature_C: Temperature
    warpage_um: Annotated[
        Number,
        Field(
            description="how much higher the middle stands than the corners' mean, away from the board"
        ),
    ]
    flatness_um: Annotated[Bar, Field(description="highest less lowest point beside a mean plane")]
    bar_of_warpage_um: BarOf = None
    bar_of_flatness_um: BarOf = None


class JointCellRow(Row):
    """Numbers of the cell that all joints are."""

    shear_stiffness_uN_per_um: Annotated[
        Positive, Field(description="against a slide without a turn, by the moduli of the end")
    ]
    bar_of_shear_stiffness_uN_per_um: BarOf = None
    reach_um: Annotated[
        Positive, Field(description="1/β: over which the slide of a row of joints dies out")
    ]
    height_um: Annotated[Positive, Field(description="of the gap between chip and board")]


class PackageResult(Row):
    """What `stressbump package` found. Lengths in µm, forces in µN, temperatures in °C."""

    version: Annotated[PackageVersion, Field(alias="schema")]
    stressbump: Annotated[str, Field(description="version of the program")]
    design: Annotated[dict[str, Any], Field(description="every input as used, defaults filled in")]
    temperatures_C: Some[Temperature]
    cell: JointCellRow
    joints: Annotated[Some[JointRow], Field(description="every joint at every end temperature")]
    worst: Annotated[
        Some[Count], Field(description="numbers of the most sheared joints, the worst first")
    ]
    warpage: Some[WarpageRow]
    warnings: Rows[str] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return self.model_dump(mode="json", by_alias=True)


def package_result_schema() -> dict[str, Any]:
    """The schema of package.json."""
    return {"$schema": DRAFT, "$id": PACKAGE_SCHEMA} | PackageResult.model_json_schema()
