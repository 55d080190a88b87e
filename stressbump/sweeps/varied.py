"""Where varied numbers end up in a stack: weights of forms and loads, step by step, for many designs.

Only keys that leave the mesh as it is, and that arrive in a region as the very number they are: the
constants of a material given as a table, temperatures of birth, intrinsic stress, cure shrinkage, and
the end temperature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np

from stressbump.errors import InputError
from stressbump.history.assembly import COLD, Assembly, path
from stressbump.history.eigenstrain import increment
from stressbump.history.schedule import Stage, births, stages
from stressbump.laws import Law
from stressbump.laws.moduli import MIXED_FROM
from stressbump.mechanics.checks import may_expand
from stressbump.mechanics.kinematics import IDENTITY
from stressbump.mechanics.moduli import Stiffness
from stressbump.process.section import Region
from stressbump.surrogate.reduction.forms import Form, Push
from stressbump.units import GPa, ppm

LOADS = ("born_C", "intrinsic_MPa", "cure_shrinkage")
PLAIN = ("E_MPa", "E_GPa", "nu", "G_MPa", "G_GPa", "K_MPa", "K_GPa", "cte_ppm_per_K")
DATUM_C = 25.0  # from where expansions are counted; drops out of every difference
SAMPLES = 33  # temperatures at which moduli are held to be constant
Columns = Mapping[str, np.ndarray]
Keys = Mapping[tuple[str, str], str]  # by region and place
Known = dict[Any, tuple[np.ndarray, np.ndarray]]  # with the temperatures, to keep their id
OfTemperature = Callable[[np.ndarray], np.ndarray]
Laid = tuple[Sequence[Form], Sequence[Push]]  # of one step
Weights = dict[str, np.ndarray]  # of one region's forms and load


@dataclass(frozen=True, eq=False)
class OfDesigns:
    """The isotropic moduli of many designs, (designs,) or (1,), MPa; only the biaxial one of other laws."""

    shear: np.ndarray
    bulk: np.ndarray
    biaxial: np.ndarray


@dataclass(frozen=True, eq=False)
class VariedMaterial:
    """A material of many designs: functions of temperatures (designs,) in °C."""

    moduli: Callable[[np.ndarray], OfDesigns]
    expanded: OfTemperature  # (6, designs) since DATUM_C

    def thermal_strain(self, T0: np.ndarray, T1: np.ndarray) -> np.ndarray:
        """(6, designs) from T0 to T1."""
        return self.expanded(T1) - self.expanded(T0)


@dataclass(frozen=True)
class Born:
    """The birth of a region in many designs: columns (designs,) or (1,)."""

    born_C: np.ndarray
    intrinsic_MPa: np.ndarray
    cure_shrinkage: np.ndarray


@dataclass(frozen=True)
class VariedStep:
    """A step of the histories of many designs; temperatures in °C, or the keys that hold them."""

    born: str
    standing: tuple[str, ...]
    start: float | str
    end: float | str

    @property
    def fixed(self) -> bool:
        """Whether it has the same temperatures in all designs."""
        return not (isinstance(self.start, str) or isinstance(self.end, str))

    def at(self, point: Mapping[str, float]) -> Stage:
        """The step of one design."""
        start, end = (float(point[t] if isinstance(t, str) else t) for t in (self.start, self.end))
        return Stage(self.born, self.standing, start, end)


def eventful(
    assembly: Assembly, keys: Keys, end: float | str, end_C: float
) -> tuple[VariedStep, ...]:
    """The steps in which something may stress something, by a design of end temperature end_C.

    Left out is what changes nothing, and the free expansion of a single body.
    """
    order = births(assembly.section)
    born = [keys.get((r.name, "born_C"), float(r.born_C or 0.0)) for r in order]
    out = []
    for stage, region, (start, stop) in zip(
        stages(assembly.section, end_C), order, pairwise([*born, end]), strict=True
    ):
        whole = VariedStep(stage.born, stage.standing, start, stop)
        quiet = start == stop and not _sprung(region, keys)
        if quiet or _expands_freely(assembly, stage.standing):
            continue
        parts = path(assembly, stage) if whole.fixed else []
        out += [VariedStep(p.born, p.standing, p.start, p.end) for p in parts] or [whole]
    return tuple(out)


def _sprung(region: Region, keys: Keys) -> bool:
    """Whether a birth itself may strain."""
    places = {p: getattr(region, p) for p in ("intrinsic_MPa", "cure_shrinkage")}
    return any(value or (region.name, place) in keys for place, value in places.items())


def _expands_freely(assembly: Assembly, standing: tuple[str, ...]) -> bool:
    model = assembly.standing(standing)
    alone = len(standing) == len(model.bodies) == 1 and assembly.laws[standing[0]].isotropic
    return alone and may_expand(model, model.constraints)


@dataclass(frozen=True, eq=False)
class Varied:
    """A stack, as one design has it, with the keys that reach its regions, and its steps."""

    assembly: Assembly
    keys: Keys
    steps: tuple[VariedStep, ...]

    def weights(
        self, columns: Columns, laid: Sequence[Laid], known: Known
    ) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """By step, as `laid`: weights of forms (designs, forms) and of pushes (designs, pushes).

        `known` keeps what laws say of the same columns, for the next stack. InputError for numbers that
        no solid has, for a region that would gain or lose its pressure field, and for moduli that change
        so that the history is no sum over its steps.
        """
        n = len(next(iter(columns.values())))
        solids = self.solids(columns, known)
        self._same_model(solids, columns)
        of_forms, of_pushes = [], []
        before: dict[str, Weights] = {}
        for number, (step, (forms, pushes)) in enumerate(zip(self.steps, laid, strict=True)):
            moduli = self._moduli(number, solids, columns, forms)
            self._unchanged(before, moduli)
            strain = self.increments(step, solids, columns)
            of_forms.append(_columns([moduli[f.region][f.part] for f in forms], n))
            loads = [
                strain[p.region][p.component or 0]
                * (moduli[p.region]["push"] if p.component is None else np.ones(1))
                for p in pushes
            ]
            of_pushes.append(_columns(loads, n))
        return of_forms, of_pushes

    def increments(
        self, step: VariedStep, solids: Mapping[str, VariedMaterial], columns: Columns
    ) -> dict[str, np.ndarray]:
        """A step's free strains (6, designs) or (6, 1) by region that stands."""
        start, end = (_temperature(t, columns) for t in (step.start, step.end))
        region = self.assembly.section.find(step.born)
        born = region and Born(*(self._number(region, place, columns) for place in LOADS))
        return {
            name: increment(solids[name], start, end, born if name == step.born else None)
            for name in step.standing
        }

    def solids(self, columns: Columns, known: Known) -> dict[str, VariedMaterial]:
        """By region: its material in many designs."""
        return {r.name: self._solid(r, columns, known) for r in self.assembly.section.regions}

    def _solid(self, region: Region, columns: Columns, known: Known) -> VariedMaterial:
        given = {p: columns[k] for (r, p), k in self.keys.items() if r == region.name}
        given = {p: v for p, v in given.items() if p in PLAIN}
        if given:
            return _plain({**(region.material.table or {}), **given}, region.name)
        return _lawful(self.assembly.laws[region.name], known)

    def _tabled(self, name: str) -> bool:
        """Whether a region follows a law of the incremental rule that is not varied itself."""
        given = any(r == name and place in PLAIN for r, place in self.keys)
        return name in self.assembly.incremental and not given

    @cached_property
    def _means(self) -> dict[tuple[int, str], tuple[np.ndarray, np.ndarray]]:
        """By step of fixed temperatures and region: G and K of an incremental law over the step."""
        return {
            (number, name): shear_and_bulk(self.assembly.moduli(name, step.start, step.end))
            for number, step in enumerate(self.steps)
            for name in step.standing
            if isinstance(step.start, float) and isinstance(step.end, float)
            if self._tabled(name) and self.assembly.laws[name].isotropic
        }

    def _moduli(
        self,
        number: int,
        solids: Mapping[str, VariedMaterial],
        columns: Columns,
        forms: Sequence[Form],
    ) -> dict[str, Weights]:
        """By region: what weighs its forms and its load in a step, by the names of parts."""
        step, out = self.steps[number], {}
        start, end = (_temperature(t, columns) for t in (step.start, step.end))
        for name in step.standing:
            law, tabled = self.assembly.laws[name], self._tabled(name)
            if tabled and not step.fixed:
                _refuse_table(law, name, start, end)
            if not law.isotropic:
                form = next(f for f in forms if f.region == name)
                if not tabled:
                    _refuse_other_directions(law, form, end)
                out[name] = {"whole": np.ones(1), "law": form.law}
                continue
            solid = solids[name]
            own = solid.moduli(end)
            G, K = self._means.get((number, name)) or (own.shear, own.bulk)
            out[name] = {"shear": G, "bulk": K, "pressure": K - 2 * G / 3, "push": 3 * K}
        return out

    def _unchanged(self, before: dict[str, Weights], moduli: Mapping[str, Weights]) -> None:
        """Refuse a law of the total rule with other moduli than in an earlier step; take note."""
        for name, own in moduli.items():
            if name in self.assembly.incremental:
                continue
            for part, value in before.setdefault(name, own).items():
                if not np.all(value == own[part]):
                    raise InputError(
                        f"region {name!r}: its moduli change with temperature after its birth, so that"
                        " the history is no sum over its steps; sweep it instead"
                    )

    def _same_model(self, solids: Mapping[str, VariedMaterial], columns: Columns) -> None:
        """Refuse a finite bulk modulus that is none, and another side of `MIXED_FROM`."""
        born = [self._number(r, "born_C", columns) for r in self.assembly.section.regions]
        for name, solid in solids.items():
            if not self.assembly.laws[name].isotropic:
                continue
            nu = np.array(-1.0)
            for T in (np.full(1, COLD), *born):
                own = solid.moduli(T)
                G, K = own.shear, own.bulk
                if not np.isfinite(K).all():
                    raise InputError(
                        f"region {name!r}: nu = 0.5; a reduced basis wants a finite bulk modulus"
                    )
                nu = np.maximum(nu, (3 * K - 2 * G) / (2 * (3 * K + G)))
            odd = np.flatnonzero((nu > MIXED_FROM) != (name in self.assembly.mixed))
            if len(odd):
                side = "at or below" if nu[odd[0]] <= MIXED_FROM else "above"
                raise InputError(
                    f"region {name!r}, design {odd[0]}: nu = {nu[odd[0]]:.4g} lies {side} {MIXED_FROM},"
                    " where the full model is another (a pressure field begins there); this reduced"
                    " model knows the other side only"
                )

    def _number(self, region: Region, place: str, columns: Columns) -> np.ndarray:
        key = self.keys.get((region.name, place))
        return _temperature(key or float(getattr(region, place) or 0.0), columns)


