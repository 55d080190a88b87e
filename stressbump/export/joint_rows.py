"""The rows of a result that are of joints away from the neutral point."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stressbump.export.row import Positive, Row, Rows
from stressbump.export.rows import MeasureRow, ReliefRow
from stressbump.survey.joints import Over


class JointValueRow(Row):
    """A measure of a joint."""

    over: Annotated[
        Over,
        Field(
            description="stress over volume, or area, and all angles; at the worst angle; of the"
            " first harmonic alone, over all angles and per mN of its force"
        ),
    ]
    degrees: Annotated[
        float | None,
        Field(
            ge=0, le=360, description="of the worst angle; 0 looks away from the neutral point"
        ),
    ] = None  # fmt: skip
    value: MeasureRow


class JointStressRow(Row):
    """A stack's joint, at a place."""

    stack: str
    place: Annotated[str, Field(examples=["3 mm from the neutral point", "worst joint"])]
    dnp_um: Annotated[Positive, Field(description="distance from the neutral point")]
    reach_um: Annotated[
        Positive | None,
        Field(description="over which the slide of a row of joints dies out from its end"),
    ] = None
    values: Rows[JointValueRow]


class JointReliefRow(Row):
    """A measure of a joint with and without."""

    place: str
    over: Over
    relief: ReliefRow
