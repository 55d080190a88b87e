"""Where a key of `--set` or `[vary]` points to in a design's table, and what changing it changes.

In a structure's design a key is a parameter, `pitch_um` or `geometry.pitch_um`. In a recipe it is
`cell.width_um`, `history.end_C`, a key of the whole as `windows_um`, a key of a step by its number,
`step.8.diameter_um`, or by the region that it acts on, `polyimide.diameter_um`. A dot goes further into
a value: `elastomer.G_MPa`, or `passivation.1.thickness_um` for the first film of a list. In any design
`flaw.length_um` is that of its flaw, `flaw.2.length_um` that of the second of several; `cohesion` likewise.
`contact.friction` is that of all faces, `contact.friction.solder/elastomer` that of one.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Literal

from pydantic import BaseModel

from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure, key
from stressbump.errors import InputError, did_you_mean
from stressbump.materials.inline import LIKE, NUMBERS
from stressbump.process.recipe import Recipe
from stressbump.process.verbs import VERBS, Filling, several, verb

Path = tuple[str | int, ...]
Kind = Literal["geometry", "material", "load"]
LAWS = ("end_C", "inelastic")  # of the history, by which moduli change
BORN = "born_C"
LOADS = (BORN, "intrinsic_MPa", "cure_shrinkage")
TABLES = ("cell", "history")
LISTED = {  # tables of which there may be several, and their keys
    "flaw": ("from", "length_um", "mixity_um", "toughness_J_m2"),
    "cohesion": ("from", "up_to_um", "crack_um", "strength_MPa", "toughness_J_m2"),
}  # fmt: skip
WHOLE = ("windows_um", "aspect", "focus")  # keys of a recipe itself
FRICTION = "contact.friction"
PACKAGE = "package"
PACKAGE_KEYS = (
    "die_mm", "board_mm", "clamped", "array", "places_um", "board", "joint",
    *(f"array.{k}" for k in ("rows", "columns", "pitch_um", "perimeter", "left_out")),
)  # fmt: skip
FILLS = tuple(name for name, step in VERBS.items() if issubclass(step, Filling))


@dataclass(frozen=True)
class VariedKey:
    """A key, the places of the table it sets, and what depends on it at the most."""

    key: str
    paths: tuple[Path, ...]
    kind: Kind


def parameters(cls: type[Structure]) -> dict[str, dict[str, str]]:
    """By group: the keys of a structure's file and the parameter each sets."""
    out: dict[str, dict[str, str]] = {}
    for name, field in cls.model_fields.items():
        group = field.json_schema_extra["group"]  # type: ignore[index]
        out.setdefault(str(group), {})[key(name, field)] = name
    return out


def grouped(structure: Structure) -> dict[str, dict[str, Any]]:
    """All parameters by group and key, as a file would hold them; of tables what is not their default."""
    tables = {name: value for name, value in structure if isinstance(value, BaseModel)}
    dump = structure.model_dump(mode="json") | {
        name: table.model_dump(mode="json", exclude_defaults=True) for name, table in tables.items()
    }
    return {
        group: {k: dump[name] for k, name in names.items() if dump[name] is not None}
        for group, names in parameters(type(structure)).items()
    }


def find_all(
    design: Mapping[str, Any], keys: list[str], where: str
) -> tuple[dict[str, Any], tuple[VariedKey, ...]]:
    """The design's table, completed where a key goes into a default, and the place of every key.

    `where` begins what InputError says of a key that leads nowhere.
    """
    table = copy.deepcopy(dict(design))
    if isinstance(table.get(PACKAGE), dict):
        places = _in_package(table, keys, where)
    elif "structure" in table:
        if table["structure"] not in STRUCTURES:
            hint = did_you_mean(str(table["structure"]), STRUCTURES)
            raise InputError(f"{where}: structure: no {table['structure']!r}{hint}")
        cls = STRUCTURES[table["structure"]]
        places = tuple(_in_design(table, k, f"{where} {k}", cls) for k in keys)
    else:
        places = tuple(_in_design(table, k, f"{where} {k}") for k in keys)
    _apart(places, where)
    return table, places


