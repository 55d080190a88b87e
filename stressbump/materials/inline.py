"""A user's own material out of a table of plain numbers, checked against what solids are like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stressbump.errors import MaterialError
from stressbump.laws import Expansion, Isotropic, Law, Orthotropic, Table
from stressbump.materials.limits import EXPANSION, GPA, MPA, POISSON, STRENGTH, TEMPERATURE
from stressbump.materials.material import Material
from stressbump.materials.spelling import did_you_mean
from stressbump.units import GPa, ppm

PLANE = ("E_MPa", "E_GPa", "G_MPa", "G_GPa", "K_MPa", "K_GPa", "nu", "cte_ppm_per_K")
THROUGH = (
    "E_through_MPa", "E_through_GPa", "G_through_MPa", "G_through_GPa", "nu_through",
    "cte_through_ppm_per_K",
)  # fmt: skip
LIMITS = ("yield_MPa", "Tg_C")
KEYS = (*PLANE, *THROUGH, *LIMITS, "cte_kind", "cte_reference_C", "source", "note")
NEEDS = "a material needs E_MPa (or E_GPa) and nu, or G_MPa and K_MPa"


def from_table(table: Mapping[str, Any], where: str, name: str | None = None) -> Material:
    """The material written as ``{"E_MPa": 3.0, "nu": 0.4995, "cte_ppm_per_K": 260}``.

    Either E and ν, or G and K, in MPa or GPa; each number may be a table [[°C, value], ...].
    A sheet has other numbers through its thickness, named E_through_GPa and so on. A CTE over
    temperature is tangent unless ``cte_kind = "secant"`` with a ``cte_reference_C``.
    ``yield_MPa``, a number or a table as well, and ``Tg_C`` say where an elastic law ends.
    """
    given = _Given(table, where)
    for key in table:
        if key not in KEYS:
            hint = did_you_mean(str(key), KEYS)
            raise MaterialError(
                f"{where}: no key {key!r} in a material{hint} (allowed are {', '.join(KEYS)})"
            )
    try:
        law = _law(given)
    except MaterialError:
        raise
    except ValueError as problem:
        raise MaterialError(f"{where}: {problem}") from None
    source = given.text("source") or f"given in {where}"
    strength, glass = given.strength("yield_MPa"), given.temperature("Tg_C")
    limits = source if strength is not None or glass is not None else ""
    return Material(
        name or where, law, source, None, given.text("note"), yield_strength=strength,
        glass_transition=glass, limit_source=limits, table=table,
    )  # fmt: skip


@dataclass(frozen=True)
class _Given:
    """The user's table and where it stands."""

    table: Mapping[str, Any]
    where: str

    def modulus(self, name: str) -> float | Table | None:
        mpa, gpa = f"{name}_MPa", f"{name}_GPa"
        if mpa in self.table and gpa in self.table:
            raise MaterialError(f"{self.where} has both {mpa} and {gpa}; allowed is one of them")
        if gpa in self.table:
            return GPA.number_or_table(self.table[gpa], f"{self.where}: {gpa}", GPa)
        if mpa in self.table:
            return MPA.number_or_table(self.table[mpa], f"{self.where}: {mpa}", 1.0)
        return None

    def poisson(self, key: str) -> float | Table | None:
        if key not in self.table:
            return None
        return POISSON.number_or_table(self.table[key], f"{self.where}: {key}", 1.0)

    def strength(self, key: str) -> float | Table | None:
        if key not in self.table:
            return None
        return STRENGTH.number_or_table(self.table[key], f"{self.where}: {key}", 1.0)

    def temperature(self, key: str) -> float | None:
        if key not in self.table:
            return None
        return TEMPERATURE.number(self.table[key], f"{self.where}: {key}")

    def cte(self, key: str) -> float | Expansion:
        if key not in self.table:
            raise MaterialError(f"{self}; a material needs {key}")
        number = EXPANSION.number_or_table(self.table[key], f"{self.where}: {key}", ppm)
        kind, reference = self._kind(), self.table.get("cte_reference_C")
        if kind == "secant":
            if reference is None:
                raise MaterialError(f"{self.where}: cte_kind = 'secant' needs cte_reference_C")
            return Expansion(number, "secant", self.temperature("cte_reference_C"))
        if reference is not None:
            raise MaterialError(f"{self.where}: cte_reference_C goes with cte_kind = 'secant' only")
        return Expansion(number) if isinstance(number, Table) else number

    def _kind(self) -> str:
        kind = self.table.get("cte_kind", "tangent")
        if kind not in ("tangent", "secant"):
            hint = did_you_mean(str(kind), ("tangent", "secant"))
            raise MaterialError(
                f"{self.where}: cte_kind is {kind!r}{hint} (allowed are 'tangent' and 'secant')"
            )
        return str(kind)

    def text(self, key: str) -> str:
        text = self.table.get(key, "")
        if not isinstance(text, str):
            raise MaterialError(f"{self.where}: {key} is {text!r}; allowed is a text")
        return text

    def __str__(self) -> str:
        return f"{self.where} has {', '.join(self.table) or 'nothing'}"


def _law(given: _Given) -> Law:
    plane = _isotropic(given)
    return _sheet(given, plane) if any(key in given.table for key in THROUGH) else plane


def _isotropic(given: _Given) -> Isotropic:
    E, nu = given.modulus("E"), given.poisson("nu")
    G, K = given.modulus("G"), given.modulus("K")
    if E is not None and nu is not None and G is None and K is None:
        return Isotropic(E, nu, given.cte("cte_ppm_per_K"))
    if G is not None and K is not None and E is None and nu is None:
        return Isotropic.from_shear_bulk(G, K, given.cte("cte_ppm_per_K"))
    raise MaterialError(f"{given}; {NEEDS}, and not both pairs")


def _sheet(given: _Given, plane: Isotropic) -> Orthotropic:
    E, nu = given.modulus("E_through"), given.poisson("nu_through")
    through = "cte_through_ppm_per_K"
    return Orthotropic.layered(
        (plane.E, plane.E if E is None else E),
        (plane.nu, plane.nu if nu is None else nu),
        (plane.cte, given.cte(through) if through in given.table else plane.cte),
        G_through=given.modulus("G_through"),
    )
