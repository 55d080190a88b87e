"""What is varied → cases: each the table of one design, in the order of the study.

Cases are made one at a time; no list of them is ever held.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product
from typing import Any

import numpy as np

from stressbump.designs.design import Design
from stressbump.designs.package import PackageDesign, any_from_table
from stressbump.designs.varied_keys import VariedKey, find_all, with_value
from stressbump.errors import InputError
from stressbump.sweeps.distributions import Distribution
from stressbump.sweeps.study import DNP, LARGEST, SAMPLED, Range, Study

TRIED = 20  # designs, spread over the study, that must not all be refused
DRAWN = 4096  # samples turned into designs at a time


@dataclass(frozen=True)
class Case:
    """One design of a study: its number from 0, what was varied, its table and its key.

    The key is a digest of all that decides the answer. Cases of one `geometry` may share a mesh, those
    of one `stiffness` as well a factorisation.
    """

    number: int
    varied: Mapping[str, Any]
    table: Mapping[str, Any]
    key: str
    geometry: str
    stiffness: str


def count(study: Study) -> int:
    """How many cases there are."""
    how = study.sampling.how
    if how in SAMPLED:
        each = len(study.vary) + 2 if how == "saltelli" else 1
        return int(study.sampling.points or 0) * each
    if how in ("list", "csv"):
        return len(next(iter(study.vary.values()), ((),)))  # type: ignore[arg-type]
    return math.prod(len(_levels(v)) for v in study.vary.values())


def points(study: Study) -> Iterator[dict[str, Any]]:
    """What each design sets, by key; None leaves the design as it is."""
    keys, how = list(study.vary), study.sampling.how
    if how == "grid":
        rows: Iterator[Any] = product(*(_levels(v) for v in study.vary.values()))
    elif how in ("list", "csv"):
        rows = zip(*study.vary.values(), strict=True) if keys else iter([()])
    else:
        rows = _drawn(study)
    for row in rows:
        yield dict(zip(keys, row, strict=True))


def cases(study: Study, code: str) -> Iterator[Case]:
    """Every case; `code` stands for the program and libraries that will answer it."""
    make = maker(study, code)
    return (make(number, point) for number, point in enumerate(points(study)))


def maker(study: Study, code: str) -> Callable[[int, Mapping[str, Any]], Case]:
    """A function that makes a case of its number and what it sets."""
    table, places = find_all(
        study.design, [k for k in study.vary if k != DNP], f"{study.name}: [vary]"
    )
    places += tuple(VariedKey(k, ((k,),), "load") for k in study.vary if k == DNP)
    _refuse_vain(study, places)
    shared: list[Any] = [study.references, study.measures, study.refine, study.bars, code]
    shared += [study.reduced] if study.reduced is not None else []
    shared += ["corners"] if study.corners else []
    shared += ["cohesion"] if study.softens else []
    return lambda number, point: _case(number, point, table, places, shared)


def _refuse_vain(study: Study, places: Iterable[VariedKey]) -> None:
    """InputError for a key of something that the study's answers do not take in."""
    scope = study.scope
    left = {
        "flaw": (scope.flaws, "a [[flaw]] is bonded"),
        "cohesion": (scope.cohesions, "a [[cohesion]] is bonded"),
        "friction": (study.rubs, "no face rubs"),
    }
    for place in places:
        inside = set(chain(*place.paths))
        for why in (why for name, (taken, why) in left.items() if not taken and name in inside):
            raise InputError(
                f"{study.name}: [vary] {place.key} has no effect: {why} in these answers"
            )


