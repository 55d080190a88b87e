"""How a structure declares its parameters: value, range, unit, meaning and where the default is from.

In Python a parameter has its plain name, `elastomer_thickness=30`; in a TOML file it stands in its
group with its unit, `[geometry] elastomer_thickness_um = 30`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from textwrap import fill
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from stressbump import materials
from stressbump.errors import InputError
from stressbump.laws.memory import Memory
from stressbump.process.faces import LayerAt
from stressbump.process.profile import SECOND_ORDER, Cycle, Scheme
from stressbump.process.recipe import Recipe
from stressbump.process.temperatures import Temperatures, listed
from stressbump.process.validation import faults, refuse_control
from stressbump.process.verbs import Frozen, Intrinsic, Length, MaterialRef

HALF_MIL = 12.7  # µm
PARAMETERS = "Parameters, all by keyword: default, unit, meaning and range."
UNITS = {"um": "µm", "C": "°C", "uN": "µN"}  # as they are told, by how they end a key


Only = Mapping[str, tuple[str | bool, ...]]  # by choice: the values a parameter has an effect with


def _declared(
    default: Any, group: str, unit: str, doc: str, source: str, only: Only | None, **limits: Any
) -> Any:
    extra: Any = {"group": group, "unit": unit, "source": source}
    extra |= {"only": dict(only)} if only else {}
    return Field(default, description=doc, json_schema_extra=extra, validate_default=True, **limits)


def length(
    default: float,
    doc: str,
    source: str,
    low: float = 0.0,
    high: float = 2000.0,
    only: Only | None = None,
) -> Any:
    """A length in µm, key `<name>_um`."""
    limits: Any = {"ge": low, "le": high, "allow_inf_nan": False}
    return _declared(default, "geometry", "um", doc, source, only, **limits)


def number(
    default: float, doc: str, source: str, low: float, high: float, only: Only | None = None
) -> Any:
    """A plain number of the geometry."""
    limits: Any = {"ge": low, "le": high, "allow_inf_nan": False}
    return _declared(default, "geometry", "", doc, source, only, **limits)


def count(default: int, doc: str, source: str, high: int, only: Only | None = None) -> Any:
    """How many of a thing, 0 for none."""
    return _declared(default, "geometry", "", doc, source, only, ge=0, le=high)


def choice(default: Any, doc: str, source: str, only: Only | None = None) -> Any:
    """One of the values its type names, in [process]."""
    return _declared(default, "process", "", doc, source, only)


def material(default: Any, doc: str, source: str, only: Only | None = None) -> Any:
    """A material's name or a table of its own, in [materials]."""
    return _declared(default, "materials", "", doc, source, only)


def temperature(default: float, doc: str, source: str, only: Only | None = None) -> Any:
    """A temperature in °C, key `<name>_C`, in [history]."""
    limits: Any = {"ge": -273.15, "le": 1500, "allow_inf_nan": False}
    return _declared(default, "history", "C", doc, source, only, **limits)


def force(default: float, doc: str, source: str, only: Only | None = None) -> Any:
    """A force in µN, positive where it presses, key `<name>_uN`, in [process]."""
    limits: Any = {"ge": -1e6, "le": 1e6, "allow_inf_nan": False}
    return _declared(default, "process", "uN", doc, source, only, **limits)


def stress(default: float, doc: str, source: str) -> Any:
    """An intrinsic stress in MPa, tension positive, key `<name>_MPa`, in [history]."""
    limits: Any = {"ge": -1e4, "le": 1e4, "allow_inf_nan": False}
    return _declared(default, "history", "MPa", doc, source, None, **limits)


def shrinkage(default: float, doc: str, source: str, only: Only | None = None) -> Any:
    """A linear strain of cure, positive when the region shrinks, in [history]."""
    limits: Any = {"ge": -0.05, "le": 0.2, "allow_inf_nan": False}
    return _declared(default, "history", "", doc, source, only, **limits)


