"""One stack of a design, reduced: what reaches it of what is varied, its steps, its trained model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csc_array, hstack

from stressbump.answers.options import Options
from stressbump.answers.solving import mesh_recipe
from stressbump.designs.design import Design, from_table
from stressbump.errors import InputError
from stressbump.history.assembly import Assembly
from stressbump.history.factorisations import Factorisations
from stressbump.history.stack import assembled
from stressbump.history.stepping import solutions
from stressbump.measures.warpage import CURVATURE, SAGITTA
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.model import Model
from stressbump.mechanics.system import System
from stressbump.mesh.mesh import Mesh
from stressbump.process.recipe import AS_BUILT, Reference
from stressbump.process.section import Region, Section
from stressbump.progress import Tell
from stressbump.surrogate.reduction.forms import Form, Push, forms, pushes
from stressbump.surrogate.reduction.offline import Parts, agrees, grouped, trained
from stressbump.surrogate.reduction.online import ReducedHistory, batched
from stressbump.surrogate.reduction.outputs import LINEAR, MISES, mises, output, region_of
from stressbump.survey import Value, survey
from stressbump.sweeps import columns
from stressbump.sweeps.varied import LOADS, PLAIN, Known, Varied, VariedStep, eventful
from stressbump.sweeps.worker import dressed, shape_of

MARGIN = 0.7  # of the tolerance is trained for: between training designs bounds are wider
CLOSED = 1e-3  # of the widest gap: how far faces run into each other that close
SAME = 1e-9  # how far numbers may differ that are the same
WITHOUT_MEASURES = (MISES, CURVATURE.name, SAGITTA.name)
CERTIFIED = (*LINEAR, MISES)
Make = Callable[[Mapping[str, float]], Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Ground:
    """What all stacks share: the mesh, the training designs by key, `make` which makes tables of them."""

    make: Make
    given: Mapping[str, np.ndarray]
    measures: tuple[str, ...]
    design: Design
    section: Section
    mesh: Mesh

    def references(self, names: Iterable[str] | None) -> tuple[str, ...]:
        """The references asked for; InputError for one that has a mesh of its own."""
        own = tuple(r.name for r in self.design.recipe.references)
        names = own if names is None else tuple(names)
        if strange := [n for n in names if n not in own]:
            raise InputError(
                f"references: {strange[0]!r} has a mesh of its own, a reduced basis is made on one;"
                f" allowed: {', '.join(own) or 'none'}"
            )
        return names

    def point(self, number: int) -> dict[str, float]:
        """What a training design sets."""
        return {k: float(column[number]) for k, column in self.given.items()}

    def section_of(
        self, point: Mapping[str, float], reference: Reference | None
    ) -> tuple[Section, float]:
        """The section of a design on this mesh, and its end temperature."""
        recipe = from_table(self.make(point), "reduced").recipe
        if shape_of(recipe) != shape_of(self.design.recipe):
            raise InputError(
                f"reduced: one of {', '.join(point)} changes the mesh; sweep it instead"
            )
        if len(recipe.history.end_C) != 1:
            raise InputError("reduced: one end temperature is wanted; end_C may be varied instead")
        section = dressed(self.section, recipe)
        changed = section if reference is None else section.changed(reference)
        return changed, float(recipe.history.end_C[0])

    def varied(self, reference: Reference | None) -> Varied:
        """Where every key ends up; InputError for one that changes the mesh, or gets lost."""
        first, end = self.section_of(self.point(0), reference)
        keys: dict[tuple[str, str], str] = {}
        ends: float | str = end
        for key, column in self.given.items():
            others = np.flatnonzero(column != column[0])
            if not len(others):
                raise InputError(f"reduced: {key} is given one value only; set it in the design")
            numbers = float(column[0]), float(column[others[0]])
            changed, moved = self.section_of(self.point(0) | {key: numbers[1]}, reference)
            reached = _reached(first, changed, numbers, key)
            keys |= dict.fromkeys(reached, key)
            ends = key if (end, moved) == numbers else ends
            if reference is None and not reached and ends != key:
                raise InputError(f"reduced: {key} reaches nothing of {self.design.name}")
        assembly, _ = assembled(first, self.mesh)
        if assembly.remembering:
            raise InputError(
                f"reduced: {', '.join(sorted(assembly.remembering))} with memory; what creeps or yields"
                " does not superpose, so sweep it instead"
            )
        return Varied(assembly, keys, eventful(assembly, keys, ends, end))


@dataclass(frozen=True, eq=False)
class Laid:
    """One step's forms and loads, with the forms' weights at the reference and their groups."""

    forms: tuple[Form, ...]
    pushes: tuple[Push, ...]
    weights: np.ndarray
    group: np.ndarray

    def theta(self, weights: np.ndarray) -> np.ndarray:
        """Weights of groups (designs, groups); InputError if a group's weights are not one."""
        relative = weights / self.weights
        first = [int(np.flatnonzero(self.group == g)[0]) for g in range(self.group.max() + 1)]
        found = relative[:, first]
        if np.any(np.abs(relative - found[:, self.group]) > SAME * found[:, self.group]):
            raise InputError("designs: moduli vary apart that did not when the model was trained")
        return found