def _in_design(
    table: dict[str, Any], key: str, where: str, cls: type[Structure] | None = None
) -> VariedKey:
    """A key of a structure's design, or of a recipe's where there is none."""
    if key.partition(".")[0] in LISTED:
        return _of_listed(table, key, where)
    if key == FRICTION or key.startswith(f"{FRICTION}."):
        return _of_friction(table, key, where)
    return _in_recipe(table, key, where) if cls is None else _in_structure(table, cls, key, where)


def _of_friction(table: Mapping[str, Any], key: str, where: str) -> VariedKey:
    """The friction of all faces, or of one, whichever of its regions is named first."""
    if not isinstance(there := table.get("contact", {}), Mapping):
        raise InputError(f"{where}: [contact] is a table; here stands {there!r}")
    face, whole = key.removeprefix(FRICTION).removeprefix("."), ("contact", "friction")
    if not face:
        return VariedKey(key, (whole,), "load")
    if not isinstance(given := there.get("friction", {}), Mapping):
        raise InputError(
            f"{where}: {FRICTION} = {given!r} is of all faces; give it by face, then that of one can be"
            " set"
        )
    pair = frozenset(face.split("/"))
    known = next((name for name in given if frozenset(str(name).split("/")) == pair), face)
    return VariedKey(key, ((*whole, known),), "load")


def _of_listed(table: Mapping[str, Any], key: str, where: str) -> VariedKey:
    """A key of the one flaw or cohesion there is, or of one by its number."""
    kind, *rest = key.split(".")
    there = table.get(kind) or []
    if not isinstance(there, list) or not there:
        raise InputError(f"{where}: there is no [[{kind}]]")
    number = (
        rest.pop(0) if len(rest) > 1 and rest[0].isdecimal() else "1" if len(there) == 1 else ""
    )
    if not number.isdecimal() or not 1 <= int(number) <= len(there):
        raise InputError(
            f"{where}: {kind}s are numbered 1 … {len(there)}, as {kind}.1.{LISTED[kind][1]}; here stands"
            f" {number or 'no number'}"
        )
    name = next(iter(rest), "")
    if name not in LISTED[kind] or (
        rest[1:] and not isinstance(there[int(number) - 1].get(name), dict)
    ):
        raise InputError(f"{where}: no such key of a {kind}{did_you_mean(name, LISTED[kind])}")
    return VariedKey(
        key, ((kind, int(number) - 1, *rest),), "geometry" if kind == "flaw" else "load"
    )


def _in_package(table: dict[str, Any], keys: list[str], where: str) -> tuple[VariedKey, ...]:
    """Keys of a package itself, and those of its joint, which begin with `joint.`."""
    return tuple(_of_package(table[PACKAGE], name, f"{where} {name}") for name in keys)


def _of_package(own: dict[str, Any], name: str, where: str) -> VariedKey:
    first, *rest = name.removeprefix(f"{PACKAGE}.").split(".")
    if rest and first not in own and first not in PACKAGE_KEYS:
        raise InputError(f"{where}: no such key of a package{did_you_mean(name, PACKAGE_KEYS)}")
    if rest and not isinstance(own.get(first), dict):
        raise InputError(f"{where}: no table {first!r} is there; here stands {own.get(first)!r}")
    if first == "joint" and rest:
        own[first], (place,) = find_all(own[first], [".".join(rest)], f"{where}: of its joint,")
        paths = tuple((PACKAGE, first, *path) for path in place.paths)
        return VariedKey(name, paths, place.kind)
    if (".".join([first, *rest])) not in PACKAGE_KEYS:
        hint = did_you_mean(name, [*PACKAGE_KEYS, "joint.…"])
        raise InputError(f"{where}: no such key of a package{hint}")
    kind: Kind = "geometry" if first in ("board", "joint") or "pitch_um" in rest else "load"
    return VariedKey(name, ((PACKAGE, first, *rest),), kind)


