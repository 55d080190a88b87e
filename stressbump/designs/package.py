"""A package: a chip on a board, the array of joints between them, and which design each joint is.

A file holds [package], and its joint is a structure's name, another file, or the table of a design.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, TypeAdapter, WithJsonSchema, model_validator

from stressbump.designs.design import Design, from_table, read_table, setting_of
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.varied_keys import PACKAGE, find_all, with_value
from stressbump.errors import InputError, did_you_mean
from stressbump.laws import turns
from stressbump.materials import resolve
from stressbump.process.recipe import Recipe
from stressbump.process.validation import checked
from stressbump.process.verbs import Filling, Frozen

MOST = 50_000  # joints of a package
LONGEST = 500.0  # mm
KEYS = ("name", PACKAGE)
Side = Annotated[float, Field(gt=0, le=LONGEST)]
Pitch = Annotated[float, Field(ge=1, le=20_000)]
Number = Annotated[int, Field(ge=1, le=1000)]
Sides = tuple[Side, Side]
INFINITE = "infinite"


def _board(value: Any) -> tuple[float, float] | None:
    """Sides in mm, or no end: None."""
    if value is None or value == INFINITE:
        return None
    try:
        x, y = value
        if all(type(n) in (int, float) and 0 < n <= LONGEST for n in (x, y)):
            return float(x), float(y)
    except (TypeError, ValueError):
        pass
    raise ValueError(
        f'two sides up to {LONGEST:g} mm are wanted, or "{INFINITE}"; here stands {value!r}'
    )


BoardSides = Annotated[
    Any,
    BeforeValidator(_board),
    WithJsonSchema({"anyOf": [TypeAdapter(Sides).json_schema(), {"const": INFINITE}]}),
]


JointTable = Annotated[
    dict[str, Any], WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})
]


class Array(Frozen):
    """Rows along y and columns along x around the middle of the chip."""

    rows: Number
    columns: Number
    pitch_um: Pitch | None = Field(None, description="that of the joint's cell, unless given")
    perimeter: Number | None = Field(None, description="so many outer rows and columns alone")
    left_out: tuple[tuple[Number, Number], ...] = Field(
        (), description="[row, column] of places without a joint, from 1 at the least y and x"
    )

    @model_validator(mode="after")
    def _has_joints(self) -> Array:
        for row, column in self.left_out:
            if row > self.rows or column > self.columns:
                raise ValueError(
                    f"left_out: [{row}, {column}] lies off {self.rows} rows and {self.columns} columns"
                )
        if self.perimeter is not None and 2 * self.perimeter >= min(self.rows, self.columns):
            raise ValueError(
                f"perimeter = {self.perimeter} has no effect with {self.rows} rows and"
                f" {self.columns} columns"
            )
        return self

    @cached_property
    def numbers(self) -> np.ndarray:
        """(joints, 2): row and column of each, from 1."""
        rows, columns = np.mgrid[1 : self.rows + 1, 1 : self.columns + 1]
        there = np.ones_like(rows, dtype=bool)
        if (deep := self.perimeter) is not None:
            there[deep:-deep, deep:-deep] = False
        for row, column in self.left_out:
            there[row - 1, column - 1] = False
        return np.stack([rows[there], columns[there]], axis=1)


class Package(Frozen):
    """What a [package] table holds."""

    die_mm: Sides = Field(description="sides of the chip along x and y")
    board_mm: BoardSides = Field(None, description="sides of the board, or infinite")
    clamped: bool = Field(
        False, description="whether the board's edges are held from the joints' birth on"
    )
    array: Array | None = None
    places_um: tuple[tuple[float, float], ...] | None = Field(
        None,
        description="[x, y] of each joint from the middle of the chip, where there is no array",
    )
    board: Any = Field(None, description="layers of the board, for a joint that is a structure")
    joint: JointTable = Field(description="a structure's name, a file, or a table")

    @model_validator(mode="after")
    def _stands(self) -> Package:
        if (self.array is None) == (self.places_um is None):
            raise ValueError("either array or places_um says where the joints are")
        if self.clamped and self.board_mm is None:
            raise ValueError('clamped = true has no effect with board_mm = "infinite"')
        count = len(self.array.numbers if self.array else self.places_um or ())
        if not 1 <= count <= MOST:
            raise ValueError(f"{count} joints; 1 … {MOST} are allowed")
        if self.board_mm and any(b < d for b, d in zip(self.board_mm, self.die_mm, strict=True)):
            raise ValueError(
                f"board_mm = {list(self.board_mm)} is smaller than die_mm = {list(self.die_mm)}"
            )
        return self


@dataclass(frozen=True)
class PackageDesign:
    """A package with the design of its joints."""

    name: str
    package: Package
    joint: Design

    def reference_names(self) -> tuple[str, ...]:
        """None: what its joints are measured against belongs to these."""
        return ()

    def inputs(self) -> dict[str, Any]:
        """Every input as used."""
        own = self.package.model_dump(mode="json", exclude_none=True)
        own |= {"board_mm": own.get("board_mm", INFINITE), "joint": self.joint.inputs()}
        return {"name": self.name, "package": own}


def load_package(source: str, settings: Iterable[str] = ()) -> PackageDesign:
    """A package from its file, with `key=value` settings on top; those of its joint begin with `joint.`.

    InputError names the file, the key, what stands there and what would be allowed.
    """
    return package_from_table(read_table(source), source, settings)


def package_from_table(
    table: Mapping[str, Any], where: str, settings: Iterable[str] = ()
) -> PackageDesign:
    """A package from a table as a file holds it; files that it names are beside `where`."""
    for key in table:
        if key not in KEYS:
            raise InputError(f"{where}: unknown key {key!r}{did_you_mean(key, KEYS)}")
    if not isinstance(name := table.get("name", Path(where).stem), str):
        raise InputError(f"{where}: name: a text is wanted; here stands {name!r}")
    table = with_joint(table, where)
    for key, value in map(setting_of, settings):
        table, (place,) = find_all(table, [key], "--set")
        for path in place.paths:
            table = with_value(table, path, value)
    table = with_joint(table, where)
    package = checked(Package, table["package"], f"{where}: [package]")
    return PackageDesign(name, package, _joint(package, name, f"{where}: [package.joint]"))


def with_joint(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A package's table with that of its joint in the place of a name or a file beside `where`."""
    own = table.get("package")
    if not isinstance(own, Mapping):
        raise InputError(f"{where}: [package] is a table; here stands {own!r}")
    joint = own.get("joint")
    if not isinstance(joint, str):
        return copy.deepcopy(dict(table))
    beside = Path(where).parent / joint
    source = str(beside) if beside.is_file() else joint
    found = {"structure": joint} if joint in STRUCTURES else read_table(source)
    return copy.deepcopy({**table, "package": {**own, "joint": found}})


