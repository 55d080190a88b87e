"""Tables made from the code when the site is built, so that no page can fall behind it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from parts.writing import Written, code, table
from stressbump import materials, verification
from stressbump.designs import claims
from stressbump.designs.showing import parameter_rows
from stressbump.process.recipe import Birth, Cell, History, Recipe, Reference
from stressbump.process.verbs import VERBS, Frozen
from stressbump.verification.page import TAGS

LOGGER = logging.getLogger(__name__)
MODELS: dict[str, type[Frozen]] = {
    "cell": Cell,
    "reference": Reference,
    "birth": Birth,
    "history": History,
    "recipe": Recipe,
} | VERBS
INNER = (
    "cell",
    "steps",
    "references",
    "history",
)  # of a recipe: tables with a section of their own


class Named(Written):
    """A directive with one argument: what its table is of."""

    required_arguments = 1

    @property
    def of(self) -> str:
        """The argument."""
        return str(self.arguments[0])


class Parameters(Named):
    """`{parameters} SLUG`: every parameter of a structure, one table per group of its file."""

    def text(self, docs: Path) -> str:
        """Key, default, allowed range, meaning and source."""
        rows = parameter_rows(self.of)
        parts = []
        for group in dict.fromkeys(row["group"] for row in rows):
            columns = ("key", "default", "allowed", "meaning", "source")
            own = (
                (code(r["key"]), code(r["default"]), r["range"], r["meaning"], r["source"])
                for r in rows
                if r["group"] == group
            )
            parts += [f"**`[{group}]`**", "", table(columns, own), ""]
        return "\n".join(parts)


class Claims(Named):
    """`{claims} SLUG`: the claims of a structure's seed and what carries each."""

    def text(self, docs: Path) -> str:
        """Claim, the one it depends on, what it adds, carriers or the reason for none."""
        rows = (
            (
                str(c.number),
                str(c.of or ""),
                c.summary,
                ", ".join(map(code, c.carried_by)),
                c.reason,
            )
            for c in claims.of_structure(self.of)
        )
        return table(("claim", "of", "what it adds", "carried by", "remark"), rows)


class Keys(Named):
    """`{keys} NAME`: the keys of a verb or of a table of a recipe."""

    def text(self, docs: Path) -> str:
        """Key, default, what is allowed, meaning."""
        model = MODELS[self.of]
        required = set(model.model_json_schema().get("required", ()))
        rows = [
            (code(key), "*wanted*" if key in required else _default(told), _allowed(told),
             _meaning(self.of, key))
            for key, told in model.model_json_schema()["properties"].items()
            if key not in INNER
        ]  # fmt: skip
        rows.sort(key=lambda row: row[0] != code(self.of))
        return table(("key", "default", "allowed", "meaning"), rows)


class Example(Named):
    """`{example} VERB`: the verb's picture and the last step of each of its example recipes."""

    def text(self, docs: Path) -> str:
        """docs/recipes/VERB*.toml, whose last step is the verb's, and docs/pictures/VERB.png."""
        steps = [_last_step(path) for path in examples(docs, self.of)]
        alt = f"Section before and after `{self.of}`"
        return "\n".join(
            [
                *(f"```toml\n{step}\n```\n" for step in steps),
                f"![{alt}](pictures/verb-{self.of}.png)",
            ]
        )


def examples(docs: Path, verb: str) -> list[Path]:
    """The example recipes of a verb."""
    return sorted((docs / "recipes").glob(f"{verb}*.toml"), key=lambda path: path.stem)


def _last_step(path: Path) -> str:
    return "[[step]]" + path.read_text(encoding="utf-8").split("[[step]]")[-1].rstrip()


class Verification(Written):
    """`{verification}`: the cases of `stressbump verify`, by tag, without running them."""

    def text(self, docs: Path) -> str:
        """Case, source, target and the difference it allows itself."""
        every, parts = verification.cases(), []
        for tag, meaning in TAGS.items():
            own = [case for case in every if case.tag == tag]
            parts += [f"**{tag}: {meaning} ({len(own) or 'none where this page was built'})**", ""]
            rows = (
                (c.name, c.source, f"{c.target:.6g} {c.unit}".removesuffix(" 1"),
                 f"± {c.tolerance * (abs(c.target) or 1.0):.1g}", c.note)
                for c in own
            )  # fmt: skip
            columns = ("case", "source", "target", "allowed", "remark")
            parts += [table(columns, rows), ""] if own else [""]
        return "\n".join(parts)


class Materials(Written):
    """`{materials}`: every material of the library."""

    def text(self, docs: Path) -> str:
        """Name, kind, numbers at 25 °C where the material has them, source, other sources."""
        columns = (
            "name", "kind", "E", "ν", "CTE, ppm/K", "yield, MPa", "Tg, °C", "source", "other values",
        )  # fmt: skip
        return table(columns, map(_material, sorted(materials.names(), key=str.casefold)))