def _temperature(given: float | str, columns: Columns) -> np.ndarray:
    """A column as it is: `known` by its id."""
    return columns[given] if isinstance(given, str) else np.full(1, given)


def _columns(values: Sequence[np.ndarray], designs: int) -> np.ndarray:
    return np.stack([np.broadcast_to(v, designs) for v in values], axis=1)


def _refuse_table(law: Law, name: str, start: np.ndarray, end: np.ndarray) -> None:
    ends = np.append(start, end)
    found = {law.moduli(float(T)) for T in np.linspace(ends.min(), ends.max(), SAMPLES)}
    if len(found) > 1:
        raise InputError(
            f"region {name!r}: its moduli change with temperature in a step whose temperatures are"
            " varied, which a reduced basis does not follow; sweep it instead"
        )


def _refuse_other_directions(law: Law, form: Form, end: np.ndarray) -> None:
    if any(not np.array_equal(law.moduli(float(T)).stiffness, form.law) for T in np.unique(end)):
        raise InputError(
            f"region {form.region!r}: its law differs by direction, so its moduli must not change"
            " with the temperatures that are varied; sweep it instead"
        )


def shear_and_bulk(moduli: Stiffness) -> tuple[np.ndarray, np.ndarray]:
    """G and K (1,) of isotropic moduli, with a pressure field or without."""
    G, lame = moduli.matrix[-1, -1], moduli.matrix[0, 1]
    if moduli.compliance is not None:
        lame = 1 / moduli.compliance if moduli.compliance else np.inf
    return np.full(1, G), np.full(1, lame + 2 * G / 3)