def _joint(package: Package, name: str, where: str) -> Design:
    """The design of its joints: assembled, at the pitch of the array, on the package's board.

    Its cell takes means in plane of what differs there.
    """
    design = _as_given(package, name, where)
    return design.with_means_in_plane() if _differs_in_plane(design.recipe) else design


def _differs_in_plane(recipe: Recipe) -> bool:
    given = [s.material for s in recipe.steps if isinstance(s, Filling)]
    given += [material for r in recipe.references for material in r.swap.values()]
    return any(not turns(resolve(material, recipe.name).law) for material in given)


def _as_given(package: Package, name: str, where: str) -> Design:
    table = package.joint
    given = package.array.pitch_um if package.array else None
    if "structure" not in table:
        if package.board is not None:
            raise InputError(
                f"{where} is a recipe with a board of its own; board has no effect on it"
            )
        return from_table({"name": f"joint of {name}"} | table, where)
    slug = table["structure"]
    joints = [name for name, cls in STRUCTURES.items() if "assembled" in cls.model_fields]
    if slug in STRUCTURES and slug not in joints:
        raise InputError(f"{where}: {slug} makes no joint; allowed: {', '.join(sorted(joints))}")
    wanted = {"assembled": True, "pitch_um": given, "board": package.board}
    for key, value in wanted.items():
        if value is not None:
            table, (place,) = find_all(table, [key], f"{where}, as [package] has it,")
            for path in place.paths:
                table = with_value(table, path, value)
    return from_table(table, where)


def any_from_table(table: Mapping[str, Any], where: str) -> Design | PackageDesign:
    """A design or a package."""
    return (package_from_table if "package" in table else from_table)(table, where)
