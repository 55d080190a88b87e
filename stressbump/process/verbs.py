"""The verbs of a recipe: steps that fill and clear, each checked on construction, and their keys.

Lengths are µm, temperatures °C. A step's verb is the key that names its target, `deposit =
"passivation"`.
"""

from __future__ import annotations

from inspect import Parameter, Signature
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
from stressbump.process.temperatures import Temperature

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Length = Annotated[float, Field(ge=0, le=1e5, allow_inf_nan=False)]
Position = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]
Intrinsic = Annotated[float, Field(ge=-1e4, le=1e4)]  # MPa, of the blanket film, tension positive
Shrinkage = Annotated[float, Field(ge=-0.05, le=0.2)]  # linear strain, positive when it shrinks


def _material(value: Any) -> Any:
    materials.resolve(value, "material")
    return value


MaterialRef = Annotated[str | dict[str, Any], BeforeValidator(_material)]


def several(value: Any) -> Any:
    """One name as a tuple of itself."""
    return (value,) if isinstance(value, str) else value


_NAME = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"}
_ONE_OR_MORE = WithJsonSchema({"anyOf": [_NAME, {"type": "array", "items": _NAME}]})
Names = Annotated[tuple[Name, ...], BeforeValidator(several), Field(min_length=1), _ONE_OR_MORE]
AnyNames = Annotated[tuple[Name, ...], BeforeValidator(several), _ONE_OR_MORE]  # none as well