def _plain(table: Mapping[str, Any], region: str) -> VariedMaterial:
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
    moduli = OfDesigns(G, K, biaxial)
    return VariedMaterial(
        lambda _: moduli,
        lambda T: IDENTITY[:, None] * np.atleast_1d(cte * (T - DATUM_C)),
    )


def _lawful(law: Law, known: Known) -> VariedMaterial:
    """A law as it is, evaluated once at every temperature that occurs."""
    tabled = law.extrapolated(inf)  # what is tabled ends somewhere
    steady = all(name.startswith("cte") for name in tabled)

    def each(of: Callable[[float], np.ndarray], what: str, T: np.ndarray) -> np.ndarray:
        key = law, what, id(T)
        if key not in known:
            found, index = np.unique(T, return_inverse=True)
            said = [of(float(t)) for t in found]
            known[key] = T, np.stack(said, axis=-1)[..., index.ravel()]
        return known[key][1]

    def three(T: float) -> np.ndarray:
        own = law.moduli(T)
        G, K = (own.shear, own.bulk) if own.isotropic else (np.nan, np.nan)
        return np.array([G, K, own.biaxial])

    def moduli(T: np.ndarray) -> OfDesigns:
        return OfDesigns(*(three(DATUM_C)[:, None] if steady else each(three, "moduli", T)))

    def expanded(T: np.ndarray) -> np.ndarray:
        if not tabled:
            return np.multiply.outer(law.thermal_strain(0.0, 1.0), T - DATUM_C)
        return each(lambda t: law.thermal_strain(DATUM_C, t), "expanded", T)

    return VariedMaterial(moduli, expanded)
