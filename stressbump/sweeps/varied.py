"""Where varied numbers end up in a stack: weights of forms and loads, for many designs at once.

Only keys that leave the mesh as it is, and that arrive in a region as the very number they are: the
constants of a material given as a table, temperatures of birth, intrinsic stress, cure shrinkage, and
the end temperature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np

from stressbump.errors import InputError
from stressbump.kinematics import NORMAL
from stressbump.laws import Law
from stressbump.laws.isotropic import MIXED_FROM
from stressbump.mismatch import IN_PLANE
from stressbump.reduction.forms import Form, Push
from stressbump.section import Region
from stressbump.units import GPa, ppm

LOADS = ("born_C", "intrinsic_MPa", "cure_shrinkage")
PLAIN = ("E_MPa", "E_GPa", "nu", "G_MPa", "G_GPa", "K_MPa", "K_GPa", "cte_ppm_per_K")
DATUM_C = 25.0  # from where expansions are counted; drops out of every difference
Columns = Mapping[str, np.ndarray]
Known = dict[Any, tuple[np.ndarray, np.ndarray]]  # with the temperatures, to keep their id
OfTemperature = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Solid:
    """A material of many designs: functions of temperatures (designs,) in °C."""

    shear: OfTemperature
    bulk: OfTemperature
    biaxial: OfTemperature
    expanded: OfTemperature  # (6, designs) since DATUM_C


@dataclass(frozen=True, eq=False)
class Varied:
    """A stack's regions, the datum first, with the keys that reach them by region and place."""

    regions: tuple[Region, ...]
    laws: Mapping[str, Law]
    keys: Mapping[tuple[str, str], str]
    end: float | str  # °C, or the key that holds it

    def weights(
        self, columns: Columns, forms: Sequence[Form], pushes: Sequence[Push], known: Known
    ) -> tuple[np.ndarray, np.ndarray]:
        """Weights of forms (designs, forms) and of pushes (designs, pushes).

        `known` keeps what laws say of the same columns, for the next stack.
        InputError for numbers that no solid has, for a region that would gain or lose its pressure
        field, and for a law by direction whose moduli change with temperature.
        """
        n = len(next(iter(columns.values())))
        end = columns[self.end] if isinstance(self.end, str) else np.atleast_1d(self.end)
        solids = {r.name: self._solid(r, columns, known) for r in self.regions}
        moduli = {name: self._moduli(name, s, end, forms) for name, s in solids.items()}
        strain = self._free_strains(columns, solids, end)
        weights = [moduli[f.region][f.part] for f in forms]
        loads = [
            strain[p.region][p.way or 0] * moduli[p.region]["push" if p.way is None else "whole"]
            for p in pushes
        ]
        return tuple(np.stack([np.broadcast_to(v, n) for v in of], 1) for of in (weights, loads))  # type: ignore[return-value]

    def _solid(self, region: Region, columns: Columns, known: Known) -> Solid:
        given = {p: columns[k] for (r, p), k in self.keys.items() if r == region.name}
        given = {p: v for p, v in given.items() if p in PLAIN}
        if given:
            return _plain({**cast(Mapping[str, Any], region.material), **given}, region.name)
        return _lawful(self.laws[region.name], known)

    def _moduli(
        self, name: str, solid: Solid, end: np.ndarray, forms: Sequence[Form]
    ) -> dict[str, np.ndarray]:
        """What weighs the forms and the load of a region."""
        own, law = [f for f in forms if f.region == name], self.laws[name]
        if own[0].part == "whole":
            if any(not np.array_equal(law.stiffness(float(t)), own[0].law) for t in np.unique(end)):
                raise InputError(
                    f"region {name!r}: its law differs by direction, so its moduli must not change"
                    " with the end temperature"
                )
            return {"whole": np.ones(1)}
        G, K = solid.shear(end), solid.bulk(end)
        if not np.isfinite(K).all():
            raise InputError(
                f"region {name!r}: nu = 0.5; a reduced basis wants a finite bulk modulus"
            )
        nu, pressed = (3 * K - 2 * G) / (2 * (3 * K + G)), own[-1].part == "pressure"
        odd = np.flatnonzero((nu > MIXED_FROM) != pressed)
        if len(odd):
            side = "at or below" if nu[odd[0]] <= MIXED_FROM else "above"
            raise InputError(
                f"region {name!r}, design {odd[0]}: nu = {nu[odd[0]]:.4g} lies {side} {MIXED_FROM},"
                " where the full model is another (a pressure field begins there); this reduced"
                " model knows the other side only"
            )
        return {"shear": G, "bulk": K, "pressure": K - 2 * G / 3, "push": 3 * K}

    def _number(self, region: Region, place: str, columns: Columns) -> np.ndarray:
        key = self.keys.get((region.name, place))
        found = columns[key] if key else getattr(region, place) or 0.0
        return np.atleast_1d(np.asarray(found, dtype=float))  # a column as it is: `known` by its id

    def _free_strains(
        self, columns: Columns, solids: Mapping[str, Solid], end: np.ndarray
    ) -> dict[str, np.ndarray]:
        """(6, designs) or (6, 1) by region; what `free_strain` says of one design."""
        ground, out = solids[self.regions[0].name], {}
        laid = ground.expanded(self._number(self.regions[0], "born_C", columns))
        for region in self.regions:
            born, solid = self._number(region, "born_C", columns), solids[region.name]
            host = (ground.expanded(born) - laid)[IN_PLANE].mean(axis=0)
            film = self._number(region, "intrinsic_MPa", columns)
            film = film / solid.biaxial(born) if film.any() else film
            rest = host - self._number(region, "cure_shrinkage", columns) - film
            grown = solid.expanded(end) - solid.expanded(born)
            out[region.name] = grown + NORMAL[:, None] * rest
        return out


