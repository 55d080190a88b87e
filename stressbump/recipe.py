"""The process as data: steps that fill and clear, each checked on construction.

A recipe is a cell and an ordered tuple of steps. The order is the process history too: every filled
region carries the temperature at which it is born. Lengths are µm, temperatures °C. A step's verb is
the key that names its target, `deposit = "passivation"`; `Recipe.from_table` reads the TOML form.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from stressbump import materials
from stressbump.errors import InputError, did_you_mean
from stressbump.faults import checked

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Length = Annotated[float, Field(ge=0, le=1e5, allow_inf_nan=False)]
Temperature = Annotated[float, Field(ge=-273.15, le=1500, allow_inf_nan=False)]
Position = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]


def _material(value: Any) -> Any:
    materials.resolve(value, "material")
    return value


MaterialRef = Annotated[str | dict[str, Any], BeforeValidator(_material)]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


_NAME = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"}
_ONE_OR_MORE = WithJsonSchema({"anyOf": [_NAME, {"type": "array", "items": _NAME}]})
Names = Annotated[tuple[Name, ...], BeforeValidator(_several), Field(min_length=1), _ONE_OR_MORE]
AnyNames = Annotated[tuple[Name, ...], BeforeValidator(_several), _ONE_OR_MORE]  # none as well


def listed(value: Any) -> Any:
    """One value as a list of itself."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


_DEGREES = {"type": "number", "minimum": -273.15, "maximum": 1500}
Temperatures = Annotated[
    tuple[Temperature, ...],
    Field(min_length=1),
    BeforeValidator(listed),
    WithJsonSchema({"anyOf": [_DEGREES, {"type": "array", "minItems": 1, "items": _DEGREES}]}),
]