Substance = MaterialRef


class Layer(Frozen):
    """One film of a list: material, thickness in µm, intrinsic stress in MPa (tension positive)."""

    material: Substance
    thickness_um: Length
    intrinsic_MPa: Intrinsic = 0.0

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What was said of it."""
        return self.model_dump(exclude_defaults=True).items()


Layers = Annotated[tuple[Layer, ...], BeforeValidator(listed)]
SomeLayers = Annotated[tuple[Layer, ...], Field(min_length=1), BeforeValidator(listed)]


def named(
    prefix: str, layers: tuple[Layer, ...], by_material: bool = False
) -> list[tuple[str, Layer]]:
    """Region names of a list of films, bottom first: the prefix alone for one, numbered for several,
    or with the material's name.
    """
    if by_material:
        names: list[str] = []
        for n, layer in enumerate(layers, 1):
            word = layer.material if isinstance(layer.material, str) else str(n)
            name = f"{prefix}_{re.sub('[^A-Za-z0-9]+', '_', word).strip('_')}"
            names.append(name if name not in names else f"{name}_{n}")
        return list(zip(names, layers, strict=True))
    if len(layers) == 1:
        return [(prefix, layers[0])]
    return [(f"{prefix}_{n}", layer) for n, layer in enumerate(layers, 1)]


class Structure(Frozen):
    """A parametrised recipe with documented defaults. Subclasses say `slug` and give `recipe()`."""

    slug: ClassVar[str]

    end: Temperatures = _declared(
        (25.0,),
        "history",
        "C",
        "temperatures at which the answer is wanted",
        "room temperature",
        None,
    )
    rate: float = _declared(
        10.0,
        "history",
        "K_per_min",
        "how fast the stack goes from birth to birth and to the end; only creep asks",
        "furnaces and slow ovens",
        None,
        gt=0,
        le=1e4,
        allow_inf_nan=False,
    )
    inelastic: bool = _declared(
        False,
        "history",
        "",
        "whether solder creeps and metals yield, by the published constants that their materials list"
        " first; a set by name stays",
        "design",
        None,
    )
    time_steps: Scheme = _declared(
        SECOND_ORDER,
        "history",
        "",
        "how creep and yield are followed in time; Darveaux's own steps are for his life laws",
        "Alexander 1977; Darveaux 2000",
        None,
    )
    cycle: Cycle | None = _declared(
        None,
        "history",
        "",
        "thermal cycles after the last birth, by a standard's name or as a table; for materials that"
        " creep or yield",
        "JESD22-A104, IPC-9701",
        None,
    )
    layers: Annotated[tuple[LayerAt, ...], BeforeValidator(listed)] = _declared(
        (),
        "history",
        "",
        "layers along an interface over which cycles are averaged; the joint's first 12.7 µm if none",
        "Darveaux, 0.5 mil",
        None,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Have `help` tell every parameter."""
        super().__pydantic_init_subclass__()
        cls.__doc__ = "\n".join([cleandoc(cls.__doc__ or ""), "", *_table_lines(cls)])

    def __init__(self, **values: Any) -> None:
        """The structure with these values; InputError names the parameter that cannot be."""
        self._filled(values, type(self).__name__)

    @classmethod
    def checked(cls, values: dict[str, Any], where: str) -> Self:
        """The structure with these values; messages name the file and its keys."""
        return cls.__new__(cls)._filled(values, where)

    def _filled(self, values: dict[str, Any], where: str) -> Self:
        refuse_control(values, where)
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InputError(faults(type(self), error, where, values)) from None
        return self

    @model_validator(mode="after")
    def _nothing_is_in_vain(self) -> Self:
        """A value that would change nothing beside the choices made is a mistake of one or the other."""
        for name, field, extra in _declarations(type(self)):
            value = getattr(self, name)
            for other, words in extra.get("only", {}).items():
                if getattr(self, other) not in words and value != field.get_default():
                    raise ValueError(
                        f"{key(name, field)} = {written(value)} has no effect with"
                        f" {other} = {written(getattr(self, other))}; it has with"
                        f" {' or '.join(map(written, words))}"
                    )
        return self

    def recipe(self) -> Recipe:
        """The steps."""
        raise NotImplementedError

    def history_table(self) -> dict[str, Any]:
        """[history] of the recipe."""
        found: dict[str, Any] = {"end_C": self.end, "rate_K_per_min": self.rate}
        cycle = self.cycle and self.cycle.model_dump(exclude_defaults=True)
        flow = {"inelastic": True} if self.inelastic else {}
        steps = {"time_steps": self.time_steps}
        return found | flow | steps | ({"cycle": cycle} if cycle else {})

    def layer_tables(self, of: str = "", material: Any = "", *at: str) -> list[dict[str, Any]]:
        """[[layer]] of the recipe: those asked for, else the first half mil of a joint that creeps.

        The joint is the region `of` a material on the last of the regions `at`.
        """
        if self.layers or not self.cycle or not at:
            return [layer.model_dump() for layer in self.layers]
        found = materials.resolve(material, of)
        creeps = isinstance(found.law, Memory) or (self.inelastic and found.flow is not None)
        return [{"of": of, "at": at[-1], "thickness_um": HALF_MIL}] if creeps else []

    def others(self) -> dict[str, Structure]:
        """References that need another section, and so a mesh of their own."""
        return {}


