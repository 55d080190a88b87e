"""A user's own material out of a table of plain numbers, checked against what solids are like."""

from collections.abc import Mapping
from typing import Any

from stressbump.errors import MaterialError
from stressbump.laws import Isotropic, Law
from stressbump.materials.given import Given, cte_keys
from stressbump.materials.layered import (
    COPPER,
    THROUGH,
    WOVEN,
    copper_layer,
    refuse_without_effect,
    sheet,
    woven,
)
from stressbump.materials.material import Material
from stressbump.materials.registry import find
from stressbump.materials.spelling import did_you_mean

PLANE = ("E_MPa", "E_GPa", "G_MPa", "G_GPa", "K_MPa", "K_GPa", "nu", *cte_keys())
LIMITS = ("yield_MPa", "Tg_C")
KIND = ("cte_kind", "cte_reference_C")
TEXTS = ("source", "note")
KEYS = (*PLANE, *THROUGH, *WOVEN, *COPPER, *LIMITS, *KIND, *TEXTS)
NEEDS = "a material needs E_MPa (or E_GPa) and nu, or G_MPa and K_MPa"


def from_table(table: Mapping[str, Any], where: str, name: str | None = None) -> Material:
    """The material written as ``{"E_MPa": 3.0, "nu": 0.4995, "cte_ppm_per_K": 260}``.

    Either E and ν, or G and K, in MPa or GPa; each number may be a table [[°C, value], ...].
    A sheet has other numbers through its thickness, named E_through_GPa and so on; a laminate differs
    along warp and fill, E_warp_GPa and so on; a layer of copper and resin is told by its copper_share.
    A CTE over temperature is tangent unless ``cte_kind = "secant"`` with a ``cte_reference_C``; in its
    place stands ΔL/L over temperature in ppm. ``yield_MPa``, a number or a table as well, and ``Tg_C``
    say where an elastic law ends.
    """
    given = Given(table, where)
    for key in table:
        if key not in KEYS:
            hint = did_you_mean(str(key), KEYS)
            raise MaterialError(
                f"{where}: no key {key!r} in a material{hint} (allowed are {', '.join(KEYS)})"
            )
    try:
        law, told = _law(given)
    except MaterialError:
        raise
    except ValueError as problem:
        raise MaterialError(f"{where}: {problem}") from None
    source = given.text("source") or told or f"given in {where}"
    strength, glass = given.strength("yield_MPa"), given.temperature("Tg_C")
    if glass is not None:
        given.refuse_idle_transition()
    limits = source if strength is not None or glass is not None else ""
    return Material(
        name or where, law, source, None, given.text("note"), yield_strength=strength,
        glass_transition=glass, limit_source=limits, table=table,
    )  # fmt: skip


def resolve(value: str | Mapping[str, Any], where: str) -> Material:
    """The material a design file means: a name of the library or a table of numbers."""
    if isinstance(value, str):
        return find(value, where)
    if isinstance(value, Mapping):
        return from_table(value, where, name=where.split()[-1] if where else None)
    raise MaterialError(f"{where} is {value!r}; allowed is a material's name or a table of numbers")


def renamed(material: Material, where: str) -> Material:
    """The material in another region: one of a user's own goes by the region that holds it."""
    return material if material.table is None else from_table(material.table, where, where)


def _law(given: Given) -> tuple[Law, str]:
    """The law, and what its source is where the table's own numbers are not it."""
    table, where = given.table, given.where
    if given.has(COPPER):
        refuse_without_effect(table, (*COPPER, "yield_MPa", *TEXTS), where)
        return copper_layer(given, resolve)
    given.refuse_kind_alone()
    if given.has(WOVEN):
        refuse_without_effect(table, (*WOVEN, *THROUGH, *LIMITS, *KIND, *TEXTS), where)
        return woven(given), ""
    plane = _isotropic(given)
    return (sheet(given, plane) if given.has(THROUGH) else plane), ""


def _isotropic(given: Given) -> Isotropic:
    E, nu = given.modulus("E"), given.poisson("nu")
    G, K = given.modulus("G"), given.modulus("K")
    if E is not None and nu is not None and G is None and K is None:
        return Isotropic(E, nu, given.cte())
    if G is not None and K is not None and E is None and nu is None:
        return Isotropic.from_shear_bulk(G, K, given.cte())
    raise MaterialError(f"{given}; {NEEDS}, and not both pairs")