def tried(study: Study) -> Iterator[Design | PackageDesign | InputError]:
    """Some designs of a study, spread over it; the error of one that is refused."""
    make = maker(study, "")
    every = max(1, count(study) // TRIED)
    for number, point in islice(enumerate(points(study)), 0, None, every):
        try:
            own = {k: v for k, v in make(number, point).table.items() if k != DNP}
            yield any_from_table(own, f"{study.name}, case {number}")
        except InputError as error:
            yield error


def check(study: Study) -> None:
    """InputError for a study that cannot run: too many cases, an unknown key, nothing but refusals,
    a reference that no design has.
    """
    if (total := count(study)) > LARGEST:
        raise InputError(f"{study.name}: {total:,} cases; allowed are {LARGEST:,}")
    wanted, offers, refused = set(study.references or ()), list[set[str]](), []
    for design in tried(study):
        if isinstance(design, InputError):
            refused.append(design)
            continue
        offers.append(set(design.reference_names()))
        wanted -= offers[-1]
        if not wanted:
            return
    if refused and not offers:
        raise refused[0]
    if wanted:
        name, allowed = min(wanted), ", ".join(sorted(set().union(*offers))) or "none"
        raise InputError(f"{study.name}: references: no reference {name!r}; allowed: {allowed}")


def _case(
    number: int,
    point: Mapping[str, Any],
    table: Mapping[str, Any],
    places: tuple[VariedKey, ...],
    shared: list[Any],
) -> Case:
    geometry: list[Any] = []
    stiffness: list[Any] = []
    for place in places:
        value = point[place.key]
        if value is None:
            continue
        for path in place.paths:
            table = with_value(table, path, value)
        if place.kind == "geometry":
            geometry.append((place.key, value))
        elif place.kind == "material":
            stiffness.append((place.key, _without_expansion(value)))
    inputs = {k: v for k, v in table.items() if k not in ("name", "relief")}
    return Case(
        number,
        point,
        table,
        digest([inputs, table.get("relief"), *shared]),
        digest(geometry)[:16],
        digest(stiffness)[:16],
    )


def digest(content: Any) -> str:
    """A short digest of plain data."""
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _without_expansion(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: v for k, v in value.items() if not str(k).startswith("cte_")}
    return value


def _levels(values: Any) -> tuple[Any, ...]:
    if isinstance(values, Range):
        last = max(1, (values.points or 1) - 1)
        return tuple(values.at(n / last) for n in range(values.points or 1))
    return tuple(values)


def _drawn(study: Study) -> Iterator[tuple[Any, ...]]:
    """Rows of a Latin hypercube or a scrambled Sobol sequence; a list is drawn from evenly."""
    from scipy.stats import qmc

    axes, total = list(study.vary.values()), count(study)
    how, seed = study.sampling.how, np.random.default_rng(study.sampling.seed)
    if how == "latin-hypercube":
        blocks: Iterator[np.ndarray] = iter([qmc.LatinHypercube(len(axes), rng=seed).random(total)])
    else:
        sobol = qmc.Sobol(len(axes) * (2 if how == "saltelli" else 1), rng=seed)
        blocks = (sobol.random(DRAWN) for _ in range(math.ceil(total / DRAWN)))
    if how == "saltelli":
        blocks = map(_crossed, blocks)
    for row in islice((row for block in blocks for row in block), total):
        yield tuple(_at(axis, float(share)) for axis, share in zip(axes, row, strict=True))


def _crossed(pairs: np.ndarray) -> np.ndarray:
    """Of every point (A, B): A, then A with one coordinate of B after the other, then B.

    Saltelli (2010), Comput. Phys. Commun. 181, 259, in the order of SALib.
    """
    both = pairs.shape[1]
    each = np.arange(both // 2)
    rows = np.repeat(pairs[:, None, : both // 2], both // 2 + 2, axis=1)
    rows[:, each + 1, each] = pairs[:, both // 2 :]
    rows[:, -1] = pairs[:, both // 2 :]
    return rows.reshape(-1, both // 2)


def _at(axis: Any, share: float) -> Any:
    if isinstance(axis, Range | Distribution):
        return axis.at(share)
    return axis[min(int(share * len(axis)), len(axis) - 1)]