def key(name: str, field: FieldInfo) -> str:
    """The parameter's key in a file, with its unit."""
    unit = field.json_schema_extra["unit"]  # type: ignore[index]
    return f"{name}_{unit}" if unit else name


def written(value: Any) -> str:
    """A value as it stands in a file; a dash where none does."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return f"[{', '.join(written(v) for v in value)}]"
    if isinstance(value, BaseModel):
        pairs = value.model_dump(exclude_defaults=True).items()
        return "{" + ", ".join(f"{k} = {written(v)}" for k, v in pairs) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else f'"{value}"'


def meaning(field: FieldInfo) -> str:
    """What a parameter is, and beside which choices."""
    extra: Any = field.json_schema_extra
    beside = (f"{k} = {' or '.join(map(written, v))}" for k, v in extra.get("only", {}).items())
    return "; only with ".join([field.description or "", *beside])


def allowed(field: FieldInfo) -> str:
    """The range of a parameter's values, or the words among which it chooses; else nothing."""
    bounds = {k: getattr(m, k) for m in field.metadata for k in ("ge", "le") if hasattr(m, k)}
    if bounds:
        return " … ".join(f"{bounds[k]:g}" if k in bounds else "" for k in ("ge", "le"))
    options = getattr(field.annotation, "__args__", ())
    return " | ".join(options) if options and all(isinstance(o, str) for o in options) else ""


def _table_lines(structure: type[Structure]) -> Iterator[str]:
    """Lines of a docstring: the parameters by group, each with default, unit, meaning and range."""
    yield PARAMETERS
    group = ""
    for name, field, extra in sorted(_declarations(structure), key=lambda told: told[2]["group"]):
        if extra["group"] != group:
            group = extra["group"]
            yield from ("", f"{group}:")
        unit = UNITS.get(extra["unit"], extra["unit"])
        default = f"{name} = {field.get_default()!r} {unit}".rstrip()
        among = f" ({found})" if (found := allowed(field)) else ""
        told = f"{default}: {meaning(field)}{among}"
        yield fill(told, 96, initial_indent=" " * 4, subsequent_indent=" " * 8)


def _declarations(structure: type[Structure]) -> Iterator[tuple[str, FieldInfo, Any]]:
    """Name, field and what `_declared` added, of every parameter."""
    for name, field in structure.model_fields.items():
        yield name, field, field.json_schema_extra