def with_value(table: Any, path: Path, value: Any) -> Any:
    """A copy of the table with a value set; what lies off the path is shared."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = list(table)
        items[first] = with_value(items[first], rest, value)
        return items
    table = {} if table is None else table
    return {**table, first: with_value(table.get(first), rest, value)}


def addresses(recipe: Recipe) -> Iterator[tuple[str, Any]]:
    """Every key of a recipe that can be set, and what it holds."""
    for name in TABLES:
        for k, value in getattr(recipe, name).model_dump(mode="json").items():
            yield f"{name}.{k}", value
    for number, step in enumerate(recipe.steps, 1):
        for k, value in step.model_dump(mode="json").items():
            if k != verb(step):
                yield f"step.{number}.{k}", value
    for kind, there in (("flaw", recipe.flaws), ("cohesion", recipe.cohesions)):
        for number, own in enumerate(there, 1):
            held = own.model_dump(mode="json", by_alias=True)
            yield from ((f"{kind}.{number}.{k}", held[k]) for k in LISTED[kind])
    if recipe.pressing and recipe.cell.contact:
        yield from _frictions(recipe)
    dump = recipe.model_dump(mode="json", include=set(WHOLE))
    yield from ((k, dump[k]) for k in WHOLE)


def _frictions(recipe: Recipe) -> Iterator[tuple[str, float]]:
    match recipe.contact.friction:
        case float() as of_all:
            yield FRICTION, of_all
        case by_face:
            yield from ((f"{FRICTION}.{face}", own) for face, own in by_face.items())


def _apart(places: tuple[VariedKey, ...], where: str) -> None:
    """Refuse keys of which one would set what another has set."""
    for one, other in combinations(places, 2):
        for a, b in product(one.paths, other.paths):
            if a[: len(b)] == b[: len(a)]:
                raise InputError(f"{where} {one.key} and {other.key} set the same value")


def _in_structure(table: dict[str, Any], cls: type[Structure], key: str, where: str) -> VariedKey:
    groups = parameters(cls)
    parts = key.split(".")
    if parts[0] in groups and len(parts) > 1:
        candidates, parts = [parts[0]], parts[1:]
    else:
        candidates = list(groups)
    group = next((g for g in candidates if parts[0] in groups[g]), None)
    if group is None:
        every = [k for g in candidates for k in groups[g]]
        if len(parts) == 1:
            hint = did_you_mean(parts[0], [*every, FRICTION])
            raise InputError(f"{where}: no such parameter{hint}")
        hint = did_you_mean(parts[0], [*groups, *every, FRICTION])
        raise InputError(f"{where}: no group or parameter {parts[0]!r}{hint}")
    if not isinstance(inside := table.get(group, {}), dict):
        raise InputError(f"{where}: [{group}] is a table; here stands {inside!r}")
    if len(parts) == 1:
        films = isinstance(cls.model_fields[groups[group][parts[0]]].default, tuple)
        kinds: dict[str, Kind] = {
            "history": "material" if parts[0] in LAWS else "load",
            "materials": "geometry" if films else "material",
        }
        return VariedKey(key, ((group, parts[0]),), kinds.get(group, "geometry"))
    table[group] = inside
    if parts[0] not in inside:
        default = grouped(cls())[group]
        if parts[0] not in default:
            raise InputError(
                f"{where}: {group}.{parts[0]} is not given; give it, then its keys can be varied"
            )
        inside[parts[0]] = default[parts[0]]
    if parts[1].isdigit() and isinstance(inside[parts[0]], str | dict):
        inside[parts[0]] = [inside[parts[0]]]
    rest = _inner(inside, parts[0], parts[1:], where, parts[0], group == "materials")
    return VariedKey(key, ((group, parts[0], *rest),), _kind_of(parts[-1]))


def _in_recipe(table: dict[str, Any], key: str, where: str) -> VariedKey:
    first, *rest = key.split(".")
    if first in WHOLE and not rest:
        return VariedKey(key, ((first,),), "geometry")
    if first in TABLES and len(rest) == 1:
        if not isinstance(there := table.get(first, {}), dict):
            raise InputError(f"{where}: [{first}] is a table; here stands {there!r}")
        return VariedKey(key, ((first, rest[0]),), "geometry" if first == "cell" else "material")
    steps = table.get("step")
    steps = steps if isinstance(steps, list) and all(isinstance(s, dict) for s in steps) else []
    if first == "step" and len(rest) > 1:
        found, inside = [_numbered(steps, rest[0], where)], rest[1:]
    else:
        found, inside = _of_region(steps, first, rest[0] if rest else "", where), rest
    paths: list[Path] = []
    for n in found:
        named = ".".join([first, inside[0]])
        deeper = _inner(steps[n], inside[0], inside[1:], where, named, inside[0] == "material")
        paths.append(("step", n, inside[0], *deeper))
    return VariedKey(key, tuple(paths), _kind_of(inside[-1]))


def _numbered(steps: list[dict[str, Any]], number: str, where: str) -> int:
    if not number.isdecimal() or not 1 <= int(number) <= len(steps):
        raise InputError(f"{where}: steps are numbered 1 … {len(steps)}, not {number!r}")
    return int(number) - 1


def _of_region(steps: list[dict[str, Any]], region: str, key: str, where: str) -> list[int]:
    """The steps that a key of a region reaches: those that fill it, or the one other that has it.

    A birth reaches the last reflow of the region instead, which has it born anew.
    """
    acting = [n for n, s in enumerate(steps) if region in _targets(s)]
    if not acting or not key:
        every = [name for s in steps for name in _targets(s)]
        hint = did_you_mean(region, [*TABLES, *WHOLE, "step", FRICTION, *every])
        raise InputError(
            f"{where}: wanted is <region>.<key>, step.<number>.<key>, cell.<key> or history.<key>{hint}"
        )
    has = [n for n in acting if key in VERBS[_verb(steps[n])].model_fields]
    fills = [n for n in acting if _verb(steps[n]) in FILLS]
    if key == BORN and (anew := _born_anew(steps, region, where)) is not None:
        return [anew]
    if len(others := [n for n in has if n not in fills]) > 1 and not set(has) & set(fills):
        numbers = " or ".join(f"step.{n + 1}.{key}" for n in others)
        raise InputError(f"{where}: several steps have it; which one is meant: {numbers}?")
    return [n for n in has if n in fills] or others or fills or acting[:1]


def _born_anew(steps: list[dict[str, Any]], region: str, where: str) -> int | None:
    """The last reflow or join that has a region born anew, if any; InputError where it is another's."""
    last = None
    for n, step in enumerate(steps):
        if ("reflow" in step and region in _targets(step)) or region in _names(step.get("cures")):
            last = n
    if last is not None and ("reflow" not in steps[last] or region not in _targets(steps[last])):
        step, named = steps[last], _verb(steps[last])
        raise InputError(
            f"{where}: step {last + 1}, {named} {step[named]}, cures {region} and has it born anew at"
            f" {step.get(BORN)} °C; set step.{last + 1}.{BORN} instead"
        )
    return last


