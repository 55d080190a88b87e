"""The numbers of a user's material as they stand in its table, each checked as it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stressbump.errors import MaterialError
from stressbump.laws import Expansion, Slopes, Table
from stressbump.laws.expansion import Cte
from stressbump.materials.limits import (
    ELONGATION,
    EXPANSION,
    GPA,
    MPA,
    POISSON,
    STRENGTH,
    TEMPERATURE,
)
from stressbump.materials.spelling import did_you_mean
from stressbump.units import GPa, ppm

LEAST_SLOPE = 0.02  # ppm/K: below, a table of ΔL/L is one of shares or of percent


def cte_keys(of: str = "") -> tuple[str, str]:
    """The two keys that an expansion may be given by: over temperature, or as ΔL/L."""
    middle = f"_{of}" if of else ""
    return f"cte{middle}_ppm_per_K", f"dL_L{middle}_ppm"


@dataclass(frozen=True)
class Given:
    """A user's table and where it stands."""

    table: Mapping[str, Any]
    where: str

    def has(self, keys: Iterable[str]) -> bool:
        """Whether one of the keys is there."""
        return any(key in self.table for key in keys)

    def modulus(self, name: str) -> float | Table | None:
        """MPa, from `name_MPa` or `name_GPa`."""
        mpa, gpa = f"{name}_MPa", f"{name}_GPa"
        if mpa in self.table and gpa in self.table:
            raise MaterialError(f"{self.where} has both {mpa} and {gpa}; allowed is one of them")
        if gpa in self.table:
            return GPA.number_or_table(self.table[gpa], f"{self.where}: {gpa}", GPa)
        if mpa in self.table:
            return MPA.number_or_table(self.table[mpa], f"{self.where}: {mpa}", 1.0)
        return None

    def poisson(self, key: str) -> float | Table | None:
        """A Poisson's ratio."""
        if key not in self.table:
            return None
        return POISSON.number_or_table(self.table[key], f"{self.where}: {key}", 1.0)

    def strength(self, key: str) -> float | Table | None:
        """A strength, MPa."""
        if key not in self.table:
            return None
        return STRENGTH.number_or_table(self.table[key], f"{self.where}: {key}", 1.0)

    def temperature(self, key: str) -> float | None:
        """A temperature, °C."""
        if key not in self.table:
            return None
        return TEMPERATURE.number(self.table[key], f"{self.where}: {key}")

    def cte(self, of: str = "") -> Cte:
        """An expansion: of the whole, or of one direction as `warp` or `through`."""
        coefficient, strain = cte_keys(of)
        if coefficient in self.table and strain in self.table:
            raise MaterialError(
                f"{self.where} has both {coefficient} and {strain}, which say the same; allowed is one"
                " of them"
            )
        if strain in self.table:
            return self._elongation(strain)
        if coefficient not in self.table:
            raise MaterialError(f"{self}; a material needs {coefficient} (or {strain})")
        number = EXPANSION.number_or_table(
            self.table[coefficient], f"{self.where}: {coefficient}", ppm
        )
        kind, reference = self._kind(), self.table.get("cte_reference_C")
        if kind == "secant":
            if reference is None:
                raise MaterialError(f"{self.where}: cte_kind = 'secant' needs cte_reference_C")
            return Expansion(number, "secant", self.temperature("cte_reference_C"))
        if reference is not None:
            raise MaterialError(f"{self.where}: cte_reference_C goes with cte_kind = 'secant' only")
        return Expansion(number) if isinstance(number, Table) else number

    def refuse_kind_alone(self) -> None:
        """MaterialError for a kind of coefficient where there is no coefficient."""
        given = [key for key in ("cte_kind", "cte_reference_C") if key in self.table]
        if given and not any(key.endswith("_ppm_per_K") for key in self.table):
            raise MaterialError(
                f"{self.where}: {given[0]} has no effect without a cte_ppm_per_K; ΔL/L needs neither"
                " kind nor reference"
            )

    def _elongation(self, key: str) -> Expansion:
        """The expansion whose strain is a table of ΔL/L from any length L."""
        what, value = f"{self.where}: {key}", self.table[key]
        if not isinstance(value, list | tuple) or len(value) < 2:
            raise MaterialError(
                f"{what} is {value!r}; allowed is a table of two rows or more, [[°C, ΔL/L in ppm], …]"
            )
        table = ELONGATION.number_or_table(value, what, ppm)
        assert isinstance(table, Table)
        slopes = [(b[1] - a[1]) / (b[0] - a[0]) / ppm for a, b in pairwise(table.points)]
        steepest = max(slopes, key=abs)
        if 0 < abs(steepest) < LEAST_SLOPE:
            raise MaterialError(
                f"{what} rises by {steepest:.3g} ppm/K at the most, which looks like a share or percent;"
                " wanted is ppm (1e6 ΔL/L)"
            )
        EXPANSION.number(steepest, f"{what}: its steepest slope")
        EXPANSION.number(min(slopes), f"{what}: its least slope")
        return Expansion(Slopes(table))

    def _kind(self) -> str:
        kind = self.table.get("cte_kind", "tangent")
        if kind not in ("tangent", "secant"):
            hint = did_you_mean(str(kind), ("tangent", "secant"))
            raise MaterialError(
                f"{self.where}: cte_kind is {kind!r}{hint} (allowed are 'tangent' and 'secant')"
            )
        return str(kind)

    def text(self, key: str) -> str:
        """A text, empty if it is not there."""
        text = self.table.get(key, "")
        if not isinstance(text, str):
            raise MaterialError(f"{self.where}: {key} is {text!r}; allowed is a text")
        return text

    def __str__(self) -> str:
        """What stands there."""
        return f"{self.where} has {', '.join(self.table) or 'nothing'}"