class Frozen(BaseModel):
    """Immutable, and no unknown key passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: Any, info: ValidationInfo) -> Any:
        """Neither `true` nor a text passes for a number, nor anything else for `true`."""
        wanted = cls.model_fields[str(info.field_name)].annotation
        if wanted is bool and not isinstance(value, bool):
            raise ValueError(f"true or false is wanted; here stands {value!r}")
        if _holds_numbers(wanted) and (odd := _no_number(value)) is not None:
            raise ValueError(f"a number is wanted; here stands {odd!r}")
        return value


def _holds_numbers(annotation: Any) -> bool:
    return annotation in (int, float) or any(map(_holds_numbers, get_args(annotation)))


def _no_number(value: Any) -> Any:
    """The first truth value or text in a value or a list of values."""
    if isinstance(value, list | tuple):
        return next((odd for v in value if (odd := _no_number(v)) is not None), None)
    return value if isinstance(value, bool | str) else None


class Window(Frozen):
    """An opening or an island: its diameter (in a plane section its width), repeated `count` times.

    `diameter_um` is measured at the bottom of what is patterned; a wall angle below 90° widens the
    opening upwards. A foot is a re-entrant notch at the bottom, all round.
    """

    diameter_um: Annotated[float, Field(gt=0, le=2e5)]
    centre_um: Length = 0.0
    pitch_um: Annotated[float, Field(gt=0, le=1e5)] | None = None
    count: Annotated[int, Field(ge=1, le=2000)] = 1
    wall_angle_deg: Annotated[float, Field(ge=30, le=120)] = 90.0
    foot_width_um: Length = 0.0
    foot_height_um: Length = 0.0

    @model_validator(mode="after")
    def _array_has_a_pitch(self) -> Window:
        if self.count > 1 and (self.pitch_um is None or self.pitch_um <= self.diameter_um):
            raise ValueError(
                f"{self.count} windows of {self.diameter_um:g} µm need a pitch_um above their diameter;"
                f" pitch_um is {self.pitch_um or 'missing'}"
            )
        return self


class Filling(Frozen):
    """What every step that adds a region says of it.

    Intrinsic stress is that of the blanket film, tension positive; cure shrinkage is a linear strain,
    positive when the region shrinks.
    """

    material: MaterialRef
    born_C: Temperature | None = None
    intrinsic_MPa: Annotated[float, Field(ge=-1e4, le=1e4)] = 0.0
    cure_shrinkage: Annotated[float, Field(ge=-0.05, le=0.2)] = 0.0


class Deposit(Filling):
    """A film over everything standing.

    `conformal` follows the surface (mitred; side walls get `side_coverage` times the thickness),
    `planar` fills to a level `thickness_um` above `over` (by default above the surface at the outer
    wall), `line_of_sight` leaves what is in the shadow bare. `sublayers` splits the film into equal
    layers of elements.
    """

    deposit: Name
    how: Literal["conformal", "planar", "line_of_sight"] = "conformal"
    thickness_um: Length
    side_coverage: Annotated[float, Field(gt=0.02, le=1)] = 1.0
    over: Name | None = None
    sublayers: Annotated[int, Field(ge=1, le=20)] = 1
    stencil: Window | None = None


class Open(Window):
    """Pattern and etch: clears the named regions inside the window, through or to a depth."""

    open: Names
    depth_um: Length | None = None


class Pattern(Window):
    """Pattern and etch: clears the named regions everywhere outside the window."""

    pattern: Names


class Etch(Frozen):
    """Clears a region wherever no mask region stands above it; an undercut reaches below the mask."""

    etch: Names
    mask: Names
    depth_um: Length | None = None
    undercut_um: Length = 0.0


class Plate(Filling):
    """Metal grown on the exposed surface of `onto`, out of the openings around it.

    Its height counts from the highest exposed point of `onto`; past the top of the resist it
    mushrooms with the radius of the overgrowth. `conformal` follows the surface instead.
    """

    plate: Name
    onto: Names
    how: Literal["level", "conformal"] = "level"
    height_um: Length | None = None
    volume_um3: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Plate:
        if (self.height_um is None) == (self.volume_um3 is None):
            raise ValueError("give either height_um or volume_um3")
        if self.how == "conformal" and self.height_um is None:
            raise ValueError("conformal plating needs height_um")
        return self


class Print(Filling):
    """Solder through a stencil or screen: the metal's volume as a column below the aperture.

    The volume is that of the aperture times `metal_fraction`, or what a reflowed cap of
    `cap_height_um` above its rim on `onto` will need.
    """

    print: Name
    diameter_um: Annotated[float, Field(gt=0, le=2e5)]
    thickness_um: Length | None = None
    metal_fraction: Annotated[float, Field(gt=0, le=1)] = 0.5
    cap_height_um: Annotated[float, Field(gt=0, le=1e4)] | None = None
    onto: Names | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Print:
        if (self.thickness_um is None) == (self.cap_height_um is None):
            raise ValueError("give either thickness_um or cap_height_um")
        if self.cap_height_um is not None and self.onto is None:
            raise ValueError("cap_height_um needs `onto`, the regions the solder will wet")
        return self


class Strip(Frozen):
    """Removes whole regions, resists as a rule."""

    strip: Names


class Reflow(Frozen):
    """Melts a region into its volume-conserving shape on what it wets, and cures others with it.

    `cap`: a spherical cap (a circular segment in a plane section) pinned at the rim of the wetted
    footprint. `barrel`: a column with a circular flank up to a pad of `pad_diameter_um` at
    `standoff_um` above the rim. All of `reflow` and `cures` are born anew at `born_C`.
    """

    reflow: Name
    wets: Names
    shape: Literal["cap", "barrel"] = "cap"
    standoff_um: Annotated[float, Field(gt=0, le=1e4)] | None = None
    pad_diameter_um: Annotated[float, Field(gt=0, le=2e5)] | None = None
    born_C: Temperature
    cures: AnyNames = ()

    @model_validator(mode="after")
    def _barrel_is_complete(self) -> Reflow:
        if self.shape == "barrel" and (self.standoff_um is None or self.pad_diameter_um is None):
            raise ValueError("a barrel needs standoff_um and pad_diameter_um")
        return self


class Attach(Filling):
    """Sets the stack at a stand-off over a support as wide as the cell, flipped if asked."""

    attach: Name
    thickness_um: Annotated[float, Field(gt=0, le=1e5)]
    standoff_um: Length = 0.0
    flip: bool = False


class Fill(Filling):
    """Underfill or mold: everything free, up to `thickness_um` above the highest point or inside an
    outline of (x, z) points whose z counts from the top of `over`.
    """

    fill: Name
    thickness_um: Length | None = None
    over: Name | None = None
    outline_um: tuple[tuple[Position, Position], ...] | None = None

    @model_validator(mode="after")
    def _one_extent(self) -> Fill:
        if (self.thickness_um is None) == (self.outline_um is None):
            raise ValueError("give either thickness_um or outline_um")
        if self.outline_um is not None and (len(self.outline_um) < 3 or self.over is None):
            raise ValueError(
                "outline_um needs three points or more, and `over`, the region it starts from"
            )
        return self


Step = Deposit | Open | Pattern | Etch | Plate | Print | Strip | Reflow | Attach | Fill
VERBS: dict[str, type[Frozen]] = {
    "deposit": Deposit,
    "open": Open,
    "pattern": Pattern,
    "etch": Etch,
    "plate": Plate,
    "print": Print,
    "strip": Strip,
    "reflow": Reflow,
    "attach": Attach,
    "fill": Fill,
}


def verb(step: Step) -> str:
    """The step's verb, which is also the key that holds its target."""
    return type(step).__name__.lower()


def targets(step: Step) -> tuple[str, ...]:
    """The regions the step acts on."""
    return _several(getattr(step, verb(step)))


def label(number: int, step: Step) -> str:
    """`step 3, open passivation`: how messages name a step."""
    return f"step {number}, {verb(step)} {', '.join(targets(step))}"


class Cell(Frozen):
    """The unit that is modelled, its symmetry and how its outer wall is held."""

    kinematics: Literal[
        "axisymmetric", "generalized plane strain", "plane strain", "plane stress"
    ] = "axisymmetric"
    width_um: Annotated[float, Field(gt=0, le=1e5)]  # radius, or half width
    support: Literal["laminate", "flat", "free", "clamped"] = "laminate"
    free_faces: tuple[tuple[Name, Name], ...] = ()  # not bonded

    @model_validator(mode="after")
    def _faces_have_two_sides(self) -> Cell:
        if same := [a for a, b in self.free_faces if a == b]:
            raise ValueError(f"free_faces: {same[0]!r} shares no face with itself")
        return self