def _material(name: str) -> tuple[str, ...]:
    found = materials.find(name)
    rows = {row["quantity"]: row for row in materials.describe(found)}

    def shown(*quantities: str, unit: bool = False) -> str:
        row = next((rows[q] for q in quantities if q in rows), None)
        if row is None or row["value"] is None:
            return ""
        return f"{row['value']:.4g}" + (f" {row['unit']}" if unit else "")

    numbers = shown("E", "E_x", unit=True), shown("nu", "nu_xy"), shown("CTE", "cte_x", "CTE_x")
    limits = shown("yield"), shown("Tg")
    others = ", ".join(code(a.label) for a in found.alternatives)
    names = ", ".join(map(code, (name, *found.aliases)))
    return names, found.kind or "", *numbers, *limits, found.source, others


class Inelastic(Written):
    """`{inelastic}`: every published set of constants of a law with memory, and the refused ones."""

    def text(self, docs: Path) -> str:
        """Material, set, what simple tests at 25 °C would find, source and note; then the traps."""
        every = [materials.find(name) for name in sorted(materials.names(), key=str.casefold)]
        rows = [row for material in every for row in _sets(material)]
        traps = ((code(m.name), code(trap.label), trap.why) for m in every for trap in m.traps)
        return "\n".join(
            [
                table(("material", "set", "at 25 °C", "source", "note"), rows),
                "",
                "Refused by name:",
                "",
                table(("material", "set", "because"), traps),
            ]
        )


def _sets(material: materials.Material) -> Iterator[tuple[str, ...]]:
    found = materials.describe_memory(material)
    for label in dict.fromkeys(row["set"] for row in found):
        own = [row for row in found if row["set"] == label]
        told = "; ".join(f"{r['quantity']}: {r['value']:.3g} {r['unit']}" for r in own)
        yield code(material.name), code(label), told, own[0]["source"], own[0]["note"]


class Births(Written):
    """`{births}`: how the materials of the library are published to be born."""

    def text(self, docs: Path) -> str:
        """Material, process, temperature, film stress, cure shrinkage, their sources."""
        columns = (
            "material", "process", "at, °C", "film stress at 25 °C, MPa", "cure shrinkage, %", "source",
        )  # fmt: skip
        every = sorted(materials.names(), key=str.casefold)
        rows = (
            (code(name), *_birth(birth)) for name in every for birth in materials.find(name).births
        )
        return table(columns, rows)


def _birth(birth: materials.PublishedBirth) -> tuple[str, ...]:
    found = (birth.born_C, 1.0), (birth.film_MPa, 1.0), (birth.cure_shrinkage, 0.01)
    told = (
        "" if r is None else " … ".join(f"{end / unit:g}" for end in r.ends).replace("-", "−")
        for r, unit in found
    )
    sources = dict.fromkeys(r.source for r, _ in found if r is not None)
    return birth.process, *told, "; ".join(sources)


@cache
def _meanings() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8"))


def _meaning(of: str, key: str) -> str:
    told = _meanings()
    found = told.get(of, {}).get(key) or told.get(key)
    if not isinstance(found, str):
        LOGGER.warning("docs/parts/meanings.toml says nothing of %s in [%s]", key, of)
        return ""
    return found


def _default(told: dict[str, Any]) -> str:
    value = told.get("default")
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, int | float):
        return code(f"{value:g}")
    return code(str(value)) if value not in (None, [], "") else ""


def _allowed(told: dict[str, Any]) -> str:
    """What a JSON schema allows, in words."""
    if "anyOf" in told:
        each = [part for part in told["anyOf"] if part.get("type") != "null"]
        words = [_allowed(part) for part in each]
        if len(each) == 2 and each[1].get("type") == "array":
            words[1] = "a list of these"
        return ", or ".join(dict.fromkeys(words))
    if "$ref" in told:
        return f"a table of {str(told['$ref']).rpartition('/')[2].lower()} keys"
    if "enum" in told:
        return ", ".join(code(str(option)) for option in told["enum"])
    match told.get("type"):
        case "number" | "integer":
            return _range(told)
        case "string":
            return "a name" if "pattern" in told or "maxLength" in told else "a text"
        case "boolean":
            return "`true`, `false`"
        case "array" if "prefixItems" in told.get("items", {}):
            return "a list of pairs"
        case "array":
            return f"a list of: {_allowed(told.get('items', {}))}"
    return "a table"


def _range(told: dict[str, Any]) -> str:
    low, above, high = (told.get(k) for k in ("minimum", "exclusiveMinimum", "maximum"))
    if low is None and above is None:
        return "a number"
    start = f"> {above:g}" if low is None else f"{low:g}"
    return start if high is None else f"{start} … {high:g}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    for directive in (
        Parameters,
        Claims,
        Keys,
        Example,
        Verification,
        Materials,
        Inelastic,
        Births,
    ):
        app.add_directive(directive.__name__.lower(), directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
