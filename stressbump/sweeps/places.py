"""Where a varied key points to in a design's table, and what changing it changes.

Keys are those of design files and of `--set`; a dot goes further into a value, as in
`elastomer.G_MPa`, or `passivation.1.thickness_um` for the first film of a list.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Literal

from stressbump.design import grouped, parameters
from stressbump.errors import InputError, did_you_mean
from stressbump.structures import STRUCTURES
from stressbump.structures.parameters import Structure
from stressbump.verbs import VERBS, Filling

Path = tuple[str | int, ...]
Kind = Literal["geometry", "material", "load"]
END = "end_C"  # moduli depend on it
LOADS = ("born_C", "intrinsic_MPa", "cure_shrinkage")
FILLS = tuple(name for name, step in VERBS.items() if issubclass(step, Filling))


@dataclass(frozen=True)
class Place:
    """A key, the places of the table it sets, and what depends on it at the most."""

    key: str
    paths: tuple[Path, ...]
    kind: Kind


def find_all(
    design: Mapping[str, Any], keys: list[str], where: str
) -> tuple[dict[str, Any], tuple[Place, ...]]:
    """The design's table, completed where a key goes into a default, and the place of every key."""
    table = copy.deepcopy(dict(design))
    if "structure" in table:
        if table["structure"] not in STRUCTURES:
            hint = did_you_mean(str(table["structure"]), STRUCTURES)
            raise InputError(f"{where}: structure: no {table['structure']!r}{hint}")
        cls = STRUCTURES[table["structure"]]
        places = tuple(_in_structure(table, cls, key, where) for key in keys)
    else:
        places = tuple(_in_recipe(table, key, where) for key in keys)
    _apart(places, where)
    return table, places


def _apart(places: tuple[Place, ...], where: str) -> None:
    """Refuse keys of which one would set what another has set."""
    for one, other in combinations(places, 2):
        for a, b in product(one.paths, other.paths):
            if a[: len(b)] == b[: len(a)]:
                raise InputError(f"{where}: [vary] {one.key} and {other.key} set the same value")


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


def _in_structure(table: dict[str, Any], cls: type[Structure], key: str, where: str) -> Place:
    groups = parameters(cls)
    parts = key.split(".")
    if parts[0] in groups and len(parts) > 1:
        candidates, parts = [parts[0]], parts[1:]
    else:
        candidates = list(groups)
    group = next((g for g in candidates if parts[0] in groups[g]), None)
    if group is None:
        every = [k for g in candidates for k in groups[g]]
        raise InputError(f"{where}: [vary] {key}: no such parameter{did_you_mean(parts[0], every)}")
    if len(parts) == 1:
        films = isinstance(cls.model_fields[groups[group][parts[0]]].default, tuple)
        kinds: dict[str, Kind] = {
            "history": "material" if parts[0] == END else "load",
            "materials": "geometry" if films else "material",
        }
        return Place(key, ((group, parts[0]),), kinds.get(group, "geometry"))
    inside = table.setdefault(group, {})
    if parts[0] not in inside:
        inside[parts[0]] = grouped(cls())[group][parts[0]]
    if parts[1].isdigit() and isinstance(inside[parts[0]], str | dict):
        inside[parts[0]] = [inside[parts[0]]]
    rest = _inner(inside[parts[0]], parts[1:], f"{where}: [vary] {key}", parts[0])
    return Place(key, ((group, parts[0], *rest),), _kind_of(parts[-1]))


def _in_recipe(table: dict[str, Any], key: str, where: str) -> Place:
    parts = key.split(".")
    if parts[0] in ("cell", "history") and len(parts) == 2:
        kind: Kind = "geometry" if parts[0] == "cell" else "material"
        return Place(key, (tuple(parts),), kind)
    steps = table.get("step")
    steps = [s for s in steps if isinstance(s, dict)] if isinstance(steps, list) else []
    regions = [str(s[v]) for s in steps for v in FILLS if v in s]
    found = [n for n, s in enumerate(steps) if any(s.get(v) == parts[0] for v in FILLS)]
    if not found or len(parts) < 2:
        hint = did_you_mean(parts[0], ["cell", "history", *regions])
        raise InputError(
            f"{where}: [vary] {key}: wanted is <region>.<key>, cell.<key> or history.<key>{hint}"
        )
    paths: list[Path] = []
    for n in found:
        rest: Path = (parts[1],)
        if len(parts) > 2:
            inner = _inner(
                steps[n].get(parts[1]), parts[2:], f"{where}: [vary] {key}", ".".join(parts[:2])
            )
            rest = (parts[1], *inner)
        paths.append(("step", n, *rest))
    last = parts[-1]
    return Place(key, tuple(paths), "material" if last == "material" else _kind_of(last))


def _inner(value: Any, parts: list[str], where: str, name: str) -> Path:
    """The rest of a path, into a material's table or a list of films counted from 1."""
    path: list[str | int] = []
    for part in parts:
        if isinstance(value, list | tuple):
            if not part.isdigit() or not 1 <= int(part) <= len(value):
                raise InputError(f"{where}: {name} holds films 1 … {len(value)}, not {part!r}")
            path.append(int(part) - 1)
            value = value[int(part) - 1]
        elif isinstance(value, Mapping):
            path.append(part)
            value = value.get(part)
        else:
            raise InputError(
                f"{where}: {name} is {value!r}; to vary {part} of it, give it as a table in the design"
            )
    return tuple(path)


def _kind_of(last: str) -> Kind:
    if last in LOADS or last.startswith("cte_"):
        return "load"
    return "material" if last.split("_")[0] in ("E", "G", "K", "nu", "material") else "geometry"