class Frozen(BaseModel):
    """Immutable, and no unknown key passes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """What `help` shows: names and defaults, where pydantic would spell out every constraint."""
        cls.__signature__ = Signature(
            [
                Parameter(
                    name,
                    Parameter.KEYWORD_ONLY,
                    default=Parameter.empty if field.is_required() else field.get_default(),
                )
                for name, field in cls.model_fields.items()
            ]
        )

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


class Acting(Frozen):
    """A step of the stack itself, or of a part that is made apart and joined to it later."""

    part: Name | None = None


class Sided(Acting):
    """A step that acts from above, or from below as if everything were turned over."""

    side: Literal["top", "bottom"] = "top"


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
    def _foot_is_complete(self) -> Window:
        widths = {"foot_width_um": self.foot_width_um, "foot_height_um": self.foot_height_um}
        lacking = [key for key in widths if key not in self.model_fields_set]
        if len(lacking) == 1 and any(widths.values()):
            raise ValueError(f"a foot needs {lacking[0]} too; without it there is none")
        return self

    @model_validator(mode="after")
    def _array_has_a_pitch(self) -> Window:
        if self.count > 1 and (self.pitch_um is None or self.pitch_um <= self.diameter_um):
            raise ValueError(
                f"{self.count} windows of {self.diameter_um:g} µm need a pitch_um above their diameter;"
                f" pitch_um is {self.pitch_um or 'missing'}"
            )
        return self


class Filling(Acting):
    """What every step that adds a region says of it.

    Intrinsic stress is that of the blanket film, tension positive; cure shrinkage is a linear strain,
    positive when the region shrinks.
    """

    material: MaterialRef
    born_C: Temperature | None = None
    intrinsic_MPa: Intrinsic = 0.0
    cure_shrinkage: Shrinkage = 0.0


class Deposit(Sided, Filling):
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

    @model_validator(mode="after")
    def _nothing_is_in_vain(self) -> Deposit:
        if self.over is not None and self.how != "planar":
            raise ValueError(
                f'over = {self.over!r} has no effect on a {self.how} film; how = "planar" counts'
                " from a region"
            )
        if self.side_coverage < 1 and self.how != "conformal":
            raise ValueError(f"side_coverage has no effect on a {self.how} film")
        if self.sublayers > 1 and self.how == "planar":
            raise ValueError("sublayers have no effect on a planar film")
        if self.stencil and (self.stencil.foot_width_um or self.stencil.wall_angle_deg != 90):
            raise ValueError("a stencil's hole has neither a foot nor sloped walls")
        return self


class Open(Sided, Window):
    """Pattern and etch: clears the named regions inside the window, through or to a depth."""

    open: Names
    depth_um: Length | None = None


class Pattern(Sided, Window):
    """Pattern and etch: clears the named regions everywhere outside the window."""

    pattern: Names

    @model_validator(mode="after")
    def _has_no_foot(self) -> Pattern:
        if self.foot_width_um > 0:
            raise ValueError("an island has no foot; foot_width_um is for `open`")
        return self


class Etch(Sided):
    """Clears a region wherever no mask region stands above it; an undercut reaches below the mask."""

    etch: Names
    mask: Names
    depth_um: Length | None = None
    undercut_um: Length = 0.0


class Plate(Sided, Filling):
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


class Print(Sided, Filling):
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


class Strip(Acting):
    """Removes whole regions, resists as a rule."""

    strip: Names


class Reflow(Sided):
    """Melts a region into its volume-conserving shape on what it wets, and cures others with it.

    `cap`: a spherical cap (a circular segment in a plane section) pinned at the rim of the wetted
    footprint. `barrel`: a column with a circular flank up to a pad of `pad_diameter_um`, at
    `standoff_um` above the rim or where surface tension carries `load_uN`, positive where it presses
    (per µm of depth in a plane section). All of `reflow` and `cures` are born anew at `born_C`.
    """

    reflow: Name
    wets: Names
    shape: Literal["cap", "barrel"] = "cap"
    standoff_um: Annotated[float, Field(gt=0, le=1e4)] | None = None
    load_uN: Annotated[float, Field(ge=-1e6, le=1e6)] | None = None
    tension_N_per_m: Annotated[float, Field(gt=0, le=5)] = 0.5
    pad_diameter_um: Annotated[float, Field(gt=0, le=2e5)] | None = None
    born_C: Temperature
    cures: AnyNames = ()

    @model_validator(mode="after")
    def _barrel_is_complete(self) -> Reflow:
        heights = [k for k in ("standoff_um", "load_uN") if getattr(self, k) is not None]
        if self.shape == "barrel" and (not heights or self.pad_diameter_um is None):
            raise ValueError(
                "a barrel needs standoff_um and pad_diameter_um, or load_uN for the former"
            )
        if len(heights) > 1:
            raise ValueError("give either standoff_um or load_uN, at which a molten barrel settles")
        if self.load_uN is not None and self.shape != "barrel":
            raise ValueError(f"load_uN has no effect on a {self.shape}")
        if "tension_N_per_m" in self.model_fields_set and not self.load_uN:
            raise ValueError(
                "tension_N_per_m has no effect without a load_uN: a free barrel is a sphere cut off at its"
                " pads, whatever its tension"
            )
        return self


class Attach(Filling):
    """Sets the stack at a stand-off over a support as wide as the cell, flipped if asked."""

    attach: Name
    thickness_um: Annotated[float, Field(gt=0, le=1e5)]
    standoff_um: Length = 0.0
    flip: bool = False


class Join(Acting):
    """Joins a part to the stack, which is turned over first if asked, the part's face to it.

    The stack stands on the part, or the part comes on top, turned over. They are brought together until
    they would touch, less the stand-off. What `cures` is born anew then: solder, paste, adhesive.
    """

    join: Name
    side: Literal["bottom", "top"] = "bottom"
    standoff_um: Length = 0.0
    flip: bool = False
    born_C: Temperature | None = None
    cures: AnyNames = ()

    @model_validator(mode="after")
    def _births_are_complete(self) -> Join:
        if (self.born_C is None) != (not self.cures):
            lacking = "cures" if self.born_C is not None else "born_C"
            raise ValueError(f"{lacking} is missing: cures are born anew at born_C")
        if self.standoff_um == 0 and not self.cures:
            raise ValueError(
                "standoff_um is 0, so the two touch; cures says what is born anew where they do, at born_C"
            )
        return self


class Fill(Sided, Filling):
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
        if self.thickness_um is not None and self.over is not None:
            raise ValueError(
                "over has no effect on thickness_um, which counts from the highest point"
            )
        return self


Step = Deposit | Open | Pattern | Etch | Plate | Print | Strip | Reflow | Attach | Join | Fill
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
    "join": Join,
    "fill": Fill,
}


def verb(step: Step) -> str:
    """The step's verb, which is also the key that holds its target."""
    return type(step).__name__.lower()


def targets(step: Step) -> tuple[str, ...]:
    """The regions the step acts on; of a join the part."""
    return several(getattr(step, verb(step)))


def label(number: int, step: Step) -> str:
    """`step 3, open passivation`: how messages name a step."""
    return f"step {number}, {verb(step)} {', '.join(targets(step))}"
