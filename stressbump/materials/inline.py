"""A user's own material out of a table of plain numbers, checked against what solids are like."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

from stressbump.errors import MaterialError
from stressbump.laws import Isotropic, Law
from stressbump.laws.isotropic import bulk_modulus, shear_modulus
from stressbump.laws.memory import OnElastic
from stressbump.materials.given import Given, cte_keys
from stressbump.materials.layered import (
    COPPER,
    THROUGH,
    WOVEN,
    copper_layer,
    orientation,
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
LIKE = "like"
OWN = "memory"
NUMBERS = (*PLANE, *LIMITS, *KIND)  # what may differ from a substance that another is like
KEYS = (*PLANE, *THROUGH, *WOVEN, *COPPER, *LIMITS, *KIND, *TEXTS, LIKE, OWN)
NEEDS = "a material needs E_MPa (or E_GPa) and nu, or G_MPa and K_MPa"


def from_table(table: Mapping[str, Any], where: str, name: str | None = None) -> Material:
    """The material written as ``{"E_MPa": 3.0, "nu": 0.4995, "cte_ppm_per_K": 260}``.

    Either E and ν, or G and K, in MPa or GPa; each number may be a table [[°C, value], ...].
    A sheet has other numbers through its thickness, named E_through_GPa and so on; a laminate differs
    along warp and fill, E_warp_GPa and so on; a layer of copper and resin is told by its copper_share.
    ``like = "silicone"`` takes over what is not given: E keeps ν, and G keeps K.
    A CTE over temperature is tangent unless ``cte_kind = "secant"`` with a ``cte_reference_C``; in its
    place stands ΔL/L over temperature in ppm. ``yield_MPa``, a number or a table as well, and ``Tg_C``
    say where an elastic law ends. ``memory`` is a table of a law with memory that holds it
    (`own_memory`).
    """
    if OWN in table:
        return _with_memory(table, where, name)
    given = Given(table, where)
    for key in table:
        if key not in KEYS:
            hint = did_you_mean(str(key), KEYS)
            raise MaterialError(
                f"{where}: no key {key!r} in a material{hint} (allowed are {', '.join(KEYS)})"
            )
    base = _base(given)
    if base is not None and set(table) == {LIKE}:
        return base
    try:
        law, told = _law(given) if base is None else _changed(given, base)
    except MaterialError:
        raise
    except ValueError as problem:
        raise MaterialError(f"{where}: {problem}") from None
    source = given.text("source") or told or f"given in {where}"
    strength, glass = given.strength("yield_MPa"), given.temperature("Tg_C")
    if glass is not None and not law.extrapolated(inf):
        raise MaterialError(
            f"{where}: Tg_C has no effect on numbers that are the same at all temperatures; give a"
            " modulus or an expansion as a table, [[°C, value], …], or leave Tg_C out"
        )
    limits = source if strength is not None or glass is not None else ""
    own = Material(
        name or where, law, source, None, given.text("note") or orientation(given),
        yield_strength=strength, glass_transition=glass, limit_source=limits, table=table,
    )  # fmt: skip
    return own if base is None else _after(own, base)


def _with_memory(table: Mapping[str, Any], where: str, name: str | None) -> Material:
    held = from_table({key: v for key, v in table.items() if key != OWN}, where, name)
    if not held.law.isotropic:
        raise MaterialError(f"{where}: a law with memory holds an isotropic one; this is a sheet")
    from stressbump.materials.own_memory import law_of  # its models take 30 ms to be made

    law = law_of(table[OWN], held.law, f"{where}: {OWN}")
    return replace(held, law=law, table=table, alternatives=(), inelastic=(), traps=())


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


def _base(given: Given) -> Material | None:
    """The substance of the library that a table is like, if it names one."""
    if LIKE not in given.table:
        return None
    if not (name := given.text(LIKE)):
        raise MaterialError(f"{given.where}: {LIKE} is empty; allowed is a material's name")
    return find(name, f"{given.where}: {LIKE}")


def _after(own: Material, base: Material) -> Material:
    """What a table says, and the rest as its base has it: kind, rule, limits, births and sets with memory.

    It has no sets where the table says at what it yields: theirs would say otherwise.
    """
    strength, glass = own.yield_strength, own.glass_transition
    return replace(
        own,
        kind=base.kind,
        note=own.note or base.note,
        births=base.births,
        yield_strength=base.yield_strength if strength is None else strength,
        glass_transition=base.glass_transition if glass is None else glass,
        limit_source=own.limit_source or base.limit_source,
        inelastic=base.inelastic if strength is None else (),
        traps=base.traps,
    )


def _changed(given: Given, base: Material) -> tuple[Law, str]:
    """The law of a substance with some of its numbers changed."""
    refuse_without_effect(given.table, (LIKE, *NUMBERS, *TEXTS), given.where)
    given.refuse_kind_alone()
    told = f"{base.source}; {', '.join(k for k in given.table if k in NUMBERS)}: {given.where}"
    if not given.has(PLANE):
        return base.law, told
    if isinstance(base.law, OnElastic):
        return replace(base.law, elastic=_varied(given, base, base.law.elastic)), told
    return _varied(given, base, base.law), told


def _varied(given: Given, base: Material, law: Law) -> Isotropic:
    if not isinstance(law, Isotropic):
        raise MaterialError(
            f"{given.where}: {base.name} differs by direction, so {LIKE} cannot change it; give all of its"
            " numbers"
        )
    E, nu = given.modulus("E"), given.poisson("nu")
    G, K = given.modulus("G"), given.modulus("K")
    cte = given.cte() if given.has(cte_keys()) else law.cte
    if (E is not None or nu is not None) and (G is not None or K is not None):
        raise MaterialError(f"{given}; {LIKE} changes E and nu, or G and K, not some of both")
    if G is None and K is None:
        return Isotropic(law.E if E is None else E, law.nu if nu is None else nu, cte)
    own_G, own_K = (f(law.E, law.nu) for f in (shear_modulus, bulk_modulus))
    pair = own_G if G is None else G, own_K if K is None else K
    return Isotropic.from_shear_bulk(*pair, cte)


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