def _verb(step: Mapping[str, Any]) -> str:
    return next((name for name in VERBS if name in step), "")


def _targets(step: Mapping[str, Any]) -> list[str]:
    return _names(step.get(_verb(step)))


def _names(value: Any) -> list[str]:
    names = several(value) if isinstance(value, str | list | tuple) else ()
    return [name for name in names if isinstance(name, str)]


def _inner(
    holder: Any, name: str | int, parts: list[str], where: str, told: str, substance: bool
) -> Path:
    """The rest of a path, into a material's table or a list of films counted from 1.

    Where a substance is given by its name, a number of it makes that a table like it.
    """
    path: list[str | int] = []
    for part in parts:
        value = holder.get(name) if isinstance(holder, Mapping) else holder[name]
        if substance and isinstance(value, str) and part in NUMBERS:
            value = holder[name] = {LIKE: value}
        if isinstance(value, list | tuple):
            if not part.isdigit() or not 1 <= int(part) <= len(value):
                raise InputError(f"{where}: {told} holds films 1 … {len(value)}, not {part!r}")
            holder[name] = value = list(value)
            path.append(int(part) - 1)
        elif isinstance(value, Mapping):
            path.append(part)
        else:
            hint = did_you_mean(part, NUMBERS) if substance else ""
            raise InputError(f"{where}: {told} is {value!r}, which has no {part}{hint}")
        holder, name = value, path[-1]
    return tuple(path)


def _kind_of(last: str) -> Kind:
    if last in LOADS or last.startswith("cte_"):
        return "load"
    return "material" if last.split("_")[0] in ("E", "G", "K", "nu", "material") else "geometry"