@dataclass(frozen=True, eq=False)
class ReducedStack:
    """One stack's reduced model, and how designs become its weights."""

    name: str
    values: tuple[Value, ...]  # measure, place and unit of each column; their numbers mean nothing
    online: ReducedHistory
    varied: Varied
    steps: tuple[Laid, ...]
    used: tuple[int, ...]  # the steps that add to what is asked for
    other_material: frozenset[str]  # regions of another material than the design's
    face: tuple[str, ...]  # of every node of the free faces that may close
    history: tuple[float, ...]  # the widest bound per what is allowed, as fields were added

    def evaluate(
        self, given: Mapping[str, np.ndarray], known: Known
    ) -> tuple[np.ndarray, np.ndarray]:
        """Values and bounds (designs, values); InputError for a design in which a free face closes."""
        weights, loads = self.varied.weights(
            given, [(s.forms, s.pushes) for s in self.steps], known
        )
        theta = [self.steps[s].theta(weights[s]) for s in self.used]
        own = [loads[s] for s in self.used]
        self._refuse_closing(given, theta, own)
        values, bounds = batched(self.online, theta, own)
        return values, bounds.sum(axis=0)

    def _refuse_closing(
        self,
        given: Mapping[str, np.ndarray],
        theta: Sequence[np.ndarray],
        loads: Sequence[np.ndarray],
    ) -> None:
        if not len(self.face):
            return
        for gap in self.online.parting(theta, loads):
            closed = gap < -CLOSED * np.abs(gap).max(axis=1, keepdims=True)
            if closed.any():
                design, node = np.argwhere(closed)[0]
                numbers = ", ".join(f"{k} = {column[design]:.6g}" for k, column in given.items())
                raise InputError(
                    f"{self.name}: the free face {self.face[node]} closes at {numbers}; what presses does"
                    " not superpose, so sweep it instead"
                )

    def compared(self, built: list[Value]) -> list[tuple[int, int]]:
        """Of which of the design's values and which of its own a relief is made."""
        keys = {v.key[:3]: n for n, v in enumerate(built)}
        return [
            (keys[v.key[:3]], n)
            for n, v in enumerate(self.values)
            if v.key[:3] in keys and v.where not in self.other_material
        ]


def grounded(
    make: Make, given: Mapping[str, np.ndarray], measures: tuple[str, ...], refine: int
) -> Ground:
    """Built and meshed as the first training design is."""
    design = from_table(make({k: float(column[0]) for k, column in given.items()}), "reduced")
    found = mesh_recipe(design.recipe, Options(refine=refine).of(design))
    return Ground(make, given, measures, design, found.section, found.mesh)


def reduced_stack(ground: Ground, name: str | None, tolerance: float, tell: Tell) -> ReducedStack:
    """The design, or it with the change of a reference, trained to a tolerance."""
    reference = next((r for r in ground.design.recipe.references if r.name == name), None)
    varied = ground.varied(reference)
    if varied.assembly.whole.kinematics.free_thickness:
        raise InputError("reduced: plane stress is not done; sweep it instead")
    if not varied.steps:
        raise InputError("reduced: in this history nothing is ever stressed")
    tell(f"reducing {name or ground.design.name}")
    known = Factorisations()

    @lru_cache(maxsize=2)
    def assembly(number: int) -> Assembly:
        section, _ = ground.section_of(ground.point(number), reference)
        return assembled(section, ground.mesh, known)[0]

    def solved(step: int, number: int) -> System:
        s = varied.steps[step].at(ground.point(number))
        blocks = assembly(number).blocks(s.standing, s.start, s.end)
        return assembly(number).system(s.standing, blocks, s.end)

    start = [solved(step, 0) for step in range(len(varied.steps))]
    bare = [(forms(system), pushes(system)) for system in start]
    weights, loads = varied.weights(ground.given, bare, {})
    middle = _middle(np.hstack(weights))
    values, passed = _surveyed(ground, reference, assembly(middle), middle)
    laid = tuple(
        Laid(*own, w[middle], grouped(w / w[middle])) for own, w in zip(bare, weights, strict=True)
    )
    section = assembly(middle).section
    _refuse_zero(values, varied.steps)
    systems = [solved(s, middle) for s in range(len(laid))]
    faces = assembly(middle).free_faces if section.cell.contact else {}
    parts = [_parts(section, s, own, values, faces) for s, own in zip(systems, laid, strict=True)]
    if not (passed and agrees(parts, values, [f[middle] for f in loads])):
        raise InputError("reduced: its own check failed; sweep this design instead")
    used = tuple(
        s for s, p in enumerate(parts) if p.outputs or p.averages or p.gaps.count_nonzero()
    )
    online, history = trained(
        [parts[s] for s in used],
        values,
        [laid[s].theta(weights[s]) for s in used],
        [loads[s] for s in used],
        MARGIN * tolerance,
        lambda step, number: solved(used[step], number),
    )
    other_material = _of_other_material(ground, reference)
    face = tuple("/".join(pair) for pair, nodes in faces.items() for _ in nodes.area)
    return ReducedStack(
        name or AS_BUILT, values, online, varied, laid, used, other_material, face, history
    )


