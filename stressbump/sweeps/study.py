"""A study: one design, what is varied in it, and which answers are wanted.

Written as a TOML file or made in Python; either way it holds all it needs, so that a store can keep it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from stressbump.answers.left_out import OF_REDUCED, SCOPES, Scope
from stressbump.designs.design import DECIMAL_COMMA, Design, grouped, read_table
from stressbump.designs.package import PACKAGE, with_joint
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import InputError, did_you_mean
from stressbump.process.validation import checked
from stressbump.process.verbs import Frozen
from stressbump.sweeps.distributions import Distribution

LARGEST = 10_000_000  # cases of one study
UNASKED = {"name", "question", "case_minutes"}  # what no answer depends on
DNP = "dnp_mm"  # of a joint in a row of its kind, from the neutral point; varied beside its design
SAMPLED = ("latin-hypercube", "sobol", "saltelli")
SCATTERS = {"distribution", "mean", "sd"}  # keys that make a table a distribution


class Range(Frozen):
    """Numbers between two ends, evenly spaced or by equal ratios; `points` of them in a grid."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    low: Annotated[float, Field(alias="from")]
    high: Annotated[float, Field(alias="to")]
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False  # rounded to whole numbers
    points: Annotated[int, Field(ge=1, le=LARGEST)] | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Range:
        if self.high < self.low:
            raise ValueError(f"from = {self.low:g} lies above to = {self.high:g}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"a log scale needs from > 0; here stands {self.low:g}")
        return self

    def at(self, share: float) -> float | int:
        """The number at a share 0 … 1 of the way."""
        if self.scale == "log":
            number = float(self.low * (self.high / self.low) ** share)
        else:
            number = float(self.low + (self.high - self.low) * share)
        return round(number) if self.whole else number


def _form(axis: Any) -> str:
    if isinstance(axis, Distribution) or (isinstance(axis, Mapping) and set(axis) & SCATTERS):
        return "distribution"
    return "range" if isinstance(axis, Mapping | Range) else "list"


Axis = Annotated[
    Annotated[Range, Tag("range")]
    | Annotated[Distribution, Tag("distribution")]
    | Annotated[tuple[Any, ...], Field(min_length=1, max_length=LARGEST), Tag("list")],
    Discriminator(_form),
]


class Sampling(Frozen):
    """How designs are drawn from what is varied.

    `grid`: every combination. `list`: the lists side by side. `csv`: the rows of a file, its columns
    named like parameters. `latin-hypercube` and `sobol`: `points` designs, repeatable by `seed`.
    `saltelli`: `points` blocks of as many designs as are varied and two, for Sobol indices.
    """

    how: Literal["grid", "list", "csv", "latin-hypercube", "sobol", "saltelli"] = "grid"
    points: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    seed: Annotated[int, Field(ge=0)] = 1
    file: str | None = None


class Study(Frozen):
    """One design, what is varied in it, and which answers are wanted."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)] = "study"
    question: Annotated[str, Field(max_length=400)] = ""  # what it asks, in words
    design: dict[str, Any]
    references: tuple[str, ...] | None = None  # None: all that the design names
    measures: tuple[str, ...] = ()  # empty: the headline ones
    refine: Annotated[int, Field(ge=0, le=5)] = 0
    bars: bool = False  # discretisation bars of all values, at several times the work
    corners: bool = False  # intensities at corners too, on meshes refined around them
    cohesion: bool = False  # how its [[cohesion]] softens, in the place of its stresses
    case_minutes: Annotated[float, Field(gt=0, le=1e5)] | None = None  # at the most, by the clock
    reduced: Annotated[float, Field(gt=0, lt=1)] | None = None  # tolerance of a reduced basis
    vary: dict[str, Axis] = Field(default_factory=dict)
    sampling: Sampling = Sampling()

    @field_validator("design", mode="before")
    @classmethod
    def _table_of(cls, design: Any) -> Any:
        if isinstance(design, Design):
            return design.inputs()
        if isinstance(design, Structure):
            return {"structure": design.slug} | grouped(design)
        if isinstance(design, str | Path):
            name = str(design)
            design = {"structure": name} if name in STRUCTURES else read_table(name)
            return with_joint(design, name) if PACKAGE in design else design
        if isinstance(design, Mapping) and PACKAGE in design:
            return with_joint(design, "design")
        return design

    @field_validator("vary", mode="before")
    @classmethod
    def _flat(cls, vary: Any) -> Any:
        if not isinstance(vary, Mapping):
            return vary
        flat = _flattened(vary, "")
        keys = [key for key, _ in flat]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise ValueError(f"{twice[0]} stands there twice")
        return {key: _levels(key, axis) for key, axis in flat}

    @model_validator(mode="after")
    def _fits(self) -> Study:
        if self.reduced is not None and self.bars:
            raise ValueError("bars do not go with reduced, whose bounds are against the same mesh")
        if self.corners and (self.reduced is not None or PACKAGE in self.design):
            other = "reduced, which solves no case by itself" if self.reduced else "a package"
            raise ValueError(f"corners do not go with {other}")
        if self.reduced is not None and self.case_minutes is not None:
            raise ValueError(
                "case_minutes has no effect on reduced, which solves no case by itself"
            )
        if self.reduced is not None and not self.vary:
            raise ValueError("reduced has no effect: nothing is varied")
        if self.softens:
            self._fits_cohesion()
        if PACKAGE in self.design:
            self._fits_package()
        if DNP in self.vary:
            self._fits_row()
        how, lists = self.sampling.how, {k: v for k, v in self.vary.items() if type(v) is tuple}
        ranges = [k for k in self.vary if k not in lists]
        scattered = [k for k in ranges if isinstance(self.vary[k], Distribution)]
        if scattered and how not in SAMPLED:
            raise ValueError(
                f"vary.{scattered[0]}: a distribution wants {' or '.join(SAMPLED)}, not {how}"
            )
        if how == "grid" and (bare := [k for k in ranges if self.vary[k].points is None]):  # type: ignore[union-attr]
            raise ValueError(f"vary.{bare[0]}: a range in a grid needs points")
        if how in ("list", "csv"):
            if ranges:
                raise ValueError(f"vary.{ranges[0]}: sampling by {how} takes lists, not ranges")
            sizes = {k: len(v) for k, v in lists.items()}
            if len(set(sizes.values())) > 1:
                raise ValueError(f"lists side by side must be equally long; here are {sizes}")
        if how in SAMPLED:
            if self.sampling.points is None:
                raise ValueError(f"sampling.points is missing: how many designs {how} shall draw")
            if not self.vary:
                raise ValueError(f"{how} needs something to vary")
        elif self.sampling.points is not None:
            raise ValueError(f"sampling.points does not go with {how}, which draws all there are")
        return self

    @property
    def softens(self) -> bool:
        """Whether its answers are those of `stressbump cohesion`: asked for, or a key of one is varied."""
        return self.cohesion or any(k.partition(".")[0] == "cohesion" for k in self.vary)

    @property
    def rubs(self) -> bool:
        """Whether faces that close are solved in its answers, and so may rub."""
        return self.scope.contact and not self.softens and self.reduced is None

    @property
    def scope(self) -> Scope:
        """What its answers take in of a design."""
        if PACKAGE in self.design:
            return SCOPES["package"]
        if DNP in self.vary:
            return SCOPES["joint"]
        if self.softens:
            return replace(SCOPES["cohesion"], cohesions=True)
        return SCOPES["relief"] if self.reduced is None else OF_REDUCED

    def _fits_cohesion(self) -> None:
        asked = {"a package": PACKAGE in self.design, DNP: DNP in self.vary}
        asked |= {"reduced": self.reduced is not None, "corners": self.corners}
        asked |= {"refine": self.refine > 0}
        for other in (name for name, given in asked.items() if given):
            raise ValueError(f"cohesion does not go with {other}; its mesh and numbers are its own")

    def _fits_package(self) -> None:
        for key in ("reduced", "references"):
            if value := getattr(self, key):
                given = list(value) if key == "references" else value
                raise ValueError(
                    f"{key} = {given}: a package has its joints' forces and its warpage alone"
                )

    def _fits_row(self) -> None:
        axis = self.vary[DNP]
        if PACKAGE in self.design:
            raise ValueError(f"vary.{DNP}: a package says itself where its joints are")
        if self.reduced is not None:
            raise ValueError(f"vary.{DNP} does not go with reduced, which knows no joints")
        ends = [axis.low, axis.high] if isinstance(axis, Range) else axis
        for value in () if isinstance(ends, Distribution) else ends:
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise ValueError(
                    f"vary.{DNP}: {value!r}; a distance above 0 from the neutral point is wanted, in mm"
                )

    @property
    def digest(self) -> str:
        """A digest of everything in it that answers depend on."""
        content = self.model_dump(mode="json", by_alias=True, exclude=UNASKED)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]

    def to_table(self) -> dict[str, Any]:
        """The TOML form; `from_table` reads it back to an equal study."""
        dump = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        # no references at all is not the same as those of the design
        kept = {k: v for k, v in dump.items() if k == "references" or v not in ({}, [], "")}
        for key, axis in kept.get("vary", {}).items():
            if isinstance(axis, list):  # TOML has no word for what leaves the design as it is
                kept["vary"][key] = ["" if level is None else level for level in axis]
        return kept

    @classmethod
    def from_table(cls, table: Mapping[str, Any], where: str, folder: Path | None = None) -> Study:
        """A study from a table as a file holds it; files it names lie beside it in `folder`."""
        table = dict(table)
        if "design" not in table and "structure" in table:
            raise InputError(
                f'{where}: structure: a study says design = "{table["structure"]}" instead; what'
                " differs from the structure's defaults stands in [design] or in a file"
            )
        if "design" not in table:
            raise InputError(f'{where}: design = "…" is missing: a structure, a file or a table')
        design = table["design"]
        if isinstance(design, str) and design not in STRUCTURES:
            table["design"] = str((folder or Path()) / design)
            if not Path(table["design"]).exists():
                hint = did_you_mean(design, STRUCTURES)
                raise InputError(
                    f"{where}: design: no file {table['design']}, nor a structure {design!r}{hint}"
                )
        sampling = table.get("sampling")
        if isinstance(sampling, Mapping) and sampling.get("how") == "csv":
            table |= _csv(table, sampling, where, folder or Path())
        study: Study = checked(cls, table, where)
        return study


def load(path: str | Path) -> Study:
    """The study in a TOML file; InputError names the key, what stands there and what may."""
    path = Path(path)
    if not os.path.exists(path):
        raise InputError(f"{path}: no such file")
    table = read_table(str(path))
    table.setdefault("name", path.stem)
    return Study.from_table(table, str(path), path.parent)


def _flattened(vary: Mapping[str, Any], above: str) -> list[tuple[str, Any]]:
    """`elastomer.G_MPa = [1, 2]` is a table in a table to TOML; here it is one dotted key."""
    flat: list[tuple[str, Any]] = []
    for key, value in vary.items():
        inner = isinstance(value, Mapping) and not ({"from", "to", "low"} | SCATTERS) & set(value)
        flat += _flattened(value, f"{above}{key}.") if inner else [(f"{above}{key}", value)]
    return flat


def _levels(key: str, axis: Any) -> Any:
    """A list of levels, in which an empty text leaves the design as it is."""
    if not isinstance(axis, list | tuple):
        return axis
    for number, level in enumerate(axis, 1):
        if isinstance(level, str) and DECIMAL_COMMA.match(level.strip()):
            raise ValueError(
                f"{key}, item {number}: a number is written with a point; here stands {level!r}"
            )
    return [None if level == "" else level for level in axis]


def _csv(
    table: Mapping[str, Any], sampling: Mapping[str, Any], where: str, folder: Path
) -> dict[str, Any]:
    """The columns of a CSV as lists side by side; an empty cell leaves the design as it is."""
    if not isinstance(sampling.get("file"), str):
        raise InputError(f"{where}: sampling.file is missing: the CSV with the designs")
    if table.get("vary"):
        raise InputError(f"{where}: [vary] does not go with csv, whose columns say what is varied")
    path = folder / sampling["file"]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    if len(rows) < 2:
        raise InputError(f"{path}: a line of keys and a line per design are wanted")
    keys = [key.strip() for key in rows[0]]
    if repeated := {k for k in keys if keys.count(k) > 1 or not k}:
        raise InputError(f"{path}: the keys in line 1 must differ; {sorted(repeated)} do not")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(keys):
            raise InputError(f"{path}, line {number}: {len(row)} cells under {len(keys)} keys")
        for key, cell in zip(keys, row, strict=True):
            if DECIMAL_COMMA.match(cell.strip()):
                raise InputError(
                    f"{path}, line {number}, {key}: a number is written with a point; here stands"
                    f" {cell!r}"
                )
    columns = {k: [_cell(row[n]) for row in rows[1:]] for n, k in enumerate(keys)}
    return {"vary": columns, "sampling": {"how": "list"}}


def _cell(text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    try:
        return tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        return text
