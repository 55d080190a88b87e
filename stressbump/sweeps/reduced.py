"""Designs that differ in moduli, expansions and temperatures together, by a certified reduced basis.

    model = sb.reduced(design, {"elastomer.G_MPa": {"from": 0.3, "to": 3, "scale": "log"}, ...})
    values, bounds = model.evaluate({"elastomer.G_MPa": [...], ...})

One mesh, one space per stack, made once by a greedy search; then thousands of designs a second, each
number with the most by which it may differ from what a full solution on that mesh would say. See
`reduction`; what is bounded are its linear measures and mean von Mises stresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stressbump.designs.design import Design
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import InputError
from stressbump.process.validation import checked
from stressbump.progress import Tell, silent
from stressbump.surrogate.reduction.offline import sizes
from stressbump.sweeps import cases, columns
from stressbump.sweeps.stacks import ReducedStack, grounded, reduced_stack
from stressbump.sweeps.study import Study
from stressbump.sweeps.varied import Known
from stressbump.sweeps.worker import CachedSolver

if TYPE_CHECKING:
    import pandas

RELIEF = "relief of"
SOLUTION_ROUND_OFF = 1e-9  # of a value: where full solutions differ from one another


@dataclass(frozen=True)
class Effectivity:
    """Bounds held against true errors on random designs.

    Bounds per error, the least and the median of those errors that are no round-off; the widest bound
    per value, which no training promises; whether every error was within its bound and round-off.
    """

    designs: int
    least: float
    median: float
    widest: float
    held: bool


@dataclass(frozen=True, eq=False)
class Reduced:
    """A design and its references, reduced; columns are named as those of a sweep."""

    study: Study
    stacks: tuple[ReducedStack, ...]
    columns: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What is varied."""
        return tuple(self.study.vary)

    @property
    def basis(self) -> tuple[int, ...]:
        """How many fields each stack's space has."""
        return tuple(stack.online.basis for stack in self.stacks)

    def evaluate(self, designs: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
        """Values and bounds (designs, columns) of designs given as a column of numbers per key.

        Bounds hold for any numbers, but are as narrow as was asked for only where the model was
        trained. InputError for keys that were not varied, and for what would be another model.
        """
        given = self._given(designs)
        known: Known = {}
        found = [stack.evaluate(given, known) for stack in self.stacks]
        out, own = [found[0]], list(self.stacks[0].values)
        for stack, other in zip(self.stacks[1:], found[1:], strict=True):
            out.append(other)
            rows = stack.compared(own)
            if rows:
                mine, theirs = (list(side) for side in zip(*rows, strict=True))
                out.append(
                    _relief(*(part[:, mine] for part in found[0]), *(p[:, theirs] for p in other))
                )
        values, bounds = (np.hstack(side) for side in zip(*out, strict=True))
        return values, bounds

    def table(self, designs: Mapping[str, Any]) -> pandas.DataFrame:
        """The same as a table: what was varied, then each value with its `bound of …`."""
        import pandas

        values, bounds = self.evaluate(designs)
        out = dict(self._given(designs))
        for n, name in enumerate(self.columns):
            out |= {name: values[:, n], f"bound of {name}": bounds[:, n]}
        return pandas.DataFrame(out)

    def effectivity(self, count: int = 8, seed: int = 2) -> Effectivity:
        """Bounds beside true errors of all values on random designs, each solved in full.

        Reliefs follow from values, and are left out.
        """
        study = _drawn(self.study, count, seed)
        make, solver = cases.maker(study, ""), CachedSolver()
        made = [make(n, point) for n, point in enumerate(cases.points(study))]
        values, bounds = self.evaluate({k: [case.varied[k] for case in made] for k in self.keys})
        full = np.full_like(values, np.nan)
        for n, case in enumerate(made):
            answer = solver.answer(case.table, f"design {n}", self.study.references)
            said = columns.numbers(answer, self.study.measures)
            full[n] = [np.nan if said.get(c) is None else said[c] for c in self.columns]
        kept = np.array([not c.startswith(RELIEF) for c in self.columns])
        scale = np.concatenate([[v.scale for v in stack.values] for stack in self.stacks])
        return _effectivity(full[:, kept], values[:, kept], bounds[:, kept], scale)

    def _given(self, designs: Mapping[str, Any]) -> dict[str, np.ndarray]:
        if set(designs) != set(self.keys):
            raise InputError(
                f"designs: {', '.join(designs) or 'nothing'} is given; what was varied is"
                f" {', '.join(self.keys)}, a column of numbers for each"
            )
        return {k: _numbers(k, designs[k]) for k in self.keys}


def reduced(
    design: Design | Structure | Mapping[str, Any] | str,
    vary: Mapping[str, Any],
    *,
    references: Iterable[str] = (),
    measures: Iterable[str] = (),
    tolerance: float = 0.01,
    training: int = 256,
    refine: int = 0,
    tell: Tell = silent,
) -> Reduced:
    """The design reduced, trained until all bounds are within `tolerance` of their values.

    `vary` are ranges or lists as in a study: constants of materials given as tables, temperatures,
    intrinsic stresses, cure shrinkages. `measures` are patterns as in a study, mean von Mises stresses
    of the focus and the bow if none; `references` those on the same mesh. Values below a twentieth of
    their column's largest are held to that twentieth. InputError where a key changes the mesh, or a
    measure has no bound.
    """
    if not 0 < tolerance < 1:
        raise InputError(f"tolerance: {tolerance:g}; allowed is a share between 0 and 1")
    table = {
        "design": design,
        "vary": vary,
        "references": tuple(references),
        "measures": tuple(measures),
        "refine": refine,
        "sampling": {"how": "sobol", "points": training},
    }
    study: Study = checked(Study, table, "reduced")
    cases.check(study)
    return of_study(study, tolerance, training, tell)


def of_study(study: Study, tolerance: float, training: int = 256, tell: Tell = silent) -> Reduced:
    """The same for a study, whose own sampling does not matter."""
    drawn = _drawn(study, training, 1)
    points = list(cases.points(drawn))
    given = {k: _numbers(k, [p[k] for p in points]) for k in study.vary}
    make = cases.maker(drawn, "")
    ground = grounded(lambda point: make(0, point).table, given, study.measures, study.refine)
    stacks = [
        reduced_stack(ground, name, tolerance, tell)
        for name in (None, *ground.references(study.references))
    ]
    names = [columns.label(v, False) for v in stacks[0].values]
    found = [f"{name} [{v.unit}]" for name, v in zip(names, stacks[0].values, strict=True)]
    for stack in stacks[1:]:
        label = [f"{columns.label(v, False)}, {stack.name}" for v in stack.values]
        found += [f"{name} [{v.unit}]" for name, v in zip(label, stack.values, strict=True)]
        found += [f"{RELIEF} {label[n]} [1]" for _, n in stack.compared(list(stacks[0].values))]
    return Reduced(study, tuple(stacks), tuple(found))


def _drawn(study: Study, points: int, seed: int) -> Study:
    table = study.to_table() | {"sampling": {"how": "sobol", "points": points, "seed": seed}}
    out: Study = checked(Study, table, study.name)
    return out


def _numbers(key: str, column: Any) -> np.ndarray:
    try:
        found = np.array(column, dtype=float)
    except (TypeError, ValueError):
        found = np.array([np.nan])
    if found.ndim != 1 or not len(found) or not np.isfinite(found).all():
        raise InputError(f"{key}: a column of finite numbers is wanted for a reduced basis")
    return found


def _relief(
    a: np.ndarray, da: np.ndarray, b: np.ndarray, db: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """1 - a/b and its bound; nothing where b may be zero."""
    least = np.abs(b) - db
    sure = least > 0
    ratio = np.where(sure, a / np.where(sure, b, 1.0), np.nan)
    return 1 - ratio, (da + np.abs(ratio) * db) / np.where(sure, least, np.nan)


def _effectivity(
    full: np.ndarray, values: np.ndarray, bounds: np.ndarray, scale: np.ndarray
) -> Effectivity:
    size = sizes(full, scale)
    error, room = np.abs(full - values), SOLUTION_ROUND_OFF * size
    per = (bounds / np.where(error > room, error, np.nan))[error > room]
    return Effectivity(
        len(full),
        float(per.min()) if len(per) else np.inf,
        float(np.median(per)) if len(per) else np.inf,
        float((bounds / size).max()),
        bool(np.all(error <= bounds + room)),
    )