def _plain(table: Mapping[str, Any], region: str) -> Solid:
    """A material of constants, each a number or one for each design."""

    def modulus(name: str) -> np.ndarray:
        found = table[f"{name}_GPa"] if f"{name}_GPa" in table else table.get(f"{name}_MPa", np.nan)
        return np.atleast_1d(np.asarray(found, dtype=float)) * (
            GPa if f"{name}_GPa" in table else 1
        )

    G, K = modulus("G"), modulus("K")
    if "nu" in table:
        E, nu = modulus("E"), np.atleast_1d(np.asarray(table["nu"], dtype=float))
        if not (np.all(nu > -1) and np.all(nu < 0.5)):
            raise InputError(f"region {region!r}: nu is to lie between -1 and 0.5 (exclusive)")
        G, K = E / (2 * (1 + nu)), E / (3 * (1 - 2 * nu))
    if not (np.all(G > 0) and np.all(K > 0)):
        raise InputError(f"region {region!r}: its moduli must be positive")
    young, cte = 9 * K * G / (3 * K + G), np.asarray(table["cte_ppm_per_K"], dtype=float) * ppm
    biaxial = young / (1 - (young / (2 * G) - 1))
    return Solid(
        lambda T: np.broadcast_to(G, np.broadcast_shapes(G.shape, T.shape)),
        lambda T: np.broadcast_to(K, np.broadcast_shapes(K.shape, T.shape)),
        lambda _: biaxial,
        lambda T: NORMAL[:, None] * np.atleast_1d(cte * (T - DATUM_C)),
    )


def _lawful(law: Law, known: Known) -> Solid:
    """A law as it is, evaluated once at every temperature that occurs."""

    def each(of: str, T: np.ndarray) -> np.ndarray:
        key = law, of, id(T)
        if key not in known:
            found, index = np.unique(T, return_inverse=True)
            said = [np.asarray(getattr(law, of)(*_at(of, float(t)))) for t in found]
            known[key] = T, np.stack(said, axis=-1)[..., index.ravel()]
        return known[key][1]

    def _at(of: str, t: float) -> tuple[float, ...]:
        return (DATUM_C, t) if of == "thermal_strain" else (t,)

    names = ("shear_modulus", "bulk_modulus", "biaxial_modulus", "thermal_strain")
    return Solid(*(partial(each, name) for name in names))
