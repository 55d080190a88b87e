"""Laws with memory by the name of a material and of a set of constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from stressbump.errors import MaterialError
from stressbump.laws.memory import Memory
from stressbump.materials.inelastic import Inelastic, folded
from stressbump.materials.inline import OWN, from_table
from stressbump.materials.material import Material
from stressbump.materials.registry import find
from stressbump.materials.spelling import did_you_mean

SHOWN = (-40.0, 25.0, 125.0)  # °C


def memory(value: str | Mapping[str, Any], label: str = "", where: str = "") -> Memory:
    """The law with memory of a material by one of its sets: ``memory("SAC305", "Anand Chang")``.

    It holds the material's elastic law, that of an alternative if `value` is one, unless the set was
    published with its own. A table of one's own constants has them under the key `memory`, and no label.
    `where` opens the message of the MaterialError that a wrong name or table raises.
    """
    if isinstance(value, str):
        material = find(value, where)
        return _set(material, label, f"{where}: " if where else "").on(material.law)
    where = where or "material"
    if OWN not in value or label:
        raise MaterialError(
            f"{where}: a table has its own law with memory under the key {OWN!r}, or none; "
            "sets by name go with materials of the library"
        )
    return cast(Memory, from_table(value, where).law)


def _set(material: Material, label: str, at: str) -> Inelastic:
    for found in material.inelastic:
        if folded(found.label) == folded(label):
            return found
    for trap in material.traps:
        if folded(trap.label) == folded(label):
            raise MaterialError(f"{at}{material.name} by {trap.label!r} is refused: {trap.why}")
    labels = [found.label for found in material.inelastic]
    if not labels:
        raise MaterialError(f"{at}{material.name} has no set of constants of a law with memory")
    raise MaterialError(
        f"{at}{material.name} has no set {label!r}{did_you_mean(label, labels)} "
        f"(it has {', '.join(map(repr, labels))})"
    )


def describe_memory(material: Material) -> list[dict[str, Any]]:
    """One row per quantity and set: what a simple test would find at `SHOWN`, by every set.

    The keys are those of `describe` and two more, `set` and `note`.
    """
    rows = []
    for found in material.inelastic:
        law = found.on(material.law)
        columns = zip(*(law.traits(T) for T in SHOWN), strict=True)
        rows += [
            {
                "quantity": traits[0].quantity,
                "set": found.label,
                "unit": traits[0].unit,
                "source": found.source,
                "note": found.note,
                "value": _rounded(traits[SHOWN.index(25.0)].value),
                "over_temperature": [
                    [T, _rounded(trait.value)] for T, trait in zip(SHOWN, traits, strict=True)
                ],
                "formula": None,
                "kind": None,
                "alternatives": [],
                "range": None,
            }
            for traits in columns
        ]
    order = list(dict.fromkeys(row["quantity"] for row in rows))
    return sorted(rows, key=lambda row: order.index(row["quantity"]))


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