class Reference(Frozen):
    """What a relief is measured against: one change, on the same section and mesh.

    A swapped region keeps its birth, and loses the intrinsic stress and cure shrinkage that were its
    old material's. A region made `like` another takes over all of these.
    """

    name: Annotated[str, Field(min_length=1, max_length=60)]
    swap: dict[Name, MaterialRef] = Field(default_factory=dict)  # region → material
    like: dict[Name, Name] = Field(default_factory=dict)  # region → region
    empty: AnyNames = ()
    doc: str = ""

    @model_validator(mode="after")
    def _changes_each_region_once(self) -> Reference:
        touched = [*self.swap, *self.like, *self.empty]
        if not touched:
            raise ValueError("it changes nothing; give swap, like or empty")
        if twice := [name for name in touched if touched.count(name) > 1]:
            raise ValueError(f"{twice[0]!r} is changed twice")
        return self


class History(Frozen):
    """The temperatures at which the answer is wanted."""

    end_C: Temperatures = (25.0,)


class Recipe(Frozen):
    """A cell, its steps in order, and the references its relief may be measured against."""

    name: str
    cell: Cell
    steps: tuple[Step, ...] = Field(min_length=1)
    references: tuple[Reference, ...] = ()
    history: History = History()
    focus: tuple[Name, ...] = ()  # regions the printed table shows; all if empty
    windows_um: Annotated[  # lengths over which tractions at edges are averaged
        tuple[Annotated[float, Field(ge=0.05, le=1e4)], ...], Field(min_length=1)
    ] = (1.0, 2.0, 5.0)
    aspect: Annotated[float, Field(ge=2, le=300)] = 30.0  # longest film element, in thicknesses

    @model_validator(mode="after")
    def _names_stand(self) -> Recipe:
        known: set[str] = set()
        for number, step in enumerate(self.steps, 1):
            needed = set(targets(step)) if not isinstance(step, Filling) else set()
            for field in ("mask", "onto", "wets", "cures", "over"):
                value = getattr(step, field, None)
                needed |= set(_several(value)) if value else set()
            for name in sorted(needed - known):
                raise ValueError(
                    f"{label(number, step)}: no earlier step fills {name!r}{did_you_mean(name, known)}"
                )
            known |= set(targets(step)) if isinstance(step, Filling) else set()
        for where, name in self._mentions():
            if name not in known:
                raise ValueError(f"{where}: no step fills {name!r}{did_you_mean(name, known)}")
        return self

    def _mentions(self) -> list[tuple[str, str]]:
        free = [("cell.free_faces", name) for pair in self.cell.free_faces for name in pair]
        touched = [
            (f"reference {r.name!r}", name)
            for r in self.references
            for name in (*r.swap, *r.like, *r.like.values(), *r.empty)
        ]
        return free + touched + [("focus", name) for name in self.focus]

    @classmethod
    def from_table(cls, table: dict[str, Any], where: str) -> Recipe:
        """A recipe from its TOML form: [cell], [[step]], [[reference]], [history], focus.

        InputError names the file, the key, what stands there and what would be allowed.
        """
        rest = {"name": where} | {k: v for k, v in table.items() if k not in ("step", "reference")}
        for key, word in (("step", "steps"), ("reference", "references")):
            if word in rest:
                raise InputError(f"{where}: unknown key {word!r}; did you mean [[{key}]]?")
            if not isinstance(found := table.get(key, []), list):
                raise InputError(f"{where}: [[{key}]] is a list of tables; here stands {found!r}")
            rest[word] = found
        rest["steps"] = [_step(s, f"{where}, step {n}") for n, s in enumerate(rest["steps"], 1)]
        return checked(cls, rest, where)

    def to_table(self) -> dict[str, Any]:
        """The TOML form; `from_table` reads it back to an equal recipe."""
        dump: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        dump["step"] = [
            _target_first(s, d) for s, d in zip(self.steps, dump.pop("steps"), strict=True)
        ]
        if references := dump.pop("references", None):
            dump["reference"] = references
        return dump


def _target_first(step: Step, dump: dict[str, Any]) -> dict[str, Any]:
    key = verb(step)
    return {key: dump.pop(key)} | dump


def _step(table: Any, where: str) -> Frozen:
    if not isinstance(table, dict):
        raise InputError(f"{where}: a table is wanted, here stands {table!r}")
    named = [key for key in VERBS if key in table]
    if len(named) != 1:
        found = (
            f"the verbs {', '.join(named)}" if named else f"the keys {', '.join(table) or 'none'}"
        )
        raise InputError(
            f"{where}: exactly one verb is wanted of {', '.join(VERBS)}; found {found}"
        )
    return checked(VERBS[named[0]], table, f"{where} ({named[0]})")
