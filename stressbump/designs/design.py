"""A design: a structure with what differs from its defaults, or a recipe of the user's own.

Where it comes from, a structure's name or a TOML file, and single settings on top, `key=value`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.designs.varied_keys import PACKAGE, find_all, grouped, parameters, with_value
from stressbump.errors import InputError, did_you_mean
from stressbump.process.recipe import Recipe
from stressbump.process.temperatures import listed
from stressbump.process.validation import checked, refuse_control
from stressbump.units import length_um

DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+\s*(#.*)?$")
BESIDE = {  # tables of a file beside those of a structure, and what a recipe calls them
    "flaw": "flaws", "contact": "contact", "cohesion": "cohesions",
}  # fmt: skip
LARGEST_FILE = 10_000_000  # bytes; a recipe is a few thousand


@dataclass(frozen=True)
class Design:
    """What is to be solved. `asked` are the names of the references asked for, None if none were named."""

    name: str
    recipe: Recipe
    structure: Structure | None = None
    asked: tuple[str, ...] | None = None

    def inelastic(self) -> Design:
        """The same with solder that creeps and metals that yield: `history.inelastic`."""
        if self.structure is not None:
            structure = self.structure.model_copy(update={"inelastic": True})
            made = of_structure(structure, self.name)
            asked = {name: getattr(self.recipe, name) for name in ("flaws", "contact", "cohesions")}
            return replace(_asking(made, asked, self.name), asked=self.asked)
        history = self.recipe.history.model_copy(update={"inelastic": True})
        return replace(self, recipe=self.recipe.model_copy(update={"history": history}))

    def inputs(self) -> dict[str, Any]:
        """Every input as used, defaults filled in; keys carry their unit."""
        if self.structure is None:
            return self.recipe.to_table()
        asked = {k: v for k, v in self.recipe.to_table().items() if k in BESIDE}
        return {"structure": self.structure.slug} | grouped(self.structure) | asked

    def with_means_in_plane(self) -> Design:
        """The same in a cell that takes laws that differ in plane as their means."""
        return replace(self, recipe=self.recipe.with_means_in_plane())

    def other(self, name: str) -> Design | None:
        """The reference of that name that is a design of its own, its faces rubbing alike, or None."""
        others = self.structure.others() if self.structure else {}
        if name not in others:
            return None
        found = of_structure(others[name], name)
        if (faces := found.recipe.pressing) and self.recipe.cell.contact:
            contact = self.recipe.contact.without(set(self.recipe.contact.named) - faces)
            found = _asking(found, {"contact": contact}, name)
        return found.with_means_in_plane() if self.recipe.cell.means_in_plane else found

    @property
    def references(self) -> tuple[str, ...]:
        """The references asked for; all but those solved by name only where none were named."""
        if self.asked is not None:
            return self.asked
        left_out = {r.name for r in self.recipe.references if r.by_name}
        return tuple(name for name in self.reference_names() if name not in left_out)

    def chosen(self, names: Iterable[str] | str | None) -> tuple[str, ...]:
        """The references of these names, all it asks for if None; InputError for one there is not."""
        if names is None:
            return self.references
        return self.known((names,) if isinstance(names, str) else names, self.name)

    def available(self, names: Iterable[str] | None) -> tuple[str, ...]:
        """Those of these names that are its references, all it asks for if None."""
        there = self.reference_names()
        return tuple(n for n in (self.references if names is None else names) if n in there)

    def reference_names(self) -> tuple[str, ...]:
        """All references there are."""
        others = self.structure.others() if self.structure else {}
        return (*(r.name for r in self.recipe.references), *others)

    def known(self, names: Iterable[str], where: str) -> tuple[str, ...]:
        """These references, each once; InputError for one there is not."""
        there = self.reference_names()
        for name in (names := tuple(dict.fromkeys(names))):
            if name not in there:
                hint = did_you_mean(name, there) if there else f"; {self.name} has none"
                raise InputError(f"{where}: no reference {name!r}{hint}")
        return names


def of_structure(structure: Structure, name: str | None = None) -> Design:
    """The design that a structure is."""
    return Design(name or structure.slug, structure.recipe(), structure)


Given = Design | Structure | Recipe | Mapping[str, Any] | str | Path


def design_of(given: Given) -> Design:
    """The design that anything stands for that one can be given as; InputError for anything else."""
    match given:
        case Design():
            return given
        case Structure():
            return of_structure(given)
        case Recipe():
            return Design(given.name, given)
        case Mapping():
            return from_table(given, "design")
        case str() | Path():
            return load(str(given))
    raise InputError(
        f"design: {given!r}; allowed is a structure, a recipe, a table, or the name of a structure or"
        " file"
    )


def load(source: str, settings: Iterable[str] = (), flaws: Iterable[str] = ()) -> Design:
    """A design from a structure's name or a TOML file, with `key=value` settings and flaws on top.

    A flaw is `first/second:end:length`, as `passivation/ubm:outer:1um`.

    InputError names the file, the key, what stands there and what would be allowed.
    """
    if source in STRUCTURES:
        table: dict[str, Any] = {"structure": source}
        where = source
    else:
        table, where = read_table(source), source
    if not (more := [_flaw(text) for text in flaws]):
        return from_table(table, where, settings)
    table = _set(table, settings)
    asked = {"contact": table.pop("contact", {})}  # which may be of the faces of these flaws
    design = from_table(table, where)
    asked["flaws"] = _gathered(design.recipe.to_table().get("flaw", []), more)
    return _asking(design, asked, "--flaw")


def from_table(table: Mapping[str, Any], where: str, settings: Iterable[str] = ()) -> Design:
    """A design from a table as a file holds it."""
    refuse_control(table, where)
    table = dict(table)
    wanted = _references(table.pop("relief", {}), where)
    if "structure" in table:
        table = _set(table, settings)
        asked = {name: table.pop(key) for key, name in BESIDE.items() if key in table}
        design = _structure(table, where)
        if asked:
            _refuse_no_list(asked.get("flaws", []), where)
            _refuse_no_list(asked.get("cohesions", []), where, "cohesion")
            design = _asking(design, asked, where)
    elif "step" in table:
        table = _set(table, settings)
        table.setdefault("name", Path(where).stem)
        recipe = Recipe.from_table(table, where)
        design = Design(recipe.name, recipe)
    elif PACKAGE in table:
        raise InputError(
            f"{where}: a [package] stands there, many joints; `stressbump package` and package_of take it"
        )
    else:
        raise InputError(
            f'{where}: neither `structure = "…"` nor a [[step]] stands there; structures are'
            f" {', '.join(STRUCTURES)}"
        )
    if wanted is None:
        return design
    return replace(design, asked=design.known(wanted, f"{where}: [relief] references"))


def with_flaws(design: Design, flaws: Any, where: str) -> Design:
    """The design with these flaws in the place of its own, tables as a file holds them.

    What is said of a flaw's friction goes with it.
    """
    _refuse_no_list(flaws, where)
    now = {frozenset(str(f.get("at")).split("/")) for f in flaws if isinstance(f, dict)}
    gone = {frozenset(f.at.split("/")) for f in design.recipe.flaws} - now
    asked = {"flaws": flaws, "contact": design.recipe.contact.without(gone)}
    return _asking(design, asked, where)


def with_cohesions(design: Design, cohesions: Any, where: str) -> Design:
    """The design with these in the place of its own [[cohesion]], tables as a file holds them."""
    _refuse_no_list(cohesions, where, "cohesion")
    return _asking(design, {"cohesions": cohesions}, where)


def _asking(design: Design, asked: Mapping[str, Any], where: str) -> Design:
    """The design with other values of its recipe."""
    table = {name: getattr(design.recipe, name) for name in Recipe.model_fields}
    return replace(design, recipe=checked(Recipe, table | dict(asked), where))


def _refuse_no_list(given: Any, where: str, key: str = "flaw") -> None:
    if not isinstance(given, list):
        raise InputError(f"{where}: [[{key}]] is a list of tables; here stands {given!r}")


def _gathered(there: list[Any], more: Iterable[dict[str, Any]]) -> list[Any]:
    """The flaws of a file, with lengths more or flaws more."""
    found = list(there)
    for flaw in more:
        way = flaw.get("at"), flaw.get("from", "outer")
        known = [n for n, f in enumerate(found) if (f.get("at"), f.get("from", "outer")) == way]
        if known and "length_um" in flaw:
            lengths = (*listed(found[known[0]]["length_um"]), *listed(flaw["length_um"]))
            found[known[0]] = {**found[known[0]], "length_um": tuple(dict.fromkeys(lengths))}
        else:
            found.append(dict(flaw))
    return found


def _flaw(text: str) -> dict[str, Any]:
    """A flaw as the command line has it; InputError where it cannot be read."""
    at, _, rest = text.partition(":")
    end, _, length = rest.partition(":")
    try:
        size = length_um(length)
    except ValueError:
        raise InputError(
            f"--flaw {text}: wanted is first/second:end:length, as passivation/ubm:outer:1um"
        ) from None
    return {
        "at": at.strip(),
        "from": end_of_flaw(end),
        "length_um": size,
    }


def end_of_flaw(text: str) -> str | int:
    """The end that a flaw begins at as the command line has it: a word, or a number."""
    word = text.strip()
    return int(word) if word.isdecimal() else word


def read_table(source: str) -> dict[str, Any]:
    """The table that a TOML file holds; InputError where it cannot be read."""
    content = _content(source)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: not a text file (byte {error.start} is not UTF-8)") from None
    except RecursionError:
        raise InputError(f"{source}: tables or lists nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source}: {not_toml(content, error)}") from None


def not_toml(content: bytes, error: tomllib.TOMLDecodeError) -> str:
    """What is wrong with a text, with its line and key where these can be told."""
    at = re.search(r"at line (\d+)", str(error))
    lines = content.decode("utf-8-sig").splitlines()
    number = int(at[1]) if at else len(lines)
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    key, equals, value = (part.strip() for part in line.partition("="))
    if equals and DECIMAL_COMMA.match(value):
        return f"line {number}: {key} = {value}: a number is written with a point, as 1.5"
    if "Cannot overwrite" in str(error) or "twice" in str(error):
        return f"line {number}: {key or line} stands there a second time"
    return f"not TOML, or truncated: {error}"


def _content(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        hint = did_you_mean(source, STRUCTURES)
        raise InputError(f"{source}: no such file, and no structure of that name{hint}") from None
    except OSError as error:
        raise InputError(f"{source!r} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{source!r} is no name of a file: {error}") from None
    if len(content) > LARGEST_FILE:
        raise InputError(f"{source}: more than {LARGEST_FILE:,} bytes; a design has thousands")
    return content


def _references(table: Any, where: str) -> tuple[str, ...] | None:
    if not isinstance(table, dict) or set(table) - {"references"}:
        raise InputError(f"{where}: [relief] holds one key, references; here stands {table!r}")
    names = table.get("references")
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise InputError(f"{where}: [relief] references: a list of names is wanted, not {names!r}")
    return tuple(names)


def _set(table: dict[str, Any], settings: Iterable[str]) -> dict[str, Any]:
    """The table with `key=value` settings, one after the other."""
    for setting in settings:
        name, value = setting_of(setting)
        table, (place,) = find_all(table, [name], "--set")
        for path in place.paths:
            table = with_value(table, path, value)
    return table


def _structure(table: dict[str, Any], where: str) -> Design:
    slug = table.pop("structure")
    name = table.pop("name", slug)
    if not isinstance(slug, str) or slug not in STRUCTURES:
        raise InputError(f"{where}: structure: no {slug!r}{did_you_mean(str(slug), STRUCTURES)}")
    if not isinstance(name, str):
        raise InputError(f"{where}: name: a text is wanted; here stands {name!r}")
    cls = STRUCTURES[slug]
    return of_structure(cls.checked(_flat(cls, table, where), where), name)


def _flat(cls: type[Structure], table: Mapping[str, Any], where: str) -> dict[str, Any]:
    groups = parameters(cls)
    values = {}
    for group, content in table.items():
        if group not in groups:
            raise InputError(f"{where}: unknown key {group!r}{_elsewhere(group, groups)}")
        if not isinstance(content, dict):
            raise InputError(f"{where}: [{group}] is a table; here stands {content!r}")
        for k, value in content.items():
            if k not in groups[group]:
                hint = _elsewhere(k, groups, group)
                raise InputError(f"{where}: [{group}]: unknown key {k!r}{hint}")
            values[groups[group][k]] = value
    return values


def _elsewhere(word: str, groups: Mapping[str, Mapping[str, str]], group: str = "") -> str:
    """The group a key belongs in, or what may have been meant."""
    if home := [g for g, names in groups.items() if word in names]:
        return f"; it belongs in [{home[0]}]"
    return did_you_mean(word, groups[group] if group else groups)


def setting_of(setting: str) -> tuple[str, Any]:
    """Key and value of a `key=value`; InputError where it is none."""
    path, equals, text = setting.partition("=")
    if not equals or not path.strip():
        raise InputError(f"--set {setting}: wanted is key=value")
    try:
        value = tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        value = text.strip()
    return path.strip(), value
