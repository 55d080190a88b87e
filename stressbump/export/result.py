"""A result: every number of a run with what it needs to be believed.

The one model of it. It is what stands in result.json and in a page, what is read back from there, and
what terminal and page tell of; `docs/result.schema.json` is made from it. `SCHEMA` changes whenever a
reader of the old file would misread the new one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from pydantic.json_schema import GenerateJsonSchema

from stressbump.atomic import replacing
from stressbump.designs.schema import DRAFT
from stressbump.export.corner_rows import IntensityReliefRow
from stressbump.export.joint_rows import JointReliefRow, JointStressRow
from stressbump.export.row import Row, Rows, Some
from stressbump.export.rows import BandRow, MismatchRow, ReliefRow, StackRow
from stressbump.process.recipe import AS_BUILT, Kinematics, Support
from stressbump.process.verbs import Temperature

Version = Literal["stressbump-result-2"]
SCHEMA: Version = "stressbump-result-2"


class Result(Row):
    """What `stressbump relief` and `stressbump solve` found.

    Lengths in µm, stresses in MPa, temperatures in °C, forces in µN (per µm of depth in plane models).
    A number that could not be had is null, and its note says why.
    """

    version: Annotated[Version, Field(alias="schema")]
    stressbump: Annotated[str, Field(description="version of the program")]
    design: Annotated[
        dict[str, Any],
        Field(description="every input as used, defaults filled in; keys carry their unit"),
    ]
    against: Annotated[
        Rows[dict[str, Any]],
        Field(
            description="inputs of the designs compared with on meshes of their own: the last of"
            " the stacks, in their order"
        ),
    ] = ()
    kinematics: Kinematics
    support: Support
    temperatures_C: Annotated[
        Some[Temperature], Field(description="end temperatures, in the order asked for")
    ]
    stacks: Annotated[Some[StackRow], Field(description="the design first, then its references")]
    relief: Annotated[
        Rows[ReliefRow],
        Field(description="a row per measure and reference; none if a check failed"),
    ]
    intensity_relief: Annotated[
        Rows[IntensityReliefRow],
        Field(description="a row per intensity and reference; there only if asked for"),
    ] = ()
    joints: Annotated[
        Rows[JointStressRow],
        Field(
            description="joints on their board, away from the neutral point, a row for each stack and"
            " place; there only if asked for"
        ),
    ] = ()
    joint_relief: Annotated[
        Rows[JointReliefRow],
        Field(description="a row for each value of a joint and reference; there only if asked for"),
    ] = ()
    mismatch: Annotated[
        Rows[MismatchRow],
        Field(
            description="what each interface's mismatch contributes to a measure; contributions"
            " add up to it"
        ),
    ] = ()
    warnings: Rows[str] = ()
    files: Annotated[
        dict[str, str],
        Field(description="what else was written, by its role; paths relative to this file"),
    ]
    sources: Annotated[
        Rows[BandRow],
        Field(
            description="what published values of the materials and their births make of the"
            " headlines' reliefs; there only if asked for"
        ),
    ] = ()

    @model_validator(mode="after")
    def _names_stand(self) -> Self:
        names = [stack.name for stack in self.stacks]
        if names[0] != AS_BUILT:
            raise ValueError(
                f"stacks, item 1, name: the first is {AS_BUILT!r}; here stands {names[0]!r}"
            )
        for number, name in enumerate(names):
            if name in names[:number]:
                raise ValueError(f"stacks, item {number + 1}, name: {name!r} stands there twice")
        for key, named in {
            "relief": [row.reference for row in self.relief],
            "intensity_relief": [row.reference for row in self.intensity_relief],
            "joint_relief": [row.relief.reference for row in self.joint_relief],
            "sources": [band.reference for band in self.sources],
        }.items():
            for number, name in enumerate(named, 1):
                if name not in names[1:]:
                    raise ValueError(
                        f"{key}, item {number}, reference: no stack is called {name!r}"
                    )
        for number, row in enumerate(self.joints, 1):
            if row.stack not in names:
                raise ValueError(f"joints, item {number}, stack: none is called {row.stack!r}")
        if len(self.against) >= len(names):
            raise ValueError(f"against: {len(self.against)} designs beside {len(names)} stacks")
        return self

    @property
    def built(self) -> StackRow:
        """The stack as built."""
        return self.stacks[0]

    @property
    def references(self) -> tuple[StackRow, ...]:
        """What it is compared with."""
        return self.stacks[1:]

    @property
    def passed(self) -> bool:
        """Whether every self-check passed."""
        return all(check.passed for stack in self.stacks for check in stack.checks)

    def plain(self) -> dict[str, Any]:
        """The keys that are given, as JSON has them."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class _Untitled(GenerateJsonSchema):
    """A schema without a title at every key, which would be the key once more."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


def result_schema() -> dict[str, Any]:
    """The schema of result.json."""
    own = Result.model_json_schema(schema_generator=_Untitled)
    return {"$schema": DRAFT, "$id": SCHEMA} | own


def write_json(path: str | Path, document: Mapping[str, Any]) -> None:
    """Write a document of plain values and NumPy numbers as JSON, whole or not at all.

    ValueError names the key whose value is not finite or no JSON value; ExportError if the file
    cannot be written.
    """
    text = json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False)
    with replacing(path) as file:
        file.write(text.encode() + b"\n")


def plain(value: Any, where: str = "") -> Any:
    """The value in Python's own types; ValueError for what JSON cannot hold, `where` it stands."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                raise ValueError(
                    f"{where or 'the value'} is {value}; write null and a note instead"
                )
            return value
        case Path():
            return value.as_posix()
        case Mapping():
            return {_key(k, where): plain(v, f"{where}.{k}".lstrip(".")) for k, v in value.items()}
        case list() | tuple():
            return [plain(v, f"{where}[{i}]") for i, v in enumerate(value)]
    raise ValueError(f"{where or 'the value'} is a {type(value).__name__}, which JSON cannot hold")


def _key(key: Any, where: str) -> str:
    if isinstance(key, str):
        return key
    raise ValueError(f"{where or 'the document'} has the key {key!r}, which is no text")