def _surveyed(
    ground: Ground, reference: Reference | None, assembly: Assembly, number: int
) -> tuple[tuple[Value, ...], bool]:
    """The values asked for of a design, solved in full, and whether that passed its checks.

    InputError where a free face closes in it.
    """
    section, end = ground.section_of(ground.point(number), reference)
    full = solutions(assembly, [end])[end]
    for first, second in full.pressing:
        raise InputError(
            f"reduced: the free face {first}/{second} closes in the middle one of the designs; what presses"
            " does not superpose, so sweep it instead"
        )
    found = survey(section, full, ground.design.recipe.windows_um)
    return _wanted(ground, found, tuple(full.blocks)), full.passed


def _refuse_zero(values: Iterable[Value], steps: Iterable[VariedStep]) -> None:
    there = {name for step in steps for name in step.standing}
    if zero := [v for v in values if region_of(v) not in there]:
        raise InputError(
            f"reduced: {zero[0].measure} @ {zero[0].where} is zero in all designs; ask for others"
        )


def _parts(
    section: Section,
    system: System,
    laid: Laid,
    values: Sequence[Value],
    faces: Mapping[tuple[str, str], FacingNodes],
) -> Parts:
    """A step with what it adds to the values and to the gaps of free faces."""
    own = [v for v in values if region_of(v) in system.blocks]
    given = laid.forms, laid.pushes
    size, kinematics = system.matrix.shape[0], system.model.kinematics
    apart = [
        face.pushes(kinematics, size) * float(_in_one_body(system.model, pair))
        for pair, face in faces.items()
    ]
    return Parts(
        system,
        laid.forms,
        laid.weights,
        laid.group,
        laid.pushes,
        tuple(output(section, system, *given, v) for v in own if v.measure != MISES),
        tuple(mises(system, *given, v) for v in own if v.measure == MISES),
        csc_array(hstack(apart) if apart else (size, 0)),
    )


def _in_one_body(model: Model, regions: tuple[str, str]) -> bool:
    """Whether regions stand, with a place towards each other."""
    of = model.body_of
    return set(regions) <= of.keys() and len({of[name] for name in regions}) == 1


def _reached(
    first: Section, changed: Section, numbers: tuple[float, float], key: str
) -> list[tuple[str, str]]:
    """Regions and places in which two sections of one shape have a key's two numbers."""
    out = []
    for a, b in zip(first.regions, changed.regions, strict=True):
        pairs = {p: (getattr(a, p), getattr(b, p)) for p in LOADS}
        if a.material != b.material:
            pairs |= _of_material(a, b, key)
        for place, pair in pairs.items():
            if pair[0] == pair[1]:
                continue
            if pair != numbers:
                raise InputError(f"reduced: {key} does not reach {a.name!r} as the number it is")
            out.append((a.name, place))
    return out


def _of_material(a: Region, b: Region, key: str) -> dict[str, tuple[Any, Any]]:
    tables = [m.table for m in (a.material, b.material) if m.table and _is_plain(m.table)]
    if len(tables) < 2:
        raise InputError(
            f"reduced: {key} is of {a.name!r}, whose material is to be a table of constants,"
            " { E_MPa = …, nu = …, cte_ppm_per_K = … } or G_MPa and K_MPa"
        )
    return {k: (tables[0].get(k), tables[1].get(k)) for k in PLAIN}


def _is_plain(table: Mapping[str, Any]) -> bool:
    return set(table) <= {*PLAIN, "source", "note"} and all(
        isinstance(table[k], int | float) for k in PLAIN if k in table
    )


def _middle(weights: np.ndarray) -> int:
    """The design whose energy bounds those of all others best, of the designs themselves."""
    log = np.log(weights)
    return max(range(len(log)), key=lambda n: float((log - log[n]).min()))


def _wanted(ground: Ground, values: Iterable[Value], names: tuple[str, ...]) -> tuple[Value, ...]:
    """The values asked for, von Mises last; InputError for a measure that has no bound."""
    asked = ground.measures
    kept = columns.wanted(values, asked or WITHOUT_MEASURES, ground.design, names)
    if not asked:
        focus = ground.design.recipe.focus or names
        kept = [v for v in kept if v.measure != MISES or v.where in focus]
    if odd := [v.measure for v in kept if v.measure not in CERTIFIED]:
        raise InputError(
            f"measures: {odd[0]!r} has no bound in a reduced basis; allowed: {', '.join(CERTIFIED)}"
        )
    if not kept:
        raise InputError(f"measures: none of {', '.join(asked)} is there")
    return tuple(sorted(kept, key=lambda v: v.measure == MISES))


def _of_other_material(ground: Ground, reference: Reference | None) -> frozenset[str]:
    if reference is None:
        return frozenset()
    before = {r.name: r.material for r in ground.section.regions}
    after = ground.section.changed(reference).regions
    return frozenset(r.name for r in after if r.material != before[r.name])
